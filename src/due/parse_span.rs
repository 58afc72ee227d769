//! The part of the grammar that names a length of time.

use std::ops::Range;

use super::error::RuleError;
use super::words::{Words, quoted};
use crate::calendar::{Span, Unit};

/// Whether a length of time comes next: a number and a unit, rather than `31 march`.
pub(super) fn at_span(words: &Words<'_>) -> bool {
    let number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit()) && is_number(text);
    words.peek().is_some_and(|word| number(word.text))
        && words
            .peek_at(1)
            .is_some_and(|next| next.is("business") || next.is("working") || Unit::named(next.text, false).is_some())
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// A number and a unit, of at most a hundred years and never nothing.
pub(super) fn span(words: &mut Words<'_>) -> Result<Span, RuleError> {
    let span = span_or_zero(words)?;
    match span.value {
        Span { count: 0, .. } => Err(RuleError::new(span.number, "a span of nothing").help("the smallest is 1")),
        value => Ok(value),
    }
}

/// A span and where its number stands.
pub(super) struct Placed {
    pub(super) value: Span,
    pub(super) number: Range<usize>,
}

/// A number and a unit, of at most a hundred years.
pub(super) fn span_or_zero(words: &mut Words<'_>) -> Result<Placed, RuleError> {
    let what = "a whole number and a unit, such as `3 days`";
    let word = words.peek().filter(|word| is_number(word.text)).ok_or_else(|| words.expected(what, &[]))?;
    words.take();
    let business = words.eat(&["business", "working"]);
    let (what, names): (_, &[&str]) = if business {
        ("minutes, hours or days after `business`", &["minutes", "hours", "days"])
    } else {
        ("a unit: minutes, hours, days, weeks, months or years, or business minutes, hours or days", &UNITS)
    };
    let unit =
        words.peek().and_then(|word| Unit::named(word.text, business)).ok_or_else(|| words.expected(what, names))?;
    words.take();
    let value = if word.text.contains('.') {
        let wrong = || RuleError::new(word.span(), format!("{} is no whole number", quoted(word.text)));
        let span = Span::of_hours(word.text, unit);
        Some(span.ok_or_else(|| wrong().help("only hours have parts, down to the minute"))?)
    } else {
        word.text.parse().ok().map(|count| Span::new(count, unit))
    };
    let most = most(unit);
    match value {
        Some(value) if value.count <= self::most(value.unit) => Ok(Placed { value, number: word.span() }),
        _ => Err(RuleError::new(word.span(), format!("more than {most} {}s", unit.singular()))
            .help("a span reaches up to a hundred years")),
    }
}

const UNITS: [&str; 7] = ["minutes", "hours", "days", "weeks", "months", "years", "business"];

/// A hundred years, in a unit.
const fn most(unit: Unit) -> u32 {
    match unit {
        Unit::Minutes | Unit::BusinessMinutes => 52_560_000,
        Unit::Hours | Unit::BusinessHours => 876_000,
        Unit::Days | Unit::BusinessDays => 36_500,
        Unit::Weeks => 5_200,
        Unit::Months => 1_200,
        Unit::Years => 100,
    }
}
