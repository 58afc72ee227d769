//! How long things take, when some of them are not finished yet.
//!
//! The product-limit estimate of E. L. Kaplan and P. Meier, *Nonparametric estimation from incomplete observations*,
//! Journal of the American Statistical Association 53 (1958), 457–481; its variance after M. Greenwood, *The natural
//! duration of cancer* (1926); bands on the log(−log) scale after J. D. Kalbfleisch and R. L. Prentice, *The
//! Statistical Analysis of Failure Time Data* (1980), which stay inside 0 and 1.

use serde::Serialize;

use super::wilson::Z;

/// One lead time: how long it took, or how long it has been open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lead {
    /// Any unit, as long as it is the same for all.
    pub(crate) time: i64,
    /// Still open when last seen: it takes longer than this. Sorts after a completion at the same time.
    pub(crate) open: bool,
}

/// A probability with its 95 % band.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// The lower and the upper end of its band; none where the estimate is 0 or 1 and the variance tells nothing.
    pub band: Option<(f64, f64)>,
}

/// A survival curve: the chance that it takes longer than a time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Curve {
    steps: Vec<Step>,
    last: i64,
    last_is_open: bool,
    completed: usize,
    size: usize,
}

/// Where the curve falls, with all that came before.
#[derive(Clone, Copy, Debug)]
struct Step {
    time: i64,
    survival: f64,
    /// Greenwood's sum, Σ d ÷ (n (n − d)).
    greenwood: f64,
}

/// The curve before its first step.
const START: Step = Step { time: i64::MIN, survival: 1.0, greenwood: 0.0 };

impl Curve {
    /// The curve of these lead times, in any order.
    pub(crate) fn of(mut leads: Vec<Lead>) -> Self {
        leads.sort_unstable();
        let size = leads.len();
        let mut curve = Self { size, ..Self::default() };
        let (mut at_risk, mut step) = (size, START);
        for group in leads.chunk_by(|a, b| a.time == b.time) {
            let done = group.iter().filter(|lead| !lead.open).count();
            if let (Some(first), true) = (group.first(), done > 0) {
                step = step.down(first.time, count(done), count(at_risk));
                curve.steps.push(step);
                curve.completed += done;
            }
            at_risk -= group.len();
        }
        if let Some(last) = leads.last() {
            (curve.last, curve.last_is_open) = (last.time, last.open);
        }
        curve
    }

    /// How many of its lead times are complete.
    pub(crate) fn completed(&self) -> usize {
        self.completed
    }

    /// How many lead times it is drawn from, open ones included.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// The chance that it takes longer than `time`, given that it has already taken longer than `age`.
    ///
    /// None where the curve does not reach: past its last lead time if that one is open, or where nothing is known
    /// to have taken longer than `age`.
    pub(crate) fn beyond(&self, time: i64, age: i64) -> Option<Estimate> {
        let (from, to) = (self.at(age), self.at(time.max(age)));
        if self.size == 0 || from.survival <= 0.0 || age > self.last || (self.last_is_open && time > self.last) {
            return None;
        }
        let value = to.survival / from.survival;
        Some(Estimate { value, band: band(value, to.greenwood - from.greenwood) })
    }

    /// The first time by which the chance of being done, given the age, is at least `share`; none if never reached.
    pub(crate) fn quantile(&self, share: f64, age: i64) -> Option<i64> {
        let from = self.at(age);
        // A hair's breadth for sums of thirds and tenths that miss their mark in the last bit.
        let bound = from.survival * (1.0 - share) + 1e-12;
        let first = self.steps.partition_point(|step| step.survival > bound || step.time <= age);
        (from.survival > 0.0).then(|| self.steps.get(first).map(|step| step.time))?
    }

    fn at(&self, time: i64) -> Step {
        let passed = self.steps.partition_point(|step| step.time <= time);
        passed.checked_sub(1).and_then(|last| self.steps.get(last)).copied().unwrap_or(START)
    }
}

impl Step {
    fn down(self, time: i64, done: f64, at_risk: f64) -> Self {
        let left = at_risk - done;
        if left <= 0.0 {
            return Self { time, survival: 0.0, greenwood: f64::INFINITY };
        }
        Self { time, survival: self.survival * (left / at_risk), greenwood: self.greenwood + done / (at_risk * left) }
    }
}

/// The 95 % band of a survival estimate on the log(−log) scale.
fn band(survival: f64, greenwood: f64) -> Option<(f64, f64)> {
    if !(survival > 0.0 && survival < 1.0 && greenwood.is_finite()) {
        return None;
    }
    let spread = Z * greenwood.sqrt() / survival.ln().abs();
    Some((survival.powf(spread.exp()), survival.powf((-spread).exp())))
}

#[expect(clippy::cast_precision_loss, reason = "counts of handoffs stay far below 2^52")]
fn count(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weeks in remission of 21 leukaemia patients treated with 6-mercaptopurine; `true` is still in remission.
    ///
    /// E. J. Freireich and others, *The effect of 6-mercaptopurine on the duration of steroid-induced remissions in
    /// acute leukemia*, Blood 21 (1963), 699–716; the worked example of D. R. Cox and D. Oakes, *Analysis of Survival
    /// Data* (1984), and of most textbooks since.
    const REMISSIONS: [(i64, bool); 21] = [
        (6, false),
        (6, false),
        (6, false),
        (6, true),
        (7, false),
        (9, true),
        (10, false),
        (10, true),
        (11, true),
        (13, false),
        (16, false),
        (17, true),
        (19, true),
        (20, true),
        (22, false),
        (23, false),
        (25, true),
        (32, true),
        (32, true),
        (34, true),
        (35, true),
    ];

    fn remissions() -> Curve {
        Curve::of(REMISSIONS.iter().rev().map(|&(time, open)| Lead { time, open }).collect())
    }

    #[test]
    fn the_textbook_curve_comes_out() {
        let curve = remissions();
        assert_eq!((curve.completed(), curve.size()), (9, 21));
        // Week, S(t) and Greenwood's standard error as published.
        let published = [
            (6, 0.857, 0.0764),
            (7, 0.807, 0.0869),
            (10, 0.753, 0.0963),
            (13, 0.690, 0.1068),
            (16, 0.627, 0.1141),
            (22, 0.538, 0.1282),
            (23, 0.448, 0.1346),
        ];
        for (week, survival, error) in published {
            let step = curve.at(week);
            assert!((step.survival - survival).abs() < 5.1e-4, "S({week}) = {}", step.survival);
            let own = step.survival * step.greenwood.sqrt();
            assert!((own - error).abs() < 5.1e-5, "se({week}) = {own}");
        }
    }

    #[test]
    fn the_band_is_the_one_that_r_prints() {
        // survfit(Surv(t, d) ~ 1, conf.type = "log-log") of the same data: 0.620 … 0.952 at week 6, 0.188 … 0.680 at 23.
        let curve = remissions();
        for (week, low, high) in [(6, 0.620, 0.952), (23, 0.188, 0.680)] {
            let (own_low, own_high) = curve.beyond(week, i64::MIN).unwrap().band.unwrap();
            assert!((own_low - low).abs() < 1e-3 && (own_high - high).abs() < 1e-3, "{own_low} {own_high}");
        }
    }

    #[test]
    fn the_median_is_reached_and_lower_quantiles_of_survival_are_not() {
        let curve = remissions();
        assert_eq!(curve.quantile(0.5, i64::MIN), Some(23));
        assert_eq!(curve.quantile(0.9, i64::MIN), None, "the curve ends at 0.448");
        assert_eq!(curve.quantile(0.1, 10), Some(16), "0.627 ÷ 0.753 is the first below nine tenths");
    }

    #[test]
    fn age_conditions() {
        let curve = remissions();
        let estimate = curve.beyond(22, 10).unwrap();
        assert!((estimate.value - 0.538 / 0.753).abs() < 1e-3);
        assert_eq!(curve.beyond(36, 10), None, "the last one is open at 35: not reached");
        assert_eq!(curve.beyond(40, 36), None, "nothing is known of such an age");
        assert_eq!(curve.beyond(8, 7), Some(Estimate { value: 1.0, band: None }), "nobody relapsed in week 8");
        assert_eq!(curve.beyond(5, 7), Some(Estimate { value: 1.0, band: None }), "what has passed is certain");
    }

    proptest::proptest! {
        #[test]
        fn without_open_ones_it_is_plain_counting(times in proptest::collection::vec(0_i64..30, 1..60), age in 0_i64..30, more in 0_i64..10) {
            let curve = Curve::of(times.iter().map(|&time| Lead { time, open: false }).collect());
            let longer_than = |limit: i64| count(times.iter().filter(|&&time| time > limit).count());
            let Some(estimate) = curve.beyond(age + more, age) else {
                proptest::prop_assert!(longer_than(age) < 0.5, "only where nothing took longer");
                return Ok(());
            };
            let counted = longer_than(age + more) / longer_than(age);
            proptest::prop_assert!((estimate.value - counted).abs() < 1e-9);
            if let Some((low, high)) = estimate.band {
                proptest::prop_assert!(0.0 <= low && low <= estimate.value && estimate.value <= high && high <= 1.0);
            }
        }

        #[test]
        fn it_never_rises_and_open_ones_only_make_things_longer(leads in proptest::collection::vec((0_i64..30, proptest::bool::ANY), 1..60)) {
            let curve = Curve::of(leads.iter().map(|&(time, open)| Lead { time, open }).collect());
            let hopeful = Curve::of(leads.iter().map(|&(time, _)| Lead { time, open: false }).collect());
            for time in 0..30 {
                proptest::prop_assert!(curve.at(time + 1).survival <= curve.at(time).survival);
                proptest::prop_assert!(curve.at(time).survival >= hopeful.at(time).survival - 1e-12);
            }
        }
    }

    #[test]
    fn a_curve_that_falls_to_zero_is_sure_of_it() {
        let curve = Curve::of((1..=3).map(|time| Lead { time, open: false }).collect());
        assert_eq!(curve.beyond(9, 0).map(|e| e.value), Some(0.0));
        assert_eq!(curve.beyond(9, 3), None, "nothing took longer than 3");
        assert_eq!(curve.quantile(1.0, 0), Some(3));
        assert!(Curve::of(Vec::new()).beyond(1, 0).is_none());
    }
}
