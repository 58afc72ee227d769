//! Objectives: which deadline counts, which days, and for which terms. And what enters a ratio at all.

use interdept::analysis::Ratio;
use interdept::analysis::compliance::{Budget, Compliance};
use interdept::log::Log;
use interdept::{Analysis, Network, Tracker};

const OFFICE: &str = r#"
format = 1
[agreement]
id = "a"
customer = "users"
calendar = "always"
objective = { on-time = 0.5, over = "1 week" }
[calendar.always]
timezone = "UTC"
week = { mon-sun = ["00:00-24:00"] }
[[department]]
id = "it"
[[department]]
id = "users"
[[milestone]]
id = "asked"
attributes = ["priority"]
[[obligation]]
id = "answer"
supplier = "it"
deliverable = "Answer"
"#;

fn compliance(terms: &str, log: &str, as_of: &str, week: &str) -> Compliance {
    let network =
        Network::from_toml("office.toml", &format!("{OFFICE}{terms}")).unwrap_or_else(|found| panic!("{found}"));
    let mut tracker = Tracker::new(network);
    let log = format!("event,at,case,obligation,priority\n{log}");
    tracker.record_all(Log::csv("log.csv", log.as_bytes())).unwrap().all().unwrap();
    let judgement = tracker.judge(as_of.parse().unwrap());
    Analysis::of(&judgement).compliance(week.parse().unwrap())
}

/// Due, met and first day of each budget of the only obligation.
fn budgets(compliance: &Compliance) -> Vec<(u64, u64, String)> {
    compliance.obligations[0].figures.budgets.iter().map(shown).collect()
}

fn shown(budget: &Budget) -> (u64, u64, String) {
    (budget.tally.due(), budget.tally.met, budget.from.to_string())
}

/// Asked on Monday the 2nd, Monday the 9th and Tuesday the 10th; one day late, two days late, in time.
const LOG: &str = "\
asked,2026-11-02T12:00:00Z,a,,
delivered,2026-11-04T12:00:00Z,a,answer,
asked,2026-11-09T12:00:00Z,b,,
delivered,2026-11-12T12:00:00Z,b,answer,
asked,2026-11-10T12:00:00Z,c,,
delivered,2026-11-10T13:00:00Z,c,answer,
";

#[test]
fn an_obligation_s_list_replaces_its_agreement_s_and_grace_counts_as_on_time() {
    let own = "due = \"within 24 hours of asked\"\nobjective = [\
        { on-time = 0.9, over = \"calendar month\" }, { on-time = 0.99, grace = \"24 hours\", over = \"2 weeks\" }]";
    let found = compliance(own, LOG, "2026-11-16T00:00:00Z", "2026-W46");
    assert_eq!(budgets(&found), [(3, 1, "2026-11-01".into()), (3, 2, "2026-11-02".into())]);
    let figures = &found.obligations[0].figures;
    assert_eq!(figures.budgets[1].grace.map(|span| span.to_string()).as_deref(), Some("24 hours"));
    // The ratio itself knows no grace.
    assert_eq!((figures.week.due(), figures.week.met), (2, 1));
    // The agreement's own, where the obligation names none.
    let found = compliance("due = \"within 24 hours of asked\"", LOG, "2026-11-16T00:00:00Z", "2026-W46");
    assert_eq!(budgets(&found), [(2, 1, "2026-11-09".into())]);
}

#[test]
fn what_the_grace_still_leaves_time_is_not_due_yet() {
    let own =
        "due = \"within 24 hours of asked\"\nobjective = { on-time = 0.9, grace = \"2 days\", over = \"1 week\" }";
    let log = "asked,2026-11-09T12:00:00Z,a,,\n";
    let at = |as_of: &str| {
        let found = compliance(own, log, as_of, "2026-W46");
        let figures = &found.obligations[0].figures;
        (figures.week.overdue, figures.budgets[0].tally.overdue, figures.budgets[0].tally.not_yet_due)
    };
    assert_eq!(at("2026-11-11T12:00:00Z"), (1, 0, 1));
    assert_eq!(at("2026-11-13T12:00:00Z"), (1, 1, 0));
}

#[test]
fn a_rolling_window_ends_now_and_a_calendar_one_with_the_period_reported() {
    let own = "due = \"within 24 hours of asked\"\nobjective = [{ on-time = 0.9, over = \"1 week\" }, { on-time = 0.9, over = \"calendar week\" }]";
    // A week later, last week's report: nothing has fallen due in the week back from now.
    let found = compliance(own, LOG, "2026-11-23T00:00:00Z", "2026-W46");
    assert_eq!(budgets(&found), [(0, 0, "2026-11-16".into()), (2, 1, "2026-11-09".into())]);
    assert_eq!(found.obligations[0].figures.budgets[0].is_reached(), None);
}

#[test]
fn a_tier_has_its_own_objective_and_its_own_line() {
    let own = "due = \"within 24 hours of asked\"\ntiers = [{ id = \"P1\", when = { priority = \"P1\" }, due = \"within 1 hour of asked\", \
        objective = { on-time = 0.99, over = \"2 weeks\" } }]";
    let log = "asked,2026-11-09T12:00:00Z,a,,P1\ndelivered,2026-11-09T14:00:00Z,a,answer,\n\
               asked,2026-11-09T12:00:00Z,b,,P2\ndelivered,2026-11-09T14:00:00Z,b,answer,\n";
    let found = compliance(own, log, "2026-11-16T00:00:00Z", "2026-W46");
    let week = found.obligations[0].figures.week;
    assert_eq!((week.met, week.late), (1, 1));
    // They share no objective: one of both together would say nothing.
    assert_eq!(budgets(&found), []);
    let [tier] = &found.tiers[..] else { panic!("one tier") };
    assert_eq!((tier.subject.tier.as_str(), tier.figures.week.due(), tier.figures.week.late), ("P1", 1, 1));
    assert_eq!(tier.figures.budgets.iter().map(shown).collect::<Vec<_>>(), [(1, 0, "2026-11-02".into())]);
}

#[test]
fn only_what_has_fallen_due_enters_a_ratio() {
    // Both asked at noon; one delivered an hour later, the other not yet.
    let log =
        "asked,2026-11-09T12:00:00Z,a,,\ndelivered,2026-11-09T13:00:00Z,a,answer,\nasked,2026-11-09T12:00:00Z,b,,\n";
    let week = |as_of: &str| {
        compliance("due = \"within 24 hours of asked\"", log, as_of, "2026-W46").obligations[0].figures.week
    };
    let before = week("2026-11-10T11:00:00Z");
    assert_eq!((before.early, before.not_yet_due, before.due(), before.ratio()), (1, 1, 0, None));
    let after = week("2026-11-10T13:00:00Z");
    assert_eq!((after.early, after.met, after.overdue, after.ratio().map(Ratio::value)), (0, 1, 1, Some(0.5)));
}

#[test]
fn late_and_then_waived_is_counted_apart() {
    let log = "asked,2026-11-09T12:00:00Z,a,,\nwaived,2026-11-10T11:00:00Z,a,answer,\n\
               asked,2026-11-09T12:00:00Z,b,,\nwaived,2026-11-10T13:00:00Z,b,answer,\n\
               asked,2026-11-09T12:00:00Z,c,,\ndelivered,2026-11-10T14:00:00Z,c,answer,\nwaived,2026-11-12T13:00:00Z,c,answer,\n";
    let found = compliance("due = \"within 24 hours of asked\"", log, "2026-11-16T00:00:00Z", "2026-W46");
    let week = found.obligations[0].figures.week;
    assert_eq!((week.waived, week.waived_late, week.due()), (3, 2, 0));
}
