//! From judged handoffs to the graph of their work.

use super::graph::{Graph, Node, Outcome};
use crate::calendar::Pace;
use crate::tracker::{Handoff, HandoffIx, Judgement, Status};

/// The graph of all handoffs of a judgement; its nodes are numbered as they are.
pub(super) fn graph(judgement: &Judgement) -> Graph<Pace<'_>> {
    let mut inputs = Vec::new();
    Graph::new(judgement.all().map(node).collect(), |ix, candidates| {
        judgement.inputs_of(HandoffIx(ix), &mut inputs);
        candidates.extend(inputs.drain(..).map(|input| input.0));
    })
}

fn node(handoff: Handoff<'_>) -> Node<Pace<'_>> {
    let terms = handoff.obligation().terms();
    let as_of = handoff.judgement().as_of_instant();
    let (finish, outcome) = match (handoff.delivered(), handoff.waived()) {
        // Nobody waits for it from its waiver on, nor once it is there.
        (delivered, Some(waived)) if handoff.status() == Status::Waived => {
            (delivered.map_or(waived, |delivered| delivered.min(waived)), Outcome::Waived)
        }
        (Some(delivered), _) => (
            delivered,
            match handoff.kept() {
                None => Outcome::Delivered,
                Some(true) => Outcome::Kept,
                Some(false) => Outcome::Missed,
            },
        ),
        (None, _) => (as_of, Outcome::Undelivered),
    };
    Node {
        supplier: terms.supplier.0,
        customer: terms.customer.0,
        clock: handoff.pace(),
        opened: handoff.opened(),
        original_due: handoff.original_due(),
        due: handoff.due(),
        finish,
        outcome,
    }
}
