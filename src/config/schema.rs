//! The tables of an agreement file, key by key.
//!
//! Every key is optional here: a required one that is missing has been reported when the table was read.

use chrono::NaiveDate;
use toml::de::DeValue;

use super::bound::Bound;
#[cfg(feature = "schema")]
use super::json_schema;
use super::read::{Cx, Item, Keyed, List, Read};
use super::write::Write;
use crate::Text;
use crate::diagnostic::{At, Code, Finding, escaped};
use crate::network::{
    AgreementSpec, AttributesSpec, BoundsSpec, CompanySpec, ConditionSpec, DepartmentSpec, EachSpec, EscalationSpec,
    ExampleSpec, InForceSpec, MatcherSpec, MilestoneSpec, ObjectiveSpec, Objectives, ObligationSpec, PeriodSpec,
    RemedySpec, Scalar, TierSpec, TimeSpec,
};

/// Declares tables: for each key of the file its field and type, and whether it must be there.
macro_rules! tables {
    ($(
        #[doc = $doc:literal]
        $what:literal $name:ident {
            $(#[doc = $field_doc:literal] $key:literal $field:ident: $type:ty $(, $required:ident)?;)*
        }
    )*) => {
        $(
            #[doc = $doc]
            #[derive(Clone, Debug, Default, PartialEq)]
            pub(super) struct $name {
                $(
                    #[doc = $field_doc]
                    pub(super) $field: Option<At<$type>>,
                )*
            }
        )*
        read_and_write! {$(
            #[doc = $doc]
            $what $name {
                $(#[doc = $field_doc] $key $field: $type $(, $required)?;)*
            }
        )*}
    };
}

/// Reads and writes tables, and describes them as a schema.
macro_rules! read_and_write {
    ($(
        #[doc = $doc:literal]
        $what:literal $name:ident {
            $(#[doc = $field_doc:literal] $key:literal $field:ident: $type:ty $(, $required:ident)?;)*
        }
    )*) => {$(
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
        /// What holds for the whole company; once in all files.
        "company" company: CompanySpec;
        /// What holds for all obligations of this file.
        "agreement" agreement: AgreementSpec;
        /// When departments work.
        "calendar" calendars: Keyed<CalendarTable>;
        /// Dates on which the week of a calendar does not hold.
        "holidays" holidays: Keyed<HolidaysTable>;
        /// Periods that no calendar knows.
        "period" periods: Keyed<PeriodSpec>;
        /// The departments.
        "department" departments: List<DepartmentSpec>;
        /// The business events that open handoffs.
        "milestone" milestones: List<MilestoneSpec>;
        /// What is owed.
        "obligation" obligations: List<ObligationSpec>;
    }

    /// When people work.
    "[calendar.…]" CalendarTable {
        /// The IANA time zone, such as "Asia/Shanghai".
        "timezone" timezone: String, required;
        /// The hours of each day ("mon") or range of days ("mon-fri").
        "week" week: Keyed<List<String>>, required;
        /// Times with a week of their own; of several on one day, the last.
        "seasons" seasons: List<SeasonTable>;
        /// The holiday sets that apply; where two name a date, the later one wins.
        "holidays" holidays: List<String>;
        /// When the last day of a period of days ends: "close" of business (the default) or "midnight".
        "day-ends" day_ends: String;
    }

    /// A time with a week of its own.
    "a season" SeasonTable {
        /// The first day: of every year ("07-01"), or a date.
        "from" from: Bound, required;
        /// The last day, inclusive; of every year where the first is.
        "to" to: Bound, required;
        /// The hours of each day ("mon") or range of days ("mon-fri").
        "week" week: Keyed<List<String>>, required;
        /// What it is called.
        "name" name: Text;
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
        /// An iCalendar file, in the folder of this one or below, whose events are closed.
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
        /// The day of every year: "12-25", "last monday of may", "easter + 1 day".
        "every" every: String;
        /// The first day: a date, or a day of every year ("12-24"). Or a time, from which it is closed.
        "from" from: Bound;
        /// The last day, inclusive. Or the time until which it is closed.
        "to" to: Bound;
        /// The weekday whose hours are worked.
        "as" like: String;
        /// The hours worked, such as "08:30-12:00"; in `partial`, those that are left of the day's own.
        "hours" hours: List<String>;
        /// The working day that is closed in place of a day of `every` year that falls on a day off: "following" or "nearest".
        "substitute" substitute: String;
        /// The weekdays that are replaced; all, unless set.
        "substitute-on" substitute_on: List<String>;
        /// What the day is called.
        "name" name: Text;
    }

}

/// The keys of a file that say what a network is are the network's own.
use crate::network::spec::agreement_tables;
agreement_tables!(read_and_write);

const BOUNDS: [&str; 4] = ["over", "at-least", "under", "at-most"];

impl Read for ConditionSpec {
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

impl Read for Objectives {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        if item.get_ref().is_array() {
            Read::read(item, cx).map(Self)
        } else {
            cx.located(item).map(|one| Self(vec![one]))
        }
    }
}

impl Read for AttributesSpec {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Some(table) = item.get_ref().as_table() else {
            let names: List<String> = Read::read(item, cx)?;
            return Some(Self(names.into_iter().map(|name| (name, None)).collect()));
        };
        let mut attributes = Vec::new();
        for (key, value) in table {
            key.get_ref().as_ref().clone_into(&mut cx.key);
            let name = At { value: key.get_ref().to_string(), span: Some(cx.span(key.span())) };
            let values = match value.get_ref() {
                DeValue::String(word) if word == "any" => None,
                DeValue::Array(_) => Some(Read::read(value, cx)?),
                DeValue::String(_)
                | DeValue::Integer(_)
                | DeValue::Float(_)
                | DeValue::Boolean(_)
                | DeValue::Datetime(_)
                | DeValue::Table(_) => {
                    cx.wrong_type(value, "a list of values, or \"any\"");
                    return None;
                }
            };
            attributes.push((name, values));
        }
        Some(Self(attributes))
    }
}

impl Read for EachSpec {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Some(table) = item.get_ref().as_table() else {
            return Read::read(item, cx).map(Self::Values);
        };
        match table.iter().next() {
            Some((key, value)) if table.len() == 1 && key.get_ref() == "parts-of" => {
                cx.located(value).map(Self::PartsOf)
            }
            _ => {
                let finding = Finding::new(Code::BadTemplate, format!("`{}` is made for a table", escaped(&cx.key)));
                let help = "write a list of values, or { parts-of = \"it\" }";
                cx.findings.push(finding.at(cx.span(item.span()), "neither of them").help(help));
                None
            }
        }
    }
}

/// A number, or a text that may be filled in with one.
fn bound(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<At<String>> {
    let value = match item.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(_) => i64::read(item, cx)?.to_string(),
        DeValue::Float(_) => f64::read(item, cx)?.to_string(),
        DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
            cx.wrong_type(item, "a number");
            return None;
        }
    };
    Some(At { value, span: Some(cx.span(item.span())) })
}

/// `{ over = …, at-most = … }`; none where a key is no bound.
fn bounds(table: &toml::de::DeTable<'_>, cx: &mut Cx<'_>) -> Option<BoundsSpec> {
    let mut bounds = BoundsSpec::default();
    for (key, value) in table {
        let slot = match &**key.get_ref() {
            "over" => &mut bounds.over,
            "at-least" => &mut bounds.at_least,
            "under" => &mut bounds.under,
            "at-most" => &mut bounds.at_most,
            _ => return None,
        };
        *slot = Some(bound(value, cx)?);
    }
    Some(bounds)
}

impl Read for MatcherSpec {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Some(table) = item.get_ref().as_table() else {
            return values(item, cx).map(Self::AnyOf);
        };
        match table.iter().next() {
            Some((key, value)) if table.len() == 1 && key.get_ref() == "not" => values(value, cx).map(Self::NoneOf),
            Some((key, value)) if table.len() == 1 && key.get_ref() == "starts-with" => {
                values(value, cx).map(Self::StartsWith)
            }
            Some(_) if table.keys().all(|key| BOUNDS.contains(&&**key.get_ref())) => {
                bounds(table, cx).map(Self::Number)
            }
            _ => {
                let finding = Finding::new(Code::BadCondition, format!("`{}` is compared with a table", cx.key));
                let help = format!(
                    "write a value, a list of values, {{ not = … }}, {{ starts-with = … }}, \"@other\", or numbers {}; {}",
                    "{ over, at-least, under, at-most }", "only `time` takes { from = …, until = … }"
                );
                cx.findings.push(finding.at(cx.span(item.span()), "no comparison known").help(help));
                None
            }
        }
    }
}

/// One value or a list of them.
fn values(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<List<String>> {
    match item.get_ref() {
        DeValue::Array(array) => {
            let values: List<String> = array.iter().filter_map(|element| scalar(element, cx)).collect();
            // One that is wrong has been reported; without it the list would say something else.
            (values.len() == array.len()).then_some(values)
        }
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Table(_) => Some(vec![scalar(item, cx)?]),
    }
}

fn scalar(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<At<String>> {
    let scalar: At<Scalar> = cx.located(item)?;
    Some(At { value: scalar.value.0, span: scalar.span })
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
