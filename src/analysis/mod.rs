//! What the judged handoffs say: compliance, delay, silence.
//!
//! Numbers are computed here, once; a report only words them.

mod rank;
mod ratio;
mod survival;

pub use rank::{Correlation, MIN_PAIRS};
pub use ratio::Ratio;
pub use survival::Estimate;
