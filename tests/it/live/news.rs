//! Notices are told once each, and what turns out untrue is taken back.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use interdept::tracker::{Notice, NoticeId, NoticeKind, Outbox, Status, Tracker};

use super::feed::Feed;
use crate::naive::dice::Dice;

const LONG_AGO: DateTime<Utc> = DateTime::<Utc>::UNIX_EPOCH;

fn ids(notices: &[Notice]) -> BTreeSet<NoticeId> {
    notices.iter().map(|notice| notice.id.clone()).collect()
}

fn shown(ids: impl Iterator<Item = impl ToString>) -> String {
    ids.take(4).map(|id| id.to_string()).collect::<Vec<_>>().join("\n")
}

/// Ticks at random instants, with restarts, late events and changed agreements.
fn told_wrongly(seed: u64) -> Option<String> {
    let feed = Feed::of(seed);
    let dice = &mut Dice::new(seed ^ 0xBE11);
    let mut tracker = Tracker::new(feed.network.clone());
    let mut network = &feed.network;
    let (mut outbox, mut written) = (Outbox::new(), Vec::new());
    let mut now = feed.arrivals.first()?.0;
    for (n, (arrival, event)) in feed.arrivals.iter().enumerate() {
        now = now.max(*arrival);
        let _ = tracker.record(event);
        if dice.one_in(40) {
            network = if dice.one_in(2) { &feed.other } else { &feed.network };
            let _ = tracker.reload(network.clone(), now);
        }
        if dice.one_in(30) {
            // The service starts again with what it wrote down.
            let events: Vec<_> = tracker.events_after(0).map(|(_, event)| event.into_owned()).collect();
            tracker = Tracker::new(network.clone());
            for event in events {
                let _ = tracker.record(event);
            }
            outbox = Outbox::from_ids(written.iter().cloned());
        }
        if !dice.one_in(6) {
            continue;
        }
        now += TimeDelta::minutes(dice.below(300).into());
        if !tell(&mut tracker, &mut outbox, &mut written, now, dice) {
            continue;
        }
        let mut fresh = Tracker::new(network.clone());
        for (_, event) in &feed.arrivals[..=n] {
            let _ = fresh.record(event);
        }
        let expected = ids(&fresh.notices(LONG_AGO, now));
        let told: BTreeSet<NoticeId> = outbox.ids().cloned().collect();
        if told != expected {
            return Some(format!(
                "world {seed} after {} events at {now}:\nnot told:\n{}\nnot true:\n{}\n",
                n + 1,
                shown(expected.difference(&told)),
                shown(told.difference(&expected))
            ));
        }
    }
    told_twice(written).map(|text| format!("world {seed}: {text}"))
}

/// Tells what there is to tell; now and then the line is down, and not all is told.
fn tell(
    tracker: &mut Tracker,
    outbox: &mut Outbox,
    written: &mut Vec<NoticeId>,
    now: DateTime<Utc>,
    dice: &mut Dice,
) -> bool {
    let news = tracker.news(outbox, now);
    assert!(news.is_sorted_by_key(|notice| notice.at), "in order");
    for notice in &news {
        if dice.one_in(50) {
            return false;
        }
        outbox.sent(notice);
        written.push(notice.id.clone());
    }
    true
}

/// Each is told once, unless it is taken back in between.
fn told_twice(written: Vec<NoticeId>) -> Option<String> {
    let mut counts: BTreeMap<NoticeId, i32> = BTreeMap::new();
    for id in written {
        let (told, by) = id.retracts().map_or((id, 1), |retracted| (retracted, -1));
        let count = counts.entry(told.clone()).or_default();
        *count += by;
        if !(0..=1).contains(count) {
            return Some(format!("{told} was told {count} times"));
        }
    }
    None
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the library never reads the environment; a test may")]
fn each_notice_is_told_once_and_what_is_untrue_is_retracted() {
    let number = |name: &str, else_: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(else_);
    let (from, to) = (number("LIVE_FROM", 0), number("LIVE_TO", 60));
    let found: Vec<String> = (from..to).filter_map(told_wrongly).collect();
    assert!(found.is_empty(), "{} of {} worlds\n{}", found.len(), to - from, found[..found.len().min(4)].join("\n"));
}

/// What notices say of a handoff is what judgements of those instants say.
fn says_otherwise(seed: u64) -> Option<String> {
    let feed = Feed::of(seed);
    let dice = &mut Dice::new(seed ^ 0x0B5E);
    let mut tracker = feed.fresh(feed.arrivals.len());
    let (first, last) = (feed.arrivals.first()?.0, feed.arrivals.last()?.0);
    let end = last + TimeDelta::days(10);
    let notices = tracker.notices(LONG_AGO, end);
    let divided = told_otherwise_when_divided(&feed, &notices, first + (last - first) / 2, end);
    if divided.is_some() {
        return divided;
    }
    for notice in &notices {
        let (is_right, now) = is_right(&tracker, notice);
        if !is_right {
            return Some(format!("world {seed}: {notice}, and it was {now:?}"));
        }
    }
    // What is overdue, or at risk, was told to be.
    for _ in 0..6 {
        let as_of = end.min(first + TimeDelta::minutes(dice.below(60_000).into()));
        let judgement = tracker.judge(as_of);
        for handoff in judgement.handoffs() {
            let kinds = [(Status::Overdue, NoticeKind::Overdue), (Status::AtRisk, NoticeKind::AtRisk)];
            let Some((_, kind)) = kinds.into_iter().find(|(status, _)| *status == handoff.status()) else { continue };
            let key = handoff.key().to_string();
            let told = notices.iter().any(|notice| {
                notice.kind == kind
                    && notice.at <= as_of
                    && (notice.obligation.as_str(), &*notice.key) == (handoff.obligation().id().as_str(), &*key)
            });
            if !told {
                return Some(format!("world {seed}: nobody was told by {as_of} that {handoff}"));
            }
        }
    }
    None
}

/// However the time is divided, the same is told.
fn told_otherwise_when_divided(
    feed: &Feed,
    notices: &[Notice],
    middle: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Option<String> {
    let mut parts = feed.fresh(feed.arrivals.len());
    let mut divided = parts.notices(LONG_AGO, middle);
    divided.extend(parts.notices(middle, end));
    let (one, other) = (ids(&divided), ids(notices));
    (one != other || divided.len() != notices.len()).then(|| {
        let (more, fewer) = (shown(one.difference(&other)), shown(other.difference(&one)));
        format!("divided at {middle}\n{more}\nwhole\n{fewer}")
    })
}

/// Whether a notice says how its handoff stood at its instant, and how that was.
fn is_right(tracker: &Tracker, notice: &Notice) -> (bool, Option<(Status, bool)>) {
    let status = |at: DateTime<Utc>| {
        let judgement = tracker.judge(at);
        let handoff = judgement.handoff(notice.obligation.as_str(), &notice.key);
        handoff.map(|handoff| (handoff.status(), handoff.is_accepted()))
    };
    let (at, before) = (notice.at.to_utc(), notice.at.to_utc() - TimeDelta::microseconds(1));
    let now = status(at);
    let is_overdue = |status| matches!(status, Some((Status::Overdue, _)));
    let is_accepted = |status| matches!(status, Some((_, true)));
    let is_right = if notice.kind == NoticeKind::AtRisk {
        matches!(now, Some((Status::AtRisk, _)))
    } else if notice.kind == NoticeKind::Overdue {
        is_overdue(now) && !is_overdue(status(before))
    } else if notice.kind == NoticeKind::Accepted {
        is_accepted(now) && !is_accepted(status(before))
    } else if notice.kind == NoticeKind::Objective {
        true
    } else {
        now.is_some_and(|(status, _)| !matches!(status, Status::Met | Status::Late | Status::Waived))
    };
    (is_right, now)
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the library never reads the environment; a test may")]
fn notices_say_what_judgements_of_their_instants_say() {
    let number = |name: &str, else_: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(else_);
    let (from, to) = (number("LIVE_FROM", 0), number("LIVE_TO", 40));
    let found: Vec<String> = (from..to).filter_map(says_otherwise).collect();
    assert!(found.is_empty(), "{} of {} worlds\n{}", found.len(), to - from, found[..found.len().min(3)].join("\n"));
}

/// One may sleep until the next change: nothing is to be told before.
fn slept_too_long(seed: u64) -> Option<String> {
    let feed = Feed::of(seed);
    let mut tracker = feed.fresh(feed.arrivals.len());
    let first = feed.arrivals.first()?.0;
    let all = feed.fresh(feed.arrivals.len()).notices(first, first + TimeDelta::days(60));
    let mut now = first;
    let mut found = Vec::new();
    while let Some(next) = tracker.next_change_after(now).filter(|next| *next <= first + TimeDelta::days(60)) {
        if next <= now {
            return Some(format!("world {seed}: {next} is not after {now}"));
        }
        found.extend(tracker.notices(now, next));
        if found.iter().any(|notice| notice.at.to_utc() > now && notice.at.to_utc() < next) {
            return Some(format!("world {seed}: something happened between {now} and {next}"));
        }
        now = next;
    }
    (ids(&found) != ids(&all)).then(|| format!("world {seed}: {} of {} were found", found.len(), all.len()))
}

#[test]
fn one_may_sleep_until_the_next_change() {
    let found: Vec<String> = (0..25).filter_map(slept_too_long).collect();
    assert!(found.is_empty(), "{} of 25 worlds\n{}", found.len(), found[..found.len().min(3)].join("\n"));
}

/// `notices` prints what the library says; the columns are those that others read.
#[test]
fn the_program_prints_every_notice_of_a_span() {
    let tests = std::env::current_exe().unwrap();
    let examples = tests.parent().and_then(std::path::Path::parent).unwrap().join("examples");
    let span = ["--from", "2026-11-16T00:00:00+08:00", "--to", "2026-11-18T00:00:00+08:00"];
    let output = std::process::Command::new(examples.join("notices")).args(span).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("id,at,kind,to,obligation,key,supplier,customer,due_at"));
    let mut tracker = Tracker::new(interdept::Network::load("fixtures/dealership").unwrap());
    let _ = tracker.record_all(interdept::Log::open("fixtures/dealership/log.csv").unwrap()).unwrap();
    let notices = tracker.notices(span[1].parse().unwrap(), span[3].parse().unwrap());
    let printed: Vec<&str> = lines.map(|line| line.split(',').next().unwrap()).collect();
    let expected: Vec<&str> = notices.iter().map(|notice| notice.id.as_str()).collect();
    assert!(!expected.is_empty());
    assert_eq!(printed, expected);
    // Wrong usage is told from wrong input.
    let output = std::process::Command::new(examples.join("notices")).args(["--from", "monday"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
