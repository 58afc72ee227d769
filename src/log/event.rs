//! One thing that happened.

use chrono::{DateTime, Utc};

/// One row of a log: something that happened at an instant, as its columns say it.
///
/// The event borrows its text from wherever it was read; a [`Tracker`](crate::tracker::Tracker) copies what it keeps.
/// Whether it makes sense — the obligation exists, the milestone is known — is the tracker's to say.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Event<'a> {
    /// What happened: a milestone's id, or one of the events `requested`, `delivered`, `accepted`, `rejected`,
    /// `paused`, `resumed`, `extended`, `waived`, `rated`, `complained`, `resolved`, `voided`.
    pub name: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// The row's own id.
    pub id: Option<&'a str>,
    /// What it is about: a contract, a vehicle, an employee; `case#2` names the second occurrence.
    pub case: Option<&'a str>,
    /// The obligation it is about.
    pub obligation: Option<&'a str>,
    /// The period it is about, such as `2026-11`.
    pub period: Option<&'a str>,
    /// The documents delivered.
    pub documents: Vec<&'a str>,
    /// The documents delivered signed.
    pub signed: Vec<&'a str>,
    /// Why.
    pub reason: Option<&'a str>,
    /// A new deadline: a date or an instant.
    pub until: Option<&'a str>,
    /// A rating from 1 to 5.
    pub score: Option<&'a str>,
    /// The complaint's number.
    pub complaint: Option<&'a str>,
    /// The department complained of.
    pub supplier: Option<&'a str>,
    /// The department that complains.
    pub customer: Option<&'a str>,
    /// A complaint's kind.
    pub category: Option<&'a str>,
    /// A complaint's root cause.
    pub cause: Option<&'a str>,
    /// The id of the row taken back.
    pub target: Option<&'a str>,
    /// Every other column, by name: the attributes of a milestone or request.
    pub attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Event<'a> {
    /// An event of this name at this instant, with nothing else said.
    ///
    /// ```
    /// use interdept::log::Event;
    /// let at = "2026-10-08T10:00:00+08:00".parse().unwrap();
    /// let event = Event { case: Some("c-1"), obligation: Some("sales.slips"), ..Event::new("delivered", at) };
    /// ```
    pub fn new(name: &'a str, at: DateTime<Utc>) -> Self {
        Self { name, at, ..Self::default() }
    }

    /// What the trigger carries under a name: an attribute, or else the field of that name, so that a condition may
    /// speak of `customer` or `category` as of any other column.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        match self.attributes.iter().find(|(other, _)| *other == name) {
            Some((_, value)) => Some(value),
            None => match name {
                "case" => self.case,
                "obligation" => self.obligation,
                "period" => self.period,
                "reason" => self.reason,
                "until" => self.until,
                "score" => self.score,
                "complaint" => self.complaint,
                "supplier" => self.supplier,
                "customer" => self.customer,
                "category" => self.category,
                "cause" => self.cause,
                _ => None,
            },
        }
    }
}
