//! A row as it is offered to a template.

use super::names::Names;
use super::value::Table;

/// A row by its columns, numbered as [`Mapping`](super::Mapping) numbers them.
pub(in crate::log) trait Cells {
    /// What a column holds; empty if it is absent.
    fn cell(&self, column: usize) -> &str;
    /// Whether the row has a column of this name, whatever it holds.
    fn has(&self, column: usize) -> bool;
}

/// A row, and what else a template may ask for.
pub(in crate::log) struct Offered<'a, R> {
    pub(in crate::log) row: &'a R,
    pub(in crate::log) before: Before<'a>,
    pub(in crate::log) departments: Option<&'a Names>,
    pub(super) tables: &'a [Table],
}

/// What the rows of the same case said before.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::log) struct Before<'a> {
    /// The columns that are remembered, in order.
    pub(super) columns: &'a [usize],
    /// The last value of each that was not absent; none before the case's first row.
    pub(super) values: Option<&'a [Box<str>]>,
}

impl<'a> Before<'a> {
    /// The last value of a column that was not absent; empty if there is none.
    pub(super) fn value(&self, column: usize) -> &'a str {
        let values = self.values.unwrap_or_default();
        self.columns.binary_search(&column).ok().and_then(|place| values.get(place)).map_or("", |value| value)
    }

    /// Whether the case has had no row yet.
    pub(super) fn is_first(&self) -> bool {
        self.values.is_none()
    }
}
