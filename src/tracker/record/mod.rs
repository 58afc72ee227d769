//! Events as they are kept: checked, interned, ordered.

mod check;
mod intern;
mod nearest;
mod order;
mod plan;
mod row;
mod spelling;

pub(super) use intern::StrIx;
pub(super) use order::{Group, Order, Sorted, Subject};
pub(super) use plan::{Opens, Plan, Plans, declares};
#[cfg(feature = "sqlite")]
pub(super) use row::describe;
pub(super) use row::{Kind, Object, Place, Row, RowIx, Rows, Tag};
