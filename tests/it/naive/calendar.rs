//! Working time and deadlines, counted on one's fingers.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, MappedLocalTime, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

pub(crate) type At = DateTime<Utc>;

/// When a department works: minutes of each weekday, from Monday; an end beyond 1440 lies on the next day.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    pub(crate) zone: Tz,
    pub(crate) week: [Vec<(u32, u32)>; 7],
    pub(crate) closed: BTreeSet<NaiveDate>,
    pub(crate) ends_at_close: bool,
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
    Nearest,
    Unadjusted,
}

pub(crate) fn next_day(date: NaiveDate) -> NaiveDate {
    date.succ_opt().unwrap()
}

pub(crate) fn day_before(date: NaiveDate) -> NaiveDate {
    date.pred_opt().unwrap()
}

impl Desk {
    pub(crate) fn local_date(&self, at: At) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    pub(crate) fn local_time(&self, at: At) -> NaiveTime {
        at.with_timezone(&self.zone).time()
    }

    /// The instant of a local time, given in minutes of a day.
    pub(crate) fn at(&self, date: NaiveDate, minutes: u32, later: bool) -> At {
        let local = date.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes.into());
        match self.zone.from_local_datetime(&local) {
            MappedLocalTime::Single(at) => at.to_utc(),
            MappedLocalTime::Ambiguous(first, second) => if later { second } else { first }.to_utc(),
            // All gaps of the zones used here are of one hour.
            MappedLocalTime::None => self.zone.from_local_datetime(&(local + TimeDelta::hours(1))).unwrap().to_utc(),
        }
    }

    pub(crate) fn hours(&self, date: NaiveDate) -> Vec<(At, At)> {
        if self.closed.contains(&date) {
            return Vec::new();
        }
        let day = &self.week[date.weekday().num_days_from_monday() as usize];
        day.iter().map(|&(from, to)| (self.at(date, from, false), self.at(date, to, true))).collect()
    }

    pub(crate) fn works_on(&self, date: NaiveDate) -> bool {
        !self.hours(date).is_empty()
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

    /// Working days in (from, to].
    pub(crate) fn working_days(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = next_day(day);
            count += u32::from(self.works_on(day));
        }
        count
    }

    /// All working time from some days before `from` to some days after `to`, minute by minute merged.
    fn shifts(&self, from: At, to: At) -> Vec<(At, At)> {
        let mut shifts: Vec<(At, At)> = Vec::new();
        let mut day = self.local_date(from) - Days::new(3);
        while day <= self.local_date(to) + Days::new(3) {
            for (open, close) in self.hours(day) {
                match shifts.last_mut() {
                    Some(last) if open <= last.1 => last.1 = last.1.max(close),
                    _ => shifts.push((open, close)),
                }
            }
            day = next_day(day);
        }
        shifts
    }

    pub(crate) fn working_between(&self, a: At, b: At) -> TimeDelta {
        let overlap = |(open, close): (At, At)| (close.min(b) - open.max(a)).max(TimeDelta::zero());
        self.shifts(a, b).into_iter().map(overlap).sum()
    }

    /// Where so much working time after `from` runs out; at a closing time if it runs out there.
    fn after_working(&self, from: At, mut time: TimeDelta) -> At {
        if time.is_zero() {
            return from;
        }
        for (open, close) in self.shifts(from, from + TimeDelta::days(120)) {
            let open = open.max(from);
            if close > open {
                if time <= close - open {
                    return open + time;
                }
                time -= close - open;
            }
        }
        panic!("not within 120 days");
    }

    /// The same backwards; at an opening if it runs out there.
    fn before_working(&self, to: At, mut time: TimeDelta) -> At {
        for (open, close) in self.shifts(to - TimeDelta::days(120), to).into_iter().rev() {
            let close = close.min(to);
            if close > open {
                if time <= close - open {
                    return close - time;
                }
                time -= close - open;
            }
        }
        panic!("not within 120 days");
    }

    pub(crate) fn roll(&self, date: NaiveDate, roll: Roll) -> NaiveDate {
        if self.works_on(date) {
            return date;
        }
        let (after, before) = (self.next_working_day(date), self.working_day_before(date));
        match roll {
            Roll::Unadjusted => date,
            Roll::Following => after,
            Roll::Preceding => before,
            Roll::ModifiedFollowing if after.month() == date.month() => after,
            Roll::ModifiedFollowing => before,
            Roll::ModifiedPreceding if before.month() == date.month() => before,
            Roll::ModifiedPreceding => after,
            Roll::Nearest if date - before < after - date => before,
            Roll::Nearest => after,
        }
    }

    /// Where a day ends that is the last of a deadline, `clock` being minutes of the day.
    pub(crate) fn end_of(&self, date: NaiveDate, clock: Option<u32>) -> At {
        match clock {
            Some(clock) => self.at(date, clock, true),
            None if self.ends_at_close && self.works_on(date) => self.hours(date).last().unwrap().1,
            None => self.at(date, 1440, true),
        }
    }

    /// A span counted from an instant: an instant, or the day on which it ends.
    pub(crate) fn count(&self, n: u32, unit: Unit, from: At) -> Result<NaiveDate, At> {
        self.count_by(n, unit, from, self.shift_day(from))
    }

    /// The day of a shift that began the day before and still goes on, else the date.
    pub(crate) fn shift_day(&self, at: At) -> NaiveDate {
        let date = self.local_date(at);
        let before = date - Days::new(1);
        if self.hours(before).iter().any(|&(opening, closing)| opening <= at && at < closing) { before } else { date }
    }

    /// The same, counted from a day that is given.
    pub(crate) fn count_by(&self, n: u32, unit: Unit, from: At, date: NaiveDate) -> Result<NaiveDate, At> {
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

    /// A span counted backwards.
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
