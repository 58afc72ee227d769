//! The life of handoffs, from agreements and a log to judged rows.

mod cells;
mod crowds;
mod explanations;
mod holds;
mod laws;
mod moved;
mod openings;
mod outcomes;
mod rulings;
mod several;

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use interdept::log::IgnoredStage;
use interdept::log::Log;
use interdept::network::Network;
use interdept::tracker::{Judgement, Tracker};

/// A calendar without closed hours in UTC, and one of office hours, before the obligations of a test.
const FRAME: &str = r#"
format = 1
[agreement]
id = "test"
customer = "b"
calendar = "always"
promptly = "1 business day"
in-force = { from = 2026-01-01 }
[calendar.always]
timezone = "UTC"
week = { mon-sun = ["00:00-24:00"] }
[calendar.office]
timezone = "UTC"
week = { mon-fri = ["09:00-12:00", "13:00-18:00"] }
[[department]]
id = "a"
name = "A"
[[department]]
id = "b"
name = "B"
[[milestone]]
id = "go"
name = "Go"
[[milestone]]
id = "stop"
name = "Stop"
"#;

/// Times in tests: `11-05` or `11-05T10:00`, of 2026 in UTC.
fn at(short: &str) -> String {
    let (date, time) = short.split_once('T').unwrap_or((short, "00:00"));
    format!("2026-{date}T{time}:00Z")
}

fn instant(short: &str) -> DateTime<Utc> {
    at(short).parse().unwrap()
}

fn tracker(obligations: &str, rows: &str) -> Tracker {
    let network = Network::from_toml("test.toml", &format!("{FRAME}{obligations}")).unwrap_or_else(|e| panic!("{e}"));
    let mut csv = String::from(
        "at,event,case,obligation,period,documents,signed,reason,until,score,id,target,complaint,supplier,customer,extra,outcome\n",
    );
    for row in rows.lines().map(str::trim).filter(|row| !row.is_empty()) {
        // `11-05 delivered c-1 x key=value …`
        let mut words = row.split_whitespace();
        let when = at(words.next().unwrap());
        let event = words.next().unwrap();
        let columns = [
            "case",
            "obligation",
            "period",
            "documents",
            "signed",
            "reason",
            "until",
            "score",
            "id",
            "target",
            "complaint",
            "supplier",
            "customer",
            "extra",
            "outcome",
        ];
        let mut values = vec![String::new(); columns.len()];
        for (n, word) in words.enumerate() {
            let (name, value) = word.split_once('=').unwrap_or((columns[n], word));
            let value = match value {
                _ if name != "until" => value.to_owned(),
                _ if value.contains('T') => at(value),
                date => format!("2026-{date}"),
            };
            values[columns.iter().position(|column| *column == name).unwrap_or_else(|| panic!("{name}"))] = value;
        }
        writeln!(csv, "{when},{event},{}", values.join(",")).unwrap();
    }
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::csv("log.csv", csv.as_bytes())).unwrap();
    tracker
}

fn short(at: DateTime<Utc>) -> String {
    at.format("%m-%dT%H:%M").to_string().trim_end_matches("T00:00").to_owned()
}

/// One line for each handoff: obligation, key, opened, original deadline, deadline, delivery, status.
fn lines(judgement: &Judgement) -> Vec<String> {
    let line = |handoff: interdept::tracker::Handoff<'_>| {
        let delivered = handoff.delivered_at().map_or("-".to_owned(), short);
        let [opened, original, due] = [handoff.opened_at(), handoff.original_due_at(), handoff.due_at()].map(short);
        let (obligation, key, status) = (handoff.obligation().id().clone(), handoff.key(), handoff.status());
        format!("{obligation} {key} {opened} {original} {due} {delivered} {status}")
    };
    judgement.handoffs().map(line).collect()
}

#[track_caller]
fn check(obligations: &str, rows: &str, as_of: &str, expected: &[&str]) {
    let tracker = tracker(obligations, rows);
    let refused: Vec<_> = tracker.ignored_rows().iter().map(ToString::to_string).collect();
    assert_eq!(refused, Vec::<String>::new());
    assert_eq!(lines(&tracker.judge(instant(as_of))), expected);
}

const HOURS: &str =
    "[[obligation]]\nid = \"x\"\nsupplier = \"a\"\ndeliverable = \"X\"\ndue = \"within 10 hours of go\"\n";
const DAYS: &str = "[[obligation]]\nid = \"x\"\nsupplier = \"a\"\ndeliverable = \"X\"\ndue = \"within 3 days of go\"\n";
const MONTHLY: &str = "[[obligation]]\nid = \"x\"\nsupplier = \"a\"\ndeliverable = \"X\"\ndue = \"by the 5th of every month\"\nin-force = { from = 2026-09-01 }\n";

#[test]
fn a_delivery_at_the_deadline_is_on_time() {
    check(
        HOURS,
        "11-02 go c\n11-02T10:00 delivered c x",
        "11-03",
        &["x c 11-02 11-02T10:00 11-02T10:00 11-02T10:00 met"],
    );
    check(
        HOURS,
        "11-02 go c\n11-02T10:01 delivered c x",
        "11-03",
        &["x c 11-02 11-02T10:00 11-02T10:00 11-02T10:01 late"],
    );
    check(HOURS, "11-02 go c", "11-02T10:00", &["x c 11-02 11-02T10:00 11-02T10:00 - at-risk"]);
    check(HOURS, "11-02 go c", "11-02T10:01", &["x c 11-02 11-02T10:00 11-02T10:00 - overdue"]);
    check(HOURS, "11-02 go c", "11-02T07:30", &["x c 11-02 11-02T10:00 11-02T10:00 - open"]);
    check(HOURS, "11-02 go c", "11-01", &[]);
}

#[test]
fn triggers_of_one_case_open_its_occurrences_in_order() {
    let rows = "11-04 go c\n11-02 go c\n11-03 delivered c x\n11-04T01:00 delivered c x\n11-04T02:00 go c\n11-04T03:00 delivered c#3 x";
    check(
        HOURS,
        rows,
        "11-05",
        &[
            "x c 11-02 11-02T10:00 11-02T10:00 11-03 late",
            "x c#2 11-04 11-04T10:00 11-04T10:00 11-04T01:00 met",
            "x c#3 11-04T02:00 11-04T12:00 11-04T12:00 11-04T03:00 met",
        ],
    );
}

#[test]
fn periods_open_and_deliveries_find_the_nearest_deadline() {
    let rows = "09-05 delivered obligation=x\n10-20 delivered obligation=x\n11-05 go c\n12-30 delivered obligation=x period=2027-01";
    check(
        MONTHLY,
        rows,
        "12-31",
        &[
            "x 2026-09 09-01 09-06 09-06 09-05 met",
            "x 2026-10 10-01 10-06 10-06 10-20 late",
            "x 2026-11 11-01 11-06 11-06 - overdue",
            "x 2026-12 12-01 12-06 12-06 - overdue",
            "x 2027-01 01-01 01-06 01-06 12-30 met",
        ],
    );
}

#[test]
fn a_pause_moves_the_deadline_in_the_rules_unit() {
    check(
        HOURS,
        "11-02 go c\n11-02T04:00 paused c x\n11-02T09:00 resumed c x",
        "11-02T11:00",
        &["x c 11-02 11-02T10:00 11-02T15:00 - open"],
    );
    check(HOURS, "11-02 go c\n11-02T04:00 paused c x", "11-02T11:00", &["x c 11-02 11-02T10:00 11-02T17:00 - paused"]);
    check(
        HOURS,
        "11-02 go c\n11-02T10:01 paused c x\n11-02T12:00 resumed c x",
        "11-02T13:00",
        &["x c 11-02 11-02T10:00 11-02T10:00 - overdue"],
    );
    check(
        DAYS,
        "11-02T10:00 go c\n11-03T23:00 paused c x\n11-04T01:00 resumed c x",
        "11-05",
        &["x c 11-02T10:00 11-06 11-06T02:00 - open"],
    );
}

#[test]
fn a_rejected_delivery_did_not_happen_and_counts_as_a_pause() {
    let rows = "11-02 go c\n11-02T02:00 delivered c x\n11-02T05:00 rejected c x\n11-02T12:30 delivered c x";
    check(HOURS, rows, "11-03", &["x c 11-02 11-02T10:00 11-02T13:00 11-02T12:30 met"]);
}

#[test]
fn a_case_delivery_before_its_opening_belongs_to_what_opens_next() {
    check(
        HOURS,
        "11-01 delivered c x\n11-02 go c\n11-03 go c",
        "11-04",
        &["x c 11-02 11-02T10:00 11-02T10:00 11-01 met", "x c#2 11-03 11-03T10:00 11-03T10:00 - overdue"],
    );
}

#[test]
fn before_a_milestone_opens_at_the_case_s_first_event() {
    let before = HOURS.replace("within 10 hours of go", "before go");
    let rows = "11-01 stop c\n11-02 delivered c x\n11-03 go c\n11-04 go c";
    check(&before, rows, "11-02T12:00", &[]);
    check(&before, rows, "11-05", &["x c 11-01 11-03 11-03 11-02 met", "x c#2 11-01 11-04 11-04 - overdue"]);
}

/// What a judgement lists beside the handoffs: `kind: row why`.
fn listed(judgement: &Judgement) -> Vec<String> {
    let of = |stage| judgement.ignored_at(stage);
    let unmatched = of(IgnoredStage::Unmatched).map(|row| format!("unmatched: {} {}", row.text, row.why.code()));
    let additional = of(IgnoredStage::Additional).map(|row| format!("additional: {}", row.text));
    let rejected = of(IgnoredStage::Rejected).map(|row| format!("rejected: {} ({})", row.text, row.why));
    unmatched.chain(additional).chain(rejected).collect()
}

#[track_caller]
fn check_listed(obligations: &str, rows: &str, as_of: &str, handoffs: &[&str], others: &[&str]) {
    let tracker = tracker(obligations, rows);
    let refused: Vec<_> = tracker.ignored_rows().iter().map(ToString::to_string).collect();
    assert_eq!(refused, Vec::<String>::new());
    let judgement = tracker.judge(instant(as_of));
    assert_eq!(lines(&judgement), handoffs);
    assert_eq!(listed(&judgement), others);
}

#[test]
fn a_judgement_answers_for_other_instants_from_what_it_knew() {
    let mut tracker = tracker(
        r#"
        [[obligation]]
        id = "x"
        supplier = "a"
        deliverable = "X"
        due = "within 2 days of go"
        "#,
        "11-02 go c-1
         11-05 delivered c-1 x
         11-06 go c-2
         11-06 spoilt c-3",
    );
    let judgement = tracker.judge(instant("11-20"));
    let earlier = instant("11-04T12:00");
    assert_eq!(lines(&judgement.at(earlier)), lines(&tracker.judge(earlier)));
    assert_eq!(lines(&judgement.at(earlier).at(instant("11-20"))), lines(&judgement));
    assert_eq!(judgement.ignored_rows().collect::<Vec<_>>(), tracker.ignored_rows());
    let go = interdept::Event::new("go", earlier).case("c-4");
    tracker.record(&go).unwrap();
    assert_eq!(judgement.at(earlier).handoffs().count(), 1, "c-4 came after it");
    assert_eq!(tracker.judge(earlier).handoffs().count(), 2);
}

#[test]
fn rows_that_other_agreements_know_come_back_under_them() {
    let before = tracker(HOURS, "11-02 go c\n11-02T01:00 delivered c y\n11-02T02:00 spoilt c");
    assert_eq!(before.ignored_rows().len(), 2);
    let obligation = format!("{HOURS}{}", HOURS.replace("\"x\"", "\"y\""));
    let network = tracker(&obligation, "11-02 go c").network().clone();
    let (after, dropped) = before.under(network);
    assert_eq!((dropped, after.len()), (0, 2));
    let left: Vec<_> = after.ignored_rows().iter().map(ToString::to_string).collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(left[0].starts_with("log.csv:4: unknown event `spoilt`"), "{left:?}");
    assert_eq!(lines(&after.judge(instant("11-03")))[1], "y c 11-02 11-02T10:00 11-02T10:00 11-02T01:00 met");
    // And back again: what was only known there is refused as before.
    let (back, dropped) = after.under(before.network().clone());
    assert_eq!((dropped, back.len(), back.ignored_rows().len()), (1, 1, 2));
}

#[test]
fn every_field_of_an_event_is_an_attribute_of_its_name() {
    let when = |name: &str, value: &str| format!("{HOURS}when = {{ {name} = \"{value}\" }}\n");
    let fields = [
        ("category", "late"),
        ("cause", "rain"),
        ("customer", "b"),
        ("supplier", "a"),
        ("score", "5"),
        ("until", "2026-11-05"),
        ("target", "17"),
        ("period", "2026-11"),
        ("reason", "asked"),
        ("complaint", "C1"),
        ("event", "go"),
        ("case", "c"),
    ];
    for (name, value) in fields {
        let network = tracker(&when(name, value), "11-02 go d").network().clone();
        let mut tracker = Tracker::new(network);
        let mut event = interdept::Event::new("go", instant("11-02")).case("c");
        let given: Option<std::borrow::Cow<'_, str>> = Some(value.into());
        match name {
            "category" => event.category = given,
            "cause" => event.cause = given,
            "customer" => event.customer = given,
            "supplier" => event.supplier = given,
            "score" => event.score = given,
            "until" => event.until = given,
            "target" => event.target = given,
            "period" => event.period = given,
            "reason" => event.reason = given,
            "complaint" => event.complaint = given,
            _ => {}
        }
        assert_eq!(event.attribute(name).as_deref(), Some(value));
        tracker.record(&event).unwrap();
        tracker.record(interdept::Event::new("go", instant("11-02")).case("other")).unwrap();
        let opened = if name == "event" { 2 } else { 1 };
        assert_eq!(tracker.judge(instant("11-03")).handoffs().count(), opened, "{name}");
    }
}
