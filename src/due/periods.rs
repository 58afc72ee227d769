//! Where periods begin and end that no calendar knows alone.

use chrono::{Datelike, Days, NaiveDate};

use crate::calendar::{Calendar, Span, Unit};
use crate::{Period, PeriodLength, PeriodName};

/// On which day a company's weeks start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum WeekStart {
    /// As in ISO 8601.
    #[default]
    Monday,
    /// The day before.
    Sunday,
    /// Two days before.
    Saturday,
}

impl WeekStart {
    /// Every day on which weeks start, in the order in which an error lists them.
    pub const ALL: [Self; 3] = [Self::Monday, Self::Sunday, Self::Saturday];

    /// Its name in an agreement file: `mon`, `sun`, `sat`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Monday => "mon",
            Self::Sunday => "sun",
            Self::Saturday => "sat",
        }
    }

    /// How many days before the Monday of the ISO week it begins, whose number it bears.
    pub(crate) const fn lead(self) -> u64 {
        match self {
            Self::Monday => 0,
            Self::Sunday => 1,
            Self::Saturday => 2,
        }
    }

    /// The week that holds a date. It bears the ISO number that most of its days have.
    ///
    /// ```
    /// use interdept::due::WeekStart;
    /// let sunday = "2026-11-22".parse().unwrap();
    /// assert_eq!(WeekStart::Monday.week_of(sunday).to_string(), "2026-W47");
    /// assert_eq!(WeekStart::Sunday.week_of(sunday).to_string(), "2026-W48");
    /// ```
    pub fn week_of(self, date: NaiveDate) -> Period {
        PeriodLength::Week.containing(date.checked_add_days(Days::new(self.lead())).unwrap_or(date))
    }
}

/// How periods lie on the calendar: on which day weeks start, and where the periods lie that have names.
///
/// ```
/// use interdept::due::{NamedPeriod, Periods, WeekStart};
/// use interdept::PeriodLength;
/// let close = NamedPeriod::listed("close".parse()?, ["2026-01-05", "2026-02-02", "2026-03-02"].map(|day| day.parse().unwrap()).to_vec())?;
/// let mut periods = Periods::new(WeekStart::Monday);
/// periods.add(close);
/// let length = PeriodLength::Named("close".parse()?);
/// let period = periods.containing(length, "2026-02-10".parse()?).unwrap();
/// assert_eq!(period.to_string(), "close-2026-02-02");
/// assert_eq!(periods.days_of(period).unwrap().1.to_string(), "2026-03-01");
/// // The last start only ends the period before it.
/// assert_eq!(periods.containing(length, "2026-03-02".parse()?), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Periods {
    week_starts: WeekStart,
    /// In order of their names.
    named: Vec<NamedPeriod>,
}

impl Periods {
    /// Weeks from Monday, and no named periods.
    pub const CIVIL: &'static Self = &Self { week_starts: WeekStart::Monday, named: Vec::new() };

    /// No named periods yet.
    pub const fn new(week_starts: WeekStart) -> Self {
        Self { week_starts, named: Vec::new() }
    }

    /// Adds a named period; one of the same name that was there before is given back.
    pub fn add(&mut self, period: NamedPeriod) -> Option<NamedPeriod> {
        match self.place(period.name) {
            Ok(at) => self.named.get_mut(at).map(|old| std::mem::replace(old, period)),
            Err(at) => {
                self.named.insert(at, period);
                None
            }
        }
    }

    /// On which day weeks start.
    pub const fn week_starts(&self) -> WeekStart {
        self.week_starts
    }

    /// The named periods, in order of their names.
    pub fn named(&self) -> &[NamedPeriod] {
        &self.named
    }

    /// The named periods of a name.
    pub fn get(&self, name: PeriodName) -> Option<&NamedPeriod> {
        self.place(name).ok().and_then(|at| self.named.get(at))
    }

    fn place(&self, name: PeriodName) -> Result<usize, usize> {
        self.named.binary_search_by_key(&name, |period| period.name)
    }

    /// The period of a length that holds a date; none where such periods have no name here, have not begun by then or
    /// are over.
    pub fn containing(&self, length: PeriodLength, date: NaiveDate) -> Option<Period> {
        match length {
            PeriodLength::Named(name) => {
                let first = self.get(name)?.start_on_or_before(date)?;
                Some(Period::Named { name, first })
            }
            PeriodLength::Week => Some(self.week_starts.week_of(date)),
            PeriodLength::Day
            | PeriodLength::Month
            | PeriodLength::Quarter
            | PeriodLength::HalfYear
            | PeriodLength::Year => Some(length.containing(date)),
        }
    }

    /// The first and the last day of a period; none for a named one that does not exist.
    pub fn days_of(&self, period: Period) -> Option<(NaiveDate, NaiveDate)> {
        match period {
            Period::Named { name, first } => {
                let named = self.get(name)?;
                let last = named.start_after(first)?.pred_opt()?;
                (named.start_on_or_before(first) == Some(first)).then_some((first, last))
            }
            Period::Week { .. } => {
                let first = period.first_day().checked_sub_days(Days::new(self.week_starts.lead()))?;
                Some((first, first.checked_add_days(Days::new(6))?))
            }
            Period::Day(_)
            | Period::Month { .. }
            | Period::Quarter { .. }
            | Period::HalfYear { .. }
            | Period::Year(_) => Some((period.first_day(), period.last_day())),
        }
    }

    /// The period of the same length that follows, if there is one.
    pub fn next(&self, period: Period) -> Option<Period> {
        self.containing(period.length(), self.days_of(period)?.1.succ_opt()?)
    }

    /// The period of the same length before it, if there is one.
    pub fn previous(&self, period: Period) -> Option<Period> {
        self.containing(period.length(), self.days_of(period)?.0.pred_opt()?)
    }
}

/// Periods that no calendar knows: 4-4-5 months, sprints, terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPeriod {
    name: PeriodName,
    starts: Starts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Starts {
    /// In order, each once, at least two.
    Listed(Vec<NaiveDate>),
    /// Every so many days from a date on, and not before.
    Every { every: Span, from: NaiveDate },
}

/// Why there are no such periods.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NamedPeriodError {
    /// A period ends where the next starts, and there is none.
    #[error("at least two starts: the last one only ends the period before it")]
    TooFew,
    /// Starts that do not come in order, or twice.
    #[error("{1} does not come after {0}: starts are in order")]
    OutOfOrder(NaiveDate, NaiveDate),
    /// A length in another unit than days or weeks, or of none.
    #[error("periods last for days or weeks, not {0}")]
    Length(Span),
    /// A date that calendars do not reach.
    #[error("{0} lies beyond the calendar, which reaches from {first} to {last}", first = Calendar::FIRST_DAY, last = Calendar::LAST_DAY)]
    BeyondHorizon(NaiveDate),
}

impl NamedPeriod {
    /// Periods that start on these days; the last one only ends the period before it.
    ///
    /// # Errors
    /// Returns an error when there are fewer than two, when they are not in order, or lie beyond the calendar.
    pub fn listed(name: PeriodName, starts: Vec<NaiveDate>) -> Result<Self, NamedPeriodError> {
        let pairs = starts.iter().zip(starts.iter().skip(1));
        if let Some((&earlier, &later)) = pairs.clone().find(|(earlier, later)| later <= earlier) {
            return Err(NamedPeriodError::OutOfOrder(earlier, later));
        }
        if pairs.len() == 0 {
            return Err(NamedPeriodError::TooFew);
        }
        starts.iter().try_for_each(|&start| within_calendar(start))?;
        Ok(Self { name, starts: Starts::Listed(starts) })
    }

    /// Periods of so many days or weeks, from a date on.
    ///
    /// # Errors
    /// Returns an error when the length is counted in something else, is 0 or more than a hundred years, or the date
    /// lies beyond the calendar.
    pub fn every(name: PeriodName, every: Span, from: NaiveDate) -> Result<Self, NamedPeriodError> {
        within_calendar(from)?;
        match days_in(every) {
            1..=36_500 => Ok(Self { name, starts: Starts::Every { every, from } }),
            _ => Err(NamedPeriodError::Length(every)),
        }
    }

    /// What they are called.
    pub const fn name(&self) -> PeriodName {
        self.name
    }

    /// The days on which they start, where these are listed.
    pub fn starts(&self) -> Option<&[NaiveDate]> {
        match &self.starts {
            Starts::Listed(starts) => Some(starts),
            Starts::Every { .. } => None,
        }
    }

    /// How long each lasts and when the first one starts, where they are all as long.
    pub const fn cycle(&self) -> Option<(Span, NaiveDate)> {
        match self.starts {
            Starts::Every { every, from } => Some((every, from)),
            Starts::Listed(_) => None,
        }
    }

    /// The first day of the first period.
    pub fn first_start(&self) -> Option<NaiveDate> {
        match &self.starts {
            Starts::Listed(starts) => starts.first().copied(),
            Starts::Every { from, .. } => Some(*from),
        }
    }

    /// The start of the period that holds a date.
    fn start_on_or_before(&self, date: NaiveDate) -> Option<NaiveDate> {
        match &self.starts {
            Starts::Listed(starts) => {
                let behind = starts.partition_point(|start| *start <= date);
                // Behind the last start lies no period.
                starts.get(behind)?;
                starts.get(behind.checked_sub(1)?).copied()
            }
            Starts::Every { every, from } => {
                let passed = u64::try_from(date.signed_duration_since(*from).num_days()).ok()?;
                from.checked_add_days(Days::new(passed - passed % days_in(*every).max(1)))
            }
        }
    }

    /// The start that comes next after a date on which a period starts.
    fn start_after(&self, start: NaiveDate) -> Option<NaiveDate> {
        match &self.starts {
            Starts::Listed(starts) => starts.get(starts.partition_point(|other| *other <= start)).copied(),
            Starts::Every { every, .. } => start.checked_add_days(Days::new(days_in(*every))),
        }
    }
}

fn within_calendar(date: NaiveDate) -> Result<(), NamedPeriodError> {
    let reached = Calendar::FIRST_DAY..=Calendar::LAST_DAY;
    if reached.contains(&date) { Ok(()) } else { Err(NamedPeriodError::BeyondHorizon(date)) }
}

/// The days in a span of days or weeks; none in another.
fn days_in(span: Span) -> u64 {
    let per_unit = if span.unit == Unit::Weeks { 7 } else { u64::from(span.unit == Unit::Days) };
    u64::from(span.count) * per_unit
}

/// The Monday, Sunday or Saturday on which the week of a date starts.
pub(super) fn week_start(periods: &Periods, date: NaiveDate) -> Option<NaiveDate> {
    let lead = periods.week_starts().lead();
    let passed = (u64::from(date.weekday().num_days_from_monday()) + lead) % 7;
    date.checked_sub_days(Days::new(passed))
}
