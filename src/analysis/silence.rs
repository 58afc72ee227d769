//! Where nothing is heard, though something was due.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use super::compliance::{TREND_WEEKS, periods_to};
use super::subject::zone;
use super::{Analysis, DepartmentRef, ObligationRef, PairRef, Window};
use crate::calendar::local_in;
use crate::network::{DepartmentIx, NameIx, Network, Obligation};
use crate::tracker::{Handoff, Status};

/// Obligations and pairs of departments of which nothing was recorded although something was due.
///
/// A relation that goes bad shows first as silence: no delivery, no pause, no complaint. A ratio would show it as 0 % among
/// others, or not at all. A line is here if, of what was due in the week reported and has passed its deadline, nothing
/// at all was recorded: no delivery, rejection, pause, extension, waiver or rating; or if that holds for the whole
/// [trend](super::compliance::TREND_WEEKS) up to that week. A complaint that is made or resolved in that time is a word too: for the
/// two departments, and for the obligation that it names.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Silence {
    /// The silent obligations: first those never heard of, then those silent longest; then by id.
    pub obligations: Vec<Silent<ObligationRef>>,
    /// The silent pairs, likewise.
    pub pairs: Vec<Silent<PairRef>>,
    /// Obligations that no handoff was ever opened for, by id: perhaps nobody records what opens them.
    pub never_opened: Vec<ObligationRef>,
}

/// One that nothing is heard of.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Silent<S> {
    /// Which obligation or pair.
    pub subject: S,
    /// How many handoffs fell due in the week.
    pub due_in_week: u64,
    /// How many of them have nothing recorded: all if the week is silent.
    pub unheard_in_week: u64,
    /// How many fell due in the trend's weeks, this one included.
    pub due_in_trend: u64,
    /// How many of them have nothing recorded.
    pub unheard_in_trend: u64,
    /// When anything was last recorded, about a handoff of whatever time; none if never.
    pub last_heard: Option<DateTime<FixedOffset>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct SilenceCount {
    due_in_week: u64,
    unheard_in_week: u64,
    due_in_trend: u64,
    unheard_in_trend: u64,
    last_heard: Option<DateTime<FixedOffset>>,
    complaint_in_week: bool,
    complaint_in_trend: bool,
}

impl SilenceCount {
    fn hear(&mut self, handoff: Handoff<'_>, place: Option<Place>) {
        let heard = is_heard_of(handoff);
        if heard {
            self.last_heard = self.last_heard.max(last_heard(handoff));
        }
        let Some(place) = place else { return };
        self.due_in_trend += 1;
        self.unheard_in_trend += u64::from(!heard);
        if place == Place::Week {
            self.due_in_week += 1;
            self.unheard_in_week += u64::from(!heard);
        }
    }

    /// Hears a complaint, which is about no handoff in particular.
    fn hear_complaint(&mut self, at: DateTime<FixedOffset>, place: Option<Place>) {
        self.last_heard = self.last_heard.max(Some(at));
        self.complaint_in_trend |= place.is_some();
        self.complaint_in_week |= place == Some(Place::Week);
    }

    fn add(&mut self, other: &Self) {
        self.due_in_week += other.due_in_week;
        self.unheard_in_week += other.unheard_in_week;
        self.due_in_trend += other.due_in_trend;
        self.unheard_in_trend += other.unheard_in_trend;
        self.last_heard = self.last_heard.max(other.last_heard);
    }

    fn is_silent(&self) -> bool {
        let week = self.due_in_week > 0 && self.unheard_in_week == self.due_in_week;
        let trend = self.due_in_trend > 0 && self.unheard_in_trend == self.due_in_trend;
        (week && !self.complaint_in_week) || (trend && !self.complaint_in_trend)
    }

    fn silent<S>(&self, subject: S) -> Silent<S> {
        let Self { due_in_week, unheard_in_week, due_in_trend, unheard_in_trend, last_heard, .. } = *self;
        Silent { subject, due_in_week, unheard_in_week, due_in_trend, unheard_in_trend, last_heard }
    }
}

/// Whether anything was recorded about a handoff since it opened.
fn is_heard_of(handoff: Handoff<'_>) -> bool {
    handoff.attempts() > 0
        || handoff.waived_at().is_some()
        || handoff.extended_at().is_some()
        || !handoff.ratings().is_empty()
        || handoff.holds().next().is_some()
}

/// When a handoff was last delivered, paused, resumed, rejected, extended or waived.
fn last_heard(handoff: Handoff<'_>) -> Option<DateTime<FixedOffset>> {
    let as_of = handoff.judgement().as_of();
    let holds: Vec<_> = handoff.holds().collect();
    let pauses = holds.iter().map(|pause| if pause.until < as_of { pause.until } else { pause.from });
    let others = [handoff.delivered_at(), handoff.waived_at(), handoff.extended_at()];
    others.into_iter().flatten().chain(pauses).max().map(|at| handoff.local(at))
}

/// Where a handoff's due day lies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Week,
    EarlierInTrend,
}

impl Analysis<'_> {
    /// Listens for what was due in a window and the ones before it.
    pub fn silence(&self, window: Window) -> Silence {
        let (judgement, network) = (self.judgement, self.judgement.network());
        let window = self.of_company(window);
        let first_day = periods_to(window, TREND_WEEKS).first().map_or(window.first_day(), |first| first.first_day());
        let place_of = |day: NaiveDate| match day {
            day if window.contains(day) => Some(Place::Week),
            day if first_day <= day && day < window.first_day() => Some(Place::EarlierInTrend),
            _ => None,
        };
        let place = |handoff: Handoff<'_>| match handoff.status() {
            Status::Met | Status::Late | Status::Overdue | Status::Waived => place_of(handoff.due_day()),
            Status::Upcoming | Status::Open | Status::AtRisk | Status::Paused => None,
        };
        let mut obligations: BTreeMap<NameIx, SilenceCount> = BTreeMap::new();
        let mut pairs: BTreeMap<(DepartmentIx, DepartmentIx), SilenceCount> = BTreeMap::new();
        for handoff in judgement.handoffs().filter(|handoff| handoff.status() != Status::Upcoming) {
            let terms = handoff.obligation().terms();
            let mut count = SilenceCount::default();
            count.hear(handoff, place(handoff));
            obligations.entry(terms.name).or_default().add(&count);
            pairs.entry((terms.supplier, terms.customer)).or_default().add(&count);
        }
        for complaint in judgement.complaints() {
            let zone = zone(complaint.customer(), network);
            let name = complaint.obligation().and_then(|id| network.name_ix(id.as_str()));
            let about = name.and_then(|name| obligations.get_mut(&name));
            let pair = pairs.get_mut(&(complaint.supplier().ix(), complaint.customer().ix()));
            for count in about.into_iter().chain(pair) {
                for at in [Some(complaint.at()), complaint.resolved_at()].into_iter().flatten() {
                    let at = local_in(zone, at);
                    count.hear_complaint(at, place_of(at.date_naive()));
                }
            }
        }
        Silence {
            never_opened: never_opened(network, &obligations, window),
            obligations: silent(&obligations, |&name| {
                Some(ObligationRef::of(network.obligation_at(network.newest(name)?)))
            }),
            pairs: silent(&pairs, |&(supplier, customer)| {
                let party = |ix| DepartmentRef::of(network.department_at(ix));
                Some(PairRef { supplier: party(supplier), customer: party(customer) })
            }),
        }
    }
}

fn silent<K, S>(counts: &BTreeMap<K, SilenceCount>, subject: impl Fn(&K) -> Option<S>) -> Vec<Silent<S>> {
    let silent = counts.iter().filter(|(_, count)| count.is_silent());
    let mut silent: Vec<Silent<S>> = silent.filter_map(|(key, count)| Some(count.silent(subject(key)?))).collect();
    // Never comes first, and the sort is stable.
    silent.sort_by_key(|line| line.last_heard);
    silent
}

/// The obligations in force in the week of which there is no handoff.
fn never_opened(network: &Network, opened: &BTreeMap<NameIx, SilenceCount>, window: Window) -> Vec<ObligationRef> {
    let in_force = |version: &Obligation<'_>| {
        let range = version.terms().in_force;
        range.from.is_none_or(|from| from <= window.last_day())
            && range.until.is_none_or(|until| window.first_day() <= until)
    };
    let mut names: Vec<NameIx> = network.obligations().filter(in_force).map(|version| version.terms().name).collect();
    names.dedup();
    names
        .into_iter()
        .filter(|name| !opened.contains_key(name))
        .filter_map(|name| network.newest(name).map(|ix| ObligationRef::of(network.obligation_at(ix))))
        .collect()
}
