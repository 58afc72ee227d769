//! Names of columns, and names that are no ids.

use interdept::log::Log;
use interdept::network::Network;

use super::{check, mapping, read, read_to_end};

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
