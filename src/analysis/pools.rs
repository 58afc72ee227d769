//! Lead times put together: an obligation's own, else its supplier's, else everyone's.

use std::collections::BTreeMap;

use serde::Serialize;

use super::survival::{Curve, Lead};
use crate::calendar::{Instant, Pace};
use crate::network::{DepartmentIx, NameIx, Network};
use crate::tracker::{Handoff, Status};
use crate::{DepartmentId, ObligationId};

/// The fewest completed handoffs from which anything is foretold.
///
/// With nine, an exact 80 % interval between the second smallest and the second largest lead time just exists; below
/// that, a curve is an anecdote.
pub const MIN_COMPLETED: usize = 9;

/// Which lead times a forecast is drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Pool {
    /// The obligation's own.
    Obligation(ObligationId),
    /// Those of all that its supplier owes, for the obligation has too few of its own.
    Supplier(DepartmentId),
    /// Everyone's, for its supplier has too few.
    All,
}

/// A handoff as its lead time sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'n> {
    pub(super) name: NameIx,
    pub(super) supplier: DepartmentIx,
    pace: Pace<'n>,
    pub(super) opened: Instant,
    pub(super) due: Instant,
    pub(super) done: Option<Instant>,
    /// Exists only since its milestone, which is when it is due: nobody could have asked before.
    pub(super) is_before: bool,
}

impl<'n> Record<'n> {
    /// The record of a handoff; none if it is waived or has not opened.
    pub(super) fn of(handoff: Handoff<'n>) -> Option<Self> {
        if matches!(handoff.status(), Status::Waived | Status::Upcoming) {
            return None;
        }
        let terms = handoff.obligation().terms();
        Some(Self {
            name: terms.name,
            supplier: terms.supplier,
            pace: handoff.pace(),
            opened: handoff.opened_at().into(),
            due: handoff.due_at().into(),
            done: handoff.delivered_at().map(Instant::from),
            is_before: terms.due.is_before(),
        })
    }

    /// Time from opening to an instant, in microseconds on the clock of its rule; none before it opened.
    pub(super) fn age(&self, at: Instant) -> i64 {
        self.pace.between(self.opened, at).max(0)
    }

    /// The instant at which it has this age.
    pub(super) fn at_age(&self, age: i64) -> Option<Instant> {
        self.pace.plus(self.opened, age)
    }

    /// Whether it was delivered by an instant.
    pub(super) fn is_done_by(&self, at: Instant) -> bool {
        self.done.is_some_and(|done| done <= at)
    }

    fn lead(&self, as_of: Instant) -> Lead {
        match self.done {
            Some(done) if done <= as_of => Lead { time: self.age(done), open: false },
            Some(_) | None => Lead { time: self.age(as_of), open: true },
        }
    }
}

/// The key of a pool. Lead times in working time and in elapsed time never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Obligation(bool, NameIx),
    Supplier(bool, DepartmentIx),
    All(bool),
}

/// All lead times known at an instant, and the curves drawn from them so far.
#[derive(Debug)]
pub(super) struct Pools {
    /// Sorted by clock and obligation.
    leads: Vec<(bool, NameIx, DepartmentIx, Lead)>,
    curves: BTreeMap<Key, Curve>,
}

impl Pools {
    /// What was known at `as_of` of the handoffs that opened since `since`.
    pub(super) fn known(records: &[Record<'_>], since: Instant, as_of: Instant) -> Self {
        let known = records.iter().filter(|record| since <= record.opened && record.opened <= as_of);
        let mut leads: Vec<_> = known.map(|r| (r.pace.counts_elapsed(), r.name, r.supplier, r.lead(as_of))).collect();
        leads.sort_unstable();
        Self { leads, curves: BTreeMap::new() }
    }

    /// The curve for a handoff, and the pool it is of; none if not even everyone's lead times are enough.
    pub(super) fn curve(&mut self, record: &Record<'_>, network: &Network) -> Option<(Pool, &Curve)> {
        let keys = [
            Key::Obligation(record.pace.counts_elapsed(), record.name),
            Key::Supplier(record.pace.counts_elapsed(), record.supplier),
            Key::All(record.pace.counts_elapsed()),
        ];
        let key = keys.into_iter().find(|key| self.drawn(*key).completed() >= MIN_COMPLETED)?;
        let pool = match key {
            Key::Obligation(_, name) => Pool::Obligation(network.name(name).clone()),
            Key::Supplier(_, supplier) => Pool::Supplier(network.department_at(supplier).id().clone()),
            Key::All(_) => Pool::All,
        };
        Some((pool, self.drawn(key)))
    }

    fn drawn(&mut self, key: Key) -> &Curve {
        let leads = &self.leads;
        self.curves.entry(key).or_insert_with(|| Curve::of(gather(leads, key)))
    }
}

fn gather(leads: &[(bool, NameIx, DepartmentIx, Lead)], key: Key) -> Vec<Lead> {
    let (Key::Obligation(elapsed, _) | Key::Supplier(elapsed, _) | Key::All(elapsed)) = key;
    let names = match key {
        Key::Obligation(_, name) => (name, name),
        Key::Supplier(..) | Key::All(_) => (NameIx(0), NameIx(u32::MAX)),
    };
    let first = leads.partition_point(|lead| (lead.0, lead.1) < (elapsed, names.0));
    let end = leads.partition_point(|lead| (lead.0, lead.1) <= (elapsed, names.1));
    let within = leads.get(first..end).unwrap_or_default().iter();
    match key {
        Key::Supplier(_, supplier) => within.filter(|lead| lead.2 == supplier).map(|lead| lead.3).collect(),
        Key::Obligation(..) | Key::All(_) => within.map(|lead| lead.3).collect(),
    }
}
