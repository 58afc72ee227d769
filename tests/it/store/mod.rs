//! Events kept for good: what every store promises, and what a file does.

mod kills;
mod laws;
#[cfg(feature = "postgres")]
mod postgres;
mod programs;
mod sqlite;

use std::collections::HashSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use interdept::log::Row;
use interdept::store::{Entry, EventStore, Seq};
use interdept::{Log, Network, Tracker};

/// A folder of this test's own, empty.
fn folder(test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("store").join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The rows of the dealership's log, each once: no two say the same.
fn rows() -> Vec<Entry<'static>> {
    let mut known = HashSet::new();
    all_rows().into_iter().filter(|row| known.insert(row.hash())).collect()
}

/// All rows of the dealership's log; some are no events, some name nothing that the agreements know, some stand twice.
fn all_rows() -> Vec<Entry<'static>> {
    let mut log = Log::open("fixtures/dealership/log.csv").unwrap();
    let mut rows = Vec::new();
    while let Some(row) = log.next().unwrap() {
        rows.push(Entry::of_row(row).into_owned());
    }
    assert!(rows.len() > 1_000 && rows.iter().any(|row| row.event().is_none()), "{} rows", rows.len());
    rows
}

/// What a store holds after a place.
fn held(store: &mut impl EventStore, after: Seq) -> Vec<(Seq, Entry<'static>)> {
    let mut held = Vec::new();
    store
        .since(after, &mut |seq, entry| {
            held.push((seq, entry.into_owned()));
            ControlFlow::Continue(())
        })
        .unwrap();
    held
}

fn entries(store: &mut impl EventStore) -> Vec<Entry<'static>> {
    held(store, 0).into_iter().map(|(_, entry)| entry).collect()
}

fn dealership() -> Network {
    Network::load("fixtures/dealership").unwrap()
}

/// Everything that can be read of a tracker at the log's end: each handoff, each row that counts for nothing.
fn said(tracker: &Tracker) -> String {
    let judgement = tracker.judge(tracker.log_end().unwrap().at);
    let analysis = interdept::Analysis::of(&judgement);
    let mut said = String::new();
    for handoff in judgement.handoffs() {
        said += &serde_json::to_string(&analysis.record(handoff, true)).unwrap();
        said.push('\n');
    }
    for row in judgement.ignored_rows().chain(tracker.ignored_rows().iter().cloned()) {
        said += &serde_json::to_string(&row).unwrap();
        said.push('\n');
    }
    said
}

/// A tracker that read the rows of a log itself.
fn read_directly(rows: &[Entry<'_>]) -> Tracker {
    let mut tracker = Tracker::new(dealership());
    let text = fs::read("fixtures/dealership/log.csv").unwrap();
    let mut log = Log::csv("fixtures/dealership/log.csv", text.as_slice());
    for _ in rows {
        let _ = tracker.record_next(&mut log).unwrap().unwrap();
    }
    tracker
}

/// The first row of a log, to make others of.
fn one_row(text: &str) -> Entry<'static> {
    let mut log = Log::csv("one.csv", text.as_bytes());
    match log.next().unwrap().unwrap() {
        row @ (Row::Event(..) | Row::Ignored(_)) => Entry::of_row(row).into_owned(),
    }
}
