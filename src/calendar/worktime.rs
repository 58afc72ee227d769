//! Working time: intervals on the time line with running totals, searched both ways.

use super::blocks::{BLOCK_DAYS, Block};
use super::days::first_day;
use super::rules::{Day, Rules, midnight};
use super::slots::{PADDING, SlotIndex};
use super::{Instant, SECOND};

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

const BLOCK_SECONDS: u32 = BLOCK_DAYS as u32 * 86_400;

/// The first block starts before the horizon does, so that the first days of every zone are whole.
const LEAD_DAYS: Day = 2;

fn first_utc_day(index: usize) -> Day {
    first_day(index) - LEAD_DAYS
}

/// When a block starts.
#[inline]
pub(super) fn block_start(index: usize) -> Instant {
    Instant::from_seconds(midnight(first_utc_day(index)))
}

/// The block that holds an instant, and microseconds since the block started; the block number is negative before the
/// horizon.
#[inline]
pub(super) fn split(at: Instant) -> (i64, i64) {
    const BLOCK_MICROS: i64 = BLOCK_SECONDS as i64 * SECOND;
    let since = at.since(block_start(0));
    (since.div_euclid(BLOCK_MICROS), since.rem_euclid(BLOCK_MICROS))
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

/// An interval of a block, in microseconds since the block starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interval {
    pub(super) start: i64,
    pub(super) end: i64,
    /// Working time of the block before it.
    pub(super) before: i64,
}

impl TimeBlock {
    #[inline]
    fn interval(&self, at: usize) -> Option<Interval> {
        let start = i64::from(*self.starts.get(at)?) * SECOND;
        let before = i64::from(*self.sums.get(at)?) * SECOND;
        let after = i64::from(*self.sums.get(at + 1)?) * SECOND;
        Some(Interval { start, end: start + (after - before), before })
    }

    /// The last interval that starts at or before a moment of the block.
    #[inline]
    pub(super) fn interval_at(&self, micros: i64) -> Option<Interval> {
        let second = u32::try_from(micros / SECOND).ok()?;
        self.interval(self.by_start.last_at_most(&self.starts, second)?)
    }

    /// Working time of the block before a moment of it.
    #[inline]
    pub(super) fn worked_before(&self, micros: i64) -> i64 {
        self.interval_at(micros).map_or(0, |interval| interval.before + micros.min(interval.end) - interval.start)
    }

    /// The interval that holds working second number `second` of the block.
    #[inline]
    pub(super) fn interval_of(&self, second: i64) -> Option<Interval> {
        self.interval(self.by_sum.last_at_most(&self.sums, u32::try_from(second).ok()?)?)
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.starts) + size_of_val(&*self.sums) + self.by_start.bytes() + self.by_sum.bytes()
    }
}
