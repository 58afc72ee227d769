//! How one handoff stands: what each event does to it, and how its deadline moves.

use chrono::NaiveDate;

use super::super::record::{Kind, Plan, Row, RowIx, Rows, StrIx, Tag};
use super::JudgeContext;
use super::key::KeyIx;
use super::status::{Status, misses};
use crate::calendar::{Instant, Pace};
use crate::due::{Clause, LimitAt, Limits, Whichever};
use crate::log::{Column, EventKind, IgnoredWhy};
use crate::network::{Network, TermsIx};

/// An instant that never came.
pub(in crate::tracker) const NEVER: Instant = Instant(i64::MIN);

/// One handoff, with what only a few have in a box.
#[derive(Clone, Debug)]
pub(in crate::tracker) struct HandoffState {
    pub(in crate::tracker) opened: Instant,
    /// The deadline before anything moved it, and its day where it was counted in days.
    pub(in crate::tracker) original: Instant,
    pub(in crate::tracker) original_day: Option<NaiveDate>,
    /// The deadline; once settled, as it stands at the instant of judgement.
    pub(in crate::tracker) due: Instant,
    /// The limit that decides it, or the first of two.
    first: LimitAt,
    /// When the delivery that stands was complete, or `NEVER`.
    pub(in crate::tracker) delivered: Instant,
    pub(in crate::tracker) extra: Option<Box<Extra>>,
    pub(in crate::tracker) terms: TermsIx,
    pub(in crate::tracker) key: KeyIx,
    /// Deliveries that were made, the incomplete and the rejected ones included.
    pub(in crate::tracker) attempts: u32,
    pub(in crate::tracker) status: Status,
    pub(in crate::tracker) accepted: bool,
    /// What the delivery that stands says of itself, where an export knows no more: whether the target was kept.
    pub(in crate::tracker) kept: Option<bool>,
    /// It is due at a milestone, whatever holds it up.
    pub(in crate::tracker) fixed: bool,
}

/// What only a few handoffs have.
#[derive(Clone, Debug, Default)]
pub(in crate::tracker) struct Extra {
    second: Option<(Whichever, LimitAt)>,
    /// The holds that are over, in order, from the opening on; none overlaps the next.
    pub(in crate::tracker) holds: Vec<(Instant, Instant)>,
    /// Since when it is held up, for whatever reasons.
    pub(in crate::tracker) held_since: Option<Instant>,
    /// The customer paused it.
    pub(in crate::tracker) paused: bool,
    /// What it was opened by was taken back: the delivery on which it works is away.
    pub(in crate::tracker) away: bool,
    /// A revision made it one that nobody asks for.
    pub(in crate::tracker) withdrawn: bool,
    withdrawn_at: Instant,
    /// From when on holds move the deadline: the last extension.
    pub(in crate::tracker) moves_from: Option<Instant>,
    /// When the last extension was agreed that came in time.
    pub(in crate::tracker) extended: Option<Instant>,
    /// When an extension came too late, and its date.
    pub(in crate::tracker) promised: Option<(Instant, Instant)>,
    /// Extensions agreed while it was delivered, after its deadline: in time only if that delivery is sent back.
    waiting: Vec<(Instant, LimitAt)>,
    /// When it was waived, and the row that did.
    pub(in crate::tracker) waiver: Option<(Instant, RowIx)>,
    /// The deadline as it stood when it was waived, and when it was withdrawn.
    due_when_waived: Option<Instant>,
    due_when_withdrawn: Option<Instant>,
    pub(in crate::tracker) ratings: Vec<u8>,
    /// Documents and signatures that are still missing from deliveries so far; none before the first.
    pub(in crate::tracker) missing: Option<Vec<(StrIx, bool)>>,
    pub(in crate::tracker) sent_back: u32,
}

/// What an event did: nothing, for a reason, or what it was meant to.
pub(super) type Effect = Result<(), IgnoredWhy>;

/// A handoff as a trigger or a period opens it.
#[derive(Clone, Copy, Debug)]
pub(in crate::tracker) struct Opening {
    pub(in crate::tracker) terms: TermsIx,
    pub(in crate::tracker) opened: Instant,
    pub(in crate::tracker) limits: Limits,
    /// Whether holds leave its deadline alone.
    pub(in crate::tracker) fixed: bool,
}

/// A hold that lasts and moves a deadline: since when, and where the deadline stood.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunningHold {
    pub(super) terms: TermsIx,
    pub(super) from: Instant,
    pub(super) due: Instant,
    /// Whether it moves by elapsed time.
    pub(super) elapsed: bool,
    pub(super) has_two_limits: bool,
}

impl HandoffState {
    pub(in crate::tracker) fn open(opening: &Opening, key: KeyIx) -> Self {
        let counting = opening.limits.counting();
        let extra = opening.limits.second.map(|second| Box::new(Extra { second: Some(second), ..Extra::default() }));
        Self {
            opened: opening.opened,
            original: counting.at,
            original_day: counting.day,
            due: counting.at,
            first: opening.limits.first,
            delivered: NEVER,
            extra,
            terms: opening.terms,
            key,
            attempts: 0,
            status: Status::Open,
            accepted: false,
            kept: None,
            fixed: opening.fixed,
        }
    }

    pub(in crate::tracker) fn is_delivered(&self) -> bool {
        self.delivered != NEVER
    }

    /// Whether the delivery missed the deadline, or none until `now` does: by what its row says of it, if it says so.
    pub(in crate::tracker) fn is_missed(&self, now: Instant) -> bool {
        match self.kept {
            Some(kept) => !kept,
            None => misses(if self.is_delivered() { self.delivered } else { now }, self.due),
        }
    }

    /// Whether nobody asks for it: it was waived, or a revision withdrew it.
    pub(in crate::tracker) fn is_waived(&self) -> bool {
        self.extra.as_deref().is_some_and(|extra| extra.waiver.is_some() || extra.withdrawn)
    }

    /// Whether a revision made it one that nobody asks for.
    pub(in crate::tracker) fn is_withdrawn(&self) -> bool {
        self.extra.as_deref().is_some_and(|extra| extra.withdrawn)
    }

    /// When nobody asked for it any more, if so.
    pub(in crate::tracker) fn waived_at(&self) -> Option<Instant> {
        let extra = self.extra.as_deref()?;
        let withdrawn = extra.withdrawn.then_some(extra.withdrawn_at);
        extra.waiver.map(|(at, _)| at).into_iter().chain(withdrawn).min()
    }

    /// The date of an extension that came too late; none if nobody asked for it any more by then.
    pub(in crate::tracker) fn promised(&self) -> Option<Instant> {
        let (at, date) = self.extra.as_deref()?.promised?;
        self.waived_at().is_none_or(|waived| at <= waived).then_some(date)
    }

    /// Whether a delivery is still to come.
    pub(super) fn is_open(&self) -> bool {
        !self.is_delivered() && !self.is_waived()
    }

    pub(in crate::tracker) fn is_paused(&self) -> bool {
        !self.is_delivered() && self.extra.as_deref().is_some_and(|extra| extra.paused)
    }

    /// Since when it is held up, for whatever reasons, if it is and a delivery is still to come.
    pub(in crate::tracker) fn held_since(&self) -> Option<Instant> {
        self.extra.as_deref().filter(|_| !self.is_delivered())?.held_since
    }

    /// Whether it waits for the delivery that opened it to be made again.
    pub(in crate::tracker) fn is_away(&self) -> bool {
        self.extra.as_deref().is_some_and(|extra| extra.away)
    }

    /// The day of the deadline as its rule or an extension rolled it, where it was counted in days and nothing moved it.
    pub(in crate::tracker) fn due_day(&self) -> Option<NaiveDate> {
        let counting = self.limits().counting();
        counting.day.filter(|_| counting.at == self.due)
    }

    fn extra(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    /// Whether a hold that lasts moves its deadline: until it ends, nothing falls due.
    pub(in crate::tracker) fn is_moving(&self) -> bool {
        let Some(since) = self.held_since() else { return false };
        let agreed = self.extra.as_deref().and_then(|extra| extra.moves_from);
        let from = since.max(self.opened).max(agreed.unwrap_or(self.opened));
        !self.fixed && from <= self.limits().counting().at
    }

    /// The holds that are over.
    pub(super) fn holds_over(&self) -> &[(Instant, Instant)] {
        self.extra.as_deref().map_or(&[], |extra| &extra.holds)
    }

    pub(in crate::tracker) fn limits(&self) -> Limits {
        Limits { first: self.first, second: self.extra.as_deref().and_then(|extra| extra.second) }
    }

    fn set_limits(&mut self, limits: Limits) {
        self.first = limits.first;
        self.due = limits.counting().at;
        if limits.second.is_some() || self.extra.is_some() {
            self.extra().second = limits.second;
        }
    }

    /// The deadline as it stands at an instant, a hold that lasts included.
    pub(in crate::tracker) fn due_at(&self, network: &Network, now: Instant) -> Instant {
        match self.held_since() {
            Some(since) if since < now => self.moved(self.limits(), network, (since, now)).counting().at,
            _ => self.limits().counting().at,
        }
    }

    /// Takes the deadline as it stands at the instant of judgement; what was waived keeps the one it had then.
    pub(in crate::tracker) fn settle_due(&mut self, network: &Network, as_of: Instant) {
        let waived = self.extra.as_deref().and_then(|extra| {
            // Of the two, what came first.
            let waived_first = extra.waiver.is_some_and(|(waived, _)| !extra.withdrawn || waived < extra.withdrawn_at);
            if waived_first { extra.due_when_waived } else { extra.due_when_withdrawn.filter(|_| extra.withdrawn) }
        });
        self.due = waived.unwrap_or_else(|| self.due_at(network, as_of));
    }

    /// The hold that lasts, if it moves the deadline.
    pub(super) fn running_hold(&self) -> Option<RunningHold> {
        let limits = self.limits();
        let (from, limit) = (self.moving_from(self.held_since()?), limits.counting());
        let has_two_limits = limits.second.is_some();
        let moves = !self.fixed && (has_two_limits || from <= limit.at);
        let hold = RunningHold { terms: self.terms, from, due: limit.at, elapsed: limit.elapsed, has_two_limits };
        moves.then_some(hold)
    }

    /// From when on a hold that began at an instant moves the deadline.
    fn moving_from(&self, since: Instant) -> Instant {
        let after = self.extra.as_deref().and_then(|extra| extra.moves_from);
        since.max(self.opened).max(after.unwrap_or(self.opened))
    }

    /// Limits as a hold moves them: each by the time it took in its own unit, if it began at or before the deadline,
    /// which then never lies before the end of a hold that spans it.
    fn moved(&self, limits: Limits, network: &Network, hold: (Instant, Instant)) -> Limits {
        let (from, until) = (self.moving_from(hold.0), hold.1);
        let due = limits.counting().at;
        if self.fixed || until <= from || due < from {
            return limits;
        }
        let calendar = network.calendar_of(self.terms);
        let move_one = |limit: LimitAt| {
            let pace = Pace::new(limit.elapsed, calendar);
            let took = pace.between(from, until);
            let moved = if took > 0 {
                // Beyond what the calendar reaches, time goes on as on the wall.
                pace.plus(limit.at, took).unwrap_or_else(|| limit.at.plus(until.since(from)))
            } else {
                limit.at
            };
            let at = if due <= until { moved.max(until) } else { moved };
            LimitAt { at, day: limit.day.filter(|_| at == limit.at), ..limit }
        };
        let second = limits.second.map(|(whichever, limit)| (whichever, move_one(limit)));
        Limits { first: move_one(limits.first), second }
    }

    /// Lets a hold that is over move the deadline, and keeps it.
    fn hold(&mut self, network: &Network, from: Instant, until: Instant) {
        let limits = self.moved(self.limits(), network, (from, until));
        self.set_limits(limits);
        let from = from.max(self.opened);
        if from < until {
            self.extra().holds.push((from, until));
        }
    }

    /// Begins to be held up, for the reason that `reason` marks.
    fn begin_hold(&mut self, at: Instant, reason: impl FnOnce(&mut Extra)) {
        let delivered = self.is_delivered();
        let extra = self.extra();
        reason(extra);
        if !delivered {
            extra.held_since.get_or_insert(at);
        }
    }

    /// Is no longer held up for a reason; it may be for others.
    fn end_hold(&mut self, network: &Network, at: Instant, reason: impl FnOnce(&mut Extra)) {
        let extra = self.extra();
        reason(extra);
        if extra.paused || extra.away || extra.withdrawn {
            return;
        }
        if let Some(since) = extra.held_since.take() {
            self.hold(network, since, at);
        }
    }

    /// Lets an event act on the handoff that it means.
    pub(super) fn apply(&mut self, plan: &Plan, number: RowIx, row: &Row, context: &JudgeContext<'_>) -> Effect {
        let Kind::Event(kind) = row.kind else {
            debug_assert!(false, "a milestone opens handoffs and acts on none");
            return Ok(());
        };
        match kind {
            EventKind::Delivered => self.deliver(plan, row, context)?,
            EventKind::Accepted => self.accept()?,
            EventKind::Rejected => self.reject(context.network, row.at)?,
            EventKind::Paused => self.pause(row.at),
            EventKind::Resumed => self.resume(context.network, row.at)?,
            EventKind::Extended => self.extend(plan, row, context),
            EventKind::Waived => self.waive(context.network, row.at, number),
            EventKind::Rated => self.rate(row, context.rows),
            EventKind::Requested
            | EventKind::Revised
            | EventKind::Complained
            | EventKind::Resolved
            | EventKind::Voided => {
                debug_assert!(false, "{kind} acts on no handoff by itself");
            }
        }
        Ok(())
    }

    fn deliver(&mut self, plan: &Plan, row: &Row, context: &JudgeContext<'_>) -> Effect {
        if self.is_delivered() {
            // What comes again when it is there already is one too many.
            return Err(IgnoredWhy::Additional);
        }
        self.attempts = self.attempts.saturating_add(1);
        if !plan.required.is_empty() {
            let missing = self.extra().missing.get_or_insert_with(|| plan.required.clone());
            missing.retain(|&(document, signed)| !brings(context.rows, row, document, signed));
            if !missing.is_empty() {
                return Ok(());
            }
        }
        // A pause ends with the delivery, for good; what it works on may still be away should this one be sent back.
        if let Some(extra) = self.extra.as_deref_mut() {
            extra.paused = false;
            if let Some(since) = extra.held_since.take() {
                self.hold(context.network, since, row.at);
            }
        }
        self.delivered = row.at;
        self.accepted = false;
        self.kept = context.rows.text(row, Column::Outcome).and_then(told);
        Ok(())
    }

    fn accept(&mut self) -> Effect {
        if !self.is_delivered() {
            return Err(IgnoredWhy::NotDelivered);
        }
        self.accepted = true;
        Ok(())
    }

    /// Undoes the delivery: the time since it was a hold, and all documents must come again.
    fn reject(&mut self, network: &Network, at: Instant) -> Effect {
        if !self.is_delivered() {
            return Err(IgnoredWhy::NotDelivered);
        }
        if self.accepted {
            return Err(IgnoredWhy::AfterAcceptance);
        }
        if self.review_end(network).is_some_and(|end| end < at) {
            return Err(IgnoredWhy::AfterReview);
        }
        let since = std::mem::replace(&mut self.delivered, NEVER);
        self.kept = None;
        self.agree_what_waited(since);
        let waived = self.extra.as_deref().and_then(|extra| extra.waiver).map(|(waived, _)| waived);
        if let Some(waived) = waived.filter(|&waived| since < waived) {
            // The hold was running when it was waived.
            let due = self.moved(self.limits(), network, (since, waived)).counting().at;
            self.extra().due_when_waived = Some(due);
        }
        self.hold(network, since, at);
        let extra = self.extra();
        extra.missing = None;
        extra.sent_back = extra.sent_back.saturating_add(1);
        extra.held_since = (extra.away || extra.withdrawn).then_some(at);
        Ok(())
    }

    /// Until when the delivery that stands may be rejected; none without a review.
    pub(in crate::tracker) fn review_end(&self, network: &Network) -> Option<Instant> {
        let span = network.terms(self.terms).review?;
        let clause = Clause { calendar: network.customer_calendar(self.terms), ..network.clause(self.terms) };
        clause.end_of(span, self.delivered).ok()
    }

    fn pause(&mut self, at: Instant) {
        if !self.is_delivered() {
            self.begin_hold(at, |extra| extra.paused = true);
        }
    }

    fn resume(&mut self, network: &Network, at: Instant) -> Effect {
        if !self.is_paused() {
            return Err(IgnoredWhy::NotPaused);
        }
        self.end_hold(network, at, |extra| extra.paused = false);
        Ok(())
    }

    /// The delivery on which it works was taken back, or made again.
    pub(super) fn set_away(&mut self, network: &Network, at: Instant, away: bool) {
        if away {
            self.begin_hold(at, |extra| extra.away = true);
        } else if self.is_away() {
            self.end_hold(network, at, |extra| extra.away = false);
        }
    }

    /// A revision made it one that nobody asks for, or is asked for again.
    pub(super) fn set_withdrawn(&mut self, network: &Network, at: Instant, withdrawn: bool) {
        if withdrawn {
            let due = self.due_at(network, at);
            self.extra().due_when_withdrawn = Some(due);
            self.begin_hold(at, |extra| (extra.withdrawn, extra.withdrawn_at) = (true, at));
        } else {
            self.extra().due_when_withdrawn = None;
            self.end_hold(network, at, |extra| extra.withdrawn = false);
        }
    }

    /// The customer agrees to a new deadline; too late, it is only a promise.
    fn extend(&mut self, plan: &Plan, row: &Row, context: &JudgeContext<'_>) {
        let until = context.rows.text(row, Column::Until).unwrap_or_default();
        let clause = context.network.clause(self.terms);
        let Ok(agreed) = clause.limit_of_extension(until, plan.elapsed) else { return };
        if self.extra.as_deref().is_some_and(|extra| extra.waiver.is_some()) {
            // It is shown as it stood at its waiver.
            return;
        }
        let due = self.due_at(context.network, row.at);
        if row.at <= due {
            self.agree(row.at, agreed);
            return;
        }
        let was_in_time = self.is_delivered() && self.delivered <= due;
        let extra = self.extra();
        extra.promised = Some((row.at, agreed.at));
        if was_in_time {
            // Should the delivery be sent back, it was held up when this was agreed, and so not yet late.
            extra.waiting.push((row.at, agreed));
        }
    }

    fn agree(&mut self, at: Instant, agreed: LimitAt) {
        self.set_limits(Limits { first: agreed, second: None });
        let extra = self.extra();
        extra.moves_from = Some(at);
        extra.extended = Some(at);
        extra.promised = None;
    }

    /// The extensions that were agreed while a delivery stood that is now sent back.
    fn agree_what_waited(&mut self, delivered: Instant) {
        let Some(extra) = self.extra.as_deref_mut() else { return };
        for (at, agreed) in std::mem::take(&mut extra.waiting) {
            if delivered <= at {
                self.agree(at, agreed);
            }
        }
    }

    /// The first waiver is the one that counts: from then on nobody waits for it, and it is shown as it stood then.
    fn waive(&mut self, network: &Network, at: Instant, row: RowIx) {
        let due = self.due_at(network, at);
        let extra = self.extra();
        if extra.waiver.is_none_or(|(before, _)| at < before) {
            extra.waiver = Some((at, row));
            extra.due_when_waived = Some(due);
        }
    }

    /// The new limits of a handoff whose terms or given date a revision changed: moved by the same holds, and never
    /// before the revision. A hold that lasts is taken in two: what of it lies before the revision moves them as it moves
    /// all deadlines, only if it began in time; the rest moves what then stands.
    pub(super) fn revise(&mut self, network: &Network, at: Instant, terms: TermsIx, limits: Limits) {
        self.terms = terms;
        if let Some(extra) = self.extra.as_deref_mut() {
            extra.moves_from = None;
            extra.extended = None;
            extra.missing = None;
        }
        let holds: Vec<_> = self.holds(at).collect();
        let mut limits = holds.into_iter().fold(limits, |limits, hold| self.moved(limits, network, hold));
        let never_before = |limit: LimitAt| LimitAt { at: limit.at.max(at), ..limit };
        limits.first = never_before(limits.first);
        limits.second = limits.second.map(|(whichever, limit)| (whichever, never_before(limit)));
        self.set_limits(limits);
        self.extra().moves_from = Some(at);
    }

    fn rate(&mut self, row: &Row, rows: &Rows) {
        if let Some(score) = rows.text(row, Column::Score).and_then(|score| score.trim().parse().ok()) {
            self.extra().ratings.push(score);
        }
    }

    /// The documents and signatures still missing, if any delivery came or some are required.
    pub(in crate::tracker) fn missing<'a>(&'a self, plan: &'a Plan) -> &'a [(StrIx, bool)] {
        if self.is_delivered() {
            return &[];
        }
        let begun = self.extra.as_deref().and_then(|extra| extra.missing.as_deref());
        begun.unwrap_or(&plan.required)
    }

    /// The holds until an instant, in order, one that lasts included.
    pub(in crate::tracker) fn holds(&self, now: Instant) -> impl Iterator<Item = (Instant, Instant)> + '_ {
        let over = self.extra.as_deref().map(|extra| extra.holds.as_slice()).unwrap_or_default();
        let lasting = self.held_since().map(|since| (since.max(self.opened), now)).filter(|(from, until)| from < until);
        over.iter().copied().chain(lasting)
    }
}

/// Whether the target was kept, by the column `outcome`.
fn told(outcome: &str) -> Option<bool> {
    match outcome {
        Column::KEPT => Some(true),
        Column::NOT_KEPT => Some(false),
        _ => None,
    }
}

/// Whether a delivery brings a document: one that is signed is there, one that is there need not be signed.
fn brings(rows: &Rows, row: &Row, document: StrIx, signed: bool) -> bool {
    let has = |column| rows.values(row, Tag::Column(column)).any(|value| value == document);
    has(Column::Signed) || (!signed && has(Column::Documents))
}
