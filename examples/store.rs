//! Keeps events for good: `store append --store FILE --log FILE`, `store hold --store FILE --agreements PATH --since DAY`,
//! and what else there is to do with a store.
//!
//! Exit status: 0 when it is done, 1 when it could not be, 2 on wrong usage.

#[allow(dead_code, reason = "the inputs of those that judge are not asked for here")]
mod common;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use common::{Stopped, stop};
use interdept::store::{Entry, EventStore, HeldAgreements, SqliteStore, export, import};
use interdept::{Log, Network};

/// Keeps events, agreements and told notices for good.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Appends the rows of a log, and prints after each batch how many rows of it are on the disk
    Append {
        #[command(flatten)]
        store: Where,
        /// The log
        #[arg(long, value_name = "FILE")]
        log: PathBuf,
        /// How many of its first rows to leave out, because they are there already
        #[arg(long, value_name = "ROWS", default_value_t = 0)]
        skip: usize,
        /// How many rows to append at once
        #[arg(long, value_name = "ROWS", default_value_t = 5_000)]
        batch: usize,
    },
    /// Keeps agreements, and the day from which they hold
    Hold {
        #[command(flatten)]
        store: Where,
        /// An agreement file, or a directory of them; may be given several times
        #[arg(long, value_name = "PATH", required = true)]
        agreements: Vec<PathBuf>,
        /// The first day on which they hold
        #[arg(long, value_name = "DAY")]
        since: NaiveDate,
    },
    /// Prints which agreements held from which day
    Agreements(Where),
    /// Writes all of it to standard output, as JSON Lines
    Export(Where),
    /// Reads from standard input what `export` wrote
    Import(Where),
    /// Reads all of it, and compares it with what was written
    Check(Where),
}

#[derive(Args)]
struct Where {
    /// The store's file
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => stopped.into(),
    }
}

impl Where {
    fn to_write(&self) -> Result<SqliteStore, Stopped> {
        SqliteStore::open(&self.store).map_err(stop)
    }

    fn to_read(&self) -> Result<SqliteStore, Stopped> {
        SqliteStore::open_to_read(&self.store).map_err(stop)
    }
}

fn run(command: Command) -> Result<(), Stopped> {
    match command {
        Command::Append { store, log, skip, batch } => append(&mut store.to_write()?, &log, skip, batch),
        Command::Hold { store, agreements, since } => {
            let held = HeldAgreements::of(&Network::load_all(agreements).map_err(stop)?, since);
            store.to_write()?.hold(&held).map_err(stop)?;
            print(format_args!("{} hold from {since} on", held.hash()))
        }
        Command::Agreements(store) => {
            for held in store.to_read()?.agreements().map_err(stop)? {
                print(format_args!("{},{}", held.since(), held.hash()))?;
            }
            Ok(())
        }
        Command::Export(store) => {
            let out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
            export(&mut store.to_read()?, out).map(drop).map_err(stop)
        }
        Command::Import(store) => {
            let moved = import(&mut store.to_write()?, io::stdin().lock()).map_err(stop)?;
            print(format_args!("{} entries, {} of them new", moved.entries, moved.new))
        }
        Command::Check(store) => {
            let mut store = store.to_write()?;
            store.check().map_err(stop)?;
            print(format_args!("nothing found"))
        }
    }
}

fn append(store: &mut SqliteStore, path: &PathBuf, skip: usize, batch: usize) -> Result<(), Stopped> {
    let mut log = Log::open(path).map_err(stop)?;
    let mut waiting = Vec::with_capacity(batch);
    let mut taken = 0;
    while let Some(row) = log.next().map_err(stop)? {
        taken += 1;
        if taken > skip {
            waiting.push(Entry::of_row(row).into_owned());
        }
        if waiting.len() >= batch {
            store.append(&waiting).map_err(stop)?;
            waiting.clear();
            // Whoever reads this may forget these rows.
            print(format_args!("{taken}"))?;
        }
    }
    store.append(&waiting).map_err(stop)?;
    print(format_args!("{taken}"))
}

fn print(line: impl std::fmt::Display) -> Result<(), Stopped> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(stop)
}
