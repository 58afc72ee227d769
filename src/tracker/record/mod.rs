//! Events as they are kept: checked, interned, ordered.

mod check;
mod intern;
mod nearest;
mod order;
mod plan;
mod recorded;
mod recording;
mod rejected;
mod row;
mod seen;
mod sequence;
mod spelling;

pub(super) use intern::StrIx;
pub(super) use order::{Group, LazyOrder, Order, Subject, compare_in_group, least};
pub(super) use plan::{Opens, Plan, Plans, declares};
pub use recorded::Recorded;
pub use recording::Intake;
pub(super) use rejected::{Rejected, RejectedEvent};
pub(super) use row::{Kind, Object, Row, RowIx, Rows, Tag};
pub(super) use seen::Seen;
pub(super) use sequence::{Numbered, Sequence};
