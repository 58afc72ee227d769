//! What a judgement shows, and how it is asked.

mod complaint;
mod handoff;
mod inputs;
mod judgement;
mod log_end;
mod log_lines;
mod never_seen;
mod waits_for;

pub use complaint::Complaint;
pub use handoff::{Handoff, Hold, Lateness};
pub(crate) use judgement::HandoffIx;
pub(super) use judgement::Known;
pub use judgement::{Judgement, OpenedNothing};
pub use log_end::{Beyond, LogEnd};
pub use log_lines::{Identical, LogLine};
pub use never_seen::NeverSeen;
pub use waits_for::WaitsFor;
