//! Counting handoffs by what became of them.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::Ratio;
use crate::tracker::Status;

/// How many handoffs of a set were due, and what became of them.
///
/// Only what was met, late or overdue was *due*; what is not due yet, paused or waived stands beside and enters no ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Tally {
    /// Delivered on time.
    pub met: u64,
    /// Delivered after the deadline.
    pub late: u64,
    /// Past the deadline and not delivered.
    pub overdue: u64,
    /// Of the late and overdue: those whose supplier did its part in the time agreed, but got its inputs too late.
    pub excused: u64,
    /// Given up by agreement.
    pub waived: u64,
    /// Open, with time left.
    pub not_yet_due: u64,
    /// Held up by the customer.
    pub paused: u64,
}

impl Tally {
    /// Counts one handoff.
    pub fn count(&mut self, status: Status, excused: bool) {
        let missed = match status {
            Status::Met => return self.met += 1,
            Status::Waived => return self.waived += 1,
            Status::Paused => return self.paused += 1,
            Status::Open | Status::AtRisk => return self.not_yet_due += 1,
            Status::Upcoming => return,
            Status::Late => &mut self.late,
            Status::Overdue => &mut self.overdue,
        };
        *missed += 1;
        self.excused += u64::from(excused);
    }

    /// Adds the counts of another set.
    pub fn add(&mut self, other: &Self) {
        self.met += other.met;
        self.late += other.late;
        self.overdue += other.overdue;
        self.excused += other.excused;
        self.waived += other.waived;
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
    /// The counts, with what follows from them: `due`, `ratio`, `excused_ratio`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Tally", 10)?;
        out.serialize_field("due", &self.due())?;
        out.serialize_field("met", &self.met)?;
        out.serialize_field("late", &self.late)?;
        out.serialize_field("overdue", &self.overdue)?;
        out.serialize_field("excused", &self.excused)?;
        out.serialize_field("waived", &self.waived)?;
        out.serialize_field("not_yet_due", &self.not_yet_due)?;
        out.serialize_field("paused", &self.paused)?;
        out.serialize_field("ratio", &self.ratio())?;
        out.serialize_field("excused_ratio", &self.excused_ratio())?;
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(statuses: &[(Status, bool)]) -> Tally {
        let mut tally = Tally::default();
        for &(status, excused) in statuses {
            tally.count(status, excused);
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
    fn an_excused_miss_lifts_only_the_second_ratio() {
        let tally =
            tally(&[(Status::Met, false), (Status::Late, true), (Status::Overdue, false), (Status::Overdue, true)]);
        assert_eq!((tally.due(), tally.missed(), tally.excused), (4, 3, 2));
        assert_eq!(tally.ratio(), Ratio::new(1, 4));
        assert_eq!(tally.excused_ratio(), Ratio::new(3, 4));
    }
}
