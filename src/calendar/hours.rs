//! Hours of a day, and of a week.

use std::fmt;
use std::str::FromStr;

use chrono::Weekday;

/// Minutes in a day.
pub(super) const DAY_MINUTES: u16 = 24 * 60;

/// A half-open interval of local time, `[start, end)`, to the minute.
///
/// It may end at `24:00`, and it may cross midnight: a night shift `22:00-06:00` belongs to the day on which it
/// starts.
///
/// ```
/// use interdept::calendar::Hours;
/// let night: Hours = "22:00-06:00".parse()?;
/// assert_eq!((night.start_minute(), night.end_minute()), (22 * 60, 30 * 60));
/// assert_eq!("8:30-24:00".parse::<Hours>()?.to_string(), "08:30-24:00");
/// # Ok::<(), interdept::calendar::HoursError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours {
    start: u16,
    end: u16,
}

impl Hours {
    /// Hours from their bounds, in minutes after the midnight at which their day starts. An `end` at or before
    /// `start` lies on the next day.
    ///
    /// # Errors
    /// Returns an error when both are the same time of day, `start` is 24:00 or later, or `end` is later than 24:00.
    pub fn new(start: u16, end: u16) -> Result<Self, HoursError> {
        match (start, end) {
            _ if start >= DAY_MINUTES || end > DAY_MINUTES => Err(HoursError::NotATime),
            _ if start == end => Err(HoursError::Empty),
            _ if end < start => Ok(Self { start, end: end + DAY_MINUTES }),
            _ => Ok(Self { start, end }),
        }
    }

    /// The opening, in minutes after the midnight at which the day starts: 0 to 1439.
    pub fn start_minute(self) -> u16 {
        self.start
    }

    /// The closing, exclusive, in minutes after the midnight at which the day starts; beyond 1440 it lies on the next
    /// day.
    pub fn end_minute(self) -> u16 {
        self.end
    }

    /// Whether the two overlap when `other` starts `days_later` days after this.
    pub(super) fn overlaps(self, other: Self, days_later: u16) -> bool {
        let shift = DAY_MINUTES * days_later;
        self.start < other.end + shift && other.start + shift < self.end
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = if self.end > DAY_MINUTES { self.end - DAY_MINUTES } else { self.end };
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.start / 60, self.start % 60, end / 60, end % 60)
    }
}

impl serde::Serialize for Hours {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Why a text is not [`Hours`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HoursError {
    /// There are not two times with a hyphen between them.
    #[error("expected hours like `08:30-12:00`")]
    NotHours,
    /// One of the two is no time of day.
    #[error("expected times from 00:00 to 23:59, with 24:00 allowed as the end")]
    NotATime,
    /// They end when they start.
    #[error("these hours end when they start: the whole day is `00:00-24:00`")]
    Empty,
}

impl FromStr for Hours {
    type Err = HoursError;

    /// Reads `08:30-12:00`; spaces around the times are ignored.
    fn from_str(s: &str) -> Result<Self, HoursError> {
        let (start, end) = s.split_once('-').ok_or(HoursError::NotHours)?;
        Self::new(minute(start)?, minute(end)?)
    }
}

/// Reads `HH:MM` as minutes after midnight.
fn minute(time: &str) -> Result<u16, HoursError> {
    let (hour, minute) = time.trim().split_once(':').ok_or(HoursError::NotHours)?;
    let number = |text: &str, least: usize| {
        let plain = (least..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<u16>().ok()).flatten()
    };
    match (number(hour, 1), number(minute, 2)) {
        (Some(hour), Some(minute)) if minute < 60 && hour <= 24 => Ok(hour * 60 + minute),
        (Some(_), Some(_)) => Err(HoursError::NotATime),
        _ => Err(HoursError::NotHours),
    }
}

/// The hours of each weekday.
///
/// ```
/// use chrono::Weekday;
/// use interdept::calendar::Week;
/// let week = Week::parse([("mon-fri", ["08:30-12:00", "13:30-18:00"].as_slice()), ("sat", &["08:30-12:00"])])?;
/// assert_eq!(week.on(Weekday::Wed).len(), 2);
/// assert!(week.on(Weekday::Sun).is_empty());
/// # Ok::<(), interdept::calendar::WeekError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Week {
    /// From Monday (0) to Sunday (6); each day's intervals sorted, none overlapping another.
    days: [Vec<Hours>; 7],
}

/// Why hours do not make a week.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeekError {
    /// A key is neither a day nor a range of days.
    #[error("`{0}`: {1}")]
    Days(String, DaysError),
    /// Hours that cannot be read.
    #[error("`{0}`: {1}")]
    Hours(String, HoursError),
    /// A weekday is named by two keys.
    #[error("{} is named twice", day_name(*.0))]
    Twice(Weekday),
    /// Two intervals overlap, perhaps across midnight; the first one starts first.
    #[error("{} on {} and {} on {} overlap", .first.1, day_name(.first.0), .second.1, day_name(.second.0))]
    Overlap {
        /// The interval that starts first, and its day.
        first: (Weekday, Hours),
        /// The other.
        second: (Weekday, Hours),
    },
    /// No day has any hours.
    #[error("the week has no hours at all")]
    NoHours,
}

impl Week {
    /// A week from the hours of its days, in any order; days that are not named are free.
    ///
    /// # Errors
    /// Returns an error when a day is named twice, when two intervals overlap (also across midnight, and from Sunday
    /// into Monday), or when there are no hours at all.
    pub fn new(days: impl IntoIterator<Item = (Weekday, Vec<Hours>)>) -> Result<Self, WeekError> {
        let mut week = Self::default();
        let mut named = [false; 7];
        for (day, hours) in days {
            let ix = index(day);
            if let (Some(slot), Some(seen)) = (week.days.get_mut(ix), named.get_mut(ix)) {
                if std::mem::replace(seen, true) {
                    return Err(WeekError::Twice(day));
                }
                *slot = hours;
                slot.sort_unstable();
            }
        }
        week.check()?;
        Ok(week)
    }

    /// A week from what an agreement file says: keys such as `mon` and `mon-fri`, hours such as `08:30-12:00`.
    ///
    /// # Errors
    /// As [`new`](Self::new), and when a key or hours cannot be read.
    pub fn parse<'a, H: AsRef<str> + 'a>(
        entries: impl IntoIterator<Item = (&'a str, &'a [H])>,
    ) -> Result<Self, WeekError> {
        let mut days = Vec::new();
        for (key, texts) in entries {
            let read = |text: &H| {
                let text = text.as_ref();
                text.parse().map_err(|error| WeekError::Hours(text.to_owned(), error))
            };
            let hours = texts.iter().map(read).collect::<Result<Vec<Hours>, _>>()?;
            let named = parse_days(key).map_err(|error| WeekError::Days(key.to_owned(), error))?;
            days.extend(named.into_iter().map(|day| (day, hours.clone())));
        }
        Self::new(days)
    }

    /// The same hours every day, around the clock.
    pub fn always() -> Self {
        Self { days: std::array::from_fn(|_| vec![Hours { start: 0, end: DAY_MINUTES }]) }
    }

    /// The hours that start on a weekday, sorted.
    pub fn on(&self, day: Weekday) -> &[Hours] {
        self.days.get(index(day)).map_or(&[], Vec::as_slice)
    }

    fn check(&self) -> Result<(), WeekError> {
        if self.days.iter().all(Vec::is_empty) {
            return Err(WeekError::NoHours);
        }
        for day in WEEKDAYS {
            let today = self.on(day);
            let tomorrow = self.on(day.succ());
            if let Some((first, second)) = first_overlap(today) {
                return Err(WeekError::Overlap { first: (day, first), second: (day, second) });
            }
            let seam = today.last().zip(tomorrow.first()).filter(|(last, next)| last.overlaps(**next, 1));
            if let Some((&last, &next)) = seam {
                return Err(WeekError::Overlap { first: (day, last), second: (day.succ(), next) });
            }
        }
        Ok(())
    }
}

/// The first two of a day's intervals, sorted by start, that overlap.
pub(super) fn first_overlap(hours: &[Hours]) -> Option<(Hours, Hours)> {
    hours.windows(2).find_map(|pair| match *pair {
        [first, second] if first.overlaps(second, 0) => Some((first, second)),
        _ => None,
    })
}

/// From Monday to Sunday.
pub(super) const WEEKDAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// 0 for Monday.
pub(super) fn index(day: Weekday) -> usize {
    usize::try_from(day.num_days_from_monday()).unwrap_or(0)
}

fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}

/// Why a key of a week is neither a day nor a range of days.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DaysError {
    /// A word that is no weekday.
    #[error("`{0}` is not a day: expected mon, tue, wed, thu, fri, sat or sun")]
    NotADay(String),
}

/// The name of a weekday in full, `monday`.
pub(super) fn full_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "monday",
        Weekday::Tue => "tuesday",
        Weekday::Wed => "wednesday",
        Weekday::Thu => "thursday",
        Weekday::Fri => "friday",
        Weekday::Sat => "saturday",
        Weekday::Sun => "sunday",
    }
}

/// Reads one weekday: `mon`, or in full `monday`; case does not matter.
///
/// # Errors
/// Returns an error when the text is neither.
pub fn parse_weekday(text: &str) -> Result<Weekday, DaysError> {
    let word = text.trim().to_ascii_lowercase();
    let named = |day: &Weekday| word == day_name(*day) || word == full_name(*day);
    WEEKDAYS.into_iter().find(named).ok_or_else(|| DaysError::NotADay(text.trim().chars().take(40).collect()))
}

/// Reads a key of a week: one day (`sat`) or a range of days from the first to the last, round the week (`mon-fri`,
/// `sun-thu`). A range may name the same day twice, and is that day.
///
/// # Errors
/// Returns an error when a word is no weekday.
pub fn parse_days(key: &str) -> Result<Vec<Weekday>, DaysError> {
    let Some((from, to)) = key.split_once('-') else {
        return Ok(vec![parse_weekday(key)?]);
    };
    let (from, to) = (parse_weekday(from)?, parse_weekday(to)?);
    let days = (index(to) + 7 - index(from)) % 7;
    Ok(std::iter::successors(Some(from), |day| Some(day.succ())).take(days + 1).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn hours(text: &str) -> Result<(u16, u16), HoursError> {
        text.parse::<Hours>().map(|h| (h.start_minute(), h.end_minute()))
    }

    #[test]
    fn hours_are_read_and_printed() {
        assert_eq!(hours("08:30-12:00"), Ok((510, 720)));
        assert_eq!(hours("00:00-24:00"), Ok((0, 1440)));
        assert_eq!(hours("22:00 - 06:00"), Ok((1320, 1800)));
        assert_eq!(hours("22:00-00:00"), Ok((1320, 1440)));
        for text in ["08:30-12:00", "00:00-24:00", "22:00-06:00", "23:59-23:58"] {
            assert_eq!(text.parse::<Hours>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn bad_hours_are_refused() {
        assert_eq!(hours("8.30-12"), Err(HoursError::NotHours));
        assert_eq!(hours("08:30"), Err(HoursError::NotHours));
        assert_eq!(hours("08:3-12:00"), Err(HoursError::NotHours));
        assert_eq!(hours("-1:00-12:00"), Err(HoursError::NotHours));
        assert_eq!(hours("+8:00-12:00"), Err(HoursError::NotHours));
        assert_eq!(hours("24:00-25:00"), Err(HoursError::NotATime));
        assert_eq!(hours("24:00-06:00"), Err(HoursError::NotATime));
        assert_eq!(hours("08:00-24:01"), Err(HoursError::NotATime));
        assert_eq!(hours("08:60-12:00"), Err(HoursError::NotATime));
        assert_eq!(hours("08:00-08:00"), Err(HoursError::Empty));
    }

    #[test]
    fn ranges_of_days_go_round_the_week() {
        use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        assert_eq!(parse_days("mon-fri"), Ok(vec![Mon, Tue, Wed, Thu, Fri]));
        assert_eq!(parse_days("Sun-Thu"), Ok(vec![Sun, Mon, Tue, Wed, Thu]));
        assert_eq!(parse_days("saturday-wed"), Ok(vec![Sat, Sun, Mon, Tue, Wed]));
        assert_eq!(parse_days("mon-sun").map(|days| days.len()), Ok(7));
        assert_eq!(parse_days("sun-sat").map(|days| days.len()), Ok(7));
        assert_eq!(parse_days("tue-tue"), Ok(vec![Tue]));
        assert!(parse_days("mon-").is_err() && parse_days("mon-tue-wed").is_err());
    }

    #[test]
    fn overlaps_are_found_across_midnight_and_the_week() {
        let week = |entries: &[(&'static str, &'static [&'static str])]| Week::parse(entries.iter().copied());
        let message = |entries: &[_]| week(entries).unwrap_err().to_string();
        assert!(week(&[("mon-sun", &["22:00-06:00", "06:00-22:00"])]).is_ok());
        assert_eq!(
            message(&[("mon", &["08:00-12:00", "11:59-13:00"])]),
            "08:00-12:00 on mon and 11:59-13:00 on mon overlap"
        );
        assert_eq!(
            message(&[("sun", &["22:00-06:00"]), ("mon", &["05:00-08:00"])]),
            "22:00-06:00 on sun and 05:00-08:00 on mon overlap"
        );
        assert_eq!(message(&[("mon-fri", &[]), ("sat", &[])]), "the week has no hours at all");
        assert_eq!(message(&[("mon-fri", &["08:00-12:00"]), ("wed", &[])]), "wed is named twice");
        assert_eq!(
            message(&[("mo", &["08:00-12:00"])]),
            "`mo`: `mo` is not a day: expected mon, tue, wed, thu, fri, sat or sun"
        );
    }
}
