//! Rows of a JSON file: one object a line, objects over several lines, or an array of them.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::io;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::at;
use super::csv::{Scan, too_long};
use super::record::Record;
use super::source::{MAX_ROW, Source, line_end};

/// How deep objects may lie within objects. It also bounds how often a text is looked at in which nothing is closed.
const MAX_DEPTH: u8 = 32;

/// The longest name, with the names of the objects it lies in, in bytes.
const MAX_NAME: usize = 1_000;

/// The most members of an object, those of the objects within it included.
const MAX_MEMBERS: usize = 200_000;

/// Cuts a source into objects, and reads each.
pub(super) struct JsonRows<'r> {
    pub(super) source: Source<'r>,
    form: Form,
}

/// How objects follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Nothing has been read yet.
    Unknown,
    /// One a line.
    Lines,
    /// Over as many lines as each needs, with commas between them in an array.
    Spread,
}

/// The end of an object that begins the window.
enum Closing {
    /// It ends here, after this many line ends.
    At(usize, u64),
    /// It is not closed where it should be.
    Nowhere,
}

impl<'r> JsonRows<'r> {
    pub(super) fn new(source: Source<'r>) -> Self {
        Self { source, form: Form::Unknown }
    }

    /// Reads the next row.
    pub(super) fn read(&mut self, record: &mut Record) -> io::Result<Scan> {
        if self.form == Form::Unknown {
            self.form = self.recognise()?;
        }
        if self.form == Form::Spread {
            if let Some(scan) = self.spread_row(record)? {
                return Ok(scan);
            }
            self.form = Form::Lines;
        }
        self.line_row(record)
    }

    /// Finds out how objects follow each other, by the first one.
    fn recognise(&mut self) -> io::Result<Form> {
        self.skip_blanks()?;
        match self.source.window().first() {
            Some(b'[') => {
                self.source.consume(1, 0);
                Ok(Form::Spread)
            }
            Some(b'{') => match self.closing()? {
                Closing::At(_, lines) if lines > 0 => Ok(Form::Spread),
                Closing::At(..) | Closing::Nowhere => Ok(Form::Lines),
            },
            _ => Ok(Form::Lines),
        }
    }

    /// Passes over blanks and line ends.
    fn skip_blanks(&mut self) -> io::Result<()> {
        loop {
            match self.source.window() {
                [b'\r', b'\n', ..] => self.source.consume(2, 1),
                [b'\n', ..] | [b'\r', _, ..] => self.source.consume(1, 1),
                [b' ' | b'\t', ..] => self.source.consume(1, 0),
                [] | [b'\r'] => {
                    if !self.source.fill()? {
                        let rest = self.source.window().len();
                        self.source.consume(rest, 0);
                        return Ok(());
                    }
                }
                _ => return Ok(()),
            }
        }
    }

    /// The next element of an array, or the next object; none where the array is closed.
    fn spread_row(&mut self, record: &mut Record) -> io::Result<Option<Scan>> {
        loop {
            self.skip_blanks()?;
            match self.source.window().first() {
                None => return Ok(Some(Scan::End)),
                Some(b',') => self.source.consume(1, 0),
                Some(b']') => {
                    self.source.consume(1, 0);
                    return Ok(None);
                }
                Some(b'{') => break,
                Some(_) => return self.other_element(record).map(Some),
            }
        }
        let line = self.source.line();
        match self.closing()? {
            Closing::At(end, lines) => {
                let text = self.source.window().get(..end).unwrap_or_default();
                record.clear();
                let outcome = record.start(text).and_then(|()| read_object(text, record));
                self.source.consume(end, lines);
                Ok(Some(match outcome {
                    Ok(()) => Scan::Row(line),
                    Err(reason) => Scan::Bad(line, reason),
                }))
            }
            Closing::Nowhere => {
                let reason = "it is no JSON object that a log can hold: it is not closed, or a text in it is not";
                Ok(Some(self.bad_line(record, reason.into())))
            }
        }
    }

    /// An element that is no object: what stands before the next comma, bracket or line end.
    fn other_element(&mut self, record: &mut Record) -> io::Result<Scan> {
        let line = self.source.line();
        let mut searched = 0;
        let end = loop {
            let window = self.source.window();
            let rest = window.get(searched..).unwrap_or_default();
            if let Some(at) = rest.iter().position(|b| matches!(b, b',' | b']' | b'\n' | b'\r')) {
                break searched + at;
            }
            searched = window.len();
            if searched > MAX_ROW || !self.source.fill()? {
                break self.source.window().len();
            }
        };
        // A bracket that closes nothing would be met again and again.
        let end = end.max(1);
        record.clear();
        record.start(self.source.window().get(..end).unwrap_or_default()).ok();
        self.source.consume(end, 0);
        Ok(Scan::Bad(line, no_object("expected an object such as {\"event\": …, \"at\": …}", 1)))
    }

    /// Rejects the line in the window.
    fn bad_line(&mut self, record: &mut Record, reason: Cow<'static, str>) -> Scan {
        let line = self.source.line();
        record.clear();
        let (end, next, lines) = match line_end(self.source.window(), 0, false) {
            Some((end, next)) => (end, next, 1),
            None => (self.source.window().len(), self.source.window().len(), 0),
        };
        record.start(self.source.window().get(..end).unwrap_or_default()).ok();
        self.source.consume(next, lines);
        Scan::Bad(line, reason)
    }

    /// Where the object that begins the window ends. A line end within a text is a mistake in JSON, so a quote that is
    /// never closed reaches no further than its line.
    fn closing(&mut self) -> io::Result<Closing> {
        let (mut at, mut depth, mut lines) = (0, 0_u8, 0);
        let (mut in_text, mut escaped, mut after_return) = (false, false, false);
        loop {
            let window = self.source.window();
            for &byte in window.get(at..).unwrap_or_default() {
                at += 1;
                match byte {
                    b'\n' | b'\r' if in_text => return Ok(Closing::Nowhere),
                    b'\n' if after_return => {}
                    b'\n' | b'\r' => lines += 1,
                    _ if escaped => escaped = false,
                    b'\\' if in_text => escaped = true,
                    b'"' => in_text = !in_text,
                    _ if in_text => {}
                    b'{' if depth == MAX_DEPTH => return Ok(Closing::Nowhere),
                    b'{' => depth += 1,
                    b'}' => {
                        depth = depth.saturating_sub(1);
                        if depth == 0 {
                            return Ok(Closing::At(at, lines));
                        }
                    }
                    _ => {}
                }
                after_return = byte == b'\r';
            }
            if at > MAX_ROW || !self.source.fill()? {
                return Ok(Closing::Nowhere);
            }
        }
    }

    /// Reads the next line that is not empty.
    fn line_row(&mut self, record: &mut Record) -> io::Result<Scan> {
        loop {
            let line = self.source.line();
            record.clear();
            let Some((end, next)) = self.line()? else {
                if self.source.window().is_empty() {
                    return Ok(Scan::End);
                }
                record.start(self.source.window()).ok();
                self.source.skip_line()?;
                return Ok(Scan::Bad(line, too_long()));
            };
            let text = self.source.window().get(..end).unwrap_or_default();
            let blank = text.iter().all(u8::is_ascii_whitespace);
            let outcome = if blank { Ok(()) } else { record.start(text).and_then(|()| read_object(text, record)) };
            self.source.consume(next, 1);
            match outcome {
                Ok(()) if blank => {}
                Ok(()) => return Ok(Scan::Row(line)),
                Err(reason) => return Ok(Scan::Bad(line, reason)),
            }
        }
    }

    /// Where the line in the window ends and the next begins. None at the end of the input, and for a line that is too
    /// long.
    fn line(&mut self) -> io::Result<Option<(usize, usize)>> {
        let mut searched = 0;
        loop {
            let window = self.source.window();
            if let Some(found) = line_end(window, searched, true) {
                return Ok(Some(found));
            }
            // The last byte may be a `\r` whose `\n` is still to come.
            searched = window.len().saturating_sub(1);
            if window.len() > MAX_ROW {
                return Ok(None);
            }
            if !self.source.fill()? {
                let length = self.source.window().len();
                return Ok((length > 0).then_some((length, length)));
            }
        }
    }
}

fn read_object(text: &[u8], record: &mut Record) -> Result<(), Cow<'static, str>> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let top = Member { record, prefix: 0..0, depth: 0 };
    top.deserialize(&mut json).and_then(|()| json.end()).map_err(|error| {
        let message = error.to_string();
        match message.rsplit_once(" at line ").and_then(|(what, place)| Some((what, place.split_once(" column ")?))) {
            Some((what, ("1", column))) => no_object(what, column),
            Some((what, (line, column))) => no_object(what, format_args!("{column} of its line {line}")),
            None => message.into(),
        }
    })?;
    match record.repeated_name() {
        Some(name) => {
            Err(format!("it is no JSON object that a log can hold: the name `{}` stands twice", at::shortened(name))
                .into())
        }
        None => Ok(()),
    }
}

fn no_object(what: &str, column: impl fmt::Display) -> Cow<'static, str> {
    format!("it is no JSON object that a log can hold: {what}, at column {column}").into()
}

/// A value under its name, on its way into the record. Members of an object within an object are named `outer.inner`.
struct Member<'a> {
    record: &'a mut Record,
    /// The name, in the record's text; empty at the top.
    prefix: Range<usize>,
    depth: u8,
}

impl Member<'_> {
    fn scalar<E: Error>(self, value: impl fmt::Display) -> Result<(), E> {
        if self.depth == 0 {
            return Err(E::custom("expected an object such as {\"event\": …, \"at\": …}"));
        }
        let start = self.record.begin_decoded();
        write!(self.record.decoded(), "{value}").map_err(E::custom)?;
        let value = self.record.end_decoded(&start);
        self.record.push_named(self.prefix, value);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a number, true, false, null, a list of these or an object")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.scalar(value)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.scalar(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.scalar(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.scalar(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.scalar(value)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.scalar("")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if self.depth == 0 {
            return self.scalar("");
        }
        let start = self.record.begin_decoded();
        while list.next_element_seed(Element { record: self.record, list: &start })?.is_some() {}
        let value = self.record.end_decoded(&start);
        self.record.push_named(self.prefix, value);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        if self.depth >= MAX_DEPTH {
            return Err(A::Error::custom(format_args!("objects lie more than {MAX_DEPTH} deep")));
        }
        while let Some(name) = object.next_key_seed(Name { record: self.record, prefix: self.prefix.clone() })? {
            object.next_value_seed(Member {
                record: self.record,
                prefix: name,
                depth: self.depth.saturating_add(1),
            })?;
        }
        Ok(())
    }
}

/// An element of a list, appended to what the list has in the record.
struct Element<'a> {
    record: &'a mut Record,
    list: &'a super::record::Decoding,
}

impl Element<'_> {
    fn push<E: Error>(self, value: impl fmt::Display) -> Result<(), E> {
        let separator = if self.record.end_decoded(self.list).is_empty() { "" } else { ";" };
        write!(self.record.decoded(), "{separator}{value}").map_err(E::custom)
    }
}

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Element<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of strings, numbers, true or false")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.push(value)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.push(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.push(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.push(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.push(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(A::Error::custom("a list with a list or an object in it"))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(A::Error::custom("a list with a list or an object in it"))
    }
}

/// The name of a member, written after the name of the object it belongs to.
struct Name<'a> {
    record: &'a mut Record,
    prefix: Range<usize>,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Range<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Range<usize>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Range<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Range<usize>, E> {
        if self.record.len() >= MAX_MEMBERS {
            return Err(E::custom(format_args!("there are more than {MAX_MEMBERS} members")));
        }
        if self.prefix.len() + name.len() > MAX_NAME {
            return Err(E::custom(format_args!("a name is longer than {MAX_NAME} bytes")));
        }
        let start = self.record.begin_decoded();
        if !self.prefix.is_empty() {
            let decoded = self.record.decoded();
            let prefix = decoded.get(self.prefix).unwrap_or_default().to_owned();
            decoded.push_str(&prefix);
            self.record.decoded().push('.');
        }
        self.record.decoded().push_str(name);
        Ok(self.record.end_decoded(&start))
    }
}
