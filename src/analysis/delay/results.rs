//! Who caused each late node's lateness, and what would be left of it without each department.

use std::ops::Range;

use super::graph::{Clock, Graph};
use super::players::Player;
use super::replay::Response;
use super::shapley::{Exact, contributions, orders, whole_seconds};
use super::table::Table;
use crate::calendar::{Instant, SECOND};

/// The cause that is no department: the plan itself.
pub(super) const PLAN: u32 = u32::MAX;

/// Pairs of departments are replayed in networks of at most this many.
pub(super) const MAX_DEPARTMENTS_FOR_PAIRS: u32 = 20;

/// The departments of a network, as far as sharing out needs to know them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Departments {
    pub(super) count: u32,
    /// How many of their ids sort before the word `plan`.
    pub(super) before_plan: u32,
}

/// What was found out about every late node, in the order of the nodes.
#[derive(Debug, Default)]
pub(super) struct Results {
    accounts: Vec<Account>,
    shares: Vec<(u32, i64)>,
    without_one: Vec<(u32, i64)>,
    without_two: Vec<(u32, u32, i64)>,
}

/// Where a late node's entries stand.
#[derive(Clone, Debug, Default)]
struct Account {
    node: u32,
    is_merged: bool,
    shares: Range<usize>,
    without_one: Range<usize>,
    without_two: Range<usize>,
}

/// What is known of one late node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'l> {
    pub(super) node: u32,
    /// Whether some departments had to count as one player.
    pub(super) is_merged: bool,
    /// Whole seconds by cause: departments in order, the plan last; no zeros.
    pub(super) shares: &'l [(u32, i64)],
    /// The lateness left, in microseconds, without a department's parts; for each that makes a difference.
    pub(super) without_one: &'l [(u32, i64)],
    /// The same without two of these, the lower first.
    pub(super) without_two: &'l [(u32, u32, i64)],
}

impl Results {
    /// Replays every late node of a graph, and what lies upstream of one: inputs first, each table dropped when the last of
    /// those that need it is replayed.
    pub(super) fn of<C: Clock>(graph: &Graph<C>, departments: Departments) -> Self {
        let late: Vec<u32> = (0..graph.len()).filter(|&ix| graph.split(ix).late > 0).collect();
        let order = upstream_first(graph, &late);
        let mut waiting = vec![0_u32; graph.len() as usize];
        for &input in order.iter().flat_map(|&ix| graph.inputs(ix)) {
            if let Some(waiting) = waiting.get_mut(input as usize) {
                *waiting += 1;
            }
        }
        let mut builder = ResultsBuilder { graph, departments, responses: Vec::new(), results: Self::default() };
        builder.responses.resize_with(graph.len() as usize, Response::default);
        for ix in order {
            builder.replay(ix);
            for &input in graph.inputs(ix) {
                let Some(waiting) = waiting.get_mut(input as usize) else { continue };
                *waiting -= 1;
                if *waiting == 0 {
                    builder.set(input, Response::Fixed);
                }
            }
            if waiting.get(ix as usize) == Some(&0) {
                builder.set(ix, Response::Fixed);
            }
        }
        let mut results = builder.results;
        results.accounts.sort_unstable_by_key(|account| account.node);
        results
    }

    /// The entry of a node; none if it is not late.
    pub(super) fn entry(&self, node: u32) -> Option<Entry<'_>> {
        let place = self.accounts.binary_search_by_key(&node, |account| account.node).ok()?;
        self.accounts.get(place).map(|account| self.entry_of(account))
    }

    /// All entries, by node.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.accounts.iter().map(|account| self.entry_of(account))
    }

    fn entry_of(&self, account: &Account) -> Entry<'_> {
        Entry {
            node: account.node,
            is_merged: account.is_merged,
            shares: self.shares.get(account.shares.clone()).unwrap_or_default(),
            without_one: self.without_one.get(account.without_one.clone()).unwrap_or_default(),
            without_two: self.without_two.get(account.without_two.clone()).unwrap_or_default(),
        }
    }

    fn ends(&self) -> (usize, usize, usize) {
        (self.shares.len(), self.without_one.len(), self.without_two.len())
    }
}

/// These nodes and all upstream of them, inputs first.
fn upstream_first<C: Clock>(graph: &Graph<C>, from: &[u32]) -> Vec<u32> {
    let mut seen = vec![false; graph.len() as usize];
    let mut order = Vec::new();
    let mut stack: Vec<(u32, usize)> = Vec::new();
    let mut visit = |ix: u32, stack: &mut Vec<(u32, usize)>| {
        if let Some(seen) = seen.get_mut(ix as usize).filter(|seen| !**seen) {
            *seen = true;
            stack.push((ix, 0));
        }
    };
    for &ix in from {
        visit(ix, &mut stack);
        while let Some((top, next)) = stack.last_mut() {
            let (node, input) = (*top, graph.inputs(*top).get(*next).copied());
            *next += 1;
            if let Some(input) = input {
                visit(input, &mut stack);
            } else {
                stack.pop();
                order.push(node);
            }
        }
    }
    order
}

/// What it takes to replay one node after another.
struct ResultsBuilder<'g, C> {
    graph: &'g Graph<C>,
    departments: Departments,
    responses: Vec<Response>,
    results: Results,
}

impl<C: Clock> ResultsBuilder<'_, C> {
    fn response(&self, ix: u32) -> &Response {
        self.responses.get(ix as usize).unwrap_or(&Response::Fixed)
    }

    fn set(&mut self, ix: u32, response: Response) {
        if let Some(slot) = self.responses.get_mut(ix as usize) {
            *slot = response;
        }
    }

    fn compares_pairs(&self) -> bool {
        self.departments.count <= MAX_DEPARTMENTS_FOR_PAIRS
    }

    /// Finds out how a node responds, and if it is late, who caused that.
    fn replay(&mut self, ix: u32) {
        let (graph, pairs) = (self.graph, self.compares_pairs());
        let response = Response::of(graph, ix, false, pairs, |input| self.response(input));
        if graph.split(ix).late > 0 {
            let from = self.results.ends();
            let is_merged = if graph.overrun(ix).has_customer_part() {
                let judged = Response::of(graph, ix, true, pairs, |input| self.response(input));
                self.investigate(ix, &judged)
            } else {
                self.investigate(ix, &response)
            };
            let to = self.results.ends();
            self.results.accounts.push(Account {
                node: ix,
                is_merged,
                shares: from.0..to.0,
                without_one: from.1..to.1,
                without_two: from.2..to.2,
            });
        }
        self.set(ix, response);
    }

    /// Enters who caused a late node's lateness; says whether several departments counted as one.
    fn investigate(&mut self, node: u32, response: &Response) -> bool {
        let Response::Table(table) = response else {
            self.share_out(node, &[], &[self.graph.split(node).late]);
            return false;
        };
        let values: Vec<i64> = table.finishes.iter().map(|&finish| self.lateness(node, finish)).collect();
        self.leave_out(node, table);
        self.share_out(node, &Player::of(&table.partition), &values);
        table.without.is_some()
    }

    fn lateness(&self, node: u32, finish: Instant) -> i64 {
        finish.since(self.graph.node(node).due).max(0)
    }

    /// Enters the shares of a node's lateness, given what every coalition of players is worth.
    fn share_out(&mut self, node: u32, players: &[Player], values: &[i64]) {
        let results = &mut self.results;
        let contributions = contributions(values);
        let weights: Vec<_> = players.iter().map(Player::weights).collect();
        // Only the last player has several members, so one denominator serves them all.
        let together = weights.last().map_or(1, |(_, sum)| *sum);
        let mut exact = Vec::with_capacity(values.len());
        let mut causes = Vec::with_capacity(values.len());
        let mut enter = |cause: u32, rank: u64, numerator: i128| {
            causes.push(cause);
            exact.push(Exact { rank, numerator });
        };
        for (contribution, (members, sum)) in contributions.into_iter().zip(&weights) {
            for &(department, weight) in members {
                enter(department, 2 * u64::from(department) + 1, contribution * weight * (together / sum));
            }
        }
        let plan = i128::from(values.first().copied().unwrap_or_default()) * orders(players.len()) * together;
        enter(PLAN, 2 * u64::from(self.departments.before_plan), plan);
        let late = self.graph.split(node).late;
        let seconds = whole_seconds(&exact, orders(players.len()) * together, late / SECOND);
        let from = results.shares.len();
        results.shares.extend(causes.into_iter().zip(seconds).filter(|&(_, seconds)| seconds != 0));
        if let Some(shares) = results.shares.get_mut(from..) {
            shares.sort_unstable();
        }
    }

    /// Enters what is left without each department that makes a difference, and without each two of them.
    fn leave_out(&mut self, node: u32, table: &Table) {
        let (late, real) = (self.graph.split(node).late, self.graph.node(node).finish);
        let mut departments: Vec<u32> = match &table.without {
            None => table.partition.alone.iter().map(|&(department, _)| department).collect(),
            Some(without) => {
                let ones = without.ones.iter().map(|&(one, _)| one);
                ones.chain(without.twos.iter().flat_map(|&(one, other, _)| [one, other])).collect()
            }
        };
        departments.sort_unstable();
        departments.dedup();
        let left = |out: &[u32]| {
            let finish = match &table.without {
                Some(without) => without.finish(real, out),
                None => table.finish(table.row_without(out)),
            };
            self.lateness(node, finish)
        };
        let ones: Vec<(u32, i64)> =
            departments.iter().map(|&one| (one, left(&[one]))).filter(|&(_, left)| left < late).collect();
        let mut twos = Vec::new();
        if self.compares_pairs() {
            for (at, &one) in departments.iter().enumerate() {
                let others = departments.iter().skip(at + 1);
                twos.extend(others.map(|&other| (one, other, left(&[one, other]))));
            }
        }
        self.results.without_one.extend(ones);
        self.results.without_two.extend(twos);
    }
}
