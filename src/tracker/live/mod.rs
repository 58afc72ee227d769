//! A tracker that lives: agreements change while events come.

mod reload;

pub use reload::{MovedDeadline, Reloaded, Revived};
