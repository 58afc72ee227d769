//! Behaviour through the public interface, one module per capability.

mod architecture;
mod calendar;
mod reference;
mod due;
mod config;
mod network;
mod log;
mod mapping;
mod tracker;
mod naive;
mod delay;
mod analysis;
mod report;
mod programs;
