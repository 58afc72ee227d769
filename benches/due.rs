//! Deadlines from triggers, and rules from text.
//!
//! `cargo bench --bench due` prints nanoseconds for 1,024 of each; the items per second are the figure.

use std::hint::black_box;

use chrono::{DateTime, TimeDelta, Utc};
use divan::{Bencher, counter::ItemsCount};
use interdept::calendar::{Calendar, CalendarSpec, Week, china};
use interdept::due::{Clause, DueRule};

const MANY: usize = 1_024;

const COUNTED: [&str; 7] = [
    "within 3 days of vehicle-delivered",
    "by 12:00 within 3 days of vehicle-delivered",
    "within 1 month of hired",
    "within 2 business days of request",
    "within 200 business days of request",
    "on the same day as vehicle-returned",
    "within 8 business hours of claim-settled",
];

fn main() {
    divan::main();
}

fn dealership() -> Calendar {
    let week = Week::parse([("mon-sat", ["08:30-12:00", "13:30-18:00"].as_slice())]).expect("the hours are valid");
    let zone = chrono_tz::Asia::Shanghai;
    let mut spec = CalendarSpec::new("dealership".parse().expect("an id"), zone, week);
    spec.holidays.push(china("cn".parse().expect("an id")).into());
    Calendar::new(spec).expect("the hours do not overlap")
}

/// Triggers all over nine years, in no order.
fn triggers() -> Vec<DateTime<Utc>> {
    let first = DateTime::from_timestamp(1_514_764_800, 0).expect("2018");
    let seconds = (0..).take(MANY).map(|n: i64| n * 7_919_777 % (9 * 365 * 86_400));
    seconds.map(|seconds| first + TimeDelta::seconds(seconds)).collect()
}

/// A deadline with its roll.
#[divan::bench(args = COUNTED)]
fn deadline(bencher: Bencher<'_, '_>, rule: &str) {
    let (calendar, rule): (_, DueRule) = (dealership(), rule.parse().expect("a rule"));
    let clause = Clause::new(&rule, &calendar);
    let triggers = triggers();
    bencher.counter(ItemsCount::new(MANY)).bench_local(|| {
        for &trigger in &triggers {
            let _ = black_box(clause.after(black_box(trigger)));
        }
    });
}

/// A period's handoff: key, opening and deadline.
#[divan::bench(args = ["by the 5th of every month", "by the 3rd business day of every month", "by 17:00 every business day"])]
fn occurrence(bencher: Bencher<'_, '_>, rule: &str) {
    let (calendar, rule): (_, DueRule) = (dealership(), rule.parse().expect("a rule"));
    let clause = Clause::new(&rule, &calendar);
    let length = rule.period().expect("a rule of every period");
    let periods: Vec<_> = triggers().iter().map(|trigger| length.containing(trigger.date_naive())).collect();
    bencher.counter(ItemsCount::new(MANY)).bench_local(|| {
        for &period in &periods {
            black_box(clause.occurrence_of_key(black_box(period)));
        }
    });
}

/// From text to rule.
#[divan::bench(args = ["within 3 days of vehicle-delivered", "by 12:00 on the 3rd business day of every month"])]
fn parse(bencher: Bencher<'_, '_>, rule: &str) {
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| black_box(rule).parse::<DueRule>());
}

/// The explanation of a deadline, which nobody asks for in bulk.
#[divan::bench]
fn explanation(bencher: Bencher<'_, '_>) {
    let (calendar, rule): (_, DueRule) = (dealership(), "within 3 days of vehicle-delivered".parse().expect("a rule"));
    let clause = Clause::new(&rule, &calendar);
    let trigger = DateTime::from_timestamp(1_790_000_000, 0).expect("2026");
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| clause.explain_after(black_box(trigger)));
}
