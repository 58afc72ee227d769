//! Days that are closed in place of holidays which fall on days off.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, Weekday};

use super::SubstituteRule;
use super::rules::{CLOSED, DAYS, Day, Rules, date_of};
use super::special::{Entry, Kind, Replaced, Special};

/// Gives each holiday its substitute, in the order of the holidays: the dates that become closed, each with the date
/// that it stands for.
pub(super) fn give(rules: &Rules, replaced: &[Replaced]) -> BTreeMap<Day, (Special, Day)> {
    let mut free = Free { rules, forward: HashMap::new(), backward: HashMap::new() };
    let mut given = BTreeMap::new();
    for holiday in replaced {
        if !holiday.is_off && !given.contains_key(&holiday.day) {
            continue;
        }
        let after = free.next(holiday.day.saturating_add(1));
        let day = match holiday.by.rule {
            SubstituteRule::Following => after,
            SubstituteRule::Nearest => nearest(holiday.day, free.previous(holiday.day.saturating_sub(1)), after),
        };
        let Some(day) = day else { continue };
        free.take(day);
        let entry = Entry { kind: Kind::Substitute, ..holiday.entry };
        given.insert(day, (Special { day, pattern: CLOSED, entry }, holiday.day));
    }
    given
}

fn nearest(day: Day, before: Option<Day>, after: Option<Day>) -> Option<Day> {
    let (Some(before), Some(after)) = (before, after) else { return before.or(after) };
    let is_saturday = date_of(day).is_some_and(|date| date.weekday() == Weekday::Sat);
    Some(match (day - before).cmp(&(after - day)) {
        Ordering::Less => before,
        Ordering::Equal if is_saturday => before,
        Ordering::Equal | Ordering::Greater => after,
    })
}

/// Working days that are still to be had. What was passed over once is not passed over again: days known to be off or
/// taken point on to where the search ended.
struct Free<'r> {
    rules: &'r Rules,
    forward: HashMap<Day, Day>,
    backward: HashMap<Day, Day>,
}

impl Free<'_> {
    fn next(&mut self, from: Day) -> Option<Day> {
        find(self.rules, &mut self.forward, from, 1)
    }

    fn previous(&mut self, from: Day) -> Option<Day> {
        find(self.rules, &mut self.backward, from, -1)
    }

    fn take(&mut self, day: Day) {
        self.forward.insert(day, day + 1);
        self.backward.insert(day, day - 1);
    }
}

fn find(rules: &Rules, known: &mut HashMap<Day, Day>, from: Day, step: Day) -> Option<Day> {
    let mut passed = Vec::new();
    let mut at = from;
    while (0..DAYS).contains(&at) {
        match known.get(&at) {
            Some(&on) => {
                passed.push(at);
                at = on;
            }
            None if rules.is_worked(at) => break,
            None => {
                passed.push(at);
                at += step;
            }
        }
    }
    known.extend(passed.into_iter().map(|day| (day, at)));
    (0..DAYS).contains(&at).then_some(at)
}
