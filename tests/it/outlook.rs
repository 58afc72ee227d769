//! Chances and instants foretold: worth something, or not given.

use interdept::analysis::outlook::{Backtest, Outlook, Pool};
use interdept::{Analysis, Log, Network, Tracker};

use crate::analysis::{HOUR, at, deliver, handoff, village};

fn outlook(tracker: &Tracker, minutes: i64) -> Outlook {
    Analysis::of(&tracker.judge(at(minutes))).outlook()
}

/// What the backtest must always keep: never worse than the base rate by more than 1 %.
#[track_caller]
fn never_worse(backtest: &Backtest) {
    if let (Some(own), Some(base)) = (backtest.brier, backtest.brier_of_the_mean) {
        assert!(own <= base * 1.01, "{backtest:?}");
    }
}

/// Nine deliveries of bran that took 1 to 9 hours, a day apart, and one that has been open for 4.
pub(crate) fn ten_brans() -> Tracker {
    let mut tracker = village();
    for n in 1..=9 {
        let opened = n * 24 * HOUR;
        handoff(&mut tracker, &format!("b{n}"), "mill.bran", opened, Some(opened + n * HOUR));
    }
    handoff(&mut tracker, "open", "mill.bran", 240 * HOUR, None);
    tracker
}

#[test]
fn ten_handoffs_give_no_chance_but_an_instant() {
    let outlook = outlook(&ten_brans(), 244 * HOUR);
    let [open] = &*outlook.handoffs else { panic!("one is open: {:?}", outlook.handoffs) };
    let basis = open.basis.as_ref().unwrap();
    assert!(matches!(&basis.pool, Pool::Obligation(id) if id == "mill.bran"));
    assert_eq!((basis.completed, basis.size), (9, 10));
    assert!(open.breach.is_none() && !outlook.backtest.has_skill, "ten are too few to know");
    // Five took longer than its 4 hours: the third of them is the first by which half are done, and the fifth the first by
    // which nine in ten are.
    assert_eq!(open.likely_done_at.unwrap(), at(247 * HOUR));
    assert_eq!(open.surely_done_at.unwrap().timestamp(), at(249 * HOUR).timestamp());
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
        let outlook = outlook(&tracker, 600 * HOUR + 30);
        let open = outlook.handoffs.iter().find(|open| open.handoff.key == "open").unwrap();
        assert_eq!(open.basis.is_none(), open.likely_done_at.is_none());
        open.basis.as_ref().map(|basis| basis.pool.clone())
    };
    assert_eq!(pool_with(&[("mill.bran", 8)]), None, "eight are an anecdote");
    assert!(matches!(pool_with(&[("mill.bran", 9)]), Some(Pool::Obligation(_))));
    assert!(matches!(pool_with(&[("mill.bran", 8), ("mill.flour", 1)]), Some(Pool::Supplier(id)) if id == "mill"));
    assert_eq!(pool_with(&[("mill.bran", 8), ("carter.cart", 1)]), Some(Pool::All));
}

#[test]
fn lead_times_leave_the_window_and_what_is_overdue_has_no_chance() {
    let tracker = ten_brans();
    let later = outlook(&tracker, 250 * HOUR);
    assert_eq!(later.handoffs[0].breach, None, "it is four hours overdue");
    assert_eq!(later.handoffs[0].likely_done_at, None, "nothing ever took as long as ten hours");
    let judgement = tracker.judge(at(244 * HOUR));
    let narrow = Analysis::of(&judgement).outlook_from_weeks(1);
    assert_eq!(narrow.handoffs[0].basis, None, "only seven opened in the last week");
}

#[test]
fn what_is_never_late_needs_no_chances() {
    let mut tracker = village();
    for n in 0..(10 * 7 * 24) {
        let opened = n * HOUR + 30;
        handoff(&mut tracker, &format!("b{n}"), "mill.bran", opened, Some(opened + 2 * HOUR));
    }
    let backtest = outlook(&tracker, 10 * 7 * 24 * HOUR).backtest;
    assert_eq!((backtest.breaches, backtest.has_skill), (0, false));
    assert_eq!(backtest.coverage, Some(1.0), "every one took two hours: {backtest:?}");
    never_worse(&backtest);
}

#[test]
fn age_tells_where_the_late_ones_are_those_still_open() {
    // Every fourth takes 9 hours of the 6 agreed, the others 1: whatever is open after two hours will be late.
    let mut tracker = village();
    let minutes = 10 * 7 * 24 * 60;
    for n in 0..(minutes / 60) {
        let opened = n * 60;
        let takes = if n % 4 == 0 { 9 * HOUR } else { HOUR };
        handoff(&mut tracker, &format!("b{n}"), "mill.bran", opened, Some(opened + takes));
    }
    let outlook = outlook(&tracker, minutes + 7);
    assert!(outlook.backtest.has_skill && outlook.backtest.skill.unwrap() > 0.5, "{:?}", outlook.backtest);
    let chance_of = |open: &str| outlook.handoffs.iter().find(|it| it.handoff.key == open).unwrap().breach.unwrap();
    // The fourth last has been open for four hours and seven minutes; the last for one hour and seven, past its usual end
    // but in the same quarter of its time as those that came within it.
    let old = chance_of(&format!("b{}", minutes / 60 - 4));
    assert!(old.value > 0.95 && old.value < 1.0 && (old.part, old.of) == (19, 20), "{old:?}");
    let well = outlook
        .backtest
        .calibration
        .iter()
        .all(|class| (class.foretold - class.came).abs() < 0.1 || class.forecasts < 50);
    assert!(well, "{:?}", outlook.backtest.calibration);
}

/// Three in ten come an hour after the deadline and the others at it, drawn by lot: nobody can know which.
#[test]
fn where_nothing_can_be_known_nothing_is_said() {
    for seed in 1..=5_u64 {
        let mut tracker = village();
        let mut state = seed;
        for n in 0..800 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let is_late = (state >> 33) % 10 < 3;
            let opened = n * 2 * HOUR;
            let takes = if is_late { 7 * HOUR } else { 6 * HOUR };
            handoff(&mut tracker, &format!("b{n}"), "mill.bran", opened, Some(opened + takes));
        }
        let outlook = outlook(&tracker, 800 * 2 * HOUR);
        assert!(outlook.backtest.forecasts > 3000 && !outlook.backtest.has_skill, "{:?}", outlook.backtest);
        assert!(outlook.handoffs.iter().all(|open| open.breach.is_none()));
        never_worse(&outlook.backtest);
    }
}

/// A tenth of the flour is never ready in time, and the cart that needs it leaves when it is.
#[test]
fn what_is_waited_for_tells_of_what_waits() {
    let mut tracker = village();
    for n in 0..600 {
        let case = format!("s{n}");
        let opened = n * 5 * HOUR;
        let flour = opened + if n % 10 == 0 { 9 * HOUR } else { 5 * HOUR };
        handoff(&mut tracker, &case, "mill.flour", opened, Some(flour));
        deliver(&mut tracker, &case, "carter.cart", flour + 150);
    }
    // Two carts, both open for six hours and twelve minutes of the eight: the flour of one has come.
    let now = 600 * 5 * HOUR;
    for (case, flour) in [("with", Some(now - 72)), ("without", None)] {
        handoff(&mut tracker, case, "mill.flour", now - 372, flour);
    }
    let outlook = outlook(&tracker, now);
    let chance_of = |key: &str| {
        let of_cart = |it: &&interdept::analysis::outlook::Forecast| {
            it.handoff.key == key && it.handoff.owed.obligation == "carter.cart"
        };
        outlook.handoffs.iter().find(of_cart).unwrap().breach.unwrap().value
    };
    assert!(chance_of("with") < 0.1 && chance_of("without") > 0.9, "{} {}", chance_of("with"), chance_of("without"));
}

/// The figures of a program of its own (Python, no code in common), which recounts everything for each forecast instead of
/// going through the log once.
#[test]
fn an_independent_program_scores_the_same() {
    let mut tracker = village();
    for n in 0..500_i64 {
        let opened = n * 97;
        let lot = n * 7919 % 1000;
        if n % 3 == 0 {
            let takes = if lot < 200 { 380 + lot } else { 20 + lot % 330 };
            handoff(&mut tracker, &format!("b{n}"), "mill.bran", opened, Some(opened + takes));
        } else {
            let case = format!("s{n}");
            let takes = if lot < 100 { 400 + lot } else { 30 + lot % 300 };
            handoff(&mut tracker, &case, "mill.flour", opened, Some(opened + takes));
            deliver(&mut tracker, &case, "carter.cart", opened + takes + 40 + lot % 90);
        }
    }
    let backtest = outlook(&tracker, 500 * 97 + 5000).backtest;
    let near = |own: Option<f64>, other: f64| own.is_some_and(|own| (own - other).abs() < 1e-9);
    assert_eq!((backtest.handoffs, backtest.forecasts, backtest.breaches), (772, 1866, 368));
    assert!(
        near(backtest.brier, 0.129_950_701_691_710_25) && near(backtest.brier_of_the_mean, 0.160_021_982_941_553_98),
        "{backtest:?}"
    );
}

fn judged(agreements: &str, log: &str) -> Outlook {
    let network = Network::load(agreements).unwrap_or_else(|found| panic!("{found}"));
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::open(log).unwrap()).unwrap();
    let as_of = tracker.last_at().unwrap();
    Analysis::of(&tracker.judge(as_of)).outlook()
}

#[test]
fn on_the_dealership_s_log_it_has_skill() {
    let outlook = judged("fixtures/dealership", "fixtures/dealership/log.csv");
    let backtest = &outlook.backtest;
    assert!(backtest.has_skill && backtest.skill.unwrap() > 0.1, "{backtest:?}");
    assert!((backtest.coverage.unwrap() - backtest.nominal).abs() <= 0.03, "{backtest:?}");
    never_worse(backtest);
    let given = outlook.handoffs.iter().filter_map(|open| open.breach);
    assert!(given.clone().count() > 10 && given.clone().all(|chance| chance.value > 0.0 && chance.value < 1.0));
}

#[test]
fn on_the_other_trades_it_is_no_worse_than_the_base_rate() {
    for trade in ["month-end-close", "it-service-desk", "hospital-laboratory"] {
        let outlook = judged(&format!("fixtures/{trade}"), &format!("fixtures/{trade}/log.csv"));
        never_worse(&outlook.backtest);
        // A hundred and more intervals, some of which come together: wider by chance, but hardly narrower.
        if let Some(coverage) = outlook.backtest.coverage.filter(|_| outlook.backtest.intervals >= 100) {
            assert!(coverage >= outlook.backtest.nominal - 0.06, "{trade} {:?}", outlook.backtest);
        }
        if !outlook.backtest.has_skill {
            assert!(outlook.handoffs.iter().all(|open| open.breach.is_none()), "{trade}");
        }
    }
}

/// A million handoffs: a minute and more in a debug build.
#[test]
#[ignore = "takes minutes; run with --release -- --ignored"]
#[expect(clippy::disallowed_methods, reason = "the library never reads the environment; a test may")]
fn on_a_million_simulated_handoffs_it_has_skill() {
    let network = Network::load("fixtures/dealership").unwrap_or_else(|found| panic!("{found}"));
    let mut bytes = Vec::new();
    let world = crate::simulate::company::World::new(&network).unwrap();
    let cases = std::env::var("INTERDEPT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(105_000);
    let mut writer =
        crate::simulate::company::row::Writer::new(&mut bytes, crate::simulate::company::row::Format::Csv).unwrap();
    crate::simulate::company::write_log(&world, cases, 7, &mut writer).unwrap();
    writer.finish().unwrap();
    let mut tracker = Tracker::new(network.clone());
    let _ = tracker.record_all(Log::csv("log.csv", bytes.as_slice())).unwrap();
    let judgement = tracker.judge(tracker.last_at().unwrap());
    let outlook = Analysis::of(&judgement).outlook();
    never_worse(&outlook.backtest);
    assert!(outlook.backtest.has_skill);
    assert!((outlook.backtest.coverage.unwrap() - outlook.backtest.nominal).abs() <= 0.03);
}
