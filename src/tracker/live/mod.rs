//! A tracker that lives: it is asked while events come and time goes on, it tells what is to be told, and its agreements
//! change.

mod at;
mod fate;
mod follow;
mod index;
mod notice;
mod notices;
mod outbox;
mod reload;
mod spans;
mod subjects;
mod touched;
mod voids;

pub use at::{At, Selection};
pub use fate::{Fate, HandoffName};
pub(super) use follow::Live;
pub use notice::{Notice, NoticeId, NoticeIdError, NoticeKind};
pub(crate) use notices::sort as sort_notices;
pub use outbox::Outbox;
pub use reload::{MovedDeadline, Reloaded, Revived};
