//! Networks made in code.

use std::sync::Arc;

use super::Network;
use super::assemble::{CalendarDraft, assemble, defined_id};
use super::spec::{
    AgreementSpec, CompanySpec, DepartmentSpec, MilestoneSpec, Missing, NetworkSpec, ObligationSpec, PeriodSpec,
};
use crate::calendar::{Calendar, CalendarSpec, HolidaySet};
use crate::diagnostic::{At, Code, Diagnostics, Finding, Findings, Sources};
use crate::{CalendarId, HolidaySetId};

/// Makes a [`Network`] in code, of what a file would say and with the checks that files go through.
///
/// As in a file, what is added after an agreement belongs to it.
///
/// ```
/// use interdept::Network;
/// use interdept::calendar::{CalendarSpec, Week};
/// use interdept::network::{AgreementSpec, CompanySpec, DepartmentSpec, ObligationSpec};
///
/// let week = Week::parse([("mon-fri", ["09:00-17:00"].as_slice())])?;
/// let network = Network::builder()
///     .calendar(CalendarSpec::new("office".parse()?, chrono_tz::Europe::Berlin, week))
///     .company(CompanySpec { since: "2026-01-01".parse().ok().map(chrono::NaiveDate::into), ..CompanySpec::default() })
///     .agreement(AgreementSpec { calendar: Some("office".into()), ..AgreementSpec::new("finance") })
///     .department(DepartmentSpec::new("finance"))
///     .department(DepartmentSpec::new("sales"))
///     .obligation(ObligationSpec {
///         customer: Some("finance".into()),
///         ..ObligationSpec::new("sales.report", "sales", "The sales of the month", "by the 5th of every month")
///     })
///     .build()?;
/// assert_eq!(network.department("finance")?.is_owed().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Builder {
    spec: NetworkSpec,
    calendars: Vec<CalendarDraft>,
    holidays: Vec<Arc<HolidaySet>>,
    findings: Findings,
}

impl Network {
    /// Starts a network to be made in code.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Builder {
    /// Adds a calendar, with the holiday sets it uses.
    #[must_use]
    pub fn calendar(mut self, spec: CalendarSpec) -> Self {
        for set in &spec.holidays {
            if set.covers.is_some_and(|(from, to)| to < from) {
                let message = format!("what the holiday set `{}` covers ends before it starts", set.id);
                self.findings.push(Finding::new(Code::ReversedRange, message));
            }
            match self.holidays.iter().find(|known| known.id == set.id) {
                Some(known) if known != set => {
                    self.findings.push(super::defined_twice("holiday set", &set.id, None, None));
                }
                Some(_) => {}
                None => self.holidays.push(Arc::clone(set)),
            }
            let id = At::from(set.id.to_string());
            defined_id::<HolidaySetId>(&id, "holiday set", &mut self.findings);
        }
        let id = spec.id.clone();
        defined_id::<CalendarId>(&At::from(id.to_string()), "calendar", &mut self.findings);
        let calendar = match Calendar::new(spec) {
            Ok(calendar) => Some(calendar),
            Err(error) => {
                let message = format!("in the calendar `{id}`, {error}");
                self.findings.push(Finding::new(Code::BadHours, message));
                None
            }
        };
        self.calendars.push(CalendarDraft { id: id.into(), calendar });
        self
    }

    /// Says what holds for the whole company; once.
    #[must_use]
    pub fn company(mut self, said: CompanySpec) -> Self {
        self.spec.companies.push(said.into());
        self
    }

    /// Begins an agreement: what is added from here on belongs to it.
    #[must_use]
    pub fn agreement(mut self, said: AgreementSpec) -> Self {
        self.spec.agreements.push(said.into());
        self
    }

    /// Adds periods of a name of their own, for rules like `by the 3rd business day of every close`.
    #[must_use]
    pub fn period(mut self, name: &str, said: PeriodSpec) -> Self {
        self.spec.periods.push((name.into(), said.into()));
        self
    }

    /// Adds a department.
    #[must_use]
    pub fn department(mut self, said: DepartmentSpec) -> Self {
        self.require(&said);
        self.spec.departments.push(said.into());
        self
    }

    /// Adds a milestone.
    #[must_use]
    pub fn milestone(mut self, said: MilestoneSpec) -> Self {
        self.require(&said);
        self.spec.milestones.push(said.into());
        self
    }

    /// Adds an obligation, or another version of one, to the agreement begun last.
    #[must_use]
    pub fn obligation(mut self, said: ObligationSpec) -> Self {
        if self.spec.agreements.is_empty() {
            self = self.agreement(AgreementSpec::new("agreement"));
        }
        self.require(&said);
        if said.due.is_none() && said.tiers.is_none() {
            self.findings.push(Finding::new(Code::MissingKey, "[[obligation]] has no `due`"));
        }
        said.escalate.iter().flat_map(|steps| &steps.value).for_each(|step| self.require(&step.value));
        said.remedy.iter().for_each(|remedy| self.require(&remedy.value));
        for tier in said.tiers.iter().flat_map(|tiers| &tiers.value) {
            self.require(&tier.value);
            tier.value.escalate.iter().flat_map(|steps| &steps.value).for_each(|step| self.require(&step.value));
            tier.value.remedy.iter().for_each(|remedy| self.require(&remedy.value));
        }
        let agreement = self.spec.agreements.len().saturating_sub(1);
        self.spec.obligations.push((said.into(), agreement));
        self
    }

    /// Reports what must be said; a file has been told when it was read.
    fn require(&mut self, said: &impl Missing) {
        for (what, key) in said.missing() {
            self.findings.push(Finding::new(Code::MissingKey, format!("{what} has no `{key}`")));
        }
    }

    /// Checks everything together.
    ///
    /// # Errors
    /// Returns all that is wrong, as loading a file would; the diagnostics have no places.
    pub fn build(self) -> Result<Network, Diagnostics> {
        assemble(self.spec, self.calendars, Sources::default(), self.findings)
    }
}
