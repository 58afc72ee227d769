//! One department's page: what it owes and is owed, what comes next, what it missed and why, its objectives.

use std::collections::BTreeSet;

use super::super::contents::Report;
use super::super::document::{Document, Writer};
use super::super::language::Style;
use super::compliance::named;
use super::view::View;
use super::{headline, misses, next, objectives, overdue};
use crate::DepartmentId;
use crate::analysis::DepartmentRef;

pub(super) fn write(report: &Report, id: &DepartmentId, style: Style, rows: usize) -> Option<Document> {
    let view = View::of(style);
    let department = report.departments.iter().find(|known| known.department.id == *id)?;
    let name = view.party(&department.department);
    // Itself, and what is part of it.
    let ours: BTreeSet<&DepartmentId> = report
        .departments
        .iter()
        .filter(|known| known.department.id == *id || known.wholes.contains(id))
        .map(|known| &known.department.id)
        .collect();
    let is_ours = |party: &DepartmentRef| ours.contains(&party.id);
    let mut out = Writer::new(style, rows);
    let overdue = || report.overdue.handoffs.iter();

    out.heading(2, "we-owe", view.say.we_owe);
    let ours_now = || overdue().filter(|it| is_ours(&it.handoff.owed.supplier));
    let with_us = |waits_for: &[DepartmentRef]| waits_for.iter().any(is_ours);
    let (mine, waiting): (Vec<_>, Vec<_>) = ours_now().partition(|it| with_us(&it.waits_for));
    if mine.is_empty() && waiting.is_empty() {
        out.paragraph(view.say.we_owe_nothing);
    }
    overdue::list(&mut out, view, "we-owe-now", &view.words.lies_with_us(mine.len()), mine.into_iter());
    overdue::list(&mut out, view, "we-wait", &view.words.waits_for_others(waiting.len()), waiting.into_iter());

    out.heading(2, "we-are-owed", view.say.we_are_owed);
    let owed: Vec<_> = overdue().filter(|it| is_ours(&it.handoff.owed.customer)).collect();
    if owed.is_empty() {
        out.paragraph(view.say.owed_nothing);
    }
    overdue::list(&mut out, view, "owed-to-us", view.say.overdue, owed.into_iter());

    out.heading(2, "next", view.say.next);
    let comes = |coming: &crate::analysis::next::Coming| is_ours(&coming.owed.supplier);
    if !report.next.handoffs.iter().any(comes) {
        out.paragraph(view.words.nothing_next(&view.style.long_date(report.next.until)));
    }
    next::list(&mut out, view, "we-owe-next", view.say.we_owe_next, report, comes);

    out.heading(2, "misses", view.say.our_misses);
    let missed: Vec<_> = report.misses.iter().filter(|miss| is_ours(&miss.handoff.owed.supplier)).collect();
    if missed.is_empty() {
        out.paragraph(view.say.no_misses);
    }
    misses::list_with_reasons(&mut out, view, "our-misses", view.say.misses_worst, missed.into_iter());

    out.heading(2, "objectives", view.say.our_objectives);
    let pairs: Vec<_> =
        report.compliance.pairs.iter().filter(|line| is_ours(&line.subject.supplier)).cloned().collect();
    let lines = named(&pairs, |pair| view.pair_of(pair));
    let table = objectives::budgets(view, "our-objectives", view.say.budgets_of_pairs, lines.iter(), |_| true);
    if table.rows.is_empty() {
        out.paragraph(view.say.no_objectives);
    }
    out.table(table);
    let about = headline::about(view, report.compliance.week);
    Some(out.finish(view.words.title_for(&name, &about, &view.style.long_instant(report.as_of))))
}
