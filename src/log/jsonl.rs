//! Rows of a JSON Lines file: one object a line.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::io;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::csv::{Scan, too_long};
use super::record::Record;
use super::source::{MAX_ROW, Source, line_end};

/// Cuts a source into lines, and reads the object in each.
pub(super) struct JsonRows<'r> {
    pub(super) source: Source<'r>,
}

impl JsonRows<'_> {
    /// Reads the next row that is not an empty line.
    pub(super) fn read(&mut self, record: &mut Record) -> io::Result<Scan> {
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
        match message.split_once(" at line 1 column ") {
            Some((what, column)) => format!("it is no JSON object that a log can hold: {what}, at column {column}"),
            None => message,
        }
        .into()
    })
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
        self.finish(value)
    }

    fn finish<E: Error>(self, value: Range<usize>) -> Result<(), E> {
        if self.record.push_named(self.prefix, value) { Ok(()) } else { Err(E::custom("a name stands twice")) }
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
        self.finish(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
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
        let start = self.record.begin_decoded();
        if !self.prefix.is_empty() {
            self.record.decoded().extend_from_within(self.prefix);
            self.record.decoded().push('.');
        }
        self.record.decoded().push_str(name);
        Ok(self.record.end_decoded(&start))
    }
}
