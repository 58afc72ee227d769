//! What is past its deadline and not delivered.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Days, FixedOffset, SecondsFormat, Utc};
use serde::Serialize;

use super::misses::{called, waits_for, working_days_late};
use super::next::{Load, loads};
use super::{Analysis, DepartmentRef, HandoffRef, PairRef};
use crate::calendar::Instant;
use crate::due::{Clause, Explanation, Notice, Side};
use crate::network::Moment;
use crate::tracker::{Handoff, Judgement, Key, LogLine, Status, Tracker};
use crate::{ObligationId, Text};

/// What is overdue at an instant, the worst first, and how that differs from an earlier instant.
///
/// The worst is what has been overdue longest in elapsed time; of two equally long ones the one of higher priority, then
/// by obligation and key.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Overdue {
    /// Everything that is overdue.
    pub handoffs: Vec<OverdueHandoff>,
    /// How long they have been overdue: every bucket, from the shortest.
    pub ages: Vec<Age>,
    /// With whom they lie now, the most first; then by id. What waits for another department's input counts there.
    pub lies_with: Vec<Load>,
    /// How many wait for a department that is not their supplier.
    pub waiting_for_others: usize,
    /// Who owes whom how many, the most first; then the longest, then by id.
    pub pairs: Vec<OverduePair>,
    /// The earlier instant.
    pub compared_with: DateTime<Utc>,
    /// How many were overdue then.
    pub before: usize,
    /// Those of `before` that are not overdue any more, by obligation and key.
    pub cleared: Vec<Cleared>,
}

/// A handoff that is overdue.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OverdueHandoff {
    /// Which one; it is overdue since [`due_at`](HandoffRef::due_at).
    #[serde(flatten)]
    pub handoff: HandoffRef,
    /// Its deadline before any pause or extension.
    pub original_due_at: DateTime<FixedOffset>,
    /// For how many seconds it has been overdue.
    pub elapsed_s: i64,
    /// How many of them were its calendar's working time.
    pub working_s: i64,
    /// How many working days of that calendar are over since the day of the deadline.
    pub working_days: i64,
    /// Whether it was not overdue yet at the earlier instant.
    pub is_new: bool,
    /// How many of the agreed notices are behind it: 0 is none.
    pub escalation_level: usize,
    /// The notices that its agreement names, in time order.
    pub escalations: Vec<EscalationStep>,
    /// With whom it lies now, by id.
    pub waits_for: Vec<DepartmentRef>,
    /// Whether its supplier is excused: late by nothing of its own.
    pub is_excused: bool,
    /// What its supplier owes for being late, where the agreement names it.
    pub remedy: Option<RemedyDue>,
    /// The rows of the logs that it rests on.
    pub rows: Vec<LogLine>,
    /// How its original deadline came about, where the handoff knows.
    pub explanation: Option<Explanation>,
}

/// Someone to be told of a deadline, and when.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct EscalationStep {
    /// Who, as the agreement writes it.
    pub to: Box<str>,
    /// What that is called.
    pub to_name: Text,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// Whether that instant has come.
    pub reached: bool,
}

/// What falls due when a handoff stays late.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RemedyDue {
    /// What it is.
    pub text: Text,
    /// When it falls due.
    pub at: DateTime<FixedOffset>,
    /// Whether that instant has come.
    pub is_due: bool,
}

/// How many handoffs have been overdue for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Age {
    /// At least so many days of 24 hours.
    pub from_days: i64,
    /// And less than so many; none for the last bucket.
    pub until_days: Option<i64>,
    /// How many.
    pub handoffs: usize,
}

/// What one department has overdue towards another.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OverduePair {
    /// Who owes whom.
    #[serde(flatten)]
    pub pair: PairRef,
    /// How many are overdue.
    pub handoffs: usize,
    /// How many of them were not overdue at the earlier instant.
    pub new: usize,
    /// Since when the oldest is overdue.
    pub oldest_due_at: DateTime<FixedOffset>,
    /// The working seconds of them all.
    pub working_s: i64,
}

/// A handoff that was overdue at the earlier instant and is not any more.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Cleared {
    /// Which one.
    #[serde(flatten)]
    pub handoff: HandoffRef,
    /// What it is now: `late` if it was delivered, `waived`, or `open` again with a later deadline.
    pub status: Status,
    /// When it was delivered.
    pub delivered_at: Option<DateTime<FixedOffset>>,
}

/// The first day of each age bucket; the last is open.
const AGES: [i64; 6] = [0, 1, 3, 7, 14, 28];
const DAY: i64 = 86_400;

impl Analysis<'_> {
    /// What is overdue, compared with a week earlier.
    pub fn overdue(&self) -> Overdue {
        let as_of = self.judgement.as_of();
        self.overdue_since(&self.judgement.at(as_of.checked_sub_days(Days::new(7)).unwrap_or(as_of)))
    }

    /// What is overdue, compared with an earlier judgement, which may be one under other agreements: a handoff is the same
    /// in both if its obligation's id and its key are.
    pub fn overdue_since(&self, earlier: &Judgement) -> Overdue {
        let (now, as_of) = (self.judgement, self.judgement.as_of());
        let before: BTreeSet<(&ObligationId, Key<'_>)> = earlier.overdue().map(name).collect();
        let of =
            |handoff| OverdueHandoff::of(handoff, as_of, !before.contains(&name(handoff)), self.is_excused(handoff));
        let mut handoffs: Vec<OverdueHandoff> = now.overdue().map(of).collect();
        for (overdue, rows) in handoffs.iter_mut().zip(now.log_lines(now.overdue())) {
            overdue.rows = rows;
        }
        // The sort is stable, and they come sorted by obligation and key.
        handoffs.sort_by_key(|overdue| (Reverse(overdue.elapsed_s), Reverse(overdue.handoff.priority)));
        let cleared = now
            .handoffs()
            .filter(|handoff| handoff.status() != Status::Overdue && before.contains(&name(*handoff)))
            .map(Cleared::of)
            .collect();
        Overdue {
            ages: ages(&handoffs),
            lies_with: loads(handoffs.iter().map(|overdue| overdue.waits_for.as_slice())),
            waiting_for_others: handoffs.iter().filter(|overdue| overdue.waits_for_others()).count(),
            pairs: pairs(&handoffs),
            compared_with: earlier.as_of(),
            before: before.len(),
            cleared,
            handoffs,
        }
    }
}

impl Overdue {
    /// How many were not overdue at the earlier instant.
    pub fn newly_overdue(&self) -> usize {
        self.handoffs.iter().filter(|overdue| overdue.is_new).count()
    }
}

impl Tracker {
    /// What is overdue at an instant, the worst first; see [`Overdue`].
    ///
    /// ```
    /// use interdept::{Event, Network, Tracker};
    /// let network = Network::from_toml("office.toml", r#"
    ///     format = 1
    ///     agreement = { id = "office", customer = "finance", calendar = "office" }
    ///     calendar.office = { timezone = "UTC", week = { mon-fri = ["09:00-17:00"] } }
    ///     department = [{ id = "sales" }, { id = "finance" }]
    ///     milestone = [{ id = "sold" }]
    ///     [[obligation]]
    ///     id = "slip"
    ///     supplier = "sales"
    ///     deliverable = "Slip"
    ///     due = "within 1 business day of sold"
    /// "#).unwrap();
    /// let mut tracker = Tracker::new(network);
    /// let sold = "2026-11-20T10:00:00Z".parse().unwrap(); // a Friday
    /// tracker.record(Event::new("sold", sold).case("c-1")).unwrap();
    ///
    /// let overdue = tracker.overdue("2026-11-24T10:30:00Z".parse().unwrap());
    /// assert_eq!(overdue[0].to_string(), "slip c-1: overdue since 2026-11-23T17:00:00+00:00");
    /// assert_eq!(overdue[0].working_s, 90 * 60);
    /// ```
    pub fn overdue(&self, as_of: DateTime<Utc>) -> Vec<OverdueHandoff> {
        Analysis::of(&self.judge(as_of)).overdue().handoffs
    }
}

impl fmt::Display for OverdueHandoff {
    /// Writes obligation, key and deadline on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let HandoffRef { owed, key, due_at, .. } = &self.handoff;
        write!(f, "{} {key}: overdue since {}", owed.obligation, due_at.to_rfc3339_opts(SecondsFormat::AutoSi, false))
    }
}

/// What a handoff is called in every judgement.
fn name(handoff: Handoff<'_>) -> (&ObligationId, Key<'_>) {
    (handoff.obligation().id(), handoff.key())
}

impl OverdueHandoff {
    fn of(handoff: Handoff<'_>, as_of: DateTime<Utc>, is_new: bool, is_excused: bool) -> Self {
        let late_by = handoff.late_by();
        let escalations = escalations(handoff, as_of);
        Self {
            handoff: HandoffRef::of(handoff),
            original_due_at: handoff.local(handoff.original_due_at()),
            elapsed_s: late_by.map_or(0, |late| late.elapsed),
            working_s: late_by.map_or(0, |late| late.working),
            working_days: working_days_late(handoff),
            is_new,
            escalation_level: escalations.iter().filter(|step| step.reached).count(),
            escalations,
            waits_for: waits_for(handoff),
            is_excused,
            rows: Vec::new(),
            remedy: remedy(handoff, as_of),
            explanation: handoff.explanation(),
        }
    }

    /// Whether it lies with others than its supplier.
    pub fn waits_for_others(&self) -> bool {
        !self.waits_for.contains(&self.handoff.owed.supplier)
    }

    /// Who was told last.
    pub fn escalated_to(&self) -> Option<&EscalationStep> {
        self.escalations.iter().rev().find(|step| step.reached)
    }

    /// Who will be told next.
    pub fn escalates_next(&self) -> Option<&EscalationStep> {
        self.escalations.iter().find(|step| !step.reached)
    }
}

fn clause(handoff: Handoff<'_>) -> Clause<'_> {
    handoff.judgement().network().clause(handoff.terms_ix())
}

pub(super) fn escalations(handoff: Handoff<'_>, as_of: DateTime<Utc>) -> Vec<EscalationStep> {
    let obligation = handoff.obligation();
    let clause = clause(handoff);
    let mut steps: Vec<EscalationStep> = obligation
        .terms()
        .escalate
        .iter()
        .filter_map(|step| {
            let at = DateTime::<Utc>::from(moment(step.when, &clause, handoff)?);
            Some(EscalationStep {
                to: step.to.clone(),
                to_name: called(handoff, &step.to),
                at: handoff.local(at),
                reached: at <= as_of,
            })
        })
        .collect();
    steps.sort_by_key(|step| step.at);
    steps
}

/// When a step of an escalation comes.
fn moment(when: Moment, clause: &Clause<'_>, handoff: Handoff<'_>) -> Option<Instant> {
    match when {
        Moment::Notice(notice) => clause.notice_at(notice, handoff.due()).ok(),
        Moment::Deadline => Some(handoff.due()),
        Moment::Percent(percent) => {
            let (pace, opened) = (clause.pace(), handoff.opened());
            pace.plus(opened, pace.between(opened, handoff.due()) / 100 * i64::from(percent))
        }
    }
}

pub(super) fn remedy(handoff: Handoff<'_>, as_of: DateTime<Utc>) -> Option<RemedyDue> {
    let obligation = handoff.obligation();
    let remedy = obligation.terms().remedy.as_ref()?;
    let after = Notice { span: remedy.after, side: Side::After };
    let at = DateTime::<Utc>::from(clause(handoff).notice_at(after, handoff.due()).ok()?);
    Some(RemedyDue { text: remedy.text.clone(), at: handoff.local(at), is_due: at <= as_of })
}

impl Cleared {
    fn of(handoff: Handoff<'_>) -> Self {
        Self {
            handoff: HandoffRef::of(handoff),
            status: handoff.status(),
            delivered_at: handoff.delivered_at().map(|at| handoff.local(at)),
        }
    }
}

fn ages(handoffs: &[OverdueHandoff]) -> Vec<Age> {
    let ends = AGES.into_iter().skip(1).map(Some).chain([None]);
    AGES.into_iter()
        .zip(ends)
        .map(|(from_days, until_days)| {
            let fits = |overdue: &&OverdueHandoff| {
                let days = overdue.elapsed_s / DAY;
                from_days <= days && until_days.is_none_or(|until| days < until)
            };
            Age { from_days, until_days, handoffs: handoffs.iter().filter(fits).count() }
        })
        .collect()
}

fn pairs(handoffs: &[OverdueHandoff]) -> Vec<OverduePair> {
    let mut pairs: BTreeMap<(&str, &str), OverduePair> = BTreeMap::new();
    for overdue in handoffs {
        let HandoffRef { owed, due_at, .. } = &overdue.handoff;
        let pair = pairs.entry((owed.supplier.id.as_str(), owed.customer.id.as_str())).or_insert_with(|| OverduePair {
            pair: PairRef { supplier: owed.supplier.clone(), customer: owed.customer.clone() },
            handoffs: 0,
            new: 0,
            oldest_due_at: *due_at,
            working_s: 0,
        });
        pair.handoffs += 1;
        pair.new += usize::from(overdue.is_new);
        pair.oldest_due_at = pair.oldest_due_at.min(*due_at);
        pair.working_s = pair.working_s.saturating_add(overdue.working_s);
    }
    let mut pairs: Vec<OverduePair> = pairs.into_values().collect();
    pairs.sort_by_key(|pair| (Reverse(pair.handoffs), pair.oldest_due_at));
    pairs
}
