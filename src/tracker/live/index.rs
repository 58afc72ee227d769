//! Where to look for what is asked: by terms and status, by deadline, by opening.

use std::collections::{BTreeMap, BTreeSet};

use super::super::judge::{HandoffState, Status};
use super::subjects::SubjectIx;
use crate::calendar::Instant;
use crate::network::{NameIx, TermsIx};

/// Which subjects have handoffs of a kind. Kept by difference: what a subject had is taken out, what it has is put in.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Every subject under each of its handoffs' terms and status.
    by_status: BTreeSet<(TermsIx, Status, SubjectIx)>,
    /// How many handoffs stand so.
    counts: BTreeMap<(TermsIx, Status), usize>,
    /// Those with something still to be delivered, by its deadline.
    due: BTreeSet<(Instant, SubjectIx)>,
    /// Those with a deadline that moves with time, because something is held up.
    moving: BTreeSet<SubjectIx>,
    /// Those with handoffs that others gather by the day on which they opened.
    opened: BTreeSet<(NameIx, Instant, SubjectIx)>,
}

impl Index {
    /// Takes a subject's handoffs in, or out again.
    pub(super) fn update(
        &mut self,
        subject: SubjectIx,
        handoffs: &[(NameIx, HandoffState)],
        is_gathered: impl Fn(NameIx) -> bool,
        is_in: bool,
    ) {
        for (name, state) in handoffs {
            let key = (state.terms, state.status);
            let count = self.counts.entry(key).or_default();
            *count = if is_in { *count + 1 } else { count.saturating_sub(1) };
            put(&mut self.by_status, (state.terms, state.status, subject), is_in);
            if !state.is_delivered() && !state.is_waived() {
                put(&mut self.due, (state.due, subject), is_in);
                if state.is_moving() {
                    put(&mut self.moving, subject, is_in);
                }
            }
            if is_gathered(*name) {
                put(&mut self.opened, (*name, state.opened, subject), is_in);
            }
        }
    }

    /// How many handoffs stand so.
    pub(super) fn count(&self, terms: TermsIx, status: Status) -> usize {
        self.counts.get(&(terms, status)).copied().unwrap_or(0)
    }

    /// How many handoffs stand so in all.
    pub(super) fn count_all(&self, status: Status) -> usize {
        self.counts.iter().filter(|((_, of), _)| *of == status).map(|(_, count)| count).sum()
    }

    /// The subjects with a handoff under these terms that stands so.
    pub(super) fn with_status(&self, terms: TermsIx, status: Status) -> impl Iterator<Item = SubjectIx> {
        let range = (terms, status, SubjectIx(0))..=(terms, status, SubjectIx(u32::MAX));
        self.by_status.range(range).map(|&(.., subject)| subject)
    }

    /// The subjects with something still to be delivered that falls due from one instant up to another, exclusive, and
    /// those whose deadlines move.
    pub(super) fn due_between(&self, from: Instant, to: Instant) -> impl Iterator<Item = SubjectIx> {
        let range = if from < to { Some((from, SubjectIx(0))..(to, SubjectIx(0))) } else { None };
        let due = range.into_iter().flat_map(|range| self.due.range(range)).map(|&(_, subject)| subject);
        due.chain(self.moving.iter().copied())
    }

    /// The subjects with a handoff of an obligation that opened from one instant up to another, exclusive.
    pub(super) fn opened_between(&self, name: NameIx, from: Instant, to: Instant) -> impl Iterator<Item = SubjectIx> {
        let range = if from < to { Some((name, from, SubjectIx(0))..(name, to, SubjectIx(0))) } else { None };
        range.into_iter().flat_map(|range| self.opened.range(range)).map(|&(.., subject)| subject)
    }
}

fn put<T: Ord>(set: &mut BTreeSet<T>, item: T, is_in: bool) {
    if is_in {
        set.insert(item);
    } else {
        set.remove(&item);
    }
}
