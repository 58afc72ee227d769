#![doc = include_str!("../README.md")]

pub mod analysis;
pub mod calendar;
pub mod config;
pub mod diagnostic;
pub mod due;
mod id;
pub mod log;
pub mod network;
pub mod report;
mod table;
pub mod testing;
mod text;
pub mod tracker;

pub use analysis::Analysis;
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
