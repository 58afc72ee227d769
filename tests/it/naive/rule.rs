//! Due rules: SPEC 4, each with the words in which an agreement writes it.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta, Weekday};

use super::calendar::{At, Desk, Roll, Unit, day_before, next_day};
use super::period::Length;

#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// One limit, or two of which the earlier or the later counts.
    pub(crate) limits: Vec<Limit>,
    pub(crate) later: bool,
    pub(crate) of: Of,
}

/// What a rule counts from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Of {
    Every(Length),
    Any(Vec<&'static str>),
    All(Vec<&'static str>),
    Request,
    Delivery(String),
    SignOff(String),
}

#[derive(Clone, Debug)]
pub(crate) struct Limit {
    /// `by 12:00`, in minutes.
    pub(crate) clock: Option<u32>,
    pub(crate) form: Form,
}

#[derive(Clone, Debug)]
pub(crate) enum Form {
    Within(u32, Unit),
    /// With what promptly means.
    Promptly(u32, Unit),
    SameDay,
    NextDay,
    NextBusinessDay,
    NextWeekday(Weekday),
    /// A day of the month of the trigger, or of the month after.
    OfMonth(DayOf, bool),
    Before(Option<(u32, Unit)>),
    /// Of the attribute `deadline`.
    Given,
    Days(Vec<DayOf>),
    /// Every some weeks from a date, on a weekday.
    EveryWeeks(u32, NaiveDate, Weekday),
    BeforeEnd(u32, Unit),
    AfterEnd(u32, Unit),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayOf {
    Nth(u32),
    NthBusiness(u32),
    NthLastBusiness(u32),
    Last,
    Weekday(Weekday),
    NthWeekday(u32, Weekday),
    LastWeekday(Weekday),
    /// A day and month of the year.
    Date(u32, u32),
    Each,
    EachBusiness,
}

/// A deadline as a rule gives it: its limits, each with whether a hold moves it by elapsed time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Deadline {
    pub(crate) limits: Vec<(At, bool)>,
    pub(crate) later: bool,
    /// `before M` never moves.
    pub(crate) moves: bool,
    /// It never lies before this.
    pub(crate) floor: Option<At>,
    /// The day it falls due, rolled; 24:00 belongs to the day it ends.
    pub(crate) day: NaiveDate,
}

impl Deadline {
    pub(crate) fn instant(&self) -> At {
        let limits = self.limits.iter().map(|limit| limit.0);
        let due = if self.later { limits.max() } else { limits.min() }.unwrap();
        self.floor.map_or(due, |floor| due.max(floor))
    }
}

impl Unit {
    pub(crate) fn is_elapsed(self) -> bool {
        matches!(self, Self::Minutes | Self::Hours)
    }

    fn is_exact(self) -> bool {
        matches!(self, Self::Minutes | Self::Hours | Self::BusinessMinutes | Self::BusinessHours)
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::BusinessMinutes => "business minutes",
            Self::BusinessHours => "business hours",
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Months => "months",
            Self::BusinessDays => "business days",
        }
    }
}

impl Form {
    pub(crate) fn is_elapsed(&self) -> bool {
        match self {
            Self::Within(_, unit)
            | Self::Promptly(_, unit)
            | Self::Before(Some((_, unit)))
            | Self::AfterEnd(_, unit) => unit.is_elapsed(),
            _ => false,
        }
    }

    pub(crate) fn is_of_period(&self) -> bool {
        matches!(self, Self::Days(_) | Self::EveryWeeks(..) | Self::BeforeEnd(..) | Self::AfterEnd(..))
    }

    /// Whether a clock time may stand before it.
    pub(crate) fn is_of_days(&self) -> bool {
        match self {
            Self::Within(_, unit) => !unit.is_exact(),
            Self::Promptly(..) | Self::Before(_) | Self::Given | Self::BeforeEnd(..) | Self::AfterEnd(..) => false,
            _ => true,
        }
    }
}

impl Rule {
    pub(crate) fn is_before(&self) -> bool {
        matches!(self.limits[0].form, Form::Before(_))
    }

    /// A rule in elapsed hours; of two limits "only if both are".
    pub(crate) fn is_elapsed(&self) -> bool {
        self.limits.iter().all(|limit| limit.form.is_elapsed())
    }

    /// How its days roll, 4.3: what stands before a milestone rolls back or not at all.
    pub(crate) fn roll(&self, written: Option<Roll>) -> Roll {
        match (&self.limits[0].form, written) {
            (Form::Before(_), Some(Roll::Unadjusted)) => Roll::Unadjusted,
            (Form::Before(_), _) => Roll::Preceding,
            (Form::Days(days), None) if days[..] == [DayOf::Each] => Roll::Unadjusted,
            (_, written) => written.unwrap_or(Roll::Following),
        }
    }

    /// The deadline that a trigger gives; none if a given date is missing or unreadable.
    pub(crate) fn deadline(
        &self,
        desk: &Desk,
        roll: Option<Roll>,
        cut_off: Option<u32>,
        came: At,
        given: Option<&str>,
    ) -> Option<Deadline> {
        let milestone = matches!(self.of, Of::Any(_) | Of::All(_) | Of::Request);
        let takes_cut_off = milestone && !matches!(self.limits[0].form, Form::Before(_) | Form::Given);
        let (trigger, date) = counts_as_of(desk, came, cut_off.filter(|_| takes_cut_off));
        let roll = self.roll(roll);
        let mut limits = Vec::new();
        let mut days = Vec::new();
        for limit in &self.limits {
            let (at, day) = limit.ends(desk, roll, trigger, date, given)?;
            // What falls due at an exact instant is due on its local day.
            days.push((at, day.unwrap_or_else(|| day_of_instant(desk, at))));
            limits.push((at, limit.form.is_elapsed()));
        }
        let day = if self.later { days.iter().max() } else { days.iter().min() }.unwrap().1;
        Some(Deadline { limits, later: self.later, moves: !self.is_before(), floor: None, day })
    }
}

/// "24:00 belongs to the day it ends"
fn day_of_instant(desk: &Desk, at: At) -> NaiveDate {
    desk.local_date(at - TimeDelta::nanoseconds(1))
}

/// 4.12: what comes at or after the cut-off, or on a day off, counts as of the opening of the next working day; and
/// the day to which a trigger belongs, 4.1.
fn counts_as_of(desk: &Desk, came: At, cut_off: Option<u32>) -> (At, NaiveDate) {
    let date = desk.shift_date(came);
    let Some(cut_off) = cut_off else { return (came, date) };
    let past = !desk.works_on(date) || {
        // A clock time before the opening of a shift that crosses midnight lies within that shift, on the next morning.
        let midnight = desk.plan.at(date, 1440, false);
        let over_midnight = desk.hours(date).iter().any(|&(open, close)| open < midnight && midnight < close);
        let same_day = desk.plan.at(date, cut_off, true);
        let limit = if over_midnight && same_day < desk.opening(date) {
            desk.plan.at(next_day(date), cut_off, true)
        } else {
            same_day
        };
        came >= limit
    };
    if past {
        let day = desk.next_working_day(date);
        (desk.opening(day), day)
    } else {
        (came, date)
    }
}

impl Limit {
    /// Where it ends after a trigger, and the rolled day if it is one of days.
    fn ends(
        &self,
        desk: &Desk,
        roll: Roll,
        trigger: At,
        date: NaiveDate,
        given: Option<&str>,
    ) -> Option<(At, Option<NaiveDate>)> {
        let day = match &self.form {
            Form::Within(n, unit) | Form::Promptly(n, unit) => match desk.count(*n, *unit, trigger, date) {
                Ok(day) => day,
                Err(at) => return Some((at, None)),
            },
            Form::SameDay => {
                // 4.6: whatever `roll`
                let late = !desk.works_on(date) || trigger >= desk.end_of(date, self.clock);
                let day = if late { desk.next_working_day(date) } else { date };
                return Some((desk.end_of(day, self.clock), Some(day)));
            }
            Form::NextDay => next_day(date),
            Form::NextBusinessDay => desk.next_working_day(date),
            Form::NextWeekday(weekday) => next_day(date).iter_days().find(|day| day.weekday() == *weekday).unwrap(),
            Form::OfMonth(day_of, after) => {
                let month = Length::Month.containing(date, Weekday::Mon).unwrap();
                let month =
                    if *after { Length::Month.containing(next_day(month.last), Weekday::Mon).unwrap() } else { month };
                day_of.within(desk, &month.days()).unwrap()
            }
            Form::Before(None) => return Some((trigger, Some(desk.local_date(trigger)))),
            Form::Before(Some((n, unit))) => match desk.count_back(*n, *unit, trigger) {
                // "ends at that day's close, or at M if that is earlier"
                Ok(day) => {
                    let day = desk.roll(day, roll);
                    return Some((desk.end_of(day, None).min(trigger), Some(day)));
                }
                Err(at) => return Some((at, None)),
            },
            // 4.11
            Form::Given => match given?.parse::<NaiveDate>() {
                Ok(day) => day,
                Err(_) => return given?.parse::<At>().ok().map(|at| (at, None)),
            },
            Form::Days(_) | Form::EveryWeeks(..) | Form::BeforeEnd(..) | Form::AfterEnd(..) => {
                unreachable!("it has no trigger")
            }
        };
        // 4.3: "A roll that would land at or before the trigger is `following`."
        let mut rolled = desk.roll(day, roll);
        if rolled != day && desk.end_of(rolled, self.clock) <= trigger {
            rolled = desk.roll(day, Roll::Following);
        }
        Some((desk.end_of(rolled, self.clock), Some(rolled)))
    }
}

impl DayOf {
    /// Its day among those of a period; none for a business day that is none.
    pub(crate) fn within(self, desk: &Desk, days: &[NaiveDate]) -> Option<NaiveDate> {
        let working = || days.iter().copied().filter(|&day| desk.works_on(day)).collect::<Vec<_>>();
        let end = *days.last().unwrap();
        let of_weekday = |weekday| days.iter().copied().filter(move |day| day.weekday() == weekday);
        match self {
            // 4.4: missing ones are the last
            Self::Nth(n) => Some(*days.get(n as usize - 1).unwrap_or(&end)),
            Self::NthBusiness(n) => Some(*working().get(n as usize - 1).or(working().last()).unwrap_or(&end)),
            Self::NthLastBusiness(n) => {
                Some(*working().iter().rev().nth(n as usize - 1).or(working().first()).unwrap_or(&end))
            }
            Self::Last => Some(end),
            Self::Weekday(weekday) => of_weekday(weekday).next(),
            Self::NthWeekday(n, weekday) => of_weekday(weekday).nth(n as usize - 1).or(of_weekday(weekday).next_back()),
            Self::LastWeekday(weekday) => of_weekday(weekday).next_back(),
            Self::Date(day, month) => {
                let of_month: Vec<_> = days.iter().filter(|date| date.month() == month).collect();
                Some(**of_month.get(day as usize - 1).or(of_month.last()).unwrap())
            }
            Self::Each => Some(end),
            Self::EachBusiness => working().first().copied(),
        }
    }
}

impl Rule {
    /// The handoffs of a rule of every period whose due day lies between two days, rolled or not: the name of the
    /// period, the period itself, the day it opens, and its deadline.
    pub(crate) fn occurrences(&self, desk: &Desk, place: &Place, first: NaiveDate, last: NaiveDate) -> Vec<Occurrence> {
        let Of::Every(length) = &self.of else { return Vec::new() };
        let limit = &self.limits[0];
        let (roll, week_starts) = (self.roll(place.roll), place.week_starts);
        let mut found = Vec::new();
        let mut next = first;
        while next <= last {
            let Some(span) = length.containing(next, week_starts) else {
                next = next_day(next);
                continue;
            };
            next = next_day(span.last);
            let mut days: Vec<NaiveDate> = match &limit.form {
                Form::Days(days) => days.iter().filter_map(|day| day.within(desk, &span.days())).collect(),
                Form::EveryWeeks(n, from, weekday) => {
                    let start = from.iter_days().find(|day| day.weekday() == *weekday).unwrap();
                    let due = |day: &NaiveDate| *day >= start && (*day - start).num_days() % (7 * i64::from(*n)) == 0;
                    span.days().into_iter().filter(due).collect()
                }
                // "strictly before the last day"
                Form::BeforeEnd(n, unit) => {
                    vec![desk.count_back(*n, *unit, desk.plan.at(span.last, 0, true)).unwrap()]
                }
                Form::AfterEnd(n, unit) => match unit {
                    Unit::Months => vec![day_before(next + Months::new(*n))],
                    _ => desk.count(*n, *unit, desk.plan.at(next, 0, false), span.last).into_iter().collect(),
                },
                _ => unreachable!("it has a trigger"),
            };
            days.retain(|&day| desk.knows(day));
            days.sort();
            let about =
                if place.previous { before(length, desk, &span, &limit.form, week_starts) } else { Some(span.clone()) };
            let Some(about) = about else { continue };
            for (number, day) in days.into_iter().enumerate() {
                let rolled = desk.roll(day, roll);
                // "opens at the start of the period, or of its due day if that is earlier"; after a period, at its end
                let starts = if matches!(limit.form, Form::AfterEnd(..)) { next } else { span.first };
                let starts = starts.min(rolled);
                let at = desk.end_of(rolled, limit.clock);
                let due = Deadline { limits: vec![(at, false)], later: false, moves: true, floor: None, day: rolled };
                let key = if number == 0 { about.key.clone() } else { format!("{}#{}", about.key, number + 1) };
                found.push(Occurrence { key, span: about.clone(), starts, due });
            }
        }
        found
    }
}

/// What a rule of every period is told beside itself.
pub(crate) struct Place {
    pub(crate) roll: Option<Roll>,
    pub(crate) previous: bool,
    pub(crate) week_starts: Weekday,
}

pub(crate) struct Occurrence {
    pub(crate) key: String,
    pub(crate) span: super::period::Span,
    pub(crate) starts: NaiveDate,
    pub(crate) due: Deadline,
}

/// The period before; of `every business day` the previous working day.
fn before(
    length: &Length,
    desk: &Desk,
    span: &super::period::Span,
    form: &Form,
    week_starts: Weekday,
) -> Option<super::period::Span> {
    let day = match form {
        Form::Days(days) if days[..] == [DayOf::EachBusiness] => desk.working_day_before(span.first),
        // The period before is as many weeks long.
        Form::EveryWeeks(n, ..) => span.first - Days::new(7 * u64::from(*n)),
        _ => day_before(span.first),
    };
    length.containing(day, week_starts)
}

/// The instant that an extension gives: a date ends and rolls like a counted day of the rule.
pub(crate) fn extended(rule: &Rule, desk: &Desk, roll: Option<Roll>, until: &str) -> Deadline {
    let (at, day) = match until.parse::<NaiveDate>() {
        Ok(day) if rule.limits.len() > 1 => {
            let day = desk.roll(day, Roll::Following);
            (desk.end_of(day, None), day)
        }
        Ok(day) => {
            let day = desk.roll(day, rule.roll(roll));
            (desk.end_of(day, rule.limits[0].clock), day)
        }
        Err(_) => {
            let at = until.parse::<At>().unwrap();
            (at, day_of_instant(desk, at))
        }
    };
    Deadline { limits: vec![(at, rule.is_elapsed())], later: false, moves: !rule.is_before(), floor: None, day }
}

impl Rule {
    /// The rule in words.
    pub(crate) fn text(&self) -> String {
        let of = match &self.of {
            Of::Every(_) => String::new(),
            Of::Any(names) => names.join(" or "),
            Of::All(names) => names.join(" and "),
            Of::Request => "request".to_owned(),
            Of::Delivery(id) => format!("delivery of {id}"),
            Of::SignOff(id) => format!("sign-off of {id}"),
        };
        let limits: Vec<String> = self.limits.iter().map(|limit| limit.text(&of, &self.of)).collect();
        match &limits[..] {
            [one] => one.clone(),
            _ => format!("{}, whichever is {}", limits.join(" or "), if self.later { "later" } else { "earlier" }),
        }
    }
}

impl Limit {
    fn text(&self, of: &str, what: &Of) -> String {
        let by = self.clock.map(|minutes| format!("by {} ", clock(minutes))).unwrap_or_default();
        // "by the 5th" alone, "by 12:00 on the 5th" with a time.
        let on = if by.is_empty() { "by ".to_owned() } else { format!("{by}on ") };
        let every = match what {
            Of::Every(length) => length.word(),
            _ => "",
        };
        match &self.form {
            Form::Within(n, unit) => format!("{by}within {n} {} of {of}", unit.word()),
            Form::Promptly(..) => format!("promptly after {of}"),
            Form::SameDay => format!("{by}on the same day as {of}"),
            Form::NextDay => format!("{by}on the next day after {of}"),
            Form::NextBusinessDay => format!("{by}on the next business day after {of}"),
            Form::NextWeekday(weekday) => format!("{by}on the next {} after {of}", day_name(*weekday)),
            Form::OfMonth(day, after) => {
                format!("{on}{} of the month {} {of}", day.text(), if *after { "after" } else { "of" })
            }
            Form::Before(None) => format!("before {of}"),
            Form::Before(Some((n, unit))) => format!("at least {n} {} before {of}", unit.word()),
            Form::Given => format!("by the given deadline of {of}"),
            Form::Days(days) if days[..] == [DayOf::Each] => format!("{by}every day"),
            Form::Days(days) if days[..] == [DayOf::EachBusiness] => format!("{by}every business day"),
            Form::Days(days) => {
                let days: Vec<String> = days.iter().map(|day| day.text()).collect();
                format!("{on}{} of every {every}", days.join(" and "))
            }
            Form::EveryWeeks(n, from, weekday) => {
                format!("{on}{} of every {n} weeks from {from}", day_name(*weekday))
            }
            Form::BeforeEnd(n, unit) => format!("{n} {} before the end of every {every}", unit.word()),
            Form::AfterEnd(n, unit) => format!("within {n} {} after the end of every {every}", unit.word()),
        }
    }
}

impl DayOf {
    fn text(self) -> String {
        match self {
            Self::Nth(n) => format!("the {}", ordinal(n)),
            Self::NthBusiness(n) => format!("the {} business day", ordinal(n)),
            Self::NthLastBusiness(1) => "the last business day".to_owned(),
            Self::NthLastBusiness(n) => format!("the {} last business day", ordinal(n)),
            Self::Last => "the last day".to_owned(),
            Self::Weekday(day) => day_name(day).to_owned(),
            Self::NthWeekday(n, day) => format!("the {} {}", ordinal(n), day_name(day)),
            Self::LastWeekday(day) => format!("the last {}", day_name(day)),
            Self::Date(day, month) => {
                format!(
                    "{day} {}",
                    chrono::Month::try_from(u8::try_from(month).unwrap()).unwrap().name().to_lowercase()
                )
            }
            Self::Each | Self::EachBusiness => unreachable!("written above"),
        }
    }
}

pub(crate) fn day_name(day: Weekday) -> &'static str {
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][day.num_days_from_monday() as usize]
}

pub(crate) fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn ordinal(n: u32) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}
