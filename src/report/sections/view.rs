//! How the weekly report names things, in one language.

use super::super::document::{Align, Cell, Column, Row, Table, Writer};
use super::super::language::{Language, Phrase, Style};
use super::words;
use crate::Text;
use crate::analysis::{Mention, Owed, Pair, Party};
use crate::tracker::Status;

/// The language of a report, and what depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    pub(super) style: Style,
}

impl View {
    pub(super) fn of(out: &Writer) -> Self {
        Self { style: out.style }
    }

    pub(super) fn language(self) -> Language {
        self.style.language
    }

    pub(super) fn say(self, phrase: Phrase) -> &'static str {
        phrase.in_language(self.language())
    }

    pub(super) fn text(self, text: &Text) -> String {
        text.in_language(self.language().tag()).to_owned()
    }

    pub(super) fn party(self, party: &Party) -> String {
        self.text(&party.name)
    }

    /// `Sales to Finance`, `销售部→财务部`.
    pub(super) fn pair(self, supplier: &Party, customer: &Party) -> String {
        let (supplier, customer) = (self.party(supplier), self.party(customer));
        match self.language() {
            Language::English => format!("{supplier} to {customer}"),
            Language::Chinese => format!("{supplier}→{customer}"),
        }
    }

    pub(super) fn pair_of(self, pair: &Pair) -> String {
        self.pair(&pair.supplier, &pair.customer)
    }

    /// An obligation in a table: `Decoration slip (sales.decoration-slip)`.
    pub(super) fn owed(self, owed: &Owed) -> String {
        self.with_id(&self.text(&owed.deliverable), owed.obligation.as_str())
    }

    /// A handoff in a table: `Decoration slip (sales.decoration-slip c-17)`.
    pub(super) fn what(self, handoff: &Mention) -> String {
        let deliverable = self.text(&handoff.owed.deliverable);
        self.with_id(&deliverable, &format!("{} {}", handoff.owed.obligation, handoff.key))
    }

    fn with_id(self, words: &str, id: &str) -> String {
        match self.language() {
            Language::English => format!("{words} ({id})"),
            Language::Chinese => format!("{words}（{id}）"),
        }
    }

    pub(super) fn status(self, status: Status) -> String {
        let phrase = match status {
            Status::Upcoming => words::STATUS_UPCOMING,
            Status::Open => words::STATUS_OPEN,
            Status::AtRisk => words::STATUS_AT_RISK,
            Status::Paused => words::STATUS_PAUSED,
            Status::Overdue => words::STATUS_OVERDUE,
            Status::Met => words::STATUS_MET,
            Status::Late => words::STATUS_LATE,
            Status::Waived => words::STATUS_WAIVED,
        };
        self.say(phrase).to_owned()
    }

    /// Joins sentences into a paragraph.
    pub(super) fn sentences(self, sentences: &[String]) -> String {
        let between = match self.language() {
            Language::English => " ",
            Language::Chinese => "",
        };
        sentences.iter().filter(|sentence| !sentence.is_empty()).cloned().collect::<Vec<_>>().join(between)
    }

    /// An empty table of these columns; figures stand at the end of theirs.
    pub(super) fn table(self, name: &'static str, caption: Phrase, columns: &[(Phrase, Align)]) -> Table {
        let columns =
            columns.iter().map(|&(title, align)| Column { title: self.say(title).to_owned(), align }).collect();
        Table { name, caption: self.say(caption).to_owned(), columns, rows: Vec::new() }
    }

    /// `1 handoff`, `2 handoffs`.
    pub(super) fn counted(self, n: usize, one: &str, many: &str) -> String {
        format!("{} {}", self.count(n), if n == 1 { one } else { many })
    }

    pub(super) fn count(self, n: usize) -> String {
        self.style.count(to_u64(n))
    }
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
