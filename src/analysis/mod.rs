//! What the judged handoffs say: compliance, delay, silence.
//!
//! Numbers are computed here, once; a report only words them.
#![doc = include_str!("whose_delay.md")]

mod budget;
mod compliance;
mod delay;
mod mention;
mod overdue;
mod rank;
mod ratio;
mod silence;
mod survival;
mod tally;
mod what_if;

pub use budget::Budget;
pub use compliance::{Agreed, Compliance, Figures, Line, Quality, TREND_WEEKS};
pub use delay::{
    Attribution, ButFor, Cause, Delay, Delayed, DepartmentTotals, Ended, Named, Scope, Share, Step, Totals, Without,
    WithoutPair,
};
pub use mention::{Mention, Owed, Pair, Party};
pub use overdue::{Age, Cleared, EscalationStep, Overdue, OverdueHandoff, OverduePair, RemedyDue};
pub use rank::{Correlation, MIN_PAIRS};
pub use ratio::Ratio;
pub use silence::{Silence, Silent};
pub use survival::Estimate;
pub use tally::Tally;
pub use what_if::{DepartmentChange, Flip, Standing, WhatIf};
