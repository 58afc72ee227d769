//! When people work: calendars, hours, holidays, and how time is counted on them.
//!
//! A [`Calendar`] is compiled from a [`CalendarSpec`]: a time zone, the hours of a [`Week`], and [`HolidaySet`]s whose
//! exceptions replace the hours that *start* on a date. It then answers, forwards and backwards: is this working time,
//! when does work next begin or end, where do sixteen working hours from here lie, how much was worked between two
//! instants, which is the third working day after a date, how many lie between two, the nth or last of a period, and
//! where a date [rolls](Roll) that is none.
//!
//! ```
//! use interdept::calendar::{Calendar, CalendarSpec, Exception, ExceptionHours, HolidaySet, Week};
//!
//! let week = Week::parse([("mon-fri", ["08:30-12:00", "13:30-18:00"].as_slice()), ("sat", &["22:00-06:00"])])?;
//! let mut spec = CalendarSpec::new("garage".parse()?, chrono_tz::Europe::Berlin, week);
//! let unity = Exception { name: Some("German Unity Day".into()), hours: ExceptionHours::Closed };
//! let days = [("2026-10-03".parse()?, unity)].into();
//! spec.holidays.push(HolidaySet { days, ..HolidaySet::new("de".parse()?) }.into());
//! let garage = Calendar::new(spec)?;
//!
//! assert!(!garage.is_working_day("2026-10-03".parse()?));
//! // On the night in which clocks go back, the shift from 22:00 to 06:00 takes nine hours.
//! let (opening, closing) = garage.hours_of("2026-10-24".parse()?).next().unwrap();
//! assert_eq!(garage.working_time(opening, closing).num_hours(), 9);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What the words mean
//! - Hours are half-open: at the opening people work, at the closing no more.
//! - A working day is a date on which hours start; its close of business is the end of the last of them, perhaps on
//!   the next date. A night shift belongs to the day on which it starts, also into a holiday.
//! - A [`Season`] has a week of its own, in the place of the ordinary one; of several on one date, the last in the list
//!   holds. Exceptions count after seasons, and what they take from a weekday they take from the week in force on that
//!   date. Where hours of two days overlap at the seam of two weeks, or around an exception, they merge.
//! - Exceptions are applied set by set, the later one winning; [`Partial`](ExceptionHours::Partial) hours and
//!   [closures](Closure) shorten what is worked by then. Last come [substitutes](Substitute), for holidays on days off.
//! - Working time is elapsed time: a shift in which clocks are set forward is an hour shorter. A local time that clocks
//!   skip moves forward by what they skip. Of a local time that happens twice, an opening takes the earlier, a closing
//!   the later. Hours that this leaves empty fall away, hours that it makes overlap merge.
//! - A date that a zone skipped altogether (30 December 2011 in Samoa) is no working day, and its hours are not worked
//!   on another.
//! - Working time that runs out exactly at a closing ends there. Counted backwards, what runs out at an opening ends
//!   there.
//!
//! # What it costs
//! No question walks from day to day, so that none costs more the further it reaches. Dates are looked up in tables of
//! five years: how many working days come before each date, and which is the nth. Instants are looked up among sorted
//! intervals in UTC with their running total, through an index over time and one over the total; zones, breaks, night
//! shifts and holidays are resolved when these are built. That happens when somebody first asks about those five
//! years, between [`Calendar::FIRST_DAY`] and [`Calendar::LAST_DAY`]; totals over years that nobody has asked about are
//! summed once. `benches/calendar.rs` measures all this.
//!
//! # Where other programs differ
//! Tests compare this crate with tables that other programs computed, row by row. Where they mean something else by
//! the same words, it is for a reason:
//!
//! | program | what it does | what this crate does, and why | rows |
//! |---|---|---|---|
//! | numpy `busday_offset` | rolls a day off to a working day first, then steps: from a Saturday, `following` and one day is Tuesday | counts the working days strictly after the date: Monday. A day off is not a day to act in, so none is lost by it. With the roll against the direction of the steps both agree | 1,506 from working days agree as they are, 741 from days off after the same roll, 320 of these also without |
//! | numpy, `roll="raise"` or `"nat"` | refuses to count from a day off | has an answer for every date | 253 not comparable |
//! | numpy `busday_count` | counts `[begin, end)`, backwards the negative of `(end, begin]` | [counts](Calendar::working_days_between) `(after, through]`: the day of the trigger is not counted, the last one is | 1,000 agree, shifted by a day |
//! | pandas `CustomBusinessHour` | hours that run out at a closing land on the next opening, backwards on the closing before | stay at the closing, as work done by six is done on that day; backwards at the opening | 2,317 agree with an independent walk that does the same: of these 1,750 with pandas itself, 515 after a step to its opening or closing |
//! | pandas, backwards and over nights | loses a day where a step back crosses a day off before a night shift, or ends at an opening | agrees with the walk | 52 of those |
//! | pandas, no hours | moves to the next opening | no time leaves the instant where it is | 183 not comparable |
//! | `QuantLib` `advance` in days | ignores the convention, save for no days at all | the same, since counting working days ends on one | 1,495 agree, in days, weeks and months |
//! | pm4py | elapsed working seconds between naive times | the same | 2,500 agree |
//! | chinesecalendar | each day worked or not | the same; [`china`] also names the days | 3,287 agree |
//! | help-desks (their working-time SLAs) | many end at the next opening, count the day of the trigger, or stop all clocks in one zone | counts as time limits are counted where nothing else is agreed, on the clocks of whoever owes | |

mod blocks;
mod china;
mod clock;
mod compiled;
mod days;
mod hours;
#[cfg(feature = "ics")]
mod ics;
mod instant;
mod local;
mod pace;
mod roll;
mod rules;
mod seasons;
mod slots;
mod span;
mod spec;
mod special;
mod stretch;
mod substitutes;
mod workdays;
mod worktime;
mod yearly;
mod zone;

pub(crate) use instant::{Instant, SECOND};
pub(crate) use pace::Pace;

pub use china::china;
pub use compiled::{Calendar, CalendarError};
pub use hours::{DaysError, Hours, HoursError, Week, WeekError, parse_days, parse_weekday};
#[cfg(feature = "ics")]
pub use ics::IcsError;
pub use roll::{Roll, RollError};
pub use span::{Span, SpanError, Unit};
pub use spec::{
    Builtin, CalendarSpec, Closure, DayEnds, Exception, ExceptionHours, HolidaySet, Moment, Season, SeasonDays,
    Substitute, SubstituteRule, Yearly,
};
pub use yearly::{MonthDay, Weekdays, YearDay, YearDayError, YearlyDays};
pub use zone::Reading;
pub(crate) use zone::{local_in, resolve as resolve_local, shown_everywhere};
