//! The report's tables as a workbook: one sheet a table, dates as dates, shares as shares.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{
    DocProperties, Format, Table as SheetTable, TableColumn, Workbook, Worksheet, XlsxError as WriterError,
};

use super::document::{Block, Cell, Document, Row, Table, Tone};
use super::language::Style;
use crate::visible::visible_text;

/// A workbook could not be written: a table is larger than a sheet, which has 1,048,576 rows.
#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be written: {0}")]
pub struct XlsxError(#[from] WriterError);

/// The longest text that a cell of a workbook holds, in units of UTF-16.
const MAX_CELL: usize = 32_767;

impl Document {
    /// An Excel workbook: a summary, a sheet for each table, named by its section, and what the words mean. Texts are written as texts: one that begins with `=` is no formula.
    ///
    /// Shares below their line's own objective by more than chance are coloured. `created` is the date the file says it was made at; instants are local to
    /// the document's time zone, since a workbook's dates know none.
    ///
    /// # Errors
    /// Returns an error when a table has more rows than a sheet.
    pub fn to_xlsx(&self, created: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        workbook
            .set_properties(&DocProperties::new().set_title(&self.title).set_creation_datetime(&created.naive_utc()));
        let formats = Formats::new();
        let labels = self.style.words().labels();
        let mut names = Names::default();
        let sheet = workbook.add_worksheet();
        sheet.set_name(names.give(labels.summary))?;
        summary(sheet, self, &formats)?;
        let mut section = labels.summary;
        for block in self.blocks.iter().chain(&self.appendix) {
            match block {
                Block::Heading { text, .. } => section = text,
                // What shows the worst of a table has that table in the appendix.
                Block::Table(table) if table.link.is_none() => {
                    let sheet = workbook.add_worksheet();
                    sheet.set_name(names.give(section))?;
                    write_table(sheet, table, self.style, &formats)?;
                }
                Block::Paragraph(_) | Block::List(_) | Block::Note(_) | Block::Facts(_) | Block::Table(_) => {}
            }
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(names.give(labels.definitions))?;
        definitions(sheet, self, &formats)?;
        Ok(workbook.save_to_buffer()?)
    }
}

/// The names of sheets: the sections in which their tables stand, each once, without what a name may not hold, within 31 characters.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn give(&mut self, caption: &str) -> String {
        let plain: String = caption.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c }).collect();
        let plain = clipped(plain.trim()).into_owned();
        for number in 1_u32.. {
            let end = if number == 1 { String::new() } else { format!(" {number}") };
            let mut name = String::new();
            for c in plain.chars() {
                if (name.encode_utf16().count() + c.len_utf16() + end.len()) > 31 {
                    break;
                }
                name.push(c);
            }
            let name = format!("{}{end}", if name.is_empty() { "–" } else { name.trim_end() });
            if !self.0.iter().any(|taken| taken.to_lowercase() == name.to_lowercase()) {
                self.0.push(name.clone());
                return name;
            }
        }
        plain
    }
}

/// The title, and the first figures below it.
fn summary(sheet: &mut Worksheet, document: &Document, formats: &Formats) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, 0, clipped(&document.title), &formats.title)?;
    let facts = document.blocks.iter().filter_map(|block| match block {
        Block::Facts(facts) => Some(facts),
        Block::Heading { .. } | Block::Paragraph(_) | Block::List(_) | Block::Note(_) | Block::Table(_) => None,
    });
    for (fact, row) in facts.flatten().zip(2..) {
        sheet.write_string_with_format(row, 0, clipped(&fact.name), &formats.title)?;
        sheet.write_string_with_format(row, 1, clipped(&fact.text), &formats.wrapped)?;
    }
    sheet.set_column_width(0, 18)?.set_column_width(1, 100)?;
    Ok(())
}

/// What the words mean, and how to read the tables.
fn definitions(sheet: &mut Worksheet, document: &Document, formats: &Formats) -> Result<(), XlsxError> {
    let from = document
        .appendix
        .iter()
        .position(|block| matches!(block, Block::Heading { anchor: "definitions", .. }))
        .unwrap_or(document.appendix.len());
    let lists = document.appendix.iter().skip(from).filter_map(|block| match block {
        Block::List(items) => Some(items.iter()),
        Block::Heading { .. } | Block::Paragraph(_) | Block::Facts(_) | Block::Note(_) | Block::Table(_) => None,
    });
    let notes = document.blocks.iter().chain(&document.appendix).filter_map(|block| match block {
        Block::Note(note) => Some(note),
        Block::Heading { .. } | Block::Paragraph(_) | Block::Facts(_) | Block::List(_) | Block::Table(_) => None,
    });
    for (text, row) in lists.flatten().chain(notes).zip(0..) {
        sheet.write_string_with_format(row, 0, clipped(text), &formats.wrapped)?;
    }
    sheet.set_column_width(0, 120)?;
    Ok(())
}

/// How kinds of cells look.
struct Formats {
    share: Format,
    tenths: Format,
    duration: Format,
    instant: Format,
    date: Format,
    wrapped: Format,
    title: Format,
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
            title: Format::new().set_bold(),
            warning: Format::new().set_num_format("0.0%").set_background_color(0x00FB_E0DC).set_font_color(0x007D_1A10),
        }
    }
}

fn write_table(sheet: &mut Worksheet, table: &Table, style: Style, formats: &Formats) -> Result<(), XlsxError> {
    let titles = titles(table, style);
    for (row, number) in table.rows.iter().zip(1..) {
        write_row(sheet, number, row, style, formats)?;
    }
    let last_row = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(titles.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let columns: Vec<_> = titles.iter().map(|title| TableColumn::new().set_header(title)).collect();
    sheet.add_table(0, 0, last_row.max(1), last_column, &SheetTable::new().set_columns(&columns))?;
    sheet.set_freeze_panes(1, 0)?;
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
        Cell::Empty | Cell::Kept(None, _) | Cell::Share(None) | Cell::Between(None) | Cell::Tenths(None) => sheet,
        Cell::Text(text) | Cell::Quoted(text) => sheet.write_string(row, column, clipped(text))?,
        Cell::Count(n) => sheet.write_number(row, column, *n as f64)?,
        Cell::Kept(ratio @ Some(share), objective) => {
            let format = if Tone::of(*ratio, *objective) == Tone::Bad { &formats.warning } else { &formats.share };
            sheet.write_number_with_format(row, column, share.value(), format)?
        }
        Cell::Share(Some(ratio)) => sheet.write_number_with_format(row, column, ratio.value(), &formats.share)?,
        Cell::Between(Some((low, high))) => sheet.write_string(row, column, Style::between(*low, *high))?,
        Cell::Tenths(Some(n)) => sheet.write_number_with_format(row, column, *n as f64 / 10.0, &formats.tenths)?,
        Cell::Elapsed(seconds) | Cell::Working(seconds) | Cell::Late { seconds, .. } => {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_so_many_units_of_utf_16_and_no_half_of_a_character() {
        let units = |text: &str| clipped(text).encode_utf16().count();
        assert_eq!(units(&"x".repeat(MAX_CELL)), MAX_CELL);
        assert_eq!(units(&"x".repeat(MAX_CELL + 1)), MAX_CELL);
        assert_eq!(units(&"👩".repeat(20_000)), MAX_CELL - 1);
        assert_eq!(clipped("a\u{202e}b"), "a�b");
    }
}
