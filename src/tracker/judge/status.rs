//! How a handoff stands, and how its deadline moved.

use std::fmt;

use serde::Serialize;

use super::super::record::Plan;
use super::JudgeContext;
use super::state::{Extra, HandoffState};
use crate::calendar::{Instant, Pace};
use crate::network::Network;

/// How a handoff stands at the instant of a judgement.
///
/// `Met`, `Late` and `Overdue` are what a ratio counts; the others stand beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Neither open yet nor delivered.
    Upcoming,
    /// Open, not delivered, not past its deadline.
    Open,
    /// Open, with more than the agreed share of its time gone.
    AtRisk,
    /// Held up by the customer, and not past its deadline.
    Paused,
    /// Past its deadline and not delivered.
    Overdue,
    /// Delivered at or before its deadline.
    Met,
    /// Delivered after its deadline.
    Late,
    /// Not asked for any more.
    Waived,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 8] =
        [Self::Upcoming, Self::Open, Self::AtRisk, Self::Paused, Self::Overdue, Self::Met, Self::Late, Self::Waived];

    /// Its name, as reports print it: `at-risk`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::Open => "open",
            Self::AtRisk => "at-risk",
            Self::Paused => "paused",
            Self::Overdue => "overdue",
            Self::Met => "met",
            Self::Late => "late",
            Self::Waived => "waived",
        }
    }

    /// Whether the handoff is part of the ratio `met ÷ (met + late + overdue)`.
    pub const fn is_counted(self) -> bool {
        matches!(self, Self::Met | Self::Late | Self::Overdue)
    }

    /// Whether the deadline was missed.
    pub const fn is_missed(self) -> bool {
        matches!(self, Self::Late | Self::Overdue)
    }

    /// Whether the delivery is still to come and can still be on time.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Open | Self::AtRisk | Self::Paused)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Whether a delivery at `at`, or none until then, misses the deadline: at the deadline itself is on time.
pub(in crate::tracker) fn misses(at: Instant, due: Instant) -> bool {
    at > due
}

/// A handoff's deadline as it stands at an instant.
pub(in crate::tracker) fn due_at(state: &HandoffState, network: &Network, now: Instant) -> Instant {
    let Some(extra) = state.extra.as_deref() else { return state.original };
    let clause = network.clause(state.terms);
    let agreed = extra.extension.map(|(agreed, _)| agreed);
    let (behind, mut due) = extra.moved.unwrap_or((0, state.original));
    for pause in merged(extra, behind, now) {
        let counts = agreed.is_none_or(|agreed| agreed < pause.0);
        if counts && !misses(pause.0, due) {
            due = clause.moved_by_pause(due, pause, state.moves, agreed.is_some());
        }
    }
    due
}

/// The deadline as it stands at an instant, remembered so that the pauses until then are not looked at again.
///
/// While nothing is paused or under review, what pauses later begins later, and cannot overlap what is over.
pub(in crate::tracker) fn move_due(state: &mut HandoffState, network: &Network, now: Instant) {
    state.due = due_at(state, network, now);
    let (due, at_rest) = (state.due, !state.is_delivered());
    if let Some(extra) = state.extra.as_deref_mut().filter(|extra| at_rest && extra.paused.is_none()) {
        extra.moved = Some((extra.pauses.len(), due));
    }
}

/// The pauses until `now`, in order; those that overlap are one.
pub(in crate::tracker) fn merged_pauses(extra: &Extra, now: Instant) -> Vec<(Instant, Instant)> {
    merged(extra, 0, now)
}

fn merged(extra: &Extra, behind: usize, now: Instant) -> Vec<(Instant, Instant)> {
    let open = extra.paused.map(|since| (since, now.max(since)));
    let mut all: Vec<(Instant, Instant)> = extra.pauses.iter().skip(behind).copied().chain(open).collect();
    all.sort_unstable();
    let mut merged: Vec<(Instant, Instant)> = Vec::with_capacity(all.len());
    for (since, until) in all {
        match merged.last_mut() {
            Some(last) if since < last.1 => last.1 = last.1.max(until),
            _ => merged.push((since, until)),
        }
    }
    merged
}

/// Settles a handoff at the instant of judgement: its deadline and its status.
pub(in crate::tracker) fn settle(state: &mut HandoffState, plan: &Plan, context: &JudgeContext<'_>) {
    state.due = due_at(state, context.network, context.as_of);
    state.status = status(state, plan, context);
}

fn status(state: &HandoffState, plan: &Plan, context: &JudgeContext<'_>) -> Status {
    let extra = state.extra.as_deref();
    if extra.is_some_and(|extra| extra.waiver.is_some()) {
        Status::Waived
    } else if state.is_delivered() {
        if misses(state.delivered, state.due) { Status::Late } else { Status::Met }
    } else if misses(context.as_of, state.due) {
        Status::Overdue
    } else if context.as_of < state.opened {
        Status::Upcoming
    } else if extra.is_some_and(|extra| extra.paused.is_some()) {
        Status::Paused
    } else if at_risk(state, plan, context) {
        Status::AtRisk
    } else {
        Status::Open
    }
}

/// Whether more than the agreed share of the time from opening to deadline is gone.
#[expect(clippy::cast_precision_loss, reason = "a share of microseconds; 2^53 of them are 285 years")]
fn at_risk(state: &HandoffState, plan: &Plan, context: &JudgeContext<'_>) -> bool {
    let pace = Pace::new(plan.elapsed, context.network.calendar_of(state.terms));
    let share = context.network.terms(state.terms).at_risk;
    pace.between(state.opened, context.as_of) as f64 > share * pace.between(state.opened, state.due) as f64
}
