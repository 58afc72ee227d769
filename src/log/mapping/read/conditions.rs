//! The conditions of a template.

use toml::de::DeTable;

use super::super::condition::{Bound, BoundKind, Operand, Test, Wanted};
use super::{Item, Reader, span};
use crate::diagnostic::{Code, escaped};

/// The keys of a condition that is a table.
const KEYS: [&str; 6] = ["not", "starts-with", "over", "at-least", "under", "at-most"];

impl Reader<'_> {
    /// All that a template asks of its row and of those before it.
    pub(super) fn conditions(&mut self, table: &DeTable<'_>) -> Vec<Test> {
        let mut tests = Vec::new();
        for (key, previous) in [("when", false), ("previous", true)] {
            if let Some(item) = table.get(key) {
                self.tests(item, key, previous, &mut tests);
            }
        }
        if let Some(item) = table.get("changed") {
            for name in self.texts(item, "changed") {
                let column = self.columns.required(&name);
                let described = format!("changed = \"{name}\"");
                tests.push(Test { column, previous: false, wanted: Wanted::Changed, described });
            }
        }
        if let Some(item) = table.get("first") {
            match item.get_ref().as_bool() {
                Some(first) => {
                    let described = format!("first = {first}");
                    tests.push(Test { column: 0, previous: false, wanted: Wanted::First(first), described });
                }
                None => self.wrong_type(item, "first", "true or false"),
            }
        }
        tests
    }

    fn tests(&mut self, item: &Item<'_>, place: &str, previous: bool, tests: &mut Vec<Test>) {
        let Some(table) = self.table(item, place) else {
            return;
        };
        for (key, item) in table {
            let column = self.columns.required(key.get_ref());
            let written = self.sources.slice(span(item.span())).to_owned();
            let described = format!("{place}.\"{}\" = {written}", key.get_ref());
            for wanted in self.wanted(item) {
                tests.push(Test { column, previous, wanted, described: described.clone() });
            }
        }
    }

    fn wanted(&mut self, item: &Item<'_>) -> Vec<Wanted> {
        let Some(table) = item.get_ref().as_table() else {
            return vec![Wanted::AnyOf(self.operands(item))];
        };
        self.known_keys(table, &KEYS, "a condition");
        let mut wanted = Vec::new();
        if let Some(item) = table.get("not") {
            wanted.push(Wanted::NoneOf(self.operands(item)));
        }
        if let Some(item) = table.get("starts-with") {
            wanted.push(Wanted::StartsWith(self.texts(item, "starts-with").into_iter().map(Into::into).collect()));
        }
        let mut bounds = Vec::new();
        for (key, kind) in BoundKind::ALL {
            if let Some(limit) = table.get(key).and_then(|item| self.limit(item, key)) {
                bounds.push(Bound { kind, limit });
            }
        }
        if !bounds.is_empty() {
            wanted.push(Wanted::Within(bounds));
        }
        if !KEYS.iter().any(|&key| table.contains_key(key)) {
            self.report(Code::BadCondition, "a condition that says nothing", item, "write `{ not = … }`");
        }
        wanted
    }

    /// What a column may equal: texts, and other columns by `"@name"`; `"@@name"` is the text `@name`.
    fn operands(&mut self, item: &Item<'_>) -> Vec<Operand> {
        let mut operands = Vec::new();
        for text in self.texts(item, "when") {
            if text.starts_with(['<', '>', '=']) {
                let message = format!("`{}` would be compared letter by letter", escaped(&text));
                self.report(
                    Code::BadCondition,
                    message,
                    item,
                    "numbers are bounded by `{ over = 10 }`, `at-least`, `under` and `at-most`",
                );
            }
            operands.push(match text.strip_prefix('@') {
                Some(rest) if rest.starts_with('@') => Operand::Text(rest.into()),
                Some(other) => Operand::Column(self.columns.required(other)),
                None => Operand::Text(text.into()),
            });
        }
        operands
    }
}
