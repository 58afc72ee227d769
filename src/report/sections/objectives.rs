//! Which objectives are missed or at risk, and how much of what they allow is left.

use super::super::document::{Align, Cell, Table, Writer};
use super::compliance::{Named, named, of_obligations};
use super::view::{View, row, table};
use crate::analysis::compliance::{Budget, Compliance};

pub(super) fn write(out: &mut Writer, compliance: &Compliance) {
    let view = View::of(out.style);
    out.heading(2, "objectives", view.say.objectives);
    let agreements = named(&compliance.agreements, |agreement| view.text(&agreement.name));
    let pairs = named(&compliance.pairs, |pair| view.pair_of(pair));
    let is_at_risk = |budget: &Budget| budget.is_reached() == Some(false) || budget.runs_out_soon();
    let table = budgets(view, "objectives-at-risk", view.say.at_risk, agreements.iter().chain(&pairs), is_at_risk);
    if table.rows.is_empty() {
        return out.paragraph(view.say.all_kept);
    }
    out.first_of(Table { link: Some("budgets"), brief: Some(&[0, 1, 2, 3, 4, 5, 6, 7]), ..table }, WORST);
}

/// The most rows that the report itself shows.
const WORST: usize = 5;

pub(super) fn append(out: &mut Writer, compliance: &Compliance) {
    let view = View::of(out.style);
    let agreements = named(&compliance.agreements, |agreement| view.text(&agreement.name));
    let pairs = named(&compliance.pairs, |pair| view.pair_of(pair));
    let obligations = of_obligations(view, compliance);
    let tables = [
        ("budgets-agreements", view.say.budgets_of_agreements, agreements),
        ("budgets-pairs", view.say.budgets_of_pairs, pairs),
        ("budgets-obligations", view.say.budgets_of_obligations, obligations),
    ];
    let tables: Vec<Table> =
        tables.iter().map(|(name, caption, lines)| budgets(view, name, caption, lines.iter(), |_| true)).collect();
    if tables.iter().any(|table| !table.rows.is_empty()) {
        out.heading(3, "budgets", view.say.budgets);
        for table in tables {
            out.table(table);
        }
        out.note(view.say.budget_note);
    }
}

/// The budgets of which anything was due, those most overdrawn first.
pub(super) fn budgets<'l>(
    view: View,
    name: &'static str,
    caption: &str,
    lines: impl Iterator<Item = &'l Named<'l>>,
    shown: impl Fn(&Budget) -> bool,
) -> Table {
    let columns = [
        (view.say.whose, Align::Start),
        (view.say.objective, Align::End),
        (view.say.since_day, Align::Start),
        (view.say.due, Align::End),
        (view.say.on_time, Align::End),
        (view.say.missed, Align::End),
        (view.say.allowed, Align::End),
        (view.say.left, Align::End),
    ];
    let mut table = Table { narrow: Some([0, 4, 7]), ..table(name, caption, &columns) };
    let lines = lines.flat_map(|line| line.figures.budgets.iter().map(move |budget| (line, budget)));
    let mut lines: Vec<_> = lines.filter(|(_, budget)| budget.tally.due() > 0 && shown(budget)).collect();
    lines.sort_by(|(_, a), (_, b)| a.left.total_cmp(&b.left));
    table.rows.extend(lines.into_iter().map(|(line, budget)| {
        let mut row = row(vec![
            Cell::Text(line.label.clone()),
            Cell::Text(objective(view, budget)),
            Cell::Date(budget.from),
            Cell::Count(budget.tally.due()),
            Cell::Kept(budget.ratio(), Some(budget.objective)),
            Cell::Count(budget.tally.missed()),
            Cell::Tenths(tenths(budget.allowed)),
            Cell::Tenths(tenths(budget.left)),
        ]);
        row.remark = runs_out(view, budget);
        row
    }));
    table
}

/// `95%`, `99.5%`, `99% (+3 business days)`.
fn objective(view: View, budget: &Budget) -> String {
    let grace = budget.grace.map(|span| view.words.grace(span)).unwrap_or_default();
    format!("{}{grace}", percent(budget.objective))
}

/// `95%`, `99.5%`.
pub(super) fn percent(share: f64) -> String {
    let percent = format!("{:.2}", share * 100.0);
    format!("{}%", percent.trim_end_matches('0').trim_end_matches('.'))
}

/// Tenths, rounded; none for what is beyond any report.
#[expect(clippy::cast_possible_truncation, reason = "in range by the check before")]
fn tenths(value: f64) -> Option<i64> {
    let tenths = (value * 10.0).round();
    (tenths.abs() < 1e15).then_some(tenths as i64)
}

/// When the budget is used up, if that is nearer than another window: what lies further off will not be like this one.
fn runs_out(view: View, budget: &Budget) -> Option<String> {
    let day = budget.runs_out.filter(|_| budget.runs_out_soon())?;
    Some(view.words.runs_out(&view.style.short_date(day)))
}
