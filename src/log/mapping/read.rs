//! From TOML to templates, gathering every mistake on the way.

use std::ops::Range;

use chrono_tz::Tz;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::record::Column;
use super::Parts;
use super::instant::{Clock, Layout, Pattern};
use super::template::{Field, Template, Test, Value, pieces};
use crate::diagnostic::{Code, Finding, Findings, Nearest, Sources, Span, escaped, to_u32};

type Item<'i> = Spanned<DeValue<'i>>;

/// The keys of a template that are fields of an event in the log; all but `at` take a text with columns.
const FIELDS: [&str; 16] = [
    "event",
    "id",
    "case",
    "obligation",
    "period",
    "documents",
    "signed",
    "reason",
    "until",
    "score",
    "complaint",
    "supplier",
    "customer",
    "category",
    "cause",
    "target",
];

/// The file being read, and what was found in it.
struct Reader<'s> {
    sources: &'s Sources,
    findings: &'s mut Findings,
    columns: Vec<String>,
}

/// Reads the text of a mapping. The result is to be used only if nothing was found wrong.
pub(super) fn parts(text: &str, sources: &Sources, findings: &mut Findings) -> Parts {
    let mut reader = Reader { sources, findings, columns: Vec::new() };
    let (absent, templates) = match DeTable::parse(text) {
        Ok(table) => reader.file(table.get_ref()),
        Err(error) => {
            let place = error.span().map(span);
            reader.findings.push(Finding::new(Code::Syntax, error.message()).at(place, "here"));
            Default::default()
        }
    };
    Parts { columns: reader.columns, absent, templates }
}

fn span(range: Range<usize>) -> Span {
    Span { source: 0, start: to_u32(range.start), end: to_u32(range.end) }
}

impl Reader<'_> {
    fn file(&mut self, table: &DeTable<'_>) -> (Vec<String>, Vec<Template>) {
        self.known_keys(table, &["format", "instants", "absent", "event"], "a mapping");
        match table.get("format") {
            Some(item) if item.get_ref().as_integer().is_some_and(|n| n.as_str() == "1") => {}
            Some(item) => {
                self.report(
                    Code::UnsupportedFormat,
                    "this version of the format is not known",
                    item,
                    "write `format = 1`",
                );
            }
            None => {
                let finding = Finding::new(Code::UnsupportedFormat, "the file does not say which format it has");
                self.findings.push(finding.help("write `format = 1` on top"));
            }
        }
        let absent = table.get("absent").map(|item| self.texts(item, "absent")).unwrap_or_default();
        let clock = table.get("instants").map(|item| self.clock(item, None, &["format", "zone"])).unwrap_or_default();
        let mut templates = Vec::new();
        match table.get("event").map(|item| (item, item.get_ref().as_array())) {
            Some((_, Some(list))) => templates.extend(list.iter().filter_map(|item| self.template(item, &clock))),
            Some((item, None)) => self.wrong_type(item, "event", "a list of tables, each headed `[[event]]`"),
            None => {
                let finding = Finding::new(Code::MissingKey, "the mapping makes no event");
                self.findings.push(finding.help("add a table headed `[[event]]` for each event that a row may make"));
            }
        }
        (absent, templates)
    }

    fn template(&mut self, item: &Item<'_>, clock: &Clock) -> Option<Template> {
        let table = self.table(item, "event")?;
        let known: Vec<&str> = FIELDS.iter().copied().chain(["at", "attributes", "when"]).collect();
        self.known_keys(table, &known, "[[event]]");
        for required in ["event", "at"] {
            if table.get(required).is_none() {
                let message = format!("[[event]] has no `{required}`");
                self.report(Code::MissingKey, message, item, &format!("add `{required} = …`"));
            }
        }
        let mut fields = Vec::new();
        for key in FIELDS {
            fields.extend(table.get(key).and_then(|item| self.field(Column::named(key), key, item, clock)));
        }
        if let Some(item) = table.get("attributes")
            && let Some(attributes) = self.table(item, "attributes")
        {
            for (key, item) in attributes {
                let name = key.get_ref().as_ref();
                if Column::named(name) != Column::Attribute {
                    let message = format!("`{name}` is a field of an event, no attribute");
                    let finding = Finding::new(Code::BadValue, message).at(span(key.span()), "here");
                    self.findings.push(finding.help(format!("write `{name} = …` beside `event` and `at`")));
                }
                fields.extend(self.field(Column::Attribute, name, item, clock));
            }
        }
        let when = table.get("when").map(|item| self.tests(item)).unwrap_or_default();
        let name = table.get("event").and_then(|item| item.get_ref().as_str()).unwrap_or_default().to_owned();
        let at = self.field(Column::At, "at", table.get("at")?, clock)?;
        Some(Template { name, when, at: at.value, clock: at.clock.unwrap_or_else(|| clock.clone()), fields })
    }

    /// A text with columns, or a table that says how the instant in one is written.
    fn field(&mut self, column: Column, name: &str, item: &Item<'_>, clock: &Clock) -> Option<Field> {
        let name: Box<str> = name.into();
        match item.get_ref() {
            DeValue::String(text) => {
                let value = self.value(text, item)?;
                if column == Column::At {
                    self.needs_zone(clock, item);
                }
                Some(Field { column, name, value, clock: None })
            }
            DeValue::Table(table) => {
                let Some(from) = table.get("from") else {
                    self.report(Code::MissingKey, format!("`{name}` has no `from`"), item, "add `from = \"{column}\"`");
                    return None;
                };
                let Some(text) = from.get_ref().as_str() else {
                    self.wrong_type(from, "from", "a text such as \"{column}\"");
                    return None;
                };
                let value = self.value(text, from)?;
                let clock = self.clock(item, Some(clock), &["from", "format", "zone"]);
                if column == Column::At || clock.layout.is_local() {
                    self.needs_zone(&clock, item);
                }
                Some(Field { column, name, value, clock: Some(clock) })
            }
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => {
                self.wrong_type(
                    item,
                    &name,
                    "a text in which `{column}` stands for a column's value, or a table `{ from = … }`",
                );
                None
            }
        }
    }

    fn value(&mut self, text: &str, item: &Item<'_>) -> Option<Value> {
        let columns = &mut self.columns;
        match pieces(text, |name| number(columns, name)) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.report(Code::BadValue, reason, item, "a column is written `{column}`");
                None
            }
        }
    }

    /// How instants are written: what the table says, else what `outer` says.
    fn clock(&mut self, item: &Item<'_>, outer: Option<&Clock>, known: &[&'static str]) -> Clock {
        let mut clock = outer.cloned().unwrap_or_default();
        let Some(table) = self.table(item, "instants") else {
            return clock;
        };
        self.known_keys(table, known, "a table about instants");
        if let Some(item) = table.get("format") {
            match item.get_ref().as_str().map(|text| {
                if text == "rfc3339" { Ok(Layout::Rfc3339) } else { Pattern::new(text).map(Layout::Pattern) }
            }) {
                Some(Ok(layout)) => clock.layout = layout,
                Some(Err(reason)) => {
                    self.report(Code::BadValue, reason, item, "write `rfc3339`, or a pattern such as `%d/%m/%Y %H:%M`");
                }
                None => self.wrong_type(item, "format", "a text"),
            }
        }
        if let Some(item) = table.get("zone") {
            match item.get_ref().as_str().map(str::parse::<Tz>) {
                Some(Ok(zone)) => clock.zone = Some(zone),
                Some(Err(_)) => {
                    let message =
                        format!("no time zone is called `{}`", escaped(item.get_ref().as_str().unwrap_or_default()));
                    self.report(Code::BadTimezone, message, item, "zones have names such as `Europe/Amsterdam`");
                }
                None => self.wrong_type(item, "zone", "a text"),
            }
        }
        clock
    }

    /// Reports a clock whose texts would be instants in no zone.
    fn needs_zone(&mut self, clock: &Clock, item: &Item<'_>) {
        if let Layout::Pattern(pattern) = &clock.layout
            && pattern.needs_zone()
            && clock.zone.is_none()
        {
            let message = "the format has no offset, and no zone is named";
            self.report(Code::MissingKey, message, item, "add `zone = \"Europe/Amsterdam\"`, say, beside the format");
        }
    }

    fn tests(&mut self, item: &Item<'_>) -> Vec<Test> {
        let Some(table) = self.table(item, "when") else {
            return Vec::new();
        };
        let mut tests = Vec::new();
        for (key, item) in table {
            let column = number(&mut self.columns, key.get_ref());
            let (item, negated) = if let Some(inner) = item.get_ref().as_table() {
                self.known_keys(inner, &["not"], "a condition");
                let Some(not) = inner.get("not") else {
                    self.report(Code::BadCondition, "a condition that says nothing", item, "write `{ not = … }`");
                    continue;
                };
                (not, true)
            } else {
                (item, false)
            };
            let any_of = self.texts(item, "when").into_iter().map(Into::into).collect();
            tests.push(Test { column, any_of, negated });
        }
        tests
    }

    /// A text, or a list of texts; numbers and truth values are texts too.
    fn texts(&mut self, item: &Item<'_>, key: &str) -> Vec<String> {
        let one = |value: &DeValue<'_>| match value {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            DeValue::Boolean(truth) => Some(truth.to_string()),
            DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
        };
        let found: Option<Vec<String>> = match item.get_ref().as_array() {
            Some(list) => list.iter().map(|item| one(item.get_ref())).collect(),
            None => one(item.get_ref()).map(|text| vec![text]),
        };
        if found.is_none() {
            self.wrong_type(item, key, "a text or a list of texts");
        }
        found.unwrap_or_default()
    }

    fn table<'t, 'i>(&mut self, item: &'t Item<'i>, key: &str) -> Option<&'t DeTable<'i>> {
        let table = item.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(item, key, "a table");
        }
        table
    }

    fn known_keys(&mut self, table: &DeTable<'_>, known: &[&str], what: &str) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let help = match Nearest::new(known.iter().copied()).to(key.get_ref()) {
                Some(near) => format!("the nearest key of {what} is `{near}`"),
                None => format!("the keys of {what} are {}", known.join(", ")),
            };
            let message = format!("unknown key `{}` in {what}", escaped(key.get_ref()));
            self.findings.push(
                Finding::new(Code::UnknownKey, message).at(span(key.span()), "not a key of a mapping here").help(help),
            );
        }
    }

    fn wrong_type(&mut self, item: &Item<'_>, key: &str, expected: &str) {
        let written = escaped(self.sources.slice(span(item.span())));
        let finding = Finding::new(
            Code::WrongType,
            format!("`{key}` takes {expected}, not {}", super::super::at::shortened(&written)),
        );
        self.findings.push(finding.at(span(item.span()), "here"));
    }

    fn report(&mut self, code: Code, message: impl Into<String>, item: &Item<'_>, help: &str) {
        self.findings.push(Finding::new(code, message).at(span(item.span()), "here").help(help));
    }
}

/// The number of a column, which gets one if it is new.
fn number(columns: &mut Vec<String>, name: &str) -> usize {
    columns.iter().position(|column| column == name).unwrap_or_else(|| {
        columns.push(name.to_owned());
        columns.len() - 1
    })
}
