//! Random companies, and events as they reach a service: late, early, twice, under ids of others, taken back.

use chrono::{DateTime, TimeDelta, Utc};
use interdept::log::{Log, Row};
use interdept::network::Network;
use interdept::{Event, Tracker};

use crate::naive::dice::Dice;
use crate::naive::log::csv;
use crate::naive::random::Features;
use crate::naive::world_of;

/// A company, its agreements in two wordings, and its events in the order in which they arrive.
pub(super) struct Feed {
    pub(super) network: Network,
    pub(super) other: Network,
    pub(super) arrivals: Vec<(DateTime<Utc>, Event<'static>)>,
}

/// What an obligation says of whom to tell.
const TOLD: [&str; 4] = [
    "escalate = [{ to = \"clerk\", when = \"1 business day before\" }, { to = \"boss\", when = \"2 hours after\" }]\n",
    "escalate = [{ to = \"clerk\", when = \"at 50% of the time\" }, { to = \"boss\", when = \"at the deadline\" }]\n\
     remedy = { after = \"1 day\", text = \"cake\" }\n",
    "escalate = [{ to = \"boss\", when = \"1 day after\" }, { to = \"boss\", when = \"1 hour before\" }]\n",
    "objective = { on-time = 0.8, over = \"calendar week\" }\n",
];

impl Feed {
    pub(super) fn of(seed: u64) -> Self {
        let (world, rows, _) = world_of(seed, &Features::of_today());
        let dice = &mut Dice::new(seed ^ 0x5EED);
        let toml = world.toml();
        let [toml, other] = [toml.clone(), toml].map(|toml: String| {
            let mut parts = toml.split("[[obligation]]\n");
            let mut text = parts.next().unwrap().to_owned();
            for part in parts {
                text.push_str("[[obligation]]\n");
                text.push_str(TOLD[dice.below(4) as usize]);
                text.push_str(part);
            }
            text
        });
        let network =
            |text: &str| Network::from_toml("world.toml", text).unwrap_or_else(|error| panic!("{text}\n{error}"));
        let text = csv(&rows);
        let mut log = Log::csv("log.csv", text.as_bytes());
        let mut events: Vec<Event<'static>> = Vec::new();
        while let Some(row) = log.next().unwrap() {
            if let Row::Event(event, _) = row {
                events.push(event.into_owned());
            }
        }
        spoil(dice, &mut events);
        let mut arrivals: Vec<_> = events.into_iter().map(|event| (arrival(dice, event.at), event)).collect();
        arrivals.sort_by_key(|(at, _)| *at);
        Self { network: network(&toml), other: network(&other), arrivals }
    }

    /// A tracker that has just begun, with the first so many events.
    pub(super) fn fresh(&self, count: usize) -> Tracker {
        let mut tracker = Tracker::new(self.network.clone());
        for (_, event) in &self.arrivals[..count] {
            let _ = tracker.record(event);
        }
        tracker
    }
}

/// Most come as they happen, one in ten up to two weeks late, one in twenty up to three days early.
fn arrival(dice: &mut Dice, at: DateTime<Utc>) -> DateTime<Utc> {
    let late = match dice.below(20) {
        0 | 1 => i64::from(dice.below(1_209_600)),
        2 => -i64::from(dice.below(259_200)),
        _ => 0,
    };
    at + TimeDelta::seconds(late)
}

/// Sends some again, some under the id of another, takes some back, and complains.
fn spoil(dice: &mut Dice, events: &mut Vec<Event<'static>>) {
    for n in 0..events.len() {
        if events[n].id.is_none() && dice.one_in(4) {
            events[n].id = Some(format!("id{n}").into());
        }
        if dice.one_in(20) {
            events.push(events[n].clone());
        }
        if dice.one_in(15) {
            let mut other = dice.pick(events);
            other.id.clone_from(&events[n].id);
            events.push(other);
        }
        let at = events[n].at + TimeDelta::minutes(i64::from(dice.below(4_000)) - 1_000);
        if let Some(id) = events[n].id.clone().filter(|_| dice.one_in(8)) {
            let mut void = Event::new("voided", at).id(format!("void{n}"));
            void.target = Some(if dice.one_in(4) { format!("void{}", dice.below(40)).into() } else { id });
            events.push(void);
        }
        if dice.one_in(20) {
            let number = format!("K{}", dice.below(3));
            let complaint = if dice.one_in(2) {
                Event::complained(number, at).supplier("d0").customer("d1")
            } else {
                Event::resolved(number, at)
            };
            events.push(if dice.one_in(2) { complaint.case("c0") } else { complaint });
        }
    }
}
