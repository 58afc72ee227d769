//! When the departments of an agreement work.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};

use super::{AgreementText, column, row};
use crate::calendar::{Calendar, Hours, SeasonDays, Week};
use crate::network::Obligation;
use crate::report::document::{Align, Cell, Table};

const DAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

impl<'n> AgreementText<'n> {
    /// The calendars on which an agreement's deadlines are counted.
    pub(super) fn hours(&self, owed: &[Obligation<'n>]) -> Table {
        let labels = self.words.labels();
        let used: BTreeMap<_, &Calendar> = owed.iter().map(|it| (it.calendar().id(), it.calendar())).collect();
        let rows = used.into_values().map(|calendar| {
            let spec = calendar.spec();
            let name = self.words.calendar(spec.id.as_str(), spec.zone.name(), spec.day_ends);
            let seasons = spec.seasons.iter().map(|season| {
                let name = season.name.as_ref().map_or("", |name| name.in_language(self.lang()));
                self.words.season(name, &self.season_days(season.days), &self.week(&season.week))
            });
            let hours: Vec<String> = std::iter::once(self.week(&spec.week)).chain(seasons).collect();
            row(vec![Cell::Text(name), Cell::Text(hours.join(labels.semicolon))])
        });
        let columns = vec![column(labels.calendar, Align::Start), column(labels.hours, Align::Start)];
        Table::new("hours", labels.hours.to_owned(), columns, rows.collect())
    }

    /// `Mon to Fri 09:00-17:00`: days in a row with the same hours are told together.
    fn week(&self, week: &Week) -> String {
        let same = |a: &Weekday, b: &Weekday| week.on(*a) == week.on(*b);
        let runs = DAYS.chunk_by(same).filter_map(|run| {
            let (first, last) = (run.first()?, run.last()?);
            let hours: Vec<String> = week.on(*first).iter().map(Hours::to_string).collect();
            (!hours.is_empty()).then(|| self.words.hours(&self.words.days(*first, *last), &hours))
        });
        runs.collect::<Vec<_>>().join(self.words.labels().semicolon)
    }

    fn season_days(&self, days: SeasonDays) -> String {
        // A leap year has every day of the year.
        let of_year = |month: u32, day: u32| NaiveDate::from_ymd_opt(2000, month, day).unwrap_or_default();
        match days {
            SeasonDays::Once(first, last) => self.style.words().days(first, last),
            SeasonDays::Yearly(first, last) => {
                let day = |it: crate::calendar::MonthDay| self.words.day_of_year(of_year(it.month(), it.day()));
                self.words.yearly(&day(first), &day(last))
            }
        }
    }
}
