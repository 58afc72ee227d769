//! When people work: calendars, hours, holidays, and how time is counted on them.

mod blocks;
mod china;
mod clock;
mod compiled;
mod days;
mod hours;
#[cfg(feature = "ics")]
mod ics;
mod instant;
mod local;
mod roll;
mod rules;
mod slots;
mod span;
mod spec;
mod workdays;
mod worktime;
mod zone;

pub(crate) use instant::{Instant, SECOND};

pub use china::china;
pub use compiled::{Calendar, CalendarError};
pub use hours::{DaysError, Hours, HoursError, Week, WeekError, parse_days, parse_weekday};
#[cfg(feature = "ics")]
pub use ics::IcsError;
pub use roll::{Roll, RollError};
pub use span::{Span, SpanError, Unit};
pub use spec::{CalendarSpec, DayEnds, Exception, ExceptionHours, HolidaySet};
pub use zone::Reading;
pub(crate) use zone::resolve as resolve_local;
