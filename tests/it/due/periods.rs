//! Handoffs of every period, worked out by hand.

use chrono::{DateTime, Utc};
use interdept::Period;
use interdept::calendar::{Calendar, CalendarSpec, Week};
use interdept::due::{Clause, DueRule, Occurrence};

use super::calendars::{date, dealership, office, plain};

fn local(calendar: &Calendar, at: DateTime<Utc>) -> String {
    calendar.to_local(at).format("%m-%d %H:%M").to_string()
}

fn show(calendar: &Calendar, occurrence: Occurrence) -> String {
    let (opened, due) = (local(calendar, occurrence.opened_at()), local(calendar, occurrence.due_at()));
    format!("{}: {opened} .. {due}", occurrence.key)
}

/// `rule`, or `rule; roll`, or `rule; previous period`: the handoff due in a period, as `key: opened .. due`.
#[track_caller]
fn check(text: &str, calendar: &Calendar, due_period: &str, expect: &str) {
    let mut parts = text.split("; ");
    let rule: DueRule = parts.next().unwrap().parse().unwrap();
    let mut clause = Clause::new(&rule, calendar);
    for part in parts {
        match part {
            "previous period" => clause.previous_period = true,
            roll => clause.roll = Some(roll.parse().unwrap()),
        }
    }
    let due_period: Period = due_period.parse().unwrap();
    let (first, last) = (due_period.first_day(), due_period.last_day());
    let found = clause.occurrences(first, last).next().filter(|_| rule.period() == Some(due_period.length()));
    let shown = found.map_or("none".to_owned(), |occurrence| {
        assert_eq!(clause.occurrence_of_key(occurrence.key), Some(occurrence), "the key finds it again");
        assert!(clause.occurrences(occurrence.due_day, occurrence.due_day).eq([occurrence]), "its day finds it");
        show(calendar, occurrence)
    });
    assert_eq!(shown, expect, "{text} in {due_period}");
}

#[test]
fn of_every_month() {
    let calendar = &dealership();
    check("by the 5th of every month", calendar, "2026-11", "2026-11: 11-01 00:00 .. 11-05 18:00");
    check("by the 5th of every month", calendar, "2026-10", "2026-10: 10-01 00:00 .. 10-08 18:00");
    // Rolled back, it falls due in September, and opens on that day.
    check("by the 5th of every month; preceding", calendar, "2026-10", "2026-10: 09-30 00:00 .. 09-30 18:00");
    check("by the 5th of every month; modified-preceding", calendar, "2026-10", "2026-10: 10-01 00:00 .. 10-08 18:00");
    check("by the 5th of every month; unadjusted", calendar, "2026-10", "2026-10: 10-01 00:00 .. 10-06 00:00");
    // The domain's S8: last month's slips by noon on the 1st, here a Sunday.
    let slips = "by 12:00 on the 1st of every month; previous period";
    check(slips, calendar, "2026-11", "2026-10: 11-01 00:00 .. 11-02 12:00");
    check(slips, calendar, "2026-01", "2025-12: 01-01 00:00 .. 01-01 12:00");
    check("by the 31st of every month", calendar, "2026-02", "2026-02: 02-01 00:00 .. 02-28 18:00");
    check("by the 30th of every month", calendar, "2026-03", "2026-03: 03-01 00:00 .. 03-30 18:00");
    check("by the last day of every month", calendar, "2026-05", "2026-05: 05-01 00:00 .. 06-01 18:00"); // a Sunday
    check("by the 3rd business day of every month", calendar, "2026-10", "2026-10: 10-01 00:00 .. 10-10 18:00");
    check("by the 31st business day of every month", calendar, "2026-10", "2026-10: 10-01 00:00 .. 10-31 18:00");
    check("by the last business day of every month", calendar, "2026-05", "2026-05: 05-01 00:00 .. 05-30 18:00");
}

#[test]
fn of_other_periods() {
    let calendar = &dealership();
    check("by friday of every week", calendar, "2026-W47", "2026-W47: 11-16 00:00 .. 11-20 18:00");
    check("by friday of every week", calendar, "2026-W40", "2026-W40: 09-28 00:00 .. 10-08 18:00");
    check(
        "by 09:00 on monday of every week; previous period",
        calendar,
        "2027-W01",
        "2026-W53: 01-04 00:00 .. 01-04 09:00",
    );
    check("by the 2nd business day of every week", calendar, "2026-W41", "2026-W41: 10-05 00:00 .. 10-09 18:00");
    check("by the last day of every quarter", calendar, "2026-Q3", "2026-Q3: 07-01 00:00 .. 09-30 18:00");
    check("by the 5th of every quarter", calendar, "2026-Q4", "2026-Q4: 10-01 00:00 .. 10-08 18:00");
    check("by the 92nd of every quarter", calendar, "2026-Q1", "2026-Q1: 01-01 00:00 .. 03-31 18:00");
    check("by 31 march of every year", calendar, "2026", "2026: 01-01 00:00 .. 03-31 18:00");
    check("by 31 march of every year; previous period", calendar, "2026", "2025: 01-01 00:00 .. 03-31 18:00");
    check("by 29 february of every year", calendar, "2026", "2026: 01-01 00:00 .. 02-28 18:00");
    check("by 29 february of every year", calendar, "2028", "2028: 01-01 00:00 .. 02-29 18:00");
    check("by the 366th of every year", calendar, "2026", "2026: 01-01 00:00 .. 12-31 18:00");
    check("by the last business day of every year", calendar, "2027", "2027: 01-01 00:00 .. 12-31 18:00");
    // Another length of period has no such handoff.
    check("by the 5th of every month", calendar, "2026-Q4", "none");
    check("within 3 days of x", calendar, "2026-10", "none");
}

#[test]
fn of_every_day() {
    let calendar = &plain(chrono_tz::Asia::Shanghai);
    check("every day", calendar, "2026-11-20", "2026-11-20: 11-20 00:00 .. 11-20 18:00");
    check("every day", calendar, "2026-11-21", "2026-11-21: 11-21 00:00 .. 11-22 00:00");
    check("every day; following", calendar, "2026-11-21", "2026-11-21: 11-21 00:00 .. 11-23 18:00");
    check("by 17:00 every day", calendar, "2026-11-21", "2026-11-21: 11-21 00:00 .. 11-21 17:00");
    check("by 17:00 every day; previous period", calendar, "2026-11-21", "2026-11-20: 11-21 00:00 .. 11-21 17:00");
    check("by 17:00 every business day", calendar, "2026-11-20", "2026-11-20: 11-20 00:00 .. 11-20 17:00");
    check("by 17:00 every business day", calendar, "2026-11-21", "none");
    // Due on Monday, about Friday: the periods of this rule are the working days.
    check("every business day; previous period", calendar, "2026-11-23", "2026-11-20: 11-23 00:00 .. 11-23 18:00");
}

#[test]
fn a_month_without_working_days_gives_its_last_day_rolled() {
    let closed: Vec<String> = (1..=31).map(|day| format!("2026-08-{day:02} Summer")).collect();
    let closed: Vec<&str> = closed.iter().map(String::as_str).collect();
    let calendar = &Calendar::new(office(chrono_tz::UTC, &closed)).unwrap();
    check("by the 3rd business day of every month", calendar, "2026-08", "2026-08: 08-01 00:00 .. 09-01 18:00");
    check("by the last business day of every month", calendar, "2026-08", "2026-08: 08-01 00:00 .. 09-01 18:00");
    check(
        "by the 3rd business day of every month; preceding",
        calendar,
        "2026-08",
        "2026-08: 07-31 00:00 .. 07-31 18:00",
    );
    check(
        "by the 3rd business day of every month; unadjusted",
        calendar,
        "2026-08",
        "2026-08: 08-01 00:00 .. 09-01 00:00",
    );
}

#[test]
fn a_period_opens_and_closes_with_the_clocks() {
    // Chile sets its clocks forward at midnight: 6 September 2026 starts at 01:00.
    let calendar = &plain(chrono_tz::America::Santiago);
    check("by 18:00 every day", calendar, "2026-09-06", "2026-09-06: 09-06 01:00 .. 09-06 18:00");
    let calendar = &plain(chrono_tz::Europe::Berlin);
    check("by 02:30 every day", calendar, "2026-10-25", "2026-10-25: 10-25 00:00 .. 10-25 02:30");
}

#[test]
fn listed_by_the_day_on_which_they_fall_due() {
    let calendar = &dealership();
    let keys = |rule: &str, roll: &str, from, to| {
        let rule: DueRule = rule.parse().unwrap();
        let clause = Clause { roll: Some(roll.parse().unwrap()), ..Clause::new(&rule, calendar) };
        clause.occurrences_due(from, to).map(|occurrence| occurrence.key.to_string()).collect::<Vec<_>>().join(" ")
    };
    let october = (date(2026, 10, 1), date(2026, 10, 31));
    // Friday 2 October is due on Thursday 8 October, and Friday 9 October on its own day.
    assert_eq!(
        keys("by friday of every week", "following", october.0, october.1),
        "2026-W40 2026-W41 2026-W42 2026-W43 2026-W44"
    );
    assert_eq!(
        keys("by friday of every week", "preceding", october.0, october.1),
        "2026-W41 2026-W42 2026-W43 2026-W44"
    );
    assert_eq!(keys("by friday of every week", "following", date(2026, 10, 8), date(2026, 10, 8)), "2026-W40");
    assert_eq!(keys("by friday of every week", "preceding", date(2026, 9, 30), date(2026, 9, 30)), "2026-W40");
    // Five closed days and their own working day fall due together.
    assert_eq!(keys("every day", "following", date(2026, 10, 8), date(2026, 10, 8)).split(' ').count(), 8);
    assert_eq!(keys("every day", "unadjusted", date(2026, 10, 3), date(2026, 10, 4)), "2026-10-03 2026-10-04");
    assert_eq!(keys("every day", "unadjusted", date(2026, 10, 4), date(2026, 10, 3)), "");
}

#[test]
fn before_an_end_with_few_working_days() {
    let week = Week::parse([("sat", ["09:00-18:00"].as_slice())]).unwrap();
    let calendar = &Calendar::new(CalendarSpec::new("few".parse().unwrap(), chrono_tz::UTC, week)).unwrap();
    let rule: DueRule = "1 business day before the end of every week".parse().unwrap();
    let keys = |from| {
        let found = Clause::new(&rule, calendar).occurrences(from, date(2024, 1, 20));
        found.map(|occurrence| occurrence.key.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys(date(2024, 1, 6)), "2024-W01 2024-W02 2024-W03");
    assert_eq!(keys(date(2024, 1, 7)), "2024-W02 2024-W03");
}

#[test]
fn beyond_the_horizon_there_is_nothing() {
    let calendar = &plain(chrono_tz::Pacific::Kiritimati);
    let rule: DueRule = "by the last day of every month".parse().unwrap();
    let clause = Clause::new(&rule, calendar);
    let all = clause.occurrences(chrono::NaiveDate::MIN, chrono::NaiveDate::MAX).count();
    assert_eq!(all, 600 * 12);
    assert_eq!(clause.occurrences_due(chrono::NaiveDate::MIN, chrono::NaiveDate::MAX).count(), all);
    for key in ["9999-01", "0000-01"] {
        assert_eq!(clause.occurrence_of_key(key.parse::<Period>().unwrap()), None);
    }
    let rule: DueRule = "every day".parse().unwrap();
    assert_eq!(Clause::new(&rule, calendar).occurrences(date(2399, 12, 30), chrono::NaiveDate::MAX).count(), 2);
}

#[test]
fn night_shifts_end_their_day_on_the_next() {
    let week = Week::parse([("mon-fri", ["22:00-06:00"].as_slice())]).unwrap();
    let calendar = &Calendar::new(CalendarSpec::new("night".parse().unwrap(), chrono_tz::UTC, week)).unwrap();
    check("by friday of every week", calendar, "2026-W47", "2026-W47: 11-16 00:00 .. 11-21 06:00");
    let rule: DueRule = "at least 1 business day before x".parse().unwrap();
    let before = |m: &str| local(calendar, Clause::new(&rule, calendar).before(m.parse().unwrap()).unwrap());
    assert_eq!(before("2026-11-20T12:00:00Z"), "11-20 06:00");
    // Thursday's shift would end at 06:00, behind the milestone.
    assert_eq!(before("2026-11-20T03:00:00Z"), "11-20 03:00");
}
