//! The bytes of a file as UTF-8 text: unpacked, and decoded where they are in another encoding.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};

use super::csv::Separator;
use super::encoding::Encoding;

/// How much of a file is looked at to recognise its encoding, from the first byte beyond ASCII on.
#[cfg(feature = "encodings")]
const SAMPLE: usize = 64 << 10;

/// How a file is written, as far as somebody says so; the rest is recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) separator: Option<Separator>,
    pub(super) encoding: Option<Encoding>,
    /// How many lines come before the one that names the columns.
    pub(super) skip: Option<u32>,
    /// The sheet of a workbook.
    pub(super) sheet: Option<String>,
}

impl Said {
    /// What this says, else what the other says.
    pub(super) fn or(self, other: &Self) -> Self {
        Self {
            separator: self.separator.or(other.separator),
            encoding: self.encoding.or(other.encoding),
            skip: self.skip.or(other.skip),
            sheet: self.sheet.or_else(|| other.sheet.clone()),
        }
    }
}

/// How a file was taken to be written.
///
/// Displays as ``Windows-1252, separated by `;` ``.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct ReadAs {
    /// The encoding of its text.
    pub encoding: Encoding,
    /// Whether it was unpacked with gzip.
    pub gzip: bool,
    /// What stands between the fields of delimited text; none for JSON and workbooks.
    pub separator: Option<Separator>,
    /// The sheet that was read of a workbook.
    pub sheet: Option<String>,
}

impl ReadAs {
    /// Whether it is plain UTF-8, with commas if with anything.
    pub fn is_plain(&self) -> bool {
        let Self { encoding, gzip, separator, sheet } = self;
        *encoding == Encoding::Utf8 && !gzip && sheet.is_none() && matches!(separator, None | Some(Separator::Comma))
    }
}

impl fmt::Display for ReadAs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sheet) = &self.sheet {
            return write!(f, "sheet `{}`", crate::diagnostic::Visible(sheet));
        }
        write!(f, "{}", self.encoding)?;
        if let Some(separator) = self.separator {
            write!(f, ", separated by {separator}")?;
        }
        if self.gzip { f.write_str(", unpacked with gzip") } else { Ok(()) }
    }
}

/// A file on its way to becoming text.
pub(super) struct Input<'r> {
    raw: Raw<'r>,
    /// What has been read and not been handed out.
    ahead: Vec<u8>,
    /// How much of it has been handed out since.
    used: usize,
    text: Text,
    encoding: Encoding,
    /// Names that a text in the right encoding has.
    wanted: Vec<String>,
    pub(super) sheet: Option<String>,
}

/// How bytes become text.
enum Text {
    /// All were ASCII so far.
    #[cfg(feature = "encodings")]
    Undecided,
    /// It is UTF-8, or whatever of it is not is one row's affair.
    AsItIs,
    #[cfg(feature = "encodings")]
    Decoded(Box<encoding_rs::Decoder>),
}

enum Raw<'r> {
    File(Counted<'r>),
    #[cfg(feature = "gzip")]
    Gzip(Box<flate2::read::MultiGzDecoder<Counted<'r>>>),
    /// What a workbook was made into.
    #[cfg(feature = "xlsx-read")]
    Sheet(io::Cursor<Vec<u8>>, u64),
}

/// Counts the bytes of a file, some of which have been read before.
struct Counted<'r> {
    before: io::Cursor<Vec<u8>>,
    file: Box<dyn Read + 'r>,
    count: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let again = self.before.read(buffer)?;
        if again > 0 {
            return Ok(again);
        }
        let count = self.file.read(buffer)?;
        self.count += count as u64;
        Ok(count)
    }
}

impl<'r> Input<'r> {
    pub(super) fn new(file: impl Read + 'r) -> Self {
        let file = Counted { before: io::Cursor::default(), file: Box::new(file), count: 0 };
        Self {
            raw: Raw::File(file),
            ahead: Vec::new(),
            used: 0,
            text: Text::AsItIs,
            encoding: Encoding::Utf8,
            wanted: Vec::new(),
            sheet: None,
        }
    }

    /// How many bytes of the file have been read.
    pub(super) fn count(&self) -> u64 {
        match &self.raw {
            Raw::File(file) => file.count,
            #[cfg(feature = "gzip")]
            Raw::Gzip(unpacked) => unpacked.get_ref().count,
            #[cfg(feature = "xlsx-read")]
            Raw::Sheet(_, count) => *count,
        }
    }

    /// How it is read.
    pub(super) fn read_as(&self, separator: Option<Separator>) -> ReadAs {
        #[cfg(feature = "gzip")]
        let gzip = matches!(self.raw, Raw::Gzip(_));
        #[cfg(not(feature = "gzip"))]
        let gzip = false;
        let separator = separator.filter(|_| self.sheet.is_none());
        ReadAs { encoding: self.encoding, gzip, separator, sheet: self.sheet.clone() }
    }

    /// Looks at the first bytes, and unpacks what is packed. What cannot be read at all is said in the inner result.
    ///
    /// `wanted` are names that the text has, if it is in the right encoding.
    pub(super) fn begin(&mut self, said: &Said, wanted: &[String]) -> io::Result<Result<(), Cow<'static, str>>> {
        self.look_ahead(4)?;
        if self.ahead.starts_with(&[0x1F, 0x8B]) {
            if let Err(problem) = self.unpack() {
                return Ok(Err(problem));
            }
            self.look_ahead(4)?;
        }
        if self.ahead.starts_with(b"PK\x03\x04") {
            return self.open_sheet(said);
        }
        // What is looked at begins with the first character beyond ASCII.
        let beyond = wanted.iter().map(|name| name.trim_start_matches(|c: char| c.is_ascii()));
        self.wanted = beyond.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let (marked, length) = match self.ahead.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (Some(Encoding::Utf8), 3),
            [0xFF, 0xFE, ..] => (Some(Encoding::Utf16Le), 2),
            [0xFE, 0xFF, ..] => (Some(Encoding::Utf16Be), 2),
            [0, b, 0, c, ..] if b | c != 0 => (Some(Encoding::Utf16Be), 0),
            [b, 0, c, 0, ..] if b | c != 0 => (Some(Encoding::Utf16Le), 0),
            [0, ..] | [_, 0, ..] | [_, _, 0, ..] | [_, _, _, 0, ..] if said.encoding.is_none() => {
                return Ok(Err("it is no text: it has zero bytes".into()));
            }
            _ => (None, 0),
        };
        // A mark is certain; whoever says otherwise is mistaken.
        self.used = length;
        let certain = if length > 0 { marked } else { said.encoding.or(marked) };
        Ok(self.decide(certain))
    }

    /// Reads ahead until this many bytes are there, or the input ends.
    fn look_ahead(&mut self, count: usize) -> io::Result<()> {
        let mut chunk = [0; 4096];
        while self.ahead.len() < count {
            match self.raw.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => self.ahead.extend_from_slice(chunk.get(..read).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    #[cfg(feature = "gzip")]
    #[expect(clippy::unnecessary_wraps, reason = "without the feature it cannot be done")]
    fn unpack(&mut self) -> Result<(), Cow<'static, str>> {
        let raw = std::mem::replace(&mut self.raw, Raw::File(Counted::empty()));
        let Raw::File(mut file) = raw else { return Ok(()) };
        file.before = io::Cursor::new(std::mem::take(&mut self.ahead));
        self.raw = Raw::Gzip(Box::new(flate2::read::MultiGzDecoder::new(file)));
        Ok(())
    }

    #[cfg(not(feature = "gzip"))]
    #[expect(clippy::unused_self, reason = "with the feature it is needed")]
    fn unpack(&mut self) -> Result<(), Cow<'static, str>> {
        Err("it is compressed, and this program was built without the feature `gzip`: unpack it first".into())
    }

    #[cfg(feature = "xlsx-read")]
    fn open_sheet(&mut self, said: &Said) -> io::Result<Result<(), Cow<'static, str>>> {
        let mut book = std::mem::take(&mut self.ahead);
        self.raw.read_to_end(&mut book)?;
        let count = self.count();
        Ok(super::sheet::to_csv(book, said).map(|(name, text)| {
            self.sheet = Some(name);
            self.raw = Raw::Sheet(io::Cursor::new(text), count);
        }))
    }

    #[cfg(not(feature = "xlsx-read"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "with the feature it is needed")]
    fn open_sheet(&mut self, _: &Said) -> io::Result<Result<(), Cow<'static, str>>> {
        Ok(Err("it is a zip archive or a workbook, and this program was built without the feature `xlsx-read`: save it as CSV".into()))
    }

    #[cfg(feature = "encodings")]
    #[expect(clippy::unnecessary_wraps, reason = "without the feature it cannot be done")]
    fn decide(&mut self, encoding: Option<Encoding>) -> Result<(), Cow<'static, str>> {
        self.encoding = encoding.unwrap_or(Encoding::Utf8);
        self.text = match encoding {
            None => Text::Undecided,
            Some(Encoding::Utf8) => Text::AsItIs,
            Some(encoding) => {
                Text::Decoded(Box::new(super::encoding::rules(encoding).new_decoder_without_bom_handling()))
            }
        };
        Ok(())
    }

    #[cfg(not(feature = "encodings"))]
    fn decide(&mut self, encoding: Option<Encoding>) -> Result<(), Cow<'static, str>> {
        let encoding = encoding.unwrap_or(self.encoding);
        if encoding == Encoding::Utf8 {
            return Ok(());
        }
        let problem = "and this program was built without the feature `encodings`: save it as UTF-8";
        Err(format!("it is {encoding}, {problem}").into())
    }

    /// Reads text.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.text {
            Text::AsItIs => self.read_bytes(buffer),
            #[cfg(feature = "encodings")]
            Text::Undecided => self.read_undecided(buffer),
            #[cfg(feature = "encodings")]
            Text::Decoded(_) => self.read_decoded(buffer),
        }
    }

    /// Reads the bytes that come next, those read ahead first.
    fn read_bytes(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ahead = self.ahead.get(self.used..).unwrap_or_default();
        if ahead.is_empty() {
            return self.raw.read(buffer);
        }
        let count = ahead.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(ahead) {
            *to = *from;
        }
        self.used += count;
        if self.used == self.ahead.len() {
            (self.ahead, self.used) = (Vec::new(), 0);
        }
        Ok(count)
    }
}

#[cfg(feature = "encodings")]
impl Input<'_> {
    /// Reads bytes as long as they are ASCII, and decides at the first that is not.
    fn read_undecided(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.read_bytes(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        if read.is_ascii() {
            return Ok(count);
        }
        let plain = read.iter().position(|byte| !byte.is_ascii()).unwrap_or(count);
        // What has been read beyond goes back, with enough after it to decide by.
        let mut ahead = read.get(plain..).unwrap_or_default().to_vec();
        ahead.extend_from_slice(self.ahead.get(self.used..).unwrap_or_default());
        (self.ahead, self.used) = (ahead, 0);
        self.look_ahead(SAMPLE)?;
        let sample = self.ahead.get(..SAMPLE).unwrap_or(&self.ahead);
        let whole = sample.iter().rposition(|&byte| byte == b'\n').map_or(sample.len(), |end| end + 1);
        let wanted: Vec<&str> = self.wanted.iter().map(String::as_str).collect();
        let encoding = super::encoding::recognise(sample.get(..whole).unwrap_or_default(), &wanted);
        self.decide(Some(encoding)).ok();
        if plain > 0 { Ok(plain) } else { self.read(buffer) }
    }

    fn read_decoded(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut chunk = [0; 16 << 10];
        loop {
            if self.used >= self.ahead.len() {
                let count = self.raw.read(&mut chunk)?;
                self.ahead.clear();
                self.ahead.extend_from_slice(chunk.get(..count).unwrap_or_default());
                self.used = 0;
            }
            let Text::Decoded(decoder) = &mut self.text else { return Ok(0) };
            let bytes = self.ahead.get(self.used..).unwrap_or_default();
            let at_end = bytes.is_empty();
            let (_, used, written, _) = decoder.decode_to_utf8(bytes, buffer, at_end);
            self.used += used;
            if at_end {
                // What comes after the end is nothing.
                self.text = Text::AsItIs;
            }
            if written > 0 || at_end {
                return Ok(written);
            }
        }
    }
}

#[cfg(feature = "gzip")]
impl Counted<'_> {
    fn empty() -> Self {
        Self { before: io::Cursor::default(), file: Box::new(io::empty()), count: 0 }
    }
}

impl Read for Raw<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(buffer),
            #[cfg(feature = "gzip")]
            Self::Gzip(unpacked) => unpacked.read(buffer),
            #[cfg(feature = "xlsx-read")]
            Self::Sheet(text, _) => text.read(buffer),
        }
    }
}
