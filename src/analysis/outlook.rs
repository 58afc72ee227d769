//! How likely each open handoff is to break its deadline.

use chrono::{DateTime, FixedOffset, Utc};
use serde::Serialize;

use super::backtest::Intervals;
pub use super::backtest::{BACKTEST_ORIGINS, Backtest, Calibration};
use super::forecast::Learnt;
pub use super::pools::{MIN_COMPLETED, Pool};
use super::pools::{Pools, Record};
use super::{Analysis, HandoffRef};
use crate::calendar::Instant;
use crate::tracker::{Handoff, Judgement, Status};

/// How many weeks back handoffs may have opened to count, unless set otherwise.
pub const OUTLOOK_WEEKS: u32 = 26;

/// For each open handoff the chance that it breaks its deadline, and when it is likely done; the chance only if such
/// chances have been worth something.
///
/// # The chance
/// is learnt from what became of others that had got as far: with as much of their time gone (by quarters, in working time
/// where the rule counts it), waiting for inputs or not, and for inputs that were overdue or not. Of these the obligation's
/// own count, its supplier's, and everyone's, each a record that is short leaning on the wider one, and that on the base
/// rate: the share (broken + *k* × the wider share) ÷ (all + *k*), with *k* 4, 16 or 64. Which pool and which *k* to trust
/// nobody decides: all of them foretell, the base rate too, and each is weighed by how well it has, exp(− the sum of its squared
/// misses), the base rate with a start of nine to one. Such a mixture is never much worse than the best of them, whatever
/// comes. (V. Vovk, *A game of prediction with expert advice*, Journal of Computer and System Sciences 56 (1998), 153–173; the shares
/// after C. Stein's estimator: B. Efron and C. Morris, *Stein's paradox in statistics*, Scientific American 236/5 (1977).)
///
/// The whole log is gone through in the order of time, and each forecast is made from what was known then: that is the
/// [`Backtest`]. Unless it beats the base rate known at the time by one per cent, over fifty handoffs of which five broke
/// their deadline, no chance is given.
///
/// # When it is done
/// comes from lead times: the time from opening to delivery, in working time on the obligation's calendar (in elapsed time
/// for rules that count minutes and hours of it). Handoffs still open count for what they have shown so far, that they take
/// longer than their age; leaving them out would make every forecast too hopeful. The curve is that of Kaplan and Meier, given
/// the age. Lead times are taken as they were, pauses included; waived handoffs are left out. They are the
/// obligation's own if at least [`MIN_COMPLETED`] of them are complete, else its supplier's, else everyone's; below that,
/// nothing is foretold. By what factor the range from the tenth to the ninetieth percentile must be wider so that
/// four in five fall into it is learnt from past forecasts.
///
/// Sources: E. L. Kaplan and P. Meier, *Nonparametric estimation from incomplete observations*, Journal of the American
/// Statistical Association 53 (1958), 457–481. The tests reproduce the published curve of E. J. Freireich's leukaemia
/// patients (Blood 21 (1963), 699–716).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Outlook {
    /// How many weeks back handoffs may have opened to count.
    pub weeks: u32,
    /// The open handoffs: those with time left first, the likeliest breach on top; then the overdue, the longest first.
    pub handoffs: Vec<Forecast>,
    /// How such forecasts would have done in the past weeks.
    pub backtest: Backtest,
}

/// What is likely to become of one open handoff.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Forecast {
    /// Which handoff.
    #[serde(flatten)]
    pub handoff: HandoffRef,
    /// Its status.
    #[serde(serialize_with = "as_text")]
    pub status: Status,
    /// What it is drawn from; none if there is too little of everything.
    pub basis: Option<Basis>,
    /// The chance that it breaks its deadline; none if it already has, and where the [`Backtest`] shows no skill.
    pub breach: Option<Chance>,
    /// The instant by which it is as likely done as not; none where the curve does not reach.
    pub likely_done_at: Option<DateTime<FixedOffset>>,
    /// The instant by which it is done in nine of ten cases; none where the curve does not reach.
    pub surely_done_at: Option<DateTime<FixedOffset>>,
}

/// A chance, never none and never certain, and in the coarse words that it deserves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Chance {
    /// From 0 to 1, both exclusive.
    pub value: f64,
    /// About so many …
    pub part: u32,
    /// … in so many.
    pub of: u32,
}

impl Chance {
    /// The fractions that people say, in order.
    const SAID: [(u32, u32); 11] =
        [(1, 20), (1, 10), (1, 5), (1, 4), (1, 3), (1, 2), (2, 3), (3, 4), (4, 5), (9, 10), (19, 20)];

    fn of(value: f64) -> Self {
        let distance = |&(part, of): &(u32, u32)| (f64::from(part) / f64::from(of) - value).abs();
        let nearest = Self::SAID.into_iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        let (part, of) = nearest.unwrap_or((1, 2));
        Self { value, part, of }
    }
}

/// What a forecast is drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Basis {
    /// Whose lead times.
    pub pool: Pool,
    /// How many of them are complete.
    pub completed: usize,
    /// How many there are, those of open handoffs included.
    pub size: usize,
}

impl Analysis<'_> {
    /// The outlook at the judgement's `as_of`, from the usual [`OUTLOOK_WEEKS`].
    pub fn outlook(&self) -> Outlook {
        self.outlook_from_weeks(OUTLOOK_WEEKS)
    }

    /// The same, from handoffs that opened in the last `weeks` weeks.
    pub fn outlook_from_weeks(&self, weeks: u32) -> Outlook {
        let judgement = self.judgement;
        let as_of = Instant::from(judgement.as_of());
        let window = super::backtest::WEEK.saturating_mul(i64::from(weeks));
        let since = as_of.plus(-window);
        let recorded: Vec<(Handoff<'_>, Record<'_>)> =
            judgement.handoffs().filter_map(|handoff| Some((handoff, Record::of(handoff)?))).collect();
        let records: Vec<Record<'_>> = recorded.iter().map(|(_, record)| *record).collect();
        let network = judgement.network();
        let sizes = (network.name_count(), network.department_count());
        let learnt = Learnt::from(recorded.iter().copied(), since, as_of, sizes);
        let intervals = Intervals::tried(&records, window, as_of, network);
        let backtest = Backtest::of(&learnt.score, &intervals);
        let mut maker = Maker { as_of, pools: Pools::known(&records, since, as_of), learnt, intervals };
        let mut handoffs: Vec<Forecast> = recorded
            .iter()
            .filter_map(|(handoff, record)| maker.forecast(*handoff, record, backtest.has_skill, judgement))
            .collect();
        handoffs.sort_by(|a, b| a.order().partial_cmp(&b.order()).unwrap_or(std::cmp::Ordering::Equal));
        Outlook { weeks, handoffs, backtest }
    }
}

/// What today's forecasts are made from.
struct Maker {
    as_of: Instant,
    pools: Pools,
    learnt: Learnt,
    intervals: Intervals,
}

impl Maker {
    fn forecast(
        &mut self,
        handoff: Handoff<'_>,
        record: &Record<'_>,
        has_skill: bool,
        judgement: &Judgement,
    ) -> Option<Forecast> {
        let status = handoff.status();
        if !matches!(status, Status::Open | Status::AtRisk | Status::Paused | Status::Overdue) {
            return None;
        }
        let has_time = has_skill && status != Status::Overdue;
        let chance = if has_time { self.learnt.chance(handoff, record, self.as_of) } else { None };
        let mut forecast = Forecast {
            handoff: HandoffRef::of(handoff),
            status,
            basis: None,
            breach: chance.map(Chance::of),
            likely_done_at: None,
            surely_done_at: None,
        };
        if let Some((pool, curve)) = self.pools.curve(record, judgement.network()) {
            let age = record.age(self.as_of);
            let at = |age| Some(handoff.local(DateTime::<Utc>::from(record.at_age(age)?)));
            forecast.basis = Some(Basis { pool, completed: curve.completed(), size: curve.size() });
            forecast.likely_done_at = curve.quantile(0.5, age).and_then(at);
            forecast.surely_done_at = self.intervals.surely(curve, age).and_then(at);
        }
        Some(forecast)
    }
}

impl Forecast {
    /// With time left before overdue; then the likeliest breach, the earliest deadline, the id.
    fn order(&self) -> (bool, f64, DateTime<FixedOffset>, &str, &str) {
        let overdue = self.status == Status::Overdue;
        let chance = self.breach.map_or(1.0, |breach| -breach.value);
        (overdue, chance, self.handoff.due_at, self.handoff.owed.obligation.as_str(), &self.handoff.key)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn as_text<S: serde::Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(status)
}
