//! Strings and payloads as small integers: each distinct one is kept once.

use std::hash::{BuildHasher, Hash, RandomState};

/// Distinct slices, numbered in the order they first came.
///
/// The slices lie one after the other in one vector; a table of open addresses finds them again. The hasher is keyed
/// at random, so that no log can be written to collide; the numbers do not depend on it.
#[derive(Clone)]
pub(super) struct Pool<T> {
    items: Vec<T>,
    ends: Vec<usize>,
    hashes: Vec<u32>,
    slots: Vec<u32>,
    hasher: RandomState,
}

/// An empty slot, and the number of nothing.
pub(super) const NONE: u32 = u32::MAX;

impl<T: Copy + Eq + Hash> Pool<T> {
    pub(super) fn new() -> Self {
        let (items, ends, hashes) = (Vec::new(), Vec::new(), Vec::new());
        Self { items, ends, hashes, slots: vec![NONE; 64], hasher: RandomState::new() }
    }

    /// How many distinct slices there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The slice with this number; the empty one for a number that was never given.
    pub(super) fn get(&self, number: u32) -> &[T] {
        let n = number as usize;
        let start = n.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&end| end);
        let end = self.ends.get(n).copied().unwrap_or(start);
        self.items.get(start..end).unwrap_or_default()
    }

    /// The number of a slice, if it was ever interned.
    pub(super) fn find(&self, item: &[T]) -> Option<u32> {
        self.slots.get(self.probe(item, self.hash(item))).copied().filter(|&number| number != NONE)
    }

    /// The number of a slice.
    pub(super) fn intern(&mut self, item: &[T]) -> u32 {
        let hash = self.hash(item);
        let slot = self.probe(item, hash);
        match self.slots.get(slot) {
            Some(&number) if number != NONE => return number,
            _ => {}
        }
        let number = u32::try_from(self.ends.len()).unwrap_or(NONE);
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

impl Pool<u8> {
    /// The number of a string.
    pub(super) fn intern_str(&mut self, text: &str) -> u32 {
        self.intern(text.as_bytes())
    }

    /// The string with this number; the empty one for a number that was never given.
    pub(super) fn str(&self, number: u32) -> &str {
        std::str::from_utf8(self.get(number)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_string_has_the_same_number() {
        let mut pool = Pool::new();
        let numbers: Vec<u32> = (0..1000).map(|n| pool.intern_str(&format!("case {n}"))).collect();
        assert_eq!(numbers, (0..1000).collect::<Vec<_>>());
        assert_eq!(pool.intern_str("case 17"), 17);
        assert_eq!(pool.find(b"case 999"), Some(999));
        assert_eq!(pool.find(b"case 1000"), None);
        assert_eq!((pool.str(999), pool.str(1000)), ("case 999", ""));
        assert_eq!(pool.intern_str(""), 1000);
        assert_eq!(pool.find(b""), Some(1000));
    }
}
