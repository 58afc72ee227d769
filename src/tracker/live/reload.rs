//! Other agreements are put in force, and what that changed.

use std::cmp::Ordering;

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

use super::super::Tracker;
use super::super::view::{Handoff, Judgement};
use crate::ObligationId;
use crate::log::Ignored;
use crate::network::Network;

/// What other agreements changed for the events that are recorded.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Reloaded {
    /// Events that counted and that the new agreements do not know, each with the reason. They are kept, and come back
    /// under agreements that know them.
    pub dropped: Vec<Ignored>,
    /// Events that were not known and are now, in the order of their numbers.
    pub revived: Vec<Revived>,
    /// The handoffs whose deadlines moved, those that are gone, and those that are new, by obligation and key.
    pub moved: Vec<MovedDeadline>,
}

/// An event that the new agreements know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Revived {
    /// Its number.
    pub seq: u64,
    /// What it says: `delivered sales.slips c-17`.
    pub text: String,
}

/// A handoff with its deadline under the agreements of before and of now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MovedDeadline {
    /// The obligation.
    pub obligation: ObligationId,
    /// The handoff's key.
    pub key: String,
    /// Its deadline before; none if there was no such handoff.
    #[serde(serialize_with = "maybe_rfc3339")]
    pub before: Option<DateTime<FixedOffset>>,
    /// Its deadline now; none if there is no such handoff any more.
    #[serde(serialize_with = "maybe_rfc3339")]
    pub now: Option<DateTime<FixedOffset>>,
}

impl Tracker {
    /// Puts other agreements in force for all events, whenever they were recorded, and tells what that changed for the
    /// handoffs that are open or done at an instant. It costs as much as recording all events anew and judging them twice.
    ///
    /// A network is valid as a whole or does not load, so that it is taken over as a whole; whoever wants to see the
    /// account first asks [`under`](Self::under), or a clone. Agreements that shall hold from a day on, and leave earlier
    /// handoffs alone, say so themselves: a new version with its `in-force`.
    ///
    /// ```
    /// use interdept::{Event, Network, Tracker};
    /// let agreement = |due: &str| Network::from_toml("a.toml", &format!(r#"
    ///     format = 1
    ///     agreement = {{ id = "a", customer = "hr", calendar = "c" }}
    ///     calendar.c = {{ timezone = "Europe/Berlin", week = {{ mon-fri = ["09:00-17:00"] }} }}
    ///     department = [{{ id = "it" }}, {{ id = "hr" }}]
    ///     milestone = [{{ id = "hired" }}]
    ///     obligation = [{{ id = "it.laptop", supplier = "it", deliverable = "Laptop", due = "{due}" }}]
    /// "#));
    /// let mut tracker = Tracker::new(agreement("within 5 business days of hired")?);
    /// let monday = "2026-11-02T10:00:00+01:00".parse()?;
    /// tracker.record(Event::new("hired", monday).case("wu"))?;
    ///
    /// let changed = tracker.reload(agreement("within 3 business days of hired")?, monday);
    /// assert!(changed.dropped.is_empty());
    /// assert_eq!(changed.moved[0].now, Some("2026-11-05T17:00:00+01:00".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reload(&mut self, network: Network, as_of: DateTime<Utc>) -> Reloaded {
        let (after, unknown) = self.under(network);
        let mut dropped = Vec::with_capacity(unknown);
        let mut revived = Vec::new();
        for seq in 1..=after.last_seq() {
            match (self.counts(seq), after.counts(seq)) {
                (true, false) => dropped.extend(after.set_aside(seq).cloned()),
                (false, true) => {
                    revived.extend(after.described(seq).map(|text| Revived { seq, text }));
                }
                _ => {}
            }
        }
        let moved = moved(&self.judge(as_of), &after.judge(as_of));
        *self = after;
        Reloaded { dropped, revived, moved }
    }
}

/// The handoffs of two judgements whose deadlines differ; both are sorted by obligation and key.
fn moved(before: &Judgement, now: &Judgement) -> Vec<MovedDeadline> {
    let (mut old, mut new) = (before.handoffs().peekable(), now.handoffs().peekable());
    let mut moved = Vec::new();
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return moved,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => compare(*old, *new),
        };
        let pair = match order {
            Ordering::Less => (old.next(), None),
            Ordering::Greater => (None, new.next()),
            Ordering::Equal => (old.next(), new.next()),
        };
        let due = |handoff: Option<Handoff<'_>>| handoff.map(|handoff| handoff.local(handoff.due_at()));
        let (before, now) = (due(pair.0), due(pair.1));
        if let Some(handoff) = pair.1.or(pair.0).filter(|_| before != now) {
            let obligation = handoff.obligation().id().clone();
            moved.push(MovedDeadline { obligation, key: handoff.key().to_string(), before, now });
        }
    }
}

fn compare(a: Handoff<'_>, b: Handoff<'_>) -> Ordering {
    let ids = a.obligation().id().as_str().cmp(b.obligation().id().as_str());
    ids.then_with(|| a.key().cmp(&b.key()))
}

#[expect(clippy::ref_option, reason = "serde hands a field over by reference")]
fn maybe_rfc3339<S: Serializer>(at: &Option<DateTime<FixedOffset>>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, false)),
        None => serializer.serialize_none(),
    }
}
