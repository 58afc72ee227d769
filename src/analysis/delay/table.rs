//! When a node would finish, by coalition.

use super::partition::Partition;
use super::replay::Response;
use super::without::Without;
use crate::calendar::Instant;

/// The whole of a player, as a share in fixed point.
const WHOLE: u64 = 1 << 32;

/// The finish of a node for every coalition of the players that it depends on.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) partition: Partition,
    pub(super) finishes: Vec<Instant>,
    /// The finishes without one department or two, where its own table or one upstream has several departments as one player,
    /// and so cannot tell them.
    pub(super) without: Option<Box<Without>>,
}

/// What is needed again and again to look a table up by the coalitions of another partition.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    rows: Vec<usize>,
    shares: Vec<u64>,
}

impl Table {
    pub(super) fn finish(&self, row: usize) -> Instant {
        self.finishes.get(row).copied().unwrap_or_default()
    }

    /// The row of the coalition of all but these, in a table that tells every department apart.
    pub(super) fn row_without(&self, departments: &[u32]) -> usize {
        let bits = departments.iter().map(|&department| self.partition.bit(department)).fold(0, |a, b| a | b);
        (self.finishes.len() - 1) & !bits
    }

    /// Puts off starts, one for each coalition of a partition that knows all of this table's departments, until this node would
    /// have finished.
    ///
    /// Where departments that are one player here are several there, a coalition may keep some of them: then the finish lies
    /// between that without any and that with all, in proportion to the weights of those that stay.
    pub(super) fn delay(&self, starts: &mut [Instant], of: &Partition, scratch: &mut Scratch) {
        let mut selected = [0_usize; usize::BITS as usize];
        let mut weights = [0_i128; usize::BITS as usize];
        let mut always = 0;
        for (at, &(department, _)) in self.partition.alone.iter().enumerate() {
            let column = of.player(department).and_then(|player| selected.get_mut(player));
            *column.unwrap_or(&mut always) |= 1 << at;
        }
        for &(department, weight) in &self.partition.together {
            if let Some(sum) = of.player(department).and_then(|player| weights.get_mut(player)) {
                *sum += i128::from(weight.max(1));
            }
        }
        let together = self.partition.bit_together();
        let mut owners = weights.iter().zip(&mut selected).filter(|(weight, _)| **weight > 0);
        let (owner, is_split) = (owners.next(), owners.next().is_some());
        if let (Some((_, column)), false) = (owner, is_split) {
            *column |= together;
        }
        let columns = || selected.iter().copied().take(of.players());
        scratch.rows.clear();
        scratch.rows.push(always);
        for bits in columns() {
            double(&mut scratch.rows, |row| row | bits);
        }
        if !is_split {
            for (start, &row) in starts.iter_mut().zip(&scratch.rows) {
                *start = (*start).max(self.finish(row));
            }
            return;
        }
        scratch.shares.clear();
        scratch.shares.push(0);
        for share in shares(&weights, of.players()) {
            double(&mut scratch.shares, |sum| sum + share);
        }
        for ((start, &row), &share) in starts.iter_mut().zip(&scratch.rows).zip(&scratch.shares) {
            *start = (*start).max(between(self.finish(row), self.finish(row | together), share));
        }
    }

    /// Without the players that make no difference.
    pub(super) fn reduced(mut self, real: Instant) -> Response {
        let mut at = 0;
        while at < self.partition.players() {
            if self.depends_on(at) {
                at += 1;
            } else {
                self.partition.remove(at);
                let mut row = 0;
                self.finishes.retain(|_| {
                    row += 1;
                    (row - 1) & (1_usize << at) == 0
                });
            }
        }
        if self.partition.players() == 0 && self.finish(0) == real {
            Response::Fixed
        } else {
            Response::Table(Box::new(self))
        }
    }

    fn depends_on(&self, at: usize) -> bool {
        let half = 1_usize << at;
        self.finishes.chunks_exact(half * 2).any(|rows| {
            let (without, with) = rows.split_at(half);
            without != with
        })
    }
}

/// Adds to what stands for every coalition of some players what stands for those with one more.
fn double<T: Copy>(list: &mut Vec<T>, with: impl Fn(T) -> T) {
    let half = list.len();
    list.extend_from_within(..);
    list.iter_mut().skip(half).for_each(|one| *one = with(*one));
}

/// The players' shares in what they weigh together. They sum to the whole: what is lost in rounding goes to the heaviest.
fn shares(weights: &[i128], players: usize) -> impl Iterator<Item = u64> + '_ {
    let sum: i128 = weights.iter().sum::<i128>().max(1);
    let share = move |weight: i128| u64::try_from(weight * i128::from(WHOLE) / sum).unwrap_or(WHOLE);
    let lost = WHOLE - weights.iter().map(|&weight| share(weight)).sum::<u64>().min(WHOLE);
    let heaviest = (0..players).rev().max_by_key(|&player| weights.get(player));
    let all = weights.iter().take(players).enumerate();
    all.map(move |(player, &weight)| share(weight) + if Some(player) == heaviest { lost } else { 0 })
}

/// The instant that lies a share of the way from one to a later one.
fn between(from: Instant, to: Instant, share: u64) -> Instant {
    if share >= WHOLE || from == to {
        return to;
    }
    let way = i128::from(to.since(from)) * i128::from(share) / i128::from(WHOLE);
    from.plus(i64::try_from(way).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_the_whole() {
        for weights in [&[1, 1, 1][..], &[0, 7, 0, 13], &[i128::from(i64::MAX), 1]] {
            assert_eq!(shares(weights, weights.len()).sum::<u64>(), WHOLE);
        }
        assert_eq!(shares(&[0, 3, 1], 3).collect::<Vec<_>>(), [0, WHOLE / 4 * 3, WHOLE / 4]);
    }

    #[test]
    fn an_instant_between_two_grows_with_the_share() {
        let (from, to) = (Instant(-7), Instant(1_000));
        let all: Vec<Instant> = (0..=16).map(|share| between(from, to, WHOLE / 16 * share)).collect();
        assert!(all.is_sorted());
        assert_eq!((all[0], all[8], all[16]), (from, Instant(496), to));
    }
}
