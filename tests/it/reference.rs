//! Rows that other programs computed. Every comparable one agrees; the others are counted to the row.

use chrono::{DateTime, Months, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use interdept::calendar::{
    Calendar, CalendarSpec, Exception, ExceptionHours, HolidaySet, Hours, Roll, Week, china, parse_weekday,
};
use std::collections::BTreeMap;

/// The rows of a table below `fixtures/reference`, without its header; no field holds a comma.
fn rows<const N: usize>(file: &str) -> Vec<[String; N]> {
    let path = format!("{}/fixtures/reference/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let row = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>().try_into();
    text.lines().skip(1).map(|line| row(line).unwrap_or_else(|_| panic!("{file}: {line}"))).collect()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The references have no zones.
fn instant(text: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap().and_utc()
}

/// A calendar from a mask of weekdays, `1111100`, the hours of each, and days off.
fn masked(mask: &str, hours: &[Hours], closed: &str) -> Calendar {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| parse_weekday(day).unwrap());
    let worked = days.into_iter().zip(mask.chars()).filter(|(_, bit)| *bit == '1');
    let week = Week::new(worked.map(|(day, _)| (day, hours.to_vec()))).unwrap();
    let mut spec = CalendarSpec::new("reference".parse().unwrap(), Tz::UTC, week);
    let off = || Exception { name: None, hours: ExceptionHours::Closed };
    let days = closed.split(';').filter(|day| !day.is_empty()).map(|day| (date(day), off())).collect();
    spec.holidays.push(HolidaySet { days, ..HolidaySet::new("closed".parse().unwrap()) }.into());
    Calendar::new(spec).unwrap()
}

/// Mainland China, from nine to twelve and one to six.
fn chinese_office() -> Calendar {
    let week = Week::parse([("mon-fri", ["09:00-12:00", "13:00-18:00"].as_slice())]).unwrap();
    let mut spec = CalendarSpec::new("office".parse().unwrap(), Tz::UTC, week);
    spec.holidays.push(china("cn".parse().unwrap()).into());
    Calendar::new(spec).unwrap()
}

fn numpy_calendars() -> BTreeMap<String, Calendar> {
    let day = ["09:00-17:00".parse().unwrap()];
    rows("numpy_calendars.csv").into_iter().map(|[id, mask, closed]| (id, masked(&mask, &day, &closed))).collect()
}

#[test]
fn numpy_offsets_agree() {
    let calendars = numpy_calendars();
    let (mut worked, mut rolled, mut same_direction, mut refused) = (0, 0, 0, 0);
    for [case, id, from, n, roll, result] in rows("numpy_busday_offset.csv") {
        let calendar = &calendars[&id];
        let (from, n) = (date(&from), n.parse::<i64>().unwrap());
        if calendar.is_working_day(from) {
            worked += 1;
            assert_eq!(calendar.plus_working_days(from, n), Some(date(&result)), "case {case}");
            continue;
        }
        let roll = match roll.as_str() {
            "following" | "forward" => Roll::Following,
            "preceding" | "backward" => Roll::Preceding,
            "modifiedfollowing" => Roll::ModifiedFollowing,
            "modifiedpreceding" => Roll::ModifiedPreceding,
            "raise" | "nat" => {
                refused += 1;
                assert!(result.starts_with("ERR:") || result == "NaT", "case {case}");
                continue;
            }
            other => panic!("case {case}: {other}"),
        };
        // numpy first rolls and then steps.
        rolled += 1;
        let start = calendar.roll(from, roll).unwrap();
        assert_eq!(calendar.plus_working_days(start, n), Some(date(&result)), "case {case}");
        // Rolled against the direction of the steps, it starts on the last working day before them, and counts as we do.
        if (n > 0 && start < from) || (n < 0 && start > from) {
            same_direction += 1;
            assert_eq!(calendar.plus_working_days(from, n), Some(date(&result)), "case {case}");
        }
    }
    assert_eq!([worked, rolled, same_direction, refused], [1506, 741, 320, 253]);
}

#[test]
fn numpy_counts_agree() {
    let calendars = numpy_calendars();
    let rows = rows("numpy_busday_count.csv");
    assert_eq!(rows.len(), 1000);
    for [case, id, begin, end, count] in rows {
        let (begin, end) = (date(&begin), date(&end));
        // [begin, end) forwards, but the negative of (end, begin] backwards.
        let (after, through) =
            if begin <= end { (begin.pred_opt().unwrap(), end.pred_opt().unwrap()) } else { (begin, end) };
        let counted = calendars[&id].working_days_between(after, through);
        assert_eq!(counted, count.parse::<i64>().unwrap(), "case {case}");
    }
}

#[test]
fn pandas_hours_agree() {
    let configs: BTreeMap<String, Calendar> = rows("pandas_configs.csv")
        .into_iter()
        .map(|[id, starts, ends, mask, closed]| {
            let pair = |(start, end): (&str, &str)| format!("{start}-{end}").parse().unwrap();
            let hours: Vec<Hours> = starts.split(';').zip(ends.split(';')).map(pair).collect();
            (id, masked(&mask, &hours, &closed))
        })
        .collect();
    let (mut agree, mut pandas_itself, mut next_opening, mut zero) = (0, 0, 0, 0);
    for [case, id, start, hours, pandas, derived, is_pandas] in rows("pandas_custom_business_hour.csv") {
        let calendar = &configs[&id];
        let (start, hours) = (instant(&start), hours.parse::<i64>().unwrap());
        let end = calendar.plus_working_time(start, TimeDelta::hours(hours)).unwrap();
        if hours == 0 {
            // We stay; pandas moves to the next opening.
            zero += 1;
            let moved = if calendar.is_working_time(start) { start } else { calendar.next_opening(start).unwrap() };
            assert_eq!((end, moved), (start, instant(&pandas)), "case {case}");
            continue;
        }
        agree += 1;
        assert_eq!(end, instant(&derived), "case {case}");
        if is_pandas == "1" && end == instant(&pandas) {
            pandas_itself += 1;
        } else if is_pandas == "1" {
            // Hours that run out at a closing end at the next opening there, and backwards the other way round.
            next_opening += 1;
            let other = if hours > 0 { calendar.next_opening(end) } else { calendar.previous_closing(end) };
            assert_eq!(other, Some(instant(&pandas)), "case {case}");
        }
    }
    assert_eq!([agree, pandas_itself, next_opening, zero], [2317, 1750, 515, 183]);
}

#[test]
fn quantlib_advances_agree() {
    let office = chinese_office();
    let rows = rows("quantlib_china_ib.csv");
    assert_eq!(rows.len(), 1495);
    for [case, from, n, unit, convention, result] in rows {
        let roll = match convention.as_str() {
            "Following" => Roll::Following,
            "Preceding" => Roll::Preceding,
            "ModifiedFollowing" => Roll::ModifiedFollowing,
            "ModifiedPreceding" => Roll::ModifiedPreceding,
            "HalfMonthModifiedFollowing" => Roll::HalfMonthModifiedFollowing,
            "Nearest" => Roll::Nearest,
            "Unadjusted" => Roll::Unadjusted,
            other => panic!("case {case}: {other}"),
        };
        let (from, n) = (date(&from), n.parse::<i64>().unwrap());
        let months = Months::new(u32::try_from(n.abs()).unwrap());
        let ours = match unit.as_str() {
            "Days" if n != 0 => office.plus_working_days(from, n),
            "Days" => office.roll(from, roll),
            "Weeks" => office.roll(from + TimeDelta::weeks(n), roll),
            "Months" if n < 0 => office.roll(from - months, roll),
            "Months" => office.roll(from + months, roll),
            other => panic!("case {case}: {other}"),
        };
        assert_eq!(ours, Some(date(&result)), "case {case}");
    }
}

#[test]
fn pm4py_elapsed_agrees() {
    let office = chinese_office();
    let rows = rows("pm4py_elapsed_cn.csv");
    assert_eq!(rows.len(), 2500);
    for [case, start, end, seconds] in rows {
        let worked = office.working_time(instant(&start), instant(&end));
        assert_eq!(worked, TimeDelta::seconds(seconds.parse().unwrap()), "case {case}");
    }
}

#[test]
fn chinese_working_days_agree() {
    let office = chinese_office();
    let rows = rows("cn_workdays.csv");
    assert_eq!(rows.len(), 3287);
    for [day, is_worked, name] in rows {
        let day = date(&day);
        assert_eq!(office.is_working_day(day), is_worked == "1", "{day}");
        assert!(office.is_known(day));
        let ours = office.exception(day).and_then(|(_, exception)| exception.name.clone());
        let ours = ours.map_or_else(String::new, |text| text.to_string());
        assert_eq!(ours.trim_start_matches("make-up day for "), name, "{day}");
    }
}
