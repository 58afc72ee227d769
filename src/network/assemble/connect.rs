//! Everything that follows from the terms: who owes what, what needs what, the graphs.

use petgraph::Graph;
use petgraph::graph::NodeIndex;

use super::CalendarDraft;
use crate::diagnostic::{Findings, Sources, to_u32};
use crate::due::Periods;
use crate::network::spec::NetworkSpec;
use crate::network::{
    AgreementRecord, DepartmentRecord, MilestoneRecord, NameIx, NameRecord, Network, Origin, Terms, TermsIx,
};

pub(super) fn connect(
    spec: NetworkSpec,
    (calendars, periods): (Vec<CalendarDraft>, Periods),
    sources: Sources,
    agreements: Vec<AgreementRecord>,
    departments: Vec<DepartmentRecord>,
    milestones: Vec<MilestoneRecord>,
    versions: Vec<(Terms, Origin)>,
) -> Network {
    let (terms, origins): (Vec<Terms>, Vec<Origin>) = versions.into_iter().unzip();
    let calendar_places = calendars.iter().map(|calendar| calendar.id.span).collect();
    let calendars = calendars.into_iter().filter_map(|calendar| calendar.calendar).collect();
    let names = names(&terms);
    let mut network = Network {
        warnings: Findings::default(),
        graph: graph(&departments, &terms),
        needs_graph: needs_graph(&names),
        spec,
        sources,
        agreements,
        calendars,
        departments,
        milestones,
        names,
        terms,
        origins,
        calendar_places,
        periods,
    };
    hand_out(&mut network);
    network
}

/// Tells each department what it owes and is owed.
fn hand_out(network: &mut Network) {
    for name in &network.names {
        let ix = TermsIx(name.versions.end.saturating_sub(1));
        let Some(terms) = network.terms.get(ix.at()) else { continue };
        if let Some(record) = network.departments.get_mut(terms.supplier.at()) {
            record.owes.push(ix);
        }
        if let Some(record) = network.departments.get_mut(terms.customer.at()) {
            record.is_owed.push(ix);
        }
    }
}

fn graph(departments: &[DepartmentRecord], terms: &[Terms]) -> Graph<crate::DepartmentId, crate::ObligationId> {
    let mut graph = Graph::with_capacity(departments.len(), terms.len());
    for department in departments {
        graph.add_node(department.id.value.clone());
    }
    for terms in terms {
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
    for versions in terms.chunk_by(|a, b| a.name == b.name) {
        let end = start + to_u32(versions.len());
        let mut needs: Vec<NameIx> = versions.iter().flat_map(|terms| terms.needs_ix.iter().copied()).collect();
        needs.sort_unstable();
        needs.dedup();
        let id = versions.first().map(|terms| terms.id.clone());
        names.extend(id.map(|id| NameRecord { id, versions: start..end, needs, needed_by: Vec::new() }));
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
