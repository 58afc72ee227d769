//! A store and a tracker that hold the same events.

use std::borrow::Borrow;
use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::agreements::HeldAgreements;
use super::entry::{Appended, Entry, Seq};
use super::{EventStore, StoreError, Told};
use crate::log::{Event, IgnoredWhy};
use crate::tracker::Recorded;
use crate::{Network, Tracker};

/// A store with a tracker of its events, for a program that takes events as they come and answers at once.
///
/// An event is acknowledged once the store has it, and the tracker gets it after that: memory is never ahead of the disk,
/// and a program that is killed and started again knows all that it had acknowledged.
///
#[cfg_attr(feature = "sqlite", doc = "```")]
#[cfg_attr(not(feature = "sqlite"), doc = "```ignore")]
/// use interdept::store::{Service, SqliteStore};
/// use interdept::{Event, Network, tracker::Recorded};
/// let network = Network::load("fixtures/dealership")?;
/// let mut service = Service::open(SqliteStore::in_memory()?, network, "2026-09-01".parse()?)?;
/// let at = "2026-11-20T15:00:00+08:00".parse()?;
/// let sold = Event::new("vehicle-delivered", at).case("c-17").id("crm-1");
/// assert_eq!(service.record(&sold)?, Recorded::New { seq: 1 });
/// assert_eq!(service.record(&sold)?, Recorded::Duplicate { of: 1 });
/// assert!(service.record(Event::new("vehicle-deliverd", at).case("c-18")).is_err());
/// assert_eq!(service.tracker().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Service<S> {
    store: S,
    tracker: Tracker,
    /// The last entry of the store that the tracker has.
    read: Seq,
    told: HashSet<String>,
}

/// Why an event was not recorded. Neither store nor tracker has it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotRecorded {
    /// The event is not one that the agreements know; sent again, it is refused again.
    #[error(transparent)]
    Rejected(#[from] IgnoredWhy),
    /// The store could not keep it; sent again, it may be.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<S: EventStore> Service<S> {
    /// Reads all that a store holds, to be judged by agreements that hold from a day on; the store keeps them.
    ///
    /// # Errors
    /// Returns an error when the store cannot be read or written.
    pub fn open(mut store: S, network: Network, since: NaiveDate) -> Result<Self, StoreError> {
        store.hold(&HeldAgreements::of(&network, since))?;
        Self::resume(store, network)
    }

    /// Reads all that a store holds, to be judged by agreements that it holds already, or need not know.
    ///
    /// # Errors
    /// Returns an error when the store cannot be read.
    pub fn resume(mut store: S, network: Network) -> Result<Self, StoreError> {
        let mut tracker = Tracker::new(network);
        let read = tracker.record_stored(&mut store, ..)?;
        let told = store.told()?.into_iter().map(|told| told.id).collect();
        Ok(Self { store, tracker, read, told })
    }

    /// The events, to be asked.
    pub fn tracker(&self) -> &Tracker {
        &self.tracker
    }

    /// The store.
    pub fn store(&mut self) -> &mut S {
        &mut self.store
    }

    /// Records an event: when this returns, it is on the disk.
    ///
    /// The numbers in the answers are those of the tracker, in the order of the store; where events have moved to an
    /// archive since, a service that is opened again counts anew, and an event from there is the same as number 0.
    ///
    /// # Errors
    /// Returns why it is not recorded; then nobody has it.
    pub fn record<'e>(&mut self, event: impl Borrow<Event<'e>>) -> Result<Recorded, NotRecorded> {
        let all = self.record_all(std::slice::from_ref(event.borrow()))?;
        let only = all.into_iter().next().unwrap_or(Err(IgnoredWhy::Unreadable("nothing was said".into())));
        Ok(only?)
    }

    /// Records several events with one wait for the disk, and says of each what became of it. Those that are refused keep
    /// no other from being recorded.
    ///
    /// # Errors
    /// Returns an error when the store cannot keep them; then none of them is recorded.
    pub fn record_all(&mut self, events: &[Event<'_>]) -> Result<Vec<Result<Recorded, IgnoredWhy>>, StoreError> {
        // What others wrote to the store comes first.
        self.catch_up()?;
        let answers: Vec<Result<Recorded, IgnoredWhy>> = events.iter().map(|event| self.tracker.check(event)).collect();
        let is_new = |answer: &Result<Recorded, IgnoredWhy>| matches!(answer, Ok(new) if !matches!(new, Recorded::Duplicate { .. }));
        let fresh = events.iter().zip(&answers).filter(|(_, answer)| is_new(answer));
        let entries: Vec<Entry<'_>> = fresh.map(|(event, _)| Entry::from(event.clone())).collect();
        let appended = if entries.is_empty() { Vec::new() } else { self.store.append(&entries)? };
        let mut appended = appended.into_iter();
        let mut all = Vec::with_capacity(events.len());
        for (event, answer) in events.iter().zip(answers) {
            let entry = if is_new(&answer) { appended.next() } else { None };
            all.push(match entry {
                // The next entry is this one; nobody wrote between.
                Some(Appended::New(seq)) if seq == self.read.saturating_add(1) => {
                    self.read = seq;
                    self.tracker.record(event)
                }
                Some(entry) => {
                    if entry.seq() > self.read {
                        self.catch_up()?;
                    }
                    self.as_known(event, entry, answer)
                }
                None => answer,
            });
        }
        Ok(all)
    }

    /// The answer to an event that came to the tracker by way of the store.
    fn as_known(
        &mut self,
        event: &Event<'_>,
        entry: Appended,
        before: Result<Recorded, IgnoredWhy>,
    ) -> Result<Recorded, IgnoredWhy> {
        let Recorded::Duplicate { of: seq } = self.tracker.check(event)? else {
            // The store knows it and the tracker does not: it lies in an archive.
            return Ok(Recorded::Duplicate { of: 0 });
        };
        Ok(match before? {
            _ if !entry.is_new() => Recorded::Duplicate { of: seq },
            Recorded::Conflict { with, .. } => Recorded::Conflict { seq, with },
            Recorded::New { .. } | Recorded::Duplicate { .. } => Recorded::New { seq },
        })
    }

    /// Reads what others have written to the store since. One who writes alone need not ask.
    ///
    /// # Errors
    /// Returns an error when the store cannot be read.
    pub fn catch_up(&mut self) -> Result<(), StoreError> {
        self.read = self.tracker.record_stored(&mut self.store, self.read.saturating_add(1)..)?;
        Ok(())
    }

    /// Whether a notice was told, by its id.
    pub fn was_told(&self, id: &str) -> bool {
        self.told.contains(id)
    }

    /// Keeps that notices were told: when this returns, they are told to nobody again, also not by a program that starts
    /// anew. Whoever tells first and keeps then may tell one twice after a crash, whoever keeps first may tell one never:
    /// the ids, which are always the same, let the receiver of the former see it.
    ///
    /// # Errors
    /// Returns an error when the store cannot keep them.
    pub fn keep_told<I: Into<String>>(
        &mut self,
        notices: impl IntoIterator<Item = (I, DateTime<Utc>)>,
        told_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let told: Vec<Told> = notices.into_iter().map(|(id, at)| Told { id: id.into(), at, told_at }).collect();
        self.store.tell(&told)?;
        self.told.extend(told.into_iter().map(|told| told.id));
        Ok(())
    }
}
