//! Bytes from a reader, a window at a time.

use std::io;

use super::input::Input;

/// The longest row that is read, in bytes; a longer one is rejected, so that a file without line ends cannot fill the
/// memory.
pub(super) const MAX_ROW: usize = 64 << 20;

/// How much is asked of the reader at once.
const CHUNK: usize = 64 << 10;

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes of the file read so far.
    pub bytes: u64,
    /// Rows read so far, the rejected ones included.
    pub rows: u64,
    /// Bytes in all, where that is known: a file's length.
    pub total: Option<u64>,
}

/// A growing window onto a reader, whose beginning is given up when it has been used.
pub(super) struct Source<'r> {
    pub(super) input: Input<'r>,
    buffer: Vec<u8>,
    /// The window is `buffer[start..end]`.
    start: usize,
    end: usize,
    /// The line at the window's beginning, from 1.
    line: u64,
    pub(super) progress: Progress,
    pub(super) on_progress: Option<Box<dyn FnMut(Progress) + 'r>>,
}

impl<'r> Source<'r> {
    pub(super) fn new(input: Input<'r>) -> Self {
        Self { input, buffer: Vec::new(), start: 0, end: 0, line: 1, progress: Progress::default(), on_progress: None }
    }

    /// What has been read and not been used up.
    #[inline]
    pub(super) fn window(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// The line at the window's beginning, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Widens the window. False at the end of the input.
    pub(super) fn fill(&mut self) -> io::Result<bool> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.buffer.len() < self.end + CHUNK {
            self.buffer.resize((self.end * 2).max(CHUNK * 2), 0);
        }
        let count = loop {
            match self.input.read(self.buffer.get_mut(self.end..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.end += count;
        self.progress.bytes = self.input.count();
        if let Some(report) = &mut self.on_progress {
            report(self.progress);
        }
        Ok(count > 0)
    }

    /// Gives up the first `count` bytes of the window, which end `lines` lines.
    pub(super) fn consume(&mut self, count: usize, lines: u64) {
        self.start = self.end.min(self.start + count);
        self.line += lines;
    }

    /// The line at the window's beginning without the blanks around it, or as much of it as is needed to guess by.
    pub(super) fn first_line(&mut self) -> io::Result<String> {
        let end = loop {
            if let Some((end, _)) = line_end(self.window(), 0, true) {
                break end;
            }
            if self.window().len() >= CHUNK || !self.fill()? {
                break self.window().len().min(CHUNK);
            }
        };
        let line = self.window().get(..end).unwrap_or_default();
        Ok(String::from_utf8_lossy(line).trim().to_owned())
    }

    /// Gives up everything to the end of the line, without keeping it.
    pub(super) fn skip_line(&mut self) -> io::Result<()> {
        loop {
            if let Some(end) = self.window().iter().position(|&b| b == b'\n') {
                self.consume(end + 1, 1);
                return Ok(());
            }
            self.consume(self.window().len(), 0);
            if !self.fill()? {
                return Ok(());
            }
        }
    }
}

/// Where a line ends in `bytes`, searching from `from`, and where the next begins: after `\n`, `\r\n` or `\r`. A `\r`
/// at the very end of the window needs one byte more, which `more` says may come.
pub(super) fn line_end(bytes: &[u8], from: usize, more: bool) -> Option<(usize, usize)> {
    let at = from + bytes.get(from..)?.iter().position(|&b| b == b'\n' || b == b'\r')?;
    match (bytes.get(at)?, bytes.get(at + 1)) {
        (b'\r', Some(b'\n')) => Some((at, at + 2)),
        (b'\r', None) if more => None,
        _ => Some((at, at + 1)),
    }
}
