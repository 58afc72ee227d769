//! `when`: from what is written to a condition.

use chrono::NaiveTime;

use crate::diagnostic::{At, Code, Finding, Findings, SourceSpan, escaped};
use crate::network::spec::{ConditionSpec, Keyed, List, MatcherSpec, TimeSpec};
use crate::network::{Bounds, Condition, Matcher, Number, Operand, TimeRange};

/// A condition, its attributes in the order of their names, and where each of them was written.
pub(super) fn condition(
    said: Option<&At<ConditionSpec>>,
    findings: &mut Findings,
) -> (Condition, Vec<Option<SourceSpan>>) {
    let Some(At { value: ConditionSpec { attributes, time }, .. }) = said else {
        return (Condition::default(), Vec::new());
    };
    let mut sorted: Vec<_> = attributes.iter().collect();
    sorted.sort_by(|(a, _), (b, _)| a.value.cmp(&b.value));
    check_names(attributes, &sorted, findings);
    let places = sorted.iter().map(|(name, _)| name.span).collect();
    let matchers =
        sorted.into_iter().map(|(name, said)| (name.value.clone().into_boxed_str(), matcher(name, said, findings)));
    let attributes = matchers.collect();
    let time = time.as_ref().and_then(|time| time_range(&time.value, findings));
    (Condition { attributes, time }, places)
}

/// What a file cannot say, but code can.
fn check_names(attributes: &Keyed<MatcherSpec>, sorted: &[&(At<String>, At<MatcherSpec>)], findings: &mut Findings) {
    for pair in sorted.windows(2) {
        let [(first, _), (again, _)] = pair else { continue };
        if first.value == again.value {
            let message = format!("a `when` names the attribute `{}` twice", escaped(&again.value));
            findings
                .push(Finding::new(Code::BadCondition, message).at(again.span, "").help("list the values it may have"));
        }
    }
    for (name, _) in attributes.iter().filter(|(name, _)| name.value == "time") {
        let message = "a `when` has an attribute called `time`: that is the time of day";
        findings.push(Finding::new(Code::BadCondition, message).at(name.span, "").help("call the attribute otherwise"));
    }
}

fn matcher(name: &At<String>, said: &At<MatcherSpec>, findings: &mut Findings) -> Matcher {
    let operands = |values: &List<String>, findings: &mut Findings| {
        if values.is_empty() {
            let message = format!("`{}` is compared with nothing", escaped(&name.value));
            let finding = Finding::new(Code::BadCondition, message).at(said.span, "an empty list");
            findings.push(finding.help("name at least one value"));
        }
        for value in values {
            check_comparison(name, value, findings);
        }
        values.iter().map(|value| operand(&value.value)).collect()
    };
    match &said.value {
        MatcherSpec::AnyOf(values) => Matcher::AnyOf(operands(values, findings)),
        MatcherSpec::NoneOf(values) => Matcher::NoneOf(operands(values, findings)),
        MatcherSpec::StartsWith(starts) => {
            if starts.is_empty() {
                operands(starts, findings);
            }
            Matcher::StartsWith(starts.iter().map(|start| start.value.as_str().into()).collect())
        }
        MatcherSpec::Number(said) => {
            let mut bound = |said: &Option<At<String>>| said.as_ref().and_then(|it| number(name, it, findings));
            let (over, at_least) = (bound(&said.over), bound(&said.at_least));
            Matcher::Number(Bounds { over, at_least, under: bound(&said.under), at_most: bound(&said.at_most) })
        }
    }
}

fn number(name: &At<String>, said: &At<String>, findings: &mut Findings) -> Option<Number> {
    let number = said.value.parse().ok();
    if number.is_none() {
        let message =
            format!("`{}` is compared with `{}`, which is no number", escaped(&name.value), escaped(&said.value));
        let help = "a number has an optional sign, digits, and optionally a point and digits: 10000, -0.5";
        findings.push(Finding::new(Code::BadCondition, message).at(said.span, "").help(help));
    }
    number
}

/// A text that begins like a comparison is one that would never be true.
fn check_comparison(name: &At<String>, value: &At<String>, findings: &mut Findings) {
    let text = value.value.trim_start();
    let signs = [("<=", "at-most"), (">=", "at-least"), ("<", "under"), (">", "over"), ("=", "")];
    let Some((sign, key)) = signs.into_iter().find(|(sign, _)| text.starts_with(sign)) else { return };
    let figure = text.strip_prefix(sign).unwrap_or(text).trim();
    let name = escaped(&name.value);
    let figure = if figure.parse::<Number>().is_ok() { figure } else { "10000" };
    let help = match key {
        "" => format!(
            "leave the sign out: {name} = \"{figure}\"; numbers are compared with {{ over, at-least, under, at-most }}"
        ),
        _ => format!("numbers are compared in a table: {name} = {{ {key} = {figure} }}"),
    };
    let message = format!("`{name}` is compared with the text `{}`", escaped(&value.value));
    findings.push(Finding::new(Code::BadCondition, message).at(value.span, "this is no comparison").help(help));
}

/// `"@other"` is another attribute, `"@@other"` the value `@other`; anything else is a value.
fn operand(text: &str) -> Operand {
    match text.strip_prefix('@') {
        Some(value) if value.starts_with('@') => Operand::Value(value.into()),
        Some(other) => Operand::Attribute(other.into()),
        None => Operand::Value(text.into()),
    }
}

fn time_range(said: &TimeSpec, findings: &mut Findings) -> Option<TimeRange> {
    let mut read = |said: Option<&At<String>>, is_end: bool| {
        let Some(said) = said else { return Some(None) };
        match (time(&said.value), &*said.value) {
            (Some(time), _) => Some(Some(time)),
            (None, "24:00") if is_end => Some(None),
            (None, text) => {
                let finding = Finding::new(Code::BadCondition, format!("`{}` is no time of day", escaped(text)));
                let help = "a time of day is written as in \"17:00\"";
                findings.push(finding.at(said.span, "expected hours and minutes").help(help));
                None
            }
        }
    };
    let (from, until) = (read(said.from.as_ref(), false)?, read(said.until.as_ref(), true)?);
    (from.is_some() || until.is_some()).then_some(TimeRange { from, until })
}

/// Reads `HH:MM` or `HH:MM:SS`.
fn time(text: &str) -> Option<NaiveTime> {
    let number =
        |text: &str| (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?;
    let mut parts = text.splitn(3, ':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    NaiveTime::from_hms_opt(hour, minute, parts.next().map_or(Some(0), number)?)
}
