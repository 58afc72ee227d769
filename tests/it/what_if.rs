//! Agreements changed in memory, and the same log judged again.

use interdept::calendar::{CalendarSpec, Week};
use interdept::log::Event;
use interdept::tracker::{Status, Tracker};
use interdept::{Analysis, Network};

const AGREEMENT: &str = r#"
format = 1
[agreement]
id = "finance"
customer = "finance"
calendar = "office"
[calendar.office]
timezone = "UTC"
week = { mon-fri = ["09:00-17:00"] }
[[department]]
id = "finance"
name = "Finance"
[[department]]
id = "sales"
name = "Sales"
[[department]]
id = "counter"
name = "Counter"
[[milestone]]
id = "sold"
[[obligation]]
id = "sales.slips"
supplier = "sales"
deliverable = "Slips"
due = "within 2 business days of sold"
needs = ["counter.card"]
[[obligation]]
id = "counter.card"
supplier = "counter"
deliverable = "Card"
customer = "sales"
due = "within 1 business day of sold"
[[obligation]]
id = "finance.receipt"
supplier = "finance"
customer = "sales"
deliverable = "Receipt"
due = "within 3 business days of sold"
calendar = "office"
"#;

fn network() -> Network {
    Network::from_toml("finance.toml", AGREEMENT).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

/// Three contracts sold on Monday morning; slips after one, two and four days.
fn tracker() -> Tracker {
    let mut tracker = Tracker::new(network());
    for (case, day) in [("c1", 3), ("c2", 4), ("c3", 6)] {
        let mut record = |event: Event<'_>| tracker.record(event.case(case)).unwrap();
        record(Event::new("sold", "2026-11-02T10:00:00Z".parse().unwrap()));
        let delivered = |at: &str, obligation: &'static str| Event::delivered(obligation, at.parse().unwrap());
        record(delivered("2026-11-03T12:00:00Z", "counter.card"));
        record(delivered(&format!("2026-11-{day:02}T16:00:00Z"), "sales.slips"));
        record(delivered("2026-11-05T12:00:00Z", "finance.receipt"));
    }
    tracker
}

/// What changes under other agreements: the flips as lines, and each department's met of due, before and after.
fn compare(network: Network) -> (Vec<String>, Vec<String>) {
    let before = tracker();
    let (after, dropped) = before.under(network);
    assert_eq!(dropped, 0);
    let as_of = "2026-11-10T00:00:00Z".parse().unwrap();
    let (before, after) = (before.judge(as_of), after.judge(as_of));
    let what_if = Analysis::of(&before).what_if(&Analysis::of(&after), |_| true);
    let status = |standing: &Option<interdept::analysis::what_if::Standing>| {
        standing.as_ref().map_or("none", |standing| standing.status.as_str())
    };
    let flips = what_if.flips.iter();
    let flips = flips.map(|f| format!("{} {}: {} -> {}", f.obligation, f.key, status(&f.before), status(&f.after)));
    let departments = what_if.departments.iter().map(|change| {
        let met = |tally: &interdept::analysis::Tally| format!("{} of {}", tally.met, tally.due());
        let (before, after) = (met(&change.before), met(&change.after));
        format!("{}: {before} -> {after}, -{} +{}", change.department.id, change.misses_gone, change.misses_new)
    });
    (flips.collect(), departments.collect())
}

#[test]
fn nothing_edited_is_the_same_network() {
    assert_eq!(network().edit().build().unwrap(), network());
    let dealership = Network::load("fixtures/dealership").unwrap();
    assert_eq!(dealership.edit().build().unwrap(), dealership);
    assert_eq!(compare(network()).0, [""; 0]);
}

#[test]
fn a_bolder_promise_flips_what_it_would_have_missed() {
    let bolder = network().edit().due("sales.slips", "within 1 business day of sold").build().unwrap();
    let (flips, departments) = compare(bolder);
    assert_eq!(flips, ["sales.slips c2: met -> late"]);
    assert_eq!(
        departments,
        ["counter: 3 of 3 -> 3 of 3, -0 +0", "finance: 3 of 3 -> 3 of 3, -0 +0", "sales: 2 of 3 -> 1 of 3, -0 +1"]
    );
}

#[test]
fn other_hours_move_all_that_runs_on_them() {
    let short = Week::parse([("mon-wed", ["09:00-17:00"].as_slice())]).unwrap();
    let spec = CalendarSpec::new("short".parse().unwrap(), chrono_tz::UTC, short);
    let edited = network().edit().calendar(spec).works_by("sales", "short").build().unwrap();
    assert_eq!(edited.obligation("sales.slips").unwrap().calendar().id().as_str(), "short");
    assert_eq!(edited.obligation("counter.card").unwrap().calendar().id().as_str(), "office");
    assert_eq!(compare(edited).0, [""; 0], "two working days after Monday is Wednesday either way");
}

#[test]
fn a_department_merged_away_hands_on_what_it_owes_and_is_owed() {
    let merged = network().edit().merge("counter", "sales").build().unwrap();
    assert!(merged.find_department("counter").is_none());
    assert_eq!(merged.obligation("counter.card").unwrap().supplier().id(), "sales");
    let (flips, departments) = compare(merged);
    assert!(flips.is_empty());
    assert_eq!(
        departments,
        ["counter: 3 of 3 -> 0 of 0, -0 +0", "finance: 3 of 3 -> 3 of 3, -0 +0", "sales: 2 of 3 -> 5 of 6, -0 +0"]
    );
}

#[test]
fn what_is_dropped_is_asked_for_no_more() {
    let flips = {
        let before = tracker();
        let (after, dropped) = before.under(network().edit().drop_obligation("sales.slips").build().unwrap());
        assert_eq!(dropped, 3, "its deliveries");
        let as_of = "2026-11-10T00:00:00Z".parse().unwrap();
        let (before, after) = (before.judge(as_of), after.judge(as_of));
        let what_if = Analysis::of(&before).what_if(&Analysis::of(&after), |_| true);
        assert_eq!(what_if.departments.iter().find(|d| d.department.id == "sales").unwrap().misses_gone, 1);
        what_if.flips
    };
    assert_eq!(flips.len(), 3);
    assert!(flips.iter().all(|flip| flip.after.is_none()));
    assert_eq!(flips[2].before.as_ref().unwrap().status, Status::Late);
}

#[test]
fn mistakes_in_an_edit_are_reported_together() {
    let edit = network().edit().due("sales.slip", "by friday of every week").due("sales.slips", "soon");
    let Err(diagnostics) = edit.merge("counter", "nobody").works_by("sales", "nights").build() else {
        panic!("it builds")
    };
    assert_eq!(diagnostics.iter().count(), 4, "{diagnostics}");
}
