//! All handoffs as they stand at one instant.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, NaiveDate, Utc};

use super::super::judge::{self, HandoffState, Key, KeyIx, Outcome, Remark, Status};
use super::super::record::{LazyOrder, Plans, RowIx, Rows};
use super::complaint::Complaint;
use super::handoff::Handoff;
use super::inputs::Inputs;
use super::waits_for::Waiting;
use crate::calendar::{Instant, shown_everywhere};
use crate::diagnostic::to_u32;
use crate::log::{Ignored, IgnoredStage, IgnoredWhy};
use crate::network::{NameIx, Network};
use crate::table::{Table, indices};

indices! {
    /// A handoff's place among those of a judgement, sorted by obligation, then key.
    HandoffIx;
}

/// All that was known when a judgement was made: what it is a function of, beside its instant.
#[derive(Clone)]
pub(in crate::tracker) struct Known {
    pub(in crate::tracker) network: Arc<Network>,
    pub(in crate::tracker) plans: Arc<Plans>,
    pub(in crate::tracker) rows: Arc<Rows>,
    pub(in crate::tracker) order: Arc<LazyOrder>,
    /// The rows of logs that could not be kept.
    pub(in crate::tracker) ignored: Arc<Vec<Ignored>>,
}

/// Milestones that opened nothing, because no condition held for what they carried.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[non_exhaustive]
pub struct OpenedNothing {
    /// The milestone.
    pub milestone: String,
    /// What it carried: names and values.
    pub attributes: Vec<(String, String)>,
    /// How many such there were.
    pub count: usize,
}

/// Every handoff as it stands at one instant, and what the log's rows came to.
///
/// All that is known is kept when it is made; judging happens when it is first asked something, once.
pub struct Judgement {
    known: Known,
    as_of: Instant,
    judged: OnceLock<Judged>,
    pub(super) inputs: Inputs,
    pub(super) waiting: Waiting,
}

/// What came of judging.
struct Judged {
    handoffs: Table<HandoffIx, HandoffState>,
    /// By obligation: the indices of its handoffs.
    ranges: Table<NameIx, Range<u32>>,
    remarks: Vec<Remark>,
    complaints: Vec<judge::Complaint>,
    guessed: Vec<RowIx>,
    idle: Vec<RowIx>,
}

impl Judged {
    fn of(known: &Known, as_of: Instant) -> Self {
        let order = known.order.get(&known.rows);
        let outcome = judge::judge(&known.network, &known.plans, &known.rows, order, as_of);
        let Outcome { handoffs, remarks, complaints, guessed, idle, .. } = outcome;
        let (handoffs, ranges) = in_order(known, handoffs);
        Self { handoffs, ranges, remarks, complaints, guessed, idle }
    }
}

/// Handoffs by obligation, sorted by key, one obligation behind the other.
fn in_order(
    known: &Known,
    mut by_name: Table<NameIx, Vec<HandoffState>>,
) -> (Table<HandoffIx, HandoffState>, Table<NameIx, Range<u32>>) {
    let (mut handoffs, mut ranges) = (Table::new(), Table::new());
    for list in by_name.values_mut() {
        list.sort_by(|a, b| key_of(&known.rows, a).cmp(&key_of(&known.rows, b)));
        let start = to_u32(handoffs.len());
        handoffs.append(list);
        ranges.push(start..to_u32(handoffs.len()));
    }
    (handoffs, ranges)
}

impl Judgement {
    pub(in crate::tracker) fn of(known: Known, as_of: Instant) -> Self {
        // Every clock can show what is told of it.
        let as_of = Instant::from(shown_everywhere(as_of.into()));
        let inputs = Inputs::new(known.plans.names().len());
        Self { known, as_of, judged: OnceLock::new(), inputs, waiting: Waiting::new() }
    }

    /// A judgement that holds only some handoffs, by obligation, which were judged already.
    pub(in crate::tracker) fn of_some(known: Known, as_of: Instant, by_name: Table<NameIx, Vec<HandoffState>>) -> Self {
        let (handoffs, ranges) = in_order(&known, by_name);
        let (remarks, complaints, guessed, idle) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let judgement = Self::of(known, as_of);
        let judged = Judged { handoffs, ranges, remarks, complaints, guessed, idle };
        let is_new = judgement.judged.set(judged).is_ok();
        debug_assert!(is_new, "nobody has asked it yet");
        judgement
    }

    fn judged(&self) -> &Judged {
        self.judged.get_or_init(|| Judged::of(&self.known, self.as_of))
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

    pub(crate) fn all(&self) -> impl DoubleEndedIterator<Item = Handoff<'_>> {
        self.judged().handoffs.pairs().map(|(ix, state)| Handoff::new(self, ix, state))
    }

    /// The handoff of an obligation with a key as it prints, `c-17`, `c-17#2` or `2026-11`; also one to come.
    pub fn handoff(&self, obligation: &str, key: &str) -> Option<Handoff<'_>> {
        let name = self.network().name_ix(obligation)?;
        let range = self.range_of(name);
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low + (high - low) / 2;
            let handoff = self.handoff_at(HandoffIx(middle))?;
            match handoff.key().cmp_printed(key) {
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
        range.filter_map(|ix| self.handoff_at(HandoffIx(ix))).filter(|handoff| handoff.status() != Status::Upcoming)
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
        let case = self.rows().strings.find(case);
        self.handoffs().filter(move |handoff| handoff.case_number() == case && case.is_some())
    }

    /// The handoffs that fall into a window of days, both inclusive: those whose local due day lies in it.
    pub fn due_within(&self, first: NaiveDate, last: NaiveDate) -> impl DoubleEndedIterator<Item = Handoff<'_>> {
        self.handoffs().filter(move |handoff| (first..=last).contains(&handoff.due_day()))
    }

    /// Every row that counts for nothing: first those that could not be recorded when this judgement was made, in the
    /// order in which they came, then those that were recorded and act on nothing or do not stand, sorted by instant.
    pub fn ignored_rows(&self) -> impl Iterator<Item = Ignored> {
        self.known.ignored.iter().cloned().chain(self.ignored_when_judged())
    }

    /// Of the [ignored rows](Self::ignored_rows), those that were recorded, and count for nothing because of what other
    /// rows say or do not say.
    pub fn ignored_when_judged(&self) -> impl Iterator<Item = Ignored> {
        self.judged().remarks.iter().map(|remark| self.listed(remark.row, remark.why.clone()))
    }

    /// The ignored rows of one stage.
    pub fn ignored_at(&self, stage: IgnoredStage) -> impl Iterator<Item = Ignored> {
        self.ignored_rows().filter(move |row| row.why.stage() == stage)
    }

    /// The deliveries that named no period and went to the nearest deadline of several, as recorded rows: where they
    /// stand, and what they say.
    pub fn guessed_rows(&self) -> impl Iterator<Item = Ignored> {
        self.judged().guessed.iter().map(|&row| self.listed(row, IgnoredWhy::Guessed))
    }

    /// The milestones that opened nothing because no condition held, by milestone and what it carried, sorted; with how
    /// many there were of each.
    pub fn opened_nothing(&self) -> Vec<OpenedNothing> {
        let mut counts: BTreeMap<(String, Vec<(String, String)>), usize> = BTreeMap::new();
        for row in self.judged().idle.iter().filter_map(|&row| self.rows().row(row)) {
            let event = self.rows().event(row);
            let attributes = event.attributes.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned()));
            *counts.entry((event.name.into_owned(), attributes.collect())).or_default() += 1;
        }
        let counts = counts.into_iter();
        counts.map(|((milestone, attributes), count)| OpenedNothing { milestone, attributes, count }).collect()
    }

    /// The rows that were recorded and count for nothing, each with what is said of it.
    pub(super) fn ignored_with_rows(&self) -> impl Iterator<Item = (RowIx, Ignored)> {
        self.judged().remarks.iter().map(|remark| (remark.row, self.listed(remark.row, remark.why.clone())))
    }

    /// The rows that could not be recorded.
    pub(super) fn not_recorded(&self) -> &[Ignored] {
        &self.known.ignored
    }

    pub(super) fn known(&self) -> &Known {
        &self.known
    }

    pub(super) fn listed(&self, row: RowIx, why: IgnoredWhy) -> Ignored {
        let described = self.rows().row(row).map(|row| self.rows().described(row));
        self.rows().placed(row, Ignored::new(described.unwrap_or_default(), why))
    }

    /// The complaints made, sorted by when they were.
    pub fn complaints(&self) -> impl Iterator<Item = Complaint<'_>> {
        self.judged().complaints.iter().map(|entry| Complaint::new(self, entry))
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

    pub(crate) fn handoff_at(&self, ix: HandoffIx) -> Option<Handoff<'_>> {
        self.judged().handoffs.get(ix).map(|state| Handoff::new(self, ix, state))
    }

    /// How many handoffs there are, those to come included.
    pub(crate) fn count(&self) -> usize {
        self.judged().handoffs.len()
    }

    /// The indices of an obligation's handoffs, those to come included.
    pub(super) fn range_of(&self, name: NameIx) -> Range<u32> {
        self.judged().ranges.get(name).cloned().unwrap_or_default()
    }
}

/// A handoff's key.
pub(super) fn key_of<'r>(rows: &'r Rows, state: &HandoffState) -> Key<'r> {
    key_of_ix(rows, state.key)
}

/// A key by its index.
pub(in crate::tracker) fn key_of_ix(rows: &Rows, key: KeyIx) -> Key<'_> {
    match key {
        KeyIx::Case { case, occurrence } => Key::Case { case: rows.strings.get(case), occurrence },
        KeyIx::Period(period) => Key::Period(period),
    }
}

impl fmt::Debug for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Judgement").field("as_of", &self.as_of()).finish_non_exhaustive()
    }
}
