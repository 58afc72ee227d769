//! Lengths of time, as people write them.

use std::fmt;
use std::str::FromStr;

/// What a [`Span`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Elapsed minutes.
    Minutes,
    /// Elapsed hours.
    Hours,
    /// Minutes of working time.
    BusinessMinutes,
    /// Hours of working time.
    BusinessHours,
    /// Calendar days.
    Days,
    /// Calendar weeks, of seven days.
    Weeks,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
    /// Working days.
    BusinessDays,
}

impl Unit {
    /// Every unit, in the order in which an error lists them.
    pub const ALL: [Self; 9] = [
        Self::Minutes,
        Self::Hours,
        Self::BusinessMinutes,
        Self::BusinessHours,
        Self::Days,
        Self::Weeks,
        Self::Months,
        Self::Years,
        Self::BusinessDays,
    ];

    /// The unit's name in the singular: `business day`.
    pub fn singular(self) -> &'static str {
        match self {
            Self::Minutes => "minute",
            Self::Hours => "hour",
            Self::BusinessMinutes => "business minute",
            Self::BusinessHours => "business hour",
            Self::Days => "day",
            Self::Weeks => "week",
            Self::Months => "month",
            Self::Years => "year",
            Self::BusinessDays => "business day",
        }
    }

    /// The unit a word names, in the singular or plural, with `business` before it or not; case does not matter. `min`,
    /// `hr` and `h` are minutes and hours.
    ///
    /// ```
    /// use interdept::calendar::Unit;
    /// assert_eq!(Unit::named("Hours", true), Some(Unit::BusinessHours));
    /// assert_eq!(Unit::named("week", true), None);
    /// ```
    pub fn named(word: &str, business: bool) -> Option<Self> {
        let word = word.to_ascii_lowercase();
        let word = match word.as_str() {
            "min" | "mins" => "minute",
            "h" | "hr" | "hrs" => "hour",
            word => word.strip_suffix('s').unwrap_or(word),
        };
        Self::ALL.into_iter().find(|unit| match unit.singular().strip_prefix("business ") {
            Some(rest) => business && rest == word,
            None => !business && unit.singular() == word,
        })
    }

    /// Whether it is counted exactly, in elapsed or working time, rather than in days.
    pub fn is_clock(self) -> bool {
        matches!(self, Self::Minutes | Self::Hours | Self::BusinessMinutes | Self::BusinessHours)
    }

    /// Whether it counts on a calendar's working time or working days.
    pub fn is_business(self) -> bool {
        matches!(self, Self::BusinessMinutes | Self::BusinessHours | Self::BusinessDays)
    }
}

/// A length of time: `3 days`, `2 business hours`.
///
/// Prints in one canonical form, and reads singular and plural, upper and lower case, `working` for `business`, and
/// parts of an hour: `1.5 hours` are 90 minutes.
///
/// ```
/// use interdept::calendar::{Span, Unit};
/// let span: Span = "2 Business Day".parse()?;
/// assert_eq!(span, Span::new(2, Unit::BusinessDays));
/// assert_eq!(span.to_string(), "2 business days");
/// # Ok::<(), interdept::calendar::SpanError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

impl Span {
    /// `count` of `unit`.
    pub const fn new(count: u32, unit: Unit) -> Self {
        Self { count, unit }
    }

    /// So many hours and parts of them, as in `1.5 hours`, in minutes; none for what is no such number, no hour, or no
    /// whole minute.
    pub(crate) fn of_hours(number: &str, unit: Unit) -> Option<Self> {
        if !matches!(unit, Unit::Hours | Unit::BusinessHours) {
            return None;
        }
        let unit = if unit.is_business() { Unit::BusinessMinutes } else { Unit::Minutes };
        let (whole, parts) = number.split_once('.')?;
        let is_number = |s: &str| (1..=7).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        let scale = 10_u64.checked_pow(u32::try_from(parts.len()).ok()?)?;
        let of = |s: &str| is_number(s).then(|| s.parse::<u64>().ok())?;
        let minutes = (of(whole)? * scale + of(parts)?) * 60;
        let count = (minutes % scale == 0).then_some(minutes / scale)?;
        Some(Self { count: u32::try_from(count).ok()?, unit })
    }

    /// Its length in microseconds of elapsed or working time, where the unit is counted so.
    pub(crate) fn micros(self) -> Option<i64> {
        let minutes = match self.unit {
            Unit::Minutes | Unit::BusinessMinutes => 1,
            Unit::Hours | Unit::BusinessHours => 60,
            Unit::Days | Unit::Weeks | Unit::Months | Unit::Years | Unit::BusinessDays => return None,
        };
        Some((i64::from(self.count) * minutes * 60).saturating_mul(super::SECOND))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.count == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.count, self.unit.singular())
    }
}

impl serde::Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Why a text is not a [`Span`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpanError {
    /// It does not start with a whole number.
    #[error("expected a number and a unit, like `2 business days`")]
    NotASpan,
    /// The number is too large.
    #[error("`{0}` is too large: at most {max} can be counted", max = u32::MAX)]
    TooLarge(String),
    /// A word that is no unit.
    #[error(
        "`{0}` is not a unit: expected minutes, hours, days, weeks, months or years, or business minutes, hours or days"
    )]
    NotAUnit(String),
}

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(s: &str) -> Result<Self, SpanError> {
        let s = s.trim();
        let digits = s.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(s.len());
        let (count, rest) = s.split_at_checked(digits).ok_or(SpanError::NotASpan)?;
        if !count.starts_with(|c: char| c.is_ascii_digit()) || !rest.starts_with(char::is_whitespace) {
            return Err(SpanError::NotASpan);
        }
        let unknown = || SpanError::NotAUnit(rest.trim().chars().take(40).collect());
        let mut words = rest.split_whitespace();
        let unit = match (words.next(), words.next(), words.next()) {
            (Some(word), None, None) => Unit::named(word, false),
            (Some(business), Some(word), None)
                if business.eq_ignore_ascii_case("business") || business.eq_ignore_ascii_case("working") =>
            {
                Unit::named(word, true)
            }
            _ => None,
        };
        let unit = unit.ok_or_else(unknown)?;
        if count.contains('.') {
            return Self::of_hours(count, unit).ok_or(SpanError::NotASpan);
        }
        let count = count.parse().map_err(|_| SpanError::TooLarge(count.chars().take(40).collect()))?;
        Ok(Self { count, unit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_back_as_they_print() {
        for unit in Unit::ALL {
            for count in [0, 1, 2, u32::MAX] {
                let span = Span::new(count, unit);
                assert_eq!(span.to_string().parse(), Ok(span));
                assert_eq!(span.to_string().to_uppercase().parse(), Ok(span));
            }
        }
    }

    #[test]
    fn working_is_another_word_for_business() {
        assert_eq!("2 working days".parse(), Ok(Span::new(2, Unit::BusinessDays)));
        assert_eq!("1 Working hour".parse(), Ok(Span::new(1, Unit::BusinessHours)));
        assert!("1 working week".parse::<Span>().is_err());
    }

    #[test]
    fn parts_of_hours_are_minutes() {
        assert_eq!("1.5 hours".parse(), Ok(Span::new(90, Unit::Minutes)));
        assert_eq!("0.25 business hours".parse(), Ok(Span::new(15, Unit::BusinessMinutes)));
        for text in ["1.5 days", "1.5 minutes", "0.001 hours", "1. hours", ".5 hours", "1.2.3 hours"] {
            assert_eq!(text.parse::<Span>(), Err(SpanError::NotASpan), "{text}");
        }
        assert_eq!("3 min".parse(), Ok(Span::new(3, Unit::Minutes)));
        assert_eq!("2 business hrs".parse(), Ok(Span::new(2, Unit::BusinessHours)));
    }

    #[test]
    fn errors_say_what_would_be_right() {
        let error = |text: &str| text.parse::<Span>().unwrap_err();
        for text in ["", "days", "-1 days", "1.5 days", "3days", "3", "٣ days"] {
            assert_eq!(error(text), SpanError::NotASpan, "{text}");
        }
        for text in ["3 dayz", "3 business weeks", "3 business", "3 days later", "3 dayss"] {
            assert!(matches!(error(text), SpanError::NotAUnit(_)), "{text}");
        }
        assert_eq!(
            error("999999999999 days").to_string(),
            "`999999999999` is too large: at most 4294967295 can be counted"
        );
    }
}
