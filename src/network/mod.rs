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
//! let slip = network.obligation("sales.decoration-slip")?;
//! println!("{} owes {} the {}, {}", slip.supplier().id(), slip.customer().id(), slip.deliverable(), slip.due());
//!
//! // What has to come before it, however far up, and which departments depend on sales.
//! assert!(slip.upstream().any(|needed| needed.id() == "consumer-loan.approval"));
//! assert!(slip.supplier().downstream().any(|department| department.id() == "finance"));
//!
//! // What merely looks doubtful, such as an input promised later than what needs it.
//! assert!(network.lints().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! An id that nothing has is an error that names the nearest; [`Network::find_department`] and its neighbours ask
//! without one.
//!
//! [`Network::graph`] is the petgraph itself, for algorithms of your own; [`Network::to_dot`] and
//! [`Network::to_mermaid`] draw it; [`Network::edit`] makes another network of it, to try an agreement before it is made.

mod assemble;
mod builder;
mod draw;
mod edit;
mod handles;
mod lints;
mod lookup;
mod queries;
pub(crate) mod spec;
mod terms;

use std::ops::Range;

use petgraph::Graph;

use crate::calendar::{Calendar, Span};
use crate::diagnostic::{At, Findings, Sources};
use crate::due::{Clause, Periods};
use crate::table::indices;
use crate::{AgreementId, DepartmentId, MilestoneId, ObligationId, Text};

pub(crate) use assemble::{CalendarDraft, assemble, defined_id, defined_twice, one_of};
pub use builder::Builder;
pub use draw::Edges;
pub use edit::Edit;
pub use handles::{Agreement, Department, Milestone, Obligation};
pub use lookup::{Kind, UnknownId};
pub(crate) use spec::NetworkSpec;
pub use spec::{
    AgreementSpec, ConditionSpec, DepartmentSpec, EscalationSpec, InForceSpec, Keyed, List, MatcherSpec, MilestoneSpec,
    ObjectiveSpec, ObligationSpec, RemedySpec, TimeSpec,
};
pub use terms::{About, Condition, Escalation, InForce, Matcher, Operand, Priority, Remedy, Terms, TimeRange};

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
    /// What was said, as it was written.
    spec: NetworkSpec,
    sources: Sources,
    /// What was found while it was read, and kept nothing from being read.
    warnings: Findings,
    agreements: Vec<AgreementRecord>,
    calendars: Vec<Calendar>,
    departments: Vec<DepartmentRecord>,
    milestones: Vec<MilestoneRecord>,
    names: Vec<NameRecord>,
    terms: Vec<Terms>,
    periods: Periods,
    /// Where each of the terms was written.
    origins: Vec<Origin>,
    /// Where calendars were written.
    calendar_places: Vec<Option<crate::diagnostic::Span>>,
    graph: Graph<DepartmentId, ObligationId>,
    needs_graph: Graph<ObligationId, ()>,
}

impl PartialEq for Network {
    fn eq(&self, other: &Self) -> bool {
        self.agreements == other.agreements
            && self.calendars.iter().map(Calendar::spec).eq(other.calendars.iter().map(Calendar::spec))
            && self.departments == other.departments
            && self.milestones == other.milestones
            && self.terms == other.terms
            && self.periods == other.periods
    }
}

#[derive(Clone, Debug)]
struct AgreementRecord {
    id: At<AgreementId>,
    name: Text,
    objective: Option<Objective>,
    recovery: Option<u32>,
    promptly: Option<Span>,
    in_force: InForce,
    customer: Option<DepartmentIx>,
    calendar: Option<CalendarIx>,
}

impl PartialEq for AgreementRecord {
    fn eq(&self, other: &Self) -> bool {
        let key = |it: &Self| {
            (it.name.clone(), it.objective, it.recovery, it.promptly, it.in_force, it.customer, it.calendar)
        };
        self.id.value == other.id.value && key(self) == key(other)
    }
}

/// The share of handoffs that should be on time.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Objective {
    /// The share, from 0 to 1.
    pub on_time: f64,
    /// Over how long it is taken.
    pub over: Span,
}

#[derive(Clone, Debug)]
struct MilestoneRecord {
    id: At<MilestoneId>,
    name: Text,
    attributes: Option<Vec<Box<str>>>,
}

impl PartialEq for MilestoneRecord {
    fn eq(&self, other: &Self) -> bool {
        (&self.id.value, &self.name, &self.attributes) == (&other.id.value, &other.name, &other.attributes)
    }
}

#[derive(Clone, Debug)]
struct DepartmentRecord {
    id: At<DepartmentId>,
    name: Text,
    calendar: Option<CalendarIx>,
    /// It says which calendar is its own, right or wrong.
    names_calendar: bool,
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
    /// All departments, sorted by id.
    pub fn departments(&self) -> impl ExactSizeIterator<Item = Department<'_>> {
        (0..self.departments.len()).map(|at| Department::new(self, DepartmentIx::from(at)))
    }

    /// All versions of all obligations, sorted by id, then by the first day in force.
    pub fn obligations(&self) -> impl ExactSizeIterator<Item = Obligation<'_>> {
        (0..self.terms.len()).map(|at| Obligation::new(self, TermsIx::from(at)))
    }

    /// All milestones, sorted by id.
    pub fn milestones(&self) -> impl ExactSizeIterator<Item = Milestone<'_>> {
        (0..self.milestones.len()).map(|at| Milestone::new(self, MilestoneIx::from(at)))
    }

    /// The agreements, in the order in which they were loaded.
    pub fn agreements(&self) -> impl ExactSizeIterator<Item = Agreement<'_>> {
        (0..self.agreements.len()).map(|at| Agreement::new(self, AgreementIx::from(at)))
    }

    /// All calendars, sorted by id.
    pub fn calendars(&self) -> &[Calendar] {
        &self.calendars
    }

    /// The graph: departments as nodes and versions of obligations as edges from supplier to customer, both in the
    /// order of [`departments`](Self::departments) and [`obligations`](Self::obligations), weighted with their ids.
    ///
    /// For algorithms of your own; the crate re-exports the [`petgraph`] it uses. [`Department::node`] and
    /// [`Obligation::edge`] lead into it, [`department_at_node`](Self::department_at_node) and
    /// [`obligation_at_edge`](Self::obligation_at_edge) out of it.
    pub fn graph(&self) -> &Graph<DepartmentId, ObligationId> {
        &self.graph
    }

    /// The graph of needs: obligations as nodes, sorted by id, with an edge from each input to what needs it in any
    /// version. It has no rings.
    ///
    /// [`Obligation::need_node`] leads into it, [`obligation_at_need_node`](Self::obligation_at_need_node) out of it.
    pub fn needs_graph(&self) -> &Graph<ObligationId, ()> {
        &self.needs_graph
    }
}

/// What the rooms above ask, by index. Indices are valid for the network that gave them; another's give the first
/// entry of a table or nothing.
impl Network {
    /// What was said, as it was written.
    pub(crate) fn spec(&self) -> &NetworkSpec {
        &self.spec
    }

    pub(crate) fn department_ix(&self, id: &str) -> Option<DepartmentIx> {
        self.departments.binary_search_by(|record| record.id.value.as_str().cmp(id)).ok().map(DepartmentIx::from)
    }

    pub(crate) fn milestone_ix(&self, id: &str) -> Option<MilestoneIx> {
        self.milestones.binary_search_by(|milestone| milestone.id.value.as_str().cmp(id)).ok().map(MilestoneIx::from)
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

    pub(crate) fn agreement_at(&self, ix: AgreementIx) -> Agreement<'_> {
        Agreement::new(self, ix)
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
        self.calendar_at(customer.or(entry(&self.agreements, terms.agreement.at()).calendar).unwrap_or(terms.calendar))
    }

    /// The calendar whose zone decides in which window a handoff lies: the agreement's, else the obligation's own.
    pub(crate) fn agreement_calendar(&self, ix: TermsIx) -> &Calendar {
        let terms = self.terms(ix);
        self.calendar_at(entry(&self.agreements, terms.agreement.at()).calendar.unwrap_or(terms.calendar))
    }

    /// On which day weeks start, and where the named periods lie.
    pub const fn periods(&self) -> &Periods {
        &self.periods
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
            cut_off: None,
            periods: &self.periods,
        }
    }
}

/// An entry by an index that the table itself gave out.
#[expect(clippy::indexing_slicing, reason = "indices are made by the network, for its own tables alone")]
fn entry<T>(table: &[T], at: usize) -> &T {
    &table[at]
}
