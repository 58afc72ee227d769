//! The rows in the order in which they are judged, without those that do not stand.
//!
//! This is what makes a judgement independent of the order of recording: from here on rows are told apart by what they
//! say alone.

use std::cmp::Ordering;

use super::intern::NONE;
use super::row::{Field, Kind, Row, Rows};
use crate::calendar::Instant;

/// Rows sorted by group, then instant, rank and content.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    /// The rows' numbers.
    pub(super) sorted: Vec<u32>,
    /// The groups, in the order of `sorted`: cases by name, then obligations of periods, complaints, voids.
    pub(super) groups: Vec<Group>,
    /// Rows that bear the id of another with other content.
    pub(super) conflicts: Vec<u32>,
    /// Rows of a case that are not about its handoffs, sorted by case, then instant.
    pub(super) asides: Vec<(u32, Instant, u32)>,
    /// By id: the row that stands for it.
    pub(super) by_id: Vec<(u32, u32)>,
}

/// What is left of an order when more rows come.
#[derive(Clone, Debug, Default)]
pub(super) struct Sorted {
    /// The rows that it sorted, without those it dropped for good.
    pub(super) rows: Vec<u32>,
    /// How many rows there were.
    pub(super) of: usize,
}

/// A run of rows that are judged together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) of: Subject,
    /// Where it ends in `sorted`.
    pub(super) end: usize,
}

/// What the rows of a group are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// A case, by its string.
    Case(u32),
    /// An obligation that recurs.
    Periods(u32),
    Complaints,
    Voids,
}

/// What a row is sorted by before its content is looked at.
#[derive(Clone, Copy)]
struct SortKey {
    at: Instant,
    group: u32,
    row: u32,
    rank: u8,
}

impl Order {
    /// Sorts all rows. `before` is what an earlier order of the first rows left, which need not be sorted again: a few
    /// rows more cost a pass over all of them.
    pub(super) fn of(rows: &Rows, before: &Sorted) -> Self {
        let numbers = || before.rows.iter().copied().chain((0..).take(rows.all.len()).skip(before.of));
        let (ranks, cases) = rank_cases(rows, numbers());
        let group_of = |row: &Row| match (row.kind, row.case) {
            (Kind::Voided, _) => NONE,
            (Kind::Complained | Kind::Resolved, _) => NONE - 1,
            (_, NONE) => cases.saturating_add(row.object),
            (_, case) => ranks.get(case as usize).copied().unwrap_or(NONE),
        };
        let (by_id, conflicts, dropped) = stand(rows);
        let mut keys: Vec<SortKey> = Vec::with_capacity(rows.all.len());
        for number in numbers().filter(|number| dropped.binary_search(number).is_err()) {
            if let Some(row) = rows.row(number) {
                keys.push(SortKey { at: row.at, group: group_of(row), row: number, rank: row.kind.rank() });
            }
        }
        // The stable sort, because it takes runs that are sorted already as they are.
        keys.sort_by(|a, b| compare(rows, *a, *b));
        keys.dedup_by(|later, first| same_content(rows, *later, *first).is_some_and(|row| row.id == NONE));
        let mut order = Self { conflicts, by_id, ..Self::default() };
        order.sorted = keys.iter().map(|key| key.row).collect();
        order.groups = groups(rows, &keys);
        order.asides = asides(rows, &order.sorted);
        order
    }

    /// The row that bears an id and stands.
    pub(super) fn row_with_id(&self, id: u32) -> Option<u32> {
        let place = self.by_id.binary_search_by_key(&id, |&(id, _)| id).ok()?;
        self.by_id.get(place).map(|&(_, row)| row)
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
fn rank_cases(rows: &Rows, numbers: impl Iterator<Item = u32>) -> (Vec<u32>, u32) {
    let mut ranks = vec![NONE; rows.strings.len()];
    let mut cases = Vec::new();
    for row in numbers.filter_map(|number| rows.row(number)) {
        if let Some(rank @ &mut NONE) = ranks.get_mut(row.case as usize) {
            *rank = 0;
            cases.push(row.case);
        }
    }
    cases.sort_by(|&a, &b| rows.strings.get(a).cmp(rows.strings.get(b)));
    for (&case, place) in cases.iter().zip(0u32..) {
        if let Some(rank) = ranks.get_mut(case as usize) {
            *rank = place;
        }
    }
    (ranks, u32::try_from(cases.len()).unwrap_or(NONE))
}

/// Of the rows that share an id: those that stand, by id; those with other content; and all that do not stand.
fn stand(rows: &Rows) -> (Vec<(u32, u32)>, Vec<u32>, Vec<u32>) {
    let with_id = rows.all.iter().zip(0u32..).filter(|(row, _)| row.id != NONE);
    let mut by_id: Vec<(u32, u32)> = with_id.map(|(row, number)| (row.id, number)).collect();
    by_id.sort_unstable();
    let (mut conflicts, mut dropped, mut standing) = (Vec::new(), Vec::new(), Vec::with_capacity(by_id.len()));
    for same in by_id.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(id, first)) = same.iter().min_by(|a, b| least(rows, a.1, b.1)) else { continue };
        standing.push((id, first));
        let mut others: Vec<u32> = same.iter().map(|&(_, number)| number).filter(|&number| number != first).collect();
        dropped.extend_from_slice(&others);
        others.sort_by(|&a, &b| least(rows, a, b));
        others.dedup_by(|a, b| least(rows, *a, *b).is_eq());
        conflicts.extend(others.into_iter().filter(|&other| least(rows, first, other).is_ne()));
    }
    dropped.sort_unstable();
    (standing, conflicts, dropped)
}

/// Orders rows by instant, event and content.
fn least(rows: &Rows, a: u32, b: u32) -> Ordering {
    let (Some(a), Some(b)) = (rows.row(a), rows.row(b)) else { return Ordering::Equal };
    a.at.cmp(&b.at).then_with(|| rows.event_name(a).cmp(rows.event_name(b))).then_with(|| rows.compare_content(a, b))
}

fn groups(rows: &Rows, keys: &[SortKey]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut end = 0;
    for run in keys.chunk_by(|a, b| a.group == b.group) {
        end += run.len();
        let row = run.first().and_then(|key| rows.row(key.row));
        let of = match row {
            None => continue,
            Some(Row { kind: Kind::Voided, .. }) => Subject::Voids,
            Some(Row { kind: Kind::Complained | Kind::Resolved, .. }) => Subject::Complaints,
            Some(&Row { case: NONE, object, .. }) => Subject::Periods(object),
            Some(&Row { case, .. }) => Subject::Case(case),
        };
        groups.push(Group { of, end });
    }
    groups
}

fn asides(rows: &Rows, sorted: &[u32]) -> Vec<(u32, Instant, u32)> {
    let apart =
        sorted.iter().filter_map(|&number| Some((number, rows.row(number)?))).filter(|(_, row)| row.case == NONE);
    let mut asides: Vec<_> =
        apart.filter_map(|(number, row)| Some((rows.raw(row, Field::Case)?, row.at, number))).collect();
    asides.sort_unstable();
    asides
}
