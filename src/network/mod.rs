//! Who owes whom what: departments as nodes, obligations as edges.
//!
//! A [`Network`] comes out of agreement files ([`Network::load`]) or a [`Builder`]. It is valid: every id it mentions
//! exists, no obligation needs itself by any way round, every obligation has a calendar. Nothing that is asked of it
//! can fail.
//!
//! ```
//! use interdept::Network;
//!
//! let network = Network::load("fixtures/dealership")?;
//! let slip = network.obligation("sales.decoration-slip").expect("the dealership has it");
//! println!("{} owes {} the {}, {}", slip.supplier().id(), slip.customer().id(), slip.deliverable(), slip.due());
//!
//! // What has to come before it, however far up, and which departments depend on sales.
//! assert!(slip.upstream().any(|needed| needed.id() == "consumer-loan.approval"));
//! assert!(slip.supplier().downstream().any(|department| department.id() == "finance"));
//!
//! // What merely looks doubtful, such as an input promised later than what needs it.
//! assert!(network.lints().is_empty());
//! # Ok::<(), interdept::Diagnostics>(())
//! ```
//!
//! [`Network::graph`] is the petgraph itself, for algorithms of your own; [`Network::to_dot`] and
//! [`Network::to_mermaid`] draw it; [`Network::edit`] makes another network of it, to try an agreement before it is made.

mod assemble;
mod builder;
mod draw;
mod edit;
mod handles;
mod lints;
mod queries;
mod terms;

use std::ops::Range;

use petgraph::Graph;

use crate::calendar::{Calendar, Span};
use crate::diagnostic::{At, Sources};
use crate::due::Clause;
use crate::{AgreementId, DepartmentId, MilestoneId, ObligationId, Text};

pub(crate) use assemble::{
    AgreementDraft, CalendarDraft, DepartmentDraft, Draft, MilestoneDraft, ObligationDraft, assemble, defined_twice,
};
pub use builder::{Builder, NewAgreement, NewDepartment, NewMilestone, NewObligation};
pub use edit::Edit;
pub use handles::{Department, Obligation};
pub use terms::{About, Condition, Escalation, InForce, Matcher, Operand, Priority, Remedy, Terms, TimeRange};

macro_rules! indices {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(pub(crate) u32);

        impl $name {
            /// The place in its table.
            pub(crate) const fn at(self) -> usize {
                self.0 as usize
            }

        }

        impl From<usize> for $name {
            /// The index of a place in its table; tables are shorter than 2³² entries.
            fn from(at: usize) -> Self {
                Self(crate::diagnostic::to_u32(at))
            }
        }
    )*};
}

indices! {
    /// A department's place among the departments, sorted by id.
    DepartmentIx;
    /// A calendar's place among the calendars, sorted by id.
    CalendarIx;
    /// A milestone's place among the milestones, sorted by id.
    MilestoneIx;
    /// An agreement's place among the agreements, in load order.
    AgreementIx;
    /// A distinct obligation id's place among all of them, sorted.
    NameIx;
    /// A version's place among all versions, sorted by obligation id, then by first day in force.
    TermsIx;
}

/// All agreements together.
///
/// Two networks are equal if they say the same, whatever files they came from.
#[derive(Clone, Debug)]
pub struct Network {
    sources: Sources,
    agreements: Vec<Agreement>,
    calendars: Vec<Calendar>,
    departments: Vec<DepartmentRecord>,
    milestones: Vec<Milestone>,
    names: Vec<NameRecord>,
    terms: Vec<Terms>,
    /// Where each of the terms was written.
    origins: Vec<Origin>,
    /// Where calendars and agreements were written.
    calendar_places: Vec<Option<crate::diagnostic::Span>>,
    agreement_places: Vec<Option<crate::diagnostic::Span>>,
    graph: Graph<DepartmentId, ObligationId>,
}

impl PartialEq for Network {
    fn eq(&self, other: &Self) -> bool {
        self.agreements == other.agreements
            && self.calendars.iter().map(Calendar::spec).eq(other.calendars.iter().map(Calendar::spec))
            && self.departments == other.departments
            && self.milestones == other.milestones
            && self.terms == other.terms
    }
}

/// What holds for all obligations of one file.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Agreement {
    /// Its id: as written, else the name of its file.
    pub id: AgreementId,
    /// What it is called.
    pub name: Text,
    /// The share of handoffs that should be on time.
    pub objective: Option<Objective>,
    /// How many good handoffs in a row lift the standing of a pair by one step; where it says none, the objective does, or
    /// a dozen.
    pub recovery: Option<u32>,
    /// What "promptly" means in it.
    pub promptly: Option<Span>,
    /// The days on which it is in force.
    pub in_force: InForce,
    pub(crate) customer: Option<DepartmentIx>,
    pub(crate) calendar: Option<CalendarIx>,
}

/// The share of handoffs that should be on time.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Objective {
    /// The share, from 0 to 1.
    pub on_time: f64,
    /// Over how long it is taken.
    pub over: Span,
}

/// A business event that opens handoffs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Milestone {
    /// Its id: the name of its events in the log.
    pub id: MilestoneId,
    /// What it is called.
    pub name: Text,
    /// The attributes that its events carry, where the agreement lists them.
    pub attributes: Option<Vec<Box<str>>>,
    place: Option<crate::diagnostic::Span>,
}

impl PartialEq for Milestone {
    fn eq(&self, other: &Self) -> bool {
        (&self.id, &self.name, &self.attributes) == (&other.id, &other.name, &other.attributes)
    }
}

#[derive(Clone, Debug)]
struct DepartmentRecord {
    id: At<DepartmentId>,
    name: Text,
    calendar: Option<CalendarIx>,
    /// The newest versions of what it owes and is owed.
    owes: Vec<TermsIx>,
    is_owed: Vec<TermsIx>,
}

impl PartialEq for DepartmentRecord {
    fn eq(&self, other: &Self) -> bool {
        (&self.id.value, &self.name, self.calendar) == (&other.id.value, &other.name, other.calendar)
    }
}

#[derive(Clone, Debug)]
struct NameRecord {
    id: ObligationId,
    versions: Range<u32>,
    /// What any of its versions needs, and what needs it in any version; sorted.
    needs: Vec<NameIx>,
    needed_by: Vec<NameIx>,
}

/// Where one version was written.
#[derive(Clone, Debug, Default)]
struct Origin {
    id: Option<crate::diagnostic::Span>,
    needs: Vec<Option<crate::diagnostic::Span>>,
    when: Vec<Option<crate::diagnostic::Span>>,
    about: Option<crate::diagnostic::Span>,
    deliverable: Option<crate::diagnostic::Span>,
}

impl Network {
    /// The department with this id.
    pub fn department(&self, id: &str) -> Option<Department<'_>> {
        self.department_ix(id).map(|ix| Department::new(self, ix))
    }

    /// All departments, sorted by id.
    pub fn departments(&self) -> impl ExactSizeIterator<Item = Department<'_>> {
        (0..self.departments.len()).map(|at| Department::new(self, DepartmentIx::from(at)))
    }

    /// The newest version of the obligation with this id.
    pub fn obligation(&self, id: &str) -> Option<Obligation<'_>> {
        self.name_ix(id).and_then(|name| self.newest(name)).map(|ix| Obligation::new(self, ix))
    }

    /// All versions of all obligations, sorted by id, then by the first day in force.
    pub fn obligations(&self) -> impl ExactSizeIterator<Item = Obligation<'_>> {
        (0..self.terms.len()).map(|at| Obligation::new(self, TermsIx::from(at)))
    }

    /// The milestone with this id.
    pub fn milestone(&self, id: &str) -> Option<&Milestone> {
        self.milestones.get(self.milestone_ix(id)?.at())
    }

    /// All milestones, sorted by id.
    pub fn milestones(&self) -> &[Milestone] {
        &self.milestones
    }

    /// The agreements, in the order in which they were loaded.
    pub fn agreements(&self) -> &[Agreement] {
        &self.agreements
    }

    /// The calendar with this id.
    pub fn calendar(&self, id: &str) -> Option<&Calendar> {
        let at = self.calendars.binary_search_by(|calendar| calendar.id().as_str().cmp(id)).ok()?;
        self.calendars.get(at)
    }

    /// All calendars, sorted by id.
    pub fn calendars(&self) -> &[Calendar] {
        &self.calendars
    }

    /// The graph: departments as nodes and versions of obligations as edges from supplier to customer, both in the
    /// order of [`departments`](Self::departments) and [`obligations`](Self::obligations), weighted with their ids.
    ///
    /// For algorithms of your own; the crate re-exports the [`petgraph`] it uses.
    pub fn graph(&self) -> &Graph<DepartmentId, ObligationId> {
        &self.graph
    }
}

/// What the rooms above ask, by index. Indices are valid for the network that gave them; another's give the first
/// entry of a table or nothing.
impl Network {
    pub(crate) fn department_ix(&self, id: &str) -> Option<DepartmentIx> {
        self.departments.binary_search_by(|record| record.id.value.as_str().cmp(id)).ok().map(DepartmentIx::from)
    }

    pub(crate) fn milestone_ix(&self, id: &str) -> Option<MilestoneIx> {
        self.milestones.binary_search_by(|milestone| milestone.id.as_str().cmp(id)).ok().map(MilestoneIx::from)
    }

    pub(crate) fn name_ix(&self, id: &str) -> Option<NameIx> {
        self.names.binary_search_by(|record| record.id.as_str().cmp(id)).ok().map(NameIx::from)
    }

    pub(crate) fn department_count(&self) -> usize {
        self.departments.len()
    }

    pub(crate) fn name_count(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn terms_count(&self) -> usize {
        self.terms.len()
    }

    pub(crate) fn terms(&self, ix: TermsIx) -> &Terms {
        entry(&self.terms, ix.at())
    }

    pub(crate) fn name(&self, ix: NameIx) -> &ObligationId {
        &entry(&self.names, ix.at()).id
    }

    /// The versions of an obligation, oldest first.
    pub(crate) fn versions(&self, ix: NameIx) -> impl DoubleEndedIterator<Item = TermsIx> + use<> {
        entry(&self.names, ix.at()).versions.clone().map(TermsIx)
    }

    pub(crate) fn newest(&self, ix: NameIx) -> Option<TermsIx> {
        self.versions(ix).next_back()
    }

    /// What an obligation needs in any of its versions, sorted.
    pub(crate) fn needs(&self, ix: NameIx) -> &[NameIx] {
        &entry(&self.names, ix.at()).needs
    }

    /// What needs an obligation in any of its versions, sorted.
    pub(crate) fn needed_by(&self, ix: NameIx) -> &[NameIx] {
        &entry(&self.names, ix.at()).needed_by
    }

    pub(crate) fn department_at(&self, ix: DepartmentIx) -> Department<'_> {
        Department::new(self, ix)
    }

    pub(crate) fn obligation_at(&self, ix: TermsIx) -> Obligation<'_> {
        Obligation::new(self, ix)
    }

    pub(crate) fn agreement(&self, ix: AgreementIx) -> &Agreement {
        entry(&self.agreements, ix.at())
    }

    pub(crate) fn calendar_at(&self, ix: CalendarIx) -> &Calendar {
        entry(&self.calendars, ix.at())
    }

    /// The calendar that decides a deadline: the obligation's, else the supplier's, else the agreement's.
    pub(crate) fn calendar_of(&self, ix: TermsIx) -> &Calendar {
        self.calendar_at(self.terms(ix).calendar)
    }

    /// The calendar that decides how long the customer may take: the customer's, else the agreement's, else the
    /// obligation's own.
    pub(crate) fn customer_calendar(&self, ix: TermsIx) -> &Calendar {
        let terms = self.terms(ix);
        let customer = entry(&self.departments, terms.customer.at()).calendar;
        self.calendar_at(customer.or(self.agreement(terms.agreement).calendar).unwrap_or(terms.calendar))
    }

    /// The calendar whose zone decides in which window a handoff lies: the agreement's, else the obligation's own.
    pub(crate) fn agreement_calendar(&self, ix: TermsIx) -> &Calendar {
        let terms = self.terms(ix);
        self.calendar_at(self.agreement(terms.agreement).calendar.unwrap_or(terms.calendar))
    }

    /// The rule of a version with all that decides its deadlines.
    pub(crate) fn clause(&self, ix: TermsIx) -> Clause<'_> {
        let terms = self.terms(ix);
        Clause {
            rule: &terms.due,
            calendar: self.calendar_at(terms.calendar),
            roll: terms.roll,
            promptly: terms.promptly,
            previous_period: terms.about == About::PreviousPeriod,
        }
    }
}

/// An entry by an index that the table itself gave out.
#[expect(clippy::indexing_slicing, reason = "indices are made by the network, for its own tables alone")]
fn entry<T>(table: &[T], at: usize) -> &T {
    &table[at]
}
