//! What an agreement says about one obligation.

use std::fmt;

use chrono::{NaiveDate, NaiveTime};

use super::{AgreementIx, CalendarIx, DepartmentIx, NameIx};
use crate::calendar::{Roll, Span};
use crate::due::{DueRule, Notice};
use crate::{ObligationId, Text};

/// One version of an obligation: what the agreement says of it while it is in force.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Terms {
    /// The obligation's id, shared by its versions.
    pub id: ObligationId,
    /// What is delivered.
    pub deliverable: Text,
    /// When it is due.
    pub due: DueRule,
    /// The ids of the obligations whose deliveries it needs.
    pub needs: Vec<ObligationId>,
    /// Documents a complete delivery has.
    pub documents: Vec<Box<str>>,
    /// Documents a complete delivery has, marked signed.
    pub signed: Vec<Box<str>>,
    /// What the trigger must look like for a handoff to open.
    pub when: Condition,
    /// How a day-counted deadline leaves a non-working day; none is what the rule's form says.
    pub roll: Option<Roll>,
    /// Which period a recurring handoff is about.
    pub about: About,
    /// How much it matters.
    pub priority: Priority,
    /// How long the customer may take to reject a delivery; none is until accepted.
    pub review: Option<Span>,
    /// The share of its time after which an open handoff is at risk, from 0 to 1.
    pub at_risk: f64,
    /// Who is told, and when.
    pub escalate: Vec<Escalation>,
    /// What falls due when it stays late.
    pub remedy: Option<Remedy>,
    /// The first and last day on which it is in force.
    pub in_force: InForce,
    /// What `promptly` means for it.
    pub promptly: Option<Span>,
    pub(crate) supplier: DepartmentIx,
    pub(crate) customer: DepartmentIx,
    pub(crate) agreement: AgreementIx,
    pub(crate) calendar: CalendarIx,
    /// The obligation's id as an index over all ids in order: versions of one obligation share it.
    pub(crate) name: NameIx,
    /// `needs`, as such indices.
    pub(crate) needs_ix: Vec<NameIx>,
}

/// A range of days, both inclusive; a missing end is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct InForce {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
}

impl InForce {
    /// Whether a day lies in the range.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// Which period the handoff due in a period is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum About {
    /// The period of its due day.
    #[default]
    ThisPeriod,
    /// The one before: last month's slips, due this month.
    PreviousPeriod,
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl About {
    /// Every value, in the order in which an error lists them.
    pub const ALL: [Self; 2] = [Self::ThisPeriod, Self::PreviousPeriod];

    /// Its name in agreement files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ThisPeriod => "this period",
            Self::PreviousPeriod => "previous period",
        }
    }
}

/// How much an obligation matters to its customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Priority {
    /// Less than most.
    Low,
    /// As most.
    #[default]
    Normal,
    /// More than most.
    High,
    /// First of all.
    Critical,
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Priority {
    /// Every value, in the order in which an error lists them.
    pub const ALL: [Self; 4] = [Self::Low, Self::Normal, Self::High, Self::Critical];

    /// Its name in agreement files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// Someone to be told before or after a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Escalation {
    /// A person or role, as the agreement names it.
    pub to: Box<str>,
    /// When, relative to the deadline.
    pub when: Notice,
}

/// What the supplier owes when a handoff stays late.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Remedy {
    /// How long after the deadline it falls due.
    pub after: Span,
    /// What it is.
    pub text: Text,
}

/// What a trigger must look like for a handoff to open; the default holds always.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Condition {
    /// All of these must match.
    pub attributes: Vec<(Box<str>, Matcher)>,
    /// The trigger's local time must lie in it.
    pub time: Option<TimeRange>,
}

/// What one attribute of a trigger must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Matcher {
    /// Equal to one of these.
    AnyOf(Vec<Operand>),
    /// Equal to none of these.
    NoneOf(Vec<Operand>),
}

/// What an attribute is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// A value.
    Value(Box<str>),
    /// The value of another attribute of the same trigger.
    Attribute(Box<str>),
}

/// Local times, `[from, until)`; a missing end is the day's. One whose `from` is after its `until` spans midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct TimeRange {
    /// The first moment.
    pub from: Option<NaiveTime>,
    /// The first moment that no longer counts.
    pub until: Option<NaiveTime>,
}

impl TimeRange {
    /// Whether a local time lies in it.
    pub fn contains(self, time: NaiveTime) -> bool {
        match (self.from, self.until) {
            (Some(from), Some(until)) if from > until => from <= time || time < until,
            (from, until) => from.is_none_or(|from| from <= time) && until.is_none_or(|until| time < until),
        }
    }
}

impl Condition {
    /// Whether it holds for a trigger with these attributes at this local time.
    ///
    /// An attribute that the trigger does not carry equals no value, and equals another that it does not carry.
    pub fn holds<'a>(&self, attribute: impl Fn(&str) -> Option<&'a str>, local: NaiveTime) -> bool {
        self.time.is_none_or(|range| range.contains(local))
            && self.attributes.iter().all(|(name, matcher)| {
                let actual = attribute(name);
                let equals = |operand: &Operand| match operand {
                    Operand::Value(value) => actual == Some(value),
                    Operand::Attribute(other) => actual == attribute(other),
                };
                match matcher {
                    Matcher::AnyOf(operands) => operands.iter().any(equals),
                    Matcher::NoneOf(operands) => !operands.iter().any(equals),
                }
            })
    }
}
