//! What a handoff waits for: the needs of its obligation, found among the handoffs.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::OnceLock;

use chrono::NaiveDate;

use super::super::judge::{HandoffState, KeyIx, Status};
use super::super::record::StrIx;
use super::handoff::Handoff;
use super::judgement::{HandoffIx, Judgement};
use crate::calendar::Instant;
use crate::network::NameIx;
use crate::table::Table;
use crate::{Period, PeriodKey};

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
    /// Those for cases, by case and then by when they opened.
    by_case: Vec<(StrIx, Instant, HandoffIx)>,
    /// Those for cases, by when they opened.
    cases: Vec<(Instant, HandoffIx)>,
    /// Those for periods, by when they opened, of those that opened together the one due later behind.
    periods: Vec<(Instant, Instant, HandoffIx)>,
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
            // What never opened is no input, though an extension to an earlier day may have made it overdue.
            let is_there = handoff.opened() <= judgement.as_of_instant() || handoff.delivered().is_some();
            if handoff.status() == Status::Upcoming || !is_there {
                continue;
            }
            let (state, ix) = (handoff.state(), handoff.ix());
            lookup.by_key.push((state.key, ix));
            match state.key {
                KeyIx::Period(_) => {
                    lookup.periods.push((state.opened, state.original, ix));
                    lookup.due.push((handoff.original_due_day(), ix));
                }
                KeyIx::Case { case, .. } => {
                    lookup.by_case.push((case, state.opened, ix));
                    lookup.cases.push((state.opened, ix));
                }
            }
        }
        lookup.by_key.sort_unstable();
        lookup.by_case.sort_unstable();
        lookup.cases.sort_unstable();
        lookup.periods.sort_unstable();
        lookup.due.sort_unstable();
        lookup
    }

    fn with_key(&self, key: KeyIx) -> Option<HandoffIx> {
        let at = self.by_key.binary_search_by_key(&key, |&(key, _)| key).ok()?;
        self.by_key.get(at).map(|&(_, ix)| ix)
    }

    /// The handoffs of a case that had opened by an instant, in the order of opening.
    fn opened_in(&self, case: StrIx, by: Instant) -> &[(StrIx, Instant, HandoffIx)] {
        let start = self.by_case.partition_point(|&(other, ..)| other < case);
        let end = self.by_case.partition_point(|&(other, opened, _)| (other, opened) <= (case, by));
        self.by_case.get(start..end).unwrap_or_default()
    }

    /// The period's handoff that opened last by an instant.
    fn latest_opened(&self, by: Instant) -> Option<HandoffIx> {
        let after = self.periods.partition_point(|&(opened, ..)| opened <= by);
        self.periods.get(after.checked_sub(1)?).map(|&(.., ix)| ix)
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
        let terms = handoff.obligation().terms();
        let opener = self.plans().plan(handoff.terms_ix()).and_then(|plan| plan.after).map(|after| after.name);
        for &needed in &terms.needs_ix {
            let Some(lookup) = self.lookup(needed) else { continue };
            match handoff.state().key {
                // Of the delivery that opened it, that one alone.
                key if opener == Some(needed) => found.extend(lookup.with_key(key)),
                KeyIx::Case { case, occurrence } => {
                    let several = self.occurs_several_times(handoff, terms.name, case);
                    for_case(lookup, handoff, (case, occurrence), several, found);
                }
                KeyIx::Period(key) => self.for_period(lookup, handoff.state(), key, found),
            }
        }
        if let Some(new) = found.get_mut(before..) {
            new.sort_unstable();
        }
    }

    /// Handoffs and everything that they wait for, however many steps away, each once.
    pub(in crate::tracker) fn upstream_of<'j>(&'j self, of: impl Iterator<Item = Handoff<'j>>) -> Vec<Handoff<'j>> {
        let mut waiting: Vec<HandoffIx> = of.map(|handoff| handoff.ix()).collect();
        let mut met: HashSet<HandoffIx> = waiting.iter().copied().collect();
        let (mut found, mut inputs) = (Vec::new(), Vec::new());
        while let Some(ix) = waiting.pop() {
            found.extend(self.handoff_at(ix));
            self.inputs_of(ix, &mut inputs);
            waiting.extend(inputs.drain(..).filter(|&input| met.insert(input)));
        }
        found
    }

    /// Whether its obligation had opened several handoffs in its case by the time it was done.
    fn occurs_several_times(&self, handoff: Handoff<'_>, name: NameIx, case: StrIx) -> bool {
        self.lookup(name).is_some_and(|own| own.opened_in(case, handoff.finish()).len() > 1)
    }

    fn for_period(&self, lookup: &Lookup, state: &HandoffState, key: PeriodKey, found: &mut Vec<HandoffIx>) {
        let compared = |ix: HandoffIx| {
            let other = self.handoff_at(ix)?.period()?;
            self.compare_lengths(other, key.period)
        };
        let first_of_period = PeriodKey::from(key.period);
        let same = lookup.with_key(state.key).or_else(|| lookup.with_key(KeyIx::Period(first_of_period)));
        let coarser = || lookup.latest_opened(state.opened).filter(|&ix| compared(ix) == Some(Ordering::Greater));
        found.extend(same.or_else(coarser));
        let Some((first, last)) = self.network().periods().days_of(key.period) else { return };
        let Some((start, end)) = self.gathered_within(state) else { return };
        let within = lookup.due.iter().skip(lookup.due.partition_point(|&(day, _)| day < first));
        let within = within.take_while(|&&(day, _)| day <= last).map(|&(_, ix)| ix);
        found.extend(within.filter(|&ix| compared(ix) == Some(Ordering::Less)));
        let opened = lookup.cases.iter().skip(lookup.cases.partition_point(|&(opened, _)| opened < start));
        found.extend(opened.take_while(|&&(opened, _)| opened < end).map(|&(_, ix)| ix));
    }

    /// From when up to when the cases' handoffs open that a period's handoff needs.
    pub(super) fn gathered_within(&self, state: &HandoffState) -> Option<(Instant, Instant)> {
        let (first, last) = self.network().periods().days_of(state.key.period()?)?;
        let calendar = self.network().calendar_of(state.terms);
        Some((calendar.start_of_day(first), calendar.end_of_day(last)))
    }

    /// How long a period is beside another: those of one kind are as long as each other, others compare by their days.
    fn compare_lengths(&self, one: Period, other: Period) -> Option<Ordering> {
        if one.length() == other.length() {
            return Some(Ordering::Equal);
        }
        let days = |period| {
            let (first, last) = self.network().periods().days_of(period)?;
            Some(last.signed_duration_since(first))
        };
        // Of as many days, but of another kind: neither is divided into the other.
        Some(days(one)?.cmp(&days(other)?)).filter(|order| order.is_ne())
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

/// The inputs of a case's handoff among those of one obligation: in the same case, of those that had opened by the time
/// it was done, the one with the same number where its own obligation occurs several times (else the latest), and all of
/// them where it occurs once. Of what recurs, the latest that had opened when it opened.
fn for_case(
    lookup: &Lookup,
    handoff: Handoff<'_>,
    (case, occurrence): (StrIx, u32),
    several: bool,
    found: &mut Vec<HandoffIx>,
) {
    let finish = handoff.finish();
    let opened = lookup.opened_in(case, finish);
    let Some(&(.., latest)) = opened.last() else {
        found.extend(lookup.latest_opened(handoff.opened()));
        return;
    };
    if !several {
        found.extend(opened.iter().map(|&(.., ix)| ix));
        return;
    }
    let had_opened = |&ix: &HandoffIx| handoff.judgement().handoff_at(ix).is_some_and(|it| it.opened() <= finish);
    let same = lookup.with_key(KeyIx::Case { case, occurrence }).filter(had_opened);
    found.push(same.unwrap_or(latest));
}
