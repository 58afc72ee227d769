//! Holidays that do not stand in the agreement files themselves.

use crate::HolidaySetId;
use crate::calendar::{Builtin, HolidaySet};
use crate::diagnostic::escaped;
use crate::id::Resembling;

/// How holiday files are read, given the name of the agreement file and the path that stands in it: the loader from
/// disk reads beside the agreement file, the one from text refuses.
pub(super) struct HolidayFiles<'r> {
    pub(super) read: &'r dyn Fn(&str, &str) -> Result<String, String>,
}

/// Why holidays from elsewhere could not be taken in.
pub(super) struct Refused {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl HolidayFiles<'_> {
    /// The holidays of an iCalendar file that an agreement file names, and what of it could not be read.
    pub(super) fn read(&self, agreement: &str, file: &str) -> Result<(HolidaySet, Vec<String>), Refused> {
        if cfg!(not(feature = "ics")) {
            return Err(Refused {
                message: "this program was built without the reader of holiday files".to_owned(),
                help: Some("build it with the feature `ics`, or write the days into the file".to_owned()),
            });
        }
        let text = (self.read)(agreement, file).map_err(|reason| Refused {
            message: format!("cannot read the holiday file `{}`: {reason}", escaped(file)),
            help: Some("its path counts from the folder of this file".to_owned()),
        })?;
        parse(file, &text)
    }
}

#[cfg(feature = "ics")]
fn parse(file: &str, text: &str) -> Result<(HolidaySet, Vec<String>), Refused> {
    let read = HolidaySet::from_ics(HolidaySetId::resembling(file), text).map_err(|error| Refused {
        message: format!("cannot read the holiday file `{}`: {error}", escaped(file)),
        help: Some("it is an iCalendar file, as calendar programs export them".to_owned()),
    });
    let (set, left_out) = read?;
    let said = |warning: &crate::calendar::IcsError| format!("in the holiday file `{}`, {warning}", escaped(file));
    Ok((set, left_out.iter().map(said).collect()))
}

#[cfg(not(feature = "ics"))]
fn parse(_: &str, _: &str) -> Result<(HolidaySet, Vec<String>), Refused> {
    Err(Refused { message: "built without the reader of holiday files".to_owned(), help: None })
}

/// A set that comes with the crate.
pub(super) fn builtin(name: &str) -> Result<HolidaySet, Refused> {
    let ready = Builtin::ALL.into_iter().find(|ready| ready.as_str() == name);
    ready.map(|ready| ready.holidays(HolidaySetId::resembling(name))).ok_or_else(|| Refused {
        message: format!("no holiday set `{}` comes with the program", escaped(name)),
        help: Some("the one that does is \"china\": mainland China, 2018 to 2026".to_owned()),
    })
}
