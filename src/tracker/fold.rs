//! From rows to settled handoffs.

use std::collections::HashSet;

use super::intern::NONE;
use super::life::{Court, Effect, Life, Why};
use super::matching::Occurrences;
use super::order::{Group, Order, Subject};
use super::plan::{Plan, Plans};
use super::register::{self, Complaint};
use super::row::{Kind, Row, Rows};
use super::status::settle;
use super::{periods, voids};
use crate::calendar::Instant;
use crate::due::Moves;
use crate::network::Network;

/// What a row came to, if not to what it was meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remark {
    Unmatched(Why),
    Additional,
    Rejected(Refusal),
}

/// Why a row that was recorded is rejected by the judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    DuplicateId,
    AfterAcceptance,
    AfterReview,
    VoidRing,
    BeyondHorizon(u32),
}

/// A row that is listed, and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Note {
    pub(super) row: u32,
    pub(super) remark: Remark,
}

/// The rows to judge, and what comes of them.
pub(super) struct Fold<'a> {
    pub(super) network: &'a Network,
    plans: &'a Plans,
    rows: &'a Rows,
    order: &'a Order,
    pub(super) as_of: Instant,
    /// Rows taken back.
    void: HashSet<u32>,
    /// By obligation.
    pub(super) lives: Vec<Vec<Life>>,
    pub(super) notes: Vec<Note>,
    pub(super) complaints: Vec<Complaint>,
    scratch: Scratch,
}

/// Buffers that every case uses again.
#[derive(Default)]
struct Scratch {
    openings: Vec<Opening>,
    acts: Vec<(u32, u32)>,
    waivers: Vec<CaseWaiver>,
    lives: Vec<Life>,
    occurrences: Occurrences,
}

/// A waiver of a whole case, or of its nth handoffs.
#[derive(Clone, Copy)]
struct CaseWaiver {
    at: Instant,
    row: u32,
    only: Option<u32>,
    /// Whether it found a handoff.
    used: bool,
}

/// A handoff that a trigger opens.
#[derive(Clone, Copy)]
struct Opening {
    name: u32,
    version: u32,
    opened: Instant,
    due: Instant,
    moves: Moves,
}

impl<'a> Fold<'a> {
    pub(super) fn new(
        network: &'a Network,
        plans: &'a Plans,
        rows: &'a Rows,
        order: &'a Order,
        as_of: Instant,
    ) -> Self {
        let mut lives = Vec::new();
        lives.resize_with(plans.names(), Vec::new);
        let (void, notes) = voids::resolve(rows, order, as_of);
        let (complaints, scratch) = (Vec::new(), Scratch::default());
        Self { network, plans, rows, order, as_of, void, lives, notes, complaints, scratch }
    }

    /// Judges every group of rows.
    pub(super) fn run(&mut self) {
        let mut start = 0;
        let mut recurring = vec![&[][..]; self.plans.names()];
        for &Group { of, end } in &self.order.groups {
            let rows = self.order.sorted.get(start..end).unwrap_or_default();
            start = end;
            match of {
                Subject::Case(case) => self.case(case, rows),
                Subject::Periods(name) => {
                    if let Some(slot) = recurring.get_mut(name as usize) {
                        *slot = rows;
                    }
                }
                Subject::Complaints => register::fold(self, rows),
                Subject::Voids => {}
            }
        }
        for (name, rows) in (0..).zip(recurring) {
            if self.plans().by_period(name) {
                periods::fold(self, name, rows);
            }
        }
        for &row in &self.order.conflicts {
            if self.exists(row) {
                self.remark(row, Remark::Rejected(Refusal::DuplicateId));
            }
        }
        self.sort_notes();
    }

    pub(super) fn rows(&self) -> &'a Rows {
        self.rows
    }

    pub(super) fn plans(&self) -> &'a Plans {
        self.plans
    }

    pub(super) fn court(&self) -> Court<'a> {
        Court { network: self.network, rows: self.rows, as_of: self.as_of }
    }

    /// Whether a row is one at or before the instant of judgement.
    fn exists(&self, row: u32) -> bool {
        self.rows().row(row).is_some_and(|row| row.at <= self.as_of)
    }

    /// The rows of a group that count: those until the instant of judgement that were not taken back.
    pub(super) fn counting(&self, rows: &'a [u32]) -> impl Iterator<Item = (u32, &'a Row)> + use<'_, 'a> {
        rows.iter()
            .filter(|row| self.void.is_empty() || !self.void.contains(row))
            .filter_map(|&number| Some((number, self.rows().row(number)?)))
            .filter(|(_, row)| row.at <= self.as_of)
    }

    /// The first event of the log, if there is one by now.
    pub(super) fn first_event(&self) -> Option<Instant> {
        self.counting(&self.order.sorted).map(|(_, row)| row.at).min()
    }

    pub(super) fn remark(&mut self, row: u32, remark: Remark) {
        self.notes.push(Note { row, remark });
    }

    /// The first accepted row of a case, which may be one that is not about its handoffs.
    fn first_of_case(&self, case: u32, first: Instant) -> Instant {
        let start = self.order.asides.partition_point(|&(of, ..)| of < case);
        let asides = self.order.asides.get(start..).unwrap_or_default().iter().take_while(|&&(of, ..)| of == case);
        let mut standing = asides.filter(|(.., row)| !self.void.contains(row)).map(|&(_, at, _)| at);
        standing.next().map_or(first, |aside| aside.min(first))
    }

    fn case(&mut self, case: u32, rows: &'a [u32]) {
        let Some(first) = self.counting(rows).next().map(|(_, row)| row.at) else { return };
        let first = if self.order.asides.is_empty() { first } else { self.first_of_case(case, first) };
        let mut scratch = std::mem::take(&mut self.scratch);
        self.gather(rows, first, &mut scratch);
        scratch.openings.sort_by_key(|opening| opening.name);
        scratch.acts.sort_by_key(|&(name, _)| name);
        scratch.waivers.sort_by_key(|waiver| waiver.only);
        let mut openings = scratch.openings.as_slice();
        let mut acts = scratch.acts.as_slice();
        while let Some(name) = next_name(openings, acts) {
            let (mine, rest) = openings.split_at(openings.partition_point(|opening| opening.name == name));
            openings = rest;
            let (meant, rest) = acts.split_at(acts.partition_point(|act| act.0 == name));
            acts = rest;
            scratch.lives.clear();
            scratch.lives.extend(mine.iter().zip(1..).map(|(opening, occurrence)| {
                let life = Life::open(opening.version, opening.opened, opening.due);
                Life { subject: case, occurrence, moves: opening.moves, ..life }
            }));
            scratch.occurrences.start();
            self.handoffs(name, &mut scratch.lives, &mut scratch.occurrences, meant, &mut scratch.waivers);
        }
        for same in scratch.waivers.chunk_by(|a, b| a.only == b.only) {
            if same.first().is_some_and(|first| !first.used) {
                let unused = same.iter().map(|waiver| (waiver.row, Remark::Unmatched(Why::NoHandoff)));
                self.notes.extend(unused.map(|(row, remark)| Note { row, remark }));
            }
        }
        scratch.waivers.clear();
        scratch.openings.clear();
        scratch.acts.clear();
        self.scratch = scratch;
    }

    /// Collects what a case's rows open and what they do, and the waiver of the whole case.
    fn gather(&mut self, rows: &'a [u32], first: Instant, scratch: &mut Scratch) {
        let mut remarks = Vec::new();
        for (number, row) in self.counting(rows) {
            if row.kind.is_trigger() {
                let before = scratch.openings.len();
                for (version, plan) in self.plans().opened(self.network, self.rows(), row, first) {
                    match plan.deadline(self.network, self.rows, row) {
                        Ok(due) => {
                            let opened = plan.opened_at(row.at, first);
                            let moves = plan.moves(self.network, self.rows, row);
                            scratch.openings.push(Opening { name: plan.name, version, opened, due, moves });
                        }
                        Err(_) => remarks.push((number, Remark::Rejected(Refusal::BeyondHorizon(version)))),
                    }
                }
                if row.kind == Kind::Requested && scratch.openings.len() == before {
                    remarks.push((number, Remark::Unmatched(Why::OpensNothing)));
                }
            } else if row.object == NONE {
                let only = self.rows().occurrence(row);
                scratch.waivers.push(CaseWaiver { at: row.at, row: number, only, used: false });
            } else {
                scratch.acts.push((row.object, number));
            }
        }
        self.notes.extend(remarks.into_iter().map(|(row, remark)| Note { row, remark }));
    }

    /// Leads one obligation's handoffs of one case through their events.
    fn handoffs(
        &mut self,
        name: u32,
        lives: &mut Vec<Life>,
        occurrences: &mut Occurrences,
        acts: &[(u32, u32)],
        waivers: &mut [CaseWaiver],
    ) {
        let court = self.court();
        for &(_, number) in acts {
            let Some(row) = self.rows().row(number) else { continue };
            let named = self.rows().occurrence(row);
            let meant = match named {
                Some(occurrence) => usize::try_from(occurrence).ok().and_then(|n| n.checked_sub(1)),
                None => occurrences.meant(row, lives),
            };
            let target = meant.and_then(|n| Some((n, lives.get_mut(n)?)));
            let Some((n, life)) = target else {
                self.remark(number, Remark::Unmatched(no_target(row.kind, named.is_some() || lives.is_empty())));
                continue;
            };
            let Some(plan) = self.plans().plan(life.version) else { continue };
            let effect = apply(life, plan, number, row, &court);
            occurrences.note(n, lives, row, effect);
            self.conclude(number, effect, Some(Why::AlreadyDelivered));
        }
        for life in lives.iter_mut() {
            for only in [None, Some(life.occurrence)] {
                if let Some(first) = waivers.get_mut(first_waiver(waivers, only)).filter(|first| first.only == only) {
                    first.used = true;
                    life.waive(first.at, first.row);
                }
            }
            if let Some(plan) = self.plans().plan(life.version) {
                settle(life, plan, &court);
            }
        }
        if let Some(list) = self.lives.get_mut(name as usize) {
            list.append(lives);
        }
    }

    /// Lists a row that did not do what it was meant for.
    pub(super) fn conclude(&mut self, row: u32, effect: Effect, additional: Option<Why>) {
        let remark = match effect {
            Effect::Done => return,
            Effect::Additional => additional.map_or(Remark::Additional, Remark::Unmatched),
            Effect::Nothing(why) => Remark::Unmatched(why),
            Effect::AfterAcceptance => Remark::Rejected(Refusal::AfterAcceptance),
            Effect::AfterReview => Remark::Rejected(Refusal::AfterReview),
        };
        self.remark(row, remark);
    }

    fn sort_notes(&mut self) {
        let rows = self.rows();
        self.notes.sort_by(|a, b| match (rows.row(a.row), rows.row(b.row)) {
            (Some(left), Some(right)) => {
                let time = left.at.cmp(&right.at).then_with(|| left.kind.rank().cmp(&right.kind.rank()));
                time.then_with(|| rows.compare_content(left, right))
            }
            _ => a.row.cmp(&b.row),
        });
    }
}

fn next_name(openings: &[Opening], acts: &[(u32, u32)]) -> Option<u32> {
    let opening = openings.first().map(|opening| opening.name);
    let act = acts.first().map(|act| act.0);
    opening.into_iter().chain(act).min()
}

/// The place of the earliest waiver for the nth handoffs, or for all, if there is one.
fn first_waiver(waivers: &[CaseWaiver], only: Option<u32>) -> usize {
    waivers.partition_point(|waiver| waiver.only < only)
}

fn no_target(kind: Kind, unknown: bool) -> Why {
    if unknown {
        Why::NoHandoff
    } else if kind == Kind::Delivered {
        Why::AlreadyDelivered
    } else if matches!(kind, Kind::Accepted | Kind::Rejected) {
        Why::NotDelivered
    } else {
        Why::NoHandoff
    }
}

/// Lets an event act on the handoff that it means.
pub(super) fn apply(life: &mut Life, plan: &Plan, number: u32, row: &Row, court: &Court<'_>) -> Effect {
    match row.kind {
        Kind::Delivered => life.deliver(plan, row, court.rows),
        Kind::Accepted => life.accept(),
        Kind::Rejected => life.reject(court.network, row.at),
        Kind::Paused => life.pause(row.at),
        Kind::Resumed => life.resume(row.at),
        Kind::Extended => life.extend(court.network, row, court.rows),
        Kind::Waived => life.waive(row.at, number),
        Kind::Rated => life.rate(row, court.rows),
        Kind::Milestone | Kind::Requested | Kind::Complained | Kind::Resolved | Kind::Voided => Effect::Done,
    }
}
