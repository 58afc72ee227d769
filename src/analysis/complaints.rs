//! What departments complain of, and whether closing a complaint ended it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, Utc};
use serde::Serialize;

use super::subject::zone;
use super::{Analysis, PairRef};
use crate::Text;
use crate::calendar::local_in;
use crate::network::{DepartmentIx, Network};

/// The complaint register: the kinds that weigh most, what is open, and what came back.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Complaints {
    /// How many were made.
    pub made: u64,
    /// How many of them were closed.
    pub resolved: u64,
    /// By category, the most frequent first.
    pub by_category: Vec<Bar>,
    /// By root cause, likewise.
    pub by_cause: Vec<Bar>,
    /// The open ones, the oldest first.
    pub open: Vec<Complaint>,
    /// Those that came back after closing, the latest first.
    pub recurrences: Vec<Recurrence>,
    /// The history of each pair that ever had one: the most complaints first, then by supplier and customer.
    pub pairs: Vec<History>,
}

/// One bar of a Pareto chart.
///
/// After J. M. Juran's reading of Pareto: a few kinds make up most of the trouble, and the cumulative share shows how few.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Bar {
    /// The category or cause, as the log writes it; none for those that name none.
    pub name: Option<String>,
    /// What that is called.
    pub called: Option<Text>,
    /// How many complaints.
    pub count: u64,
    /// How many complaints this bar and all before it hold.
    pub cumulative: u64,
    /// How many there are in all bars: what both counts are a share of.
    pub of: u64,
}

/// One complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Complaint {
    /// Its number.
    pub number: String,
    /// Who is complained of, and who complains.
    pub pair: PairRef,
    /// Its kind, as the log writes it.
    pub category: Option<String>,
    /// What that is called.
    pub category_called: Option<Text>,
    /// Its root cause, as the log writes it.
    pub cause: Option<String>,
    /// What that is called.
    pub cause_called: Option<Text>,
    /// When it was made.
    pub at: DateTime<FixedOffset>,
    /// When it was closed; none while it is open.
    pub resolved_at: Option<DateTime<FixedOffset>>,
}

/// A complaint that was closed and came back: the same two departments, the same category.
///
/// A kind answer that mends nothing ends the complaint, not its cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Recurrence {
    /// The complaint that had been closed: of several, the one closed last.
    pub closed: Complaint,
    /// The complaint that followed.
    pub again: Complaint,
    /// How often this pair's complaints of this category had come back by then, this time included.
    pub times: u64,
    /// Seconds from closing the one to making the other.
    pub quiet_s: i64,
}

/// What one pair has behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct History {
    /// Which pair.
    pub pair: PairRef,
    /// Complaints made.
    pub made: u64,
    /// Complaints still open.
    pub open: u64,
    /// Complaints that were the return of a closed one.
    pub recurrences: u64,
    /// The mean time from making to closing, in elapsed seconds; none if nothing was closed.
    pub mean_time_to_resolve_s: Option<i64>,
    /// Its complaints, the oldest first.
    pub complaints: Vec<Complaint>,
}

/// A complaint as the register holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry<'j> {
    at: DateTime<Utc>,
    number: &'j str,
    supplier: DepartmentIx,
    customer: DepartmentIx,
    category: Option<&'j str>,
    cause: Option<&'j str>,
    resolved_at: Option<DateTime<Utc>>,
}

impl Analysis<'_> {
    /// The complaint register as it stands at the judgement's `as_of`.
    pub fn complaints(&self) -> Complaints {
        let mut entries: Vec<Entry<'_>> = self
            .judgement
            .complaints()
            .map(|complaint| Entry {
                at: complaint.at(),
                number: complaint.number(),
                supplier: complaint.supplier().ix(),
                customer: complaint.customer().ix(),
                category: complaint.category(),
                cause: complaint.cause(),
                resolved_at: complaint.resolved_at(),
            })
            .collect();
        entries.sort_unstable();
        Complaints::among(&entries, self.judgement.network())
    }
}

impl Complaints {
    fn among(entries: &[Entry<'_>], network: &Network) -> Self {
        let recurrences = recurrences(entries);
        let mut pairs: BTreeMap<(DepartmentIx, DepartmentIx), (Vec<Entry<'_>>, u64)> = BTreeMap::new();
        for entry in entries {
            pairs.entry((entry.supplier, entry.customer)).or_default().0.push(*entry);
        }
        for (_, again, _) in &recurrences {
            pairs.entry((again.supplier, again.customer)).or_default().1 += 1;
        }
        let mut pairs: Vec<History> =
            pairs.into_values().filter_map(|(entries, again)| History::of(&entries, again, network)).collect();
        pairs.sort_by_key(|pair| Reverse(pair.made));
        let open: Vec<Complaint> =
            entries.iter().filter(|e| e.resolved_at.is_none()).map(|e| e.to_row(network)).collect();
        let made = count(entries.len());
        Self {
            made,
            resolved: made - count(open.len()),
            by_category: pareto(entries.iter().map(|entry| entry.category), |name| network.called(name)),
            by_cause: pareto(entries.iter().map(|entry| entry.cause), |name| network.called(name)),
            open,
            recurrences: recurrences.iter().rev().map(|found| Recurrence::of(found, network)).collect(),
            pairs,
        }
    }
}

impl Bar {
    /// The share that this bar and all before it make up, from 0 to 1.
    pub fn cumulative_share(&self) -> Option<super::Ratio> {
        super::Ratio::new(self.cumulative, self.of)
    }
}

/// Counts by name, the most frequent first, then by name; the nameless stand last among equals.
fn pareto<'a>(names: impl Iterator<Item = Option<&'a str>>, called: impl Fn(&str) -> Text) -> Vec<Bar> {
    let mut counts: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let of = counts.values().sum();
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|&(name, count)| (Reverse(count), name.is_none(), name));
    let mut cumulative = 0;
    let bars = counts.into_iter().map(|(name, count)| {
        cumulative += count;
        Bar { name: name.map(str::to_owned), called: name.map(&called), count, cumulative, of }
    });
    bars.collect()
}

/// Closed complaint, the one that followed it, and how often it had come back by then; in the order of the second.
type Found<'j> = (Entry<'j>, Entry<'j>, u64);

/// The complaints that are a return, from complaints in order of time.
///
/// A complaint made while another of its kind is open is no return of that one; but it is one of any that was closed
/// before.
fn recurrences<'j>(entries: &[Entry<'j>]) -> Vec<Found<'j>> {
    let mut kinds: BTreeMap<(DepartmentIx, DepartmentIx, Option<&str>), Vec<Entry<'j>>> = BTreeMap::new();
    for entry in entries {
        kinds.entry((entry.supplier, entry.customer, entry.category)).or_default().push(*entry);
    }
    let mut found: Vec<Found<'j>> = kinds.into_values().flat_map(|kind| returns(&kind)).collect();
    found.sort_by_key(|&(_, again, _)| again);
    found
}

/// The returns among the complaints of one kind, in order of time.
fn returns<'j>(kind: &[Entry<'j>]) -> Vec<Found<'j>> {
    let mut closings: Vec<Entry<'j>> = kind.iter().filter(|entry| entry.resolved_at.is_some()).copied().collect();
    closings.sort_by_key(|entry| entry.resolved_at);
    let mut times = 0;
    let found = kind.iter().filter_map(|again| {
        let before = closings.partition_point(|closed| closed.resolved_at.is_some_and(|at| at <= again.at));
        // One that was made and closed in the same instant is not what it came back from.
        let closed = closings.get(..before)?.iter().rev().find(|closed| *closed < again)?;
        times += 1;
        Some((*closed, *again, times))
    });
    found.collect()
}

impl Entry<'_> {
    fn to_row(self, network: &Network) -> Complaint {
        let (supplier, customer) = (network.department_at(self.supplier), network.department_at(self.customer));
        let zone = zone(customer, network);
        let local = |at: DateTime<Utc>| local_in(zone, at);
        Complaint {
            number: self.number.to_owned(),
            pair: PairRef::between(supplier, customer),
            category: self.category.map(str::to_owned),
            category_called: self.category.map(|name| network.called(name)),
            cause: self.cause.map(str::to_owned),
            cause_called: self.cause.map(|name| network.called(name)),
            at: local(self.at),
            resolved_at: self.resolved_at.map(local),
        }
    }
}

impl Recurrence {
    fn of((closed, again, times): &Found<'_>, network: &Network) -> Self {
        let quiet_s = closed.resolved_at.map_or(0, |at| again.at.signed_duration_since(at).num_seconds());
        Self { closed: closed.to_row(network), again: again.to_row(network), times: *times, quiet_s }
    }
}

impl History {
    fn of(entries: &[Entry<'_>], recurrences: u64, network: &Network) -> Option<Self> {
        let complaints: Vec<Complaint> = entries.iter().map(|entry| entry.to_row(network)).collect();
        let times: Vec<i64> =
            entries.iter().filter_map(|e| Some(e.resolved_at?.signed_duration_since(e.at).num_seconds())).collect();
        let closed = i64::try_from(times.len()).ok()?;
        Some(Self {
            pair: complaints.first()?.pair.clone(),
            made: count(entries.len()),
            open: count(entries.len() - times.len()),
            recurrences,
            mean_time_to_resolve_s: times.iter().fold(0_i64, |sum, time| sum.saturating_add(*time)).checked_div(closed),
            complaints,
        })
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: &'static str, day: i64, closed: Option<i64>, category: &'static str) -> Entry<'static> {
        let at = |day: i64| DateTime::from_timestamp(day * 86_400, 0).unwrap();
        let category = (!category.is_empty()).then_some(category);
        let (supplier, customer) = (DepartmentIx(0), DepartmentIx(1));
        Entry { at: at(day), number, supplier, customer, category, cause: None, resolved_at: closed.map(at) }
    }

    fn returned(entries: &[Entry<'static>]) -> Vec<(&'static str, &'static str, u64)> {
        recurrences(entries).into_iter().map(|(closed, again, times)| (closed.number, again.number, times)).collect()
    }

    #[test]
    fn closed_and_back_in_the_same_category_is_a_recurrence() {
        let first = entry("k1", 0, Some(3), "late");
        assert_eq!(returned(&[first, entry("k2", 60, None, "late")]), [("k1", "k2", 1)]);
        assert_eq!(returned(&[first, entry("k2", 60, None, "tone")]), [], "another category");
        assert_eq!(returned(&[first, entry("k2", 2, None, "late")]), [], "the first was still open");
        let other = Entry { customer: DepartmentIx(2), ..entry("k2", 60, None, "late") };
        assert_eq!(returned(&[first, other]), [], "another pair");
    }

    #[test]
    fn each_return_names_the_one_closed_last_and_counts_on() {
        let kind = [
            entry("k1", 0, Some(9), "late"),
            entry("k2", 1, Some(5), "late"),
            entry("k3", 10, Some(12), "late"),
            entry("k4", 20, None, "late"),
            entry("k5", 21, None, "late"),
        ];
        assert_eq!(returned(&kind), [("k1", "k3", 1), ("k3", "k4", 2), ("k3", "k5", 3)]);
    }

    #[test]
    fn opened_and_closed_at_once_is_no_return_of_itself() {
        assert_eq!(returned(&[entry("k1", 4, Some(4), "late")]), []);
        assert_eq!(returned(&[entry("k1", 4, Some(4), "late"), entry("k2", 4, Some(4), "late")]), [("k1", "k2", 1)]);
    }

    #[test]
    fn a_pareto_counts_up_to_everything() {
        let bars = pareto(
            ["late", "tone", "late", "", "late", "wrong"].map(|n| (!n.is_empty()).then_some(n)).into_iter(),
            |name: &str| Text::from(name),
        );
        let bars: Vec<_> = bars.iter().map(|bar| (bar.name.as_deref(), bar.count, bar.cumulative, bar.of)).collect();
        let expected = [(Some("late"), 3, 3, 6), (Some("tone"), 1, 4, 6), (Some("wrong"), 1, 5, 6), (None, 1, 6, 6)];
        assert_eq!(bars, expected);
        assert!(pareto(std::iter::empty(), |name: &str| Text::from(name)).is_empty());
    }
}
