//! Handoffs as a graph of work: what each waited for, what it was allowed, and where it ran over.

use crate::calendar::{Instant, Pace};

/// How a node's time is counted: on its calendar, or on the wall clock for rules in elapsed hours.
pub(super) trait Clock: Copy {
    /// Microseconds counted from `from` to `to`; negative if `to` comes first.
    fn between(self, from: Instant, to: Instant) -> i64;

    /// The first instant at which `micros` have been counted from `from`; far in the future where the calendar ends.
    fn plus(self, from: Instant, micros: i64) -> Instant;
}

impl Clock for Pace<'_> {
    fn between(self, from: Instant, to: Instant) -> i64 {
        Pace::between(self, from, to)
    }

    fn plus(self, from: Instant, micros: i64) -> Instant {
        Pace::plus(self, from, micros).unwrap_or(Instant(i64::MAX))
    }
}

/// How a node's work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// At its delivery.
    Delivered,
    /// At its delivery, of which is known that the target was kept and no more: nobody overran.
    Kept,
    /// At its delivery, of which is known that the target was missed and not by how much: for what needs it, its instants
    /// count.
    Missed,
    /// At its waiver: nobody waits for it any more, and it is never late itself.
    Waived,
    /// Not yet: its finish is the instant of judgement, and all that follows from it is provisional.
    Undelivered,
}

/// One handoff, as far as delay is concerned. Departments are indices in the order of their ids.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<C> {
    pub(super) supplier: u32,
    pub(super) customer: u32,
    pub(super) clock: C,
    pub(super) opened: Instant,
    pub(super) original_due: Instant,
    pub(super) due: Instant,
    pub(super) finish: Instant,
    pub(super) outcome: Outcome,
}

impl<C> Node<C> {
    /// When the plan wants it done: at its original deadline, or at the one in force where a revision or an extension made
    /// that earlier.
    pub(super) fn planned_due(&self) -> Instant {
        self.original_due.min(self.due)
    }
}

/// What follows from a node and its inputs' real finishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timing {
    /// When its supplier could start: opened, and every input there.
    pub(super) start: Instant,
    /// When it would have been done had it used exactly its allowance from then.
    pub(super) allowed_until: Instant,
}

/// When a node could start, really and by the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Readiness {
    /// When it opened, and every input was there.
    pub(super) start: Instant,
    /// When that would have been, had every input kept its promise.
    pub(super) planned: Instant,
    /// Whether every input was there when it was promised, and before the node itself was due.
    pub(super) in_time: bool,
}

impl Readiness {
    fn of<'n, C: 'n>(node: &Node<C>, inputs: impl Iterator<Item = &'n Node<C>>) -> Self {
        let mut ready = Self { start: node.opened, planned: node.opened, in_time: true };
        for input in inputs {
            ready.start = ready.start.max(input.finish);
            ready.planned = ready.planned.max(input.original_due);
            ready.in_time &= input.finish <= input.original_due.min(node.planned_due());
        }
        ready
    }
}

/// Lateness and what it consists of, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Split {
    pub(super) late: i64,
    pub(super) own: i64,
    pub(super) inherited: i64,
    /// Lateness that came in and did not go out: made good by working faster than allowed, or by slack.
    pub(super) recovered: i64,
}

/// The nodes with the inputs that count, and their timings.
#[derive(Debug)]
pub(super) struct Graph<C> {
    nodes: Vec<Node<C>>,
    timings: Vec<Timing>,
    inputs: Vec<u32>,
    /// Where each node's inputs begin; one more at the end.
    first_input: Vec<u32>,
}

impl<C: Clock> Graph<C> {
    /// Builds the graph. `inputs_of` appends the candidate inputs of a node; those that never mattered to it are
    /// dropped here: what was delivered after it, or was still missing when it was.
    pub(super) fn new(nodes: Vec<Node<C>>, mut inputs_of: impl FnMut(u32, &mut Vec<u32>)) -> Self {
        let mut inputs = Vec::new();
        let mut first_input = Vec::with_capacity(nodes.len() + 1);
        let mut timings = Vec::with_capacity(nodes.len());
        let mut candidates = Vec::new();
        for (ix, node) in (0u32..).zip(&nodes) {
            first_input.push(length(&inputs));
            candidates.clear();
            inputs_of(ix, &mut candidates);
            let first = inputs.len();
            let that_count = |&candidate: &u32| nodes.get(candidate as usize).is_some_and(|input| counts(input, node));
            inputs.extend(candidates.iter().copied().filter(that_count));
            let own = inputs.get(first..).unwrap_or_default();
            let ready = Readiness::of(node, own.iter().filter_map(|&input| nodes.get(input as usize)));
            timings.push(Timing { start: ready.start, allowed_until: allowed_until(node, ready) });
        }
        first_input.push(length(&inputs));
        Self { nodes, timings, inputs, first_input }
    }

    pub(super) fn len(&self) -> u32 {
        length(&self.nodes)
    }

    #[expect(clippy::indexing_slicing, reason = "node indices come from this graph alone")]
    pub(super) fn node(&self, ix: u32) -> &Node<C> {
        &self.nodes[ix as usize]
    }

    #[expect(clippy::indexing_slicing, reason = "node indices come from this graph alone")]
    pub(super) fn timing(&self, ix: u32) -> Timing {
        self.timings[ix as usize]
    }

    /// The inputs that count for a node.
    #[expect(clippy::indexing_slicing, reason = "node indices come from this graph alone")]
    pub(super) fn inputs(&self, ix: u32) -> &[u32] {
        &self.inputs[self.first_input[ix as usize] as usize..self.first_input[ix as usize + 1] as usize]
    }

    /// When a node could start, and when by the plan.
    pub(super) fn readiness(&self, ix: u32) -> Readiness {
        Readiness::of(self.node(ix), self.inputs(ix).iter().map(|&input| self.node(input)))
    }

    /// The input a node waited for longest; of several, the first. None if it was ready when it opened.
    pub(super) fn binding_input(&self, ix: u32) -> Option<u32> {
        let start = self.timing(ix).start;
        let waited = start > self.node(ix).opened;
        self.inputs(ix).iter().copied().find(|&input| waited && self.node(input).finish == start)
    }

    /// Own, inherited and recovered lateness.
    pub(super) fn split(&self, ix: u32) -> Split {
        let node = self.node(ix);
        if matches!(node.outcome, Outcome::Waived | Outcome::Kept | Outcome::Missed) {
            return Split::default();
        }
        let late = node.finish.since(node.due).max(0);
        let incoming = self.timing(ix).allowed_until.since(node.due).max(0);
        let inherited = incoming.min(late);
        let recovered = if node.outcome == Outcome::Delivered { incoming - inherited } else { 0 };
        Split { late, own: late - inherited, inherited, recovered }
    }

    /// Where a node's overrun begins, and where its customer's part of it ends: its supplier's runs from there to
    /// the finish. Both are at or after the finish if it has none.
    pub(super) fn overrun(&self, ix: u32) -> Overrun {
        let node = self.node(ix);
        let begins = node.planned_due().max(self.timing(ix).allowed_until);
        let begins = if node.outcome == Outcome::Kept { begins.max(node.finish) } else { begins };
        Overrun { begins, customer_until: node.due.max(begins).min(node.finish), finish: node.finish }
    }
}

/// The time a node took beyond its original allowance, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Overrun {
    pub(super) begins: Instant,
    pub(super) customer_until: Instant,
    pub(super) finish: Instant,
}

impl Overrun {
    pub(super) fn has_customer_part(self) -> bool {
        self.begins < self.customer_until
    }

    pub(super) fn has_supplier_part(self) -> bool {
        self.begins < self.finish && self.customer_until < self.finish
    }

    /// Elapsed microseconds of the customer's part, 0 if there is none.
    pub(super) fn customer_micros(self) -> i64 {
        self.customer_until.since(self.begins).max(0)
    }

    /// Elapsed microseconds of the supplier's part, 0 if there is none.
    pub(super) fn supplier_micros(self) -> i64 {
        if self.has_supplier_part() { self.finish.since(self.customer_until) } else { 0 }
    }
}

/// Whether a node had to wait for an input: one that is open itself waits for all of them, one that was delivered
/// or waived only ever waited for what had arrived by then.
fn counts<C>(input: &Node<C>, node: &Node<C>) -> bool {
    node.outcome == Outcome::Undelivered || (input.outcome != Outcome::Undelivered && input.finish <= node.finish)
}

/// When a node would have been done had it used exactly its allowance: the time from when it would have been ready, had every
/// input kept its promise, to its planned due.
///
/// Where that is none, the agreement promises an input no earlier than what needs it. Then the allowance is what the node
/// had from its opening, so that waiting for the input is not its own delay; unless the inputs were all there in time, as
/// they were promised and before it was due: then nothing kept it from being on time. So it is with a node without inputs whose
/// planned due lies at or before its opening, as `at least 2 weeks before` a day that is next week: it is owed by that deadline
/// all the same, may be delivered before it opens, and all its lateness is its own.
fn allowed_until<C: Clock>(node: &Node<C>, ready: Readiness) -> Instant {
    let due = node.planned_due();
    // Starting as planned, its allowance ends at its planned due: there is no need to count.
    if ready.planned < due && ready.start == ready.planned {
        return due;
    }
    allowance(node, ready).map_or(due, |allowance| node.clock.plus(ready.start, allowance))
}

/// The time that a node was allowed from its start on; none where nothing kept it from being on time.
pub(super) fn allowance<C: Clock>(node: &Node<C>, ready: Readiness) -> Option<i64> {
    let due = node.planned_due();
    match ready {
        Readiness { planned, .. } if planned < due => Some(node.clock.between(planned, due)),
        Readiness { in_time: true, .. } => None,
        Readiness { .. } => Some(node.clock.between(node.opened, due).max(0)),
    }
}

fn length<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}
