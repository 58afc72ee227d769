//! What one row becomes: the events that its columns make.

use std::borrow::Cow;
use std::ops::Range;

use super::super::at;
use super::super::column::Column;
use super::condition::Test;
use super::instant::Clock;
use super::number::Numbers;
use super::offered::{Cells, Offered};
use super::value::{Trouble, Value};
use crate::calendar::Instant;
use crate::log::Event;

/// One event that a row may make.
#[derive(Clone, Debug)]
pub(in crate::log) struct Template {
    /// How messages name it.
    pub(in crate::log) name: String,
    /// The line of the mapping where it begins.
    pub(in crate::log) line: usize,
    pub(super) when: Vec<Test>,
    /// Which of the mapping's memories it looks into.
    pub(in crate::log) memory: Option<usize>,
    /// Only the last row of a case makes it.
    pub(in crate::log) last: bool,
    /// The columns that make up the key of which only the first row counts.
    pub(super) first_per: Vec<usize>,
    pub(super) at: Value,
    pub(super) clock: Clock,
    /// The other fields, the event's own name among them.
    pub(super) fields: Vec<Field>,
}

/// A field of an event, and what it gets.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) column: Column,
    /// Its name in the log: that of an attribute, or of the column.
    pub(super) name: Box<str>,
    pub(super) value: Value,
    pub(super) kind: Kind,
}

/// What is done with a field's text.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Text,
    /// It is an instant or date that is to be rewritten as a log writes one.
    Instant(Clock),
    /// It is rewritten as a log writes numbers, if it is one.
    Number(Numbers),
    /// It says whether a target was kept.
    Outcome(Outcome),
}

/// What an export calls a target that was kept, and one that was not.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) met: Vec<String>,
    /// None where everything else is.
    pub(super) missed: Option<Vec<String>>,
}

impl Outcome {
    /// What a log calls it.
    fn of(&self, text: &str) -> Result<&'static str, String> {
        let is_one = |of: &[String]| of.iter().any(|other| other.eq_ignore_ascii_case(text));
        match &self.missed {
            _ if is_one(&self.met) => Ok("met"),
            None => Ok("missed"),
            Some(missed) if is_one(missed) => Ok("missed"),
            Some(_) => Err(format!("`{}` is neither in `met` nor in `missed`", at::shortened(text))),
        }
    }
}

/// The fields of an event that has been made, as places in a text.
#[derive(Clone, Debug, Default)]
pub(in crate::log) struct Made {
    text: String,
    at: Instant,
    /// Which field of which template.
    fields: Vec<(usize, Range<usize>)>,
    template: usize,
}

/// Why no event came of a row whose conditions hold.
#[derive(Debug)]
pub(in crate::log) enum NoEvent {
    /// There is no instant.
    NoInstant,
    /// Something cannot be read.
    Unreadable(Cow<'static, str>),
    /// A text, here the second, names no department.
    NoDepartment(Cow<'static, str>, String),
}

impl Template {
    /// How many conditions it has.
    pub(in crate::log) fn conditions(&self) -> usize {
        self.when.len()
    }

    /// A condition as the mapping writes it.
    pub(in crate::log) fn condition(&self, number: usize) -> &str {
        self.when.get(number).map_or("", |test| &test.described)
    }

    /// Whether a condition holds.
    pub(super) fn holds<R: Cells>(&self, number: usize, offered: &Offered<'_, R>, numbers: Numbers) -> bool {
        self.when.get(number).is_some_and(|test| test.holds(offered, numbers))
    }

    /// Whether it asks for earlier rows of its case, or later ones.
    pub(super) fn looks_back(&self) -> bool {
        self.last || self.when.iter().any(Test::looks_back) || self.previous_columns().next().is_some()
    }

    /// The columns whose former values it asks for.
    pub(super) fn previous_columns(&self) -> impl Iterator<Item = usize> {
        let asked = self.when.iter().filter_map(Test::previous_column);
        asked.chain(self.values().flat_map(Value::previous_columns))
    }

    /// Whether it looks departments up.
    pub(super) fn names_departments(&self) -> bool {
        self.values().any(Value::names_departments)
    }

    fn values(&self) -> impl Iterator<Item = &Value> {
        std::iter::once(&self.at).chain(self.fields.iter().map(|field| &field.value))
    }

    /// Writes the key of which only the first row counts. False if there is none, or the row lacks it.
    pub(in crate::log) fn write_key(&self, row: &impl Cells, out: &mut String) -> bool {
        out.clear();
        let mut filled = false;
        for &column in &self.first_per {
            let cell = row.cell(column);
            filled |= !cell.is_empty();
            out.push_str(cell);
            out.push('\u{1f}');
        }
        filled
    }

    /// Makes its event of a row whose conditions hold.
    pub(super) fn make<R: Cells>(
        &self,
        number: usize,
        offered: &Offered<'_, R>,
        columns: &[String],
        made: &mut Made,
    ) -> Result<(), NoEvent> {
        made.text.clear();
        made.fields.clear();
        made.template = number;
        if !self.write("at", &self.at, offered, columns, &mut made.text)? {
            return Err(NoEvent::NoInstant);
        }
        made.at = self.clock.instant(&made.text).map_err(|reason| self.unreadable("at", &self.at, columns, &reason))?;
        for (place, field) in self.fields.iter().enumerate() {
            let start = made.text.len();
            if !self.write(&field.name, &field.value, offered, columns, &mut made.text)? {
                if field.column == Column::Event {
                    return Err(self.unreadable("event", &field.value, columns, "it is empty"));
                }
                continue;
            }
            let written = made.text.get(start..).unwrap_or_default();
            let rewritten = match &field.kind {
                Kind::Text => Ok(None),
                Kind::Instant(clock) => clock.rewrite(written).map(|text| Some(Cow::Owned(text))),
                Kind::Number(numbers) => Ok(numbers.plain(written).map(|plain| Cow::Owned(plain.into_owned()))),
                Kind::Outcome(outcome) => outcome.of(written).map(|word| Some(Cow::Borrowed(word))).map_err(Cow::Owned),
            };
            let rewritten: Option<Cow<'_, str>> = rewritten
                .map_err(|reason: Cow<'_, str>| self.unreadable(&field.name, &field.value, columns, &reason))?;
            if let Some(rewritten) = rewritten {
                made.text.truncate(start);
                made.text.push_str(&rewritten);
            }
            made.fields.push((place, start..made.text.len()));
        }
        Ok(())
    }

    fn write<R: Cells>(
        &self,
        field: &str,
        value: &Value,
        offered: &Offered<'_, R>,
        columns: &[String],
        out: &mut String,
    ) -> Result<bool, NoEvent> {
        value.write(offered, out).map_err(|trouble| match trouble {
            Trouble::Reason(reason) => self.unreadable(field, value, columns, &reason),
            Trouble::NoDepartment(text) => {
                let reason = format!("`{}` names no department", at::shortened(&text));
                NoEvent::NoDepartment(self.complaint(field, value, columns, &reason), text)
            }
        })
    }

    fn unreadable(&self, field: &str, value: &Value, columns: &[String], reason: &str) -> NoEvent {
        NoEvent::Unreadable(self.complaint(field, value, columns, reason))
    }

    fn complaint(&self, field: &str, value: &Value, columns: &[String], reason: &str) -> Cow<'static, str> {
        format!("for the event `{}`, `{field}` from `{}`: {reason}", self.name, value.described(columns)).into()
    }
}

impl Made {
    /// The event that was made last by one of these templates.
    pub(super) fn event<'a>(&'a self, templates: &'a [Template]) -> Event<'a> {
        let mut event = Event::new("", self.at.into());
        let fields = templates.get(self.template).map_or(&[][..], |template| &template.fields);
        for (place, range) in &self.fields {
            if let (Some(field), Some(text)) = (fields.get(*place), self.text.get(range.clone())) {
                event.set(field.column, &field.name, text);
            }
        }
        event
    }
}
