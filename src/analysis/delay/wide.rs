//! Replaying nodes that depend on more departments than a table has room for, one coalition at a time.

use std::collections::BTreeSet;

use super::graph::{Clock, Graph};
use super::replay::{Response, Wide};
use crate::calendar::Instant;

/// A set of departments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Coalition(Vec<u64>);

impl Coalition {
    /// All of `count` departments but these.
    pub(super) fn without(count: u32, departments: &[u32]) -> Self {
        let mut coalition = Self(vec![u64::MAX; count.div_ceil(64) as usize]);
        for department in departments {
            if let Some(word) = coalition.0.get_mut(*department as usize / 64) {
                *word &= !(1 << (department % 64));
            }
        }
        coalition
    }

    /// None of `count` departments.
    pub(super) fn none(count: u32) -> Self {
        Self(vec![0; count.div_ceil(64) as usize])
    }

    pub(super) fn insert(&mut self, department: u32) {
        if let Some(word) = self.0.get_mut(department as usize / 64) {
            *word |= 1 << (department % 64);
        }
    }

    pub(super) fn contains(&self, department: u32) -> bool {
        self.0.get(department as usize / 64).is_some_and(|word| word & (1 << (department % 64)) != 0)
    }
}

/// A judged node, ready to be replayed for any coalition.
pub(super) struct Replay<'g, C> {
    graph: &'g Graph<C>,
    responses: &'g [Response],
    judged: u32,
    response: &'g Response,
    /// The wide nodes upstream of the judged one, and it itself if it is wide; inputs first.
    wide: Vec<(u32, &'g Wide)>,
}

impl<'g, C: Clock> Replay<'g, C> {
    /// `response` is the judged node's own, as the judged one.
    pub(super) fn new(graph: &'g Graph<C>, responses: &'g [Response], judged: u32, response: &'g Response) -> Self {
        let mut wide_nodes = Vec::new();
        let mut seen = BTreeSet::new();
        let mut stack: Vec<(u32, &Wide, usize)> = Vec::new();
        if let Response::Wide(wide) = response {
            stack.push((judged, wide, 0));
        }
        while let Some((ix, wide, next)) = stack.last_mut() {
            let Some(&input) = wide.inputs.get(*next) else {
                wide_nodes.push((*ix, *wide));
                stack.pop();
                continue;
            };
            *next += 1;
            if let Some(Response::Wide(wide)) = responses.get(input as usize)
                && seen.insert(input)
            {
                stack.push((input, wide, 0));
            }
        }
        Self { graph, responses, judged, response, wide: wide_nodes }
    }

    /// When the judged node finishes under a coalition. `finishes` is scratch, as long as the graph.
    pub(super) fn finish(&self, coalition: &Coalition, finishes: &mut [Instant]) -> Instant {
        for &(ix, wide) in &self.wide {
            let finish = self.wide_finish(ix, wide, coalition, finishes);
            if let Some(slot) = finishes.get_mut(ix as usize) {
                *slot = finish;
            }
        }
        self.settled(self.judged, self.response, coalition, finishes)
    }

    fn wide_finish(&self, ix: u32, wide: &Wide, coalition: &Coalition, finishes: &[Instant]) -> Instant {
        let mut start = wide.floor;
        for &input in &wide.inputs {
            if self.graph.node(input).finish <= start {
                break;
            }
            let Some(response) = self.responses.get(input as usize) else { continue };
            start = start.max(self.settled(input, response, coalition, finishes));
        }
        wide.work.finish(self.graph, ix, start, |department| coalition.contains(department))
    }

    /// The finish of a node whose wide inputs have been replayed.
    fn settled(&self, ix: u32, response: &Response, coalition: &Coalition, finishes: &[Instant]) -> Instant {
        let real = self.graph.node(ix).finish;
        match response {
            Response::Fixed => real,
            Response::Table(table) => table.finish(table.row_of(|department| coalition.contains(department))),
            Response::Wide(_) => finishes.get(ix as usize).copied().unwrap_or(real),
        }
    }
}
