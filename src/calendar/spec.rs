//! What a calendar is made from: hours of the week, exceptions by date.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};

use crate::{CalendarId, HolidaySetId, Text};

/// A half-open interval of local time, `[start, end)`, in minutes from the midnight at which its day starts.
///
/// `end` may lie beyond 24:00: a night shift `22:00-06:00` is `1320..1800` and belongs to the day on which it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours {
    start: u16,
    end: u16,
}

/// The hours of each weekday.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Week {
    /// From Monday (0) to Sunday (6); each day's intervals sorted, none overlapping another.
    days: [Vec<Hours>; 7],
}

/// When the last day of a period of days ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum DayEnds {
    /// At the close of business on a working day, else at 24:00.
    #[default]
    Close,
    /// Always at 24:00.
    Midnight,
}

/// What happens on a date instead of its weekday's hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// What the day is called, such as National Day.
    pub name: Option<Text>,
    /// The hours worked.
    pub hours: ExceptionHours,
}

/// The hours of an [`Exception`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExceptionHours {
    /// Nobody works.
    Closed,
    /// Worked as this weekday is.
    As(Weekday),
    /// Worked in the hours of its own weekday: what `open` means without `as` or `hours`.
    Open,
    /// These hours and no others.
    Hours(Vec<Hours>),
}

/// Dates on which the week does not hold: holidays, make-up working days, short days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidaySet {
    /// Its id.
    pub id: HolidaySetId,
    /// The first and the last day that the set knows, inclusive. Beyond them its silence says nothing.
    pub covers: Option<(NaiveDate, NaiveDate)>,
    /// The exceptions.
    pub days: BTreeMap<NaiveDate, Exception>,
}

/// Everything a [`Calendar`](super::Calendar) is compiled from.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarSpec {
    /// Its id.
    pub id: CalendarId,
    /// The IANA time zone in which dates and hours are read.
    pub zone: chrono_tz::Tz,
    /// The hours of an ordinary week.
    pub week: Week,
    /// Exceptions; where two sets name the same date, the later in this list wins.
    pub holidays: Vec<HolidaySet>,
    /// When a day ends for a rule that counts days.
    pub day_ends: DayEnds,
}
