//! The network as judging needs it: what opens what, under which conditions.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::NaiveTime;

use super::intern::{StrIx, Strings};
use super::row::{Object, Row, Tag};
use super::spelling::Spellings;
use crate::calendar::Instant;
use crate::due::{DueError, LimitAt, Limits, Milestones, Trigger};
use crate::log::{Column, EventKind};
use crate::network::{Matcher, MilestoneIx, NameIx, Network, Operand, Terms, TermsIx, TimeRange};
use crate::table::Table;

/// One version of an obligation, or a tier of one, compiled.
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
    pub(super) uncertain: bool,
    /// The milestones that must all have happened; none where each opens by itself.
    pub(in crate::tracker) gathers: Vec<MilestoneIx>,
    /// A request opens it.
    on_request: bool,
    /// The obligation from whose delivery it counts.
    pub(in crate::tracker) after: Option<After>,
    /// In force from this instant …
    from: Instant,
    /// … up to this one, exclusive.
    until: Instant,
    when: Vec<Test>,
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

/// Another obligation's delivery, from which something counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tracker) struct After {
    pub(in crate::tracker) name: NameIx,
    /// From its acceptance rather than from the delivery itself.
    pub(in crate::tracker) sign_off: bool,
}

/// What one attribute must be.
#[derive(Clone, Debug)]
struct Test {
    name: Tag,
    matcher: Matcher,
    /// What the matcher calls other attributes.
    others: Vec<(Box<str>, Tag)>,
}

/// What a name of the log means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tracker) enum Meaning {
    Milestone(MilestoneIx),
    Event(EventKind),
}

/// The whole network, compiled. Lists of versions hold each one's own terms; those of its tiers are chosen from there.
#[derive(Clone, Debug)]
pub(in crate::tracker) struct Plans {
    by_terms: Table<TermsIx, Plan>,
    /// By version: the terms of its tiers.
    tiers: Table<TermsIx, Vec<TermsIx>>,
    /// By milestone: the versions it may open by itself, sorted by name.
    openers: Table<MilestoneIx, Vec<TermsIx>>,
    /// By milestone: the versions it may open together with others.
    gathering: Table<MilestoneIx, Vec<TermsIx>>,
    /// By obligation: the versions of others that count from its deliveries.
    following: Table<NameIx, Vec<TermsIx>>,
    /// By obligation: its versions, oldest first.
    by_name: Table<NameIx, Vec<TermsIx>>,
    /// By obligation: its place in an order in which those come first from whose deliveries others count.
    order: Table<NameIx, u32>,
    /// By obligation: whether it has handoffs for cases, and whether for periods.
    kinds: Table<NameIx, (bool, bool)>,
    meanings: HashMap<Box<str>, Meaning>,
    /// How names are spelled that logs write in other letters.
    pub(super) spellings: Spellings,
    /// Terms with a given deadline, one for each attribute.
    given: Vec<TermsIx>,
}

impl Plans {
    pub(in crate::tracker) fn new(network: &Network, strings: &mut Strings) -> Self {
        let all = (0..network.terms_count()).map(TermsIx::from);
        let by_terms: Table<TermsIx, Plan> = all.map(|ix| Plan::new(network, ix, strings)).collect();
        let mut meanings: HashMap<Box<str>, Meaning> =
            EventKind::ALL.iter().map(|&kind| (kind.as_str().into(), Meaning::Event(kind))).collect();
        let (mut openers, mut gathering) = (Table::new(), Table::new());
        for milestone in network.milestones() {
            let ix = openers.push(Vec::new());
            gathering.push(Vec::new());
            meanings.entry(milestone.id().as_str().into()).or_insert(Meaning::Milestone(ix));
        }
        let names = || (0..network.name_count()).map(NameIx::from);
        let mut plans = Self {
            tiers: by_terms.pairs().map(|(ix, _)| network.tiers(ix).collect()).collect(),
            by_name: names().map(|name| network.versions(name).collect()).collect(),
            following: names().map(|_| Vec::new()).collect(),
            order: names().map(|name| name.0).collect(),
            kinds: names().map(|_| (false, false)).collect(),
            openers,
            gathering,
            given: given(&by_terms),
            by_terms,
            meanings,
            spellings: Spellings::new(network),
        };
        for name in names() {
            plans.connect(network, name);
        }
        plans.sort_by_following(network);
        plans
    }

    /// Enters an obligation's versions under what opens them.
    fn connect(&mut self, network: &Network, name: NameIx) {
        for version in self.by_name.get(name).cloned().unwrap_or_default() {
            let Some(plan) = self.by_terms.get(version) else { continue };
            let list = if plan.gathers.is_empty() { &mut self.openers } else { &mut self.gathering };
            for milestone in milestones_of(network, version) {
                match list.get_mut(milestone) {
                    Some(list) if list.last() != Some(&version) => list.push(version),
                    _ => {}
                }
            }
            let following = plan.after.and_then(|after| self.following.get_mut(after.name));
            if let Some(list) = following {
                list.push(version);
            }
        }
    }

    /// Finds an order in which an obligation comes before those that count from its deliveries, and of what kind each
    /// is: one that counts from another's deliveries is of that one's kind.
    fn sort_by_following(&mut self, network: &Network) {
        let names = || (0..network.name_count()).map(NameIx::from);
        let waits_for = |plans: &Self, name| plans.versions(name).filter(|plan| plan.after.is_some()).count();
        let mut waiting: Table<NameIx, usize> = names().map(|name| waits_for(self, name)).collect();
        let mut ready: std::collections::BTreeSet<NameIx> =
            names().filter(|&name| waiting.get(name).is_some_and(|&count| count == 0)).collect();
        let mut place = 0u32;
        while let Some(name) = ready.pop_first() {
            if let Some(slot) = self.order.get_mut(name) {
                *slot = place;
            }
            place += 1;
            let kind = self.kind_of(name);
            if let Some(slot) = self.kinds.get_mut(name) {
                *slot = kind;
            }
            for follower in self.following.get(name).cloned().unwrap_or_default() {
                let Some(next) = self.by_terms.get(follower).map(|plan| plan.name) else { continue };
                if let Some(count) = waiting.get_mut(next) {
                    *count = count.saturating_sub(1);
                    if *count == 0 {
                        ready.insert(next);
                    }
                }
            }
        }
    }

    fn kind_of(&self, name: NameIx) -> (bool, bool) {
        self.versions(name).fold((false, false), |(case, period), plan| match plan.after {
            Some(after) => {
                let other = self.kinds.get(after.name).copied().unwrap_or_default();
                (case || other.0, period || other.1)
            }
            None => (case || !plan.is_periodic(), period || plan.is_periodic()),
        })
    }

    pub(in crate::tracker) fn plan(&self, terms: TermsIx) -> Option<&Plan> {
        self.by_terms.get(terms)
    }

    pub(in crate::tracker) fn meaning(&self, name: &str) -> Option<Meaning> {
        self.meanings.get(name).copied()
    }

    /// The versions of an obligation, oldest first.
    pub(in crate::tracker) fn versions(&self, name: NameIx) -> impl DoubleEndedIterator<Item = &Plan> {
        self.listed(self.by_name.get(name))
    }

    fn listed<'a>(&'a self, list: Option<&'a Vec<TermsIx>>) -> impl DoubleEndedIterator<Item = &'a Plan> {
        list.map(Vec::as_slice).unwrap_or_default().iter().filter_map(|&version| self.plan(version))
    }

    /// The obligations.
    pub(in crate::tracker) fn names(&self) -> impl ExactSizeIterator<Item = NameIx> + use<> {
        (0..self.by_name.len()).map(NameIx::from)
    }

    /// The obligations in an order in which those come first from whose deliveries others count.
    pub(in crate::tracker) fn names_in_order(&self) -> Vec<NameIx> {
        let mut names: Vec<NameIx> = self.names().collect();
        names.sort_by_key(|&name| self.order_of(name));
        names
    }

    pub(in crate::tracker) fn order_of(&self, name: NameIx) -> u32 {
        self.order.get(name).copied().unwrap_or(u32::MAX)
    }

    /// Whether an obligation has handoffs for cases.
    pub(in crate::tracker) fn by_case(&self, name: NameIx) -> bool {
        self.kinds.get(name).is_some_and(|kinds| kinds.0)
    }

    /// Whether an obligation has handoffs for periods.
    pub(in crate::tracker) fn by_period(&self, name: NameIx) -> bool {
        self.kinds.get(name).is_some_and(|kinds| kinds.1)
    }

    /// The versions that a row may open by itself, whatever their conditions say.
    pub(in crate::tracker) fn opened_by(&self, row: &Row) -> impl Iterator<Item = &Plan> {
        let (milestone, obligation) = match row.object {
            Object::Milestone(milestone) => (self.openers.get(milestone), None),
            Object::Obligation(name) => (None, self.by_name.get(name)),
            Object::None | Object::Several => (None, None),
        };
        self.listed(milestone).chain(self.listed(obligation).filter(|plan| plan.on_request))
    }

    /// Whether a trigger of a version may give no deadline, under whichever of its tiers.
    pub(super) fn is_uncertain(&self, own: &Plan) -> bool {
        let tiers = self.tiers.get(own.terms).map(Vec::as_slice).unwrap_or_default();
        own.uncertain || tiers.iter().any(|&tier| self.plan(tier).is_some_and(|tier| tier.uncertain))
    }

    /// What is due on a date that is given: one for each attribute that may give it.
    pub(super) fn given(&self) -> impl Iterator<Item = &Plan> {
        self.given.iter().filter_map(|&terms| self.plan(terms))
    }

    /// Whether some rule waits for a milestone together with others.
    pub(in crate::tracker) fn is_gathered(&self, milestone: MilestoneIx) -> bool {
        self.gathering.get(milestone).is_some_and(|list| !list.is_empty())
    }

    /// The versions that wait for a milestone together with others.
    pub(in crate::tracker) fn gathering(&self, milestone: MilestoneIx) -> impl Iterator<Item = &Plan> {
        self.listed(self.gathering.get(milestone))
    }

    /// Whether others count from an obligation's deliveries.
    pub(in crate::tracker) fn is_followed(&self, name: NameIx) -> bool {
        self.following.get(name).is_some_and(|list| !list.is_empty())
    }

    /// The versions of others that count from an obligation's deliveries.
    pub(in crate::tracker) fn following(&self, name: NameIx) -> impl Iterator<Item = &Plan> {
        self.listed(self.following.get(name))
    }

    /// The terms that a version gives a trigger which carries these attributes at this local time: those of the first
    /// tier that fits, else the version's own; none if the trigger is not what it asks for.
    pub(in crate::tracker) fn choose<'v>(
        &self,
        network: &Network,
        own: &Plan,
        attribute: impl Fn(Tag) -> Option<Cow<'v, str>>,
        time: &mut dyn FnMut() -> NaiveTime,
    ) -> Option<TermsIx> {
        if !own.holds(&attribute, time) {
            return None;
        }
        let tiers = self.tiers.get(own.terms).map(Vec::as_slice).unwrap_or_default();
        let fits = |&tier: &TermsIx| self.plan(tier).is_some_and(|tier| tier.holds(&attribute, time));
        let tier = tiers.iter().copied().find(fits);
        tier.or_else(|| network.terms(own.terms).opens.then_some(own.terms))
    }
}

fn given(plans: &Table<TermsIx, Plan>) -> Vec<TermsIx> {
    let mut given: Vec<(u32, TermsIx)> =
        plans.pairs().filter_map(|(terms, plan)| Some((plan.given?.packed(), terms))).collect();
    given.sort_unstable();
    given.dedup_by_key(|&mut (name, _)| name);
    given.into_iter().map(|(_, terms)| terms).collect()
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
        let rule = &terms.due;
        let when = terms.when.attributes.iter().map(|(name, matcher)| Test::new(name, matcher, strings)).collect();
        let documents =
            terms.documents.iter().map(|name| (name, false)).chain(terms.signed.iter().map(|name| (name, true)));
        let mut required: Vec<(StrIx, bool)> = documents.map(|(name, signed)| (strings.intern(name), signed)).collect();
        required.sort_unstable();
        required.dedup();
        let is_periodic = rule.period().is_some();
        // A case is judged by the version of its opening on the clocks of the first version; a period by its own.
        let first = network.versions(terms.name).next().filter(|_| !is_periodic).unwrap_or(ix);
        let midnight = |day| network.calendar_of(first).start_of_day(day);
        let all = rule.milestones().is_some_and(Milestones::is_all);
        let after = rule.triggers().iter().find_map(|trigger| match trigger {
            Trigger::Delivery(id) => Some((id, false)),
            Trigger::SignOff(id) => Some((id, true)),
            Trigger::Request | Trigger::Milestone(_) => None,
        });
        Self {
            terms: ix,
            name: terms.name,
            opens: match (is_periodic, rule.is_before()) {
                (true, _) => Opens::Periodically,
                (false, true) => Opens::WithCase,
                (false, false) => Opens::AtTrigger,
            },
            elapsed: network.clause(ix).pace().counts_elapsed(),
            given: rule.given().map(|attribute| tag(strings, attribute)),
            uncertain: rule.given().is_some() || is_far(terms),
            gathers: if all { milestones_of(network, ix).collect() } else { Vec::new() },
            on_request: rule.triggers().contains(&Trigger::Request),
            after: after.and_then(|(id, sign_off)| Some(After { name: network.name_ix(id.as_str())?, sign_off })),
            from: terms.in_force.from.map_or(Instant(i64::MIN), midnight),
            until: terms.in_force.until.and_then(|day| day.succ_opt()).map_or(Instant(i64::MAX), midnight),
            when,
            time: terms.when.time,
            required,
        }
    }

    /// Whether it has a handoff every period of itself, rather than one for each trigger.
    pub(in crate::tracker) fn is_periodic(&self) -> bool {
        self.opens == Opens::Periodically
    }

    /// Whether it is due before a milestone.
    pub(in crate::tracker) fn is_before(&self) -> bool {
        self.opens == Opens::WithCase
    }

    /// When a handoff opens that a trigger of a case makes; `first` is the first event of the case.
    pub(in crate::tracker) fn opened_at(&self, trigger: Instant, first: Instant) -> Instant {
        if self.is_before() { first } else { trigger }
    }

    /// Whether it recurs, and handoffs may open under it after an instant.
    pub(in crate::tracker) fn goes_on_after(&self, now: Instant) -> bool {
        self.is_periodic() && now < self.until
    }

    /// Whether a handoff that opens at this instant is judged by this version.
    pub(in crate::tracker) fn in_force(&self, opened: Instant) -> bool {
        self.from <= opened && opened < self.until
    }

    fn holds<'v>(&self, attribute: &impl Fn(Tag) -> Option<Cow<'v, str>>, time: &mut dyn FnMut() -> NaiveTime) -> bool {
        self.time.is_none_or(|range| range.contains(time())) && self.when.iter().all(|test| test.holds(attribute))
    }

    /// The limits of a handoff that counts from an instant; `given` is the value that its trigger gives, where the
    /// deadline is given.
    pub(in crate::tracker) fn limits(
        &self,
        network: &Network,
        from: Instant,
        given: Option<&str>,
    ) -> Result<Limits, DueError> {
        let clause = network.clause(self.terms);
        if self.is_before() {
            let at = clause.due_before(from)?;
            return Ok(Limits { first: LimitAt { at, day: None, elapsed: self.elapsed }, second: None });
        }
        clause.limits_after(from, self.given.map(|_| given.unwrap_or_default()))
    }
}

impl Test {
    fn new(name: &str, matcher: &Matcher, strings: &mut Strings) -> Self {
        let operands = match matcher {
            Matcher::AnyOf(operands) | Matcher::NoneOf(operands) => operands.as_slice(),
            Matcher::StartsWith(_) | Matcher::Number(_) => &[],
        };
        let others = operands.iter().filter_map(|operand| match operand {
            Operand::Attribute(other) => Some((other.clone(), tag(strings, other))),
            Operand::Value(_) => None,
        });
        let others = others.collect();
        Self { name: tag(strings, name), matcher: matcher.clone(), others }
    }

    fn holds<'v>(&self, attribute: &impl Fn(Tag) -> Option<Cow<'v, str>>) -> bool {
        self.matcher.holds(attribute(self.name), |other| {
            let (_, tag) = self.others.iter().find(|(name, _)| **name == *other)?;
            attribute(*tag)
        })
    }
}

/// What a condition or rule means by the name of an attribute: a field of the event, or an attribute.
fn tag(strings: &mut Strings, name: &str) -> Tag {
    let column = Column::named(name);
    if column == Column::Attribute { Tag::Attribute(strings.intern(name)) } else { Tag::Column(column) }
}

/// Whether the milestone of a row declares an attribute with the name of a column.
pub(in crate::tracker) fn declares(network: &Network, row: &Row, column: Column) -> bool {
    let Object::Milestone(ix) = row.object else { return false };
    let declared = network.milestones().nth(ix.at()).and_then(crate::network::Milestone::attributes);
    declared.is_some_and(|mut names| names.any(|name| name == column.name()))
}

/// Whether a rule counts so far that a deadline may lie beyond what calendars reach: a century after the last event
/// that is accepted.
fn is_far(terms: &Terms) -> bool {
    terms.due.span(terms.promptly).is_some_and(|span| span.count > 600)
}
