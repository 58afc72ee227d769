//! From the tables of [`schema`](super::schema) back to TOML.

use std::fmt;

use chrono::NaiveDate;

use super::read::{Keyed, List};
use super::schema::File;
use crate::Text;
use crate::network::{AttributesSpec, BoundsSpec, ConditionSpec, EachSpec, MatcherSpec, Objectives, Scalar};

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
            Self::StartsWith(starts) => ("{ starts-with = ", starts, " }"),
            Self::Number(bounds) => return bounds.write(out),
        };
        out.push_str(before);
        match &**values {
            [one] => one.value.write(out),
            _ => values.write(out),
        }
        out.push_str(after);
    }
}

impl Write for BoundsSpec {
    fn write(&self, out: &mut String) {
        let Self { over, at_least, under, at_most } = self;
        let bounds = [("over", over), ("at-least", at_least), ("under", under), ("at-most", at_most)];
        let said = bounds.iter().filter_map(|(key, bound)| Some((*key, bound.as_ref()?)));
        inline_table(said.map(|(key, bound)| (key, &bound.value as &dyn Write)), out);
    }
}

impl Write for Scalar {
    fn write(&self, out: &mut String) {
        quoted(&self.0, out);
    }
}

impl Write for Objectives {
    fn write(&self, out: &mut String) {
        match &*self.0 {
            [one] => one.value.write(out),
            several => several.to_vec().write(out),
        }
    }
}

impl Write for AttributesSpec {
    fn write(&self, out: &mut String) {
        if self.0.iter().all(|(_, values)| values.is_none()) {
            let names: List<String> = self.0.iter().map(|(name, _)| name.clone()).collect();
            return names.write(out);
        }
        let any = "any".to_owned();
        let values = |values: &'_ Option<List<Scalar>>| values.clone();
        let owned: Vec<(&str, Option<List<Scalar>>)> =
            self.0.iter().map(|(name, it)| (&*name.value, values(it))).collect();
        let written = owned
            .iter()
            .map(|(name, values)| (*name, values.as_ref().map_or(&any as &dyn Write, |values| values as &dyn Write)));
        inline_table(written, out);
    }
}

impl Write for EachSpec {
    fn write(&self, out: &mut String) {
        match self {
            Self::Values(values) => values.write(out),
            Self::PartsOf(id) => inline_table([("parts-of", &id.value as &dyn Write)], out),
        }
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
    if let Some(company) = &file.company {
        section("[company]", company.value.entries(), &mut out);
    }
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
    for (id, period) in file.periods.iter().flat_map(|periods| &periods.value) {
        section(&named("period", &id.value), period.value.entries(), &mut out);
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
