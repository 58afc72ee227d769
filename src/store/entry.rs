//! What a store keeps: events, and rows of logs that are none.

use std::borrow::Cow;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
use std::ops::ControlFlow;

#[cfg(any(feature = "sqlite", feature = "postgres"))]
use super::StoreError;
use crate::log::{Event, Ignored, IgnoredWhy, Row};

/// The place of an entry in the order in which a store took it, from 1. Places are never given twice, also not after
/// entries have moved to an archive.
pub type Seq = u64;

/// One entry of a store: an event, or a row of a log that is none, and where it stood.
///
/// ```
/// use interdept::{Event, store::Entry};
/// let at = "2026-11-16T16:20:00+08:00".parse()?;
/// let entry = Entry::from(Event::new("vehicle-delivered", at).case("c-17")).at("log.csv", 2);
/// assert_eq!(entry.event().and_then(|event| event.case.as_deref()), Some("c-17"));
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<'a> {
    /// The event; or why the row is none, and cannot become one under any agreements.
    pub content: Result<Event<'a>, Cow<'a, str>>,
    /// The log that it was read from.
    pub file: Option<Cow<'a, str>>,
    /// The line on which it began there, from 1; 0 if it was in no log.
    pub line: u64,
    /// The row as it stood, of one that counts for nothing: reports show it. An event that is refused without it is
    /// shown in other words.
    pub text: Option<Cow<'a, str>>,
}

/// What became of an entry that was appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It was not there before, and is now.
    New(Seq),
    /// It was there already, and nothing changed.
    Known(Seq),
}

impl Appended {
    /// Its place in the store.
    pub const fn seq(self) -> Seq {
        match self {
            Self::New(seq) | Self::Known(seq) => seq,
        }
    }

    /// Whether it was not there before.
    pub const fn is_new(self) -> bool {
        matches!(self, Self::New(_))
    }
}

impl<'a> Entry<'a> {
    /// The same at a line, from 1, of a log.
    #[must_use]
    pub fn at(self, file: impl Into<Cow<'a, str>>, line: u64) -> Self {
        Self { file: Some(file.into()), line, ..self }
    }

    /// The row of a log, with its place and its text.
    pub fn of_row(row: Row<'a>) -> Self {
        match row {
            Row::Event(event, place) => {
                Self { text: Some(place.text().into()), ..Self::from(event) }.at(place.file(), place.line())
            }
            Row::Ignored(row) => Self::of_ignored(row),
        }
    }

    fn of_ignored(row: Ignored) -> Self {
        // Reading a log refuses rows for no other reason; what displays is the reason itself.
        debug_assert!(matches!(row.why, IgnoredWhy::Unreadable(_)), "a row that is no event is unreadable");
        let why = row.why.to_string();
        Self { content: Err(why.into()), file: row.file.map(Cow::Owned), line: row.line, text: Some(row.text.into()) }
    }

    /// The event, unless it is none.
    pub fn event(&self) -> Option<&Event<'a>> {
        self.content.as_ref().ok()
    }

    /// The same, which borrows nothing.
    pub fn into_owned(self) -> Entry<'static> {
        let owned = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        Entry {
            content: self.content.map(Event::into_owned).map_err(owned),
            file: self.file.map(owned),
            line: self.line,
            text: self.text.map(owned),
        }
    }
}

impl<'a> From<Event<'a>> for Entry<'a> {
    /// An event that was in no log.
    fn from(event: Event<'a>) -> Self {
        Self { content: Ok(event), file: None, line: 0, text: None }
    }
}

/// Takes what is read, with the hash that it was appended with.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) type TakeRow<'t> = &'t mut dyn FnMut(Seq, &[u8], Entry<'_>) -> ControlFlow<()>;

/// The first entry that is not what it was when it was appended.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) fn first_altered(
    read: impl FnOnce(TakeRow<'_>) -> Result<(), StoreError>,
) -> Result<Option<Seq>, StoreError> {
    let mut altered = None;
    read(&mut |seq, hash, entry| {
        if entry.hash().as_bytes() == hash {
            return ControlFlow::Continue(());
        }
        altered = Some(seq);
        ControlFlow::Break(())
    })?;
    Ok(altered)
}
