//! With whom a handoff lies.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use super::super::judge::Status;
use super::handoff::Handoff;
use super::judgement::{HandoffIx, Judgement};
use crate::network::{Department, DepartmentIx};

/// The departments with whom a handoff lies, sorted by id; none once it is delivered or waived.
///
/// Its supplier, unless inputs are missing: then those of whom the missing inputs wait in turn. The customer, while that
/// one holds it up.
///
/// Displays as the ids joined by `;`.
#[derive(Clone, Copy)]
pub struct WaitsFor<'j> {
    judgement: &'j Judgement,
    departments: &'j [DepartmentIx],
}

impl<'j> WaitsFor<'j> {
    /// The departments.
    pub fn departments(&self) -> impl ExactSizeIterator<Item = Department<'j>> + use<'j> {
        let network = self.judgement.network();
        self.departments.iter().map(|&ix| network.department_at(ix))
    }

    /// The ids, joined by `;`; that of one department is lent.
    pub fn to_text(&self) -> Cow<'j, str> {
        match self.departments {
            &[only] => Cow::Borrowed(self.judgement.network().department_at(only).id().as_str()),
            _ => Cow::Owned(self.to_string()),
        }
    }

    /// Whether it lies with nobody: it is delivered or waived.
    pub fn is_empty(&self) -> bool {
        self.departments.is_empty()
    }
}

impl fmt::Display for WaitsFor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, department) in self.departments().enumerate() {
            write!(f, "{}{}", if n == 0 { "" } else { ";" }, department.id())?;
        }
        Ok(())
    }
}

impl fmt::Debug for WaitsFor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WaitsFor({self})")
    }
}

/// By handoff that is not delivered: with whom it lies. Made when somebody first asks.
pub(super) type Waiting = OnceLock<HashMap<HandoffIx, Vec<DepartmentIx>>>;

impl<'j> Handoff<'j> {
    /// With whom it lies.
    pub fn waits_for(&self) -> WaitsFor<'j> {
        let judgement = self.judgement();
        let all = judgement.waiting.get_or_init(|| all_waiting(judgement));
        WaitsFor { judgement, departments: all.get(&self.ix()).map(Vec::as_slice).unwrap_or_default() }
    }

    /// Whether a delivery is still to come that somebody asks for.
    fn is_awaited(self) -> bool {
        !matches!(self.status(), Status::Met | Status::Late | Status::Waived | Status::Upcoming)
    }
}

/// With whom every open handoff lies, the inputs of each before itself.
fn all_waiting(judgement: &Judgement) -> HashMap<HandoffIx, Vec<DepartmentIx>> {
    let mut found: HashMap<HandoffIx, Vec<DepartmentIx>> = HashMap::new();
    let mut missing: HashMap<HandoffIx, Vec<HandoffIx>> = HashMap::new();
    for first in judgement.handoffs().filter(|handoff| handoff.is_awaited()) {
        let mut stack = vec![first];
        while let Some(&handoff) = stack.last() {
            if found.contains_key(&handoff.ix()) {
                stack.pop();
                continue;
            }
            let inputs = missing.entry(handoff.ix()).or_insert_with(|| missing_inputs(judgement, handoff));
            let before = stack.len();
            let unknown = inputs.iter().filter(|input| !found.contains_key(input));
            stack.extend(unknown.filter_map(|&input| judgement.handoff_at(input)));
            if stack.len() == before {
                let departments = lies_with(handoff, inputs, &found);
                found.insert(handoff.ix(), departments);
                missing.remove(&handoff.ix());
                stack.pop();
            }
        }
    }
    found
}

fn missing_inputs(judgement: &Judgement, handoff: Handoff<'_>) -> Vec<HandoffIx> {
    if handoff.is_held_by_customer() {
        return Vec::new();
    }
    let mut inputs = Vec::new();
    judgement.inputs_of(handoff.ix(), &mut inputs);
    inputs.retain(|&input| judgement.handoff_at(input).is_some_and(Handoff::is_awaited));
    inputs
}

fn lies_with(
    handoff: Handoff<'_>,
    inputs: &[HandoffIx],
    found: &HashMap<HandoffIx, Vec<DepartmentIx>>,
) -> Vec<DepartmentIx> {
    let terms = handoff.obligation().terms();
    if handoff.is_held_by_customer() {
        return vec![terms.customer];
    }
    let mut departments: Vec<DepartmentIx> =
        inputs.iter().filter_map(|input| found.get(input)).flatten().copied().collect();
    if departments.is_empty() {
        departments.push(terms.supplier);
    }
    departments.sort_unstable();
    departments.dedup();
    departments
}
