//! The part of the grammar that names days of a period.

use std::ops::Range;

use chrono::{NaiveDate, Weekday};

use super::error::RuleError;
use super::parse::milestones;
use super::parse_span::{at_span, span};
use super::periods::NamedPeriod;
use super::print::{MONTHS, PERIODS, WEEKDAYS, ordinal_suffix};
use super::rule::{Cycle, DayOfPeriod, Form, MonthOf, Recurrence};
use super::words::{Word, Words, quoted};
use crate::{PeriodLength, PeriodName};

const PERIOD: &str = "a period: day, week, month, quarter, half-year, year, or the name of one";
const DAY: &str = "a day of the period: `the 5th`, `the last day`, `the 3rd business day`, `the 2nd last business day`, \
                   `the 2nd tuesday`, `the last friday`, `friday` or `31 march`";

/// The most days that a rule names of one period.
const MOST_DAYS: usize = 99;

/// A day before it is known of what period, with its place for errors.
struct Named {
    day: DayOfPeriod,
    at: Range<usize>,
    /// Whether it is `the end`, which every period has.
    is_end: bool,
}

/// Whether a day of a period comes next: `the …`, an ordinal, a weekday, a month or `every`.
pub(super) fn at_day(words: &Words<'_>) -> bool {
    words.peek().is_some_and(|word| {
        ["the", "every", "each", "last"].iter().any(|keyword| word.is(keyword))
            || word.text.starts_with(|c: char| c.is_ascii_digit()) && !at_span(words)
            || weekday(word).is_some()
            || month(word).is_some()
            || ordinal_word(word).is_some()
    })
}

/// Reads `the 5th of every month` and its likes, and `the 10th of the month after X`.
pub(super) fn day_form(words: &mut Words<'_>) -> Result<Form, RuleError> {
    if words.at(&["every", "each"]) {
        return bare_every(words);
    }
    let days = days(words)?;
    if words.at(&["of"]) && is_next(words, 1, "the") && is_next(words, 2, "month") {
        return day_of_month(words, &days);
    }
    let month = month_of_period(words)?;
    let of = words.eat(&["of"]);
    if !words.eat(&["every", "each"]) {
        let what = if of { "`every` and a period" } else { "`of every` and a period" };
        return Err(words.expected(what, &["every", "of"]));
    }
    if matches!(*days, [Named { is_end: true, .. }]) && words.eat(&["business", "working"]) {
        words.expect(&["day"], "`day`")?;
        return Ok(every_day(DayOfPeriod::EveryBusinessDay));
    }
    let (cycle, at) = cycle(words)?;
    combine(&days, month, cycle, &at).map(Form::Every)
}

fn is_next(words: &Words<'_>, ahead: usize, keyword: &str) -> bool {
    words.peek_at(ahead).is_some_and(|word| word.is(keyword))
}

fn every_day(day: DayOfPeriod) -> Form {
    Form::Every(Recurrence::new([day].into(), None, Cycle::Period(PeriodLength::Day)))
}

/// A rule that starts with `every`, or names no day but it: `day`, `business day`, `friday`, `monday and thursday`.
pub(super) fn bare_every(words: &mut Words<'_>) -> Result<Form, RuleError> {
    words.expect(&["every", "each"], "`every`")?;
    if words.eat(&["business", "working"]) {
        words.expect(&["day"], "`day`")?;
        return Ok(every_day(DayOfPeriod::EveryBusinessDay));
    }
    if words.peek().and_then(weekday).is_some() {
        let days = days(words)?;
        let at = days.first().map(|day| day.at.clone()).unwrap_or_default();
        return combine(&days, None, Cycle::Period(PeriodLength::Week), &at).map(Form::Every);
    }
    if words.eat(&["day"]) {
        return Ok(every_day(DayOfPeriod::EveryDay));
    }
    let error = words.expected("`day`, `business day` or a weekday", &["day", "business"]);
    let period = words.peek().filter(|word| PERIODS.iter().any(|(name, _)| word.is(name)));
    Err(match period {
        Some(word) if !error.has_fix() => error.help(format!("say on which day of the {}", word.text)),
        _ => error,
    })
}

/// What stands behind `every`: `month`, `close`, `2 weeks from 2026-01-09`.
pub(super) fn cycle(words: &mut Words<'_>) -> Result<(Cycle, Range<usize>), RuleError> {
    let word = words.peek().ok_or_else(|| words.expected(PERIOD, &[]))?;
    if word.text.bytes().all(|b| b.is_ascii_digit()) {
        return weeks(words, word);
    }
    if word.is("half") && is_next(words, 1, "year") || word.is("halfyear") {
        words.take();
        words.eat(&["year"]);
        return Ok((Cycle::Period(PeriodLength::HalfYear), word.span()));
    }
    let civil = PERIODS.iter().find(|(name, _)| word.is(name)).map(|(_, period)| *period);
    let length = match (civil, PeriodName::new(word.text)) {
        (Some(period), _) => period,
        (None, Ok(name)) if words.periods.is_none_or(|periods| periods.get(name).is_some()) => {
            PeriodLength::Named(name)
        }
        (None, _) => return Err(no_period(words, word)),
    };
    words.take();
    Ok((Cycle::Period(length), word.span()))
}

fn no_period(words: &Words<'_>, word: Word<'_>) -> RuleError {
    let like = PeriodName::word_like(word.text).filter(|like| PERIODS.iter().any(|(name, _)| name == like));
    let declared = words.periods.map(|periods| periods.named().iter().map(NamedPeriod::name)).into_iter().flatten();
    let names: Vec<PeriodName> = declared.collect();
    let mut keywords: Vec<&str> = PERIODS.iter().map(|(name, _)| *name).collect();
    keywords.extend(names.iter().map(PeriodName::as_str));
    let error = words.expected(PERIOD, &keywords);
    match like {
        Some(like) => error.meant(like),
        None => error,
    }
}

/// `2 weeks from 2026-01-09`.
fn weeks(words: &mut Words<'_>, word: Word<'_>) -> Result<(Cycle, Range<usize>), RuleError> {
    const MOST: u16 = 520;
    words.take();
    words.expect(&["weeks", "week"], "`weeks`")?;
    let count = word.text.parse().ok().filter(|count| (2..=MOST).contains(count));
    let count = count.ok_or_else(|| {
        let error = RuleError::new(word.span(), format!("{} weeks are no such period", quoted(word.text)));
        error.help(format!("from 2 to {MOST} weeks; of a single one it is every week"))
    })?;
    words.expect(&["from"], "`from` and the date from which they are counted, as in `from 2026-01-09`")?;
    let from = words.peek().and_then(|word| date_of(word.text));
    let from = from.ok_or_else(|| words.expected("a date, such as 2026-01-09", &[]))?;
    words.take();
    Ok((Cycle::Weeks { count, from }, word.span()))
}

fn date_of(text: &str) -> Option<NaiveDate> {
    match text.parse() {
        Ok(crate::Period::Day(date)) => Some(date),
        _ => None,
    }
}

/// `the 5th`, `the 5th and the 20th`, `monday, wednesday and friday`.
fn days(words: &mut Words<'_>) -> Result<Vec<Named>, RuleError> {
    let mut days = vec![day(words)?];
    while words.at(&[",", "and"]) {
        words.eat(&[","]);
        words.eat(&["and"]);
        let next = day(words)?;
        if days.iter().any(|other| other.day == next.day) {
            return Err(RuleError::new(next.at, "this day is named twice"));
        }
        if days.len() == MOST_DAYS {
            return Err(RuleError::new(next.at, format!("more than {MOST_DAYS} days of one period")));
        }
        days.push(next);
    }
    Ok(days)
}

/// `the 5th`, `the 3rd business day`, `the 2nd last friday`, `the last day`, `friday`, `31 march`.
fn day(words: &mut Words<'_>) -> Result<Named, RuleError> {
    let the = words.eat(&["the"]);
    let word = words.peek().ok_or_else(|| words.expected(DAY, &[]))?;
    let at = word.span();
    let plain = |day| Named { day, at: at.clone(), is_end: false };
    if words.eat(&["last"]) {
        return nth_last(words, 1).map(plain);
    }
    if the && words.eat(&["end"]) {
        return Ok(Named { is_end: true, ..plain(DayOfPeriod::NthLast(1)) });
    }
    if let Some(weekday) = weekday(word) {
        words.take();
        return Ok(plain(DayOfPeriod::Weekday(weekday)));
    }
    if let Some(month) = month(word) {
        words.take();
        let number = words.peek().map_or(at, Word::span);
        let n = number_or_ordinal(words)?;
        return Ok(Named { day: date(n, month, number.clone())?, at: number, is_end: false });
    }
    if word.text.starts_with(|c: char| c.is_ascii_digit()) || ordinal_word(word).is_some() {
        return numbered_day(words, word);
    }
    let error = words.expected(DAY, &["last", "first", "end"]);
    Err(if error.has_fix() { error } else { words.expected(DAY, &WEEKDAYS.map(|(name, _)| name)) })
}

/// What stands behind `last`: `day`, `business day`, `friday`.
fn nth_last(words: &mut Words<'_>, n: u16) -> Result<DayOfPeriod, RuleError> {
    if let Some(weekday) = words.peek().and_then(weekday) {
        words.take();
        return Ok(DayOfPeriod::NthLastWeekday(n, weekday));
    }
    let business = words.eat(&["business", "working"]);
    words.expect(&["day"], if business { "`day`" } else { "`day`, `business day` or a weekday" })?;
    Ok(if business { DayOfPeriod::NthLastBusiness(n) } else { DayOfPeriod::NthLast(n) })
}

/// What starts with a number: `31 march`, `5th`, `3rd business day`, `2nd last day`, `2nd tuesday`, `31st of march`.
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
        let error = RuleError::new(at, format!("expected an ordinal or a date, found {}", quoted(word.text)));
        return Err(error.meant(&right));
    }
    let day = if words.eat(&["last"]) {
        nth_last(words, n)?
    } else if let Some(weekday) = words.peek().and_then(weekday) {
        words.take();
        DayOfPeriod::NthWeekday(n, weekday)
    } else if words.eat(&["business", "working"]) {
        words.expect(&["day"], "`day`")?;
        DayOfPeriod::NthBusiness(n)
    } else {
        words.eat(&["day"]);
        DayOfPeriod::Nth(n)
    };
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
            .help("days are counted from the 1st"));
    }
    let right = ordinal_suffix(n.into());
    if n < u16::MAX && !suffix.is_empty() && !suffix.eq_ignore_ascii_case(right) {
        let is_suffix = ["st", "nd", "rd", "th"].iter().any(|other| suffix.eq_ignore_ascii_case(other));
        let error = words.expected("an ordinal", &[]);
        return Err(if is_suffix { error.meant(&format!("{n}{right}")) } else { error });
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

/// `of the month of X`, `of the month after X`, `of the month 30 days after X`.
fn day_of_month(words: &mut Words<'_>, days: &[Named]) -> Result<Form, RuleError> {
    let [named] = days else {
        let at = days.last().map(|day| day.at.clone()).unwrap_or_default();
        return Err(RuleError::new(at, "one day of a month that a milestone tells, not several"));
    };
    let month = Cycle::Period(PeriodLength::Month);
    let day = check_day(named, None, month, &named.at)?;
    (0..3).for_each(|_| {
        words.take();
    });
    let month = if words.eat(&["of"]) {
        MonthOf::Same
    } else if words.eat(&["after"]) {
        MonthOf::Next
    } else if words.peek().is_some_and(|word| word.text.starts_with(|c: char| c.is_ascii_digit())) {
        let at = words.peek().map(Word::span).unwrap_or_default();
        let span = span(words)?;
        if span.unit.is_clock() {
            return Err(RuleError::new(at, "a month is told by days, weeks, months or years, not by hours"));
        }
        words.expect(&["after"], "`after` and a milestone")?;
        MonthOf::After(span)
    } else {
        return Err(words.expected("`of`, `after`, or a span like `30 days after`, and a milestone", &["of", "after"]));
    };
    Ok(Form::DayOfMonth { day, month, of: milestones(words, true)? })
}

/// `of the 2nd month`, before `of every quarter`.
fn month_of_period(words: &mut Words<'_>) -> Result<Option<(u16, Range<usize>)>, RuleError> {
    let numbered = |word: Word<'_>| {
        word.is("last") || word.text.starts_with(|c: char| c.is_ascii_digit()) || ordinal_word(word).is_some()
    };
    let is_month = words.at(&["of"])
        && is_next(words, 1, "the")
        && words.peek_at(2).is_some_and(numbered)
        && is_next(words, 3, "month");
    if !is_month {
        return Ok(None);
    }
    words.take();
    words.take();
    let at = words.peek().map(Word::span).unwrap_or_default();
    // The last month has a number of its own in every period that has months.
    let n = if words.eat(&["last"]) { 0 } else { number_or_ordinal(words)? };
    words.take();
    Ok(Some((n, at)))
}

/// The days of a period, if it has such; a month of it, if it has months.
fn combine(
    days: &[Named],
    month: Option<(u16, Range<usize>)>,
    of: Cycle,
    at: &Range<usize>,
) -> Result<Recurrence, RuleError> {
    if let ([Named { is_end: true, .. }], None, Cycle::Period(PeriodLength::Day)) = (days, &month, of) {
        return Ok(Recurrence::new([DayOfPeriod::EveryDay].into(), None, of));
    }
    let month = month.map(|(n, place)| month_in(of, n, place, at)).transpose()?;
    let mut checked = Vec::with_capacity(days.len());
    for named in days {
        let day = check_day(named, month, of, at)?;
        if checked.contains(&day) {
            return Err(RuleError::new(named.at.clone(), "this day is named twice"));
        }
        checked.push(day);
    }
    Ok(Recurrence::new(checked.into(), month, of))
}

/// The number of a month in a period that has months; 0 is the last one.
fn month_in(of: Cycle, n: u16, place: Range<usize>, at: &Range<usize>) -> Result<u8, RuleError> {
    const MONTHS_OF: [(PeriodLength, u8); 3] =
        [(PeriodLength::Quarter, 3), (PeriodLength::HalfYear, 6), (PeriodLength::Year, 12)];
    let found = MONTHS_OF.iter().find(|(length, _)| of == Cycle::Period(*length));
    let Some(&(_, months)) = found else {
        return Err(RuleError::new(at.clone(), "only a quarter, a half-year and a year have months to choose from"));
    };
    match u8::try_from(n) {
        Ok(0) => Ok(months),
        Ok(n) if n <= months => Ok(n),
        _ => Err(RuleError::new(place, format!("a {of} has {months} months"))),
    }
}

/// How many days a period has at most, and how many of each weekday.
const fn most_days(of: Cycle, length: Option<PeriodLength>) -> (u16, u16) {
    match (length, of) {
        (Some(PeriodLength::Day), _) => (1, 1),
        (Some(PeriodLength::Week), _) => (7, 1),
        (Some(PeriodLength::Month), _) => (31, 5),
        (Some(PeriodLength::Quarter), _) => (92, 14),
        (Some(PeriodLength::HalfYear), _) => (184, 27),
        (Some(PeriodLength::Year | PeriodLength::Named(_)), _) | (None, Cycle::Period(_)) => (366, 53),
        (None, Cycle::Weeks { count, .. }) => (count * 7, count),
    }
}

/// A day as such a period has it.
fn check_day(named: &Named, month: Option<u8>, of: Cycle, at: &Range<usize>) -> Result<DayOfPeriod, RuleError> {
    let length = match of {
        Cycle::Period(_) if month.is_some() => Some(PeriodLength::Month),
        Cycle::Period(length) => Some(length),
        Cycle::Weeks { .. } => None,
    };
    let (days, weekdays) = most_days(of, length);
    let is_week = length == Some(PeriodLength::Week);
    let wrong = |place: &Range<usize>, message: String| Err(RuleError::new(place.clone(), message));
    let every = length.map_or_else(|| of.to_string(), |length| Cycle::Period(length).to_string());
    match named.day {
        DayOfPeriod::NthWeekday(1, day) | DayOfPeriod::NthLastWeekday(1, day) if is_week => {
            Ok(DayOfPeriod::Weekday(day))
        }
        DayOfPeriod::Weekday(_) if is_week || length.is_none() => Ok(named.day),
        DayOfPeriod::Weekday(day) => {
            let day = super::print::word_of(&WEEKDAYS, day);
            wrong(at, format!("a {every} has several such days: which {day} of it?"))
        }
        DayOfPeriod::Date { .. } if length == Some(PeriodLength::Year) => Ok(named.day),
        DayOfPeriod::Date { .. } => wrong(at, format!("a date comes once a year, not every {every}")),
        _ if length == Some(PeriodLength::Day) => wrong(at, "a day has no days to choose from".to_owned()),
        DayOfPeriod::Nth(n)
        | DayOfPeriod::NthLast(n)
        | DayOfPeriod::NthBusiness(n)
        | DayOfPeriod::NthLastBusiness(n)
            if n > days =>
        {
            wrong(&named.at, format!("a {every} has at most {days} days"))
        }
        DayOfPeriod::NthWeekday(n, _) | DayOfPeriod::NthLastWeekday(n, _) if n > weekdays => {
            wrong(&named.at, format!("a {every} has at most {weekdays} such days"))
        }
        DayOfPeriod::Nth(_)
        | DayOfPeriod::NthLast(_)
        | DayOfPeriod::NthBusiness(_)
        | DayOfPeriod::NthLastBusiness(_)
        | DayOfPeriod::NthWeekday(..)
        | DayOfPeriod::NthLastWeekday(..)
        | DayOfPeriod::EveryDay
        | DayOfPeriod::EveryBusinessDay => Ok(named.day),
    }
}

/// A weekday by its name or the first three letters of it.
pub(super) fn weekday(word: Word<'_>) -> Option<Weekday> {
    by_name(&WEEKDAYS, word)
}

/// A month by its name or the first three letters of it.
fn month(word: Word<'_>) -> Option<u8> {
    by_name(&MONTHS, word)
}

fn by_name<T: Copy>(table: &[(&'static str, T)], word: Word<'_>) -> Option<T> {
    let is = |name: &str| word.is(name) || name.get(..3).is_some_and(|short| word.is(short));
    table.iter().find(|(name, _)| is(name)).map(|(_, value)| *value)
}

/// An ordinal in letters, up to the tenth.
fn ordinal_word(word: Word<'_>) -> Option<u16> {
    const ORDINALS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    (1..).zip(ORDINALS).find(|(_, name)| word.is(name)).map(|(n, _)| n)
}
