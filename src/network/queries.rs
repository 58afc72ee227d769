//! Questions to the whole graph.

use std::collections::VecDeque;

use super::{Department, DepartmentIx, Network, Obligation, TermsIx};

impl Network {
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
