//! Values that the agreements ask for and no event ever had.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use super::super::Tracker;
use super::super::record::{Kind, Row, Rows, Tag};
use crate::diagnostic::Visible;
use crate::due::Trigger;
use crate::log::{Column, EventKind};
use crate::network::{Matcher, Network, Operand, Terms, TermsIx};

/// How many of the values that there were are named.
const VALUES_NAMED: usize = 5;

/// A value that conditions of the agreements ask for, and that no event had by which they open handoffs.
///
/// Where logs are other programs' exports, such a value is most often spelled otherwise there. Displays as a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NeverSeen {
    /// The events that open the handoffs: milestones, or `requested`; several joined by ` or `.
    pub event: String,
    /// The attribute.
    pub attribute: String,
    /// The value, or what it would begin with.
    pub value: String,
    /// The obligations that ask for it, by id.
    pub obligations: Vec<String>,
    /// The values that there were, in order, the first few of them.
    pub seen: Vec<String>,
    /// How many more there were.
    pub more: usize,
}

/// Where the values of an attribute come from: triggers, and the attribute.
type Asked<'n> = (Vec<&'n str>, &'n str);

impl Tracker {
    /// The values that conditions of the agreements ask for, and that no event had by which they open handoffs; of events
    /// that there were. By event, attribute and value.
    ///
    /// Looks at every event: something to ask once, when logs have been read.
    pub fn never_seen(&self) -> Vec<NeverSeen> {
        let wanted = wanted(&self.network);
        let mut seen = Seen::of(wanted.keys());
        for (_, row) in self.rows.all.pairs() {
            match row.kind {
                Kind::Milestone | Kind::Event(EventKind::Requested) => seen.look_at(&self.rows, row),
                Kind::Event(EventKind::Revised) => seen.look_at_revision(&self.rows, row),
                Kind::Event(_) => {}
            }
        }
        let mut found = Vec::new();
        for ((events, attribute), values) in &wanted {
            let Some(seen) = seen.values(events, attribute) else { continue };
            for (&(value, begins), obligations) in values {
                let is_seen =
                    if begins { seen.iter().any(|seen| seen.starts_with(value)) } else { seen.contains(value) };
                if !is_seen {
                    found.push(NeverSeen {
                        event: events.join(" or "),
                        attribute: (*attribute).to_owned(),
                        value: value.to_owned(),
                        obligations: obligations.iter().map(|&id| id.to_owned()).collect(),
                        seen: seen.iter().take(VALUES_NAMED).cloned().collect(),
                        more: seen.len().saturating_sub(VALUES_NAMED),
                    });
                }
            }
        }
        found
    }
}

/// What the agreements ask for, and which obligations do.
fn wanted(network: &Network) -> BTreeMap<Asked<'_>, BTreeMap<(&str, bool), BTreeSet<&str>>> {
    let mut wanted: BTreeMap<Asked<'_>, BTreeMap<(&str, bool), BTreeSet<&str>>> = BTreeMap::new();
    for terms in (0..network.terms_count()).map(|at| network.terms(TermsIx::from(at))) {
        let events = events_of(terms);
        for (attribute, matcher) in terms.when.attributes.iter().filter(|_| !events.is_empty()) {
            for value in values_of(matcher) {
                let asked = wanted.entry((events.clone(), attribute)).or_default();
                asked.entry(value).or_default().insert(terms.id.as_str());
            }
        }
    }
    wanted
}

/// The values that attributes had, by event and attribute; those of revisions stand under no event.
struct Seen<'n> {
    attributes: BTreeMap<&'n str, BTreeSet<&'n str>>,
    values: BTreeMap<(&'n str, &'n str), BTreeSet<String>>,
    happened: BTreeSet<&'n str>,
}

impl<'n> Seen<'n> {
    fn of<'a>(asked: impl Iterator<Item = &'a Asked<'n>>) -> Self
    where
        'n: 'a,
    {
        let mut attributes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (events, attribute) in asked {
            for event in events {
                attributes.entry(event).or_default().insert(attribute);
            }
            attributes.entry(REVISED).or_default().insert(attribute);
        }
        Self { attributes, values: BTreeMap::new(), happened: BTreeSet::new() }
    }

    /// Keeps what a trigger has.
    fn look_at(&mut self, rows: &Rows, row: &Row) {
        let Some((&event, attributes)) = self.attributes.get_key_value(rows.event_name(row)) else { return };
        self.happened.insert(event);
        for &attribute in attributes {
            let column = Column::named(attribute);
            let is_attribute = column == Column::Attribute;
            let attribute_tag = || rows.strings.find(attribute).map(Tag::Attribute);
            let tag = if is_attribute { attribute_tag() } else { Some(Tag::Column(column)) };
            if let Some(value) = tag.and_then(|tag| rows.attribute(row, tag)) {
                let values = self.values.entry((event, attribute)).or_default();
                if !values.contains(&*value) {
                    values.insert(value.into_owned());
                }
            }
        }
    }

    /// Keeps what the triggers of a case have from now on.
    fn look_at_revision(&mut self, rows: &Rows, row: &Row) {
        let event = rows.event(row);
        let Some(attributes) = self.attributes.get(REVISED) else { return };
        for (name, value) in &event.attributes {
            if let Some(&attribute) = attributes.get(&**name) {
                self.values.entry((REVISED, attribute)).or_default().insert(value.to_string());
            }
        }
    }

    /// The values of an attribute in any of the events. None if none of these ever happened.
    fn values(&self, events: &[&str], attribute: &str) -> Option<BTreeSet<String>> {
        events.iter().any(|event| self.happened.contains(event)).then(|| {
            let events = events.iter().copied().chain([REVISED]);
            events.filter_map(|event| self.values.get(&(event, attribute))).flatten().cloned().collect()
        })
    }
}

/// The event under which the values of revisions stand.
const REVISED: &str = EventKind::Revised.as_str();

/// The events that open handoffs under these terms; none where deliveries or periods do.
fn events_of(terms: &Terms) -> Vec<&str> {
    let mut events: Vec<&str> = Vec::new();
    for trigger in terms.due.triggers() {
        match trigger {
            Trigger::Milestone(id) => events.push(id.as_str()),
            Trigger::Request => events.push(EventKind::Requested.as_str()),
            Trigger::Delivery(_) | Trigger::SignOff(_) => {}
        }
    }
    events.sort_unstable();
    events
}

/// The values of which an attribute must have one, and whether it need only begin with it.
fn values_of<'n>(matcher: &'n Matcher) -> Vec<(&'n str, bool)> {
    match matcher {
        Matcher::AnyOf(operands) => {
            let value = |operand: &'n Operand| match operand {
                Operand::Value(value) => Some((&**value, false)),
                Operand::Attribute(_) => None,
            };
            operands.iter().filter_map(value).collect()
        }
        Matcher::StartsWith(beginnings) => beginnings.iter().map(|beginning| (&**beginning, true)).collect(),
        Matcher::NoneOf(_) | Matcher::Number(_) => Vec::new(),
    }
}

impl fmt::Display for NeverSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| format!("\"{}\"", Visible(text));
        let (event, attribute, value) = (&self.event, &self.attribute, quoted(&self.value));
        write!(f, "no `{event}` has {attribute} = {value}, which {} asks for", self.obligations.join(", "))?;
        if self.seen.is_empty() {
            return write!(f, "; none has any {attribute}");
        }
        let seen: Vec<String> = self.seen.iter().map(|value| quoted(value)).collect();
        write!(f, "; there are {}", seen.join(", "))?;
        if self.more > 0 { write!(f, " and {} more", self.more) } else { Ok(()) }
    }
}
