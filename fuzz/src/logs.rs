//! Logs, mappings and holiday files, and what holds of every judgement and every report.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use interdept::analysis::delay::Scope;
use interdept::calendar::{Calendar, CalendarSpec, HolidaySet, Week};
use interdept::config::Source;
use interdept::log::{Log, Mapping};
use interdept::report::{Language, Report, deadlines_to_ics, to_json};
use interdept::tracker::{Judgement, Tracker};
use interdept::{Analysis, Network};

use crate::texts::printable;

macro_rules! fixture {
    ($($file:literal),* $(,)?) => {
        LazyLock::new(|| {
            let sources = [$(Source { name: $file, text: include_str!(concat!("../../fixtures/", $file)) }),*];
            Network::from_sources(&sources).unwrap_or_else(|found| panic!("{found}"))
        })
    };
}

static DEALERSHIP: LazyLock<Network> = fixture!(
    "dealership/calendars.toml",
    "dealership/company.toml",
    "dealership/consumer-loan.toml",
    "dealership/customer-service.toml",
    "dealership/finance.toml",
    "dealership/hr.toml",
    "dealership/insurance.toml",
    "dealership/sales.toml",
    "dealership/workshop.toml",
);
static TICKETS: LazyLock<Network> = fixture!("tickets/agreements.toml");
static PERMITS: LazyLock<Network> = fixture!("permits/agreements.toml");

/// A log in CSV, on the dealership.
pub fn csv_log(data: &[u8]) {
    log(Log::csv("log.csv", data), &DEALERSHIP, thorough(data));
}

/// A log in JSON Lines, on the dealership.
pub fn jsonl_log(data: &[u8]) {
    log(Log::json("log.jsonl", data), &DEALERSHIP, thorough(data));
}

/// A report takes many times as long as a judgement: every tenth input gets one.
fn thorough(data: &[u8]) -> bool {
    data.iter().fold(0xcbf2_9ce4u32, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) % 10 == 0
}

fn log(log: Log<'_>, network: &Network, thorough: bool) {
    let mut tracker = Tracker::new(network.clone());
    if let Err(error) = tracker.record_all(log) {
        printable("a log's error", &error.to_string());
    }
    for row in tracker.ignored_rows() {
        printable("a rejected row", &row.to_string());
    }
    let Some(last) = tracker.last_at() else { return };
    // Far off, an obligation of every day has a hundred thousand handoffs: that is measured elsewhere.
    let near: DateTime<Utc> = "2028-01-01T00:00:00Z".parse().expect("an instant");
    let last = last.min(near);
    if thorough {
        laws(&tracker.judge(last - TimeDelta::days(3)));
        laws(&tracker.judge(last + TimeDelta::days(40)));
    }
    let judgement = tracker.judge(last);
    laws(&judgement);
    if thorough {
        reports(&tracker, &judgement);
    }
}

/// What holds of every judgement.
pub(crate) fn laws(judgement: &Judgement) {
    let analysis = Analysis::of(judgement);
    let mut before: Option<(String, interdept::tracker::Key<'_>)> = None;
    for handoff in judgement.handoffs() {
        let what = format!("{handoff}");
        let key = (handoff.obligation().id().to_string(), handoff.key());
        let found = judgement.handoff(&key.0, &key.1.to_string()).expect("it is found by its key");
        assert_eq!(found.due_at(), handoff.due_at(), "{what}");
        assert!(before.is_none_or(|before| before < key), "{what} is out of order");
        before = Some(key);
        let _ = (handoff.explanation(), handoff.holds().count(), handoff.at_risk_at(), handoff.inputs().count());
        let _ = (handoff.waits_for(), handoff.missing_documents().count(), to_json(&analysis.record(handoff, true)));
        let Some(delay) = analysis.delay(handoff) else {
            assert!(handoff.is_judged_by_outcome(), "{what}");
            continue;
        };
        let late = handoff.late_by().unwrap_or_default();
        if delay.is_late {
            assert_eq!(delay.late_s, late.elapsed, "{what}");
        }
        assert_eq!(delay.own_s + delay.inherited_s, delay.late_s, "{what}");
        assert_eq!(delay.own_working_s + delay.inherited_working_s, delay.late_working_s, "{what}");
        assert!(delay.own_s >= 0 && delay.inherited_s >= 0 && delay.recovered_s >= 0, "{what} {delay:?}");
        let shares: Vec<_> = analysis.shares(handoff).collect();
        assert!(shares.iter().all(|share| share.seconds > 0), "{what} {shares:?}");
        assert_eq!(shares.iter().map(|share| share.seconds).sum::<i64>(), delay.late_s, "{what} {shares:?}");
        let chain = analysis.chain(handoff);
        assert_eq!(chain.iter().map(|step| step.stays_s).sum::<i64>(), delay.late_s, "{what}");
    }
    for scope in [Scope::All, Scope::Terminal] {
        let totals = analysis.totals(scope, |_| true);
        let caused: i64 = totals.departments.iter().map(|department| department.caused_s).sum();
        assert_eq!(caused + totals.plan_s, totals.late_s);
        assert_eq!(totals.own_s + totals.inherited_s, totals.late_s);
        let matrix: i64 = analysis.who_delayed_whom(scope, |_| true).iter().map(|cell| cell.seconds).sum();
        assert_eq!(matrix, totals.late_s);
    }
}

/// Every report in every format.
pub(crate) fn reports(tracker: &Tracker, judgement: &Judgement) {
    let analysis = Analysis::of(judgement);
    let report = Report::of(&analysis, Report::usual_window(tracker.network(), judgement.as_of()));
    let json = report.to_json();
    printable("the JSON", &json);
    let _: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    for language in Language::ALL {
        let document = report.in_language(language);
        printable("the text", &document.to_text());
        printable("the Markdown", &document.to_markdown());
        for table in report.tables(language) {
            let text = table.to_csv();
            printable("a table", &text);
            let mut read = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            for record in read.records() {
                let record = record.expect("CSV with as many fields in each row");
                for field in &record {
                    let start = field.trim_start();
                    let formula = start.starts_with(['=', '@', '＝', '＠', '＋']) || field.starts_with(['\t', '\r']);
                    let sign = start.starts_with(['+', '-']) && start.len() > 1 && start[1..].parse::<f64>().is_err();
                    assert!(!formula && !(sign && field.contains(['(', '|', '!'])), "{field:?} is a formula");
                }
            }
        }
        let html = report.to_html(language).expect("HTML");
        printable("the page", &html);
        assert_eq!(html.matches("<script").count(), 1, "the page's own script");
        if let Some(department) = tracker.network().departments().next() {
            let feed = deadlines_to_ics(judgement, department.id().as_str(), language).expect("a department");
            for line in feed.split("\r\n") {
                // 75 bytes, as the format wants it, and one that the library counts otherwise.
                assert!(line.len() <= 76, "a line of {} bytes: {line}", line.len());
                assert!(!line.contains(|c: char| c.is_control() && c != '\t'), "{line:?}");
            }
        }
    }
    let _ = report.to_xlsx(Language::English).expect("XLSX");
}

/// A mapping and an export, divided by NUL.
pub fn mapping(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (toml, export) = text.split_once('\0').unwrap_or((text, ""));
    let mapping = match Mapping::from_toml("map.toml", toml) {
        Ok(mapping) => mapping,
        Err(found) => return printable("a diagnostic", &found.to_string()),
    };
    let bytes = export.as_bytes();
    let open =
        || if export.starts_with('{') { Log::json("export.jsonl", bytes) } else { Log::csv("export.csv", bytes) };
    for network in [&*TICKETS, &*PERMITS] {
        log(open().with_mapping(mapping.clone()), network, thorough(data));
    }
}

/// A holiday file.
pub fn ics(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (set, left_out) = match HolidaySet::from_ics("h".parse().expect("an id"), text) {
        Ok(read) => read,
        Err(error) => {
            let lines = text.lines().count();
            assert!(error.line() >= 1 && error.line() <= lines.max(1), "line {} of {lines}", error.line());
            return;
        }
    };
    for warning in &left_out {
        printable("a warning", &warning.to_string());
    }
    if let Some((first, last)) = set.covers {
        assert!(first <= last);
    }
    let week = Week::parse([("mon-fri", ["09:00-17:00"].as_slice())]).expect("a week");
    let spec = CalendarSpec {
        holidays: vec![set.clone().into()],
        ..CalendarSpec::new("c".parse().expect("an id"), chrono_tz::UTC, week)
    };
    let calendar = Calendar::new(spec).expect("no holiday file breaks a calendar");
    if !set.yearly.is_empty() || !set.closures.is_empty() {
        let _ = calendar.plus_working_days(Calendar::FIRST_DAY, 100);
        return;
    }
    for (day, exception) in &set.days {
        let closed = exception.hours == interdept::calendar::ExceptionHours::Closed;
        let inside = (Calendar::FIRST_DAY..=Calendar::LAST_DAY).contains(day);
        assert_eq!(calendar.is_working_day(*day), inside && !closed, "{day}");
    }
}

/// The bundled log judged at the ends of time. Only on demand: it takes a minute.
pub fn extremes() {
    let rows = include_str!("../../fixtures/dealership/log.csv");
    let mut tracker = Tracker::new(DEALERSHIP.clone());
    let _ = tracker.record_all(Log::csv("log.csv", rows.as_bytes())).expect("a log");
    let far =
        ["1900-01-01T00:00:00Z", "2299-12-31T23:59:59Z"].map(|at| at.parse::<DateTime<Utc>>().expect("an instant"));
    let ends = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
    for as_of in far.into_iter().chain(ends) {
        let judgement = tracker.judge(as_of);
        laws(&judgement);
        reports(&tracker, &judgement);
        eprintln!("{as_of:?} fine");
    }
}
