//! What is over and old moves to an archive, which is a store too.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};

use super::agreements::hold_all;
use super::entry::{Entry, Seq};
use super::{EventStore, StoreError};
use crate::log::{Event, EventKind};
use crate::tracker::{Judgement, Status};

/// So many entries are copied at once.
const BATCH: usize = 5_000;

/// The entries of a store that an archive may take: all events of cases in which nothing is open any more at the instant
/// of a judgement, and nothing happened from `before` on.
///
/// A case's events move together, with the rows that take any of them back, or they stay together. Those of a case stay
/// one of whose events shares its id with a row elsewhere, for of the two one stands, or tells of a period's handoff. Events
/// of periods, complaints, and rows that are no events stay as well.
///
/// Judged together, archive and store give what the store gave alone. Judged without its archive, a store lacks the
/// handoffs of the cases that moved, and knows nothing of them where a period's handoff needed theirs.
///
/// # Errors
/// Returns an error when the store cannot be read.
pub fn archivable(
    store: &mut (impl EventStore + ?Sized),
    judgement: &Judgement,
    before: DateTime<Utc>,
) -> Result<BTreeSet<Seq>, StoreError> {
    let mut rows = Vec::new();
    store.since(0, &mut |seq, entry| {
        rows.extend(entry.event().map(|event| Row::new(seq, event)));
        ControlFlow::Continue(())
    })?;
    let targets: HashMap<&str, &str> =
        rows.iter().filter_map(|row| Some((row.id.as_deref()?, row.target.as_deref()?))).collect();
    let owners = owners(&rows);
    let is_over = |status| matches!(status, Status::Met | Status::Late | Status::Waived);
    let open = judgement.handoffs().filter(|handoff| !is_over(handoff.status()));
    let mut staying: HashSet<&str> = open.filter_map(|handoff| handoff.case()).collect();
    let of_periods = judgement.handoffs().filter(|handoff| handoff.case().is_none());
    let recurring: HashSet<String> = of_periods.map(|handoff| handoff.obligation().id().to_string()).collect();
    let mut moving = Vec::new();
    for row in &rows {
        let meant = row.case.as_deref().map_or_else(|| case_of_target(row, &targets, &owners), Owner::Case);
        let Owner::Case(case) = meant else { continue };
        let is_shared =
            row.id.as_deref().is_some_and(|id| owners.get(id).is_some_and(|owner| *owner == Owner::Several));
        let is_of_period = row.obligations.iter().any(|id| recurring.contains(id));
        if is_shared || is_of_period || row.at >= before {
            staying.insert(case);
        }
        moving.push((row.seq, case));
    }
    Ok(moving.into_iter().filter(|(_, case)| !staying.contains(case)).map(|(seq, _)| seq).collect())
}

/// Copies entries of one store to another, with all agreements, and then takes them out of the first, which knows them
/// still: appended again, they do not come back. Returns how many left it.
///
/// Whenever this is interrupted, every entry is in one of the two or in both, which is the same to whoever judges them
/// together; the same call again completes it.
///
/// # Errors
/// Returns an error when either store says no.
pub fn archive(
    store: &mut (impl EventStore + ?Sized),
    into: &mut (impl EventStore + ?Sized),
    entries: &BTreeSet<Seq>,
) -> Result<usize, StoreError> {
    hold_all(into, &store.agreements()?)?;
    let mut waiting: Vec<Entry<'static>> = Vec::new();
    let mut outcome = Ok(());
    store.since(0, &mut |seq, entry| {
        if entries.contains(&seq) {
            waiting.push(entry.into_owned());
        }
        if waiting.len() == BATCH {
            outcome = into.append(&waiting).map(drop);
            waiting.clear();
        }
        if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    outcome?;
    into.append(&waiting)?;
    store.take_out(entries)
}

/// What matters here of an event.
struct Row {
    seq: Seq,
    at: DateTime<Utc>,
    id: Option<String>,
    /// The case whose handoffs it is about.
    case: Option<String>,
    /// The id of the row that it takes back.
    target: Option<String>,
    obligations: Vec<String>,
}

impl Row {
    fn new(seq: Seq, event: &Event<'_>) -> Self {
        let is = |kind: EventKind| event.name.eq_ignore_ascii_case(kind.as_str());
        let is_aside = is(EventKind::Complained) || is(EventKind::Resolved) || is(EventKind::Voided);
        let case = event.case.as_deref().filter(|_| !is_aside && event.period.is_none());
        let case = case.map(|case| case.split_once('#').map_or(case, |(case, _)| case).to_owned());
        let target = event.target.as_deref().filter(|_| is(EventKind::Voided)).map(str::to_owned);
        let obligations = event.obligation.as_deref().unwrap_or_default().split([';', '|']);
        let obligations = obligations.map(|id| id.trim().to_lowercase()).collect();
        Self { seq, at: event.at, id: event.id.as_deref().map(str::to_owned), case, target, obligations }
    }
}

/// To whom the rows with an id belong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner<'r> {
    Case(&'r str),
    /// To no case, or not yet known to which.
    Nobody,
    /// To one and to another, or to none.
    Several,
}

fn owners(rows: &[Row]) -> HashMap<&str, Owner<'_>> {
    let mut owners = HashMap::new();
    for row in rows {
        let Some(id) = row.id.as_deref() else { continue };
        let owner = row.case.as_deref().map_or(Owner::Nobody, Owner::Case);
        let was_known = owners.insert(id, owner);
        // Two rows of nobody's under one id may take back what belongs to two cases.
        if was_known.is_some_and(|known| known != owner || owner == Owner::Nobody) {
            owners.insert(id, Owner::Several);
        }
    }
    owners
}

/// The case of what a row takes back, which may itself take something back, and so on.
fn case_of_target<'r>(
    row: &'r Row,
    targets: &HashMap<&'r str, &'r str>,
    owners: &HashMap<&'r str, Owner<'r>>,
) -> Owner<'r> {
    let mut target = row.target.as_deref();
    // A ring leads nowhere; a chain is seldom longer than two.
    for _ in 0..100 {
        let Some(id) = target else { break };
        match owners.get(id) {
            Some(Owner::Nobody) => target = targets.get(id).copied(),
            Some(owner) => return *owner,
            None => break,
        }
    }
    Owner::Nobody
}
