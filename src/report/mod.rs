//! The weekly report: what analysis found, worded and laid out.
//!
//! Nothing is counted here. A report is data first; [`Document`] words it in one language, and each output format is
//! one small file that lays a document out.
//!
//! | for | call |
//! |---|---|
//! | a terminal or a mail | [`Weekly::to_text`] |
//! | a wiki | [`Weekly::to_markdown`] |
//! | another program | `Weekly::to_json` (feature `json`), or the public fields of [`Weekly`] |
//! | a browser or a printer | `Weekly::to_html` (feature `html`) |
//! | a spreadsheet | `Weekly::to_xlsx` (feature `xlsx`), `Table::to_csv` of [`Document::tables`] (feature `csv`) |
//! | an appointment book | `deadlines_to_ics` (feature `ics`) |
//! | another language than English | [`Weekly::in_language`], then the same of the [`Document`] |
//!
//! [`Explanation::in_words`](crate::due::Explanation::in_words) tells how a deadline came about.

#[cfg(feature = "csv")]
mod csv;
mod document;
mod explain;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "ics")]
mod ics;
mod language;
mod markdown;
mod text;
mod weekly;
mod width;
#[cfg(feature = "xlsx")]
mod xlsx;

pub use document::{Align, Block, Cell, Column, Document, Row, Table};
#[cfg(feature = "html")]
pub use html::HtmlError;
#[cfg(feature = "ics")]
pub use ics::deadlines_to_ics;
pub use language::{Language, LanguageError, Style};
pub use text::COLUMNS;
pub use weekly::{Pending, RowBeside, RowsBeside, Waived, Weekly};
#[cfg(feature = "xlsx")]
pub use xlsx::XlsxError;
