//! Complaints, standing and load, from events to figures.

use chrono::{DateTime, Duration, Utc};
use interdept::analysis::standing::Level;
use interdept::log::Event;
use interdept::tracker::Tracker;
use interdept::{Analysis, Network};

use crate::outlook::ten_brans;

/// A mill and a carter who serve a shop around the clock; bread needs flour.
const VILLAGE: &str = r#"
format = 1
[agreement]
id = "village"
calendar = "always"
customer = "shop"
recovery = 3
[calendar.always]
timezone = "UTC"
week = { mon-sun = ["00:00-24:00"] }
[[department]]
id = "mill"
name = "Mill"
[[department]]
id = "carter"
name = "Carter"
[[department]]
id = "shop"
name = "Shop"
[[milestone]]
id = "sown"
[[milestone]]
id = "cut"
[[obligation]]
id = "mill.flour"
supplier = "mill"
deliverable = "Flour"
due = "within 6 hours of sown"
[[obligation]]
id = "mill.bran"
supplier = "mill"
deliverable = "Bran"
due = "within 6 hours of cut"
[[obligation]]
id = "carter.cart"
supplier = "carter"
deliverable = "Cart"
due = "within 8 hours of sown"
needs = ["mill.flour"]
"#;

/// Monday, 2 November 2026, 00:00 UTC, and so many minutes.
pub(crate) fn at(minutes: i64) -> DateTime<Utc> {
    "2026-11-02T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::minutes(minutes)
}

pub(crate) fn village() -> Tracker {
    Tracker::new(Network::from_toml("village.toml", VILLAGE).unwrap_or_else(|found| panic!("{found}")))
}

/// Opens a case's handoffs and, if it comes, delivers one of them; times in minutes.
pub(crate) fn handoff(tracker: &mut Tracker, case: &str, obligation: &str, opened: i64, delivered: Option<i64>) {
    let milestone = if obligation == "mill.bran" { "cut" } else { "sown" };
    tracker.record(Event::new(milestone, at(opened)).case(case)).unwrap();
    if let Some(minutes) = delivered {
        deliver(tracker, case, obligation, minutes);
    }
}

pub(crate) fn deliver(tracker: &mut Tracker, case: &str, obligation: &str, minutes: i64) {
    let event = Event::new("delivered", at(minutes)).case(case).obligation(obligation);
    tracker.record(&event).unwrap();
}

fn complain(tracker: &mut Tracker, number: &str, category: &str, made: i64, resolved: Option<i64>) {
    let complained = Event::complained(number, at(made)).obligation("mill.flour");
    tracker.record(complained.category(category).cause("no wind")).unwrap();
    if let Some(minutes) = resolved {
        tracker.record(Event::new("resolved", at(minutes)).complaint(number)).unwrap();
    }
}

pub(crate) const HOUR: i64 = 60;

#[test]
fn complaints_are_counted_and_come_back() {
    let mut tracker = village();
    complain(&mut tracker, "k1", "late", 0, Some(3 * HOUR));
    complain(&mut tracker, "k2", "musty", HOUR, Some(4 * HOUR));
    complain(&mut tracker, "k3", "late", 60 * 24 * HOUR, None);
    let register = Analysis::of(&tracker.judge(at(61 * 24 * HOUR))).complaints();
    assert_eq!((register.made, register.resolved, register.open.len()), (3, 2, 1));
    let bars: Vec<_> =
        register.by_category.iter().map(|bar| (bar.name.as_deref(), bar.count, bar.cumulative)).collect();
    assert_eq!(bars, [(Some("late"), 2, 2), (Some("musty"), 1, 3)]);
    assert_eq!(register.by_cause.len(), 1);
    let [back] = &*register.recurrences else { panic!("{:?}", register.recurrences) };
    assert_eq!((&*back.closed.number, &*back.again.number, back.times), ("k1", "k3", 1));
    assert_eq!(back.quiet_s, (60 * 24 - 3) * 3600);
    let [pair] = &*register.pairs else { panic!("{:?}", register.pairs) };
    assert_eq!((pair.pair.supplier.id.as_str(), pair.pair.customer.id.as_str()), ("mill", "shop"));
    assert_eq!((pair.made, pair.open, pair.recurrences), (3, 1, 1));
    assert_eq!(pair.mean_time_to_resolve_s, Some(3 * 3600));
}

#[test]
fn a_complaint_is_open_until_its_resolution_is_known() {
    let mut tracker = village();
    complain(&mut tracker, "k1", "late", 0, Some(3 * HOUR));
    assert_eq!(Analysis::of(&tracker.judge(at(2 * HOUR))).complaints().open.len(), 1);
    assert_eq!(Analysis::of(&tracker.judge(at(3 * HOUR))).complaints().open.len(), 0);
    assert_eq!(Analysis::of(&tracker.judge(at(-1))).complaints().made, 0);
}

fn level(tracker: &Tracker, as_of: i64, supplier: &str) -> (Level, u64, u64, u64) {
    let judgement = tracker.judge(at(as_of));
    let standings = Analysis::of(&judgement).standing();
    let pair = standings.pairs.iter().find(|pair| pair.pair.supplier.id == supplier).unwrap();
    (pair.level, pair.good, pair.misses, pair.excused)
}

#[test]
fn standing_falls_on_own_misses_and_rises_with_good_handoffs() {
    let mut tracker = village();
    assert_eq!(level(&tracker, 0, "mill"), (Level::Satisfied, 0, 0, 0));
    handoff(&mut tracker, "a", "mill.bran", 0, Some(7 * HOUR));
    assert_eq!(level(&tracker, 6 * HOUR, "mill"), (Level::Satisfied, 0, 0, 0), "not late yet");
    assert_eq!(level(&tracker, 6 * HOUR + 1, "mill"), (Level::Wary, 0, 1, 0), "overdue");
    for (n, case) in ["b", "c", "d"].into_iter().enumerate() {
        let opened = (10 + 10 * i64::try_from(n).unwrap()) * HOUR;
        handoff(&mut tracker, case, "mill.bran", opened, Some(opened + HOUR));
    }
    assert_eq!(level(&tracker, 100 * HOUR, "mill"), (Level::Satisfied, 3, 1, 0));
    complain(&mut tracker, "k1", "musty", 101 * HOUR, Some(102 * HOUR));
    assert_eq!(level(&tracker, 103 * HOUR, "mill"), (Level::Wary, 3, 1, 0));
}

#[test]
fn who_waited_for_a_late_input_is_not_blamed() {
    let mut tracker = village();
    handoff(&mut tracker, "a", "mill.flour", 0, Some(20 * HOUR));
    deliver(&mut tracker, "a", "carter.cart", 21 * HOUR);
    assert_eq!(level(&tracker, 30 * HOUR, "carter"), (Level::Satisfied, 0, 0, 1), "in its two hours after the flour");
    assert_eq!(level(&tracker, 30 * HOUR, "mill"), (Level::Wary, 0, 1, 0));
}

#[test]
fn load_balances_week_by_week() {
    let (tracker, as_of) = (ten_brans(), at(244 * HOUR));
    let load = Analysis::of(&tracker.judge(as_of)).load();
    assert_eq!(load.weeks.last().unwrap().to_string(), "2026-W46");
    let mill = load.departments.iter().find(|department| department.department.id == "mill").unwrap();
    let (first, last) = (mill.weeks[mill.weeks.len() - 2], mill.weeks[mill.weeks.len() - 1]);
    // Openings on days 1 to 6, then on days 7, 8, 9 and 10, the last of which is open.
    assert_eq!((first.open_at_start, first.arrivals, first.completions, first.open_at_end), (0, 6, 6, 0));
    assert_eq!((last.open_at_start, last.arrivals, last.completions, last.open_at_end), (0, 4, 3, 1));
    assert_eq!(first.mean_time_to_deliver_s, Some(7 * 1800), "the mean of 1 to 6 hours");
    assert_eq!((first.mean_age_s, last.mean_age_s), (None, Some(4 * 3600)));
    for week in load.departments.iter().flat_map(|department| &department.weeks) {
        assert_eq!(week.open_at_start + week.arrivals, week.completions + week.open_at_end);
    }
}

#[test]
fn a_waiver_clears_the_desk_but_is_no_delivery() {
    let mut tracker = village();
    let waive = |tracker: &mut Tracker, case: &str, minutes| {
        tracker.record(Event::new("waived", at(minutes)).case(case).obligation("mill.bran")).unwrap();
    };
    handoff(&mut tracker, "a", "mill.bran", 0, Some(HOUR));
    waive(&mut tracker, "a", 4 * HOUR);
    handoff(&mut tracker, "b", "mill.bran", 0, None);
    waive(&mut tracker, "b", 2 * HOUR);
    let week = |as_of| {
        let load = Analysis::of(&tracker.judge(at(as_of))).load();
        let mill = load.departments.iter().find(|department| department.department.id == "mill").unwrap();
        *mill.weeks.last().unwrap()
    };
    assert_eq!((week(3 * HOUR).completions, week(5 * HOUR).completions), (2, 2));
    assert_eq!((week(3 * HOUR).open_at_end, week(5 * HOUR).open_at_end), (0, 0));
    assert_eq!(week(5 * HOUR).mean_time_to_deliver_s, Some(3600), "the first was delivered within the hour");
}

#[cfg(feature = "json")]
#[test]
fn all_of_them_are_data() {
    let (mut tracker, as_of) = (ten_brans(), at(244 * HOUR));
    complain(&mut tracker, "k1", "late", 0, None);
    let judgement = tracker.judge(as_of);
    let outlook = serde_json::to_value(Analysis::of(&judgement).outlook()).unwrap();
    assert_eq!(outlook["handoffs"][0]["basis"]["pool"]["obligation"], "mill.bran");
    let standings = serde_json::to_value(Analysis::of(&judgement).standing()).unwrap();
    assert_eq!(standings["pairs"][0]["level"], "estranged", "three misses and a complaint");
    assert_eq!(serde_json::to_value(Analysis::of(&judgement).complaints()).unwrap()["open"][0]["number"], "k1");
    assert_eq!(
        serde_json::to_value(Analysis::of(&judgement).load()).unwrap()["departments"][1]["department"]["id"],
        "mill"
    );
}

#[test]
fn of_another_judgement_s_handoffs_nothing_is_known() {
    let mut tracker = village();
    handoff(&mut tracker, "a", "mill.flour", 0, Some(20 * HOUR));
    deliver(&mut tracker, "a", "carter.cart", 21 * HOUR);
    let (now, before) = (tracker.judge(at(30 * HOUR)), tracker.judge(at(10 * HOUR)));
    let analysis = Analysis::of(&now);
    for (own, other) in now.handoffs().zip(before.handoffs()) {
        assert!(analysis.delay(own).is_some());
        assert_eq!(analysis.delay(other), None, "{other}");
        assert_eq!(analysis.shares(other).count(), 0);
        assert!(!analysis.is_merged(other) && analysis.chain(other).is_empty() && analysis.waited_for(other).is_none());
    }
    let cart = now.handoff("carter.cart", "a").unwrap();
    assert!(analysis.delay(cart).unwrap().is_excused && analysis.waited_for(cart) == now.handoff("mill.flour", "a"));
    // More handoffs than it has itself are no harm either.
    handoff(&mut tracker, "b", "mill.bran", 0, None);
    let more = tracker.judge(at(30 * HOUR));
    assert!(more.handoffs().all(|handoff| analysis.delay(handoff).is_none()));
}

#[test]
fn what_is_overdue_is_compared_by_name_also_across_agreements() {
    let mut tracker = village();
    handoff(&mut tracker, "a", "mill.flour", 0, None);
    // Without the carter, every obligation has another place among all.
    let other = tracker.network().edit().drop_obligation("carter.cart").build().unwrap();
    let before = tracker.under(other).0.judge(at(7 * HOUR));
    let overdue = Analysis::of(&tracker.judge(at(9 * HOUR))).overdue_since(&before);
    let found: Vec<_> =
        overdue.handoffs.iter().map(|late| (late.handoff.owed.obligation.as_str(), late.is_new)).collect();
    assert_eq!(found, [("mill.flour", false), ("carter.cart", true)]);
    assert_eq!((overdue.before, overdue.cleared.len()), (1, 0));
}
