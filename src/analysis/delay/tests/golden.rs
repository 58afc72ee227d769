//! Cases worked out by hand.

use super::super::graph::{Graph, Node, Outcome};
use super::super::results::PLAN;
use super::{HOUR, Hours, graph, moved, node, open, results};

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
