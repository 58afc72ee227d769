//! Points in time as one integer.

use chrono::{DateTime, Utc};

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
///
/// Eight bytes that compare as integers, where a `DateTime` takes twelve and compares by fields. The public interface
/// speaks of `DateTime<Utc>`; this is what it computes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Instant(pub(crate) i64);

/// Microseconds in a second.
pub(crate) const SECOND: i64 = 1_000_000;

impl Instant {
    /// The instant `seconds` after the epoch; the nearest that can be represented beyond ±292,000 years.
    pub(crate) const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(SECOND))
    }

    /// Whole seconds since the epoch, rounded down.
    pub(crate) const fn seconds(self) -> i64 {
        self.0.div_euclid(SECOND)
    }

    /// This instant moved by a signed number of microseconds.
    pub(crate) const fn plus(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// Microseconds from `earlier` to this, negative if this comes first.
    pub(crate) const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_micros())
    }
}

impl From<Instant> for DateTime<Utc> {
    fn from(at: Instant) -> Self {
        let fallback = if at.0 < 0 { Self::MIN_UTC } else { Self::MAX_UTC };
        Self::from_timestamp_micros(at.0).unwrap_or(fallback)
    }
}
