//! One handoff: what has been heard of it, its deadline as holds and agreements moved it, and how it stands: SPEC 5, 6.

use std::collections::BTreeSet;

use chrono::{NaiveTime, TimeDelta};

use super::calendar::{At, Desk, Roll};
use super::log::Ev;
use super::period::Span;
use super::rule::{Deadline, extended};
use super::world::{Attributes, Obligation};

#[derive(Clone, Debug)]
pub(crate) struct Handoff<'w> {
    pub(crate) obligation: &'w Obligation,
    pub(crate) desk: &'w Desk,
    customers: &'w Desk,
    pub(crate) tier: Option<usize>,
    pub(crate) key: String,
    pub(crate) number: usize,
    pub(crate) case: Option<String>,
    pub(crate) span: Option<Span>,
    pub(crate) opened: At,
    /// What it counts from: the same instant, but for `before` rules.
    trigger: At,
    pub(crate) attributes: Attributes,
    /// The local time of the trigger.
    time: NaiveTime,
    pub(crate) original: Deadline,
    acts: Vec<(At, Act)>,
    /// The documents delivered so far, signed or not.
    brought: BTreeSet<(&'static str, bool)>,
    pub(crate) delivered: Option<At>,
    /// The first complete delivery, with what was known of the case then.
    pub(crate) first_delivery: Option<(At, Attributes)>,
    /// "the handoff is judged by that, its lateness unknown"
    pub(crate) kept: Option<bool>,
    accepted: Option<At>,
    paused_since: Option<At>,
    holds: Vec<(At, At)>,
    /// While the delivery that opened it is away to be made good; without an end, it still is.
    pub(crate) away: Vec<(At, Option<At>)>,
    /// Each time a delivery was taken back and the next complete one.
    pub(crate) taken_back: Vec<(At, Option<At>)>,
    withdrawn: Option<At>,
    waived: Option<At>,
    pub(crate) attempts: u32,
}

/// What replaces a deadline.
#[derive(Clone, Debug)]
enum Act {
    Extended(Deadline),
    Revised(Deadline),
}

/// How a handoff came to be.
pub(crate) struct Opening {
    pub(crate) key: String,
    pub(crate) number: usize,
    pub(crate) case: Option<String>,
    pub(crate) span: Option<Span>,
    pub(crate) opened: At,
    pub(crate) trigger: At,
    pub(crate) attributes: Attributes,
    pub(crate) tier: Option<usize>,
    pub(crate) due: Deadline,
}

impl<'w> Handoff<'w> {
    pub(crate) fn new(obligation: &'w Obligation, desk: &'w Desk, customers: &'w Desk, opening: Opening) -> Self {
        Self {
            obligation,
            desk,
            customers,
            tier: opening.tier,
            key: opening.key,
            number: opening.number,
            case: opening.case,
            span: opening.span,
            opened: opening.opened,
            trigger: opening.trigger,
            attributes: opening.attributes,
            time: desk.local_time(opening.trigger),
            original: opening.due,
            acts: Vec::new(),
            brought: BTreeSet::new(),
            delivered: None,
            first_delivery: None,
            kept: None,
            accepted: None,
            paused_since: None,
            holds: Vec::new(),
            away: Vec::new(),
            taken_back: Vec::new(),
            withdrawn: None,
            waived: None,
            attempts: 0,
        }
    }

    pub(crate) fn is_waived(&self) -> bool {
        self.waived.is_some() || self.withdrawn.is_some()
    }

    /// "the time until it is delivered again": still open for a plain key, a wave of the hand over a case, a trigger.
    pub(crate) fn is_open(&self) -> bool {
        self.delivered.is_none() && !self.is_waived()
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.paused_since.is_some()
    }

    /// When it was waived: the row, or the revision after which nobody asked for it. "Waived rows show `due_at`, `tier`, `held_s` as they stood at the waiver", which may be before it opened.
    pub(crate) fn closed_at(&self) -> Option<At> {
        [self.waived, self.withdrawn].into_iter().flatten().min()
    }

    pub(crate) fn is_elapsed(&self) -> bool {
        self.obligation.terms(self.tier).rule.unwrap().is_elapsed()
    }

    /// Time as its rule counts it.
    pub(crate) fn time(&self, from: At, to: At) -> TimeDelta {
        let time = if self.is_elapsed() { to - from } else { self.desk.working_between(from, to) };
        time.max(TimeDelta::zero())
    }

    pub(crate) fn after(&self, from: At, time: TimeDelta) -> At {
        if self.is_elapsed() { from + time } else { self.desk.after_working(from, time) }
    }

    /// All holds from the opening up to an instant or the delivery, in order, those that overlap made one.
    pub(crate) fn holds(&self, now: At) -> Vec<(At, At)> {
        let end = self.delivered.map_or(now, |delivered| delivered.min(now));
        let mut holds = self.holds.clone();
        holds.extend(self.paused_since.map(|since| (since, end)));
        holds.extend(self.away.iter().map(|&(from, to)| (from, to.unwrap_or(end))));
        let mut holds: Vec<_> = holds
            .into_iter()
            .map(|(from, to)| (from.max(self.opened), to.min(end)))
            .filter(|(from, to)| from < to)
            .collect();
        holds.sort();
        let mut merged: Vec<(At, At)> = Vec::new();
        for (from, to) in holds {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        merged
    }

    /// A deadline, moved by the holds from one instant to another: "in the order of time, each that begins at or before
    /// the deadline as it then stands moves it, and a deadline never lies before the end of a hold that spans it".
    fn moved(&self, due: &Deadline, from: At, now: At) -> Deadline {
        let mut due = due.clone();
        if !due.moves {
            return due;
        }
        for (start, end) in self.holds(now) {
            let start = start.max(from);
            if start >= end || start > due.instant() {
                continue;
            }
            for (at, elapsed) in &mut due.limits {
                *at = if *elapsed {
                    *at + (end - start)
                } else {
                    self.desk.after_working(*at, self.desk.working_between(start, end))
                };
            }
            due.floor =
                Some(due.floor.map_or(end, |floor| floor.max(end))).filter(|_| due.instant() < end).or(due.floor);
        }
        due
    }

    /// The deadline as it stands at an instant, and the date that was promised too late.
    fn reckon(&self, now: At) -> (Deadline, Option<At>) {
        let now = self.closed_at().map_or(now, |closed| closed.min(now));
        let (mut base, mut from, mut promised) = (self.original.clone(), self.opened, None);
        for (at, act) in self.acts.iter().filter(|(at, _)| *at <= now) {
            match act {
                // "before the old one had passed"
                Act::Extended(due) if *at <= self.moved(&base, from, *at).instant() => {
                    (base, from) = (due.clone(), *at);
                }
                Act::Extended(due) => promised = Some(due.instant()),
                // "counted from the same trigger, moved by the same holds, and never lies before the revision"
                Act::Revised(due) => {
                    base = self.moved(due, self.opened, *at);
                    if base.instant() < *at {
                        base.floor = Some(*at);
                    }
                    from = *at;
                }
            }
        }
        (self.moved(&base, from, now), promised)
    }

    pub(crate) fn due(&self, now: At) -> At {
        self.reckon(now).0.instant()
    }

    pub(crate) fn promised(&self, now: At) -> Option<At> {
        self.reckon(now).1
    }

    /// "elapsed seconds of the union of all holds, from the opening to the delivery or `as_of`"
    pub(crate) fn held(&self, now: At) -> TimeDelta {
        let now = self.closed_at().map_or(now, |closed| closed.min(now));
        self.holds(now).into_iter().map(|(from, to)| to - from).sum()
    }

    /// Whether what it was opened by is away.
    pub(crate) fn is_away(&self) -> bool {
        self.away.iter().any(|(_, to)| to.is_none())
    }

    pub(crate) fn status(&self, now: At) -> &'static str {
        let due = self.due(now);
        match self.delivered {
            _ if self.is_waived() => {
                if self.opened > now && self.delivered.is_none() {
                    "upcoming"
                } else {
                    "waived"
                }
            }
            Some(_) if self.kept.is_some() => {
                if self.kept == Some(true) {
                    "met"
                } else {
                    "late"
                }
            }
            // 4.7
            Some(delivered) if delivered <= due => "met",
            Some(_) => "late",
            None if now > due => "overdue",
            None if self.opened > now => "upcoming",
            None if self.is_paused() || self.is_away() => "paused",
            None => {
                let holds = self.holds(now);
                let held = |to: At| holds.iter().map(|hold| self.time(hold.0, hold.1.min(to))).sum::<TimeDelta>();
                let gone = self.time(self.opened, now) - held(now);
                let whole = self.time(self.opened, due) - held(due);
                let percent = self.obligation.terms(self.tier).at_risk_percent.unwrap_or(75);
                if gone * 100 > whole * percent { "at-risk" } else { "open" }
            }
        }
    }
}

impl Handoff<'_> {
    fn complete(&self) -> bool {
        let terms = self.obligation.terms(self.tier);
        let has = |document: &&str| self.brought.iter().any(|(brought, _)| brought == document);
        let has_signed = |document: &&'static str| self.brought.contains(&(*document, true));
        terms.documents.iter().flatten().all(has) && terms.signed.iter().flatten().all(has_signed)
    }

    fn deliver(&mut self, row: &Ev) {
        if self.delivered.is_some() {
            return;
        }
        self.attempts += 1;
        self.brought.extend(row.documents.iter().map(|&document| (document, false)));
        self.brought.extend(row.signed.iter().map(|&document| (document, true)));
        if !self.complete() {
            return;
        }
        self.delivered = Some(row.at);
        self.kept = row.outcome.map(|outcome| outcome == "met");
        self.accepted = None;
        // "A pause ends at … the complete delivery (for good, also if that is rejected)"
        if let Some(since) = self.paused_since.take() {
            self.holds.push((since, row.at));
        }
        let mut attributes = row.attributes.clone();
        attributes.extend(self.attributes.clone());
        self.first_delivery.get_or_insert((row.at, attributes));
        if let Some(last) = self.taken_back.last_mut() {
            last.1 = Some(row.at);
        }
    }

    /// When silence accepts what was delivered: "a review in days ends like a deadline and rolls `following`".
    fn review_ends(&self, delivered: At) -> Option<At> {
        let (n, unit) = self.obligation.terms(self.tier).review?;
        let desk = self.customers;
        Some(match desk.count(n, unit, delivered, desk.shift_date(delivered)) {
            Ok(day) => desk.end_of(desk.roll(day, Roll::Following), None),
            Err(at) => at,
        })
    }

    /// When what was delivered was accepted, in words or by silence.
    pub(crate) fn signed_off(&self, now: At) -> Option<At> {
        // At its very end a rejection would still be in time.
        let silence = self.review_ends(self.delivered?).filter(|&end| end < now);
        [self.accepted, silence].into_iter().flatten().min()
    }

    fn reject(&mut self, row: &Ev) {
        let Some(delivered) = self.delivered else { return };
        if self.accepted.is_some() || self.review_ends(delivered).is_some_and(|end| row.at > end) {
            return;
        }
        self.delivered = None;
        self.kept = None;
        // "After a rejection all documents must come again."
        self.brought.clear();
        self.holds.push((delivered, row.at));
        self.taken_back.push((row.at, None));
    }

    pub(crate) fn apply(&mut self, row: &Ev) {
        match row.name {
            "delivered" => self.deliver(row),
            "accepted" if self.delivered.is_some() => self.accepted = self.accepted.or(Some(row.at)),
            "rejected" => self.reject(row),
            // "`paused` for one that is delivered → no effect, and none later"
            "paused" if self.delivered.is_none() => self.paused_since = self.paused_since.or(Some(row.at)),
            "resumed" => {
                if let Some(since) = self.paused_since.take() {
                    self.holds.push((since, row.at));
                }
            }
            "extended" => {
                let terms = self.obligation.terms(self.tier);
                let until = row.until.as_deref().unwrap();
                let due = extended(&terms.rule.unwrap(), self.desk, terms.roll, until);
                self.acts.push((row.at, Act::Extended(due)));
            }
            "waived" => self.waived = self.waived.or(Some(row.at)),
            _ => {}
        }
    }

    pub(crate) fn deadline(&self, tier: Option<usize>) -> Deadline {
        let terms = self.obligation.terms(tier);
        let given = self.attributes.get("deadline").map(String::as_str);
        let rule = terms.rule.unwrap();
        rule.deadline(self.desk, terms.roll, terms.cut_off, self.trigger, given).unwrap()
    }

    /// "from then on the case's triggers have these attributes: tiers are chosen anew"
    pub(crate) fn revise(&mut self, row: &Ev) {
        let given = self.attributes.get("deadline").cloned();
        self.attributes.extend(row.attributes.clone());
        let fits = self.obligation.fits(&self.attributes, self.time);
        if self.waived.is_some() {
            return;
        }
        // "it goes on: the same handoff, and the time for which it was withdrawn is a hold"
        if let (Some(since), Some(_)) = (self.withdrawn, fits) {
            self.withdrawn = None;
            self.holds.push((since, self.delivered.unwrap_or(row.at)));
        }
        // "What was delivered, or had passed its deadline, before the revision keeps its verdict"
        if self.delivered.is_some() || self.withdrawn.is_some() || row.at > self.due(row.at) {
            return;
        }
        match fits {
            None => self.withdrawn = Some(row.at),
            Some(tier) => {
                let redated = given != self.attributes.get("deadline").cloned();
                if tier != self.tier || redated && self.deadline(tier) != self.original {
                    self.tier = tier;
                    self.acts.push((row.at, Act::Revised(self.deadline(tier))));
                }
            }
        }
    }
}
