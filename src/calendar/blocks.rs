//! A long table in blocks that are built when they are first asked.

use std::fmt;
use std::sync::OnceLock;

use super::rules::Rules;

/// Days in a block: five years, and never less than half of ten.
pub(super) const BLOCK_DAYS: i32 = 1827;

/// A stretch of a table whose entries are counted.
pub(super) trait Block {
    /// Builds the block that starts on day `index * BLOCK_DAYS`.
    fn build(rules: &Rules, index: usize) -> Self;
    /// How much of what is counted lies in it.
    fn total(&self) -> i64;
}

/// The blocks of a table from the first to the last day of the horizon, with running totals.
///
/// Neither blocks nor totals are built before somebody asks: a calendar costs what is used of it. Totals count from
/// whichever block was asked first, outwards, so that a query about this decade never touches the nineteenth century.
pub(super) struct Blocks<B> {
    built: Box<[OnceLock<B>]>,
    /// Entry `i` is the total of the blocks from the anchor to `i`, exclusive; negative before the anchor.
    bases: Box<[OnceLock<i64>]>,
    anchor: OnceLock<usize>,
}

impl<B> fmt::Debug for Blocks<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let built = self.built.iter().filter(|block| block.get().is_some()).count();
        write!(f, "{built} of {} blocks built", self.built.len())
    }
}

impl<B: Block> Blocks<B> {
    pub(super) fn new(count: usize) -> Self {
        Self {
            built: std::iter::repeat_with(OnceLock::new).take(count).collect(),
            bases: std::iter::repeat_with(OnceLock::new).take(count + 1).collect(),
            anchor: OnceLock::new(),
        }
    }

    #[inline]
    pub(super) fn get(&self, rules: &Rules, index: usize) -> Option<&B> {
        let slot = self.built.get(index)?;
        Some(match slot.get() {
            Some(block) => block,
            None => slot.get_or_init(|| B::build(rules, index)),
        })
    }

    /// What lies before block `index`, counted from the anchor.
    #[inline]
    pub(super) fn base(&self, rules: &Rules, index: usize) -> Option<i64> {
        match self.bases.get(index)?.get() {
            Some(&base) => Some(base),
            None => self.extend_to(rules, index),
        }
    }

    /// Sums blocks outwards from the anchor until `index` is reached.
    #[cold]
    fn extend_to(&self, rules: &Rules, index: usize) -> Option<i64> {
        let anchor = *self.anchor.get_or_init(|| index);
        let mut base = *self.bases.get(anchor)?.get_or_init(|| 0);
        for next in anchor + 1..=index {
            base = *self.bases.get(next)?.get_or_init(|| base + self.total(rules, next - 1));
        }
        for next in (index..anchor).rev() {
            base = *self.bases.get(next)?.get_or_init(|| base - self.total(rules, next));
        }
        Some(base)
    }

    /// The total of a block; one that nobody has asked yet is built for it and let go.
    fn total(&self, rules: &Rules, index: usize) -> i64 {
        self.built.get(index).map_or(0, |slot| match slot.get() {
            Some(block) => block.total(),
            None => B::build(rules, index).total(),
        })
    }

    /// The block that holds the unit `key` of what is counted, and the unit's place in it; `key` is counted from the
    /// start of block `from`. None when the horizon ends before.
    pub(super) fn locate(&self, rules: &Rules, from: usize, key: i64) -> Option<(usize, i64)> {
        // Blocks differ little, so the first guess is right or next to it.
        let blocks_away = key.div_euclid(self.get(rules, from)?.total().max(1));
        let key = self.base(rules, from)?.checked_add(key)?;
        let last = i64::try_from(self.built.len()).ok()? - 1;
        let guess = i64::try_from(from).ok()?.saturating_add(blocks_away).clamp(0, last);
        let mut at = usize::try_from(guess).ok()?;
        while key < self.base(rules, at)? {
            at = at.checked_sub(1)?;
        }
        while key >= self.base(rules, at + 1)? {
            at += 1;
        }
        Some((at, key - self.base(rules, at)?))
    }

    pub(super) fn built(&self) -> impl Iterator<Item = &B> {
        self.built.iter().filter_map(OnceLock::get)
    }

    pub(super) fn len(&self) -> usize {
        self.built.len()
    }
}
