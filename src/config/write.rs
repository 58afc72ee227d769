//! From the tables of [`schema`](super::schema) back to TOML.

use std::fmt;

use chrono::NaiveDate;

use super::read::{Keyed, List};
use super::schema::File;
use crate::Text;
use crate::network::{ConditionSpec, MatcherSpec};

/// What can be written as a TOML value on one line.
pub(super) trait Write {
    fn write(&self, out: &mut String);
}

impl Write for String {
    fn write(&self, out: &mut String) {
        quoted(self, out);
    }
}

impl Write for i64 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl Write for f64 {
    fn write(&self, out: &mut String) {
        let _ = fmt::Write::write_fmt(out, format_args!("{self:?}"));
    }
}

impl Write for NaiveDate {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl Write for Text {
    fn write(&self, out: &mut String) {
        if self.languages().next().is_none() {
            return quoted(self.in_language("en"), out);
        }
        let wordings: Vec<(&str, String)> = self.languages().map(|(lang, text)| (lang, text.to_owned())).collect();
        inline_table(wordings.iter().map(|(lang, text)| (*lang, text as &dyn Write)), out);
    }
}

impl<T: Write> Write for List<T> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (n, element) in self.iter().enumerate() {
            out.push_str(if n == 0 { "" } else { ", " });
            element.value.write(out);
        }
        out.push(']');
    }
}

impl<T: Write> Write for Keyed<T> {
    fn write(&self, out: &mut String) {
        inline_table(self.iter().map(|(key, value)| (&*key.value, &value.value as &dyn Write)), out);
    }
}

impl Write for MatcherSpec {
    fn write(&self, out: &mut String) {
        let (before, values, after) = match self {
            Self::AnyOf(values) => ("", values, ""),
            Self::NoneOf(values) => ("{ not = ", values, " }"),
        };
        out.push_str(before);
        match &**values {
            [one] => one.value.write(out),
            _ => values.write(out),
        }
        out.push_str(after);
    }
}

impl Write for ConditionSpec {
    fn write(&self, out: &mut String) {
        let attributes = self.attributes.iter().map(|(name, wanted)| (&*name.value, &wanted.value as &dyn Write));
        inline_table(attributes.chain(self.time.iter().map(|time| ("time", &time.value as &dyn Write))), out);
    }
}

/// Writes `{ key = value, … }`.
pub(super) fn inline_table<'a>(entries: impl IntoIterator<Item = (&'a str, &'a dyn Write)>, out: &mut String) {
    let mut separator = "{ ";
    for (key, value) in entries {
        out.push_str(separator);
        separator = ", ";
        self::key(key, out);
        out.push_str(" = ");
        value.write(out);
    }
    out.push_str(if separator == "{ " { "{}" } else { " }" });
}

/// Writes a key, in quotes where it needs them.
fn key(key: &str, out: &mut String) {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(bare) { out.push_str(key) } else { quoted(key, out) }
}

/// Writes a basic string.
fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                let _ = fmt::Write::write_fmt(out, format_args!("\\u{:04X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Writes a whole file.
pub(super) fn file(file: &File) -> String {
    let mut out = String::from("format = 1\n");
    if let Some(agreement) = &file.agreement {
        section("[agreement]", agreement.value.entries(), &mut out);
    }
    let named = |kind: &str, id: &str| {
        let mut header = format!("[{kind}.");
        key(id, &mut header);
        header + "]"
    };
    for (id, set) in file.holidays.iter().flat_map(|sets| &sets.value) {
        section(&named("holidays", &id.value), set.value.entries(), &mut out);
    }
    for (id, calendar) in file.calendars.iter().flat_map(|calendars| &calendars.value) {
        section(&named("calendar", &id.value), calendar.value.entries(), &mut out);
    }
    for department in file.departments.iter().flat_map(|departments| &departments.value) {
        section("[[department]]", department.value.entries(), &mut out);
    }
    for milestone in file.milestones.iter().flat_map(|milestones| &milestones.value) {
        section("[[milestone]]", milestone.value.entries(), &mut out);
    }
    for obligation in file.obligations.iter().flat_map(|obligations| &obligations.value) {
        section("[[obligation]]", obligation.value.entries(), &mut out);
    }
    out
}

fn section(header: &str, entries: Vec<(&'static str, &dyn Write)>, out: &mut String) {
    out.push('\n');
    out.push_str(header);
    out.push('\n');
    for (name, value) in entries {
        key(name, out);
        out.push_str(" = ");
        value.write(out);
        out.push('\n');
    }
}
