//! Which week is in force on which days.

use std::collections::BTreeSet;

use super::rules::{Day, FIRST_DAY, LAST_DAY, day_of};
use super::{CalendarError, Season, SeasonDays, YearlyDays};
use chrono::Datelike;

/// The most seasons of a calendar.
pub(super) const MOST_SEASONS: usize = 100;

/// The days on which another week begins to hold, with its number: 0 for the ordinary one, else that of the season,
/// from 1. Until the first of them the ordinary week holds.
pub(super) fn changes(seasons: &[Season]) -> Result<Box<[(Day, u16)]>, CalendarError> {
    if seasons.len() > MOST_SEASONS {
        return Err(CalendarError::TooManySeasons);
    }
    // At one day, what ends comes before what begins.
    let mut bounds: Vec<(Day, bool, u16)> = Vec::new();
    for (season, number) in seasons.iter().zip(1u16..) {
        let mut add = |first, last| {
            bounds.extend([(day_of(first), true, number), (day_of(last).saturating_add(1), false, number)]);
        };
        match season.days {
            SeasonDays::Once(first, last) if last < first => return Err(CalendarError::ReversedSeason { first, last }),
            SeasonDays::Once(first, last) => add(first, last),
            SeasonDays::Yearly(from, to) => {
                let years = FIRST_DAY.year() - 1..=LAST_DAY.year();
                let ranges = years.filter_map(|year| YearlyDays::Range(from, to).in_year(year));
                ranges.for_each(|(first, last)| add(first, last));
            }
        }
    }
    bounds.sort_unstable();
    let mut running = BTreeSet::new();
    let mut changes: Vec<(Day, u16)> = Vec::new();
    for (day, begins, number) in bounds {
        if begins {
            running.insert(number);
        } else {
            running.remove(&number);
        }
        // The last in the list counts.
        let week = running.last().copied().unwrap_or(0);
        match changes.last_mut() {
            Some((same, last)) if *same == day => *last = week,
            _ => changes.push((day, week)),
        }
    }
    Ok(changes.into())
}
