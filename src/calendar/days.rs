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
    /// For each day, where its offset stands in `offsets`; beyond them for days near a change.
    offset: Box<[u8]>,
    offsets: Box<[i32]>,
}

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
        let (mut rank, mut select, mut pattern, mut offset) = (vec![0], vec![], vec![], vec![]);
        let mut offsets = Vec::new();
        for placed in rules.place(first..first + BLOCK_DAYS) {
            let is_worked =
                placed.pattern != CLOSED && (placed.offset.is_some() || rules.intervals(placed).next().is_some());
            if is_worked {
                select.extend(date_of(placed.day));
            }
            rank.push(u16::try_from(select.len()).unwrap_or(u16::MAX));
            pattern.push(if is_worked { placed.pattern } else { CLOSED });
            offset.push(placed.offset.map_or(u8::MAX, |offset| place_in(&mut offsets, offset)));
        }
        offsets.truncate(usize::from(u8::MAX));
        Self {
            rank: rank.into(),
            select: select.into(),
            pattern: pattern.into(),
            offset: offset.into(),
            offsets: offsets.into(),
        }
    }

    #[inline]
    fn total(&self) -> i64 {
        i64::try_from(self.select.len()).unwrap_or(i64::MAX)
    }
}

/// Where an offset stands among those seen.
fn place_in(offsets: &mut Vec<i32>, offset: i32) -> u8 {
    let at = offsets.iter().rposition(|&seen| seen == offset).unwrap_or_else(|| {
        offsets.push(offset);
        offsets.len() - 1
    });
    u8::try_from(at).unwrap_or(u8::MAX)
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
        let offset = self.offsets.get(usize::from(*self.offset.get(at)?)).copied();
        Some(PlacedDay { day, pattern: *self.pattern.get(at)?, offset })
    }

    pub(super) fn bytes(&self) -> usize {
        let days = size_of_val(&*self.rank) + size_of_val(&*self.select);
        days + size_of_val(&*self.pattern) + size_of_val(&*self.offset) + size_of_val(&*self.offsets)
    }
}
