//! The JSON Schema of agreement files, from the tables that read them.

use std::borrow::Cow;

use chrono::NaiveDate;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::lower::{DAY_ENDS, SUBSTITUTES};
use super::read::{Keyed, List};
use super::schema::File;
use crate::Text;
use crate::calendar::{Builtin, Roll};
use crate::network::{
    About, AttributesSpec, ConditionSpec, EachSpec, MatcherSpec, ObjectiveSpec, Objectives, Priority, Scalar, TimeSpec,
    WhileOpen,
};

/// The [JSON Schema](https://json-schema.org) of agreement files, with which editors complete and check them while
/// they are written.
///
/// For editors with Taplo ("Even Better TOML" in VS Code among them), save it beside the agreements and name it in
/// the first line of each: `#:schema ./agreement.schema.json`. The crate's repository holds a copy.
///
/// The schema knows keys, types and fixed words. What [`Network::load`](crate::Network::load) checks beyond them
/// (ids, due rules, dates) it does not.
pub fn json_schema() -> String {
    let schema = SchemaGenerator::default().into_root_schema_for::<File>();
    let mut schema = schema.to_value();
    let words = |words: &[&str]| Value::from(words.to_vec());
    let enumerations = [
        ("/$defs/Calendar/properties/day-ends", words(&DAY_ENDS.map(|(word, _)| word))),
        ("/$defs/Obligation/properties/roll", words(&Roll::ALL.map(Roll::as_str))),
        ("/$defs/Obligation/properties/about", words(&About::ALL.map(About::as_str))),
        ("/$defs/Obligation/properties/priority", words(&Priority::ALL.map(Priority::as_str))),
        ("/$defs/Holidays/properties/builtin", words(&Builtin::ALL.map(Builtin::as_str))),
        ("/$defs/Days/properties/substitute", words(&SUBSTITUTES.map(|(word, _)| word))),
        ("/$defs/Obligation/properties/while-open", words(&WhileOpen::ALL.map(WhileOpen::as_str))),
        ("/$defs/Tier/properties/roll", words(&Roll::ALL.map(Roll::as_str))),
        ("/$defs/Tier/properties/priority", words(&Priority::ALL.map(Priority::as_str))),
        ("/$defs/Company/properties/week-starts", words(&["mon", "sun", "sat"])),
        ("/properties/format", Value::from(vec![1])),
    ];
    for (place, words) in enumerations {
        if let Some(Value::Object(property)) = schema.pointer_mut(place) {
            property.insert("enum".to_owned(), words);
        }
    }
    if let Value::Object(root) = &mut schema {
        root.insert("title".to_owned(), "An agreement file of interdept".into());
    }
    format!("{schema:#}\n")
}

/// What can be described by a schema.
pub(super) trait Describe {
    fn schema(generator: &mut SchemaGenerator) -> Schema;
}

/// One key of a table.
pub(super) struct Property {
    pub(super) key: &'static str,
    pub(super) doc: &'static str,
    pub(super) schema: Schema,
    pub(super) required: bool,
}

/// The schema of a table that has these keys and no others.
pub(super) fn table(doc: &str, properties: Vec<Property>) -> Schema {
    let required: Vec<&str> = properties.iter().filter(|property| property.required).map(|it| it.key).collect();
    let properties: serde_json::Map<String, Value> = properties
        .into_iter()
        .map(|property| {
            let mut schema = property.schema;
            schema.insert("description".to_owned(), property.doc.trim().into());
            (property.key.to_owned(), schema.to_value())
        })
        .collect();
    json_schema!({
        "type": "object",
        "description": doc.trim(),
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// The name of a table in the schema: that of its type, without the ending.
pub(super) fn name(of: &'static str) -> Cow<'static, str> {
    of.strip_suffix("Table").or_else(|| of.strip_suffix("Spec")).unwrap_or(of).into()
}

impl Describe for String {
    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl Describe for i64 {
    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer" })
    }
}

impl Describe for f64 {
    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "minimum": 0, "maximum": 1 })
    }
}

impl Describe for NaiveDate {
    /// TOML's own dates, which JSON Schema knows as strings.
    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

impl Describe for Text {
    fn schema(_: &mut SchemaGenerator) -> Schema {
        let by_language = json!({ "type": "object", "additionalProperties": { "type": "string" }, "minProperties": 1 });
        json_schema!({ "anyOf": [{ "type": "string" }, by_language] })
    }
}

impl<T: Describe> Describe for List<T> {
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": T::schema(generator) })
    }
}

impl<T: Describe> Describe for Keyed<T> {
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": T::schema(generator) })
    }
}

impl Describe for Scalar {
    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

impl Describe for Objectives {
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let one = <ObjectiveSpec as Describe>::schema(generator);
        json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
    }
}

impl Describe for AttributesSpec {
    fn schema(_: &mut SchemaGenerator) -> Schema {
        let values = json!({ "type": "array", "items": { "type": ["string", "number", "boolean"] }, "minItems": 1 });
        let table = json!({ "type": "object", "additionalProperties": { "anyOf": [{ "const": "any" }, values] } });
        json_schema!({ "anyOf": [{ "type": "array", "items": { "type": "string" } }, table] })
    }
}

impl Describe for EachSpec {
    fn schema(_: &mut SchemaGenerator) -> Schema {
        let values = json!({ "type": "array", "items": { "type": ["string", "number", "boolean"] }, "minItems": 1 });
        let parts = json!({ "type": "object", "properties": { "parts-of": { "type": "string" } }, "required": ["parts-of"], "additionalProperties": false });
        json_schema!({ "anyOf": [values, parts] })
    }
}

impl Describe for MatcherSpec {
    fn schema(_: &mut SchemaGenerator) -> Schema {
        let value = json!({ "type": ["string", "number", "boolean"] });
        let values = json!({ "anyOf": [value, { "type": "array", "items": value, "minItems": 1 }] });
        let table = |properties: Value| json!({ "type": "object", "properties": properties, "minProperties": 1, "additionalProperties": false });
        let bound = json!({ "type": ["number", "string"] });
        json_schema!({ "anyOf": [
            values,
            table(json!({ "not": values })),
            table(json!({ "starts-with": values })),
            table(json!({ "over": bound, "at-least": bound, "under": bound, "at-most": bound })),
        ] })
    }
}

impl Describe for ConditionSpec {
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let time = <TimeSpec as Describe>::schema(generator);
        json_schema!({
            "type": "object",
            "properties": { "time": time },
            "additionalProperties": MatcherSpec::schema(generator),
        })
    }
}
