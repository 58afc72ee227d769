//! The entries of holiday sets: which days, and what happens on them.

use chrono::{NaiveDate, NaiveDateTime};

use super::holidays::{MOST_OF_SET, NewSet};
use super::{Lowering, list};
use crate::calendar::{
    Closure, Exception, ExceptionHours, Hours, Moment, MonthDay, Substitute, SubstituteRule, Weekdays, YearDay,
    YearDayError, Yearly, YearlyDays, parse_weekday,
};
use crate::config::bound::Bound;
use crate::config::read::List;
use crate::config::schema::{DaysTable, HolidaysTable};
use crate::diagnostic::{At, Code, Finding, SourceSpan, escaped};
use crate::network::check_text;

/// What `as` says of a day worked in exchange for a holiday: in its weekday's hours, else in those of the last weekday
/// before it that has any.
pub(in crate::config) const MAKE_UP: &str = "make-up";

pub(in crate::config) const SUBSTITUTES: [(&str, SubstituteRule); 2] =
    [("following", SubstituteRule::Following), ("nearest", SubstituteRule::Nearest)];

/// The longest range of days in one entry.
const LONGEST: i64 = 1000;

/// The most ranges of hours on one day.
const MOST_HOURS: usize = 48;

/// What a list of days says about them.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Closed,
    Open,
    Partial,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::Partial => "partial",
        }
    }
}

/// The days of an entry.
enum Days {
    Dated(NaiveDate, NaiveDate),
    Yearly(YearlyDays),
    Closure(Moment, Moment),
}

/// A bound as it is meant.
enum End {
    Date(NaiveDate),
    Yearly(MonthDay),
    Moment(Moment, i64),
}

impl Lowering<'_> {
    /// Adds all entries of a set to it.
    pub(super) fn exceptions(&mut self, said: &HolidaysTable, new: &mut NewSet) {
        self.entries(said.closed.as_ref(), Kind::Closed, new);
        self.entries(said.open.as_ref(), Kind::Open, new);
        self.entries(said.partial.as_ref(), Kind::Partial, new);
    }

    fn entries(&mut self, said: Option<&At<List<DaysTable>>>, kind: Kind, new: &mut NewSet) {
        for entry in list(said.cloned()) {
            let hours = self.exception_hours(&entry, kind);
            let days = self.days_of(&entry, kind);
            let substitute = self.substitute(&entry, kind, days.as_ref());
            let (Some(days), Some(hours), Some(substitute), Some(span)) = (days, hours, substitute, entry.span) else {
                continue;
            };
            check_text("name", entry.value.name.as_ref(), self.findings);
            let exception = Exception { name: entry.value.name.clone().map(|name| name.value), hours };
            match days {
                Days::Dated(from, to) => self.dated(from, to, &exception, span, new),
                Days::Yearly(days) => {
                    self.check_every(&entry, kind, new);
                    new.set.yearly.push(Yearly { days, exception, substitute });
                }
                Days::Closure(from, to) => new.set.closures.push(Closure { from, to, name: exception.name }),
            }
        }
    }

    fn dated(&mut self, from: NaiveDate, to: NaiveDate, exception: &Exception, span: SourceSpan, new: &mut NewSet) {
        for date in from.iter_days().take_while(|&date| date <= to) {
            if let Some(&first) = new.places.get(&date) {
                return self.findings.push(twice(&date.to_string(), span, Some(first)));
            }
            if new.is_full {
                return;
            }
            if new.set.days.len() >= MOST_OF_SET {
                new.is_full = true;
                let message = format!("a holiday set names more than {MOST_OF_SET} dates");
                let finding = Finding::new(Code::TooManyHolidays, message).at(span, "with these");
                return self.findings.push(finding.help("what comes back every year is said once, with `every`"));
            }
            new.places.insert(date, span);
            new.set.days.insert(date, exception.clone());
        }
    }

    /// Reports an `every` that says of one day what another has said.
    fn check_every(&mut self, entry: &At<DaysTable>, kind: Kind, new: &mut NewSet) {
        let Some(every) = entry.value.every.as_ref() else { return };
        let Ok(day) = every.value.parse::<YearDay>() else { return };
        let key = format!("{} {day}", kind.word());
        if let Some(first) = new.every.get(&key) {
            if let Some(span) = every.span {
                self.findings.push(twice(&format!("`{day}` of every year"), span, *first));
            }
        } else {
            new.every.insert(key, every.span);
        }
    }

    /// The days that an entry names.
    fn days_of(&mut self, entry: &At<DaysTable>, kind: Kind) -> Option<Days> {
        let said = &entry.value;
        match (&said.on, &said.every, &said.from, &said.to) {
            (Some(on), None, None, None) => Some(Days::Dated(on.value, on.value)),
            (None, Some(every), None, None) => self.every(every, kind),
            (None, None, Some(from), Some(to)) => self.range_of(entry, from, to, kind),
            // A date that cannot be read has been reported, and is none here.
            _ if entry.span.is_some_and(|span| self.findings.has_within(span)) => None,
            (on, every, from, to) => {
                let message = match (on, every, from, to) {
                    (None, None, None, None) => "this entry names no day",
                    (None, None, Some(_), None) => "this range of days has no end",
                    (None, None, None, Some(_)) => "this range of days has no start",
                    (None, Some(_), ..) => "this entry names both a day of every year and a range",
                    (Some(_), Some(_), ..) => "this entry names both a day and one of every year",
                    _ => "this entry names both a day and a range",
                };
                let help = "name one day with `on = 2026-10-01`, several with `from = 2026-10-01, to = 2026-10-07`, or \
                            one of every year with `every = \"12-25\"`";
                self.findings.push(Finding::new(Code::BadDate, message).at(entry.span, "").help(help));
                None
            }
        }
    }

    fn every(&mut self, said: &At<String>, kind: Kind) -> Option<Days> {
        if kind == Kind::Open {
            let finding = Finding::new(Code::BadDate, "an `open` day cannot come back every year");
            let help = "name the date with `on`; weekdays that are worked all year belong to the calendar's week";
            self.findings.push(finding.at(said.span, "").help(help));
            return None;
        }
        match said.value.parse::<YearDay>() {
            Ok(day) => Some(Days::Yearly(YearlyDays::Day(day))),
            Err(error) => {
                self.findings.push(bad_day(said, &error, A_YEAR_DAY));
                None
            }
        }
    }

    /// What a range names: days of one year, of every year, or a stretch of time.
    fn range_of(&mut self, entry: &At<DaysTable>, from: &At<Bound>, to: &At<Bound>, kind: Kind) -> Option<Days> {
        let (first, last) = (self.end(from), self.end(to));
        match (first?, last?) {
            (End::Date(first), End::Date(last)) => {
                let (first, last) = self.range(&from.with(first), &to.with(last))?;
                let days = (last - first).num_days() + 1;
                if days > LONGEST {
                    let message = format!("a range of {days} days is no holiday");
                    let help = format!("one entry names at most {LONGEST} days: check the years");
                    self.findings.push(Finding::new(Code::BadDate, message).at(entry.span, "").help(help));
                    return None;
                }
                Some(Days::Dated(first, last))
            }
            (End::Yearly(first), End::Yearly(last)) if kind != Kind::Open => {
                Some(Days::Yearly(YearlyDays::Range(first, last)))
            }
            (End::Moment(first, a), End::Moment(last, b)) if kind == Kind::Closed => {
                let is_local = |moment| matches!(moment, Moment::Local(_));
                let message = if is_local(first) != is_local(last) {
                    "one end of this closure has an offset from UTC, the other has none"
                } else if b <= a {
                    "this closure ends before it starts"
                } else if b - a > LONGEST * 86_400 {
                    "this closure lasts more than 1000 days"
                } else {
                    return Some(Days::Closure(first, last));
                };
                let help = "write both ends alike, the earlier one as `from`: `from = 2026-10-01T14:00:00`";
                self.findings.push(Finding::new(Code::BadDate, message).at(entry.span, "").help(help));
                None
            }
            (End::Yearly(_), End::Yearly(_)) => {
                let finding = Finding::new(Code::BadDate, "`open` days cannot come back every year");
                self.findings.push(finding.at(entry.span, "").help("name dates, or give the calendar a season"));
                None
            }
            (End::Moment(..), End::Moment(..)) => {
                let message = format!("a time of day has no meaning in `{}`", kind.word());
                let help = "hours that are closed once belong to `closed`; the hours of a day stand in `hours`";
                self.findings.push(Finding::new(Code::BadDate, message).at(entry.span, "").help(help));
                None
            }
            _ => {
                self.findings.push(unlike_ends(from, to));
                None
            }
        }
    }

    fn end(&mut self, said: &At<Bound>) -> Option<End> {
        match &said.value {
            Bound::Date(date) => Some(End::Date(*date)),
            Bound::Local(time) => Some(End::Moment(Moment::Local(*time), NaiveDateTime::and_utc(time).timestamp())),
            Bound::At(at) => Some(End::Moment(Moment::At(at.to_utc()), at.timestamp())),
            Bound::Yearly(text) => self.month_day(&said.with(text.clone())).map(End::Yearly),
        }
    }

    /// A day of every year, `12-24`.
    pub(super) fn month_day(&mut self, said: &At<String>) -> Option<MonthDay> {
        match said.value.parse() {
            Ok(day) => Some(day),
            Err(error) => {
                self.findings.push(bad_day(said, &error, "a day of every year is written month first, \"12-24\""));
                None
            }
        }
    }

    /// What is closed instead; nothing at all if what is said is wrong.
    #[expect(clippy::option_option, reason = "wrong, not said, or said")]
    fn substitute(&mut self, entry: &At<DaysTable>, kind: Kind, days: Option<&Days>) -> Option<Option<Substitute>> {
        let said = &entry.value;
        let Some(place) = said.substitute.as_ref().map(|it| it.span).or(said.substitute_on.as_ref().map(|it| it.span))
        else {
            return Some(None);
        };
        let rule = said.substitute.as_ref().map(|word| self.one_of("substitute", word, &SUBSTITUTES));
        let on = said.substitute_on.as_ref().map(|on| self.weekdays(on));
        let is_yearly = kind == Kind::Closed && matches!(days, Some(Days::Yearly(YearlyDays::Day(_))) | None);
        let message = match rule {
            _ if !is_yearly => "a `substitute` belongs to a `closed` day of `every` year",
            None => "`substitute-on` says for which weekdays, but no `substitute` says what is closed instead",
            Some(rule) => return Some(Some(Substitute { rule: rule?, on: on.map_or(Some(None), |on| on.map(Some))? })),
        };
        let help = "write `closed = [{ every = \"12-25\", substitute = \"following\" }]`; a substitute on a known date is \
                    an `on` of its own";
        self.findings.push(Finding::new(Code::BadDate, message).at(place, "").help(help));
        None
    }

    fn weekdays(&mut self, said: &At<List<String>>) -> Option<Weekdays> {
        let days: Vec<_> = said.value.iter().map(|day| self.weekday("substitute-on", day, "")).collect();
        let days: Option<Weekdays> = days.into_iter().collect();
        if said.value.is_empty() {
            let finding =
                Finding::new(Code::BadValue, "`substitute-on` names no weekday").at(said.span, "an empty list");
            self.findings.push(finding.help("leave it out: then every day off is replaced"));
            return None;
        }
        days
    }

    fn exception_hours(&mut self, entry: &At<DaysTable>, kind: Kind) -> Option<ExceptionHours> {
        let said = &entry.value;
        let hours = said.hours.as_ref().map(|hours| self.hours_of_day(hours));
        let like = said.like.as_ref().map(|day| (day, self.like(day)));
        match (kind, like, hours) {
            (Kind::Closed, None, None) => Some(ExceptionHours::Closed),
            (Kind::Open, None, None) => Some(ExceptionHours::Open),
            (Kind::Open, Some((_, day)), None) => day,
            (Kind::Open, None, Some(hours)) => hours.map(ExceptionHours::Hours),
            (Kind::Partial, None, Some(hours)) => hours.map(ExceptionHours::Partial),
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
                let help = "a day that is worked for a part only belongs to `partial`, with the hours that are left";
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

    fn hours_of_day(&mut self, said: &At<List<String>>) -> Option<Vec<Hours>> {
        if said.value.is_empty() {
            let finding = Finding::new(Code::BadHours, "this day has no hours").at(said.span, "an empty list");
            self.findings.push(finding.help("a day without work belongs to `closed`"));
            return None;
        }
        if said.value.len() > MOST_HOURS {
            let finding = Finding::new(Code::BadHours, format!("one day has more than {MOST_HOURS} ranges of hours"));
            self.findings.push(finding.at(said.span, "").help("join those that touch"));
            return None;
        }
        let read: Vec<_> = said.value.iter().map(|text| self.hours(text)).collect();
        let mut hours: Vec<_> = read.into_iter().collect::<Option<_>>()?;
        hours.sort_unstable();
        for pair in hours.windows(2) {
            let [(first, first_place), (second, place)] = pair else { continue };
            if second.start_minute() < first.end_minute() {
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
        self.weekday("as", said, " and \"make-up\"").map(ExceptionHours::As)
    }

    fn weekday(&mut self, key: &str, said: &At<String>, more: &str) -> Option<chrono::Weekday> {
        let day = parse_weekday(&said.value).ok();
        if day.is_none() {
            let finding = Finding::new(Code::BadValue, format!("`{key}` cannot be \"{}\"", escaped(&said.value)));
            let days = "\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\"";
            let help = if more.is_empty() {
                format!("allowed are {days} and \"sun\"")
            } else {
                format!("allowed are {days}, \"sun\"{more}")
            };
            self.findings.push(finding.at(said.span, "no day of the week").help(help));
        }
        day
    }
}

const A_YEAR_DAY: &str = "days of every year are written \"12-25\", \"last monday of may\", \"2nd thursday of november\" or \
                          \"easter + 1 day\"";

fn bad_day(said: &At<String>, error: &YearDayError, forms: &str) -> Finding {
    let help = match error.hint() {
        Some(hint) => format!("is \"{hint}\" meant? {forms}"),
        None => match said.value.trim().parse::<NaiveDate>() {
            Ok(date) => format!("once on that day is `on = {date}`; {forms}"),
            Err(_) => forms.to_owned(),
        },
    };
    Finding::new(Code::BadDate, escaped(&error.to_string())).at(said.span, "").help(help)
}

/// A range whose ends are of different kinds.
pub(super) fn unlike_ends(from: &At<Bound>, to: &At<Bound>) -> Finding {
    let finding = Finding::new(Code::BadDate, "the ends of this range are of different kinds").at(to.span, "");
    let help = "write both as dates, 2026-12-24, or both as days of every year, \"12-24\"";
    finding.at(from.span, "").help(help)
}

fn twice(what: &str, again: SourceSpan, first: Option<SourceSpan>) -> Finding {
    Finding::new(Code::DateTwice, format!("{what} is named twice in one holiday set"))
        .at(again, "named again here")
        .at(first, "first named here")
        .help(
            "say one thing about each date; a set that should win over another is a set of its own, later in the list",
        )
}
