//! Calendars: what they say by hand, and that the compiled tables agree with a walk from day to day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use interdept::Text;
use interdept::calendar::{
    Calendar, CalendarError, CalendarSpec, Closure, Exception, ExceptionHours, HolidaySet, Hours, Moment, MonthDay,
    Reading, Roll, Season, SeasonDays, Substitute, SubstituteRule, Week, Yearly, YearlyDays,
};
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn spec(zone: Tz, week: &[(&'static str, &'static [&'static str])]) -> CalendarSpec {
    CalendarSpec::new("test".parse().unwrap(), zone, Week::parse(week.iter().copied()).unwrap())
}

fn calendar(zone: Tz, week: &[(&'static str, &'static [&'static str])]) -> Calendar {
    Calendar::new(spec(zone, week)).unwrap()
}

fn set(id: &str, days: &[(&str, ExceptionHours)]) -> HolidaySet {
    let day = |(day, hours): &(&str, ExceptionHours)| (date(day), Exception { name: None, hours: hours.clone() });
    HolidaySet { days: days.iter().map(day).collect(), ..HolidaySet::new(id.parse().unwrap()) }
}

fn hours(text: &str) -> ExceptionHours {
    ExceptionHours::Hours(text.split(' ').map(|hours| hours.parse().unwrap()).collect())
}

const OFFICE: &[(&str, &[&str])] = &[("mon-fri", &["08:30-12:00", "13:30-18:00"])];

/// An instant on a calendar's clocks: `2026-11-20 18:00 +08:00`.
fn clock(calendar: &Calendar, at: DateTime<Utc>) -> String {
    calendar.to_local(at).format("%a %Y-%m-%d %H:%M %:z").to_string()
}

#[track_caller]
fn check_add(calendar: &Calendar, from: &str, minutes: i64, expect: &str) {
    let to = calendar.plus_working_time(at(from), TimeDelta::minutes(minutes)).unwrap();
    assert_eq!(clock(calendar, to), expect);
}

#[test]
fn working_time_ends_at_closings_forwards_and_at_openings_backwards() {
    let office = calendar(Tz::Asia__Shanghai, OFFICE);
    check_add(&office, "2026-11-20T08:30:00+08:00", 8 * 60, "Fri 2026-11-20 18:00 +08:00");
    check_add(&office, "2026-11-20T08:30:00+08:00", 8 * 60 + 1, "Mon 2026-11-23 08:31 +08:00");
    check_add(&office, "2026-11-20T08:30:00+08:00", 210, "Fri 2026-11-20 12:00 +08:00");
    check_add(&office, "2026-11-21T11:11:00+08:00", 0, "Sat 2026-11-21 11:11 +08:00");
    check_add(&office, "2026-11-21T11:11:00+08:00", 1, "Mon 2026-11-23 08:31 +08:00");
    check_add(&office, "2026-11-20T18:00:00+08:00", -480, "Fri 2026-11-20 08:30 +08:00");
    check_add(&office, "2026-11-23T09:00:00+08:00", -30, "Mon 2026-11-23 08:30 +08:00");
    check_add(&office, "2026-11-23T09:00:00+08:00", -31, "Fri 2026-11-20 17:59 +08:00");
}

#[test]
fn work_begins_at_the_opening_and_is_over_at_the_closing() {
    let office = calendar(Tz::Asia__Shanghai, OFFICE);
    let is = |time: &str| office.is_working_time(at(&format!("2026-11-20T{time}+08:00")));
    assert!(is("08:30:00") && is("11:59:59.999999") && !is("12:00:00") && !is("13:29:59") && is("13:30:00"));
    assert!(!is("18:00:00"));
}

#[test]
fn openings_and_closings_lie_strictly_after_or_before() {
    let office = calendar(Tz::Asia__Shanghai, OFFICE);
    let shown = |at: Option<DateTime<Utc>>| clock(&office, at.unwrap());
    let opening = at("2026-11-20T13:30:00+08:00");
    assert_eq!(shown(office.next_opening(opening)), "Mon 2026-11-23 08:30 +08:00");
    assert_eq!(shown(office.next_closing(opening)), "Fri 2026-11-20 18:00 +08:00");
    assert_eq!(shown(office.previous_opening(opening)), "Fri 2026-11-20 08:30 +08:00");
    assert_eq!(shown(office.previous_closing(opening)), "Fri 2026-11-20 12:00 +08:00");
    let closing = at("2026-11-20T18:00:00+08:00");
    assert_eq!(shown(office.next_closing(closing)), "Mon 2026-11-23 12:00 +08:00");
    assert_eq!(shown(office.previous_closing(closing)), "Fri 2026-11-20 12:00 +08:00");
    assert_eq!(shown(office.previous_opening(closing)), "Fri 2026-11-20 13:30 +08:00");
}

#[test]
fn nothing_opens_or_closes_around_the_clock() {
    let always =
        Calendar::new(CalendarSpec::new("always".parse().unwrap(), Tz::Europe__Berlin, Week::always())).unwrap();
    let now = at("2026-11-20T13:30:00Z");
    assert_eq!([always.next_opening(now), always.next_closing(now)], [None, None]);
    assert_eq!([always.previous_opening(now), always.previous_closing(now)], [None, None]);
    let century = TimeDelta::days(36_525);
    assert_eq!(always.plus_working_time(now, century), Some(now + century));
    assert_eq!(always.plus_working_time(now, -century), Some(now - century));
    assert_eq!(always.working_time(now, now + century), century);
    assert_eq!(clock(&always, always.close(date("2026-11-20")).unwrap()), "Sat 2026-11-21 00:00 +01:00");
}

#[test]
fn a_night_shift_belongs_to_the_day_it_starts_on() {
    let mut night = spec(Tz::Asia__Shanghai, &[("mon-fri", &["22:00-06:00"])]);
    night.holidays.push(set("closed", &[("2026-11-18", ExceptionHours::Closed)]).into());
    let night = Calendar::new(night).unwrap();
    // Tuesday's shift goes on into the closed Wednesday; Wednesday's own does not happen.
    assert!(night.is_working_time(at("2026-11-18T05:59:00+08:00")));
    assert!(!night.is_working_time(at("2026-11-18T23:00:00+08:00")));
    assert!(!night.is_working_day(date("2026-11-18")) && night.is_working_day(date("2026-11-20")));
    assert!(!night.is_working_day(date("2026-11-21")), "only the end of Friday's shift falls on Saturday");
    assert_eq!(clock(&night, night.close(date("2026-11-20")).unwrap()), "Sat 2026-11-21 06:00 +08:00");
}

#[test]
fn clocks_that_change_make_shifts_longer_and_shorter() {
    let night = calendar(Tz::Europe__Berlin, &[("mon-sun", &["22:00-06:00"])]);
    let worked = |day: &str| {
        let (opening, closing) = night.hours_of(date(day)).next().unwrap();
        assert_eq!(night.working_time(opening, closing), closing - opening);
        (closing - opening).num_hours()
    };
    assert_eq!((worked("2026-03-27"), worked("2026-03-28"), worked("2026-10-24")), (8, 7, 9));
    // 02:10-02:50 is skipped as a whole, and moves forward; 02:30-03:15 is left without any time.
    let early = calendar(Tz::Europe__Berlin, &[("sun", &["02:10-02:50"]), ("sat", &["10:00-11:00"])]);
    assert_eq!(clock(&early, early.opening(date("2026-03-29")).unwrap()), "Sun 2026-03-29 03:10 +02:00");
    let emptied = calendar(Tz::Europe__Berlin, &[("sun", &["02:30-03:15"]), ("sat", &["10:00-11:00"])]);
    assert!(!emptied.is_working_day(date("2026-03-29")) && emptied.is_working_day(date("2026-03-22")));
    assert_eq!(emptied.close(date("2026-03-29")), None);
    // 01:00-02:30 ends at the second 02:30; 02:15-02:20 opens at the first 02:15: they merge.
    let merged = calendar(Tz::Europe__Berlin, &[("sun", &["01:00-02:15", "02:15-02:20"])]);
    let day = date("2026-10-25");
    let worked = merged.working_time(merged.opening(day).unwrap(), merged.close(day).unwrap());
    assert_eq!(worked, TimeDelta::minutes(80 + 60));
}

#[test]
fn a_day_that_the_zone_skipped_is_not_worked() {
    let apia = calendar(Tz::Pacific__Apia, OFFICE);
    let thursday = date("2011-12-29");
    assert!(apia.is_working_day(thursday));
    assert!(!apia.is_working_day(date("2011-12-30")), "there was no 30 December 2011 in Samoa");
    assert!(!apia.is_working_time(at("2011-12-31T09:00:00+14:00")), "and its hours did not move to Saturday");
    assert_eq!(apia.plus_working_days(thursday, 1), Some(date("2012-01-02")));
    check_add(&apia, "2011-12-29T18:00:00-10:00", 60, "Mon 2012-01-02 09:30 +14:00");
}

#[test]
fn the_last_set_in_the_list_wins() {
    let mut spec = spec(Tz::Asia__Shanghai, OFFICE);
    spec.holidays
        .push(set("closed", &[("2026-11-18", ExceptionHours::Closed), ("2026-11-19", ExceptionHours::Closed)]).into());
    spec.holidays.push(set("open", &[("2026-11-18", hours("10:00-11:00"))]).into());
    let calendar = Calendar::new(spec).unwrap();
    assert!(calendar.is_working_day(date("2026-11-18")) && !calendar.is_working_day(date("2026-11-19")));
    assert_eq!(calendar.exception(date("2026-11-18")).unwrap().0.id, "open");
    assert_eq!(calendar.exception(date("2026-11-19")).unwrap().0.id, "closed");
    assert!(calendar.exception(date("2026-11-20")).is_none());
}

#[test]
fn what_no_set_covers_is_not_known() {
    let mut spec = spec(Tz::Asia__Shanghai, OFFICE);
    let known = |spec: &CalendarSpec, day: &str| Calendar::new(spec.clone()).unwrap().is_known(date(day));
    assert!(known(&spec, "2026-01-01"));
    spec.holidays.push(set("unbounded", &[]).into());
    assert!(known(&spec, "2026-01-01"));
    spec.holidays.push(HolidaySet { covers: Some((date("2026-01-01"), date("2026-12-31"))), ..set("y", &[]) }.into());
    assert!(known(&spec, "2026-01-01") && known(&spec, "2026-12-31") && !known(&spec, "2027-01-01"));
}

#[test]
fn make_up_days_borrow_the_hours_of_a_weekday() {
    let mut spec = spec(
        Tz::Asia__Shanghai,
        &[("mon-thu", &["08:00-17:00"]), ("fri", &["08:00-15:00"]), ("sat", &["09:00-10:00"])],
    );
    spec.holidays.push(
        set(
            "s",
            &[
                ("2026-11-15", ExceptionHours::As(Weekday::Mon)),
                ("2026-11-21", ExceptionHours::MakeUp),
                ("2026-11-22", ExceptionHours::MakeUp),
                ("2026-11-28", ExceptionHours::Open),
            ],
        )
        .into(),
    );
    let calendar = Calendar::new(spec).unwrap();
    let close = |day: &str| clock(&calendar, calendar.close(date(day)).unwrap());
    assert_eq!(close("2026-11-15"), "Sun 2026-11-15 17:00 +08:00");
    assert_eq!(close("2026-11-21"), "Sat 2026-11-21 10:00 +08:00", "Saturday has hours of its own");
    assert_eq!(close("2026-11-22"), "Sun 2026-11-22 10:00 +08:00", "Sunday takes those of Saturday");
    assert_eq!(close("2026-11-28"), "Sat 2026-11-28 10:00 +08:00");
}

#[test]
fn exceptions_that_make_no_sense_are_refused() {
    let error = |days: &[(&str, ExceptionHours)]| {
        let mut spec = spec(Tz::Asia__Shanghai, &[("mon-fri", &["08:00-12:00", "22:00-06:00"])]);
        spec.holidays.push(set("s", days).into());
        Calendar::new(spec).unwrap_err().to_string()
    };
    assert_eq!(
        error(&[("2026-11-21", ExceptionHours::Open)]),
        "holiday set `s` opens 2026-11-21 like a Sat, which has no hours: give `hours`, or another day in `as`"
    );
    assert_eq!(
        error(&[("2026-11-21", ExceptionHours::Hours(vec![]))]),
        "holiday set `s` lists no hours for 2026-11-21: a day without work is `closed`"
    );
    assert_eq!(
        error(&[("2026-11-21", hours("10:00-12:00 08:00-10:01"))]),
        "08:00-10:01 on 2026-11-21 and 10:00-12:00 on 2026-11-21 overlap"
    );
    let empty = CalendarSpec::new("c".parse().unwrap(), Tz::UTC, Week::default());
    assert_eq!(Calendar::new(empty).unwrap_err(), CalendarError::WeekWithoutHours);
}

#[test]
fn seven_conventions_roll_a_day_off() {
    let mut spec = spec(Tz::Asia__Shanghai, OFFICE);
    spec.holidays.push(set("s", &[("2026-11-30", ExceptionHours::Closed)]).into());
    let calendar = Calendar::new(spec).unwrap();
    let rolled = |day: &str| Roll::ALL.map(|roll| calendar.roll(date(day), roll).unwrap().to_string());
    // Sunday 29 November; Monday the 30th is closed as well.
    assert_eq!(
        rolled("2026-11-29"),
        ["2026-12-01", "2026-11-27", "2026-11-27", "2026-11-27", "2026-11-27", "2026-12-01", "2026-11-29"]
    );
    // Sunday 15 November.
    assert_eq!(
        rolled("2026-11-15"),
        ["2026-11-16", "2026-11-13", "2026-11-16", "2026-11-13", "2026-11-13", "2026-11-16", "2026-11-15"]
    );
    // Sunday 1 November.
    assert_eq!(
        rolled("2026-11-01"),
        ["2026-11-02", "2026-10-30", "2026-11-02", "2026-11-02", "2026-11-02", "2026-11-02", "2026-11-01"]
    );
}

#[test]
fn nth_and_last_working_days() {
    let office = calendar(Tz::Asia__Shanghai, OFFICE);
    let (first, last) = (date("2026-11-01"), date("2026-11-30"));
    assert_eq!(office.nth_working_day(first, last, 1), Some(date("2026-11-02")));
    assert_eq!(office.nth_working_day(first, last, 21), Some(date("2026-11-30")));
    assert_eq!(office.nth_working_day(first, last, 22), Some(date("2026-11-30")), "a missing nth is the last");
    assert_eq!(office.nth_working_day(first, last, u32::MAX), Some(date("2026-11-30")));
    assert_eq!(office.nth_working_day(first, last, 0), None);
    assert_eq!(office.nth_working_day(first, first, 1), None, "a Sunday");
    assert_eq!(office.last_working_day(first, date("2026-11-29")), Some(date("2026-11-27")));
    assert_eq!(office.last_working_day(last, first), None);
}

#[test]
fn a_calendar_closed_for_ten_years_goes_on_afterwards() {
    let mut spec = spec(Tz::Europe__Berlin, OFFICE);
    let closed = Exception { name: Some(Text::from("asleep")), hours: ExceptionHours::Closed };
    let days = date("2020-01-01").iter_days().take_while(|day| day.year() < 2030).map(|day| (day, closed.clone()));
    spec.holidays.push(HolidaySet { days: days.collect(), ..HolidaySet::new("s".parse().unwrap()) }.into());
    let calendar = Calendar::new(spec).unwrap();
    assert_eq!(calendar.plus_working_days(date("2019-12-31"), 1), Some(date("2030-01-01")));
    assert_eq!(calendar.plus_working_days(date("2030-01-01"), -1), Some(date("2019-12-31")));
    check_add(&calendar, "2019-12-31T18:00:00+01:00", 1, "Tue 2030-01-01 08:31 +01:00");
    check_add(&calendar, "2030-01-01T08:30:00+01:00", -1, "Tue 2019-12-31 17:59 +01:00");
    let opening = calendar.next_opening(at("2025-06-01T00:00:00Z")).unwrap();
    assert_eq!(clock(&calendar, opening), "Tue 2030-01-01 08:30 +01:00");
    let closing = calendar.previous_closing(at("2025-06-01T00:00:00Z")).unwrap();
    assert_eq!(clock(&calendar, closing), "Tue 2019-12-31 18:00 +01:00");
}

#[test]
fn a_minute_a_week_is_counted_over_centuries() {
    let minute = calendar(Tz::UTC, &[("mon", &["00:00-00:01"])]);
    check_add(&minute, "1800-01-06T00:00:00Z", 1, "Mon 1800-01-06 00:01 +00:00");
    check_add(&minute, "1800-01-06T00:00:00Z", 30_000, "Mon 2374-12-16 00:01 +00:00");
    check_add(&minute, "2374-12-16T00:01:00Z", -30_000, "Mon 1800-01-06 00:00 +00:00");
    assert_eq!(minute.plus_working_time(at("1800-01-06T00:00:00Z"), TimeDelta::minutes(40_000)), None);
}

#[test]
fn historic_offsets_of_seconds_are_kept() {
    // Shanghai kept local mean time, 08:05:43, until 1901.
    let office = calendar(Tz::Asia__Shanghai, OFFICE);
    assert_eq!(office.opening(date("1890-01-01")).unwrap(), at("1890-01-01T00:24:17Z"));
}

#[test]
fn beyond_the_horizon_there_is_nothing_and_nothing_breaks() {
    let office = calendar(Tz::America__New_York, OFFICE);
    let (first, last) = (Calendar::FIRST_DAY, Calendar::LAST_DAY);
    assert_eq!(office.plus_working_days(last, 1), None);
    assert_eq!(office.plus_working_days(first, -1), None);
    assert_eq!(office.plus_working_days(NaiveDate::MAX, -1), None);
    assert_eq!(office.plus_working_days(NaiveDate::MIN, 1), None);
    assert_eq!(office.last_working_day(first, NaiveDate::MAX), Some(date("2399-12-31")));
    let all = office.working_days_between(NaiveDate::MIN, NaiveDate::MAX);
    assert_eq!(all, office.working_days_between(first.pred_opt().unwrap(), last));
    assert_eq!(office.plus_working_days(first - Days::new(2), all), None, "it starts outside");
    assert_eq!(office.plus_working_days(first, all - 1), Some(date("2399-12-31")));
    let (begin, end) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    let worked = office.working_time(begin, end);
    assert_eq!(worked, TimeDelta::hours(8 * all));
    assert_eq!(office.working_time(end, begin), -worked);
    assert_eq!(office.plus_working_time(begin, TimeDelta::hours(1)), None);
    assert_eq!(office.plus_working_time(end, TimeDelta::hours(-1)), None);
    assert_eq!(office.plus_working_time(begin, TimeDelta::zero()), Some(begin));
    assert_eq!(office.plus_working_time(at("2026-01-01T00:00:00Z"), TimeDelta::MAX), None);
    assert_eq!(office.plus_working_time(at("2026-01-01T00:00:00Z"), TimeDelta::MIN), None);
}

#[test]
fn ten_years_stay_small() {
    let office = calendar(Tz::Europe__Berlin, &[("mon-sat", &["08:30-12:00", "13:30-18:00"])]);
    for day in date("2020-01-01").iter_days().take_while(|day| *day <= date("2029-12-31")) {
        assert!(office.close(day).is_none_or(|close| !office.is_working_time(close)));
    }
    assert!(office.index_bytes() <= 200_000, "{} bytes", office.index_bytes());
}

// ---- The tables against a walk from day to day ----------------------------------------------------------------

/// A calendar read the obvious way: the intervals of a stretch of days, in order.
struct Walk {
    from: NaiveDate,
    /// The intervals that start on each date.
    days: Vec<Vec<(i64, i64)>>,
    merged: Vec<(i64, i64)>,
}

/// The instants, in seconds, at which the clocks of a zone show a local time, by trying every offset around it.
fn readings(zone: Tz, local: i64) -> Vec<i64> {
    let offset = |utc: i64| {
        i64::from(
            zone.offset_from_utc_datetime(&DateTime::from_timestamp(utc, 0).unwrap().naive_utc())
                .fix()
                .local_minus_utc(),
        )
    };
    let mut offsets: Vec<i64> = (-32..=32).map(|hour| offset(local + hour * 3600)).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let mut found: Vec<i64> = offsets.iter().map(|o| local - o).filter(|&utc| offset(utc) == local - utc).collect();
    found.sort_unstable();
    // In a gap the offset was smaller before: it carries the time forward by the gap.
    if found.is_empty() { vec![local - offsets[0]] } else { found }
}

impl Walk {
    fn new(spec: &CalendarSpec, from: NaiveDate, days: u64) -> Self {
        // Substitutes of holidays before the stretch may lie in it.
        let lead = 100;
        let all = (from - Days::new(lead)).iter_days().take(usize::try_from(lead + days).unwrap());
        let mut by_day: BTreeMap<_, _> = all.map(|day| (day, Self::intervals(spec, day))).collect();
        naive::substitute(spec, &mut by_day);
        let days: Vec<_> = by_day.into_iter().filter(|(day, _)| *day >= from).map(|(_, intervals)| intervals).collect();
        let mut all: Vec<(i64, i64)> = days.concat();
        all.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::new();
        for (start, end) in all {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        Self { from, days, merged }
    }

    fn intervals(spec: &CalendarSpec, day: NaiveDate) -> Vec<(i64, i64)> {
        Self::placed(spec, day, &naive::hours(spec, day, &|_| true))
    }

    /// Minutes of a day on the time line.
    fn placed(spec: &CalendarSpec, day: NaiveDate, hours: &[(i64, i64)]) -> Vec<(i64, i64)> {
        let midnight = day.and_time(NaiveTime::MIN).and_utc().timestamp();
        let skipped = readings(spec.zone, midnight)[0] == readings(spec.zone, midnight + 86_400)[0];
        let mut placed = Vec::new();
        for hours in hours.iter().filter(|_| !skipped) {
            let start = *readings(spec.zone, midnight + hours.0 * 60).first().unwrap();
            let end = *readings(spec.zone, midnight + hours.1 * 60).last().unwrap();
            if start < end {
                placed.push((start, end));
            }
        }
        placed.sort_unstable();
        placed
    }

    fn worked(&self, date: NaiveDate) -> bool {
        usize::try_from((date - self.from).num_days())
            .ok()
            .and_then(|at| self.days.get(at))
            .is_some_and(|d| !d.is_empty())
    }

    /// Microseconds of work between two instants given in microseconds.
    fn between(&self, from: i64, to: i64) -> i64 {
        let overlap = |&(start, end): &(i64, i64)| ((end * 1_000_000).min(to) - (start * 1_000_000).max(from)).max(0);
        self.merged.iter().map(overlap).sum()
    }

    fn add(&self, from: i64, mut left: i64) -> Option<i64> {
        for &(start, end) in &self.merged {
            let (start, end) = ((start * 1_000_000).max(from), end * 1_000_000);
            if end > start {
                if left <= end - start {
                    return Some(start + left);
                }
                left -= end - start;
            }
        }
        None
    }

    fn subtract(&self, from: i64, mut left: i64) -> Option<i64> {
        for &(start, end) in self.merged.iter().rev() {
            let (start, end) = (start * 1_000_000, (end * 1_000_000).min(from));
            if end > start {
                if left <= end - start {
                    return Some(end - left);
                }
                left -= end - start;
            }
        }
        None
    }

    fn plus_days(&self, mut date: NaiveDate, n: i64) -> NaiveDate {
        for _ in 0..n.abs() {
            loop {
                date = if n > 0 { date.succ_opt() } else { date.pred_opt() }.unwrap();
                if self.worked(date) {
                    break;
                }
            }
        }
        date
    }
}

/// What is worked on each day, read off the specification sentence by sentence.
mod naive {
    use super::*;

    /// One thing that a set says: the set's place in the list, and what of it.
    #[derive(Clone, Copy, PartialEq)]
    pub(super) enum Said<'s> {
        Dated(usize, &'s Exception),
        Yearly(usize, usize, &'s Yearly),
    }

    impl<'s> Said<'s> {
        fn set(self) -> usize {
            match self {
                Self::Dated(set, _) | Self::Yearly(set, ..) => set,
            }
        }

        fn exception(self) -> &'s Exception {
            match self {
                Self::Dated(_, exception) => exception,
                Self::Yearly(_, _, yearly) => &yearly.exception,
            }
        }

        fn substitute(self) -> Option<Substitute> {
            match self {
                Self::Yearly(_, _, yearly) => yearly.substitute,
                Self::Dated(..) => None,
            }
        }
    }

    fn is_between(day: NaiveDate, from: MonthDay, to: MonthDay) -> bool {
        let day = (day.month(), day.day());
        let (from, to) = ((from.month(), from.day()), (to.month(), to.day()));
        if from <= to { (from..=to).contains(&day) } else { day >= from || day <= to }
    }

    fn week(spec: &CalendarSpec, day: NaiveDate) -> &Week {
        let holds = |season: &&Season| match season.days {
            SeasonDays::Yearly(from, to) => is_between(day, from, to),
            SeasonDays::Once(from, to) => (from..=to).contains(&day),
        };
        spec.seasons.iter().rev().find(holds).map_or(&spec.week, |season| &season.week)
    }

    /// What the sets say of a day, in the order in which it counts.
    fn all(spec: &CalendarSpec, day: NaiveDate) -> Vec<Said<'_>> {
        let mut all = Vec::new();
        for (at, set) in spec.holidays.iter().enumerate() {
            for closed in [true, false] {
                for (n, yearly) in set.yearly.iter().enumerate() {
                    let is_on = match yearly.days {
                        YearlyDays::Day(on) => (-2..=2).any(|years| on.in_year(day.year() + years) == Some(day)),
                        YearlyDays::Range(from, to) => is_between(day, from, to),
                    };
                    if is_on && (yearly.exception.hours == ExceptionHours::Closed) == closed {
                        all.push(Said::Yearly(at, n, yearly));
                    }
                }
            }
            all.extend(set.days.get(&day).map(|exception| Said::Dated(at, exception)));
        }
        all
    }

    fn minutes(hours: &[Hours]) -> Vec<(i64, i64)> {
        hours.iter().map(|hours| (hours.start_minute().into(), hours.end_minute().into())).collect()
    }

    /// The minutes of a day that are worked, by what is kept of what the sets say.
    pub(super) fn hours(spec: &CalendarSpec, day: NaiveDate, keep: &dyn Fn(Said<'_>) -> bool) -> Vec<(i64, i64)> {
        let week = week(spec, day);
        let mut worked = minutes(week.on(day.weekday()));
        let all: Vec<_> = all(spec, day).into_iter().filter(|&said| keep(said)).collect();
        for (at, set) in spec.holidays.iter().enumerate() {
            let of_set = || all.iter().filter(|said| said.set() == at);
            let is_dated = of_set().any(|said| matches!(said, Said::Dated(..)));
            for said in of_set().filter(|said| !is_dated || matches!(said, Said::Dated(..))) {
                worked = match &said.exception().hours {
                    ExceptionHours::Closed => vec![],
                    ExceptionHours::As(weekday) => minutes(week.on(*weekday)),
                    ExceptionHours::Open => minutes(week.on(day.weekday())),
                    ExceptionHours::MakeUp => {
                        let back = (0..7).map(|days| (day - Days::new(days)).weekday());
                        minutes(back.map(|day| week.on(day)).find(|hours| !hours.is_empty()).unwrap())
                    }
                    ExceptionHours::Hours(hours) => minutes(hours),
                    ExceptionHours::Partial(hours) => {
                        let part =
                            |a: (i64, i64)| minutes(hours).into_iter().map(move |b| (a.0.max(b.0), a.1.min(b.1)));
                        worked.into_iter().flat_map(part).filter(|(from, to)| from < to).collect()
                    }
                    _ => panic!("not generated"),
                };
            }
            for closure in &set.closures {
                let local = |moment| match moment {
                    Moment::Local(time) => time,
                    Moment::At(at) => spec.zone.from_utc_datetime(&at.naive_utc()).naive_local(),
                };
                let second = |moment| (local(moment) - day.and_time(NaiveTime::MIN)).num_seconds();
                // Every minute that it touches.
                let (from, to) = (second(closure.from).div_euclid(60), (second(closure.to) + 59).div_euclid(60));
                let cut = |(start, end): (i64, i64)| [(start, end.min(from)), (start.max(to), end)];
                worked = worked.into_iter().flat_map(cut).filter(|(start, end)| start < end).collect();
            }
        }
        worked
    }

    /// Closes the substitutes of holidays, in the order of the holidays.
    pub(super) fn substitute(spec: &CalendarSpec, days: &mut BTreeMap<NaiveDate, Vec<(i64, i64)>>) {
        let mut given = BTreeSet::new();
        for day in days.keys().copied().collect::<Vec<_>>() {
            let holidays: Vec<_> = all(spec, day).into_iter().filter(|said| said.substitute().is_some()).collect();
            let mut named = Vec::new();
            for (n, &holiday) in holidays.iter().enumerate() {
                let name = &holiday.exception().name;
                if name.is_some() && named.contains(name) {
                    continue;
                }
                named.push(name.clone());
                let keep = |said: Said<'_>| {
                    let is_later = holidays.iter().position(|&other| other == said).is_some_and(|at| at >= n);
                    let is_own = matches!(said, Said::Dated(set, _) if set == holiday.set());
                    let exception = said.exception();
                    let is_same =
                        name.is_some() && exception.name == *name && exception.hours == ExceptionHours::Closed;
                    !is_later && !is_own && !is_same
                };
                let without = Walk::placed(spec, day, &hours(spec, day, &keep));
                let Substitute { rule, on } = holiday.substitute().unwrap();
                if (!without.is_empty() && !given.contains(&day)) || on.is_some_and(|on| !on.contains(day.weekday())) {
                    continue;
                }
                let works = |day: &&NaiveDate| !days[*day].is_empty();
                let after = days.keys().filter(|other| **other > day).find(works).copied();
                let before = days.keys().rev().filter(|other| **other < day).find(works).copied();
                let instead = match (rule, before, after) {
                    (SubstituteRule::Nearest, Some(before), Some(after)) => {
                        let (back, forth) = (day - before, after - day);
                        let is_back = back < forth || (back == forth && day.weekday() == Weekday::Sat);
                        Some(if is_back { before } else { after })
                    }
                    _ => after,
                };
                if let Some(instead) = instead {
                    days.insert(instead, vec![]);
                    given.insert(instead);
                }
            }
        }
    }
}

const ZONES: [Tz; 14] = [
    Tz::UTC,
    Tz::Asia__Shanghai,
    Tz::Europe__Berlin,
    Tz::America__New_York,
    Tz::Pacific__Apia,
    Tz::America__Sao_Paulo,
    Tz::Australia__Lord_Howe,
    Tz::Africa__Casablanca,
    Tz::America__Havana,
    Tz::Asia__Kathmandu,
    Tz::Atlantic__Azores,
    Tz::America__St_Johns,
    Tz::Pacific__Kwajalein,
    Tz::Africa__Monrovia,
];

fn day_hours() -> impl Strategy<Value = Vec<Hours>> {
    let cuts = proptest::collection::btree_set(0u16..96, 0..7);
    (cuts, any::<bool>()).prop_map(|(cuts, overnight)| {
        let cuts: Vec<u16> = cuts.into_iter().map(|quarter| quarter * 15).collect();
        let mut hours: Vec<Hours> = cuts.chunks_exact(2).map(|c| Hours::new(c[0], c[1]).unwrap()).collect();
        if let ([last], true) = (cuts.chunks_exact(2).remainder(), overnight) {
            hours.push(Hours::new(*last, last.saturating_sub(900)).unwrap_or(Hours::new(*last, 1440).unwrap()));
        }
        hours
    })
}

fn exception() -> impl Strategy<Value = ExceptionHours> {
    prop_oneof![
        3 => Just(ExceptionHours::Closed),
        1 => (0u8..7).prop_map(|day| ExceptionHours::As(Weekday::try_from(day).unwrap())),
        1 => Just(ExceptionHours::MakeUp),
        2 => day_hours().prop_filter("some", |hours| !hours.is_empty()).prop_map(ExceptionHours::Hours),
        2 => partial(),
    ]
}

fn partial() -> impl Strategy<Value = ExceptionHours> {
    day_hours().prop_filter("some", |hours| !hours.is_empty()).prop_map(ExceptionHours::Partial)
}

/// Days of the year, most of them in the window that starts on a day.
fn year_day(from: NaiveDate) -> impl Strategy<Value = String> {
    let near = (0..WINDOW).prop_map(move |day| (from + Days::new(day)).format("%m-%d").to_string());
    let base = ["easter", "last monday of may", "2nd sunday of november", "5th friday of march", "02-29"];
    let base = prop_oneof![3 => near, 1 => proptest::sample::select(base.to_vec()).prop_map(str::to_owned)];
    (base, proptest::sample::select(vec!["", " + 1 day", " - 3 days"])).prop_map(|(base, more)| base + more)
}

fn yearly(from: NaiveDate) -> impl Strategy<Value = Yearly> {
    let on = proptest::option::of(proptest::sample::subsequence(vec![Weekday::Sat, Weekday::Sun, Weekday::Tue], 1..=3));
    let rule = proptest::sample::select(SubstituteRule::ALL.to_vec());
    let substitute = (rule, on).prop_map(|(rule, on)| Substitute { rule, on: on.map(|on| on.into_iter().collect()) });
    let day = (year_day(from), proptest::option::weighted(0.8, substitute));
    let name = proptest::sample::select(vec![None, Some("A"), Some("B")]);
    let range = (0..WINDOW, 0u64..20);
    (name, day, range, proptest::option::weighted(0.2, partial()), proptest::bool::weighted(0.2)).prop_map(
        move |(name, (day, substitute), (start, length), part, is_range)| {
            let month_day = |date: NaiveDate| MonthDay::new(date.month(), date.day()).unwrap();
            let first = from + Days::new(start);
            let days = if is_range {
                YearlyDays::Range(month_day(first), month_day(first + Days::new(length)))
            } else {
                YearlyDays::Day(day.parse().unwrap())
            };
            let hours = part.unwrap_or(ExceptionHours::Closed);
            let substitute = substitute.filter(|_| !is_range && hours == ExceptionHours::Closed);
            Yearly { days, exception: Exception { name: name.map(Text::from), hours }, substitute }
        },
    )
}

fn season(from: NaiveDate) -> impl Strategy<Value = Season> {
    let week = proptest::collection::vec(day_hours(), 7);
    (week, 0..WINDOW, 0u64..300, any::<bool>()).prop_filter_map("overlaps", move |(week, start, length, is_once)| {
        let week = Week::new((0u8..7).map(|day| Weekday::try_from(day).unwrap()).zip(week)).ok()?;
        let (first, last) = (from + Days::new(start), from + Days::new(start + length));
        let month_day = |date: NaiveDate| MonthDay::new(date.month(), date.day()).unwrap();
        let days =
            if is_once { SeasonDays::Once(first, last) } else { SeasonDays::Yearly(month_day(first), month_day(last)) };
        Some(Season { days, week, name: None })
    })
}

fn closure(from: NaiveDate) -> impl Strategy<Value = Closure> {
    (0..WINDOW * 24, 180i64..3_000, any::<bool>()).prop_map(move |(hour, minutes, is_local)| {
        let start = from.and_time(NaiveTime::MIN) + TimeDelta::hours(hour.cast_signed());
        let end = start + TimeDelta::minutes(minutes);
        let moment =
            |time: chrono::NaiveDateTime| if is_local { Moment::Local(time) } else { Moment::At(time.and_utc()) };
        Closure { from: moment(start), to: moment(end), name: None }
    })
}

/// A first day: near the changes that zones made, or anywhere in two centuries.
fn first_day() -> impl Strategy<Value = NaiveDate> {
    let anywhere = (0u64..73_000).prop_map(|day| date("1890-01-01") + Days::new(day));
    let changes = ["2011-12-01", "1993-08-01", "2026-03-01", "2026-10-01", "1972-01-01", "1883-11-01", "2023-03-01"];
    prop_oneof![anywhere, proptest::sample::select(changes.map(date).to_vec())]
}

const WINDOW: u64 = 70;

/// What a set says beside its exceptions by date.
fn beside(from: NaiveDate) -> impl Strategy<Value = (Vec<Yearly>, Vec<Closure>)> {
    (proptest::collection::vec(yearly(from), 0..4), proptest::collection::vec(closure(from), 0..2))
}

/// A calendar with a first day of seventy that its exceptions lie in.
fn calendars() -> impl Strategy<Value = (CalendarSpec, NaiveDate)> {
    let week = proptest::collection::vec(day_hours(), 7);
    let exceptions = || proptest::collection::btree_map(0..WINDOW, exception(), 0..8);
    let dated = first_day().prop_flat_map(|from| {
        let seasons = proptest::collection::vec(season(from), 0..3);
        (Just(from), seasons, proptest::collection::vec(beside(from), 2))
    });
    (proptest::sample::select(ZONES.to_vec()), week, exceptions(), exceptions(), dated).prop_filter_map(
        "overlaps",
        |(zone, week, some, more, (from, seasons, beside))| {
            let week = Week::new((0u8..7).map(|day| Weekday::try_from(day).unwrap()).zip(week)).ok()?;
            let mut spec = CalendarSpec::new("random".parse().unwrap(), zone, week);
            spec.seasons = seasons;
            for ((id, days), (yearly, closures)) in [("some", some), ("more", more)].into_iter().zip(beside) {
                let day = |(day, hours)| (from + Days::new(day), Exception { name: None, hours });
                let days = days.into_iter().map(day).collect();
                let set = HolidaySet::new(id.parse().unwrap());
                spec.holidays.push(HolidaySet { days, yearly, closures, ..set }.into());
            }
            Calendar::new(spec.clone()).is_ok().then_some((spec, from))
        },
    )
}

const MICROS_OF_WINDOW: i64 = WINDOW.cast_signed() * 86_400_000_000;

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn the_tables_agree_with_a_walk(
        (spec, from) in calendars(),
        offsets in proptest::collection::vec(0..MICROS_OF_WINDOW, 20),
        minutes in proptest::collection::vec(-3_000i64..3_000, 20),
    ) {
        let calendar = Calendar::new(spec.clone()).unwrap();
        let margin = Days::new(300);
        let walk = Walk::new(&spec, from - margin, WINDOW + 600);
        let origin = from.and_time(NaiveTime::MIN).and_utc().timestamp_micros();
        let instant = |micros| DateTime::from_timestamp_micros(micros).unwrap();
        // Whole minutes as well: they meet openings and closings.
        let points: Vec<i64> = offsets.iter().flat_map(|&o| [origin + o, origin + o / 900_000_000 * 900_000_000]).collect();
        for (pair, &minutes) in points.windows(2).zip(&minutes) {
            let (a, b) = (pair[0], pair[1]);
            let worked = walk.between(a.min(b), a.max(b)) * (b - a).signum();
            prop_assert_eq!(calendar.working_time(instant(a), instant(b)).num_microseconds(), Some(worked));
            prop_assert_eq!(calendar.is_working_time(instant(a)), walk.between(a, a + 1) == 1);
            let micros = minutes * 60_000_000;
            let walked = if micros > 0 { walk.add(a, micros) } else { walk.subtract(a, -micros) };
            if let Some(walked) = walked && micros != 0 {
                prop_assert_eq!(calendar.plus_working_time(instant(a), TimeDelta::microseconds(micros)), Some(instant(walked)));
            }
            let next_opening = walk.merged.iter().map(|i| i.0 * 1_000_000).find(|&o| o > a);
            let next_closing = walk.merged.iter().map(|i| i.1 * 1_000_000).find(|&c| c > a);
            let previous_opening = walk.merged.iter().map(|i| i.0 * 1_000_000).rfind(|&o| o < a);
            let previous_closing = walk.merged.iter().map(|i| i.1 * 1_000_000).rfind(|&c| c < a);
            for (found, walked) in [
                (calendar.next_opening(instant(a)), next_opening),
                (calendar.next_closing(instant(a)), next_closing),
                (calendar.previous_opening(instant(a)), previous_opening),
                (calendar.previous_closing(instant(a)), previous_closing),
            ] {
                if let Some(walked) = walked {
                    prop_assert_eq!(found, Some(instant(walked)));
                }
            }
        }
        for day in from.iter_days().take(70) {
            prop_assert_eq!(calendar.is_working_day(day), walk.worked(day), "{}", day);
            let placed = &walk.days[usize::try_from((day - walk.from).num_days()).unwrap()];
            let closing = placed.iter().map(|i| i.1).max().map(|c| instant(c * 1_000_000));
            prop_assert_eq!(calendar.close(day), closing);
            let n = minutes[usize::try_from(day.day() % 20).unwrap()] % 40;
            prop_assert_eq!(calendar.plus_working_days(day, n), Some(walk.plus_days(day, n)));
            let counted = walk.plus_days(day, n);
            prop_assert_eq!(calendar.working_days_between(day, counted), if n < 0 && !walk.worked(day) { n + 1 } else { n });
        }
    }

    #[test]
    fn what_is_added_can_be_measured(
        (spec, from) in calendars(),
        offset in 0..MICROS_OF_WINDOW,
        micros in -40_000_000_000_000i64..40_000_000_000_000,
    ) {
        let calendar = Calendar::new(spec).unwrap();
        let start = from.and_time(NaiveTime::MIN).and_utc() + TimeDelta::microseconds(offset);
        if let Some(end) = calendar.plus_working_time(start, TimeDelta::microseconds(micros)) {
            prop_assert_eq!(calendar.working_time(start, end), TimeDelta::microseconds(micros));
            if micros != 0 {
                let worked = if micros > 0 { end - TimeDelta::microseconds(1) } else { end };
                prop_assert!(calendar.is_working_time(worked));
            }
        }
    }

    #[test]
    fn rolls_are_ordered((spec, from) in calendars(), offset in 0..WINDOW) {
        let calendar = Calendar::new(spec).unwrap();
        let day = from + Days::new(offset);
        let [following, preceding, modified, modified_back, half, nearest, unadjusted] = Roll::ALL.map(|roll| calendar.roll(day, roll).unwrap());
        prop_assert!(preceding <= unadjusted && unadjusted <= following);
        for rolled in [modified, modified_back, half, nearest] {
            prop_assert!(rolled == following || rolled == preceding);
        }
        prop_assert_eq!(unadjusted, day);
        prop_assert!([following, preceding].iter().all(|&day| calendar.is_working_day(day)));
    }
}

proptest! {
    // These reach over all the six centuries.
    #![proptest_config(ProptestConfig { cases: 40, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn working_time_is_additive((spec, _) in calendars(), instants in any::<[i64; 3]>(), near in any::<bool>()) {
        let calendar = Calendar::new(spec).unwrap();
        let squeeze = if near { 1_000 } else { 2 };
        let [a, b, c] = instants.map(|micros| DateTime::from_timestamp_micros(micros / squeeze).unwrap_or_default());
        prop_assert_eq!(calendar.working_time(a, b) + calendar.working_time(b, c), calendar.working_time(a, c));
    }

    #[test]
    fn no_instant_date_or_count_breaks_anything(
        (spec, _) in calendars(),
        micros in any::<i64>(),
        more in any::<i64>(),
        day in NaiveDate::MIN.num_days_from_ce()..=NaiveDate::MAX.num_days_from_ce(),
        second in 0u32..86_400,
        n in any::<u32>(),
    ) {
        let calendar = Calendar::new(spec).unwrap();
        let day = NaiveDate::from_num_days_from_ce_opt(day).unwrap();
        let at = DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::<Utc>::MAX_UTC);
        calendar.is_working_time(at);
        calendar.plus_working_time(at, TimeDelta::microseconds(more));
        calendar.working_time(at, DateTime::from_timestamp_micros(more).unwrap_or(DateTime::<Utc>::MIN_UTC));
        let _ = (calendar.next_opening(at), calendar.next_closing(at));
        let _ = (calendar.previous_opening(at), calendar.previous_closing(at));
        calendar.plus_working_days(day, more);
        calendar.working_days_between(day, at.date_naive());
        calendar.nth_working_day(day, at.date_naive(), n);
        calendar.last_working_day(day, at.date_naive());
        calendar.from_local(day, NaiveTime::from_num_seconds_from_midnight_opt(second, 0).unwrap(), Reading::Later);
        let _ = (calendar.opening(day), calendar.close(day), calendar.is_known(day), calendar.exception(day).is_some());
        for roll in Roll::ALL {
            calendar.roll(day, roll);
        }
    }
}
