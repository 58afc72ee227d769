//! A store in one SQLite file.
//!
//! The file is in WAL mode with `synchronous=FULL`: readers wait for nobody, and a commit has reached the disk when it
//! returns. Beside it lie SQLite's own `-wal` and `-shm` while it is open, and an empty `-writer`, on which the one
//! writer holds a lock of the operating system, which ends with the process. Locks are for local disks: a file on a
//! network share has no such promises.

mod file;
mod rows;
mod schema;

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior};

use super::agreements::{self, HeldAgreements};
use super::body::kept_at;
use super::entry::{Appended, Entry, Seq};
use super::error::{StoreError, StoreProblem};
use super::hash::Hash;
use super::{EventStore, TakeEntry, Told};
use crate::config::TomlFile;
use file::Found;

/// How long to wait for another connection: while it puts a file in order after a crash.
const PATIENCE: Duration = Duration::from_secs(10);

/// Events, agreements and told notices in one SQLite file, whose tables any SQLite tool reads.
///
/// See [`store`](crate::store) for what it promises.
#[derive(Debug)]
pub struct SqliteStore {
    db: Connection,
    path: PathBuf,
    mode: Mode,
}

/// What one may do.
#[derive(Debug)]
enum Mode {
    Reads,
    /// Writes, while it holds the lock, if others could reach the store at all.
    Writes {
        _lock: Option<File>,
    },
}

impl SqliteStore {
    /// Opens a file for writing; makes it if there is none, and brings it up to date if an earlier version made it.
    ///
    /// # Errors
    /// Returns an error when the file cannot be made or written, has a writer already, is damaged, or is no store that
    /// this version knows.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        file::look(path)?;
        file::check_writable(path)?;
        let lock = file::lock(path)?;
        if file::look(path)? == Found::Nothing {
            Self::make(path)?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut store = Self::connect(path, flags, Mode::Writes { _lock: Some(lock) })?;
        store.begin().map_err(|cause| store.error(cause))?;
        store.check_format()?;
        Ok(store)
    }

    /// A store that lies nowhere and is gone with the program: for tests.
    ///
    /// # Errors
    /// Returns an error when there is no memory for it.
    pub fn in_memory() -> Result<Self, StoreError> {
        let mut store = Self::connect(Path::new(":memory:"), OpenFlags::default(), Mode::Writes { _lock: None })?;
        store.begin().map_err(|cause| store.error(cause))?;
        Ok(store)
    }

    /// Opens a file for reading only, beside whoever writes to it. What would change it is an error.
    ///
    /// # Errors
    /// Returns an error when there is no file, or it is damaged, or no store of exactly this version's format.
    pub fn open_to_read(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        if file::look(path)? == Found::Nothing {
            return Err(StoreError::new(path.display().to_string(), StoreProblem::Missing));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let store = Self::connect(path, flags, Mode::Reads)?;
        store.check_format()?;
        Ok(store)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the room back that entries took which have moved to an archive: the file is written anew, which takes as
    /// much room again meanwhile.
    ///
    /// # Errors
    /// Returns an error when the file cannot be written, or somebody reads it for long.
    pub fn compact(&mut self) -> Result<(), StoreError> {
        self.check_writer()?;
        let compacted = self.db.execute_batch("vacuum; pragma wal_checkpoint(truncate)");
        compacted.map_err(|cause| self.error(cause))
    }

    /// Makes an empty store beside the place where it belongs and then puts it there, so that whoever looks sees nothing
    /// or a whole one, whenever this is interrupted.
    fn make(path: &Path) -> Result<(), StoreError> {
        let new = file::beside(path, "-new");
        file::remove(&new)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut store = Self::connect(&new, flags, Mode::Writes { _lock: None })?;
        store.begin().map_err(|cause| store.error(cause))?;
        drop(store);
        file::put_in_place(&new, path)
    }

    fn connect(path: &Path, flags: OpenFlags, mode: Mode) -> Result<Self, StoreError> {
        let failed = |cause| error_of(path, cause);
        let db = Connection::open_with_flags(path, flags).map_err(failed)?;
        db.busy_timeout(PATIENCE).map_err(failed)?;
        Ok(Self { db, path: path.to_owned(), mode })
    }

    /// Makes the tables that are missing.
    fn begin(&mut self) -> rusqlite::Result<()> {
        schema::bring_up(&mut self.db)?;
        self.db.pragma_update(None, "journal_mode", "wal")?;
        self.db.pragma_update(None, "synchronous", "full")
    }

    /// Compares the format, as SQLite sees it: the first bytes may be older than the journal beside the file.
    fn check_format(&self) -> Result<(), StoreError> {
        let found = self.db.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0));
        let known = schema::FORMAT;
        match found.map_err(|cause| self.error(cause))? {
            found if found < known => Err(self.problem(StoreProblem::Older { found, known })),
            found if found > known => Err(self.problem(StoreProblem::Newer { found, known })),
            _ => Ok(()),
        }
    }

    fn problem(&self, problem: StoreProblem) -> StoreError {
        StoreError::new(self.path.display().to_string(), problem)
    }

    fn error(&self, cause: rusqlite::Error) -> StoreError {
        error_of(&self.path, cause)
    }

    /// Refuses to change what was opened for reading.
    fn check_writer(&self) -> Result<(), StoreError> {
        match self.mode {
            Mode::Writes { .. } => Ok(()),
            Mode::Reads => Err(self.problem(StoreProblem::ReadOnly("it was opened for reading".to_owned()))),
        }
    }

    /// Does several things at once, or nothing.
    fn change<T>(
        &mut self,
        change: impl FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.check_writer()?;
        let changed = self.db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|tx| {
            let changed = change(&tx)?;
            tx.commit()?;
            Ok(changed)
        });
        changed.map_err(|cause| self.error(cause))
    }
}

/// What an error of SQLite's means for a store.
fn error_of(path: &Path, cause: rusqlite::Error) -> StoreError {
    let code = cause.sqlite_error_code();
    let problem = match code {
        Some(ErrorCode::DiskFull) => StoreProblem::Full,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreProblem::Busy,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreProblem::ReadOnly(cause.to_string()),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreProblem::Damaged(cause.to_string()),
        _ => StoreProblem::Failed(cause.to_string()),
    };
    StoreError::new(path.display().to_string(), problem).because(cause)
}

fn micros(at: DateTime<Utc>) -> i64 {
    kept_at(at).timestamp_micros()
}

impl EventStore for SqliteStore {
    fn append(&mut self, entries: &[Entry<'_>]) -> Result<Vec<Appended>, StoreError> {
        self.change(|tx| rows::append(tx, entries))
    }

    fn since(&mut self, after: Seq, take: TakeEntry<'_>) -> Result<(), StoreError> {
        self.read_since(after, take)
    }

    fn last_seq(&mut self) -> Result<Seq, StoreError> {
        rows::last_seq(&self.db).map_err(|cause| self.error(cause))
    }

    fn check(&mut self) -> Result<(), StoreError> {
        let said = self.db.query_row("pragma integrity_check(1)", (), |row| row.get::<_, String>(0));
        let said = said.map_err(|cause| self.error(cause))?;
        if said != "ok" {
            return Err(self.problem(StoreProblem::Damaged(said)));
        }
        self.check_rows()
    }

    fn take_out(&mut self, entries: &BTreeSet<Seq>) -> Result<usize, StoreError> {
        self.change(|tx| rows::take_out(tx, entries))
    }

    fn hold(&mut self, held: &HeldAgreements) -> Result<(), StoreError> {
        let (hash, since) = (held.hash(), held.since().to_string());
        self.change(|tx| {
            let last = "select hash from agreement where since = ?1 order by seq desc limit 1";
            let last: Option<[u8; 32]> = tx.query_row(last, [&since], |row| row.get(0)).optional()?;
            if last == Some(*hash.as_bytes()) {
                return Ok(());
            }
            let insert = "insert into agreement (hash, since, zone) values (?1, ?2, ?3)";
            tx.execute(insert, (hash.as_bytes(), &since, held.zone().name()))?;
            for file in held.files() {
                let insert = "insert into agreement_file (hash, name, text) values (?1, ?2, ?3) on conflict do nothing";
                tx.execute(insert, (hash.as_bytes(), &file.name, &file.text))?;
            }
            Ok(())
        })
    }

    fn agreements(&mut self) -> Result<Vec<HeldAgreements>, StoreError> {
        let read = || -> rusqlite::Result<_> {
            let mut query = self.db.prepare("select hash, since, zone from agreement order by seq")?;
            let held: Vec<([u8; 32], String, String)> =
                query.query_map((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
            let mut query = self.db.prepare("select name, text from agreement_file where hash = ?1 order by name")?;
            let mut all = Vec::new();
            for (hash, since, zone) in held {
                let file = |row: &rusqlite::Row<'_>| Ok(TomlFile { name: row.get(0)?, text: row.get(1)? });
                let files: Vec<TomlFile> = query.query_map([&hash], file)?.collect::<Result<_, _>>()?;
                all.push((Hash::from_bytes(hash), since, zone, files));
            }
            Ok(all)
        };
        let read = read().map_err(|cause| self.error(cause))?;
        let damaged =
            |hash| self.problem(StoreProblem::Damaged(format!("the agreements {hash} are not what they were")));
        read.into_iter()
            .map(|(hash, since, zone, files)| {
                let (since, zone) = (since.parse().ok(), agreements::zone(&zone));
                let (Some(since), Some(zone)) = (since, zone) else { return Err(damaged(hash)) };
                let held = HeldAgreements::of_files(files, since, zone);
                if held.hash() == hash { Ok(held) } else { Err(damaged(hash)) }
            })
            .collect()
    }

    fn tell(&mut self, notices: &[Told]) -> Result<(), StoreError> {
        self.change(|tx| {
            let mut insert = tx.prepare_cached(
                "insert into notice (id, at_us, told_at_us) values (?1, ?2, ?3) on conflict do nothing",
            )?;
            for notice in notices {
                insert.execute((&notice.id, micros(notice.at), micros(notice.told_at)))?;
            }
            Ok(())
        })
    }

    fn told(&mut self) -> Result<Vec<Told>, StoreError> {
        let read = || -> rusqlite::Result<Vec<Told>> {
            let mut query = self.db.prepare("select id, at_us, told_at_us from notice order by id")?;
            let at = |micros| DateTime::from_timestamp_micros(micros).unwrap_or_default();
            let told =
                |row: &rusqlite::Row<'_>| Ok(Told { id: row.get(0)?, at: at(row.get(1)?), told_at: at(row.get(2)?) });
            query.query_map((), told)?.collect()
        };
        read().map_err(|cause| self.error(cause))
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::Event;

    fn entries(from: usize, count: usize) -> Vec<Entry<'static>> {
        let at = "2026-11-16T16:20:00+08:00".parse().unwrap();
        (from..from + count).map(|n| Event::new("sold", at).id(n.to_string()).case("c".repeat(200)).into()).collect()
    }

    #[test]
    fn a_full_disk_loses_nothing_and_keeps_nothing_by_halves() {
        let folder = std::env::temp_dir().join(format!("interdept-full-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut store = SqliteStore::open(folder.join("events.db")).unwrap();
        let count = |store: &mut SqliteStore| {
            let mut count = 0;
            store.since(0, &mut |_, _| {
                count += 1;
                ControlFlow::Continue(())
            })?;
            Ok::<_, StoreError>(count)
        };
        store.append(&entries(0, 100)).unwrap();
        let pages: u32 = store.db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        store.db.pragma_update(None, "max_page_count", pages + 20).unwrap();
        let error = store.append(&entries(100, 1_000)).unwrap_err();
        assert_eq!(error.problem(), &StoreProblem::Full);
        assert!(error.to_string().ends_with("and all that was before"), "{error}");
        assert_eq!(count(&mut store).unwrap(), 100);
        store.check().unwrap();
        // A little still fits, and once there is room again the same goes in.
        assert!(store.append(&entries(100, 10)).unwrap().iter().all(|one| one.is_new()));
        store.db.pragma_update(None, "max_page_count", 1_000_000).unwrap();
        let appended = store.append(&entries(100, 1_000)).unwrap();
        assert_eq!(appended.iter().filter(|one| !one.is_new()).count(), 10);
        assert_eq!(appended.iter().map(|one| one.seq()).collect::<Vec<_>>(), (101..=1_100).collect::<Vec<_>>());
        store.check().unwrap();
        drop(store);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
