//! The dealership's agreements, as far as a story needs them.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, Weekday};
use interdept::Network;
use interdept::calendar::Calendar;
use interdept::due::{Clause, Trigger};
use interdept::network::{Obligation, Terms};

use super::case::Attributes;
use super::rng::Rng;
use super::row::OFFSET_SECONDS;

/// The first and the last day that the log tells of.
const FIRST: (i32, u32, u32) = (2026, 6, 1);
const LAST: (i32, u32, u32) = (2026, 11, 23);

/// What opens a handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opens {
    /// A milestone or request, from which the deadline counts.
    After,
    /// A milestone before which it is due.
    Before,
    /// A date that the milestone carries.
    Given,
}

/// One version of an obligation.
#[derive(Debug)]
pub(crate) struct Promise<'n> {
    /// The obligation's id.
    pub(crate) id: String,
    /// The department that owes it.
    pub(crate) supplier: String,
    /// What opens it.
    pub(crate) opens: Opens,
    /// A number that its versions share; inputs have a smaller one.
    pub(crate) name: usize,
    /// The numbers of its inputs.
    pub(crate) needs: Vec<usize>,
    /// The papers it takes.
    pub(crate) documents: Vec<String>,
    /// The papers it takes, signed.
    pub(crate) signed: Vec<String>,
    calendar: &'n Calendar,
    clause: Clause<'n>,
    terms: &'n Terms,
}

/// One handoff of a recurring obligation.
#[derive(Debug)]
pub(crate) struct Occurrence {
    /// The period's key.
    pub(crate) key: String,
    /// When it opens.
    pub(crate) opened: i64,
    /// When it is due.
    pub(crate) due: i64,
}

/// Everything that cases happen in.
#[derive(Debug)]
pub(crate) struct World<'n> {
    calendar: &'n Calendar,
    promises: Vec<Promise<'n>>,
    names: BTreeMap<String, usize>,
    opened_by: BTreeMap<String, Vec<usize>>,
    /// Working days on which cases begin, the log's last not among them, with the sum of their weights and of those before.
    days: Vec<(NaiveDate, u64)>,
}

impl<'n> World<'n> {
    /// The world of these agreements; none if they have no calendar called `dealership`.
    pub(crate) fn new(network: &'n Network) -> Option<Self> {
        let calendar = network.find_calendar("dealership")?;
        let names: BTreeMap<_, _> = in_order_of_need(network).into_iter().zip(0..).collect();
        let mut promises: Vec<_> = network.obligations().map(|version| Promise::new(version, &names)).collect();
        promises.sort_by_key(|promise| promise.name);
        let mut opened_by: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, promise) in promises.iter().enumerate() {
            for trigger in promise.terms.due.triggers() {
                let key = match trigger {
                    Trigger::Request => format!("request {}", promise.id),
                    Trigger::Milestone(id) => id.to_string(),
                    // A delivery opens what waits for it.
                    Trigger::Delivery(_) | Trigger::SignOff(_) => continue,
                };
                opened_by.entry(key).or_default().push(at);
            }
        }
        Some(Self { calendar, promises, names, opened_by, days: days(calendar) })
    }

    /// An obligation's number.
    pub(crate) fn index(&self, obligation: &str) -> Option<usize> {
        self.names.get(obligation).copied()
    }

    /// The promises that a milestone opens, inputs before what needs them.
    pub(crate) fn opened_by<'w>(&'w self, milestone: &str) -> impl Iterator<Item = &'w Promise<'n>> + use<'w, 'n> {
        self.at(self.opened_by.get(milestone))
    }

    /// The promises that a request for an obligation opens.
    pub(crate) fn requested<'w>(&'w self, obligation: &str) -> impl Iterator<Item = &'w Promise<'n>> + use<'w, 'n> {
        self.at(self.opened_by.get(&format!("request {obligation}")))
    }

    fn at<'w>(&'w self, places: Option<&'w Vec<usize>>) -> impl Iterator<Item = &'w Promise<'n>> + use<'w, 'n> {
        places.into_iter().flatten().filter_map(|&at| self.promises.get(at))
    }

    /// The recurring promises, inputs before what needs them.
    pub(crate) fn recurring(&self) -> impl Iterator<Item = &Promise<'n>> {
        self.promises.iter().filter(|promise| promise.terms.due.period().is_some())
    }

    /// This many working minutes later, on the house's calendar.
    pub(crate) fn plus_minutes(&self, at: i64, minutes: i64) -> i64 {
        plus(self.calendar, at, minutes)
    }

    /// The midnight that starts the nth working day after an instant's date.
    pub(crate) fn day_after(&self, at: i64, days: i64) -> i64 {
        let date = local_date(at);
        midnight(self.calendar.plus_working_days(date, days).unwrap_or(date))
    }

    /// When the nth of so many cases begins.
    pub(crate) fn beginning(&self, n: u64, of: u64, rng: &mut Rng) -> i64 {
        let total = self.days.last().map_or(1, |(_, sum)| *sum);
        let part = (u128::from(n) * 1_000_000 + u128::from(rng.below(1_000_000))) * u128::from(total);
        let weight = u64::try_from(part / (u128::from(of.max(1)) * 1_000_000)).unwrap_or(0);
        let day = self.days.iter().find(|(_, sum)| weight < *sum).or(self.days.last());
        let opening = day.map_or(0, |(day, _)| midnight(*day)) + (8 * 60 + 30) * 60;
        plus(self.calendar, opening, rng.between(5, 470)) + rng.between(0, 59)
    }
}

impl<'n> Promise<'n> {
    fn new(version: Obligation<'n>, names: &BTreeMap<String, usize>) -> Self {
        let terms = version.terms();
        let opens = if terms.due.is_before() {
            Opens::Before
        } else if terms.due.given().is_some() {
            Opens::Given
        } else {
            Opens::After
        };
        let number = |id: &str| names.get(id).copied();
        Self {
            id: terms.id.to_string(),
            supplier: version.supplier().id().to_string(),
            opens,
            name: number(terms.id.as_str()).unwrap_or(0),
            needs: terms.needs.iter().filter_map(|id| number(id.as_str())).collect(),
            documents: terms.documents.iter().map(ToString::to_string).collect(),
            signed: terms.signed.iter().map(ToString::to_string).collect(),
            calendar: version.calendar(),
            clause: version.clause(),
            terms,
        }
    }
}

impl Promise<'_> {
    /// Whether it is in force and its conditions hold.
    pub(crate) fn applies(&self, at: i64, attributes: &Attributes<'_>) -> bool {
        let value = |name: &str| attributes.iter().find(|(n, _)| *n == name).map(|&(_, value)| value);
        self.terms.in_force.contains(local_date(at)) && self.terms.when.holds(value, local_time(at))
    }

    /// When it is due if it opens at an instant; for one before a milestone, the milestone's instant counts.
    pub(crate) fn due(&self, at: i64, attributes: &Attributes<'_>) -> Option<i64> {
        let at = utc(at)?;
        let due = match self.opens {
            Opens::After => self.clause.after(at),
            Opens::Before => self.clause.before(at),
            Opens::Given => self.clause.given(at, self.given(attributes)),
        };
        due.ok().map(|due| due.timestamp())
    }

    /// The handoffs of a recurring one that open and fall due while the log runs.
    pub(crate) fn occurrences(&self) -> Vec<Occurrence> {
        let (Some(from), Some(to)) = (first_day(), last_day().and_then(|day| day.checked_add_days(Days::new(10))))
        else {
            return Vec::new();
        };
        let all = self.clause.occurrences(from, to).map(|occurrence| Occurrence {
            key: occurrence.key.to_string(),
            opened: occurrence.opened_at().timestamp(),
            due: occurrence.due_at().timestamp(),
        });
        all.filter(|o| self.terms.in_force.contains(local_date(o.opened))).collect()
    }

    /// This many working minutes later, on the supplier's calendar.
    pub(crate) fn plus(&self, at: i64, minutes: i64) -> i64 {
        plus(self.calendar, at, minutes)
    }

    /// The working minutes between two instants, on the supplier's calendar.
    pub(crate) fn minutes_between(&self, from: i64, until: i64) -> i64 {
        let between = utc(from).zip(utc(until)).map(|(from, until)| self.calendar.working_time(from, until));
        between.map_or(0, |time| time.num_minutes())
    }

    /// The value of the attribute that holds the deadline; empty if there is none.
    fn given<'a>(&self, attributes: &Attributes<'a>) -> &'a str {
        let name = self.terms.due.given();
        attributes.iter().find(|(n, _)| Some(*n) == name).map_or("", |&(_, value)| value)
    }
}

/// The ids of all obligations, inputs before what needs them.
fn in_order_of_need(network: &Network) -> Vec<String> {
    let mut left: BTreeMap<String, Vec<String>> = network
        .obligations()
        .map(|o| (o.id().to_string(), o.terms().needs.iter().map(ToString::to_string).collect()))
        .collect();
    let mut order: Vec<String> = Vec::new();
    while !left.is_empty() {
        let ready: Vec<_> = left
            .iter()
            .filter(|(_, needs)| needs.iter().all(|n| !left.contains_key(n)))
            .map(|(id, _)| id.clone())
            .collect();
        if ready.is_empty() {
            break; // a ring, which loading refuses
        }
        for id in ready {
            left.remove(&id);
            order.push(id);
        }
    }
    order
}

/// Saturdays are busiest; the summer is slow, the autumn busy, and the days before the National Day holiday the busiest.
fn days(calendar: &Calendar) -> Vec<(NaiveDate, u64)> {
    let (Some(first), Some(last)) = (first_day(), last_day()) else { return Vec::new() };
    let mut sum = 0;
    let working = first.iter_days().take_while(|day| *day < last).filter(|day| calendar.is_working_day(*day));
    working
        .map(|day| {
            let weight = match day.weekday() {
                Weekday::Sat => 17,
                Weekday::Fri => 12,
                Weekday::Mon => 11,
                Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Sun => 9,
            };
            let season = match (day.month(), day.day()) {
                (9, 21..) => 8,
                (9.., _) => 7,
                (7 | 8, _) => 5,
                (_, _) => 6,
            };
            sum += weight * season;
            (day, sum)
        })
        .collect()
}

fn first_day() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(FIRST.0, FIRST.1, FIRST.2)
}

fn last_day() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(LAST.0, LAST.1, LAST.2)
}

fn plus(calendar: &Calendar, at: i64, minutes: i64) -> i64 {
    let moved = utc(at).and_then(|at| calendar.plus_working_time(at, chrono::Duration::minutes(minutes)));
    moved.map_or(at, |moved| moved.timestamp())
}

fn utc(at: i64) -> Option<DateTime<chrono::Utc>> {
    DateTime::from_timestamp(at, 0)
}

fn local(at: i64) -> Option<DateTime<FixedOffset>> {
    Some(utc(at)?.with_timezone(&FixedOffset::east_opt(OFFSET_SECONDS)?))
}

/// The last instant of the log: a Monday morning, when last week's report is read.
pub(crate) fn end() -> i64 {
    last_day().map_or(0, midnight) + 10 * 3600
}

/// How many days after the log's first an instant lies.
pub(crate) fn day(at: i64) -> u64 {
    let days = first_day().map_or(0, |first| local_date(at).signed_duration_since(first).num_days());
    u64::try_from(days).unwrap_or(0)
}

/// The dealership's date at an instant.
pub(crate) fn local_date(at: i64) -> NaiveDate {
    local(at).map(|local| local.date_naive()).unwrap_or_default()
}

fn local_time(at: i64) -> NaiveTime {
    local(at).map(|local| local.time()).unwrap_or_default()
}

fn midnight(day: NaiveDate) -> i64 {
    day.and_time(NaiveTime::MIN).and_utc().timestamp() - i64::from(OFFSET_SECONDS)
}
