//! Dates, clocks and instants.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;

use super::rules::{DAY_SECONDS, Day, date_of, day_at, day_of, midnight};
use super::zone::{offset_at, resolve, shown_everywhere, with_offset};
use super::{Calendar, DayEnds, Instant, Reading, SECOND};

impl Calendar {
    /// When work first begins on a date. None if it is no working day.
    pub fn opening(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        let (opening, _) = self.working_hours(date).next()?;
        Some(opening.into())
    }

    /// The close of business: when the last work that starts on a date ends, which may be on the next date. None if it
    /// is no working day.
    pub fn close(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        self.closing(date).map(DateTime::from)
    }

    /// The hours that start on a date, as openings and closings.
    pub fn hours_of(&self, date: NaiveDate) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        self.working_hours(date).map(|(opening, closing)| (opening.into(), closing.into()))
    }

    /// An instant as the calendar's clocks show it.
    pub fn to_local(&self, at: DateTime<Utc>) -> DateTime<Tz> {
        shown_everywhere(at).with_timezone(&self.zone())
    }

    /// The instant at which the calendar's clocks show a time.
    ///
    /// A time that clocks skip when they are set forward moves forward by as much: 02:30 becomes 03:30.
    pub fn from_local(&self, date: NaiveDate, time: NaiveTime, reading: Reading) -> DateTime<Utc> {
        self.at_local(date, time, reading).into()
    }

    /// The same, with the offset in whole minutes that RFC 3339 can write.
    pub(crate) fn clock_time(&self, at: Instant) -> DateTime<FixedOffset> {
        with_offset(at.into(), self.offset_seconds(at))
    }

    pub(crate) fn offset_seconds(&self, at: Instant) -> i32 {
        let seconds = at.seconds();
        let placed = self.day_block(day_at(seconds)).and_then(|(block, at)| block.placed(at, 0));
        placed.and_then(|day| day.offset).unwrap_or_else(|| offset_at(self.zone(), seconds))
    }

    pub(crate) fn local_date(&self, at: Instant) -> NaiveDate {
        let local = at.seconds().saturating_add(i64::from(self.offset_seconds(at)));
        let fallback = if at < Instant(0) { NaiveDate::MIN } else { NaiveDate::MAX };
        date_of(day_at(local)).unwrap_or(fallback)
    }

    pub(crate) fn local(&self, at: Instant) -> NaiveDateTime {
        let offset = i64::from(self.offset_seconds(at));
        DateTime::<Utc>::from(at.plus(offset * SECOND)).naive_utc()
    }

    pub(crate) fn at_local(&self, date: NaiveDate, time: NaiveTime, reading: Reading) -> Instant {
        let micros = i64::from(time.nanosecond() / 1_000);
        self.at_second(day_of(date), i64::from(time.num_seconds_from_midnight()), reading).plus(micros)
    }

    /// The instant `second` seconds by the clock after a day's 00:00, for 0 up to and including 24:00.
    fn at_second(&self, day: Day, second: i64, reading: Reading) -> Instant {
        debug_assert!((0..=DAY_SECONDS).contains(&second), "a time of day");
        let local = midnight(day) + second;
        let placed = self.day_block(day).and_then(|(block, at)| block.placed(at, day));
        let utc = match placed.and_then(|day| day.offset) {
            Some(offset) => local - i64::from(offset),
            None => resolve(self.zone(), local, reading),
        };
        Instant::from_seconds(utc)
    }

    /// 00:00 of a date, the first where there are two.
    pub(crate) fn start_of_day(&self, date: NaiveDate) -> Instant {
        self.at_second(day_of(date), 0, Reading::Earlier)
    }

    /// 24:00 of a date, the last where there are two.
    pub(crate) fn end_of_day(&self, date: NaiveDate) -> Instant {
        self.at_second(day_of(date), DAY_SECONDS, Reading::Later)
    }

    /// The date in which a deadline lies. One at midnight belongs to the day that it ends, also where a change of the
    /// clocks makes midnight 01:00.
    pub(crate) fn day_of_deadline(&self, at: Instant) -> NaiveDate {
        self.day_ended_at(at).unwrap_or_else(|| self.local(at).date())
    }

    /// The date that ends at an instant, if one does.
    pub(crate) fn day_ended_at(&self, at: Instant) -> Option<NaiveDate> {
        let local = self.local(at);
        let date = local.date();
        let is_midnight = local.time() == NaiveTime::MIN || at == self.start_of_day(date);
        date.pred_opt().filter(|_| is_midnight)
    }

    /// When a date ends for a rule that counts days: at the close of a working day unless the calendar's days end at
    /// midnight, else at 24:00.
    pub(crate) fn day_end(&self, date: NaiveDate) -> Instant {
        let closing = match self.day_ends() {
            DayEnds::Close => self.closing(date),
            DayEnds::Midnight => None,
        };
        closing.unwrap_or_else(|| self.end_of_day(date))
    }

    pub(crate) fn closing(&self, date: NaiveDate) -> Option<Instant> {
        let day = day_of(date);
        let (block, at) = self.day_block(day)?;
        let placed = block.placed(at, day)?;
        let Some(offset) = placed.offset else {
            return self.working_hours(date).map(|(_, closing)| closing).max();
        };
        let end = self.0.rules.hours(placed.pattern).iter().map(|hours| hours.end).max()?;
        Some(Instant::from_seconds(midnight(day) + i64::from(end) * 60 - i64::from(offset)))
    }

    fn working_hours(&self, date: NaiveDate) -> impl Iterator<Item = (Instant, Instant)> {
        let day = day_of(date);
        let placed = self.day_block(day).and_then(|(block, at)| block.placed(at, day));
        let seconds = placed.into_iter().flat_map(|day| self.0.rules.intervals(day));
        seconds.map(|(opening, closing)| (Instant::from_seconds(opening), Instant::from_seconds(closing)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{CalendarSpec, Week};
    use chrono::{Offset, TimeDelta};
    use proptest::prelude::*;

    fn office(zone: Tz, day_ends: DayEnds) -> Calendar {
        let week = Week::parse([("mon-fri", ["08:30-18:00"].as_slice())]).unwrap();
        Calendar::new(CalendarSpec { day_ends, ..CalendarSpec::new("office".parse().unwrap(), zone, week) }).unwrap()
    }

    #[test]
    fn days_end_at_the_close_or_at_midnight() {
        let friday = "2026-11-20".parse().unwrap();
        let shown = |calendar: &Calendar, date| calendar.to_local(calendar.day_end(date).into()).to_string();
        let closes = office(Tz::Asia__Shanghai, DayEnds::Close);
        assert_eq!(shown(&closes, friday), "2026-11-20 18:00:00 CST");
        assert_eq!(shown(&closes, friday.succ_opt().unwrap()), "2026-11-22 00:00:00 CST");
        assert_eq!(shown(&office(Tz::Asia__Shanghai, DayEnds::Midnight), friday), "2026-11-21 00:00:00 CST");
        // Havana's clocks go back at one o'clock to midnight: the first of November begins twice.
        let havana = office(Tz::America__Havana, DayEnds::Midnight);
        let (ends, begins) = ("2026-10-31".parse().unwrap(), "2026-11-01".parse().unwrap());
        assert_eq!(havana.end_of_day(ends).since(havana.start_of_day(begins)), 3600 * SECOND);
    }

    proptest! {
        #[test]
        fn clocks_agree_with_chrono(
            zone in proptest::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
            seconds in -6_000_000_000i64..14_000_000_000,
        ) {
            let calendar = office(zone, DayEnds::Close);
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            let local = at.with_timezone(&zone);
            let instant = Instant::from(at);
            prop_assert_eq!(calendar.offset_seconds(instant), local.offset().fix().local_minus_utc());
            prop_assert_eq!(calendar.local(instant), local.naive_local());
            prop_assert_eq!(calendar.local_date(instant), local.date_naive());
            let readings = [Reading::Earlier, Reading::Later];
            let read = readings.map(|reading| calendar.from_local(local.date_naive(), local.time(), reading));
            prop_assert!(read.contains(&at) || read[1] - read[0] > TimeDelta::zero());
            prop_assert!(calendar.start_of_day(local.date_naive()) <= instant && instant < calendar.end_of_day(local.date_naive()));
        }
    }
}
