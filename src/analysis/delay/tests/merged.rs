//! More than ten departments: by another reading of the rule, node by node.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::graph::Graph;
use super::super::shapley::{contributions, orders};
use super::naive::Naive;
use super::random::crowded;
use super::{Hours, results};
use crate::calendar::{Instant, SECOND};

/// A node with the departments that make a difference to it, those that are one player together last.
#[derive(Clone)]
struct Grouped {
    players: Vec<BTreeSet<u32>>,
    weights: BTreeMap<u32, i64>,
    /// By coalition of the players.
    finishes: Vec<Instant>,
    is_merged: bool,
}

impl Grouped {
    /// Its finish if a coalition of these players keep their parts: of those that are one player here, in proportion to those
    /// that do.
    fn finish(&self, players: &[BTreeSet<u32>], coalition: usize) -> Instant {
        let keeps = |player: usize| coalition & 1 << player != 0;
        let (mut low, mut high, mut share) = (0, 0, 0_i128);
        for (at, own) in self.players.iter().enumerate() {
            let of = |player: &BTreeSet<u32>| {
                player.intersection(own).map(|member| i128::from(self.weights[member])).sum::<i128>()
            };
            let parts: Vec<i128> = players.iter().map(of).collect();
            let whole: i128 = of(own);
            let mut shares: Vec<i128> = parts.iter().map(|part| (part << 32) / whole).collect();
            if let Some(heaviest) = (0..parts.len()).rev().max_by_key(|&player| parts[player]) {
                shares[heaviest] += (1 << 32) - shares.iter().sum::<i128>();
            }
            let kept: i128 = (0..shares.len()).filter(|&player| keeps(player)).map(|player| shares[player]).sum();
            if kept == 1 << 32 {
                low |= 1 << at;
                high |= 1 << at;
            } else if kept > 0 {
                high |= 1 << at;
                share = kept;
            }
        }
        let (low, high) = (self.finishes[low], self.finishes[high]);
        low.plus(i64::try_from((i128::from(high.since(low)) * share) >> 32).unwrap())
    }

    fn of(graph: &Graph<Hours>, ix: u32, judged: u32, known: &mut BTreeMap<u32, Self>) -> Self {
        let inputs: Vec<(u32, Self)> = graph
            .inputs(ix)
            .iter()
            .map(|&input| {
                if !known.contains_key(&input) {
                    let grouped = Self::of(graph, input, u32::MAX, known);
                    known.insert(input, grouped);
                }
                (input, known[&input].clone())
            })
            .collect();
        let earliest = inputs.iter().map(|(_, input)| input.finish(&[], 0)).max().unwrap_or_default();
        let floor = earliest.max(graph.node(ix).opened);
        let inputs: Vec<Self> =
            inputs.into_iter().filter(|(input, _)| graph.node(*input).finish > floor).map(|(_, input)| input).collect();
        let mut weights: BTreeMap<u32, i64> = BTreeMap::new();
        for (&department, &weight) in inputs.iter().flat_map(|input| &input.weights) {
            let most = weights.entry(department).or_default();
            *most = weight.max(*most);
        }
        let overrun = graph.overrun(ix);
        if overrun.has_customer_part() && ix != judged {
            *weights.entry(graph.node(ix).customer).or_default() += overrun.customer_micros();
        }
        if overrun.has_supplier_part() {
            *weights.entry(graph.node(ix).supplier).or_default() += overrun.supplier_micros();
        }
        let mut players: Vec<BTreeSet<u32>> = weights.keys().map(|&department| BTreeSet::from([department])).collect();
        let is_merged = players.len() > 10 || inputs.iter().any(|input| input.is_merged);
        if players.len() > 10 {
            let mut longest: Vec<u32> = weights.keys().copied().collect();
            longest.sort_by_key(|department| (-weights[department], *department));
            let together = longest.split_off(9).into_iter().collect();
            longest.sort_unstable();
            players = longest.into_iter().map(|department| BTreeSet::from([department])).collect();
            players.push(together);
        }
        let naive = Naive { graph, judged };
        let finish = |coalition: usize| {
            let kept = (0..players.len()).filter(|player| coalition & 1 << player != 0);
            let kept: BTreeSet<u32> = kept.flat_map(|player| players[player].iter().copied()).collect();
            let ready = inputs.iter().map(|input| input.finish(&players, coalition)).max().unwrap_or_default();
            naive.finish_from(ix, &kept, ready.max(floor))
        };
        let finishes: Vec<Instant> = (0..1 << players.len()).map(finish).collect();
        let mut grouped = Self { players, weights, finishes, is_merged };
        grouped.forget_those_without_effect();
        grouped
    }

    fn forget_those_without_effect(&mut self) {
        for at in (0..self.players.len()).rev() {
            let all = 0..self.finishes.len();
            if all.clone().all(|coalition| self.finishes[coalition] == self.finishes[coalition | 1 << at]) {
                for member in self.players.remove(at) {
                    self.weights.remove(&member);
                }
                let without = all.filter(|coalition| coalition & 1 << at == 0);
                self.finishes = without.map(|coalition| self.finishes[coalition]).collect();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn more_than_ten_departments_add_up_too(graph in crowded()) {
        let mut known = BTreeMap::new();
        for entry in results(&graph).entries() {
            let late = graph.split(entry.node).late;
            let naive = Naive { graph: &graph, judged: entry.node };
            let players = naive.players();
            let grouped = Grouped::of(&graph, entry.node, entry.node, &mut known);
            prop_assert_eq!(entry.is_merged, grouped.is_merged && !grouped.players.is_empty());
            prop_assert!(players.len() > 10 || !entry.is_merged);
            prop_assert_eq!(entry.shares.iter().map(|&(_, s)| s).sum::<i64>(), late / SECOND);
            for &(_, seconds) in entry.shares {
                prop_assert!(seconds > 0);
            }
            // Without one department, or two, it is exact.
            for &player in &players {
                let others = players.iter().copied().filter(|&other| other != player).collect();
                let left = entry.without_one.iter().find(|one| one.0 == player).map_or(late, |one| one.1);
                prop_assert_eq!(left, naive.lateness(&others));
            }
            let worth = |&finish: &Instant| finish.since(graph.node(entry.node).due).max(0);
            let values: Vec<i64> = grouped.finishes.iter().map(worth).collect();
            let orders = orders(grouped.players.len());
            for (player, contribution) in grouped.players.iter().zip(contributions(&values)) {
                let seconds: i64 =
                    entry.shares.iter().filter(|(cause, _)| player.contains(cause)).map(|&(_, seconds)| seconds).sum();
                let off = i128::from(seconds) * i128::from(SECOND) * orders - contribution;
                let most = i128::from(SECOND) * orders * i128::try_from(player.len()).unwrap();
                prop_assert!(off.abs() < most, "{player:?}: {seconds} s is off by {off}");
            }
        }
    }
}
