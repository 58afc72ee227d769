//! `[calendar.…]`: weeks, zones, and the holiday sets that apply.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDate, Weekday};

use super::days::unlike_ends;
use super::holidays::{SetDraft, Sets};
use super::{Lowering, entries, list};
use crate::CalendarId;
use crate::calendar::{
    Calendar, CalendarError, CalendarSpec, DayEnds, DaysError, HolidaySet, Hours, Season, SeasonDays, Week, parse_days,
};
use crate::config::bound::Bound;
use crate::config::read::{Keyed, List};
use crate::config::schema::{CalendarTable, SeasonTable};
use crate::diagnostic::{At, Code, Finding, Nearest, SourceSpan, escaped};
use crate::network::{CalendarDraft, check_text};

pub(in crate::config) const DAY_ENDS: [(&str, DayEnds); 2] =
    [("close", DayEnds::Close), ("midnight", DayEnds::Midnight)];

/// The most dates that all calendars together take from holiday sets, each mention and each year counted.
const MOST_DATES: u64 = 5_000_000;

/// The most mistakes in the exceptions of one calendar that are looked for.
const MOST: usize = 20;

/// Hours as read, by weekday, each with the place where it was written.
type Days = BTreeMap<u32, (Weekday, SourceSpan, Vec<(Hours, SourceSpan)>)>;

impl Lowering<'_> {
    pub(super) fn calendars(&mut self, said: Option<&At<Keyed<CalendarTable>>>, sets: &Sets) {
        for (name, table) in entries(said) {
            let compiled = self.calendar(name, &table.value, sets);
            if let Some(id) = self.id(name, "calendar") {
                self.calendars.push(CalendarDraft { id, calendar: compiled });
            }
        }
    }

    fn calendar(&mut self, name: &At<String>, said: &CalendarTable, sets: &Sets) -> Option<Calendar> {
        let zone = said.timezone.as_ref().and_then(|zone| self.zone(zone));
        let week = said.week.as_ref().and_then(|week| self.week(week));
        let seasons: Vec<_> = list(said.seasons.clone()).iter().map(|season| self.season(season)).collect();
        let day_ends = said.day_ends.as_ref().map(|word| self.one_of("day-ends", word, &DAY_ENDS));
        let wanted = list(said.holidays.clone());
        let holidays: Vec<Option<&SetDraft>> = wanted.iter().map(|id| self.holiday_set(id, sets)).collect();
        let holidays: Vec<&SetDraft> = holidays.into_iter().collect::<Option<_>>()?;
        let mut spec = CalendarSpec::new(CalendarId::new(name.value.as_str()).ok()?, zone?, week?);
        spec.seasons = seasons.into_iter().collect::<Option<_>>()?;
        spec.holidays = holidays.iter().map(|set| Arc::clone(&set.set)).collect();
        spec.day_ends = day_ends.unwrap_or(Some(DayEnds::default()))?;
        if !self.counts(&spec, name) {
            return None;
        }
        self.compile(spec, name, &holidays)
    }

    /// Counts what the calendars keep in mind, and refuses what is beyond all measure: a file of a few kilobytes could
    /// ask for gigabytes.
    fn counts(&mut self, spec: &CalendarSpec, name: &At<String>) -> bool {
        let of_sets: u64 = spec.holidays.iter().map(|set| set.most_dates()).sum();
        let before = self.dates;
        self.dates = before.saturating_add(of_sets).saturating_add(spec.seasons.len() as u64 * 1_200);
        if before <= MOST_DATES && self.dates > MOST_DATES {
            let message =
                format!("the calendars of all files take more than {MOST_DATES} dates from their holiday sets");
            let finding = Finding::new(Code::TooManyHolidays, message).at(name.span, "with this calendar");
            let help = "every mention of a set counts, and what comes back every year counts for each of 600 years: let \
                        departments share calendars";
            self.findings.push(finding.help(help));
        }
        self.dates <= MOST_DATES
    }

    fn season(&mut self, said: &At<SeasonTable>) -> Option<Season> {
        let week = said.value.week.as_ref().and_then(|week| self.week(week));
        let (from, to) = (said.value.from.as_ref()?, said.value.to.as_ref()?);
        let days = match (&from.value, &to.value) {
            (Bound::Yearly(first), Bound::Yearly(last)) => {
                let (first, last) = (self.month_day(&from.with(first.clone())), self.month_day(&to.with(last.clone())));
                SeasonDays::Yearly(first?, last?)
            }
            (&Bound::Date(first), &Bound::Date(last)) => {
                let (first, last) = self.range(&from.with(first), &to.with(last))?;
                SeasonDays::Once(first, last)
            }
            _ => {
                self.findings.push(unlike_ends(from, to));
                return None;
            }
        };
        check_text("name", said.value.name.as_ref(), self.findings);
        Some(Season { days, week: week?, name: said.value.name.clone().map(|name| name.value) })
    }

    /// Compiles a calendar. Each mistake in an exception is reported and the exception left out, to find the next.
    fn compile(&mut self, mut spec: CalendarSpec, name: &At<String>, sets: &[&SetDraft]) -> Option<Calendar> {
        for _ in 0..MOST {
            let error = match Calendar::new(spec.clone()) {
                Ok(calendar) => return Some(calendar),
                Err(error) => error,
            };
            let dates = self.refuse(&error, name, sets);
            let wrong = |set: &Arc<HolidaySet>| dates.iter().any(|date| set.days.contains_key(date));
            if !spec.holidays.iter().any(wrong) {
                return None;
            }
            for set in spec.holidays.iter_mut().filter(|set| wrong(set)) {
                Arc::make_mut(set).days.retain(|date, _| !dates.contains(date));
            }
        }
        None
    }

    /// Reports why a calendar cannot be compiled; the dates whose exceptions are to blame.
    fn refuse(&mut self, error: &CalendarError, name: &At<String>, sets: &[&SetDraft]) -> Vec<NaiveDate> {
        let calendar = &name.value;
        let (code, message, help, dates) = match error {
            CalendarError::NoHours { date, weekday, .. } => (
                Code::OpenWithoutHours,
                format!("{date} is opened like a {}, which the calendar `{calendar}` does not work", in_full(*weekday)),
                "say when it is worked: `as = \"fri\"`, or `hours = [\"09:00-12:00\"]`",
                vec![*date],
            ),
            CalendarError::Overlap { first, .. } => (
                Code::OverlappingHours,
                format!("in the calendar `{calendar}`, {error}"),
                "the end of a range is exclusive: 08:00-12:00 and 12:00-18:00 do not overlap",
                vec![first.0],
            ),
            CalendarError::TooManyDays | CalendarError::TooManySeasons | CalendarError::TooVaried => {
                (Code::TooManyHolidays, format!("in the calendar `{calendar}`, {error}"), "", Vec::new())
            }
            CalendarError::WeekWithoutHours
            | CalendarError::EmptyHours { .. }
            | CalendarError::ReversedSeason { .. } => {
                (Code::BadHours, format!("in the calendar `{calendar}`, {error}"), "", Vec::new())
            }
        };
        let mut finding = Finding::new(code, message);
        for date in &dates {
            finding = finding.at(sets.iter().rev().find_map(|set| set.places.get(date)).copied(), "");
        }
        let help = Some(help.to_owned()).filter(|help| !help.is_empty());
        self.findings.push(finding.at(name.span, "the calendar that uses it").maybe_help(help));
        dates
    }

    fn holiday_set<'s>(&mut self, id: &At<String>, sets: &'s Sets) -> Option<&'s SetDraft> {
        if let Some(set) = sets.get(&id.value) {
            // One that is wrong in itself has been reported.
            return set.as_ref();
        }
        let names = Nearest::new(sets.keys().map(String::as_str));
        let help = match names.to(&id.value) {
            Some(near) => format!("the nearest holiday set is `{near}`"),
            None => format!("define it: `[holidays.{}]`", escaped(&id.value)),
        };
        let finding = Finding::new(Code::UnknownId, format!("unknown holiday set `{}`", escaped(&id.value)));
        self.findings.push(finding.at(id.span, "no holiday set has this id").help(help));
        None
    }

    fn zone(&mut self, said: &At<String>) -> Option<chrono_tz::Tz> {
        crate::network::timezone(said, self.findings)
    }

    fn week(&mut self, said: &At<Keyed<List<String>>>) -> Option<Week> {
        let mut days = Days::new();
        let mut right = true;
        for (key, texts) in &said.value {
            let hours: Option<Vec<_>> =
                texts.value.iter().map(|text| self.hours(text)).collect::<Vec<_>>().into_iter().collect();
            let Some((named, hours)) = self.days(key).zip(hours) else {
                right = false;
                continue;
            };
            for day in named {
                let place = key.span.unwrap_or(SourceSpan { source: 0, start: 0, end: 0 });
                let before = days.insert(day.num_days_from_monday(), (day, place, hours.clone()));
                if let Some((_, other, _)) = before {
                    right = false;
                    let (first, place) = if other.start < place.start { (other, place) } else { (place, other) };
                    let finding = Finding::new(Code::BadWeek, format!("{} is named twice", name_of(day)));
                    let finding = finding.at(place, "here again").at(first, "and here first");
                    self.findings.push(finding.help("write all hours of a day in one list"));
                }
            }
        }
        right &= self.check_overlaps(&days);
        if right && days.values().all(|(_, _, hours)| hours.is_empty()) {
            right = false;
            let finding = Finding::new(Code::EmptyWeek, "this week has no hours at all").at(said.span, "nobody works");
            self.findings.push(finding.help("give at least one day hours: `week = { mon-fri = [\"09:00-17:00\"] }`"));
        }
        let days = days.into_values().map(|(day, _, hours)| (day, hours.into_iter().map(|(hours, _)| hours).collect()));
        if right { Week::new(days).ok() } else { None }
    }

    fn days(&mut self, key: &At<String>) -> Option<Vec<Weekday>> {
        match parse_days(&key.value) {
            Ok(days) => Some(days),
            Err(error) => {
                let DaysError::NotADay(word) = &error;
                let (message, label) = (format!("`{}` is not a day", escaped(word)), "no day of the week");
                let finding = Finding::new(Code::BadWeek, message);
                let help = "days are mon, tue, wed, thu, fri, sat and sun; a range of them is written mon-fri";
                self.findings.push(finding.at(key.span, label).help(help));
                None
            }
        }
    }

    /// One range of hours, with its place.
    pub(super) fn hours(&mut self, said: &At<String>) -> Option<(Hours, SourceSpan)> {
        match said.value.parse::<Hours>() {
            Ok(hours) => Some((hours, said.span?)),
            Err(error) => {
                let finding = Finding::new(Code::BadHours, format!("`{}` are no hours", escaped(&said.value)));
                let help = "hours are written \"08:30-12:00\", the end exclusive; \"22:00-06:00\" crosses midnight";
                self.findings.push(finding.at(said.span, error.to_string()).help(help));
                None
            }
        }
    }

    /// Reports every two ranges of a week that overlap.
    fn check_overlaps(&mut self, days: &Days) -> bool {
        const WEEK: i64 = 7 * 24 * 60;
        let mut all: Vec<(i64, i64, Weekday, Hours, SourceSpan)> = Vec::new();
        for (&day, (weekday, _, hours)) in days {
            let midnight = i64::from(day) * 24 * 60;
            all.extend(hours.iter().map(|&(hours, place)| {
                (
                    midnight + i64::from(hours.start_minute()),
                    midnight + i64::from(hours.end_minute()),
                    *weekday,
                    hours,
                    place,
                )
            }));
        }
        all.sort_unstable_by_key(|&(start, end, ..)| (start, end));
        // The week begins anew after Sunday.
        let again = all.first().map(|&(start, end, day, hours, place)| (start + WEEK, end + WEEK, day, hours, place));
        let count = all.len();
        all.extend(again.filter(|_| count > 1));
        let mut reported = std::collections::BTreeSet::new();
        for pair in all.windows(2) {
            let [(_, end, day, hours, place), (start, _, next_day, next_hours, next_place)] = pair else { continue };
            if start < end && reported.insert((*place, *next_place)) {
                let message =
                    format!("{hours} on {} and {next_hours} on {} overlap", name_of(*day), name_of(*next_day));
                let finding = Finding::new(Code::OverlappingHours, message).at(*next_place, "");
                let finding = if place == next_place { finding } else { finding.at(*place, "") };
                self.findings
                    .push(finding.help("the end of a range is exclusive: 08:00-12:00 and 12:00-18:00 do not overlap"));
            }
        }
        reported.is_empty()
    }
}

fn name_of(day: Weekday) -> String {
    day.to_string().to_lowercase()
}

fn in_full(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}
