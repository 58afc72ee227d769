//! The report: what analysis found, worded and laid out.
//!
//! Nothing is counted here. A report is data first; [`Document`] words it in one language, and each output format is
//! one small file that lays a document out.
//!
//! | for | call |
//! |---|---|
//! | a terminal or a mail | [`Report::to_text`] |
//! | a wiki | [`Report::to_markdown`] |
//! | another program | `Report::to_json` (feature `json`), or the public fields of [`Report`] |
//! | a browser or a printer | `Report::to_html` (feature `html`) |
//! | a spreadsheet | `Report::to_xlsx` (feature `xlsx`), `DataTable::to_csv` of `Report::tables` (feature `csv`) |
//! | Prometheus and its like | [`Report::to_openmetrics`] |
//! | an appointment book | `deadlines_to_ics` (feature `ics`) |
//! | another language than English | [`Report::in_language`], then the same of the [`Document`] |
//!
//! [`Explanation::in_words`](crate::due::Explanation::in_words) tells how a deadline came about,
//! [`Story::in_words`](crate::analysis::delay::Story::in_words) all that happened to one handoff, and
//! [`Network::in_words`](crate::Network::in_words) what departments have agreed, for those who sign it.

mod agreement;
mod contents;
mod document;
mod explain;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "ics")]
mod ics;
mod inert;
mod language;
mod markdown;
mod openmetrics;
mod sections;
mod story;
#[cfg(feature = "csv")]
mod tables;
mod text;
mod width;
mod words;
#[cfg(feature = "xlsx")]
mod xlsx;

#[cfg(feature = "schema")]
pub use contents::json_schema;
pub use contents::{FORMAT, KnownDepartment, Pending, ROWS, Report, RowsBeside, Waived};
pub use document::{Align, Block, Cell, Column, Document, Fact, Row, Table, Tone};
#[cfg(feature = "html")]
pub use html::HtmlError;
#[cfg(feature = "ics")]
pub use ics::deadlines_to_ics;
pub use inert::csv_text;
#[cfg(feature = "json")]
pub use inert::{to_json, to_json_pretty};
pub use language::{Language, LanguageError, Style};
#[cfg(feature = "csv")]
pub use tables::DataTable;
pub use text::COLUMNS;
#[cfg(feature = "xlsx")]
pub use xlsx::XlsxError;
