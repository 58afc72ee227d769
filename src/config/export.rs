//! From a network back to the tables of files.

use chrono::NaiveDate;

use super::lower::{DAY_ENDS, MAKE_UP};
use super::read::{Keyed, List};
use super::schema::{CalendarTable, CoversTable, DaysTable, File, HolidaysTable};
use super::write;
use crate::calendar::{CalendarSpec, DayEnds, Exception, ExceptionHours, HolidaySet, Hours};
use crate::diagnostic::At;
use crate::network::{AgreementSpec, Network};

/// An agreement file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlFile {
    /// A name for it; names sort in the order in which the files load to the same network.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Network {
    /// Writes the network as agreement files: one with what all share, then one for each agreement. Loaded together
    /// in this order, they give an equal network.
    ///
    /// ```
    /// use interdept::{Network, config::Source};
    /// # let text = "format = 1\n[[department]]\nid = \"sales\"\n";
    /// let network = Network::from_toml("sales.toml", text)?;
    /// let files = network.to_toml();
    /// let sources: Vec<Source<'_>> = files.iter().map(|file| Source { name: &file.name, text: &file.text }).collect();
    /// assert_eq!(Network::from_sources(&sources)?, network);
    /// # Ok::<(), interdept::Diagnostics>(())
    /// ```
    pub fn to_toml(&self) -> Vec<TomlFile> {
        let shared = TomlFile { name: "00000-network.toml".to_owned(), text: write::file(&shared(self)) };
        let agreements = self.agreements().enumerate().map(|(n, agreement)| TomlFile {
            name: format!("{:05}-{}.toml", n + 1, agreement.id()),
            text: write::file(&of_agreement(self, n)),
        });
        std::iter::once(shared).chain(agreements).collect()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "what a table says is always an option")]
fn said<T>(value: T) -> Option<At<T>> {
    Some(value.into())
}

#[expect(clippy::needless_pass_by_value, reason = "it takes owned and borrowed values alike")]
fn string(value: impl ToString) -> Option<At<String>> {
    said(value.to_string())
}

/// A list, unless it is empty.
fn list<T, U: Into<At<T>>>(values: impl IntoIterator<Item = U>) -> Option<At<List<T>>> {
    let list: List<T> = values.into_iter().map(Into::into).collect();
    (!list.is_empty()).then(|| list.into())
}

fn keyed<T>(entries: Vec<(String, T)>) -> Option<At<Keyed<T>>> {
    let keyed: Keyed<T> = entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
    (!keyed.is_empty()).then(|| keyed.into())
}

/// The word for a value that differs from the default.
fn word<T: PartialEq + Copy>(value: T, default: T, words: &[(&str, T)]) -> Option<At<String>> {
    let found = words.iter().find(|&&(_, meant)| meant == value && value != default);
    found.and_then(|(word, _)| string(word))
}

fn shared(network: &Network) -> File {
    let mut sets: Vec<(String, HolidaysTable)> = Vec::new();
    for set in network.calendars().iter().flat_map(|calendar| &calendar.spec().holidays) {
        if !sets.iter().any(|(id, _)| id == set.id.as_str()) {
            sets.push((set.id.to_string(), holidays(set)));
        }
    }
    let calendars = network.calendars().iter().map(|it| (it.id().to_string(), calendar(it.spec()))).collect();
    let spec = network.spec();
    File {
        format: said(1),
        holidays: keyed(sets),
        calendars: keyed(calendars),
        departments: list(spec.departments.iter().cloned()),
        milestones: list(spec.milestones.iter().cloned()),
        ..File::default()
    }
}

fn calendar(spec: &CalendarSpec) -> CalendarTable {
    use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let week = [Mon, Tue, Wed, Thu, Fri, Sat, Sun].into_iter().filter_map(|day| {
        let hours = list(spec.week.on(day).iter().map(Hours::to_string))?.value;
        Some((day.to_string().to_lowercase(), hours))
    });
    CalendarTable {
        timezone: string(spec.zone.name()),
        week: keyed(week.collect()),
        holidays: list(spec.holidays.iter().map(|set| set.id.to_string())),
        day_ends: word(spec.day_ends, DayEnds::default(), &DAY_ENDS),
    }
}

fn holidays(set: &HolidaySet) -> HolidaysTable {
    let mut table = HolidaysTable {
        covers: set.covers.and_then(|(from, to)| said(CoversTable { from: said(from), to: said(to) })),
        ..HolidaysTable::default()
    };
    for (from, to, exception) in runs(set) {
        let mut days = DaysTable { name: exception.name.clone().map(At::from), ..DaysTable::default() };
        if from == to {
            days.on = said(from);
        } else {
            (days.from, days.to) = (said(from), said(to));
        }
        let kind = match &exception.hours {
            ExceptionHours::Closed => &mut table.closed,
            ExceptionHours::Open => &mut table.open,
            ExceptionHours::As(day) => {
                days.like = string(day.to_string().to_lowercase());
                &mut table.open
            }
            ExceptionHours::MakeUp => {
                days.like = string(MAKE_UP);
                &mut table.open
            }
            ExceptionHours::Hours(hours) => {
                days.hours = list(hours.iter().map(Hours::to_string));
                &mut table.partial
            }
        };
        kind.get_or_insert_with(|| Vec::new().into()).value.push(days.into());
    }
    table
}

/// Days in a row on which the same holds, at most a year of them at a time.
fn runs(set: &HolidaySet) -> Vec<(NaiveDate, NaiveDate, &Exception)> {
    let mut runs: Vec<(NaiveDate, NaiveDate, &Exception)> = Vec::new();
    for (&date, exception) in &set.days {
        match runs.last_mut() {
            Some((from, to, same))
                if *same == exception && to.succ_opt() == Some(date) && (date - *from).num_days() < 365 =>
            {
                *to = date;
            }
            _ => runs.push((date, date, exception)),
        }
    }
    runs
}

fn of_agreement(network: &Network, at: usize) -> File {
    let spec = network.spec();
    // The file may have gone without an id, and have been called by its name.
    let id = network.agreements().nth(at).and_then(|agreement| string(agreement.id()));
    let table = spec.agreements.get(at).map(|said| AgreementSpec { id, ..said.value.clone() });
    let own = spec.obligations.iter().filter(|&&(_, agreement)| agreement == at);
    File {
        format: said(1),
        agreement: table.map(At::from),
        obligations: list(own.map(|(said, _)| said.clone())),
        ..File::default()
    }
}
