//! From rows to settled handoffs: one case, one recurring obligation, the complaint register.
//!
//! Each of these is a function of its rows and of the [`JudgeContext`]; what it finds it adds to the [`Outcome`].

mod case;
mod complaints;
mod key;
mod lead;
mod matching;
mod periods;
mod retractions;
mod state;
mod status;
mod trace;
mod trigger;

use std::collections::{HashMap, HashSet};

use super::record::{Group, Order, Plans, Row, RowIx, Rows, StrIx, Subject};
use crate::calendar::Instant;
use crate::log::IgnoredWhy;
use crate::network::{NameIx, Network};
use crate::table::Table;

use case::CaseJudge;
pub(super) use complaints::Complaint;
pub use key::Key;
pub(super) use key::KeyIx;
use periods::PeriodUpstream;
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
    pub(super) order: &'a Order,
    pub(super) as_of: Instant,
    /// Rows taken back.
    retracted: HashSet<RowIx>,
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
    /// Where one handoff is watched: what happened to it.
    trace: Option<Trace>,
}

impl Outcome {
    fn push(&mut self, name: NameIx, handoffs: &mut Vec<HandoffState>) {
        if let Some(list) = self.handoffs.get_mut(name) {
            list.append(handoffs);
        }
    }

    fn ignore(&mut self, row: RowIx, why: IgnoredWhy) {
        self.remarks.push(Remark { row, why });
    }
}

#[cfg(feature = "parallel")]
impl Outcome {
    fn empty(plans: &Plans) -> Self {
        let handoffs = plans.names().map(|_| Vec::new()).collect();
        Self {
            handoffs,
            remarks: Vec::new(),
            complaints: Vec::new(),
            guessed: Vec::new(),
            idle: Vec::new(),
            trace: None,
        }
    }

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

/// Judges every group of rows.
pub(super) fn judge(network: &Network, plans: &Plans, rows: &Rows, order: &Order, as_of: Instant) -> Outcome {
    let (retracted, remarks) = retractions::resolve(rows, order, as_of);
    let context = JudgeContext { network, plans, rows, order, as_of, retracted };
    let handoffs = plans.names().map(|_| Vec::new()).collect();
    let (complaints, guessed, idle) = (Vec::new(), Vec::new(), Vec::new());
    let mut outcome = Outcome { handoffs, remarks, complaints, guessed, idle, trace: None };
    let mut cases: Vec<(StrIx, &[RowIx])> = Vec::new();
    let mut recurring: Table<NameIx, &[RowIx]> = plans.names().map(|_| &[][..]).collect();
    let (mut complaining, mut start) = (&[][..], 0);
    for &Group { of, end } in &order.groups {
        let group = order.sorted.get(start..end).unwrap_or_default();
        start = end;
        match of {
            Subject::Case(case) => cases.push((case, group)),
            Subject::Periods(name) => {
                if let Some(slot) = recurring.get_mut(name) {
                    *slot = group;
                }
            }
            Subject::Complaints => complaining = group,
            Subject::Voids => {}
        }
    }
    judge_cases(&context, &cases, &mut outcome);
    outcome.complaints = complaints::complaints(&context, complaining, &mut outcome.remarks);
    let mut upstream: HashMap<NameIx, Vec<PeriodUpstream>> = HashMap::new();
    for name in plans.names_in_order().into_iter().filter(|&name| plans.by_period(name)) {
        let (rows, events) = (recurring.get(name).copied().unwrap_or_default(), upstream.remove(&name));
        let events = periods::judge(&context, name, rows, &events.unwrap_or_default(), &mut outcome);
        for plan in plans.following(name) {
            upstream.entry(plan.name).or_default().extend(&events);
        }
    }
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
            let mut part = Outcome::empty(context.plans);
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
