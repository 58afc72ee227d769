//! The agreements as they stood, so that a verdict can be reproduced.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::hash::Hash;
use super::{EventStore, StoreError};
use crate::config::{Source, TomlFile};
use crate::{Diagnostics, Network};

/// Agreements as text, and the first day on which they held.
///
/// The text is canonical, with all holidays in it: it needs no other file, and equal networks have equal texts.
///
/// ```
/// use interdept::{Network, store::HeldAgreements};
/// # let text = "format = 1\n[[department]]\nid = \"sales\"\n";
/// let network = Network::from_toml("sales.toml", text)?;
/// let held = HeldAgreements::of(&network, chrono::NaiveDate::MIN);
/// assert_eq!(held.network()?, network);
/// # Ok::<(), interdept::Diagnostics>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldAgreements {
    files: Vec<TomlFile>,
    hash: Hash,
    since: NaiveDate,
    zone: Tz,
}

impl HeldAgreements {
    /// A network's agreements, which hold from the beginning of a day, by the clocks of its
    /// [home zone](Network::home_zone).
    pub fn of(network: &Network, since: NaiveDate) -> Self {
        Self::of_files(network.to_toml(), since, network.home_zone())
    }

    pub(super) fn of_files(files: Vec<TomlFile>, since: NaiveDate, zone: Tz) -> Self {
        let texts = files.iter().flat_map(|file| [&*file.name, &*file.text]);
        Self { hash: Hash::of("agreements", texts), files, since, zone }
    }

    /// By what they are known: of equal networks it is equal.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The first day on which they held.
    pub fn since(&self) -> NaiveDate {
        self.since
    }

    /// The zone by whose clocks that day began.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The agreement files.
    pub fn files(&self) -> &[TomlFile] {
        &self.files
    }

    /// Whether that day had begun at an instant.
    pub fn had_begun(&self, at: DateTime<Utc>) -> bool {
        self.since <= at.with_timezone(&self.zone).date_naive()
    }

    /// The network that they are.
    ///
    /// # Errors
    /// Returns what is wrong with them: this program reads agreements otherwise than that which kept them.
    pub fn network(&self) -> Result<Network, Diagnostics> {
        let sources: Vec<Source<'_>> =
            self.files.iter().map(|file| Source { name: &file.name, text: &file.text }).collect();
        Network::from_sources(&sources)
    }
}

/// Of the agreements in the order in which they were kept, those that held at an instant: those whose first day had
/// begun and is the latest, and of several with one first day those kept last, which correct the others.
pub(super) fn held_at(all: Vec<HeldAgreements>, at: DateTime<Utc>) -> Option<HeldAgreements> {
    all.into_iter().filter(|held| held.had_begun(at)).max_by_key(HeldAgreements::since)
}

/// Keeps agreements in their order, those left out that are kept already.
pub(super) fn hold_all(store: &mut (impl EventStore + ?Sized), all: &[HeldAgreements]) -> Result<(), StoreError> {
    let known = store.agreements()?;
    let same = known.iter().zip(all).take_while(|(a, b)| a == b).count();
    // What is kept elsewhere is kept here if nothing else came between.
    let missing = if same == known.len() { all.get(same..).unwrap_or_default() } else { all };
    missing.iter().try_for_each(|held| store.hold(held))
}

/// A zone by its name.
pub(super) fn zone(name: &str) -> Option<Tz> {
    Tz::from_str(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(name: &str, since: &str, zone: Tz) -> HeldAgreements {
        let file = TomlFile { name: name.to_owned(), text: String::new() };
        HeldAgreements::of_files(vec![file], since.parse().unwrap(), zone)
    }

    #[test]
    fn the_latest_that_had_begun_hold_and_of_one_day_those_kept_last() {
        let all = vec![
            held("a", "2026-03-01", Tz::Asia__Shanghai),
            held("b", "2026-01-01", Tz::Asia__Shanghai),
            held("c", "2026-03-01", Tz::Asia__Shanghai),
            held("d", "2026-06-01", Tz::Asia__Shanghai),
        ];
        let name = |at: &str| held_at(all.clone(), at.parse().unwrap()).map(|held| held.files[0].name.clone());
        assert_eq!(name("2025-12-31T23:59:59+08:00"), None);
        assert_eq!(name("2026-01-01T00:00:00+08:00").as_deref(), Some("b"));
        assert_eq!(name("2026-02-28T23:59:59+08:00").as_deref(), Some("b"));
        assert_eq!(name("2026-03-01T00:00:00+08:00").as_deref(), Some("c"));
        assert_eq!(name("2027-01-01T00:00:00+08:00").as_deref(), Some("d"));
    }

    #[test]
    fn texts_stand_for_themselves_with_all_holidays() {
        let network = Network::load("fixtures/dealership").unwrap();
        let held = HeldAgreements::of(&network, "2026-09-01".parse().unwrap());
        assert_eq!(held.network().unwrap(), network);
        assert_eq!(HeldAgreements::of(&held.network().unwrap(), held.since()), held);
        assert!(held.files().iter().all(|file| !file.text.contains("file =")));
    }
}
