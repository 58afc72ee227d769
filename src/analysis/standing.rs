//! How each customer stands towards each of its suppliers.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::subject::zone;
use super::{Analysis, PairRef};
use crate::calendar::local_in;
use crate::network::{Agreement, DepartmentIx, Objective};
use crate::tracker::{Handoff, Status};

/// How many good handoffs in a row lift a standing by one level where nothing was agreed.
pub const RECOVERY: u32 = 12;

/// How a customer stands towards a supplier; the best comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Level {
    /// Beyond what the two can settle between themselves.
    Estranged,
    /// Expects the next miss.
    Dissatisfied,
    /// Has begun to check.
    Wary,
    /// Gets what was agreed: where every pair starts.
    Satisfied,
    /// Trusts without looking.
    Loyal,
}

/// The standing of every pair of departments that an obligation binds.
///
/// It starts at satisfied, falls by one level with each miss, and rises by one after [`recovery`](PairStanding::recovery) good
/// handoffs in a row. Handoffs count in the order in which they were decided: one that was met when it was delivered, a
/// miss when its deadline passed.
///
/// - An excused miss, one that is all its inputs' doing, changes nothing: neither the level nor the run.
/// - A complaint that opens presses the standing down to wary at most, and while one is open it does not rise above that.
///   Resolving it lifts nothing by itself; good handoffs delivered meanwhile count for the next rise.
/// - A rise spends the run; at loyal, the run goes on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Standings {
    /// The pairs: the worst standing first, then those with most misses, then by supplier and customer.
    pub pairs: Vec<PairStanding>,
}

/// The standing of one pair.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PairStanding {
    /// Which pair.
    pub pair: PairRef,
    /// How it stands.
    pub level: Level,
    /// Good handoffs in a row since the last miss or rise.
    pub run: u32,
    /// How many of them lift it by one level: of its obligations' agreements the most.
    pub recovery: u32,
    /// Handoffs met in time.
    pub good: u64,
    /// Misses that were the supplier's own doing.
    pub misses: u64,
    /// Misses that were not.
    pub excused: u64,
    /// Complaints open now.
    pub open_complaints: u64,
    /// The last change of level; none if it never changed.
    pub last_change: Option<Change>,
}

/// One change of level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// The level before.
    pub from: Level,
    /// The level since.
    pub to: Level,
}

/// What moves a standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Move {
    ComplaintOpened,
    Miss,
    Excused,
    Good,
    ComplaintResolved,
}

/// Moves with their instants.
type Moves = Vec<(DateTime<Utc>, Move)>;

/// A standing as it moves.
#[derive(Clone, Copy, Debug)]
struct StandingState {
    level: Level,
    run: u32,
    open: u64,
    counts: [u64; 3],
    changed: Option<(DateTime<Utc>, Level, Level)>,
}

impl Analysis<'_> {
    /// How every customer stands towards each of its suppliers at the judgement's `as_of`.
    pub fn standing(&self) -> Standings {
        let network = self.judgement.network();
        let mut pairs: BTreeMap<(DepartmentIx, DepartmentIx), (u32, Moves)> = BTreeMap::new();
        for obligation in network.obligations() {
            let terms = obligation.terms();
            let (recovery, _) = pairs.entry((terms.supplier, terms.customer)).or_default();
            *recovery = (*recovery).max(recovery_of(obligation.agreement()));
        }
        for handoff in self.judgement.handoffs() {
            let terms = handoff.obligation().terms();
            let decided = decision(handoff, || self.is_excused(handoff));
            pairs.entry((terms.supplier, terms.customer)).or_default().1.extend(decided);
        }
        for complaint in self.judgement.complaints() {
            let pair = (complaint.supplier().ix(), complaint.customer().ix());
            let resolved = complaint.resolved_at().map(|at| (at, Move::ComplaintResolved));
            let both = [(complaint.at(), Move::ComplaintOpened)].into_iter().chain(resolved);
            pairs.entry(pair).or_default().1.extend(both);
        }
        let mut pairs: Vec<PairStanding> = pairs
            .into_iter()
            .map(|((supplier, customer), (recovery, moves))| {
                let (supplier, customer) = (network.department_at(supplier), network.department_at(customer));
                // A pair that only complains has agreed nothing.
                let recovery = if recovery == 0 { RECOVERY } else { recovery };
                let zone = zone(customer, network);
                StandingState::through(moves, recovery).to_row(PairRef::between(supplier, customer), recovery, zone)
            })
            .collect();
        pairs.sort_by_key(|standing| (standing.level, std::cmp::Reverse(standing.misses)));
        Standings { pairs }
    }
}

/// How many good handoffs in a row lift a standing by one level: as agreed, else the run that a pair which keeps exactly its
/// objective achieves half the time.
///
/// An objective of more than 99.9 % counts as 99.9 %, which is 693 in a row: all of them, always, would be no run at all.
fn recovery_of(agreement: Agreement<'_>) -> u32 {
    const LONGEST: f64 = 693.0;
    let of_objective = |objective: Objective| {
        let run = 0.5_f64.ln() / objective.on_time.clamp(0.0, 1.0).ln();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 693")]
        let run = if run.is_nan() { LONGEST } else { run.abs().round().clamp(1.0, LONGEST) } as u32;
        run
    };
    agreement.recovery().or_else(|| agreement.objectives().first().copied().map(of_objective)).unwrap_or(RECOVERY)
}

/// When a handoff moved the standing, and how; none while it is undecided.
fn decision(handoff: Handoff<'_>, is_excused: impl Fn() -> bool) -> Option<(DateTime<Utc>, Move)> {
    match handoff.status() {
        Status::Met => handoff.delivered_at().map(|at| (at, Move::Good)),
        // Said to be missed, whatever its deadline here: known with the delivery.
        Status::Late if handoff.is_judged_by_outcome() => handoff.delivered_at().map(|at| (at, Move::Miss)),
        Status::Late | Status::Overdue if is_excused() => Some((handoff.due_at(), Move::Excused)),
        Status::Late | Status::Overdue => Some((handoff.due_at(), Move::Miss)),
        Status::Upcoming | Status::Open | Status::AtRisk | Status::Paused | Status::Waived => None,
    }
}

impl StandingState {
    /// Takes all moves, in order of time; at equal times complaints come before handoffs, and misses before good ones.
    fn through(mut moves: Moves, recovery: u32) -> Self {
        moves.sort_unstable();
        let start = Self { level: Level::Satisfied, run: 0, open: 0, counts: [0; 3], changed: None };
        moves.into_iter().fold(start, |walk, (at, step)| walk.step(at, step, recovery))
    }

    fn step(mut self, at: DateTime<Utc>, step: Move, recovery: u32) -> Self {
        let [good, misses, excused] = &mut self.counts;
        match step {
            Move::Good => {
                *good += 1;
                self.run = self.run.saturating_add(1);
                self.rise(at, recovery)
            }
            Move::Miss => {
                *misses += 1;
                self.run = 0;
                self.to(at, self.level.lower())
            }
            Move::Excused => {
                *excused += 1;
                self
            }
            Move::ComplaintOpened => {
                self.open += 1;
                self.to(at, self.level.min(Level::Wary))
            }
            Move::ComplaintResolved => {
                self.open = self.open.saturating_sub(1);
                self
            }
        }
    }

    fn rise(mut self, at: DateTime<Utc>, recovery: u32) -> Self {
        let highest = if self.open > 0 { Level::Wary } else { Level::Loyal };
        if self.run < recovery || self.level >= highest {
            return self;
        }
        self.run = 0;
        self.to(at, self.level.higher())
    }

    fn to(mut self, at: DateTime<Utc>, level: Level) -> Self {
        if level != self.level {
            self.changed = Some((at, self.level, level));
            self.level = level;
        }
        self
    }

    fn to_row(self, pair: PairRef, recovery: u32, zone: Tz) -> PairStanding {
        let [good, misses, excused] = self.counts;
        let last_change = self.changed.map(|(at, from, to)| Change { at: local_in(zone, at), from, to });
        PairStanding {
            pair,
            level: self.level,
            run: self.run,
            recovery,
            good,
            misses,
            excused,
            open_complaints: self.open,
            last_change,
        }
    }
}

impl Level {
    /// All levels, the worst first.
    pub const ALL: [Self; 5] = [Self::Estranged, Self::Dissatisfied, Self::Wary, Self::Satisfied, Self::Loyal];

    /// Its name, as it prints.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Estranged => "estranged",
            Self::Dissatisfied => "dissatisfied",
            Self::Wary => "wary",
            Self::Satisfied => "satisfied",
            Self::Loyal => "loyal",
        }
    }

    const fn lower(self) -> Self {
        match self {
            Self::Loyal => Self::Satisfied,
            Self::Satisfied => Self::Wary,
            Self::Wary => Self::Dissatisfied,
            Self::Dissatisfied | Self::Estranged => Self::Estranged,
        }
    }

    const fn higher(self) -> Self {
        match self {
            Self::Estranged => Self::Dissatisfied,
            Self::Dissatisfied => Self::Wary,
            Self::Wary => Self::Satisfied,
            Self::Satisfied | Self::Loyal => Self::Loyal,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{AgreementSpec, ObjectiveSpec};

    /// Each letter a move, a minute apart: good, miss, excused, complaint, resolved.
    fn walk(moves: &str, recovery: u32) -> (Level, u32) {
        let letters = moves.chars().filter(|c| !c.is_whitespace()).zip(0..);
        let moves = letters.map(|(letter, minute)| {
            let step = match letter {
                'g' => Move::Good,
                'm' => Move::Miss,
                'e' => Move::Excused,
                'c' => Move::ComplaintOpened,
                'r' => Move::ComplaintResolved,
                other => panic!("no move {other}"),
            };
            (DateTime::from_timestamp(minute * 60, 0).unwrap(), step)
        });
        let walk = StandingState::through(moves.collect(), recovery);
        (walk.level, walk.run)
    }

    #[test]
    fn it_starts_at_satisfied_and_takes_a_dozen_to_be_loyal() {
        assert_eq!(walk("", 12), (Level::Satisfied, 0));
        assert_eq!(walk("ggggg ggggg g", 12), (Level::Satisfied, 11));
        assert_eq!(walk("ggggg ggggg gg", 12), (Level::Loyal, 0));
        assert_eq!(walk("ggggg ggggg gg ggg", 12), (Level::Loyal, 3));
    }

    #[test]
    fn each_miss_costs_a_level_and_the_run() {
        assert_eq!(walk("m", 12), (Level::Wary, 0));
        assert_eq!(walk("mm", 12), (Level::Dissatisfied, 0));
        assert_eq!(walk("mmmmm", 12), (Level::Estranged, 0));
        assert_eq!(walk("ggg m ggg", 4), (Level::Wary, 3), "three and three are not four in a row");
        assert_eq!(walk("m gggg", 4), (Level::Satisfied, 0));
    }

    #[test]
    fn an_excused_miss_neither_costs_nor_counts() {
        assert_eq!(walk("gg e g", 4), (Level::Satisfied, 3));
        assert_eq!(walk("gg e gg", 4), (Level::Loyal, 0));
    }

    #[test]
    fn a_complaint_presses_down_and_holds_down_while_it_is_open() {
        assert_eq!(walk("c", 3), (Level::Wary, 0));
        assert_eq!(walk("mmm c", 3), (Level::Estranged, 0), "it lifts nobody");
        assert_eq!(walk("c gggg", 3), (Level::Wary, 4));
        assert_eq!(walk("mmm c gggggg", 3), (Level::Wary, 0), "up to wary it may rise");
        assert_eq!(walk("c r", 3), (Level::Wary, 0), "resolving lifts nothing by itself");
        assert_eq!(walk("c gggg r g", 3), (Level::Satisfied, 0));
        assert_eq!(walk("cc r ggg", 3), (Level::Wary, 3), "the other one is still open");
    }

    #[test]
    fn a_run_to_recover_is_as_likely_as_not_for_who_keeps_the_objective() {
        let recovery = |recovery: Option<u32>, on_time: Option<f64>| {
            let objective =
                on_time.map(|on_time| ObjectiveSpec { on_time: Some(on_time.into()), ..ObjectiveSpec::default() });
            let network = crate::Network::builder().agreement(AgreementSpec {
                objective: objective.map(Into::into),
                recovery: recovery.map(|recovery| i64::from(recovery).into()),
                ..AgreementSpec::new("a")
            });
            recovery_of(network.build().unwrap().agreement("a").unwrap())
        };
        assert_eq!(recovery(None, None), 12);
        assert_eq!(recovery(Some(5), Some(0.95)), 5, "what was agreed counts");
        let runs = [0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0].map(|on_time| recovery(None, Some(on_time)));
        assert_eq!(runs, [1, 1, 3, 7, 14, 69, 693, 693]);
    }
}
