//! What is likely to become of what is open.

use super::super::document::{Align, Cell, Row, Writer};
use super::view::{View, row, table};
use crate::analysis::outlook::{Backtest, Basis, Outlook};
use crate::tracker::Status;

/// The most handoffs that are named; the chance of each stands with what is not yet due.
const NAMED: usize = 12;

pub(super) fn append(out: &mut Writer, outlook: &Outlook) {
    let view = View::of(out.style);
    out.heading(3, "outlook-all", view.say.outlook);
    if outlook.handoffs.is_empty() {
        return out.paragraph(view.say.nothing_open);
    }
    let columns = [
        (view.say.due_at, Align::Start),
        (view.say.breach, Align::End),
        (view.say.likely_done, Align::Start),
        (view.say.surely_done, Align::Start),
        (view.say.what, Align::Start),
    ];
    let mut table = table("outlook", view.say.outlook_caption, &columns);
    let ahead = outlook.handoffs.iter().filter(|forecast| forecast.status != Status::Overdue);
    table.rows.extend(ahead.take(NAMED).map(|forecast| Row {
        remark: Some(basis(view, forecast.basis.as_ref())),
        ..row(vec![
                Cell::Deadline(forecast.handoff.due_at),
                Cell::Text(
                    forecast
                        .breach
                        .map(|chance| view.words.about(chance.part.into(), chance.of.into()))
                        .unwrap_or_default(),
                ),
                done(view, forecast.likely_done_at.map(Cell::Instant)),
                done(view, forecast.surely_done_at.map(Cell::Instant)),
                Cell::Text(view.what(&forecast.handoff)),
            ])
    }));
    out.table(table);
    out.paragraph(backtest(view, &outlook.backtest));
    out.note(view.say.outlook_note);
}

fn done(view: View, at: Option<Cell>) -> Cell {
    at.unwrap_or_else(|| Cell::Text(view.say.not_reached.to_owned()))
}

fn basis(view: View, basis: Option<&Basis>) -> String {
    let Some(basis) = basis else { return view.say.too_little.to_owned() };
    view.words.basis(&basis.pool, basis.size, basis.completed)
}

/// Whether such forecasts came true.
fn backtest(view: View, backtest: &Backtest) -> String {
    let (Some(brier), Some(of_the_mean)) = (backtest.brier, backtest.brier_of_the_mean) else {
        return view.say.no_backtest.to_owned();
    };
    let mut said = vec![view.words.backtest(backtest.forecasts, brier, of_the_mean)];
    said.extend(backtest.coverage.map(|held| view.words.coverage(held * 100.0, backtest.nominal * 100.0)));
    if !backtest.has_skill {
        said.insert(1, view.say.no_skill.to_owned());
    }
    view.sentences(&said)
}
