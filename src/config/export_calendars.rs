//! Calendars and holiday sets back to the tables of files.

use chrono::{NaiveDate, SubsecRound};

use super::bound::Bound;
use super::export::{keyed, list, said, string, word};
use super::lower::{DAY_ENDS, MAKE_UP};
use super::read::{Keyed, List};
use super::schema::{CalendarTable, CoversTable, DaysTable, HolidaysTable, SeasonTable};
use crate::calendar::{
    CalendarSpec, DayEnds, Exception, ExceptionHours, HolidaySet, Hours, Moment, Season, SeasonDays, Week, Yearly,
    YearlyDays,
};
use crate::diagnostic::At;

pub(super) fn calendar(spec: &CalendarSpec) -> CalendarTable {
    CalendarTable {
        timezone: string(spec.zone.name()),
        week: week(&spec.week),
        seasons: list(spec.seasons.iter().map(season)),
        holidays: list(spec.holidays.iter().map(|set| set.id.to_string())),
        day_ends: word(spec.day_ends, DayEnds::default(), &DAY_ENDS),
    }
}

fn week(week: &Week) -> Option<At<Keyed<List<String>>>> {
    use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let days = [Mon, Tue, Wed, Thu, Fri, Sat, Sun].into_iter().filter_map(|day| {
        let hours = list(week.on(day).iter().map(Hours::to_string))?.value;
        Some((day.to_string().to_lowercase(), hours))
    });
    keyed(days.collect())
}

fn season(season: &Season) -> SeasonTable {
    let (from, to) = match season.days {
        SeasonDays::Yearly(from, to) => (Bound::Yearly(from.to_string()), Bound::Yearly(to.to_string())),
        SeasonDays::Once(from, to) => (Bound::Date(from), Bound::Date(to)),
    };
    SeasonTable { from: said(from), to: said(to), week: week(&season.week), name: season.name.clone().map(At::from) }
}

pub(super) fn holidays(set: &HolidaySet) -> HolidaysTable {
    let mut table = HolidaysTable::default();
    // A ready set is named as it was, unless somebody took from it.
    let ready = set.builtin.map(|builtin| (builtin, builtin.holidays(set.id.clone())));
    let ready = ready.filter(|(_, ready)| ready.days.iter().all(|(date, said)| set.days.get(date) == Some(said)));
    table.builtin = ready.as_ref().and_then(|(builtin, _)| string(builtin.as_str()));
    if ready.as_ref().and_then(|(_, ready)| ready.covers) != set.covers {
        table.covers = set.covers.and_then(|(from, to)| said(CoversTable { from: said(from), to: said(to) }));
    }
    let is_own = |date: &NaiveDate| ready.as_ref().is_none_or(|(_, ready)| !ready.days.contains_key(date));
    for yearly in &set.yearly {
        add(&mut table, of_year(yearly), &yearly.exception);
    }
    for (from, to, exception) in runs(set, is_own) {
        let mut days = DaysTable::default();
        if from == to {
            days.on = said(from);
        } else {
            (days.from, days.to) = (said(Bound::Date(from)), said(Bound::Date(to)));
        }
        add(&mut table, days, exception);
    }
    for closure in &set.closures {
        let (from, to) = (said(moment(closure.from)), said(moment(closure.to)));
        let exception = Exception { name: closure.name.clone(), hours: ExceptionHours::Closed };
        add(&mut table, DaysTable { from, to, ..DaysTable::default() }, &exception);
    }
    table
}

/// Adds an entry to the list that its hours belong to.
fn add(table: &mut HolidaysTable, mut days: DaysTable, exception: &Exception) {
    days.name = exception.name.clone().map(At::from);
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
            &mut table.open
        }
        ExceptionHours::Partial(hours) => {
            days.hours = list(hours.iter().map(Hours::to_string));
            &mut table.partial
        }
    };
    kind.get_or_insert_with(|| Vec::new().into()).value.push(days.into());
}

fn of_year(yearly: &Yearly) -> DaysTable {
    let mut days = DaysTable::default();
    match yearly.days {
        YearlyDays::Day(day) => days.every = string(day),
        YearlyDays::Range(from, to) => {
            days.from = said(Bound::Yearly(from.to_string()));
            days.to = said(Bound::Yearly(to.to_string()));
        }
    }
    if let Some(substitute) = yearly.substitute {
        days.substitute = string(substitute.rule.as_str());
        let on =
            substitute.on.map(|on| on.iter().map(|day| At::from(day.to_string().to_lowercase())).collect::<Vec<_>>());
        days.substitute_on = on.map(At::from);
    }
    days
}

fn moment(moment: Moment) -> Bound {
    match moment {
        Moment::Local(time) => Bound::Local(time.trunc_subsecs(0)),
        Moment::At(at) => Bound::At(at.trunc_subsecs(0).fixed_offset()),
    }
}

/// Days in a row on which the same holds, at most a year of them at a time.
fn runs(set: &HolidaySet, is_own: impl Fn(&NaiveDate) -> bool) -> Vec<(NaiveDate, NaiveDate, &Exception)> {
    let mut runs: Vec<(NaiveDate, NaiveDate, &Exception)> = Vec::new();
    for (&date, exception) in set.days.iter().filter(|(date, _)| is_own(date)) {
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
