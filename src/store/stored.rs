//! A tracker with the events of a store.

use std::ops::ControlFlow;

use super::entry::{Entry, Seq};
use super::{EventStore, StoreError};
use crate::Tracker;
use crate::log::{Ignored, IgnoredWhy};

impl Tracker {
    /// Records the entries of a store after a place, as they were read from their logs, and returns the place of the
    /// last one. What cannot be recorded is among the [`ignored_rows`](Self::ignored_rows).
    ///
    /// # Errors
    /// Returns an error when the store cannot be read; what was read before is recorded.
    pub fn record_stored(&mut self, store: &mut (impl EventStore + ?Sized), after: Seq) -> Result<Seq, StoreError> {
        let mut last = after;
        store.since(after, &mut |seq, entry| {
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
