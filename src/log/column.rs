//! The columns of a log, in one table: the fields of an [`Event`], the names that readers and mappings know, what a
//! tracker keeps of a row and what it lists again all come from here.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::kind::EventKind;

/// Makes an event's fields and everything that goes through them column by column.
///
/// A `text` is absent or a value; a `list` holds any number of them.
macro_rules! columns {
    ($($(#[doc = $doc:literal])+ $field:ident $column:ident: $kind:ident;)*) => {
        /// A column of a log.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Column {
            /// What happened.
            Event,
            /// When.
            At,
            $($(#[doc = $doc])+ $column,)*
            /// Any other column.
            Attribute,
        }

        impl Column {
            /// The columns that are fields of an event beside its name and instant, in the order of the table.
            pub(crate) const FIELDS: &'static [Self] = &[$(Self::$column),*];

            /// What a log calls it; nothing for an attribute, which has a name of its own.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    Self::Event => "event",
                    Self::At => "at",
                    $(Self::$column => stringify!($field),)*
                    Self::Attribute => "",
                }
            }

            /// The column of this name.
            pub(crate) fn named(name: &str) -> Self {
                match name {
                    "event" => Self::Event,
                    "at" => Self::At,
                    $(stringify!($field) => Self::$column,)*
                    _ => Self::Attribute,
                }
            }

            /// Whether it holds a list.
            pub(crate) const fn is_list(self) -> bool {
                match self {
                    $(Self::$column => columns!(@is_list $kind),)*
                    Self::Event | Self::At | Self::Attribute => false,
                }
            }
        }

        /// One row of a log: something that happened at an instant, as its columns say it.
        ///
        /// The event borrows its texts from wherever they were read, or owns them ([`Event::into_owned`]); a
        /// [`Tracker`](crate::Tracker) keeps copies. Whether it makes sense — the obligation exists, the milestone is
        /// known — is the tracker's to say.
        ///
        /// It serializes, and is read back, under the names that a log's columns have; a row of a JSON Lines log is one.
        ///
        /// ```
        /// use interdept::Event;
        /// let at = "2026-10-08T10:00:00+08:00".parse()?;
        /// let sold = Event::new("vehicle-delivered", at).case("c-17").with("payment", "cash");
        /// let slips = Event::delivered("sales.signed-slips", at).case("c-17").signed(["order slip", "delivery slip"]);
        /// assert_eq!(sold.attribute("payment").as_deref(), Some("cash"));
        /// assert_eq!(slips.case.as_deref(), Some("c-17"));
        /// # Ok::<(), chrono::ParseError>(())
        /// ```
        #[derive(Clone, Debug, PartialEq, Eq, Default)]
        pub struct Event<'a> {
            /// What happened: a milestone's id, or the name of an [`EventKind`].
            pub name: Cow<'a, str>,
            /// When.
            pub at: DateTime<Utc>,
            $($(#[doc = $doc])+ pub $field: columns!(@type 'a $kind),)*
            /// Every other column, by name: the attributes of a milestone or request.
            pub attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
        }

        impl<'a> Event<'a> {
            $(columns!(@setter 'a $field $kind $(#[doc = $doc])+);)*

            /// Puts a value where a column of this name has it. `at` is an instant, and the caller's to set.
            #[inline]
            pub(crate) fn set(&mut self, column: Column, name: &'a str, value: &'a str) {
                match column {
                    Column::Event => self.name = value.into(),
                    Column::At => {}
                    $(Column::$column => self.$field = columns!(@read $kind value),)*
                    Column::Attribute => self.attributes.push((name.into(), value.into())),
                }
            }

            /// Adds a value under a name; to a list one more.
            pub(crate) fn put(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
                let (name, value) = (name.into(), value.into());
                match Column::named(&name) {
                    Column::Event => self.name = value,
                    Column::At => {}
                    $(Column::$column => columns!(@put $kind self.$field, value),)*
                    Column::Attribute => self.attributes.push((name, value)),
                }
            }

            /// The event with the value of each column fetched by `value`, which gives nothing for an absent one.
            #[inline]
            pub(super) fn fetched(at: DateTime<Utc>, value: impl Fn(Column) -> &'a str) -> Self {
                Self {
                    name: value(Column::Event).into(),
                    at,
                    $($field: columns!(@read $kind value(Column::$column)),)*
                    attributes: Vec::new(),
                }
            }

            /// What the fields hold, in the order of the table; of a list one value after the other.
            #[inline]
            pub(crate) fn for_each_value(&self, mut take: impl FnMut(Column, &str)) {
                $(self.$field.iter().for_each(|value| take(Column::$column, value));)*
            }

            /// The same event, which borrows nothing.
            pub fn into_owned(self) -> Event<'static> {
                let owned = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
                Event {
                    name: owned(self.name),
                    at: self.at,
                    $($field: columns!(@own $kind self.$field, owned),)*
                    attributes: self.attributes.into_iter().map(|(name, value)| (owned(name), owned(value))).collect(),
                }
            }

            /// What stands in a field, or in the attribute of this name, so that a condition may speak of `customer` or
            /// `category` as of any other column. Of a list the values stand joined by `;`; an event's own `id` and its
            /// instant are no attributes.
            pub fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
                match Column::named(name) {
                    Column::Event => Some(Cow::Borrowed(&self.name)),
                    Column::At => None,
                    column if column == Column::Id => None,
                    $(Column::$column => columns!(@show $kind self.$field),)*
                    Column::Attribute => {
                        let found = self.attributes.iter().find(|(other, _)| other == name);
                        found.map(|(_, value)| Cow::Borrowed(&**value))
                    }
                }
            }
        }

        /// The names of an event's fields beside `event` and `at`, for documentation.
        macro_rules! field_names {
            () => { $crate::log::column::columns!(@names $($field)*) };
        }
        pub(super) use field_names;
    };
    (@is_list text) => { false };
    (@is_list list) => { true };
    (@type $a:lifetime text) => { Option<Cow<$a, str>> };
    (@type $a:lifetime list) => { Vec<Cow<$a, str>> };
    (@read text $value:expr) => { Some($value).filter(|value| !value.is_empty()).map(Cow::Borrowed) };
    (@read list $value:expr) => { list($value) };
    (@show text $field:expr) => { $field.as_deref().map(Cow::Borrowed) };
    (@show list $field:expr) => { (!$field.is_empty()).then(|| Cow::Owned($field.join(";"))) };
    (@put text $field:expr, $value:expr) => { $field = Some($value) };
    (@put list $field:expr, $value:expr) => { $field.push($value) };
    (@own text $field:expr, $owned:ident) => { $field.map($owned) };
    (@own list $field:expr, $owned:ident) => { $field.into_iter().map($owned).collect() };
    (@setter $a:lifetime $field:ident text $(#[doc = $doc:literal])+) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $field(mut self, value: impl Into<Cow<$a, str>>) -> Self {
            self.$field = Some(value.into());
            self
        }
    };
    (@setter $a:lifetime $field:ident list $(#[doc = $doc:literal])+) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $field<T: Into<Cow<$a, str>>>(mut self, values: impl IntoIterator<Item = T>) -> Self {
            self.$field = values.into_iter().map(Into::into).collect();
            self
        }
    };
    (@names $first:ident $($field:ident)*) => {
        concat!("`", stringify!($first), "`" $(, ", `", stringify!($field), "`")*)
    };
}

pub(super) use columns;

columns! {
    /// The row's own id.
    id Id: text;
    /// What it is about: a contract, a vehicle, an employee; `case#2` names the second occurrence.
    case Case: text;
    /// The obligation it is about.
    obligation Obligation: text;
    /// The period it is about, such as `2026-11`.
    period Period: text;
    /// The documents delivered.
    documents Documents: list;
    /// The documents delivered signed.
    signed Signed: list;
    /// Why.
    reason Reason: text;
    /// A new deadline: a date or an instant.
    until Until: text;
    /// A rating from 1 to 5.
    score Score: text;
    /// The complaint's number.
    complaint Complaint: text;
    /// The department complained of.
    supplier Supplier: text;
    /// The department that complains.
    customer Customer: text;
    /// A complaint's kind.
    category Category: text;
    /// A complaint's root cause.
    cause Cause: text;
    /// The id of the row taken back.
    target Target: text;
    /// Whether the target was kept, `met` or `missed`, where nothing else tells: an export may say no more than that.
    outcome Outcome: text;
}

impl Column {
    /// What the column `outcome` of a delivery calls a target that was kept …
    pub(crate) const KEPT: &'static str = "met";
    /// … and one that was not.
    pub(crate) const NOT_KEPT: &'static str = "missed";
}

impl<'a> Event<'a> {
    /// An event of this name at this instant, with nothing else said.
    pub fn new(name: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self { name: name.into(), at, ..Self::default() }
    }

    fn about(kind: EventKind, obligation: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self::new(kind.as_str(), at).obligation(obligation)
    }

    /// The customer asks for what is due relative to `request`.
    pub fn requested(obligation: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self::about(EventKind::Requested, obligation, at)
    }

    /// The supplier delivers.
    pub fn delivered(obligation: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self::about(EventKind::Delivered, obligation, at)
    }

    /// The customer takes the delivery as it is.
    pub fn accepted(obligation: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self::about(EventKind::Accepted, obligation, at)
    }

    /// The customer sends the delivery back.
    pub fn rejected(obligation: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self::about(EventKind::Rejected, obligation, at)
    }

    /// The customer's side begins to hold the supplier up.
    pub fn paused(obligation: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self::about(EventKind::Paused, obligation, at)
    }

    /// The customer's side no longer holds the supplier up.
    pub fn resumed(obligation: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self::about(EventKind::Resumed, obligation, at)
    }

    /// The customer agrees to a new deadline: [`until`](Self::until), a date or an instant.
    pub fn extended(obligation: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self::about(EventKind::Extended, obligation, at)
    }

    /// Nobody asks for it any more.
    pub fn waived(obligation: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self::about(EventKind::Waived, obligation, at)
    }

    /// The customer says how satisfied it is: [`score`](Self::score), from 1 to 5.
    pub fn rated(obligation: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self::about(EventKind::Rated, obligation, at)
    }

    /// A complaint is made, under its number.
    pub fn complained(complaint: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self::new(EventKind::Complained.as_str(), at).complaint(complaint)
    }

    /// A complaint is closed.
    pub fn resolved(complaint: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self::new(EventKind::Resolved.as_str(), at).complaint(complaint)
    }

    /// The row with an id is taken back.
    pub fn voided(target: impl Into<Cow<'a, str>>, at: DateTime<Utc>) -> Self {
        Self::new(EventKind::Voided.as_str(), at).target(target)
    }

    /// The same event with one more attribute. A name that a column of a log has is that column's.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }
}

/// The elements of a list separated by `;` or `|`, without the space around them; empty ones are none.
fn list(text: &str) -> Vec<Cow<'_, str>> {
    if text.is_empty() {
        return Vec::new();
    }
    text.split([';', '|']).map(str::trim).filter(|element| !element.is_empty()).map(Cow::Borrowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_know_every_field_of_an_event() {
        let fields = Column::FIELDS.iter().filter(|&&column| column != Column::Id).map(|column| column.name());
        let known: Vec<&str> = std::iter::once(Column::Event.name()).chain(fields).collect();
        assert_eq!(crate::network::FIELDS, known);
    }
}
