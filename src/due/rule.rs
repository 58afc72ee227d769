//! The tree of a due rule, and how it prints.

use std::fmt;
use std::str::FromStr;

use chrono::Weekday;

use super::error::RuleError;
use super::parse;
use crate::calendar::{Span, Unit};
use crate::{MilestoneId, PeriodLength};

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
    clock: Option<Clock>,
    form: Form,
}

/// What a rule counts from, and how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// Once every period: `by the 5th of every month`.
    Every(Recurrence),
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
    /// `on the next day after …`, `on the next business day after …`.
    NextDay {
        /// Whether only working days count.
        business: bool,
        /// After what.
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

/// A day of every period: the 5th of every month, Friday of every week.
///
/// The day is one that the period can have: no 32nd of a month, no Friday of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recurrence {
    day: DayOfPeriod,
    period: PeriodLength,
}

/// Which day of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DayOfPeriod {
    /// The nth day, from 1; the last one where the period is shorter.
    Nth(u16),
    /// The nth working day, from 1; the last one where there are fewer.
    NthBusiness(u16),
    /// The last day.
    Last,
    /// The last working day.
    LastBusiness,
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

/// One or several milestones, any of which triggers the rule; no two are the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Milestones(Vec<Trigger>);

/// What opens a handoff, or what it must be ready for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trigger {
    /// `request`: the customer's `requested` event for the obligation itself.
    Request,
    /// A milestone.
    Milestone(MilestoneId),
}

impl DueRule {
    /// The parser alone makes rules; it has checked that a clock time fits the form.
    pub(super) const fn new(clock: Option<Clock>, form: Form) -> Self {
        Self { clock, form }
    }

    /// What the rule counts from, and how.
    pub const fn form(&self) -> &Form {
        &self.form
    }

    /// The clock time that replaces the end of the day, where the rule names one.
    pub const fn clock(&self) -> Option<Clock> {
        self.clock
    }

    /// What triggers the rule, or what it falls due before; none for a rule of every period.
    pub fn triggers(&self) -> &[Trigger] {
        match &self.form {
            Form::Every(_) => &[],
            Form::Within { of, .. }
            | Form::SameDay { of }
            | Form::NextDay { of, .. }
            | Form::Promptly { of }
            | Form::Before { of, .. }
            | Form::Given { of, .. } => of.as_slice(),
        }
    }

    /// How long the period of a recurring rule is.
    pub const fn period(&self) -> Option<PeriodLength> {
        if let Form::Every(recurrence) = self.form { Some(recurrence.period) } else { None }
    }

    /// Whether it falls due before a milestone.
    pub const fn is_before(&self) -> bool {
        matches!(self.form, Form::Before { .. })
    }

    /// The attribute of the trigger that holds the deadline, for `by the given …`.
    pub fn given(&self) -> Option<&str> {
        if let Form::Given { attribute, .. } = &self.form { Some(attribute) } else { None }
    }

    /// The span that it counts, where it counts one: the next day is one day, and `promptly` stands for what the
    /// agreement says it means.
    pub fn span(&self, promptly: Option<Span>) -> Option<Span> {
        match &self.form {
            Form::Within { span, .. } => Some(*span),
            Form::Before { lead, .. } => *lead,
            Form::NextDay { business: true, .. } => Some(Span::new(1, Unit::BusinessDays)),
            Form::NextDay { business: false, .. } => Some(Span::new(1, Unit::Days)),
            Form::Promptly { .. } => promptly,
            Form::Every(_) | Form::SameDay { .. } | Form::Given { .. } => None,
        }
    }

    /// The day of every period on which it falls due, if it is a rule of every period.
    pub const fn recurrence(&self) -> Option<Recurrence> {
        if let Form::Every(recurrence) = self.form { Some(recurrence) } else { None }
    }

    /// Whether it counts elapsed minutes or hours, whatever the calendar.
    pub(crate) fn counts_elapsed(&self, promptly: Option<Span>) -> bool {
        self.span(promptly).is_some_and(|span| matches!(span.unit, Unit::Minutes | Unit::Hours))
    }

    /// Whether this meaning of `promptly` contradicts the rule: its clock time needs a span of days.
    ///
    /// Such a rule would ignore its clock time; agreement files with one are refused.
    pub fn contradicts(&self, promptly: Span) -> bool {
        self.clock.is_some() && matches!(self.form, Form::Promptly { .. }) && promptly.unit.is_clock()
    }
}

impl Recurrence {
    /// The parser alone makes recurrences; it has checked that such a period has such a day.
    pub(super) const fn new(day: DayOfPeriod, period: PeriodLength) -> Self {
        Self { day, period }
    }

    /// Which day.
    pub const fn day(self) -> DayOfPeriod {
        self.day
    }

    /// Of which period.
    pub const fn period(self) -> PeriodLength {
        self.period
    }

    /// Whether its day is found by counting working days.
    pub(super) const fn is_business(self) -> bool {
        matches!(self.day, DayOfPeriod::NthBusiness(_) | DayOfPeriod::LastBusiness | DayOfPeriod::EveryBusinessDay)
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
    pub(super) const fn new(triggers: Vec<Trigger>) -> Self {
        Self(triggers)
    }

    /// In the order in which the rule names them; at least one.
    pub fn as_slice(&self) -> &[Trigger] {
        &self.0
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
        parse::rule(text)
    }
}

impl fmt::Display for DueRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(clock) = self.clock {
            write!(f, "by {clock} ")?;
        }
        match &self.form {
            Form::Every(recurrence) => self.write_recurrence(*recurrence, f),
            Form::Within { span, of } => write!(f, "within {span} of {of}"),
            Form::SameDay { of } => write!(f, "on the same day as {of}"),
            Form::NextDay { business: false, of } => write!(f, "on the next day after {of}"),
            Form::NextDay { business: true, of } => write!(f, "on the next business day after {of}"),
            Form::Promptly { of } => write!(f, "promptly after {of}"),
            Form::Before { lead: None, of } => write!(f, "before {of}"),
            Form::Before { lead: Some(lead), of } => write!(f, "at least {lead} before {of}"),
            Form::Given { attribute, of } => {
                write!(f, "{} the given {attribute} of {of}", if self.clock.is_some() { "on" } else { "by" })
            }
        }
    }
}

impl DueRule {
    fn write_recurrence(&self, recurrence: Recurrence, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let preposition = match (recurrence.day, self.clock) {
            (DayOfPeriod::EveryDay | DayOfPeriod::EveryBusinessDay, _) => "",
            (_, Some(_)) => "on ",
            (_, None) => "by ",
        };
        write!(f, "{preposition}{recurrence}")
    }
}

impl fmt::Display for Recurrence {
    /// Writes it without the preposition: `the 5th of every month`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let every = period_word(self.period);
        match self.day {
            DayOfPeriod::Nth(n) => write!(f, "the {n}{} of every {every}", ordinal_suffix(n.into())),
            DayOfPeriod::NthBusiness(n) => {
                write!(f, "the {n}{} business day of every {every}", ordinal_suffix(n.into()))
            }
            DayOfPeriod::Last => write!(f, "the last day of every {every}"),
            DayOfPeriod::LastBusiness => write!(f, "the last business day of every {every}"),
            DayOfPeriod::Weekday(weekday) => write!(f, "{} of every {every}", word_of(&WEEKDAYS, weekday)),
            DayOfPeriod::Date { month, day } => write!(f, "{day} {} of every {every}", word_of(&MONTHS, month)),
            DayOfPeriod::EveryDay => f.write_str("every day"),
            DayOfPeriod::EveryBusinessDay => f.write_str("every business day"),
        }
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl fmt::Display for Milestones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(i, trigger)| {
            f.write_str(if i > 0 { " or " } else { "" })?;
            trigger.fmt(f)
        })
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request => f.write_str("request"),
            Self::Milestone(id) => id.fmt(f),
        }
    }
}

impl serde::Serialize for DueRule {
    /// As the line of English.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

pub(super) const PERIODS: [(&str, PeriodLength); 5] = [
    ("day", PeriodLength::Day),
    ("week", PeriodLength::Week),
    ("month", PeriodLength::Month),
    ("quarter", PeriodLength::Quarter),
    ("year", PeriodLength::Year),
];

pub(super) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

pub(super) const MONTHS: [(&str, u8); 12] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
];

/// The word that stands for a value in one of these tables, each of which holds every value.
fn word_of<T: Copy + PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, v)| *v == value).map_or("", |(word, _)| word)
}

pub(super) fn period_word(period: PeriodLength) -> &'static str {
    word_of(&PERIODS, period)
}

/// The letters after a number: `st`, `nd`, `rd` or `th`.
pub(crate) const fn ordinal_suffix(n: u32) -> &'static str {
    match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}
