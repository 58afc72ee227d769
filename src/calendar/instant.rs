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

/// A point in time, or a length of it, as whole seconds, rounded down, and the microseconds beyond: 0 to 999,999.
///
/// What is searched by the second stays in this form from end to end, without a division between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seconds {
    pub(super) whole: i64,
    pub(super) micros: i64,
}

impl Seconds {
    #[inline]
    pub(super) const fn of_micros(micros: i64) -> Self {
        Self { whole: micros.div_euclid(SECOND), micros: micros.rem_euclid(SECOND) }
    }

    /// The sum with whole seconds and microseconds, of which there are no more than a second's, in either direction.
    #[inline]
    pub(super) const fn plus(self, whole: i64, micros: i64) -> Self {
        let micros = self.micros + micros;
        let carry = if micros >= SECOND { 1 } else { 0 } - if micros < 0 { 1 } else { 0 };
        Self { whole: self.whole.saturating_add(whole + carry), micros: micros - carry * SECOND }
    }
}

impl From<Instant> for Seconds {
    #[inline]
    fn from(at: Instant) -> Self {
        Self::of_micros(at.0)
    }
}

impl From<Seconds> for Instant {
    #[inline]
    fn from(at: Seconds) -> Self {
        Self(at.whole.saturating_mul(SECOND).saturating_add(at.micros))
    }
}

impl From<DateTime<Utc>> for Seconds {
    #[inline]
    fn from(at: DateTime<Utc>) -> Self {
        Self { whole: at.timestamp(), micros: i64::from(at.timestamp_subsec_micros()).min(SECOND - 1) }
    }
}

impl From<Seconds> for DateTime<Utc> {
    #[inline]
    fn from(at: Seconds) -> Self {
        let nanos = u32::try_from(at.micros * 1_000).unwrap_or(0);
        let fallback = if at.whole < 0 { Self::MIN_UTC } else { Self::MAX_UTC };
        Self::from_timestamp(at.whole, nanos).unwrap_or(fallback)
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
