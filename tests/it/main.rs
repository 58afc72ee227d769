//! Behaviour through the public interface, one module per capability.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::incompatible_msrv, reason = "whoever runs the tests has a newer compiler than users may have")]

mod agreement_text;
mod agreements;
mod analysis;
mod architecture;
mod calendar;
mod calendars_in_life;
mod company;
mod compliance;
mod config;
mod dealership;
mod delay;
mod delay_by_hand;
mod desk;
mod draft;
mod due;
mod hostile_agreements;
mod hostile_text;
mod live;
mod log;
mod log_end;
mod mapping;
mod naive;
mod network;
mod objectives;
mod outlook;
mod programs;
mod readme;
mod reconcile;
mod reference;
mod report;
mod signals;
mod simulate;
#[cfg(feature = "sqlite")]
mod store;
mod story;
mod testing;
mod totals;
mod tracker;
mod trades;
mod types;
mod what_if;
