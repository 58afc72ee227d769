//! The names of things.
//!
//! Ids are short strings that people write into agreement files and logs. Each kind of thing has a type of its own, so
//! that a department can never be passed where an obligation is meant.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

/// The longest id that is accepted, in bytes.
pub const MAX_ID_LEN: usize = 200;

/// Why a string is not an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdError {
    /// The string is empty.
    #[error("an id cannot be empty")]
    Empty,
    /// The string has more than [`MAX_ID_LEN`] bytes.
    #[error("an id has at most {MAX_ID_LEN} bytes, this one has {0}")]
    TooLong(usize),
    /// A character that an id cannot have.
    #[error("an id cannot contain {0:?}: use letters, digits, `-`, `_` and `.`")]
    BadCharacter(char),
}

/// Checks what every id obeys: letters and digits of any script, `-`, `_` and `.`; at least one character and at
/// most [`MAX_ID_LEN`] bytes.
///
/// # Errors
/// Says which of these it breaks.
pub fn check_id(id: &str) -> Result<(), IdError> {
    if id.is_empty() {
        return Err(IdError::Empty);
    }
    if id.len() > MAX_ID_LEN {
        return Err(IdError::TooLong(id.len()));
    }
    match id.chars().find(|&c| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))) {
        Some(c) => Err(IdError::BadCharacter(c)),
        None => Ok(()),
    }
}

/// What logs and rules give a meaning of their own: the events of a log, the built-in milestone, and who bears what
/// nobody overran.
const RESERVED: [&str; 14] = [
    "requested",
    "delivered",
    "accepted",
    "rejected",
    "paused",
    "resumed",
    "extended",
    "waived",
    "rated",
    "complained",
    "resolved",
    "voided",
    "request",
    "plan",
];

/// Whether an id is one that nothing may be called by.
pub(crate) fn is_reserved(id: &str) -> bool {
    RESERVED.contains(&id)
}

/// What can be named after something else.
pub(crate) trait Resembling {
    /// An id that resembles a text: what cannot stand in it becomes `-`, what is too long is cut.
    fn resembling(text: &str) -> Self;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Compares and sorts as its text does. Cloning is cheap: the text is shared.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Makes an id from its text.
            ///
            /// # Errors
            /// Returns an error when [`check_id`] does.
            pub fn new(id: impl Into<Arc<str>>) -> Result<Self, IdError> {
                let id = id.into();
                check_id(&id)?;
                Ok(Self(id))
            }

            /// The text of the id.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Resembling for $name {
            fn resembling(text: &str) -> Self {
                let allowed = |c: char| if check_id(c.encode_utf8(&mut [0; 4])).is_ok() { c } else { '-' };
                let id: String = text.chars().take(40).map(allowed).collect();
                Self(if id.is_empty() { "-".into() } else { id.into() })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(s: &str) -> Result<Self, IdError> {
                Self::new(s)
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// The id of a department, such as `consumer-loan`.
    DepartmentId;
    /// The id of an obligation, such as `sales.decoration-slip`.
    ObligationId;
    /// The id of a milestone, such as `vehicle-delivered`.
    MilestoneId;
    /// The id of a calendar.
    CalendarId;
    /// The id of a set of holidays, such as `cn-2026`.
    HolidaySetId;
    /// The id of an agreement.
    AgreementId;
}

/// A period of the civil calendar, the key of a handoff that recurs.
///
/// Prints as its key: `2026-11-22`, `2026-W47`, `2026-11`, `2026-Q4`, `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Period {
    /// One day.
    Day(NaiveDate),
    /// An ISO 8601 week: it starts on a Monday, and week 1 holds the year's first Thursday.
    Week {
        /// The ISO year, which may differ from the calendar year in the first and last days.
        year: i32,
        /// 1 to 53.
        week: u32,
    },
    /// A month.
    Month {
        /// The year.
        year: i32,
        /// 1 to 12.
        month: u32,
    },
    /// A quarter of a year.
    Quarter {
        /// The year.
        year: i32,
        /// 1 to 4.
        quarter: u32,
    },
    /// A calendar year.
    Year(i32),
}

/// How long a [`Period`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodLength {
    /// One day.
    Day,
    /// An ISO week, from Monday.
    Week,
    /// A calendar month.
    Month,
    /// Three months, from January, April, July or October.
    Quarter,
    /// A calendar year.
    Year,
}

impl PeriodLength {
    /// The period of this length that holds a date.
    ///
    /// ```
    /// use interdept::{Period, PeriodLength};
    /// let day = "2027-01-01".parse().unwrap();
    /// assert_eq!(PeriodLength::Week.containing(day).to_string(), "2026-W53");
    /// assert_eq!(PeriodLength::Quarter.containing(day).to_string(), "2027-Q1");
    /// ```
    pub fn containing(self, date: NaiveDate) -> Period {
        match self {
            Self::Day => Period::Day(date),
            Self::Week => {
                let week = date.iso_week();
                Period::Week { year: week.year(), week: week.week() }
            }
            Self::Month => Period::Month { year: date.year(), month: date.month() },
            Self::Quarter => Period::Quarter { year: date.year(), quarter: date.month0() / 3 + 1 },
            Self::Year => Period::Year(date.year()),
        }
    }
}

impl Period {
    /// How long it is.
    pub fn length(self) -> PeriodLength {
        match self {
            Self::Day(_) => PeriodLength::Day,
            Self::Week { .. } => PeriodLength::Week,
            Self::Month { .. } => PeriodLength::Month,
            Self::Quarter { .. } => PeriodLength::Quarter,
            Self::Year(_) => PeriodLength::Year,
        }
    }

    /// Its first day; the earliest date that can be represented if the period lies outside the range of dates.
    pub fn first_day(self) -> NaiveDate {
        match self {
            Self::Day(date) => Some(date),
            Self::Week { year, week } => NaiveDate::from_isoywd_opt(year, week, chrono::Weekday::Mon),
            Self::Month { year, month } => NaiveDate::from_ymd_opt(year, month, 1),
            Self::Quarter { year, quarter } => NaiveDate::from_ymd_opt(year, quarter * 3 - 2, 1),
            Self::Year(year) => NaiveDate::from_ymd_opt(year, 1, 1),
        }
        .unwrap_or(NaiveDate::MIN)
    }

    /// Its last day, inclusive; the latest date that can be represented if the period lies outside the range of
    /// dates.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day().pred_opt().unwrap_or(NaiveDate::MAX)
    }

    /// The period of the same length that follows.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Day(date) => Self::Day(date.succ_opt().unwrap_or(date)),
            Self::Week { .. } => {
                let first = self.first_day();
                PeriodLength::Week.containing(first.checked_add_days(chrono::Days::new(7)).unwrap_or(first))
            }
            Self::Month { year, month: 12 } => Self::Month { year: year.saturating_add(1), month: 1 },
            Self::Month { year, month } => Self::Month { year, month: month + 1 },
            Self::Quarter { year, quarter: 4 } => Self::Quarter { year: year.saturating_add(1), quarter: 1 },
            Self::Quarter { year, quarter } => Self::Quarter { year, quarter: quarter + 1 },
            Self::Year(year) => Self::Year(year.saturating_add(1)),
        }
    }

    /// The period of the same length before it.
    #[must_use]
    pub fn previous(self) -> Self {
        let first = self.first_day();
        self.length().containing(first.pred_opt().unwrap_or(first))
    }

    /// Whether a date lies in it.
    pub fn contains(self, date: NaiveDate) -> bool {
        self.length().containing(date) == self
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => write!(f, "{date}"),
            Self::Week { year, week } => write!(f, "{year:04}-W{week:02}"),
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Quarter { year, quarter } => write!(f, "{year:04}-Q{quarter}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

impl serde::Serialize for Period {
    /// Its key, as [`Display`](fmt::Display) writes it.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A string that is not a period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a period: expected one like 2026-11-22, 2026-W47, 2026-11, 2026-Q4 or 2026")]
pub struct PeriodError(String);

impl std::str::FromStr for Period {
    type Err = PeriodError;

    /// Reads a key as [`Display`](fmt::Display) writes it.
    ///
    /// # Errors
    /// Returns an error when the text has another form, or names a date, week, month or quarter that does not exist.
    fn from_str(s: &str) -> Result<Self, PeriodError> {
        parse_period(s).ok_or_else(|| PeriodError(s.chars().take(40).collect()))
    }
}

fn parse_period(s: &str) -> Option<Period> {
    let (year, rest) = s.split_at_checked(4)?;
    let digits =
        |s: &str, n: usize| (s.len() == n && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<u32>().ok())?;
    let year = i32::try_from(digits(year, 4)?).ok()?;
    let Some(rest) = rest.strip_prefix('-') else {
        return rest.is_empty().then_some(Period::Year(year));
    };
    if let Some(week) = rest.strip_prefix('W') {
        let week = digits(week, 2)?;
        NaiveDate::from_isoywd_opt(year, week, chrono::Weekday::Mon)?;
        return Some(Period::Week { year, week });
    }
    if let Some(quarter) = rest.strip_prefix('Q') {
        let quarter = digits(quarter, 1).filter(|q| (1..=4).contains(q))?;
        return Some(Period::Quarter { year, quarter });
    }
    let (month, day) = rest.split_at_checked(2)?;
    let month = digits(month, 2).filter(|m| (1..=12).contains(m))?;
    match day.strip_prefix('-') {
        None => day.is_empty().then_some(Period::Month { year, month }),
        Some(day) => NaiveDate::from_ymd_opt(year, month, digits(day, 2)?).map(Period::Day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_print_and_read_back() {
        for key in ["2026-11-22", "2026-W47", "2026-W53", "2026-11", "2026-Q4", "2026"] {
            let period: Period = key.parse().unwrap();
            assert_eq!(period.to_string(), key);
            assert_eq!(period.next().previous(), period);
            assert!(period.contains(period.first_day()) && period.contains(period.last_day()));
        }
        for key in [
            "",
            "26",
            "2026-",
            "2026-13",
            "2026-Q5",
            "2026-W54",
            "2026-02-30",
            "2026-1",
            "+026",
            "2026-é1",
            "2026-11-222",
        ] {
            assert!(key.parse::<Period>().is_err(), "{key}");
        }
    }

    #[test]
    fn ids_refuse_what_would_confuse_a_reader() {
        assert_eq!(DepartmentId::new("财务部").unwrap().as_str(), "财务部");
        assert_eq!(DepartmentId::new(""), Err(IdError::Empty));
        assert_eq!(DepartmentId::new("a#1"), Err(IdError::BadCharacter('#')));
        assert_eq!(DepartmentId::new("a\nb"), Err(IdError::BadCharacter('\n')));
        assert_eq!(DepartmentId::new("x".repeat(201)), Err(IdError::TooLong(201)));
    }
}
