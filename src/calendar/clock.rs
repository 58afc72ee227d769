//! Counting working time.

use chrono::{DateTime, TimeDelta, Utc};

use super::blocks::Block;
use super::instant::Seconds;
use super::worktime::{BLOCK_SECONDS, Moment, TimeBlock, block_start};
use super::{Calendar, Instant, SECOND};

impl Calendar {
    /// Whether an instant is working time: at the opening it is, at the closing no more.
    pub fn is_working_time(&self, at: DateTime<Utc>) -> bool {
        self.is_working_at(at.into())
    }

    /// The instant at which so much working time has passed since `from`; with a negative `time`, from which on so
    /// much passes until `from`. None when it lies beyond the horizon.
    ///
    /// Working time that runs out exactly at a closing ends at that closing, not at the next opening; backwards, what
    /// runs out at an opening ends there, not at the closing before. No time at all is `from` itself, worked or not.
    /// Both ends are precise to the microsecond.
    pub fn plus_working_time(&self, from: DateTime<Utc>, time: TimeDelta) -> Option<DateTime<Utc>> {
        let (whole, micros) = (time.num_seconds(), i64::from(time.subsec_nanos() / 1_000));
        if whole == 0 && micros == 0 {
            return Some(from);
        }
        self.shift(from.into(), whole, micros).map(DateTime::from)
    }

    /// The working time from one instant to another; negative when they are reversed. Beyond the horizon there is none.
    pub fn working_time(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        TimeDelta::microseconds(self.between(from.into(), to.into()))
    }

    /// When work next begins after an instant. At an instant of work this is the opening after the next closing; at an
    /// opening, the one after it. Breaks end with an opening; hours that touch have none between them.
    pub fn next_opening(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = Seconds::from(at);
        let from = if self.is_working(at) { self.closing_after(at)? } else { at };
        let opening = self.latest_with(from, 0, 0)?;
        self.is_working(opening).then_some(opening).map(DateTime::from)
    }

    /// When work next ends after an instant.
    pub fn next_closing(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = Seconds::from(at);
        let from = if self.is_working(at) { at } else { self.latest_with(at, 0, 0)? };
        self.closing_after(from).map(DateTime::from)
    }

    /// When work last began before an instant.
    pub fn previous_opening(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = Seconds::from(at);
        // A microsecond earlier is work if any work ends here or goes on.
        let before = at.plus(0, -1);
        let inside = if self.is_working(before) { before } else { self.earliest_with(at, 0, 0)?.plus(0, -1) };
        self.opening_before(inside).map(DateTime::from)
    }

    /// When work last ended before an instant. At an instant of work this is the closing before the last opening; at a
    /// closing, the one before it.
    pub fn previous_closing(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = Seconds::from(at);
        let before = at.plus(0, -1);
        let from = if self.is_working(before) { self.opening_before(before)? } else { at };
        let closing = self.earliest_with(from, 0, 0)?;
        self.is_working(closing.plus(0, -1)).then_some(closing).map(DateTime::from)
    }

    pub(crate) fn is_working_at(&self, at: Instant) -> bool {
        self.is_working(at.into())
    }

    /// The instant at which `micros` of working time have passed since `from`, or, if negative, will have passed at
    /// `from`: [`plus_working_time`](Self::plus_working_time) in the crate's own units.
    #[inline]
    pub(crate) fn plus_working(&self, from: Instant, micros: i64) -> Option<Instant> {
        if micros == 0 {
            return Some(from);
        }
        self.shift(from.into(), micros / SECOND, micros % SECOND).map(Instant::from)
    }

    /// Microseconds of working time from `from` to `to`, negative if reversed; none beyond the horizon.
    #[inline]
    pub(crate) fn working_between(&self, from: Instant, to: Instant) -> i64 {
        self.between(from.into(), to.into())
    }

    fn is_working(&self, at: Seconds) -> bool {
        self.time_block(at).is_some_and(|(block, moment)| block.is_working(moment.second))
    }

    #[inline]
    fn between(&self, from: Seconds, to: Seconds) -> i64 {
        let ((from_block, from_worked), (to_block, to_worked)) = (self.worked_before(from), self.worked_before(to));
        let mut whole = to_worked.whole - from_worked.whole;
        if from_block != to_block {
            let base = |index| self.0.time.base(&self.0.rules, index).unwrap_or(0);
            whole += base(to_block) - base(from_block);
        }
        whole * SECOND + (to_worked.micros - from_worked.micros)
    }

    /// The block of an instant, and its place there. None outside the horizon.
    #[inline]
    fn time_block(&self, at: Seconds) -> Option<(&TimeBlock, Moment)> {
        let moment = Moment::of(at)?;
        Some((self.0.time.get(&self.0.rules, moment.block)?, moment))
    }

    /// The block of an instant and the working time of the block before it; before the horizon none, after it all.
    #[inline]
    fn worked_before(&self, at: Seconds) -> (usize, Seconds) {
        if let Some((block, moment)) = self.time_block(at) {
            return (moment.block, block.worked_before(moment));
        }
        let block = if at.whole < block_start(0) { 0 } else { self.0.time.len() };
        (block, Seconds { whole: 0, micros: 0 })
    }

    /// Working time, of one sign and not none, counted from an instant.
    #[inline]
    fn shift(&self, from: Seconds, whole: i64, micros: i64) -> Option<Seconds> {
        if whole > 0 || micros > 0 {
            self.earliest_with(from, whole, micros)
        } else {
            self.latest_with(from, whole, micros)
        }
    }

    /// The first instant by which so much more has been worked than by `from`: at an end of work, its closing.
    #[inline]
    fn earliest_with(&self, from: Seconds, whole: i64, micros: i64) -> Option<Seconds> {
        // The microsecond that is the last to be worked lies in an interval, and ends at the instant sought.
        let (block, moment) = self.time_block(from)?;
        let last = block.worked_before(moment).plus(whole, micros - 1);
        Some(self.instant_of(moment.block, block, last)?.plus(0, 1))
    }

    /// The last instant by which no more than so much more (or less, if negative) has been worked than by `from`: at
    /// an end of work, the next opening.
    #[inline]
    fn latest_with(&self, from: Seconds, whole: i64, micros: i64) -> Option<Seconds> {
        let (block, moment) = self.time_block(from)?;
        let next = block.worked_before(moment).plus(whole, micros);
        self.instant_of(moment.block, block, next)
    }

    /// When the microsecond of work that follows `worked` passes, which is counted from the start of block `index`.
    #[inline]
    fn instant_of(&self, index: usize, block: &TimeBlock, worked: Seconds) -> Option<Seconds> {
        let (index, second) = if (0..block.total()).contains(&worked.whole) {
            (index, block.second_of(worked.whole)?)
        } else {
            let (index, second) = self.0.time.locate(&self.0.rules, index, worked.whole)?;
            (index, self.0.time.get(&self.0.rules, index)?.second_of(second)?)
        };
        Some(Seconds { whole: block_start(index) + second, micros: worked.micros })
    }

    /// When the work that goes on at `at` ends. None if that is where the horizon ends, or there is none.
    fn closing_after(&self, at: Seconds) -> Option<Seconds> {
        let (block, moment) = self.time_block(at)?;
        let (_, end) = block.interval_at(moment.second)?;
        let mut closing = block_start(moment.block) + i64::from(end);
        // The edge of a block cuts what lies across it.
        for next in moment.block + 1..self.0.time.len() {
            match self.0.time.get(&self.0.rules, next)?.interval_at(0) {
                Some((_, end)) if closing == block_start(next) => closing += i64::from(end),
                _ => break,
            }
        }
        let horizon = self.end_of_day(Self::LAST_DAY).seconds();
        (closing < horizon).then_some(Seconds { whole: closing, micros: 0 })
    }

    /// When the work that goes on at `at` began. None if that is where the horizon begins, or there is none.
    fn opening_before(&self, at: Seconds) -> Option<Seconds> {
        let (block, moment) = self.time_block(at)?;
        let (start, _) = block.interval_at(moment.second)?;
        let mut opening = block_start(moment.block) + i64::from(start);
        for previous in (0..moment.block).rev() {
            match self.0.time.get(&self.0.rules, previous)?.interval_at(BLOCK_SECONDS - 1) {
                Some((start, BLOCK_SECONDS)) if opening == block_start(previous + 1) => {
                    opening = block_start(previous) + i64::from(start);
                }
                _ => break,
            }
        }
        let horizon = self.start_of_day(Self::FIRST_DAY).seconds();
        (opening > horizon).then_some(Seconds { whole: opening, micros: 0 })
    }
}
