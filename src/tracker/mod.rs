//! The life of a handoff: events in, judgements out.
//!
//! A [`Tracker`] keeps events; [`Tracker::judge`] makes a [`Judgement`] of them for one instant. What is judged
//! depends on the set of events alone: they may come in any order, in any number of logs, before and after judgements.
//! Events that say the same are one event. Events after the instant of a judgement do not exist for it.
//!
//! # What an event does to a handoff
//!
//! | event | open or overdue | paused | delivered | accepted, in words or by silence | waived |
//! |---|---|---|---|---|---|
//! | a trigger | opens the case's next handoff, unless `while-open` says otherwise | the same | opens the next | the same | the same |
//! | `delivered`, complete | delivered | delivered, and the pause is over for good | listed as additional | the same | delivered, and still waived |
//! | `delivered`, documents missing | an attempt; what came is kept for the next | the same, and still paused | listed as additional | the same | an attempt |
//! | `accepted` | listed: not delivered | the same | accepted | nothing | listed: not delivered |
//! | `rejected` | listed: not delivered | the same | open again; the time since the delivery was a hold, all documents must come again | a rejected row | listed: not delivered |
//! | `paused` | paused | nothing: it is already | nothing | nothing | nothing that shows |
//! | `resumed` | listed: not paused | open | listed: not paused | the same | listed: not paused |
//! | `extended` | a new deadline; past the deadline only a promise | a new deadline, which the rest of the pause moves | a new deadline if the old one has not passed | the same | nothing that shows |
//! | `revised` | terms chosen anew, or withdrawn | the same | nothing | nothing | nothing |
//! | `waived` | waived | the same | waived | waived | nothing: the first one counts |
//! | `rated` | kept with it | the same | the same | the same | the same |
//!
//! A waived handoff is shown as it stood at its waiver. An event that finds no handoff is
//! [ignored](Judgement::ignored_rows), and so is what the table calls listed.
//!
//! # In a service
//!
//! [`Tracker::record`] says whether an event is new, and [`Tracker::fate`] what became of it. [`Tracker::at`] answers what is
//! asked now, in the time of what it returns; [`Tracker::judge`] is a snapshot for everything else. [`Tracker::news`] is
//! what is to be told, each thing once, [`Tracker::next_change_after`] how long one may sleep, and [`Tracker::reload`] puts
//! other agreements in force.
//!
//! # Which handoff an event means
//!
//! `case#2` and `period` name one, also one that is not open yet. Otherwise:
//!
//! - `accepted` and `rejected` mean the handoff delivered last, `resumed` the first that is paused.
//! - All others mean, for a case, its oldest handoff that is neither delivered nor waived; for periods, of these the one
//!   whose deadline, as it stands at that moment, is nearest (of two as near, the earlier; of two at one instant, the one
//!   that opened earlier), and a delivery that had to choose counts as [guessed](Judgement::guessed_rows).
//! - If there is none, a delivery goes to one that was waived, and else is additional; all else means the one delivered
//!   last. A delivery before the case's first handoff opened belongs to that one, at its own instant.
//! - `paused` and `resumed` for a case alone mean all that is open in it, `waived` all that is open and undelivered.
//!
//! # Deadlines that move
//!
//! A hold is time for which the customer's side keeps the supplier from working: a pause, a delivery from its arrival to
//! its rejection, the time for which the delivery that a handoff works on is taken back, and the time for which a revision
//! withdrew it. Holds that overlap count once. In the order of time, each that begins at or before the deadline as it then
//! stands moves it by the time it took: elapsed for rules in elapsed hours, else working time on the obligation's calendar.
//! Nothing is rounded and nothing rolls again, and a deadline never lies before the end of a hold that spans it. What is
//! due `before` a milestone never moves.
//!
//! An extension agreed before the deadline had passed replaces it and all that moved it; only the time of holds that comes
//! later moves it again. One agreed too late is shown as [promised](Handoff::promised_at). A revision that changes the
//! tier counts the new deadline from the same trigger, moved by the same holds, and never before the revision.
//!
//! # When things count
//!
//! Of events at one instant, openings come first, then `revised`, `resumed`, `paused`, `extended`, `delivered`, `accepted`,
//! `rejected`, `waived`, and the rest; of one kind those that name an occurrence or a period, then by what they say.
//! Between a delivery and its rejection everything is judged as things then stood.

mod judge;
mod live;
mod record;
mod view;

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use judge::{Key, Status};
pub(crate) use live::sort_notices;
pub use live::{
    At, Fate, HandoffName, MovedDeadline, Notice, NoticeId, NoticeIdError, NoticeKind, Outbox, Reloaded, Revived,
    Selection,
};
pub use record::{Intake, Recorded};
pub(crate) use view::HandoffIx;
pub use view::{
    Beyond, Complaint, Handoff, Hold, Identical, Judgement, Lateness, LogEnd, LogLine, NeverSeen, OpenedNothing,
    WaitsFor,
};
pub use view::{Happened, HeldTime, History, HoldReason, LogRow, Moment, SetAside, Unmoved};

use crate::calendar::Instant;
use crate::log::Ignored;
use crate::network::Network;
use live::Live;
use record::{LazyOrder, Numbered, Plans, Rejected, RejectedEvent, Rows, Seen, Sequence};
use view::Known;

/// Keeps events, in whatever order they come, and judges the handoffs they are about.
///
/// A judgement is a function of the network, the set of events and an instant; nothing else decides it. Events may be
/// recorded at any time, before and after judgements, earlier ones after later ones.
///
/// ```
/// use interdept::{Event, Network, Tracker, tracker::Status};
/// # let agreement = r#"
/// # format = 1
/// # [agreement]
/// # id = "finance"
/// # calendar = "office"
/// # in-force = { from = 2026-01-01 }
/// # [calendar.office]
/// # timezone = "Asia/Shanghai"
/// # week = { mon-fri = ["09:00-18:00"] }
/// # [[department]]
/// # id = "finance"
/// # [[department]]
/// # id = "sales"
/// # [[milestone]]
/// # id = "vehicle-delivered"
/// # [[obligation]]
/// # id = "sales.slips"
/// # supplier = "sales"
/// # customer = "finance"
/// # deliverable = "Slips"
/// # due = "within 2 business days of vehicle-delivered"
/// # "#;
/// // Due within 2 business days of vehicle-delivered.
/// let mut tracker = Tracker::new(Network::from_toml("finance.toml", agreement).unwrap());
/// let at = |text: &str| text.parse().unwrap();
/// tracker.record(Event::delivered("sales.slips", at("2026-11-05T10:00:00+08:00")).case("c-1"))?;
/// tracker.record(Event::new("vehicle-delivered", at("2026-11-02T10:00:00+08:00")).case("c-1"))?;
///
/// let judgement = tracker.judge(at("2026-11-06T00:00:00+08:00"));
/// let slips = judgement.handoff("sales.slips", "c-1").expect("the milestone opened it");
/// assert_eq!(slips.status(), Status::Late);
/// assert_eq!(slips.to_string(), "sales.slips c-1: late, due 2026-11-04T18:00:00+08:00");
/// // Sixteen hours late, one of them worked.
/// let late = slips.late_by().expect("it is late");
/// assert_eq!((late.elapsed, late.working), (16 * 3_600, 3_600));
///
/// // The day before, it was open: what came later did not exist.
/// let before = tracker.judge(at("2026-11-04T12:00:00+08:00"));
/// assert_eq!(before.with_status(Status::Late).count(), 0);
/// # Ok::<(), interdept::IgnoredWhy>(())
/// ```
#[derive(Clone)]
pub struct Tracker {
    network: Arc<Network>,
    plans: Arc<Plans>,
    /// Shared with the judgements made of them; copied when another row comes while one is alive.
    rows: Arc<Rows>,
    /// Which events are recorded already.
    seen: Seen,
    /// How many came again.
    repeated: usize,
    sequence: Sequence,
    rejected: Rejected,
    first_at: Option<Instant>,
    last_at: Option<Instant>,
    /// The rows as they are judged, until another comes.
    order: Arc<LazyOrder>,
    /// The judgement of now, once somebody asks for it.
    live: Option<Box<Live>>,
    /// How often in a row an instant was asked about that lies before the last one.
    went_back: u8,
    scratch: Vec<u32>,
    /// How many unknown names were looked up.
    searches: u32,
}

impl Tracker {
    /// A tracker without events.
    pub fn new(network: Network) -> Self {
        let mut rows = Rows::new(&network);
        let plans = Arc::new(Plans::new(&network, &mut rows.strings));
        let (network, rows) = (Arc::new(network), Arc::new(rows));
        Self {
            network,
            plans,
            rows,
            seen: Seen::new(),
            repeated: 0,
            sequence: Sequence::default(),
            rejected: Rejected::default(),
            first_at: None,
            last_at: None,
            order: Arc::default(),
            live: None,
            went_back: 0,
            scratch: Vec::new(),
            searches: 0,
        }
    }

    /// The agreements that it judges by.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// How many events were accepted.
    pub fn len(&self) -> usize {
        self.rows.all.len()
    }

    /// Whether no event was accepted yet.
    pub fn is_empty(&self) -> bool {
        self.rows.all.len() == 0
    }

    /// The instant of the earliest event that was accepted.
    pub fn first_at(&self) -> Option<DateTime<Utc>> {
        self.first_at.map(Into::into)
    }

    /// The instant of the latest event that was accepted, however far it lies after all others; see
    /// [`log_end`](Self::log_end).
    pub fn last_at(&self) -> Option<DateTime<Utc>> {
        self.last_at.map(Into::into)
    }

    /// Where its events end: what a judgement is made for that names no instant. None without events.
    ///
    /// The longest tail that is fewer than one event in a hundred and begins more than 92 days after all others does not
    /// count; so a row with a wrong year makes nothing overdue. Of a hundred events or fewer, every one counts.
    pub fn log_end(&self) -> Option<LogEnd> {
        LogEnd::of(&self.rows)
    }

    /// A judgement of every handoff as it stands at an instant; later events do not exist for it.
    ///
    /// It is a snapshot of what is known now, which borrows nothing, and costs next to nothing until it is first asked:
    /// then everything is judged, by whoever asks. So a service takes it while it holds its tracker, and has a report made
    /// of it elsewhere while events go on. What is asked all the time, and of the clock's own instant, is answered faster
    /// by [`at`](Self::at).
    #[must_use]
    pub fn judge(&self, as_of: DateTime<Utc>) -> Judgement {
        Judgement::of(self.known(), as_of.into())
    }

    /// The same events under other agreements: what would have been, had they been in force.
    ///
    /// Events that the other agreements do not know are [ignored](Self::ignored_rows) there, and counted in the second
    /// value; they keep their numbers. Rows that these agreements refused are tried again; those that are refused again, or
    /// were no events, stay ignored. Nothing is lost: under the first agreements again, all is as it was.
    /// [`reload`](Self::reload) puts them in force, and tells what that changed.
    #[must_use]
    pub fn under(&self, network: Network) -> (Self, usize) {
        let mut other = Self::new(network);
        for (_, file) in self.rows.files() {
            Arc::make_mut(&mut other.rows).file(file);
        }
        let mut unknown = 0;
        for seq in 1..=self.last_seq() {
            match self.sequence.find(seq, self.len()) {
                Some(Numbered::Row(ix)) => {
                    let Some(row) = self.rows.row(ix) else { continue };
                    let (place, event) = (self.rows.place_of(ix), self.rows.event(row));
                    if let Err(why) = other.admit_again(&event, place) {
                        unknown += 1;
                        let row = self.rows.placed(ix, Ignored::new(self.rows.described(row), why));
                        let seq = Some(other.sequence.set_aside_next(other.len()));
                        other.rejected.keep(row, Some(RejectedEvent { event: event.into_owned(), place, seq }));
                    }
                }
                Some(Numbered::Set(place)) => {
                    // Those that were recorded once stand first, in the order of their numbers.
                    if let Some((row, Some(event))) = self.rejected.at(place) {
                        other.try_again(row, event);
                    }
                }
                None => debug_assert!(false, "every number is somebody's"),
            }
        }
        for (row, event) in self.rejected.iter() {
            match event {
                Some(event) if event.seq.is_some() => {}
                Some(event) => other.try_again(row, event),
                None => other.rejected.keep(row.clone(), None),
            }
        }
        other.rejected.count_beyond(self.rejected.beyond());
        other.repeated = self.repeated;
        for &(first, place) in self.rows.repeated() {
            if let Some(Numbered::Row(first)) = other.sequence.find(self.sequence.of_row(first), other.len()) {
                Arc::make_mut(&mut other.rows).note_repeated(first, place);
            }
        }
        (other, unknown)
    }

    /// Tries to record an event that other agreements refused.
    fn try_again(&mut self, row: &Ignored, rejected: &RejectedEvent) {
        let RejectedEvent { event, place, seq } = rejected;
        let admitted = match seq {
            Some(_) => self.admit_again(event, *place),
            None => self.admit(event, *place).map(drop),
        };
        if let Err(why) = admitted {
            let seq = seq.map(|_| self.sequence.set_aside_next(self.len()));
            let event = RejectedEvent { event: event.clone(), place: *place, seq };
            self.rejected.keep(Ignored { why, ..row.clone() }, Some(event));
        }
    }

    /// All that a judgement is made of, as it is now.
    fn known(&self) -> Known {
        Known {
            network: self.network.clone(),
            plans: self.plans.clone(),
            rows: self.rows.clone(),
            order: self.order.clone(),
            ignored: self.rejected.rows().clone(),
        }
    }
}

impl fmt::Debug for Tracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ignored = self.rejected.rows().len();
        f.debug_struct("Tracker").field("events", &self.len()).field("ignored", &ignored).finish_non_exhaustive()
    }
}
