//! Networks changed in memory, to try out what is not agreed yet.

use super::assemble::{
    AgreementDraft, CalendarDraft, DepartmentDraft, Draft, MilestoneDraft, ObligationDraft, assemble,
};
use super::{CalendarIx, Network, Terms};
use crate::calendar::{Calendar, CalendarSpec};
use crate::diagnostic::{At, Code, Diagnostics, Finding, Findings, Sources, escaped};
use crate::due::DueRule;
use crate::{CalendarId, DepartmentId};

/// A copy of a network in which something is about to be different.
///
/// The changes are checked together at the end, like those of a file. The network itself stays as it is.
///
/// ```
/// # use interdept::Network;
/// # let text = r#"
/// # format = 1
/// # [agreement]
/// # id = "finance"
/// # customer = "finance"
/// # calendar = "office"
/// # [calendar.office]
/// # timezone = "Asia/Shanghai"
/// # week = { mon-fri = ["09:00-17:00"] }
/// # [[department]]
/// # id = "finance"
/// # name = "Finance"
/// # [[department]]
/// # id = "sales"
/// # name = "Sales"
/// # [[milestone]]
/// # id = "delivered-to-buyer"
/// # [[obligation]]
/// # id = "sales.slips"
/// # supplier = "sales"
/// # deliverable = "Slips"
/// # due = "within 2 business days of delivered-to-buyer"
/// # "#;
/// # let network = Network::from_toml("finance.toml", text).unwrap();
/// let bolder = network.edit().due("sales.slips", "on the same day as delivered-to-buyer").build().unwrap();
/// assert_eq!(bolder.obligation("sales.slips").unwrap().due().to_string(), "on the same day as delivered-to-buyer");
/// assert!(network.edit().due("sales.slip", "by friday of every week").build().is_err(), "there is no `sales.slip`");
/// ```
#[derive(Debug)]
pub struct Edit {
    draft: Draft,
    findings: Findings,
}

impl Network {
    /// Starts to change a copy of this network.
    ///
    /// To judge a log under the result, see [`Tracker::under`](crate::tracker::Tracker::under).
    pub fn edit(&self) -> Edit {
        Edit { draft: self.draft(), findings: Findings::default() }
    }

    fn draft(&self) -> Draft {
        let calendar = |ix: CalendarIx| At::from(self.calendar_at(ix).id().clone());
        let department = |ix| At::from(self.department_at(ix).id().clone());
        let agreement = |said: &super::Agreement| AgreementDraft {
            id: said.id.clone().into(),
            name: Some(said.name.clone()),
            customer: said.customer.map(department),
            calendar: said.calendar.map(calendar),
            promptly: said.promptly,
            promptly_is_wrong: false,
            objective: said.objective,
            recovery: said.recovery,
            in_force: said.in_force,
        };
        let milestone = |said: &super::Milestone| MilestoneDraft {
            id: said.id.clone().into(),
            name: Some(said.name.clone()),
            attributes: said.attributes.clone(),
        };
        Draft {
            agreements: self.agreements.iter().map(agreement).collect(),
            calendars: self.calendars.iter().map(|it| calendar_draft(it.id().clone(), it.clone())).collect(),
            departments: self
                .departments
                .iter()
                .map(|said| DepartmentDraft {
                    id: said.id.value.clone().into(),
                    name: Some(said.name.clone()),
                    calendar: said.calendar.map(calendar),
                    agreement: None,
                })
                .collect(),
            milestones: self.milestones.iter().map(milestone).collect(),
            obligations: self.terms.iter().map(|terms| self.obligation_draft(terms)).collect(),
        }
    }

    fn obligation_draft(&self, said: &Terms) -> ObligationDraft {
        let supplier = self.department_at(said.supplier);
        let calendar = self.calendar_at(said.calendar).id();
        // One that runs on its supplier's calendar goes on doing so when that changes.
        let is_suppliers = supplier.calendar().is_some_and(|own| own.id() == calendar);
        ObligationDraft {
            id: said.id.clone().into(),
            supplier: Some(supplier.id().clone().into()),
            customer: Some(self.department_at(said.customer).id().clone().into()),
            customer_is_wrong: false,
            deliverable: Some(said.deliverable.clone().into()),
            due: Some(said.due.clone().into()),
            needs: said.needs.iter().map(|id| id.clone().into()).collect(),
            documents: said.documents.clone(),
            signed: said.signed.clone(),
            when_places: vec![None; said.when.attributes.len()],
            when: said.when.clone().into(),
            roll: said.roll,
            about: said.about.into(),
            priority: said.priority,
            review: said.review,
            at_risk: said.at_risk,
            escalate: said.escalate.clone(),
            remedy: said.remedy.clone(),
            calendar: (!is_suppliers).then(|| calendar.clone().into()),
            calendar_is_wrong: false,
            in_force: said.in_force.into(),
            agreement: said.agreement.at(),
        }
    }
}

fn calendar_draft(id: CalendarId, calendar: Calendar) -> CalendarDraft {
    CalendarDraft { id: id.into(), calendar: Some(calendar) }
}

impl Edit {
    /// Gives an obligation, in all its versions, another due rule.
    #[must_use]
    pub fn due(mut self, obligation: &str, rule: &str) -> Self {
        match rule.parse::<DueRule>() {
            Ok(rule) => self.obligation(obligation, |said| said.due = Some(rule.clone().into())),
            Err(error) => {
                let message = format!("the due rule `{}` cannot be read: {}", escaped(rule), error.message);
                self.findings.push(Finding::new(Code::BadDueRule, message).maybe_help(error.help));
                self
            }
        }
    }

    /// Lets an obligation, in all its versions, be owed by another department.
    #[must_use]
    pub fn supplier(self, obligation: &str, department: &str) -> Self {
        let (mut edit, id) = self.parsed::<DepartmentId>(department);
        if let Some(id) = id {
            edit = edit.obligation(obligation, |said| said.supplier = Some(id.clone().into()));
        }
        edit
    }

    /// Takes a need away from an obligation, in all its versions.
    #[must_use]
    pub fn no_need(self, obligation: &str, needed: &str) -> Self {
        self.obligation(obligation, |said| said.needs.retain(|id| id.value != *needed))
    }

    /// Takes an obligation away, in all its versions; nothing needs it any more.
    #[must_use]
    pub fn drop_obligation(mut self, obligation: &str) -> Self {
        let before = self.draft.obligations.len();
        self.draft.obligations.retain(|said| said.id.value != *obligation);
        if self.draft.obligations.len() == before {
            return self.unknown("obligation", obligation);
        }
        for said in &mut self.draft.obligations {
            said.needs.retain(|id| id.value != *obligation);
        }
        self
    }

    /// Adds a calendar, or replaces the one with the same id for all who work by it.
    #[must_use]
    pub fn calendar(mut self, spec: CalendarSpec) -> Self {
        let id = spec.id.clone();
        match Calendar::new(spec) {
            Ok(calendar) => {
                self.draft.calendars.retain(|other| other.id.value != id);
                self.draft.calendars.push(calendar_draft(id, calendar));
            }
            Err(error) => {
                let message = format!("in the calendar `{id}`, {error}");
                self.findings.push(Finding::new(Code::BadHours, message));
            }
        }
        self
    }

    /// Lets a department work by another calendar, and with it all it owes that ran on the one it had.
    #[must_use]
    pub fn works_by(self, department: &str, calendar: &str) -> Self {
        let (mut edit, id) = self.parsed::<CalendarId>(calendar);
        match edit.draft.departments.iter_mut().find(|said| said.id.value == *department) {
            Some(said) => said.calendar = id.map(Into::into),
            None => return edit.unknown("department", department),
        }
        edit
    }

    /// Merges a department away: what it owes and is owed, another owes and is owed.
    #[must_use]
    pub fn merge(mut self, department: &str, into: &str) -> Self {
        let other = self.draft.departments.iter().find(|said| said.id.value == *into).map(|said| said.id.clone());
        let Some(other) = other else { return self.unknown("department", into) };
        if department == into {
            return self;
        }
        let before = self.draft.departments.len();
        self.draft.departments.retain(|said| said.id.value != *department);
        if self.draft.departments.len() == before {
            return self.unknown("department", department);
        }
        let obligations = self.draft.obligations.iter_mut().flat_map(|said| [&mut said.supplier, &mut said.customer]);
        let agreements = self.draft.agreements.iter_mut().map(|said| &mut said.customer);
        for party in obligations.chain(agreements).flatten().filter(|party| party.value == *department) {
            *party = other.clone();
        }
        self
    }

    /// Checks everything together.
    ///
    /// # Errors
    /// Returns all that is wrong, as loading a file would; the diagnostics have no places.
    pub fn build(self) -> Result<Network, Diagnostics> {
        assemble(self.draft, Sources::default(), self.findings)
    }

    fn obligation(mut self, id: &str, change: impl Fn(&mut ObligationDraft)) -> Self {
        let mut versions = self.draft.obligations.iter_mut().filter(|said| said.id.value == *id).peekable();
        if versions.peek().is_none() {
            return self.unknown("obligation", id);
        }
        versions.for_each(change);
        self
    }

    fn parsed<I: std::str::FromStr<Err = crate::IdError>>(mut self, id: &str) -> (Self, Option<I>) {
        match id.parse() {
            Ok(id) => (self, Some(id)),
            Err(error) => {
                let message = format!("`{}` is no id: {error}", escaped(id));
                self.findings.push(Finding::new(Code::BadId, message));
                (self, None)
            }
        }
    }

    fn unknown(mut self, kind: &str, id: &str) -> Self {
        self.findings.push(Finding::new(Code::UnknownId, format!("unknown {kind} `{}`", escaped(id))));
        self
    }
}
