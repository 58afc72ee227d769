//! What happened to one handoff, and how its deadline moved, as data.

mod tell;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::super::judge::trace;
use super::super::record::RowIx;
use super::handoff::Handoff;
use crate::due::Explanation;
use crate::log::{Column, Ignored};
use tell::{Teller, rows_of};

/// Everything that happened to one handoff until the instant of its judgement.
///
/// Instants are on the clocks of the obligation's calendar.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct History {
    /// What happened, in the order in which it counted: a delivery made before the handoff opened comes after its
    /// opening, with its own instant. The last one tells how it stands at the instant of the judgement.
    pub moments: Vec<Moment>,
    /// The rows that name it, or its case and no obligation, and count for nothing: taken back, without effect, or not
    /// recorded at all. Those that acted on it and were refused stand among the moments.
    pub set_aside: Vec<SetAside>,
}

/// Something that happened to a handoff, and its deadline before and after.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Moment {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// What.
    pub happened: Happened,
    /// The rows of the log that say so; none for what no row says: a period that begins, a review that ends.
    pub rows: Vec<LogRow>,
    /// The deadline before; none where it opened.
    pub due_before: Option<DateTime<FixedOffset>>,
    /// The deadline after.
    pub due_at: DateTime<FixedOffset>,
    /// The hold that ended with it, or at the instant of the judgement lasts.
    pub hold: Option<HeldTime>,
    /// How the deadline of the terms that it has from now on came about, of an opening or a revision.
    pub explanation: Option<Explanation>,
    /// The documents that a delivery left missing, in the order of the agreement.
    pub missing: Vec<String>,
    /// The tier whose terms it has from now on, of an opening or a revision.
    pub tier: Option<String>,
    /// Why a row was refused.
    pub refused: Option<Ignored>,
}

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LogRow {
    /// The name of the log; none for an event that was not read from one.
    pub file: Option<String>,
    /// Its line, from 1; none for an event that was not read from a log.
    pub line: Option<u64>,
    /// When it says that it happened.
    pub at: DateTime<FixedOffset>,
    /// What it says: `delivered sales.slips c-17`.
    pub says: String,
    /// The date to which it extends, as it says it.
    pub until: Option<String>,
    /// The reason that it gives.
    pub reason: Option<String>,
    /// Whether the target was kept, `met` or `missed`, where the row says no more.
    pub outcome: Option<String>,
}

/// A row that counts for nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SetAside {
    /// Another row took it back.
    TakenBack {
        /// What it said.
        row: LogRow,
        /// The row that took it back.
        by: Option<LogRow>,
    },
    /// It was not recorded, or there was nothing that it could act on.
    Ignored(Ignored),
}

/// What happened to a handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Happened {
    /// It opened.
    Opened,
    /// It opened anew: what happened before does not count.
    Restarted,
    /// Its delivery was complete.
    Delivered,
    /// A delivery lacked documents.
    Incomplete,
    /// The customer accepted it.
    Accepted,
    /// The review ended without a word, which accepts it.
    AcceptedBySilence,
    /// The customer sent it back: it was not delivered.
    Rejected,
    /// The customer's side began to hold it up.
    Paused,
    /// The customer's side let it go on.
    Resumed,
    /// A new deadline was agreed on in time.
    Extended,
    /// A new date was agreed on when the deadline had passed: only a promise.
    Promised,
    /// Nobody asks for it any more.
    Waived,
    /// The customer rated it.
    Rated,
    /// The delivery that it works on was taken back.
    InputTakenBack,
    /// The delivery that it works on was made again.
    InputBack,
    /// A revision chose its terms, or its given date, anew.
    Revised,
    /// A revision made it one that nobody asks for.
    Withdrawn,
    /// A revision made it one that is asked for again.
    AskedForAgain,
    /// A row that may act on it, and changed nothing.
    WithoutEffect,
    /// A row that acts on it, and was refused.
    Refused,
    /// The instant of the judgement.
    Judged,
}

/// Time for which the customer's side kept the supplier from working.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HeldTime {
    /// When it began.
    pub from: DateTime<FixedOffset>,
    /// When it ended, or the instant of the judgement.
    pub until: DateTime<FixedOffset>,
    /// Whether it had not ended by then.
    pub lasts: bool,
    /// Why it was held up; several where holds overlapped.
    pub reasons: Vec<HoldReason>,
    /// Its whole length, elapsed, in seconds.
    pub elapsed_s: i64,
    /// The working time in it, in seconds.
    pub working_s: i64,
    /// From when on it counts: its beginning, or the opening, extension or revision that came after it.
    pub counts_from: DateTime<FixedOffset>,
    /// How much time it took from the supplier, by which it moves the deadline: working time from `counts_from` on, or
    /// elapsed time for rules in elapsed hours; in seconds.
    pub took_s: i64,
    /// Whether `took_s` is working time.
    pub in_working_time: bool,
    /// Why it left the deadline where it was; none if it moved it.
    pub unmoved: Option<Unmoved>,
    /// Whether the deadline lies at the end of the hold, since the time that it took alone would end before.
    pub ends_it: bool,
}

/// Why a handoff is held up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HoldReason {
    /// The customer paused it.
    Paused,
    /// It lay with the customer, who then sent it back.
    UnderReview,
    /// The delivery that it works on had been taken back.
    InputAway,
    /// Nobody asked for it.
    Withdrawn,
}

/// Why a hold moves no deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Unmoved {
    /// What is due before a milestone stays due then.
    BeforeMilestone,
    /// It began after the deadline.
    AfterDeadline,
    /// No time of it lies after the opening, or after the extension or revision that set the deadline.
    Earlier,
    /// No working time lies in it.
    OutsideHours,
}

impl Handoff<'_> {
    /// What happened to it and how its deadline moved, event by event.
    ///
    /// Its case, or the obligation that it recurs by, is judged once more for it: it costs what these have of rows.
    pub fn history(&self) -> History {
        let judgement = self.judgement();
        let known = judgement.known();
        let name = self.obligation().terms().name;
        let world = (&*known.network, &*known.plans, &*known.rows, known.order.get(&known.rows));
        let trace = trace(world, judgement.as_of_instant(), name, self.state().key);
        let mut teller = Teller::of(*self);
        let mut moments = Vec::with_capacity(trace.steps.len() + 1);
        let mut before = None;
        for step in &trace.steps {
            moments.push(teller.moment(before, step));
            before = Some(&step.after);
        }
        if let Some(last) = before {
            if let Some(silence) = teller.silence(last) {
                let after = moments.iter().rposition(|moment| moment.at <= silence.at).map_or(0, |at| at + 1);
                moments.insert(after, silence);
            }
            moments.push(teller.judged(last));
        }
        let acted: Vec<RowIx> = trace.steps.iter().flat_map(|step| rows_of(&step.cause).iter().copied()).collect();
        History { moments, set_aside: self.set_aside(&trace.retracted, &acted) }
    }

    fn log_row(&self, row: RowIx) -> Option<LogRow> {
        let rows = self.judgement().rows();
        let (recorded, place) = (rows.row(row)?, rows.place(row));
        let text = |column| rows.text(recorded, column).map(str::to_owned);
        Some(LogRow {
            file: place.map(|(file, _)| file.to_owned()),
            line: place.map(|(_, line)| line),
            at: self.local(recorded.at.into()),
            says: rows.described(recorded),
            until: text(Column::Until),
            reason: text(Column::Reason),
            outcome: text(Column::Outcome),
        })
    }

    /// The rows about it that count for nothing: taken back, of no use, or not recorded; without those that `acted`.
    fn set_aside(&self, retracted: &[(RowIx, Option<RowIx>)], acted: &[RowIx]) -> Vec<SetAside> {
        let (judgement, rows) = (self.judgement(), self.judgement().rows());
        let name = self.obligation().terms().name;
        let is_about = |row: RowIx| {
            let Some(row) = rows.row(row) else { return false };
            let of_case = self.case_number().is_none_or(|case| row.case.get() == Some(case));
            let of_another = rows.text(row, Column::Period).is_some_and(|period| *period != *self.key().to_text());
            let numbered = rows.occurrence(row).is_some_and(|number| Some(number) != self.occurrence());
            of_case
                && !of_another
                && !numbered
                && row.obligation().map_or(self.case_number().is_some(), |own| own == name)
        };
        let taken_back = retracted.iter().filter(|(row, _)| is_about(*row)).filter_map(|&(row, by)| {
            Some(SetAside::TakenBack { row: self.log_row(row)?, by: by.and_then(|by| self.log_row(by)) })
        });
        let of_no_use = judgement.ignored_with_rows().filter(|(row, _)| is_about(*row) && !acted.contains(row));
        let not_recorded = judgement.not_recorded().iter().filter(|row| self.is_named_in(&row.text));
        let all = taken_back.chain(of_no_use.map(|(_, row)| SetAside::Ignored(row)));
        all.chain(not_recorded.cloned().map(SetAside::Ignored)).collect()
    }

    /// Whether a row as it was written has the obligation's id and, of a case's handoff, the case among its words.
    fn is_named_in(&self, text: &str) -> bool {
        let is_apart = |c: char| !(c.is_alphanumeric() || "-_.".contains(c));
        let has = |word: &str| {
            text.match_indices(word).any(|(at, _)| {
                let (before, after) =
                    (text.get(..at).unwrap_or_default(), text.get(at + word.len()..).unwrap_or_default());
                before.chars().next_back().is_none_or(is_apart) && after.chars().next().is_none_or(is_apart)
            })
        };
        has(self.obligation().id().as_str()) && self.case().is_none_or(has)
    }
}
