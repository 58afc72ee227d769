//! What falls due next.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use super::misses::waits_for;
use super::{Analysis, DepartmentRef, ObligationRef, Window};
use crate::due::Occurrence;
use crate::network::{Network, Obligation};
use crate::tracker::Status;

/// What falls due from the instant of judgement to the end of the period after the one that it lies in, recurring duties
/// that are not open yet included.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Next {
    /// The last day looked at, inclusive.
    pub until: NaiveDate,
    /// What falls due, the nearest first; then by obligation and key.
    pub handoffs: Vec<Coming>,
    /// By day.
    pub days: Vec<Day>,
    /// By whom it lies with, the most first; then by id.
    pub departments: Vec<Load>,
}

/// Something that falls due.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Coming {
    /// What is owed, by whom, to whom.
    #[serde(flatten)]
    pub owed: ObligationRef,
    /// For which case or period.
    pub key: String,
    /// When it is due.
    pub due_at: DateTime<FixedOffset>,
    /// The day by which it belongs to a week.
    pub due_day: NaiveDate,
    /// How it stands.
    #[serde(serialize_with = "as_text")]
    pub status: Status,
    /// Whether it is about a period, not about a case.
    pub is_recurring: bool,
    /// With whom it lies, by id; its supplier, where it is not open yet.
    pub waits_for: Vec<DepartmentRef>,
}

/// How much falls due on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Day {
    /// The day.
    pub day: NaiveDate,
    /// How many.
    pub handoffs: usize,
    /// How many of them recur.
    pub recurring: usize,
    /// With whom they lie, the most first; then by id. What lies with several counts with each.
    pub departments: Vec<Load>,
}

/// How much lies with a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Load {
    /// The department.
    pub department: DepartmentRef,
    /// How many handoffs.
    pub handoffs: usize,
}

impl Next {
    /// How many of them recur.
    pub fn recurring(&self) -> usize {
        self.handoffs.iter().filter(|coming| coming.is_recurring).count()
    }
}

/// How much lies with each department, the most first; then by id.
pub(super) fn loads<'d>(lists: impl Iterator<Item = &'d [DepartmentRef]>) -> Vec<Load> {
    let mut counts: BTreeMap<&str, (&DepartmentRef, usize)> = BTreeMap::new();
    for department in lists.flatten() {
        counts.entry(department.id.as_str()).or_insert((department, 0)).1 += 1;
    }
    let mut loads: Vec<Load> =
        counts.into_values().map(|(department, handoffs)| Load { department: department.clone(), handoffs }).collect();
    loads.sort_by_key(|load| std::cmp::Reverse(load.handoffs));
    loads
}

impl Analysis<'_> {
    /// What falls due next, for a report on a window.
    pub fn next(&self, window: Window) -> Next {
        let (network, as_of) = (self.judgement.network(), self.judgement.as_of());
        let today = as_of.with_timezone(&network.home_zone()).date_naive();
        let until = self.of_company(window).following_around(self.last_day_seen()).last_day();
        let mut handoffs: Vec<Coming> = self
            .judgement
            .all()
            .filter(|handoff| {
                matches!(handoff.status(), Status::Open | Status::AtRisk | Status::Paused | Status::Upcoming)
                    && handoff.due_at() > as_of
                    && handoff.due_day() <= until
            })
            .map(|handoff| Coming {
                owed: ObligationRef::of(handoff.obligation()),
                key: handoff.key().to_string(),
                due_at: handoff.local(handoff.due_at()),
                due_day: handoff.due_day(),
                status: handoff.status(),
                is_recurring: handoff.period().is_some(),
                waits_for: match handoff.status() {
                    Status::Upcoming => vec![DepartmentRef::of(handoff.supplier())],
                    Status::Open
                    | Status::AtRisk
                    | Status::Paused
                    | Status::Overdue
                    | Status::Met
                    | Status::Late
                    | Status::Waived => waits_for(handoff),
                },
            })
            .collect();
        let to_open = recurring(network, today, until).filter(|(version, occurrence)| {
            let key = occurrence.key.to_string();
            occurrence.due_at() > as_of && self.judgement.handoff(version.id().as_str(), &key).is_none()
        });
        handoffs.extend(to_open.map(|(version, occurrence)| not_open(version, &occurrence)));
        handoffs.sort_by(|a, b| {
            let name = |coming: &Coming| (coming.due_at, coming.owed.obligation.clone(), coming.key.clone());
            name(a).cmp(&name(b))
        });
        Next { until, days: days(&handoffs), departments: loads(all(&handoffs)), handoffs }
    }
}

fn all(handoffs: &[Coming]) -> impl Iterator<Item = &[DepartmentRef]> {
    handoffs.iter().map(|coming| coming.waits_for.as_slice())
}

fn days(handoffs: &[Coming]) -> Vec<Day> {
    let mut by_day: BTreeMap<NaiveDate, Vec<&Coming>> = BTreeMap::new();
    for coming in handoffs {
        by_day.entry(coming.due_day).or_default().push(coming);
    }
    let day = |(day, list): (NaiveDate, Vec<&Coming>)| Day {
        day,
        handoffs: list.len(),
        recurring: list.iter().filter(|coming| coming.is_recurring).count(),
        departments: loads(list.iter().map(|coming| coming.waits_for.as_slice())),
    };
    by_day.into_iter().map(day).collect()
}

/// What the agreements let fall due in a span of days, whether or not it is open: each occurrence by the version in force
/// when it opens, the earlier one where two give one key.
fn recurring(
    network: &Network,
    from: NaiveDate,
    until: NaiveDate,
) -> impl Iterator<Item = (Obligation<'_>, Occurrence)> {
    network.obligations().filter(|version| version.due().period().is_some()).flat_map(move |version| {
        let due = version.clause().occurrences_due(from, until);
        let opens = |version: Obligation<'_>, occurrence: &Occurrence| {
            version.in_force_on(version.calendar().to_local(occurrence.opened_at()).date_naive())
        };
        let is_anothers = move |occurrence: &Occurrence| {
            let mut earlier = version.versions().take_while(|other| other.ix() != version.ix());
            earlier.any(|other| other.clause().occurrence_of_key(occurrence.key).is_some_and(|it| opens(other, &it)))
        };
        due.filter(move |occurrence| opens(version, occurrence) && !is_anothers(occurrence))
            .map(move |occurrence| (version, occurrence))
    })
}

fn not_open(version: Obligation<'_>, occurrence: &Occurrence) -> Coming {
    let calendar = version.calendar();
    Coming {
        owed: ObligationRef::of(version),
        key: occurrence.key.to_string(),
        due_at: calendar.to_local(occurrence.due_at()).fixed_offset(),
        due_day: occurrence.rolled_day,
        status: Status::Upcoming,
        is_recurring: true,
        waits_for: vec![DepartmentRef::of(version.supplier())],
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn as_text<S: serde::Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(status)
}
