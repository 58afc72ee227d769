//! The handoffs of obligations that recur.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};

use super::super::record::{Kind, Object, Plan, Row, RowIx};
use super::key::KeyIx;
use super::matching::{Meant, Recurrences};
use super::state::{HandoffState, Opening};
use super::status::settle;
use super::trace::TraceCause;
use super::{JudgeContext, Outcome};
use crate::PeriodKey;
use crate::calendar::Instant;
use crate::due::Occurrence;
use crate::log::{Column, EventKind, IgnoredWhy};
use crate::network::NameIx;

/// How far from a handoff's opening its due day may lie, or its deadline from its due day: more than a year and a
/// roll.
const REACH: Days = Days::new(800);

/// Judges one recurring obligation from its rows, and from the deliveries of others that it counts from.
pub(super) fn judge(
    context: &JudgeContext<'_>,
    name: NameIx,
    rows: &[RowIx],
    upstream: &[PeriodUpstream],
    outcome: &mut Outcome,
) -> Vec<PeriodUpstream> {
    // Of a row with several obligations, those of cases are its case's.
    let of_case = |row: &Row| row.object == Object::Several && row.case.is_some() && context.plans.by_case(name);
    let acts: Vec<(RowIx, &Row)> = context.counting(rows).filter(|(_, row)| !of_case(row)).collect();
    let periods: Vec<Option<PeriodKey>> = acts.iter().map(|(_, row)| period_of(context, row)).collect();
    let mut handoffs = enumerate(context, name, &periods);
    handoffs.extend(followed(context, name, upstream));
    handoffs.sort_by_key(|state| (state.opened, state.original, state.key));
    note_openings(context, &handoffs, outcome);
    let keys = by_key(&handoffs);
    let mut recurrences = Recurrences::default();
    let mut away = upstream.iter().filter(|event| event.what != PeriodEvent::Opens).peekable();
    let mut events = Vec::new();
    for (&(number, row), period) in acts.iter().zip(periods) {
        let order = (row.at, row.kind.rank());
        while let Some(event) = away.next_if(|event| (event.at, event.rank()) <= order) {
            set_away(context, &keys, &mut handoffs, &mut recurrences, event, outcome);
        }
        recurrences.open_until(row.at, &handoffs);
        let meant = match period {
            Some(period) => named(&keys, &handoffs, period).map(|handoff| Meant { handoff, by_guess: false }),
            None => recurrences.meant(row, &handoffs, context.network),
        };
        let meant = meant.filter(|_| row.kind != Kind::Event(EventKind::Requested));
        let Some(Meant { handoff, by_guess }) = meant else {
            outcome.ignore(number, unmatched(row, period, &handoffs));
            continue;
        };
        recurrences.leave(handoff, &handoffs, context.network);
        let effect = match handoffs.get_mut(handoff).and_then(|state| Some((context.plans.plan(state.terms)?, state))) {
            Some((plan, state)) => state.apply(plan, number, row, context),
            None => Ok(()),
        };
        recurrences.enter(handoff, &handoffs);
        outcome.note(context, handoffs.get(handoff), row.at, effect.as_ref().err(), || TraceCause::Row(number));
        match effect {
            Ok(()) => {
                if by_guess && row.kind == Kind::Event(EventKind::Delivered) {
                    outcome.guessed.push(number);
                }
                events.extend(handoffs.get(handoff).and_then(|state| event_of(state, row)));
            }
            Err(why) => outcome.ignore(number, why),
        }
    }
    for event in away {
        set_away(context, &keys, &mut handoffs, &mut recurrences, event, outcome);
    }
    for state in &mut handoffs {
        if let Some(plan) = context.plans.plan(state.terms) {
            settle(state, plan, context);
        }
    }
    events.extend(handoffs.iter().filter_map(|state| signed_off_by_silence(context, state)));
    outcome.push(name, &mut handoffs);
    events
}

fn note_openings(context: &JudgeContext<'_>, handoffs: &[HandoffState], outcome: &mut Outcome) {
    for state in handoffs {
        let opened = || TraceCause::Opened { rows: Vec::new(), counts_from: state.opened, given: None, again: false };
        outcome.note(context, Some(state), state.opened, None, opened);
    }
}

/// What happened to a period's delivery, for what counts from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PeriodUpstream {
    pub(super) key: PeriodKey,
    pub(super) at: Instant,
    what: PeriodEvent,
    signed_off: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PeriodEvent {
    /// Its first delivery was complete, or accepted.
    Opens,
    /// It was taken back.
    Away,
    /// It was made again.
    Back,
}

impl PeriodUpstream {
    fn rank(&self) -> u8 {
        match self.what {
            PeriodEvent::Opens => 0,
            PeriodEvent::Back => Kind::Event(EventKind::Delivered).rank(),
            PeriodEvent::Away => Kind::Event(EventKind::Rejected).rank(),
        }
    }
}

/// The handoffs that another obligation's deliveries open.
fn followed(
    context: &JudgeContext<'_>,
    name: NameIx,
    upstream: &[PeriodUpstream],
) -> impl Iterator<Item = HandoffState> {
    let opened = upstream.iter().filter(|event| event.what == PeriodEvent::Opens).filter_map(move |event| {
        let matches = |plan: &&Plan| {
            plan.after.is_some_and(|after| after.sign_off == event.signed_off) && plan.in_force(event.at)
        };
        let plan = context.plans.versions(name).find(matches)?;
        let limits = plan.limits(context.network, event.at, None).ok()?;
        let opening = Opening { terms: plan.terms, opened: event.at, limits, fixed: false };
        Some(HandoffState::open(&opening, KeyIx::Period(event.key)))
    });
    opened.collect::<Vec<_>>().into_iter()
}

fn set_away(
    context: &JudgeContext<'_>,
    keys: &[(KeyIx, usize)],
    handoffs: &mut [HandoffState],
    recurrences: &mut Recurrences,
    event: &PeriodUpstream,
    outcome: &mut Outcome,
) {
    recurrences.open_until(event.at, handoffs);
    let Some(place) = named(keys, handoffs, event.key) else { return };
    recurrences.leave(place, handoffs, context.network);
    if let Some(state) = handoffs.get_mut(place) {
        state.set_away(context.network, event.at, event.what == PeriodEvent::Away);
    }
    recurrences.enter(place, handoffs);
    let away = event.what == PeriodEvent::Away;
    outcome.note(context, handoffs.get(place), event.at, None, || TraceCause::Away(away));
}

/// What an event that acted on a handoff means for those that count from it.
fn event_of(state: &HandoffState, row: &Row) -> Option<PeriodUpstream> {
    let KeyIx::Period(key) = state.key else { return None };
    let again = state.extra.as_deref().is_some_and(|extra| extra.sent_back > 0);
    let (what, signed_off) = match row.kind {
        Kind::Event(EventKind::Delivered) if !state.is_delivered() => return None,
        Kind::Event(EventKind::Delivered) if again => (PeriodEvent::Back, false),
        Kind::Event(EventKind::Delivered) => (PeriodEvent::Opens, false),
        Kind::Event(EventKind::Rejected) => (PeriodEvent::Away, false),
        Kind::Event(EventKind::Accepted) => (PeriodEvent::Opens, true),
        Kind::Event(_) | Kind::Milestone => return None,
    };
    Some(PeriodUpstream { key, at: row.at, what, signed_off })
}

fn signed_off_by_silence(context: &JudgeContext<'_>, state: &HandoffState) -> Option<PeriodUpstream> {
    let KeyIx::Period(key) = state.key else { return None };
    let at = state.review_end(context.network).filter(|_| state.is_delivered() && !state.accepted)?;
    (at < context.as_of).then_some(PeriodUpstream { key, at, what: PeriodEvent::Opens, signed_off: true })
}

fn period_of(context: &JudgeContext<'_>, row: &Row) -> Option<PeriodKey> {
    context.rows.text(row, Column::Period)?.parse().ok()
}

/// The handoffs that opened by the instant of judgement, in that order, then those of the future: the next one, and
/// those that an event names.
fn enumerate(context: &JudgeContext<'_>, name: NameIx, named: &[Option<PeriodKey>]) -> Vec<HandoffState> {
    let mut handoffs: Vec<HandoffState> = Vec::new();
    let mut taken = HashSet::new();
    for plan in context.plans.versions(name).filter(|plan| plan.is_periodic()) {
        let clause = context.network.clause(plan.terms);
        let calendar = context.network.calendar_of(plan.terms);
        let Some(from) = context.network.terms(plan.terms).in_force.from else {
            debug_assert!(false, "a recurring obligation has a first day");
            continue;
        };
        let in_force = |occurrence: &Occurrence| plan.in_force(occurrence.opened_at);
        let to = later(calendar.local_date(context.as_of));
        // Of two versions that give one key, the earlier one's handoff stands.
        let mut enter = |occurrence: Occurrence| {
            let key = KeyIx::Period(occurrence.key);
            if taken.insert(key) {
                let limits = clause.limits_of(&occurrence);
                let opening = Opening { terms: plan.terms, opened: occurrence.opened_at, limits, fixed: false };
                handoffs.push(HandoffState::open(&opening, key));
            }
        };
        for occurrence in clause.occurrences(earlier(from), to).filter(in_force) {
            enter(occurrence);
            if context.as_of < occurrence.opened_at {
                break;
            }
        }
        let mut apart: Vec<PeriodKey> = named.iter().copied().flatten().collect();
        apart.sort_unstable();
        apart.dedup();
        apart.into_iter().filter_map(|key| clause.occurrence_of_key(key)).filter(in_force).for_each(enter);
    }
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
