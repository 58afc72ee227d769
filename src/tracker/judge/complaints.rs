//! The complaint register.

use std::collections::HashMap;

use super::super::record::{Kind, RowIx, StrIx};
use super::{JudgeContext, Remark};
use crate::calendar::Instant;
use crate::log::{Column, EventKind, IgnoredWhy};
use crate::network::DepartmentIx;

/// One complaint, from being made to being closed.
#[derive(Clone, Copy, Debug)]
pub(in crate::tracker) struct Complaint {
    /// The row that made it.
    pub(in crate::tracker) row: RowIx,
    pub(in crate::tracker) at: Instant,
    pub(in crate::tracker) supplier: DepartmentIx,
    pub(in crate::tracker) customer: DepartmentIx,
    /// When it was closed, and the row that did.
    pub(in crate::tracker) resolved: Option<(Instant, RowIx)>,
}

/// Reads the register: a number is open from its complaint until it is resolved, and may then be used again.
pub(super) fn complaints(context: &JudgeContext<'_>, rows: &[RowIx], remarks: &mut Vec<Remark>) -> Vec<Complaint> {
    let mut open: HashMap<StrIx, usize> = HashMap::new();
    let mut complaints: Vec<Complaint> = Vec::new();
    for (number, row) in context.counting(rows) {
        let Some(complaint) = context.rows.value(row, Column::Complaint) else {
            debug_assert!(false, "a complaint has a number");
            continue;
        };
        let found = if row.kind == Kind::Event(EventKind::Complained) {
            parties(context, number).filter(|_| !open.contains_key(&complaint)).map(|(supplier, customer)| {
                open.insert(complaint, complaints.len());
                complaints.push(Complaint { row: number, at: row.at, supplier, customer, resolved: None });
            })
        } else {
            open.remove(&complaint).and_then(|n| complaints.get_mut(n)).map(|closed| {
                closed.resolved = Some((row.at, number));
            })
        };
        if found.is_none() {
            remarks.push(Remark { row: number, why: IgnoredWhy::NoComplaint });
        }
    }
    complaints
}

/// Who is complained of and who complains: as the row says, else those of the obligation.
fn parties(context: &JudgeContext<'_>, number: RowIx) -> Option<(DepartmentIx, DepartmentIx)> {
    let row = context.rows.row(number)?;
    let named = |column| context.rows.text(row, column).and_then(|id| context.network.department_ix(id));
    let owed = row.obligation().and_then(|name| context.plans.versions(name).last());
    let owed = owed.map(|plan| context.network.terms(plan.terms));
    let supplier = named(Column::Supplier).or(owed.map(|terms| terms.supplier))?;
    let customer = named(Column::Customer).or(owed.map(|terms| terms.customer))?;
    Some((supplier, customer))
}
