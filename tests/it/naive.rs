//! The tracker against a second judge, written from the specification alone with loops instead of indices: random
//! agreements and random logs must come out the same, handoff by handoff, at every instant.

#![expect(
    clippy::match_same_arms,
    clippy::similar_names,
    clippy::wildcard_enum_match_arm,
    reason = "each rule stands on a line of its own, as in the specification"
)]

mod calendar;
mod duty;
mod judge;
mod random;

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use interdept::log::Log;
use interdept::network::Network;
use interdept::tracker::Tracker;
use proptest::prelude::*;

use calendar::{At, Desk};
use duty::Duty;
use judge::{Ev, Line, judge};
use random::Dice;

/// A small company.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) desks: Vec<Desk>,
    pub(crate) duties: Vec<Duty>,
    /// What promptly means, as the agreement writes it.
    pub(crate) promptly: String,
    /// The days whose periods are looked at.
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
}

fn csv(events: &[Ev]) -> String {
    let mut text = String::from("event,at,id,case,obligation,period,documents,signed,until,target,kind,deadline\n");
    for event in events {
        let optional = |value: &Option<String>| value.clone().unwrap_or_default();
        let attribute = |name| event.attributes.get(name).cloned().unwrap_or_default();
        writeln!(
            text,
            "{},{},{},{},{},{},{},{},{},{},{},{}",
            event.name,
            event.at.to_rfc3339_opts(SecondsFormat::Secs, true),
            optional(&event.id),
            optional(&event.case),
            event.obligation.unwrap_or_default(),
            optional(&event.period),
            event.documents.join(";"),
            event.signed.join(";"),
            optional(&event.until),
            optional(&event.target),
            attribute("kind"),
            attribute("deadline"),
        )
        .unwrap();
    }
    text
}

fn lines(tracker: &Tracker, as_of: At) -> Vec<Line> {
    let judgement = tracker.judge(as_of);
    let mut lines: Vec<Line> = judgement
        .handoffs()
        .map(|handoff| Line {
            obligation: handoff.obligation().id().to_string(),
            key: handoff.key().to_string(),
            opened: handoff.opened_at(),
            original_due: handoff.original_due_at(),
            due: handoff.due_at(),
            delivered: handoff.delivered_at(),
            status: handoff.status().to_string(),
            late_by: handoff.late_by().map(|late| (late.elapsed, late.working)),
        })
        .collect();
    lines.sort();
    lines
}

/// Judges a log both ways at several instants.
fn compare(world: &World, events: &[Ev], instants: &[At]) -> Result<(), TestCaseError> {
    let toml = random::toml(world);
    let network = Network::from_toml("world.toml", &toml);
    let network = network.map_err(|errors| TestCaseError::fail(format!("{toml}\n{errors}")))?;
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::csv("log.csv", csv(events).as_bytes())).unwrap();
    for &as_of in instants {
        let (expected, found) = (judge(world, events, as_of), lines(&tracker, as_of));
        if expected != found {
            return Err(TestCaseError::fail(difference(world, events, as_of, &expected, &found)));
        }
    }
    Ok(())
}

/// What somebody needs to see who must decide which of the judges is right.
fn difference(world: &World, events: &[Ev], as_of: At, expected: &[Line], found: &[Line]) -> String {
    let differs = |line: &&Line| expected.contains(line) != found.contains(line);
    let ids: Vec<_> = expected.iter().chain(found).filter(differs).map(|line| line.obligation.as_str()).collect();
    let mut world = world.clone();
    world.duties.retain(|duty| ids.contains(&duty.id));
    let mut text = format!("as of {as_of}\n{}\n{}\n", random::toml(&world), csv(events));
    for (judge, lines) in [("naive", expected), ("tracker", found)] {
        for line in lines.iter().filter(differs) {
            writeln!(text, "only {judge}: {line:?}").unwrap();
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn two_judges_agree(seed in any::<u64>(), rolls in prop::collection::vec(any::<u64>(), 0..60), now in any::<u64>()) {
        let world = World::random(&mut Dice::new(seed));
        let events = random::events(&world, &rolls);
        let mut dice = Dice::new(now);
        let instants: Vec<DateTime<Utc>> = (0..4).map(|_| random::instant(&mut dice)).collect();
        compare(&world, &events, &instants)?;
    }
}

/// What chance brings must be worth comparing: every status, moved deadlines, second occurrences, periods.
#[test]
fn the_random_logs_reach_every_state() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..100 {
        let world = World::random(&mut Dice::new(seed));
        let dice = &mut Dice::new(seed + 1_000);
        let rolls: Vec<u64> = (0..60).map(|_| dice.roll()).collect();
        let as_of = random::instant(dice);
        for line in judge(&world, &random::events(&world, &rolls), as_of) {
            let traits = [
                (true, line.status.as_str()),
                (line.due > line.original_due, "deadline moved"),
                (line.delivered.is_some_and(|at| at < line.opened), "delivered before it opened"),
                (line.key.contains("#2"), "second occurrence"),
                (line.key.starts_with("2026"), "period"),
            ];
            for (_, name) in traits.into_iter().filter(|(holds, _)| *holds) {
                *seen.entry(name.to_owned()).or_default() += 1;
            }
        }
    }
    for name in [
        "open",
        "at-risk",
        "paused",
        "overdue",
        "met",
        "late",
        "waived",
        "deadline moved",
        "second occurrence",
        "period",
    ] {
        assert!(seen.get(name).is_some_and(|&count| count >= 10), "{name}: {seen:?}");
    }
}
