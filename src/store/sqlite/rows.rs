//! Entries as rows.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use chrono::DateTime;
use rusqlite::{Connection, Row, Transaction};

use super::super::body;
use super::super::entry::{Appended, Entry, Seq, TakeRow, first_altered};
use super::super::error::{StoreError, StoreProblem};
use super::{SqliteStore, TakeEntry, micros};

const INSERT: &str = "insert into entry (seq, hash, id, at_us, body, reason, file, line, text)
    select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 where not exists (select 1 from moved where hash = ?2)
    on conflict (hash) do nothing";

const FIND: &str = "select seq from entry where hash = ?1 union all select seq from moved where hash = ?1";

const LAST: &str = "select max(coalesce((select max(seq) from entry), 0), coalesce((select max(seq) from moved), 0))";

const SELECT: &str = "select seq, body, reason, file, line, text, hash, at_us from entry where seq > ?1 order by seq";

/// SQLite's integers have a sign.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|number| u64::try_from(number).unwrap_or_default())
}

pub(super) fn last_seq(db: &Connection) -> rusqlite::Result<Seq> {
    db.prepare_cached(LAST)?.query_row((), |row| unsigned(row, 0))
}

pub(super) fn append(tx: &Transaction<'_>, entries: &[Entry<'_>]) -> rusqlite::Result<Vec<Appended>> {
    let mut next = last_seq(tx)?.saturating_add(1);
    let mut files = HashMap::new();
    let mut insert = tx.prepare_cached(INSERT)?;
    let mut find = tx.prepare_cached(FIND)?;
    let mut appended = Vec::with_capacity(entries.len());
    for entry in entries {
        let hash = entry.hash();
        let event = entry.event();
        let body = event.map(body::write);
        let file = entry.file.as_deref().map(|file| file_id(tx, &mut files, file)).transpose()?;
        let is_new = insert.execute((
            signed(next),
            hash.as_bytes(),
            event.and_then(|event| event.id.as_deref()),
            event.map(|event| micros(event.at)),
            body,
            entry.content.as_ref().err(),
            file,
            signed(entry.line),
            entry.text.as_deref(),
        ))?;
        if is_new == 0 {
            appended.push(Appended::Known(find.query_row([hash.as_bytes()], |row| unsigned(row, 0))?));
        } else {
            appended.push(Appended::New(next));
            next = next.saturating_add(1);
        }
    }
    Ok(appended)
}

pub(super) fn take_out(tx: &Transaction<'_>, entries: &BTreeSet<Seq>) -> rusqlite::Result<usize> {
    let mut note = tx.prepare_cached("insert into moved (hash, seq) select hash, seq from entry where seq = ?1")?;
    let mut delete = tx.prepare_cached("delete from entry where seq = ?1")?;
    let mut taken = 0;
    for &seq in entries {
        note.execute([signed(seq)])?;
        taken += delete.execute([signed(seq)])?;
    }
    Ok(taken)
}

/// The number of a log's name.
fn file_id<'n>(tx: &Transaction<'_>, known: &mut HashMap<&'n str, i64>, name: &'n str) -> rusqlite::Result<i64> {
    if let Some(&id) = known.get(name) {
        return Ok(id);
    }
    tx.prepare_cached("insert into file (name) values (?1) on conflict do nothing")?.execute([name])?;
    let id = tx.prepare_cached("select id from file where name = ?1")?.query_row([name], |row| row.get(0))?;
    known.insert(name, id);
    Ok(id)
}

impl SqliteStore {
    pub(super) fn read_since(&self, after: Seq, take: TakeEntry<'_>) -> Result<(), StoreError> {
        self.each_row(after, false, &mut |seq, _, entry| take(seq, entry))
    }

    /// Compares every entry with the hash that it was appended with.
    pub(super) fn check_rows(&self) -> Result<(), StoreError> {
        match first_altered(|take| self.each_row(0, true, take))? {
            Some(seq) => Err(self.problem(StoreProblem::Damaged(format!("entry {seq} is not what it was")))),
            None => Ok(()),
        }
    }

    fn each_row(&self, after: Seq, wholly: bool, take: TakeRow<'_>) -> Result<(), StoreError> {
        let failed = |cause| self.error(cause);
        // One view of the file for both tables.
        let view = self.db.unchecked_transaction().map_err(failed)?;
        let files = file_names(&view).map_err(failed)?;
        let mut query = view.prepare_cached(SELECT).map_err(failed)?;
        let mut rows = query.query([signed(after)]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let (seq, entry) = read(row, &files, wholly)
                .map_err(failed)?
                .map_err(|(seq, why)| self.problem(StoreProblem::Damaged(format!("entry {seq} is no event: {why}"))))?;
            let hash = row.get_ref(6).map_err(failed)?;
            let hash = hash.as_blob().map_err(|cause| failed(cause.into()))?;
            if take(seq, hash, entry).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn file_names(db: &Connection) -> rusqlite::Result<HashMap<i64, String>> {
    let mut query = db.prepare_cached("select id, name from file")?;
    query.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// An entry, or what is wrong with its text; read `wholly` also that its instant is the one in its text.
type ReadEntry<'r> = Result<(Seq, Entry<'r>), (Seq, String)>;

fn read<'r>(row: &'r Row<'_>, files: &'r HashMap<i64, String>, wholly: bool) -> rusqlite::Result<ReadEntry<'r>> {
    let seq = unsigned(row, 0)?;
    let content = match text(row, 1)? {
        Some(body) => {
            let at = DateTime::from_timestamp_micros(row.get(7)?).unwrap_or_default();
            match if wholly { body::read(body) } else { body::read_at(body, at) } {
                Ok(event) if event.at == at => Ok(event),
                Ok(_) => return Ok(Err((seq, "two instants are named".to_owned()))),
                Err(why) => return Ok(Err((seq, why.to_string()))),
            }
        }
        None => Err(Cow::Borrowed(text(row, 2)?.unwrap_or_default())),
    };
    let file = row.get::<_, Option<i64>>(3)?.and_then(|id| files.get(&id));
    let entry = Entry {
        content,
        file: file.map(|name| Cow::Borrowed(name.as_str())),
        line: unsigned(row, 4)?,
        text: text(row, 5)?.map(Cow::Borrowed),
    };
    Ok(Ok((seq, entry)))
}

fn text<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<Option<&'r str>> {
    Ok(row.get_ref(column)?.as_str_or_null()?)
}
