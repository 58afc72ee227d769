//! How the instants of a column are written, by trying.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::super::mapping::{Layout, Read};

/// Whether the day or the month comes first where both are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    DayFirst,
    MonthFirst,
    /// Nothing in the file tells; the day is taken to come first.
    Open,
}

/// How the instants of a column are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The formats, the most frequent first.
    pub(super) formats: Vec<String>,
    /// How many values they read, of how many.
    pub(super) read: (usize, usize),
    /// Whether texts need a zone to be instants.
    pub(super) needs_zone: bool,
    /// Whether they are dates without a time.
    pub(super) is_date: bool,
    /// Whether nothing tells day and month apart.
    pub(super) is_open: bool,
}

/// How many values tell whether a format is worth trying on all.
const FEW: usize = 200;

/// What follows a date.
const CLOCKS: [&str; 5] = [" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", ""];
const DAY_FIRST: [&str; 5] = ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y"];
const MONTH_FIRST: [&str; 3] = ["%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y"];
const OTHERS: [&str; 9] =
    ["%Y/%m/%d", "%d-%b-%Y", "%d/%b/%y", "%d/%b/%Y", "%d %b %Y", "%b %d, %Y", "%d %B %Y", "%Y.%m.%d", "%Y年%m月%d日"];

/// What the name of a column has that holds instants, for those that are written as mere numbers.
const HINTS: [&str; 10] =
    ["date", "time", "opened", "closed", "created", "resolved", "due", "updated", "completed", "deadline"];

impl Family {
    /// The family of a file's dates.
    pub(super) fn of<'a>(values: impl Iterator<Item = &'a String>) -> Self {
        let (mut day, mut month, mut half_days) = (0_usize, 0_usize, 0_usize);
        for value in values {
            let mut parts = value.split(['/', '.', '-']);
            let number = |part: Option<&str>| part.and_then(|part| part.parse::<u32>().ok());
            let (first, second) = (number(parts.next()), number(parts.next()));
            day += usize::from(matches!((first, second), (Some(13..=31), Some(1..=12))));
            month += usize::from(matches!((first, second), (Some(1..=12), Some(13..=31))));
            half_days += usize::from(value.contains('/') && (value.ends_with("AM") || value.ends_with("PM")));
        }
        if day > month {
            Self::DayFirst
        } else if month > day || half_days > 0 {
            Self::MonthFirst
        } else {
            Self::Open
        }
    }

    fn patterns(self) -> Vec<String> {
        let numeric = if self == Self::MonthFirst { &MONTH_FIRST[..] } else { &DAY_FIRST[..] };
        // A date with dots has the day first everywhere.
        let dots = ["%d.%m.%Y"].into_iter().filter(|_| self == Self::MonthFirst);
        let dates = numeric.iter().copied().chain(dots).chain(OTHERS);
        dates.flat_map(|date| CLOCKS.map(|clock| format!("{date}{clock}"))).collect()
    }
}

impl Written {
    /// How the instants of a column are written, if four fifths of its values are instants.
    pub(super) fn of(name: &str, values: &BTreeMap<String, usize>, family: Family) -> Option<Self> {
        let all: usize = values.values().sum();
        let mut left: Vec<(&str, usize)> = values.iter().map(|(value, &count)| (value.as_str(), count)).collect();
        let (mut formats, mut read) = (Vec::new(), 0);
        let (mut needs_zone, mut is_date) = (false, true);
        // Most columns hold nothing of the kind, which a few of their values tell.
        let few: Vec<&String> = values.keys().step_by(values.len() / FEW + 1).collect();
        let mut candidates = Self::candidates(name, family);
        candidates.retain(|(_, layout)| few.iter().any(|value| reads(layout, value).is_some()));
        while !left.is_empty() && formats.len() < 3 {
            let count = |layout: &Layout| -> usize {
                left.iter().filter(|(value, _)| reads(layout, value).is_some()).map(|(_, count)| count).sum()
            };
            let counts = candidates.iter().map(|(format, layout)| (count(layout), format, layout));
            // The first of several, which is why those that say more come first.
            let best = counts.rev().max_by_key(|(count, ..)| *count).filter(|(count, ..)| *count > 0);
            let Some((count, format, layout)) = best else { break };
            for (value, _) in &left {
                match reads(layout, value) {
                    Some(Read::Date(_)) => needs_zone = true,
                    Some(Read::Local(_)) => (needs_zone, is_date) = (true, false),
                    Some(Read::At(_)) => is_date = false,
                    None => {}
                }
            }
            left.retain(|(value, _)| reads(layout, value).is_none());
            formats.push(format.clone());
            read += count;
        }
        let numeric = |format: &String| DAY_FIRST.iter().any(|date| format.starts_with(date) && !date.contains('.'));
        let is_open = family == Family::Open && formats.iter().any(numeric);
        (read > 0 && read * 5 >= all * 4).then_some(Self { formats, read: (read, all), needs_zone, is_date, is_open })
    }

    fn candidates(name: &str, family: Family) -> Vec<(String, Layout)> {
        let name = name.to_lowercase();
        let hinted = HINTS.iter().any(|hint| name.contains(hint)) || name.ends_with("_at") || name.ends_with("_on");
        let numbers = ["epoch-ms", "epoch-s", "excel"].into_iter().filter(|_| hinted).map(str::to_owned);
        let names = ["rfc3339".to_owned()].into_iter().chain(family.patterns()).chain(numbers);
        names.filter_map(|format| Some((format.clone(), Layout::new(&format).ok()?))).collect()
    }
}

/// What a layout reads in a text, if it is of the years that exports are of: many numbers are some instant or other.
fn reads(layout: &Layout, text: &str) -> Option<Read> {
    let read = layout.read(text)?;
    let year = match &read {
        Read::Date(date) => date.year(),
        Read::Local(local) => local.year(),
        Read::At(at) => at.year(),
    };
    (1990..2100).contains(&year).then_some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, values: &[&str], expected: Option<(&[&str], usize)>) {
        let values: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
        let family = Family::of(values.iter());
        let counts = values.iter().map(|value| (value.clone(), 1)).collect();
        let found = Written::of(name, &counts, family);
        let found = found
            .as_ref()
            .map(|written| (written.formats.iter().map(String::as_str).collect::<Vec<_>>(), written.read.0));
        assert_eq!(found, expected.map(|(formats, read)| (formats.to_vec(), read)), "{values:?}");
    }

    #[test]
    fn formats_are_found_by_trying() {
        check("x", &["2026-10-08T10:00:00Z", "2026-10-08 10:00"], Some((&["rfc3339"], 2)));
        check("x", &["08/10/2026 10:00", "13/10/2026 10:00"], Some((&["%d/%m/%Y %H:%M"], 2)));
        check("x", &["10/08/2026 10:00:00 AM"], Some((&["%m/%d/%Y %I:%M:%S %p"], 1)));
        check("x", &["10/13/2026", "10/08/2026 09:30"], Some((&["%m/%d/%Y %H:%M", "%m/%d/%Y"], 2)));
        check("x", &["8 Oct 2026"], Some((&["%d %b %Y"], 1)));
        check("x", &["46303.5"], None);
        check("opened_at", &["46303.5"], Some((&["excel"], 1)));
        check("x", &["INC0001", "INC0002"], None);
        check("x", &["soon", "later", "08/10/2026"], None);
    }
}
