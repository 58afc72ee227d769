//! Agreement files: TOML to [`Network`] and back.
//!
//! [`Network::load`] reads files and directories, [`Network::from_toml`] and [`Network::from_sources`] text;
//! [`Network::to_toml`] writes. A key that the format does not know is an error, and so is everything else that could
//! make an agreement say something other than what was meant; what merely looks doubtful is found by
//! [`Network::lints`]. [`Code`] lists both.
//!
//! # The format
//!
//! This file has nearly every key. `customer` and `calendar` may also stand in an `[[obligation]]`, and so may an
//! `in-force` of its own: one obligation may stand several times, for ranges of days that do not overlap, and a handoff
//! is judged by the version in force on the day it opened. The due rules are the language of [`due`](crate::due).
//!
//! ```toml
#![doc = include_str!("example.toml")]
//! ```
//!
//! `when` holds if every attribute does: equal to a value, to one of a list, to none of `{ not = … }`, to that of another
//! attribute, `"@other"`, beginning with `{ starts-with = … }`, or a number within `{ over, at-least, under, at-most }`.
//! `time` is the local time of the trigger, without its end. Every field of an event (`customer`, `category`, …) is an
//! attribute too.
//!
//! `examples` are deadlines that people have worked out. They are checked when the file is read: one that the rule does
//! not give is an error which says what it gives, and how that comes about. `at` is the trigger, for a rule before a
//! milestone that milestone; without an offset it is local time on the obligation's calendar. `T24:00` is the end of
//! that day. `attributes` choose the tier and make `when` hold. Days outside `in-force` are no error with `at`; a
//! `period` must be one in which the obligation has a handoff.
//!
//! The first of the `tiers` whose `when` holds gives a handoff's terms; what a tier does not say it takes from the
//! obligation. `for` makes an obligation for every combination of its values; `{key}` stands in any text of it.
//!
//! # What holds where a file says nothing
//!
//! | what | is |
//! |---|---|
//! | the `id` of an `[agreement]` | the name of its file; a file without obligations needs no `[agreement]` at all |
//! | the `name` of a department, a milestone, an agreement | its id |
//! | the `timezone` of the `[company]` | that of the first agreement's calendar |
//! | the first day of a recurring obligation | `since` of the `[company]`; without any it is an error |
//! | the objectives of an obligation | those of its agreement |
//! | the calendar of a department | that of the department it is part of; else the one of the agreement in its file, if it has one |
//! | the calendar of an obligation | its supplier's, if that names one; else the agreement's; else the one of the agreement in its supplier's file |
//! | either end of an obligation's `in-force` | that of its agreement |
//! | `over` of an `objective` | 4 weeks |
//! | `recovery` (good handoffs in a row that lift the standing of a pair) | the run that a pair which just keeps its objective achieves half the time (14 for 95 %); 12 without an objective |
//! | `at-risk` | 0.75 |
//! | `attributes` of a milestone | its events may carry any; where they are listed, `by the given …` must name one of them |
//!
//! # Also
//! - A file of other agreements may define what this one mentions: ids hold across all files that are loaded together.
//! - A holiday set can be `builtin = "china"`: mainland China, 2018 to 2026. It can have entries of its own beside it, on
//!   other dates.
//! - `open = [{ on = …, as = "make-up" }]` is a day worked in exchange for a holiday:
//!   [`ExceptionHours::MakeUp`](crate::calendar::ExceptionHours::MakeUp).
//! - A holiday set can be read from an iCalendar file, `file = "x.ics"` (feature `ics`), in the folder of the agreement or
//!   below it: [`HolidaySet::from_ics`](crate::calendar::HolidaySet). Events that cannot be read are warnings.
//! - `closed = [{ every = "12-25" }]` comes back every year, on a [`YearDay`](crate::calendar::YearDay); `substitute` and
//!   `substitute-on` say which day is closed [in its place](crate::calendar::Substitute). `from = "12-24", to = "01-02"`
//!   is a range of days of every year, in `closed` and `partial`. An `every` can stand in `partial`, not in `open`.
//! - `closed = [{ from = 2026-10-01T14:00:00, to = 2026-10-01T18:00:00 }]` closes hours, by the clocks of each calendar
//!   that uses the set; with an offset from UTC at both ends, at the same instants for all.
//! - The `hours` of a `partial` day only shorten it: of what is worked by then, what lies within them is left. Those of
//!   an `open` day replace what is worked.
//! - In `when`, numbers and truth values are compared as a log would write them, and `"@@x"` is the value `@x`, not
//!   another attribute.
//! - All versions of an obligation are taken together when rings of `needs` are looked for.
//! - A file has at most [`MAX_FILE_BYTES`]; one entry of a holiday set at most 1,000 days, a set 200,000 and
//!   all sets together 1,000,000. All calendars together take at most 5,000,000 dates from their sets, each mention and
//!   each of the 600 years of what is yearly counted.
//! - A name or another text has at most [`MAX_TEXT`](crate::network::MAX_TEXT) characters; an obligation at most
//!   [`MAX_DOCUMENTS`](crate::network::MAX_DOCUMENTS) documents, [`MAX_ESCALATIONS`](crate::network::MAX_ESCALATIONS) steps
//!   of its escalation and [`MAX_CONDITIONS`](crate::network::MAX_CONDITIONS) attributes in a `when`; a `for` makes at most
//!   10,000 obligations, all together at most 100,000.

mod bound;
mod export;
mod export_calendars;
mod files;
mod from_text;
mod holiday_files;
#[cfg(feature = "schema")]
mod json_schema;
mod lower;
mod read;
mod schema;
mod write;

use std::collections::BTreeSet;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostics, Finding, Findings, Nearest, SourceSpan, SourceText, Sources, to_u32};
use crate::network::{Network, assemble};

use holiday_files::HolidayFiles;
use read::{Cx, Read};
use schema::File;

pub use export::TomlFile;
#[cfg(feature = "schema")]
pub use json_schema::json_schema;

/// The largest agreement file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 64 << 20;

/// The most syntax errors that are reported for one file: a file that is no TOML at all would have one a line.
const MOST_SYNTAX_ERRORS: usize = 20;

/// An agreement file in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source<'a> {
    /// What diagnostics call it.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// Loading.
impl Network {
    /// Loads an agreement file, or all `*.toml` files of a directory and below it, in the order of their names.
    ///
    /// [Mappings](crate::log::Mapping) of logs may lie beside the agreements: in a directory they are
    /// [passed over](Self::passed_over); named by itself, one is an error.
    ///
    /// # Errors
    /// Returns everything that is wrong with any of the files, and with all of them together.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Diagnostics> {
        Self::load_all([path])
    }

    /// Loads several files or directories as one network.
    ///
    /// # Errors
    /// Returns everything that is wrong with any of the files, and with all of them together.
    pub fn load_all<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Self, Diagnostics> {
        let (texts, findings) = files::read_all(paths);
        build(texts, findings, &HolidayFiles { read: &files::read_beside })
    }

    /// Loads one agreement file from memory; diagnostics call it `name`.
    ///
    /// ```
    /// use interdept::Network;
    /// let error = Network::from_toml("finance.toml", "format = 1\n[agreemnt]\n").unwrap_err();
    /// let found = error.iter().next().unwrap();
    /// assert_eq!((found.file(), found.line(), found.column()), (Some("finance.toml"), Some(2), Some(2)));
    /// assert_eq!(found.help(), Some("the nearest key of an agreement file is `agreement`"));
    /// ```
    ///
    /// # Errors
    /// Returns everything that is wrong with it.
    pub fn from_toml(name: &str, text: &str) -> Result<Self, Diagnostics> {
        Self::from_sources(&[Source { name, text }])
    }

    /// Loads several agreement files from memory as one network.
    ///
    /// # Errors
    /// Returns everything that is wrong with any of them, and with all of them together. Holiday files (`file = …`)
    /// are not read: nothing is opened that was not handed over.
    pub fn from_sources(sources: &[Source<'_>]) -> Result<Self, Diagnostics> {
        let texts = sources.iter().map(|source| SourceText::new(source.name, source.text)).collect();
        build(texts, Findings::default(), &HolidayFiles { read: &files::read_nothing })
    }
}

fn build(
    texts: Vec<SourceText>,
    mut findings: Findings,
    holiday_files: &HolidayFiles<'_>,
) -> Result<Network, Diagnostics> {
    let sources = Sources::new(texts);
    let mut tables = Vec::new();
    for (source, text) in sources.iter().filter(|(_, text)| text.is_readable()) {
        tables.extend(parse(source, text.text(), &sources, &mut findings).map(|file| (source, file)));
    }
    let (spec, calendars) = lower::lower(tables, &sources, holiday_files, &mut findings);
    assemble(spec, calendars, sources, findings)
}

/// Reads one file into tables. Of one that is no TOML only that is reported; what can be recovered still counts, so
/// that other files find the ids defined in it.
fn parse(source: u32, text: &str, sources: &Sources, findings: &mut Findings) -> Option<File> {
    let (document, errors) = toml::de::DeTable::parse_recoverable(text);
    let mut lines = BTreeSet::new();
    for error in &errors {
        let range = error.span().unwrap_or(0..0);
        // What follows in a line is said of a text that the first mistake has already torn.
        if !lines.insert(line_start(text, range.start)) {
            continue;
        }
        if lines.len() > MOST_SYNTAX_ERRORS {
            break;
        }
        let span = SourceSpan { source, start: to_u32(range.start), end: to_u32(range.end) };
        let finding = Finding::new(Code::Syntax, format!("this is not TOML: {}", error.message()));
        let help = syntax_help(error.message(), text.get(range.start..).unwrap_or_default()).map(str::to_owned);
        findings.push_syntax_error(source, finding.at(span, "").maybe_help(help));
    }
    if files::makes_events(document.get_ref()) {
        let span = SourceSpan { source, start: 0, end: to_u32(text.lines().next().map_or(0, str::len)) };
        let finding =
            Finding::new(Code::UnknownKey, "this is a mapping, which makes events of an export, and no agreement file");
        let help = "give it with the log that is read through it: `--log FILE=MAPPING`, or `Log::with_mapping`";
        findings.push(finding.at(span, "").help(help));
        return None;
    }
    let means_format = |key: &str| Nearest::new(["format"]).to(key).is_some();
    let says_format = document.get_ref().keys().any(|key| means_format(key.get_ref()));
    let mut cx = Cx { source, sources, findings, key: String::new() };
    let range = document.span();
    let item = toml::Spanned::new(range, toml::de::DeValue::Table(document.into_inner()));
    let file = File::read(&item, &mut cx);
    if let Some(finding) = check_format(source, text, file.as_ref(), says_format) {
        findings.push(finding);
    }
    file
}

/// Where the line begins that holds a byte.
fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}

/// What to do about the mistakes that people make most.
fn syntax_help(message: &str, rest: &str) -> Option<&'static str> {
    if rest.starts_with("!=") {
        return Some("what a condition excludes is written `key = { not = \"value\" }`");
    }
    let helps = [
        ("basic string", "close the string with a quotation mark, on the same line; write a backslash as `\\\\`"),
        ("array table", "a table of a list is opened with two brackets and closed with two: `[[obligation]]`"),
        ("unclosed table", "a table is opened with a bracket and closed with one: `[agreement]`"),
        ("inline table", "close the table with `}`, with commas between its entries"),
        ("unclosed array", "close the list with `]`, with commas between its entries"),
        ("duplicate key", "a key stands once in a table; the entries of a list have `[[…]]` above each"),
        ("extra `=`", "a string with `=` in it needs quotation marks"),
        ("invalid float", "a date is written year first, 2026-12-25, and text in quotation marks"),
        ("missing value", "a key has a value: `key = \"value\"`"),
        ("string values must be quoted", "text stands in quotation marks: `key = \"value\"`"),
    ];
    helps.iter().find(|(part, _)| message.contains(part)).map(|&(_, help)| help)
}

fn check_format(source: u32, text: &str, file: Option<&File>, says_format: bool) -> Option<Finding> {
    match file.and_then(|file| file.format.as_ref()) {
        Some(format) if format.value == 1 => None,
        Some(format) => {
            let finding = Finding::new(Code::UnsupportedFormat, format!("format {} is not known", format.value));
            Some(finding.at(format.span, "not known").help("this program reads `format = 1`"))
        }
        // It is there, but no number or misspelt, which has been said.
        None if says_format => None,
        None => {
            let first_line = SourceSpan { source, start: 0, end: to_u32(text.lines().next().map_or(0, str::len)) };
            let finding = Finding::new(Code::UnsupportedFormat, "the file does not say which format it has");
            Some(finding.at(first_line, "it belongs above this").help("put `format = 1` on top of the file"))
        }
    }
}
