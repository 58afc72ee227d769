//! Events as JSON and the like: under the names that a log's columns have.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::at;
use super::column::{Column, Event};

impl Serialize for Event<'_> {
    /// Writes the columns that the event has: `event`, `at` in UTC, its fields, lists as lists, then its attributes.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(Column::Event.name(), &self.name)?;
        map.serialize_entry(Column::At.name(), &self.at.to_rfc3339_opts(SecondsFormat::AutoSi, true))?;
        for (column, values) in self.columns() {
            match values.as_slice() {
                [] => {}
                [only] if !column.is_list() => map.serialize_entry(column.name(), only)?,
                list => map.serialize_entry(column.name(), list)?,
            }
        }
        for (name, value) in &self.attributes {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Event<'static> {
    /// Reads what a row of a JSON Lines log may say: numbers, `true` and `false` are taken as text, `null` is absent, a
    /// list may be a list or a text separated by `;` or `|`, and every name that no column has is an attribute.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Row)
    }
}

struct Row;

impl<'de> Visitor<'de> for Row {
    type Value = Event<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event such as {\"event\": …, \"at\": …}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut event = Event::default();
        let mut at: Option<DateTime<Utc>> = None;
        let mut seen = std::collections::HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            let values = map.next_value_seed(Values)?;
            if !seen.insert(name.clone()) {
                return Err(A::Error::custom(format_args!("`{name}` stands twice")));
            }
            let column = Column::named(&name);
            if column == Column::At {
                let text = values.first().ok_or_else(|| A::Error::custom("`at` is empty"))?;
                at = Some(at::parse(text).map(DateTime::from).map_err(A::Error::custom)?);
            } else if values.len() > 1 && !column.is_list() {
                return Err(A::Error::custom(format_args!("`{name}` is no list")));
            } else {
                let listed = values
                    .iter()
                    .flat_map(|value| if column.is_list() { elements(value) } else { vec![value.as_str()] });
                for value in listed.filter(|value| !value.is_empty()) {
                    event.put(name.clone(), value.to_owned());
                }
            }
        }
        if event.name.is_empty() {
            return Err(A::Error::missing_field("event"));
        }
        event.at = at.ok_or_else(|| A::Error::missing_field("at"))?;
        Ok(event)
    }
}

/// The elements of a list that may be written in one text.
fn elements(text: &str) -> Vec<&str> {
    text.split([';', '|']).map(str::trim).collect()
}

/// One value, or several, as texts.
struct Values;

impl<'de> DeserializeSeed<'de> for Values {
    type Value = Vec<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<String>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Values {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a number, true, false, null, or a list of these")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Vec<String>, E> {
        Ok(vec![value.to_owned()])
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Vec<String>, E> {
        Ok(vec![value.to_string()])
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Vec<String>, E> {
        Ok(vec![value.to_string()])
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Vec<String>, E> {
        Ok(vec![value.to_string()])
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Vec<String>, E> {
        Ok(vec![value.to_string()])
    }

    fn visit_unit<E: Error>(self) -> Result<Vec<String>, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<String>, A::Error> {
        let mut values = Vec::new();
        while let Some(mut inner) = list.next_element_seed(Self)? {
            values.append(&mut inner);
        }
        Ok(values)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<String>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Err(A::Error::custom("a value is a text, a number, true, false or a list of these, no object"))
    }
}

impl Event<'_> {
    /// The fields with what they hold, in the order of the table.
    fn columns(&self) -> Vec<(Column, Vec<Cow<'_, str>>)> {
        let mut columns: Vec<(Column, Vec<Cow<'_, str>>)> = Vec::new();
        self.for_each_value(|column, value| match columns.last_mut() {
            Some((last, values)) if *last == column => values.push(Cow::Owned(value.to_owned())),
            _ => columns.push((column, vec![Cow::Owned(value.to_owned())])),
        });
        columns
    }
}

#[cfg(test)]
#[cfg(feature = "json")]
mod tests {
    use super::*;

    fn at() -> DateTime<Utc> {
        "2026-11-16T16:20:00+08:00".parse().unwrap()
    }

    #[test]
    fn an_event_reads_back_what_was_written() {
        let events = [
            Event::new("sold", at()),
            Event::delivered("sales.slips", at()).case("c-1").signed(["order slip", "delivery slip"]).id("17"),
            Event::new("sold", at()).case("c-1").with("payment", "cash").with("total", "12000"),
            Event::complained("C-9", at()).supplier("it").customer("hr").category("late").cause("no stock"),
        ];
        for event in events {
            let json = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<Event<'static>>(&json).unwrap(), event, "{json}");
        }
    }

    #[test]
    fn names_and_forms_are_those_of_a_log() {
        let slips = Event::delivered("sales.slips", at()).case("c-1").documents(["a", "b"]).with("payment", "cash");
        let json = r#"{"event":"delivered","at":"2026-11-16T08:20:00Z","case":"c-1","obligation":"sales.slips","documents":["a","b"],"payment":"cash"}"#;
        assert_eq!(serde_json::to_string(&slips).unwrap(), json);
        let written = r#"{"at":"2026-11-16T16:20:00+08:00","event":"delivered","case":"c-1","obligation":"sales.slips",
            "documents":"a; b","payment":"cash","reason":null}"#;
        assert_eq!(serde_json::from_str::<Event<'static>>(written).unwrap(), slips);
        let numbers: Event<'static> =
            serde_json::from_str(r#"{"event":"go","at":"2026-11-16T08:20:00Z","n":5,"ok":true}"#).unwrap();
        assert_eq!((numbers.attribute("n").as_deref(), numbers.attribute("ok").as_deref()), (Some("5"), Some("true")));
    }

    #[test]
    fn what_is_no_event_says_why() {
        for (json, why) in [
            (r#"{"at":"2026-11-16T08:20:00Z"}"#, "missing field `event`"),
            (r#"{"event":"go"}"#, "missing field `at`"),
            (r#"{"event":"go","at":"yesterday"}"#, "`yesterday` is not an instant"),
            (r#"{"event":"go","at":"2026-11-16T08:20:00Z","case":["a","b"]}"#, "`case` is no list"),
            (r#"{"event":"go","event":"go","at":"2026-11-16T08:20:00Z"}"#, "`event` stands twice"),
        ] {
            let error = serde_json::from_str::<Event<'static>>(json).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
