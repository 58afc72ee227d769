//! Rows of a CSV file (RFC 4180).
//!
//! The rows are cut here and not by a library because of what happens at a bad one: a quote that is never closed must
//! not swallow the rows after it, and a rejected row is kept as it stands in the file. So a row that spans several
//! lines and turns out wrong costs its first line alone; reading goes on at the second. This looks at each byte twice at
//! most: a line that opens a quote has an odd run of quotes, and such a line ends any quote left open above it.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use super::record::Record;
use super::source::{MAX_ROW, Source, line_end};

/// Cuts a source into rows, and rows into fields.
pub(super) struct CsvRows<'r> {
    pub(super) source: Source<'r>,
    /// The names in the first line, once it has been read.
    pub(super) columns: Vec<String>,
    /// The fields of the row in hand that have doubled quotes, by number.
    escaped: Vec<usize>,
}

/// How a row came out.
pub(super) enum Scan {
    /// There are no more.
    End,
    /// A row, at this line; its values are in the record.
    Row(u64),
    /// A row that cannot be read, at this line, and why.
    Bad(u64, Cow<'static, str>),
}

/// What ended a field.
enum Stop {
    /// The next field begins here.
    Comma(usize),
    /// The row's text ends at the first, the next row begins at the second.
    Line(usize, usize),
    Fault(Cow<'static, str>),
}

/// The lines inside quotes that a row has come across.
#[derive(Default)]
struct Inner {
    /// Where the row's first line ends, and its second begins.
    first: Option<(usize, usize)>,
    count: u64,
}

impl<'r> CsvRows<'r> {
    pub(super) fn new(source: Source<'r>) -> Self {
        Self { source, columns: Vec::new(), escaped: Vec::new() }
    }

    /// Reads the next row that is not an empty line.
    pub(super) fn read(&mut self, record: &mut Record) -> io::Result<Scan> {
        if !self.skip_empty_lines()? {
            return Ok(Scan::End);
        }
        let line = self.source.line();
        let mut inner = Inner::default();
        let (end, next) = match plain_row(self.source.window(), &mut record.values) {
            Some(ends) => ends,
            None => match self.row(&mut record.values, &mut inner)? {
                Ok(ends) => ends,
                Err(reason) => return self.give_up(record, line, &inner, reason),
            },
        };
        if let Some(reason) = self.wrong_count(record.len()) {
            return if inner.first.is_some() {
                self.give_up(record, line, &inner, reason)
            } else {
                // Keeps the text; that it may not be UTF-8 either adds nothing.
                record.start(self.source.window().get(..end).unwrap_or_default()).ok();
                self.source.consume(next, 1);
                Ok(Scan::Bad(line, reason))
            };
        }
        let outcome = record.start(self.source.window().get(..end).unwrap_or_default());
        self.source.consume(next, inner.count + 1);
        if let Err(reason) = outcome {
            return Ok(Scan::Bad(line, reason));
        }
        for place in self.escaped.drain(..) {
            record.unquote(place);
        }
        Ok(Scan::Row(line))
    }

    /// Cuts any row into fields: where its text ends, and where the next row begins.
    fn row(
        &mut self,
        fields: &mut Vec<Range<usize>>,
        inner: &mut Inner,
    ) -> io::Result<Result<(usize, usize), Cow<'static, str>>> {
        fields.clear();
        self.escaped.clear();
        let mut start = 0;
        loop {
            match self.field(start, fields, inner)? {
                Stop::Comma(next) => start = next,
                Stop::Line(end, next) => return Ok(Ok((end, next))),
                Stop::Fault(reason) => return Ok(Err(reason)),
            }
        }
    }

    /// Why the number of fields is wrong, if it is. The first row is the measure of all others.
    fn wrong_count(&self, found: usize) -> Option<Cow<'static, str>> {
        let expected = self.columns.len();
        let s = if found == 1 { "" } else { "s" };
        (expected > 0 && found != expected)
            .then(|| format!("it has {found} field{s} where the first line names {expected} columns").into())
    }

    /// Passes over empty lines. False at the end of the input.
    fn skip_empty_lines(&mut self) -> io::Result<bool> {
        loop {
            match self.source.window() {
                [b'\r', b'\n', ..] => self.source.consume(2, 1),
                [b'\n', ..] | [b'\r', _, ..] => self.source.consume(1, 1),
                [] | [b'\r'] => {
                    if !self.source.fill()? {
                        return Ok(false);
                    }
                }
                _ => return Ok(true),
            }
        }
    }

    /// Rejects the first line of the row in the window and goes on with the line after it.
    fn give_up(
        &mut self,
        record: &mut Record,
        line: u64,
        inner: &Inner,
        reason: Cow<'static, str>,
    ) -> io::Result<Scan> {
        let first = inner.first.or_else(|| line_end(self.source.window(), 0, false));
        let (end, next) = first.unwrap_or((self.source.window().len(), self.source.window().len()));
        record.start(self.source.window().get(..end).unwrap_or_default()).ok();
        self.source.consume(next, u64::from(first.is_some()));
        if first.is_none() {
            self.source.skip_line()?;
        }
        Ok(Scan::Bad(line, reason))
    }

    /// Reads the field that begins at `start`.
    #[inline]
    fn field(&mut self, start: usize, fields: &mut Vec<Range<usize>>, inner: &mut Inner) -> io::Result<Stop> {
        if self.byte(start)? == Some(b'"') {
            return self.quoted_field(start + 1, fields, inner);
        }
        let mut at = start;
        loop {
            let window = self.source.window();
            let rest = window.get(at..).unwrap_or_default();
            let Some(length) = rest.iter().position(|b| matches!(b, b',' | b'\n' | b'\r')) else {
                at = window.len();
                if window.len() > MAX_ROW {
                    return Ok(Stop::Fault(too_long()));
                }
                if self.source.fill()? {
                    continue;
                }
                fields.push(start..at);
                return Ok(Stop::Line(at, at));
            };
            fields.push(start..at + length);
            return self.after_field(at + length);
        }
    }

    /// Reads the field in quotes whose content begins at `start`.
    fn quoted_field(&mut self, start: usize, fields: &mut Vec<Range<usize>>, inner: &mut Inner) -> io::Result<Stop> {
        let mut escaped = false;
        let mut at = start;
        loop {
            let window = self.source.window();
            let rest = window.get(at..).unwrap_or_default();
            let Some(length) = rest.iter().position(|b| matches!(b, b'"' | b'\n' | b'\r')) else {
                at = window.len();
                if window.len() > MAX_ROW || !self.source.fill()? {
                    return Ok(Stop::Fault(unclosed(fields.len())));
                }
                continue;
            };
            at += length;
            let (here, following) = (self.byte(at)?, self.byte(at + 1)?);
            match (here, following) {
                (Some(b'"'), Some(b'"')) => {
                    escaped = true;
                    at += 2;
                }
                (Some(b'"'), None | Some(b',' | b'\n' | b'\r')) => {
                    if escaped {
                        self.escaped.push(fields.len());
                    }
                    fields.push(start..at);
                    return self.after_field(at + 1);
                }
                (Some(b'"'), Some(_)) => {
                    let number = fields.len() + 1;
                    return Ok(Stop::Fault(
                        format!(
                            "in field {number} text follows the closing quote; a quote inside quotes is written twice"
                        )
                        .into(),
                    ));
                }
                _ => {
                    let next = at + if (here, following) == (Some(b'\r'), Some(b'\n')) { 2 } else { 1 };
                    inner.first.get_or_insert((at, next));
                    inner.count += 1;
                    at = next;
                }
            }
        }
    }

    /// What the comma or line end at `at` means, or the end of the input.
    #[inline]
    fn after_field(&mut self, at: usize) -> io::Result<Stop> {
        Ok(match self.byte(at)? {
            Some(b',') => Stop::Comma(at + 1),
            Some(b'\r') if self.byte(at + 1)? == Some(b'\n') => Stop::Line(at, at + 2),
            Some(_) => Stop::Line(at, at + 1),
            None => Stop::Line(at, at),
        })
    }

    /// A byte of the window, which is widened as needed.
    #[inline]
    fn byte(&mut self, at: usize) -> io::Result<Option<u8>> {
        while self.source.window().len() <= at {
            if !self.source.fill()? {
                return Ok(None);
            }
        }
        Ok(self.source.window().get(at).copied())
    }
}

fn unclosed(fields_before: usize) -> Cow<'static, str> {
    format!("the quote that opens field {} is never closed", fields_before + 1).into()
}

/// Cuts a row that has no quotes and lies whole in the window, as nearly all do, eight bytes at a time.
///
/// In `word ^ repeated(byte)` the byte sought is zero. Subtracting one from every byte borrows into the top bit of
/// the zero ones; it may do so in the byte above one as well, so a place found is looked at again.
fn plain_row(window: &[u8], fields: &mut Vec<Range<usize>>) -> Option<(usize, usize)> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const TOPS: u64 = u64::from_ne_bytes([0x80; 8]);
    fields.clear();
    let mut start = 0;
    for (number, word) in window.as_chunks::<8>().0.iter().enumerate() {
        let bytes = u64::from_le_bytes(*word);
        let found = |byte: u8| {
            let zero = bytes ^ (ONES * u64::from(byte));
            zero.wrapping_sub(ONES) & !zero & TOPS
        };
        let mut hits = found(b',') | found(b'\n') | found(b'\r') | found(b'"');
        while hits != 0 {
            let at = number * 8 + hits.trailing_zeros() as usize / 8;
            hits &= hits - 1;
            match window.get(at)? {
                b',' => {
                    fields.push(start..at);
                    start = at + 1;
                }
                b'\n' => {
                    fields.push(start..at);
                    return Some((at, at + 1));
                }
                b'\r' if window.get(at + 1) == Some(&b'\n') => {
                    fields.push(start..at);
                    return Some((at, at + 2));
                }
                b'\r' | b'"' => return None,
                _ => {}
            }
        }
    }
    None
}

pub(super) fn too_long() -> Cow<'static, str> {
    format!("it is longer than {} MiB", MAX_ROW >> 20).into()
}
