//! What a handoff waits for: the needs of its obligation, found among the handoffs.

use std::sync::OnceLock;

use chrono::NaiveDate;

use super::super::judge::{HandoffState, KeyIx, Status, is_finer};
use super::judgement::{HandoffIx, Judgement};
use crate::Period;
use crate::calendar::Instant;
use crate::network::NameIx;
use crate::table::Table;

/// What is looked up to find inputs, made when somebody first asks.
pub(super) struct Inputs {
    by_name: Table<NameIx, OnceLock<Lookup>>,
    /// By handoff: whether another needs it.
    needed: OnceLock<Table<HandoffIx, bool>>,
}

/// The handoffs of one obligation that are open or done, by what inputs are found by.
#[derive(Default)]
struct Lookup {
    by_key: Vec<(KeyIx, HandoffIx)>,
    /// Those for cases, by when they opened.
    cases: Vec<(Instant, HandoffIx)>,
    /// Those for periods, by when they opened.
    periods: Vec<(Instant, HandoffIx)>,
    /// Those for periods, by the day on which they were first due.
    due: Vec<(NaiveDate, HandoffIx)>,
}

impl Inputs {
    pub(super) fn new(names: usize) -> Self {
        Self { by_name: (0..names).map(|_| OnceLock::new()).collect(), needed: OnceLock::new() }
    }
}

impl Lookup {
    fn of(judgement: &Judgement, name: NameIx) -> Self {
        let mut lookup = Self::default();
        for handoff in judgement.range_of(name).filter_map(|ix| judgement.handoff_at(HandoffIx(ix))) {
            if handoff.status() == Status::Upcoming {
                continue;
            }
            let (state, ix) = (handoff.state(), handoff.ix());
            lookup.by_key.push((state.key, ix));
            if state.key.period().is_some() {
                lookup.periods.push((state.opened, ix));
                lookup.due.push((handoff.day_of(state.original), ix));
            } else {
                lookup.cases.push((state.opened, ix));
            }
        }
        lookup.by_key.sort_unstable();
        lookup.cases.sort_unstable();
        lookup.periods.sort_unstable();
        lookup.due.sort_unstable();
        lookup
    }

    fn with_key(&self, key: KeyIx) -> Option<HandoffIx> {
        let at = self.by_key.binary_search_by_key(&key, |&(key, _)| key).ok()?;
        self.by_key.get(at).map(|&(_, ix)| ix)
    }

    /// The period's handoff that opened last by an instant.
    fn latest_opened(&self, by: Instant) -> Option<HandoffIx> {
        let after = self.periods.partition_point(|&(opened, _)| opened <= by);
        self.periods.get(after.checked_sub(1)?).map(|&(_, ix)| ix)
    }
}

impl Judgement {
    fn lookup(&self, name: NameIx) -> Option<&Lookup> {
        self.inputs.by_name.get(name).map(|slot| slot.get_or_init(|| Lookup::of(self, name)))
    }

    /// Adds the inputs of a handoff, as indices, sorted.
    pub(crate) fn inputs_of(&self, ix: HandoffIx, found: &mut Vec<HandoffIx>) {
        let Some(handoff) = self.handoff_at(ix) else { return };
        let before = found.len();
        for &needed in &handoff.obligation().terms().needs_ix {
            let Some(lookup) = self.lookup(needed) else { continue };
            match handoff.state().key.period() {
                None => for_case(lookup, handoff.state(), found),
                Some(period) => self.for_period(lookup, handoff.state(), period, found),
            }
        }
        if let Some(new) = found.get_mut(before..) {
            new.sort_unstable();
        }
    }

    fn for_period(&self, lookup: &Lookup, state: &HandoffState, period: Period, found: &mut Vec<HandoffIx>) {
        let length = |ix: HandoffIx| self.handoff_at(ix).and_then(|other| other.period()).map(Period::length);
        if let Some(ix) = lookup.with_key(state.key) {
            found.push(ix);
        } else if let Some(ix) = lookup.latest_opened(state.opened)
            && length(ix).is_some_and(|other| is_finer(period.length(), other))
        {
            found.push(ix);
        }
        let Some((first, last)) = self.network().periods().days_of(period) else { return };
        let within = lookup.due.iter().skip(lookup.due.partition_point(|&(day, _)| day < first));
        let within = within.take_while(|&&(day, _)| day <= last).map(|&(_, ix)| ix);
        found.extend(within.filter(|&ix| length(ix).is_some_and(|other| is_finer(other, period.length()))));
        let calendar = self.network().calendar_of(state.terms);
        let (start, end) = (calendar.start_of_day(first), calendar.end_of_day(last));
        let opened = lookup.cases.iter().skip(lookup.cases.partition_point(|&(opened, _)| opened < start));
        found.extend(opened.take_while(|&&(opened, _)| opened < end).map(|&(_, ix)| ix));
    }

    /// Whether a handoff that opened needs this one.
    pub(super) fn is_needed(&self, ix: HandoffIx) -> bool {
        let needed = self.inputs.needed.get_or_init(|| {
            let mut needed: Table<HandoffIx, bool> = (0..self.count()).map(|_| false).collect();
            let mut inputs = Vec::new();
            for handoff in self.handoffs() {
                self.inputs_of(handoff.ix(), &mut inputs);
                for ix in inputs.drain(..) {
                    if let Some(mark) = needed.get_mut(ix) {
                        *mark = true;
                    }
                }
            }
            needed
        });
        needed.get(ix).copied().unwrap_or(false)
    }
}

fn for_case(lookup: &Lookup, state: &HandoffState, found: &mut Vec<HandoffIx>) {
    let same = lookup.with_key(state.key).or_else(|| match state.key {
        KeyIx::Case { case, .. } => lookup.with_key(KeyIx::Case { case, occurrence: 1 }),
        KeyIx::Period(_) => None,
    });
    found.extend(same.or_else(|| lookup.latest_opened(state.opened)));
}
