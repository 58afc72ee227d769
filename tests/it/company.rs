//! What holds for the whole company: the zone in which it tells the time, and the day on which its weeks start.

use interdept::analysis::Window;
use interdept::log::Log;
use interdept::report::Report;
use interdept::{Analysis, Network, Tracker};

/// A factory in Shanghai that is open every day until 20:00, of a company that tells the time in Auckland: five hours
/// ahead, so that 20:00 there is 01:00 of the next day.
const AGREEMENTS: &str = r#"
format = 1

[company]
timezone = "Pacific/Auckland"
week-starts = "sun"

[agreement]
id = "works"
customer = "office"
calendar = "works"
objective = { on-time = 0.9, over = "calendar week" }

[calendar.works]
timezone = "Asia/Shanghai"
week = { mon-sun = ["08:00-20:00"] }

[[department]]
id = "factory"
[[department]]
id = "office"

[[milestone]]
id = "ordered"

[[obligation]]
id = "counted-in-days"
supplier = "factory"
deliverable = "Parts"
due = "within 2 days of ordered"

[[obligation]]
id = "counted-in-hours"
supplier = "factory"
deliverable = "Word"
due = "within 4 hours of ordered"
"#;

fn judged(log: &str, as_of: &str, check: impl Fn(&Analysis<'_>)) {
    let network = Network::from_toml("works.toml", AGREEMENTS).unwrap_or_else(|found| panic!("{found}"));
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::csv("log.csv", log.as_bytes())).unwrap();
    assert!(tracker.ignored_rows().is_empty());
    check(&Analysis::of(&tracker.judge(as_of.parse().unwrap())));
}

#[track_caller]
fn due_day(log: &str, obligation: &str, expected: &str) {
    judged(log, "2026-11-30T12:00:00Z", |analysis| {
        let handoff = analysis.judgement().handoff(obligation, "c").expect("it opened");
        assert_eq!(handoff.due_day().to_string(), expected, "{handoff}");
    });
}

#[test]
fn a_deadline_counted_in_days_is_due_on_the_day_that_its_rule_gives() {
    // 20:00 in Shanghai is the 21st in Auckland: the agreement says the 20th.
    due_day("event,at,case\nordered,2026-11-18T09:00:00+08:00,c\n", "counted-in-days", "2026-11-20");
    // A pause of one working hour moves it to 09:00 on the 21st, 14:00 in Auckland; one of twelve to 20:00 there, which
    // is the 22nd in Auckland.
    for (from, until, expected) in [("09", "10", "2026-11-21"), ("08", "20", "2026-11-22")] {
        let log = format!(
            "event,at,case\nordered,2026-11-18T09:00:00+08:00,c\npaused,2026-11-19T{from}:00:00+08:00,c\n\
             resumed,2026-11-19T{until}:00:00+08:00,c\n"
        );
        due_day(&log, "counted-in-days", expected);
    }
}

#[test]
fn any_other_deadline_is_due_on_the_company_s_date() {
    let ordered = |hour: &str| format!("event,at,case\nordered,2026-11-18T{hour}:00:00+08:00,c\n");
    due_day(&ordered("14"), "counted-in-hours", "2026-11-18");
    due_day(&ordered("15"), "counted-in-hours", "2026-11-19");
    // 24:00 on the obligation's own calendar belongs to the day that it ends there, wherever the company is.
    due_day(&ordered("20"), "counted-in-hours", "2026-11-18");
    due_day(&ordered("21"), "counted-in-hours", "2026-11-19");
}

#[test]
fn weeks_start_on_the_company_s_day() {
    // Due on Saturday the 14th, Sunday the 15th, Saturday the 21st and Sunday the 22nd; none delivered.
    let log = "event,at,case\nordered,2026-11-12T09:00:00+08:00,a\nordered,2026-11-13T09:00:00+08:00,b\n\
               ordered,2026-11-19T09:00:00+08:00,c\nordered,2026-11-20T09:00:00+08:00,d\n";
    judged(log, "2026-11-23T12:00:00+13:00", |analysis| {
        let network = analysis.judgement().network();
        let usual = Report::usual_window(network, analysis.judgement().as_of());
        assert_eq!((usual.to_string(), usual.last_day().to_string()), ("2026-W47".into(), "2026-11-21".into()));
        // However the week was named, it is the company's.
        for week in [usual, "2026-W47".parse().unwrap()] {
            let compliance = analysis.compliance(week);
            let line =
                compliance.obligations.iter().find(|line| *line.subject.obligation.as_str() == *"counted-in-days");
            let figures = &line.expect("it has a line").figures;
            assert_eq!((figures.week.overdue, compliance.first_day.to_string()), (2, "2026-11-15".to_owned()));
            let before = figures.trend.iter().rev().nth(1).unwrap();
            assert_eq!(before.overdue, 1);
            let budget = figures.budgets.first().expect("the agreement has an objective");
            assert_eq!((budget.from.to_string(), budget.tally.overdue), ("2026-11-15".to_owned(), 2));
        }
    });
}

#[test]
fn a_report_tells_the_time_and_ends_its_weeks_where_the_company_is() {
    let network = Network::from_toml("works.toml", AGREEMENTS).unwrap();
    let week: Window = "2026-W47".parse().unwrap();
    assert_eq!(week.ends_at(&network), "2026-11-22T00:00:00+13:00".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
    judged("event,at,case\nordered,2026-11-18T09:00:00+08:00,c\n", "2026-11-19T12:00:00Z", |analysis| {
        let report = Report::of(analysis, week);
        assert_eq!(
            (report.zone.name(), report.as_of.to_rfc3339()),
            ("Pacific/Auckland", "2026-11-20T01:00:00+13:00".into())
        );
        assert_eq!(report.load.weeks.last().unwrap().first_day().to_string(), "2026-11-15");
    });
}
