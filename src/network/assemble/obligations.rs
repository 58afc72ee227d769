//! Obligations: the values of each, the ids it mentions, and what a rule of its kind needs.

use super::names::Names;
use super::{AgreementDraft, conditions, defined_id, used_id, values};
use crate::ObligationId;
use crate::calendar::Roll;
use crate::diagnostic::{At, Code, Finding, Findings, Nearest, escaped};
use crate::due::{DueRule, Notice, Periods, Trigger};
use crate::network::spec::{EscalationSpec, List, NetworkSpec, ObligationSpec, RemedySpec};
use crate::network::{
    About, AgreementIx, AgreementRecord, CalendarIx, DepartmentIx, DepartmentRecord, Escalation, InForce,
    MilestoneRecord, Origin, Priority, Remedy, Terms,
};

/// The share of its time after which an open handoff is at risk, unless the obligation says otherwise.
const AT_RISK: f64 = 0.75;

/// The ids of all obligations, sorted. One that is wrong is reported here, once.
pub(super) fn ids(spec: &NetworkSpec, findings: &mut Findings) -> Vec<ObligationId> {
    let said = spec.obligations.iter().filter_map(|(said, _)| said.value.id.as_ref());
    let mut ids: Vec<ObligationId> =
        said.filter_map(|id| Some(defined_id(id, "obligation", findings)?.value)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What an obligation may mention.
#[derive(Clone, Copy)]
pub(super) struct World<'w, 'd> {
    pub(super) spec: &'w NetworkSpec,
    pub(super) periods: &'w Periods,
    pub(super) names: &'w Names<'d>,
    pub(super) agreements: &'w [AgreementDraft],
    pub(super) departments: &'w [DepartmentRecord],
    pub(super) milestones: &'w [MilestoneRecord],
}

/// Every obligation whose parts could all be found, in the order in which they were said. One whose id is wrong or
/// missing is looked through for other mistakes too.
pub(super) fn resolve(world: World<'_, '_>, findings: &mut Findings) -> Vec<(Terms, Origin)> {
    let mut resolver = Resolver { world, findings };
    world.spec.obligations.iter().filter_map(|(said, agreement)| resolver.obligation(&said.value, *agreement)).collect()
}

struct Resolver<'r, 'd> {
    world: World<'r, 'd>,
    findings: &'r mut Findings,
}

impl Resolver<'_, '_> {
    fn obligation(&mut self, said: &ObligationSpec, agreement_ix: usize) -> Option<(Terms, Origin)> {
        let World { names, agreements, periods, .. } = self.world;
        let agreement = agreements.get(agreement_ix)?;
        let of_agreement = &agreement.record;
        let supplier = self.reference(said.supplier.as_ref()).and_then(|id| names.department(&id, self.findings));
        let due = said.due.as_ref().and_then(|due| values::rule(due, periods, names.sources, self.findings));
        let (when, when_places) = conditions::condition(said.when.as_ref(), self.findings);
        let needs: Vec<_> = entries(said.needs.as_ref()).iter().map(|id| self.need(id)).collect();
        let customer = self.customer(said, agreement);
        let calendar = self.calendar(said, agreement, supplier);
        if let Some(due) = &due {
            self.check_rule(said, due, agreement);
        }
        let in_force = self.in_force(said, of_agreement);
        let findings = &mut *self.findings;
        let (needs, needs_ix) =
            needs.into_iter().collect::<Option<Vec<_>>>().map(|all| all.into_iter().unzip()).unzip();
        let terms = Terms {
            roll: values::word("roll", said.roll.as_ref(), Roll::ALL, findings),
            about: values::word("about", said.about.as_ref(), About::ALL, findings).unwrap_or_default(),
            priority: values::word("priority", said.priority.as_ref(), Priority::ALL, findings).unwrap_or_default(),
            review: said.review.as_ref().and_then(|review| values::span(review, findings)),
            at_risk: said.at_risk.as_ref().and_then(|it| values::share("at-risk", it, findings)).unwrap_or(AT_RISK),
            escalate: self.escalations(said.escalate.as_ref()),
            remedy: said.remedy.as_ref().and_then(|remedy| self.remedy(&remedy.value)),
            documents: boxed(said.documents.as_ref()),
            signed: boxed(said.signed.as_ref()),
            when,
            in_force,
            promptly: of_agreement.promptly,
            agreement: AgreementIx::from(agreement_ix),
            id: said.id.as_ref()?.value.parse().ok()?,
            name: names.own_name(&said.id.as_ref()?.value)?,
            deliverable: said.deliverable.as_ref()?.value.clone(),
            due: due?,
            supplier: supplier?,
            customer: customer?,
            calendar: calendar?,
            needs: needs?,
            needs_ix: needs_ix?,
        };
        let origin = Origin {
            id: said.id.as_ref()?.span,
            needs: entries(said.needs.as_ref()).iter().map(|id| id.span).collect(),
            when: when_places,
            about: said.about.as_ref().and_then(|about| about.span),
            deliverable: said.deliverable.as_ref()?.span,
        };
        Some((terms, origin))
    }

    /// An id that the obligation mentions.
    fn reference<I: std::str::FromStr<Err = crate::IdError>>(&mut self, said: Option<&At<String>>) -> Option<At<I>> {
        said.and_then(|id| used_id(id, self.findings))
    }

    fn need(&mut self, said: &At<String>) -> Option<(ObligationId, crate::network::NameIx)> {
        let id: At<ObligationId> = used_id(said, self.findings)?;
        let ix = self.world.names.obligation(&id, self.findings)?;
        Some((id.value, ix))
    }

    fn escalations(&mut self, said: Option<&At<List<EscalationSpec>>>) -> Vec<Escalation> {
        entries(said).iter().filter_map(|step| self.escalation(&step.value)).collect()
    }

    fn escalation(&mut self, said: &EscalationSpec) -> Option<Escalation> {
        let (to, when) = (said.to.as_ref(), said.when.as_ref()?);
        match when.value.parse::<Notice>() {
            Ok(notice) => Some(Escalation { to: to?.value.as_str().into(), when: notice }),
            Err(error) => {
                let help = "say how long before or after the deadline: \"1 business day before\", \"2 days after\"";
                let sources = self.world.names.sources;
                let finding = values::rule_error(Code::BadDuration, "moment", when, error, Some(help), sources);
                self.findings.push(finding);
                None
            }
        }
    }

    fn remedy(&mut self, said: &RemedySpec) -> Option<Remedy> {
        let after = values::span(said.after.as_ref()?, self.findings)?;
        Some(Remedy { after, text: said.text.as_ref()?.value.clone() })
    }

    fn customer(&mut self, said: &ObligationSpec, agreement: &AgreementDraft) -> Option<DepartmentIx> {
        if said.customer.is_some() {
            let id = self.reference(said.customer.as_ref())?;
            return self.world.names.department(&id, self.findings);
        }
        if !agreement.names_customer
            && let Some(id) = &said.id
        {
            let finding = Finding::new(Code::NoCustomer, format!("`{}` has no customer", escaped(&id.value)));
            let help = "add `customer = …` to it, or to the [agreement] of its file for all obligations of the file";
            self.findings.push(finding.at(id.span, "owed to whom?").help(help));
        }
        agreement.record.customer
    }

    fn calendar(
        &mut self,
        said: &ObligationSpec,
        agreement: &AgreementDraft,
        supplier: Option<DepartmentIx>,
    ) -> Option<CalendarIx> {
        if said.calendar.is_some() {
            let id = self.reference(said.calendar.as_ref())?;
            return self.world.names.calendar(&id, self.findings);
        }
        let supplier = supplier.and_then(|ix| self.world.departments.get(ix.at()));
        let found = supplier.and_then(|supplier| supplier.calendar).or(agreement.record.calendar);
        let reported = agreement.names_calendar || supplier.is_none_or(|supplier| supplier.names_calendar);
        if found.is_none()
            && !reported
            && let Some(id) = &said.id
        {
            let finding = Finding::new(Code::NoCalendar, format!("no calendar applies to `{}`", escaped(&id.value)));
            let help = "add `calendar = …` to the obligation, to its supplier's [[department]], or to the [agreement]";
            self.findings.push(finding.at(id.span, "whose hours count?").help(help));
        }
        found
    }

    /// An end that the obligation leaves to its agreement may lie on the wrong side of its own.
    fn in_force(&mut self, said: &ObligationSpec, agreement: &AgreementRecord) -> InForce {
        let range = within(values::in_force(said.in_force.as_ref(), self.findings), agreement.in_force);
        if let (Some(from), Some(until)) = (range.from, range.until)
            && until < from
            && let Some(id) = &said.id
        {
            let message = format!("`{}` is never in force: from {from}, until {until}", escaped(&id.value));
            let place = said.in_force.as_ref().and_then(|range| range.span);
            let finding = Finding::new(Code::ReversedRange, message).at(place, "");
            let help = format!("the agreement `{}` gives the end that is missing here", agreement.id.value);
            self.findings.push(finding.help(help));
        }
        range
    }

    fn check_rule(&mut self, said: &ObligationSpec, due: &DueRule, agreement: &AgreementDraft) {
        let (Some(id), Some(written)) = (&said.id, &said.due) else { return };
        let names = self.world.names;
        for trigger in due.triggers() {
            let id = match trigger {
                Trigger::Milestone(id) => id,
                Trigger::Delivery(id) | Trigger::SignOff(id) => {
                    let span = written.span.map(|span| names.sources.word(span, id.as_str()));
                    names.obligation(&At { value: id.clone(), span }, self.findings);
                    continue;
                }
                Trigger::Request => continue,
            };
            if let (Some(ix), Some(attribute)) = (names.milestone(id, written.span, self.findings), due.given()) {
                self.check_given(written, ix.at(), attribute);
            }
        }
        let id = escaped(&id.value);
        match (due.is_promptly(), agreement.record.promptly) {
            (true, None) if !agreement.names_promptly => {
                let place = written.span.map(|span| names.sources.word(span, "promptly"));
                let finding = Finding::new(Code::NoPromptly, format!("`{id}` is due promptly: how soon?"));
                let help = "say it once for the file: `promptly = \"1 business day\"` under [agreement]";
                self.findings.push(finding.at(place, "the agreement does not say what this means").help(help));
            }
            (true, Some(promptly)) if due.contradicts(promptly) => {
                let message = format!("`{id}` has a clock time, but promptly means {promptly}");
                let help = "a clock time goes with days; hours end by themselves: leave `by …` out";
                self.findings.push(Finding::new(Code::BadDueRule, message).at(written.span, "").help(help));
            }
            _ => {}
        }
    }

    /// Whether the attribute that a rule takes its deadline from is one that the milestone lists.
    fn check_given(&mut self, due: &At<String>, milestone: usize, attribute: &str) {
        let Some(milestone) = self.world.milestones.get(milestone) else { return };
        let Some(listed) = &milestone.attributes else { return };
        if listed.iter().any(|name| &**name == attribute) {
            return;
        }
        let place = due.span.map(|span| self.world.names.sources.word(span, attribute));
        let message = format!("`{}` has no attribute `{}`", milestone.id.value, escaped(attribute));
        let help = match Nearest::new(listed.iter().map(AsRef::as_ref)).to(attribute) {
            Some(near) => format!("the nearest attribute of `{}` is `{near}`", milestone.id.value),
            None => format!("add it to the `attributes` of the milestone `{}`", milestone.id.value),
        };
        let finding = Finding::new(Code::UnknownAttribute, message).at(place, "not among its `attributes`");
        self.findings.push(finding.at(milestone.id.span, "the milestone").help(help));
    }
}

/// A range whose missing ends are those of the agreement.
fn within(own: InForce, agreement: InForce) -> InForce {
    InForce { from: own.from.or(agreement.from), until: own.until.or(agreement.until) }
}

fn entries<T>(said: Option<&At<List<T>>>) -> &[At<T>] {
    said.map_or(&[], |list| &list.value)
}

fn boxed(said: Option<&At<List<String>>>) -> Vec<Box<str>> {
    entries(said).iter().map(|text| text.value.as_str().into()).collect()
}
