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
