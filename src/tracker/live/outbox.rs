//! What was told.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use chrono::{DateTime, Utc};

use super::notice::{Notice, NoticeId, stem};
use super::touched::Mark;

/// Which notices were told: what a program keeps so that each is told once, also when it starts again.
///
/// It is a set of ids. A program that writes each id down when it has sent the notice, and reads them back with
/// [`from_ids`](Self::from_ids) when it starts, loses nothing; one that stops between sending and writing sends that one
/// twice.
///
/// ```
/// use interdept::tracker::Outbox;
/// use interdept::{Event, Network, Tracker};
/// let mut tracker = Tracker::new(Network::from_toml("hr.toml", r#"
///     format = 1
///     agreement = { id = "a", customer = "hr", calendar = "c" }
///     calendar.c = { timezone = "Europe/Berlin", week = { mon-fri = ["09:00-17:00"] } }
///     department = [{ id = "it" }, { id = "hr" }]
///     milestone = [{ id = "hired" }]
///     [[obligation]]
///     id = "it.laptop"
///     supplier = "it"
///     deliverable = "Laptop"
///     due = "within 5 business days of hired"
///     escalate = [{ to = "clerk", when = "1 business day before" }]
/// "#)?);
/// let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
/// tracker.record(Event::new("hired", at("2026-11-02T10:00:00+01:00")).case("wu"))?;
///
/// let mut outbox = Outbox::new();
/// let said: Vec<String> = tracker.news(&mut outbox, at("2026-11-09T08:00:00+01:00")).iter().map(|notice| {
///     outbox.sent(notice);
///     notice.to_string()
/// }).collect();
/// assert_eq!(said, [
///     "2026-11-06T13:15:00.000001+01:00 at-risk it.laptop wu, to it",
///     "2026-11-06T17:00:00+01:00 reminder it.laptop wu, to clerk",
/// ]);
/// assert!(tracker.news(&mut outbox, at("2026-11-09T09:00:00+01:00")).is_empty());
///
/// // It had been delivered in time, and nobody had recorded it: what was told is taken back.
/// tracker.record(Event::delivered("it.laptop", at("2026-11-05T10:00:00+01:00")).case("wu"))?;
/// let news = tracker.news(&mut outbox, at("2026-11-09T10:00:00+01:00"));
/// assert_eq!(news.len(), 2);
/// assert!(news.iter().all(|notice| notice.id.retracts().is_some()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct Outbox {
    ids: BTreeSet<NoticeId>,
    /// By what a handoff's key is without its number, and by obligation.
    by_stem: HashMap<Box<str>, BTreeSet<NoticeId>>,
    by_obligation: HashMap<Box<str>, BTreeSet<NoticeId>>,
    /// What came before is not asked about.
    since: Option<DateTime<Utc>>,
    /// What was handed out and is not known to be sent.
    pending: BTreeSet<NoticeId>,
    mark: Option<(Mark, usize, DateTime<Utc>)>,
}

impl Outbox {
    /// Nothing was told yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// These were told, in this order: a retraction takes back what it retracts.
    pub fn from_ids(ids: impl IntoIterator<Item = NoticeId>) -> Self {
        let mut outbox = Self::new();
        ids.into_iter().for_each(|id| outbox.note(id));
        outbox
    }

    /// Leaves alone what came to be at an instant or before: none of it will be told, or retracted. A service that starts
    /// with a log of years begins here.
    #[must_use]
    pub fn beginning(mut self, after: DateTime<Utc>) -> Self {
        self.forget(after);
        self
    }

    /// Forgets what came to be at an instant or before, so that the ids take no more room: none of it will be told again,
    /// or retracted.
    pub fn forget(&mut self, until: DateTime<Utc>) {
        self.since = self.since.max(Some(until));
        let old: Vec<NoticeId> =
            self.ids.iter().filter(|id| id.parts().is_none_or(|it| it.at <= until)).cloned().collect();
        for id in &old {
            self.remove(id);
        }
    }

    /// Takes note that a notice was sent.
    pub fn sent(&mut self, notice: &Notice) {
        self.note(notice.id.clone());
    }

    /// The ids of what was told and not retracted, in their order.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &NoticeId> {
        self.ids.iter()
    }

    /// Whether this was told, and not retracted since.
    pub fn has(&self, id: &NoticeId) -> bool {
        self.ids.contains(id)
    }

    fn note(&mut self, id: NoticeId) {
        self.pending.remove(&id);
        if let Some(retracted) = id.retracts() {
            self.remove(&retracted);
        } else if let Some(parts) = id.parts() {
            let stem = stem(&parts.key);
            self.by_stem.entry(stem.into()).or_default().insert(id.clone());
            self.by_obligation.entry(parts.obligation.into()).or_default().insert(id.clone());
            self.ids.insert(id);
        }
    }

    fn remove(&mut self, id: &NoticeId) {
        self.ids.remove(id);
        let Some(parts) = id.parts() else { return };
        let stem = stem(&parts.key);
        for (map, key) in [(&mut self.by_stem, stem), (&mut self.by_obligation, parts.obligation.as_str())] {
            if let Some(set) = map.get_mut(key) {
                set.remove(id);
                if set.is_empty() {
                    map.remove(key);
                }
            }
        }
    }
}

/// What finding news needs.
impl Outbox {
    pub(crate) fn since(&self) -> Option<DateTime<Utc>> {
        self.since
    }

    /// Up to when it was last brought up to date.
    pub(crate) fn until(&self) -> Option<DateTime<Utc>> {
        self.mark.as_ref().map(|&(.., until)| until)
    }

    /// What was handed out and is not known to be sent.
    pub(crate) fn pending(&self) -> impl Iterator<Item = &NoticeId> {
        self.pending.iter()
    }

    /// Takes note of what is handed out to be sent.
    pub(crate) fn hand_out(&mut self, notices: &[Notice]) {
        self.pending = notices.iter().map(|notice| notice.id.clone()).collect();
    }

    pub(super) fn of_stem(&self, stem: &str) -> impl Iterator<Item = &NoticeId> {
        self.by_stem.get(stem).into_iter().flatten()
    }

    pub(super) fn of_obligation(&self, obligation: &str) -> impl Iterator<Item = &NoticeId> {
        self.by_obligation.get(obligation).into_iter().flatten()
    }

    pub(super) fn mark(&self) -> Option<&Mark> {
        self.mark.as_ref().map(|(mark, ..)| mark)
    }

    /// How many events were recorded when it was last brought up to date.
    pub(super) fn counted(&self) -> Option<usize> {
        self.mark.as_ref().map(|&(_, count, _)| count)
    }

    pub(super) fn set_mark(&mut self, mark: Mark, count: usize, until: DateTime<Utc>) {
        self.mark = Some((mark, count, until));
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").field("ids", &self.ids.len()).field("since", &self.since).finish_non_exhaustive()
    }
}
