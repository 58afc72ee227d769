//! Checks agreement files: `check PATH... [--format text|json]`.
//!
//! Prints every error and warning, and what it has read where that makes a network. Exit status: 0 when there is no error, 1 when there is one, 2 on wrong usage.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use interdept::network::Obligation;
use interdept::report::to_json_pretty;
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
    let (found, read) = match Network::load_all(&arguments.paths) {
        Ok(network) => (network.lints(), Some(what_was_read(&network))),
        Err(found) => (found, None),
    };
    // Nobody may be reading any more; what was found decides the status all the same.
    let _ = print(&found, read.as_deref(), arguments.format);
    if read.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How much there was, so that a file which was not found is missed.
fn what_was_read(network: &Network) -> String {
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let obligations: BTreeSet<_> = network.obligations().map(Obligation::id).collect();
    let files = counted(network.files().count(), "file");
    let passed: Vec<String> =
        network.passed_over().map(|file| format!("passed over {file}: a mapping, no agreement\n")).collect();
    let passed = passed.concat();
    let obligations = counted(obligations.len(), "obligation");
    format!("{passed}read {files}, {obligations}, {}", counted(network.departments().len(), "department"))
}

fn print(found: &Diagnostics, read: Option<&str>, format: Format) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match format {
        Format::Text => {
            writeln!(out, "{found}")?;
            read.iter().try_for_each(|read| writeln!(out, "{read}"))
        }
        Format::Json => {
            writeln!(out, "{}", to_json_pretty(found))
        }
    }
}
