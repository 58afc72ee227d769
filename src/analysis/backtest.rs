//! Whether forecasts like today's came true.

use serde::Serialize;

use super::pools::{Pools, Record};
use crate::calendar::{Instant, SECOND};
use crate::network::Network;

/// How many past weeks are foretold again.
pub const BACKTEST_WEEKS: u32 = 8;

/// A week in microseconds.
pub(super) const WEEK: i64 = 7 * 24 * 3600 * SECOND;

/// The share of lead times that the interval between the two quantiles should hold.
const NOMINAL: f64 = 0.8;

/// What forecasts made in each of the past weeks, from what was known then, would have been worth.
///
/// One forecast for each handoff that was open a whole number of weeks before `as_of`, for the last
/// [`BACKTEST_WEEKS`]. Openings and deliveries are those known at that instant; deadlines are today's, so that a later
/// extension counts as if it had been agreed by then. Handoffs due *before* a milestone are left out: nobody knew of
/// them while they were open.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Backtest {
    /// How many forecasts of a breach were made of which the outcome is known.
    pub forecasts: usize,
    /// How many of these handoffs broke their deadline.
    pub breaches: usize,
    /// The mean squared distance between the chance foretold and what came (0 or 1); 0 is perfect. G. W. Brier,
    /// *Verification of forecasts expressed in terms of probability*, Monthly Weather Review 78 (1950), 1–3.
    pub brier: Option<f64>,
    /// The same score for one who always foretells the share that did break their deadlines: to be beaten.
    pub brier_of_the_mean: Option<f64>,
    /// How many lead times were foretold as an interval of which the outcome is known.
    pub intervals: usize,
    /// How many of them fell between the tenth and the ninetieth percentile foretold.
    pub hits: usize,
    /// The share of them that did, beside the [`nominal`](Self::nominal) one.
    pub coverage: Option<f64>,
    /// The share that should: 0.8.
    pub nominal: f64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Score {
    forecasts: usize,
    breaches: usize,
    squares: f64,
    intervals: usize,
    hits: usize,
}

impl Backtest {
    pub(super) fn of(records: &[Record<'_>], window: i64, as_of: Instant, network: &Network) -> Self {
        let mut score = Score::default();
        for week in 1..=i64::from(BACKTEST_WEEKS) {
            let origin = as_of.plus(-WEEK * week);
            let mut pools = Pools::known(records, origin.plus(-window), origin);
            let open = |r: &&Record<'_>| !r.is_before && r.opened <= origin && origin < r.due && !r.is_done_by(origin);
            for record in records.iter().filter(open) {
                score.judge(record, origin, as_of, &mut pools, network);
            }
        }
        score.to_row()
    }
}

impl Score {
    fn judge(&mut self, record: &Record<'_>, origin: Instant, as_of: Instant, pools: &mut Pools, network: &Network) {
        let Some((_, curve)) = pools.curve(record, network) else { return };
        let age = record.age(origin);
        if let (Some(foretold), true) = (curve.beyond(record.age(record.due), age), record.due < as_of) {
            let breach = !record.is_done_by(record.due);
            let miss = foretold.value - f64::from(u8::from(breach));
            self.forecasts += 1;
            self.breaches += usize::from(breach);
            self.squares += miss * miss;
        }
        let tail = (1.0 - NOMINAL) / 2.0;
        let Some(low) = curve.quantile(tail, age) else { return };
        let high = curve.quantile(1.0 - tail, age).unwrap_or(i64::MAX);
        match record.done {
            Some(done) => self.interval((low..=high).contains(&record.age(done))),
            None if record.age(as_of) > high => self.interval(false),
            None => {}
        }
    }

    fn interval(&mut self, hit: bool) {
        self.intervals += 1;
        self.hits += usize::from(hit);
    }

    fn to_row(self) -> Backtest {
        let share = of(self.breaches, self.forecasts);
        Backtest {
            forecasts: self.forecasts,
            breaches: self.breaches,
            brier: (self.forecasts > 0).then(|| self.squares / float(self.forecasts)),
            brier_of_the_mean: share.map(|share| share * (1.0 - share)),
            intervals: self.intervals,
            hits: self.hits,
            coverage: of(self.hits, self.intervals),
            nominal: NOMINAL,
        }
    }
}

fn of(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| float(part) / float(whole))
}

#[expect(clippy::cast_precision_loss, reason = "counts of handoffs stay far below 2^52")]
fn float(n: usize) -> f64 {
    n as f64
}
