//! The chain of causes behind one late handoff: at each step the input that was waited for longest.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::graph::Outcome;
use super::{Analysis, Attribution};
use crate::analysis::HandoffRef;
use crate::calendar::SECOND;
use crate::tracker::{Handoff, HandoffIx};

/// One step of the chain behind a late handoff.
///
/// Read from the first: it was `through_s` late; of that `stays_s` arose here, and the rest came with the next step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// What it is, by whom, for whom, and its deadline.
    pub handoff: HandoffRef,
    /// When it was promised for, before anything moved that.
    pub original_due_at: DateTime<FixedOffset>,
    /// When it came: its delivery, its waiver, or if it is still missing the instant of judgement.
    pub finished_at: DateTime<FixedOffset>,
    /// How it ended.
    pub ended: Ended,
    /// Its own lateness against its deadline, in whole seconds, whatever of it mattered to the first step.
    pub late_s: i64,
    /// How much of the first step's lateness runs through this one, in whole seconds.
    pub through_s: i64,
    /// How much of that arose here, and did not come with an input.
    pub stays_s: i64,
    /// How much of what stays is because the customer held it up or moved its deadline.
    pub held_up_s: i64,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Ended {
    /// It was delivered.
    Delivered,
    /// It was waived.
    Waived,
    /// It is still missing.
    Missing,
}

impl Ended {
    pub(super) const fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Delivered | Outcome::Kept | Outcome::Missed => Self::Delivered,
            Outcome::Waived => Self::Waived,
            Outcome::Undelivered => Self::Missing,
        }
    }
}

impl Analysis<'_> {
    /// The chain of causes of a handoff, itself first; empty if it is not late, or of another judgement.
    ///
    /// Each further step is the input that its predecessor waited for longest (of several, the first by obligation
    /// and key), as long as waiting explains any of the lateness. What stays at all steps sums to the lateness of the
    /// first. The chain is evidence, not the verdict: where two inputs were late at once it shows one, while
    /// [`shares`](Self::shares) are about both.
    pub fn chain(&self, handoff: Handoff<'_>) -> Vec<Step> {
        self.place(handoff).map_or_else(Vec::new, |ix| self.attribution().chain(ix))
    }
}

impl Attribution<'_> {
    fn chain(&self, first: u32) -> Vec<Step> {
        let split = self.graph.split(first);
        let mut steps = Vec::new();
        let mut through = split.late / SECOND;
        let (mut ix, mut waited) = (first, split.inherited / SECOND);
        while through > 0 {
            let next = self.graph.binding_input(ix).filter(|_| waited > 0);
            let passed = if next.is_some() { waited.min(through) } else { 0 };
            steps.extend(self.step(ix, through, through - passed, ix == first));
            let Some(input) = next else { break };
            (ix, through) = (input, passed);
            waited = self.waited(ix);
        }
        steps
    }

    /// How much later than planned an input came because it had to wait itself, in whole seconds.
    fn waited(&self, ix: u32) -> i64 {
        let (node, timing) = (self.graph.node(ix), self.graph.timing(ix));
        timing.allowed_until.min(node.finish).since(node.original_due).max(0) / SECOND
    }

    fn step(&self, ix: u32, through_s: i64, stays_s: i64, is_first: bool) -> Option<Step> {
        let (node, handoff) = (self.graph.node(ix), self.judgement.handoff_at(HandoffIx(ix))?);
        let held_up = if is_first { 0 } else { self.graph.overrun(ix).customer_micros() / SECOND };
        Some(Step {
            handoff: HandoffRef::of(handoff),
            original_due_at: handoff.local(node.original_due.into()),
            finished_at: handoff.local(node.finish.into()),
            ended: Ended::of(node.outcome),
            late_s: self.graph.split(ix).late / SECOND,
            through_s,
            stays_s,
            held_up_s: held_up.min(stays_s),
        })
    }
}
