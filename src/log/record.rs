//! One row as names and values, before it means anything.

use std::borrow::Cow;
use std::ops::Range;

use chrono::{DateTime, Utc};

use super::column::Column;
use super::{Event, at};

/// The text of one row and where its values lie in it; one record is used for all rows of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// The row as it stands in the file, then whatever had to be decoded.
    text: String,
    /// How much of the text is the row itself.
    raw: usize,
    pub(super) values: Vec<Range<usize>>,
    /// The names of the values, where each row brings its own.
    names: Vec<Range<usize>>,
}

/// Where decoding a value began, to end it with [`Record::end_decoded`].
#[cfg(feature = "json")]
#[cfg(feature = "json")]
pub(super) struct Decoding(usize);

impl Record {
    /// Takes the text of another row; the bytes that are no UTF-8, if there are any, are replaced.
    pub(super) fn start(&mut self, row: &[u8]) -> Result<(), Cow<'static, str>> {
        self.text.clear();
        let outcome = match std::str::from_utf8(row) {
            Ok(text) => {
                self.text.push_str(text);
                Ok(())
            }
            Err(error) => {
                self.text.push_str(&String::from_utf8_lossy(row));
                Err(format!("it is not UTF-8 from byte {} on", error.valid_up_to() + 1).into())
            }
        };
        self.raw = self.text.len();
        outcome
    }

    /// The row as it stands in the file.
    pub(super) fn raw(&self) -> &str {
        self.slice(&(0..self.raw))
    }

    fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// Leaves the blanks around each value out.
    pub(super) fn trim(&mut self) {
        for range in &mut self.values {
            let value = self.text.get(range.clone()).unwrap_or_default();
            let kept = value.trim_start();
            let start = range.start + value.len() - kept.len();
            *range = start..start + kept.trim_end().len();
        }
    }

    /// Makes the doubled quotes of a value single.
    pub(super) fn unquote(&mut self, place: usize) {
        let decoded = self.value(place).replace("\"\"", "\"");
        let start = self.text.len();
        self.text.push_str(&decoded);
        if let Some(value) = self.values.get_mut(place) {
            *value = start..self.text.len();
        }
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The value at a place, empty if there is none.
    pub(super) fn value(&self, place: usize) -> &str {
        self.values.get(place).map_or("", |range| self.slice(range))
    }

    /// The value under a name that the row brought, empty if there is none.
    pub(super) fn named(&self, name: &str) -> &str {
        self.named_values().find(|(other, _)| *other == name).map_or("", |(_, value)| value)
    }

    /// The names that the row brought, with their values.
    pub(super) fn named_values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names.iter().zip(&self.values).map(|(name, value)| (self.slice(name), self.slice(value)))
    }
}

/// Rows that bring the names of their values.
#[cfg(feature = "json")]
impl Record {
    /// Forgets the values of the row before.
    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.names.clear();
    }

    /// Begins a decoded text: a name or a value.
    #[cfg(feature = "json")]
    pub(super) fn begin_decoded(&self) -> Decoding {
        Decoding(self.text.len())
    }

    /// Appends to the decoded text.
    #[cfg(feature = "json")]
    pub(super) fn decoded(&mut self) -> &mut String {
        &mut self.text
    }

    /// Ends a decoded text.
    #[cfg(feature = "json")]
    pub(super) fn end_decoded(&self, from: &Decoding) -> Range<usize> {
        from.0..self.text.len()
    }

    /// Adds a decoded value under a decoded name.
    #[cfg(feature = "json")]
    pub(super) fn push_named(&mut self, name: Range<usize>, value: Range<usize>) {
        self.names.push(name);
        self.values.push(value);
    }

    /// A name that stands twice, if there is one.
    #[cfg(feature = "json")]
    pub(super) fn repeated_name(&self) -> Option<&str> {
        /// As many names are compared one by one faster than they are sorted.
        const FEW: usize = 16;
        let mut names: Vec<&str> = Vec::new();
        for name in &self.names {
            let name = self.slice(name);
            if self.names.len() <= FEW && names.contains(&name) {
                return Some(name);
            }
            names.push(name);
        }
        if names.len() <= FEW {
            return None;
        }
        names.sort_unstable();
        names.windows(2).find_map(|pair| match pair {
            [one, other] if one == other => Some(*one),
            _ => None,
        })
    }
}

/// The event of a row that brings the names of its values; empty ones are absent.
///
/// # Errors
/// Says what the row lacks, or why its `at` is no instant.
#[cfg(feature = "json")]
pub(super) fn event_of(record: &Record) -> Result<Event<'_>, Cow<'static, str>> {
    let mut event = Event::default();
    for (name, value) in record.named_values().filter(|(_, value)| !value.is_empty()) {
        event.set(Column::named(name), name, value);
    }
    event.at = required(&event.name, record.named("at"))?;
    Ok(event)
}

/// Where a CSV file has which column.
///
/// Fields are fetched by column rather than columns told apart field by field: a jump that no processor foresees would
/// cost as much as reading the field.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// The place of each column of a log; beyond the row where there is none.
    places: [usize; Column::Attribute as usize],
    attributes: Vec<usize>,
}

impl Layout {
    pub(super) fn new(names: &[String]) -> Self {
        let mut layout = Self { places: [usize::MAX; Column::Attribute as usize], attributes: Vec::new() };
        for (place, name) in names.iter().enumerate() {
            match layout.places.get_mut(Column::named(name) as usize) {
                Some(found) => *found = place,
                None => layout.attributes.push(place),
            }
        }
        layout
    }

    /// When a row's event happened.
    ///
    /// # Errors
    /// Says what the row lacks, or why its `at` is no instant.
    pub(super) fn at(&self, record: &Record) -> Result<DateTime<Utc>, Cow<'static, str>> {
        required(self.value(record, Column::Event), self.value(record, Column::At))
    }

    /// The event of a row, made where it is handed out: it is large, and moving it would cost as much as reading it.
    #[inline]
    pub(super) fn event<'a>(&self, at: DateTime<Utc>, record: &'a Record, names: &'a [String]) -> Event<'a> {
        let mut event = Event::fetched(at, |column| self.value(record, column));
        event.attributes = self.attributes(record, names);
        event
    }

    fn value<'a>(&self, record: &'a Record, column: Column) -> &'a str {
        record.value(self.places.get(column as usize).copied().unwrap_or(usize::MAX))
    }

    fn attributes<'a>(&self, record: &'a Record, names: &'a [String]) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
        let pairs =
            self.attributes.iter().map(|&place| (names.get(place).map_or("", |name| name), record.value(place)));
        pairs.filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.into(), value.into())).collect()
    }
}

/// The instant of a row, if it has what every row must have.
fn required(name: &str, at: &str) -> Result<DateTime<Utc>, Cow<'static, str>> {
    if name.is_empty() {
        return Err("it has no `event`".into());
    }
    if at.is_empty() {
        return Err("it has no `at`".into());
    }
    at::parse(at).map(DateTime::from)
}
