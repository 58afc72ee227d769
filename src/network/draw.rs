//! The graph as text for programs that draw graphs.

use std::fmt::Write;

use super::{Network, TermsIx};

impl Network {
    /// The departments and what they owe each other as a Graphviz graph, in the newest version of each obligation.
    ///
    /// Deterministic, and whatever stands in names is shown, not interpreted.
    pub fn to_dot(&self) -> String {
        let mut out = String::from("digraph interdept {\n  rankdir=LR;\n  node [shape=box];\n");
        for department in self.departments() {
            let (id, name) = (dot(department.id().as_str()), dot(&department.name().to_string()));
            let _ = writeln!(out, "  \"{id}\" [label=\"{name}\"];");
        }
        for owed in self.newest_of_all() {
            let (supplier, customer) = (dot(owed.supplier().id().as_str()), dot(owed.customer().id().as_str()));
            let (id, due) = (dot(owed.id().as_str()), dot(&owed.due().to_string()));
            let _ = writeln!(out, "  \"{supplier}\" -> \"{customer}\" [label=\"{id}\", tooltip=\"{due}\"];");
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

    fn newest_of_all(&self) -> impl Iterator<Item = super::Obligation<'_>> {
        self.names.iter().map(|name| self.obligation_at(TermsIx(name.versions.end.saturating_sub(1))))
    }
}

/// Text inside a quoted string of Graphviz.
fn dot(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Text inside a quoted string of Mermaid: all that it or HTML could take for markup is written by number.
fn mermaid(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | '(' | ')') {
            out.push(c);
        } else {
            let _ = write!(out, "#{};", u32::from(c));
        }
    }
    out
}
