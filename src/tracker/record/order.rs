//! The rows in the order in which they are judged, without those that do not stand.
//!
//! This is what makes a judgement independent of the order of recording: from here on rows are told apart by what they
//! say alone.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::intern::{MaybeStr, StrIx};
use super::row::{Kind, Object, Row, RowIx, Rows};
use crate::calendar::Instant;
use crate::log::EventKind;
use crate::network::NameIx;

/// Rows sorted by group, then instant, rank and content.
#[derive(Clone, Debug, Default)]
pub(in crate::tracker) struct Order {
    pub(in crate::tracker) sorted: Arc<Vec<RowIx>>,
    /// The groups, in the order of `sorted`: cases by name, then obligations of periods, complaints, voids.
    pub(in crate::tracker) groups: Vec<Group>,
    /// Rows that bear the id of another with other content.
    pub(in crate::tracker) conflicts: Vec<RowIx>,
    /// Rows of a case that are not about its handoffs, by case, then instant.
    pub(in crate::tracker) asides: BTreeSet<(StrIx, Instant, RowIx)>,
    /// By id: the row that stands for it.
    by_id: Vec<(StrIx, RowIx)>,
}

/// What is left of an order when more rows come.
#[derive(Clone, Debug, Default)]
pub(in crate::tracker) struct Sorted {
    /// The rows that it sorted, without those it dropped for good.
    pub(in crate::tracker) rows: Arc<Vec<RowIx>>,
    /// How many rows there were.
    pub(in crate::tracker) of: usize,
}

/// The order of so many rows, found when it is first needed: by whoever judges, and not by whoever records.
#[derive(Debug, Default)]
pub(in crate::tracker) struct LazyOrder {
    /// What an earlier order left.
    before: Sorted,
    order: OnceLock<Order>,
}

impl LazyOrder {
    /// The order of these rows: always the same, as long as none is added.
    pub(in crate::tracker) fn get(&self, rows: &Rows) -> &Order {
        self.order.get_or_init(|| Order::of(rows, &self.before))
    }

    /// The order to be found when rows come behind so many.
    pub(super) fn after(&self, rows: usize) -> Self {
        let before = match self.order.get() {
            Some(order) => Sorted { rows: order.sorted.clone(), of: rows },
            None => self.before.clone(),
        };
        Self { before, order: OnceLock::new() }
    }

    /// Whether it was found already.
    pub(super) fn is_found(&self) -> bool {
        self.order.get().is_some()
    }
}

/// A run of rows that are judged together.
#[derive(Clone, Copy, Debug)]
pub(in crate::tracker) struct Group {
    pub(in crate::tracker) of: Subject,
    /// Where it ends in `sorted`.
    pub(in crate::tracker) end: usize,
}

/// What the rows of a group are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tracker) enum Subject {
    Case(StrIx),
    /// An obligation that recurs.
    Periods(NameIx),
    Complaints,
    Voids,
}

/// What a row is sorted by before its content is looked at.
#[derive(Clone, Copy)]
struct SortKey {
    at: Instant,
    /// The group's place: cases by name, then obligations, complaints and voids.
    group: u32,
    row: RowIx,
    /// That of its kind; within it, rows that name an occurrence or a period come first.
    rank: u8,
}

/// The places of the last two groups.
const COMPLAINTS: u32 = u32::MAX - 1;
const VOIDS: u32 = u32::MAX;

impl Order {
    /// Sorts all rows. `before` is what an earlier order of the first rows left, which need not be sorted again: a few
    /// rows more cost a pass over all of them.
    pub(in crate::tracker) fn of(rows: &Rows, before: &Sorted) -> Self {
        let numbers = || before.rows.iter().copied().chain((before.of..rows.all.len()).map(RowIx::from));
        let (ranks, cases) = rank_cases(rows, numbers());
        let group_of = |row: &Row| match subject(row) {
            Some(Subject::Voids) | None => VOIDS,
            Some(Subject::Complaints) => COMPLAINTS,
            Some(Subject::Periods(name)) => cases.saturating_add(name.0),
            Some(Subject::Case(case)) => ranks.get(case.at()).copied().flatten().unwrap_or(VOIDS),
        };
        let (by_id, conflicts, dropped) = stand(rows);
        let mut keys: Vec<SortKey> = Vec::with_capacity(rows.all.len());
        for number in numbers().filter(|number| dropped.binary_search(number).is_err()) {
            if let Some(row) = rows.row(number) {
                let rank = rank(rows, row);
                let mut push = |group| keys.push(SortKey { at: row.at, group, row: number, rank });
                if row.object == Object::Several {
                    // It stands with its case, and with each of the obligations should they recur.
                    row.case.get().into_iter().for_each(|_| push(group_of(row)));
                    rows.several(row).for_each(|name| push(cases.saturating_add(name.0)));
                } else {
                    push(group_of(row));
                }
            }
        }
        // The stable sort, because it takes runs that are sorted already as they are.
        keys.sort_by(|a, b| compare(rows, *a, *b));
        keys.dedup_by(|later, first| {
            (later.row, later.group) == (first.row, first.group)
                || same_content(rows, *later, *first).is_some_and(|row| !row.id.is_some())
        });
        let sorted: Vec<RowIx> = keys.iter().map(|key| key.row).collect();
        let asides = asides(rows, &sorted);
        Self { groups: groups(rows, &keys, cases), sorted: Arc::new(sorted), conflicts, asides, by_id }
    }

    /// The row that bears an id and stands.
    pub(in crate::tracker) fn row_with_id(&self, id: StrIx) -> Option<RowIx> {
        let place = self.by_id.binary_search_by_key(&id, |&(id, _)| id).ok()?;
        self.by_id.get(place).map(|&(_, row)| row)
    }

    /// The rows that take others back.
    pub(in crate::tracker) fn voids(&self) -> &[RowIx] {
        let Some(last) = self.groups.last().filter(|group| group.of == Subject::Voids) else { return &[] };
        let before = self.groups.len().checked_sub(2).and_then(|n| self.groups.get(n));
        self.sorted.get(before.map_or(0, |group| group.end)..last.end).unwrap_or_default()
    }
}

/// Orders the rows of one subject as they are judged: by instant, kind and content.
pub(in crate::tracker) fn compare_in_group(rows: &Rows, a: RowIx, b: RowIx) -> Ordering {
    let key = |number| rows.row(number).map(|row| SortKey { at: row.at, group: 0, row: number, rank: rank(rows, row) });
    match (key(a), key(b)) {
        (Some(left), Some(right)) => compare(rows, left, right),
        _ => a.cmp(&b),
    }
}

/// The place of a row's kind; within it, rows that name an occurrence or a period come first.
fn rank(rows: &Rows, row: &Row) -> u8 {
    row.kind.rank() * 2 + u8::from(!rows.names_one(row))
}

/// What a row is judged with. None for a row of no case and no obligation, which recording refuses.
fn subject(row: &Row) -> Option<Subject> {
    match (row.kind, row.case.get(), row.object) {
        (Kind::Event(EventKind::Voided), ..) => Some(Subject::Voids),
        (Kind::Event(EventKind::Complained | EventKind::Resolved), ..) => Some(Subject::Complaints),
        (_, Some(case), _) => Some(Subject::Case(case)),
        (_, None, Object::Obligation(name)) => Some(Subject::Periods(name)),
        (_, None, Object::None | Object::Milestone(_) | Object::Several) => {
            debug_assert!(false, "a row is about something");
            None
        }
    }
}

fn compare(rows: &Rows, a: SortKey, b: SortKey) -> Ordering {
    let by_time = a.group.cmp(&b.group).then(a.at.cmp(&b.at)).then(a.rank.cmp(&b.rank));
    by_time
        .then_with(|| match (rows.row(a.row), rows.row(b.row)) {
            (Some(left), Some(right)) => rows.compare_content(left, right),
            _ => Ordering::Equal,
        })
        .then(a.row.cmp(&b.row))
}

fn same_content(rows: &Rows, a: SortKey, b: SortKey) -> Option<&Row> {
    if (a.group, a.at, a.rank) != (b.group, b.at, b.rank) {
        return None;
    }
    let (left, right) = (rows.row(a.row)?, rows.row(b.row)?);
    rows.compare_content(left, right).is_eq().then_some(left)
}

/// Each case's place among all cases sorted by name, by the case's string, and how many there are.
fn rank_cases(rows: &Rows, numbers: impl Iterator<Item = RowIx>) -> (Vec<Option<u32>>, u32) {
    let mut ranks = vec![None; rows.strings.len()];
    let mut cases = Vec::new();
    for case in numbers.filter_map(|number| rows.row(number)?.case.get()) {
        if let Some(rank @ None) = ranks.get_mut(case.at()) {
            *rank = Some(0);
            cases.push(case);
        }
    }
    cases.sort_by(|&a, &b| rows.strings.get(a).cmp(rows.strings.get(b)));
    for (&case, place) in cases.iter().zip(0u32..) {
        if let Some(rank) = ranks.get_mut(case.at()) {
            *rank = Some(place);
        }
    }
    (ranks, u32::try_from(cases.len()).unwrap_or(COMPLAINTS))
}

/// Of the rows that share an id: those that stand, by id; those with other content; and all that do not stand.
fn stand(rows: &Rows) -> (Vec<(StrIx, RowIx)>, Vec<RowIx>, Vec<RowIx>) {
    let with_id = rows.all.pairs().filter_map(|(number, row)| Some((row.id.get()?, number)));
    let mut by_id: Vec<(StrIx, RowIx)> = with_id.collect();
    by_id.sort_unstable();
    let (mut conflicts, mut dropped, mut standing) = (Vec::new(), Vec::new(), Vec::with_capacity(by_id.len()));
    for same in by_id.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(id, first)) = same.iter().min_by(|a, b| least(rows, a.1, b.1)) else { continue };
        standing.push((id, first));
        let mut others: Vec<RowIx> = same.iter().map(|&(_, number)| number).filter(|&number| number != first).collect();
        dropped.extend_from_slice(&others);
        others.sort_by(|&a, &b| least(rows, a, b));
        others.dedup_by(|a, b| least(rows, *a, *b).is_eq());
        conflicts.extend(others.into_iter().filter(|&other| least(rows, first, other).is_ne()));
    }
    dropped.sort_unstable();
    (standing, conflicts, dropped)
}

/// Orders rows by instant, event and content.
pub(in crate::tracker) fn least(rows: &Rows, a: RowIx, b: RowIx) -> Ordering {
    let (Some(a), Some(b)) = (rows.row(a), rows.row(b)) else { return Ordering::Equal };
    a.at.cmp(&b.at).then_with(|| rows.compare_content(a, b))
}

fn groups(rows: &Rows, keys: &[SortKey], cases: u32) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut end = 0;
    for run in keys.chunk_by(|a, b| a.group == b.group) {
        end += run.len();
        let of = run.first().and_then(|key| match key.group {
            // A row with several obligations stands in several groups, and is no sign of which this is.
            group if (cases..COMPLAINTS).contains(&group) => Some(Subject::Periods(NameIx(group - cases))),
            _ => subject(rows.row(key.row)?),
        });
        groups.extend(of.map(|of| Group { of, end }));
    }
    groups
}

fn asides(rows: &Rows, sorted: &[RowIx]) -> BTreeSet<(StrIx, Instant, RowIx)> {
    let apart = sorted.iter().filter_map(|&number| Some((number, rows.row(number)?)));
    let apart = apart.filter(|(_, row)| row.case == MaybeStr::NONE);
    apart.filter_map(|(number, row)| Some((rows.case_named(row)?, row.at, number))).collect()
}
