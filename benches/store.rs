//! What it costs to keep events for good: appending, reading all of them again, and reading while another appends.
//!
//! `cargo bench --features sqlite --bench store` prints a table; it takes some minutes, for a disk is waited for. `EVENTS=100000` reads
//! fewer again.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use interdept::log::Row;
use interdept::store::{Entry, EventStore, SqliteStore};
use interdept::{Event, Log, Network, Tracker};

/// How long each measurement of appending takes.
const LONG: Duration = Duration::from_secs(5);

fn main() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench-store");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("there is room for a folder");
    let count = std::env::var_os("EVENTS").and_then(|text| text.to_str()?.parse().ok()).unwrap_or(1_000_000);
    for batch in [1, 100, 5_000] {
        say(&format!("append, {batch} at once: {:.0} events a second", appended_a_second(&folder, batch)));
    }
    reopen(&folder, count);
    read_beside(&folder);
    fs::remove_dir_all(&folder).expect("the folder can be removed");
}

fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").expect("somebody reads");
}

/// The dealership's events, over and over, each time for other cases.
fn events() -> impl Iterator<Item = Event<'static>> {
    let mut log = Log::open("fixtures/dealership/log.csv").expect("the dealership's log is there");
    let mut once = Vec::new();
    while let Some(row) = log.next().expect("it can be read") {
        if let Row::Event(event, _) = row {
            once.push(event.into_owned());
        }
    }
    (0_u32..).flat_map(move |time| {
        let again = move |text: &mut Option<std::borrow::Cow<'static, str>>| {
            if let Some(text) = text {
                let (name, number) =
                    text.split_once('#').map_or((&**text, ""), |(name, _)| (name, &text[name.len()..]));
                *text = format!("{name}-{time}{number}").into();
            }
        };
        let events = once.clone().into_iter().map(move |mut event| {
            for text in [&mut event.id, &mut event.case, &mut event.target, &mut event.complaint] {
                again(text);
            }
            event
        });
        events.collect::<Vec<_>>()
    })
}

fn appended_a_second(folder: &Path, batch: usize) -> f64 {
    let mut store = SqliteStore::open(folder.join(format!("{batch}.db"))).expect("a store can be made");
    let mut events = events().map(Entry::from);
    let begun = Instant::now();
    let mut count = 0_u32;
    while begun.elapsed() < LONG {
        let entries: Vec<_> = events.by_ref().take(batch).collect();
        count += u32::try_from(store.append(&entries).expect("they are appended").len()).expect("few");
    }
    f64::from(count) / begun.elapsed().as_secs_f64()
}

/// All events from a CSV file and from a store, each into a tracker.
fn reopen(folder: &Path, count: usize) {
    let (csv, path) = (folder.join("log.csv"), folder.join("log.db"));
    let mut text = String::from(
        "event,at,id,case,obligation,period,documents,signed,reason,until,score,complaint,supplier,customer,category,cause,target,sale,payment,buyer,holder,accessories,date\n",
    );
    let mut store = SqliteStore::open(&path).expect("a store can be made");
    let mut waiting = Vec::new();
    for event in events().take(count) {
        csv_row(&event, &mut text);
        waiting.push(Entry::from(event));
        if waiting.len() == 5_000 {
            store.append(&waiting).expect("they are appended");
            waiting.clear();
        }
    }
    store.append(&waiting).expect("they are appended");
    drop(store);
    fs::write(&csv, text).expect("there is room");
    let (mut from_csv, mut from_store) = (Duration::MAX, Duration::MAX);
    for _ in 0..3 {
        let begun = Instant::now();
        let mut tracker = Tracker::new(network());
        let _ = tracker.record_all(Log::open(&csv).expect("it is there")).expect("it can be read");
        from_csv = from_csv.min(begun.elapsed());
        let recorded = tracker.len();
        drop(tracker);

        let begun = Instant::now();
        let mut tracker = Tracker::new(network());
        let mut store = SqliteStore::open_to_read(&path).expect("it is there");
        tracker.record_stored(&mut store, ..).expect("it can be read");
        from_store = from_store.min(begun.elapsed());
        assert_eq!(tracker.len(), recorded, "both hold the same");
    }
    let (csv_s, store_s) = (from_csv.as_secs_f64(), from_store.as_secs_f64());
    say(&format!(
        "{count} events into a tracker: from CSV {csv_s:.2} s, from the store {store_s:.2} s, {:.2} times as long",
        store_s / csv_s
    ));
}

fn network() -> Network {
    Network::load("fixtures/dealership").expect("the dealership's agreements are right")
}

fn csv_row(event: &Event<'_>, text: &mut String) {
    let at = event.at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
    let quoted = |value: &str| format!("\"{}\"", value.replace('"', "\"\""));
    let field = |value: &Option<std::borrow::Cow<'_, str>>| value.as_deref().map(quoted).unwrap_or_default();
    let list = |values: &[std::borrow::Cow<'_, str>]| {
        if values.is_empty() { String::new() } else { quoted(&values.join(";")) }
    };
    let attribute = |name: &str| event.attribute(name).map(|value| quoted(&value)).unwrap_or_default();
    let fields = [
        quoted(&event.name),
        at,
        field(&event.id),
        field(&event.case),
        field(&event.obligation),
        field(&event.period),
        list(&event.documents),
        list(&event.signed),
        field(&event.reason),
        field(&event.until),
        field(&event.score),
        field(&event.complaint),
        field(&event.supplier),
        field(&event.customer),
        field(&event.category),
        field(&event.cause),
        field(&event.target),
    ];
    let attributes = ["sale", "payment", "buyer", "holder", "accessories", "date"].map(attribute);
    *text += &fields.join(",");
    for value in attributes {
        *text += ",";
        *text += &value;
    }
    *text += "\n";
}

/// How long it takes to read the last hundred entries while another appends hundreds.
fn read_beside(folder: &Path) {
    let path = folder.join("beside.db");
    let mut store = SqliteStore::open(&path).expect("a store can be made");
    let mut events = events().map(Entry::from);
    store.append(&events.by_ref().take(100_000).collect::<Vec<_>>()).expect("they are appended");
    let stop = AtomicBool::new(false);
    let mut took = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut took = Vec::new();
            let mut store = SqliteStore::open_to_read(&path).expect("it is there");
            while !stop.load(Ordering::Relaxed) {
                let begun = Instant::now();
                let last = store.last_seq().expect("it can be read");
                let mut count = 0;
                let counting = &mut |_, _: Entry<'_>| {
                    count += 1;
                    ControlFlow::Continue(())
                };
                store.since(last - 100, counting).expect("it can be read");
                assert!(count >= 100, "a hundred are there");
                took.push(begun.elapsed());
            }
            took
        });
        let begun = Instant::now();
        while begun.elapsed() < LONG {
            store.append(&events.by_ref().take(100).collect::<Vec<_>>()).expect("they are appended");
        }
        stop.store(true, Ordering::Relaxed);
        reader.join().expect("reading never fails")
    });
    took.sort_unstable();
    let at = |share: usize| took.get(took.len() * share / 100).map_or(0.0, |took| took.as_secs_f64() * 1_000.0);
    say(&format!("the last 100 entries, while another appends: median {:.2} ms, 99 % within {:.2} ms", at(50), at(99)));
}
