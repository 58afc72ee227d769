//! Complaints, standing, load and outlook, from events to figures.

use chrono::{DateTime, Duration, Utc};
use interdept::analysis::outlook::Pool;
use interdept::analysis::standing::Level;
use interdept::log::Event;
use interdept::tracker::Tracker;
use interdept::{Analysis, Network};

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
fn at(minutes: i64) -> DateTime<Utc> {
    "2026-11-02T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::minutes(minutes)
}

fn village() -> Tracker {
    Tracker::new(Network::from_toml("village.toml", VILLAGE).unwrap_or_else(|found| panic!("{found}")))
}

/// Opens a case's handoffs and, if it comes, delivers one of them; times in minutes.
fn handoff(tracker: &mut Tracker, case: &str, obligation: &str, opened: i64, delivered: Option<i64>) {
    let milestone = if obligation == "mill.bran" { "cut" } else { "sown" };
    tracker.record(Event::new(milestone, at(opened)).case(case)).unwrap();
    if let Some(minutes) = delivered {
        deliver(tracker, case, obligation, minutes);
    }
}

fn deliver(tracker: &mut Tracker, case: &str, obligation: &str, minutes: i64) {
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

const HOUR: i64 = 60;

/// Nine deliveries of bran that took 1 to 9 hours, a day apart, and one that has been open for 4.
fn ten_brans() -> (Tracker, DateTime<Utc>) {
    let mut tracker = village();
    for n in 1..=9 {
        let opened = n * 24 * HOUR;
        handoff(&mut tracker, &format!("b{n}"), "mill.bran", opened, Some(opened + n * HOUR));
    }
    handoff(&mut tracker, "open", "mill.bran", 240 * HOUR, None);
    (tracker, at(244 * HOUR))
}

#[test]
fn an_open_handoff_is_judged_by_those_that_took_as_long() {
    let (tracker, as_of) = ten_brans();
    let outlook = Analysis::of(&tracker.judge(as_of)).outlook();
    let [open] = &*outlook.handoffs else { panic!("one is open: {:?}", outlook.handoffs) };
    let basis = open.basis.as_ref().unwrap();
    assert!(matches!(&basis.pool, Pool::Obligation(id) if id == "mill.bran"));
    assert_eq!((basis.completed, basis.size), (9, 10));
    // Five took longer than its 4 hours (5, 6, 7, 8, 9); three of them longer than the 6 agreed.
    let breach = open.breach.unwrap();
    assert!((breach.value - 0.6).abs() < 1e-12, "{breach:?}");
    let (low, high) = breach.band.unwrap();
    assert!(0.0 < low && low < 0.6 && 0.6 < high && high < 1.0, "{breach:?}");
    // The third of the five is the first by which half are done, and the fifth the first by which nine in ten are.
    assert_eq!(open.likely_done_at.unwrap(), at(247 * HOUR));
    assert_eq!(open.surely_done_at.unwrap(), at(249 * HOUR));
}

#[test]
fn too_few_of_its_own_are_helped_out_by_the_supplier_then_by_all() {
    let pool_with = |others: &[(&str, i64)]| {
        let mut tracker = village();
        for (obligation, number) in others {
            for n in 0..*number {
                let opened = n * 24 * HOUR;
                handoff(&mut tracker, &format!("{obligation}-{n}"), obligation, opened, Some(opened + HOUR));
            }
        }
        handoff(&mut tracker, "open", "mill.bran", 600 * HOUR, None);
        let judgement = tracker.judge(at(600 * HOUR + 30));
        let outlook = Analysis::of(&judgement).outlook();
        let open = outlook.handoffs.iter().find(|open| open.handoff.key == "open").unwrap();
        assert_eq!(open.basis.is_none(), open.breach.is_none());
        open.basis.as_ref().map(|basis| basis.pool.clone())
    };
    assert_eq!(pool_with(&[("mill.bran", 8)]), None, "eight are an anecdote");
    assert!(matches!(pool_with(&[("mill.bran", 9)]), Some(Pool::Obligation(_))));
    assert!(matches!(pool_with(&[("mill.bran", 8), ("mill.flour", 1)]), Some(Pool::Supplier(id)) if id == "mill"));
    assert_eq!(pool_with(&[("mill.bran", 8), ("carter.cart", 1)]), Some(Pool::All));
}

#[test]
fn lead_times_leave_the_window_and_overdue_is_certain() {
    let (tracker, _) = ten_brans();
    let later = at(250 * HOUR);
    let outlook = Analysis::of(&tracker.judge(later)).outlook();
    assert!((outlook.handoffs[0].breach.unwrap().value - 1.0).abs() < f64::EPSILON, "it is four hours overdue");
    assert_eq!(outlook.handoffs[0].likely_done_at, None, "nothing ever took as long as ten hours");
    let outlook = Analysis::of(&tracker.judge(at(244 * HOUR))).outlook_from_weeks(1);
    assert_eq!(outlook.handoffs[0].basis, None, "only seven opened in the last week");
}

#[test]
fn a_clockwork_is_foretold_without_fault() {
    let mut tracker = village();
    for n in 0..(10 * 7 * 24) {
        let opened = n * HOUR + 30;
        handoff(&mut tracker, &format!("b{n}"), "mill.bran", opened, Some(opened + 2 * HOUR));
    }
    let backtest = Analysis::of(&tracker.judge(at(10 * 7 * 24 * HOUR))).outlook().backtest;
    // Two lie open at any full hour; eight weeks are looked back.
    assert_eq!((backtest.forecasts, backtest.breaches, backtest.brier), (16, 0, Some(0.0)));
    assert_eq!((backtest.intervals, backtest.hits, backtest.coverage), (16, 16, Some(1.0)));
}

#[test]
fn a_forecast_beats_the_mean_where_age_tells() {
    // Every fourth takes 9 hours of the 6 agreed, the others 1: whatever is still open after an hour will be late.
    let mut tracker = village();
    for n in 0..(10 * 7 * 24 * 4) {
        let opened = n * 15;
        let takes = if n % 4 == 0 { 9 * HOUR } else { HOUR };
        handoff(&mut tracker, &format!("b{n}"), "mill.bran", opened, Some(opened + takes));
    }
    let backtest = Analysis::of(&tracker.judge(at(10 * 7 * 24 * HOUR + 7))).outlook().backtest;
    assert!(backtest.breaches > 0 && backtest.breaches < backtest.forecasts, "{backtest:?}");
    assert!(backtest.brier.unwrap() < backtest.brier_of_the_mean.unwrap() / 2.0, "{backtest:?}");
}

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
    let (tracker, as_of) = ten_brans();
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
    let (mut tracker, as_of) = ten_brans();
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
