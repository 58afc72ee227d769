//! What is owed, and when it falls due.

use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use interdept::{Period, PeriodLength};

use super::calendar::{At, Desk, Roll, Unit, next_day};

#[derive(Clone, Debug)]
pub(crate) struct Duty {
    pub(crate) id: &'static str,
    pub(crate) rule: Rule,
    /// `by 12:00`, in minutes.
    pub(crate) clock: Option<u32>,
    /// Milestones, or `request`.
    pub(crate) triggers: Vec<&'static str>,
    /// An attribute of the trigger must have one of these values (or none of them).
    pub(crate) when: Option<(&'static str, Vec<&'static str>, bool)>,
    /// The trigger's local time must lie between these minutes.
    pub(crate) when_time: Option<(u32, u32)>,
    pub(crate) roll: Option<Roll>,
    pub(crate) previous: bool,
    pub(crate) documents: Vec<&'static str>,
    pub(crate) signed: Vec<&'static str>,
    pub(crate) review: Option<(u32, Unit)>,
    pub(crate) at_risk_percent: i32,
    /// The supplier's calendar, and the customer's.
    pub(crate) desk: usize,
    pub(crate) customer: usize,
    pub(crate) from: NaiveDate,
    pub(crate) until: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    Every(DayOf, PeriodLength),
    Within(u32, Unit),
    SameDay,
    NextDay,
    NextBusinessDay,
    /// With what promptly means.
    Promptly(u32, Unit),
    Before(Option<(u32, Unit)>),
    /// Of the attribute `deadline`.
    Given,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum DayOf {
    Nth(u32),
    NthBusiness(u32),
    Last,
    LastBusiness,
    Weekday(chrono::Weekday),
    Each,
    EachBusiness,
}

/// A deadline, as far as it matters to how it can be moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Due {
    /// A day, which ends where the rule says.
    Day(NaiveDate),
    /// A day, with the minute (and more) of the day that an extension gave it.
    DayAt(NaiveDate, TimeDelta),
    At(At),
}

/// In what a pause moves a deadline.
enum Moves {
    Never,
    Elapsed,
    Working,
    Midnights,
    BusinessDays,
}

impl Duty {
    pub(crate) fn is_of_periods(&self) -> bool {
        matches!(self.rule, Rule::Every(..))
    }

    pub(crate) fn is_before(&self) -> bool {
        matches!(self.rule, Rule::Before(_))
    }

    pub(crate) fn in_force(&self, date: NaiveDate) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }

    /// The instant of a deadline.
    pub(crate) fn instant(&self, desk: &Desk, due: Due) -> At {
        match due {
            Due::At(at) => at,
            Due::Day(day) => desk.end_of(day, self.clock),
            Due::DayAt(day, time) => {
                let minutes = u32::try_from(time.num_minutes()).unwrap();
                desk.at(day, minutes, true) + (time - TimeDelta::minutes(minutes.into()))
            }
        }
    }

    fn rolls(&self) -> Roll {
        let default = match self.rule {
            Rule::Every(DayOf::Each, _) => Roll::Unadjusted,
            Rule::Before(_) => {
                return if self.roll == Some(Roll::Unadjusted) { Roll::Unadjusted } else { Roll::Preceding };
            }
            _ => Roll::Following,
        };
        self.roll.unwrap_or(default)
    }

    /// A day that has been counted from a trigger, rolled.
    fn counted(&self, desk: &Desk, day: NaiveDate, trigger: At) -> Due {
        let rolled = Due::Day(desk.roll(day, self.rolls()));
        // What is not rolled cannot land before its trigger by rolling.
        if self.rolls() != Roll::Unadjusted && self.instant(desk, rolled) <= trigger && !desk.works_on(day) {
            return Due::Day(desk.roll(day, Roll::Following));
        }
        rolled
    }

    /// The deadline that a trigger gives; none if a given date is missing or unreadable.
    pub(crate) fn due_after(&self, desk: &Desk, trigger: At, given: Option<&str>) -> Option<Due> {
        let due = self.due_by(desk, trigger, given, desk.shift_day(trigger))?;
        // A clock time of the night may have passed while the shift of the day before went on.
        if matches!(self.rule, Rule::Before(_) | Rule::Given) || self.instant(desk, due) > trigger {
            return Some(due);
        }
        self.due_by(desk, trigger, given, desk.local_date(trigger))
    }

    fn due_by(&self, desk: &Desk, trigger: At, given: Option<&str>, today: NaiveDate) -> Option<Due> {
        let day = match self.rule {
            Rule::Every(..) => unreachable!("it has no trigger"),
            Rule::Before(None) => return Some(Due::At(trigger)),
            Rule::Before(Some((n, unit))) => match desk.count_back(n, unit, trigger) {
                // A shift that runs past midnight may close after M: before is before.
                Ok(day) => return Some(Due::At(desk.end_of(desk.roll(day, self.rolls()), None).min(trigger))),
                Err(at) => return Some(Due::At(at)),
            },
            Rule::Within(n, unit) | Rule::Promptly(n, unit) => match desk.count_by(n, unit, trigger, today) {
                Ok(day) => day,
                Err(at) => return Some(Due::At(at)),
            },
            Rule::NextDay => next_day(today),
            Rule::NextBusinessDay => desk.next_working_day(today),
            Rule::SameDay => {
                let day = today;
                let late = !desk.works_on(day) || trigger >= desk.end_of(day, self.clock);
                return Some(Due::Day(if late { desk.next_working_day(day) } else { day }));
            }
            Rule::Given => match given?.parse::<NaiveDate>() {
                Ok(day) => day,
                Err(_) => return given?.parse::<At>().ok().map(Due::At),
            },
        };
        Some(self.counted(desk, day, trigger))
    }

    /// The instant that an extension gives.
    pub(crate) fn due_extended(&self, desk: &Desk, until: &str) -> Due {
        match until.parse::<NaiveDate>() {
            Ok(day) => Due::At(self.instant(desk, Due::Day(desk.roll(day, self.rolls())))),
            Err(_) => Due::At(until.parse().unwrap()),
        }
    }

    fn moves(&self, original: Due) -> Moves {
        match self.rule {
            Rule::Before(_) => Moves::Never,
            Rule::Within(_, unit) | Rule::Promptly(_, unit) => match unit {
                Unit::Minutes | Unit::Hours => Moves::Elapsed,
                Unit::BusinessMinutes | Unit::BusinessHours => Moves::Working,
                Unit::BusinessDays => Moves::BusinessDays,
                Unit::Days | Unit::Weeks | Unit::Months => Moves::Midnights,
            },
            Rule::NextBusinessDay
            | Rule::Every(DayOf::NthBusiness(_) | DayOf::LastBusiness | DayOf::EachBusiness, _) => Moves::BusinessDays,
            Rule::Given if matches!(original, Due::At(_)) => Moves::Elapsed,
            Rule::Given | Rule::SameDay | Rule::NextDay | Rule::Every(..) => Moves::Midnights,
        }
    }

    /// A deadline after a pause.
    pub(crate) fn moved(&self, desk: &Desk, original: Due, due: Due, from: At, to: At) -> Due {
        let (first, last) = (desk.local_date(from), desk.local_date(to));
        let by_working_days = matches!(self.moves(original), Moves::BusinessDays);
        let days = if by_working_days { desk.working_days(first, last).into() } else { (last - first).num_days() };
        let forward = |day: NaiveDate| {
            let day = if by_working_days {
                (0..days).fold(day, |day, _| desk.next_working_day(day))
            } else {
                day + TimeDelta::days(days)
            };
            desk.roll(day, self.rolls())
        };
        match (self.moves(original), due) {
            (Moves::Never, due) => due,
            (Moves::Elapsed, due) => Due::At(self.instant(desk, due) + (to - from)),
            (Moves::Working, due) => {
                let time = desk.working_between(from, to);
                let minutes = u32::try_from(time.num_minutes()).unwrap();
                Due::At(desk.count(minutes, Unit::BusinessMinutes, self.instant(desk, due)).unwrap_err())
            }
            // A pause that does not move it does not roll it either.
            (_, due) if days == 0 => due,
            (_, Due::Day(day)) => Due::Day(forward(day)),
            (_, Due::DayAt(day, time)) => Due::DayAt(forward(day), time),
            // An extended one: it keeps its time of day, and 24:00 belongs to the day it ends.
            (_, Due::At(at)) => {
                let local = at.with_timezone(&desk.zone).naive_local();
                match local.time() - chrono::NaiveTime::MIN {
                    time if time.is_zero() => Due::DayAt(forward(local.date() - Days::new(1)), TimeDelta::days(1)),
                    time => Due::DayAt(forward(local.date()), time),
                }
            }
        }
    }

    /// The handoffs of a rule of every period: key, unrolled due day, opening and deadline.
    pub(crate) fn occurrences(&self, desk: &Desk, first: NaiveDate, last: NaiveDate) -> Vec<(Period, At, Due)> {
        let Rule::Every(day_of, length) = self.rule else { return Vec::new() };
        let mut found = Vec::new();
        let mut period = length.containing(first);
        while period.first_day() <= last {
            let days: Vec<_> = period.first_day().iter_days().take_while(|&day| day <= period.last_day()).collect();
            let working: Vec<_> = days.iter().copied().filter(|&day| desk.works_on(day)).collect();
            let end = *days.last().unwrap();
            let day = match day_of {
                DayOf::Nth(n) => Some(*days.get(n as usize - 1).unwrap_or(&end)),
                DayOf::NthBusiness(n) => Some(*working.get(n as usize - 1).or(working.last()).unwrap_or(&end)),
                DayOf::Last => Some(end),
                DayOf::LastBusiness => Some(*working.last().unwrap_or(&end)),
                DayOf::Weekday(weekday) => days.iter().copied().find(|day| day.weekday() == weekday),
                DayOf::Each => Some(end),
                DayOf::EachBusiness => working.first().copied(),
            };
            if let Some(day) = day {
                let rolled = desk.roll(day, self.rolls());
                let opened = desk.at(period.first_day().min(rolled), 0, false);
                let key = if self.previous { period.previous() } else { period };
                found.push((key, opened, Due::Day(rolled)));
            }
            period = period.next();
        }
        found
    }
}
