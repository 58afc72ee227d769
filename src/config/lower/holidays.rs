//! `[holidays.…]`: holiday sets, as many as are mentioned but each only once.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Lowering, entries};
use crate::HolidaySetId;
use crate::calendar::HolidaySet;
use crate::config::holiday_files::{self, HolidayFiles};
use crate::config::schema::{CoversTable, File, HolidaysTable};
use crate::diagnostic::{At, Code, Finding, SourceSpan};
use crate::id::Resembling;

/// Holiday sets by id; none for one that is wrong in itself, which has been reported.
pub(super) type Sets = BTreeMap<String, Option<SetDraft>>;

/// A holiday set, and where each of its dates was written.
pub(super) struct SetDraft {
    pub(super) set: Arc<HolidaySet>,
    pub(super) places: BTreeMap<NaiveDate, SourceSpan>,
}

/// A holiday set that is being read.
pub(super) struct NewSet {
    pub(super) set: HolidaySet,
    pub(super) places: BTreeMap<NaiveDate, SourceSpan>,
    /// Where each `every` of a kind was first written.
    pub(super) every: BTreeMap<String, Option<SourceSpan>>,
    pub(super) is_full: bool,
}

/// The most dates of one set, and of all sets together.
pub(super) const MOST_OF_SET: usize = 200_000;
const MOST_OF_ALL: usize = 1_000_000;

/// All holiday sets of all files.
pub(super) fn lower(files: &[(u32, File)], holiday_files: &HolidayFiles<'_>, lowering: &mut Lowering<'_>) -> Sets {
    let mut sets = Sets::new();
    let mut places: BTreeMap<&str, Option<SourceSpan>> = BTreeMap::new();
    let mut dates = 0;
    for (source, file) in files {
        for (name, table) in entries(file.holidays.as_ref()) {
            if let Some(&first) = places.get(&*name.value) {
                lowering.findings.push(crate::network::defined_twice("holiday set", &name.value, name.span, first));
                continue;
            }
            places.insert(&name.value, name.span);
            let id = lowering.id(name, "holiday set");
            if dates > MOST_OF_ALL {
                sets.insert(name.value.clone(), None);
                continue;
            }
            let new = lowering.holiday_table(*source, name, &table.value, holiday_files);
            dates += new.as_ref().map_or(0, |new| new.set.days.len() + new.set.closures.len());
            if dates > MOST_OF_ALL {
                let message = format!("the holiday sets of all files name more than {MOST_OF_ALL} dates");
                let help = "no company has so many holidays: leave out what no calendar uses";
                lowering
                    .findings
                    .push(Finding::new(Code::TooManyHolidays, message).at(name.span, "with this").help(help));
            }
            let draft = id.zip(new).map(|(id, new)| SetDraft {
                set: Arc::new(HolidaySet { id: id.value, ..new.set }),
                places: new.places,
            });
            sets.insert(name.value.clone(), draft);
        }
    }
    sets
}

impl Lowering<'_> {
    fn holiday_table(
        &mut self,
        source: u32,
        name: &At<String>,
        said: &HolidaysTable,
        holiday_files: &HolidayFiles<'_>,
    ) -> Option<NewSet> {
        let set = HolidaySet::new(HolidaySetId::resembling(&name.value));
        let mut new = NewSet { set, places: BTreeMap::new(), every: BTreeMap::new(), is_full: false };
        let is_read = self.external(source, said, holiday_files, &mut new);
        let errors = self.findings.len();
        if let Some(covers) = &said.covers {
            new.set.covers = self.covers(&covers.value);
        }
        self.exceptions(said, &mut new);
        (is_read && self.findings.len() == errors).then_some(new)
    }

    /// Takes in what `file` and `builtin` bring; false if one of them cannot be had.
    fn external(
        &mut self,
        source: u32,
        said: &HolidaysTable,
        holiday_files: &HolidayFiles<'_>,
        new: &mut NewSet,
    ) -> bool {
        let mut is_read = true;
        let file = said.file.as_ref().map(|file| (file, holiday_files.read(self.sources.name_of(source), &file.value)));
        let builtin = said.builtin.as_ref();
        let builtin = builtin.map(|name| (name, holiday_files::builtin(&name.value).map(|set| (set, Vec::new()))));
        for (place, read) in file.into_iter().chain(builtin) {
            match read {
                Ok((set, left_out)) => {
                    for message in left_out {
                        let finding = Finding::new(Code::HolidayEvent, message).at(place.span, "named here");
                        self.findings.push(finding.help("this event is left out; the rest of the file counts"));
                    }
                    new.set.covers = new.set.covers.or(set.covers);
                    new.set.builtin = new.set.builtin.or(set.builtin);
                    new.places
                        .extend(place.span.into_iter().flat_map(|span| set.days.keys().map(move |&day| (day, span))));
                    new.set.days.extend(set.days);
                    new.set.closures.extend(set.closures);
                }
                Err(refused) => {
                    let finding = Finding::new(Code::HolidayFile, refused.message).at(place.span, "");
                    self.findings.push(finding.maybe_help(refused.help));
                    is_read = false;
                }
            }
        }
        is_read
    }

    fn covers(&mut self, said: &CoversTable) -> Option<(NaiveDate, NaiveDate)> {
        let (from, to) = (said.from.as_ref()?, said.to.as_ref()?);
        self.range(from, to)
    }

    /// Both ends of a range, unless it is reversed.
    pub(super) fn range(&mut self, from: &At<NaiveDate>, to: &At<NaiveDate>) -> Option<(NaiveDate, NaiveDate)> {
        if to.value < from.value {
            let message = format!("a range from {} to {} ends before it starts", from.value, to.value);
            let finding =
                Finding::new(Code::ReversedRange, message).at(to.span, "the last day").at(from.span, "the first day");
            self.findings.push(finding.help("both days belong to the range; write the earlier one as `from`"));
            return None;
        }
        Some((from.value, to.value))
    }
}
