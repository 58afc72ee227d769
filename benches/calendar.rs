//! What counting on a calendar costs: `cargo bench --bench calendar`.
//!
//! Every line asks a thousand different questions, so microseconds on the screen are nanoseconds a question. `walk` is
//! the obvious way, from day to day, over the same calendar; `benches/peers` measures other crates beside this one.

use std::hint::black_box;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use divan::counter::ItemsCount;
use divan::{Bencher, bench};
use interdept::calendar::{Calendar, CalendarSpec, Roll, Week, china};

fn main() {
    divan::main();
}

const QUESTIONS: usize = 1000;
const HOURS: &[&str] = &["08:30-12:00", "13:30-18:00"];

fn spec() -> CalendarSpec {
    let week = Week::parse([("mon-sat", HOURS)]).expect("the hours are right");
    let mut spec = CalendarSpec::new("bench".parse().expect("an id"), chrono_tz::Asia::Shanghai, week);
    spec.holidays.push(china("cn".parse().expect("an id")).into());
    spec
}

/// Pseudo-random numbers from 0 to `below`, the same in every run.
fn numbers(below: u64) -> impl Iterator<Item = u64> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    })
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2019, 1, 1).expect("a date")
}

fn dates() -> Vec<NaiveDate> {
    let day = |days| first_day() + TimeDelta::days(i64::try_from(days).expect("small"));
    numbers(2500).map(day).take(QUESTIONS).collect()
}

fn instants() -> Vec<DateTime<Utc>> {
    let second = |second| {
        first_day().and_time(NaiveTime::MIN).and_utc() + TimeDelta::seconds(i64::try_from(second).expect("small"))
    };
    numbers(2500 * 86_400).map(second).take(QUESTIONS).collect()
}

fn each<I: Copy + Sync, O>(bencher: Bencher<'_, '_>, questions: &[I], answer: impl Fn(I) -> O + Sync) {
    for &question in questions {
        black_box(answer(question));
    }
    bencher.counter(ItemsCount::new(QUESTIONS)).bench(|| {
        for &question in questions {
            black_box(answer(black_box(question)));
        }
    });
}

#[bench(args = [1, 3, 30, 300, 10_000])]
fn plus_working_days(bencher: Bencher<'_, '_>, n: i64) {
    let calendar = Calendar::new(spec()).expect("a calendar");
    each(bencher, &dates(), |day| calendar.plus_working_days(day, n));
}

#[bench(args = [1, 3, 30, 300])]
fn plus_business_days_walk(bencher: Bencher<'_, '_>, n: i64) {
    let spec = spec();
    each(bencher, &dates(), |mut day| {
        for _ in 0..n {
            loop {
                day = day.succ_opt().expect("near");
                if is_worked(&spec, day) {
                    break;
                }
            }
        }
        day
    });
}

fn is_worked(spec: &CalendarSpec, day: NaiveDate) -> bool {
    use interdept::calendar::ExceptionHours;
    match spec.holidays.iter().rev().find_map(|set| set.days.get(&day)) {
        Some(exception) => exception.hours != ExceptionHours::Closed,
        None => !spec.week.on(day.weekday()).is_empty(),
    }
}

#[bench]
fn working_days_between(bencher: Bencher<'_, '_>) {
    let calendar = Calendar::new(spec()).expect("a calendar");
    let pairs: Vec<_> = dates().into_iter().zip(dates().into_iter().skip(7).cycle()).collect();
    each(bencher, &pairs, |(from, to)| calendar.working_days_between(from, to));
}

#[bench(args = [Roll::Following, Roll::ModifiedFollowing, Roll::Nearest])]
fn roll(bencher: Bencher<'_, '_>, roll: Roll) {
    let calendar = Calendar::new(spec()).expect("a calendar");
    each(bencher, &dates(), |day| calendar.roll(day, roll));
}

#[bench]
fn close_of_business(bencher: Bencher<'_, '_>) {
    let calendar = Calendar::new(spec()).expect("a calendar");
    each(bencher, &dates(), |day| calendar.close(day));
}

#[bench(args = [1, 16, 400, 20_000, 100_000])]
fn plus_business_hours(bencher: Bencher<'_, '_>, hours: i64) {
    let calendar = Calendar::new(spec()).expect("a calendar");
    each(bencher, &instants(), |at| calendar.plus_working_time(at, TimeDelta::hours(hours)));
}

#[bench(args = [-16, -400])]
fn minus_business_hours(bencher: Bencher<'_, '_>, hours: i64) {
    let calendar = Calendar::new(spec()).expect("a calendar");
    each(bencher, &instants(), |at| calendar.plus_working_time(at, TimeDelta::hours(hours)));
}

/// Up to so many days apart.
#[bench(args = [1, 60, 2_000, 30_000])]
fn working_time_between(bencher: Bencher<'_, '_>, days: u64) {
    let calendar = Calendar::new(spec()).expect("a calendar");
    let apart = numbers(days * 86_400).map(|second| TimeDelta::seconds(i64::try_from(second).expect("small")));
    let pairs: Vec<_> = instants().into_iter().zip(apart).map(|(at, apart)| (at, at + apart)).collect();
    each(bencher, &pairs, |(from, to)| calendar.working_time(from, to));
}

#[bench]
fn working_time_between_walk(bencher: Bencher<'_, '_>) {
    let spec = spec();
    let apart = numbers(60 * 86_400).map(|second| TimeDelta::seconds(i64::try_from(second).expect("small")));
    let pairs: Vec<_> = instants().into_iter().zip(apart).map(|(at, apart)| (at, at + apart)).collect();
    let offset = TimeDelta::hours(8);
    each(bencher, &pairs, |(from, to)| {
        let (from, to) = ((from + offset).naive_utc(), (to + offset).naive_utc());
        let days = from.date().iter_days().take_while(|day| *day <= to.date()).filter(|day| is_worked(&spec, *day));
        let worked = days.flat_map(|day| {
            let midnight = day.and_time(NaiveTime::MIN);
            spec.week.on(chrono::Weekday::Mon).iter().map(move |hours| {
                let opening = midnight + TimeDelta::minutes(hours.start_minute().into());
                let closing = midnight + TimeDelta::minutes(hours.end_minute().into());
                (closing.min(to) - opening.max(from)).max(TimeDelta::zero())
            })
        });
        worked.sum::<TimeDelta>()
    });
}

/// From nothing to tables of ten years, days and time.
#[bench]
fn build_ten_years(bencher: Bencher<'_, '_>) {
    let last = first_day() + TimeDelta::days(3652);
    bencher.with_inputs(spec).bench_values(|spec| {
        let calendar = Calendar::new(spec).expect("a calendar");
        let start = first_day().and_time(NaiveTime::MIN).and_utc();
        let worked = calendar.working_time(start, last.and_time(NaiveTime::MIN).and_utc());
        (calendar.working_days_between(first_day(), last), worked, calendar)
    });
}
