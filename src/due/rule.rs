//! The tree of a due rule.

use chrono::{NaiveTime, Weekday};

use crate::calendar::Span;
use crate::{MilestoneId, PeriodLength};

/// When a deliverable is due, as one line of English says it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DueRule {
    /// The clock time that replaces the end of the day, where the rule names one.
    pub(super) clock: Option<NaiveTime>,
    pub(super) form: Form,
}

/// What a rule counts from and how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Once every period: `by the 5th of every month`.
    Every { day: DayOfPeriod, period: PeriodLength },
    /// `within 3 days of vehicle-delivered`.
    Within { span: Span, of: Milestones },
    /// `on the same day as vehicle-returned`.
    SameDay { of: Milestones },
    /// `on the next day after …`, `on the next business day after …`.
    NextDay { business: bool, of: Milestones },
    /// `promptly after loan-disbursed`: within what the agreement says promptly means.
    Promptly { of: Milestones },
    /// `before deposit-refunded`, `at least 2 business days before X`.
    Before { lead: Option<Span>, of: Milestones },
    /// `by the given deadline of permit-requested`.
    Given { attribute: Box<str>, of: Milestones },
}

/// Which day of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// That date of a year, month and day: `31 march`.
    Date { month: u32, day: u32 },
    /// Every day: the only day of a period of one day.
    EveryDay,
    /// Every working day.
    EveryBusinessDay,
}

/// One or several milestones, any of which triggers the rule.
pub type Milestones = Vec<Trigger>;

/// `request`, or a milestone of the network.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// The customer's `requested` event for the obligation itself.
    Request,
    /// A milestone.
    Milestone(MilestoneId),
}
