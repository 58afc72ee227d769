//! What an agreement says about one obligation.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};

use super::number::Bounds;
use super::{AgreementIx, CalendarIx, DepartmentIx, NameIx, Objective};
use crate::calendar::{Roll, Span};
use crate::diagnostic::escaped;
use crate::due::{Clock, DueRule, Notice, RuleError};
use crate::{ObligationId, Text};

/// One version of an obligation, or a tier of one: what the agreement says of it while it is in force.
///
/// An obligation with tiers has several terms: its own, and right behind them those of each tier, in the order of the
/// agreement. A trigger for which the own `when` holds gets the terms of the first tier whose `when` holds too; where
/// none does, the obligation's own, if these [open](Self::opens) anything.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Terms {
    /// The obligation's id, shared by its versions.
    pub id: ObligationId,
    /// The tier whose terms these are; none for the obligation's own.
    pub tier: Option<Box<str>>,
    /// Whether a trigger that fits no tier opens a handoff. Only for an obligation that leaves `due` to its tiers it does
    /// not; always for a tier.
    pub opens: bool,
    /// What is delivered.
    pub deliverable: Text,
    /// When it is due; that of the first tier, where the obligation's own terms do not say.
    pub due: DueRule,
    /// The ids of the obligations whose deliveries it needs.
    pub needs: Vec<ObligationId>,
    /// Documents a complete delivery has.
    pub documents: Vec<Box<str>>,
    /// Documents a complete delivery has, marked signed.
    pub signed: Vec<Box<str>>,
    /// What the trigger must look like for a handoff to open. That of a tier is asked after the obligation's own.
    pub when: Condition,
    /// The time of day from which on a trigger counts as of the next working day.
    pub cut_off: Option<Clock>,
    /// What a trigger does while the case's handoff is open.
    pub while_open: WhileOpen,
    /// How a day-counted deadline leaves a non-working day; none is what the rule's form says.
    pub roll: Option<Roll>,
    /// Which period a recurring handoff is about.
    pub about: About,
    /// How much it matters.
    pub priority: Priority,
    /// The shares of handoffs that should be on time: its own, else the agreement's.
    pub objectives: Vec<Objective>,
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
    /// Deadlines that the people who agreed have worked out, and that the rule gives: those of the obligation, of which
    /// a tier repeats none.
    pub examples: Vec<Example>,
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

/// What a trigger does while the handoff of its case is open and not delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum WhileOpen {
    /// It opens another.
    #[default]
    Another,
    /// Nothing.
    Ignore,
    /// It opens it anew: what happened to it before no longer counts.
    Restart,
}

impl fmt::Display for WhileOpen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl WhileOpen {
    /// Every value, in the order in which an error lists them.
    pub const ALL: [Self; 3] = [Self::Another, Self::Ignore, Self::Restart];

    /// Its name in agreement files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Another => "another",
            Self::Ignore => "ignore",
            Self::Restart => "restart",
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
    pub when: Moment,
}

/// A moment in the life of a handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// `at 50% of the time`: once so many percent of the time to the deadline are over, holds left out. From 1 to 99.
    Percent(u8),
    /// `at the deadline`.
    Deadline,
    /// `1 business day before`, `2 days after`.
    Notice(Notice),
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent(percent) => write!(f, "at {percent}% of the time"),
            Self::Deadline => f.write_str("at the deadline"),
            Self::Notice(notice) => notice.fmt(f),
        }
    }
}

impl FromStr for Moment {
    type Err = RuleError;

    /// Reads what is printed, in any case and with any blanks.
    ///
    /// # Errors
    /// Returns an error when it is none of the three forms, or the share is no whole number from 1 to 99.
    fn from_str(text: &str) -> Result<Self, RuleError> {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        match &*words {
            ["at", "the", "deadline"] => Ok(Self::Deadline),
            ["at", share, "of", "the", "time"] => {
                let wrong = || {
                    let error = RuleError::new(0..text.len(), format!("`{share}` is no share of the time"));
                    error.help("write a whole number from 1 to 99: `at 50% of the time`")
                };
                share_of(share).map(Self::Percent).ok_or_else(wrong)
            }
            // Somebody means a share of the time, in other words.
            words => match words.iter().find_map(|word| share_of(word)) {
                Some(share) => {
                    let error = RuleError::new(0..text.len(), format!("`{}` is no moment", escaped(text.trim())));
                    Err(error.help(format!("write `at {share}% of the time`")))
                }
                None => text.parse().map(Self::Notice),
            },
        }
    }
}

/// `50%`, from 1 to 99.
fn share_of(word: &str) -> Option<u8> {
    let percent = word.strip_suffix('%')?.parse().ok()?;
    Some(percent).filter(|percent| (1..=99).contains(percent))
}

/// What the supplier owes when a handoff stays late.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Remedy {
    /// How long after the deadline it falls due.
    pub after: Span,
    /// What it is.
    pub text: Text,
}

/// A deadline that the people who agreed have worked out, as they wrote it. It is checked when the agreements are
/// loaded; [`Obligation::deadline`](super::Obligation::deadline) explains it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Example {
    /// The instant of the trigger, or the period: `2026-11-06T17:30`, `2026-11`.
    pub from: Box<str>,
    /// What the trigger carries.
    pub attributes: Vec<(Box<str>, Box<str>)>,
    /// The deadline.
    pub due: Box<str>,
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
    /// A text that starts with one of these.
    StartsWith(Vec<Box<str>>),
    /// A number within these bounds.
    Number(Bounds),
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
    /// Whether some time lies in both.
    fn meets(self, other: Self) -> bool {
        let start = |it: Self| it.from.unwrap_or(NaiveTime::MIN);
        self.contains(start(other)) || other.contains(start(self))
    }

    /// Whether a local time lies in it.
    pub fn contains(self, time: NaiveTime) -> bool {
        match (self.from, self.until) {
            (Some(from), Some(until)) if from > until => from <= time || time < until,
            (from, until) => from.is_none_or(|from| from <= time) && until.is_none_or(|until| time < until),
        }
    }
}

impl Matcher {
    /// Whether it holds for the value of an attribute; `other` tells those of others.
    #[expect(clippy::needless_pass_by_value, reason = "callers have made the text for this question alone")]
    pub fn holds<S: AsRef<str>>(&self, actual: Option<S>, other: impl Fn(&str) -> Option<S>) -> bool {
        let actual = actual.as_ref().map(AsRef::as_ref);
        let equals = |operand: &Operand| match operand {
            Operand::Value(value) => actual == Some(value),
            Operand::Attribute(name) => actual.is_some() && actual == other(name).as_ref().map(AsRef::as_ref),
        };
        match self {
            Self::AnyOf(operands) => operands.iter().any(equals),
            Self::NoneOf(operands) => !operands.iter().any(equals),
            Self::StartsWith(starts) => {
                actual.is_some_and(|text| starts.iter().any(|start| text.starts_with(&**start)))
            }
            Self::Number(bounds) => actual.is_some_and(|text| bounds.hold(text)),
        }
    }

    /// Whether it is plain that no value meets both.
    fn excludes(&self, other: &Self) -> bool {
        match (self.fixed(), other.fixed()) {
            (Some(values), _) => values.iter().all(|value| !other.may_hold(value)),
            (None, Some(values)) => values.iter().all(|value| !self.may_hold(value)),
            (None, None) => match (self, other) {
                (Self::Number(one), Self::Number(other)) => !one.meet(other),
                (Self::StartsWith(ones), Self::StartsWith(others)) => {
                    let meet = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
                    !ones.iter().any(|one| others.iter().any(|other| meet(one, other)))
                }
                _ => false,
            },
        }
    }

    /// The only values for which it holds, where they do not depend on other attributes.
    fn fixed(&self) -> Option<Vec<&str>> {
        let Self::AnyOf(operands) = self else { return None };
        let values = operands.iter().map(|operand| match operand {
            Operand::Value(value) => Some(&**value),
            Operand::Attribute(_) => None,
        });
        values.collect()
    }

    /// Whether it can hold for a value, whatever other attributes say.
    pub(crate) fn may_hold(&self, value: &str) -> bool {
        match self {
            Self::AnyOf(operands) => {
                operands.iter().any(|it| matches!(it, Operand::Attribute(_)) || *it == Operand::Value(value.into()))
            }
            Self::NoneOf(_) | Self::StartsWith(_) | Self::Number(_) => self.holds(Some(value), |_| None),
        }
    }
}

impl Condition {
    /// Whether it holds for a trigger with these attributes at this local time.
    ///
    /// An attribute that the trigger does not carry equals nothing, not even another that it does not carry either; so
    /// `not` holds for it, and nothing else does.
    pub fn holds<S: AsRef<str>>(&self, attribute: impl Fn(&str) -> Option<S>, local: NaiveTime) -> bool {
        self.time.is_none_or(|range| range.contains(local))
            && self.attributes.iter().all(|(name, matcher)| matcher.holds(attribute(name), &attribute))
    }

    /// Whether it holds for every trigger.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.time.is_none()
    }

    /// Whether it is plain that no trigger meets both: an attribute would need two values. Times of day are compared
    /// too; conditions on other attributes are not weighed.
    pub(crate) fn excludes(&self, other: &Self) -> bool {
        let mut attributes = self.attributes.iter();
        let apart = attributes.any(|(name, one)| {
            let others = other.attributes.iter().filter(|(same, _)| same == name);
            others.into_iter().any(|(_, other)| one.excludes(other))
        });
        apart || self.time.zip(other.time).is_some_and(|(one, other)| !one.meets(other))
    }
}
