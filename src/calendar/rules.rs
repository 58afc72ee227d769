//! What is worked on each day, before it is laid on the time line.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;

use super::hours::{WEEKDAYS, first_overlap, index};
use super::zone::{Reading, offset_at, resolve};
use super::{CalendarError, CalendarSpec, Exception, ExceptionHours, HolidaySet, Hours, Week};

/// A date, in days since [`FIRST_DAY`].
pub(super) type Day = i32;

/// The first day of the horizon.
pub(super) const FIRST_DAY: NaiveDate = date(1800, 1, 1);
/// The last day of the horizon.
pub(super) const LAST_DAY: NaiveDate = date(2399, 12, 31);
/// Days in the horizon.
pub(super) const DAYS: Day = 219_145;

const fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}

const FIRST_DAY_CE: i32 = 657_072;
const FIRST_DAY_SECONDS: i64 = -62_091 * DAY_SECONDS;
pub(super) const DAY_SECONDS: i64 = 86_400;

/// The day of a date, which may lie outside the horizon.
#[inline]
pub(super) fn day_of(date: NaiveDate) -> Day {
    date.num_days_from_ce() - FIRST_DAY_CE
}

/// The date of a day.
#[inline]
pub(super) fn date_of(day: Day) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(day.checked_add(FIRST_DAY_CE)?)
}

/// Local seconds since the epoch at which a day starts.
#[inline]
pub(super) fn midnight(day: Day) -> i64 {
    FIRST_DAY_SECONDS + i64::from(day) * DAY_SECONDS
}

/// The day that holds local seconds since the epoch.
#[inline]
pub(super) fn day_at(seconds: i64) -> Day {
    let day = seconds.saturating_sub(FIRST_DAY_SECONDS).div_euclid(DAY_SECONDS);
    Day::try_from(day).unwrap_or(if day < 0 { Day::MIN } else { Day::MAX })
}

/// A distinct set of hours of a day; 0 is none.
pub(super) type Pattern = u16;
pub(super) const CLOSED: Pattern = 0;

/// The hours of every date, and the zone they are read in.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) zone: Tz,
    patterns: Box<[Box<[Hours]>]>,
    /// From Monday.
    week: [Pattern; 7],
    /// Sorted by day.
    exceptions: Box<[(Day, Pattern)]>,
}

/// A day as it lies on the time line.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlacedDay {
    pub(super) day: Day,
    pub(super) pattern: Pattern,
    /// The offset from UTC that holds from a day before it to two days after it; none near a change.
    pub(super) offset: Option<i32>,
}

impl Rules {
    pub(super) fn new(spec: &CalendarSpec) -> Result<Self, CalendarError> {
        if WEEKDAYS.iter().all(|&day| spec.week.on(day).is_empty()) {
            return Err(CalendarError::WeekWithoutHours);
        }
        let mut patterns = Patterns::default();
        let mut week = [CLOSED; 7];
        for (slot, day) in week.iter_mut().zip(WEEKDAYS) {
            *slot = patterns.of(spec.week.on(day))?;
        }
        let mut exceptions = BTreeMap::new();
        for set in &spec.holidays {
            for (&date, exception) in &set.days {
                let hours = exception_hours(&spec.week, set, date, exception)?;
                exceptions.insert(day_of(date), patterns.of(&hours)?);
            }
        }
        let patterns = patterns.into_boxes();
        let rules = Self { zone: spec.zone, patterns, week, exceptions: exceptions.into_iter().collect() };
        rules.check_neighbours()?;
        Ok(rules)
    }

    /// An exception may overlap the ordinary days beside it, or another exception.
    fn check_neighbours(&self) -> Result<(), CalendarError> {
        let mut pairs: Vec<Day> = self.exceptions.iter().flat_map(|&(day, _)| [day.saturating_sub(1), day]).collect();
        pairs.dedup();
        for day in pairs {
            let today = self.hours(self.pattern(day)).last();
            let tomorrow = self.hours(self.pattern(day.saturating_add(1))).first();
            if let (Some(&first), Some(&second)) = (today, tomorrow)
                && first.overlaps(second, 1)
                && let (Some(date), Some(next)) = (date_of(day), date_of(day.saturating_add(1)))
            {
                return Err(CalendarError::Overlap { first: (date, first), second: (next, second) });
            }
        }
        Ok(())
    }

    pub(super) fn hours(&self, pattern: Pattern) -> &[Hours] {
        self.patterns.get(usize::from(pattern)).map_or(&[], |hours| hours)
    }

    /// What is worked on a day, time zones aside; nothing outside the horizon.
    pub(super) fn pattern(&self, day: Day) -> Pattern {
        if !(0..DAYS).contains(&day) {
            return CLOSED;
        }
        match self.exceptions.binary_search_by_key(&day, |&(day, _)| day) {
            Ok(at) => self.exceptions.get(at).map_or(CLOSED, |&(_, pattern)| pattern),
            Err(_) => self.weekday_pattern(day),
        }
    }

    fn weekday_pattern(&self, day: Day) -> Pattern {
        // FIRST_DAY is a Wednesday.
        let weekday = usize::try_from((day + 2).rem_euclid(7)).unwrap_or(0);
        self.week.get(weekday).copied().unwrap_or(CLOSED)
    }

    /// The days of `range` one after another: what [`placed`](Self::placed) says of each, at a fraction of its cost.
    pub(super) fn place(&self, range: std::ops::Range<Day>) -> impl Iterator<Item = PlacedDay> {
        let mut steady_since = range.start - 1;
        let mut last = offset_at(self.zone, midnight(range.start - 1));
        let mut probed = range.start - 1;
        let mut upcoming = self.exceptions.partition_point(|&(day, _)| day < range.start);
        range.map(move |day| {
            while probed < day + STEADY_AFTER {
                probed += 1;
                let offset = offset_at(self.zone, midnight(probed));
                if offset != last {
                    (last, steady_since) = (offset, probed);
                }
            }
            let pattern = match self.exceptions.get(upcoming) {
                Some(&(next, pattern)) if next == day && (0..DAYS).contains(&day) => {
                    upcoming += 1;
                    pattern
                }
                _ if (0..DAYS).contains(&day) => self.weekday_pattern(day),
                _ => CLOSED,
            };
            PlacedDay { day, pattern, offset: (steady_since < day).then_some(last) }
        })
    }

    /// The intervals of a day in seconds since the epoch, each with its opening before its closing. A day that the zone
    /// skipped has none.
    pub(super) fn intervals(&self, placed: PlacedDay) -> impl Iterator<Item = (i64, i64)> {
        let PlacedDay { day, pattern, offset } = placed;
        let hours = if offset.is_none() && self.is_skipped(day) { &[] } else { self.hours(pattern) };
        let start = midnight(day);
        hours.iter().filter_map(move |hours| {
            let opening = start + i64::from(hours.start_minute()) * 60;
            let closing = start + i64::from(hours.end_minute()) * 60;
            let (opening, closing) = match offset {
                Some(offset) => (opening - i64::from(offset), closing - i64::from(offset)),
                None => (resolve(self.zone, opening, Reading::Earlier), resolve(self.zone, closing, Reading::Later)),
            };
            (opening < closing).then_some((opening, closing))
        })
    }

    /// Whether the zone's clocks went from the day before straight to the day after.
    pub(super) fn is_skipped(&self, day: Day) -> bool {
        let starts = |day| resolve(self.zone, midnight(day), Reading::Earlier);
        starts(day) == starts(day.saturating_add(1))
    }
}

/// How many days after a day its offset must hold for the day to be placed without a look at the zone: a night shift
/// closes on the next day, and midnights in UTC and in the zone may lie most of a day apart.
const STEADY_AFTER: Day = 3;

/// The distinct patterns seen so far.
struct Patterns {
    ids: BTreeMap<Vec<Hours>, Pattern>,
}

impl Default for Patterns {
    fn default() -> Self {
        Self { ids: BTreeMap::from([(Vec::new(), CLOSED)]) }
    }
}

impl Patterns {
    fn of(&mut self, hours: &[Hours]) -> Result<Pattern, CalendarError> {
        if let Some(&id) = self.ids.get(hours) {
            return Ok(id);
        }
        let next = Pattern::try_from(self.ids.len()).map_err(|_| CalendarError::TooVaried)?;
        self.ids.insert(hours.to_vec(), next);
        Ok(next)
    }

    fn into_boxes(self) -> Box<[Box<[Hours]>]> {
        let mut patterns: Vec<(Pattern, Vec<Hours>)> = self.ids.into_iter().map(|(hours, id)| (id, hours)).collect();
        patterns.sort_unstable();
        patterns.into_iter().map(|(_, hours)| hours.into_boxed_slice()).collect()
    }
}

fn exception_hours(
    week: &Week,
    set: &HolidaySet,
    date: NaiveDate,
    exception: &Exception,
) -> Result<Vec<Hours>, CalendarError> {
    let weekday = |day: Weekday| match week.on(day) {
        [] => Err(CalendarError::NoHours { set: set.id.clone(), date, weekday: day }),
        hours => Ok(hours.to_vec()),
    };
    match &exception.hours {
        ExceptionHours::Closed => Ok(Vec::new()),
        ExceptionHours::As(day) => weekday(*day),
        ExceptionHours::Open => weekday(date.weekday()),
        ExceptionHours::MakeUp => {
            let back = (0..7).map(|days| WEEKDAYS.get((index(date.weekday()) + 7 - days) % 7).copied());
            Ok(back.flatten().map(|day| week.on(day)).find(|hours| !hours.is_empty()).unwrap_or(&[]).to_vec())
        }
        ExceptionHours::Hours(hours) => {
            let mut hours = hours.clone();
            hours.sort_unstable();
            if hours.is_empty() {
                return Err(CalendarError::EmptyHours { set: set.id.clone(), date });
            }
            match first_overlap(&hours) {
                Some((first, second)) => Err(CalendarError::Overlap { first: (date, first), second: (date, second) }),
                None => Ok(hours),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constants_agree_with_chrono() {
        assert_eq!(FIRST_DAY.num_days_from_ce(), FIRST_DAY_CE);
        assert_eq!(FIRST_DAY.and_time(chrono::NaiveTime::MIN).and_utc().timestamp(), FIRST_DAY_SECONDS);
        assert_eq!(day_of(LAST_DAY), DAYS - 1);
        assert_eq!(FIRST_DAY.weekday(), Weekday::Wed);
    }
}
