//! Something to be told, and what it is called.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

use crate::{DepartmentId, ObligationId};

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NoticeKind {
    /// More than the agreed share of the time is gone. To the supplier.
    AtRisk,
    /// A step before the deadline: `1 business day before`, `at 50% of the time`. To whom the step names.
    Reminder,
    /// The deadline has passed. To the supplier.
    Overdue,
    /// A step at or after the deadline: `at the deadline`, `2 days after`. To whom the step names.
    Escalation,
    /// The remedy falls due. To the customer.
    Remedy,
    /// The review is over, and silence accepted the delivery. To the supplier.
    Accepted,
    /// An objective was missed when its window ended. To the supplier.
    Objective,
    /// Something that was told is not true: what was recorded later, or other agreements, say otherwise. To whom it was
    /// told.
    Retracted,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::AtRisk,
        Self::Reminder,
        Self::Overdue,
        Self::Escalation,
        Self::Remedy,
        Self::Accepted,
        Self::Objective,
        Self::Retracted,
    ];

    /// Its name: `at-risk`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtRisk => "at-risk",
            Self::Reminder => "reminder",
            Self::Overdue => "overdue",
            Self::Escalation => "escalation",
            Self::Remedy => "remedy",
            Self::Accepted => "accepted",
            Self::Objective => "objective",
            Self::Retracted => "retracted",
        }
    }
}

impl fmt::Display for NoticeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a notice is called: always the same for the same thing told to the same person, whichever tracker finds it and
/// whenever.
///
/// It prints as kind, obligation, key, instant in UTC and addressee, separated by `/`; in these, blanks, commas, quotes,
/// `%` and `/` are percent-encoded. A retraction is called like what it retracts, behind `retracted/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct NoticeId(Box<str>);

/// A text that is no [`NoticeId`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not the id of a notice")]
pub struct NoticeIdError(String);

/// What an id says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IdParts {
    pub(crate) kind: NoticeKind,
    pub(crate) obligation: String,
    pub(crate) key: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) to: String,
}

impl NoticeId {
    pub(crate) fn new(kind: NoticeKind, obligation: &str, key: &str, at: DateTime<Utc>, to: &str) -> Self {
        let at = at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let parts = [kind.as_str(), obligation, key, &at, to].map(encoded);
        Self(parts.join("/").into())
    }

    /// The id as it prints.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of the retraction of this notice.
    #[must_use]
    pub fn retraction(&self) -> Self {
        Self(format!("{RETRACTED}{}", self.0).into())
    }

    /// Of a retraction, the id of what it retracts.
    pub fn retracts(&self) -> Option<Self> {
        self.0.strip_prefix(RETRACTED).map(|id| Self(id.into()))
    }

    pub(crate) fn parts(&self) -> Option<IdParts> {
        parts_of(&self.0)
    }

    /// The instant of a notice of this kind, or of its retraction; none of other kinds.
    pub(crate) fn instant_of(&self, kind: NoticeKind) -> Option<DateTime<Utc>> {
        let parts = parts_of(self.0.strip_prefix(RETRACTED).unwrap_or(&self.0))?;
        (parts.kind == kind).then_some(parts.at)
    }
}

const RETRACTED: &str = "retracted/";

fn parts_of(text: &str) -> Option<IdParts> {
    let mut parts = text.split('/');
    let mut next = || parts.next().and_then(decoded);
    let (kind, obligation, key, at, to) = (next()?, next()?, next()?, next()?, next()?);
    let kind = NoticeKind::ALL.into_iter().find(|it| it.as_str() == kind && *it != NoticeKind::Retracted)?;
    let at = DateTime::parse_from_rfc3339(&at).ok()?.to_utc();
    parts.next().is_none().then_some(IdParts { kind, obligation, key, at, to })
}

/// A handoff's key without its number.
pub(super) fn stem(key: &str) -> &str {
    match key.rsplit_once('#') {
        Some((stem, number)) if number.parse::<u32>().is_ok() => stem,
        _ => key,
    }
}

fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() || matches!(c, '%' | '/' | ',' | '"' | '\'' | ';') {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                encoded.push('%');
                encoded.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')));
            }
        } else {
            encoded.push(c);
        }
    }
    encoded
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, coded)) = rest.split_once('%') {
        bytes.extend_from_slice(plain.as_bytes());
        bytes.push(u8::from_str_radix(coded.get(..2)?, 16).ok()?);
        rest = coded.get(2..)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

impl fmt::Display for NoticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for NoticeId {
    type Err = NoticeIdError;

    /// Reads what is printed.
    ///
    /// # Errors
    /// Returns an error when it is no id of a notice.
    fn from_str(text: &str) -> Result<Self, NoticeIdError> {
        match parts_of(text.strip_prefix(RETRACTED).unwrap_or(text)) {
            Some(_) => Ok(Self(text.into())),
            None => Err(NoticeIdError(text.chars().take(200).collect())),
        }
    }
}

/// Something to tell somebody at an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Notice {
    /// What it is called.
    pub id: NoticeId,
    /// When it came to be, on the clocks of the obligation's calendar: the first instant at which it was so. A handoff is
    /// overdue a microsecond after its deadline, for at the deadline it can still be on time. Of a retraction, up to when
    /// was asked.
    #[serde(serialize_with = "rfc3339")]
    pub at: DateTime<FixedOffset>,
    /// What it is about.
    pub kind: NoticeKind,
    /// Whom to tell: a person or role as the agreement's step names it, or a department's id.
    pub to: Box<str>,
    /// The obligation.
    pub obligation: ObligationId,
    /// The handoff's key; of an objective, the first and the last day of its window, the tier if it is one's, and the share:
    /// `2026-11-01..2026-11-30 95%`.
    pub key: String,
    /// Who owes it; none if the agreements of now have no such obligation.
    pub supplier: Option<DepartmentId>,
    /// Who is owed it; none if the agreements of now have no such obligation.
    pub customer: Option<DepartmentId>,
    /// The deadline as it stood then; none for objectives and retractions.
    #[serde(serialize_with = "maybe_rfc3339")]
    pub due_at: Option<DateTime<FixedOffset>>,
}

impl Notice {
    /// The names of its fields in order: the columns of a table of notices.
    pub const COLUMNS: [&'static str; 9] =
        ["id", "at", "kind", "to", "obligation", "key", "supplier", "customer", "due_at"];
}

impl fmt::Display for Notice {
    /// Writes `2026-11-24T12:00:00+08:00 overdue sales.slips c-17, to sales`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.to_rfc3339_opts(SecondsFormat::AutoSi, false);
        write!(f, "{at} {} {} {}, to {}", self.kind, self.obligation, self.key, self.to)
    }
}

fn rfc3339<S: Serializer>(at: &DateTime<FixedOffset>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, false))
}

#[expect(clippy::ref_option, reason = "serde hands a field over by reference")]
fn maybe_rfc3339<S: Serializer>(at: &Option<DateTime<FixedOffset>>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => rfc3339(at, serializer),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_what_was_printed() {
        let at: DateTime<Utc> = "2026-11-24T04:00:00.000001Z".parse().unwrap();
        for key in ["c-17", "c#2", "a/b, \"c\" 100%", "案件 7", ""] {
            let id = NoticeId::new(NoticeKind::Escalation, "sales.slips", key, at, "Frau Müller; Chef");
            let parts = id.parts().unwrap();
            let expected = IdParts {
                kind: NoticeKind::Escalation,
                obligation: "sales.slips".to_owned(),
                key: key.to_owned(),
                at,
                to: "Frau Müller; Chef".to_owned(),
            };
            assert_eq!(parts, expected);
            assert_eq!(id.to_string().parse(), Ok(id.clone()));
            assert_eq!(id.retraction().to_string().parse::<NoticeId>().unwrap().retracts(), Some(id));
        }
        for wrong in
            ["", "overdue", "overdue/a/b/c/d", "late/a/b/2026-11-24T04:00:00Z/d", "overdue/%z/b/2026-11-24T04:00:00Z/d"]
        {
            assert!(wrong.parse::<NoticeId>().is_err(), "{wrong}");
        }
    }
}
