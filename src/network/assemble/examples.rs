//! Examples: deadlines that the people who sign have worked out, and that the rule must give.

use chrono::{DateTime, Utc};

use super::{list, unfold};
use crate::PeriodKey;
use crate::calendar::{Calendar, Reading};
use crate::diagnostic::{At, Code, Finding, Findings, escaped};
use crate::due::{Clause, Explanation};
use crate::network::spec::{ExampleSpec, Scalar};
use crate::network::{Network, Obligation, TermsIx, instant};

/// Reports every example that is not what its rule gives.
pub(super) fn check(network: &Network, findings: &mut Findings) {
    if network.spec.obligations.iter().all(|(said, _)| said.value.examples.is_none()) {
        return;
    }
    // What is wrong with templates has been reported.
    let written = unfold(&network.spec, &mut Findings::default());
    for of_one in written.chunk_by(|a, b| a.at == b.at) {
        let before = findings.len();
        let mut origins = Vec::new();
        for written in of_one {
            let examples = list(written.said.examples.as_ref());
            let Some(id) = written.said.id.as_ref().filter(|_| !examples.is_empty()) else { continue };
            let is_its = |&ix: &TermsIx| network.origins.entry(ix).written == written.at;
            let version = network.name_ix(&id.value).and_then(|name| network.versions(name).find(is_its));
            let Some(obligation) = version.map(|ix| network.obligation_at(ix)) else { continue };
            for finding in examples.iter().filter_map(|example| check_one(obligation, example).err()) {
                findings.push(finding);
                origins.push(written.combination.as_deref());
            }
        }
        findings.name_combinations(before, &origins);
    }
}

fn check_one(obligation: Obligation<'_>, example: &At<ExampleSpec>) -> Result<(), Finding> {
    // That it is missing has been reported.
    let Some(due) = &example.value.due else { return Ok(()) };
    let explanation = explained(obligation, example)?;
    // A deadline that clocks show twice is the later one, as in the rule.
    if read(due, obligation.calendar(), Reading::Later)? == explanation.due.to_utc() {
        return Ok(());
    }
    let message = format!(
        "an example of `{}` is due {}, not {}",
        obligation.id(),
        explanation.due.format("%Y-%m-%dT%H:%M"),
        escaped(&due.value.0)
    );
    let place = due.span.or(example.span);
    Err(Finding::new(Code::BadExample, message).at(place, "the rule gives another deadline").help(words(&explanation)))
}

/// The deadline that the rule gives, and how it comes about.
fn explained(obligation: Obligation<'_>, example: &At<ExampleSpec>) -> Result<Explanation, Finding> {
    let wrong = |message: String, help: &str| Finding::new(Code::BadExample, message).at(example.span, "").help(help);
    let id = obligation.id();
    let said = &example.value;
    if obligation.due().period().is_some() {
        let Some(period) = &said.period else {
            let help = "name the period that it is about: { period = \"2026-11\", due = \"2026-11-05T18:00\" }";
            return Err(wrong(format!("an example of `{id}` names no period"), help));
        };
        return of_period(obligation, &period.value.0).ok_or_else(|| {
            let help = format!("it is due {}, and a period must lie in the days it is in force", obligation.due());
            let message = format!("`{id}` has no handoff `{}`", escaped(&period.value.0));
            Finding::new(Code::BadExample, message).at(period.span.or(example.span), "").help(help)
        });
    }
    let Some(at) = &said.at else {
        let help = "say when it is triggered: { at = \"2026-11-06T17:30\", due = \"2026-11-09T18:00\" }";
        return Err(wrong(format!("an example of `{id}` says no instant"), help));
    };
    let trigger = read(at, obligation.calendar(), Reading::Earlier)?;
    let attributes = said.attributes.as_ref().map_or(&[][..], |attributes| &attributes.value);
    let attribute = |name: &str| attributes.iter().find(|(known, _)| known.value == name).map(|(_, it)| &*it.value.0);
    let local = obligation.calendar().to_local(trigger).time();
    let Some(terms) = obligation.for_trigger(attribute, local) else {
        let help = "give it the `attributes = { … }` with which its `when` holds and a tier fits";
        return Err(wrong(
            format!("an example of `{id}` opens nothing: its `when` does not hold, or no tier fits"),
            help,
        ));
    };
    let clause = terms.clause();
    let given = terms.due().given();
    if let Some(missing) = given.filter(|given| attribute(given).is_none()) {
        let help = format!("give it the day or instant: attributes = {{ {missing} = \"2026-11-06\" }}");
        return Err(wrong(
            format!("an example of `{id}` has no attribute `{missing}`, which gives the deadline"),
            &help,
        ));
    }
    let explanation = match given.and_then(attribute) {
        Some(value) => clause.explain_given(trigger, value),
        None if terms.due().is_before() => clause.explain_before(trigger),
        None => clause.explain_after(trigger),
    };
    explanation.map_err(|error| wrong(format!("an example of `{id}` has no deadline: {error}"), "take another day"))
}

/// The deadline of a period in which the version is in force.
fn of_period(obligation: Obligation<'_>, period: &str) -> Option<Explanation> {
    let clause: Clause<'_> = obligation.clause();
    let occurrence = clause.occurrence_of_key(period.trim().parse::<PeriodKey>().ok()?)?;
    let opened = obligation.calendar().to_local(occurrence.opened_at()).date_naive();
    clause.explain_occurrence(&occurrence).filter(|_| obligation.in_force_on(opened))
}

/// An instant with an offset, or local time on a calendar; `T24:00` is the end of the day.
fn read(said: &At<Scalar>, calendar: &Calendar, reading: Reading) -> Result<DateTime<Utc>, Finding> {
    instant(&said.value.0, calendar, reading).ok_or_else(|| {
        let message = format!("`{}` is no instant", escaped(&said.value.0));
        let help =
            "write local time, \"2026-11-06T17:30\", or an instant with its offset, \"2026-11-06T17:30:00+08:00\"";
        Finding::new(Code::BadExample, message).at(said.span, "").help(help)
    })
}

/// How a deadline comes about, in a line.
fn words(explanation: &Explanation) -> String {
    let days = explanation
        .skipped
        .iter()
        .map(|run| if run.from == run.to { run.from.to_string() } else { format!("{} to {}", run.from, run.to) });
    let days: Vec<String> = days.collect();
    let off = if days.is_empty() { String::new() } else { format!("; days off: {}", days.join(", ")) };
    let cut_off = explanation.cut_off.map(|it| {
        format!(
            "; after the cut-off, {}, or on a day off: counts as of {}",
            it.clock,
            it.counts_from.format("%A %Y-%m-%d, %H:%M")
        )
    });
    let rolled = explanation.roll.map(|roll| format!("; {} rolls {} to {}", roll.from, roll.convention, roll.to));
    let other = explanation.other.as_ref().map(|other| {
        format!("; `{}` would be {}: the {} counts", other.limit, other.due.format("%Y-%m-%d, %H:%M"), other.whichever)
    });
    format!(
        "`{}` on the calendar `{}` ({}){}{off}{}{}; due {}",
        explanation.rule,
        explanation.calendar,
        explanation.zone,
        cut_off.unwrap_or_default(),
        rolled.unwrap_or_default(),
        other.unwrap_or_default(),
        explanation.due.format("%A %Y-%m-%d, %H:%M")
    )
}
