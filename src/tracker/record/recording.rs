//! Events come in, one at a time or as a log, and can be read back.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use super::super::Tracker;
use super::recorded::Recorded;
use super::rejected::RejectedEvent;
use super::row::Place;
#[cfg(feature = "store")]
use super::row::describe;
use super::sequence::Numbered;
use crate::log::{Event, Ignored, IgnoredWhy, Log, LogError};

impl Tracker {
    /// Records one event, and says whether it is new.
    ///
    /// An event is accepted or not whatever was recorded before; one that says what another says is not kept twice. What
    /// depends on other events — which of two with one id stands, a rejection after the review — a
    /// [`Judgement`](super::super::Judgement) lists.
    ///
    /// # Errors
    /// Returns why the event is not accepted, with a stable [code](IgnoredWhy::code): it names something unknown, lacks a
    /// field, or holds one that cannot be read. Nothing is kept of it then.
    pub fn record<'e>(&mut self, event: impl Borrow<Event<'e>>) -> Result<Recorded, IgnoredWhy> {
        self.admit(event.borrow(), Place::NOWHERE)
    }

    /// What [`record`](Self::record) would answer now. Nothing is recorded.
    ///
    /// # Errors
    /// Returns why the event would not be accepted.
    pub fn check<'e>(&mut self, event: impl Borrow<Event<'e>>) -> Result<Recorded, IgnoredWhy> {
        self.try_out(event.borrow())
    }

    /// Records all events of a log. The rows that could not be recorded are in what it returns, and stay among the
    /// [`ignored_rows`](Self::ignored_rows).
    ///
    /// # Errors
    /// Returns an error when the log cannot be read any further; what was read before it is recorded.
    pub fn record_all(&mut self, mut log: Log<'_>) -> Result<Intake<'_>, LogError> {
        let (ignored, mut count) = (self.rejected.rows().len(), 0);
        while let Some(row) = self.record_next(&mut log)? {
            count += usize::from(row.is_ok());
        }
        Ok(Intake { count, ignored: self.rejected.rows().get(ignored..).unwrap_or_default() })
    }

    /// Records the next event of a log, and says whether it was accepted; none at the log's end.
    ///
    /// For callers who stop at the first row that is not, or watch the progress.
    ///
    /// # Errors
    /// Returns an error when the log cannot be read any further.
    pub fn record_next(&mut self, log: &mut Log<'_>) -> Result<Option<Result<Recorded, Ignored>>, LogError> {
        log.know_departments(&self.network);
        Ok(match log.next()? {
            None => None,
            Some(crate::log::Row::Ignored(row)) => {
                self.rejected.keep(row.clone(), None);
                Some(Err(row))
            }
            Some(crate::log::Row::Event(event, place)) => {
                let line = u32::try_from(place.line()).unwrap_or(u32::MAX);
                let file = Some(Arc::make_mut(&mut self.rows).file(place.file()));
                Some(self.admit(&event, Place { file, line }).map_err(|why| {
                    let row = place.ignore(why);
                    let event = RejectedEvent { event: event.into_owned(), place: Place { file, line }, seq: None };
                    self.rejected.keep(row.clone(), Some(event));
                    row
                }))
            }
        })
    }

    /// Records an event that stood at a line of a log, and its text there. If it cannot be recorded, it is kept among
    /// the ignored rows.
    #[cfg(feature = "store")]
    pub(crate) fn record_at(&mut self, event: &Event<'_>, place: Option<(&str, u64)>, text: Option<&str>) {
        let (file, line) = place.unwrap_or_default();
        let at = place.map_or(Place::NOWHERE, |_| Place {
            file: Some(Arc::make_mut(&mut self.rows).file(file)),
            line: u32::try_from(line).unwrap_or(u32::MAX),
        });
        if let Err(why) = self.admit(event, at) {
            let row = Ignored::new(text.map_or_else(|| describe(event), str::to_owned), why);
            let row = if place.is_some() { row.at(file, line) } else { row };
            let event = RejectedEvent { event: event.clone().into_owned(), place: at, seq: None };
            self.rejected.keep(row, Some(event));
        }
    }

    /// Keeps a row of a log that is no event.
    #[cfg(feature = "store")]
    pub(crate) fn ignore(&mut self, row: Ignored) {
        self.rejected.keep(row, None);
    }

    /// The rows of logs that could not be recorded, in the order in which they came; behind those that were recorded under
    /// other agreements, and are not known to these. An event that [`record`](Self::record) refused is not among them.
    ///
    /// So many are kept as a person could look through, a hundred thousand;
    /// [`ignored_beyond`](Self::ignored_beyond) counts the others.
    pub fn ignored_rows(&self) -> &[Ignored] {
        self.rejected.rows()
    }

    /// How many more rows could not be recorded than are kept.
    pub fn ignored_beyond(&self) -> usize {
        self.rejected.beyond()
    }

    /// Hands the rows over that could not be recorded, so that they no longer take room: they are listed no more, and no
    /// other agreements will revive them. Events that were recorded once, under other agreements, stay.
    pub fn drain_ignored(&mut self) -> Vec<Ignored> {
        self.rejected.drain()
    }

    /// How many events came again that were recorded already.
    pub fn repeated(&self) -> usize {
        self.repeated
    }

    /// The number of the last event; 0 before the first. A tracker's state is its events: one that records the same
    /// events answers the same.
    pub fn last_seq(&self) -> u64 {
        self.sequence.last(self.len())
    }

    /// The event with a number.
    ///
    /// It says what was recorded: instants in UTC, lists in the order of their texts, the names of obligations as the
    /// agreements spell them.
    pub fn event(&self, seq: u64) -> Option<Event<'_>> {
        match self.sequence.find(seq, self.len())? {
            Numbered::Row(row) => self.rows.row(row).map(|row| self.rows.event(row)),
            Numbered::Set(place) => Some(self.rejected.at(place)?.1?.event.clone()),
        }
    }

    /// The events behind a number, in order, each with its own; all of them behind 0. Also those that the agreements of
    /// now do not know.
    pub fn events_after(&self, seq: u64) -> impl Iterator<Item = (u64, Event<'_>)> {
        (seq.saturating_add(1)..=self.last_seq()).filter_map(|seq| Some((seq, self.event(seq)?)))
    }
}

/// What the rooms above ask of numbers.
impl Tracker {
    /// Whether the event with a number is known to the agreements of now.
    pub(in crate::tracker) fn counts(&self, seq: u64) -> bool {
        matches!(self.sequence.find(seq, self.len()), Some(Numbered::Row(_)))
    }

    /// The event with a number that the agreements of now do not know, as it is listed.
    pub(in crate::tracker) fn set_aside(&self, seq: u64) -> Option<&Ignored> {
        match self.sequence.find(seq, self.len())? {
            Numbered::Row(_) => None,
            Numbered::Set(place) => Some(self.rejected.at(place)?.0),
        }
    }

    /// What a recorded event says, in short.
    pub(in crate::tracker) fn described(&self, seq: u64) -> Option<String> {
        match self.sequence.find(seq, self.len())? {
            Numbered::Row(row) => Some(self.rows.described(self.rows.row(row)?)),
            Numbered::Set(_) => None,
        }
    }
}

/// What became of a log: how many events were recorded, and which rows could not be, each with its reason.
#[derive(Clone, Copy, Debug)]
#[must_use = "rows that could not be recorded count for nothing"]
pub struct Intake<'t> {
    count: usize,
    ignored: &'t [Ignored],
}

impl<'t> Intake<'t> {
    /// How many events were recorded.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The rows that were not, in the order of the log.
    pub fn ignored(&self) -> &'t [Ignored] {
        self.ignored
    }

    /// Nothing, if every row was recorded.
    ///
    /// # Errors
    /// Returns the first row that was not.
    pub fn all(self) -> Result<(), Ignored> {
        self.ignored.first().map_or(Ok(()), |row| Err(row.clone()))
    }
}

impl fmt::Display for Intake<'_> {
    /// Writes how many events were recorded and how many rows were not: `17 recorded, 2 ignored`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} recorded, {} ignored", self.count, self.ignored.len())
    }
}
