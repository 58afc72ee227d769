//! `[period.…]`: periods with names of their own.

use super::values;
use crate::PeriodName;
use crate::diagnostic::{At, Code, Finding, Findings, escaped};
use crate::due::{NamedPeriod, Periods, WeekStart};
use crate::network::defined_twice;
use crate::network::spec::{Keyed, PeriodSpec};

/// All of them, beside those of the calendar.
pub(super) fn periods(said: &Keyed<PeriodSpec>, week_starts: WeekStart, findings: &mut Findings) -> Periods {
    let mut periods = Periods::new(week_starts);
    for (name, said) in said {
        let id = match name.value.parse::<PeriodName>() {
            Ok(id) => id,
            Err(error) => {
                let message = format!("no period can be called `{}`: {error}", escaped(&name.value));
                findings.push(Finding::new(Code::BadId, message).at(name.span, "").help("choose another name"));
                continue;
            }
        };
        let known = period(id, name, said, findings).and_then(|period| periods.add(period));
        if known.is_some() {
            findings.push(defined_twice("period", &name.value, name.span, None));
        }
    }
    periods
}

fn period(id: PeriodName, name: &At<String>, said: &At<PeriodSpec>, findings: &mut Findings) -> Option<NamedPeriod> {
    let PeriodSpec { starts, every, from } = &said.value;
    let made = match (starts, every, from) {
        (Some(starts), None, None) => NamedPeriod::listed(id, starts.value.iter().map(|day| day.value).collect()),
        (None, Some(every), Some(from)) => NamedPeriod::every(id, values::span(every, findings)?, from.value),
        _ => {
            let message = format!("it is not clear when the periods `{}` start", escaped(&name.value));
            let help = "write `starts = [2026-01-05, 2026-02-02]`, or `every = \"2 weeks\"` and `from = 2026-01-05`";
            findings.push(Finding::new(Code::BadDate, message).at(name.span, "").help(help));
            return None;
        }
    };
    if let Err(error) = &made {
        let place = starts.as_ref().map(|it| it.span).or(every.as_ref().map(|it| it.span)).flatten();
        let message = format!("the periods `{}` cannot be: expected {error}", escaped(&name.value));
        let message = if matches!(error, crate::due::NamedPeriodError::TooFew) {
            message
        } else {
            message.replace("expected ", "")
        };
        findings.push(Finding::new(Code::BadDate, message).at(place, ""));
    }
    made.ok()
}
