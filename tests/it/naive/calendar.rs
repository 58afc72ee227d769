//! Working time, counted on one's fingers: SPEC 3. A desk writes down the hours of every day of some years and looks
//! them through from the beginning whenever it is asked.

use std::collections::BTreeMap;

use chrono::{
    DateTime, Datelike, Days, MappedLocalTime, Months, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Utc, Weekday,
};
use chrono_tz::Tz;

pub(crate) type At = DateTime<Utc>;

/// Minutes of a day from and to; an end beyond 1440 lies on the next day.
pub(crate) type Hours = Vec<(u32, u32)>;

/// The hours of each weekday, from Monday.
pub(crate) type Week = [Hours; 7];

/// When a department works, as its calendar is written.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) zone: Tz,
    pub(crate) week: Week,
    pub(crate) seasons: Vec<Season>,
    pub(crate) sets: Vec<Vec<Exception>>,
    pub(crate) ends_at_close: bool,
}

/// Another week from a month and day to another, both inclusive, each year.
#[derive(Clone, Debug)]
pub(crate) struct Season {
    pub(crate) from: (u32, u32),
    pub(crate) to: (u32, u32),
    pub(crate) week: Week,
}

#[derive(Clone, Debug)]
pub(crate) struct Exception {
    pub(crate) on: Dates,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Dates {
    On(NaiveDate),
    FromTo(NaiveDate, NaiveDate),
    /// A month and day of every year.
    Every(u32, u32),
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    Closed,
    /// Closed, and the next working day instead where its weekday has no hours; or the nearest.
    Substituted {
        nearest: bool,
    },
    OpenAs(Weekday),
    OpenFor(Hours),
    Partial(Hours),
}

/// The days whose hours are written down.
const BEFORE: u64 = 150;
const AFTER: u64 = 300;

/// A plan with the hours of every day, worked out.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    pub(crate) plan: Plan,
    days: BTreeMap<NaiveDate, Vec<(At, At)>>,
    /// The same, one after another, what touches merged.
    shifts: Vec<(At, At)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Minutes,
    Hours,
    BusinessMinutes,
    BusinessHours,
    Days,
    Weeks,
    Months,
    BusinessDays,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Roll {
    Following,
    Preceding,
    ModifiedFollowing,
    ModifiedPreceding,
    HalfMonth,
    Nearest,
    Unadjusted,
}

pub(crate) fn next_day(date: NaiveDate) -> NaiveDate {
    date.succ_opt().unwrap()
}

pub(crate) fn day_before(date: NaiveDate) -> NaiveDate {
    date.pred_opt().unwrap()
}

impl Season {
    /// "they may wrap the year's end"
    fn holds(&self, date: NaiveDate) -> bool {
        let day = (date.month(), date.day());
        if self.from <= self.to { self.from <= day && day <= self.to } else { self.from <= day || day <= self.to }
    }
}

impl Plan {
    /// "of several, the last in the list"
    fn week_on(&self, date: NaiveDate) -> &Week {
        self.seasons.iter().rev().find(|season| season.holds(date)).map_or(&self.week, |season| &season.week)
    }

    fn hours_of(&self, date: NaiveDate, weekday: Weekday) -> Hours {
        self.week_on(date)[weekday.num_days_from_monday() as usize].clone()
    }

    /// The hours that start on a date: seasons, then the sets in their order, without substitutes.
    fn hours(&self, date: NaiveDate) -> Hours {
        self.hours_without(date, None)
    }

    /// The same without what is written down once.
    fn hours_without(&self, date: NaiveDate, without: Option<&Exception>) -> Hours {
        let mut hours = self.hours_of(date, date.weekday());
        for set in &self.sets {
            let set =
                || set.iter().filter(|exception| without.is_none_or(|without| !std::ptr::eq(*exception, without)));
            // "an `on` beside an `every` is none: the `on` counts"
            let named = |exception: &&Exception| match exception.on {
                Dates::On(on) => on == date,
                Dates::FromTo(from, to) => from <= date && date <= to,
                Dates::Every(..) => false,
            };
            let yearly = |exception: &&Exception| matches!(exception.on, Dates::Every(m, d) if (m, d) == (date.month(), date.day()));
            let Some(exception) = set().find(named).or_else(|| set().find(yearly)) else { continue };
            hours = match &exception.what {
                What::Closed | What::Substituted { .. } => Vec::new(),
                What::OpenAs(weekday) => self.hours_of(date, *weekday),
                What::OpenFor(hours) => hours.clone(),
                // "leaves off what is off by then, and shortens what is on by then"
                What::Partial(partial) => {
                    let both = |&(from, to): &(u32, u32)| {
                        partial.iter().map(move |&(start, end)| (from.max(start), to.min(end)))
                    };
                    hours.iter().flat_map(both).filter(|(from, to)| from < to).collect()
                }
            };
        }
        hours
    }

    /// The instant of a local time, given in minutes of a day (which may lie on the next).
    pub(crate) fn at(&self, date: NaiveDate, minutes: u32, later: bool) -> At {
        let local = date.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes.into());
        match self.zone.from_local_datetime(&local) {
            MappedLocalTime::Single(at) => at.to_utc(),
            // "an opening takes the earlier reading, a closing or deadline the later"
            MappedLocalTime::Ambiguous(first, second) => if later { second } else { first }.to_utc(),
            // "Local times in a DST gap move forward by the gap": read with the offset before it.
            MappedLocalTime::None => {
                let before = self.zone.from_local_datetime(&(local - TimeDelta::hours(3))).unwrap();
                (local - before.offset().fix()).and_utc()
            }
        }
    }

    /// Closes a day for each substituted holiday without hours, in order of date, after all sets.
    fn substitute(&self, days: &mut BTreeMap<NaiveDate, Vec<(At, At)>>) {
        let dates: Vec<NaiveDate> = days.keys().copied().collect();
        for date in dates {
            for exception in self.sets.iter().flatten() {
                let Dates::Every(month, day) = exception.on else { continue };
                let What::Substituted { nearest } = exception.what else { continue };
                // "a day on which something else is closed for another reason counts as no working day"
                if (month, day) != (date.month(), date.day()) || !self.hours_without(date, Some(exception)).is_empty() {
                    continue;
                }
                let works = |day: &NaiveDate| days.get(day).is_some_and(|hours| !hours.is_empty());
                let after = date.iter_days().skip(1).take(60).find(works);
                let before = (1..60).map(|n| date - Days::new(n)).find(works);
                // "the nearest (Saturday back, all else forth)"
                let distance = |day: NaiveDate| (day - date).num_days().abs();
                let instead = match (before, after) {
                    (Some(before), Some(after)) if nearest => {
                        let back = distance(before) < distance(after)
                            || distance(before) == distance(after) && date.weekday() == Weekday::Sat;
                        Some(if back { before } else { after })
                    }
                    _ => after,
                };
                if let Some(instead) = instead {
                    days.insert(instead, Vec::new());
                }
            }
        }
    }
}

impl Desk {
    /// The desk of a plan, for what happens some weeks after a day.
    pub(crate) fn new(plan: Plan, around: NaiveDate) -> Self {
        let first = around - Days::new(BEFORE);
        let mut days: BTreeMap<NaiveDate, Vec<(At, At)>> = first
            .iter_days()
            .take(usize::try_from(BEFORE + AFTER).unwrap())
            .map(|date| {
                let hours = plan.hours(date).into_iter();
                let instants = hours.map(|(from, to)| (plan.at(date, from, false), plan.at(date, to, true)));
                // "An interval that a DST change empties is dropped"
                (date, instants.filter(|(from, to)| from < to).collect())
            })
            .collect();
        plan.substitute(&mut days);
        let mut shifts: Vec<(At, At)> = Vec::new();
        for &(open, close) in days.values().flatten() {
            match shifts.last_mut() {
                Some(last) if open <= last.1 => last.1 = last.1.max(close),
                _ => shifts.push((open, close)),
            }
        }
        Self { plan, days, shifts }
    }

    pub(crate) fn local_date(&self, at: At) -> NaiveDate {
        at.with_timezone(&self.plan.zone).date_naive()
    }

    pub(crate) fn local_time(&self, at: At) -> NaiveTime {
        at.with_timezone(&self.plan.zone).time()
    }

    /// The day of a trigger, 4.1: a shift that began the day before has it.
    pub(crate) fn shift_date(&self, at: At) -> NaiveDate {
        let date = self.local_date(at);
        let yesterday = day_before(date);
        if self.hours(yesterday).iter().any(|&(open, close)| open <= at && at < close) { yesterday } else { date }
    }

    pub(crate) fn hours(&self, date: NaiveDate) -> &[(At, At)] {
        &self.days[&date]
    }

    /// Whether a day lies well within those that are written down.
    pub(crate) fn knows(&self, date: NaiveDate) -> bool {
        self.days.contains_key(&(date - Days::new(30))) && self.days.contains_key(&(date + Days::new(30)))
    }

    pub(crate) fn works_on(&self, date: NaiveDate) -> bool {
        !self.hours(date).is_empty()
    }

    pub(crate) fn opening(&self, date: NaiveDate) -> At {
        self.hours(date)[0].0
    }

    pub(crate) fn next_working_day(&self, date: NaiveDate) -> NaiveDate {
        let mut day = next_day(date);
        while !self.works_on(day) {
            day = next_day(day);
        }
        day
    }

    pub(crate) fn working_day_before(&self, date: NaiveDate) -> NaiveDate {
        let mut day = day_before(date);
        while !self.works_on(day) {
            day = day_before(day);
        }
        day
    }

    pub(crate) fn working_between(&self, a: At, b: At) -> TimeDelta {
        let overlap = |&(open, close): &(At, At)| (close.min(b) - open.max(a)).max(TimeDelta::zero());
        self.shifts.iter().map(overlap).sum()
    }

    /// Where so much working time after `from` runs out; at a closing time if it runs out there.
    pub(crate) fn after_working(&self, from: At, mut time: TimeDelta) -> At {
        if time <= TimeDelta::zero() {
            return from;
        }
        for &(open, close) in &self.shifts {
            let open = open.max(from);
            if close > open {
                if time <= close - open {
                    return open + time;
                }
                time -= close - open;
            }
        }
        panic!("beyond the days that are written down");
    }

    /// The same backwards; at an opening if it runs out there.
    fn before_working(&self, to: At, mut time: TimeDelta) -> At {
        for &(open, close) in self.shifts.iter().rev() {
            let close = close.min(to);
            if close > open {
                if time <= close - open {
                    return close - time;
                }
                time -= close - open;
            }
        }
        panic!("before the days that are written down");
    }

    /// 4.3
    pub(crate) fn roll(&self, date: NaiveDate, roll: Roll) -> NaiveDate {
        if self.works_on(date) {
            return date;
        }
        let (after, before) = (self.next_working_day(date), self.working_day_before(date));
        let half = |day: NaiveDate| (day.year(), day.month(), day.day() > 15);
        match roll {
            Roll::Unadjusted => date,
            Roll::Following => after,
            Roll::Preceding => before,
            Roll::ModifiedFollowing => {
                if after.month() == date.month() {
                    after
                } else {
                    before
                }
            }
            Roll::ModifiedPreceding => {
                if before.month() == date.month() {
                    before
                } else {
                    after
                }
            }
            Roll::HalfMonth => {
                if half(after) == half(date) {
                    after
                } else {
                    before
                }
            }
            Roll::Nearest => {
                if date - before < after - date {
                    before
                } else {
                    after
                }
            }
        }
    }

    /// 4.2: where the last day ends, `clock` being minutes of the day.
    pub(crate) fn end_of(&self, date: NaiveDate, clock: Option<u32>) -> At {
        match clock {
            Some(clock) => self.plan.at(date, clock, true),
            None if self.plan.ends_at_close && self.works_on(date) => self.hours(date).last().unwrap().1,
            None => self.plan.at(date, 1440, true),
        }
    }

    /// A span counted from an instant that belongs to a day: the day on which it ends, or an instant.
    pub(crate) fn count(&self, n: u32, unit: Unit, from: At, date: NaiveDate) -> Result<NaiveDate, At> {
        Ok(match unit {
            Unit::Minutes => return Err(from + TimeDelta::minutes(n.into())),
            Unit::Hours => return Err(from + TimeDelta::hours(n.into())),
            Unit::BusinessMinutes => return Err(self.after_working(from, TimeDelta::minutes(n.into()))),
            Unit::BusinessHours => return Err(self.after_working(from, TimeDelta::hours(n.into()))),
            Unit::Days => date + Days::new(n.into()),
            Unit::Weeks => date + Days::new(7 * u64::from(n)),
            Unit::Months => date + Months::new(n),
            Unit::BusinessDays => (0..n).fold(date, |day, _| self.next_working_day(day)),
        })
    }

    /// A span counted backwards from an instant.
    pub(crate) fn count_back(&self, n: u32, unit: Unit, from: At) -> Result<NaiveDate, At> {
        let date = self.local_date(from);
        Ok(match unit {
            Unit::Minutes => return Err(from - TimeDelta::minutes(n.into())),
            Unit::Hours => return Err(from - TimeDelta::hours(n.into())),
            Unit::BusinessMinutes => return Err(self.before_working(from, TimeDelta::minutes(n.into()))),
            Unit::BusinessHours => return Err(self.before_working(from, TimeDelta::hours(n.into()))),
            Unit::Days => date - Days::new(n.into()),
            Unit::Weeks => date - Days::new(7 * u64::from(n)),
            Unit::Months => date - Months::new(n),
            Unit::BusinessDays => (0..n).fold(date, |day, _| self.working_day_before(day)),
        })
    }
}
