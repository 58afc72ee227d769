//! The handoffs of a rule of every period.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};

use super::clause::{Clause, Deadline};
use super::periods::week_start;
use super::rule::{Cycle, DayOfPeriod, Form, Recurrence};
use crate::calendar::{Calendar, Instant, Roll, Span, Unit};
use crate::{Period, PeriodKey, PeriodLength};

/// One handoff of a rule of every period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Its key: the period of its unrolled due day, or the one before where it is about the previous period; and which
    /// of that period's it is.
    pub key: PeriodKey,
    /// The due day as the rule counts it, before it rolls.
    pub due_day: NaiveDate,
    /// The due day as rolled. A night shift that it ends may end on the next.
    pub rolled_day: NaiveDate,
    pub(crate) opened_at: Instant,
    pub(crate) due_at: Instant,
}

impl Occurrence {
    /// When it opens: at the start of the period in which it is due, or of its due day if that comes first; after the
    /// end of a period, at that end.
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

/// The first and the last day of what comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
}

/// A due day of a turn, before it rolls, and which of the recurrence's days it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) day: NaiveDate,
    pub(super) named: Option<DayOfPeriod>,
}

impl<'a> Clause<'a> {
    /// The handoff with a key.
    ///
    /// None if the rule is not one of every period of this length, if it has no such handoff in it, or if its deadline
    /// lies beyond the calendar's horizon.
    pub fn occurrence_of_key(&self, key: impl Into<PeriodKey>) -> Option<Occurrence> {
        let key = key.into();
        let turn = self.turn_of(key.period)?;
        self.occurrences_of(turn).into_iter().find(|occurrence| occurrence.key == key)
    }

    /// The turn whose handoffs may be called by a period.
    fn turn_of(&self, called: Period) -> Option<Turn> {
        let (first, last) = self.periods.days_of(called)?;
        let due_in = match (self.rule.cycle()?, self.previous_period) {
            (_, false) => first,
            (Cycle::Weeks { count, .. }, true) => first.checked_add_days(Days::new(u64::from(count) * 7))?,
            (_, true) if self.is_every_business_day() => self.calendar.plus_working_days(first, 1)?,
            (_, true) => last.succ_opt()?,
        };
        // The week that holds the first of several weeks may begin before them.
        self.turn_holding(due_in).or_else(|| self.turn_holding(self.first_start()?.max(due_in)))
    }

    /// The turn of a handoff of this clause, and which of the turn's days is its own.
    pub(super) fn found(&self, occurrence: &Occurrence) -> Option<(Turn, Found)> {
        let turn = self.turn_of(occurrence.key.period)?;
        let (period, _) = self.period_of(turn, occurrence.due_day)?;
        let same = |found: &Found| self.period_of(turn, found.day).is_some_and(|(other, _)| other == period);
        let number = usize::from(occurrence.key.number).checked_sub(1)?;
        let found = self.due_days(turn).into_iter().filter(same).nth(number)?;
        (found.day == occurrence.due_day).then_some((turn, found))
    }

    /// The handoffs whose unrolled due days lie in a range, both ends inclusive, in order.
    pub fn occurrences(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = Occurrence> + use<'a> {
        let clause = *self;
        let (from, to) = (from.max(Calendar::FIRST_DAY), to.min(Calendar::LAST_DAY));
        let first = self.first_turn(from);
        let turns = std::iter::successors(first, move |turn| clause.turn_after(*turn));
        // A deadline counted from an end lies elsewhere than its turn, but in the same order.
        let is_over = move |turn: &Turn| match clause.lead_or_lag() {
            Some((_, false)) => turn.last > to,
            Some((_, true)) => clause.due_days(*turn).first().is_none_or(|found| found.day > to),
            None => turn.first > to,
        };
        turns
            .take_while(move |turn| !is_over(turn))
            .flat_map(move |turn| clause.occurrences_of(turn))
            .filter(move |occurrence| (from..=to).contains(&occurrence.due_day))
    }

    /// The handoffs that fall due on a range of days, both ends inclusive, in order of their unrolled due days: by
    /// their rolled due days, also where a night shift ends on the next.
    pub fn occurrences_due(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = Occurrence> + use<'a> {
        let (from, to) = (from.max(Calendar::FIRST_DAY), to.min(Calendar::LAST_DAY));
        // No roll carries a deadline across a working day.
        let before = || from.pred_opt().and_then(|day| self.calendar.roll(day, Roll::Preceding)?.succ_opt());
        let behind = || to.succ_opt().and_then(|day| self.calendar.roll(day, Roll::Following)?.pred_opt());
        let (earliest, latest) = match self.effective_roll() {
            Roll::Unadjusted => (Some(from), Some(to)),
            Roll::Following => (before(), Some(to)),
            Roll::Preceding => (Some(from), behind()),
            Roll::ModifiedFollowing | Roll::ModifiedPreceding | Roll::HalfMonthModifiedFollowing | Roll::Nearest => {
                (before(), behind())
            }
        };
        self.occurrences(earliest.unwrap_or(Calendar::FIRST_DAY), latest.unwrap_or(Calendar::LAST_DAY))
            .filter(move |occurrence| (from..=to).contains(&occurrence.rolled_day))
    }

    /// The handoffs of one turn, in order of their due days.
    fn occurrences_of(&self, turn: Turn) -> Vec<Occurrence> {
        let mut found: Vec<Occurrence> = Vec::new();
        for due in self.due_days(turn) {
            let Some(occurrence) = self.occurrence_on(turn, due) else { continue };
            let before = found.iter().filter(|other| other.key.period == occurrence.key.period).count();
            let number = u16::try_from(before + 1).unwrap_or(u16::MAX);
            found.push(Occurrence { key: PeriodKey { number, ..occurrence.key }, ..occurrence });
        }
        found
    }

    fn occurrence_on(&self, turn: Turn, due: Found) -> Option<Occurrence> {
        let deadline = self.deadline_on(turn, due.day)?;
        let rolled_day = deadline.day.map_or(due.day, |day| day.rolled);
        let (period, starts) = self.period_of(turn, due.day)?;
        let opens = match self.lead_or_lag() {
            Some((_, false)) => turn.last.succ_opt()?,
            Some((_, true)) => turn.first,
            None => starts,
        };
        let key = PeriodKey::from(if self.previous_period { self.period_before(period, turn)? } else { period });
        let opened_at = self.calendar.start_of_day(opens.min(rolled_day));
        // What is counted in hours may fall due before its period begins.
        Some(Occurrence {
            key,
            due_day: due.day,
            rolled_day,
            opened_at: opened_at.min(deadline.at),
            due_at: deadline.at,
        })
    }

    /// The period by which a due day of a turn is called, and its first day.
    pub(super) fn period_of(&self, turn: Turn, due_day: NaiveDate) -> Option<(Period, NaiveDate)> {
        let length = self.rule.period()?;
        let period = self.periods.containing(length, if self.lead_or_lag().is_some() { turn.last } else { due_day })?;
        Some((period, self.periods.days_of(period)?.0))
    }

    /// The period before one by which a due day is called: its rule's own.
    fn period_before(&self, period: Period, turn: Turn) -> Option<Period> {
        match self.rule.cycle()? {
            Cycle::Weeks { count, .. } => {
                let first = self.periods.days_of(period)?.0;
                let before = first.checked_sub_days(Days::new(u64::from(count) * 7))?;
                self.periods.containing(PeriodLength::Week, before)
            }
            // Its periods are the working days: on Monday, the one before is Friday.
            Cycle::Period(_) if self.is_every_business_day() => {
                Some(Period::Day(self.calendar.plus_working_days(turn.first, -1)?))
            }
            Cycle::Period(_) => self.periods.previous(period),
        }
    }

    /// The deadline of a due day of a turn.
    pub(super) fn deadline_on(&self, turn: Turn, due_day: NaiveDate) -> Option<Deadline> {
        match self.lead_or_lag().filter(|(span, _)| span.unit.is_clock()) {
            Some(_) => self.exact_end(turn).map(Deadline::exact),
            None => self.end_on(due_day, self.ending()).ok(),
        }
    }

    /// How far from the end of a period it falls due, and whether before it, if it does so.
    pub(super) fn lead_or_lag(&self) -> Option<(Span, bool)> {
        if let Form::BeforeEnd { lead, .. } = self.rule.form() {
            return Some((*lead, true));
        }
        if let Form::AfterEnd { span, .. } = self.rule.form() { Some((*span, false)) } else { None }
    }

    /// The deadline that lies so many hours or minutes from the end of a turn.
    fn exact_end(&self, turn: Turn) -> Option<Instant> {
        let (span, back) = self.lead_or_lag()?;
        let micros = span.micros()?;
        let end = self.calendar.end_of_day(turn.last);
        self.shifted(span, end, if back { -micros } else { micros }).ok().map(|deadline| deadline.at)
    }

    /// The unrolled due days of a turn, in order of date, then as written; none where the turn leaves the horizon.
    pub(super) fn due_days(&self, turn: Turn) -> Vec<Found> {
        let Turn { first, last } = turn;
        if first < Calendar::FIRST_DAY || Calendar::LAST_DAY < last {
            return Vec::new();
        }
        if let Some(recurrence) = self.rule.recurrence() {
            return self.days_of_turn(recurrence, turn);
        }
        let day = self.lead_or_lag().and_then(|(span, back)| match (span.unit.is_clock(), back) {
            (true, _) => self.exact_end(turn).map(|at| self.calendar.day_of_deadline(at)),
            (false, true) => self.shifted_day(span, last, false).ok(),
            (false, false) => self.day_after_end(span, last),
        });
        day.map(|day| Found { day, named: None }).into_iter().collect()
    }

    /// Days strictly after the last one of a turn; months from the first day after it, less a day.
    fn day_after_end(&self, span: Span, last: NaiveDate) -> Option<NaiveDate> {
        if matches!(span.unit, Unit::Months | Unit::Years) {
            return self.shifted_day(span, last.succ_opt()?, true).ok()?.pred_opt();
        }
        self.shifted_day(span, last, true).ok()
    }

    fn days_of_turn(&self, recurrence: &Recurrence, turn: Turn) -> Vec<Found> {
        let (first, last) = match recurrence.month() {
            None => (turn.first, turn.last),
            Some(month) => {
                let start = turn.first.checked_add_months(Months::new(u32::from(month) - 1));
                let month = PeriodLength::Month.containing(start.unwrap_or(turn.first));
                (month.first_day(), month.last_day())
            }
        };
        let not_before = match recurrence.cycle() {
            Cycle::Weeks { from, .. } => from,
            Cycle::Period(_) => NaiveDate::MIN,
        };
        let place = |&named: &DayOfPeriod| {
            let day = if let (DayOfPeriod::Weekday(_), Cycle::Weeks { from, .. }) = (named, recurrence.cycle()) {
                // Of several weeks the first such day that comes, counted from the date on which they begin.
                let passed = (from - week_start(self.periods, from)?).num_days();
                let start = first.checked_add_days(Days::new(u64::try_from(passed).ok()?))?;
                self.day_between(named, start, start.checked_add_days(Days::new(6))?)
            } else {
                self.day_between(named, first, last)
            };
            day.filter(|day| *day >= not_before).map(|day| Found { day, named: Some(named) })
        };
        let mut days: Vec<Found> = recurrence.days().iter().filter_map(place).collect();
        days.sort_by_key(|found| found.day);
        days
    }

    /// A day of the dates from `first` to `last`.
    pub(super) fn day_between(&self, day: DayOfPeriod, first: NaiveDate, last: NaiveDate) -> Option<NaiveDate> {
        let forth = |from: NaiveDate, days: u64| from.checked_add_days(Days::new(days)).map(|day| day.min(last));
        let back = |from: NaiveDate, days: u64| from.checked_sub_days(Days::new(days)).map(|day| day.max(first));
        let steps = |n: u16| u64::from(n.saturating_sub(1));
        match day {
            DayOfPeriod::Nth(n) => forth(first, steps(n)),
            DayOfPeriod::NthLast(n) => back(last, steps(n)),
            DayOfPeriod::EveryDay => Some(last),
            DayOfPeriod::EveryBusinessDay => self.calendar.is_working_day(first).then_some(first),
            DayOfPeriod::NthBusiness(n) => {
                Some(self.calendar.nth_working_day(first, last, u32::from(n)).unwrap_or(last))
            }
            DayOfPeriod::NthLastBusiness(n) => {
                let Some(end) = self.calendar.last_working_day(first, last) else { return Some(last) };
                let nth = self.calendar.plus_working_days(end, 1 - i64::from(n)).filter(|day| *day >= first);
                nth.or_else(|| self.calendar.nth_working_day(first, last, 1))
            }
            DayOfPeriod::Weekday(weekday) => self.day_between(DayOfPeriod::NthWeekday(1, weekday), first, last),
            DayOfPeriod::NthWeekday(n, weekday) => {
                let ahead = (weekday.num_days_from_monday() + 7 - first.weekday().num_days_from_monday()) % 7;
                let most = u64::try_from((last - first).num_days() - i64::from(ahead)).ok().map(|days| days / 7);
                match most {
                    Some(most) => first.checked_add_days(Days::new(u64::from(ahead) + 7 * steps(n).min(most))),
                    None => Some(last),
                }
            }
            DayOfPeriod::NthLastWeekday(n, weekday) => {
                let back = (last.weekday().num_days_from_monday() + 7 - weekday.num_days_from_monday()) % 7;
                let most = u64::try_from((last - first).num_days() - i64::from(back)).ok().map(|days| days / 7);
                match most {
                    Some(most) => last.checked_sub_days(Days::new(u64::from(back) + 7 * steps(n).min(most))),
                    None => Some(last),
                }
            }
            DayOfPeriod::Date { month, day } => {
                let month = Period::Month { year: first.year(), month: u32::from(month) };
                let date = month.first_day().checked_add_days(Days::new(u64::from(day) - 1));
                date.map(|day| day.min(month.last_day()))
            }
        }
    }

    /// The turn that holds a date.
    pub(super) fn turn_holding(&self, date: NaiveDate) -> Option<Turn> {
        match self.rule.cycle()? {
            Cycle::Period(length) => {
                let (first, last) = self.periods.days_of(self.periods.containing(length, date)?)?;
                Some(Turn { first, last })
            }
            Cycle::Weeks { count, from } => {
                let start = week_start(self.periods, from)?;
                let (days, passed) = (u64::from(count) * 7, u64::try_from((date - start).num_days()).ok()?);
                let first = start.checked_add_days(Days::new(passed - passed % days))?;
                Some(Turn { first, last: first.checked_add_days(Days::new(days - 1))? })
            }
        }
    }

    /// The turn that comes after another in which something can be due.
    fn turn_after(&self, turn: Turn) -> Option<Turn> {
        if self.is_every_business_day() {
            let day = self.calendar.plus_working_days(turn.last, 1)?;
            return Some(Turn { first: day, last: day });
        }
        self.turn_holding(turn.last.succ_opt()?).filter(|next| next.first <= Calendar::LAST_DAY)
    }

    /// The first turn of which anything can be due on a day or after it.
    fn first_turn(&self, from: NaiveDate) -> Option<Turn> {
        if self.is_every_business_day() {
            let day = self.calendar.roll(from, Roll::Following)?;
            return Some(Turn { first: day, last: day });
        }
        let near = match self.lead_or_lag() {
            Some((span, true)) => self.end_reached(span, from, true)?,
            Some((span, false)) => self.end_reached(span, from, false).unwrap_or(Calendar::FIRST_DAY),
            None => from,
        };
        self.turn_holding(near).or_else(|| self.turn_holding(self.first_start()?.max(near)))
    }

    /// A day shortly before the ends from which a span leads to a day.
    fn end_reached(&self, span: Span, day: NaiveDate, forward: bool) -> Option<NaiveDate> {
        // Months differ by three days; nothing else differs by more than a day.
        const SLACK: Days = Days::new(4);
        let reached = match span.micros() {
            // The day itself may be the working day that lies so many before an end.
            None if forward && span.unit.is_business() => self.shifted_day(span, day.pred_opt()?, true).ok()?,
            None => self.shifted_day(span, day, forward).ok()?,
            Some(micros) => {
                let sign = if forward { 1 } else { -1 };
                let at = self.shifted(span, self.calendar.start_of_day(day), sign * micros).ok()?.at;
                self.calendar.local_date(at)
            }
        };
        reached.checked_sub_days(SLACK).map(|day| day.max(Calendar::FIRST_DAY))
    }

    /// The day before which there is no turn, where there is one.
    fn first_start(&self) -> Option<NaiveDate> {
        match self.rule.cycle()? {
            Cycle::Weeks { from, .. } => Some(from),
            Cycle::Period(PeriodLength::Named(name)) => self.periods.get(name)?.first_start(),
            Cycle::Period(_) => None,
        }
    }

    pub(super) fn is_every_business_day(&self) -> bool {
        self.rule.recurrence().is_some_and(Recurrence::is_every_business_day)
    }
}
