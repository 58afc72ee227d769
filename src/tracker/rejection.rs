//! Why a row is not accepted.

use std::fmt;

use chrono::{DateTime, Utc};

/// Why an event cannot be recorded, or why a recorded one does not stand.
///
/// The texts of the row that are quoted are cut to [`Quoted`]'s length, however long the row was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// The event's name is neither a milestone nor one of the events with a meaning of their own.
    #[error(
        "unknown event `{name}`: neither a milestone of the agreements nor one of requested, delivered, accepted, \
         rejected, paused, resumed, extended, waived, rated, complained, resolved, voided{}",
        Near(nearest)
    )]
    UnknownEvent {
        /// The name.
        name: Quoted,
        /// The event or milestone that was probably meant.
        nearest: Option<Quoted>,
    },
    /// No agreement has this obligation.
    #[error("unknown obligation `{id}`{}", Near(nearest))]
    UnknownObligation {
        /// The id.
        id: Quoted,
        /// The obligation that was probably meant.
        nearest: Option<Quoted>,
    },
    /// No agreement has this department.
    #[error("unknown department `{id}`{}", Near(nearest))]
    UnknownDepartment {
        /// The id.
        id: Quoted,
        /// The department that was probably meant.
        nearest: Option<Quoted>,
    },
    /// The event needs a field that the row does not have.
    #[error("`{event}` needs {field}")]
    Missing {
        /// The event's name.
        event: Quoted,
        /// What is missing.
        field: &'static str,
    },
    /// The case is not the name of one.
    #[error("`{0}` is not a case: `#` is reserved for its occurrences, as in `case#2`")]
    BadCase(Quoted),
    /// The period is not one.
    #[error("`{0}` is not a period: expected one like 2026-11-22, 2026-W47, 2026-11, 2026-Q4 or 2026")]
    BadPeriod(Quoted),
    /// The score is not a whole number from 1 to 5.
    #[error("the score is `{0}`, expected a whole number from 1 to 5")]
    BadScore(Quoted),
    /// The new deadline is neither a date nor an instant.
    #[error("`until` is `{0}`, expected a date like 2026-11-22 or an instant like 2026-11-22T18:00:00+08:00")]
    BadUntil(Quoted),
    /// The milestone does not say when the handoff that it opens is due.
    #[error("`{obligation}` is due by the `{attribute}` given with the milestone, {problem}")]
    Given {
        /// The obligation that the milestone opens.
        obligation: Quoted,
        /// The attribute that would hold the deadline.
        attribute: Quoted,
        /// What is wrong with it.
        problem: GivenProblem,
    },
    /// The deadline lies further off than calendars reach.
    #[error("the deadline of `{0}` lies beyond what its calendar reaches")]
    BeyondHorizon(Quoted),
    /// The instant is absurd.
    #[error("the year of {0} is not one from 1900 to 2299")]
    BadYear(DateTime<Utc>),
    /// Another row has this id and other content, and comes first by instant, event and content.
    #[error("the id `{0}` belongs to another row with other content")]
    DuplicateId(Quoted),
    /// The delivery can no longer be rejected.
    #[error("the delivery was accepted before this rejection")]
    AfterAcceptance,
    /// The review was over, and silence had accepted the delivery.
    #[error("the review had ended before this rejection, and the delivery was accepted by silence")]
    AfterReview,
    /// Rows that take each other back in a ring.
    #[error("this row and the one it takes back take each other back in a ring, so neither takes effect")]
    VoidRing,
}

/// What is wrong with a given deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GivenProblem {
    /// The attribute is missing.
    Missing,
    /// It is neither a date nor an instant.
    Unreadable(Quoted),
}

impl fmt::Display for GivenProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("which is missing"),
            Self::Unreadable(value) => write!(f, "but `{value}` is neither a date nor an instant"),
        }
    }
}

/// The end of a message that names what was probably meant.
struct Near<'a>(&'a Option<Quoted>);

impl fmt::Display for Near<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(nearest) => write!(f, "; the nearest is `{nearest}`"),
            None => Ok(()),
        }
    }
}

/// A text quoted from a row, cut to 60 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted(Box<str>);

impl Quoted {
    /// The text, as far as it was kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Quoted {
    fn from(text: &str) -> Self {
        let mut kept: String = text.chars().take(60).collect();
        if kept.len() < text.len() {
            kept.push('…');
        }
        Self(kept.into())
    }
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
