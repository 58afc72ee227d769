//! Drafts a mapping and agreements for another program's export: `draft FILE [--out FOLDER]`.
//!
//! Writes `mapping.toml` and `agreements.toml`, which load and judge the export as they are, for somebody to read and put
//! right. Exit status: 0 when both are written, 1 when the export cannot be read or a file is there already, 2 on wrong
//! usage.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use interdept::log::Draft;

/// Drafts a mapping and agreements from the columns and values of an export.
#[derive(Parser)]
struct Arguments {
    /// The export: .csv, .tsv, .txt, .xlsx, .json or .jsonl
    file: PathBuf,
    /// Where to write mapping.toml and agreements.toml; what is there already is left alone
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    out: PathBuf,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            // Nobody may be reading.
            let _ = writeln!(io::stderr(), "{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let draft = Draft::open(&arguments.file).map_err(|error| error.to_string())?;
    std::fs::create_dir_all(&arguments.out).map_err(|error| cannot(&arguments.out, error))?;
    let (mapping, agreements) = (arguments.out.join("mapping.toml"), arguments.out.join("agreements.toml"));
    create(&mapping, &draft.mapping())?;
    create(&agreements, &draft.agreements())?;
    let next = format!(
        "Read and put right {} and {}, then:\ncargo run --example weekly_report -- --agreements {} --log {}={}\n",
        mapping.display(),
        agreements.display(),
        agreements.display(),
        arguments.file.display(),
        mapping.display(),
    );
    match io::stdout().lock().write_all(next.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok(()),
    }
}

/// Writes a file that is not there yet.
fn create(path: &Path, text: &str) -> Result<(), String> {
    let mut file = std::fs::File::create_new(path).map_err(|error| cannot(path, error))?;
    file.write_all(text.as_bytes()).map_err(|error| cannot(path, error))
}

fn cannot(path: &Path, error: impl Display) -> String {
    format!("cannot write {}: {error}", path.display())
}
