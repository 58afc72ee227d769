//! Whose delay it was, from agreement files and events to shares that add up.

use std::fmt::Write as _;

use chrono::{DateTime, Duration, Utc};
use interdept::Analysis;
use interdept::analysis::delay::{Cause, Ended, Scope};
use interdept::log::Event;
use interdept::tracker::{Handoff, Judgement, Status, Tracker};
use interdept::{Network, Period};

const HOUR: i64 = 3_600;

/// An agreement around the clock; `obligations` are lines of `supplier -> customer: id, due[, needs…]`.
fn network(calendar: &str, obligations: &str) -> Network {
    let mut toml = format!(
        "format = 1\n[company]\nsince = 2026-01-01\n[agreement]\nid = \"x\"\ncalendar = \"c\"\n[calendar.c]\ntimezone = \"UTC\"\nweek = {{ {calendar} }}\n\
         [[milestone]]\nid = \"start\"\n[[milestone]]\nid = \"end\"\n"
    );
    let mut departments = std::collections::BTreeSet::new();
    let mut rows = String::new();
    for line in obligations.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (who, what) = line.split_once(": ").unwrap();
        let (supplier, customer) = who.split_once(" -> ").unwrap();
        let mut fields = what.split(", ");
        let (id, due) = (fields.next().unwrap(), fields.next().unwrap());
        let needs: Vec<&str> = fields.collect();
        departments.extend([supplier, customer]);
        writeln!(rows, "[[obligation]]\nid = \"{id}\"\nsupplier = \"{supplier}\"\ncustomer = \"{customer}\"").unwrap();
        writeln!(rows, "deliverable = \"{id}\"\ndue = \"{due}\"\nneeds = {needs:?}").unwrap();
    }
    for id in departments {
        writeln!(toml, "[[department]]\nid = \"{id}\"\nname = \"{id}\"").unwrap();
    }
    Network::from_toml("test.toml", &(toml + &rows)).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

const ALWAYS: &str = "mon-sun = [\"00:00-24:00\"]";
const DAYTIME: &str = "mon-sun = [\"09:00-17:00\"]";

/// Monday, 2 November 2026, 00:00 UTC, and so many hours.
fn at(hours: i64) -> DateTime<Utc> {
    "2026-11-02T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::hours(hours)
}

/// A tracker with events of the case `c`: hours, event, obligation.
fn tracker(network: Network, events: &[(i64, &str, &str)]) -> Tracker {
    let mut tracker = Tracker::new(network);
    for &(hours, name, obligation) in events {
        let obligation = (!obligation.is_empty()).then_some(obligation.into());
        tracker.record(Event { obligation, ..Event::new(name, at(hours)).case("c") }).unwrap();
    }
    tracker
}

fn of<'j>(judgement: &'j Judgement, obligation: &str) -> Handoff<'j> {
    judgement.handoff(obligation, "c").expect("it is there")
}

fn hours(seconds: i64) -> f64 {
    f64::from(i32::try_from(seconds).unwrap()) / 3_600.0
}

/// The shares of a handoff as `a 10 b 2`, in hours.
#[track_caller]
fn check_shares(tracker: &Tracker, as_of: i64, obligation: &str, expect: &str) {
    let judgement = tracker.judge(at(as_of));
    let analysis = Analysis::of(&judgement);
    let handoff = of(&judgement, obligation);
    let shares: Vec<String> =
        analysis.shares(handoff).map(|share| format!("{} {}", share.cause, hours(share.seconds))).collect();
    assert_eq!(shares.join(" "), expect);
    let sum: i64 = analysis.shares(handoff).map(|share| share.seconds).sum();
    assert_eq!(sum, handoff.late_by().map_or(0, |late| late.elapsed));
}

/// Late, own, inherited, in hours.
#[track_caller]
fn check_split(tracker: &Tracker, as_of: i64, obligation: &str, expect: (i64, i64, i64)) {
    let judgement = tracker.judge(at(as_of));
    let delay = Analysis::of(&judgement).delay(of(&judgement, obligation)).unwrap();
    assert_eq!((delay.late_s / HOUR, delay.own_s / HOUR, delay.inherited_s / HOUR), expect);
    assert_eq!(delay.is_excused, delay.late_s > 0 && delay.own_s == 0);
    assert_eq!(delay.late_working_s, delay.own_working_s + delay.inherited_working_s);
}

fn serial(unit: &str) -> Network {
    network(
        ALWAYS,
        &format!(
            "a -> b: one, within 24 {unit} of start
             b -> c: two, within 48 {unit} of start, one
             c -> a: three, within 72 {unit} of start, two"
        ),
    )
}

#[test]
fn the_golden_cases_hold_in_elapsed_hours_and_on_a_calendar() {
    for unit in ["hours", "business hours"] {
        let events = [(0, "start", ""), (34, "delivered", "one"), (60, "delivered", "two"), (80, "delivered", "three")];
        let tracker = tracker(serial(unit), &events);
        check_shares(&tracker, 100, "two", "a 10 b 2");
        check_shares(&tracker, 100, "three", "a 7 b 1");
        check_split(&tracker, 100, "two", (12, 2, 10));
        check_split(&tracker, 100, "three", (8, 0, 8));
    }
}

#[test]
fn concurrent_delays_are_shared() {
    let parallel = || {
        network(
            ALWAYS,
            "a -> c: one, within 24 hours of start
             b -> c: two, within 24 hours of start
             c -> d: three, within 48 hours of start, one, two",
        )
    };
    let both = [(0, "start", ""), (29, "delivered", "one"), (29, "delivered", "two"), (53, "delivered", "three")];
    check_shares(&tracker(parallel(), &both), 100, "three", "a 2.5 b 2.5");
    let one_later = [(0, "start", ""), (34, "delivered", "one"), (28, "delivered", "two"), (58, "delivered", "three")];
    check_shares(&tracker(parallel(), &one_later), 100, "three", "a 8 b 2");
}

fn diamond() -> Tracker {
    let network = network(
        ALWAYS,
        "a -> b: first, within 24 hours of start
         b -> d: left, within 48 hours of start, first
         c -> d: right, within 48 hours of start, first
         d -> a: last, within 72 hours of start, left, right",
    );
    let events = [
        (0, "start", ""),
        (30, "delivered", "first"),
        (54, "delivered", "left"),
        (58, "delivered", "right"),
        (85, "delivered", "last"),
    ];
    tracker(network, &events)
}

#[test]
fn a_diamond_shares_and_names_its_chain() {
    let tracker = diamond();
    check_shares(&tracker, 100, "last", "a 6 c 4 d 3");
    let judgement = tracker.judge(at(100));
    let analysis = Analysis::of(&judgement);
    let chain = analysis.chain(of(&judgement, "last"));
    let told: Vec<_> = chain
        .iter()
        .map(|step| (step.handoff.owed.obligation.as_str(), step.through_s / HOUR, step.stays_s / HOUR))
        .collect();
    assert_eq!(told, [("last", 13, 3), ("right", 10, 4), ("first", 6, 6)]);
    assert!(chain.iter().all(|step| step.ended == Ended::Delivered && step.held_up_s == 0));
    assert_eq!(analysis.waited_for(of(&judgement, "last")), Some(of(&judgement, "right")));
    assert_eq!(analysis.waited_for(of(&judgement, "first")), None);
}

#[test]
fn totals_count_no_second_twice() {
    let tracker = diamond();
    let judgement = tracker.judge(at(100));
    let analysis = Analysis::of(&judgement);
    let totals = analysis.totals(Scope::Terminal, |_| true);
    assert_eq!((totals.late, totals.late_s / HOUR, totals.recovered_s), (1, 13, 0));
    let caused: Vec<_> = totals.departments.iter().map(|d| (d.department.id.as_str(), d.caused_s / HOUR)).collect();
    assert_eq!(caused, [("a", 6), ("c", 4), ("d", 3)]);
    assert_eq!(totals.plan_s + totals.departments.iter().map(|d| d.caused_s).sum::<i64>(), totals.late_s);

    // Over all, the six hours of the first step count again at each step behind it.
    let all = analysis.totals(Scope::All, |_| true);
    assert_eq!((all.late, all.late_s / HOUR, all.own_s / HOUR, all.inherited_s / HOUR), (4, 35, 13, 22));
    assert_eq!(all.knock_on, Some(22.0 / 13.0));
    let only_last = analysis.totals(Scope::All, |handoff| handoff.obligation().id() == "last");
    assert_eq!(only_last.late_s, totals.late_s);

    let matrix = analysis.who_delayed_whom(Scope::Terminal, |_| true);
    let cells: Vec<_> =
        matrix.iter().map(|c| (c.cause.to_string(), c.supplier.id.as_str(), c.seconds / HOUR)).collect();
    assert_eq!(cells, [("a".into(), "d", 6), ("c".into(), "d", 4), ("d".into(), "d", 3)]);
}

#[test]
fn but_for_names_what_would_not_have_been_late() {
    let tracker = diamond();
    let judgement = tracker.judge(at(100));
    let but_for = Analysis::of(&judgement).but_for(|_| true);
    assert_eq!((but_for.misses, but_for.late_s / HOUR), (4, 35));
    let told: Vec<_> = but_for
        .departments
        .iter()
        .map(|d| {
            let names: Vec<_> = d.vanished.iter().map(|named| named.obligation.as_str()).collect();
            (d.department.id.as_str(), d.misses_saved, d.late_saved_s / HOUR, names.join(" "))
        })
        .collect();
    assert_eq!(
        told,
        [("a", 2, 24, "first left".into()), ("c", 0, 8, String::new()), ("d", 0, 3, String::new())],
        "the last step would still have been 7 h late, 9 h or 10 h"
    );
    assert_eq!(but_for.bottleneck().map(|d| d.department.id.as_str()), Some("a"));
    let pair = &but_for.pairs[0];
    assert_eq!((pair.departments.0.id.as_str(), pair.departments.1.id.as_str()), ("a", "c"));
    assert_eq!((pair.misses_saved, pair.late_saved_s / HOUR), (3, 32));
    assert_eq!(pair.vanished_only_together.len(), 1, "the right side is late by both");
}

#[test]
fn two_late_at_once_save_nothing_alone_and_all_together() {
    let network = network(
        ALWAYS,
        "a -> c: one, within 24 hours of start
         b -> c: two, within 24 hours of start
         c -> d: three, within 48 hours of start, one, two",
    );
    let events = [(0, "start", ""), (29, "delivered", "one"), (29, "delivered", "two"), (53, "delivered", "three")];
    let tracker = tracker(network, &events);
    let judgement = tracker.judge(at(100));
    let but_for = Analysis::of(&judgement).but_for(|handoff| handoff.obligation().id() == "three");
    assert!(but_for.departments.is_empty());
    assert_eq!((but_for.pairs[0].misses_saved, but_for.pairs[0].late_saved_s), (1, 5 * HOUR));
}

#[test]
fn the_customers_part_of_an_overrun_is_the_customers() {
    // One is held up by its customer from hour 20 to 26, comes ten hours after the original deadline, and two then takes
    // its whole allowance.
    let events = [
        (0, "start", ""),
        (20, "paused", "one"),
        (26, "resumed", "one"),
        (34, "delivered", "one"),
        (58, "delivered", "two"),
    ];
    let tracker = tracker(serial("hours"), &events);
    check_shares(&tracker, 60, "one", "a 4");
    check_shares(&tracker, 60, "two", "a 4 b 6");
    let judgement = tracker.judge(at(60));
    let chain = Analysis::of(&judgement).chain(of(&judgement, "two"));
    assert_eq!((chain[1].stays_s, chain[1].held_up_s), (10 * HOUR, 6 * HOUR));
}

#[test]
fn an_input_still_open_excuses_what_waits_for_it() {
    let tracker = tracker(serial("hours"), &[(0, "start", ""), (20, "delivered", "three")]);
    check_split(&tracker, 60, "one", (36, 36, 0));
    check_split(&tracker, 60, "two", (12, 0, 12));
    check_shares(&tracker, 60, "two", "a 12");
    let judgement = tracker.judge(at(60));
    let analysis = Analysis::of(&judgement);
    assert!(analysis.delay(of(&judgement, "two")).unwrap().is_provisional);
    let chain = analysis.chain(of(&judgement, "two"));
    assert_eq!((chain[1].ended, chain[1].stays_s), (Ended::Missing, 12 * HOUR));
    assert!(!analysis.delay(of(&judgement, "three")).unwrap().is_late, "it did not wait");
}

#[test]
fn an_input_delivered_after_what_needed_it_was_not_waited_for() {
    let events = [(0, "start", ""), (70, "delivered", "one"), (60, "delivered", "two")];
    let tracker = tracker(serial("hours"), &events);
    check_split(&tracker, 100, "two", (12, 12, 0));
    check_shares(&tracker, 100, "two", "b 12");
}

#[test]
fn an_input_waived_is_waited_for_until_its_waiver() {
    let events = [(0, "start", ""), (34, "waived", "one"), (58, "delivered", "two")];
    let tracker = tracker(serial("hours"), &events);
    check_split(&tracker, 100, "one", (0, 0, 0));
    check_split(&tracker, 100, "two", (10, 0, 10));
    check_shares(&tracker, 100, "two", "a 10");
}

#[test]
fn an_input_delivered_and_later_waived_was_there_at_its_delivery() {
    let events = [(0, "start", ""), (20, "delivered", "one"), (50, "waived", "one"), (58, "delivered", "two")];
    check_split(&tracker(serial("hours"), &events), 100, "two", (10, 10, 0));
}

#[test]
fn an_input_that_never_opened_is_none() {
    let network = network(
        ALWAYS,
        "a -> b: one, within 24 hours of end
         b -> c: two, within 48 hours of start, one",
    );
    check_split(&tracker(network, &[(0, "start", ""), (58, "delivered", "two")]), 100, "two", (10, 10, 0));
}

#[test]
fn two_needs_on_one_department_are_one_player() {
    let network = network(
        ALWAYS,
        "a -> b: one, within 24 hours of start
         a -> b: two, within 24 hours of start
         b -> c: three, within 48 hours of start, one, two",
    );
    let events = [(0, "start", ""), (30, "delivered", "one"), (34, "delivered", "two"), (60, "delivered", "three")];
    check_shares(&tracker(network, &events), 100, "three", "a 10 b 2");
}

#[test]
fn where_the_plan_leaves_no_time_its_lateness_is_the_plans() {
    let network = network(
        ALWAYS,
        "a -> b: one, within 48 hours of start
         b -> c: two, within 24 hours of start, one",
    );
    let on_time = tracker(network, &[(0, "start", ""), (48, "delivered", "one"), (50, "delivered", "two")]);
    // The second had 24 hours from its opening, and the first came as promised: nobody overran.
    check_split(&on_time, 100, "two", (26, 0, 26));
    check_shares(&on_time, 100, "two", "plan 26");
    let judgement = on_time.judge(at(100));
    let analysis = Analysis::of(&judgement);
    let last = analysis.shares(of(&judgement, "two")).last().unwrap();
    assert_eq!(last.cause, Cause::Plan);
    assert_eq!(analysis.totals(Scope::Terminal, |_| true).plan_s, 26 * HOUR);
}

#[test]
fn an_obligation_that_needs_itself_is_refused() {
    let toml = "format = 1\n[agreement]\nid = \"x\"\ncalendar = \"c\"\ncustomer = \"b\"\n[calendar.c]\ntimezone = \"UTC\"\n\
                week = { mon = [\"09:00-17:00\"] }\n[[department]]\nid = \"a\"\nname = \"a\"\n[[department]]\nid = \"b\"\n\
                name = \"b\"\n[[obligation]]\nid = \"o\"\nsupplier = \"a\"\ndeliverable = \"o\"\n\
                due = \"by the 5th of every month\"\nneeds = [\"o\"]\n";
    assert!(Network::from_toml("self.toml", toml).is_err());
}

#[test]
fn needs_reach_across_periods() {
    // The month's report needs every week's that was due within it, and each week's needs every day's.
    let network = network(
        ALWAYS,
        "a -> b: day, by 17:00 every day
         b -> c: week, by sunday of every week, day
         c -> d: month, by the last day of every month, week",
    );
    let mut tracker = Tracker::new(network);
    let mut deliver = |obligation: &str, period: &str, at: &str| {
        tracker.record(Event::delivered(obligation, at.parse().unwrap()).period(period)).unwrap();
    };
    for day in 2..=30 {
        deliver("day", &format!("2026-11-{day:02}"), &format!("2026-11-{day:02}T12:00:00Z"));
    }
    for (week, at) in [("2026-W45", 6), ("2026-W46", 13), ("2026-W47", 20)] {
        deliver("week", week, &format!("2026-11-{at:02}T17:00:00Z"));
    }
    deliver("week", "2026-W48", "2026-12-02T10:00:00Z");
    deliver("month", "2026-11", "2026-12-02T12:00:00Z");
    let judgement = tracker.judge("2026-12-03T00:00:00Z".parse().unwrap());
    let analysis = Analysis::of(&judgement);
    let month = judgement.handoff("month", "2026-11").unwrap();
    assert_eq!(month.period(), "2026-11".parse::<Period>().ok());
    assert_eq!(month.status(), Status::Late);
    let delay = analysis.delay(month).unwrap();
    assert_eq!((delay.late_s / HOUR, delay.own_s), (36, 0));
    assert_eq!(analysis.waited_for(month), judgement.handoff("week", "2026-W48"));
    let shares: Vec<_> = analysis.shares(month).map(|s| (s.cause.to_string(), s.seconds / HOUR)).collect();
    assert_eq!(shares, [("b".to_owned(), 36)]);
}

#[test]
fn needs_reach_from_cases_to_periods_and_back() {
    // The month's list needs all cards of cases opened in it; a refund needs the price list that opened last.
    let network = network(
        ALWAYS,
        "a -> b: card, within 24 hours of start
         b -> c: list, by the last day of every month, card
         d -> e: prices, by the 5th of every month
         e -> c: refund, within 24 hours of end, prices",
    );
    let mut tracker = Tracker::new(network);
    let mut record = |at: &str, name, case: Option<&str>, obligation: Option<&str>, period: Option<&str>| {
        let event = Event::new(name, at.parse().unwrap());
        let [case, obligation, period] = [case, obligation, period].map(|text| text.map(Into::into));
        tracker.record(Event { case, obligation, period, ..event }).unwrap();
    };
    record("2026-11-10T00:00:00Z", "start", Some("c1"), None, None);
    record("2026-11-11T00:00:00Z", "delivered", Some("c1"), Some("card"), None);
    record("2026-11-29T00:00:00Z", "start", Some("c2"), None, None);
    record("2026-12-02T00:00:00Z", "delivered", Some("c2"), Some("card"), None);
    record("2026-12-02T06:00:00Z", "delivered", None, Some("list"), Some("2026-11"));
    record("2026-11-05T00:00:00Z", "end", Some("c1"), None, None);
    record("2026-11-08T00:00:00Z", "delivered", None, Some("prices"), Some("2026-11"));
    record("2026-11-09T00:00:00Z", "delivered", Some("c1"), Some("refund"), None);
    let judgement = tracker.judge("2026-12-03T00:00:00Z".parse().unwrap());
    let analysis = Analysis::of(&judgement);
    let told = |obligation: &str, key: &str| {
        let handoff = judgement.handoff(obligation, key).unwrap();
        let delay = analysis.delay(handoff).unwrap();
        let shares: Vec<_> = analysis.shares(handoff).map(|s| format!("{} {}", s.cause, hours(s.seconds))).collect();
        (hours(delay.late_s), hours(delay.own_s), shares.join(" "))
    };
    // The card was due at the end of the 29th and came 48 h later; the list then had none of its day left.
    assert_eq!(told("card", "c2"), (48.0, 48.0, "a 48".into()));
    assert_eq!(told("list", "2026-11"), (30.0, 0.0, "a 30".into()));
    // Due at the start of the 6th, when the prices were promised: its day from the opening is allowed. They came two days late.
    assert_eq!(told("refund", "c1"), (72.0, 0.0, "d 48 plan 24".into()));
}

/// The example of the page in the rustdoc, which tells these very figures.
fn example() -> Tracker {
    let network = network(
        DAYTIME,
        "consumer-loan -> sales: approval, within 1 business day of start
         sales -> finance: slips, within 2 business days of start, approval
         finance -> sales: statement, within 3 business days of start, slips",
    );
    let events = [
        (10, "start", ""),
        (2 * 24 + 15, "delivered", "approval"),
        (4 * 24 + 11, "delivered", "slips"),
        (5 * 24 + 10, "delivered", "statement"),
    ];
    tracker(network, &events)
}

#[test]
fn the_example_of_the_page_is_computed() {
    let tracker = example();
    let judgement = tracker.judge(at(200));
    let analysis = Analysis::of(&judgement);
    let mut told = String::new();
    for handoff in judgement.handoffs() {
        let delay = analysis.delay(handoff).unwrap();
        let (what, due) = (handoff.obligation().id(), handoff.due_at().format("%a %H:%M"));
        let came = handoff.delivered_at().unwrap().format("%a %H:%M");
        writeln!(told, "{what} of {}: due {due}, came {came}", handoff.supplier().id()).unwrap();
        let (late, own, inherited) = (hours(delay.late_s), hours(delay.own_s), hours(delay.inherited_s));
        let (recovered, excused) = (hours(delay.recovered_s), delay.is_excused);
        writeln!(told, "  late {late}, own {own}, inherited {inherited}, made good {recovered}, excused {excused}")
            .unwrap();
        for share in analysis.shares(handoff) {
            writeln!(told, "  {} bears {}", share.cause, hours(share.seconds)).unwrap();
        }
    }
    for step in analysis.chain(of(&judgement, "statement")) {
        let (supplier, what) = (step.handoff.owed.supplier.id, step.handoff.owed.obligation);
        writeln!(told, "{supplier}'s {what}: {} through, {} stays", hours(step.through_s), hours(step.stays_s))
            .unwrap();
    }
    let but_for = analysis.but_for(|handoff| handoff.is_terminal());
    for without in but_for.departments {
        let (department, saved) = (without.department.id, hours(without.late_saved_s));
        writeln!(told, "without {department} {saved} less, {} misses", without.misses_saved).unwrap();
    }
    for pair in but_for.pairs {
        let ((one, other), saved) = (pair.departments, hours(pair.late_saved_s));
        let (one, other) = (one.id, other.id);
        writeln!(told, "without {one} and {other} {saved} less, {} misses", pair.misses_saved).unwrap();
    }
    insta::assert_snapshot!(told, @r"
    approval of consumer-loan: due Tue 17:00, came Wed 15:00
      late 22, own 22, inherited 0, made good 0, excused false
      consumer-loan bears 22
    slips of sales: due Wed 17:00, came Fri 11:00
      late 42, own 20, inherited 22, made good 0, excused false
      consumer-loan bears 22
      sales bears 20
    statement of finance: due Thu 17:00, came Sat 10:00
      late 41, own 0, inherited 41, made good 1, excused true
      consumer-loan bears 21.5
      sales bears 19.5
    finance's statement: 41 through, 0 stays
    sales's slips: 41 through, 19 stays
    consumer-loan's approval: 22 through, 22 stays
    without consumer-loan 22 less, 0 misses
    without sales 20 less, 0 misses
    without consumer-loan and sales 41 less, 1 misses
    ");
}
