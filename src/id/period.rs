//! Periods: what handoffs that recur are keyed by.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::{IdError, check_id};

/// A period, after which a handoff that recurs is called.
///
/// Prints as its key: `2026-11-22`, `2026-W47`, `2026-11`, `2026-Q4`, `2026-H2`, `2026`, `close-2026-02-02`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Period {
    /// One day.
    Day(NaiveDate),
    /// A week, by the number of ISO 8601, in which week 1 holds the year's first Thursday.
    ///
    /// A company whose weeks start on Sunday or Saturday calls each by the number that most of its days have; on its
    /// own, a week is the one from Monday.
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
    /// Half a year.
    HalfYear {
        /// The year.
        year: i32,
        /// 1 or 2.
        half: u32,
    },
    /// A calendar year.
    Year(i32),
    /// A period that no calendar knows, by its first day. Only the network knows where it ends: on its own, it is that
    /// day.
    Named {
        /// What such periods are called.
        name: PeriodName,
        /// Its first day.
        first: NaiveDate,
    },
}

/// How long a [`Period`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PeriodLength {
    /// One day.
    Day,
    /// A week.
    Week,
    /// A calendar month.
    Month,
    /// Three months, from January, April, July or October.
    Quarter,
    /// Six months, from January or July.
    HalfYear,
    /// A calendar year.
    Year,
    /// Whatever the network says.
    Named(PeriodName),
}

impl PeriodLength {
    /// The period of this length that holds a date; of a named one, the one that starts on it.
    ///
    /// ```
    /// use interdept::{Period, PeriodLength};
    /// let day = "2027-01-01".parse().unwrap();
    /// assert_eq!(PeriodLength::Week.containing(day).to_string(), "2026-W53");
    /// assert_eq!(PeriodLength::Quarter.containing(day).to_string(), "2027-Q1");
    /// assert_eq!(PeriodLength::HalfYear.containing(day).to_string(), "2027-H1");
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
            Self::HalfYear => Period::HalfYear { year: date.year(), half: date.month0() / 6 + 1 },
            Self::Year => Period::Year(date.year()),
            Self::Named(name) => Period::Named { name, first: date },
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
            Self::HalfYear { .. } => PeriodLength::HalfYear,
            Self::Year(_) => PeriodLength::Year,
            Self::Named { name, .. } => PeriodLength::Named(name),
        }
    }

    /// Its first day; the earliest date that can be represented if the period lies outside the range of dates.
    pub fn first_day(self) -> NaiveDate {
        match self {
            Self::Day(date) | Self::Named { first: date, .. } => Some(date),
            Self::Week { year, week } => NaiveDate::from_isoywd_opt(year, week, Weekday::Mon),
            Self::Month { year, month } => NaiveDate::from_ymd_opt(year, month, 1),
            Self::Quarter { year, quarter } => NaiveDate::from_ymd_opt(year, quarter * 3 - 2, 1),
            Self::HalfYear { year, half } => NaiveDate::from_ymd_opt(year, half * 6 - 5, 1),
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
        let behind = |first: NaiveDate, days| first.checked_add_days(Days::new(days)).unwrap_or(first);
        match self {
            Self::Day(date) => Self::Day(behind(date, 1)),
            Self::Named { name, first } => Self::Named { name, first: behind(first, 1) },
            Self::Week { .. } => PeriodLength::Week.containing(behind(self.first_day(), 7)),
            Self::Month { year, month: 12 } => Self::Month { year: year.saturating_add(1), month: 1 },
            Self::Month { year, month } => Self::Month { year, month: month + 1 },
            Self::Quarter { year, quarter: 4 } => Self::Quarter { year: year.saturating_add(1), quarter: 1 },
            Self::Quarter { year, quarter } => Self::Quarter { year, quarter: quarter + 1 },
            Self::HalfYear { year, half: 2 } => Self::HalfYear { year: year.saturating_add(1), half: 1 },
            Self::HalfYear { year, half } => Self::HalfYear { year, half: half + 1 },
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
            Self::HalfYear { year, half } => write!(f, "{year:04}-H{half}"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Named { name, first } => write!(f, "{name}-{first}"),
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
#[error(
    "`{0}` is not a period: expected one like 2026-11-22, 2026-W47, 2026-11, 2026-Q4, 2026-H2, 2026 or close-2026-11-02"
)]
pub struct PeriodError(String);

impl FromStr for Period {
    type Err = PeriodError;

    /// Reads a key as [`Display`](fmt::Display) writes it.
    ///
    /// # Errors
    /// Returns an error when the text has another form, or names a date, week, month, quarter or half that does not
    /// exist.
    fn from_str(s: &str) -> Result<Self, PeriodError> {
        civil(s).or_else(|| named(s)).ok_or_else(|| PeriodError(s.chars().take(40).collect()))
    }
}

/// Digits, exactly so many.
fn digits(s: &str, n: usize) -> Option<u32> {
    (s.len() == n && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<u32>().ok())?
}

fn civil(s: &str) -> Option<Period> {
    let (year, rest) = s.split_at_checked(4)?;
    let year = i32::try_from(digits(year, 4)?).ok()?;
    let Some(rest) = rest.strip_prefix('-') else {
        return rest.is_empty().then_some(Period::Year(year));
    };
    if let Some(week) = rest.strip_prefix('W') {
        let week = digits(week, 2)?;
        NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)?;
        return Some(Period::Week { year, week });
    }
    if let Some(quarter) = rest.strip_prefix('Q') {
        let quarter = digits(quarter, 1).filter(|q| (1..=4).contains(q))?;
        return Some(Period::Quarter { year, quarter });
    }
    if let Some(half) = rest.strip_prefix('H') {
        let half = digits(half, 1).filter(|half| (1..=2).contains(half))?;
        return Some(Period::HalfYear { year, half });
    }
    let (month, day) = rest.split_at_checked(2)?;
    let month = digits(month, 2).filter(|m| (1..=12).contains(m))?;
    match day.strip_prefix('-') {
        None => day.is_empty().then_some(Period::Month { year, month }),
        Some(day) => NaiveDate::from_ymd_opt(year, month, digits(day, 2)?).map(Period::Day),
    }
}

/// `close-2026-02-02`.
fn named(s: &str) -> Option<Period> {
    let (name, date) = s.split_at_checked(s.len().checked_sub("-2026-02-02".len())?)?;
    let Period::Day(first) = civil(date.strip_prefix('-')?)? else { return None };
    Some(Period::Named { name: PeriodName::new(name).ok()?, first })
}

/// The key of a handoff that recurs: its period, and which of the period's handoffs it is.
///
/// Prints as the period for the first, `2026-11#2` for the second. Sorts by period, then by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeriodKey {
    /// The period.
    pub period: Period,
    /// Which of several in one period, from 1, in order of their due days.
    pub number: u16,
}

impl From<Period> for PeriodKey {
    /// The period's first, or only, handoff.
    fn from(period: Period) -> Self {
        Self { period, number: 1 }
    }
}

impl fmt::Display for PeriodKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            1 => self.period.fmt(f),
            number => write!(f, "{}#{number}", self.period),
        }
    }
}

impl serde::Serialize for PeriodKey {
    /// As [`Display`](fmt::Display) writes it.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for PeriodKey {
    type Err = PeriodError;

    /// Reads a period, or a period with `#` and a number; `#1` is the period alone.
    ///
    /// # Errors
    /// Returns an error when the text has another form, or the number is 0 or larger than can be.
    fn from_str(s: &str) -> Result<Self, PeriodError> {
        let Some((period, number)) = s.split_once('#') else {
            return s.parse().map(Period::into);
        };
        let is_number = number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
        let number = number.parse().ok().filter(|_| is_number);
        let wrong = || PeriodError(s.chars().take(40).collect());
        Ok(Self { period: period.parse()?, number: number.ok_or_else(wrong)? })
    }
}

/// What periods are called that no calendar knows: `close`, `sprint`.
///
/// An id that starts with a letter, has at most [`MAX_LEN`](Self::MAX_LEN) bytes, and could not be taken for a word
/// of the due-rule language.
#[derive(Clone, Copy)]
pub struct PeriodName {
    len: u8,
    bytes: [u8; Self::MAX_LEN],
}

/// Why a string is not the name of a period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeriodNameError {
    /// It is no id.
    #[error("{0}")]
    Id(#[from] IdError),
    /// It does not start with a letter.
    #[error("a period's name starts with a letter")]
    NoLetter,
    /// It is too long.
    #[error("a period's name has at most {max} bytes, this one has {0}", max = PeriodName::MAX_LEN)]
    TooLong(usize),
    /// It is a word of due rules, or would be taken for a slip of the finger in one.
    #[error("a due rule would read this as `{0}`: call the period something else")]
    Word(&'static str),
}

/// What may stand behind `every` in a rule, other than a name.
const WORDS: [&str; 20] = [
    "day",
    "week",
    "month",
    "quarter",
    "half-year",
    "year",
    "business",
    "working",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "half",
    "other",
    "second",
    "the",
    "end",
];

impl PeriodName {
    /// The longest name, in bytes.
    pub const MAX_LEN: usize = 23;

    /// Makes a name of its text.
    ///
    /// # Errors
    /// Returns an error when the text is no id, starts with something else than a letter, is too long, or is a word of
    /// due rules or nearly one: `moth` would be taken for `month`.
    pub fn new(text: &str) -> Result<Self, PeriodNameError> {
        check_id(text)?;
        if !text.starts_with(char::is_alphabetic) {
            return Err(PeriodNameError::NoLetter);
        }
        if let Some(word) = Self::word_like(text) {
            return Err(PeriodNameError::Word(word));
        }
        let mut bytes = [0; Self::MAX_LEN];
        let fits = bytes.get_mut(..text.len()).map(|start| start.copy_from_slice(text.as_bytes()));
        match (fits, u8::try_from(text.len())) {
            (Some(()), Ok(len)) => Ok(Self { len, bytes }),
            _ => Err(PeriodNameError::TooLong(text.len())),
        }
    }

    /// The word of due rules that a text is, is the plural of, or misses by one slip of the finger.
    pub(crate) fn word_like(text: &str) -> Option<&'static str> {
        let text = text.to_lowercase();
        let short = |word: &str| word.ends_with("day") && word.get(..3) == Some(&text);
        WORDS.into_iter().find(|word| text == *word || short(word)).or_else(|| {
            let singular = text.strip_suffix('s').unwrap_or(&text);
            WORDS.into_iter().find(|word| singular == *word || is_slip(&text, word))
        })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.bytes.get(..usize::from(self.len)).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// Whether a word is another with one letter too many, too few, wrong or swapped with its neighbour; never the first.
fn is_slip(text: &str, word: &str) -> bool {
    let (mut a, mut b) = (text, word);
    let first = |s: &str| s.chars().next();
    if first(a) != first(b) || word.len() < 4 {
        return false;
    }
    while let Some(same) = first(a).filter(|&c| first(b) == Some(c)) {
        (a, b) = (a.strip_prefix(same).unwrap_or_default(), b.strip_prefix(same).unwrap_or_default());
    }
    while let Some(same) = a.chars().next_back().filter(|&c| b.ends_with(c)) {
        (a, b) = (a.strip_suffix(same).unwrap_or_default(), b.strip_suffix(same).unwrap_or_default());
    }
    let swapped = || a.chars().rev().eq(b.chars());
    match (a.chars().count(), b.chars().count()) {
        (0 | 1, 0 | 1) => true,
        (2, 2) => swapped(),
        _ => false,
    }
}

impl PartialEq for PeriodName {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for PeriodName {}

impl Hash for PeriodName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialOrd for PeriodName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PeriodName {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl fmt::Display for PeriodName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for PeriodName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl FromStr for PeriodName {
    type Err = PeriodNameError;

    fn from_str(s: &str) -> Result<Self, PeriodNameError> {
        Self::new(s)
    }
}

impl serde::Serialize for PeriodName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_print_and_read_back() {
        for key in ["2026-11-22", "2026-W47", "2026-W53", "2026-11", "2026-Q4", "2026-H2", "2026"] {
            let period: Period = key.parse().unwrap();
            assert_eq!(period.to_string(), key);
            assert_eq!(period.next().previous(), period);
            assert!(period.contains(period.first_day()) && period.contains(period.last_day()));
        }
        for key in ["close-2026-02-02", "月结-2026-02-02", "a-b-2026-02-02"] {
            assert_eq!(key.parse::<Period>().unwrap().to_string(), key);
        }
        for key in [
            "",
            "26",
            "2026-",
            "2026-13",
            "2026-Q5",
            "2026-H3",
            "2026-H",
            "2026-W54",
            "2026-02-30",
            "2026-1",
            "+026",
            "2026-é1",
            "2026-11-222",
            "close-2026-02-30",
            "close-2026-02",
            "-2026-02-02",
            "month-2026-02-02",
            "月2026-02-02",
        ] {
            assert!(key.parse::<Period>().is_err(), "{key}");
        }
    }

    #[test]
    fn keys_number_what_one_period_has_several_of() {
        for key in ["2026-11", "2026-11#2", "close-2026-02-02#3"] {
            assert_eq!(key.parse::<PeriodKey>().unwrap().to_string(), key);
        }
        assert_eq!("2026-11#1".parse::<PeriodKey>().unwrap().to_string(), "2026-11");
        for key in ["2026-11#", "2026-11#0", "2026-11#02", "2026-11#+2", "2026-11#70000", "#2", "2026-11#2#3"] {
            assert!(key.parse::<PeriodKey>().is_err(), "{key}");
        }
    }

    #[test]
    fn names_are_no_words_of_rules() {
        for name in ["close", "sprint", "term", "pay", "月结", "period-13", "year-end"] {
            assert_eq!(PeriodName::new(name).unwrap().as_str(), name);
        }
        for (name, word) in [
            ("month", "month"),
            ("Months", "month"),
            ("moth", "month"),
            ("mon", "monday"),
            ("yaer", "year"),
            ("days", "day"),
            ("wek", "week"),
            ("half-years", "half-year"),
        ] {
            assert_eq!(PeriodName::new(name), Err(PeriodNameError::Word(word)), "{name}");
        }
        assert_eq!(PeriodName::new("4-4-5"), Err(PeriodNameError::NoLetter));
        assert_eq!(PeriodName::new(&"x".repeat(24)), Err(PeriodNameError::TooLong(24)));
        assert!(PeriodName::new("a b").is_err());
    }
}
