//! Counting working days and hours, with interdept and with other crates, in one run:
//! `cargo run --release --manifest-path benches/peers/Cargo.toml`.
//!
//! Every program answers the same questions about the same offices, and the answers are compared first where both mean
//! the same. Times are the best of many rounds, in nanoseconds a question.

use std::hint::black_box;
use std::time::Instant;

use bdays::HolidayCalendar;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use interdept::calendar::{Calendar, CalendarSpec, Week};
use opening_hours::OpeningHours;
use opening_hours_syntax::RuleKind;

const QUESTIONS: usize = 1_000;

fn main() {
    let dates = dates();
    let instants: Vec<DateTime<Utc>> = (dates.iter().zip(numbers(86_400)))
        .map(|(date, second)| date.and_time(NaiveTime::MIN).and_utc() + TimeDelta::seconds(second))
        .collect();
    days(&dates);
    hours(&instants);
}

fn office(hours: &[&'static str]) -> Calendar {
    let week = Week::parse([("mon-fri", hours)]).expect("the hours are right");
    let id = "office".parse().expect("an id");
    Calendar::new(CalendarSpec::new(id, chrono_tz::UTC, week)).expect("a calendar")
}

fn days(dates: &[NaiveDate]) {
    let ours = office(&["09:00-17:00"]);
    let (first, last) = (NaiveDate::from_ymd_opt(2010, 1, 1), NaiveDate::from_ymd_opt(2035, 12, 31));
    let (first, last) = (first.expect("a date"), last.expect("a date"));
    let theirs = bdays::HolidayCalendarCache::new(bdays::calendars::WeekendsOnly, first, last);
    for n in [3, 30, 300] {
        for &date in dates.iter().filter(|date| ours.is_working_day(**date)) {
            assert_eq!(ours.plus_working_days(date, n), Some(theirs.advance_bdays(date, as_i32(n))));
        }
        let base = time(dates, |date| ours.plus_working_days(date, n));
        report(&format!("+{n} working days"), "interdept", base, base);
        report("", "bdays, cached", time(dates, |date| theirs.advance_bdays(date, as_i32(n))), base);
        report("", "a walk from day to day", time(dates, |date| walk_days(date, n)), base);
    }
}

fn hours(instants: &[DateTime<Utc>]) {
    let ours = office(&["09:00-12:00", "13:00-18:00"]);
    let theirs: OpeningHours = "Mo-Fr 09:00-12:00,13:00-18:00".parse().expect("the hours are right");
    for n in [16, 160] {
        let time_of = TimeDelta::hours(n);
        for &at in instants {
            let end = ours.plus_working_time(at, time_of).expect("inside the horizon");
            assert_eq!(end.naive_utc(), walk_openings(&theirs, at.naive_utc(), time_of));
        }
        let base = time(instants, |at| ours.plus_working_time(at, time_of));
        report(&format!("+{n} working hours"), "interdept", base, base);
        let their_time = time(instants, |at| walk_openings(&theirs, at.naive_utc(), time_of));
        report("", "opening-hours, interval by interval", their_time, base);
    }
}

/// opening-hours has no arithmetic: one adds up the intervals that it yields.
fn walk_openings(hours: &OpeningHours, from: NaiveDateTime, mut left: TimeDelta) -> NaiveDateTime {
    for interval in hours.iter_from(from) {
        if interval.kind == RuleKind::Open {
            let length = interval.range.end - interval.range.start;
            if left <= length {
                return interval.range.start + left;
            }
            left -= length;
        }
    }
    NaiveDateTime::MAX
}

fn walk_days(mut date: NaiveDate, n: i64) -> NaiveDate {
    for _ in 0..n {
        date = date + Days::new(1);
        while date.weekday().num_days_from_monday() >= 5 {
            date = date + Days::new(1);
        }
    }
    date
}

/// Nanoseconds a question, in the best of many rounds.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn time<Q: Copy, A>(questions: &[Q], answer: impl Fn(Q) -> A) -> f64 {
    let round = |_| {
        let start = Instant::now();
        for &question in questions {
            black_box(answer(black_box(question)));
        }
        start.elapsed().as_secs_f64() * 1e9 / QUESTIONS as f64
    };
    (0..50).map(round).fold(f64::INFINITY, f64::min)
}

fn report(what: &str, who: &str, nanos: f64, base: f64) {
    println!("{what:20} {who:36} {nanos:10.1} ns {:8.1} x", nanos / base);
}

fn dates() -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2019, 1, 1).expect("a date");
    numbers(2500).map(|day| first + TimeDelta::days(day)).take(QUESTIONS).collect()
}

/// Pseudo-random numbers from 0 to `below`, the same in every run.
fn numbers(below: i64) -> impl Iterator<Item = i64> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 1).cast_signed() % below
    })
}

fn as_i32(n: i64) -> i32 {
    i32::try_from(n).expect("small")
}
