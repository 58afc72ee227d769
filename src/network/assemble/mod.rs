//! From what files or a builder say to a valid network: every check that looks beyond one value.

mod draft;
mod names;
mod obligations;
mod rings;
mod versions;

use petgraph::Graph;
use petgraph::graph::NodeIndex;

use super::{Agreement, CalendarIx, DepartmentRecord, Milestone, NameIx, NameRecord, Network, Origin};
use super::{Terms, TermsIx};
use crate::diagnostic::{Diagnostics, Findings, Sources};
use crate::{Text, diagnostic::to_u32};

pub(crate) use draft::{AgreementDraft, CalendarDraft, DepartmentDraft, Draft, MilestoneDraft, ObligationDraft};
use names::Names;
pub(crate) use names::defined_twice;

/// Makes a network of a draft, or says all that is wrong with it; `findings` is what was wrong with it already.
pub(crate) fn assemble(mut draft: Draft, sources: Sources, mut findings: Findings) -> Result<Network, Diagnostics> {
    draft.calendars.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    draft.departments.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    draft.milestones.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    let names = Names::of(&draft, &sources, &mut findings);
    let agreements = agreements(&draft, &names, &mut findings);
    let departments = departments(&draft, &agreements, &names, &mut findings);
    let mut versions = obligations::resolve(&draft, &names, &agreements, &departments, &mut findings);
    versions::check(&mut versions, &mut findings);
    rings::check(&versions, &names, &mut findings);
    drop(names);
    if findings.has_errors() {
        return Err(findings.resolve(&sources));
    }
    let (terms, origins): (Vec<Terms>, Vec<Origin>) = versions.into_iter().unzip();
    let calendar_places = draft.calendars.iter().map(|calendar| calendar.id.span).collect();
    let agreement_places = draft.agreements.iter().map(|agreement| agreement.id.span).collect();
    let calendars = draft.calendars.into_iter().filter_map(|calendar| calendar.calendar).collect();
    let milestones = draft.milestones.into_iter().map(milestone).collect();
    Ok(connect(Network {
        sources,
        agreements,
        calendars,
        departments,
        milestones,
        names: Vec::new(),
        terms,
        origins,
        calendar_places,
        agreement_places,
        graph: Graph::new(),
    }))
}

fn agreements(draft: &Draft, names: &Names<'_>, findings: &mut Findings) -> Vec<Agreement> {
    let agreement = |said: &AgreementDraft| Agreement {
        name: said.name.clone().unwrap_or_else(|| Text::from(said.id.value.as_str())),
        id: said.id.value.clone(),
        objective: said.objective,
        recovery: said.recovery,
        promptly: said.promptly,
        in_force: said.in_force,
        customer: said.customer.as_ref().and_then(|id| names.department(id, findings)),
        calendar: said.calendar.as_ref().and_then(|id| names.calendar(id, findings)),
    };
    draft.agreements.iter().map(agreement).collect()
}

fn departments(
    draft: &Draft,
    agreements: &[Agreement],
    names: &Names<'_>,
    findings: &mut Findings,
) -> Vec<DepartmentRecord> {
    let mut record = |said: &DepartmentDraft| {
        let of_agreement = || agreements.get(said.agreement?)?.calendar;
        let own: Option<CalendarIx> = said.calendar.as_ref().and_then(|id| names.calendar(id, findings));
        DepartmentRecord {
            id: said.id.clone(),
            name: said.name.clone().unwrap_or_else(|| Text::from(said.id.value.as_str())),
            calendar: own.or_else(of_agreement),
            owes: Vec::new(),
            is_owed: Vec::new(),
        }
    };
    draft.departments.iter().map(&mut record).collect()
}

fn milestone(said: MilestoneDraft) -> Milestone {
    Milestone {
        name: said.name.unwrap_or_else(|| Text::from(said.id.value.as_str())),
        attributes: said.attributes,
        place: said.id.span,
        id: said.id.value,
    }
}

/// Fills in everything that follows from the terms: who owes what, what triggers what, what needs what, the graph.
fn connect(mut network: Network) -> Network {
    connect_names(&mut network);
    let newest: Vec<TermsIx> = network.names.iter().map(|name| TermsIx(name.versions.end.saturating_sub(1))).collect();
    for ix in newest {
        let Some(terms) = network.terms.get(ix.at()) else { continue };
        let (supplier, customer) = (terms.supplier.at(), terms.customer.at());
        if let Some(record) = network.departments.get_mut(supplier) {
            record.owes.push(ix);
        }
        if let Some(record) = network.departments.get_mut(customer) {
            record.is_owed.push(ix);
        }
    }
    let mut graph = Graph::with_capacity(network.departments.len(), network.terms.len());
    for department in &network.departments {
        graph.add_node(department.id.value.clone());
    }
    for terms in &network.terms {
        let (supplier, customer) = (NodeIndex::new(terms.supplier.at()), NodeIndex::new(terms.customer.at()));
        graph.add_edge(supplier, customer, terms.id.clone());
    }
    network.graph = graph;
    network
}

fn connect_names(network: &mut Network) {
    let mut start = 0;
    for versions in network.terms.chunk_by(|a, b| a.name == b.name) {
        let end = start + to_u32(versions.len());
        let mut needs: Vec<NameIx> = versions.iter().flat_map(|terms| terms.needs_ix.iter().copied()).collect();
        needs.sort_unstable();
        needs.dedup();
        let id = versions.first().map(|terms| terms.id.clone());
        network.names.extend(id.map(|id| NameRecord { id, versions: start..end, needs, needed_by: Vec::new() }));
        start = end;
    }
    for at in 0..network.names.len() {
        let needs = network.names.get(at).map(|name| name.needs.clone()).unwrap_or_default();
        for needed in needs {
            if let Some(record) = network.names.get_mut(needed.at()) {
                record.needed_by.push(NameIx::from(at));
            }
        }
    }
}
