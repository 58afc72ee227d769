//! The handoffs of one case: its rows become steps, each obligation is led through its own.

use std::collections::{BTreeSet, HashMap};

use super::super::record::{Kind, Object, Opens, Row, RowIx, StrIx};
use super::lead::{Lead, Upstream};
use super::trigger::{Trigger, Triggers};
use super::{JudgeContext, Outcome};
use crate::calendar::Instant;
use crate::log::{EventKind, IgnoredWhy};
use crate::network::{MilestoneIx, NameIx, TermsIx};

/// Judges one case after the other, with buffers that every case uses again.
#[derive(Default)]
pub(super) struct CaseJudge {
    pub(super) triggers: Triggers,
    steps: Vec<Step>,
    pub(super) wide: Vec<WideStep>,
    /// By milestone for which some rule waits together with others: its rows, in order.
    gathered: HashMap<MilestoneIx, Vec<RowIx>>,
    lead: Lead,
}

/// Something that happens to one obligation's handoffs, or may open one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) name: NameIx,
    pub(super) at: Instant,
    /// Its order among what happens at one instant.
    pub(super) rank: u8,
    /// The place of its row among the case's.
    pub(super) place: u32,
    pub(super) what: What,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// A trigger that may open a handoff under a version.
    Trigger { trigger: usize, version: TermsIx },
    /// Something that happens to a handoff.
    Act(RowIx),
    /// The delivery on which a handoff works, by its number, is taken back, or made again.
    Away { number: u32, away: bool },
}

/// What happens to all of a case: a pause, a waiver, a revision.
#[derive(Clone, Copy, Debug)]
pub(super) struct WideStep {
    pub(super) at: Instant,
    pub(super) rank: u8,
    pub(super) place: u32,
    pub(super) row: RowIx,
    /// For revisions: how many of the case's are known with it; none for others.
    pub(super) revision: Option<usize>,
    /// Whether it found a handoff.
    pub(super) used: bool,
}

impl CaseJudge {
    /// Judges one case from its rows.
    pub(super) fn judge(&mut self, context: &JudgeContext<'_>, case: StrIx, rows: &[RowIx], outcome: &mut Outcome) {
        let Some(first) = first_of_case(context, case, rows) else { return };
        self.gather(context, rows, first);
        let order = |step: &Step| (context.plans.order_of(step.name), step.at, step.rank, step.place);
        if !self.steps.is_sorted_by_key(order) {
            self.steps.sort_by_key(order);
        }
        let mut steps = std::mem::take(&mut self.steps);
        let mut begin = 0;
        while let Some(name) = steps.get(begin).map(|step| step.name) {
            let end = begin + steps.get(begin..).map_or(0, |rest| rest.partition_point(|step| step.name == name));
            let own = steps.get(begin..end).unwrap_or_default();
            self.lead.start(case, first);
            self.lead.run(context, own, &mut self.triggers, &mut self.wide, outcome);
            let upstream = self.lead.finish(context, name, &self.triggers, outcome);
            if !upstream.is_empty() {
                self.follow(context, name, &upstream, end, &mut steps);
            }
            begin = end;
        }
        self.report_unused(context, outcome);
        steps.clear();
        self.steps = steps;
        self.wide.clear();
        self.triggers.clear();
        self.gathered.clear();
    }

    /// Makes steps of a case's rows: of what may open handoffs, of what happens to those of one obligation, and of what
    /// happens to all.
    fn gather(&mut self, context: &JudgeContext<'_>, rows: &[RowIx], first: Instant) {
        for ((number, row), place) in context.counting(rows).zip(0u32..) {
            let rank = row.kind.rank();
            match (row.kind, row.obligation()) {
                (Kind::Milestone | Kind::Event(EventKind::Requested), _) => {
                    self.gather_trigger(context, number, row, place, first);
                }
                (Kind::Event(EventKind::Revised), _) => {
                    self.triggers.revisions.push((row.at, number));
                    let revision = Some(self.triggers.revisions.len());
                    self.wide.push(WideStep { at: row.at, rank, place, row: number, revision, used: true });
                }
                (Kind::Event(_), Some(name)) => {
                    self.steps.push(Step { name, at: row.at, rank, place, what: What::Act(number) });
                }
                (Kind::Event(_), None) if row.object == Object::Several => {
                    let names = context.rows.several(row).filter(|&name| context.plans.by_case(name));
                    let step = |name| Step { name, at: row.at, rank, place, what: What::Act(number) };
                    self.steps.extend(names.map(step));
                }
                (Kind::Event(_), None) => {
                    self.wide.push(WideStep { at: row.at, rank, place, row: number, revision: None, used: false });
                }
            }
        }
    }

    fn gather_trigger(&mut self, context: &JudgeContext<'_>, number: RowIx, row: &Row, place: u32, first: Instant) {
        let mut trigger = None;
        for plan in context.plans.opened_by(row) {
            if plan.in_force(plan.opened_at(row.at, first)) {
                let trigger = *trigger.get_or_insert_with(|| self.triggers.push((row.at, row.at), None, [number]));
                self.push_opening(plan.opens, plan.name, plan.terms, (trigger, place), first);
            }
        }
        if trigger.is_none() && row.kind != Kind::Milestone {
            // A request that no version in force is due on; the trigger stays unused.
            self.triggers.push((row.at, row.at), None, [number]);
        }
        let Object::Milestone(milestone) = row.object else { return };
        if context.plans.is_gathered(milestone) {
            self.gather_together(context, milestone, number, row, place, first);
        }
    }

    /// The k-th trigger of several milestones together is when the last of their k-th rows has come.
    fn gather_together(
        &mut self,
        context: &JudgeContext<'_>,
        milestone: MilestoneIx,
        number: RowIx,
        row: &Row,
        place: u32,
        first: Instant,
    ) {
        let own = self.gathered.entry(milestone).or_default();
        own.push(number);
        let last = own.len() - 1;
        for plan in context.plans.gathering(milestone) {
            let others = plan.gathers.iter().filter(|&&other| other != milestone);
            let others = others.map(|other| self.gathered.get(other)?.get(last).copied());
            let Some(others) = others.collect::<Option<Vec<RowIx>>>() else { continue };
            if plan.in_force(plan.opened_at(row.at, first)) {
                let trigger = self.triggers.push((row.at, row.at), None, [number].into_iter().chain(others));
                self.push_opening(plan.opens, plan.name, plan.terms, (trigger, place), first);
            }
        }
    }

    /// What is due before a milestone opens with the case, all else at its trigger.
    fn push_opening(
        &mut self,
        opens: Opens,
        name: NameIx,
        version: TermsIx,
        (trigger, place): (usize, u32),
        first: Instant,
    ) {
        let Some(at) = self.triggers.all.get(trigger).map(|trigger| trigger.at) else { return };
        let (at, place) = if opens == Opens::WithCase { (first, 0) } else { (at, place) };
        self.steps.push(Step { name, at, rank: 0, place, what: What::Trigger { trigger, version } });
    }

    /// Makes steps of what an obligation's deliveries mean for those that count from them; they stand further on.
    fn follow(
        &mut self,
        context: &JudgeContext<'_>,
        name: NameIx,
        upstream: &[Upstream],
        from: usize,
        steps: &mut Vec<Step>,
    ) {
        for plan in context.plans.following(name) {
            for event in upstream {
                let place = 0;
                let (rank, what) = match event {
                    Upstream::Opens { at, said, number, rows, signed_off } => {
                        if Some(*signed_off) != plan.after.map(|after| after.sign_off) || !plan.in_force(*at) {
                            continue;
                        }
                        let trigger = self.triggers.push((*at, *said), Some(*number), rows.iter().copied());
                        (0, What::Trigger { trigger, version: plan.terms })
                    }
                    Upstream::Away { number, away, .. } => {
                        let kind = if *away { EventKind::Rejected } else { EventKind::Delivered };
                        (Kind::Event(kind).rank(), What::Away { number: *number, away: *away })
                    }
                };
                steps.push(Step { name: plan.name, at: event.at(), rank, place, what });
            }
        }
        if let Some(rest) = steps.get_mut(from..) {
            rest.sort_by_key(|step| (context.plans.order_of(step.name), step.at, step.rank, step.place));
        }
    }

    /// Lists the requests that opened nothing and what happened to the whole case without finding a handoff; counts the
    /// milestones that opened nothing because no condition held.
    fn report_unused(&mut self, context: &JudgeContext<'_>, outcome: &mut Outcome) {
        // A delivery that opens nothing further has done its part, and so has a milestone that opened something else,
        // alone or as one of several.
        let first_row = |trigger: &Trigger| self.triggers.rows_of(trigger).first().copied();
        let unused = || self.triggers.all.iter().filter(|trigger| !trigger.used && trigger.number.is_none());
        if unused().next().is_some() {
            let used = self.triggers.all.iter().filter(|trigger| trigger.used);
            let mut told: BTreeSet<RowIx> = used.flat_map(|it| self.triggers.rows_of(it)).copied().collect();
            for number in unused().filter_map(first_row).filter(|&number| told.insert(number)) {
                match context.rows.row(number).map(|row| row.kind) {
                    Some(Kind::Event(EventKind::Requested)) => outcome.ignore(number, IgnoredWhy::OpensNothing),
                    Some(Kind::Milestone) => outcome.idle.push(number),
                    _ => {}
                }
            }
        }
        for wide in self.wide.iter().filter(|wide| !wide.used) {
            let resumed = context.rows.row(wide.row).is_some_and(|row| row.kind == Kind::Event(EventKind::Resumed));
            outcome.ignore(wide.row, if resumed { IgnoredWhy::NotPaused } else { IgnoredWhy::NoHandoff });
        }
    }
}

/// The first accepted row of a case, which may be one that is not about its handoffs; none if no other row counts.
fn first_of_case(context: &JudgeContext<'_>, case: StrIx, rows: &[RowIx]) -> Option<Instant> {
    let first = context.counting(rows).next().map(|(_, row)| row.at)?;
    let asides = context.asides.range((case, Instant(i64::MIN), RowIx(0))..).take_while(|&&(of, ..)| of == case);
    let aside = asides.filter(|(.., row)| !context.retracted.contains(row)).map(|&(_, at, _)| at).next();
    Some(aside.map_or(first, |aside| aside.min(first)))
}
