//! What people say about a network: the tables of an agreement file, as they are written there or made in code.
//!
//! The keys stand here once. [`ObligationSpec`] and its neighbours are what a file is read into, what a
//! [`Builder`](super::Builder) takes, what an [`Edit`](super::Edit) changes and what is written back; reading them as
//! TOML, writing them and their JSON Schema are made from the same list in `config`.
//!
//! Values are texts as they stand in a file, and are read when the network is put together. What has a type of its own
//! converts: `roll: Some(Roll::Following.into())`.

use chrono::NaiveDate;

use crate::Text;
use crate::calendar::{Roll, Span};
use crate::diagnostic::At;
use crate::due::{DueRule, Notice};

use super::{About, InForce, Priority};

/// A list whose entries know where they were written.
pub type List<T> = Vec<At<T>>;

/// A table whose keys are the writer's own, in the order of the file.
pub type Keyed<T> = Vec<(At<String>, At<T>)>;

/// Hands the tables to a macro: for each key of the file its field and type, and whether it must be there.
macro_rules! agreement_tables {
    ($then:ident) => {
        $then! {
            /// What holds for all obligations of a file.
            "[agreement]" AgreementSpec {
                /// Its id.
                "id" id: String;
                /// What it is called.
                "name" name: Text;
                /// The customer of obligations that name none.
                "customer" customer: String;
                /// The calendar of departments and obligations that name none.
                "calendar" calendar: String;
                /// What "promptly" means, such as "1 business day".
                "promptly" promptly: String;
                /// The share of handoffs that should be on time.
                "objective" objective: ObjectiveSpec;
                /// How many good handoffs in a row lift the standing of a pair by one step; what the objective makes fit unless set.
                "recovery" recovery: i64;
                /// The days on which it is in force.
                "in-force" in_force: InForceSpec;
            }

            /// The share of handoffs that should be on time.
            "`objective`" ObjectiveSpec {
                /// The share, from 0 to 1.
                "on-time" on_time: f64, required;
                /// Over how long it is taken; "4 weeks" unless set.
                "over" over: String;
            }

            /// A range of days, both inclusive.
            "`in-force`" InForceSpec {
                /// The first day.
                "from" from: NaiveDate;
                /// The last day.
                "until" until: NaiveDate;
            }

            /// An organisational unit.
            "[[department]]" DepartmentSpec {
                /// Its id.
                "id" id: String, required;
                /// What it is called; its id unless set.
                "name" name: Text;
                /// When it works; the agreement's calendar unless set.
                "calendar" calendar: String;
            }

            /// A business event that opens handoffs.
            "[[milestone]]" MilestoneSpec {
                /// Its id, the name of its events in the log.
                "id" id: String, required;
                /// What it is called; its id unless set.
                "name" name: Text;
                /// The attributes that its events carry.
                "attributes" attributes: List<String>;
            }

            /// What one department owes another.
            "[[obligation]]" ObligationSpec {
                /// Its id.
                "id" id: String, required;
                /// The department that owes.
                "supplier" supplier: String, required;
                /// The department that is owed; the agreement's customer unless set.
                "customer" customer: String;
                /// What is delivered.
                "deliverable" deliverable: Text, required;
                /// When it is due, such as "within 3 days of vehicle-delivered".
                "due" due: String, required;
                /// The obligations whose deliveries it needs.
                "needs" needs: List<String>;
                /// Documents without which a delivery is incomplete.
                "documents" documents: List<String>;
                /// Documents without which, signed, a delivery is incomplete.
                "signed" signed: List<String>;
                /// What the trigger must look like for a handoff to open.
                "when" when: ConditionSpec;
                /// How a deadline leaves a day that is not worked.
                "roll" roll: String;
                /// "this period" or "previous period".
                "about" about: String;
                /// "low", "normal", "high" or "critical".
                "priority" priority: String;
                /// How long the customer may take to reject a delivery.
                "review" review: String;
                /// The share of its time after which an open handoff is at risk; 0.75 unless set.
                "at-risk" at_risk: f64;
                /// Who is told, and when.
                "escalate" escalate: List<EscalationSpec>;
                /// What the supplier owes when it stays late.
                "remedy" remedy: RemedySpec;
                /// Whose hours count; the supplier's calendar unless set.
                "calendar" calendar: String;
                /// The days on which this version is in force; the agreement's unless set.
                "in-force" in_force: InForceSpec;
            }

            /// Someone to be told.
            "`escalate`" EscalationSpec {
                /// A person or role.
                "to" to: String, required;
                /// "1 business day before", "2 days after".
                "when" when: String, required;
            }

            /// What falls due when it stays late.
            "`remedy`" RemedySpec {
                /// How long after the deadline.
                "after" after: String, required;
                /// What.
                "text" text: Text, required;
            }

            /// Local times, half-open.
            "`time`" TimeSpec {
                /// The first moment, such as "17:00".
                "from" from: String;
                /// The first moment that no longer counts.
                "until" until: String;
            }
        }
    };
}
pub(crate) use agreement_tables;

/// What a table must say.
pub(crate) trait Missing {
    /// What kind of table it is, and the keys that it must have and lacks. A file has been told when it was read.
    fn missing(&self) -> Vec<(&'static str, &'static str)>;
}

macro_rules! define {
    ($(
        #[doc = $doc:literal]
        $what:literal $name:ident {
            $(#[doc = $field_doc:literal] $key:literal $field:ident: $type:ty $(, $required:ident)?;)*
        }
    )*) => {$(
        #[doc = $doc]
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $(
                #[doc = $field_doc]
                pub $field: Option<At<$type>>,
            )*
        }

        impl Missing for $name {
            fn missing(&self) -> Vec<(&'static str, &'static str)> {
                let required: &[(bool, &'static str, &str)] =
                    &[$($((self.$field.is_none(), $key, stringify!($required)),)?)*];
                required.iter().filter(|(is_missing, ..)| *is_missing).map(|&(_, key, _)| ($what, key)).collect()
            }
        }
    )*};
}

agreement_tables!(define);

/// `when`: attributes and what they must be, and a range of local time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConditionSpec {
    /// The attributes, each of which must match.
    pub attributes: Keyed<MatcherSpec>,
    /// The local time in which the trigger must lie.
    pub time: Option<At<TimeSpec>>,
}

/// What an attribute must be. `"@other"` stands for the value of another attribute, `"@@x"` for the text `@x`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum MatcherSpec {
    /// One of these.
    AnyOf(List<String>),
    /// None of these.
    NoneOf(List<String>),
}

/// Everything said about a network but its calendars, file by file.
#[derive(Clone, Debug, Default)]
pub(crate) struct NetworkSpec {
    pub(crate) agreements: Vec<At<AgreementSpec>>,
    pub(crate) departments: List<DepartmentSpec>,
    pub(crate) milestones: List<MilestoneSpec>,
    /// Each with the place of its agreement in the list of them.
    pub(crate) obligations: Vec<(At<ObligationSpec>, usize)>,
}

impl AgreementSpec {
    /// An agreement of which nothing else is said.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: Some(At::from(id.into())), ..Self::default() }
    }
}

impl DepartmentSpec {
    /// A department of which nothing else is said.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: Some(At::from(id.into())), ..Self::default() }
    }
}

impl MilestoneSpec {
    /// A milestone of which nothing else is said.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: Some(At::from(id.into())), ..Self::default() }
    }
}

impl ObligationSpec {
    /// An obligation with what each must say.
    pub fn new(
        id: impl Into<String>,
        supplier: impl Into<String>,
        deliverable: impl Into<Text>,
        due: impl Into<String>,
    ) -> Self {
        Self {
            id: Some(At::from(id.into())),
            supplier: Some(At::from(supplier.into())),
            deliverable: Some(At::from(deliverable.into())),
            due: Some(At::from(due.into())),
            ..Self::default()
        }
    }
}

impl From<&str> for At<String> {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<&str> for At<Text> {
    fn from(text: &str) -> Self {
        Self::from(Text::from(text))
    }
}

impl From<InForce> for At<InForceSpec> {
    fn from(range: InForce) -> Self {
        Self::from(InForceSpec { from: range.from.map(At::from), until: range.until.map(At::from) })
    }
}

/// A list without places: `needs: Some(["sales.slips"].into_iter().collect())`.
impl<T, U: Into<At<T>>> FromIterator<U> for At<List<T>> {
    fn from_iter<I: IntoIterator<Item = U>>(entries: I) -> Self {
        Self::from(entries.into_iter().map(Into::into).collect::<List<T>>())
    }
}

macro_rules! written_as_text {
    ($($type:ty),*) => {$(
        impl From<$type> for At<String> {
            /// As a file says it.
            fn from(value: $type) -> Self {
                Self::from(value.to_string())
            }
        }
    )*};
}

written_as_text!(About, DueRule, Notice, Priority, Roll, Span);
