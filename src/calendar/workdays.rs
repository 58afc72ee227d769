//! Counting working days.

use chrono::{Datelike, NaiveDate};

use super::days::{DayBlock, split};
use super::rules::{DAYS, Day, day_of};
use super::{Calendar, Roll};

impl Calendar {
    /// Whether work starts on a date: false for a day off, and beyond the horizon.
    ///
    /// A date on which only the end of a night shift falls is no working day. Neither is one that the zone skipped, nor
    /// one whose only hours a change of the clocks leaves empty.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        self.day_block(day_of(date)).is_some_and(|(block, at)| block.is_working(at))
    }

    /// The `n`th working day after a date, which itself does not count; before it for a negative `n`. Zero is the date
    /// itself, worked or not. None when it lies beyond the horizon.
    ///
    /// Costs the same for every `n`.
    #[inline]
    pub fn plus_working_days(&self, date: NaiveDate, n: i64) -> Option<NaiveDate> {
        if n == 0 {
            return Some(date);
        }
        let day = day_of(date);
        if n > 0 { self.select_from(day.checked_add(1)?, n - 1) } else { self.select_from(day, n) }
    }

    /// How many working days lie after one date, up to and including another; negative when they are reversed.
    /// Beyond the horizon there are none.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use interdept::calendar::{Calendar, CalendarSpec, Week};
    /// # let week = Week::parse([("mon-fri", ["09:00-18:00"].as_slice())]).unwrap();
    /// # let office = Calendar::new(CalendarSpec::new("office".parse().unwrap(), chrono_tz::UTC, week)).unwrap();
    /// # let date = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    /// assert_eq!(office.working_days_between(date(20), date(23)), 1); // Friday to Monday
    /// assert_eq!(office.working_days_between(date(23), date(20)), -1);
    /// ```
    pub fn working_days_between(&self, after: NaiveDate, through: NaiveDate) -> i64 {
        self.rank_difference(day_of(after).saturating_add(1), day_of(through).saturating_add(1)).unwrap_or(0)
    }

    /// The `n`th working day of the dates from `first` to `last`, counted from 1. Where there are fewer, the last of
    /// them; none where there is none at all, or `n` is 0.
    pub fn nth_working_day(&self, first: NaiveDate, last: NaiveDate, n: u32) -> Option<NaiveDate> {
        let nth = self.select_from(day_of(first), i64::from(n.checked_sub(1)?));
        nth.filter(|date| *date <= last).or_else(|| self.last_working_day(first, last))
    }

    /// The last working day of the dates from `first` to `last`, if there is one.
    pub fn last_working_day(&self, first: NaiveDate, last: NaiveDate) -> Option<NaiveDate> {
        let end = day_of(last).saturating_add(1).min(DAYS);
        self.select_from(end, -1).filter(|date| (first..=last).contains(date))
    }

    /// The working day that stands for a date. None when the search for one leaves the horizon.
    pub fn roll(&self, date: NaiveDate, roll: Roll) -> Option<NaiveDate> {
        if roll == Roll::Unadjusted || self.is_working_day(date) {
            return Some(date);
        }
        let following = || self.plus_working_days(date, 1);
        let preceding = || self.plus_working_days(date, -1);
        let same_month = |other: &NaiveDate| (other.year(), other.month()) == (date.year(), date.month());
        match roll {
            Roll::Unadjusted => Some(date),
            Roll::Following => following(),
            Roll::Preceding => preceding(),
            Roll::ModifiedFollowing => following().filter(same_month).or_else(preceding),
            Roll::ModifiedPreceding => preceding().filter(same_month).or_else(following),
            Roll::HalfMonthModifiedFollowing => {
                let same_half = |other: &NaiveDate| same_month(other) && (date.day() > 15 || other.day() <= 15);
                following().filter(same_half).or_else(preceding)
            }
            Roll::Nearest => match (preceding(), following()) {
                (Some(before), Some(after)) if (date - before) < (after - date) => Some(before),
                (before, after) => after.or(before),
            },
        }
    }

    /// The block of a day, and the day's place in it.
    #[inline]
    pub(super) fn day_block(&self, day: Day) -> Option<(&DayBlock, usize)> {
        let (block, at) = split(day)?;
        Some((self.0.days.get(&self.0.rules, block)?, at))
    }

    /// The working day that comes `n` after the first one on or after `day`; `-1` is the last one before `day`.
    #[inline]
    fn select_from(&self, day: Day, n: i64) -> Option<NaiveDate> {
        if !(0..=DAYS).contains(&day) {
            return None;
        }
        let (index, at) = split(day)?;
        let block = self.0.days.get(&self.0.rules, index)?;
        let rank = block.rank(at)?.checked_add(n)?;
        block.select(rank).or_else(|| {
            let (index, rank) = self.0.days.locate(&self.0.rules, index, rank)?;
            self.0.days.get(&self.0.rules, index)?.select(rank)
        })
    }

    /// How many working days come before `to`, less those before `from`.
    fn rank_difference(&self, from: Day, to: Day) -> Option<i64> {
        let (from_index, from_at) = split(from.clamp(0, DAYS))?;
        let (to_index, to_at) = split(to.clamp(0, DAYS))?;
        let days = &self.0.days;
        let rank = |index, at| days.get(&self.0.rules, index)?.rank(at);
        let within = rank(to_index, to_at)? - rank(from_index, from_at)?;
        if from_index == to_index {
            return Some(within);
        }
        Some(within + days.base(&self.0.rules, to_index)? - days.base(&self.0.rules, from_index)?)
    }
}
