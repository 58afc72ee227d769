//! Whether forecasts like today's came true.

use serde::Serialize;

use super::forecast::{self, CLASSES};
use super::pools::{Pools, Record};
use super::survival::Curve;
use crate::calendar::{Instant, SECOND};
use crate::network::Network;

/// At how many past instants lead times are foretold again: a week apart, or less where the record is shorter.
pub const BACKTEST_ORIGINS: u32 = 16;

/// A week in microseconds.
pub(super) const WEEK: i64 = 7 * 24 * 3600 * SECOND;

/// The share of lead times that an interval should hold.
const NOMINAL: f64 = 0.8;

/// What lies beyond it on each side.
const TAIL: f64 = (1.0 - NOMINAL) / 2.0;

/// The fewest handoffs of which forecasts have been judged before any is given, and the fewest of these that broke their
/// deadline: with fewer, skill and luck look alike.
const FEWEST: (usize, usize) = (50, 5);

/// By so much forecasts have to be better than the base rate to be given.
const SKILL: f64 = 0.01;

/// The fewest past intervals that correct later ones.
const FEWEST_TO_CORRECT: usize = 30;

/// What forecasts would have been worth, each made from what was known at its time.
///
/// Handoffs due *before* a milestone are left out: nobody knew of them while they were open. Deadlines are today's, so that
/// a later extension counts as if it had been agreed by then.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Backtest {
    /// How many forecasts of a breach were made of which the outcome is known: up to four a handoff.
    pub forecasts: usize,
    /// Of how many handoffs.
    pub handoffs: usize,
    /// How many of the forecasts were of handoffs that broke their deadline.
    pub breaches: usize,
    /// The mean squared distance between the chance foretold and what came (0 or 1); 0 is perfect. G. W. Brier,
    /// *Verification of forecasts expressed in terms of probability*, Monthly Weather Review 78 (1950), 1–3.
    pub brier: Option<f64>,
    /// The same score for one who always foretells the share that had broken their deadlines by then, as far as it was
    /// known: to be beaten.
    pub brier_of_the_mean: Option<f64>,
    /// How much better the first is than the second: 1 is perfect, 0 no better.
    pub skill: Option<f64>,
    /// Whether that is enough, of enough handoffs, for chances to be given.
    pub has_skill: bool,
    /// By tenths of the chance foretold: what was foretold, and what came. Tenths without a forecast are left out.
    pub calibration: Vec<Calibration>,
    /// How many lead times were foretold as an interval of which the outcome is known, those aside from which the width
    /// was first learnt.
    pub intervals: usize,
    /// How many of them fell within it.
    pub hits: usize,
    /// The share of them that did, beside the [`nominal`](Self::nominal) one.
    pub coverage: Option<f64>,
    /// The share that should: 0.8.
    pub nominal: f64,
}

/// Forecasts of about one chance, and what came.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Calibration {
    /// How many forecasts.
    pub forecasts: usize,
    /// Their mean.
    pub foretold: f64,
    /// The share that broke their deadline.
    pub came: f64,
}

impl Backtest {
    pub(super) fn of(score: &forecast::Score, intervals: &Intervals) -> Self {
        let mean = |sum: f64| (score.forecasts > 0).then(|| sum / float(score.forecasts));
        let (brier, of_base) = (mean(score.squares), mean(score.squares_of_base));
        let skill = brier.zip(of_base).filter(|(_, base)| *base > 0.0).map(|(brier, base)| 1.0 - brier / base);
        let is_enough = score.handoffs >= FEWEST.0 && score.broken >= FEWEST.1;
        Self {
            forecasts: score.forecasts,
            handoffs: score.handoffs,
            breaches: score.breaches,
            brier,
            brier_of_the_mean: of_base,
            skill,
            has_skill: is_enough && skill.is_some_and(|skill| skill >= SKILL),
            calibration: calibration(&score.classes),
            intervals: intervals.asked,
            hits: intervals.hits,
            coverage: (intervals.asked > 0).then(|| float(intervals.hits) / float(intervals.asked)),
            nominal: NOMINAL,
        }
    }
}

fn calibration(classes: &[(usize, f64, usize); CLASSES]) -> Vec<Calibration> {
    let filled = classes.iter().filter(|(forecasts, _, _)| *forecasts > 0);
    let class = |&(forecasts, sum, breaches): &(usize, f64, usize)| Calibration {
        forecasts,
        foretold: sum / float(forecasts),
        came: float(breaches) / float(forecasts),
    };
    filled.map(class).collect()
}

/// Added to both sides of a ratio of times, so that a minute or none at all makes it neither huge nor nothing: ten minutes.
const LEAST: f64 = 600e6;

/// Lead times foretold as intervals, time and again, and what the misses teach.
///
/// A curve of the past is too narrow for a future that differs, and ends with the longest that was seen. For each lead time
/// that came one can say by what factor the interval between the tenth and the ninetieth percentile had to be wider so that
/// it just held it. The factor that would have held four in five of those so far is the one taken next. (Y. Romano,
/// E. Patterson and E. Candès, *Conformalized quantile regression*, Advances in Neural Information Processing Systems 32, 2019; on the
/// scale of logarithms.)
#[derive(Debug, Default)]
pub(super) struct Intervals {
    asked: usize,
    hits: usize,
    /// The logarithms of the factors that just held what came.
    factors: Vec<f64>,
}

impl Intervals {
    pub(super) fn tried(records: &[Record<'_>], window: i64, as_of: Instant, network: &Network) -> Self {
        let mut intervals = Self::default();
        let first = records.iter().map(|record| record.opened).min().unwrap_or(as_of).max(as_of.plus(-window));
        let apart = (as_of.since(first) / i64::from(BACKTEST_ORIGINS)).clamp(1, WEEK);
        for n in (1..=i64::from(BACKTEST_ORIGINS)).rev() {
            let origin = as_of.plus(-apart * n);
            let mut pools = Pools::known(records, origin.plus(-window), origin);
            let factor = intervals.factor();
            let is_open = |r: &&Record<'_>| r.opened <= origin && origin < r.due && !r.is_done_by(origin);
            let opens_next = |r: &&Record<'_>| origin < r.opened && r.opened <= origin.plus(apart);
            for record in records.iter().filter(|r| !r.is_before && (is_open(r) || opens_next(r))) {
                if let Some((_, curve)) = pools.curve(record, network) {
                    intervals.ask(record, curve, (origin, as_of), factor);
                }
            }
        }
        intervals
    }

    /// Asks for one lead time. A microsecond more on each side makes up for the rounding of logarithms.
    fn ask(&mut self, record: &Record<'_>, curve: &Curve, (origin, as_of): (Instant, Instant), factor: Option<f64>) {
        let age = record.age(origin);
        let Some((low, high)) = percentiles(curve, age) else { return };
        let held = factor.map(|factor| ((widened(low, -factor) - 1).max(age), widened(high, factor) + 1));
        let Some(done) = record.done else {
            // What is still open has only left the interval if it is past its end.
            self.asked += usize::from(held.is_some_and(|(_, high)| record.age(as_of) > high));
            return;
        };
        let lead = record.age(done);
        if let Some((low, high)) = held {
            self.asked += 1;
            self.hits += usize::from((low..=high).contains(&lead));
        }
        self.factors.push((scale(low) - scale(lead)).max(scale(lead) - scale(high)));
    }

    /// By what factor to widen, as its logarithm, once there is enough to tell.
    fn factor(&self) -> Option<f64> {
        let mut sorted = self.factors.clone();
        sorted.sort_by(f64::total_cmp);
        let at = ((sorted.len() + 1) * 4).div_ceil(5).saturating_sub(1);
        sorted.get(at).copied().filter(|_| sorted.len() >= FEWEST_TO_CORRECT)
    }

    /// The age by which nine in ten are done, given an age; none where the curve ends before.
    pub(super) fn surely(&self, curve: &Curve, age: i64) -> Option<i64> {
        let high = curve.quantile(1.0 - TAIL, age)?;
        Some(widened(high, self.factor().unwrap_or(0.0)).max(age))
    }
}

/// The tenth and the ninetieth percentile of what is to come, given an age; where the curve ends before the latter, its end.
fn percentiles(curve: &Curve, age: i64) -> Option<(i64, i64)> {
    let low = curve.quantile(TAIL, age)?;
    Some((low, curve.quantile(1.0 - TAIL, age).or_else(|| curve.end()).unwrap_or(low).max(low)))
}

fn scale(time: i64) -> f64 {
    (to_float(time) + LEAST).ln()
}

/// A time made longer by a factor, of which this is the logarithm.
#[expect(clippy::cast_possible_truncation, reason = "saturates beyond 292,000 years")]
fn widened(time: i64, factor: f64) -> i64 {
    ((scale(time) + factor).exp() - LEAST).round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "microseconds; 2^53 of them are 285 years")]
fn to_float(micros: i64) -> f64 {
    micros as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts of handoffs stay far below 2^52")]
fn float(n: usize) -> f64 {
    n as f64
}
