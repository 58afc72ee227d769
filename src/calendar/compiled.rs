//! The calendar itself.

use std::fmt;
use std::sync::Arc;

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;

use super::blocks::{BLOCK_DAYS, Blocks};
use super::days::DayBlock;
use super::rules::{self, DAYS, Rules};
use super::worktime::TimeBlock;
use super::{CalendarSpec, Closure, DayEnds, Exception, HolidaySet, Hours, Season};
use crate::{CalendarId, HolidaySetId};

/// When a department works, compiled so that every question costs the same however far it reaches.
///
/// A calendar knows the days from [`FIRST_DAY`](Self::FIRST_DAY) to [`LAST_DAY`](Self::LAST_DAY). Its tables are built
/// for five years at a time when somebody first asks about them. Counting that would leave the horizon answers
/// `None`, or ends there where the documentation says so.
///
/// Cloning is cheap: clones share the tables.
///
/// ```
/// use chrono::NaiveDate;
/// use interdept::calendar::{Calendar, CalendarSpec, Roll, Week};
///
/// let week = Week::parse([("mon-fri", ["09:00-12:00", "13:00-18:00"].as_slice())])?;
/// let office = Calendar::new(CalendarSpec::new("office".parse()?, chrono_tz::Asia::Shanghai, week))?;
///
/// let saturday = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
/// assert_eq!(office.plus_working_days(saturday, 1), NaiveDate::from_ymd_opt(2026, 11, 23));
/// assert_eq!(office.roll(saturday, Roll::Preceding), NaiveDate::from_ymd_opt(2026, 11, 20));
///
/// // Sixteen working hours after Friday noon are two whole days of work: they end on Tuesday, with the lunch break.
/// let friday_noon = "2026-11-20T12:00:00+08:00".parse()?;
/// let end = office.plus_working_time(friday_noon, chrono::TimeDelta::hours(16)).unwrap();
/// assert_eq!(office.to_local(end).to_string(), "2026-11-24 12:00:00 CST");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Calendar(pub(super) Arc<Compiled>);

pub(super) struct Compiled {
    spec: CalendarSpec,
    pub(super) rules: Rules,
    pub(super) days: Blocks<DayBlock>,
    pub(super) time: Blocks<TimeBlock>,
}

/// Why a [`CalendarSpec`] makes no calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// No weekday has any hours.
    #[error("the week has no hours at all")]
    WeekWithoutHours,
    /// The hours of one exception overlap each other.
    #[error("{} on {} and {} on {} overlap", .first.1, .first.0, .second.1, .second.0)]
    Overlap {
        /// The interval that starts first, and the date on which it does.
        first: (NaiveDate, Hours),
        /// The other.
        second: (NaiveDate, Hours),
    },
    /// An exception is worked like a weekday that has no hours.
    #[error(
        "holiday set `{set}` opens {date} like a {weekday}, which has no hours: give `hours`, or another day in `as`"
    )]
    NoHours {
        /// The holiday set.
        set: HolidaySetId,
        /// The date it opens.
        date: NaiveDate,
        /// The weekday without hours.
        weekday: Weekday,
    },
    /// The exceptions have more than 65,535 different hours.
    #[error("the exceptions have more than 65,535 different hours")]
    TooVaried,
    /// The holiday sets name more than 2,000,000 dates, each year of the horizon and each mention counted, or there are
    /// more than 1,000 of them.
    #[error("the holiday sets of one calendar are more than 1,000, or name more than 2,000,000 dates over all years")]
    TooManyDays,
    /// There are more than 100 seasons.
    #[error("one calendar has at most 100 seasons")]
    TooManySeasons,
    /// A season ends before it starts.
    #[error("a season from {first} to {last} ends before it starts")]
    ReversedSeason {
        /// Its first day.
        first: NaiveDate,
        /// Its last day.
        last: NaiveDate,
    },
    /// An exception lists no hours.
    #[error("holiday set `{set}` lists no hours for {date}: a day without work is `closed`")]
    EmptyHours {
        /// The holiday set.
        set: HolidaySetId,
        /// The date.
        date: NaiveDate,
    },
}

impl Calendar {
    /// The first day of the horizon.
    pub const FIRST_DAY: NaiveDate = rules::FIRST_DAY;
    /// The last day of the horizon.
    pub const LAST_DAY: NaiveDate = rules::LAST_DAY;

    /// Compiles a calendar.
    ///
    /// # Errors
    /// Returns an error when the week, or that of a season, has no hours; when an exception has none to take, or lists
    /// none, or lists hours that overlap; when a season ends before it starts; and when there is more than
    /// [`CalendarError`] allows. Hours of two days that overlap, or that do because clocks are set back, are not an
    /// error: they merge.
    pub fn new(spec: CalendarSpec) -> Result<Self, CalendarError> {
        let rules = Rules::new(&spec)?;
        // Two days more on either side hold the horizon in every zone.
        let blocks = usize::try_from((DAYS + 4) / BLOCK_DAYS + 1).unwrap_or(0);
        Ok(Self(Arc::new(Compiled { spec, rules, days: Blocks::new(blocks), time: Blocks::new(blocks) })))
    }

    /// What it was compiled from.
    pub fn spec(&self) -> &CalendarSpec {
        &self.0.spec
    }

    /// Its id.
    pub fn id(&self) -> &CalendarId {
        &self.0.spec.id
    }

    /// The zone in which its dates and hours are read.
    pub fn zone(&self) -> Tz {
        self.0.spec.zone
    }

    /// When a day ends for a rule that counts days.
    pub fn day_ends(&self) -> DayEnds {
        self.0.spec.day_ends
    }

    /// What a date is instead of an ordinary day of the week, and the holiday set that says so: the last in the
    /// calendar's list that has a say in the date. What only shortens days says nothing of one that is off anyway. Of a
    /// [substitute](Self::stands_for) it is what is said of the holiday. None for hours closed by a
    /// [closure](Self::closure).
    pub fn exception(&self, date: NaiveDate) -> Option<(&HolidaySet, &Exception)> {
        let day = rules::day_of(date);
        self.0.rules.special(day)?.entry.exception(&self.0.spec, day)
    }

    /// The closure that took hours from a date last, unless an exception of a later set has had its say after it.
    pub fn closure(&self, date: NaiveDate) -> Option<(&HolidaySet, &Closure)> {
        self.0.rules.special(rules::day_of(date))?.entry.closure(&self.0.spec)
    }

    /// The date of the holiday in whose place a date is closed; none if it is no substitute.
    pub fn stands_for(&self, date: NaiveDate) -> Option<NaiveDate> {
        rules::date_of(self.0.rules.stands_for(rules::day_of(date))?)
    }

    /// The season on a date; none in the ordinary part of the year.
    pub fn season(&self, date: NaiveDate) -> Option<&Season> {
        let number = usize::from(self.0.rules.season(rules::day_of(date)));
        self.0.spec.seasons.get(number.checked_sub(1)?)
    }

    /// Whether the holidays of a date are known: one of the calendar's holiday sets covers it, or none of them says
    /// what it covers.
    ///
    /// Beyond what is covered the calendar goes on as an ordinary week; whoever shows a deadline there should say so.
    pub fn is_known(&self, date: NaiveDate) -> bool {
        let mut covers = self.0.spec.holidays.iter().filter_map(|set| set.covers).peekable();
        covers.peek().is_none() || covers.any(|(first, last)| (first..=last).contains(&date))
    }

    /// The memory that its tables take so far, in bytes.
    pub fn index_bytes(&self) -> usize {
        let days: usize = self.0.days.built().map(DayBlock::bytes).sum();
        let time: usize = self.0.time.built().map(TimeBlock::bytes).sum();
        days + time
    }
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calendar")
            .field("id", self.id())
            .field("zone", &self.zone().name())
            .field("days", &self.0.days)
            .field("time", &self.0.time)
            .finish_non_exhaustive()
    }
}

impl PartialEq for Calendar {
    /// Two calendars are equal when they are compiled from equal specs.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.spec == other.0.spec
    }
}
