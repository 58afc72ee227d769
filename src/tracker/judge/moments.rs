//! The instants at which a handoff changes though nothing happens to it: time alone goes on.

use super::super::record::Plan;
use super::state::HandoffState;
use crate::calendar::{Instant, Pace};
use crate::due::{Notice, Side};
use crate::network::{Moment, Network};

/// The first instant that lies after another.
pub(in crate::tracker) fn just_after(at: Instant) -> Instant {
    at.plus(1)
}

impl HandoffState {
    /// How long holds that are over have kept it up, on a pace.
    fn held(&self, pace: Pace<'_>) -> i64 {
        self.holds_over().iter().map(|&(from, until)| pace.between(from, until)).sum()
    }

    /// The first instant at which so much of the time to a deadline is over, holds left out; for one that nothing holds up.
    fn share_over(&self, pace: Pace<'_>, needed: i64) -> Option<Instant> {
        let counted = needed.saturating_add(self.held(pace));
        if counted <= 0 { Some(self.opened) } else { pace.plus(self.opened, counted) }
    }

    /// The first instant at which it is at risk, if nothing holds it up from now on. What is beyond the calendar's reach
    /// never comes.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "a share of microseconds; 2^53 of them are 285 years"
    )]
    pub(in crate::tracker) fn at_risk_from(&self, plan: &Plan, network: &Network, due: Instant) -> Option<Instant> {
        let pace = Pace::new(plan.elapsed, network.calendar_of(self.terms));
        let time = pace.between(self.opened, due) - self.held(pace);
        let share = network.terms(self.terms).at_risk * time as f64;
        self.share_over(pace, share.floor() as i64 + 1)
    }

    /// When a step of an escalation comes, for a deadline that stands; none where that is beyond the calendar's reach.
    pub(in crate::tracker) fn moment(
        &self,
        plan: &Plan,
        network: &Network,
        when: Moment,
        due: Instant,
    ) -> Option<Instant> {
        match when {
            Moment::Deadline => Some(due),
            Moment::Notice(notice) => network.clause(self.terms).notice_at(notice, due).ok(),
            Moment::Percent(percent) => {
                let pace = Pace::new(plan.elapsed, network.calendar_of(self.terms));
                let time = pace.between(self.opened, due) - self.held(pace);
                let needed = i128::from(time) * i128::from(percent);
                let needed = i64::try_from(needed.div_euclid(100) + i128::from(needed.rem_euclid(100) != 0));
                self.share_over(pace, needed.unwrap_or(i64::MAX))
            }
        }
    }

    /// When its remedy falls due, for a deadline that stands.
    pub(in crate::tracker) fn remedy_at(&self, network: &Network, due: Instant) -> Option<Instant> {
        let remedy = network.terms(self.terms).remedy.as_ref()?;
        network.clause(self.terms).notice_at(Notice { span: remedy.after, side: Side::After }, due).ok()
    }

    /// The first instant at which the delivery that stands is accepted by silence; none if it is accepted in words, or
    /// there is none.
    pub(in crate::tracker) fn lapses_at(&self, network: &Network) -> Option<Instant> {
        if !self.is_delivered() || self.accepted {
            return None;
        }
        self.review_end(network).map(just_after)
    }

    /// The next instant, after another, at which something about it may change by itself: it opens, is at risk, somebody
    /// is to be told, it is overdue, its remedy falls due, its review is over.
    pub(in crate::tracker) fn changes_after(&self, plan: &Plan, network: &Network, now: Instant) -> Option<Instant> {
        let mut next: Option<Instant> = None;
        let mut consider = |at: Option<Instant>| {
            if let Some(at) = at.filter(|&at| now < at) {
                next = Some(next.map_or(at, |next| next.min(at)));
            }
        };
        // Also of one that is done: when it opens, the one after it is known.
        consider(Some(self.opened));
        if self.is_delivered() {
            consider(self.lapses_at(network));
        } else if !self.is_waived() && !self.is_moving() {
            let due = self.due_at(network, now);
            consider(self.at_risk_from(plan, network, due));
            consider(Some(due));
            consider(Some(just_after(due)));
            for step in &network.terms(self.terms).escalate {
                consider(self.moment(plan, network, step.when, due));
            }
            consider(self.remedy_at(network, due));
        }
        next
    }
}
