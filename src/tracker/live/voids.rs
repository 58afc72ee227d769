//! Which rows stand: of those that share an id the least, and none that was taken back.

use std::collections::{HashMap, HashSet, VecDeque};

use super::super::judge::{Remark, resolve};
use super::super::record::{Kind, RowIx, Rows, Seen, StrIx, least};
use crate::calendar::Instant;
use crate::log::{Column, EventKind};

/// The rows that share an id with others, and those that take others back.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    /// Of the ids that several rows bear: these rows, the one that stands first.
    shared: HashMap<StrIx, Vec<RowIx>>,
    /// By the id that they name: the rows that take it back.
    by_target: HashMap<StrIx, Vec<RowIx>>,
}

/// What a row that bears an id did to the others.
pub(super) enum Effect {
    /// It stands, as the only one so far.
    Stands,
    /// It stands in the place of another.
    Replaces(RowIx),
    /// Another stands.
    Nothing,
}

impl Standing {
    /// Takes note of a row and says whether it stands.
    pub(super) fn file(&mut self, rows: &Rows, seen: &Seen, number: RowIx) -> Effect {
        let Some(row) = rows.row(number) else { return Effect::Nothing };
        let (Some(id), Some(first)) = (row.id.get(), seen.with_id(row.id)) else { return Effect::Stands };
        if first == number {
            return Effect::Stands;
        }
        let shared = self.shared.entry(id).or_insert_with(|| vec![first]);
        let stood = shared.first().copied().unwrap_or(first);
        if least(rows, number, stood).is_lt() {
            shared.insert(0, number);
            Effect::Replaces(stood)
        } else {
            shared.push(number);
            Effect::Nothing
        }
    }

    /// Takes note of a row that takes another back.
    pub(super) fn file_void(&mut self, target: StrIx, number: RowIx) {
        self.by_target.entry(target).or_default().push(number);
    }

    /// Whether some row takes back what bears an id.
    pub(super) fn is_target(&self, id: StrIx) -> bool {
        self.by_target.contains_key(&id)
    }

    /// The row that stands for an id.
    pub(super) fn with_id(&self, rows: &Rows, seen: &Seen, filed: usize, id: StrIx) -> Option<RowIx> {
        let shared = self.shared.get(&id).and_then(|shared| shared.first().copied());
        let found = shared.or_else(|| seen.with_id(Some(id).into()).filter(|row| row.at() < filed));
        debug_assert!(found.is_none_or(|row| rows.row(row).is_some_and(|row| row.id.get() == Some(id))));
        found
    }

    /// Whether a row with other content stands for its id.
    pub(super) fn stands_instead(&self, rows: &Rows, number: RowIx) -> Option<RowIx> {
        let row = rows.row(number)?;
        let stands = *self.shared.get(&row.id.get()?)?.first()?;
        let other = rows.row(stands).filter(|_| stands != number)?;
        rows.compare_content(row, other).is_ne().then_some(stands)
    }

    /// The rows that take back one another and what bears an id, however many steps away.
    fn chain(&self, rows: &Rows, seen: &Seen, filed: usize, id: StrIx) -> Vec<RowIx> {
        let stands = |number: RowIx| {
            let id = rows.row(number).and_then(|row| row.id.get());
            id.is_none_or(|id| self.with_id(rows, seen, filed, id) == Some(number))
        };
        // Down to what is taken back in the end, then up again to all that takes it back.
        let mut root = id;
        let mut met = HashSet::from([root]);
        while let Some(next) = self.with_id(rows, seen, filed, root).and_then(|row| target(rows, row)) {
            root = next;
            if !met.insert(next) {
                break;
            }
        }
        let (mut voids, mut reached) = (Vec::new(), HashSet::from([root]));
        let mut waiting = VecDeque::from([root]);
        while let Some(id) = waiting.pop_front() {
            for &void in self.by_target.get(&id).into_iter().flatten().filter(|&&void| stands(void)) {
                voids.push(void);
                let own = rows.row(void).and_then(|row| row.id.get());
                waiting.extend(own.filter(|&own| reached.insert(own)));
            }
        }
        voids
    }

    /// Settles what bears an id and what is linked to it: the rows that were looked at, those of them that are taken back
    /// at an instant, and what is to be said.
    pub(super) fn settle(
        &self,
        rows: &Rows,
        seen: &Seen,
        filed: usize,
        id: StrIx,
        as_of: Instant,
    ) -> (HashSet<RowIx>, HashSet<RowIx>, Vec<Remark>) {
        let voids = self.chain(rows, seen, filed, id);
        let with_id = |id| self.with_id(rows, seen, filed, id);
        let (retracted, remarks) = resolve(rows, &voids, with_id, as_of);
        let mut looked_at: HashSet<RowIx> = voids.iter().copied().collect();
        looked_at.extend(voids.iter().filter_map(|&void| with_id(target(rows, void)?)));
        looked_at.extend(with_id(id));
        (looked_at, retracted, remarks)
    }
}

/// The id that a row takes back.
pub(super) fn target(rows: &Rows, number: RowIx) -> Option<StrIx> {
    let row = rows.row(number)?;
    if row.kind == Kind::Event(EventKind::Voided) { rows.value(row, Column::Target) } else { None }
}
