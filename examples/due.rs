//! Prints the deadlines that an obligation's rule gives, without a log:
//! `due --agreements PATH --obligation ID [--at RFC3339|-] [--from DATE --to DATE] [--attributes k=v,…] [--explain]`.
//!
//! One CSV row a deadline: `key,opened_at,due_at`, and `explanation` behind them if asked for. Times are those of the
//! obligation's calendar.
//!
//! - `--at` is the instant of the trigger, or of the milestone before which it is due, and stands in `opened_at`; the
//!   key is empty, since no case is known. `--at -` reads one instant a line from standard input.
//! - `--attributes` are those of the trigger: they choose the tier, decide whether `when` holds, and give a given
//!   deadline. Without it the trigger has none. It may stand several times.
//! - `--from --to` lists the handoffs of a rule of every period whose due days, rolled, lie on these days, both inclusive.
//!
//! A trigger on a day on which no version of the obligation is in force, or one for which its conditions do not hold,
//! opens nothing: its row has no `due_at`, and standard error says why.
//!
//! Exit status: 0 when every question was answered, 1 when the agreements, an instant or a given deadline have errors,
//! 2 on wrong usage.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::{self, BufRead, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, FixedOffset, NaiveDate, Offset, SecondsFormat, Utc};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use interdept::Network;
use interdept::calendar::Calendar;
use interdept::due::{DueRule, Explanation, Occurrence};
use interdept::network::{NoDeadline, Obligation};
use interdept::report::Language;

/// Prints the deadlines that an obligation's rule gives, without a log
#[derive(Parser)]
#[command(name = "due")]
pub(crate) struct Arguments {
    /// An agreement file, or a directory of them; may be given several times
    #[arg(long, value_name = "PATH", required = true)]
    agreements: Vec<PathBuf>,
    /// The obligation's id
    #[arg(long, value_name = "ID")]
    obligation: String,
    /// The trigger's instant, or `-` to read one a line from standard input
    #[arg(long, value_name = "RFC3339", value_parser = At::read, conflicts_with_all = ["from", "to"], required_unless_present = "from", allow_hyphen_values = true)]
    at: Option<At>,
    /// The first due day of a rule of every period
    #[arg(long, value_name = "DATE", requires = "to")]
    from: Option<NaiveDate>,
    /// The last due day, inclusive
    #[arg(long, value_name = "DATE", requires = "from")]
    to: Option<NaiveDate>,
    /// The trigger's attributes, separated by commas
    #[arg(long, value_name = "k=v", value_delimiter = ',', value_parser = attribute, conflicts_with_all = ["from", "to"])]
    attributes: Vec<(String, String)>,
    /// Say how each deadline came about
    #[arg(long)]
    explain: bool,
}

/// From what to count.
#[derive(Clone, Copy)]
pub(crate) enum At {
    Instant(DateTime<Utc>),
    StandardInput,
}

/// Why a program stops.
pub(crate) enum Stop {
    /// It has said what is wrong on standard error.
    Failed,
    /// The question does not fit.
    Usage(Box<clap::Error>),
    /// Standard output takes no more.
    Output(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl At {
    fn read(text: &str) -> Result<Self, &'static str> {
        if text == "-" { Ok(Self::StandardInput) } else { instant(text).map(Self::Instant) }
    }
}

fn instant(text: &str) -> Result<DateTime<Utc>, &'static str> {
    let read = DateTime::parse_from_rfc3339(text.trim()).map(|at| at.with_timezone(&Utc));
    read.map_err(|_| "expected an instant like 2026-11-22T18:00:00+08:00")
}

fn attribute(text: &str) -> Result<(String, String), &'static str> {
    let wrong = "expected an attribute like priority=P1";
    let (name, value) = text.split_once('=').ok_or(wrong)?;
    if name.trim().is_empty() { Err(wrong) } else { Ok((name.trim().to_owned(), value.trim().to_owned())) }
}

fn main() -> ExitCode {
    match run(&Arguments::parse(), &mut io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Usage(error)) => error.exit(),
        // Whoever reads has seen enough.
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Stop::Output(error)) => {
            complain(error);
            ExitCode::FAILURE
        }
        Err(Stop::Failed) => ExitCode::FAILURE,
    }
}

pub(crate) fn run(arguments: &Arguments, input: &mut impl BufRead, out: impl Write) -> Result<(), Stop> {
    let network = Network::load_all(&arguments.agreements).map_err(failed)?;
    let obligation = network.obligation(&arguments.obligation).map_err(|unknown| wrong_usage(unknown.to_string()))?;
    check_usage(arguments, obligation)?;
    let mut out = Rows { out: BufWriter::new(out), explain: arguments.explain };
    out.heading()?;
    let attributes = arguments.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let question = Question { obligation, attributes: attributes.collect() };
    let outcome = match (arguments.at, arguments.from, arguments.to) {
        (Some(At::Instant(at)), ..) => match question.counted(at) {
            Ok(row) => out.counted(&row).map_err(Stop::from),
            Err(why) => Err(failed(why)),
        },
        (Some(At::StandardInput), ..) => count_lines(&question, input, &mut out),
        (None, Some(from), Some(to)) => list(obligation, from, to, &mut out).map_err(Stop::from),
        (None, ..) => Ok(()),
    };
    out.out.flush()?;
    outcome
}

/// Whether the question fits the rule.
fn check_usage(arguments: &Arguments, obligation: Obligation<'_>) -> Result<(), Stop> {
    let all = |holds: fn(&DueRule) -> bool| obligation.versions().all(|version| holds(version.due()));
    let rule = obligation.due();
    let mut seen = BTreeSet::new();
    if let Some((twice, _)) = arguments.attributes.iter().find(|(name, _)| !seen.insert(name)) {
        return Err(wrong_usage(format!("--attributes gives `{twice}` twice")));
    }
    let wrong = match (arguments.at.is_some(), arguments.from, arguments.to) {
        (true, ..) if all(|rule| rule.period().is_some()) => {
            format!("`{rule}` is due without a trigger: ask with --from and --to")
        }
        (false, Some(from), Some(to)) if to < from => format!("--to {to} comes before --from {from}"),
        (false, ..) if all(|rule| rule.period().is_none()) => {
            format!("`{rule}` is not a rule of every period: ask with --at")
        }
        _ => return Ok(()),
    };
    Err(wrong_usage(wrong))
}

fn wrong_usage(message: String) -> Stop {
    Stop::Usage(Box::new(Arguments::command().error(ErrorKind::ArgumentConflict, message)))
}

/// What is asked of one instant after another.
struct Question<'n> {
    obligation: Obligation<'n>,
    attributes: Vec<(&'n str, &'n str)>,
}

/// What comes of an instant: a deadline, unless it opens nothing.
struct Row<'n> {
    calendar: &'n Calendar,
    at: DateTime<Utc>,
    why: Option<Explanation>,
}

impl<'n> Question<'n> {
    fn counted(&self, at: DateTime<Utc>) -> Result<Row<'n>, NoDeadline> {
        let told = at.to_rfc3339();
        let opens_nothing = |calendar, why: &dyn Display| {
            complain(format_args!("{told}: {why}"));
            Ok(Row { calendar, at, why: None })
        };
        // The oldest version's zone dates the trigger for all of them.
        let oldest = self.obligation.versions().next().unwrap_or(self.obligation).calendar();
        let Some(version) = self.obligation.version_on(oldest.to_local(at).date_naive()) else {
            let why = format!("no version of `{}` is in force", self.obligation.id());
            return opens_nothing(oldest, &why);
        };
        match version.deadline(&told, &self.attributes) {
            Ok(why) => Ok(Row { calendar: version.calendar(), at, why: Some(why) }),
            Err(why @ (NoDeadline::Condition | NoDeadline::NoTier)) => opens_nothing(version.calendar(), &why),
            Err(why) => Err(why),
        }
    }
}

/// Counts from every line of standard input; a line that cannot be read is reported and skipped.
fn count_lines(question: &Question<'_>, input: &mut impl BufRead, out: &mut Rows<impl Write>) -> Result<(), Stop> {
    let mut line = Vec::new();
    let mut fine = true;
    for number in 1_u64.. {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            continue;
        }
        let row = instant(text).map_err(|why| format!("{why}, found `{}`", shown(text)));
        match row.and_then(|at| question.counted(at).map_err(|why| why.to_string())) {
            Ok(row) => out.counted(&row)?,
            Err(why) => {
                complain(format_args!("line {number}: {why}"));
                fine = false;
            }
        }
    }
    if fine { Ok(()) } else { Err(Stop::Failed) }
}

/// Lists the handoffs that fall due from one day to another, each by the version in force when it opens.
fn list(obligation: Obligation<'_>, from: NaiveDate, to: NaiveDate, out: &mut Rows<impl Write>) -> io::Result<()> {
    let mut rows: Vec<(Occurrence, Obligation<'_>)> = Vec::new();
    for version in obligation.versions() {
        // Where two versions give one key, the earlier one's handoff stands.
        let is_anothers = |key| {
            let mut earlier =
                obligation.versions().take_while(|other| other.terms().in_force != version.terms().in_force);
            earlier.any(|other| other.clause().occurrence_of_key(key).is_some_and(|it| opens_in(other, &it)))
        };
        let due = version.clause().occurrences_due(from, to).filter(|it| opens_in(version, it) && !is_anothers(it.key));
        rows.extend(due.map(|occurrence| (occurrence, version)));
    }
    rows.sort_by_key(|(occurrence, _)| (occurrence.due_at(), occurrence.key));
    for (occurrence, version) in rows {
        let explanation = out.explain.then(|| version.clause().explain_occurrence(&occurrence)).flatten();
        let times = (occurrence.opened_at(), Some(occurrence.due_at()));
        out.row(version.calendar(), occurrence.key, times, explanation.as_ref())?;
    }
    Ok(())
}

/// Whether a version is in force on the day on which a handoff of its rule opens.
fn opens_in(version: Obligation<'_>, occurrence: &Occurrence) -> bool {
    version.in_force_on(version.calendar().to_local(occurrence.opened_at()).date_naive())
}

/// Standard output as CSV.
struct Rows<W> {
    out: W,
    explain: bool,
}

impl<W: Write> Rows<W> {
    fn heading(&mut self) -> io::Result<()> {
        writeln!(self.out, "key,opened_at,due_at{}", if self.explain { ",explanation" } else { "" })
    }

    fn counted(&mut self, row: &Row<'_>) -> io::Result<()> {
        let due = row.why.as_ref().map(|why| why.due.to_utc());
        self.row(row.calendar, "", (row.at, due), row.why.as_ref())
    }

    fn row(
        &mut self,
        calendar: &Calendar,
        key: impl Display,
        (opened, due): (DateTime<Utc>, Option<DateTime<Utc>>),
        why: Option<&Explanation>,
    ) -> io::Result<()> {
        let due = due.map(|due| time(calendar, due)).unwrap_or_default();
        write!(self.out, "{key},{},{due}", time(calendar, opened))?;
        if self.explain {
            let words = why.map(|why| why.in_words(Language::English)).unwrap_or_default();
            write!(self.out, ",\"{}\"", words.replace('"', "\"\""))?;
        }
        writeln!(self.out)
    }
}

/// RFC 3339 on the calendar's own clocks. Its offsets have no seconds: those of old local mean times are cut off.
fn time(calendar: &Calendar, at: DateTime<Utc>) -> String {
    let seconds = calendar.to_local(at).offset().fix().local_minus_utc();
    let offset = FixedOffset::east_opt(seconds / 60 * 60).unwrap_or_else(|| Utc.fix());
    at.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

fn shown(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 60;
    if text.chars().nth(LONGEST).is_none() && text.chars().all(|c| !c.is_control()) {
        return text.into();
    }
    text.chars().take(LONGEST).flat_map(char::escape_debug).chain("…".chars()).collect::<String>().into()
}

fn failed(why: impl Display) -> Stop {
    complain(why);
    Stop::Failed
}

fn complain(message: impl Display) {
    // Nobody may be reading.
    let _ = writeln!(io::stderr(), "{message}");
}
