//! An event as the text in which it is kept, and back, without loss.
//!
//! The text is the object that a row of a JSON Lines log would be, so that any tool can ask it: texts under their
//! columns' names, lists as lists, then the attributes in their order, one that stands twice twice. `=` stands before an
//! attribute's name that is a column's or begins with `=`. The instant is in UTC and of microseconds.

use std::borrow::Cow;
use std::fmt::{self, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::log::{Column, Event};

/// Stands before the name of an attribute that would otherwise mean something else.
const ESCAPE: char = '=';

/// The instant to the microsecond, which is what everything here is counted in.
pub(super) fn kept_at(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}

/// An attribute's name, told apart from the columns'.
pub(super) fn attribute_name(name: &str) -> Cow<'_, str> {
    if name.starts_with(ESCAPE) || Column::named(name) != Column::Attribute {
        return format!("{ESCAPE}{name}").into();
    }
    name.into()
}

pub(super) fn write(event: &Event<'_>) -> String {
    let mut text = String::with_capacity(192);
    text.push_str("{\"event\":");
    string(&mut text, &event.name);
    text.push_str(",\"at\":");
    string(&mut text, &kept_at(event.at).to_rfc3339_opts(SecondsFormat::AutoSi, true));
    let mut list = None;
    event.for_each_value(|column, value| {
        if list == Some(column) {
            text.push(',');
        } else {
            close(&mut text, &mut list);
            name(&mut text, column.name());
            if column.is_list() {
                text.push('[');
                list = Some(column);
            }
        }
        string(&mut text, value);
    });
    close(&mut text, &mut list);
    for (attribute, value) in &event.attributes {
        name(&mut text, &attribute_name(attribute));
        string(&mut text, value);
    }
    text.push('}');
    text
}

fn close(text: &mut String, list: &mut Option<Column>) {
    if list.take().is_some() {
        text.push(']');
    }
}

fn name(text: &mut String, name: &str) {
    text.push(',');
    string(text, name);
    text.push(':');
}

/// Writes a text as JSON does.
pub(super) fn string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c == '"' || c == '\\' || c < ' ') {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some(c @ ('"' | '\\')) => out.extend(['\\', c]),
            Some(c) => {
                // A string takes all that is written to it.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// Reads an event back.
///
/// # Errors
/// Says what is wrong with the text.
pub(super) fn read(text: &str) -> Result<Event<'_>, serde_json::Error> {
    serde_json::from_str::<Body<'_>>(text).map(|body| body.0)
}

/// Reads an event back whose instant is known, and is not read again.
///
/// # Errors
/// Says what is wrong with the text.
pub(super) fn read_at(text: &str, at: DateTime<Utc>) -> Result<Event<'_>, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    let event = json.deserialize_map(Object { at: Some(at) })?;
    json.end()?;
    Ok(event)
}

/// An event in its kept form.
pub(super) struct Body<'a>(pub(super) Event<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for Body<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Object { at: None }).map(Self)
    }
}

struct Object {
    /// The event's instant, if it is known.
    at: Option<DateTime<Utc>>,
}

impl<'de> Visitor<'de> for Object {
    type Value = Event<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event such as {\"event\": …, \"at\": …}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Event<'de>, A::Error> {
        let mut event = Event::default();
        let mut is_dated = false;
        while let Some(Text(name)) = map.next_key()? {
            let column = Column::named(&name);
            if column.is_list() {
                map.next_value_seed(List { event: &mut event, column })?;
                continue;
            }
            let Text(value) = map.next_value()?;
            if column == Column::At {
                event.at = self.at.map_or_else(|| value.parse().map_err(A::Error::custom), Ok)?;
                is_dated = true;
            } else if column == Column::Attribute {
                let name = match name {
                    Cow::Borrowed(name) => Cow::Borrowed(name.strip_prefix(ESCAPE).unwrap_or(name)),
                    Cow::Owned(name) => Cow::Owned(name.strip_prefix(ESCAPE).unwrap_or(&name).to_owned()),
                };
                event.attributes.push((name, value));
            } else {
                event.put(column.name(), value);
            }
        }
        if is_dated { Ok(event) } else { Err(A::Error::missing_field("at")) }
    }
}

/// The values of a column that holds a list.
struct List<'e, 'de> {
    event: &'e mut Event<'de>,
    column: Column,
}

impl<'de> DeserializeSeed<'de> for List<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(Text(value)) = list.next_element()? {
            self.event.put(self.column.name(), value);
        }
        Ok(())
    }
}

/// A text, borrowed where it stands as it is.
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(OneText).map(Self)
    }
}

struct OneText;

impl<'de> Visitor<'de> for OneText {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(in super::super) fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[a-c=;|\"\\\\ #é]{0,4}",
            1 => "\\PC{0,8}",
            1 => proptest::string::string_regex("[\\x00-\\x1f,]{1,3}").unwrap(),
            1 => prop::sample::select(Column::FIELDS).prop_map(|column| column.name().to_owned()),
        ]
    }

    /// Any event at all, also such as no log could hold.
    pub(in super::super) fn event() -> impl Strategy<Value = Event<'static>> {
        let fields = prop::collection::vec((prop::sample::select(Column::FIELDS), text()), 0..8);
        let attributes = prop::collection::vec((text(), text()), 0..5);
        (text(), -3_000_000_000_000_000_i64..20_000_000_000_000_000, fields, attributes).prop_map(
            |(name, at, fields, attributes)| {
                let mut event = Event::new(name, DateTime::from_timestamp_micros(at).unwrap());
                for (column, value) in fields {
                    event.put(column.name(), value);
                }
                event.attributes = attributes.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
                event
            },
        )
    }

    proptest! {
        #[test]
        fn an_event_comes_back_as_it_was(event in event()) {
            let text = write(&event);
            prop_assert_eq!(&read(&text).unwrap(), &event);
            prop_assert_eq!(read_at(&text, event.at).unwrap(), event);
            // And it is JSON to everybody else.
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
            prop_assert!(!text.contains(['\n', '\0']));
        }
    }

    #[test]
    fn the_text_is_that_of_a_row_of_a_log() {
        let at = "2026-11-16T16:20:00.0000019+08:00".parse().unwrap();
        let slips = Event::delivered("sales.slips", at).case("c\n1").signed(["a", "b;c"]).with("pay", "ca\"sh");
        let slips = slips.with("case", "x").with("=", "y").with("pay", "2");
        let text = r#"{"event":"delivered","at":"2026-11-16T08:20:00.000001Z","case":"c\u000a1","obligation":"sales.slips","signed":["a","b;c"],"pay":"ca\"sh","=case":"x","==":"y","pay":"2"}"#;
        assert_eq!(write(&slips), text);
        assert_eq!(read(text).unwrap(), Event { at: kept_at(at), ..slips });
    }

    #[test]
    fn what_is_no_event_says_why() {
        for (text, why) in [
            (r#"{"event":"go"}"#, "missing field `at`"),
            (r#"{"event":"go","at":"soon"}"#, "invalid characters"),
            (r#"{"event":"go","at":"2026-11-16T08:20:00Z","signed":"a"}"#, "expected a list of texts"),
            (r#"{"event":"go","at":"2026-11-16T08:20:00Z","n":1}"#, "expected a text"),
            (r#"["go"]"#, "expected an event such as"),
            (r#"{"event":"go","at":"2026-11-16T08:20:00Z"} x"#, "trailing characters"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
