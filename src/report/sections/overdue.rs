//! What is overdue: who owes whom, for how long, and each one by name.

use super::super::document::{Align, Cell, Row, Writer};
use super::super::language::Language;
use super::view::{View, count, row};
use super::words;
use crate::analysis::{Age, Cleared, EscalationStep, Overdue, OverdueHandoff, OverduePair, RemedyDue};

pub(super) fn write(out: &mut Writer, overdue: &Overdue) {
    let view = View::of(out);
    out.heading(2, "overdue", view.say(words::OVERDUE));
    if overdue.handoffs.is_empty() {
        out.paragraph(view.say(words::NOTHING_OVERDUE));
    } else {
        write_pairs(out, view, &overdue.pairs);
        write_ages(out, view, &overdue.ages);
        write_handoffs(out, view, &overdue.handoffs);
        out.note(view.say(words::OVERDUE_NOTE));
    }
    write_cleared(out, view, &overdue.cleared);
}

fn write_pairs(out: &mut Writer, view: View, pairs: &[OverduePair]) {
    let columns = [
        (words::PAIR, Align::Start),
        (words::HANDOFFS, Align::End),
        (words::NEW, Align::End),
        (words::OLDEST, Align::Start),
        (words::ALL_WORKING, Align::End),
    ];
    let mut table = view.table("overdue-pairs", words::WHO_OWES, &columns);
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
    let columns = [(words::AGE, Align::Start), (words::HANDOFFS, Align::End)];
    let mut table = view.table("overdue-ages", words::AGES, &columns);
    table.rows.extend(ages.iter().map(|age| row(vec![Cell::Text(bucket(view, age)), count(age.handoffs)])));
    out.table(table);
}

pub(super) fn bucket(view: View, age: &Age) -> String {
    let from = age.from_days;
    match (view.language(), age.until_days) {
        (Language::English, Some(1)) => "under 1 day".to_owned(),
        (Language::English, Some(until)) => format!("{from} to {until} days"),
        (Language::English, None) => format!("{from} days and more"),
        (Language::Chinese, Some(1)) => "不足1天".to_owned(),
        (Language::Chinese, Some(until)) => format!("{from}至{until}天"),
        (Language::Chinese, None) => format!("{from}天以上"),
    }
}

fn write_handoffs(out: &mut Writer, view: View, handoffs: &[OverdueHandoff]) {
    let columns = [
        (words::SINCE, Align::Start),
        (words::OVERDUE_FOR, Align::End),
        (words::WORKING, Align::End),
        (words::PAIR, Align::Start),
        (words::WHAT, Align::Start),
    ];
    let mut table = view.table("overdue", words::WORST_FIRST, &columns);
    table.rows.extend(handoffs.iter().map(|overdue| Row {
        cells: vec![
            Cell::Deadline(overdue.handoff.due_at),
            Cell::Elapsed(overdue.elapsed_s),
            Cell::Working(overdue.working_s),
            Cell::Text(view.pair(&overdue.handoff.owed.supplier, &overdue.handoff.owed.customer)),
            Cell::Text(view.what(&overdue.handoff)),
        ],
        remark: remark(view, overdue),
        details: overdue.explanation.iter().map(|why| why.in_words(view.language())).collect(),
    }));
    out.table(table);
}

/// What is to be said of an overdue handoff beyond its row: new, moved deadline, escalation, remedy.
fn remark(view: View, overdue: &OverdueHandoff) -> Option<String> {
    let mut said = Vec::new();
    if overdue.is_new {
        said.push(match view.language() {
            Language::English => "New this week.".to_owned(),
            Language::Chinese => "本周新增。".to_owned(),
        });
    }
    if overdue.original_due_at != overdue.handoff.due_at {
        let original = view.style.short_deadline(overdue.original_due_at);
        said.push(match view.language() {
            Language::English => format!("First due {original}."),
            Language::Chinese => format!("原定{original}到期。"),
        });
    }
    said.extend(overdue.escalated_to().map(|step| escalated(view, overdue.escalation_level, step)));
    said.extend(overdue.escalates_next().map(|step| escalates(view, step)));
    said.extend(overdue.remedy.as_ref().map(|remedy| remedy_due(view, remedy)));
    (!said.is_empty()).then(|| view.sentences(&said))
}

fn escalated(view: View, level: usize, step: &EscalationStep) -> String {
    let at = view.style.short_instant(step.at);
    match view.language() {
        Language::English => format!("Escalation level {level}: to {} on {at}.", step.to),
        Language::Chinese => format!("已升级至第{level}级：{at}通知{}。", step.to),
    }
}

fn escalates(view: View, step: &EscalationStep) -> String {
    let at = view.style.short_instant(step.at);
    match view.language() {
        Language::English => format!("Goes to {} on {at}.", step.to),
        Language::Chinese => format!("{at}将通知{}。", step.to),
    }
}

fn remedy_due(view: View, remedy: &RemedyDue) -> String {
    let at = view.style.short_deadline(remedy.at);
    let text = view.text(&remedy.text);
    match (view.language(), remedy.is_due) {
        (Language::English, true) => format!("Remedy due since {at}: {text}."),
        (Language::English, false) => format!("Remedy due from {at}: {text}."),
        (Language::Chinese, true) => format!("自{at}起应补救：{text}。"),
        (Language::Chinese, false) => format!("{at}起将须补救：{text}。"),
    }
}

fn write_cleared(out: &mut Writer, view: View, cleared: &[Cleared]) {
    let columns = [
        (words::DUE_AT, Align::Start),
        (words::IS_NOW, Align::Start),
        (words::DELIVERED_AT, Align::Start),
        (words::PAIR, Align::Start),
        (words::WHAT, Align::Start),
    ];
    let mut table = view.table("cleared", words::CLEARED, &columns);
    table.rows.extend(cleared.iter().map(|cleared| {
        row(vec![
            Cell::Deadline(cleared.handoff.due_at),
            Cell::Text(view.status(cleared.status)),
            cleared.delivered_at.map_or(Cell::Empty, Cell::Instant),
            Cell::Text(view.pair(&cleared.handoff.owed.supplier, &cleared.handoff.owed.customer)),
            Cell::Text(view.what(&cleared.handoff)),
        ])
    }));
    out.table(table);
}
