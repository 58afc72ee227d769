//! A complaint as a judgement shows it.

use std::fmt;

use chrono::{DateTime, Utc};

use super::super::judge;
use super::super::record::RowIx;
use super::judgement::Judgement;
use crate::ObligationId;
use crate::log::Column;
use crate::network::Department;

/// One complaint of a department about another, from being made to being closed.
#[derive(Clone, Copy)]
pub struct Complaint<'j> {
    judgement: &'j Judgement,
    entry: &'j judge::Complaint,
}

impl<'j> Complaint<'j> {
    pub(super) fn new(judgement: &'j Judgement, entry: &'j judge::Complaint) -> Self {
        Self { judgement, entry }
    }

    /// Its number.
    pub fn number(&self) -> &'j str {
        self.text(self.entry.row, Column::Complaint).unwrap_or_default()
    }

    /// When it was made.
    pub fn at(&self) -> DateTime<Utc> {
        self.entry.at.into()
    }

    /// When it was closed, if it was.
    pub fn resolved_at(&self) -> Option<DateTime<Utc>> {
        self.entry.resolved.map(|(at, _)| at.into())
    }

    /// Who is complained of.
    pub fn supplier(&self) -> Department<'j> {
        self.judgement.network().department_at(self.entry.supplier)
    }

    /// Who complains.
    pub fn customer(&self) -> Department<'j> {
        self.judgement.network().department_at(self.entry.customer)
    }

    /// What it is about, if it names an obligation.
    pub fn obligation(&self) -> Option<&'j ObligationId> {
        let row = self.judgement.rows().row(self.entry.row)?;
        row.obligation().map(|name| self.judgement.network().name(name))
    }

    /// Its kind; where the closing row says another, that one.
    pub fn category(&self) -> Option<&'j str> {
        self.latest(Column::Category)
    }

    /// Its root cause; where the closing row says another, that one.
    pub fn cause(&self) -> Option<&'j str> {
        self.latest(Column::Cause)
    }

    fn latest(&self, column: Column) -> Option<&'j str> {
        let closing = self.entry.resolved.and_then(|(_, row)| self.text(row, column));
        closing.or_else(|| self.text(self.entry.row, column))
    }

    fn text(&self, row: RowIx, column: Column) -> Option<&'j str> {
        let rows = self.judgement.rows();
        rows.text(rows.row(row)?, column)
    }
}

impl fmt::Debug for Complaint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Complaint")
            .field("number", &self.number())
            .field("supplier", self.supplier().id())
            .field("customer", self.customer().id())
            .finish_non_exhaustive()
    }
}
