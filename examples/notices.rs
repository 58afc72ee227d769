//! Prints what is to be told in a span, as CSV: `notices --from RFC3339 --to RFC3339 [--agreements PATH]... [--log FILE]...`.
//!
//! Exit status: 0 when it could be printed, 1 when the input has errors or `--strict` met a bad row, 2 on wrong usage.

mod common;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use clap::Parser;
use interdept::tracker::Notice;

/// Prints every notice of a span, by what the log holds: from one instant, exclusive, to another, inclusive.
#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    inputs: common::Inputs,
    /// After which instant
    #[arg(long, value_name = "RFC3339")]
    from: DateTime<FixedOffset>,
    /// Up to which instant
    #[arg(long, value_name = "RFC3339")]
    to: DateTime<FixedOffset>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => stopped.into(),
    }
}

fn run(arguments: &Arguments) -> Result<(), common::Stopped> {
    let mut loaded = arguments.inputs.load(None)?;
    let judgement = loaded.as_of.map(|as_of| loaded.tracker.judge(as_of));
    loaded.report_rejected(judgement.as_ref())?;
    if judgement.is_none() {
        common::complain(loaded.no_instant());
    }
    let (from, to): (DateTime<Utc>, DateTime<Utc>) = (arguments.from.to_utc(), arguments.to.to_utc());
    let notices = loaded.tracker.notices(from, to);
    let mut out = BufWriter::new(io::stdout().lock());
    match print(&mut out, &notices).and_then(|()| out.flush()) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(common::stop(error)),
        Ok(()) => Ok(()),
    }
}

fn print(out: &mut impl Write, notices: &[Notice]) -> io::Result<()> {
    writeln!(out, "{}", Notice::COLUMNS.join(","))?;
    for notice in notices {
        let time = |at: DateTime<FixedOffset>| at.to_rfc3339_opts(SecondsFormat::AutoSi, false);
        let department =
            |id: &Option<interdept::DepartmentId>| id.as_ref().map(ToString::to_string).unwrap_or_default();
        let fields = [
            notice.id.to_string(),
            time(notice.at),
            notice.kind.to_string(),
            notice.to.to_string(),
            notice.obligation.to_string(),
            notice.key.clone(),
            department(&notice.supplier),
            department(&notice.customer),
            notice.due_at.map(time).unwrap_or_default(),
        ];
        writeln!(out, "{}", fields.map(|field| quoted(&field)).join(","))?;
    }
    Ok(())
}

/// A value of a CSV row, in quotes where it needs them.
fn quoted(text: &str) -> String {
    let is_plain = !text.contains(['"', ',', '\n', '\r']) && text.trim() == text;
    if is_plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}
