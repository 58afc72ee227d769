//! How a due rule prints: in one canonical form.

use std::fmt;

use chrono::Weekday;

use super::rule::{
    Clock, Cycle, DayOfPeriod, DueRule, Form, Limit, Milestones, MonthOf, NextDay, Recurrence, Trigger, Whichever,
};
use crate::PeriodLength;

impl fmt::Display for DueRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.limits().enumerate().try_for_each(|(i, limit)| {
            f.write_str(if i > 0 { " or " } else { "" })?;
            limit.fmt(f)
        })?;
        match self.whichever() {
            None => Ok(()),
            Some(whichever) => write!(f, ", whichever is {whichever}"),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(clock) = self.clock() {
            write!(f, "by {clock} ")?;
        }
        let by = if self.clock().is_some() { "on" } else { "by" };
        match self.form() {
            Form::Every(recurrence) if recurrence.days().iter().all(|day| day.is_every()) => recurrence.fmt(f),
            Form::Every(recurrence) => write!(f, "{by} {recurrence}"),
            Form::BeforeEnd { lead, of } => write!(f, "{lead} before the end of every {of}"),
            Form::AfterEnd { span, of } => write!(f, "within {span} after the end of every {of}"),
            Form::Within { span, of } => write!(f, "within {span} of {of}"),
            Form::SameDay { of } => write!(f, "on the same day as {of}"),
            Form::NextDay { day, of } => write!(f, "on the next {day} after {of}"),
            Form::DayOfMonth { day, month, of } => write!(f, "{by} {day} of the month {month} {of}"),
            Form::Promptly { of } => write!(f, "promptly after {of}"),
            Form::Before { lead: None, of } => write!(f, "before {of}"),
            Form::Before { lead: Some(lead), of } => write!(f, "at least {lead} before {of}"),
            Form::Given { attribute, of } => write!(f, "{by} the given {attribute} of {of}"),
        }
    }
}

impl fmt::Display for Whichever {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Earlier => "earlier",
            Self::Later => "later",
        })
    }
}

impl fmt::Display for NextDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "day",
            Self::Business => "business day",
            Self::Weekday(weekday) => word_of(&WEEKDAYS, *weekday),
        })
    }
}

impl fmt::Display for MonthOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same => f.write_str("of"),
            Self::Next => f.write_str("after"),
            Self::After(span) => write!(f, "{span} after"),
        }
    }
}

impl fmt::Display for Cycle {
    /// Writes what stands behind `every`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Period(PeriodLength::Named(name)) => name.fmt(f),
            Self::Period(length) => f.write_str(period_word(*length)),
            Self::Weeks { count, from } => write!(f, "{count} weeks from {from}"),
        }
    }
}

impl fmt::Display for Recurrence {
    /// Writes it without the preposition: `the 5th of every month`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, day) in self.days().iter().enumerate() {
            f.write_str(match i {
                0 => "",
                _ if i + 1 == self.days().len() => " and ",
                _ => ", ",
            })?;
            day.fmt(f)?;
        }
        if self.days().iter().all(|day| day.is_every()) {
            return Ok(());
        }
        if let Some(month) = self.month() {
            write!(f, " of the {month}{} month", ordinal_suffix(month.into()))?;
        }
        write!(f, " of every {}", self.cycle())
    }
}

impl fmt::Display for DayOfPeriod {
    /// Writes it without its period: `the 5th`, `friday`, `31 march`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nth = |f: &mut fmt::Formatter<'_>, n: u16| write!(f, "the {n}{}", ordinal_suffix(n.into()));
        let nth_last = |f: &mut fmt::Formatter<'_>, n: u16| match n {
            1 => f.write_str("the last"),
            n => write!(f, "the {n}{} last", ordinal_suffix(n.into())),
        };
        match *self {
            Self::Nth(n) => nth(f, n),
            Self::NthLast(n) => nth_last(f, n).and_then(|()| f.write_str(" day")),
            Self::NthBusiness(n) => nth(f, n).and_then(|()| f.write_str(" business day")),
            Self::NthLastBusiness(n) => nth_last(f, n).and_then(|()| f.write_str(" business day")),
            Self::NthWeekday(n, day) => nth(f, n).and_then(|()| write!(f, " {}", word_of(&WEEKDAYS, day))),
            Self::NthLastWeekday(n, day) => nth_last(f, n).and_then(|()| write!(f, " {}", word_of(&WEEKDAYS, day))),
            Self::Weekday(weekday) => f.write_str(word_of(&WEEKDAYS, weekday)),
            Self::Date { month, day } => write!(f, "{day} {}", word_of(&MONTHS, month)),
            Self::EveryDay => f.write_str("every day"),
            Self::EveryBusinessDay => f.write_str("every business day"),
        }
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes() / 60, self.minutes() % 60)
    }
}

impl fmt::Display for Milestones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joint = if self.is_all() { " and " } else { " or " };
        self.as_slice().iter().enumerate().try_for_each(|(i, trigger)| {
            f.write_str(if i > 0 { joint } else { "" })?;
            trigger.fmt(f)
        })
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request => f.write_str("request"),
            Self::Milestone(id) => id.fmt(f),
            Self::Delivery(id) => write!(f, "delivery of {id}"),
            Self::SignOff(id) => write!(f, "sign-off of {id}"),
        }
    }
}

pub(super) const PERIODS: [(&str, PeriodLength); 6] = [
    ("day", PeriodLength::Day),
    ("week", PeriodLength::Week),
    ("month", PeriodLength::Month),
    ("quarter", PeriodLength::Quarter),
    ("half-year", PeriodLength::HalfYear),
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

/// Whether a word is the name of a weekday or a month, which English writes with a capital letter.
pub(crate) fn is_proper_name(word: &str) -> bool {
    WEEKDAYS.iter().any(|(name, _)| *name == word) || MONTHS.iter().any(|(name, _)| *name == word)
}

/// The word that stands for a value in one of these tables, each of which holds every value.
pub(super) fn word_of<T: Copy + PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
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
