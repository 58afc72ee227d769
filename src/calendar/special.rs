//! From holiday sets to what is worked on each date that they name.
//!
//! Everything that recurs is written out once, for the whole horizon, when a calendar is compiled; no question walks
//! from day to day afterwards.

use std::borrow::Cow;
use std::collections::HashSet;

use chrono::{DateTime, Datelike, TimeZone};

use super::hours::{WEEKDAYS, first_overlap, index};
use super::rules::{
    DAY_SECONDS, DAYS, Day, FIRST_DAY, LAST_DAY, Pattern, Patterns, Rules, date_of, day_at, day_of, midnight,
};
use super::stretch::{Stretch, within, without};
use super::{CalendarError, CalendarSpec, Closure, Exception, ExceptionHours, HolidaySet, Hours, Moment, Substitute};
use crate::Text;

/// The most dates that the holiday sets of one calendar may name, each time that they do.
const MOST_DAYS: usize = 2_000_000;

/// So many holidays with substitutes on one date are each looked at without the others; of more, the date is off.
const MOST_ALIKE: usize = 16;

/// The most holiday sets of a calendar.
const MOST_SETS: usize = 1_000;

/// A date that is no ordinary day of its week.
#[derive(Clone, Copy, Debug)]
pub(super) struct Special {
    pub(super) day: Day,
    pub(super) pattern: Pattern,
    /// What made it so.
    pub(super) entry: Entry,
}

/// Where something is said about a date. Sorted in the order in which it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    /// The set's place in the calendar's list.
    pub(super) set: u16,
    pub(super) kind: Kind,
    /// Its place among what the set says of every year, or among its closures.
    pub(super) at: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A day that is closed every year.
    YearlyClosed,
    /// Another day of every year.
    Yearly,
    /// An exception by date.
    Dated,
    Closure,
    /// A day that is closed in place of one that is closed every year.
    Substitute,
}

impl Entry {
    fn is_yearly(self) -> bool {
        matches!(self.kind, Kind::YearlyClosed | Kind::Yearly)
    }

    fn set(self, spec: &CalendarSpec) -> Option<&HolidaySet> {
        spec.holidays.get(usize::from(self.set)).map(|set| &**set)
    }

    /// The set and what it says; none for a closure.
    pub(super) fn exception(self, spec: &CalendarSpec, day: Day) -> Option<(&HolidaySet, &Exception)> {
        let set = self.set(spec)?;
        let exception = match self.kind {
            Kind::Dated => set.days.get(&date_of(day)?)?,
            Kind::YearlyClosed | Kind::Yearly | Kind::Substitute => &set.yearly.get(self.at as usize)?.exception,
            Kind::Closure => return None,
        };
        Some((set, exception))
    }

    pub(super) fn closure(self, spec: &CalendarSpec) -> Option<(&HolidaySet, &Closure)> {
        let set = self.set(spec)?;
        let closure = set.closures.get(self.at as usize).filter(|_| self.kind == Kind::Closure)?;
        Some((set, closure))
    }

    fn substitute(self, spec: &CalendarSpec) -> Option<Substitute> {
        let yearly = (self.kind == Kind::YearlyClosed).then(|| self.set(spec)?.yearly.get(self.at as usize))??;
        yearly.substitute.filter(|_| matches!(yearly.days, super::YearlyDays::Day(_)))
    }
}

/// A holiday that has a substitute if it falls on a day off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Replaced {
    pub(super) day: Day,
    pub(super) entry: Entry,
    pub(super) by: Substitute,
    /// It does, unless that is only because the date is a substitute itself.
    pub(super) is_off: bool,
}

/// The dates that the sets of a calendar name, in order, and the holidays that want a substitute.
pub(super) fn dates(
    spec: &CalendarSpec,
    rules: &Rules,
    patterns: &mut Patterns,
) -> Result<(Vec<Special>, Vec<Replaced>), CalendarError> {
    for set in &spec.holidays {
        check(set)?;
    }
    let entries = entries(spec)?;
    let (mut specials, mut replaced) = (Vec::new(), Vec::new());
    for group in entries.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(day, _)) = group.first() else { continue };
        let said = Said { spec, rules, day, entries: group };
        let (worked, entry) = said.fold(|_| true)?;
        replaced.extend(said.replaced(&worked)?);
        if let Some(entry) = entry {
            let pattern = patterns.of(&worked)?;
            specials.push(Special { day, pattern, entry });
        }
    }
    Ok((specials, replaced))
}

/// What is wrong with a set whatever calendar uses it.
fn check(set: &HolidaySet) -> Result<(), CalendarError> {
    let dated = set.days.iter().map(|(&date, exception)| (date, exception));
    let yearly = set.yearly.iter().map(|yearly| (FIRST_DAY, &yearly.exception));
    for (date, exception) in dated.chain(yearly) {
        let (ExceptionHours::Hours(hours) | ExceptionHours::Partial(hours)) = &exception.hours else { continue };
        if hours.is_empty() {
            return Err(CalendarError::EmptyHours { set: set.id.clone(), date });
        }
        if let Some((first, second)) = first_overlap(&sorted(hours)) {
            return Err(CalendarError::Overlap { first: (date, first), second: (date, second) });
        }
    }
    Ok(())
}

fn sorted(hours: &[Hours]) -> Cow<'_, [Hours]> {
    if hours.is_sorted() {
        return Cow::Borrowed(hours);
    }
    let mut hours = hours.to_vec();
    hours.sort_unstable();
    Cow::Owned(hours)
}

/// Everything that is said of any date, by date and in the order in which it counts.
fn entries(spec: &CalendarSpec) -> Result<Vec<(Day, Entry)>, CalendarError> {
    if spec.holidays.len() > MOST_SETS {
        return Err(CalendarError::TooManyDays);
    }
    let mut entries: Vec<(Day, Entry)> = Vec::new();
    for (set, number) in spec.holidays.iter().zip(0u16..) {
        let entry = |kind, at| Entry { set: number, kind, at };
        let mut add = |days: std::ops::RangeInclusive<Day>, entry| {
            let days = (*days.start()).max(0)..=(*days.end()).min(DAYS - 1);
            let count = usize::try_from(i64::from(*days.end()) - i64::from(*days.start()) + 1).unwrap_or(0);
            if entries.len() + count > MOST_DAYS {
                return Err(CalendarError::TooManyDays);
            }
            entries.extend(days.map(|day| (day, entry)));
            Ok(())
        };
        for &date in set.days.keys() {
            add(day_of(date)..=day_of(date), entry(Kind::Dated, 0))?;
        }
        for (yearly, at) in set.yearly.iter().zip(0u32..) {
            let is_closed = yearly.exception.hours == ExceptionHours::Closed;
            let kind = if is_closed { Kind::YearlyClosed } else { Kind::Yearly };
            // Days added or taken off may lead out of a year and the one beside it.
            for year in FIRST_DAY.year() - 2..=LAST_DAY.year() + 2 {
                if let Some((first, last)) = yearly.days.in_year(year) {
                    add(day_of(first)..=day_of(last), entry(kind, at))?;
                }
            }
        }
        for (closure, at) in set.closures.iter().zip(0u32..) {
            // The day before, for its night shift.
            if let Some((from, to)) = local_seconds(closure, spec.zone) {
                add(day_at(from).saturating_sub(1)..=day_at(to - 1), entry(Kind::Closure, at))?;
            }
        }
    }
    entries.sort_unstable();
    Ok(entries)
}

/// When a closure begins and ends, in local seconds since the epoch. None if it is empty.
fn local_seconds(closure: &Closure, zone: chrono_tz::Tz) -> Option<(i64, i64)> {
    let local = |moment: Moment| match moment {
        Moment::Local(time) => time.and_utc().timestamp(),
        Moment::At(at) => zone.from_utc_datetime(&at.naive_utc()).naive_local().and_utc().timestamp(),
    };
    let (from, to) = (local(closure.from), local(closure.to));
    // Where clocks are set back in between, it lasts longer than they show.
    let to = match (closure.from, closure.to) {
        (Moment::At(a), Moment::At(b)) if a < b && to <= from => from.saturating_add((b - a).num_seconds()),
        _ => to,
    };
    (from < to && DateTime::from_timestamp(to, 0).is_some()).then_some((from, to))
}

/// What the sets say of one date.
struct Said<'c> {
    spec: &'c CalendarSpec,
    rules: &'c Rules,
    day: Day,
    entries: &'c [(Day, Entry)],
}

impl<'c> Said<'c> {
    /// What is worked by the entries that are kept, and which of them is the last that has a say in it.
    fn fold(&self, keep: impl Fn(Entry) -> bool) -> Result<(Cow<'c, [Stretch]>, Option<Entry>), CalendarError> {
        let mut worked = Cow::Borrowed(self.rules.hours(self.rules.week_pattern(self.day)));
        let mut last = None;
        let kept = |entry: &&(Day, Entry)| keep(entry.1);
        for of_set in self.entries.chunk_by(|a, b| a.1.set == b.1.set) {
            let is_dated = of_set.iter().filter(kept).any(|(_, entry)| entry.kind == Kind::Dated);
            for &(_, entry) in of_set.iter().filter(kept) {
                if is_dated && entry.is_yearly() {
                    continue;
                }
                if let Some(changed) = self.apply(entry, &worked)? {
                    (worked, last) = (changed, Some(entry));
                }
            }
        }
        Ok((worked, last))
    }

    /// What is worked after an entry has been heard; none if it changes nothing.
    fn apply(&self, entry: Entry, worked: &[Stretch]) -> Result<Option<Cow<'c, [Stretch]>>, CalendarError> {
        if let Some((_, closure)) = entry.closure(self.spec) {
            return Ok(self.cut(closure, worked).map(Cow::Owned));
        }
        let Some((set, exception)) = entry.exception(self.spec, self.day) else { return Ok(None) };
        let stretches = |hours: &[Hours]| sorted(hours).iter().map(|&hours| hours.into()).collect::<Vec<Stretch>>();
        let date = date_of(self.day).unwrap_or_default();
        let on = |weekday| self.rules.hours(self.rules.weekday_pattern(self.day, index(weekday)));
        let weekday = |weekday| match on(weekday) {
            [] => Err(CalendarError::NoHours { set: set.id.clone(), date, weekday }),
            hours => Ok(Some(Cow::Borrowed(hours))),
        };
        match &exception.hours {
            ExceptionHours::Closed => Ok(Some(Cow::Borrowed(&[]))),
            ExceptionHours::As(day) => weekday(*day),
            ExceptionHours::Open => weekday(date.weekday()),
            ExceptionHours::MakeUp => {
                let back = (0..7).map(|days| WEEKDAYS.get((index(date.weekday()) + 7 - days) % 7).copied());
                let hours = back.flatten().map(on).find(|hours| !hours.is_empty());
                Ok(Some(Cow::Borrowed(hours.unwrap_or(&[]))))
            }
            ExceptionHours::Hours(hours) => Ok(Some(Cow::Owned(stretches(hours)))),
            ExceptionHours::Partial(hours) => {
                let left = within(worked, &stretches(hours));
                Ok((*left != *worked).then_some(Cow::Owned(left)))
            }
        }
    }

    /// What a closure leaves; none if it takes nothing.
    fn cut(&self, closure: &Closure, worked: &[Stretch]) -> Option<Vec<Stretch>> {
        let (from, to) = local_seconds(closure, self.rules.zone)?;
        let minute = |seconds: i64| u16::try_from(seconds.clamp(0, 2 * DAY_SECONDS) / 60).unwrap_or(0);
        let start = midnight(self.day);
        let closed = Stretch { start: minute(from - start), end: minute((to - start).saturating_add(59)) };
        let left = without(worked, closed);
        (*left != *worked).then_some(left)
    }

    /// The holidays of the date that want a substitute, given what is worked on it in the end.
    fn replaced(&self, worked: &[Stretch]) -> Result<Vec<Replaced>, CalendarError> {
        let holidays = self.entries.iter().filter_map(|&(_, entry)| Some((entry, entry.substitute(self.spec)?)));
        let holidays: Vec<_> = holidays.collect();
        let mut replaced = Vec::new();
        let mut names: HashSet<&Text> = HashSet::new();
        let weekday = date_of(self.day).unwrap_or_default().weekday();
        for (n, &(entry, by)) in holidays.iter().enumerate() {
            let name = self.name(entry);
            // The same holiday again.
            if holidays.len() > 1 && name.is_some_and(|name| !names.insert(name)) {
                continue;
            }
            let is_off = if n < MOST_ALIKE {
                let own_date = |other: Entry| other.set == entry.set && other.kind == Kind::Dated;
                let same = |other: Entry| other == entry || (name.is_some() && self.name(other) == name);
                let later = |other: Entry| other > entry && other.substitute(self.spec).is_some();
                self.fold(|other| !own_date(other) && !same(other) && !later(other))?.0.is_empty()
            } else {
                worked.is_empty()
            };
            let is_off = is_off || self.rules.is_skipped(self.day);
            if by.on.is_none_or(|on| on.contains(weekday)) {
                replaced.push(Replaced { day: self.day, entry, by, is_off });
            }
        }
        Ok(replaced)
    }

    fn name(&self, entry: Entry) -> Option<&'c Text> {
        let closed = |exception: &&Exception| exception.hours == ExceptionHours::Closed;
        let (_, exception) = entry.exception(self.spec, self.day)?;
        Some(exception).filter(closed)?.name.as_ref()
    }
}
