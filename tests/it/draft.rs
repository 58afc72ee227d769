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

/// The export of a program that has a language of its own, in an encoding of its own.
#[track_caller]
fn check_foreign(name: &str, export: &[u8], templates: [&str; 2]) {
    let draft = Draft::of(Log::csv(name, export)).unwrap();
    let toml = draft.mapping();
    for template in templates {
        assert!(toml.contains(template), "{template}\n{toml}");
    }
    let mapping = Mapping::from_toml("mapping.toml", &toml).unwrap_or_else(|errors| panic!("{errors}"));
    let network =
        Network::from_toml("agreements.toml", &draft.agreements()).unwrap_or_else(|errors| panic!("{errors}"));
    let mut tracker = Tracker::new(network);
    let recorded = tracker.record_all(Log::csv(name, export).with_mapping(mapping)).unwrap();
    assert_eq!((recorded.count(), recorded.ignored().len()), (5, 0));
    let judgement = tracker.judge("2026-10-31T00:00:00Z".parse().unwrap());
    let statuses: Vec<_> = judgement.handoffs().map(|handoff| handoff.status()).collect();
    assert_eq!(statuses, [Status::Met, Status::Late, Status::Overdue]);
}

#[test]
fn a_german_export_is_drafted() {
    let export = "Auftrags-Nr.;Er\u{f6}ffnet am;F\u{e4}llig am;Erledigt am;Abteilung;Kosten\r\n\
                  A-1;13.10.2026 10:00;15.10.2026 12:00;14.10.2026 09:00;K\u{fc}che;1.200,50\r\n\
                  A-2;13.10.2026 11:00;15.10.2026 12:00;16.10.2026 09:00;K\u{fc}che;0,50\r\n\
                  A-3;13.10.2026 12:00;15.10.2026 12:00;;K\u{fc}che;\r\n";
    let windows_1252: Vec<u8> = export.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let opened = "at = \"{Eröffnet am}\"\ncase = \"{Auftrags-Nr.}\"";
    check_foreign(
        "export.csv",
        &windows_1252,
        [opened, "obligation = \"{Abteilung:id}.done\"\nat = \"{Erledigt am}\""],
    );
}

#[test]
fn a_chinese_export_is_drafted() {
    // In GB18030.
    let export = [
        &b"\xB9\xA4\xB5\xA5\xBA\xC5,\xB4\xB4\xBD\xA8\xCA\xB1\xBC\xE4,\xBD\xD8\xD6\xB9\xCA\xB1\xBC\xE4,\xCD\xEA\xB3\xC9\xCA\xB1\xBC\xE4,\xB4\xA6\xC0\xED\xB2\xBF\xC3\xC5\n"[..],
        &b"W1,2026/10/13 10:00:00,2026/10/15 12:00:00,2026/10/14 09:00:00,\xB2\xC6\xCE\xF1\xB2\xBF\n"[..],
        &b"W2,2026/10/13 11:00:00,2026/10/15 12:00:00,2026/10/16 09:00:00,\xB2\xC6\xCE\xF1\xB2\xBF\n"[..],
        &b"W3,2026/10/13 12:00:00,2026/10/15 12:00:00,,\xB2\xC6\xCE\xF1\xB2\xBF\n"[..],
    ]
    .concat();
    let opened = "at = \"{创建时间}\"\ncase = \"{工单号}\"";
    check_foreign("export.csv", &export, [opened, "obligation = \"{处理部门:id}.done\"\nat = \"{完成时间}\""]);
}

#[test]
fn a_changelog_with_months_by_name_is_drafted() {
    let export = "Issue key,Created,Changed,Status,Assignee Group\n\
                  P-1,13/Oct/26 10:00 AM,13/Oct/26 10:00 AM,To Do,Web\n\
                  P-1,13/Oct/26 10:00 AM,14/Oct/26 02:00 PM,Waiting for customer,Web\n\
                  P-1,13/Oct/26 10:00 AM,15/Oct/26 02:00 PM,Unresolved,Web\n\
                  P-1,13/Oct/26 10:00 AM,16/Oct/26 02:00 PM,Done,Web\n";
    let draft = Draft::of(Log::csv("export.csv", export.as_bytes())).unwrap();
    let mapping = Mapping::from_toml("mapping.toml", &draft.mapping()).unwrap_or_else(|errors| panic!("{errors}"));
    let mut tracker = Tracker::new(Network::from_toml("agreements.toml", &draft.agreements()).unwrap());
    let recorded = tracker.record_all(Log::csv("export.csv", export.as_bytes()).with_mapping(mapping)).unwrap();
    assert_eq!((recorded.count(), recorded.ignored().len()), (4, 0), "{}", draft.mapping());
    let judgement = tracker.judge("2026-10-31T00:00:00Z".parse().unwrap());
    let handoff = judgement.handoffs().next().unwrap();
    assert_eq!(
        (handoff.delivered_at().unwrap().to_string(), handoff.held().num_hours()),
        ("2026-10-16 14:00:00 UTC".into(), 24)
    );
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
