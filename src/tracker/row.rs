//! A recorded event as 32 bytes and a payload that equal events share.

use std::cmp::Ordering;

use super::intern::{NONE, Pool};
use crate::calendar::Instant;
use crate::network::Network;

/// What happened, in the order in which events of one instant take effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Milestone,
    Requested,
    Resumed,
    Paused,
    Extended,
    Delivered,
    Accepted,
    Rejected,
    Waived,
    Rated,
    Complained,
    Resolved,
    Voided,
}

impl Kind {
    /// The events with a meaning of their own, by name.
    pub(super) const NAMED: [(&'static str, Self); 12] = [
        ("requested", Self::Requested),
        ("resumed", Self::Resumed),
        ("paused", Self::Paused),
        ("extended", Self::Extended),
        ("delivered", Self::Delivered),
        ("accepted", Self::Accepted),
        ("rejected", Self::Rejected),
        ("waived", Self::Waived),
        ("rated", Self::Rated),
        ("complained", Self::Complained),
        ("resolved", Self::Resolved),
        ("voided", Self::Voided),
    ];

    /// Its name; `milestone` for any milestone.
    pub(super) fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, kind)| *kind == self).map_or("milestone", |(name, _)| name)
    }

    /// Whether it may open handoffs.
    pub(super) fn is_trigger(self) -> bool {
        matches!(self, Self::Milestone | Self::Requested)
    }

    /// Whether it belongs to the complaint register.
    pub(super) fn is_complaint(self) -> bool {
        matches!(self, Self::Complained | Self::Resolved)
    }

    /// Its place among the events of one instant: both openings come first, all that follow `waived` come last.
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Milestone | Self::Requested => 0,
            Self::Resumed => 1,
            Self::Paused => 2,
            Self::Extended => 3,
            Self::Delivered => 4,
            Self::Accepted => 5,
            Self::Rejected => 6,
            Self::Waived => 7,
            Self::Rated | Self::Complained | Self::Resolved | Self::Voided => 8,
        }
    }
}

/// One accepted row of the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) at: Instant,
    /// The case's string, or `NONE`: always of rows about a case's handoffs, never of those about a period's.
    pub(super) case: u32,
    /// The milestone or the obligation's name, or `NONE`.
    pub(super) object: u32,
    /// The payload in which everything else stands.
    pub(super) payload: u32,
    /// The row's own id as a string, or `NONE`.
    pub(super) id: u32,
    pub(super) kind: Kind,
}

/// Where a row stood.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) file: u32,
    pub(super) line: u32,
}

/// What a payload's pair says. Attributes follow: `FIRST_ATTRIBUTE` plus the string of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Field {
    /// The case as it was written, where that names an occurrence: `case#2`.
    Occurrence,
    Period,
    Document,
    Signed,
    Reason,
    Until,
    Score,
    Complaint,
    Supplier,
    Customer,
    Category,
    Cause,
    Target,
    /// The case of a row that is not about a case's handoff.
    Case,
    /// The obligation of a row that is about none.
    Obligation,
}

impl Field {
    /// Every field, each at its own number.
    pub(super) const ALL: [Self; 15] = [
        Self::Occurrence,
        Self::Period,
        Self::Document,
        Self::Signed,
        Self::Reason,
        Self::Until,
        Self::Score,
        Self::Complaint,
        Self::Supplier,
        Self::Customer,
        Self::Category,
        Self::Cause,
        Self::Target,
        Self::Case,
        Self::Obligation,
    ];
}

/// The first pair tag that names an attribute.
pub(super) const FIRST_ATTRIBUTE: u32 = 16;

/// The rows recorded, with the strings and payloads they share.
#[derive(Clone)]
pub(super) struct Rows {
    pub(super) strings: Pool<u8>,
    /// Pairs of what is said and the string that says it, flat.
    pub(super) payloads: Pool<u32>,
    pub(super) all: Vec<Row>,
    /// Where each row stood; `NONE` lines for events recorded one at a time.
    pub(super) places: Vec<Place>,
    pub(super) files: Vec<String>,
    /// The milestones' ids, by their place in the network.
    milestones: Vec<Box<str>>,
}

impl Rows {
    pub(super) fn new(network: &Network) -> Self {
        let mut payloads = Pool::new();
        payloads.intern(&[]);
        let milestones = network.milestones().map(|milestone| milestone.id().as_str().into()).collect();
        Self { strings: Pool::new(), payloads, all: Vec::new(), places: Vec::new(), files: Vec::new(), milestones }
    }

    /// A row's event as logs call it: a milestone by its id.
    pub(super) fn event_name(&self, row: &Row) -> &str {
        let milestone = self.milestones.get(row.object as usize).filter(|_| row.kind == Kind::Milestone);
        milestone.map_or(row.kind.name(), |id| id)
    }

    pub(super) fn row(&self, number: u32) -> Option<&Row> {
        self.all.get(number as usize)
    }

    /// The pairs of a row's payload.
    pub(super) fn pairs(&self, row: &Row) -> impl Iterator<Item = (u32, u32)> + '_ {
        let pairs = self.payloads.get(row.payload);
        pairs.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)))
    }

    /// The raw value of a field, the first one where it repeats.
    pub(super) fn raw(&self, row: &Row, field: Field) -> Option<u32> {
        self.pairs(row).find(|&(tag, _)| tag == field as u32).map(|(_, value)| value)
    }

    /// The text of a field.
    pub(super) fn text(&self, row: &Row, field: Field) -> Option<&str> {
        self.raw(row, field).map(|string| self.strings.str(string))
    }

    /// Which of its case's handoffs a row names, if it does.
    pub(super) fn occurrence(&self, row: &Row) -> Option<u32> {
        self.text(row, Field::Occurrence)?.rsplit_once('#')?.1.parse().ok()
    }

    /// The string of an attribute, whose name is a string too.
    pub(super) fn attribute(&self, row: &Row, name: u32) -> Option<u32> {
        let wanted = name.checked_add(FIRST_ATTRIBUTE)?;
        self.pairs(row).find(|&(tag, _)| tag == wanted).map(|(_, value)| value)
    }

    /// Orders two rows of one instant by what they say, whatever the order in which they were recorded.
    ///
    /// Equal means that the rows say the same, their own ids included.
    pub(super) fn compare_content(&self, a: &Row, b: &Row) -> Ordering {
        let event = a.kind.cmp(&b.kind).then_with(|| a.object.cmp(&b.object));
        event.then_with(|| self.compare_strings(a.case, b.case)).then_with(|| self.compare_payloads(a, b)).then_with(
            || match (a.id, b.id) {
                (NONE, NONE) => Ordering::Equal,
                (a, b) => self.compare_strings(a, b),
            },
        )
    }

    fn compare_payloads(&self, a: &Row, b: &Row) -> Ordering {
        if a.payload == b.payload {
            return Ordering::Equal;
        }
        let (mut left, mut right) = (self.pairs(a), self.pairs(b));
        loop {
            let order = match (left.next(), right.next()) {
                (None, None) => return Ordering::Equal,
                (None, Some(_)) => return Ordering::Less,
                (Some(_), None) => return Ordering::Greater,
                (Some(a), Some(b)) => self.compare_pairs(a, b),
            };
            if order.is_ne() {
                return order;
            }
        }
    }

    fn compare_pairs(&self, a: (u32, u32), b: (u32, u32)) -> Ordering {
        let by_tag = match (a.0.checked_sub(FIRST_ATTRIBUTE), b.0.checked_sub(FIRST_ATTRIBUTE)) {
            (Some(a), Some(b)) => self.compare_strings(a, b),
            _ => a.0.cmp(&b.0),
        };
        by_tag.then_with(|| self.compare_strings(a.1, b.1))
    }

    fn compare_strings(&self, a: u32, b: u32) -> Ordering {
        if a == b {
            Ordering::Equal
        } else {
            (a != NONE).cmp(&(b != NONE)).then_with(|| self.strings.get(a).cmp(self.strings.get(b)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_32_bytes() {
        assert_eq!(size_of::<Row>(), 32);
    }
}
