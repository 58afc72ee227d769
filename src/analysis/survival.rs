//! How long things take, when some of them are not finished yet.
//!
//! The product-limit estimate of E. L. Kaplan and P. Meier, *Nonparametric estimation from incomplete observations*,
//! Journal of the American Statistical Association 53 (1958), 457–481.

/// One lead time: how long it took, or how long it has been open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lead {
    /// Any unit, as long as it is the same for all.
    pub(crate) time: i64,
    /// Still open when last seen: it takes longer than this. Sorts after a completion at the same time.
    pub(crate) open: bool,
}

/// A survival curve: the chance that it takes longer than a time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Curve {
    steps: Vec<Step>,
    completed: usize,
    size: usize,
}

/// Where the curve falls, with all that came before.
#[derive(Clone, Copy, Debug)]
struct Step {
    time: i64,
    survival: f64,
}

/// The curve before its first step.
const START: Step = Step { time: i64::MIN, survival: 1.0 };

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

    /// The first time by which the chance of being done, given the age, is at least `share`; none if never reached.
    pub(crate) fn quantile(&self, share: f64, age: i64) -> Option<i64> {
        let from = self.at(age);
        // A hair's breadth for sums of thirds and tenths that miss their mark in the last bit.
        let bound = from.survival * (1.0 - share) + 1e-12;
        let first = self.steps.partition_point(|step| step.survival > bound || step.time <= age);
        (from.survival > 0.0).then(|| self.steps.get(first).map(|step| step.time))?
    }

    /// The longest lead time that is complete.
    pub(crate) fn end(&self) -> Option<i64> {
        self.steps.last().map(|step| step.time)
    }

    fn at(&self, time: i64) -> Step {
        let passed = self.steps.partition_point(|step| step.time <= time);
        passed.checked_sub(1).and_then(|last| self.steps.get(last)).copied().unwrap_or(START)
    }
}

impl Step {
    fn down(self, time: i64, done: f64, at_risk: f64) -> Self {
        Self { time, survival: self.survival * ((at_risk - done) / at_risk).max(0.0) }
    }
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
        // Week and S(t) as published.
        let published = [(6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)];
        for (week, survival) in published {
            let step = curve.at(week);
            assert!((step.survival - survival).abs() < 5.1e-4, "S({week}) = {}", step.survival);
        }
    }

    #[test]
    fn the_median_is_reached_and_lower_quantiles_of_survival_are_not() {
        let curve = remissions();
        assert_eq!(curve.quantile(0.5, i64::MIN), Some(23));
        assert_eq!(curve.quantile(0.9, i64::MIN), None, "the curve ends at 0.448");
        assert_eq!(curve.quantile(0.1, 10), Some(16), "0.627 ÷ 0.753 is the first below nine tenths");
    }

    proptest::proptest! {
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
    fn the_last_one_ends_the_curve() {
        let curve = Curve::of((1..=3).map(|time| Lead { time, open: false }).collect());
        assert_eq!(curve.quantile(1.0, 0), Some(3));
        assert_eq!(Curve::of(Vec::new()).quantile(0.5, 0), None);
    }
}
