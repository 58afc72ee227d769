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
//! `SqliteStore` is one file, `PostgresStore` a database. [`export`] writes all that a store holds as JSON Lines, and [`import`] reads it.
//!
#![cfg_attr(feature = "sqlite", doc = "```")]
#![cfg_attr(not(feature = "sqlite"), doc = "```ignore")]
//! # use interdept::{Event, Network, tracker::Recorded};
//! # let folder = std::env::temp_dir().join(format!("interdept-store-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! # let path = folder.join("events.db");
//! use interdept::store::{Service, SqliteStore};
//!
//! let network = Network::load("fixtures/dealership")?;
//! let store = SqliteStore::open(path)?;                       // made if it is not there
//! let mut service = Service::open(store, network, "2026-09-01".parse()?)?; // judged by these from that day on
//! let at = "2026-11-20T15:00:00+08:00".parse()?;
//! let sold = Event::new("vehicle-delivered", at).case("c-17").id("crm-1");
//! assert_eq!(service.record(&sold)?, Recorded::New { seq: 1 });  // it is on the disk
//! assert_eq!(service.record(&sold)?, Recorded::Duplicate { of: 1 }); // and there once
//! for handoff in service.tracker().judge(at).handoffs() {
//!     println!("{handoff}");
//! }
//! # drop(service);
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`Service`] holds a store and a tracker of the same events. Whoever wants less uses the store alone:
//! [`append`](EventStore::append) and [`Tracker::record_stored`](crate::Tracker::record_stored).
//!
//! # What is old
//!
//! [`archivable`] finds the events of cases that are over for long, and [`archive`] moves them to another store. A tracker
//! that records both judges as if nothing had moved.
//!
//! # What is promised, and what is not
//!
//! - One writes, any number read beside it. A second writer of a file is refused; those of a database come one after the
//!   other.
//! - An event is known again by all that it says ([`Entry::hash`]): appending the same once more changes nothing and
//!   gives the same answer.
//! - A file that is damaged, of another program or of a later version is refused and left as it is. One of an earlier
//!   version is brought up to date when it is opened for writing.
//! - Processes that were killed at any moment are tested by the thousand. That the power may fail rests on SQLite's
//!   `synchronous=FULL`, on PostgreSQL's `synchronous_commit` and on a disk that does not lie; no test here cuts it.

mod agreements;
mod archive;
mod body;
mod entry;
mod error;
mod hash;
mod lines;
mod open;
#[cfg(feature = "postgres")]
mod postgres;
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
pub use open::{AnyStore, open, open_to_read};
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
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

    /// Reads everything and compares it with what was written: every entry with its hash, and a file's structure.
    ///
    /// # Errors
    /// Returns an error that says what is damaged.
    fn check(&mut self) -> Result<(), StoreError>;

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
