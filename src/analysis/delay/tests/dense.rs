//! What costs no more than its needs: layers in which everything needs everything before, chains with ever other departments.

use std::time::{Duration, Instant as Now};

use super::super::graph::Graph;
use super::super::results::{Departments, Results};
use super::{Hours, node};
use crate::calendar::SECOND;

/// Layers of handoffs that each need the whole layer before, all late, of forty departments.
fn layered(layers: u32, width: u32) -> Graph<Hours> {
    let nodes = (0..layers * width).map(|ix| {
        let (layer, place) = (i64::from(ix / width), i64::from(ix % width));
        let late = 1 + (layer * 7 + place * 5) % 11;
        node(ix % 40, (ix + 1) % 40, layer * 20, layer * 20 + 20, layer * 20 + 20 + late + layer)
    });
    Graph::new(nodes.collect(), |ix, inputs| {
        let layer = ix / width;
        inputs.extend((layer.saturating_sub(1) * width..layer * width).filter(|_| layer > 0));
    })
}

/// One handoff after the other, each late, of as many departments as there are steps or forty.
fn chain(steps: u32) -> Graph<Hours> {
    let nodes = (0..steps).map(|ix| {
        let at = i64::from(ix);
        node(ix % 40, (ix + 1) % 40, 0, 24 * (at + 1), 24 * (at + 1) + 2 * (at + 1) + at % 3)
    });
    Graph::new(nodes.collect(), |ix, inputs| inputs.extend(ix.checked_sub(1)))
}

#[expect(clippy::disallowed_methods, reason = "it measures how long attributing takes")]
fn check(graph: &Graph<Hours>) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let begun = Now::now();
        let results = Results::of(graph, Departments { count: 40, before_plan: 40 });
        best = best.min(begun.elapsed());
        for entry in results.entries() {
            let late = graph.split(entry.node).late;
            assert_eq!(entry.shares.iter().map(|&(_, seconds)| seconds).sum::<i64>(), late / SECOND);
            assert!(entry.shares.iter().all(|&(_, seconds)| seconds > 0));
        }
    }
    best
}

/// Twice as much takes less than three times as long; what else runs on the machine may get in between, and so there are
/// several tries.
fn doubles_at_most(once: &Graph<Hours>, twice: &Graph<Hours>) {
    let ratio = || check(twice).as_secs_f64() / check(once).as_secs_f64();
    assert!((0..5).any(|_| ratio() < 3.0), "twice as much takes more than three times as long");
}

#[test]
#[ignore = "measures time, and so runs alone: `.ci/run` does"]
fn dense_layers_cost_what_their_needs_do() {
    let (once, twice) = (layered(12, 12), layered(24, 12));
    assert!(once.split(143).late > 0);
    doubles_at_most(&once, &twice);
}

#[test]
#[ignore = "measures time, and so runs alone: `.ci/run` does"]
fn long_chains_of_many_departments_cost_what_their_steps_do() {
    doubles_at_most(&chain(400), &chain(800));
}
