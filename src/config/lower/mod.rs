//! From the tables of files to what a network is made of: calendars and holiday sets are read here, everything else is
//! the network's own business.

mod calendars;
mod days;
mod holidays;
mod values;

use super::read::{Keyed, List};
use super::schema::File;
use crate::AgreementId;
use crate::diagnostic::{At, Findings, Sources};
use crate::id::Resembling;
use crate::network::{AgreementSpec, CalendarDraft, NetworkSpec};

use super::holiday_files::HolidayFiles;

pub(super) use calendars::DAY_ENDS;
pub(super) use days::MAKE_UP;
#[cfg(feature = "schema")]
pub(super) use days::SUBSTITUTES;

/// What all files say together, and the calendars among it.
pub(super) fn lower(
    files: Vec<(u32, File)>,
    sources: &Sources,
    holiday_files: &HolidayFiles<'_>,
    findings: &mut Findings,
) -> (NetworkSpec, Vec<CalendarDraft>) {
    let mut lowering = Lowering { sources, findings, calendars: Vec::new(), dates: 0 };
    let sets = holidays::lower(&files, holiday_files, &mut lowering);
    for (_, file) in &files {
        lowering.calendars(file.calendars.as_ref(), &sets);
    }
    let mut spec = NetworkSpec::default();
    for (source, file) in files {
        gather(stem(sources.name_of(source)), file, &mut spec);
    }
    (spec, lowering.calendars)
}

struct Lowering<'l> {
    sources: &'l Sources,
    findings: &'l mut Findings,
    calendars: Vec<CalendarDraft>,
    /// How many dates the calendars have taken from holiday sets so far.
    dates: u64,
}

/// Adds what one file says.
fn gather(stem: &str, file: File, spec: &mut NetworkSpec) {
    let agreement = spec.agreements.len();
    // A file that only defines calendars, departments or milestones is no agreement.
    if file.agreement.is_some() || file.obligations.is_some() {
        let mut said = file.agreement.unwrap_or_else(|| AgreementSpec::default().into());
        said.value.id.get_or_insert_with(|| AgreementId::resembling(stem).to_string().into());
        spec.agreements.push(said);
    }
    spec.companies.extend(file.company);
    spec.periods.extend(file.periods.map(|said| said.value).unwrap_or_default());
    spec.departments.extend(list(file.departments));
    spec.milestones.extend(list(file.milestones));
    spec.obligations.extend(list(file.obligations).into_iter().map(|said| (said, agreement)));
}

/// The name of a file without its folders and ending.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.strip_suffix(".toml").unwrap_or(file)
}

/// The entries of a list that may be missing.
fn list<T>(said: Option<At<List<T>>>) -> List<T> {
    said.map(|said| said.value).unwrap_or_default()
}

/// The entries of a table that may be missing.
fn entries<T>(said: Option<&At<Keyed<T>>>) -> &[(At<String>, At<T>)] {
    said.map_or(&[], |said| &said.value)
}
