//! The rules of every period beside RFC 5545 recurrence rules, whose occurrences dateutil computed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};
use interdept::calendar::{Calendar, Roll};
use interdept::due::{Clause, DueRule, Periods, WeekStart};

use super::calendars::plain;

/// One row of the table.
struct Row {
    case: String,
    start: NaiveDateTime,
    parts: BTreeMap<String, String>,
    occurrences: Vec<NaiveDateTime>,
    count: usize,
}

const WEEKDAYS: [(&str, &str); 7] = [
    ("MO", "monday"),
    ("TU", "tuesday"),
    ("WE", "wednesday"),
    ("TH", "thursday"),
    ("FR", "friday"),
    ("SA", "saturday"),
    ("SU", "sunday"),
];

fn time(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").unwrap()
}

fn rows() -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/reference/dateutil_rrule.csv");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| row(line).unwrap_or_else(|| panic!("{line}"))).collect()
}

/// `case,dtstart,rrule,n_occurrences,occurrences,dtstart_is_first`, of which the rule alone may be quoted.
fn row(line: &str) -> Option<Row> {
    let (case, rest) = line.split_once(',')?;
    let (start, rest) = rest.split_once(',')?;
    let (rule, rest) = match rest.strip_prefix('"') {
        Some(rest) => rest.split_once("\",")?,
        None => rest.split_once(',')?,
    };
    let (count, rest) = rest.split_once(',')?;
    let (occurrences, _) = rest.split_once(',')?;
    let parts = rule.split(';').map(|part| part.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned())));
    Some(Row {
        case: case.to_owned(),
        start: time(start),
        parts: parts.collect::<Option<_>>()?,
        occurrences: occurrences.split(';').filter(|text| !text.is_empty()).map(time).collect(),
        count: count.parse().ok()?,
    })
}

/// Whether a day is the one that a number names.
type IsMeant = fn(NaiveDate, u32) -> bool;

/// One of our rules for a row: its days behind `by HH:MM on`, each with the test whether the day is not one that stands
/// for a day which the month lacks.
struct Ours {
    days: Vec<(String, IsMeant, u32)>,
    /// `of every month`.
    of: String,
    /// Whether the rule leaves out months that ours cannot leave out.
    is_sparse: bool,
}

fn always(_: NaiveDate, _: u32) -> bool {
    true
}

fn is_day(date: NaiveDate, nth: u32) -> bool {
    date.day() == nth
}

fn is_nth_of_its_weekday(date: NaiveDate, nth: u32) -> bool {
    date.day().div_ceil(7) == nth
}

impl Row {
    fn part(&self, key: &str) -> Option<&str> {
        self.parts.get(key).map(String::as_str)
    }

    fn interval(&self) -> i32 {
        self.part("INTERVAL").map_or(1, |n| n.parse().unwrap())
    }

    fn ours(&self) -> Ours {
        let list = |key| self.part(key).map(|list| list.split(',').collect::<Vec<_>>());
        if self.part("FREQ") == Some("WEEKLY") {
            let start = WEEKDAYS[self.start.weekday().num_days_from_monday() as usize].0;
            let days = list("BYDAY").unwrap_or(vec![start]);
            let days = days.into_iter().map(|day| (weekday(day).to_owned(), always as fn(_, _) -> _, 0));
            let of = match self.interval() {
                1 => "of every week".to_owned(),
                n => format!("of every {n} weeks from {}", self.first_of_week(self.start.date())),
            };
            return Ours { days: days.collect(), of, is_sparse: false };
        }
        let days: Vec<(String, fn(_, _) -> _, u32)> = match (list("BYMONTHDAY"), list("BYDAY"), self.part("BYSETPOS")) {
            (Some(days), None, None) => days.into_iter().map(day_of_month).collect(),
            (None, Some(days), Some(n)) if days == ["MO", "TU", "WE", "TH", "FR"] => {
                vec![(nth(n.parse().unwrap(), "business day"), always, 0)]
            }
            (None, Some(days), None) => days.into_iter().map(weekday_of_month).collect(),
            (None, None, None) => vec![day_of_month(&self.start.day().to_string())],
            _ => panic!("{:?}", self.parts),
        };
        let month = |months: u32, of: &str| {
            let first = (self.start.month() - 1) % months + 1;
            format!("of the {} month of every {of}", ordinal(first.cast_signed()))
        };
        let (of, is_sparse) = match self.interval() {
            1 => ("of every month".to_owned(), false),
            3 => (month(3, "quarter"), false),
            6 => (month(6, "half-year"), false),
            12 => (month(12, "year"), false),
            _ => ("of every month".to_owned(), true),
        };
        Ours { days, of, is_sparse }
    }

    fn week_start(&self) -> WeekStart {
        match self.part("WKST") {
            None | Some("MO") => WeekStart::Monday,
            Some("SU") => WeekStart::Sunday,
            Some("SA") => WeekStart::Saturday,
            Some(other) => panic!("weeks that start on {other}"),
        }
    }

    /// The day on which the week of a date starts.
    fn first_of_week(&self, date: NaiveDate) -> NaiveDate {
        let first = WEEKDAYS.iter().position(|(code, _)| Some(*code) == self.part("WKST")).unwrap_or(0);
        date - Days::new(((date.weekday().num_days_from_monday() as usize + 7 - first) % 7) as u64)
    }

    /// Whether the rule has occurrences in the month of a date: `INTERVAL`, counted from the start.
    fn is_in_interval(&self, day: NaiveDate) -> bool {
        let first = self.start.date();
        let passed = (day.year() - first.year()) * 12 + day.month().cast_signed() - first.month().cast_signed();
        passed % self.interval() == 0
    }

    /// Up to where its occurrences are known.
    fn end(&self) -> NaiveDateTime {
        let last = *self.occurrences.last().unwrap();
        let until = self.part("UNTIL").filter(|_| self.count == self.occurrences.len());
        until.map_or(last, time)
    }
}

fn weekday(code: &str) -> &'static str {
    WEEKDAYS.iter().find(|(known, _)| *known == code).map(|(_, name)| *name).unwrap()
}

fn day_of_month(day: &str) -> (String, fn(NaiveDate, u32) -> bool, u32) {
    match day.parse::<i32>().unwrap() {
        day @ 1.. => (format!("the {}", ordinal(day)), is_day, day.cast_unsigned()),
        day => (nth(day, "day"), always, 0),
    }
}

/// `2SA`, `-1FR`.
fn weekday_of_month(day: &str) -> (String, fn(NaiveDate, u32) -> bool, u32) {
    let (n, code) = day.split_at(day.len() - 2);
    let n: i32 = n.parse().unwrap();
    let said = nth(n, weekday(code));
    if n > 0 { (said, is_nth_of_its_weekday, n.cast_unsigned()) } else { (said, always, 0) }
}

/// `the 2nd saturday`, `the last friday`, `the 3rd last business day`.
fn nth(n: i32, what: &str) -> String {
    match n {
        1.. => format!("the {} {what}", ordinal(n)),
        -1 => format!("the last {what}"),
        _ => format!("the {} last {what}", ordinal(-n)),
    }
}

fn ordinal(n: i32) -> String {
    let suffix = match (n % 10, n) {
        (1, 1 | 21 | 31) => "st",
        (2, 2 | 22) => "nd",
        (3, 3 | 23) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// The due times of one rule.
fn due_times(row: &Row, calendar: &Calendar, rule: &str) -> BTreeSet<NaiveDateTime> {
    let periods = Periods::new(row.week_start());
    let rule: DueRule = rule.parse().unwrap_or_else(|error| panic!("{rule}: {error}"));
    let clause = Clause { roll: Some(Roll::Unadjusted), periods: &periods, ..Clause::new(&rule, calendar) };
    let (start, end) = (row.start, row.end());
    let due = clause.occurrences(start.date(), end.date()).map(|occurrence| occurrence.due_at().naive_utc());
    due.filter(|due| (start..=end).contains(due)).collect()
}

#[test]
fn recurrence_rules_agree() {
    let calendar = &plain(chrono_tz::UTC);
    let rows = rows();
    let (mut comparable, mut sparse, mut no_such_day, mut empty, mut short_months) = (0, 0, 0, 0, 0);
    for row in &rows {
        let Ours { days, of, is_sparse } = row.ours();
        if row.occurrences.is_empty() {
            empty += 1;
            continue;
        }
        let clock = row.part("BYHOUR").map_or(row.start.format("%H:%M").to_string(), |hour| format!("{hour}:00"));
        let kept = |due: &NaiveDateTime| !is_sparse || row.is_in_interval(due.date());
        let (mut union, mut all, mut short) = (BTreeSet::new(), BTreeSet::new(), 0);
        for (day, is_meant, n) in &days {
            let due = due_times(row, calendar, &format!("by {clock} on {day} {of}"));
            let due: BTreeSet<_> = due.into_iter().filter(kept).collect();
            all.extend(&due);
            let meant: BTreeSet<_> = due.iter().copied().filter(|due| is_meant(due.date(), *n)).collect();
            short += due.len() - meant.len();
            union.extend(meant);
        }
        let theirs: BTreeSet<_> = row.occurrences.iter().copied().collect();
        assert_eq!(union, theirs, "case {}: {:?}", row.case, row.parts);
        // And as one rule of several days.
        let days: Vec<String> = days.into_iter().map(|(day, ..)| day).collect();
        let one = due_times(row, calendar, &format!("by {clock} on {} {of}", days.join(" and ")));
        assert_eq!(one.into_iter().filter(kept).collect::<BTreeSet<_>>(), all, "case {}: {:?}", row.case, row.parts);
        comparable += 1;
        sparse += usize::from(is_sparse);
        no_such_day += usize::from(short > 0);
        short_months += short;
    }
    assert_eq!(rows.len(), 1_500);
    assert_eq!((comparable, sparse, empty), (1_486, 175, 14));
    assert_eq!((no_such_day, short_months), (129, 769));
}
