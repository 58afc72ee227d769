//! The tables of an agreement file, key by key.
//!
//! Every key is optional here: a required one that is missing has been reported when the table was read.

use chrono::NaiveDate;
use toml::de::DeValue;

#[cfg(feature = "schema")]
use super::json_schema;
use super::read::{Cx, Item, Keyed, List, Read};
use super::write::Write;
use crate::Text;
use crate::diagnostic::{At, Code, Finding};

/// Declares the tables: for each key of the file its field and type, and whether it must be there.
macro_rules! tables {
    ($(
        #[doc = $doc:literal]
        $what:literal $name:ident {
            $(#[doc = $field_doc:literal] $key:literal $field:ident: $type:ty $(, $required:ident)?;)*
        }
    )*) => {$(
        #[doc = $doc]
        #[derive(Clone, Debug, Default, PartialEq)]
        pub(super) struct $name {
            $(
                #[doc = $field_doc]
                pub(super) $field: Option<At<$type>>,
            )*
        }

        impl $name {
            /// The keys in the order in which they are written.
            pub(super) const KEYS: &[&'static str] = &[$($key),*];

            /// The keys that are set, with their values as TOML.
            pub(super) fn entries(&self) -> Vec<(&'static str, &dyn Write)> {
                let mut entries: Vec<(&'static str, &dyn Write)> = Vec::new();
                $(entries.extend(self.$field.as_ref().map(|field| ($key, &field.value as &dyn Write)));)*
                entries
            }
        }

        impl Read for $name {
            fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
                let table = cx.table(item, Self::KEYS)?;
                let this = Self { $($field: cx.field(table, $key)),* };
                $($(cx.$required(item, table, $key, $what);)?)*
                cx.unknown_keys(table, Self::KEYS, $what);
                Some(this)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                json_schema::name(stringify!($name))
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let properties = vec![$(json_schema::Property {
                    key: $key,
                    doc: $field_doc,
                    schema: <$type as json_schema::Describe>::schema(generator),
                    required: <[&str]>::contains(&[$(stringify!($required))?], &"required"),
                }),*];
                json_schema::table($doc, properties)
            }
        }

        #[cfg(feature = "schema")]
        impl json_schema::Describe for $name {
            fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                generator.subschema_for::<Self>()
            }
        }

        impl Write for $name {
            fn write(&self, out: &mut String) {
                super::write::inline_table(self.entries(), out);
            }
        }
    )*};
}

tables! {
    /// An agreement file of interdept: calendars, departments, milestones, and what departments owe each other.
    "an agreement file" File {
        /// The version of this format: 1.
        "format" format: i64;
        /// What holds for all obligations of this file.
        "agreement" agreement: AgreementTable;
        /// When departments work.
        "calendar" calendars: Keyed<CalendarTable>;
        /// Dates on which the week of a calendar does not hold.
        "holidays" holidays: Keyed<HolidaysTable>;
        /// The departments.
        "department" departments: List<DepartmentTable>;
        /// The business events that open handoffs.
        "milestone" milestones: List<MilestoneTable>;
        /// What is owed.
        "obligation" obligations: List<ObligationTable>;
    }

    /// What holds for all obligations of a file.
    "[agreement]" AgreementTable {
        /// Its id.
        "id" id: String;
        /// What it is called.
        "name" name: Text;
        /// The customer of obligations that name none.
        "customer" customer: String;
        /// The calendar of departments that name none.
        "calendar" calendar: String;
        /// What "promptly" means, such as "1 business day".
        "promptly" promptly: String;
        /// The share of handoffs that should be on time.
        "objective" objective: ObjectiveTable;
        /// How many good handoffs in a row lift the standing of a pair by one step; 12 unless set.
        "recovery" recovery: i64;
        /// The days on which it is in force.
        "in-force" in_force: InForceTable;
    }

    /// The share of handoffs that should be on time.
    "`objective`" ObjectiveTable {
        /// The share, from 0 to 1.
        "on-time" on_time: f64, required;
        /// Over how long it is taken; "4 weeks" unless set.
        "over" over: String;
    }

    /// A range of days, both inclusive.
    "`in-force`" InForceTable {
        /// The first day.
        "from" from: NaiveDate;
        /// The last day.
        "until" until: NaiveDate;
    }

    /// When people work.
    "[calendar.…]" CalendarTable {
        /// The IANA time zone, such as "Asia/Shanghai".
        "timezone" timezone: String, required;
        /// The hours of each day ("mon") or range of days ("mon-fri").
        "week" week: Keyed<List<String>>, required;
        /// The holiday sets that apply; where two name a date, the later one wins.
        "holidays" holidays: List<String>;
        /// When the last day of a period of days ends: "close" of business (the default) or "midnight".
        "day-ends" day_ends: String;
    }

    /// Dates on which the week of a calendar does not hold.
    "[holidays.…]" HolidaysTable {
        /// The days that this set knows, both inclusive.
        "covers" covers: CoversTable;
        /// Days on which nobody works.
        "closed" closed: List<DaysTable>;
        /// Days that are worked though their weekday may not be.
        "open" open: List<DaysTable>;
        /// Days that are worked for shorter.
        "partial" partial: List<DaysTable>;
        /// An iCalendar file, relative to this one, whose events are closed days.
        "file" file: String;
        /// A set that comes with the program: "china".
        "builtin" builtin: String;
    }

    /// A range of days, both inclusive.
    "`covers`" CoversTable {
        /// The first day.
        "from" from: NaiveDate, required;
        /// The last day.
        "to" to: NaiveDate, required;
    }

    /// One day, or several in a row.
    "a day of a holiday set" DaysTable {
        /// The day.
        "on" on: NaiveDate;
        /// The first day.
        "from" from: NaiveDate;
        /// The last day, inclusive.
        "to" to: NaiveDate;
        /// The weekday whose hours are worked.
        "as" like: String;
        /// The hours worked, such as "08:30-12:00".
        "hours" hours: List<String>;
        /// What the day is called.
        "name" name: Text;
    }

    /// An organisational unit.
    "[[department]]" DepartmentTable {
        /// Its id.
        "id" id: String, required;
        /// What it is called.
        "name" name: Text;
        /// When it works; the agreement's calendar unless set.
        "calendar" calendar: String;
    }

    /// A business event that opens handoffs.
    "[[milestone]]" MilestoneTable {
        /// Its id, the name of its events in the log.
        "id" id: String, required;
        /// What it is called.
        "name" name: Text;
        /// The attributes that its events carry.
        "attributes" attributes: List<String>;
    }

    /// What one department owes another.
    "[[obligation]]" ObligationTable {
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
        "when" when: WhenTable;
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
        "escalate" escalate: List<EscalateTable>;
        /// What the supplier owes when it stays late.
        "remedy" remedy: RemedyTable;
        /// Whose hours count; the supplier's calendar unless set.
        "calendar" calendar: String;
        /// The days on which this version is in force; the agreement's unless set.
        "in-force" in_force: InForceTable;
    }

    /// Someone to be told.
    "`escalate`" EscalateTable {
        /// A person or role.
        "to" to: String, required;
        /// "1 business day before", "2 days after".
        "when" when: String, required;
    }

    /// What falls due when it stays late.
    "`remedy`" RemedyTable {
        /// How long after the deadline.
        "after" after: String, required;
        /// What.
        "text" text: Text, required;
    }

    /// Local times, half-open.
    "`time`" TimeTable {
        /// The first moment, such as "17:00".
        "from" from: String;
        /// The first moment that no longer counts.
        "until" until: String;
    }
}

/// `when`: attributes and what they must be, and a range of local time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct WhenTable {
    pub(super) attributes: Keyed<Wanted>,
    pub(super) time: Option<At<TimeTable>>,
}

/// What an attribute must be: one of some values, or none of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    pub(super) not: bool,
    pub(super) values: List<Scalar>,
}

/// A value as a log would write it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scalar(pub(super) String);

impl Read for WhenTable {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let table = cx.table(item, &[])?;
        let mut this = Self::default();
        for (key, value) in table {
            key.get_ref().as_ref().clone_into(&mut cx.key);
            if key.get_ref() == "time" {
                this.time = cx.located(value);
                continue;
            }
            let name = At { value: key.get_ref().to_string(), span: Some(cx.span(key.span())) };
            this.attributes.extend(cx.located(value).map(|wanted| (name, wanted)));
        }
        Some(this)
    }
}

impl Read for Wanted {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Some(table) = item.get_ref().as_table() else {
            return values(item, cx).map(|values| Self { not: false, values });
        };
        match table.iter().next() {
            Some((key, value)) if table.len() == 1 && key.get_ref() == "not" => {
                values(value, cx).map(|values| Self { not: true, values })
            }
            _ => {
                let finding = Finding::new(Code::BadCondition, format!("`{}` is compared with a table", cx.key));
                let help = format!(
                    "write a value, a list of values, {{ not = … }} or \"@other\"; {} takes {{ from = …, until = … }}",
                    "only `time`"
                );
                cx.findings.push(finding.at(cx.span(item.span()), "no comparison known").help(help));
                None
            }
        }
    }
}

/// One value or a list of them.
fn values(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<List<Scalar>> {
    match item.get_ref() {
        DeValue::Array(array) => {
            if array.is_empty() {
                let finding = Finding::new(Code::BadCondition, format!("`{}` is compared with nothing", cx.key));
                cx.findings.push(finding.at(cx.span(item.span()), "an empty list").help("name at least one value"));
            }
            Some(array.iter().filter_map(|element| cx.located(element)).collect())
        }
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Table(_) => Some(vec![cx.located(item)?]),
    }
}

impl Read for Scalar {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        match item.get_ref() {
            DeValue::String(text) => Some(Self(text.to_string())),
            DeValue::Integer(number) => Some(Self(number.to_string())),
            DeValue::Float(number) => Some(Self(number.to_string())),
            DeValue::Boolean(truth) => Some(Self(truth.to_string())),
            DeValue::Datetime(datetime) => Some(Self(datetime.to_string())),
            DeValue::Array(_) | DeValue::Table(_) => {
                let finding =
                    Finding::new(Code::BadCondition, format!("`{}` is compared with a list or table", cx.key));
                let help = "compare it with a value: \"cash\", or with another attribute: \"@holder\"";
                cx.findings.push(finding.at(cx.span(item.span()), "no value").help(help));
                None
            }
        }
    }
}
