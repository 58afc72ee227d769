//! Prints every handoff with how it stands, as CSV or JSON: `handoffs [--agreements PATH]... [--log FILE]...`; or the
//! whole story of one: `handoffs --explain OBLIGATION KEY`.
//!
//! Exit status: 0 when it could be printed, 1 when the input has errors or `--strict` met a bad row, 2 on wrong usage.

mod common;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use chrono::{DateTime, Datelike, FixedOffset, Timelike};
use clap::{CommandFactory, Parser, ValueEnum, error::ErrorKind};
use interdept::Analysis;
use interdept::analysis::HandoffRecord;
use interdept::report::{Language, csv_text, to_json, to_json_pretty};
use interdept::tracker::Judgement;

/// Prints every handoff of a log with how it stands.
#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    inputs: common::Inputs,
    /// How to print them [default: csv; with --explain, text]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Tell one handoff's whole story: every event with its line, every hold, how the deadline moved, whose delay it was
    #[arg(long, num_args = 2, value_names = ["OBLIGATION", "KEY"])]
    explain: Option<Vec<String>>,
    /// The language of the story
    #[arg(long, default_value_t = Language::English, requires = "explain", value_name = "en|zh")]
    lang: Language,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Csv,
    Json,
    Text,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let of_one = arguments.explain.is_some();
    match arguments.format {
        Some(Format::Csv) if of_one => usage("--explain tells a story as text or json, not as csv"),
        Some(Format::Text) if !of_one => usage("a list of handoffs is csv or json; text is for --explain"),
        _ => {}
    }
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => stopped.into(),
    }
}

/// Says what is wrong with the arguments, and leaves with status 2.
fn usage(problem: &str) {
    Arguments::command().error(ErrorKind::ArgumentConflict, problem).exit()
}

fn run(arguments: &Arguments) -> Result<(), common::Stopped> {
    let loaded = arguments.inputs.load(None)?;
    let judgement = loaded.as_of.map(|as_of| loaded.tracker.judge(as_of));
    loaded.report_rejected(judgement.as_ref())?;
    if judgement.is_none() {
        common::complain(loaded.no_instant());
    }
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let printed = match (arguments.explain.as_deref(), arguments.format) {
        (Some([obligation, key]), format) => {
            let Some(judgement) = &judgement else { return Err(common::Stopped) };
            explain(&mut out, judgement, (obligation, key), format, arguments.lang)?
        }
        (_, Some(Format::Json)) => print_json(&mut out, judgement.as_ref()),
        _ => print_csv(&mut out, judgement.as_ref()),
    };
    match printed.and_then(|()| out.flush()) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(common::stop(error)),
        Ok(()) => Ok(()),
    }
}

/// Tells one handoff's whole story.
fn explain(
    out: &mut impl Write,
    judgement: &Judgement,
    (obligation, key): (&str, &str),
    format: Option<Format>,
    language: Language,
) -> Result<io::Result<()>, common::Stopped> {
    judgement.network().obligation(obligation).map_err(common::stop)?;
    let analysis = Analysis::of(judgement);
    let handoff = judgement.handoff(obligation, key);
    let Some(story) = handoff.and_then(|handoff| analysis.story(handoff)) else {
        return Err(common::stop(unknown_key(judgement, obligation, key)));
    };
    Ok(if format == Some(Format::Json) {
        writeln!(out, "{}", to_json_pretty(&story))
    } else {
        out.write_all(story.in_words(language).as_bytes())
    })
}

/// Says that an obligation has no handoff with a key, and names some that it has, those of the same case first.
fn unknown_key(judgement: &Judgement, obligation: &str, key: &str) -> String {
    const NAMED: usize = 5;
    let case = key.split('#').next().unwrap_or(key);
    let (mut same, mut others) = (Vec::new(), Vec::new());
    for handoff in judgement.of_obligation(obligation) {
        let list = if handoff.case() == Some(case) { &mut same } else { &mut others };
        if list.len() < NAMED {
            list.push(format!("`{}`", handoff.key()));
        }
    }
    same.append(&mut others);
    same.truncate(NAMED);
    let at = judgement.as_of().to_rfc3339();
    let has = if same.is_empty() { "it has none".to_owned() } else { format!("it has {} …", same.join(", ")) };
    format!("`{obligation}` has no handoff `{key}` as of {at}: nothing in the log opened it; {has}")
}

fn print_csv(out: &mut impl Write, judgement: Option<&Judgement>) -> io::Result<()> {
    writeln!(out, "{}", HandoffRecord::COLUMNS.join(","))?;
    let mut line = Vec::new();
    let Some(judgement) = judgement else { return Ok(()) };
    let analysis = Analysis::of(judgement);
    for handoff in judgement.handoffs() {
        line.clear();
        write_row(&analysis.record(handoff, false), &mut line);
        out.write_all(&line)?;
    }
    Ok(())
}

fn print_json(out: &mut impl Write, judgement: Option<&Judgement>) -> io::Result<()> {
    out.write_all(b"[")?;
    let analysis = judgement.map(Analysis::of);
    for (n, handoff) in judgement.into_iter().flat_map(Judgement::handoffs).enumerate() {
        out.write_all(if n == 0 { b"\n" } else { b",\n" })?;
        if let Some(analysis) = &analysis {
            out.write_all(to_json(&analysis.record(handoff, true)).as_bytes())?;
        }
    }
    out.write_all(b"\n]\n")
}

fn write_row(row: &HandoffRecord<'_>, line: &mut Vec<u8>) {
    let priority = row.priority.as_str();
    let texts = [Some(row.obligation), Some(&row.key), row.tier, Some(row.supplier), Some(row.customer)];
    for text in texts.into_iter().chain([Some(row.agreement), Some(priority)]) {
        write_text(line, text.unwrap_or_default());
        line.push(b',');
    }
    for at in [Some(row.opened_at), Some(row.original_due_at), Some(row.due_at), row.delivered_at] {
        write_time(line, at);
        line.push(b',');
    }
    line.extend_from_slice(row.status.as_str().as_bytes());
    let numbers = [row.late_by_s, row.late_by_working_s, row.own_delay_s, row.inherited_delay_s];
    for number in numbers {
        line.push(b',');
        // Writing into memory never fails.
        let _ = number.map(|number| write!(line, "{number}"));
    }
    let _ = write!(line, ",{},{},{},", row.excused, row.held_s, row.attempts);
    write_text(line, row.waits_for.as_deref().unwrap_or_default());
    line.push(b',');
    write_time(line, row.promised_at);
    line.push(b',');
    write_text(line, row.period.as_deref().unwrap_or_default());
    line.push(b'\n');
}

/// Writes a value of a CSV row that a spreadsheet may open, in quotes where it needs them.
fn write_text(line: &mut Vec<u8>, text: &str) {
    let text = &*csv_text(text);
    if !text.contains(['"', ',', '\n', '\r'])
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with(char::is_whitespace)
    {
        return line.extend_from_slice(text.as_bytes());
    }
    line.push(b'"');
    line.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    line.push(b'"');
}

/// Appends `2026-11-22T18:00:00+08:00`, with as many decimals as the second needs. A table of millions of rows spends
/// most of its time here, so the digits are written as they are.
fn write_time(line: &mut Vec<u8>, at: Option<DateTime<FixedOffset>>) {
    let Some(at) = at else { return };
    let (offset, sign) = (at.offset().local_minus_utc(), if at.offset().local_minus_utc() < 0 { b'-' } else { b'+' });
    let micros = at.nanosecond() / 1_000;
    digits(line, at.year().unsigned_abs(), 4);
    for (mark, part) in
        [(b'-', at.month()), (b'-', at.day()), (b'T', at.hour()), (b':', at.minute()), (b':', at.second())]
    {
        line.push(mark);
        digits(line, part, 2);
    }
    match micros {
        0 => {}
        _ if micros % 1_000 == 0 => {
            line.push(b'.');
            digits(line, micros / 1_000, 3);
        }
        _ => {
            line.push(b'.');
            digits(line, micros, 6);
        }
    }
    line.push(sign);
    digits(line, offset.unsigned_abs() / 3_600, 2);
    line.push(b':');
    digits(line, offset.unsigned_abs() / 60 % 60, 2);
}

fn digits(line: &mut Vec<u8>, number: u32, count: u32) {
    for place in (0..count).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        line.push(b'0' + u8::try_from(digit).unwrap_or_default());
    }
}
