//! Deadlines that explain themselves.

use interdept::calendar::Calendar;
use interdept::due::{Clause, DueRule, Explanation};
use interdept::report::Language;

use super::calendars::{date, dealership, office, plain, till_midnight};

fn clause<'a>(rule: &'a DueRule, options: Option<&str>, calendar: &'a Calendar) -> Clause<'a> {
    Clause { roll: options.map(|roll| roll.parse().unwrap()), ..Clause::new(rule, calendar) }
}

/// The explanation of `rule` or `rule; roll`, counted from an instant.
fn explain(text: &str, calendar: &Calendar, at: &str) -> Explanation {
    let (text, roll) = text.split_once("; ").map_or((text, None), |(text, roll)| (text, Some(roll)));
    let rule: DueRule = text.parse().unwrap();
    let clause = clause(&rule, roll, calendar);
    let at = at.parse().unwrap();
    let (why, due) = if rule.is_before() {
        (clause.explain_before(at).unwrap(), clause.before(at).unwrap())
    } else {
        (clause.explain_after(at).unwrap(), clause.after(at).unwrap())
    };
    assert_eq!(why.due, due);
    why
}

fn in_words(why: &Explanation) -> String {
    format!("{}\n  {}\n  {}\n", why.rule, why.in_words(Language::English), why.in_words(Language::Chinese))
}

#[test]
fn in_english_and_chinese() {
    let (dealer, office) = (&dealership(), &plain(chrono_tz::Asia::Shanghai));
    let friday = "2026-10-02T10:00:00+08:00";
    let words: Vec<String> = [
        ("within 3 days of x", dealer, friday),
        ("within 2 days of x", dealer, friday),
        ("within 4 days of x; preceding", dealer, friday),
        ("within 3 days of x; preceding", dealer, "2026-09-30T09:00:00+08:00"),
        ("within 3 days of x; unadjusted", dealer, friday),
        ("within 4 business days of x", dealer, "2026-09-29T10:00:00+08:00"),
        ("within 1 month of x", dealer, "2026-12-30T10:00:00+08:00"),
        ("within 100 business days of x", office, friday),
        ("within 8 business hours of x", dealer, "2026-09-30T16:00:00+08:00"),
        ("within 24 hours of x", dealer, "2026-09-30T16:00:30+08:00"),
        ("on the same day as x", dealer, "2026-09-28T10:00:00+08:00"),
        ("on the same day as x", dealer, "2026-09-28T18:00:00+08:00"),
        ("on the same day as x", dealer, friday),
        ("by 12:00 on the next day after x", office, "2026-11-20T10:00:00+08:00"),
        ("on the next business day after x", office, "2026-11-20T10:00:00+08:00"),
        ("within 1 day of x; preceding", office, "2026-11-20T19:00:00+08:00"),
        ("at least 2 business days before x", dealer, "2026-10-09T10:00:00+08:00"),
        ("at least 3 days before x", dealer, "2026-10-09T10:00:00+08:00"),
        ("at least 2 hours before x", dealer, "2026-10-09T10:00:00+08:00"),
        ("before x", dealer, "2026-10-09T10:00:00+08:00"),
    ]
    .iter()
    .map(|(rule, calendar, at)| in_words(&explain(rule, calendar, at)))
    .collect();
    insta::assert_snapshot!(words.join("\n"));
}

#[test]
fn of_periods_and_given_dates() {
    let dealer = &dealership();
    let mut words = Vec::new();
    for (text, day) in [
        ("by the 5th of every month", date(2026, 10, 5)),
        ("by the last day of every month", date(2026, 11, 30)),
        ("by the 3rd business day of every month", date(2026, 10, 10)),
        ("by the last business day of every quarter", date(2026, 9, 30)),
        ("by the 10th of every quarter", date(2026, 10, 10)),
        ("by 12:00 on friday of every week", date(2026, 10, 2)),
        ("by 17:00 every day", date(2026, 10, 4)),
        ("every day", date(2026, 10, 4)),
        ("by 17:00 every business day", date(2026, 10, 9)),
        ("by 29 february of every year", date(2026, 2, 28)),
    ] {
        let rule: DueRule = text.parse().unwrap();
        let clause = clause(&rule, None, dealer);
        let occurrence = clause.occurrences(day, day).next().expect(text);
        let why = clause.explain_occurrence(&occurrence).unwrap();
        assert_eq!(why.due, occurrence.due_at());
        words.push(in_words(&why));
    }
    let rule: DueRule = "by the given deadline of x".parse().unwrap();
    let clause = clause(&rule, None, dealer);
    for value in ["2026-10-05", "2026-10-05T10:00:00+08:00"] {
        words.push(in_words(&clause.explain_given("2026-09-28T10:00:00+08:00".parse().unwrap(), value).unwrap()));
    }
    insta::assert_snapshot!(words.join("\n"));
}

#[test]
fn of_other_ends() {
    let week = interdept::calendar::Week::parse([("mon-fri", ["22:00-06:00"].as_slice())]).unwrap();
    let night = interdept::calendar::CalendarSpec::new("night".parse().unwrap(), chrono_tz::UTC, week);
    let words = [
        in_words(&explain("within 1 day of x", &Calendar::new(night).unwrap(), "2026-11-19T12:00:00Z")),
        in_words(&explain("within 1 day of x", &till_midnight(chrono_tz::Asia::Kolkata), "2026-11-19T12:00:00Z")),
        // A historic offset of seconds is told to the minute.
        in_words(&explain("within 1 day of x", &plain(chrono_tz::Asia::Shanghai), "1890-01-01T00:00:00Z")),
    ];
    insta::assert_snapshot!(words.join("\n"));
}

#[test]
fn long_closures_stay_short() {
    let closed: Vec<String> = (0..3_000).map(|n| (date(2026, 1, 1) + chrono::Days::new(n)).to_string()).collect();
    let closed: Vec<&str> = closed.iter().map(String::as_str).collect();
    let calendar = &Calendar::new(office(chrono_tz::UTC, &closed)).unwrap();
    let why = explain("within 3 days of x", calendar, "2026-01-02T00:00:00Z");
    assert_eq!(why.days_off, 2_996);
    assert!(why.skipped.len() <= Explanation::MOST_RUNS && why.in_words(Language::English).len() < 500);
    let why = explain("within 36500 business days of x", calendar, "1900-01-02T00:00:00Z");
    assert_eq!(why.skipped.len(), Explanation::MOST_RUNS);
}

#[test]
fn as_data() {
    let why = explain("by 12:00 within 3 days of x", &dealership(), "2026-10-02T10:00:00+08:00");
    insta::assert_json_snapshot!(why);
}

/// A summer of four-day weeks, a Christmas whose substitute is the Monday, and the afternoon of a fire.
#[test]
fn days_skipped_name_the_season_the_substitute_and_the_closure() {
    let text = "format = 1\n[calendar.c]\ntimezone = \"Europe/London\"\n\
        week = { mon-fri = [\"09:00-17:00\"] }\n\
        seasons = [{ from = \"07-01\", to = \"08-31\", week = { mon-thu = [\"08:00-16:00\"] }, \
        name = { en = \"Summer hours\", zh = \"夏令作息\" } }]\nholidays = [\"h\"]\n\
        [holidays.h]\nclosed = [{ every = \"12-26\", name = { en = \"Boxing Day\", zh = \"节礼日\" }, substitute = \"following\" },\n\
        { from = 2026-10-05T08:00:00, to = 2026-10-05T18:00:00, name = \"Fire\" }]\n";
    let network = interdept::Network::from_toml("x.toml", text).unwrap();
    let rule = "within 1 business day of x".parse().unwrap();
    let clause = Clause::new(&rule, network.calendar("c").unwrap());
    let said = |at: &str, language| clause.explain_after(at.parse().unwrap()).unwrap().in_words(language);
    insta::assert_snapshot!(
        [
            said("2026-07-02T12:00:00+01:00", Language::English),
            said("2026-07-02T12:00:00+01:00", Language::Chinese),
            said("2026-12-25T12:00:00+00:00", Language::English),
            said("2026-12-25T12:00:00+00:00", Language::Chinese),
            said("2026-10-02T12:00:00+01:00", Language::English),
        ]
        .join("\n")
    );
}

/// A trigger at night, one that came too late or on a day off, two limits, the ends and months of periods, and clocks
/// that are set forward.
#[test]
fn of_what_is_not_counted_from_its_own_day() {
    let office = &plain(chrono_tz::Asia::Shanghai);
    let week = interdept::calendar::Week::parse([("mon-fri", ["22:00-06:00"].as_slice())]).unwrap();
    let night = interdept::calendar::CalendarSpec::new("night".parse().unwrap(), chrono_tz::UTC, week);
    let night = &Calendar::new(night).unwrap();
    let mut words = vec![
        in_words(&explain("within 2 days of x", night, "2026-11-24T02:00:00Z")),
        in_words(&explain("on the same day as x", night, "2026-11-24T02:00:00Z")),
        // Thursday's shift would end at 06:00, behind the milestone.
        in_words(&explain("at least 1 business day before x", night, "2026-11-20T03:00:00Z")),
    ];
    let rule: DueRule = "within 2 business days of x".parse().unwrap();
    let cut_off = Clause { cut_off: interdept::due::Clock::new(15, 0), ..Clause::new(&rule, office) };
    for at in ["2026-11-19T15:00:00+08:00", "2026-11-21T10:00:00+08:00", "2026-11-19T14:59:59+08:00"] {
        words.push(in_words(&cut_off.explain_after(at.parse().unwrap()).unwrap()));
    }
    for (rule, at) in [
        ("within 1 business hour of x", "2026-11-19T10:00:00+08:00"),
        ("within 4 hours of x or by 17:00 on the same day as x, whichever is earlier", "2026-11-19T14:00:00+08:00"),
        ("within 4 hours of x or by 17:00 on the same day as x, whichever is later", "2026-11-19T14:00:00+08:00"),
        ("on the next friday after x", "2026-11-19T10:00:00+08:00"),
        ("by the 10th of the month after x", "2026-11-19T10:00:00+08:00"),
        ("by the last business day of the month of x", "2026-11-19T10:00:00+08:00"),
        ("by the last day of the month 30 days after x", "2026-11-19T10:00:00+08:00"),
    ] {
        words.push(in_words(&explain(rule, office, at)));
    }
    for rule in [
        "2 business days before the end of every month",
        "within 5 business days after the end of every quarter",
        "within 5 hours after the end of every month",
        "within 5 business hours after the end of every month",
        "by the 15th and the last day of every month",
        "by the 2nd last tuesday of every half-year",
        "by the 7th of the 2nd month of every quarter",
        "by friday of every 2 weeks from 2026-01-09",
    ] {
        words.push(of_first(rule, office, date(2026, 11, 1)));
    }
    insta::assert_snapshot!(words.join("\n"));
}

/// The explanation of what falls due first from a day on.
fn of_first(text: &str, calendar: &Calendar, from: chrono::NaiveDate) -> String {
    let rule: DueRule = text.parse().unwrap();
    let clause = clause(&rule, None, calendar);
    let occurrence = clause.occurrences_due(from, from + chrono::Days::new(400)).next().expect(text);
    let why = clause.explain_occurrence(&occurrence).unwrap();
    assert_eq!(why.due, occurrence.due_at());
    in_words(&why)
}

/// A time of day that the clocks skip ends as much later, and the sentence tells the instant that counts.
#[test]
fn where_clocks_are_set_forward() {
    let berlin = &plain(chrono_tz::Europe::Berlin);
    let santiago = &till_midnight(chrono_tz::America::Santiago);
    let words = [
        in_words(&explain("by 02:30 within 1 day of x; unadjusted", berlin, "2026-03-28T10:00:00+01:00")),
        of_first("by 02:30 every day", berlin, date(2026, 3, 29)),
        in_words(&explain("by 02:30 within 1 day of x; unadjusted", berlin, "2026-10-24T10:00:00+02:00")),
        // 24:00 of Saturday is 01:00 on Sunday.
        in_words(&explain("within 1 day of x; unadjusted", santiago, "2026-09-04T10:00:00-04:00")),
        in_words(&explain("by 24:00 within 1 day of x; unadjusted", santiago, "2026-09-04T10:00:00-04:00")),
    ];
    insta::assert_snapshot!(words.join("\n"));
}
