//! Names, keys and reasons that nobody should write: what is printed of them does nothing, and can be seen.

use interdept::network::Edges;
use interdept::report::{Language, Report, csv_text, deadlines_to_ics, to_json};
use interdept::{Analysis, Log, Network, Tracker};

/// What steers a terminal, turns the reading direction, begins a line, or cannot be seen.
const BAD: &str = "\u{0}\u{1b}[31m\u{85}\u{9b}\u{ad}\u{61c}\u{200b}\u{200d}\u{202e}\u{2028}\u{2066}\u{feff}\u{e0041}";

/// A department whose name would be an event of its own in a calendar file, a node in a graph, a script in a page.
fn network() -> Network {
    let escaped = BAD.chars().fold(String::new(), |text, c| text + &format!("\\U{:08X}", u32::from(c)));
    let text = format!(
        "format = 1\n[agreement]\nid = \"a\"\ncalendar = \"c\"\n[calendar.c]\ntimezone = \"UTC\"\n\
         week = {{ mon-sun = [\"00:00-24:00\"] }}\n\
         [[department]]\nid = \"d0\"\nname = \"x\\r\\nBEGIN:VEVENT\\r\\nSUMMARY:forged{escaped}\"\n\
         [[department]]\nid = \"d1\"\nname = \"\\\"]; evil -> d0 [label=\\\"<script>\"\n\
         [[milestone]]\nid = \"go\"\n[[obligation]]\nid = \"o\"\nsupplier = \"d0\"\ncustomer = \"d1\"\n\
         deliverable = \"=HYPERLINK(\\\"x\\\"){escaped}\"\ndue = \"within 3 hours of go\"\n"
    );
    Network::from_toml("x.toml", &text).unwrap_or_else(|found| panic!("{found}"))
}

fn log() -> String {
    format!(
        "event,at,case,obligation,reason\ngo,2026-11-20T10:00:00Z,\"c{BAD}\n1\",,\ngo,2026-11-20T10:00:00Z,＝1+1,,\n\
         go,2026-11-25T10:00:00Z,z,,\nwaived,2026-11-20T11:00:00Z,\" =2\",o,\"{BAD}\n\"\nno{BAD}such,2026-11-20T11:00:00Z,c,,\n"
    )
}

#[track_caller]
fn check(what: &str, printed: &str) {
    for c in BAD.chars().filter(|c| !c.is_ascii_graphic()) {
        assert!(!printed.contains(c), "{what} shows {c:?}");
    }
    assert!(!printed.contains('\r') || what == "the calendar", "{what} has a carriage return");
}

#[test]
fn what_is_printed_of_hostile_names_can_be_seen_and_does_nothing() {
    let network = network();
    check("DOT", &network.to_dot(Edges::Each));
    check("merged DOT", &network.to_dot(Edges::Merged));
    check("Mermaid", &network.to_mermaid());
    let mut tracker = Tracker::new(network);
    let read = tracker.record_all(Log::csv("x.csv", log().as_bytes())).unwrap();
    assert_eq!(read.ignored().len(), 1);
    let judgement = tracker.judge("2026-11-25T11:00:00Z".parse().unwrap());
    let analysis = Analysis::of(&judgement);
    let report = Report::of(&analysis, "2026-W47".parse().unwrap());
    for language in [Language::English, Language::Chinese] {
        let document = report.in_language(language);
        check("text", &document.to_text());
        check("Markdown", &document.to_markdown());
        let page = report.to_html(language).unwrap();
        check("the page", &page);
        assert!(!page.contains("<script>\""), "a name is no script");
        check("the whole text", &document.to_full_text());
        for table in report.tables(language) {
            check("CSV", &table.to_csv());
        }
        check("metrics", &report.to_openmetrics());
        let feed = deadlines_to_ics(&judgement, "d0", language).unwrap();
        check("the calendar", &feed);
        assert_eq!(feed.matches("\r\nBEGIN:VEVENT").count(), 1, "{feed}");
        assert!(feed.split('\n').all(|line| line.is_empty() || line.ends_with('\r')), "each line ends as it should");
    }
    check("JSON", &report.to_json());
    for handoff in judgement.handoffs() {
        check("a handoff's JSON", &to_json(&analysis.record(handoff, true)));
    }
}

#[test]
fn nothing_in_a_table_is_a_formula() {
    for formula in ["=1", "+1", "-1", "@x", "＝1", "＠x", " =1", "\u{3000}＝1", "\t=1", "\r1"] {
        assert!(csv_text(formula).starts_with('\''), "{formula:?}");
    }
    assert_eq!(csv_text("2026-11"), "2026-11");
}

#[test]
fn a_files_name_does_nothing_either() {
    let found = Network::from_toml("a\u{1b}[31m\u{202e}\nb.toml", "format = 2\n").unwrap_err();
    let printed = found.to_string();
    check("a diagnostic", &printed);
    assert!(printed.contains("--> a�[31m� b.toml:1:10"), "{printed}");
    // Whoever asks for the file gets the name that it has.
    assert_eq!(found.iter().next().unwrap().file(), Some("a\u{1b}[31m\u{202e}\nb.toml"));
}
