//! Rings of `needs`: none of the obligations in one could ever come first.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::graph::{DiGraph, NodeIndex};

use super::Version;
use super::names::Names;
use crate::diagnostic::{Code, Finding, Findings, SourceSpan};
use crate::network::NameIx;

/// What each obligation needs in any version, with the place where it says so.
type Needs = BTreeMap<NameIx, Vec<(NameIx, Option<SourceSpan>)>>;

/// The most members of a ring that are named and shown.
const SHOWN: usize = 8;

/// Reports each ring once, by a shortest way round from its first member by id.
///
/// All versions of an obligation are taken together: a ring that closes only over several versions could still catch
/// handoffs that opened under different ones.
pub(super) fn check(versions: &[Version], names: &Names<'_>, findings: &mut Findings) {
    let mut needs = Needs::new();
    for Version { own: (terms, origin), .. } in versions {
        let entries = terms.needs_ix.iter().copied().zip(origin.needs.iter().copied());
        needs.entry(terms.name).or_default().extend(entries);
    }
    let mut graph: DiGraph<NameIx, ()> = DiGraph::new();
    let nodes: BTreeMap<NameIx, NodeIndex> = needs.keys().map(|&name| (name, graph.add_node(name))).collect();
    for (name, wanted) in &needs {
        for (other, _) in wanted {
            if let (Some(&from), Some(&to)) = (nodes.get(name), nodes.get(other)) {
                graph.add_edge(from, to, ());
            }
        }
    }
    let members = petgraph::algo::kosaraju_scc(&graph).into_iter().map(|nodes| {
        nodes.into_iter().filter_map(|node| graph.node_weight(node).copied()).collect::<BTreeSet<NameIx>>()
    });
    let mut rings: Vec<_> = members.filter_map(|members| way_round(&members, &needs)).collect();
    rings.sort_unstable_by_key(|ring| ring.first().map(|&(ix, _)| ix));
    for ring in rings {
        findings.push(report(&ring, names));
    }
}

/// A shortest way from the first member over what it needs back to itself, if there is one.
fn way_round(members: &BTreeSet<NameIx>, needs: &Needs) -> Option<Vec<(NameIx, Option<SourceSpan>)>> {
    let start = members.first().copied()?;
    let mut came_from: BTreeMap<NameIx, (NameIx, Option<SourceSpan>)> = BTreeMap::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(at) = waiting.pop_front() {
        for &(next, place) in needs.get(&at).into_iter().flatten() {
            if !members.contains(&next) || came_from.contains_key(&next) {
                continue;
            }
            came_from.insert(next, (at, place));
            if next == start {
                return Some(unwind(start, &came_from));
            }
            waiting.push_back(next);
        }
    }
    None
}

/// The members of the ring from `start` on, each with the place where it needs the next.
fn unwind(
    start: NameIx,
    came_from: &BTreeMap<NameIx, (NameIx, Option<SourceSpan>)>,
) -> Vec<(NameIx, Option<SourceSpan>)> {
    let mut ring = Vec::new();
    let mut at = start;
    while let Some(&(before, place)) = came_from.get(&at) {
        ring.push((before, place));
        at = before;
        if at == start {
            break;
        }
    }
    ring.reverse();
    ring
}

fn report(ring: &[(NameIx, Option<SourceSpan>)], names: &Names<'_>) -> Finding {
    let ids: Vec<&str> = ring.iter().map(|&(ix, _)| names.obligation_id(ix)).collect();
    let first = ids.first().copied().unwrap_or("");
    let message = match ids.len() {
        1 => format!("`{first}` needs itself"),
        n if n <= SHOWN => format!("a ring of needs: {} → {first}", ids.join(" → ")),
        n => {
            let shown: Vec<&str> = ids.iter().copied().take(SHOWN).collect();
            format!("a ring of {n} needs: {} → … → {first}", shown.join(" → "))
        }
    };
    let mut finding = Finding::new(Code::NeedsRing, message);
    for (n, &(_, place)) in ring.iter().enumerate().take(SHOWN) {
        let next = ids.get((n + 1) % ids.len().max(1)).copied().unwrap_or("");
        let by = ids.get(n).copied().unwrap_or("");
        finding = finding.at(place, format!("`{by}` needs `{next}`"));
    }
    finding.help("one of them has to come first: take one of these out of its `needs`")
}
