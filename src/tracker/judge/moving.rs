//! The open handoffs of one obligation that are held up: their deadlines move with time.
//!
//! Which of them is due next can be told without moving them all. A hold leaves as much time to the deadline as there was
//! when it began, on the calendar of its terms; so of those whose deadline moves, that with the least time left is due
//! first, and of those with as much left the first. Nights and weekends move nothing: until time counts again, a deadline
//! stays where it stood.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Excluded, Unbounded};

use super::state::{HandoffState, RunningHold};
use crate::calendar::{Instant, Pace};
use crate::network::{Network, TermsIx};

#[derive(Default)]
pub(super) struct Moving {
    holds: BTreeMap<usize, RunningHold>,
    /// Those for which no time has counted since their hold began, by their terms and since when.
    still: BTreeSet<(TermsIx, Instant, usize)>,
    /// The same by their deadlines.
    still_due: BTreeSet<(Instant, usize)>,
    /// Those whose deadline moves, by their terms and the time that is left.
    shifting: BTreeSet<(TermsIx, i64, usize)>,
    /// Those with two limits, each of which moves in its own unit.
    with_two: BTreeSet<usize>,
}

impl Moving {
    pub(super) fn len(&self) -> usize {
        self.holds.len() + self.with_two.len()
    }

    pub(super) fn insert(&mut self, handoff: usize, hold: RunningHold) {
        if hold.has_two_limits {
            self.with_two.insert(handoff);
            return;
        }
        self.holds.insert(handoff, hold);
        self.still.insert((hold.terms, hold.from, handoff));
        self.still_due.insert((hold.due, handoff));
    }

    pub(super) fn remove(&mut self, handoff: usize, network: &Network) {
        self.with_two.remove(&handoff);
        let Some(hold) = self.holds.remove(&handoff) else { return };
        self.still.remove(&(hold.terms, hold.from, handoff));
        if !self.still_due.remove(&(hold.due, handoff)) {
            self.shifting.remove(&(hold.terms, left(&hold, network), handoff));
        }
    }

    /// Those of which one is due next at an instant, which is not before the last one asked about: with their deadlines.
    pub(super) fn next(
        &mut self,
        now: Instant,
        handoffs: &[HandoffState],
        network: &Network,
    ) -> impl Iterator<Item = (Instant, usize)> {
        self.move_on(now, network);
        let mut found: Vec<(Instant, usize)> = self.still_due.first().copied().into_iter().collect();
        let due = |n: usize| Some((handoffs.get(n)?.due_at(network, now), n));
        let mut first = self.shifting.first();
        while let Some(&(terms, _, handoff)) = first {
            found.extend(due(handoff));
            first = self.shifting.range((Excluded((terms, i64::MAX, usize::MAX)), Unbounded)).next();
        }
        found.extend(self.with_two.iter().filter_map(|&handoff| due(handoff)));
        found.into_iter()
    }

    /// Takes note of whose deadlines move by now.
    fn move_on(&mut self, now: Instant, network: &Network) {
        let mut first = self.still.first().copied();
        while let Some((terms, from, handoff)) = first {
            let Some(hold) = self.holds.get(&handoff) else { return };
            let after = if pace(hold, network).between(from, now) > 0 {
                self.set_moving(handoff, network);
                (terms, from, handoff)
            } else {
                // Those of these terms that are held up for a shorter time do not move either.
                (terms, Instant(i64::MAX), usize::MAX)
            };
            first = self.still.range((Excluded(after), Unbounded)).next().copied();
        }
        // A deadline that has come moves with the clock: nothing is overdue while it is held up.
        while let Some(&(_, handoff)) = self.still_due.first().filter(|&&(due, _)| due < now) {
            self.set_moving(handoff, network);
        }
    }

    fn set_moving(&mut self, handoff: usize, network: &Network) {
        let Some(hold) = self.holds.get(&handoff) else { return };
        self.still.remove(&(hold.terms, hold.from, handoff));
        self.still_due.remove(&(hold.due, handoff));
        self.shifting.insert((hold.terms, left(hold, network), handoff));
    }
}

fn pace<'n>(hold: &RunningHold, network: &'n Network) -> Pace<'n> {
    Pace::new(hold.elapsed, network.calendar_of(hold.terms))
}

/// The time that was left to the deadline when the hold began.
fn left(hold: &RunningHold, network: &Network) -> i64 {
    pace(hold, network).between(hold.from, hold.due)
}
