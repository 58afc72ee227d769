//! What tells the handoffs of one obligation apart.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use super::super::record::StrIx;
use crate::{Period, PeriodKey};

/// The key of a handoff: its case and which of that case's it is, or its period.
///
/// Prints as `c-17` for a case's first handoff, `c-17#2` for its second, `2026-11` for a period's. Keys sort by what
/// they print before `#`, byte by byte, and then by the number behind it.
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

impl<'j> Key<'j> {
    /// What it prints; a case's first handoff lends the case itself.
    pub fn to_text(self) -> Cow<'j, str> {
        match self {
            Self::Case { case, occurrence: 1 } => Cow::Borrowed(case),
            Self::Case { .. } | Self::Period(_) => Cow::Owned(self.to_string()),
        }
    }

    /// What it prints before its number, and the number: keys sort by these.
    fn parts(&self) -> (Cow<'j, str>, u32) {
        match *self {
            Self::Case { case, occurrence } => (Cow::Borrowed(case), occurrence),
            Self::Period(key) => (Cow::Owned(key.period.to_string()), u32::from(key.number)),
        }
    }

    /// How it sorts beside a key as it prints, `c-17#2` or `2026-11`.
    pub(in crate::tracker) fn cmp_printed(&self, printed: &str) -> Ordering {
        let numbered = printed.rsplit_once('#').and_then(|(text, number)| Some((text, number.parse().ok()?)));
        let (text, number): (&str, u32) = numbered.unwrap_or((printed, 1));
        let own = self.parts();
        (&*own.0, own.1).cmp(&(text, number))
    }
}

impl Ord for Key<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Case { case: a, occurrence: m }, Self::Case { case: b, occurrence: n }) => (a, m).cmp(&(b, n)),
            (Self::Period(a), Self::Period(b)) if a.period.length() == b.period.length() => a.cmp(b),
            _ => self.parts().cmp(&other.parts()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_by_text_and_then_by_number() {
        let cases = ["c", "c x", "c!", "c-1", "c1", "c10", "é"];
        let occurrences = [1, 2, 9, 10, 11, 100];
        let mut keys: Vec<Key<'_>> =
            cases.iter().flat_map(|&case| occurrences.map(|occurrence| Key::Case { case, occurrence })).collect();
        keys.reverse();
        keys.sort();
        let printed: Vec<String> = keys.iter().map(ToString::to_string).collect();
        assert_eq!(printed[..7], ["c", "c#2", "c#9", "c#10", "c#11", "c#100", "c x"]);
        for (place, key) in keys.iter().enumerate() {
            for (other, printed) in printed.iter().enumerate() {
                assert_eq!(key.cmp_printed(printed), place.cmp(&other), "{key} beside {printed}");
            }
        }
        let mut periods = ["2026-11", "2026-11#2", "2026-02", "2026-W47", "2026-W05", "2026"]
            .map(|key| Key::Period(key.parse().unwrap()))
            .to_vec();
        periods.sort();
        let printed: Vec<String> = periods.iter().map(ToString::to_string).collect();
        assert_eq!(printed, ["2026", "2026-02", "2026-11", "2026-11#2", "2026-W05", "2026-W47"]);
    }
}
