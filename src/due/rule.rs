//! The tree of a due rule.

use std::str::FromStr;

use chrono::{NaiveDate, Weekday};

use super::error::RuleError;
use super::parse;
use super::periods::Periods;
use crate::calendar::{Span, Unit};
use crate::{MilestoneId, ObligationId, PeriodLength, PeriodName};

/// When a deliverable is due, as one line of English says it.
///
/// It is made by reading such a line ([`FromStr`]) and prints back in one canonical form: reading what was printed
/// gives the same rule. The [module](super) has the grammar.
///
/// ```
/// use interdept::due::DueRule;
/// let rule: DueRule = "By  9:00 on the NEXT business day after vehicle-collected".parse()?;
/// assert_eq!(rule.to_string(), "by 09:00 on the next business day after vehicle-collected");
/// # Ok::<(), interdept::due::RuleError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DueRule {
    first: Limit,
    second: Option<(Whichever, Limit)>,
}

/// One limit of a rule; most rules have only one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Limit {
    clock: Option<Clock>,
    form: Form,
}

/// Which of two limits counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whichever {
    /// The one that falls due first.
    Earlier,
    /// The other.
    Later,
}

/// What a limit counts from, and how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// Once or several times every period: `by the 5th of every month`.
    Every(Recurrence),
    /// `2 business days before the end of every month`. A lead is never empty.
    BeforeEnd {
        /// How long before.
        lead: Span,
        /// The end of what.
        of: Cycle,
    },
    /// `within 5 business days after the end of every quarter`. The span is never empty.
    AfterEnd {
        /// How long.
        span: Span,
        /// After the end of what.
        of: Cycle,
    },
    /// `within 3 days of vehicle-delivered`. The span is never empty.
    Within {
        /// How long.
        span: Span,
        /// After what.
        of: Milestones,
    },
    /// `on the same day as vehicle-returned`.
    SameDay {
        /// As what.
        of: Milestones,
    },
    /// `on the next day after …`, `on the next business day after …`, `on the next friday after …`.
    NextDay {
        /// Which next day.
        day: NextDay,
        /// After what.
        of: Milestones,
    },
    /// `by the 10th of the month after X`.
    DayOfMonth {
        /// Which day of the month.
        day: DayOfPeriod,
        /// Which month.
        month: MonthOf,
        /// Of or after what.
        of: Milestones,
    },
    /// `promptly after loan-disbursed`: within what the agreement says promptly means.
    Promptly {
        /// After what.
        of: Milestones,
    },
    /// `before deposit-refunded`, `at least 2 business days before X`. A lead is never empty.
    Before {
        /// How long before; none is at the milestone itself.
        lead: Option<Span>,
        /// Before what.
        of: Milestones,
    },
    /// `by the given deadline of permit-requested`.
    Given {
        /// The attribute of the milestone that holds the day or instant, as it is written.
        attribute: Box<str>,
        /// Of what.
        of: Milestones,
    },
}

/// A day that comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NextDay {
    /// Whichever.
    Any,
    /// The next working day.
    Business,
    /// The next such day of the week.
    Weekday(Weekday),
}

/// A month that a milestone tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MonthOf {
    /// `the month of X`.
    Same,
    /// `the month after X`.
    Next,
    /// `the month 30 days after X`: the month of the day that lies so far behind it. Counted in days or longer units.
    After(Span),
}

/// What comes again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cycle {
    /// `every month`, `every close`.
    Period(PeriodLength),
    /// `every 2 weeks from 2026-01-09`: at least two.
    Weeks {
        /// How many.
        count: u16,
        /// A day of the first week; nothing is due before it.
        from: NaiveDate,
    },
}

/// Days of every period: the 5th of every month, Friday of every week, the 5th and the 20th.
///
/// The days are such as the period can have, and no two are the same: no 32nd of a month, no 31 March of a week.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Recurrence {
    days: Box<[DayOfPeriod]>,
    month: Option<u8>,
    of: Cycle,
}

/// Which day of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DayOfPeriod {
    /// The nth day, from 1; the last one where the period is shorter.
    Nth(u16),
    /// The nth last day, from 1: 1 is the last. The first one where the period is shorter.
    NthLast(u16),
    /// The nth working day, from 1; the last one where there are fewer.
    NthBusiness(u16),
    /// The nth last working day, from 1; the first one where there are fewer.
    NthLastBusiness(u16),
    /// The nth such day of the week, from 1; the last one where there are fewer.
    NthWeekday(u16, Weekday),
    /// The nth last such day of the week, from 1; the first one where there are fewer.
    NthLastWeekday(u16, Weekday),
    /// That day of a week.
    Weekday(Weekday),
    /// That date of a year: `31 march`. The last day of the month where that year's is shorter.
    Date {
        /// 1 to 12.
        month: u8,
        /// 1 to 31, or as many as the month ever has.
        day: u8,
    },
    /// The only day of a period of one day.
    EveryDay,
    /// The only day of a period of one day, if it is a working day.
    EveryBusinessDay,
}

/// A time of day in minutes from midnight, from `00:00` to `24:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock(u16);

/// One or several milestones, of which no two are the same: any of them triggers the rule, or all together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Milestones {
    triggers: Vec<Trigger>,
    all: bool,
}

/// What opens a handoff, or what it must be ready for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trigger {
    /// `request`: the customer's `requested` event for the obligation itself.
    Request,
    /// A milestone.
    Milestone(MilestoneId),
    /// `delivery of ID`: the delivery of another obligation, of the same case or the same period.
    Delivery(ObligationId),
    /// `sign-off of ID`: the acceptance of such a delivery, in words or by silence.
    SignOff(ObligationId),
}

impl DueRule {
    /// The parser alone makes rules; it has checked that the limits fit each other.
    pub(super) const fn new(first: Limit, second: Option<(Whichever, Limit)>) -> Self {
        Self { first, second }
    }

    /// Reads a rule, which may only name periods that there are.
    ///
    /// [`FromStr`] knows of none and takes any name for one.
    ///
    /// # Errors
    /// Returns an error when [`FromStr`] does, and for a named period that is not among these; it points at the name.
    pub fn read(text: &str, periods: &Periods) -> Result<Self, RuleError> {
        parse::rule(text, Some(periods))
    }

    /// Its limits: one, or two of which [`whichever`](Self::whichever) counts.
    pub fn limits(&self) -> impl Iterator<Item = &Limit> {
        std::iter::once(&self.first).chain(self.second.as_ref().map(|(_, second)| second))
    }

    /// Which of its two limits counts; none where it has only one.
    pub fn whichever(&self) -> Option<Whichever> {
        self.second.as_ref().map(|(whichever, _)| *whichever)
    }

    /// The first limit, which says of what kind the rule is.
    pub const fn first(&self) -> &Limit {
        &self.first
    }

    /// The second limit, where it has two.
    pub fn second(&self) -> Option<&Limit> {
        self.second.as_ref().map(|(_, second)| second)
    }

    /// What its first limit counts from, and how.
    pub const fn form(&self) -> &Form {
        &self.first.form
    }

    /// The clock time that replaces the end of the day, where the first limit names one.
    pub const fn clock(&self) -> Option<Clock> {
        self.first.clock
    }

    /// What triggers the rule, or what it falls due before; none for a rule of every period. All its limits count from
    /// the same.
    pub fn triggers(&self) -> &[Trigger] {
        self.milestones().map(Milestones::as_slice).unwrap_or_default()
    }

    /// What triggers the rule, or what it falls due before, and whether that takes all of them.
    pub fn milestones(&self) -> Option<&Milestones> {
        self.form().milestones()
    }

    /// How long the period of a recurring rule is; of one of every few weeks, a week.
    pub const fn period(&self) -> Option<PeriodLength> {
        match self.cycle() {
            Some(Cycle::Period(length)) => Some(length),
            Some(Cycle::Weeks { .. }) => Some(PeriodLength::Week),
            None => None,
        }
    }

    /// What comes again and again in a recurring rule.
    pub const fn cycle(&self) -> Option<Cycle> {
        if let Form::Every(Recurrence { of, .. }) | Form::BeforeEnd { of, .. } | Form::AfterEnd { of, .. } = self.form()
        {
            Some(*of)
        } else {
            None
        }
    }

    /// The name of the periods of which it is a rule, where they have one.
    pub const fn period_name(&self) -> Option<PeriodName> {
        if let Some(Cycle::Period(PeriodLength::Named(name))) = self.cycle() { Some(name) } else { None }
    }

    /// Whether it falls due before a milestone.
    pub const fn is_before(&self) -> bool {
        matches!(self.form(), Form::Before { .. })
    }

    /// Whether it counts from a delivery of another obligation, or from its acceptance.
    pub fn is_after_delivery(&self) -> bool {
        matches!(self.triggers(), [Trigger::Delivery(_) | Trigger::SignOff(_)])
    }

    /// The attribute of the trigger that holds the deadline, for `by the given …`.
    pub fn given(&self) -> Option<&str> {
        self.limits()
            .find_map(|limit| if let Form::Given { attribute, .. } = &limit.form { Some(&**attribute) } else { None })
    }

    /// The span that its first limit counts, where it counts one: the next day is one day, and `promptly` stands for
    /// what the agreement says it means.
    pub fn span(&self, promptly: Option<Span>) -> Option<Span> {
        self.first.span(promptly)
    }

    /// The days of every period on which it falls due, if it is a rule of such.
    pub const fn recurrence(&self) -> Option<&Recurrence> {
        if let Form::Every(recurrence) = self.form() { Some(recurrence) } else { None }
    }

    /// Whether it counts elapsed minutes or hours, whatever the calendar; with two limits, whether both do.
    pub(crate) fn counts_elapsed(&self, promptly: Option<Span>) -> bool {
        self.limits().all(|limit| limit.counts_elapsed(promptly))
    }

    /// Whether this meaning of `promptly` contradicts the rule: a clock time needs a span of days.
    ///
    /// Such a rule would ignore its clock time; agreement files with one are refused.
    pub fn contradicts(&self, promptly: Span) -> bool {
        let is_promptly = |limit: &Limit| limit.clock.is_some() && matches!(limit.form, Form::Promptly { .. });
        promptly.unit.is_clock() && self.limits().any(is_promptly)
    }

    /// Whether a limit says *promptly*.
    pub fn is_promptly(&self) -> bool {
        self.limits().any(|limit| matches!(limit.form, Form::Promptly { .. }))
    }

    /// Whether its deadline may have passed when it is triggered: the 10th of the month in which it happens. Of two
    /// limits, the later may only if both may.
    pub fn may_lie_in_the_past(&self) -> bool {
        let may = |limit: &Limit| matches!(limit.form, Form::DayOfMonth { month: MonthOf::Same, .. });
        if self.whichever() == Some(Whichever::Later) { self.limits().all(may) } else { self.limits().any(may) }
    }
}

impl Limit {
    /// The parser alone makes limits; it has checked that a clock time fits the form.
    pub(super) const fn new(clock: Option<Clock>, form: Form) -> Self {
        Self { clock, form }
    }

    /// What it counts from, and how.
    pub const fn form(&self) -> &Form {
        &self.form
    }

    /// The clock time that replaces the end of the day, where it names one.
    pub const fn clock(&self) -> Option<Clock> {
        self.clock
    }

    /// The span that it counts, where it counts one.
    pub fn span(&self, promptly: Option<Span>) -> Option<Span> {
        match &self.form {
            Form::Within { span, .. } | Form::AfterEnd { span, .. } | Form::BeforeEnd { lead: span, .. } => Some(*span),
            Form::Before { lead, .. } => *lead,
            Form::NextDay { day: NextDay::Business, .. } => Some(Span::new(1, Unit::BusinessDays)),
            Form::NextDay { day: NextDay::Any, .. } => Some(Span::new(1, Unit::Days)),
            Form::Promptly { .. } => promptly,
            Form::NextDay { .. }
            | Form::DayOfMonth { .. }
            | Form::Every(_)
            | Form::SameDay { .. }
            | Form::Given { .. } => None,
        }
    }

    /// Whether it counts elapsed minutes or hours, whatever the calendar.
    pub(crate) fn counts_elapsed(&self, promptly: Option<Span>) -> bool {
        self.span(promptly).is_some_and(|span| matches!(span.unit, Unit::Minutes | Unit::Hours))
    }
}

impl Form {
    /// What triggers it, or what it falls due before; none for a form of every period.
    pub const fn milestones(&self) -> Option<&Milestones> {
        match self {
            Self::Every(_) | Self::BeforeEnd { .. } | Self::AfterEnd { .. } => None,
            Self::Within { of, .. }
            | Self::SameDay { of }
            | Self::NextDay { of, .. }
            | Self::DayOfMonth { of, .. }
            | Self::Promptly { of }
            | Self::Before { of, .. }
            | Self::Given { of, .. } => Some(of),
        }
    }
}

impl Recurrence {
    /// The parser alone makes recurrences; it has checked that such a period has such days.
    pub(super) const fn new(days: Box<[DayOfPeriod]>, month: Option<u8>, of: Cycle) -> Self {
        Self { days, month, of }
    }

    /// Which days, as written; at least one.
    pub const fn days(&self) -> &[DayOfPeriod] {
        &self.days
    }

    /// The only month of the period in which these are its days, from 1: `the 7th of the 2nd month of every quarter`.
    pub const fn month(&self) -> Option<u8> {
        self.month
    }

    /// Of every what.
    pub const fn cycle(&self) -> Cycle {
        self.of
    }

    /// The same for one of the days alone.
    pub(super) fn only(&self, day: DayOfPeriod) -> Self {
        Self { days: [day].into(), ..*self }
    }

    /// Whether it is `every business day`, whose periods are the working days.
    pub(super) fn is_every_business_day(&self) -> bool {
        *self.days == [DayOfPeriod::EveryBusinessDay]
    }
}

impl DayOfPeriod {
    /// Whether it is the whole of a period of one day.
    pub(super) const fn is_every(self) -> bool {
        matches!(self, Self::EveryDay | Self::EveryBusinessDay)
    }
}

impl Clock {
    /// The end of the day.
    pub const MIDNIGHT: Self = Self(24 * 60);

    /// A time of day; none beyond `24:00`.
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if hour < 24 && minute < 60 || hour == 24 && minute == 0 { Some(Self(hour * 60 + minute)) } else { None }
    }

    /// Minutes since midnight, up to 1,440.
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl Milestones {
    pub(super) const fn new(triggers: Vec<Trigger>, all: bool) -> Self {
        Self { triggers, all }
    }

    /// In the order in which the rule names them; at least one.
    pub fn as_slice(&self) -> &[Trigger] {
        &self.triggers
    }

    /// Whether all of them must have happened, the last of which is the trigger; else any of them triggers.
    pub const fn is_all(&self) -> bool {
        self.all
    }
}

impl FromStr for DueRule {
    type Err = RuleError;

    /// Reads a rule in any case and with any blanks; ids keep theirs.
    ///
    /// # Errors
    /// Returns an error that points at the first word that does not fit the grammar, or at a number out of range:
    /// spans reach up to 100 years, and a period has only so many days.
    fn from_str(text: &str) -> Result<Self, RuleError> {
        parse::rule(text, None)
    }
}

impl serde::Serialize for DueRule {
    /// As the line of English.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
