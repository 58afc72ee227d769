use std::collections::BTreeMap;

use arbitrary::{Arbitrary, Unstructured};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use interdept::calendar::{Calendar, CalendarSpec, DayEnds, Exception, ExceptionHours, HolidaySet, Hours, Roll, Week};

const WEEKDAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

fn hours(u: &mut Unstructured<'_>) -> arbitrary::Result<Vec<Hours>> {
    let mut all = Vec::new();
    for _ in 0..u.int_in_range(0..=3u8)? {
        let start = u.int_in_range(0..=1439u16)?;
        let length = u.int_in_range(1..=1440u16)?;
        all.extend(Hours::new(start, start + length));
    }
    Ok(all)
}

fn spec(u: &mut Unstructured<'_>) -> arbitrary::Result<Option<(CalendarSpec, NaiveDate)>> {
    let zone = chrono_tz::TZ_VARIANTS[u.choose_index(chrono_tz::TZ_VARIANTS.len())?];
    let mut days = Vec::new();
    if bool::arbitrary(u)? {
        let same = hours(u)?;
        let upto = u.int_in_range(1..=7usize)?;
        days.extend(WEEKDAYS.into_iter().take(upto).map(|day| (day, same.clone())));
    } else {
        for day in WEEKDAYS {
            days.push((day, hours(u)?));
        }
    }
    let Ok(week) = Week::new(days) else { return Ok(None) };
    let span = (Calendar::LAST_DAY - Calendar::FIRST_DAY).num_days();
    let base = Calendar::FIRST_DAY + Days::new(u.int_in_range(0..=span as u64)?);
    // Tables are built for 1,827 days at a time: half of all inputs look at the seam between two.
    let seam = (base - Calendar::FIRST_DAY).num_days() / 1_827 * 1_827;
    let base = if bool::arbitrary(u)? { Calendar::FIRST_DAY + Days::new((seam - 30).max(0) as u64) } else { base };
    let mut sets = Vec::new();
    for n in 0..u.int_in_range(0..=2u8)? {
        let mut days = BTreeMap::new();
        for _ in 0..u.int_in_range(0..=12u8)? {
            let day = base + Days::new(u.int_in_range(0..=60u64)?);
            let hours = match u.int_in_range(0..=4u8)? {
                0 | 1 => ExceptionHours::Closed,
                2 => ExceptionHours::MakeUp,
                3 => ExceptionHours::As(WEEKDAYS[u.choose_index(7)?]),
                _ => ExceptionHours::Hours(hours(u)?),
            };
            days.insert(day, Exception { name: None, hours });
        }
        let id = format!("h{n}").parse().expect("an id");
        sets.push(std::sync::Arc::new(HolidaySet { days, ..HolidaySet::new(id) }));
    }
    let day_ends = if bool::arbitrary(u)? { DayEnds::Close } else { DayEnds::Midnight };
    let spec = CalendarSpec { holidays: sets, day_ends, ..CalendarSpec::new("c".parse().expect("an id"), zone, week) };
    Ok(Some((spec, base)))
}

fn instant(u: &mut Unstructured<'_>, base: NaiveDate, far: bool) -> arbitrary::Result<DateTime<Utc>> {
    let near = base.and_time(chrono::NaiveTime::MIN).and_utc();
    let kind = u.int_in_range(0..=9u8)?;
    Ok(match if far { kind } else { kind.max(2) } {
        0 => DateTime::from_timestamp_micros(i64::arbitrary(u)?).unwrap_or_default(),
        1 => DateTime::from_timestamp(u.int_in_range(-5_500_000_000..=13_700_000_000i64)?, 0).unwrap_or_default(),
        2 => near + TimeDelta::microseconds(u.int_in_range(0..=5_184_000_000_000i64)?),
        _ => near + TimeDelta::minutes(u.int_in_range(0..=86_400i64)?),
    })
}

/// The intervals of some dates, as the calendar gives them, merged.
fn walked(calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut all: Vec<_> = from
        .iter_days()
        .take_while(|day| *day <= to)
        .flat_map(|day| calendar.hours_of(day).collect::<Vec<_>>())
        .collect();
    all.sort_unstable();
    let mut merged: Vec<(DateTime<Utc>, DateTime<Utc>)> = Vec::new();
    for (opening, closing) in all {
        assert!(opening < closing);
        match merged.last_mut() {
            Some(last) if opening <= last.1 => last.1 = last.1.max(closing),
            _ => merged.push((opening, closing)),
        }
    }
    merged
}

/// A week, exceptions and a zone; then instants, dates and lengths that must obey the laws of counting.
pub fn calendar(data: &[u8]) {
    let _ = run(&mut Unstructured::new(data));
}

fn run(u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let Some((spec, base)) = spec(u)? else { return Ok(()) };
    let calendar = match Calendar::new(spec) {
        Ok(calendar) => calendar,
        Err(error) => {
            let _ = error.to_string();
            return Ok(());
        }
    };
    // Counting over centuries builds all of a calendar's tables, which takes as long as a hundred near questions.
    let far = u.ratio(1u8, 16u8)?;
    for _ in 0..6 {
        working_time(&calendar, base, far, u)?;
        working_days(&calendar, base, far, u)?;
        if u.is_empty() {
            break;
        }
    }
    Ok(())
}

fn working_time(calendar: &Calendar, base: NaiveDate, far: bool, u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let mut at = [instant(u, base, far)?, instant(u, base, far)?, instant(u, base, far)?];
    at.sort_unstable();
    let [a, b, c] = at;
    let between = |from, to| calendar.working_time(from, to);
    assert!(between(a, b) >= TimeDelta::zero());
    assert!(between(a, b) <= b - a, "more work than time between {a} and {b}");
    assert_eq!(between(a, b) + between(b, c), between(a, c), "{a} {b} {c}");
    assert_eq!(between(b, a), -between(a, b));
    let micro = TimeDelta::microseconds(1);
    let kind = u.int_in_range(0..=3u8)?;
    let time = match if far { kind } else { kind.max(2) } {
        0 => TimeDelta::microseconds(u.int_in_range(1..=400_000_000_000_000i64)?),
        1 => TimeDelta::microseconds(u.int_in_range(1..=i64::MAX / 4)?),
        2 => between(a, c).max(micro),
        _ => TimeDelta::minutes(u.int_in_range(1..=40_000i64)?),
    };
    if let Some(end) = calendar.plus_working_time(a, time) {
        assert!(end >= a, "{a} + {time} = {end}");
        assert_eq!(between(a, end), time, "{a} + {time} = {end}");
        assert!(
            calendar.is_working_time(end - micro),
            "{end} is not the first instant by which {time} have passed since {a}"
        );
        if let Some(back) = calendar.plus_working_time(end, -time) {
            assert!(
                back >= a && between(a, back).is_zero() && calendar.is_working_time(back),
                "{end} - {time} = {back}, from {a}"
            );
        } else {
            panic!("{end} - {time} lies nowhere, yet {a} lies before it");
        }
        if let Some(later) = calendar.plus_working_time(b, time) {
            assert!(end <= later);
        }
        let more = calendar.plus_working_time(a, time + TimeDelta::minutes(1));
        assert!(more.is_none_or(|more| end < more));
    }
    if let Some(start) = calendar.plus_working_time(c, -time) {
        assert!(start <= c && between(start, c) == time && calendar.is_working_time(start), "{c} - {time} = {start}");
    }
    if let Some(opening) = calendar.next_opening(a) {
        assert!(opening > a && calendar.is_working_time(opening));
        assert!(!calendar.is_working_time(opening - micro));
        assert_eq!(calendar.previous_opening(opening + micro), Some(opening));
    }
    if let Some(closing) = calendar.next_closing(a) {
        assert!(closing > a && !calendar.is_working_time(closing) && calendar.is_working_time(closing - micro));
        assert_eq!(calendar.previous_closing(closing + micro), Some(closing));
    }
    if let Some(opening) = calendar.previous_opening(a) {
        assert!(opening < a && calendar.is_working_time(opening) && !calendar.is_working_time(opening - micro));
        assert_eq!(calendar.next_opening(opening - micro), Some(opening));
    }
    // What is worked between two instants is what the dates between say, near and inside the horizon.
    let first = calendar.to_local(a.max(DateTime::<Utc>::MIN_UTC + TimeDelta::days(9))).date_naive();
    if c - a < TimeDelta::days(90)
        && first > Calendar::FIRST_DAY + Days::new(5)
        && first < Calendar::LAST_DAY - Days::new(100)
    {
        let intervals = walked(calendar, first - Days::new(4), first + Days::new(95));
        let sum: TimeDelta =
            intervals.iter().map(|&(opening, closing)| (closing.min(c) - opening.max(a)).max(TimeDelta::zero())).sum();
        assert_eq!(sum, between(a, c), "{a} to {c}");
        let working = intervals.iter().any(|&(opening, closing)| opening <= b && b < closing);
        assert_eq!(working, calendar.is_working_time(b), "{b}");
    }
    Ok(())
}

fn working_days(calendar: &Calendar, base: NaiveDate, far: bool, u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let date = |u: &mut Unstructured<'_>| -> arbitrary::Result<NaiveDate> {
        let kind = u.int_in_range(0..=5u8)?;
        Ok(match if far { kind } else { kind.max(3) } {
            0 => NaiveDate::from_num_days_from_ce_opt(u.int_in_range(-100..=3_700_000i32)?).unwrap_or_default(),
            1 => NaiveDate::MIN,
            2 => NaiveDate::MAX,
            _ => base + Days::new(u.int_in_range(0..=90u64)?),
        })
    };
    let mut days = [date(u)?, date(u)?, date(u)?];
    days.sort_unstable();
    let [a, b, c] = days;
    let between = |after, through| calendar.working_days_between(after, through);
    assert!(between(a, b) >= 0);
    assert_eq!(between(a, b) + between(b, c), between(a, c));
    assert_eq!(between(b, a), -between(a, b));
    if c - a < TimeDelta::days(200) {
        let walked =
            a.iter_days().skip(1).take_while(|day| *day <= c).filter(|day| calendar.is_working_day(*day)).count();
        assert_eq!(walked as i64, between(a, c), "{a} to {c}");
    }
    let n = i64::from(u.int_in_range(1..=90_000u32)?) >> u.int_in_range(if far { 0..=16u8 } else { 9..=16u8 })?;
    if let Some(end) = calendar.plus_working_days(b, n) {
        assert_eq!(between(b, end), n, "{b} + {n} = {end}");
        assert!(n == 0 || calendar.is_working_day(end));
    }
    if let Some(start) = calendar.plus_working_days(b, -n).filter(|_| n > 0) {
        let on = i64::from(calendar.is_working_day(b));
        assert_eq!(between(start, b), n - 1 + on, "{b} - {n} = {start}");
        assert!(calendar.is_working_day(start));
    }
    for roll in Roll::ALL {
        let Some(rolled) = calendar.roll(b, roll) else { continue };
        if calendar.is_working_day(b) || roll == Roll::Unadjusted {
            assert_eq!(rolled, b);
            continue;
        }
        assert!(calendar.is_working_day(rolled), "{b} {roll} {rolled}");
        let (low, high) = (b.min(rolled), b.max(rolled));
        let between = low
            .iter_days()
            .skip(1)
            .take_while(|day| *day < high)
            .take(2000)
            .filter(|day| calendar.is_working_day(*day))
            .count();
        assert_eq!(between, 0, "{b} {roll} {rolled} passes a working day");
        let month = |day: NaiveDate| (day.year(), day.month());
        match roll {
            Roll::Following => assert!(rolled > b),
            Roll::Preceding => assert!(rolled < b),
            Roll::ModifiedFollowing | Roll::ModifiedPreceding => {
                let other =
                    calendar.roll(b, if roll == Roll::ModifiedFollowing { Roll::Following } else { Roll::Preceding });
                assert!(month(rolled) == month(b) || other.is_none_or(|other| month(other) != month(b)));
            }
            _ => {}
        }
    }
    if let (Some(opening), Some(close)) = (calendar.opening(b), calendar.close(b)) {
        assert!(calendar.is_working_day(b) && opening < close);
        assert!(calendar.is_working_time(opening));
        assert!(calendar.working_time(opening, close) > TimeDelta::zero());
    }
    assert_eq!(calendar.is_working_day(b), calendar.hours_of(b).next().is_some());
    Ok(())
}
