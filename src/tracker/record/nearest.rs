//! Names that no agreement has, and the ones that were probably meant.

use super::super::Tracker;
use crate::diagnostic::Nearest;
use crate::log::{EventKind, IgnoredWhy, Quoted};

/// After so many unknown names none is looked up any more: a log of the wrong company has millions.
const MOST_SEARCHES: u32 = 200;

impl Tracker {
    /// The reason with the name that was probably meant.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other reasons are not about a name")]
    pub(in crate::tracker) fn with_nearest(&mut self, mut why: IgnoredWhy) -> IgnoredWhy {
        if self.searches >= MOST_SEARCHES {
            return why;
        }
        let network = &self.network;
        let (wanted, slot, known): (_, _, Vec<&str>) = match &mut why {
            IgnoredWhy::UnknownEvent { name, nearest } => {
                let milestones = network.milestones().map(|milestone| milestone.id().as_str());
                (name, nearest, milestones.chain(EventKind::ALL.iter().map(|kind| kind.as_str())).collect())
            }
            IgnoredWhy::UnknownObligation { id, nearest } => {
                (id, nearest, network.obligations().map(|obligation| obligation.id().as_str()).collect())
            }
            IgnoredWhy::UnknownDepartment { id, nearest } => {
                (id, nearest, network.departments().map(|department| department.id().as_str()).collect())
            }
            _ => return why,
        };
        self.searches += 1;
        *slot = Nearest::new(known).to(wanted.as_str()).map(Quoted::from);
        why
    }
}
