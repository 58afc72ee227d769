//! Another reading of the rules, with recursion, no tables and every coalition by itself.

use std::collections::{BTreeMap, BTreeSet};

use super::super::graph::{Clock, Graph};
use super::Hours;
use crate::calendar::Instant;

/// A judged node of a graph.
pub(super) struct Naive<'g> {
    pub(super) graph: &'g Graph<Hours>,
    pub(super) judged: u32,
}

impl Naive<'_> {
    fn finish(&self, ix: u32, coalition: &BTreeSet<u32>) -> Instant {
        self.finish_once(ix, coalition, &mut BTreeMap::new())
    }

    fn finish_once(&self, ix: u32, coalition: &BTreeSet<u32>, known: &mut BTreeMap<u32, Instant>) -> Instant {
        if let Some(&finish) = known.get(&ix) {
            return finish;
        }
        let inputs = self.graph.inputs(ix).iter();
        let ready = inputs.map(|&input| self.finish_once(input, coalition, known)).max();
        let finish = self.finish_from(ix, coalition, ready.unwrap_or_default());
        known.insert(ix, finish);
        finish
    }

    pub(super) fn finish_from(&self, ix: u32, coalition: &BTreeSet<u32>, ready: Instant) -> Instant {
        let (node, real_start) = (self.graph.node(ix), self.graph.timing(ix).start);
        let start = node.opened.max(ready);
        let begins = node.original_due.min(node.due).max(self.graph.timing(ix).allowed_until);
        let customer_until = node.finish.min(node.due.max(begins));
        // The end of the last part that stays, and the working time of all that stay.
        let (mut end, mut took) = (begins.min(node.finish), node.clock.between(real_start, begins.min(node.finish)));
        for (from, to, who) in [(begins, customer_until, node.customer), (customer_until, node.finish, node.supplier)] {
            let stays = coalition.contains(&who) || (ix == self.judged && to == customer_until);
            if from < to && stays {
                end = if end == from { to } else { node.clock.plus(end, node.clock.between(from, to)).min(to) };
                took += node.clock.between(from, to);
            }
        }
        if start == real_start { end } else { node.clock.plus(start, took).min(end) }
    }

    pub(super) fn lateness(&self, coalition: &BTreeSet<u32>) -> i64 {
        self.finish(self.judged, coalition).since(self.graph.node(self.judged).due).max(0)
    }

    pub(super) fn players(&self) -> BTreeSet<u32> {
        let mut players = BTreeSet::new();
        let mut stack = vec![self.judged];
        while let Some(ix) = stack.pop() {
            let overrun = self.graph.overrun(ix);
            players.extend((overrun.has_customer_part() && ix != self.judged).then_some(self.graph.node(ix).customer));
            players.extend(overrun.has_supplier_part().then_some(self.graph.node(ix).supplier));
            stack.extend(self.graph.inputs(ix));
        }
        players
    }

    /// The players, and the lateness with each set of them, of which bit `i` says whether the `i`th is in it.
    pub(super) fn coalitions(&self) -> (Vec<u32>, Vec<i64>) {
        let players: Vec<u32> = self.players().into_iter().collect();
        let members = |set: usize| (0..players.len()).filter(move |player| set & 1 << player != 0);
        let worth = (0..1 << players.len()).map(|set| self.lateness(&members(set).map(|at| players[at]).collect()));
        let worth = worth.collect();
        (players, worth)
    }

    /// By all orders in which the players can join: microseconds times the number of orders, and that number.
    pub(super) fn shares(&self) -> (BTreeMap<u32, i128>, i128) {
        let (players, worth) = self.coalitions();
        let mut sums = vec![0; players.len()];
        let mut orders = 0;
        permutations(players.len(), &mut |order| {
            orders += 1;
            let mut joined = 0;
            for &player in order {
                sums[player] += i128::from(worth[joined | 1 << player] - worth[joined]);
                joined |= 1 << player;
            }
        });
        let sums = players.into_iter().zip(sums).collect();
        (sums, orders)
    }
}

fn permutations(n: usize, visit: &mut impl FnMut(&[usize])) {
    fn go(order: &mut Vec<usize>, n: usize, visit: &mut impl FnMut(&[usize])) {
        if order.len() == n {
            return visit(order);
        }
        for next in 0..n {
            if !order.contains(&next) {
                order.push(next);
                go(order, n, visit);
                order.pop();
            }
        }
    }
    go(&mut Vec::new(), n, visit);
}
