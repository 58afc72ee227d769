//! What became of an event that was recorded.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::super::Tracker;
use super::super::judge::{KeyIx, TraceCause, TraceStep};
use super::super::record::{Kind, Numbered, RowIx};
use super::super::view::key_of_ix;
use super::follow::Facts;
use crate::ObligationId;
use crate::calendar::Instant;
use crate::log::{EventKind, IgnoredWhy};
use crate::network::NameIx;

/// What became of a recorded event by an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fate {
    /// It lies after the instant: it does not exist yet.
    ToCome,
    /// It opened these handoffs, or acted on them.
    Matched(Vec<HandoffName>),
    /// It counts, and is about no handoff by itself: a complaint, or a revision that changed none.
    Counts,
    /// A milestone that opened nothing, because no condition held.
    OpenedNothing,
    /// It took back the event with this number.
    TookBack(u64),
    /// It was taken back.
    TakenBack,
    /// It counts for nothing, for this reason: it conflicts with another, came too late, found nothing to act on, or is
    /// none that the agreements of now know.
    Ignored(IgnoredWhy),
}

/// What a handoff is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct HandoffName {
    /// Its obligation.
    pub obligation: ObligationId,
    /// Its key, as it prints.
    pub key: String,
}

impl Tracker {
    /// What became of the event with a number by an instant, given all that is recorded; none if there is no such event.
    /// It costs the judging of what the event is about.
    ///
    /// ```
    /// use interdept::tracker::Fate;
    /// use interdept::{Event, Network, Tracker};
    /// let mut tracker = Tracker::new(Network::load("fixtures/dealership")?);
    /// let at = "2026-11-20T15:00:00+08:00".parse()?;
    /// let early = tracker.record(Event::delivered("sales.signed-slips", at).case("c-17"))?;
    /// let Some(Fate::Ignored(why)) = tracker.fate(early.seq(), at) else { panic!() };
    /// assert_eq!(why.code(), "no-handoff");
    /// // When what it belongs to is recorded, it counts.
    /// tracker.record(Event::new("vehicle-delivered", at).case("c-17").with("payment", "cash"))?;
    /// assert!(matches!(tracker.fate(early.seq(), at), Some(Fate::Matched(_))));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fate(&mut self, seq: u64, as_of: DateTime<Utc>) -> Option<Fate> {
        let as_of = Instant::from(as_of);
        match self.sequence.find(seq, self.len())? {
            Numbered::Set(place) => self.rejected.at(place).map(|(row, _)| Fate::Ignored(row.why.clone())),
            Numbered::Row(row) => self.fate_of(row, as_of),
        }
    }

    fn fate_of(&mut self, number: RowIx, as_of: Instant) -> Option<Fate> {
        let sequence = self.sequence.clone();
        let (facts, live) = self.follow(Instant(i64::MIN));
        let row = facts.rows.row(number)?;
        if row.at > as_of {
            return Some(Fate::ToCome);
        }
        if live.standing.stands_instead(facts.rows, number).is_some() {
            let id = row.id.get().map_or("", |id| facts.rows.strings.get(id));
            return Some(Fate::Ignored(IgnoredWhy::DuplicateId(id.into())));
        }
        let is_void = row.kind == Kind::Event(EventKind::Voided);
        let (remark, target) = if is_void { live.fate_of_void(facts, number, as_of) } else { (None, None) };
        if let Some(remark) = remark {
            return Some(Fate::Ignored(remark.why));
        }
        if live.is_retracted(facts, number, as_of) {
            return Some(Fate::TakenBack);
        }
        if let Some(target) = target {
            return Some(Fate::TookBack(sequence.of_row(target)));
        }
        let (mut matched, mut ignored): (Vec<HandoffName>, Option<IgnoredWhy>) = (Vec::new(), None);
        for subject in live.subjects_of_row(facts, number) {
            let folded = live.fold_at(facts, subject, as_of, true);
            let remark = folded.remarks.into_iter().find(|remark| remark.row == number);
            ignored = ignored.or(remark.map(|remark| remark.why));
            let steps = folded.trace.iter().filter(|step| step.refused.is_none() && rows_of(step).contains(&number));
            matched.extend(steps.map(|step| named(facts, step.name, step.after.key)));
        }
        if let Some(why) = ignored {
            return Some(Fate::Ignored(why));
        }
        matched.sort();
        matched.dedup();
        Some(if !matched.is_empty() {
            Fate::Matched(matched)
        } else if row.kind == Kind::Milestone {
            Fate::OpenedNothing
        } else {
            Fate::Counts
        })
    }
}

/// The rows that made a step.
fn rows_of(step: &TraceStep) -> &[RowIx] {
    match &step.cause {
        TraceCause::Opened { rows, .. } => rows,
        TraceCause::Row(row) => std::slice::from_ref(row),
        TraceCause::Revised { row, .. } => row.as_slice(),
        TraceCause::Away(_) => &[],
    }
}

/// What a handoff is called, by its obligation's and its key's index.
pub(super) fn named(facts: Facts<'_>, name: NameIx, key: KeyIx) -> HandoffName {
    HandoffName { obligation: facts.network.name(name).clone(), key: key_of_ix(facts.rows, key).to_string() }
}
