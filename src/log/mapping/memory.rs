//! What is remembered of the earlier rows of each case.

use std::collections::HashMap;

use super::offered::{Before, Cells, Offered};
use super::template::{Made, NoEvent};
use super::value::Value;

/// What templates that name the case in one way look back at.
#[derive(Clone, Debug)]
pub(in crate::log) struct Memory {
    /// The case.
    pub(super) case: Value,
    /// The columns whose last values are kept, in order.
    pub(super) columns: Vec<usize>,
}

/// The cases that a log has shown so far, by one memory of its mapping.
#[derive(Debug, Default)]
pub(in crate::log) struct Cases {
    /// The last value of each remembered column that was not absent, by case.
    values: HashMap<Box<str>, Vec<Box<str>>>,
    /// The events of each case's last row so far that wait for the end, to see whether it stays the last.
    waiting: HashMap<Box<str>, Vec<Waiting>>,
    /// The case of the row in hand; empty if it has none.
    key: String,
}

/// An event of a row that may turn out to be the last of its case.
#[derive(Debug)]
pub(in crate::log) struct Waiting {
    /// The number of the row, and of the template.
    pub(in crate::log) order: (u64, usize),
    pub(in crate::log) made: Result<Made, NoEvent>,
    pub(in crate::log) line: u64,
    pub(in crate::log) text: String,
}

impl Cases {
    /// Turns to the case of another row.
    pub(in crate::log) fn turn_to<R: Cells>(&mut self, memory: &Memory, offered: &Offered<'_, R>) {
        self.key.clear();
        if memory.case.write(offered, &mut self.key).is_err() {
            self.key.clear();
        }
        if !self.waiting.is_empty() {
            self.waiting.remove(self.key.as_str());
        }
    }

    /// What the earlier rows of the case in hand said; none if the row belongs to no case.
    pub(in crate::log) fn before<'a>(&'a self, memory: &'a Memory) -> Option<Before<'a>> {
        let values = self.values.get(self.key.as_str()).map(Vec::as_slice);
        (!self.key.is_empty()).then_some(Before { columns: &memory.columns, values })
    }

    /// Keeps an event until the end, or until the case has another row.
    pub(in crate::log) fn wait(&mut self, event: Waiting) {
        if !self.key.is_empty() {
            self.waiting.entry(self.key.as_str().into()).or_default().push(event);
        }
    }

    /// Remembers what the row in hand says, when everything has looked at it.
    pub(in crate::log) fn remember(&mut self, memory: &Memory, row: &impl Cells) {
        if self.key.is_empty() {
            return;
        }
        if !self.values.contains_key(self.key.as_str()) {
            self.values.insert(self.key.as_str().into(), vec!["".into(); memory.columns.len()]);
        }
        let Some(values) = self.values.get_mut(self.key.as_str()) else { return };
        for (&column, value) in memory.columns.iter().zip(values) {
            let cell = row.cell(column);
            if !cell.is_empty() && **value != *cell {
                *value = cell.into();
            }
        }
    }

    /// The events that waited for the end.
    pub(in crate::log) fn end(&mut self) -> impl Iterator<Item = Waiting> {
        std::mem::take(&mut self.waiting).into_values().flatten()
    }
}
