//! Networks made in code.

use std::str::FromStr;

use super::assemble::{
    AgreementDraft, CalendarDraft, DepartmentDraft, Draft, MilestoneDraft, ObligationDraft, assemble,
};
use super::{About, Condition, Escalation, InForce, Matcher, Network, Objective, Operand, Priority, Remedy};
use crate::calendar::{Calendar, CalendarSpec, HolidaySet, Roll, Span};
use crate::diagnostic::{At, Code, Diagnostics, Finding, Findings, Sources, escaped};
use crate::due::DueRule;
use crate::id::{Resembling, is_reserved};
use crate::{AgreementId, IdError, Text};

/// Makes a [`Network`] in code, with the checks that files go through.
///
/// As in a file, what is added after an agreement belongs to it.
///
/// ```
/// use interdept::Network;
/// use interdept::calendar::{CalendarSpec, Week};
/// use interdept::network::{NewAgreement, NewDepartment, NewObligation};
///
/// let week = Week::parse([("mon-fri", ["09:00-17:00"].as_slice())])?;
/// let network = Network::builder()
///     .calendar(CalendarSpec::new("office".parse()?, chrono_tz::Europe::Berlin, week))
///     .agreement(NewAgreement { calendar: Some("office".into()), ..NewAgreement::new("finance") })
///     .department(NewDepartment::new("finance"))
///     .department(NewDepartment::new("sales"))
///     .obligation(NewObligation {
///         customer: Some("finance".into()),
///         ..NewObligation::new("sales.report", "sales", "The sales of the month", "by the 5th of every month")
///     })
///     .build()?;
/// assert_eq!(network.department("finance").unwrap().is_owed().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Builder {
    draft: Draft,
    holidays: Vec<HolidaySet>,
    findings: Findings,
}

/// What holds for the obligations added after it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAgreement {
    /// Its id.
    pub id: String,
    /// What it is called; its id unless set.
    pub name: Option<Text>,
    /// The customer of obligations that name none.
    pub customer: Option<String>,
    /// The calendar of departments and obligations that name none.
    pub calendar: Option<String>,
    /// What "promptly" means.
    pub promptly: Option<Span>,
    /// The share of handoffs that should be on time.
    pub objective: Option<Objective>,
    /// How many good handoffs in a row lift the standing of a pair by one step; none, for as many as the objective makes
    /// fit.
    pub recovery: Option<u32>,
    /// The days on which it is in force.
    pub in_force: InForce,
}

/// A department to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDepartment {
    /// Its id.
    pub id: String,
    /// What it is called; its id unless set.
    pub name: Option<Text>,
    /// When it works; the agreement's calendar unless set.
    pub calendar: Option<String>,
}

/// A milestone to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMilestone {
    /// Its id.
    pub id: String,
    /// What it is called; its id unless set.
    pub name: Option<Text>,
    /// The attributes that its events carry; any, unless set.
    pub attributes: Option<Vec<String>>,
}

/// An obligation, or one version of it, to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct NewObligation {
    /// Its id.
    pub id: String,
    /// Who owes it.
    pub supplier: String,
    /// Who is owed it; the agreement's customer unless set.
    pub customer: Option<String>,
    /// What is delivered.
    pub deliverable: Text,
    /// When it is due, as one line of English.
    pub due: String,
    /// The ids of the obligations whose deliveries it needs.
    pub needs: Vec<String>,
    /// Documents a complete delivery has.
    pub documents: Vec<String>,
    /// Documents a complete delivery has, marked signed.
    pub signed: Vec<String>,
    /// What the trigger must look like.
    pub when: Condition,
    /// How a deadline leaves a day that is not worked.
    pub roll: Option<Roll>,
    /// Which period it is about.
    pub about: About,
    /// How much it matters.
    pub priority: Priority,
    /// How long the customer may take to reject a delivery.
    pub review: Option<Span>,
    /// The share of its time after which an open handoff is at risk, from 0 to 1.
    pub at_risk: f64,
    /// Who is told, and when.
    pub escalate: Vec<Escalation>,
    /// What the supplier owes when it stays late.
    pub remedy: Option<Remedy>,
    /// Whose hours count; the supplier's calendar unless set.
    pub calendar: Option<String>,
    /// The days on which this version is in force; an end that is not set is the agreement's.
    pub in_force: InForce,
}

impl NewAgreement {
    /// An agreement that says nothing yet.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: None,
            customer: None,
            calendar: None,
            promptly: None,
            objective: None,
            recovery: None,
            in_force: InForce::default(),
        }
    }
}

impl NewDepartment {
    /// A department of which nothing else is said.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None, calendar: None }
    }
}

impl NewMilestone {
    /// A milestone of which nothing else is said.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None, attributes: None }
    }
}

impl NewObligation {
    /// An obligation with what each must say.
    pub fn new(
        id: impl Into<String>,
        supplier: impl Into<String>,
        deliverable: impl Into<Text>,
        due: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            supplier: supplier.into(),
            customer: None,
            deliverable: deliverable.into(),
            due: due.into(),
            needs: Vec::new(),
            documents: Vec::new(),
            signed: Vec::new(),
            when: Condition::default(),
            roll: None,
            about: About::default(),
            priority: Priority::default(),
            review: None,
            at_risk: 0.75,
            escalate: Vec::new(),
            remedy: None,
            calendar: None,
            in_force: InForce::default(),
        }
    }
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
    pub fn calendar(mut self, mut spec: CalendarSpec) -> Self {
        for set in &mut spec.holidays {
            if set.covers.is_some_and(|(from, to)| to < from) {
                let message = format!("what the holiday set `{}` covers ends before it starts", set.id);
                self.findings.push(Finding::new(Code::ReversedRange, message));
            }
            match self.holidays.iter().find(|known| known.id == set.id) {
                Some(known) if known != set => {
                    self.findings.push(super::defined_twice("holiday set", &set.id, None, None));
                }
                Some(_) => {}
                None => self.holidays.push(set.clone()),
            }
            self.check_reserved(set.id.as_str(), "holiday set");
        }
        let id = spec.id.clone();
        self.check_reserved(id.as_str(), "calendar");
        let calendar = match Calendar::new(spec) {
            Ok(calendar) => Some(calendar),
            Err(error) => {
                let message = format!("in the calendar `{id}`, {error}");
                self.findings.push(Finding::new(Code::BadHours, message));
                None
            }
        };
        self.draft.calendars.push(CalendarDraft { id: id.into(), calendar });
        self
    }

    /// Begins an agreement: what is added from here on belongs to it.
    #[must_use]
    pub fn agreement(mut self, said: NewAgreement) -> Self {
        if said.recovery == Some(0) {
            self.wrong("`recovery` cannot be 0", "it is a number of good handoffs: at least 1");
        }
        if let Some(objective) = said.objective {
            self.check_share("on-time", objective.on_time);
        }
        let draft = AgreementDraft {
            id: self.id(&said.id, "agreement").unwrap_or_else(|| AgreementId::resembling(&said.id).into()),
            name: said.name.map(one_wording),
            customer: said.customer.and_then(|id| self.reference(&id)),
            calendar: said.calendar.and_then(|id| self.reference(&id)),
            promptly: said.promptly,
            promptly_is_wrong: false,
            objective: said.objective,
            recovery: said.recovery,
            in_force: self.in_force(said.in_force),
        };
        self.draft.agreements.push(draft);
        self
    }

    /// Adds a department.
    #[must_use]
    pub fn department(mut self, said: NewDepartment) -> Self {
        let calendar = said.calendar.and_then(|id| self.reference(&id));
        let agreement = self.draft.agreements.len().checked_sub(1);
        if let Some(id) = self.id(&said.id, "department") {
            let name = said.name.map(one_wording);
            self.draft.departments.push(DepartmentDraft { id, name, calendar, agreement });
        }
        self
    }

    /// Adds a milestone.
    #[must_use]
    pub fn milestone(mut self, said: NewMilestone) -> Self {
        if let Some(id) = self.id(&said.id, "milestone") {
            let attributes = said.attributes.map(boxed);
            self.draft.milestones.push(MilestoneDraft { id, name: said.name.map(one_wording), attributes });
        }
        self
    }

    /// Adds an obligation, or another version of one, to the agreement begun last.
    #[must_use]
    pub fn obligation(mut self, said: NewObligation) -> Self {
        if self.draft.agreements.is_empty() {
            self = self.agreement(NewAgreement::new("agreement"));
        }
        let Some(id) = self.id(&said.id, "obligation") else { return self };
        self.check_share("at-risk", said.at_risk);
        let when = self.condition(said.when);
        let draft = ObligationDraft {
            supplier: self.reference(&said.supplier),
            customer_is_wrong: false,
            customer: said.customer.and_then(|id| self.reference(&id)),
            deliverable: Some(one_wording(said.deliverable).into()),
            due: self.rule(&said.id, &said.due),
            needs: said.needs.iter().filter_map(|id| self.reference(id)).collect(),
            documents: boxed(said.documents),
            signed: boxed(said.signed),
            when_places: vec![None; when.attributes.len()],
            when: when.into(),
            roll: said.roll,
            about: said.about.into(),
            priority: said.priority,
            review: said.review,
            at_risk: said.at_risk,
            escalate: said.escalate,
            remedy: said.remedy.map(|remedy| Remedy { text: one_wording(remedy.text), ..remedy }),
            calendar_is_wrong: false,
            calendar: said.calendar.and_then(|id| self.reference(&id)),
            in_force: self.in_force(said.in_force).into(),
            agreement: self.draft.agreements.len().saturating_sub(1),
            id,
        };
        self.draft.obligations.push(draft);
        self
    }

    /// Checks everything together.
    ///
    /// # Errors
    /// Returns all that is wrong, as loading a file would; the diagnostics have no places.
    pub fn build(self) -> Result<Network, Diagnostics> {
        assemble(self.draft, Sources::default(), self.findings)
    }

    fn id<I: FromStr<Err = IdError>>(&mut self, id: &str, kind: &str) -> Option<At<I>> {
        self.check_reserved(id, kind);
        self.reference(id)
    }

    fn reference<I: FromStr<Err = IdError>>(&mut self, id: &str) -> Option<At<I>> {
        match id.parse::<I>() {
            Ok(id) => Some(id.into()),
            Err(error) => {
                let message = format!("`{}` is no id: {error}", escaped(id));
                self.findings.push(Finding::new(Code::BadId, message));
                None
            }
        }
    }

    fn check_reserved(&mut self, id: &str, kind: &str) {
        if is_reserved(id) {
            self.findings.push(Finding::new(Code::ReservedId, format!("no {kind} can be called `{id}`")));
        }
    }

    fn check_share(&mut self, key: &str, share: f64) {
        if !(0.0..=1.0).contains(&share) {
            self.wrong(&format!("`{key}` cannot be {share}"), "it is a share from 0 to 1");
        }
    }

    fn wrong(&mut self, message: &str, help: &str) {
        self.findings.push(Finding::new(Code::BadValue, message).help(help));
    }

    fn rule(&mut self, id: &str, text: &str) -> Option<At<DueRule>> {
        match text.parse::<DueRule>() {
            Ok(rule) => Some(rule.into()),
            Err(error) => {
                let message = format!("the due rule of `{}` cannot be read: {}", escaped(id), error.message);
                self.findings.push(Finding::new(Code::BadDueRule, message).maybe_help(error.help));
                None
            }
        }
    }

    fn in_force(&mut self, range: InForce) -> InForce {
        if range.from.zip(range.until).is_some_and(|(from, until)| until < from) {
            self.findings.push(Finding::new(Code::ReversedRange, "`in-force` ends before it starts"));
        }
        range
    }

    /// A condition as a file can say it: each attribute once, compared with something, in the order of their names.
    fn condition(&mut self, mut when: Condition) -> Condition {
        when.attributes.sort_by(|(a, _), (b, _)| a.cmp(b));
        let twice = when.attributes.windows(2).any(|pair| matches!(pair, [(a, _), (b, _)] if a == b));
        let on_time = when.attributes.iter().any(|(name, _)| &**name == "time");
        let with_nothing = when.attributes.iter().any(|(_, matcher)| match matcher {
            Matcher::AnyOf(operands) | Matcher::NoneOf(operands) => operands.is_empty(),
        });
        let blank = when.attributes.iter().any(|(_, matcher)| match matcher {
            Matcher::AnyOf(operands) | Matcher::NoneOf(operands) => {
                operands.iter().any(|operand| matches!(operand, Operand::Attribute(name) if name.starts_with('@')))
            }
        });
        let subsecond = when.time.is_some_and(|range| {
            use chrono::Timelike;
            [range.from, range.until].into_iter().flatten().any(|time| time.nanosecond() != 0)
        });
        let mistakes = [
            (twice, "a `when` names one attribute twice"),
            (on_time, "a `when` has an attribute called `time`: that is the time of day"),
            (with_nothing, "a `when` compares an attribute with nothing"),
            (blank, "a `when` names an attribute that starts with `@`"),
            (subsecond, "a `when` has a time of day with a fraction of a second"),
        ];
        for (_, message) in mistakes.into_iter().filter(|&(is_made, _)| is_made) {
            self.findings.push(Finding::new(Code::BadCondition, message));
        }
        when.time = when.time.filter(|range| range.from.is_some() || range.until.is_some());
        when
    }
}

fn boxed(texts: Vec<String>) -> Vec<Box<str>> {
    texts.into_iter().map(String::into_boxed_str).collect()
}

/// A text without any wording is an empty one.
fn one_wording(text: Text) -> Text {
    if text.languages().next().is_none() { Text::from(text.in_language("en")) } else { text }
}
