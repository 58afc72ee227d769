//! Tells what happened to a handoff, step by step.

use chrono::{DateTime, FixedOffset};

use super::super::super::judge::{HandoffState, KeyIx, TraceCause, TraceStep};
use super::super::super::record::{Kind, RowIx};
use super::super::handoff::Handoff;
use super::{Happened, HeldTime, HoldReason, Moment, Unmoved};
use crate::calendar::{Calendar, Instant, Pace, SECOND};
use crate::due::{Clause, Explanation, Form};
use crate::log::EventKind;

/// Tells of one handoff, from how it stood after each step.
pub(super) struct Teller<'j> {
    handoff: Handoff<'j>,
    /// Why it is held up, while it is.
    reasons: Vec<HoldReason>,
    /// From when the deadline counts.
    counts_from: Instant,
}

impl<'j> Teller<'j> {
    pub(super) fn of(handoff: Handoff<'j>) -> Self {
        Self { handoff, reasons: Vec::new(), counts_from: handoff.opened() }
    }

    pub(super) fn moment(&mut self, before: Option<&HandoffState>, step: &TraceStep) -> Moment {
        let after = &step.after;
        let happened = self.happened(before, step);
        let hold = before.and_then(|before| self.ended_hold(before, step).or_else(|| self.last_hold(before, step)));
        self.note_reasons(after);
        let explanation = match &step.cause {
            TraceCause::Opened { counts_from, given, .. } => {
                self.counts_from = *counts_from;
                self.explain(after, given.as_deref())
            }
            TraceCause::Revised { given, .. } if happened == Happened::Revised => self.explain(after, given.as_deref()),
            TraceCause::Revised { .. } | TraceCause::Row(_) | TraceCause::Away(_) => None,
        };
        let judgement = self.handoff.judgement();
        let strings = &judgement.rows().strings;
        let missing = after.extra.as_deref().filter(|_| happened == Happened::Incomplete);
        let missing = missing.and_then(|extra| extra.missing.as_deref()).unwrap_or_default();
        let rows = rows_of(&step.cause);
        let refused = step.refused.clone().zip(rows.first());
        let is_last = matches!(happened, Happened::Waived | Happened::Withdrawn);
        let due_after = if is_last { after.due_at(judgement.network(), step.at) } else { due(after) };
        Moment {
            at: self.local(step.at),
            happened,
            rows: rows.iter().filter_map(|&row| self.handoff.log_row(row)).collect(),
            due_before: before.map(|before| self.local(due(before))),
            due_at: self.local(due_after),
            hold,
            explanation,
            missing: missing.iter().map(|&(document, _)| strings.get(document).to_owned()).collect(),
            tier: judgement.network().terms(after.terms).tier.as_ref().map(ToString::to_string),
            refused: refused.map(|(why, &row)| judgement.listed(row, why)),
        }
    }

    fn local(&self, at: Instant) -> DateTime<FixedOffset> {
        self.handoff.local(at.into())
    }

    /// What happened, told from how it stood before and after.
    fn happened(&self, before: Option<&HandoffState>, step: &TraceStep) -> Happened {
        if step.refused.is_some() {
            return Happened::Refused;
        }
        let after = &step.after;
        let changed = |what: fn(&HandoffState) -> bool| before.is_some_and(what) != what(after);
        match &step.cause {
            TraceCause::Opened { again: false, .. } => Happened::Opened,
            TraceCause::Opened { again: true, .. } => Happened::Restarted,
            TraceCause::Away(true) if changed(HandoffState::is_away) => Happened::InputTakenBack,
            TraceCause::Away(false) if changed(HandoffState::is_away) => Happened::InputBack,
            TraceCause::Away(_) => Happened::WithoutEffect,
            TraceCause::Revised { .. } => {
                let same = before.is_some_and(|before| before.terms == after.terms && due(before) == due(after));
                match (changed(HandoffState::is_withdrawn), after.is_withdrawn()) {
                    (true, true) => Happened::Withdrawn,
                    (true, false) => Happened::AskedForAgain,
                    (false, _) if same => Happened::WithoutEffect,
                    (false, _) => Happened::Revised,
                }
            }
            &TraceCause::Row(row) => self.acted(row, before, after),
        }
    }

    fn acted(&self, row: RowIx, before: Option<&HandoffState>, after: &HandoffState) -> Happened {
        let row = self.handoff.judgement().rows().row(row);
        let Some(Kind::Event(kind)) = row.map(|row| row.kind) else { return Happened::WithoutEffect };
        let extra = |state: Option<&HandoffState>| {
            let extra = state.and_then(|state| state.extra.as_deref());
            extra.map(|extra| (extra.extended, extra.promised, extra.waiver.map(|(at, _)| at)))
        };
        let (was, is) = (extra(before).unwrap_or_default(), extra(Some(after)).unwrap_or_default());
        match kind {
            EventKind::Delivered if after.is_delivered() => Happened::Delivered,
            EventKind::Delivered => Happened::Incomplete,
            EventKind::Accepted => Happened::Accepted,
            EventKind::Rejected => Happened::Rejected,
            EventKind::Paused if after.is_paused() && !before.is_some_and(HandoffState::is_paused) => Happened::Paused,
            EventKind::Resumed => Happened::Resumed,
            EventKind::Extended if was.0 != is.0 => Happened::Extended,
            EventKind::Extended if was.1 != is.1 => Happened::Promised,
            EventKind::Waived if was.2 != is.2 => Happened::Waived,
            EventKind::Rated => Happened::Rated,
            EventKind::Paused
            | EventKind::Extended
            | EventKind::Waived
            | EventKind::Requested
            | EventKind::Revised
            | EventKind::Complained
            | EventKind::Resolved
            | EventKind::Voided => Happened::WithoutEffect,
        }
    }

    /// Why it is held up now; reasons that join while it is are kept until it ends.
    fn note_reasons(&mut self, state: &HandoffState) {
        if state.held_since().is_none() {
            self.reasons.clear();
            return;
        }
        let now = [
            (state.is_paused(), HoldReason::Paused),
            (state.is_away(), HoldReason::InputAway),
            (state.is_withdrawn(), HoldReason::Withdrawn),
        ];
        self.reasons.extend(now.iter().filter(|(is, _)| *is).map(|&(_, reason)| reason));
        self.reasons.sort_unstable();
        self.reasons.dedup();
    }

    fn ended_hold(&self, before: &HandoffState, step: &TraceStep) -> Option<HeldTime> {
        let holds = |state: &HandoffState| state.extra.as_deref().map_or(0, |extra| extra.holds.len());
        let after = &step.after;
        let &(from, until) = after.extra.as_deref()?.holds.last().filter(|_| holds(after) > holds(before))?;
        // The time since a delivery that is sent back was a hold.
        let sent_back = before.is_delivered() && !after.is_delivered();
        let reasons = if sent_back { vec![HoldReason::UnderReview] } else { self.reasons.clone() };
        Some(self.held(before, (after, due(after)), (from, until), reasons))
    }

    /// A hold that lasts when nobody asks for it any more: the handoff is shown as it stood then.
    fn last_hold(&self, before: &HandoffState, step: &TraceStep) -> Option<HeldTime> {
        let since = before.held_since().filter(|_| step.after.is_waived() && !before.is_waived())?;
        let hold = (since.max(before.opened), step.at);
        let due_then = before.due_at(self.handoff.judgement().network(), step.at);
        let is_some = hold.0 < hold.1;
        is_some.then(|| HeldTime { lasts: true, ..self.held(before, (before, due_then), hold, self.reasons.clone()) })
    }

    fn held(
        &self,
        before: &HandoffState,
        (after, due_after): (&HandoffState, Instant),
        (from, until): (Instant, Instant),
        reasons: Vec<HoldReason>,
    ) -> HeldTime {
        let counting = after.limits().counting();
        let pace = Pace::new(counting.elapsed, self.calendar(after));
        let moves_from = after.extra.as_deref().and_then(|extra| extra.moves_from);
        let counts_from = from.max(moves_from.unwrap_or(from)).min(until);
        let took = pace.between(counts_from, until);
        let unmoved = if due_after != due(before) {
            None
        } else if after.fixed {
            Some(Unmoved::BeforeMilestone)
        } else if counts_from >= until {
            Some(Unmoved::Earlier)
        } else if due(before) < counts_from {
            Some(Unmoved::AfterDeadline)
        } else {
            Some(Unmoved::OutsideHours)
        };
        let alone = pace.plus(due(before), took);
        HeldTime {
            from: self.local(from),
            until: self.local(until),
            lasts: false,
            reasons,
            elapsed_s: until.since(from) / SECOND,
            working_s: self.calendar(after).working_between(from, until) / SECOND,
            counts_from: self.local(counts_from),
            took_s: took / SECOND,
            in_working_time: !counting.elapsed,
            unmoved,
            ends_it: unmoved.is_none() && due_after == until && alone.is_some_and(|alone| alone < until),
        }
    }

    fn calendar(&self, state: &HandoffState) -> &Calendar {
        self.handoff.judgement().network().calendar_of(state.terms)
    }

    /// How the deadline of the terms that it has now came about, if it can still be told.
    fn explain(&self, state: &HandoffState, given: Option<&str>) -> Option<Explanation> {
        let clause: Clause<'_> = self.handoff.judgement().network().clause(state.terms);
        let from = self.counts_from.into();
        match (state.key, clause.rule.form(), given) {
            (KeyIx::Period(key), ..) if clause.rule.period().is_some() => {
                clause.explain_occurrence(&clause.occurrence_of_key(key)?)
            }
            (_, Form::Before { .. }, _) => clause.explain_before(from).ok(),
            (_, _, Some(given)) => clause.explain_given(from, given).ok(),
            _ => clause.explain_after(from).ok(),
        }
    }

    /// The end of a review in which nobody said anything.
    pub(super) fn silence(&self, last: &HandoffState) -> Option<Moment> {
        let judgement = self.handoff.judgement();
        let end = last.review_end(judgement.network()).filter(|_| last.is_delivered() && !last.accepted)?;
        (end < judgement.as_of_instant())
            .then(|| self.without_row(end, Happened::AcceptedBySilence, due(last), due(last)))
    }

    /// How it stands at the instant of the judgement, a hold that lasts included.
    pub(super) fn judged(&self, last: &HandoffState) -> Moment {
        let as_of = self.handoff.judgement().as_of_instant();
        let due_at = self.handoff.due();
        // What was waived stands as it did then.
        let lasting = last.held_since().filter(|_| !last.is_waived());
        let hold = lasting.map(|since| (since.max(last.opened), as_of)).filter(|(from, until)| from < until);
        let hold =
            hold.map(|hold| HeldTime { lasts: true, ..self.held(last, (last, due_at), hold, self.reasons.clone()) });
        let due_before = if last.is_waived() { due_at } else { due(last) };
        Moment { hold, ..self.without_row(as_of, Happened::Judged, due_before, due_at) }
    }

    fn without_row(&self, at: Instant, happened: Happened, due_before: Instant, due_at: Instant) -> Moment {
        Moment {
            at: self.local(at),
            happened,
            rows: Vec::new(),
            due_before: Some(self.local(due_before)),
            due_at: self.local(due_at),
            hold: None,
            explanation: None,
            missing: Vec::new(),
            tier: self.handoff.tier().map(str::to_owned),
            refused: None,
        }
    }
}

/// The deadline as what is over moved it.
fn due(state: &HandoffState) -> Instant {
    state.limits().counting().at
}

pub(super) fn rows_of(cause: &TraceCause) -> &[RowIx] {
    match cause {
        TraceCause::Opened { rows, .. } => rows,
        TraceCause::Row(row) => std::slice::from_ref(row),
        TraceCause::Revised { row, .. } => row.as_slice(),
        TraceCause::Away(_) => &[],
    }
}
