//! Whether a figure has changed, or only moves as such figures do.
//!
//! A ratio of sixty handoffs that keep their promise nineteen times in twenty is 92 % in one week and 98 % in the next, and
//! nothing has happened. So no two periods are compared: a figure is held against limits drawn from its own past, and a
//! *signal* is what chance hardly ever does.
//!
//! # How
//! A [`Series`] holds the figures of up to [`SERIES_PERIODS`] periods. The first [`BASELINE_PERIODS`] of them in which
//! there is anything are its baseline: from these come its mean and its limits, and all periods, those of the baseline too,
//! are held against them. As time goes on the baseline follows, so that a change that stays becomes what is usual.
//!
//! - **Ratios** have a p-chart: mean *p̄* = Σ met ÷ Σ due over the baseline, limits *p̄* ± 3 √(*p̄* (1 − *p̄*) ÷ *n*) with
//!   each period's own *n*, cut off at 0 and 1. (W. A. Shewhart, *Economic Control of Quality of Manufactured Product*,
//!   1931; D. C. Montgomery, *Introduction to Statistical Quality Control*, ch. 7.)
//! - **Means** have an `XmR` chart: mean *x̄* of the baseline, limits *x̄* ± 2.66 *mR̄*, where *mR̄* is the mean distance of
//!   neighbours and 2.66 = 3 ÷ 1.128. (D. J. Wheeler, *Understanding Variation*, 1993.)
//!
//! Three signals are told, the ones of NHS England's *Making Data Count*: a point outside its limits,
//! [`RUN`] points in a row on one side of the mean, [`TREND`] in a row each further in one direction.
//!
//! Where few handoffs are due, a p-chart's limits say too much: of two due, one missed lies "below" 96 % ± 42. So a ratio
//! lies outside only if chance would not have brought as many misses once in 741 times either, which is how often it goes
//! beyond three standard deviations on one side: the exact binomial tail, with the baseline's share of misses taken as
//! (misses + ½) ÷ (due + 1), so that a record without a miss does not make the first one a signal. And only periods of which
//! at least [`FEWEST_OF_A_RUN`] handoffs were due, with one miss and one hit to be expected, enter runs; the others neither
//! make nor break them.

use serde::Serialize;

use super::{Tally, Window};

/// The most periods that a series holds, the one reported included.
pub const SERIES_PERIODS: usize = 24;

/// The periods from which mean and limits are drawn; with fewer, nothing is said.
pub const BASELINE_PERIODS: usize = 12;

/// So many points in a row on one side of the mean are a signal.
pub const RUN: usize = 8;

/// So many points in a row, each beyond the one before, are a signal.
pub const TREND: usize = 6;

/// The fewest handoffs due in a period whose ratio counts for a run.
pub const FEWEST_OF_A_RUN: u64 = 10;

/// What a normal variable does beyond three standard deviations on one side: 1 − Φ(3).
const BEYOND_THREE_SIGMA: f64 = 0.001_349_898_031_630_095;

/// Wheeler's factor: three standard deviations, of which the mean range of two is 1.128.
const XMR: f64 = 2.66;

/// Where so many hits and misses are to be expected, the limits are good enough by themselves.
const ENOUGH_EXPECTED: f64 = 10.0;

/// Where a figure stands in its own series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Word {
    /// As it has been, as far as one can tell.
    Usual,
    /// Below its limits, or on the lower side for too long.
    Low,
    /// Above its limits, or on the upper side for too long.
    High,
    /// Lower each time.
    Falling,
    /// Higher each time.
    Rising,
    /// Not enough periods, or not enough in this one, to tell anything.
    TooFew,
}

/// What chance hardly ever does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Signal {
    /// Below the lower limit.
    Below,
    /// Above the upper limit.
    Above,
    /// The last of [`TREND`] or more points, each lower than the one before.
    Falling,
    /// The last of [`TREND`] or more points, each higher than the one before.
    Rising,
    /// The last of [`RUN`] or more points below the mean.
    RunBelow,
    /// The last of [`RUN`] or more points above the mean.
    RunAbove,
}

/// A figure over time, with what is usual for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Series {
    /// The mean of the baseline; none where there are too few periods.
    pub mean: Option<f64>,
    /// One for each period, the oldest first; the last is the one reported.
    pub points: Vec<Point>,
    /// Where the period reported stands.
    pub word: Word,
}

/// A figure of one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Point {
    /// The period.
    pub period: Window,
    /// How many handoffs, ratings or the like it is drawn from.
    pub n: u64,
    /// The figure; none where there was nothing.
    pub value: Option<f64>,
    /// The lower limit of what is usual; none where there are too few periods, or nothing in this one.
    pub low: Option<f64>,
    /// The upper limit.
    pub high: Option<f64>,
    /// The strongest signal that it gives: outside the limits, then falling or rising, then a run.
    pub signal: Option<Signal>,
    /// Where it stands.
    pub word: Word,
}

/// A point before it is judged.
#[derive(Clone, Copy, Debug)]
struct Raw {
    period: Window,
    n: u64,
    value: Option<f64>,
    low: f64,
    high: f64,
    outside: Option<Signal>,
    /// Whether it can make a run.
    makes_runs: bool,
    /// Whether it could be a signal at all.
    can_tell: bool,
}

impl Series {
    /// The series of the share that was met.
    pub(super) fn of_ratios(tallies: &[(Window, Tally)]) -> Self {
        let parts: Vec<(Window, u64, u64)> = tallies.iter().map(|(at, tally)| (*at, tally.met, tally.due())).collect();
        Self::of_shares(&parts)
    }

    /// The p-chart of shares: a period, the part and the whole.
    pub(super) fn of_shares(parts: &[(Window, u64, u64)]) -> Self {
        let baseline: Vec<_> = parts.iter().filter(|(_, _, of)| *of > 0).take(BASELINE_PERIODS).collect();
        let (met, due) = baseline.iter().fold((0, 0), |(met, due), (_, part, of)| (met + part, due + of));
        let bare = |&(period, part, of): &(Window, u64, u64)| Raw {
            value: (of > 0).then(|| float(part) / float(of)),
            ..Raw::bare(period, of)
        };
        if baseline.len() < BASELINE_PERIODS {
            return Self::untold(parts.iter().map(bare));
        }
        let mean = float(met) / float(due);
        let misses = (float(due - met) + 0.5) / (float(due) + 1.0);
        let judged = parts.iter().map(|part| Raw { makes_runs: false, ..bare(part) }.with_share(part.1, mean, misses));
        Self::told(mean, judged.collect())
    }

    /// The `XmR` chart of means: a period, what it is drawn from, and the mean.
    pub(super) fn of_means(means: &[(Window, u64, Option<f64>)]) -> Self {
        let baseline: Vec<f64> = means.iter().filter_map(|(_, _, mean)| *mean).take(BASELINE_PERIODS).collect();
        let bare = |&(period, n, value): &(Window, u64, Option<f64>)| Raw { value, ..Raw::bare(period, n) };
        if baseline.len() < BASELINE_PERIODS {
            return Self::untold(means.iter().map(bare));
        }
        let count = float(to_u64(baseline.len()));
        let mean = baseline.iter().sum::<f64>() / count;
        let ranges = baseline.iter().zip(baseline.iter().skip(1)).map(|(one, next)| (next - one).abs());
        let reach = XMR * ranges.sum::<f64>() / (count - 1.0);
        let judged = means.iter().map(|point| {
            let (low, high) = (mean - reach, mean + reach);
            let has_value = point.2.is_some();
            let outside = point.2.and_then(|value| outside(value, low, high));
            Raw { low, high, outside, makes_runs: has_value, can_tell: has_value, ..bare(point) }
        });
        Self::told(mean, judged.collect())
    }

    /// The limits of what is usual for the period reported.
    pub fn usual(&self) -> Option<(f64, f64)> {
        self.points.last().and_then(|point| point.low.zip(point.high))
    }

    /// The periods with a signal before the one reported, the latest first.
    pub fn earlier_signals(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().rev().skip(1).filter(|point| point.signal.is_some())
    }

    fn untold(points: impl Iterator<Item = Raw>) -> Self {
        let points = points.map(|raw| raw.to_point(None, None)).collect();
        Self { mean: None, points, word: Word::TooFew }
    }

    fn told(mean: f64, raw: Vec<Raw>) -> Self {
        let mut runs = Runs::default();
        let points: Vec<Point> = raw
            .into_iter()
            .map(|raw| {
                let run = raw.value.filter(|_| raw.makes_runs).and_then(|value| runs.step(value, mean));
                raw.to_point(Some((raw.low, raw.high)), raw.outside.or(run))
            })
            .collect();
        let word = points.last().map_or(Word::TooFew, |point| point.word);
        Self { mean: Some(mean), points, word }
    }
}

impl Raw {
    fn bare(period: Window, n: u64) -> Self {
        Self { period, n, value: None, low: 0.0, high: 1.0, outside: None, makes_runs: false, can_tell: false }
    }

    /// With the limits of a share, of which so much was met.
    fn with_share(self, met: u64, mean: f64, misses: f64) -> Self {
        let Some(value) = self.value else { return self };
        let n = float(self.n);
        let reach = 3.0 * (mean * (1.0 - mean) / n).sqrt();
        let (low, high) = ((mean - reach).max(0.0), (mean + reach).min(1.0));
        let unlikely = |signal: &Signal| {
            if *signal == Signal::Below {
                is_unlikely(self.n - met, self.n, misses)
            } else {
                is_unlikely(met, self.n, 1.0 - misses)
            }
        };
        let (hits, expected) = (n * (1.0 - misses), n * misses);
        Self {
            low,
            high,
            outside: outside(value, low, high).filter(unlikely),
            makes_runs: self.n >= FEWEST_OF_A_RUN && expected >= 1.0 && hits >= 1.0,
            can_tell: is_unlikely(self.n, self.n, misses) || is_unlikely(self.n, self.n, 1.0 - misses),
            ..self
        }
    }

    fn to_point(self, limits: Option<(f64, f64)>, signal: Option<Signal>) -> Point {
        let limits = limits.filter(|_| self.value.is_some());
        let word = match signal {
            Some(Signal::Below | Signal::RunBelow) => Word::Low,
            Some(Signal::Above | Signal::RunAbove) => Word::High,
            Some(Signal::Falling) => Word::Falling,
            Some(Signal::Rising) => Word::Rising,
            None if limits.is_some() && (self.can_tell || self.makes_runs) => Word::Usual,
            None => Word::TooFew,
        };
        let (low, high) = limits.unzip();
        Point { period: self.period, n: self.n, value: self.value, low, high, signal, word }
    }
}

fn outside(value: f64, low: f64, high: f64) -> Option<Signal> {
    // What lies on the limit, but for the last bit, is within.
    let hair = 1e-9 * (high - low).abs().max(1e-9);
    if value < low - hair {
        Some(Signal::Below)
    } else if value > high + hair {
        Some(Signal::Above)
    } else {
        None
    }
}

/// How long the figure has been on one side, and going one way.
#[derive(Debug, Default)]
struct Runs {
    side: Streak,
    way: Streak,
    last: Option<f64>,
}

/// So many in a row of one sign.
#[derive(Clone, Copy, Debug, Default)]
struct Streak {
    is_up: bool,
    length: usize,
}

impl Streak {
    fn step(&mut self, difference: f64) {
        if difference == 0.0 {
            self.length = 0;
        } else if self.length > 0 && self.is_up == (difference > 0.0) {
            self.length += 1;
        } else {
            *self = Self { is_up: difference > 0.0, length: 1 };
        }
    }
}

impl Runs {
    fn step(&mut self, value: f64, mean: f64) -> Option<Signal> {
        let near = |one: f64, other: f64| if (one - other).abs() < 1e-12 { 0.0 } else { one - other };
        self.side.step(near(value, mean));
        if let Some(last) = self.last.replace(value) {
            self.way.step(near(value, last));
        }
        // So many points make one step fewer.
        if self.way.length + 1 >= TREND {
            Some(if self.way.is_up { Signal::Rising } else { Signal::Falling })
        } else if self.side.length >= RUN {
            Some(if self.side.is_up { Signal::RunAbove } else { Signal::RunBelow })
        } else {
            None
        }
    }
}

/// Whether so many or more of `n`, each with this chance, come about less often than a normal variable exceeds its mean by
/// three standard deviations.
fn is_unlikely(count: u64, n: u64, chance: f64) -> bool {
    let (n, expected) = (float(n), float(n) * chance);
    if expected >= ENOUGH_EXPECTED && n - expected >= ENOUGH_EXPECTED {
        return float(count) > expected + 3.0 * (expected * (1.0 - chance)).sqrt();
    }
    // The binomial distribution, term by term. At most a few dozen terms: either few are to be expected, and the tail
    // is thin soon, or few are expected to be none, and the terms are those of the others.
    if expected > n - expected {
        return is_unlikely_from_above(count, n, 1.0 - chance);
    }
    let mut term = (n * (-chance).ln_1p()).exp();
    let mut below = 0.0;
    let mut k = 0.0;
    for _ in 0..count {
        below += term;
        if 1.0 - below < BEYOND_THREE_SIGMA {
            return true;
        }
        term *= (n - k) / (k + 1.0) * chance / (1.0 - chance);
        k += 1.0;
    }
    1.0 - below < BEYOND_THREE_SIGMA
}

/// The same where nearly all are to be expected: at most so many of the others.
fn is_unlikely_from_above(count: u64, n: f64, chance_of_the_others: f64) -> bool {
    let most = n - float(count);
    let chance = chance_of_the_others;
    let mut term = (n * (-chance).ln_1p()).exp();
    let mut at_most = 0.0;
    let mut k = 0.0;
    while k <= most {
        at_most += term;
        if at_most >= BEYOND_THREE_SIGMA {
            return false;
        }
        term *= (n - k) / (k + 1.0) * chance / (1.0 - chance);
        k += 1.0;
    }
    true
}

fn to_u64(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "counts of handoffs stay far below 2^52")]
fn float(n: u64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks() -> impl Iterator<Item = Window> {
        std::iter::successors(Some("2026-W01".parse::<crate::Period>().unwrap()), |week| Some(week.next()))
            .map(Into::into)
    }

    fn shares(parts: &[(u64, u64)]) -> Series {
        Series::of_shares(&weeks().zip(parts).map(|(week, &(met, due))| (week, met, due)).collect::<Vec<_>>())
    }

    fn means(values: &[f64]) -> Series {
        Series::of_means(&weeks().zip(values).map(|(week, &value)| (week, 1, Some(value))).collect::<Vec<_>>())
    }

    fn signal(text: &str) -> Option<Signal> {
        use Signal::{Above, Below, Falling, Rising, RunAbove, RunBelow};
        let names = [
            ("below", Below),
            ("above", Above),
            ("falling", Falling),
            ("rising", Rising),
            ("run-below", RunBelow),
            ("run-above", RunAbove),
        ];
        names.into_iter().find(|(name, _)| *name == text).map(|(_, signal)| signal)
    }

    #[test]
    fn an_independent_program_draws_the_same_charts() {
        let table = include_str!("../../fixtures/reference/p_charts.csv");
        let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
        let mut told = 0;
        for of_one in rows.chunk_by(|a, b| a[0] == b[0]) {
            let parts: Vec<(u64, u64)> =
                of_one.iter().map(|r| (r[1].parse().unwrap(), r[2].parse().unwrap())).collect();
            let series = shares(&parts);
            for (point, row) in series.points.iter().zip(of_one) {
                let near = |own: Option<f64>, text: &str| match own {
                    Some(own) => (own - text.parse::<f64>().unwrap()).abs() < 1e-11,
                    None => text.is_empty(),
                };
                assert!(near(series.mean, row[3]) && near(point.low, row[4]) && near(point.high, row[5]), "{row:?}");
                assert_eq!(point.signal, signal(row[6]), "{row:?}");
                told += usize::from(point.signal.is_some());
            }
        }
        assert!(rows.len() > 2000 && told > 200, "{} {told}", rows.len());
    }

    #[test]
    fn a_textbook_chart_comes_out() {
        // Montgomery, example 7.1: cans of orange juice, samples of 50, mean 0.2313: limits 0.0524 and 0.4102. Twelve samples
        // with the same mean: 139 of 601 is 0.2313.
        let mut parts = vec![(139, 601); 11];
        parts.extend([(139, 601), (11, 50)]);
        let (low, high) = shares(&parts).usual().unwrap();
        assert_eq!((format!("{low:.4}"), format!("{high:.4}")), ("0.0524".to_owned(), "0.4102".to_owned()));
    }

    #[test]
    fn limits_by_hand() {
        // Twelve weeks of 90 in 100: 0.9 ± 3 √(0.09 ÷ 100) = 0.81 and 0.99. With 25 due: 0.9 ± 0.18, cut off at 1.
        let mut parts = vec![(90, 100); 12];
        parts.push((25, 25));
        let series = shares(&parts);
        assert_eq!(series.mean, Some(0.9));
        let limits = |at: usize| (series.points[at].low.unwrap(), series.points[at].high.unwrap());
        let near = |one: (f64, f64), other: (f64, f64)| (one.0 - other.0).abs() + (one.1 - other.1).abs() < 1e-12;
        assert!(near(limits(0), (0.81, 0.99)) && near(limits(12), (0.72, 1.0)), "{series:?}");
        assert_eq!(series.word, Word::Usual);
        // 0.81 lies on the limit, 0.80 below it.
        for (met, word) in [(81, Word::Usual), (80, Word::Low), (99, Word::Usual), (100, Word::High)] {
            let mut parts = vec![(90, 100); 12];
            parts.push((met, 100));
            assert_eq!(shares(&parts).word, word, "{met}");
        }
    }

    #[test]
    fn means_have_limits_of_their_neighbours_distances() {
        // 10 and 12 in turn: mean 11, each 2 from the next: 11 ± 2.66 × 2.
        let mut values: Vec<f64> = (0..12).map(|n| if n % 2 == 0 { 10.0 } else { 12.0 }).collect();
        values.push(16.4);
        let series = means(&values);
        let (low, high) = series.usual().unwrap();
        assert!((low - 5.68).abs() < 1e-12 && (high - 16.32).abs() < 1e-12, "{low} {high}");
        assert_eq!(series.points.last().unwrap().signal, Some(Signal::Above));
        values.pop();
        values.push(16.3);
        assert_eq!(means(&values).word, Word::Usual);
    }

    #[test]
    fn with_eleven_periods_nothing_is_said() {
        let series = shares(&[(0, 100); 11]);
        assert_eq!((series.mean, series.word, series.usual()), (None, Word::TooFew, None));
        assert_eq!(shares(&[]).word, Word::TooFew);
        // A period with nothing in it is none.
        let mut parts = vec![(9, 10); 11];
        parts.push((0, 0));
        assert_eq!(shares(&parts).word, Word::TooFew);
        parts.push((9, 10));
        assert_eq!(shares(&parts).word, Word::Usual);
    }

    #[test]
    fn one_missed_of_two_is_no_signal_and_twenty_are() {
        let mut parts = vec![(96, 100); 12];
        parts.push((1, 2));
        assert_eq!(shares(&parts).word, Word::TooFew, "not even two of two would be");
        parts.push((0, 20));
        assert_eq!(shares(&parts).word, Word::Low);
        // After a record without a miss the first one is none.
        let mut parts = vec![(3, 3); 12];
        parts.push((2, 3));
        assert_eq!(shares(&parts).points[12].signal, None);
        parts.push((0, 3));
        assert_eq!(shares(&parts).points[13].signal, Some(Signal::Below));
    }

    #[test]
    fn eight_on_one_side_and_six_in_one_direction() {
        let base = [(90, 100); 12];
        let with = |more: &[(u64, u64)]| shares(&[&base[..], more].concat()).points.last().unwrap().signal;
        let up = |n: usize| (0..n).map(|n| (91 + n as u64 % 2, 100)).collect::<Vec<_>>();
        assert_eq!((with(&up(7)), with(&up(8))), (None, Some(Signal::RunAbove)));
        let fall: Vec<_> = (0..6).map(|n| (93 - n, 100)).collect();
        assert_eq!((with(&fall[..5]), with(&fall)), (None, Some(Signal::Falling)));
        // What has too few due stands between them and changes nothing.
        let mut interrupted = up(4);
        interrupted.push((5, 9));
        interrupted.extend(up(4));
        assert_eq!(with(&interrupted), Some(Signal::RunAbove));
    }

    proptest::proptest! {
        #[test]
        fn what_only_moves_by_chance_seldom_signals(seed in 0_u64..u64::MAX) {
            // A thousand points of 60 at 92 %: at three deviations about three are outside, and runs of eight rarer still.
            let mut state = seed;
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                float(state >> 33) / float(1 << 31)
            };
            let mut signals = 0;
            for _ in 0..40 {
                let parts: Vec<_> = (0..24).map(|_| ((0..60).filter(|_| next() < 0.92).count() as u64, 60)).collect();
                signals += shares(&parts).points.iter().filter(|point| point.signal.is_some()).count();
            }
            proptest::prop_assert!(signals < 100, "{signals} of 960");
        }
    }
}
