//! From the tables of files to a draft of the network: every check that looks at one value.

mod calendars;
mod holidays;
mod obligations;
mod values;

use super::read::{Keyed, List};
use super::schema::{AgreementTable, DepartmentTable, File, MilestoneTable, ObjectiveTable};
use crate::AgreementId;
use crate::calendar::{Span, Unit};
use crate::diagnostic::{At, Code, Finding, Findings, Sources};
use crate::id::Resembling;
use crate::network::{AgreementDraft, DepartmentDraft, Draft, MilestoneDraft, Objective};

use super::holiday_files::HolidayFiles;

pub(super) use calendars::DAY_ENDS;
pub(super) use holidays::MAKE_UP;
pub(super) use obligations::AT_RISK;

/// Makes a draft of all files together.
pub(super) fn lower(
    files: Vec<(u32, File)>,
    sources: &Sources,
    holiday_files: &HolidayFiles<'_>,
    findings: &mut Findings,
) -> Draft {
    let mut lowering = Lowering { sources, findings, draft: Draft::default() };
    let sets = holidays::lower(&files, holiday_files, &mut lowering);
    for (_, file) in &files {
        lowering.calendars(file.calendars.as_ref(), &sets);
    }
    for (source, file) in files {
        lowering.file(source, file);
    }
    lowering.draft
}

struct Lowering<'l> {
    sources: &'l Sources,
    findings: &'l mut Findings,
    draft: Draft,
}

impl Lowering<'_> {
    fn file(&mut self, source: u32, file: File) {
        let agreement = self.draft.agreements.len();
        // A file that only defines calendars, departments or milestones is no agreement.
        if file.agreement.is_some() || file.obligations.is_some() {
            let said = self.agreement(source, file.agreement.map(|it| it.value).unwrap_or_default());
            self.draft.agreements.push(said);
        }
        let agreement = (agreement < self.draft.agreements.len()).then_some(agreement);
        for department in list(file.departments) {
            self.department(department.value, agreement);
        }
        for milestone in list(file.milestones) {
            self.milestone(milestone.value);
        }
        for obligation in list(file.obligations) {
            self.obligation(obligation.value, agreement.unwrap_or(0));
        }
    }

    fn agreement(&mut self, source: u32, said: AgreementTable) -> AgreementDraft {
        let id = said.id.as_ref().and_then(|id| self.id(id, AgreementId::new, "agreement"));
        let recovery = said.recovery.as_ref().and_then(|recovery| self.recovery(recovery));
        let promptly_was_said = said.promptly.is_some();
        let promptly = said.promptly.as_ref().and_then(|text| self.span(text));
        AgreementDraft {
            id: id.unwrap_or_else(|| At::from(AgreementId::resembling(self.stem(source)))),
            name: said.name.map(|name| name.value),
            customer: said.customer.as_ref().and_then(|id| self.reference(id)),
            calendar: said.calendar.as_ref().and_then(|id| self.reference(id)),
            promptly_is_wrong: promptly_was_said && promptly.is_none(),
            promptly: promptly.map(|promptly| promptly.value),
            objective: said.objective.and_then(|objective| self.objective(objective.value)),
            recovery,
            in_force: self.in_force(said.in_force).value,
        }
    }

    /// The name of a file without its folders and ending.
    fn stem(&self, source: u32) -> &str {
        let name = self.sources.name_of(source);
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        file.strip_suffix(".toml").unwrap_or(file)
    }

    fn recovery(&mut self, said: &At<i64>) -> Option<u32> {
        let number = u32::try_from(said.value).ok().filter(|&n| (1..=1_000_000).contains(&n));
        if number.is_none() {
            let finding = Finding::new(Code::BadValue, format!("`recovery` cannot be {}", said.value));
            let help = "it is how many good handoffs in a row lift the standing by one step: at least 1";
            self.findings.push(finding.at(said.span, "out of range").help(help));
        }
        number
    }

    fn objective(&mut self, said: ObjectiveTable) -> Option<Objective> {
        let over = match said.over {
            Some(over) => self.span(&over)?.value,
            None => Span::new(4, Unit::Weeks),
        };
        let on_time = self.share("on-time", &said.on_time?)?;
        Some(Objective { on_time, over })
    }

    fn department(&mut self, said: DepartmentTable, agreement: Option<usize>) {
        let calendar = said.calendar.as_ref().and_then(|id| self.reference(id));
        let Some(id) = said.id.as_ref().and_then(|id| self.id(id, crate::DepartmentId::new, "department")) else {
            return;
        };
        let name = said.name.map(|name| name.value);
        self.draft.departments.push(DepartmentDraft { id, name, calendar, agreement });
    }

    fn milestone(&mut self, said: MilestoneTable) {
        let Some(id) = said.id.as_ref().and_then(|id| self.id(id, crate::MilestoneId::new, "milestone")) else {
            return;
        };
        let attributes = said.attributes.map(|list| strings(Some(list)));
        self.draft.milestones.push(MilestoneDraft { id, name: said.name.map(|name| name.value), attributes });
    }
}

/// The entries of a list that may be missing.
fn list<T>(said: Option<At<List<T>>>) -> List<T> {
    said.map(|said| said.value).unwrap_or_default()
}

/// The strings of a list that may be missing.
fn strings(said: Option<At<List<String>>>) -> Vec<Box<str>> {
    list(said).into_iter().map(|text| text.value.into_boxed_str()).collect()
}

/// The entries of a table that may be missing.
fn entries<T>(said: Option<&At<Keyed<T>>>) -> &[(At<String>, At<T>)] {
    said.map_or(&[], |said| &said.value)
}
