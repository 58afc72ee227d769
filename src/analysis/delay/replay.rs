//! Replaying a node with some departments' overruns cut away.
//!
//! A coalition is the set of departments whose overruns stay. When a node would finish depends only on those members
//! that have a part in it or upstream of it and whose part reaches it at all, seldom more than a few. So each node
//! gets one small table, the finish for every coalition of these, made from its inputs' tables: all handoffs downstream
//! share it.
//!
//! # More than ten departments
//!
//! A table tells at most ten players apart. Where a node depends on more departments, those with the smallest parts (measured
//! along the longest way to the node; of equal ones the later id) are one player together, at this node. So it is at every
//! node on the way, each by what is small there: a node is replayed from its inputs' tables alone, whatever lies upstream of
//! them. Departments that are one player at an input and several at the node act in proportion: a coalition that keeps some
//! of them moves the input's finish from that without any of them towards that with all, by the share of their parts that
//! stays. That costs the rows of one table for every need, however densely things need each other.
//!
//! Where no more than ten departments make a difference, here and upstream, all this is exact. With everything kept and with
//! everything cut it always is.
//!
//! # Why no share is negative
//!
//! Finishes never move backwards when a department joins the coalition. Starts and kept work only grow with it,
//! adding work on a calendar is monotone in both, and so is the instant at which the last kept part really ended. The one
//! jump, from an earlier start to the real one, goes up: what starts earlier never ends later than that instant. A finish in
//! proportion lies between two of which the later is the one with more kept.

use std::cmp::Reverse;

use super::graph::{Clock, Graph};
use super::partition::{Partition, Weight};
use super::table::{Scratch, Table};
use super::without::Without;
use super::work::Work;
use crate::calendar::Instant;

/// When a node would finish, by coalition.
#[derive(Debug, Default)]
pub(super) enum Response {
    /// At its real finish, whoever is cut.
    #[default]
    Fixed,
    /// It depends on some departments.
    Table(Box<Table>),
}

impl Response {
    /// The finish with every part cut.
    pub(super) fn earliest(&self, real: Instant) -> Instant {
        match self {
            Self::Fixed => real,
            Self::Table(table) => table.finish(0),
        }
    }

    /// The finish without the parts of one department, or of two, the lower first.
    pub(super) fn without(&self, real: Instant, out: &[u32]) -> Instant {
        match self {
            Self::Fixed => real,
            Self::Table(table) => match &table.without {
                Some(without) => without.finish(real, out),
                None => table.finish(table.row_without(out)),
            },
        }
    }

    fn table(&self) -> Option<&Table> {
        match self {
            Self::Fixed => None,
            Self::Table(table) => Some(table),
        }
    }

    /// How a node responds, given how its inputs do. `pairs` says whether two departments at once are asked about.
    pub(super) fn of<'r, C: Clock>(
        graph: &Graph<C>,
        ix: u32,
        is_judged: bool,
        pairs: bool,
        response: impl Fn(u32) -> &'r Self,
    ) -> Self {
        let earliest = |input: u32| response(input).earliest(graph.node(input).finish);
        let floor = graph.inputs(ix).iter().map(|&i| earliest(i)).fold(graph.node(ix).opened, Instant::max);
        let work = Work::of(graph, ix, is_judged);
        if floor == graph.timing(ix).start && work.parts().next().is_none() {
            return Self::Fixed;
        }
        let real = |input: u32| graph.node(input).finish;
        let mut inputs: Vec<u32> = graph.inputs(ix).iter().copied().filter(|&input| real(input) > floor).collect();
        inputs.sort_by_key(|&input| Reverse(real(input)));
        let tables = || inputs.iter().filter_map(|&input| response(input).table());
        let departments = departments(&work, tables());
        let upstream = tables().any(|table| table.without.is_some());
        let partition = Partition::of(departments);
        let without = (upstream || !partition.together.is_empty()).then(|| {
            let mut all: Vec<Weight> = partition.departments().collect();
            all.sort_unstable();
            Box::new(Without::of((graph, ix, &work), (floor, &inputs), &all, pairs, &response))
        });
        let mut starts = vec![floor; partition.coalitions()];
        let mut scratch = Scratch::default();
        for &input in &inputs {
            // Of all starts the first, with everything cut, is the earliest.
            if starts.first().is_some_and(|&earliest| real(input) <= earliest) {
                break;
            }
            if let Some(table) = response(input).table() {
                table.delay(&mut starts, &partition, &mut scratch);
            }
        }
        work.finish_all(graph, ix, &partition, &mut starts);
        Table { partition, finishes: starts, without }.reduced(graph.node(ix).finish)
    }
}

/// The departments that a node with this work and inputs with these tables depends on, sorted, each with the length of its
/// parts on the longest way.
fn departments<'t>(work: &Work, tables: impl Iterator<Item = &'t Table>) -> Vec<Weight> {
    let mut all: Vec<Weight> = tables.flat_map(|table| table.partition.departments()).collect();
    all.sort_unstable_by_key(|&(department, weight)| (department, Reverse(weight)));
    all.dedup_by_key(|&mut (department, _)| department);
    for (department, own) in work.parts() {
        match all.binary_search_by_key(&department, |&(one, _)| one) {
            Ok(at) => {
                if let Some((_, weight)) = all.get_mut(at) {
                    *weight = weight.saturating_add(own);
                }
            }
            Err(at) => all.insert(at, (department, own)),
        }
    }
    all
}
