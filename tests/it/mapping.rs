//! Exports of other programs, read through mappings.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{SecondsFormat, TimeDelta};
use interdept::log::{Log, Mapping, Row};
use interdept::network::Network;
use interdept::tracker::{Status, Tracker};

fn mapping(toml: &str) -> Mapping {
    Mapping::from_toml("map.toml", toml).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Reads a log and writes a line for each event or rejected row.
fn read(mut log: Log<'_>) -> String {
    let mut out = String::new();
    loop {
        match log.next() {
            Ok(None) => return out,
            Ok(Some(Row::Event(event, place))) => {
                write!(out, "{} {} {}", place.line(), event.name, event.at.format("%Y-%m-%dT%H:%M:%S%.f")).unwrap();
                let fields = [
                    ("id", event.id),
                    ("case", event.case),
                    ("obligation", event.obligation),
                    ("period", event.period),
                    ("reason", event.reason),
                    ("until", event.until),
                ];
                let attributes = event.attributes.iter().map(|&(name, value)| (name, Some(value)));
                for (name, value) in fields.into_iter().chain(attributes) {
                    if let Some(value) = value {
                        write!(out, " {name}={value}").unwrap();
                    }
                }
                out.push('\n');
            }
            Ok(Some(Row::Rejected(row))) => writeln!(out, "{row}").unwrap(),
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
        read(Log::jsonl("export.jsonl", log.as_bytes()).with_mapping(mapping(toml))),
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
    tracker.record_all(Log::csv(export, text.as_slice()).with_mapping(mapping)).unwrap();
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
    for row in tracker.rejected() {
        writeln!(out, "{row}").unwrap();
    }
    assert_eq!(judgement.unmatched().count() + judgement.additional().count() + judgement.rejected().count(), 0);
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
    assert_eq!(rejected, []);
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
        let group = event.attribute("group").unwrap().to_owned();
        match last_group.insert(event.case.unwrap().to_owned(), group.clone()) {
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
