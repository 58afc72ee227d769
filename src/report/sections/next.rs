//! What falls due next: by day and by whom it lies with.

use std::collections::BTreeMap;

use super::super::contents::Report;
use super::super::document::{Align, Cell, Row, Table, Writer};
use super::headline::loads;
use super::view::{View, count, row, table};
use crate::analysis::next::{Coming, Next};

pub(super) fn write(out: &mut Writer, next: &Next) {
    let view = View::of(out.style);
    out.heading(2, "next", view.say.next);
    if next.handoffs.is_empty() {
        return out.paragraph(view.words.nothing_next(&view.style.long_date(next.until)));
    }
    let columns = [
        (view.say.day, Align::Start),
        (view.say.due, Align::End),
        (view.say.recurring, Align::End),
        (view.say.lies_with, Align::Start),
    ];
    let mut table = Table {
        narrow: Some([0, 1, 3]),
        link: Some("next-all"),
        brief: Some(&[0, 1, 2, 3]),
        ..table("next-days", view.say.next_by_day, &columns)
    };
    table.rows.extend(next.days.iter().map(|day| {
        row(vec![
            Cell::Date(day.day),
            count(day.handoffs),
            count(day.recurring),
            Cell::Text(loads(view, &day.departments)),
        ])
    }));
    out.first_of(table, 6);
}

pub(super) fn append(out: &mut Writer, report: &Report) {
    let view = View::of(out.style);
    if report.next.handoffs.is_empty() {
        return;
    }
    out.heading(3, "next-all", view.say.next);
    list(out, view, "next", view.say.next_all, report, |_| true);
}

/// What falls due, in the order of the deadlines.
pub(super) fn list(
    out: &mut Writer,
    view: View,
    name: &'static str,
    caption: &str,
    report: &Report,
    shown: impl Fn(&Coming) -> bool,
) {
    let columns = [
        (view.say.due_at, Align::Start),
        (view.say.status, Align::Start),
        (view.say.pair, Align::Start),
        (view.say.lies_with, Align::Start),
        (view.say.what, Align::Start),
    ];
    let mut table = Table { narrow: Some([4, 0, 3]), ..table(name, caption, &columns) };
    let key = |obligation: &crate::ObligationId, key: &str| (obligation.clone(), key.to_owned());
    let why: BTreeMap<_, _> = report
        .pending
        .iter()
        .map(|pending| (key(&pending.handoff.owed.obligation, &pending.handoff.key), pending.explanation.as_ref()))
        .collect();
    table.rows.extend(report.next.handoffs.iter().filter(|coming| shown(coming)).map(|coming| {
        Row {
            details: why
                .get(&key(&coming.owed.obligation, &coming.key))
                .copied()
                .flatten()
                .map(|why| why.in_words(view.language()))
                .into_iter()
                .collect(),
            ..row(vec![
                Cell::Deadline(coming.due_at),
                Cell::Text(view.status(coming.status)),
                Cell::Text(view.pair(&coming.owed.supplier, &coming.owed.customer)),
                Cell::Text(view.parties(&coming.waits_for)),
                Cell::Text(view.words.with_id(
                    &view.text(&coming.owed.deliverable),
                    &format!("{} {}", coming.owed.obligation, coming.key),
                )),
            ])
        }
    }));
    out.table(table);
}
