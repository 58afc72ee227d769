//! Counting what was due, and the share of it that was met.

/// A share of a whole, kept exact. There is none of nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    part: u64,
    of: u64,
}

impl Ratio {
    /// `part` of `of`; none if there is nothing to take a part of. A part beyond the whole is the whole.
    ///
    /// ```
    /// use interdept::analysis::Ratio;
    /// assert_eq!(Ratio::new(3, 4).map(Ratio::value), Some(0.75));
    /// assert_eq!(Ratio::new(0, 0), None);
    /// ```
    pub fn new(part: u64, of: u64) -> Option<Self> {
        (of > 0).then_some(Self { part: part.min(of), of })
    }

    /// The part.
    pub fn part(self) -> u64 {
        self.part
    }

    /// The whole.
    pub fn of(self) -> u64 {
        self.of
    }

    /// The share, from 0 to 1.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts beyond 2^53 are not met, and the last digit would not matter"
    )]
    pub fn value(self) -> f64 {
        self.part as f64 / self.of as f64
    }

    /// The share in tenths of a per cent, rounded half up; but 1000 only for all of it and 0 only for none of it, so that
    /// "100.0%" never hides a miss.
    ///
    /// ```
    /// use interdept::analysis::Ratio;
    /// assert_eq!(Ratio::new(2, 3).map(Ratio::permille), Some(667));
    /// assert_eq!(Ratio::new(99_999, 100_000).map(Ratio::permille), Some(999));
    /// ```
    pub fn permille(self) -> u64 {
        let (part, of) = (u128::from(self.part), u128::from(self.of));
        let rounded = u64::try_from((part * 2000 + of) / (of * 2)).unwrap_or(1000);
        match (self.part, self.of - self.part) {
            (0, _) => 0,
            (_, 0) => 1000,
            _ => rounded.clamp(1, 999),
        }
    }
}

impl serde::Serialize for Ratio {
    /// The share as a number from 0 to 1.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}
