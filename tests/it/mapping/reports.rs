//! What a mapping says of what it made.

use interdept::log::{Log, MappingReport};
use interdept::{Event, Network, Tracker};

use super::{mapping, read_to_end};

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
fn why_there_is_no_event_is_said() {
    let why = |conditions: &str, export: &str| {
        let toml = format!("format = 1\n[[event]]\nevent = \"x\"\nat = \"{{at}}\"\ncase = \"{{no}}\"\n{conditions}\n");
        let mut log = Log::csv("export.csv", export.as_bytes()).with_mapping(mapping(&toml));
        read_to_end(&mut log);
        log.mapping_report().unwrap().why_nothing().unwrap_or_default()
    };
    let row = "no,at,state,team\n1,2026-10-08T10:00:00Z,Done,a\n1,2026-10-08T11:00:00Z,Open,b\n";
    assert_eq!(why("", row), "");
    assert_eq!(why("", "no,at\n"), "it has no row below the line that names its columns");
    assert_eq!(why("", "no,at\n1\n2\n"), "none of its 2 rows can be read");
    assert_eq!(why("when = { state = \"Closed\" }", row), "`x` (line 2): in no row holds when.\"state\" = \"Closed\"");
    let both = "when = { state = \"Done\", team = \"b\" }";
    assert_eq!(why(both, row), "`x` (line 2): no row fulfils all that it asks for at once");
    assert_eq!(why("", "no,at\n1,\n"), "`x` (line 2): no instant in the 1 row that match");
    assert_eq!(
        why("", "no,at\n1,soon\n"),
        "`x` (line 2): 1 row rejected, the first at line 2: for the event `x`, `at` from `{at}`: `soon` is not an instant \
         with an offset, such as 2026-10-08 17:30:00+08:00"
    );
}

#[test]
fn values_that_the_agreements_ask_for_and_nothing_has_are_named() {
    let network = Network::from_toml(
        "desk.toml",
        r#"
        format = 1
        [calendar.c]
        timezone = "UTC"
        week = { mon-sun = ["00:00-24:00"] }
        [agreement]
        customer = "users"
        calendar = "c"
        [[department]]
        id = "desk"
        [[department]]
        id = "users"
        [[milestone]]
        id = "opened"
        [[milestone]]
        id = "closed"
        [[obligation]]
        id = "desk.answer"
        supplier = "desk"
        deliverable = "Answer"
        due = "within 3 days of opened"
        when = { channel = { starts-with = "e" }, state = { not = "draft" } }
        tiers = [
          { id = "P1", when = { priority = "P1" }, due = "within 4 hours of opened" },
          { id = "P2", when = { priority = ["P2", "2 - High"] }, due = "within 8 hours of opened" },
        ]
        [[obligation]]
        id = "desk.survey"
        supplier = "desk"
        deliverable = "Survey"
        due = "within 3 days of closed"
        when = { score = "low" }
        "#,
    );
    let mut tracker = Tracker::new(network.unwrap_or_else(|errors| panic!("{errors}")));
    let toml = "format = 1\n[[event]]\nevent = \"opened\"\nat = \"{at}\"\ncase = \"{no}\"\n\
                attributes = { priority = \"{priority}\", channel = \"{by}\" }\n";
    let export = "no,at,priority,by\n1,2026-10-08T10:00:00Z,1 - Critical,mail\n2,2026-10-08T10:00:00Z,2 - High,phone\n";
    tracker.record_all(Log::csv("export.csv", export.as_bytes()).with_mapping(mapping(toml))).unwrap().all().unwrap();
    let never = |tracker: &Tracker| tracker.never_seen().iter().map(ToString::to_string).collect::<Vec<_>>();
    // Nothing was ever closed: of what that has is nothing to say.
    assert_eq!(
        never(&tracker),
        [
            "no `opened` has channel = \"e\", which desk.answer asks for; there are \"mail\", \"phone\"",
            "no `opened` has priority = \"P1\", which desk.answer asks for; there are \"1 - Critical\", \"2 - High\"",
            "no `opened` has priority = \"P2\", which desk.answer asks for; there are \"1 - Critical\", \"2 - High\"",
        ]
    );
    let at = "2026-10-09T10:00:00Z".parse().unwrap();
    tracker.record(Event::new("revised", at).case("1").with("priority", "P1").with("channel", "e-mail")).unwrap();
    assert_eq!(never(&tracker).len(), 1);
}
