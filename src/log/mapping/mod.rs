//! Exports of other programs, read as logs.

mod instant;
mod read;
mod template;

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use self::template::Template;
pub(super) use self::template::{Cells, Made};
use super::Event;
use crate::diagnostic::{Code, Diagnostics, Finding, Findings, SourceText, Sources};

/// How the rows of an export become events: a list of event templates, written in TOML.
///
/// Each row is offered to each template in turn, so a row with an opening, a due and a closing date can make three
/// events, and a row that describes one change makes one.
///
/// ```
/// use interdept::log::{Log, Mapping, Row};
///
/// let mapping = Mapping::from_toml("tickets.toml", r#"
/// format = 1
/// instants = { format = "%d/%m/%Y %H:%M", zone = "Europe/Amsterdam" }
/// absent = ["?"]
///
/// [[event]]
/// event = "ticket-opened"
/// id = "{number}-opened"
/// at = "{opened}"
/// case = "{number}"
/// attributes = { deadline = { from = "{due}" }, priority = "{priority}" }
///
/// [[event]]
/// event = "delivered"
/// obligation = "desk.answer"
/// id = "{number}-resolved"
/// at = "{resolved}"
/// case = "{number}"
/// when = { state = ["Resolved", "Closed"] }
/// "#)?;
///
/// let export = "number,state,priority,opened,due,resolved\n\
///               T1,Open,high,08/10/2026 10:00,09/10/2026 10:00,?\n\
///               T2,Closed,low,08/10/2026 11:00,12/10/2026 11:00,09/10/2026 09:30\n";
/// let mut log = Log::csv("export.csv", export.as_bytes()).with_mapping(mapping);
/// let mut seen = Vec::new();
/// while let Some(row) = log.next()? {
///     let Row::Event(event, place) = row else { panic!("both rows are fine") };
///     seen.push(format!("{} {} {} {:?}", place.line(), event.name, event.case.unwrap(), event.attribute("deadline")));
/// }
/// assert_eq!(seen, [
///     "2 ticket-opened T1 Some(\"2026-10-09T10:00:00+02:00\")",
///     "3 ticket-opened T2 Some(\"2026-10-12T11:00:00+02:00\")",
///     "3 delivered T2 None",
/// ]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # The file
/// | key | what it is |
/// |---|---|
/// | `format` | the version of this format: 1 |
/// | `instants` | `{ format = …, zone = … }`: how the export writes instants, where a template does not say |
/// | `absent` | values that mean the same as an empty one, such as `["?", "NULL"]` |
/// | `[[event]]` | a template, any number of them |
///
/// Of each template:
///
/// | key | what it is |
/// |---|---|
/// | `event` | the event: a milestone's id, or `delivered`, `requested` … |
/// | `at` | the instant it happened |
/// | `id`, `case`, `obligation`, `period`, `documents`, `signed`, `reason`, `until`, `score`, `complaint`, `supplier`, `customer`, `category`, `cause`, `target` | the fields of that name in a log |
/// | `attributes` | a table of attributes |
/// | `when` | what columns must hold for the row to make this event: `{ column = value }`, where the value is a text, a list of texts, or `{ not = … }` of either; `""` is an empty column, so `{ not = "" }` is any other |
///
/// A value is a text in which `{column}` stands for what the column holds: `"general"`, `"{ticket}"`,
/// `"{ticket}-opened"`. Braces themselves are written twice. A text all of whose columns are empty is absent. Of JSON
/// Lines, `{outer.inner}` is a member of an object within the object.
///
/// An instant or date among the other fields may be written `{ from = "{due}", format = …, zone = … }`: it is read in
/// that format (that of `instants` unless it says) and handed on as an RFC 3339 instant, or as a date where the format
/// has no time. `at` takes the same table.
///
/// # Instants
/// The format is `rfc3339` (the default; a space may stand for the `T`), or a pattern of
/// [chrono's strftime notation](chrono::format::strftime). `zone` is needed unless the text itself says its offset; with
/// `rfc3339` it serves for texts that lack one. A local time that happens twice is its first instant, one that the clocks
/// skip is moved forward by the gap; a date without a time is its midnight.
///
/// # Rows
/// A template whose `when` does not hold, or whose instant is empty, makes nothing of that row. One whose instant or
/// event cannot be read makes a [`RejectedRow`](super::RejectedRow) that names the template and the column; the other
/// templates of the row still make their events.
///
/// Exports with one row per change repeat what belongs to the case on every row. That does no harm: events that say the
/// same count once. Where a repeated column may change from row to row (a due date that is moved), give the event an
/// `id`, so that the first one stands and those that differ are listed as rejected, and express the change as an event
/// of its own (`extended`).
#[derive(Clone, Debug)]
pub struct Mapping(Arc<Parts>);

#[derive(Debug, Default)]
struct Parts {
    /// The columns that are spoken of; all else speaks of them by number.
    columns: Vec<String>,
    absent: Vec<String>,
    templates: Vec<Template>,
}

impl Mapping {
    /// Reads a mapping from a file.
    ///
    /// # Errors
    /// Returns all that is wrong with it, each with its place and what would be right.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Diagnostics> {
        let name = path.as_ref().display().to_string();
        let unreadable = |code, reason: String| {
            let mut findings = Findings::default();
            findings.push(Finding::new(code, format!("{name}: {reason}")));
            findings.resolve(&Sources::default())
        };
        let bytes =
            std::fs::read(path.as_ref()).map_err(|error| unreadable(Code::UnreadableFile, error.to_string()))?;
        match String::from_utf8(bytes) {
            Ok(text) => Self::from_toml(&name, &text),
            Err(error) => {
                let place = error.utf8_error().valid_up_to() + 1;
                Err(unreadable(Code::NotUtf8, format!("it is not UTF-8 from byte {place} on")))
            }
        }
    }

    /// Reads a mapping from its text. The name stands in messages, for a file's name.
    ///
    /// # Errors
    /// Returns all that is wrong with it, each with its place and what would be right.
    pub fn from_toml(name: &str, text: &str) -> Result<Self, Diagnostics> {
        let sources = Sources::new(vec![SourceText::new(name, text)]);
        let mut findings = Findings::default();
        let parts = read::parts(text, &sources, &mut findings);
        if findings.has_errors() {
            return Err(findings.resolve(&sources));
        }
        Ok(Self(Arc::new(parts)))
    }

    /// The columns that the mapping speaks of.
    pub(super) fn columns(&self) -> &[String] {
        &self.0.columns
    }

    /// Whether a value means that there is none.
    pub(super) fn is_absent(&self, value: &str) -> bool {
        self.0.absent.iter().any(|absent| absent == value)
    }

    /// How many events a row can make.
    pub(super) fn len(&self) -> usize {
        self.0.templates.len()
    }

    /// Has one template make its event of a row. False if the row makes none.
    ///
    /// # Errors
    /// Says what of the row cannot be read.
    pub(super) fn make(&self, template: usize, row: &impl Cells, made: &mut Made) -> Result<bool, Cow<'static, str>> {
        match self.0.templates.get(template) {
            Some(found) => found.make(template, row, &self.0.columns, made),
            None => Ok(false),
        }
    }

    /// The event that was made last.
    pub(super) fn event<'a>(&'a self, made: &'a Made) -> Event<'a> {
        made.event(&self.0.templates)
    }
}
