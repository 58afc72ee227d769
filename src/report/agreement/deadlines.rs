//! What an obligation comes to: its next deadlines, and the examples that were worked out.

use chrono::{DateTime, NaiveDate, Utc};

use super::{AgreementText, column, row};
use crate::PeriodKey;
use crate::calendar::{Calendar, Reading, Roll};
use crate::due::Form;
use crate::network::{Example, Obligation, instant};
use crate::report::document::{Align, Cell, Column, Row, Table};
use crate::report::language::Style;

/// How many deadlines are shown of each obligation.
const SHOWN: usize = 3;

impl<'n> AgreementText<'n> {
    /// The next deadlines from a day, where there is one.
    pub(super) fn deadlines(&mut self, obligation: Obligation<'n>, start: Option<NaiveDate>) {
        let labels = self.words.labels();
        let Some(start) = start.max(obligation.terms().in_force.from) else {
            return self.out.paragraph(labels.no_first_day);
        };
        let named_each_time = |it: Obligation<'n>| it.due().limits().all(|it| matches!(it.form(), Form::Given { .. }));
        if kinds(obligation).all(named_each_time) {
            return self.out.paragraph(labels.given_each_time);
        }
        let (columns, rows) = if obligation.due().period().is_some() {
            self.of_periods(obligation, start)
        } else {
            self.of_events(obligation, start)
        };
        if rows.is_empty() {
            return self.out.paragraph(labels.nothing_more_due);
        }
        let caption = self.words.next_deadlines(&self.style.words().date(start));
        self.out.table(Table::new("deadlines", caption, columns, rows));
    }

    /// How times are told on a calendar: by its own clocks.
    fn on(&self, calendar: &Calendar) -> Style {
        Style { zone: calendar.zone(), ..self.style }
    }

    fn of_periods(&self, obligation: Obligation<'n>, start: NaiveDate) -> (Vec<Column>, Vec<Row>) {
        let labels = self.words.labels();
        let (range, calendar) = (obligation.terms().in_force, obligation.calendar());
        let due = obligation.clause().occurrences_due(start, Calendar::LAST_DAY).map(|occurrence| {
            let opened = calendar.to_local(occurrence.opened_at()).date_naive();
            (opened, occurrence)
        });
        let due = due
            .take_while(|(opened, _)| range.until.is_none_or(|until| *opened <= until))
            .filter(|(opened, _)| range.contains(*opened));
        let rows = due.take(SHOWN).map(|(_, occurrence)| {
            let period = self.period(occurrence.key);
            row(vec![Cell::Text(period), Cell::Text(self.told(calendar, occurrence.due_at()))])
        });
        let columns = vec![column(labels.of_period, Align::Start), column(labels.due, Align::Start)];
        (columns, rows.collect())
    }

    /// What an event gives that happens as a working day opens; a column for each kind of case.
    fn of_events(&self, obligation: Obligation<'n>, start: NaiveDate) -> (Vec<Column>, Vec<Row>) {
        let labels = self.words.labels();
        let calendar = obligation.calendar();
        let title = |kind: Obligation<'n>| match kind.tier() {
            Some(tier) => format!("{} ({tier})", labels.due),
            None => labels.due.to_owned(),
        };
        let columns = std::iter::once(labels.if_on.to_owned()).chain(kinds(obligation).map(title));
        let columns = columns.map(|title| column(&title, Align::Start)).collect();
        let range = obligation.terms().in_force;
        let first = calendar.roll(start, Roll::Following);
        let days = std::iter::successors(first, |&day| calendar.plus_working_days(day, 1));
        let days = days.take_while(|&day| range.until.is_none_or(|until| day <= until)).take(SHOWN);
        let rows = days.filter_map(|day| {
            let opening = calendar.opening(day)?;
            // Where it counts only at some times of the day, it happens at one of them.
            let asked = obligation.terms().when.time.filter(|time| !time.contains(calendar.to_local(opening).time()));
            let from = asked.and_then(|time| time.from);
            let at = from.map_or(opening, |from| calendar.from_local(day, from, Reading::Earlier));
            let due = kinds(obligation).map(|kind| Cell::Text(self.counted(kind, at)));
            Some(row(std::iter::once(Cell::Text(self.on(calendar).long_instant(at.fixed_offset())))
                .chain(due)
                .collect()))
        });
        (columns, rows.collect())
    }

    /// The deadline of an event; none where the event itself names it, or the calendar ends before.
    fn counted(&self, kind: Obligation<'n>, at: DateTime<Utc>) -> String {
        let clause = kind.clause();
        let due = if kind.due().is_before() { clause.before(at) } else { clause.after(at) };
        match due {
            // Midnight is told as the event was.
            Ok(due) if due == at => self.on(kind.calendar()).long_instant(due.fixed_offset()),
            Ok(due) => self.told(kind.calendar(), due),
            Err(_) => String::new(),
        }
    }

    fn period(&self, key: PeriodKey) -> String {
        let period = self.style.words().period(key.period);
        if key.number == 1 { period } else { self.words.period_number(&period, key.number) }
    }

    fn told(&self, calendar: &Calendar, due: DateTime<Utc>) -> String {
        self.on(calendar).long_deadline(due.fixed_offset())
    }

    /// The worked examples, each with how its deadline comes about.
    pub(super) fn examples(&self, obligation: Obligation<'n>) -> Table {
        let labels = self.words.labels();
        let examples = &obligation.terms().examples;
        let carries = examples.iter().any(|example| !example.attributes.is_empty());
        let from = if obligation.due().period().is_some() { labels.of_period } else { labels.if_on };
        let titles = [Some(from), Some(labels.carries).filter(|_| carries), Some(labels.due), Some(labels.why)];
        let columns = titles.into_iter().flatten().map(|title| column(title, Align::Start)).collect();
        let rows = examples.iter().map(|example| {
            let attributes = carries.then(|| self.attributes(example));
            let (from, due, why) = self.example(obligation, example);
            let cells = [Some(from), attributes, Some(due), Some(why)];
            row(cells.into_iter().flatten().map(Cell::Text).collect())
        });
        Table::new("examples", labels.examples.to_owned(), columns, rows.collect())
    }

    fn attributes(&self, example: &Example) -> String {
        let one = |(name, value): &(Box<str>, Box<str>)| {
            self.words.is_one_of(&self.called(name), &[self.words.value(&self.called(value))])
        };
        self.words.all_of(&example.attributes.iter().map(one).collect::<Vec<_>>())
    }

    /// From what an example counts, its deadline, and how that comes about.
    fn example(&self, obligation: Obligation<'n>, example: &Example) -> (String, String, String) {
        let calendar = obligation.calendar();
        let at = |text: &str, reading| instant(text, calendar, reading).map(|at| at.fixed_offset());
        let style = self.on(calendar);
        let from = match at(&example.from, Reading::Earlier) {
            Some(from) => style.long_instant(from),
            None => example.from.parse().map_or(example.from.to_string(), |key| self.period(key)),
        };
        let due = at(&example.due, Reading::Later);
        let attributes: Vec<(&str, &str)> =
            example.attributes.iter().map(|(name, value)| (&**name, &**value)).collect();
        let why = obligation.deadline(&example.from, &attributes).ok();
        // Outside the days of this version another one may decide; an example is of this one.
        let why = why.filter(|why| due.is_some_and(|due| due == why.due));
        let why = why.map(|why| why.in_words(self.style.language)).unwrap_or_default();
        (from, due.map_or(example.due.to_string(), |due| style.long_deadline(due)), why)
    }
}

/// The kinds of case that give deadlines: the tiers, and all others if these open anything.
fn kinds(obligation: Obligation<'_>) -> impl Iterator<Item = Obligation<'_>> {
    obligation.tiers().chain(Some(obligation).filter(|own| own.terms().opens))
}
