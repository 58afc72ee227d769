//! Strings and payloads as small integers: each distinct one is kept once.

use std::hash::{BuildHasher, Hash, RandomState};

use crate::diagnostic::to_u32;
use crate::table::indices;

indices! {
    /// A distinct string.
    StrIx;
    /// A distinct payload.
    PayloadIx;
}

/// A string, or none, in four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::tracker) struct MaybeStr(u32);

impl MaybeStr {
    pub(in crate::tracker) const NONE: Self = Self(NONE);

    pub(in crate::tracker) fn get(self) -> Option<StrIx> {
        (self != Self::NONE).then_some(StrIx(self.0))
    }

    pub(in crate::tracker) fn is_some(self) -> bool {
        self != Self::NONE
    }
}

impl From<Option<StrIx>> for MaybeStr {
    fn from(string: Option<StrIx>) -> Self {
        string.map_or(Self::NONE, |string| Self(string.0))
    }
}

/// Distinct strings.
#[derive(Clone)]
pub(in crate::tracker) struct Strings(Pool<u8>);

impl Strings {
    pub(super) fn new() -> Self {
        Self(Pool::new())
    }

    pub(in crate::tracker) fn len(&self) -> usize {
        self.0.ends.len()
    }

    pub(in crate::tracker) fn intern(&mut self, text: &str) -> StrIx {
        StrIx(self.0.intern(text.as_bytes()))
    }

    /// Forgets all but the first strings.
    pub(super) fn truncate(&mut self, count: usize) {
        self.0.truncate(count);
    }

    pub(in crate::tracker) fn find(&self, text: &str) -> Option<StrIx> {
        self.0.find(text.as_bytes()).map(StrIx)
    }

    pub(in crate::tracker) fn get(&self, string: StrIx) -> &str {
        let text = std::str::from_utf8(self.0.get(string.0));
        debug_assert!(text.is_ok(), "what is interned is text");
        text.unwrap_or_default()
    }
}

/// Distinct payloads: pairs of a tag and a string, flat.
#[derive(Clone)]
pub(in crate::tracker) struct Payloads(Pool<u32>);

impl Payloads {
    pub(super) fn new() -> Self {
        Self(Pool::new())
    }

    pub(super) fn intern(&mut self, pairs: &[u32]) -> PayloadIx {
        PayloadIx(self.0.intern(pairs))
    }

    pub(super) fn len(&self) -> usize {
        self.0.ends.len()
    }

    /// Forgets all but the first payloads.
    pub(super) fn truncate(&mut self, count: usize) {
        self.0.truncate(count);
    }

    pub(super) fn get(&self, payload: PayloadIx) -> &[u32] {
        self.0.get(payload.0)
    }
}

/// Distinct slices, numbered in the order they first came.
///
/// The slices lie one after the other in one vector; a table of open addresses finds them again. The hasher is keyed
/// at random, so that no log can be written to collide; the numbers do not depend on it.
#[derive(Clone)]
struct Pool<T> {
    items: Vec<T>,
    ends: Vec<usize>,
    hashes: Vec<u32>,
    slots: Vec<u32>,
    hasher: RandomState,
}

/// An empty slot, and the number of nothing.
const NONE: u32 = u32::MAX;

impl<T: Copy + Eq + Hash> Pool<T> {
    fn new() -> Self {
        let (items, ends, hashes) = (Vec::new(), Vec::new(), Vec::new());
        Self { items, ends, hashes, slots: vec![NONE; 64], hasher: RandomState::new() }
    }

    /// The slice with this number. A number that was never given stops a debug build.
    fn get(&self, number: u32) -> &[T] {
        let n = number as usize;
        debug_assert!(n < self.ends.len(), "a number of another pool: {n}");
        let start = n.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&end| end);
        let end = self.ends.get(n).copied().unwrap_or(start);
        self.items.get(start..end).unwrap_or_default()
    }

    /// The number of a slice, if it was ever interned.
    fn find(&self, item: &[T]) -> Option<u32> {
        self.slots.get(self.probe(item, self.hash(item))).copied().filter(|&number| number != NONE)
    }

    /// The number of a slice.
    fn intern(&mut self, item: &[T]) -> u32 {
        let hash = self.hash(item);
        let slot = self.probe(item, hash);
        match self.slots.get(slot) {
            Some(&number) if number != NONE => return number,
            _ => {}
        }
        let number = u32::try_from(self.ends.len()).unwrap_or(NONE);
        debug_assert!(number < NONE, "fewer than 2³² distinct slices");
        self.items.extend_from_slice(item);
        self.ends.push(self.items.len());
        self.hashes.push(hash);
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = number;
        }
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        number
    }

    /// Forgets all but the first slices. The last one to come is the first to go: it was put into the first empty slot
    /// that it met, so that its slot may be emptied without hiding another's.
    fn truncate(&mut self, count: usize) {
        while self.ends.len() > count {
            let last = to_u32(self.ends.len() - 1);
            let mask = self.slots.len() - 1;
            let mut slot = self.hashes.pop().unwrap_or_default() as usize & mask;
            while self.slots.get(slot).is_some_and(|&number| number != last && number != NONE) {
                slot = (slot + 1) & mask;
            }
            if let Some(slot) = self.slots.get_mut(slot) {
                *slot = NONE;
            }
            self.ends.pop();
            self.items.truncate(self.ends.last().copied().unwrap_or(0));
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "32 bits of a hash are as good as any others")]
    fn hash(&self, item: &[T]) -> u32 {
        self.hasher.hash_one(item) as u32
    }

    /// The slot that holds the slice, or the empty one where it belongs.
    fn probe(&self, item: &[T], hash: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots.get(slot) {
                Some(&number) if number != NONE => {
                    if self.hashes.get(number as usize) == Some(&hash) && self.get(number) == item {
                        return slot;
                    }
                }
                _ => return slot,
            }
            slot = (slot + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        let mut slots = vec![NONE; size];
        for (number, &hash) in (0..).zip(&self.hashes) {
            let mut at = hash as usize & (size - 1);
            while slots.get(at).is_some_and(|&taken| taken != NONE) {
                at = (at + 1) & (size - 1);
            }
            if let Some(slot) = slots.get_mut(at) {
                *slot = number;
            }
        }
        self.slots = slots;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_string_has_the_same_number() {
        let mut pool = Strings::new();
        let numbers: Vec<u32> = (0..1000).map(|n| pool.intern(&format!("case {n}")).0).collect();
        assert_eq!(numbers, (0..1000).collect::<Vec<_>>());
        assert_eq!(pool.intern("case 17"), StrIx(17));
        assert_eq!(pool.find("case 999"), Some(StrIx(999)));
        assert_eq!(pool.find("case 1000"), None);
        assert_eq!(pool.get(StrIx(999)), "case 999");
        assert_eq!(pool.intern(""), StrIx(1000));
        assert_eq!(pool.find(""), Some(StrIx(1000)));
    }

    #[test]
    fn what_was_interned_last_can_be_forgotten() {
        let mut pool = Strings::new();
        for n in 0..40 {
            pool.intern(&format!("kept {n}"));
        }
        for round in 0..20 {
            for n in 0..round * 7 {
                pool.intern(&format!("forgotten {round} {n}"));
            }
            pool.truncate(40);
            assert_eq!(pool.len(), 40);
            for n in 0..40 {
                assert_eq!(pool.find(&format!("kept {n}")), Some(StrIx(n)));
                assert_eq!(pool.get(StrIx(n)), format!("kept {n}"));
            }
            assert_eq!(pool.find(&format!("forgotten {round} 0")), None);
        }
        assert_eq!(pool.intern("next"), StrIx(40));
    }
}
