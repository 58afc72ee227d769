//! What departments complain of, and what came back.

use super::super::document::{Align, Cell, Writer};
use super::view::{View, row, table};
use crate::Text;
use crate::analysis::complaints::{Bar, Complaint, Complaints};

/// The most kinds that a sentence names.
const NAMED: usize = 3;

pub(super) fn write(out: &mut Writer, complaints: &Complaints) {
    let view = View::of(out.style);
    out.heading(2, "complaints", view.say.complaints);
    if complaints.made == 0 {
        return out.paragraph(view.say.no_complaints);
    }
    let (made, open, again) = (complaints.made, complaints.open.len(), complaints.recurrences.len());
    let most = complaints.by_category.iter().take(NAMED);
    let most: Vec<String> =
        most.map(|bar| view.words.counted_kind(&kind(view, bar.called.as_ref()), bar.count)).collect();
    out.paragraph(view.words.complaints(made, open, again, &view.style.list(&most)));
}

pub(super) fn append(out: &mut Writer, complaints: &Complaints) {
    let view = View::of(out.style);
    if complaints.made == 0 {
        return;
    }
    out.heading(3, "complaints-all", view.say.complaints);
    write_open(out, view, &complaints.open);
    write_recurrences(out, view, complaints);
    write_bars(out, view, ("complaint-categories", view.say.by_category, view.say.kind), &complaints.by_category);
    write_bars(out, view, ("complaint-causes", view.say.by_cause, view.say.root_cause), &complaints.by_cause);
    write_pairs(out, view, complaints);
}

fn write_bars(out: &mut Writer, view: View, titles: (&'static str, &str, &str), bars: &[Bar]) {
    let (name, caption, of) = titles;
    let columns = [(of, Align::Start), (view.say.complaints_count, Align::End), (view.say.cumulative, Align::End)];
    let mut table = table(name, caption, &columns);
    table.rows.extend(bars.iter().map(|bar| {
        let kind = kind(view, bar.called.as_ref());
        row(vec![Cell::Text(kind), Cell::Count(bar.count), Cell::Share(bar.cumulative_share())])
    }));
    out.table(table);
}

pub(super) fn kind(view: View, name: Option<&Text>) -> String {
    name.map_or_else(|| view.say.unnamed.to_owned(), |name| view.text(name))
}

fn write_open(out: &mut Writer, view: View, open: &[Complaint]) {
    let columns = [
        (view.say.number, Align::Start),
        (view.say.made_at, Align::Start),
        (view.say.pair, Align::Start),
        (view.say.kind, Align::Start),
        (view.say.root_cause, Align::Start),
    ];
    let mut table = table("complaints-open", view.say.open_complaints_caption, &columns);
    table.rows.extend(open.iter().map(|complaint| {
        row(vec![
            Cell::Text(complaint.number.clone()),
            Cell::Instant(complaint.at),
            Cell::Text(view.pair_of(&complaint.pair)),
            Cell::Text(kind(view, complaint.category_called.as_ref())),
            Cell::Text(kind(view, complaint.cause_called.as_ref())),
        ])
    }));
    out.table(table);
}

fn write_recurrences(out: &mut Writer, view: View, complaints: &Complaints) {
    let columns = [
        (view.say.number, Align::Start),
        (view.say.made_at, Align::Start),
        (view.say.pair, Align::Start),
        (view.say.kind, Align::Start),
        (view.say.closed_before, Align::Start),
        (view.say.quiet_for, Align::End),
        (view.say.times, Align::End),
    ];
    let mut table = table("recurrences", view.say.recurrences, &columns);
    table.rows.extend(complaints.recurrences.iter().map(|found| {
        row(vec![
            Cell::Text(found.again.number.clone()),
            Cell::Instant(found.again.at),
            Cell::Text(view.pair_of(&found.again.pair)),
            Cell::Text(kind(view, found.again.category_called.as_ref())),
            Cell::Text(found.closed.number.clone()),
            Cell::Elapsed(found.quiet_s),
            Cell::Count(found.times),
        ])
    }));
    out.table(table);
}

fn write_pairs(out: &mut Writer, view: View, complaints: &Complaints) {
    let columns = [
        (view.say.pair, Align::Start),
        (view.say.complaints_count, Align::End),
        (view.say.still_open, Align::End),
        (view.say.came_back, Align::End),
        (view.say.mean_to_resolve, Align::End),
    ];
    let mut table = table("complaint-pairs", view.say.complaint_pairs, &columns);
    table.rows.extend(complaints.pairs.iter().map(|history| {
        row(vec![
            Cell::Text(view.pair_of(&history.pair)),
            Cell::Count(history.made),
            Cell::Count(history.open),
            Cell::Count(history.recurrences),
            history.mean_time_to_resolve_s.map_or(Cell::Empty, Cell::Elapsed),
        ])
    }));
    out.table(table);
}
