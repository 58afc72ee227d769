//! The life of one handoff: what each event does to it.

use super::intern::NONE;
use super::plan::Plan;
use super::row::{Field, Row, Rows};
use super::status::Status;
use crate::calendar::Instant;
use crate::due::{Clause, Moves};
use crate::network::{Network, TermsIx};

/// An instant that never came.
pub(super) const NEVER: Instant = Instant(i64::MIN);

/// One handoff: 64 bytes, and what only a few have in a box.
#[derive(Clone, Debug)]
pub(super) struct Life {
    pub(super) opened: Instant,
    /// The deadline before anything moved it.
    pub(super) original: Instant,
    pub(super) due: Instant,
    /// When the delivery that stands was complete, or `NEVER`.
    pub(super) delivered: Instant,
    pub(super) extra: Option<Box<Extra>>,
    pub(super) version: u32,
    /// The case's string and which of its handoffs it is, from 1; or a packed period.
    pub(super) subject: u32,
    pub(super) occurrence: u32,
    /// Deliveries that were made, the incomplete and the rejected ones included.
    pub(super) attempts: u32,
    pub(super) status: Status,
    pub(super) accepted: bool,
    /// In what a pause moves its deadline.
    pub(super) moves: Moves,
}

/// What only a few handoffs have.
#[derive(Clone, Debug, Default)]
pub(super) struct Extra {
    /// Pauses that ended and reviews that ended in a rejection, in the order of their ends.
    pub(super) pauses: Vec<(Instant, Instant)>,
    /// Since when the customer holds it up.
    pub(super) paused: Option<Instant>,
    /// When the last extension was agreed, and the deadline it gave.
    pub(super) extension: Option<(Instant, Instant)>,
    /// How many of the pauses are behind it for good, and the deadline to which they and an extension led.
    pub(super) moved: Option<(usize, Instant)>,
    /// The row that waived it, and when.
    pub(super) waiver: Option<(Instant, u32)>,
    pub(super) ratings: Vec<u8>,
    /// Documents and signatures that are still missing from deliveries so far; none before the first.
    missing: Option<Vec<(u32, bool)>>,
    pub(super) rejections: u32,
}

/// What an event did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It took effect.
    Done,
    /// The handoff was delivered already.
    Additional,
    /// There was nothing for it to act on.
    Nothing(Why),
    /// It came after the delivery was accepted.
    AfterAcceptance,
    /// It came after the review that silence had ended.
    AfterReview,
}

/// Why an event acted on nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Why {
    /// No handoff of that obligation for that case or period.
    NoHandoff,
    /// The handoff is not delivered, so there is nothing to accept or reject.
    NotDelivered,
    /// The handoff is not paused.
    NotPaused,
    /// Nothing is opened by the request: it is not owed on request, its condition does not hold, or it is not in force.
    OpensNothing,
    /// Every handoff it could deliver is delivered already.
    AlreadyDelivered,
    /// No such complaint is open, or it is open already.
    NoComplaint,
    /// No row that stands has the id.
    NoTarget,
}

/// What the events of a life are judged with.
#[derive(Clone, Copy)]
pub(super) struct Court<'a> {
    pub(super) network: &'a Network,
    pub(super) rows: &'a Rows,
    pub(super) as_of: Instant,
}

impl Life {
    pub(super) fn open(version: u32, opened: Instant, original: Instant) -> Self {
        Self {
            opened,
            original,
            due: original,
            delivered: NEVER,
            extra: None,
            version,
            subject: NONE,
            occurrence: 0,
            attempts: 0,
            status: Status::Open,
            accepted: false,
            moves: Moves::Never,
        }
    }

    pub(super) fn is_delivered(&self) -> bool {
        self.delivered != NEVER
    }

    pub(super) fn terms(&self) -> TermsIx {
        TermsIx(self.version)
    }

    fn extra(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    pub(super) fn deliver(&mut self, plan: &Plan, row: &Row, rows: &Rows) -> Effect {
        if self.is_delivered() {
            return Effect::Additional;
        }
        self.attempts = self.attempts.saturating_add(1);
        if !plan.required.is_empty() {
            let missing = self.extra().missing.get_or_insert_with(|| plan.required.clone());
            missing.retain(|&(document, signed)| !brings(rows, row, document, signed));
            if !missing.is_empty() {
                return Effect::Done;
            }
        }
        self.delivered = row.at;
        self.accepted = false;
        Effect::Done
    }

    pub(super) fn accept(&mut self) -> Effect {
        if !self.is_delivered() {
            return Effect::Nothing(Why::NotDelivered);
        }
        self.accepted = true;
        Effect::Done
    }

    /// Undoes the delivery; the time since it counts as a pause, and all documents must come again.
    pub(super) fn reject(&mut self, network: &Network, at: Instant) -> Effect {
        if !self.is_delivered() {
            return Effect::Nothing(Why::NotDelivered);
        }
        if self.accepted {
            return Effect::AfterAcceptance;
        }
        if self.review_end(network).is_some_and(|end| end < at) {
            return Effect::AfterReview;
        }
        let since = std::mem::replace(&mut self.delivered, NEVER);
        let extra = self.extra();
        extra.pauses.push((since, at));
        extra.missing = None;
        extra.rejections = extra.rejections.saturating_add(1);
        Effect::Done
    }

    /// Until when the delivery that stands may be rejected; none without a review.
    pub(super) fn review_end(&self, network: &Network) -> Option<Instant> {
        let span = network.terms(self.terms()).review?;
        let clause = Clause { calendar: network.customer_calendar(self.terms()), ..network.clause(self.terms()) };
        clause.end_of(span, self.delivered).ok()
    }

    pub(super) fn pause(&mut self, at: Instant) -> Effect {
        self.extra().paused.get_or_insert(at);
        Effect::Done
    }

    pub(super) fn resume(&mut self, at: Instant) -> Effect {
        let Some(extra) = self.extra.as_deref_mut() else { return Effect::Nothing(Why::NotPaused) };
        let Some(since) = extra.paused.take() else { return Effect::Nothing(Why::NotPaused) };
        extra.pauses.push((since, at));
        Effect::Done
    }

    pub(super) fn extend(&mut self, network: &Network, row: &Row, rows: &Rows) -> Effect {
        let until = rows.text(row, Field::Until).unwrap_or_default();
        if let Ok(due) = network.clause(self.terms()).due_of_extension(until) {
            let extra = self.extra();
            extra.extension = Some((row.at, due));
            extra.moved = Some((extra.pauses.len(), due));
        }
        Effect::Done
    }

    /// The first waiver is the one that counts: from then on nobody waits for it.
    pub(super) fn waive(&mut self, at: Instant, row: u32) -> Effect {
        let extra = self.extra();
        if extra.waiver.is_none_or(|(before, _)| at < before) {
            extra.waiver = Some((at, row));
        }
        Effect::Done
    }

    pub(super) fn rate(&mut self, row: &Row, rows: &Rows) -> Effect {
        if let Some(score) = rows.text(row, Field::Score).and_then(|score| score.trim().parse().ok()) {
            self.extra().ratings.push(score);
        }
        Effect::Done
    }

    /// The documents and signatures still missing, if any delivery came or some are required.
    pub(super) fn missing<'a>(&'a self, plan: &'a Plan) -> &'a [(u32, bool)] {
        if self.is_delivered() {
            return &[];
        }
        let begun = self.extra.as_deref().and_then(|extra| extra.missing.as_deref());
        begun.unwrap_or(&plan.required)
    }
}

/// Whether a delivery brings a document: one that is signed is there, one that is there need not be signed.
fn brings(rows: &Rows, row: &Row, document: u32, signed: bool) -> bool {
    rows.pairs(row).any(|(tag, value)| {
        value == document && (tag == Field::Signed as u32 || (!signed && tag == Field::Document as u32))
    })
}
