//! Which ids are defined, and what an unknown one probably means.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fmt::Display;

use super::CalendarDraft;
use crate::diagnostic::{At, Code, Finding, Findings, Nearest, SourceSpan, Sources, escaped};
use crate::network::{CalendarIx, DepartmentIx, MilestoneIx, NameIx};
use crate::{CalendarId, DepartmentId, MilestoneId, ObligationId};

/// The ids of a network, by kind.
pub(super) struct Names<'d> {
    pub(super) sources: &'d Sources,
    departments: Index<'d>,
    calendars: Index<'d>,
    milestones: Index<'d>,
    obligations: Index<'d>,
}

/// The ids of one kind. The hash map is only ever asked, never walked.
struct Index<'d> {
    kind: &'static str,
    places: HashMap<&'d str, u32>,
    sorted: Vec<&'d str>,
    nearest: OnceCell<Nearest<'d>>,
}

impl<'d> Names<'d> {
    /// Collects the ids of everything, each list sorted, reporting those defined twice.
    pub(super) fn of<D, M>(
        calendars: &'d [CalendarDraft],
        departments: &'d [(At<DepartmentId>, D)],
        milestones: &'d [(At<MilestoneId>, M)],
        obligations: &'d [ObligationId],
        sources: &'d Sources,
        findings: &mut Findings,
    ) -> Self {
        let departments = departments.iter().map(|(id, _)| (id.value.as_str(), id.span)).collect();
        let calendars = calendars.iter().map(|it| (it.id.value.as_str(), it.id.span)).collect();
        let milestones = milestones.iter().map(|(id, _)| (id.value.as_str(), id.span)).collect();
        Self {
            sources,
            departments: Index::unique("department", departments, findings),
            calendars: Index::unique("calendar", calendars, findings),
            milestones: Index::unique("milestone", milestones, findings),
            obligations: Index::new("obligation", obligations.iter().map(ObligationId::as_str).collect()),
        }
    }

    pub(super) fn department(&self, id: &At<DepartmentId>, findings: &mut Findings) -> Option<DepartmentIx> {
        self.departments.find(id.value.as_str(), id.span, findings).map(DepartmentIx)
    }

    pub(super) fn calendar(&self, id: &At<CalendarId>, findings: &mut Findings) -> Option<CalendarIx> {
        self.calendars.find(id.value.as_str(), id.span, findings).map(CalendarIx)
    }

    /// A milestone named in a due rule.
    pub(super) fn milestone(
        &self,
        id: &MilestoneId,
        rule: Option<SourceSpan>,
        findings: &mut Findings,
    ) -> Option<MilestoneIx> {
        let place = rule.map(|rule| self.sources.word(rule, id.as_str()));
        self.milestones.find(id.as_str(), place, findings).map(MilestoneIx)
    }

    pub(super) fn obligation(&self, id: &At<ObligationId>, findings: &mut Findings) -> Option<NameIx> {
        self.obligations.find(id.value.as_str(), id.span, findings).map(NameIx)
    }

    /// The place of an obligation's id among all of them.
    pub(super) fn own_name(&self, id: &str) -> Option<NameIx> {
        self.obligations.places.get(id).copied().map(NameIx)
    }

    pub(super) fn obligation_id(&self, ix: NameIx) -> &'d str {
        self.obligations.sorted.get(ix.at()).copied().unwrap_or("")
    }
}

impl<'d> Index<'d> {
    fn new(kind: &'static str, sorted: Vec<&'d str>) -> Self {
        let places = sorted.iter().copied().zip(0..).collect();
        Self { kind, places, sorted, nearest: OnceCell::new() }
    }

    /// The index of sorted ids, reporting each that stands there again.
    fn unique(kind: &'static str, ids: Vec<(&'d str, Option<SourceSpan>)>, findings: &mut Findings) -> Self {
        let mut sorted: Vec<&str> = Vec::with_capacity(ids.len());
        let mut first = None;
        for (id, span) in ids {
            if sorted.last() == Some(&id) {
                findings.push(defined_twice(kind, id, span, first));
                continue;
            }
            first = span;
            sorted.push(id);
        }
        Self::new(kind, sorted)
    }

    fn find(&self, id: &str, span: Option<SourceSpan>, findings: &mut Findings) -> Option<u32> {
        let found = self.places.get(id).copied();
        if found.is_none() {
            findings.push(self.unknown(id, span));
        }
        found
    }

    fn unknown(&self, id: &str, span: Option<SourceSpan>) -> Finding {
        let kind = self.kind;
        let finding = Finding::new(Code::UnknownId, format!("unknown {kind} `{}`", escaped(id)))
            .at(span, format!("no {kind} has this id"));
        let nearest = self.nearest.get_or_init(|| Nearest::new(self.sorted.iter().copied()));
        let help = if let Some(twin) = nearest.look_alike(id) {
            format!("`{twin}` looks the same, but one of the two has letters of another script: type it anew")
        } else if let Some(near) = nearest.to(id) {
            format!("the nearest {kind} is `{near}`")
        } else if (1..=8).contains(&self.sorted.len()) {
            format!("there {}", are(kind, &self.sorted))
        } else {
            format!("define it: {}", definition(kind, id))
        };
        finding.help(help)
    }
}

fn are(kind: &str, ids: &[&str]) -> String {
    match ids {
        [one] => format!("is only the {kind} `{one}`"),
        _ => format!("are the {kind}s `{}`", ids.join("`, `")),
    }
}

fn definition(kind: &str, id: &str) -> String {
    match kind {
        "calendar" => format!("`[calendar.{}]`, with a `timezone` and a `week`", escaped(id)),
        _ => format!("a `[[{kind}]]` with this `id`, in any file"),
    }
}

/// The report of an id that is defined again.
pub(crate) fn defined_twice(
    kind: &str,
    id: impl Display,
    again: Option<SourceSpan>,
    first: Option<SourceSpan>,
) -> Finding {
    Finding::new(Code::DuplicateId, format!("the {kind} `{id}` is defined twice"))
        .at(again, "defined again here")
        .at(first, "first defined here")
        .help("ids hold across all files: define it once, and use it from any file")
}
