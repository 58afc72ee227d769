//! Who held things up in a week, and what it would have saved without.

use std::cmp::Reverse;

use serde::Serialize;

use super::{Attribution, ButFor, Delayed, Mention, Scope, Share, Step, Totals};
use crate::Period;
use crate::tracker::Handoff;

/// Whose delays made the misses of a week, or another period: the handoffs whose due day lies in it and that are late or
/// overdue.
///
/// Lateness is added up over the *last steps* only, the handoffs that no opened handoff needs, so that no second counts
/// twice; [`misses`](Self::misses) lists exactly these, and the totals are their sums. [`but_for`](Self::but_for) is about
/// every miss of the week.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bottleneck {
    /// The last steps added up, by department.
    pub totals: Totals,
    /// Inherited lateness per second of own over all handoffs of the week: how far a delay spreads.
    pub knock_on: Option<f64>,
    /// Whose delay came to rest where, over the last steps.
    pub who_delayed_whom: Vec<Delayed>,
    /// What would have been without one department's delays, or two departments'.
    pub but_for: ButFor,
    /// The late and overdue last steps, the latest first; then by obligation and key.
    pub misses: Vec<Miss>,
}

/// A late or overdue handoff with what made it late.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Miss {
    /// Which one.
    #[serde(flatten)]
    pub handoff: Mention,
    /// Whole seconds from its deadline to its delivery, or to the instant of judgement.
    pub late_s: i64,
    /// The part of it that its supplier added.
    pub own_s: i64,
    /// The part of it that came with its inputs.
    pub inherited_s: i64,
    /// Whether it is not delivered yet, so that its lateness grows.
    pub is_provisional: bool,
    /// Whose delay it was; the shares sum to `late_s`.
    pub shares: Vec<Share>,
    /// The chain of inputs that it waited for, itself first.
    pub chain: Vec<Step>,
}

impl Bottleneck {
    /// Adds up the handoffs due in a week, or another period.
    pub fn of(attribution: &Attribution<'_>, week: Period) -> Self {
        let due = |handoff: Handoff<'_>| week.contains(handoff.due_day());
        let mut misses: Vec<Miss> = attribution
            .judgement()
            .handoffs()
            .filter(|&handoff| due(handoff) && handoff.is_terminal() && attribution.delay(handoff).is_late)
            .map(|handoff| Miss::of(attribution, handoff))
            .collect();
        misses.sort_by_key(|miss| Reverse(miss.late_s));
        Self {
            totals: attribution.totals(Scope::Terminal, due),
            knock_on: attribution.totals(Scope::All, due).knock_on,
            who_delayed_whom: attribution.who_delayed_whom(Scope::Terminal, due),
            but_for: attribution.but_for(due),
            misses,
        }
    }
}

impl Miss {
    fn of(attribution: &Attribution<'_>, handoff: Handoff<'_>) -> Self {
        let delay = attribution.delay(handoff);
        Self {
            handoff: Mention::of(handoff),
            late_s: delay.late_s,
            own_s: delay.own_s,
            inherited_s: delay.inherited_s,
            is_provisional: delay.is_provisional,
            shares: attribution.shares(handoff).collect(),
            chain: attribution.chain(handoff),
        }
    }
}
