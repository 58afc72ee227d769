//! The report's tables as a workbook: one sheet a table, dates as dates, shares as shares.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, DocProperties, Format, Table as SheetTable, TableColumn,
    Workbook, Worksheet, XlsxError as WriterError,
};

use super::document::{Cell, Document, Row, Table};
use super::language::Style;
use crate::visible::visible_text;

/// A workbook could not be written: a table is larger than a sheet, which has 1,048,576 rows.
#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be written: {0}")]
pub struct XlsxError(#[from] WriterError);

/// The longest text that a cell of a workbook holds, in units of UTF-16.
const MAX_CELL: usize = 32_767;

impl Document {
    /// An Excel workbook with a sheet for each table. Texts are written as texts: one that begins with `=` is no formula.
    ///
    /// Shares below `objective` are coloured. `created` is the date the file says it was made at; instants are local to
    /// the document's time zone, since a workbook's dates know none.
    ///
    /// # Errors
    /// Returns an error when a table has more rows than a sheet.
    pub fn to_xlsx(&self, created: DateTime<Utc>, objective: f64) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        workbook
            .set_properties(&DocProperties::new().set_title(&self.title).set_creation_datetime(&created.naive_utc()));
        let formats = Formats::new();
        for (number, table) in self.tables().enumerate() {
            let sheet = workbook.add_worksheet();
            sheet.set_name(sheet_name(number, table.name))?;
            write_table(sheet, table, self.style, &formats, objective)?;
        }
        if self.tables().next().is_none() {
            workbook.add_worksheet();
        }
        Ok(workbook.save_to_buffer()?)
    }
}

/// Sheets are numbered, so that a table that stands twice has two names, each within a sheet name's 31 characters.
fn sheet_name(number: usize, name: &str) -> String {
    format!("{} {}", number + 1, name.chars().take(26).collect::<String>())
}

/// How kinds of cells look.
struct Formats {
    share: Format,
    tenths: Format,
    duration: Format,
    instant: Format,
    date: Format,
    wrapped: Format,
    warning: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            share: Format::new().set_num_format("0.0%"),
            tenths: Format::new().set_num_format("0.0"),
            duration: Format::new().set_num_format("[h]:mm:ss"),
            instant: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            wrapped: Format::new().set_text_wrap(),
            warning: Format::new().set_background_color(0x00FB_E0DC).set_font_color(0x007D_1A10),
        }
    }
}

fn write_table(
    sheet: &mut Worksheet,
    table: &Table,
    style: Style,
    formats: &Formats,
    objective: f64,
) -> Result<(), XlsxError> {
    let titles = titles(table, style);
    for (row, number) in table.rows.iter().zip(1..) {
        write_row(sheet, number, row, style, formats)?;
    }
    let last_row = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(titles.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let columns: Vec<_> = titles.iter().map(|title| TableColumn::new().set_header(title)).collect();
    sheet.add_table(0, 0, last_row.max(1), last_column, &SheetTable::new().set_columns(&columns))?;
    sheet.set_freeze_panes(1, 0)?;
    let low = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::Between(0.0, (objective - f64::EPSILON).max(0.0)))
        .set_format(&formats.warning);
    for (column, number) in (0..table.columns.len()).zip(0..) {
        if table.rows.iter().any(|row| matches!(row.cells.get(column), Some(Cell::Ratio(Some(_))))) {
            sheet.add_conditional_format(1, number, last_row.max(1), number, &low)?;
        }
    }
    sheet.autofit();
    Ok(())
}

/// The columns' titles, each once and none empty, as a workbook's tables want them.
fn titles(table: &Table, style: Style) -> Vec<String> {
    let remarks = table.has_remarks().then(|| style.words().labels().remarks);
    let mut titles: Vec<String> = Vec::new();
    for title in table.columns.iter().map(|column| column.title.as_str()).chain(remarks) {
        let title = if title.trim().is_empty() { "–" } else { title };
        let mut unique = title.to_owned();
        let taken = |name: &String, titles: &[String]| titles.iter().any(|t| t.to_lowercase() == name.to_lowercase());
        for number in 2.. {
            if !taken(&unique, &titles) {
                break;
            }
            unique = format!("{title} {number}");
        }
        titles.push(unique);
    }
    titles
}

fn write_row(sheet: &mut Worksheet, number: u32, row: &Row, style: Style, formats: &Formats) -> Result<(), XlsxError> {
    for (cell, column) in row.cells.iter().zip(0..) {
        write_cell(sheet, number, column, cell, style, formats)?;
    }
    if let Some(remark) = &row.remark {
        let column = u16::try_from(row.cells.len()).unwrap_or(u16::MAX);
        sheet.write_string_with_format(number, column, clipped(remark), &formats.wrapped)?;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a workbook's numbers are floating point; counts and seconds fit")]
fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    style: Style,
    formats: &Formats,
) -> Result<(), XlsxError> {
    const DAY: f64 = 86_400.0;
    match cell {
        Cell::Empty | Cell::Ratio(None) | Cell::Share(None) | Cell::Points(None) | Cell::Tenths(None) => sheet,
        Cell::Text(text) => sheet.write_string(row, column, clipped(text))?,
        Cell::Count(n) => sheet.write_number(row, column, *n as f64)?,
        Cell::Ratio(Some(ratio)) | Cell::Share(Some(ratio)) => {
            sheet.write_number_with_format(row, column, ratio.value(), &formats.share)?
        }
        Cell::Points(Some(n)) | Cell::Tenths(Some(n)) => {
            sheet.write_number_with_format(row, column, *n as f64 / 10.0, &formats.tenths)?
        }
        Cell::Elapsed(seconds) | Cell::Working(seconds) => {
            sheet.write_number_with_format(row, column, *seconds as f64 / DAY, &formats.duration)?
        }
        Cell::Instant(at) | Cell::Deadline(at) => {
            let local = at.with_timezone(&style.zone).naive_local();
            sheet.write_datetime_with_format(row, column, local, &formats.instant)?
        }
        Cell::Date(date) => sheet.write_datetime_with_format(row, column, date, &formats.date)?,
        Cell::Period(period) => sheet.write_string(row, column, period.to_string())?,
    };
    Ok(())
}

/// As much of a text as a cell holds, which counts in UTF-16, without what cannot be seen.
fn clipped(text: &str) -> Cow<'_, str> {
    let mut left = MAX_CELL;
    let end = text.char_indices().find_map(|(at, c)| match left.checked_sub(c.len_utf16()) {
        Some(rest) => {
            left = rest;
            None
        }
        None => Some(at),
    });
    visible_text(end.map_or(text, |end| text.get(..end).unwrap_or(text)))
}
