//! The README, run as written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const README: &str = include_str!("../../README.md");

/// What stands between fences, in order: what kind it is, and the text.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let fenced = README.split("\n```").skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').expect("a fence has a line of its own")).collect()
}

/// The first block of a kind.
fn first(kind: &str) -> &'static str {
    blocks().into_iter().find(|(known, _)| *known == kind).expect("the README has one").1
}

/// A folder with what the README tells one to save, beside the fixtures.
fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("readme");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("agreements")).unwrap();
    fs::write(folder.join("agreements/finance.toml"), first("toml")).unwrap();
    fs::write(folder.join("log.csv"), first("csv")).unwrap();
    copy(Path::new("fixtures"), &folder.join("fixtures"));
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (entry, to) = (entry.as_ref().unwrap().path(), to.join(entry.as_ref().unwrap().file_name()));
        if entry.is_dir() {
            copy(&entry, &to);
        } else {
            fs::copy(&entry, &to).unwrap();
        }
    }
}

/// Every command that begins with `cargo run --example`, in order, and what a block below it says that it prints.
fn commands() -> Vec<(&'static str, Option<&'static str>)> {
    let blocks = blocks();
    let mut commands = Vec::new();
    for (at, (_, text)) in blocks.iter().enumerate().filter(|(_, (kind, _))| *kind == "sh") {
        for line in text.lines() {
            let line = line.split(" #").next().unwrap_or(line).trim();
            commands.extend(line.strip_prefix("cargo run --example ").map(|command| (command, None)));
        }
        if let (Some((_, printed)), Some(("text", text))) = (commands.last_mut(), blocks.get(at + 1).copied()) {
            *printed = Some(text);
        }
    }
    commands
}

#[test]
fn every_command_runs_and_prints_what_is_shown() {
    let folder = folder();
    let programs = std::env::current_exe().unwrap().parent().and_then(Path::parent).unwrap().join("examples");
    let commands = commands();
    for (command, shown) in &commands {
        let mut words = command.split_whitespace();
        let program = programs.join(words.next().unwrap()).with_extension(std::env::consts::EXE_EXTENSION);
        let arguments = words.skip_while(|word| *word == "--");
        let output = Command::new(program).args(arguments).current_dir(&folder).output().unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(printed.starts_with(shown.unwrap_or_default()), "{command} prints\n{printed}");
    }
    // The two to begin with, and those of the sections.
    assert!(commands.len() > 6, "{commands:?}");
    assert!(commands.iter().filter(|(_, shown)| shown.is_some()).count() > 2, "{commands:?}");
}

/// What it says of the month's slips: not among the handoffs before they open, and then they are.
#[test]
fn a_months_handoff_is_listed_once_it_opens() {
    let network = interdept::Network::from_toml("finance.toml", first("toml")).unwrap();
    let mut tracker = interdept::Tracker::new(network);
    assert!(tracker.record_all(interdept::Log::csv("log.csv", first("csv").as_bytes())).unwrap().ignored().is_empty());
    let listed = |at: &str| {
        let judgement = tracker.judge(at.parse().unwrap());
        judgement.handoffs().map(|handoff| handoff.obligation().id().to_string()).collect::<Vec<_>>()
    };
    let slips = ["sales.decoration-slip", "sales.signed-slips"];
    assert_eq!(listed("2026-11-20T09:00:00+08:00"), slips);
    assert_eq!(listed("2026-11-30T23:59:59+08:00"), slips);
    assert_eq!(listed("2026-12-01T00:00:00+08:00"), [slips[0], "sales.monthly-slips", slips[1]]);
}

/// It is read on crates.io and docs.rs too, where a path leads nowhere.
#[test]
fn links_and_pictures_are_absolute() {
    let inline = README.split("](").skip(1).map(|rest| rest.split(')').next().unwrap_or_default());
    let below = README.lines().filter_map(|line| line.strip_prefix('[')?.split_once("]: ")).map(|(_, link)| link);
    for link in inline.chain(below) {
        let inside = link.strip_prefix('#').is_some_and(|part| {
            let heading = |line: &str| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
            README.lines().any(|line| line.starts_with("## ") && heading(line) == part)
        });
        let file = [
            "https://github.com/interdept/interdept/blob/main/",
            "https://raw.githubusercontent.com/interdept/interdept/main/",
        ]
        .iter()
        .find_map(|base| link.strip_prefix(base));
        match file {
            Some(file) => assert!(Path::new(file).exists(), "{file} is not in the repository"),
            None => assert!(inside || link.starts_with("https://"), "{link}"),
        }
    }
}
