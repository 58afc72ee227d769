//! Texts with columns in them.

use std::borrow::Cow;

use super::super::at;
use super::columns::Columns;
use super::names::Names;
use super::offered::{Cells, Offered};

/// A text with columns in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(Box<str>),
    Cell(Cell),
}

/// What stands in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// The column that has all of it as its name.
    pub(super) whole: usize,
    /// What it says where there is no such column.
    pub(super) reading: Option<Reading>,
}

/// `{previous.column:id}`, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) column: usize,
    /// What the column held before, rather than now.
    pub(super) previous: bool,
    pub(super) form: Form,
}

/// What is made of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    /// An id that resembles it.
    Id,
    /// The id of the department that it names.
    Department,
    /// What a lookup table has for it.
    Table(usize),
}

/// Why a text cannot be written.
#[derive(Debug)]
pub(super) enum Trouble {
    Reason(Cow<'static, str>),
    /// It names no department.
    NoDepartment(String),
}

impl Value {
    /// Appends the text for a row. Nothing is appended, and false returned, if it is made of columns that are all empty.
    pub(super) fn write<R: Cells>(&self, offered: &Offered<'_, R>, out: &mut String) -> Result<bool, Trouble> {
        let start = out.len();
        let mut columns = false;
        let mut filled = false;
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Cell(cell) => {
                    columns = true;
                    filled |= cell.write(offered, out)?;
                }
            }
        }
        if columns && !filled {
            out.truncate(start);
        }
        Ok(out.len() > start)
    }

    /// Whether it is one column and nothing else.
    pub(super) fn is_one_cell(&self) -> bool {
        matches!(self.pieces.as_slice(), [Piece::Cell(_)])
    }

    fn readings(&self) -> impl Iterator<Item = &Reading> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Cell(cell) => cell.reading.as_ref(),
            Piece::Text(_) => None,
        })
    }

    /// The columns whose former values it shows.
    pub(super) fn previous_columns(&self) -> impl Iterator<Item = usize> {
        self.readings().filter(|reading| reading.previous).map(|reading| reading.column)
    }

    /// Whether it looks departments up.
    pub(super) fn names_departments(&self) -> bool {
        self.readings().any(|reading| reading.form == Form::Department)
    }

    /// The columns in it, as messages name them.
    pub(super) fn described(&self, columns: &[String]) -> String {
        let named = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => Cow::Borrowed(&**text),
            Piece::Cell(cell) => format!("{{{}}}", columns.get(cell.whole).map_or("", |name| name)).into(),
        });
        named.collect()
    }
}

impl Cell {
    /// Appends what the cell says for a row. False if that is nothing.
    fn write<R: Cells>(&self, offered: &Offered<'_, R>, out: &mut String) -> Result<bool, Trouble> {
        let reading = self.reading.as_ref().filter(|_| !offered.row.has(self.whole));
        let Some(reading) = reading else {
            let cell = offered.row.cell(self.whole);
            out.push_str(cell);
            return Ok(!cell.is_empty());
        };
        let cell =
            if reading.previous { offered.before.value(reading.column) } else { offered.row.cell(reading.column) };
        if cell.is_empty() {
            return Ok(false);
        }
        match reading.form {
            Form::Plain => out.push_str(cell),
            Form::Id => push_id(cell, out),
            Form::Department => match offered.departments.and_then(|names| names.get(cell)) {
                Some(id) => out.push_str(id),
                None => return Err(Trouble::NoDepartment(cell.to_owned())),
            },
            Form::Table(number) => match offered.tables.get(number).map(|table| (table, table.get(cell))) {
                Some((_, Some(value))) => out.push_str(value),
                Some((table, None)) => return Err(Trouble::Reason(table.lacks(cell).into())),
                None => {}
            },
        }
        Ok(true)
    }
}

/// Appends a text as an id: in lower case, with `-` for blanks and for what an id cannot have.
pub(in crate::log) fn push_id(text: &str, out: &mut String) {
    let start = out.len();
    for c in text.trim().chars().flat_map(char::to_lowercase) {
        let allowed = crate::id::check_id(c.encode_utf8(&mut [0; 4])).is_ok();
        if allowed {
            out.push(c);
        } else if out.len() > start && !out.ends_with('-') {
            out.push('-');
        }
    }
    if out.len() > start + 1 && out.ends_with('-') {
        out.pop();
    }
}

/// A table that `{column|table}` looks up in.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: Box<str>,
    pub(super) values: Names,
    /// What `"*"` stands for: everything that the table does not have.
    pub(super) other: Option<Box<str>>,
}

impl Table {
    fn get(&self, text: &str) -> Option<&str> {
        self.values.get(text).or(self.other.as_deref())
    }

    fn lacks(&self, text: &str) -> String {
        let near = match self.values.nearest(text) {
            Some(near) => format!("; the nearest is `{}`", at::shortened(near)),
            None => String::new(),
        };
        format!("the lookup `{}` does not have `{}`{near}", self.name, at::shortened(text))
    }
}

/// Splits a text with `{column}` in it. `{{` and `}}` are braces.
pub(super) fn pieces(text: &str, columns: &mut Columns) -> Result<Value, String> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(brace) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(brace);
        plain.push_str(before);
        if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            plain.push_str(from.get(..1).unwrap_or_default());
            rest = after;
        } else if let Some((name, after)) = from.strip_prefix('{').and_then(|from| from.split_once('}')) {
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain).into()));
            }
            pieces.push(Piece::Cell(cell(name, columns)?));
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

/// Takes apart what stands in braces.
fn cell(name: &str, columns: &mut Columns) -> Result<Cell, String> {
    let (name_part, form) = if let Some((column, table)) = name.rsplit_once('|') {
        match columns.table(table) {
            Some(number) => (column, Form::Table(number)),
            None => {
                return Err(format!(
                    "no lookup is called `{}`: add `[lookup.{}]`",
                    at::shortened(table),
                    at::shortened(table)
                ));
            }
        }
    } else if let Some(column) = name.strip_suffix(":id") {
        (column, Form::Id)
    } else if let Some(column) = name.strip_suffix(":department") {
        (column, Form::Department)
    } else {
        (name, Form::Plain)
    };
    let (column, previous) = match name_part.strip_prefix("previous.") {
        Some(column) => (column, true),
        None => (name_part, false),
    };
    if column.is_empty() {
        return Err(format!("`{{{}}}` names no column", at::shortened(name)));
    }
    if form == Form::Plain && !previous {
        return Ok(Cell { whole: columns.required(name), reading: None });
    }
    let (whole, column) = columns.either(name, column);
    Ok(Cell { whole, reading: Some(Reading { column, previous, form }) })
}
