//! The table of codes.

use std::fmt;

use super::Severity;

macro_rules! table_of_codes {
    ($($variant:ident $name:literal $severity:ident $explanation:literal;)*) => {
        /// What kind of mistake a diagnostic reports. Codes are stable: their names do not change once released.
        ///
        /// | code | severity | what it means |
        /// |---|---|---|
        $(#[doc = concat!("| `", $name, "` | ", stringify!($severity), " | ", $explanation, " |")])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $explanation] $variant,)*
        }

        /// All codes, errors first.
        pub fn codes() -> &'static [Code] {
            &[$(Code::$variant),*]
        }

        impl Code {
            /// The name under which it is printed, such as `unknown-key`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$variant => Severity::$severity,)*
                }
            }

            /// What it means, in a sentence or two of Markdown.
            pub fn explain(self) -> &'static str {
                match self {
                    $(Self::$variant => $explanation,)*
                }
            }
        }
    };
}

table_of_codes! {
    UnreadableFile "unreadable-file" Error
        "A file or directory cannot be read, or a directory holds no `*.toml` file. The message gives the system's reason.";
    FileTooLarge "file-too-large" Error
        "A file is larger than 64 MiB. Agreements are written by people; a file of this size is something else, or belongs in several files.";
    NotUtf8 "not-utf8" Error
        "A file is not UTF-8 text. Save it as UTF-8; the place of the first wrong byte is shown.";
    Syntax "syntax" Error
        "The text is not TOML: a missing quote, bracket or equals sign, a key given twice, a table opened twice.";
    UnsupportedFormat "unsupported-format" Error
        "The file does not say `format = 1`, or names a version of the format that this program does not know.";
    UnknownKey "unknown-key" Error
        "A table has a key that the format does not know. It would be ignored silently otherwise, and a term of the agreement with it.";
    MissingKey "missing-key" Error
        "A table lacks a key that it must have.";
    WrongType "wrong-type" Error
        "A value is of another type than its key takes: a string where a list belongs, a quoted date.";
    BadId "bad-id" Error
        "An id is empty, too long, or has a character that ids cannot have. Letters and digits of any script, `-`, `_` and `.` may stand in it; `#` may not, since it numbers the occurrences of a case.";
    ReservedId "reserved-id" Error
        "An id is one of the names that logs and rules give a meaning of their own: `requested`, `delivered`, `accepted`, `rejected`, `paused`, `resumed`, `extended`, `waived`, `rated`, `complained`, `resolved`, `voided`, `request`, `plan`.";
    DuplicateId "duplicate-id" Error
        "An id is defined twice. Ids hold across all files of the network. Only an obligation may stand several times, as versions that are in force at different times.";
    UnknownId "unknown-id" Error
        "An id is used that nothing defines.";
    UnknownAttribute "unknown-attribute" Error
        "`by the given … of …` names an attribute that the milestone does not list, so that no deadline could ever be read from the log.";
    BadTimezone "bad-timezone" Error
        "A time zone is not in the IANA database. Names have the form `Asia/Shanghai`.";
    BadHours "bad-hours" Error
        "A range of hours has another form than `08:30-12:00`, is empty, or is reversed.";
    OverlappingHours "overlapping-hours" Error
        "Two ranges of hours overlap, on one day of a week or past midnight into the next, or in one exception.";
    BadWeek "bad-week" Error
        "A week names something that is no day (`mon` … `sun`) and no range of days (`mon-fri`), or names one day twice.";
    EmptyWeek "empty-week" Error
        "A calendar's week has no hours at all: nothing could ever be worked or fall due.";
    BadDate "bad-date" Error
        "The days of an entry in a holiday set, or of a season, are not said as `on` one day, `from` one day `to` another, or a day of `every` year.";
    ReversedRange "reversed-range" Error
        "A range of days ends before it starts. Both its ends belong to it.";
    DateTwice "date-twice" Error
        "One holiday set says two things about one date. Where two sets of a calendar name one date, the later set wins; within a set there is no order.";
    OpenWithoutHours "open-without-hours" Error
        "An `open` day needs `as` or `hours` when its weekday is not worked in the calendar that uses the holiday set.";
    HolidayFile "holiday-file" Error
        "A holiday file cannot be read, is not iCalendar, or the program was built without the feature `ics`.";
    TooManyHolidays "too-many-holidays" Error
        "The holiday sets name more dates, or the calendars take more from them, than any company has.";
    BadDueRule "bad-due-rule" Error
        "A due rule does not follow the grammar of the module `due`.";
    BadDuration "bad-duration" Error
        "A duration has another form than `2 business days`, or one that makes no sense at this place.";
    BadValue "bad-value" Error
        "A value is none of those its key allows, or out of range.";
    BadCondition "bad-condition" Error
        "A `when` is not made of values, lists of values, `{ not = … }`, `\"@other\"` and a `time` range.";
    NoCustomer "no-customer" Error
        "An obligation names no customer, and neither does the agreement it stands in.";
    NoCalendar "no-calendar" Error
        "No calendar applies to an obligation: neither it nor its supplier nor the agreement names one.";
    NoPromptly "no-promptly" Error
        "A rule says `promptly`, and the agreement does not say what that means.";
    NeedsRing "needs-ring" Error
        "Obligations need each other in a ring, so that none of them could ever come first.";
    PartOfRing "part-of-ring" Error
        "Departments are part of each other in a ring, so that none of them could be the topmost.";
    NoFirstDay "no-first-day" Error
        "A rule of every period has no first day: neither the obligation's `in-force` nor its agreement's nor `since` of the `[company]` says from when on it holds.";
    BadTemplate "bad-template" Error
        "A `for` has no values, names a key that is not there, or makes two obligations with one id.";
    BadTier "bad-tier" Error
        "A tier has an id twice, waits for other events than its obligation, or belongs to a rule that has no cases.";
    BadExample "bad-example" Error
        "An example is not what the rule gives, or says nothing that the rule could be tried on. The message says what it gives, and the help how that comes about.";
    OverlappingVersions "overlapping-versions" Error
        "Two versions of one obligation are in force on the same day.";
    InfeasibleNeed "infeasible-need" Warning
        "An input falls due after what needs it, so that keeping the agreement by the letter makes the next step late.";
    HolidayEvent "holiday-event" Warning
        "An event of a holiday file cannot be read, and is left out: the rest of the file counts.";
    UnreachedDepartment "unreached-department" Warning
        "A department neither owes anything nor is owed anything.";
    ForeignInput "foreign-input" Warning
        "An obligation needs an input that is owed to another department than the one that needs it.";
    CalendarEndsEarly "calendar-ends-early" Warning
        "The holidays of a calendar are known for a shorter time than the agreement is in force. Beyond it, holidays would silently count as working days.";
    FixedOffset "fixed-offset" Warning
        "A mapping names a zone that keeps one offset all year, such as `EST`. Half of the year its clocks differ from those of the region that is meant.";
    TwiceOwed "twice-owed" Warning
        "Two obligations promise the same deliverable between the same two departments.";
    UnusedMilestone "unused-milestone" Warning
        "A milestone that no due rule uses.";
    UncoveredValue "uncovered-value" Warning
        "A milestone lists a value that every `when` passes over which asks for it: its events would open nothing.";
    MinuteLost "minute-lost" Warning
        "Hours end at 23:59, so that the last minute of the day is not worked. The end of a range is exclusive: `24:00` ends with the day.";
    KeyTwice "key-twice" Warning
        "Two versions of an obligation both have a handoff for one period. That of the earlier version stands.";
    OutlivesAgreement "outlives-agreement" Warning
        "An obligation is said to be in force on days on which its agreement is not. It is in force only while its agreement is.";
    EscalationNever "escalation-never" Warning
        "Somebody is to be told so long before the deadline that no handoff is ever open by then.";
    VersionGap "version-gap" Warning
        "Between two versions of an obligation there are days on which none is in force: what starts on them opens no handoff.";
    UndeclaredAttribute "undeclared-attribute" Warning
        "A `when` looks at an attribute that the milestone does not list, so that it probably never holds.";
    LookAlikeId "look-alike-id" Warning
        "Two ids look the same, but have different letters, such as a Latin and a Cyrillic a.";
    DueInThePast "due-in-the-past" Warning
        "A rule names a day of the month in which its event happens: an event after that day opens what is overdue already.";
    WithoutEffect "without-effect" Warning
        "A key is set that has no meaning for a rule of this kind.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
