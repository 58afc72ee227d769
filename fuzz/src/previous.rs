//! A mapping whose conditions look at the previous row of the case, against a few lines that do the same.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use arbitrary::Unstructured;
use interdept::log::{Log, Mapping, Row};

const STATES: [&str; 5] = ["new", "wait", "done", "", "back"];
const CASES: [&str; 4] = ["a", "b", "c", ""];

/// What each template asks, in the order of the file.
const TEMPLATES: [(&str, &str); 6] = [
    ("changed", "changed = \"state\""),
    ("was-waiting", "previous = { state = \"wait\" }"),
    ("began", "first = true"),
    ("went-on", "first = false"),
    ("ended", "last = true"),
    ("done", "when = { state = \"done\" }\nchanged = \"state\""),
];

static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
    let mut text = String::from("format = 1\n");
    for (event, condition) in TEMPLATES {
        let _ = write!(text, "[[event]]\nevent = \"{event}\"\nat = \"{{at}}\"\ncase = \"{{case}}\"\n{condition}\n");
    }
    Mapping::from_toml("map.toml", &text).unwrap_or_else(|found| panic!("{found}"))
});

/// Rows of cases that change their state; each byte pair is a row.
pub fn previous(data: &[u8]) {
    let _ = run(&mut Unstructured::new(data));
}

fn run(u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let mut rows: Vec<(&str, &str)> = Vec::new();
    while !u.is_empty() && rows.len() < 60 {
        rows.push((CASES[u.choose_index(CASES.len())?], STATES[u.choose_index(STATES.len())?]));
    }
    let mut text = String::from("at,case,state\n");
    for (n, (case, state)) in rows.iter().enumerate() {
        let _ = writeln!(text, "2026-11-{:02}T{:02}:00:00Z,{case},{state}", 1 + n / 24, n % 24);
    }
    let mut log = Log::csv("log.csv", text.as_bytes()).with_mapping(MAPPING.clone());
    let mut read: Vec<(u64, String)> = Vec::new();
    while let Some(row) = log.next().expect("it reads") {
        match row {
            Row::Event(event, place) => read.push((place.line(), event.name.to_string())),
            _ => panic!("no row is wrong"),
        }
    }
    read.sort();
    assert_eq!(read, expected(&rows), "{text}");
    Ok(())
}

/// What the rows mean, by the words of the mapping's documentation: a row of no case has none before it, and makes nothing.
fn expected(rows: &[(&str, &str)]) -> Vec<(u64, String)> {
    let mut last_state: HashMap<&str, &str> = HashMap::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let last_row: HashMap<&str, usize> = rows.iter().enumerate().map(|(n, (case, _))| (*case, n)).collect();
    let mut all = Vec::new();
    for (n, &(case, state)) in rows.iter().enumerate().filter(|(_, (case, _))| !case.is_empty()) {
        let line = n as u64 + 2;
        let before = last_state.get(case).copied();
        let changed = !state.is_empty() && before != Some(state);
        let first = *seen.entry(case).and_modify(|count| *count += 1).or_insert(1) == 1;
        let mut push = |event: &str| all.push((line, event.to_owned()));
        if changed {
            push("changed");
        }
        if before == Some("wait") {
            push("was-waiting");
        }
        push(if first { "began" } else { "went-on" });
        if last_row[case] == n {
            push("ended");
        }
        if changed && state == "done" {
            push("done");
        }
        if !state.is_empty() {
            last_state.insert(case, state);
        }
    }
    all.sort();
    all
}
