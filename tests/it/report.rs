//! The report as people and programs get it.

use chrono::{DateTime, Utc};
use interdept::report::{COLUMNS, Language, Report};
use interdept::{Analysis, Log, Network, Tracker};

use crate::compliance::{WEEK, monday, office};

/// The report on a window, as of an instant.
fn report(tracker: &Tracker, window: &str, as_of: DateTime<Utc>) -> Report {
    Report::of(&Analysis::of(&tracker.judge(as_of)), window.parse().unwrap())
}

fn dealership() -> Report {
    let network = Network::load("fixtures/dealership").unwrap_or_else(|found| panic!("{found}"));
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::open("fixtures/dealership/log.csv").unwrap()).unwrap();
    let as_of = tracker.last_at().unwrap();
    Report::of(&Analysis::of(&tracker.judge(as_of)), Report::usual_window(tracker.network(), as_of))
}

fn weekly() -> Report {
    report(&office(), WEEK, monday())
}

/// The columns of a line, where what is not Latin takes two.
fn columns(line: &str) -> usize {
    line.chars().map(|c| if matches!(c, '\u{2E80}'..'\u{FFE8}') { 2 } else { 1 }).sum()
}

#[track_caller]
fn fits(text: &str) {
    for line in text.lines() {
        assert!(columns(line) <= COLUMNS, "{} columns: {line}", columns(line));
        assert_eq!(line, line.trim_end());
    }
}

#[test]
fn a_small_week_reads_well() {
    insta::assert_snapshot!("office-en", weekly().to_text());
    insta::assert_snapshot!("office-zh", weekly().in_language(Language::Chinese).to_text());
    insta::assert_snapshot!("office-markdown", weekly().to_markdown());
}

#[test]
fn the_page_is_eighty_columns_wide() {
    for report in [dealership(), weekly()] {
        for language in Language::ALL {
            fits(&report.in_language(language).to_text());
        }
    }
}

#[test]
fn hostile_names_stay_text() {
    let toml = r#"
        format = 1
        agreement = { id = "a", customer = "b", calendar = "c", name = "=HYPERLINK(\"http://x\")" }
        calendar.c = { timezone = "UTC", week = { mon-sun = ["00:00-24:00"] } }
        department = [
            { id = "a", name = "<script>alert(1)</script>" },
            { id = "b", name = "| **b** |\u001B[31m\u202Etxt, a name that is far too long for any column of any table" },
        ]
        [[obligation]]
        id = "o"
        supplier = "a"
        deliverable = "[click](javascript:alert(1)) ![x](http://x/y.png)\n# heading\n- item"
        due = "by 17:00 every day"
        in-force = { from = 2026-11-01 }
    "#;
    let network = Network::from_toml("hostile.toml", toml).unwrap_or_else(|found| panic!("{found}"));
    let weekly = report(&Tracker::new(network), WEEK, monday());
    let text = weekly.to_text();
    fits(&text);
    assert!(!text.contains('\u{1B}') && !text.contains('\u{202E}'));
    let markdown = weekly.to_markdown();
    assert!(!markdown.contains("<script>") && !markdown.contains("**b**") && !markdown.contains("[click]"));
    assert!(!markdown.lines().any(|line| line.starts_with("# heading") || line.starts_with("- item")));
    for table in weekly.in_language(Language::English).tables() {
        let csv = table.to_csv(Language::English);
        assert!(!csv.contains("\n=") && !csv.contains(",=") && !csv.contains("\"="), "{csv}");
    }
}

#[test]
fn json_has_the_figures_and_null_where_nothing_was_due() {
    let json: serde_json::Value = serde_json::from_str(&weekly().to_json()).unwrap();
    assert_eq!(json["as_of"], "2026-11-23T12:00:00+08:00");
    assert_eq!(json["zone"], "Asia/Shanghai");
    let compliance = &json["compliance"];
    assert_eq!(compliance["week"], "2026-W47");
    assert_eq!(compliance["total"]["week"]["ratio"], 0.375);
    assert_eq!(compliance["total"]["week"]["excused_ratio"], 0.5);
    let badge = compliance["obligations"].as_array().unwrap().iter().find(|line| {
        line["subject"]["obligation"] == "sales.badge" //
    });
    assert_eq!(badge.unwrap()["figures"]["week"]["ratio"], serde_json::Value::Null);
    assert_eq!(json["overdue"]["handoffs"][0]["obligation"], "it.backup");
    assert_eq!(json["overdue"]["handoffs"][0]["supplier"]["name"]["zh"], "信息部");
    assert_eq!(json["rows"]["additional"][0]["code"], "additional");
}

#[test]
fn every_row_that_counts_for_nothing_is_in_the_report() {
    let rows = weekly().rows;
    let rejected: Vec<String> = rows.rejected.iter().map(ToString::to_string).collect();
    assert_eq!(rejected.len(), 1, "{rejected:?}");
    assert!(rejected[0].starts_with("log.csv:23: "), "{}", rejected[0]);
    let unmatched: Vec<&str> = rows.unmatched.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(unmatched, ["delivered sales.slips c9"]);
    let additional: Vec<&str> = rows.additional.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(additional, ["delivered sales.slips c1"]);
}

#[test]
fn why_a_row_was_rejected_is_told_in_the_report_s_language() {
    let mut tracker = office();
    let rows = b"event,at,case,obligation\ndelivered,2026-11-20T10:00:00+08:00,c1,sales.slip\n";
    let _ = tracker.record_all(Log::csv("more.csv", &rows[..])).unwrap();
    let says = |language, sentence: &str| {
        let text = report(&tracker, WEEK, monday()).in_language(language).to_text();
        assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(sentence), "{text}");
    };
    says(Language::English, "more.csv:2: unknown obligation `sales.slip`; the nearest is `sales.slips`");
    says(Language::Chinese, "more.csv:2: 未知应交事项“sales.slip”；最接近的是“sales.slips”");
}

#[test]
fn what_was_guessed_and_what_opened_nothing_is_in_the_report() {
    let toml = "format = 1\n[calendar.c]\ntimezone = \"UTC\"\nweek = { mon-sun = [\"00:00-24:00\"] }\n\
        [agreement]\nid = \"a\"\ncustomer = \"b\"\ncalendar = \"c\"\nin-force = { from = 2026-11-01 }\n\
        [[department]]\nid = \"s\"\n[[department]]\nid = \"b\"\n\
        [[milestone]]\nid = \"sold\"\nattributes = [\"payment\"]\n\
        [[obligation]]\nid = \"daily\"\nsupplier = \"s\"\ndeliverable = \"D\"\ndue = \"by 17:00 every day\"\n\
        [[obligation]]\nid = \"slip\"\nsupplier = \"s\"\ndeliverable = \"S\"\ndue = \"within 1 day of sold\"\nwhen = { payment = \"cash\" }\n";
    let log = "event,at,case,obligation,payment\ndelivered,2026-11-03T18:00:00Z,,daily,\n\
               sold,2026-11-03T10:00:00Z,x,,loan\nsold,2026-11-03T11:00:00Z,y,,loan\n";
    let mut tracker = Tracker::new(Network::from_toml("a.toml", toml).unwrap_or_else(|found| panic!("{found}")));
    tracker.record_all(Log::csv("log.csv", log.as_bytes())).unwrap().all().unwrap();
    let weekly = report(&tracker, "2026-W45", "2026-11-09T00:00:00Z".parse().unwrap());
    let guessed: Vec<(u64, &str)> = weekly.rows.guessed.iter().map(|row| (row.line, row.text.as_str())).collect();
    assert_eq!(guessed, [(2, "delivered daily")]);
    let nothing: Vec<(&str, usize)> =
        weekly.rows.opened_nothing.iter().map(|nothing| (nothing.milestone.as_str(), nothing.count)).collect();
    assert_eq!(nothing, [("sold", 2)]);
    let english = weekly.to_text();
    assert!(
        english.contains("sold with payment = loan: 2 times") && english.contains("log.csv:2: delivered daily"),
        "{english}"
    );
    let chinese = weekly.in_language(Language::Chinese).to_text();
    assert!(chinese.contains("sold（payment = loan）：2次") && chinese.contains("推定对应"), "{chinese}");
}

#[test]
fn an_empty_log_makes_a_report() {
    let tracker = Tracker::new(office().network().clone());
    let weekly = report(&tracker, "2026-W40", "2026-10-01T00:00:00Z".parse().unwrap());
    for language in Language::ALL {
        let text = weekly.in_language(language).to_text();
        fits(&text);
        assert!(!text.contains("100.0%"), "{text}");
    }
}

/// Comes and goes within a week: overdue on Tuesday noon, delivered on Tuesday at three.
#[test]
fn what_came_and_went_in_between_is_not_denied() {
    let agreement = "format = 1\n[agreement]\nid = \"a\"\ncalendar = \"c\"\n[calendar.c]\ntimezone = \"UTC\"\n\
                     week = { mon-fri = [\"09:00-17:00\"] }\n[[department]]\nid = \"s\"\n[[department]]\nid = \"f\"\n\
                     [[milestone]]\nid = \"m\"\n[[obligation]]\nid = \"o\"\nsupplier = \"s\"\ncustomer = \"f\"\n\
                     deliverable = \"Slip\"\ndue = \"by 12:00 within 2 business days of m\"\n";
    let mut tracker = Tracker::new(Network::from_toml("a.toml", agreement).unwrap());
    let log = "event,at,case,obligation\nm,2026-11-20T15:00:00Z,c,\ndelivered,2026-11-24T15:00:00Z,c,o\n";
    assert_eq!(tracker.record_all(Log::csv("log.csv", log.as_bytes())).unwrap().ignored(), []);
    let says = |as_of: &str, language, sentence: &str| {
        let text = report(&tracker, "2026-W48", as_of.parse().unwrap()).in_language(language).to_text();
        assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(sentence), "{text}");
    };
    says("2026-11-24T14:00:00Z", Language::English, "Nothing was overdue a week earlier. ");
    says("2026-11-25T09:00:00Z", Language::English, "Nothing was overdue a week earlier either. ");
    says("2026-11-25T09:00:00Z", Language::Chinese, "一周前亦无逾期事项。");
    says("2026-11-25T09:00:00Z", Language::English, "the week's one miss would vanish, and all 3 hours of lateness.");
    says("2026-12-01T13:00:00Z", Language::English, "A week earlier 1 was overdue, which has been cleared since.");
}

#[test]
fn a_report_says_what_it_is_about() {
    let first_lines = |window: &str, language| {
        let text = report(&office(), window, monday()).in_language(language).to_text();
        text.lines().take(4).filter(|line| !line.is_empty() && !line.starts_with('=')).collect::<Vec<_>>().join(" ")
    };
    let (en, zh) = (Language::English, Language::Chinese);
    assert_eq!(
        first_lines("2026-11", en),
        "Report, November 2026 As of Monday 23 November 2026, 12:00 (Asia/Shanghai). The month runs from Sunday"
    );
    assert_eq!(
        first_lines("2026-11-16..2026-12-02", zh).split_once("截至").unwrap().0,
        "内部服务报告：2026年11月16日至2026年12月2日 "
    );
    assert!(first_lines("2026-Q4", zh).contains("本季度为2026年10月1日"));
    assert!(!first_lines("2026-11-20", en).contains("runs"), "the day is in the title");
}

/// The blocks of the README in one language.
fn readme(fence: &str) -> Vec<String> {
    let readme = include_str!("../../README.md");
    let opening = format!("```{fence}\n");
    readme.split(&opening).skip(1).filter_map(|rest| rest.split("```").next().map(str::to_owned)).collect()
}

#[test]
fn the_readme_shows_the_report_that_its_command_prints() {
    let excerpt = &readme("text")[0];
    assert!(dealership().to_text().starts_with(excerpt), "the README's excerpt is not what the command prints now");
}

#[test]
fn the_readme_s_agreement_and_log_load() {
    let toml = &readme("toml")[0];
    let network = Network::from_toml("readme.toml", toml).unwrap_or_else(|found| panic!("{found}"));
    let mut tracker = Tracker::new(network);
    let csv = &readme("csv")[0];
    let rejected = tracker.record_all(Log::csv("readme.csv", csv.as_bytes())).unwrap();
    assert_eq!(rejected.ignored(), []);
    let judgement = tracker.judge("2026-11-17T12:00:00+08:00".parse().unwrap());
    assert_eq!(judgement.ignored_rows().count(), 0);
}
