//! But for one department's own delays: what would not have been late.

use std::collections::BTreeMap;

use serde::Serialize;

use super::results::Entry;
use super::{Analysis, Attribution};
use crate::ObligationId;
use crate::analysis::DepartmentRef;
use crate::calendar::SECOND;
use crate::tracker::{Handoff, HandoffIx};

/// What would have been, had one department or two had no overrun of their own while all others kept their real
/// working times.
///
/// These figures do not add up, and are not shares: where two departments were late at once, neither alone saves
/// anything, and together they save everything.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ButFor {
    /// How many handoffs looked at are late or overdue.
    pub misses: usize,
    /// Their lateness, in whole seconds.
    pub late_s: i64,
    /// Every department that makes a difference, the one that saves most first: most misses, then most lateness,
    /// then by id.
    pub departments: Vec<Without>,
    /// Every two of them, in the same order. Empty in networks of more than twenty departments.
    pub pairs: Vec<WithoutPair>,
}

/// What would have been without one department's overruns.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Without {
    /// The department.
    pub department: DepartmentRef,
    /// How many misses vanish.
    pub misses_saved: usize,
    /// How much lateness vanishes, of these and of others, in whole seconds.
    pub late_saved_s: i64,
    /// The misses that vanish, by obligation and key.
    pub vanished: Vec<Named>,
}

/// What would have been without two departments' overruns.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WithoutPair {
    /// The two, by id.
    pub departments: (DepartmentRef, DepartmentRef),
    /// How many misses vanish.
    pub misses_saved: usize,
    /// How much lateness vanishes, in whole seconds.
    pub late_saved_s: i64,
    /// The misses that vanish only without both; those that vanish without one of them are listed with it.
    pub vanished_only_together: Vec<Named>,
}

/// A handoff by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Named {
    /// Its obligation.
    pub obligation: ObligationId,
    /// Its key: a case or a period.
    pub key: String,
}

impl Named {
    pub(super) fn of(handoff: Handoff<'_>) -> Self {
        Self { obligation: handoff.obligation().id().clone(), key: handoff.key().to_string() }
    }
}

impl ButFor {
    /// The department whose own delays cost most: without them the most misses vanish, then the most lateness. None
    /// where no department makes a difference.
    pub fn bottleneck(&self) -> Option<&Without> {
        self.departments.first()
    }
}

#[derive(Default)]
struct Saved {
    misses: i64,
    seconds: i64,
    vanished: Vec<u32>,
}

impl<'j> Analysis<'j> {
    /// Replays every late handoff that `counts` says yes to without each department, and without each two.
    pub fn but_for(&self, counts: impl Fn(Handoff<'j>) -> bool) -> ButFor {
        self.attribution().but_for(counts)
    }
}

impl<'j> Attribution<'j> {
    fn but_for(&self, counts: impl Fn(Handoff<'j>) -> bool) -> ButFor {
        let (mut misses, mut late_s) = (0, 0);
        let mut ones: BTreeMap<u32, Saved> = BTreeMap::new();
        let mut twos: BTreeMap<(u32, u32), Saved> = BTreeMap::new();
        for entry in self.results().entries() {
            if !self.judgement.handoff_at(HandoffIx(entry.node)).is_some_and(&counts) {
                continue;
            }
            let late = self.graph.split(entry.node).late;
            misses += 1;
            late_s += late / SECOND;
            tally(entry, late / SECOND, &mut ones, &mut twos);
        }
        let mut departments: Vec<Without> = ones.iter().map(|(&ix, saved)| self.without(ix, saved)).collect();
        departments.sort_by(|a, b| {
            let worth = |w: &Without| (w.misses_saved, w.late_saved_s);
            worth(b).cmp(&worth(a)).then_with(|| a.department.id.cmp(&b.department.id))
        });
        ButFor { misses, late_s, departments, pairs: self.pairs(&ones, twos) }
    }

    fn without(&self, department: u32, saved: &Saved) -> Without {
        Without {
            department: self.department(department),
            misses_saved: saved.vanished.len(),
            late_saved_s: saved.seconds,
            vanished: self.names(&saved.vanished),
        }
    }

    fn pairs(&self, ones: &BTreeMap<u32, Saved>, mut twos: BTreeMap<(u32, u32), Saved>) -> Vec<WithoutPair> {
        if !self.compares_pairs() {
            return Vec::new();
        }
        // What two save together is what each saves, and what their handoffs in common save beyond that.
        for (at, &one) in ones.keys().enumerate() {
            for &other in ones.keys().skip(at + 1) {
                twos.entry((one, other)).or_default();
            }
        }
        let alone = |ix: u32| ones.get(&ix).map_or((0, 0), |saved| (saved.misses, saved.seconds));
        let mut pairs: Vec<WithoutPair> = twos
            .into_iter()
            .map(|((one, other), beyond)| WithoutPair {
                departments: (self.department(one), self.department(other)),
                misses_saved: usize::try_from(alone(one).0 + alone(other).0 + beyond.misses).unwrap_or(0),
                late_saved_s: alone(one).1 + alone(other).1 + beyond.seconds,
                vanished_only_together: self.names(&beyond.vanished),
            })
            .collect();
        pairs.sort_by(|a, b| {
            let worth = |w: &WithoutPair| (w.misses_saved, w.late_saved_s);
            let ids = |w: &WithoutPair| (w.departments.0.id.clone(), w.departments.1.id.clone());
            worth(b).cmp(&worth(a)).then_with(|| ids(a).cmp(&ids(b)))
        });
        pairs
    }

    fn names(&self, handoffs: &[u32]) -> Vec<Named> {
        handoffs.iter().filter_map(|&ix| self.judgement.handoff_at(HandoffIx(ix))).map(Named::of).collect()
    }
}

/// Adds one late handoff to what each department saves, and to what each two save beyond the sum of both.
fn tally(entry: Entry<'_>, late_s: i64, ones: &mut BTreeMap<u32, Saved>, twos: &mut BTreeMap<(u32, u32), Saved>) {
    let saved = |left: i64| late_s - left / SECOND;
    for &(department, left) in entry.without_one {
        let sum = ones.entry(department).or_default();
        sum.seconds += saved(left);
        if left == 0 {
            sum.misses += 1;
            sum.vanished.push(entry.node);
        }
    }
    let alone = |department: u32| {
        let left = entry.without_one.iter().find(|one| one.0 == department).map(|one| one.1);
        left.map_or((0, 0), |left| (i64::from(left == 0), saved(left)))
    };
    for &(one, other, left) in entry.without_two {
        let ((one_miss, one_seconds), (other_miss, other_seconds)) = (alone(one), alone(other));
        let sum = twos.entry((one, other)).or_default();
        sum.misses += i64::from(left == 0) - one_miss - other_miss;
        sum.seconds += saved(left) - one_seconds - other_seconds;
        if left == 0 && one_miss + other_miss == 0 {
            sum.vanished.push(entry.node);
        }
    }
}
