//! The second judge itself, against what was worked out by hand.

use chrono::{NaiveDate, TimeDelta, Weekday};

use super::calendar::{At, Desk, Plan as Hours, Unit, Week};
use super::delay::Plan;
use super::judge::judge;
use super::log::Ev;
use super::rule::{Form, Limit, Of, Rule};
use super::world::{Department, Obligation, Terms, WhileOpen, World};

/// Monday, 2 November 2026, 00:00 UTC, and so many hours.
fn at(hours: i64) -> At {
    "2026-11-02T00:00:00Z".parse::<At>().unwrap() + TimeDelta::hours(hours)
}

fn world(hours: (u32, u32), days: usize, obligations: Vec<Obligation>) -> World {
    let start = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
    let week: Week = std::array::from_fn(|day| if day < days { vec![hours] } else { Vec::new() });
    let plan = Hours { zone: chrono_tz::UTC, week, seasons: Vec::new(), sets: Vec::new(), ends_at_close: true };
    World {
        start,
        desks: vec![Desk::new(plan, start)],
        departments: vec![Department { calendar: Some(0), part_of: None }; 5],
        agreement_desk: 0,
        promptly: (1, Unit::Hours),
        week_starts: Weekday::Mon,
        since: Some(start),
        named: None,
        obligations,
    }
}

/// `within n hours of m0`, and what it needs.
fn within(id: &str, supplier: usize, n: u32, unit: Unit, needs: &[&str]) -> Obligation {
    let form = Form::Within(n, unit);
    let rule = Rule { limits: vec![Limit { clock: None, form }], later: false, of: Of::Any(vec!["m0"]) };
    Obligation {
        id: id.to_owned(),
        supplier,
        customer: (supplier + 1) % 5,
        calendar: None,
        when: Vec::new(),
        own: Terms { rule: Some(rule), ..Terms::default() },
        tiers: Vec::new(),
        needs: needs.iter().map(|&id| id.to_owned()).collect(),
        previous: false,
        while_open: WhileOpen::Another,
        priority: "normal",
        from: None,
        until: None,
    }
}

fn row(name: &'static str, hours: i64, obligation: &str) -> Ev {
    let obligation = (!obligation.is_empty()).then(|| obligation.to_owned());
    Ev { case: Some("c".to_owned()), obligation, ..Ev::new(name, at(hours)) }
}

/// The shares of an obligation's handoff in half hours, as `d0 20 d1 4`.
#[track_caller]
fn check_shares(obligations: Vec<Obligation>, delivered: &[(&str, i64)], of: &str, expect: &str) {
    let world = world((0, 1440), 7, obligations);
    let mut rows = vec![row("m0", 0, "")];
    rows.extend(delivered.iter().map(|&(id, hours)| row("delivered", hours, id)));
    let handoffs = judge(&world, &rows, at(200));
    let plan = Plan::new(&handoffs, at(200));
    let h = handoffs.iter().position(|handoff| handoff.obligation.id == of).unwrap();
    let shares: Vec<String> =
        plan.shares(h).into_iter().map(|(department, seconds)| format!("{department} {}", seconds / 1_800)).collect();
    assert_eq!(shares.join(" "), expect);
}

#[test]
fn the_golden_cases_of_the_specification() {
    let one = |n| within("one", 0, n, Unit::Hours, &[]);
    let serial =
        || vec![one(24), within("two", 1, 48, Unit::Hours, &["one"]), within("three", 2, 72, Unit::Hours, &["two"])];
    check_shares(serial(), &[("one", 34), ("two", 60)], "two", "d0 20 d1 4");
    check_shares(serial(), &[("one", 34), ("two", 60), ("three", 80)], "three", "d0 14 d1 2");
    let parallel =
        || vec![one(24), within("two", 1, 24, Unit::Hours, &[]), within("three", 2, 48, Unit::Hours, &["one", "two"])];
    check_shares(parallel(), &[("one", 29), ("two", 29), ("three", 53)], "three", "d0 5 d1 5");
    check_shares(parallel(), &[("one", 34), ("two", 28), ("three", 58)], "three", "d0 16 d1 4");
    let diamond = vec![
        within("first", 0, 24, Unit::Hours, &[]),
        within("left", 1, 48, Unit::Hours, &["first"]),
        within("right", 2, 48, Unit::Hours, &["first"]),
        within("last", 3, 72, Unit::Hours, &["left", "right"]),
    ];
    let delivered = [("first", 30), ("left", 54), ("right", 58), ("last", 85)];
    check_shares(diamond, &delivered, "last", "d0 12 d2 8 d3 6");
}

/// The deadline, in hours after Monday 00:00, of one that is asked for on Monday at 10:00, at a desk that works on
/// Monday to Friday from 9 to 17.
#[track_caller]
fn check_due(n: u32, unit: Unit, rows: &[(&'static str, i64)], as_of: i64, expect: i64) {
    let mut world = world((540, 1020), 5, vec![within("one", 0, n, unit, &[])]);
    world.obligations[0].own.review = Some((5, Unit::Days));
    let mut log = vec![row("m0", 10, "")];
    for &(name, hours) in rows {
        let until = (name == "extended").then(|| "2026-11-06".to_owned());
        log.push(Ev { until, ..row(name, hours, "one") });
    }
    let handoffs = judge(&world, &log, at(as_of));
    assert_eq!((handoffs[0].due(at(as_of)) - at(0)).num_minutes(), expect * 60);
}

#[test]
fn holds_by_hand() {
    let (days, hours) = (Unit::BusinessDays, Unit::Hours);
    // Two business days: Wednesday 17:00, which is 48 and 17 hours on.
    check_due(2, days, &[], 200, 65);
    // Three working hours on Tuesday: Thursday 12:00.
    check_due(2, days, &[("paused", 36), ("resumed", 39)], 200, 84);
    // Over night it takes one hour of Wednesday and one of Thursday: Thursday 11:00.
    check_due(2, days, &[("paused", 64), ("resumed", 82)], 200, 83);
    // The night alone takes nothing, but it is not due before it ends.
    check_due(2, days, &[("paused", 65), ("resumed", 75)], 200, 75);
    // A minute too late it changes nothing; nor does one that is never resumed, once delivered.
    check_due(2, days, &[("paused", 66), ("resumed", 75)], 200, 65);
    check_due(2, days, &[("paused", 36), ("delivered", 37)], 200, 82);
    // A delivery from 12:00 to 14:00 that is then rejected takes two hours; a pause within it, none besides.
    check_due(2, days, &[("delivered", 36), ("rejected", 38)], 200, 83);
    check_due(2, days, &[("paused", 35), ("delivered", 36), ("rejected", 38), ("resumed", 40)], 200, 84);
    // Elapsed hours: four, and three for the hold.
    check_due(4, hours, &[], 200, 14);
    check_due(4, hours, &[("paused", 12), ("resumed", 15)], 200, 17);
    // Still held: not overdue.
    check_due(4, hours, &[("paused", 12)], 30, 32);
    // Friday's close, agreed in time, and moved again by what is held later; and agreed too late.
    check_due(2, days, &[("paused", 33), ("resumed", 34), ("extended", 40)], 200, 113);
    check_due(2, days, &[("extended", 40), ("paused", 83), ("resumed", 84)], 200, 96 + 72 + 10);
    check_due(2, days, &[("extended", 66)], 200, 65);
    // Between a delivery and its rejection an extension is in time, and the rest of the hold moves it.
    check_due(2, days, &[("delivered", 60), ("extended", 82), ("rejected", 83)], 200, 96 + 72 + 10);
}
