//! Numbers as people write them in logs and agreements.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A decimal number of any length: an optional sign, digits, and optionally a point and digits. Compared exactly.
///
/// Anything else is no number: no blanks, no separators of thousands, no exponents, no other digits.
///
/// ```
/// use interdept::network::Number;
/// let number = |text: &str| text.parse::<Number>();
/// assert!(number("0.30").unwrap() == number("0.3").unwrap() && number("-2").unwrap() < number("+1.5").unwrap());
/// assert!(number("1,000").is_err() && number("1e3").is_err() && number(" 5").is_err() && number("NaN").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    negative: bool,
    /// Without zeros in front.
    whole: Box<str>,
    /// Without zeros behind.
    fraction: Box<str>,
}

/// A text that is no [`Number`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an optional sign, digits, and optionally a point and digits")]
pub struct NumberError;

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let (negative, figures) = match text.strip_prefix(['+', '-']) {
            Some(figures) => (text.starts_with('-'), figures),
            None => (false, text),
        };
        let (whole, fraction) = match figures.split_once('.') {
            Some((_, "")) => return Err(NumberError),
            Some((whole, fraction)) => (whole, fraction),
            None => (figures, ""),
        };
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return Err(NumberError);
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let is_zero = whole.is_empty() && fraction.is_empty();
        Ok(Self { negative: negative && !is_zero, whole: whole.into(), fraction: fraction.into() })
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = |a: &Self, b: &Self| {
            let whole = a.whole.len().cmp(&b.whole.len()).then_with(|| a.whole.cmp(&b.whole));
            whole.then_with(|| a.fraction.cmp(&b.fraction))
        };
        match (self.negative, other.negative) {
            (false, false) => size(self, other),
            (true, true) => size(other, self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let whole = if self.whole.is_empty() { "0" } else { &self.whole };
        let point = if self.fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{}", self.fraction)
    }
}

/// Bounds within which a number lies; a missing one is open.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Bounds {
    /// It is larger than this.
    pub over: Option<Number>,
    /// It is this or larger.
    pub at_least: Option<Number>,
    /// It is smaller than this.
    pub under: Option<Number>,
    /// It is this or smaller.
    pub at_most: Option<Number>,
}

impl Bounds {
    /// Whether a text is a number within them.
    pub fn hold(&self, text: &str) -> bool {
        text.parse::<Number>().is_ok_and(|number| self.contains(&number))
    }

    /// Whether a number lies within them.
    pub fn contains(&self, number: &Number) -> bool {
        self.over.as_ref().is_none_or(|over| number > over)
            && self.at_least.as_ref().is_none_or(|least| number >= least)
            && self.under.as_ref().is_none_or(|under| number < under)
            && self.at_most.as_ref().is_none_or(|most| number <= most)
    }

    /// Whether some number lies within both.
    pub(crate) fn meet(&self, other: &Self) -> bool {
        let floor =
            |it: &Self| it.over.clone().map(|n| (n, true)).into_iter().chain(it.at_least.clone().map(|n| (n, false)));
        let ceiling =
            |it: &Self| it.under.clone().map(|n| (n, true)).into_iter().chain(it.at_most.clone().map(|n| (n, false)));
        let floors: Vec<_> = floor(self).chain(floor(other)).collect();
        let ceilings: Vec<_> = ceiling(self).chain(ceiling(other)).collect();
        floors.iter().all(|(low, open)| {
            ceilings.iter().all(|(high, closed_off)| if *open || *closed_off { low < high } else { low <= high })
        })
    }
}
