//! Exports of other programs, read through mappings.

mod conditions;
mod exports;
mod instants;
mod mistakes;
mod names;
mod outcomes;
mod reports;
mod rows_before;

use std::fmt::Write;

use interdept::log::{Log, Mapping, Row};

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
