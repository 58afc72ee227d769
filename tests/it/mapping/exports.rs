//! Whole exports, judged as they are.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{SecondsFormat, TimeDelta};
use interdept::log::{Log, Mapping, Row};
use interdept::network::Network;
use interdept::tracker::{Status, Tracker};

use super::{mapping, read_to_end};

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
