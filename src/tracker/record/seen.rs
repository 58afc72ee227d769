//! Which events are recorded already: by all that they say, and by their ids.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use super::intern::{MaybeStr, StrIx};
use super::row::{Row, RowIx, Rows};

/// An empty slot.
const NONE: u32 = u32::MAX;

/// The rows by what they say.
///
/// Strings and payloads are kept once each, so that rows which say the same are the same numbers.
#[derive(Clone)]
pub(in crate::tracker) struct Seen {
    /// A table of open addresses with the rows' indices.
    slots: Vec<u32>,
    count: usize,
    hasher: RandomState,
    /// The first row that bears an id.
    ids: HashMap<StrIx, RowIx>,
}

impl Seen {
    pub(in crate::tracker) fn new() -> Self {
        Self { slots: vec![NONE; 64], count: 0, hasher: RandomState::new(), ids: HashMap::new() }
    }

    /// A recorded row that says what this one says.
    pub(super) fn same(&self, rows: &Rows, row: &Row) -> Option<RowIx> {
        let slot = self.slots.get(self.probe(rows, row)).copied()?;
        (slot != NONE).then_some(RowIx(slot))
    }

    /// The first row that bears an id.
    pub(in crate::tracker) fn with_id(&self, id: MaybeStr) -> Option<RowIx> {
        self.ids.get(&id.get()?).copied()
    }

    /// Takes note of a row that was kept.
    pub(super) fn keep(&mut self, rows: &Rows, kept: RowIx) {
        let Some(row) = rows.row(kept) else { return };
        if self.count * 2 >= self.slots.len() {
            self.grow(rows);
        }
        let slot = self.probe(rows, row);
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = kept.0;
        }
        self.count += 1;
        if let Some(id) = row.id.get() {
            self.ids.entry(id).or_insert(kept);
        }
    }

    /// The slot of the row that says the same, or the empty one where it belongs.
    #[expect(clippy::cast_possible_truncation, reason = "the low bits of a hash are as good as any others")]
    fn probe(&self, rows: &Rows, row: &Row) -> usize {
        let said = row.said_as_numbers();
        let mask = self.slots.len() - 1;
        let mut slot = self.hasher.hash_one(said) as usize & mask;
        loop {
            match self.slots.get(slot) {
                Some(&number) if number != NONE => {
                    if rows.row(RowIx(number)).is_some_and(|other| other.said_as_numbers() == said) {
                        return slot;
                    }
                }
                _ => return slot,
            }
            slot = (slot + 1) & mask;
        }
    }

    fn grow(&mut self, rows: &Rows) {
        let before = std::mem::take(&mut self.slots);
        self.slots = vec![NONE; before.len() * 2];
        for number in before.into_iter().filter(|&number| number != NONE) {
            let Some(row) = rows.row(RowIx(number)) else { continue };
            let slot = self.probe(rows, row);
            if let Some(slot) = self.slots.get_mut(slot) {
                *slot = number;
            }
        }
    }
}
