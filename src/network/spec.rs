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

use super::fill::{Fill, Role};
use super::{About, InForce, Priority, WhileOpen};

/// A list whose entries know where they were written.
pub type List<T> = Vec<At<T>>;

/// A table whose keys are the writer's own, in the order of the file.
pub type Keyed<T> = Vec<(At<String>, At<T>)>;

/// Hands the tables to a macro: for each key of the file its field and type, and whether it must be there.
macro_rules! agreement_tables {
    ($then:ident) => {
        $then! {
            /// What holds for the whole company; once in all files.
            "[company]" CompanySpec {
                /// The zone reports tell the time in; that of the first agreement's calendar unless set.
                "timezone" timezone: String;
                /// The day weeks start on, in rules and reports: "mon" unless set, "sun" or "sat".
                "week-starts" week_starts: String;
                /// The first day that counts where neither obligation nor agreement names one.
                "since" since: NaiveDate;
                /// What roles, documents, attributes and their values are called, and the categories and causes of complaints, by what agreements and logs write.
                "names" names: Keyed<Text>;
            }

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
                "objective" objective: Objectives;
                /// How many good handoffs in a row lift the standing of a pair by one step; what the objective makes fit unless set.
                "recovery" recovery: i64;
                /// The days on which it is in force.
                "in-force" in_force: InForceSpec;
                /// The codes of warnings that this file does not want to hear.
                "allow" allow: List<String>;
            }

            /// The share of handoffs that should be on time.
            "`objective`" ObjectiveSpec {
                /// The share, from 0 to 1.
                "on-time" on_time: f64, required;
                /// What came so long after the deadline still counts as on time.
                "grace" grace: String;
                /// Over how long it is taken: "4 weeks" unless set, or "calendar week", "month", "quarter", "year".
                "over" over: String;
            }

            /// A range of days, both inclusive.
            "`in-force`" InForceSpec {
                /// The first day.
                "from" from: NaiveDate;
                /// The last day.
                "until" until: NaiveDate;
            }

            /// Periods that no calendar knows: 4-4-5 months, sprints, terms.
            "[period.…]" PeriodSpec {
                /// The days on which they start, in order; the last one only ends the period before it.
                "starts" starts: List<NaiveDate>;
                /// How long each lasts, in days or weeks, where they are all as long: "2 weeks".
                "every" every: String;
                /// The first day of the first, with `every`.
                "from" from: NaiveDate;
            }

            /// An organisational unit.
            "[[department]]" DepartmentSpec {
                /// Its id.
                "id" id: String, required;
                /// What it is called; its id unless set.
                "name" name: Text;
                /// What logs call it.
                "also" also: List<String>;
                /// The department it is part of, with which it is rolled up in reports.
                "part-of" part_of: String;
                /// When it works; that of the department it is part of unless set, else the obligation's agreement's.
                "calendar" calendar: String;
            }

            /// A business event that opens handoffs.
            "[[milestone]]" MilestoneSpec {
                /// Its id, the name of its events in the log.
                "id" id: String, required;
                /// What it is called; its id unless set.
                "name" name: Text;
                /// The attributes that its events carry: a list of names, or a table with the values of each.
                "attributes" attributes: AttributesSpec;
            }

            /// What one department owes another.
            "[[obligation]]" ObligationSpec {
                /// Makes one obligation for every combination of values; `{key}` stands for them in any text.
                "for" each: Keyed<EachSpec>;
                /// Its id.
                "id" id: String, required;
                /// The department that owes.
                "supplier" supplier: String, required;
                /// The department that is owed; the agreement's customer unless set.
                "customer" customer: String;
                /// What is delivered.
                "deliverable" deliverable: Text, required;
                /// When it is due, such as "within 3 days of vehicle-delivered".
                "due" due: String, due_or_tiers;
                /// Variants for some cases; the first whose `when` holds gives the terms.
                "tiers" tiers: List<TierSpec>;
                /// The obligations whose deliveries it needs.
                "needs" needs: List<String>;
                /// Documents without which a delivery is incomplete.
                "documents" documents: List<String>;
                /// Documents without which, signed, a delivery is incomplete.
                "signed" signed: List<String>;
                /// What the trigger must look like for a handoff to open.
                "when" when: ConditionSpec;
                /// The time of day from which on a trigger counts as of the next working day.
                "cut-off" cut_off: String;
                /// What a trigger does while the case's handoff is open: "another", "ignore" or "restart".
                "while-open" while_open: String;
                /// How a deadline leaves a day that is not worked.
                "roll" roll: String;
                /// "this period" or "previous period".
                "about" about: String;
                /// "low", "normal", "high" or "critical".
                "priority" priority: String;
                /// The shares of handoffs that should be on time; the agreement's unless set.
                "objective" objective: Objectives;
                /// How long the customer may take to reject a delivery.
                "review" review: String;
                /// The share of its time after which an open handoff is at risk; 0.75 unless set.
                "at-risk" at_risk: f64;
                /// Who is told, and when.
                "escalate" escalate: List<EscalationSpec>;
                /// What the supplier owes when it stays late.
                "remedy" remedy: RemedySpec;
                /// Deadlines that the rule must give: for those who sign, and checked at load.
                "examples" examples: List<ExampleSpec>;
                /// Whose hours count; the supplier's calendar unless set.
                "calendar" calendar: String;
                /// The days on which this version is in force; the agreement's unless set.
                "in-force" in_force: InForceSpec;
            }

            /// A variant of an obligation; what it does not say is the obligation's.
            "a tier" TierSpec {
                /// Its id, such as "P1".
                "id" id: String, required;
                /// For which triggers it is; all that no tier before it takes, unless set.
                "when" when: ConditionSpec;
                /// When it is due.
                "due" due: String;
                /// How a deadline leaves a day that is not worked.
                "roll" roll: String;
                /// The time of day from which on a trigger counts as of the next working day.
                "cut-off" cut_off: String;
                /// How long the customer may take to reject a delivery.
                "review" review: String;
                /// The share of its time after which an open handoff is at risk.
                "at-risk" at_risk: f64;
                /// "low", "normal", "high" or "critical".
                "priority" priority: String;
                /// Documents without which a delivery is incomplete.
                "documents" documents: List<String>;
                /// Documents without which, signed, a delivery is incomplete.
                "signed" signed: List<String>;
                /// The shares of handoffs that should be on time.
                "objective" objective: Objectives;
                /// Who is told, and when.
                "escalate" escalate: List<EscalationSpec>;
                /// What the supplier owes when it stays late.
                "remedy" remedy: RemedySpec;
            }

            /// A deadline that the rule must give.
            "an example" ExampleSpec {
                /// The instant of the trigger; local time on the obligation's calendar where it has no offset.
                "at" at: Scalar;
                /// The period, for a rule of every period.
                "period" period: Scalar;
                /// What the trigger carries.
                "attributes" attributes: Keyed<Scalar>;
                /// The deadline.
                "due" due: Scalar, required;
            }

            /// Someone to be told.
            "`escalate`" EscalationSpec {
                /// A person or role.
                "to" to: String, required;
                /// "at 50% of the time", "1 business day before", "at the deadline", "2 days after".
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

        impl Fill for $name {
            fn fill(&self, key: &str, with: &mut dyn FnMut(Role, &str) -> String) -> Self {
                let _ = key;
                Self { $($field: self.$field.as_ref().map(|said| said.with(said.value.fill($key, with)))),* }
            }
        }

        impl Missing for $name {
            fn missing(&self) -> Vec<(&'static str, &'static str)> {
                let required: &[(bool, &'static str, &str)] =
                    &[$($((self.$field.is_none(), $key, stringify!($required)),)?)*];
                let missing = required.iter().filter(|(is_missing, _, how)| *is_missing && *how == "required");
                missing.map(|&(_, key, _)| ($what, key)).collect()
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
    /// A text that starts with one of these.
    StartsWith(List<String>),
    /// A number within these bounds.
    Number(BoundsSpec),
}

/// Bounds of a number, each as it is written: `10000`, `-0.5`. At least one of them is set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoundsSpec {
    /// Larger than this.
    pub over: Option<At<String>>,
    /// This or larger.
    pub at_least: Option<At<String>>,
    /// Smaller than this.
    pub under: Option<At<String>>,
    /// This or smaller.
    pub at_most: Option<At<String>>,
}

/// One or several objectives: a table, or a list of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Objectives(pub List<ObjectiveSpec>);

impl From<ObjectiveSpec> for At<Objectives> {
    fn from(one: ObjectiveSpec) -> Self {
        Self::from(Objectives(vec![one.into()]))
    }
}

/// A text, a number or a truth value, kept as the text that a log would have: `"cash"`, `5`, `true`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scalar(pub String);

impl From<&str> for At<Scalar> {
    fn from(text: &str) -> Self {
        Self::from(Scalar(text.to_owned()))
    }
}

/// The attributes of a milestone, each with its values where these are a closed list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributesSpec(pub Vec<(At<String>, Option<List<Scalar>>)>);

/// Attributes that may have any value.
impl<'a> FromIterator<&'a str> for At<AttributesSpec> {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        Self::from(AttributesSpec(names.into_iter().map(|name| (name.into(), None)).collect()))
    }
}

/// The values for which an obligation is made.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum EachSpec {
    /// These.
    Values(List<Scalar>),
    /// The ids of the departments directly part of this one.
    PartsOf(At<String>),
}

/// Everything said about a network but its calendars, file by file.
#[derive(Clone, Debug, Default)]
pub(crate) struct NetworkSpec {
    /// At most one, in the end.
    pub(crate) companies: List<CompanySpec>,
    pub(crate) agreements: Vec<At<AgreementSpec>>,
    pub(crate) periods: Keyed<PeriodSpec>,
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

written_as_text!(About, DueRule, Notice, Priority, Roll, Span, WhileOpen);
