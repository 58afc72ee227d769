//! What must hold for any input, as plain functions: libFuzzer, and on stable a loop over the kept inputs, call them.

mod agreements;
mod calendar;
mod due;
mod logs;
mod previous;
mod texts;
mod world;

pub use agreements::agreements;
pub use calendar::calendar;
pub use due::due;
pub use logs::{csv_log, extremes, ics, jsonl_log, mapping};
pub use previous::previous;
pub use world::{tiers, world};

/// A target: its name, and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// Every target by name.
pub const TARGETS: [Target; 10] = [
    ("agreements", agreements),
    ("due", due),
    ("calendar", calendar),
    ("csv_log", csv_log),
    ("jsonl_log", jsonl_log),
    ("mapping", mapping),
    ("ics", ics),
    ("world", world),
    ("tiers", tiers),
    ("previous", previous),
];
