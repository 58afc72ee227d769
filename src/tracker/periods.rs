//! The handoffs of obligations that recur.

use chrono::{Days, NaiveDate};

use super::fold::{Fold, Remark, apply};
use super::key::pack;
use super::life::{Life, Why};
use super::matching::Recurrences;
use super::row::{Field, Kind, Row};
use super::status::settle;
use crate::Period;
use crate::calendar::Instant;
use crate::due::Occurrence;

/// How far from a handoff's opening its due day may lie, or its deadline from its due day: more than a year and a
/// roll.
const REACH: Days = Days::new(800);

/// Leads one obligation's handoffs through their events.
pub(super) fn fold<'a>(fold: &mut Fold<'a>, name: u32, rows: &'a [u32]) {
    let acts: Vec<(u32, &Row)> = fold.counting(rows).collect();
    let periods: Vec<Option<Period>> = acts.iter().map(|(_, row)| period_of(fold, row)).collect();
    let mut lives = enumerate(fold, name, &periods);
    let keys = by_key(&lives);
    let (court, network) = (fold.court(), fold.network);
    let mut recurrences = Recurrences::default();
    for (&(number, row), period) in acts.iter().zip(periods) {
        let meant = recurrences.meant(row, &mut lives, network, period.is_none());
        let meant = period.map_or(meant, |period| named(&keys, &lives, period));
        let meant = meant.filter(|_| row.kind != Kind::Requested);
        let Some((n, life)) = meant.and_then(|n| Some((n, lives.get_mut(n)?))) else {
            fold.remark(number, unmatched(row, period, &lives));
            continue;
        };
        let Some(plan) = fold.plans().plan(life.version) else { continue };
        recurrences.leave(n, life);
        let effect = apply(life, plan, number, row, &court);
        recurrences.note(n, life, row, effect);
        fold.conclude(number, effect, None);
    }
    for life in &mut lives {
        if let Some(plan) = fold.plans().plan(life.version) {
            settle(life, plan, &court);
        }
    }
    if let Some(list) = fold.lives.get_mut(name as usize) {
        list.append(&mut lives);
    }
}

fn period_of(fold: &Fold<'_>, row: &Row) -> Option<Period> {
    fold.rows().text(row, Field::Period)?.parse().ok()
}

/// The handoffs that opened by the instant of judgement, in that order, then those of the future: the next one, and
/// those that an event names.
fn enumerate(fold: &Fold<'_>, name: u32, named: &[Option<Period>]) -> Vec<Life> {
    let mut lives = Vec::new();
    let mut first_event = None;
    for (version, plan) in fold.plans().versions(name).filter(|(_, plan)| plan.is_periodic()) {
        let clause = fold.network.clause(plan.terms);
        let calendar = fold.network.calendar_of(plan.terms);
        let open = |occurrence: Occurrence| {
            let (subject, occurrence_number) = pack(occurrence.key);
            let life = Life::open(version, occurrence.opened_at, occurrence.due_at);
            Life { subject, occurrence: occurrence_number, moves: clause.moves(None), ..life }
        };
        let in_force = |occurrence: &Occurrence| plan.in_force(occurrence.opened_at);
        // Without a first day, it begins with the period that is due when the log begins.
        let from_day = fold.network.terms(plan.terms).in_force.from;
        let since = match from_day {
            Some(_) => Instant(i64::MIN),
            None => *first_event.get_or_insert_with(|| fold.first_event().unwrap_or(fold.as_of)),
        };
        let from = from_day.unwrap_or_else(|| earlier(calendar.local_date(since)));
        let to = later(calendar.local_date(fold.as_of.min(plan.until)));
        for occurrence in clause.occurrences(from, to).filter(in_force).filter(|found| since <= found.due_at) {
            lives.push(open(occurrence));
            if fold.as_of < occurrence.opened_at {
                break;
            }
        }
        let mut apart: Vec<Period> = named.iter().copied().flatten().collect();
        apart.sort_unstable();
        apart.dedup();
        let known = lives.iter().filter(|life| life.version == version).map(|life| (life.subject, life.occurrence));
        let known: std::collections::HashSet<_> = known.collect();
        let apart = apart.into_iter().filter(|&period| !known.contains(&pack(period)));
        let apart: Vec<Life> =
            apart.filter_map(|period| clause.occurrence_of_key(period)).filter(in_force).map(open).collect();
        lives.extend(apart);
    }
    lives.sort_by_key(|life| (life.opened, life.original));
    lives
}

fn earlier(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(REACH).unwrap_or(day)
}

fn later(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(REACH).unwrap_or(day)
}

/// The places of the handoffs, sorted by their key.
fn by_key(lives: &[Life]) -> Vec<((u32, u32), usize)> {
    let mut keys: Vec<_> = lives.iter().zip(0..).map(|(life, n)| ((life.subject, life.occurrence), n)).collect();
    keys.sort_unstable();
    keys
}

/// The handoff of a period; of several versions' the oldest undelivered one, else the last.
fn named(keys: &[((u32, u32), usize)], lives: &[Life], period: Period) -> Option<usize> {
    let key = pack(period);
    let start = keys.partition_point(|&(other, _)| other < key);
    let same = keys.get(start..)?.iter().take_while(|&&(other, _)| other == key).map(|&(_, n)| n);
    let undelivered = |&n: &usize| lives.get(n).is_some_and(|life| !life.is_delivered());
    same.clone().find(undelivered).or_else(|| same.last())
}

fn unmatched(row: &Row, period: Option<Period>, lives: &[Life]) -> Remark {
    let unnamed = period.is_none();
    if row.kind == Kind::Delivered && unnamed && !lives.is_empty() {
        return Remark::Additional;
    }
    let undone = matches!(row.kind, Kind::Accepted | Kind::Rejected) && unnamed;
    let why = if undone { Why::NotDelivered } else { Why::NoHandoff };
    Remark::Unmatched(if row.kind == Kind::Requested { Why::OpensNothing } else { why })
}
