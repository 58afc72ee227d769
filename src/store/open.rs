//! A store by where it is, whichever kind that makes it.

use std::collections::BTreeSet;

use super::{Appended, Entry, EventStore, HeldAgreements, Seq, StoreError, TakeEntry, Told};

/// A store of any kind.
pub type AnyStore = Box<dyn EventStore + Send>;

/// Opens the store at a place for writing: an address that begins with `postgres://` or `postgresql://` is a database's, any
/// other text a file's.
///
/// # Errors
/// Returns an error when the store cannot be opened, or the feature for its kind is not there.
pub fn open(place: &str) -> Result<AnyStore, StoreError> {
    if is_database(place) { database(place, true) } else { file(place, true) }
}

/// Opens the store at a place for reading only, as [`open`] does for writing.
///
/// # Errors
/// Returns an error when the store cannot be opened, or the feature for its kind is not there.
pub fn open_to_read(place: &str) -> Result<AnyStore, StoreError> {
    if is_database(place) { database(place, false) } else { file(place, false) }
}

fn is_database(place: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| place.starts_with(scheme))
}

#[cfg(feature = "sqlite")]
fn file(place: &str, writes: bool) -> Result<AnyStore, StoreError> {
    use super::SqliteStore;
    let opened = if writes { SqliteStore::open(place) } else { SqliteStore::open_to_read(place) };
    opened.map(|store| Box::new(store) as _)
}

#[cfg(not(feature = "sqlite"))]
fn file(place: &str, _: bool) -> Result<AnyStore, StoreError> {
    Err(StoreError::new(place, super::StoreProblem::Failed("files need the feature `sqlite`".to_owned())))
}

#[cfg(feature = "postgres")]
fn database(place: &str, writes: bool) -> Result<AnyStore, StoreError> {
    use super::PostgresStore;
    let opened = if writes { PostgresStore::open(place) } else { PostgresStore::open_to_read(place) };
    opened.map(|store| Box::new(store) as _)
}

#[cfg(not(feature = "postgres"))]
fn database(_: &str, _: bool) -> Result<AnyStore, StoreError> {
    // The address may hold a password.
    Err(StoreError::new("PostgreSQL", super::StoreProblem::Failed("databases need the feature `postgres`".to_owned())))
}

impl<S: EventStore + ?Sized> EventStore for Box<S> {
    fn append(&mut self, entries: &[Entry<'_>]) -> Result<Vec<Appended>, StoreError> {
        (**self).append(entries)
    }

    fn since(&mut self, after: Seq, take: TakeEntry<'_>) -> Result<(), StoreError> {
        (**self).since(after, take)
    }

    fn last_seq(&mut self) -> Result<Seq, StoreError> {
        (**self).last_seq()
    }

    fn check(&mut self) -> Result<(), StoreError> {
        (**self).check()
    }

    fn take_out(&mut self, entries: &BTreeSet<Seq>) -> Result<usize, StoreError> {
        (**self).take_out(entries)
    }

    fn hold(&mut self, agreements: &HeldAgreements) -> Result<(), StoreError> {
        (**self).hold(agreements)
    }

    fn agreements(&mut self) -> Result<Vec<HeldAgreements>, StoreError> {
        (**self).agreements()
    }

    fn tell(&mut self, notices: &[Told]) -> Result<(), StoreError> {
        (**self).tell(notices)
    }

    fn told(&mut self) -> Result<Vec<Told>, StoreError> {
        (**self).told()
    }
}
