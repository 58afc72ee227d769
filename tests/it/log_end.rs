//! The instant that a log ends at.

use interdept::log::Log;
use interdept::{Network, Tracker};

/// A tracker of so many daily events from 1 January 2026, and then some more.
fn tracker(days: u32, more: &[&str]) -> Tracker {
    let toml = "format = 1\n[agreement]\nid = \"a\"\ncustomer = \"b\"\n[calendar.c]\ntimezone = \"UTC\"\n\
        week = { mon-sun = [\"00:00-24:00\"] }\n[[department]]\nid = \"b\"\n[[milestone]]\nid = \"sold\"\n";
    let mut tracker = Tracker::new(Network::from_toml("a.toml", toml).unwrap_or_else(|found| panic!("{found}")));
    let start: chrono::DateTime<chrono::Utc> = "2026-01-01T12:00:00Z".parse().unwrap();
    let daily = (0..days).map(|day| (start + chrono::TimeDelta::days(day.into())).to_rfc3339());
    let mut log = "event,at,case\n".to_owned();
    for at in daily.chain(more.iter().map(ToString::to_string)) {
        log = log + "sold," + &at + ",c\n";
    }
    tracker.record_all(Log::csv("log.csv", log.as_bytes())).unwrap().all().unwrap();
    tracker
}

#[track_caller]
fn check(days: u32, more: &[&str], at: &str, beyond: &[&str]) {
    let end = tracker(days, more).log_end().unwrap();
    assert_eq!(end.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true), at);
    assert_eq!(end.beyond.iter().map(ToString::to_string).collect::<Vec<_>>(), beyond);
}

#[test]
fn a_row_with_a_wrong_year_ends_no_log() {
    let far = "2062-01-01T12:00:00Z";
    check(100, &[far], "2026-04-10T12:00:00Z", &["log.csv:102: 2062-01-01T12:00:00Z"]);
    // One in a hundred is not fewer than one in a hundred.
    check(99, &[far], far, &[]);
    // Each far after the one before: the whole tail goes.
    check(
        300,
        &["2099-01-01T12:00:00Z", far],
        "2026-10-27T12:00:00Z",
        &["log.csv:303: 2062-01-01T12:00:00Z", "log.csv:302: 2099-01-01T12:00:00Z"],
    );
    // Exactly 92 days are not more.
    check(200, &["2026-10-19T12:00:00Z"], "2026-10-19T12:00:00Z", &[]);
    check(200, &["2026-10-19T12:00:01Z"], "2026-07-19T12:00:00Z", &["log.csv:202: 2026-10-19T12:00:01Z"]);
    check(1, &[], "2026-01-01T12:00:00Z", &[]);
    assert_eq!(tracker(0, &[]).log_end(), None);
}
