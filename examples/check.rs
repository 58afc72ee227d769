//! Checks agreement files: `check PATH... [--format text|json]`.
//!
//! Prints every error and warning. Exit status: 0 when there is no error, 1 when there is one, 2 on wrong usage.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use interdept::{Diagnostics, Network};

/// Checks agreement files and prints what is wrong with them.
#[derive(Parser)]
struct Arguments {
    /// Agreement files, or directories of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How to print what was found.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// As a compiler would print it.
    Text,
    /// A list of objects, for editors.
    Json,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (found, failed) = match Network::load_all(&arguments.paths) {
        Ok(network) => (network.lints(), false),
        Err(found) => (found, true),
    };
    // Nobody may be reading any more; what was found decides the status all the same.
    let _ = print(&found, arguments.format);
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn print(found: &Diagnostics, format: Format) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match format {
        Format::Text => writeln!(out, "{found}"),
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, found)?;
            writeln!(out)
        }
    }
}
