//! Lateness added up: by department, and by who delayed whom.

use std::collections::BTreeMap;

use serde::Serialize;

use super::results::PLAN;
use super::{Analysis, Attribution, Cause};
use crate::analysis::DepartmentRef;
use crate::tracker::{Handoff, HandoffIx, Status};

/// Which handoffs are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Scope {
    /// The last steps, which no opened handoff needs: no second is counted twice.
    Terminal,
    /// Every handoff: a delay counts again at each step that it was passed on to.
    All,
}

/// Lateness and its causes over a set of handoffs, in whole seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Totals {
    /// The set.
    pub scope: Scope,
    /// How many handoffs of the set are late or overdue.
    pub late: usize,
    /// How many of these are still open, so that their lateness is growing.
    pub provisional: usize,
    /// How many of these are late by nothing of their own.
    pub excused: usize,
    /// Their lateness; what the departments and the plan caused of it sums to this.
    pub late_s: i64,
    /// The part of it that was their suppliers' own.
    pub own_s: i64,
    /// The part of it that came with their inputs.
    pub inherited_s: i64,
    /// Lateness of inputs that handoffs made good, by working faster than allowed or by slack. It is not part of
    /// `late_s`, and counted over every handoff looked at, whatever the set.
    pub recovered_s: i64,
    /// The part of `late_s` that the agreements themselves cause.
    pub plan_s: i64,
    /// Inherited lateness per second of own: how far a delay spreads. None where nothing is own.
    pub knock_on: Option<f64>,
    /// How many handoffs had so many departments involved that the smallest counted as one.
    pub merged: usize,
    /// How many more of the set are said to be late and nobody knows by how much: they enter none of the above.
    pub unknown: usize,
    /// Every department that was late, caused lateness or made it good, by id.
    pub departments: Vec<DepartmentTotals>,
}

/// One department's part in [`Totals`], in whole seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DepartmentTotals {
    /// The department.
    pub department: DepartmentRef,
    /// As supplier: how many of its handoffs are late or overdue.
    pub late: usize,
    /// How many of these are late by nothing of its own.
    pub excused: usize,
    /// As supplier: own lateness.
    pub own_s: i64,
    /// As supplier: lateness that came with the inputs.
    pub inherited_s: i64,
    /// As supplier: lateness of inputs that it made good.
    pub recovered_s: i64,
    /// As cause: its shares in the lateness of all handoffs of the set, its own and others'.
    pub caused_s: i64,
}

/// How much of one department's lateness another caused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Delayed {
    /// Who caused it.
    pub cause: Cause,
    /// Whose handoffs were late.
    pub supplier: DepartmentRef,
    /// How many handoffs.
    pub handoffs: usize,
    /// By how much in sum, in whole seconds.
    pub seconds: i64,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    late: usize,
    excused: usize,
    own: i64,
    inherited: i64,
    recovered: i64,
    caused: i64,
}

impl<'j> Analysis<'j> {
    /// Adds up the handoffs of a scope that `counts` says yes to: those due in some week, say.
    pub fn totals(&self, scope: Scope, counts: impl Fn(Handoff<'j>) -> bool) -> Totals {
        self.attribution().totals(scope, counts)
    }

    /// Who delayed whom: for every cause and every supplier the sum of the shares, over the handoffs of a scope that
    /// `counts` says yes to. Sorted by cause, the plan last, then by supplier. Where the two are the same department
    /// it delayed itself.
    pub fn who_delayed_whom(&self, scope: Scope, counts: impl Fn(Handoff<'j>) -> bool) -> Vec<Delayed> {
        self.attribution().who_delayed_whom(scope, counts)
    }
}

impl<'j> Attribution<'j> {
    fn totals(&self, scope: Scope, counts: impl Fn(Handoff<'j>) -> bool) -> Totals {
        let mut by_department: BTreeMap<u32, Sums> = BTreeMap::new();
        let mut totals = Totals::empty(scope);
        for handoff in self.judgement.handoffs().filter(|&handoff| counts(handoff)) {
            let ix = handoff.ix().0;
            let (delay, supplier) = (self.delay_at(ix), self.graph.node(ix).supplier);
            if delay.recovered_s > 0 {
                totals.recovered_s += delay.recovered_s;
                by_department.entry(supplier).or_default().recovered += delay.recovered_s;
            }
            if scope == Scope::Terminal && !handoff.is_terminal() {
                continue;
            }
            if !delay.is_late {
                totals.unknown += usize::from(handoff.status() == Status::Late);
                continue;
            }
            totals.late += 1;
            totals.provisional += usize::from(delay.is_provisional);
            totals.excused += usize::from(delay.is_excused);
            totals.late_s += delay.late_s;
            totals.own_s += delay.own_s;
            totals.inherited_s += delay.inherited_s;
            let sums = by_department.entry(supplier).or_default();
            sums.late += 1;
            sums.excused += usize::from(delay.is_excused);
            sums.own += delay.own_s;
            sums.inherited += delay.inherited_s;
            let Some(entry) = self.results().entry(ix) else { continue };
            totals.merged += usize::from(entry.is_merged);
            for &(cause, seconds) in entry.shares {
                if cause == PLAN {
                    totals.plan_s += seconds;
                } else {
                    by_department.entry(cause).or_default().caused += seconds;
                }
            }
        }
        totals.knock_on = ratio(totals.inherited_s, totals.own_s);
        totals.departments = by_department.into_iter().map(|(ix, sums)| self.department_totals(ix, sums)).collect();
        totals
    }

    fn who_delayed_whom(&self, scope: Scope, counts: impl Fn(Handoff<'j>) -> bool) -> Vec<Delayed> {
        let mut cells: BTreeMap<(u32, u32), (usize, i64)> = BTreeMap::new();
        for entry in self.results().entries() {
            let Some(handoff) = self.judgement.handoff_at(HandoffIx(entry.node)) else { continue };
            if (scope == Scope::Terminal && !handoff.is_terminal()) || !counts(handoff) {
                continue;
            }
            let supplier = self.graph.node(entry.node).supplier;
            for &(cause, seconds) in entry.shares {
                let (handoffs, sum) = cells.entry((cause, supplier)).or_default();
                *handoffs += 1;
                *sum += seconds;
            }
        }
        let cell = |((cause, supplier), (handoffs, seconds))| Delayed {
            cause: self.cause(cause),
            supplier: self.department(supplier),
            handoffs,
            seconds,
        };
        cells.into_iter().map(cell).collect()
    }

    fn department_totals(&self, department: u32, sums: Sums) -> DepartmentTotals {
        DepartmentTotals {
            department: self.department(department),
            late: sums.late,
            excused: sums.excused,
            own_s: sums.own,
            inherited_s: sums.inherited,
            recovered_s: sums.recovered,
            caused_s: sums.caused,
        }
    }
}

impl Totals {
    fn empty(scope: Scope) -> Self {
        Self {
            scope,
            late: 0,
            provisional: 0,
            excused: 0,
            late_s: 0,
            own_s: 0,
            inherited_s: 0,
            recovered_s: 0,
            plan_s: 0,
            knock_on: None,
            merged: 0,
            unknown: 0,
            departments: Vec::new(),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of seconds; 2^53 of them are 285 million years")]
fn ratio(part: i64, of: i64) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}
