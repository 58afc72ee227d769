//! Drafting a mapping and agreements from an export.

use std::fmt::Write;

use interdept::log::{Draft, Log, Mapping};
use interdept::tracker::Status;
use interdept::{Network, Tracker};

fn drafted(export: &str) -> (Draft, Tracker, String) {
    let path = format!("fixtures/exports/{export}.csv");
    let draft = Draft::open(&path).unwrap();
    let mapping = Mapping::from_toml("mapping.toml", &draft.mapping()).unwrap_or_else(|errors| panic!("{errors}"));
    let network =
        Network::from_toml("agreements.toml", &draft.agreements()).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(network.lints().is_empty() && mapping.warnings().is_empty(), "{}", network.lints());
    let mut tracker = Tracker::new(network);
    let mut log = Log::open(&path).unwrap().with_mapping(mapping);
    while tracker.record_next(&mut log).unwrap().is_some() {}
    let report = log.mapping_report().unwrap().to_string();
    (draft, tracker, report)
}

/// The counts are those of the exports themselves: what they flag as kept, or close by its date, by another program.
/// The drafts as they are written, what they make of the rows, and how that is judged.
fn check(export: &str, as_of: &str, expected: [usize; 4]) {
    let (draft, tracker, report) = drafted(export);
    let judgement = tracker.judge(as_of.parse().unwrap());
    let count = |wanted: Status| judgement.handoffs().filter(|handoff| handoff.status() == wanted).count();
    let mut text = draft.mapping();
    write!(text, "\n{}\n{report}\n", draft.agreements()).unwrap();
    insta::assert_snapshot!(export, text);
    assert_eq!([Status::Met, Status::Late, Status::Overdue, Status::Open].map(count), expected);
}

#[test]
fn a_service_desk_is_judged_by_its_draft_unedited() {
    check("servicedesk", "2026-10-31T00:00:00Z", [161, 28, 11, 0]);
}

#[test]
fn a_city_is_judged_by_its_draft_unedited() {
    check("city311", "2026-10-31T00:00:00Z", [136, 45, 19, 0]);
}

#[test]
fn a_close_checklist_is_judged_by_its_draft_unedited() {
    check("close", "2026-11-20T00:00:00Z", [139, 56, 5, 0]);
}

#[test]
fn an_export_with_a_row_for_each_change_is_drafted_with_its_states() {
    let draft = Draft::open("fixtures/tickets/updates.csv").unwrap();
    insta::assert_snapshot!(draft.mapping());
    assert!(Mapping::from_toml("mapping.toml", &draft.mapping()).is_ok());
    assert!(Network::from_toml("agreements.toml", &draft.agreements()).is_ok());
}

#[test]
fn what_cannot_be_drafted_from_is_said() {
    let refused = |text: &str| Draft::of(Log::csv("export.csv", text.as_bytes())).unwrap_err().to_string();
    assert_eq!(refused("a,b\n"), "export.csv: it has no row to draft from");
    assert_eq!(refused("a,b\n1,2\n"), "export.csv: no column of it holds instants in a way that is known");
}

/// Names and values come from anywhere: whatever they are, the drafts are files that load.
#[test]
fn any_names_and_values_make_drafts_that_load() {
    let export = "no \"1\";team\\x;opened at;state=\nC#1;\u{1f};13/10/2026 10:00;\"a\"\"b\"\n\
                  C#2;request;14/10/2026 10:00;c\\d\nC#3;Team [x] = 1;15/10/2026 10:00;财务部\n";
    let draft = Draft::of(Log::csv("ex\"port\n.csv", export.as_bytes())).unwrap();
    let mapping = Mapping::from_toml("mapping.toml", &draft.mapping()).unwrap_or_else(|errors| panic!("{errors}"));
    let network =
        Network::from_toml("agreements.toml", &draft.agreements()).unwrap_or_else(|errors| panic!("{errors}"));
    let mut tracker = Tracker::new(network);
    let recorded = tracker.record_all(Log::csv("export.csv", export.as_bytes()).with_mapping(mapping)).unwrap();
    assert_eq!(recorded.count(), 3, "{:?}", recorded.ignored());
}
