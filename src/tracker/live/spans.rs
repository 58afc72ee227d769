//! From when to when there was something to tell of a handoff.
//!
//! Whatever is told is a statement about a handoff that becomes true at an instant. Between two events, a handoff's own
//! state says when; so each handoff is followed through the states that events put it in.

use std::collections::BTreeMap;

use super::super::judge::{HandoffState, KeyIx, TraceCause, TraceStep, just_after};
use super::follow::Facts;
use super::notice::NoticeKind;
use crate::calendar::Instant;
use crate::due::{Notice as Step, Side};
use crate::network::{DepartmentIx, Moment, NameIx, TermsIx};

/// Whom something is told: who is named by a step, or a department.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Addressee {
    Named(Box<str>),
    Department(DepartmentIx),
}

/// A statement about a handoff: what, which step of the escalation, to whom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Statement {
    pub(super) name: NameIx,
    pub(super) key: KeyIx,
    pub(super) kind: NoticeKind,
    pub(super) to: Addressee,
    /// The step as it prints; two steps may name one person.
    pub(super) step: String,
}

/// A time for which a statement was true: from one instant up to another, exclusive.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) from: Instant,
    pub(super) until: Instant,
    /// The deadline when it began, and the terms.
    pub(super) due: Instant,
    pub(super) terms: TermsIx,
}

/// The times for which each statement was true, in order, until an instant.
pub(super) type Spans = BTreeMap<Statement, Vec<Span>>;

/// The end of time.
const NEVER: Instant = Instant(i64::MAX);

/// Follows the handoffs of a subject through their states.
pub(super) fn spans(facts: Facts<'_>, trace: &[TraceStep]) -> Spans {
    let mut handoffs: BTreeMap<(NameIx, KeyIx), Vec<&TraceStep>> = BTreeMap::new();
    for step in trace.iter().filter(|step| step.refused.is_none()) {
        handoffs.entry((step.name, step.after.key)).or_default().push(step);
    }
    let known = known_from(facts, &handoffs);
    let mut spans = Spans::new();
    for (id, steps) in handoffs {
        let known = known.get(&id).copied().unwrap_or(NEVER);
        follow(facts, id, known, &steps, &mut spans);
    }
    spans
}

/// From when on each handoff is known: a case's from its trigger on, one that counts from another's delivery from that
/// one's on, and a recurring one from the opening of the one before it under the same version, or from the first row about
/// it.
fn known_from(
    facts: Facts<'_>,
    handoffs: &BTreeMap<(NameIx, KeyIx), Vec<&TraceStep>>,
) -> BTreeMap<(NameIx, KeyIx), Instant> {
    let mut known = BTreeMap::new();
    let mut recurring: Vec<(TermsIx, Instant, Instant, (NameIx, KeyIx))> = Vec::new();
    for (&id, steps) in handoffs {
        let Some(first) = steps.first() else { continue };
        let counts = facts.plans.plan(first.after.terms).is_some_and(|plan| plan.after.is_some());
        match id.1 {
            KeyIx::Period(_) if !counts => {
                let version = facts.network.version_of(first.after.terms);
                recurring.push((version, first.after.opened, first.after.original, id));
            }
            KeyIx::Period(_) => {
                known.insert(id, first.after.opened);
            }
            KeyIx::Case { .. } => {
                let rows = match &first.cause {
                    TraceCause::Opened { rows, counts_from, .. } => {
                        let rows = rows.iter().filter_map(|&row| facts.rows.row(row)).map(|row| row.at);
                        rows.max().map_or(*counts_from, |at| at.max(*counts_from))
                    }
                    TraceCause::Row(_) | TraceCause::Away(_) | TraceCause::Revised { .. } => first.at,
                };
                known.insert(id, rows.max(first.at));
            }
        }
    }
    recurring.sort_unstable();
    for same in recurring.chunk_by(|a, b| a.0 == b.0) {
        let mut before = Instant(i64::MIN);
        for &(_, opened, _, id) in same {
            let acted = handoffs.get(&id).and_then(|steps| steps.get(1)).map(|step| step.at);
            known.insert(id, acted.map_or(before, |acted| acted.min(before)));
            before = before.max(opened);
        }
    }
    known
}

fn follow(facts: Facts<'_>, (name, key): (NameIx, KeyIx), known: Instant, steps: &[&TraceStep], spans: &mut Spans) {
    for (n, step) in steps.iter().enumerate() {
        // A period's is known before it opens.
        let first = if n == 0 { known } else { step.at };
        let (begins, ends) = (first.max(known), steps.get(n + 1).map_or(NEVER, |next| next.at.max(known)));
        if ends <= begins {
            continue;
        }
        let state = &step.after;
        if state.is_moving() && !state.is_waived() {
            // Nothing new is said of what is held up; what was true before is true behind it.
            let own = spans.iter_mut().filter(|(statement, _)| statement.name == name && statement.key == key);
            for span in own.filter_map(|(_, list)| list.last_mut()).filter(|span| span.until == begins) {
                span.until = ends;
            }
            continue;
        }
        for (kind, to, step, from, until, due) in statements(facts, state, begins) {
            let (from, until) = (from.max(begins), until.min(ends));
            if from >= until {
                continue;
            }
            let own = spans.entry(Statement { name, key, kind, to, step }).or_default();
            match own.last_mut().filter(|last| last.until == from) {
                Some(last) => last.until = until,
                // Held up, it is not at risk, also where its deadline does not move.
                None if kind == NoticeKind::AtRisk && state.held_since().is_some() => {}
                None => own.push(Span { from, until, due, terms: state.terms }),
            }
        }
    }
}

type Found = (NoticeKind, Addressee, String, Instant, Instant, Instant);

/// What is true of a handoff that stands so, and from when to when, as long as nothing happens to it.
fn statements(facts: Facts<'_>, state: &HandoffState, begins: Instant) -> Vec<Found> {
    let (network, terms) = (facts.network, facts.network.terms(state.terms));
    let Some(plan) = facts.plans.plan(state.terms) else { return Vec::new() };
    let (supplier, customer) = (Addressee::Department(terms.supplier), Addressee::Department(terms.customer));
    let mut found = Vec::new();
    if state.is_waived() {
        return found;
    }
    let due = state.due_at(network, begins);
    if state.is_delivered() {
        let lapses = state.lapses_at(network);
        found.extend(lapses.map(|at| (NoticeKind::Accepted, supplier, String::new(), at, NEVER, due)));
        return found;
    }
    let over = just_after(due);
    if let Some(at) = state.at_risk_from(plan, network, due) {
        found.push((NoticeKind::AtRisk, supplier.clone(), String::new(), at.max(state.opened), over, due));
    }
    found.push((NoticeKind::Overdue, supplier, String::new(), over, NEVER, due));
    for step in &terms.escalate {
        let Some(at) = state.moment(plan, network, step.when, due) else { continue };
        let to = Addressee::Named(step.to.clone());
        found.push(match step.when {
            Moment::Percent(_) | Moment::Notice(Step { side: Side::Before, .. }) => {
                (NoticeKind::Reminder, to, step.when.to_string(), at, over, due)
            }
            Moment::Deadline | Moment::Notice(_) => {
                (NoticeKind::Escalation, to, step.when.to_string(), at.max(due), NEVER, due)
            }
        });
    }
    found.extend(state.remedy_at(network, due).map(|at| (NoticeKind::Remedy, customer, String::new(), at, NEVER, due)));
    found
}
