//! Half-years and named periods beside a walk from day to day.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use interdept::calendar::Roll;
use interdept::due::{Clause, DueRule, NamedPeriod, Periods, WeekStart};
use proptest::prelude::*;
use proptest::sample::select;

use super::calendars::{date, dealership};

const FIRST: &str = "2026-01-05";

/// 4-4-5 weeks, from a Monday.
fn closes() -> Vec<NaiveDate> {
    let mut starts = vec![FIRST.parse().unwrap()];
    for weeks in [4, 4, 5].into_iter().cycle().take(30) {
        starts.push(*starts.last().unwrap() + Days::new(7 * weeks));
    }
    starts
}

/// The key of the period that holds a day, worked out alone.
fn key(period: &str, length: u64, day: NaiveDate) -> Option<String> {
    match period {
        "half-year" => Some(format!("{}-H{}", day.year(), if day.month() <= 6 { 1 } else { 2 })),
        "close" => {
            let closes = closes();
            let start = closes.iter().rfind(|start| **start <= day)?;
            (day < *closes.last()?).then(|| format!("close-{start}"))
        }
        _ => {
            let mut start: NaiveDate = FIRST.parse().unwrap();
            if day < start {
                return None;
            }
            while start + Days::new(length) <= day {
                start = start + Days::new(length);
            }
            Some(format!("sprint-{start}"))
        }
    }
}

/// What `n` and `last` choose of some days; the first or last of them where there are not so many.
fn chosen(mut days: Vec<NaiveDate>, n: usize, last: bool) -> NaiveDate {
    if last {
        days.reverse();
    }
    days[(n - 1).min(days.len() - 1)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn half_years_and_named_periods_agree(
        period in select(vec!["half-year", "close", "sprint"]),
        length in 7_u64..40,
        n in prop_oneof![1..8_usize, 1..30_usize],
        last in any::<bool>(),
        what in select(vec!["day", "business day", "friday"]),
        from in 0_u64..400,
    ) {
        let calendar = &dealership();
        let mut periods = Periods::new(WeekStart::Monday);
        periods.add(NamedPeriod::listed("close".parse().unwrap(), closes()).unwrap());
        let every = format!("{length} days").parse().unwrap();
        periods.add(NamedPeriod::every("sprint".parse().unwrap(), every, FIRST.parse().unwrap()).unwrap());

        let nth = match n { 1 | 21 => format!("{n}st"), 2 | 22 => format!("{n}nd"), 3 | 23 => format!("{n}rd"), _ => format!("{n}th") };
        let day = match (last, what, n) {
            (false, "day", _) => format!("the {nth}"),
            (false, ..) => format!("the {nth} {what}"),
            (true, _, 1) => format!("the last {what}"),
            (true, ..) => format!("the {nth} last {what}"),
        };
        let text = format!("by {day} of every {period}");
        let Ok(rule) = text.parse::<DueRule>() else {
            // The 28th friday of a half-year.
            prop_assert!(what == "friday" && n > 27, "{text}");
            return Ok(());
        };
        let clause = Clause { roll: Some(Roll::Unadjusted), periods: &periods, ..Clause::new(&rule, calendar) };

        let (from, to) = (date(2025, 11, 1) + Days::new(from), date(2025, 11, 1) + Days::new(from + 300));
        let mut found: Vec<(String, Vec<NaiveDate>)> = Vec::new();
        for day in date(2025, 1, 1).iter_days().take(1_200) {
            let Some(key) = key(period, length, day) else { continue };
            match found.last_mut() {
                Some((known, days)) if *known == key => days.push(day),
                _ => found.push((key, vec![day])),
            }
        }
        let expect: Vec<(String, NaiveDate)> = found.into_iter().map(|(key, days)| {
            let fits = |day: &NaiveDate| match what {
                "business day" => calendar.is_working_day(*day),
                "friday" => day.weekday() == Weekday::Fri,
                _ => true,
            };
            let fitting: Vec<NaiveDate> = days.iter().copied().filter(fits).collect();
            // A period without any gives its last day.
            let due = if fitting.is_empty() { *days.last().unwrap() } else { chosen(fitting, n, last) };
            (key, due)
        }).filter(|(_, due)| (from..=to).contains(due)).collect();
        let all = clause.occurrences(from, to).map(|occurrence| (occurrence.key.to_string(), occurrence.due_day));
        prop_assert_eq!(all.collect::<Vec<_>>(), expect, "{}", text);
    }
}
