//! From what files or a builder say to a valid network.
//!
//! Every value is read on its own, then everything is looked at together; all that is wrong is reported, and reading
//! goes on.

mod conditions;
mod connect;
mod names;
mod obligations;
mod rings;
mod values;
mod versions;

use super::spec::{AgreementSpec, DepartmentSpec, MilestoneSpec, NetworkSpec, ObjectiveSpec};
use super::{AgreementRecord, CalendarIx, DepartmentRecord, MilestoneRecord, Network, Objective};
use crate::calendar::{Calendar, Span, Unit};
use crate::diagnostic::{At, Code, Diagnostics, Finding, Findings, Sources};
use crate::due::Periods;
use crate::id::Resembling;
use crate::{AgreementId, CalendarId, DepartmentId, MilestoneId, Text};

use names::Names;
pub(crate) use names::defined_twice;
pub(crate) use values::{defined_id, one_of, used_id};

/// A calendar, or that one of this name was wrong, which has been reported.
#[derive(Clone, Debug)]
pub(crate) struct CalendarDraft {
    pub(crate) id: At<CalendarId>,
    pub(crate) calendar: Option<Calendar>,
}

/// Makes a network of what is said, or tells all that is wrong with it; `findings` is what was wrong with it already.
pub(crate) fn assemble(
    spec: NetworkSpec,
    mut calendars: Vec<CalendarDraft>,
    sources: Sources,
    mut findings: Findings,
) -> Result<Network, Diagnostics> {
    calendars.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    let departments =
        sorted_by_id(&spec.departments, |said: &DepartmentSpec| said.id.as_ref(), "department", &mut findings);
    let milestones =
        sorted_by_id(&spec.milestones, |said: &MilestoneSpec| said.id.as_ref(), "milestone", &mut findings);
    let obligations = obligations::ids(&spec, &mut findings);
    let names = Names::of(&calendars, &departments, &milestones, &obligations, &sources, &mut findings);
    let agreements: Vec<_> = spec.agreements.iter().map(|said| agreement(said, &names, &mut findings)).collect();
    let departments: Vec<_> =
        departments.iter().map(|(id, said)| department(id, said, &names, &mut findings)).collect();
    let milestones: Vec<_> = milestones.iter().map(|(id, said)| milestone(id, said)).collect();
    let periods = Periods::default();
    let world = obligations::World {
        spec: &spec,
        periods: &periods,
        names: &names,
        agreements: &agreements,
        departments: &departments,
        milestones: &milestones,
    };
    let mut versions = obligations::resolve(world, &mut findings);
    versions::check(&mut versions, &mut findings);
    rings::check(&versions, &names, &mut findings);
    drop(names);
    if findings.has_errors() {
        return Err(findings.resolve(&sources));
    }
    let agreements = agreements.into_iter().map(|said| said.record).collect();
    let calendars = (calendars, periods);
    let network = connect::connect(spec, calendars, sources, agreements, departments, milestones, versions);
    Ok(Network { warnings: findings, ..network })
}

/// What is defined once, by id. One whose id is missing or wrong has been reported, and is left out.
fn sorted_by_id<'s, I, S>(
    specs: &'s [At<S>],
    id: impl Fn(&S) -> Option<&At<String>>,
    kind: &str,
    findings: &mut Findings,
) -> Vec<(At<I>, &'s S)>
where
    I: std::str::FromStr<Err = crate::IdError> + Ord,
{
    let mut found: Vec<(At<I>, &S)> =
        specs.iter().filter_map(|said| Some((defined_id(id(&said.value)?, kind, findings)?, &said.value))).collect();
    found.sort_by(|(a, _), (b, _)| a.value.cmp(&b.value));
    found
}

/// An agreement, and what has been said of it already.
struct AgreementDraft {
    record: AgreementRecord,
    /// It names a customer or a calendar, right or wrong: no need to say that one is missing.
    names_customer: bool,
    names_calendar: bool,
    names_promptly: bool,
}

fn agreement(said: &At<AgreementSpec>, names: &Names<'_>, findings: &mut Findings) -> AgreementDraft {
    let said = &said.value;
    let written = said.id.as_ref();
    let id: Option<At<AgreementId>> = written.and_then(|id| defined_id(id, "agreement", findings));
    let id = id.unwrap_or_else(|| AgreementId::resembling(written.map_or("", |id| &id.value)).into());
    let customer = said.customer.as_ref().and_then(|id| used_id(id, findings));
    let calendar = said.calendar.as_ref().and_then(|id| used_id(id, findings));
    let record = AgreementRecord {
        name: said.name.as_ref().map_or_else(|| Text::from(id.value.as_str()), |name| name.value.clone()),
        objective: said.objective.as_ref().and_then(|said| objective(&said.value, findings)),
        recovery: said.recovery.as_ref().and_then(|said| recovery(said, findings)),
        promptly: said.promptly.as_ref().and_then(|said| values::span(said, findings)),
        in_force: values::in_force(said.in_force.as_ref(), findings),
        customer: customer.and_then(|id| names.department(&id, findings)),
        calendar: calendar.and_then(|id| names.calendar(&id, findings)),
        id,
    };
    AgreementDraft {
        record,
        names_customer: said.customer.is_some(),
        names_calendar: said.calendar.is_some(),
        names_promptly: said.promptly.is_some(),
    }
}

fn recovery(said: &At<i64>, findings: &mut Findings) -> Option<u32> {
    let number = u32::try_from(said.value).ok().filter(|n| (1..=1_000_000).contains(n));
    if number.is_none() {
        let finding = Finding::new(Code::BadValue, format!("`recovery` cannot be {}", said.value));
        let help = "it is how many good handoffs in a row lift the standing by one step: at least 1";
        findings.push(finding.at(said.span, "out of range").help(help));
    }
    number
}

fn objective(said: &ObjectiveSpec, findings: &mut Findings) -> Option<Objective> {
    let over = match &said.over {
        Some(over) => values::span(over, findings)?,
        None => Span::new(4, Unit::Weeks),
    };
    Some(Objective { on_time: values::share("on-time", said.on_time.as_ref()?, findings)?, over })
}

fn department(
    id: &At<DepartmentId>,
    said: &DepartmentSpec,
    names: &Names<'_>,
    findings: &mut Findings,
) -> DepartmentRecord {
    let calendar = said.calendar.as_ref().and_then(|id| used_id(id, findings));
    let calendar: Option<CalendarIx> = calendar.and_then(|id| names.calendar(&id, findings));
    DepartmentRecord {
        name: said.name.as_ref().map_or_else(|| Text::from(id.value.as_str()), |name| name.value.clone()),
        id: id.clone(),
        calendar,
        names_calendar: said.calendar.is_some(),
        owes: Vec::new(),
        is_owed: Vec::new(),
    }
}

fn milestone(id: &At<MilestoneId>, said: &MilestoneSpec) -> MilestoneRecord {
    let attributes = said.attributes.as_ref();
    MilestoneRecord {
        name: said.name.as_ref().map_or_else(|| Text::from(id.value.as_str()), |name| name.value.clone()),
        attributes: attributes.map(|list| list.value.iter().map(|name| name.value.as_str().into()).collect()),
        id: id.clone(),
    }
}
