//! Entries as rows.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use chrono::DateTime;
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Error, Row, Transaction};

use super::super::body;
use super::super::entry::{Appended, Entry, Seq, TakeRow, first_altered};
use super::super::error::{StoreError, StoreProblem};
use super::super::hash::Hash;
use super::{PostgresStore, micros, text};

/// Numbers are given here and not by a sequence, which would burn one for each entry that is there already.
const INSERT: &str = "insert into interdept_entry (seq, hash, id, at_us, body, reason, file, line, text)
    select $1 + row_number() over (order by n), hash, id, at_us, body, reason, file, line, text
    from unnest($2::bytea[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::int[], $8::bigint[], $9::text[])
        with ordinality as new (hash, id, at_us, body, reason, file, line, text, n)";

const SELECT: &str = "select entry.seq, body, reason, file.name, line, text, hash, at_us
    from interdept_entry as entry left join interdept_file as file on file.id = entry.file
    where entry.seq > $1 order by entry.seq";

pub(super) const LAST: &str = "select greatest(coalesce((select max(seq) from interdept_entry), 0),
    coalesce((select max(seq) from interdept_moved), 0))";

/// The server's integers have a sign.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

pub(super) fn append(tx: &mut Transaction<'_>, entries: &[Entry<'_>]) -> Result<Vec<Appended>, Error> {
    let hashes: Vec<Hash> = entries.iter().map(Entry::hash).collect();
    let known = "select hash, seq from interdept_entry where hash = any($1)
        union all select hash, seq from interdept_moved where hash = any($1)";
    let asked: Vec<&[u8]> = hashes.iter().map(|hash| &hash.as_bytes()[..]).collect();
    let mut places: HashMap<Vec<u8>, Seq> =
        tx.query(known, &[&asked])?.iter().map(|row| (row.get(0), unsigned(row.get(1)))).collect();
    let last = unsigned(tx.query_one(LAST, &[])?.get(0));
    let (mut next, mut appended, mut new) = (last, Vec::with_capacity(entries.len()), Vec::new());
    for (entry, hash) in entries.iter().zip(&hashes) {
        if let Some(&seq) = places.get(&hash.as_bytes()[..]) {
            appended.push(Appended::Known(seq));
            continue;
        }
        next = next.saturating_add(1);
        places.insert(hash.as_bytes().to_vec(), next);
        appended.push(Appended::New(next));
        new.push((entry, hash));
    }
    insert(tx, last, &new)?;
    Ok(appended)
}

/// Inserts entries that are not there, with the numbers behind the last one.
fn insert(tx: &mut Transaction<'_>, last: Seq, new: &[(&Entry<'_>, &Hash)]) -> Result<(), Error> {
    if new.is_empty() {
        return Ok(());
    }
    let mut ids = HashMap::new();
    let mut files = Vec::with_capacity(new.len());
    for (entry, _) in new {
        files.push(entry.file.as_deref().map(|file| file_id(tx, &mut ids, file)).transpose()?);
    }
    let event = |entry: &Entry<'_>| entry.event().map(|event| micros(event.at));
    let hash: Vec<&[u8]> = new.iter().map(|(_, hash)| &hash.as_bytes()[..]).collect();
    let id: Vec<Option<Cow<'_, str>>> =
        new.iter().map(|(entry, _)| entry.event().and_then(|event| event.id.as_deref()).map(text::put)).collect();
    let at: Vec<Option<i64>> = new.iter().map(|(entry, _)| event(entry)).collect();
    let body: Vec<Option<String>> = new.iter().map(|(entry, _)| entry.event().map(body::write)).collect();
    let reason: Vec<Option<Cow<'_, str>>> =
        new.iter().map(|(entry, _)| entry.content.as_ref().err().map(|why| text::put(why))).collect();
    let line: Vec<i64> = new.iter().map(|(entry, _)| signed(entry.line)).collect();
    let row: Vec<Option<Cow<'_, str>>> = new.iter().map(|(entry, _)| entry.text.as_deref().map(text::put)).collect();
    tx.execute(INSERT, &[&signed(last), &hash, &id, &at, &body, &reason, &files, &line, &row]).map(drop)
}

/// The number of a log's name.
fn file_id<'n>(tx: &mut Transaction<'_>, known: &mut HashMap<&'n str, i32>, name: &'n str) -> Result<i32, Error> {
    if let Some(&id) = known.get(name) {
        return Ok(id);
    }
    let kept = text::put(name);
    tx.execute("insert into interdept_file (name) values ($1) on conflict do nothing", &[&kept])?;
    let id = tx.query_one("select id from interdept_file where name = $1", &[&kept])?.get(0);
    known.insert(name, id);
    Ok(id)
}

pub(super) fn take_out(tx: &mut Transaction<'_>, entries: &BTreeSet<Seq>) -> Result<usize, Error> {
    let entries: Vec<i64> = entries.iter().map(|&seq| signed(seq)).collect();
    let note = "insert into interdept_moved (hash, seq) select hash, seq from interdept_entry where seq = any($1)";
    tx.execute(note, &[&entries])?;
    let taken = tx.execute("delete from interdept_entry where seq = any($1)", &[&entries])?;
    Ok(usize::try_from(taken).unwrap_or(usize::MAX))
}

impl PostgresStore {
    /// Compares every entry with the hash that it was appended with.
    pub(super) fn check_rows(&mut self) -> Result<(), StoreError> {
        match first_altered(|take| self.each_row(0, true, take))? {
            Some(seq) => Err(self.problem(StoreProblem::Damaged(format!("entry {seq} is not what it was")))),
            None => Ok(()),
        }
    }

    pub(super) fn each_row(&mut self, after: Seq, wholly: bool, take: TakeRow<'_>) -> Result<(), StoreError> {
        let name = self.name.clone();
        let failed = |cause| super::error_of(&name, cause);
        let mut rows = self.client.query_raw(SELECT, [signed(after)]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let seq = unsigned(row.get(0));
            let entry = read(&row, wholly).map_err(|why| {
                StoreError::new(&*name, StoreProblem::Damaged(format!("entry {seq} is no event: {why}")))
            })?;
            if take(seq, row.get(6), entry).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn read(row: &Row, wholly: bool) -> Result<Entry<'_>, String> {
    let text_at = |column| row.get::<_, Option<&str>>(column).map(text::take);
    let content = match row.get::<_, Option<&str>>(1) {
        Some(body) => {
            let at = row.get::<_, Option<i64>>(7).and_then(DateTime::from_timestamp_micros).unwrap_or_default();
            let event =
                if wholly { body::read(body) } else { body::read_at(body, at) }.map_err(|why| why.to_string())?;
            if event.at != at {
                return Err("two instants are named".to_owned());
            }
            Ok(event)
        }
        None => Err(text_at(2).unwrap_or_default()),
    };
    Ok(Entry { content, file: text_at(3), line: unsigned(row.get(4)), text: text_at(5) })
}
