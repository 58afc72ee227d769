//! Every miss of a period, with whose it was and what the log says of it.

use std::cmp::Reverse;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::delay::{Cause, Share, Step};
use super::{Analysis, DepartmentRef, HandoffRef, Window};
use crate::Text;
use crate::due::Explanation;
use crate::tracker::{Handoff, LogLine, Status};

/// A handoff that fell due in a period and is late, or overdue.
///
/// One notion of late: past its deadline, by however little, and counted to its delivery or to the instant of judgement. In
/// elapsed time `own_s + inherited_s = late_s`, and the shares sum to `late_s`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MissedHandoff {
    /// Which one.
    #[serde(flatten)]
    pub handoff: HandoffRef,
    /// When it came; none while it is overdue.
    pub delivered_at: Option<DateTime<FixedOffset>>,
    /// The date that was promised after the deadline had passed.
    pub promised_at: Option<DateTime<FixedOffset>>,
    /// Whether nobody knows by how much, since the log says no more than that it was missed: all lateness here is then 0.
    pub is_unknown: bool,
    /// Whole seconds from its deadline to its delivery, or to the instant of judgement.
    pub late_s: i64,
    /// The same in working time on the obligation's calendar.
    pub late_working_s: i64,
    /// How many working days of that calendar it took beyond its own, as far as they were over.
    pub working_days: i64,
    /// The part of `late_s` that its supplier added.
    pub own_s: i64,
    /// The part of `late_s` that came with its inputs.
    pub inherited_s: i64,
    /// Late by nothing of its supplier's own.
    pub is_excused: bool,
    /// Whether a handoff that opened needs it; what none needs is a last step.
    pub is_needed: bool,
    /// With whom it lies now, by id; none once it is delivered.
    pub waits_for: Vec<DepartmentRef>,
    /// Whose delay it was; the shares sum to `late_s`.
    pub shares: Vec<Share>,
    /// The chain of inputs that it waited for, itself first.
    pub chain: Vec<Step>,
    /// The rows of the logs that it rests on.
    pub rows: Vec<LogLine>,
    /// How its original deadline came about, where the handoff knows.
    pub explanation: Option<Explanation>,
}

impl MissedHandoff {
    /// What others than its supplier caused of its lateness: departments upstream, the customer's holds, the plan.
    pub fn from_others(&self) -> impl Iterator<Item = &Share> {
        let own = &self.handoff.owed.supplier;
        self.shares.iter().filter(move |share| !matches!(&share.cause, Cause::Department(cause) if cause == own))
    }

    /// The reasons that the log gives, in order, each once.
    pub fn reasons(&self) -> Vec<&str> {
        let mut reasons: Vec<&str> = Vec::new();
        for reason in self.rows.iter().filter_map(|row| row.reason.as_deref()) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    }
}

impl Analysis<'_> {
    /// What fell due in a window and is late or overdue: the latest in working time first, then in elapsed time; then by
    /// obligation and key.
    pub fn misses(&self, window: Window) -> Vec<MissedHandoff> {
        let window = self.of_company(window);
        let is_miss = |handoff: &Handoff<'_>| {
            window.contains(handoff.due_day()) && matches!(handoff.status(), Status::Late | Status::Overdue)
        };
        let handoffs: Vec<Handoff<'_>> = self.judgement.handoffs().filter(is_miss).collect();
        let rows = self.judgement.log_lines(handoffs.iter().copied());
        let mut misses: Vec<MissedHandoff> =
            handoffs.into_iter().zip(rows).map(|(handoff, rows)| self.missed(handoff, rows)).collect();
        misses.sort_by_key(|miss| Reverse((miss.late_working_s, miss.late_s)));
        misses
    }

    fn missed(&self, handoff: Handoff<'_>, rows: Vec<LogLine>) -> MissedHandoff {
        let delay = self.delay(handoff).unwrap_or_default();
        MissedHandoff {
            handoff: HandoffRef::of(handoff),
            delivered_at: handoff.delivered_at().map(|at| handoff.local(at)),
            promised_at: handoff.promised_at().map(|at| handoff.local(at)),
            is_unknown: handoff.late_by().is_none(),
            late_s: delay.late_s,
            late_working_s: handoff.late_by().unwrap_or_default().working,
            working_days: if handoff.late_by().is_some() { working_days_late(handoff) } else { 0 },
            own_s: delay.own_s,
            inherited_s: delay.inherited_s,
            is_excused: delay.is_excused,
            is_needed: !handoff.is_terminal(),
            waits_for: waits_for(handoff),
            shares: self.shares(handoff).collect(),
            chain: self.chain(handoff),
            rows,
            explanation: handoff.explanation(),
        }
    }
}

/// The working days after the day of the deadline that were over when it came, or at the instant of judgement: due on
/// Friday at the close and come on Tuesday at noon, one.
pub(super) fn working_days_late(handoff: Handoff<'_>) -> i64 {
    let judgement = handoff.judgement();
    let until = handoff.delivered_at().unwrap_or_else(|| judgement.as_of());
    let calendar = handoff.calendar();
    let (due, last) = (calendar.day_of_deadline(handoff.due()), calendar.to_local(until).date_naive());
    let runs = calendar.is_working_day(last) && calendar.close(last).is_some_and(|close| until < close);
    (calendar.working_days_between(due, last) - i64::from(runs)).max(0)
}

/// With whom a handoff lies.
pub(super) fn waits_for(handoff: Handoff<'_>) -> Vec<DepartmentRef> {
    handoff.waits_for().departments().map(DepartmentRef::of).collect()
}

/// What a word of an agreement is called, as the company says.
pub(super) fn called(handoff: Handoff<'_>, word: &str) -> Text {
    handoff.judgement().network().called(word)
}
