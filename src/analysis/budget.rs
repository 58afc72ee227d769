//! How much of what an objective allows to be missed is used up.

use chrono::{Days, Months, NaiveDate};

use super::tally::Counted;
use super::{Ratio, Tally, Window};
use crate::PeriodLength;
use crate::calendar::{Span, Unit};
use crate::due::{Notice, Side, WeekStart};
use crate::network::{Objective, Over};
use crate::tracker::{Handoff, Status};

/// An error budget: what an objective allows to be missed over its window, and how much of that is gone.
///
/// Of `due` handoffs an objective of 95 % allows one in twenty to be missed; that allowance is the budget. Misses that are
/// excused use it like all others, for the customer still waited. The window is the `over` of the objective: so long, back
/// from the judgement's `as_of`, or the calendar's week, month, quarter or year in which the week reported ends. With a
/// `grace`, its end stands for the deadline: what came within it was on time, and what it still leaves time is not due yet.
/// (`OpenSLO` calls this an error budget of the method *occurrences*.)
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Budget {
    /// The share that is to be met, from 0 to 1.
    pub objective: f64,
    /// What came so long after the deadline still counts as on time.
    pub grace: Option<Span>,
    /// The first day of the window.
    pub from: NaiveDate,
    /// The last day of the window, inclusive.
    pub until: NaiveDate,
    /// What was due in the window.
    pub tally: Tally,
    /// How many handoffs may be missed; a fraction counts, for it saves up.
    pub allowed: f64,
    /// How many may still be missed; negative once the budget is overdrawn.
    pub left: f64,
    /// The share of the window's misses that the budget allows which is used: above 1 it is overdrawn. None where nothing
    /// may be missed, or nothing was due.
    pub burn: Option<f64>,
    /// The same for the week reported alone: above 1, the week used more than it earned.
    pub week_burn: Option<f64>,
    /// The day on which nothing is left if every week to come is like this one; none if such weeks do not use it up, or
    /// if it is gone already.
    pub runs_out: Option<NaiveDate>,
}

/// What an objective asks of a line of a report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Goal {
    /// The share to be met, in millionths: sums of it stay exact.
    millionths: i64,
    grace: Option<Span>,
    from: NaiveDate,
    until: NaiveDate,
    /// The last day of the window that has been.
    counted_to: NaiveDate,
}

/// The days from which the windows of objectives are taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    /// The last day that the judgement has seen of.
    pub(super) as_of: NaiveDate,
    /// The last day of what is reported.
    pub(super) reported: NaiveDate,
    pub(super) weeks: WeekStart,
}

const WHOLE: i64 = 1_000_000;

impl Goal {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to 0..=1 before")]
    pub(super) fn new(objective: Objective, around: Around) -> Self {
        let millionths = (objective.on_time.clamp(0.0, 1.0) * 1e6).round() as i64;
        let (from, until) = window(objective.over, around);
        Self { millionths, grace: objective.grace, from, until, counted_to: until.min(around.as_of) }
    }

    /// How a handoff counts for it: as it stands, but that the end of the grace is the deadline.
    pub(super) fn counted(&self, handoff: Handoff<'_>) -> Counted {
        let counted = Counted::of(handoff, false);
        let after = self.grace.map(|span| Notice { side: Side::After, span });
        let end = after.and_then(|after| {
            handoff.judgement().network().clause(handoff.terms_ix()).notice_at(after, handoff.due()).ok()
        });
        let Some(end) = end else { return counted };
        let as_of = handoff.judgement().as_of_instant();
        // What was missed, nobody knows by how much, may have come within the grace or not: it stays missed.
        let is_late = counted.status == Status::Late && !handoff.is_judged_by_outcome();
        let is_met = is_late && handoff.delivered().is_some_and(|delivered| delivered <= end);
        let is_open = counted.status == Status::Overdue && as_of <= end;
        let status = if is_met {
            Status::Met
        } else if is_open {
            Status::Open
        } else {
            counted.status
        };
        Counted { status, has_fallen_due: end <= as_of, ..counted }
    }

    /// The first and the last day of the window.
    pub(super) fn window(&self) -> (NaiveDate, NaiveDate) {
        (self.from, self.until)
    }

    pub(super) fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.until
    }

    /// The budget after this window, of which this was the last week.
    pub(super) fn budget(&self, window: Tally, week: &Tally) -> Budget {
        let left = self.left(&window);
        Budget {
            objective: fraction(self.millionths),
            grace: self.grace,
            from: self.from,
            until: self.until,
            tally: window,
            allowed: fraction(self.allowed(&window)),
            left: fraction(left),
            burn: self.burn(&window),
            week_burn: self.burn(week),
            runs_out: self.runs_out(left, week),
        }
    }

    fn allowed(&self, tally: &Tally) -> i64 {
        (WHOLE - self.millionths).saturating_mul(signed(tally.due()))
    }

    fn left(&self, tally: &Tally) -> i64 {
        self.allowed(tally).saturating_sub(WHOLE.saturating_mul(signed(tally.missed())))
    }

    fn burn(&self, tally: &Tally) -> Option<f64> {
        let allowed = self.allowed(tally);
        (allowed > 0).then(|| fraction(WHOLE.saturating_mul(signed(tally.missed()))) / fraction(allowed))
    }

    fn runs_out(&self, left: i64, week: &Tally) -> Option<NaiveDate> {
        let lost_a_week = self.left(week).checked_neg().filter(|lost| *lost > 0)?;
        let days = u64::try_from(left).ok()?.saturating_mul(7) / u64::try_from(lost_a_week).ok()?;
        self.counted_to.checked_add_days(Days::new(days))
    }
}

impl Budget {
    /// Whether the window as a whole reaches the objective; none if nothing was due in it.
    pub fn is_reached(&self) -> Option<bool> {
        self.tally.ratio().map(|_| self.left >= 0.0)
    }

    /// Whether weeks like the one reported use it up within another window: what lies further off will not be like this
    /// week.
    pub fn runs_out_soon(&self) -> bool {
        let window = self.until.signed_duration_since(self.from);
        self.runs_out.is_some_and(|day| day.signed_duration_since(self.until) <= window)
    }

    /// The share of the window that was met.
    pub fn ratio(&self) -> Option<Ratio> {
        self.tally.ratio()
    }
}

/// The first and the last day of an objective's window.
fn window(over: Over, around: Around) -> (NaiveDate, NaiveDate) {
    let length = match over {
        Over::Rolling(span) => return (first_day_of_span(span, around.as_of), around.as_of),
        Over::Week => {
            let week = Window::week_of(around.reported, around.weeks);
            return (week.first_day(), week.last_day());
        }
        Over::Month => PeriodLength::Month,
        Over::Quarter => PeriodLength::Quarter,
        Over::Year => PeriodLength::Year,
    };
    let period = length.containing(around.reported);
    (period.first_day(), period.last_day())
}

/// The first day of a length of time that ends with a day. Hours are rounded up to whole days; five working days reach back a week.
fn first_day_of_span(over: Span, until: NaiveDate) -> NaiveDate {
    let count = over.count;
    let days_back = |days: u64| until.checked_sub_days(Days::new(days.saturating_sub(1)));
    let first = match over.unit {
        Unit::Minutes | Unit::BusinessMinutes => days_back(u64::from(count).div_ceil(24 * 60)),
        Unit::Hours | Unit::BusinessHours => days_back(u64::from(count).div_ceil(24)),
        Unit::Days => days_back(u64::from(count)),
        Unit::BusinessDays => days_back((u64::from(count) * 7).div_ceil(5)),
        Unit::Weeks => days_back(u64::from(count) * 7),
        Unit::Months => until.checked_sub_months(Months::new(count)).and_then(|day| day.succ_opt()),
        Unit::Years => until.checked_sub_months(Months::new(count.saturating_mul(12))).and_then(|day| day.succ_opt()),
    };
    first.unwrap_or(NaiveDate::MIN)
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "millionths of a handoff beyond 2^53 do not matter")]
fn fraction(millionths: i64) -> f64 {
    millionths as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUNDAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();

    fn tally(met: u64, late: u64) -> Tally {
        Tally { met, late, ..Tally::default() }
    }

    fn goal(on_time: f64, over: &str) -> Goal {
        let objective = Objective { on_time, grace: None, over: Over::Rolling(over.parse().unwrap()) };
        Goal::new(objective, Around { as_of: SUNDAY, reported: SUNDAY, weeks: WeekStart::Monday })
    }

    #[test]
    fn a_calendar_window_is_the_one_in_which_the_reported_period_ends() {
        let day = |text: &str| text.parse().unwrap();
        let around = |weeks| Around { as_of: SUNDAY, reported: day("2026-10-31"), weeks };
        let of = |over, weeks| {
            let goal = Goal::new(Objective { on_time: 0.9, grace: None, over }, around(weeks));
            (goal.from.to_string(), goal.until.to_string())
        };
        let days = |from: &str, until: &str| (from.to_owned(), until.to_owned());
        assert_eq!(of(Over::Week, WeekStart::Monday), days("2026-10-26", "2026-11-01"));
        assert_eq!(of(Over::Week, WeekStart::Sunday), days("2026-10-25", "2026-10-31"));
        assert_eq!(of(Over::Month, WeekStart::Monday), days("2026-10-01", "2026-10-31"));
        assert_eq!(of(Over::Quarter, WeekStart::Monday), days("2026-10-01", "2026-12-31"));
        assert_eq!(of(Over::Year, WeekStart::Monday), days("2026-01-01", "2026-12-31"));
        assert_eq!(of(Over::Rolling("1 week".parse().unwrap()), WeekStart::Monday), days("2026-11-16", "2026-11-22"));
    }

    #[test]
    fn a_rolling_window_ends_now_and_counts_its_own_length() {
        let from = |over: &str| goal(0.9, over).from.to_string();
        assert_eq!(from("4 weeks"), "2026-10-26");
        assert_eq!(from("1 week"), "2026-11-16");
        assert_eq!(from("28 days"), "2026-10-26");
        assert_eq!(from("1 month"), "2026-10-23");
        assert_eq!(from("20 business days"), "2026-10-26");
        assert_eq!(from("25 hours"), "2026-11-21");
    }

    #[test]
    fn one_in_twenty_may_be_missed() {
        let budget = goal(0.95, "4 weeks").budget(tally(97, 3), &tally(19, 1));
        assert_eq!((budget.allowed, budget.left), (5.0, 2.0));
        assert_eq!((budget.burn, budget.week_burn), (Some(0.6), Some(1.0)));
        assert_eq!((budget.is_reached(), budget.runs_out), (Some(true), None));
    }

    #[test]
    fn a_week_that_uses_more_than_it_earns_exhausts_the_budget() {
        // Twenty due earn one; three missed lose two a week net, and three are left: ten and a half days.
        let budget = goal(0.95, "4 weeks").budget(tally(98, 2), &tally(17, 3));
        assert_eq!((budget.left, budget.is_reached()), (3.0, Some(true)));
        assert_eq!(budget.runs_out.map(|day| day.to_string()), Some("2026-12-02".to_owned()));
        // Overdrawn already: there is no such day ahead.
        let budget = goal(0.95, "4 weeks").budget(tally(10, 10), &tally(17, 3));
        assert_eq!((budget.left, budget.runs_out, budget.is_reached()), (-9.0, None, Some(false)));
    }

    #[test]
    fn nothing_due_and_nothing_allowed_have_no_burn() {
        let nothing = goal(0.95, "4 weeks").budget(Tally::default(), &Tally::default());
        assert_eq!((nothing.burn, nothing.is_reached()), (None, None));
        let strict = goal(1.0, "4 weeks").budget(tally(9, 1), &tally(1, 0));
        assert_eq!((strict.burn, strict.left), (None, -1.0));
    }
}
