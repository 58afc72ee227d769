//! From a network back to the tables of files.

use std::collections::BTreeSet;

use super::export_calendars::{calendar, holidays};
use super::read::{Keyed, List};
use super::schema::File;
use super::write;
use crate::diagnostic::At;
use crate::network::{AgreementSpec, Network};

/// An agreement file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlFile {
    /// A name for it; names sort in the order in which the files load to the same network.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Network {
    /// Writes the network as agreement files: one with what all share, then one for each agreement. Loaded together
    /// in this order, they give an equal network.
    ///
    /// ```
    /// use interdept::{Network, config::Source};
    /// # let text = "format = 1\n[[department]]\nid = \"sales\"\n";
    /// let network = Network::from_toml("sales.toml", text)?;
    /// let files = network.to_toml();
    /// let sources: Vec<Source<'_>> = files.iter().map(|file| Source { name: &file.name, text: &file.text }).collect();
    /// assert_eq!(Network::from_sources(&sources)?, network);
    /// # Ok::<(), interdept::Diagnostics>(())
    /// ```
    pub fn to_toml(&self) -> Vec<TomlFile> {
        let shared = TomlFile { name: "00000-network.toml".to_owned(), text: write::file(&shared(self)) };
        let agreements = self.agreements().enumerate().map(|(n, agreement)| TomlFile {
            name: format!("{:05}-{}.toml", n + 1, agreement.id()),
            text: write::file(&of_agreement(self, n)),
        });
        std::iter::once(shared).chain(agreements).collect()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "what a table says is always an option")]
pub(super) fn said<T>(value: T) -> Option<At<T>> {
    Some(value.into())
}

#[expect(clippy::needless_pass_by_value, reason = "it takes owned and borrowed values alike")]
pub(super) fn string(value: impl ToString) -> Option<At<String>> {
    said(value.to_string())
}

/// A list, unless it is empty.
pub(super) fn list<T, U: Into<At<T>>>(values: impl IntoIterator<Item = U>) -> Option<At<List<T>>> {
    let list: List<T> = values.into_iter().map(Into::into).collect();
    (!list.is_empty()).then(|| list.into())
}

pub(super) fn keyed<T>(entries: Vec<(String, T)>) -> Option<At<Keyed<T>>> {
    let keyed: Keyed<T> = entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
    (!keyed.is_empty()).then(|| keyed.into())
}

/// The word for a value that differs from the default.
pub(super) fn word<T: PartialEq + Copy>(value: T, default: T, words: &[(&str, T)]) -> Option<At<String>> {
    let found = words.iter().find(|&&(_, meant)| meant == value && value != default);
    found.and_then(|(word, _)| string(word))
}

fn shared(network: &Network) -> File {
    let (mut sets, mut known) = (Vec::new(), BTreeSet::new());
    for set in network.calendars().iter().flat_map(|calendar| &calendar.spec().holidays) {
        if known.insert(&set.id) {
            sets.push((set.id.to_string(), holidays(set)));
        }
    }
    let calendars = network.calendars().iter().map(|it| (it.id().to_string(), calendar(it.spec()))).collect();
    let spec = network.spec();
    File {
        format: said(1),
        company: spec.companies.first().cloned(),
        periods: (!spec.periods.is_empty()).then(|| spec.periods.clone().into()),
        holidays: keyed(sets),
        calendars: keyed(calendars),
        departments: list(spec.departments.iter().cloned()),
        milestones: list(spec.milestones.iter().cloned()),
        ..File::default()
    }
}

fn of_agreement(network: &Network, at: usize) -> File {
    let spec = network.spec();
    // The file may have gone without an id, and have been called by its name.
    let id = network.agreements().nth(at).and_then(|agreement| string(agreement.id()));
    let table = spec.agreements.get(at).map(|said| AgreementSpec { id, ..said.value.clone() });
    let own = spec.obligations.iter().filter(|&&(_, agreement)| agreement == at);
    File {
        format: said(1),
        agreement: table.map(At::from),
        obligations: list(own.map(|(said, _)| said.clone())),
        ..File::default()
    }
}
