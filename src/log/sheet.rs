//! A sheet of a workbook as CSV, so that it is read like any other table.

use std::borrow::Cow;
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};

use super::input::Said;
use crate::diagnostic::Nearest;

/// The most text that a sheet may become. A workbook is compressed, so a small one may be of any size inside.
const MOST: usize = 1 << 30;

/// Makes CSV of the sheet that is named, else of the first, and returns its name with it.
///
/// Each row stands on the line of its number. Dates and times are written `2026-10-08 17:30:00`, in no zone.
pub(super) fn to_csv(book: Vec<u8>, said: &Said) -> Result<(String, Vec<u8>), Cow<'static, str>> {
    let broken = |error: calamine::XlsxError| format!("it is no workbook that can be read: {error}");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(book)).map_err(broken)?;
    let names = book.sheet_names();
    let name = match &said.sheet {
        None => names.first().cloned().ok_or("the workbook has no sheet")?,
        Some(wanted) if names.contains(wanted) => wanted.clone(),
        Some(wanted) => {
            let near = Nearest::new(names.iter().map(String::as_str))
                .to(wanted)
                .map(|near| format!("; the nearest is `{near}`"));
            return Err(format!("the workbook has no sheet `{wanted}`{}", near.unwrap_or_default()).into());
        }
    };
    let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
    let mut sheet = Sheet { text: String::new(), row: 0, column: 0, width: 0, skip: said.skip.unwrap_or(0) };
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        sheet.cell(row, column, &text(cell.get_value()));
        if sheet.text.len() > MOST {
            return Err(format!("the sheet `{name}` has more than {} MiB of text", MOST >> 20).into());
        }
    }
    sheet.end_row();
    Ok((name, sheet.text.into_bytes()))
}

/// The text of a sheet in the making.
struct Sheet {
    text: String,
    row: u32,
    /// How many fields the row has so far.
    column: u32,
    /// How many fields the line has that names the columns, once it is there.
    width: u32,
    /// How many lines come before that.
    skip: u32,
}

impl Sheet {
    fn cell(&mut self, row: u32, column: u32, value: &str) {
        while self.row < row {
            self.end_row();
        }
        // What lies beyond the named columns makes the row too long, wherever it lies.
        let named = self.width == 0 || column < self.width;
        while named && self.column < column {
            self.field("");
        }
        self.field(value);
    }

    fn field(&mut self, value: &str) {
        if self.column > 0 {
            self.text.push(',');
        }
        self.column += 1;
        let quoted = value.contains([',', '"']);
        if quoted {
            self.text.push('"');
        }
        for c in value.chars() {
            match c {
                '"' => self.text.push_str("\"\""),
                // A row stays on its line.
                '\n' | '\r' => self.text.push(' '),
                c => self.text.push(c),
            }
        }
        if quoted {
            self.text.push('"');
        }
    }

    fn end_row(&mut self) {
        if self.column > 0 {
            while self.column < self.width {
                self.field("");
            }
            if self.width == 0 && self.row >= self.skip {
                self.width = self.column;
            }
        }
        self.text.push('\n');
        (self.row, self.column) = (self.row.saturating_add(1), 0);
    }
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second, milli) {
                (0, 0, 0, 0) => date,
                (_, _, _, 0) => format!("{date} {hour:02}:{minute:02}:{second:02}"),
                _ => format!("{date} {hour:02}:{minute:02}:{second:02}.{milli:03}"),
            }
        }
        DataRef::DateTime(duration) => duration.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}
