//! The clock on which a length of time runs.

use super::{Calendar, Instant};

/// Working time on a calendar, or the time on the wall for what counts elapsed hours.
///
/// Deadlines, delay, the outlook and the lints all ask this one clock how long something took and when it would be done.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pace<'c> {
    Elapsed,
    Working(&'c Calendar),
}

impl<'c> Pace<'c> {
    pub(crate) fn new(counts_elapsed: bool, calendar: &'c Calendar) -> Self {
        if counts_elapsed { Self::Elapsed } else { Self::Working(calendar) }
    }

    pub(crate) fn counts_elapsed(self) -> bool {
        matches!(self, Self::Elapsed)
    }

    /// Microseconds counted from one instant to another; negative if the other comes first.
    pub(crate) fn between(self, from: Instant, to: Instant) -> i64 {
        match self {
            Self::Elapsed => to.since(from),
            Self::Working(calendar) => calendar.working_between(from, to),
        }
    }

    /// The first instant at which so many microseconds have been counted; none where that lies beyond the calendar.
    pub(crate) fn plus(self, from: Instant, micros: i64) -> Option<Instant> {
        match self {
            Self::Elapsed => Some(from.plus(micros)),
            Self::Working(calendar) => calendar.plus_working(from, micros),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{CalendarSpec, SECOND, Week};

    #[test]
    fn working_time_skips_the_night_and_elapsed_time_does_not() {
        let week = Week::parse([("mon-sun", ["09:00-17:00"].as_slice())]).unwrap();
        let calendar = Calendar::new(CalendarSpec::new("day".parse().unwrap(), chrono_tz::UTC, week)).unwrap();
        let at = |text: &str| Instant::from(text.parse::<chrono::DateTime<chrono::Utc>>().unwrap());
        let (from, to) = (at("2026-11-02T16:00:00Z"), at("2026-11-03T10:00:00Z"));
        for (counts_elapsed, hours) in [(true, 18), (false, 2)] {
            let pace = Pace::new(counts_elapsed, &calendar);
            assert_eq!(pace.counts_elapsed(), counts_elapsed);
            assert_eq!(pace.between(from, to), hours * 3_600 * SECOND);
            assert_eq!(pace.between(to, from), -hours * 3_600 * SECOND);
            assert_eq!(pace.plus(from, hours * 3_600 * SECOND), Some(to));
        }
    }
}
