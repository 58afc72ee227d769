//! What fell due in the period and was missed: how late, whose delay, why, and where the log says so.

use super::super::document::{Align, Cell, Row, Table, Writer};
use super::super::words::Arose;
use super::view::{View, row, table};
use crate::analysis::delay::{Cause, Step};
use crate::analysis::misses::MissedHandoff;

pub(super) fn write(out: &mut Writer, misses: &[MissedHandoff]) {
    let view = View::of(out.style);
    out.heading(2, "misses", view.say.misses);
    if misses.is_empty() {
        return out.paragraph(view.say.no_misses);
    }
    list(out, view, "misses-worst", view.say.misses_worst, misses.iter());
}

/// The worst, in five columns.
pub(super) fn list<'m>(
    out: &mut Writer,
    view: View,
    name: &'static str,
    caption: &str,
    misses: impl Iterator<Item = &'m MissedHandoff>,
) {
    let mut table =
        Table { narrow: Some([2, 1, 4]), brief: Some(&[0, 1, 2, 4]), ..table(name, caption, &columns(view)) };
    table.link = (name == "misses-worst").then_some("misses-all");
    table.rows.extend(misses.map(|miss| row(cells(view, miss))));
    out.first_of(table, WORST);
}

/// The most rows that the report itself shows.
const WORST: usize = 7;

/// The same, each with the reasons that the log gives and its rows.
pub(super) fn list_with_reasons<'m>(
    out: &mut Writer,
    view: View,
    name: &'static str,
    caption: &str,
    misses: impl Iterator<Item = &'m MissedHandoff>,
) {
    let mut table = table(name, caption, &columns(view));
    table.rows.extend(misses.map(|miss| Row { remark: Some(evidence(view, miss)), ..row(cells(view, miss)) }));
    out.table(table);
}

fn columns(view: View) -> [(&'static str, Align); 5] {
    [
        (view.say.due_at, Align::Start),
        (view.say.late_working, Align::End),
        (view.say.what, Align::Start),
        (view.say.pair, Align::Start),
        (view.say.because_of, Align::Start),
    ]
}

fn cells(view: View, miss: &MissedHandoff) -> Vec<Cell> {
    vec![
        Cell::Deadline(miss.handoff.due_at),
        late(view, miss),
        Cell::Text(view.short(&miss.handoff)),
        Cell::Text(view.who(&miss.handoff)),
        Cell::Text(because(view, miss)),
    ]
}

fn late(view: View, miss: &MissedHandoff) -> Cell {
    if miss.is_unknown {
        return Cell::Text(view.say.no_figure.to_owned());
    }
    Cell::Late { days: miss.working_days, seconds: miss.late_working_s }
}

/// Whose delay it was, the largest share first; the supplier itself is called so.
fn because(view: View, miss: &MissedHandoff) -> String {
    let mut shares: Vec<_> = miss.shares.iter().collect();
    shares.sort_by_key(|share| std::cmp::Reverse(share.seconds));
    let names: Vec<String> = shares
        .iter()
        .map(|share| match &share.cause {
            Cause::Department(cause) if *cause == miss.handoff.owed.supplier => view.say.itself.to_owned(),
            cause @ (Cause::Department(_) | Cause::Plan) => view.cause(cause),
        })
        .collect();
    let said = if names.is_empty() { view.say.no_figure.to_owned() } else { view.style.list(&names) };
    if miss.is_excused { view.words.excused_by(&said) } else { said }
}

pub(super) fn append(out: &mut Writer, misses: &[MissedHandoff]) {
    let view = View::of(out.style);
    if misses.is_empty() {
        return;
    }
    out.heading(3, "misses-all", view.say.misses);
    let columns = [
        (view.say.due_at, Align::Start),
        (view.say.came_at, Align::Start),
        (view.say.late_working, Align::End),
        (view.say.late_elapsed, Align::End),
        (view.say.own, Align::End),
        (view.say.inherited, Align::End),
        (view.say.pair, Align::Start),
        (view.say.what, Align::Start),
    ];
    let mut table = table("misses", view.say.misses_all, &columns);
    table.rows.extend(misses.iter().map(|miss| Row {
        cells: vec![
            Cell::Deadline(miss.handoff.due_at),
            miss.delivered_at.map_or_else(|| Cell::Text(view.say.still_overdue.to_owned()), Cell::Instant),
            late(view, miss),
            Cell::Elapsed(miss.late_s),
            Cell::Elapsed(miss.own_s),
            Cell::Elapsed(miss.inherited_s),
            Cell::Text(view.who(&miss.handoff)),
            Cell::Text(view.what(&miss.handoff)),
        ],
        remark: Some(evidence(view, miss)),
        details: miss.explanation.iter().map(|why| why.in_words(view.language())).collect(),
    }));
    out.table(table);
    out.note(view.say.misses_note);
}

/// Excused or not, whose delay it was, the chain it came along, the reasons given, and the rows of the log.
fn evidence(view: View, miss: &MissedHandoff) -> String {
    let mut said = Vec::new();
    if miss.is_excused {
        said.push(view.say.is_excused.to_owned());
    }
    if !miss.shares.is_empty() {
        let shares: Vec<String> = miss.shares.iter().map(|share| view.share(share)).collect();
        said.push(view.words.caused_by(&view.style.list(&shares)));
    }
    if miss.delivered_at.is_none() {
        said.push(view.words.lies_with_now(&view.parties(&miss.waits_for)));
    }
    said.extend(miss.promised_at.map(|at| view.words.promised(&view.style.short_deadline(at))));
    said.extend(miss.chain.iter().skip(1).map(|step| came_with(view, step)));
    let reasons: Vec<String> = miss.reasons().into_iter().map(|reason| view.words.quoted(reason)).collect();
    if !reasons.is_empty() {
        said.push(view.words.reasons(&reasons));
    }
    if !miss.rows.is_empty() {
        said.push(view.words.rests_on(&view.log_lines(&miss.rows)));
    }
    view.sentences(&said)
}

fn came_with(view: View, step: &Step) -> String {
    let (through, stays) = (view.style.elapsed(step.through_s), view.style.elapsed(step.stays_s));
    let (what, who) = (view.short(&step.handoff), view.party(&step.handoff.owed.supplier));
    let arose = match step.stays_s {
        0 => Arose::Earlier,
        n if n == step.through_s => Arose::Here,
        _ => Arose::Partly(&stays),
    };
    view.words.came_with(&through, &what, &who, arose)
}
