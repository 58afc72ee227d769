//! Calendars: what they say by hand; below, that the compiled tables agree with a walk from day to day.

mod laws;
mod naive;
mod walk;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use interdept::Text;
use interdept::calendar::{Calendar, CalendarError, CalendarSpec, Exception, ExceptionHours, HolidaySet, Roll, Week};

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
