//! The calendars of these tests.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use interdept::Text;
use interdept::calendar::{Calendar, CalendarSpec, DayEnds, Exception, ExceptionHours, HolidaySet, Week};

/// Mondays to Fridays, 09:00 to 18:00, with these days closed: `2026-10-01 National Day`.
pub(super) fn office(zone: Tz, closed: &[&str]) -> CalendarSpec {
    let week = Week::parse([("mon-fri", ["09:00-18:00"].as_slice())]).unwrap();
    let mut days = BTreeMap::new();
    for day in closed {
        let (date, name) = day.split_once(' ').unwrap_or((day, "Holiday"));
        days.insert(date.parse().unwrap(), Exception { name: Some(Text::from(name)), hours: ExceptionHours::Closed });
    }
    let mut spec = CalendarSpec::new("office".parse().unwrap(), zone, week);
    spec.holidays.push(HolidaySet { days, ..HolidaySet::new("closed".parse().unwrap()) }.into());
    spec
}

/// The dealership of DOMAIN.md: Mondays to Saturdays with a lunch break; National Day week 2026 closed, 10 October
/// worked like a Friday.
pub(super) fn dealership() -> Calendar {
    let hours = ["08:30-12:00", "13:30-18:00"];
    let week = Week::parse([("mon-sat", hours.as_slice())]).unwrap();
    let mut spec = CalendarSpec::new("dealership".parse().unwrap(), chrono_tz::Asia::Shanghai, week);
    let national_day = Text::new([("en", "National Day"), ("zh", "国庆节")]);
    let closed =
        |day| (date(2026, 10, day), Exception { name: Some(national_day.clone()), hours: ExceptionHours::Closed });
    let mut days: BTreeMap<_, _> = (1..=7).map(closed).collect();
    days.insert(date(2026, 10, 10), Exception { name: None, hours: ExceptionHours::As(chrono::Weekday::Fri) });
    spec.holidays.push(
        HolidaySet {
            covers: Some((date(2026, 1, 1), date(2026, 12, 31))),
            days,
            ..HolidaySet::new("cn-2026".parse().unwrap())
        }
        .into(),
    );
    Calendar::new(spec).unwrap()
}

/// An office with nothing closed but weekends.
pub(super) fn plain(zone: Tz) -> Calendar {
    Calendar::new(office(zone, &[])).unwrap()
}

/// The same, whose days end at midnight.
pub(super) fn till_midnight(zone: Tz) -> Calendar {
    Calendar::new(CalendarSpec { day_ends: DayEnds::Midnight, ..office(zone, &[]) }).unwrap()
}

pub(super) fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}
