//! What opens a case's handoffs, and the attributes that conditions ask for.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use chrono::NaiveTime;

use super::super::record::{Plan, RowIx, Tag, declares};
use super::JudgeContext;
use super::state::Opening;
use crate::calendar::Instant;
use crate::due::DueError;
use crate::log::Column;
use crate::network::TermsIx;

/// What may open handoffs of a case: a milestone, a request, several milestones of which the last has now happened, or
/// another obligation's delivery.
#[derive(Clone, Debug)]
pub(super) struct Trigger {
    /// When it came.
    pub(super) at: Instant,
    /// When what it carries was first said: for another obligation's delivery, when the trigger of that came. What revises
    /// the case after that decides before what it says itself.
    pub(super) said: Instant,
    /// The number of the handoff that it opens, where another obligation's handoff gives it.
    pub(super) number: Option<u32>,
    /// The rows that say what it carries, the first that has an attribute deciding.
    rows: Range<u32>,
    /// Whether something was made of it.
    pub(super) used: bool,
}

/// The triggers of a case and its revisions.
#[derive(Default)]
pub(super) struct Triggers {
    pub(super) all: Vec<Trigger>,
    rows: Vec<RowIx>,
    /// The rows that revise the case's attributes, in order.
    pub(super) revisions: Vec<(Instant, RowIx)>,
    /// By packed tag, once somebody asked for it: which of these rows carry it.
    carried: RefCell<HashMap<u32, Vec<usize>>>,
}

impl Triggers {
    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.rows.clear();
        self.revisions.clear();
        self.carried.get_mut().clear();
    }

    /// Adds a trigger, with the rows that say what it carries.
    pub(super) fn push(
        &mut self,
        (at, said): (Instant, Instant),
        number: Option<u32>,
        rows: impl IntoIterator<Item = RowIx>,
    ) -> usize {
        let start = crate::diagnostic::to_u32(self.rows.len());
        self.rows.extend(rows);
        self.all.push(Trigger {
            at,
            said,
            number,
            rows: start..crate::diagnostic::to_u32(self.rows.len()),
            used: false,
        });
        self.all.len() - 1
    }

    pub(super) fn rows_of(&self, trigger: &Trigger) -> &[RowIx] {
        self.rows.get(trigger.rows.start as usize..trigger.rows.end as usize).unwrap_or_default()
    }

    /// How many revisions are known when something opens: at one instant, openings come first.
    pub(super) fn known_at(&self, at: Instant) -> usize {
        self.revisions.partition_point(|&(revised, _)| revised < at)
    }

    /// What a trigger carries, as the case's first `known` revisions have it.
    ///
    /// A revision that came after the trigger decides before what the trigger says itself; one that came before it fills
    /// in what the trigger lacks.
    fn attribute<'r>(
        &self,
        context: &JudgeContext<'r>,
        trigger: &Trigger,
        known: usize,
        name: Tag,
    ) -> Option<Cow<'r, str>> {
        let value = |row: RowIx| context.rows.attribute(context.rows.row(row)?, name);
        let own = || self.rows_of(trigger).iter().find_map(|&row| value(row));
        if known == 0 {
            return own();
        }
        let came = self.known_at(trigger.said).min(known);
        let is_open = self.may_be_revised(context, trigger, name);
        let revised = |range: Range<usize>| {
            let last = self.last_carrying(context, name, range).filter(|_| is_open)?;
            value(self.revisions.get(last)?.1)
        };
        revised(came..known).or_else(own).or_else(|| revised(0..came))
    }

    /// The last of some revisions that carries an attribute.
    fn last_carrying(&self, context: &JudgeContext<'_>, name: Tag, among: Range<usize>) -> Option<usize> {
        let mut carried = self.carried.borrow_mut();
        let all = carried.entry(name.packed()).or_insert_with(|| {
            let says_it = |&at: &usize| {
                let row = self.revisions.get(at).and_then(|&(_, row)| context.rows.row(row));
                row.is_some_and(|row| context.rows.attribute(row, name).is_some())
            };
            (0..self.revisions.len()).filter(says_it).collect()
        });
        let before_end = all.partition_point(|&at| at < among.end);
        all.get(before_end.checked_sub(1)?).copied().filter(|at| *at >= among.start)
    }

    /// Whether a revision may say what a trigger carries under this name: a field of the revising row itself is one only
    /// where the trigger's milestone declares an attribute of that name.
    fn may_be_revised(&self, context: &JudgeContext<'_>, trigger: &Trigger, name: Tag) -> bool {
        let Tag::Column(column) = name else { return true };
        let first = self.rows_of(trigger).first().and_then(|&row| context.rows.row(row));
        first.is_some_and(|row| column != Column::Event && declares(context.network, row, column))
    }

    /// The terms that a version gives a trigger: those of the first tier that fits, else the obligation's own; none if
    /// the trigger is not what the version asks for.
    pub(super) fn terms(
        &self,
        context: &JudgeContext<'_>,
        trigger: &Trigger,
        known: usize,
        own: &Plan,
        at: Instant,
    ) -> Option<TermsIx> {
        let attribute = |name| self.attribute(context, trigger, known, name);
        let mut local = None;
        let mut time =
            || -> NaiveTime { *local.get_or_insert_with(|| context.network.calendar_of(own.terms).local(at).time()) };
        context.plans.choose(context.network, own, attribute, &mut time)
    }

    /// The version in force at an instant of the obligation of which `version` is one, if the trigger is one of its too.
    pub(super) fn version_at<'p>(
        &self,
        context: &JudgeContext<'p>,
        trigger: &Trigger,
        version: TermsIx,
        at: Instant,
    ) -> Option<&'p Plan> {
        let own = context.plans.plan(version)?;
        let now = context.plans.versions(own.name).find(|plan| plan.in_force(at))?;
        let is_opened = || {
            let row = self.rows_of(trigger).first().and_then(|&row| context.rows.row(row));
            row.is_some_and(|row| context.plans.opened_by(row).any(|plan| plan.terms == now.terms))
        };
        let by_itself = now.gathers.is_empty() && now.after.is_none();
        let same = now.gathers == own.gathers && now.after == own.after && (!by_itself || is_opened());
        same.then_some(now)
    }

    /// The deadline that a trigger gives, where the terms ask for one.
    pub(super) fn given<'r>(
        &self,
        context: &JudgeContext<'r>,
        trigger: &Trigger,
        known: usize,
        plan: &Plan,
    ) -> Option<Cow<'r, str>> {
        plan.given.and_then(|name| self.attribute(context, trigger, known, name))
    }

    /// What a trigger opens under these terms, counted from `at`; `first` is the first event of the case.
    pub(super) fn opening(
        &self,
        context: &JudgeContext<'_>,
        trigger: &Trigger,
        known: usize,
        plan: &Plan,
        at: Instant,
        first: Instant,
    ) -> Result<Opening, DueError> {
        let given = self.given(context, trigger, known, plan);
        let limits = plan.limits(context.network, at, given.as_deref())?;
        Ok(Opening { terms: plan.terms, opened: plan.opened_at(at, first), limits, fixed: plan.is_before() })
    }
}
