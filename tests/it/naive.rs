//! The tracker against a second judge, written from the specification alone with loops instead of indices: random
//! agreements and random logs must come out the same, row by row, at every instant.

#![expect(
    clippy::match_same_arms,
    clippy::option_option,
    clippy::similar_names,
    clippy::wildcard_enum_match_arm,
    reason = "each rule stands on a line of its own, as in the specification"
)]

mod by_hand;
pub(crate) mod calendar;
mod delay;
pub(crate) mod dice;
mod handoff;
mod happen;
mod judge;
pub(crate) mod log;
mod period;
pub(crate) mod random;
mod rule;
pub(crate) mod world;

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::TimeDelta;
use interdept::Analysis;
use interdept::log::Log;
use interdept::network::Network;
use interdept::tracker::Tracker;

use calendar::At;
use delay::Plan;
use dice::Dice;
use judge::judge;
use log::{Ev, csv};
use random::Features;
use world::World;

/// A row of the table that both judges must agree on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    obligation: String,
    key: String,
    supplier: String,
    customer: String,
    agreement: String,
    priority: String,
    opened: At,
    original_due: At,
    due: At,
    delivered: Option<At>,
    status: String,
    /// None where it is late and nobody knows by how much.
    late_by: Option<i64>,
    late_by_working: Option<i64>,
    own: i64,
    inherited: i64,
    excused: bool,
    attempts: u32,
    period: String,
    tier: String,
    held: i64,
    waits_for: String,
    promised: Option<At>,
    shares: BTreeMap<String, i64>,
}

/// What this judge finds.
fn expected(world: &World, rows: &[Ev], as_of: At) -> Vec<Row> {
    let handoffs = judge(world, rows, as_of);
    let plan = Plan::new(&handoffs, as_of);
    let mut found: Vec<Row> = plan
        .listed()
        .into_iter()
        .map(|h| {
            let handoff = &handoffs[h];
            let due = handoff.due(as_of);
            let (late, own, inherited) = plan.split(h);
            let status = handoff.status(as_of);
            let end = handoff.delivered.unwrap_or(as_of);
            let known = status != "late" || handoff.kept.is_none();
            let working = if late.is_zero() { TimeDelta::zero() } else { handoff.desk.working_between(due, end) };
            Row {
                obligation: handoff.obligation.id.clone(),
                key: handoff.key.clone(),
                supplier: format!("d{}", handoff.obligation.supplier),
                customer: format!("d{}", handoff.obligation.customer),
                agreement: "a".to_owned(),
                priority: handoff.obligation.priority(handoff.tier).to_owned(),
                opened: handoff.opened,
                original_due: handoff.original.instant(),
                due,
                delivered: handoff.delivered,
                status: status.to_owned(),
                late_by: known.then(|| late.num_seconds()),
                late_by_working: known.then(|| working.num_seconds()),
                own: own.num_seconds(),
                inherited: inherited.num_seconds(),
                excused: !late.is_zero() && own.is_zero(),
                attempts: handoff.attempts,
                period: if handoff.span.is_some() { handoff.key.clone() } else { String::new() },
                tier: handoff.tier.map_or("", |tier| handoff.obligation.tiers[tier].id).to_owned(),
                held: handoff.held(as_of).num_seconds(),
                waits_for: plan.waits_for(h).into_iter().collect::<Vec<_>>().join(";"),
                promised: handoff.promised(as_of),
                shares: plan.shares(h),
            }
        })
        .collect();
    found.sort();
    found
}

/// What the library finds.
fn found(tracker: &Tracker, as_of: At) -> Vec<Row> {
    let judgement = tracker.judge(as_of);
    let analysis = Analysis::of(&judgement);
    let mut rows: Vec<Row> = judgement
        .handoffs()
        .map(|handoff| {
            let record = analysis.record(handoff, true);
            // A waived one has no delay.
            let delay = analysis.delay(handoff).unwrap_or_default();
            let shares = record.shares.iter().filter(|share| share.seconds != 0);
            Row {
                obligation: record.obligation.to_owned(),
                supplier: record.supplier.to_owned(),
                customer: record.customer.to_owned(),
                agreement: record.agreement.to_owned(),
                priority: record.priority.to_string(),
                opened: record.opened_at.to_utc(),
                original_due: record.original_due_at.to_utc(),
                due: record.due_at.to_utc(),
                delivered: record.delivered_at.map(|at| at.to_utc()),
                status: record.status.to_string(),
                late_by: record.late_by_s,
                late_by_working: record.late_by_working_s,
                own: delay.own_s,
                inherited: delay.inherited_s,
                excused: record.excused,
                attempts: record.attempts,
                period: record.period.unwrap_or_default().into_owned(),
                tier: record.tier.unwrap_or_default().to_owned(),
                held: record.held_s,
                waits_for: record.waits_for.unwrap_or_default().into_owned(),
                promised: record.promised_at.map(|at| at.to_utc()),
                shares: shares.map(|share| (share.cause.to_string(), share.seconds)).collect(),
                key: record.key.into_owned(),
            }
        })
        .collect();
    rows.sort();
    rows
}

/// A tracker that has read a log.
fn tracker(world: &World, rows: &[Ev]) -> Result<Tracker, String> {
    let toml = world.toml();
    let network = Network::from_toml("world.toml", &toml).map_err(|errors| format!("{toml}\n{errors}"))?;
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::csv("log.csv", csv(rows).as_bytes())).unwrap();
    Ok(tracker)
}

/// Judges a log both ways.
fn compare(world: &World, rows: &[Ev], tracker: &Tracker, as_of: At, features: &Features) -> Result<(), String> {
    let mut tables = [expected(world, rows, as_of), found(tracker, as_of)];
    if !features.delay {
        for row in tables.iter_mut().flatten() {
            (row.own, row.inherited, row.excused) = (0, 0, false);
            row.shares.clear();
        }
    }
    if !features.columns {
        for row in tables.iter_mut().flatten() {
            (row.held, row.promised) = (0, None);
            row.tier.clear();
            row.waits_for.clear();
        }
    }
    let [expected, found] = tables;
    if expected == found { Ok(()) } else { Err(difference(world, rows, as_of, &expected, &found)) }
}

/// What somebody needs to see who must decide which of the judges is right.
fn difference(world: &World, rows: &[Ev], as_of: At, expected: &[Row], found: &[Row]) -> String {
    let mut text = format!("as of {as_of}\n{}\n{}\n", world.toml(), csv(rows));
    let name = |row: &Row| (row.obligation.clone(), row.key.clone());
    let mut names: Vec<_> = expected.iter().chain(found).map(name).collect();
    names.sort();
    names.dedup();
    for id in names {
        let of = |rows: &[Row]| rows.iter().filter(|row| name(row) == id).cloned().collect::<Vec<_>>();
        let (expected, found) = (of(expected), of(found));
        if expected != found {
            let (expected, found) = (format!("{expected:#?}"), format!("{found:#?}"));
            writeln!(text, "only {} {}:", id.0, id.1).unwrap();
            for line in expected.lines().filter(|line| !found.lines().any(|other| other == *line)) {
                writeln!(text, "  only naive:   {}", line.trim()).unwrap();
            }
            for line in found.lines().filter(|line| !expected.lines().any(|other| other == *line)) {
                writeln!(text, "  only library: {}", line.trim()).unwrap();
            }
        }
    }
    text
}

/// Tries to leave out rows and obligations for as long as the judges still differ.
fn shrunk(mut world: World, mut rows: Vec<Ev>, as_of: At, features: &Features) -> String {
    let differs = |world: &World, rows: &[Ev]| {
        tracker(world, rows).is_ok_and(|tracker| compare(world, rows, &tracker, as_of, features).is_err())
    };
    let mut place = 0;
    while place < rows.len() {
        let mut fewer = rows.clone();
        fewer.remove(place);
        if differs(&world, &fewer) {
            rows = fewer;
        } else {
            place += 1;
        }
    }
    place = 0;
    while place < world.obligations.len() {
        let mut smaller = world.clone();
        let id = smaller.obligations.remove(place).id;
        let named = |row: &Ev| !row.is_about(&id);
        let fits = smaller.obligations.iter().any(|other| other.id == id)
            || rows.iter().all(named) && !smaller.obligations.iter().any(|other| other.needs.contains(&id));
        if fits && differs(&smaller, &rows) {
            world = smaller;
        } else {
            place += 1;
        }
    }
    world.forget_unused();
    compare(&world, &rows, &tracker(&world, &rows).unwrap(), as_of, features).unwrap_err()
}

/// The world of a number, with what happens in it and the instants at which one looks.
pub(crate) fn world_of(seed: u64, features: &Features) -> (World, Vec<Ev>, Vec<At>) {
    let dice = &mut Dice::new(seed);
    let world = World::random(dice, features);
    let rows = happen::events(&world, dice, features);
    let mut instants: Vec<At> = (0..3).map(|_| dice.instant(world.start, 28)).collect();
    // The judges must agree at the very instants at which something happens or falls due.
    if let Some(row) = (!rows.is_empty()).then(|| dice.pick(&rows)) {
        instants.push(row.at);
        let dues: Vec<At> = judge(&world, &rows, row.at).iter().map(|handoff| handoff.due(row.at)).collect();
        if !dues.is_empty() {
            instants.push(dice.pick(&dues).min(dice.instant(world.start, 40)));
        }
    }
    (world, rows, instants)
}

/// Looks for worlds in which the judges differ, and tells of so many.
fn differences(seeds: std::ops::Range<u64>, most: usize, features: &Features) -> Vec<String> {
    let mut told = Vec::new();
    for seed in seeds {
        if told.len() == most {
            break;
        }
        let (world, rows, instants) = world_of(seed, features);
        let tracker = match tracker(&world, &rows) {
            Ok(tracker) => tracker,
            Err(text) => {
                told.push(format!("======== world {seed}: {text}"));
                continue;
            }
        };
        let differs = |as_of: &At| compare(&world, &rows, &tracker, *as_of, features).is_err();
        if let Some(as_of) = instants.into_iter().find(differs) {
            told.push(format!("======== world {seed}: {}", shrunk(world, rows, as_of, features)));
        }
    }
    told
}

/// How many worlds the ordinary run tries.
const WORLDS: u64 = 300;

#[test]
fn two_judges_agree() {
    let differences = differences(0..WORLDS, 1, &Features::of_today());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn two_judges_agree_on_whose_delay_it_was() {
    let differences = differences(0..WORLDS, 1, &Features::of_delay());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The long run, for which `FROM` and `TO` choose other worlds, `FEATURES` names further ones (or some to leave out:
/// `-holds`), and `MOST` is how many differences to tell.
#[test]
#[ignore = "takes minutes: cargo test --test it two_judges_agree_for_long -- --ignored"]
#[expect(clippy::disallowed_methods, reason = "the library never reads the environment; a test may")]
fn two_judges_agree_for_long() {
    let number = |name: &str, else_: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(else_);
    let mut features = Features::of_today();
    for name in std::env::var("FEATURES").unwrap_or_default().split(',').filter(|name| !name.is_empty()) {
        features = match name.strip_prefix('-') {
            Some(name) => features.with(name, false),
            None => features.with(name, true),
        };
    }
    let from = number("FROM", 1_000_000);
    let most = usize::try_from(number("MOST", 1)).unwrap();
    let differences = differences(from..number("TO", from + 10_000), most, &features);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// What chance brings must be worth comparing: every status, moved deadlines, second occurrences, periods.
#[test]
fn the_random_logs_reach_every_state() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let features = Features::of_today();
    for seed in 0..150 {
        let (world, rows, instants) = world_of(seed, &features);
        for row in expected(&world, &rows, instants[0]) {
            let traits = [
                (true, row.status.as_str()),
                (row.due != row.original_due, "deadline moved"),
                (row.delivered.is_some_and(|at| at < row.opened), "delivered before it opened"),
                (row.key.contains("#2"), "second occurrence"),
                (row.key.starts_with("20"), "period"),
                (row.excused, "excused"),
                (row.shares.len() > 1, "shared"),
                (row.shares.contains_key("plan"), "plan"),
                (row.late_by.is_none(), "judged by outcome"),
            ];
            for (_, name) in traits.into_iter().filter(|(holds, _)| *holds) {
                *seen.entry(name.to_owned()).or_default() += 1;
            }
        }
    }
    for name in features.states() {
        assert!(seen.get(name).is_some_and(|&count| count >= 10), "{name}: {seen:?}");
    }
}
