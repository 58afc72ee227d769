//! Holidays from iCalendar files.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use icalendar::parser::{Component, read_calendar_simple, unfold};

use super::{Calendar, Exception, ExceptionHours, HolidaySet};
use crate::{HolidaySetId, Text};

/// Why an iCalendar file is not a set of holidays, and where.
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

    /// What is wrong, and what would be right.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// The most days that the events of a file may name together.
const MOST_DAYS: usize = 200_000;

impl HolidaySet {
    /// Reads a set of holidays from an iCalendar file (RFC 5545), as governments publish them.
    ///
    /// - An event of whole days is closed, from its `DTSTART` until its `DTEND`, which no longer belongs to it, or for
    ///   its `DURATION`, else for one day. Its `SUMMARY` is the name of each of them.
    /// - A make-up working day is [worked](ExceptionHours::MakeUp) instead. It is one if its summary or one of its
    ///   `CATEGORIES` says so: 补班, 上班, 加班, a 班 in brackets, `workday`, `working day`, `make-up day`.
    /// - An event may repeat `FREQ=YEARLY` on the same date, with `INTERVAL`, `COUNT` and `UNTIL`, less its `EXDATE`s.
    ///   On 29 February it does so in leap years.
    /// - Cancelled events count for nothing, nor does anything in the file but events.
    ///
    /// The set [covers](Self::covers) whole years, from that of its first single event to that of its last; holidays
    /// that only spill over New Year do not make the year beside it known. If all events repeat without end, it does
    /// not say what it covers.
    ///
    /// # Errors
    /// Returns an error, with its line, when the file is no iCalendar file; when an event has no date, a time of day,
    /// an end before its start or another rule of repetition; when a date is both closed and worked; and when there
    /// are more than 200,000 days.
    pub fn from_ics(id: HolidaySetId, text: &str) -> Result<Self, IcsError> {
        let mut set = Self::new(id);
        let mut named = 0;
        let mut single: Option<(NaiveDate, NaiveDate)> = None;
        for block in event_blocks(text)? {
            let holiday = Holiday::read(&block.text).map_err(|message| IcsError { line: block.line, message })?;
            let Some(holiday) = holiday else { continue };
            for first in holiday.occurrences() {
                for day in first.iter_days().take(holiday.length) {
                    named += 1;
                    if named > MOST_DAYS {
                        let message = format!("the events name more than {MOST_DAYS} days");
                        return Err(IcsError { line: block.line, message });
                    }
                    add(&mut set.days, day, &holiday).map_err(|message| IcsError { line: block.line, message })?;
                }
            }
            if holiday.repeats.is_none() {
                let last = holiday.last_day();
                single = Some(single.map_or((holiday.first, last), |(a, b)| (a.min(holiday.first), b.max(last))));
            }
        }
        set.covers = single.and_then(|(first, last)| covered(first, last));
        Ok(set)
    }
}

/// The whole years that holidays from one day to another make known.
fn covered(first: NaiveDate, last: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    // A holiday around New Year stands in the file of one of the two years.
    let from = if first.month() == 12 && last.year() > first.year() { first.year() + 1 } else { first.year() };
    let to = if last.month() == 1 && last.year() > from { last.year() - 1 } else { last.year() };
    Some((NaiveDate::from_ymd_opt(from, 1, 1)?, NaiveDate::from_ymd_opt(to, 12, 31)?))
}

/// Two holidays on one date share it, but a date cannot be closed and worked.
fn add(days: &mut BTreeMap<NaiveDate, Exception>, day: NaiveDate, holiday: &Holiday) -> Result<(), String> {
    let Some(known) = days.get_mut(&day) else {
        days.insert(day, Exception { name: Some(Text::from(&*holiday.name)), hours: holiday.hours.clone() });
        return Ok(());
    };
    if known.hours != holiday.hours {
        return Err(format!("{day} is both a holiday and a working day in this file: `{}`", holiday.name));
    }
    let name = known.name.as_ref().map(ToString::to_string).unwrap_or_default();
    if !name.split(" / ").any(|part| part == holiday.name) {
        known.name = Some(Text::from(&*format!("{name} / {}", holiday.name)));
    }
    Ok(())
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

/// What an event says.
struct Holiday {
    name: String,
    hours: ExceptionHours,
    first: NaiveDate,
    /// In days.
    length: usize,
    repeats: Option<Yearly>,
    left_out: Vec<NaiveDate>,
}

/// How an event repeats.
struct Yearly {
    every: u32,
    count: Option<usize>,
    until: NaiveDate,
}

impl Holiday {
    /// Reads an event; none if it is cancelled.
    fn read(block: &str) -> Result<Option<Self>, String> {
        // An alarm within an event is as deep as it goes; what is deeper would recurse.
        let depth = block.lines().filter(|line| line.to_ascii_uppercase().starts_with("BEGIN:")).count();
        let unfolded = unfold(block);
        let components = if depth <= 16 { read_calendar_simple(&unfolded).ok() } else { None };
        let Some([event]) = components.as_deref() else {
            return Err("this event cannot be read: expected lines like `DTSTART;VALUE=DATE:20261001`".to_owned());
        };
        if value(event, "STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")) {
            return Ok(None);
        }
        let name = value(event, "SUMMARY").unwrap_or("holiday").trim().to_owned();
        let start = value(event, "DTSTART").ok_or_else(|| format!("`{name}` has no DTSTART"))?;
        let first = whole_day(start).ok_or_else(|| not_a_day(&name, "DTSTART", start))?;
        let length = length(event, &name, first)?;
        if value(event, "RDATE").is_some() {
            return Err(format!("`{name}` has an RDATE: give each date an event of its own"));
        }
        let rule = value(event, "RRULE");
        let repeats =
            rule.map(|rule| yearly(rule, first).map_err(|why| format!("`{name}` repeats by `{rule}`: {why}")));
        let categories = value(event, "CATEGORIES").unwrap_or_default();
        let is_worked = is_make_up(&name) || is_make_up(categories);
        let left_out = event.properties.iter().filter(|property| property.name == "EXDATE");
        let left_out = left_out.flat_map(|property| property.val.as_str().split(',').filter_map(whole_day)).collect();
        let hours = if is_worked { ExceptionHours::MakeUp } else { ExceptionHours::Closed };
        Ok(Some(Self { name, hours, first, length, repeats: repeats.transpose()?, left_out }))
    }

    fn last_day(&self) -> NaiveDate {
        let days = Days::new(u64::try_from(self.length.saturating_sub(1)).unwrap_or(0));
        self.first.checked_add_days(days).unwrap_or(NaiveDate::MAX)
    }

    /// The first day of each occurrence inside the horizon of calendars.
    fn occurrences(&self) -> impl Iterator<Item = NaiveDate> {
        let (every, count, until) = match &self.repeats {
            None => (1, Some(1), self.first),
            Some(yearly) => (yearly.every, yearly.count, yearly.until.min(Calendar::LAST_DAY)),
        };
        // A year without the date is none of those counted.
        let dates = (0..).map_while(move |n: u32| {
            self.first.checked_add_months(Months::new(n.checked_mul(every)?.checked_mul(12)?))
        });
        let dates = dates.take_while(move |date| *date <= until).filter(|date| date.day() == self.first.day());
        dates.take(count.unwrap_or(usize::MAX)).filter(|date| !self.left_out.contains(date))
    }
}

fn value<'e>(event: &'e Component<'_>, name: &str) -> Option<&'e str> {
    event.properties.iter().find(|property| property.name == name).map(|property| property.val.as_str())
}

/// Reads a date, `20261001`, or the midnight at which it begins on the clocks of whoever reads it.
fn whole_day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let date = text.strip_suffix("T000000").unwrap_or(text);
    let is_date = date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit());
    is_date.then(|| NaiveDate::parse_from_str(date, "%Y%m%d").ok()).flatten()
}

fn not_a_day(name: &str, property: &str, text: &str) -> String {
    format!("`{name}`: the {property} `{text}` is not a whole day: expected a date like 20261001")
}

/// How many days an event lasts.
fn length(event: &Component<'_>, name: &str, first: NaiveDate) -> Result<usize, String> {
    let days = if let Some(end) = value(event, "DTEND") {
        let end = whole_day(end).ok_or_else(|| not_a_day(name, "DTEND", end))?;
        // Some write the last day where the day after it belongs, when both are the same day.
        if end == first { 1 } else { (end - first).num_days() }
    } else if let Some(duration) = value(event, "DURATION") {
        duration_in_days(duration)
            .ok_or_else(|| format!("`{name}`: the DURATION `{duration}` is not whole days: expected one like P3D"))?
    } else {
        1
    };
    if days < 1 {
        return Err(format!("`{name}` ends before it starts"));
    }
    let fits = usize::try_from(days).ok().filter(|days| *days <= MOST_DAYS);
    fits.ok_or_else(|| format!("`{name}` lasts {days} days, more than {MOST_DAYS}"))
}

/// Reads `P3D` or `P2W`.
fn duration_in_days(text: &str) -> Option<i64> {
    let number = text.trim().trim_start_matches('+').strip_prefix('P')?;
    let (digits, days) =
        number.strip_suffix('D').map(|n| (n, 1)).or_else(|| number.strip_suffix('W').map(|n| (n, 7)))?;
    i64::from(digits.parse::<u32>().ok()?).checked_mul(days)
}

/// Reads a rule of yearly repetition.
fn yearly(rule: &str, first: NaiveDate) -> Result<Yearly, String> {
    const ALLOWED: &str = "only FREQ=YEARLY on the same date, with INTERVAL, COUNT and UNTIL, can be read";
    let mut yearly = Yearly { every: 1, count: None, until: NaiveDate::MAX };
    let mut is_yearly = false;
    for part in rule.split(';').filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').ok_or(ALLOWED)?;
        let number = value.trim().parse::<u32>().ok();
        match key.trim().to_ascii_uppercase().as_str() {
            "FREQ" if value.eq_ignore_ascii_case("YEARLY") => is_yearly = true,
            "INTERVAL" => yearly.every = number.filter(|n| *n > 0).ok_or("its INTERVAL is not a number")?,
            "COUNT" => yearly.count = Some(number.ok_or("its COUNT is not a number")? as usize),
            "UNTIL" => {
                let date = value.get(..8).and_then(whole_day);
                yearly.until = date.ok_or("its UNTIL is not a date like 20301231")?;
            }
            "BYMONTH" if number == Some(first.month()) => {}
            "BYMONTHDAY" if number == Some(first.day()) => {}
            "WKST" => {}
            _ => return Err(ALLOWED.to_owned()),
        }
    }
    if is_yearly { Ok(yearly) } else { Err(ALLOWED.to_owned()) }
}

/// Whether a summary or category says that people work.
fn is_make_up(text: &str) -> bool {
    let text = text.to_lowercase();
    let chinese = ["补班", "補班", "上班", "加班", "(班)", "（班）", "[班]", "【班】"];
    let english = ["workday", "working day", "make-up day", "makeup day", "make-up work", "makeup work"];
    let denied = ["non-work", "non work", "not a work", "no work", "不上班", "不加班", "不用上班"];
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    (says(&chinese) || says(&english)) && !says(&denied)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(events: &str) -> Result<HolidaySet, IcsError> {
        let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
        HolidaySet::from_ics("ics".parse().unwrap(), &text)
    }

    fn event(lines: &[&str]) -> String {
        let lines: String = lines.iter().flat_map(|line| [line, "\r\n"]).collect();
        format!("BEGIN:VEVENT\r\nUID:1\r\n{lines}END:VEVENT\r\n")
    }

    #[track_caller]
    fn check(events: &str, expect: &[&str]) {
        let set = read(events).unwrap();
        let shown = |(day, e): (&NaiveDate, &Exception)| {
            let kind = if e.hours == ExceptionHours::Closed { "closed" } else { "worked" };
            format!("{day} {kind} {}", e.name.as_ref().unwrap())
        };
        assert_eq!(set.days.iter().map(shown).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn whole_days_are_closed_until_their_end() {
        let days =
            event(&["DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261003", "SUMMARY:National Day\\, fol", " ded"]);
        check(&days, &["2026-10-01 closed National Day, folded", "2026-10-02 closed National Day, folded"]);
        check(
            &event(&["DTSTART:20261225T000000", "DURATION:P2D", "SUMMARY:Xmas"]),
            &["2026-12-25 closed Xmas", "2026-12-26 closed Xmas"],
        );
        check(&event(&["SUMMARY:One", "DTSTART;VALUE=DATE:20260501"]), &["2026-05-01 closed One"]);
        check(&event(&["SUMMARY:Off", "STATUS:CANCELLED", "DTSTART;VALUE=DATE:20260501"]), &[]);
        let alarm = ["DTSTART;VALUE=DATE:20260501", "BEGIN:VALARM", "SUMMARY:ring", "END:VALARM", "SUMMARY:May"];
        check(&event(&alarm), &["2026-05-01 closed May"]);
    }

    #[test]
    fn make_up_days_are_worked() {
        let summaries = ["国庆节（班）", "春节补班", "[加班]", "National Day make-up day", "Special Working Day"];
        for summary in summaries {
            let set = read(&event(&["DTSTART;VALUE=DATE:20261010", &format!("SUMMARY:{summary}")])).unwrap();
            assert!(set.days.values().all(|day| day.hours == ExceptionHours::MakeUp), "{summary}");
        }
        let by_category = event(&["DTSTART;VALUE=DATE:20261010", "SUMMARY:国庆节调休", "CATEGORIES:上班"]);
        check(&by_category, &["2026-10-10 worked 国庆节调休"]);
        check(
            &event(&["DTSTART;VALUE=DATE:20261010", "SUMMARY:Non-working day"]),
            &["2026-10-10 closed Non-working day"],
        );
    }

    #[test]
    fn yearly_events_repeat() {
        let rule = |start: &str, rule: &str| {
            event(&[&format!("DTSTART;VALUE=DATE:{start}"), &format!("RRULE:{rule}"), "SUMMARY:x"])
        };
        let days = |events: &str| read(events).unwrap().days.into_keys().map(|day| day.to_string()).collect::<Vec<_>>();
        assert_eq!(days(&rule("20260501", "FREQ=YEARLY;COUNT=2;BYMONTH=5")), ["2026-05-01", "2027-05-01"]);
        assert_eq!(days(&rule("20240229", "FREQ=YEARLY;UNTIL=20331231")), ["2024-02-29", "2028-02-29", "2032-02-29"]);
        assert_eq!(days(&rule("20260501", "FREQ=YEARLY;INTERVAL=2;UNTIL=20300501T000000Z")).len(), 3);
        assert_eq!(days(&rule("20260501", "FREQ=YEARLY")).last().unwrap(), "2399-05-01");
        let except = event(&["DTSTART;VALUE=DATE:20260501", "RRULE:FREQ=YEARLY;COUNT=3", "EXDATE;VALUE=DATE:20270501"]);
        assert_eq!(days(&except), ["2026-05-01", "2028-05-01"]);
    }

    #[test]
    fn holidays_that_meet_share_their_day() {
        let day = |summary: &str| event(&["DTSTART;VALUE=DATE:20251006", &format!("SUMMARY:{summary}")]);
        check(
            &[day("National Day"), day("Mid-Autumn"), day("Mid-Autumn")].concat(),
            &["2025-10-06 closed National Day / Mid-Autumn"],
        );
        let error = read(&[day("National Day"), day("workday")].concat()).unwrap_err();
        assert_eq!(error.to_string(), "line 8: 2025-10-06 is both a holiday and a working day in this file: `workday`");
    }

    #[test]
    fn it_covers_the_years_it_is_about() {
        let covers = |days: &[&str]| {
            let events: String = days.iter().map(|day| event(&[&format!("DTSTART;VALUE=DATE:{day}")])).collect();
            read(&events).unwrap().covers.map(|(a, b)| format!("{a} {b}"))
        };
        assert_eq!(covers(&["20260101", "20261001"]).unwrap(), "2026-01-01 2026-12-31");
        assert_eq!(covers(&["20251231", "20261001", "20270101"]).unwrap(), "2026-01-01 2026-12-31");
        assert_eq!(covers(&["20250501", "20270501"]).unwrap(), "2025-01-01 2027-12-31");
        assert_eq!(covers(&[]), None);
    }

    #[test]
    fn errors_say_what_and_where() {
        let error = |lines: &[&str]| read(&event(lines)).unwrap_err().to_string();
        assert_eq!(error(&["SUMMARY:x"]), "line 3: `x` has no DTSTART");
        assert_eq!(
            error(&["SUMMARY:x", "DTSTART:20261001T090000Z"]),
            "line 3: `x`: the DTSTART `20261001T090000Z` is not a whole day: expected a date like 20261001"
        );
        assert!(error(&["SUMMARY:x", "DTSTART:20260230"]).contains("20260230"));
        assert_eq!(error(&["SUMMARY:x", "DTSTART:20261001", "DTEND:20260930"]), "line 3: `x` ends before it starts");
        assert_eq!(
            error(&["SUMMARY:x", "DTSTART:20261001", "RRULE:FREQ=WEEKLY"]),
            "line 3: `x` repeats by `FREQ=WEEKLY`: only FREQ=YEARLY on the same date, with INTERVAL, COUNT and UNTIL, can be read"
        );
        assert!(error(&["DTSTART:00010101", "DTEND:99991231"]).contains("more than 200000"));
        let whole = |text: &str| HolidaySet::from_ics("ics".parse().unwrap(), text).unwrap_err().to_string();
        assert_eq!(whole(""), "line 1: the file is empty");
        assert_eq!(whole("date,name\n"), "line 1: not an iCalendar file: it does not start with BEGIN:VCALENDAR");
        assert_eq!(whole("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n"), "line 2: this event has no END:VEVENT");
        assert_eq!(whole("BEGIN:VCALENDAR\nEND:VEVENT\n"), "line 2: an event ends that has not begun");
        let nested = "BEGIN:A\n".repeat(100_000);
        assert!(
            whole(&format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{nested}END:VEVENT\n"))
                .starts_with("line 2: this event cannot be read")
        );
    }

    proptest::proptest! {
        #[test]
        fn no_file_breaks_it(lines in proptest::collection::vec("(BEGIN|END|DTSTART|DTEND|RRULE|DURATION|EXDATE|SUMMARY| ):(VEVENT|VALARM|FREQ=YEARLY;INTERVAL=[0-9]{1,9}|P[0-9]{1,9}[DW]|[0-9]{8}|\\PC{0,5})", 0..12)) {
            let _ = read(&event(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
        }
    }
}
