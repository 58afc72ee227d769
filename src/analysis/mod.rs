//! What the judged handoffs say: compliance, delay, load, complaints, standing, outlook, silence.
//!
//! Numbers are computed here, once; a report only words them. [`Analysis`] of a judgement is the one door, and each
//! answer is plain data:
//!
//! | question | ask | answer |
//! |---|---|---|
//! | What has come up to somebody, and what will? | [`Analysis::decisions`] | [`Decisions`](decisions::Decisions) |
//! | What was missed, by how much, and what does the log say of it? | [`Analysis::misses`] | [`MissedHandoff`](misses::MissedHandoff) |
//! | What falls due next, and with whom does it lie? | [`Analysis::next`] | [`Next`](next::Next) |
//! | What is overdue, since when, who has to be told, and which remedy is due? | [`Analysis::overdue`] | [`Overdue`](overdue::Overdue) |
//! | Who kept what was agreed in a week; is the objective within reach? | [`Analysis::compliance`] | [`Compliance`](compliance::Compliance), [`Budget`](compliance::Budget) |
//! | Which agreements were not kept, and who missed? | [`Analysis::shortfalls`] | [`Shortfall`](shortfalls::Shortfall) |
//! | Is it getting better or worse, or is that chance? | [`Analysis::compliance`] | [`Series`](signal::Series) |
//! | Whose delay was it? | [`Analysis::delay`], [`Analysis::shares`], [`Analysis::chain`] | [`Delay`](delay::Delay), [`Share`](delay::Share), [`Step`](delay::Step) |
//! | Whom to start with? | [`Analysis::bottleneck`] | [`Bottleneck`](bottleneck::Bottleneck) |
//! | Is somebody drowning in work, and does lateness rise with it? | [`Analysis::load`] | [`Load`](load::Load) |
//! | What is complained of, and what comes back after it was closed? | [`Analysis::complaints`] | [`Complaints`](complaints::Complaints) |
//! | How does each customer stand towards each supplier? | [`Analysis::standing`] | [`Standings`](standing::Standings) |
//! | Of what was nothing heard? | [`Analysis::silence`] | [`Silence`](silence::Silence) |
//! | What of the open work will miss its deadline? | [`Analysis::outlook`] | [`Outlook`](outlook::Outlook), checked by a [`Backtest`](outlook::Backtest) |
//! | What if the agreement were another one? | [`Analysis::what_if`] | [`WhatIf`](what_if::WhatIf) |
//!
//! [`Report`](crate::report::Report) has most of them together.
#![doc = include_str!("whose_delay.md")]

mod backtest;
pub mod bottleneck;
mod budget;
pub mod complaints;
pub mod compliance;
pub mod decisions;
pub mod delay;
mod forecast;
pub mod load;
pub mod misses;
pub mod next;
mod notices;
pub mod outlook;
pub mod overdue;
mod pools;
mod rank;
mod ratio;
mod record;
pub mod shortfalls;
pub mod signal;
pub mod silence;
pub mod standing;
mod subject;
mod survival;
mod tally;
pub mod what_if;
mod wilson;
mod window;

use std::fmt;
use std::sync::OnceLock;

use crate::tracker::Judgement;
use delay::Attribution;

pub use ratio::Ratio;
pub use record::HandoffRecord;
pub use subject::{AgreementRef, DepartmentRef, HandoffRef, ObligationRef, PairRef, TierRef};
pub use tally::Tally;
pub use window::{Window, WindowError};

/// Everything that can be asked of one judgement.
///
/// A window that is asked about is a week of the company where it is a week: `2026-W47` begins on the Sunday before the
/// ISO week's Monday where weeks start on Sundays.
///
/// What several answers build on, whose delay it was, is found out once, when something first needs it. Handoffs that are
/// asked about have to be of the same judgement: of another's, nothing is known here.
///
/// ```
/// use interdept::{Analysis, Log, Network, Tracker};
/// let mut tracker = Tracker::new(Network::load("fixtures/dealership")?);
/// tracker.record_all(Log::open("fixtures/dealership/log.csv")?)?;
/// let judgement = tracker.judge("2026-11-22T18:00:00+08:00".parse()?);
/// let analysis = Analysis::of(&judgement);
///
/// let week = analysis.compliance("2026-W47".parse()?);
/// println!("{} of {} on time", week.total.week.met, week.total.week.due());
/// for handoff in judgement.overdue() {
///     let delay = analysis.delay(handoff).expect("it is of this judgement");
///     println!("{handoff}: {} s of its own, {} s from upstream", delay.own_s, delay.inherited_s);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Analysis<'j> {
    judgement: &'j Judgement,
    attribution: OnceLock<Attribution<'j>>,
}

impl<'j> Analysis<'j> {
    /// Makes a judgement ready to be asked. Nothing is computed yet.
    pub fn of(judgement: &'j Judgement) -> Self {
        Self { judgement, attribution: OnceLock::new() }
    }

    /// The judgement that is asked about.
    pub fn judgement(&self) -> &'j Judgement {
        self.judgement
    }

    /// A week as the company has it; what is no week as it is.
    pub(crate) fn of_company(&self, window: Window) -> Window {
        window.starting(self.judgement.network().company().week_starts)
    }

    fn attribution(&self) -> &Attribution<'j> {
        self.attribution.get_or_init(|| Attribution::of(self.judgement))
    }
}

impl fmt::Debug for Analysis<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Analysis").field("judgement", self.judgement).finish_non_exhaustive()
    }
}
