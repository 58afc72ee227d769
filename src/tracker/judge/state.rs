//! How one handoff stands: what each event does to it.

use super::super::record::{Kind, Plan, Row, RowIx, Rows, StrIx, Tag};
use super::JudgeContext;
use super::key::KeyIx;
use super::status::Status;
use crate::calendar::Instant;
use crate::due::{Clause, Moves};
use crate::log::{Column, EventKind, IgnoredWhy};
use crate::network::{Network, TermsIx};

/// An instant that never came.
pub(in crate::tracker) const NEVER: Instant = Instant(i64::MIN);

/// One handoff, with what only a few have in a box.
#[derive(Clone, Debug)]
pub(in crate::tracker) struct HandoffState {
    pub(in crate::tracker) opened: Instant,
    /// The deadline before anything moved it.
    pub(in crate::tracker) original: Instant,
    pub(in crate::tracker) due: Instant,
    /// When the delivery that stands was complete, or `NEVER`.
    pub(in crate::tracker) delivered: Instant,
    pub(in crate::tracker) extra: Option<Box<Extra>>,
    pub(in crate::tracker) terms: TermsIx,
    pub(in crate::tracker) key: KeyIx,
    /// Deliveries that were made, the incomplete and the rejected ones included.
    pub(in crate::tracker) attempts: u32,
    pub(in crate::tracker) status: Status,
    pub(in crate::tracker) accepted: bool,
    /// In what a pause moves its deadline.
    pub(in crate::tracker) moves: Moves,
}

/// What only a few handoffs have.
#[derive(Clone, Debug, Default)]
pub(in crate::tracker) struct Extra {
    /// Pauses that ended and reviews that ended in a rejection, in the order of their ends.
    pub(in crate::tracker) pauses: Vec<(Instant, Instant)>,
    /// Since when the customer holds it up.
    pub(in crate::tracker) paused: Option<Instant>,
    /// When the last extension was agreed, and the deadline it gave.
    pub(in crate::tracker) extension: Option<(Instant, Instant)>,
    /// How many of the pauses are behind it for good, and the deadline to which they and an extension led.
    pub(in crate::tracker) moved: Option<(usize, Instant)>,
    /// The row that waived it, and when.
    pub(in crate::tracker) waiver: Option<(Instant, RowIx)>,
    pub(in crate::tracker) ratings: Vec<u8>,
    /// Documents and signatures that are still missing from deliveries so far; none before the first.
    missing: Option<Vec<(StrIx, bool)>>,
    pub(in crate::tracker) sent_back: u32,
}

/// What an event did: nothing, for a reason, or what it was meant to.
pub(super) type Effect = Result<(), IgnoredWhy>;

impl HandoffState {
    pub(in crate::tracker) fn open(terms: TermsIx, key: KeyIx, opened: Instant, original: Instant) -> Self {
        Self {
            opened,
            original,
            due: original,
            delivered: NEVER,
            extra: None,
            terms,
            key,
            attempts: 0,
            status: Status::Open,
            accepted: false,
            moves: Moves::Never,
        }
    }

    pub(in crate::tracker) fn is_delivered(&self) -> bool {
        self.delivered != NEVER
    }

    fn extra(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    /// Lets an event act on the handoff that it means.
    pub(in crate::tracker) fn apply(
        &mut self,
        plan: &Plan,
        number: RowIx,
        row: &Row,
        context: &JudgeContext<'_>,
    ) -> Effect {
        let Kind::Event(kind) = row.kind else {
            debug_assert!(false, "a milestone opens handoffs and acts on none");
            return Ok(());
        };
        match kind {
            EventKind::Delivered => self.deliver(plan, row, context.rows)?,
            EventKind::Accepted => self.accept()?,
            EventKind::Rejected => self.reject(context.network, row.at)?,
            EventKind::Paused => self.pause(row.at),
            EventKind::Resumed => self.resume(row.at)?,
            EventKind::Extended => self.extend(context.network, row, context.rows),
            EventKind::Waived => self.waive(row.at, number),
            EventKind::Rated => self.rate(row, context.rows),
            EventKind::Requested | EventKind::Complained | EventKind::Resolved | EventKind::Voided => {
                debug_assert!(false, "{kind} acts on no handoff");
            }
        }
        Ok(())
    }

    fn deliver(&mut self, plan: &Plan, row: &Row, rows: &Rows) -> Effect {
        if self.is_delivered() {
            return Err(IgnoredWhy::AlreadyDelivered);
        }
        self.attempts = self.attempts.saturating_add(1);
        if !plan.required.is_empty() {
            let missing = self.extra().missing.get_or_insert_with(|| plan.required.clone());
            missing.retain(|&(document, signed)| !brings(rows, row, document, signed));
            if !missing.is_empty() {
                return Ok(());
            }
        }
        self.delivered = row.at;
        self.accepted = false;
        Ok(())
    }

    fn accept(&mut self) -> Effect {
        if !self.is_delivered() {
            return Err(IgnoredWhy::NotDelivered);
        }
        self.accepted = true;
        Ok(())
    }

    /// Undoes the delivery; the time since it counts as a pause, and all documents must come again.
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
        let extra = self.extra();
        extra.pauses.push((since, at));
        extra.missing = None;
        extra.sent_back = extra.sent_back.saturating_add(1);
        Ok(())
    }

    /// Until when the delivery that stands may be rejected; none without a review.
    pub(in crate::tracker) fn review_end(&self, network: &Network) -> Option<Instant> {
        let span = network.terms(self.terms).review?;
        let clause = Clause { calendar: network.customer_calendar(self.terms), ..network.clause(self.terms) };
        clause.end_of(span, self.delivered).ok()
    }

    fn pause(&mut self, at: Instant) {
        self.extra().paused.get_or_insert(at);
    }

    fn resume(&mut self, at: Instant) -> Effect {
        let Some(extra) = self.extra.as_deref_mut() else { return Err(IgnoredWhy::NotPaused) };
        let Some(since) = extra.paused.take() else { return Err(IgnoredWhy::NotPaused) };
        extra.pauses.push((since, at));
        Ok(())
    }

    fn extend(&mut self, network: &Network, row: &Row, rows: &Rows) {
        let until = rows.text(row, Column::Until).unwrap_or_default();
        if let Ok(due) = network.clause(self.terms).due_of_extension(until) {
            let extra = self.extra();
            extra.extension = Some((row.at, due));
            extra.moved = Some((extra.pauses.len(), due));
        }
    }

    /// The first waiver is the one that counts: from then on nobody waits for it.
    pub(in crate::tracker) fn waive(&mut self, at: Instant, row: RowIx) {
        let extra = self.extra();
        if extra.waiver.is_none_or(|(before, _)| at < before) {
            extra.waiver = Some((at, row));
        }
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
}

/// Whether a delivery brings a document: one that is signed is there, one that is there need not be signed.
fn brings(rows: &Rows, row: &Row, document: StrIx, signed: bool) -> bool {
    let has = |column| rows.values(row, Tag::Column(column)).any(|value| value == document);
    has(Column::Signed) || (!signed && has(Column::Documents))
}
