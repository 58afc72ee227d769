//! From judged handoffs to the graph of their work.

use super::graph::{Graph, Node, Outcome};
use crate::calendar::Pace;
use crate::tracker::{Handoff, Judgement, Status};

/// The graph of all handoffs of a judgement, by their indices.
pub(super) fn graph(judgement: &Judgement) -> Graph<Pace<'_>> {
    let handoffs = (0..judgement.count()).map_while(|ix| judgement.handoff_at(ix));
    Graph::new(handoffs.map(node).collect(), |ix, inputs| judgement.inputs_of(ix, inputs))
}

fn node(handoff: Handoff<'_>) -> Node<Pace<'_>> {
    let terms = handoff.obligation().terms();
    let as_of = handoff.judgement().as_of_instant();
    let (finish, outcome) = match (handoff.delivered(), handoff.waived()) {
        // Nobody waits for it from its waiver on, nor once it is there.
        (delivered, Some(waived)) if handoff.status() == Status::Waived => {
            (delivered.map_or(waived, |delivered| delivered.min(waived)), Outcome::Waived)
        }
        (Some(delivered), _) => (delivered, Outcome::Delivered),
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
