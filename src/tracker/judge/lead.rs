//! Leads one obligation's handoffs of one case through what happens to them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::record::{Kind, Row, RowIx, StrIx};
use super::case::{Step, What, WideStep};
use super::key::KeyIx;
use super::matching::Occurrences;
use super::state::{HandoffState, Opening};
use super::status::settle;
use super::trace::TraceCause;
use super::trigger::Triggers;
use super::{JudgeContext, Outcome};
use crate::calendar::Instant;
use crate::due::DueError;
use crate::log::{EventKind, IgnoredWhy};
use crate::network::{NameIx, TermsIx, WhileOpen};

/// The handoffs of one obligation in one case, as far as they have come.
#[derive(Default)]
pub(super) struct Lead {
    case: Option<StrIx>,
    /// The first event of the case.
    first: Instant,
    handoffs: Vec<HandoffState>,
    /// What opened each of them, and from when its deadline counts.
    openers: Vec<(usize, Instant)>,
    occurrences: Occurrences,
    /// Triggers that opened nothing, which a revision may yet make open something.
    dormant: Vec<(usize, TermsIx)>,
    /// Rows for a handoff that is not open yet, by its number, in order; those before any is open by 0.
    early: BTreeMap<u32, Vec<(usize, RowIx)>>,
    /// How many such rows there were.
    early_rows: usize,
    /// The places of handoffs to which other obligations' handoffs gave their numbers.
    numbered: HashMap<u32, usize>,
    upstream: Vec<Upstream>,
    /// The numbers of those that others already count from as accepted.
    signed_off: HashSet<u32>,
    /// Whether others count from these deliveries.
    is_followed: bool,
}

/// What an obligation's deliveries mean for one that counts from them.
#[derive(Clone, Debug)]
pub(super) enum Upstream {
    /// Its first delivery was complete, or accepted: with what it carries.
    Opens { at: Instant, said: Instant, number: u32, rows: Vec<RowIx>, signed_off: bool },
    /// It was taken back, or made again.
    Away { at: Instant, number: u32, away: bool },
}

impl Upstream {
    pub(super) fn at(&self) -> Instant {
        match self {
            Self::Opens { at, .. } | Self::Away { at, .. } => *at,
        }
    }
}

impl Lead {
    pub(super) fn start(&mut self, case: StrIx, first: Instant) {
        (self.case, self.first) = (Some(case), first);
        self.handoffs.clear();
        self.openers.clear();
        self.occurrences.start();
        self.dormant.clear();
        self.early.clear();
        self.early_rows = 0;
        self.upstream.clear();
        self.numbered.clear();
        self.signed_off.clear();
    }

    /// Takes the steps of one obligation, and what happens to the whole case, in the order of time.
    pub(super) fn run(
        &mut self,
        context: &JudgeContext<'_>,
        steps: &[Step],
        triggers: &mut Triggers,
        wide: &mut [WideStep],
        outcome: &mut Outcome,
    ) {
        self.is_followed = steps.first().is_some_and(|step| context.plans.is_followed(step.name));
        let mut wide = wide.iter_mut().peekable();
        for step in steps {
            let key = (step.at, step.rank, step.place);
            while let Some(next) = wide.next_if(|next| (next.at, next.rank, next.place) < key) {
                self.take_wide(context, triggers, next, outcome);
            }
            match step.what {
                What::Trigger { trigger, version } => self.trigger(context, triggers, trigger, version, outcome),
                What::Act(number) => {
                    if let Some(row) = context.rows.row(number) {
                        self.act(context, triggers, number, row, outcome);
                    }
                }
                What::Away { number, away } => self.set_away(context, number, step.at, away, outcome),
            }
        }
        for next in wide {
            self.take_wide(context, triggers, next, outcome);
        }
    }

    /// Settles the handoffs and hands them over; says what they mean for others.
    pub(super) fn finish(
        &mut self,
        context: &JudgeContext<'_>,
        name: NameIx,
        triggers: &Triggers,
        outcome: &mut Outcome,
    ) -> Vec<Upstream> {
        for (_, number) in std::mem::take(&mut self.early).into_values().flatten() {
            outcome.ignore(number, IgnoredWhy::NoHandoff);
        }
        if self.is_followed {
            self.sign_off_by_silence(context, triggers);
        }
        for state in &mut self.handoffs {
            if let Some(plan) = context.plans.plan(state.terms) {
                settle(state, plan, context);
            }
        }
        outcome.push(name, &mut self.handoffs);
        std::mem::take(&mut self.upstream)
    }

    /// A trigger opens a handoff if the version's conditions hold, unless one that is open keeps it from doing so.
    fn trigger(
        &mut self,
        context: &JudgeContext<'_>,
        triggers: &mut Triggers,
        number: usize,
        version: TermsIx,
        outcome: &mut Outcome,
    ) {
        let (Some(trigger), Some(own)) = (triggers.all.get(number), context.plans.plan(version)) else { return };
        let (at, known) = (trigger.at, triggers.known_at(trigger.at));
        let Some(terms) = triggers.terms(context, trigger, known, own, at) else {
            self.dormant.push((number, version));
            return;
        };
        self.open(context, triggers, number, terms, known, at, outcome);
    }

    /// Opens a handoff under these terms, counted from `at`.
    #[expect(clippy::too_many_arguments, reason = "what it opens, under what, as of when, and where it is noted")]
    fn open(
        &mut self,
        context: &JudgeContext<'_>,
        triggers: &mut Triggers,
        number: usize,
        terms: TermsIx,
        known: usize,
        at: Instant,
        outcome: &mut Outcome,
    ) {
        let (Some(trigger), Some(plan)) = (triggers.all.get(number), context.plans.plan(terms)) else { return };
        let opening = match triggers.opening(context, trigger, known, plan, at, self.first) {
            Ok(opening) => opening,
            Err(error) => {
                if let Some(&row) = triggers.rows_of(trigger).first() {
                    outcome.ignore(row, no_deadline(context, terms, &error));
                }
                return;
            }
        };
        if let Some(trigger) = triggers.all.get_mut(number) {
            trigger.used = true;
        }
        match (self.occurrences.latest_open(&self.handoffs), context.network.terms(terms).while_open) {
            (Some(_), WhileOpen::Ignore) => {}
            (Some(open), WhileOpen::Restart) => {
                self.occurrences.leave(open, &self.handoffs);
                if let (Some(state), Some(opener)) = (self.handoffs.get_mut(open), self.openers.get_mut(open)) {
                    *state = HandoffState::open(&opening, state.key);
                    *opener = (number, at);
                }
                self.occurrences.enter(open, &self.handoffs);
                self.note_opening(context, triggers, (open, known), true, outcome);
            }
            _ => self.push(context, triggers, &opening, (number, at), known, outcome),
        }
    }

    fn push(
        &mut self,
        context: &JudgeContext<'_>,
        triggers: &Triggers,
        opening: &Opening,
        opener: (usize, Instant),
        known: usize,
        outcome: &mut Outcome,
    ) {
        let Some(case) = self.case else { return };
        let given = triggers.all.get(opener.0).and_then(|trigger| trigger.number);
        let next = crate::diagnostic::to_u32(self.handoffs.len()).saturating_add(1);
        let occurrence = given.unwrap_or(next);
        self.handoffs.push(HandoffState::open(opening, KeyIx::Case { case, occurrence }));
        self.openers.push(opener);
        let place = self.handoffs.len() - 1;
        if given.is_some() {
            self.numbered.entry(occurrence).or_insert(place);
        }
        self.occurrences.enter(place, &self.handoffs);
        self.note_opening(context, triggers, (place, known), false, outcome);
        let mut early = self.early.remove(&occurrence).unwrap_or_default();
        if place == 0 {
            early.extend(self.early.remove(&0).unwrap_or_default());
            early.sort_unstable();
        }
        for (_, number) in early {
            if let Some(row) = context.rows.row(number) {
                self.act_and_note(context, triggers, place, (number, row), outcome);
            }
        }
    }

    /// Lets an event act on the handoff that it means.
    fn act(
        &mut self,
        context: &JudgeContext<'_>,
        triggers: &Triggers,
        number: RowIx,
        row: &Row,
        outcome: &mut Outcome,
    ) {
        let named = context.rows.occurrence(row);
        let target = match named {
            Some(occurrence) => self.place_of(occurrence),
            None => self.occurrences.meant(row, &self.handoffs),
        };
        let delivered = row.kind == Kind::Event(EventKind::Delivered);
        match (target, named) {
            (Some(place), _) => self.act_and_note(context, triggers, place, (number, row), outcome),
            (None, Some(occurrence)) if occurrence > 0 => self.keep_early(occurrence, number),
            // Made before the case had any: it belongs to the first, at its own instant.
            (None, None) if self.handoffs.is_empty() && delivered => self.keep_early(0, number),
            _ => outcome.ignore(number, no_target(row.kind, self.handoffs.is_empty())),
        }
    }

    fn keep_early(&mut self, occurrence: u32, row: RowIx) {
        self.early.entry(occurrence).or_default().push((self.early_rows, row));
        self.early_rows += 1;
    }

    fn act_and_note(
        &mut self,
        context: &JudgeContext<'_>,
        triggers: &Triggers,
        place: usize,
        (number, row): (RowIx, &Row),
        outcome: &mut Outcome,
    ) {
        match self.act_on(context, place, (number, row), outcome) {
            Ok(()) if self.is_followed => self.note_upstream(triggers, place, number, row),
            Ok(()) => {}
            Err(why) => outcome.ignore(number, why),
        }
    }

    /// The handoff with a number. Numbers follow the order of opening, but for those that another's deliveries gave.
    fn place_of(&self, occurrence: u32) -> Option<usize> {
        let numbered = |state: &HandoffState| matches!(state.key, KeyIx::Case { occurrence: n, .. } if n == occurrence);
        let by_order = usize::try_from(occurrence).ok()?.checked_sub(1)?;
        if self.handoffs.get(by_order).is_some_and(numbered) {
            return Some(by_order);
        }
        self.numbered.get(&occurrence).copied()
    }

    fn act_on(
        &mut self,
        context: &JudgeContext<'_>,
        place: usize,
        (number, row): (RowIx, &Row),
        outcome: &mut Outcome,
    ) -> Result<(), IgnoredWhy> {
        self.occurrences.leave(place, &self.handoffs);
        let effect = match self.handoffs.get_mut(place) {
            Some(state) => match context.plans.plan(state.terms) {
                Some(plan) => state.apply(plan, number, row, context),
                None => Ok(()),
            },
            None => Err(IgnoredWhy::NoHandoff),
        };
        self.occurrences.enter(place, &self.handoffs);
        let (state, refused) = (self.handoffs.get(place), effect.as_ref().err());
        outcome.note(context, state, row.at, refused, || TraceCause::Row(number));
        effect
    }

    /// Takes note of what opened a handoff, if it is watched.
    fn note_opening(
        &self,
        context: &JudgeContext<'_>,
        triggers: &Triggers,
        (place, known): (usize, usize),
        again: bool,
        outcome: &mut Outcome,
    ) {
        let Some((&(opener, counts_from), state)) = self.openers.get(place).zip(self.handoffs.get(place)) else {
            return;
        };
        outcome.note(context, Some(state), state.opened, None, || {
            let trigger = triggers.all.get(opener);
            let plan = context.plans.plan(state.terms);
            let given = trigger.zip(plan).and_then(|(trigger, plan)| triggers.given(context, trigger, known, plan));
            let rows = trigger.map_or(Vec::new(), |trigger| triggers.rows_of(trigger).to_vec());
            TraceCause::Opened { rows, counts_from, given: given.as_deref().map(Into::into), again }
        });
    }

    /// A pause, its end or a waiver of the whole case, or a revision.
    fn take_wide(
        &mut self,
        context: &JudgeContext<'_>,
        triggers: &mut Triggers,
        wide: &mut WideStep,
        outcome: &mut Outcome,
    ) {
        if let Some(known) = wide.revision {
            return self.revise(context, triggers, wide.at, known, outcome);
        }
        let Some(row) = context.rows.row(wide.row) else { return };
        let resumed = row.kind == Kind::Event(EventKind::Resumed);
        let mut meant =
            if resumed { self.occurrences.paused(&self.handoffs) } else { self.occurrences.open(&self.handoffs) };
        if let Some(only) = context.rows.occurrence(row) {
            let only = self.place_of(only);
            meant.retain(|&place| Some(place) == only);
        }
        for place in meant {
            wide.used |= self.act_on(context, place, (wide.row, row), outcome).is_ok();
        }
    }

    fn set_away(&mut self, context: &JudgeContext<'_>, number: u32, at: Instant, away: bool, outcome: &mut Outcome) {
        let Some(place) = self.place_of(number) else { return };
        self.occurrences.leave(place, &self.handoffs);
        if let Some(state) = self.handoffs.get_mut(place) {
            state.set_away(context.network, at, away);
        }
        self.occurrences.enter(place, &self.handoffs);
        outcome.note(context, self.handoffs.get(place), at, None, || TraceCause::Away(away));
    }

    /// From now on the case's triggers carry what a row says: terms are chosen anew, what nobody asks for any more is
    /// withdrawn, and what is asked for now opens.
    fn revise(
        &mut self,
        context: &JudgeContext<'_>,
        triggers: &mut Triggers,
        at: Instant,
        known: usize,
        outcome: &mut Outcome,
    ) {
        // What is delivered keeps its terms; only who watches one handoff is told so.
        let delivered_too = outcome.is_watching();
        let places: Vec<usize> =
            if delivered_too { (0..self.handoffs.len()).collect() } else { self.occurrences.revisable(&self.handoffs) };
        for place in places {
            self.occurrences.leave(place, &self.handoffs);
            if let (Some(state), Some(&(trigger, counts_from))) =
                (self.handoffs.get_mut(place), self.openers.get(place))
            {
                revise_one(context, triggers, state, (trigger, counts_from), at, known);
                outcome.note(context, Some(state), at, None, || {
                    let row = known.checked_sub(1).and_then(|last| triggers.revisions.get(last)).map(|&(_, row)| row);
                    let of = triggers.all.get(trigger).zip(context.plans.plan(state.terms));
                    let given = of.and_then(|(trigger, plan)| triggers.given(context, trigger, known, plan));
                    TraceCause::Revised { row, given: given.as_deref().map(Into::into) }
                });
            }
            self.occurrences.enter(place, &self.handoffs);
        }
        for (number, version) in std::mem::take(&mut self.dormant) {
            let Some(trigger) = triggers.all.get(number) else { continue };
            // The revision is the trigger: the version in force now decides, if it counts from the same as the one before.
            let now = triggers.version_at(context, trigger, version, at).filter(|now| !now.is_before());
            match now.and_then(|now| triggers.terms(context, trigger, known, now, at)) {
                Some(terms) => self.open(context, triggers, number, terms, known, at, outcome),
                None => self.dormant.push((number, version)),
            }
        }
    }

    /// Notes what a delivery, its acceptance or its rejection means for those that count from it.
    fn note_upstream(&mut self, triggers: &Triggers, place: usize, row: RowIx, event: &Row) {
        let Some(state) = self.handoffs.get(place) else { return };
        let KeyIx::Case { occurrence: number, .. } = state.key else { return };
        let (said, mut rows) = self.carried(triggers, place);
        rows.push(row);
        let at = event.at;
        match event.kind {
            Kind::Event(EventKind::Delivered) if state.is_delivered() => {
                if state.extra.as_deref().is_some_and(|extra| extra.sent_back > 0) {
                    self.upstream.push(Upstream::Away { at, number, away: false });
                } else {
                    self.upstream.push(Upstream::Opens { at, said, number, rows, signed_off: false });
                }
            }
            Kind::Event(EventKind::Rejected) => self.upstream.push(Upstream::Away { at, number, away: true }),
            Kind::Event(EventKind::Accepted) => {
                if self.signed_off.insert(number) {
                    self.upstream.push(Upstream::Opens { at, said, number, rows, signed_off: true });
                }
            }
            Kind::Event(_) | Kind::Milestone => {}
        }
    }

    /// What the trigger of a handoff carries, and since when.
    fn carried(&self, triggers: &Triggers, place: usize) -> (Instant, Vec<RowIx>) {
        let opener = self.openers.get(place).and_then(|&(trigger, _)| triggers.all.get(trigger));
        opener.map_or((self.first, Vec::new()), |trigger| (trigger.said, triggers.rows_of(trigger).to_vec()))
    }

    /// The deliveries whose review ended without a word.
    fn sign_off_by_silence(&mut self, context: &JudgeContext<'_>, triggers: &Triggers) {
        for (place, state) in self.handoffs.iter().enumerate() {
            let KeyIx::Case { occurrence: number, .. } = state.key else { continue };
            let end = state.review_end(context.network).filter(|_| state.is_delivered() && !state.accepted);
            if let Some(at) = end.filter(|&end| end < context.as_of) {
                let (said, rows) = self.carried(triggers, place);
                self.upstream.push(Upstream::Opens { at, said, number, rows, signed_off: true });
            }
        }
    }
}

/// What a revision does to a handoff that was neither delivered nor overdue by then.
fn revise_one(
    context: &JudgeContext<'_>,
    triggers: &Triggers,
    state: &mut HandoffState,
    (trigger, counts_from): (usize, Instant),
    at: Instant,
    known: usize,
) {
    let network = context.network;
    let waived = state.is_waived() && !state.is_withdrawn();
    // What is due before a milestone opens with the case: a revision before the milestone finds it in the milestone's row.
    let early = triggers.all.get(trigger).is_some_and(|trigger| at < trigger.at);
    let overdue = !state.is_withdrawn() && state.due_at(network, at) < at;
    let version = context.plans.plan(network.version_of(state.terms));
    let (Some(trigger), Some(own)) = (triggers.all.get(trigger), version) else { return };
    if waived || early || overdue || (state.is_delivered() && !state.is_withdrawn()) {
        return;
    }
    let Some(terms) = triggers.terms(context, trigger, known, own, counts_from) else {
        if !state.is_withdrawn() {
            state.set_withdrawn(network, at, true);
        }
        return;
    };
    if state.is_withdrawn() {
        state.set_withdrawn(network, at, false);
    }
    if state.is_delivered() {
        // Delivered while nobody asked for it, it counts now that somebody does.
        return;
    }
    let Some(plan) = context.plans.plan(terms) else { return };
    if terms != state.terms || plan.given.is_some() {
        let opening = |known| triggers.opening(context, trigger, known, plan, counts_from, state.opened);
        let before = opening(known.saturating_sub(1)).map(|opening| opening.limits);
        let Ok(opening) = opening(known) else { return };
        if terms != state.terms || before != Ok(opening.limits) {
            state.revise(network, at, terms, opening.limits);
        }
    }
}

fn no_deadline(context: &JudgeContext<'_>, terms: TermsIx, error: &DueError) -> IgnoredWhy {
    let terms = context.network.terms(terms);
    match error {
        DueError::Unreadable(value) => IgnoredWhy::Given {
            obligation: terms.id.as_str().into(),
            attribute: terms.due.given().unwrap_or_default().into(),
            problem: crate::log::GivenProblem::Unreadable(value.as_str().into()),
        },
        DueError::BeyondHorizon | DueError::NoPromptly | DueError::OtherForm(_) => {
            IgnoredWhy::BeyondHorizon(terms.id.as_str().into())
        }
    }
}

fn no_target(kind: Kind, unknown: bool) -> IgnoredWhy {
    match kind {
        Kind::Event(EventKind::Delivered) if !unknown => IgnoredWhy::Additional,
        Kind::Event(EventKind::Accepted | EventKind::Rejected) if !unknown => IgnoredWhy::NotDelivered,
        Kind::Event(EventKind::Resumed) if !unknown => IgnoredWhy::NotPaused,
        Kind::Event(_) | Kind::Milestone => IgnoredWhy::NoHandoff,
    }
}
