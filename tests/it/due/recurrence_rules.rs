//! The rules of every period beside RFC 5545 recurrence rules, whose occurrences dateutil computed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};
use interdept::calendar::{Calendar, Roll};
use interdept::due::{Clause, DueRule};

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

impl Row {
    fn part(&self, key: &str) -> Option<&str> {
        self.parts.get(key).map(String::as_str)
    }

    /// The days of its period, as our rules name them, one rule each; none if one of them has no such name.
    fn days(&self) -> Option<Vec<String>> {
        let list = |key| self.part(key).map(|list| list.split(',').collect::<Vec<_>>());
        let day_of_month = |day: &str| match day.parse::<i32>().unwrap() {
            -1 => Some("the last day of every month".to_owned()),
            day @ 1.. => Some(format!("the {} of every month", ordinal(day))),
            _ => None,
        };
        let weekday =
            |day: &str| WEEKDAYS.iter().find(|(code, _)| *code == day).map(|(_, name)| format!("{name} of every week"));
        if self.part("FREQ") == Some("WEEKLY") {
            let start = WEEKDAYS[self.start.weekday().num_days_from_monday() as usize].0;
            return list("BYDAY").unwrap_or(vec![start]).into_iter().map(weekday).collect();
        }
        match (list("BYMONTHDAY"), self.part("BYDAY"), self.part("BYSETPOS")) {
            (Some(days), None, None) => days.into_iter().map(day_of_month).collect(),
            (None, Some("MO,TU,WE,TH,FR"), Some("-1")) => Some(vec!["the last business day of every month".to_owned()]),
            (None, Some("MO,TU,WE,TH,FR"), Some(n)) if !n.starts_with('-') => {
                Some(vec![format!("the {} business day of every month", ordinal(n.parse().unwrap()))])
            }
            (None, None, None) => Some(vec![format!("the {} of every month", ordinal(self.start.day().cast_signed()))]),
            _ => None,
        }
    }

    /// Which of our due days the rule skips: `INTERVAL`, counted from the start in weeks that begin on `WKST`.
    fn is_in_interval(&self, day: NaiveDate) -> bool {
        let interval = self.part("INTERVAL").map_or(1, |n| n.parse::<i64>().unwrap());
        let first = self.start.date();
        let passed = if self.part("FREQ") == Some("WEEKLY") {
            let first_of_week = WEEKDAYS.iter().position(|(code, _)| Some(*code) == self.part("WKST")).unwrap_or(0);
            let week = |day: NaiveDate| {
                let passed = (day.weekday().num_days_from_monday() as usize + 7 - first_of_week) % 7;
                day - Days::new(passed as u64)
            };
            (week(day) - week(first)).num_weeks()
        } else {
            i64::from((day.year() - first.year()) * 12 + day.month().cast_signed() - first.month().cast_signed())
        };
        passed % interval == 0
    }

    /// Up to where its occurrences are known.
    fn end(&self) -> NaiveDateTime {
        let last = *self.occurrences.last().unwrap();
        let until = self.part("UNTIL").filter(|_| self.count == self.occurrences.len());
        until.map_or(last, time)
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

/// Our due times of one rule, and those of them in months too short for its day, which RFC 5545 leaves out.
fn ours(row: &Row, calendar: &Calendar, day: &str, clock: &str) -> (BTreeSet<NaiveDateTime>, usize) {
    let rule: DueRule = format!("by {clock} on {day}").parse().unwrap();
    let clause = Clause { roll: Some(Roll::Unadjusted), ..Clause::new(&rule, calendar) };
    let nth: Option<u32> = day
        .strip_prefix("the ")
        .and_then(|day| day.split_once(" of "))
        .and_then(|(nth, _)| nth.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok());
    let (start, end) = (row.start, row.end());
    let due = clause.occurrences(start.date(), end.date()).filter(|occurrence| row.is_in_interval(occurrence.due_day));
    let due = due.map(|occurrence| occurrence.due_at().naive_utc()).filter(|due| (start..=end).contains(due));
    let (kept, short): (Vec<_>, Vec<_>) = due.partition(|due| nth.is_none_or(|nth| due.day() == nth));
    (kept.into_iter().collect(), short.len())
}

#[test]
fn recurrence_rules_agree() {
    let calendar = &plain(chrono_tz::UTC);
    let rows = rows();
    let (mut comparable, mut no_such_day, mut no_such_rule, mut empty, mut short_months) = (0, 0, 0, 0, 0);
    for row in &rows {
        let Some(days) = row.days() else {
            // The second Saturday, the last but one working day: no rule of ours says so.
            no_such_rule += 1;
            continue;
        };
        if row.occurrences.is_empty() {
            empty += 1;
            continue;
        }
        let clock = row.part("BYHOUR").map_or(row.start.format("%H:%M").to_string(), |hour| format!("{hour}:00"));
        let mut union = BTreeSet::new();
        let mut short = 0;
        for day in days {
            let (due, left_out) = ours(row, calendar, &day, &clock);
            union.extend(due);
            short += left_out;
        }
        let theirs: BTreeSet<_> = row.occurrences.iter().copied().collect();
        assert_eq!(union, theirs, "case {}: {:?}", row.case, row.parts);
        comparable += 1;
        no_such_day += usize::from(short > 0);
        short_months += short;
    }
    assert_eq!(rows.len(), 1_500);
    assert_eq!((comparable, no_such_rule, empty), (1_118, 374, 8));
    assert_eq!((no_such_day, short_months), (84, 316));
}
