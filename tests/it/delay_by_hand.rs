//! Delay by a second, naive reading of the rules, over the public interface alone: on random logs, both agree.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use interdept::Analysis;
use interdept::Network;
use interdept::analysis::delay::Cause;
use interdept::log::Event;
use interdept::tracker::{Handoff, Judgement, Status, Tracker};
use proptest::prelude::*;

/// Around the clock, so that time is time. Two diamonds on each other, with a department in both.
const AGREEMENT: &str = r#"
format = 1
[agreement]
id = "x"
calendar = "always"
[calendar.always]
timezone = "UTC"
week = { mon-sun = ["00:00-24:00"] }
[[milestone]]
id = "start"
[[department]]
id = "a"
[[department]]
id = "b"
[[department]]
id = "c"
[[department]]
id = "z"
[[obligation]]
id = "o1"
supplier = "a"
customer = "b"
deliverable = "1"
due = "within 20 hours of start"
[[obligation]]
id = "o2"
supplier = "b"
customer = "c"
deliverable = "2"
due = "within 40 business hours of start"
needs = ["o1"]
[[obligation]]
id = "o3"
supplier = "c"
customer = "a"
deliverable = "3"
due = "within 30 hours of start"
needs = ["o1"]
[[obligation]]
id = "o4"
supplier = "z"
customer = "b"
deliverable = "4"
due = "within 60 business hours of start"
needs = ["o2", "o3"]
[[obligation]]
id = "o5"
supplier = "a"
customer = "z"
deliverable = "5"
due = "within 55 hours of start"
needs = ["o3"]
[[obligation]]
id = "o6"
supplier = "b"
customer = "z"
deliverable = "6"
due = "within 90 hours of start"
needs = ["o4", "o5"]
"#;

const OBLIGATIONS: [&str; 6] = ["o1", "o2", "o3", "o4", "o5", "o6"];

fn at(minutes: i64) -> DateTime<Utc> {
    "2026-11-02T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::minutes(minutes)
}

/// Starts the case, then lets random things happen to random obligations.
fn tracker(happenings: &[(usize, u8, i64)]) -> Tracker {
    let mut tracker = Tracker::new(Network::from_toml("x.toml", AGREEMENT).unwrap());
    tracker.record(Event::new("start", at(0)).case("c")).unwrap();
    for &(obligation, kind, minutes) in happenings {
        let name = match kind {
            0 => "paused",
            1 => "resumed",
            2 => "rejected",
            3 => "extended",
            4 => "waived",
            _ => "delivered",
        };
        let until = at(minutes + 700).to_rfc3339();
        let event = Event::new(name, at(minutes)).case("c").obligation(OBLIGATIONS[obligation]);
        tracker.record(if name == "extended" { event.until(until) } else { event }).unwrap();
    }
    tracker
}

/// One handoff in minutes, as its public face tells it.
struct Work<'j> {
    supplier: &'j str,
    customer: &'j str,
    opened: i64,
    first_due: i64,
    due: i64,
    finish: i64,
    start: i64,
    allowed: i64,
    waived: bool,
    inputs: Vec<String>,
}

fn minutes(at: DateTime<Utc>) -> i64 {
    (at - self::at(0)).num_minutes()
}

/// When a handoff was off everybody's mind, and whether it was at all.
fn finish(handoff: Handoff<'_>, as_of: i64) -> (i64, bool) {
    let waived = handoff.waived_at().map(minutes);
    let delivered = handoff.delivered_at().map(minutes);
    match (delivered, waived) {
        (None, None) => (as_of, false),
        (delivered, waived) => (delivered.into_iter().chain(waived).min().unwrap(), true),
    }
}

fn work<'j>(handoff: Handoff<'j>, as_of: i64) -> Work<'j> {
    let (own_finish, done) = finish(handoff, as_of);
    let waited_for: Vec<Handoff<'j>> = handoff
        .inputs()
        .filter(|input| {
            let (finish, input_done) = finish(*input, as_of);
            !done || (input_done && finish <= own_finish)
        })
        .collect();
    let opened = minutes(handoff.opened_at());
    let start = waited_for.iter().map(|input| finish(*input, as_of).0).chain([opened]).max().unwrap();
    let ready = waited_for.iter().map(|input| minutes(input.original_due_at())).chain([opened]).max().unwrap();
    let first_due = minutes(handoff.original_due_at()).min(minutes(handoff.due_at()));
    let in_time = waited_for.iter().all(|input| {
        let (finish, promise) = (finish(*input, as_of).0, minutes(input.original_due_at()));
        finish <= first_due && finish <= promise
    });
    let allowed = match first_due - ready {
        ..=0 if in_time => first_due - start,
        ..=0 => (first_due - opened).max(0),
        time => time,
    };
    Work {
        supplier: handoff.supplier().id().as_str(),
        customer: handoff.customer().id().as_str(),
        opened,
        first_due,
        due: minutes(handoff.due_at()),
        finish: own_finish,
        start,
        allowed,
        waived: handoff.status() == Status::Waived,
        inputs: waited_for.iter().map(|input| input.obligation().id().to_string()).collect(),
    }
}

type Works<'j> = BTreeMap<String, Work<'j>>;

fn works(judgement: &Judgement, as_of: i64) -> Works<'_> {
    judgement.handoffs().map(|handoff| (handoff.obligation().id().to_string(), work(handoff, as_of))).collect()
}

impl Work<'_> {
    /// The customer's part of the overrun and the supplier's.
    fn parts(&self) -> (i64, i64) {
        let begins = self.first_due.max(self.start + self.allowed);
        let moved = self.finish.min(self.due.max(begins));
        if self.finish > begins { (moved - begins, self.finish - moved) } else { (0, 0) }
    }

    fn lateness(&self) -> i64 {
        if self.waived { 0 } else { (self.finish - self.due).max(0) }
    }
}

/// When a step is done if only some departments' parts stay. Around the clock, cutting a part takes its length off.
fn replayed(works: &Works<'_>, id: &str, judged: &str, stay: &BTreeSet<&str>) -> i64 {
    let work = &works[id];
    let inputs = work.inputs.iter().map(|input| replayed(works, input, judged, stay));
    let start = inputs.chain([work.opened]).max().unwrap();
    let (customers, suppliers) = work.parts();
    let mut took = work.finish - work.start;
    if id != judged && !stay.contains(work.customer) {
        took -= customers;
    }
    if !stay.contains(work.supplier) {
        took -= suppliers;
    }
    start + took
}

fn upstream<'w>(works: &'w Works<'_>, id: &'w str) -> BTreeSet<&'w str> {
    let mut found = BTreeSet::from([id]);
    for input in &works[id].inputs {
        found.extend(upstream(works, input));
    }
    found
}

fn orders<'p>(players: &[&'p str]) -> Vec<Vec<&'p str>> {
    if players.is_empty() {
        return vec![Vec::new()];
    }
    let with_first = |at: usize| {
        let mut others = players.to_vec();
        let first = others.remove(at);
        orders(&others).into_iter().map(move |order| [vec![first], order].concat())
    };
    (0..players.len()).flat_map(with_first).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_logs_are_attributed_as_by_hand(
        happenings in prop::collection::vec((0usize..6, 0u8..14, 1i64..9_000), 0..24),
        as_of in 3_000i64..10_000,
    ) {
        let tracker = tracker(&happenings);
        let judgement = tracker.judge(at(as_of));
        let analysis = Analysis::of(&judgement);
        let works = works(&judgement, as_of);
        for handoff in judgement.handoffs() {
            let id = handoff.obligation().id().to_string();
            let work = &works[&id];
            let late = work.lateness();
            let inherited = (work.due.max(work.start + work.allowed) - work.due).clamp(0, late);
            let delay = analysis.delay(handoff).unwrap();
            prop_assert_eq!((delay.late_s, delay.inherited_s), (late * 60, inherited * 60), "{}", id);
            prop_assert_eq!(delay.own_s, (late - inherited) * 60);
            prop_assert_eq!(delay.late_s, handoff.late_by().map_or(0, |late| late.elapsed));
            prop_assert_eq!(delay.is_excused, late > 0 && late == inherited);

            let mut players = BTreeSet::new();
            for step in upstream(&works, &id) {
                let (customers, suppliers) = works[step].parts();
                players.extend((customers > 0 && step != id).then_some(works[step].customer));
                players.extend((suppliers > 0).then_some(works[step].supplier));
            }
            let value = |stay: &BTreeSet<&str>| (replayed(&works, &id, &id, stay) - work.due).max(0);
            let orders = orders(&players.iter().copied().collect::<Vec<_>>());
            let count = i64::try_from(orders.len()).unwrap();
            let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
            for order in &orders {
                let mut stay = BTreeSet::new();
                let mut before = value(&stay);
                for &player in order {
                    stay.insert(player);
                    let after = value(&stay);
                    *sums.entry(player).or_default() += after - before;
                    before = after;
                }
            }
            if late > 0 {
                prop_assert_eq!(value(&players), late, "all parts together are what happened");
                sums.insert("plan", value(&BTreeSet::new()) * count);
            } else {
                sums.clear();
            }
            let shares: Vec<_> = analysis.shares(handoff).collect();
            for share in &shares {
                let exact = sums.get(share.cause.to_string().as_str()).copied().unwrap_or_default() * 60;
                let off = share.seconds * count - exact;
                prop_assert!(off.abs() < count, "{id}: {share:?} is not {exact} / {count}");
                prop_assert!(share.cause == Cause::Plan || players.contains(share.cause.to_string().as_str()));
            }
            prop_assert_eq!(shares.iter().map(|share| share.seconds).sum::<i64>(), late * 60);
        }
    }
}
