//! The same log under other agreements: which verdicts flip, and what that does to each department.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::tally::Counted;
use super::{Analysis, DepartmentRef, Tally};
use crate::tracker::{Handoff, Status};
use crate::{DepartmentId, ObligationId};

/// What changes between two judgements of the same events, under the agreements as they are and as they might be.
///
/// This is how to test a promise before making it: judge the log, edit the network, judge the
/// [same log under it](crate::tracker::Tracker::under), compare.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WhatIf {
    /// The handoffs whose status is another, by obligation and key.
    pub flips: Vec<Flip>,
    /// Every department that owed something under either, by id.
    pub departments: Vec<DepartmentChange>,
}

/// A handoff that stands otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Flip {
    /// Its obligation.
    pub obligation: ObligationId,
    /// Its case or period.
    pub key: String,
    /// As it is; none if there is no such handoff.
    pub before: Option<Standing>,
    /// As it would be; none if there would be no such handoff.
    pub after: Option<Standing>,
}

/// How a handoff stands under some agreements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Standing {
    /// Who owes it.
    pub supplier: DepartmentRef,
    /// How it stands.
    pub status: Status,
    /// Its deadline.
    pub due_at: DateTime<FixedOffset>,
    /// Whether it is late by nothing of its supplier's own.
    pub is_excused: bool,
}

/// What the other agreements do to one department as a supplier.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DepartmentChange {
    /// The department.
    pub department: DepartmentRef,
    /// What it has met and missed as it is.
    pub before: Tally,
    /// What it would have.
    pub after: Tally,
    /// How many of its misses would be none: met, not due yet, or not asked for.
    pub misses_gone: u64,
    /// How many misses it would have that are none as it is.
    pub misses_new: u64,
}

impl Analysis<'_> {
    /// What changes from this judgement to another one, handoff by handoff, over those that `counts` says yes to: those due
    /// in some week, say. A handoff that only one judgement has, or that counts in only one, is compared with none.
    pub fn what_if(&self, other: &Analysis<'_>, counts: impl Fn(Handoff<'_>) -> bool) -> WhatIf {
        let listed = |analysis: &Analysis<'_>| -> Vec<Entry> {
            let handoffs = analysis.judgement.handoffs();
            handoffs.filter(|&handoff| counts(handoff)).map(|handoff| Entry::of(analysis, handoff)).collect()
        };
        let mut comparison = Comparison::default();
        let (mut before, mut after) = (listed(self).into_iter().peekable(), listed(other).into_iter().peekable());
        loop {
            let order = match (before.peek(), after.peek()) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(one), Some(other)) => one.name.cmp(&other.name),
            };
            let was = if order.is_le() { before.next() } else { None };
            let would_be = if order.is_ge() { after.next() } else { None };
            comparison.add(was, would_be);
        }
        WhatIf { flips: comparison.flips, departments: comparison.departments.into_values().collect() }
    }
}

struct Entry {
    name: (ObligationId, String),
    standing: Standing,
    counted: Counted,
}

impl Entry {
    fn of(analysis: &Analysis<'_>, handoff: Handoff<'_>) -> Self {
        Self {
            counted: Counted::of(handoff, analysis.is_excused(handoff)),
            name: (handoff.obligation().id().clone(), handoff.key().to_string()),
            standing: Standing {
                supplier: DepartmentRef::of(handoff.supplier()),
                status: handoff.status(),
                due_at: handoff.local(handoff.due_at()),
                is_excused: analysis.is_excused(handoff),
            },
        }
    }
}

#[derive(Default)]
struct Comparison {
    flips: Vec<Flip>,
    departments: BTreeMap<DepartmentId, DepartmentChange>,
}

impl Comparison {
    fn add(&mut self, before: Option<Entry>, after: Option<Entry>) {
        let missed_by = |entry: &Option<Entry>| {
            let missed = entry.as_ref().filter(|entry| entry.standing.status.is_missed());
            missed.map(|entry| entry.standing.supplier.clone())
        };
        let (was, would_be) = (missed_by(&before), missed_by(&after));
        if let Some(Entry { standing, counted, .. }) = &before {
            let change = self.department(&standing.supplier);
            change.before.count(*counted);
            change.misses_gone += u64::from(was.is_some() && was != would_be);
        }
        if let Some(Entry { standing, counted, .. }) = &after {
            let change = self.department(&standing.supplier);
            change.after.count(*counted);
            change.misses_new += u64::from(would_be.is_some() && was != would_be);
        }
        let status = |entry: &Option<Entry>| entry.as_ref().map(|entry| entry.standing.status);
        let flips = status(&before) != status(&after);
        if let Some((obligation, key)) = before.as_ref().or(after.as_ref()).filter(|_| flips).map(|e| e.name.clone()) {
            let standing = |entry: Option<Entry>| entry.map(|entry| entry.standing);
            self.flips.push(Flip { obligation, key, before: standing(before), after: standing(after) });
        }
    }

    fn department(&mut self, party: &DepartmentRef) -> &mut DepartmentChange {
        self.departments.entry(party.id.clone()).or_insert_with(|| DepartmentChange {
            department: party.clone(),
            before: Tally::default(),
            after: Tally::default(),
            misses_gone: 0,
            misses_new: 0,
        })
    }
}
