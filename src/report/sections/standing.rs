//! How each customer stands towards its suppliers.

use super::super::document::{Align, Cell, Row, Table, Writer};
use super::view::{View, row, table};
use crate::analysis::standing::{Level, PairStanding, Standings};

pub(super) fn write(out: &mut Writer, standings: &Standings) {
    let view = View::of(out.style);
    let below = standings.pairs.iter().filter(|pair| pair.level < Level::Satisfied);
    let columns = [
        (view.say.pair, Align::Start),
        (view.say.level, Align::Start),
        (view.say.missed, Align::End),
        (view.say.good_run, Align::End),
        (view.say.open_complaints, Align::End),
    ];
    let mut table = Table {
        narrow: Some([0, 1, 3]),
        link: Some("standing"),
        brief: Some(&[0, 1, 2, 3, 4]),
        ..table("standing-worst", view.say.standing_worst, &columns)
    };
    table.rows.extend(below.map(|pair| {
        row(vec![
            Cell::Text(view.pair_of(&pair.pair)),
            Cell::Text(level(view, pair.level).to_owned()),
            Cell::Count(pair.misses),
            Cell::Text(view.words.run_of(pair.run.into(), pair.recovery.into())),
            Cell::Count(pair.open_complaints),
        ])
    }));
    if table.rows.is_empty() {
        return out.paragraph(view.say.all_satisfied);
    }
    out.first_of(table, 4);
}

pub(super) fn append(out: &mut Writer, standings: &Standings) {
    let view = View::of(out.style);
    out.heading(3, "standing", view.say.standing);
    let columns = [
        (view.say.pair, Align::Start),
        (view.say.level, Align::Start),
        (view.say.missed, Align::End),
        (view.say.excused, Align::End),
        (view.say.met, Align::End),
        (view.say.good_run, Align::End),
        (view.say.open_complaints, Align::End),
    ];
    let mut table = table("standing-all", view.say.standing_caption, &columns);
    table.rows.extend(standings.pairs.iter().filter(|pair| has_any(pair)).map(|pair| Row {
        remark: changed(view, pair),
        ..row(vec![
            Cell::Text(view.pair_of(&pair.pair)),
            Cell::Text(level(view, pair.level).to_owned()),
            Cell::Count(pair.misses),
            Cell::Count(pair.excused),
            Cell::Count(pair.good),
            Cell::Text(view.words.run_of(pair.run.into(), pair.recovery.into())),
            Cell::Count(pair.open_complaints),
        ])
    }));
    out.table(table);
    out.note(rule(view, standings));
}

/// Whether anything ever moved it.
fn has_any(pair: &PairStanding) -> bool {
    pair.misses + pair.excused + pair.good + pair.open_complaints > 0
}

/// How a standing moves.
fn rule(view: View, standings: &Standings) -> String {
    let recoveries = || standings.pairs.iter().map(|pair| pair.recovery);
    let (least, most) = (recoveries().min().unwrap_or_default(), recoveries().max().unwrap_or_default());
    let (least, most) = (u64::from(least), u64::from(most));
    let recovery = if least == most { view.style.count(least) } else { view.words.range(least, most) };
    view.words.standing_rule(&recovery)
}

fn changed(view: View, pair: &PairStanding) -> Option<String> {
    let change = pair.last_change?;
    let at = view.style.short_instant(change.at);
    Some(view.words.changed(level(view, change.from), level(view, change.to), &at))
}

fn level(view: View, level: Level) -> &'static str {
    match level {
        Level::Estranged => view.say.estranged,
        Level::Dissatisfied => view.say.dissatisfied,
        Level::Wary => view.say.wary,
        Level::Satisfied => view.say.satisfied,
        Level::Loyal => view.say.loyal,
    }
}
