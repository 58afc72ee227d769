//! The programs that use a store, as a shell runs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::folder;

fn program(name: &str) -> Command {
    let programs = std::env::current_exe().unwrap().parent().and_then(Path::parent).unwrap().join("examples");
    Command::new(programs.join(name))
}

#[track_caller]
fn run(name: &str, arguments: &[&str]) -> Output {
    let output = program(name).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The dealership's agreements and log in a store.
fn dealership(folder: &Path) -> String {
    let store = path(folder, "events.db");
    run("store", &["hold", "--store", &store, "--agreements", "fixtures/dealership", "--since", "2026-01-01"]);
    run("store", &["append", "--store", &store, "--log", "fixtures/dealership/log.csv"]);
    store
}

#[test]
fn handoffs_and_reports_from_a_store_are_those_of_its_log() {
    let store = dealership(&folder("program-handoffs"));
    let (log, stored) = (run("handoffs", &[]), run("handoffs", &["--store", &store]));
    assert!(log.stdout.len() > 10_000 && log.stdout == stored.stdout);
    let judged = text(&stored.stderr).lines().next().unwrap();
    assert!(judged.starts_with("judged by the agreements "), "{judged}");
    assert!(judged.ends_with(", which hold from 2026-01-01 on"), "{judged}");
    assert_eq!(text(&stored.stderr).split_once('\n').unwrap().1, text(&log.stderr));
    let agreements = run("store", &["agreements", "--store", &store]);
    let (day, hash) = text(&agreements.stdout).trim_end().split_once(',').unwrap();
    assert_eq!((day, judged.contains(hash)), ("2026-01-01", true));

    // What was known when the first 500 entries were there.
    let first = run("handoffs", &["--store", &store, "--up-to", "500"]);
    assert!(first.stdout.len() > 1_000 && first.stdout.len() < stored.stdout.len() / 2);
}

const AGREEMENT: &str = r#"
format = 1
agreement = { id = "a", customer = "b", calendar = "office", in-force = { from = 2026-01-01 } }
calendar.office = { timezone = "Asia/Shanghai", week = { mon-fri = ["09:00-18:00"] } }
department = [{ id = "s" }, { id = "b" }]
milestone = [{ id = "go" }]
obligation = [{ id = "x", supplier = "s", deliverable = "X", due = "within 2 hours of go" }]
"#;

/// Last month's verdict is made by last month's agreements, though others hold today.
#[test]
fn a_verdict_is_reproduced_by_the_agreements_of_its_day() {
    let folder = folder("program-verdicts");
    let [store, early, late, log] = ["events.db", "early.toml", "late.toml", "log.csv"].map(|name| path(&folder, name));
    fs::write(&early, AGREEMENT).unwrap();
    fs::write(&late, AGREEMENT.replace("2 hours", "1 hour")).unwrap();
    let rows = "event,at,case,obligation\ngo,2026-11-02T10:00:00+08:00,c,\ndelivered,2026-11-02T11:30:00+08:00,c,x\n";
    fs::write(&log, rows).unwrap();
    run("store", &["append", "--store", &store, "--log", &log]);
    let nobody = program("handoffs").args(["--store", &store]).output().unwrap();
    assert_eq!(nobody.status.code(), Some(1));
    assert_eq!(text(&nobody.stderr), "the store holds no agreements, and none were given\n");

    run("store", &["hold", "--store", &store, "--agreements", &early, "--since", "2026-01-01"]);
    run("store", &["hold", "--store", &store, "--agreements", &late, "--since", "2026-12-01"]);
    let status = |as_of: &str, by: &str| {
        let output = run("handoffs", &["--store", &store, "--as-of", as_of]);
        assert!(text(&output.stderr).ends_with(&format!("hold from {by} on\n")), "{}", text(&output.stderr));
        text(&output.stdout).lines().nth(1).unwrap().split(',').nth(11).unwrap().to_owned()
    };
    assert_eq!(status("2026-11-30T23:59:59+08:00", "2026-01-01"), "met");
    assert_eq!(status("2026-12-01T00:00:00+08:00", "2026-12-01"), "late");
    let before = program("handoffs").args(["--store", &store, "--as-of", "2025-12-31T12:00:00Z"]).output().unwrap();
    assert_eq!(before.status.code(), Some(1));
    assert!(text(&before.stderr).starts_with("no agreements held at 2025-12-31 12:00:00 UTC"), "{before:?}");
}

#[test]
fn what_is_exported_can_be_imported() {
    let folder = folder("program-lines");
    let store = dealership(&folder);
    let exported = run("store", &["export", "--store", &store]).stdout;
    let lines = folder.join("events.jsonl");
    fs::write(&lines, &exported).unwrap();
    let other = path(&folder, "other.db");
    let import = |lines: &PathBuf| {
        let mut import = program("store");
        let output = import.args(["import", "--store", &other]).stdin(fs::File::open(lines).unwrap());
        output.stdout(Stdio::piped()).output().unwrap()
    };
    let count = text(&exported)
        .lines()
        .filter(|line| line.starts_with("{\"event\"") || line.starts_with("{\"refused\""))
        .count();
    assert_eq!(text(&import(&lines).stdout), format!("{count} entries, {count} of them new\n"));
    assert_eq!(text(&import(&lines).stdout), format!("{count} entries, 0 of them new\n"));
    assert!(run("store", &["export", "--store", &other]).stdout == exported);
    assert_eq!(text(&run("store", &["check", "--store", &other]).stdout), "nothing found\n");
}

#[test]
fn an_archive_is_read_together_with_its_store() {
    let folder = folder("program-archive");
    let (store, aside) = (dealership(&folder), path(&folder, "2026.db"));
    let before = run("handoffs", &["--store", &store]);
    let moved = ["archive", "--store", &store, "--into", &aside, "--before", "2026-10-15", "--compact"];
    let said = run("store", &moved);
    let count: usize = text(&said.stdout).split(' ').next().unwrap().parse().unwrap();
    assert!(count > 100, "{count}");
    assert_eq!(text(&run("store", &moved).stdout), "0 events moved\n");
    assert!(run("handoffs", &["--store", &store]).stdout.len() < before.stdout.len());
    assert!(run("handoffs", &["--store", &aside, "--store", &store]).stdout == before.stdout);
}

const README: &str = include_str!("../../../README.md");

/// What the README shows of a store: its program stands in the documentation, which is compiled and run, and its commands
/// are run here.
#[test]
fn the_readme_says_what_is_so() {
    let (_, section) = README.split_once("## Kept for good\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let program = section.split("```").find_map(|block| block.strip_prefix("rust,ignore\n")).unwrap();
    let documentation = include_str!("../../../src/store/mod.rs");
    let documented: String = program.lines().map(|line| format!("//! {line}").trim_end().to_owned() + "\n").collect();
    assert!(documentation.contains(&documented), "{documented}");

    let folder = folder("program-readme");
    std::os::unix::fs::symlink(std::env::current_dir().unwrap().join("fixtures"), folder.join("fixtures")).unwrap();
    let commands = section.lines().filter_map(|line| line.strip_prefix("cargo run --features sqlite --example "));
    let mut count = 0;
    for command in commands {
        let mut words = command.split_whitespace();
        let name = words.next().unwrap();
        let output = program_in(&folder, name).args(words.skip_while(|word| *word == "--")).output().unwrap();
        assert!(output.status.success() && !output.stdout.is_empty(), "{command}: {output:?}");
        count += 1;
    }
    assert_eq!(count, 3);
}

fn program_in(folder: &Path, name: &str) -> Command {
    let mut command = program(name);
    command.current_dir(folder);
    command
}
