//! What moves a deadline, and what is counted from one.

use chrono::NaiveDate;

use super::clause::{Clause, DueError, Ending, LimitAt, Limits};
use super::notice::{Notice, Side};
use super::occurrence::Occurrence;
use super::rule::Clock;
use crate::calendar::{Instant, Roll, Span};

/// How a day ends that no rule decides: at its close, rolled forward.
const FORWARD: Ending = Ending { roll: Roll::Following, clock: None, after: None };

impl Clause<'_> {
    /// A new deadline on which the customer agreed: a date ends and rolls like a day that the rule counts, its clock time
    /// included; under a rule of two limits, each of which may end its day in its own way, at the close of its day, rolled
    /// forward. An instant is exact. `elapsed` says in which time holds move it.
    pub(crate) fn limit_of_extension(&self, until: &str, elapsed: bool) -> Result<LimitAt, DueError> {
        let ending = if self.rule.second().is_some() { FORWARD } else { self.ending() };
        let deadline = self.stated(until, ending)?;
        Ok(LimitAt { at: deadline.at, day: deadline.day.map(|day| day.rolled), elapsed })
    }

    /// The deadline of a period's handoff, as holds move it.
    pub(crate) fn limits_of(&self, occurrence: &Occurrence) -> Limits {
        let elapsed = self.pace().counts_elapsed();
        let first = LimitAt { at: occurrence.due_at, day: Some(occurrence.rolled_day), elapsed };
        Limits { first, second: None }
    }

    /// The end of a span that starts at an instant, such as the review after a delivery: what is counted in days
    /// ends like a deadline at the close of its day, and rolls forward whatever the obligation's own deadline does.
    pub(crate) fn end_of(&self, span: Span, from: Instant) -> Result<Instant, DueError> {
        self.forward(span, (from, self.shift_day(from)), Ending { after: Some(from), ..FORWARD })
            .map(|deadline| deadline.at.max(from))
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
            Side::After if span.unit.is_clock() => {
                self.forward(span, (due, self.shift_day(due)), self.plain_ending(None))
            }
            Side::After => self.end_on(self.shifted_day(span, day, true)?, self.plain_ending(Some(due))),
        };
        deadline.map(|deadline| deadline.at)
    }

    /// How a day ends that is not the rule's own.
    fn plain_ending(&self, after: Option<Instant>) -> Ending {
        Ending { roll: self.roll.unwrap_or_default(), clock: None, after }
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

    #[test]
    fn extensions_reviews_and_notices() {
        let calendar = &office();
        let rule = "by 12:00 within 3 days of x".parse().unwrap();
        let clause = Clause::new(&rule, calendar);
        let extended = |until: &str| clause.limit_of_extension(until, false).map(|limit| show(calendar, limit.at));
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
