//! Obligations: the ids they mention, and what a rule of their kind needs.

use super::names::Names;
use super::{Draft, ObligationDraft};
use crate::diagnostic::{Code, Finding, Findings, Nearest, escaped};
use crate::due::{Form, Trigger};
use crate::network::{Agreement, AgreementIx, CalendarIx, DepartmentIx, DepartmentRecord, InForce, Origin, Terms};

/// Every obligation whose parts could all be found, in the order of the draft.
pub(super) fn resolve(
    draft: &Draft,
    names: &Names<'_>,
    agreements: &[Agreement],
    departments: &[DepartmentRecord],
    findings: &mut Findings,
) -> Vec<(Terms, Origin)> {
    let mut resolver = Resolver { draft, names, agreements, departments, findings };
    draft.obligations.iter().filter_map(|said| resolver.obligation(said)).collect()
}

struct Resolver<'r, 'd> {
    draft: &'r Draft,
    names: &'r Names<'d>,
    agreements: &'r [Agreement],
    departments: &'r [DepartmentRecord],
    findings: &'r mut Findings,
}

impl Resolver<'_, '_> {
    fn obligation(&mut self, said: &ObligationDraft) -> Option<(Terms, Origin)> {
        let agreement = self.agreements.get(said.agreement)?;
        let supplier = said.supplier.as_ref().and_then(|id| self.names.department(id, self.findings));
        let customer = self.customer(said, agreement);
        let calendar = self.calendar(said, agreement, supplier);
        self.check_rule(said, agreement);
        self.check_in_force(said, agreement);
        let needs_ix: Vec<_> = said.needs.iter().map(|id| self.names.obligation(id, self.findings)).collect();
        let terms = Terms {
            id: said.id.value.clone(),
            deliverable: said.deliverable.as_ref()?.value.clone(),
            due: said.due.as_ref()?.value.clone(),
            needs: said.needs.iter().map(|id| id.value.clone()).collect(),
            documents: said.documents.clone(),
            signed: said.signed.clone(),
            when: said.when.value.clone(),
            roll: said.roll,
            about: said.about.value,
            priority: said.priority,
            review: said.review,
            at_risk: said.at_risk,
            escalate: said.escalate.clone(),
            remedy: said.remedy.clone(),
            in_force: within(said.in_force.value, agreement.in_force),
            promptly: agreement.promptly,
            supplier: supplier?,
            customer: customer?,
            agreement: AgreementIx::from(said.agreement),
            calendar: calendar?,
            name: self.names.own_name(&said.id.value)?,
            needs_ix: needs_ix.into_iter().collect::<Option<_>>()?,
        };
        let origin = Origin {
            id: said.id.span,
            needs: said.needs.iter().map(|id| id.span).collect(),
            when: said.when_places.clone(),
            about: said.about.span,
            deliverable: said.deliverable.as_ref().and_then(|text| text.span),
        };
        Some((terms, origin))
    }

    fn customer(&mut self, said: &ObligationDraft, agreement: &Agreement) -> Option<DepartmentIx> {
        if let Some(id) = &said.customer {
            return self.names.department(id, self.findings);
        }
        let named = self.draft.agreements.get(said.agreement).is_some_and(|agreement| agreement.customer.is_some());
        if !named && !said.customer_is_wrong {
            let finding = Finding::new(Code::NoCustomer, format!("`{}` has no customer", said.id.value));
            let help = "add `customer = …` to it, or to the [agreement] of its file for all obligations of the file";
            self.findings.push(finding.at(said.id.span, "owed to whom?").help(help));
        }
        agreement.customer
    }

    fn calendar(
        &mut self,
        said: &ObligationDraft,
        agreement: &Agreement,
        supplier: Option<DepartmentIx>,
    ) -> Option<CalendarIx> {
        if let Some(id) = &said.calendar {
            return self.names.calendar(id, self.findings);
        }
        let own = supplier.and_then(|ix| {
            let named = self.draft.departments.get(ix.at())?.calendar.is_some();
            if named { Some(self.departments.get(ix.at())?.calendar) } else { None }
        });
        let of_file = || supplier.and_then(|ix| self.departments.get(ix.at())?.calendar);
        let asked = self.draft.agreements.get(said.agreement).is_some_and(|agreement| agreement.calendar.is_some());
        let found = own.unwrap_or_else(|| agreement.calendar.or_else(of_file));
        let reported = own.is_some() || asked || said.calendar_is_wrong || supplier.is_none();
        if found.is_none() && !reported {
            let finding = Finding::new(Code::NoCalendar, format!("no calendar applies to `{}`", said.id.value));
            let help = "add `calendar = …` to the obligation, to its supplier's [[department]], or to the [agreement]";
            self.findings.push(finding.at(said.id.span, "whose hours count?").help(help));
        }
        found
    }

    /// An end that the obligation leaves to its agreement may lie on the wrong side of its own.
    fn check_in_force(&mut self, said: &ObligationDraft, agreement: &Agreement) {
        let range = within(said.in_force.value, agreement.in_force);
        if let (Some(from), Some(until)) = (range.from, range.until)
            && until < from
        {
            let message = format!("`{}` is never in force: from {from}, until {until}", said.id.value);
            let finding = Finding::new(Code::ReversedRange, message).at(said.in_force.span, "");
            let help = format!("the agreement `{}` gives the end that is missing here", agreement.id);
            self.findings.push(finding.help(help));
        }
    }

    fn check_rule(&mut self, said: &ObligationDraft, agreement: &Agreement) {
        let Some(due) = &said.due else { return };
        for trigger in due.value.triggers() {
            let Trigger::Milestone(id) = trigger else { continue };
            if let (Some(ix), Some(attribute)) = (self.names.milestone(id, due.span, self.findings), due.value.given())
            {
                self.check_given(said, ix.at(), attribute);
            }
        }
        let promptly_is_wrong =
            self.draft.agreements.get(said.agreement).is_some_and(|agreement| agreement.promptly_is_wrong);
        match (due.value.form(), agreement.promptly) {
            (Form::Promptly { .. }, None) if !promptly_is_wrong => {
                let place = due.span.map(|span| self.names.sources.word(span, "promptly"));
                let finding = Finding::new(Code::NoPromptly, format!("`{}` is due promptly: how soon?", said.id.value));
                let help = "say it once for the file: `promptly = \"1 business day\"` under [agreement]";
                self.findings.push(finding.at(place, "the agreement does not say what this means").help(help));
            }
            (Form::Promptly { .. }, Some(promptly)) if due.value.contradicts(promptly) => {
                let message = format!("`{}` has a clock time, but promptly means {promptly}", said.id.value);
                let help = "a clock time goes with days; hours end by themselves: leave `by …` out";
                self.findings.push(Finding::new(Code::BadDueRule, message).at(due.span, "").help(help));
            }
            _ => {}
        }
    }

    /// Whether the attribute that a rule takes its deadline from is one that the milestone lists.
    fn check_given(&mut self, said: &ObligationDraft, milestone: usize, attribute: &str) {
        let Some(milestone) = self.draft.milestones.get(milestone) else { return };
        let Some(listed) = &milestone.attributes else { return };
        if listed.iter().any(|name| &**name == attribute) {
            return;
        }
        let span = said.due.as_ref().and_then(|due| due.span);
        let place = span.map(|span| self.names.sources.word(span, attribute));
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
