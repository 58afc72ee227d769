//! Where a deadline goes that falls on a day off.

use std::fmt;
use std::str::FromStr;

/// A business day convention: which working day stands for a date that is none.
///
/// The names are those of ISDA and `QuantLib`. A date that is a working day stays under every convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum Roll {
    /// The next working day.
    #[default]
    Following,
    /// The working day before.
    Preceding,
    /// The next working day, unless it lies in another month: then the one before.
    ModifiedFollowing,
    /// The working day before, unless it lies in another month: then the next.
    ModifiedPreceding,
    /// The next working day, unless it lies in another month, or past the 15th where the date does not: then the one
    /// before.
    HalfMonthModifiedFollowing,
    /// The nearer of the two, the next where both are as near.
    Nearest,
    /// The date itself.
    Unadjusted,
}

impl Roll {
    /// Every convention, in the order in which an error lists them.
    pub const ALL: [Self; 7] = [
        Self::Following,
        Self::Preceding,
        Self::ModifiedFollowing,
        Self::ModifiedPreceding,
        Self::HalfMonthModifiedFollowing,
        Self::Nearest,
        Self::Unadjusted,
    ];

    /// Its name: `modified-following`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Following => "following",
            Self::Preceding => "preceding",
            Self::ModifiedFollowing => "modified-following",
            Self::ModifiedPreceding => "modified-preceding",
            Self::HalfMonthModifiedFollowing => "half-month-modified-following",
            Self::Nearest => "nearest",
            Self::Unadjusted => "unadjusted",
        }
    }
}

impl fmt::Display for Roll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl serde::Serialize for Roll {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A text that names no [`Roll`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a roll: expected following, preceding, modified-following, modified-preceding, \
     half-month-modified-following, nearest or unadjusted"
)]
pub struct RollError(String);

impl FromStr for Roll {
    type Err = RollError;

    /// Reads a name as [`as_str`](Self::as_str) gives it; case does not matter.
    fn from_str(s: &str) -> Result<Self, RollError> {
        let named = |roll: &Self| roll.as_str().eq_ignore_ascii_case(s.trim());
        Self::ALL.into_iter().find(named).ok_or_else(|| RollError(s.chars().take(40).collect()))
    }
}
