//! Numbers as exports write them.

use std::borrow::Cow;
use std::cmp::Ordering;

/// The signs in an export's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    /// What stands before the fraction.
    pub(super) decimal: char,
    /// What may stand between groups of three digits.
    pub(super) group: Option<char>,
}

impl Default for Numbers {
    fn default() -> Self {
        Self { decimal: '.', group: None }
    }
}

impl Numbers {
    /// The number that a text is, with a point and without groups: an optional sign, digits, an optional fraction.
    /// Anything else is no number.
    pub(super) fn plain(self, text: &str) -> Option<Cow<'_, str>> {
        let (whole, fraction) = match text.split_once(self.decimal) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text, None),
        };
        let unsigned = whole.strip_prefix(['+', '-']).unwrap_or(whole);
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if fraction.is_some_and(|fraction| !digits(fraction)) {
            return None;
        }
        let groups = self.group.filter(|&group| unsigned.contains(group));
        let Some(group) = groups else {
            let plain = digits(unsigned).then_some(text)?;
            return Some(if self.decimal == '.' { plain.into() } else { plain.replacen(self.decimal, ".", 1).into() });
        };
        let mut parts = unsigned.split(group);
        let first = parts.next().is_some_and(|first| digits(first) && first.len() <= 3);
        if !first || !parts.all(|part| digits(part) && part.len() == 3) {
            return None;
        }
        let whole: String = whole.chars().filter(|&c| c != group).collect();
        Some(fraction.map_or_else(|| whole.clone(), |fraction| format!("{whole}.{fraction}")).into())
    }
}

/// Compares two numbers that [`Numbers::plain`] has made, exactly.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let (one, other) = (Parts::of(one), Parts::of(other));
    match (one.negative, other.negative) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => one.magnitude().cmp(&other.magnitude()),
        (true, true) => other.magnitude().cmp(&one.magnitude()),
    }
}

/// A number that can be put in order.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::log) struct Sortable(Box<str>);

impl Sortable {
    /// One that [`Numbers::plain`] has made.
    pub(super) fn new(plain: &str) -> Self {
        Self(plain.into())
    }
}

impl Ord for Sortable {
    fn cmp(&self, other: &Self) -> Ordering {
        // Equal numbers may be spelled in different ways.
        compare(&self.0, &other.0).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Sortable {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

struct Parts<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Self {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let is_zero = whole.is_empty() && fraction.is_empty();
        Self { negative: text.starts_with('-') && !is_zero, whole, fraction }
    }

    fn magnitude(&self) -> (usize, &'a str, &'a str) {
        (self.whole.len(), self.whole, self.fraction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_their_own_signs() {
        let plain = Numbers::default();
        let german = Numbers { decimal: ',', group: Some('.') };
        let swiss = Numbers { decimal: '.', group: Some('\'') };
        for (numbers, text, expected) in [
            (plain, "-12.50", Some("-12.50")),
            (plain, "1,000", None),
            (plain, "1e3", None),
            (plain, " 5", None),
            (plain, "５", None),
            (plain, "5.", None),
            (german, "1.234.567,5", Some("1234567.5")),
            (german, "1234,5", Some("1234.5")),
            (german, "12.34", None),
            (german, "1234.567", None),
            (swiss, "-1'234.5", Some("-1234.5")),
        ] {
            assert_eq!(numbers.plain(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_compared_exactly() {
        for (one, other, expected) in [
            ("2", "10", Ordering::Less),
            ("0.30", "0.3", Ordering::Equal),
            ("-0", "0", Ordering::Equal),
            ("-2", "-10", Ordering::Greater),
            ("007", "7.01", Ordering::Less),
            ("99999999999999999999999.1", "99999999999999999999999.2", Ordering::Less),
        ] {
            assert_eq!(compare(one, other), expected, "{one} {other}");
        }
    }
}
