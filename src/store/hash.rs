//! By what an entry is known again: SHA-256 of all that it says.

use std::borrow::Cow;
use std::fmt;

use sha2::{Digest, Sha256};

use super::body::{attribute_name, kept_at};
use super::entry::Entry;
use crate::log::Event;

/// A SHA-256; displays in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Of these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Of texts one after the other; no text runs into the next.
    pub(super) fn of<'t>(what: &str, texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut hash = Sha256::new_with_prefix(what);
        for text in texts {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        Self(hash.finalize().into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Entry<'_> {
    /// By what it is known again: two entries that say the same have the same, wherever they stood.
    ///
    /// Of an event that is the whole row, its id included, whatever the order of its attributes and lists: a second row
    /// under one id with other content is another, and a judgement decides which of them stands. Of a row that is no
    /// event it is its text and its place.
    pub fn hash(&self) -> Hash {
        match &self.content {
            Ok(event) => of_event(event),
            Err(why) => {
                let line = self.line.to_string();
                let place = [self.file.as_deref().unwrap_or_default(), &line];
                Hash::of("no event", place.into_iter().chain([self.text.as_deref().unwrap_or_default(), why]))
            }
        }
    }
}

fn of_event(event: &Event<'_>) -> Hash {
    let mut said: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    event.for_each_value(|column, value| said.push((column.name().into(), value.to_owned().into())));
    let attributes = event.attributes.iter().map(|(name, value)| (attribute_name(name), Cow::Borrowed(&**value)));
    said.extend(attributes);
    said.sort_unstable();
    let at = kept_at(event.at).timestamp_micros().to_string();
    let head = [&*event.name, &*at].into_iter();
    Hash::of("event", head.chain(said.iter().flat_map(|(name, value)| [&**name, &**value])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(event: Event<'_>) -> Hash {
        Entry::from(event).hash()
    }

    #[test]
    fn a_hash_is_of_what_a_row_says() {
        let at = "2026-11-16T16:20:00+08:00".parse().unwrap();
        let slips = || Event::delivered("s", at).case("c").documents(["a", "b"]).with("x", "1").with("y", "2");
        let same = Event::delivered("s", at).case("c").documents(["b", "a"]).with("y", "2").with("x", "1");
        assert_eq!(hash(slips()), hash(same));
        assert_eq!(hash(slips()), Entry::from(slips()).at("log.csv", 7).hash());
        let others = [
            slips().id("1"),
            slips().case("d"),
            slips().documents(["ab"]),
            slips().documents(["a"]).signed(["b"]),
            slips().with("z", ""),
            Event { at: at + chrono::TimeDelta::microseconds(1), ..slips() },
            Event { name: "accepted".into(), ..slips() },
            Event { case: None, ..slips() }.with("case", "c"),
        ];
        for (n, other) in others.iter().enumerate() {
            assert_ne!(hash(slips()), hash(other.clone()), "{n}");
        }
        // Below a microsecond nothing is told apart.
        assert_eq!(hash(slips()), hash(Event { at: at + chrono::TimeDelta::nanoseconds(999), ..slips() }));
    }

    #[test]
    fn it_is_written_in_hexadecimal() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Hash::of("", []).to_string(), empty);
    }
}
