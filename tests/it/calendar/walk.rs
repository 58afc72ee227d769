//! A calendar read the obvious way, from day to day.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Offset, TimeZone};
use chrono_tz::Tz;
use interdept::calendar::CalendarSpec;

use super::naive;

/// A calendar read the obvious way: the intervals of a stretch of days, in order.
pub(super) struct Walk {
    pub(super) from: NaiveDate,
    /// The intervals that start on each date.
    pub(super) days: Vec<Vec<(i64, i64)>>,
    pub(super) merged: Vec<(i64, i64)>,
}

/// The instants, in seconds, at which the clocks of a zone show a local time, by trying every offset around it.
pub(super) fn readings(zone: Tz, local: i64) -> Vec<i64> {
    let offset = |utc: i64| {
        i64::from(
            zone.offset_from_utc_datetime(&DateTime::from_timestamp(utc, 0).unwrap().naive_utc())
                .fix()
                .local_minus_utc(),
        )
    };
    let mut offsets: Vec<i64> = (-32..=32).map(|hour| offset(local + hour * 3600)).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let mut found: Vec<i64> = offsets.iter().map(|o| local - o).filter(|&utc| offset(utc) == local - utc).collect();
    found.sort_unstable();
    // In a gap the offset was smaller before: it carries the time forward by the gap.
    if found.is_empty() { vec![local - offsets[0]] } else { found }
}

impl Walk {
    pub(super) fn new(spec: &CalendarSpec, from: NaiveDate, days: u64) -> Self {
        // Substitutes of holidays before the stretch may lie in it.
        let lead = 100;
        let all = (from - Days::new(lead)).iter_days().take(usize::try_from(lead + days).unwrap());
        let mut by_day: BTreeMap<_, _> = all.map(|day| (day, Self::intervals(spec, day))).collect();
        naive::substitute(spec, &mut by_day);
        let days: Vec<_> = by_day.into_iter().filter(|(day, _)| *day >= from).map(|(_, intervals)| intervals).collect();
        let mut all: Vec<(i64, i64)> = days.concat();
        all.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::new();
        for (start, end) in all {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        Self { from, days, merged }
    }

    pub(super) fn intervals(spec: &CalendarSpec, day: NaiveDate) -> Vec<(i64, i64)> {
        Self::placed(spec, day, &naive::hours(spec, day, &|_| true))
    }

    /// Minutes of a day on the time line.
    pub(super) fn placed(spec: &CalendarSpec, day: NaiveDate, hours: &[(i64, i64)]) -> Vec<(i64, i64)> {
        let midnight = day.and_time(NaiveTime::MIN).and_utc().timestamp();
        let skipped = readings(spec.zone, midnight)[0] == readings(spec.zone, midnight + 86_400)[0];
        let mut placed = Vec::new();
        for hours in hours.iter().filter(|_| !skipped) {
            let start = *readings(spec.zone, midnight + hours.0 * 60).first().unwrap();
            let end = *readings(spec.zone, midnight + hours.1 * 60).last().unwrap();
            if start < end {
                placed.push((start, end));
            }
        }
        placed.sort_unstable();
        placed
    }

    pub(super) fn worked(&self, date: NaiveDate) -> bool {
        usize::try_from((date - self.from).num_days())
            .ok()
            .and_then(|at| self.days.get(at))
            .is_some_and(|d| !d.is_empty())
    }

    /// Microseconds of work between two instants given in microseconds.
    pub(super) fn between(&self, from: i64, to: i64) -> i64 {
        let overlap = |&(start, end): &(i64, i64)| ((end * 1_000_000).min(to) - (start * 1_000_000).max(from)).max(0);
        self.merged.iter().map(overlap).sum()
    }

    pub(super) fn add(&self, from: i64, mut left: i64) -> Option<i64> {
        for &(start, end) in &self.merged {
            let (start, end) = ((start * 1_000_000).max(from), end * 1_000_000);
            if end > start {
                if left <= end - start {
                    return Some(start + left);
                }
                left -= end - start;
            }
        }
        None
    }

    pub(super) fn subtract(&self, from: i64, mut left: i64) -> Option<i64> {
        for &(start, end) in self.merged.iter().rev() {
            let (start, end) = (start * 1_000_000, (end * 1_000_000).min(from));
            if end > start {
                if left <= end - start {
                    return Some(end - left);
                }
                left -= end - start;
            }
        }
        None
    }

    pub(super) fn plus_days(&self, mut date: NaiveDate, n: i64) -> NaiveDate {
        for _ in 0..n.abs() {
            loop {
                date = if n > 0 { date.succ_opt() } else { date.pred_opt() }.unwrap();
                if self.worked(date) {
                    break;
                }
            }
        }
        date
    }
}
