//! Logs of unkind shape: whatever piles up in one place, the time taken grows with the log and not with its square.

use chrono::{DateTime, TimeDelta, Utc};
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
    let obligation = (name != "go").then_some("x");
    Event { case: Some("c"), obligation, ..Event::new(name, later(minutes)) }
}

#[test]
fn one_case_with_everything() {
    let mut tracker = tracker(HOURS);
    for n in 0..MANY {
        for name in ["go", "delivered", "rejected"] {
            tracker.record(&event(name, n)).unwrap();
        }
    }
    let judgement = tracker.judge(later(MANY));
    // At each instant the oldest one is delivered and rejected.
    assert_eq!(judgement.handoffs().count(), MANY as usize);
    assert_eq!(judgement.handoff("x", "c").unwrap().rejections(), MANY.unsigned_abs());
}

#[test]
fn one_handoff_paused_for_ever_and_ever() {
    let mut tracker = tracker(&format!("{HOURS}{}", MONTHLY.replace("\"x\"", "\"m\"")));
    tracker.record(&event("go", 0)).unwrap();
    for n in 0..MANY {
        for name in ["paused", "resumed"] {
            let at = later(2 * n + i32::from(name == "resumed"));
            tracker.record(&Event { case: Some("c"), obligation: Some("x"), ..Event::new(name, at) }).unwrap();
            tracker.record(&Event { obligation: Some("m"), ..Event::new(name, at) }).unwrap();
        }
    }
    let judgement = tracker.judge(later(2 * MANY));
    let handoff = judgement.handoff("x", "c").unwrap();
    assert_eq!(handoff.pauses().len(), MANY as usize);
    // Every other minute is a pause: ten hours become twenty, and what pauses later changes nothing.
    assert_eq!(handoff.due_at(), later(20 * 60 + 1));
}

#[test]
fn one_case_waived_again_and_again() {
    let mut tracker = tracker(HOURS);
    for n in 0..MANY {
        tracker.record(&event("go", n)).unwrap();
        let number = format!("c#{}", n + 1);
        tracker.record(&Event { obligation: None, case: Some(&number), ..event("waived", n) }).unwrap();
        tracker.record(&Event { obligation: None, ..event("waived", MANY + n) }).unwrap();
    }
    let judgement = tracker.judge(later(2 * MANY));
    assert_eq!(judgement.with_status(Status::Waived).count(), MANY as usize);
    assert_eq!(judgement.unmatched().count(), 0);
}

#[test]
fn rows_that_take_each_other_back_in_a_long_chain() {
    let mut tracker = tracker(HOURS);
    let ids: Vec<String> = (0..=MANY).map(|n| n.to_string()).collect();
    tracker.record(&Event { id: Some(&ids[0]), ..event("go", 0) }).unwrap();
    for (n, pair) in (1..).zip(ids.windows(2)) {
        let void = Event { target: Some(&pair[0]), id: Some(&pair[1]), ..Event::new("voided", later(n)) };
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
        tracker.record(&Event { id: Some("1"), ..event("go", MANY - n) }).unwrap();
    }
    let judgement = tracker.judge(later(2 * MANY));
    assert_eq!((judgement.handoffs().count(), judgement.rejected().count()), (1, MANY as usize - 1));
    assert_eq!(judgement.handoff("x", "c").unwrap().opened_at(), later(1));
}

#[test]
fn every_case_at_one_instant() {
    let mut tracker = tracker(HOURS);
    for n in 0..MANY {
        tracker.record(&Event { case: Some(&format!("{n}")), ..event("go", 0) }).unwrap();
    }
    let judgement = tracker.judge(later(0));
    assert_eq!(judgement.with_status(Status::Open).count(), MANY as usize);
    assert_eq!(judgement.of_case("17").count(), 1);
}
