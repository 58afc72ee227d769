//! Working time: intervals on the time line with running totals, searched both ways.

use super::blocks::{BLOCK_DAYS, Block};
use super::days::first_day;
use super::instant::Seconds;
use super::rules::{Day, Rules, midnight};
use super::slots::{PADDING, SlotIndex};

/// The working time between two midnights UTC that lie [`BLOCK_DAYS`] days apart.
///
/// Zones, breaks, shifts past midnight and exceptions are resolved here once: what remains are sorted intervals that
/// neither touch nor overlap, in whole seconds since the block starts. An interval that lies across the block's edge is
/// cut there; the sums do not notice.
#[derive(Debug)]
pub(super) struct TimeBlock {
    /// Working seconds in all.
    total: i64,
    /// When each interval starts.
    starts: Box<[u32]>,
    /// Working seconds before each interval, and before the end.
    sums: Box<[u32]>,
    by_start: SlotIndex,
    by_sum: SlotIndex,
}

pub(super) const BLOCK_SECONDS: u32 = BLOCK_DAYS as u32 * 86_400;

/// The first block starts before the horizon does, so that the first days of every zone are whole.
const LEAD_DAYS: Day = 2;

fn first_utc_day(index: usize) -> Day {
    first_day(index) - LEAD_DAYS
}

/// When a block starts, in seconds since the epoch.
#[inline]
pub(super) fn block_start(index: usize) -> i64 {
    midnight(first_utc_day(index))
}

/// A moment of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// The block's number.
    pub(super) block: usize,
    /// Whole seconds since the block started.
    pub(super) second: u32,
    /// And microseconds since that second did.
    pub(super) micros: i64,
}

impl Moment {
    /// The moment of an instant; none before the horizon.
    #[inline]
    pub(super) fn of(at: Seconds) -> Option<Self> {
        let second = u64::try_from(at.whole.saturating_sub(block_start(0))).ok()?;
        let block = usize::try_from(second / u64::from(BLOCK_SECONDS)).ok()?;
        Some(Self { block, second: u32::try_from(second % u64::from(BLOCK_SECONDS)).ok()?, micros: at.micros })
    }
}

impl Block for TimeBlock {
    fn build(rules: &Rules, index: usize) -> Self {
        let first = first_utc_day(index);
        let origin = midnight(first);
        let clip = |seconds: i64| u32::try_from((seconds - origin).max(0)).unwrap_or(u32::MAX).min(BLOCK_SECONDS);
        // A night shift may begin two local days before the block does, and the zone may lie a day off.
        let days = rules.place(first - 4..first + BLOCK_DAYS + 3);
        let mut placed: Vec<(u32, u32)> = days
            .flat_map(|day| rules.intervals(day))
            .map(|(opening, closing)| (clip(opening), clip(closing)))
            .filter(|(opening, closing)| opening < closing)
            .collect();
        // A change of offset can bring openings out of order.
        if !placed.is_sorted() {
            placed.sort_unstable();
        }
        let merged = merge(placed);
        let starts: Box<[u32]> = merged.iter().map(|&(opening, _)| opening).chain(PADDING).collect();
        let mut sum = 0;
        let running = merged.iter().map(|&(opening, closing)| {
            sum += closing - opening;
            sum
        });
        let sums: Box<[u32]> = std::iter::once(0).chain(running).chain(PADDING).collect();
        let by_start = SlotIndex::new(&starts, merged.len(), BLOCK_SECONDS);
        let by_sum = SlotIndex::new(&sums, merged.len(), sum);
        Self { total: i64::from(sum), starts, sums, by_start, by_sum }
    }

    #[inline]
    fn total(&self) -> i64 {
        self.total
    }
}

/// Joins sorted intervals that touch or overlap.
fn merge(sorted: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    let mut merged: Vec<(u32, u32)> = Vec::with_capacity(sorted.len());
    for (opening, closing) in sorted {
        match merged.last_mut() {
            Some((_, end)) if opening <= *end => *end = (*end).max(closing),
            _ => merged.push((opening, closing)),
        }
    }
    merged
}

impl TimeBlock {
    /// The start and the end of an interval, and the working seconds before it.
    #[inline]
    fn interval(&self, at: usize) -> Option<(u32, u32, u32)> {
        let (start, before, after) = (*self.starts.get(at)?, *self.sums.get(at)?, *self.sums.get(at + 1)?);
        Some((start, start + (after - before), before))
    }

    /// The start and the end of the last interval that starts in a second of the block, or before it.
    #[inline]
    pub(super) fn interval_at(&self, second: u32) -> Option<(u32, u32)> {
        let (start, end, _) = self.interval(self.by_start.last_at_most(&self.starts, second)?)?;
        Some((start, end))
    }

    #[inline]
    pub(super) fn is_working(&self, second: u32) -> bool {
        self.interval_at(second).is_some_and(|(_, end)| second < end)
    }

    /// The work in the block before a moment of it.
    #[inline]
    pub(super) fn worked_before(&self, moment: Moment) -> Seconds {
        let found = self.by_start.last_at_most(&self.starts, moment.second).and_then(|at| self.interval(at));
        let Some((start, end, before)) = found else {
            return Seconds { whole: 0, micros: 0 };
        };
        let whole = before + (moment.second.min(end) - start);
        Seconds { whole: i64::from(whole), micros: if moment.second < end { moment.micros } else { 0 } }
    }

    /// The second of the block in which its working second number `worked` passes.
    #[inline]
    pub(super) fn second_of(&self, worked: i64) -> Option<i64> {
        let worked = u32::try_from(worked).ok()?;
        let at = self.by_sum.last_at_most(&self.sums, worked)?;
        Some(i64::from(*self.starts.get(at)? + (worked - *self.sums.get(at)?)))
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.starts) + size_of_val(&*self.sums) + self.by_start.bytes() + self.by_sum.bytes()
    }
}
