//! The days that a report is about.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use crate::calendar::{Instant, Reading, resolve_local};
use crate::due::WeekStart;
use crate::network::Network;
use crate::{Period, PeriodLength};

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

    /// The same week of a company whose weeks start on another day than Monday; what is no week stays as it is.
    ///
    /// It bears the ISO number that most of its days have: week 47 begins on the Sunday, or the Saturday, before the ISO
    /// week's Monday.
    ///
    /// ```
    /// use interdept::analysis::Window;
    /// use interdept::due::WeekStart;
    /// let week = "2026-W47".parse::<Window>()?.starting(WeekStart::Sunday);
    /// assert_eq!((week.first_day().to_string(), week.last_day().to_string()), ("2026-11-15".into(), "2026-11-21".into()));
    /// # Ok::<(), interdept::analysis::WindowError>(())
    /// ```
    #[must_use]
    pub fn starting(self, on: WeekStart) -> Self {
        let Some(period) = self.period.filter(|period| period.length() == PeriodLength::Week) else { return self };
        let moved = |date: NaiveDate| date.checked_sub_days(Days::new(on.lead())).unwrap_or(date);
        Self { first: moved(period.first_day()), last: moved(period.last_day()), ..self }
    }

    /// The week that holds a day, of a company whose weeks start `on` a day.
    pub fn week_of(day: NaiveDate, on: WeekStart) -> Self {
        Self::from(on.week_of(day)).starting(on)
    }

    /// The last week that was over on a day, of a company whose weeks start `on` a day: what a report is about that names
    /// none.
    pub fn last_week(before: NaiveDate, on: WeekStart) -> Self {
        Self::week_of(before, on).previous()
    }

    /// The instant at which it ends, on the clocks by which reports on a network tell the time; a week as the company has
    /// it.
    pub fn ends_at(self, network: &Network) -> DateTime<Utc> {
        let last = self.starting(network.company().week_starts).last;
        let midnight = NaiveDateTime::from(last.succ_opt().unwrap_or(last)).and_utc().timestamp();
        Instant::from_seconds(resolve_local(network.home_zone(), midnight, Reading::Later)).into()
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
            return self.moved_to(period.previous());
        }
        let length = Days::new(u64::try_from(self.last.signed_duration_since(self.first).num_days()).unwrap_or(0));
        let last = self.first.pred_opt().unwrap_or(self.first);
        Self { period: None, first: last.checked_sub_days(length).unwrap_or(last), last }
    }
}

impl Window {
    /// The one of its length that follows the one a day lies in; of a run of days, as many days after the day.
    pub(super) fn following_around(self, day: NaiveDate) -> Self {
        let days = self.last.signed_duration_since(self.first) + TimeDelta::days(1);
        let Some(period) = self.period else {
            let moved = |date: NaiveDate| date.checked_add_signed(days).unwrap_or(date);
            return Self { period: None, first: day.succ_opt().unwrap_or(day), last: moved(day) };
        };
        // A company's week may hold days of the ISO week before.
        let shift = self.first.signed_duration_since(period.first_day());
        let around = period.length().containing(day.checked_sub_signed(shift).unwrap_or(day));
        self.moved_to(around.next())
    }

    /// Another period, that begins as long before or after its usual first day.
    fn moved_to(self, period: Period) -> Self {
        let shift = self.period.map_or(TimeDelta::zero(), |own| self.first.signed_duration_since(own.first_day()));
        let moved = |date: NaiveDate| date.checked_add_signed(shift).unwrap_or(date);
        Self { period: Some(period), first: moved(period.first_day()), last: moved(period.last_day()) }
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
    fn weeks_start_where_the_company_s_do() {
        let week: Window = "2026-W47".parse().unwrap();
        let first = |day| week.starting(day).first_day().to_string();
        assert_eq!(
            [WeekStart::Saturday, WeekStart::Sunday, WeekStart::Monday].map(first),
            ["2026-11-14", "2026-11-15", "2026-11-16"]
        );
        let sunday = week.starting(WeekStart::Sunday);
        assert_eq!(
            (sunday.previous().to_string(), sunday.previous().last_day().to_string()),
            ("2026-W46".into(), "2026-11-14".into())
        );
        let month: Window = "2026-11".parse().unwrap();
        assert_eq!(month.starting(WeekStart::Sunday), month);
    }

    #[test]
    fn the_last_week_is_over_before_the_day() {
        let last = |day: &str, starts| {
            let week = Window::last_week(day.parse().unwrap(), starts);
            (week.to_string(), week.last_day().to_string())
        };
        assert_eq!(last("2026-11-22", WeekStart::Monday), ("2026-W46".into(), "2026-11-15".into()));
        assert_eq!(last("2026-11-23", WeekStart::Monday), ("2026-W47".into(), "2026-11-22".into()));
        assert_eq!(last("2026-11-21", WeekStart::Sunday), ("2026-W46".into(), "2026-11-14".into()));
        assert_eq!(last("2026-11-22", WeekStart::Sunday), ("2026-W47".into(), "2026-11-21".into()));
        assert_eq!(last("2026-11-22", WeekStart::Saturday), ("2026-W47".into(), "2026-11-20".into()));
    }

    #[test]
    fn the_one_before_a_run_of_days_is_as_long() {
        let days: Window = "2026-03-01..2026-03-03".parse().unwrap();
        assert_eq!(days.previous().to_string(), "2026-02-26..2026-02-28");
        assert!(days.contains("2026-03-03".parse().unwrap()) && !days.contains("2026-03-04".parse().unwrap()));
    }
}
