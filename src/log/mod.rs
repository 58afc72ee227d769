//! The recorded events: what one is, and the readers that yield them row by row.

mod at;
mod csv;
mod event;
#[cfg(feature = "json")]
mod jsonl;
mod mapping;
mod reader;
mod record;
mod source;

pub use event::Event;
pub use mapping::Mapping;
pub use reader::{Log, LogError, Place, RejectedRow, Row};
pub use source::Progress;
