//! Exports of other programs, read as logs.

mod columns;
mod condition;
mod digits;
mod instant;
mod memory;
mod names;
mod number;
mod offered;
mod pattern;
mod read;
mod template;
mod value;

use std::path::Path;
use std::sync::Arc;

use self::columns::Columns;
use self::instant::Clock;
pub(super) use self::instant::{Layout, Read};
pub(super) use self::memory::{Cases, Memory, Waiting};
pub(super) use self::names::Names;
use self::number::Numbers;
pub(super) use self::offered::{Cells, Offered};
pub(super) use self::template::{Made, NoEvent, Template};
pub(super) use self::value::push_id;
use super::Event;
use super::column::field_names;
use super::input::Said;
use crate::calendar::Instant;
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
///     seen.push(format!("{} {} {} {:?}", place.line(), event.name, event.case.as_deref().unwrap(), event.attribute("deadline")));
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
/// | `numbers` | `{ decimal = ",", group = "." }`: how it writes numbers; without it a comma is no part of a number |
/// | `absent` | values that mean the same as an empty one, such as `["?", "NULL"]` |
/// | `separator` | `","`, `";"`, `"\t"` or `"\|"`, rather than have it recognised |
/// | `encoding` | `"utf-8"`, `"utf-16le"`, `"utf-16be"`, `"windows-1252"` or `"gb18030"`, rather than have it recognised |
/// | `skip` | how many lines, such as titles, come before the one that names the columns |
/// | `sheet` | the sheet of a workbook, if not the first |
/// | `sort-by` | the column, or list of columns, by which the rows are put in order before anything looks at them: instants as `instants` writes them, else numbers, else texts. The whole file is kept in memory for it |
/// | `[lookup.name]` | a table that `{column|name}` looks up in; `"*"` is everything else |
/// | `[[event]]` | a template, any number of them |
///
/// Of each template:
///
/// | key | what it is |
/// |---|---|
/// | `event` | the event: a milestone's id, or `delivered`, `requested` … |
/// | `at` | the instant it happened |
#[doc = concat!("| ", field_names!(), " | the fields of that name in a log |")]
/// | `outcome` | of a delivery, for exports that only say whether the target was kept: the text that says so, with `met = ["true"]` for a kept one. Anything else is a missed one, or with `missed = ["false"]` what stands there and nothing besides |
/// | `attributes` | a table of attributes |
/// | `when` | what columns must hold for the row to make this event: `{ column = value }`, where the value is a text, a list of texts, `"@other"` for what another column holds, `{ not = … }` of these, `{ starts-with = "RES" }`, or `{ over, at-least, under, at-most }` in any combination for numbers; `""` is an empty column, so `{ not = "" }` is any other |
/// | `changed` | a column, or list of columns, that must hold something else than before |
/// | `previous` | like `when`, of what columns held before |
/// | `first` | `true`: the row is the first of its case; `false`: it is not |
/// | `last` | `true`: the row is the last of its case |
/// | `first-per` | a column, or list of columns: of the rows that would make this event, the first for each value makes it |
///
/// A value is a text in which `{column}` stands for what the column holds: `"general"`, `"{ticket}"`,
/// `"{ticket}-opened"`. Braces themselves are written twice. A text all of whose columns are empty is absent. Of JSON
/// Lines, `{outer.inner}` is a member of an object within the object. Columns are found by their exact name, else as the
/// only one that differs in the case of letters. In braces may also stand:
///
/// | written | stands for |
/// |---|---|
/// | `{column:id}` | the column's text as an id: in lower case, with `-` for blanks and for what an id cannot have |
/// | `{column:department}` | the id of the department that it names by id, by name or as logs call it |
/// | `{column\|name}` | what the table `[lookup.name]` has for it; a row with something that the table lacks is rejected |
/// | `{previous.column}` | what the column held before, in the same case; also with `:id`, `:department` or `\|name` |
///
/// A column that has all of this as its name (`case:department` is common) wins over these readings.
///
/// An instant or date among the other fields may be written `{ from = "{due}", format = …, zone = … }`: it is read in
/// that format (that of `instants` unless it says) and handed on as an RFC 3339 instant, or as a date where the format
/// has no time. `at` takes the same table. An attribute that is one column and nothing else is handed on as a plain
/// number where it is one as `numbers` says.
///
/// # Instants
/// A format is one of these, or a list of them that is tried in order:
///
/// | format | reads |
/// |---|---|
/// | `rfc3339` | the default: `2026-10-08T17:30:00+08:00`; a space may stand for the `T`, the seconds may be missing, the offset may be `+0800`, `+08` or missing, and so may the time |
/// | `excel`, `excel-1904` | a spreadsheet's number of days, to the nearest second; a whole one is a date |
/// | `epoch-s`, `epoch-ms` | seconds or milliseconds since 1970 |
/// | a pattern | of [chrono's strftime notation](chrono::format::strftime), such as `%d/%m/%Y %H:%M` |
///
/// `zone` is needed unless the text itself says its offset. A literal `Z`, `UTC` or `GMT` at the end of a pattern is the
/// zone. A local time that happens twice is its first instant, one that the clocks skip is moved forward by the gap; a
/// date without a time is its midnight. A pattern that would read only half a time (`%I` without `%p`, `%H` without
/// `%M`), a `%Z`, which reads no zone, and a literal `Z` beside another `zone` are errors; a zone that is one offset all
/// year, such as `EST`, is [warned of](Self::warnings).
///
/// # Rows
/// A template whose conditions do not hold, or whose instant is empty, makes nothing of that row. One whose instant or
/// event cannot be read makes a [row that is ignored](super::Ignored) that names the template and the column; the other
/// templates of the row still make their events.
///
/// `changed`, `previous` and `{previous.column}` look at the last value of the column that was not absent, among the
/// earlier rows of the same `case`; an absent cell changes nothing, and from nothing to a value is a change (`first =
/// false` leaves that out). Rows come in the order of the file, or as `sort-by` says. What is kept in memory for it is
/// one value for each case and column, and for `last` the events of one row.
///
/// Exports with one row per change repeat what belongs to the case on every row. That does no harm: events that say the
/// same count once. Where a repeated column may change from row to row (a due date that is moved), say `first-per =
/// "number"`, so that the first row of each number makes the event, and express the change as an event of its own
/// (`extended`, with `changed`). An `id` does not do that: of rows with one id that differ, the one that is least by
/// instant, event and content stands.
#[derive(Clone, Debug)]
pub struct Mapping(Arc<Parts>);

#[derive(Debug, Default)]
struct Parts {
    /// The name under which it was loaded.
    name: Box<str>,
    /// The columns that are spoken of; all else speaks of them by number.
    columns: Columns,
    absent: Vec<String>,
    /// How the export is written.
    said: Said,
    clock: Clock,
    numbers: Numbers,
    sort_by: Vec<usize>,
    memories: Vec<Memory>,
    templates: Vec<Template>,
    warnings: Diagnostics,
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
        Ok(Self(Arc::new(Parts { name: name.into(), warnings: findings.resolve(&sources), ..parts })))
    }

    /// The name under which it was loaded.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// What is probably not meant as it stands.
    pub fn warnings(&self) -> &Diagnostics {
        &self.0.warnings
    }

    /// The columns that the mapping speaks of.
    pub(super) fn columns(&self) -> &Columns {
        &self.0.columns
    }

    /// How the export is written, as far as the mapping says.
    pub(super) fn said(&self) -> &Said {
        &self.0.said
    }

    /// Whether a value means that there is none.
    pub(super) fn is_absent(&self, value: &str) -> bool {
        self.0.absent.iter().any(|absent| absent == value)
    }

    /// The events that a row can make.
    pub(super) fn templates(&self) -> &[Template] {
        &self.0.templates
    }

    /// What is to be remembered of the rows of each case.
    pub(super) fn memories(&self) -> &[Memory] {
        &self.0.memories
    }

    /// Whether rows are to be put in order.
    pub(super) fn sorts(&self) -> bool {
        !self.0.sort_by.is_empty()
    }

    /// Whether it looks departments up.
    pub(super) fn names_departments(&self) -> bool {
        self.0.templates.iter().any(Template::names_departments)
    }

    /// By what a row is put in order.
    pub(super) fn sort_key(&self, row: &impl Cells) -> Vec<SortKey> {
        let key = |&column: &usize| {
            let cell = row.cell(column);
            match (self.0.clock.instant(cell), self.0.numbers.plain(cell)) {
                (Ok(at), _) => SortKey::Instant(at),
                (Err(_), Some(number)) => SortKey::Number(number::Sortable::new(&number)),
                (Err(_), None) => SortKey::Text(cell.into()),
            }
        };
        self.0.sort_by.iter().map(key).collect()
    }

    /// Offers a row to templates, which may look back at the earlier rows of its case and look names up.
    pub(super) fn offer<'a, R>(&'a self, row: &'a R, departments: Option<&'a Names>) -> Offered<'a, R> {
        Offered { row, before: offered::Before::default(), departments, tables: &self.0.columns.tables }
    }

    /// Whether a condition of a template holds.
    pub(super) fn holds<R: Cells>(&self, template: &Template, condition: usize, offered: &Offered<'_, R>) -> bool {
        template.holds(condition, offered, self.0.numbers)
    }

    /// Has a template make its event of a row whose conditions hold.
    ///
    /// # Errors
    /// Says why there is none.
    pub(super) fn make<R: Cells>(
        &self,
        number: usize,
        offered: &Offered<'_, R>,
        made: &mut Made,
    ) -> Result<(), NoEvent> {
        match self.0.templates.get(number) {
            Some(template) => template.make(number, offered, &self.0.columns.names, made),
            None => Err(NoEvent::NoInstant),
        }
    }

    /// An event that was made.
    pub(super) fn event<'a>(&'a self, made: &'a Made) -> Event<'a> {
        made.event(&self.0.templates)
    }
}

/// What rows are put in order by: instants first, then numbers, then texts.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SortKey {
    Instant(Instant),
    Number(number::Sortable),
    Text(Box<str>),
}
