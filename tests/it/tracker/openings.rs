//! What opens handoffs: further triggers, several milestones, deliveries of others, cut-offs, periods of several days.

use super::{HOURS, check};

/// The handoff of a trigger on 2 November, and what a further one five hours later does to it.
#[track_caller]
fn check_further(while_open: &str, expected: &[&str]) {
    let obligation = format!("{HOURS}while-open = \"{while_open}\"\n");
    check(&obligation, "11-02 go c\n11-02T05:00 go c\n11-02T08:00 delivered c x", "11-03", expected);
}

#[test]
fn a_further_trigger_while_one_is_open() {
    let first = "x c 11-02 11-02T10:00 11-02T10:00 11-02T08:00 met";
    check_further("another", &[first, "x c#2 11-02T05:00 11-02T15:00 11-02T15:00 - overdue"]);
    check_further("ignore", &[first]);
    check_further("restart", &["x c 11-02T05:00 11-02T15:00 11-02T15:00 11-02T08:00 met"]);
    // Delivered, it is open no longer, and an ignored trigger bears no number.
    let rows = "11-02 go c\n11-02T01:00 go c\n11-02T02:00 delivered c x\n11-02T03:00 go c";
    let ignore = format!("{HOURS}while-open = \"ignore\"\n");
    let done = "x c 11-02 11-02T10:00 11-02T10:00 11-02T02:00 met";
    check(&ignore, rows, "11-02T04:00", &[done, "x c#2 11-02T03:00 11-02T13:00 11-02T13:00 - open"]);
    // What happened to it before it began anew counts no longer: the pause is over.
    let restart = format!("{HOURS}while-open = \"restart\"\n");
    let rows = "11-02 go c\n11-02T01:00 paused c x\n11-02T05:00 go c";
    check(&restart, rows, "11-02T06:00", &["x c 11-02T05:00 11-02T15:00 11-02T15:00 - open"]);
}

#[test]
fn several_milestones_each_or_all_together() {
    let rows = "11-02 go c\n11-02T03:00 stop c\n11-02T04:00 stop c\n11-02T06:00 go c";
    let either = HOURS.replace("of go", "of go or stop");
    check(
        &either,
        rows,
        "11-02T07:00",
        &[
            "x c 11-02 11-02T10:00 11-02T10:00 - open",
            "x c#2 11-02T03:00 11-02T13:00 11-02T13:00 - open",
            "x c#3 11-02T04:00 11-02T14:00 11-02T14:00 - open",
            "x c#4 11-02T06:00 11-02T16:00 11-02T16:00 - open",
        ],
    );
    // The first of both, and the second of both.
    let both = HOURS.replace("of go", "of go and stop");
    let first = "x c 11-02T03:00 11-02T13:00 11-02T13:00 - open";
    check(&both, rows, "11-02T07:00", &[first, "x c#2 11-02T06:00 11-02T16:00 11-02T16:00 - open"]);
    check(&both, "11-02 go c\n11-02T01:00 go c", "11-02T07:00", &[]);
}

#[test]
fn a_delivery_or_its_acceptance_opens_with_its_number() {
    let reviewed = HOURS.replace("deliverable", "review = \"3 hours\"\ndeliverable");
    let next = |due: &str| {
        format!(
            "{reviewed}[[obligation]]\nid = \"y\"\nsupplier = \"b\"\ncustomer = \"a\"\ndeliverable = \"Y\"\ndue = \"{due}\"\n"
        )
    };
    let x = "x c 11-02 11-02T10:00 11-02T10:00 11-02T02:00 met";
    let delivery = next("within 2 hours of delivery of x");
    check(
        &delivery,
        "11-02 go c\n11-02T02:00 delivered c x",
        "11-02T03:00",
        &[x, "y c 11-02T02:00 11-02T04:00 11-02T04:00 - open"],
    );
    // Accepted in words at once, by silence after three hours.
    let sign_off = next("within 2 hours of sign-off of x");
    let rows = "11-02 go c\n11-02T02:00 delivered c x";
    check(&sign_off, rows, "11-02T04:00", &[x]);
    check(&sign_off, rows, "11-02T06:00", &[x, "y c 11-02T05:00 11-02T07:00 11-02T07:00 - open"]);
    let rows = format!("{rows}\n11-02T03:00 accepted c x");
    check(&sign_off, &rows, "11-02T04:00", &[x, "y c 11-02T03:00 11-02T05:00 11-02T05:00 - open"]);
    // Sent back, it is away from 03:00 to 05:00, and the next has two hours more.
    let rows = "11-02 go c\n11-02T02:00 delivered c x\n11-02T03:00 rejected c x\n11-02T05:00 delivered c x";
    let again = "x c 11-02 11-02T10:00 11-02T11:00 11-02T05:00 met";
    check(&delivery, rows, "11-02T05:45", &[again, "y c 11-02T02:00 11-02T04:00 11-02T06:00 - at-risk"]);
}

#[test]
fn a_cut_off_makes_it_count_from_the_next_opening_but_open_when_it_came() {
    let with = |due: &str| HOURS.replace("within 10 hours of go", due) + "calendar = \"office\"\ncut-off = \"15:00\"\n";
    // Monday 2 November at 14:59, at 15:00, and Saturday the 7th.
    let day = with("within 1 business day of go");
    check(&day, "11-02T14:59 go c", "11-02T15:00", &["x c 11-02T14:59 11-03T18:00 11-03T18:00 - open"]);
    check(&day, "11-02T15:00 go c", "11-02T15:00", &["x c 11-02T15:00 11-04T18:00 11-04T18:00 - open"]);
    check(&day, "11-07T10:00 go c", "11-07T10:00", &["x c 11-07T10:00 11-10T18:00 11-10T18:00 - open"]);
    let hour = with("within 1 hour of go");
    check(&hour, "11-02T16:00 go c", "11-02T16:00", &["x c 11-02T16:00 11-03T10:00 11-03T10:00 - open"]);
    let same = with("on the same day as go");
    check(&same, "11-02T16:00 go c", "11-02T16:00", &["x c 11-02T16:00 11-03T18:00 11-03T18:00 - open"]);
}

#[test]
fn of_several_days_of_a_period_the_second_has_a_number() {
    let twice = "[[obligation]]\nid = \"x\"\nsupplier = \"a\"\ndeliverable = \"X\"\ndue = \"by the 5th and the 20th of every month\"\n\
        in-force = { from = 2026-11-01, until = 2026-11-30 }\n";
    let rows = "11-04 delivered obligation=x period=2026-11\n11-20 delivered obligation=x period=2026-11#2";
    let first = "x 2026-11 11-01 11-06 11-06 11-04 met";
    check(twice, rows, "12-01", &[first, "x 2026-11#2 11-01 11-21 11-21 11-20 met"]);
}
