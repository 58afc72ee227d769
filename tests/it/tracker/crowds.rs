//! Logs of unkind shape: whatever piles up in one place, the time taken grows with the log and not with its square.

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
