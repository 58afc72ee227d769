//! The public holidays of mainland China.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Builtin, Exception, ExceptionHours, HolidaySet};
use crate::{HolidaySetId, Text};

/// `closed` or `open`, the first and the last day, and the holiday, as the State Council's yearly notices have them.
const NOTICES: &str = include_str!("china.csv");

/// The first and the last day that [`china`] knows.
const COVERS: Option<(NaiveDate, NaiveDate)> =
    match (NaiveDate::from_ymd_opt(2018, 1, 1), NaiveDate::from_ymd_opt(2026, 12, 31)) {
        (Some(first), Some(last)) => Some((first, last)),
        _ => None,
    };

/// The public holidays of mainland China from 2018 to 2026, with the weekend days worked in exchange, as the State
/// Council announced them; named in English and Chinese.
///
/// It covers 2018-01-01 to 2026-12-31. The notice for a year appears in the November before it, so what comes after is
/// [not known](super::Calendar::is_known).
///
/// Holidays are closed. A weekend day worked in exchange (调休) is [worked](ExceptionHours::MakeUp) in its own
/// weekday's hours or, where that is a day off, like the last day before it that has hours: in most offices like a
/// Friday. The notices do not say whose hours hold; who needs others puts a set of his own behind this one in the
/// calendar's list, where it wins.
///
/// ```
/// use interdept::calendar::{Calendar, CalendarSpec, Week, china};
///
/// let week = Week::parse([("mon-fri", ["08:30-12:00", "13:30-18:00"].as_slice())])?;
/// let mut spec = CalendarSpec::new("office".parse()?, chrono_tz::Asia::Shanghai, week);
/// spec.holidays.push(china("cn".parse()?).into());
/// let office = Calendar::new(spec)?;
///
/// // National Day 2026: closed from the 1st to the 7th, worked on Saturday the 10th.
/// let (_, holiday) = office.exception("2026-10-05".parse()?).unwrap();
/// assert_eq!(holiday.name.as_ref().unwrap().in_language("zh"), "国庆节");
/// assert_eq!(office.plus_working_days("2026-09-30".parse()?, 1), Some("2026-10-08".parse()?));
/// assert!(office.is_working_day("2026-10-10".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn china(id: HolidaySetId) -> HolidaySet {
    let mut days = BTreeMap::new();
    for (first, last, exception) in NOTICES.lines().filter_map(notice) {
        days.extend(first.iter_days().take_while(|day| *day <= last).map(|day| (day, exception.clone())));
    }
    HolidaySet { covers: COVERS, builtin: Some(Builtin::China), days, ..HolidaySet::new(id) }
}

fn notice(line: &str) -> Option<(NaiveDate, NaiveDate, Exception)> {
    let mut fields = line.splitn(4, ',');
    let (kind, first, last, name) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let chinese = chinese(name)?;
    let exception = match kind {
        "closed" => Exception { name: Some(Text::new([("en", name), ("zh", chinese)])), hours: ExceptionHours::Closed },
        "open" => {
            let (en, zh) = (format!("make-up day for {name}"), format!("{chinese}调休上班"));
            Exception { name: Some(Text::new([("en", &*en), ("zh", &*zh)])), hours: ExceptionHours::MakeUp }
        }
        _ => return None,
    };
    Some((first.parse().ok()?, last.parse().ok()?, exception))
}

fn chinese(name: &str) -> Option<&'static str> {
    Some(match name {
        "New Year's Day" => "元旦",
        "Spring Festival" => "春节",
        "Tomb-sweeping Day" => "清明节",
        "Labour Day" => "劳动节",
        "Dragon Boat Festival" => "端午节",
        "Mid-autumn Festival" => "中秋节",
        "National Day" => "国庆节",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_lost() {
        assert_eq!(NOTICES.lines().filter_map(notice).count(), NOTICES.lines().count());
        let set = china("cn".parse().unwrap());
        let (first, last) = set.covers.unwrap();
        assert!(set.days.keys().all(|day| (first..=last).contains(day)));
        assert_eq!(
            (set.days.len(), first.to_string(), last.to_string()),
            (322, "2018-01-01".into(), "2026-12-31".into())
        );
    }
}
