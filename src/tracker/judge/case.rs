//! The handoffs of one case.

use super::super::record::{Kind, Plan, Row, RowIx, StrIx};
use super::key::KeyIx;
use super::matching::Occurrences;
use super::state::HandoffState;
use super::status::settle;
use super::{JudgeContext, Outcome};
use crate::calendar::Instant;
use crate::due::Moves;
use crate::log::{EventKind, IgnoredWhy};
use crate::network::{NameIx, TermsIx};

/// Judges one case after the other, with buffers that every case uses again.
#[derive(Default)]
pub(super) struct CaseJudge {
    openings: Vec<Opening>,
    /// What happened to an obligation's handoffs.
    acts: Vec<(NameIx, RowIx)>,
    waivers: Vec<CaseWaiver>,
    handoffs: Vec<HandoffState>,
    occurrences: Occurrences,
}

/// A waiver of a whole case, or of its nth handoffs.
#[derive(Clone, Copy)]
struct CaseWaiver {
    at: Instant,
    row: RowIx,
    only: Option<u32>,
    /// Whether it found a handoff.
    used: bool,
}

/// A handoff that a trigger opens.
#[derive(Clone, Copy)]
struct Opening {
    name: NameIx,
    terms: TermsIx,
    opened: Instant,
    due: Instant,
    moves: Moves,
}

impl CaseJudge {
    /// Judges one case from its rows.
    pub(super) fn judge(&mut self, context: &JudgeContext<'_>, case: StrIx, rows: &[RowIx], outcome: &mut Outcome) {
        let Some(first) = first_of_case(context, case, rows) else { return };
        self.gather(context, rows, first, outcome);
        self.openings.sort_by_key(|opening| opening.name);
        self.acts.sort_by_key(|&(name, _)| name);
        self.waivers.sort_by_key(|waiver| waiver.only);
        let (mut openings, mut acts) = (std::mem::take(&mut self.openings), std::mem::take(&mut self.acts));
        let (mut still_openings, mut still_acts) = (openings.as_slice(), acts.as_slice());
        while let Some(name) = next_name(still_openings, still_acts) {
            let (opened, rest) =
                still_openings.split_at(still_openings.partition_point(|opening| opening.name == name));
            still_openings = rest;
            let (meant, rest) = still_acts.split_at(still_acts.partition_point(|act| act.0 == name));
            still_acts = rest;
            self.handoffs.extend(opened.iter().zip(1..).map(|(opening, occurrence)| {
                let key = KeyIx::Case { case, occurrence };
                let state = HandoffState::open(opening.terms, key, opening.opened, opening.due);
                HandoffState { moves: opening.moves, ..state }
            }));
            self.lead(context, name, meant, outcome);
        }
        for same in self.waivers.chunk_by(|a, b| a.only == b.only) {
            if same.first().is_some_and(|first| !first.used) {
                for waiver in same {
                    outcome.ignore(waiver.row, IgnoredWhy::NoHandoff);
                }
            }
        }
        self.waivers.clear();
        openings.clear();
        acts.clear();
        (self.openings, self.acts) = (openings, acts);
    }

    /// Collects what a case's rows open and what they do, and the waivers of the whole case.
    fn gather(&mut self, context: &JudgeContext<'_>, rows: &[RowIx], first: Instant, outcome: &mut Outcome) {
        for (number, row) in context.counting(rows) {
            if row.kind.is_trigger() {
                self.open(context, number, row, first, outcome);
            } else if let Some(name) = row.obligation() {
                self.acts.push((name, number));
            } else {
                let only = context.rows.occurrence(row);
                self.waivers.push(CaseWaiver { at: row.at, row: number, only, used: false });
            }
        }
    }

    fn open(&mut self, context: &JudgeContext<'_>, number: RowIx, row: &Row, first: Instant, outcome: &mut Outcome) {
        let before = self.openings.len();
        let (network, rows) = (context.network, context.rows);
        for plan in context.plans.opened(network, rows, row, first) {
            if let Ok(due) = plan.deadline(network, rows, row) {
                let (opened, moves) = (plan.opened_at(row.at, first), plan.moves(network, rows, row));
                self.openings.push(Opening { name: plan.name, terms: plan.terms, opened, due, moves });
            } else {
                outcome.ignore(number, IgnoredWhy::BeyondHorizon(network.terms(plan.terms).id.as_str().into()));
            }
        }
        if row.kind != Kind::Milestone && self.openings.len() == before {
            outcome.ignore(number, IgnoredWhy::OpensNothing);
        }
    }

    /// Leads one obligation's handoffs through their events, and hands them over.
    fn lead(&mut self, context: &JudgeContext<'_>, name: NameIx, acts: &[(NameIx, RowIx)], outcome: &mut Outcome) {
        self.occurrences.start();
        for &(_, number) in acts {
            if let Some(row) = context.rows.row(number)
                && let Err(why) = self.act(context, number, row)
            {
                outcome.ignore(number, why);
            }
        }
        for state in &mut self.handoffs {
            waive(state, &mut self.waivers);
            if let Some(plan) = context.plans.plan(state.terms) {
                settle(state, plan, context);
            }
        }
        outcome.push(name, &mut self.handoffs);
    }

    /// Lets an event act on the handoff that it means.
    fn act(&mut self, context: &JudgeContext<'_>, number: RowIx, row: &Row) -> Result<(), IgnoredWhy> {
        let named = context.rows.occurrence(row);
        let meant = match named {
            Some(occurrence) => usize::try_from(occurrence).ok().and_then(|n| n.checked_sub(1)),
            None => self.occurrences.meant(row, &self.handoffs),
        };
        let unknown = named.is_some() || self.handoffs.is_empty();
        let (n, state) =
            meant.and_then(|n| Some((n, self.handoffs.get_mut(n)?))).ok_or_else(|| no_target(row.kind, unknown))?;
        let Some(plan): Option<&Plan> = context.plans.plan(state.terms) else { return Ok(()) };
        let effect = state.apply(plan, number, row, context);
        self.occurrences.note(n, &self.handoffs, row, &effect);
        effect
    }
}

/// The first accepted row of a case, which may be one that is not about its handoffs; none if no other row counts.
fn first_of_case(context: &JudgeContext<'_>, case: StrIx, rows: &[RowIx]) -> Option<Instant> {
    let first = context.counting(rows).next().map(|(_, row)| row.at)?;
    let mut asides = context.order.asides_of(case).filter(|(_, row)| !context.retracted.contains(row));
    Some(asides.next().map_or(first, |(aside, _)| aside.min(first)))
}

/// Waives a handoff if its whole case is, or all of its case's nth handoffs are.
fn waive(state: &mut HandoffState, waivers: &mut [CaseWaiver]) {
    let KeyIx::Case { occurrence, .. } = state.key else { return };
    for only in [None, Some(occurrence)] {
        let first = waivers.partition_point(|waiver| waiver.only < only);
        if let Some(first) = waivers.get_mut(first).filter(|first| first.only == only) {
            first.used = true;
            state.waive(first.at, first.row);
        }
    }
}

fn next_name(openings: &[Opening], acts: &[(NameIx, RowIx)]) -> Option<NameIx> {
    let opening = openings.first().map(|opening| opening.name);
    let act = acts.first().map(|act| act.0);
    opening.into_iter().chain(act).min()
}

fn no_target(kind: Kind, unknown: bool) -> IgnoredWhy {
    match kind {
        Kind::Event(EventKind::Delivered) if !unknown => IgnoredWhy::AlreadyDelivered,
        Kind::Event(EventKind::Accepted | EventKind::Rejected) if !unknown => IgnoredWhy::NotDelivered,
        Kind::Event(_) | Kind::Milestone => IgnoredWhy::NoHandoff,
    }
}
