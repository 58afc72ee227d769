//! When a deliverable is due.

mod clause;
mod error;
mod explain;
mod moved;
mod notice;
mod occurrence;
mod parse;
mod parse_period;
mod rule;
mod words;

pub use clause::{Clause, DueError};
pub use error::RuleError;
pub use explain::{Counted, DayOff, DaysOff, End, Explanation, Reference, Rolled};
pub(crate) use moved::Moves;
pub use notice::{Notice, Side};
pub use occurrence::Occurrence;
pub use rule::{Clock, DayOfPeriod, DueRule, Form, Milestones, Recurrence, Trigger};
