//! What tells the handoffs of one obligation apart.

use std::cmp::Ordering;
use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::{Period, PeriodLength};

/// The key of a handoff: its case and which of that case's it is, or its period.
///
/// Prints as `c-17` for a case's first handoff, `c-17#2` for its second, `2026-11` for a period's. Keys sort as they
/// print, byte by byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key<'j> {
    /// A handoff for a case.
    Case {
        /// The case.
        case: &'j str,
        /// Which of the case's handoffs of this obligation, from 1, in the order of their triggers.
        occurrence: u32,
    },
    /// A handoff for a period.
    Period(Period),
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case { case, occurrence: 1 } => f.pad(case),
            Self::Case { case, occurrence } => f.pad(&format!("{case}#{occurrence}")),
            Self::Period(period) => f.pad(&period.to_string()),
        }
    }
}

impl Ord for Key<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Case { case: a, occurrence: m }, Self::Case { case: b, occurrence: n }) => {
                if (m, n) == (&1, &1) {
                    return a.cmp(b);
                }
                if a == b && (*m == 1 || *n == 1) {
                    return m.cmp(n);
                }
                self.to_string().cmp(&other.to_string())
            }
            (Self::Period(a), Self::Period(b)) if a.length() == b.length() => a.cmp(b),
            _ => self.to_string().cmp(&other.to_string()),
        }
    }
}

impl PartialOrd for Key<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl serde::Serialize for Key<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Marks the second number of a packed period; below it are the occurrences of a case.
const PERIODIC: u32 = 1 << 31;

/// A period as the two numbers that stand for a case and its occurrence.
pub(super) fn pack(period: Period) -> (u32, u32) {
    let (length, major, minor) = match period {
        Period::Day(day) => (0, day.num_days_from_ce(), 0),
        Period::Week { year, week } => (1, year, week),
        Period::Month { year, month } => (2, year, month),
        Period::Quarter { year, quarter } => (3, year, quarter),
        Period::Year(year) => (4, year, 0),
    };
    (major.cast_unsigned(), PERIODIC | length << 8 | minor)
}

/// The period that two numbers stand for, unless they stand for a case and its occurrence.
pub(super) fn unpack(major: u32, minor: u32) -> Option<Period> {
    if !is_period(minor) {
        return None;
    }
    let (year, n) = (major.cast_signed(), minor & 0xff);
    match (minor & !PERIODIC) >> 8 {
        0 => NaiveDate::from_num_days_from_ce_opt(year).map(Period::Day),
        1 => Some(Period::Week { year, week: n }),
        2 => Some(Period::Month { year, month: n }),
        3 => Some(Period::Quarter { year, quarter: n }),
        _ => Some(Period::Year(year)),
    }
}

/// Whether the second number is that of a packed period.
pub(super) const fn is_period(minor: u32) -> bool {
    minor & PERIODIC != 0
}

/// Whether a period of this length is divided into those of a shorter one, at least roughly.
pub(super) fn is_finer(length: PeriodLength, than: PeriodLength) -> bool {
    length < than
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_pack_and_unpack() {
        for key in ["2026-11-22", "2026-W53", "2026-12", "2026-Q4", "2026", "0000-01-01", "9999-12-31"] {
            let period: Period = key.parse().unwrap();
            let (major, minor) = pack(period);
            assert_eq!(unpack(major, minor), Some(period));
        }
        assert_eq!(unpack(7, 1), None);
    }

    #[test]
    fn keys_sort_as_they_print() {
        let cases = ["c", "c x", "c!", "c-1", "c1", "c10", "é"];
        let occurrences = [1, 2, 9, 10, 11, 100];
        let mut keys: Vec<Key<'_>> =
            cases.iter().flat_map(|&case| occurrences.map(|occurrence| Key::Case { case, occurrence })).collect();
        keys.extend(
            ["2026-11", "2026-W47", "2026-W05", "2026-02", "2026"].map(|key| Key::Period(key.parse().unwrap())),
        );
        keys.sort();
        let printed: Vec<String> = keys.iter().map(ToString::to_string).collect();
        assert!(printed.is_sorted(), "{printed:?}");
    }
}
