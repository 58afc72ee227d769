//! A store in a PostgreSQL database.
//!
//! Its tables are named `interdept_…` and lie in the first schema of the connection's search path, which the address may
//! name: `postgres://host/db?options=-csearch_path%3Dsales`. An append takes a lock on the transaction first, so that
//! numbers become visible in their order: of two transactions at once, the one with the later number could otherwise be
//! read first, and whoever reads what is new would never see the other.

mod rows;
mod schema;
mod text;

use std::collections::BTreeSet;
use std::fmt;

use ::postgres::error::SqlState;
use ::postgres::{Client, Error, NoTls, Transaction};
use chrono::{DateTime, Utc};

use super::agreements::{self, HeldAgreements};
use super::body::kept_at;
use super::entry::{Appended, Entry, Seq};
use super::error::{StoreError, StoreProblem};
use super::{EventStore, TakeEntry, Told};
use crate::config::TomlFile;

/// Events, agreements and told notices in a PostgreSQL database.
///
/// Any number of them may write at the same time, also from different machines: what they append comes one after the
/// other. See [`store`](crate::store) for what it promises.
pub struct PostgresStore {
    client: Client,
    /// The server, without a password.
    name: String,
    writes: bool,
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").field("name", &self.name).field("writes", &self.writes).finish_non_exhaustive()
    }
}

impl PostgresStore {
    /// Connects, makes the tables that are missing, and brings those of an earlier version up to date.
    ///
    /// # Errors
    /// Returns an error when the server cannot be reached or says no, or has tables that this version does not know.
    pub fn open(address: &str) -> Result<Self, StoreError> {
        let mut store = Self::connect(address, true)?;
        let checked = schema::bring_up(&mut store.client).map_err(|cause| store.error(cause))?;
        checked.map_err(|problem| store.problem(problem))?;
        Ok(store)
    }

    /// Connects for reading only.
    ///
    /// # Errors
    /// Returns an error when the server cannot be reached or says no, or has no tables of exactly this version.
    pub fn open_to_read(address: &str) -> Result<Self, StoreError> {
        let mut store = Self::connect(address, false)?;
        let problem = match schema::format(&mut store.client).map_err(|cause| store.error(cause))? {
            0 => StoreProblem::Missing,
            found if found < schema::FORMAT => StoreProblem::Older { found, known: schema::FORMAT },
            found if found > schema::FORMAT => StoreProblem::Newer { found, known: schema::FORMAT },
            _ => return Ok(store),
        };
        Err(store.problem(problem))
    }

    fn connect(address: &str, writes: bool) -> Result<Self, StoreError> {
        let name = without_password(address);
        let failed = |cause| error_of(&name, cause);
        let mut client = Client::connect(address, NoTls).map_err(failed)?;
        let mode = if writes { "set synchronous_commit = on" } else { "set default_transaction_read_only = on" };
        client.batch_execute(mode).map_err(failed)?;
        Ok(Self { client, name, writes })
    }

    fn problem(&self, problem: StoreProblem) -> StoreError {
        StoreError::new(&*self.name, problem)
    }

    fn error(&self, cause: Error) -> StoreError {
        error_of(&self.name, cause)
    }

    /// Does several things at once, or nothing, while nobody else changes anything.
    fn change<T>(&mut self, change: impl FnOnce(&mut Transaction<'_>) -> Result<T, Error>) -> Result<T, StoreError> {
        if !self.writes {
            return Err(self.problem(StoreProblem::ReadOnly("it was opened for reading".to_owned())));
        }
        let changed = || {
            let mut tx = self.client.transaction()?;
            schema::lock(&mut tx)?;
            let changed = change(&mut tx)?;
            tx.commit()?;
            Ok(changed)
        };
        changed().map_err(|cause| error_of(&self.name, cause))
    }
}

/// An address as it may stand in messages.
fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return "PostgreSQL".to_owned() };
    let (host, _) = rest.split_once('?').unwrap_or((rest, ""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}")
}

/// What an error of the server's means for a store.
fn error_of(name: &str, cause: Error) -> StoreError {
    let said = cause.as_db_error().map_or_else(|| cause.to_string(), |error| error.message().to_owned());
    let problem = match cause.code() {
        Some(code) if *code == SqlState::DISK_FULL => StoreProblem::Full,
        Some(code) if *code == SqlState::READ_ONLY_SQL_TRANSACTION || *code == SqlState::INSUFFICIENT_PRIVILEGE => {
            StoreProblem::ReadOnly(said)
        }
        Some(code) if *code == SqlState::DATA_CORRUPTED || *code == SqlState::INDEX_CORRUPTED => {
            StoreProblem::Damaged(said)
        }
        _ => StoreProblem::Failed(said),
    };
    StoreError::new(name, problem).because(cause)
}

fn micros(at: DateTime<Utc>) -> i64 {
    kept_at(at).timestamp_micros()
}

impl EventStore for PostgresStore {
    fn append(&mut self, entries: &[Entry<'_>]) -> Result<Vec<Appended>, StoreError> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        self.change(|tx| rows::append(tx, entries))
    }

    fn since(&mut self, after: Seq, take: TakeEntry<'_>) -> Result<(), StoreError> {
        self.each_row(after, false, &mut |seq, _, entry| take(seq, entry))
    }

    fn last_seq(&mut self) -> Result<Seq, StoreError> {
        let last = self.client.query_one(rows::LAST, &[]);
        last.map(|row| rows::unsigned(row.get(0))).map_err(|cause| self.error(cause))
    }

    fn check(&mut self) -> Result<(), StoreError> {
        self.check_rows()
    }

    fn take_out(&mut self, entries: &BTreeSet<Seq>) -> Result<usize, StoreError> {
        self.change(|tx| rows::take_out(tx, entries))
    }

    fn hold(&mut self, held: &HeldAgreements) -> Result<(), StoreError> {
        let (hash, since, zone) = (held.hash(), held.since().to_string(), held.zone().name());
        self.change(|tx| {
            let last = "select hash from interdept_agreement where since = $1 order by seq desc limit 1";
            let last = tx.query_opt(last, &[&since])?;
            if last.is_some_and(|row| row.get::<_, &[u8]>(0) == hash.as_bytes()) {
                return Ok(());
            }
            let insert = "insert into interdept_agreement (hash, since, zone) values ($1, $2, $3)";
            tx.execute(insert, &[&&hash.as_bytes()[..], &since, &zone])?;
            let insert = "insert into interdept_agreement_file (hash, name, text) values ($1, $2, $3)
                on conflict do nothing";
            for file in held.files() {
                tx.execute(insert, &[&&hash.as_bytes()[..], &text::put(&file.name), &text::put(&file.text)])?;
            }
            Ok(())
        })
    }

    fn agreements(&mut self) -> Result<Vec<HeldAgreements>, StoreError> {
        let name = self.name.clone();
        let failed = |cause| error_of(&name, cause);
        let damaged = |what: &str| {
            StoreError::new(&*name, StoreProblem::Damaged(format!("the agreements {what} are not what they were")))
        };
        let mut all = Vec::new();
        let query = "select hash, since, zone from interdept_agreement order by seq";
        for row in &self.client.query(query, &[]).map_err(failed)? {
            let (hash, since, zone): (&[u8], &str, &str) = (row.get(0), row.get(1), row.get(2));
            let files_of =
                "select name, text from interdept_agreement_file where hash = $1 order by name collate \"C\"";
            let files = self.client.query(files_of, &[&hash]).map_err(failed)?;
            let file = |row: &::postgres::Row| TomlFile {
                name: text::take(row.get(0)).into_owned(),
                text: text::take(row.get(1)).into_owned(),
            };
            let (Ok(since), Some(zone)) = (since.parse(), agreements::zone(zone)) else { return Err(damaged(since)) };
            let held = HeldAgreements::of_files(files.iter().map(file).collect(), since, zone);
            if held.hash().as_bytes() != hash {
                return Err(damaged(&held.since().to_string()));
            }
            all.push(held);
        }
        Ok(all)
    }

    fn tell(&mut self, notices: &[Told]) -> Result<(), StoreError> {
        self.change(|tx| {
            let insert =
                "insert into interdept_notice (id, at_us, told_at_us) values ($1, $2, $3) on conflict do nothing";
            let insert = tx.prepare(insert)?;
            for notice in notices {
                tx.execute(&insert, &[&text::put(&notice.id), &micros(notice.at), &micros(notice.told_at)])?;
            }
            Ok(())
        })
    }

    fn told(&mut self) -> Result<Vec<Told>, StoreError> {
        let query = "select id, at_us, told_at_us from interdept_notice";
        let rows = self.client.query(query, &[]).map_err(|cause| self.error(cause))?;
        let at = |micros| DateTime::from_timestamp_micros(micros).unwrap_or_default();
        let mut told: Vec<Told> = rows
            .iter()
            .map(|row| Told { id: text::take(row.get(0)).into_owned(), at: at(row.get(1)), told_at: at(row.get(2)) })
            .collect();
        told.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(told)
    }
}
