//! One handoff as a row of data.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset};
use serde::{Serialize, Serializer};

use super::Analysis;
use super::delay::Share;
use crate::network::Priority;
use crate::tracker::{Handoff, Selection, Status};

/// One handoff with all that is known of it, as tables and other programs take it.
///
/// Instants are on the clocks of the obligation's calendar, in RFC 3339 with its offset; lengths of time are whole
/// seconds. What does not apply is none: `null` in JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct HandoffRecord<'j> {
    /// The obligation's id.
    pub obligation: &'j str,
    /// What tells it apart from the obligation's others: a case, `case#2`, or a period.
    pub key: Cow<'j, str>,
    /// The tier whose terms it is judged by.
    pub tier: Option<&'j str>,
    /// Who owes it.
    pub supplier: &'j str,
    /// Who is owed it.
    pub customer: &'j str,
    /// The agreement in which it stands.
    pub agreement: &'j str,
    /// How much it matters.
    #[serde(serialize_with = "as_text")]
    pub priority: Priority,
    /// When it opened.
    #[serde(serialize_with = "rfc3339")]
    pub opened_at: DateTime<FixedOffset>,
    /// The deadline before anything moved it.
    #[serde(serialize_with = "rfc3339")]
    pub original_due_at: DateTime<FixedOffset>,
    /// The deadline.
    #[serde(serialize_with = "rfc3339")]
    pub due_at: DateTime<FixedOffset>,
    /// When the delivery that stands was complete.
    #[serde(serialize_with = "maybe_rfc3339")]
    pub delivered_at: Option<DateTime<FixedOffset>>,
    /// How it stands.
    pub status: Status,
    /// How late it is, elapsed; 0 if it is not, none where it is late and
    /// [nobody knows by how much](Handoff::is_judged_by_outcome).
    pub late_by_s: Option<i64>,
    /// How late it is in working time on its calendar.
    pub late_by_working_s: Option<i64>,
    /// What its supplier added to its lateness; none for a waived one, and where nobody knows how late it is.
    pub own_delay_s: Option<i64>,
    /// What came with its inputs; none for the same.
    pub inherited_delay_s: Option<i64>,
    /// Late, and by nothing of its own.
    pub excused: bool,
    /// How long it was held up, elapsed, from its opening to its delivery or the instant of judgement.
    pub held_s: i64,
    /// How many deliveries were made, incomplete and rejected ones included.
    pub attempts: u32,
    /// With whom it lies: ids joined by `;`, none once it is delivered or waived.
    pub waits_for: Option<Cow<'j, str>>,
    /// The new date on which the customer agreed after the deadline had passed.
    #[serde(serialize_with = "maybe_rfc3339")]
    pub promised_at: Option<DateTime<FixedOffset>>,
    /// The period it is for; none for a case's.
    pub period: Option<Cow<'j, str>>,
    /// Whose lateness it is; left out where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<Share>,
}

impl HandoffRecord<'_> {
    /// The names of its fields in order, `shares` left out: the columns of a table of handoffs.
    pub const COLUMNS: [&'static str; 22] = [
        "obligation",
        "key",
        "tier",
        "supplier",
        "customer",
        "agreement",
        "priority",
        "opened_at",
        "original_due_at",
        "due_at",
        "delivered_at",
        "status",
        "late_by_s",
        "late_by_working_s",
        "own_delay_s",
        "inherited_delay_s",
        "excused",
        "held_s",
        "attempts",
        "waits_for",
        "promised_at",
        "period",
    ];
}

impl<'j> Analysis<'j> {
    /// A handoff as a row of data. `shares` are found out only where `with_shares` asks for them: they cost more than all
    /// else. Of another judgement's handoff nothing is known of its delay.
    pub fn record(&self, handoff: Handoff<'j>, with_shares: bool) -> HandoffRecord<'j> {
        let late = match handoff.late_by() {
            None if handoff.status() == Status::Late => None,
            late => Some(late.unwrap_or_default()),
        };
        let delay = self.delay(handoff).filter(|_| handoff.status() != Status::Waived);
        let waits_for = handoff.waits_for();
        HandoffRecord {
            obligation: handoff.obligation().id().as_str(),
            key: handoff.key().to_text(),
            tier: handoff.tier(),
            supplier: handoff.supplier().id().as_str(),
            customer: handoff.customer().id().as_str(),
            agreement: handoff.obligation().agreement().id().as_str(),
            priority: handoff.obligation().terms().priority,
            opened_at: handoff.local(handoff.opened_at()),
            original_due_at: handoff.local(handoff.original_due_at()),
            due_at: handoff.local(handoff.due_at()),
            delivered_at: handoff.delivered_at().map(|at| handoff.local(at)),
            status: handoff.status(),
            late_by_s: late.map(|late| late.elapsed),
            late_by_working_s: late.map(|late| late.working),
            own_delay_s: delay.map(|delay| delay.own_s),
            inherited_delay_s: delay.map(|delay| delay.inherited_s),
            excused: delay.is_some_and(|delay| delay.is_excused),
            held_s: handoff.held().num_seconds(),
            attempts: handoff.attempts(),
            waits_for: (!waits_for.is_empty()).then(|| waits_for.to_text()),
            promised_at: handoff.promised_at().map(|at| handoff.local(at)),
            period: handoff.period().map(|_| handoff.key().to_text()),
            shares: if with_shares { self.shares(handoff).collect() } else { Vec::new() },
        }
    }
}

impl Selection {
    /// The handoffs as rows of data, sorted by obligation and key; `shares` only where `with_shares` asks for them.
    pub fn records(&self, with_shares: bool) -> Vec<HandoffRecord<'_>> {
        let analysis = Analysis::of(self.judgement());
        self.handoffs().map(|handoff| analysis.record(handoff, with_shares)).collect()
    }
}

fn as_text<S: Serializer>(value: &impl ToString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_string())
}

fn rfc3339<S: Serializer>(at: &DateTime<FixedOffset>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false))
}

#[expect(clippy::ref_option, reason = "serde hands a field over by reference")]
fn maybe_rfc3339<S: Serializer>(at: &Option<DateTime<FixedOffset>>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => rfc3339(at, serializer),
        None => serializer.serialize_none(),
    }
}
