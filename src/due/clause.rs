//! From a rule and a trigger to a deadline.

use std::ops::Range;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc, Weekday};

use super::periods::Periods;
use super::rule::{Clock, DayOfPeriod, DueRule, Form, Limit, MonthOf, NextDay, Whichever};
use crate::calendar::{Calendar, Instant, Pace, Reading, Roll, Span, Unit};
use crate::{Period, PeriodLength};

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
    /// The time of day from which on a trigger counts as of the next working day.
    ///
    /// So does one on a day off, which makes the request of a Saturday a day later than without a cut-off. It is for
    /// rules after a milestone; of what counts from a delivery, back from a milestone or gives its day it changes
    /// nothing. A cut-off before the day's opening means the next morning, where a shift crosses midnight.
    pub cut_off: Option<Clock>,
    /// Where periods lie that have names, and on which day weeks start.
    pub periods: &'a Periods,
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

/// The limits of a handoff: one, or two of which one counts.
///
/// They are kept apart because a hold moves each in its own unit, and may so change which counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) first: LimitAt,
    pub(crate) second: Option<(Whichever, LimitAt)>,
}

/// Where one limit lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LimitAt {
    pub(crate) at: Instant,
    /// Its day as rolled; none where it is exact.
    pub(crate) day: Option<NaiveDate>,
    /// Whether a hold moves it by elapsed time, rather than by working time.
    pub(crate) elapsed: bool,
}

impl Deadline {
    pub(super) const fn exact(at: Instant) -> Self {
        Self { at, day: None }
    }
}

impl Limits {
    /// The one that counts.
    pub(crate) fn counting(&self) -> LimitAt {
        match self.second {
            Some((Whichever::Earlier, second)) if second.at < self.first.at => second,
            Some((Whichever::Later, second)) if second.at > self.first.at => second,
            _ => self.first,
        }
    }
}

impl<'a> Clause<'a> {
    /// A rule on a calendar, with nothing else said.
    pub const fn new(rule: &'a DueRule, calendar: &'a Calendar) -> Self {
        Self {
            rule,
            calendar,
            roll: None,
            promptly: None,
            previous_period: false,
            cut_off: None,
            periods: Periods::CIVIL,
        }
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
        self.limits_after(trigger, None).map(|limits| limits.counting().at)
    }

    pub(crate) fn due_before(&self, milestone: Instant) -> Result<Instant, DueError> {
        self.deadline_before(milestone).map(|deadline| deadline.at)
    }

    pub(crate) fn due_given(&self, trigger: Instant, value: &str) -> Result<Instant, DueError> {
        if self.rule.given().is_none() {
            return Err(self.other_form());
        }
        self.limits_after(trigger, Some(value)).map(|limits| limits.counting().at)
    }

    /// The limits of a rule that counts from a trigger; `given` is the value that the trigger gives, where one of them
    /// is given.
    pub(crate) fn limits_after(&self, trigger: Instant, given: Option<&str>) -> Result<Limits, DueError> {
        let place = |limit: &Limit| {
            let deadline = self.deadline_of(limit, trigger, given)?;
            let is_given = matches!(limit.form(), Form::Given { .. });
            Ok(LimitAt {
                at: deadline.at,
                day: deadline.day.map(|day| day.rolled),
                elapsed: !is_given && limit.counts_elapsed(self.promptly),
            })
        };
        let first = place(self.rule.first())?;
        let second = self.rule.whichever().zip(self.rule.second());
        let second = second.map(|(whichever, limit)| Ok((whichever, place(limit)?))).transpose()?;
        Ok(Limits { first, second })
    }

    /// The deadline to which one limit leads, counted from a trigger as it came.
    pub(super) fn deadline_of(
        &self,
        limit: &Limit,
        trigger: Instant,
        given: Option<&str>,
    ) -> Result<Deadline, DueError> {
        if let Form::Given { .. } = limit.form() {
            let value = given.ok_or_else(|| self.other_form())?;
            return self.stated(value, Ending { after: Some(trigger), ..self.ending_of(limit) });
        }
        let trigger = self.counts_from(trigger)?;
        let day = self.counted_day(trigger);
        let ending = Ending { after: Some(trigger), ..self.ending_of(limit) };
        match limit.form() {
            Form::SameDay { .. } => self.same_day(limit, trigger, day),
            Form::NextDay { day: NextDay::Weekday(weekday), .. } => {
                self.by_shift_day(trigger, day, |day| self.end_on(next_weekday(day, *weekday)?, ending))
            }
            Form::DayOfMonth { month, .. } => {
                let (_, day) = self.day_of_month(limit, *month, day)?;
                self.end_on(day, ending)
            }
            Form::Promptly { .. } => self.forward(self.promptly.ok_or(DueError::NoPromptly)?, (trigger, day), ending),
            Form::Within { .. } | Form::NextDay { .. } => {
                let span = limit.span(None).ok_or_else(|| self.other_form())?;
                self.forward(span, (trigger, day), ending)
            }
            Form::Every(_)
            | Form::BeforeEnd { .. }
            | Form::AfterEnd { .. }
            | Form::Before { .. }
            | Form::Given { .. } => Err(self.other_form()),
        }
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

    /// A deadline that somebody stated: a date ends and rolls like a counted day, an instant is exact.
    pub(super) fn stated(&self, value: &str, ending: Ending) -> Result<Deadline, DueError> {
        match Stated::read(value)? {
            Stated::Instant(at) => Ok(Deadline::exact(at)),
            Stated::Date(date) => self.end_on(date, ending),
        }
    }

    /// The instant from which a trigger counts: itself, unless a cut-off puts it off to the next working day.
    pub(super) fn counts_from(&self, trigger: Instant) -> Result<Instant, DueError> {
        let Some(cut_off) = self.cut_off.filter(|_| !self.rule.is_after_delivery()) else {
            return Ok(trigger);
        };
        let day = self.shift_day(trigger);
        if self.calendar.is_working_day(day) && trigger < self.cut_off_on(day, cut_off) {
            return Ok(trigger);
        }
        let next = self.calendar.plus_working_days(day, 1).and_then(|next| self.calendar.opening(next));
        next.map(Instant::from).ok_or(DueError::BeyondHorizon)
    }

    /// The day to which a trigger belongs as it counts: the working day to which a cut-off put it off, also where the shift of
    /// the day before goes on over that one's opening.
    pub(super) fn counted_day(&self, from: Instant) -> NaiveDate {
        let (day, date) = (self.shift_day(from), self.calendar.local_date(from));
        let Some(cut_off) = self.cut_off.filter(|_| day != date && !self.rule.is_after_delivery()) else {
            return day;
        };
        // Before the cut-off of that day, it came itself in that shift.
        if self.calendar.is_working_day(day) && from < self.cut_off_on(day, cut_off) { day } else { date }
    }

    /// When the cut-off of a working day comes: before its opening only where no shift crosses midnight.
    fn cut_off_on(&self, day: NaiveDate, cut_off: Clock) -> Instant {
        let at = self.end(day, Some(cut_off));
        let is_early = self.calendar.opening(day).is_some_and(|opening| at < opening.into());
        let crosses = || self.calendar.closing(day).is_some_and(|closing| self.calendar.end_of_day(day) < closing);
        match day.succ_opt() {
            Some(next) if is_early && crosses() => self.end(next, Some(cut_off)),
            _ => at,
        }
    }

    /// The day to which an instant belongs: that of the shift in which it lies, if that began the day before.
    pub(super) fn shift_day(&self, at: Instant) -> NaiveDate {
        let date = self.calendar.local_date(at);
        let Some(before) = date.pred_opt() else { return date };
        let reaches = self.calendar.closing(before).is_some_and(|closing| at < closing);
        let instant = DateTime::<Utc>::from(at);
        let within = |(opening, closing): (DateTime<Utc>, DateTime<Utc>)| opening <= instant && instant < closing;
        if reaches && self.calendar.hours_of(before).any(within) { before } else { date }
    }

    /// What is counted from the day to which an instant belongs; from its own date, where a clock time at night would
    /// otherwise have passed by then.
    fn by_shift_day(
        &self,
        from: Instant,
        day: NaiveDate,
        counted: impl Fn(NaiveDate) -> Result<Deadline, DueError>,
    ) -> Result<Deadline, DueError> {
        let date = self.calendar.local_date(from);
        let deadline = counted(day)?;
        if deadline.at <= from && day != date { counted(date) } else { Ok(deadline) }
    }

    /// `on the same day`: that day if it is worked and its deadline lies ahead, else the next working day.
    fn same_day(&self, limit: &Limit, trigger: Instant, date: NaiveDate) -> Result<Deadline, DueError> {
        let today = self.calendar.is_working_day(date).then(|| self.end(date, limit.clock()));
        let (rolled, at) = if let Some(end) = today.filter(|&end| trigger < end) {
            (date, end)
        } else {
            let mut next = self.calendar.plus_working_days(date, 1).ok_or(DueError::BeyondHorizon)?;
            // A clock time before the opening may have passed while the shift of the day before went on.
            if self.end(next, limit.clock()) <= trigger {
                next = self.calendar.plus_working_days(next, 1).ok_or(DueError::BeyondHorizon)?;
            }
            (next, self.end(next, limit.clock()))
        };
        Ok(Deadline { at, day: Some(DueDay { unrolled: date, rolled, roll: Roll::Following }) })
    }

    /// The month that a trigger tells, and the day of it.
    pub(super) fn day_of_month(
        &self,
        limit: &Limit,
        month: MonthOf,
        date: NaiveDate,
    ) -> Result<(Period, NaiveDate), DueError> {
        let Form::DayOfMonth { day, .. } = limit.form() else {
            return Err(self.other_form());
        };
        let month = match month {
            MonthOf::Same => PeriodLength::Month.containing(date),
            MonthOf::Next => PeriodLength::Month.containing(date).next(),
            MonthOf::After(span) => PeriodLength::Month.containing(self.shifted_day(span, date, true)?),
        };
        let day = self.day_between(*day, month.first_day(), month.last_day()).ok_or(DueError::BeyondHorizon)?;
        Ok((month, day))
    }

    /// A span counted forward from an instant and the day to which it belongs; that day is not counted, the last one is, whole.
    pub(super) fn forward(
        &self,
        span: Span,
        (from, day): (Instant, NaiveDate),
        ending: Ending,
    ) -> Result<Deadline, DueError> {
        match span.micros() {
            Some(micros) => self.shifted(span, from, micros),
            None => self.by_shift_day(from, day, |day| self.end_on(self.shifted_day(span, day, true)?, ending)),
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

    pub(super) fn shifted(&self, span: Span, from: Instant, micros: i64) -> Result<Deadline, DueError> {
        let at = Pace::new(!span.unit.is_business(), self.calendar).plus(from, micros);
        at.filter(|at| HORIZON.contains(at)).map(Deadline::exact).ok_or(DueError::BeyondHorizon)
    }

    /// The day that lies a span of days after a date, or before it.
    pub(super) fn shifted_day(&self, span: Span, date: NaiveDate, forward: bool) -> Result<NaiveDate, DueError> {
        let days = |per: u64| Days::new(u64::from(span.count) * per);
        let by_days = |days| if forward { date.checked_add_days(days) } else { date.checked_sub_days(days) };
        let per_unit = if span.unit == Unit::Years { 12 } else { 1 };
        let months = Months::new(span.count.saturating_mul(per_unit));
        match span.unit {
            Unit::Weeks => by_days(days(7)),
            Unit::Months | Unit::Years if forward => date.checked_add_months(months),
            Unit::Months | Unit::Years => date.checked_sub_months(months),
            Unit::BusinessDays => {
                let count = i64::from(span.count);
                self.calendar.plus_working_days(date, if forward { count } else { -count })
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

    /// How the days of the rule's first limit end.
    pub(super) fn ending(&self) -> Ending {
        self.ending_of(self.rule.first())
    }

    /// How the days of a limit end.
    pub(super) fn ending_of(&self, limit: &Limit) -> Ending {
        Ending { roll: self.roll_of(limit), clock: limit.clock(), after: None }
    }

    /// The convention that holds for the first limit.
    pub(super) fn effective_roll(&self) -> Roll {
        self.roll_of(self.rule.first())
    }

    /// The convention that holds for a limit's form, where `roll` does not say otherwise.
    pub(super) fn roll_of(&self, limit: &Limit) -> Roll {
        let is_every_day = |form: &Form| matches!(form, Form::Every(every) if *every.days() == [DayOfPeriod::EveryDay]);
        match (limit.form(), self.roll) {
            (Form::Before { .. }, Some(Roll::Unadjusted)) => Roll::Unadjusted,
            (Form::Before { .. }, _) => Roll::Preceding,
            (form, None) if is_every_day(form) => Roll::Unadjusted,
            (_, roll) => roll.unwrap_or(Roll::Following),
        }
    }

    pub(super) fn other_form(&self) -> DueError {
        DueError::OtherForm(self.rule.to_string())
    }
}

/// The first such day of the week after a date.
pub(super) fn next_weekday(date: NaiveDate, weekday: Weekday) -> Result<NaiveDate, DueError> {
    let ahead = (weekday.num_days_from_monday() + 6 - date.weekday().num_days_from_monday()) % 7 + 1;
    date.checked_add_days(Days::new(ahead.into())).ok_or(DueError::BeyondHorizon)
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
