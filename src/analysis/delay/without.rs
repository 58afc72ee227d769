//! When a node would finish without one department's parts, or two's, exactly, where its table has several as one player.

use super::graph::{Clock, Graph};
use super::partition::Weight;
use super::replay::Response;
use super::work::Work;
use crate::calendar::Instant;

/// The finishes of a node without one department's parts, and without two's, where they differ.
#[derive(Debug, Default)]
pub(super) struct Without {
    /// Those earlier than the real one, by department.
    pub(super) ones: Vec<(u32, Instant)>,
    /// Those earlier than without either one of the two, by departments, the lower first.
    pub(super) twos: Vec<(u32, u32, Instant)>,
}

impl Without {
    /// Replays a node without each of these departments, and without each two of them where `pairs` are asked for. `inputs` are
    /// those that can make it start later than at `floor`, the latest first.
    pub(super) fn of<'r, C: Clock>(
        (graph, ix, work): (&Graph<C>, u32, &Work),
        (floor, inputs): (Instant, &[u32]),
        departments: &[Weight],
        pairs: bool,
        response: &impl Fn(u32) -> &'r Response,
    ) -> Self {
        let replay = |out: &[u32]| {
            let mut start = floor;
            for &input in inputs {
                let real = graph.node(input).finish;
                if real <= start {
                    break;
                }
                start = start.max(response(input).without(real, out));
            }
            work.finish(graph, ix, start, |department| !out.contains(&department))
        };
        let real = graph.node(ix).finish;
        let mut without = Self::default();
        for &(one, _) in departments {
            let finish = replay(&[one]);
            if finish < real {
                without.ones.push((one, finish));
            }
        }
        if !pairs {
            return without;
        }
        for (at, &(one, _)) in departments.iter().enumerate() {
            for &(other, _) in departments.iter().skip(at + 1) {
                let finish = replay(&[one, other]);
                if finish < without.either(real, one, other) {
                    without.twos.push((one, other, finish));
                }
            }
        }
        without
    }

    fn one(&self, real: Instant, department: u32) -> Instant {
        let at = self.ones.binary_search_by_key(&department, |&(one, _)| one);
        at.ok().and_then(|at| self.ones.get(at)).map_or(real, |&(_, finish)| finish)
    }

    fn either(&self, real: Instant, one: u32, other: u32) -> Instant {
        self.one(real, one).min(self.one(real, other))
    }

    /// The finish without one department or two, the lower first.
    pub(super) fn finish(&self, real: Instant, out: &[u32]) -> Instant {
        let &[one, other] = out else { return out.first().map_or(real, |&one| self.one(real, one)) };
        let at = self.twos.binary_search_by_key(&(one, other), |&(one, other, _)| (one, other));
        let both = at.ok().and_then(|at| self.twos.get(at)).map(|&(.., finish)| finish);
        both.unwrap_or_else(|| self.either(real, one, other))
    }
}
