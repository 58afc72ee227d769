//! The names of things.
//!
//! Ids are short strings that people write into agreement files and logs. Each kind of thing has a type of its own, so
//! that a department can never be passed where an obligation is meant.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

mod period;

pub use period::{Period, PeriodError, PeriodKey, PeriodLength, PeriodName, PeriodNameError};

/// The longest id that is accepted, in bytes.
pub const MAX_ID_LEN: usize = 200;

/// Why a string is not an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdError {
    /// The string is empty.
    #[error("an id cannot be empty")]
    Empty,
    /// The string has more than [`MAX_ID_LEN`] bytes.
    #[error("an id has at most {MAX_ID_LEN} bytes, this one has {0}")]
    TooLong(usize),
    /// A character that an id cannot have.
    #[error("an id cannot contain {0:?}: use letters, digits, `-`, `_` and `.`")]
    BadCharacter(char),
}

/// Checks what every id obeys: letters and digits of any script, `-`, `_` and `.`; at least one character and at
/// most [`MAX_ID_LEN`] bytes.
///
/// # Errors
/// Says which of these it breaks.
pub fn check_id(id: &str) -> Result<(), IdError> {
    if id.is_empty() {
        return Err(IdError::Empty);
    }
    if id.len() > MAX_ID_LEN {
        return Err(IdError::TooLong(id.len()));
    }
    match id.chars().find(|&c| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))) {
        Some(c) => Err(IdError::BadCharacter(c)),
        None => Ok(()),
    }
}

/// What logs and rules give a meaning of their own: the events of a log, the built-in milestone, and who bears what
/// nobody overran.
const RESERVED: [&str; 14] = [
    "requested",
    "delivered",
    "accepted",
    "rejected",
    "paused",
    "resumed",
    "extended",
    "waived",
    "rated",
    "complained",
    "resolved",
    "voided",
    "request",
    "plan",
];

/// Whether an id is one that nothing may be called by.
pub(crate) fn is_reserved(id: &str) -> bool {
    RESERVED.contains(&id)
}

/// What can be named after something else.
pub(crate) trait Resembling {
    /// An id that resembles a text: what cannot stand in it becomes `-`, what is too long is cut.
    fn resembling(text: &str) -> Self;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Compares and sorts as its text does. Cloning is cheap: the text is shared.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Makes an id from its text.
            ///
            /// # Errors
            /// Returns an error when [`check_id`] does.
            pub fn new(id: impl Into<Arc<str>>) -> Result<Self, IdError> {
                let id = id.into();
                check_id(&id)?;
                Ok(Self(id))
            }

            /// The text of the id.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Resembling for $name {
            fn resembling(text: &str) -> Self {
                let allowed = |c: char| if check_id(c.encode_utf8(&mut [0; 4])).is_ok() { c } else { '-' };
                let id: String = text.chars().take(40).map(allowed).collect();
                Self(if id.is_empty() { "-".into() } else { id.into() })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(s: &str) -> Result<Self, IdError> {
                Self::new(s)
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// The id of a department, such as `consumer-loan`.
    DepartmentId;
    /// The id of an obligation, such as `sales.decoration-slip`.
    ObligationId;
    /// The id of a milestone, such as `vehicle-delivered`.
    MilestoneId;
    /// The id of a calendar.
    CalendarId;
    /// The id of a set of holidays, such as `cn-2026`.
    HolidaySetId;
    /// The id of an agreement.
    AgreementId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_refuse_what_would_confuse_a_reader() {
        assert_eq!(DepartmentId::new("财务部").unwrap().as_str(), "财务部");
        assert_eq!(DepartmentId::new(""), Err(IdError::Empty));
        assert_eq!(DepartmentId::new("a#1"), Err(IdError::BadCharacter('#')));
        assert_eq!(DepartmentId::new("a\nb"), Err(IdError::BadCharacter('\n')));
        assert_eq!(DepartmentId::new("x".repeat(201)), Err(IdError::TooLong(201)));
    }
}
