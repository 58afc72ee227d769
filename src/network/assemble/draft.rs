//! What files or a builder say, value by value right, but not yet looked at together.

use crate::calendar::{Calendar, Roll, Span};
use crate::diagnostic::At;
use crate::due::DueRule;
use crate::network::{About, Condition, Escalation, InForce, Objective, Priority, Remedy};
use crate::{AgreementId, CalendarId, DepartmentId, MilestoneId, ObligationId, Text};

/// A network in the making. A value that was wrong has been reported and is missing here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) agreements: Vec<AgreementDraft>,
    pub(crate) calendars: Vec<CalendarDraft>,
    pub(crate) departments: Vec<DepartmentDraft>,
    pub(crate) milestones: Vec<MilestoneDraft>,
    pub(crate) obligations: Vec<ObligationDraft>,
}

#[derive(Clone, Debug)]
pub(crate) struct AgreementDraft {
    pub(crate) id: At<AgreementId>,
    pub(crate) name: Option<Text>,
    pub(crate) customer: Option<At<DepartmentId>>,
    pub(crate) calendar: Option<At<CalendarId>>,
    pub(crate) promptly: Option<Span>,
    /// Set where `promptly` was written, but wrong: no need to say that it is missing.
    pub(crate) promptly_is_wrong: bool,
    pub(crate) objective: Option<Objective>,
    pub(crate) recovery: Option<u32>,
    pub(crate) in_force: InForce,
}

#[derive(Clone, Debug)]
pub(crate) struct CalendarDraft {
    pub(crate) id: At<CalendarId>,
    pub(crate) calendar: Option<Calendar>,
}

#[derive(Clone, Debug)]
pub(crate) struct DepartmentDraft {
    pub(crate) id: At<DepartmentId>,
    pub(crate) name: Option<Text>,
    pub(crate) calendar: Option<At<CalendarId>>,
    /// The place of its file's agreement among the agreements, if the file has one.
    pub(crate) agreement: Option<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct MilestoneDraft {
    pub(crate) id: At<MilestoneId>,
    pub(crate) name: Option<Text>,
    pub(crate) attributes: Option<Vec<Box<str>>>,
}

#[derive(Clone, Debug)]
pub(crate) struct ObligationDraft {
    pub(crate) id: At<ObligationId>,
    pub(crate) supplier: Option<At<DepartmentId>>,
    pub(crate) customer: Option<At<DepartmentId>>,
    /// Set where `customer` was written, but wrong.
    pub(crate) customer_is_wrong: bool,
    pub(crate) deliverable: Option<At<Text>>,
    pub(crate) due: Option<At<DueRule>>,
    pub(crate) needs: Vec<At<ObligationId>>,
    pub(crate) documents: Vec<Box<str>>,
    pub(crate) signed: Vec<Box<str>>,
    pub(crate) when: At<Condition>,
    /// Where each attribute of `when` was written.
    pub(crate) when_places: Vec<Option<crate::diagnostic::Span>>,
    pub(crate) roll: Option<Roll>,
    pub(crate) about: At<About>,
    pub(crate) priority: Priority,
    pub(crate) review: Option<Span>,
    pub(crate) at_risk: f64,
    pub(crate) escalate: Vec<Escalation>,
    pub(crate) remedy: Option<Remedy>,
    pub(crate) calendar: Option<At<CalendarId>>,
    /// Set where `calendar` was written, but wrong.
    pub(crate) calendar_is_wrong: bool,
    pub(crate) in_force: At<InForce>,
    pub(crate) agreement: usize,
}
