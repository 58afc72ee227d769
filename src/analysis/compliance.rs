//! Who kept what was agreed, in one week and the weeks before it.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

pub use super::budget::Budget;
use super::budget::{Around, Goal};
use super::signal::{SERIES_PERIODS, Series};
use super::tally::Counted;
use super::{AgreementRef, Analysis, DepartmentRef, ObligationRef, PairRef, Ratio, Tally, TierRef, Window};
use crate::network::{AgreementIx, DepartmentIx, NameIx, Network, Objective, TermsIx};
use crate::tracker::{Handoff, Status};

/// How many weeks a trend shows, the week reported included.
pub const TREND_WEEKS: usize = 6;

/// What was due in a week and what became of it: in all, and for each department as supplier and as customer, each pair,
/// each obligation and each agreement.
///
/// A handoff belongs to the week that holds its due day. All weeks are judged at the same instant, the judgement's
/// `as_of`: what was overdue last Sunday and has been delivered since counts as late in last week's figures, not as
/// overdue. Every department, pair, obligation and agreement of the network has its line, also where nothing was due.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Compliance {
    /// The week, or other period, reported.
    pub week: Window,
    /// Its first day.
    pub first_day: NaiveDate,
    /// Its last day, inclusive.
    pub last_day: NaiveDate,
    /// The weeks of the trend, the oldest first; the last is the week reported.
    pub weeks: Vec<Window>,
    /// The periods of each line's [`series`](Figures::series), the oldest first; the last is the one reported. Those before
    /// anything was due in the company are left out.
    pub periods: Vec<Window>,
    /// Everything together.
    pub total: Figures,
    /// Each department as a supplier, by id.
    pub suppliers: Vec<Line<DepartmentRef>>,
    /// Each department as a customer, by id.
    pub customers: Vec<Line<DepartmentRef>>,
    /// Each pair that an obligation binds, by supplier and customer.
    pub pairs: Vec<Line<PairRef>>,
    /// Each obligation, by id.
    pub obligations: Vec<Line<ObligationRef>>,
    /// Each tier of each obligation that has tiers, by obligation, then by id.
    pub tiers: Vec<Line<TierRef>>,
    /// Each agreement, in the order in which they were loaded.
    pub agreements: Vec<Line<AgreementRef>>,
}

/// One line of a compliance report: what it is about, and its figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Line<S> {
    /// What the figures are about.
    pub subject: S,
    /// The figures.
    pub figures: Figures,
}

/// The figures of one line.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Figures {
    /// The week reported.
    pub week: Tally,
    /// Each week of [`Compliance::weeks`]; the last equals `week`.
    pub trend: Vec<Tally>,
    /// The share on time in each of [`Compliance::periods`], and whether it has changed.
    pub series: Series,
    /// The share of deliveries that stood at the first attempt, by the period in which they were due.
    pub first_time_right: Series,
    /// The mean of the customers' ratings, by the period in which what they rated was due.
    pub rating: Series,
    /// What the customers thought of it.
    pub quality: Quality,
    /// What share was to be on time: the objective that each of its obligations names first, weighted by what of it was due
    /// in the period reported; by nothing, in equal parts, where nothing was due. None where no obligation names one.
    pub objective: Option<f64>,
    /// The error budget of each objective, in their order, where all obligations of the line share the same objectives;
    /// else none.
    pub budgets: Vec<Budget>,
}

/// How good the deliveries of a week were, beside being on time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Quality {
    /// How many were delivered, on time or late.
    pub delivered: u64,
    /// How many of these stood at the first attempt: never rejected, never incomplete.
    pub first_time_right: u64,
    /// How many ratings the customers gave.
    pub ratings: u64,
    /// The sum of their scores, each from 1 to 5.
    pub score_sum: u64,
}

impl Quality {
    /// The share of the deliveries that stood at the first attempt; none if nothing was delivered.
    pub fn first_time_right_ratio(&self) -> Option<Ratio> {
        Ratio::new(self.first_time_right, self.delivered)
    }

    /// The mean score in tenths, rounded half up; none without ratings.
    ///
    /// ```
    /// use interdept::analysis::compliance::Quality;
    /// let mut quality = Quality::default();
    /// (quality.ratings, quality.score_sum) = (3, 13);
    /// assert_eq!(quality.mean_score_tenths(), Some(43));
    /// ```
    pub fn mean_score_tenths(&self) -> Option<u64> {
        (self.score_sum.saturating_mul(20).saturating_add(self.ratings)).checked_div(self.ratings.saturating_mul(2))
    }

    fn mean_score(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "sums of ratings stay far below 2^52")]
        let mean = self.score_sum as f64 / self.ratings as f64;
        (self.ratings > 0).then_some(mean)
    }

    fn add(&mut self, other: &Self) {
        self.delivered += other.delivered;
        self.first_time_right += other.first_time_right;
        self.ratings += other.ratings;
        self.score_sum += other.score_sum;
    }

    fn count(&mut self, handoff: Handoff<'_>, status: Status) {
        if matches!(status, Status::Met | Status::Late) {
            self.delivered += 1;
            self.first_time_right += u64::from(handoff.first_time_right());
        }
        for &score in handoff.ratings() {
            self.ratings += 1;
            self.score_sum += u64::from(score);
        }
    }
}

impl Figures {
    /// The change of the ratio since the week before, in tenths of a percentage point; none if nothing was due in
    /// either.
    pub fn change(&self) -> Option<i64> {
        let permille = |tally: &Tally| i64::try_from(tally.ratio()?.permille()).ok();
        let before = self.trend.iter().rev().nth(1)?;
        Some(permille(&self.week)? - permille(before)?)
    }

    /// Whether nothing of it was due, or stood beside, in any week of the trend.
    pub fn is_empty(&self) -> bool {
        self.trend.iter().all(Tally::is_empty)
    }
}

impl Analysis<'_> {
    /// The last day of which the judgement has seen anything: 24:00 belongs to the day that it ends.
    pub(super) fn last_day_seen(&self) -> NaiveDate {
        let before = self.judgement.as_of() - TimeDelta::microseconds(1);
        before.with_timezone(&self.judgement.network().home_zone()).date_naive()
    }

    /// Counts what was due in a window, and in the ones before it.
    pub fn compliance(&self, window: Window) -> Compliance {
        let network = self.judgement.network();
        let window = self.of_company(window);
        let periods = periods_to(window, SERIES_PERIODS);
        let around =
            Around { as_of: self.last_day_seen(), reported: window.last_day(), weeks: network.company().week_starts };
        // By terms: those of a tier are counted by themselves, and added to their obligation's.
        let of_terms = |at| LineCount::new(&network.terms(TermsIx::from(at)).objectives, around);
        let mut counts: Vec<LineCount> = (0..network.terms_count()).map(of_terms).collect();
        for handoff in self.judgement.handoffs() {
            if let Some(count) = counts.get_mut(handoff.terms_ix().at()) {
                let place = place_in(&periods, handoff.due_day());
                count.count(handoff, place, || self.is_excused(handoff));
            }
        }
        Lines::added_up(network, &counts).finish(network, window, periods)
    }
}

/// The window and the ones before it, so many in all, the oldest first.
pub(super) fn periods_to(window: Window, count: usize) -> Vec<Window> {
    let mut windows: Vec<Window> =
        std::iter::successors(Some(window), |window| Some(window.previous())).take(count).collect();
    windows.reverse();
    windows
}

/// Which of these periods, one after the other, holds a day.
fn place_in(periods: &[Window], day: NaiveDate) -> Option<usize> {
    let place = periods.partition_point(|period| period.first_day() <= day).checked_sub(1)?;
    periods.get(place).filter(|period| period.contains(day)).map(|_| place)
}

/// An objective, with what its window and the week reported hold.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Aim {
    goal: Goal,
    window: Tally,
    week: Tally,
}

/// The running count of one line.
#[derive(Clone, Debug, Default)]
struct LineCount {
    periods: [Tally; SERIES_PERIODS],
    qualities: [Quality; SERIES_PERIODS],
    /// The objectives that all obligations of the line share, none where they do not; not even a list while it has no
    /// obligation yet.
    aims: Option<Vec<Aim>>,
    weighed: Weighed,
}

/// What the obligations of a line aim at, on the whole.
#[derive(Clone, Copy, Debug, Default)]
struct Weighed {
    /// The sum of objectives, each as often as handoffs of its obligation were due.
    by_due: f64,
    due: u64,
    /// The sum of objectives, each once.
    once: f64,
    obligations: u32,
}

impl Weighed {
    fn of(objective: Option<&Objective>, due: u64) -> Self {
        let Some(objective) = objective else { return Self::default() };
        #[expect(clippy::cast_precision_loss, reason = "counts of handoffs stay far below 2^52")]
        let by_due = objective.on_time * due as f64;
        Self { by_due, due, once: objective.on_time, obligations: 1 }
    }

    fn add(&mut self, other: Self) {
        self.by_due += other.by_due;
        self.due += other.due;
        self.once += other.once;
        self.obligations += other.obligations;
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of handoffs stay far below 2^52")]
    fn mean(self) -> Option<f64> {
        match (self.due, self.obligations) {
            (_, 0) => None,
            (0, obligations) => Some(self.once / f64::from(obligations)),
            (due, _) => Some(self.by_due / due as f64),
        }
    }
}

impl LineCount {
    fn new(objectives: &[Objective], around: Around) -> Self {
        let aim =
            |&objective| Aim { goal: Goal::new(objective, around), window: Tally::default(), week: Tally::default() };
        Self { aims: Some(objectives.iter().map(aim).collect()), ..Self::default() }
    }

    /// Counts a handoff whose due day lies in the period at `place`.
    fn count(&mut self, handoff: Handoff<'_>, place: Option<usize>, is_excused: impl Fn() -> bool) {
        if let Some(period) = place.and_then(|place| self.periods.get_mut(place)) {
            period.count(Counted::of(handoff, is_excused()));
        }
        if let Some(quality) = place.and_then(|place| self.qualities.get_mut(place)) {
            quality.count(handoff, handoff.status());
        }
        let in_week = place == Some(SERIES_PERIODS - 1);
        for aim in self.aims.iter_mut().flatten() {
            let in_window = aim.goal.covers(handoff.due_day());
            if in_week || in_window {
                let counted = aim.goal.counted(handoff);
                let tallies = [(in_week, &mut aim.week), (in_window, &mut aim.window)];
                for (_, tally) in tallies.into_iter().filter(|(within, _)| *within) {
                    tally.count(counted);
                }
            }
        }
    }

    fn add(&mut self, other: &Self) {
        self.periods.iter_mut().zip(&other.periods).for_each(|(period, more)| period.add(more));
        self.qualities.iter_mut().zip(&other.qualities).for_each(|(quality, more)| quality.add(more));
        self.weighed.add(other.weighed);
        match (&mut self.aims, &other.aims) {
            (own @ None, others) => own.clone_from(others),
            (Some(own), Some(others)) if own.iter().map(|aim| aim.goal).eq(others.iter().map(|aim| aim.goal)) => {
                for (aim, more) in own.iter_mut().zip(others) {
                    aim.window.add(&more.window);
                    aim.week.add(&more.week);
                }
            }
            (Some(own), Some(_)) => own.clear(),
            (Some(_), None) => {}
        }
    }

    fn figures(&self, periods: &[Window]) -> Figures {
        let [.., week] = self.periods;
        let [.., quality] = self.qualities;
        let budgets = self.aims.iter().flatten().map(|aim| aim.goal.budget(aim.window, &aim.week));
        // The periods before anything was due are not shown.
        let before = SERIES_PERIODS.saturating_sub(periods.len());
        let shown = |at: usize| periods.get(at).copied().zip(self.qualities.get(before + at));
        let qualities = || (0..periods.len()).filter_map(shown);
        let tallies: Vec<_> = periods.iter().copied().zip(self.periods.iter().skip(before).copied()).collect();
        let right: Vec<_> =
            qualities().map(|(at, quality)| (at, quality.first_time_right, quality.delivered)).collect();
        let ratings: Vec<_> = qualities().map(|(at, quality)| (at, quality.ratings, quality.mean_score())).collect();
        Figures {
            week,
            trend: self.periods.iter().skip(SERIES_PERIODS - TREND_WEEKS).copied().collect(),
            series: Series::of_ratios(&tallies),
            first_time_right: Series::of_shares(&right),
            rating: Series::of_means(&ratings),
            quality,
            objective: self.weighed.mean(),
            budgets: budgets.collect(),
        }
    }
}

/// The counts of every line, added up from those of the terms of versions and tiers.
#[derive(Default)]
struct Lines {
    total: LineCount,
    suppliers: BTreeMap<DepartmentIx, LineCount>,
    customers: BTreeMap<DepartmentIx, LineCount>,
    pairs: BTreeMap<(DepartmentIx, DepartmentIx), LineCount>,
    obligations: BTreeMap<NameIx, LineCount>,
    /// By obligation, then by the tier's id.
    tiers: BTreeMap<(NameIx, Box<str>), LineCount>,
    agreements: BTreeMap<AgreementIx, LineCount>,
}

impl Lines {
    fn added_up(network: &Network, counts: &[LineCount]) -> Self {
        let mut lines = Self::default();
        for (at, count) in counts.iter().enumerate() {
            let terms = network.terms(TermsIx::from(at));
            let [.., week] = count.periods;
            let count = &LineCount { weighed: Weighed::of(terms.objectives.first(), week.due()), ..count.clone() };
            lines.total.add(count);
            lines.suppliers.entry(terms.supplier).or_default().add(count);
            lines.customers.entry(terms.customer).or_default().add(count);
            lines.pairs.entry((terms.supplier, terms.customer)).or_default().add(count);
            lines.obligations.entry(terms.name).or_default().add(count);
            if let Some(tier) = &terms.tier {
                lines.tiers.entry((terms.name, tier.clone())).or_default().add(count);
            }
            lines.agreements.entry(terms.agreement).or_default().add(count);
        }
        lines
    }

    fn finish(self, network: &Network, week: Window, mut periods: Vec<Window>) -> Compliance {
        let weeks = periods.iter().skip(SERIES_PERIODS - TREND_WEEKS).copied().collect();
        let before = self.total.periods.iter().take_while(|tally| tally.due() == 0).count();
        periods.drain(..before.min(SERIES_PERIODS - 1));
        let party = |ix: &DepartmentIx| DepartmentRef::of(network.department_at(*ix));
        Compliance {
            week,
            first_day: week.first_day(),
            last_day: week.last_day(),
            weeks,
            total: self.total.figures(&periods),
            suppliers: lines(&self.suppliers, &periods, |ix| Some(party(ix))),
            customers: lines(&self.customers, &periods, |ix| Some(party(ix))),
            pairs: lines(&self.pairs, &periods, |(supplier, customer)| {
                Some(PairRef { supplier: party(supplier), customer: party(customer) })
            }),
            obligations: lines(&self.obligations, &periods, |&name| {
                network.newest(name).map(|ix| ObligationRef::of(network.obligation_at(ix)))
            }),
            tiers: lines(&self.tiers, &periods, |(name, tier)| {
                let owed = ObligationRef::of(network.obligation_at(network.newest(*name)?));
                Some(TierRef { owed, tier: tier.to_string() })
            }),
            agreements: lines(&self.agreements, &periods, |&ix| {
                let agreement = network.agreement_at(ix);
                Some(AgreementRef { id: agreement.id().clone(), name: agreement.name().clone() })
            }),
            periods,
        }
    }
}

fn lines<K, S>(counts: &BTreeMap<K, LineCount>, periods: &[Window], subject: impl Fn(&K) -> Option<S>) -> Vec<Line<S>> {
    let line = |(key, count): (&K, &LineCount)| Some(Line { subject: subject(key)?, figures: count.figures(periods) });
    counts.iter().filter_map(line).collect()
}
