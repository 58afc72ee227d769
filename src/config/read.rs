//! From TOML to the tables of [`schema`](super::schema), gathering every mistake on the way.
//!
//! serde stops at the first mistake. Here each value is read on its own: one that is wrong is reported and left out,
//! and reading goes on.

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Text;
use crate::diagnostic::{At, Code, Finding, Findings, Nearest, SourceSpan, Sources, escaped, to_u32};
pub(super) use crate::network::{Keyed, List};

/// A value of a file, with the place where it was written.
pub(super) type Item<'i> = Spanned<DeValue<'i>>;

/// The file being read, and the mistakes found so far.
pub(super) struct Cx<'s> {
    pub(super) source: u32,
    pub(super) sources: &'s Sources,
    pub(super) findings: &'s mut Findings,
    /// The key whose value is being read.
    pub(super) key: String,
}

/// What can be read from a value.
pub(super) trait Read: Sized {
    /// Reads a value; none if it is wrong, which has then been reported.
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self>;
}

impl Cx<'_> {
    pub(super) fn span(&self, range: std::ops::Range<usize>) -> SourceSpan {
        SourceSpan { source: self.source, start: to_u32(range.start), end: to_u32(range.end) }
    }

    /// Reads a value together with its place.
    pub(super) fn located<T: Read>(&mut self, item: &Item<'_>) -> Option<At<T>> {
        let span = Some(self.span(item.span()));
        T::read(item, self).map(|value| At { value, span })
    }

    /// Reads the value of one key of a table, if it is there.
    pub(super) fn field<T: Read>(&mut self, table: &DeTable<'_>, key: &str) -> Option<At<T>> {
        let item = table.get(key)?;
        key.clone_into(&mut self.key);
        self.located(item)
    }

    /// Reports that a table lacks a key.
    pub(super) fn required(&mut self, item: &Item<'_>, table: &DeTable<'_>, key: &str, what: &str) {
        if table.contains_key(key) {
            return;
        }
        let span = self.span(item.span());
        let finding = Finding::new(Code::MissingKey, format!("{what} has no `{key}`"));
        self.findings
            .push(finding.at(span, format!("`{key}` is missing")).help(format!("add `{key} = {}`", example(key))));
    }

    /// Reports that an obligation says nowhere when it is due.
    pub(super) fn due_or_tiers(&mut self, item: &Item<'_>, table: &DeTable<'_>, key: &str, what: &str) {
        if !table.contains_key("tiers") {
            self.required(item, table, key, what);
        }
    }

    /// Reports the keys of a table that the format does not know.
    pub(super) fn unknown_keys(&mut self, table: &DeTable<'_>, known: &[&'static str], what: &str) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let name = escaped(key.get_ref());
            let span = self.span(key.span());
            let help = match Nearest::new(known.iter().copied()).to(key.get_ref()) {
                Some(near) => format!("the nearest key of {what} is `{near}`"),
                None => format!("the keys of {what} are {}", listed(known)),
            };
            let finding = Finding::new(Code::UnknownKey, format!("unknown key `{name}` in {what}"));
            self.findings.push(finding.at(span, "not a key of the format here").help(help));
        }
    }

    /// The table in a value, or a report that it is something else.
    pub(super) fn table<'t, 'i>(&mut self, item: &'t Item<'i>, keys: &[&str]) -> Option<&'t DeTable<'i>> {
        let table = item.get_ref().as_table();
        if table.is_none() {
            let found = kind(item.get_ref());
            let finding = Finding::new(Code::WrongType, format!("`{}` takes a table, not {found}", escaped(&self.key)));
            let help = if self.key == "agreement" && item.get_ref().is_array() {
                Some("a file has one agreement: write `[agreement]`, with single brackets".to_owned())
            } else {
                (!keys.is_empty()).then(|| format!("write `{{ … }}` with the keys {}", listed(keys)))
            };
            self.findings.push(finding.at(self.span(item.span()), format!("{found} here")).maybe_help(help));
        }
        table
    }

    /// Reports that a value has the wrong type.
    pub(super) fn wrong_type(&mut self, item: &Item<'_>, expected: &str) {
        let found = kind(item.get_ref());
        let message = format!("`{}` takes {expected}, not {found}", escaped(&self.key));
        let finding = Finding::new(Code::WrongType, message).at(self.span(item.span()), format!("{found} here"));
        self.findings.push(finding.maybe_help(self.type_help(item, expected)));
    }

    fn type_help(&self, item: &Item<'_>, expected: &str) -> Option<String> {
        let span = self.span(item.span());
        let raw = escaped(self.sources.slice(span));
        let list = expected.starts_with("a list");
        match item.get_ref() {
            DeValue::Table(_) if list && matches!(&*self.key, "department" | "milestone" | "obligation") => {
                Some(format!("each {0} begins with `[[{0}]]`, with double brackets, and has an `id`", self.key))
            }
            DeValue::Table(_) if list => Some("write a list of one: [{ … }]".to_owned()),
            DeValue::Table(_) | DeValue::Array(_) => None,
            DeValue::String(text) if expected == A_DATE => Some(match text.parse::<NaiveDate>() {
                Ok(date) => format!("dates are written without quotes: {date}"),
                Err(_) => "dates are written as in 2026-01-31, without quotes".to_owned(),
            }),
            _ if list => Some(format!("write a list of one: [{raw}]")),
            DeValue::String(text) => {
                let figure = text.trim_end_matches([' ', '%']);
                let number = figure.parse::<f64>().is_ok() && expected.contains("number");
                number.then(|| {
                    if figure.len() == text.len() {
                        format!("numbers are written without quotes: {text}")
                    } else {
                        "a share is written as a number from 0 to 1: 95 % is 0.95".to_owned()
                    }
                })
            }
            DeValue::Integer(_) if matches!(&*self.key, "promptly" | "review" | "over" | "after") => {
                Some(format!("write a duration, such as \"{raw} business days\""))
            }
            DeValue::Datetime(date) if self.key == "every" => date.date.map(|date| {
                format!("every year on that day is written \"{:02}-{:02}\"; once is `on = {raw}`", date.month, date.day)
            }),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
                expected.starts_with("a string").then(|| format!("write it in quotes: \"{raw}\""))
            }
        }
    }
}

pub(super) const A_DATE: &str = "a date";

/// What a required key could say.
fn example(key: &str) -> &'static str {
    match key {
        "due" => "\"within 3 days of vehicle-delivered\"",
        "deliverable" => "\"Signed order slip\"",
        "supplier" => "\"sales\"",
        "timezone" => "\"Asia/Shanghai\"",
        "week" => "{ mon-fri = [\"09:00-17:00\"] }",
        "on-time" => "0.95",
        "from" | "to" => "2026-12-31",
        "after" => "\"24 hours\"",
        "when" => "\"1 business day before\"",
        _ => "\"…\"",
    }
}

/// What a value is, with its article.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(table) if table.is_empty() => "an empty table",
        DeValue::Table(_) => "a table",
    }
}

/// `a`, `b` and `c`.
pub(super) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [most @ .., last] => format!("`{}` and `{last}`", most.join("`, `")),
    }
}

impl Read for String {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let text = item.get_ref().as_str();
        if text.is_none() {
            cx.wrong_type(item, "a string");
        }
        text.map(Self::from)
    }
}

impl Read for i64 {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let number = item.get_ref().as_integer().and_then(|n| Self::from_str_radix(n.as_str(), n.radix()).ok());
        if number.is_none() {
            cx.wrong_type(item, "a whole number of at most 64 bits");
        }
        number
    }
}

impl Read for f64 {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let number = match item.get_ref() {
            DeValue::Float(float) => float.as_str().parse().ok(),
            DeValue::Integer(int) if int.radix() == 10 => int.as_str().parse().ok(),
            DeValue::Integer(_)
            | DeValue::String(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => None,
        };
        if number.is_none() {
            cx.wrong_type(item, "a number");
        }
        number
    }
}

impl Read for NaiveDate {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Some(datetime) = item.get_ref().as_datetime() else {
            cx.wrong_type(item, A_DATE);
            return None;
        };
        let date = match (datetime.date, datetime.time, datetime.offset) {
            (Some(date), None, None) => Self::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()),
            _ => None,
        };
        if date.is_none() {
            let finding = Finding::new(Code::WrongType, format!("`{}` takes a date without a time", cx.key));
            let help = "a date is written as in 2026-01-31";
            cx.findings.push(finding.at(cx.span(item.span()), "a time here").help(help));
        }
        date
    }
}

impl Read for Text {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        match item.get_ref() {
            DeValue::String(text) => Some(Self::from(text.as_ref())),
            DeValue::Table(table) if !table.is_empty() => {
                let mut wordings: Vec<(String, String)> = Vec::new();
                for (lang, wording) in table {
                    cx.key = lang.get_ref().to_string();
                    wordings.push((lang.get_ref().to_string(), String::read(wording, cx)?));
                }
                Some(Self::new(wordings.iter().map(|(lang, text)| (&**lang, &**text))))
            }
            DeValue::Table(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => {
                cx.wrong_type(item, "a string or a table with one string per language");
                None
            }
        }
    }
}

impl<T: Read> Read for List<T> {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Some(array) = item.get_ref().as_array() else {
            cx.wrong_type(item, "a list");
            return None;
        };
        let key = std::mem::take(&mut cx.key);
        let mut list = Self::with_capacity(array.len());
        for element in array {
            key.clone_into(&mut cx.key);
            list.extend(cx.located(element));
        }
        // With one left out, the list would say something else.
        (list.len() == array.len()).then_some(list)
    }
}

impl<T: Read> Read for Keyed<T> {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let table = cx.table(item, &[])?;
        let mut entries = Self::new();
        for (key, value) in table {
            key.get_ref().as_ref().clone_into(&mut cx.key);
            let name = At { value: key.get_ref().to_string(), span: Some(cx.span(key.span())) };
            entries.extend(cx.located(value).map(|value| (name, value)));
        }
        (entries.len() == table.len()).then_some(entries)
    }
}
