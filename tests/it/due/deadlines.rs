//! Deadlines, worked out by hand.

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use interdept::calendar::Calendar;
use interdept::due::{Clause, DueError, DueRule};

use super::calendars::{dealership, office, plain, till_midnight};

const SHANGHAI: Tz = chrono_tz::Asia::Shanghai;
const BERLIN: Tz = chrono_tz::Europe::Berlin;
const NEW_YORK: Tz = chrono_tz::America::New_York;

fn show(calendar: &Calendar, at: DateTime<Utc>) -> String {
    calendar.to_local(at).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// `rule`, or `rule; roll`, or `rule; promptly = span`.
#[track_caller]
fn check(text: &str, calendar: &Calendar, trigger: &str, expect: &str) {
    let mut parts = text.split(';').map(str::trim);
    let rule: DueRule = parts.next().unwrap().parse().unwrap();
    let mut clause = Clause::new(&rule, calendar);
    for part in parts {
        match part.strip_prefix("promptly = ") {
            Some(span) => clause.promptly = Some(span.parse().unwrap()),
            None => clause.roll = Some(part.parse().unwrap()),
        }
    }
    let trigger = trigger.parse().unwrap();
    let due = if rule.is_before() { clause.before(trigger) } else { clause.after(trigger) };
    assert_eq!(show(calendar, due.unwrap()), expect, "{text} from {trigger}");
}

#[test]
fn around_national_day() {
    let calendar = &dealership();
    // Monday 28 September, three days: Thursday 1 October; closed to the 7th; Thursday 8 October.
    check("within 3 days of x", calendar, "2026-09-28T10:00:00+08:00", "2026-10-08T18:00:00+08:00");
    check("within 3 days of x; preceding", calendar, "2026-09-28T10:00:00+08:00", "2026-09-30T18:00:00+08:00");
    check("within 3 days of x; unadjusted", calendar, "2026-09-28T10:00:00+08:00", "2026-10-02T00:00:00+08:00");
    check(
        "by 12:00 within 3 days of x; unadjusted",
        calendar,
        "2026-09-28T10:00:00+08:00",
        "2026-10-01T12:00:00+08:00",
    );
    // The 30th of September is one day away, the 8th of October seven.
    check("within 3 days of x; nearest", calendar, "2026-09-28T10:00:00+08:00", "2026-09-30T18:00:00+08:00");
    // Three working days: 29 and 30 September, 8 October.
    check("within 3 business days of x", calendar, "2026-09-28T10:00:00+08:00", "2026-10-08T18:00:00+08:00");
    // 8, 9 and the worked Saturday, 10 October.
    check("within 3 business days of x", calendar, "2026-10-03T10:00:00+08:00", "2026-10-10T18:00:00+08:00");
    // Wednesday 30 September 16:00: 2 h that day, 6 h on the 8th: 3.5 h to noon, 2.5 h from 13:30.
    check("within 8 business hours of x", calendar, "2026-09-30T16:00:00+08:00", "2026-10-08T16:00:00+08:00");
    check("within 8 hours of x", calendar, "2026-09-30T20:00:00+08:00", "2026-10-01T04:00:00+08:00");
    check("on the same day as x", calendar, "2026-10-03T10:00:00+08:00", "2026-10-08T18:00:00+08:00");
    check("by 12:00 on the next day after x", calendar, "2026-09-30T17:00:00+08:00", "2026-10-08T12:00:00+08:00");
    check(
        "promptly after x; promptly = 1 business day",
        calendar,
        "2026-09-30T17:00:00+08:00",
        "2026-10-08T18:00:00+08:00",
    );
    // Two working days before the 9th: the 8th and, across the holiday, 30 September.
    check("at least 2 business days before x", calendar, "2026-10-09T10:00:00+08:00", "2026-09-30T18:00:00+08:00");
    // Two days before the 8th is the 6th, closed; before a milestone that goes back.
    check("at least 2 days before x", calendar, "2026-10-08T10:00:00+08:00", "2026-09-30T18:00:00+08:00");
    check("at least 2 days before x; following", calendar, "2026-10-08T10:00:00+08:00", "2026-09-30T18:00:00+08:00");
    check("at least 2 days before x; unadjusted", calendar, "2026-10-08T10:00:00+08:00", "2026-10-07T00:00:00+08:00");
    check("before x", calendar, "2026-10-03T10:11:12+08:00", "2026-10-03T10:11:12+08:00");
}

#[test]
fn a_roll_never_lands_at_or_before_its_trigger() {
    let calendar = &plain(SHANGHAI);
    // Friday evening; one day is Saturday; preceding is Friday 18:00, which is past.
    check("within 1 day of x; preceding", calendar, "2026-11-20T19:00:00+08:00", "2026-11-23T18:00:00+08:00");
    check("within 1 day of x; preceding", calendar, "2026-11-20T18:00:00+08:00", "2026-11-23T18:00:00+08:00");
    check("within 1 day of x; preceding", calendar, "2026-11-20T17:59:59+08:00", "2026-11-20T18:00:00+08:00");
    check("within 1 day of x; nearest", calendar, "2026-11-20T19:00:00+08:00", "2026-11-23T18:00:00+08:00");
    check("by 09:30 within 1 day of x; preceding", calendar, "2026-11-20T10:00:00+08:00", "2026-11-23T09:30:00+08:00");
}

#[test]
fn ends_of_months() {
    let calendar = &plain(SHANGHAI);
    check("within 1 month of x", calendar, "2026-01-31T10:00:00+08:00", "2026-03-02T18:00:00+08:00"); // 28 February is a Saturday
    check(
        "within 1 month of x; modified-following",
        calendar,
        "2026-01-31T10:00:00+08:00",
        "2026-02-27T18:00:00+08:00",
    );
    check(
        "within 1 month of x; modified-preceding",
        calendar,
        "2026-01-01T10:00:00+08:00",
        "2026-02-02T18:00:00+08:00",
    ); // 1 February is a Sunday
    check("within 1 month of x", calendar, "2028-01-31T10:00:00+08:00", "2028-02-29T18:00:00+08:00");
    check("within 1 month of x", calendar, "2026-02-28T10:00:00+08:00", "2026-03-30T18:00:00+08:00"); // the 28th is a Saturday
    check("within 12 months of x", calendar, "2028-02-29T10:00:00+08:00", "2029-02-28T18:00:00+08:00");
    check("within 2 weeks of x", calendar, "2026-12-22T10:00:00+08:00", "2027-01-05T18:00:00+08:00");
    check("at least 1 month before x", calendar, "2026-03-31T10:00:00+08:00", "2026-02-27T18:00:00+08:00");
}

#[test]
fn the_same_day_and_the_next() {
    let calendar = &plain(SHANGHAI);
    check("on the same day as x", calendar, "2026-11-20T17:59:59+08:00", "2026-11-20T18:00:00+08:00");
    check("on the same day as x", calendar, "2026-11-20T18:00:00+08:00", "2026-11-23T18:00:00+08:00");
    check("on the same day as x; preceding", calendar, "2026-11-21T08:00:00+08:00", "2026-11-23T18:00:00+08:00");
    check("on the same day as x; unadjusted", calendar, "2026-11-21T08:00:00+08:00", "2026-11-23T18:00:00+08:00");
    check("by 12:00 on the same day as x", calendar, "2026-11-20T12:00:00+08:00", "2026-11-23T12:00:00+08:00");
    check("by 24:00 on the same day as x", calendar, "2026-11-20T23:59:59+08:00", "2026-11-21T00:00:00+08:00");
    check("on the next day after x", calendar, "2026-11-20T08:00:00+08:00", "2026-11-23T18:00:00+08:00");
    check("on the next day after x; unadjusted", calendar, "2026-11-20T08:00:00+08:00", "2026-11-22T00:00:00+08:00");
    check(
        "on the next business day after x; unadjusted",
        calendar,
        "2026-11-20T08:00:00+08:00",
        "2026-11-23T18:00:00+08:00",
    );
    // From a Saturday, one business day is Monday.
    check("within 1 business day of x", calendar, "2026-11-21T10:00:00+08:00", "2026-11-23T18:00:00+08:00");
    let calendar = &till_midnight(SHANGHAI);
    check("on the same day as x", calendar, "2026-11-20T18:00:00+08:00", "2026-11-21T00:00:00+08:00");
    check("within 1 day of x", calendar, "2026-11-20T08:00:00+08:00", "2026-11-24T00:00:00+08:00");
    check("by 17:00 within 1 day of x", calendar, "2026-11-20T08:00:00+08:00", "2026-11-23T17:00:00+08:00");
}

#[test]
fn changes_of_the_clocks() {
    let calendar = &plain(BERLIN);
    // Sunday 25 October 2026: 03:00 becomes 02:00, so that 02:30 comes twice: a deadline takes the later.
    check(
        "by 02:30 within 2 days of x; unadjusted",
        calendar,
        "2026-10-23T10:00:00+02:00",
        "2026-10-25T02:30:00+01:00",
    );
    check("within 24 hours of x", calendar, "2026-10-24T12:00:00+02:00", "2026-10-25T11:00:00+01:00");
    check("within 2 days of x", calendar, "2026-10-23T10:00:00+02:00", "2026-10-26T18:00:00+01:00");
    // Sunday 29 March 2026: 02:00 becomes 03:00, so that 02:30 does not come.
    check(
        "by 02:30 within 2 days of x; unadjusted",
        calendar,
        "2026-03-27T10:00:00+01:00",
        "2026-03-29T03:30:00+02:00",
    );
    check("within 24 hours of x", calendar, "2026-03-28T12:00:00+01:00", "2026-03-29T13:00:00+02:00");
    // Samoa skipped Friday 30 December 2011.
    let apia = &plain(chrono_tz::Pacific::Apia);
    check("within 1 day of x", apia, "2011-12-29T10:00:00-10:00", "2012-01-02T18:00:00+14:00");
    check("within 1 business day of x", apia, "2011-12-29T10:00:00-10:00", "2012-01-02T18:00:00+14:00");
    check("within 1 day of x; unadjusted", apia, "2011-12-29T10:00:00-10:00", "2011-12-31T00:00:00+14:00");
}

/// Time limits under FRCP 6(a), with the holidays of 6(a)(6) and days that end at midnight (6(a)(4)(A)).
#[test]
fn us_federal_rules() {
    let holidays = ["2026-07-03 Independence Day (observed)", "2026-09-07 Labor Day", "2026-11-26 Thanksgiving"];
    let mut spec = office(NEW_YORK, &holidays);
    spec.day_ends = interdept::calendar::DayEnds::Midnight;
    let court = &Calendar::new(spec).unwrap();
    // A last day on a Saturday, Sunday or legal holiday runs to the end of the next day that is none of them.
    check("within 10 days of x", court, "2026-08-28T15:00:00-04:00", "2026-09-09T00:00:00-04:00");
    check("within 14 days of x", court, "2026-11-12T15:00:00-05:00", "2026-11-28T00:00:00-05:00");
    // Hours run on, weekends and all; 48 hours across the end of daylight saving time are 47 on the clock's face.
    check("within 48 hours of x", court, "2026-10-31T14:25:00-04:00", "2026-11-02T13:25:00-05:00");
    // Counted backwards, a day on a weekend goes back to the Friday before (6(a)(5)).
    check("at least 10 days before x", court, "2026-11-25T10:00:00-05:00", "2026-11-14T00:00:00-05:00");
}

#[test]
fn given_deadlines() {
    let calendar = &dealership();
    let rule: DueRule = "by the given deadline of x".parse().unwrap();
    let due = |roll: &str, value: &str| {
        let clause = Clause { roll: Some(roll.parse().unwrap()), ..Clause::new(&rule, calendar) };
        clause.given("2026-09-30T19:00:00+08:00".parse().unwrap(), value).map(|due| show(calendar, due))
    };
    let ok = |text: &str| Ok(text.to_owned());
    assert_eq!(due("following", "2026-10-09"), ok("2026-10-09T18:00:00+08:00"));
    assert_eq!(due("following", " 2026-10-05 "), ok("2026-10-08T18:00:00+08:00"));
    assert_eq!(due("preceding", "2026-10-05"), ok("2026-10-08T18:00:00+08:00")); // 30 September is over
    assert_eq!(due("unadjusted", "2026-10-05"), ok("2026-10-06T00:00:00+08:00"));
    assert_eq!(due("following", "2026-10-05T03:00:00+01:00"), ok("2026-10-05T10:00:00+08:00"));
    assert_eq!(due("following", "2026-10-05 03:00:00.25Z"), ok("2026-10-05T11:00:00+08:00"));
    assert_eq!(due("following", "2026-09-01"), ok("2026-09-01T18:00:00+08:00")); // past, and so overdue at once
    for unreadable in [
        "",
        "2026-02-30",
        "26-10-05",
        "2026-10-05T10:00:00",
        "tomorrow",
        "2026-10-5",
        "+026-10-05",
        "2026-10-05T25:00:00Z",
        "2026-10-05T10:00:00+99:00",
    ] {
        assert_eq!(due("following", unreadable), Err(DueError::Unreadable(unreadable.to_owned())), "{unreadable}");
    }
    for beyond in ["0000-01-01", "9999-12-31", "9999-12-31T23:59:59Z", "1700-01-01", "2399-12-31"] {
        let expect =
            if beyond == "2399-12-31" { ok("2399-12-31T18:00:00+08:00") } else { Err(DueError::BeyondHorizon) };
        assert_eq!(due("following", beyond), expect, "{beyond}");
    }
}
