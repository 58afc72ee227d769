//! Whether agreements can be kept: no input may fall due after what needs it.
//!
//! Deadlines are compared as the calendars give them over a year: the last one for which the holidays are known. Two
//! rules of periods are compared in each period, two rules that count from the same milestone for an event on each
//! day. Rules that nothing links (an input on request, say) are not compared.

use chrono::{Datelike, NaiveDate, NaiveTime};

use super::super::{NameIx, Network, TermsIx};
use crate::Period;
use crate::calendar::{Calendar, Instant, Reading};
use crate::diagnostic::{Code, Finding, Findings, SourceSpan};
use crate::due::{Clause, Trigger};

/// Beyond so many needs only a month of days is tried for each.
const MANY: usize = 5_000;

/// An input's deadline beside that of what needs it.
#[derive(Clone, Copy)]
struct Pair {
    due: Instant,
    input_due: Instant,
    /// Working time from the input's deadline to the other; elapsed time, where the rule counts that.
    left: i64,
}

/// What was found over all that was tried.
#[derive(Default)]
struct Tally {
    tried: u32,
    late: u32,
    tight: u32,
    worst: Option<Pair>,
}

pub(super) fn lint(network: &Network, findings: &mut Findings) {
    let needs: usize = network.terms.iter().map(|terms| terms.needs_ix.len()).sum();
    let days = if needs > MANY { 31 } else { 366 };
    for (at, (terms, origin)) in network.versions_with_origin().enumerate() {
        for (n, &needed) in terms.needs_ix.iter().enumerate() {
            let Some(input) = concurrent(network, TermsIx::from(at), needed) else { continue };
            let tally = compare(network, TermsIx::from(at), input, days);
            let place = origin.needs.get(n).copied().flatten();
            findings_of(network, TermsIx::from(at), input, &tally, place, findings);
        }
    }
}

/// The newest version of an input that is in force together with what needs it.
fn concurrent(network: &Network, ix: TermsIx, needed: NameIx) -> Option<TermsIx> {
    let range = network.terms(ix).in_force;
    network.versions(needed).rev().find(|&input| {
        let input = network.terms(input).in_force;
        let in_time = |until: Option<NaiveDate>, from: Option<NaiveDate>| until.zip(from).is_none_or(|(u, f)| f <= u);
        in_time(range.until, input.from) && in_time(input.until, range.from)
    })
}

fn compare(network: &Network, ix: TermsIx, input: TermsIx, days: u32) -> Tally {
    let mut tally = Tally::default();
    let (clause, input) = (network.clause(ix), network.clause(input));
    let (first, last) = typical_year(clause.calendar);
    if clause.rule.period().is_some() {
        for occurrence in clause.occurrences(first, last) {
            tally.add(&clause, occurrence.due_at, last_due_within(&input, occurrence.key.period));
        }
        return tally;
    }
    if !same_milestone(&clause, &input) {
        return tally;
    }
    for date in first.iter_days().take(days as usize).take_while(|&date| date <= last) {
        let event = clause.calendar.at_local(date, hour_of(date), Reading::Earlier);
        if let (Some(due), Some(input_due)) = (due_at(&clause, event), due_at(&input, event)) {
            tally.add(&clause, due, Some(input_due));
        }
    }
    tally
}

/// The last year for which a calendar's holidays are known, or any year where they are not stated.
pub(super) fn typical_year(calendar: &Calendar) -> (NaiveDate, NaiveDate) {
    let known = calendar.spec().holidays.iter().filter_map(|set| set.covers).map(|(_, to)| to).max();
    let last = known.or(NaiveDate::from_ymd_opt(2026, 12, 31)).unwrap_or_default();
    let last = last.clamp(Calendar::FIRST_DAY, Calendar::LAST_DAY);
    let first = last.checked_sub_days(chrono::Days::new(364)).unwrap_or(last);
    (first.max(Calendar::FIRST_DAY), last)
}

/// Events happen at all hours: each day is tried at another.
fn hour_of(date: NaiveDate) -> NaiveTime {
    const HOURS: [u32; 5] = [9, 11, 14, 17, 20];
    let hour = HOURS.iter().copied().cycle().nth(date.ordinal0() as usize % HOURS.len()).unwrap_or(9);
    NaiveTime::from_hms_opt(hour, 30, 0).unwrap_or_default()
}

/// Whether one event can trigger both.
fn same_milestone(clause: &Clause<'_>, input: &Clause<'_>) -> bool {
    let is_milestone = |trigger: &&Trigger| matches!(trigger, Trigger::Milestone(_));
    clause.rule.triggers().iter().filter(is_milestone).any(|trigger| input.rule.triggers().contains(trigger))
}

/// The deadline that an event leads to, where the rule alone decides it.
fn due_at(clause: &Clause<'_>, event: Instant) -> Option<Instant> {
    if clause.rule.is_before() {
        return clause.due_before(event).ok();
    }
    let decides = clause.rule.period().is_none() && clause.rule.given().is_none();
    decides.then(|| clause.due_after(event).ok())?
}

/// The last deadline of an input of a period: of the same period, or of all shorter ones within it.
fn last_due_within(input: &Clause<'_>, period: Period) -> Option<Instant> {
    let length = input.rule.period()?;
    if length == period.length() {
        return input.occurrence_of_key(period).map(|occurrence| occurrence.due_at);
    }
    if length > period.length() {
        return None;
    }
    // The last one is enough, and its due day lies within days of the end; keys of weeks may begin before a month.
    let (first, last) = input.periods.days_of(period)?;
    let from = last.checked_sub_days(chrono::Days::new(100)).unwrap_or(last).max(first);
    input.occurrences(from, last).map(|occurrence| occurrence.due_at).max()
}

impl Tally {
    fn add(&mut self, clause: &Clause<'_>, due: Instant, input_due: Option<Instant>) {
        let Some(input_due) = input_due else { return };
        let left = clause.pace().between(input_due, due);
        self.tried += 1;
        self.late += u32::from(input_due > due);
        self.tight += u32::from(input_due <= due && left <= 0);
        let pair = Pair { due, input_due, left };
        let missing = |pair: Pair| pair.input_due.since(pair.due);
        if self.worst.is_none_or(|worst| missing(pair) > missing(worst)) {
            self.worst = Some(pair);
        }
    }
}

/// Speaks up if the input is ever due after what needs it, or mostly leaves it no working time. A holiday now and
/// then that leaves none is no reason to change an agreement.
fn findings_of(
    network: &Network,
    ix: TermsIx,
    input: TermsIx,
    tally: &Tally,
    place: Option<SourceSpan>,
    findings: &mut Findings,
) {
    let Some(worst) = tally.worst.filter(|_| tally.late > 0 || tally.tight * 2 > tally.tried) else { return };
    let (id, input_id) = (&network.terms(ix).id, &network.terms(input).id);
    let show = |at: Instant, of: TermsIx| network.calendar_of(of).clock_time(at).format("%Y-%m-%d %H:%M").to_string();
    let missing = worst.input_due.since(worst.due);
    let message = if tally.late > 0 {
        format!("`{id}` falls due before its input `{input_id}`: {} too early", length(missing))
    } else {
        format!("`{id}` falls due as soon as its input `{input_id}`: no working time is left for it")
    };
    let chain = chain(network, ix, input);
    let label = format!("due {}, but {} itself {}", show(worst.input_due, input), id, show(worst.due, ix));
    let (bites, of) = (if tally.late > 0 { tally.late } else { tally.tight }, tally.tried);
    let help = format!(
        "the chain is {chain}; it bites in {bites} of {of} cases tried over a year: promise `{input_id}` earlier, or `{id}` later"
    );
    debug_assert!(worst.left <= 0 || tally.late > 0 || tally.tight > 0);
    findings.push(Finding::new(Code::InfeasibleNeed, message).at(place, label).help(help));
}

/// The needed steps before an obligation, over the first input of each, in the order of the work.
fn chain(network: &Network, ix: TermsIx, input: TermsIx) -> String {
    const LONGEST: usize = 5;
    let mut names = vec![network.terms(ix).name, network.terms(input).name];
    while names.len() <= LONGEST {
        let next = names.last().and_then(|&name| network.needs(name).first().copied());
        let Some(next) = next else { break };
        names.push(next);
    }
    let cut = names.len() > LONGEST;
    let ids: Vec<&str> = names.iter().take(LONGEST).rev().map(|&name| network.name(name).as_str()).collect();
    format!("{}{}", if cut { "… → " } else { "" }, ids.join(" → "))
}

/// Microseconds in words: the two largest units.
fn length(micros: i64) -> String {
    let minutes = micros / 60 / crate::calendar::SECOND;
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let of = |n: i64, unit: &str| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
    let parts = [(days, "day"), (hours, "hour"), (minutes, "minute")];
    let words: Vec<String> = parts.into_iter().filter(|&(n, _)| n > 0).take(2).map(|(n, unit)| of(n, unit)).collect();
    if words.is_empty() { "some seconds".to_owned() } else { words.join(" and ") }
}
