//! Who caused each late node's lateness, and what would be left of it without each department.

use super::coalition::Coalitions;
use super::graph::{Clock, Graph};
use super::players::{Parts, Player, Walker};
use super::replay::{MAX_PLAYERS, Response, Work};
use super::shapley::{Exact, contributions, orders, whole_seconds};
use super::wide::Replay;
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

/// Where a late node's entries end; they begin where those of the one before end.
#[derive(Clone, Copy, Debug, Default)]
struct Account {
    node: u32,
    is_merged: bool,
    shares_end: usize,
    without_one_end: usize,
    without_two_end: usize,
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
    /// Replays every late node of a graph.
    pub(super) fn of<C: Clock>(graph: &Graph<C>, departments: Departments) -> Self {
        let late: Vec<u32> = (0..graph.len()).filter(|&ix| graph.split(ix).late > 0).collect();
        let responses = Responses::of(graph, &late);
        let mut builder = ResultsBuilder { graph, responses: &responses, departments, walker: Walker::default() };
        let mut results = Self::default();
        for node in late {
            builder.investigate(node, &mut results);
        }
        results
    }

    /// The entry of a node; none if it is not late.
    pub(super) fn entry(&self, node: u32) -> Option<Entry<'_>> {
        let place = self.accounts.binary_search_by_key(&node, |account| account.node).ok()?;
        Some(self.entry_at(place))
    }

    /// All entries, by node.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.accounts.len()).map(|place| self.entry_at(place))
    }

    fn entry_at(&self, place: usize) -> Entry<'_> {
        let account = self.accounts.get(place).copied().unwrap_or_default();
        let before = place.checked_sub(1).and_then(|before| self.accounts.get(before)).copied().unwrap_or_default();
        Entry {
            node: account.node,
            is_merged: account.is_merged,
            shares: self.shares.get(before.shares_end..account.shares_end).unwrap_or_default(),
            without_one: self.without_one.get(before.without_one_end..account.without_one_end).unwrap_or_default(),
            without_two: self.without_two.get(before.without_two_end..account.without_two_end).unwrap_or_default(),
        }
    }

    fn close(&mut self, node: u32, is_merged: bool) {
        self.accounts.push(Account {
            node,
            is_merged,
            shares_end: self.shares.len(),
            without_one_end: self.without_one.len(),
            without_two_end: self.without_two.len(),
        });
    }
}

/// How every node upstream of a late one responds to cutting.
struct Responses {
    responses: Vec<Response>,
    /// At least the number of parts in a node and upstream of it, up to 255.
    parts: Vec<u8>,
}

impl Responses {
    fn of<C: Clock>(graph: &Graph<C>, late: &[u32]) -> Self {
        let mut all = Self { responses: Vec::new(), parts: vec![0; graph.len() as usize] };
        all.responses.resize_with(graph.len() as usize, Response::default);
        for ix in upstream_first(graph, late) {
            let own = u8::try_from(Work::of(graph, ix, false).players().count()).unwrap_or(u8::MAX);
            let parts = graph.inputs(ix).iter().fold(own, |sum, &input| sum.saturating_add(all.parts(input)));
            let response = Response::of(graph, ix, false, |input| all.response(input));
            if let (Some(slot), Some(sum)) = (all.responses.get_mut(ix as usize), all.parts.get_mut(ix as usize)) {
                *slot = response;
                *sum = parts;
            }
        }
        all
    }

    fn response(&self, ix: u32) -> &Response {
        self.responses.get(ix as usize).unwrap_or(&Response::Fixed)
    }

    fn parts(&self, ix: u32) -> u8 {
        self.parts.get(ix as usize).copied().unwrap_or_default()
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

/// What it takes to investigate one late node after another.
struct ResultsBuilder<'g, C> {
    graph: &'g Graph<C>,
    responses: &'g Responses,
    departments: Departments,
    walker: Walker,
}

impl<C: Clock> ResultsBuilder<'_, C> {
    fn investigate(&mut self, node: u32, results: &mut Results) {
        let judged;
        let response = if self.graph.overrun(node).has_customer_part() {
            judged = Response::of(self.graph, node, true, |input| self.responses.response(input));
            &judged
        } else {
            self.responses.response(node)
        };
        let many = usize::from(self.responses.parts(node)) > MAX_PLAYERS;
        let parts = if many { self.walker.parts(self.graph, node) } else { Parts::new() };
        let is_merged = parts.len() > MAX_PLAYERS;
        match response {
            Response::Fixed => self.share_out(node, &[], &[self.graph.split(node).late], results),
            Response::Table(table) if !is_merged => {
                let values: Vec<i64> = table.finishes.iter().map(|&finish| self.lateness(node, finish)).collect();
                let players: Vec<Player> = table.players.iter().map(|&department| Player::alone(department)).collect();
                let left = |without: &[u32]| values.get(table.row_without(without)).copied().unwrap_or_default();
                self.leave_out(node, &table.players, left, results);
                self.share_out(node, &players, &values, results);
            }
            Response::Table(_) | Response::Wide(_) => {
                let replay = Replay::new(self.graph, &self.responses.responses, node, response);
                let values = |coalitions: &Coalitions| -> Vec<i64> {
                    replay.finishes(coalitions).iter().map(|&finish| self.lateness(node, finish)).collect()
                };
                let players = Player::among(&parts);
                self.share_out(node, &players, &values(&Coalitions::of(&players)), results);
                let departments: Vec<u32> = parts.keys().copied().collect();
                let left = |without: &[u32]| values(&Coalitions::each(without)).first().copied().unwrap_or_default();
                self.leave_out(node, &departments, left, results);
            }
        }
        results.close(node, is_merged);
    }
}

impl<C: Clock> ResultsBuilder<'_, C> {
    fn lateness(&self, node: u32, finish: Instant) -> i64 {
        finish.since(self.graph.node(node).due).max(0)
    }

    /// Enters the shares of a node's lateness, given what every coalition of players is worth.
    fn share_out(&self, node: u32, players: &[Player], values: &[i64], results: &mut Results) {
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

    /// Enters what is left without each of `departments` and without each two of them.
    fn leave_out(&self, node: u32, departments: &[u32], mut left: impl FnMut(&[u32]) -> i64, results: &mut Results) {
        let late = self.graph.split(node).late;
        let ones = departments.iter().map(|&one| (one, left(&[one]))).filter(|&(_, left)| left < late);
        results.without_one.extend(ones);
        if self.departments.count > MAX_DEPARTMENTS_FOR_PAIRS {
            return;
        }
        for (at, &one) in departments.iter().enumerate() {
            for &other in departments.iter().skip(at + 1) {
                results.without_two.push((one, other, left(&[one, other])));
            }
        }
    }
}
