//! What is judged together: a case, recurring obligations that count from each other, the complaints of one number.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::judge::Folded;
use super::super::record::{Kind, Row, RowIx, Rows, StrIx};
use crate::log::{Column, EventKind};
use crate::network::NameIx;
use crate::table::{Table, indices};

indices! {
    /// A subject's place among those that have been heard of.
    SubjectIx;
}

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Of {
    Case(StrIx),
    /// Recurring obligations, by the first of those that count from each other's deliveries.
    Recurring(NameIx),
    /// The complaints that bear a number.
    Complaint(StrIx),
}

/// What is known of a subject.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) of: Of,
    /// The rows about it that stand, sorted once it is judged.
    pub(super) rows: Vec<RowIx>,
    pub(super) is_sorted: bool,
    /// It is to be judged anew.
    pub(super) is_dirty: bool,
    /// How often it was judged: timers of earlier times no longer count.
    pub(super) generation: u32,
    /// How it stands; not kept of one about which nothing will change by itself.
    pub(super) outcome: Option<Arc<Folded>>,
}

/// All subjects, and how they are found.
#[derive(Clone, Debug, Default)]
pub(super) struct Subjects {
    pub(super) all: Table<SubjectIx, Subject>,
    found: HashMap<Of, SubjectIx>,
}

impl Subjects {
    /// The subject, which is new if nothing was heard of it.
    pub(super) fn enter(&mut self, of: Of) -> SubjectIx {
        let all = &mut self.all;
        *self.found.entry(of).or_insert_with(|| {
            let (rows, outcome) = (Vec::new(), None);
            all.push(Subject { of, rows, is_sorted: true, is_dirty: false, generation: 0, outcome })
        })
    }

    pub(super) fn find(&self, of: Of) -> Option<SubjectIx> {
        self.found.get(&of).copied()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = SubjectIx> + use<> {
        (0..self.all.len()).map(SubjectIx::from)
    }
}

/// What a row is about: nothing, for one that takes another back; several, for one that names several obligations.
pub(super) fn about(rows: &Rows, row: &Row, group: impl Fn(NameIx) -> Option<NameIx>) -> Vec<Of> {
    let of_period = |name| group(name).map(Of::Recurring);
    match (row.kind, row.case.get(), row.obligation()) {
        (Kind::Event(EventKind::Voided), ..) => Vec::new(),
        (Kind::Event(EventKind::Complained | EventKind::Resolved), ..) => {
            rows.value(row, Column::Complaint).map(Of::Complaint).into_iter().collect()
        }
        (_, Some(case), Some(_)) => vec![Of::Case(case)],
        (_, None, Some(name)) => of_period(name).into_iter().collect(),
        (_, case, None) => {
            let mut found: Vec<Of> =
                case.map(Of::Case).into_iter().chain(rows.several(row).filter_map(of_period)).collect();
            let mut met = std::collections::HashSet::new();
            found.retain(|of| met.insert(*of));
            found
        }
    }
}
