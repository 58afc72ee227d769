//! The rules of delay on graphs made by hand and at random, against a second, naive reading of them.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::graph::{Clock, Graph, Node, Outcome};
use super::players::Walker;
use super::results::{Departments, Entry, PLAN, Results};
use super::shapley::{contributions, orders};
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

/// The shares of one node, in hours.
fn shares(graph: &Graph<Hours>, ix: u32) -> Vec<(u32, f64)> {
    let results = results(graph);
    let entry = results.entry(ix).expect("it is late");
    entry.shares.iter().map(|&(cause, seconds)| (cause, f64::from(i32::try_from(seconds).unwrap()) / 3_600.0)).collect()
}

/// Late, own, inherited, recovered, in hours.
fn split(graph: &Graph<Hours>, ix: u32) -> (i64, i64, i64, i64) {
    let split = graph.split(ix);
    (split.late / HOUR, split.own / HOUR, split.inherited / HOUR, split.recovered / HOUR)
}

const A: u32 = 0;
const B: u32 = 1;
const C: u32 = 2;
const D: u32 = 3;
const OUTSIDE: u32 = 9;

#[test]
fn one_after_the_other_each_bears_what_it_added() {
    let serial = graph(&[(node(A, B, 0, 24, 34), &[]), (node(B, OUTSIDE, 0, 48, 60), &[0])]);
    assert_eq!(shares(&serial, 1), [(A, 10.0), (B, 2.0)]);
    assert_eq!(split(&serial, 1), (12, 2, 10, 0));
}

#[test]
fn two_equally_late_at_once_bear_half_each() {
    let parallel =
        graph(&[(node(A, C, 0, 24, 29), &[]), (node(B, C, 0, 24, 29), &[]), (node(C, OUTSIDE, 0, 48, 53), &[0, 1])]);
    assert_eq!(shares(&parallel, 2), [(A, 2.5), (B, 2.5)]);
}

#[test]
fn of_two_late_at_once_the_later_bears_the_difference_and_half_the_rest() {
    let parallel =
        graph(&[(node(A, C, 0, 24, 34), &[]), (node(B, C, 0, 24, 28), &[]), (node(C, OUTSIDE, 0, 48, 58), &[0, 1])]);
    assert_eq!(shares(&parallel, 2), [(A, 8.0), (B, 2.0)]);
}

#[test]
fn what_a_later_step_recovers_is_taken_off_both() {
    let recovered =
        graph(&[(node(A, B, 0, 24, 34), &[]), (node(B, C, 0, 48, 60), &[0]), (node(C, OUTSIDE, 0, 72, 80), &[1])]);
    assert_eq!(shares(&recovered, 2), [(A, 7.0), (B, 1.0)]);
    assert_eq!(split(&recovered, 2), (8, 0, 8, 4));
}

#[test]
fn a_diamond_passes_on_the_later_side() {
    let diamond = graph(&[
        (node(A, B, 0, 24, 30), &[]),
        (node(B, D, 0, 48, 54), &[0]),
        (node(C, D, 0, 48, 58), &[0]),
        (node(D, OUTSIDE, 0, 72, 85), &[1, 2]),
    ]);
    assert_eq!(shares(&diamond, 3), [(A, 6.0), (C, 4.0), (D, 3.0)]);
    assert_eq!(diamond.binding_input(3), Some(2));
}

#[test]
fn an_input_promised_later_than_what_needs_it_is_the_plans() {
    // The input is due at 48 and comes at 50; what needs it is due at 24 and takes no time.
    let unkeepable = graph(&[(node(A, B, 0, 48, 50), &[]), (node(B, OUTSIDE, 0, 24, 50), &[0])]);
    assert_eq!(shares(&unkeepable, 1), [(A, 2.0), (PLAN, 24.0)]);
    assert_eq!(split(&unkeepable, 1), (26, 0, 26, 24), "it made good the day that it had from its opening");
}

#[test]
fn where_an_input_is_promised_too_late_the_time_from_the_opening_is_allowed() {
    // B had 24 hours from its opening, and takes 30 from when its input came.
    let slow = graph(&[(node(A, B, 0, 48, 50), &[]), (node(B, OUTSIDE, 0, 24, 80), &[0])]);
    assert_eq!(split(&slow, 1), (56, 6, 50, 0));
    // The input came as promised and before B was due: nothing kept B from being on time.
    let ready = graph(&[(node(A, B, 0, 24, 10), &[]), (node(B, OUTSIDE, 0, 24, 30), &[0])]);
    assert_eq!((split(&ready, 1), shares(&ready, 1)), ((6, 6, 0, 0), vec![(B, 6.0)]));
}

#[test]
fn a_deadline_that_was_made_earlier_is_the_plan() {
    let raised = graph(&[(moved(node(A, B, 0, 48, 30), 24), &[])]);
    assert_eq!((split(&raised, 0), shares(&raised, 0)), ((6, 6, 0, 0), vec![(A, 6.0)]));
}

#[test]
fn what_the_customer_moved_is_upstream_the_customers_and_for_itself_the_deadlines() {
    // A's customer B held A up for 6 hours; A took 4 more. B then took exactly its allowance.
    let held_up = graph(&[(moved(node(A, B, 0, 24, 34), 30), &[]), (node(B, OUTSIDE, 0, 48, 58), &[0])]);
    assert_eq!(split(&held_up, 0), (4, 4, 0, 0));
    assert_eq!(shares(&held_up, 0), [(A, 4.0)]);
    assert_eq!(shares(&held_up, 1), [(A, 4.0), (B, 6.0)]);
}

#[test]
fn what_opens_after_its_deadline_is_late_by_itself() {
    let short_notice = graph(&[(node(A, OUTSIDE, 24, 10, 40), &[])]);
    assert_eq!(split(&short_notice, 0), (30, 30, 0, 0));
    assert_eq!(shares(&short_notice, 0), [(A, 30.0)]);
}

#[test]
fn a_customers_part_ends_where_the_moved_deadline_does() {
    // A, allowed until 24 and then held up until 30, took ten hours more. Only the customer's six cut, A ends at T plus its ten.
    let held = graph(&[(moved(node(A, B, 0, 24, 40), 30), &[]), (node(B, OUTSIDE, 0, 48, 64), &[0])]);
    let entry = results(&held).entry(1).map(|entry| entry.without_one.to_vec());
    assert_eq!(entry, Some(vec![(A, 6 * HOUR), (B, 10 * HOUR)]));
    // What is judged keeps its moved deadline, and what its customer did.
    assert_eq!(shares(&held, 0), [(A, 10.0)]);
}

#[test]
fn a_missing_input_excuses_all_that_waits_for_it() {
    let waiting = graph(&[
        (open(node(A, B, 0, 24, 60)), &[]),
        (open(node(B, C, 0, 36, 60)), &[0]),
        (open(node(C, OUTSIDE, 0, 48, 60)), &[1]),
    ]);
    assert_eq!((split(&waiting, 0), split(&waiting, 2)), ((36, 36, 0, 0), (12, 0, 12, 0)));
    assert_eq!(shares(&waiting, 2), [(A, 12.0)]);
}

#[test]
fn an_input_delivered_after_what_needed_it_is_ignored_and_so_is_one_still_missing() {
    for late_input in [node(A, B, 0, 24, 90), open(node(A, B, 0, 24, 100))] {
        let ignored = graph(&[(late_input, &[]), (node(B, OUTSIDE, 0, 48, 60), &[0])]);
        assert_eq!(ignored.inputs(1), [0; 0]);
        assert_eq!(split(&ignored, 1), (12, 12, 0, 0));
        assert_eq!(shares(&ignored, 1), [(B, 12.0)]);
    }
}

#[test]
fn a_waived_input_arrives_at_its_waiver() {
    let waived = Node { outcome: Outcome::Waived, ..node(A, B, 0, 24, 34) };
    let graph = graph(&[(waived, &[]), (node(B, OUTSIDE, 0, 48, 58), &[0])]);
    assert_eq!(split(&graph, 0), (0, 0, 0, 0), "what is waived is not late");
    assert_eq!(shares(&graph, 1), [(A, 10.0)]);
}

#[test]
fn a_need_on_the_same_department_is_inherited_from_itself() {
    let same = graph(&[(node(A, A, 0, 24, 34), &[]), (node(A, OUTSIDE, 0, 48, 60), &[0])]);
    assert_eq!(split(&same, 1), (12, 2, 10, 0));
    assert_eq!(shares(&same, 1), [(A, 12.0)]);
}

#[test]
fn work_outside_hours_counts_only_where_nothing_changed() {
    // Both keep office hours. A is due at 17:00 and delivers at 20:00; B, allowed until 17:00 the next day, delivers
    // at 19:00. Had A been on time, B's eight hours of work would have ended at 17:00, and so they would without B's
    // own evening: either of them could have prevented it.
    let office = |node: Node<Hours>| Node { clock: Hours::Office, ..node };
    let evening = graph(&[(office(node(A, B, 9, 17, 20)), &[]), (office(node(B, OUTSIDE, 9, 41, 43)), &[0])]);
    assert_eq!(split(&evening, 1), (2, 2, 0, 0));
    assert_eq!(shares(&evening, 1), [(A, 1.0), (B, 1.0)]);
}

#[test]
fn eleven_late_inputs_are_ten_players() {
    let mut nodes: Vec<(Node<Hours>, &[u32])> =
        (0..11).map(|d| (node(d, 20, 0, 24, 25 + i64::from(d)), &[][..])).collect();
    let inputs: Vec<u32> = (0..11).collect();
    nodes.push((node(20, OUTSIDE, 0, 48, 59), &inputs));
    let graph = graph(&nodes);
    let results = results(&graph);
    let entry = results.entry(11).expect("it is late");
    assert!(entry.is_merged);
    assert_eq!(entry.shares.iter().map(|&(_, seconds)| seconds).sum::<i64>(), 11 * 3_600);
    // The two shortest, one hour and two, share 1:2 what one player of two hours gets, a tenth of them and no more.
    assert_eq!(entry.shares[0], (0, 2 * 360 / 3));
    assert_eq!(entry.shares[1], (1, 2 * 360 * 2 / 3));
    assert_eq!(entry.without_one, [(10, 10 * HOUR)], "without the longest, the next is waited for");
}

/// Another reading of the rules, with recursion, no tables and every coalition by itself.
struct Naive<'g> {
    graph: &'g Graph<Hours>,
    judged: u32,
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

    fn finish_from(&self, ix: u32, coalition: &BTreeSet<u32>, ready: Instant) -> Instant {
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

    fn lateness(&self, coalition: &BTreeSet<u32>) -> i64 {
        self.finish(self.judged, coalition).since(self.graph.node(self.judged).due).max(0)
    }

    fn players(&self) -> BTreeSet<u32> {
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
    fn coalitions(&self) -> (Vec<u32>, Vec<i64>) {
        let players: Vec<u32> = self.players().into_iter().collect();
        let members = |set: usize| (0..players.len()).filter(move |player| set & 1 << player != 0);
        let worth = (0..1 << players.len()).map(|set| self.lateness(&members(set).map(|at| players[at]).collect()));
        let worth = worth.collect();
        (players, worth)
    }

    /// By all orders in which the players can join: microseconds times the number of orders, and that number.
    fn shares(&self) -> (BTreeMap<u32, i128>, i128) {
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

impl Naive<'_> {
    /// Where more than ten departments take part, the exact shares of those that count by themselves, times `10!`.
    fn shares_of_merged(&self) -> Vec<(u32, i128)> {
        let parts = Walker::default().parts(self.graph, self.judged);
        assert!(parts.keys().copied().eq(self.players()));
        if parts.len() <= 10 {
            return Vec::new();
        }
        let mut longest: Vec<u32> = parts.keys().copied().collect();
        longest.sort_by_key(|department| (-parts[department], *department));
        let members = |player: usize| if player < 9 { &longest[player..=player] } else { &longest[9..] };
        let worth = |subset: usize| {
            let players = (0..10).filter(|player| subset & 1 << player != 0);
            self.lateness(&players.flat_map(|player| members(player).iter().copied()).collect())
        };
        let contributions = contributions(&(0..1024).map(worth).collect::<Vec<i64>>());
        longest.into_iter().take(9).zip(contributions).collect()
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
fn crowded() -> impl Strategy<Value = Graph<Hours>> {
    prop::collection::vec(task(30), 20..36).prop_map(|mut tasks| {
        for (ix, task) in (0i64..).zip(tasks.iter_mut()) {
            *task = Task { outcome: 3, opened: 0, allowed: ix / 4, took: 1 + task.took % 7, ..task.clone() };
        }
        build(&tasks)
    })
}

fn graphs(departments: u32, most: usize) -> impl Strategy<Value = Graph<Hours>> {
    prop::collection::vec(task(departments), 1..most).prop_map(|tasks| build(&tasks))
}

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn more_than_ten_departments_add_up_too(graph in crowded()) {
        for entry in results(&graph).entries() {
            let late = graph.split(entry.node).late;
            let naive = Naive { graph: &graph, judged: entry.node };
            let players = naive.players();
            prop_assert_eq!(entry.is_merged, players.len() > 10);
            prop_assert_eq!(entry.shares.iter().map(|&(_, s)| s).sum::<i64>(), late / SECOND);
            for &(cause, seconds) in entry.shares {
                prop_assert!(seconds > 0 && (cause == PLAN || players.contains(&cause)));
            }
            for &player in &players {
                let others = players.iter().copied().filter(|&other| other != player).collect();
                let left = entry.without_one.iter().find(|one| one.0 == player).map_or(late, |one| one.1);
                prop_assert_eq!(left, naive.lateness(&others));
            }
            for (player, exact) in naive.shares_of_merged() {
                let seconds = entry.shares.iter().find(|share| share.0 == player).map_or(0, |share| share.1);
                let off = i128::from(seconds) * i128::from(SECOND) * orders(10) - exact;
                prop_assert!(off.abs() < i128::from(SECOND) * orders(10), "{player}: {seconds} s is off by {off}");
            }
        }
    }
}
