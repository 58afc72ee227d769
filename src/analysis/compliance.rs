//! Who kept what was agreed, in one week and the weeks before it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

pub use super::budget::Budget;
use super::budget::Goal;
use super::{AgreementRef, Analysis, DepartmentRef, ObligationRef, PairRef, Ratio, Tally, Window};
use crate::due::WeekStart;
use crate::network::{AgreementIx, DepartmentIx, NameIx, Network, Obligation};
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
    /// What the customers thought of it.
    pub quality: Quality,
    /// The error budget, where all obligations of the line share one objective.
    pub budget: Option<Budget>,
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
    /// Counts what was due in a window, and in the ones before it.
    pub fn compliance(&self, window: Window) -> Compliance {
        let network = self.judgement.network();
        let window = self.of_company(window);
        let weeks = windows_to(window);
        let mut counts: Vec<LineCount> = network
            .obligations()
            .map(|version| LineCount::new(goal(version, window.last_day(), network.company().week_starts)))
            .collect();
        for handoff in self.judgement.handoffs() {
            if let Some(count) = counts.get_mut(handoff.terms_ix().at()) {
                let place = weeks.iter().position(|week| week.contains(handoff.due_day()));
                count.count(handoff, place, || self.is_excused(handoff));
            }
        }
        Lines::added_up(network, &counts).finish(network, window, weeks)
    }
}

/// The window and the ones before it, the oldest first.
pub(super) fn windows_to(window: Window) -> Vec<Window> {
    let mut windows: Vec<Window> =
        std::iter::successors(Some(window), |window| Some(window.previous())).take(TREND_WEEKS).collect();
    windows.reverse();
    windows
}

fn goal(version: Obligation<'_>, until: NaiveDate, weeks: WeekStart) -> Option<Goal> {
    version.terms().objectives.first().map(|objective| Goal::new(objective.on_time, objective.over, until, weeks))
}

/// What the obligations of a line aim at together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Aim {
    /// The line has no obligation yet.
    #[default]
    Open,
    /// All share this objective.
    Shared(Goal),
    /// They have none, or not the same one.
    None,
}

impl Aim {
    fn goal(self) -> Option<Goal> {
        if let Self::Shared(goal) = self { Some(goal) } else { None }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Open, aim) | (aim, Self::Open) => aim,
            (own, other) if own == other => own,
            _ => Self::None,
        }
    }
}

/// The running count of one line.
#[derive(Clone, Debug, Default)]
struct LineCount {
    weeks: [Tally; TREND_WEEKS],
    quality: Quality,
    aim: Aim,
    /// What the objective's window holds.
    window: Tally,
}

impl LineCount {
    fn new(goal: Option<Goal>) -> Self {
        Self { aim: goal.map_or(Aim::None, Aim::Shared), ..Self::default() }
    }

    /// Counts a handoff whose due day lies in the trend's week at `place`.
    fn count(&mut self, handoff: Handoff<'_>, place: Option<usize>, is_excused: impl Fn() -> bool) {
        let status = handoff.status();
        if let Some(week) = place.and_then(|place| self.weeks.get_mut(place)) {
            week.count(status, is_excused());
        }
        if place == Some(TREND_WEEKS - 1) {
            self.quality.count(handoff, status);
        }
        if self.aim.goal().is_some_and(|goal| goal.covers(handoff.due_day())) {
            self.window.count(status, false);
        }
    }

    fn add(&mut self, other: &Self) {
        self.weeks.iter_mut().zip(&other.weeks).for_each(|(week, more)| week.add(more));
        self.quality.add(&other.quality);
        self.window.add(&other.window);
        self.aim = self.aim.and(other.aim);
    }

    fn figures(&self) -> Figures {
        let [.., week] = self.weeks;
        Figures {
            week,
            trend: self.weeks.to_vec(),
            quality: self.quality,
            budget: self.aim.goal().map(|goal| goal.budget(self.window, &week)),
        }
    }
}

/// The counts of every line, added up from those of the obligations' versions.
#[derive(Default)]
struct Lines {
    total: LineCount,
    suppliers: BTreeMap<DepartmentIx, LineCount>,
    customers: BTreeMap<DepartmentIx, LineCount>,
    pairs: BTreeMap<(DepartmentIx, DepartmentIx), LineCount>,
    obligations: BTreeMap<NameIx, LineCount>,
    agreements: BTreeMap<AgreementIx, LineCount>,
}

impl Lines {
    fn added_up(network: &Network, counts: &[LineCount]) -> Self {
        let mut lines = Self::default();
        for (version, count) in network.obligations().zip(counts) {
            let terms = version.terms();
            lines.total.add(count);
            lines.suppliers.entry(terms.supplier).or_default().add(count);
            lines.customers.entry(terms.customer).or_default().add(count);
            lines.pairs.entry((terms.supplier, terms.customer)).or_default().add(count);
            lines.obligations.entry(terms.name).or_default().add(count);
            lines.agreements.entry(terms.agreement).or_default().add(count);
        }
        lines
    }

    fn finish(self, network: &Network, week: Window, weeks: Vec<Window>) -> Compliance {
        let party = |ix: &DepartmentIx| DepartmentRef::of(network.department_at(*ix));
        Compliance {
            week,
            first_day: week.first_day(),
            last_day: week.last_day(),
            weeks,
            total: self.total.figures(),
            suppliers: lines(&self.suppliers, |ix| Some(party(ix))),
            customers: lines(&self.customers, |ix| Some(party(ix))),
            pairs: lines(&self.pairs, |(supplier, customer)| {
                Some(PairRef { supplier: party(supplier), customer: party(customer) })
            }),
            obligations: lines(&self.obligations, |&name| {
                network.newest(name).map(|ix| ObligationRef::of(network.obligation_at(ix)))
            }),
            agreements: lines(&self.agreements, |&ix| {
                let agreement = network.agreement_at(ix);
                Some(AgreementRef { id: agreement.id().clone(), name: agreement.name().clone() })
            }),
        }
    }
}

fn lines<K, S>(counts: &BTreeMap<K, LineCount>, subject: impl Fn(&K) -> Option<S>) -> Vec<Line<S>> {
    counts.iter().filter_map(|(key, count)| Some(Line { subject: subject(key)?, figures: count.figures() })).collect()
}
