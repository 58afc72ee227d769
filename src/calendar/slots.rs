//! Finding a key among sorted ones without searching all of them.

/// Divides the range of sorted keys into equal slots and knows how many keys come before each, so that a lookup
/// compares with the few keys of one slot.
#[derive(Debug)]
pub(super) struct SlotIndex {
    shift: u32,
    /// For each slot, how many keys lie at or below its first value; and once more for all of them.
    starts: Box<[u32]>,
    /// No slot holds more than [`FEW`] keys.
    is_even: bool,
}

/// So many keys of a slot are compared at once, without a branch; if there are more, they are searched by halves.
const FEW: usize = 4;

/// What stands after the keys, so that [`FEW`] can always be read.
pub(super) const PADDING: [u32; FEW] = [u32::MAX; FEW];

impl SlotIndex {
    /// An index over the first `count` of `keys`, sorted ascending and followed by [`PADDING`], for lookups below `end`.
    pub(super) fn new(keys: &[u32], count: usize, end: u32) -> Self {
        // Slots as wide as two keys are apart on average, rounded down to a power of two.
        let pairs = u32::try_from(count.div_ceil(2)).unwrap_or(u32::MAX).max(1);
        let shift = (end / pairs).max(1).ilog2();
        let keys = keys.get(..count).unwrap_or(keys);
        let mut at = 0;
        let counts = (0..=end >> shift).map(|slot| {
            let first = slot << shift;
            while keys.get(at).is_some_and(|&key| key <= first) {
                at += 1;
            }
            at
        });
        let counts: Vec<usize> = counts.chain([count]).collect();
        let is_even = counts.windows(2).all(|pair| matches!(pair, [low, high] if high - low <= FEW));
        let starts = counts.into_iter().map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect();
        Self { shift, starts, is_even }
    }

    /// The position of the last of `keys`, which it was made of, that is at most `key`.
    #[inline]
    pub(super) fn last_at_most(&self, keys: &[u32], key: u32) -> Option<usize> {
        let slot = (key >> self.shift) as usize;
        let low = *self.starts.get(slot)? as usize;
        let more: usize = if self.is_even {
            let candidates: &[u32; FEW] = keys.get(low..)?.first_chunk()?;
            candidates.iter().map(|&k| usize::from(k <= key)).sum()
        } else {
            let high = *self.starts.get(slot + 1)? as usize;
            keys.get(low..high)?.partition_point(|&k| k <= key)
        };
        (low + more).checked_sub(1)
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.starts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_a_search_finds(
            keys in proptest::collection::btree_set(0u32..5_000, 0..200),
            crowd in 0u32..100,
            end in 5_000u32..9_000,
        ) {
            let keys: Vec<u32> = keys.into_iter().chain(4_900..4_900 + crowd).collect::<std::collections::BTreeSet<_>>().into_iter().collect();
            let padded = [&keys[..], &PADDING].concat();
            let index = SlotIndex::new(&padded, keys.len(), end);
            for key in 0..end {
                prop_assert_eq!(index.last_at_most(&padded, key), keys.partition_point(|&k| k <= key).checked_sub(1));
            }
        }
    }
}
