//! Logs of unkind shape: whatever piles up in one place, the time taken grows with the log and not with its square.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use interdept::log::IgnoredStage;
use interdept::tracker::Status;
use interdept::{Event, Network, Tracker};

use super::{FRAME, HOURS, MONTHLY, instant};

/// So many that squaring them would take minutes.
const MANY: i32 = 20_000;

fn start() -> DateTime<Utc> {
    instant("11-02")
}

fn later(minutes: i32) -> DateTime<Utc> {
    start() + TimeDelta::minutes(minutes.into())
}

fn tracker(obligations: &str) -> Tracker {
    Tracker::new(Network::from_toml("test.toml", &format!("{FRAME}{obligations}")).unwrap())
}

fn event(name: &'static str, minutes: i32) -> Event<'static> {
    let event = Event::new(name, later(minutes)).case("c");
    if name == "go" { event } else { event.obligation("x") }
}

#[test]
fn one_case_with_everything() {
    let mut tracker = tracker(HOURS);
    for n in 0..MANY {
        for name in ["go", "delivered", "rejected"] {
            tracker.record(event(name, n)).unwrap();
        }
    }
    let judgement = tracker.judge(later(MANY));
    // At each instant the oldest one is delivered and rejected.
    assert_eq!(judgement.handoffs().count(), MANY as usize);
    assert_eq!(judgement.handoff("x", "c").unwrap().sent_back(), MANY.unsigned_abs());
}

#[test]
fn one_handoff_paused_for_ever_and_ever() {
    let mut tracker = tracker(&format!("{HOURS}{}", MONTHLY.replace("\"x\"", "\"m\"")));
    tracker.record(event("go", 0)).unwrap();
    for n in 0..MANY {
        for name in ["paused", "resumed"] {
            let at = later(2 * n + i32::from(name == "resumed"));
            tracker.record(Event::new(name, at).case("c").obligation("x")).unwrap();
            tracker.record(Event::new(name, at).obligation("m")).unwrap();
        }
    }
    let judgement = tracker.judge(later(2 * MANY));
    let handoff = judgement.handoff("x", "c").unwrap();
    assert_eq!(handoff.holds().count(), MANY as usize);
    // Every other minute is a pause: ten hours become twenty, and what pauses later changes nothing.
    assert_eq!(handoff.due_at(), later(20 * 60 + 1));
}

#[test]
fn one_case_waived_again_and_again() {
    let mut tracker = tracker(HOURS);
    for n in 0..MANY {
        tracker.record(event("go", n)).unwrap();
        let number = format!("c#{}", n + 1);
        tracker.record(Event { obligation: None, ..event("waived", n).case(&number) }).unwrap();
    }
    let judgement = tracker.judge(later(MANY));
    assert_eq!(judgement.with_status(Status::Waived).count(), MANY as usize);
    assert_eq!(judgement.ignored_rows().count(), 0);
}

#[test]
fn rows_that_take_each_other_back_in_a_long_chain() {
    let mut tracker = tracker(HOURS);
    let ids: Vec<String> = (0..=MANY).map(|n| n.to_string()).collect();
    tracker.record(event("go", 0).id(&ids[0])).unwrap();
    for (n, pair) in (1..).zip(ids.windows(2)) {
        let void = Event::new("voided", later(n)).target(&pair[0]).id(&pair[1]);
        tracker.record(&void).unwrap();
    }
    // Each takes back the one before it: the first stands when the number of the others is even.
    assert_eq!(tracker.judge(later(MANY)).handoffs().count(), 1);
    assert_eq!(tracker.judge(later(MANY - 1)).handoffs().count(), 0);
}

#[test]
fn one_id_for_everything() {
    let mut tracker = tracker(HOURS);
    for n in 0..MANY {
        tracker.record(event("go", MANY - n).id("1")).unwrap();
    }
    let judgement = tracker.judge(later(2 * MANY));
    assert_eq!(
        (judgement.handoffs().count(), judgement.ignored_at(IgnoredStage::Rejected).count()),
        (1, MANY as usize - 1)
    );
    assert_eq!(judgement.handoff("x", "c").unwrap().opened_at(), later(1));
}

#[test]
fn every_case_at_one_instant() {
    let mut tracker = tracker(HOURS);
    for n in 0..MANY {
        tracker.record(event("go", 0).case(n.to_string())).unwrap();
    }
    let judgement = tracker.judge(later(0));
    assert_eq!(judgement.with_status(Status::Open).count(), MANY as usize);
    assert_eq!(judgement.of_case("17").count(), 1);
}

/// The least of some times that something takes: what else the machine does makes it only longer.
#[expect(clippy::disallowed_methods, reason = "it measures how long judging takes")]
fn quickest(of: impl Fn()) -> Duration {
    let time = || {
        let begun = Instant::now();
        of();
        begun.elapsed()
    };
    (0..4).map(|_| time()).min().unwrap()
}

/// Judging a log of some shape and size, and of four times the size: in less than three times the time for each doubling.
/// What else runs on the machine may get in between, and so there are several tries.
#[track_caller]
fn grows_with_the_log(obligations: &str, size: i32, events: impl Fn(i32) -> Vec<Event<'static>>) {
    let judged = |size: i32| {
        let mut tracker = tracker(obligations);
        for event in (0..size).flat_map(&events) {
            tracker.record(event).unwrap();
        }
        quickest(|| assert!(tracker.judge(later(20_000 + 3 * size)).handoffs().count() > 0))
    };
    let ratio = || judged(4 * size).as_secs_f64() / judged(size).as_secs_f64();
    assert!((0..5).any(|_| ratio() < 9.0), "four times as much takes more than nine times as long");
}

#[test]
#[ignore = "measures time, and so runs alone: `.ci/run` does"]
fn occurrences_pauses_and_voids_grow_with_the_log() {
    let second = HOURS.replace("\"x\"", "\"y\"").replace("of go", "of delivery of x");
    let numbered = |n: i32| {
        // Delivered in another order than they opened, and so followed by numbers in that order.
        let number = format!("c#{}", (n ^ 1) + 1);
        vec![event("go", n), event("delivered", n + 2).case(number.clone()), event("accepted", n + 3).case(number)]
    };
    grows_with_the_log(&format!("{HOURS}{second}"), 1_500, numbered);
    // Named before they open.
    let early = |n: i32| vec![event("go", 10_000 + n), event("delivered", n).case(format!("c#{}", n + 1))];
    grows_with_the_log(HOURS, 1_000, early);
    let paused = |n: i32| vec![event("paused", 2 * n), event("resumed", 2 * n + 1)];
    grows_with_the_log(HOURS, 3_000, |n| if n == 0 { vec![event("go", 0)] } else { paused(n) });
    let void = |n: i32| {
        let first = if n == 0 { event("go", 0) } else { Event::new("voided", later(n)).target((n - 1).to_string()) };
        vec![first.id(n.to_string())]
    };
    grows_with_the_log(
        HOURS,
        8_000,
        |n| if n == 0 { vec![void(0).remove(0), event("go", 0).case("d")] } else { void(n) },
    );
}

#[test]
#[ignore = "measures time, and so runs alone: `.ci/run` does"]
fn revisions_grow_with_the_log() {
    let asked = "[[milestone]]\nid = \"asked\"\nattributes = [\"extra\", \"kind\"]\n";
    let own = HOURS.replace("of go", "of asked") + "when = { kind = { not = \"red\" } }\n";
    // Each says what no condition asks for; all but the last few handoffs are delivered.
    let revised = |n: i32| {
        let mut asked = Event::new("asked", later(n)).case("c");
        asked.attributes.push(("kind".into(), "grey".into()));
        let mut revised = Event::new("revised", later(n)).case("c");
        revised.attributes.push(("extra".into(), n.to_string().into()));
        vec![asked, event("delivered", n), revised]
    };
    grows_with_the_log(&format!("{asked}{own}"), 1_000, revised);
}
