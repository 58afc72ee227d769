//! What happened to one handoff, one step after the other: its case or its obligation judged once more, and watched.

use super::super::record::{Group, Order, Plans, RowIx, Rows, Subject};
use super::case::CaseJudge;
use super::key::KeyIx;
use super::state::HandoffState;
use super::{JudgeContext, Outcome, retractions};
use crate::calendar::Instant;
use crate::log::{Column, IgnoredWhy};
use crate::network::{NameIx, Network};

/// The steps of the one handoff that is watched, or of all.
pub(in crate::tracker) struct Trace {
    watched: Option<(NameIx, KeyIx)>,
    pub(in crate::tracker) steps: Vec<TraceStep>,
    /// The rows of its case or its obligation that were taken back, each with the row that did.
    pub(in crate::tracker) retracted: Vec<(RowIx, Option<RowIx>)>,
}

impl Trace {
    /// Of every handoff.
    pub(super) fn of_all() -> Self {
        Self { watched: None, steps: Vec::new(), retracted: Vec::new() }
    }

    fn of_one(name: NameIx, key: KeyIx) -> Self {
        Self { watched: Some((name, key)), ..Self::of_all() }
    }
}

/// Something that happened to a handoff, and how it stood then.
#[derive(Clone, Debug)]
pub(in crate::tracker) struct TraceStep {
    pub(in crate::tracker) name: NameIx,
    pub(in crate::tracker) at: Instant,
    pub(in crate::tracker) cause: TraceCause,
    /// Why it did nothing, if it did nothing for a reason.
    pub(in crate::tracker) refused: Option<IgnoredWhy>,
    pub(in crate::tracker) after: HandoffState,
}

/// What it was that happened.
#[derive(Clone, Debug)]
pub(in crate::tracker) enum TraceCause {
    /// It opened, or opened anew.
    Opened {
        /// The rows that opened it; none for a period's.
        rows: Vec<RowIx>,
        /// From when its deadline counts.
        counts_from: Instant,
        /// The deadline that its trigger gives, as it says it.
        given: Option<Box<str>>,
        again: bool,
    },
    /// A row acted on it.
    Row(RowIx),
    /// The delivery on which it works was taken back, or made again.
    Away(bool),
    /// A row revised its case; and the deadline that is now given.
    Revised { row: Option<RowIx>, given: Option<Box<str>> },
}

impl Outcome {
    fn watching(name: NameIx, key: KeyIx, plans: &Plans) -> Self {
        Self { trace: Some(Trace::of_one(name, key)), ..Self::new(plans, Vec::new()) }
    }

    /// Whether one handoff is watched.
    pub(super) fn is_watching(&self) -> bool {
        self.trace.is_some()
    }

    /// Takes note of how a handoff stands after something happened to it, if it is the one that is watched.
    pub(super) fn note(
        &mut self,
        context: &JudgeContext<'_>,
        state: Option<&HandoffState>,
        at: Instant,
        refused: Option<&IgnoredWhy>,
        cause: impl FnOnce() -> TraceCause,
    ) {
        let (Some(trace), Some(state)) = (&mut self.trace, state) else { return };
        if trace.watched.is_some_and(|(_, key)| key != state.key) {
            return;
        }
        let Some(name) = context.plans.plan(state.terms).map(|plan| plan.name) else { return };
        if trace.watched.is_none_or(|(watched, _)| watched == name) {
            trace.steps.push(TraceStep { name, at, cause: cause(), refused: refused.cloned(), after: state.clone() });
        }
    }
}

/// Judges the case or the obligation of one handoff once more, and tells what happened to it.
pub(in crate::tracker) fn trace(
    (network, plans, rows, order): (&Network, &Plans, &Rows, &Order),
    as_of: Instant,
    name: NameIx,
    key: KeyIx,
) -> Trace {
    let (retracted, remarks) = retractions::resolve(rows, order.voids(), |id| order.row_with_id(id), as_of);
    let context = JudgeContext { network, plans, rows, asides: &order.asides, as_of, retracted: &retracted };
    let mut outcome = Outcome::watching(name, key, plans);
    let group = match key {
        KeyIx::Case { case, .. } => {
            let group = group(order, Subject::Case(case));
            CaseJudge::default().judge(&context, case, group, &mut outcome);
            group
        }
        KeyIx::Period(_) => {
            recurring(&context, order, name, &mut outcome);
            group(order, Subject::Periods(name))
        }
    };
    let mut trace = outcome.trace.unwrap_or_else(|| Trace::of_one(name, key));
    let voids = order.voids();
    let by = |target: RowIx| {
        let takes_back = |void: &RowIx| {
            let id = rows.row(*void).and_then(|row| rows.value(row, Column::Target));
            let stands = !context.retracted.contains(void) && remarks.iter().all(|remark| remark.row != *void);
            stands && id.and_then(|id| order.row_with_id(id)) == Some(target)
        };
        voids.iter().copied().find(takes_back)
    };
    let of_it = group.iter().filter(|row| context.retracted.contains(row));
    trace.retracted = of_it.map(|&row| (row, by(row))).collect();
    trace
}

/// Judges an obligation that recurs, after those that it counts from.
fn recurring(context: &JudgeContext<'_>, order: &Order, name: NameIx, outcome: &mut Outcome) {
    let mut chain = vec![name];
    let mut looked_at = 0;
    while let Some(&one) = chain.get(looked_at) {
        looked_at += 1;
        for before in context.plans.versions(one).filter_map(|plan| plan.after) {
            if !chain.contains(&before.name) {
                chain.push(before.name);
            }
        }
    }
    chain.sort_by_key(|&one| context.plans.order_of(one));
    super::recurring(context, chain.into_iter(), |one| group(order, Subject::Periods(one)), outcome);
}

fn group(order: &Order, of: Subject) -> &[RowIx] {
    let mut start = 0;
    for group in &order.groups {
        let Group { end, .. } = *group;
        if group.of == of {
            return order.sorted.get(start..end).unwrap_or_default();
        }
        start = end;
    }
    &[]
}
