//! What is owed every week and every month, whatever the number of cases.

use std::collections::BTreeMap;

use super::habits::{SILENT, habit};
use super::rng::Rng;
use super::row::Row;
use super::world::{self, Promise, World};

/// The rows of every recurring obligation, the silent one's aside.
pub(crate) fn rows<'w>(world: &'w World<'w>, seed: u64) -> Vec<Row<'w>> {
    let mut rng = Rng::stream(seed, u64::MAX);
    let mut ends = BTreeMap::new();
    let mut rows = Vec::new();
    for promise in world.recurring().filter(|promise| promise.id != SILENT) {
        for occurrence in promise.occurrences() {
            let ready = promise.needs.iter().filter_map(|need| ends.get(&(*need, occurrence.key.clone())).copied());
            let start = ready.fold(occurrence.opened.max(occurrence.due - 7 * 86_400), i64::max);
            let at = finish(promise, start, occurrence.due, &mut rng);
            ends.insert((promise.name, occurrence.key.clone()), at);
            rows.extend(delivery(promise, &occurrence.key, at, &mut rng));
        }
    }
    rows
}

fn finish(promise: &Promise<'_>, start: i64, due: i64, rng: &mut Rng) -> i64 {
    let allowance = promise.minutes_between(start, due);
    let habit = habit(&promise.id, &promise.supplier, world::day(start));
    if allowance <= 10 {
        return promise.plus(start, rng.between(20, 260));
    }
    if rng.chance(habit.late) {
        return promise.plus(due, rng.between(habit.overrun.0, habit.overrun.1));
    }
    promise.plus(start, allowance * rng.between(40, 97) / 100)
}

/// The delivery, in two parts now and then; some name their period and some leave it to be found.
fn delivery<'w>(promise: &'w Promise<'w>, key: &str, at: i64, rng: &mut Rng) -> Vec<Row<'w>> {
    let mut row = Row::new("delivered", at).with("obligation", promise.id.as_str());
    if rng.chance(800) {
        row = row.with("period", key.to_owned());
    }
    if !promise.documents.is_empty() {
        row = row.with("documents", promise.documents.join(";"));
    }
    let first = promise.documents.first().filter(|_| promise.documents.len() > 1 && rng.chance(300));
    let part = first
        .map(|first| Row { at: at - 5 * 3600, ..row.clone() }.without("documents").with("documents", first.as_str()));
    // Sent once more, though nobody asked.
    let again =
        rng.chance(40).then(|| Row { at: at + 86_400, ..row.clone() }.without("period").with("period", key.to_owned()));
    part.into_iter().chain([row]).chain(again).collect()
}
