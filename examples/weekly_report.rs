//! Prints the report on a week, or on a month, a quarter or any days: `weekly_report [--agreements PATH]... [--log FILE]...
//! [--week 2026-W47 | --month 2026-10 | --quarter 2026-Q3 | --days 2026-10-01..2026-10-15]`.
//!
//! Without arguments it reports on the dealership that comes with the crate. Exit status: 0 when the report is written,
//! 1 when the input has errors or `--strict` met a bad row, 2 on wrong usage.

mod common;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, ValueEnum};
use interdept::analysis::Window;
use interdept::report::{Document, Language, Report};
use interdept::{Analysis, PeriodLength};

/// Prints what is overdue, who owes it to whom, and who kept what was agreed in a week, or in other days.
#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    inputs: common::Inputs,
    #[command(flatten)]
    about: About,
    /// One department's page alone: what it owes and is owed, what comes next, what it missed and why
    #[arg(long = "for", value_name = "DEPARTMENT")]
    department: Option<String>,
    /// With the appendix: all lists, evidence, definitions (text alone; the other shapes have it anyway)
    #[arg(long)]
    full: bool,
    /// In which shape
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// In which language: en or zh
    #[arg(long, default_value_t = Language::English)]
    lang: Language,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What the report is about.
#[derive(Args)]
#[group(multiple = false)]
struct About {
    /// A week by its ISO number [default: the last whole week before the instant judged at]
    #[arg(long, value_name = "2026-W47", value_parser = week)]
    week: Option<Window>,
    /// A month
    #[arg(long, value_name = "2026-10", value_parser = month)]
    month: Option<Window>,
    /// A quarter
    #[arg(long, value_name = "2026-Q3", value_parser = quarter)]
    quarter: Option<Window>,
    /// From one day to another, both inclusive
    #[arg(long, value_name = "FROM..TO", value_parser = days)]
    days: Option<Window>,
}

impl About {
    fn window(&self) -> Option<Window> {
        self.week.or(self.month).or(self.quarter).or(self.days)
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Html,
    Json,
}

fn period(text: &str, length: PeriodLength, expected: &str) -> Result<Window, String> {
    let read = text.parse::<Window>().ok();
    let fits = read.filter(|window| window.period().is_some_and(|period| period.length() == length));
    fits.ok_or_else(|| format!("expected {expected}"))
}

fn week(text: &str) -> Result<Window, String> {
    period(text, PeriodLength::Week, "an ISO week like 2026-W47")
}

fn month(text: &str) -> Result<Window, String> {
    period(text, PeriodLength::Month, "a month like 2026-10")
}

fn quarter(text: &str) -> Result<Window, String> {
    period(text, PeriodLength::Quarter, "a quarter like 2026-Q3")
}

fn days(text: &str) -> Result<Window, String> {
    let read = text.parse::<Window>().ok().filter(|window| window.period().is_none());
    read.ok_or_else(|| "expected the first and the last day, like 2026-10-01..2026-10-15".to_owned())
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => stopped.into(),
    }
}

fn run(arguments: &Arguments) -> Result<(), common::Stopped> {
    let asked = arguments.about.window();
    let loaded = arguments.inputs.load(asked)?;
    let tracker = &loaded.tracker;
    let Some(as_of) = loaded.as_of else {
        return Err(common::stop(loaded.no_instant()));
    };
    let judgement = tracker.judge(as_of);
    loaded.report_rejected(Some(&judgement))?;
    let window = asked.unwrap_or_else(|| Report::usual_window(tracker.network(), as_of));
    let report = worded(&Report::of(&Analysis::of(&judgement), window), arguments)?;
    match &arguments.out {
        Some(path) => std::fs::write(path, report)
            .map_err(|error| common::stop(format_args!("cannot write {}: {error}", path.display()))),
        None => match io::stdout().lock().write_all(report.as_bytes()) {
            // Whoever reads has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written.map_err(common::stop),
        },
    }
}

fn document(report: &Report, arguments: &Arguments) -> Result<Document, common::Stopped> {
    let Some(department) = &arguments.department else { return Ok(report.in_language(arguments.lang)) };
    let id = department.parse().ok();
    let found = id.and_then(|id| report.for_department(&id, arguments.lang));
    found.ok_or_else(|| common::stop(format_args!("there is no department `{department}`")))
}

fn worded(report: &Report, arguments: &Arguments) -> Result<String, common::Stopped> {
    let document = document(report, arguments)?;
    match arguments.format {
        Format::Text if arguments.full => Ok(document.to_full_text()),
        Format::Text => Ok(document.to_text()),
        Format::Markdown => Ok(document.to_markdown()),
        Format::Json => Ok(report.to_json() + "\n"),
        #[cfg(feature = "html")]
        Format::Html if arguments.department.is_some() => document.to_html().map_err(common::stop),
        #[cfg(feature = "html")]
        Format::Html => report.to_html(arguments.lang).map_err(common::stop),
        #[cfg(not(feature = "html"))]
        Format::Html => Err(common::stop("--format html: this program was built without the feature `html`")),
    }
}
