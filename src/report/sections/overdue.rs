//! What is overdue: with whom it lies, for how long, and each one by name.

use super::super::contents::ROWS;
use super::super::document::{Align, Cell, Row, Table, Writer};
use super::view::{View, count, row, table};
use crate::analysis::overdue::{Age, Cleared, EscalationStep, Overdue, OverdueHandoff, OverduePair};

pub(super) fn write(out: &mut Writer, overdue: &Overdue) {
    let view = View::of(out.style);
    out.heading(2, "overdue", view.say.overdue);
    if overdue.handoffs.is_empty() {
        return out.paragraph(view.say.nothing_overdue);
    }
    list(out, view, "overdue-worst", view.say.worst_first, overdue.handoffs.iter());
}

/// The worst, in five columns.
pub(super) fn list<'o>(
    out: &mut Writer,
    view: View,
    name: &'static str,
    caption: &str,
    handoffs: impl Iterator<Item = &'o OverdueHandoff>,
) {
    let columns = [
        (view.say.since, Align::Start),
        (view.say.late_working, Align::End),
        (view.say.what, Align::Start),
        (view.say.pair, Align::Start),
        (view.say.lies_with, Align::Start),
    ];
    let mut table = Table { narrow: Some([2, 1, 4]), brief: BRIEF, ..table(name, caption, &columns) };
    table.link = (name == "overdue-worst").then_some("overdue-all");
    table.rows.extend(handoffs.map(|overdue| {
        row(vec![
            Cell::Deadline(overdue.handoff.due_at),
            late(overdue),
            Cell::Text(view.short(&overdue.handoff)),
            Cell::Text(view.who(&overdue.handoff)),
            Cell::Text(view.lies_with(&overdue.waits_for, overdue.is_excused)),
        ])
    }));
    out.first_of(table, if name == "overdue-worst" { WORST } else { ROWS });
}

/// The most rows that the report itself shows.
const WORST: usize = 7;
/// Without who owes whom.
const BRIEF: Option<&[usize]> = Some(&[0, 1, 2, 4]);

fn late(overdue: &OverdueHandoff) -> Cell {
    Cell::Late { days: overdue.working_days, seconds: overdue.working_s }
}

pub(super) fn append(out: &mut Writer, overdue: &Overdue) {
    let view = View::of(out.style);
    if overdue.handoffs.is_empty() && overdue.cleared.is_empty() {
        return;
    }
    out.heading(3, "overdue-all", view.say.overdue);
    if !overdue.handoffs.is_empty() {
        write_handoffs(out, view, &overdue.handoffs);
        write_pairs(out, view, &overdue.pairs);
        write_ages(out, view, &overdue.ages);
        out.note(view.say.overdue_note);
    }
    write_cleared(out, view, &overdue.cleared);
}

fn write_pairs(out: &mut Writer, view: View, pairs: &[OverduePair]) {
    let columns = [
        (view.say.pair, Align::Start),
        (view.say.handoffs, Align::End),
        (view.say.new, Align::End),
        (view.say.oldest, Align::Start),
        (view.say.all_working, Align::End),
    ];
    let mut table = table("overdue-pairs", view.say.who_owes, &columns);
    table.rows.extend(pairs.iter().map(|pair| {
        row(vec![
            Cell::Text(view.pair_of(&pair.pair)),
            count(pair.handoffs),
            count(pair.new),
            Cell::Deadline(pair.oldest_due_at),
            Cell::Working(pair.working_s),
        ])
    }));
    out.table(table);
}

fn write_ages(out: &mut Writer, view: View, ages: &[Age]) {
    let columns = [(view.say.age, Align::Start), (view.say.handoffs, Align::End)];
    let mut table = table("overdue-ages", view.say.ages, &columns);
    table.rows.extend(ages.iter().map(|age| row(vec![Cell::Text(bucket(view, age)), count(age.handoffs)])));
    out.table(table);
}

pub(super) fn bucket(view: View, age: &Age) -> String {
    view.words.age(age.from_days, age.until_days)
}

fn write_handoffs(out: &mut Writer, view: View, handoffs: &[OverdueHandoff]) {
    let columns = [
        (view.say.since, Align::Start),
        (view.say.late_working, Align::End),
        (view.say.elapsed, Align::End),
        (view.say.pair, Align::Start),
        (view.say.lies_with, Align::Start),
        (view.say.what, Align::Start),
    ];
    let mut table = table("overdue", view.say.overdue_all, &columns);
    table.rows.extend(handoffs.iter().map(|overdue| Row {
        cells: vec![
            Cell::Deadline(overdue.handoff.due_at),
            late(overdue),
            Cell::Elapsed(overdue.elapsed_s),
            Cell::Text(view.who(&overdue.handoff)),
            Cell::Text(view.lies_with(&overdue.waits_for, overdue.is_excused)),
            Cell::Text(view.what(&overdue.handoff)),
        ],
        remark: remark(view, overdue),
        details: overdue.explanation.iter().map(|why| why.in_words(view.language())).collect(),
    }));
    out.table(table);
}

/// What is to be said of an overdue handoff beyond its row: new, moved deadline, escalation, remedy, rows of the log.
fn remark(view: View, overdue: &OverdueHandoff) -> Option<String> {
    let mut said = Vec::new();
    if overdue.is_new {
        said.push(view.say.new_this_week.to_owned());
    }
    if overdue.original_due_at != overdue.handoff.due_at {
        said.push(view.words.first_due(&view.style.short_deadline(overdue.original_due_at)));
    }
    let at = |step: &EscalationStep| view.style.short_instant(step.at);
    let level = overdue.escalation_level;
    said.extend(overdue.escalated_to().map(|step| view.words.escalated(level, &view.text(&step.to_name), &at(step))));
    said.extend(overdue.escalates_next().map(|step| view.words.escalates(&view.text(&step.to_name), &at(step))));
    said.extend(overdue.remedy.as_ref().map(|remedy| {
        view.words.remedy(remedy.is_due, &view.style.short_deadline(remedy.at), &view.text(&remedy.text))
    }));
    said.extend((!overdue.rows.is_empty()).then(|| view.words.rests_on(&view.log_lines(&overdue.rows))));
    (!said.is_empty()).then(|| view.sentences(&said))
}

fn write_cleared(out: &mut Writer, view: View, cleared: &[Cleared]) {
    let columns = [
        (view.say.due_at, Align::Start),
        (view.say.is_now, Align::Start),
        (view.say.delivered_at, Align::Start),
        (view.say.pair, Align::Start),
        (view.say.what, Align::Start),
    ];
    let mut table = table("cleared", view.say.cleared, &columns);
    table.rows.extend(cleared.iter().map(|cleared| {
        row(vec![
            Cell::Deadline(cleared.handoff.due_at),
            Cell::Text(view.status(cleared.status)),
            cleared.delivered_at.map_or(Cell::Empty, Cell::Instant),
            Cell::Text(view.who(&cleared.handoff)),
            Cell::Text(view.what(&cleared.handoff)),
        ])
    }));
    out.table(table);
}
