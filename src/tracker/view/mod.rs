//! What a judgement shows, and how it is asked.

mod complaint;
mod handoff;
mod history;
mod inputs;
mod judgement;
mod log_end;
mod log_lines;
mod never_seen;
mod waits_for;

pub use complaint::Complaint;
pub use handoff::{Handoff, Hold, Lateness};
pub use history::{Happened, HeldTime, History, HoldReason, LogRow, Moment, SetAside, Unmoved};
pub(crate) use judgement::HandoffIx;
pub use judgement::{Judgement, OpenedNothing};
pub(super) use judgement::{Known, key_of_ix};
pub use log_end::{Beyond, LogEnd};
pub use log_lines::{Identical, LogLine};
pub use never_seen::NeverSeen;
pub use waits_for::WaitsFor;
