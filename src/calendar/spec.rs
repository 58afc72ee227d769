//! What a calendar is made from: hours of the week, exceptions by date.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};

use super::{Hours, Week};
use crate::{CalendarId, HolidaySetId, Text};

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
    /// Worked in the hours of its own weekday or, where that is a day off, in those of the last weekday before it
    /// that has any: a make-up Saturday or Sunday is worked as the Friday is. Ready holiday sets say this, since they
    /// do not know whose week they will meet.
    MakeUp,
    /// These hours and no others; not empty.
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

impl CalendarSpec {
    /// A calendar of ordinary weeks, whose days end at the close of business.
    pub fn new(id: CalendarId, zone: chrono_tz::Tz, week: Week) -> Self {
        Self { id, zone, week, holidays: Vec::new(), day_ends: DayEnds::Close }
    }
}
