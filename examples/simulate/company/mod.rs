//! A dealership that never was: its cases, and the log they leave.
//!
//! The deadlines are those of the library itself, from the agreements in `fixtures/dealership`; everything else is
//! chance, drawn from a seed. Each case has a stream of its own, so that a case does not depend on how many others
//! there are before it.

mod blemish;
mod case;
mod habits;
mod people;
mod periods;
pub(crate) mod rng;
pub(crate) mod row;
mod stories;
mod world;

use std::io::{self, Write};

use rng::Rng;
use row::{Row, Writer};
pub(crate) use world::World;

/// Cases that are put in order of time together. A log of more comes in stretches that overlap in time, and memory
/// stays what one stretch takes.
const STRETCH: u64 = 1024;

/// Writes the log of this many cases.
pub(crate) fn write_log<'w, W: Write>(
    world: &'w World<'w>,
    cases: u64,
    seed: u64,
    out: &mut Writer<W>,
) -> io::Result<()> {
    let mut first = 0;
    while first < cases {
        let next = cases.min(first.saturating_add(STRETCH));
        for row in stretch(world, (first, next), cases, seed) {
            out.write(&row)?;
        }
        first = next;
    }
    Ok(())
}

fn stretch<'w>(world: &'w World<'w>, (first, next): (u64, u64), cases: u64, seed: u64) -> Vec<Row<'w>> {
    let mut rng = Rng::stream(!seed, first);
    let mut rows = if first == 0 { periods::rows(world, seed) } else { Vec::new() };
    for number in first..next {
        let began = world.beginning(number, cases, &mut rng);
        rows.extend(stories::case(world, seed, number + 1, began));
    }
    rows.retain(|row| row.at <= world::end());
    rows.sort_by_key(|row| row.at);
    blemish::blemish(rows, &mut rng, world::end())
}
