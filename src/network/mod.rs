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
mod deadline;
mod draw;
mod edit;
pub(crate) mod fill;
mod handles;
mod lints;
mod lookup;
mod number;
mod queries;
pub(crate) mod spec;
mod terms;

use std::ops::Range;

use petgraph::Graph;

use crate::calendar::{Calendar, Span};
use crate::diagnostic::{At, Findings, Sources};
use crate::due::{Clause, Periods, WeekStart};
use crate::table::{Table, indices};
use crate::{AgreementId, DepartmentId, MilestoneId, ObligationId, Text};

pub(crate) use assemble::{CalendarDraft, assemble, check_text, defined_id, defined_twice, one_of, timezone};
pub use builder::Builder;
pub use deadline::NoDeadline;
pub(crate) use deadline::instant;
pub use draw::Edges;
pub use edit::Edit;
pub use handles::{Agreement, Department, Milestone, Obligation};
pub use lookup::{Kind, UnknownId};
pub use number::{Bounds, Number, NumberError};
pub use queries::Recurring;
pub(crate) use spec::NetworkSpec;
pub use spec::{
    AgreementSpec, AttributesSpec, BoundsSpec, CompanySpec, ConditionSpec, DepartmentSpec, EachSpec, EscalationSpec,
    ExampleSpec, InForceSpec, Keyed, List, MatcherSpec, MilestoneSpec, ObjectiveSpec, Objectives, ObligationSpec,
    PeriodSpec, RemedySpec, Scalar, TierSpec, TimeSpec,
};
pub use terms::{
    About, Condition, Escalation, Example, InForce, Matcher, Moment, Operand, Priority, Remedy, Terms, TimeRange,
    WhileOpen,
};

/// The fields of an event that a condition may ask for, as a log calls them.
pub(crate) const FIELDS: &[&str] = &[
    "event",
    "case",
    "obligation",
    "period",
    "documents",
    "signed",
    "reason",
    "until",
    "score",
    "complaint",
    "supplier",
    "customer",
    "category",
    "cause",
    "target",
    "outcome",
];

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

/// The longest name or other text of an agreement that is shown to people, in characters.
pub const MAX_TEXT: usize = 1_000;

/// The most documents of one delivery, and the most that are signed.
pub const MAX_DOCUMENTS: usize = 100;

/// The most steps of one escalation.
pub const MAX_ESCALATIONS: usize = 20;

/// The most attributes that one `when` asks for.
pub const MAX_CONDITIONS: usize = 50;

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
    company: Company,
    agreements: Table<AgreementIx, AgreementRecord>,
    calendars: Table<CalendarIx, Calendar>,
    departments: Table<DepartmentIx, DepartmentRecord>,
    milestones: Table<MilestoneIx, MilestoneRecord>,
    names: Table<NameIx, NameRecord>,
    terms: Table<TermsIx, Terms>,
    periods: Periods,
    /// The versions of all obligations among the terms, without tiers; and for each of the terms its version's place
    /// among these.
    versions: Vec<TermsIx>,
    version_of: Table<TermsIx, u32>,
    /// Where each of the terms was written.
    origins: Table<TermsIx, Origin>,
    /// Where calendars were written.
    calendar_places: Table<CalendarIx, Option<crate::diagnostic::SourceSpan>>,
    graph: Graph<DepartmentId, ObligationId>,
    needs_graph: Graph<ObligationId, ()>,
}

impl PartialEq for Network {
    fn eq(&self, other: &Self) -> bool {
        self.company == other.company
            && self.agreements == other.agreements
            && self.calendars.iter().map(Calendar::spec).eq(other.calendars.iter().map(Calendar::spec))
            && self.departments == other.departments
            && self.milestones == other.milestones
            && self.terms == other.terms
            && self.periods == other.periods
            && names_of(self).eq(names_of(other))
    }
}

/// What the company calls roles, categories and causes.
fn names_of(network: &Network) -> impl Iterator<Item = (&str, &Text)> {
    let companies = network.spec.companies.iter().take(1).filter_map(|company| company.value.names.as_ref());
    companies.flat_map(|names| names.value.iter().map(|(name, text)| (name.value.as_str(), &text.value)))
}

#[derive(Clone, Debug)]
struct AgreementRecord {
    id: At<AgreementId>,
    name: Text,
    objectives: Vec<Objective>,
    /// Warnings that it does not want to hear.
    allow: Vec<crate::diagnostic::Code>,
    recovery: Option<u32>,
    promptly: Option<Span>,
    in_force: InForce,
    customer: Option<DepartmentIx>,
    calendar: Option<CalendarIx>,
}

impl PartialEq for AgreementRecord {
    fn eq(&self, other: &Self) -> bool {
        let key = |it: &Self| (it.recovery, it.promptly, it.in_force, it.customer, it.calendar);
        let texts = |it: &Self| (it.name.clone(), it.objectives.clone(), it.allow.clone());
        self.id.value == other.id.value && key(self) == key(other) && texts(self) == texts(other)
    }
}

/// What holds for the whole company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Company {
    /// The zone reports tell the time in, where it is said.
    pub timezone: Option<chrono_tz::Tz>,
    /// The day weeks start on, in rules and reports.
    pub week_starts: WeekStart,
    /// The first day that counts where neither obligation nor agreement names one.
    pub since: Option<chrono::NaiveDate>,
}

impl Default for Company {
    fn default() -> Self {
        Self { timezone: None, week_starts: WeekStart::Monday, since: None }
    }
}

/// The share of handoffs that should be on time.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Objective {
    /// The share, from 0 to 1.
    pub on_time: f64,
    /// What came so long after the deadline still counts as on time.
    pub grace: Option<Span>,
    /// Over how long it is taken.
    pub over: Over,
}

/// The time over which an objective is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Over {
    /// So long, back from the instant of the question.
    Rolling(Span),
    /// The week that the reported period ends in.
    Week,
    /// The month that the reported period ends in.
    Month,
    /// The quarter that the reported period ends in.
    Quarter,
    /// The year that the reported period ends in.
    Year,
}

impl Over {
    /// The calendar windows, in the order in which an error lists them.
    pub const CALENDAR: [Self; 4] = [Self::Week, Self::Month, Self::Quarter, Self::Year];
}

impl std::fmt::Display for Over {
    /// As a file says it: `4 weeks`, `calendar month`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rolling(span) => span.fmt(f),
            Self::Week => f.pad("calendar week"),
            Self::Month => f.pad("calendar month"),
            Self::Quarter => f.pad("calendar quarter"),
            Self::Year => f.pad("calendar year"),
        }
    }
}

impl serde::Serialize for Over {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A closed list of values; none where any may stand.
type Values = Option<Vec<Box<str>>>;

#[derive(Clone, Debug)]
struct MilestoneRecord {
    id: At<MilestoneId>,
    name: Text,
    /// Each with its values, where these are a closed list.
    attributes: Option<Vec<(Box<str>, Values)>>,
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
    /// What it is part of, and what is directly part of it.
    part_of: Option<DepartmentIx>,
    parts: Vec<DepartmentIx>,
    /// What logs call it.
    also: Vec<Box<str>>,
    /// It says which calendar is its own, or what it is part of, right or wrong.
    names_calendar: bool,
    /// The newest versions of what it owes and is owed.
    owes: Vec<TermsIx>,
    is_owed: Vec<TermsIx>,
}

impl PartialEq for DepartmentRecord {
    fn eq(&self, other: &Self) -> bool {
        (&self.id.value, &self.name, self.calendar) == (&other.id.value, &other.name, other.calendar)
            && (self.part_of, &self.also) == (other.part_of, &other.also)
    }
}

#[derive(Clone, Debug)]
struct NameRecord {
    id: ObligationId,
    /// All its terms: each version's own, and those of its tiers behind them.
    terms: Range<u32>,
    /// Its versions, oldest first.
    versions: Vec<TermsIx>,
    /// What any of its versions needs, and what needs it in any version; sorted.
    needs: Vec<NameIx>,
    needed_by: Vec<NameIx>,
}

/// Where one version was written.
#[derive(Clone, Debug, Default)]
struct Origin {
    /// The place of what was written among all obligations.
    written: usize,
    id: Option<crate::diagnostic::SourceSpan>,
    needs: Vec<Option<crate::diagnostic::SourceSpan>>,
    when: Vec<Option<crate::diagnostic::SourceSpan>>,
    about: Option<crate::diagnostic::SourceSpan>,
    deliverable: Option<crate::diagnostic::SourceSpan>,
}

impl Network {
    /// All departments, sorted by id.
    pub fn departments(&self) -> impl ExactSizeIterator<Item = Department<'_>> {
        (0..self.departments.len()).map(|at| Department::new(self, DepartmentIx::from(at)))
    }

    /// All versions of all obligations, sorted by id, then by the first day in force.
    pub fn obligations(&self) -> impl ExactSizeIterator<Item = Obligation<'_>> {
        self.versions.iter().map(|&ix| Obligation::new(self, ix))
    }

    /// What holds for the whole company.
    pub fn company(&self) -> Company {
        self.company
    }

    /// The calendar that all live by who have none of their own: that of the first agreement that names one, else any.
    pub(crate) fn home_calendar(&self) -> Option<&Calendar> {
        self.agreements().find_map(Agreement::calendar).or_else(|| self.calendars.iter().next())
    }

    /// The zone in which reports tell the time, and by whose dates they tell what belongs to which day, week or month:
    /// the company's, else that of the first agreement that names a calendar.
    pub fn home_zone(&self) -> chrono_tz::Tz {
        let of_calendar = || self.home_calendar().map_or(chrono_tz::Tz::UTC, Calendar::zone);
        self.company.timezone.unwrap_or_else(of_calendar)
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
        self.calendars.as_slice()
    }

    /// The names of the files from which it was loaded, in that order; none where it was built in code.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let read = self.sources.iter().filter(|(_, text)| !text.is_passed_over());
        read.map(|(source, _)| self.sources.name_of(source))
    }

    /// The files of the directories from which it was loaded that are mappings of logs, and no agreements.
    pub fn passed_over(&self) -> impl Iterator<Item = &str> {
        let passed = self.sources.iter().filter(|(_, text)| text.is_passed_over());
        passed.map(|(source, _)| self.sources.name_of(source))
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
        self.departments.search_by(|record| record.id.value.as_str().cmp(id))
    }

    pub(crate) fn milestone_ix(&self, id: &str) -> Option<MilestoneIx> {
        self.milestones.search_by(|milestone| milestone.id.value.as_str().cmp(id))
    }

    pub(crate) fn name_ix(&self, id: &str) -> Option<NameIx> {
        self.names.search_by(|record| record.id.as_str().cmp(id))
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
        self.terms.entry(ix)
    }

    pub(crate) fn name(&self, ix: NameIx) -> &ObligationId {
        &self.names.entry(ix).id
    }

    /// The versions of an obligation, oldest first.
    pub(crate) fn versions(&self, ix: NameIx) -> impl DoubleEndedIterator<Item = TermsIx> + '_ {
        self.names.entry(ix).versions.iter().copied()
    }

    /// The terms of the tiers of a version, in the order of the agreement; those of a tier have none.
    pub(crate) fn tiers(&self, ix: TermsIx) -> impl Iterator<Item = TermsIx> + '_ {
        let own = self.terms(ix);
        let behind = (ix.0 + 1..self.names.entry(own.name).terms.end).map(TermsIx);
        behind.take_while(move |&tier| own.tier.is_none() && self.terms(tier).tier.is_some())
    }

    /// The version to which terms belong: their own index, unless they are those of a tier.
    pub(crate) fn version_of(&self, ix: TermsIx) -> TermsIx {
        self.version_of.get(ix).and_then(|&at| self.versions.get(at as usize)).copied().unwrap_or(ix)
    }

    pub(crate) fn newest(&self, ix: NameIx) -> Option<TermsIx> {
        self.names.entry(ix).versions.last().copied()
    }

    /// What an obligation needs in any of its versions, sorted.
    pub(crate) fn needs(&self, ix: NameIx) -> &[NameIx] {
        &self.names.entry(ix).needs
    }

    /// What needs an obligation in any of its versions, sorted.
    pub(crate) fn needed_by(&self, ix: NameIx) -> &[NameIx] {
        &self.names.entry(ix).needed_by
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
        self.calendars.entry(ix)
    }

    /// The calendar that decides a deadline: the obligation's, else the supplier's, else the agreement's.
    pub(crate) fn calendar_of(&self, ix: TermsIx) -> &Calendar {
        self.calendar_at(self.terms(ix).calendar)
    }

    /// The calendar that decides how long the customer may take: the customer's, else the agreement's, else the
    /// obligation's own.
    pub(crate) fn customer_calendar(&self, ix: TermsIx) -> &Calendar {
        let terms = self.terms(ix);
        let customer = self.departments.entry(terms.customer).calendar;
        self.calendar_at(customer.or(self.agreements.entry(terms.agreement).calendar).unwrap_or(terms.calendar))
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
            cut_off: terms.cut_off,
            periods: &self.periods,
        }
    }
}
