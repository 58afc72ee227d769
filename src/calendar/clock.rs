//! Counting working time.

use chrono::{DateTime, TimeDelta, Utc};

use super::blocks::Block;
use super::worktime::{Interval, TimeBlock, block_start, split};
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
    pub fn add_working_time(&self, from: DateTime<Utc>, time: TimeDelta) -> Option<DateTime<Utc>> {
        let micros = time.num_microseconds()?;
        if micros == 0 {
            return Some(from);
        }
        self.plus_working(from.into(), micros).map(DateTime::from)
    }

    /// The working time from one instant to another; negative when they are reversed. Beyond the horizon there is none.
    pub fn working_time(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        TimeDelta::microseconds(self.working_between(from.into(), to.into()))
    }

    /// When work next begins after an instant. At an instant of work this is the opening after the next closing; at an
    /// opening, the one after it. Breaks end with an opening; hours that touch have none between them.
    pub fn next_opening(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = Instant::from(at);
        let from = if self.is_working_at(at) { self.closing_after(at)? } else { at };
        let opening = self.latest_with(from, 0)?;
        self.is_working_at(opening).then_some(opening).map(DateTime::from)
    }

    /// When work next ends after an instant.
    pub fn next_closing(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = Instant::from(at);
        let from = if self.is_working_at(at) { at } else { self.latest_with(at, 0)? };
        self.closing_after(from).map(DateTime::from)
    }

    /// When work last began before an instant.
    pub fn previous_opening(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = Instant::from(at);
        // A microsecond earlier is work if any work ends here or goes on.
        let before = at.plus(-1);
        let inside = if self.is_working_at(before) { before } else { self.earliest_with(at, 0)?.plus(-1) };
        self.opening_before(inside).map(DateTime::from)
    }

    /// When work last ended before an instant. At an instant of work this is the closing before the last opening; at a
    /// closing, the one before it.
    pub fn previous_closing(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = Instant::from(at);
        let before = at.plus(-1);
        let from = if self.is_working_at(before) { self.opening_before(before)? } else { at };
        let closing = self.earliest_with(from, 0)?;
        self.is_working_at(closing.plus(-1)).then_some(closing).map(DateTime::from)
    }

    pub(crate) fn is_working_at(&self, at: Instant) -> bool {
        self.time_block(at)
            .is_some_and(|(_, block, micros)| block.interval_at(micros).is_some_and(|interval| micros < interval.end))
    }

    /// The instant at which `micros` of working time have passed since `from`, or, if negative, will have passed at
    /// `from`: [`add_working_time`](Self::add_working_time) without the wrapping.
    #[inline]
    pub(crate) fn plus_working(&self, from: Instant, micros: i64) -> Option<Instant> {
        match micros {
            0 => Some(from),
            1.. => self.earliest_with(from, micros),
            _ => self.latest_with(from, micros),
        }
    }

    /// Microseconds of working time from `from` to `to`, negative if reversed; none beyond the horizon.
    #[inline]
    pub(crate) fn working_between(&self, from: Instant, to: Instant) -> i64 {
        let ((from_index, from_worked), (to_index, to_worked)) = (self.worked_before(from), self.worked_before(to));
        let within = to_worked - from_worked;
        if from_index == to_index {
            return within;
        }
        let base = |index| self.0.time.base(&self.0.rules, index).unwrap_or(0);
        within + (base(to_index) - base(from_index)) * SECOND
    }

    /// The block of an instant, with its number and the microseconds since it starts. None outside the horizon.
    #[inline]
    fn time_block(&self, at: Instant) -> Option<(usize, &TimeBlock, i64)> {
        let (index, micros) = split(at);
        let index = usize::try_from(index).ok()?;
        Some((index, self.0.time.get(&self.0.rules, index)?, micros))
    }

    /// The block of an instant and the working time of the block before it; before the horizon none, after it all.
    #[inline]
    fn worked_before(&self, at: Instant) -> (usize, i64) {
        match self.time_block(at) {
            Some((index, block, micros)) => (index, block.worked_before(micros)),
            None if at < block_start(0) => (0, 0),
            None => (self.0.time.len(), 0),
        }
    }

    /// The first instant by which `micros` more have been worked than by `from`: at an end of work, its closing.
    #[inline]
    fn earliest_with(&self, from: Instant, micros: i64) -> Option<Instant> {
        let (index, block, at) = self.time_block(from)?;
        let target = block.worked_before(at).checked_add(micros)?;
        self.instant_of(index, block, target, (target - 1).div_euclid(SECOND))
    }

    /// The last instant by which no more than `micros` more (or fewer, if negative) have been worked than by `from`: at
    /// an end of work, the next opening.
    #[inline]
    fn latest_with(&self, from: Instant, micros: i64) -> Option<Instant> {
        let (index, block, at) = self.time_block(from)?;
        let target = block.worked_before(at).checked_add(micros)?;
        self.instant_of(index, block, target, target.div_euclid(SECOND))
    }

    /// When working time `target`, counted in microseconds from the start of block `index`, is reached in the interval
    /// that holds the working second `second`.
    #[inline]
    fn instant_of(&self, index: usize, block: &TimeBlock, target: i64, second: i64) -> Option<Instant> {
        if (0..block.total()).contains(&second) {
            let interval = block.interval_of(second)?;
            return Some(block_start(index).plus(interval.start + target - interval.before));
        }
        let (found, second_there) = self.0.time.locate(&self.0.rules, index, second)?;
        let interval = self.0.time.get(&self.0.rules, found)?.interval_of(second_there)?;
        let target = target - (second - second_there) * SECOND;
        Some(block_start(found).plus(interval.start + target - interval.before))
    }

    /// When the work that goes on at `at` ends. None if that is where the horizon ends, or there is none.
    fn closing_after(&self, at: Instant) -> Option<Instant> {
        let (index, _, micros) = self.time_block(at)?;
        let mut closing = block_start(index).plus(self.interval_at(index, micros)?.end);
        // The edge of a block cuts what lies across it.
        for next in index + 1..self.0.time.len() {
            match self.interval_at(next, 0) {
                Some(rest) if closing == block_start(next) => closing = closing.plus(rest.end),
                _ => break,
            }
        }
        (closing < self.end_of_day(Self::LAST_DAY)).then_some(closing)
    }

    /// When the work that goes on at `at` began. None if that is where the horizon begins, or there is none.
    fn opening_before(&self, at: Instant) -> Option<Instant> {
        let (index, _, micros) = self.time_block(at)?;
        let mut opening = block_start(index).plus(self.interval_at(index, micros)?.start);
        for previous in (0..index).rev() {
            let edge = block_start(previous + 1).since(block_start(previous));
            match self.interval_at(previous, edge - 1) {
                Some(rest) if rest.end == edge && opening == block_start(previous + 1) => {
                    opening = block_start(previous).plus(rest.start);
                }
                _ => break,
            }
        }
        (opening > self.start_of_day(Self::FIRST_DAY)).then_some(opening)
    }

    fn interval_at(&self, index: usize, micros: i64) -> Option<Interval> {
        self.0.time.get(&self.0.rules, index)?.interval_at(micros)
    }
}
