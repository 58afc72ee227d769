//! A process that appends is killed, at any moment, again and again.

use std::collections::HashSet;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use interdept::Tracker;
use interdept::store::{Entry, EventStore, SqliteStore, StoreError, StoreProblem};

use super::{all_rows, dealership, entries, folder, read_directly, said};

const LOG: &str = "fixtures/dealership/log.csv";

/// What chance gives: the same seed, the same kills.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

pub(super) fn number(name: &str) -> Option<u64> {
    std::env::var_os(name)?.to_str()?.parse().ok()
}

/// A log's rows, and what a store holds that took the first of them.
struct Rows {
    all: Vec<Entry<'static>>,
    /// How many are held of each number of rows: some say the same.
    held: Vec<usize>,
    kept: Vec<Entry<'static>>,
}

impl Rows {
    fn new() -> Self {
        let (all, mut known) = (all_rows(), HashSet::new());
        let (mut held, mut kept) = (vec![0], Vec::new());
        for row in &all {
            if known.insert(row.hash()) {
                kept.push(row.clone());
            }
            held.push(kept.len());
        }
        Self { all, held, kept }
    }
}

/// Appends the rows of the log behind the first ones, and is killed after a while. Returns how many rows were
/// acknowledged in the end. `strike` does what else befalls at that moment, and says whether it did.
fn append_and_kill(store: &str, skip: usize, batch: usize, after: Duration, strike: &dyn Fn() -> bool) -> usize {
    let program = std::env::current_exe().unwrap().parent().and_then(Path::parent).unwrap().join("examples/store");
    assert!(program.exists(), "{} is not built", program.display());
    let mut child = Command::new(program)
        .args(["append", "--store", store, "--log", LOG, "--skip", &skip.to_string(), "--batch", &batch.to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    thread::sleep(after);
    let struck = strike();
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(struck || errors.is_empty(), "{errors}");
    // A line that was not written to its end acknowledges nothing.
    let said = String::from_utf8(output.stdout).unwrap();
    let last = said.rsplit_once('\n').and_then(|(whole, _)| whole.lines().last());
    last.map_or(skip, |line| line.parse().unwrap())
}

/// Ends the reading when it goes, also by a failing assertion.
struct Stop<'s>(&'s AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Reads the store over and over until it is told to stop: what it sees is always the first rows, and ever more of them.
fn read_on<S: EventStore>(
    open: &(impl Fn() -> Result<S, StoreError> + Sync),
    rows: &Rows,
    stop: &AtomicBool,
    times: &AtomicUsize,
    may_fail: bool,
) {
    let is_down = |error: &StoreError| may_fail && matches!(error.problem(), StoreProblem::Failed(_));
    let mut before = 0;
    while !stop.load(Ordering::Relaxed) {
        let mut store = match open() {
            Ok(store) => store,
            Err(error) if *error.problem() == StoreProblem::Missing || is_down(&error) => continue,
            Err(error) => panic!("{error}"),
        };
        let mut seen = 0;
        let read = store.since(0, &mut |_, entry| {
            assert!(entry == rows.kept[seen], "row {seen}");
            seen += 1;
            ControlFlow::Continue(())
        });
        match read {
            Err(error) if is_down(&error) => continue,
            read => read.unwrap(),
        }
        assert!(seen >= before, "{seen} rows after {before}");
        before = seen;
        times.fetch_add(1, Ordering::Relaxed);
        thread::sleep(Duration::from_millis(5));
    }
}

/// Kills as often as it is told and looks each time at what is left. `name` gives the store of a round, `open` opens it
/// for reading, `check` looks whether it is whole. `strike` may do something else at the moment of a kill, by its number.
pub(super) fn kill<S: EventStore>(
    kills: u64,
    name: impl Fn(u64) -> String + Sync,
    open: impl Fn(&str) -> Result<S, StoreError> + Sync,
    check: impl Fn(&str),
    strike: Option<&dyn Fn(u64) -> bool>,
) {
    let rows = Rows::new();
    let mut chance = Chance(number("SEED").unwrap_or(7));
    let (mut store, mut acknowledged, mut beyond, mut reads) = (0, 0, 0, 0);
    for kill in 0..kills {
        let at = name(store);
        let batch = [1, 3, 40, 700][usize::try_from(chance.below(4)).unwrap()];
        // Some of what is there is sent again, as a sender does who did not hear the answer.
        let skip = acknowledged - usize::try_from(chance.below(60)).unwrap().min(acknowledged);
        let after = Duration::from_micros(chance.below(150_000));
        let (stop, times) = (AtomicBool::new(false), AtomicUsize::new(0));
        let may_fail = strike.is_some();
        let told = thread::scope(|scope| {
            scope.spawn(|| read_on(&|| open(&at), &rows, &stop, &times, may_fail));
            let _reading = Stop(&stop);
            append_and_kill(&at, skip, batch, after, &|| strike.is_some_and(|strike| strike(kill)))
        });
        reads += times.into_inner();
        let before = acknowledged;
        acknowledged = acknowledged.max(told);

        let held = match open(&at) {
            Ok(_) => {
                // A server may still be at work on what the dead writer had asked for; this waits for it.
                check(&at);
                entries(&mut open(&at).unwrap())
            }
            Err(error) if *error.problem() == StoreProblem::Missing && acknowledged == 0 => Vec::new(),
            Err(error) => panic!("{error}"),
        };
        assert!(held.len() >= rows.held[acknowledged], "{} of {} rows are lost", held.len(), rows.held[acknowledged]);
        assert!(held == rows.kept[..held.len()], "what is held is not what was sent");
        // The batch that was under way is there as a whole or not at all.
        let under_way = (told + batch).min(rows.all.len());
        assert!(
            [acknowledged, under_way.max(before)].iter().any(|&count| rows.held[count] == held.len()),
            "{} rows are held, {acknowledged} acknowledged, {batch} under way",
            held.len()
        );
        beyond += usize::from(held.len() > rows.held[acknowledged]);
        acknowledged = acknowledged.max((0..rows.held.len()).rfind(|&n| rows.held[n] == held.len()).unwrap());

        if !held.is_empty() {
            let mut tracker = Tracker::new(dealership());
            tracker.record_stored(&mut open(&at).unwrap(), ..).unwrap();
            assert!(said(&tracker) == said(&read_directly(&rows.all[..acknowledged])), "it is judged differently");
        }
        if acknowledged == rows.all.len() {
            (store, acknowledged) = (store + 1, 0);
        }
    }
    let said = writeln!(
        std::io::stdout(),
        "{kills} kills over {} stores: nothing acknowledged was lost, doubled, halved or out of order; {beyond} times a \
         batch was kept whose answer nobody heard; {reads} readings meanwhile",
        store + 1
    );
    assert!(said.is_ok());
    assert!(reads > 0, "somebody reads meanwhile");
}

/// A few in the ordinary tests; `KILLS=1000` for long.
#[test]
fn a_killed_writer_loses_nothing() {
    let folder = folder("kills");
    let name = |round: u64| folder.join(format!("{round}.db")).to_str().unwrap().to_owned();
    let check = |at: &str| SqliteStore::open(PathBuf::from(at)).unwrap().check().unwrap();
    kill(number("KILLS").unwrap_or(8), name, |at: &str| SqliteStore::open_to_read(at), check, None);
}
