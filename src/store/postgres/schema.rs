//! The tables, and the way from one format of them to the next.

use postgres::{Client, Error, GenericClient, Transaction};

use super::super::error::StoreProblem;

/// The format that this program writes.
pub(super) const FORMAT: u32 = 1;

/// What leads from each format to the next; the first makes the tables.
const STEPS: [&str; FORMAT as usize] = ["create table interdept_file (
         id int generated always as identity primary key,
         name text not null unique
     );
     create table interdept_entry (
         seq bigint primary key,
         hash bytea not null unique,
         id text,
         at_us bigint,
         body text,
         reason text,
         file int references interdept_file (id),
         line bigint not null,
         text text,
         check ((body is null) = (at_us is null) and (body is null) <> (reason is null))
     );
     create table interdept_moved (
         hash bytea primary key,
         seq bigint not null unique
     );
     create view interdept_event as
         select seq, id, to_timestamp(at_us / 1e6) as at, body::json as body
         from interdept_entry where body is not null;
     create table interdept_agreement (
         seq bigint generated always as identity primary key,
         hash bytea not null,
         since text not null,
         zone text not null
     );
     create table interdept_agreement_file (
         hash bytea not null,
         name text not null,
         text text not null,
         primary key (hash, name)
     );
     create table interdept_notice (
         id text primary key,
         at_us bigint not null,
         told_at_us bigint not null
     );"];

/// Makes this transaction the only one that changes these tables, until it ends.
pub(super) fn lock(tx: &mut Transaction<'_>) -> Result<(), Error> {
    // By the schema, so that stores in others do not wait.
    tx.execute("select pg_advisory_xact_lock(1768190068, hashtext(current_schema()))", &[]).map(drop)
}

/// The format of the tables that are there; 0 if there are none.
pub(super) fn format(client: &mut impl GenericClient) -> Result<u32, Error> {
    let table = client.query_one("select to_regclass('interdept_format') is not null", &[])?;
    if !table.get::<_, bool>(0) {
        return Ok(0);
    }
    let format = client.query_opt("select format from interdept_format", &[])?;
    Ok(format.map_or(0, |row| u32::try_from(row.get::<_, i32>(0)).unwrap_or_default()))
}

/// Takes every step that the tables lack, all or none of them.
pub(super) fn bring_up(client: &mut Client) -> Result<Result<(), StoreProblem>, Error> {
    let mut tx = client.transaction()?;
    lock(&mut tx)?;
    let found = format(&mut tx)?;
    if found > FORMAT {
        return Ok(Err(StoreProblem::Newer { found, known: FORMAT }));
    }
    let foreign = "select to_regclass('interdept_entry') is not null";
    if found == 0 && tx.query_one(foreign, &[])?.get(0) {
        let why = "it has a table `interdept_entry` of another program".to_owned();
        return Ok(Err(StoreProblem::Foreign(why)));
    }
    if found == FORMAT {
        return Ok(Ok(()));
    }
    tx.batch_execute(
        "create table if not exists interdept_format (format int not null); delete from interdept_format",
    )?;
    for step in STEPS.get(found as usize..).unwrap_or_default() {
        tx.batch_execute(step)?;
    }
    let known = i32::try_from(FORMAT).unwrap_or(i32::MAX);
    tx.execute("insert into interdept_format (format) values ($1)", &[&known])?;
    tx.commit()?;
    Ok(Ok(()))
}
