//! Which handoff of several an event means.

use std::collections::BTreeSet;

use super::super::record::{Kind, Row};
use super::moving::Moving;
use super::state::HandoffState;
use crate::calendar::Instant;
use crate::log::EventKind;
use crate::network::Network;

/// Which of a case's handoffs of one obligation an event means that does not say so.
///
/// Most cases have one handoff of an obligation, which is looked at as it is; the sets are kept from the second on.
#[derive(Default)]
pub(super) struct Occurrences {
    /// Those that are neither delivered nor waived.
    open: BTreeSet<usize>,
    /// Those that are waived and not delivered.
    waived: BTreeSet<usize>,
    paused: BTreeSet<usize>,
    /// Those whose delivery stands, by its instant.
    delivered: BTreeSet<(Instant, usize)>,
    /// Those of them that nobody asked for when they were delivered, or asks for any more.
    unasked: BTreeSet<usize>,
}

impl Occurrences {
    pub(super) fn start(&mut self) {
        self.open.clear();
        self.waived.clear();
        self.paused.clear();
        self.delivered.clear();
        self.unasked.clear();
    }

    /// The handoff that an event means by its case alone.
    ///
    /// Accepting and rejecting mean the one delivered last, resuming the first of those that are paused. Everything else
    /// means the oldest that is open; where there is none, a delivery means the oldest that was waived, and the rest the
    /// one delivered last.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other events mean the same handoff")]
    pub(super) fn meant(&self, row: &Row, handoffs: &[HandoffState]) -> Option<usize> {
        let Kind::Event(kind) = row.kind else { return None };
        if let [only] = handoffs {
            return may_mean(kind, only).then_some(0);
        }
        let last = || self.delivered.last().map(|&(_, handoff)| handoff);
        let first = |set: &BTreeSet<usize>| set.first().copied();
        match kind {
            EventKind::Accepted | EventKind::Rejected => last(),
            EventKind::Resumed => first(&self.paused),
            EventKind::Delivered => first(&self.open).or_else(|| first(&self.waived)),
            _ => first(&self.open).or_else(last).or_else(|| first(&self.waived)),
        }
    }

    /// The latest handoff that is open.
    pub(super) fn latest_open(&self, handoffs: &[HandoffState]) -> Option<usize> {
        match handoffs {
            [only] => only.is_open().then_some(0),
            _ => self.open.last().copied(),
        }
    }

    /// All that are open.
    pub(super) fn open(&self, handoffs: &[HandoffState]) -> Vec<usize> {
        match handoffs {
            [only] => only.is_open().then_some(0).into_iter().collect(),
            _ => self.open.iter().copied().collect(),
        }
    }

    /// All that a revision may change, in order: what is not delivered, waived or not, and what was delivered while nobody
    /// asked for it.
    pub(super) fn revisable(&self, handoffs: &[HandoffState]) -> Vec<usize> {
        if let [only] = handoffs {
            return (!only.is_delivered() || only.is_withdrawn()).then_some(0).into_iter().collect();
        }
        let mut all: Vec<usize> = self.open.iter().chain(&self.waived).chain(&self.unasked).copied().collect();
        all.sort_unstable();
        all
    }

    /// All that are paused.
    pub(super) fn paused(&self, handoffs: &[HandoffState]) -> Vec<usize> {
        match handoffs {
            [only] => only.is_paused().then_some(0).into_iter().collect(),
            _ => self.paused.iter().copied().collect(),
        }
    }

    /// Before an event acts on a handoff: forgets how it stands.
    pub(super) fn leave(&mut self, handoff: usize, handoffs: &[HandoffState]) {
        let Some(state) = handoffs.get(handoff).filter(|_| handoffs.len() > 1) else { return };
        self.open.remove(&handoff);
        self.waived.remove(&handoff);
        self.paused.remove(&handoff);
        self.delivered.remove(&(state.delivered, handoff));
        self.unasked.remove(&handoff);
    }

    /// After an event acted on a handoff, or opened it: takes note of how it stands.
    pub(super) fn enter(&mut self, handoff: usize, handoffs: &[HandoffState]) {
        if handoffs.len() == 2 && handoff == 1 && self.is_empty() {
            self.note(0, handoffs);
        }
        if handoffs.len() > 1 {
            self.note(handoff, handoffs);
        }
    }

    fn is_empty(&self) -> bool {
        self.open.is_empty() && self.waived.is_empty() && self.delivered.is_empty()
    }

    fn note(&mut self, handoff: usize, handoffs: &[HandoffState]) {
        let Some(state) = handoffs.get(handoff) else { return };
        if state.is_delivered() {
            self.delivered.insert((state.delivered, handoff));
            if state.is_withdrawn() {
                self.unasked.insert(handoff);
            }
        } else if state.is_waived() {
            self.waived.insert(handoff);
        } else {
            self.open.insert(handoff);
        }
        if state.is_paused() {
            self.paused.insert(handoff);
        }
    }
}

/// Whether an event may mean the only handoff there is.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other events mean the same handoff")]
fn may_mean(kind: EventKind, only: &HandoffState) -> bool {
    match kind {
        EventKind::Accepted | EventKind::Rejected => only.is_delivered(),
        EventKind::Resumed => only.is_paused(),
        EventKind::Delivered => !only.is_delivered(),
        _ => true,
    }
}

/// Which of an obligation's periods an event means that names none: the open undelivered one with the nearest deadline.
#[derive(Default)]
pub(super) struct Recurrences {
    opened: usize,
    /// The open ones that nothing holds up, by their deadline.
    due: BTreeSet<(Instant, usize)>,
    /// The open ones that are held up: their deadline moves with time.
    held: Moving,
    /// The waived ones that are not delivered.
    waived: BTreeSet<usize>,
    paused: BTreeSet<usize>,
    delivered: BTreeSet<(Instant, usize)>,
}

/// A handoff that is meant, and whether it was chosen among several.
pub(super) struct Meant {
    pub(super) handoff: usize,
    pub(super) by_guess: bool,
}

impl Recurrences {
    /// Opens what has opened by an instant.
    pub(super) fn open_until(&mut self, now: Instant, handoffs: &[HandoffState]) {
        while handoffs.get(self.opened).is_some_and(|state| state.opened <= now) {
            self.opened += 1;
            self.enter(self.opened - 1, handoffs);
        }
    }

    /// The handoff that an event means which names no period.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other events mean the same handoff")]
    pub(super) fn meant(&mut self, row: &Row, handoffs: &[HandoffState], network: &Network) -> Option<Meant> {
        let Kind::Event(kind) = row.kind else { return None };
        let certain = |handoff| Meant { handoff, by_guess: false };
        let last = self.delivered.last().map(|&(_, handoff)| certain(handoff));
        let waived = self.waived.first().map(|&handoff| certain(handoff));
        match kind {
            EventKind::Accepted | EventKind::Rejected => last,
            EventKind::Resumed => self.paused.first().map(|&handoff| certain(handoff)),
            EventKind::Delivered => self.nearest(row.at, handoffs, network).or(waived),
            _ => self.nearest(row.at, handoffs, network).or(last).or(waived),
        }
    }

    /// The nearest deadline as it stands now; of two as near, the earlier.
    fn nearest(&mut self, now: Instant, handoffs: &[HandoffState], network: &Network) -> Option<Meant> {
        let before = self.due.range(..=(now, usize::MAX)).next_back().copied();
        let before = before.and_then(|(due, _)| self.due.range((due, 0)..).next().copied());
        let after = self.due.range((now, usize::MAX)..).next().copied();
        let moving = self.held.next(now, handoffs, network);
        let nearest = before.into_iter().chain(after).chain(moving);
        let (_, handoff) = nearest.min_by_key(|&(due, n)| (due.since(now).unsigned_abs(), due, n))?;
        Some(Meant { handoff, by_guess: self.due.len() + self.held.len() > 1 })
    }

    /// Before an event acts on a handoff: forgets how it stands.
    pub(super) fn leave(&mut self, handoff: usize, handoffs: &[HandoffState], network: &Network) {
        let Some(state) = handoffs.get(handoff) else { return };
        self.due.remove(&(state.due, handoff));
        self.held.remove(handoff, network);
        self.waived.remove(&handoff);
        self.paused.remove(&handoff);
        self.delivered.remove(&(state.delivered, handoff));
    }

    /// After an event acted on a handoff, or opened it: takes note of how it stands.
    pub(super) fn enter(&mut self, handoff: usize, handoffs: &[HandoffState]) {
        let Some(state) = handoffs.get(handoff) else { return };
        if state.is_delivered() {
            self.delivered.insert((state.delivered, handoff));
        }
        if handoff >= self.opened || state.is_delivered() {
            return;
        }
        if state.is_waived() {
            self.waived.insert(handoff);
        } else if let Some(hold) = state.running_hold() {
            self.held.insert(handoff, hold);
        } else {
            self.due.insert((state.due, handoff));
        }
        if state.is_paused() {
            self.paused.insert(handoff);
        }
    }
}
