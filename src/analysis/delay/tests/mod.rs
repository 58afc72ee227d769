//! The rules of delay on graphs made by hand and at random, against a second, naive reading of them.

mod dense;
mod golden;
mod laws;
mod merged;
mod naive;
mod random;

use super::graph::{Clock, Graph, Node, Outcome};
use super::results::{Departments, Results};
use crate::calendar::{Instant, SECOND};

const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;

/// Round the clock, or from nine to five every day.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Hours {
    All,
    Office,
}

impl Clock for Hours {
    fn between(self, from: Instant, to: Instant) -> i64 {
        let worked = |at: Instant| match self {
            Self::All => at.0,
            Self::Office => at.0.div_euclid(DAY) * 8 * HOUR + (at.0.rem_euclid(DAY) - 9 * HOUR).clamp(0, 8 * HOUR),
        };
        worked(to) - worked(from)
    }

    fn plus(self, from: Instant, micros: i64) -> Instant {
        match self {
            Self::All => from.plus(micros),
            Self::Office if micros == 0 => from,
            Self::Office => {
                let total = self.between(Instant(0), from) + micros;
                let (days, rest) = ((total - 1).div_euclid(8 * HOUR), (total - 1).rem_euclid(8 * HOUR) + 1);
                Instant(days * DAY + 9 * HOUR + rest)
            }
        }
    }
}

/// A node with everything in hours: who owes it whom, opened, due, delivered.
fn node(supplier: u32, customer: u32, opened: i64, due: i64, finish: i64) -> Node<Hours> {
    Node {
        supplier,
        customer,
        clock: Hours::All,
        opened: Instant(opened * HOUR),
        original_due: Instant(due * HOUR),
        due: Instant(due * HOUR),
        finish: Instant(finish * HOUR),
        outcome: Outcome::Delivered,
    }
}

fn open(node: Node<Hours>) -> Node<Hours> {
    Node { outcome: Outcome::Undelivered, ..node }
}

fn moved(node: Node<Hours>, due: i64) -> Node<Hours> {
    Node { due: Instant(due * HOUR), ..node }
}

fn graph(nodes: &[(Node<Hours>, &[u32])]) -> Graph<Hours> {
    Graph::new(nodes.iter().map(|(node, _)| *node).collect(), |ix, inputs| inputs.extend(nodes[ix as usize].1))
}

fn results(graph: &Graph<Hours>) -> Results {
    Results::of(graph, Departments { count: 40, before_plan: 40 })
}
