//! What the judged handoffs say: compliance, delay, silence.
//!
//! Numbers are computed here, once; a report only words them.

mod ratio;

pub use ratio::Ratio;
