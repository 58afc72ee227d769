//! Why a deadline lies where it lies, as data.

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, Utc};
use serde::Serialize;

use super::clause::{Clause, Deadline, DueDay, DueError, Stated, within_horizon};
use super::occurrence::{Found, Occurrence, Turn};
use super::rule::{Clock, DayOfPeriod, DueRule, Form, Limit, NextDay, Recurrence, Whichever};
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
    /// The day to which the trigger belongs, where that is the day before its own: a shift that began then was going
    /// on.
    pub shift: Option<NaiveDate>,
    /// The cut-off, where the trigger came after it or on a day off.
    pub cut_off: Option<CutOff>,
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
    /// The other of two limits, which does not count.
    pub other: Option<OtherLimit>,
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
    /// To the next such day of the week.
    NextWeekday {
        /// The day.
        date: NaiveDate,
    },
    /// To a day of the month that the trigger tells.
    DayOfMonth {
        /// Which day.
        #[serde(serialize_with = "as_text")]
        of: DayOfPeriod,
        /// The month.
        #[serde(serialize_with = "as_text")]
        month: Period,
        /// The day that is in this month.
        date: NaiveDate,
    },
    /// From the end of a period.
    End {
        /// How long.
        span: Span,
        /// Whether back from it.
        back: bool,
        /// The period's last day.
        end: NaiveDate,
        /// The last day counted; none where the time is exact.
        last: Option<NaiveDate>,
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

/// A trigger that came too late for its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CutOff {
    /// The time of day from which on it counts as of the next working day.
    #[serde(serialize_with = "as_text")]
    pub clock: Clock,
    /// Whether it came on a day off; else it came at the cut-off or later.
    pub on_day_off: bool,
    /// The opening as of which it counts.
    pub counts_from: DateTime<FixedOffset>,
}

/// A limit that does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OtherLimit {
    /// As the rule writes it.
    pub limit: String,
    /// When it lies.
    pub due: DateTime<FixedOffset>,
    /// Which of the two counts: the earlier or the later.
    #[serde(serialize_with = "as_text")]
    pub whichever: Whichever,
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
    /// The week of the season has no hours on it, where the ordinary week has some; and the season's name if it has one.
    Season(Option<Text>),
    /// A holiday or a closure, and its name if it has one.
    Holiday(Option<Text>),
    /// The day closed in place of a holiday that fell on a day off.
    Substitute {
        /// The date of the holiday.
        of: NaiveDate,
        /// Its name, if it has one.
        name: Option<Text>,
    },
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
    /// The milestone, which comes before the end of this day.
    Milestone(NaiveDate),
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
        self.explain_limits(within_horizon(trigger)?, None)
    }

    /// Explains [`given`](Self::given).
    ///
    /// # Errors
    /// Returns an error when `given` does.
    pub fn explain_given(&self, trigger: DateTime<Utc>, value: &str) -> Result<Explanation, DueError> {
        if self.rule.given().is_none() {
            return Err(self.other_form());
        }
        self.explain_limits(within_horizon(trigger)?, Some(value))
    }

    /// Explains the limit that counts.
    fn explain_limits(&self, trigger: Instant, given: Option<&str>) -> Result<Explanation, DueError> {
        let limits = self.limits_after(trigger, given)?;
        let (first, second) = (self.rule.first(), self.rule.second());
        let Some(((whichever, second_at), second)) = limits.second.zip(second) else {
            return self.explain_limit(first, trigger, given);
        };
        let first_counts = limits.counting() == limits.first;
        let (counts, other, other_at) =
            if first_counts { (first, second, second_at.at) } else { (second, first, limits.first.at) };
        let other = OtherLimit { limit: other.to_string(), due: self.told(other_at), whichever };
        Ok(Explanation { other: Some(other), ..self.explain_limit(counts, trigger, given)? })
    }

    fn explain_limit(&self, limit: &Limit, came: Instant, given: Option<&str>) -> Result<Explanation, DueError> {
        let deadline = self.deadline_of(limit, came, given)?;
        let reference = Reference::Trigger(self.told(came));
        if let (Form::Given { .. }, Some(value)) = (limit.form(), given) {
            let counted = match Stated::read(value)? {
                Stated::Date(date) => Counted::GivenDate(date),
                Stated::Instant(_) => Counted::Nothing,
            };
            return Ok(self.explanation(limit, reference, counted, deadline.day.and_then(between), deadline));
        }
        let trigger = self.counts_from(came)?;
        let date = self.counted_day(trigger);
        let (counted, range) = self.counted_after(limit, date, deadline)?;
        let explained = self.explanation(limit, reference, counted, range, deadline);
        let clock = self.cut_off.filter(|_| trigger != came);
        let on_day_off = !self.calendar.is_working_day(self.shift_day(came));
        Ok(Explanation {
            shift: (date != self.calendar.local_date(trigger)).then_some(date),
            cut_off: clock.map(|clock| CutOff { clock, on_day_off, counts_from: self.told(trigger) }),
            ..explained
        })
    }

    fn counted_after(&self, limit: &Limit, date: NaiveDate, deadline: Deadline) -> Result<(Counted, Range), DueError> {
        Ok(match (limit.form(), limit.span(self.promptly), deadline.day) {
            (Form::NextDay { day: NextDay::Weekday(_), .. }, _, Some(day)) => {
                (Counted::NextWeekday { date: day.unrolled }, between(day))
            }
            (Form::DayOfMonth { day: of, month, .. }, _, Some(day)) => {
                let (month, _) = self.day_of_month(limit, *month, date)?;
                let counted = counted_off(*of, Turn { first: month.first_day(), last: month.last_day() }, day.unrolled);
                (Counted::DayOfMonth { of: *of, month, date: day.unrolled }, between(day).or(counted))
            }
            (_, Some(span), None) => {
                let worked = span.unit.is_business().then(|| (date, self.calendar.local_date(deadline.at)));
                (Counted::Time(span), worked)
            }
            (_, Some(span), Some(day)) => {
                let counted = (span.unit == Unit::BusinessDays).then_some((date, day.unrolled));
                (Counted::Days { span, last: day.unrolled }, counted.or(between(day)))
            }
            (_, None, day) => {
                let over = self.calendar.is_working_day(date) && day.is_some_and(|day| day.rolled != date);
                (Counted::SameDay { date, over }, day.and_then(between))
            }
        })
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
        let reference = Reference::Milestone(self.told(milestone));
        Ok(self.explanation(self.rule.first(), reference, counted, range, deadline))
    }

    /// Explains the deadline of an [`occurrence`](Self::occurrences) of this clause; none if it is another's.
    pub fn explain_occurrence(&self, occurrence: &Occurrence) -> Option<Explanation> {
        let (turn, Found { day: date, named }) = self.found(occurrence)?;
        let (period, _) = self.period_of(turn, date)?;
        let deadline = self.deadline_on(turn, date)?;
        let (counted, counted_off) = match (self.rule.form(), named) {
            (Form::Every(every), Some(of)) => {
                (Counted::DayOfPeriod { of: every.only(of), date }, counted_off(of, turn, date))
            }
            _ => counted_from_end(self.lead_or_lag()?, turn, date, deadline),
        };
        let range = deadline.day.and_then(between).or(counted_off);
        Some(self.explanation(self.rule.first(), Reference::Period(period), counted, range, deadline))
    }

    fn explanation(
        &self,
        limit: &Limit,
        from: Reference,
        counted: Counted,
        range: Range,
        deadline: Deadline,
    ) -> Explanation {
        let (skipped, days_off) = range.map(|(first, last)| self.days_off(first, last)).unwrap_or_default();
        let end = deadline.day.map_or(End::Exact, |day| {
            if deadline.at < self.end(day.rolled, limit.clock()) {
                End::Milestone(day.rolled)
            } else {
                self.end_of_day(limit, day.rolled)
            }
        });
        let (first, last) = range.unwrap_or_else(|| {
            let last = deadline.day.map_or_else(|| self.calendar.local_date(deadline.at), |day| day.rolled);
            (last, last)
        });
        Explanation {
            rule: self.rule.clone(),
            calendar: self.calendar.id().clone(),
            zone: self.calendar.zone().name().to_owned(),
            from,
            shift: None,
            cut_off: None,
            counted,
            skipped,
            days_off,
            roll: deadline.day.and_then(|day| self.rolled(limit, day)),
            end,
            due: self.told(deadline.at),
            other: None,
            known: self.calendar.is_known(first) && self.calendar.is_known(last),
        }
    }

    fn rolled(&self, limit: &Limit, day: DueDay) -> Option<Rolled> {
        let DueDay { unrolled: from, rolled: to, roll: convention } = day;
        let same_day = matches!(limit.form(), Form::SameDay { .. });
        let at_or_before_trigger = !same_day && convention != self.roll_of(limit);
        (from != to).then_some(Rolled { from, to, convention, at_or_before_trigger })
    }

    fn end_of_day(&self, limit: &Limit, day: NaiveDate) -> End {
        match limit.clock() {
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
        let off = days.saturating_sub(self.calendar.working_days_between(before, last));
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
        let calendar = self.calendar;
        if let Some((_, exception)) = calendar.exception(day) {
            let name = exception.name.clone();
            return match calendar.stands_for(day) {
                Some(of) => DayOff::Substitute { of, name },
                None => DayOff::Holiday(name),
            };
        }
        if let Some((_, closure)) = calendar.closure(day) {
            return DayOff::Holiday(closure.name.clone());
        }
        let is_worked_else = !calendar.spec().week.on(day.weekday()).is_empty();
        let season = calendar.season(day).filter(|_| is_worked_else);
        season.map_or(DayOff::Week, |season| DayOff::Season(season.name.clone()))
    }

    /// An instant as the calendar's clocks tell it; an offset of seconds, as some had before 1900, to the minute.
    fn told(&self, at: Instant) -> DateTime<FixedOffset> {
        self.calendar.clock_time(at)
    }
}

/// The days of a turn over which a day is counted that is counted in working days.
fn counted_off(of: DayOfPeriod, turn: Turn, date: NaiveDate) -> Range {
    if let DayOfPeriod::NthLastBusiness(_) = of {
        return Some((date, turn.last));
    }
    matches!(of, DayOfPeriod::NthBusiness(_)).then_some((turn.first, date))
}

fn counted_from_end((span, back): (Span, bool), turn: Turn, date: NaiveDate, deadline: Deadline) -> (Counted, Range) {
    let end = turn.last;
    let range = if back { (date, end) } else { (end.succ_opt().unwrap_or(end), date) };
    let counted = Counted::End { span, back, end, last: deadline.day.map(|_| date) };
    (counted, span.unit.is_business().then_some(range))
}

/// The days over which a deadline rolled, without the one on which it landed.
fn between(day: DueDay) -> Range {
    match day.unrolled.cmp(&day.rolled) {
        std::cmp::Ordering::Less => Some((day.unrolled, day.rolled.checked_sub_days(Days::new(1))?)),
        std::cmp::Ordering::Greater => Some((day.rolled.checked_add_days(Days::new(1))?, day.unrolled)),
        std::cmp::Ordering::Equal => None,
    }
}
