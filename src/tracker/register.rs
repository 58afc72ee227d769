//! The complaint register.

use std::collections::HashMap;

use super::fold::{Fold, Remark};
use super::life::Why;
use super::row::{Field, Kind};
use crate::calendar::Instant;
use crate::network::DepartmentIx;

/// One complaint, from being made to being closed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Complaint {
    /// The row that made it.
    pub(super) row: u32,
    pub(super) at: Instant,
    pub(super) supplier: DepartmentIx,
    pub(super) customer: DepartmentIx,
    /// When it was closed, and the row that did.
    pub(super) resolved: Option<(Instant, u32)>,
}

/// Reads the register: a number is open from its complaint until it is resolved, and may then be used again.
pub(super) fn fold<'a>(fold: &mut Fold<'a>, rows: &'a [u32]) {
    let mut open: HashMap<u32, usize> = HashMap::new();
    let mut complaints: Vec<Complaint> = Vec::new();
    let mut lost = Vec::new();
    for (number, row) in fold.counting(rows) {
        let complaint = fold.rows().raw(row, Field::Complaint).unwrap_or_default();
        if row.kind == Kind::Complained {
            match parties(fold, number).filter(|_| !open.contains_key(&complaint)) {
                Some((supplier, customer)) => {
                    open.insert(complaint, complaints.len());
                    complaints.push(Complaint { row: number, at: row.at, supplier, customer, resolved: None });
                }
                None => lost.push(number),
            }
        } else {
            match open.remove(&complaint).and_then(|n| complaints.get_mut(n)) {
                Some(closed) => closed.resolved = Some((row.at, number)),
                None => lost.push(number),
            }
        }
    }
    fold.complaints = complaints;
    for row in lost {
        fold.remark(row, Remark::Unmatched(Why::NoComplaint));
    }
}

/// Who is complained of and who complains: as the row says, else those of the obligation.
fn parties(fold: &Fold<'_>, number: u32) -> Option<(DepartmentIx, DepartmentIx)> {
    let row = fold.rows().row(number)?;
    let network = fold.network;
    let said = |field| fold.rows().text(row, field).and_then(|id| network.department_ix(id));
    let owed = fold.plans().versions(row.object).last().map(|(_, plan)| network.terms(plan.terms));
    let supplier = said(Field::Supplier).or(owed.map(|terms| terms.supplier))?;
    let customer = said(Field::Customer).or(owed.map(|terms| terms.customer))?;
    Some((supplier, customer))
}
