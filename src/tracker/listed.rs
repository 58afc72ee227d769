//! Rows that a judgement lists because they did not do what they were meant for.

use std::fmt::{self, Write};

use chrono::{DateTime, Utc};

use super::intern::NONE;
use super::judgement::Judgement;
use super::life::Why;
use super::row::{FIRST_ATTRIBUTE, Field, Kind, Row, Rows};
use crate::log::Event;
use crate::network::{NameIx, Network};

/// A recorded row that a judgement lists.
#[derive(Clone, Copy)]
pub struct Listed<'j> {
    judgement: &'j Judgement,
    number: u32,
    row: &'j Row,
    why: Option<Why>,
}

impl<'j> Listed<'j> {
    pub(super) fn new(judgement: &'j Judgement, number: u32, why: Option<Why>) -> Option<Self> {
        Some(Self { judgement, number, row: judgement.rows().row(number)?, why })
    }

    /// The event as it was recorded.
    pub fn event(&self) -> Event<'j> {
        event_of(self.judgement.network(), self.judgement.rows(), self.row)
    }

    /// When it happened.
    pub fn at(&self) -> DateTime<Utc> {
        self.row.at.into()
    }

    /// Why it acted on nothing; none for an additional delivery.
    pub fn why(&self) -> Option<Why> {
        self.why
    }

    /// The name of the log it stood in; none if it was recorded by itself.
    pub fn file(&self) -> Option<&'j str> {
        let place = self.judgement.rows().places.get(self.number as usize)?;
        self.judgement.rows().files.get(place.file as usize).map(String::as_str)
    }

    /// The line it stood on, from 1; 0 if it was recorded by itself.
    pub fn line(&self) -> u64 {
        self.judgement.rows().places.get(self.number as usize).map_or(0, |place| place.line.into())
    }
}

impl fmt::Display for Listed<'_> {
    /// Writes what the row says: `delivered sales.slips c-17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let event = self.event();
        f.write_str(event.name)?;
        let target = event.target.or(event.complaint);
        for part in [event.obligation, event.case, event.period, target].into_iter().flatten() {
            f.write_char(' ')?;
            f.write_str(part)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listed").field("event", &self.event()).field("why", &self.why).finish_non_exhaustive()
    }
}

impl Rows {
    /// The number of a file's name; logs come one after the other, so the last one is looked at first.
    pub(super) fn file(&mut self, name: &str) -> u32 {
        let known = self.files.iter().rposition(|file| file == name);
        let at = known.unwrap_or_else(|| {
            self.files.push(name.to_owned());
            self.files.len() - 1
        });
        u32::try_from(at).unwrap_or(NONE)
    }
}

/// A row as the event it was recorded from.
pub(super) fn event_of<'t>(network: &'t Network, rows: &'t Rows, row: &Row) -> Event<'t> {
    let text = |string: u32| rows.strings.str(string);
    let mut event = Event { at: row.at.into(), ..Event::default() };
    event.name = rows.event_name(row);
    if row.kind != Kind::Milestone && row.object != NONE {
        event.obligation = Some(network.name(NameIx(row.object)).as_str());
    }
    event.case = (row.case != NONE).then(|| text(row.case));
    event.id = (row.id != NONE).then(|| text(row.id));
    for (tag, value) in rows.pairs(row) {
        if let Some(name) = tag.checked_sub(FIRST_ATTRIBUTE) {
            event.attributes.push((text(name), text(value)));
            continue;
        }
        let slot = match Field::ALL.get(tag as usize) {
            Some(Field::Case | Field::Occurrence) => &mut event.case,
            Some(Field::Period) => &mut event.period,
            Some(Field::Reason) => &mut event.reason,
            Some(Field::Until) => &mut event.until,
            Some(Field::Score) => &mut event.score,
            Some(Field::Complaint) => &mut event.complaint,
            Some(Field::Supplier) => &mut event.supplier,
            Some(Field::Customer) => &mut event.customer,
            Some(Field::Category) => &mut event.category,
            Some(Field::Cause) => &mut event.cause,
            Some(Field::Target) => &mut event.target,
            Some(Field::Obligation) => &mut event.obligation,
            Some(Field::Document) => {
                event.documents.push(text(value));
                continue;
            }
            Some(Field::Signed) => {
                event.signed.push(text(value));
                continue;
            }
            None => continue,
        };
        *slot = Some(text(value));
    }
    event
}
