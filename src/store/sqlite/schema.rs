//! The tables, and the way from one format of them to the next.

use rusqlite::{Connection, TransactionBehavior};

use super::file::APPLICATION;

/// The format that this program writes.
pub(super) const FORMAT: u32 = 2;

/// What leads from each format to the next; the first makes the tables.
const STEPS: [&str; FORMAT as usize] = [
    // A row is an event, with what can be asked of it beside its text, or it is none, with a reason.
    "create table file (
         id integer primary key,
         name text not null unique
     ) strict;
     create table entry (
         seq integer primary key,
         hash blob not null unique,
         id text,
         at_us integer,
         body text,
         reason text,
         file integer references file (id),
         line integer not null,
         text text,
         check ((body is null) = (at_us is null) and (body is null) <> (reason is null))
     ) strict;
     create view event as
         select seq, id, strftime('%Y-%m-%dT%H:%M:%fZ', at_us / 1e6, 'unixepoch') as at, body
         from entry where body is not null;
     create table agreement (
         seq integer primary key,
         hash blob not null,
         since text not null,
         zone text not null
     ) strict;
     create table agreement_file (
         hash blob not null,
         name text not null,
         text text not null,
         primary key (hash, name)
     ) strict, without rowid;
     create table notice (
         id text primary key,
         at_us integer not null,
         told_at_us integer not null
     ) strict, without rowid;",
    // What has moved to an archive is known by its hash.
    "create table moved (
         hash blob primary key,
         seq integer not null unique
     ) strict, without rowid;",
];

/// Takes every step that a file lacks, all or none of them.
pub(super) fn bring_up(db: &mut Connection) -> rusqlite::Result<()> {
    take_steps(db, &STEPS)
}

fn take_steps(db: &mut Connection, steps: &[&str]) -> rusqlite::Result<()> {
    let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let format: u32 = change.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let lacking = steps.get(format as usize..).unwrap_or_default();
    if lacking.is_empty() {
        return Ok(());
    }
    for step in lacking {
        change.execute_batch(step)?;
    }
    change.pragma_update(None, "application_id", APPLICATION)?;
    change.pragma_update(None, "user_version", u32::try_from(steps.len()).unwrap_or(u32::MAX))?;
    change.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of the first format, as the first version made it, is brought up with all that it holds.
    #[test]
    fn an_earlier_file_is_brought_up_to_date() {
        let mut db = Connection::open_in_memory().unwrap();
        take_steps(&mut db, STEPS.get(..1).unwrap()).unwrap();
        let insert = "insert into entry (seq, hash, at_us, body, line) values (7, x'00', 0, '{}', 0)";
        db.execute(insert, ()).unwrap();
        bring_up(&mut db).unwrap();
        assert_eq!(db.pragma_query_value(None, "user_version", |row| row.get(0)), Ok(FORMAT));
        assert_eq!(db.query_row("select seq from entry", (), |row| row.get(0)), Ok(7));
        assert_eq!(db.query_row("select count(*) from moved", (), |row| row.get(0)), Ok(0));
    }

    #[test]
    fn steps_are_taken_once_and_all_or_none() {
        let mut db = Connection::open_in_memory().unwrap();
        let format = |db: &Connection| db.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0)).unwrap();
        take_steps(&mut db, &["create table a (x)"]).unwrap();
        db.execute("insert into a values (7)", ()).unwrap();
        // The second of two steps fails: neither is taken.
        take_steps(&mut db, &["create table a (x)", "alter table a add column y", "nonsense"]).unwrap_err();
        assert_eq!(format(&db), 1);
        db.prepare("select y from a").unwrap_err();
        let steps = ["create table a (x)", "alter table a add column y", "update a set y = x + 1"];
        take_steps(&mut db, &steps).unwrap();
        take_steps(&mut db, &steps).unwrap();
        assert_eq!(format(&db), 3);
        assert_eq!(db.query_row("select x, y from a", (), |row| Ok((row.get(0)?, row.get(1)?))), Ok((7, 8)));
    }
}
