//! Which departments are told apart when a node is replayed.

use std::cmp::Reverse;

/// Most players that are told apart at once: beyond, a table would have too many rows.
pub(super) const MAX_PLAYERS: usize = 10;

/// A department and how much it weighs: the length of its parts, elapsed, on the longest way to the node.
pub(super) type Weight = (u32, i64);

/// The departments that a node depends on, as players: each by itself, or the smallest of many together as the last one.
/// Bit `i` of a coalition says whether player `i` stays.
#[derive(Clone, Debug, Default)]
pub(super) struct Partition {
    /// The departments that are players by themselves, sorted.
    pub(super) alone: Vec<Weight>,
    /// Those that are one player together, sorted; none, or at least two.
    pub(super) together: Vec<Weight>,
}

impl Partition {
    /// Of these departments, sorted: as many by themselves as there is room for, those that weigh most; of two that weigh the
    /// same, the one whose id sorts first.
    pub(super) fn of(departments: Vec<Weight>) -> Self {
        if departments.len() <= MAX_PLAYERS {
            return Self { alone: departments, together: Vec::new() };
        }
        let mut alone = departments;
        alone.sort_unstable_by_key(|&(department, weight)| (Reverse(weight), department));
        let mut together = alone.split_off(MAX_PLAYERS - 1);
        alone.sort_unstable();
        together.sort_unstable();
        Self { alone, together }
    }

    /// How many players there are.
    pub(super) fn players(&self) -> usize {
        self.alone.len() + usize::from(!self.together.is_empty())
    }

    /// How many coalitions there are.
    pub(super) fn coalitions(&self) -> usize {
        1 << self.players()
    }

    /// The player that a department is, or is part of.
    pub(super) fn player(&self, department: u32) -> Option<usize> {
        let find = |list: &[Weight]| list.binary_search_by_key(&department, |&(one, _)| one).ok();
        find(&self.alone).or_else(|| find(&self.together).map(|_| self.alone.len()))
    }

    /// The bit of a department; 0 if its parts always stay.
    pub(super) fn bit(&self, department: u32) -> usize {
        self.player(department).map_or(0, |player| 1 << player)
    }

    /// The bit of those that are one player together; 0 if there are none.
    pub(super) fn bit_together(&self) -> usize {
        if self.together.is_empty() { 0 } else { 1 << self.alone.len() }
    }

    /// Every department with its weight.
    pub(super) fn departments(&self) -> impl Iterator<Item = Weight> + '_ {
        self.alone.iter().chain(&self.together).copied()
    }

    /// Forgets a player that makes no difference.
    pub(super) fn remove(&mut self, player: usize) {
        if player < self.alone.len() {
            self.alone.remove(player);
        } else {
            self.together.clear();
        }
    }
}
