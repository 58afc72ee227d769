//! What a handoff waits for: the needs of its obligation, found among the handoffs.

use std::sync::OnceLock;

use chrono::NaiveDate;

use super::judgement::{Judgement, period_of};
use super::key::is_finer;
use super::life::Life;
use super::status::Status;
use crate::Period;
use crate::calendar::Instant;
use crate::network::NameIx;

/// What is looked up to find inputs, made when somebody first asks.
pub(super) struct Inputs {
    by_name: Vec<OnceLock<Lookup>>,
    /// By handoff: whether another needs it.
    needed: OnceLock<Vec<bool>>,
}

/// The handoffs of one obligation that are open or done, by what inputs are found by.
#[derive(Default)]
struct Lookup {
    by_key: Vec<((u32, u32), u32)>,
    /// Those for cases, by when they opened.
    cases: Vec<(Instant, u32)>,
    /// Those for periods, by when they opened.
    periods: Vec<(Instant, u32)>,
    /// Those for periods, by the day on which they were first due.
    due: Vec<(NaiveDate, u32)>,
}

impl Inputs {
    pub(super) fn new(names: usize) -> Self {
        let mut by_name = Vec::new();
        by_name.resize_with(names, OnceLock::new);
        Self { by_name, needed: OnceLock::new() }
    }
}

impl Lookup {
    fn of(judgement: &Judgement, name: NameIx) -> Self {
        let mut lookup = Self::default();
        for handoff in judgement.range_of(name).filter_map(|ix| judgement.handoff_at(ix)) {
            if handoff.status() == Status::Upcoming {
                continue;
            }
            let (life, ix) = (handoff.life(), handoff.ix());
            lookup.by_key.push(((life.subject, life.occurrence), ix));
            if period_of(life).is_some() {
                lookup.periods.push((life.opened, ix));
                lookup.due.push((handoff.day_of(life.original), ix));
            } else {
                lookup.cases.push((life.opened, ix));
            }
        }
        lookup.by_key.sort_unstable();
        lookup.cases.sort_unstable();
        lookup.periods.sort_unstable();
        lookup.due.sort_unstable();
        lookup
    }

    fn with_key(&self, subject: u32, occurrence: u32) -> Option<u32> {
        let at = self.by_key.binary_search_by_key(&(subject, occurrence), |&(key, _)| key).ok()?;
        self.by_key.get(at).map(|&(_, ix)| ix)
    }

    /// The period's handoff that opened last by an instant.
    fn latest_opened(&self, by: Instant) -> Option<u32> {
        let after = self.periods.partition_point(|&(opened, _)| opened <= by);
        self.periods.get(after.checked_sub(1)?).map(|&(_, ix)| ix)
    }
}

impl Judgement {
    fn lookup(&self, name: NameIx) -> Option<&Lookup> {
        self.inputs.by_name.get(name.at()).map(|slot| slot.get_or_init(|| Lookup::of(self, name)))
    }

    /// Adds the inputs of a handoff, as indices, sorted.
    pub(crate) fn inputs_of(&self, ix: u32, found: &mut Vec<u32>) {
        let Some(handoff) = self.handoff_at(ix) else { return };
        let before = found.len();
        for &needed in &handoff.obligation().terms().needs_ix {
            let Some(lookup) = self.lookup(needed) else { continue };
            match period_of(handoff.life()) {
                None => for_case(lookup, handoff.life(), found),
                Some(period) => self.for_period(lookup, handoff.life(), period, found),
            }
        }
        if let Some(new) = found.get_mut(before..) {
            new.sort_unstable();
        }
    }

    fn for_period(&self, lookup: &Lookup, life: &Life, period: Period, found: &mut Vec<u32>) {
        let length = |ix: u32| self.handoff_at(ix).and_then(|other| other.period()).map(Period::length);
        if let Some(ix) = lookup.with_key(life.subject, life.occurrence) {
            found.push(ix);
        } else if let Some(ix) = lookup.latest_opened(life.opened)
            && length(ix).is_some_and(|other| is_finer(period.length(), other))
        {
            found.push(ix);
        }
        let (first, last) = (period.first_day(), period.last_day());
        let within = lookup.due.iter().skip(lookup.due.partition_point(|&(day, _)| day < first));
        let within = within.take_while(|&&(day, _)| day <= last).map(|&(_, ix)| ix);
        found.extend(within.filter(|&ix| length(ix).is_some_and(|other| is_finer(other, period.length()))));
        let calendar = self.network().calendar_of(life.terms());
        let (start, end) = (calendar.start_of_day(first), calendar.end_of_day(last));
        let opened = lookup.cases.iter().skip(lookup.cases.partition_point(|&(opened, _)| opened < start));
        found.extend(opened.take_while(|&&(opened, _)| opened < end).map(|&(_, ix)| ix));
    }

    /// Whether a handoff that opened needs this one.
    pub(super) fn is_needed(&self, ix: u32) -> bool {
        let needed = self.inputs.needed.get_or_init(|| {
            let mut needed = vec![false; self.count() as usize];
            let mut inputs = Vec::new();
            for handoff in self.handoffs() {
                self.inputs_of(handoff.ix(), &mut inputs);
                for ix in inputs.drain(..) {
                    if let Some(mark) = needed.get_mut(ix as usize) {
                        *mark = true;
                    }
                }
            }
            needed
        });
        needed.get(ix as usize).copied().unwrap_or(false)
    }
}

fn for_case(lookup: &Lookup, life: &Life, found: &mut Vec<u32>) {
    let same = lookup.with_key(life.subject, life.occurrence).or_else(|| lookup.with_key(life.subject, 1));
    found.extend(same.or_else(|| lookup.latest_opened(life.opened)));
}
