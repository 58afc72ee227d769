//! The periods of recurring obligations and their names: SPEC 4.10.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::calendar::{day_before, next_day};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    Day,
    Week,
    Month,
    Quarter,
    HalfYear,
    Year,
    /// Periods that an agreement names, with their first days; the last only ends the one before.
    Named(&'static str, Vec<NaiveDate>),
}

/// One period: its name, its first day and its last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) key: String,
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
}

impl Span {
    pub(crate) fn holds(&self, date: NaiveDate) -> bool {
        self.first <= date && date <= self.last
    }

    pub(crate) fn days(&self) -> Vec<NaiveDate> {
        self.first.iter_days().take_while(|&day| day <= self.last).collect()
    }
}

impl Length {
    /// The period that holds a date. None where named periods have none.
    pub(crate) fn containing(&self, date: NaiveDate, week_starts: Weekday) -> Option<Span> {
        if let Self::Named(name, starts) = self {
            let bounds = starts.iter().zip(&starts[1..]).find(|(from, to)| **from <= date && date < **to)?;
            return Some(Span { key: format!("{name}-{}", bounds.0), first: *bounds.0, last: day_before(*bounds.1) });
        }
        // All others: go back and forth for as long as the name is the same.
        let key = self.name(date, week_starts);
        let (mut first, mut last) = (date, date);
        while self.name(day_before(first), week_starts) == key {
            first = day_before(first);
        }
        while self.name(next_day(last), week_starts) == key {
            last = next_day(last);
        }
        Some(Span { key, first, last })
    }

    fn name(&self, date: NaiveDate, week_starts: Weekday) -> String {
        let (year, month) = (date.year(), date.month());
        match self {
            Self::Day => date.to_string(),
            Self::Week => {
                let first = (0..7).map(|n| date - Days::new(n)).find(|day| day.weekday() == week_starts).unwrap();
                // "bears the ISO number that most of its days have": that of its fourth day.
                let iso = (first + Days::new(3)).iso_week();
                format!("{}-W{:02}", iso.year(), iso.week())
            }
            Self::Month => format!("{year}-{month:02}"),
            Self::Quarter => format!("{year}-Q{}", (month - 1) / 3 + 1),
            Self::HalfYear => format!("{year}-H{}", (month - 1) / 6 + 1),
            Self::Year => year.to_string(),
            Self::Named(..) => unreachable!("has its own bounds"),
        }
    }

    /// What a rule calls it.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::HalfYear => "half-year",
            Self::Year => "year",
            Self::Named(name, _) => name,
        }
    }
}
