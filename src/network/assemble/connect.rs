//! Everything that follows from the terms: who owes what, what needs what, the graphs.

use petgraph::Graph;
use petgraph::graph::NodeIndex;

use super::CalendarDraft;
use crate::diagnostic::{Findings, Sources, to_u32};
use crate::due::Periods;
use crate::network::spec::NetworkSpec;
use crate::network::{
    AgreementRecord, Company, DepartmentRecord, MilestoneRecord, NameIx, NameRecord, Network, Origin, Terms, TermsIx,
};
use crate::table::Table;

/// What has been found right, in the order of the network's tables.
pub(super) struct Parts {
    pub(super) company: Company,
    pub(super) periods: Periods,
    pub(super) agreements: Vec<AgreementRecord>,
    pub(super) departments: Vec<DepartmentRecord>,
    pub(super) milestones: Vec<MilestoneRecord>,
    pub(super) terms: Vec<(Terms, Origin)>,
}

pub(super) fn connect(parts: Parts, spec: NetworkSpec, calendars: Vec<CalendarDraft>, sources: Sources) -> Network {
    let Parts { company, periods, agreements, departments, milestones, terms } = parts;
    let (terms, origins): (Vec<Terms>, Vec<Origin>) = terms.into_iter().unzip();
    let calendar_places = calendars.iter().map(|calendar| calendar.id.span).collect();
    let calendars = calendars.into_iter().filter_map(|calendar| calendar.calendar).collect();
    let names = names(&terms);
    let versions: Vec<TermsIx> = names.iter().flat_map(|name| name.versions.iter().copied()).collect();
    let mut version_of = Table::new();
    let mut current = 0;
    for (at, _) in terms.iter().enumerate() {
        if versions.get(current + 1) == Some(&TermsIx::from(at)) {
            current += 1;
        }
        version_of.push(to_u32(current));
    }
    let mut network = Network {
        warnings: Findings::default(),
        graph: graph(&departments, versions.iter().filter_map(|ix| terms.get(ix.at()))),
        needs_graph: needs_graph(&names),
        spec,
        company,
        versions,
        version_of,
        sources,
        agreements: agreements.into(),
        calendars,
        departments: departments.into(),
        milestones: milestones.into(),
        names: names.into(),
        terms: terms.into(),
        origins: origins.into(),
        calendar_places,
        periods,
    };
    hand_out(&mut network);
    network
}

/// Tells each department what it owes and is owed.
fn hand_out(network: &mut Network) {
    for name in network.names.iter() {
        let newest = name.versions.last().and_then(|&ix| Some((ix, network.terms.get(ix)?)));
        let Some((ix, terms)) = newest else { continue };
        if let Some(record) = network.departments.get_mut(terms.supplier) {
            record.owes.push(ix);
        }
        if let Some(record) = network.departments.get_mut(terms.customer) {
            record.is_owed.push(ix);
        }
    }
}

fn graph<'t>(
    departments: &[DepartmentRecord],
    versions: impl Iterator<Item = &'t Terms>,
) -> Graph<crate::DepartmentId, crate::ObligationId> {
    let mut graph = Graph::with_capacity(departments.len(), versions.size_hint().1.unwrap_or(0));
    for department in departments {
        graph.add_node(department.id.value.clone());
    }
    for terms in versions {
        let (supplier, customer) = (NodeIndex::new(terms.supplier.at()), NodeIndex::new(terms.customer.at()));
        graph.add_edge(supplier, customer, terms.id.clone());
    }
    graph
}

fn needs_graph(names: &[NameRecord]) -> Graph<crate::ObligationId, ()> {
    let mut graph = Graph::with_capacity(names.len(), names.iter().map(|name| name.needs.len()).sum());
    for name in names {
        graph.add_node(name.id.clone());
    }
    for (at, name) in names.iter().enumerate() {
        for needed in &name.needs {
            graph.add_edge(NodeIndex::new(needed.at()), NodeIndex::new(at), ());
        }
    }
    graph
}

fn names(terms: &[Terms]) -> Vec<NameRecord> {
    let mut names: Vec<NameRecord> = Vec::new();
    let mut start = 0;
    for all in terms.chunk_by(|a, b| a.name == b.name) {
        let end = start + to_u32(all.len());
        let own = all.iter().zip(start..).filter(|(terms, _)| terms.tier.is_none());
        let versions: Vec<TermsIx> = own.map(|(_, ix)| TermsIx(ix)).collect();
        let mut needs: Vec<NameIx> = all.iter().flat_map(|terms| terms.needs_ix.iter().copied()).collect();
        needs.sort_unstable();
        needs.dedup();
        let id = all.first().map(|terms| terms.id.clone());
        names.extend(id.map(|id| NameRecord { id, terms: start..end, versions, needs, needed_by: Vec::new() }));
        start = end;
    }
    for at in 0..names.len() {
        let needs = names.get(at).map(|name| name.needs.clone()).unwrap_or_default();
        for needed in needs {
            if let Some(record) = names.get_mut(needed.at()) {
                record.needed_by.push(NameIx::from(at));
            }
        }
    }
    names
}
