//! Close cases, each worked out by hand.

use super::{DAYS, HOURS, MONTHLY, check, check_listed, instant, lines, tracker};

fn rule(due: &str) -> String {
    HOURS.replace("within 10 hours of go", due)
}

#[test]
fn documents_accumulate_until_a_rejection() {
    let obligation = format!("{HOURS}documents = [\"d\", \"e\"]\nsigned = [\"s\"]\n");
    let all = "11-02 go c\n11-02T01:00 delivered c x documents=d;s\n11-02T02:00 delivered c x signed=e;s";
    check(&obligation, all, "11-03", &["x c 11-02 11-02T10:00 11-02T10:00 11-02T02:00 met"]);
    let again = format!("{all}\n11-02T03:00 rejected c x\n11-02T04:00 delivered c x documents=d");
    check(&obligation, &again, "11-02T05:00", &["x c 11-02 11-02T10:00 11-02T11:00 - open"]);
    let tracker = tracker(&obligation, &again);
    let judgement = tracker.judge(instant("11-02T05:00"));
    let handoff = judgement.handoff("x", "c").unwrap();
    let mut missing: Vec<_> = handoff.missing_documents().collect();
    missing.sort_unstable();
    assert_eq!(missing, [("e", false), ("s", true)]);
    assert_eq!((handoff.attempts(), handoff.sent_back(), handoff.first_time_right()), (3, 1, false));
}

#[test]
fn a_review_ends_and_silence_accepts() {
    let obligation = format!("{HOURS}review = \"2 hours\"\n");
    let delivered = "11-02 go c\n11-02T01:00 delivered c x\n";
    let at_its_end = format!("{delivered}11-02T03:00 rejected c x");
    check(&obligation, &at_its_end, "11-02T04:00", &["x c 11-02 11-02T10:00 11-02T12:00 - open"]);
    let after_it = format!("{delivered}11-02T03:01 rejected c x");
    check_listed(
        &obligation,
        &after_it,
        "11-02T04:00",
        &["x c 11-02 11-02T10:00 11-02T10:00 11-02T01:00 met"],
        &[
            "rejected: rejected x c (the review had ended before this rejection, and the delivery was accepted by silence)",
        ],
    );
    let without = format!("{delivered}11-09 rejected c x");
    check(HOURS, &without, "11-09", &["x c 11-02 11-02T10:00 11-09T09:00 - open"]);
}

#[test]
fn the_review_is_on_the_customers_calendar() {
    // The customer works in the office; delivered on Friday evening, one business hour of review is over on Monday at 10.
    let office = "[[department]]\nid = \"o\"\ncalendar = \"office\"\n";
    let obligation = format!("{office}{HOURS}customer = \"o\"\nreview = \"1 business hour\"\n");
    let delivered = "11-06T18:00 go c\n11-06T20:00 delivered c x\n";
    let lines = |reject: &str| {
        let tracker = tracker(&obligation, &format!("{delivered}{reject} rejected c x"));
        lines(&tracker.judge(instant("11-10")))
    };
    assert_eq!(lines("11-09T10:00"), ["x c 11-06T18:00 11-07T04:00 11-09T18:00 - overdue"]);
    assert_eq!(lines("11-09T10:01"), ["x c 11-06T18:00 11-07T04:00 11-07T04:00 11-06T20:00 met"]);
}

#[test]
fn a_pause_during_a_review_has_no_effect() {
    let rows = "11-02 go c\n11-02T01:00 delivered c x\n11-02T02:00 paused c x\n11-02T04:00 rejected c x\n11-02T05:00 resumed c x";
    check_listed(
        HOURS,
        rows,
        "11-02T06:00",
        &["x c 11-02 11-02T10:00 11-02T13:00 - open"],
        &["unmatched: resumed x c not-paused"],
    );
}

#[test]
fn pauses_move_the_deadline_one_after_the_other() {
    // The first pause moves the deadline to 12:00, so that the second, at 11:00, begins before it.
    let rows =
        "11-02 go c\n11-02T01:00 paused c x\n11-02T03:00 resumed c x\n11-02T11:00 paused c x\n11-02T12:00 resumed c x";
    check(HOURS, rows, "11-02T12:30", &["x c 11-02 11-02T10:00 11-02T13:00 - at-risk"]);
    // A pause that begins at the deadline has not begun after it.
    let rows = "11-02 go c\n11-02T10:00 paused c x\n11-02T12:00 resumed c x";
    check(HOURS, rows, "11-02T12:00", &["x c 11-02 11-02T10:00 11-02T12:00 - at-risk"]);
}

#[test]
fn day_counted_deadlines_move_by_working_time() {
    let obligation = format!("{}calendar = \"office\"\n", rule("within 2 business days of go"));
    // Monday the 2nd; due at the close of Wednesday. Paused from Tuesday 10:00 to Friday 10:00: three working days.
    let rows = "11-02T10:00 go c\n11-03T10:00 paused c x\n11-06T10:00 resumed c x";
    check(&obligation, rows, "11-07", &["x c 11-02T10:00 11-04T18:00 11-09T18:00 - open"]);
    let hours = format!("{}calendar = \"office\"\n", rule("within 8 business hours of go"));
    let rows = "11-02T10:00 go c\n11-02T11:00 paused c x\n11-02T14:00 resumed c x";
    check(&hours, rows, "11-03", &["x c 11-02T10:00 11-03T10:00 11-03T12:00 - open"]);
}

#[test]
fn an_extension_replaces_the_deadline_unless_it_has_passed() {
    let rows = "11-02 go c\n11-02T12:00 delivered c x\n11-02T13:00 extended c x until=11-02T12:00";
    check(HOURS, rows, "11-03", &["x c 11-02 11-02T10:00 11-02T10:00 11-02T12:00 late"]);
    let rows = "11-02 go c\n11-02T01:00 extended c x until=11-05\n11-02T02:00 extended c x until=11-04T08:00";
    check(HOURS, rows, "11-03", &["x c 11-02 11-02T10:00 11-04T08:00 - open"]);
    // A pause begun later moves it, here by 23 hours.
    let rows =
        "11-02T10:00 go c\n11-03 extended c x until=11-06T15:00\n11-04T10:00 paused c x\n11-05T09:00 resumed c x";
    check(DAYS, rows, "11-05T10:00", &["x c 11-02T10:00 11-06 11-07T14:00 - open"]);
    let rows = "11-02T10:00 go c\n11-02T11:00 paused c x\n11-03 extended c x until=11-07\n11-05T09:00 resumed c x";
    // The rest of a pause that had begun before the extension moves it: 57 hours from the 8th at 00:00 on.
    check(DAYS, rows, "11-05T10:00", &["x c 11-02T10:00 11-06 11-10T09:00 - open"]);
}

#[test]
fn before_rules_are_never_moved_by_pauses() {
    let rows = "11-02 stop c\n11-02T01:00 paused c x\n11-02T05:00 resumed c x\n11-03 go c";
    check_listed(
        &rule("at least 2 hours before go"),
        rows,
        "11-04",
        &["x c 11-02 11-02T22:00 11-02T22:00 - overdue"],
        &[],
    );
}

#[test]
fn a_case_is_begun_by_any_accepted_row() {
    let obligation = rule("before go");
    check(
        &obligation,
        "11-01 complained case=c complaint=1 supplier=a customer=b\n11-03 go c",
        "11-04",
        &["x c 11-01 11-03 11-03 - overdue"],
    );
    // Not by one that was taken back.
    let rows = "11-01 stop c id=1\n11-03 go c\n11-03T01:00 voided target=1";
    check(&obligation, rows, "11-04", &["x c 11-03 11-03 11-03 - overdue"]);
    check(&obligation, rows, "11-03", &["x c 11-01 11-03 11-03 - at-risk"]);
}

#[test]
fn a_deadline_may_be_given() {
    let obligation = rule("by the given extra of go");
    let rows = "11-02T10:00 go c extra=2026-11-05\n11-02T10:00 go d extra=2026-11-05T08:30:00Z";
    check(
        &obligation,
        rows,
        "11-03",
        &["x c 11-02T10:00 11-06 11-06 - open", "x d 11-02T10:00 11-05T08:30 11-05T08:30 - open"],
    );
    let tracker = tracker(&obligation, "11-02 go c\n11-02 go d extra=soon\n11-02 go e extra=2026-02-30");
    let reasons: Vec<String> = tracker.ignored_rows().iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        [
            "log.csv:2: `x` is due by the `extra` given with the milestone, which is missing",
            "log.csv:3: `x` is due by the `extra` given with the milestone, but `soon` is neither a date nor an instant",
            "log.csv:4: `x` is due by the `extra` given with the milestone, but `2026-02-30` is neither a date nor an instant",
        ]
    );
    assert_eq!(lines(&tracker.judge(instant("12-01"))), Vec::<String>::new());
    // A given instant and a given date move by the working time of the hold.
    let rows = "11-02 go c extra=2026-11-05\n11-02 go d extra=2026-11-05T08:30:00Z\n\
                11-02T12:00 paused c x\n11-02T12:00 paused d x\n11-03T13:00 resumed c x\n11-03T13:00 resumed d x";
    check(
        &obligation,
        rows,
        "11-04",
        &["x c 11-02 11-06 11-07T01:00 - open", "x d 11-02 11-05T08:30 11-06T09:30 - open"],
    );
}

#[test]
fn requests_open_what_is_owed_on_request() {
    let obligation = rule("within 1 hour of request");
    check_listed(
        &obligation,
        "11-02 requested c x\n11-03 requested c x",
        "11-02T00:30",
        &["x c 11-02 11-02T01:00 11-02T01:00 - open"],
        &[],
    );
    check_listed(HOURS, "11-02 requested c x", "11-03", &[], &["unmatched: requested x c opens-nothing"]);
    check_listed(MONTHLY, "11-02 requested c x", "09-01", &["x 2026-09 09-01 09-06 09-06 - open"], &[]);
    check_listed(
        MONTHLY,
        "11-02 requested c x",
        "11-02",
        &[
            "x 2026-09 09-01 09-06 09-06 - overdue",
            "x 2026-10 10-01 10-06 10-06 - overdue",
            "x 2026-11 11-01 11-06 11-06 - open",
        ],
        &["unmatched: requested x c opens-nothing"],
    );
}

#[test]
fn a_waiver_wins_over_every_other_status() {
    check(
        HOURS,
        "11-02 go c\n11-02T12:00 delivered c x\n11-03 waived c x",
        "11-04",
        &["x c 11-02 11-02T10:00 11-02T10:00 11-02T12:00 waived"],
    );
    let two = format!("{HOURS}{}", rule("before stop").replace("\"x\"", "\"y\""));
    let rows = "11-02 go c\n11-02 go d\n11-02T01:00 waived c reason=gone\n11-02T02:00 stop c\n11-02T02:00 stop d\n11-02T03:00 go c";
    check(
        &two,
        rows,
        "11-02T04:00",
        &[
            "x c 11-02 11-02T10:00 11-02T10:00 - waived",
            "x c#2 11-02T03:00 11-02T13:00 11-02T13:00 - open",
            "x d 11-02 11-02T10:00 11-02T10:00 - open",
            "y c 11-02 11-02T02:00 11-02T02:00 - waived",
            "y d 11-02 11-02T02:00 11-02T02:00 - overdue",
        ],
    );
    let tracker = tracker(&two, rows);
    let judgement = tracker.judge(instant("11-02T04:00"));
    assert_eq!(judgement.handoff("x", "c").unwrap().waiver(), Some("gone"));
    assert_eq!(judgement.handoff("x", "d").unwrap().waiver(), None);
}

#[test]
fn an_id_stands_for_the_least_row_that_bears_it() {
    let rows =
        "11-02 go c\n11-02T12:00 delivered c x id=1\n11-02T09:00 delivered c x id=1\n11-02T09:00 delivered c x id=1";
    check_listed(
        HOURS,
        rows,
        "11-03",
        &["x c 11-02 11-02T10:00 11-02T10:00 11-02T09:00 met"],
        &["rejected: delivered x c (the id `1` belongs to another row with other content)"],
    );
    check_listed(HOURS, rows, "11-02T10:00", &["x c 11-02 11-02T10:00 11-02T10:00 11-02T09:00 met"], &[]);
    // At one instant the event whose name comes first, a milestone's being its id.
    check_listed(
        HOURS,
        "11-02 go c\n11-02T04:00 stop c id=1\n11-02T04:00 paused c x id=1",
        "11-02T05:00",
        &["x c 11-02 11-02T10:00 11-02T11:00 - paused"],
        &["rejected: stop c (the id `1` belongs to another row with other content)"],
    );
    // Without an id, rows that say the same count once.
    check_listed(
        HOURS,
        "11-02 go c\n11-02 go c\n11-02 go c extra=1",
        "11-02T01:00",
        &["x c 11-02 11-02T10:00 11-02T10:00 - open", "x c#2 11-02 11-02T10:00 11-02T10:00 - open"],
        &[],
    );
}

#[test]
fn rows_are_taken_back() {
    let rows = "11-02 go c\n11-02T05:00 delivered c x id=1\n11-02T06:00 voided target=1\n11-02T07:00 voided target=9";
    check_listed(
        HOURS,
        rows,
        "11-02T07:00",
        &["x c 11-02 11-02T10:00 11-02T10:00 - open"],
        &["unmatched: voided 9 no-target"],
    );
    check_listed(HOURS, rows, "11-02T05:30", &["x c 11-02 11-02T10:00 11-02T10:00 11-02T05:00 met"], &[]);
    // What took it back may be taken back itself.
    let rows =
        "11-02 go c\n11-02T05:00 delivered c x id=1\n11-02T06:00 voided target=1 id=2\n11-02T07:00 voided target=2";
    check_listed(HOURS, rows, "11-02T07:00", &["x c 11-02 11-02T10:00 11-02T10:00 11-02T05:00 met"], &[]);
    let ring = "11-02 go c\n11-02T05:00 voided target=2 id=1\n11-02T06:00 voided target=1 id=2";
    let reason = "(this row and the one it takes back take each other back in a ring, so neither takes effect)";
    check_listed(
        HOURS,
        ring,
        "11-02T07:00",
        &["x c 11-02 11-02T10:00 11-02T10:00 - open"],
        &[&format!("rejected: voided 2 {reason}"), &format!("rejected: voided 1 {reason}")],
    );
}

#[test]
fn at_one_instant_events_take_effect_in_a_fixed_order() {
    // Opened, delivered and rejected at once: the rejection is of this delivery.
    let rows = "11-02 rejected c x\n11-02 delivered c x\n11-02 go c";
    check_listed(HOURS, rows, "11-02T01:00", &["x c 11-02 11-02T10:00 11-02T10:00 - open"], &[]);
    // Resumed before it is paused again.
    let rows = "11-02 go c\n11-02T01:00 paused c x\n11-02T02:00 paused c x\n11-02T02:00 resumed c x";
    check_listed(HOURS, rows, "11-02T03:00", &["x c 11-02 11-02T10:00 11-02T12:00 - paused"], &[]);
}

#[test]
fn accepting_and_rejecting_mean_the_one_delivered_last() {
    let rows = "11-02 go c\n11-02T01:00 go c\n11-02T02:00 delivered c#2 x\n11-02T03:00 delivered c x\n11-02T04:00 rejected c x\n\
                11-02T05:00 rejected c x\n11-02T06:00 delivered c x";
    check_listed(
        HOURS,
        rows,
        "11-02T07:00",
        &["x c 11-02 11-02T10:00 11-02T11:00 11-02T06:00 met", "x c#2 11-02T01:00 11-02T11:00 11-02T14:00 - open"],
        &[],
    );
}

#[test]
fn the_nearest_deadline_is_taken_as_it_stood_then() {
    // On the 20th the deadlines of the 6th (14 days) and of the 6th next month (17): the nearer is September's …
    let rows = "09-20 delivered obligation=x";
    check(MONTHLY, rows, "10-01", &["x 2026-09 09-01 09-06 09-06 09-20 late", "x 2026-10 10-01 10-06 10-06 - open"]);
    // … on 21 October those of 6 October (15) and of September extended to the 25th (4).
    let rows = "09-02 extended obligation=x period=2026-09 until=10-25T00:00\n10-21 delivered obligation=x";
    check(MONTHLY, rows, "10-22", &["x 2026-09 09-01 09-06 10-25 10-21 met", "x 2026-10 10-01 10-06 10-06 - overdue"]);
    // An extension that comes later does not count, and comes too late at that.
    let rows = "10-22 extended obligation=x period=2026-09 until=10-25T00:00\n10-21 delivered obligation=x";
    check(MONTHLY, rows, "10-22", &["x 2026-09 09-01 09-06 09-06 - overdue", "x 2026-10 10-01 10-06 10-06 10-21 late"]);
    // Of two as near, the earlier: 7 October lies between the 6th and the 8th.
    let rows = "09-05 extended obligation=x period=2026-09 until=10-08T00:00\n10-07 delivered obligation=x";
    check(MONTHLY, rows, "10-08", &["x 2026-09 09-01 09-06 10-08 - at-risk", "x 2026-10 10-01 10-06 10-06 10-07 late"]);
}

#[test]
fn deliveries_beyond_what_is_owed_are_additional() {
    let rows =
        "09-03 delivered obligation=x\n09-04 delivered obligation=x\n09-05 delivered obligation=x period=2026-09";
    check_listed(
        MONTHLY,
        rows,
        "09-06",
        &["x 2026-09 09-01 09-06 09-06 09-03 met"],
        &["additional: delivered x", "additional: delivered x 2026-09"],
    );
    check_listed(
        MONTHLY,
        "09-03 delivered obligation=x period=2025-01",
        "09-02",
        &["x 2026-09 09-01 09-06 09-06 - open"],
        &[],
    );
    check_listed(
        MONTHLY,
        "09-03 delivered obligation=x period=2025-01",
        "09-03",
        &["x 2026-09 09-01 09-06 09-06 - open"],
        &["unmatched: delivered x 2025-01 no-handoff"],
    );
}

#[test]
fn versions_are_told_apart_by_the_day_of_opening() {
    let version = |days: u32, in_force: &str| {
        format!("{}in-force = {{ {in_force} }}\n", rule(&format!("within {days} hours of go")))
    };
    let both = format!("{}{}", version(1, "until = 2026-11-02"), version(5, "from = 2026-11-05"));
    let rows = "11-02T23:59 go c\n11-03 go c\n11-05 go c\n11-05T01:00 delivered c#2 x";
    check(
        &both,
        rows,
        "11-06",
        &["x c 11-02T23:59 11-03T00:59 11-03T00:59 - overdue", "x c#2 11-05 11-05T05:00 11-05T05:00 11-05T01:00 met"],
    );
}

#[test]
fn a_condition_looks_at_attributes_and_local_time() {
    let when = |condition: &str| format!("{HOURS}when = {{ {condition} }}\n");
    let rows = "11-02T16:59 go c extra=1\n11-02T17:00 go d extra=1\n11-02T18:00 go e extra=2\n11-02T19:00 go f";
    check(
        &when("extra = \"1\", time = { from = \"17:00\" }"),
        rows,
        "11-02T20:00",
        &["x d 11-02T17:00 11-03T03:00 11-03T03:00 - open"],
    );
    check(
        &when("extra = { not = [\"1\", \"2\"] }"),
        rows,
        "11-02T20:00",
        &["x f 11-02T19:00 11-03T05:00 11-03T05:00 - open"],
    );
}

#[test]
fn a_deadline_at_midnight_belongs_to_the_day_it_ends() {
    let tracker = tracker(DAYS, "11-02T10:00 go c");
    let judgement = tracker.judge(instant("11-03"));
    assert_eq!(judgement.handoff("x", "c").unwrap().due_day().to_string(), "2026-11-05");
    let day = |text: &str| text.parse().unwrap();
    assert_eq!(judgement.due_within(day("2026-11-05"), day("2026-11-05")).count(), 1);
    assert_eq!(judgement.due_within(day("2026-11-06"), day("2026-11-06")).count(), 0);
}

#[test]
fn lateness_is_counted_in_elapsed_and_in_working_time() {
    let obligation = format!("{}calendar = \"office\"\n", rule("within 2 hours of go"));
    let tracker = tracker(&obligation, "11-02T10:00 go c\n11-02T14:30 delivered c x\n11-06T10:00 go d");
    let judgement = tracker.judge(instant("11-09T10:00"));
    let late = |key: &str| judgement.handoff("x", key).unwrap().late_by().map(|late| (late.elapsed, late.working));
    // From noon to half past two, with an hour of lunch; from Friday noon to Monday at ten.
    assert_eq!(late("c"), Some((9_000, 5_400)));
    assert_eq!(late("d"), Some((3 * 86_400 - 7_200, 6 * 3_600)));
}

#[test]
fn at_risk_counts_the_rules_own_time() {
    // Eight business hours from Friday 10:00 to Monday 10:00: six are gone on Friday at 17:00.
    let obligation = format!("{}calendar = \"office\"\n", rule("within 8 business hours of go"));
    let status = |obligation: &str, now: &str| {
        let tracker = tracker(obligation, "11-06T10:00 go c");
        let judgement = tracker.judge(instant(now));
        judgement.handoff("x", "c").unwrap().status().to_string()
    };
    assert_eq!(status(&obligation, "11-06T17:00"), "open");
    assert_eq!(status(&obligation, "11-06T17:01"), "at-risk");
    assert_eq!(status(&format!("{obligation}at-risk = 0.9\n"), "11-08"), "open");
}

#[test]
fn a_period_is_known_before_it_opens() {
    let tracker = tracker(MONTHLY, "09-10 waived obligation=x period=2026-12 reason=closed");
    let judgement = tracker.judge(instant("09-20"));
    assert_eq!(lines(&judgement), ["x 2026-09 09-01 09-06 09-06 - overdue"]);
    let upcoming: Vec<String> = judgement.upcoming().map(|handoff| handoff.key().to_string()).collect();
    assert_eq!(upcoming, ["2026-10", "2026-12"]);
    let december = lines(&tracker.judge(instant("12-02"))).pop();
    assert_eq!(december.as_deref(), Some("x 2026-12 12-01 12-06 12-06 - waived"));
}

#[test]
fn inputs_are_found_by_key_and_time() {
    let obligation = |id: &str, due: &str, needs: &str| {
        let needs = if needs.is_empty() { String::new() } else { format!("needs = [\"{needs}\"]\n") };
        HOURS.replace("\"x\"", &format!("\"{id}\"")).replace("within 10 hours of go", due) + &needs
    };
    let all = [
        obligation("case", "within 10 hours of go", ""),
        obligation("case-of-case", "within 20 hours of go", "case"),
        obligation("day", "by 12:00 every day", "") + "in-force = { from = 2026-10-30 }\n",
        obligation("month", "by the last day of every month", "day") + "in-force = { from = 2026-10-01 }\n",
        obligation("month-of-case", "by the last day of every month", "case") + "in-force = { from = 2026-10-01 }\n",
        obligation("month-of-month", "by the last day of every month", "month") + "in-force = { from = 2026-10-01 }\n",
        obligation("case-of-day", "within 10 hours of stop", "day"),
    ];
    let rows = "11-02 go c\n11-03 go c\n11-30T23:59 go d\n12-01 go e\n11-02T10:00 stop c\n12-01T10:00 stop e";
    let tracker = tracker(&all.concat(), rows);
    let judgement = tracker.judge(instant("12-02"));
    let inputs = |obligation: &str, key: &str| {
        let handoff = judgement.handoff(obligation, key).unwrap();
        handoff.inputs().map(|input| input.key().to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(inputs("case-of-case", "c#2"), "c#2");
    assert_eq!(inputs("case-of-case", "d"), "d");
    assert_eq!(inputs("month-of-month", "2026-11"), "2026-11");
    assert_eq!(inputs("month", "2026-10"), "2026-10-30 2026-10-31");
    assert_eq!(inputs("month", "2026-12"), "2026-12-01 2026-12-02");
    assert_eq!(inputs("month-of-case", "2026-11"), "c c#2 d");
    assert_eq!(inputs("month-of-case", "2026-12"), "e");
    assert_eq!(inputs("case-of-day", "c"), "2026-11-02");
    assert_eq!(inputs("case-of-day", "e"), "2026-12-01");
    let terminal = |obligation: &str, key: &str| judgement.handoff(obligation, key).unwrap().is_terminal();
    assert!(!terminal("case", "c") && terminal("case-of-case", "c") && !terminal("day", "2026-11-02"));
}

#[test]
fn complaints_are_opened_and_closed() {
    let rows = "11-02 complained complaint=1 supplier=a customer=b\n11-03 complained complaint=1 supplier=a customer=b\n\
                11-04 resolved complaint=1\n11-05 resolved complaint=1\n11-06 complained complaint=1 obligation=x";
    let tracker = tracker(HOURS, rows);
    let judgement = tracker.judge(instant("11-07"));
    let register: Vec<String> = judgement
        .complaints()
        .map(|complaint| {
            let closed = complaint.resolved_at().map_or("open".to_owned(), super::short);
            let (at, supplier, customer) = (super::short(complaint.at()), complaint.supplier(), complaint.customer());
            format!("{} {at} {} {} {closed}", complaint.number(), supplier.id(), customer.id())
        })
        .collect();
    assert_eq!(register, ["1 11-02 a b 11-04", "1 11-06 a b open"]);
    let lost: Vec<String> = judgement.ignored_at(interdept::log::IgnoredStage::Unmatched).map(|row| row.text).collect();
    assert_eq!(lost, ["complained 1", "resolved 1"]);
}

#[test]
fn rows_that_cannot_be_read_say_why() {
    let rows = "11-02 nothing c\n11-02 delivered c y\n11-02 delivered obligation=x\n11-02 go\n11-02 go c#2\n11-02 delivered c#0 x\n\
                11-02 delivered c x period=2026-13\n11-02 rated c x score=6\n11-02 extended c x\n11-02 extended c x until=soon\n\
                11-02 waived reason=x\n11-02 voided c\n11-02 complained c\n11-02 complained complaint=1\n\
                11-02 complained complaint=1 supplier=z customer=b\n11-02 resolved c\n11-02 delivered c";
    let tracker = tracker(HOURS, rows);
    assert!(tracker.is_empty());
    let reasons: Vec<String> = tracker.ignored_rows().iter().map(|row| row.why.to_string()).collect();
    insta::assert_snapshot!(reasons.join("\n"));
}
