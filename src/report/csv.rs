//! Each table of the report as CSV.

use super::document::{Cell, Table};
use super::inert::csv_text;
use super::language::Language;
use super::words::words;

impl Table {
    /// The table as CSV: a header of the column titles, then values as programs read them ([`Cell::raw`]).
    ///
    /// Texts stand in it as [`csv_text`] writes them: nothing is run as a formula.
    pub fn to_csv(&self, language: Language) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let remarks = self.has_remarks();
        let title = remarks.then(|| words(language).labels().remarks.to_owned());
        let header = self.columns.iter().map(|column| inert(&column.title)).chain(title);
        let mut records = vec![header.collect::<Vec<_>>()];
        for row in &self.rows {
            let remark = remarks.then(|| inert(row.remark.as_deref().unwrap_or_default()));
            records.push(row.cells.iter().map(field).chain(remark).collect());
        }
        for record in records {
            // Writing to memory cannot fail, and every record has as many fields as the header.
            if writer.write_record(record).is_err() {
                break;
            }
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

fn field(cell: &Cell) -> String {
    if let Cell::Text(text) = cell { inert(text) } else { cell.raw() }
}

fn inert(text: &str) -> String {
    csv_text(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::document::{Align, Column, Row};
    use super::*;

    #[test]
    fn formulas_are_shown_and_never_run() {
        let table = Table {
            name: "t",
            caption: String::new(),
            columns: vec![
                Column { title: "What".to_owned(), align: Align::Start },
                Column { title: "Change".to_owned(), align: Align::End },
            ],
            rows: vec![
                Row {
                    cells: vec![Cell::Text("=HYPERLINK(\"x\")".to_owned()), Cell::Points(Some(-21))],
                    remark: None,
                    details: Vec::new(),
                },
                Row {
                    cells: vec![Cell::Text("a, \"b\"".to_owned()), Cell::Empty],
                    remark: Some("@sum".to_owned()),
                    details: Vec::new(),
                },
            ],
        };
        let expected = "What,Change,Remarks\n\"'=HYPERLINK(\"\"x\"\")\",-2.1,\n\"a, \"\"b\"\"\",,'@sum\n";
        assert_eq!(table.to_csv(Language::English), expected);
    }
}
