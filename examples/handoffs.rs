//! Prints every handoff with how it stands, as CSV or JSON: `handoffs [--agreements PATH]... [--log FILE]...`.
//!
//! Exit status: 0 when it could be printed, 1 when the input has errors or `--strict` met a bad row, 2 on wrong usage.

mod common;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use chrono::{DateTime, Datelike, FixedOffset, Timelike, Utc};
use clap::{Parser, ValueEnum};
use interdept::Analysis;
use interdept::analysis::delay::Share;
use interdept::tracker::{Handoff, Judgement, Status};
use serde::{Serialize, Serializer};

/// Prints every handoff of a log with how it stands.
#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    inputs: common::Inputs,
    /// How to print them
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Json,
}

/// The columns; in CSV what does not apply is empty, in JSON null.
const COLUMNS: &str = "obligation,key,supplier,customer,opened_at,original_due_at,due_at,delivered_at,status,late_by_s,\
late_by_working_s,own_delay_s,inherited_delay_s,excused";

#[derive(Serialize)]
struct Row<'j> {
    obligation: &'j str,
    key: String,
    supplier: &'j str,
    customer: &'j str,
    opened_at: Time,
    original_due_at: Time,
    due_at: Time,
    delivered_at: Option<Time>,
    status: Status,
    late_by_s: i64,
    late_by_working_s: i64,
    own_delay_s: i64,
    inherited_delay_s: i64,
    excused: bool,
    /// Whose lateness it is; in JSON alone, and only where there is some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shares: Vec<Share>,
}

/// An instant on the obligation's own clocks, in RFC 3339.
#[derive(Clone, Copy)]
struct Time(DateTime<FixedOffset>);

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => stopped.into(),
    }
}

fn run(arguments: &Arguments) -> Result<(), common::Stopped> {
    let loaded = arguments.inputs.load(None)?;
    let judgement = loaded.as_of.map(|as_of| loaded.tracker.judge(as_of));
    loaded.report_rejected(judgement.as_ref())?;
    if judgement.is_none() {
        common::complain(loaded.no_instant());
    }
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let printed = match arguments.format {
        Format::Csv => print_csv(&mut out, judgement.as_ref()),
        Format::Json => print_json(&mut out, judgement.as_ref()),
    };
    match printed.and_then(|()| out.flush()) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(common::stop(error)),
        Ok(()) => Ok(()),
    }
}

fn print_csv(out: &mut impl Write, judgement: Option<&Judgement>) -> io::Result<()> {
    writeln!(out, "{COLUMNS}")?;
    let mut line = Vec::new();
    let Some(judgement) = judgement else { return Ok(()) };
    let analysis = Analysis::of(judgement);
    for handoff in judgement.handoffs() {
        line.clear();
        Row::of(handoff, &analysis).write(&mut line);
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
            let row = Row { shares: analysis.shares(handoff).collect(), ..Row::of(handoff, analysis) };
            serde_json::to_writer(&mut *out, &row)?;
        }
    }
    out.write_all(b"\n]\n")
}

impl<'j> Row<'j> {
    fn of(handoff: Handoff<'j>, analysis: &Analysis<'j>) -> Self {
        let time = |at: DateTime<Utc>| Time(handoff.local(at));
        let late = handoff.late_by().unwrap_or_default();
        let delay = analysis.delay(handoff).unwrap_or_default();
        Self {
            obligation: handoff.obligation().id().as_str(),
            key: handoff.key().to_string(),
            supplier: handoff.supplier().id().as_str(),
            customer: handoff.customer().id().as_str(),
            opened_at: time(handoff.opened_at()),
            original_due_at: time(handoff.original_due_at()),
            due_at: time(handoff.due_at()),
            delivered_at: handoff.delivered_at().map(time),
            status: handoff.status(),
            late_by_s: late.elapsed,
            late_by_working_s: late.working,
            own_delay_s: delay.own_s,
            inherited_delay_s: delay.inherited_s,
            excused: delay.is_excused,
            shares: Vec::new(),
        }
    }

    fn write(&self, line: &mut Vec<u8>) {
        for text in [self.obligation, &self.key, self.supplier, self.customer] {
            write_text(line, text);
            line.push(b',');
        }
        for time in [Some(self.opened_at), Some(self.original_due_at), Some(self.due_at), self.delivered_at] {
            if let Some(time) = time {
                time.write(line);
            }
            line.push(b',');
        }
        line.extend_from_slice(self.status.as_str().as_bytes());
        for number in [self.late_by_s, self.late_by_working_s, self.own_delay_s, self.inherited_delay_s] {
            line.push(b',');
            write_display(line, &number);
        }
        line.push(b',');
        write_display(line, &self.excused);
        line.push(b'\n');
    }
}

/// Writes a value of a CSV row, in quotes where it needs them.
fn write_text(line: &mut Vec<u8>, text: &str) {
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

fn write_display(line: &mut Vec<u8>, value: &impl ToString) {
    line.extend_from_slice(value.to_string().as_bytes());
}

impl Time {
    /// Appends `2026-11-22T18:00:00+08:00`, with as many decimals as the second needs.
    fn write(self, line: &mut Vec<u8>) {
        let at = self.0;
        let (offset, sign) =
            (at.offset().local_minus_utc(), if at.offset().local_minus_utc() < 0 { b'-' } else { b'+' });
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
            _ if micros.is_multiple_of(1_000) => {
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
}

fn digits(line: &mut Vec<u8>, number: u32, count: u32) {
    for place in (0..count).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        line.push(b'0' + u8::try_from(digit).unwrap_or_default());
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = Vec::with_capacity(32);
        self.write(&mut text);
        serializer.serialize_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}
