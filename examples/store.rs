//! Keeps events for good: `store append --store FILE --log FILE`, `store hold --store FILE --agreements PATH --since DAY`,
//! and what else there is to do with a store.
//!
//! Exit status: 0 when it is done, 1 when it could not be, 2 on wrong usage.

use std::fmt::Display;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{NaiveDate, NaiveTime};
use clap::{Args, Parser, Subcommand};
use interdept::store::{
    self, AnyStore, Entry, EventStore, HeldAgreements, SqliteStore, archivable, archive, export, import,
};
use interdept::{Log, Network, Tracker};

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
    /// Moves the events of cases that are over for long to another store
    Archive {
        #[command(flatten)]
        store: Where,
        /// The archive, a store too
        #[arg(long, value_name = "FILE|postgres://…")]
        into: String,
        /// The day from which on nothing may have happened in a case
        #[arg(long, value_name = "DAY")]
        before: NaiveDate,
        /// Write the store's file anew afterwards, so that it becomes smaller; a database sees to that itself
        #[arg(long)]
        compact: bool,
    },
    /// Reads all of it, and compares it with what was written
    Check(Where),
}

#[derive(Args)]
struct Where {
    /// The store's file, or the address of a PostgreSQL database, with the feature `postgres`
    #[arg(long, value_name = "FILE|postgres://…")]
    store: String,
}

/// Why the program stops: it has said so on standard error.
struct Stopped;

fn stop(problem: impl Display) -> Stopped {
    // Nobody may be reading.
    let _ = writeln!(io::stderr(), "{problem}");
    Stopped
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stopped) => ExitCode::FAILURE,
    }
}

impl Where {
    fn to_write(&self) -> Result<AnyStore, Stopped> {
        store::open(&self.store).map_err(stop)
    }

    fn to_read(&self) -> Result<AnyStore, Stopped> {
        store::open_to_read(&self.store).map_err(stop)
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
        Command::Archive { store: place, into, before, compact } => {
            let mut into = store::open(&into).map_err(stop)?;
            let moved = move_old(&mut place.to_write()?, &mut into, before)?;
            if compact {
                SqliteStore::open(&place.store).and_then(|mut store| store.compact()).map_err(stop)?;
            }
            print(format_args!("{moved} events moved"))
        }
        Command::Check(store) => {
            store.to_write()?.check().map_err(stop)?;
            print(format_args!("nothing found"))
        }
    }
}

fn append(store: &mut AnyStore, path: &PathBuf, skip: usize, batch: usize) -> Result<(), Stopped> {
    let mut log = Log::open(path).map_err(stop)?;
    let mut waiting = Vec::with_capacity(batch);
    // Of a row that counts for nothing reports show the text, and only of these it is worth its room.
    let held = store.agreements().map_err(stop)?.into_iter().max_by_key(HeldAgreements::since);
    let network = held.map(|held| held.network()).transpose().map_err(stop)?;
    let mut tracker = network.map(Tracker::new);
    let mut taken = 0;
    while let Some(row) = log.next().map_err(stop)? {
        taken += 1;
        if taken > skip {
            let mut entry = Entry::of_row(row);
            if let (Some(tracker), Some(event)) = (&mut tracker, entry.event()) {
                let counts = tracker.check(event).is_ok();
                entry.text = entry.text.filter(|_| !counts);
            }
            waiting.push(entry.into_owned());
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

/// Moves what is over, by the agreements that the store holds, at the instant of its last event.
fn move_old(store: &mut AnyStore, into: &mut AnyStore, before: NaiveDate) -> Result<usize, Stopped> {
    let agreements = store.agreements().map_err(stop)?.into_iter().max_by_key(HeldAgreements::since);
    let agreements = agreements.ok_or_else(|| stop("the store holds no agreements, which say what is over"))?;
    let network = agreements.network().map_err(stop)?;
    let midnight = before.and_time(NaiveTime::MIN).and_local_timezone(network.home_zone()).earliest();
    let before = midnight.ok_or_else(|| stop("that day has no beginning"))?.to_utc();
    let mut tracker = Tracker::new(network);
    tracker.record_stored(into, ..).map_err(stop)?;
    tracker.record_stored(store, ..).map_err(stop)?;
    let Some(end) = tracker.log_end() else { return Ok(0) };
    let old = archivable(store, &tracker.judge(end.at), before).map_err(stop)?;
    archive(store, into, &old).map_err(stop)
}

fn print(line: impl Display) -> Result<(), Stopped> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(stop)
}
