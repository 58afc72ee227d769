//! Why a deadline lies where it lies, as data.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, Utc};
use serde::Serialize;

use super::clause::{Clause, Deadline, DueDay, DueError, Stated, within_horizon};
use super::occurrence::Occurrence;
use super::rule::{Clock, DayOfPeriod, DueRule, Form, Recurrence};
use crate::calendar::{DayEnds, Instant, Roll, Span, Unit};
use crate::{CalendarId, Period, Text};

/// How a deadline came about: from what it was counted, which days were skipped and why, where it rolled, and when
/// that day ends.
///
/// It is data; [`in_words`](Self::in_words) says it in English or Chinese.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The rule.
    pub rule: DueRule,
    /// The calendar on which it was counted.
    pub calendar: CalendarId,
    /// The calendar's time zone, in which days and times are told.
    pub zone: String,
    /// From what it was counted.
    pub from: Reference,
    /// What was counted.
    pub counted: Counted,
    /// The days off that did not count, or over which the deadline rolled, in order. At most
    /// [`MOST_RUNS`](Self::MOST_RUNS) runs are listed.
    pub skipped: Vec<DaysOff>,
    /// How many days off there were, listed or not.
    pub days_off: u64,
    /// The roll, if the day counted is no working day and the convention moves it.
    pub roll: Option<Rolled>,
    /// How the last day becomes an instant.
    pub end: End,
    /// The deadline.
    pub due: DateTime<FixedOffset>,
    /// Whether the calendar's holiday sets cover the days counted; else there may be holidays that it does not know.
    pub known: bool,
}

/// From what a deadline is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reference {
    /// From a trigger.
    Trigger(DateTime<FixedOffset>),
    /// Back from a milestone.
    Milestone(DateTime<FixedOffset>),
    /// Within a period.
    #[serde(serialize_with = "as_text")]
    Period(Period),
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Counted {
    /// Minutes or hours, elapsed or worked; exact.
    Time(Span),
    /// Days, weeks or months.
    Days {
        /// How many.
        span: Span,
        /// The last day, as counted.
        last: NaiveDate,
    },
    /// No day: that of the trigger, or the next working one.
    SameDay {
        /// The trigger's day.
        date: NaiveDate,
        /// Whether that day was worked, and its deadline was over.
        over: bool,
    },
    /// To a day of the period.
    DayOfPeriod {
        /// Which day.
        #[serde(serialize_with = "as_text")]
        of: Recurrence,
        /// The day that is in this period.
        date: NaiveDate,
    },
    /// Nothing: the trigger gives the day.
    GivenDate(NaiveDate),
    /// Nothing: the instant itself is the deadline, that of the milestone or one that the trigger gives.
    Nothing,
}

/// Days off in a row for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DaysOff {
    /// The first.
    pub from: NaiveDate,
    /// The last, inclusive.
    pub to: NaiveDate,
    /// Why.
    pub why: DayOff,
}

/// Why a day is off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DayOff {
    /// The week has no hours on it.
    Week,
    /// A holiday, and its name if it has one.
    Holiday(Option<Text>),
}

/// A deadline that left a day off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Rolled {
    /// The day counted.
    pub from: NaiveDate,
    /// The working day that stands for it.
    pub to: NaiveDate,
    /// The convention.
    pub convention: Roll,
    /// Whether the rule's own convention would have led to the trigger or before it, so that `following` took over.
    pub at_or_before_trigger: bool,
}

/// How the last day becomes an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum End {
    /// The close of business on this working day.
    Close(NaiveDate),
    /// 24:00 of this day.
    Midnight(NaiveDate),
    /// The rule's clock time on this day.
    Clock(NaiveDate, #[serde(serialize_with = "as_text")] Clock),
    /// Not a day: the deadline is exact.
    Exact,
}

fn as_text<T: ToString, S: serde::Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_string())
}

impl Explanation {
    /// How many runs of days off an explanation lists.
    pub const MOST_RUNS: usize = 64;
}

/// The bounds, inclusive, between which days off are skipped.
type Range = Option<(NaiveDate, NaiveDate)>;

impl Clause<'_> {
    /// Explains [`after`](Self::after).
    ///
    /// # Errors
    /// Returns an error when `after` does.
    pub fn explain_after(&self, trigger: DateTime<Utc>) -> Result<Explanation, DueError> {
        let trigger = within_horizon(trigger)?;
        let deadline = self.deadline_after(trigger)?;
        let date = self.calendar.local_date(trigger);
        let span = self.rule.span(self.promptly);
        let (counted, range) = match (span, deadline.day) {
            (Some(span), None) => {
                let worked = span.unit.is_business().then(|| (date, self.calendar.local_date(deadline.at)));
                (Counted::Time(span), worked)
            }
            (Some(span), Some(day)) => {
                let counted = (span.unit == Unit::BusinessDays).then_some((date, day.unrolled));
                (Counted::Days { span, last: day.unrolled }, counted.or(between(day)))
            }
            (None, day) => {
                let over = self.calendar.is_working_day(date) && day.is_some_and(|day| day.rolled != date);
                (Counted::SameDay { date, over }, day.and_then(between))
            }
        };
        Ok(self.explanation(Reference::Trigger(self.told(trigger)), counted, range, deadline))
    }

    /// Explains [`before`](Self::before).
    ///
    /// # Errors
    /// Returns an error when `before` does.
    pub fn explain_before(&self, milestone: DateTime<Utc>) -> Result<Explanation, DueError> {
        let milestone = within_horizon(milestone)?;
        let deadline = self.deadline_before(milestone)?;
        let date = self.calendar.local_date(milestone);
        let (counted, range) = match (self.rule.span(None), deadline.day) {
            (None, _) => (Counted::Nothing, None),
            (Some(span), None) => {
                let worked = span.unit.is_business().then(|| (self.calendar.local_date(deadline.at), date));
                (Counted::Time(span), worked)
            }
            (Some(span), Some(day)) => {
                let counted = (span.unit == Unit::BusinessDays).then_some((day.unrolled, date));
                (Counted::Days { span, last: day.unrolled }, counted.or(between(day)))
            }
        };
        Ok(self.explanation(Reference::Milestone(self.told(milestone)), counted, range, deadline))
    }

    /// Explains [`given`](Self::given).
    ///
    /// # Errors
    /// Returns an error when `given` does.
    pub fn explain_given(&self, trigger: DateTime<Utc>, value: &str) -> Result<Explanation, DueError> {
        let trigger = within_horizon(trigger)?;
        let deadline = self.deadline_given(trigger, value)?;
        let counted = match Stated::read(value)? {
            Stated::Date(date) => Counted::GivenDate(date),
            Stated::Instant(_) => Counted::Nothing,
        };
        let range = deadline.day.and_then(between);
        Ok(self.explanation(Reference::Trigger(self.told(trigger)), counted, range, deadline))
    }

    /// Explains the deadline of an [`occurrence`](Self::occurrence) of this clause; none if it is another's.
    pub fn explain_occurrence(&self, occurrence: &Occurrence) -> Option<Explanation> {
        let Form::Every(of) = *self.rule.form() else { return None };
        let period = of.period().containing(occurrence.due_day);
        let (date, deadline) = self.deadline_in(period)?;
        let counted_off = if matches!(of.day(), DayOfPeriod::NthBusiness(_)) {
            Some((period.first_day(), date))
        } else {
            (of.day() == DayOfPeriod::LastBusiness).then(|| (date, period.last_day()))
        };
        let range = deadline.day.and_then(between).or(counted_off);
        Some(self.explanation(Reference::Period(period), Counted::DayOfPeriod { of, date }, range, deadline))
    }

    fn explanation(&self, from: Reference, counted: Counted, range: Range, deadline: Deadline) -> Explanation {
        let (skipped, days_off) = range.map(|(first, last)| self.days_off(first, last)).unwrap_or_default();
        let end = deadline.day.map_or(End::Exact, |day| self.end_of_day(day.rolled));
        let (first, last) = range.unwrap_or_else(|| {
            let last = deadline.day.map_or_else(|| self.calendar.local_date(deadline.at), |day| day.rolled);
            (last, last)
        });
        Explanation {
            rule: self.rule.clone(),
            calendar: self.calendar.id().clone(),
            zone: self.calendar.zone().name().to_owned(),
            from,
            counted,
            skipped,
            days_off,
            roll: deadline.day.and_then(|day| self.rolled(day)),
            end,
            due: self.told(deadline.at),
            known: self.calendar.is_known(first) && self.calendar.is_known(last),
        }
    }

    fn rolled(&self, day: DueDay) -> Option<Rolled> {
        let DueDay { unrolled: from, rolled: to, roll: convention } = day;
        let same_day = matches!(self.rule.form(), Form::SameDay { .. });
        let at_or_before_trigger = !same_day && convention != self.effective_roll();
        (from != to).then_some(Rolled { from, to, convention, at_or_before_trigger })
    }

    fn end_of_day(&self, day: NaiveDate) -> End {
        match self.rule.clock() {
            Some(clock) => End::Clock(day, clock),
            None if self.calendar.day_ends() == DayEnds::Close && self.calendar.is_working_day(day) => End::Close(day),
            None => End::Midnight(day),
        }
    }

    /// The days off from one day to another, both inclusive: in runs, as far as they are listed, and in number.
    fn days_off(&self, first: NaiveDate, last: NaiveDate) -> (Vec<DaysOff>, u64) {
        const DAYS_LISTED: usize = 2_000;
        let Some(before) = first.pred_opt() else { return Default::default() };
        let days = last.signed_duration_since(before).num_days();
        let off = days.saturating_sub(self.calendar.business_days_between(before, last));
        let mut runs: Vec<DaysOff> = Vec::new();
        for day in first.iter_days().take_while(|day| *day <= last).take(DAYS_LISTED) {
            if self.calendar.is_working_day(day) {
                continue;
            }
            let why = self.why_off(day);
            let is_full = runs.len() == Explanation::MOST_RUNS;
            match runs.last_mut() {
                Some(run) if run.why == why && run.to.succ_opt() == Some(day) => run.to = day,
                _ if is_full => break,
                _ => runs.push(DaysOff { from: day, to: day, why }),
            }
        }
        (runs, u64::try_from(off).unwrap_or(0))
    }

    fn why_off(&self, day: NaiveDate) -> DayOff {
        self.calendar.exception(day).map_or(DayOff::Week, |(_, exception)| DayOff::Holiday(exception.name.clone()))
    }

    /// An instant as the calendar's clocks tell it; an offset of seconds, as some had before 1900, to the minute.
    fn told(&self, at: Instant) -> DateTime<FixedOffset> {
        self.calendar.clock_time(at)
    }
}

/// The days over which a deadline rolled, without the one on which it landed.
fn between(day: DueDay) -> Range {
    match day.unrolled.cmp(&day.rolled) {
        std::cmp::Ordering::Less => Some((day.unrolled, day.rolled.checked_sub_days(Days::new(1))?)),
        std::cmp::Ordering::Greater => Some((day.rolled.checked_add_days(Days::new(1))?, day.unrolled)),
        std::cmp::Ordering::Equal => None,
    }
}
