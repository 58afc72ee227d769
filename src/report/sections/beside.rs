//! What stands beside the figures: what is waived, and rows that count for nothing.

use super::super::contents::{RowsBeside, Waived};
use super::super::document::{Align, Cell, Row, Table, Writer};
use super::view::{View, row, table};
use crate::log::Ignored;

pub(super) fn append_waived(out: &mut Writer, waived: &[Waived]) {
    let view = View::of(out.style);
    if waived.is_empty() {
        return;
    }
    out.heading(3, "waived-all", view.say.waived);
    let columns = [(view.say.due_at, Align::Start), (view.say.pair, Align::Start), (view.say.what, Align::Start)];
    let mut table = table("waived", view.say.waived_caption, &columns);
    table.rows.extend(waived.iter().map(|waived| {
        let cells = vec![
            Cell::Deadline(waived.handoff.due_at),
            Cell::Text(view.who(&waived.handoff)),
            Cell::Text(view.what(&waived.handoff)),
        ];
        let reason = match &*waived.reason {
            _ if waived.is_withdrawn => view.say.withdrawn.to_owned(),
            "" => String::new(),
            reason => view.words.quoted(reason),
        };
        Row { remark: Some(view.words.waived(&reason, waived.was_late)), ..row(cells) }
    }));
    out.table(table);
}

pub(super) fn write_rows(out: &mut Writer, rows: &RowsBeside) {
    let view = View::of(out.style);
    out.heading(2, "rows", view.say.rows);
    if rows.is_empty() {
        return out.paragraph(view.say.no_rows);
    }
    let counts = [rows.rejected.len(), rows.unmatched.len(), rows.additional.len()];
    out.paragraph(view.words.rows(counts, rows.guessed.len(), rows.identical.len(), rows.opened_nothing.len()));
}

pub(super) fn append_rows(out: &mut Writer, rows: &RowsBeside) {
    let view = View::of(out.style);
    if rows.is_empty() {
        return;
    }
    out.heading(3, "rows-all", view.say.rows);
    let lists = [
        ("rejected", view.say.rejected, &rows.rejected),
        ("unmatched", view.say.unmatched, &rows.unmatched),
        ("additional", view.say.additional, &rows.additional),
        ("guessed", view.say.guessed, &rows.guessed),
    ];
    for (name, caption, list) in lists {
        let mut table = listing(view, name, caption, view.say.why);
        let cells = |ignored: &Ignored| {
            row(vec![
                Cell::Text(place(view, ignored.file.as_deref(), ignored.line)),
                Cell::Quoted(ignored.text.clone()),
                Cell::Text(view.words.ignored(&ignored.why)),
            ])
        };
        table.rows.extend(list.iter().map(cells));
        out.table(table);
    }
    let mut same = listing(view, "identical", view.say.identical, view.say.same_as);
    same.rows.extend(rows.identical.iter().map(|found| {
        row(vec![
            Cell::Text(place(view, found.row.file.as_deref(), found.row.line)),
            Cell::Quoted(found.row.text.clone()),
            Cell::Text(place(view, found.first.file.as_deref(), found.first.line)),
        ])
    }));
    out.table(same);
    let columns = [(view.say.milestone, Align::Start), (view.say.carried, Align::Start), (view.say.times, Align::End)];
    let mut idle = table("opened-nothing", view.say.opened_nothing, &columns);
    idle.rows.extend(rows.opened_nothing.iter().map(|found| {
        let carried: Vec<String> = found.attributes.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        row(vec![
            Cell::Quoted(found.milestone.clone()),
            Cell::Quoted(carried.join("; ")),
            super::view::count(found.count),
        ])
    }));
    out.table(idle);
}

fn listing(view: View, name: &'static str, caption: &str, last: &str) -> Table {
    table(name, caption, &[(view.say.line, Align::Start), (view.say.row, Align::Start), (last, Align::Start)])
}

/// `log.csv:17`.
fn place(view: View, file: Option<&str>, line: u64) -> String {
    let file = file.unwrap_or(view.say.event);
    if line == 0 { file.to_owned() } else { format!("{file}:{line}") }
}
