//! What is worked on each day, read off the specification sentence by sentence.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeZone, Weekday};
use interdept::calendar::{
    CalendarSpec, Exception, ExceptionHours, Hours, Moment, MonthDay, Season, SeasonDays, Substitute, SubstituteRule,
    Week, Yearly, YearlyDays,
};

use super::walk::Walk;

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
                    let part = |a: (i64, i64)| minutes(hours).into_iter().map(move |b| (a.0.max(b.0), a.1.min(b.1)));
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
                let is_same = name.is_some() && exception.name == *name && exception.hours == ExceptionHours::Closed;
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
