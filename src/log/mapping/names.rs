//! Names that are looked up as people write them.

use std::collections::HashMap;

use crate::diagnostic::Nearest;
use crate::network::Network;

/// What names stand for. A name is found as it is written, else as the only one that differs in the case of letters.
#[derive(Clone, Debug, Default)]
pub(in crate::log) struct Names {
    /// None where a name means different things.
    exact: HashMap<Box<str>, Option<Box<str>>>,
    /// By the name in lower case; none where two names that mean different things become one.
    folded: HashMap<Box<str>, Option<Box<str>>>,
}

impl Names {
    /// The departments of a network, by id, by name in each language, and by what else logs call them.
    pub(in crate::log) fn of_departments(network: &Network) -> Self {
        let mut names = Self::default();
        for department in network.departments() {
            names.insert(department.id().as_str(), department.id().as_str());
        }
        for department in network.departments() {
            let id = department.id().as_str();
            names.insert(department.name().in_language("en"), id);
            let worded = department.name().languages().map(|(_, name)| name);
            for name in worded.chain(department.also()) {
                names.insert(name, id);
            }
        }
        names
    }

    /// Adds a name. Ids come first: what stands for itself is not called into question.
    pub(super) fn insert(&mut self, name: &str, meaning: &str) {
        let folded = self.folded.entry(name.to_lowercase().into()).or_insert_with(|| Some(meaning.into()));
        if folded.as_deref().is_some_and(|found| found != meaning) {
            *folded = None;
        }
        let exact = self.exact.entry(name.into()).or_insert_with(|| Some(meaning.into()));
        if exact.as_deref().is_some_and(|found| found != meaning && found != name) {
            *exact = None;
        }
    }

    pub(in crate::log) fn get(&self, name: &str) -> Option<&str> {
        if let Some(found) = self.exact.get(name) {
            return found.as_deref();
        }
        self.folded.get(name.to_lowercase().as_str())?.as_deref()
    }

    /// The name nearest to one that is not there.
    pub(in crate::log) fn nearest(&self, name: &str) -> Option<&str> {
        let mut names: Vec<&str> = self.exact.keys().map(|name| &**name).collect();
        names.sort_unstable();
        Nearest::new(names).to(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_in_case_at_most() {
        let mut names = Names::default();
        names.insert("Sales", "sales");
        names.insert("IT", "it");
        names.insert("It", "italy");
        assert_eq!(names.get("Sales"), Some("sales"));
        assert_eq!(names.get("SALES"), Some("sales"));
        assert_eq!((names.get("IT"), names.get("It"), names.get("it")), (Some("it"), Some("italy"), None));
        assert_eq!(names.nearest("Sale"), Some("Sales"));
    }
}
