//! Service-level agreements between the departments of one company: who owes whom what by when, whether it came on
//! time, and whose delay it was when it did not.
//!
//! # The map
//!
//! What a company agreed and what then happened come in from the left; what people want to know comes out on the
//! right. Each step is a type, and nothing flows back:
//!
//! ```text
//!  agreement files        logs               an instant
//!        │                  │                     │
//!        ▼                  ▼                     ▼
//!     Network ────────▶  Tracker ──────────▶  Judgement ──────▶  Analysis ──────▶  Report
//!   who owes whom      what happened        how each handoff    what that says    what people read:
//!   what by when       so far, in any       stands at that      about departments text, Markdown, HTML,
//!                      order                instant                               CSV, JSON, a workbook
//! ```
//!
//! | step | made by | ask it |
//! |:---|:---|:---|
//! | [`Network`] | [`Network::load`], [`Network::from_toml`], [`network::Builder`] | who depends on whom, what looks doubtful ([`Network::lints`]), how it draws |
//! | [`Tracker`] | [`Tracker::new`], fed by [`Tracker::record`] and [`Tracker::record_all`] | which rows count for nothing, and why |
//! | [`Judgement`](tracker::Judgement) | [`Tracker::judge`] | what is due, at risk, overdue; every [`Handoff`](tracker::Handoff) with its deadline explained |
//! | [`Analysis`] | [`Analysis::of`] | compliance, own and inherited delay, the bottleneck, the outlook |
//! | [`Report`](report::Report) | [`Report::of`](report::Report::of) | the same in words and tables, in English or Chinese |
//!
//! **Only loading can fail.** What comes after has an answer for everything: a row that cannot be used is kept with its
//! reason, a file with mistakes is refused with all of them at once. Nothing reads the clock: *now* is a parameter.
//!
//! # A first program
//!
//! ```
//! use interdept::{Analysis, Event, Network, Tracker, report::Report};
//!
//! let network = Network::from_toml("finance.toml", r#"
//!     format = 1
//!     agreement = { id = "finance", customer = "finance", calendar = "office" }
//!     calendar.office = { timezone = "Asia/Shanghai", week = { mon-fri = ["09:00-12:00", "13:00-18:00"] } }
//!     department = [{ id = "sales" }, { id = "finance" }]
//!     milestone = [{ id = "vehicle-delivered" }]
//!
//!     [[obligation]]
//!     id = "sales.decoration-slip"
//!     supplier = "sales"
//!     deliverable = "Decoration slip"
//!     due = "by 12:00 within 2 business days of vehicle-delivered"
//! "#)?;
//!
//! let mut tracker = Tracker::new(network);
//! let friday = "2026-11-20T15:00:00+08:00".parse()?;
//! tracker.record(Event::new("vehicle-delivered", friday).case("c-17"))?;
//!
//! let judgement = tracker.judge("2026-11-24T14:30:00+08:00".parse()?);
//! let late: Vec<_> = judgement.overdue().collect();
//! assert_eq!(late.len(), 1);
//! // It was due on Tuesday at noon: Saturday and Sunday are no business days.
//! assert_eq!(late[0].due_at(), "2026-11-24T12:00:00+08:00".parse::<chrono::DateTime<chrono::Utc>>()?);
//!
//! let report = Report::of(&Analysis::of(&judgement), "2026-W48".parse()?);
//! println!("{}", report.to_text());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where to go from here
//!
//! | to | read |
//! |:---|:---|
//! | write agreements | [`config`]: every key of the file; [`due`]: the grammar of deadlines, and what it means in law |
//! | say when people work | [`calendar`] |
//! | read logs, and exports of other programs | [`log`]: all events and columns; [`log::Mapping`] |
//! | test what must stay true of the agreements | [`testing`] |
//! | keep a tracker alive in a service of your own | [`Tracker::at`], [`Tracker::news`], [`Tracker::reload`], [`Tracker::fate`] |
//! | keep events where no crash reaches them | `store`, with the feature `sqlite` or `postgres` |
//! | know how delay is shared between departments | [`analysis::delay`] |
//! | change what a report shows, or its language | [`report`] |
//!
//! # Features
//!
//! | feature | default | brings |
//! |:---|:---:|:---|
//! | `csv` | yes | the report's tables as CSV |
//! | `json` | yes | logs in JSON, reports as JSON |
//! | `encodings` | | logs in UTF-16, Windows-1252 and GB18030 |
//! | `gzip` | | compressed logs |
//! | `xlsx-read` | | logs that are sheets of a workbook |
//! | `ics` | | iCalendar: holiday files in, coming deadlines out |
//! | `parallel` | | cases judged on all cores, with the same result |
//! | `html` | | the report as one self-contained page |
//! | `xlsx` | | the report's tables as a workbook |
//! | `schema` | | the JSON Schema of agreement files, for editors |
//! | `sqlite` | | events kept for good in one file |
//! | `postgres` | | events kept for good in a PostgreSQL database |
//!
//! With no feature at all the crate loads agreements, reads CSV logs and prints reports as text and Markdown. It needs Rust
//! 1.85; with `ics`, `xlsx` or `xlsx-read`, 1.88; with `sqlite`, 1.89.
//!
//! Dates and times are those of [`chrono`] and [`chrono_tz`], graphs those of [`petgraph`]; all three are re-exported, so
//! that a program need not guess their versions.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod analysis;
pub mod calendar;
pub mod config;
pub mod diagnostic;
pub mod due;
mod id;
pub mod log;
pub mod network;
pub mod report;
#[cfg(feature = "store")]
pub mod store;
mod table;
pub mod testing;
mod text;
pub mod tracker;
mod visible;

pub use analysis::Analysis;
pub use chrono;
pub use chrono_tz;
pub use diagnostic::{Diagnostic, Diagnostics};
pub use id::{
    AgreementId, CalendarId, DepartmentId, HolidaySetId, IdError, MAX_ID_LEN, MilestoneId, ObligationId, Period,
    PeriodError, PeriodKey, PeriodLength, PeriodName, PeriodNameError, check_id,
};
pub use log::{Event, EventKind, Ignored, IgnoredWhy, Log};
pub use network::Network;
pub use petgraph;
pub use text::Text;
pub use tracker::Tracker;

/// The README's programs are compiled and run like every other example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
