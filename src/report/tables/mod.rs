//! The report as tables of data, for programs and spreadsheets.
//!
//! A header is the same whatever the language; ids stand in columns of their own, beside the names. Lengths of time are whole
//! seconds (`_s`), shares numbers from 0 to 1 (`_share`), counts plain numbers. An instant stands twice: `_at` as RFC 3339
//! with its own offset, `_local` as date and time in the report's zone, which spreadsheets read as such. What is nothing is
//! empty. Lists in a cell are joined by `;`. The trend is long: a row for each line and period.

mod beside;
mod handoff_rows;
mod lines;

use chrono::{DateTime, FixedOffset, SecondsFormat};

use super::contents::Report;
use super::inert::csv_text;
use super::language::Language;
use crate::Text;
use crate::analysis::{DepartmentRef, HandoffRef, ObligationRef, PairRef};
use crate::tracker::LogLine;

/// A table of data.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataTable {
    /// Its name, which is also that of its file: `overdue`.
    pub name: &'static str,
    /// The names of its columns.
    pub columns: Vec<&'static str>,
    /// Its rows, each with as many values as there are columns.
    pub rows: Vec<Vec<String>>,
}

impl DataTable {
    /// The table as CSV, in UTF-8 without a mark at its beginning. Texts stand in it as [`csv_text`] writes them.
    pub fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = self.columns.iter().map(|column| (*column).to_owned()).collect();
        for record in std::iter::once(&header).chain(&self.rows) {
            // Writing to memory cannot fail, and every record has as many fields as the header.
            if writer.write_record(record).is_err() {
                break;
            }
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

impl Report {
    /// Everything that the report is made of, as tables of data; names as a language has them. A table without rows is among
    /// them too.
    pub fn tables(&self, language: Language) -> Vec<DataTable> {
        let data = Data { report: self, language };
        let mut tables = handoff_rows::tables(data);
        tables.extend(lines::tables(data));
        tables.extend(beside::tables(data));
        tables
    }
}

/// A report, and the language in which its names are given.
#[derive(Clone, Copy)]
struct Data<'r> {
    report: &'r Report,
    language: Language,
}

/// The columns of a handoff.
const HANDOFF: [&str; 11] = [
    "obligation",
    "key",
    "deliverable",
    "supplier",
    "supplier_name",
    "customer",
    "customer_name",
    "priority",
    "opened_at",
    "due_at",
    "due_local",
];

impl Data<'_> {
    fn name(self, text: &Text) -> String {
        csv_text(text.in_language(self.language.tag())).into_owned()
    }

    fn department(self, department: &DepartmentRef) -> [String; 2] {
        [department.id.to_string(), self.name(&department.name)]
    }

    fn pair(self, pair: &PairRef) -> Vec<String> {
        [self.department(&pair.supplier), self.department(&pair.customer)].concat()
    }

    fn owed(self, owed: &ObligationRef) -> Vec<String> {
        let mut cells = vec![owed.obligation.to_string(), self.name(&owed.deliverable)];
        cells.extend(self.department(&owed.supplier));
        cells.extend(self.department(&owed.customer));
        cells
    }

    fn handoff(self, handoff: &HandoffRef) -> Vec<String> {
        let mut cells =
            vec![handoff.owed.obligation.to_string(), said(&handoff.key), self.name(&handoff.owed.deliverable)];
        cells.extend(self.department(&handoff.owed.supplier));
        cells.extend(self.department(&handoff.owed.customer));
        cells.extend([handoff.priority.to_string(), rfc3339(handoff.opened_at)]);
        cells.extend(self.instant(Some(handoff.due_at)));
        cells
    }

    /// An instant, as RFC 3339 and on the clocks of the report.
    fn instant(self, at: Option<DateTime<FixedOffset>>) -> [String; 2] {
        let local =
            |at: DateTime<FixedOffset>| at.with_timezone(&self.report.zone).format("%Y-%m-%d %H:%M:%S").to_string();
        [at.map(rfc3339).unwrap_or_default(), at.map(local).unwrap_or_default()]
    }
}

fn rfc3339(at: DateTime<FixedOffset>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

fn table(name: &'static str, columns: &[&[&'static str]], rows: impl Iterator<Item = Vec<String>>) -> DataTable {
    let table = DataTable { name, columns: columns.concat(), rows: rows.collect() };
    // A row is as wide as the header.
    debug_assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{name}");
    table
}

/// Words of a log or an agreement.
fn said(text: &str) -> String {
    csv_text(text).into_owned()
}

fn maybe(text: Option<&str>) -> String {
    text.map(said).unwrap_or_default()
}

fn share(share: Option<f64>) -> String {
    share.map(|share| share.to_string()).unwrap_or_default()
}

fn number(number: Option<impl ToString>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

fn flag(flag: bool) -> String {
    flag.to_string()
}

fn ids(departments: &[DepartmentRef]) -> String {
    departments.iter().map(|department| department.id.as_str()).collect::<Vec<_>>().join(";")
}

/// `log.csv:12;log.csv:17`.
fn rows_of(rows: &[LogLine]) -> String {
    let place = |row: &LogLine| format!("{}:{}", row.file.as_deref().unwrap_or_default(), row.line);
    said(&rows.iter().map(place).collect::<Vec<_>>().join(";"))
}
