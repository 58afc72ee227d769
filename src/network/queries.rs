//! Questions to the whole graph.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};

use super::{Department, DepartmentIx, Network, Obligation, TermsIx};
use crate::PeriodLength;
use crate::calendar::Calendar;
use crate::due::{Cycle, DueRule};

/// About how many handoffs a duty that recurs has had.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Recurring<'n> {
    /// The duty, in one version.
    pub obligation: Obligation<'n>,
    /// How many; those of holidays are counted in, those of other duties' deliveries are not.
    pub handoffs: u64,
}

impl Network {
    /// About how many handoffs each recurring duty has from its first day to an instant, the most first.
    ///
    /// A judgement has them all, whether anything was recorded or not: a first day or an instant with a wrong year makes
    /// hundreds of thousands of each daily duty. A program that takes either from somebody else asks here first.
    ///
    /// ```
    /// # let network = interdept::Network::load("fixtures/dealership")?;
    /// let of = |as_of: &str| network.recurring_handoffs(as_of.parse().unwrap()).iter().map(|one| one.handoffs).sum::<u64>();
    /// assert!(of("2026-12-31T00:00:00Z") > of("2026-07-31T00:00:00Z"));
    /// # Ok::<(), interdept::Diagnostics>(())
    /// ```
    pub fn recurring_handoffs(&self, as_of: DateTime<Utc>) -> Vec<Recurring<'_>> {
        let last = as_of.date_naive().min(Calendar::LAST_DAY);
        let count = |obligation: Obligation<'_>| {
            let terms = obligation.terms();
            let days = days_of_each(&terms.due)?;
            let from = terms.in_force.from?.max(Calendar::FIRST_DAY);
            let until = terms.in_force.until.map_or(last, |until| until.min(last));
            let span = u64::try_from((until - from).num_days()).ok()?.saturating_add(1);
            let each = terms.due.recurrence().map_or(1, |recurrence| recurrence.days().len() as u64);
            Some((span.div_ceil(days)).saturating_mul(each))
        };
        let all = self.obligations().filter_map(|obligation| Some((obligation, count(obligation)?)));
        let mut all: Vec<_> = all.map(|(obligation, handoffs)| Recurring { obligation, handoffs }).collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.handoffs));
        all
    }

    /// The rings of departments: groups in which each reaches each other over what is owed, the groups and their
    /// members sorted by id. A department that only owes itself something is no ring.
    ///
    /// Rings are normal: sales serves finance, and finance serves sales.
    pub fn rings(&self) -> Vec<Vec<Department<'_>>> {
        // Of petgraph's two algorithms this is the one that does not recurse.
        let components = petgraph::algo::kosaraju_scc(&self.graph);
        let mut rings: Vec<Vec<DepartmentIx>> = components
            .into_iter()
            .filter(|members| members.len() > 1)
            .map(|members| members.into_iter().map(|node| DepartmentIx::from(node.index())).collect())
            .collect();
        for ring in &mut rings {
            ring.sort_unstable();
        }
        rings.sort_unstable();
        rings.into_iter().map(|ring| ring.into_iter().map(|ix| self.department_at(ix)).collect()).collect()
    }

    /// A shortest chain of obligations by which one department's work reaches another: each step's customer is the
    /// next one's supplier. Of several shortest ones the first by obligation id, step by step from the start.
    ///
    /// None if there is none, or if either id is unknown; from a department to itself the chain is empty.
    ///
    /// ```no_run
    /// # let network = interdept::Network::load("fixtures/dealership")?;
    /// for step in network.shortest_chain("insurance", "finance").into_iter().flatten() {
    ///     println!("{} owes {}: {}", step.supplier().id(), step.customer().id(), step.deliverable());
    /// }
    /// # Ok::<(), interdept::Diagnostics>(())
    /// ```
    pub fn shortest_chain(&self, from: &str, to: &str) -> Option<Vec<Obligation<'_>>> {
        let (from, to) = (self.department_ix(from)?, self.department_ix(to)?);
        let mut came_by: Vec<Option<TermsIx>> = vec![None; self.department_count()];
        let mut waiting = VecDeque::from([from]);
        while let Some(at) = waiting.pop_front().filter(|&at| at != to) {
            for owed in self.department_at(at).owes() {
                let customer = owed.terms().customer;
                let slot = came_by.get_mut(customer.at())?;
                if customer != from && slot.is_none() {
                    *slot = Some(owed.ix());
                    waiting.push_back(customer);
                }
            }
        }
        let mut chain = Vec::new();
        let mut at = to;
        while at != from {
            let step = self.obligation_at((*came_by.get(at.at())?)?);
            at = step.terms().supplier;
            chain.push(step);
        }
        chain.reverse();
        Some(chain)
    }
}

/// How many days at least each period of a rule has; none for a rule of no periods.
fn days_of_each(due: &DueRule) -> Option<u64> {
    Some(match due.cycle()? {
        Cycle::Weeks { count, .. } => u64::from(count).saturating_mul(7).max(1),
        Cycle::Period(PeriodLength::Day | PeriodLength::Named(_)) => 1,
        Cycle::Period(PeriodLength::Week) => 7,
        Cycle::Period(PeriodLength::Month) => 28,
        Cycle::Period(PeriodLength::Quarter) => 90,
        Cycle::Period(PeriodLength::HalfYear) => 181,
        Cycle::Period(PeriodLength::Year) => 365,
    })
}
