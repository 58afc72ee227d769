//! Rows that count for nothing, and why.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::ser::SerializeStruct;

use super::kind::EventKind;
use crate::diagnostic::Visible;

/// How much of an ignored row's text is kept, in characters.
const TEXT_KEPT: usize = 1_000;

/// A row that counts for nothing: where it stands, what it says and why.
///
/// It may have been no event at all, one that could not be recorded, or one that a judgement found nothing to do for;
/// [`IgnoredWhy::stage`] tells which. Displays as `log.csv:17: ` and the reason, with signs in place of control
/// characters. Serializes with the reason's [code](IgnoredWhy::code) and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ignored {
    /// The name of the log; none for an event that was not read from one.
    pub file: Option<String>,
    /// The line the row begins on, from 1; 0 for an event that was not read from a log.
    pub line: u64,
    /// The row as it stands in the file, its first thousand characters if it is longer; of a recorded row, what it
    /// says: `delivered sales.slips c-17`.
    pub text: String,
    /// Why it counts for nothing.
    pub why: IgnoredWhy,
}

/// When it turned out that a row counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IgnoredStage {
    /// It is wrong: it cannot be read or recorded, or does not stand because of another row.
    Rejected,
    /// It is right, and there is nothing that it could act on.
    Unmatched,
    /// A delivery beyond what was owed.
    Additional,
    /// A row that does count, though for what it does not say.
    Guessed,
}

impl Ignored {
    /// A row that was in no log, or whose place follows with [`at`](Self::at).
    pub fn new(text: impl Into<String>, why: IgnoredWhy) -> Self {
        let text: String = text.into();
        let text = match text.char_indices().nth(TEXT_KEPT) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text,
        };
        Self { file: None, line: 0, text, why }
    }

    /// The same row at a line, from 1, of a log.
    #[must_use]
    pub fn at(self, file: impl Into<String>, line: u64) -> Self {
        Self { file: Some(file.into()), line, ..self }
    }
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file.as_deref().unwrap_or("event"))?;
        if self.line != 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}", Visible(&self.why))
    }
}

impl std::error::Error for Ignored {}

impl serde::Serialize for Ignored {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("Ignored", 5)?;
        row.serialize_field("file", &self.file)?;
        row.serialize_field("line", &self.line)?;
        row.serialize_field("text", &self.text)?;
        row.serialize_field("code", self.why.code())?;
        row.serialize_field("reason", &self.why.to_string())?;
        row.end()
    }
}

/// Why a row counts for nothing.
///
/// The texts of the row that are quoted are cut to [`Quoted`]'s length, however long the row was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IgnoredWhy {
    /// The row is no event that a log can hold.
    #[error("{0}")]
    Unreadable(Box<str>),
    /// The event's name is neither a milestone nor one of the events with a meaning of their own.
    #[error("unknown event `{name}`: neither a milestone of the agreements nor one of {}{}", Names, Near(nearest))]
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
    /// The outcome of a delivery is neither of those there are.
    #[error("the outcome is `{0}`, expected `met` or `missed`")]
    BadOutcome(Quoted),
    /// The new deadline is neither a date nor an instant.
    #[error("`until` is `{0}`, expected a date like 2026-11-22 or an instant like 2026-11-22T18:00:00+08:00")]
    BadUntil(Quoted),
    /// An attribute has the name of a field.
    #[error("`{0}` is a field of an event, and cannot be an attribute")]
    FieldAsAttribute(Quoted),
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
    /// No handoff of that obligation for that case or period.
    #[error("no such handoff")]
    NoHandoff,
    /// The handoff is not delivered, so there is nothing to accept or reject.
    #[error("the handoff is not delivered")]
    NotDelivered,
    /// The handoff is not paused.
    #[error("the handoff is not paused")]
    NotPaused,
    /// Nothing is opened by the request: it is not owed on request, its condition does not hold, or it is not in force.
    #[error("the request opens nothing")]
    OpensNothing,
    /// No such complaint is open, or it is open already.
    #[error("no such complaint is open, or it is open already")]
    NoComplaint,
    /// No row that stands has the id.
    #[error("no row that stands has the id")]
    NoTarget,
    /// A delivery beyond what was owed.
    #[error("nothing was left to deliver")]
    Additional,
    /// It counts, though by a guess: of several periods that were owed it was taken for the one due nearest.
    #[error("it names no period, and was taken for the one due nearest")]
    Guessed,
}

impl IgnoredWhy {
    /// A stable name for this reason, for programs: `unknown-obligation`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::UnknownEvent { .. } => "unknown-event",
            Self::UnknownObligation { .. } => "unknown-obligation",
            Self::UnknownDepartment { .. } => "unknown-department",
            Self::Missing { .. } => "missing-field",
            Self::BadCase(_) => "bad-case",
            Self::BadPeriod(_) => "bad-period",
            Self::BadScore(_) => "bad-score",
            Self::BadOutcome(_) => "bad-outcome",
            Self::BadUntil(_) => "bad-until",
            Self::FieldAsAttribute(_) => "field-as-attribute",
            Self::Given { .. } => "bad-given-deadline",
            Self::BeyondHorizon(_) => "beyond-horizon",
            Self::BadYear(_) => "bad-year",
            Self::DuplicateId(_) => "conflicting-id",
            Self::AfterAcceptance => "after-acceptance",
            Self::AfterReview => "after-review",
            Self::VoidRing => "void-ring",
            Self::NoHandoff => "no-handoff",
            Self::NotDelivered => "not-delivered",
            Self::NotPaused => "not-paused",
            Self::OpensNothing => "opens-nothing",
            Self::NoComplaint => "no-complaint",
            Self::NoTarget => "no-target",
            Self::Additional => "additional",
            Self::Guessed => "guessed",
        }
    }

    /// Whether the row is wrong, finds nothing to act on, or is one too many.
    pub const fn stage(&self) -> IgnoredStage {
        match self {
            Self::NoHandoff
            | Self::NotDelivered
            | Self::NotPaused
            | Self::OpensNothing
            | Self::NoComplaint
            | Self::NoTarget => IgnoredStage::Unmatched,
            Self::Additional => IgnoredStage::Additional,
            Self::Guessed => IgnoredStage::Guessed,
            Self::Unreadable(_)
            | Self::UnknownEvent { .. }
            | Self::UnknownObligation { .. }
            | Self::UnknownDepartment { .. }
            | Self::Missing { .. }
            | Self::BadCase(_)
            | Self::BadPeriod(_)
            | Self::BadScore(_)
            | Self::BadOutcome(_)
            | Self::BadUntil(_)
            | Self::FieldAsAttribute(_)
            | Self::Given { .. }
            | Self::BeyondHorizon(_)
            | Self::BadYear(_)
            | Self::DuplicateId(_)
            | Self::AfterAcceptance
            | Self::AfterReview
            | Self::VoidRing => IgnoredStage::Rejected,
        }
    }
}

/// The events with a meaning of their own, listed.
struct Names;

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, kind) in EventKind::ALL.iter().enumerate() {
            write!(f, "{}{kind}", if n == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
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
