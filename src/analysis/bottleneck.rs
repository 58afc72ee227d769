//! Who held things up in a week, and what it would have saved without.

use std::cmp::Reverse;

use serde::Serialize;

use super::delay::{ButFor, Delayed, Scope, Share, Step, Totals};
use super::{Analysis, HandoffRef, Window};
use crate::tracker::Handoff;

/// Whose delays made the misses of a week, or another period: the handoffs whose due day lies in it and that are late or
/// overdue.
///
/// Lateness is added up over the *last steps* only, the handoffs that no opened handoff needs, so that no second counts
/// twice; [`misses`](Self::misses) lists exactly these, and the totals are their sums. [`but_for`](Self::but_for) is about
/// every miss of the week.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
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
#[non_exhaustive]
pub struct Miss {
    /// Which one.
    #[serde(flatten)]
    pub handoff: HandoffRef,
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

impl Analysis<'_> {
    /// Adds up the handoffs whose due day lies in a window.
    pub fn bottleneck(&self, window: Window) -> Bottleneck {
        let window = self.of_company(window);
        let due = |handoff: Handoff<'_>| window.contains(handoff.due_day());
        let misses = self.judgement.handoffs().filter(|&handoff| due(handoff) && handoff.is_terminal());
        let mut misses: Vec<Miss> = misses.filter_map(|handoff| Miss::of(self, handoff)).collect();
        misses.sort_by_key(|miss| Reverse(miss.late_s));
        Bottleneck {
            totals: self.totals(Scope::Terminal, due),
            knock_on: self.totals(Scope::All, due).knock_on,
            who_delayed_whom: self.who_delayed_whom(Scope::Terminal, due),
            but_for: self.but_for(due),
            misses,
        }
    }
}

impl Miss {
    /// A handoff with what made it late; none if it is not.
    fn of(analysis: &Analysis<'_>, handoff: Handoff<'_>) -> Option<Self> {
        let delay = analysis.delay(handoff).filter(|delay| delay.is_late)?;
        Some(Self {
            handoff: HandoffRef::of(handoff),
            late_s: delay.late_s,
            own_s: delay.own_s,
            inherited_s: delay.inherited_s,
            is_provisional: delay.is_provisional,
            shares: analysis.shares(handoff).collect(),
            chain: analysis.chain(handoff),
        })
    }
}
