//! A deadline's explanation in words: what its wordings in all languages have in common.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, Timelike};

use super::language::Language;
use super::words::words;
use crate::due::{Clock, DaysOff, Explanation};

/// Runs of days off that a sentence lists; further ones are counted.
pub(super) const LISTED: usize = 4;

impl Explanation {
    /// Says it in a language, in two or three sentences.
    ///
    /// ```
    /// # use interdept::{calendar::{Calendar, CalendarSpec, Week}, due::Clause, report::Language};
    /// # let week = Week::parse([("mon-fri", ["09:00-18:00"].as_slice())])?;
    /// # let calendar = Calendar::new(CalendarSpec::new("office".parse()?, chrono_tz::Asia::Shanghai, week))?;
    /// let rule = "within 3 days of vehicle-delivered".parse()?;
    /// let why = Clause::new(&rule, &calendar).explain_after("2026-11-19T10:00:00+08:00".parse()?)?;
    /// assert_eq!(
    ///     why.in_words(Language::English),
    ///     "Counted from Thursday 19 November 2026, 10:00: 3 days end on Sunday 22 November. \
    ///      Sunday 22 November 2026 is a day off; due at the close of Monday 23 November, 18:00 (+08:00).",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn in_words(&self, language: Language) -> String {
        words(language).explanation(self)
    }
}

/// Whether the clocks skip the time of day at which it should end, and so it ends later.
pub(super) fn skipped(why: &Explanation, by: Clock) -> bool {
    let local = why.due.time();
    local.hour() * 60 + local.minute() != u32::from(by.minutes()) % (24 * 60)
}

pub(super) fn is_back(why: &Explanation) -> bool {
    why.roll.is_some_and(|roll| roll.to < roll.from)
}

/// How many days off no listed run holds.
pub(super) fn unlisted(why: &Explanation) -> Option<u64> {
    let days = |run: &DaysOff| u64::try_from(run.to.signed_duration_since(run.from).num_days() + 1).unwrap_or(0);
    let listed: u64 = why.skipped.iter().take(LISTED).map(days).sum();
    why.days_off.checked_sub(listed).filter(|more| *more > 0)
}

/// Dates of one sentence: only the first of a year names it.
#[derive(Default)]
pub(super) struct Dates {
    year: Option<i32>,
}

impl Dates {
    pub(super) fn is_new_year(&mut self, date: NaiveDate) -> bool {
        self.year.replace(date.year()) != Some(date.year())
    }
}

/// Hours and minutes, and seconds if there are any.
pub(super) fn clock(time: NaiveTime) -> String {
    if time.second() == 0 { time.format("%H:%M").to_string() } else { time.format("%H:%M:%S").to_string() }
}

pub(super) fn offset(at: DateTime<FixedOffset>) -> String {
    at.format("%:z").to_string()
}

pub(super) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
