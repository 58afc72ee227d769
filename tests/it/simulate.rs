//! The log that ships with the dealership's agreements, and the program that wrote it.

use interdept::Network;

#[path = "../../examples/simulate/company/mod.rs"]
pub(crate) mod company;

use company::World;
use company::row::{Format, Writer};

/// What `fixtures/dealership/log.csv` was written with.
const CASES: u64 = 490;
const SEED: u64 = 5;

fn log(cases: u64, seed: u64, format: Format) -> String {
    let network = Network::load("fixtures/dealership").unwrap();
    let world = World::new(&network).unwrap();
    let mut bytes = Vec::new();
    let mut writer = Writer::new(&mut bytes, format).unwrap();
    company::write_log(&world, cases, seed, &mut writer).unwrap();
    writer.finish().unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_bundled_log_is_written_anew_byte_for_byte() {
    let bundled = std::fs::read_to_string("fixtures/dealership/log.csv").unwrap();
    let again = log(CASES, SEED, Format::Csv);
    let differs = bundled.lines().zip(again.lines()).position(|(old, new)| old != new);
    assert!(
        bundled == again,
        "from line {differs:?}: write it with `cargo run --example simulate -- --cases {CASES} --seed {SEED} > \
         fixtures/dealership/log.csv`"
    );
}

#[test]
fn the_bundled_log_is_large_enough_to_be_worth_reading() {
    let bundled = log(CASES, SEED, Format::Csv);
    assert!(bundled.lines().count() > 8000);
    let days: Vec<&str> = bundled.lines().skip(1).filter_map(|row| row.split(',').nth(1)?.get(..10)).collect();
    assert_eq!(days.iter().filter(|day| day.starts_with("2026-")).min(), Some(&"2026-06-01"));
    assert!(days.iter().max().is_some_and(|last| *last >= "2026-11-21"), "the last is no later than the bad rows say");
}

#[test]
fn chance_is_the_published_generator() {
    // The first five numbers of SplitMix64 from the seed 1234567, as S. Vigna's reference program prints them.
    let mut rng = company::rng::Rng::from_seed(1_234_567);
    let first: Vec<u64> = (0..5).map(|_| rng.next()).collect();
    let published = [
        6_457_827_717_110_365_317,
        3_203_168_211_198_807_973,
        9_817_491_932_198_370_423,
        4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
    ];
    assert_eq!(first, published);
}

#[test]
fn another_seed_is_another_log() {
    assert_ne!(log(40, 1, Format::Csv), log(40, 2, Format::Csv));
    assert_eq!(log(40, 1, Format::Jsonl), log(40, 1, Format::Jsonl));
}

#[test]
fn no_cases_are_a_log_without_rows() {
    assert_eq!(log(0, 1, Format::Csv).lines().count(), 1);
    assert_eq!(log(0, 1, Format::Jsonl), "");
}

#[cfg(feature = "json")]
#[test]
fn both_formats_tell_the_same() {
    let rows = log(60, 3, Format::Csv).lines().count() - 1;
    let json = log(60, 3, Format::Jsonl);
    assert_eq!(json.lines().count(), rows);
    for line in json.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(row["event"].is_string() && row["at"].is_string(), "{line}");
    }
}

#[test]
fn a_long_log_comes_in_stretches_and_loses_no_case() {
    let text = log(2100, 5, Format::Csv);
    for number in [1, 1024, 1025, 2048, 2049, 2100] {
        assert!(text.contains(&format!("{number:05}")), "case {number}");
    }
}
