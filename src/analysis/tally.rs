//! Counting handoffs by what became of them.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::Ratio;
use crate::tracker::{Handoff, Status};

/// How many handoffs of a set were due, and what became of them.
///
/// Only what has fallen due is *due*: met, late or overdue. What was delivered before a deadline that is still to come, is
/// not due yet, paused or waived stands beside and enters no ratio; or early deliveries would better a ratio that what is
/// still open cannot worsen yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Tally {
    /// Delivered on time, and the deadline has passed.
    pub met: u64,
    /// Delivered after the deadline.
    pub late: u64,
    /// Past the deadline and not delivered.
    pub overdue: u64,
    /// Of the late and overdue: those whose supplier did its part in the time agreed, but got its inputs too late.
    pub excused: u64,
    /// Given up by agreement.
    pub waived: u64,
    /// Of the waived: those that had missed their deadline by then.
    pub waived_late: u64,
    /// Delivered before a deadline that is still to come.
    pub early: u64,
    /// Open, with time left.
    pub not_yet_due: u64,
    /// Held up by the customer.
    pub paused: u64,
}

/// What a tally counts of one handoff.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted {
    pub(super) status: Status,
    /// Its deadline has passed.
    pub(super) has_fallen_due: bool,
    /// It had missed its deadline when it was waived.
    pub(super) was_late: bool,
    pub(super) is_excused: bool,
}

impl Counted {
    pub(super) fn of(handoff: Handoff<'_>, is_excused: bool) -> Self {
        Self {
            status: handoff.status(),
            has_fallen_due: handoff.has_fallen_due(),
            was_late: handoff.was_late_when_waived(),
            is_excused,
        }
    }
}

impl Tally {
    pub(super) fn count(&mut self, counted: Counted) {
        let missed = match counted.status {
            Status::Met if counted.has_fallen_due => return self.met += 1,
            Status::Met => return self.early += 1,
            Status::Waived => {
                self.waived_late += u64::from(counted.was_late);
                return self.waived += 1;
            }
            Status::Paused => return self.paused += 1,
            Status::Open | Status::AtRisk => return self.not_yet_due += 1,
            Status::Upcoming => return,
            Status::Late => &mut self.late,
            Status::Overdue => &mut self.overdue,
        };
        *missed += 1;
        self.excused += u64::from(counted.is_excused);
    }

    /// Adds the counts of another set.
    pub fn add(&mut self, other: &Self) {
        self.met += other.met;
        self.late += other.late;
        self.overdue += other.overdue;
        self.excused += other.excused;
        self.waived += other.waived;
        self.waived_late += other.waived_late;
        self.early += other.early;
        self.not_yet_due += other.not_yet_due;
        self.paused += other.paused;
    }

    /// How many were due: met, late or overdue.
    pub fn due(&self) -> u64 {
        self.met + self.late + self.overdue
    }

    /// How many were not met: late or overdue.
    pub fn missed(&self) -> u64 {
        self.late + self.overdue
    }

    /// The share that was met; none if nothing was due.
    pub fn ratio(&self) -> Option<Ratio> {
        Ratio::new(self.met, self.due())
    }

    /// The share that was met or excused; none if nothing was due.
    pub fn excused_ratio(&self) -> Option<Ratio> {
        Ratio::new(self.met + self.excused, self.due())
    }

    /// Whether there is nothing in it at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Serialize for Tally {
    /// The counts, with what follows from them: `due`, `ratio` with its 95 % interval (`ratio_low`, `ratio_high`), `excused_ratio`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Tally", 14)?;
        out.serialize_field("due", &self.due())?;
        out.serialize_field("met", &self.met)?;
        out.serialize_field("late", &self.late)?;
        out.serialize_field("overdue", &self.overdue)?;
        out.serialize_field("excused", &self.excused)?;
        out.serialize_field("waived", &self.waived)?;
        out.serialize_field("waived_late", &self.waived_late)?;
        out.serialize_field("early", &self.early)?;
        out.serialize_field("not_yet_due", &self.not_yet_due)?;
        out.serialize_field("paused", &self.paused)?;
        out.serialize_field("ratio", &self.ratio())?;
        let (low, high) = self.ratio().map(Ratio::interval).unzip();
        out.serialize_field("ratio_low", &low)?;
        out.serialize_field("ratio_high", &high)?;
        out.serialize_field("excused_ratio", &self.excused_ratio())?;
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(statuses: &[(Status, bool)]) -> Tally {
        let mut tally = Tally::default();
        for &(status, is_excused) in statuses {
            tally.count(Counted { status, has_fallen_due: true, was_late: false, is_excused });
        }
        tally
    }

    #[test]
    fn what_is_not_due_stands_beside_the_ratio() {
        let beside = [(Status::Open, false), (Status::AtRisk, false), (Status::Paused, false), (Status::Waived, true)];
        assert_eq!((tally(&beside).due(), tally(&beside).ratio()), (0, None));
        assert_eq!(tally(&[(Status::Upcoming, false)]), Tally::default());
    }

    #[test]
    fn what_came_before_a_deadline_still_to_come_betters_no_ratio() {
        let mut tally = Tally::default();
        let early = Counted { status: Status::Met, has_fallen_due: false, was_late: false, is_excused: false };
        tally.count(early);
        assert_eq!((tally.early, tally.due(), tally.ratio()), (1, 0, None));
        tally.count(Counted { has_fallen_due: true, ..early });
        tally.count(Counted { status: Status::Waived, was_late: true, ..early });
        assert_eq!((tally.early, tally.due(), tally.waived, tally.waived_late), (1, 1, 1, 1));
    }

    #[test]
    fn an_excused_miss_lifts_only_the_second_ratio() {
        let tally =
            tally(&[(Status::Met, false), (Status::Late, true), (Status::Overdue, false), (Status::Overdue, true)]);
        assert_eq!((tally.due(), tally.missed(), tally.excused), (4, 3, 2));
        assert_eq!(tally.ratio(), Ratio::new(1, 4));
        assert_eq!(tally.excused_ratio(), Ratio::new(3, 4));
    }
}
