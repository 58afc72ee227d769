//! Whose delay it was, over months of 10,000 to 1,000,000 handoffs between 200 departments in chains of up to 20 steps.
//!
//! `cargo bench --bench analysis` prints each part apart: judging, own and inherited lateness, shares with but-for
//! replays, and what is added up from them.

use std::fmt::Write;
use std::hint::black_box;

use chrono::{DateTime, Duration, Utc};
use divan::{Bencher, counter::ItemsCount};
use interdept::analysis::delay::Scope;
use interdept::log::Event;
use interdept::tracker::{Judgement, Tracker};
use interdept::{Analysis, Network};

const HANDOFFS: [usize; 3] = [10_000, 100_000, 1_000_000];
const DEPARTMENTS: usize = 200;
/// The first has one step, the last twenty.
const PROCESSES: usize = 20;
const OVERRUNS_PERCENT: u64 = 15;

fn main() {
    divan::main();
}

/// Twenty processes of one to twenty steps, each step a business day after the one it needs; every third step needs
/// the one two before it as well.
fn network() -> Network {
    let mut toml = String::from(
        "format = 1\n[agreement]\nid = \"works\"\ncalendar = \"daily\"\n[calendar.daily]\ntimezone = \"Asia/Shanghai\"\n\
         week = { mon-sun = [\"08:30-12:00\", \"13:30-18:00\"] }\n",
    );
    let mut add = |text: std::fmt::Arguments<'_>| toml.write_fmt(text).expect("a string takes all");
    for department in 0..DEPARTMENTS {
        add(format_args!("[[department]]\nid = \"d{department}\"\nname = \"d{department}\"\n"));
    }
    for process in 0..PROCESSES {
        add(format_args!("[[milestone]]\nid = \"start-{process}\"\n"));
        for step in 0..=process {
            let (supplier, customer) = (process * 7 + step * 11, process * 7 + (step + 1) * 11);
            let days = step + 1;
            add(format_args!("[[obligation]]\nid = \"p{process}.s{step}\"\ndeliverable = \"x\"\n"));
            add(format_args!(
                "supplier = \"d{}\"\ncustomer = \"d{}\"\n",
                supplier % DEPARTMENTS,
                customer % DEPARTMENTS
            ));
            add(format_args!("due = \"within {days} business days of start-{process}\"\nneeds = ["));
            let needs = [(step >= 1).then(|| step - 1), (step >= 2 && step % 3 == 0).then(|| step - 2)];
            for need in needs.into_iter().flatten() {
                add(format_args!("\"p{process}.s{need}\", "));
            }
            add(format_args!("]\n"));
        }
    }
    Network::from_toml("works.toml", &toml).expect("it is right")
}

/// A small generator of numbers that look random; the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// A month with so many handoffs.
fn tracker(handoffs: usize) -> Tracker {
    let mut tracker = Tracker::new(network());
    let month: DateTime<Utc> = "2026-10-01T01:00:00Z".parse().expect("it is an instant");
    let mut dice = Dice(88_172_645_463_325_252);
    let (mut case, mut made) = (0, 0);
    while made < handoffs {
        let (name, process) = (format!("case-{case}"), case % PROCESSES);
        let minutes = |n: u64| Duration::minutes(i64::try_from(n).unwrap_or_default());
        let mut at = month + minutes(dice.below(30) * 24 * 60 + dice.below(8 * 60));
        let mut record = |event: Event<'_>| tracker.record(event).expect("it is right");
        record(Event::new(format!("start-{process}"), at).case(&name));
        for step in 0..=process {
            let overruns = dice.below(100) < OVERRUNS_PERCENT;
            at += minutes(if overruns { 24 * 60 + dice.below(24 * 60) } else { 16 * 60 + dice.below(8 * 60) });
            let obligation = format!("p{process}.s{step}");
            record(Event::delivered(&obligation, at).case(&name));
        }
        case += 1;
        made += process + 1;
    }
    tracker
}

fn as_of() -> DateTime<Utc> {
    "2026-12-31T00:00:00Z".parse().expect("it is an instant")
}

#[divan::bench(args = HANDOFFS, sample_count = 3, sample_size = 1)]
fn judge(bencher: Bencher<'_, '_>, handoffs: usize) {
    let tracker = tracker(handoffs);
    bencher.counter(ItemsCount::new(handoffs)).bench_local(|| black_box(tracker.judge(as_of())));
}

#[divan::bench(args = HANDOFFS, sample_count = 3, sample_size = 1)]
fn own_and_inherited(bencher: Bencher<'_, '_>, handoffs: usize) {
    let tracker = tracker(handoffs);
    let judgement = tracker.judge(as_of());
    let first = judgement.handoffs().next().expect("there are handoffs");
    bencher.counter(ItemsCount::new(handoffs)).bench_local(|| black_box(Analysis::of(&judgement).delay(first)));
}

/// An analysis that knows own and inherited lateness already.
fn begun(judgement: &Judgement) -> Analysis<'_> {
    let analysis = Analysis::of(judgement);
    analysis.delay(judgement.handoffs().next().expect("there are handoffs"));
    analysis
}

/// Shares of all late handoffs, and what is left of each without every department.
#[divan::bench(args = HANDOFFS, sample_count = 3, sample_size = 1)]
fn shares(bencher: Bencher<'_, '_>, handoffs: usize) {
    let tracker = tracker(handoffs);
    let judgement = tracker.judge(as_of());
    let first = judgement.handoffs().next().expect("there are handoffs");
    bencher.counter(ItemsCount::new(handoffs)).with_inputs(|| begun(&judgement)).bench_local_values(|analysis| {
        black_box(analysis.shares(first).count());
        analysis
    });
}

#[divan::bench(args = HANDOFFS, sample_count = 3, sample_size = 1)]
fn totals_and_but_for(bencher: Bencher<'_, '_>, handoffs: usize) {
    let tracker = tracker(handoffs);
    let judgement = tracker.judge(as_of());
    let analysis = Analysis::of(&judgement);
    analysis.totals(Scope::All, |_| true);
    bencher.counter(ItemsCount::new(handoffs)).bench_local(|| {
        black_box(analysis.totals(Scope::Terminal, |_| true));
        black_box(analysis.who_delayed_whom(Scope::Terminal, |_| true));
        black_box(analysis.but_for(|_| true))
    });
}
