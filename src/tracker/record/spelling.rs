//! Names that a log writes in other letters than the agreements: `Delivered`, `SALES.slips`.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::log::{Event, EventKind};
use crate::network::Network;

/// Names by their lower case; none where two of them differ in nothing else.
#[derive(Clone, Debug, Default)]
struct Names(HashMap<Box<str>, Option<Box<str>>>);

/// How the agreements spell what events name.
#[derive(Clone, Debug)]
pub(super) struct Spellings {
    events: Names,
    obligations: Names,
    departments: Names,
}

impl Names {
    fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut this = Self::default();
        for name in names {
            let known = this.0.entry(name.to_lowercase().into()).or_insert_with(|| Some(name.into()));
            if known.as_deref().is_some_and(|known| known != name) {
                *known = None;
            }
        }
        this
    }

    /// Puts the one name in place that differs in the case of letters alone. False if there is none, or nothing differs.
    fn correct(&self, text: &mut Cow<'_, str>) -> bool {
        match self.0.get(text.to_lowercase().as_str()) {
            Some(Some(name)) if **name != **text => {
                *text = Cow::Owned(name.to_string());
                true
            }
            _ => false,
        }
    }
}

impl Names {
    /// The same for every name of a list, or for one by itself.
    fn correct_each(&self, text: &mut Cow<'_, str>) -> bool {
        if !text.contains([';', '|']) {
            return self.correct(text);
        }
        let mut differs = false;
        let mut names: Vec<String> = Vec::new();
        for name in text.split([';', '|']) {
            let mut name = Cow::Borrowed(name.trim());
            differs |= self.correct(&mut name);
            names.push(name.into_owned());
        }
        if differs {
            *text = Cow::Owned(names.join(";"));
        }
        differs
    }
}

impl Spellings {
    pub(super) fn new(network: &Network) -> Self {
        let kinds = EventKind::ALL.iter().map(|kind| kind.as_str());
        Self {
            events: Names::of(kinds.chain(network.milestones().map(|milestone| milestone.id().as_str()))),
            obligations: Names::of(network.obligations().map(|obligation| obligation.id().as_str())),
            departments: Names::of(network.departments().map(|department| department.id().as_str())),
        }
    }

    /// The event as the agreements spell it, where that differs.
    pub(super) fn correct<'e>(&self, event: &Event<'e>) -> Option<Event<'e>> {
        let mut event = event.clone();
        let mut differs = self.events.correct(&mut event.name);
        differs |= event.obligation.as_mut().is_some_and(|id| self.obligations.correct_each(id));
        for id in [&mut event.supplier, &mut event.customer].into_iter().flatten() {
            differs |= self.departments.correct(id);
        }
        differs.then_some(event)
    }
}
