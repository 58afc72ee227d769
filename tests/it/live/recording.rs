//! What becomes of an event when it is recorded, and how events are read back.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use interdept::tracker::{Recorded, Tracker};
use interdept::{Event, IgnoredWhy, Log, Network};

fn network(obligations: &str) -> Network {
    let text = format!(
        r#"
format = 1
agreement = {{ id = "a", customer = "hr", calendar = "c" }}
calendar.c = {{ timezone = "Europe/Berlin", week = {{ mon-fri = ["09:00-17:00"] }} }}
department = [{{ id = "it" }}, {{ id = "hr" }}]
milestone = [{{ id = "hired" }}]
{obligations}
"#
    );
    Network::from_toml("a.toml", &text).unwrap()
}

const LAPTOP: &str = r#"
[[obligation]]
id = "it.laptop"
supplier = "it"
deliverable = "Laptop"
due = "within 5 business days of hired"
"#;

const BADGE: &str = r#"
[[obligation]]
id = "it.badge"
supplier = "it"
deliverable = "Badge"
due = "within 1 business day of hired"
"#;

fn at(day: u32) -> DateTime<Utc> {
    format!("2026-11-{day:02}T10:00:00+01:00").parse().unwrap()
}

#[test]
fn what_is_said_twice_is_kept_once() {
    let mut tracker = Tracker::new(network(LAPTOP));
    let hired = Event::new("hired", at(2)).case("wu");
    assert_eq!(tracker.record(&hired), Ok(Recorded::New { seq: 1 }));
    assert_eq!(tracker.record(&hired), Ok(Recorded::Duplicate { of: 1 }));
    let slips = |lists: [&'static str; 2]| Event::delivered("it.laptop", at(3)).case("wu").documents(lists);
    assert_eq!(tracker.record(slips(["a", "b"])), Ok(Recorded::New { seq: 2 }));
    assert_eq!(tracker.record(slips(["b", "a"])), Ok(Recorded::Duplicate { of: 2 }), "a list has no order");
    let mut spelled = slips(["b", "a"]);
    spelled.obligation = Some("IT.Laptop".into());
    assert_eq!(tracker.record(spelled), Ok(Recorded::Duplicate { of: 2 }), "letters' case does not matter");
    let until = |until: &'static str| {
        let mut event = Event::new("extended", at(3)).case("wu").obligation("it.laptop");
        event.until = Some(until.into());
        event
    };
    assert_eq!(tracker.record(until("2026-11-20T10:00:00+01:00")), Ok(Recorded::New { seq: 3 }));
    assert_eq!(tracker.record(until("2026-11-20T09:00:00Z")), Ok(Recorded::Duplicate { of: 3 }));
    assert_eq!((tracker.len(), tracker.last_seq(), tracker.repeated()), (3, 3, 4));
}

#[test]
fn one_id_for_two_events_is_a_conflict() {
    let mut tracker = Tracker::new(network(LAPTOP));
    let hired = |case: &'static str| Event::new("hired", at(2)).case(case).id("1");
    assert_eq!(tracker.record(hired("wu")), Ok(Recorded::New { seq: 1 }));
    assert_eq!(tracker.check(hired("li")), Ok(Recorded::Conflict { seq: 2, with: 1 }));
    assert_eq!(tracker.record(hired("li")), Ok(Recorded::Conflict { seq: 2, with: 1 }));
    assert_eq!(tracker.record(hired("li")), Ok(Recorded::Duplicate { of: 2 }));
    let judgement = tracker.judge(at(3));
    let ignored: Vec<_> = judgement.ignored_rows().map(|row| row.why.code()).collect();
    assert_eq!(ignored, ["conflicting-id"]);
}

#[test]
fn checking_keeps_nothing() {
    let mut tracker = Tracker::new(network(LAPTOP));
    let hired = Event::new("hired", at(2)).case("wu");
    assert_eq!(tracker.check(&hired), Ok(Recorded::New { seq: 1 }));
    assert_eq!(tracker.check(&hired), Ok(Recorded::New { seq: 1 }));
    assert!(tracker.is_empty());
    let unknown = Event::delivered("it.laptp", at(2)).case("wu");
    let why = tracker.check(&unknown).unwrap_err();
    assert_eq!(why.code(), "unknown-obligation");
    assert!(why.to_string().contains("the nearest is `it.laptop`"), "{why}");
    assert_eq!(tracker.record(&unknown), Err(why));
    assert_eq!(tracker.ignored_rows(), []);
    assert_eq!(tracker.record(&hired), Ok(Recorded::New { seq: 1 }));
    assert_eq!(tracker.check(&hired), Ok(Recorded::Duplicate { of: 1 }));
}

#[test]
fn events_are_read_back_by_number() {
    let mut tracker = Tracker::new(network(LAPTOP));
    let hired = Event::new("hired", at(2)).case("wu").id("1").with("grade", "7");
    let laptop = Event::delivered("it.laptop", at(3)).case("wu#1").documents(["receipt", "form"]);
    let _ = (tracker.record(&hired).unwrap(), tracker.record(&laptop).unwrap());
    assert_eq!(tracker.event(1), Some(hired));
    let sorted = Event::delivered("it.laptop", at(3)).case("wu#1").documents(["form", "receipt"]);
    assert_eq!(tracker.event(2), Some(sorted.clone()));
    assert_eq!((tracker.event(0), tracker.event(3)), (None, None));
    assert_eq!(tracker.events_after(1).collect::<Vec<_>>(), [(2, sorted)]);
    assert_eq!(tracker.events_after(7).count(), 0);
    // What is read back makes the same tracker.
    let mut again = Tracker::new(network(LAPTOP));
    for (seq, event) in tracker.events_after(0) {
        assert_eq!(again.record(event).unwrap().seq(), seq);
    }
}

#[test]
fn rejected_rows_are_handed_over() {
    let mut tracker = Tracker::new(network(LAPTOP));
    let log = "event,at,case\nhired,2026-11-02T10:00:00+01:00,wu\nfired,2026-11-02T10:00:00+01:00,wu\nhired,never,li\n";
    assert_eq!(tracker.record_all(Log::csv("log.csv", log.as_bytes())).unwrap().count(), 1);
    assert_eq!((tracker.ignored_rows().len(), tracker.ignored_beyond()), (2, 0));
    let drained = tracker.drain_ignored();
    let codes: Vec<_> = drained.iter().map(|row| row.why.code()).collect();
    assert_eq!(codes, ["unknown-event", "unreadable"]);
    assert_eq!(tracker.ignored_rows(), []);
}

#[test]
fn only_so_many_rejected_rows_are_kept() {
    let mut tracker = Tracker::new(network(LAPTOP));
    let mut log = String::from("event,at,case\n");
    for n in 0..100_003 {
        writeln!(log, "fired,2026-11-02T10:00:00+01:00,{n}").unwrap();
    }
    let intake = tracker.record_all(Log::csv("log.csv", log.as_bytes())).unwrap();
    assert_eq!((intake.count(), intake.ignored().len()), (0, 100_000));
    assert_eq!((tracker.ignored_rows().len(), tracker.ignored_beyond()), (100_000, 3));
}

#[test]
fn a_reload_gives_its_account() {
    let mut tracker = Tracker::new(network(&format!("{LAPTOP}{BADGE}")));
    let log = "event,at,case,obligation\n\
               hired,2026-11-02T10:00:00+01:00,wu,\n\
               delivered,2026-11-02T11:00:00+01:00,wu,it.badge\n\
               delivered,2026-11-02T12:00:00+01:00,wu,it.phone\n\
               delivered,2026-11-04T12:00:00+01:00,wu,it.laptop\n";
    assert_eq!(tracker.record_all(Log::csv("log.csv", log.as_bytes())).unwrap().count(), 3);
    let phone = BADGE.replace("badge", "phone");
    let sooner = LAPTOP.replace("5 business days", "2 business days");
    let account = tracker.reload(network(&format!("{sooner}{phone}")), at(5));
    let dropped: Vec<_> = account.dropped.iter().map(ToString::to_string).collect();
    assert_eq!(dropped, ["log.csv:3: unknown obligation `it.badge`"]);
    let revived: Vec<_> = account.revived.iter().map(|event| (event.seq, event.text.as_str())).collect();
    assert_eq!(revived, [(4, "delivered it.phone wu")]);
    let moved: Vec<_> = account.moved.iter().map(|it| (it.obligation.as_str(), it.before.is_some(), it.now)).collect();
    let friday = |text: &str| Some(text.parse().unwrap());
    assert_eq!(
        moved,
        [
            ("it.badge", true, None),
            ("it.laptop", true, friday("2026-11-04T17:00:00+01:00")),
            ("it.phone", false, friday("2026-11-03T17:00:00+01:00")),
        ]
    );
    // Numbers stay: what was dropped can still be read, and comes back where it stood.
    assert_eq!(tracker.last_seq(), 4);
    assert_eq!(tracker.event(2).unwrap().obligation.as_deref(), Some("it.badge"));
    assert_eq!(tracker.event(3).unwrap().obligation.as_deref(), Some("it.laptop"));
    let next = tracker.record(Event::new("hired", at(9)).case("li")).unwrap();
    assert_eq!(next, Recorded::New { seq: 5 });
    let back = tracker.reload(network(&format!("{LAPTOP}{BADGE}")), at(5));
    let revived: Vec<_> = back.revived.iter().map(|event| event.seq).collect();
    assert_eq!((revived, back.dropped.len()), (vec![2], 1), "the phone is dropped again");
    let numbers: Vec<_> = tracker.events_after(0).map(|(seq, event)| (seq, event.name.into_owned())).collect();
    assert_eq!(
        numbers,
        [(1, "hired"), (2, "delivered"), (3, "delivered"), (4, "delivered"), (5, "hired")]
            .map(|(seq, name)| (seq, name.to_owned()))
    );
    let badge = tracker.judge(at(5)).handoff("it.badge", "wu").map(|badge| badge.delivered_at());
    assert_eq!(badge, Some(Some("2026-11-02T11:00:00+01:00".parse().unwrap())));
}

#[test]
fn a_refused_event_leaves_nothing_behind() {
    let mut tracker = Tracker::new(network(LAPTOP));
    for n in 0..1_000 {
        let case = format!("case {n}");
        let refused = tracker.record(Event::delivered("it.nothing", at(2)).case(case.as_str()));
        assert!(matches!(refused, Err(IgnoredWhy::UnknownObligation { .. })));
        let rated = Event::rated("it.laptop", at(2)).score("9").case(case.as_str());
        assert_eq!(tracker.record(rated).unwrap_err().code(), "bad-score");
        if n % 3 == 0 {
            let kept = tracker.record(Event::new("hired", at(2)).case(case.as_str())).unwrap();
            assert_eq!(kept.seq(), n / 3 + 1);
        }
    }
    assert_eq!(tracker.judge(at(30)).handoffs().count(), 334);
}
