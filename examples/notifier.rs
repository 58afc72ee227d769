//! Forty lines to copy: who is to be told what, each thing once, over a log played back hour by hour.
//!
//! In a service the loop goes round when an event has come or `next_change_after` has been reached, the ids of what was
//! sent are written down (with `store::EventStore::tell`, or to a file), and `Outbox::from_ids` reads them back.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]

use std::error::Error;

use interdept::chrono::{DateTime, Utc};
use interdept::log::{Log, Row};
use interdept::tracker::{Notice, Outbox, Tracker};
use interdept::{Event, Network};

fn main() -> Result<(), Box<dyn Error>> {
    let mut tracker = Tracker::new(Network::load("fixtures/dealership")?);
    let mut outbox = Outbox::new();
    let mut log = Log::open("fixtures/dealership/log.csv")?;
    let mut now: Option<DateTime<Utc>> = None;
    while let Some(row) = log.next()? {
        let Row::Event(event, _) = row else { continue };
        // Before the event comes, the clock reaches what was to happen first.
        while let Some(next) = now.and_then(|now| tracker.next_change_after(now)).filter(|next| *next < event.at) {
            tell(&mut tracker, &mut outbox, next);
            now = Some(next);
        }
        now = now.max(Some(event.at));
        take(&mut tracker, &event);
    }
    if let Some(now) = now {
        tell(&mut tracker, &mut outbox, now);
    }
    Ok(())
}

/// Says what became of an event, if that is not what one hopes for.
fn take(tracker: &mut Tracker, event: &Event<'_>) {
    if let Err(why) = tracker.record(event) {
        eprintln!("{} at {}: {why}", event.name, event.at);
    }
}

/// Sends what is to be said by now. What cannot be sent is not noted, and comes again.
fn tell(tracker: &mut Tracker, outbox: &mut Outbox, now: DateTime<Utc>) {
    for notice in tracker.news(outbox, now) {
        if send(&notice) {
            outbox.sent(&notice);
        }
    }
}

/// Here stands the mail, the chat, the ticket.
fn send(notice: &Notice) -> bool {
    println!("to {}: {} {} of {}", notice.to, notice.kind, notice.key, notice.obligation);
    true
}
