//! Recording and judging logs of growing size, and logs of unkind shape.
//!
//! `cargo bench --bench tracker`; the time per event should not grow with their number.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use divan::{Bencher, counter::ItemsCount};
use interdept::log::Log;
use interdept::{Network, Tracker};

const AGREEMENT: &str = r#"
format = 1
[agreement]
id = "bench"
customer = "finance"
calendar = "office"
in-force = { from = 2026-01-01 }
[calendar.office]
timezone = "Europe/Berlin"
week = { mon-fri = ["09:00-12:00", "13:00-18:00"] }
[[department]]
id = "finance"
[[department]]
id = "sales"
[[department]]
id = "hr"
[[milestone]]
id = "opened"
[[milestone]]
id = "sold"
[[obligation]]
id = "sales.slip"
supplier = "sales"
deliverable = "Slip"
due = "within 3 days of sold"
needs = ["hr.file"]
[[obligation]]
id = "hr.file"
supplier = "hr"
deliverable = "File"
due = "within 2 business days of opened"
review = "2 business days"
[[obligation]]
id = "sales.report"
supplier = "sales"
deliverable = "Report"
due = "by 17:00 every business day"
"#;

/// How the events of a log are spread.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// Five events a case, from January on.
    Ordinary,
    /// All in one case.
    OneCase,
    /// A case for each event, all at one instant.
    OneInstant,
}

fn main() {
    divan::main();
}

fn log(events: usize, shape: Shape) -> String {
    let mut text = String::from("event,at,case,obligation\n");
    for n in 0..events {
        let case = match shape {
            Shape::Ordinary => n / 5,
            Shape::OneCase => 0,
            Shape::OneInstant => n,
        };
        let minute = match shape {
            Shape::Ordinary => n / 5 * 250_000 / events.max(1) + n % 5 * 1_700,
            Shape::OneCase => n * 50_000 / events.max(1),
            Shape::OneInstant => 0,
        };
        let (event, obligation) = match (shape, n % 5) {
            (Shape::OneInstant, _) | (_, 0) => ("opened", ""),
            (_, 1) => ("delivered", "hr.file"),
            (_, 2) => ("sold", ""),
            (_, 3) => ("paused", "sales.slip"),
            _ => ("delivered", "sales.slip"),
        };
        let (day, hour) = (minute / 1_440, minute / 60 % 24);
        let (month, day) = (day / 28 % 12 + 1, day % 28 + 1);
        let row = writeln!(
            text,
            "{event},2026-{month:02}-{day:02}T{hour:02}:{:02}:00+01:00,case-{case},{obligation}",
            minute % 60
        );
        row.expect("a string takes all that is written to it");
    }
    text
}

fn record(network: &Network, log: &str) -> Tracker {
    let mut tracker = Tracker::new(network.clone());
    let rejected = tracker.record_all(Log::csv("log.csv", log.as_bytes())).expect("the log can be read");
    assert_eq!(rejected.ignored(), []);
    tracker
}

fn as_of() -> DateTime<Utc> {
    DateTime::from_timestamp(1_798_000_000, 0).expect("an instant in December 2026")
}

fn network() -> Network {
    Network::from_toml("bench.toml", AGREEMENT).expect("the agreement is right")
}

#[divan::bench(args = [10_000, 100_000, 1_000_000], sample_count = 5, sample_size = 1)]
fn record_and_judge(bencher: Bencher<'_, '_>, events: usize) {
    let (network, log) = (network(), log(events, Shape::Ordinary));
    bencher.counter(ItemsCount::new(events)).bench(|| record(&network, &log).judge(as_of()).handoffs().count());
}

#[divan::bench(args = [Shape::OneCase, Shape::OneInstant], sample_count = 5, sample_size = 1)]
fn record_and_judge_a_million_of(bencher: Bencher<'_, '_>, shape: Shape) {
    let (network, log) = (network(), log(1_000_000, shape));
    bencher
        .counter(ItemsCount::new(1_000_000_usize))
        .bench(|| record(&network, &log).judge(as_of()).handoffs().count());
}

/// What one more event costs a tracker that has judged 100,000.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn judge_again_after_one_more(bencher: Bencher<'_, '_>) {
    let mut tracker = record(&network(), &log(100_000, Shape::Ordinary));
    let mut at = as_of();
    let _ = tracker.judge(at);
    bencher.bench_local(|| {
        at += chrono::TimeDelta::minutes(1);
        let event = interdept::Event::new("sold", at).case("case-7");
        tracker.record(&event).expect("the event is right");
        tracker.judge(at).handoffs().count()
    });
}
