//! Events kept for good: a store, what it promises, and the file or server it lies in.
//!
//! A [`Tracker`](crate::Tracker) holds events in memory. A store holds them where a crash cannot reach: what
//! [`EventStore::append`] has acknowledged is there afterwards, once, whole and in the order in which it was taken, and
//! nothing that was not acknowledged is half there. Reading it back gives the same judgements, to the byte.
//!
//! | kept | why |
//! |:---|:---|
//! | [entries](Entry): events, and rows of logs that are none, each with its place | the log is the truth, and a judgement is made of it anew |
//! | [agreements](HeldAgreements), with all holidays in them, and the day from which they held | a verdict of last year can be made again by last year's agreements |
//! | the [notices told](Told) | nobody is told a thing twice |
//!
//! No state is kept: a million events are judged in less time than it takes to explain why a snapshot is stale.
//!
//! [`SqliteStore`] is one file. [`export`] writes all that a store holds as JSON Lines, and [`import`] reads it.
//!
//! ```
//! use interdept::{Event, Network, Tracker, store::{Entry, EventStore, SqliteStore}};
//! # let text = r#"
//! # format = 1
//! # agreement = { id = "a", customer = "b", calendar = "office" }
//! # calendar.office = { timezone = "Asia/Shanghai", week = { mon-fri = ["09:00-18:00"] } }
//! # department = [{ id = "s" }, { id = "b" }]
//! # milestone = [{ id = "sold" }]
//! # obligation = [{ id = "s.slip", supplier = "s", deliverable = "Slip", due = "within 2 hours of sold" }]
//! # "#;
//! # let network = Network::from_toml("a.toml", text)?;
//! # let folder = std::env::temp_dir().join(format!("interdept-store-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! # let path = folder.join("events.db");
//! let mut store = SqliteStore::open(&path)?;
//! let sold = Event::new("sold", "2026-11-16T16:20:00+08:00".parse()?).case("c-17").id("1");
//! store.append(&[sold.clone().into()])?;              // it is on the disk
//! assert!(!store.append(&[sold.into()])?[0].is_new()); // and there once
//!
//! let mut tracker = Tracker::new(network);
//! tracker.record_stored(&mut store, ..)?;
//! assert_eq!(tracker.len(), 1);
//! # drop(store);
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is old
//!
//! [`archivable`] finds the events of cases that are over for long, and [`archive`] moves them to another store. A tracker
//! that [records](crate::Tracker::record_stored) both judges as if nothing had moved.
//!
//! # What is promised, and what is not
//!
//! - One writes, any number read beside it. A second writer of a file is refused.
//! - An event is known again by all that it says ([`Entry::hash`]): appending the same once more changes nothing and
//!   gives the same answer.
//! - A file that is damaged, of another program or of a later version is refused and left as it is. One of an earlier
//!   version is brought up to date when it is opened for writing.
//! - Processes that were killed at any moment are tested by the thousand. That the power may fail rests on SQLite's
//!   `synchronous=FULL` and on a disk that does not lie; no test here cuts it.

mod agreements;
mod archive;
mod body;
mod entry;
mod error;
mod hash;
mod lines;
mod service;
#[cfg(feature = "sqlite")]
mod sqlite;
mod stored;

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};

pub use agreements::HeldAgreements;
pub use archive::{archivable, archive};
pub use entry::{Appended, Entry, Seq};
pub use error::{StoreError, StoreProblem};
pub use hash::Hash;
pub use lines::{LinesError, Moved, export, import};
pub use service::{NotRecorded, Service};
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;

/// A notice that was told, by its id, which is the same whenever the same is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The notice's id.
    pub id: String,
    /// The instant that it speaks of.
    pub at: DateTime<Utc>,
    /// When it was told.
    pub told_at: DateTime<Utc>,
}

/// Takes what is read from a store, entry by entry, and says whether to go on.
pub type TakeEntry<'t> = &'t mut dyn FnMut(Seq, Entry<'_>) -> ControlFlow<()>;

/// Where events are kept for good.
///
/// What is done is done when the call returns, and done wholly or not at all. After an error the call can be made again:
/// what it had done all the same is known again.
pub trait EventStore {
    /// Adds entries at the end, in their order, those left out that are there already. All of them are on the disk when
    /// this returns, each with its place. Instants are kept to the microsecond.
    ///
    /// # Errors
    /// Returns an error when they cannot be kept; then none of them is.
    fn append(&mut self, entries: &[Entry<'_>]) -> Result<Vec<Appended>, StoreError>;

    /// Reads the entries after a place, in their order; those after 0 are all. What is appended meanwhile may be missing.
    ///
    /// # Errors
    /// Returns an error when the store cannot be read, or holds something that nobody appended.
    fn since(&mut self, after: Seq, take: TakeEntry<'_>) -> Result<(), StoreError>;

    /// The place of the last entry, 0 if there is none.
    ///
    /// # Errors
    /// Returns an error when the store cannot be read.
    fn last_seq(&mut self) -> Result<Seq, StoreError>;

    /// Takes entries out that are kept elsewhere, and returns how many were there. They stay known: appended again, they
    /// are the same as before and do not come back, and their places are given to nobody else.
    ///
    /// # Errors
    /// Returns an error when they cannot be taken out; then none of them is.
    fn take_out(&mut self, entries: &BTreeSet<Seq>) -> Result<usize, StoreError>;

    /// Keeps agreements; those that are kept last for the same first day already are not kept again.
    ///
    /// # Errors
    /// Returns an error when they cannot be kept.
    fn hold(&mut self, agreements: &HeldAgreements) -> Result<(), StoreError>;

    /// All agreements, in the order in which they were kept.
    ///
    /// # Errors
    /// Returns an error when the store cannot be read.
    fn agreements(&mut self) -> Result<Vec<HeldAgreements>, StoreError>;

    /// The agreements that held at an instant: those with the latest first day that had begun, of several the ones kept
    /// last; none before the first of all.
    ///
    /// # Errors
    /// Returns an error when the store cannot be read.
    fn agreements_at(&mut self, at: DateTime<Utc>) -> Result<Option<HeldAgreements>, StoreError> {
        Ok(agreements::held_at(self.agreements()?, at))
    }

    /// Keeps which notices were told; of one that is kept already, the first time stays.
    ///
    /// # Errors
    /// Returns an error when they cannot be kept.
    fn tell(&mut self, notices: &[Told]) -> Result<(), StoreError>;

    /// All notices that were told, in the order of their ids.
    ///
    /// # Errors
    /// Returns an error when the store cannot be read.
    fn told(&mut self) -> Result<Vec<Told>, StoreError>;
}
