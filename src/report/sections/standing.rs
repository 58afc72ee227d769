//! How each customer stands towards its suppliers.

use super::super::document::{Align, Cell, Row, Writer};
use super::super::language::{Language, Phrase};
use super::view::{View, row};
use super::words;
use crate::analysis::{Level, PairStanding, Standings};

pub(super) fn write(out: &mut Writer, standings: &Standings) {
    let view = View::of(out);
    out.heading(2, "standing", view.say(words::STANDING));
    let columns = [
        (words::PAIR, Align::Start),
        (words::LEVEL, Align::Start),
        (words::MISSED, Align::End),
        (words::EXCUSED, Align::End),
        (words::MET, Align::End),
        (words::GOOD_RUN, Align::End),
        (words::OPEN_COMPLAINTS, Align::End),
    ];
    let mut table = view.table("standing", words::STANDING_CAPTION, &columns);
    table.rows.extend(standings.pairs.iter().map(|pair| Row {
        remark: changed(view, pair),
        ..row(vec![
            Cell::Text(view.pair_of(&pair.pair)),
            Cell::Text(level(view, pair.level)),
            Cell::Count(pair.misses),
            Cell::Count(pair.excused),
            Cell::Count(pair.good),
            Cell::Count(pair.run.into()),
            Cell::Count(pair.open_complaints),
        ])
    }));
    out.table(table);
    out.note(rule(view, standings));
}

/// How a standing moves.
fn rule(view: View, standings: &Standings) -> String {
    let recoveries = || standings.pairs.iter().map(|pair| pair.recovery);
    let (least, most) = (recoveries().min().unwrap_or_default(), recoveries().max().unwrap_or_default());
    let recovery = match view.language() {
        _ if least == most => least.to_string(),
        Language::English => format!("{least} to {most}"),
        Language::Chinese => format!("{least}至{most}"),
    };
    match view.language() {
        Language::English => format!(
            "Every pair starts satisfied. A miss that is the supplier's own takes one step down; {recovery} good handoffs in \
             a row lift it by one. While a complaint is open it is wary at best."
        ),
        Language::Chinese => {
            format!(
                "各方均自“满意”起。供方自身的未履约降一级；连续{recovery}次良好交付升一级。投诉未结时至多为“有顾虑”。"
            )
        }
    }
}

fn changed(view: View, pair: &PairStanding) -> Option<String> {
    let change = pair.last_change?;
    let at = view.style.short_instant(change.at);
    let (from, to) = (level(view, change.from), level(view, change.to));
    Some(match view.language() {
        Language::English => format!("From {from} to {to} on {at}."),
        Language::Chinese => format!("{at}由“{from}”转为“{to}”。"),
    })
}

fn level(view: View, level: Level) -> String {
    let phrase: Phrase = match level {
        Level::Estranged => words::ESTRANGED,
        Level::Dissatisfied => words::DISSATISFIED,
        Level::Wary => words::WARY,
        Level::Satisfied => words::SATISFIED,
        Level::Loyal => words::LOYAL,
    };
    view.say(phrase).to_owned()
}
