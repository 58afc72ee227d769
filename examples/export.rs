//! Exports what other programs open: `export calendar DEPARTMENT`, `export workbook FILE`, `export tables DIRECTORY`,
//! `export metrics`.
//!
//! The calendar goes to standard output as iCalendar, the metrics as `OpenMetrics`; the workbook has a summary, a sheet for
//! each table of the weekly report and the definitions; the tables are CSV files, their header the same in every language. Without agreements and logs it exports the dealership that comes with the crate.

mod common;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use interdept::Analysis;
use interdept::report::{Language, Report, deadlines_to_ics};

/// Exports deadlines and the weekly report's tables.
#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    inputs: common::Inputs,
    /// In which language: en or zh
    #[arg(long, default_value_t = Language::English)]
    lang: Language,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The coming deadlines of a department, as supplier and as customer, as iCalendar on standard output
    Calendar {
        /// The department's id
        department: String,
    },
    /// The weekly report's tables as an Excel workbook
    #[cfg(feature = "xlsx")]
    Workbook {
        /// The file to write
        file: PathBuf,
    },
    /// The weekly report's tables as CSV files
    Tables {
        /// The directory to write them to; it is made if it does not exist
        directory: PathBuf,
        /// Begin each file with a byte order mark, by which Excel knows UTF-8
        #[arg(long)]
        bom: bool,
    },
    /// The weekly report's figures in the `OpenMetrics` format on standard output
    Metrics,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => stopped.into(),
    }
}

fn run(arguments: &Arguments) -> Result<(), common::Stopped> {
    let loaded = arguments.inputs.load(None)?;
    let tracker = &loaded.tracker;
    let Some(as_of) = loaded.as_of else {
        return Err(common::stop(loaded.no_instant()));
    };
    let judgement = tracker.judge(as_of);
    loaded.report_rejected(Some(&judgement))?;
    let report = || Report::of(&Analysis::of(&judgement), Report::usual_window(tracker.network(), as_of));
    match &arguments.what {
        What::Calendar { department } => match deadlines_to_ics(&judgement, department, arguments.lang) {
            Some(feed) => io::stdout().lock().write_all(feed.as_bytes()).map_err(common::stop),
            None => Err(common::stop(format_args!("there is no department `{department}`"))),
        },
        #[cfg(feature = "xlsx")]
        What::Workbook { file } => {
            let workbook = report().to_xlsx(arguments.lang).map_err(common::stop)?;
            write(file, &workbook)
        }
        What::Tables { directory, bom } => write_tables(&report(), arguments.lang, directory, *bom),
        What::Metrics => io::stdout().lock().write_all(report().to_openmetrics().as_bytes()).map_err(common::stop),
    }
}

fn write_tables(report: &Report, language: Language, directory: &Path, bom: bool) -> Result<(), common::Stopped> {
    let made = fs::create_dir_all(directory);
    made.map_err(|error| common::stop(format_args!("cannot make {}: {error}", directory.display())))?;
    let mark = if bom { "\u{feff}" } else { "" };
    for table in report.tables(language) {
        write(&directory.join(format!("{}.csv", table.name)), format!("{mark}{}", table.to_csv()).as_bytes())?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), common::Stopped> {
    fs::write(path, bytes).map_err(|error| common::stop(format_args!("cannot write {}: {error}", path.display())))
}
