//! What a judgement shows, and how it is asked.

mod complaint;
mod handoff;
mod inputs;
mod judgement;

pub use complaint::Complaint;
pub use handoff::{Handoff, Lateness, Pause};
pub(crate) use judgement::HandoffIx;
pub use judgement::Judgement;
pub(super) use judgement::Known;
