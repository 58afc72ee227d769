//! From a line of English to a rule.

use std::ops::Range;

use super::error::RuleError;
use super::parse_period::{self, at_period};
use super::rule::{Clock, DueRule, Form, Milestones, Trigger};
use super::words::{Word, Words, quoted};
use crate::calendar::{Span, Unit};
use crate::{MilestoneId, check_id};

const STARTS: [&str; 7] = ["by", "within", "on", "promptly", "before", "at", "every"];
const START: &str = "a due rule: `by …`, `within …`, `on the same day as …`, `on the next day after …`, `promptly after …`, \
                     `before …`, `at least … before …`, or `every day`";

/// Reads a whole rule.
pub(super) fn rule(text: &str) -> Result<DueRule, RuleError> {
    let mut words = Words::of(text);
    let start = words.peek();
    let rule = if words.eat(&["by"]) {
        match clock(&mut words)? {
            Some(clock) => clocked(&mut words, clock)?,
            None => DueRule::new(None, by(&mut words)?),
        }
    } else {
        DueRule::new(None, unclocked(&mut words)?.ok_or_else(|| no_start(&words, start))?)
    };
    if words.peek().is_some() {
        let error = words.expected("the end of the rule", &[]);
        return Err(match clock_ahead(&words) {
            Some(help) => error.help(help),
            None => error,
        });
    }
    Ok(rule)
}

/// What to do about a clock time at the end of a rule, if one comes next.
fn clock_ahead(words: &Words<'_>) -> Option<String> {
    let word = words.peek_at(usize::from(words.at(&["at", "by"])))?;
    let clock = if word.text.contains(':') { word.text } else { "12:00" };
    looks_like_clock(word.text).then(|| format!("a clock time comes first: `by {clock} …`"))
}

/// What people start a rule with that is no start of one, and what they mean.
const OTHER_STARTS: [(&[&str], &str); 7] = [
    (&["after", "asap", "immediately"], "write `promptly after …`"),
    (&["daily"], "write `by 17:00 every day`, or `every day`"),
    (&["weekly"], "write `by friday of every week`"),
    (&["monthly", "end", "month-end"], "write `by the 5th of every month`, or `by the last day of every month`"),
    (&["quarterly"], "write `by the last day of every quarter`"),
    (&["yearly", "annually"], "write `by 31 march of every year`"),
    (&["no", "not", "latest"], "write `by …` for a date, `within …` for a span after an event"),
];

/// The error for a text that starts like no rule.
fn no_start(words: &Words<'_>, start: Option<Word<'_>>) -> RuleError {
    let error = words.expected(START, &STARTS);
    match start {
        Some(word) if error.help.is_none() && at_period(words) => {
            error.help(format!("write `by {} …`", word.text.to_ascii_lowercase()))
        }
        Some(word) => match OTHER_STARTS.iter().find(|(starts, _)| starts.iter().any(|start| word.is(start))) {
            Some((_, help)) => error.help(*help),
            None => error,
        },
        None => error,
    }
}

/// What stands after `by`, without a clock time: a day of every period, or a given one.
fn by(words: &mut Words<'_>) -> Result<Form, RuleError> {
    if at_given(words) {
        return given(words);
    }
    if at_period(words) {
        return parse_period::every(words).map(Form::Every);
    }
    let error = words.expected(
        "a clock time like `12:00`, `the given deadline of …`, or a day like `the 5th of every month`, `the last day …`, \
         `friday …`, `31 march …`",
        &["the", "every"],
    );
    Err(match words.peek() {
        Some(word)
            if words.peek_at(1).is_none()
                && check_id(word.text).is_ok()
                && !word.text.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            error.help(format!("to have it ready for a milestone, write `before {}`", word.text))
        }
        Some(word) if ["within", "promptly", "before"].iter().any(|keyword| word.is(keyword)) => {
            error.help("leave out `by`, or put a clock time behind it")
        }
        _ => error,
    })
}

/// What stands after `by 12:00`: every form that counts days.
fn clocked(words: &mut Words<'_>, (clock, at): (Clock, Range<usize>)) -> Result<DueRule, RuleError> {
    let form = if at_given(words) || at_given_after_on(words) {
        words.eat(&["on", "by"]);
        given(words)?
    } else if words.at(&["on"]) && !at_relative_day(words) {
        words.take();
        parse_period::every(words).map(Form::Every)?
    } else if at_period(words) && !words.at(&["every"]) && !at_the_relative_day(words) {
        parse_period::every(words).map(Form::Every)?
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
    let rule = DueRule::new(Some(clock), form);
    let exact = bare_before || rule.span(None).is_some_and(|span| span.unit.is_clock());
    if exact {
        return Err(RuleError::new(
            at,
            "a clock time fits only what is counted in days, and this rule is exact to the minute",
        )
        .help("leave out the clock time, or count in days"));
    }
    Ok(rule)
}

/// A rule that does not start with `by`; none if no rule starts like this.
fn unclocked(words: &mut Words<'_>) -> Result<Option<Form>, RuleError> {
    Ok(Some(if words.eat(&["within"]) {
        let span = span(words)?;
        words.expect(&["of", "after"], "`of` and a milestone")?;
        Form::Within { span, of: milestones(words)? }
    } else if words.at(&["on"]) || at_the_relative_day(words) {
        words.eat(&["on"]);
        relative_day(words)?
    } else if words.eat(&["promptly"]) {
        words.expect(&["after"], "`after` and a milestone")?;
        Form::Promptly { of: milestones(words)? }
    } else if words.eat(&["before"]) {
        Form::Before { lead: None, of: milestones(words)? }
    } else if words.eat(&["at"]) {
        words.expect(&["least"], "`least`, as in `at least 2 days before …`")?;
        lead(words)?
    } else if words.at(&["every", "each"]) {
        Form::Every(parse_period::every(words)?)
    } else if words.peek().is_some_and(|word| word.text.bytes().all(|b| b.is_ascii_digit())) {
        lead(words)?
    } else {
        return Ok(None);
    }))
}

/// `2 business days before X`.
fn lead(words: &mut Words<'_>) -> Result<Form, RuleError> {
    let lead = span(words)?;
    if words.at(&["after", "of", "from"]) {
        let error = words.expected("`before` and a milestone", &[]);
        return Err(error.help(format!("to count from a milestone, write `within {lead} of …`")));
    }
    words.expect(&["before"], "`before` and a milestone")?;
    Ok(Form::Before { lead: Some(lead), of: milestones(words)? })
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

/// `the same day as X`, `the next day after X`, `the next business day after X`.
fn relative_day(words: &mut Words<'_>) -> Result<Form, RuleError> {
    words.expect(&["the"], "`the same day as …` or `the next day after …`")?;
    if words.eat(&["same"]) {
        words.expect(&["day"], "`day`")?;
        words.expect(&["as"], "`as` and a milestone")?;
        return Ok(Form::SameDay { of: milestones(words)? });
    }
    if !words.eat(&["next"]) && !words.at(&["day"]) {
        let error = words.expected("`same day as …` or `next day after …`", &["same", "next"]);
        return Err(if at_period(words) {
            error.help("a day of every period is due `by` it: `by the 5th of every month`")
        } else {
            error
        });
    }
    let business = words.eat(&["business", "working"]);
    words.expect(&["day"], if business { "`day`" } else { "`day` or `business day`" })?;
    words.expect(&["after"], "`after` and a milestone")?;
    Ok(Form::NextDay { business, of: milestones(words)? })
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
    Ok(Form::Given { attribute: attribute.text.into(), of: milestones(words)? })
}

/// `X`, `X or Y`, `X, Y or Z`, up to the end of the rule.
fn milestones(words: &mut Words<'_>) -> Result<Milestones, RuleError> {
    let mut triggers: Vec<(Trigger, Range<usize>)> = Vec::new();
    loop {
        let word = words.take().ok_or_else(|| words.expected("a milestone, or `request`", &[]))?;
        triggers.push((trigger(word)?, word.span()));
        let comma = words.eat(&[","]);
        if !words.eat(&["or"]) && !comma {
            break;
        }
    }
    if let Some(next) = words.peek() {
        let error = words.expected("`or` and another milestone, or the end of the rule", &["or"]);
        if let Some(help) = clock_ahead(words) {
            return Err(error.help(help));
        }
        if next.is("and") {
            return Err(error.help("several milestones are joined by `or`: any of them counts"));
        }
        if ["at", "by", "during", "for", "if", "in", "on", "unless", "when"].iter().any(|word| next.is(word)) {
            return Err(error);
        }
        let joined = triggers.last().map(|(trigger, _)| format!("{trigger}-{}", next.text));
        let joined = joined.filter(|joined| error.help.is_none() && joined.len() <= 60 && check_id(joined).is_ok());
        return Err(match joined {
            Some(joined) => error.help(format!("an id has no blanks: is `{joined}` meant?")),
            None => error,
        });
    }
    distinct(triggers)
}

fn distinct(triggers: Vec<(Trigger, Range<usize>)>) -> Result<Milestones, RuleError> {
    let mut seen = std::collections::BTreeSet::new();
    for (trigger, span) in &triggers {
        if !seen.insert(trigger) {
            return Err(RuleError::new(span.clone(), format!("{} is named twice", quoted(&trigger.to_string()))));
        }
    }
    Ok(Milestones::new(triggers.into_iter().map(|(trigger, _)| trigger).collect()))
}

fn trigger(word: Word<'_>) -> Result<Trigger, RuleError> {
    if word.is("request") {
        return Ok(Trigger::Request);
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
        return Err(wrong("is not a clock time").help("write hours and minutes of 24, such as `09:00` or `17:30`"));
    };
    let clock = Clock::new(hour, minute)
        .ok_or_else(|| wrong("is no time of day").help("a day goes from `00:00` to `24:00`"))?;
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

/// A number and a unit, of at most a hundred years and never nothing.
pub(super) fn span(words: &mut Words<'_>) -> Result<Span, RuleError> {
    let span = span_or_zero(words)?;
    match span.value {
        Span { count: 0, .. } => Err(RuleError::new(span.number, "a span of nothing").help(
            "the smallest is 1; for the day itself write `on the same day as …`, for the instant itself `before …`",
        )),
        value => Ok(value),
    }
}

/// A span and where its number stands.
pub(super) struct Placed {
    pub(super) value: Span,
    pub(super) number: Range<usize>,
}

pub(super) fn span_or_zero(words: &mut Words<'_>) -> Result<Placed, RuleError> {
    let (count, number) = count(words)?;
    let business = words.eat(&["business", "working"]);
    let (what, names): (_, &[&str]) = if business {
        ("minutes, hours or days after `business`", &["minutes", "hours", "days"])
    } else {
        ("a unit: minutes, hours, days, weeks, months, or business minutes, hours or days", &UNITS)
    };
    let unit =
        words.peek().and_then(|word| Unit::named(word.text, business)).ok_or_else(|| words.expected(what, names))?;
    words.take();
    let most = most(unit);
    match count {
        Some(count) if count <= most => Ok(Placed { value: Span::new(count, unit), number }),
        _ => {
            let message = format!("more than {most} {}s", unit.singular());
            Err(RuleError::new(number, message).help("a span reaches up to a hundred years"))
        }
    }
}

const UNITS: [&str; 6] = ["minutes", "hours", "days", "weeks", "months", "business"];

/// A hundred years, in a unit.
const fn most(unit: Unit) -> u32 {
    match unit {
        Unit::Minutes | Unit::BusinessMinutes => 52_560_000,
        Unit::Hours | Unit::BusinessHours => 876_000,
        Unit::Days | Unit::BusinessDays => 36_500,
        Unit::Weeks => 5_200,
        Unit::Months => 1_200,
    }
}

/// A whole number; none if it is too large for any use.
fn count(words: &mut Words<'_>) -> Result<(Option<u32>, Range<usize>), RuleError> {
    let expected = |words: &Words<'_>| words.expected("a whole number and a unit, such as `3 days`", &[]);
    let word = words.peek().ok_or_else(|| expected(words))?;
    if word.text.bytes().all(|b| b.is_ascii_digit()) {
        words.take();
        return Ok((word.text.parse().ok(), word.span()));
    }
    let digits = word.text.bytes().take_while(u8::is_ascii_digit).count();
    let split = word
        .text
        .split_at_checked(digits)
        .filter(|(number, unit)| !number.is_empty() && Unit::named(unit, false).is_some());
    let number = NUMBERS.iter().position(|names| names.iter().any(|name| word.is(name)));
    Err(match (split, number) {
        (Some((number, unit)), _) => expected(words).help(format!("put a blank between: `{number} {unit}`")),
        (None, Some(n)) => expected(words).help(format!("write the number in figures: `{}`", n + 1)),
        (None, None) => expected(words),
    })
}

const NUMBERS: [&[&str]; 12] = [
    &["a", "an", "one"],
    &["two"],
    &["three"],
    &["four"],
    &["five"],
    &["six"],
    &["seven"],
    &["eight"],
    &["nine"],
    &["ten"],
    &["eleven"],
    &["twelve"],
];
