//! Who takes part in sharing out a node's lateness.

use super::partition::{Partition, Weight};

/// One player: a department, or several that count as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Player {
    /// Each with the weight of its claim on the player's share: the length of its parts, where there are several.
    pub(super) members: Vec<Weight>,
}

impl Player {
    /// The players of a partition, in the order of their bits.
    pub(super) fn of(partition: &Partition) -> Vec<Self> {
        let alone = partition.alone.iter().map(|&(department, _)| Self { members: vec![(department, 1)] });
        let together = Some(&partition.together).filter(|together| !together.is_empty());
        alone.chain(together.map(|together| Self { members: together.clone() })).collect()
    }

    /// Each member with the weight of its claim on the player's share, and the sum of these weights, which stays
    /// below 2^49 so that products with exact shares fit.
    pub(super) fn weights(&self) -> (Vec<(u32, i128)>, i128) {
        let sum = |members: &[(u32, i128)]| members.iter().map(|&(_, weight)| weight).sum::<i128>();
        let mut members: Vec<(u32, i128)> =
            self.members.iter().map(|&(department, micros)| (department, i128::from(micros))).collect();
        while sum(&members) >> 48 != 0 {
            for (_, weight) in &mut members {
                *weight = (*weight + 1) / 2;
            }
        }
        let sum = sum(&members).max(1);
        (members, sum)
    }
}
