//! Graphs at random.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::graph::{Graph, Node, Outcome};
use super::{HOUR, Hours, node};
use crate::calendar::{Instant, SECOND};

#[derive(Clone, Debug)]
struct Task {
    supplier: u32,
    customer: u32,
    clock: Hours,
    outcome: u8,
    opened: i64,
    allowed: i64,
    moved: i64,
    took: i64,
    needs: Vec<prop::sample::Index>,
}

fn task(departments: u32) -> impl Strategy<Value = Task> {
    let hours = prop_oneof![Just(Hours::All), Just(Hours::Office)];
    let moved = prop_oneof![4 => Just(0i64), 1 => -20i64..40];
    let needs = prop::collection::vec(any::<prop::sample::Index>(), 0..4);
    (0..departments, 0..departments, hours, 0u8..10, 0i64..60, 0i64..60, moved, 0i64..70, needs).prop_map(
        |(supplier, customer, clock, outcome, opened, allowed, moved, took, needs)| Task {
            supplier,
            customer,
            clock,
            outcome,
            opened,
            allowed,
            moved,
            took,
            needs,
        },
    )
}

const AS_OF: i64 = 160;

/// A graph of tasks, each needing some before it. Minutes are odd, so that remainders are.
fn build(tasks: &[Task]) -> Graph<Hours> {
    let needs = |ix: usize| -> BTreeSet<u32> {
        if ix == 0 {
            BTreeSet::new()
        } else {
            tasks[ix].needs.iter().map(|need| u32::try_from(need.index(ix)).unwrap()).collect()
        }
    };
    let mut nodes: Vec<Node<Hours>> = Vec::new();
    for (ix, task) in tasks.iter().enumerate() {
        let odd = i64::try_from(ix).unwrap() % 3;
        let ready = needs(ix).into_iter().map(|n| nodes[n as usize].finish.0).fold(task.opened * HOUR, i64::max);
        // Some do not wait for all they need.
        let from = if task.outcome == 1 { task.opened * HOUR } else { ready };
        let finish = from + task.took * HOUR + 7 * 60 * SECOND * odd;
        let outcome = match task.outcome {
            0 => Outcome::Undelivered,
            2 => Outcome::Waived,
            _ if finish > AS_OF * HOUR => Outcome::Undelivered,
            _ => Outcome::Delivered,
        };
        let due = (task.opened + task.allowed) * HOUR;
        nodes.push(Node {
            clock: task.clock,
            original_due: Instant(due),
            due: Instant(due + task.moved * HOUR),
            finish: Instant(if outcome == Outcome::Undelivered { AS_OF * HOUR } else { finish }),
            outcome,
            ..node(task.supplier, task.customer, task.opened, 0, 0)
        });
    }
    Graph::new(nodes, |ix, inputs| inputs.extend(needs(ix as usize)))
}

/// Graphs in which many departments overrun by a little.
pub(super) fn crowded() -> impl Strategy<Value = Graph<Hours>> {
    prop::collection::vec(task(30), 20..36).prop_map(|mut tasks| {
        for (ix, task) in (0i64..).zip(tasks.iter_mut()) {
            *task = Task { outcome: 3, opened: 0, allowed: ix / 4, took: 1 + task.took % 7, ..task.clone() };
        }
        build(&tasks)
    })
}

pub(super) fn graphs(departments: u32, most: usize) -> impl Strategy<Value = Graph<Hours>> {
    prop::collection::vec(task(departments), 1..most).prop_map(|tasks| build(&tasks))
}
