//! The work of one node: what it took, whose it was, and when it ends if some of it is cut away.

use super::graph::{Clock, Graph, Overrun};
use super::partition::{Partition, Weight};
use crate::calendar::Instant;

/// The work a node keeps when replayed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    /// Up to the end of its allowance, or of its customer's part where that stays in every replay.
    base: i64,
    overrun: Overrun,
    customer: Option<(u32, i64)>,
    supplier: Option<(u32, i64)>,
}

impl Work {
    /// What the overrun of a node consists of. The judged node itself keeps its customer's part in every replay.
    pub(super) fn of<C: Clock>(graph: &Graph<C>, ix: u32, is_judged: bool) -> Self {
        let (node, start, overrun) = (graph.node(ix), graph.timing(ix).start, graph.overrun(ix));
        let customer_cuttable = overrun.has_customer_part() && !is_judged;
        let until = |cuttable: bool, from: Instant, to: Instant| cuttable.then(|| node.clock.between(from, to));
        let base_until = if customer_cuttable { overrun.begins } else { overrun.customer_until };
        Self {
            base: node.clock.between(start, base_until),
            overrun,
            customer: until(customer_cuttable, overrun.begins, overrun.customer_until)
                .map(|work| (node.customer, work)),
            supplier: until(overrun.has_supplier_part(), overrun.customer_until, overrun.finish)
                .map(|work| (node.supplier, work)),
        }
    }

    /// The departments with a part that can be cut, each with its length, elapsed.
    pub(super) fn parts(&self) -> impl Iterator<Item = Weight> {
        let customer = self.customer.map(|(department, _)| (department, self.overrun.customer_micros()));
        let supplier = self.supplier.map(|(department, _)| (department, self.overrun.supplier_micros()));
        customer.into_iter().chain(supplier)
    }

    /// When the node finishes if it starts at `start` and `keeps` says whose parts stay.
    ///
    /// Starting when it really did, it ends where its last kept part really ended, whatever the hours. Starting earlier, it
    /// takes the working time that it keeps, and never ends later than that.
    pub(super) fn finish<C: Clock>(
        &self,
        graph: &Graph<C>,
        ix: u32,
        start: Instant,
        keeps: impl Fn(u32) -> bool,
    ) -> Instant {
        let node = graph.node(ix);
        let kept = |part: Option<(u32, i64)>| part.filter(|(department, _)| keeps(*department)).map(|(_, work)| work);
        let (customer, supplier) = (kept(self.customer), kept(self.supplier));
        let is_cut = |part: Option<(u32, i64)>, kept: Option<i64>| part.is_some() && kept.is_none();
        let end = match (is_cut(self.customer, customer), is_cut(self.supplier, supplier)) {
            (false, false) => node.finish,
            (false, true) => self.overrun.customer_until,
            (true, true) => self.overrun.begins,
            (true, false) => node.clock.plus(self.overrun.begins, supplier.unwrap_or(0)).min(node.finish),
        };
        if start >= graph.timing(ix).start {
            return end;
        }
        let took = self.base.saturating_add(customer.unwrap_or(0)).saturating_add(supplier.unwrap_or(0));
        node.clock.plus(start, took).min(end)
    }

    /// Turns the starts of a node, one for each coalition, into its finishes.
    pub(super) fn finish_all<C: Clock>(
        &self,
        graph: &Graph<C>,
        ix: u32,
        partition: &Partition,
        starts: &mut [Instant],
    ) {
        let bit = |part: Option<(u32, i64)>| part.map_or(0, |(department, _)| partition.bit(department));
        let (supplier, customer) = (bit(self.supplier), bit(self.customer));
        // Neighbouring coalitions mostly start alike and cut alike.
        let mut last = None;
        for (coalition, start) in starts.iter_mut().enumerate() {
            let key = (*start, coalition & (supplier | customer));
            let finish = match last {
                Some((same, finish)) if same == key => finish,
                _ => self.finish(graph, ix, *start, |department| {
                    let bit = partition.bit(department);
                    bit == 0 || coalition & bit != 0
                }),
            };
            last = Some((key, finish));
            *start = finish;
        }
    }
}
