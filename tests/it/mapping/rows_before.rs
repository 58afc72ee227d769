//! What depends on the other rows of a case.

use interdept::log::Log;

use super::{check, mapping, read};

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
