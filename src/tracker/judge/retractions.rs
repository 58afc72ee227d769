//! Rows that take other rows back.

use std::collections::{HashMap, HashSet};

use super::super::record::{Order, RowIx, Rows, Subject};
use super::Remark;
use crate::calendar::Instant;
use crate::log::{Column, IgnoredWhy};

/// The rows taken back by `as_of`, and what is to be listed.
///
/// A row that takes another back may itself be taken back: then it never was. Rows that do so in a ring leave no
/// reading, so none of them takes effect, and they are rejected.
pub(super) fn resolve(rows: &Rows, order: &Order, as_of: Instant) -> (HashSet<RowIx>, Vec<Remark>) {
    let Some(last) = order.groups.last().filter(|group| group.of == Subject::Voids) else {
        return (HashSet::new(), Vec::new());
    };
    let before = order.groups.len().checked_sub(2).and_then(|n| order.groups.get(n));
    let voids = order.sorted.get(before.map_or(0, |group| group.end)..last.end).unwrap_or_default();
    let mut remarks = Vec::new();
    let mut targets: HashMap<RowIx, RowIx> = HashMap::new();
    let mut waiting: HashMap<RowIx, u32> = HashMap::new();
    let mut pending = Vec::new();
    for &number in voids {
        let Some(row) = rows.row(number).filter(|row| row.at <= as_of) else { continue };
        let target = rows.value(row, Column::Target).and_then(|id| order.row_with_id(id));
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
