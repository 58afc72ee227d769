//! Rows that could not be recorded, kept for people and for other agreements.

use std::sync::Arc;

use super::row::Place;
use crate::log::{Event, Ignored};

/// So many rejected rows are kept; what comes beyond is counted.
const MOST_KEPT: usize = 100_000;

/// The rows of logs that could not be recorded, and the events that were recorded under other agreements.
#[derive(Clone, Default)]
pub(in crate::tracker) struct Rejected {
    /// Shared with judgements.
    rows: Arc<Vec<Ignored>>,
    /// Of each of these, the event, if it was one.
    events: Vec<Option<RejectedEvent>>,
    beyond: usize,
}

/// An event that could not be recorded, which other agreements may know.
#[derive(Clone)]
pub(in crate::tracker) struct RejectedEvent {
    pub(in crate::tracker) event: Event<'static>,
    pub(in crate::tracker) place: Place,
    /// Its number, if it was recorded once.
    pub(in crate::tracker) seq: Option<u64>,
}

impl Rejected {
    pub(in crate::tracker) fn rows(&self) -> &Arc<Vec<Ignored>> {
        &self.rows
    }

    /// How many were not kept, because there were so many.
    pub(in crate::tracker) fn beyond(&self) -> usize {
        self.beyond
    }

    /// Counts rows that were not kept.
    pub(in crate::tracker) fn count_beyond(&mut self, count: usize) {
        self.beyond = self.beyond.saturating_add(count);
    }

    /// Keeps a row, unless there are too many; one that was recorded once is always kept.
    pub(in crate::tracker) fn keep(&mut self, row: Ignored, event: Option<RejectedEvent>) {
        let was_recorded = event.as_ref().is_some_and(|event| event.seq.is_some());
        if self.rows.len() >= MOST_KEPT && !was_recorded {
            self.beyond = self.beyond.saturating_add(1);
            return;
        }
        Arc::make_mut(&mut self.rows).push(row);
        self.events.push(event);
    }

    /// The rows with their events.
    pub(in crate::tracker) fn iter(&self) -> impl Iterator<Item = (&Ignored, Option<&RejectedEvent>)> {
        self.rows.iter().zip(self.events.iter().map(Option::as_ref))
    }

    /// The row at a place with its event. Those that were recorded once stand first, in the order of their numbers.
    pub(in crate::tracker) fn at(&self, place: usize) -> Option<(&Ignored, Option<&RejectedEvent>)> {
        Some((self.rows.get(place)?, self.events.get(place)?.as_ref()))
    }

    /// Hands the rows over, but for those that were recorded once.
    pub(in crate::tracker) fn drain(&mut self) -> Vec<Ignored> {
        let recorded = self.events.partition_point(|event| event.as_ref().is_some_and(|event| event.seq.is_some()));
        self.events.truncate(recorded);
        self.beyond = 0;
        Arc::make_mut(&mut self.rows).split_off(recorded)
    }
}
