//! What one row becomes: the events that its columns make.

use std::borrow::Cow;
use std::ops::Range;

use super::super::at;
use super::super::record::{Column, set};
use super::instant::Clock;
use crate::calendar::Instant;
use crate::log::Event;

/// A row by its columns, numbered as [`Mapping`](super::Mapping) numbers them.
pub(in crate::log) trait Cells {
    /// What a column holds; empty if it is absent.
    fn cell(&self, column: usize) -> &str;
}

/// One event that a row may make.
#[derive(Clone, Debug)]
pub(super) struct Template {
    /// How messages name it.
    pub(super) name: String,
    pub(super) when: Vec<Test>,
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
    /// It is an instant or date that is to be rewritten as a log writes one.
    pub(super) clock: Option<Clock>,
}

/// A text with columns in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Value {
    pub(super) pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
pub(super) enum Piece {
    Text(Box<str>),
    Column(usize),
}

/// What a column must hold.
#[derive(Clone, Debug)]
pub(super) struct Test {
    pub(super) column: usize,
    pub(super) any_of: Vec<Box<str>>,
    pub(super) negated: bool,
}

/// The fields of an event that has been made, as places in a text.
#[derive(Debug, Default)]
pub(in crate::log) struct Made {
    text: String,
    at: Instant,
    /// Which field of which template.
    fields: Vec<(usize, Range<usize>)>,
    template: usize,
}

impl Value {
    /// Appends the text for a row. Nothing is appended, and false returned, if it is made of columns that are all empty.
    fn write(&self, row: &impl Cells, out: &mut String) -> bool {
        let start = out.len();
        let mut columns = false;
        let mut filled = false;
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Column(column) => {
                    let cell = row.cell(*column);
                    columns = true;
                    filled |= !cell.is_empty();
                    out.push_str(cell);
                }
            }
        }
        if columns && !filled {
            out.truncate(start);
        }
        out.len() > start
    }

    /// The columns in it, as messages name them.
    fn described(&self, columns: &[String]) -> String {
        let named = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => Cow::Borrowed(&**text),
            Piece::Column(column) => format!("{{{}}}", columns.get(*column).map_or("", |name| name)).into(),
        });
        named.collect()
    }
}

impl Test {
    fn holds(&self, row: &impl Cells) -> bool {
        let cell = row.cell(self.column);
        self.any_of.iter().any(|value| **value == *cell) != self.negated
    }
}

impl Template {
    /// Makes its event of a row, if the row makes one.
    pub(super) fn make(
        &self,
        number: usize,
        row: &impl Cells,
        columns: &[String],
        made: &mut Made,
    ) -> Result<bool, Cow<'static, str>> {
        made.text.clear();
        made.fields.clear();
        made.template = number;
        if !self.when.iter().all(|test| test.holds(row)) || !self.at.write(row, &mut made.text) {
            return Ok(false);
        }
        let complain = |field: &str, value: &Value, reason: &str| {
            format!("for the event `{}`, `{field}` from `{}`: {reason}", self.name, value.described(columns)).into()
        };
        made.at = self.clock.instant(&made.text).map_err(|reason| complain("at", &self.at, &reason))?;
        for (place, field) in self.fields.iter().enumerate() {
            let start = made.text.len();
            if !field.value.write(row, &mut made.text) {
                if field.column == Column::Event {
                    return Err(complain("event", &field.value, "it is empty"));
                }
                continue;
            }
            if let Some(clock) = &field.clock {
                let written = made.text.get(start..).unwrap_or_default();
                let rewritten =
                    clock.rewrite(written).map_err(|reason| complain(&field.name, &field.value, &reason))?;
                made.text.truncate(start);
                made.text.push_str(&rewritten);
            }
            made.fields.push((place, start..made.text.len()));
        }
        Ok(true)
    }
}

impl Made {
    /// The event that was made last by one of these templates.
    pub(super) fn event<'a>(&'a self, templates: &'a [Template]) -> Event<'a> {
        let mut event = Event::new("", self.at.into());
        let fields = templates.get(self.template).map_or(&[][..], |template| &template.fields);
        for (place, range) in &self.fields {
            if let (Some(field), Some(text)) = (fields.get(*place), self.text.get(range.clone())) {
                set(&mut event, field.column, &field.name, text);
            }
        }
        event
    }
}

/// Splits a text with `{column}` in it, asking `number` for the number of each column. `{{` and `}}` are braces.
pub(super) fn pieces(text: &str, mut number: impl FnMut(&str) -> usize) -> Result<Value, String> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(brace) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(brace);
        plain.push_str(before);
        if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            plain.push_str(from.get(..1).unwrap_or_default());
            rest = after;
        } else if let Some((column, after)) = from.strip_prefix('{').and_then(|from| from.split_once('}')) {
            if column.is_empty() {
                return Err("`{}` names no column".to_owned());
            }
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain).into()));
            }
            pieces.push(Piece::Column(number(column)));
            rest = after;
        } else {
            return Err(format!(
                "a brace without its partner in `{}`: a brace itself is written twice",
                at::shortened(text)
            ));
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain.into()));
    }
    Ok(Value { pieces })
}
