//! What is to be told of handoffs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::super::Tracker;
use super::fate::named;
use super::follow::{Facts, Live};
use super::notice::{Notice, NoticeId, NoticeKind, stem};
use super::outbox::Outbox;
use super::spans::{Addressee, Span, Statement, spans};
use super::subjects::{Of, SubjectIx};
use crate::calendar::Instant;
use crate::network::{Network, TermsIx};

/// What the rooms above ask.
impl Tracker {
    /// What is to be said of handoffs in a span, from one instant, exclusive, to another, inclusive, by what is known; in
    /// order of instant.
    pub(crate) fn handoff_notices(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Notice> {
        let (from, to) = (Instant::from(from), Instant::from(to));
        if self.live.as_ref().is_none_or(|live| live.now < from) {
            self.follow(from);
        }
        let (facts, live) = self.follow(to);
        let changed = if live.now == to { live.touched.since(from) } else { None };
        let mut notices = Vec::new();
        for subject in changed.unwrap_or_else(|| live.subjects.iter().collect()) {
            notices.extend(live.notices_of(facts, subject, from, to));
        }
        sort(&mut notices);
        notices
    }

    /// What is to be said of handoffs by an instant that an outbox does not have, and what it has that is not true, as far
    /// as anything may have changed since it was last brought up to date.
    pub(crate) fn handoff_news(&mut self, outbox: &Outbox, to: DateTime<Utc>) -> Vec<Notice> {
        let to = Instant::from(to);
        let floor = outbox.since().map_or(Instant(i64::MIN), Instant::from);
        let (facts, live) = self.follow(to);
        let changed = if live.now == to { outbox.mark().and_then(|mark| live.touched.since_mark(mark)) } else { None };
        let is_whole = changed.is_none();
        let mut changed: BTreeSet<SubjectIx> =
            changed.map_or_else(|| live.subjects.iter().collect(), BTreeSet::from_iter);
        for id in outbox.pending() {
            changed.extend(live.subjects_of(facts, &id.retracts().unwrap_or_else(|| id.clone())));
        }
        let mut true_now: BTreeMap<NoticeId, Notice> = BTreeMap::new();
        let mut told: BTreeSet<NoticeId> = BTreeSet::new();
        if is_whole {
            told.extend(outbox.ids().filter(|id| is_of_handoff(id)).cloned());
        }
        for &subject in &changed {
            let notices = live.notices_of(facts, subject, floor, to);
            true_now.extend(notices.into_iter().map(|notice| (notice.id.clone(), notice)));
            if !is_whole {
                told.extend(live.told_of(facts, subject, outbox).into_iter().filter(is_of_handoff));
            }
        }
        // A case may be called like a period: what was told is true if either says so.
        let mut news: Vec<Notice> = Vec::new();
        for id in told.iter().filter(|id| !true_now.contains_key(*id)) {
            if !live.is_true(facts, id, &changed, floor, to) {
                news.extend(retraction(facts.network, id, to));
            }
        }
        news.extend(true_now.into_values().filter(|notice| !outbox.has(&notice.id)));
        sort(&mut news);
        news
    }

    /// Where the tracker stands in its changes, for an outbox that is up to date now.
    pub(crate) fn mark(&self, outbox: &mut Outbox, until: DateTime<Utc>) {
        if let Some(live) = &self.live {
            outbox.set_mark(live.touched.mark(), self.len(), until);
        }
    }

    /// The first instant of the events that were recorded since an outbox was last brought up to date, if any were; the
    /// beginning of time if that is not known.
    pub(crate) fn changed_from(&self, outbox: &Outbox) -> Option<DateTime<Utc>> {
        let known = outbox.mark().filter(|mark| self.live.as_ref().is_some_and(|live| live.touched.knows(mark)));
        let Some(count) = known.and_then(|_| outbox.counted()) else { return Some(DateTime::<Utc>::MIN_UTC) };
        let new = self.rows.all.pairs().skip(count).map(|(_, row)| row.at);
        new.min().map(DateTime::from)
    }

    /// The notice that something told is not true.
    pub(crate) fn retract(&self, id: &NoticeId, to: DateTime<Utc>) -> Option<Notice> {
        retraction(&self.network, id, to.into())
    }

    /// The next instant at which a handoff changes by itself, after one that does not lie before the last.
    pub(crate) fn next_handoff_change(&mut self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let after = Instant::from(after);
        let (_, live) = self.follow(after);
        live.next_change().map(|at| at.max(after.plus(1)).into())
    }
}

fn is_of_handoff(id: &NoticeId) -> bool {
    id.parts().is_some_and(|parts| parts.kind != NoticeKind::Objective)
}

/// Sorts by instant, then id.
pub(crate) fn sort(notices: &mut [Notice]) {
    notices.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
}

impl Live {
    /// What is to be said of a subject's handoffs in a span, by all that is known.
    fn notices_of(&mut self, facts: Facts<'_>, subject: SubjectIx, from: Instant, to: Instant) -> Vec<Notice> {
        let mut found: BTreeMap<NoticeId, Notice> = BTreeMap::new();
        let mut before: BTreeSet<Statement> = BTreeSet::new();
        // Between two instants at which other rows are taken back, one judging tells all.
        let mut starts: Vec<Instant> = vec![Instant(i64::MIN)];
        starts.extend(self.retractions_of(facts, subject).into_iter().filter(|&at| at <= to));
        for (n, &start) in starts.iter().enumerate() {
            let end = starts.get(n + 1).map_or(to, |&next| next.plus(-1));
            let folded = self.fold_at(facts, subject, end, true);
            let mut now = BTreeSet::new();
            for (statement, list) in spans(facts, &folded.trace) {
                for span in list.iter().filter(|span| start <= span.from && span.from <= end && from < span.from) {
                    if span.from > start || !before.contains(&statement) {
                        let notice = notice(facts, &statement, *span, span.from);
                        found.insert(notice.id.clone(), notice);
                    }
                }
                let holds = |at: Instant| list.iter().find(|span| span.from <= at && at < span.until);
                if let Some(span) = holds(start).filter(|span| span.from < start && from < start) {
                    // Told anew where another row was taken back.
                    if !before.contains(&statement) {
                        let notice = notice(facts, &statement, *span, start);
                        found.insert(notice.id.clone(), notice);
                    }
                }
                if holds(end).is_some() {
                    now.insert(statement);
                }
            }
            before = now;
        }
        found.into_values().collect()
    }

    /// What an outbox has about a subject.
    fn told_of(&self, facts: Facts<'_>, subject: SubjectIx, outbox: &Outbox) -> Vec<NoticeId> {
        match self.subjects.all.get(subject).map(|it| it.of) {
            Some(Of::Case(case)) => outbox.of_stem(facts.rows.strings.get(case)).cloned().collect(),
            Some(Of::Recurring(first)) => {
                let names = self.members(facts, first);
                names
                    .iter()
                    .flat_map(|&name| outbox.of_obligation(facts.network.name(name).as_str()))
                    .cloned()
                    .collect()
            }
            Some(Of::Complaint(_)) | None => Vec::new(),
        }
    }

    /// Whether what was told is true by a subject that was not looked at.
    fn is_true(
        &mut self,
        facts: Facts<'_>,
        id: &NoticeId,
        looked_at: &BTreeSet<SubjectIx>,
        from: Instant,
        to: Instant,
    ) -> bool {
        let Some(parts) = id.parts() else { return false };
        if Instant::from(parts.at) <= from {
            // So long ago that nobody asks any more.
            return true;
        }
        let others = self.subjects_of(facts, id).into_iter().filter(|subject| !looked_at.contains(subject));
        others
            .collect::<Vec<_>>()
            .into_iter()
            .any(|subject| self.notices_of(facts, subject, from, to).iter().any(|notice| notice.id == *id))
    }

    /// The subjects that a notice may be about: the case, and the recurring obligation.
    fn subjects_of(&self, facts: Facts<'_>, id: &NoticeId) -> Vec<SubjectIx> {
        let Some(parts) = id.parts() else { return Vec::new() };
        let case = facts.rows.strings.find(stem(&parts.key)).and_then(|case| self.subjects.find(Of::Case(case)));
        let period = facts.network.name_ix(&parts.obligation).and_then(|name| self.recurring(name));
        case.into_iter().chain(period).collect()
    }
}

/// A statement as a notice.
fn notice(facts: Facts<'_>, statement: &Statement, span: Span, at: Instant) -> Notice {
    let network = facts.network;
    let terms = network.terms(span.terms);
    let calendar = network.calendar_of(span.terms);
    let department = |ix| network.department_at(ix).id().clone();
    let to: Box<str> = match &statement.to {
        Addressee::Named(to) => to.clone(),
        Addressee::Department(ix) => department(*ix).as_str().into(),
    };
    let name = named(facts, statement.name, statement.key);
    Notice {
        id: NoticeId::new(statement.kind, name.obligation.as_str(), &name.key, at.into(), &to),
        at: calendar.clock_time(at),
        kind: statement.kind,
        to,
        obligation: name.obligation,
        key: name.key,
        supplier: Some(department(terms.supplier)),
        customer: Some(department(terms.customer)),
        due_at: Some(calendar.clock_time(span.due)),
    }
}

/// The notice that something told is not true.
fn retraction(network: &Network, id: &NoticeId, to: Instant) -> Option<Notice> {
    let parts = id.parts()?;
    let terms = network.name_ix(&parts.obligation).and_then(|name| network.versions(name).last());
    let department = |ix| network.department_at(ix).id().clone();
    let home = network.home_zone();
    let at = DateTime::<Utc>::from(to).with_timezone(&home).fixed_offset();
    Some(Notice {
        id: id.retraction(),
        at: terms.map_or(at, |terms| network.calendar_of(terms).clock_time(to)),
        kind: NoticeKind::Retracted,
        to: parts.to.into(),
        obligation: parts.obligation.parse().ok()?,
        key: parts.key,
        supplier: terms.map(|terms| department(network.terms(terms).supplier)),
        customer: terms.map(|terms| department(network.terms(terms).customer)),
        due_at: None,
    })
}

impl Notice {
    /// That an objective was missed, known by the window's days.
    pub(crate) fn of_objective(network: &Network, ix: TermsIx, key: String, at: DateTime<Utc>) -> Self {
        let terms = network.terms(ix);
        let (supplier, customer) = (network.department_at(terms.supplier), network.department_at(terms.customer));
        let to: Box<str> = supplier.id().as_str().into();
        Self {
            id: NoticeId::new(NoticeKind::Objective, terms.id.as_str(), &key, at, &to),
            at: at.with_timezone(&network.home_zone()).fixed_offset(),
            kind: NoticeKind::Objective,
            to,
            obligation: terms.id.clone(),
            key,
            supplier: Some(supplier.id().clone()),
            customer: Some(customer.id().clone()),
            due_at: None,
        }
    }
}
