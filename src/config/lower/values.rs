//! Single values: ids, durations, shares, ranges, words out of a few.

use std::str::FromStr;
use std::sync::Arc;

use super::Lowering;
use crate::IdError;
use crate::calendar::Span;
use crate::config::schema::InForceTable;
use crate::diagnostic::{At, Code, Finding, Nearest, escaped};
use crate::id::is_reserved;
use crate::network::InForce;

impl Lowering<'_> {
    /// An id where it is defined.
    pub(super) fn id<I>(
        &mut self,
        said: &At<String>,
        make: impl Fn(Arc<str>) -> Result<I, IdError>,
        kind: &str,
    ) -> Option<At<I>> {
        if is_reserved(&said.value) {
            let finding = Finding::new(Code::ReservedId, format!("no {kind} can be called `{}`", said.value));
            let help = match said.value.as_str() {
                "request" => "rules use it for the customer's own request: `within 2 days of request`",
                "plan" => "reports use it for delay that is in the agreements themselves",
                _ => "it is the name of an event in logs",
            };
            self.findings.push(finding.at(said.span, "a reserved name").help(format!("{help}; choose another id")));
            return None;
        }
        match make(said.value.as_str().into()) {
            Ok(id) => Some(said.with(id)),
            Err(error) => {
                self.findings.push(bad_id(said, &error));
                None
            }
        }
    }

    /// An id where it is used.
    pub(super) fn reference<I: FromStr<Err = IdError>>(&mut self, said: &At<String>) -> Option<At<I>> {
        match said.value.parse() {
            Ok(id) => Some(said.with(id)),
            Err(error) => {
                self.findings.push(bad_id(said, &error));
                None
            }
        }
    }

    /// A duration.
    pub(super) fn span(&mut self, said: &At<String>) -> Option<At<Span>> {
        match said.value.parse::<Span>() {
            Ok(span) => Some(said.with(span)),
            Err(error) => {
                let finding = Finding::new(Code::BadDuration, format!("`{}` is no duration", escaped(&said.value)));
                let help = "a duration is a whole number and a unit: minutes, hours, business minutes, business hours, \
                            days, weeks, months or business days";
                self.findings.push(finding.at(said.span, error.to_string()).help(help));
                None
            }
        }
    }

    /// A share from 0 to 1.
    pub(super) fn share(&mut self, key: &str, said: &At<f64>) -> Option<f64> {
        if (0.0..=1.0).contains(&said.value) {
            return Some(said.value);
        }
        let finding = Finding::new(Code::BadValue, format!("`{key}` cannot be {}", said.value));
        let help = if (1.0..=100.0).contains(&said.value) {
            format!("it is a share from 0 to 1: {} % is {}", said.value, said.value / 100.0)
        } else {
            "it is a share from 0 to 1".to_owned()
        };
        self.findings.push(finding.at(said.span, "out of range").help(help));
        None
    }

    /// One of a few words.
    pub(super) fn one_of<T: Copy>(&mut self, key: &str, said: &At<String>, allowed: &[(&str, T)]) -> Option<T> {
        let found = allowed.iter().find(|(word, _)| *word == said.value).map(|&(_, value)| value);
        if found.is_none() {
            let words: Vec<&str> = allowed.iter().map(|&(word, _)| word).collect();
            let listed = words.join("\", \"");
            let help = match Nearest::new(words.iter().copied()).to(&said.value) {
                Some(near) => format!("the nearest is \"{near}\"; allowed are \"{listed}\""),
                None => format!("allowed are \"{listed}\""),
            };
            let message = format!("`{key}` cannot be \"{}\"", escaped(&said.value));
            self.findings.push(Finding::new(Code::BadValue, message).at(said.span, "not a known value").help(help));
        }
        found
    }

    /// A range of days; open where nothing is said, or what is said is wrong.
    pub(super) fn in_force(&mut self, said: Option<At<InForceTable>>) -> At<InForce> {
        let Some(said) = said else {
            return At::from(InForce::default());
        };
        let range = InForce {
            from: said.value.from.as_ref().map(|from| from.value),
            until: said.value.until.as_ref().map(|until| until.value),
        };
        if let (Some(from), Some(until)) = (&said.value.from, &said.value.until)
            && until.value < from.value
        {
            self.findings.push(
                Finding::new(Code::ReversedRange, "`in-force` ends before it starts")
                    .at(until.span, "the last day")
                    .at(from.span, "the first day")
                    .help("`until` is the last day in force, inclusive"),
            );
            return said.with(InForce::default());
        }
        said.with(range)
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
