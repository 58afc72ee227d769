//! When a deliverable is due: one line of plain English, read as the law reads a time limit.
//!
//! A [`DueRule`] is that line. A [`Clause`] is a rule with all that decides it: a calendar, a roll, what *promptly*
//! means. From a trigger it counts the deadline, and [explains](Explanation) it.
//!
//! # The language
//!
//! Upper and lower case are alike, and so are all blanks; ids keep their case. Rules print in the form given here.
//!
//! ```text
//! rule       = recurring | counted | preceding
//!            | counted "or" counted "," "whichever" "is" ( "earlier" | "later" )       both after the same
//!
//! recurring  = "by" [ clock "on" ] days "of" "every" period
//!            | [ "by" clock ] "every" [ "business" ] "day"
//!            | [ "by" clock ] span "before" "the" "end" "of" "every" period
//!            | [ "by" clock ] "within" span "after" "the" "end" "of" "every" period
//! days       = day { "," day } [ "and" day ] [ "of" "the" nth "month" ]     a month of a quarter, half-year or year
//! day        = "the" nth                            from 1
//!            | "the" nth ( "business" "day" | weekday )
//!            | "the" [ nth ] "last" ( "day" | "business" "day" | weekday )
//!            | weekday                              of a week, or of several
//!            | number month                         of a year: 31 march
//! period     = "day" | "week" | "month" | "quarter" | "half-year" | "year"
//!            | number "weeks" "from" date           from 2 to 520
//!            | id                                   a named period
//!
//! counted    = [ "by" clock ] ( "within" span "of" triggers
//!                             | "on" "the" "same" "day" "as" triggers
//!                             | "on" "the" "next" ( [ "business" ] "day" | weekday ) "after" triggers
//!                             | "promptly" "after" triggers )
//!            | "by" [ clock "on" ] day "of" "the" "month" ( "of" | [ span ] "after" ) triggers
//!            | "by" [ clock "on" ] "the" "given" attribute "of" milestones
//! preceding  = "before" milestones
//!            | [ "by" clock ] "at" "least" span "before" milestones
//!
//! triggers   = milestones | "delivery" "of" id | "sign-off" "of" id
//! milestones = milestone { "or" milestone } | milestone { "and" milestone }
//! milestone  = "request" | id
//! attribute  = id
//! span       = number unit                          at least 1, at most a hundred years
//! unit       = [ "business" ] ( "minutes" | "hours" | "days" ) | "weeks" | "months" | "years"      or the singular
//! clock      = hours ":" minutes                    00:00 to 24:00; for what is counted in days
//! nth        = "1st" | "2nd" | "3rd" | "4th" | …    as far as the period has days
//! weekday    = "monday" | … | "sunday"
//! month      = "january" | … | "december"
//! ```
//!
//! What people write beside it reads as well: `each` for `every`, `working` for `business`, `after` for `of` behind a
//! span, commas between milestones, `the end of every month` for its last day, `1.5 hours` for 90 minutes, `the first` for `the 1st`, `every
//! friday`, `fri`, `mar`, `the 31st of march`, `march 31`, `on the day after`, and `2 days before` without `at least`.
//!
//! # What it means
//!
//! The semantics are those of the law on time limits where the parties agreed nothing else: the Civil Code of the
//! People's Republic of China, articles 201 to 204, and rule 6(a) of the US Federal Rules of Civil Procedure, which
//! decides alike.
//!
//! | question | answer | source |
//! |---|---|---|
//! | Does the day of the trigger count? | No; an hour does, at once. | art. 201; FRCP 6(a)(1)(A), 6(a)(2)(A) |
//! | When does the last day end? | At the close of business, or at 24:00 where there is none: a day off, or a calendar whose days end at midnight. | art. 203 (2); FRCP 6(a)(4) |
//! | What if the last day is a day off? | The next working day, unless `roll` says otherwise. | art. 203 (1); FRCP 6(a)(1)(C) |
//! | When does a month end? | On the corresponding day, or the month's last where there is none. | art. 202 |
//! | And counted backwards? | On; a last day off is the working day before. | FRCP 6(a)(5) |
//! | Does an hour roll? | No; here FRCP 6(a)(2)(C) differs, and rolls it to the same time of the next working day. | art. 201 (2) |
//! | May the agreement say otherwise? | Yes: a clock time, a roll, `day-ends`. | art. 204; FRCP 6(a) |
//!
//! The rest is convention, and stated here:
//!
//! - A deadline in hours or minutes is exact and never rolls; in business hours it runs in working time only, and one
//!   that runs out at closing time ends there. Delivered at the deadline is on time.
//! - `N business days` counts working days after the trigger's local date: from a Saturday, one business day is Monday.
//! - `on the same day`, triggered on a day off or when that day's deadline has come, is the next working day, whatever
//!   the roll.
//! - A roll that would land at or before the trigger goes forward instead.
//! - A rule before a milestone rolls back, to the working day before, unless it is unadjusted. It never falls due behind
//!   its milestone, also where the close of a night shift lies there.
//! - `the 31st of every month` is the last day in shorter months, each time anew from 31, and `29 february` the 28th in
//!   other years. A missing nth business day is the last one. A period without any working day gives its last day,
//!   rolled.
//! - `every day` is unadjusted unless a roll is given. `every business day` has no handoff on a day off, and the period
//!   before a Monday is its Friday.
//! - A handoff of a period opens at the start of the period in which its unrolled due day lies, or of its rolled due day
//!   if that is earlier, also where it is about the period before. Its key is that period, or the one before.
//! - A trigger within a shift that began the day before belongs to that day. Where a clock time at night would so have
//!   passed by then, it counts by its own date.
//! - A missing 5th tuesday is the last tuesday, a missing 5th last business day the first.
//! - `every 2 weeks from` a date begin with the week that holds it; nothing is due before the date. Each handoff opens
//!   with the week of its due day, whose key it has.
//! - `2 business days before the end` lies strictly before the last day, and opens with the period. `within 2 days
//!   after the end` counts strictly after the last day, months from the day behind it; it opens at the end, and its
//!   key is the period that ended.
//! - `by the 10th of the month of X` may have passed when X comes: then it is due in the past.
//! - A [cut-off](Clause::cut_off) makes a trigger count as of the next working day's opening. One that comes before that
//!   opening, on that day, counts from itself, and so may be due before one of the evening before.
//! - `and` waits for all of its milestones, the last of which is the trigger; `or` takes each.
//! - Of several days of one period, the second handoff's key ends in `#2`.
//! - A given date ends and rolls like a counted day; a given instant is exact, and a clock time in the rule is not for
//!   it.
//! - A pause moves a deadline in the rule's own unit: by the working days from the pause's date (exclusive) to its end's
//!   (inclusive), by the midnights in it, or by the time in it, elapsed or worked; never what is due before a
//!   milestone. The moved day rolls again.
//! - A clock time that comes twice when clocks are set back is the later one; one that is skipped moves forward by as
//!   much.
//! - A calendar reaches from 1800 to 2399. A deadline beyond is an error, never a guess.
//!
//! # Beside recurrence rules
//!
//! The rules of every period are checked against 1,500 recurrence rules of RFC 5545 as dateutil reads them:
//!
//! | rows | what |
//! |---|---|
//! | 1,486 | agree to the minute, as one rule and as one rule for each of their days; every few weeks and on weeks that start on Sunday too |
//! | 129 of these | have a day that some months lack, the 31st or a fifth Saturday: RFC 5545 leaves out those months, 769 times, where ours take their last such day (art. 202) |
//! | 14 | have no occurrence at all |
//!
//! Every third, sixth or twelfth month is a month of every quarter, half-year or year; of other intervals of months, which
//! have no counterpart, the comparison leaves out ours between.

mod clause;
mod error;
mod explain;
mod help;
mod moved;
mod notice;
mod occurrence;
mod parse;
mod parse_period;
mod parse_span;
mod periods;
mod print;
mod rephrase;
mod rule;
mod words;

pub use clause::{Clause, DueError};
pub(crate) use clause::{LimitAt, Limits};
pub use error::RuleError;
pub use explain::{Counted, CutOff, DayOff, DaysOff, End, Explanation, OtherLimit, Reference, Rolled};
pub use notice::{Notice, Side};
pub use occurrence::Occurrence;
pub use periods::{NamedPeriod, NamedPeriodError, Periods, WeekStart};
pub(crate) use print::{is_proper_name, ordinal_suffix};
pub use rule::{
    Clock, Cycle, DayOfPeriod, DueRule, Form, Limit, Milestones, MonthOf, NextDay, Recurrence, Trigger, Whichever,
};
