//! A living tracker answers what a fresh judgement of the same events answers, at every instant.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use interdept::Analysis;
use interdept::tracker::{Fate, Handoff, Judgement, Selection, Status, Tracker};

use super::feed::Feed;
use crate::naive::dice::Dice;

fn rows<'j>(judgement: &'j Judgement, fits: impl Fn(&Handoff<'j>) -> bool) -> Vec<String> {
    let analysis = Analysis::of(judgement);
    let all = judgement.handoffs().chain(judgement.upcoming()).filter(|handoff| fits(handoff));
    let mut rows: Vec<String> =
        all.map(|handoff| serde_json::to_string(&analysis.record(handoff, true)).unwrap()).collect();
    rows.sort();
    rows
}

fn selected(selection: &Selection) -> Vec<String> {
    let mut rows: Vec<String> =
        selection.records(true).iter().map(|record| serde_json::to_string(record).unwrap()).collect();
    rows.sort();
    rows
}

#[track_caller]
fn same(what: &str, live: &[String], fresh: &[String]) -> Result<(), String> {
    let only = |these: &[String], those: &[String]| {
        these.iter().filter(|row| !those.contains(row)).take(2).cloned().collect::<Vec<_>>().join("\n")
    };
    if live == fresh {
        return Ok(());
    }
    Err(format!("{what}\nonly live:\n{}\nonly fresh:\n{}", only(live, fresh), only(fresh, live)))
}

/// Compares every query of the two.
fn compare(live: &mut Tracker, fresh: &Tracker, as_of: DateTime<Utc>, dice: &mut Dice) -> Result<(), String> {
    let judgement = fresh.judge(as_of);
    let listed = |handoff: &Handoff<'_>| handoff.status() != Status::Upcoming;
    for status in Status::ALL {
        let fits = |handoff: &Handoff<'_>| handoff.status() == status;
        let (count, expected) = (live.at(as_of).count(status), rows(&judgement, fits));
        if count != expected.len() {
            return Err(format!("{count} are {status}, not {}", expected.len()));
        }
        same(status.as_str(), &selected(&live.at(as_of).with_status(status)), &expected)?;
    }
    for case in ["c0", "c1", "c2", "nobody"] {
        let fits = |handoff: &Handoff<'_>| handoff.case() == Some(case) && listed(handoff);
        same(case, &selected(&live.at(as_of).of_case(case)), &rows(&judgement, fits))?;
    }
    let departments: Vec<String> = judgement.network().departments().map(|it| it.id().to_string()).collect();
    let pick = |dice: &mut Dice| dice.pick(&departments);
    let (one, two) = (pick(dice), pick(dice));
    let supplied = |handoff: &Handoff<'_>| handoff.supplier().id().as_str() == one && listed(handoff);
    let owed = |handoff: &Handoff<'_>| handoff.customer().id().as_str() == two && listed(handoff);
    let mut at = live.at(as_of);
    same("owed by", &selected(&at.owed_by(&one)), &rows(&judgement, supplied))?;
    same("owed to", &selected(&at.owed_to(&two)), &rows(&judgement, owed))?;
    same("between", &selected(&at.between(&one, &two)), &rows(&judgement, |it| supplied(it) && owed(it)))?;
    let late = |handoff: &Handoff<'_>| supplied(handoff) && handoff.status() == Status::Overdue;
    same("overdue of", &selected(&at.overdue_of(&one)), &rows(&judgement, late))?;
    let obligations: Vec<String> = judgement.network().obligations().map(|it| it.id().to_string()).collect();
    let obligation = dice.pick(&obligations);
    let of = |handoff: &Handoff<'_>| handoff.obligation().id().as_str() == obligation;
    same("of obligation", &selected(&at.of_obligation(&obligation)), &rows(&judgement, |it| of(it) && listed(it)))?;
    let keys: Vec<String> = judgement.of_obligation(&obligation).map(|handoff| handoff.key().to_string()).collect();
    if !keys.is_empty() {
        let key = dice.pick(&keys);
        let one = |handoff: &Handoff<'_>| of(handoff) && handoff.key().to_string() == key;
        same("with key", &selected(&at.handoff(&obligation, &key)), &rows(&judgement, one))?;
    }
    let (from, to) = (as_of - TimeDelta::days(2), as_of + TimeDelta::days(9));
    let awaited = |handoff: &Handoff<'_>| handoff.delivered_at().is_none() && handoff.waived_at().is_none();
    let due = |handoff: &Handoff<'_>| awaited(handoff) && from <= handoff.due_at() && handoff.due_at() < to;
    same("due", &selected(&at.due_between(from, to)), &rows(&judgement, due))
}

/// The reasons for which events count for nothing, with how many there are.
fn compare_fates(live: &mut Tracker, fresh: &Tracker, as_of: DateTime<Utc>) -> Result<(), String> {
    let judgement = fresh.judge(as_of);
    let mut expected: BTreeMap<String, usize> = BTreeMap::new();
    for row in judgement.ignored_when_judged() {
        *expected.entry(format!("{} {}", row.why.code(), row.text)).or_default() += 1;
    }
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for seq in 1..=live.last_seq() {
        let fate = live.fate(seq, as_of).ok_or("no fate")?;
        if let Fate::Ignored(why) = &fate {
            let event = live.event(seq).unwrap();
            let target = event.target.as_ref().or(event.complaint.as_ref());
            let parts = [event.obligation.as_ref(), event.case.as_ref(), event.period.as_ref(), target];
            let text = parts.into_iter().flatten().fold(event.name.to_string(), |said, part| said + " " + part);
            *found.entry(format!("{} {text}", why.code())).or_default() += 1;
        }
        if let Fate::Matched(names) = fate {
            let unknown = names.iter().find(|name| judgement.handoff(name.obligation.as_str(), &name.key).is_none());
            if let Some(name) = unknown {
                return Err(format!("{name:?} is no handoff"));
            }
        }
    }
    // A row may be listed for two reasons; it has one fate.
    for key in found.keys().chain(expected.keys()) {
        let (one, other) = (found.contains_key(key), expected.contains_key(key));
        if one && !other {
            return Err(format!("only live: {key}\n{found:#?}\n{expected:#?}"));
        }
        let text = key.split_once(' ').unwrap().1;
        if !one && !found.keys().any(|it| it.split_once(' ').unwrap().1 == text) {
            return Err(format!("only fresh: {key}\n{found:#?}\n{expected:#?}"));
        }
    }
    Ok(())
}

fn difference(seed: u64) -> Option<String> {
    let feed = Feed::of(seed);
    let dice = &mut Dice::new(seed ^ 0xFEED);
    let mut live = Tracker::new(feed.network.clone());
    let mut now = feed.arrivals.first().map(|(at, _)| *at)?;
    for (n, (arrival, event)) in feed.arrivals.iter().enumerate() {
        now = now.max(*arrival);
        let _ = live.record(event);
        if !dice.one_in(9) {
            continue;
        }
        let as_of = match dice.below(12) {
            0 => now - TimeDelta::minutes(i64::from(dice.below(20_000))),
            1 => now + TimeDelta::minutes(i64::from(dice.below(20_000))),
            2 => event.at,
            _ => now + TimeDelta::minutes(i64::from(dice.below(600))),
        };
        let fresh = feed.fresh(n + 1);
        let mut outcome = compare(&mut live, &fresh, as_of, dice);
        if outcome.is_ok() && dice.one_in(3) {
            outcome = compare_fates(&mut live, &fresh, as_of);
        }
        if let Err(text) = outcome {
            return Some(format!("world {seed} after {} events, as of {as_of}:\n{text}\n", n + 1));
        }
    }
    // Long after: what recurs goes on.
    let all = feed.fresh(feed.arrivals.len());
    for days in [1, 5, 40, 500] {
        let as_of = now + TimeDelta::days(days);
        if let Err(text) = compare(&mut live, &all, as_of, dice) {
            return Some(format!("world {seed}, {days} days later:\n{text}\n"));
        }
    }
    None
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the library never reads the environment; a test may")]
fn a_living_tracker_answers_like_a_fresh_judgement() {
    let number = |name: &str, else_: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(else_);
    let (from, to) = (number("LIVE_FROM", 0), number("LIVE_TO", 60));
    let found: Vec<String> = (from..to).filter_map(difference).collect();
    assert!(found.is_empty(), "{} of {} worlds\n{}", found.len(), to - from, found[..found.len().min(4)].join("\n"));
}
