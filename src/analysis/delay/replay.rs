//! Replaying a node with some departments' overruns cut away.
//!
//! A coalition is the set of departments whose overruns stay. When a node would finish depends only on those members
//! that have a part in it or upstream of it and whose part reaches it at all, seldom more than a few. So each node
//! gets one small table, the finish for every subset of these, made from its inputs' tables: all handoffs downstream
//! share it.
//!
//! Finishes never move backwards when a department joins the coalition. Starts and kept work only grow with it,
//! adding work on a calendar is monotone in both, and so is the instant at which the last kept part really ended. The one
//! jump, from an earlier start to the real one, goes up: what starts earlier never ends later than that instant. That is
//! why no share is ever negative.

use super::coalition::Coalitions;
use super::graph::{Clock, Graph, Overrun};
use crate::calendar::Instant;

/// Most departments that are told apart at once: beyond, a table would have too many rows.
pub(super) const MAX_PLAYERS: usize = 10;

/// When a node would finish, by coalition.
#[derive(Debug, Default)]
pub(super) enum Response {
    /// At its real finish, whoever is cut.
    #[default]
    Fixed,
    /// It depends on these few departments.
    Table(Box<Table>),
    /// It depends on more than [`MAX_PLAYERS`] departments.
    Wide(Box<Wide>),
}

/// The finish of a node for every subset of the departments it depends on.
#[derive(Debug)]
pub(super) struct Table {
    /// Sorted. Bit `i` of a subset stands for department `i`.
    pub(super) players: Vec<u32>,
    pub(super) finishes: Vec<Instant>,
}

/// What it takes to replay a node that depends on too many departments for a table.
#[derive(Debug)]
pub(super) struct Wide {
    /// Its finish with every part cut.
    pub(super) earliest: Instant,
    /// Its start with every part cut: no coalition starts earlier.
    pub(super) floor: Instant,
    /// The inputs that can make it start later, latest real finish first.
    pub(super) inputs: Vec<u32>,
    pub(super) work: Work,
}

/// The work a node keeps when replayed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    /// Up to the end of its allowance, or of its customer's part where that stays in every replay.
    base: i64,
    overrun: Overrun,
    customer: Option<(u32, i64)>,
    supplier: Option<(u32, i64)>,
}

impl Work {
    /// What the overrun of a node consists of. The judged node itself keeps its customer's part in every replay.
    pub(super) fn of<C: Clock>(graph: &Graph<C>, ix: u32, is_judged: bool) -> Self {
        let (node, start, overrun) = (graph.node(ix), graph.timing(ix).start, graph.overrun(ix));
        let customer_cuttable = overrun.has_customer_part() && !is_judged;
        let until = |cuttable: bool, from: Instant, to: Instant| cuttable.then(|| node.clock.between(from, to));
        let base_until = if customer_cuttable { overrun.begins } else { overrun.customer_until };
        Self {
            base: node.clock.between(start, base_until),
            overrun,
            customer: until(customer_cuttable, overrun.begins, overrun.customer_until)
                .map(|work| (node.customer, work)),
            supplier: until(overrun.has_supplier_part(), overrun.customer_until, overrun.finish)
                .map(|work| (node.supplier, work)),
        }
    }

    /// The departments with a part that can be cut.
    pub(super) fn players(&self) -> impl Iterator<Item = u32> {
        self.customer.into_iter().chain(self.supplier).map(|(department, _)| department)
    }

    /// When the node finishes if it starts at `start` and `keeps` says whose parts stay.
    ///
    /// Starting when it really did, it ends where its last kept part really ended, whatever the hours. Starting earlier, it
    /// takes the working time that it keeps, and never ends later than that.
    fn finish<C: Clock>(&self, graph: &Graph<C>, ix: u32, start: Instant, keeps: impl Fn(u32) -> bool) -> Instant {
        let node = graph.node(ix);
        let kept = |part: Option<(u32, i64)>| part.filter(|(department, _)| keeps(*department)).map(|(_, work)| work);
        let (customer, supplier) = (kept(self.customer), kept(self.supplier));
        let is_cut = |part: Option<(u32, i64)>, kept: Option<i64>| part.is_some() && kept.is_none();
        let end = match (is_cut(self.customer, customer), is_cut(self.supplier, supplier)) {
            (false, false) => node.finish,
            (false, true) => self.overrun.customer_until,
            (true, true) => self.overrun.begins,
            (true, false) => node.clock.plus(self.overrun.begins, supplier.unwrap_or(0)).min(node.finish),
        };
        if start >= graph.timing(ix).start {
            return end;
        }
        let took = self.base.saturating_add(customer.unwrap_or(0)).saturating_add(supplier.unwrap_or(0));
        node.clock.plus(start, took).min(end)
    }

    /// Turns the starts of a node, one for each subset of a coalitions, into its finishes.
    pub(super) fn finish_all<C: Clock>(
        &self,
        graph: &Graph<C>,
        ix: u32,
        coalitions: &Coalitions,
        starts: &mut [Instant],
    ) {
        let bits = |department: u32| coalitions.bit(department).unwrap_or_default();
        let (supplier, customer) = (self.supplier.map(|part| part.0), self.customer.map(|part| part.0));
        let (supplier, customer) = (supplier.map_or(0, bits), customer.map_or(0, bits));
        // Neighbouring subsets mostly start alike and cut alike.
        let mut last = None;
        for (subset, start) in starts.iter_mut().enumerate() {
            let key = (*start, subset & (supplier | customer));
            let finish = match last {
                Some((same, finish)) if same == key => finish,
                _ => self.finish(graph, ix, *start, |department| {
                    let bit = bits(department);
                    bit == 0 || subset & bit != 0
                }),
            };
            last = Some((key, finish));
            *start = finish;
        }
    }
}

impl Response {
    /// The finish with every part cut.
    pub(super) fn earliest(&self, real: Instant) -> Instant {
        match self {
            Self::Fixed => real,
            Self::Table(table) => table.finishes.first().copied().unwrap_or(real),
            Self::Wide(wide) => wide.earliest,
        }
    }

    /// How a node responds, given how its inputs do.
    pub(super) fn of<'r, C: Clock>(
        graph: &Graph<C>,
        ix: u32,
        is_judged: bool,
        response: impl Fn(u32) -> &'r Self,
    ) -> Self {
        let earliest = |input: u32| response(input).earliest(graph.node(input).finish);
        let floor = graph.inputs(ix).iter().map(|&i| earliest(i)).fold(graph.node(ix).opened, Instant::max);
        let work = Work::of(graph, ix, is_judged);
        if floor == graph.timing(ix).start && work.players().next().is_none() {
            return Self::Fixed;
        }
        let mut inputs: Vec<u32> =
            graph.inputs(ix).iter().copied().filter(|&input| graph.node(input).finish > floor).collect();
        let Some(players) = players(&work, inputs.iter().map(|&input| response(input))) else {
            inputs.sort_by_key(|&input| std::cmp::Reverse(graph.node(input).finish));
            let earliest = work.finish(graph, ix, floor, |_| false);
            return Self::Wide(Box::new(Wide { earliest, floor, inputs, work }));
        };
        let coalitions = Coalitions::each(&players);
        let mut starts = vec![floor; coalitions.subsets()];
        let mut rows = Vec::with_capacity(starts.len());
        for &input in &inputs {
            if let Self::Table(table) = response(input) {
                table.delay(&mut starts, &coalitions, &mut rows);
            }
        }
        work.finish_all(graph, ix, &coalitions, &mut starts);
        Table { players, finishes: starts }.reduced(graph.node(ix).finish)
    }
}

/// The departments that a node with this work and these inputs depends on, sorted; none if they are too many.
fn players<'r>(work: &Work, inputs: impl Iterator<Item = &'r Response>) -> Option<Vec<u32>> {
    let mut players: Vec<u32> = Vec::with_capacity(MAX_PLAYERS);
    let mut add = |player: u32| {
        if let Err(at) = players.binary_search(&player) {
            players.insert(at, player);
        }
        (players.len() <= MAX_PLAYERS).then_some(())
    };
    for player in work.players() {
        add(player)?;
    }
    for input in inputs {
        match input {
            Response::Fixed => {}
            Response::Table(table) => table.players.iter().try_for_each(|&player| add(player))?,
            Response::Wide(_) => return None,
        }
    }
    Some(players)
}

impl Table {
    fn finish(&self, row: usize) -> Instant {
        self.finishes.get(row).copied().unwrap_or_default()
    }

    /// The row of the coalition of all but these.
    pub(super) fn row_without(&self, departments: &[u32]) -> usize {
        let bit = |department: &u32| self.players.binary_search(department).map_or(0, |at| 1 << at);
        (self.finishes.len() - 1) & !departments.iter().map(bit).fold(0, |a: usize, b| a | b)
    }

    /// Puts off starts, one for each subset of a coalitions, until this node would have finished.
    pub(super) fn delay(&self, starts: &mut [Instant], coalitions: &Coalitions, rows: &mut Vec<usize>) {
        coalitions.rows(&self.players, rows);
        for (start, &row) in starts.iter_mut().zip(&*rows) {
            *start = (*start).max(self.finish(row));
        }
    }

    /// Without the departments that make no difference.
    fn reduced(mut self, real: Instant) -> Response {
        let mut at = 0;
        while at < self.players.len() {
            if self.depends_on(at) {
                at += 1;
            } else {
                self.players.remove(at);
                let mut row = 0;
                self.finishes.retain(|_| {
                    row += 1;
                    (row - 1) & (1usize << at) == 0
                });
            }
        }
        if self.players.is_empty() && self.finish(0) == real {
            Response::Fixed
        } else {
            Response::Table(Box::new(self))
        }
    }

    fn depends_on(&self, at: usize) -> bool {
        let half = 1usize << at;
        self.finishes.chunks_exact(half * 2).any(|rows| {
            let (without, with) = rows.split_at(half);
            without != with
        })
    }
}
