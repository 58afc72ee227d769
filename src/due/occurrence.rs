//! The handoffs of a rule of every period.

use chrono::{DateTime, NaiveDate, Utc};

use super::clause::{Clause, Deadline};
use super::rule::{DayOfPeriod, Recurrence};
use crate::Period;
use crate::calendar::{Calendar, Instant};

/// One handoff of a rule of every period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Its key: the period of its unrolled due day, or the one before where it is about the previous period.
    pub key: Period,
    /// The due day as the rule counts it, before it rolls.
    pub due_day: NaiveDate,
    pub(crate) opened_at: Instant,
    pub(crate) due_at: Instant,
}

impl Occurrence {
    /// When it opens: at the start of the period in which it is due, or of its due day if that comes first.
    ///
    /// The period is that of the unrolled due day also where the handoff is about the previous one: last month's
    /// slips cannot be handed over before the month is over.
    pub fn opened_at(&self) -> DateTime<Utc> {
        self.opened_at.into()
    }

    /// Its deadline.
    pub fn due_at(&self) -> DateTime<Utc> {
        self.due_at.into()
    }
}

impl<'a> Clause<'a> {
    /// The handoff whose unrolled due day lies in a period.
    ///
    /// None if the rule is not one of every period of this length, if it is `every business day` and this day is
    /// none, or if its deadline lies beyond the calendar's horizon.
    pub fn occurrence(&self, due_period: Period) -> Option<Occurrence> {
        let (due_day, deadline) = self.deadline_in(due_period)?;
        let rolled = deadline.day.map_or(due_day, |day| day.rolled);
        Some(Occurrence {
            key: self.key_of(due_period)?,
            due_day,
            opened_at: self.calendar.start_of_day(due_period.first_day().min(rolled)),
            due_at: deadline.at,
        })
    }

    /// The handoff with a key; the inverse of [`Occurrence::key`].
    pub fn occurrence_of_key(&self, key: Period) -> Option<Occurrence> {
        let due_period = match (self.previous_period, key) {
            (false, key) => key,
            (true, Period::Day(day)) if self.is_every_business_day() => {
                Period::Day(self.calendar.plus_business_days(day, 1)?)
            }
            (true, key) => key.next(),
        };
        self.occurrence(due_period).filter(|occurrence| occurrence.key == key)
    }

    /// The handoffs whose unrolled due days lie in a range, both ends inclusive, in order.
    pub fn occurrences(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = Occurrence> + use<'a> {
        let clause = *self;
        let (from, to) = (from.max(Calendar::FIRST_DAY), to.min(Calendar::LAST_DAY));
        let first = self.rule.recurrence().map(|recurrence| recurrence.period().containing(from));
        std::iter::successors(first, |period| Some(period.next()))
            .take_while(move |period| period.first_day() <= to)
            .filter_map(move |period| clause.occurrence(period))
            .filter(move |occurrence| (from..=to).contains(&occurrence.due_day))
    }

    /// The handoffs whose deadlines lie on a range of local days, both ends inclusive, in order of their unrolled due
    /// days. A deadline at 24:00 belongs to the day it ends.
    pub fn occurrences_due(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = Occurrence> + use<'a> {
        let clause = *self;
        let (from, to) = (from.max(Calendar::FIRST_DAY), to.min(Calendar::LAST_DAY));
        // No roll carries a deadline across a working day, and a night shift ends on the day after its own.
        let (before, behind) = (from.pred_opt().unwrap_or(from), to.succ_opt().unwrap_or(to));
        let first = self.calendar.plus_business_days(before, -1).unwrap_or(Calendar::FIRST_DAY);
        let last = self.calendar.plus_business_days(behind, 1).unwrap_or(Calendar::LAST_DAY);
        self.occurrences(first, last)
            .filter(move |occurrence| (from..=to).contains(&clause.calendar.day_of_deadline(occurrence.due_at)))
    }

    /// The unrolled due day in a period, and the deadline to which it leads.
    pub(super) fn deadline_in(&self, due_period: Period) -> Option<(NaiveDate, Deadline)> {
        let recurrence = self.rule.recurrence().filter(|recurrence| recurrence.period() == due_period.length())?;
        let due_day = self.unrolled(recurrence, due_period)?;
        Some((due_day, self.end_on(due_day, self.ending()).ok()?))
    }

    fn unrolled(&self, recurrence: Recurrence, period: Period) -> Option<NaiveDate> {
        let (first, last) = (period.first_day(), period.last_day());
        if first < Calendar::FIRST_DAY || Calendar::LAST_DAY < last {
            return None;
        }
        let nth = |n: u64| first.checked_add_days(chrono::Days::new(n)).map(|day| day.min(last));
        match recurrence.day() {
            DayOfPeriod::Nth(n) => nth(u64::from(n.saturating_sub(1))),
            DayOfPeriod::NthBusiness(n) => {
                Some(self.calendar.nth_business_day(first, last, u32::from(n)).unwrap_or(last))
            }
            DayOfPeriod::Last | DayOfPeriod::EveryDay => Some(last),
            DayOfPeriod::LastBusiness => Some(self.calendar.last_business_day(first, last).unwrap_or(last)),
            DayOfPeriod::Weekday(weekday) => nth(u64::from(weekday.num_days_from_monday())),
            DayOfPeriod::Date { month, day } => {
                let Period::Year(year) = period else { return None };
                let month = Period::Month { year, month: u32::from(month) };
                month
                    .first_day()
                    .checked_add_days(chrono::Days::new(u64::from(day) - 1))
                    .map(|day| day.min(month.last_day()))
            }
            DayOfPeriod::EveryBusinessDay => self.calendar.is_working_day(first).then_some(first),
        }
    }

    /// The key of the handoff due in a period.
    fn key_of(&self, due_period: Period) -> Option<Period> {
        match (self.previous_period, due_period) {
            (false, period) => Some(period),
            // Its periods are the working days: on Monday, the one before is Friday.
            (true, Period::Day(day)) if self.is_every_business_day() => {
                Some(Period::Day(self.calendar.plus_business_days(day, -1)?))
            }
            (true, period) => Some(period.previous()),
        }
    }

    fn is_every_business_day(&self) -> bool {
        self.rule.recurrence().is_some_and(|recurrence| recurrence.day() == DayOfPeriod::EveryBusinessDay)
    }
}
