//! What happens in a random company.

use std::collections::BTreeSet;

use chrono::{Days, TimeDelta};

use super::calendar::At;
use super::dice::Dice;
use super::log::Ev;
use super::random::Features;
use super::rule::{Of, Place};
use super::world::{Obligation, World};

const CASES: [&str; 3] = ["c1", "c2", "c3"];
/// The days in which things happen.
const DAYS: u32 = 26;

pub(crate) fn events(world: &World, dice: &mut Dice, features: &Features) -> Vec<Ev> {
    let mut rows: Vec<Ev> = Vec::new();
    for _ in 0..10 + dice.below(50) {
        if dice.one_in(25) && !rows.is_empty() {
            // The same again.
            let mut again = dice.pick(&rows);
            again.spelling = if features.spellings { dice.below(6) } else { 0 };
            rows.push(again);
            continue;
        }
        let at = random_at(world, &rows, dice);
        let mut row = random_event(world, dice, features, at);
        row.spelling = if features.spellings { dice.below(6) } else { 0 };
        let alone = |other: &Ev| other.at != row.at || other.name != row.name;
        let again = |other: &Ev| {
            other.name == "delivered"
                && row.name == "delivered"
                && other.obligation == row.obligation
                && other.base() == row.base()
        };
        if !features.extra_deliveries && row.case.is_some() && rows.iter().any(again) {
            continue;
        }
        if row.name != "nothing" && (features.same_instant || rows.iter().all(alone)) {
            rows.push(row);
        }
    }
    rows
}

/// An instant, often one at which something else happens, or a desk opens or closes.
fn random_at(world: &World, rows: &[Ev], dice: &mut Dice) -> At {
    match dice.below(6) {
        0 if !rows.is_empty() => dice.pick(rows).at,
        1 => {
            let desk = dice.pick(&world.desks);
            let day = dice.day(world.start, DAYS);
            let edges: Vec<At> = desk.hours(day).iter().flat_map(|&(open, close)| [open, close]).collect();
            if edges.is_empty() { desk.plan.at(day, 0, false) } else { dice.pick(&edges) }
        }
        _ => dice.instant(world.start, DAYS),
    }
}

fn random_event(world: &World, dice: &mut Dice, features: &Features, at: At) -> Ev {
    let mut names = vec![("m0", 6), ("m1", 5), ("m2", 4), ("requested", 4), ("delivered", 14), ("accepted", 2)];
    if features.holds {
        names.extend([("rejected", 5), ("paused", 6), ("resumed", 4)]);
    }
    if features.extensions {
        names.push(("extended", 4));
    }
    if features.waivers {
        names.push(("waived", 2));
    }
    if features.voids {
        names.push(("voided", 2));
    }
    if features.revisions {
        names.push(("revised", 4));
    }
    let names: Vec<_> = names.iter().flat_map(|&(name, times)| std::iter::repeat_n(name, times)).collect();
    let mut row = Ev::new(dice.pick(&names), at);
    row.id = dice.maybe(6, |dice| format!("r{}", dice.below(5)));
    let case = dice.pick(&CASES).to_owned();
    match row.name {
        "voided" => {
            row.id = row.id.filter(|_| dice.one_in(2));
            row.target = Some(format!("r{}", dice.below(5)));
        }
        "m0" | "m1" | "m2" | "revised" => {
            row.case = Some(case);
            random_attributes(&mut row, dice, features);
        }
        "requested" => {
            let asked: Vec<&Obligation> = world.obligations.iter().filter(|other| other.of() == &Of::Request).collect();
            if asked.is_empty() {
                return Ev::new("nothing", at);
            }
            row.obligation = Some(dice.pick(&asked).id.clone());
            row.case = Some(case);
            random_attributes(&mut row, dice, features);
        }
        _ => about_handoff(&mut row, world, dice, features, case),
    }
    row
}

fn random_attributes(row: &mut Ev, dice: &mut Dice, features: &Features) {
    // Rows that cannot be read stand apart from revisions, which fill in what is missing.
    if row.name != "revised" && (features.revisions || !dice.one_in(8)) || row.name == "revised" && dice.one_in(4) {
        row.attributes.insert("deadline", day_or_instant(row.at, dice));
    }
    if !dice.one_in(3) {
        row.attributes.insert("kind", dice.pick(&["red", "blue", "grey"]).to_owned());
    }
    if dice.one_in(3) {
        row.attributes.insert("other", dice.pick(&["red", "green", "grey"]).to_owned());
    }
    if dice.one_in(3) {
        row.attributes.insert("size", dice.pick(&["4", "5", "99", "100", "big"]).to_owned());
    }
}

fn about_handoff(row: &mut Ev, world: &World, dice: &mut Dice, features: &Features, case: String) {
    let obligation = dice.pick(&world.obligations);
    row.obligation = Some(obligation.id.clone());
    row.reason = dice.maybe(8, |_| "said so");
    if let Some(key) = world.key_of_period(&obligation, row, dice) {
        let plain = features.plain_periods || row.name == "delivered";
        row.period = key.filter(|_| !plain || dice.one_in(2));
        if row.period.is_none() && !plain {
            row.name = "delivered";
        }
    } else {
        let number = dice.maybe(8, |dice| 1 + dice.below(2));
        row.case = Some(number.map_or(case.clone(), |n| format!("{case}#{n}")));
        let whole = match row.name {
            "paused" | "resumed" => dice.one_in(4),
            "waived" => features.case_waivers && dice.one_in(3),
            _ => false,
        };
        if whole {
            row.case = Some(case);
            row.obligation = None;
        }
    }
    match row.name {
        "delivered" => {
            let whole = vec!["paper", "slip"];
            let some = dice.pick(&[whole.clone(), whole, vec!["paper"], vec!["slip"], vec![]]);
            row.documents = some.into_iter().collect();
            if features.outcomes {
                // By the minute, not by the dice: the same things happen with and without.
                row.outcome = ["missed", "met"].get(usize::try_from(row.at.timestamp() / 60 % 5).unwrap()).copied();
            }
            if features.several && row.at.timestamp() / 60 % 3 == 0 {
                let is_alike = |other: &&Obligation| match (obligation.of(), other.of()) {
                    (Of::Every(_), Of::Every(_)) => row.period.is_none(),
                    (Of::Any(_) | Of::All(_) | Of::Request, Of::Any(_) | Of::All(_) | Of::Request) => true,
                    _ => false,
                };
                let other = world.obligations.iter().filter(is_alike).find(|other| other.id > obligation.id);
                if let Some(other) = other {
                    row.obligation = Some(format!("{}|{}", other.id, obligation.id));
                }
            }
            row.signed = if dice.one_in(2) { BTreeSet::from(["slip"]) } else { BTreeSet::new() };
        }
        "extended" => {
            row.until = Some(day_or_instant(row.at, dice));
        }
        _ => {}
    }
}

impl World {
    /// For an obligation of periods: the name of one near the row, if there is one.
    fn key_of_period(&self, obligation: &Obligation, row: &Ev, dice: &mut Dice) -> Option<Option<String>> {
        match obligation.of() {
            Of::Every(_) => {
                let rule = obligation.own.rule.as_ref().unwrap();
                let place =
                    Place { roll: obligation.own.roll, previous: obligation.previous, week_starts: self.week_starts };
                let day = row.at.date_naive();
                let desk = self.desk(obligation);
                let keys: Vec<String> = rule
                    .occurrences(desk, &place, day - Days::new(3), day + Days::new(5))
                    .into_iter()
                    .map(|occurrence| occurrence.key)
                    .collect();
                Some((!keys.is_empty()).then(|| dice.pick(&keys)))
            }
            Of::Delivery(id) | Of::SignOff(id) => self.key_of_period(self.versions(id)[0], row, dice),
            _ => None,
        }
    }
}

fn day_or_instant(at: At, dice: &mut Dice) -> String {
    if dice.one_in(2) {
        (at + TimeDelta::days(i64::from(dice.below(8)))).date_naive().to_string()
    } else {
        (at + TimeDelta::minutes(dice.below(9000).into())).to_rfc3339()
    }
}
