//! How the report names things, in one language.

use super::super::document::{Align, Cell, Column, Row, Table};
use super::super::language::{Language, Style};
use super::super::words::{Labels, Words};
use crate::Text;
use crate::analysis::compliance::Figures;
use crate::analysis::delay::{Cause, Share};
use crate::analysis::signal::Word;
use crate::analysis::{DepartmentRef, HandoffRef, ObligationRef, PairRef};
use crate::tracker::{LogLine, Status};

/// The language of a report, and what depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    pub(super) style: Style,
    /// What stands by itself.
    pub(super) say: &'static Labels,
    /// Sentences.
    pub(super) words: &'static dyn Words,
}

/// The most rows of a log that are named beside a handoff.
const LINES: usize = 8;

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

    pub(super) fn parties<'p>(self, parties: impl IntoIterator<Item = &'p DepartmentRef>) -> String {
        let parties: Vec<String> = parties.into_iter().map(|party| self.party(party)).collect();
        if parties.is_empty() { String::new() } else { self.style.list(&parties) }
    }

    /// `Sales to Finance`, `销售部→财务部`.
    pub(super) fn pair(self, supplier: &DepartmentRef, customer: &DepartmentRef) -> String {
        self.words.pair(&self.party(supplier), &self.party(customer))
    }

    pub(super) fn pair_of(self, pair: &PairRef) -> String {
        self.pair(&pair.supplier, &pair.customer)
    }

    pub(super) fn who(self, handoff: &HandoffRef) -> String {
        self.pair(&handoff.owed.supplier, &handoff.owed.customer)
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

    /// A handoff for who reads: `Decoration slip c-17`.
    pub(super) fn short(self, handoff: &HandoffRef) -> String {
        format!("{} {}", self.text(&handoff.owed.deliverable), handoff.key)
    }

    /// With whom work lies, and whether its supplier is excused.
    pub(super) fn lies_with(self, waits_for: &[DepartmentRef], is_excused: bool) -> String {
        let who = self.parties(waits_for);
        if is_excused { self.words.excused_lies_with(&who) } else { who }
    }

    pub(super) fn cause(self, cause: &Cause) -> String {
        match cause {
            Cause::Department(department) => self.party(department),
            Cause::Plan => self.say.plan.to_owned(),
        }
    }

    pub(super) fn share(self, share: &Share) -> String {
        self.words.share(&self.cause(&share.cause), &self.style.elapsed(share.seconds))
    }

    /// `log.csv:12, 13, 16`.
    pub(super) fn log_lines(self, rows: &[LogLine]) -> String {
        let mut out = String::new();
        let mut file = None;
        for row in rows.iter().take(LINES) {
            if file == Some(&row.file) {
                out.push_str(", ");
            } else {
                out.push_str(if out.is_empty() { "" } else { "; " });
                out.push_str(row.file.as_deref().unwrap_or(self.say.event));
                out.push(':');
                file = Some(&row.file);
            }
            out.push_str(&row.line.to_string());
        }
        if rows.len() > LINES {
            out.push_str(" …");
        }
        out
    }

    /// Where the period stands in its own series, in a word.
    pub(super) fn word(self, word: Word) -> &'static str {
        match word {
            Word::Usual => self.say.word_usual,
            Word::Low => self.say.word_low,
            Word::High => self.say.word_high,
            Word::Falling => self.say.word_falling,
            Word::Rising => self.say.word_rising,
            Word::TooFew => self.say.word_too_few,
        }
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

/// The share of the period that was met, against the line's own objective.
pub(super) fn kept(figures: &Figures) -> Cell {
    Cell::Kept(figures.week.ratio(), objective(figures))
}

/// What is usual for a line; nothing where there is too little to tell.
pub(super) fn usual(figures: &Figures) -> Cell {
    Cell::Between(figures.series.usual().map(|(low, high)| (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0))))
}

/// The line's own objective.
pub(super) fn objective(figures: &Figures) -> Option<f64> {
    figures.objective
}

/// An empty table of these columns; figures stand at the end of theirs.
pub(super) fn table(name: &'static str, caption: impl Into<String>, columns: &[(&str, Align)]) -> Table {
    let columns = columns.iter().map(|&(title, align)| Column { title: title.to_owned(), align }).collect();
    Table { name, caption: caption.into(), columns, rows: Vec::new(), of: 0, link: None, narrow: None, brief: None }
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
