//! Days that come back every year.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::hours::{WEEKDAYS, full_name, index, parse_weekday};

/// A day of the year, `12-25`, whatever the year.
///
/// ```
/// use interdept::calendar::MonthDay;
/// let day: MonthDay = "02-29".parse()?;
/// assert_eq!(day.in_year(2028), chrono::NaiveDate::from_ymd_opt(2028, 2, 29));
/// assert_eq!(day.in_year(2026), None);
/// # Ok::<(), interdept::calendar::YearDayError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: u8,
    day: u8,
}

/// A leap year: it has every day that any year has.
const LEAP_YEAR: i32 = 2000;

impl MonthDay {
    /// A day of a month, 29 February included; none where no year has it.
    pub fn new(month: u32, day: u32) -> Option<Self> {
        let date = NaiveDate::from_ymd_opt(LEAP_YEAR, month, day)?;
        Some(Self { month: u8::try_from(date.month()).ok()?, day: u8::try_from(date.day()).ok()? })
    }

    /// The month, from 1.
    pub fn month(self) -> u32 {
        self.month.into()
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u32 {
        self.day.into()
    }

    /// Its date in a year; none for 29 February in a year without one.
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, self.month(), self.day())
    }

    /// The first date of a year that is not before it: 1 March for 29 February in a year without one.
    pub(super) fn first_from(self, year: i32) -> Option<NaiveDate> {
        self.in_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
    }

    /// The first date of a year, or the one after it, that comes after this day.
    pub(super) fn first_after(self, year: i32) -> Option<NaiveDate> {
        match self.in_year(year) {
            Some(date) => date.succ_opt(),
            None => NaiveDate::from_ymd_opt(year, 3, 1),
        }
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl FromStr for MonthDay {
    type Err = YearDayError;

    /// Reads `12-25`, month first.
    fn from_str(s: &str) -> Result<Self, YearDayError> {
        let not_a_day = || YearDayError::new(s, "is no day of the year");
        let two = |text: &str| {
            let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| text.parse::<u32>().ok()).flatten()
        };
        let (month, day) = s.trim().split_once('-').ok_or_else(not_a_day)?;
        let (month, day) = two(month).zip(two(day)).ok_or_else(not_a_day)?;
        Self::new(month, day).ok_or_else(|| match Self::new(day, month) {
            Some(meant) => YearDayError { hint: Some(meant.to_string()), ..not_a_day() },
            None => not_a_day(),
        })
    }
}

/// A day that comes once a year, or in some years: what `every` says in a holiday set.
///
/// | form | examples |
/// |---|---|
/// | a date | `12-25`; `02-29` comes in leap years |
/// | a weekday of a month, from its start or the last | `2nd thursday of november`, `last monday of may`; a 5th comes in months that have one |
/// | Easter Sunday, of the Gregorian calendar | `easter` |
/// | so many days after or before one of these, up to 366 | `easter + 1 day`, `4th thursday of november + 1 day`, `12-25 - 1 day` |
///
/// Case does not matter, weekdays and months may be cut to three letters, and it prints in the form above.
///
/// ```
/// use interdept::calendar::YearDay;
/// let good_friday: YearDay = "easter - 2 days".parse()?;
/// assert_eq!(good_friday.in_year(2026), chrono::NaiveDate::from_ymd_opt(2026, 4, 3));
/// assert_eq!("Last Mon of May".parse::<YearDay>()?.to_string(), "last monday of may");
/// # Ok::<(), interdept::calendar::YearDayError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct YearDay {
    base: Base,
    /// Days after the base, before it if negative.
    plus: i16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Base {
    Date(MonthDay),
    /// From 1 to 5.
    Nth(u8, Weekday, u8),
    Last(Weekday, u8),
    Easter,
}

/// The most days before or after a base.
const MOST_DAYS: i16 = 366;

impl YearDay {
    /// The same date every year.
    pub fn date(date: MonthDay) -> Self {
        Self { base: Base::Date(date), plus: 0 }
    }

    /// Its date counted from that year: with days added or taken off it may lie in the year beside. None in a year that
    /// lacks it.
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        let base = match self.base {
            Base::Date(date) => date.in_year(year)?,
            Base::Nth(nth, weekday, month) => NaiveDate::from_weekday_of_month_opt(year, month.into(), weekday, nth)?,
            Base::Last(weekday, month) => {
                let nth = |nth| NaiveDate::from_weekday_of_month_opt(year, month.into(), weekday, nth);
                nth(5).or_else(|| nth(4))?
            }
            Base::Easter => easter(year)?,
        };
        let days = Days::new(self.plus.unsigned_abs().into());
        if self.plus < 0 { base.checked_sub_days(days) } else { base.checked_add_days(days) }
    }
}

/// Easter Sunday of the Gregorian calendar, by the rule of 1582 as Meeus and others write it.
fn easter(year: i32) -> Option<NaiveDate> {
    let century = year.div_euclid(100);
    let golden = year.rem_euclid(19);
    let leap = century - century.div_euclid(4);
    let moon = (leap - (8 * century + 13).div_euclid(25) + 19 * golden + 15).rem_euclid(30);
    let moon = moon - (moon / 28) * (1 - (moon / 28) * (29 / (moon + 1)) * ((21 - golden) / 11));
    let weekday = (year + year.div_euclid(4) + moon + 2 - leap).rem_euclid(7);
    let after_february = moon - weekday;
    let month = 3 + (after_february + 40) / 44;
    let day = after_february + 28 - 31 * (month / 4);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const NTH: [&str; 5] = ["1st", "2nd", "3rd", "4th", "5th"];
const NTH_IN_LETTERS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];

impl fmt::Display for YearDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = |month: u8| MONTHS.get(usize::from(month.saturating_sub(1))).copied().unwrap_or_default();
        match self.base {
            Base::Date(date) => write!(f, "{date}")?,
            Base::Nth(nth, weekday, of) => {
                let nth = NTH.get(usize::from(nth.saturating_sub(1))).copied().unwrap_or_default();
                write!(f, "{nth} {} of {}", full_name(weekday), month(of))?;
            }
            Base::Last(weekday, of) => write!(f, "last {} of {}", full_name(weekday), month(of))?,
            Base::Easter => f.write_str("easter")?,
        }
        let sign = if self.plus < 0 { '-' } else { '+' };
        match self.plus.unsigned_abs() {
            0 => Ok(()),
            1 => write!(f, " {sign} 1 day"),
            days => write!(f, " {sign} {days} days"),
        }
    }
}

impl serde::Serialize for YearDay {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Why a text is no [`YearDay`] or [`MonthDay`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` {problem}")]
pub struct YearDayError {
    text: String,
    problem: &'static str,
    hint: Option<String>,
}

impl YearDayError {
    fn new(text: &str, problem: &'static str) -> Self {
        Self { text: text.trim().chars().take(60).collect(), problem, hint: None }
    }

    /// What could be meant, in a form that reads.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl FromStr for YearDay {
    type Err = YearDayError;

    fn from_str(s: &str) -> Result<Self, YearDayError> {
        let lower = s.to_ascii_lowercase().replace('+', " + ");
        let words: Vec<&str> = lower.split_whitespace().collect();
        let (base, plus) = split_days(&words).map_err(|problem| YearDayError::new(s, problem))?;
        let base =
            read_base(base).map_err(|problem| YearDayError { hint: hint(&words), ..YearDayError::new(s, problem) })?;
        Ok(Self { base, plus })
    }
}

/// Takes `+ 2 days` off the end.
fn split_days<'w>(words: &'w [&'w str]) -> Result<(&'w [&'w str], i16), &'static str> {
    let [before @ .., "day" | "days"] = words else { return Ok((words, 0)) };
    let (base, sign, number) = match before {
        [base @ .., "+", number] => (base, 1, *number),
        [base @ .., "-", number] => (base, -1, *number),
        [base @ .., number] if number.starts_with('-') => (base, -1, number.trim_start_matches('-')),
        _ => return Err("has no `+` or `-` before its days"),
    };
    let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let number = plain.then(|| number.parse::<i16>().ok()).flatten().filter(|days| *days <= MOST_DAYS);
    number.map(|days| (base, sign * days)).ok_or("counts more than 366 days, or none that can be read")
}

fn read_base(words: &[&str]) -> Result<Base, &'static str> {
    match *words {
        ["easter"] => Ok(Base::Easter),
        [date] => date.parse().map(Base::Date).map_err(|_| "is no day of the year"),
        [nth, weekday, "of", month] => {
            let weekday = parse_weekday(weekday).map_err(|_| "names no day of the week")?;
            let month = read_month(month).ok_or("names no month")?;
            if nth == "last" {
                return Ok(Base::Last(weekday, month));
            }
            let place = |names: &[&str; 5]| names.iter().position(|name| *name == nth);
            let nth =
                place(&NTH).or_else(|| place(&NTH_IN_LETTERS)).ok_or("is not counted from 1st to 5th, or last")?;
            Ok(Base::Nth(u8::try_from(nth + 1).unwrap_or(5), weekday, month))
        }
        _ => Err("is no day of the year"),
    }
}

fn read_month(word: &str) -> Option<u8> {
    let named = |name: &&str| *name == word || (word.len() == 3 && name.starts_with(word));
    u8::try_from(MONTHS.iter().position(named)? + 1).ok()
}

/// What people write instead, and mean one thing by.
fn hint(words: &[&str]) -> Option<String> {
    let by_easter = [
        ("ash wednesday", "easter - 46 days"),
        ("palm sunday", "easter - 7 days"),
        ("maundy thursday", "easter - 3 days"),
        ("good friday", "easter - 2 days"),
        ("easter sunday", "easter"),
        ("easter monday", "easter + 1 day"),
        ("ascension day", "easter + 39 days"),
        ("ascension", "easter + 39 days"),
        ("whit sunday", "easter + 49 days"),
        ("pentecost", "easter + 49 days"),
        ("whit monday", "easter + 50 days"),
        ("corpus christi", "easter + 60 days"),
    ];
    let text = words.join(" ");
    if let Some((_, meant)) = by_easter.iter().find(|(name, _)| *name == text) {
        return Some((*meant).to_owned());
    }
    let number = |word: &str| {
        word.trim_end_matches(['.', ',']).trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok()
    };
    let (month, day) = match *words {
        [date] => return date.parse::<MonthDay>().err().and_then(|error| error.hint),
        [day, month] | [day, "of", month] if read_month(month).is_some() => (read_month(month)?, number(day)?),
        [month, day] => (read_month(month)?, number(day)?),
        _ => return None,
    };
    MonthDay::new(month.into(), day).map(|date| date.to_string())
}

/// Which dates of each year something holds on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearlyDays {
    /// One day.
    Day(YearDay),
    /// From one day to another, both inclusive; round the year's end where the second comes first.
    Range(MonthDay, MonthDay),
}

impl YearlyDays {
    /// The first and the last date of those that begin in a year; none where the year has none.
    pub(super) fn in_year(self, year: i32) -> Option<(NaiveDate, NaiveDate)> {
        match self {
            Self::Day(day) => day.in_year(year).map(|date| (date, date)),
            Self::Range(from, to) => {
                let end = if to < from { to.first_after(year.checked_add(1)?)? } else { to.first_after(year)? };
                let range = (from.first_from(year)?, end.pred_opt()?);
                (range.0 <= range.1).then_some(range)
            }
        }
    }

    /// How many dates it has a year, at most.
    pub(crate) fn most_days(self) -> u64 {
        match self {
            Self::Day(_) => 1,
            Self::Range(..) => {
                let range = self.in_year(LEAP_YEAR);
                range.map_or(0, |(first, last)| u64::try_from((last - first).num_days() + 1).unwrap_or(0))
            }
        }
    }
}

/// The weekdays on which a holiday is replaced by another day.
///
/// ```
/// use interdept::calendar::Weekdays;
/// use chrono::Weekday;
/// let sundays: Weekdays = [Weekday::Sun].into_iter().collect();
/// assert!(sundays.contains(Weekday::Sun) && !sundays.contains(Weekday::Sat));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Whether it holds a weekday.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 >> index(day) & 1 == 1
    }

    /// Its weekdays, from Monday.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        WEEKDAYS.into_iter().filter(move |day| self.contains(*day))
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        Self(days.into_iter().fold(0, |set, day| set | 1 << index(day)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> YearDay {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[track_caller]
    fn check(text: &str, year: i32, expect: &str) {
        let date = day(text).in_year(year).map(|date| date.to_string());
        assert_eq!(date.unwrap_or_default(), expect);
    }

    #[test]
    fn each_form_gives_its_day() {
        check("12-25", 2026, "2026-12-25");
        check("02-29", 2026, "");
        check("02-29", 2028, "2028-02-29");
        check("last monday of may", 2026, "2026-05-25");
        check("last sunday of may", 2026, "2026-05-31");
        check("1st friday of may", 2026, "2026-05-01");
        check("4th thursday of november + 1 day", 2026, "2026-11-27");
        check("5th monday of may", 2026, "");
        check("5th monday of june", 2026, "2026-06-29");
        check("easter", 2026, "2026-04-05");
        check("easter + 49 days", 2026, "2026-05-24");
        check("01-01 - 1 day", 2026, "2025-12-31");
        check("12-31 + 366 days", 2026, "2028-01-01");
    }

    #[test]
    fn they_print_as_they_are_best_written() {
        let shown = |text: &str| day(text).to_string();
        for text in
            ["12-25", "last monday of may", "2nd thursday of november", "easter", "easter + 1 day", "02-29 - 2 days"]
        {
            assert_eq!(shown(text), text);
        }
        assert_eq!(shown(" Easter+1  day"), "easter + 1 day");
        assert_eq!(shown("easter -2 days"), "easter - 2 days");
        assert_eq!(shown("easter + 0 days"), "easter");
        assert_eq!(shown("First Mon of Sep"), "1st monday of september");
        assert_eq!(shown("1-6"), "01-06");
    }

    #[test]
    fn what_is_wrong_is_said_and_hints_read() {
        let error = |text: &str| {
            let error = text.parse::<YearDay>().unwrap_err();
            if let Some(hint) = error.hint() {
                assert_eq!(day(hint).to_string(), hint);
            }
            (error.to_string(), error.hint().unwrap_or_default().to_owned())
        };
        assert_eq!(error("good friday"), ("`good friday` is no day of the year".into(), "easter - 2 days".into()));
        assert_eq!(error("25-12").1, "12-25");
        assert_eq!(error("25 December").1, "12-25");
        assert_eq!(error("december 25th").1, "12-25");
        assert_eq!(error("thanksgiving").1, "");
        assert_eq!(error("02-30"), ("`02-30` is no day of the year".into(), String::new()));
        assert_eq!(error("6th monday of may").0, "`6th monday of may` is not counted from 1st to 5th, or last");
        assert_eq!(error("1st mo of may").0, "`1st mo of may` names no day of the week");
        assert_eq!(error("1st mon of mai").0, "`1st mon of mai` names no month");
        assert_eq!(
            error("easter + 367 days").0,
            "`easter + 367 days` counts more than 366 days, or none that can be read"
        );
        assert_eq!(error("easter 2 days").0, "`easter 2 days` has no `+` or `-` before its days");
        for text in ["", "+ 1 day", "day", "- days", "easter + -1 day", "12-25-26", "\u{130}"] {
            error(text);
        }
    }

    #[test]
    fn ranges_go_round_the_year() {
        let range = |from: &str, to: &str, year| {
            let days = YearlyDays::Range(from.parse().unwrap(), to.parse().unwrap());
            days.in_year(year).map(|(first, last)| format!("{first} {last}"))
        };
        assert_eq!(range("12-24", "01-02", 2026).unwrap(), "2026-12-24 2027-01-02");
        assert_eq!(range("07-01", "08-31", 2026).unwrap(), "2026-07-01 2026-08-31");
        assert_eq!(range("02-29", "02-29", 2026), None);
        assert_eq!(range("02-29", "02-29", 2028).unwrap(), "2028-02-29 2028-02-29");
        assert_eq!(range("03-01", "02-29", 2026).unwrap(), "2026-03-01 2027-02-28");
        assert_eq!(range("03-01", "02-28", 2027).unwrap(), "2027-03-01 2028-02-28");
    }
}
