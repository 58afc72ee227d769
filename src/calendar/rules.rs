//! What is worked on each day, before it is laid on the time line.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::hours::WEEKDAYS;
use super::special::Special;
use super::stretch::Stretch;
use super::zone::{Reading, offset_at, resolve};
use super::{CalendarError, CalendarSpec, seasons, special, substitutes};

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

/// 0 for Monday.
#[inline]
fn weekday_of(day: Day) -> usize {
    // FIRST_DAY is a Wednesday.
    usize::try_from((day + 2).rem_euclid(7)).unwrap_or(0)
}

/// A distinct set of hours of a day; 0 is none.
pub(super) type Pattern = u16;
pub(super) const CLOSED: Pattern = 0;

/// The hours of every date, and the zone they are read in.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) zone: Tz,
    patterns: Vec<Box<[Stretch]>>,
    /// The ordinary week and that of each season, from Monday.
    weeks: Box<[[Pattern; 7]]>,
    /// From which day which of the weeks holds; the ordinary one before.
    seasons: Box<[(Day, u16)]>,
    /// Sorted by day.
    specials: Box<[Special]>,
    /// Sorted by day, with the day that each stands for.
    substitutes: Box<[(Day, Day)]>,
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
        let mut patterns = Patterns::default();
        let mut weeks = Vec::new();
        for week in std::iter::once(&spec.week).chain(spec.seasons.iter().map(|season| &season.week)) {
            if WEEKDAYS.iter().all(|&day| week.on(day).is_empty()) {
                return Err(CalendarError::WeekWithoutHours);
            }
            let mut of_week = [CLOSED; 7];
            for (slot, day) in of_week.iter_mut().zip(WEEKDAYS) {
                let stretches: Vec<Stretch> = week.on(day).iter().map(|&hours| hours.into()).collect();
                *slot = patterns.of(&stretches)?;
            }
            weeks.push(of_week);
        }
        let mut rules = Self {
            zone: spec.zone,
            patterns: patterns.list(),
            weeks: weeks.into(),
            seasons: seasons::changes(&spec.seasons)?,
            specials: Box::default(),
            substitutes: Box::default(),
        };
        let (mut specials, replaced) = special::dates(spec, &rules, &mut patterns)?;
        rules.patterns = patterns.list();
        if !replaced.is_empty() {
            rules.specials = specials.clone().into();
            let given = substitutes::give(&rules, &replaced);
            rules.substitutes = given.iter().map(|(&day, &(_, of))| (day, of)).collect();
            specials.retain(|special| !given.contains_key(&special.day));
            specials.extend(given.into_values().map(|(special, _)| special));
            specials.sort_unstable_by_key(|special| special.day);
        }
        rules.specials = specials.into();
        Ok(rules)
    }

    pub(super) fn hours(&self, pattern: Pattern) -> &[Stretch] {
        self.patterns.get(usize::from(pattern)).map_or(&[], |hours| hours)
    }

    /// What makes a day another than an ordinary one of its week.
    pub(super) fn special(&self, day: Day) -> Option<&Special> {
        let at = self.specials.binary_search_by_key(&day, |special| special.day).ok()?;
        self.specials.get(at)
    }

    /// The holiday that a day is closed for in place of its own date.
    pub(super) fn stands_for(&self, day: Day) -> Option<Day> {
        let at = self.substitutes.binary_search_by_key(&day, |&(day, _)| day).ok()?;
        self.substitutes.get(at).map(|&(_, of)| of)
    }

    /// The number of the season on a day, from 1; 0 for none.
    pub(super) fn season(&self, day: Day) -> u16 {
        let at = self.seasons.partition_point(|&(from, _)| from <= day);
        at.checked_sub(1).and_then(|at| self.seasons.get(at)).map_or(0, |&(_, week)| week)
    }

    /// What is worked on a weekday, 0 for Monday, by the week in force on a day.
    pub(super) fn weekday_pattern(&self, day: Day, weekday: usize) -> Pattern {
        let week = self.weeks.get(usize::from(self.season(day)));
        week.and_then(|week| week.get(weekday)).copied().unwrap_or(CLOSED)
    }

    /// What is worked on a day by the week in force, exceptions aside.
    pub(super) fn week_pattern(&self, day: Day) -> Pattern {
        self.weekday_pattern(day, weekday_of(day))
    }

    /// Whether any work starts on a day.
    pub(super) fn is_worked(&self, day: Day) -> bool {
        let pattern = self.special(day).map_or_else(|| self.week_pattern(day), |special| special.pattern);
        pattern != CLOSED && self.intervals(PlacedDay { day, pattern, offset: None }).next().is_some()
    }

    /// The days of `range` one after another: what [`placed`](Self::placed) says of each, at a fraction of its cost.
    pub(super) fn place(&self, range: std::ops::Range<Day>) -> impl Iterator<Item = PlacedDay> {
        let mut steady_since = range.start - 1;
        let mut last = offset_at(self.zone, midnight(range.start - 1));
        let mut probed = range.start - 1;
        let mut upcoming = self.specials.partition_point(|special| special.day < range.start);
        let mut season = self.seasons.partition_point(|&(from, _)| from <= range.start);
        let mut week = self.weeks.get(usize::from(self.season(range.start)));
        range.map(move |day| {
            while let Some(&(_, number)) = self.seasons.get(season).filter(|&&(from, _)| from <= day) {
                season += 1;
                week = self.weeks.get(usize::from(number));
            }
            while probed < day + STEADY_AFTER {
                probed += 1;
                let offset = offset_at(self.zone, midnight(probed));
                if offset != last {
                    (last, steady_since) = (offset, probed);
                }
            }
            let pattern = match self.specials.get(upcoming) {
                Some(special) if special.day == day => {
                    upcoming += 1;
                    special.pattern
                }
                _ if (0..DAYS).contains(&day) => {
                    week.and_then(|week| week.get(weekday_of(day))).copied().unwrap_or(CLOSED)
                }
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
            let opening = start + i64::from(hours.start) * 60;
            let closing = start + i64::from(hours.end) * 60;
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
pub(super) struct Patterns {
    ids: BTreeMap<Box<[Stretch]>, Pattern>,
}

impl Default for Patterns {
    fn default() -> Self {
        Self { ids: BTreeMap::from([(Box::default(), CLOSED)]) }
    }
}

impl Patterns {
    pub(super) fn of(&mut self, hours: &[Stretch]) -> Result<Pattern, CalendarError> {
        if let Some(&id) = self.ids.get(hours) {
            return Ok(id);
        }
        let next = Pattern::try_from(self.ids.len()).map_err(|_| CalendarError::TooVaried)?;
        self.ids.insert(hours.into(), next);
        Ok(next)
    }

    fn list(&self) -> Vec<Box<[Stretch]>> {
        let mut patterns: Vec<_> = self.ids.iter().map(|(hours, &id)| (id, hours.clone())).collect();
        patterns.sort_unstable();
        patterns.into_iter().map(|(_, hours)| hours).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Weekday;

    #[test]
    fn the_constants_agree_with_chrono() {
        assert_eq!(FIRST_DAY.num_days_from_ce(), FIRST_DAY_CE);
        assert_eq!(FIRST_DAY.and_time(chrono::NaiveTime::MIN).and_utc().timestamp(), FIRST_DAY_SECONDS);
        assert_eq!(day_of(LAST_DAY), DAYS - 1);
        assert_eq!(FIRST_DAY.weekday(), Weekday::Wed);
    }
}
