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

[period.close]
starts = [2026-01-05, 2026-02-02, 2026-03-02, 2026-03-30]

[[department]]
id = "finance"

[[department]]
id = "sales"

[[milestone]]
id = "delivered-to-buyer"
attributes = ["deadline", "priority", "payment"]

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

[[obligation]]
id = "desk"
supplier = "sales"
deliverable = "Answer"
due = "within 2 business days of delivered-to-buyer"
when = { payment = { not = "none" } }
cut-off = "15:00"
tiers = [
  { id = "P1", when = { priority = "P1" }, due = "within 4 hours of delivered-to-buyer" },
  { id = "P2", when = { priority = "P2" }, due = "by the given deadline of delivered-to-buyer" },
]
in-force = { from = 2026-01-01, until = 2026-12-31 }

[[obligation]]
id = "tiers-only"
supplier = "sales"
deliverable = "Tiers"
tiers = [{ id = "P1", when = { priority = "P1" }, due = "within 1 day of delivered-to-buyer" }]

[[obligation]]
id = "twice-a-month"
supplier = "sales"
deliverable = "Twice"
due = "by the 15th and the last day of every month"
in-force = { from = 2026-01-01 }

[[obligation]]
id = "of-a-close"
supplier = "sales"
deliverable = "Close"
due = "by the 3rd business day of every close"
in-force = { from = 2026-01-01 }

[[obligation]]
id = "half-yearly"
supplier = "sales"
deliverable = "Half"
due = "by the 10th of every half-year"
in-force = { from = 2026-01-01 }

[[obligation]]
id = "moved"
supplier = "sales"
deliverable = "This month's, by its end"
due = "by the last day of every month"
in-force = { from = 2026-01-01, until = 2026-10-31 }

[[obligation]]
id = "moved"
supplier = "sales"
deliverable = "Last month's"
due = "by the 5th of every month"
about = "previous period"
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
fn attributes_choose_the_condition_the_tier_and_the_date() {
    let row = |row: &str| format!("{HEADING}{row}\n");
    let at = |id, at, attributes: &[&str], due: &str, status| {
        let mut all = vec!["--obligation", id, "--at", at];
        all.extend(attributes.iter().flat_map(|given| ["--attributes", given]));
        check(&all, "", &if status == 0 { row(due) } else { HEADING.to_owned() }, status);
    };
    let friday = "2026-11-20T10:00:00+08:00";
    at("desk", friday, &[], ",2026-11-20T10:00:00+08:00,2026-11-24T18:00:00+08:00", 0);
    at("desk", friday, &["priority=P1"], ",2026-11-20T10:00:00+08:00,2026-11-20T14:00:00+08:00", 0);
    at("desk", friday, &["priority=P3,payment=cash"], ",2026-11-20T10:00:00+08:00,2026-11-24T18:00:00+08:00", 0);
    at(
        "desk",
        friday,
        &["priority=P2", "deadline=2026-11-21"],
        ",2026-11-20T10:00:00+08:00,2026-11-23T18:00:00+08:00",
        0,
    );
    at(
        "given",
        friday,
        &["deadline=2026-11-21T09:30:00+08:00"],
        ",2026-11-20T10:00:00+08:00,2026-11-21T09:30:00+08:00",
        0,
    );
    // Nothing opens: the row says so by having no deadline.
    at("desk", friday, &["payment=none"], ",2026-11-20T10:00:00+08:00,", 0);
    at("tiers-only", friday, &["priority=P2"], ",2026-11-20T10:00:00+08:00,", 0);
    at("tiers-only", friday, &["priority = P1"], ",2026-11-20T10:00:00+08:00,2026-11-23T18:00:00+08:00", 0);
    // A given deadline that is missing or cannot be read.
    at("given", friday, &[], "", 1);
    at("desk", friday, &["priority=P2,deadline=soon"], "", 1);
}

#[test]
fn a_cut_off_counts() {
    let row = |row: &str| format!("{HEADING}{row}\n");
    let late = ["--obligation", "desk", "--at", "2026-11-19T15:00:00+08:00", "--attributes", "payment=cash"];
    check(&late, "", &row(",2026-11-19T15:00:00+08:00,2026-11-24T18:00:00+08:00"), 0);
    let explained = [&late[..], &["--explain"]].concat();
    let words = "2026-11-19T15:00:00+08:00,2026-11-24T18:00:00+08:00,\"It came on Thursday 19 November 2026, 15:00, not before the 15:00 cut-off, and is counted \
                 from Friday 20 November, 09:00: 2 business days end on Tuesday 24 November. Saturday 21 and Sunday 22 \
                 November 2026 are days off; due at the close of Tuesday 24 November, 18:00 (+08:00).\"";
    check(&explained, "", &format!("key,opened_at,due_at,explanation\n,{words}\n"), 0);
}

#[test]
fn outside_its_time_nothing_is_due() {
    let at = ["--obligation", "desk", "--at", "-", "--explain"];
    let input = "2025-12-31T10:00:00+08:00\n2027-01-01T00:00:00+08:00\n";
    let expect =
        "key,opened_at,due_at,explanation\n,2025-12-31T10:00:00+08:00,,\"\"\n,2027-01-01T00:00:00+08:00,,\"\"\n";
    check(&at, input, expect, 0);
}

#[test]
fn keys_of_every_kind() {
    let list = |id, from, to, rows: &[&str]| {
        let expect: String = rows.iter().flat_map(|row| [*row, "\n"]).collect();
        check(&["--obligation", id, "--from", from, "--to", to], "", &[HEADING, &expect].concat(), 0);
    };
    list(
        "twice-a-month",
        "2026-11-01",
        "2026-11-30",
        &[
            "2026-10#2,2026-10-01T00:00:00+08:00,2026-11-02T18:00:00+08:00",
            "2026-11,2026-11-01T00:00:00+08:00,2026-11-16T18:00:00+08:00",
            "2026-11#2,2026-11-01T00:00:00+08:00,2026-11-30T18:00:00+08:00",
        ],
    );
    // Saturday 31 January rolls into February; Sunday the 15th waits for Monday.
    list(
        "twice-a-month",
        "2026-02-01",
        "2026-02-15",
        &["2026-01#2,2026-01-01T00:00:00+08:00,2026-02-02T18:00:00+08:00"],
    );
    list(
        "of-a-close",
        "2026-01-01",
        "2026-12-31",
        &[
            "close-2026-01-05,2026-01-05T00:00:00+08:00,2026-01-07T18:00:00+08:00",
            "close-2026-02-02,2026-02-02T00:00:00+08:00,2026-02-04T18:00:00+08:00",
            "close-2026-03-02,2026-03-02T00:00:00+08:00,2026-03-04T18:00:00+08:00",
        ],
    );
    list("half-yearly", "2026-07-01", "2026-12-31", &["2026-H2,2026-07-01T00:00:00+08:00,2026-07-10T18:00:00+08:00"]);
    // October by its end, from the version before; the later one's October is the same handoff.
    list(
        "moved",
        "2026-10-01",
        "2026-12-31",
        &[
            "2026-10,2026-10-01T00:00:00+08:00,2026-11-02T18:00:00+08:00",
            "2026-11,2026-12-01T00:00:00+08:00,2026-12-07T18:00:00+08:00",
        ],
    );
    // By the rolled due day, 2 November, October's has come; the second version still does not list it again.
    list("moved", "2026-11-03", "2026-11-30", &[]);
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
        vec!["--obligation", "slip", "--at", "-", "--attributes", "priority"],
        vec!["--obligation", "slip", "--at", "-", "--attributes", "=P1"],
        vec!["--obligation", "slip", "--at", "-", "--attributes", "priority=P1,priority=P2"],
        vec!["--obligation", "claims", "--from", "2026-01-01", "--to", "2026-02-01", "--attributes", "priority=P1"],
        vec!["--obligation", "claims", "--at", "2026-09-28T02:00:00Z"],
        vec!["--obligation", "claims", "--from", "2026-01-01"],
        vec!["--obligation", "claims", "--from", "2026-02-30", "--to", "2026-03-01"],
        vec!["--obligation", "claims", "--from", "2026-03-02", "--to", "2026-03-01"],
    ] {
        check(&wrong, "", "", 2);
    }
}
