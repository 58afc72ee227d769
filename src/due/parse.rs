//! From a line of English to a rule.

use std::ops::Range;

use super::error::RuleError;
use super::help;
use super::parse_period::{self, at_day};
use super::parse_span::{at_span, span};
use super::periods::Periods;
use super::rule::{Clock, DueRule, Form, Limit, Milestones, NextDay, Trigger, Whichever};
use super::words::{Word, Words, quoted};
use crate::{MilestoneId, ObligationId, check_id};

const STARTS: [&str; 7] = ["by", "within", "on", "promptly", "before", "at", "every"];
const START: &str = "a due rule: `by …`, `within …`, `on the same day as …`, `on the next day after …`, `promptly after …`, \
                     `before …`, `at least … before …`, or `every day`";

/// Reads a whole rule; an error says what to write instead, where that is certain.
pub(super) fn rule(text: &str, periods: Option<&Periods>) -> Result<DueRule, RuleError> {
    read(text, periods).map_err(|error| help::complete(text, error, periods))
}

/// Reads a whole rule.
pub(super) fn read(text: &str, periods: Option<&Periods>) -> Result<DueRule, RuleError> {
    let mut words = Words::of(text, periods);
    let first = limit(&mut words)?;
    let second = if at_second_limit(&words) {
        words.eat(&[","]);
        Some(second_limit(&mut words, &first)?)
    } else if at_whichever(&words) {
        let error = words.expected("the end of the rule", &[]);
        return Err(error.help("of one limit alone none is earlier or later"));
    } else {
        None
    };
    words.expect_end("the end of the rule")?;
    Ok(DueRule::new(first, second))
}

fn limit(words: &mut Words<'_>) -> Result<Limit, RuleError> {
    if words.eat(&["by"]) {
        return match clock(words)? {
            Some(clock) => clocked(words, clock),
            None => Ok(Limit::new(None, by(words)?)),
        };
    }
    let form = unclocked(words)?.ok_or_else(|| words.expected(START, &STARTS))?;
    Ok(Limit::new(None, form))
}

/// Whether `or` and another limit come next, rather than `or` and another milestone: an id has no word behind it.
fn at_second_limit(words: &Words<'_>) -> bool {
    const STARTS: [&str; 7] = ["by", "within", "on", "promptly", "before", "at", "the"];
    let start = usize::from(words.at(&[","]));
    let word = |ahead| words.peek_at(start + ahead);
    let is = |ahead, keywords: &[&str]| word(ahead).is_some_and(|word| keywords.iter().any(|keyword| word.is(keyword)));
    is(0, &["or"]) && is(1, &STARTS) && word(2).is_some() && !is(2, &["or", "and", ",", "whichever"])
}

/// Whether `whichever is` comes next, with a comma before it or not.
fn at_whichever(words: &Words<'_>) -> bool {
    let start = usize::from(words.at(&[","]));
    let is = |ahead, keyword| words.peek_at(start + ahead).is_some_and(|word| word.is(keyword));
    is(0, "whichever") && is(1, "is")
}

/// `or by 17:00 on the same day as X, whichever is earlier`.
fn second_limit(words: &mut Words<'_>, first: &Limit) -> Result<(Whichever, Limit), RuleError> {
    let at = words.peek().map(Word::span).unwrap_or_default();
    if matches!(first.form(), Form::Before { .. }) || first.form().milestones().is_none() {
        return Err(RuleError::new(at, "two limits fit only what counts from a milestone on")
            .help("write two obligations, or leave one limit out"));
    }
    words.take();
    let at = words.peek().map_or(at, Word::span);
    let second = limit(words)?;
    if matches!(second.form(), Form::Before { .. }) || first.form().milestones() != second.form().milestones() {
        return Err(RuleError::new(at, "both limits count from the same milestones on, and this one does not"));
    }
    if at_second_limit(words) {
        let error = words.expected("the end of the rule", &[]);
        return Err(error.help("a rule has at most two limits"));
    }
    if !at_whichever(words) {
        let error =
            words.expected("which of the two limits counts: `, whichever is earlier` or `, whichever is later`", &[]);
        return Err(error);
    }
    words.eat(&[","]);
    words.expect(&["whichever"], "`whichever`")?;
    words.expect(&["is"], "`is`")?;
    let whichever = if words.eat(&["earlier"]) {
        Whichever::Earlier
    } else {
        words.expect(&["later"], "`earlier` or `later`")?;
        Whichever::Later
    };
    Ok((whichever, second))
}

/// What stands after `by`, without a clock time: a day of every period, one of a month, or a given one.
fn by(words: &mut Words<'_>) -> Result<Form, RuleError> {
    if at_given(words) {
        return given(words);
    }
    if at_day(words) {
        return parse_period::day_form(words);
    }
    Err(words.expected(
        "a clock time like `12:00`, `the given deadline of …`, or a day like `the 5th of every month`, `the last day …`, \
         `friday …`, `31 march …`",
        &["the", "every"],
    ))
}

/// What stands after `by 12:00`: every form that counts days.
fn clocked(words: &mut Words<'_>, (clock, at): (Clock, Range<usize>)) -> Result<Limit, RuleError> {
    let form = if at_given(words) || at_given_after_on(words) {
        words.eat(&["on", "by"]);
        given(words)?
    } else if words.at(&["on"]) && !at_relative_day(words) {
        words.take();
        parse_period::day_form(words)?
    } else if at_day(words) && !words.at(&["every"]) && !at_the_relative_day(words) {
        parse_period::day_form(words)?
    } else {
        unclocked(words)?.ok_or_else(|| {
            words.expected(
                "what day: `on the 5th of every month`, `every day`, `within 3 days of …`, `on the next day after …`, \
                 `promptly after …`",
                &["on", "every", "within", "promptly"],
            )
        })?
    };
    let bare_before = matches!(form, Form::Before { lead: None, .. });
    let limit = Limit::new(Some(clock), form);
    if bare_before || limit.span(None).is_some_and(|span| span.unit.is_clock()) {
        return Err(RuleError::new(
            at,
            "a clock time fits only what is counted in days, and this rule is exact to the minute",
        ));
    }
    Ok(limit)
}

/// A limit that does not start with `by`; none if no limit starts like this.
fn unclocked(words: &mut Words<'_>) -> Result<Option<Form>, RuleError> {
    Ok(Some(if words.eat(&["within"]) {
        within(words)?
    } else if words.at(&["on"]) || at_the_relative_day(words) {
        words.eat(&["on"]);
        relative_day(words)?
    } else if words.eat(&["promptly"]) {
        words.expect(&["after"], "`after` and a milestone")?;
        Form::Promptly { of: milestones(words, true)? }
    } else if words.eat(&["before"]) {
        Form::Before { lead: None, of: milestones(words, false)? }
    } else if words.eat(&["at"]) {
        words.expect(&["least"], "`least`, as in `at least 2 days before …`")?;
        lead(words)?
    } else if words.at(&["every", "each"]) {
        parse_period::bare_every(words)?
    } else if at_span(words) {
        lead(words)?
    } else {
        return Ok(None);
    }))
}

/// Whether `the end of every` comes next, behind so many words.
fn at_end_of_every(words: &Words<'_>, ahead: usize) -> bool {
    let is = |n: usize, keyword| words.peek_at(ahead + n).is_some_and(|word| word.is(keyword));
    is(0, "the") && is(1, "end") && is(2, "of") && (is(3, "every") || is(3, "each"))
}

/// `3 days of X`, `5 business days after the end of every quarter`.
fn within(words: &mut Words<'_>) -> Result<Form, RuleError> {
    let span = span(words)?;
    words.expect(&["of", "after"], "`of` and a milestone")?;
    if at_end_of_every(words, 0) {
        return Ok(Form::AfterEnd { span, of: end_of_every(words)? });
    }
    Ok(Form::Within { span, of: milestones(words, true)? })
}

/// `2 business days before X`, `2 business days before the end of every month`.
fn lead(words: &mut Words<'_>) -> Result<Form, RuleError> {
    let lead = span(words)?;
    words.expect(&["before"], "`before` and a milestone")?;
    if at_end_of_every(words, 0) {
        return Ok(Form::BeforeEnd { lead, of: end_of_every(words)? });
    }
    Ok(Form::Before { lead: Some(lead), of: milestones(words, false)? })
}

fn end_of_every(words: &mut Words<'_>) -> Result<super::rule::Cycle, RuleError> {
    for keyword in [&["the"], &["end"], &["of"]] {
        words.expect(keyword, "`the end of every` and a period")?;
    }
    words.expect(&["every", "each"], "`every` and a period")?;
    parse_period::cycle(words).map(|(cycle, _)| cycle)
}

/// Whether `on the same day`, `on the next …` comes next, rather than `on the 5th`.
fn at_relative_day(words: &Words<'_>) -> bool {
    let word = words.peek_at(if words.peek_at(1).is_some_and(|word| word.is("the")) { 2 } else { 1 });
    word.is_some_and(|word| ["same", "next", "day"].iter().any(|keyword| word.is(keyword)))
}

/// Whether `the same day`, `the next …` comes next, without the `on`.
fn at_the_relative_day(words: &Words<'_>) -> bool {
    words.at(&["the"]) && words.peek_at(1).is_some_and(|word| word.is("same") || word.is("next"))
}

/// `the same day as X`, `the next day after X`, `the next business day after X`, `the next friday after X`.
fn relative_day(words: &mut Words<'_>) -> Result<Form, RuleError> {
    words.expect(&["the"], "`the same day as …` or `the next day after …`")?;
    if words.eat(&["same"]) {
        words.expect(&["day"], "`day`")?;
        words.expect(&["as"], "`as` and a milestone")?;
        return Ok(Form::SameDay { of: milestones(words, true)? });
    }
    if !words.eat(&["next"]) && !words.at(&["day"]) {
        return Err(words.expected("`same day as …` or `next day after …`", &["same", "next"]));
    }
    let day = if let Some(weekday) = words.peek().and_then(parse_period::weekday) {
        words.take();
        NextDay::Weekday(weekday)
    } else {
        let business = words.eat(&["business", "working"]);
        let what = if business { "`day`" } else { "`day`, `business day` or a weekday" };
        words.expect(&["day"], what)?;
        if business { NextDay::Business } else { NextDay::Any }
    };
    words.expect(&["after"], "`after` and a milestone")?;
    Ok(Form::NextDay { day, of: milestones(words, true)? })
}

fn at_given(words: &Words<'_>) -> bool {
    words.at(&["the"]) && words.peek_at(1).is_some_and(|word| word.is("given"))
}

fn at_given_after_on(words: &Words<'_>) -> bool {
    let is = |ahead, keyword| words.peek_at(ahead).is_some_and(|word| word.is(keyword));
    (is(0, "on") || is(0, "by")) && is(1, "the") && is(2, "given")
}

/// `the given deadline of X`.
fn given(words: &mut Words<'_>) -> Result<Form, RuleError> {
    words.expect(&["the"], "`the`")?;
    words.expect(&["given"], "`given`")?;
    let what = "the name of the attribute that holds the date, such as `deadline`";
    let attribute = words.peek().filter(|word| !word.is("of")).ok_or_else(|| words.expected(what, &[]))?;
    check_id(attribute.text).map_err(|_| words.expected(what, &[]))?;
    words.take();
    words.expect(&["of"], "`of` and a milestone")?;
    Ok(Form::Given { attribute: attribute.text.into(), of: milestones(words, false)? })
}

/// `X`, `X or Y`, `X, Y or Z`, `X and Y`, up to the end of the limit; `delivery of ID` where the form takes one.
pub(super) fn milestones(words: &mut Words<'_>, deliveries: bool) -> Result<Milestones, RuleError> {
    let mut triggers: Vec<(Trigger, Range<usize>)> = Vec::new();
    let mut joint: Option<bool> = None;
    loop {
        let word = words.take().ok_or_else(|| words.expected("a milestone, or `request`", &[]))?;
        triggers.push((trigger(words, word)?, word.span()));
        if at_whichever(words) || at_second_limit(words) {
            break;
        }
        let comma = words.eat(&[","]);
        let at = words.peek().map(Word::span).unwrap_or_default();
        let all = if words.eat(&["and"]) { Some(true) } else { words.eat(&["or"]).then_some(false) };
        if all.is_some() && joint.is_some() && all != joint {
            return Err(RuleError::new(at, "`or` and `and` do not mix in one rule"));
        }
        joint = all.or(joint);
        if all.is_none() && !comma {
            break;
        }
    }
    if let Some(next) = words.peek().filter(|_| !at_whichever(words) && !at_second_limit(words)) {
        let error = words.expected("`or` and another milestone, or the end of the rule", &["or", "and"]);
        return Err(if error.has_fix() { error } else { joined(words, triggers.last(), next, error) });
    }
    let delivery = triggers.iter().find(|(trigger, _)| matches!(trigger, Trigger::Delivery(_) | Trigger::SignOff(_)));
    match delivery {
        Some((_, at)) if triggers.len() > 1 => Err(RuleError::new(
            at.clone(),
            "a delivery is the only thing from which a rule counts: it has no `or` or `and`",
        )),
        Some((_, at)) if !deliveries => Err(RuleError::new(at.clone(), "expected a milestone, found a delivery")
            .help("a rule counts from another delivery on, not back from it, and a delivery gives no date")),
        _ => distinct(triggers, joint.unwrap_or(false)),
    }
}

/// An id may have been written with a blank in it: `vehicle delivered`.
fn joined(words: &Words<'_>, last: Option<&(Trigger, Range<usize>)>, next: Word<'_>, error: RuleError) -> RuleError {
    const OTHER: [&str; 14] =
        ["at", "by", "during", "for", "from", "if", "in", "is", "on", "the", "unless", "until", "when", "within"];
    let ends = words.peek_at(1).is_none_or(|word| [",", "or", "and"].iter().any(|joint| word.is(joint)));
    let is_other = OTHER.iter().any(|other| next.is(other));
    match last {
        Some((Trigger::Milestone(id), span)) if ends && !is_other && id.as_str() != "the" => {
            let id = format!("{id}-{}", next.text);
            let is_id = id.len() <= 60 && check_id(&id).is_ok();
            if is_id { error.joined(span.start..next.span().end, id) } else { error }
        }
        _ => error,
    }
}

fn distinct(triggers: Vec<(Trigger, Range<usize>)>, all: bool) -> Result<Milestones, RuleError> {
    let mut seen = std::collections::BTreeSet::new();
    for (trigger, span) in &triggers {
        if !seen.insert(trigger) {
            return Err(RuleError::new(span.clone(), format!("{} is named twice", quoted(&trigger.to_string()))));
        }
    }
    Ok(Milestones::new(triggers.into_iter().map(|(trigger, _)| trigger).collect(), all))
}

fn trigger(words: &mut Words<'_>, word: Word<'_>) -> Result<Trigger, RuleError> {
    if word.is("request") {
        return Ok(Trigger::Request);
    }
    let (is_delivery, is_sign_off) = (word.is("delivery"), word.is("sign-off"));
    if (is_delivery || is_sign_off) && words.eat(&["of"]) {
        let id = words.take().ok_or_else(|| words.expected("the id of an obligation", &[]))?;
        let owed = ObligationId::new(id.text).map_err(|error| {
            RuleError::new(id.span(), format!("expected an obligation, found {}: {error}", quoted(id.text)))
        })?;
        return Ok(if is_delivery { Trigger::Delivery(owed) } else { Trigger::SignOff(owed) });
    }
    let id = MilestoneId::new(word.text);
    id.map(Trigger::Milestone).map_err(|error| {
        RuleError::new(word.span(), format!("expected a milestone, found {}: {error}", quoted(word.text)))
    })
}

/// A clock time, if the next word looks like one.
fn clock(words: &mut Words<'_>) -> Result<Option<(Clock, Range<usize>)>, RuleError> {
    let Some(word) = words.peek().filter(|word| looks_like_clock(word.text)) else {
        return Ok(None);
    };
    words.take();
    let wrong = |message: &str| RuleError::new(word.span(), format!("{} {message}", quoted(word.text)));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse::<u16>().ok()).flatten();
    let parts = word.text.split_once(':').filter(|(hour, minute)| (1..=2).contains(&hour.len()) && minute.len() == 2);
    let Some((hour, minute)) = parts.and_then(|(hour, minute)| Some((digits(hour)?, digits(minute)?))) else {
        return Err(wrong("is not a clock time").help("a clock time has hours and minutes of 24: 09:00, 17:30"));
    };
    let clock =
        Clock::new(hour, minute).ok_or_else(|| wrong("is no time of day").help("a day goes from 00:00 to 24:00"))?;
    Ok(Some((clock, word.span())))
}

/// `12:00`, but also what people write instead of it: `12.30`, `5pm`, `17h`, `noon`.
fn looks_like_clock(word: &str) -> bool {
    let after_digits = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let names = |names: &[&str], text: &str| names.iter().any(|name| text.eq_ignore_ascii_case(name));
    if after_digits.len() == word.len() {
        return names(&["noon", "midday", "midnight"], word);
    }
    after_digits.starts_with([':', '.']) || names(&["am", "pm", "h"], after_digits)
}
