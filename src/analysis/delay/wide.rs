//! Replaying nodes that depend on more departments than a table has room for.

use std::collections::BTreeMap;

use super::coalition::Coalitions;
use super::graph::{Clock, Graph};
use super::replay::{Response, Wide};
use crate::calendar::Instant;

/// A judged node, ready to be replayed with any coalitions.
pub(super) struct Replay<'g, C> {
    graph: &'g Graph<C>,
    responses: &'g [Response],
    judged: u32,
    response: &'g Response,
    /// The wide nodes upstream of the judged one, and it itself if it is wide; inputs first.
    order: Vec<(u32, &'g Wide)>,
    /// Where each stands there.
    places: BTreeMap<u32, usize>,
}

impl<'g, C: Clock> Replay<'g, C> {
    /// `response` is that of the judged node.
    pub(super) fn new(graph: &'g Graph<C>, responses: &'g [Response], judged: u32, response: &'g Response) -> Self {
        let mut order = Vec::new();
        let mut places = BTreeMap::new();
        let mut stack: Vec<(u32, &Wide, usize)> = Vec::new();
        if let Response::Wide(wide) = response {
            stack.push((judged, wide, 0));
        }
        while let Some((ix, wide, next)) = stack.last_mut() {
            let Some(&input) = wide.inputs.get(*next) else {
                places.insert(*ix, order.len());
                order.push((*ix, *wide));
                stack.pop();
                continue;
            };
            *next += 1;
            let Some(Response::Wide(wide)) = responses.get(input as usize) else { continue };
            if !places.contains_key(&input) {
                stack.push((input, wide, 0));
            }
        }
        Self { graph, responses, judged, response, order, places }
    }

    /// When the judged node finishes, for every subset of a coalitions.
    pub(super) fn finishes(&self, coalitions: &Coalitions) -> Vec<Instant> {
        let mut rows = Vec::with_capacity(coalitions.subsets());
        let mut replayed: Vec<Vec<Instant>> = Vec::with_capacity(self.order.len());
        for &(ix, wide) in &self.order {
            let mut starts = vec![wide.floor; coalitions.subsets()];
            for &input in &wide.inputs {
                // Of all starts the first, with everything cut, is the earliest.
                if starts.first().is_some_and(|&earliest| self.graph.node(input).finish <= earliest) {
                    break;
                }
                match self.responses.get(input as usize) {
                    Some(Response::Table(table)) => table.delay(&mut starts, coalitions, &mut rows),
                    Some(Response::Wide(_)) => {
                        let finishes = self.places.get(&input).and_then(|&place| replayed.get(place));
                        for (start, &finish) in starts.iter_mut().zip(finishes.into_iter().flatten()) {
                            *start = (*start).max(finish);
                        }
                    }
                    Some(Response::Fixed) | None => {}
                }
            }
            wide.work.finish_all(self.graph, ix, coalitions, &mut starts);
            replayed.push(starts);
        }
        match self.response {
            Response::Fixed => vec![self.graph.node(self.judged).finish; coalitions.subsets()],
            Response::Table(table) => {
                let mut finishes = vec![Instant(i64::MIN); coalitions.subsets()];
                table.delay(&mut finishes, coalitions, &mut rows);
                finishes
            }
            Response::Wide(_) => replayed.pop().unwrap_or_default(),
        }
    }
}
