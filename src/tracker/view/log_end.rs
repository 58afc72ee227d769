//! Where a log ends, whatever a row with a wrong year says.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};

use super::super::record::{RowIx, Rows};
use crate::calendar::{Instant, SECOND};
use crate::diagnostic::Visible;

/// So far beyond all others no row of a log lies that goes on.
const FAR: i64 = 92 * 24 * 60 * 60 * SECOND;

/// Where the events of a tracker end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogEnd {
    /// The instant of the last event, those left out that are `beyond`.
    pub at: DateTime<Utc>,
    /// Fewer than one event in a hundred, more than 92 days after all others: most likely their year is wrong. By
    /// instant.
    pub beyond: Vec<Beyond>,
}

/// An event that lies far after all others.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Beyond {
    /// When it says that it happened.
    pub at: DateTime<Utc>,
    /// The log it was read from, and its line; none if it was read from none.
    pub place: Option<(String, u64)>,
}

impl fmt::Display for Beyond {
    /// Writes where the row stands and its instant: `log.csv:17: 2062-11-20T10:00:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((file, line)) = &self.place {
            write!(f, "{}:{line}: ", Visible(file))?;
        }
        f.write_str(&self.at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl LogEnd {
    pub(in crate::tracker) fn of(rows: &Rows) -> Option<Self> {
        let mut instants: Vec<(Instant, RowIx)> = rows.all.pairs().map(|(ix, row)| (row.at, ix)).collect();
        // Only the last hundredth may lie beyond, and only its order matters.
        let few = instants.len().saturating_sub(1) / 100;
        let last_kept = instants.len().checked_sub(few + 1)?;
        instants.select_nth_unstable(last_kept);
        let mut tail = instants.split_off(last_kept);
        tail.sort_unstable();
        let is_far = |pair: &[(Instant, RowIx)]| matches!(pair, [before, after] if after.0.since(before.0) > FAR);
        let gap = tail.windows(2).position(is_far);
        let beyond = tail.split_off(gap.map_or(tail.len(), |gap| gap + 1));
        let (at, _) = *tail.last()?;
        let beyond = beyond.into_iter().map(|(at, row)| Beyond {
            at: at.into(),
            place: rows.place(row).map(|(file, line)| (file.to_owned(), line)),
        });
        Some(Self { at: at.into(), beyond: beyond.collect() })
    }
}
