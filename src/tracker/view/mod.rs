//! What a judgement shows, and how it is asked.

mod complaint;
mod handoff;
mod inputs;
mod judgement;
mod waits_for;

pub use complaint::Complaint;
pub use handoff::{Handoff, Hold, Lateness};
pub(crate) use judgement::HandoffIx;
pub(super) use judgement::Known;
pub use judgement::{Judgement, OpenedNothing};
pub use waits_for::WaitsFor;
