//! Working days by number: rank and select.

use chrono::NaiveDate;

use super::blocks::{BLOCK_DAYS, Block};
use super::rules::{CLOSED, Day, Pattern, PlacedDay, Rules, date_of};

/// The days of a block: which are worked, how many before each, and where each is on the time line.
#[derive(Debug)]
pub(super) struct DayBlock {
    /// For each day, and for the day after the last, how many working days of the block come before it.
    rank: Box<[u16]>,
    /// The working days.
    select: Box<[NaiveDate]>,
    pattern: Box<[Pattern]>,
    /// The offset of each day, or [`UNSTEADY`].
    offset: Box<[i32]>,
}

/// Marks days near a change of the zone's offset.
const UNSTEADY: i32 = i32::MIN;

/// The block of a day and its place there; none outside the horizon.
#[inline]
pub(super) fn split(day: Day) -> Option<(usize, usize)> {
    let day = usize::try_from(day).ok()?;
    Some((day / BLOCK_DAYS as usize, day % BLOCK_DAYS as usize))
}

/// The first day of a block.
#[inline]
pub(super) fn first_day(block: usize) -> Day {
    Day::try_from(block).unwrap_or(Day::MAX).saturating_mul(BLOCK_DAYS)
}

impl Block for DayBlock {
    fn build(rules: &Rules, index: usize) -> Self {
        let first = first_day(index);
        let mut block =
            Self { rank: Box::default(), select: Box::default(), pattern: Box::default(), offset: Box::default() };
        let (mut rank, mut select, mut pattern, mut offset) = (vec![0], vec![], vec![], vec![]);
        for placed in rules.place(first..first + BLOCK_DAYS) {
            let is_worked =
                placed.pattern != CLOSED && (placed.offset.is_some() || rules.intervals(placed).next().is_some());
            if is_worked {
                select.extend(date_of(placed.day));
            }
            rank.push(u16::try_from(select.len()).unwrap_or(u16::MAX));
            pattern.push(if is_worked { placed.pattern } else { CLOSED });
            offset.push(placed.offset.unwrap_or(UNSTEADY));
        }
        block.rank = rank.into();
        block.select = select.into();
        block.pattern = pattern.into();
        block.offset = offset.into();
        block
    }

    #[inline]
    fn total(&self) -> i64 {
        i64::try_from(self.select.len()).unwrap_or(i64::MAX)
    }
}

impl DayBlock {
    /// How many working days of the block come before a day of it; one past its last day is allowed.
    #[inline]
    pub(super) fn rank(&self, at: usize) -> Option<i64> {
        self.rank.get(at).map(|&rank| i64::from(rank))
    }

    /// The working day number `rank` of the block.
    #[inline]
    pub(super) fn select(&self, rank: i64) -> Option<NaiveDate> {
        self.select.get(usize::try_from(rank).ok()?).copied()
    }

    #[inline]
    pub(super) fn is_working(&self, at: usize) -> bool {
        self.pattern.get(at).is_some_and(|&pattern| pattern != CLOSED)
    }

    /// Its day number `at`, which is day `day` of the horizon, on the time line.
    #[inline]
    pub(super) fn placed(&self, at: usize, day: Day) -> Option<PlacedDay> {
        let offset = *self.offset.get(at)?;
        Some(PlacedDay { day, pattern: *self.pattern.get(at)?, offset: (offset != UNSTEADY).then_some(offset) })
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.rank) + size_of_val(&*self.select) + size_of_val(&*self.pattern) + size_of_val(&*self.offset)
    }
}
