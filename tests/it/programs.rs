//! The example programs as a shell runs them: flags, columns, exit statuses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const COLUMNS: &str = "obligation,key,tier,supplier,customer,agreement,priority,opened_at,original_due_at,due_at,\
delivered_at,status,late_by_s,late_by_working_s,own_delay_s,inherited_delay_s,excused,held_s,attempts,waits_for,\
promised_at,period";

const AGREEMENT: &str = r#"
format = 1
[agreement]
id = "a"
customer = "b"
calendar = "office"
in-force = { from = 2026-01-01 }
[calendar.office]
timezone = "Asia/Shanghai"
week = { mon-fri = ["09:00-18:00"] }
[[department]]
id = "s"
[[department]]
id = "b"
[[milestone]]
id = "go"
[[obligation]]
id = "x"
supplier = "s"
deliverable = "X"
due = "within 2 hours of go"
[[obligation]]
id = "y"
supplier = "b"
customer = "s"
deliverable = "Y"
due = "within 1 hour of go"
needs = ["x"]
"#;

/// Runs a program, which `cargo test` has built beside this one.
fn run(program: &str, arguments: &[&str]) -> Output {
    let tests = std::env::current_exe().unwrap();
    let examples = tests.parent().and_then(Path::parent).unwrap().join("examples");
    let path = examples.join(program).with_extension(std::env::consts::EXE_EXTENSION);
    assert!(path.exists(), "{} is not built: run `cargo build --examples` first", path.display());
    Command::new(path).args(arguments).output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Writes files into a folder of their own, and gives their paths.
fn files<const N: usize>(test: &str, files: [(&str, &str); N]) -> [String; N] {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("programs-{test}"));
    fs::create_dir_all(&folder).unwrap();
    files.map(|(name, text)| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    })
}

#[test]
fn handoffs_prints_the_columns_in_order() {
    let log = "event,at,case,obligation\ngo,2026-11-02T10:00:00+08:00,\"c,1\",\n\
               delivered,2026-11-02T03:59:59.5Z,\"c,1\",x\ngo,2026-11-02T10:00:00+08:00,d,\n\
               delivered,2026-11-02T13:00:00+08:00,d,x\ndelivered,2026-11-02T14:00:00+08:00,d,y\n";
    let [agreement, log] = files("columns", [("a.toml", AGREEMENT), ("log.csv", log)]);
    let output =
        run("handoffs", &["--agreements", &agreement, "--log", &log, "--as-of", "2026-11-02T12:00:00.25+08:00"]);
    assert_eq!((status(&output), text(&output.stderr)), (0, ""));
    let expected = [
        COLUMNS,
        "x,\"c,1\",,s,b,a,normal,2026-11-02T10:00:00+08:00,2026-11-02T12:00:00+08:00,2026-11-02T12:00:00+08:00,2026-11-02T11:59:59.500+08:00,met,0,0,0,0,false,0,1,,,",
        "x,d,,s,b,a,normal,2026-11-02T10:00:00+08:00,2026-11-02T12:00:00+08:00,2026-11-02T12:00:00+08:00,,overdue,0,0,0,0,false,0,0,s,,",
    ];
    let printed: Vec<&str> = text(&output.stdout).lines().collect();
    assert_eq!(printed[..3], expected);
    assert_eq!(printed.len(), 5);
    // Without `--as-of` it is the last event.
    let output = run("handoffs", &["--agreements", &agreement, "--log", &log]);
    let row = "x,d,,s,b,a,normal,2026-11-02T10:00:00+08:00,2026-11-02T12:00:00+08:00,2026-11-02T12:00:00+08:00,2026-11-02T13:00:00+08:00,late,3600,3600,3600,0,false,0,1,,,";
    assert_eq!(text(&output.stdout).lines().nth(2), Some(row));
}

#[test]
fn handoffs_explains_one_and_says_what_it_cannot() {
    let log = "event,at,case,obligation\ngo,2026-11-02T10:00:00+08:00,c,\ndelivered,2026-11-02T13:00:00+08:00,c,x\n";
    let [agreement, log] = files("explain", [("a.toml", AGREEMENT), ("log.csv", log)]);
    let explain = |more: &[&str]| run("handoffs", &[&["--agreements", &*agreement, "--log", &*log], more].concat());
    let told = explain(&["--explain", "x", "c"]);
    assert_eq!((status(&told), text(&told.stderr)), (0, ""));
    assert!(text(&told.stdout).starts_with("x c: late\n"), "{}", text(&told.stdout));
    assert!(text(&told.stdout).contains("log.csv:3]\n"), "{}", text(&told.stdout));
    let told = explain(&["--explain", "x", "c", "--lang", "zh"]);
    assert!(text(&told.stdout).starts_with("x c：迟交\n"), "{}", text(&told.stdout));
    let told = explain(&["--explain", "x", "c", "--format", "json"]);
    let story: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(
        (&story["handoff"]["key"], &story["history"]["moments"][1]["rows"][0]["line"]),
        (&"c".into(), &3.into())
    );
    let none = explain(&["--explain", "x", "d"]);
    let said = "`x` has no handoff `d` as of 2026-11-02T05:00:00+00:00: nothing in the log opened it; it has `c` …\n";
    assert_eq!((status(&none), text(&none.stderr)), (1, said));
    assert_eq!(status(&explain(&["--explain", "nobody", "c"])), 1);
    assert_eq!(status(&explain(&["--explain", "x", "c", "--format", "csv"])), 2);
    assert_eq!(status(&explain(&["--format", "text"])), 2);
    assert_eq!(status(&explain(&["--lang", "zh"])), 2);
}

#[test]
fn handoffs_as_json_has_the_same_fields_and_shares() {
    let csv = run("handoffs", &[]);
    let json = run("handoffs", &["--format", "json"]);
    assert_eq!((status(&csv), status(&json)), (0, 0));
    let rows: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_slice(&json.stdout).unwrap();
    let lines: Vec<&str> = text(&csv.stdout).lines().collect();
    assert_eq!((lines[0], lines.len()), (COLUMNS, rows.len() + 1));
    let numbered = |key: &str| match key.rsplit_once('#') {
        Some((text, number)) => (text.to_owned(), number.parse::<u32>().unwrap()),
        None => (key.to_owned(), 1),
    };
    let order = |row: &serde_json::Map<String, serde_json::Value>| {
        (row["obligation"].as_str().unwrap().to_owned(), numbered(row["key"].as_str().unwrap()))
    };
    assert!(rows.iter().is_sorted_by_key(order));
    for row in &rows {
        let late = row["late_by_s"].as_i64().unwrap();
        let mut fields: Vec<&str> = row.keys().map(String::as_str).filter(|field| *field != "shares").collect();
        fields.sort_unstable();
        let mut expected: Vec<&str> = COLUMNS.split(',').collect();
        expected.sort_unstable();
        assert_eq!(fields, expected);
        let delay = |part: &str| row[part].as_i64();
        let sum = delay("own_delay_s").zip(delay("inherited_delay_s")).map(|(own, inherited)| own + inherited);
        assert_eq!(sum, (row["status"] != "waived").then_some(late), "{row:?}");
        assert_eq!(row.contains_key("shares"), late > 0, "{row:?}");
        let shares = row.get("shares").and_then(|shares| shares.as_array()).into_iter().flatten();
        assert_eq!(shares.map(|share| share["seconds"].as_i64().unwrap()).sum::<i64>(), late);
    }
    assert_eq!(run("handoffs", &[]).stdout, csv.stdout, "the same input gives the same bytes");
}

#[test]
fn rejected_rows_are_counted_and_stop_nothing_unless_strict() {
    let log = "event,at,case\ngo,2026-11-02T10:00:00+08:00,c\nnothing,2026-11-02T10:00:00+08:00,c\ngo,yesterday,c\n";
    let [agreement, log] = files("rejected", [("a.toml", AGREEMENT), ("log.csv", log)]);
    let arguments = ["--agreements", &agreement, "--log", &log];
    let output = run("handoffs", &arguments);
    assert_eq!((status(&output), text(&output.stdout).lines().count()), (0, 3));
    let said = text(&output.stderr);
    assert!(said.starts_with("2 rows rejected:\n"), "{said}");
    assert!(said.contains("log.csv:3: unknown event `nothing`") && said.contains("log.csv:4: "), "{said}");
    let strict = run("handoffs", &[&arguments[..], &["--strict"]].concat());
    assert_eq!((status(&strict), text(&strict.stdout)), (1, ""));
    assert!(text(&strict.stderr).contains("log.csv:3: "));
}

#[test]
fn strict_also_minds_rows_that_others_decide_about() {
    let log = "event,at,case,obligation\ngo,2026-11-02T10:00:00+08:00,c,\ndelivered,2026-11-02T11:00:00+08:00,c,x\n\
               accepted,2026-11-02T11:30:00+08:00,c,x\nrejected,2026-11-02T12:00:00+08:00,c,x\n";
    let [agreement, log] = files("late", [("a.toml", AGREEMENT), ("log.csv", log)]);
    let output = run("handoffs", &["--agreements", &agreement, "--log", &log]);
    assert_eq!(status(&output), 0);
    assert!(text(&output.stderr).contains("log.csv:5: the delivery was accepted before this rejection"));
    assert_eq!(status(&run("handoffs", &["--agreements", &agreement, "--log", &log, "--strict"])), 1);
}

#[test]
fn errors_of_the_input_and_of_usage_have_their_statuses() {
    let [agreement, broken, empty] = files(
        "statuses",
        [("a.toml", AGREEMENT), ("broken.toml", "format = 1\n[agreemnt]\n"), ("empty.csv", "event,at,case\n")],
    );
    for (arguments, expected) in [
        (vec!["--agreements", agreement.as_str(), "--log", "nowhere.csv"], 1),
        (vec!["--agreements", "nowhere", "--log", empty.as_str()], 1),
        (vec!["--agreements", broken.as_str(), "--log", empty.as_str()], 1),
        (vec!["--agreements", agreement.as_str(), "--log", agreement.as_str()], 1),
        (vec!["--agreements", agreement.as_str(), "--log", empty.as_str(), "--mapping", "nowhere.toml"], 1),
        (vec!["--nonsense"], 2),
        (vec!["--as-of", "tomorrow"], 2),
        (vec!["--format", "yaml"], 2),
        (vec!["--agreements"], 2),
    ] {
        let output = run("handoffs", &arguments);
        assert_eq!((status(&output), text(&output.stdout)), (expected, ""), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
    let nothing = run("handoffs", &["--agreements", &agreement, "--log", &empty]);
    assert_eq!((status(&nothing), text(&nothing.stdout)), (0, format!("{COLUMNS}\n").as_str()));
    let nothing = run("handoffs", &["--agreements", &agreement, "--log", &empty, "--format", "json"]);
    assert_eq!((status(&nothing), text(&nothing.stdout)), (0, "[\n]\n"));
}

#[test]
fn the_report_prints_the_week_or_what_is_asked() {
    let output = run("weekly_report", &[]);
    assert_eq!(status(&output), 0);
    assert!(text(&output.stdout).lines().all(|line| line.chars().count() <= 80));
    assert_eq!(status(&run("weekly_report", &["--format", "yaml"])), 2);
    for wrong in
        [["--week", "2026-W99"], ["--month", "2026-Q1"], ["--quarter", "2026-10"], ["--days", "2026-10-02..2026-10-01"]]
    {
        assert_eq!(status(&run("weekly_report", &wrong)), 2, "{wrong:?}");
    }
    assert_eq!(status(&run("weekly_report", &["--week", "2026-W40", "--month", "2026-10"])), 2);
    for (asked, title, as_of) in [
        (["--week", "2026-W45"], "Weekly report, week 45 of 2026", "as of Monday 9 November 2026, 00:00"),
        (["--month", "2026-10"], "Report, October 2026", "as of Sunday 1 November 2026, 00:00"),
        (["--quarter", "2026-Q3"], "Report, quarter 3 of 2026", "as of Thursday 1 October 2026, 00:00"),
        (["--days", "2026-10-05..2026-10-06"], "Report, 5 October 2026 to 6 October 2026", "as of Wednesday 7 October"),
    ] {
        let output = run("weekly_report", &asked);
        let first = text(&output.stdout).split("\n=").next().unwrap().replace('\n', " ");
        assert!(status(&output) == 0 && first.starts_with(title) && first.contains(as_of), "{first}");
    }
    let sales = run("weekly_report", &["--for", "sales", "--lang", "zh"]);
    assert!(text(&sales.stdout).starts_with("销售部：2026年第47周"), "{}", text(&sales.stdout));
    assert_eq!(status(&run("weekly_report", &["--for", "marketing"])), 1);
    let full = run("weekly_report", &["--full"]);
    assert!(text(&full.stdout).starts_with(text(&output.stdout)) && text(&full.stdout).contains("== Appendix"));
    assert_eq!(status(&run("weekly_report", &["--log", "nowhere.csv"])), 1);
    let json = run("weekly_report", &["--format", "json"]);
    assert!(serde_json::from_slice::<serde_json::Value>(&json.stdout).is_ok());
}

#[test]
fn check_says_by_its_status_what_it_found() {
    let found = run("check", &["fixtures/broken/unknown-key.toml"]);
    assert_eq!(status(&found), 1);
    assert!(text(&found.stdout).starts_with("error[unknown-key]: unknown key `suplier`"));
    let found = run("check", &["fixtures/broken/unused-milestone.toml", "--format", "json"]);
    assert_eq!(status(&found), 0, "warnings are no errors");
    let json: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    let fields: Vec<&String> = json[0].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["code", "column", "file", "help", "line", "message", "severity"]);
    assert_eq!((&json[0]["severity"], &json[0]["line"]), (&"warning".into(), &20.into()));
    assert_eq!(status(&run("check", &["missing.toml"])), 1);
    assert_eq!(status(&run("check", &[])), 2);
    assert_eq!(status(&run("check", &["fixtures/dealership", "--format", "xml"])), 2);
    let signed = run("check", &["fixtures/bakery", "--format", "markdown", "--lang", "zh", "--from", "2026-11-02"]);
    assert_eq!(status(&signed), 0);
    assert!(text(&signed.stdout).starts_with("# 部门间服务约定\n"));
    // What is doubtful is told beside it, and what is wrong instead of it.
    let doubtful = run("check", &["fixtures/broken/unused-milestone.toml", "--format", "markdown"]);
    assert!(text(&doubtful.stderr).contains("unused-milestone") && text(&doubtful.stdout).starts_with("# Agreements"));
    let wrong = run("check", &["fixtures/broken/unknown-key.toml", "--format", "markdown"]);
    assert_eq!((status(&wrong), text(&wrong.stdout)), (1, ""));
    assert_eq!(status(&run("check", &["fixtures/bakery", "--lang", "zh"])), 2);
}

#[test]
fn draft_writes_what_the_other_programs_read() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("programs-draft");
    fs::remove_dir_all(&folder).ok();
    let out = folder.to_str().unwrap();
    let export = "fixtures/exports/servicedesk.csv";
    let drafted = run("draft", &[export, "--out", out]);
    assert_eq!(status(&drafted), 0, "{}", text(&drafted.stderr));
    assert!(text(&drafted.stdout).contains("cargo run --example weekly_report"), "{}", text(&drafted.stdout));
    let (agreements, log) = (format!("{out}/agreements.toml"), format!("{export}={out}/mapping.toml"));
    let handoffs = run("handoffs", &["--agreements", &agreements, "--log", &log]);
    assert_eq!((status(&handoffs), text(&handoffs.stdout).lines().count()), (0, 201), "{}", text(&handoffs.stderr));
    assert!(text(&handoffs.stderr).contains("servicedesk.csv through"), "{}", text(&handoffs.stderr));
    // What somebody has put right is not written over.
    let again = run("draft", &[export, "--out", out]);
    assert_eq!(status(&again), 1);
    assert!(text(&again.stderr).contains("cannot write"), "{}", text(&again.stderr));
    assert_eq!(status(&run("draft", &[])), 2);
    assert_eq!(status(&run("draft", &["Cargo.lock"])), 1);
}

const MAPPING: &str = "format = 1\n[[event]]\nevent = \"go\"\nat = \"{opened}\"\ncase = \"{no}\"\n";

#[test]
fn a_mapping_may_lie_among_the_agreements() {
    let export = "no,opened\n7,2026-11-02T09:00:00+08:00\n";
    let [agreement, mapping, export] =
        files("among", [("a.toml", AGREEMENT), ("map.toml", MAPPING), ("e.csv", export)]);
    let folder = Path::new(&agreement).parent().unwrap().to_str().unwrap();
    let checked = run("check", &[folder]);
    assert_eq!(status(&checked), 0);
    let told = format!("passed over {mapping}: a mapping, no agreement\nread 1 file, 2 obligations, 2 departments\n");
    assert!(text(&checked.stdout).ends_with(&told), "{}", text(&checked.stdout));
    // Nothing is said of one that is used.
    let used = run("handoffs", &["--agreements", folder, "--log", &format!("{export}={mapping}")]);
    assert_eq!((status(&used), text(&used.stdout).lines().count()), (0, 3));
    assert!(!text(&used.stderr).contains("no agreement"), "{}", text(&used.stderr));
    let unused = run("handoffs", &["--agreements", folder]);
    assert!(text(&unused.stderr).contains("is a mapping, no agreement: give it with the log, --log FILE="));
    // Named by itself it is a mistake, and so is the other way round.
    let named = run("check", &[&mapping]);
    assert_eq!(status(&named), 1);
    assert!(text(&named.stdout).contains("this is a mapping, which makes events of an export, and no agreement file"));
    let swapped = run("handoffs", &["--agreements", &agreement, "--log", &format!("{export}={agreement}")]);
    assert_eq!(status(&swapped), 1);
    assert!(text(&swapped.stderr).contains("this is an agreement file, and no mapping"), "{}", text(&swapped.stderr));
}

#[test]
fn a_folder_of_mappings_alone_is_told_apart_from_an_empty_one() {
    let [mapping] = files("alone", [("map.toml", MAPPING)]);
    let folder = Path::new(&mapping).parent().unwrap().to_str().unwrap();
    let output = run("check", &[folder]);
    assert_eq!(status(&output), 1);
    assert!(text(&output.stdout).contains("this directory holds mappings of logs, and no agreement file"));
}

#[test]
fn that_there_is_no_event_is_never_said_without_the_reason() {
    let export = "no,opened\n7,\n";
    let [agreement, mapping, export] =
        files("nothing", [("a.toml", AGREEMENT), ("map.toml", MAPPING), ("e.csv", export)]);
    let output = run("weekly_report", &["--agreements", &agreement, "--log", &format!("{export}={mapping}")]);
    assert_eq!(status(&output), 1);
    let told = format!("the log has no events\n{export}: `go` (line 2): no instant in the 1 row that match\n");
    assert!(text(&output.stderr).contains(&told), "{}", text(&output.stderr));
    let output = run("weekly_report", &["--agreements", &agreement]);
    assert!(text(&output.stderr).contains("no log was given"), "{}", text(&output.stderr));
    let log = files("nothing-plain", [("log.csv", "event,at\n"), ("bad.csv", "event,at\ngo,soon\n")]);
    for (log, why) in log.iter().zip(["it has no row below the line", "its 1 row was rejected, the first being"]) {
        let output = run("weekly_report", &["--agreements", &agreement, "--log", log]);
        assert!(
            text(&output.stderr).contains(&format!("the log has no events\n{log}: {why}")),
            "{}",
            text(&output.stderr)
        );
    }
}

#[test]
fn several_logs_have_each_its_own_mapping() {
    let other = MAPPING.replace("{opened}", "{begun}").replace("{no}", "B-{key}").replace("opened", "begun");
    let [agreement, one, two, first, second, third] = files(
        "several",
        [
            ("a.toml", AGREEMENT),
            ("one.toml", MAPPING),
            ("two.toml", &other),
            ("one.csv", "no,opened\n7,2026-11-02T09:00:00+08:00\n"),
            ("two.jsonl", "{\"key\":8,\"begun\":\"2026-11-02T10:00:00+08:00\"}\n"),
            ("three.csv", "event,at,case,obligation\ndelivered,2026-11-02T09:30:00+08:00,B-8,y\n"),
        ],
    );
    let (one, two) = (format!("{first}={one}"), format!("{second}={two}"));
    let output = run("handoffs", &["--agreements", &agreement, "--log", &one, "--log", &two, "--log", &third]);
    let table = text(&output.stdout);
    let keys: Vec<_> =
        table.lines().skip(1).map(|line| line.split(',').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(keys, ["x 7", "x B-8", "y 7", "y B-8"], "{table}{}", text(&output.stderr));
    assert!(table.lines().last().unwrap().contains(",met,"), "{table}");
}

#[test]
fn a_mistyped_year_is_asked_about_before_it_fills_the_memory() {
    let network = "format = 1\ncompany = { since = 0001-01-01 }\nagreement = { id = \"a\", calendar = \"c\" }\n\
                   calendar.c = { timezone = \"UTC\", week = { mon-sun = [\"00:00-24:00\"] } }\n\
                   department = [{ id = \"d0\" }, { id = \"d1\" }]\n\
                   [[obligation]]\nfor = { n = [\"1\", \"2\", \"3\", \"4\", \"5\"] }\nid = \"o{n}\"\nsupplier = \"d0\"\n\
                   customer = \"d1\"\ndeliverable = \"x\"\ndue = \"every day\"\n";
    let [path] = files("mistyped-year", [("x.toml", network)]);
    let output = run("handoffs", &["--agreements", &path, "--as-of", "9999-12-31T00:00:00Z"]);
    let said = text(&output.stderr);
    assert_eq!(status(&output), 1, "{said}");
    assert!(said.contains("would have about 1095") && said.contains("in force since 0001-01-01"), "{said}");
    let output = run("handoffs", &["--agreements", &path, "--as-of", "1801-01-01T00:00:00Z"]);
    assert_eq!(status(&output), 0, "{}", text(&output.stderr));
}
