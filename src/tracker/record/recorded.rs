//! What became of an event when it was recorded.

use std::fmt;

use serde::Serialize;

/// What became of an event that was accepted.
///
/// Events are numbered in the order of recording, from 1; a number stays an event's own, also under other agreements.
///
/// ```
/// use interdept::tracker::{Recorded, Tracker};
/// use interdept::{Event, Network};
/// let network = Network::load("fixtures/dealership")?;
/// let mut tracker = Tracker::new(network);
/// let at = "2026-11-20T15:00:00+08:00".parse()?;
/// let sold = Event::new("vehicle-delivered", at).case("c-17").id("crm-1");
/// assert_eq!(tracker.record(&sold)?, Recorded::New { seq: 1 });
/// // The sender did not hear the answer, and sends it again.
/// assert_eq!(tracker.record(&sold)?, Recorded::Duplicate { of: 1 });
/// // Another event under that id: both are kept, and what they say decides which one stands.
/// let other = Event::new("vehicle-delivered", at).case("c-18").id("crm-1");
/// assert_eq!(tracker.record(other)?, Recorded::Conflict { seq: 2, with: 1 });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "result", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Recorded {
    /// It is recorded.
    #[serde(rename = "recorded")]
    New {
        /// Its number.
        seq: u64,
    },
    /// It says what an event says that is recorded already, its id included: nothing was added.
    #[serde(rename = "same")]
    Duplicate {
        /// The number of that event.
        of: u64,
    },
    /// It is recorded, beside another with the same id and other content. The least of them by instant, event and
    /// content stands; a [judgement](crate::tracker::Judgement::ignored_rows) lists the others.
    Conflict {
        /// Its number.
        seq: u64,
        /// The number of the first event with that id.
        with: u64,
    },
}

impl Recorded {
    /// The number under which the event is recorded, now or before.
    pub const fn seq(self) -> u64 {
        match self {
            Self::New { seq } | Self::Conflict { seq, .. } | Self::Duplicate { of: seq } => seq,
        }
    }

    /// A stable name for programs: `recorded`, `same`, `conflict`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New { .. } => "recorded",
            Self::Duplicate { .. } => "same",
            Self::Conflict { .. } => "conflict",
        }
    }
}

impl fmt::Display for Recorded {
    /// Writes the name and the number: `recorded 17`, `same 17`, `conflict 18 with 17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.as_str(), self.seq())?;
        match self {
            Self::Conflict { with, .. } => write!(f, " with {with}"),
            Self::New { .. } | Self::Duplicate { .. } => Ok(()),
        }
    }
}
