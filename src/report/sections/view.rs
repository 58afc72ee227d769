//! How the weekly report names things, in one language.

use super::super::document::{Align, Cell, Column, Row, Table};
use super::super::language::{Language, Style};
use super::super::words::{Labels, Words};
use crate::Text;
use crate::analysis::{DepartmentRef, HandoffRef, ObligationRef, PairRef};
use crate::tracker::Status;

/// The language of a report, and what depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    pub(super) style: Style,
    /// What stands by itself.
    pub(super) say: &'static Labels,
    /// Sentences.
    pub(super) words: &'static dyn Words,
}

impl View {
    pub(super) fn of(style: Style) -> Self {
        let words = style.words();
        Self { style, say: words.labels(), words }
    }

    pub(super) fn language(self) -> Language {
        self.style.language
    }

    pub(super) fn text(self, text: &Text) -> String {
        text.in_language(self.language().tag()).to_owned()
    }

    pub(super) fn party(self, party: &DepartmentRef) -> String {
        self.text(&party.name)
    }

    /// `Sales to Finance`, `销售部→财务部`.
    pub(super) fn pair(self, supplier: &DepartmentRef, customer: &DepartmentRef) -> String {
        self.words.pair(&self.party(supplier), &self.party(customer))
    }

    pub(super) fn pair_of(self, pair: &PairRef) -> String {
        self.pair(&pair.supplier, &pair.customer)
    }

    /// An obligation in a table: `Decoration slip (sales.decoration-slip)`.
    pub(super) fn owed(self, owed: &ObligationRef) -> String {
        self.words.with_id(&self.text(&owed.deliverable), owed.obligation.as_str())
    }

    /// A handoff in a table: `Decoration slip (sales.decoration-slip c-17)`.
    pub(super) fn what(self, handoff: &HandoffRef) -> String {
        let deliverable = self.text(&handoff.owed.deliverable);
        self.words.with_id(&deliverable, &format!("{} {}", handoff.owed.obligation, handoff.key))
    }

    pub(super) fn status(self, status: Status) -> String {
        let label = match status {
            Status::Upcoming => self.say.status_upcoming,
            Status::Open => self.say.status_open,
            Status::AtRisk => self.say.status_at_risk,
            Status::Paused => self.say.status_paused,
            Status::Overdue => self.say.status_overdue,
            Status::Met => self.say.status_met,
            Status::Late => self.say.status_late,
            Status::Waived => self.say.status_waived,
        };
        label.to_owned()
    }

    /// Joins sentences into a paragraph.
    pub(super) fn sentences(self, sentences: &[String]) -> String {
        let between = self.words.between_sentences();
        sentences.iter().filter(|sentence| !sentence.is_empty()).cloned().collect::<Vec<_>>().join(between)
    }
}

/// An empty table of these columns; figures stand at the end of theirs.
pub(super) fn table(name: &'static str, caption: &str, columns: &[(&str, Align)]) -> Table {
    let columns = columns.iter().map(|&(title, align)| Column { title: title.to_owned(), align }).collect();
    Table { name, caption: caption.to_owned(), columns, rows: Vec::new() }
}

/// A row of cells.
pub(super) fn row(cells: Vec<Cell>) -> Row {
    Row { cells, remark: None, details: Vec::new() }
}

pub(super) fn count(n: usize) -> Cell {
    Cell::Count(to_u64(n))
}

pub(super) fn to_u64(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
