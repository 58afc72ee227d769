//! Prints the weekly report: `weekly_report [--agreements PATH]... [--log FILE]... [--week 2026-W47]`.
//!
//! Without arguments it reports on the dealership that comes with the crate. Exit status: 0 when the report is written,
//! 1 when the input has errors or `--strict` met a bad row, 2 on wrong usage.

mod common;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use interdept::analysis::Window;
use interdept::report::{Language, Report};
use interdept::{Analysis, PeriodLength};

/// Prints what is overdue, who owes it to whom, and who kept what was agreed in a week.
#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    inputs: common::Inputs,
    /// The ISO week to report [default: the week of the instant judged at]
    #[arg(long, value_name = "2026-W47", value_parser = week)]
    week: Option<Window>,
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

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Html,
    Json,
}

fn week(text: &str) -> Result<Window, String> {
    let is_week = |window: &Window| window.period().is_some_and(|period| period.length() == PeriodLength::Week);
    let week = text.parse::<Window>().ok().filter(is_week);
    week.ok_or_else(|| "expected an ISO week like 2026-W47".to_owned())
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => stopped.into(),
    }
}

fn run(arguments: &Arguments) -> Result<(), common::Stopped> {
    let loaded = arguments.inputs.load()?;
    let tracker = &loaded.tracker;
    let Some(as_of) = loaded.as_of else {
        return Err(common::stop(loaded.no_instant()));
    };
    let judgement = tracker.judge(as_of);
    loaded.report_rejected(Some(&judgement))?;
    let week = arguments.week.unwrap_or_else(|| Report::week_of(tracker.network(), as_of));
    let report = worded(&Report::of(&Analysis::of(&judgement), week), arguments)?;
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

fn worded(report: &Report, arguments: &Arguments) -> Result<String, common::Stopped> {
    let document = || report.in_language(arguments.lang);
    match arguments.format {
        Format::Text => Ok(document().to_text()),
        Format::Markdown => Ok(document().to_markdown()),
        Format::Json => Ok(report.to_json() + "\n"),
        #[cfg(feature = "html")]
        Format::Html => report.to_html(arguments.lang).map_err(common::stop),
        #[cfg(not(feature = "html"))]
        Format::Html => Err(common::stop("--format html: this program was built without the feature `html`")),
    }
}
