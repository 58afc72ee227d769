//! The network as the fold needs it: every version's terms as integers.

use std::borrow::Cow;
use std::collections::HashMap;

use super::intern::{StrIx, Strings};
use super::row::{Kind, Object, Row, Rows, Tag};
use super::spelling::Spellings;
use crate::calendar::Instant;
use crate::due::{DueError, Moves, Trigger};
use crate::log::{Column, EventKind};
use crate::network::{Matcher, MilestoneIx, NameIx, Network, Operand, Terms, TermsIx, TimeRange};
use crate::table::Table;

/// One version of an obligation, compiled.
#[derive(Clone, Debug)]
pub(in crate::tracker) struct Plan {
    pub(in crate::tracker) terms: TermsIx,
    pub(in crate::tracker) name: NameIx,
    pub(in crate::tracker) opens: Opens,
    /// Due after so many minutes or hours, whoever works.
    pub(in crate::tracker) elapsed: bool,
    /// The attribute that holds the deadline.
    pub(in crate::tracker) given: Option<Tag>,
    /// A trigger may give no deadline: it is given with it, or may lie further off than calendars reach.
    pub(in crate::tracker) uncertain: bool,
    /// In force from this instant …
    pub(in crate::tracker) from: Instant,
    /// … up to this one, exclusive.
    pub(in crate::tracker) until: Instant,
    when: Vec<(Tag, bool, Vec<Compared>)>,
    time: Option<TimeRange>,
    /// The documents a complete delivery has, and whether they must be signed.
    pub(in crate::tracker) required: Vec<(StrIx, bool)>,
}

/// When the handoffs of an obligation open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tracker) enum Opens {
    /// With every period.
    Periodically,
    /// At their trigger, after which they are due.
    AtTrigger,
    /// With their case, once the milestone before which they are due is known.
    WithCase,
}

/// What an attribute is compared with.
#[derive(Clone, Debug)]
enum Compared {
    Value(Box<str>),
    Attribute(Tag),
    Text(Matcher),
}

/// What a name of the log means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tracker) enum Meaning {
    Milestone(MilestoneIx),
    Event(EventKind),
}

/// The whole network, compiled.
#[derive(Clone, Debug)]
pub(in crate::tracker) struct Plans {
    by_version: Table<TermsIx, Plan>,
    /// By milestone: the versions it may open, sorted by name.
    openers: Table<MilestoneIx, Vec<TermsIx>>,
    /// By obligation name: its versions, oldest first.
    by_name: Table<NameIx, Vec<TermsIx>>,
    meanings: HashMap<Box<str>, Meaning>,
    /// How names are spelled that logs write in other letters.
    pub(super) spellings: Spellings,
}

impl Plans {
    pub(in crate::tracker) fn new(network: &Network, strings: &mut Strings) -> Self {
        let versions = (0..network.terms_count()).map(TermsIx::from);
        let by_version: Table<TermsIx, Plan> = versions.map(|ix| Plan::new(network, ix, strings)).collect();
        let mut meanings: HashMap<Box<str>, Meaning> =
            EventKind::ALL.iter().map(|&kind| (kind.as_str().into(), Meaning::Event(kind))).collect();
        let mut openers = Table::new();
        for milestone in network.milestones() {
            let ix = openers.push(Vec::new());
            meanings.entry(milestone.id().as_str().into()).or_insert(Meaning::Milestone(ix));
        }
        let mut by_name: Table<NameIx, Vec<TermsIx>> = (0..network.name_count()).map(|_| Vec::new()).collect();
        for (ix, plan) in by_version.iter() {
            if let Some(list) = by_name.get_mut(plan.name) {
                list.push(ix);
            }
            for milestone in milestones_of(network, plan.terms) {
                match openers.get_mut(milestone) {
                    Some(list) if list.last() != Some(&ix) => list.push(ix),
                    _ => {}
                }
            }
        }
        Self { by_version, openers, by_name, meanings, spellings: Spellings::new(network) }
    }

    pub(in crate::tracker) fn plan(&self, version: TermsIx) -> Option<&Plan> {
        self.by_version.get(version)
    }

    pub(in crate::tracker) fn meaning(&self, name: &str) -> Option<Meaning> {
        self.meanings.get(name).copied()
    }

    /// The versions of an obligation, oldest first.
    pub(in crate::tracker) fn versions(&self, name: NameIx) -> impl Iterator<Item = &Plan> {
        let list = self.by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|&version| self.plan(version))
    }

    /// The obligations.
    pub(in crate::tracker) fn names(&self) -> impl ExactSizeIterator<Item = NameIx> + use<> {
        (0..self.by_name.len()).map(NameIx::from)
    }

    /// Whether an obligation has handoffs for cases.
    pub(in crate::tracker) fn by_case(&self, name: NameIx) -> bool {
        self.versions(name).any(|plan| !plan.is_periodic())
    }

    /// Whether an obligation has handoffs for periods.
    pub(in crate::tracker) fn by_period(&self, name: NameIx) -> bool {
        self.versions(name).any(Plan::is_periodic)
    }

    /// The versions that a trigger opens; `first` is the first event of its case.
    pub(in crate::tracker) fn opened<'a>(
        &'a self,
        network: &'a Network,
        rows: &'a Rows,
        trigger: &'a Row,
        first: Instant,
    ) -> impl Iterator<Item = &'a Plan> {
        let list = match trigger.object {
            Object::Milestone(milestone) => self.openers.get(milestone),
            Object::Obligation(name) => self.by_name.get(name),
            Object::None => None,
        };
        let candidates = list.map(Vec::as_slice).unwrap_or_default();
        candidates.iter().filter_map(|&version| self.plan(version)).filter(move |plan| {
            let on_request = trigger.kind == Kind::Milestone || plan.on_request(network);
            on_request && plan.in_force(plan.opened_at(trigger.at, first)) && plan.holds(network, rows, trigger)
        })
    }
}

fn milestones_of(network: &Network, terms: TermsIx) -> impl Iterator<Item = MilestoneIx> {
    network.terms(terms).due.triggers().iter().filter_map(|trigger| match trigger {
        Trigger::Milestone(id) => network.milestone_ix(id.as_str()),
        Trigger::Request | Trigger::Delivery(_) | Trigger::SignOff(_) => None,
    })
}

impl Plan {
    fn new(network: &Network, ix: TermsIx, strings: &mut Strings) -> Self {
        let terms = network.terms(ix);
        let calendar = network.calendar_of(ix);
        let rule = &terms.due;
        let when = terms.when.attributes.iter().map(|(name, matcher)| {
            let name = tag(strings, name);
            let mut operand = |operand: &Operand| match operand {
                Operand::Value(value) => Compared::Value(value.clone()),
                Operand::Attribute(other) => Compared::Attribute(tag(strings, other)),
            };
            let (negated, operands) = match matcher {
                Matcher::AnyOf(operands) => (false, operands.iter().map(&mut operand).collect()),
                Matcher::NoneOf(operands) => (true, operands.iter().map(&mut operand).collect()),
                Matcher::StartsWith(_) | Matcher::Number(_) => (false, vec![Compared::Text(matcher.clone())]),
            };
            (name, negated, operands)
        });
        let when = when.collect();
        let documents =
            terms.documents.iter().map(|name| (name, false)).chain(terms.signed.iter().map(|name| (name, true)));
        let mut required: Vec<(StrIx, bool)> = documents.map(|(name, signed)| (strings.intern(name), signed)).collect();
        required.sort_unstable();
        required.dedup();
        let midnight = |day| calendar.start_of_day(day);
        Self {
            terms: ix,
            name: terms.name,
            opens: match (rule.period(), rule.is_before()) {
                (Some(_), _) => Opens::Periodically,
                (None, true) => Opens::WithCase,
                (None, false) => Opens::AtTrigger,
            },
            elapsed: network.clause(ix).rule.counts_elapsed(terms.promptly),
            given: rule.given().map(|attribute| tag(strings, attribute)),
            uncertain: rule.given().is_some() || is_far(terms),
            from: terms.in_force.from.map_or(Instant(i64::MIN), midnight),
            until: terms.in_force.until.and_then(|day| day.succ_opt()).map_or(Instant(i64::MAX), midnight),
            when,
            time: terms.when.time,
            required,
        }
    }

    /// Whether it has a handoff every period, rather than one for each trigger.
    pub(in crate::tracker) fn is_periodic(&self) -> bool {
        self.opens == Opens::Periodically
    }

    /// When a handoff opens that a trigger of a case makes; `first` is the first event of the case.
    pub(in crate::tracker) fn opened_at(&self, trigger: Instant, first: Instant) -> Instant {
        if self.opens == Opens::WithCase { first } else { trigger }
    }

    /// Whether a handoff that opens at this instant is judged by this version.
    pub(in crate::tracker) fn in_force(&self, opened: Instant) -> bool {
        self.from <= opened && opened < self.until
    }

    /// Whether a request opens it.
    pub(in crate::tracker) fn on_request(&self, network: &Network) -> bool {
        network.terms(self.terms).due.triggers().contains(&Trigger::Request)
    }

    fn holds(&self, network: &Network, rows: &Rows, trigger: &Row) -> bool {
        let time =
            self.time.is_none_or(|range| range.contains(network.calendar_of(self.terms).local(trigger.at).time()));
        time && self.when.iter().all(|(name, negated, operands)| {
            // What is absent equals nothing, not even what else is absent.
            let actual = rows.attribute(trigger, *name);
            let equals = actual.is_some_and(|actual| {
                operands.iter().any(|operand| match operand {
                    Compared::Value(value) => *actual == **value,
                    Compared::Attribute(other) => rows.attribute(trigger, *other).is_some_and(|other| actual == other),
                    Compared::Text(matcher) => matcher.holds(Some(&*actual), |_| None),
                })
            });
            equals != *negated
        })
    }

    /// The value that a trigger gives for the deadline, of a rule whose deadline is given.
    pub(super) fn given_value<'r>(&self, rows: &'r Rows, trigger: &'r Row) -> Option<Cow<'r, str>> {
        rows.attribute(trigger, self.given?)
    }

    /// The deadline that a trigger gives.
    pub(in crate::tracker) fn deadline(
        &self,
        network: &Network,
        rows: &Rows,
        trigger: &Row,
    ) -> Result<Instant, DueError> {
        let clause = network.clause(self.terms);
        if self.given.is_some() {
            return clause.due_given(trigger.at, &self.given_value(rows, trigger).unwrap_or_default());
        }
        if self.opens == Opens::WithCase { clause.due_before(trigger.at) } else { clause.due_after(trigger.at) }
    }

    /// In what a pause moves the deadline that a trigger gave.
    pub(in crate::tracker) fn moves(&self, network: &Network, rows: &Rows, trigger: &Row) -> Moves {
        network.clause(self.terms).moves(self.given_value(rows, trigger).as_deref())
    }
}

/// What a condition or rule means by the name of an attribute: a field of the event, or an attribute.
fn tag(strings: &mut Strings, name: &str) -> Tag {
    let column = Column::named(name);
    if column == Column::Attribute { Tag::Attribute(strings.intern(name)) } else { Tag::Column(column) }
}

/// Whether a rule counts so far that a deadline may lie beyond what calendars reach: a century after the last event
/// that is accepted.
fn is_far(terms: &Terms) -> bool {
    terms.due.span(terms.promptly).is_some_and(|span| span.count > 600)
}
