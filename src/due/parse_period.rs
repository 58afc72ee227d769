//! The part of the grammar that names a day of every period.

use std::ops::Range;

use chrono::Weekday;

use super::error::RuleError;
use super::rule::{DayOfPeriod, MONTHS, PERIODS, Recurrence, WEEKDAYS, ordinal_suffix, period_word};
use super::words::{Word, Words, quoted};
use crate::PeriodLength;

const PERIOD: &str = "a period: day, week, month, quarter or year";
const DAY: &str = "a day of the period: `the 5th`, `the last day`, `the 3rd business day`, `the last business day`, `friday` or `31 march`";

/// A day before it is known of what period, with its place for errors.
struct Named {
    day: DayOfPeriod,
    at: Range<usize>,
    /// Whether it is `the end`, which every period has.
    is_end: bool,
}

/// Whether a day of a period comes next: `the …`, an ordinal, a weekday, a month or `every`.
pub(super) fn at_period(words: &Words<'_>) -> bool {
    words.peek().is_some_and(|word| {
        word.is("the")
            || word.is("every")
            || word.is("each")
            || word.text.starts_with(|c: char| c.is_ascii_digit()) && !is_span(words)
            || weekday(word).is_some()
            || month(word).is_some()
            || ordinal_word(word).is_some()
    })
}

/// Whether a number is followed by a unit: `2 days before`, not `31 march`.
fn is_span(words: &Words<'_>) -> bool {
    words.peek_at(1).is_some_and(|next| {
        next.is("business") || next.is("working") || crate::calendar::Unit::named(next.text, false).is_some()
    })
}

/// Reads `the 5th of every month` and its likes.
pub(super) fn every(words: &mut Words<'_>) -> Result<Recurrence, RuleError> {
    if words.eat(&["every", "each"]) {
        return bare_every(words);
    }
    let day = day(words)?;
    let of = words.eat(&["of"]);
    if !words.eat(&["every", "each"]) {
        return Err(no_every(words, of));
    }
    if day.is_end && words.eat(&["business", "working"]) {
        words.expect(&["day"], "`day`")?;
        return Ok(Recurrence::new(DayOfPeriod::EveryBusinessDay, PeriodLength::Day));
    }
    let (period, at) = period(words)?;
    combine(&day, period, at)
}

fn no_every(words: &Words<'_>, of: bool) -> RuleError {
    let what = if of { "`every` and a period" } else { "`of every` and a period" };
    let error = words.expected(what, &["every", "of"]);
    let next = words.peek_at(usize::from(words.at(&["the"])));
    match next.and_then(|word| PERIODS.iter().find(|(name, _)| word.is(name))) {
        Some((name, _)) => error.help(format!("write `every {name}`")),
        None => error,
    }
}

/// What stands after a rule's first `every`: `day`, `business day`, `friday`.
fn bare_every(words: &mut Words<'_>) -> Result<Recurrence, RuleError> {
    if words.eat(&["business", "working"]) {
        words.expect(&["day"], "`day`")?;
        return Ok(Recurrence::new(DayOfPeriod::EveryBusinessDay, PeriodLength::Day));
    }
    if let Some(weekday) = words.peek().and_then(weekday) {
        words.take();
        return Ok(Recurrence::new(DayOfPeriod::Weekday(weekday), PeriodLength::Week));
    }
    if words.eat(&["day"]) {
        return Ok(Recurrence::new(DayOfPeriod::EveryDay, PeriodLength::Day));
    }
    let error = words.expected("`day`, `business day` or a weekday", &["day", "business", "monday", "friday"]);
    Err(match words.peek().and_then(|word| PERIODS.iter().find(|(name, _)| word.is(name))) {
        Some((name, _)) => error.help(format!("say which day: `the last day of every {name}`, for one")),
        None => error,
    })
}

fn period(words: &mut Words<'_>) -> Result<(PeriodLength, Range<usize>), RuleError> {
    let found = words
        .peek()
        .and_then(|word| PERIODS.iter().find(|(name, _)| word.is(name)).map(|(_, period)| (*period, word.span())));
    let found = found.ok_or_else(|| words.expected(PERIOD, &PERIODS.map(|(name, _)| name)))?;
    words.take();
    Ok(found)
}

/// `the 5th`, `the 3rd business day`, `the last day`, `friday`, `31 march`.
fn day(words: &mut Words<'_>) -> Result<Named, RuleError> {
    let the = words.eat(&["the"]);
    let word = words.peek().ok_or_else(|| words.expected(DAY, &[]))?;
    let at = word.span();
    let plain = |day| Named { day, at: at.clone(), is_end: false };
    if the && words.eat(&["last"]) {
        let business = words.eat(&["business", "working"]);
        words.expect(&["day"], if business { "`day`" } else { "`day` or `business day`" })?;
        return Ok(plain(if business { DayOfPeriod::LastBusiness } else { DayOfPeriod::Last }));
    }
    if the && words.eat(&["end"]) {
        return Ok(Named { is_end: true, ..plain(DayOfPeriod::Last) });
    }
    if let Some(weekday) = weekday(word) {
        words.take();
        return Ok(plain(DayOfPeriod::Weekday(weekday)));
    }
    if let Some(month) = month(word) {
        words.take();
        let what = "a day of the month";
        let number = words.peek().filter(|word| !word.is("of")).ok_or_else(|| words.expected(what, &[]))?;
        let day = number_or_ordinal(words)?;
        return date(day, month, number.span()).map(plain);
    }
    if word.text.starts_with(|c: char| c.is_ascii_digit()) || ordinal_word(word).is_some() {
        return numbered_day(words, word);
    }
    Err(words
        .expected(DAY, &["the", "last", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]))
}

/// What starts with a number: `31 march`, `5th`, `3rd business day`, `31st of march`.
fn numbered_day(words: &mut Words<'_>, word: Word<'_>) -> Result<Named, RuleError> {
    let at = word.span();
    let is_number = word.text.bytes().all(|b| b.is_ascii_digit());
    let n = number_or_ordinal(words)?;
    let of = words.at(&["of"]) && words.peek_at(1).and_then(month).is_some();
    if of {
        words.take();
    }
    if let Some(month) = words.peek().and_then(month) {
        words.take();
        let day = date(n, month, at.clone())?;
        return Ok(Named { day, at, is_end: false });
    }
    if is_number {
        let right = format!("{n}{}", ordinal_suffix(n.into()));
        return Err(RuleError::new(at, format!("expected an ordinal or a date, found {}", quoted(word.text)))
            .help(format!("write `the {right}`, or a month behind it")));
    }
    let business = words.eat(&["business", "working"]);
    if business {
        words.expect(&["day"], "`day`")?;
    } else {
        words.eat(&["day"]);
    }
    let day = if business { DayOfPeriod::NthBusiness(n) } else { DayOfPeriod::Nth(n) };
    Ok(Named { day, at, is_end: false })
}

/// Takes `5`, `5th` or `fifth`.
fn number_or_ordinal(words: &mut Words<'_>) -> Result<u16, RuleError> {
    let word = words.peek().ok_or_else(|| words.expected("an ordinal such as `5th`", &[]))?;
    if let Some(n) = ordinal_word(word) {
        words.take();
        return Ok(n);
    }
    let digits = word.text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, suffix) = word.text.split_at_checked(digits).unwrap_or_default();
    if number.is_empty() || !suffix.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Err(words.expected("an ordinal such as `5th`", &[]));
    }
    // A number too large for the type is too large for every period.
    let n: u16 = number.parse().unwrap_or(u16::MAX);
    if n == 0 {
        return Err(RuleError::new(word.span(), format!("there is no {}", quoted(word.text)))
            .help("days are counted from `1st`"));
    }
    let right = ordinal_suffix(n.into());
    if n < u16::MAX && !suffix.is_empty() && !suffix.eq_ignore_ascii_case(right) {
        return Err(words.expected("an ordinal", &[]).help(format!("write `{n}{right}`")));
    }
    words.take();
    Ok(n)
}

fn date(day: u16, month: u8, at: Range<usize>) -> Result<DayOfPeriod, RuleError> {
    let longest = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let name = MONTHS.iter().find(|(_, m)| *m == month).map_or("", |(name, _)| name);
    match u8::try_from(day) {
        Ok(day) if day <= longest => Ok(DayOfPeriod::Date { month, day }),
        _ => Err(RuleError::new(at, format!("{name} has at most {longest} days"))),
    }
}

/// Whether such a period has such a day.
fn combine(day: &Named, period: PeriodLength, at: Range<usize>) -> Result<Recurrence, RuleError> {
    let every = period_word(period);
    let longest = match period {
        PeriodLength::Day => 1,
        PeriodLength::Week => 7,
        PeriodLength::Month => 31,
        PeriodLength::Quarter => 92,
        PeriodLength::Year => 366,
    };
    match (day.day, period) {
        (DayOfPeriod::Last, PeriodLength::Day) if day.is_end => Ok(Recurrence::new(DayOfPeriod::EveryDay, period)),
        (DayOfPeriod::Weekday(_), PeriodLength::Week) | (DayOfPeriod::Date { .. }, PeriodLength::Year) => {
            Ok(Recurrence::new(day.day, period))
        }
        (DayOfPeriod::Weekday(_), _) => {
            Err(RuleError::new(at, format!("a weekday is a day of every week, not of every {every}"))
                .help("write `every week`"))
        }
        (DayOfPeriod::Date { .. }, _) => {
            Err(RuleError::new(at, format!("a date comes once a year, not every {every}")).help("write `every year`"))
        }
        (_, PeriodLength::Day) => {
            Err(RuleError::new(at, "a day has no days to choose from")
                .help("write `by 17:00 every day`, or `every day`"))
        }
        (DayOfPeriod::Nth(n) | DayOfPeriod::NthBusiness(n), _) if n > longest => {
            Err(RuleError::new(day.at.clone(), format!("a {every} has at most {longest} days")))
        }
        _ => Ok(Recurrence::new(day.day, period)),
    }
}

/// A weekday by its name or the first three letters of it.
fn weekday(word: Word<'_>) -> Option<Weekday> {
    named(&WEEKDAYS, word)
}

/// A month by its name or the first three letters of it.
fn month(word: Word<'_>) -> Option<u8> {
    named(&MONTHS, word)
}

fn named<T: Copy>(table: &[(&'static str, T)], word: Word<'_>) -> Option<T> {
    let is = |name: &str| word.is(name) || name.get(..3).is_some_and(|short| word.is(short));
    table.iter().find(|(name, _)| is(name)).map(|(_, value)| *value)
}

/// An ordinal in letters, up to the tenth.
fn ordinal_word(word: Word<'_>) -> Option<u16> {
    const ORDINALS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    (1..).zip(ORDINALS).find(|(_, name)| word.is(name)).map(|(n, _)| n)
}
