//! Names, keys and reasons that nobody should write: what is printed of them does nothing, and can be seen.

use std::fmt::Write as _;

use interdept::network::Edges;
use interdept::report::{Language, Report, csv_text, deadlines_to_ics, to_json};
use interdept::{Analysis, Log, Network, Tracker};

/// What steers a terminal, turns the reading direction, begins a line, or cannot be seen.
const BAD: &str = "\u{0}\u{1b}[31m\u{85}\u{9b}\u{ad}\u{61c}\u{200b}\u{200d}\u{202e}\u{2028}\u{2066}\u{feff}\u{e0041}";

/// A department whose name would be an event of its own in a calendar file, a node in a graph, a script in a page.
fn network() -> Network {
    let escaped = BAD.chars().fold(String::new(), |text, c| text + &format!("\\U{:08X}", u32::from(c)));
    let text = format!(
        "format = 1\n[agreement]\nid = \"a\"\ncalendar = \"c\"\n[calendar.c]\ntimezone = \"Asia/Shanghai\"\n\
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

#[test]
fn the_ends_of_time_have_reports_too() {
    let mut tracker = Tracker::new(network());
    let _ = tracker.record_all(Log::csv("x.csv", log().as_bytes())).unwrap();
    let east = Network::load("fixtures/dealership").unwrap().calendars()[0].clone();
    for as_of in [chrono::DateTime::<chrono::Utc>::MIN_UTC, chrono::DateTime::<chrono::Utc>::MAX_UTC] {
        for calendar in [&east, &tracker.network().calendars()[0]] {
            assert!(!calendar.to_local(as_of).to_string().is_empty());
            let _ = (calendar.next_opening(as_of), calendar.previous_closing(as_of), calendar.is_working_time(as_of));
        }
        let judgement = tracker.judge(as_of);
        let analysis = Analysis::of(&judgement);
        let report = Report::of(&analysis, Report::usual_window(tracker.network(), as_of));
        for language in [Language::English, Language::Chinese] {
            assert!(!report.in_language(language).to_text().is_empty());
            assert!(!report.to_html(language).unwrap().is_empty());
            assert!(deadlines_to_ics(&judgement, "d0", language).is_some());
        }
        assert!(!report.to_json().is_empty());
    }
}

#[test]
fn shares_add_up_where_lateness_is_centuries() {
    let mut text = String::from(
        "format = 1\nagreement = { id = \"t\", calendar = \"c\" }\ncalendar.c = { timezone = \"UTC\", week = { mon-sun = [\"00:00-24:00\"] } }\n\
         milestone = [{ id = \"go\" }]\n",
    );
    let (mut departments, mut obligations, mut rows) =
        (String::new(), String::new(), String::from("event,at,case,obligation\n"));
    rows.push_str("go,1900-02-01T00:00:00Z,c,\n");
    for n in 0..10 {
        let _ = writeln!(departments, "[[department]]\nid = \"d{n}\"");
    }
    for n in 0..9 {
        let next = n + 1;
        let _ = write!(
            obligations,
            "[[obligation]]\nid = \"o{n}\"\nsupplier = \"d{n}\"\ncustomer = \"d{next}\"\ndeliverable = \"o{n}\"\ndue = \"within 1 hour of go\"\n"
        );
        if n < 6 {
            let _ = writeln!(rows, "delivered,1900-02-01T03:{n}0:00Z,c,o{n}");
        }
    }
    let needs: Vec<String> = (0..9).map(|n| format!("\"o{n}\"")).collect();
    let _ = write!(
        obligations,
        "[[obligation]]\nid = \"z\"\nsupplier = \"d9\"\ncustomer = \"d0\"\ndeliverable = \"z\"\ndue = \"within 2 hours of go\"\nneeds = [{}]\n",
        needs.join(", ")
    );
    text.push_str(&departments);
    text.push_str(&obligations);
    let mut tracker = Tracker::new(Network::from_toml("x.toml", &text).unwrap_or_else(|found| panic!("{found}")));
    let _ = tracker.record_all(Log::csv("x.csv", rows.as_bytes())).unwrap();
    // 8,000 years of microseconds, 252 times, are more than 64 bits.
    let judgement = tracker.judge("9999-12-31T00:00:00Z".parse().unwrap());
    let analysis = Analysis::of(&judgement);
    let late = judgement.handoff("z", "c").expect("it is owed");
    let delay = analysis.delay(late).expect("it is of this judgement");
    let shares: Vec<i64> = analysis.shares(late).map(|share| share.seconds).collect();
    assert!(delay.late_s > 8_000 * 365 * 86_400);
    assert_eq!(shares.iter().sum::<i64>(), delay.late_s, "{shares:?}");
    // Three are still owed: they bear it alike, but for the minutes of those that came.
    let centuries: Vec<i64> = shares.iter().copied().filter(|&share| share > 1_000_000).collect();
    let spread = centuries.iter().max().zip(centuries.iter().min()).map(|(most, least)| most - least);
    assert!((centuries.len(), spread) == (3, Some(1)) && shares.iter().all(|&share| share > 0), "{shares:?}");
}
