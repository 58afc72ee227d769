//! How much work lies on a department, and whether it delivers later when there is more of it.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

pub use super::rank::{Correlation, MIN_PAIRS};
use super::subject::calendar_of;
use super::{Analysis, DepartmentRef, Window};
use crate::calendar::{Calendar, Instant};
use crate::network::DepartmentIx;
use crate::tracker::{Handoff, Status};

/// How many weeks of load are shown, the one of the judgement included.
pub const LOAD_WEEKS: usize = 12;

/// The load of every department as a supplier, week by week.
///
/// A handoff is work from the moment it opens until it is delivered or waived; one delivered before it opened comes and
/// goes at its opening. A week is the company's, on the clocks of the department's own calendar; the running one ends at `as_of`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Load {
    /// The weeks shown, the oldest first; the last holds the judgement's `as_of`.
    pub weeks: Vec<Window>,
    /// Each department, by id.
    pub departments: Vec<DepartmentLoad>,
}

/// The load of one department.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DepartmentLoad {
    /// Which department.
    pub department: DepartmentRef,
    /// Its figures for each of [`Load::weeks`].
    pub weeks: Vec<WeekLoad>,
    /// Whether what opened while much lay open came later: the work open when a handoff opened against its lateness in
    /// seconds (0 if on time), over all handoffs that were met, late or overdue.
    pub lateness_with_load: Correlation,
}

/// The load of one department in one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WeekLoad {
    /// Handoffs open when the week began.
    pub open_at_start: u64,
    /// Handoffs that opened in it.
    pub arrivals: u64,
    /// Handoffs that were delivered or waived in it.
    pub completions: u64,
    /// Handoffs open when it ended, or at `as_of`.
    pub open_at_end: u64,
    /// The mean age of these, in elapsed seconds; none if nothing was open.
    pub mean_age_s: Option<i64>,
    /// The mean time from opening to delivery of what was delivered in it, in elapsed seconds; none if nothing was. What
    /// was waived before anybody delivered it does not count.
    pub mean_time_to_deliver_s: Option<i64>,
}

impl Analysis<'_> {
    /// The load of every department in the [`LOAD_WEEKS`] weeks up to the judgement's `as_of`.
    pub fn load(&self) -> Load {
        let judgement = self.judgement;
        let as_of = Instant::from(judgement.as_of());
        let network = judgement.network();
        let mut departments_work: BTreeMap<DepartmentIx, DepartmentWork> =
            network.departments().map(|d| (d.ix(), DepartmentWork::default())).collect();
        for handoff in judgement.handoffs() {
            if let Some(work) = Work::of(handoff) {
                departments_work.entry(handoff.obligation().terms().supplier).or_default().works.push(work);
            }
        }
        let today = judgement.as_of().with_timezone(&network.home_zone()).date_naive();
        let weeks = weeks_to(Window::week_of(today, network.company().week_starts));
        let departments = departments_work
            .into_iter()
            .map(|(ix, mut desk)| {
                let department = network.department_at(ix);
                desk.sort();
                DepartmentLoad {
                    department: DepartmentRef::of(department),
                    weeks: weeks
                        .iter()
                        .map(|week| desk.week(bounds(calendar_of(department, network), *week), as_of))
                        .collect(),
                    lateness_with_load: desk.lateness_with_load(),
                }
            })
            .collect();
        Load { weeks, departments }
    }
}

/// The weeks up to one, the oldest first.
fn weeks_to(last: Window) -> Vec<Window> {
    let mut weeks: Vec<Window> =
        std::iter::successors(Some(last), |week| Some(week.previous())).take(LOAD_WEEKS).collect();
    weeks.reverse();
    weeks
}

/// The first instant of a week and the first after it, on a calendar.
fn bounds(calendar: Option<&Calendar>, week: Window) -> (Instant, Instant) {
    let midnight = |date: NaiveDate| match calendar {
        Some(calendar) => calendar.start_of_day(date),
        None => date.and_time(NaiveTime::MIN).and_utc().into(),
    };
    let next = week.last_day().succ_opt().unwrap_or(NaiveDate::MAX);
    (midnight(week.first_day()), midnight(next))
}

/// One handoff as work.
#[derive(Clone, Copy, Debug)]
struct Work {
    opened: Instant,
    /// When it was off the desk; none while it is on it.
    done: Option<Instant>,
    /// Off the desk because it was delivered, not because it was waived.
    is_delivered: bool,
    /// Lateness in seconds; none where it is undecided or waived.
    late: Option<i64>,
}

impl Work {
    fn of(handoff: Handoff<'_>) -> Option<Self> {
        let late = match handoff.status() {
            Status::Upcoming => return None,
            Status::Met => Some(0),
            Status::Late | Status::Overdue => handoff.late_by().map(|late| late.elapsed),
            Status::Open | Status::AtRisk | Status::Paused | Status::Waived => None,
        };
        let opened = Instant::from(handoff.opened_at());
        let (delivered, waived) = (handoff.delivered_at(), handoff.waived_at());
        let done = delivered.into_iter().chain(waived).min().map(|at| Instant::from(at).max(opened));
        let is_delivered = delivered.is_some_and(|at| waived.is_none_or(|waived| at <= waived));
        Some(Self { opened, done, is_delivered, late })
    }
}

/// The work of one department, sorted so that any instant's load is two binary searches away.
#[derive(Debug, Default)]
struct DepartmentWork {
    works: Vec<Work>,
    /// Openings in order, and the sum of those up to each.
    opened: Vec<(Instant, i128)>,
    /// Completions in order, and the sum of the openings of those up to each.
    done: Vec<(Instant, i128)>,
    /// How many of the completions up to each were deliveries, and the sum of their lead times.
    leads: Vec<(usize, i128)>,
}

impl DepartmentWork {
    fn sort(&mut self) {
        self.works.sort_unstable_by_key(|work| work.opened);
        let mut sum = 0;
        self.opened = self.works.iter().map(|work| running(&mut sum, work.opened, work.opened)).collect();
        let done = self.works.iter().filter_map(|work| Some((work.done?, work.opened, work.is_delivered)));
        let mut done: Vec<(Instant, Instant, bool)> = done.collect();
        done.sort_unstable();
        let (mut sum, mut leads) = (0, (0, 0));
        self.done = done.iter().map(|&(done, opened, _)| running(&mut sum, done, opened)).collect();
        self.leads = done
            .iter()
            .map(|&(done, opened, is_delivered)| {
                if is_delivered {
                    leads = (leads.0 + 1, leads.1 + i128::from(done.since(opened)));
                }
                leads
            })
            .collect();
    }

    /// How many opened before an instant, and the sum of their openings.
    fn opened_before(&self, at: Instant) -> (usize, i128) {
        before(&self.opened, at)
    }

    fn done_before(&self, at: Instant) -> (usize, i128) {
        before(&self.done, at)
    }

    fn open_at(&self, at: Instant) -> usize {
        self.opened_before(at).0 - self.done_before(at).0
    }

    fn week(&self, (start, end): (Instant, Instant), as_of: Instant) -> WeekLoad {
        // What happens at `as_of` itself has happened.
        let end = end.min(as_of.plus(1)).max(start);
        let (first, last) = (self.done_before(start).0, self.done_before(end).0);
        let open = self.open_at(end);
        let (led_before, led) = (self.leads_before(first), self.leads_before(last));
        let age = i128::from(end.min(as_of).0) * wide(open) - (self.opened_before(end).1 - self.done_before(end).1);
        WeekLoad {
            open_at_start: small(self.open_at(start)),
            arrivals: small(self.opened_before(end).0 - self.opened_before(start).0),
            completions: small(last - first),
            open_at_end: small(open),
            mean_age_s: mean_seconds(age, open),
            mean_time_to_deliver_s: mean_seconds(led.1 - led_before.1, led.0 - led_before.0),
        }
    }

    fn leads_before(&self, n: usize) -> (usize, i128) {
        n.checked_sub(1).and_then(|last| self.leads.get(last)).copied().unwrap_or_default()
    }

    fn lateness_with_load(&self) -> Correlation {
        let decided = self.works.iter().filter_map(|work| Some((work.opened, work.late?)));
        let load = |at| i64::try_from(self.open_at(at)).unwrap_or(i64::MAX);
        Correlation::of(&decided.map(|(opened, late)| (load(opened), late)).collect::<Vec<_>>())
    }
}

fn running(sum: &mut i128, at: Instant, opened: Instant) -> (Instant, i128) {
    *sum += i128::from(opened.0);
    (at, *sum)
}

fn before(sorted: &[(Instant, i128)], at: Instant) -> (usize, i128) {
    let n = sorted.partition_point(|(instant, _)| *instant < at);
    (n, n.checked_sub(1).and_then(|last| sorted.get(last)).map_or(0, |(_, sum)| *sum))
}

fn mean_seconds(micros: i128, n: usize) -> Option<i64> {
    let mean = micros.checked_div(wide(n))?.div_euclid(i128::from(crate::calendar::SECOND));
    i64::try_from(mean).ok()
}

fn wide(n: usize) -> i128 {
    i128::try_from(n).unwrap_or(i128::MAX)
}

fn small(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Openings and completions in hours.
    fn desk(works: &[(i64, Option<i64>)]) -> DepartmentWork {
        let hour = |h: i64| Instant::from_seconds(h * 3600);
        let works = works.iter().map(|&(opened, done)| Work {
            opened: hour(opened),
            done: done.map(hour),
            is_delivered: true,
            late: Some(0),
        });
        let mut desk = DepartmentWork { works: works.collect(), ..DepartmentWork::default() };
        desk.sort();
        desk
    }

    fn week(desk: &DepartmentWork, start: i64, end: i64, as_of: i64) -> WeekLoad {
        let hour = |h: i64| Instant::from_seconds(h * 3600);
        desk.week((hour(start), hour(end)), hour(as_of))
    }

    #[test]
    fn work_comes_lies_and_goes() {
        // Week of 10 hours: one carried in and done, one carried through, two new of which one done in 2 hours.
        let desk = desk(&[(-5, Some(3)), (-2, None), (1, Some(3)), (6, Some(12)), (11, None)]);
        let load = week(&desk, 0, 10, 20);
        assert_eq!((load.open_at_start, load.arrivals, load.completions, load.open_at_end), (2, 2, 2, 2));
        assert_eq!(load.mean_age_s, Some((12 + 4) * 3600 / 2));
        assert_eq!(load.mean_time_to_deliver_s, Some((8 + 2) * 3600 / 2));
        assert_eq!(load.open_at_start + load.arrivals, load.completions + load.open_at_end);
    }

    #[test]
    fn the_running_week_ends_now_and_what_happens_now_counts() {
        let desk = desk(&[(0, Some(4)), (4, None), (5, None)]);
        let load = week(&desk, 0, 10, 4);
        assert_eq!((load.arrivals, load.completions, load.open_at_end), (2, 1, 1));
        assert_eq!(load.mean_age_s, Some(0));
    }

    proptest::proptest! {
        #[test]
        fn searching_agrees_with_looking_at_each(
            works in proptest::collection::vec((-50_i64..50, proptest::option::of(0_i64..60)), 0..80),
            start in -40_i64..40,
            as_of in -40_i64..60,
        ) {
            let works: Vec<_> = works.into_iter().map(|(opened, took)| (opened, took.map(|took| opened + took))).collect();
            let load = week(&desk(&works), start, start + 10, as_of);
            // As of 5 h, what happens at 5 h has happened and nothing later has; a week that is to come is empty.
            let end = (start + 10).min(as_of + 1).max(start);
            let n = |counts: &dyn Fn(i64, Option<i64>) -> bool| small(works.iter().filter(|w| counts(w.0, w.1)).count());
            let open = |at: i64| n(&|opened, done| opened < at && done.is_none_or(|done| done >= at));
            proptest::prop_assert_eq!(load.open_at_start, open(start));
            proptest::prop_assert_eq!(load.open_at_end, open(end));
            proptest::prop_assert_eq!(load.arrivals, n(&|opened, _| start <= opened && opened < end));
            proptest::prop_assert_eq!(load.completions, n(&|_, done| done.is_some_and(|done| start <= done && done < end)));
            proptest::prop_assert_eq!(load.open_at_start + load.arrivals, load.completions + load.open_at_end);
        }
    }

    #[test]
    fn a_week_without_work_has_no_means() {
        let load = week(&desk(&[]), 0, 10, 20);
        assert_eq!((load.mean_age_s, load.mean_time_to_deliver_s), (None, None));
        let load = week(&desk(&[(30, None)]), 0, 10, 5);
        assert_eq!((load.arrivals, load.open_at_end), (0, 0));
    }

    #[test]
    fn a_pile_that_delays_shows_in_the_correlation() {
        // Everything opens an hour apart and is done at once at the end: each meets one more, and is later.
        let mut desk = desk(&(0..30).map(|n| (n, Some(100))).collect::<Vec<_>>());
        for (work, late) in desk.works.iter_mut().zip(0..) {
            work.late = Some(late * 60);
        }
        assert_eq!(desk.lateness_with_load(), Correlation { rho: Some(1.0), pairs: 30 });
    }
}
