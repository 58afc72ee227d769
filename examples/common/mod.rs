//! What the programs that judge a log have in common: their inputs.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use interdept::log::{Log, LogError, Mapping};
use interdept::tracker::Judgement;
use interdept::{Network, RejectedRow, Tracker};

/// How many rejected rows are shown on standard error; the others are counted.
const SHOWN: usize = 10;

/// The agreements, the log and the instant to judge at.
///
/// Without agreements and logs: those of the dealership that comes with the crate.
#[derive(clap::Args)]
pub(crate) struct Inputs {
    /// An agreement file, or a directory of them; may be given several times
    #[arg(long, value_name = "PATH")]
    agreements: Vec<PathBuf>,
    /// A log, .csv or .jsonl; may be given several times
    #[arg(long, value_name = "FILE")]
    log: Vec<PathBuf>,
    /// How the columns of another program's export make events
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// The instant to judge at [default: the last one in the log]
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    as_of: Option<DateTime<Utc>>,
    /// Stop at the first row that is rejected
    #[arg(long)]
    strict: bool,
}

/// The agreements with the events of all logs.
pub(crate) struct Loaded {
    pub(crate) tracker: Tracker,
    /// The instant to judge at; none if nobody says so and there is no event.
    pub(crate) as_of: Option<DateTime<Utc>>,
    strict: bool,
}

/// Why a program stops: it has said so on standard error.
#[derive(Debug)]
pub(crate) struct Stopped;

impl From<Stopped> for ExitCode {
    fn from(_: Stopped) -> Self {
        Self::FAILURE
    }
}

/// Where the dealership lies; named from the folder the program runs in, if that holds it.
fn bundled_fixture() -> PathBuf {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/dealership");
    let here = std::env::current_dir().ok();
    let near = here.and_then(|here| fixture.strip_prefix(here).ok().map(Path::to_path_buf));
    near.unwrap_or(fixture)
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let read = DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc));
    read.map_err(|_| "expected an instant like 2026-11-22T18:00:00+08:00".to_owned())
}

impl Inputs {
    /// Reads everything.
    pub(crate) fn load(&self) -> Result<Loaded, Stopped> {
        let fixture = bundled_fixture();
        let bundled = self.agreements.is_empty() && self.log.is_empty();
        let network = if self.agreements.is_empty() {
            Network::load(&fixture).map_err(stop)?
        } else {
            Network::load_all(&self.agreements).map_err(stop)?
        };
        let mapping = self.mapping.as_ref().map(Mapping::load).transpose().map_err(stop)?;
        let mut tracker = Tracker::new(network);
        let logs = if bundled { vec![fixture.join("log.csv")] } else { self.log.clone() };
        for path in &logs {
            self.read(path, mapping.as_ref(), &mut tracker)?;
        }
        let as_of = self.as_of.or(tracker.last_at());
        Ok(Loaded { tracker, as_of, strict: self.strict })
    }

    fn read(&self, path: &Path, mapping: Option<&Mapping>, tracker: &mut Tracker) -> Result<(), Stopped> {
        let mut log = Log::open(path).map_err(stop)?;
        if let Some(mapping) = mapping {
            log = log.with_mapping(mapping.clone());
        }
        let read = self.record(with_progress(log), tracker);
        clear_progress();
        read
    }

    fn record(&self, mut log: Log<'_>, tracker: &mut Tracker) -> Result<(), Stopped> {
        while let Some(recorded) = tracker.record_next(&mut log).map_err(|error: LogError| stop(error))? {
            if let (Err(row), true) = (recorded, self.strict) {
                clear_progress();
                return Err(stop(row));
            }
        }
        Ok(())
    }
}

impl Loaded {
    /// Counts the rejected rows on standard error and shows the first of them: those that nothing could be made of,
    /// and those that do not stand because of others.
    pub(crate) fn report_rejected(&self, judgement: Option<&Judgement>) -> Result<(), Stopped> {
        let late: Vec<RejectedRow> = judgement.into_iter().flat_map(Judgement::rejected).collect();
        if let (Some(row), true) = (late.first(), self.strict) {
            return Err(stop(row));
        }
        let rejected = self.tracker.rejected().iter().chain(&late);
        let count = self.tracker.rejected().len() + late.len();
        if count == 0 {
            return Ok(());
        }
        complain(if count == 1 { "1 row rejected:".to_owned() } else { format!("{count} rows rejected:") });
        for row in rejected.take(SHOWN) {
            complain(format_args!("  {row}"));
        }
        if count > SHOWN {
            complain(format_args!("  … and {} more", count - SHOWN));
        }
        Ok(())
    }
}

pub(crate) fn stop(problem: impl Display) -> Stopped {
    complain(problem);
    Stopped
}

fn complain(message: impl Display) {
    // Nobody may be reading.
    let _ = writeln!(io::stderr(), "{message}");
}

/// Shows on a terminal how far the log is read, and nothing elsewhere.
fn with_progress(log: Log<'_>) -> Log<'_> {
    if !io::stderr().is_terminal() {
        return log;
    }
    let name = log.name().to_owned();
    log.on_progress(move |progress| {
        let done = progress.total.map(|total| progress.bytes.saturating_mul(100) / total.max(1));
        let share = done.map_or(String::new(), |percent| format!(" {percent} %"));
        let _ = write!(io::stderr(), "\r\x1b[K{name}: {} rows{share}", progress.rows);
    })
}

fn clear_progress() {
    if io::stderr().is_terminal() {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}
