//! Finding a key among sorted ones without searching all of them.

/// Divides the range of sorted keys into equal slots and knows where each begins, so that a lookup compares with the
/// few keys of one slot.
#[derive(Debug)]
pub(super) struct SlotIndex {
    shift: u32,
    /// For each slot, how many keys lie at or below its first value.
    starts: Box<[u32]>,
}

/// Above this many keys in a slot, they are searched by halves.
const FEW: usize = 8;

impl SlotIndex {
    /// An index over `keys`, sorted ascending, for lookups below `end`.
    pub(super) fn new(keys: &[u32], end: u32) -> Self {
        // Slots as wide as two or three keys are apart on average, rounded to a power of two.
        let count = u32::try_from(keys.len()).unwrap_or(u32::MAX).div_ceil(2).max(1);
        let shift = (end / count).max(1).ilog2();
        let mut at = 0;
        let starts = (0..=end >> shift).map(|slot| {
            let first = slot << shift;
            while keys.get(at).is_some_and(|&key| key <= first) {
                at += 1;
            }
            u32::try_from(at).unwrap_or(u32::MAX)
        });
        Self { shift, starts: starts.collect() }
    }

    /// The position of the last of `keys`, which it was made of, that is at most `key`.
    #[inline]
    pub(super) fn last_at_most(&self, keys: &[u32], key: u32) -> Option<usize> {
        let slot = (key >> self.shift) as usize;
        let low = *self.starts.get(slot)? as usize;
        let high = self.starts.get(slot + 1).map_or(keys.len(), |&high| high as usize);
        let rest = keys.get(low..high)?;
        let more = if rest.len() > FEW {
            rest.partition_point(|&k| k <= key)
        } else {
            rest.iter().take_while(|&&k| k <= key).count()
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
        fn finds_what_a_search_finds(keys in proptest::collection::btree_set(0u32..5_000, 1..200), end in 5_000u32..9_000) {
            let keys: Vec<u32> = keys.into_iter().collect();
            let index = SlotIndex::new(&keys, end);
            for key in 0..end {
                prop_assert_eq!(index.last_at_most(&keys, key), keys.partition_point(|&k| k <= key).checked_sub(1));
            }
        }
    }
}
