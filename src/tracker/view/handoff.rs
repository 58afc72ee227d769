//! One handoff of a judgement.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, TimeDelta, Utc};

use super::super::judge::{Extra, HandoffState, Key, KeyIx, Status, misses};
use super::super::record::{Plan, StrIx};
use super::judgement::{HandoffIx, Judgement, key_of};
use crate::Period;
use crate::calendar::{Calendar, Instant, Pace, SECOND};
use crate::due::{Explanation, Form};
use crate::log::Column;
use crate::network::{Department, Obligation, TermsIx};

/// Why a handoff is waived that a revision made one that nobody asks for.
const WITHDRAWN: &str = "no longer asked for";

/// One handoff as it stands at the instant of a judgement.
#[derive(Clone, Copy)]
pub struct Handoff<'j> {
    judgement: &'j Judgement,
    ix: HandoffIx,
    state: &'j HandoffState,
}

/// How late a handoff is, against the deadline that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
pub struct Lateness {
    /// Elapsed seconds, rounded down.
    pub elapsed: i64,
    /// Seconds of working time on the obligation's calendar, rounded down.
    pub working: i64,
}

/// A time for which the customer's side kept the supplier from working.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Hold {
    /// When it began.
    pub from: DateTime<Utc>,
    /// When it ended; the instant of the judgement, if it still lasts.
    pub until: DateTime<Utc>,
}

impl<'j> Handoff<'j> {
    pub(super) fn new(judgement: &'j Judgement, ix: HandoffIx, state: &'j HandoffState) -> Self {
        Self { judgement, ix, state }
    }

    /// The version of the obligation that it is judged by.
    pub fn obligation(&self) -> Obligation<'j> {
        self.judgement.network().obligation_at(self.state.terms)
    }

    /// What tells it apart from the obligation's other handoffs.
    pub fn key(&self) -> Key<'j> {
        key_of(self.judgement.rows(), self.state)
    }

    /// The case it is for.
    pub fn case(&self) -> Option<&'j str> {
        match self.key() {
            Key::Case { case, .. } => Some(case),
            Key::Period(_) => None,
        }
    }

    /// Which of its case's handoffs it is, from 1; none for a period's.
    pub fn occurrence(&self) -> Option<u32> {
        match self.key() {
            Key::Case { occurrence, .. } => Some(occurrence),
            Key::Period(_) => None,
        }
    }

    /// The period it is for.
    pub fn period(&self) -> Option<Period> {
        self.state.key.period()
    }

    /// Who owes it.
    pub fn supplier(&self) -> Department<'j> {
        self.obligation().supplier()
    }

    /// Who is owed it.
    pub fn customer(&self) -> Department<'j> {
        self.obligation().customer()
    }

    /// When it opened, or opens.
    pub fn opened_at(&self) -> DateTime<Utc> {
        self.state.opened.into()
    }

    /// The deadline before anything moved it.
    pub fn original_due_at(&self) -> DateTime<Utc> {
        self.state.original.into()
    }

    /// The deadline, as pauses, rejections and extensions moved it. A delivery at this instant is on time.
    pub fn due_at(&self) -> DateTime<Utc> {
        self.state.due.into()
    }

    /// How its original deadline came about, by the terms of its tier. None for a deadline that its trigger gave, and for
    /// one some time before a milestone: the handoff does not keep what they were counted from. None either where a
    /// revision gave it other terms since, by which the original deadline would be another one.
    pub fn explanation(&self) -> Option<Explanation> {
        let clause = self.judgement.network().clause(self.state.terms);
        let explained = match (self.key(), clause.rule.form()) {
            (Key::Period(key), _) if clause.rule.period().is_some() => {
                clause.explain_occurrence(&clause.occurrence_of_key(key)?)
            }
            (_, Form::Before { .. }) => clause.explain_before(self.original_due_at()).ok(),
            // A period's too, where it counts from another obligation's delivery.
            _ => clause.explain_after(self.opened_at()).ok(),
        };
        explained.filter(|explanation| explanation.due == self.original_due_at())
    }

    /// The day by which it belongs to a week or month.
    ///
    /// That on which its rule, or an extension, lets it be due, where the deadline was counted in days and nothing moved
    /// it: a night shift's Friday, though the shift ends on Saturday at 06:00. Else the date of the deadline in the
    /// [company's zone](crate::Network::home_zone); 24:00 on the obligation's calendar belongs to the day that it ends
    /// there.
    pub fn due_day(&self) -> NaiveDate {
        self.state.due_day().unwrap_or_else(|| {
            let (due, network) = (self.state.due, self.judgement.network());
            let ends_day = self.calendar().day_ended_at(due);
            ends_day.unwrap_or_else(|| DateTime::<Utc>::from(due).with_timezone(&network.home_zone()).date_naive())
        })
    }

    /// The day of the original deadline on the obligation's own calendar.
    pub(crate) fn original_due_day(&self) -> NaiveDate {
        self.state.original_day.unwrap_or_else(|| self.calendar().day_of_deadline(self.state.original))
    }

    /// Whether its deadline has come by the instant of the judgement. What has not fallen due enters no ratio, also where
    /// it is delivered.
    pub fn has_fallen_due(&self) -> bool {
        self.state.due <= self.judgement.as_of_instant()
    }

    /// When the delivery that stands was complete.
    pub fn delivered_at(&self) -> Option<DateTime<Utc>> {
        self.delivered().map(Into::into)
    }

    /// How it stands.
    pub fn status(&self) -> Status {
        self.state.status
    }

    /// When the agreed share of its time is gone, and it turns from open to at risk. None where that lies beyond what
    /// calendars reach.
    pub fn at_risk_at(&self) -> Option<DateTime<Utc>> {
        let (opened, due) = (self.state.opened, self.state.due);
        let (pace, share) = (self.pace(), self.obligation().terms().at_risk);
        pace.plus(opened, part_of(share, pace.between(opened, due).max(0))).map(Into::into)
    }

    /// Whether all that is known is what the delivery's row says of it, `met` or `missed`, as exports have it that hold no
    /// deadline. It is judged by that, whatever its deadline here; if it was missed, nobody knows by how much.
    pub fn is_judged_by_outcome(&self) -> bool {
        self.state.kept.is_some()
    }

    /// How late it is: of a late one until its delivery, of an overdue one until the instant of judgement. None for what is
    /// not late, and for what is said to be and [nobody knows by how much](Self::is_judged_by_outcome).
    pub fn late_by(&self) -> Option<Lateness> {
        let until = match self.state.status {
            Status::Late if self.is_judged_by_outcome() => return None,
            Status::Late => self.state.delivered,
            Status::Overdue => self.judgement.as_of_instant(),
            Status::Upcoming | Status::Open | Status::AtRisk | Status::Paused | Status::Met | Status::Waived => {
                return None;
            }
        };
        let elapsed = until.since(self.state.due).div_euclid(SECOND);
        let working = self.calendar().working_between(self.state.due, until).div_euclid(SECOND);
        Some(Lateness { elapsed, working })
    }

    /// How many deliveries were made, incomplete and rejected ones included.
    pub fn attempts(&self) -> u32 {
        self.state.attempts
    }

    /// How many deliveries the customer sent back.
    pub fn sent_back(&self) -> u32 {
        self.extra().map_or(0, |extra| extra.sent_back)
    }

    /// Whether the first delivery stands: complete at once and not rejected.
    pub fn first_time_right(&self) -> bool {
        self.state.is_delivered() && self.state.attempts == 1
    }

    /// Whether the customer accepted the delivery that stands, in words or by letting the review end.
    pub fn is_accepted(&self) -> bool {
        let review_is_over = || {
            let end = self.state.review_end(self.judgement.network());
            end.is_some_and(|end| end < self.judgement.as_of_instant())
        };
        self.state.is_delivered() && (self.state.accepted || review_is_over())
    }

    /// Why it was waived, if it was; empty if nobody said why.
    pub fn waiver(&self) -> Option<&'j str> {
        self.state.waived_at()?;
        let Some((_, row)) = self.extra()?.waiver else { return Some(WITHDRAWN) };
        let rows = self.judgement.rows();
        Some(rows.row(row).and_then(|row| rows.text(row, Column::Reason)).unwrap_or_default())
    }

    /// Whether a revision made it one that nobody asks for, rather than that somebody waived it.
    pub fn is_withdrawn(&self) -> bool {
        self.state.waived_at().is_some() && self.extra().is_some_and(|extra| extra.waiver.is_none())
    }

    /// Whether it had missed its deadline when it was waived: it was delivered late, or not at all by then.
    pub fn was_late_when_waived(&self) -> bool {
        let missed = || match self.state.kept {
            Some(kept) if self.finish() == self.state.delivered => !kept,
            _ => misses(self.finish(), self.state.due),
        };
        self.status() == Status::Waived && missed()
    }

    /// When it was waived, if it was.
    pub fn waived_at(&self) -> Option<DateTime<Utc>> {
        self.waived().map(Into::into)
    }

    /// The customer's ratings, from 1 to 5, in the order in which they came.
    pub fn ratings(&self) -> &'j [u8] {
        self.extra().map_or(&[], |extra| &extra.ratings)
    }

    /// When it was held up, in order; overlapping times are one. Pauses, deliveries that were sent back from the delivery
    /// to the rejection, time for which what it works on was taken back, and time for which nobody asked for it; from its
    /// opening on, until its delivery or the instant of the judgement.
    pub fn holds(&self) -> impl Iterator<Item = Hold> + use<'j> {
        let holds = self.state.holds(self.shown_at());
        let until = self.shown_at();
        let shown = holds.filter(move |&(from, _)| from < until);
        shown.map(move |(from, to)| Hold { from: from.into(), until: to.min(until).into() })
    }

    /// How long it was held up in all, elapsed.
    pub fn held(&self) -> TimeDelta {
        self.holds().map(|hold| hold.until - hold.from).sum()
    }

    /// When the last extension was agreed on that came in time.
    pub fn extended_at(&self) -> Option<DateTime<Utc>> {
        self.extra()?.extended.map(Into::into)
    }

    /// The new date on which the customer agreed when the deadline had passed: the miss stands.
    pub fn promised_at(&self) -> Option<DateTime<Utc>> {
        self.state.promised().map(Into::into)
    }

    /// The tier whose terms it is judged by, if its obligation has tiers and one fits.
    pub fn tier(&self) -> Option<&'j str> {
        self.obligation().terms().tier.as_deref()
    }

    /// The instant as of which it is shown: that of the judgement, or its waiver if that was before.
    fn shown_at(&self) -> Instant {
        let as_of = self.judgement.as_of_instant();
        self.state.waived_at().map_or(as_of, |waived| waived.min(as_of))
    }

    /// The documents that deliveries so far lack, and whether each must be signed; none once it is delivered.
    pub fn missing_documents(&self) -> impl Iterator<Item = (&'j str, bool)> {
        let judgement = self.judgement;
        let plan = judgement.plans().plan(self.state.terms);
        let missing = plan.map_or(&[][..], |plan: &'j Plan| self.state.missing(plan));
        missing.iter().map(move |&(document, signed)| (judgement.rows().strings.get(document), signed))
    }

    /// The handoffs whose deliveries this one needs, sorted by obligation and key.
    ///
    /// A case's handoff needs that of the same case, of as many triggers, else the case's first; of what recurs, the
    /// latest opened when it opened. A period's handoff needs that of the same period; of shorter periods all that were
    /// first due within it; of cases all that opened within it. What never opened is no input.
    pub fn inputs(&self) -> impl Iterator<Item = Self> {
        let mut found = Vec::new();
        self.judgement.inputs_of(self.ix, &mut found);
        let judgement = self.judgement;
        found.into_iter().filter_map(move |ix| judgement.handoff_at(ix))
    }

    /// Whether no handoff that opened needs it.
    pub fn is_terminal(&self) -> bool {
        !self.judgement.is_needed(self.ix)
    }

    /// An instant as the clocks of the obligation's calendar show it.
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        self.calendar().clock_time(at.into())
    }
}

/// A share of a length of time.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "microseconds; 2^53 of them are 285 years"
)]
fn part_of(share: f64, micros: i64) -> i64 {
    (share * micros as f64) as i64
}

/// What the rooms above ask.
impl<'j> Handoff<'j> {
    pub(crate) fn ix(&self) -> HandoffIx {
        self.ix
    }

    pub(crate) fn judgement(&self) -> &'j Judgement {
        self.judgement
    }

    pub(crate) fn terms_ix(&self) -> TermsIx {
        self.state.terms
    }

    pub(crate) fn calendar(&self) -> &'j Calendar {
        self.judgement.network().calendar_of(self.state.terms)
    }

    /// The clock on which its time runs.
    pub(crate) fn pace(&self) -> Pace<'j> {
        self.judgement.network().clause(self.state.terms).pace()
    }

    /// Whether the customer paused it.
    pub(super) fn is_held_by_customer(&self) -> bool {
        self.state.is_paused()
    }

    /// From when up to when the cases' handoffs open that it needs; none for a case's.
    pub(in crate::tracker) fn gathers_within(&self) -> Option<(Instant, Instant)> {
        self.judgement.gathered_within(self.state)
    }

    /// When it was done with: its delivery, else its waiver, else the instant of the judgement.
    pub(super) fn finish(&self) -> Instant {
        let waived = self.state.waived_at();
        match (self.delivered(), waived) {
            (Some(delivered), Some(waived)) => delivered.min(waived),
            (done, waived) => done.or(waived).unwrap_or(self.judgement.as_of_instant()),
        }
    }

    pub(crate) fn opened(&self) -> Instant {
        self.state.opened
    }

    pub(crate) fn original_due(&self) -> Instant {
        self.state.original
    }

    pub(crate) fn due(&self) -> Instant {
        self.state.due
    }

    /// Whether the target was kept, where the delivery's row says so and nothing else does.
    pub(crate) fn kept(&self) -> Option<bool> {
        self.state.kept
    }

    pub(crate) fn delivered(&self) -> Option<Instant> {
        self.state.is_delivered().then_some(self.state.delivered)
    }

    pub(crate) fn waived(&self) -> Option<Instant> {
        self.state.waived_at()
    }

    /// The string of its case.
    pub(super) fn case_number(&self) -> Option<StrIx> {
        match self.state.key {
            KeyIx::Case { case, .. } => Some(case),
            KeyIx::Period(_) => None,
        }
    }

    pub(super) fn state(&self) -> &'j HandoffState {
        self.state
    }

    fn extra(&self) -> Option<&'j Extra> {
        self.state.extra.as_deref()
    }
}

impl PartialEq for Handoff<'_> {
    /// Whether both are the same handoff of one judgement.
    fn eq(&self, other: &Self) -> bool {
        self.ix == other.ix && std::ptr::eq(self.judgement, other.judgement)
    }
}

impl fmt::Display for Handoff<'_> {
    /// Writes obligation, key, status and deadline on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let due = self.local(self.due_at()).to_rfc3339_opts(SecondsFormat::AutoSi, false);
        write!(f, "{} {}: {}, due {due}", self.obligation().id(), self.key(), self.status())
    }
}

impl fmt::Debug for Handoff<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handoff({self})")
    }
}
