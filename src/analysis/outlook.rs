//! How likely each open handoff is to break its deadline.

use chrono::{DateTime, FixedOffset, Utc};
use serde::Serialize;

pub use super::backtest::{BACKTEST_WEEKS, Backtest};
pub use super::pools::{MIN_COMPLETED, Pool};
use super::pools::{Pools, Record};
pub use super::survival::Estimate;
use super::{Analysis, HandoffRef};
use crate::calendar::Instant;
use crate::tracker::{Handoff, Judgement, Status};

/// How many weeks back handoffs may have opened to count, unless set otherwise.
pub const OUTLOOK_WEEKS: u32 = 26;

/// For each open handoff the chance that it breaks its deadline, and when it is likely done.
///
/// The chances come from lead times: the time from opening to delivery, in working time on the obligation's calendar (in
/// elapsed time for rules that count minutes and hours of it). Handoffs still open count for what they have shown so
/// far, that they take longer than their age; leaving them out would make every forecast too hopeful. The curve is that
/// of Kaplan and Meier, and a handoff that has already waited is judged by what is left of it: with age *a* and deadline
/// *d*, the chance of a breach is S(*d*) ÷ S(*a*).
///
/// Lead times are taken as they were, pauses included; waived handoffs are left out. They are the obligation's own if at
/// least [`MIN_COMPLETED`] of them are complete, else its supplier's, else everyone's; below
/// that, nothing is foretold.
///
/// An obligation that is done just in time whatever time it has looks riskier by this measure than it is, and one whose
/// promise has just become tighter is judged by its old pace; the [`Backtest`] beside it says what such forecasts have
/// been worth.
///
/// Sources: E. L. Kaplan and P. Meier, *Nonparametric estimation from incomplete observations*, Journal of the American
/// Statistical Association 53 (1958), 457–481; bands from M. Greenwood's variance (*The natural duration of cancer*, 1926)
/// on the log(−log) scale after J. D. Kalbfleisch and R. L. Prentice, *The Statistical Analysis of Failure Time Data*
/// (1980), which stay between 0 and 1. The tests reproduce the published curve of E. J. Freireich's leukaemia patients
/// (Blood 21 (1963), 699–716).
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
    /// The chance that it misses its deadline: 1 if it already has; none where the curve does not reach.
    pub breach: Option<Estimate>,
    /// The instant by which it is as likely done as not; none where the curve does not reach.
    pub likely_done_at: Option<DateTime<FixedOffset>>,
    /// The instant by which it is done in nine of ten cases; none where the curve does not reach.
    pub surely_done_at: Option<DateTime<FixedOffset>>,
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
        let records: Vec<Record<'_>> = judgement.handoffs().filter_map(Record::of).collect();
        let mut pools = Pools::known(&records, as_of.plus(-window), as_of);
        let mut handoffs: Vec<Forecast> =
            judgement.handoffs().filter_map(|handoff| Forecast::of(handoff, as_of, &mut pools, judgement)).collect();
        handoffs.sort_by(|a, b| a.order().partial_cmp(&b.order()).unwrap_or(std::cmp::Ordering::Equal));
        Outlook { weeks, handoffs, backtest: Backtest::of(&records, window, as_of, judgement.network()) }
    }
}

impl Forecast {
    fn of(handoff: Handoff<'_>, as_of: Instant, pools: &mut Pools, judgement: &Judgement) -> Option<Self> {
        let status = handoff.status();
        if !matches!(status, Status::Open | Status::AtRisk | Status::Paused | Status::Overdue) {
            return None;
        }
        let record = Record::of(handoff)?;
        let mut forecast = Self {
            handoff: HandoffRef::of(handoff),
            status,
            basis: None,
            breach: None,
            likely_done_at: None,
            surely_done_at: None,
        };
        if let Some((pool, curve)) = pools.curve(&record, judgement.network()) {
            let age = record.age(as_of);
            let at = |share| {
                let instant = record.at_age(curve.quantile(share, age)?)?;
                Some(handoff.local(DateTime::<Utc>::from(instant)))
            };
            forecast.basis = Some(Basis { pool, completed: curve.completed(), size: curve.size() });
            forecast.breach = curve.beyond(record.age(record.due), age);
            forecast.likely_done_at = at(0.5);
            forecast.surely_done_at = at(0.9);
        }
        if status == Status::Overdue {
            forecast.breach = Some(Estimate { value: 1.0, band: None });
        }
        Some(forecast)
    }

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
