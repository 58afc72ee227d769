//! How a handoff stands, and how its deadline moved.

use std::fmt;

use serde::Serialize;

use super::life::{Court, Extra, Life};
use super::plan::Plan;
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
pub(super) fn misses(at: Instant, due: Instant) -> bool {
    at > due
}

/// A handoff's deadline as it stands at an instant.
pub(super) fn due_at(life: &Life, network: &Network, now: Instant) -> Instant {
    let Some(extra) = life.extra.as_deref() else { return life.original };
    let clause = network.clause(life.terms());
    let agreed = extra.extension.map(|(agreed, _)| agreed);
    let (behind, mut due) = extra.moved.unwrap_or((0, life.original));
    for pause in merged(extra, behind, now) {
        let counts = agreed.is_none_or(|agreed| agreed < pause.0);
        if counts && !misses(pause.0, due) {
            due = clause.moved_by_pause(due, pause, life.moves, agreed.is_some());
        }
    }
    due
}

/// The deadline as it stands at an instant, remembered so that the pauses until then are not looked at again.
///
/// While nothing is paused or under review, what pauses later begins later, and cannot overlap what is over.
pub(super) fn move_due(life: &mut Life, network: &Network, now: Instant) {
    life.due = due_at(life, network, now);
    let (due, at_rest) = (life.due, !life.is_delivered());
    if let Some(extra) = life.extra.as_deref_mut().filter(|extra| at_rest && extra.paused.is_none()) {
        extra.moved = Some((extra.pauses.len(), due));
    }
}

/// The pauses until `now`, in order; those that overlap are one.
pub(super) fn merged_pauses(extra: &Extra, now: Instant) -> Vec<(Instant, Instant)> {
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

/// Settles a life at the instant of judgement: its deadline and its status.
pub(super) fn settle(life: &mut Life, plan: &Plan, court: &Court<'_>) {
    life.due = due_at(life, court.network, court.as_of);
    life.status = status(life, plan, court);
}

fn status(life: &Life, plan: &Plan, court: &Court<'_>) -> Status {
    let extra = life.extra.as_deref();
    if extra.is_some_and(|extra| extra.waiver.is_some()) {
        Status::Waived
    } else if life.is_delivered() {
        if misses(life.delivered, life.due) { Status::Late } else { Status::Met }
    } else if misses(court.as_of, life.due) {
        Status::Overdue
    } else if court.as_of < life.opened {
        Status::Upcoming
    } else if extra.is_some_and(|extra| extra.paused.is_some()) {
        Status::Paused
    } else if at_risk(life, plan, court) {
        Status::AtRisk
    } else {
        Status::Open
    }
}

/// Whether more than the agreed share of the time from opening to deadline is gone.
#[expect(clippy::cast_precision_loss, reason = "a share of microseconds; 2^53 of them are 285 years")]
fn at_risk(life: &Life, plan: &Plan, court: &Court<'_>) -> bool {
    let pace = Pace::new(plan.elapsed, court.network.calendar_of(life.terms()));
    let share = court.network.terms(life.terms()).at_risk;
    pace.between(life.opened, court.as_of) as f64 > share * pace.between(life.opened, life.due) as f64
}
