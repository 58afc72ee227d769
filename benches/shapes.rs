//! Logs of unkind shape, each at three sizes: whatever piles up in one place, twice as much takes about twice as long.
//!
//! `cargo bench --bench shapes`. The ordinary tests check the same at smaller sizes (`tests/it/tracker/crowds.rs`).

use std::fmt::Write;
use std::hint::black_box;

use chrono::{DateTime, TimeDelta, Utc};
use divan::Bencher;
use interdept::analysis::delay::Scope;
use interdept::log::Log;
use interdept::{Analysis, Network, Tracker};

fn main() {
    divan::main();
}

const FRAME: &str = "format = 1\n[agreement]\nid = \"a\"\ncalendar = \"always\"\nin-force = { from = 2026-01-01 }\n[calendar.always]\n\
                     timezone = \"UTC\"\nweek = { mon-sun = [\"00:00-24:00\"] }\n[[milestone]]\nid = \"go\"\n";

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_793_000_000, 0).expect("it is a time")
}

fn at(minutes: usize) -> String {
    let minutes = TimeDelta::minutes(i64::try_from(minutes).expect("few enough"));
    (start() + minutes).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Departments `d0` and so on, and obligations with these needs; obligation `n` is due in `due` hours.
fn network(
    departments: usize,
    obligations: usize,
    needs: impl Fn(usize) -> Vec<usize>,
    due: impl Fn(usize) -> usize,
) -> Network {
    let mut toml = FRAME.to_owned();
    for department in 0..departments {
        writeln!(toml, "[[department]]\nid = \"d{department}\"").expect("a string takes all");
    }
    for n in 0..obligations {
        let (supplier, customer) = (n % departments, (n + 1) % departments);
        let needs: Vec<String> = needs(n).iter().map(|need| format!("\"o{need}\"")).collect();
        writeln!(
            toml,
            "[[obligation]]\nid = \"o{n}\"\nsupplier = \"d{supplier}\"\ncustomer = \"d{customer}\"\ndeliverable = \"x\"\n\
             due = \"within {} hours of go\"\nneeds = [{}]",
            due(n),
            needs.join(", ")
        )
        .expect("a string takes all");
    }
    Network::from_toml("shape.toml", &toml).expect("it is right")
}

fn tracker(network: &Network, rows: &str) -> Tracker {
    let mut tracker = Tracker::new(network.clone());
    let text = format!("event,at,case,obligation,id,target\n{rows}");
    let recorded = tracker.record_all(Log::csv("log.csv", text.as_bytes())).expect("it reads");
    assert!(recorded.ignored().is_empty());
    tracker
}

fn judged_and_attributed(network: &Network, rows: &str) -> i64 {
    let tracker = tracker(network, rows);
    let judgement = tracker.judge(tracker.last_at().expect("there are rows"));
    Analysis::of(&judgement).totals(Scope::All, |_| true).late_s
}

/// Layers of sixty handoffs, each needing the whole layer before, all late, of forty departments.
#[divan::bench(args = [15, 30, 60], sample_count = 3, sample_size = 1)]
fn dense_layers(bencher: Bencher<'_, '_>, layers: usize) {
    const WIDTH: usize = 60;
    let before = |n: usize| {
        (n / WIDTH).checked_sub(1).map_or(Vec::new(), |layer| (layer * WIDTH..(layer + 1) * WIDTH).collect())
    };
    let network = network(40, layers * WIDTH, before, |n| 20 * (n / WIDTH + 1));
    let mut rows = format!("go,{},c,,,\n", at(0));
    for n in 0..layers * WIDTH {
        let minutes = 60 * 20 * (n / WIDTH + 1) + 60 * (1 + (n * 7) % 11) + 61 * (n / WIDTH);
        writeln!(rows, "delivered,{},c,o{n},,", at(minutes)).expect("a string takes all");
    }
    bencher.bench_local(|| black_box(judged_and_attributed(&network, &rows)));
}

/// One handoff after the other, all late, of as many departments as there are steps up to forty.
#[divan::bench(args = [500, 1_000, 2_000], sample_count = 3, sample_size = 1)]
fn a_long_chain(bencher: Bencher<'_, '_>, steps: usize) {
    let network = network(40, steps, |n| n.checked_sub(1).into_iter().collect(), |n| 2 * (n + 1));
    let mut rows = format!("go,{},c,,,\n", at(0));
    for n in 0..steps {
        writeln!(rows, "delivered,{},c,o{n},,", at(125 * (n + 1) + n % 3)).expect("a string takes all");
    }
    bencher.bench_local(|| black_box(judged_and_attributed(&network, &rows)));
}

/// One case in which two obligations occur again and again, late each time, the second one's needing the first one's.
#[divan::bench(args = [25_000, 50_000, 100_000], sample_count = 3, sample_size = 1)]
fn a_case_of_many_occurrences(bencher: Bencher<'_, '_>, occurrences: usize) {
    let network = network(3, 2, |n| n.checked_sub(1).into_iter().collect(), |_| 1);
    let mut rows = String::new();
    for n in 0..occurrences {
        writeln!(rows, "go,{},c,,,\ndelivered,{},c#{},o0,,", at(n), at(n + 90), n + 1).expect("a string takes all");
    }
    bencher.bench_local(|| black_box(judged_and_attributed(&network, &rows)));
}

/// One handoff that is paused again and again.
#[divan::bench(args = [25_000, 50_000, 100_000], sample_count = 3, sample_size = 1)]
fn an_obligation_of_many_pauses(bencher: Bencher<'_, '_>, pauses: usize) {
    let network = network(2, 1, |_| Vec::new(), |_| 1);
    let mut rows = format!("go,{},c,,,\n", at(0));
    for n in 0..pauses {
        writeln!(rows, "paused,{},c,o0,,\nresumed,{},c,o0,,", at(2 * n), at(2 * n + 1)).expect("a string takes all");
    }
    bencher.bench_local(|| black_box(judged_and_attributed(&network, &rows)));
}

/// Rows that each take the one before it back.
#[divan::bench(args = [25_000, 50_000, 100_000], sample_count = 3, sample_size = 1)]
fn voids_in_a_chain(bencher: Bencher<'_, '_>, voids: usize) {
    let network = network(2, 1, |_| Vec::new(), |_| 1);
    let mut rows = format!("go,{},c,,0,\n", at(0));
    for n in 1..=voids {
        writeln!(rows, "voided,{},,,{n},{}", at(n), n - 1).expect("a string takes all");
    }
    bencher.bench_local(|| black_box(judged_and_attributed(&network, &rows)));
}
