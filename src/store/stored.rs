//! A tracker with the events of a store.

use std::ops::{Bound, ControlFlow, RangeBounds};

use super::entry::{Entry, Seq};
use super::{EventStore, StoreError};
use crate::Tracker;
use crate::log::{Ignored, IgnoredWhy};

impl Tracker {
    /// Records the entries of a store at some places, `..` for all of them, as they were read from their logs, and
    /// returns the place of the last one, or of the one before the first. What cannot be recorded is among the
    /// [`ignored_rows`](Self::ignored_rows).
    ///
    /// # Errors
    /// Returns an error when the store cannot be read; what was read before is recorded.
    pub fn record_stored(
        &mut self,
        store: &mut (impl EventStore + ?Sized),
        places: impl RangeBounds<Seq>,
    ) -> Result<Seq, StoreError> {
        let after = match places.start_bound() {
            Bound::Included(first) => first.saturating_sub(1),
            Bound::Excluded(&before) => before,
            Bound::Unbounded => 0,
        };
        let is_beyond = |seq: Seq| match places.end_bound() {
            Bound::Included(&last) => seq > last,
            Bound::Excluded(&end) => seq >= end,
            Bound::Unbounded => false,
        };
        let mut last = after;
        store.since(after, &mut |seq, entry| {
            if is_beyond(seq) {
                return ControlFlow::Break(());
            }
            self.record_entry(&entry);
            last = seq;
            ControlFlow::Continue(())
        })?;
        Ok(last)
    }

    /// Records an entry, at its place.
    pub(super) fn record_entry(&mut self, entry: &Entry<'_>) {
        let place = entry.file.as_deref().map(|file| (file, entry.line));
        match &entry.content {
            Ok(event) => self.record_at(event, place, entry.text.as_deref()),
            Err(why) => {
                let text = entry.text.as_deref().unwrap_or_default();
                let row = Ignored::new(text, IgnoredWhy::Unreadable(why.as_ref().into()));
                self.ignore(match place {
                    Some((file, line)) => row.at(file, line),
                    None => row,
                });
            }
        }
    }
}
