//! A recorded event as 32 bytes and a payload that equal events share.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;

use super::intern::{MaybeStr, PayloadIx, Payloads, StrIx, Strings};
use crate::calendar::Instant;
use crate::log::{Column, Event, EventKind, Ignored};
use crate::network::{MilestoneIx, NameIx, Network};
use crate::table::{Table, indices};

indices! {
    /// A recorded row's place among all of them, in the order of recording.
    RowIx;
    /// A log's place among those that were read.
    FileIx;
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::tracker) enum Kind {
    Milestone,
    Event(EventKind),
}

impl Kind {
    /// Whether it may open handoffs.
    pub(in crate::tracker) fn is_trigger(self) -> bool {
        matches!(self, Self::Milestone | Self::Event(EventKind::Requested))
    }

    /// Its place among the events of one instant: both openings come first, all that follow `waived` come last.
    pub(in crate::tracker) fn rank(self) -> u8 {
        match self {
            Self::Milestone | Self::Event(EventKind::Requested) => 0,
            Self::Event(EventKind::Revised) => 1,
            Self::Event(EventKind::Resumed) => 2,
            Self::Event(EventKind::Paused) => 3,
            Self::Event(EventKind::Extended) => 4,
            Self::Event(EventKind::Delivered) => 5,
            Self::Event(EventKind::Accepted) => 6,
            Self::Event(EventKind::Rejected) => 7,
            Self::Event(EventKind::Waived) => 8,
            Self::Event(EventKind::Rated | EventKind::Complained | EventKind::Resolved | EventKind::Voided) => 9,
        }
    }
}

/// What a row is about, beside its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::tracker) enum Object {
    None,
    Milestone(MilestoneIx),
    Obligation(NameIx),
    /// The obligations that the payload names.
    Several,
}

/// One accepted row of the log.
#[derive(Clone, Copy, Debug)]
pub(in crate::tracker) struct Row {
    pub(in crate::tracker) at: Instant,
    pub(in crate::tracker) object: Object,
    /// The case: always of rows about a case's handoffs, never of those about a period's.
    pub(in crate::tracker) case: MaybeStr,
    /// The payload in which everything else stands.
    pub(in crate::tracker) payload: PayloadIx,
    /// The row's own id.
    pub(in crate::tracker) id: MaybeStr,
    pub(in crate::tracker) kind: Kind,
}

impl Row {
    /// All that it says, as the numbers under which texts are kept: equal where rows say the same.
    pub(super) fn said_as_numbers(&self) -> (Instant, Kind, Object, MaybeStr, PayloadIx, MaybeStr) {
        (self.at, self.kind, self.object, self.case, self.payload, self.id)
    }

    /// The obligation that it names.
    pub(in crate::tracker) fn obligation(&self) -> Option<NameIx> {
        match self.object {
            Object::Obligation(name) => Some(name),
            Object::None | Object::Milestone(_) | Object::Several => None,
        }
    }
}

/// Where a row stood; events recorded one at a time stood nowhere.
#[derive(Clone, Copy, Debug)]
pub(in crate::tracker) struct Place {
    pub(in crate::tracker) file: Option<FileIx>,
    pub(in crate::tracker) line: u32,
}

impl Place {
    /// Of an event that was in no log.
    pub(in crate::tracker) const NOWHERE: Self = Self { file: None, line: 0 };
}

/// So many rows that came again are listed.
const MOST_REPEATED: usize = 100_000;

/// What a pair of a payload says: a column of the log, or the name of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tracker) enum Tag {
    Column(Column),
    Attribute(StrIx),
}

/// Attributes' tags begin where the columns' end.
const FIRST_ATTRIBUTE: u32 = Column::Attribute as u32;

impl Tag {
    pub(in crate::tracker) const fn packed(self) -> u32 {
        match self {
            Self::Column(column) => column as u32,
            Self::Attribute(name) => name.0.saturating_add(FIRST_ATTRIBUTE),
        }
    }

    fn unpacked(tag: u32) -> Self {
        match tag.checked_sub(FIRST_ATTRIBUTE) {
            Some(name) => Self::Attribute(StrIx(name)),
            None => Column::FIELDS
                .iter()
                .find(|&&column| column as u32 == tag)
                .map_or(Self::Column(Column::Attribute), |&column| Self::Column(column)),
        }
    }
}

/// The rows recorded, with the strings and payloads they share.
#[derive(Clone)]
pub(in crate::tracker) struct Rows {
    pub(in crate::tracker) strings: Strings,
    pub(in crate::tracker) payloads: Payloads,
    pub(in crate::tracker) all: Table<RowIx, Row>,
    places: Table<RowIx, Place>,
    files: Table<FileIx, String>,
    /// The rows that came again, where they did.
    repeated: Vec<(RowIx, Place)>,
    /// The ids of the milestones and obligations, as logs call them.
    milestones: Table<MilestoneIx, StrIx>,
    obligations: Table<NameIx, StrIx>,
    names: HashMap<StrIx, NameIx>,
}

impl Rows {
    pub(in crate::tracker) fn new(network: &Network) -> Self {
        let mut strings = Strings::new();
        let milestones = network.milestones().map(|milestone| strings.intern(milestone.id().as_str())).collect();
        let names = (0..network.name_count()).map(|at| network.name(NameIx::from(at)).as_str());
        let obligations: Table<NameIx, StrIx> = names.map(|name| strings.intern(name)).collect();
        let names = obligations.pairs().map(|(name, &id)| (id, name)).collect();
        let (all, places, files) = (Table::new(), Table::new(), Table::new());
        let repeated = Vec::new();
        Self { strings, payloads: Payloads::new(), all, places, files, repeated, milestones, obligations, names }
    }

    /// Keeps a row that was at a place.
    pub(super) fn keep(&mut self, row: Row, place: Place) -> RowIx {
        self.places.push(place);
        self.all.push(row)
    }

    /// Takes note of where a row came again; of so many as a person could look through.
    pub(in crate::tracker) fn note_repeated(&mut self, first: RowIx, place: Place) {
        if self.repeated.len() < MOST_REPEATED {
            self.repeated.push((first, place));
        }
    }

    /// The rows that came again, and where they did, in the order in which they came.
    pub(in crate::tracker) fn repeated(&self) -> &[(RowIx, Place)] {
        &self.repeated
    }

    /// How many strings and payloads there are: what was interned since is forgotten again by [`forget`](Self::forget).
    pub(super) fn interned(&self) -> (usize, usize) {
        (self.strings.len(), self.payloads.len())
    }

    /// Forgets the strings and payloads that a row brought which is not kept.
    pub(super) fn forget(&mut self, (strings, payloads): (usize, usize)) {
        self.payloads.truncate(payloads);
        self.strings.truncate(strings);
    }

    /// The index of a log's name; logs come one after the other, so the last one is looked at first.
    pub(in crate::tracker) fn file(&mut self, name: &str) -> FileIx {
        let known = self.files.pairs().rev().find(|(_, file)| *file == name).map(|(ix, _)| ix);
        known.unwrap_or_else(|| self.files.push(name.to_owned()))
    }

    /// The log and the line a row stood on; none for one that was recorded by itself.
    pub(in crate::tracker) fn place(&self, row: RowIx) -> Option<(&str, u64)> {
        self.named(self.place_of(row))
    }

    /// A place as its log's name and the line.
    pub(in crate::tracker) fn named(&self, place: Place) -> Option<(&str, u64)> {
        Some((self.files.get(place.file?)?, place.line.into()))
    }

    /// The logs that were read, in order.
    pub(in crate::tracker) fn files(&self) -> impl Iterator<Item = (FileIx, &str)> {
        self.files.pairs().map(|(ix, file)| (ix, file.as_str()))
    }

    pub(in crate::tracker) fn place_of(&self, row: RowIx) -> Place {
        self.places.get(row).copied().unwrap_or(Place::NOWHERE)
    }

    /// A row's event as logs call it: a milestone by its id.
    pub(in crate::tracker) fn event_name(&self, row: &Row) -> &str {
        match (row.kind, row.object) {
            (Kind::Event(kind), _) => kind.as_str(),
            (Kind::Milestone, Object::Milestone(ix)) => {
                self.milestones.get(ix).map_or("", |&name| self.strings.get(name))
            }
            (Kind::Milestone, Object::None | Object::Obligation(_) | Object::Several) => {
                debug_assert!(false, "a milestone's row names its milestone");
                ""
            }
        }
    }

    pub(in crate::tracker) fn row(&self, row: RowIx) -> Option<&Row> {
        self.all.get(row)
    }

    /// The pairs of a row's payload.
    fn pairs(&self, row: &Row) -> impl Iterator<Item = (u32, StrIx)> + '_ {
        let pairs = self.payloads.get(row.payload);
        pairs.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, StrIx(*pair.last()?))))
    }

    /// The values that the payload has under a tag.
    pub(in crate::tracker) fn values(&self, row: &Row, tag: Tag) -> impl Iterator<Item = StrIx> + '_ {
        let tag = tag.packed();
        self.pairs(row).filter(move |&(other, _)| other == tag).map(|(_, value)| value)
    }

    /// The value of a column, as a string's index; the first one of a list.
    pub(in crate::tracker) fn value(&self, row: &Row, column: Column) -> Option<StrIx> {
        self.values(row, Tag::Column(column)).next()
    }

    /// The text of a column that stands in the payload.
    pub(in crate::tracker) fn text(&self, row: &Row, column: Column) -> Option<&str> {
        self.value(row, column).map(|value| self.strings.get(value))
    }

    /// The obligations that a row names, where it names several.
    pub(in crate::tracker) fn several(&self, row: &Row) -> impl Iterator<Item = NameIx> + '_ {
        let is_several = row.object == Object::Several;
        let ids = self.values(row, Tag::Column(Column::Obligation)).filter(move |_| is_several);
        ids.filter_map(|id| self.names.get(&id).copied())
    }

    /// Which of its case's handoffs a row names, if it does.
    pub(in crate::tracker) fn occurrence(&self, row: &Row) -> Option<u32> {
        self.text(row, Column::Case)?.rsplit_once('#')?.1.parse().ok()
    }

    /// Whether a row says itself which of several handoffs it means.
    pub(in crate::tracker) fn names_one(&self, row: &Row) -> bool {
        self.value(row, Column::Period).is_some() || self.occurrence(row).is_some()
    }

    /// The case that a row names, also one that is not about a case's handoffs.
    pub(in crate::tracker) fn case_named(&self, row: &Row) -> Option<StrIx> {
        row.case.get().or_else(|| {
            let written = self.value(row, Column::Case)?;
            match self.strings.get(written).rsplit_once('#') {
                Some((case, _)) => self.strings.find(case),
                None => Some(written),
            }
        })
    }

    /// What a condition finds under a name: an attribute, or the column of that name as the row has it; the case
    /// without the number of an occurrence.
    pub(in crate::tracker) fn attribute(&self, row: &Row, name: Tag) -> Option<Cow<'_, str>> {
        let shared = |value: StrIx| Cow::Borrowed(self.strings.get(value));
        match name {
            Tag::Column(Column::Event) => Some(Cow::Borrowed(self.event_name(row))),
            Tag::Column(Column::At | Column::Id | Column::Attribute) => None,
            Tag::Column(Column::Case) => self.case_named(row).map(shared),
            Tag::Column(Column::Obligation) => {
                self.obligation_text(row).or_else(|| self.text(row, Column::Obligation)).map(Cow::Borrowed)
            }
            Tag::Column(column) if column.is_list() => {
                let values: Vec<&str> = self.values(row, name).map(|value| self.strings.get(value)).collect();
                (!values.is_empty()).then(|| Cow::Owned(values.join(";")))
            }
            Tag::Column(_) | Tag::Attribute(_) => self.values(row, name).next().map(shared),
        }
    }

    fn obligation_text(&self, row: &Row) -> Option<&str> {
        let name = self.obligations.get(row.obligation()?)?;
        Some(self.strings.get(*name))
    }

    /// Everything that a row says beside its instant and its event, by column, in the order of the columns' names.
    fn said<'r>(&'r self, row: &'r Row) -> Vec<(&'r str, &'r str)> {
        let text = |string: StrIx| self.strings.get(string);
        let mut said: Vec<(&str, &str)> = self
            .pairs(row)
            .map(|(tag, value)| match Tag::unpacked(tag) {
                Tag::Column(column) => (column.name(), text(value)),
                Tag::Attribute(name) => (text(name), text(value)),
            })
            .collect();
        said.extend(self.obligation_text(row).map(|id| (Column::Obligation.name(), id)));
        if self.value(row, Column::Case).is_none() {
            said.extend(row.case.get().map(|case| (Column::Case.name(), text(case))));
        }
        said.extend(row.id.get().map(|id| (Column::Id.name(), text(id))));
        said.sort_unstable();
        said
    }

    /// A row as the event it was recorded from.
    pub(in crate::tracker) fn event<'r>(&'r self, row: &'r Row) -> Event<'r> {
        let mut event = Event::new(self.event_name(row), row.at.into());
        for (name, value) in self.said(row) {
            match event.obligation.as_mut().filter(|_| name == Column::Obligation.name()) {
                // A delivery of several.
                Some(obligations) => *obligations = format!("{obligations};{value}").into(),
                None => event.put(name, value),
            }
        }
        event
    }

    /// What a row says: `delivered sales.slips c-17`.
    pub(in crate::tracker) fn described(&self, row: &Row) -> String {
        describe(&self.event(row))
    }

    /// An ignored row at the place where a recorded one stood.
    pub(in crate::tracker) fn placed(&self, row: RowIx, ignored: Ignored) -> Ignored {
        match self.place(row) {
            Some((file, line)) => ignored.at(file, line),
            None => ignored,
        }
    }

    /// Orders two rows of one instant by what they say, whatever the order in which they were recorded: by event, then
    /// field by field in the order of their names, as text; what is absent comes before anything.
    ///
    /// Equal means that the rows say the same, their own ids included.
    pub(in crate::tracker) fn compare_content(&self, a: &Row, b: &Row) -> Ordering {
        if (a.kind, a.object, a.case, a.payload, a.id) == (b.kind, b.object, b.case, b.payload, b.id) {
            return Ordering::Equal;
        }
        self.event_name(a).cmp(self.event_name(b)).then_with(|| compare_fields(&self.said(a), &self.said(b)))
    }
}

/// What an event says: `delivered sales.slips c-17`.
pub(in crate::tracker) fn describe(event: &Event<'_>) -> String {
    let target = event.target.as_ref().or(event.complaint.as_ref());
    let parts = [event.obligation.as_ref(), event.case.as_ref(), event.period.as_ref(), target];
    parts.into_iter().flatten().fold(event.name.to_string(), |said, part| said + " " + part)
}

/// Compares what two rows say, each as names and values sorted by name; a name that repeats is a list.
fn compare_fields(mut a: &[(&str, &str)], mut b: &[(&str, &str)]) -> Ordering {
    loop {
        let (Some(&(left, _)), Some(&(right, _))) = (a.first(), b.first()) else {
            // One says all that the other does: what it says beyond that, the other does not.
            return a.len().cmp(&b.len());
        };
        match left.cmp(right) {
            // The other row lacks this field.
            Ordering::Less => return Ordering::Greater,
            Ordering::Greater => return Ordering::Less,
            Ordering::Equal => {}
        }
        let (own, rest) = a.split_at(a.partition_point(|&(name, _)| name == left));
        let (other, others) = b.split_at(b.partition_point(|&(name, _)| name == left));
        let values = own.iter().map(|&(_, value)| value).cmp(other.iter().map(|&(_, value)| value));
        if values.is_ne() {
            return values;
        }
        (a, b) = (rest, others);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_32_bytes() {
        assert_eq!(size_of::<Row>(), 32);
    }

    #[test]
    fn tags_unpack_to_what_was_packed() {
        for &column in Column::FIELDS {
            assert_eq!(Tag::unpacked(Tag::Column(column).packed()), Tag::Column(column));
        }
        for name in [0, 1, 100] {
            let tag = Tag::Attribute(StrIx(name));
            assert_eq!(Tag::unpacked(tag.packed()), tag);
        }
    }
}
