//! Behaviour through the public interface, one module per capability.

mod analysis;
mod architecture;
mod calendar;
mod config;
mod delay;
mod due;
mod log;
mod mapping;
mod naive;
mod network;
mod programs;
mod reference;
mod report;
mod tracker;
