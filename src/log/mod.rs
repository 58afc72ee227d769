//! The recorded events: what one is, and the readers that yield them row by row.
//!
//! A [`Log`] reads CSV and its relatives, JSON with objects of the same fields, and the sheets of workbooks. A
//! [`Mapping`] makes events of another program's export as it is.
//!
//! # Events
//!
//! Each has an `event`, its name, and the instant `at` which it happened, in RFC 3339 with an offset. Besides:
//!
//! | event | fields | says |
//! |---|---|---|
//! | a milestone's id | `case`, attributes | it has come about; this opens every obligation due relative to it whose `when` holds |
//! | `requested` | `obligation`, `case`, attributes | the customer asks for what is due relative to `request` |
//! | `delivered` | `obligation`, `case` or `period`; `documents`, `signed` | the supplier delivered, with these documents and these signed ones |
//! | `accepted` | `obligation`, `case` or `period` | the customer takes the delivery as it is |
//! | `rejected` | the same, `reason` | the customer sends it back: it counts as not delivered |
//! | `paused`, `resumed` | the same, `reason` | the customer's side holds it up, and no longer; the deadline moves |
//! | `extended` | the same, `until`, `reason` | the customer agrees to a new deadline, a date or an instant |
//! | `waived` | `obligation`, `case` or `period`, `reason` | nobody asks for it any more; a `case` alone waives all of that case |
//! | `rated` | `obligation`, `case` or `period`; `score` | how satisfied the customer is, from 1 to 5 |
//! | `complained` | `complaint`, its number; `supplier` and `customer`, or `obligation`; `category`, `cause` | a complaint is made |
//! | `resolved` | `complaint` | it is closed |
//! | `voided` | `target` | the row with this `id` is taken back |
//!
//! A `delivered` row may name several obligations, separated like a list. It may have an `outcome`, `met` or `missed`, where that is all that is known of a delivery. Any row may
//! have an `id`; the same row under the same id counts once. Every other column is an attribute. In CSV the
//! first line names the columns, an empty field is an absent one, and `;` or `|` stands between the items of a list; in JSON a
//! list is an array. [`tracker`](crate::tracker) says what each event does to a handoff, and which one it means.
//!
//! ```
//! use interdept::log::{Log, Row};
//!
//! let rows = "event,at,case,obligation,signed\n\
//!             vehicle-delivered,2026-11-16T16:20:00+08:00,c-7,,\n\
//!             delivered,yesterday,c-7,sales.slips,order slip;delivery slip\n";
//! let mut log = Log::csv("log.csv", rows.as_bytes());
//! assert!(matches!(log.next()?, Some(Row::Event(event, _)) if event.name == "vehicle-delivered"));
//! // A bad row is kept with its place and its reason, and never stops the rest.
//! let Some(Row::Ignored(bad)) = log.next()? else { panic!("yesterday is no instant") };
//! assert_eq!((bad.line, bad.file.as_deref()), (3, Some("log.csv")));
//! # Ok::<(), interdept::log::LogError>(())
//! ```

mod at;
mod column;
mod csv;
mod draft;
mod encoding;
mod event_serde;
mod ignored;
mod input;
#[cfg(feature = "json")]
mod json;
mod kind;
mod mapped;
mod mapping;
mod mapping_report;
mod reader;
mod record;
#[cfg(feature = "xlsx-read")]
mod sheet;
mod source;
mod start;

pub(crate) use column::Column;
pub use column::Event;
pub use csv::Separator;
pub use draft::Draft;
pub use encoding::Encoding;
pub use ignored::{GivenProblem, Ignored, IgnoredStage, IgnoredWhy, Quoted};
pub use input::ReadAs;
pub use kind::EventKind;
pub use mapping::Mapping;
pub use mapping_report::{MappingReport, TemplateReport, UnknownDepartment};
pub use reader::{Log, LogError, Place, Row};
pub use source::Progress;
