//! Which subjects changed since when.

use std::sync::Arc;

use super::subjects::SubjectIx;
use crate::calendar::Instant;

/// So many changes are remembered at least, and as many again before the older ones are forgotten.
const REMEMBERED: usize = 1 << 16;

/// The subjects that changed, in the order in which they did, with the instant at which the tracker stood.
#[derive(Debug)]
pub(super) struct Touched {
    log: Vec<(Instant, SubjectIx)>,
    /// How many changes were forgotten.
    forgotten: u64,
    /// Up to when the tracker had come at the last one that was.
    forgotten_to: Option<Instant>,
    /// Which tracker this is: another's changes are others.
    tracker: Arc<()>,
}

/// A place in the changes of one tracker.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    tracker: Arc<()>,
    at: u64,
}

impl Clone for Touched {
    /// The copy goes its own way.
    fn clone(&self) -> Self {
        let Self { log, forgotten, forgotten_to, .. } = self;
        Self { log: log.clone(), forgotten: *forgotten, forgotten_to: *forgotten_to, tracker: Arc::new(()) }
    }
}

impl Touched {
    pub(super) fn new() -> Self {
        Self { log: Vec::new(), forgotten: 0, forgotten_to: None, tracker: Arc::new(()) }
    }

    /// Notes that a subject changes, while the tracker stands at an instant.
    pub(super) fn note(&mut self, now: Instant, subject: SubjectIx) {
        if self.log.len() >= 2 * REMEMBERED {
            self.forgotten_to = self.log.get(REMEMBERED - 1).map(|&(at, _)| at);
            self.log.drain(..REMEMBERED);
            self.forgotten += REMEMBERED as u64;
        }
        self.log.push((now, subject));
    }

    /// The subjects that changed since the tracker stood at an instant, each once; none if that is forgotten.
    pub(super) fn since(&self, from: Instant) -> Option<Vec<SubjectIx>> {
        if self.forgotten_to.is_some_and(|forgotten| from <= forgotten) {
            return None;
        }
        // What changed while it stood there came of events that were recorded then.
        let start = self.log.partition_point(|&(at, _)| at < from);
        Some(distinct(self.log.get(start..).unwrap_or_default()))
    }

    /// The place of now.
    pub(super) fn mark(&self) -> Mark {
        Mark { tracker: self.tracker.clone(), at: self.forgotten + self.log.len() as u64 }
    }

    /// Whether a place is one of this tracker's.
    pub(super) fn knows(&self, mark: &Mark) -> bool {
        Arc::ptr_eq(&self.tracker, &mark.tracker)
    }

    /// The subjects that changed since a place, each once; none if that is another tracker's, or forgotten.
    pub(super) fn since_mark(&self, mark: &Mark) -> Option<Vec<SubjectIx>> {
        if !Arc::ptr_eq(&self.tracker, &mark.tracker) {
            return None;
        }
        let start = usize::try_from(mark.at.checked_sub(self.forgotten)?).ok()?;
        Some(distinct(self.log.get(start..)?))
    }
}

fn distinct(changes: &[(Instant, SubjectIx)]) -> Vec<SubjectIx> {
    let mut subjects: Vec<SubjectIx> = changes.iter().map(|&(_, subject)| subject).collect();
    subjects.sort_unstable();
    subjects.dedup();
    subjects
}
