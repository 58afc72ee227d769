//! What follows the events: which subjects changed, and which instants come next.
//!
//! Nothing is decided here. A subject that an event or an instant touched is judged anew by the function that judges all
//! of them, and what came out takes the place of what was there.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashSet};
use std::sync::Arc;

use super::super::judge::{Folded, Folder, HandoffState, JudgeContext, Remark};
use super::super::record::{Plans, RowIx, Rows, Seen, StrIx, Subject as Group, compare_in_group};
use super::index::Index;
use super::subjects::{Of, SubjectIx, Subjects, about};
use super::touched::Touched;
use super::voids::{Effect, Standing, target};
use crate::calendar::Instant;
use crate::network::{NameIx, Network};
use crate::table::Table;

/// What a tracker knows, as those need it who follow.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) network: &'a Network,
    pub(super) plans: &'a Plans,
    pub(super) rows: &'a Rows,
    pub(super) seen: &'a Seen,
}

/// Something that comes by itself: a subject changes, or a row that takes others back begins to exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    Subject(SubjectIx, u32),
    Id(StrIx),
}

/// The judgement of now, kept up to date.
#[derive(Clone)]
pub(in crate::tracker) struct Live {
    pub(super) now: Instant,
    /// How many rows were filed under their subjects.
    filed: usize,
    pub(super) subjects: Subjects,
    pub(super) standing: Standing,
    /// The rows that are taken back by now.
    retracted: HashSet<RowIx>,
    /// Rows of a case that are not about its handoffs.
    asides: BTreeSet<(StrIx, Instant, RowIx)>,
    /// The ids whose rows may be taken back by now, or no longer be.
    unsettled: Vec<StrIx>,
    dirty: Vec<SubjectIx>,
    timers: BinaryHeap<Reverse<(Instant, Timer)>>,
    pub(super) index: Index,
    pub(super) touched: Touched,
    folder: Folder,
    /// By obligation: the first of the recurring ones that count from each other's deliveries.
    groups: Table<NameIx, NameIx>,
    /// By obligation: whether a recurring one gathers its handoffs for cases.
    gathered: Table<NameIx, bool>,
}

impl Live {
    pub(super) fn new(facts: Facts<'_>, now: Instant) -> Self {
        let mut live = Self {
            now,
            filed: 0,
            subjects: Subjects::default(),
            standing: Standing::default(),
            retracted: HashSet::new(),
            asides: BTreeSet::new(),
            unsettled: Vec::new(),
            dirty: Vec::new(),
            timers: BinaryHeap::new(),
            index: Index::default(),
            touched: Touched::new(),
            folder: Folder::new(facts.plans),
            groups: groups(facts.plans),
            gathered: gathered(facts),
        };
        for name in facts.plans.names().filter(|&name| facts.plans.by_period(name)) {
            let subject = live.subjects.enter(Of::Recurring(live.group(name)));
            live.touch(facts, subject);
        }
        live
    }

    fn group(&self, name: NameIx) -> NameIx {
        self.groups.get(name).copied().unwrap_or(name)
    }

    pub(super) fn is_gathered(&self, name: NameIx) -> bool {
        self.gathered.get(name).copied().unwrap_or(false)
    }

    /// What a row is about.
    fn about(&self, facts: Facts<'_>, number: RowIx) -> Vec<Of> {
        let group = |name| facts.plans.by_period(name).then(|| self.group(name));
        facts.rows.row(number).map_or(Vec::new(), |row| about(facts.rows, row, group))
    }

    /// The recurring obligations that are judged together with one.
    pub(super) fn members(&self, facts: Facts<'_>, first: NameIx) -> Vec<NameIx> {
        let mut names = facts.plans.names_in_order();
        names.retain(|&name| facts.plans.by_period(name) && self.group(name) == first);
        names
    }

    /// Brings everything up to date with the rows that were recorded and with an instant, not before the last one.
    pub(super) fn advance(&mut self, facts: Facts<'_>, to: Instant) {
        debug_assert!(self.now <= to, "time goes on");
        while self.filed < facts.rows.all.len() {
            let number = RowIx::from(self.filed);
            self.filed += 1;
            self.file(facts, number);
        }
        self.now = to;
        while let Some(&Reverse((at, timer))) = self.timers.peek() {
            if at > to {
                break;
            }
            self.timers.pop();
            match timer {
                Timer::Id(id) => self.unsettled.push(id),
                Timer::Subject(subject, generation) => {
                    if self.subjects.all.get(subject).is_some_and(|it| it.generation == generation) {
                        self.touch(facts, subject);
                    }
                }
            }
        }
        let mut ids = std::mem::take(&mut self.unsettled);
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            self.settle(facts, id);
        }
        for subject in std::mem::take(&mut self.dirty) {
            self.judge(facts, subject);
        }
    }

    /// The next instant, after the last one, at which something changes by itself; none if nothing ever does.
    pub(super) fn next_change(&mut self) -> Option<Instant> {
        loop {
            let &Reverse((at, timer)) = self.timers.peek()?;
            let counts = match timer {
                Timer::Id(_) => true,
                Timer::Subject(subject, generation) => {
                    self.subjects.all.get(subject).is_some_and(|it| it.generation == generation)
                }
            };
            if counts {
                return Some(at);
            }
            self.timers.pop();
        }
    }

    /// Files a row under its subject.
    fn file(&mut self, facts: Facts<'_>, number: RowIx) {
        let Some(row) = facts.rows.row(number) else { return };
        let effect = self.standing.file(facts.rows, facts.seen, number);
        if let Some(target) = target(facts.rows, number) {
            self.standing.file_void(target, number);
            self.unsettled.push(target);
        }
        if let Some(id) = row.id.get() {
            if self.standing.is_target(id) {
                self.unsettled.push(id);
            }
        }
        match effect {
            Effect::Stands => self.insert(facts, number),
            Effect::Replaces(other) => {
                self.remove(facts, other);
                self.insert(facts, number);
            }
            Effect::Nothing => {}
        }
    }

    fn insert(&mut self, facts: Facts<'_>, number: RowIx) {
        let Some(row) = facts.rows.row(number) else { return };
        self.note_aside(facts, number, true);
        for of in self.about(facts, number) {
            let subject = self.subjects.enter(of);
            self.touch(facts, subject);
            let Some(subject) = self.subjects.all.get_mut(subject) else { continue };
            let last = subject.rows.last().and_then(|&last| facts.rows.row(last));
            // Of one instant, the order is found out when it is judged.
            subject.is_sorted &= last.is_none_or(|last| last.at < row.at);
            subject.rows.push(number);
        }
    }

    /// Takes a row out for which another stands.
    fn remove(&mut self, facts: Facts<'_>, number: RowIx) {
        self.note_aside(facts, number, false);
        if let Some(target) = target(facts.rows, number) {
            self.unsettled.push(target);
        }
        for of in self.about(facts, number) {
            let Some(subject) = self.subjects.find(of) else { continue };
            self.touch(facts, subject);
            if let Some(subject) = self.subjects.all.get_mut(subject) {
                subject.rows.retain(|&other| other != number);
            }
        }
        self.retracted.remove(&number);
    }

    /// A row that names a case and is not about its handoffs may be the case's first.
    fn note_aside(&mut self, facts: Facts<'_>, number: RowIx, is_there: bool) {
        let Some(row) = facts.rows.row(number).filter(|row| !row.case.is_some()) else { return };
        let Some(case) = facts.rows.case_named(row) else { return };
        if let Some(subject) = self.subjects.find(Of::Case(case)) {
            self.touch(facts, subject);
        }
        if is_there {
            self.asides.insert((case, row.at, number));
        } else {
            self.asides.remove(&(case, row.at, number));
        }
    }

    /// Finds out what is taken back of the rows that are linked to an id, and touches what they are about.
    fn settle(&mut self, facts: Facts<'_>, id: StrIx) {
        let (looked_at, retracted, _) = self.standing.settle(facts.rows, facts.seen, self.filed, id, self.now);
        for number in looked_at {
            let Some(row) = facts.rows.row(number) else { continue };
            if row.at > self.now {
                self.timers.push(Reverse((row.at, Timer::Id(id))));
            }
            let is_retracted = retracted.contains(&number);
            if is_retracted == self.retracted.contains(&number) {
                continue;
            }
            let case = facts.rows.case_named(row).map(Of::Case);
            for of in self.about(facts, number).into_iter().chain(case) {
                if let Some(subject) = self.subjects.find(of) {
                    self.touch(facts, subject);
                }
            }
            if is_retracted {
                self.retracted.insert(number);
            } else {
                self.retracted.remove(&number);
            }
        }
    }

    /// Notes that a subject is to be judged anew. What is known of it must not change before: it is taken out of the
    /// index as it was.
    fn touch(&mut self, facts: Facts<'_>, subject: SubjectIx) {
        let Some(it) = self.subjects.all.get(subject) else { return };
        if it.is_dirty {
            return;
        }
        if it.generation > 0 {
            let before = self.outcome(facts, subject);
            self.update_index(subject, &before, false);
        }
        if let Some(it) = self.subjects.all.get_mut(subject) {
            it.is_dirty = true;
            it.outcome = None;
        }
        self.dirty.push(subject);
        self.touched.note(self.now, subject);
    }

    /// How a subject stands.
    pub(super) fn outcome(&mut self, facts: Facts<'_>, subject: SubjectIx) -> Arc<Folded> {
        let kept = self.subjects.all.get(subject).and_then(|it| it.outcome.clone());
        kept.unwrap_or_else(|| Arc::new(self.fold(facts, subject)))
    }

    fn update_index(&mut self, subject: SubjectIx, outcome: &Folded, is_in: bool) {
        let gathered = &self.gathered;
        let is_gathered = |name| gathered.get(name).copied().unwrap_or(false);
        self.index.update(subject, &outcome.handoffs, is_gathered, is_in);
    }

    /// Judges a subject and files what came out.
    fn judge(&mut self, facts: Facts<'_>, subject: SubjectIx) {
        let outcome = self.fold(facts, subject);
        self.update_index(subject, &outcome, true);
        let next = self.next_of(facts, subject, &outcome);
        let is_done =
            next.is_none() && outcome.handoffs.iter().all(|(_, state)| state.is_delivered() || state.is_waived());
        let Some(it) = self.subjects.all.get_mut(subject) else { return };
        it.is_dirty = false;
        it.generation = it.generation.wrapping_add(1).max(1);
        it.outcome = (!is_done).then(|| Arc::new(outcome));
        if is_done {
            it.rows.shrink_to_fit();
        }
        if let Some(at) = next {
            self.timers.push(Reverse((at, Timer::Subject(subject, it.generation))));
        }
    }

    /// When a subject changes next by itself: a row begins to exist, or a handoff changes.
    fn next_of(&self, facts: Facts<'_>, subject: SubjectIx, outcome: &Folded) -> Option<Instant> {
        let it = self.subjects.all.get(subject)?;
        let row_at = |number: &RowIx| facts.rows.row(*number).map(|row| row.at);
        let coming = it.rows.partition_point(|number| row_at(number).is_some_and(|at| at <= self.now));
        let row = it.rows.get(coming).and_then(row_at);
        let changes = outcome.handoffs.iter().filter_map(|(_, state)| {
            let plan = facts.plans.plan(state.terms)?;
            state.changes_after(plan, facts.network, self.now)
        });
        let next = row.into_iter().chain(changes).min();
        let Of::Recurring(first) = it.of else { return next };
        // What opens in the far future is not listed yet: the day on which it is must not be missed.
        let names = self.members(facts, first);
        let opens = names.iter().filter(|&&name| {
            let coming = |(of, state): &(NameIx, _)| *of == name && is_coming(state, self.now);
            !outcome.handoffs.iter().any(coming) && facts.plans.versions(name).any(|plan| plan.goes_on_after(self.now))
        });
        let midnights = opens.flat_map(|&name| facts.plans.versions(name)).filter_map(|plan| {
            let calendar = facts.network.calendar_of(plan.terms);
            Some(calendar.start_of_day(calendar.local_date(self.now).succ_opt()?))
        });
        next.into_iter().chain(midnights.filter(|&at| at > self.now)).min()
    }

    /// Judges a subject as of now.
    fn fold(&mut self, facts: Facts<'_>, subject: SubjectIx) -> Folded {
        self.sort(facts, subject);
        let retracted = std::mem::take(&mut self.retracted);
        let folded = self.fold_with(facts, subject, self.now, &retracted, false);
        self.retracted = retracted;
        folded
    }

    /// Judges a subject as of any instant, by all that is known; `traced` says that its handoffs' ways there are asked for.
    pub(super) fn fold_at(&mut self, facts: Facts<'_>, subject: SubjectIx, as_of: Instant, traced: bool) -> Folded {
        self.sort(facts, subject);
        let retracted = self.retracted_at(facts, subject, as_of);
        self.fold_with(facts, subject, as_of, &retracted, traced)
    }

    fn fold_with(
        &mut self,
        facts: Facts<'_>,
        subject: SubjectIx,
        as_of: Instant,
        retracted: &HashSet<RowIx>,
        traced: bool,
    ) -> Folded {
        let Facts { network, plans, rows, .. } = facts;
        let context = JudgeContext { network, plans, rows, asides: &self.asides, as_of, retracted };
        let Some(it) = self.subjects.all.get(subject) else { return Folded::default() };
        match it.of {
            Of::Case(case) => self.folder.fold(&context, Group::Case(case), &it.rows, traced),
            Of::Complaint(_) => self.folder.fold(&context, Group::Complaints, &it.rows, traced),
            Of::Recurring(first) => {
                let names = self.members(facts, first);
                let folder = &mut self.folder;
                folder.fold_recurring(&context, &names, &it.rows, traced)
            }
        }
    }

    /// The rows that matter to a subject and are taken back at an instant.
    fn retracted_at(&self, facts: Facts<'_>, subject: SubjectIx, as_of: Instant) -> HashSet<RowIx> {
        let mut retracted = HashSet::new();
        let mut settled = HashSet::new();
        for id in self.ids_of(facts, subject) {
            if settled.insert(id) {
                retracted.extend(self.standing.settle(facts.rows, facts.seen, self.filed, id, as_of).1);
            }
        }
        retracted
    }

    /// The instants after which other rows that matter to a subject are taken back than before.
    pub(super) fn retractions_of(&self, facts: Facts<'_>, subject: SubjectIx) -> BTreeSet<Instant> {
        let mut instants = BTreeSet::new();
        for id in self.ids_of(facts, subject) {
            let (looked_at, ..) = self.standing.settle(facts.rows, facts.seen, self.filed, id, self.now);
            instants.extend(looked_at.into_iter().filter_map(|row| facts.rows.row(row)).map(|row| row.at));
        }
        instants
    }

    /// The ids of rows that matter to a subject and that some row takes back.
    fn ids_of(&self, facts: Facts<'_>, subject: SubjectIx) -> Vec<StrIx> {
        let Some(it) = self.subjects.all.get(subject) else { return Vec::new() };
        let asides = match it.of {
            Of::Case(case) => Some(self.asides.range((case, Instant(i64::MIN), RowIx(0))..)),
            Of::Recurring(_) | Of::Complaint(_) => None,
        };
        let asides = asides.into_iter().flatten().take_while(|(case, ..)| it.of == Of::Case(*case));
        let rows = it.rows.iter().copied().chain(asides.map(|&(.., row)| row));
        let ids = rows.filter_map(|row| facts.rows.row(row)?.id.get());
        ids.filter(|&id| self.standing.is_target(id)).collect()
    }

    /// Puts a subject's rows in the order in which they are judged; of those that say the same one is left.
    fn sort(&mut self, facts: Facts<'_>, subject: SubjectIx) {
        let Some(it) = self.subjects.all.get_mut(subject).filter(|it| !it.is_sorted) else { return };
        it.rows.sort_by(|&a, &b| compare_in_group(facts.rows, a, b));
        it.rows.dedup_by(|later, first| match (facts.rows.row(*later), facts.rows.row(*first)) {
            (Some(later), Some(first)) => {
                !first.id.is_some() && later.at == first.at && facts.rows.compare_content(later, first).is_eq()
            }
            _ => false,
        });
        it.is_sorted = true;
    }

    /// What is to be said at an instant of a row that takes another back, and the row that it takes back.
    pub(super) fn fate_of_void(
        &self,
        facts: Facts<'_>,
        number: RowIx,
        as_of: Instant,
    ) -> (Option<Remark>, Option<RowIx>) {
        let Some(id) = target(facts.rows, number) else { return (None, None) };
        let (_, _, remarks) = self.standing.settle(facts.rows, facts.seen, self.filed, id, as_of);
        let remark = remarks.into_iter().find(|remark| remark.row == number);
        (remark, self.standing.with_id(facts.rows, facts.seen, self.filed, id))
    }

    /// Whether a row is taken back at an instant.
    pub(super) fn is_retracted(&self, facts: Facts<'_>, number: RowIx, as_of: Instant) -> bool {
        let id = facts.rows.row(number).and_then(|row| row.id.get()).filter(|&id| self.standing.is_target(id));
        id.is_some_and(|id| self.standing.settle(facts.rows, facts.seen, self.filed, id, as_of).1.contains(&number))
    }

    /// The subjects of a row.
    pub(super) fn subjects_of_row(&self, facts: Facts<'_>, number: RowIx) -> Vec<SubjectIx> {
        self.about(facts, number).into_iter().filter_map(|of| self.subjects.find(of)).collect()
    }

    /// The subject of a recurring obligation.
    pub(super) fn recurring(&self, name: NameIx) -> Option<SubjectIx> {
        self.subjects.find(Of::Recurring(self.group(name)))
    }
}

/// Whether a handoff is one that is still to open.
fn is_coming(state: &HandoffState, now: Instant) -> bool {
    state.opened > now
}

/// By obligation: the first of those that count from each other's deliveries.
fn groups(plans: &Plans) -> Table<NameIx, NameIx> {
    let mut groups: Table<NameIx, NameIx> = plans.names().collect();
    for name in plans.names_in_order() {
        for plan in plans.following(name) {
            let (Some(&one), Some(&other)) = (groups.get(name), groups.get(plan.name)) else { continue };
            let (first, last) = (one.min(other), one.max(other));
            for group in groups.values_mut().filter(|group| **group == last) {
                *group = first;
            }
        }
    }
    groups
}

/// By obligation: whether a recurring one needs it, and it has handoffs for cases.
fn gathered(facts: Facts<'_>) -> Table<NameIx, bool> {
    let mut gathered: Table<NameIx, bool> = facts.plans.names().map(|_| false).collect();
    for plan in facts.plans.names().flat_map(|name| facts.plans.versions(name)) {
        if !facts.plans.by_period(plan.name) {
            continue;
        }
        for &needed in &facts.network.terms(plan.terms).needs_ix {
            if let Some(slot) = gathered.get_mut(needed).filter(|_| facts.plans.by_case(needed)) {
                *slot = true;
            }
        }
    }
    gathered
}
