//! The clock that a handoff runs on.

use super::graph::Clock;
use crate::calendar::{Calendar, Instant};

/// An instant after everything, in place of one beyond a calendar's horizon.
const FAR: Instant = Instant(i64::MAX);

/// Working time, or for rules in elapsed hours the time on the wall.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pace<'c> {
    Elapsed,
    Working(&'c Calendar),
}

impl Clock for Pace<'_> {
    fn between(self, from: Instant, to: Instant) -> i64 {
        match self {
            Self::Elapsed => to.since(from),
            Self::Working(calendar) => calendar.working_between(from, to),
        }
    }

    fn plus(self, from: Instant, micros: i64) -> Instant {
        match self {
            Self::Elapsed => from.plus(micros),
            Self::Working(calendar) => calendar.plus_working(from, micros).unwrap_or(FAR),
        }
    }
}
