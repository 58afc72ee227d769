//! What has come up to somebody, and what will.

use std::cmp::Reverse;

use chrono::{DateTime, Days, FixedOffset};
use serde::Serialize;

use super::misses::{called, waits_for};
use super::overdue::{EscalationStep, RemedyDue, escalations, remedy};
use super::{Analysis, DepartmentRef, HandoffRef};
use crate::Text;
use crate::tracker::{Handoff, Status};

/// How many days ahead is looked.
pub const DAYS_AHEAD: u64 = 7;

/// What the agreements' escalations and remedies ask of people: those that have been reached, and those that the next
/// [`DAYS_AHEAD`] days will reach if nothing is delivered.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Decisions {
    /// What is overdue and has been told somebody after its deadline, or owes a remedy: the highest step first, then the
    /// longest with whom it was brought to.
    pub reached: Vec<Decision>,
    /// The steps and remedies to come, the nearest first.
    pub coming: Vec<Decision>,
}

/// Something that has come to somebody, or will.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Decision {
    /// Which handoff.
    #[serde(flatten)]
    pub handoff: HandoffRef,
    /// Which of its steps it is, from 1, in order of time; 0 for a remedy without a step.
    pub level: usize,
    /// To whom it comes, as the agreement writes it; none for a remedy without a step.
    pub to: Option<Box<str>>,
    /// What that is called.
    pub to_name: Option<Text>,
    /// Since when it lies there, or when it will come.
    pub at: DateTime<FixedOffset>,
    /// What is at stake: the remedy that is due, or falls due by then.
    pub at_stake: Option<RemedyDue>,
    /// With whom the work lies, by id.
    pub waits_for: Vec<DepartmentRef>,
    /// Whether its supplier is excused: late by nothing of its own.
    pub is_excused: bool,
}

impl Decisions {
    /// What lies on the desk of whom the highest step reached names.
    pub fn on_the_desk(&self) -> impl Iterator<Item = &Decision> {
        let highest = self.reached.first().map_or(0, |decision| decision.level);
        self.reached.iter().filter(move |decision| decision.level == highest)
    }

    /// Those to whom the highest step reached has come; of none reached, to whom the highest to come does.
    pub fn whose_desk(&self) -> Vec<&Decision> {
        let highest = |list: &[Decision]| list.iter().map(|decision| decision.level).max();
        let (list, level) = match highest(&self.reached) {
            Some(level) => (&self.reached, level),
            None => (&self.coming, highest(&self.coming).unwrap_or_default()),
        };
        let mut named: Vec<&Decision> = Vec::new();
        for decision in list.iter().filter(|decision| decision.level == level) {
            if named.iter().all(|known| known.to != decision.to) {
                named.push(decision);
            }
        }
        named
    }

    /// What will come to the same.
    pub fn reaching_the_desk(&self) -> Vec<&Decision> {
        let whose = self.whose_desk();
        let comes = |decision: &&Decision| whose.iter().any(|known| known.to == decision.to);
        self.coming.iter().filter(comes).collect()
    }
}

impl Analysis<'_> {
    /// What has come up to somebody as of the judgement, and what will within [`DAYS_AHEAD`] days.
    pub fn decisions(&self) -> Decisions {
        let as_of = self.judgement.as_of();
        let until = as_of.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(as_of);
        let (mut reached, mut coming) = (Vec::new(), Vec::new());
        for handoff in self.judgement.handoffs() {
            match handoff.status() {
                Status::Overdue => reached.extend(self.reached(handoff)),
                Status::Open | Status::AtRisk | Status::Paused => {}
                Status::Upcoming | Status::Met | Status::Late | Status::Waived => continue,
            }
            let steps = escalations(handoff, as_of);
            let next = steps.iter().enumerate().filter(|(_, step)| !step.reached && step.at <= until);
            coming.extend(next.map(|(n, step)| self.decision(handoff, n + 1, Some(step), step.at)));
            // A remedy that no step foretells comes by itself.
            let alone = remedy(handoff, as_of).filter(|remedy| !remedy.is_due && remedy.at <= until);
            let foretold = |remedy: &RemedyDue| steps.iter().any(|step| !step.reached && step.at <= remedy.at);
            coming.extend(alone.filter(|it| !foretold(it)).map(|it| self.decision(handoff, 0, None, it.at)));
        }
        reached.sort_by_key(|decision| (Reverse(decision.level), decision.at));
        coming.sort_by_key(|decision| (decision.at, Reverse(decision.level)));
        Decisions { reached, coming }
    }

    /// The last step after the deadline that has been reached, or the remedy that is due without one.
    fn reached(&self, handoff: Handoff<'_>) -> Option<Decision> {
        let as_of = self.judgement.as_of();
        let steps = escalations(handoff, as_of);
        let last = steps.iter().enumerate().rev().find(|(_, step)| step.reached && step.at >= handoff.due_at());
        if let Some((n, step)) = last {
            return Some(self.decision(handoff, n + 1, Some(step), step.at));
        }
        let due = remedy(handoff, as_of).filter(|remedy| remedy.is_due)?;
        Some(self.decision(handoff, 0, None, due.at))
    }

    fn decision(
        &self,
        handoff: Handoff<'_>,
        level: usize,
        step: Option<&EscalationStep>,
        at: DateTime<FixedOffset>,
    ) -> Decision {
        Decision {
            handoff: HandoffRef::of(handoff),
            level,
            to: step.map(|step| step.to.clone()),
            to_name: step.map(|step| called(handoff, &step.to)),
            at,
            at_stake: remedy(handoff, self.judgement.as_of()).filter(|remedy| remedy.is_due || remedy.at <= at),
            waits_for: waits_for(handoff),
            is_excused: self.is_excused(handoff),
        }
    }
}
