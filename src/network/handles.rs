//! Copyable handles for looking things up.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{NaiveDate, NaiveTime};

use petgraph::graph::{EdgeIndex, NodeIndex};

use super::{AgreementIx, DepartmentIx, InForce, MilestoneIx, NameIx, Network, Objective, Terms, TermsIx};
use crate::calendar::{Calendar, Span};
use crate::diagnostic::Label;
use crate::due::{Clause, DueRule, Trigger};
use crate::{AgreementId, DepartmentId, MilestoneId, ObligationId, Text};

/// A department of a network.
#[derive(Clone, Copy)]
pub struct Department<'n> {
    network: &'n Network,
    ix: DepartmentIx,
}

impl<'n> Department<'n> {
    pub(super) fn new(network: &'n Network, ix: DepartmentIx) -> Self {
        Self { network, ix }
    }

    pub(crate) fn ix(self) -> DepartmentIx {
        self.ix
    }

    fn record(self) -> &'n super::DepartmentRecord {
        self.network.departments.entry(self.ix)
    }

    /// Its id.
    pub fn id(self) -> &'n DepartmentId {
        &self.record().id.value
    }

    /// What it is called; its id, where the agreement does not say.
    pub fn name(self) -> &'n Text {
        &self.record().name
    }

    /// What logs call it, beside its id and name.
    pub fn also(self) -> impl ExactSizeIterator<Item = &'n str> {
        self.record().also.iter().map(AsRef::as_ref)
    }

    /// The department it is part of.
    pub fn part_of(self) -> Option<Self> {
        self.record().part_of.map(|ix| Self::new(self.network, ix))
    }

    /// The departments directly part of it, sorted by id.
    pub fn parts(self) -> impl ExactSizeIterator<Item = Self> {
        self.record().parts.iter().map(move |&ix| Self::new(self.network, ix))
    }

    /// The departments that it is part of, from the nearest to the topmost.
    pub fn wholes(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.part_of(), |whole| whole.part_of())
    }

    /// All that is rolled up in it: itself, its parts, theirs, and so on, sorted by id.
    pub fn rolled_up(self) -> impl ExactSizeIterator<Item = Self> {
        let mut found = closure(self.ix, |ix| Self::new(self.network, ix).record().parts.clone());
        found.insert(self.ix);
        found.into_iter().map(move |ix| Self::new(self.network, ix))
    }

    /// When it works: its own calendar, else that of the department it is part of; none where neither says.
    pub fn calendar(self) -> Option<&'n Calendar> {
        self.record().calendar.map(|ix| self.network.calendar_at(ix))
    }

    /// Its node in [`Network::graph`].
    pub fn node(self) -> NodeIndex {
        NodeIndex::new(self.ix.at())
    }

    /// What it owes, in the newest version of each, sorted by id.
    pub fn owes(self) -> impl ExactSizeIterator<Item = Obligation<'n>> {
        self.record().owes.iter().map(move |&ix| Obligation::new(self.network, ix))
    }

    /// What it is owed, in the newest version of each, sorted by id.
    pub fn is_owed(self) -> impl ExactSizeIterator<Item = Obligation<'n>> {
        self.record().is_owed.iter().map(move |&ix| Obligation::new(self.network, ix))
    }

    /// The departments that owe it something, sorted by id.
    pub fn suppliers(self) -> impl ExactSizeIterator<Item = Self> {
        let suppliers: BTreeSet<_> = self.is_owed().map(|owed| owed.terms().supplier).collect();
        suppliers.into_iter().map(move |ix| Self::new(self.network, ix))
    }

    /// The departments that it owes something, sorted by id.
    pub fn customers(self) -> impl ExactSizeIterator<Item = Self> {
        let customers: BTreeSet<_> = self.owes().map(|owed| owed.terms().customer).collect();
        customers.into_iter().map(move |ix| Self::new(self.network, ix))
    }

    /// Everyone whose work reaches it: its suppliers, theirs, and so on, sorted by id. Without itself, also where it
    /// supplies its own suppliers.
    pub fn upstream(self) -> impl ExactSizeIterator<Item = Self> {
        self.reached(|department| department.suppliers().map(Self::ix).collect())
    }

    /// Everyone whom its work reaches: its customers, theirs, and so on, sorted by id. Without itself.
    pub fn downstream(self) -> impl ExactSizeIterator<Item = Self> {
        self.reached(|department| department.customers().map(Self::ix).collect())
    }

    fn reached(self, next: impl Fn(Self) -> Vec<DepartmentIx>) -> impl ExactSizeIterator<Item = Self> {
        let found = closure(self.ix, |ix| next(Self::new(self.network, ix)));
        found.into_iter().map(move |ix| Self::new(self.network, ix))
    }
}

impl PartialEq for Department<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Department<'_> {}

impl fmt::Debug for Department<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Department").field(self.id()).finish()
    }
}

/// One version of an obligation of a network.
#[derive(Clone, Copy)]
pub struct Obligation<'n> {
    network: &'n Network,
    ix: TermsIx,
}

impl<'n> Obligation<'n> {
    pub(super) fn new(network: &'n Network, ix: TermsIx) -> Self {
        Self { network, ix }
    }

    pub(crate) fn ix(self) -> TermsIx {
        self.ix
    }

    /// All that the agreement says of it.
    pub fn terms(self) -> &'n Terms {
        self.network.terms(self.ix)
    }

    /// Its id, shared by its versions.
    pub fn id(self) -> &'n ObligationId {
        &self.terms().id
    }

    /// What is delivered.
    pub fn deliverable(self) -> &'n Text {
        &self.terms().deliverable
    }

    /// When it is due.
    pub fn due(self) -> &'n DueRule {
        &self.terms().due
    }

    /// Who owes it.
    pub fn supplier(self) -> Department<'n> {
        Department::new(self.network, self.terms().supplier)
    }

    /// Who is owed it.
    pub fn customer(self) -> Department<'n> {
        Department::new(self.network, self.terms().customer)
    }

    /// The agreement in which it stands.
    pub fn agreement(self) -> Agreement<'n> {
        self.network.agreement_at(self.terms().agreement)
    }

    /// Where it was written: file, line and column of its id. None where the agreements were built in code.
    pub fn place(self) -> Option<Label> {
        let id = self.network.origins.get(self.ix).and_then(|origin| origin.id)?;
        Some(self.network.sources.label(id, String::new()))
    }

    /// Where it stands among all that was written: those of one file lie together, in its order, and those of one
    /// template share a place.
    pub(crate) fn written(self) -> usize {
        self.network.origins.get(self.ix).map_or(0, |origin| origin.written)
    }

    /// Its edge in [`Network::graph`].
    pub fn edge(self) -> EdgeIndex {
        EdgeIndex::new(self.network.version_of.get(self.ix).map_or(0, |&at| at as usize))
    }

    /// Its variants for some cases, in the order of the agreement: handles to the same version, with the terms of each.
    pub fn tiers(self) -> impl Iterator<Item = Self> {
        self.network.tiers(self.ix).map(move |ix| Self::new(self.network, ix))
    }

    /// The tier whose terms these are; none for the obligation's own.
    pub fn tier(self) -> Option<&'n str> {
        self.terms().tier.as_deref()
    }

    /// What a trigger gets that carries these attributes at this local time: the terms of the first tier that fits, else
    /// the obligation's own. None where its `when` does not hold, or where no tier fits and it leaves `due` to them.
    pub fn for_trigger<'a>(self, attribute: impl Fn(&str) -> Option<&'a str>, local: NaiveTime) -> Option<Self> {
        let own = Self::new(self.network, self.network.version_of(self.ix));
        if !own.terms().when.holds(&attribute, local) {
            return None;
        }
        own.tiers()
            .find(|tier| tier.terms().when.holds(&attribute, local))
            .or(Some(own).filter(|own| own.terms().opens))
    }

    /// Its node in [`Network::needs_graph`], which all its versions share.
    pub fn need_node(self) -> NodeIndex {
        NodeIndex::new(self.terms().name.at())
    }

    /// The calendar that decides its deadlines: its own, else the supplier's, else the agreement's.
    pub fn calendar(self) -> &'n Calendar {
        self.network.calendar_of(self.ix)
    }

    /// Its due rule with all that decides its deadlines.
    pub fn clause(self) -> Clause<'n> {
        self.network.clause(self.ix)
    }

    /// Whether this version is in force on a day.
    pub fn in_force_on(self, day: NaiveDate) -> bool {
        self.terms().in_force.contains(day)
    }

    /// All versions of it, this one among them, oldest first.
    pub fn versions(self) -> impl DoubleEndedIterator<Item = Self> {
        self.network.versions(self.terms().name).map(move |ix| Self::new(self.network, ix))
    }

    /// The version in force on a day.
    pub fn version_on(self, day: NaiveDate) -> Option<Self> {
        self.versions().find(|version| version.in_force_on(day))
    }

    /// The obligations whose deliveries this version needs, in their newest version, in the order of the agreement.
    pub fn needs(self) -> impl Iterator<Item = Self> {
        self.terms().needs_ix.iter().filter_map(move |&name| self.newest(name))
    }

    /// The obligations that need its deliveries in any version, in their newest version, sorted by id.
    pub fn needed_by(self) -> impl Iterator<Item = Self> {
        self.network.needed_by(self.terms().name).iter().filter_map(move |&name| self.newest(name))
    }

    /// Everything it needs, what that needs, and so on, in any version; newest versions, sorted by id.
    pub fn upstream(self) -> impl Iterator<Item = Self> {
        let found = closure(self.terms().name, |name| self.network.needs(name).to_vec());
        found.into_iter().filter_map(move |name| self.newest(name))
    }

    /// Everything that needs it, what needs that, and so on, in any version; newest versions, sorted by id.
    pub fn downstream(self) -> impl Iterator<Item = Self> {
        let found = closure(self.terms().name, |name| self.network.needed_by(name).to_vec());
        found.into_iter().filter_map(move |name| self.newest(name))
    }

    fn newest(self, name: NameIx) -> Option<Self> {
        self.network.newest(name).map(|ix| Self::new(self.network, ix))
    }
}

impl PartialEq for Obligation<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.terms() == other.terms()
    }
}

impl fmt::Debug for Obligation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Obligation").field("id", self.id()).field("in_force", &self.terms().in_force).finish()
    }
}

/// An agreement of a network: what holds for all obligations of one file.
#[derive(Clone, Copy)]
pub struct Agreement<'n> {
    network: &'n Network,
    ix: AgreementIx,
}

impl<'n> Agreement<'n> {
    pub(super) fn new(network: &'n Network, ix: AgreementIx) -> Self {
        Self { network, ix }
    }

    fn record(self) -> &'n super::AgreementRecord {
        self.network.agreements.entry(self.ix)
    }

    /// Its id: as written, else the name of its file.
    pub fn id(self) -> &'n AgreementId {
        &self.record().id.value
    }

    /// What it is called; its id, where it does not say.
    pub fn name(self) -> &'n Text {
        &self.record().name
    }

    /// The shares of handoffs that should be on time, for obligations that name none.
    pub fn objectives(self) -> &'n [Objective] {
        &self.record().objectives
    }

    /// Whether it does not want to hear of a warning.
    pub fn allows(self, code: crate::diagnostic::Code) -> bool {
        self.record().allow.contains(&code)
    }

    /// How many good handoffs in a row lift the standing of a pair by one step; where it says none, the objective does,
    /// or a dozen.
    pub fn recovery(self) -> Option<u32> {
        self.record().recovery
    }

    /// What "promptly" means in it.
    pub fn promptly(self) -> Option<Span> {
        self.record().promptly
    }

    /// The days on which it is in force.
    pub fn in_force(self) -> InForce {
        self.record().in_force
    }

    /// The customer of obligations that name none.
    pub fn customer(self) -> Option<Department<'n>> {
        self.record().customer.map(|ix| self.network.department_at(ix))
    }

    /// The calendar where neither obligation nor supplier has one.
    pub fn calendar(self) -> Option<&'n Calendar> {
        self.record().calendar.map(|ix| self.network.calendar_at(ix))
    }

    /// The versions of obligations that stand in it, sorted by id, then by the first day in force.
    pub fn obligations(self) -> impl Iterator<Item = Obligation<'n>> {
        self.network.obligations().filter(move |owed| owed.terms().agreement == self.ix)
    }
}

impl PartialEq for Agreement<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.record() == other.record()
    }
}

impl fmt::Debug for Agreement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Agreement").field(self.id()).finish()
    }
}

/// A milestone of a network: a business event that opens handoffs.
#[derive(Clone, Copy)]
pub struct Milestone<'n> {
    network: &'n Network,
    ix: MilestoneIx,
}

impl<'n> Milestone<'n> {
    pub(super) fn new(network: &'n Network, ix: MilestoneIx) -> Self {
        Self { network, ix }
    }

    pub(super) fn ix(self) -> MilestoneIx {
        self.ix
    }

    fn record(self) -> &'n super::MilestoneRecord {
        self.network.milestones.entry(self.ix)
    }

    /// Its id: the name of its events in the log.
    pub fn id(self) -> &'n MilestoneId {
        &self.record().id.value
    }

    /// What it is called; its id, where the agreements do not say.
    pub fn name(self) -> &'n Text {
        &self.record().name
    }

    /// The attributes that its events carry, where the agreements list them.
    pub fn attributes(self) -> Option<impl ExactSizeIterator<Item = &'n str>> {
        self.record().attributes.as_ref().map(|names| names.iter().map(|(name, _)| &**name))
    }

    /// The values that an attribute may have, where these are a closed list.
    pub fn values(self, attribute: &str) -> Option<impl ExactSizeIterator<Item = &'n str>> {
        let attributes = self.record().attributes.as_ref()?;
        let (_, values) = attributes.iter().find(|(name, _)| &**name == attribute)?;
        Some(values.as_ref()?.iter().map(AsRef::as_ref))
    }

    /// The versions of obligations whose rules name it, sorted by id, then by the first day in force.
    pub fn obligations(self) -> impl Iterator<Item = Obligation<'n>> {
        let names = move |trigger: &Trigger| matches!(trigger, Trigger::Milestone(id) if id == self.id());
        self.network.obligations().filter(move |owed| owed.due().triggers().iter().any(names))
    }
}

impl PartialEq for Milestone<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.record() == other.record()
    }
}

impl fmt::Debug for Milestone<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Milestone").field(self.id()).finish()
    }
}

/// All that can be reached from `start` in one step or more, sorted, without `start` itself.
fn closure<T: Copy + Ord>(start: T, next: impl Fn(T) -> Vec<T>) -> BTreeSet<T> {
    let mut found = BTreeSet::from([start]);
    let mut waiting = vec![start];
    while let Some(at) = waiting.pop() {
        waiting.extend(next(at).into_iter().filter(|&reached| found.insert(reached)));
    }
    found.remove(&start);
    found
}
