//! All handoffs as they stand at one instant.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::complaint::Complaint;
use super::fold::{Fold, Note, Refusal, Remark};
use super::handoff::Handoff;
use super::inputs::Inputs;
use super::key::{Key, unpack};
use super::life::Life;
use super::listed::Listed;
use super::order::Order;
use super::plan::Plans;
use super::register;
use super::rejection::Rejection;
use super::row::Rows;
use super::status::Status;
use crate::Period;
use crate::calendar::Instant;
use crate::log::RejectedRow;
use crate::network::{NameIx, Network, TermsIx};

/// All that was known when a judgement was made: what it is a function of, beside its instant.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) network: Arc<Network>,
    pub(super) plans: Arc<Plans>,
    pub(super) rows: Arc<Rows>,
    pub(super) order: Arc<Order>,
    /// The rows of logs that could not be kept.
    pub(super) rejected: Arc<Vec<RejectedRow>>,
}

/// Every handoff as it stands at one instant, and what the log's rows came to.
pub struct Judgement {
    known: Known,
    as_of: Instant,
    /// Sorted by obligation, then key.
    lives: Vec<Life>,
    /// By obligation: where its handoffs begin in `lives`, and at last where they all end.
    starts: Vec<u32>,
    notes: Vec<Note>,
    complaints: Vec<register::Complaint>,
    pub(super) inputs: Inputs,
}

impl Judgement {
    pub(super) fn of(known: Known, as_of: Instant) -> Self {
        let mut fold = Fold::new(&known.network, &known.plans, &known.rows, &known.order, as_of);
        fold.run();
        let Fold { lives: by_name, notes, complaints, .. } = fold;
        let mut lives = Vec::with_capacity(by_name.iter().map(Vec::len).sum());
        let mut starts = Vec::with_capacity(by_name.len() + 1);
        let inputs = Inputs::new(by_name.len());
        for mut handoffs in by_name {
            handoffs.sort_by(|a, b| key_of(&known.rows, a).cmp(&key_of(&known.rows, b)));
            starts.push(u32::try_from(lives.len()).unwrap_or(u32::MAX));
            lives.append(&mut handoffs);
        }
        starts.push(u32::try_from(lives.len()).unwrap_or(u32::MAX));
        Self { known, as_of, lives, starts, notes, complaints, inputs }
    }

    /// The agreements it was judged by.
    pub fn network(&self) -> &Network {
        &self.known.network
    }

    /// The instant it was judged for.
    pub fn as_of(&self) -> DateTime<Utc> {
        self.as_of.into()
    }

    /// The same events, judged for another instant: what it would have said then, had it known of them.
    ///
    /// Events recorded since this judgement was made are not among them.
    #[must_use]
    pub fn at(&self, as_of: DateTime<Utc>) -> Self {
        Self::of(self.known.clone(), as_of.into())
    }

    /// The handoffs that are open or done, sorted by obligation and key.
    pub fn handoffs(&self) -> impl DoubleEndedIterator<Item = Handoff<'_>> {
        self.all().filter(|handoff| handoff.status() != Status::Upcoming)
    }

    /// The handoffs known to come that are not open yet, sorted by obligation and key: of each obligation that recurs
    /// the next one, and those that an event named before their time.
    pub fn upcoming(&self) -> impl DoubleEndedIterator<Item = Handoff<'_>> {
        self.all().filter(|handoff| handoff.status() == Status::Upcoming)
    }

    fn all(&self) -> impl DoubleEndedIterator<Item = Handoff<'_>> {
        (0..self.count()).filter_map(|ix| self.handoff_at(ix))
    }

    /// The handoff of an obligation with a key as it prints, `c-17`, `c-17#2` or `2026-11`; also one to come.
    pub fn handoff(&self, obligation: &str, key: &str) -> Option<Handoff<'_>> {
        let name = self.network().name_ix(obligation)?;
        let key = key.strip_suffix("#1").unwrap_or(key);
        let range = self.range_of(name);
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low + (high - low) / 2;
            let handoff = self.handoff_at(middle)?;
            match handoff.key().to_string().as_str().cmp(key) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Some(handoff),
            }
        }
        None
    }

    /// The handoffs of an obligation, in all its versions, sorted by key; without those to come.
    pub fn of_obligation(&self, obligation: &str) -> impl DoubleEndedIterator<Item = Handoff<'_>> {
        let name = self.network().name_ix(obligation);
        let range = name.map_or(0..0, |name| self.range_of(name));
        range.filter_map(|ix| self.handoff_at(ix)).filter(|handoff| handoff.status() != Status::Upcoming)
    }

    /// The handoffs that a department owes; none for an unknown department.
    pub fn owed_by(&self, supplier: &str) -> impl DoubleEndedIterator<Item = Handoff<'_>> {
        let supplier = self.network().department_ix(supplier);
        self.handoffs().filter(move |handoff| Some(handoff.obligation().terms().supplier) == supplier)
    }

    /// The handoffs that a department is owed; none for an unknown department.
    pub fn owed_to(&self, customer: &str) -> impl DoubleEndedIterator<Item = Handoff<'_>> {
        let customer = self.network().department_ix(customer);
        self.handoffs().filter(move |handoff| Some(handoff.obligation().terms().customer) == customer)
    }

    /// The handoffs that stand so.
    pub fn with_status(&self, status: Status) -> impl DoubleEndedIterator<Item = Handoff<'_>> {
        self.all().filter(move |handoff| handoff.status() == status)
    }

    /// The handoffs that are past their deadline and not delivered.
    pub fn overdue(&self) -> impl DoubleEndedIterator<Item = Handoff<'_>> {
        self.with_status(Status::Overdue)
    }

    /// The handoffs of a case, sorted by obligation and key.
    pub fn of_case(&self, case: &str) -> impl DoubleEndedIterator<Item = Handoff<'_>> {
        let case = self.rows().strings.find(case.as_bytes());
        self.handoffs().filter(move |handoff| handoff.case_number() == case && case.is_some())
    }

    /// The handoffs that fall into a window of days, both inclusive: those whose local due day lies in it.
    pub fn due_within(&self, first: NaiveDate, last: NaiveDate) -> impl DoubleEndedIterator<Item = Handoff<'_>> {
        self.handoffs().filter(move |handoff| (first..=last).contains(&handoff.due_day()))
    }

    /// Rows that acted on no handoff, sorted by instant, and why.
    pub fn unmatched(&self) -> impl Iterator<Item = Listed<'_>> {
        self.notes.iter().filter_map(|note| match note.remark {
            Remark::Unmatched(why) => Listed::new(self, note.row, Some(why)),
            Remark::Additional | Remark::Rejected(_) => None,
        })
    }

    /// Deliveries beyond what was owed, sorted by instant.
    pub fn additional(&self) -> impl Iterator<Item = Listed<'_>> {
        self.notes.iter().filter_map(|note| match note.remark {
            Remark::Additional => Listed::new(self, note.row, None),
            Remark::Unmatched(_) | Remark::Rejected(_) => None,
        })
    }

    /// Rows that were recorded and do not stand because of others, sorted by instant: an id used for something else,
    /// a rejection that came too late, rows that take each other back.
    ///
    /// Rows that no other had to do with are [`rejected_on_reading`](Self::rejected_on_reading).
    pub fn rejected(&self) -> impl Iterator<Item = RejectedRow> {
        self.notes.iter().filter_map(|note| {
            let Remark::Rejected(refusal) = note.remark else { return None };
            let listed = Listed::new(self, note.row, None)?;
            let reason = self.reason(refusal, &listed).to_string();
            Some(RejectedRow::new(listed.file().unwrap_or("event"), listed.line(), listed.to_string(), reason))
        })
    }

    /// The rows of logs that could not be kept when this judgement was made: those of [`Tracker::rejected`](super::Tracker::rejected).
    pub fn rejected_on_reading(&self) -> &[RejectedRow] {
        &self.known.rejected
    }

    fn reason(&self, refusal: Refusal, listed: &Listed<'_>) -> Rejection {
        match refusal {
            Refusal::DuplicateId => Rejection::DuplicateId(listed.event().id.unwrap_or_default().into()),
            Refusal::AfterAcceptance => Rejection::AfterAcceptance,
            Refusal::AfterReview => Rejection::AfterReview,
            Refusal::VoidRing => Rejection::VoidRing,
            Refusal::BeyondHorizon(version) => {
                Rejection::BeyondHorizon(self.network().terms(TermsIx(version)).id.as_str().into())
            }
        }
    }

    /// The complaints made, sorted by when they were.
    pub fn complaints(&self) -> impl Iterator<Item = Complaint<'_>> {
        self.complaints.iter().map(|entry| Complaint::new(self, entry))
    }
}

/// What the rooms above ask by index.
impl Judgement {
    pub(super) fn rows(&self) -> &Rows {
        &self.known.rows
    }

    pub(super) fn plans(&self) -> &Plans {
        &self.known.plans
    }

    pub(crate) fn as_of_instant(&self) -> Instant {
        self.as_of
    }

    /// How many handoffs there are, those to come included; indices run below it.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.lives.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn handoff_at(&self, ix: u32) -> Option<Handoff<'_>> {
        self.lives.get(ix as usize).map(|life| Handoff::new(self, ix, life))
    }

    /// The indices of an obligation's handoffs, those to come included.
    pub(super) fn range_of(&self, name: NameIx) -> std::ops::Range<u32> {
        let start = self.starts.get(name.at()).copied().unwrap_or_default();
        start..self.starts.get(name.at() + 1).copied().unwrap_or(start)
    }
}

/// The key of a life.
pub(super) fn key_of<'r>(rows: &'r Rows, life: &Life) -> Key<'r> {
    match period_of(life) {
        Some(period) => Key::Period(period),
        None => Key::Case { case: rows.strings.str(life.subject), occurrence: life.occurrence },
    }
}

pub(super) fn period_of(life: &Life) -> Option<Period> {
    unpack(life.subject, life.occurrence)
}

impl fmt::Debug for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Judgement")
            .field("as_of", &self.as_of())
            .field("handoffs", &self.lives.len())
            .finish_non_exhaustive()
    }
}
