//! How a handoff stands, and how its deadline moved.

use std::fmt;

use serde::Serialize;

use super::super::record::Plan;
use super::JudgeContext;
use super::state::HandoffState;
use crate::calendar::{Instant, Pace};

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
    /// Delivered at or before its deadline; or said to be so, by the delivery's `outcome`.
    Met,
    /// Delivered after its deadline; or said to be so.
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

/// Settles a handoff at the instant of judgement: its deadline and its status.
pub(super) fn settle(state: &mut HandoffState, plan: &Plan, context: &JudgeContext<'_>) {
    state.settle_due(context.network, context.as_of);
    state.status = status(state, plan, context);
}

fn status(state: &HandoffState, plan: &Plan, context: &JudgeContext<'_>) -> Status {
    let upcoming = context.as_of < state.opened && !state.is_delivered();
    if state.is_waived() {
        // What was waived before its time is listed once it would have opened.
        if upcoming { Status::Upcoming } else { Status::Waived }
    } else if state.is_delivered() {
        if state.is_missed(context.as_of) { Status::Late } else { Status::Met }
    } else if state.is_missed(context.as_of) {
        Status::Overdue
    } else if upcoming {
        Status::Upcoming
    } else if state.held_since().is_some() {
        Status::Paused
    } else if at_risk(state, plan, context) {
        Status::AtRisk
    } else {
        Status::Open
    }
}

/// Whether more than the agreed share of the time from opening to deadline is gone, holds left out of both.
#[expect(clippy::cast_precision_loss, reason = "a share of microseconds; 2^53 of them are 285 years")]
fn at_risk(state: &HandoffState, plan: &Plan, context: &JudgeContext<'_>) -> bool {
    let pace = Pace::new(plan.elapsed, context.network.calendar_of(state.terms));
    let held: i64 = state.holds(context.as_of).map(|(from, until)| pace.between(from, until)).sum();
    let share = context.network.terms(state.terms).at_risk;
    let gone = pace.between(state.opened, context.as_of) - held;
    gone as f64 > share * (pace.between(state.opened, state.due) - held) as f64
}
