//! From a rule and a trigger to a deadline.

use std::ops::Range;

use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, Utc};

use super::rule::{Clock, DueRule, Form};
use crate::calendar::{Calendar, Instant, Pace, Reading, Roll, Span, Unit};

/// A due rule with everything that decides it.
///
/// ```
/// # use interdept::{calendar::{Calendar, CalendarSpec, Week}, due::Clause};
/// let week = Week::parse([("mon-fri", ["09:00-18:00"].as_slice())])?;
/// let calendar = Calendar::new(CalendarSpec::new("office".parse()?, chrono_tz::Asia::Shanghai, week))?;
/// let rule = "within 3 days of vehicle-delivered".parse()?;
/// let clause = Clause::new(&rule, &calendar);
/// // Delivered on a Thursday: the third day is a Sunday, and the deadline the close of Monday.
/// let due = clause.after("2026-11-19T10:00:00+08:00".parse()?)?;
/// assert_eq!(due, "2026-11-23T18:00:00+08:00".parse::<chrono::DateTime<chrono::Utc>>()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Clause<'a> {
    /// The rule.
    pub rule: &'a DueRule,
    /// The calendar on which it counts; its zone gives the local dates.
    pub calendar: &'a Calendar,
    /// How a day-counted deadline leaves a non-working day; none is what the rule's form says.
    pub roll: Option<Roll>,
    /// What *promptly* means.
    pub promptly: Option<Span>,
    /// Whether a period's handoff is about the period before the one in which it is due.
    pub previous_period: bool,
}

/// Why there is no deadline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DueError {
    /// It lies beyond the days that calendars reach, or no working day is left before their end.
    #[error(
        "the deadline lies beyond the calendar, which reaches from {} to {}",
        Calendar::FIRST_DAY,
        Calendar::LAST_DAY
    )]
    BeyondHorizon,
    /// A given deadline that is neither a date nor an instant.
    #[error("`{0}` is no deadline: expected a date like 2026-11-22 or an instant like 2026-11-22T18:00:00+08:00")]
    Unreadable(String),
    /// The rule says *promptly*, and the clause does not say what that means.
    #[error("nothing says what `promptly` means")]
    NoPromptly,
    /// The question does not fit the rule: the deadline after a trigger of a rule of every period, for one.
    #[error("`{0}` is not a rule of this form")]
    OtherForm(String),
}

/// A deadline and the days that led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deadline {
    pub(super) at: Instant,
    /// None if it was not counted in days.
    pub(super) day: Option<DueDay>,
}

/// The last day of a day-counted deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DueDay {
    /// As counted.
    pub(super) unrolled: NaiveDate,
    /// As rolled.
    pub(super) rolled: NaiveDate,
    /// The convention that rolled it.
    pub(super) roll: Roll,
}

/// How a counted day becomes an instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending {
    pub(super) roll: Roll,
    pub(super) clock: Option<Clock>,
    /// A roll that would land at or before this goes forward instead.
    pub(super) after: Option<Instant>,
}

impl Deadline {
    pub(super) const fn exact(at: Instant) -> Self {
        Self { at, day: None }
    }
}

impl<'a> Clause<'a> {
    /// A rule on a calendar, with nothing else said.
    pub const fn new(rule: &'a DueRule, calendar: &'a Calendar) -> Self {
        Self { rule, calendar, roll: None, promptly: None, previous_period: false }
    }

    /// The deadline of a rule that counts from a trigger.
    ///
    /// # Errors
    /// Returns an error when the deadline lies beyond the calendar's horizon, or the rule has another form.
    pub fn after(&self, trigger: DateTime<Utc>) -> Result<DateTime<Utc>, DueError> {
        self.due_after(within_horizon(trigger)?).map(Into::into)
    }

    /// The deadline of a rule that counts back from a milestone.
    ///
    /// # Errors
    /// Returns an error when the deadline lies beyond the calendar's horizon, or the rule has another form.
    pub fn before(&self, milestone: DateTime<Utc>) -> Result<DateTime<Utc>, DueError> {
        self.due_before(within_horizon(milestone)?).map(Into::into)
    }

    /// The deadline of a rule whose trigger gives it, as a date (`2026-11-22`) or an instant (RFC 3339).
    ///
    /// # Errors
    /// Returns an error when the value is neither, when the deadline lies beyond the calendar's horizon, or when the
    /// rule has another form.
    pub fn given(&self, trigger: DateTime<Utc>, value: &str) -> Result<DateTime<Utc>, DueError> {
        self.due_given(within_horizon(trigger)?, value).map(Into::into)
    }

    pub(crate) fn due_after(&self, trigger: Instant) -> Result<Instant, DueError> {
        self.deadline_after(trigger).map(|deadline| deadline.at)
    }

    pub(crate) fn due_before(&self, milestone: Instant) -> Result<Instant, DueError> {
        self.deadline_before(milestone).map(|deadline| deadline.at)
    }

    pub(crate) fn due_given(&self, trigger: Instant, value: &str) -> Result<Instant, DueError> {
        self.deadline_given(trigger, value).map(|deadline| deadline.at)
    }

    pub(super) fn deadline_after(&self, trigger: Instant) -> Result<Deadline, DueError> {
        let span = match self.rule.form() {
            Form::SameDay { .. } => return self.same_day(trigger),
            Form::Within { .. } | Form::NextDay { .. } | Form::Promptly { .. } => self.rule.span(self.promptly),
            Form::Every(_) | Form::Before { .. } | Form::Given { .. } => return Err(self.other_form()),
        };
        let span = span.ok_or(DueError::NoPromptly)?;
        let deadline = self.forward(span, trigger, Ending { after: Some(trigger), ..self.ending() })?;
        // Only a `promptly` of nothing can end before it began.
        Ok(Deadline { at: deadline.at.max(trigger), ..deadline })
    }

    pub(super) fn deadline_before(&self, milestone: Instant) -> Result<Deadline, DueError> {
        let Form::Before { lead, .. } = self.rule.form() else {
            return Err(self.other_form());
        };
        let Some(lead) = lead else {
            return Ok(Deadline::exact(milestone));
        };
        let date = self.calendar.local_date(milestone);
        self.backward(*lead, milestone, date, self.ending())
    }

    pub(super) fn deadline_given(&self, trigger: Instant, value: &str) -> Result<Deadline, DueError> {
        if !matches!(self.rule.form(), Form::Given { .. }) {
            return Err(self.other_form());
        }
        self.stated(value, Ending { after: Some(trigger), ..self.ending() })
    }

    /// A deadline that somebody stated: a date ends and rolls like a counted day, an instant is exact.
    pub(super) fn stated(&self, value: &str, ending: Ending) -> Result<Deadline, DueError> {
        match Stated::read(value)? {
            Stated::Instant(at) => Ok(Deadline::exact(at)),
            Stated::Date(date) => self.end_on(date, ending),
        }
    }

    /// `on the same day`: that day if it is worked and its deadline lies ahead, else the next working day.
    fn same_day(&self, trigger: Instant) -> Result<Deadline, DueError> {
        let date = self.calendar.local_date(trigger);
        let today = self.calendar.is_working_day(date).then(|| self.end(date, self.rule.clock()));
        let (rolled, at) = if let Some(end) = today.filter(|&end| trigger < end) {
            (date, end)
        } else {
            let next = self.calendar.plus_business_days(date, 1).ok_or(DueError::BeyondHorizon)?;
            (next, self.end(next, self.rule.clock()))
        };
        Ok(Deadline { at, day: Some(DueDay { unrolled: date, rolled, roll: Roll::Following }) })
    }

    /// A span counted forward from an instant; its day is not counted, the last one is, whole.
    pub(super) fn forward(&self, span: Span, from: Instant, ending: Ending) -> Result<Deadline, DueError> {
        match span.micros() {
            Some(micros) => self.shifted(span, from, micros),
            None => self.end_on(self.shifted_day(span, self.calendar.local_date(from), true)?, ending),
        }
    }

    /// A span counted back from an instant on a date; what is counted in days ends on that day, never after `from`.
    pub(super) fn backward(
        &self,
        span: Span,
        from: Instant,
        date: NaiveDate,
        ending: Ending,
    ) -> Result<Deadline, DueError> {
        if let Some(micros) = span.micros() {
            return self.shifted(span, from, -micros);
        }
        let deadline = self.end_on(self.shifted_day(span, date, false)?, ending)?;
        // The close of a night shift lies on the next day, perhaps behind the milestone.
        Ok(Deadline { at: deadline.at.min(from), ..deadline })
    }

    /// The clock on which its time runs: a handoff's allowance, its age, the share of its time that is gone.
    pub(crate) fn pace(&self) -> Pace<'a> {
        Pace::new(self.rule.counts_elapsed(self.promptly), self.calendar)
    }

    fn shifted(&self, span: Span, from: Instant, micros: i64) -> Result<Deadline, DueError> {
        let at = Pace::new(!span.unit.is_business(), self.calendar).plus(from, micros);
        at.filter(|at| HORIZON.contains(at)).map(Deadline::exact).ok_or(DueError::BeyondHorizon)
    }

    /// The day that lies a span of days after a date, or before it.
    pub(super) fn shifted_day(&self, span: Span, date: NaiveDate, forward: bool) -> Result<NaiveDate, DueError> {
        let days = |per: u64| Days::new(u64::from(span.count) * per);
        let by_days = |days| if forward { date.checked_add_days(days) } else { date.checked_sub_days(days) };
        let months = Months::new(span.count);
        match span.unit {
            Unit::Weeks => by_days(days(7)),
            Unit::Months if forward => date.checked_add_months(months),
            Unit::Months => date.checked_sub_months(months),
            Unit::BusinessDays => {
                let count = i64::from(span.count);
                self.calendar.plus_business_days(date, if forward { count } else { -count })
            }
            Unit::Days | Unit::Minutes | Unit::Hours | Unit::BusinessMinutes | Unit::BusinessHours => by_days(days(1)),
        }
        .ok_or(DueError::BeyondHorizon)
    }

    /// The deadline on a counted day: rolled, then ended.
    pub(super) fn end_on(&self, unrolled: NaiveDate, ending: Ending) -> Result<Deadline, DueError> {
        let on = |roll| {
            let rolled = self.calendar.roll(unrolled, roll).ok_or(DueError::BeyondHorizon)?;
            Ok(Deadline { at: self.end(rolled, ending.clock), day: Some(DueDay { unrolled, rolled, roll }) })
        };
        let deadline = on(ending.roll)?;
        let moved = deadline.day.is_some_and(|day| day.rolled != unrolled);
        match ending.after {
            Some(trigger) if moved && deadline.at <= trigger => on(Roll::Following),
            _ => Ok(deadline),
        }
    }

    /// The instant at which a day ends: at a clock time, else as the calendar says.
    pub(super) fn end(&self, day: NaiveDate, clock: Option<Clock>) -> Instant {
        match clock {
            None => self.calendar.day_end(day),
            Some(Clock::MIDNIGHT) => self.calendar.end_of_day(day),
            Some(clock) => {
                let seconds = u32::from(clock.minutes()) * 60;
                let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or_default();
                self.calendar.at_local(day, time, Reading::Later)
            }
        }
    }

    /// How the rule's own days end.
    pub(super) fn ending(&self) -> Ending {
        Ending { roll: self.effective_roll(), clock: self.rule.clock(), after: None }
    }

    /// The convention that holds for the rule's form, where `roll` does not say otherwise.
    pub(super) fn effective_roll(&self) -> Roll {
        use super::rule::DayOfPeriod::EveryDay;
        match (self.rule.form(), self.roll) {
            (Form::Before { .. }, Some(Roll::Unadjusted)) => Roll::Unadjusted,
            (Form::Before { .. }, _) => Roll::Preceding,
            (Form::Every(recurrence), None) if recurrence.day() == EveryDay => Roll::Unadjusted,
            (_, roll) => roll.unwrap_or(Roll::Following),
        }
    }

    fn other_form(&self) -> DueError {
        DueError::OtherForm(self.rule.to_string())
    }
}

/// A deadline as people state it in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stated {
    Date(NaiveDate),
    Instant(Instant),
}

impl Stated {
    /// Reads `2026-11-22`, or RFC 3339 with `T` or a blank.
    pub(super) fn read(value: &str) -> Result<Self, DueError> {
        let value = value.trim();
        let date = is_like_a_date(value).then(|| NaiveDate::parse_from_str(value, "%Y-%m-%d").ok()).flatten();
        let instant = || DateTime::parse_from_rfc3339(value).ok().map(|at| at.with_timezone(&Utc));
        let (day, stated) = match (date, instant) {
            (Some(date), _) => (date, Self::Date(date)),
            (None, instant) => {
                let shown = || value.chars().take(40).flat_map(char::escape_debug).collect();
                let at = instant().ok_or_else(|| DueError::Unreadable(shown()))?;
                (at.date_naive(), Self::Instant(at.into()))
            }
        };
        if (Calendar::FIRST_DAY..=Calendar::LAST_DAY).contains(&day) {
            Ok(stated)
        } else {
            Err(DueError::BeyondHorizon)
        }
    }
}

/// From the first day of all calendars to the last, whatever their zones.
const HORIZON: Range<Instant> = Instant::from_seconds(-5_364_748_800)..Instant::from_seconds(13_569_552_000);

/// An instant from outside, which may lie anywhere; those of a log have been checked when it was read.
pub(super) fn within_horizon(at: DateTime<Utc>) -> Result<Instant, DueError> {
    Some(at.into()).filter(|at| HORIZON.contains(at)).ok_or(DueError::BeyondHorizon)
}

/// Whether it has the shape of `2026-11-22`: chrono reads more, such as signs and single digits.
fn is_like_a_date(value: &str) -> bool {
    value.len() == 10
        && value.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_horizon_is_a_day_wider_than_the_calendars() {
        let midnight = |day: NaiveDate| Instant::from(day.and_time(NaiveTime::MIN).and_utc());
        assert_eq!(HORIZON.start, midnight(Calendar::FIRST_DAY.pred_opt().unwrap()));
        assert_eq!(HORIZON.end, midnight(Calendar::LAST_DAY.succ_opt().unwrap().succ_opt().unwrap()));
    }
}
