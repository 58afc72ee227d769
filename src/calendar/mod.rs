//! When people work.

mod instant;
mod spec;

pub(crate) use instant::{Instant, SECOND};
pub use spec::{CalendarSpec, DayEnds, Exception, ExceptionHours, HolidaySet, Hours, Week};
