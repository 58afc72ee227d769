//! The graph as text for programs that draw graphs.

use std::fmt::Write;

use super::{Network, Obligation};
use crate::visible::visible;

/// How the edges between two departments are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Edges {
    /// One for each obligation.
    #[default]
    Each,
    /// One for all that a department owes another, with their number; the tooltip lists them.
    Merged,
}

impl Network {
    /// The departments and what they owe each other as a Graphviz graph, in the newest version of each obligation.
    ///
    /// Deterministic, and whatever stands in names is shown, not interpreted.
    ///
    /// ```
    /// # let network = interdept::Network::load("fixtures/dealership")?;
    /// use interdept::network::Edges;
    /// let drawn = network.to_dot(Edges::Merged);
    /// assert_eq!(drawn.matches(r#""sales" -> "finance""#).count(), 1);
    /// # Ok::<(), interdept::Diagnostics>(())
    /// ```
    pub fn to_dot(&self, edges: Edges) -> String {
        let mut out = String::from("digraph interdept {\n  rankdir=LR;\n  node [shape=box];\n");
        for department in self.departments() {
            let (id, name) = (dot(department.id().as_str()), dot(&department.name().to_string()));
            let _ = writeln!(out, "  \"{id}\" [label=\"{name}\"];");
        }
        match edges {
            Edges::Each => {
                for owed in self.newest_of_all() {
                    dot_edge(&[owed], owed.id().as_str(), &owed.due().to_string(), &mut out);
                }
            }
            Edges::Merged => {
                let mut all: Vec<_> = self.newest_of_all().collect();
                all.sort_by_key(|owed| (owed.terms().supplier, owed.terms().customer));
                for pair in all.chunk_by(|a, b| a.supplier() == b.supplier() && a.customer() == b.customer()) {
                    let ids: Vec<&str> = pair.iter().map(|owed| owed.id().as_str()).collect();
                    dot_edge(pair, &pair.len().to_string(), &ids.join("\n"), &mut out);
                }
            }
        }
        out.push_str("}\n");
        out
    }

    /// The departments and what they owe each other as a Mermaid flowchart, in the newest version of each obligation.
    ///
    /// Deterministic, and whatever stands in names is shown, not interpreted.
    pub fn to_mermaid(&self) -> String {
        let mut out = String::from("flowchart LR\n");
        for (n, department) in self.departments().enumerate() {
            let _ = writeln!(out, "  d{n}[\"{}\"]", mermaid(&department.name().to_string()));
        }
        for owed in self.newest_of_all() {
            let terms = owed.terms();
            let id = mermaid(owed.id().as_str());
            let _ = writeln!(out, "  d{} -- \"{id}\" --> d{}", terms.supplier.at(), terms.customer.at());
        }
        out
    }

    fn newest_of_all(&self) -> impl Iterator<Item = Obligation<'_>> {
        self.names.iter().filter_map(|name| name.versions.last()).map(|&ix| self.obligation_at(ix))
    }
}

/// One edge for obligations of one pair.
fn dot_edge(owed: &[Obligation<'_>], label: &str, tooltip: &str, out: &mut String) {
    let Some(first) = owed.first() else { return };
    let (supplier, customer) = (dot(first.supplier().id().as_str()), dot(first.customer().id().as_str()));
    let (label, tooltip) = (dot(label), dot(tooltip));
    let _ = writeln!(out, "  \"{supplier}\" -> \"{customer}\" [label=\"{label}\", tooltip=\"{tooltip}\"];");
}

/// Text inside a quoted string of Graphviz.
fn dot(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c => out.push(visible(c)),
        }
    }
    out
}

/// Text inside a quoted string of Mermaid: all that it or HTML could take for markup is written by number.
fn mermaid(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(visible) {
        if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | '(' | ')') {
            out.push(c);
        } else {
            let _ = write!(out, "#{};", u32::from(c));
        }
    }
    out
}
