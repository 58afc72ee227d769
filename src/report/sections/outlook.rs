//! What is likely to become of what is open.

use super::super::document::{Align, Cell, Row, Writer};
use super::super::language::Language;
use super::view::{View, row};
use super::words;
use crate::analysis::{Backtest, Basis, Estimate, Forecast, Outlook, Pool, Ratio};
use crate::tracker::Status;

/// The most handoffs that are named; the chance of each stands with what is not yet due.
const NAMED: usize = 12;

pub(super) fn write(out: &mut Writer, outlook: &Outlook) {
    let view = View::of(out);
    out.heading(2, "outlook", view.say(words::OUTLOOK));
    if outlook.handoffs.is_empty() {
        return out.paragraph(view.say(words::NOTHING_OPEN));
    }
    let columns = [
        (words::DUE_AT, Align::Start),
        (words::BREACH, Align::End),
        (words::BAND, Align::End),
        (words::LIKELY_DONE, Align::Start),
        (words::SURELY_DONE, Align::Start),
        (words::WHAT, Align::Start),
    ];
    let mut table = view.table("outlook", words::OUTLOOK_CAPTION, &columns);
    let ahead = outlook.handoffs.iter().filter(|forecast| forecast.status != Status::Overdue);
    table.rows.extend(ahead.take(NAMED).map(|forecast| Row {
        remark: Some(basis(view, forecast.basis.as_ref())),
        ..row(vec![
            Cell::Deadline(forecast.handoff.due_at),
            Cell::Share(forecast.breach.and_then(chance)),
            Cell::Text(forecast.breach.map(|breach| band(view, breach)).unwrap_or_default()),
            done(view, forecast.likely_done_at.map(Cell::Instant)),
            done(view, forecast.surely_done_at.map(Cell::Instant)),
            Cell::Text(view.what(&forecast.handoff)),
        ])
    }));
    out.table(table);
    out.paragraph(backtest(view, &outlook.backtest));
    out.note(view.say(words::OUTLOOK_NOTE));
}

/// The chance that a handoff misses its deadline, where the record says; for other tables.
pub(super) fn breach(forecast: Option<&Forecast>) -> Option<Ratio> {
    forecast.and_then(|forecast| forecast.breach).and_then(chance)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10000")]
fn chance(estimate: Estimate) -> Option<Ratio> {
    Ratio::new((estimate.value.clamp(0.0, 1.0) * 10_000.0).round() as u64, 10_000)
}

fn done(view: View, at: Option<Cell>) -> Cell {
    at.unwrap_or_else(|| Cell::Text(view.say(words::NOT_REACHED).to_owned()))
}

fn band(view: View, estimate: Estimate) -> String {
    let Some((low, high)) = estimate.band else { return String::new() };
    let (low, high) = (low * 100.0, high * 100.0);
    match view.language() {
        Language::English => format!("{low:.0} to {high:.0}%"),
        Language::Chinese => format!("{low:.0}–{high:.0}%"),
    }
}

fn basis(view: View, basis: Option<&Basis>) -> String {
    let Some(basis) = basis else { return view.say(words::TOO_LITTLE).to_owned() };
    let (completed, size) = (view.count(basis.completed), view.count(basis.size));
    match (view.language(), &basis.pool) {
        (Language::English, Pool::Obligation(_)) => {
            format!("From {size} of the same obligation, {completed} complete.")
        }
        (Language::English, Pool::Supplier(_)) => format!("From {size} of the same supplier, {completed} complete."),
        (Language::English, Pool::All) => format!("From {size} of everyone, {completed} complete."),
        (Language::Chinese, Pool::Obligation(_)) => format!("依据同一义务{size}项，其中完成{completed}项。"),
        (Language::Chinese, Pool::Supplier(_)) => format!("依据同一供方{size}项，其中完成{completed}项。"),
        (Language::Chinese, Pool::All) => format!("依据全部{size}项，其中完成{completed}项。"),
    }
}

/// Whether such forecasts came true.
fn backtest(view: View, backtest: &Backtest) -> String {
    let (Some(brier), Some(of_the_mean)) = (backtest.brier, backtest.brier_of_the_mean) else {
        return view.say(words::NO_BACKTEST).to_owned();
    };
    let n = view.count(backtest.forecasts);
    let mut said = vec![match view.language() {
        Language::English => format!(
            "Checked on {n} forecasts of the past weeks: their mean squared error (Brier score) is {brier:.3}, against \
             {of_the_mean:.3} for always saying the average; 0 is perfect."
        ),
        Language::Chinese => format!(
            "以过去数周的{n}项预测检验：均方误差（Brier评分）为{brier:.3}，一律取平均值者为{of_the_mean:.3}，0为最佳。"
        ),
    }];
    if let Some(coverage) = backtest.coverage {
        let (held, nominal) = (coverage * 100.0, backtest.nominal * 100.0);
        said.push(match view.language() {
            Language::English => {
                format!("Of the times foretold, {held:.0}% fell into the range that should hold {nominal:.0}%.")
            }
            Language::Chinese => format!("所预测的完成时间有{held:.0}%落在名义{nominal:.0}%的区间内。"),
        });
    }
    view.sentences(&said)
}
