//! The Shapley value, exactly, and its rounding to whole seconds.

use crate::calendar::SECOND;

/// `0!` to `10!`.
const FACTORIALS: [i128; 11] = [1, 1, 2, 6, 24, 120, 720, 5_040, 40_320, 362_880, 3_628_800];

/// What each of `n` players contributes on average over all orders in which they can join, times `n!`.
///
/// `values[subset]` is what a coalition is worth, where bit `i` of `subset` says whether player `i` is in it; there
/// are `2^n` of them, and `n` is at most 10. What the empty coalition is worth is nobody's contribution.
///
/// How much a coalition weighs depends on its size alone, so values are first added up by size: with the player and
/// without.
pub(super) fn contributions(values: &[i64]) -> Vec<i128> {
    let players = values.len().trailing_zeros() as usize;
    let factorial = |n: usize| FACTORIALS.get(n).copied().unwrap_or(0);
    let by_size = |with: usize| {
        let mut sums = [0i128; FACTORIALS.len()];
        for (subset, &value) in values.iter().enumerate() {
            if let Some(sum) = sums.get_mut(subset.count_ones() as usize).filter(|_| subset & with == with) {
                *sum += i128::from(value);
            }
        }
        sums
    };
    let all = by_size(0);
    let contribution = |player: usize| {
        let with = by_size(1 << player);
        let weigh = |size: usize| {
            let sum = |sums: &[i128], size: usize| sums.get(size).copied().unwrap_or_default();
            let gained = sum(&with, size + 1) - (sum(&all, size) - sum(&with, size));
            factorial(size) * factorial(players - size - 1) * gained
        };
        (0..players).map(weigh).sum()
    };
    (0..players).map(contribution).collect()
}

/// `n!` for the number of players that [`contributions`] found.
pub(super) fn orders(players: usize) -> i128 {
    FACTORIALS.get(players).copied().unwrap_or(1)
}

/// Something to be rounded: `numerator` over a denominator common to all, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exact {
    /// Of equal remainders the least goes first.
    pub(super) rank: u64,
    pub(super) numerator: i128,
}

/// Rounds to whole seconds that sum to `total`: each downwards, then one more second for the largest remainders.
pub(super) fn whole_seconds(exact: &[Exact], denominator: i128, total: i64) -> Vec<i64> {
    let per_second = denominator.saturating_mul(i128::from(SECOND)).max(1);
    let floor = |e: &Exact| i64::try_from(e.numerator.div_euclid(per_second)).unwrap_or(i64::MAX);
    let mut seconds: Vec<i64> = exact.iter().map(floor).collect();
    let missing = seconds.iter().fold(total, |left, &s| left.saturating_sub(s));
    let mut by_remainder: Vec<(&Exact, &mut i64)> = exact.iter().zip(&mut seconds).collect();
    by_remainder.sort_by_key(|(e, _)| (std::cmp::Reverse(e.numerator.rem_euclid(per_second)), e.rank));
    let missing = usize::try_from(missing).unwrap_or(0);
    for (_, seconds) in by_remainder.into_iter().take(missing) {
        *seconds += 1;
    }
    seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contributions_are_averages_over_all_orders() {
        // One late 10, the other 4, at the same time: the first 4 are both's, the other 6 the first's alone.
        assert_eq!(contributions(&[0, 10, 4, 10]), [16, 4]);
        assert_eq!(contributions(&[3, 3, 3, 3]), [0, 0]);
        assert_eq!(contributions(&[7]), [0; 0]);
    }

    #[test]
    fn remainders_go_to_the_largest_then_to_the_first_by_rank() {
        let thirds = |rank| Exact { rank, numerator: i128::from(SECOND) * 10 };
        assert_eq!(whole_seconds(&[thirds(2), thirds(1), thirds(3)], 3, 10), [3, 4, 3]);
        let two = [Exact { rank: 1, numerator: 1_400_000 }, Exact { rank: 2, numerator: 1_600_000 }];
        assert_eq!(whole_seconds(&two, 1, 3), [1, 2]);
    }

    #[test]
    fn a_fraction_of_a_second_of_lateness_is_nobodys() {
        let two = [Exact { rank: 1, numerator: 700_000 }, Exact { rank: 2, numerator: 600_000 }];
        assert_eq!(whole_seconds(&two, 1, 1), [1, 0]);
    }
}
