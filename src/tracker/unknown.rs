//! Names that no agreement has, and the ones that were probably meant.

use super::Tracker;
use super::rejection::{Quoted, Rejection};
use super::row::Kind;
use crate::diagnostic::Nearest;

/// After so many unknown names none is looked up any more: a log of the wrong company has millions.
const MOST_SEARCHES: u32 = 200;

impl Tracker {
    /// The rejection with the name that was probably meant.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other rejections are not about a name")]
    pub(super) fn with_nearest(&mut self, mut rejection: Rejection) -> Rejection {
        if self.searches >= MOST_SEARCHES {
            return rejection;
        }
        let network = &self.network;
        let (wanted, slot, known): (_, _, Vec<&str>) = match &mut rejection {
            Rejection::UnknownEvent { name, nearest } => {
                let milestones = network.milestones().map(|milestone| milestone.id().as_str());
                (name, nearest, milestones.chain(Kind::NAMED.map(|(known, _)| known)).collect())
            }
            Rejection::UnknownObligation { id, nearest } => {
                (id, nearest, network.obligations().map(|obligation| obligation.id().as_str()).collect())
            }
            Rejection::UnknownDepartment { id, nearest } => {
                (id, nearest, network.departments().map(|department| department.id().as_str()).collect())
            }
            _ => return rejection,
        };
        self.searches += 1;
        *slot = Nearest::new(known).to(wanted.as_str()).map(Quoted::from);
        rejection
    }
}
