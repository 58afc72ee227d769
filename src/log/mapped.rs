//! The state of a log that is read through a mapping.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use super::at;
use super::mapping::{Cases, Cells, Made, Mapping, Names, SortKey, Waiting};
use super::mapping_report::Tallies;
use super::reader::TEXT_KEPT;
use super::record::Record;

/// Where a log stands that is read through a mapping.
#[derive(Debug)]
pub(super) struct Mapped {
    pub(super) mapping: Mapping,
    /// Where a CSV file has the columns that the mapping speaks of; none where each row brings its names.
    pub(super) places: Option<Vec<usize>>,
    pub(super) departments: Option<Arc<Names>>,
    pub(super) made: Made,
    /// The line of the row in hand, and the row's number.
    pub(super) line: u64,
    number: u64,
    /// The template that the row in hand is offered to next.
    next: usize,
    /// Whether the row in hand is remembered for the next one of its case.
    remembered: bool,
    cases: Vec<Cases>,
    /// For each template, the keys of which a row has made its event.
    seen: Vec<HashSet<Box<str>>>,
    pub(super) tallies: Tallies,
    /// The rows that are to be sorted, with what they are sorted by and their lines.
    aside: Vec<(Vec<SortKey>, u64, Record)>,
    /// The rows in their order, where they are sorted.
    pub(super) sorted: Option<VecDeque<(u64, Record)>>,
    /// The events that waited for the end, once it has come.
    ending: Option<VecDeque<Waiting>>,
    /// The text of the row that made the event in hand, where that waited for the end.
    pub(super) ended: Option<String>,
    /// Scratch for keys.
    key: String,
}

/// What came of offering a row to templates.
pub(super) enum Offer {
    /// No template is left.
    Done,
    Made,
    Bad(Cow<'static, str>),
}

/// The row in hand, as templates look at it.
struct RowInHand<'a> {
    record: &'a Record,
    mapping: &'a Mapping,
    places: Option<&'a [usize]>,
}

impl Cells for RowInHand<'_> {
    fn cell(&self, column: usize) -> &str {
        let value = match self.places {
            Some(places) => places.get(column).map_or("", |&place| self.record.value(place)),
            None => self.mapping.columns().names.get(column).map_or("", |name| self.record.named(name)),
        };
        if self.mapping.is_absent(value) { "" } else { value }
    }

    fn has(&self, column: usize) -> bool {
        if let Some(places) = self.places {
            return places.get(column).is_some_and(|&place| place != usize::MAX);
        }
        let name = self.mapping.columns().names.get(column);
        name.is_some_and(|name| self.record.named_values().any(|(other, _)| other == name))
    }
}

impl Mapped {
    pub(super) fn new(mapping: Mapping) -> Self {
        let templates = mapping.templates().len();
        let cases = mapping.memories().iter().map(|_| Cases::default()).collect();
        let tallies = Tallies::new(&mapping);
        Self {
            places: None,
            departments: None,
            made: Made::default(),
            line: 0,
            number: 0,
            next: templates,
            remembered: true,
            cases,
            seen: vec![HashSet::new(); templates],
            tallies,
            aside: Vec::new(),
            sorted: None,
            ending: None,
            ended: None,
            key: String::new(),
            mapping,
        }
    }

    /// Whether the mapping looks departments up and does not know any yet.
    pub(super) fn lacks_departments(&self) -> bool {
        self.departments.is_none() && self.mapping.names_departments()
    }

    /// Turns to a row that has been read.
    pub(super) fn turn_to(&mut self, line: u64, record: &Record) {
        (self.line, self.next, self.remembered) = (line, 0, false);
        self.number += 1;
        self.tallies.rows += 1;
        let row = RowInHand { record, mapping: &self.mapping, places: self.places.as_deref() };
        let offered = self.mapping.offer(&row, self.departments.as_deref());
        for (cases, memory) in self.cases.iter_mut().zip(self.mapping.memories()) {
            cases.turn_to(memory, &offered);
        }
    }

    /// A row that could not be read.
    pub(super) fn turn_to_bad(&mut self, line: u64) {
        self.line = line;
        self.tallies.unreadable += 1;
    }

    /// By what a row is put in order.
    fn sort_key(&self, record: &Record) -> Vec<SortKey> {
        self.mapping.sort_key(&RowInHand { record, mapping: &self.mapping, places: self.places.as_deref() })
    }

    /// Keeps a row until all are there and can be put in order.
    pub(super) fn put_aside(&mut self, line: u64, record: &Record) {
        let key = self.sort_key(record);
        self.aside.push((key, line, record.clone()));
    }

    /// Puts the rows in order; those of one key stay in the order of the file.
    pub(super) fn sort(&mut self) {
        let mut rows = std::mem::take(&mut self.aside);
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        self.sorted = Some(rows.into_iter().map(|(_, line, record)| (line, record)).collect());
    }

    /// Offers the row in hand to the templates that are left, until one makes an event or says why it cannot.
    pub(super) fn offer(&mut self, record: &Record) -> Offer {
        while self.next < self.mapping.templates().len() {
            let number = self.next;
            self.next += 1;
            if let Some(offer) = self.offer_to(number, record) {
                return offer;
            }
        }
        if !self.remembered {
            self.remembered = true;
            let row = RowInHand { record, mapping: &self.mapping, places: self.places.as_deref() };
            for (cases, memory) in self.cases.iter_mut().zip(self.mapping.memories()) {
                cases.remember(memory, &row);
            }
        }
        Offer::Done
    }

    fn offer_to(&mut self, number: usize, record: &Record) -> Option<Offer> {
        let template = self.mapping.templates().get(number)?;
        let tally = self.tallies.templates.get_mut(number)?;
        let row = RowInHand { record, mapping: &self.mapping, places: self.places.as_deref() };
        let mut offered = self.mapping.offer(&row, self.departments.as_deref());
        tally.offered += 1;
        if let Some(memory) = template.memory {
            let cases = self.cases.get(memory).zip(self.mapping.memories().get(memory));
            // A row that belongs to no case has none before it.
            offered.before = cases.and_then(|(cases, memory)| cases.before(memory))?;
        }
        if !tally.hold(|condition| self.mapping.holds(template, condition, &offered)) {
            return None;
        }
        let keyed = template.write_key(&row, &mut self.key);
        let seen = self.seen.get_mut(number)?;
        if keyed && seen.contains(self.key.as_str()) {
            tally.matched += 1;
            tally.repeated += 1;
            return None;
        }
        let outcome = self.mapping.make(number, &offered, &mut self.made);
        if template.last {
            let made = outcome.map(|()| self.made.clone());
            let text = at::shortened_to(record.raw(), TEXT_KEPT).into_owned();
            let waiting = Waiting { order: (self.number, number), made, line: self.line, text };
            self.cases.get_mut(template.memory?)?.wait(waiting);
            return None;
        }
        tally.matched += 1;
        if keyed && outcome.is_ok() {
            seen.insert(self.key.as_str().into());
        }
        self.tallies.count(number, self.line, outcome)
    }

    /// The events that waited for the end of the log, one after the other; the line and text of the one that is in
    /// hand then are [`ended`](Self::ended)'s.
    pub(super) fn end(&mut self) -> Option<Offer> {
        let waiting = self.ending.get_or_insert_with(|| {
            let mut waiting: Vec<_> = self.cases.iter_mut().flat_map(Cases::end).collect();
            waiting.sort_by_key(|waiting| waiting.order);
            waiting.into()
        });
        loop {
            let Waiting { order: (_, number), made, line, text } = waiting.pop_front()?;
            if let Some(tally) = self.tallies.templates.get_mut(number) {
                tally.matched += 1;
            }
            (self.line, self.ended) = (line, Some(text));
            let outcome = made.map(|made| self.made = made);
            if let Some(offer) = self.tallies.count(number, line, outcome) {
                return Some(offer);
            }
        }
    }
}
