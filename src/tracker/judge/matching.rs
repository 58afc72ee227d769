//! Which handoff of several an event means.

use std::collections::BTreeSet;

use super::super::record::{Kind, Row};
use super::state::{Effect, HandoffState};
use super::status::{due_at, move_due};
use crate::calendar::Instant;
use crate::log::EventKind;
use crate::network::Network;

/// Which of a case's handoffs of one obligation an event means that does not say so.
///
/// Walks along with the events; the buffers are reused from case to case.
#[derive(Default)]
pub(super) struct Occurrences {
    /// How many have opened by now.
    opened: usize,
    /// All before it have been delivered at some time.
    fresh: usize,
    /// Those before `fresh` whose delivery was rejected since.
    reopened: BTreeSet<usize>,
    delivered: Deliveries,
}

/// The deliveries made, oldest first; some of them were rejected since.
#[derive(Default)]
struct Deliveries(Vec<(usize, Instant)>);

impl Deliveries {
    /// The handoff delivered last, of those whose delivery stands.
    fn last(&mut self, handoffs: &[HandoffState]) -> Option<usize> {
        while let Some(&(handoff, at)) = self.0.last() {
            if handoffs.get(handoff).is_some_and(|state| state.delivered == at) {
                return Some(handoff);
            }
            self.0.pop();
        }
        None
    }
}

impl Occurrences {
    pub(super) fn start(&mut self) {
        (self.opened, self.fresh) = (0, 0);
        self.reopened.clear();
        self.delivered.0.clear();
    }

    /// The handoff that an event means by its case alone.
    ///
    /// Accepting and rejecting mean the one delivered last. Everything else means the oldest undelivered one; if there is
    /// none, a delivery belongs to the one that opens next, and the rest to the one delivered last.
    pub(super) fn meant(&mut self, row: &Row, handoffs: &[HandoffState]) -> Option<usize> {
        while handoffs.get(self.opened).is_some_and(|state| state.opened <= row.at) {
            self.opened += 1;
        }
        if matches!(row.kind, Kind::Event(EventKind::Accepted | EventKind::Rejected)) {
            return self.delivered.last(handoffs);
        }
        let undelivered = self.undelivered(handoffs);
        if row.kind == Kind::Event(EventKind::Delivered) {
            undelivered.or((self.opened < handoffs.len()).then_some(self.opened))
        } else {
            undelivered.or_else(|| self.delivered.last(handoffs))
        }
    }

    fn undelivered(&mut self, handoffs: &[HandoffState]) -> Option<usize> {
        while self.fresh < self.opened && handoffs.get(self.fresh).is_some_and(HandoffState::is_delivered) {
            self.fresh += 1;
        }
        let fresh = (self.fresh < self.opened).then_some(self.fresh);
        self.reopened.first().copied().or(fresh)
    }

    /// Takes note of what an event did.
    pub(super) fn note(&mut self, handoff: usize, handoffs: &[HandoffState], row: &Row, effect: &Effect) {
        match (row.kind, effect.is_ok()) {
            (Kind::Event(EventKind::Delivered), true)
                if handoffs.get(handoff).is_some_and(HandoffState::is_delivered) =>
            {
                self.delivered.0.push((handoff, row.at));
                self.reopened.remove(&handoff);
            }
            (Kind::Event(EventKind::Rejected), true) if handoff < self.fresh => {
                self.reopened.insert(handoff);
            }
            _ => {}
        }
    }
}

/// Which of an obligation's periods an event means that names none: the open undelivered one with the nearest deadline.
#[derive(Default)]
pub(super) struct Recurrences {
    opened: usize,
    /// The undelivered ones by their deadline.
    due: BTreeSet<(Instant, usize)>,
    /// The undelivered ones whose deadline moved since it was last looked at.
    moved: BTreeSet<usize>,
    /// The undelivered ones that are paused: their deadline moves with time.
    paused: BTreeSet<usize>,
    delivered: Deliveries,
}

impl Recurrences {
    /// Opens what has opened by this event, and says which handoff it means if it is `asked`.
    pub(super) fn meant(
        &mut self,
        row: &Row,
        handoffs: &mut [HandoffState],
        network: &Network,
        asked: bool,
    ) -> Option<usize> {
        while let Some(state) = handoffs.get(self.opened).filter(|state| state.opened <= row.at) {
            self.opened += 1;
            self.enter(self.opened - 1, state, false);
        }
        if !asked {
            return None;
        }
        if matches!(row.kind, Kind::Event(EventKind::Accepted | EventKind::Rejected)) {
            return self.delivered.last(handoffs);
        }
        let nearest = self.nearest(row.at, handoffs, network);
        if row.kind == Kind::Event(EventKind::Delivered) {
            nearest
        } else {
            nearest.or_else(|| self.delivered.last(handoffs))
        }
    }

    /// The nearest deadline as it stands now; of two as near, the earlier.
    fn nearest(&mut self, now: Instant, handoffs: &mut [HandoffState], network: &Network) -> Option<usize> {
        for n in std::mem::take(&mut self.moved) {
            if let Some(state) = handoffs.get_mut(n) {
                move_due(state, network, now);
                self.due.insert((state.due, n));
            }
        }
        let before = self.due.range(..=(now, usize::MAX)).next_back().copied();
        let before = before.and_then(|(due, _)| self.due.range((due, 0)..).next().copied());
        let after = self.due.range((now, usize::MAX)..).next().copied();
        let moving = self.paused.iter().filter_map(|&n| Some((due_at(handoffs.get(n)?, network, now), n)));
        let nearest = before.into_iter().chain(after).chain(moving);
        nearest.min_by_key(|&(due, n)| (due.since(now).unsigned_abs(), due, n)).map(|(_, n)| n)
    }

    /// Puts an open handoff where its deadline is looked for; `moved` says that it is not the one it had.
    fn enter(&mut self, handoff: usize, state: &HandoffState, moved: bool) {
        if handoff >= self.opened || state.is_delivered() {
            return;
        }
        if state.extra.as_deref().is_some_and(|extra| extra.paused.is_some()) {
            self.paused.insert(handoff);
        } else if moved || state.extra.is_some() {
            self.moved.insert(handoff);
        } else {
            self.due.insert((state.due, handoff));
        }
    }

    /// Before an event acts on a handoff: takes it out.
    pub(super) fn leave(&mut self, handoff: usize, state: &HandoffState) {
        self.due.remove(&(state.due, handoff));
        self.moved.remove(&handoff);
        self.paused.remove(&handoff);
    }

    /// After an event acted on a handoff: puts it back with the deadline that it has now.
    pub(super) fn note(&mut self, handoff: usize, state: &HandoffState, row: &Row, effect: &Effect) {
        if row.kind == Kind::Event(EventKind::Delivered) && effect.is_ok() && state.is_delivered() {
            self.delivered.0.push((handoff, row.at));
        }
        self.enter(handoff, state, true);
    }
}
