//! Deliveries of which an export only says whether the target was kept: they are judged by that, and nobody knows how late
//! they were.

use interdept::Analysis;
use interdept::analysis::Window;
use interdept::analysis::delay::Scope;
use interdept::tracker::Status;

use super::{instant, tracker};

/// Due ten hours after `go`; the second needs the first.
const CHAIN: &str = r#"
[[obligation]]
id = "x"
supplier = "a"
deliverable = "X"
due = "within 10 hours of go"
[[obligation]]
id = "y"
supplier = "b"
customer = "a"
deliverable = "Y"
due = "within 20 hours of go"
needs = ["x"]
"#;

#[track_caller]
fn check(rows: &str, expected: &[&str]) {
    let tracker = tracker(CHAIN, rows);
    let judgement = tracker.judge(instant("11-09"));
    let analysis = Analysis::of(&judgement);
    let told: Vec<String> = judgement
        .handoffs()
        .map(|handoff| {
            let record = analysis.record(handoff, true);
            let shares: Vec<String> =
                record.shares.iter().map(|share| format!("{} {}", share.cause, share.seconds / 3_600)).collect();
            let hours = |seconds: Option<i64>| seconds.map_or("?".to_owned(), |seconds| (seconds / 3_600).to_string());
            let (late, own, inherited) = (record.late_by_s, record.own_delay_s, record.inherited_delay_s);
            let (late, own, inherited) = (hours(late), hours(own), hours(inherited));
            format!("{} {} {late} = {own} + {inherited} [{}]", record.obligation, record.status, shares.join(" "))
        })
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn the_word_of_the_log_is_the_verdict() {
    // On time by the clock, and said to be missed; too late by the clock, and said to be kept.
    check(
        "11-02 go c-1\n11-02T05:00 delivered c-1 x outcome=missed\n11-02T21:00 delivered c-1 y outcome=met",
        &["x late ? = ? + ? []", "y met 0 = 0 + 0 []"],
    );
    check(
        "11-02 go c-1\n11-02T09:00 delivered c-1 x outcome=met\n11-02T12:00 delivered c-1 y outcome=missed",
        &["x met 0 = 0 + 0 []", "y late ? = ? + ? []"],
    );
}

#[test]
fn it_is_the_word_about_the_delivery_that_stands() {
    let sent_back = "11-02 go c-1\n11-02T05:00 delivered c-1 x outcome=missed\n11-02T06:00 rejected c-1 x\n";
    // The hour of the review, by which X's deadline moved, is its customer's.
    check(sent_back, &["x overdue 157 = 157 + 0 [a 157]", "y overdue 148 = 0 + 148 [a 147 b 0]"]);
    let again = format!("{sent_back}11-02T08:00 delivered c-1 x\n11-02T09:00 delivered c-1 y");
    check(&again, &["x met 0 = 0 + 0 []", "y met 0 = 0 + 0 []"]);
}

#[test]
fn nobody_overran_a_target_that_was_kept() {
    // X came 15 hours after its deadline. Kept, it is nobody's delay, and what Y got of it is the plan's; missed, its
    // instants count for Y, which takes five of its ten hours.
    let rows =
        |outcome| format!("11-02 go c-1\n11-03T01:00 delivered c-1 x outcome={outcome}\n11-03T06:00 delivered c-1 y");
    check(&rows("met"), &["x met 0 = 0 + 0 []", "y late 10 = 0 + 10 [plan 10]"]);
    check(&rows("missed"), &["x late ? = ? + ? []", "y late 10 = 0 + 10 [a 10]"]);
}

#[test]
fn other_words_are_refused_and_attributes_of_that_name_are_not() {
    let tracker = tracker(CHAIN, "11-02 go c-1 outcome=sunny\n11-02T05:00 delivered c-1 x outcome=late");
    let refused: Vec<String> = tracker.ignored_rows().iter().map(ToString::to_string).collect();
    assert_eq!(refused, ["log.csv:3: the outcome is `late`, expected `met` or `missed`"]);
    assert_eq!(tracker.judge(instant("11-02T06:00")).with_status(Status::Open).count(), 2);
}

#[test]
fn it_counts_as_a_miss_and_enters_no_sum_of_lateness() {
    let tracker =
        tracker(CHAIN, "11-02 go c-1\n11-02T05:00 delivered c-1 x outcome=missed\n11-02T06:00 delivered c-1 y");
    let judgement = tracker.judge(instant("11-09"));
    let analysis = Analysis::of(&judgement);
    let week: Window = "2026-W45".parse().unwrap();
    let total = analysis.compliance(week).total.week;
    assert_eq!((total.met, total.late, total.due()), (1, 1, 2));
    let all = analysis.totals(Scope::All, |_| true);
    assert_eq!((all.late, all.unknown, all.late_s), (0, 1, 0));
    let x = judgement.handoff("x", "c-1").unwrap();
    assert!(x.is_judged_by_outcome() && x.late_by().is_none() && analysis.delay(x).is_none());
}

#[test]
fn no_grace_is_given_where_nobody_knows_how_late_it_was() {
    let graceful = r#"
[[obligation]]
id = "x"
supplier = "a"
deliverable = "X"
due = "within 10 hours of go"
objective = { on-time = 0.9, grace = "1 day", over = "4 weeks" }
"#;
    let missed = |outcome: &str| {
        let tracker = tracker(graceful, &format!("11-02 go c-1\n11-02T11:00 delivered c-1 x {outcome}"));
        let judgement = tracker.judge(instant("11-09"));
        let compliance = Analysis::of(&judgement).compliance("2026-W45".parse().unwrap());
        compliance.obligations[0].figures.budgets[0].tally.missed()
    };
    assert_eq!((missed(""), missed("outcome=missed"), missed("outcome=met")), (0, 1, 0));
}
