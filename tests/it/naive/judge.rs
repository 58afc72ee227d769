//! From rows to handoffs: what opens them, and which row means which: SPEC 2, 4 and 5.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;

use super::calendar::At;
use super::handoff::{Handoff, Opening};
use super::log::{Ev, standing};
use super::rule::{Of, Place};
use super::world::{Attributes, Obligation, WhileOpen, World};

/// All handoffs at an instant, those not yet open included.
pub(crate) fn judge<'w>(world: &'w World, rows: &[Ev], as_of: At) -> Vec<Handoff<'w>> {
    let readable: Vec<Ev> = rows.iter().filter(|row| is_readable(world, row)).cloned().collect();
    let rows = standing(&readable, as_of);
    // An obligation after what it waits for.
    let mut ids = world.ids();
    let mut done: BTreeMap<String, Vec<Handoff<'w>>> = BTreeMap::new();
    while !ids.is_empty() {
        let ready = ids.iter().position(|id| match world.versions(id)[0].of() {
            Of::Delivery(other) | Of::SignOff(other) => done.contains_key(other),
            _ => true,
        });
        let id = ids.remove(ready.unwrap());
        let handoffs = Court { world, id: &id, rows: &rows, done: &done, as_of }.judge();
        done.insert(id, handoffs);
    }
    done.into_values().flatten().collect()
}

/// 4.11: "a missing or unreadable one rejects the row".
fn is_readable(world: &World, row: &Ev) -> bool {
    let given = row.attributes.get("deadline").map(String::as_str);
    row.name == "revised"
        || world.obligations.iter().filter(|obligation| is_meant(obligation, row)).all(|obligation| {
            let desk = world.desk(obligation);
            if obligation.is_before() || !world.in_force(obligation, first_zone(world, &obligation.id, row.at)) {
                return true;
            }
            let Some(tier) = obligation.fits(&row.attributes, desk.local_time(row.at)) else { return true };
            let terms = obligation.terms(tier);
            terms.rule.unwrap().deadline(desk, terms.roll, terms.cut_off, row.at, given).is_some()
        })
}

/// "the local date it opened, in the zone of the *first* version's calendar"
fn first_zone(world: &World, id: &str, at: At) -> chrono::NaiveDate {
    world.desk(world.versions(id)[0]).local_date(at)
}

fn is_meant(obligation: &Obligation, row: &Ev) -> bool {
    match obligation.of() {
        Of::Any(names) => names.contains(&row.name),
        Of::Request => row.name == "requested" && row.obligation.as_ref() == Some(&obligation.id),
        _ => false,
    }
}

/// What judges one obligation.
struct Court<'w, 'a> {
    world: &'w World,
    id: &'a str,
    rows: &'a [Ev],
    done: &'a BTreeMap<String, Vec<Handoff<'w>>>,
    as_of: At,
}

/// Something that opens a handoff, if it is asked for.
#[derive(Clone)]
struct Trigger {
    at: At,
    /// Its place among the case's rows.
    row: usize,
    attributes: Attributes,
    /// The number that it has from the delivery that it is.
    number: Option<usize>,
    away: Vec<(At, Option<At>)>,
}

impl<'w> Court<'w, '_> {
    fn judge(&self) -> Vec<Handoff<'w>> {
        let of_periods = match self.versions()[0].of() {
            Of::Every(_) => true,
            Of::Delivery(id) | Of::SignOff(id) => {
                self.world.versions(id)[0].of() != &Of::Request && self.is_of_periods(id)
            }
            _ => false,
        };
        if of_periods {
            return self.judge_periods();
        }
        let cases: BTreeSet<&str> = self.rows.iter().filter_map(Ev::base).collect();
        cases.into_iter().flat_map(|case| self.judge_case(case)).collect()
    }

    fn is_of_periods(&self, id: &str) -> bool {
        match self.world.versions(id)[0].of() {
            Of::Every(_) => true,
            Of::Delivery(other) | Of::SignOff(other) => self.is_of_periods(other),
            _ => false,
        }
    }

    fn versions(&self) -> Vec<&'w Obligation> {
        self.world.versions(self.id)
    }

    fn new_handoff(&self, obligation: &'w Obligation, opening: Opening) -> Handoff<'w> {
        Handoff::new(obligation, self.world.desk(obligation), self.world.customer_desk(obligation), opening)
    }

    /// What triggers the obligation in a case, in order, with the attributes it has then.
    fn triggers(&self, rows: &[&Ev], case: &str) -> Vec<Trigger> {
        // A trigger has its own values; "what it lacks it takes from the revision".
        let filled = |own: &Attributes, place: usize| {
            let mut attributes = Attributes::new();
            for row in rows[..place].iter().filter(|row| row.name == "revised") {
                attributes.extend(row.attributes.clone());
            }
            attributes.extend(own.clone());
            attributes
        };
        let trigger = |place: usize, own: &Attributes| Trigger {
            at: rows[place].at,
            row: place,
            attributes: filled(own, place),
            number: None,
            away: Vec::new(),
        };
        let places = |name: &str| (0..rows.len()).filter(|&place| rows[place].name == name).collect::<Vec<_>>();
        match self.versions()[0].of() {
            Of::Every(_) => Vec::new(),
            Of::Any(_) | Of::Request => {
                let meant = |place: &usize| is_meant(self.versions()[0], rows[*place]);
                (0..rows.len()).filter(meant).map(|place| trigger(place, &rows[place].attributes)).collect()
            }
            // 4.15: "the k-th trigger is when the last of their k-th occurrences in the case has happened"; "the last
            // one's attributes, the others' where it has none".
            Of::All(names) => {
                let all: Vec<Vec<usize>> = names.iter().map(|name| places(name)).collect();
                let count = all.iter().map(Vec::len).min().unwrap();
                let mut triggers = Vec::new();
                for k in 0..count {
                    let mut these: Vec<usize> = all.iter().map(|places| places[k]).collect();
                    these.sort_unstable();
                    let mut own = Attributes::new();
                    for &place in &these {
                        own.extend(rows[place].attributes.clone());
                    }
                    triggers.push(trigger(*these.last().unwrap(), &own));
                }
                triggers.sort_by_key(|trigger| trigger.row);
                triggers
            }
            Of::Delivery(id) => self.of_deliveries(id, Some(case), false),
            Of::SignOff(id) => self.of_deliveries(id, Some(case), true),
        }
    }

    /// 4.15: "opens at the first complete delivery of that occurrence of X (`sign-off of X`: at its acceptance)"
    fn of_deliveries(&self, id: &str, case: Option<&str>, sign_off: bool) -> Vec<Trigger> {
        let others = self.done[id].iter().filter(|other| other.case.as_deref() == case && other.opened <= self.as_of);
        let mut triggers: Vec<Trigger> = others
            .filter_map(|other| {
                let (at, attributes) = other.first_delivery.clone()?;
                let at = if sign_off { other.signed_off(self.as_of)? } else { at };
                let away = if sign_off { Vec::new() } else { other.taken_back.clone() };
                Some(Trigger { at, row: usize::MAX, attributes, number: Some(other.number), away })
            })
            .collect();
        triggers.sort_by_key(|trigger| trigger.at);
        triggers
    }
}

/// A case being judged.
struct Case<'w, 'a> {
    court: &'a Court<'w, 'a>,
    name: &'a str,
    first: At,
    handoffs: Vec<Handoff<'w>>,
    /// The place of the row that made each handoff known: `before M` is open before M.
    known: Vec<usize>,
    dormant: Vec<Trigger>,
    /// Rows that name an occurrence that has not opened, and deliveries before the first opening.
    early: Vec<(Option<usize>, &'a Ev)>,
}

impl<'w> Court<'w, '_> {
    fn judge_case(&self, name: &str) -> Vec<Handoff<'w>> {
        let rows: Vec<&Ev> = self.rows.iter().filter(|row| row.base() == Some(name)).collect();
        let first = rows[0].at;
        let before = self.versions()[0].is_before();
        let mut case = Case {
            court: self,
            name,
            first,
            handoffs: Vec::new(),
            known: Vec::new(),
            dormant: Vec::new(),
            early: Vec::new(),
        };
        let mut triggers = self.triggers(&rows, name);
        // 4.9: "opens at the case's first event"
        if before {
            for trigger in triggers.drain(..) {
                case.open(trigger, false);
            }
        }
        let mut triggers = triggers.into_iter().peekable();
        for (place, row) in rows.iter().enumerate() {
            // Openings come first among those of one instant.
            while let Some(trigger) = triggers.next_if(|trigger| {
                trigger.row <= place
                    || trigger.row == usize::MAX && (trigger.at < row.at || trigger.at == row.at && !row.opens())
            }) {
                case.open(trigger, false);
            }
            case.take(place, row);
        }
        for trigger in triggers {
            case.open(trigger, false);
        }
        case.handoffs
    }
}

impl<'a> Case<'_, 'a> {
    fn open(&mut self, trigger: Trigger, at_revision: bool) {
        let (court, world) = (self.court, self.court.world);
        let before = court.versions()[0].is_before();
        let opened = if before { self.first } else { trigger.at };
        let date = first_zone(world, court.id, opened);
        let Some(version) = court.versions().into_iter().find(|version| world.in_force(version, date)) else { return };
        let desk = world.desk(version);
        let Some(tier) = version.fits(&trigger.attributes, desk.local_time(trigger.at)) else {
            // "an obligation that begins to match opens at the revision"; "nothing for `before`"
            if !before && !at_revision {
                self.dormant.push(trigger);
            }
            return;
        };
        let terms = version.terms(tier);
        let given = trigger.attributes.get("deadline").map(String::as_str);
        let due = terms.rule.unwrap().deadline(desk, terms.roll, terms.cut_off, trigger.at, given).unwrap();
        // 4.13: the latest open one; a waived one is not open
        let open = self.handoffs.iter().rposition(Handoff::is_open);
        let again = match (version.while_open, open) {
            (WhileOpen::Ignore, Some(_)) => return,
            (WhileOpen::Restart, Some(place)) => Some(place),
            _ => None,
        };
        let number = match (again, trigger.number) {
            (Some(place), _) => self.handoffs[place].number,
            (None, Some(number)) => number,
            (None, None) => self.handoffs.len() + 1,
        };
        let key = if number == 1 { self.name.to_owned() } else { format!("{}#{number}", self.name) };
        let opening = Opening {
            key,
            number,
            case: Some(self.name.to_owned()),
            span: None,
            opened,
            trigger: trigger.at,
            attributes: trigger.attributes,
            tier,
            due,
        };
        let mut handoff = court.new_handoff(version, opening);
        handoff.away = trigger.away;
        if let Some(place) = again {
            self.handoffs[place] = handoff;
            return;
        }
        // "A delivery before the *first* opening belongs to that opening"; by name anything counts.
        let first = self.handoffs.is_empty();
        for (named, row) in &self.early {
            if named.map_or(first, |named| named == number) {
                handoff.apply(row);
            }
        }
        self.early.retain(|(named, _)| named.is_some_and(|named| named != number));
        self.handoffs.push(handoff);
        self.known.push(if before { trigger.row } else { 0 });
    }

    fn take(&mut self, place: usize, row: &'a Ev) {
        let named = row.number();
        match (row.name, row.obligation.as_deref()) {
            ("requested", _) => {}
            ("revised", _) => self.revise(place, row),
            // "all that is open in it"; "the second occurrence of every obligation"
            ("paused" | "resumed" | "waived", None) => {
                let meant = |handoff: &&mut Handoff<'_>| named.is_none_or(|named| named == handoff.number);
                for handoff in self.handoffs.iter_mut().filter(meant).filter(|handoff| handoff.is_open()) {
                    handoff.apply(row);
                }
            }
            (_, Some(_)) if row.is_about(self.court.id) => match named {
                Some(named) => match self.handoffs.iter_mut().find(|handoff| handoff.number == named) {
                    Some(handoff) => handoff.apply(row),
                    None => self.early.push((Some(named), row)),
                },
                None => match meant(&self.handoffs, row, |_| true) {
                    Some(place) => self.handoffs[place].apply(row),
                    None if self.handoffs.is_empty() && row.name == "delivered" => self.early.push((None, row)),
                    None => {}
                },
            },
            _ => {}
        }
    }

    fn revise(&mut self, place: usize, row: &Ev) {
        for (handoff, known) in self.handoffs.iter_mut().zip(&self.known) {
            if *known <= place {
                handoff.revise(row);
            }
        }
        // "one handoff per dormant trigger"
        let mut still = Vec::new();
        for mut trigger in std::mem::take(&mut self.dormant) {
            trigger.attributes.extend(row.attributes.clone());
            let now = Trigger { at: row.at, ..trigger.clone() };
            let date = first_zone(self.court.world, self.court.id, row.at);
            let version = self.court.versions().into_iter().find(|version| self.court.world.in_force(version, date));
            let fits = version.and_then(|version| {
                version.fits(&trigger.attributes, self.court.world.desk(version).local_time(row.at))
            });
            if fits.is_some() {
                self.open(now, true);
            } else {
                still.push(trigger);
            }
        }
        self.dormant = still;
    }
}

/// The one that a row without a number or a period means, among those that count; the oldest stand first.
fn meant(handoffs: &[Handoff<'_>], row: &Ev, counts: impl Fn(&Handoff<'_>) -> bool) -> Option<usize> {
    let all: Vec<usize> = (0..handoffs.len()).filter(|&place| counts(&handoffs[place])).collect();
    let oldest = |holds: &dyn Fn(&Handoff<'_>) -> bool| {
        let these: Vec<usize> = all.iter().copied().filter(|&place| holds(&handoffs[place])).collect();
        if handoffs.iter().all(|handoff| handoff.span.is_none()) {
            return these.into_iter().min_by_key(|&place| handoffs[place].number);
        }
        // Of periods: the one "whose deadline, as it then stood, is nearest (ties: the earlier)".
        these.into_iter().min_by_key(|&place| {
            let due = handoffs[place].due(row.at);
            ((due - row.at).abs(), due, place)
        })
    };
    let delivered_last = || {
        let these = all.iter().copied().filter(|&place| handoffs[place].delivered.is_some());
        these.max_by_key(|&place| (handoffs[place].delivered, handoffs[place].number, place))
    };
    let waived = || oldest(&|handoff| handoff.delivered.is_none());
    let undelivered = oldest(&|handoff| handoff.is_open());
    match row.name {
        "accepted" | "rejected" => delivered_last(),
        "resumed" => {
            all.iter().copied().filter(|&place| handoffs[place].is_paused()).min_by_key(|&place| handoffs[place].number)
        }
        // "a plain `delivered` goes to the waived one"; else it is additional
        "delivered" => undelivered.or_else(waived),
        _ => undelivered.or_else(delivered_last).or_else(waived),
    }
}

impl<'w> Court<'w, '_> {
    fn judge_periods(&self) -> Vec<Handoff<'w>> {
        let world = self.world;
        let mut handoffs: Vec<Handoff<'w>> = Vec::new();
        for version in self.versions() {
            let desk = world.desk(version);
            let mut found: Vec<Handoff<'w>> = Vec::new();
            let rule = version.own.rule.as_ref().unwrap();
            let place = Place { roll: version.own.roll, previous: version.previous, week_starts: world.week_starts };
            for occurrence in rule.occurrences(desk, &place, world.start - Days::new(45), world.start + Days::new(60)) {
                // "the handoff's opening *date* on the version's own calendar"
                if !world.in_force(version, occurrence.starts) {
                    continue;
                }
                let opened = desk.plan.at(occurrence.starts, 0, false);
                let opening = Opening {
                    key: occurrence.key,
                    number: 1,
                    case: None,
                    span: Some(occurrence.span),
                    opened,
                    trigger: opened,
                    attributes: Attributes::new(),
                    tier: None,
                    due: occurrence.due,
                };
                found.push(self.new_handoff(version, opening));
            }
            if let Of::Delivery(id) | Of::SignOff(id) = version.of() {
                found.extend(self.after_periods(version, id));
            }
            for handoff in found {
                // "That of the version whose range is earlier; the other does not open."
                if handoffs.iter().all(|other| other.key != handoff.key) {
                    handoffs.push(handoff);
                }
            }
        }
        // Of two deadlines at one instant, that of the one which opened earlier is the earlier.
        handoffs.sort_by_key(|handoff| (handoff.opened, handoff.original.instant(), handoff.key.clone()));
        for row in self.rows.iter().filter(|row| row.is_about(self.id)) {
            let place = match &row.period {
                Some(key) => handoffs.iter().position(|handoff| handoff.key == *key),
                None => meant(&handoffs, row, |handoff| handoff.opened <= row.at || handoff.delivered.is_some()),
            };
            if let Some(place) = place {
                handoffs[place].apply(row);
            }
        }
        handoffs
    }

    /// The handoffs that the deliveries of another obligation's periods open.
    fn after_periods(&self, version: &'w Obligation, id: &str) -> Vec<Handoff<'w>> {
        let sign_off = matches!(version.of(), Of::SignOff(_));
        let desk = self.world.desk(version);
        let mut found = Vec::new();
        for other in &self.done[id] {
            let Some((at, _)) = other.first_delivery.clone() else { continue };
            let Some(at) = (if sign_off { other.signed_off(self.as_of) } else { Some(at) }) else { continue };
            if !self.world.in_force(version, desk.local_date(at)) {
                continue;
            }
            let terms = &version.own;
            let due = terms.rule.as_ref().unwrap().deadline(desk, terms.roll, None, at, None).unwrap();
            let opening = Opening {
                key: other.key.clone(),
                number: 1,
                case: None,
                span: other.span.clone(),
                opened: at,
                trigger: at,
                attributes: Attributes::new(),
                tier: None,
                due,
            };
            let mut handoff = self.new_handoff(version, opening);
            handoff.away = if sign_off { Vec::new() } else { other.taken_back.clone() };
            found.push(handoff);
        }
        found
    }
}
