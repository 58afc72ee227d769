//! What a calendar is made from: hours of the week, seasons, exceptions by date and by year.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc, Weekday};

use super::{Hours, MonthDay, Week, Weekdays, YearlyDays};
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
    /// Worked as this weekday is, by the week in force on that date.
    As(Weekday),
    /// Worked in the hours of its own weekday, by the week in force on that date: what `open` means without `as` or
    /// `hours`.
    Open,
    /// Worked in the hours of its own weekday or, where that is a day off, in those of the last weekday before it
    /// that has any: a make-up Saturday or Sunday is worked as the Friday is. Ready holiday sets say this, since they
    /// do not know whose week they will meet.
    MakeUp,
    /// These hours and no others; not empty.
    Hours(Vec<Hours>),
    /// Of what would be worked, only what lies within these hours; not empty. It shortens and never adds: breaks stay
    /// breaks, a day off stays off, and a day of which nothing is left is closed.
    Partial(Vec<Hours>),
}

/// What a holiday set says of every year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Yearly {
    /// On which days.
    pub days: YearlyDays,
    /// What happens on them: they are [`Closed`](ExceptionHours::Closed), or worked for a
    /// [part](ExceptionHours::Partial).
    pub exception: Exception,
    /// Which day is closed in its place where it is no working day anyway. It has no meaning for a range of days, or
    /// for days that are worked.
    pub substitute: Option<Substitute>,
}

/// The day that is closed in place of a holiday which falls on a day off.
///
/// A holiday has one where it falls on a day that is no working day without it: its weekday has no hours, or something
/// else closes it, for another reason, which is to say by an entry of another name. Of two holidays with substitutes on
/// one working day, the first in the order of the sets has that day, and the second a substitute. An exception for the
/// date itself in the same set takes nothing away from this: the holiday keeps its substitute. Substitutes are given
/// in order of date, after all sets of the calendar, each a working day that no other has taken: two holidays in a row
/// take two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Substitute {
    /// Where it lies.
    pub rule: SubstituteRule,
    /// The weekdays on which the holiday has one; all, unless set.
    pub on: Option<Weekdays>,
}

/// Where a [`Substitute`] lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubstituteRule {
    /// On the next working day.
    Following,
    /// On the nearest working day. Of two that are equally near a Saturday takes the one before, any other day the one
    /// after.
    Nearest,
}

impl SubstituteRule {
    /// All rules.
    pub const ALL: [Self; 2] = [Self::Following, Self::Nearest];

    /// What files call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Following => "following",
            Self::Nearest => "nearest",
        }
    }
}

/// A stretch of time in which nobody works: a closure by the hour rather than by the day.
///
/// It takes its time away from whatever is worked then, the second half of a night shift included: every minute that it
/// touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// When it begins.
    pub from: Moment,
    /// When it ends, exclusive.
    pub to: Moment,
    /// What it is called.
    pub name: Option<Text>,
}

/// A point in time: on the clocks of whichever calendar reads it, or the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// As the calendar's clocks show it.
    Local(NaiveDateTime),
    /// The same instant for all calendars.
    At(DateTime<Utc>),
}

/// Dates on which the week of a calendar does not hold: holidays, make-up working days, short days.
///
/// On one date, what [`days`](Self::days) says counts and what [`yearly`](Self::yearly) says does not; of that, what
/// closes the day comes first. Closures take their hours from what is left.
///
/// ```
/// use interdept::calendar::HolidaySet;
/// let empty = HolidaySet::new("de".parse()?);
/// assert!(empty.days.is_empty() && empty.yearly.is_empty() && empty.covers.is_none());
/// # Ok::<(), interdept::IdError>(())
/// ```
#[derive(Clone, Debug)]
pub struct HolidaySet {
    /// Its id.
    pub id: HolidaySetId,
    /// The first and the last day that the set knows, inclusive. Beyond them its silence says nothing.
    pub covers: Option<(NaiveDate, NaiveDate)>,
    /// The ready set that its days begin with, so that a file can name it. It is no matter of comparison.
    pub builtin: Option<Builtin>,
    /// The exceptions, by date.
    pub days: BTreeMap<NaiveDate, Exception>,
    /// What comes back every year.
    pub yearly: Vec<Yearly>,
    /// Hours that are closed.
    pub closures: Vec<Closure>,
}

impl PartialEq for HolidaySet {
    /// Whether both say the same.
    fn eq(&self, other: &Self) -> bool {
        (&self.id, self.covers, &self.days) == (&other.id, other.covers, &other.days)
            && (&self.yearly, &self.closures) == (&other.yearly, &other.closures)
    }
}

impl Eq for HolidaySet {}

impl HolidaySet {
    /// A set that says nothing yet.
    pub fn new(id: HolidaySetId) -> Self {
        Self { id, covers: None, builtin: None, days: BTreeMap::new(), yearly: Vec::new(), closures: Vec::new() }
    }

    /// How many dates it names at most, over all years of the horizon.
    pub(crate) fn most_dates(&self) -> u64 {
        let yearly: u64 = self.yearly.iter().map(|yearly| yearly.days.most_days() * 600).sum();
        self.days.len() as u64 + yearly + self.closures.len() as u64 * 2
    }
}

/// A holiday set that comes with the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Builtin {
    /// [`china`](super::china()): mainland China.
    China,
}

impl Builtin {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::China];

    /// What files call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::China => "china",
        }
    }

    /// The set.
    pub fn holidays(self, id: HolidaySetId) -> HolidaySet {
        match self {
            Self::China => super::china(id),
        }
    }
}

/// A time of the year with a week of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Season {
    /// When it is.
    pub days: SeasonDays,
    /// The hours of its weeks, in place of the calendar's.
    pub week: Week,
    /// What it is called, such as summer hours.
    pub name: Option<Text>,
}

/// When a [`Season`] is; both days belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeasonDays {
    /// Every year, from one day to another; round the year's end where the second comes first. Dates are compared as
    /// month and day, so that a season until 29 February ends with the month in every year.
    Yearly(MonthDay, MonthDay),
    /// Once.
    Once(NaiveDate, NaiveDate),
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
    /// Times with another week; of several on one date, the last in this list. Exceptions count after them.
    pub seasons: Vec<Season>,
    /// Exceptions, applied in this order: where two sets name the same date, the later wins. Sets are shared, not
    /// copied, by the calendars that use them.
    pub holidays: Vec<Arc<HolidaySet>>,
    /// When a day ends for a rule that counts days.
    pub day_ends: DayEnds,
}

impl CalendarSpec {
    /// A calendar of ordinary weeks, whose days end at the close of business.
    pub fn new(id: CalendarId, zone: chrono_tz::Tz, week: Week) -> Self {
        Self { id, zone, week, seasons: Vec::new(), holidays: Vec::new(), day_ends: DayEnds::Close }
    }
}
