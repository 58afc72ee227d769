//! The rows of a log, as CSV and as JSON Lines.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use chrono::{DateTime, FixedOffset};

/// The columns beside `event` and `at`, in the order in which they are written. The last ones are attributes.
pub(crate) const COLUMNS: [&str; 21] = [
    "case",
    "obligation",
    "period",
    "documents",
    "signed",
    "reason",
    "until",
    "score",
    "complaint",
    "supplier",
    "customer",
    "category",
    "cause",
    "id",
    "target",
    "sale",
    "payment",
    "buyer",
    "holder",
    "accessories",
    "date",
];

/// The dealership's clock: China has had one offset and no summer time since 1991.
pub(crate) const OFFSET_SECONDS: i32 = 8 * 3600;

/// One event, with its columns.
#[derive(Clone, Debug)]
pub(crate) struct Row<'w> {
    /// Seconds since 1970-01-01T00:00:00Z: what the row sorts by.
    pub(crate) at: i64,
    /// What stands in the `at` column, where that is not the instant.
    pub(crate) written: Option<&'static str>,
    /// The event's name.
    pub(crate) event: Cow<'w, str>,
    /// Column and value.
    pub(crate) fields: Vec<(&'static str, Cow<'w, str>)>,
}

impl<'w> Row<'w> {
    /// A row with nothing but its name and instant.
    pub(crate) fn new(event: impl Into<Cow<'w, str>>, at: i64) -> Self {
        Self { at, written: None, event: event.into(), fields: Vec::new() }
    }

    /// The row with one more column filled.
    pub(crate) fn with(mut self, column: &'static str, value: impl Into<Cow<'w, str>>) -> Self {
        debug_assert!(COLUMNS.contains(&column), "{column} is no column");
        self.fields.push((column, value.into()));
        self
    }

    /// The value of a column; empty if there is none.
    pub(crate) fn field(&self, column: &str) -> &str {
        self.fields.iter().find(|(name, _)| *name == column).map_or("", |(_, value)| value)
    }

    /// The row with a column taken out.
    pub(crate) fn without(mut self, column: &str) -> Self {
        self.fields.retain(|(name, _)| *name != column);
        self
    }
}

/// How a log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Comma-separated values with a header.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

/// Writes rows one by one, holding none of them.
#[derive(Debug)]
pub(crate) struct Writer<W> {
    out: W,
    format: Format,
    line: String,
}

impl<W: Write> Writer<W> {
    /// A writer that has already written what stands before the first row.
    pub(crate) fn new(out: W, format: Format) -> io::Result<Self> {
        let mut writer = Self { out, format, line: String::new() };
        if format == Format::Csv {
            writeln!(writer.out, "event,at,{}", COLUMNS.join(","))?;
        }
        Ok(writer)
    }

    /// Writes one row.
    pub(crate) fn write(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.line.clear();
        let at = row.written.map_or_else(|| Cow::Owned(rfc3339(row.at)), Cow::Borrowed);
        match self.format {
            Format::Csv => csv_line(&mut self.line, row, &at),
            Format::Jsonl => json_line(&mut self.line, row, &at),
        }
        self.out.write_all(self.line.as_bytes())
    }

    /// Hands the last rows on.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// An instant on the dealership's clock.
pub(crate) fn rfc3339(at: i64) -> String {
    let local = FixedOffset::east_opt(OFFSET_SECONDS)
        .zip(DateTime::from_timestamp(at, 0))
        .map(|(offset, utc)| utc.with_timezone(&offset));
    local.map(|local| local.format("%Y-%m-%dT%H:%M:%S%:z").to_string()).unwrap_or_default()
}

fn csv_line(line: &mut String, row: &Row<'_>, at: &str) {
    csv_field(line, &row.event);
    line.push(',');
    csv_field(line, at);
    for column in COLUMNS {
        line.push(',');
        csv_field(line, row.field(column));
    }
    line.push('\n');
}

fn csv_field(line: &mut String, value: &str) {
    if value.contains(['"', ',', '\n', '\r']) {
        line.push('"');
        line.push_str(&value.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(value);
    }
}

fn json_line(line: &mut String, row: &Row<'_>, at: &str) {
    line.push_str("{\"event\":");
    json_string(line, &row.event);
    line.push_str(",\"at\":");
    json_string(line, at);
    for column in COLUMNS {
        let value = row.field(column);
        if value.is_empty() {
            continue;
        }
        line.push(',');
        json_string(line, column);
        line.push(':');
        if matches!(column, "documents" | "signed") {
            json_list(line, value);
        } else {
            json_string(line, value);
        }
    }
    line.push_str("}\n");
}

fn json_list(line: &mut String, value: &str) {
    line.push('[');
    for (n, item) in value.split(';').enumerate() {
        if n > 0 {
            line.push(',');
        }
        json_string(line, item);
    }
    line.push(']');
}

fn json_string(line: &mut String, value: &str) {
    line.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => {
                line.push('\\');
                line.push(c);
            }
            c if c < ' ' => {
                let _ = write!(line, "\\u{:04x}", u32::from(c));
            }
            c => line.push(c),
        }
    }
    line.push('"');
}
