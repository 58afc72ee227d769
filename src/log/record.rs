//! One row as names and values, before it means anything.

use std::borrow::Cow;
use std::ops::Range;

use chrono::DateTime;

use super::{Event, at};

/// The text of one row and where its values lie in it; one record is used for all rows of a file.
#[derive(Debug, Default)]
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
pub(super) struct Decoding(usize);

impl Record {
    /// Forgets the values of the row before.
    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.names.clear();
    }

    /// Takes the text of another row; the bytes that are no UTF-8, if there are any, are replaced.
    pub(super) fn start(&mut self, row: &[u8]) -> Result<(), Cow<'static, str>> {
        self.text.clear();
        let outcome = match str::from_utf8(row) {
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

    /// Makes the doubled quotes of a value single.
    pub(super) fn unquote(&mut self, place: usize) {
        let decoded = self.value(place).replace("\"\"", "\"");
        let start = self.text.len();
        self.text.push_str(&decoded);
        if let Some(value) = self.values.get_mut(place) {
            *value = start..self.text.len();
        }
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

    /// Adds a decoded value under a decoded name. False if the name has a value already.
    #[cfg(feature = "json")]
    pub(super) fn push_named(&mut self, name: Range<usize>, value: Range<usize>) -> bool {
        let fresh = !self.names.iter().any(|other| self.slice(other) == self.slice(&name));
        self.names.push(name);
        self.values.push(value);
        fresh
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The values that are not empty, with their places.
    pub(super) fn filled(&self) -> impl Iterator<Item = (usize, &str)> {
        let filled = self.values.iter().enumerate().filter(|(_, range)| !range.is_empty());
        filled.map(|(place, range)| (place, self.slice(range)))
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

/// What a column of a log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Event,
    At,
    Id,
    Case,
    Obligation,
    Period,
    Documents,
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
    Attribute,
}

impl Column {
    pub(super) fn named(name: &str) -> Self {
        match name {
            "event" => Self::Event,
            "at" => Self::At,
            "id" => Self::Id,
            "case" => Self::Case,
            "obligation" => Self::Obligation,
            "period" => Self::Period,
            "documents" => Self::Documents,
            "signed" => Self::Signed,
            "reason" => Self::Reason,
            "until" => Self::Until,
            "score" => Self::Score,
            "complaint" => Self::Complaint,
            "supplier" => Self::Supplier,
            "customer" => Self::Customer,
            "category" => Self::Category,
            "cause" => Self::Cause,
            "target" => Self::Target,
            _ => Self::Attribute,
        }
    }
}

/// Fills an event with named values; empty ones are absent.
///
/// # Errors
/// Says what the row lacks, or why its `at` is no instant.
#[inline]
pub(super) fn fill<'a>(
    event: &mut Event<'a>,
    values: impl Iterator<Item = (Column, &'a str, &'a str)>,
) -> Result<(), Cow<'static, str>> {
    let mut when = "";
    for (column, name, value) in values {
        if column == Column::At {
            when = value;
        } else if !value.is_empty() {
            set(event, column, name, value);
        }
    }
    if event.name.is_empty() {
        return Err("it has no `event`".into());
    }
    if when.is_empty() {
        return Err("it has no `at`".into());
    }
    event.at = DateTime::from(at::parse(when)?);
    Ok(())
}

/// Puts a value into its field. `at` has a field of another type and is the caller's.
#[inline]
pub(super) fn set<'a>(event: &mut Event<'a>, column: Column, name: &'a str, value: &'a str) {
    match column {
        Column::At => {}
        Column::Event => event.name = value,
        Column::Id => event.id = Some(value),
        Column::Case => event.case = Some(value),
        Column::Obligation => event.obligation = Some(value),
        Column::Period => event.period = Some(value),
        Column::Documents => event.documents = list(value),
        Column::Signed => event.signed = list(value),
        Column::Reason => event.reason = Some(value),
        Column::Until => event.until = Some(value),
        Column::Score => event.score = Some(value),
        Column::Complaint => event.complaint = Some(value),
        Column::Supplier => event.supplier = Some(value),
        Column::Customer => event.customer = Some(value),
        Column::Category => event.category = Some(value),
        Column::Cause => event.cause = Some(value),
        Column::Target => event.target = Some(value),
        Column::Attribute => event.attributes.push((name, value)),
    }
}

/// The elements of a list separated by `;`, without the space around them; empty ones are none.
fn list(text: &str) -> Vec<&str> {
    text.split(';').map(str::trim).filter(|element| !element.is_empty()).collect()
}
