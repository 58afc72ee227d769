//! What tells the handoffs of one obligation apart.

use std::cmp::Ordering;
use std::fmt;

use super::super::record::StrIx;
use crate::{Period, PeriodKey, PeriodLength};

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
    Period(PeriodKey),
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case { case, occurrence: 1 } => f.pad(case),
            Self::Case { case, occurrence } => f.pad(&format!("{case}#{occurrence}")),
            Self::Period(key) => f.pad(&key.to_string()),
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
            (Self::Period(a), Self::Period(b)) if a.period.length() == b.period.length() => a.cmp(b),
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

/// A key as a judge keeps it, the case as its string's index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::tracker) enum KeyIx {
    Case { case: StrIx, occurrence: u32 },
    Period(PeriodKey),
}

impl KeyIx {
    /// The period, of a period's handoff.
    pub(in crate::tracker) fn period(self) -> Option<Period> {
        match self {
            Self::Case { .. } => None,
            Self::Period(key) => Some(key.period),
        }
    }
}

/// Whether a period of this length is divided into those of a shorter one, at least roughly.
pub(in crate::tracker) fn is_finer(length: PeriodLength, than: PeriodLength) -> bool {
    let named = |length| matches!(length, PeriodLength::Named(_));
    length < than && !named(length) && !named(than)
}

#[cfg(test)]
mod tests {
    use super::*;

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
