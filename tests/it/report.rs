//! The report as people and programs get it.

use chrono::{DateTime, Utc};
use interdept::report::{Block, COLUMNS, Cell, Document, Language, Report, Row};
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
    insta::assert_snapshot!("office-en", weekly().in_language(Language::English).to_full_text());
    insta::assert_snapshot!("office-zh", weekly().in_language(Language::Chinese).to_full_text());
    insta::assert_snapshot!("office-markdown", weekly().to_markdown());
}

#[test]
fn the_page_is_eighty_columns_wide() {
    for report in [dealership(), weekly()] {
        for language in Language::ALL {
            fits(&report.in_language(language).to_full_text());
        }
    }
}

#[test]
fn an_ordinary_week_of_the_dealership_is_read_in_three_minutes() {
    for language in Language::ALL {
        let text = dealership().in_language(language).to_text();
        assert!(text.lines().count() <= 120, "{} lines:\n{text}", text.lines().count());
    }
}

#[test]
fn lists_are_cut_and_say_where_the_rest_is() {
    let report = dealership();
    for table in report.with_rows(Language::English, 3).tables() {
        assert!(table.rows.len() <= 3, "{}", table.name);
    }
    let document = report.in_language(Language::English);
    let (due, shown) = (report.next.handoffs.len(), 50);
    assert!(due > shown, "{due}");
    assert!(document.to_full_text().contains(&format!("{shown} of {due}; all in next.csv")));
    let misses = report.misses.len();
    assert!(document.to_text().contains(&format!("7 of {misses}; all in misses.csv")));
}

/// What is cut says in which table of data all of it stands; that table is there, and has as many rows.
#[test]
fn the_table_that_has_all_rows_is_among_the_data() {
    let report = dealership();
    let data = report.tables(Language::English);
    let names: Vec<&str> = data.iter().map(|table| table.name).collect();
    let text = report.with_rows(Language::English, 1).to_full_text();
    let words = text.split_whitespace().filter_map(|word| word.strip_suffix(".csv"));
    let told: Vec<&str> = words.filter(|name| *name != "log").collect();
    assert!(told.len() > 10, "{told:?}");
    for name in told {
        assert!(names.contains(&name), "{name} is no table of data");
    }
    let rows = |name: &str| data.iter().find(|table| table.name == name).unwrap().rows.len();
    assert_eq!((rows("misses"), rows("overdue")), (report.misses.len(), report.overdue.handoffs.len()));
    assert_eq!(rows("next"), report.next.handoffs.len());
    for table in report.tables(Language::Chinese).iter().zip(&data) {
        assert_eq!((table.0.name, &table.0.columns), (table.1.name, &table.1.columns));
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
    for table in weekly.tables(Language::English) {
        let csv = table.to_csv();
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

/// The cells of a table, as they read.
fn cells(document: &Document, name: &str) -> Vec<Vec<String>> {
    let table = document.tables().find(|table| table.name == name).unwrap_or_else(|| panic!("no table {name}"));
    let words = |row: &Row| row.cells.iter().map(|cell| cell.words(document.style)).collect();
    table.rows.iter().map(words).collect()
}

#[test]
fn why_a_row_was_rejected_is_told_in_the_report_s_language() {
    let mut tracker = office();
    let rows = b"event,at,case,obligation\ndelivered,2026-11-20T10:00:00+08:00,c1,sales.slip\n";
    let _ = tracker.record_all(Log::csv("more.csv", &rows[..])).unwrap();
    let says = |language, sentence: &str| {
        let document = report(&tracker, WEEK, monday()).in_language(language);
        let rows = cells(&document, "rejected");
        let [place, _, why] = rows.last().unwrap().as_slice() else { panic!("{rows:?}") };
        assert_eq!((place.as_str(), why.as_str()), ("more.csv:2", sentence));
    };
    says(Language::English, "unknown obligation `sales.slip`; the nearest is `sales.slips`");
    says(Language::Chinese, "未知应交事项“sales.slip”；最接近的是“sales.slips”");
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
    let english = weekly.in_language(Language::English);
    assert_eq!(cells(&english, "opened-nothing"), [["sold", "payment = loan", "2"]]);
    assert_eq!(cells(&english, "guessed")[0][..2], ["log.csv:2", "delivered daily"]);
    let chinese = weekly.in_language(Language::Chinese);
    assert_eq!(cells(&chinese, "guessed")[0][2], "未写明期间，已计入期限最近的一期");
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
    says("2026-11-24T14:00:00Z", Language::English, "OVERDUE 1 (0 a week ago, 0 cleared, 1 new); with s 1");
    says("2026-11-25T09:00:00Z", Language::English, "OVERDUE Nothing is overdue.");
    says("2026-11-25T09:00:00Z", Language::Chinese, "逾期未交 目前没有逾期未交的事项。");
    says("2026-11-25T09:00:00Z", Language::English, "s, with 100.0% of the work due: without its delays the one miss");
}

#[test]
fn a_report_says_what_it_is_about() {
    let title = |window: &str, language| report(&office(), window, monday()).in_language(language).title;
    let (en, zh) = (Language::English, Language::Chinese);
    assert_eq!(
        title(WEEK, en),
        "Weekly report, week 47 of 2026 (16–22 November), as of Monday 23 November 2026, 12:00"
    );
    assert_eq!(title("2026-11", en), "Report, November 2026, as of Monday 23 November 2026, 12:00");
    assert_eq!(
        title("2026-11-16..2026-12-02", zh),
        "内部服务报告：2026年11月16日至2026年12月2日，截至2026年11月23日（周一）12:00"
    );
    assert_eq!(title(WEEK, zh), "内部服务周报：2026年第47周（11月16日至22日），截至2026年11月23日（周一）12:00");
}

#[test]
fn a_department_s_page_tells_what_it_owes_and_what_it_waits_for() {
    let weekly = weekly();
    let of = |id: &str| weekly.for_department(&id.parse().unwrap(), Language::English);
    assert!(of("marketing").is_none());
    let sales = of("sales").unwrap();
    assert!(sales.title.starts_with("Sales: week 47 of 2026"), "{}", sales.title);
    assert_eq!(cells(&sales, "we-owe-now").len(), 1);
    let missed = cells(&sales, "our-misses");
    assert_eq!(missed.len(), 3, "{missed:?}");
    fits(&sales.to_text());
    let it = of("it").unwrap();
    assert_eq!(cells(&it, "we-owe-now").len(), 3, "three backups");
}

/// What a word is that is no id, no number and no text of a log: two Latin letters or more.
fn latin_words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !"-.#:_@/".contains(c));
    let is_word = |word: &&str| word.chars().filter(char::is_ascii_alphabetic).count() > 1;
    words.filter(is_word).map(str::to_owned).collect()
}

/// Ids and names of files, and what the log says in its own words, may stand in Latin letters; nothing else does.
#[test]
fn a_chinese_report_has_no_english_words() {
    let report = dealership();
    let network = Network::load("fixtures/dealership").unwrap();
    let ids: Vec<String> = network
        .obligations()
        .map(|it| it.id().to_string())
        .chain(network.milestones().map(|it| it.id().to_string()))
        .chain(network.departments().map(|it| it.id().to_string()))
        .collect();
    // What the agreements' own Chinese names hold, as in 交车前检查（PDI）.
    let names: Vec<String> =
        network.obligations().flat_map(|it| latin_words(it.deliverable().in_language("zh"))).collect();
    let sources = ["Wilson", "Brier"];
    let is_known = |word: &str| {
        ids.iter().chain(&names).any(|known| known == word)
            || sources.contains(&word)
            || word.contains(".csv")
            // Cases and periods.
            || word.chars().any(|c| c.is_ascii_digit())
    };
    let document = report.in_language(Language::Chinese);
    let departments =
        ["sales", "finance", "hr"].map(|id| report.for_department(&id.parse().unwrap(), Language::Chinese));
    for document in departments.into_iter().flatten().chain([document]) {
        let mut said: Vec<String> = vec![document.title.clone()];
        for block in document.blocks.iter().chain(&document.appendix) {
            match block {
                Block::Heading { text, .. } | Block::Paragraph(text) | Block::Note(text) => said.push(text.clone()),
                Block::List(items) => said.extend(items.iter().cloned()),
                Block::Facts(facts) => said.extend(facts.iter().flat_map(|it| [it.name.clone(), it.text.clone()])),
                Block::Table(table) => {
                    said.push(table.caption.clone());
                    said.extend(table.columns.iter().map(|column| column.title.clone()));
                    for row in &table.rows {
                        let own = row.cells.iter().filter(|cell| !matches!(cell, Cell::Quoted(_)));
                        said.extend(own.map(|cell| cell.words(document.style)));
                        said.extend(row.details.iter().cloned());
                        said.extend(row.remark.clone());
                    }
                }
                other => panic!("{other:?}"),
            }
        }
        // What stands in quotation marks is the log's.
        let unquoted =
            |text: &String| text.split('“').map(|part| part.rsplit('”').next().unwrap_or("")).collect::<String>();
        for text in said.iter().map(unquoted) {
            let foreign: Vec<String> = latin_words(&text).into_iter().filter(|word| !is_known(word)).collect();
            assert!(foreign.is_empty(), "{foreign:?} in: {text}");
        }
    }
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
