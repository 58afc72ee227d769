//! Filling in what stands for another text: `{group}` in an obligation made for several.

use chrono::NaiveDate;

use super::spec::{AttributesSpec, BoundsSpec, ConditionSpec, EachSpec, Keyed, List, MatcherSpec, Objectives, Scalar};
use crate::Text;
use crate::diagnostic::At;

/// What a text is for, which decides how a value stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// An id: the value is made one.
    Id,
    /// A due rule: an id where one is expected, as written elsewhere.
    Rule,
    /// Anything else: as written.
    Text,
}

impl Role {
    /// The role of what a key holds.
    fn of(key: &str) -> Self {
        match key {
            "id" | "supplier" | "customer" | "calendar" | "needs" | "to" => Self::Id,
            "due" => Self::Rule,
            _ => Self::Text,
        }
    }
}

/// What has texts in it that can be filled in.
pub(crate) trait Fill {
    /// The same with every text as `with` makes it; `key` is the key under which it stands.
    fn fill(&self, key: &str, with: &mut dyn FnMut(Role, &str) -> String) -> Self;
}

impl Fill for String {
    fn fill(&self, key: &str, with: &mut dyn FnMut(Role, &str) -> String) -> Self {
        if self.contains('{') { with(Role::of(key), self) } else { self.clone() }
    }
}

impl Fill for Scalar {
    fn fill(&self, _: &str, with: &mut dyn FnMut(Role, &str) -> String) -> Self {
        Self(self.0.fill("", with))
    }
}

impl Fill for Text {
    fn fill(&self, _: &str, with: &mut dyn FnMut(Role, &str) -> String) -> Self {
        self.map(|wording| if wording.contains('{') { with(Role::Text, wording) } else { wording.to_owned() })
    }
}

impl<T: Fill> Fill for List<T> {
    fn fill(&self, key: &str, with: &mut dyn FnMut(Role, &str) -> String) -> Self {
        self.iter().map(|entry| entry.with(entry.value.fill(key, with))).collect()
    }
}

impl<T: Fill> Fill for Keyed<T> {
    fn fill(&self, key: &str, with: &mut dyn FnMut(Role, &str) -> String) -> Self {
        self.iter().map(|(name, value)| (name.clone(), value.with(value.value.fill(key, with)))).collect()
    }
}

impl Fill for ConditionSpec {
    fn fill(&self, _: &str, with: &mut dyn FnMut(Role, &str) -> String) -> Self {
        let mut filled = |text: &At<String>| text.with(text.value.fill("", with));
        let names: Vec<_> = self.attributes.iter().map(|(name, _)| filled(name)).collect();
        let matchers = self.attributes.iter().map(|(_, matcher)| matcher.with(matcher.value.fill("", with)));
        let attributes = names.into_iter().zip(matchers).collect();
        Self { attributes, time: self.time.as_ref().map(|time| time.with(time.value.fill("", with))) }
    }
}

impl Fill for MatcherSpec {
    fn fill(&self, _: &str, with: &mut dyn FnMut(Role, &str) -> String) -> Self {
        match self {
            Self::AnyOf(values) => Self::AnyOf(values.fill("", with)),
            Self::NoneOf(values) => Self::NoneOf(values.fill("", with)),
            Self::StartsWith(values) => Self::StartsWith(values.fill("", with)),
            Self::Number(bounds) => {
                let mut bound = |said: &Option<At<String>>| said.as_ref().map(|it| it.with(it.value.fill("", with)));
                Self::Number(BoundsSpec {
                    over: bound(&bounds.over),
                    at_least: bound(&bounds.at_least),
                    under: bound(&bounds.under),
                    at_most: bound(&bounds.at_most),
                })
            }
        }
    }
}

impl Fill for Objectives {
    fn fill(&self, key: &str, with: &mut dyn FnMut(Role, &str) -> String) -> Self {
        Self(self.0.fill(key, with))
    }
}

macro_rules! without_text {
    ($($type:ty),*) => {$(
        impl Fill for $type {
            fn fill(&self, _: &str, _: &mut dyn FnMut(Role, &str) -> String) -> Self {
                self.clone()
            }
        }
    )*};
}

// What an obligation is made for is not part of what is made; the attributes of a milestone stand in none.
without_text!(f64, i64, NaiveDate, AttributesSpec, EachSpec);
