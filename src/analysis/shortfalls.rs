//! Agreements that were not kept: what the customers got, and who missed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::budget::{Around, Goal};
use super::compliance::{Budget, Compliance};
use super::next::Load;
use super::{AgreementRef, Analysis, DepartmentRef, Ratio, Window};
use crate::DepartmentId;
use crate::network::{AgreementIx, DepartmentIx};
use crate::tracker::Status;

/// An objective of an agreement that was not kept over its window.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Shortfall {
    /// Which agreement.
    pub agreement: AgreementRef,
    /// The objective, and what its customers got.
    pub budget: Budget,
    /// To whom something is owed by it, by id.
    pub customers: Vec<DepartmentRef>,
    /// Who missed how many, the most first; then by id. They add up to what was missed in the window.
    pub missed_by: Vec<Load>,
}

impl Analysis<'_> {
    /// The objectives of agreements that were not kept, as [`compliance`](Self::compliance) with the same window counts
    /// them: that overdrawn most first.
    pub fn shortfalls(&self, window: Window) -> Vec<Shortfall> {
        let network = self.judgement.network();
        let (window, compliance) = (self.of_company(window), self.compliance(window));
        let around =
            Around { as_of: self.last_day_seen(), reported: window.last_day(), weeks: network.company().week_starts };
        let mut missed: BTreeMap<(AgreementIx, usize), BTreeMap<DepartmentIx, usize>> = BTreeMap::new();
        let mut customers: BTreeMap<AgreementIx, BTreeSet<DepartmentIx>> = BTreeMap::new();
        for obligation in network.obligations() {
            customers.entry(obligation.terms().agreement).or_default().insert(obligation.terms().customer);
        }
        for handoff in self.judgement.handoffs() {
            let terms = network.terms(handoff.terms_ix());
            for (n, &objective) in terms.objectives.iter().enumerate() {
                let goal = Goal::new(objective, around);
                if goal.covers(handoff.due_day())
                    && matches!(goal.counted(handoff).status, Status::Late | Status::Overdue)
                {
                    *missed.entry((terms.agreement, n)).or_default().entry(terms.supplier).or_default() += 1;
                }
            }
        }
        let party = |&ix: &DepartmentIx| DepartmentRef::of(network.department_at(ix));
        let mut shortfalls = Vec::new();
        for (line, at) in compliance.agreements.iter().zip(0_usize..) {
            let ix = AgreementIx::from(at);
            for (n, budget) in line.figures.budgets.iter().enumerate() {
                if budget.is_reached() != Some(false) {
                    continue;
                }
                let by = missed.get(&(ix, n)).into_iter().flatten();
                let mut missed_by: Vec<Load> =
                    by.map(|(supplier, &handoffs)| Load { department: party(supplier), handoffs }).collect();
                missed_by.sort_by_key(|load| std::cmp::Reverse(load.handoffs));
                shortfalls.push(Shortfall {
                    agreement: line.subject.clone(),
                    budget: budget.clone(),
                    customers: customers.get(&ix).into_iter().flatten().map(party).collect(),
                    missed_by,
                });
            }
        }
        shortfalls.sort_by(|a, b| a.budget.left.total_cmp(&b.budget.left));
        shortfalls
    }
}

impl Compliance {
    /// How much of all that was due a supplier owed.
    pub fn share_of_work(&self, supplier: &DepartmentId) -> Option<Ratio> {
        let line = self.suppliers.iter().find(|line| line.subject.id == *supplier)?;
        Ratio::new(line.figures.week.due(), self.total.week.due())
    }
}
