//! Which rows of the logs a handoff rests on, and which rows said what another had said.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::super::judge::KeyIx;
use super::super::record::{Row, RowIx, StrIx};
use super::handoff::Handoff;
use super::judgement::Judgement;
use crate::calendar::Instant;
use crate::log::Column;
use crate::network::NameIx;

/// A row of a log: where it stands, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct LogLine {
    /// The name of the log; none for an event that was not read from one.
    pub file: Option<String>,
    /// The line the row begins on, from 1; 0 for an event that was not read from a log.
    pub line: u64,
    /// What it says: `delivered sales.slips c-17`.
    pub text: String,
    /// The instant that it names.
    pub at: DateTime<Utc>,
    /// The reason that it gives.
    pub reason: Option<String>,
}

/// A row that says what another said before it, and counts once with it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Identical {
    /// The row.
    pub row: LogLine,
    /// The row that said so first.
    pub first: LogLine,
}

/// The handoffs asked about, by what rows say of them.
#[derive(Default)]
struct Asked {
    /// By case, obligation and number.
    numbered: HashMap<(StrIx, NameIx, u32), usize>,
    /// By obligation and period.
    periods: HashMap<(NameIx, String), usize>,
    /// Those that their case's rows about the obligation can only mean.
    alone: HashMap<(StrIx, NameIx), usize>,
    /// By an instant at which something happened to them; without an obligation where it happened to the case.
    instants: HashMap<(Option<StrIx>, Option<NameIx>, Instant), Vec<usize>>,
}

impl Asked {
    fn of(judgement: &Judgement, handoffs: &[Handoff<'_>]) -> Self {
        let mut asked = Self::default();
        for (at, handoff) in handoffs.iter().enumerate() {
            let name = handoff.obligation().terms().name;
            let case = match handoff.state().key {
                KeyIx::Case { case, occurrence } => {
                    asked.numbered.insert((case, name, occurrence), at);
                    let second = format!("{}#2", handoff.case().unwrap_or_default());
                    if judgement.handoff(handoff.obligation().id().as_str(), &second).is_none() {
                        asked.alone.insert((case, name), at);
                    }
                    Some(case)
                }
                KeyIx::Period(_) => {
                    asked.periods.insert((name, handoff.key().to_string()), at);
                    None
                }
            };
            for instant in instants(handoff) {
                for obligation in [Some(name), None] {
                    asked.instants.entry((case, obligation, instant)).or_default().push(at);
                }
            }
        }
        asked
    }

    /// The handoffs that a row says something of.
    fn meant_by(&self, judgement: &Judgement, row: &Row) -> Vec<usize> {
        let (rows, case, obligation) = (judgement.rows(), row.case.get(), row.obligation());
        let mut meant: Vec<usize> = match (case, obligation) {
            (Some(case), Some(name)) => match rows.occurrence(row) {
                Some(number) => self.numbered.get(&(case, name, number)).copied().into_iter().collect(),
                None => self.alone.get(&(case, name)).copied().into_iter().collect(),
            },
            (None, Some(name)) => {
                let period = rows.text(row, Column::Period).map(|period| (name, period.to_owned()));
                period.and_then(|key| self.periods.get(&key)).copied().into_iter().collect()
            }
            (_, None) => Vec::new(),
        };
        if !rows.names_one(row) && (obligation.is_some() || case.is_some()) {
            meant.extend(self.instants.get(&(case, obligation, row.at)).into_iter().flatten());
        }
        meant
    }
}

/// The instants at which rows did something to a handoff.
fn instants(handoff: &Handoff<'_>) -> Vec<Instant> {
    let holds: Vec<_> = handoff.holds().collect();
    let holds = holds.iter().flat_map(|hold| [hold.from, hold.until]);
    let others = [handoff.delivered_at(), handoff.waived_at(), handoff.extended_at()];
    let ends = [handoff.opened_at()].into_iter().chain(others.into_iter().flatten()).chain(holds);
    let mut instants: Vec<Instant> = ends.map(Instant::from).collect();
    instants.sort_unstable();
    instants.dedup();
    instants
}

impl Judgement {
    /// For each of these handoffs of this judgement, the rows of the logs that it rests on: what opened it, and what was
    /// recorded about it by the instant of the judgement, in the order in which the rows were read.
    ///
    /// Of a case with several handoffs for one obligation, and of periods, a row that names none of them is told by its
    /// instant: that of the delivery which stands, a hold's, an extension's or the waiver's. One pass over all rows,
    /// whatever is asked.
    pub fn log_lines<'j>(&'j self, of: impl IntoIterator<Item = Handoff<'j>>) -> Vec<Vec<LogLine>> {
        let handoffs: Vec<Handoff<'j>> = of.into_iter().collect();
        let asked = Asked::of(self, &handoffs);
        let mut found: Vec<Vec<RowIx>> = vec![Vec::new(); handoffs.len()];
        for (ix, row) in self.rows().all.pairs().filter(|(_, row)| row.at <= self.as_of_instant()) {
            for at in asked.meant_by(self, row) {
                if let Some(rows) = found.get_mut(at).filter(|rows| rows.last() != Some(&ix)) {
                    rows.push(ix);
                }
            }
        }
        found.iter().map(|rows| rows.iter().filter_map(|&row| self.log_line(row)).collect()).collect()
    }

    /// The rows that say what a row read before them says, and so count once with it; in the order in which they were read.
    /// A hundred thousand are listed; [`Tracker::repeated`](crate::Tracker::repeated) counts them all.
    pub fn identical_rows(&self) -> Vec<Identical> {
        let rows = self.rows();
        let repeated = rows.repeated().iter().filter_map(|&(first, place)| {
            let first = self.log_line(first).filter(|first| first.at <= self.as_of())?;
            let (file, line) = rows.named(place).map_or((None, 0), |(file, line)| (Some(file.to_owned()), line));
            Some(Identical { row: LogLine { file, line, ..first.clone() }, first })
        });
        repeated.collect()
    }

    fn log_line(&self, ix: RowIx) -> Option<LogLine> {
        let rows = self.rows();
        let row = rows.row(ix)?;
        let place = rows.place(ix);
        Some(LogLine {
            file: place.map(|(file, _)| file.to_owned()),
            line: place.map_or(0, |(_, line)| line),
            text: rows.described(row),
            at: row.at.into(),
            reason: rows.text(row, Column::Reason).map(str::to_owned),
        })
    }
}
