//! Whether two things rise together.

use serde::Serialize;

/// The fewest pairs of which a correlation is worth saying.
pub const MIN_PAIRS: usize = 20;

/// A rank correlation, and how much stands behind it.
///
/// Spearman's: Pearson's correlation of the ranks, ties at the mean of the ranks they share (C. Spearman, *The proof and
/// measurement of association between two things*, American Journal of Psychology 15 (1904), 72–101). It asks only
/// whether the one rises with the other, not whether in a straight line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Correlation {
    /// Spearman's ρ, from −1 to 1: none below [`MIN_PAIRS`] pairs (too few), or when one side never changes.
    pub rho: Option<f64>,
    /// The number of pairs.
    pub pairs: usize,
}

impl Correlation {
    pub(crate) fn of(pairs: &[(i64, i64)]) -> Self {
        let rho = (pairs.len() >= MIN_PAIRS).then(|| spearman(pairs)).flatten();
        Self { rho, pairs: pairs.len() }
    }
}

fn spearman(pairs: &[(i64, i64)]) -> Option<f64> {
    let x = double_ranks(pairs.iter().map(|pair| pair.0));
    let y = double_ranks(pairs.iter().map(|pair| pair.1));
    // Twice a rank is whole, and so is everything up to the last division: the sums are exact.
    let mean = i128::try_from(pairs.len()).ok()? + 1;
    let sum = |a: &[i128], b: &[i128]| a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum::<i128>();
    let (xx, yy, xy) = (sum(&x, &x), sum(&y, &y), sum(&x, &y));
    (xx > 0 && yy > 0).then(|| ratio(xy, xx, yy))
}

#[expect(clippy::cast_precision_loss, reason = "a correlation is shown to two digits")]
fn ratio(xy: i128, xx: i128, yy: i128) -> f64 {
    (xy as f64 / (xx as f64 * yy as f64).sqrt()).clamp(-1.0, 1.0)
}

/// Twice the rank of each value, from 2; equal values share the mean.
fn double_ranks(values: impl Iterator<Item = i64>) -> Vec<i128> {
    let mut order: Vec<(i64, usize)> = values.zip(0..).collect();
    order.sort_unstable();
    let mut ranks = vec![0; order.len()];
    let mut before: i128 = 0;
    for ties in order.chunk_by(|a, b| a.0 == b.0) {
        let shared = i128::try_from(ties.len()).unwrap_or(i128::MAX);
        for (_, at) in ties {
            if let Some(rank) = ranks.get_mut(*at) {
                *rank = 2 * before + shared + 1;
            }
        }
        before += shared;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_example() {
        // IQ and hours of television a week of ten people: ρ = −29/165, the worked example of most introductions.
        let iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
        let hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
        let pairs: Vec<_> = iq.into_iter().zip(hours).collect();
        let rho = spearman(&pairs).unwrap();
        assert!((rho + 29.0 / 165.0).abs() < 1e-12, "{rho}");
    }

    #[test]
    fn ties_share_their_mean_rank() {
        assert_eq!(double_ranks([5, 3, 5, 9].into_iter()), [5, 2, 5, 8]);
    }

    #[test]
    fn too_few_pairs_and_constant_sides_say_nothing() {
        let rising: Vec<_> = (0..20).map(|n| (n, n * n)).collect();
        assert_eq!(Correlation::of(&rising), Correlation { rho: Some(1.0), pairs: 20 });
        assert_eq!(Correlation::of(&rising[..19]), Correlation { rho: None, pairs: 19 });
        let flat: Vec<_> = (0..20).map(|n| (n, 7)).collect();
        assert_eq!(Correlation::of(&flat), Correlation { rho: None, pairs: 20 });
    }
}
