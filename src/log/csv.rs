//! Rows of delimited text: CSV (RFC 4180), and what separates fields by another sign.
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
    /// What stands between fields.
    pub(super) separator: Separator,
    /// The fields of the row in hand that have doubled quotes, by number.
    escaped: Vec<usize>,
}

/// What stands between the fields of delimited text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub enum Separator {
    /// `,`
    #[serde(rename = ",")]
    Comma,
    /// `;`
    #[serde(rename = ";")]
    Semicolon,
    /// A tab.
    #[serde(rename = "\t")]
    Tab,
    /// `|`
    #[serde(rename = "|")]
    Bar,
}

impl Separator {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Bar];

    /// The character itself.
    pub fn as_char(self) -> char {
        char::from(self.byte())
    }

    /// The separator that a character is.
    pub fn from_char(c: char) -> Option<Self> {
        Self::ALL.into_iter().find(|separator| separator.as_char() == c)
    }

    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }

    /// The separator of a line that names columns: the one by which most of the columns sought are found, else the one
    /// that gives most columns.
    pub(super) fn of_line(line: &str, sought: impl Fn(&[String]) -> usize) -> Self {
        let worth = |separator: &Self| {
            let names = cut(line, separator.as_char());
            (sought(&names), names.len())
        };
        Self::ALL.into_iter().rev().max_by_key(worth).unwrap_or(Self::Comma)
    }

    /// What was probably meant, where a line that names columns has none of this and some of another.
    pub(super) fn doubt(self, line: &str) -> Option<String> {
        let count = |separator: Self| line.matches(separator.as_char()).count();
        let most = Self::ALL.into_iter().rev().max_by_key(|&separator| count(separator))?;
        (count(self) == 0 && count(most) > 0)
            .then(|| format!("the first line has no {} but {} {}: separator {}?", self, count(most), most, most))
    }
}

impl std::fmt::Display for Separator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Comma => "`,`",
            Self::Semicolon => "`;`",
            Self::Tab => "tab",
            Self::Bar => "`|`",
        })
    }
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
    Separator(usize),
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
        Self { source, columns: Vec::new(), separator: Separator::Comma, escaped: Vec::new() }
    }

    /// Reads the next row that is not an empty line.
    pub(super) fn read(&mut self, record: &mut Record) -> io::Result<Scan> {
        if !self.skip_empty_lines()? {
            return Ok(Scan::End);
        }
        let line = self.source.line();
        let mut inner = Inner::default();
        let (end, next, padded) = match self.plain_row(&mut record.values) {
            Some(ends) => ends,
            None => match self.row(&mut record.values, &mut inner)? {
                Ok((end, next)) => (end, next, true),
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
        if padded {
            record.trim();
        }
        Ok(Scan::Row(line))
    }

    /// Cuts a row that has no quotes and lies whole in the window: where its text ends, where the next begins, and
    /// whether a field has something like a blank at one of its ends.
    fn plain_row(&self, fields: &mut Vec<Range<usize>>) -> Option<(usize, usize, bool)> {
        let window = self.source.window();
        match self.separator {
            Separator::Comma => plain_row::<b','>(window, fields),
            Separator::Semicolon => plain_row::<b';'>(window, fields),
            Separator::Tab => plain_row::<b'\t'>(window, fields),
            Separator::Bar => plain_row::<b'|'>(window, fields),
        }
    }

    /// Whether there is a blank that may stand beside a separator or quote.
    fn is_blank(&mut self, at: usize) -> io::Result<bool> {
        let byte = self.byte(at)?;
        Ok(matches!(byte, Some(b' ' | b'\t')) && byte != Some(self.separator.byte()))
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
                Stop::Separator(next) => start = next,
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
        let mut first = start;
        while self.is_blank(first)? {
            first += 1;
        }
        if self.byte(first)? == Some(b'"') {
            return self.quoted_field(first + 1, fields, inner);
        }
        let mut at = start;
        let separator = self.separator.byte();
        loop {
            let window = self.source.window();
            let rest = window.get(at..).unwrap_or_default();
            let Some(length) = rest.iter().position(|b| *b == separator || matches!(b, b'\n' | b'\r')) else {
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
                (Some(b'"'), _) => {
                    if escaped {
                        self.escaped.push(fields.len());
                    }
                    fields.push(start..at);
                    return self.after_quote(at + 1, fields.len());
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

    /// What follows the closing quote before `at`: blanks at most, then the end of the field.
    fn after_quote(&mut self, mut at: usize, number: usize) -> io::Result<Stop> {
        while self.is_blank(at)? {
            at += 1;
        }
        match self.byte(at)? {
            Some(byte) if byte != self.separator.byte() && !matches!(byte, b'\n' | b'\r') => {
                let reason =
                    format!("in field {number} text follows the closing quote; a quote inside quotes is written twice");
                Ok(Stop::Fault(reason.into()))
            }
            _ => self.after_field(at),
        }
    }

    /// What the separator or line end at `at` means, or the end of the input.
    #[inline]
    fn after_field(&mut self, at: usize) -> io::Result<Stop> {
        Ok(match self.byte(at)? {
            Some(byte) if byte == self.separator.byte() => Stop::Separator(at + 1),
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
fn plain_row<const SEPARATOR: u8>(window: &[u8], fields: &mut Vec<Range<usize>>) -> Option<(usize, usize, bool)> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const TOPS: u64 = u64::from_ne_bytes([0x80; 8]);
    fields.clear();
    let mut start = 0;
    let mut padded = false;
    for (number, word) in window.chunks_exact(8).enumerate() {
        let bytes = u64::from_le_bytes(word.try_into().unwrap_or_default());
        let found = |byte: u8| {
            let zero = bytes ^ (ONES * u64::from(byte));
            zero.wrapping_sub(ONES) & !zero & TOPS
        };
        let mut hits = found(SEPARATOR) | found(b'\n') | found(b'\r') | found(b'"');
        while hits != 0 {
            let at = number * 8 + hits.trailing_zeros() as usize / 8;
            hits &= hits - 1;
            let byte = *window.get(at)?;
            let next = match byte {
                b'\n' => at + 1,
                b'\r' if window.get(at + 1) == Some(&b'\n') => at + 2,
                b'\r' | b'"' => return None,
                _ if byte == SEPARATOR => at + 1,
                _ => continue,
            };
            padded |= may_be_padded(window.get(start..at)?);
            fields.push(start..at);
            if byte != SEPARATOR {
                return Some((at, next, padded));
            }
            start = next;
        }
    }
    None
}

/// Whether a field begins or ends with a byte of something like a blank.
#[inline]
fn may_be_padded(field: &[u8]) -> bool {
    let edge = |byte: Option<&u8>| byte.is_some_and(|byte| !(b'!'..=b'~').contains(byte));
    edge(field.first()) || edge(field.last())
}

/// Cuts a line into fields as well as one can who looks at it alone, to guess by what it is separated.
fn cut(line: &str, separator: char) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c == separator && !quoted => fields.push(String::new()),
            c => fields.last_mut().into_iter().for_each(|field| field.push(c)),
        }
    }
    fields.into_iter().map(|field| field.trim().to_owned()).collect()
}

pub(super) fn too_long() -> Cow<'static, str> {
    format!("it is longer than {} MiB", MAX_ROW >> 20).into()
}
