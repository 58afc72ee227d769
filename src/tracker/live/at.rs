//! What is asked of a living tracker, and answered in the time of what is returned.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};

use super::super::Tracker;
use super::super::judge::{HandoffState, Status};
use super::super::record::StrIx;
use super::super::view::{Handoff, HandoffIx, Judgement};
use super::follow::{Facts, Live};
use super::subjects::{Of, SubjectIx};
use crate::PeriodKey;
use crate::calendar::{Instant, shown_everywhere};
use crate::network::{NameIx, TermsIx};
use crate::table::Table;

/// A tracker as it stands at an instant: made by [`Tracker::at`].
///
/// Every answer is that of a fresh [judgement](Tracker::judge) of all events at that instant. It holds the handoffs asked
/// for and borrows nothing, so that a tracker behind a lock is free again as soon as the question is answered.
///
/// | question | ask |
/// |---|---|
/// | how many stand so? | [`count`](Self::count) |
/// | the handoffs of a case | [`of_case`](Self::of_case) |
/// | of an obligation; the one with a key | [`of_obligation`](Self::of_obligation), [`handoff`](Self::handoff) |
/// | of a department, as supplier or as customer; between two | [`owed_by`](Self::owed_by), [`owed_to`](Self::owed_to), [`between`](Self::between) |
/// | those that stand so; those that are overdue | [`with_status`](Self::with_status), [`overdue`](Self::overdue), [`overdue_of`](Self::overdue_of) |
/// | what falls due in a span | [`due_between`](Self::due_between) |
pub struct At<'t> {
    tracker: &'t mut Tracker,
    as_of: Instant,
    /// The whole judgement, where the instant lies before one that was asked about.
    before: Option<Judgement>,
}

/// Some handoffs of one judgement, sorted by obligation and key.
///
/// ```
/// # use interdept::{Event, Network, Tracker};
/// # let mut tracker = Tracker::new(Network::load("fixtures/dealership")?);
/// # let now: chrono::DateTime<chrono::Utc> = "2026-11-20T15:00:00+08:00".parse()?;
/// # tracker.record(Event::new("vehicle-delivered", now).case("c-17").with("payment", "cash"))?;
/// for handoff in tracker.at(now).of_case("c-17").handoffs() {
///     println!("{handoff}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Selection {
    judgement: Judgement,
    chosen: Vec<HandoffIx>,
}

impl Selection {
    /// The handoffs, sorted by obligation and key.
    pub fn handoffs(&self) -> impl DoubleEndedIterator<Item = Handoff<'_>> {
        self.chosen.iter().filter_map(|&ix| self.judgement.handoff_at(ix))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// A judgement of these handoffs and of all that they wait for, and of no others.
    pub(crate) fn judgement(&self) -> &Judgement {
        &self.judgement
    }
}

impl fmt::Debug for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.handoffs()).finish()
    }
}

impl fmt::Debug for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("At").field("as_of", &DateTime::<Utc>::from(self.as_of)).finish_non_exhaustive()
    }
}

impl Tracker {
    /// The tracker as it stands at an instant, ready to be asked.
    ///
    /// The first call files all events. From then on a call costs the judging of what events touched since the last one
    /// (their cases, their recurring obligations) and of what changed by itself in between; an answer costs what it returns.
    /// So it is for the clock, which goes forward. An instant before the last one is answered all the same, and costs a
    /// judgement of everything where more is asked than a case; asked for twice in a row, the tracker goes back there.
    pub fn at(&mut self, as_of: DateTime<Utc>) -> At<'_> {
        let as_of = Instant::from(shown_everywhere(as_of));
        let is_before = self.live.as_ref().is_some_and(|live| as_of < live.now);
        self.went_back = if is_before { self.went_back + 1 } else { 0 };
        let goes_back = self.went_back > 1;
        if goes_back {
            self.live = None;
            self.went_back = 0;
        }
        let before = (is_before && !goes_back).then(|| self.judge(as_of.into()));
        if before.is_none() {
            self.follow(as_of);
        }
        At { tracker: self, as_of, before }
    }

    /// What follows the events, brought up to an instant that does not lie before the last one.
    pub(super) fn follow(&mut self, as_of: Instant) -> (Facts<'_>, &mut Live) {
        let facts = Facts { network: &self.network, plans: &self.plans, rows: &self.rows, seen: &self.seen };
        let live = self.live.get_or_insert_with(|| Box::new(Live::new(facts, as_of)));
        let to = as_of.max(live.now);
        live.advance(facts, to);
        (facts, live)
    }
}

impl At<'_> {
    /// The instant that is asked about.
    pub fn as_of(&self) -> DateTime<Utc> {
        self.as_of.into()
    }

    /// How many handoffs stand so.
    pub fn count(&mut self, status: Status) -> usize {
        match &self.before {
            Some(judgement) => judgement.with_status(status).count(),
            None => self.tracker.follow(self.as_of).1.index.count_all(status),
        }
    }

    /// How many handoffs of a supplier stand so; none for an unknown department.
    pub fn count_owed_by(&mut self, supplier: &str, status: Status) -> usize {
        if let Some(judgement) = &self.before {
            let is_owed_by = |handoff: &Handoff<'_>| handoff.supplier().id().as_str() == supplier;
            return judgement.with_status(status).filter(is_owed_by).count();
        }
        let (facts, live) = self.tracker.follow(self.as_of);
        let terms = terms_of(facts, Some(supplier), None);
        terms.into_iter().map(|terms| live.index.count(terms, status)).sum()
    }

    /// The handoffs of a case.
    pub fn of_case(&mut self, case: &str) -> Selection {
        self.select(
            |facts, live| Some(BTreeSet::from([live.subjects.find(Of::Case(facts.rows.strings.find(case)?))?])),
            |handoff| handoff.case() == Some(case) && handoff.status() != Status::Upcoming,
        )
    }

    /// The handoff of an obligation with a key as it prints, `c-17`, `c-17#2` or `2026-11`; also one to come.
    pub fn handoff(&mut self, obligation: &str, key: &str) -> Selection {
        self.select(
            |facts, live| {
                let (case, number) = key.rsplit_once('#').unwrap_or((key, "1"));
                let case = if number.parse::<u32>().is_ok() { case } else { key };
                let case: Option<StrIx> = facts.rows.strings.find(case);
                let case = case.and_then(|case| live.subjects.find(Of::Case(case)));
                let is_period = key.parse::<PeriodKey>().is_ok();
                let name = facts.network.name_ix(obligation).filter(|_| is_period);
                let period = name.and_then(|name| live.recurring(name));
                Some(case.into_iter().chain(period).collect())
            },
            |handoff| handoff.obligation().id().as_str() == obligation && handoff.key().cmp_printed(key).is_eq(),
        )
    }

    /// The handoffs of an obligation, in all its versions; without those to come.
    pub fn of_obligation(&mut self, obligation: &str) -> Selection {
        self.select(
            |facts, live| {
                let name = facts.network.name_ix(obligation)?;
                Some(live.with_terms(terms_of(facts, None, None), |terms| facts.network.terms(terms).name == name))
            },
            |handoff| handoff.obligation().id().as_str() == obligation && handoff.status() != Status::Upcoming,
        )
    }

    /// The handoffs that a department owes; none for an unknown department.
    pub fn owed_by(&mut self, supplier: &str) -> Selection {
        self.select(
            |facts, live| Some(live.with_terms(terms_of(facts, Some(supplier), None), |_| true)),
            |handoff| handoff.supplier().id().as_str() == supplier && handoff.status() != Status::Upcoming,
        )
    }

    /// The handoffs that a department is owed; none for an unknown department.
    pub fn owed_to(&mut self, customer: &str) -> Selection {
        self.select(
            |facts, live| Some(live.with_terms(terms_of(facts, None, Some(customer)), |_| true)),
            |handoff| handoff.customer().id().as_str() == customer && handoff.status() != Status::Upcoming,
        )
    }

    /// The handoffs that one department owes another.
    pub fn between(&mut self, supplier: &str, customer: &str) -> Selection {
        self.select(
            |facts, live| Some(live.with_terms(terms_of(facts, Some(supplier), Some(customer)), |_| true)),
            |handoff| {
                let parties = (handoff.supplier().id().as_str(), handoff.customer().id().as_str());
                parties == (supplier, customer) && handoff.status() != Status::Upcoming
            },
        )
    }

    /// The handoffs that stand so.
    pub fn with_status(&mut self, status: Status) -> Selection {
        self.select(
            |facts, live| Some(live.standing_so(terms_of(facts, None, None), status)),
            |handoff| handoff.status() == status,
        )
    }

    /// The handoffs that are past their deadline and not delivered.
    pub fn overdue(&mut self) -> Selection {
        self.with_status(Status::Overdue)
    }

    /// The overdue handoffs that a department owes.
    pub fn overdue_of(&mut self, supplier: &str) -> Selection {
        self.select(
            |facts, live| Some(live.standing_so(terms_of(facts, Some(supplier), None), Status::Overdue)),
            |handoff| handoff.status() == Status::Overdue && handoff.supplier().id().as_str() == supplier,
        )
    }

    /// The handoffs still to be delivered, those to come included, whose deadline as it now stands lies in a span: from
    /// one instant, inclusive, to another, exclusive.
    pub fn due_between(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> Selection {
        let (from, to) = (Instant::from(from), Instant::from(to));
        self.select(
            |_, live| Some(live.index.due_between(from, to).collect()),
            |handoff| {
                let is_awaited = handoff.delivered().is_none() && handoff.waived().is_none();
                is_awaited && from <= handoff.due() && handoff.due() < to
            },
        )
    }

    /// The handoffs that fit, and what they wait for; `subjects` finds where they are.
    fn select(
        &mut self,
        subjects: impl FnOnce(Facts<'_>, &Live) -> Option<BTreeSet<SubjectIx>>,
        fits: impl Fn(Handoff<'_>) -> bool,
    ) -> Selection {
        let judgement = if let Some(judgement) = self.before.take() {
            // The next question is about the same instant.
            self.before = Some(judgement.at(self.as_of()));
            judgement
        } else {
            let (facts, live) = self.tracker.follow(self.as_of);
            let subjects = subjects(facts, live).unwrap_or_default();
            self.tracker.judgement_of(self.as_of, subjects, &fits)
        };
        let chosen = judgement.all().filter(|&handoff| fits(handoff)).map(|handoff| handoff.ix()).collect();
        Selection { judgement, chosen }
    }
}

impl Live {
    /// The subjects with handoffs under terms that fit, whatever their status.
    fn with_terms(&self, terms: Vec<TermsIx>, fits: impl Fn(TermsIx) -> bool) -> BTreeSet<SubjectIx> {
        let terms = terms.into_iter().filter(|&terms| fits(terms));
        let found = terms.flat_map(|terms| Status::ALL.map(|status| (terms, status)));
        found.flat_map(|(terms, status)| self.index.with_status(terms, status)).collect()
    }

    /// The subjects with handoffs under these terms that stand so.
    fn standing_so(&self, terms: Vec<TermsIx>, status: Status) -> BTreeSet<SubjectIx> {
        terms.into_iter().flat_map(|terms| self.index.with_status(terms, status)).collect()
    }
}

/// The terms under which one department owes another; of all suppliers or customers where none is named.
fn terms_of(facts: Facts<'_>, supplier: Option<&str>, customer: Option<&str>) -> Vec<TermsIx> {
    let network = facts.network;
    let ix = |id: Option<&str>| id.map(|id| network.department_ix(id));
    let (supplier, customer) = (ix(supplier), ix(customer));
    let all = (0..network.terms_count()).map(TermsIx::from);
    all.filter(|&ix| {
        let terms = network.terms(ix);
        supplier.is_none_or(|supplier| supplier == Some(terms.supplier))
            && customer.is_none_or(|customer| customer == Some(terms.customer))
    })
    .collect()
}

impl Tracker {
    /// A judgement of the handoffs of some subjects and of all that those wait for which fit.
    fn judgement_of(
        &mut self,
        as_of: Instant,
        mut subjects: BTreeSet<SubjectIx>,
        fits: &impl Fn(Handoff<'_>) -> bool,
    ) -> Judgement {
        let known = self.known();
        let mut recurring: BTreeSet<NameIx> = BTreeSet::new();
        loop {
            let (facts, live) = self.follow(as_of);
            let mut by_name: Table<NameIx, Vec<HandoffState>> = facts.plans.names().map(|_| Vec::new()).collect();
            let periods: BTreeSet<SubjectIx> = recurring.iter().filter_map(|&name| live.recurring(name)).collect();
            for &subject in subjects.union(&periods) {
                for (name, state) in &live.outcome(facts, subject).handoffs {
                    if let Some(list) = by_name.get_mut(*name) {
                        let mut state = state.clone();
                        state.settle_due(facts.network, as_of);
                        list.push(state);
                    }
                }
            }
            let judgement = Judgement::of_some(known.clone(), as_of, by_name);
            // What is needed of recurring obligations, and of the cases that they gather, may be missing yet.
            let before = (subjects.len(), recurring.len());
            let needed = judgement.upstream_of(judgement.all().filter(|&handoff| fits(handoff)));
            for handoff in needed {
                live.find_needs(facts, handoff, &mut subjects, &mut recurring);
            }
            if before == (subjects.len(), recurring.len()) {
                return judgement;
            }
        }
    }
}

impl Live {
    /// Where the inputs of a handoff are: the recurring obligations among what it needs, and the cases that it gathers.
    fn find_needs(
        &self,
        facts: Facts<'_>,
        handoff: Handoff<'_>,
        subjects: &mut BTreeSet<SubjectIx>,
        recurring: &mut BTreeSet<NameIx>,
    ) {
        for &needed in &facts.network.terms(handoff.terms_ix()).needs_ix {
            if facts.plans.by_period(needed) {
                recurring.insert(needed);
            }
            let Some(span) = handoff.gathers_within().filter(|_| self.is_gathered(needed)) else { continue };
            subjects.extend(self.index.opened_between(needed, span.0, span.1));
        }
    }
}
