//! Reading a log, against a bare CSV reader that counts records.
//!
//! `cargo bench --bench log` prints the time for the same 100,000 rows.

use std::fmt::Write;
use std::hint::black_box;

use divan::{Bencher, counter::BytesCount, counter::ItemsCount};
use interdept::log::{Log, Mapping, Row};

const ROWS: usize = 100_000;

fn main() {
    divan::main();
}

/// Rows like those of a real log: half of them deliveries, some with quotes, documents and attributes.
fn csv_log() -> String {
    let mut text = String::from("event,at,id,case,obligation,documents,reason,payment,buyer\n");
    for n in 0..ROWS {
        let (day, hour, minute) = (n % 28 + 1, n / 7 % 24, n % 60);
        let at = format!("2026-10-{day:02}T{hour:02}:{minute:02}:00+08:00");
        let row = match n % 4 {
            0 => writeln!(text, "vehicle-delivered,{at},r{n},contract-{n},,,,cash,Li Na"),
            1 => writeln!(text, "delivered,{at},r{n},contract-{n},sales.slips,order slip;delivery slip,,,"),
            2 => writeln!(text, "delivered,{at},r{n},contract-{n},sales.decoration-slip,,,,"),
            _ => writeln!(text, "paused,{at},r{n},contract-{n},sales.slips,,\"asked for a paper, waiting\",,"),
        };
        row.expect("a string takes all that is written to it");
    }
    text
}

fn json_log() -> String {
    let mut text = String::new();
    let csv = csv_log();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names = reader.headers().expect("there is a first line").clone();
    for record in reader.records() {
        let record = record.expect("the rows are well-formed");
        let fields = names.iter().zip(&record).filter(|(_, value)| !value.is_empty());
        let members: Vec<_> = fields.map(|(name, value)| format!("\"{name}\":\"{value}\"")).collect();
        writeln!(text, "{{{}}}", members.join(",")).expect("a string takes all that is written to it");
    }
    text
}

fn read_all(mut log: Log<'_>) -> usize {
    let mut events = 0;
    while let Some(row) = log.next().expect("the log can be read") {
        match row {
            Row::Event(event, _) => events += usize::from(black_box(event.at).timestamp() > 0),
            Row::Ignored(row) => assert_eq!(row.why.code(), "", "{row}"),
        }
    }
    assert_eq!(events, ROWS);
    events
}

#[divan::bench]
fn a_bare_csv_reader_counts_records(bencher: Bencher<'_, '_>) {
    let text = csv_log();
    bencher.counter(BytesCount::of_str(&text)).counter(ItemsCount::new(ROWS)).bench(|| {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut record = csv::ByteRecord::new();
        let mut count = 0;
        while reader.read_byte_record(&mut record).expect("the rows are well-formed") {
            count += 1;
        }
        count
    });
}

#[divan::bench]
fn events_from_csv(bencher: Bencher<'_, '_>) {
    let text = csv_log();
    let counted = bencher.counter(BytesCount::of_str(&text)).counter(ItemsCount::new(ROWS));
    counted.bench(|| read_all(Log::csv("log.csv", text.as_bytes())));
}

#[divan::bench]
fn events_from_json_lines(bencher: Bencher<'_, '_>) {
    let text = json_log();
    let counted = bencher.counter(BytesCount::of_str(&text)).counter(ItemsCount::new(ROWS));
    counted.bench(|| read_all(Log::json("log.jsonl", text.as_bytes())));
}

#[divan::bench]
fn events_through_a_mapping(bencher: Bencher<'_, '_>) {
    let text = csv_log();
    let mapping = "format = 1\n[[event]]\nevent = \"{event}\"\nat = \"{at}\"\ncase = \"{case}\"\nid = \"{id}\"\n";
    let mapping = Mapping::from_toml("mapping.toml", mapping).expect("the mapping is right");
    let counted = bencher.counter(BytesCount::of_str(&text)).counter(ItemsCount::new(ROWS));
    counted.bench(|| read_all(Log::csv("log.csv", text.as_bytes()).with_mapping(mapping.clone())));
}
