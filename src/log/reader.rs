//! A log as it is read: events and rows that count for nothing, one after the other.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::column::field_names;
use super::csv::{CsvRows, Scan, Separator};
use super::encoding::Encoding;
use super::input::{Input, ReadAs, Said};
#[cfg(feature = "json")]
use super::json::JsonRows;
use super::mapped::{Mapped, Offer};
use super::mapping::{Mapping, Names};
use super::mapping_report::MappingReport;
#[cfg(feature = "json")]
use super::record::event_of;
use super::record::{Layout, Record};
use super::source::{Progress, Source};
use super::{Event, Ignored, IgnoredWhy};
use crate::diagnostic::Visible;
use crate::network::Network;

/// How much of a rejected row's text is kept, in characters.
pub(super) const TEXT_KEPT: usize = 1_000;

/// A log that is read row by row, in memory that does not grow with it.
///
/// CSV has its columns named in the first line: `event` and `at` must be there, the others are
#[doc = concat!(field_names!(), ";")]
/// every other column is an attribute of the milestone or request. An empty value is
/// an absent one, and blanks around a value do not count; the elements of `documents` and `signed` are separated by `;` or `|`.
/// JSON has objects with the same names, one a line, over several lines, or in an array. There a list may also be a JSON
/// array (an element must not contain `;`), numbers, `true` and `false` are taken as text, `null` is absent, and what
/// lies in an object within the object is named `outer.inner`.
///
/// How the file is written is recognised: the [`Separator`] of the fields (a first line `sep=;` says it), the
/// [`Encoding`] with the feature `encodings` (by a byte order mark, by the zero bytes of UTF-16, else at the first
/// character beyond ASCII), gzip with the feature `gzip`, and a workbook with the feature `xlsx-read`.
/// [`read_as`](Self::read_as) tells what was found; [`with_separator`](Self::with_separator) and its neighbours say it
/// instead. Encodings are recognised by the first 64 KiB from that character on: the one under which the columns of a
/// [`Mapping`] are found, else UTF-8, else GB18030 if its characters would be common Chinese ones, else Windows-1252. A
/// text that is UTF-8 for the most part is UTF-8, and its broken rows are rejected.
///
/// A row that cannot be read never stops the reading of the others: it comes as a [`Ignored`] row. That is a row with
/// more or fewer fields than the first line, with text after a closing quote or a quote that is never closed (the line
/// that opens it is rejected, those after it are read), that is not UTF-8 or longer than 64 MiB, that has no `event` or
/// `at`, or whose `at` is no RFC 3339 instant with an offset between the years 1900 and 2299. A leap second is read as
/// the first second of the next minute. Lines may end in any of the usual ways. An object of JSON has at most 200,000
/// members, 32 levels, and names of 1,000 bytes with those of the objects around them.
///
/// ```
/// use interdept::log::{Log, Row};
/// let text = "event,at,case\n\
///             vehicle-delivered,2026-10-08T10:00:00+08:00,c-1\n\
///             vehicle-delivered,yesterday,c-2\n";
/// let mut log = Log::csv("log.csv", text.as_bytes());
/// let mut cases = Vec::new();
/// while let Some(row) = log.next()? {
///     match row {
///         Row::Event(event, place) => cases.push((event.case.map(|case| case.into_owned()), place.line())),
///         Row::Ignored(row) => assert_eq!(
///             row.to_string(),
///             "log.csv:3: `yesterday` is not an instant: expected one like 2026-10-08T17:30:00+08:00"
///         ),
///     }
/// }
/// assert_eq!(cases, [(Some("c-1".to_owned()), 2)]);
/// # Ok::<(), interdept::log::LogError>(())
/// ```
pub struct Log<'r> {
    pub(super) name: String,
    pub(super) rows: Rows<'r>,
    pub(super) record: Record,
    /// Where a CSV file has which column.
    pub(super) layout: Layout,
    pub(super) mapped: Option<Mapped>,
    /// How the file is written, as the caller says.
    pub(super) said: Said,
    /// It is read cell by cell, whatever its columns are.
    pub(super) is_bare: bool,
    pub(super) started: bool,
}

pub(super) enum Rows<'r> {
    Csv(CsvRows<'r>),
    #[cfg(feature = "json")]
    Json(JsonRows<'r>),
}

/// What comes next in a log.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a row is handed out and used at once, never stored")]
pub enum Row<'a> {
    /// An event, and where it stands.
    Event(Event<'a>, Place<'a>),
    /// A row that cannot be read.
    Ignored(Ignored),
}

/// Where an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    file: &'a str,
    line: u64,
    text: &'a str,
}

impl<'a> Place<'a> {
    /// The name the log was opened under.
    pub fn file(&self) -> &'a str {
        self.file
    }

    /// The line the row begins on, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The row as it stands in the file.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The row here, which counts for nothing.
    pub fn ignore(&self, why: IgnoredWhy) -> Ignored {
        Ignored::new(self.text, why).at(self.file, self.line)
    }

    /// The row here, which is no event that a log can hold.
    fn unreadable(&self, reason: Cow<'static, str>) -> Ignored {
        self.ignore(IgnoredWhy::Unreadable(reason.into()))
    }
}

/// Why a log cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {}", Visible(problem))]
pub struct LogError {
    file: String,
    problem: Problem,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    #[error("{0}")]
    Io(#[source] io::Error),
    #[error("{0}")]
    Format(Cow<'static, str>),
}

impl LogError {
    /// Whether the file could not be opened or read, rather than being no log.
    pub fn is_io(&self) -> bool {
        matches!(self.problem, Problem::Io(_))
    }

    /// The name of the log.
    pub fn file(&self) -> &str {
        &self.file
    }
}

impl Log<'static> {
    /// Opens a log by its extension: `.csv`, `.tsv` or `.txt` for delimited text, `.jsonl`, `.ndjson` or `.json` for
    /// JSON, `.xlsx` for a workbook; each may be followed by `.gz`.
    ///
    /// # Errors
    /// Returns an error when the file cannot be opened, or has another extension.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, LogError> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let open = || {
            let file = File::open(path)?;
            let about = file.metadata()?;
            if about.is_dir() {
                return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
            }
            Ok((file, about.is_file().then_some(about.len())))
        };
        let (file, total) = match open() {
            Ok(opened) => opened,
            Err(error) => return Err(LogError { file: name, problem: Problem::Io(error) }),
        };
        let lower = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let extension =
            lower.strip_suffix(".gz").unwrap_or(&lower).rsplit_once('.').map_or("", |(_, extension)| extension);
        let mut log = match extension {
            "csv" | "tsv" | "txt" | "xlsx" => Self::csv(name, file),
            #[cfg(feature = "json")]
            "jsonl" | "ndjson" | "json" => Self::json(name, file),
            _ => {
                let problem = "expected a file whose name ends in .csv, .tsv, .txt, .xlsx, .jsonl, .ndjson or .json";
                return Err(LogError { file: name, problem: Problem::Format(problem.into()) });
            }
        };
        log.source().progress.total = total;
        Ok(log)
    }
}

impl<'r> Log<'r> {
    /// A log in CSV, or delimited in another way, or the sheet of a workbook. The name stands in messages, for a file's
    /// name.
    pub fn csv(name: impl Into<String>, reader: impl Read + 'r) -> Self {
        Self::new(name.into(), Rows::Csv(CsvRows::new(Source::new(Input::new(reader)))))
    }

    /// A log in JSON: an object a line, objects over several lines, or an array of them. The name stands in messages,
    /// for a file's name.
    #[cfg(feature = "json")]
    pub fn json(name: impl Into<String>, reader: impl Read + 'r) -> Self {
        Self::new(name.into(), Rows::Json(JsonRows::new(Source::new(Input::new(reader)))))
    }

    fn new(name: String, rows: Rows<'r>) -> Self {
        let (record, layout, said) = Default::default();
        Self { name, rows, record, layout, mapped: None, said, is_bare: false, started: false }
    }

    /// Says what stands between the fields, rather than have it recognised.
    #[must_use]
    pub fn with_separator(mut self, separator: Separator) -> Self {
        self.said.separator = Some(separator);
        self
    }

    /// Says which encoding the file has, rather than have it recognised. A byte order mark says better.
    #[must_use]
    pub fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.said.encoding = Some(encoding);
        self
    }

    /// Says how many lines, such as titles, come before the one that names the columns.
    #[must_use]
    pub fn with_skipped_lines(mut self, lines: u32) -> Self {
        self.said.skip = Some(lines);
        self
    }

    /// Says which sheet of a workbook to read, rather than the first.
    #[must_use]
    pub fn with_sheet(mut self, name: impl Into<String>) -> Self {
        self.said.sheet = Some(name.into());
        self
    }

    /// How the file was taken to be written; known once the first row has been read. The encoding may still change
    /// then, as long as all that came was ASCII.
    pub fn read_as(&self) -> Option<ReadAs> {
        let source = match &self.rows {
            Rows::Csv(rows) => rows.source.input.read_as(Some(rows.separator)),
            #[cfg(feature = "json")]
            Rows::Json(rows) => rows.source.input.read_as(None),
        };
        self.started.then_some(source)
    }

    /// Has the reader report how far it has come, each time it has read some tens of kilobytes.
    #[must_use]
    pub fn on_progress(mut self, report: impl FnMut(Progress) + 'r) -> Self {
        self.source().on_progress = Some(Box::new(report));
        self
    }

    /// Has the rows read as a mapping says, rather than as those of a log.
    #[must_use]
    pub fn with_mapping(mut self, mapping: Mapping) -> Self {
        self.mapped = Some(Mapped::new(mapping));
        self
    }

    /// Has the mapping look departments up in a network; a [`Tracker`](crate::Tracker) does so by itself.
    #[must_use]
    pub fn with_departments_of(mut self, network: &Network) -> Self {
        self.know_departments(network);
        self
    }

    /// Has the mapping look departments up in a network, where it looks any up and knows none yet.
    pub(crate) fn know_departments(&mut self, network: &Network) {
        if let Some(mapped) = self.mapped.as_mut().filter(|mapped| mapped.lacks_departments()) {
            mapped.departments = Some(Arc::new(Names::of_departments(network)));
        }
    }

    /// What the mapping has made of the rows so far; none without a mapping.
    pub fn mapping_report(&self) -> Option<MappingReport> {
        let mapped = self.mapped.as_ref()?;
        Some(mapped.tallies.report(&self.name, self.read_as(), mapped.departments.as_deref()))
    }

    /// The name the log was opened under.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn source(&mut self) -> &mut Source<'r> {
        match &mut self.rows {
            Rows::Csv(rows) => &mut rows.source,
            #[cfg(feature = "json")]
            Rows::Json(rows) => &mut rows.source,
        }
    }

    /// The next event or ignored row; none at the end.
    ///
    /// The event borrows from the log, so that one buffer serves all rows; that is why this is no `Iterator`.
    ///
    /// # Errors
    /// Returns an error when the file cannot be read, is no text from its first bytes on or needs a feature that is
    /// missing, or is delimited text whose first line does not name the columns `event` and `at` (with a mapping, those
    /// that it uses), or names one of them twice.
    #[expect(clippy::should_implement_trait, reason = "an iterator cannot lend from itself")]
    pub fn next(&mut self) -> Result<Option<Row<'_>>, LogError> {
        if !self.started {
            self.start()?;
        }
        if self.mapped.is_some() {
            return self.next_mapped();
        }
        let (line, fault) = match self.read()? {
            Scan::End => return Ok(None),
            Scan::Row(line) => (line, None),
            Scan::Bad(line, reason) => (line, Some(reason)),
        };
        let place = Place { file: &self.name, line, text: self.record.raw() };
        if let Some(reason) = fault {
            return Ok(Some(Row::Ignored(place.unreadable(reason))));
        }
        match &self.rows {
            Rows::Csv(rows) => match self.layout.at(&self.record) {
                Ok(at) => Ok(Some(Row::Event(self.layout.event(at, &self.record, &rows.columns), place))),
                Err(reason) => Ok(Some(Row::Ignored(place.unreadable(reason)))),
            },
            #[cfg(feature = "json")]
            Rows::Json(_) => match event_of(&self.record) {
                Ok(event) => Ok(Some(Row::Event(event, place))),
                Err(reason) => Ok(Some(Row::Ignored(place.unreadable(reason)))),
            },
        }
    }

    /// Begins to read cell by cell, whatever the columns are.
    pub(super) fn start_bare(&mut self) -> Result<(), LogError> {
        self.is_bare = true;
        self.start()
    }

    /// The columns that the first line names; none where each row brings its own names.
    pub(super) fn bare_columns(&self) -> &[String] {
        match &self.rows {
            Rows::Csv(rows) => &rows.columns,
            #[cfg(feature = "json")]
            Rows::Json(_) => &[],
        }
    }

    /// The names and values of the next row that can be read.
    pub(super) fn next_bare(&mut self) -> Result<Option<Vec<(&str, &str)>>, LogError> {
        loop {
            match self.read()? {
                Scan::End => return Ok(None),
                Scan::Bad(..) => {}
                Scan::Row(_) => break,
            }
        }
        let columns = self.bare_columns();
        Ok(Some(if columns.is_empty() {
            self.record.named_values().collect()
        } else {
            (0..).zip(columns).map(|(place, name)| (name.as_str(), self.record.value(place))).collect()
        }))
    }

    /// Reads the next row into the record.
    fn read(&mut self) -> Result<Scan, LogError> {
        let scan = match &mut self.rows {
            Rows::Csv(rows) => rows.read(&mut self.record),
            #[cfg(feature = "json")]
            Rows::Json(rows) => rows.read(&mut self.record),
        };
        let scan = scan.map_err(|error| self.error(Problem::Io(error)))?;
        if !matches!(scan, Scan::End) {
            self.source().progress.rows += 1;
        }
        Ok(scan)
    }

    fn next_mapped(&mut self) -> Result<Option<Row<'_>>, LogError> {
        let offer = self.offer()?;
        let Some(mapped) = &self.mapped else {
            return Ok(None);
        };
        let text = mapped.ended.as_deref().unwrap_or_else(|| self.record.raw());
        let place = Place { file: &self.name, line: mapped.line, text };
        Ok(match offer {
            Offer::Done => None,
            Offer::Made => Some(Row::Event(mapped.mapping.event(&mapped.made), place)),
            Offer::Bad(reason) => Some(Row::Ignored(place.unreadable(reason))),
        })
    }

    /// Offers rows to templates until one has made an event, or says why it cannot.
    fn offer(&mut self) -> Result<Offer, LogError> {
        while let Some(mapped) = &mut self.mapped {
            match mapped.offer(&self.record) {
                Offer::Done => {}
                offer @ (Offer::Made | Offer::Bad(_)) => return Ok(offer),
            }
            let scan = if mapped.mapping.sorts() { self.next_sorted()? } else { self.read()? };
            let Some(mapped) = &mut self.mapped else { break };
            match scan {
                Scan::End => return Ok(mapped.end().unwrap_or(Offer::Done)),
                Scan::Row(line) => mapped.turn_to(line, &self.record),
                Scan::Bad(line, reason) => {
                    mapped.turn_to_bad(line);
                    return Ok(Offer::Bad(reason));
                }
            }
        }
        Ok(Offer::Done)
    }

    /// The next row in the mapping's order, once all have been read; until then, the rows that cannot be read.
    fn next_sorted(&mut self) -> Result<Scan, LogError> {
        while self.mapped.as_ref().is_some_and(|mapped| mapped.sorted.is_none()) {
            let scan = self.read()?;
            let Some(mapped) = &mut self.mapped else { break };
            match scan {
                Scan::Row(line) => mapped.put_aside(line, &self.record),
                Scan::Bad(..) => return Ok(scan),
                Scan::End => mapped.sort(),
            }
        }
        let next = self.mapped.as_mut().and_then(|mapped| mapped.sorted.as_mut()?.pop_front());
        Ok(match next {
            Some((line, record)) => {
                self.record = record;
                Scan::Row(line)
            }
            None => Scan::End,
        })
    }

    pub(super) fn error(&self, problem: Problem) -> LogError {
        LogError { file: self.name.clone(), problem }
    }

    pub(super) fn refuse(&self, problem: impl Into<Cow<'static, str>>) -> LogError {
        self.error(Problem::Format(problem.into()))
    }
}

impl fmt::Debug for Log<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("name", &self.name).finish_non_exhaustive()
    }
}
