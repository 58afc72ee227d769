//! Single values: ids, durations, shares, ranges, words out of a few, rules.

use std::fmt::Display;
use std::str::FromStr;

use crate::IdError;
use crate::calendar::Span;
use crate::diagnostic::{At, Code, Finding, Findings, Nearest, Sources, escaped};
use crate::due::{Clock, DueRule, Periods, RuleError};
use crate::id::is_reserved;
use crate::network::{InForce, InForceSpec, Over};

/// An id where it is defined.
pub(crate) fn defined_id<I: FromStr<Err = IdError>>(
    said: &At<String>,
    kind: &str,
    findings: &mut Findings,
) -> Option<At<I>> {
    if is_reserved(&said.value) {
        let finding = Finding::new(Code::ReservedId, format!("no {kind} can be called `{}`", said.value));
        let help = match said.value.as_str() {
            "request" => "rules use it for the customer's own request: `within 2 days of request`",
            "plan" => "reports use it for delay that is in the agreements themselves",
            _ => "it is the name of an event in logs",
        };
        findings.push(finding.at(said.span, "a reserved name").help(format!("{help}; choose another id")));
        return None;
    }
    used_id(said, findings)
}

/// An id where it is used.
pub(crate) fn used_id<I: FromStr<Err = IdError>>(said: &At<String>, findings: &mut Findings) -> Option<At<I>> {
    match said.value.parse() {
        Ok(id) => Some(said.with(id)),
        Err(error) => {
            findings.push(bad_id(said, &error));
            None
        }
    }
}

fn bad_id(said: &At<String>, error: &IdError) -> Finding {
    let help = match error {
        IdError::BadCharacter('#') => "`#` numbers the occurrences of a case in logs: use `-` or `.`",
        IdError::BadCharacter(_) | IdError::Empty | IdError::TooLong(_) => {
            "an id is made of letters and digits of any script, `-`, `_` and `.`"
        }
    };
    let message = match error {
        IdError::Empty => error.to_string(),
        IdError::BadCharacter(_) | IdError::TooLong(_) => format!("`{}` is no id: {error}", escaped(&said.value)),
    };
    Finding::new(Code::BadId, message).at(said.span, "").help(help)
}

/// A duration.
pub(super) fn span(said: &At<String>, findings: &mut Findings) -> Option<Span> {
    let read = said.value.parse::<Span>();
    if let Err(error) = &read {
        let finding = Finding::new(Code::BadDuration, format!("`{}` is no duration", escaped(&said.value)));
        let help = "a duration is a whole number and a unit: minutes, hours, business minutes, business hours, \
                    days, weeks, months or business days";
        findings.push(finding.at(said.span, error.to_string()).help(help));
    }
    read.ok()
}

/// A share from 0 to 1.
pub(super) fn share(key: &str, said: &At<f64>, findings: &mut Findings) -> Option<f64> {
    if (0.0..=1.0).contains(&said.value) {
        return Some(said.value);
    }
    let finding = Finding::new(Code::BadValue, format!("`{key}` cannot be {}", said.value));
    let help = if (1.0..=100.0).contains(&said.value) {
        format!("it is a share from 0 to 1: {} % is {}", said.value, said.value / 100.0)
    } else {
        "it is a share from 0 to 1".to_owned()
    };
    findings.push(finding.at(said.span, "out of range").help(help));
    None
}

/// One of a few words.
pub(crate) fn one_of<T: Copy>(
    key: &str,
    said: &At<String>,
    allowed: &[(&str, T)],
    findings: &mut Findings,
) -> Option<T> {
    let found = allowed.iter().find(|(word, _)| *word == said.value).map(|&(_, value)| value);
    if found.is_none() {
        let words: Vec<&str> = allowed.iter().map(|&(word, _)| word).collect();
        let listed = words.join("\", \"");
        let help = match Nearest::new(words.iter().copied()).to(&said.value) {
            Some(near) => format!("the nearest is \"{near}\"; allowed are \"{listed}\""),
            None => format!("allowed are \"{listed}\""),
        };
        let message = format!("`{key}` cannot be \"{}\"", escaped(&said.value));
        findings.push(Finding::new(Code::BadValue, message).at(said.span, "not a known value").help(help));
    }
    found
}

/// One of the values of an enumeration, by the name it prints as.
pub(super) fn word<T: Copy + Display, const N: usize>(
    key: &str,
    said: Option<&At<String>>,
    all: [T; N],
    findings: &mut Findings,
) -> Option<T> {
    let names = all.map(|value| (value.to_string(), value));
    let allowed: Vec<(&str, T)> = names.iter().map(|(name, value)| (&**name, *value)).collect();
    said.and_then(|said| one_of(key, said, &allowed, findings))
}

/// A range of days; open where nothing is said, or what is said is wrong.
pub(super) fn in_force(said: Option<&At<InForceSpec>>, findings: &mut Findings) -> InForce {
    let Some(At { value: InForceSpec { from, until }, .. }) = said else {
        return InForce::default();
    };
    let reversed = from.as_ref().zip(until.as_ref()).filter(|(from, until)| until.value < from.value);
    if let Some((from, until)) = reversed {
        findings.push(
            Finding::new(Code::ReversedRange, "`in-force` ends before it starts")
                .at(until.span, "the last day")
                .at(from.span, "the first day")
                .help("`until` is the last day in force, inclusive"),
        );
        return InForce::default();
    }
    InForce { from: from.as_ref().map(|day| day.value), until: until.as_ref().map(|day| day.value) }
}

/// A due rule.
pub(super) fn rule(
    said: &At<String>,
    periods: &Periods,
    sources: &Sources,
    findings: &mut Findings,
) -> Option<DueRule> {
    let read = DueRule::read(&said.value, periods);
    read.map_err(|error| findings.push(rule_error(Code::BadDueRule, "due rule", said, error, None, sources))).ok()
}

/// The report of an error that points into a string.
pub(super) fn rule_error(
    code: Code,
    what: &str,
    said: &At<String>,
    error: RuleError,
    help: Option<&str>,
    sources: &Sources,
) -> Finding {
    let place = said.span.map(|span| sources.within(span, &said.value, error.span));
    // Without a place the text itself has to be shown.
    let shown = if place.is_none() { format!(" `{}`", escaped(&said.value)) } else { String::new() };
    let finding = Finding::new(code, format!("this {what}{shown} cannot be read: {}", error.message));
    finding.at(place, "").maybe_help(help.map(str::to_owned)).maybe_help(error.help)
}

/// Over how long an objective is taken.
pub(super) fn over(said: &At<String>, findings: &mut Findings) -> Option<Over> {
    let text = said.value.trim().to_lowercase();
    if text.starts_with("calendar") {
        let names = Over::CALENDAR.map(|over| (over.to_string(), over));
        let allowed: Vec<(&str, Over)> = names.iter().map(|(name, over)| (&**name, *over)).collect();
        return one_of("over", &said.with(text), &allowed, findings);
    }
    span(said, findings).map(Over::Rolling)
}

/// A time zone, by its IANA name.
pub(crate) fn timezone(said: &At<String>, findings: &mut Findings) -> Option<chrono_tz::Tz> {
    let zone = said.value.parse().ok();
    if zone.is_none() {
        let names = Nearest::new(chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()));
        // `GMT+8`, `UTC-05:00`, `+08:00`: the nearest name would be another time.
        let is_offset = said.value.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with(['+', '-']);
        let help = match names.to(&said.value).filter(|_| !is_offset) {
            None if is_offset => {
                "an offset is no zone, which knows when clocks change: name the region, such as `Asia/Shanghai`"
                    .to_owned()
            }
            Some(near) => format!("the nearest is `{near}`"),
            None => "zones are named by continent and city: `Asia/Shanghai`, `Europe/Berlin`".to_owned(),
        };
        let finding = Finding::new(Code::BadTimezone, format!("unknown time zone `{}`", escaped(&said.value)));
        findings.push(finding.at(said.span, "not in the IANA database").help(help));
    }
    zone
}

/// A time of day at which something is cut off.
pub(super) fn clock(key: &str, said: &At<String>, findings: &mut Findings) -> Option<Clock> {
    let read = |text: &str| {
        let (hour, minute) = text.split_once(':')?;
        let number = |part: &str| {
            let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse::<u16>().ok()).flatten()
        };
        Clock::new(number(hour)?, number(minute).filter(|_| minute.len() == 2)?)
    };
    let clock = read(said.value.trim());
    if clock.is_none() {
        let finding = Finding::new(Code::BadValue, format!("`{key}` cannot be \"{}\"", escaped(&said.value)));
        let help = "write hours and minutes of 24: \"15:00\"";
        findings.push(finding.at(said.span, "no time of day").help(help));
    }
    clock
}
