//! Which department is part of which: calendars inherited, rings refused.

use super::{names::Names, used_id};
use crate::DepartmentId;
use crate::diagnostic::{At, Code, Finding, Findings};
use crate::network::spec::DepartmentSpec;
use crate::network::{DepartmentIx, DepartmentRecord};

/// The most members of a ring that are named.
const SHOWN: usize = 8;

/// Says of each department what it is part of, and gives it the calendar of the nearest that has one.
pub(super) fn connect(
    departments: &mut [DepartmentRecord],
    said: &[(At<DepartmentId>, &DepartmentSpec)],
    names: &Names<'_>,
    findings: &mut Findings,
) {
    let mut whole_of: Vec<Option<DepartmentIx>> = Vec::with_capacity(said.len());
    for (_, said) in said {
        let id = said.part_of.as_ref().and_then(|id| used_id(id, findings));
        whole_of.push(id.and_then(|id| names.department(&id, findings)));
    }
    let order = from_the_top(&whole_of);
    report_rings(&whole_of, &order, said, findings);
    for &ix in &order {
        let Some(whole) = whole_of.get(ix.at()).copied().flatten() else { continue };
        let inherited = departments.get(whole.at()).map(|whole| (whole.calendar, whole.names_calendar));
        if let (Some(record), Some((calendar, named))) = (departments.get_mut(ix.at()), inherited) {
            record.part_of = Some(whole);
            record.calendar = record.calendar.or(calendar);
            record.names_calendar |= named;
        }
    }
    for (at, whole) in whole_of.iter().enumerate() {
        if let Some(record) = whole.and_then(|whole| departments.get_mut(whole.at())) {
            record.parts.push(DepartmentIx::from(at));
        }
    }
}

/// All departments that hang on one that is part of nothing, each behind what it is part of.
fn from_the_top(whole_of: &[Option<DepartmentIx>]) -> Vec<DepartmentIx> {
    let mut parts: Vec<Vec<DepartmentIx>> = vec![Vec::new(); whole_of.len()];
    let mut order = Vec::with_capacity(whole_of.len());
    for (at, whole) in whole_of.iter().enumerate() {
        match whole {
            Some(whole) => parts.get_mut(whole.at()).into_iter().for_each(|parts| parts.push(DepartmentIx::from(at))),
            None => order.push(DepartmentIx::from(at)),
        }
    }
    let mut next = 0;
    while let Some(&ix) = order.get(next) {
        order.extend(parts.get(ix.at()).into_iter().flatten());
        next += 1;
    }
    order
}

/// Reports each ring once, from its first member by id.
fn report_rings(
    whole_of: &[Option<DepartmentIx>],
    order: &[DepartmentIx],
    said: &[(At<DepartmentId>, &DepartmentSpec)],
    findings: &mut Findings,
) {
    let mut seen = vec![false; whole_of.len()];
    for ix in order {
        seen.get_mut(ix.at()).into_iter().for_each(|seen| *seen = true);
    }
    for start in 0..whole_of.len() {
        let mut way = Vec::new();
        let mut at = start;
        while seen.get(at) == Some(&false) {
            seen.get_mut(at).into_iter().for_each(|seen| *seen = true);
            way.push(at);
            match whole_of.get(at).copied().flatten() {
                Some(whole) => at = whole.at(),
                None => break,
            }
        }
        // The way may lead into a ring that begins further on, or into one that has been reported.
        if let Some(begin) = way.iter().position(|&member| member == at) {
            findings.push(ring(way.get(begin..).unwrap_or_default(), said));
        }
    }
}

fn ring(members: &[usize], said: &[(At<DepartmentId>, &DepartmentSpec)]) -> Finding {
    let id = |at: &usize| said.get(*at).map_or("", |(id, _)| id.value.as_str());
    let ids: Vec<&str> = members.iter().take(SHOWN).map(id).collect();
    let first = ids.first().copied().unwrap_or("");
    let cut = if members.len() > SHOWN { "… → " } else { "" };
    let message = match members {
        [_] => format!("`{first}` is part of itself"),
        _ => format!("a ring of departments, each part of the next: {} → {cut}{first}", ids.join(" → ")),
    };
    let mut finding = Finding::new(Code::PartOfRing, message);
    for at in members.iter().take(SHOWN) {
        let place = said.get(*at).and_then(|(_, said)| said.part_of.as_ref()).and_then(|whole| whole.span);
        finding = finding.at(place, "");
    }
    finding.help("one of them is the topmost: take its `part-of` out")
}
