//! Which departments are told apart when a node is replayed.

use super::players::Player;

/// The departments whose parts stay or go, each with the bit of a subset that says which. The parts of all others
/// stay.
#[derive(Clone, Debug)]
pub(super) struct Coalitions {
    /// Sorted by department; several may share a bit.
    bits: Vec<(u32, usize)>,
    count: usize,
}

impl Coalitions {
    /// Each of these departments by itself, in order of the bits; they are sorted.
    pub(super) fn each(departments: &[u32]) -> Self {
        let bits = departments.iter().copied().enumerate().map(|(at, department)| (department, 1 << at)).collect();
        Self { bits, count: departments.len() }
    }

    /// The members of each player together.
    pub(super) fn of(players: &[Player]) -> Self {
        let members =
            players.iter().enumerate().flat_map(|(at, player)| player.members.iter().map(move |m| (m.0, 1 << at)));
        let mut bits: Vec<(u32, usize)> = members.collect();
        bits.sort_unstable();
        Self { bits, count: players.len() }
    }

    /// How many subsets there are.
    pub(super) fn subsets(&self) -> usize {
        1 << self.count
    }

    /// The bit of a department; none if its parts always stay.
    pub(super) fn bit(&self, department: u32) -> Option<usize> {
        let at = self.bits.binary_search_by_key(&department, |&(department, _)| department).ok()?;
        self.bits.get(at).map(|&(_, bit)| bit)
    }

    /// For every subset the row that it selects in a table over these departments.
    pub(super) fn rows(&self, departments: &[u32], rows: &mut Vec<usize>) {
        let mut selected = [0; usize::BITS as usize];
        let mut always = 0;
        for (at, &department) in departments.iter().enumerate() {
            let column = self.bit(department).and_then(|bit| selected.get_mut(bit.trailing_zeros() as usize));
            *column.unwrap_or(&mut always) |= 1 << at;
        }
        rows.clear();
        rows.push(always);
        for bit in selected.into_iter().take(self.count) {
            rows.extend_from_within(..);
            let half = rows.len() / 2;
            rows.iter_mut().skip(half).for_each(|row| *row |= bit);
        }
    }
}
