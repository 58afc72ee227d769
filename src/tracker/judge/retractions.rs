//! Rows that take other rows back.

use std::collections::{HashMap, HashSet};

use super::super::record::{RowIx, Rows, StrIx};
use super::Remark;
use crate::calendar::Instant;
use crate::log::{Column, IgnoredWhy};

/// The rows taken back by `as_of`, and what is to be listed; `voids` are the rows that take others back, `row_with_id`
/// finds what they name.
///
/// A row that takes another back may itself be taken back: then it never was. Rows that do so in a ring leave no
/// reading, so none of them takes effect, and they are rejected.
pub(in crate::tracker) fn resolve(
    rows: &Rows,
    voids: &[RowIx],
    row_with_id: impl Fn(StrIx) -> Option<RowIx>,
    as_of: Instant,
) -> (HashSet<RowIx>, Vec<Remark>) {
    let mut remarks = Vec::new();
    let mut targets: HashMap<RowIx, RowIx> = HashMap::new();
    let mut waiting: HashMap<RowIx, u32> = HashMap::new();
    let mut pending = Vec::new();
    for &number in voids {
        let Some(row) = rows.row(number).filter(|row| row.at <= as_of) else { continue };
        let target = rows.value(row, Column::Target).and_then(&row_with_id);
        match target.filter(|&target| rows.row(target).is_some_and(|row| row.at <= as_of)) {
            None => remarks.push(Remark { row: number, why: IgnoredWhy::NoTarget }),
            Some(target) => {
                targets.insert(number, target);
                *waiting.entry(target).or_default() += 1;
                pending.push(number);
            }
        }
    }
    let mut void = HashSet::new();
    let mut ready: Vec<RowIx> = pending.iter().copied().filter(|number| !waiting.contains_key(number)).collect();
    while let Some(number) = ready.pop() {
        let Some(target) = targets.remove(&number) else { continue };
        if !void.contains(&number) {
            void.insert(target);
        }
        if let Some(left) = waiting.get_mut(&target) {
            *left -= 1;
            if *left == 0 {
                ready.push(target);
            }
        }
    }
    let ring = pending.into_iter().filter(|number| targets.contains_key(number));
    remarks.extend(ring.map(|row| Remark { row, why: IgnoredWhy::VoidRing }));
    (void, remarks)
}
