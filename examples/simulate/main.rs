//! Writes a log for the dealership of `fixtures/dealership`, of any size, on standard output.
//!
//! ```text
//! cargo run --release --example simulate -- --cases 490 --seed 5 > log.csv
//! ```
//!
//! The same number of cases and the same seed give the same bytes on every machine.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use interdept::Network;

mod company;

use company::World;
use company::row::{Format, Writer};

/// Writes a log of the dealership's work on standard output.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many cases: contracts, vehicles, accidents, employees …
    #[arg(long, value_name = "N")]
    cases: u64,
    /// What chance starts from: the same seed gives the same log.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// How the log is written.
    #[arg(long, value_enum, default_value_t = Style::Csv)]
    format: Style,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Style {
    /// Comma-separated values.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough: `simulate … | head` is no error.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "simulate: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> io::Result<()> {
    let agreements = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/dealership");
    let network = Network::load(agreements).map_err(|errors| io::Error::other(errors.to_string()))?;
    let world = World::new(&network).ok_or_else(|| io::Error::other("the dealership has lost its calendar"))?;
    let format = match arguments.format {
        Style::Csv => Format::Csv,
        Style::Jsonl => Format::Jsonl,
    };
    let mut out = Writer::new(BufWriter::with_capacity(1 << 16, io::stdout().lock()), format)?;
    company::write_log(&world, arguments.cases, arguments.seed, &mut out)?;
    out.finish()
}
