//! `[holidays.…]`: exceptions by date.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Lowering, entries, list};
use crate::HolidaySetId;
use crate::calendar::{Exception, ExceptionHours, HolidaySet, parse_weekday};
use crate::config::holiday_files::{self, HolidayFiles};
use crate::config::read::List;
use crate::config::schema::{CoversTable, DaysTable, File, HolidaysTable};
use crate::diagnostic::{At, Code, Finding, Span, escaped};
use crate::id::Resembling;

/// Holiday sets by id; none for one that is wrong in itself, which has been reported.
pub(super) type Sets = BTreeMap<String, Option<SetDraft>>;

/// A holiday set, and where each of its dates was written.
pub(super) struct SetDraft {
    pub(super) set: HolidaySet,
    pub(super) places: BTreeMap<NaiveDate, Span>,
}

/// What `as` says of a day worked in exchange for a holiday: in its weekday's hours, else in those of the last weekday
/// before it that has any.
pub(in crate::config) const MAKE_UP: &str = "make-up";

/// The longest range of days off in one entry.
const LONGEST: i64 = 1000;

/// What a list of days says about them.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Closed,
    Open,
    Partial,
}

/// All holiday sets of all files.
pub(super) fn lower(files: &[(u32, File)], holiday_files: &HolidayFiles<'_>, lowering: &mut Lowering<'_>) -> Sets {
    let mut sets = Sets::new();
    let mut places: BTreeMap<&str, Option<Span>> = BTreeMap::new();
    for (source, file) in files {
        for (name, table) in entries(file.holidays.as_ref()) {
            if let Some(&first) = places.get(&*name.value) {
                lowering.findings.push(crate::network::defined_twice("holiday set", &name.value, name.span, first));
                continue;
            }
            places.insert(&name.value, name.span);
            let id = lowering.id(name, "holiday set");
            let set = lowering.holiday_table(*source, name, &table.value, holiday_files);
            sets.insert(
                name.value.clone(),
                id.zip(set).map(|(id, set)| SetDraft { set: HolidaySet { id: id.value, ..set.set }, ..set }),
            );
        }
    }
    sets
}

impl Lowering<'_> {
    fn holiday_table(
        &mut self,
        source: u32,
        name: &At<String>,
        said: &HolidaysTable,
        holiday_files: &HolidayFiles<'_>,
    ) -> Option<SetDraft> {
        let errors = self.findings.len();
        let id = HolidaySetId::resembling(&name.value);
        let mut draft =
            SetDraft { set: HolidaySet { id, covers: None, days: BTreeMap::new() }, places: BTreeMap::new() };
        self.external(source, said, holiday_files, &mut draft);
        if let Some(covers) = &said.covers {
            draft.set.covers = self.covers(&covers.value);
        }
        self.entries(said.closed.as_ref(), Kind::Closed, &mut draft);
        self.entries(said.open.as_ref(), Kind::Open, &mut draft);
        self.entries(said.partial.as_ref(), Kind::Partial, &mut draft);
        (self.findings.len() == errors).then_some(draft)
    }

    /// Takes in what `file` and `builtin` bring.
    fn external(&mut self, source: u32, said: &HolidaysTable, holiday_files: &HolidayFiles<'_>, draft: &mut SetDraft) {
        let file = said.file.as_ref().map(|file| (file, holiday_files.read(self.sources.name_of(source), &file.value)));
        let builtin = said.builtin.as_ref().map(|name| (name, holiday_files::builtin(&name.value)));
        for (place, read) in file.into_iter().chain(builtin) {
            match read {
                Ok(set) => {
                    draft.set.covers = draft.set.covers.or(set.covers);
                    draft
                        .places
                        .extend(place.span.into_iter().flat_map(|span| set.days.keys().map(move |&day| (day, span))));
                    draft.set.days.extend(set.days);
                }
                Err(refused) => {
                    let finding = Finding::new(Code::HolidayFile, refused.message).at(place.span, "");
                    self.findings.push(finding.maybe_help(refused.help));
                }
            }
        }
    }

    fn covers(&mut self, said: &CoversTable) -> Option<(NaiveDate, NaiveDate)> {
        let (from, to) = (said.from.as_ref()?, said.to.as_ref()?);
        self.range(from, to)
    }

    /// Both ends of a range, unless it is reversed.
    fn range(&mut self, from: &At<NaiveDate>, to: &At<NaiveDate>) -> Option<(NaiveDate, NaiveDate)> {
        if to.value < from.value {
            let message = format!("a range from {} to {} ends before it starts", from.value, to.value);
            let finding =
                Finding::new(Code::ReversedRange, message).at(to.span, "the last day").at(from.span, "the first day");
            self.findings.push(finding.help("both days belong to the range; write the earlier one as `from`"));
            return None;
        }
        Some((from.value, to.value))
    }

    fn entries(&mut self, said: Option<&At<List<DaysTable>>>, kind: Kind, draft: &mut SetDraft) {
        for entry in list(said.cloned()) {
            let hours = self.exception_hours(&entry, kind);
            let (Some((from, to)), Some(hours), Some(span)) = (self.days_of(&entry), hours, entry.span) else {
                continue;
            };
            let exception = Exception { name: entry.value.name.map(|name| name.value), hours };
            for date in from.iter_days().take_while(|&date| date <= to) {
                if let Some(&first) = draft.places.get(&date) {
                    self.findings.push(twice(date, span, first));
                    break;
                }
                draft.places.insert(date, span);
                draft.set.days.insert(date, exception.clone());
            }
        }
    }

    /// The first and last day that an entry names.
    fn days_of(&mut self, entry: &At<DaysTable>) -> Option<(NaiveDate, NaiveDate)> {
        let said = &entry.value;
        let (from, to) = match (&said.on, &said.from, &said.to) {
            (Some(on), None, None) => (on.value, on.value),
            (None, Some(from), Some(to)) => self.range(from, to)?,
            // A date that cannot be read has been reported, and is none here.
            _ if entry.span.is_some_and(|span| self.findings.has_within(span)) => return None,
            _ => {
                let message = match (&said.on, &said.from, &said.to) {
                    (None, None, None) => "this entry names no day",
                    (None, Some(_), None) => "this range of days has no end",
                    (None, None, Some(_)) => "this range of days has no start",
                    _ => "this entry names both a day and a range",
                };
                let help = "name one day with `on = 2026-10-01`, or several with `from = 2026-10-01, to = 2026-10-07`";
                self.findings.push(Finding::new(Code::BadDate, message).at(entry.span, "").help(help));
                return None;
            }
        };
        let days = (to - from).num_days() + 1;
        if days > LONGEST {
            let message = format!("a range of {days} days is no holiday");
            let help = format!("one entry names at most {LONGEST} days: check the years");
            self.findings.push(Finding::new(Code::BadDate, message).at(entry.span, "").help(help));
            return None;
        }
        Some((from, to))
    }

    fn exception_hours(&mut self, entry: &At<DaysTable>, kind: Kind) -> Option<ExceptionHours> {
        let said = &entry.value;
        let hours = said.hours.as_ref().map(|hours| self.hours_of_day(hours));
        let like = said.like.as_ref().map(|day| (day, self.like(day)));
        match (kind, like, hours) {
            (Kind::Closed, None, None) => Some(ExceptionHours::Closed),
            (Kind::Open, None, None) => Some(ExceptionHours::Open),
            (Kind::Open, Some((_, day)), None) => day,
            (Kind::Open | Kind::Partial, None, Some(hours)) => hours.map(ExceptionHours::Hours),
            (Kind::Partial, None, None) => {
                let finding = Finding::new(Code::MissingKey, "a `partial` day has no `hours`");
                let help = "say when it is worked: `hours = [\"08:30-12:00\"]`";
                self.findings.push(finding.at(entry.span, "`hours` is missing").help(help));
                None
            }
            (Kind::Closed | Kind::Partial, Some((day, _)), _) => {
                let help = "`as` belongs to `open` days: those worked like another weekday";
                self.findings.push(Finding::new(Code::BadDate, "`as` has no meaning here").at(day.span, "").help(help));
                None
            }
            (Kind::Closed, None, Some(_)) => {
                let place = said.hours.as_ref().and_then(|hours| hours.span);
                let help = "a day that is worked for a part only belongs to `partial`";
                let finding = Finding::new(Code::BadDate, "a `closed` day cannot have `hours`").at(place, "");
                self.findings.push(finding.help(help));
                None
            }
            (Kind::Open, Some((day, _)), Some(_)) => {
                let finding = Finding::new(Code::BadDate, "an `open` day has both `as` and `hours`");
                self.findings.push(finding.at(day.span, "").help("one of them says when it is worked: drop the other"));
                None
            }
        }
    }

    fn hours_of_day(&mut self, said: &At<List<String>>) -> Option<Vec<crate::calendar::Hours>> {
        if said.value.is_empty() {
            let finding = Finding::new(Code::BadHours, "this day has no hours").at(said.span, "an empty list");
            self.findings.push(finding.help("a day without work belongs to `closed`"));
            return None;
        }
        let read: Vec<_> = said.value.iter().map(|text| self.hours(text)).collect();
        let mut hours: Vec<_> = read.into_iter().collect::<Option<_>>()?;
        hours.sort_unstable();
        for pair in hours.windows(2) {
            if let [(first, first_place), (second, place)] = pair
                && second.start_minute() < first.end_minute()
            {
                let finding = Finding::new(Code::OverlappingHours, format!("{first} and {second} overlap"));
                self.findings.push(finding.at(*place, "").at(*first_place, ""));
                return None;
            }
        }
        Some(hours.into_iter().map(|(hours, _)| hours).collect())
    }

    fn like(&mut self, said: &At<String>) -> Option<ExceptionHours> {
        if said.value == MAKE_UP {
            return Some(ExceptionHours::MakeUp);
        }
        let day = parse_weekday(&said.value).ok();
        if day.is_none() {
            let finding = Finding::new(Code::BadValue, format!("`as` cannot be \"{}\"", escaped(&said.value)));
            let help = "allowed are \"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\" and \"make-up\"";
            self.findings.push(finding.at(said.span, "no day of the week").help(help));
        }
        day.map(ExceptionHours::As)
    }
}

fn twice(date: NaiveDate, again: Span, first: Span) -> Finding {
    Finding::new(Code::DateTwice, format!("{date} is named twice in one holiday set"))
        .at(again, "named again here")
        .at(first, "first named here")
        .help(
            "say one thing about each date; a set that should win over another is a set of its own, later in the list",
        )
}
