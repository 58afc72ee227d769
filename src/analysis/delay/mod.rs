//! Whose delay it was: own and inherited lateness, shares of the causes, chains, and what would have been.

mod build;
mod but_for;
mod chain;
mod graph;
mod partition;
mod players;
mod replay;
mod results;
mod shapley;
mod story;
mod table;
#[cfg(test)]
mod tests;
mod totals;
mod without;
mod work;

use std::fmt;
use std::sync::OnceLock;

use chrono::TimeDelta;
use serde::Serialize;

pub use but_for::{ButFor, Named, Without, WithoutPair};
pub use chain::{Ended, Step};
pub use story::{Input, InputCounts, Part, PartTime, Reckoning, Story, Terms};
pub use totals::{Delayed, DepartmentTotals, Scope, Totals};

use super::{Analysis, DepartmentRef};
use crate::calendar::{Pace, SECOND};
use crate::network::DepartmentIx;
use crate::tracker::{Handoff, HandoffIx, Judgement, Status};
use graph::{Graph, Outcome};
use results::{Departments, MAX_DEPARTMENTS_FOR_PAIRS, PLAN, Results};

/// Whose delay it was, for every handoff of a judgement.
///
/// Own and inherited lateness are known at once; what takes replaying, the shares and all that builds on them, is computed
/// for all handoffs together when it is first asked for.
pub(super) struct Attribution<'j> {
    judgement: &'j Judgement,
    graph: Graph<Pace<'j>>,
    results: OnceLock<Results>,
}

/// How late a handoff is, and how much of that is its supplier's own.
///
/// In elapsed time `own_s + inherited_s = late_s`, and in working time `own_working_s + inherited_working_s =
/// late_working_s`, always. All are 0 for a handoff that is not late or is waived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize)]
#[non_exhaustive]
pub struct Delay {
    /// Whole seconds from the deadline to the delivery, or to the instant of judgement.
    pub late_s: i64,
    /// What its supplier added, given when it could start.
    pub own_s: i64,
    /// What came with its inputs.
    pub inherited_s: i64,
    /// The lateness in working time on the supplier's calendar; elapsed for rules in elapsed hours.
    pub late_working_s: i64,
    /// The last part of it, the supplier's own.
    pub own_working_s: i64,
    /// The first part of it, which came with the inputs.
    pub inherited_working_s: i64,
    /// Lateness of its inputs that it made good.
    pub recovered_s: i64,
    /// Late or overdue, by however little.
    pub is_late: bool,
    /// Late, and by nothing of its own.
    pub is_excused: bool,
    /// Late and not delivered, so that the figures go on growing.
    pub is_provisional: bool,
}

impl Delay {
    /// From the deadline to the delivery, or to the instant of judgement; nothing if it is not late.
    pub fn late(&self) -> TimeDelta {
        TimeDelta::seconds(self.late_s)
    }

    /// What its supplier added.
    pub fn own(&self) -> TimeDelta {
        TimeDelta::seconds(self.own_s)
    }

    /// What came with its inputs.
    pub fn inherited(&self) -> TimeDelta {
        TimeDelta::seconds(self.inherited_s)
    }

    /// Lateness of its inputs that it made good.
    pub fn recovered(&self) -> TimeDelta {
        TimeDelta::seconds(self.recovered_s)
    }
}

/// Who or what caused lateness.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// A department.
    Department(DepartmentRef),
    /// The agreements themselves: an input is promised later than what needs it, and nobody overran.
    Plan,
}

impl fmt::Display for Cause {
    /// Writes the department's id, or `plan`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Department(department) => department.id.fmt(f),
            Self::Plan => f.pad("plan"),
        }
    }
}

impl Serialize for Cause {
    /// The department's id, or `plan`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Department(department) => department.id.serialize(serializer),
            Self::Plan => serializer.serialize_str("plan"),
        }
    }
}

/// One cause's share of a handoff's lateness.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Share {
    /// The cause.
    #[serde(rename = "department")]
    pub cause: Cause,
    /// Its share, in whole seconds; more than 0.
    pub seconds: i64,
}

/// Whose delay it was. The [module](super) tells what the figures mean and how they are found.
impl<'j> Analysis<'j> {
    /// How late a handoff is, and how much of that is its own; none for a handoff of another judgement, and for one that is
    /// said to be late and [nobody knows by how much](Handoff::is_judged_by_outcome).
    pub fn delay(&self, handoff: Handoff<'_>) -> Option<Delay> {
        let is_unknown = handoff.status() == Status::Late && handoff.is_judged_by_outcome();
        self.place(handoff).filter(|_| !is_unknown).map(|ix| self.attribution().delay_at(ix))
    }

    /// Whether a handoff is late by nothing of its own.
    pub(super) fn is_excused(&self, handoff: Handoff<'_>) -> bool {
        self.delay(handoff).is_some_and(|delay| delay.is_excused)
    }

    /// The causes of a handoff's lateness: departments by id, then the plan. They sum to `late_s` of its
    /// [`delay`](Self::delay), and there are none if it is not late or of another judgement.
    pub fn shares(&self, handoff: Handoff<'_>) -> impl Iterator<Item = Share> {
        let attribution = self.attribution();
        let entry = self.place(handoff).and_then(|ix| attribution.results().entry(ix));
        let shares = entry.map(|entry| entry.shares).unwrap_or_default();
        shares.iter().map(|&(cause, seconds)| Share { cause: attribution.cause(cause), seconds })
    }

    /// Whether more than ten departments made a difference to a handoff's lateness or to what it waited for, so that those
    /// with the smallest parts counted as one and split its share in proportion to them.
    pub fn is_merged(&self, handoff: Handoff<'_>) -> bool {
        let entry = self.place(handoff).and_then(|ix| self.attribution().results().entry(ix));
        entry.is_some_and(|entry| entry.is_merged)
    }

    /// The input that a handoff had to wait for longest; none if it was ready when it opened, or is of another judgement.
    pub fn waited_for(&self, handoff: Handoff<'_>) -> Option<Handoff<'j>> {
        self.judgement.handoff_at(HandoffIx(self.attribution().graph.binding_input(self.place(handoff)?)?))
    }

    /// Where a handoff stands in this judgement; none for one of another.
    fn place(&self, handoff: Handoff<'_>) -> Option<u32> {
        std::ptr::eq(handoff.judgement(), self.judgement).then(|| handoff.ix().0)
    }
}

impl<'j> Attribution<'j> {
    /// Finds out how late every handoff of a judgement is, and how much of that is its own.
    pub(super) fn of(judgement: &'j Judgement) -> Self {
        Self { judgement, graph: build::graph(judgement), results: OnceLock::new() }
    }

    fn delay_at(&self, ix: u32) -> Delay {
        let split = self.graph.split(ix);
        if split.late == 0 {
            return Delay { recovered_s: split.recovered / SECOND, ..Delay::default() };
        }
        let node = self.graph.node(ix);
        let own_from = node.due.plus(split.inherited);
        let late_working_s = node.clock.between(node.due, node.finish) / SECOND;
        let inherited_working_s = node.clock.between(node.due, own_from) / SECOND;
        let (late_s, inherited_s) = (split.late / SECOND, split.inherited / SECOND);
        Delay {
            late_s,
            own_s: late_s - inherited_s,
            inherited_s,
            late_working_s,
            own_working_s: late_working_s - inherited_working_s,
            inherited_working_s,
            recovered_s: split.recovered / SECOND,
            is_late: true,
            is_excused: split.own == 0,
            is_provisional: node.outcome == Outcome::Undelivered,
        }
    }

    fn results(&self) -> &Results {
        self.results.get_or_init(|| Results::of(&self.graph, self.departments()))
    }

    fn departments(&self) -> Departments {
        let ids = || self.judgement.network().departments().map(|department| department.id().as_str());
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Departments { count: count(ids().count()), before_plan: count(ids().filter(|id| *id < "plan").count()) }
    }

    fn compares_pairs(&self) -> bool {
        self.departments().count <= MAX_DEPARTMENTS_FOR_PAIRS
    }

    fn department(&self, ix: u32) -> DepartmentRef {
        DepartmentRef::of(self.judgement.network().department_at(DepartmentIx(ix)))
    }

    fn cause(&self, cause: u32) -> Cause {
        if cause == PLAN { Cause::Plan } else { Cause::Department(self.department(cause)) }
    }
}
