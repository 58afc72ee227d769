//! Who held things up: the verdict, its sums, and what would have been.

use super::super::contents::Report;
use super::super::document::{Align, Cell, Row, Writer};
use super::view::{View, count, row, table};
use crate::analysis::bottleneck::Bottleneck;
use crate::analysis::delay::{Cause, Delayed, Named, Scope, Totals, Without};

/// The most names that a remark lists.
const NAMED: usize = 8;
/// The most further departments that the report itself names.
const OTHERS: usize = 4;

pub(super) fn write(out: &mut Writer, report: &Report) {
    let view = View::of(out.style);
    out.heading(2, "bottleneck", view.say.bottleneck);
    out.paragraph(verdict(view, report));
    let departments = &report.bottleneck.but_for.departments;
    let others = departments.iter().skip(1).take(OTHERS);
    let others: Vec<String> = others
        .filter(|without| without.misses_saved > 0)
        .map(|without| format!("{} {}", view.party(&without.department), without.misses_saved))
        .collect();
    if !others.is_empty() {
        out.paragraph(view.words.without_others(&others.join(" · ")));
    }
}

/// Who the bottleneck is, in a sentence; also for the first screen.
pub(super) fn verdict(view: View, report: &Report) -> String {
    let but_for = &report.bottleneck.but_for;
    if but_for.misses == 0 {
        return view.say.no_misses.to_owned();
    }
    let Some(worst) = but_for.bottleneck() else {
        return view.say.no_bottleneck.to_owned();
    };
    let share = report.compliance.share_of_work(&worst.department.id).map(|share| view.style.ratio(Some(share)));
    view.words.bottleneck(&view.party(&worst.department), share.as_deref(), worst.misses_saved, but_for.misses)
}

pub(super) fn append(out: &mut Writer, bottleneck: &Bottleneck) {
    let view = View::of(out.style);
    if bottleneck.but_for.misses == 0 {
        return;
    }
    out.heading(3, "delay", view.say.bottleneck);
    write_but_for(out, view, &bottleneck.but_for.departments);
    write_together(out, view, bottleneck);
    out.note(view.say.but_for_note);
    write_totals(out, view, &bottleneck.totals);
    write_delayed(out, view, &bottleneck.who_delayed_whom);
    out.note(set(view, bottleneck));
}

fn write_but_for(out: &mut Writer, view: View, departments: &[Without]) {
    let columns = [
        (view.say.department, Align::Start),
        (view.say.misses_saved, Align::End),
        (view.say.lateness_saved, Align::End),
    ];
    let mut table = table("but-for", view.say.but_for, &columns);
    table.rows.extend(departments.iter().map(|without| Row {
        remark: names(view, &without.vanished),
        ..row(vec![
            Cell::Text(view.party(&without.department)),
            count(without.misses_saved),
            Cell::Elapsed(without.late_saved_s),
        ])
    }));
    out.table(table);
}

fn write_together(out: &mut Writer, view: View, bottleneck: &Bottleneck) {
    let columns = [
        (view.say.departments, Align::Start),
        (view.say.misses_saved, Align::End),
        (view.say.lateness_saved, Align::End),
    ];
    let mut table = table("but-for-both", view.say.but_for_both, &columns);
    let together = bottleneck.but_for.pairs.iter().filter(|pair| !pair.vanished_only_together.is_empty());
    table.rows.extend(together.map(|pair| {
        let both = [view.party(&pair.departments.0), view.party(&pair.departments.1)];
        Row {
            remark: names(view, &pair.vanished_only_together),
            ..row(vec![Cell::Text(view.style.list(&both)), count(pair.misses_saved), Cell::Elapsed(pair.late_saved_s)])
        }
    }));
    out.table(table);
}

fn names(view: View, named: &[Named]) -> Option<String> {
    let more = named.len().saturating_sub(NAMED);
    let mut items: Vec<String> =
        named.iter().take(NAMED).map(|named| format!("{} {}", named.obligation, named.key)).collect();
    if more > 0 {
        items.push(view.words.more(more));
    }
    (!items.is_empty()).then(|| view.style.list(&items))
}

fn write_totals(out: &mut Writer, view: View, totals: &Totals) {
    let columns = [
        (view.say.department, Align::Start),
        (view.say.late_steps, Align::End),
        (view.say.excused, Align::End),
        (view.say.own, Align::End),
        (view.say.inherited, Align::End),
        (view.say.caused, Align::End),
        (view.say.recovered, Align::End),
    ];
    let mut table = table("own-and-inherited", view.say.delay, &columns);
    table.rows.extend(totals.departments.iter().map(|department| {
        row(vec![
            Cell::Text(view.party(&department.department)),
            count(department.late),
            count(department.excused),
            Cell::Elapsed(department.own_s),
            Cell::Elapsed(department.inherited_s),
            Cell::Elapsed(department.caused_s),
            Cell::Elapsed(department.recovered_s),
        ])
    }));
    if totals.plan_s > 0 {
        table.rows.push(row(vec![
            Cell::Text(view.say.plan.to_owned()),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Elapsed(totals.plan_s),
            Cell::Empty,
        ]));
    }
    table.rows.push(row(vec![
        Cell::Text(view.say.all_together.to_owned()),
        count(totals.late),
        count(totals.excused),
        Cell::Elapsed(totals.own_s),
        Cell::Elapsed(totals.inherited_s),
        Cell::Elapsed(totals.late_s),
        Cell::Elapsed(totals.recovered_s),
    ]));
    out.table(table);
}

fn write_delayed(out: &mut Writer, view: View, delayed: &[Delayed]) {
    let columns = [
        (view.say.cause, Align::Start),
        (view.say.delayed, Align::Start),
        (view.say.handoffs, Align::End),
        (view.say.lateness, Align::End),
    ];
    let mut table = table("who-delayed-whom", view.say.who_delayed_whom, &columns);
    table.rows.extend(delayed.iter().map(|delayed| {
        let supplier = match &delayed.cause {
            Cause::Department(cause) if *cause == delayed.supplier => view.say.itself.to_owned(),
            Cause::Department(_) | Cause::Plan => view.party(&delayed.supplier),
        };
        row(vec![
            Cell::Text(view.cause(&delayed.cause)),
            Cell::Text(supplier),
            count(delayed.handoffs),
            Cell::Elapsed(delayed.seconds),
        ])
    }));
    out.table(table);
}

/// Which handoffs are added up, and how far delay spreads over all of them.
fn set(view: View, bottleneck: &Bottleneck) -> String {
    let note = match bottleneck.totals.scope {
        Scope::Terminal => view.say.terminal_note,
        Scope::All => view.say.all_note,
    };
    let mut said = vec![note.to_owned()];
    said.extend(bottleneck.knock_on.map(|knock_on| view.words.passed_on(knock_on)));
    if bottleneck.totals.merged > 0 {
        said.push(view.words.merged(bottleneck.totals.merged));
    }
    if bottleneck.totals.unknown > 0 {
        said.push(view.words.unknown_lateness(bottleneck.totals.unknown));
    }
    view.sentences(&said)
}
