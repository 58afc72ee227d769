//! The judge: goes through the events one by one, in order, and keeps for each handoff what it has heard of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::World;
use super::calendar::{At, Desk, Roll};
use super::duty::{Due, Duty};

/// A row of a log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ev {
    pub(crate) at: At,
    pub(crate) name: &'static str,
    pub(crate) id: Option<String>,
    pub(crate) case: Option<String>,
    pub(crate) obligation: Option<&'static str>,
    pub(crate) period: Option<String>,
    pub(crate) documents: Vec<&'static str>,
    pub(crate) signed: Vec<&'static str>,
    pub(crate) until: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) attributes: BTreeMap<&'static str, String>,
}

impl Ev {
    pub(crate) fn new(name: &'static str, at: At) -> Self {
        Self {
            at,
            name,
            id: None,
            case: None,
            obligation: None,
            period: None,
            documents: Vec::new(),
            signed: Vec::new(),
            until: None,
            target: None,
            attributes: BTreeMap::new(),
        }
    }
}

/// What is known of a handoff.
#[derive(Clone, Debug)]
pub(crate) struct Life<'w> {
    pub(crate) duty: &'w Duty,
    pub(crate) key: String,
    pub(crate) opened: At,
    original: Due,
    /// The documents delivered so far, signed or not.
    brought: BTreeSet<(&'static str, bool)>,
    pub(crate) delivered: Option<At>,
    accepted: bool,
    paused_since: Option<At>,
    pauses: Vec<(At, At)>,
    extensions: Vec<(At, String)>,
    waived: bool,
}

/// A line of the table that both judges must agree on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    pub(crate) obligation: String,
    pub(crate) key: String,
    pub(crate) opened: At,
    pub(crate) original_due: At,
    pub(crate) due: At,
    pub(crate) delivered: Option<At>,
    pub(crate) status: String,
    pub(crate) late_by: Option<(i64, i64)>,
}

/// The place of an event among those of one instant.
fn rank(name: &str) -> usize {
    let order = ["resumed", "paused", "extended", "delivered", "accepted", "rejected", "waived"];
    match name {
        "rated" | "complained" | "resolved" | "voided" => order.len() + 1,
        // Openings come first.
        other => order.iter().position(|&name| name == other).map_or(0, |place| place + 1),
    }
}

/// The events that count at an instant, in order.
fn standing(events: &[Ev], as_of: At) -> Vec<Ev> {
    // Equal rows count once.
    let mut rows: Vec<Ev> = events.iter().filter(|event| event.at <= as_of).cloned().collect();
    rows.sort();
    rows.dedup();
    // Of rows with one id the earliest stands; the tests give no two of them the same instant.
    let mut ids = BTreeSet::new();
    rows.retain(|row| row.id.as_ref().is_none_or(|id| ids.insert(id.clone())));
    // Some are taken back.
    let targets: BTreeSet<String> = rows.iter().filter_map(|row| row.target.clone()).collect();
    rows.retain(|row| row.id.as_ref().is_none_or(|id| !targets.contains(id)));
    rows.sort_by_key(|row| (row.at, rank(row.name)));
    rows
}

impl Life<'_> {
    fn complete(&self) -> bool {
        let has = |document: &&str| self.brought.iter().any(|(brought, _)| brought == document);
        let has_signed = |document: &&'static str| self.brought.contains(&(*document, true));
        self.duty.documents.iter().all(has) && self.duty.signed.iter().all(has_signed)
    }

    fn deliver(&mut self, event: &Ev) {
        if self.delivered.is_none() {
            self.brought.extend(event.documents.iter().map(|&document| (document, false)));
            self.brought.extend(event.signed.iter().map(|&document| (document, true)));
            if self.complete() {
                self.delivered = Some(event.at);
                self.accepted = false;
            }
        }
    }

    fn reject(&mut self, event: &Ev, customers: &Desk) {
        let Some(delivered) = self.delivered else { return };
        if self.accepted {
            return;
        }
        if let Some((n, unit)) = self.duty.review {
            let end = match customers.count(n, unit, delivered) {
                // In days it ends like a deadline, though not at the rule's clock time.
                Ok(day) => {
                    let end = customers.end_of(customers.roll(day, self.duty.roll.unwrap_or(Roll::Following)), None);
                    if end > delivered { end } else { customers.end_of(customers.roll(day, Roll::Following), None) }
                }
                Err(at) => at,
            };
            if event.at > end {
                return;
            }
        }
        self.delivered = None;
        self.brought.clear();
        self.pauses.push((delivered, event.at));
    }

    fn apply(&mut self, event: &Ev, customers: &Desk) {
        match event.name {
            "delivered" => self.deliver(event),
            "accepted" => self.accepted |= self.delivered.is_some(),
            "rejected" => self.reject(event, customers),
            "paused" => self.paused_since = self.paused_since.or(Some(event.at)),
            "resumed" => {
                if let Some(since) = self.paused_since.take() {
                    self.pauses.push((since, event.at));
                }
            }
            "extended" => self.extensions.push((event.at, event.until.clone().unwrap())),
            "waived" => self.waived = true,
            _ => {}
        }
    }

    /// The deadline as it stands at an instant.
    fn due(&self, desk: &Desk, now: At) -> At {
        let mut pauses: Vec<(At, At)> = self.pauses.clone();
        pauses.extend(self.paused_since.map(|since| (since, now)));
        pauses.sort();
        let mut merged: Vec<(At, At)> = Vec::new();
        for (from, to) in pauses {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        let pauses = merged.into_iter().map(|(from, to)| (from, Err(to)));
        let extensions = self.extensions.iter().map(|(at, until)| (*at, Ok(until.as_str())));
        let mut moves: Vec<(At, Result<&str, At>)> = pauses.chain(extensions).collect();
        moves.sort_by_key(|&(at, what)| (at, what.is_ok()));

        let mut due = self.original;
        for (at, what) in moves {
            match what {
                Ok(until) => due = self.duty.due_extended(desk, until),
                Err(to) if at <= self.duty.instant(desk, due) => {
                    due = self.duty.moved(desk, self.original, due, at, to);
                }
                Err(_) => {}
            }
        }
        self.duty.instant(desk, due)
    }

    fn status(&self, desk: &Desk, now: At) -> &'static str {
        let due = self.due(desk, now);
        match self.delivered {
            _ if self.waived => "waived",
            Some(delivered) if delivered <= due => "met",
            Some(_) => "late",
            None if now > due => "overdue",
            None if self.opened > now => "upcoming",
            None if self.paused_since.is_some() => "paused",
            None => {
                let elapsed = self.duty.counts_elapsed();
                let time = |to: At| if elapsed { to - self.opened } else { desk.working_between(self.opened, to) };
                let (gone, whole) = (time(now), time(due));
                if gone * 100 > whole * self.duty.at_risk_percent { "at-risk" } else { "open" }
            }
        }
    }

    fn line(&self, world: &World, now: At) -> Option<Line> {
        let desk = &world.desks[self.duty.desk];
        let status = self.status(desk, now);
        let due = self.due(desk, now);
        let end = match status {
            "upcoming" => return None,
            "late" => self.delivered,
            "overdue" => Some(now),
            _ => None,
        };
        Some(Line {
            obligation: self.duty.id.to_owned(),
            key: self.key.clone(),
            opened: self.opened,
            original_due: self.duty.instant(desk, self.original),
            due,
            delivered: self.delivered,
            status: status.to_owned(),
            late_by: end.map(|end| ((end - due).num_seconds(), desk.working_between(due, end).num_seconds())),
        })
    }
}

impl Duty {
    fn counts_elapsed(&self) -> bool {
        use super::calendar::Unit::{Hours, Minutes};
        use super::duty::Rule::{Before, Promptly, Within};
        matches!(
            self.rule,
            Within(_, Hours | Minutes) | Promptly(_, Hours | Minutes) | Before(Some((_, Hours | Minutes)))
        )
    }
}

/// The versions of obligations that a trigger opens, with the deadline each gives. None if the row cannot be accepted.
fn opened_by<'w>(world: &'w World, event: &Ev, first_of_case: At) -> Option<Vec<(&'w Duty, At, Due)>> {
    let mut opened = Vec::new();
    for duty in &world.duties {
        let triggered = match event.name {
            "requested" => duty.triggers.contains(&"request") && event.obligation == Some(duty.id),
            milestone => duty.triggers.contains(&milestone),
        };
        let desk = &world.desks[duty.desk];
        let opening = if duty.is_before() { first_of_case } else { event.at };
        if !triggered || !duty.in_force(desk.local_date(opening)) {
            continue;
        }
        if let Some((name, values, negated)) = &duty.when {
            let value = event.attributes.get(name).map(String::as_str);
            if values.iter().any(|wanted| value == Some(wanted)) == *negated {
                continue;
            }
        }
        if let Some((from, until)) = duty.when_time {
            let local = desk.local_time(event.at) - chrono::NaiveTime::MIN;
            if local < TimeDelta::minutes(from.into()) || local >= TimeDelta::minutes(until.into()) {
                continue;
            }
        }
        let given = event.attributes.get("deadline").map(String::as_str);
        opened.push((duty, opening, duty.due_after(desk, event.at, given)?));
    }
    Some(opened)
}

/// All handoffs as they stand at an instant.
pub(crate) fn judge(world: &World, events: &[Ev], as_of: At) -> Vec<Line> {
    // Whether a row is accepted does not depend on other rows; `before` rules need no attribute.
    let accepted: Vec<Ev> =
        events.iter().filter(|event| opened_by(world, event, event.at).is_some()).cloned().collect();
    let rows = standing(&accepted, as_of);
    let mut first_of_case: BTreeMap<&str, At> = BTreeMap::new();
    for row in &rows {
        if let Some(case) = &row.case {
            first_of_case.entry(case.split('#').next().unwrap()).or_insert(row.at);
        }
    }

    let ids: BTreeSet<&str> = world.duties.iter().map(|duty| duty.id).collect();
    let mut lines = Vec::new();
    for id in ids {
        let versions: Vec<&Duty> = world.duties.iter().filter(|duty| duty.id == id).collect();
        let lives = if versions[0].is_of_periods() {
            judge_periods(world, &versions, &rows)
        } else {
            first_of_case.iter().flat_map(|(case, first)| judge_case(world, id, case, *first, &rows)).collect()
        };
        lines.extend(lives.iter().filter_map(|life| life.line(world, as_of)));
    }
    lines.sort();
    lines
}

impl<'w> Life<'w> {
    fn new(duty: &'w Duty, key: String, opened: At, original: Due) -> Self {
        Self {
            duty,
            key,
            opened,
            original,
            brought: BTreeSet::new(),
            delivered: None,
            accepted: false,
            paused_since: None,
            pauses: Vec::new(),
            extensions: Vec::new(),
            waived: false,
        }
    }
}

/// The handoffs of one obligation in one case.
fn judge_case<'w>(world: &'w World, id: &str, case: &str, first: At, rows: &[Ev]) -> Vec<Life<'w>> {
    let mut of_case: Vec<&Ev> =
        rows.iter().filter(|row| row.case.as_deref().is_some_and(|c| c.split('#').next() == Some(case))).collect();
    of_case.sort_by_key(|row| (row.at, rank(row.name)));
    // Handoffs of `before` rules are open from the case's first event on, though their trigger comes later.
    let mut lives: Vec<Life<'w>> = Vec::new();
    let mut opens: Vec<usize> = Vec::new();
    for (number, row) in of_case.iter().enumerate() {
        for (duty, opened, due) in opened_by(world, row, first).unwrap() {
            if duty.id == id {
                let key = if lives.is_empty() { case.to_owned() } else { format!("{case}#{}", lives.len() + 1) };
                lives.push(Life::new(duty, key, opened, due));
                opens.push(if duty.is_before() { 0 } else { number });
            }
        }
    }
    for (number, row) in of_case.iter().enumerate() {
        if row.obligation != Some(id) || row.name == "requested" {
            continue;
        }
        let is_open = |place: usize| opens[place] <= number;
        let undelivered = |place: &usize| lives[*place].delivered.is_none();
        let oldest_open = (0..lives.len()).filter(|&place| is_open(place)).find(undelivered);
        let meant = match (occurrence_named(row), row.name) {
            (Some(n), _) => (n <= lives.len()).then(|| n - 1),
            (None, "accepted" | "rejected") => last_delivered(&lives),
            // One that comes too early belongs to the handoff that opens next.
            (None, "delivered") => oldest_open.or_else(|| (0..lives.len()).find(|&place| !is_open(place))),
            (None, _) => oldest_open.or_else(|| last_delivered(&lives)),
        };
        if let Some(place) = meant {
            let customers = &world.desks[lives[place].duty.customer];
            lives[place].apply(row, customers);
        }
    }
    let all_waived = of_case.iter().any(|row| row.name == "waived" && row.obligation.is_none());
    for life in &mut lives {
        life.waived |= all_waived;
    }
    lives
}

/// The occurrence that `c#2` names.
fn occurrence_named(event: &Ev) -> Option<usize> {
    event.case.as_ref()?.split_once('#')?.1.parse().ok()
}

fn last_delivered(lives: &[Life<'_>]) -> Option<usize> {
    let delivered = lives.iter().enumerate().filter_map(|(place, life)| Some((life.delivered?, place)));
    delivered.max().map(|(_, place)| place)
}

/// The handoffs of one obligation of every period.
fn judge_periods<'w>(world: &'w World, versions: &[&'w Duty], rows: &[Ev]) -> Vec<Life<'w>> {
    let mut lives: Vec<Life<'w>> = Vec::new();
    for duty in versions {
        let desk = &world.desks[duty.desk];
        for (key, opened, due) in duty.occurrences(desk, world.first, world.last) {
            if duty.in_force(desk.local_date(opened)) {
                lives.push(Life::new(duty, key.to_string(), opened, due));
            }
        }
    }
    for row in rows.iter().filter(|row| row.obligation == Some(versions[0].id)) {
        let meant = match &row.period {
            Some(key) => lives.iter().position(|life| life.key == *key),
            None if row.name == "delivered" => {
                let open =
                    lives.iter().enumerate().filter(|(_, life)| life.opened <= row.at && life.delivered.is_none());
                let distance = |life: &Life<'_>| {
                    let due = life.due(&world.desks[life.duty.desk], row.at);
                    ((due - row.at).abs(), due)
                };
                open.min_by_key(|(_, life)| distance(life)).map(|(place, _)| place)
            }
            None => None,
        };
        if let Some(place) = meant {
            let customers = &world.desks[lives[place].duty.customer];
            lives[place].apply(row, customers);
        }
    }
    lives
}
