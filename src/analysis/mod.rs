//! What the judged handoffs say: compliance, delay, load, complaints, standing, outlook, silence.
//!
//! Numbers are computed here, once; a report only words them. Each answer is plain data made from a
//! [`Judgement`](crate::tracker::Judgement):
//!
//! | question | answer |
//! |---|---|
//! | What is overdue, since when, who has to be told, and which remedy is due? | [`Overdue`] |
//! | Who kept what was agreed in a week; is the objective within reach? | [`Compliance`], [`Budget`] |
//! | Whose delay was it? | [`Attribution`] |
//! | Whom to start with? | [`Bottleneck`] |
//! | Is somebody drowning in work, and does lateness rise with it? | [`Load`] |
//! | What is complained of, and what comes back after it was closed? | [`Complaints`] |
//! | How does each customer stand towards each supplier? | [`Standings`] |
//! | Of what was nothing heard? | [`Silence`] |
//! | What of the open work will miss its deadline? | [`Outlook`], checked by a [`Backtest`] |
//! | What if the agreement were another one? | [`WhatIf`] |
//!
//! [`Weekly`](crate::report::Weekly) has most of them together.
#![doc = include_str!("whose_delay.md")]

mod backtest;
mod bottleneck;
mod budget;
mod complaints;
mod compliance;
mod delay;
mod load;
mod mention;
mod outlook;
mod overdue;
mod pools;
mod rank;
mod ratio;
mod silence;
mod standing;
mod survival;
mod tally;
mod what_if;

pub use backtest::{BACKTEST_WEEKS, Backtest};
pub use bottleneck::{Bottleneck, Miss};
pub use budget::Budget;
pub use complaints::{Bar, Complaint, Complaints, History, Recurrence};
pub use compliance::{Agreed, Compliance, Figures, Line, Quality, TREND_WEEKS};
pub use delay::{
    Attribution, ButFor, Cause, Delay, Delayed, DepartmentTotals, Ended, Named, Scope, Share, Step, Totals, Without,
    WithoutPair,
};
pub use load::{DepartmentLoad, LOAD_WEEKS, Load, WeekLoad};
pub use mention::{Mention, Owed, Pair, Party};
pub use outlook::{Basis, Forecast, OUTLOOK_WEEKS, Outlook};
pub use overdue::{Age, Cleared, EscalationStep, Overdue, OverdueHandoff, OverduePair, RemedyDue};
pub use pools::{MIN_COMPLETED, Pool};
pub use rank::{Correlation, MIN_PAIRS};
pub use ratio::Ratio;
pub use silence::{Silence, Silent};
pub use standing::{Change, Level, PairStanding, RECOVERY, Standings};
pub use survival::Estimate;
pub use tally::Tally;
pub use what_if::{DepartmentChange, Flip, Standing, WhatIf};
