//! What the programs that judge a log have in common: their inputs.

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, SecondsFormat, Utc};
use interdept::analysis::Window;
use interdept::log::{Ignored, IgnoredStage, Log, LogError, Mapping};
use interdept::tracker::Judgement;
use interdept::{Network, Tracker};

#[cfg(feature = "store")]
mod stored;

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
    /// A log, or another program's export and the mapping that makes events of its columns; may be given several times
    #[arg(long, value_name = "FILE[=MAPPING]")]
    log: Vec<LogArgument>,
    /// The mapping of the logs that name none
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// A store, and the archives of what has moved out of it; the agreements are those that held at the instant to judge at
    #[cfg(feature = "store")]
    #[arg(long, value_name = "FILE|postgres://…")]
    store: Vec<String>,
    /// Leave out what the store took after the entry with this number: what was known when it was the last
    #[cfg(feature = "store")]
    #[arg(long, value_name = "NUMBER", requires = "store")]
    up_to: Option<u64>,
    /// The instant to judge at [default: the end of the period asked for, if any, else the last one in the log]
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
    /// What of each log that gave no event is the reason.
    without_events: Vec<String>,
    logs: usize,
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

/// A log, and the mapping to read it through.
#[derive(Clone)]
struct LogArgument {
    file: PathBuf,
    mapping: Option<PathBuf>,
}

impl LogArgument {
    fn of(file: PathBuf) -> Self {
        Self { file, mapping: None }
    }
}

impl From<OsString> for LogArgument {
    /// Reads `FILE` or `FILE=MAPPING`. A file whose own name has an `=` in it is found as it is.
    fn from(text: OsString) -> Self {
        match text.to_str().and_then(|text| text.rsplit_once('=')) {
            Some((file, mapping)) if !Path::new(&text).exists() => {
                Self { mapping: Some(mapping.into()), ..Self::of(file.into()) }
            }
            _ => Self::of(text.into()),
        }
    }
}

/// The instant of the log's last event. Rows that lie far after all others do not set it, and are named.
fn last_instant(tracker: &Tracker) -> Option<DateTime<Utc>> {
    let end = tracker.log_end()?;
    if let count @ 1.. = end.beyond.len() {
        let (rows, lie) = if count == 1 { ("row", "lies") } else { ("rows", "lie") };
        let at = end.at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        complain(format_args!(
            "{count} {rows} {lie} more than 92 days after all others; judged at {at}, the last of these:"
        ));
        for row in end.beyond.iter().take(SHOWN) {
            complain(format_args!("  {row}"));
        }
        if count > SHOWN {
            complain(format_args!("  … and {} more", count - SHOWN));
        }
    }
    Some(end.at)
}

/// Names the values that the agreements ask for, and that nothing in the logs ever had.
fn tell_never_seen(tracker: &Tracker) {
    let never = tracker.never_seen();
    for never in never.iter().take(SHOWN) {
        complain(never);
    }
    if never.len() > SHOWN {
        complain(format_args!("… and {} more values that nothing has", never.len() - SHOWN));
    }
}

/// The most handoffs of recurring duties that are judged. A hundred daily duties have as many in 27 years.
const MOST_RECURRING: u64 = 1_000_000;

/// Refuses to judge at an instant that would make more handoffs of recurring duties than anybody means.
fn check_size(network: &Network, as_of: DateTime<Utc>) -> Result<(), Stopped> {
    let duties = network.recurring_handoffs(as_of);
    let count: u64 = duties.iter().map(|duty| duty.handoffs).sum();
    let Some(first) = duties.first().filter(|_| count > MOST_RECURRING) else { return Ok(()) };
    let (id, from) = (first.obligation.id(), first.obligation.terms().in_force.from);
    let since = from.map(|day| format!(", in force since {day},")).unwrap_or_default();
    Err(stop(format_args!(
        "judged at {}, recurring duties would have about {count} handoffs, and {MOST_RECURRING} are the most: `{id}`{since} \
         has {}; is a year mistyped?",
        as_of.to_rfc3339_opts(SecondsFormat::Secs, true),
        first.handoffs,
    )))
}

fn load_mapping(path: &Path) -> Result<Mapping, Stopped> {
    let mapping = Mapping::load(path).map_err(stop)?;
    if !mapping.warnings().is_empty() {
        complain(mapping.warnings());
    }
    Ok(mapping)
}

impl Inputs {
    /// Reads everything, to be judged at the end of the window that was asked for, if one was.
    pub(crate) fn load(&self, about: Option<Window>) -> Result<Loaded, Stopped> {
        #[cfg(feature = "store")]
        if !self.store.is_empty() {
            return self.load_stored(about);
        }
        let fixture = bundled_fixture();
        let bundled = self.agreements.is_empty() && self.log.is_empty();
        let network = if self.agreements.is_empty() {
            Network::load(&fixture).map_err(stop)?
        } else {
            Network::load_all(&self.agreements).map_err(stop)?
        };
        self.tell_passed_over(&network);
        let mapping = self.mapping.as_deref().map(load_mapping).transpose()?;
        let mut tracker = Tracker::new(network);
        let logs = if bundled { vec![LogArgument::of(fixture.join("log.csv"))] } else { self.log.clone() };
        let mut without_events = Vec::new();
        for log in &logs {
            let own = log.mapping.as_deref().map(load_mapping).transpose()?;
            without_events.extend(self.read(&log.file, own.as_ref().or(mapping.as_ref()), &mut tracker)?);
        }
        if mapping.is_some() || logs.iter().any(|log| log.mapping.is_some()) {
            tell_never_seen(&tracker);
        }
        let end = about.map(|window| window.ends_at(tracker.network()));
        let as_of = self.as_of.or(end).or_else(|| last_instant(&tracker));
        if let Some(as_of) = as_of {
            check_size(tracker.network(), as_of)?;
        }
        Ok(Loaded { tracker, as_of, strict: self.strict, without_events, logs: logs.len() })
    }

    /// Names the mappings that lie among the agreements and are not used.
    fn tell_passed_over(&self, network: &Network) {
        let used = || self.log.iter().filter_map(|log| log.mapping.as_ref()).chain(&self.mapping);
        for file in network.passed_over().filter(|file| !used().any(|used| used == Path::new(file))) {
            complain(format_args!("{file} is a mapping, no agreement: give it with the log, --log FILE={file}"));
        }
    }

    /// Reads a log. Returns why, if it gave no event.
    fn read(&self, path: &Path, mapping: Option<&Mapping>, tracker: &mut Tracker) -> Result<Option<String>, Stopped> {
        let mut log = Log::open(path).map_err(stop)?;
        if let Some(mapping) = mapping {
            log = log.with_mapping(mapping.clone());
        }
        let mut log = with_progress(log);
        let (events, refused) = (tracker.len(), tracker.ignored_rows().len());
        let read = self.record(&mut log, tracker);
        clear_progress();
        let why = match (tracker.len() > events, log.mapping_report(), tracker.ignored_rows().get(refused..)) {
            (true, ..) => None,
            (_, Some(report), _) if report.events() == 0 => report.why_nothing(),
            (.., Some([first, ..])) => {
                let count = tracker.ignored_rows().len() - refused;
                let s = if count == 1 { " was" } else { "s were" };
                Some(format!("its {count} row{s} rejected, the first being {first}"))
            }
            _ => Some("it has no row below the line that names its columns".to_owned()),
        };
        match (log.mapping_report(), log.read_as()) {
            (Some(report), _) => complain(report),
            (None, Some(read_as)) if !read_as.is_plain() => {
                complain(format_args!("{} is read as {read_as}", log.name()));
            }
            (None, _) => {}
        }
        read.map(|()| why.map(|why| format!("{}: {why}", log.name())))
    }

    fn record(&self, log: &mut Log<'_>, tracker: &mut Tracker) -> Result<(), Stopped> {
        while let Some(recorded) = tracker.record_next(log).map_err(|error: LogError| stop(error))? {
            if let (Err(row), true) = (recorded, self.strict) {
                clear_progress();
                return Err(stop(row));
            }
        }
        Ok(())
    }
}

impl Loaded {
    /// Why there is no instant to judge at.
    pub(crate) fn no_instant(&self) -> String {
        let why = match self.logs {
            0 => "no log was given".to_owned(),
            _ => format!("the log has no events\n{}", self.without_events.join("\n")),
        };
        format!("{why}\nSay with --as-of which instant to judge at")
    }

    /// Counts the rejected rows on standard error and shows the first of them: those that nothing could be made of,
    /// and those that do not stand because of others.
    pub(crate) fn report_rejected(&self, judgement: Option<&Judgement>) -> Result<(), Stopped> {
        let rejected: Vec<Ignored> = match judgement {
            Some(judgement) => judgement.ignored_at(IgnoredStage::Rejected).collect(),
            None => self.tracker.ignored_rows().to_vec(),
        };
        let Some(first) = rejected.first() else { return Ok(()) };
        if self.strict {
            return Err(stop(first));
        }
        let count = rejected.len() + self.tracker.ignored_beyond();
        complain(if count == 1 { "1 row rejected:".to_owned() } else { format!("{count} rows rejected:") });
        for row in rejected.iter().take(SHOWN) {
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

pub(crate) fn complain(message: impl Display) {
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
