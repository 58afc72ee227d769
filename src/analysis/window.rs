//! The days that a report is about.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate};

use crate::Period;

/// A week, a month, a quarter, a year, or any run of days: what a report is about.
///
/// It holds the handoffs whose due day lies in it. It prints, reads and serializes as its period (`2026-W47`, `2026-11`,
/// `2026-Q4`), or as its first and last day (`2026-11-16..2026-11-30`).
///
/// ```
/// use interdept::analysis::Window;
/// let november: Window = "2026-11".parse()?;
/// assert_eq!(november.previous().to_string(), "2026-10");
/// let days: Window = "2026-11-16..2026-11-30".parse()?;
/// assert_eq!(days.previous().to_string(), "2026-11-01..2026-11-15");
/// # Ok::<(), interdept::analysis::WindowError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    period: Option<Period>,
    first: NaiveDate,
    last: NaiveDate,
}

/// A text that names no [`Window`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no period, like 2026-W47, 2026-11 or 2026-Q4, and no first and last day, like 2026-11-16..2026-11-30"
)]
pub struct WindowError(String);

impl Window {
    /// From one day to another, both inclusive; none if the last comes first.
    pub fn days(first: NaiveDate, last: NaiveDate) -> Option<Self> {
        (first <= last).then_some(Self { period: None, first, last })
    }

    /// The period that it is; none for a run of days.
    pub fn period(self) -> Option<Period> {
        self.period
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.first
    }

    /// Its last day, inclusive.
    pub fn last_day(self) -> NaiveDate {
        self.last
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// The period before; of a run of days, as many days before it.
    #[must_use]
    pub fn previous(self) -> Self {
        if let Some(period) = self.period {
            return period.previous().into();
        }
        let length = Days::new(u64::try_from(self.last.signed_duration_since(self.first).num_days()).unwrap_or(0));
        let last = self.first.pred_opt().unwrap_or(self.first);
        Self { period: None, first: last.checked_sub_days(length).unwrap_or(last), last }
    }
}

impl From<Period> for Window {
    fn from(period: Period) -> Self {
        Self { period: Some(period), first: period.first_day(), last: period.last_day() }
    }
}

impl FromStr for Window {
    type Err = WindowError;

    /// Reads a period, or two days with `..` between.
    ///
    /// # Errors
    /// Returns an error when it is neither, or the last day comes before the first.
    fn from_str(text: &str) -> Result<Self, WindowError> {
        let read = match text.split_once("..") {
            None => text.parse().ok().map(|period: Period| period.into()),
            Some((first, last)) => {
                let day = |text: &str| text.parse().ok().filter(|_| text.len() == "2026-11-16".len());
                day(first).zip(day(last)).and_then(|(first, last)| Self::days(first, last))
            }
        };
        read.ok_or_else(|| WindowError(text.chars().take(40).collect()))
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.period {
            Some(period) => period.fmt(f),
            None => write!(f, "{}..{}", self.first, self.last),
        }
    }
}

impl serde::Serialize for Window {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_prints_it_reads() {
        for text in ["2026-W47", "2026-11", "2026-Q4", "2026", "2026-11-22", "2026-11-16..2026-11-16"] {
            assert_eq!(text.parse::<Window>().unwrap().to_string(), text);
        }
        for text in ["", "2026-W54", "2026-11-16..", "2026-11-17..2026-11-16", "26-11-16..2026-11-30", "last week"] {
            assert!(text.parse::<Window>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_one_before_a_run_of_days_is_as_long() {
        let days: Window = "2026-03-01..2026-03-03".parse().unwrap();
        assert_eq!(days.previous().to_string(), "2026-02-26..2026-02-28");
        assert!(days.contains("2026-03-03".parse().unwrap()) && !days.contains("2026-03-04".parse().unwrap()));
    }
}
