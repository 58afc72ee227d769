//! Holidays from iCalendar files.

mod event;
mod repeat;

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::{Closure, Exception, ExceptionHours, HolidaySet, Moment};
use crate::{HolidaySetId, Text};
use event::{Event, Occurrence};
use repeat::Budget;

/// Why an iCalendar file is not a set of holidays, or what of it is none, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct IcsError {
    line: usize,
    message: String,
}

impl IcsError {
    /// The line of the file, from 1: the first of the event at fault.
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong, and what would be right. Of the file's text it has at most the name of the event.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// The most days and closures that the events of a file may name together.
const MOST_DAYS: usize = 200_000;

/// The most names of one day; when more events share it, an ellipsis stands for them.
const MOST_NAMES: usize = 8;

/// The most warnings; further ones are counted.
const MOST_WARNINGS: usize = 50;

impl HolidaySet {
    /// Reads a set of holidays from an iCalendar file (RFC 5545), as governments publish them and companies keep them.
    ///
    /// - An event of whole days is closed, from its `DTSTART` until its `DTEND`, which no longer belongs to it, or for
    ///   its `DURATION`, else for one day. Its `SUMMARY` is the name of each of them. Days from midnight to midnight
    ///   are whole.
    /// - An event with times of day is a [`Closure`]: it closes those hours, on the clocks of whichever calendar uses
    ///   the set, or at those instants where it has a `TZID` or is in UTC.
    /// - A make-up working day is [worked](ExceptionHours::MakeUp) instead. It is one if its summary or one of its
    ///   `CATEGORIES` says so: 补班, 上班, 加班, a 班 in brackets, `workday`, `working day`, `make-up day`.
    /// - An event may repeat by any `RRULE` of days, weeks, months or years, with its `RDATE`s and without its
    ///   `EXDATE`s, up to the end of the horizon of calendars.
    /// - Cancelled events count for nothing, nor does anything in the file but events.
    ///
    /// The set [covers](Self::covers) whole years, from that of its first single event to that of its last; holidays
    /// that only spill over New Year do not make the year beside it known. If all events repeat without end, it does
    /// not say what it covers.
    ///
    /// Beside the set come warnings: the events that could not be read, by line and name, and why. They are left out,
    /// and the rest counts. A day that is closed by one event and worked by another is what the first one says.
    ///
    /// # Errors
    /// Returns an error, with its line, when the file is no iCalendar file; when there are more than 200,000 days; and
    /// when rules of repetition reach so far that finding their days would take seconds.
    pub fn from_ics(id: HolidaySetId, text: &str) -> Result<(Self, Vec<IcsError>), IcsError> {
        let mut named = Named { dates: BTreeMap::new(), closures: Vec::new(), single: None, count: 0 };
        let mut budget = Budget::default();
        let (mut warnings, mut left_out) = (Vec::new(), 0);
        for block in event_blocks(text)? {
            let line = block.line;
            let fatal = |message: String| IcsError { line, message };
            let read = Event::read(&block.text).and_then(|event| match event {
                Some(event) => Ok(Some((event.occurrences(&mut budget)?, event))),
                None => Ok(None),
            });
            let why = match read {
                Ok(None) => continue,
                Ok(Some((occurrences, event))) => named.add(&event, &occurrences).map_err(fatal)?,
                Err(why) => Some(why),
            };
            if budget.is_spent() {
                let message =
                    "the rules of repetition in this file reach too far: give them an end, with UNTIL or COUNT";
                return Err(fatal(message.to_owned()));
            }
            match why {
                Some(message) if warnings.len() < MOST_WARNINGS => warnings.push(fatal(message)),
                Some(_) => left_out += 1,
                None => {}
            }
        }
        if let Some(last) = warnings.last_mut().filter(|_| left_out > 0) {
            last.message = format!("{} (and {left_out} more events that cannot be read)", last.message);
        }
        Ok((named.set(id), warnings))
    }
}

/// The days that events name.
struct Named {
    dates: BTreeMap<NaiveDate, Day>,
    closures: Vec<Closure>,
    /// The first and the last day of all events that do not repeat.
    single: Option<(NaiveDate, NaiveDate)>,
    count: usize,
}

struct Day {
    is_worked: bool,
    names: Vec<Text>,
    has_more: bool,
}

impl Named {
    /// Adds the days of an event; a warning if some of them are said to be something else already.
    fn add(&mut self, event: &Event, occurrences: &[Occurrence]) -> Result<Option<String>, String> {
        let name = Text::from(&*event.name);
        let mut contradicted = None;
        for &occurrence in occurrences {
            let (first, length) = match occurrence {
                Occurrence::Days(first, length) => (first, length),
                Occurrence::Time(from, to) => {
                    self.one_more()?;
                    self.closures.push(Closure { from, to, name: Some(name.clone()) });
                    continue;
                }
            };
            for day in first.iter_days().take(length) {
                self.one_more()?;
                let known = self.dates.entry(day).or_insert_with(|| Day {
                    is_worked: event.is_worked,
                    names: Vec::new(),
                    has_more: false,
                });
                if known.is_worked != event.is_worked {
                    contradicted = contradicted.or(Some(day));
                } else if !known.names.contains(&name) {
                    known.has_more |= known.names.len() == MOST_NAMES;
                    if !known.has_more {
                        known.names.push(name.clone());
                    }
                }
            }
            if !event.repeats {
                let last = first.checked_add_days(Days::new(length as u64 - 1)).unwrap_or(NaiveDate::MAX);
                self.single = Some(self.single.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
            }
        }
        let said = |day| format!("{}: an event above says the opposite of {day}, which counts", event.called());
        Ok(contradicted.map(said))
    }

    fn one_more(&mut self) -> Result<(), String> {
        self.count += 1;
        if self.count > MOST_DAYS {
            return Err(format!("the events of this file name more than {MOST_DAYS} days"));
        }
        Ok(())
    }

    fn set(self, id: HolidaySetId) -> HolidaySet {
        let exception = |day: Day| {
            let hours = if day.is_worked { ExceptionHours::MakeUp } else { ExceptionHours::Closed };
            let name = match &*day.names {
                [one] => one.clone(),
                names => {
                    let names: Vec<&str> = names.iter().map(|name| name.in_language("en")).collect();
                    Text::from(&*(names.join(" / ") + if day.has_more { " / …" } else { "" }))
                }
            };
            Exception { name: Some(name), hours }
        };
        HolidaySet {
            covers: self.single.and_then(|(first, last)| covered(first, last)),
            days: self.dates.into_iter().map(|(date, day)| (date, exception(day))).collect(),
            closures: self.closures,
            ..HolidaySet::new(id)
        }
    }
}

/// The whole years that holidays from one day to another make known.
fn covered(first: NaiveDate, last: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    // A holiday around New Year stands in the file of one of the two years.
    let from = if first.month() == 12 && last.year() > first.year() { first.year() + 1 } else { first.year() };
    let to = if last.month() == 1 && last.year() > from { last.year() - 1 } else { last.year() };
    Some((NaiveDate::from_ymd_opt(from, 1, 1)?, NaiveDate::from_ymd_opt(to, 12, 31)?))
}

/// The text of one event, and the line on which it begins.
struct EventBlock {
    line: usize,
    text: String,
}

/// Cuts a file into its events, so that each can be read, and blamed, by itself.
fn event_blocks(text: &str) -> Result<Vec<EventBlock>, IcsError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut blocks = Vec::new();
    let mut open: Option<EventBlock> = None;
    let mut last = 0;
    let mut is_calendar = false;
    for (line, content) in (1..).zip(text.lines()) {
        let error = |message: &str| Err(IcsError { line, message: message.to_owned() });
        let tag = content.trim_end();
        is_calendar |= tag.eq_ignore_ascii_case("BEGIN:VCALENDAR");
        if !is_calendar && !tag.is_empty() {
            return error("not an iCalendar file: it does not start with BEGIN:VCALENDAR");
        }
        if tag.eq_ignore_ascii_case("BEGIN:VEVENT") {
            if open.is_some() {
                return error("an event begins before the one before it ends");
            }
            open = Some(EventBlock { line, text: String::new() });
        }
        if let Some(block) = &mut open {
            block.text.push_str(content);
            block.text.push('\n');
        }
        if tag.eq_ignore_ascii_case("END:VEVENT") {
            match open.take() {
                Some(block) => blocks.push(block),
                None => return error("an event ends that has not begun"),
            }
        }
        last = line;
    }
    match open {
        Some(block) => Err(IcsError { line: block.line, message: "this event has no END:VEVENT".to_owned() }),
        None if !is_calendar => Err(IcsError { line: last.max(1), message: "the file is empty".to_owned() }),
        None => Ok(blocks),
    }
}

#[cfg(test)]
mod tests;
