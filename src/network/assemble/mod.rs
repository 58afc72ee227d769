//! From what files or a builder say to a valid network.
//!
//! Every value is read on its own, then everything is looked at together; all that is wrong is reported, and reading
//! goes on.

mod conditions;
mod connect;
mod examples;
mod hierarchy;
mod limits;
mod names;
mod obligations;
mod periods;
mod rings;
mod templates;
mod tiers;
mod values;
mod versions;

use super::spec::{
    AgreementSpec, CompanySpec, DepartmentSpec, List, MilestoneSpec, NetworkSpec, ObjectiveSpec, Objectives, Scalar,
};
use super::{
    AgreementRecord, CalendarIx, Company, DepartmentRecord, MilestoneRecord, Network, Objective, Origin, Over, Terms,
};
use crate::calendar::{Calendar, Span, Unit};
use crate::diagnostic::{At, Code, Diagnostics, Finding, Findings, Severity, Sources, codes, escaped};
use crate::due::{Periods, WeekStart};
use crate::id::Resembling;
use crate::{AgreementId, CalendarId, DepartmentId, MilestoneId, Text};

use connect::Parts;
pub(crate) use limits::text as check_text;
use names::Names;
pub(crate) use names::defined_twice;
use templates::Written;
pub(crate) use templates::unfold;
pub(crate) use values::{defined_id, one_of, timezone, used_id};

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
    let written = unfold(&spec, &mut findings);
    limits::check(&spec, &written, &mut findings);
    let obligations = obligations::ids(&written, &mut findings);
    let names = Names::of(&calendars, &departments, &milestones, &obligations, &sources, &mut findings);
    let company = company(&spec.companies, &mut findings);
    let agreements: Vec<_> = spec.agreements.iter().map(|said| agreement(said, &names, &mut findings)).collect();
    let mut records: Vec<_> =
        departments.iter().map(|(id, said)| department(id, said, &names, &mut findings)).collect();
    hierarchy::connect(&mut records, &departments, &names, &mut findings);
    let milestone_records: Vec<_> = milestones.iter().map(|(id, said)| milestone(id, said, &mut findings)).collect();
    let periods = periods::periods(&spec.periods, company.week_starts, &mut findings);
    let world = World {
        written: &written,
        periods: &periods,
        names: &names,
        company: &company,
        agreements: &agreements,
        departments: &records,
        milestones: &milestone_records,
    };
    let mut versions = obligations::resolve(world, &mut findings);
    versions::check(&mut versions, &mut findings);
    rings::check(&versions, &names, &mut findings);
    drop(names);
    if findings.has_errors() {
        return Err(findings.resolve(&sources));
    }
    drop(written);
    let agreements = agreements.into_iter().map(|said| said.record).collect();
    let terms = versions.into_iter().flat_map(Version::into_terms).collect();
    let parts = Parts { company, periods, agreements, departments: records, milestones: milestone_records, terms };
    let network = connect::connect(parts, spec, calendars, sources);
    examples::check(&network, &mut findings);
    if findings.has_errors() {
        return Err(findings.resolve(&network.sources));
    }
    Ok(Network { warnings: findings, ..network })
}

/// What an obligation may mention.
#[derive(Clone, Copy)]
struct World<'w, 'd> {
    written: &'w [Written<'w>],
    periods: &'w Periods,
    names: &'w Names<'d>,
    company: &'w Company,
    agreements: &'w [AgreementDraft],
    departments: &'w [DepartmentRecord],
    milestones: &'w [MilestoneRecord],
}

/// One version of an obligation, with its tiers.
struct Version {
    own: (Terms, Origin),
    tiers: Vec<(Terms, Origin)>,
}

impl Version {
    fn into_terms(self) -> impl Iterator<Item = (Terms, Origin)> {
        std::iter::once(self.own).chain(self.tiers)
    }
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
        objectives: objectives(said.objective.as_ref(), findings).unwrap_or_default(),
        allow: list(said.allow.as_ref()).iter().filter_map(|code| warning(code, findings)).collect(),
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

/// The entries of a list that may be missing.
fn list<T>(said: Option<&At<List<T>>>) -> &[At<T>] {
    said.map_or(&[], |list| &list.value)
}

/// A warning, by its code.
fn warning(said: &At<String>, findings: &mut Findings) -> Option<Code> {
    let warnings = codes().iter().filter(|code| code.severity() == Severity::Warning);
    let names: Vec<(&str, Code)> = warnings.map(|&code| (code.as_str(), code)).collect();
    one_of("allow", said, &names, findings)
}

/// The objectives that are named, where any are.
fn objectives(said: Option<&At<Objectives>>, findings: &mut Findings) -> Option<Vec<Objective>> {
    Some(said?.value.0.iter().filter_map(|said| objective(&said.value, findings)).collect())
}

fn objective(said: &ObjectiveSpec, findings: &mut Findings) -> Option<Objective> {
    let over = match &said.over {
        Some(over) => values::over(over, findings)?,
        None => Over::Rolling(Span::new(4, Unit::Weeks)),
    };
    let grace = said.grace.as_ref().map(|grace| values::span(grace, findings));
    let on_time = values::share("on-time", said.on_time.as_ref()?, findings)?;
    Some(Objective {
        on_time,
        over,
        grace: grace.unwrap_or(Some(Span::new(0, Unit::Minutes))).filter(|grace| grace.count > 0),
    })
}

fn company(said: &List<CompanySpec>, findings: &mut Findings) -> Company {
    let [first, others @ ..] = &**said else { return Company::default() };
    for again in others {
        let finding = Finding::new(Code::DuplicateId, "the company is defined twice").at(again.span, "again here");
        findings
            .push(finding.at(first.span, "first here").help("all files share one `[company]`: say everything there"));
    }
    let said = &first.value;
    let days = WeekStart::ALL.map(|day| (day.as_str(), day));
    let week_starts = said.week_starts.as_ref().and_then(|day| one_of("week-starts", day, &days, findings));
    Company {
        timezone: said.timezone.as_ref().and_then(|zone| timezone(zone, findings)),
        week_starts: week_starts.unwrap_or(WeekStart::Monday),
        since: said.since.as_ref().map(|day| day.value),
    }
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
        part_of: None,
        parts: Vec::new(),
        also: list(said.also.as_ref()).iter().map(|name| name.value.as_str().into()).collect(),
        owes: Vec::new(),
        is_owed: Vec::new(),
    }
}

fn milestone(id: &At<MilestoneId>, said: &MilestoneSpec, findings: &mut Findings) -> MilestoneRecord {
    let boxed = |values: &List<Scalar>| values.iter().map(|value| value.value.0.as_str().into()).collect();
    let mut attribute = |(name, values): &(At<String>, Option<List<Scalar>>)| {
        if values.as_ref().is_some_and(Vec::is_empty) {
            let finding = Finding::new(Code::BadValue, format!("`{}` has no values", escaped(&name.value)));
            findings.push(finding.at(name.span, "").help("list the values it may have, or write \"any\""));
        }
        (name.value.as_str().into(), values.as_ref().map(boxed))
    };
    let attributes = said.attributes.as_ref().map(|said| said.value.0.iter().map(&mut attribute).collect());
    MilestoneRecord {
        name: said.name.as_ref().map_or_else(|| Text::from(id.value.as_str()), |name| name.value.clone()),
        attributes,
        id: id.clone(),
    }
}
