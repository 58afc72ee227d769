//! Who takes part in sharing out a node's lateness.

use std::collections::BTreeMap;

use super::graph::{Clock, Graph};
use super::replay::MAX_PLAYERS;

/// Elapsed microseconds of each department's parts in the overruns of a node and of all upstream of it.
pub(super) type Parts = BTreeMap<u32, i64>;

/// Walks upstream from one node after another.
#[derive(Debug, Default)]
pub(super) struct Walker {
    /// The walk that last came by, for every node.
    seen: Vec<u32>,
    walk: u32,
    stack: Vec<u32>,
}

impl Walker {
    /// The parts of every department that can be cut when `judged` is replayed: all upstream, and its own supplier's.
    pub(super) fn parts<C: Clock>(&mut self, graph: &Graph<C>, judged: u32) -> Parts {
        let mut parts = Parts::new();
        let mut add = |department: u32, micros: i64| {
            let sum = parts.entry(department).or_insert(0i64);
            *sum = sum.saturating_add(micros);
        };
        self.seen.resize(graph.len() as usize, 0);
        self.walk += 1;
        self.stack.push(judged);
        while let Some(ix) = self.stack.pop() {
            let (node, overrun) = (graph.node(ix), graph.overrun(ix));
            if overrun.has_customer_part() && ix != judged {
                add(node.customer, overrun.customer_micros());
            }
            if overrun.has_supplier_part() {
                add(node.supplier, overrun.supplier_micros());
            }
            for &input in graph.inputs(ix) {
                if let Some(seen) = self.seen.get_mut(input as usize).filter(|seen| **seen != self.walk) {
                    *seen = self.walk;
                    self.stack.push(input);
                }
            }
        }
        parts
    }
}

/// One player: a department, or several that count as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Player {
    /// Each with the weight of its claim on the player's share: the length of its parts, where there are several.
    pub(super) members: Vec<(u32, i64)>,
}

impl Player {
    pub(super) fn alone(department: u32) -> Self {
        Self { members: vec![(department, 1)] }
    }

    /// The departments with a part as at most [`MAX_PLAYERS`] players: those with the longest parts by themselves,
    /// the others together. Of two that are equally long the one whose id sorts first stays by itself.
    pub(super) fn among(parts: &Parts) -> Vec<Self> {
        if parts.len() <= MAX_PLAYERS {
            return parts.keys().map(|&department| Self::alone(department)).collect();
        }
        let mut longest_first: Vec<(u32, i64)> =
            parts.iter().map(|(&department, &micros)| (department, micros)).collect();
        longest_first.sort_by_key(|&(department, micros)| (std::cmp::Reverse(micros), department));
        let together = longest_first.split_off(MAX_PLAYERS - 1);
        let mut players: Vec<Self> = longest_first.into_iter().map(|(department, _)| Self::alone(department)).collect();
        players.push(Self { members: together });
        players
    }

    /// Each member with the weight of its claim on the player's share, and the sum of these weights, which stays
    /// below 2^49 so that products with exact shares fit.
    pub(super) fn weights(&self) -> (Vec<(u32, i128)>, i128) {
        let sum = |members: &[(u32, i128)]| members.iter().map(|&(_, weight)| weight).sum::<i128>();
        let mut members: Vec<(u32, i128)> =
            self.members.iter().map(|&(department, micros)| (department, i128::from(micros))).collect();
        while sum(&members) >> 48 != 0 {
            for (_, weight) in &mut members {
                *weight = (*weight + 1) / 2;
            }
        }
        let sum = sum(&members).max(1);
        (members, sum)
    }
}
