//! Versions of one obligation: in order, and never two on one day.

use std::fmt;

use super::Version;
use crate::diagnostic::{Code, Finding, Findings};
use crate::network::{InForce, Origin, Terms};

/// Sorts all versions by id and first day, and reports those that overlap.
pub(super) fn check(versions: &mut [Version], findings: &mut Findings) {
    versions.sort_by(|Version { own: (a, _), .. }, Version { own: (b, _), .. }| {
        (a.name, a.in_force.from, a.in_force.until).cmp(&(b.name, b.in_force.from, b.in_force.until))
    });
    for of_one in versions.chunk_by(|a, b| a.own.0.name == b.own.0.name) {
        let mut newest: Option<&(Terms, Origin)> = None;
        for Version { own: version, .. } in of_one {
            if let Some(before) = newest.filter(|before| meets(before.0.in_force, version.0.in_force)) {
                findings.push(overlap(before, version));
            }
            if newest.is_none_or(|before| outlasts(version.0.in_force, before.0.in_force)) {
                newest = Some(version);
            }
        }
    }
}

/// Whether a range that starts later, or with it, has a day in common with an earlier one.
fn meets(earlier: InForce, later: InForce) -> bool {
    match (earlier.until, later.from) {
        (Some(until), Some(from)) => until >= from,
        _ => true,
    }
}

fn outlasts(a: InForce, b: InForce) -> bool {
    match (a.until, b.until) {
        (Some(a), Some(b)) => a > b,
        (a, _) => a.is_none(),
    }
}

fn overlap(first: &(Terms, Origin), second: &(Terms, Origin)) -> Finding {
    let id = &first.0.id;
    // The one that stands later in the files is the one to look at.
    let (earlier, later) = if first.1.id <= second.1.id { (first, second) } else { (second, first) };
    if first.0.in_force == second.0.in_force {
        return Finding::new(Code::DuplicateId, format!("the obligation `{id}` is defined twice"))
            .at(later.1.id, "defined again here")
            .at(earlier.1.id, "first defined here")
            .help("if they are versions, give each its own `in-force`; if they are two things, give each its own id");
    }
    Finding::new(Code::OverlappingVersions, format!("two versions of `{id}` are in force on the same day"))
        .at(later.1.id, format!("in force {}", Range(later.0.in_force)))
        .at(earlier.1.id, format!("in force {}", Range(earlier.0.in_force)))
        .help("let the older version's `until` be the day before the newer one's `from`: both are inclusive")
}

/// A range in words.
struct Range(InForce);

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.from, self.0.until) {
            (None, None) => f.write_str("always"),
            (Some(from), None) => write!(f, "from {from}"),
            (None, Some(until)) => write!(f, "until {until}"),
            (Some(from), Some(until)) => write!(f, "from {from} until {until}"),
        }
    }
}
