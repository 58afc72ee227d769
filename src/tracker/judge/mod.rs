//! From rows to settled handoffs: one case, one recurring obligation, the complaint register.
//!
//! Each of these is a function of its rows and of the [`JudgeContext`]; what it finds it adds to the [`Outcome`].

mod case;
mod complaints;
mod key;
mod lead;
mod matching;
mod moments;
mod moving;
mod periods;
mod retractions;
mod state;
mod status;
mod trace;
mod trigger;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use super::record::{Group, Order, Plans, Row, RowIx, Rows, StrIx, Subject};
use crate::calendar::Instant;
use crate::log::IgnoredWhy;
use crate::network::{NameIx, Network};
use crate::table::Table;

use case::CaseJudge;
pub(super) use complaints::Complaint;
pub use key::Key;
pub(super) use key::KeyIx;
pub(super) use moments::just_after;
use periods::PeriodUpstream;
pub(super) use retractions::resolve;
pub(super) use state::{Extra, HandoffState};
pub use status::Status;
pub(super) use status::misses;
use trace::Trace;
pub(super) use trace::{TraceCause, TraceStep, trace};

/// What rows are judged with.
pub(super) struct JudgeContext<'a> {
    pub(super) network: &'a Network,
    pub(super) plans: &'a Plans,
    pub(super) rows: &'a Rows,
    /// Rows of a case that are not about its handoffs, by case and instant.
    pub(super) asides: &'a BTreeSet<(StrIx, Instant, RowIx)>,
    pub(super) as_of: Instant,
    /// Rows taken back.
    pub(super) retracted: &'a HashSet<RowIx>,
}

/// A row that counts for nothing, and why.
#[derive(Clone, Debug)]
pub(super) struct Remark {
    pub(super) row: RowIx,
    pub(super) why: IgnoredWhy,
}

/// What came of all rows.
pub(super) struct Outcome {
    pub(super) handoffs: Table<NameIx, Vec<HandoffState>>,
    /// Sorted by instant.
    pub(super) remarks: Vec<Remark>,
    pub(super) complaints: Vec<Complaint>,
    /// Deliveries that named no period, where several were owed.
    pub(super) guessed: Vec<RowIx>,
    /// Milestones that opened nothing, because no condition held.
    pub(super) idle: Vec<RowIx>,
    /// The obligations that have handoffs.
    names: Vec<NameIx>,
    /// What happened to handoffs, if that is asked for.
    trace: Option<Trace>,
}

impl Outcome {
    fn new(plans: &Plans, remarks: Vec<Remark>) -> Self {
        let handoffs = plans.names().map(|_| Vec::new()).collect();
        let (complaints, guessed, idle) = (Vec::new(), Vec::new(), Vec::new());
        Self { handoffs, remarks, complaints, guessed, idle, names: Vec::new(), trace: None }
    }

    fn push(&mut self, name: NameIx, handoffs: &mut Vec<HandoffState>) {
        if let Some(list) = self.handoffs.get_mut(name) {
            if list.is_empty() && !handoffs.is_empty() {
                self.names.push(name);
            }
            list.append(handoffs);
        }
    }

    fn ignore(&mut self, row: RowIx, why: IgnoredWhy) {
        self.remarks.push(Remark { row, why });
    }
}

#[cfg(feature = "parallel")]
impl Outcome {
    /// Adds what came of later cases.
    fn append(&mut self, plans: &Plans, mut later: Self) {
        for name in plans.names() {
            if let Some(list) = later.handoffs.get_mut(name) {
                self.push(name, list);
            }
        }
        self.remarks.append(&mut later.remarks);
        self.guessed.append(&mut later.guessed);
        self.idle.append(&mut later.idle);
    }
}

impl<'a> JudgeContext<'a> {
    /// Whether a row is one at or before the instant of judgement.
    fn exists(&self, row: RowIx) -> bool {
        self.rows.row(row).is_some_and(|row| row.at <= self.as_of)
    }

    /// The rows of a group that count: those until the instant of judgement that were not taken back.
    fn counting<'r>(&'r self, rows: &'r [RowIx]) -> impl Iterator<Item = (RowIx, &'a Row)> + use<'r, 'a> {
        rows.iter()
            .filter(|row| self.retracted.is_empty() || !self.retracted.contains(row))
            .filter_map(|&number| Some((number, self.rows.row(number)?)))
            .filter(|(_, row)| row.at <= self.as_of)
    }
}

/// What came of one subject.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    /// By obligation, in the order in which they were judged.
    pub(super) handoffs: Vec<(NameIx, HandoffState)>,
    pub(super) remarks: Vec<Remark>,
    /// How the handoffs came to stand so, step by step, if that was asked for.
    pub(super) trace: Vec<TraceStep>,
}

/// Judges one subject after the other.
pub(super) struct Folder {
    /// Never locked: it makes what is used by one alone something that others may hold too.
    cases: Mutex<CaseJudge>,
    outcome: Outcome,
}

impl Clone for Folder {
    fn clone(&self) -> Self {
        let handoffs = self.outcome.handoffs.iter().map(|_| Vec::new()).collect();
        let (remarks, complaints, guessed, idle) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let outcome = Outcome { handoffs, remarks, complaints, guessed, idle, names: Vec::new(), trace: None };
        Self { cases: Mutex::default(), outcome }
    }
}

impl Folder {
    pub(super) fn new(plans: &Plans) -> Self {
        Self { cases: Mutex::default(), outcome: Outcome::new(plans, Vec::new()) }
    }

    /// Judges a case, or complaints, from the rows about them, which are sorted.
    pub(super) fn fold(&mut self, context: &JudgeContext<'_>, of: Subject, rows: &[RowIx], is_traced: bool) -> Folded {
        self.outcome.trace = is_traced.then(Trace::of_all);
        match of {
            Subject::Case(case) => {
                let cases = self.cases.get_mut().unwrap_or_else(PoisonError::into_inner);
                cases.judge(context, case, rows, &mut self.outcome);
            }
            Subject::Complaints => {
                complaints::complaints(context, rows, &mut self.outcome.remarks);
            }
            Subject::Periods(_) | Subject::Voids => debug_assert!(false, "judged by others"),
        }
        self.take()
    }

    /// Judges recurring obligations that count from each other's deliveries, in that order, from the rows about them,
    /// which are sorted.
    pub(super) fn fold_recurring(
        &mut self,
        context: &JudgeContext<'_>,
        names: &[NameIx],
        rows: &[RowIx],
        is_traced: bool,
    ) -> Folded {
        self.outcome.trace = is_traced.then(Trace::of_all);
        let mut by_name: HashMap<NameIx, Vec<RowIx>> = HashMap::new();
        for &number in rows {
            let Some(row) = context.rows.row(number) else { continue };
            for name in row.obligation().into_iter().chain(context.rows.several(row)) {
                by_name.entry(name).or_default().push(number);
            }
        }
        let rows_of = |name| by_name.get(&name).map(Vec::as_slice).unwrap_or_default();
        recurring(context, names.iter().copied(), rows_of, &mut self.outcome);
        self.take()
    }

    /// Hands over what came out.
    fn take(&mut self) -> Folded {
        let outcome = &mut self.outcome;
        let mut handoffs = Vec::new();
        for name in std::mem::take(&mut outcome.names) {
            if let Some(list) = outcome.handoffs.get_mut(name) {
                handoffs.extend(list.drain(..).map(|state| (name, state)));
            }
        }
        handoffs.shrink_to_fit();
        outcome.guessed.clear();
        outcome.idle.clear();
        let remarks = std::mem::take(&mut outcome.remarks);
        let steps = outcome.trace.take().map(|trace| trace.steps);
        Folded { handoffs, remarks, trace: steps.unwrap_or_default() }
    }
}

/// Judges recurring obligations in the order given, each after those from whose deliveries it counts.
fn recurring<'r>(
    context: &JudgeContext<'_>,
    names: impl Iterator<Item = NameIx>,
    rows_of: impl Fn(NameIx) -> &'r [RowIx],
    outcome: &mut Outcome,
) {
    let mut upstream: HashMap<NameIx, Vec<PeriodUpstream>> = HashMap::new();
    for name in names {
        let events = upstream.remove(&name).unwrap_or_default();
        let events = periods::judge(context, name, rows_of(name), &events, outcome);
        for plan in context.plans.following(name) {
            upstream.entry(plan.name).or_default().extend(&events);
        }
    }
}

/// Judges every group of rows.
pub(super) fn judge(network: &Network, plans: &Plans, rows: &Rows, order: &Order, as_of: Instant) -> Outcome {
    let (retracted, remarks) = resolve(rows, order.voids(), |id| order.row_with_id(id), as_of);
    let context = JudgeContext { network, plans, rows, asides: &order.asides, as_of, retracted: &retracted };
    let mut outcome = Outcome::new(plans, remarks);
    let mut cases: Vec<(StrIx, &[RowIx])> = Vec::new();
    let mut of_periods: Table<NameIx, &[RowIx]> = plans.names().map(|_| &[][..]).collect();
    let (mut complaining, mut start) = (&[][..], 0);
    for &Group { of, end } in &order.groups {
        let group = order.sorted.get(start..end).unwrap_or_default();
        start = end;
        match of {
            Subject::Case(case) => cases.push((case, group)),
            Subject::Periods(name) => {
                if let Some(slot) = of_periods.get_mut(name) {
                    *slot = group;
                }
            }
            Subject::Complaints => complaining = group,
            Subject::Voids => {}
        }
    }
    judge_cases(&context, &cases, &mut outcome);
    outcome.complaints = complaints::complaints(&context, complaining, &mut outcome.remarks);
    let names = plans.names_in_order().into_iter().filter(|&name| plans.by_period(name));
    recurring(&context, names, |name| of_periods.get(name).copied().unwrap_or_default(), &mut outcome);
    for &row in order.conflicts.iter().filter(|&&row| context.exists(row)) {
        let id = rows.row(row).and_then(|row| row.id.get()).map_or("", |id| rows.strings.get(id));
        outcome.ignore(row, IgnoredWhy::DuplicateId(id.into()));
    }
    sort_remarks(rows, &mut outcome.remarks);
    outcome
}

/// Judges cases one after the other.
fn judge_in_turn(context: &JudgeContext<'_>, cases: &[(StrIx, &[RowIx])], outcome: &mut Outcome) {
    let mut judge = CaseJudge::default();
    for &(case, rows) in cases {
        judge.judge(context, case, rows, outcome);
    }
}

#[cfg(not(feature = "parallel"))]
fn judge_cases(context: &JudgeContext<'_>, cases: &[(StrIx, &[RowIx])], outcome: &mut Outcome) {
    judge_in_turn(context, cases, outcome);
}

/// Judges cases on all cores. No case knows of another, and what came of them is put together in their order: the outcome
/// is the same.
#[cfg(feature = "parallel")]
fn judge_cases(context: &JudgeContext<'_>, cases: &[(StrIx, &[RowIx])], outcome: &mut Outcome) {
    use rayon::prelude::*;

    /// So many cases are worth being handed to another core.
    const TOGETHER: usize = 256;
    let parts: Vec<Outcome> = cases
        .par_chunks(TOGETHER)
        .map(|cases| {
            let mut part = Outcome::new(context.plans, Vec::new());
            judge_in_turn(context, cases, &mut part);
            part
        })
        .collect();
    for part in parts {
        outcome.append(context.plans, part);
    }
}

fn sort_remarks(rows: &Rows, remarks: &mut [Remark]) {
    remarks.sort_by(|a, b| match (rows.row(a.row), rows.row(b.row)) {
        (Some(left), Some(right)) => {
            let time = left.at.cmp(&right.at).then_with(|| left.kind.rank().cmp(&right.kind.rank()));
            time.then_with(|| rows.compare_content(left, right))
        }
        _ => a.row.cmp(&b.row),
    });
}
