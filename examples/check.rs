//! Checks agreement files: `check PATH... [--format text|json|markdown] [--lang en|zh] [--from DATE]`.
//!
//! Prints every error and warning, and what it has read where that makes a network. As Markdown it prints the agreements
//! in words, for the people who sign them, with each obligation's next three deadlines; errors and warnings then go to
//! standard error. `--from` is the day from which deadlines are shown; without it, each agreement's first day in force,
//! else the company's `since`, for no clock is read. Exit status: 0 when there is no error, 1 when there is one, 2 on
//! wrong usage.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, ValueEnum};
use interdept::network::Obligation;
use interdept::report::{Language, to_json_pretty};
use interdept::{Diagnostics, Network};

/// Checks agreement files and prints what is wrong with them, or the agreements in words.
#[derive(Parser)]
#[command(name = "check")]
struct Arguments {
    /// Agreement files, or directories of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// What to print, and how.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The language of the agreements in words.
    #[arg(long, value_name = "en|zh")]
    lang: Option<Language>,
    /// The day from which the agreements in words show deadlines [default: the first one in force]
    #[arg(long, value_name = "DATE")]
    from: Option<NaiveDate>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// What was found, as a compiler would print it.
    Text,
    /// What was found, as a list of objects, for editors.
    Json,
    /// The agreements in words, for the people who sign them.
    Markdown,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.format != Format::Markdown && (arguments.lang.is_some() || arguments.from.is_some()) {
        let message = "--lang and --from are for --format markdown: what is found is told in English";
        Arguments::command().error(ErrorKind::ArgumentConflict, message).exit();
    }
    let (found, network) = match Network::load_all(&arguments.paths) {
        Ok(network) => (network.lints(), Some(network)),
        Err(found) => (found, None),
    };
    // Nobody may be reading any more; what was found decides the status all the same.
    let _ = print(&found, network.as_ref(), &arguments);
    if network.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
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

fn print(found: &Diagnostics, network: Option<&Network>, arguments: &Arguments) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match arguments.format {
        Format::Text => {
            writeln!(out, "{found}")?;
            network.iter().try_for_each(|network| writeln!(out, "{}", what_was_read(network)))
        }
        Format::Json => writeln!(out, "{}", to_json_pretty(found)),
        Format::Markdown => {
            if !found.is_empty() {
                writeln!(io::stderr(), "{found}")?;
            }
            let in_words = |network: &Network| network.in_words(arguments.lang.unwrap_or_default(), arguments.from);
            network.iter().try_for_each(|network| write!(out, "{}", in_words(network).to_markdown()))
        }
    }
}
