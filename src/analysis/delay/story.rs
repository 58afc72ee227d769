//! One handoff's whole story, as data: what happened to it, and whose delay it was and why.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::graph::{Outcome, allowance};
use super::{Analysis, Attribution, Ended, Step};
use crate::analysis::{DepartmentRef, HandoffRecord, HandoffRef, ObligationRef};
use crate::calendar::{Instant, SECOND};
use crate::tracker::{Handoff, HandoffIx, History, Status};
use crate::{CalendarId, ObligationId};

/// All that settles a dispute about one handoff: its terms, every event that touched it, how its deadline moved, and
/// where it is late, whose delay that was and why.
///
/// It is data, and serializes; [`in_words`](Self::in_words) tells it in a language. Instants are on the clocks of the
/// obligation's calendar.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Story<'j> {
    /// How it stands.
    pub handoff: HandoffRecord<'j>,
    /// What was agreed on.
    pub terms: Terms,
    /// The instant as of which it is told.
    pub as_of: DateTime<FixedOffset>,
    /// What happened to it, and how its deadline moved.
    pub history: History,
    /// Its inputs, also those that do not count, by obligation and key.
    pub inputs: Vec<Input>,
    /// How its lateness divides into own and inherited; none if it is not late.
    pub reckoning: Option<Reckoning>,
    /// The times, its own and upstream, by which departments overran what they were allowed: what its lateness is shared
    /// out by. By obligation and key; empty if it is not late.
    pub parts: Vec<Part>,
    /// What would be left of its lateness without one department's parts, in whole seconds; of those that make a
    /// difference, by id.
    pub without: Vec<(DepartmentRef, i64)>,
    /// Whether so many departments had a part that the smallest counted as one.
    pub is_merged: bool,
    /// The chain of inputs that it waited for longest, itself first; empty if it is not late.
    pub chain: Vec<Step>,
}

/// What was agreed on, as the handoff is judged by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Terms {
    /// Who owes whom what.
    #[serde(flatten)]
    pub owed: ObligationRef,
    /// The due rule.
    pub rule: String,
    /// The calendar by which it is counted.
    pub calendar: CalendarId,
    /// The calendar's time zone, in which everything is told.
    pub zone: String,
    /// Whether its time runs on the wall clock, rather than in working time.
    pub counts_elapsed: bool,
    /// The obligations whose deliveries it needs, in the order of their ids.
    pub needs: Vec<ObligationId>,
}

/// Something that a handoff needed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Input {
    /// What, by whom, and its deadline.
    pub handoff: HandoffRef,
    /// When it was promised for, before anything moved that.
    pub promised_at: DateTime<FixedOffset>,
    /// When it came: its delivery, its waiver, or if it is still missing the instant of the judgement.
    pub came_at: DateTime<FixedOffset>,
    /// How it ended.
    pub ended: Ended,
    /// Whether it counts.
    pub counts: InputCounts,
    /// Whether it is the one that was waited for longest.
    pub is_binding: bool,
}

/// Whether an input kept a handoff waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum InputCounts {
    /// It counts.
    Counts,
    /// It came after what needed it was done: it was not waited for.
    CameAfter,
    /// It is missing though what needed it is done: it was not waited for.
    MissingThen,
}

/// How lateness divides into own and inherited. [The module](crate::analysis) tells how the figures are found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Reckoning {
    /// When it opened.
    pub opened_at: DateTime<FixedOffset>,
    /// When it would have been ready by the plan: opened, and every input there as promised.
    pub planned_ready_at: DateTime<FixedOffset>,
    /// When the plan wanted it done: the original deadline, or the one in force where that is earlier.
    pub planned_due_at: DateTime<FixedOffset>,
    /// The time that it was allowed from its start on, in seconds: working time, or elapsed for rules in elapsed hours.
    /// None where its inputs were there as promised and before it was due, though the plan left no time between.
    pub allowance_s: Option<i64>,
    /// Whether the plan left time between the last promised input and the deadline; else the allowance is the time from
    /// the opening.
    pub had_time: bool,
    /// When it could start: opened, and every input there.
    pub started_at: DateTime<FixedOffset>,
    /// When it would have been done with exactly its allowance.
    pub allowed_until: DateTime<FixedOffset>,
    /// The deadline.
    pub due_at: DateTime<FixedOffset>,
    /// From when on its lateness is its own: the later of the last two, or when it was done if that was before.
    pub own_from: DateTime<FixedOffset>,
    /// When it was done: its delivery, or the instant of the judgement.
    pub finished_at: DateTime<FixedOffset>,
    /// Whether it is still open, so that the figures go on growing.
    pub is_provisional: bool,
}

/// By how much a handoff overran what it was allowed, and whose that is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Part {
    /// What, by whom, and its deadline.
    pub handoff: HandoffRef,
    /// Until when it was allowed to take.
    pub allowed_until: DateTime<FixedOffset>,
    /// The customer's part: holds and extensions moved the deadline. None of the handoff itself, whose moved deadline
    /// stands.
    pub customer: Option<PartTime>,
    /// The supplier's part.
    pub supplier: Option<PartTime>,
}

/// One department's part in an overrun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PartTime {
    /// Whose it is.
    pub department: DepartmentRef,
    /// When it begins.
    pub from: DateTime<FixedOffset>,
    /// When it ends.
    pub until: DateTime<FixedOffset>,
    /// Its length, elapsed, in seconds.
    pub elapsed_s: i64,
}

impl<'j> Analysis<'j> {
    /// One handoff's whole story; none for a handoff of another judgement.
    pub fn story(&self, handoff: Handoff<'j>) -> Option<Story<'j>> {
        let ix = self.place(handoff)?;
        let attribution = self.attribution();
        let terms = handoff.obligation().terms();
        let is_late = handoff.status() != Status::Waived && self.delay(handoff).is_some_and(|delay| delay.is_late);
        let entry = attribution.results().entry(ix).filter(|_| is_late);
        let without = entry.map_or(&[][..], |entry| entry.without_one).iter();
        let needs = terms.needs.clone();
        Some(Story {
            handoff: self.record(handoff, true),
            terms: Terms {
                owed: ObligationRef::of(handoff.obligation()),
                rule: terms.due.to_string(),
                calendar: handoff.calendar().id().clone(),
                zone: handoff.calendar().zone().to_string(),
                counts_elapsed: handoff.pace().counts_elapsed(),
                needs,
            },
            as_of: handoff.local(self.judgement.as_of()),
            history: handoff.history(),
            inputs: attribution.story_inputs(handoff, ix),
            reckoning: is_late.then(|| attribution.reckoning(handoff, ix)),
            parts: if is_late { attribution.parts(handoff, ix) } else { Vec::new() },
            without: without.map(|&(of, left)| (attribution.department(of), left / SECOND)).collect(),
            is_merged: entry.is_some_and(|entry| entry.is_merged),
            chain: self.chain(handoff),
        })
    }
}

impl Attribution<'_> {
    fn story_inputs(&self, handoff: Handoff<'_>, ix: u32) -> Vec<Input> {
        let (graph, binding) = (&self.graph, self.graph.binding_input(ix));
        let input = |input: Handoff<'_>| {
            let node = graph.node(input.ix().0);
            let counts = if graph.inputs(ix).contains(&input.ix().0) {
                InputCounts::Counts
            } else if node.outcome == Outcome::Undelivered {
                InputCounts::MissingThen
            } else {
                InputCounts::CameAfter
            };
            Input {
                promised_at: handoff.local(node.original_due.into()),
                came_at: handoff.local(node.finish.into()),
                ended: Ended::of(node.outcome),
                counts,
                is_binding: binding == Some(input.ix().0),
                handoff: HandoffRef::of(input),
            }
        };
        handoff.inputs().map(input).collect()
    }

    fn reckoning(&self, handoff: Handoff<'_>, ix: u32) -> Reckoning {
        let (node, timing, ready) = (self.graph.node(ix), self.graph.timing(ix), self.graph.readiness(ix));
        let local = |at: Instant| handoff.local(at.into());
        Reckoning {
            opened_at: local(node.opened),
            planned_ready_at: local(ready.planned),
            planned_due_at: local(node.planned_due()),
            allowance_s: allowance(node, ready).map(|micros| micros / SECOND),
            had_time: ready.planned < node.planned_due(),
            started_at: local(timing.start),
            allowed_until: local(timing.allowed_until),
            due_at: local(node.due),
            own_from: local(timing.allowed_until.max(node.due).min(node.finish)),
            finished_at: local(node.finish),
            is_provisional: node.outcome == Outcome::Undelivered,
        }
    }

    /// What can be cut away when a handoff is replayed: its supplier's overrun, and both sides' upstream.
    fn parts(&self, handoff: Handoff<'_>, judged: u32) -> Vec<Part> {
        let mut seen = std::collections::BTreeSet::from([judged]);
        let mut stack = vec![judged];
        while let Some(ix) = stack.pop() {
            stack.extend(self.graph.inputs(ix).iter().copied().filter(|&input| seen.insert(input)));
        }
        let local = |at: Instant| handoff.local(at.into());
        let time = |has: bool, department: u32, from: Instant, until: Instant| {
            has.then(|| PartTime {
                department: self.department(department),
                from: local(from),
                until: local(until),
                elapsed_s: until.since(from) / SECOND,
            })
        };
        let part = |ix: u32| {
            let (node, overrun) = (self.graph.node(ix), self.graph.overrun(ix));
            let held_up = overrun.has_customer_part() && ix != judged;
            let customer = time(held_up, node.customer, overrun.begins, overrun.customer_until);
            let supplier = time(overrun.has_supplier_part(), node.supplier, overrun.customer_until, overrun.finish);
            (customer.is_some() || supplier.is_some()).then(|| {
                let handoff = self.judgement.handoff_at(HandoffIx(ix))?;
                Some(Part {
                    handoff: HandoffRef::of(handoff),
                    allowed_until: local(overrun.begins),
                    customer,
                    supplier,
                })
            })?
        };
        seen.into_iter().filter_map(part).collect()
    }
}
