//! The network as the fold needs it: every version's terms as integers.

use std::collections::HashMap;

use super::intern::Pool;
use super::row::{Kind, Row, Rows};
use crate::calendar::Instant;
use crate::due::{DueError, Moves, Trigger};
use crate::network::{Matcher, MilestoneIx, Network, Operand, Terms, TermsIx, TimeRange};

/// One version of an obligation, compiled.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) terms: TermsIx,
    pub(super) name: u32,
    pub(super) opens: Opens,
    /// Due after so many minutes or hours, whoever works.
    pub(super) elapsed: bool,
    /// The attribute that holds the deadline.
    pub(super) given: Option<u32>,
    /// A trigger may give no deadline: it is given with it, or may lie further off than calendars reach.
    pub(super) uncertain: bool,
    /// In force from this instant …
    pub(super) from: Instant,
    /// … up to this one, exclusive.
    pub(super) until: Instant,
    when: Vec<(u32, bool, Vec<Compared>)>,
    time: Option<TimeRange>,
    /// The documents a complete delivery has, and whether they must be signed.
    pub(super) required: Vec<(u32, bool)>,
}

/// When the handoffs of an obligation open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opens {
    /// With every period.
    Periodically,
    /// At their trigger, after which they are due.
    AtTrigger,
    /// With their case, once the milestone before which they are due is known.
    WithCase,
}

/// What an attribute is compared with.
#[derive(Clone, Copy, Debug)]
enum Compared {
    Value(u32),
    Attribute(u32),
}

/// What a name of the log means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Milestone(u32),
    Event(Kind),
}

/// The whole network, compiled.
#[derive(Clone, Debug)]
pub(super) struct Plans {
    by_version: Vec<Plan>,
    /// By milestone: the versions it may open, sorted by name.
    openers: Vec<Vec<u32>>,
    /// By obligation name: its versions, oldest first.
    by_name: Vec<Vec<u32>>,
    meanings: HashMap<Box<str>, Meaning>,
}

impl Plans {
    pub(super) fn new(network: &Network, strings: &mut Pool<u8>) -> Self {
        let count = u32::try_from(network.terms_count()).unwrap_or(u32::MAX);
        let plans: Vec<Plan> = (0..count).map(|ix| Plan::new(network, TermsIx(ix), strings)).collect();
        let mut meanings: HashMap<Box<str>, Meaning> =
            Kind::NAMED.iter().map(|&(name, kind)| (name.into(), Meaning::Event(kind))).collect();
        let mut openers = Vec::new();
        for (milestone, ix) in network.milestones().zip(0u32..) {
            meanings.entry(milestone.id().as_str().into()).or_insert(Meaning::Milestone(ix));
            openers.push(Vec::new());
        }
        let mut by_name: Vec<Vec<u32>> = Vec::new();
        for (plan, ix) in plans.iter().zip(0u32..) {
            let name = plan.name as usize;
            if by_name.len() <= name {
                by_name.resize(name + 1, Vec::new());
            }
            if let Some(list) = by_name.get_mut(name) {
                list.push(ix);
            }
            for milestone in milestones_of(network, plan.terms) {
                match openers.get_mut(milestone.at()) {
                    Some(list) if list.last() != Some(&ix) => list.push(ix),
                    _ => {}
                }
            }
        }
        Self { by_version: plans, openers, by_name, meanings }
    }

    pub(super) fn plan(&self, version: u32) -> Option<&Plan> {
        self.by_version.get(version as usize)
    }

    pub(super) fn meaning(&self, name: &str) -> Option<Meaning> {
        self.meanings.get(name).copied()
    }

    /// The versions of an obligation, oldest first.
    pub(super) fn versions(&self, name: u32) -> impl Iterator<Item = (u32, &Plan)> {
        let list = self.by_name.get(name as usize).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|&version| Some((version, self.plan(version)?)))
    }

    /// How many obligations there are.
    pub(super) fn names(&self) -> usize {
        self.by_name.len()
    }

    /// Whether an obligation has handoffs for cases.
    pub(super) fn by_case(&self, name: u32) -> bool {
        self.versions(name).any(|(_, plan)| !plan.is_periodic())
    }

    /// Whether an obligation has handoffs for periods.
    pub(super) fn by_period(&self, name: u32) -> bool {
        self.versions(name).any(|(_, plan)| plan.is_periodic())
    }

    /// The versions that a trigger opens; `first` is the first event of its case.
    pub(super) fn opened<'a>(
        &'a self,
        network: &'a Network,
        rows: &'a Rows,
        trigger: &'a Row,
        first: Instant,
    ) -> impl Iterator<Item = (u32, &'a Plan)> {
        let lists = if trigger.kind == Kind::Milestone { &self.openers } else { &self.by_name };
        let list = lists.get(trigger.object as usize);
        let candidates = list.map(Vec::as_slice).unwrap_or_default();
        candidates.iter().filter_map(|&version| Some((version, self.plan(version)?))).filter(move |(_, plan)| {
            let on_request = trigger.kind != Kind::Requested || plan.on_request(network);
            on_request && plan.in_force(plan.opened_at(trigger.at, first)) && plan.holds(network, rows, trigger)
        })
    }
}

fn milestones_of(network: &Network, terms: TermsIx) -> impl Iterator<Item = MilestoneIx> {
    network.terms(terms).due.triggers().iter().filter_map(|trigger| match trigger {
        Trigger::Milestone(id) => network.milestone_ix(id.as_str()),
        Trigger::Request => None,
    })
}

impl Plan {
    fn new(network: &Network, ix: TermsIx, strings: &mut Pool<u8>) -> Self {
        let terms = network.terms(ix);
        let calendar = network.calendar_of(ix);
        let rule = &terms.due;
        let when = terms.when.attributes.iter().map(|(name, matcher)| {
            let name = strings.intern_str(name);
            let (negated, operands) = match matcher {
                Matcher::AnyOf(operands) => (false, operands),
                Matcher::NoneOf(operands) => (true, operands),
            };
            let operands = operands.iter().map(|operand| match operand {
                Operand::Value(value) => Compared::Value(strings.intern_str(value)),
                Operand::Attribute(other) => Compared::Attribute(strings.intern_str(other)),
            });
            (name, negated, operands.collect())
        });
        let when = when.collect();
        let documents =
            terms.documents.iter().map(|name| (name, false)).chain(terms.signed.iter().map(|name| (name, true)));
        let mut required: Vec<(u32, bool)> =
            documents.map(|(name, signed)| (strings.intern_str(name), signed)).collect();
        required.sort_unstable();
        required.dedup();
        let midnight = |day| calendar.start_of_day(day);
        Self {
            terms: ix,
            name: terms.name.0,
            opens: match (rule.period(), rule.is_before()) {
                (Some(_), _) => Opens::Periodically,
                (None, true) => Opens::WithCase,
                (None, false) => Opens::AtTrigger,
            },
            elapsed: network.clause(ix).rule.counts_elapsed(terms.promptly),
            given: rule.given().map(|attribute| strings.intern_str(attribute)),
            uncertain: rule.given().is_some() || is_far(terms),
            from: terms.in_force.from.map_or(Instant(i64::MIN), midnight),
            until: terms.in_force.until.and_then(|day| day.succ_opt()).map_or(Instant(i64::MAX), midnight),
            when,
            time: terms.when.time,
            required,
        }
    }

    /// Whether it has a handoff every period, rather than one for each trigger.
    pub(super) fn is_periodic(&self) -> bool {
        self.opens == Opens::Periodically
    }

    /// When a handoff opens that a trigger of a case makes; `first` is the first event of the case.
    pub(super) fn opened_at(&self, trigger: Instant, first: Instant) -> Instant {
        if self.opens == Opens::WithCase { first } else { trigger }
    }

    /// Whether a handoff that opens at this instant is judged by this version.
    pub(super) fn in_force(&self, opened: Instant) -> bool {
        self.from <= opened && opened < self.until
    }

    /// Whether a request opens it.
    pub(super) fn on_request(&self, network: &Network) -> bool {
        network.terms(self.terms).due.triggers().contains(&Trigger::Request)
    }

    /// The deadline that a trigger gives.
    pub(super) fn deadline(&self, network: &Network, rows: &Rows, trigger: &Row) -> Result<Instant, DueError> {
        let clause = network.clause(self.terms);
        match self.given {
            Some(attribute) => {
                let value = rows.attribute(trigger, attribute).map_or("", |value| rows.strings.str(value));
                clause.due_given(trigger.at, value)
            }
            None if self.opens == Opens::WithCase => clause.due_before(trigger.at),
            None => clause.due_after(trigger.at),
        }
    }

    /// In what a pause moves the deadline that a trigger gave.
    pub(super) fn moves(&self, network: &Network, rows: &Rows, trigger: &Row) -> Moves {
        let given = self.given.and_then(|name| rows.attribute(trigger, name));
        network.clause(self.terms).moves(given.map(|value| rows.strings.str(value)))
    }

    fn holds(&self, network: &Network, rows: &Rows, trigger: &Row) -> bool {
        let time =
            self.time.is_none_or(|range| range.contains(network.calendar_of(self.terms).local(trigger.at).time()));
        time && self.when.iter().all(|(name, negated, operands)| {
            let actual = rows.attribute(trigger, *name);
            let equals = operands.iter().any(|operand| match operand {
                Compared::Value(value) => actual == Some(*value),
                Compared::Attribute(other) => actual == rows.attribute(trigger, *other),
            });
            equals != *negated
        })
    }
}

/// Whether a rule counts so far that a deadline may lie beyond what calendars reach: a century after the last event
/// that is accepted.
fn is_far(terms: &Terms) -> bool {
    terms.due.span(terms.promptly).is_some_and(|span| span.count > 600)
}
