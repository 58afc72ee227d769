//! The `due` program: its own source, run on text.

#[path = "../../../examples/due.rs"]
#[expect(dead_code, reason = "the program's `main` is not called here")]
mod due;

use std::path::PathBuf;
use std::sync::LazyLock;

use due::{Arguments, Stop, run};

const AGREEMENT: &str = r#"
format = 1

[agreement]
id = "office"
customer = "finance"
calendar = "office"
promptly = "1 business day"

[calendar.office]
timezone = "Asia/Shanghai"
week = { mon-fri = ["09:00-18:00"] }
holidays = ["cn"]

[holidays.cn]
closed = [{ from = 2026-10-01, to = 2026-10-07, name = "National Day" }]

[[department]]
id = "finance"

[[department]]
id = "sales"

[[milestone]]
id = "delivered-to-buyer"
attributes = ["deadline"]

[[obligation]]
id = "slip"
supplier = "sales"
deliverable = "Slip"
due = "within 3 days of delivered-to-buyer"

[[obligation]]
id = "gate"
supplier = "sales"
deliverable = "Gate"
due = "at least 2 business days before delivered-to-buyer"

[[obligation]]
id = "given"
supplier = "sales"
deliverable = "Given"
due = "by the given deadline of delivered-to-buyer"

[[obligation]]
id = "claims"
supplier = "sales"
deliverable = "Claims"
due = "by 12:00 on the 1st of every month"
about = "previous period"
in-force = { from = 2026-01-01, until = 2026-10-31 }

[[obligation]]
id = "claims"
supplier = "sales"
deliverable = "Claims"
due = "by the 5th of every month"
in-force = { from = 2026-11-01 }
"#;

/// What the program prints for a command line and standard input, and its exit status.
#[track_caller]
fn check(arguments: &[&str], input: impl AsRef<[u8]>, expect: &str, status: u8) {
    static AGREEMENTS: LazyLock<PathBuf> = LazyLock::new(|| {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("due_program.toml");
        std::fs::write(&path, AGREEMENT).unwrap();
        path
    });
    let path = AGREEMENTS.to_str().unwrap();
    let arguments = ["due", "--agreements", path].into_iter().chain(arguments.iter().copied());
    let mut out = Vec::new();
    let ended = match <Arguments as clap::Parser>::try_parse_from(arguments) {
        Err(error) => u8::try_from(error.exit_code()).unwrap(),
        Ok(arguments) => match run(&arguments, &mut input.as_ref(), &mut out) {
            Ok(()) => 0,
            Err(Stop::Failed | Stop::Output(_)) => 1,
            Err(Stop::Usage(error)) => u8::try_from(error.exit_code()).unwrap(),
        },
    };
    assert_eq!((String::from_utf8(out).unwrap().as_str(), ended), (expect, status));
}

const HEADING: &str = "key,opened_at,due_at\n";

#[test]
fn one_instant() {
    let row = |row: &str| format!("{HEADING}{row}\n");
    let at = |id, at, due: &str| check(&["--obligation", id, "--at", at], "", &row(due), 0);
    at("slip", "2026-09-28T02:00:00Z", ",2026-09-28T10:00:00+08:00,2026-10-08T18:00:00+08:00");
    at("slip", "2026-09-28T10:00:00.25+08:00", ",2026-09-28T10:00:00.250+08:00,2026-10-08T18:00:00+08:00");
    at("gate", "2026-10-09T10:00:00+08:00", ",2026-10-09T10:00:00+08:00,2026-09-30T18:00:00+08:00");
    let explained = ",\"Counted back from Friday 9 October 2026, 10:00: 2 business days end on Wednesday 30 September. \
                     1 to 7 October 2026 are National Day; due at the close of Wednesday 30 September, 18:00 (+08:00).\"";
    let expect = "key,opened_at,due_at,explanation\n,2026-10-09T10:00:00+08:00,2026-09-30T18:00:00+08:00".to_owned()
        + explained
        + "\n";
    check(&["--obligation", "gate", "--at", "2026-10-09T10:00:00+08:00", "--explain"], "", &expect, 0);
    check(&["--obligation", "slip", "--at", "9999-12-31T00:00:00Z"], "", HEADING, 1);
    check(&["--obligation", "slip", "--at", "0000-01-01T00:00:00Z"], "", HEADING, 1);
}

#[test]
fn an_instant_a_line() {
    let input = b"\xef\xbb\xbf2026-09-28T10:00:00+08:00\r\n\nnonsense\n\xff\n 2026-09-28 10:00:00+08:00";
    let row = ",2026-09-28T10:00:00+08:00,2026-10-08T18:00:00+08:00\n";
    check(&["--obligation", "slip", "--at", "-"], input, &[HEADING, row, row].concat(), 1);
    check(&["--obligation", "slip", "--at", "-"], "", HEADING, 0);
}

#[test]
fn periods_by_the_version_in_force() {
    let rows = "2026-08,2026-09-01T00:00:00+08:00,2026-09-01T12:00:00+08:00\n\
                2026-09,2026-10-01T00:00:00+08:00,2026-10-08T12:00:00+08:00\n\
                2026-11,2026-11-01T00:00:00+08:00,2026-11-05T18:00:00+08:00\n";
    let range = ["--obligation", "claims", "--from", "2026-09-01", "--to", "2026-11-30"];
    check(&range, "", &[HEADING, rows].concat(), 0);
    let october = ["--obligation", "claims", "--from", "2026-10-01", "--to", "2026-10-07"];
    check(&october, "", HEADING, 0);
}

#[test]
fn wrong_usage() {
    for wrong in [
        vec![],
        vec!["--obligation", "slip"],
        vec!["--obligation", "nobody", "--at", "-"],
        vec!["--obligation", "slip", "--at", "yesterday"],
        vec!["--obligation", "slip", "--at", "-", "--from", "2026-01-01", "--to", "2026-02-01"],
        vec!["--obligation", "slip", "--from", "2026-01-01", "--to", "2026-02-01"],
        vec!["--obligation", "given", "--at", "-"],
        vec!["--obligation", "claims", "--at", "2026-09-28T02:00:00Z"],
        vec!["--obligation", "claims", "--from", "2026-01-01"],
        vec!["--obligation", "claims", "--from", "2026-02-30", "--to", "2026-03-01"],
        vec!["--obligation", "claims", "--from", "2026-03-02", "--to", "2026-03-01"],
    ] {
        check(&wrong, "", "", 2);
    }
}
