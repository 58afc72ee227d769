//! The handoffs of obligations that recur.

use chrono::{Days, NaiveDate};

use super::super::record::{Kind, Row, RowIx};
use super::key::KeyIx;
use super::matching::Recurrences;
use super::state::HandoffState;
use super::status::settle;
use super::{JudgeContext, Outcome};
use crate::PeriodKey;
use crate::calendar::Instant;
use crate::due::Occurrence;
use crate::log::{Column, EventKind, IgnoredWhy};
use crate::network::NameIx;

/// How far from a handoff's opening its due day may lie, or its deadline from its due day: more than a year and a
/// roll.
const REACH: Days = Days::new(800);

/// Judges one recurring obligation from its rows.
pub(super) fn judge(context: &JudgeContext<'_>, name: NameIx, rows: &[RowIx], outcome: &mut Outcome) {
    let acts: Vec<(RowIx, &Row)> = context.counting(rows).collect();
    let periods: Vec<Option<PeriodKey>> = acts.iter().map(|(_, row)| period_of(context, row)).collect();
    let mut handoffs = enumerate(context, name, &periods);
    let keys = by_key(&handoffs);
    let mut recurrences = Recurrences::default();
    for (&(number, row), period) in acts.iter().zip(periods) {
        let meant = recurrences.meant(row, &mut handoffs, context.network, period.is_none());
        let meant = period.map_or(meant, |period| named(&keys, &handoffs, period));
        let meant = meant.filter(|_| row.kind != Kind::Event(EventKind::Requested));
        let Some((n, state)) = meant.and_then(|n| Some((n, handoffs.get_mut(n)?))) else {
            outcome.ignore(number, unmatched(row, period, &handoffs));
            continue;
        };
        let Some(plan) = context.plans.plan(state.terms) else { continue };
        recurrences.leave(n, state);
        let effect = state.apply(plan, number, row, context);
        recurrences.note(n, state, row, &effect);
        if let Err(why) = effect {
            // A period that is delivered was named or is the last one left: what comes again is one too many.
            outcome.ignore(number, if why == IgnoredWhy::AlreadyDelivered { IgnoredWhy::Additional } else { why });
        }
    }
    for state in &mut handoffs {
        if let Some(plan) = context.plans.plan(state.terms) {
            settle(state, plan, context);
        }
    }
    outcome.push(name, &mut handoffs);
}

fn period_of(context: &JudgeContext<'_>, row: &Row) -> Option<PeriodKey> {
    context.rows.text(row, Column::Period)?.parse().ok()
}

/// The handoffs that opened by the instant of judgement, in that order, then those of the future: the next one, and
/// those that an event names.
fn enumerate(context: &JudgeContext<'_>, name: NameIx, named: &[Option<PeriodKey>]) -> Vec<HandoffState> {
    let mut handoffs = Vec::new();
    let mut first_event = None;
    for plan in context.plans.versions(name).filter(|plan| plan.is_periodic()) {
        let clause = context.network.clause(plan.terms);
        let calendar = context.network.calendar_of(plan.terms);
        let open = |occurrence: Occurrence| {
            let key = KeyIx::Period(occurrence.key);
            let state = HandoffState::open(plan.terms, key, occurrence.opened_at, occurrence.due_at);
            HandoffState { moves: clause.moves(None), ..state }
        };
        let in_force = |occurrence: &Occurrence| plan.in_force(occurrence.opened_at);
        // Without a first day, it begins with the period that is due when the log begins.
        let from_day = context.network.terms(plan.terms).in_force.from;
        let since = match from_day {
            Some(_) => Instant(i64::MIN),
            None => *first_event.get_or_insert_with(|| context.first_event().unwrap_or(context.as_of)),
        };
        let from = from_day.unwrap_or_else(|| earlier(calendar.local_date(since)));
        let to = later(calendar.local_date(context.as_of.min(plan.until)));
        for occurrence in clause.occurrences(from, to).filter(in_force).filter(|found| since <= found.due_at) {
            handoffs.push(open(occurrence));
            if context.as_of < occurrence.opened_at {
                break;
            }
        }
        let mut apart: Vec<PeriodKey> = named.iter().copied().flatten().collect();
        apart.sort_unstable();
        apart.dedup();
        let known = handoffs.iter().filter(|state| state.terms == plan.terms).map(|state| state.key);
        let known: std::collections::HashSet<_> = known.collect();
        let apart = apart.into_iter().filter(|&period| !known.contains(&KeyIx::Period(period)));
        let apart: Vec<HandoffState> =
            apart.filter_map(|period| clause.occurrence_of_key(period)).filter(in_force).map(open).collect();
        handoffs.extend(apart);
    }
    handoffs.sort_by_key(|state| (state.opened, state.original));
    handoffs
}

fn earlier(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(REACH).unwrap_or(day)
}

fn later(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(REACH).unwrap_or(day)
}

/// The places of the handoffs, sorted by their key.
fn by_key(handoffs: &[HandoffState]) -> Vec<(KeyIx, usize)> {
    let mut keys: Vec<_> = handoffs.iter().zip(0..).map(|(state, n)| (state.key, n)).collect();
    keys.sort_unstable();
    keys
}

/// The handoff of a period; of several versions' the oldest undelivered one, else the last.
fn named(keys: &[(KeyIx, usize)], handoffs: &[HandoffState], period: PeriodKey) -> Option<usize> {
    let key = KeyIx::Period(period);
    let start = keys.partition_point(|&(other, _)| other < key);
    let same = keys.get(start..)?.iter().take_while(|&&(other, _)| other == key).map(|&(_, n)| n);
    let undelivered = |&n: &usize| handoffs.get(n).is_some_and(|state| !state.is_delivered());
    same.clone().find(undelivered).or_else(|| same.last())
}

fn unmatched(row: &Row, period: Option<PeriodKey>, handoffs: &[HandoffState]) -> IgnoredWhy {
    match (row.kind, period) {
        (Kind::Event(EventKind::Requested), _) => IgnoredWhy::OpensNothing,
        (Kind::Event(EventKind::Delivered), None) if !handoffs.is_empty() => IgnoredWhy::Additional,
        (Kind::Event(EventKind::Accepted | EventKind::Rejected), None) => IgnoredWhy::NotDelivered,
        (Kind::Event(_) | Kind::Milestone, _) => IgnoredWhy::NoHandoff,
    }
}
