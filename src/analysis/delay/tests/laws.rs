//! What holds for every graph.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::graph::{Graph, Node};
use super::super::results::{Entry, PLAN};
use super::naive::Naive;
use super::random::graphs;
use super::results;
use crate::calendar::SECOND;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn shares_agree_with_brute_force_over_all_orders(graph in graphs(7, 9)) {
        let results = results(&graph);
        for entry in results.entries() {
            let naive = Naive { graph: &graph, judged: entry.node };
            let (sums, orders) = naive.shares();
            let late = graph.split(entry.node).late;
            prop_assert_eq!(naive.lateness(&naive.players()), late, "all parts together are what happened");
            prop_assert_eq!(entry.shares.iter().map(|&(_, s)| s).sum::<i64>(), late / SECOND);
            for &(cause, seconds) in entry.shares {
                let overran = cause == PLAN || naive.players().contains(&cause);
                prop_assert!(seconds > 0 && overran, "{cause} bears {seconds} s");
                let exact = if cause == PLAN {
                    i128::from(naive.lateness(&BTreeSet::new())) * orders
                } else {
                    sums.get(&cause).copied().unwrap_or(0)
                };
                let off = i128::from(seconds) * i128::from(SECOND) * orders - exact;
                prop_assert!(off.abs() < i128::from(SECOND) * orders, "{cause}: {seconds} s is off by {off}");
            }
            prop_assert!(!entry.is_merged);
        }
    }

    #[test]
    fn but_for_agrees_with_replaying_everybody_else(graph in graphs(5, 9)) {
        for entry in results(&graph).entries() {
            let naive = Naive { graph: &graph, judged: entry.node };
            let late = graph.split(entry.node).late;
            let without = |out: &[u32]| {
                naive.lateness(&naive.players().into_iter().filter(|player| !out.contains(player)).collect())
            };
            for department in 0..5 {
                let left = entry.without_one.iter().find(|one| one.0 == department).map_or(late, |one| one.1);
                prop_assert_eq!(left, without(&[department]));
            }
            for &(one, other, left) in entry.without_two {
                prop_assert_eq!(left, without(&[one, other]));
            }
        }
    }

    #[test]
    fn lateness_never_shrinks_when_a_department_joins(graph in graphs(7, 9)) {
        for entry in results(&graph).entries() {
            let (players, worth) = Naive { graph: &graph, judged: entry.node }.coalitions();
            for (set, &without) in worth.iter().enumerate() {
                for player in 0..players.len() {
                    prop_assert!(without <= worth[set | 1 << player], "without and with {}", players[player]);
                }
            }
            let late = graph.split(entry.node).late;
            let left = |one: u32| entry.without_one.iter().find(|of| of.0 == one).map_or(late, |of| of.1);
            prop_assert!(entry.without_one.iter().all(|&(_, left)| (0..late).contains(&left)));
            for &(one, other, both) in entry.without_two {
                prop_assert!(both >= 0 && both <= left(one).min(left(other)));
            }
        }
    }

    #[test]
    fn who_plays_the_same_part_bears_the_same(graph in graphs(5, 9)) {
        // The same graph with two departments' names swapped gives the same shares with their names swapped, but for
        // the second that a tie gives to the first.
        let swapped = |department: u32| match department {
            0 => 3,
            3 => 0,
            other => other,
        };
        let nodes = (0..graph.len()).map(|ix| graph.node(ix)).map(|node| Node {
            supplier: swapped(node.supplier),
            customer: swapped(node.customer),
            ..*node
        });
        let other = Graph::new(nodes.collect(), |ix, inputs| inputs.extend(graph.inputs(ix)));
        let (these, those) = (results(&graph), results(&other));
        for (this, that) in these.entries().zip(those.entries()) {
            let share = |entry: Entry<'_>, cause| entry.shares.iter().find(|share| share.0 == cause).map_or(0, |share| share.1);
            for cause in (0..5).chain([PLAN]) {
                prop_assert!((share(this, cause) - share(that, swapped(cause))).abs() <= 1);
            }
        }
    }

    #[test]
    fn own_and_inherited_are_the_lateness(graph in graphs(5, 30)) {
        for ix in 0..graph.len() {
            let split = graph.split(ix);
            prop_assert!(split.own >= 0 && split.inherited >= 0 && split.recovered >= 0);
            prop_assert_eq!(split.own + split.inherited, split.late);
        }
    }
}
