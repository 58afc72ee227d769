//! Handoffs that explain their original deadlines, and the reviews, extensions and calendars behind them.

use interdept::Network;
use interdept::config::Source;
use interdept::due::Reference;
use interdept::log::Log;
use interdept::tracker::{Handoff, Tracker};

use super::{HOURS, MONTHLY, check, instant, tracker};

/// What the explanation counts, if there is one: the tier's rule, from when and to when.
fn explained(handoff: &Handoff<'_>) -> Option<String> {
    let why = handoff.explanation()?;
    assert_eq!(why.due, handoff.original_due_at());
    let from = match why.from {
        Reference::Trigger(at) | Reference::Milestone(at) => at.format("%m-%dT%H:%M").to_string(),
        Reference::Period(period) => period.to_string(),
        _ => unreachable!(),
    };
    Some(format!("{}: {from} .. {}", why.rule, why.due.format("%m-%dT%H:%M")))
}

/// Of every handoff, its key and explanation.
#[track_caller]
fn check_explained(obligations: &str, rows: &str, expected: &[(&str, Option<&str>)]) {
    let tracker = tracker(obligations, rows);
    assert!(tracker.ignored_rows().is_empty(), "{:?}", tracker.ignored_rows());
    let judgement = tracker.judge(instant("12-01"));
    let found: Vec<_> = judgement
        .handoffs()
        .map(|handoff| (format!("{} {}", handoff.obligation().id(), handoff.key()), explained(&handoff)))
        .collect();
    let found: Vec<_> = found.iter().map(|(key, why)| (key.as_str(), why.as_deref())).collect();
    assert_eq!(found, expected);
}

const TIERS: &str = "[[milestone]]\nid = \"asked\"\nattributes = [\"extra\"]\n\
    [[obligation]]\nid = \"t\"\nsupplier = \"a\"\ndeliverable = \"T\"\ndue = \"within 10 hours of asked\"\n\
    tiers = [{ id = \"P1\", when = { extra = \"1\" }, due = \"within 4 hours of asked\" }]\n";

#[test]
fn by_the_tier_unless_it_was_revised() {
    check_explained(
        TIERS,
        "11-02 asked c extra=1\n11-02 asked d extra=3\n11-02 asked e extra=3\n11-02T01:00 revised e extra=1",
        &[
            ("t c", Some("within 4 hours of asked: 11-02T00:00 .. 11-02T04:00")),
            ("t d", Some("within 10 hours of asked: 11-02T00:00 .. 11-02T10:00")),
            // By the terms that it has now it would have been due at 04:00.
            ("t e", None),
        ],
    );
}

#[test]
fn from_a_delivery_in_a_case_and_in_a_period() {
    let after = "[[obligation]]\nid = \"y\"\nsupplier = \"b\"\ncustomer = \"a\"\ndeliverable = \"Y\"\n\
        due = \"within 2 hours of delivery of x\"\n";
    check_explained(
        &format!("{HOURS}{after}"),
        "11-02 go c\n11-02T09:00 delivered c x",
        &[
            ("x c", Some("within 10 hours of go: 11-02T00:00 .. 11-02T10:00")),
            ("y c", Some("within 2 hours of delivery of x: 11-02T09:00 .. 11-02T11:00")),
        ],
    );
    let november = MONTHLY.replace("2026-09-01", "2026-11-01");
    check_explained(
        &format!("{november}{after}"),
        "11-03T09:00 delivered obligation=x period=2026-11",
        &[
            ("x 2026-11", Some("by the 5th of every month: 2026-11 .. 11-06T00:00")),
            ("x 2026-12", Some("by the 5th of every month: 2026-12 .. 12-06T00:00")),
            ("y 2026-11", Some("within 2 hours of delivery of x: 11-03T09:00 .. 11-03T11:00")),
        ],
    );
}

/// The obligation stays where it falls, on a Saturday; its review ends with a working day.
#[test]
fn a_review_rolls_forward_whatever_the_obligation_does() {
    let obligation = "[[obligation]]\nid = \"x\"\nsupplier = \"a\"\ndeliverable = \"X\"\ncalendar = \"office\"\n\
        due = \"within 5 days of go\"\nroll = \"preceding\"\nreview = \"1 day\"\n\
        [[department]]\nid = \"clerk\"\ncalendar = \"office\"\n";
    let obligation = obligation.replace("review", "customer = \"clerk\"\nreview");
    let delivered = "11-02T10:00 go c\n11-06T10:00 delivered c x\n";
    // Delivered on a Friday: the day after is a Saturday, and so the review lasts until Monday 18:00. By then it was away
    // for fifteen hours of work.
    let back = "x c 11-02T10:00 11-06T18:00 11-10T17:00 - at-risk";
    check(&obligation, &format!("{delivered}11-09T18:00 rejected c x"), "11-09T18:00", &[back]);
}

/// A date ends with the shift that begins on it, in the morning after.
#[test]
fn an_extension_to_a_date_ends_with_the_night_shift() {
    let night = "[calendar.night]\ntimezone = \"UTC\"\nweek = { mon-fri = [\"22:00-06:00\"] }\n";
    let obligation = format!("{night}{HOURS}calendar = \"night\"\n");
    let agreed = |until: &str| format!("11-02 go c\n11-02T01:00 extended c x until={until}");
    check(&obligation, &agreed("11-06"), "11-06", &["x c 11-02 11-02T10:00 11-07T06:00 - at-risk"]);
    // Saturday rolls to Monday, whose shift ends on Tuesday.
    check(&obligation, &agreed("11-07"), "11-06", &["x c 11-02 11-02T10:00 11-10T06:00 - open"]);
}

const COMPANY: &str = "format = 1\n[agreement]\nid = \"people\"\ncustomer = \"b\"\ncalendar = \"office\"\n\
    [calendar.office]\ntimezone = \"UTC\"\nweek = { mon-fri = [\"10:00-18:00\"] }\n\
    [calendar.short]\ntimezone = \"UTC\"\nweek = { mon-fri = [\"09:00-10:00\"] }\n\
    [[department]]\nid = \"a\"\n[[department]]\nid = \"whole\"WHOLE\n\
    [[department]]\nid = \"b\"\npart-of = \"whole\"\n[[milestone]]\nid = \"go\"\n";

const OWED: &str = "format = 1\n[agreement]\nid = \"owed\"\ncustomer = \"b\"\ncalendar = \"always\"\n\
    [calendar.always]\ntimezone = \"UTC\"\nweek = { mon-sun = [\"00:00-24:00\"] }\n\
    [[obligation]]\nid = \"x\"\nsupplier = \"a\"\ndeliverable = \"X\"\ndue = \"within 10 hours of go\"\n\
    review = \"2 business hours\"\n";

/// Whether a rejection still comes within the review of what was delivered at 09:00 on a Monday.
#[track_caller]
fn is_in_review(whole: &str, rejected: &str) -> bool {
    let company = COMPANY.replace("WHOLE", whole);
    let sources = [Source { name: "company.toml", text: &company }, Source { name: "owed.toml", text: OWED }];
    let network = Network::from_sources(&sources).unwrap_or_else(|errors| panic!("{errors}"));
    let log = format!(
        "at,event,case,obligation\n2026-11-02T08:00:00Z,go,c,\n2026-11-02T09:00:00Z,delivered,c,x\n{rejected},rejected,c,x\n"
    );
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::csv("log.csv", log.as_bytes())).unwrap();
    tracker.judge(instant("12-01")).ignored_rows().count() == 0
}

/// The customer's department stands in another file, whose agreement has other hours.
#[test]
fn a_customer_without_a_calendar_has_that_of_what_it_is_part_of_or_of_the_obligations_agreement() {
    // Round the clock, as the agreement of the obligation says: until 11:00.
    assert!(is_in_review("", "2026-11-02T11:00:00Z") && !is_in_review("", "2026-11-02T11:00:01Z"));
    // An hour a day, as the department says of which it is part: until 10:00 on Tuesday.
    let short = "\ncalendar = \"short\"";
    assert!(is_in_review(short, "2026-11-03T10:00:00Z") && !is_in_review(short, "2026-11-03T10:00:01Z"));
}
