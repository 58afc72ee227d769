//! What moves a deadline, and what is counted from one.

use chrono::{Days, NaiveDate, NaiveTime};

use super::clause::{Clause, DueError, Ending, Stated};
use super::notice::{Notice, Side};
use super::rule::{Clock, Form};
use crate::calendar::{Instant, Reading, Roll, Span, Unit};

/// In what a pause moves a deadline: the rule's own unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Moves {
    /// Not at all: it is due before a milestone.
    Never,
    /// By its elapsed time.
    Elapsed,
    /// By the working time in it.
    WorkingTime,
    /// By the midnights in it.
    Days,
    /// By the working days in it.
    BusinessDays,
}

impl Clause<'_> {
    /// In what a pause moves the deadline. `given` is the value that the trigger gave, where it gives the deadline.
    pub(crate) fn moves(&self, given: Option<&str>) -> Moves {
        let of_unit = |unit| match unit {
            Unit::Minutes | Unit::Hours => Moves::Elapsed,
            Unit::BusinessMinutes | Unit::BusinessHours => Moves::WorkingTime,
            Unit::Days | Unit::Weeks | Unit::Months | Unit::Years => Moves::Days,
            Unit::BusinessDays => Moves::BusinessDays,
        };
        match (self.rule.form(), self.rule.span(self.promptly)) {
            (Form::Before { .. }, _) => Moves::Never,
            (Form::Every(recurrence), _) if recurrence.is_business() => Moves::BusinessDays,
            (Form::Given { .. }, _) if matches!(given.map(Stated::read), Some(Ok(Stated::Instant(_)))) => {
                Moves::Elapsed
            }
            (_, span) => span.map_or(Moves::Days, |span| of_unit(span.unit)),
        }
    }

    /// The deadline `due` as a pause from one instant to another moves it; it then rolls again.
    ///
    /// The pause is one of those that remain when overlapping ones are merged. One that begins after `due` changes
    /// nothing. `keep_clock` keeps the deadline's time of day, as for one that was extended, instead of ending its
    /// new day as the rule says. Beyond the calendar's horizon it moves by the elapsed time.
    pub(crate) fn moved_by_pause(
        &self,
        due: Instant,
        pause: (Instant, Instant),
        moves: Moves,
        keep_clock: bool,
    ) -> Instant {
        let (from, to) = pause;
        let elapsed = to.since(from);
        if due < from || elapsed <= 0 {
            return due;
        }
        let (from_day, to_day) = (self.calendar.local_date(from), self.calendar.local_date(to));
        let then = match moves {
            Moves::Never => Some(due),
            Moves::Elapsed => Some(due.plus(elapsed)),
            Moves::WorkingTime => self.calendar.plus_working(due, self.calendar.working_between(from, to)),
            Moves::Days => self.moved_by_days(due, to_day.signed_duration_since(from_day).num_days(), keep_clock),
            Moves::BusinessDays => {
                self.moved_by_business_days(due, self.calendar.business_days_between(from_day, to_day), keep_clock)
            }
        };
        then.unwrap_or_else(|| due.plus(elapsed))
    }

    fn moved_by_days(&self, due: Instant, days: i64, keep_clock: bool) -> Option<Instant> {
        let Some(days) = u64::try_from(days).ok().filter(|days| *days > 0) else {
            return Some(due);
        };
        self.moved_to(due, keep_clock, |day| day.checked_add_days(Days::new(days)))
    }

    fn moved_by_business_days(&self, due: Instant, days: i64, keep_clock: bool) -> Option<Instant> {
        if days <= 0 {
            return Some(due);
        }
        self.moved_to(due, keep_clock, |day| self.calendar.plus_business_days(day, days))
    }

    fn moved_to(
        &self,
        due: Instant,
        keep_clock: bool,
        shift: impl Fn(NaiveDate) -> Option<NaiveDate>,
    ) -> Option<Instant> {
        if keep_clock {
            let (day, time) = self.day_and_time(due);
            let day = self.calendar.roll(shift(day)?, self.effective_roll())?;
            return Some(match time {
                Some(time) => self.calendar.at_local(day, time, Reading::Later),
                None => self.calendar.end_of_day(day),
            });
        }
        let day = shift(self.day_ended_by(due))?;
        self.end_on(day, self.ending()).ok().map(|deadline| deadline.at)
    }

    /// A new deadline on which the customer agreed: a date ends and rolls like a counted day, an instant is exact.
    pub(crate) fn due_of_extension(&self, until: &str) -> Result<Instant, DueError> {
        self.stated(until, self.ending()).map(|deadline| deadline.at)
    }

    /// The end of a span that starts at an instant, such as the review after a delivery: what is counted in days
    /// ends and rolls like a deadline, though never at the rule's clock time.
    pub(crate) fn end_of(&self, span: Span, from: Instant) -> Result<Instant, DueError> {
        let ending = self.plain_ending(Some(from));
        self.forward(span, from, ending).map(|deadline| deadline.at.max(from))
    }

    /// The moment of a notice, or of a remedy, which is due a span after the deadline.
    ///
    /// Counted from the deadline as a due rule counts from its trigger: exact in minutes and hours; in days, the end
    /// of the day that lies so many after the deadline's (rolled), or so many before it (rolled back).
    pub(crate) fn notice_at(&self, notice: Notice, due: Instant) -> Result<Instant, DueError> {
        let span = notice.span;
        if span.count == 0 {
            return Ok(due);
        }
        let day = self.day_ended_by(due);
        let deadline = match notice.side {
            Side::Before => {
                let roll = if self.roll == Some(Roll::Unadjusted) { Roll::Unadjusted } else { Roll::Preceding };
                self.backward(span, due, day, Ending { roll, clock: None, after: None })
            }
            Side::After if span.unit.is_clock() => self.forward(span, due, self.plain_ending(None)),
            Side::After => self.end_on(self.shifted_day(span, day, true)?, self.plain_ending(Some(due))),
        };
        deadline.map(|deadline| deadline.at)
    }

    /// How a day ends that is not the rule's own.
    fn plain_ending(&self, after: Option<Instant>) -> Ending {
        Ending { roll: self.roll.unwrap_or_default(), clock: None, after }
    }

    /// The local day and time of a deadline; no time is 24:00.
    fn day_and_time(&self, due: Instant) -> (NaiveDate, Option<NaiveTime>) {
        let (day, local) = (self.calendar.day_of_deadline(due), self.calendar.local(due));
        (day, (local.date() == day).then(|| local.time()))
    }

    /// The day whose end is this deadline, also where a night shift carries it into the next.
    fn day_ended_by(&self, due: Instant) -> NaiveDate {
        let date = self.calendar.local_date(due);
        let clock: Option<Clock> = self.rule.clock();
        let ended = |day: &NaiveDate| self.end(*day, clock) == due;
        Some(date).into_iter().chain(date.pred_opt()).find(ended).unwrap_or_else(|| self.calendar.day_of_deadline(due))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, SecondsFormat, Utc};

    use super::*;
    use crate::calendar::{Calendar, CalendarSpec, Week};

    fn at(text: &str) -> Instant {
        let text = if text.len() == 16 { format!("{text}:00+08:00") } else { text.to_owned() };
        text.parse::<DateTime<Utc>>().unwrap().into()
    }

    /// Mondays to Fridays, 09:00 to 18:00.
    fn office() -> Calendar {
        let week = Week::parse([("mon-fri", ["09:00-18:00"].as_slice())]).unwrap();
        Calendar::new(CalendarSpec::new("office".parse().unwrap(), chrono_tz::Asia::Shanghai, week)).unwrap()
    }

    fn show(calendar: &Calendar, at: Instant) -> String {
        let shown = calendar.to_local(at.into()).to_rfc3339_opts(SecondsFormat::Secs, false);
        shown.strip_suffix(":00+08:00").map_or(shown.clone(), str::to_owned)
    }

    /// `rule` or `rule; roll`: the deadline `due` after a pause.
    #[track_caller]
    fn check(text: &str, due: &str, pause: (&str, &str), expect: &str) {
        assert_eq!(moved(text, due, pause, None, false), expect, "{text}");
    }

    fn moved(text: &str, due: &str, pause: (&str, &str), given: Option<&str>, keep_clock: bool) -> String {
        let calendar = &office();
        let (rule, roll) = text.split_once("; ").unwrap_or((text, ""));
        let rule = rule.parse().unwrap();
        let clause = Clause { roll: roll.parse().ok(), ..Clause::new(&rule, calendar) };
        show(calendar, clause.moved_by_pause(at(due), (at(pause.0), at(pause.1)), clause.moves(given), keep_clock))
    }

    #[test]
    fn day_rules_move_by_midnights_and_roll_again() {
        let rule = "within 3 days of x";
        check(rule, "2026-11-18T18:00", ("2026-11-17T09:00", "2026-11-17T17:00"), "2026-11-18T18:00");
        check(rule, "2026-11-18T18:00", ("2026-11-17T23:59", "2026-11-18T00:00"), "2026-11-19T18:00");
        check(rule, "2026-11-18T18:00", ("2026-11-16T09:00", "2026-11-19T09:00"), "2026-11-23T18:00"); // Saturday the 21st
        check(
            "within 3 days of x; preceding",
            "2026-11-18T18:00",
            ("2026-11-16T09:00", "2026-11-19T09:00"),
            "2026-11-20T18:00",
        );
        check(
            "within 3 days of x; unadjusted",
            "2026-11-18T18:00",
            ("2026-11-16T09:00", "2026-11-19T09:00"),
            "2026-11-22T00:00",
        );
        // From a closed day's 24:00, which belongs to the day it ends.
        check(
            "within 3 days of x; unadjusted",
            "2026-11-22T00:00",
            ("2026-11-16T09:00", "2026-11-18T09:00"),
            "2026-11-23T18:00",
        );
        check(
            "by 12:00 within 3 days of x",
            "2026-11-18T12:00",
            ("2026-11-17T09:00", "2026-11-18T09:00"),
            "2026-11-19T12:00",
        );
        check(
            "by 00:00 on the 18th of every month",
            "2026-11-18T00:00",
            ("2026-11-16T09:00", "2026-11-17T09:00"),
            "2026-11-19T00:00",
        );
        check(
            "by the 18th of every month",
            "2026-11-18T18:00",
            ("2026-11-16T09:00", "2026-11-17T09:00"),
            "2026-11-19T18:00",
        );
        check("on the same day as x", "2026-11-18T18:00", ("2026-11-18T09:00", "2026-11-20T09:00"), "2026-11-20T18:00");
        check("by 17:00 every day", "2026-11-20T17:00", ("2026-11-20T09:00", "2026-11-21T09:00"), "2026-11-21T17:00");
    }

    #[test]
    fn a_pause_after_the_deadline_changes_nothing() {
        let rule = "within 3 days of x";
        check(rule, "2026-11-18T18:00", ("2026-11-18T18:00", "2026-11-19T09:00"), "2026-11-19T18:00");
        check(rule, "2026-11-18T18:00", ("2026-11-18T18:01", "2026-11-19T09:00"), "2026-11-18T18:00");
        check(rule, "2026-11-18T18:00", ("2026-11-17T18:00", "2026-11-16T18:00"), "2026-11-18T18:00");
    }

    #[test]
    fn business_day_rules_move_by_working_days() {
        for rule in [
            "within 3 business days of x",
            "on the next business day after x",
            "by the 3rd business day of every month",
            "by the last business day of every month",
            "every business day",
        ] {
            // Friday to Monday is one working day, and so is Saturday to Monday; Friday to Sunday is none.
            check(rule, "2026-11-24T18:00", ("2026-11-20T09:00", "2026-11-23T09:00"), "2026-11-25T18:00");
            check(rule, "2026-11-24T18:00", ("2026-11-21T09:00", "2026-11-23T09:00"), "2026-11-25T18:00");
            check(rule, "2026-11-24T18:00", ("2026-11-20T09:00", "2026-11-22T09:00"), "2026-11-24T18:00");
            check(rule, "2026-11-27T18:00", ("2026-11-26T09:00", "2026-11-27T09:00"), "2026-11-30T18:00");
        }
    }

    #[test]
    fn hour_rules_move_by_hours_and_before_never() {
        check("within 24 hours of x", "2026-11-20T20:00", ("2026-11-20T09:00", "2026-11-21T10:30"), "2026-11-21T21:30");
        // Six hours on Friday from noon, half an hour on Monday.
        check(
            "within 8 business hours of x",
            "2026-11-20T17:00",
            ("2026-11-20T12:00", "2026-11-23T09:30"),
            "2026-11-23T14:30",
        );
        check("before x", "2026-11-20T20:00", ("2026-11-18T09:00", "2026-11-19T10:30"), "2026-11-20T20:00");
        check(
            "at least 2 days before x",
            "2026-11-20T18:00",
            ("2026-11-18T09:00", "2026-11-19T10:30"),
            "2026-11-20T18:00",
        );
    }

    #[test]
    fn given_deadlines_move_as_they_were_given() {
        let pause = ("2026-11-17T09:00", "2026-11-18T10:00");
        let given = |value| moved("by the given deadline of x", "2026-11-19T18:00", pause, Some(value), false);
        assert_eq!(given("2026-11-19"), "2026-11-20T18:00");
        assert_eq!(given("2026-11-19T18:00:00+08:00"), "2026-11-20T19:00");
    }

    #[test]
    fn an_extended_deadline_keeps_its_time_of_day() {
        let pause = ("2026-11-17T09:00", "2026-11-18T10:00");
        let extended = |rule, due| moved(rule, due, pause, None, true);
        assert_eq!(extended("within 3 days of x", "2026-11-18T15:30"), "2026-11-19T15:30");
        assert_eq!(extended("within 3 days of x", "2026-11-20T15:30"), "2026-11-23T15:30");
        assert_eq!(extended("within 3 days of x; unadjusted", "2026-11-21T00:00"), "2026-11-22T00:00");
        assert_eq!(extended("within 3 business days of x", "2026-11-20T15:30"), "2026-11-23T15:30");
        assert_eq!(extended("within 8 hours of x", "2026-11-20T15:30"), "2026-11-21T16:30");
    }

    #[test]
    fn extensions_reviews_and_notices() {
        let calendar = &office();
        let rule = "by 12:00 within 3 days of x".parse().unwrap();
        let clause = Clause::new(&rule, calendar);
        let extended = |until: &str| clause.due_of_extension(until).map(|at| show(calendar, at));
        assert_eq!(extended("2026-11-21").as_deref(), Ok("2026-11-23T12:00"));
        assert_eq!(extended("2026-11-21T10:00:00+08:00").as_deref(), Ok("2026-11-21T10:00"));
        assert!(matches!(extended("soon"), Err(DueError::Unreadable(_))));

        let review = |span: &str, from| show(calendar, clause.end_of(span.parse().unwrap(), at(from)).unwrap());
        assert_eq!(review("2 business days", "2026-11-19T10:00"), "2026-11-23T18:00");
        assert_eq!(review("2 days", "2026-11-19T10:00"), "2026-11-23T18:00");
        assert_eq!(review("24 hours", "2026-11-20T10:00"), "2026-11-21T10:00");
        assert_eq!(review("0 days", "2026-11-20T19:00"), "2026-11-20T19:00");

        let due = |notice: &str, due| show(calendar, clause.notice_at(notice.parse().unwrap(), at(due)).unwrap());
        assert_eq!(due("1 business day before", "2026-11-23T12:00"), "2026-11-20T18:00");
        assert_eq!(due("1 day before", "2026-11-23T12:00"), "2026-11-20T18:00");
        assert_eq!(due("2 hours before", "2026-11-23T12:00"), "2026-11-23T10:00");
        assert_eq!(due("2 business hours before", "2026-11-23T10:00"), "2026-11-20T17:00");
        assert_eq!(due("0 days after", "2026-11-23T12:00"), "2026-11-23T12:00");
        assert_eq!(due("2 days after", "2026-11-19T12:00"), "2026-11-23T18:00");
        // The 24:00 of Tuesday is Tuesday's: two days after it is Thursday.
        assert_eq!(due("2 days after", "2026-11-18T00:00"), "2026-11-19T18:00");
        assert_eq!(due("24 hours after", "2026-11-20T12:00"), "2026-11-21T12:00");
    }
}
