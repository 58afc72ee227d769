//! The shape of the house: which rooms import from which, and what stays out of which.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from the ground up. A room imports from those in rows above its own.
const ROWS: [&[&str]; 12] = [
    &["visible"],
    &["id", "text", "diagnostic"],
    &["table"],
    &["calendar"],
    &["due"],
    &["network"],
    &["config", "log"],
    &["tracker"],
    &["analysis", "store"],
    &["report"],
    &["testing"],
    &["lib"],
];

fn row(room: &str) -> usize {
    ROWS.iter().position(|rooms| rooms.contains(&room)).unwrap_or_else(|| panic!("`{room}` is in no row"))
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut waiting = vec![PathBuf::from("src")];
    let mut files = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push((path.clone(), fs::read_to_string(path).unwrap()));
        }
    }
    files.sort();
    files
}

/// What stands in `src/tracker`, from the ground up: each imports from what stands above it in this list.
const TRACKER: [&str; 4] = ["record", "judge", "view", "live"];

/// The room of a file: `src/due/parse.rs` and `src/due.rs` are in `due`.
fn room(path: &Path) -> String {
    let first = path.components().nth(1).unwrap().as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// What a module re-exports, by the room it comes from.
fn re_exports(module: &str) -> BTreeMap<String, String> {
    let text = code(&fs::read_to_string(module).unwrap());
    let mut rooms = BTreeMap::new();
    for statement in text.split(';').filter_map(|part| part.split("pub use ").nth(1)) {
        if let Some((room, names)) = statement.split_once("::") {
            let names = names.replace(['{', '}', '\n'], " ");
            rooms.extend(names.split(',').map(|name| (name.trim().to_owned(), room.trim().to_owned())));
        }
    }
    rooms
}

/// The code of a file, without its comments and tests.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every name that follows a path such as `crate::`, also inside braces: `crate::{a, b::c}` gives `a` and `b`.
fn mentions(code: &str, path: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(path) {
        // `super::` as a part of `super::super::` leads elsewhere.
        if code[..at].ends_with("::") {
            continue;
        }
        let rest = &code[at + path.len()..];
        let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        let Some(inside) = rest.strip_prefix('{') else {
            names.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut entry = String::new();
        for c in inside.chars() {
            match c {
                '}' if depth == 0 => break,
                ',' if depth == 0 => names.push(word(std::mem::take(&mut entry).trim())),
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if c != ',' || depth > 0 {
                entry.push(c);
            }
        }
        names.push(word(entry.trim()));
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn imports_run_upwards_only() {
    let exported = re_exports("src/lib.rs");
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let own = room(&path);
        if own == "lib" {
            continue;
        }
        for name in mentions(&code(&text), "crate::") {
            let from = exported.get(&name).cloned().unwrap_or(name);
            if from != own && row(&from) >= row(&own) {
                wrong.push(format!("{} imports from `{from}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The tracker keeps rows, judges them, shows what came out, and lives; nobody looks ahead. A file names what its
/// neighbours hold by `super::`, once for each folder between, or by `crate::tracker::`.
#[test]
fn inside_the_tracker_imports_run_upwards_too() {
    let mut parts: BTreeMap<String, String> = TRACKER.map(|part| (part.to_owned(), part.to_owned())).into();
    parts.extend(re_exports("src/tracker/mod.rs"));
    let rank = |part: &str| TRACKER.iter().position(|known| *known == part);
    let (mut wrong, mut known) = (Vec::new(), 0);
    for (path, text) in sources() {
        let inside = path.strip_prefix("src/tracker").ok().and_then(|rest| rest.to_str());
        let Some(inside) = inside.filter(|inside| *inside != "mod.rs") else { continue };
        let own = inside.split(['/', '.']).next().unwrap();
        let own = rank(own).unwrap_or_else(|| panic!("`{own}` has no place in `src/tracker`"));
        // From `record/row.rs` two folders up, from `record/mod.rs` one.
        let depth = inside.matches('/').count() + usize::from(!inside.ends_with("/mod.rs"));
        let code = code(&text);
        let mut names = mentions(&code, "crate::tracker::");
        names.extend(mentions(&code, &"super::".repeat(depth)));
        for name in names {
            let part = parts.get(&name).map_or(&*name, |part| part);
            known += usize::from(rank(part).is_some_and(|part| part < own));
            if rank(part).is_some_and(|part| part > own) {
                wrong.push(format!("{} imports from `{part}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(known > 0, "judging looks at what is recorded");
}

#[test]
fn mentions_are_found() {
    let code = "use crate::{Text, due::{Clause, DueRule}, network::Network};\nlet a = crate::log::Event;";
    assert_eq!(mentions(code, "crate::"), ["Text", "due", "network", "log"]);
    let code = "use super::super::record::Row;\nuse super::key;\nuse crate::tracker::{view::Handoff, Status};";
    assert_eq!(mentions(code, "super::super::"), ["record"]);
    assert_eq!(mentions(code, "super::"), ["super", "key"]);
    assert_eq!(mentions(code, "crate::tracker::"), ["view", "Status"]);
}

/// Fails for each file outside the given rooms whose code has one of these words.
#[track_caller]
fn only_in(rooms: &[&str], words: &[&str]) {
    for (path, text) in sources().into_iter().filter(|(path, _)| !rooms.contains(&&*room(path))) {
        let code = code(&text);
        let found = words.iter().find(|word| code.contains(**word));
        assert_eq!(found, None, "in {}", path.display());
    }
}

#[test]
fn the_model_knows_no_toml() {
    only_in(&["config", "log"], &["toml::"]);
    only_in(&["config", "log", "store"], &["Deserialize"]);
}

#[test]
fn files_are_opened_in_three_rooms() {
    only_in(&["config", "log", "store"], &["std::fs", "fs::", "File::", "OpenOptions"]);
}

#[test]
fn nothing_reads_the_clock_or_the_environment_or_starts_a_thread() {
    only_in(&[], &["std::env", "std::thread", "std::net", "SystemTime", "Utc::now", "Local::now", "Instant::now"]);
}

/// What is said in a language stands in that language's file: no other file of `report` holds its characters or tells
/// languages apart.
#[test]
fn no_language_is_told_apart_outside_its_own_file() {
    let elsewhere = |path: &Path| !path.starts_with("src/report/words") && !path.ends_with("language.rs");
    for (path, text) in sources().into_iter().filter(|(path, _)| room(path) == "report" && elsewhere(path)) {
        let code = code(&text);
        assert!(!code.contains("Language::Chinese"), "in {}", path.display());
        let foreign = code.chars().find(|c| ('\u{4E00}'..'\u{9FFF}').contains(c));
        assert_eq!(foreign, None, "in {}", path.display());
    }
}

/// The texts in quotation marks that say something: two words or more in a row. Reasons for lints and messages of errors
/// are not for readers of reports.
fn sentences(code: &str) -> Vec<&str> {
    let is_word = |word: &str| word.len() > 2 && word.chars().all(|c| c.is_ascii_alphabetic());
    let says = |text: &str| text.split(' ').zip(text.split(' ').skip(1)).any(|(a, b)| is_word(a) && is_word(b));
    let lines = code.lines().filter(|line| !line.contains("reason = \"") && !line.contains("#[error("));
    lines.flat_map(|line| line.split('"').skip(1).step_by(2)).filter(|text| says(text)).collect()
}

#[test]
fn no_sentence_stands_outside_the_words() {
    for (path, text) in sources().into_iter().filter(|(path, _)| room(path) == "report") {
        if !path.starts_with("src/report/words") {
            assert_eq!(sentences(&code(&text)), [""; 0], "in {}", path.display());
        }
    }
}

#[test]
fn sentences_are_found() {
    assert_eq!(sentences("let a = [\"{} {}\", \"yyyy-mm-dd hh:mm\", \"<p class='due'>\"];"), [""; 0]);
    let code = "#[expect(x, reason = \"for a good reason\")]\nwrite!(f, \"<b>{}</b>\", \"Sales owes Finance {}\")";
    assert_eq!(sentences(code), ["Sales owes Finance {}"]);
}

#[test]
fn nothing_prints() {
    only_in(&[], &["println!", "print!(", "dbg!"]);
}
