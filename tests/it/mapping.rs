//! Exports of other programs, read through mappings.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{SecondsFormat, TimeDelta};
use interdept::diagnostic::Code;
use interdept::log::{Log, Mapping, MappingReport, Row};
use interdept::network::Network;
use interdept::tracker::{Status, Tracker};

fn mapping(toml: &str) -> Mapping {
    Mapping::from_toml("map.toml", toml).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Reads a log and writes a line for each event or rejected row.
fn read(mut log: Log<'_>) -> String {
    read_to_end(&mut log)
}

fn read_to_end(log: &mut Log<'_>) -> String {
    let mut out = String::new();
    loop {
        match log.next() {
            Ok(None) => return out,
            Ok(Some(Row::Event(event, place))) => {
                write!(out, "{} {} {}", place.line(), event.name, event.at.format("%Y-%m-%dT%H:%M:%S%.f")).unwrap();
                let fields = [
                    ("id", &event.id),
                    ("case", &event.case),
                    ("obligation", &event.obligation),
                    ("period", &event.period),
                    ("reason", &event.reason),
                    ("until", &event.until),
                    ("supplier", &event.supplier),
                ];
                for (name, value) in fields.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
                    write!(out, " {name}={value}").unwrap();
                }
                for (name, value) in &event.attributes {
                    write!(out, " {name}={value}").unwrap();
                }
                out.push('\n');
            }
            Ok(Some(Row::Ignored(row))) => writeln!(out, "{row}").unwrap(),
            Err(error) => return out + &format!("ERROR {error}\n"),
        }
    }
}

#[track_caller]
fn check(toml: &str, csv: &str, expected: &str) {
    assert_eq!(read(Log::csv("export.csv", csv.as_bytes()).with_mapping(mapping(toml))), expected);
}

const THREE_DATES: &str = r#"
format = 1
[[event]]
event = "opened"
at = "{opened at}"
case = "{no}"
attributes = { deadline = "{due}" }
[[event]]
event = "delivered"
obligation = "desk.{team}"
at = "{resolved}"
case = "{no}"
reason = "{{{team}}}"
"#;

#[test]
fn one_row_makes_an_event_for_each_instant_it_has() {
    check(
        THREE_DATES,
        "no,team,due,opened at,resolved\n\
         7,east,2026-10-09,2026-10-08T10:00:00+02:00,2026-10-08 12:00:00.25+02:00\n\
         8,west,,2026-10-08T10:00:00+02:00,\n\
         9,west,,,\n",
        "2 opened 2026-10-08T08:00:00 case=7 deadline=2026-10-09\n\
         2 delivered 2026-10-08T10:00:00.250 case=7 obligation=desk.east reason={east}\n\
         3 opened 2026-10-08T08:00:00 case=8\n",
    );
}

#[test]
fn what_cannot_be_read_costs_its_own_event_only() {
    check(
        THREE_DATES,
        "no,team,due,opened at,resolved\n\
         7,east,,soon,2026-10-08T12:00:00Z\n\
         8\n\
         9,east,,2026-10-08T12:00:00Z,2026-10-08T12:00:00\n",
        "export.csv:2: for the event `opened`, `at` from `{opened at}`: `soon` is not an instant with an offset, such as \
         2026-10-08 17:30:00+08:00\n\
         2 delivered 2026-10-08T12:00:00 case=7 obligation=desk.east reason={east}\n\
         export.csv:3: it has 1 field where the first line names 5 columns\n\
         4 opened 2026-10-08T12:00:00 case=9\n\
         export.csv:4: for the event `delivered`, `at` from `{resolved}`: `2026-10-08T12:00:00` is not an instant with an \
         offset, such as 2026-10-08 17:30:00+08:00\n",
    );
}

#[test]
fn instants_come_in_the_formats_that_exports_have() {
    let toml =
        |instants: &str| format!("format = 1\ninstants = {instants}\n[[event]]\nevent = \"x\"\nat = \"{{a}} {{b}}\"\n");
    let csv = |a: &str, b: &str| format!("a,b\n{a},{b}\n");
    let amsterdam = |format: &str| toml(&format!("{{ format = \"{format}\", zone = \"Europe/Amsterdam\" }}"));
    check(&amsterdam("%d/%m/%Y %H:%M"), &csv("08/10/2026", "10:00"), "2 x 2026-10-08T08:00:00\n");
    check(&amsterdam("%d.%m.%y %I:%M %p"), &csv("08.10.26", "10:00 PM"), "2 x 2026-10-08T20:00:00\n");
    check(&amsterdam("rfc3339"), &csv("2026-12-08", "10:00:00"), "2 x 2026-12-08T09:00:00\n");
    check(&amsterdam("rfc3339"), &csv("2026-12-08", "10:00:00-01:00"), "2 x 2026-12-08T11:00:00\n");
    // A time that happens twice is the first of the two, one that is skipped moves on by the gap.
    check(&amsterdam("%Y-%m-%d %H:%M"), &csv("2026-10-25", "02:30"), "2 x 2026-10-25T00:30:00\n");
    check(&amsterdam("%Y-%m-%d %H:%M"), &csv("2026-03-29", "02:30"), "2 x 2026-03-29T01:30:00\n");
    check(&amsterdam("%Y-%m-%d "), &csv("2026-10-08", ""), "2 x 2026-10-07T22:00:00\n");
    check(
        &toml("{ format = \"%Y-%m-%d %H:%M:%S%z\" }"),
        &csv("2026-10-08", "10:00:00+0800"),
        "2 x 2026-10-08T02:00:00\n",
    );
    check(&toml("{ format = \"%s \" }"), &csv("1000000000", ""), "2 x 2001-09-09T01:46:40\n");
    check(
        &amsterdam("%d/%m/%Y %H:%M"),
        &csv("31/02/2026", "10:00"),
        "export.csv:2: for the event `x`, `at` from `{a} {b}`: `31/02/2026 10:00` is not written as `%d/%m/%Y %H:%M`\n",
    );
    check(
        &amsterdam("%d/%m/%Y %H:%M"),
        &csv("01/01/1066", "10:00"),
        "export.csv:2: for the event `x`, `at` from `{a} {b}`: `01/01/1066 10:00` lies outside the years 1900 to 2299\n",
    );
}

#[test]
fn other_fields_may_be_instants_and_dates_too() {
    check(
        r#"
        format = 1
        [[event]]
        event = "extended"
        at = { from = "{at}", format = "rfc3339" }
        until = { from = "{until}", format = "%d/%m/%Y %H:%M", zone = "Asia/Shanghai" }
        attributes = { day = { from = "{day}", format = "%d/%m/%Y" } }
        "#,
        "at,until,day\n2026-10-08T10:00:00Z,09/10/2026 12:00,31/12/2026\n2026-10-08T10:00:00Z,tomorrow,\n2026-10-08T10:00:00Z,,\n",
        "2 extended 2026-10-08T10:00:00 until=2026-10-09T12:00:00+08:00 day=2026-12-31\n\
         export.csv:3: for the event `extended`, `until` from `{until}`: `tomorrow` is not written as `%d/%m/%Y %H:%M`\n\
         4 extended 2026-10-08T10:00:00\n",
    );
}

#[test]
fn conditions_look_at_columns() {
    let toml = r#"
        format = 1
        absent = ["?", "NULL"]
        [[event]]
        event = "x"
        at = "{at}"
        case = "{case}"
        when = { team = ["east", "west"], state = { not = ["new", "open"] }, owner = { not = "" }, level = 3, left = "" }
    "#;
    let row = |row: &str| format!("at,case,team,state,owner,level,left\n2026-10-08T10:00:00Z,{row}\n");
    check(toml, &row("1,east,done,Li,3,"), "2 x 2026-10-08T10:00:00 case=1\n");
    check(toml, &row("?,west,?,Li,3,NULL"), "2 x 2026-10-08T10:00:00\n");
    for other in
        ["1,north,done,Li,3,", "1,east,new,Li,3,", "1,east,done,?,3,", "1,east,done,Li,2,", "1,east,done,Li,3,x"]
    {
        check(toml, &row(other), "");
    }
}

const STATES: &str = "no,at,state,team\n\
                      1,2026-10-08T10:00:00Z,New,east\n\
                      2,2026-10-08T11:00:00Z,New,west\n\
                      1,2026-10-08T12:00:00Z,Waiting,\n\
                      1,2026-10-08T13:00:00Z,Waiting,west\n\
                      1,2026-10-08T14:00:00Z,,west\n\
                      1,2026-10-08T15:00:00Z,Active,west\n\
                      2,2026-10-08T16:00:00Z,Active,west\n\
                      ,2026-10-08T17:00:00Z,Active,west\n";

/// A mapping of those rows with one template, whose conditions are given.
fn looking_back(conditions: &str) -> String {
    format!("format = 1\n[[event]]\nevent = \"x\"\nat = \"{{at}}\"\ncase = \"{{no}}\"\n{conditions}\n")
}

/// The lines of the rows that make an event.
#[track_caller]
fn check_lines(conditions: &str, expected: &[&str]) {
    let found = read(Log::csv("export.csv", STATES.as_bytes()).with_mapping(mapping(&looking_back(conditions))));
    let lines: Vec<_> = found.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(lines, expected, "{conditions}\n{found}");
}

#[test]
fn conditions_look_at_the_rows_before() {
    check_lines("first = true", &["2", "3"]);
    check_lines("first = false", &["4", "5", "6", "7", "8"]);
    check_lines("changed = \"state\"", &["2", "3", "4", "7", "8"]);
    check_lines("changed = \"state\"\nfirst = false", &["4", "7", "8"]);
    check_lines("changed = [\"state\", \"team\"]\nfirst = false", &[]);
    check_lines("changed = \"team\"\nfirst = false", &["5"]);
    check_lines("previous = { state = \"Waiting\" }", &["5", "6", "7"]);
    check_lines("previous = { state = \"Waiting\" }\nwhen = { state = { not = [\"Waiting\", \"\"] } }", &["7"]);
    check_lines("previous = { state = \"\" }", &["2", "3"]);
}

#[test]
fn the_last_row_of_a_case_is_known_at_the_end() {
    check_lines("last = true", &["7", "8"]);
    check_lines("last = true\nwhen = { team = \"west\" }\nchanged = \"team\"", &[]);
    check_lines("last = true\nfirst = true", &[]);
    check(
        &looking_back("last = true"),
        "no,at\n1,2026-10-08T10:00:00Z\n1,soon\n2,soon\n2,2026-10-08T10:00:00Z\n",
        "export.csv:3: for the event `x`, `at` from `{at}`: `soon` is not an instant with an offset, such as 2026-10-08 \
         17:30:00+08:00\n\
         5 x 2026-10-08T10:00:00 case=2\n",
    );
}

#[test]
fn the_first_row_of_each_key_makes_the_event() {
    check_lines("first-per = \"no\"", &["2", "3", "9"]);
    check_lines("first-per = \"no\"\nwhen = { state = \"Active\" }", &["7", "8", "9"]);
    check_lines("first-per = [\"no\", \"team\"]", &["2", "3", "4", "5", "9"]);
}

#[test]
fn texts_may_show_what_was_before() {
    check(
        &looking_back(
            "changed = \"team\"\nfirst = false\nattributes = { from = \"{previous.team}\", to = \"{team}\" }",
        ),
        STATES,
        "5 x 2026-10-08T13:00:00 case=1 from=east to=west\n",
    );
}

#[test]
fn rows_are_put_in_order_where_the_mapping_says_so() {
    let sorted = format!(
        "format = 1\nsort-by = \"day\"\ninstants = {{ format = \"%d/%m/%Y\", zone = \"UTC\" }}\n{}",
        "[[event]]\nevent = \"{state}\"\nat = \"{day}\"\ncase = \"{no}\"\nfirst = true\n"
    );
    check(
        &sorted,
        "no,day,state\n1,02/11/2026,late\n1\n1,31/10/2026,early\n1,31/10/2026,same day\n",
        "export.csv:3: it has 1 field where the first line names 3 columns\n\
         4 early 2026-10-31T00:00:00 case=1\n",
    );
    let by_number = sorted.replace("sort-by = \"day\"", "sort-by = \"no\"").replace("case = \"{no}\"", "case = \"c\"");
    check(
        &by_number,
        "no,day,state\n10,02/11/2026,ten\n9,02/11/2026,nine\nx,02/11/2026,x\n",
        "3 nine 2026-11-02T00:00:00 case=c\n",
    );
}

#[test]
fn conditions_compare_columns_beginnings_and_numbers() {
    let toml = |when: &str| {
        format!(
            "format = 1\nnumbers = {{ decimal = \",\", group = \".\" }}\n[[event]]\nevent = \"x\"\nat = \"{{at}}\"\n\
             attributes = {{ sum = \"{{sum}}\" }}\nwhen = {when}\n"
        )
    };
    let csv = "at,by,owner,sum\n\
               2026-10-08T10:00:00Z,Li,Li,\"1.234,50\"\n\
               2026-10-08T11:00:00Z,Wu,Li,12\n\
               2026-10-08T12:00:00Z,,,none\n";
    let first = "2 x 2026-10-08T10:00:00 sum=1234.50\n";
    let (second, third) = ("3 x 2026-10-08T11:00:00 sum=12\n", "4 x 2026-10-08T12:00:00 sum=none\n");
    check(&toml("{ by = \"@owner\" }"), csv, first);
    check(&toml("{ by = { not = \"@owner\" } }"), csv, &format!("{second}{third}"));
    check(&toml("{ by = { starts-with = [\"L\", \"M\"] } }"), csv, first);
    check(&toml("{ sum = { over = 12, at-most = 1234.5 } }"), csv, first);
    check(&toml("{ sum = { at-least = 12, under = 1234.5 } }"), csv, second);
    check(&toml("{ sum = { under = 100, not = \"12\" } }"), csv, "");
    let wrong = Mapping::from_toml("map.toml", &toml("{ sum = \">12\" }")).unwrap_err().to_string();
    assert!(wrong.contains("numbers are bounded by"), "{wrong}");
}

#[test]
fn names_that_are_no_ids_are_made_or_looked_up() {
    let network = Network::from_toml("desks.toml", DESKS).unwrap_or_else(|errors| panic!("{errors}"));
    let toml = r#"
        format = 1
        [lookup.kind]
        "1 - Critical" = "P1"
        "2 - High" = "P2"
        "*" = "P3"
        [lookup.strict]
        "Complaint" = "c"
        [[event]]
        event = "{kind|kind}-{team:id}"
        at = "{at}"
        case = "{no}"
        supplier = "{team:department}"
        [[event]]
        event = "{kind|strict}"
        at = "{at}"
        when = { team = "IT & Ops (north)" }
    "#;
    let export = "no,AT,Kind,team\n\
                  1,2026-10-08T10:00:00Z,1 - CRITICAL,Front Desk\n\
                  2,2026-10-08T10:00:00Z,3,财务部\n\
                  3,2026-10-08T10:00:00Z,2 - High,Front Dsek\n\
                  4,2026-10-08T10:00:00Z,2 - High,Front Dsek\n\
                  5,2026-10-08T10:00:00Z,Compliant,IT & Ops (north)\n";
    let mut log = Log::csv("export.csv", export.as_bytes()).with_mapping(mapping(toml)).with_departments_of(&network);
    let events = read_to_end(&mut log);
    insta::assert_snapshot!(events + &log.mapping_report().unwrap().to_string());
}

const DESKS: &str = r#"
format = 1
[calendar.c]
timezone = "UTC"
week = { mon-sun = ["00:00-24:00"] }
[agreement]
id = "a"
customer = "finance"
calendar = "c"
[[department]]
id = "desk"
name = "Front Desk"
also = ["FD", "IT & Ops (north)"]
[[department]]
id = "finance"
name = { en = "Finance", zh = "财务部" }
[[milestone]]
id = "opened"
[[obligation]]
id = "desk.answer"
supplier = "desk"
deliverable = "Answer"
due = "within 3 days of opened"
"#;

#[test]
fn an_export_may_say_no_more_than_whether_the_target_was_kept() {
    let toml = |outcome: &str| {
        format!("format = 1\n[[event]]\nevent = \"delivered\"\nat = \"{{at}}\"\ncase = \"{{no}}\"\n{outcome}\n")
    };
    let export = "no,at,made_sla\n1,2026-10-08T10:00:00Z,TRUE\n2,2026-10-08T10:00:00Z,false\n\
                  3,2026-10-08T10:00:00Z,?\n4,2026-10-08T10:00:00Z,\n";
    let outcomes = |outcome: &str| {
        let mut log = Log::csv("export.csv", export.as_bytes()).with_mapping(mapping(&toml(outcome)));
        let mut found = Vec::new();
        while let Some(row) = log.next().unwrap() {
            found.push(match row {
                Row::Event(event, _) => event.outcome.map_or("nothing".to_owned(), std::borrow::Cow::into_owned),
                Row::Ignored(row) => row.to_string(),
            });
        }
        found
    };
    let made_sla = "outcome = \"{made_sla}\"\nmet = [\"true\"]";
    assert_eq!(outcomes(made_sla), ["met", "missed", "missed", "nothing"]);
    assert_eq!(
        outcomes(&format!("{made_sla}\nmissed = \"false\"")),
        [
            "met",
            "missed",
            "export.csv:4: for the event `delivered`, `outcome` from `{made_sla}`: `?` is neither in `met` nor in `missed`",
            "nothing"
        ]
    );
    for wrong in ["outcome = \"{made_sla}\"", "met = [\"true\"]"] {
        let errors = Mapping::from_toml("map.toml", &toml(wrong)).unwrap_err();
        assert!(errors.iter().all(|error| error.code() == Code::MissingKey) && errors.len() == 1, "{errors}");
    }
}

#[test]
fn a_column_of_the_whole_name_wins() {
    let toml = "format = 1\n[[event]]\nevent = \"{a:id}\"\nat = \"{at}\"\n";
    check(toml, "at,a\n2026-10-08T10:00:00Z,In Work\n", "2 in-work 2026-10-08T10:00:00\n");
    check(toml, "at,a,a:id\n2026-10-08T10:00:00Z,In Work,W\n", "2 W 2026-10-08T10:00:00\n");
    check(
        toml,
        "at,a,a:id\n2026-10-08T10:00:00Z,In Work,\n",
        "export.csv:2: for the event `{a:id}`, `event` from `{a:id}`: it is empty\n",
    );
    check(
        toml,
        "at,b\n",
        "ERROR export.csv: its first line has no column `a`, which the mapping uses; the nearest is `at`\n",
    );
}

#[test]
fn a_mapping_says_what_it_made_of_the_rows() {
    let toml = r#"
        format = 1
        [[event]]
        event = "opened"
        at = "{at}"
        case = "{no}"
        first-per = "no"
        [[event]]
        event = "delivered"
        at = "{done}"
        case = "{no}"
        when = { state = "Resolved", kind = { not = "test" } }
    "#;
    let export = "no,at,done,state,kind\n\
                  1,2026-10-08T10:00:00Z,,Closed,\n\
                  1,2026-10-08T10:00:00Z,,Closed,\n\
                  2,yesterday,,Closed,\n\
                  3,,,Closed,\n\
                  4\n";
    let mut log = Log::csv("export.csv", export.as_bytes()).with_mapping(mapping(toml));
    read_to_end(&mut log);
    let report: MappingReport = log.mapping_report().unwrap();
    assert_eq!((report.rows, report.unreadable, report.events()), (4, 1, 1));
    insta::assert_snapshot!(report);
    assert!(Log::csv("export.csv", export.as_bytes()).mapping_report().is_none());
}

#[test]
fn what_would_be_misread_in_silence_is_said_when_the_mapping_is_read() {
    let instants = |instants: &str| {
        let toml = format!("format = 1\ninstants = {instants}\n[[event]]\nevent = \"x\"\nat = \"{{a}}\"\n");
        match Mapping::from_toml("map.toml", &toml) {
            Ok(mapping) => mapping.warnings().to_string(),
            Err(errors) => errors.to_string(),
        }
    };
    let mut said = String::new();
    for wrong in [
        r#"{ format = "%d/%m/%Y %I:%M", zone = "UTC" }"#,
        r#"{ format = ["%d/%m/%Y", "%d/%m/%Y %H"], zone = "UTC" }"#,
        r#"{ format = "%d/%m/%Y %H:%M %Z", zone = "UTC" }"#,
        r#"{ format = "%Y-%m-%dT%H:%M:%SZ", zone = "Asia/Tokyo" }"#,
        r#"{ format = "%Y-%m-%d %H:%M UTC", zone = "Asia/Tokyo" }"#,
        r#"{ format = "%Y-%m-%d %H:%M", zone = "EST" }"#,
        r#"{ format = "excel" }"#,
        r#"{ format = "exel", zone = "PST" }"#,
    ] {
        writeln!(said, "{}", instants(wrong)).unwrap();
    }
    insta::assert_snapshot!(said);
    for fine in [
        r#"{ format = "%Y-%m-%dT%H:%M:%SZ" }"#,
        r#"{ format = "%Y-%m-%dT%H:%M:%SZ", zone = "UTC" }"#,
        r#"{ format = ["excel", "epoch-ms", "rfc3339"], zone = "Asia/Tokyo" }"#,
    ] {
        assert_eq!(instants(fine), "nothing found", "{fine}");
    }
}

#[test]
fn json_lines_are_mapped_by_the_names_of_their_members() {
    let log = "{\"key\":\"T-1\",\"fields\":{\"created\":\"2026-10-08T10:00:00Z\",\"status\":{\"name\":\"Done\"}}}\n\
               {\"key\":\"T-2\",\"fields\":{\"status\":{\"name\":\"Done\"}}}\n\
               {\"key\":\"T-3\",\"fields\":{\"created\":\"2026-10-08T10:00:00Z\"}}\n";
    let toml = r#"
        format = 1
        [[event]]
        event = "opened"
        at = "{fields.created}"
        case = "{key}"
        [[event]]
        event = "delivered"
        at = "{fields.created}"
        case = "{key}"
        when = { "fields.status.name" = "Done" }
    "#;
    assert_eq!(
        read(Log::json("export.jsonl", log.as_bytes()).with_mapping(mapping(toml))),
        "1 opened 2026-10-08T10:00:00 case=T-1\n\
         1 delivered 2026-10-08T10:00:00 case=T-1\n\
         3 opened 2026-10-08T10:00:00 case=T-3\n"
    );
}

#[test]
fn a_file_that_lacks_a_column_of_the_mapping_is_refused_whole() {
    check(
        THREE_DATES,
        "no,team,due,opened,resolved\n",
        "ERROR export.csv: its first line has no column `opened at`, which the mapping uses; the nearest is `opened`\n",
    );
    check(
        THREE_DATES,
        "no,team,due,opened at,resolved,team\n",
        "ERROR export.csv: its first line names the column `team`, which the mapping uses, twice\n",
    );
    check(THREE_DATES, "no,team,due,opened at,resolved,extra,extra\n", "");
}

#[test]
fn a_mapping_says_how_the_export_is_written_where_that_is_not_to_be_guessed() {
    let toml =
        |file: &str| format!("format = 1\n{file}\n[[event]]\nevent = \"x\"\nat = \"{{am}}\"\ncase = \"{{größe}}\"\n");
    let export = b"Liste\nam;gr\xF6\xDFe\n2026-10-08T10:00:00Z;\xC4\xD6\n";
    let read = |file: &str| read(Log::csv("export.csv", &export[..]).with_mapping(mapping(&toml(file))));
    let expected = "3 x 2026-10-08T10:00:00 case=ÄÖ\n";
    assert_eq!(read("skip = 1"), expected, "the columns are found in one encoding and by one separator only");
    assert_eq!(read("skip = 1\nseparator = \";\"\nencoding = \"windows-1252\""), expected);
    let wrong = read("skip = 1\nseparator = \",\"");
    assert!(wrong.ends_with("the first line has no `,` but 1 `;`: separator `;`?\n"), "{wrong}");
    let errors = Mapping::from_toml("map.toml", &toml("separator = \"x\"\nencoding = \"latin\"\nskip = -1\nsheet = 1"));
    insta::assert_snapshot!(errors.unwrap_err());
}

#[test]
fn all_mistakes_in_a_mapping_are_reported_together_with_their_places() {
    let wrong = r#"
format = 2
instants = { format = "%H:%M", zone = "Europe/Amsterdan" }
absent = 3.5
[[events]]
[[event]]
evnt = "x"
at = { from = "{a}", format = "%d/%m/%Y" }
case = "{no"
until = { format = "rfc3339" }
attributes = { case = "{no}" }
when = { team = { non = "x" } }
"#;
    let errors = Mapping::from_toml("map.toml", wrong).unwrap_err();
    insta::assert_snapshot!(errors.to_string());
    let nothing = Mapping::from_toml("map.toml", "format = 1").unwrap_err().to_string();
    assert!(nothing.contains("the mapping makes no event"), "{nothing}");
    let syntax = Mapping::from_toml("map.toml", "format = 1\n[[event").unwrap_err().to_string();
    assert!(syntax.contains("map.toml:2:"), "{syntax}");
    assert!(Mapping::load("/nowhere.toml").is_err());
}

/// The handoffs of a fixture at an instant, one a line, and what was not accepted.
fn judged(fixture: &str, export: &str, as_of: &str) -> String {
    let folder = format!("{}/fixtures/{fixture}", env!("CARGO_MANIFEST_DIR"));
    let network = Network::load(format!("{folder}/agreements.toml")).unwrap_or_else(|errors| panic!("{errors}"));
    let mapping = Mapping::load(format!("{folder}/mapping.toml")).unwrap_or_else(|errors| panic!("{errors}"));
    let text = std::fs::read(format!("{folder}/{export}")).unwrap();
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::csv(export, text.as_slice()).with_mapping(mapping)).unwrap();
    let judgement = tracker.judge(as_of.parse().unwrap());
    let mut out = String::new();
    for handoff in judgement.handoffs() {
        let show = |at| handoff.local(at).to_rfc3339_opts(SecondsFormat::AutoSi, true);
        writeln!(
            out,
            "{} {} due {} delivered {} {}{}",
            handoff.obligation().id(),
            handoff.key(),
            show(handoff.due_at()),
            handoff.delivered_at().map_or("-".to_owned(), show),
            handoff.status(),
            handoff.late_by().map(|late| format!(" by {} s", late.elapsed)).unwrap_or_default(),
        )
        .unwrap();
    }
    for row in tracker.ignored_rows() {
        writeln!(out, "{row}").unwrap();
    }
    assert_eq!(judgement.ignored_when_judged().count(), 0);
    out
}

#[test]
fn a_permit_desk_is_judged_from_its_export_as_it_is() {
    insta::assert_snapshot!(judged("permits", "permits.csv", "2026-11-22T12:00:00Z"), @"
    customer-contact.decision permit-4 due 2026-12-01T10:00:00+01:00 delivered 2026-10-05T10:00:00+02:00 met
    experts.decision permit-3 due 2026-10-25T12:00:00+01:00 delivered 2026-10-25T12:30:00+01:00 late by 1800 s
    general.decision permit-1 due 2026-11-06T13:41:31.788+01:00 delivered 2026-11-06T13:41:31.788+01:00 met
    general.decision permit-2 due 2026-10-20T09:00:00.500+02:00 delivered 2026-10-21T09:00:01.250+02:00 late by 86400 s
    general.decision permit-5 due 2026-11-10T10:00:00+01:00 delivered - overdue by 1047600 s
    general.decision permit-6 due 2027-01-10T10:00:00+01:00 delivered - open
    ");
}

#[test]
fn a_service_desk_is_judged_from_the_updates_of_its_tickets() {
    insta::assert_snapshot!(judged("tickets", "updates.csv", "2026-10-12T12:00:00Z"), @"
    desk.answer INC1 due 2026-10-05T13:00:00+02:00 delivered 2026-10-05T10:30:00+02:00 met
    desk.answer INC2 due 2026-10-06T11:00:00+02:00 delivered 2026-10-06T11:30:00+02:00 late by 1800 s
    desk.answer INC3 due 2026-10-06T12:00:00+02:00 delivered 2026-10-06T08:20:00+02:00 met
    desk.answer INC4 due 2026-10-12T10:30:00+02:00 delivered - overdue by 12600 s
    desk.solution INC1 due 2026-10-07T17:00:00+02:00 delivered 2026-10-07T16:59:00+02:00 met
    desk.solution INC2 due 2026-10-09T12:00:00+02:00 delivered 2026-10-09T10:00:00+02:00 met
    desk.solution INC3 due 2026-10-07T10:00:00+02:00 delivered 2026-10-07T11:15:00+02:00 late by 4500 s
    desk.solution INC4 due 2026-10-13T12:00:00+02:00 delivered - open
    updates.csv:17: for the event `paused`, `at` from `{updated_at}`: `someday` is not written as `%d/%m/%Y %H:%M`
    ");
}

/// The mapping in the README, with the fixture that it is about.
#[test]
fn the_mapping_in_the_readme_judges_the_tickets() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let start = readme.find("```toml\nformat = 1\ninstants").expect("the README has a mapping") + "```toml\n".len();
    let toml = &readme[start..start + readme[start..].find("```").unwrap()];
    assert_eq!(toml.lines().filter(|line| !line.is_empty()).count(), 16, "it is short");
    let export = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/tickets/updates.csv")).unwrap();
    let mut log = Log::csv("updates.csv", export.as_slice()).with_mapping(mapping(toml));
    insta::assert_snapshot!(read_to_end(&mut log));
}

/// The permit desk's real export is not ours to pass on. Whoever has it (`receipt.csv`, of the `CoSeLoG` project, among
/// the test data of pm4py) can name its path in `INTERDEPT_RECEIPT_CSV` and run this test with `--ignored`.
#[test]
#[ignore = "needs data that is not in the repository"]
fn the_figures_of_a_real_permit_desk_come_out() {
    let folder = format!("{}/fixtures/permits", env!("CARGO_MANIFEST_DIR"));
    let export = std::env::var_os("INTERDEPT_RECEIPT_CSV").expect("INTERDEPT_RECEIPT_CSV names the export");
    let mut tracker = Tracker::new(Network::load(format!("{folder}/agreements.toml")).unwrap());
    let mapping = Mapping::load(format!("{folder}/mapping.toml")).unwrap();
    let rejected = tracker.record_all(Log::open(export).unwrap().with_mapping(mapping)).unwrap();
    assert_eq!(rejected.ignored(), []);
    let judgement = tracker.judge("2012-12-31T00:00:00Z".parse().unwrap());

    let mut by_department: BTreeMap<&str, (u32, u32, u32)> = BTreeMap::new();
    let mut lateness = TimeDelta::zero();
    for handoff in judgement.handoffs() {
        let (cases, closed, late) = by_department.entry(handoff.supplier().id().as_str()).or_default();
        *cases += 1;
        if let Some(delivered) = handoff.delivered_at() {
            *closed += 1;
            if handoff.status() == Status::Late {
                *late += 1;
                lateness += delivered - handoff.due_at();
            }
        }
    }
    let sums = by_department.values().fold((0, 0, 0), |sum, each| (sum.0 + each.0, sum.1 + each.1, sum.2 + each.2));
    assert_eq!(sums, (1_434, 1_329, 377));
    let late = |department| by_department.get(department).map(|&(cases, _, late)| (late, cases));
    assert_eq!(late("general"), Some((370, 1_390)));
    assert_eq!(late("experts"), Some((6, 15)));
    assert_eq!(late("customer-contact"), Some((1, 29)));
    assert_eq!(lateness.num_seconds(), 1_014_398_710);
}

/// Of the same export: how often the work went from one group to another.
#[test]
#[ignore = "needs data that is not in the repository"]
fn the_handovers_of_a_real_permit_desk_come_out() {
    let steps = r#"
        format = 1
        [[event]]
        event = "step"
        at = "{time:timestamp}"
        case = "{case:concept:name}"
        attributes = { group = "{org:group}" }
    "#;
    let export = std::env::var_os("INTERDEPT_RECEIPT_CSV").expect("INTERDEPT_RECEIPT_CSV names the export");
    let mut log = Log::open(export).unwrap().with_mapping(mapping(steps));
    let mut last_group: BTreeMap<String, String> = BTreeMap::new();
    let mut handovers: BTreeMap<(String, String), u32> = BTreeMap::new();
    while let Some(row) = log.next().unwrap() {
        let Row::Event(event, _) = row else { panic!("every row is a step") };
        let group = event.attribute("group").unwrap().into_owned();
        match last_group.insert(event.case.unwrap().into_owned(), group.clone()) {
            Some(from) if from != group => *handovers.entry((from, group)).or_default() += 1,
            _ => {}
        }
    }
    assert_eq!(handovers.values().sum::<u32>(), 5_440);
    let most = handovers
        .iter()
        .max_by_key(|(_, count)| **count)
        .map(|((from, to), count)| (from.as_str(), to.as_str(), *count));
    assert_eq!(most, Some(("Group 3", "Group 2", 992)));
}
