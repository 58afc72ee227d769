//! A handoff, a pair, a department as an analysis mentions them: owned, and enough to find them and to say them.

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde::Serialize;

use crate::calendar::Calendar;
use crate::network::{Department, Network, Obligation, Priority};
use crate::tracker::Handoff;
use crate::{AgreementId, DepartmentId, ObligationId, Text};

/// A department by id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DepartmentRef {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: Text,
}

/// An agreement by id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AgreementRef {
    /// Its id.
    pub id: AgreementId,
    /// Its name.
    pub name: Text,
}

/// A supplier and its customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PairRef {
    /// Who owes.
    pub supplier: DepartmentRef,
    /// Who is owed.
    pub customer: DepartmentRef,
}

/// An obligation: who owes whom what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ObligationRef {
    /// Its id.
    pub obligation: ObligationId,
    /// What is delivered.
    pub deliverable: Text,
    /// Who owes it.
    pub supplier: DepartmentRef,
    /// To whom.
    pub customer: DepartmentRef,
}

/// A tier of an obligation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TierRef {
    /// The obligation.
    #[serde(flatten)]
    pub owed: ObligationRef,
    /// The tier's id.
    pub tier: String,
}

/// One handoff: an obligation, for a case or a period.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct HandoffRef {
    /// What is owed, by whom, to whom.
    #[serde(flatten)]
    pub owed: ObligationRef,
    /// For which case (`c-17`, `c-17#2`) or period (`2026-11`).
    pub key: String,
    /// How much it matters.
    #[serde(serialize_with = "priority")]
    pub priority: Priority,
    /// Since when it is owed.
    pub opened_at: DateTime<FixedOffset>,
    /// When it is due.
    pub due_at: DateTime<FixedOffset>,
}

impl DepartmentRef {
    pub(super) fn of(department: Department<'_>) -> Self {
        Self { id: department.id().clone(), name: department.name().clone() }
    }
}

impl PairRef {
    pub(super) fn between(supplier: Department<'_>, customer: Department<'_>) -> Self {
        Self { supplier: DepartmentRef::of(supplier), customer: DepartmentRef::of(customer) }
    }
}

impl ObligationRef {
    pub(super) fn of(obligation: Obligation<'_>) -> Self {
        Self {
            obligation: obligation.id().clone(),
            deliverable: obligation.deliverable().clone(),
            supplier: DepartmentRef::of(obligation.supplier()),
            customer: DepartmentRef::of(obligation.customer()),
        }
    }
}

impl HandoffRef {
    pub(crate) fn of(handoff: Handoff<'_>) -> Self {
        Self {
            owed: ObligationRef::of(handoff.obligation()),
            key: handoff.key().to_string(),
            priority: handoff.obligation().terms().priority,
            opened_at: handoff.local(handoff.opened_at()),
            due_at: handoff.local(handoff.due_at()),
        }
    }
}

/// The calendar a department lives by: its own, else that of all.
pub(super) fn calendar_of<'n>(department: Department<'n>, network: &'n Network) -> Option<&'n Calendar> {
    department.calendar().or_else(|| network.home_calendar())
}

/// The zone in which a department tells the time: that of its own calendar, else that of all.
pub(super) fn zone(department: Department<'_>, network: &Network) -> Tz {
    department.calendar().map_or_else(|| network.home_zone(), Calendar::zone)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn priority<S: serde::Serializer>(priority: &Priority, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::High => "high",
        Priority::Critical => "critical",
    })
}
