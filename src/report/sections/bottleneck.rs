//! Who held things up: the verdict, its sums, and the evidence row by row.

use super::super::document::{Align, Cell, Row, Writer};
use super::super::words::Arose;
use super::view::{View, count, row, table};
use crate::analysis::bottleneck::{Bottleneck, Miss};
use crate::analysis::delay::{Cause, Delayed, Named, Scope, Share, Step, Totals, Without};

/// The most names that a remark lists.
const NAMED: usize = 8;

pub(super) fn write(out: &mut Writer, bottleneck: &Bottleneck) {
    let view = View::of(out.style);
    out.heading(2, "bottleneck", view.say.bottleneck);
    out.paragraph(verdict(view, bottleneck));
    if bottleneck.but_for.misses == 0 {
        return;
    }
    write_but_for(out, view, &bottleneck.but_for.departments);
    write_together(out, view, bottleneck);
    out.note(view.say.but_for_note);
    write_totals(out, view, &bottleneck.totals);
    write_delayed(out, view, &bottleneck.who_delayed_whom);
    write_misses(out, view, &bottleneck.misses);
    out.note(set(view, bottleneck));
}

/// Who the bottleneck is, in a sentence or two; also for the top of the report.
pub(super) fn verdict(view: View, bottleneck: &Bottleneck) -> String {
    let but_for = &bottleneck.but_for;
    if but_for.misses == 0 {
        return view.say.no_misses.to_owned();
    }
    let Some(worst) = but_for.bottleneck() else {
        return view.say.no_bottleneck.to_owned();
    };
    let who = view.party(&worst.department);
    let lateness = [&*view.style.long_working(worst.late_saved_s), &*view.style.long_working(but_for.late_s)];
    view.words.bottleneck(&who, worst.misses_saved, but_for.misses, lateness)
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
            Cell::Working(without.late_saved_s),
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
            ..row(vec![Cell::Text(view.style.list(&both)), count(pair.misses_saved), Cell::Working(pair.late_saved_s)])
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
    let mut table = table("delay", view.say.delay, &columns);
    table.rows.extend(totals.departments.iter().map(|department| {
        row(vec![
            Cell::Text(view.party(&department.department)),
            count(department.late),
            count(department.excused),
            Cell::Working(department.own_s),
            Cell::Working(department.inherited_s),
            Cell::Working(department.caused_s),
            Cell::Working(department.recovered_s),
        ])
    }));
    if totals.plan_s > 0 {
        table.rows.push(row(vec![
            Cell::Text(view.say.plan.to_owned()),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Working(totals.plan_s),
            Cell::Empty,
        ]));
    }
    table.rows.push(row(vec![
        Cell::Text(view.say.all_together.to_owned()),
        count(totals.late),
        count(totals.excused),
        Cell::Working(totals.own_s),
        Cell::Working(totals.inherited_s),
        Cell::Working(totals.late_s),
        Cell::Working(totals.recovered_s),
    ]));
    out.table(table);
}

fn name(view: View, cause: &Cause) -> String {
    match cause {
        Cause::Department(department) => view.party(department),
        Cause::Plan => view.say.plan.to_owned(),
    }
}

fn write_delayed(out: &mut Writer, view: View, delayed: &[Delayed]) {
    let columns = [
        (view.say.cause, Align::Start),
        (view.say.whose, Align::Start),
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
            Cell::Text(name(view, &delayed.cause)),
            Cell::Text(supplier),
            count(delayed.handoffs),
            Cell::Working(delayed.seconds),
        ])
    }));
    out.table(table);
}

fn write_misses(out: &mut Writer, view: View, misses: &[Miss]) {
    let columns = [
        (view.say.lateness, Align::End),
        (view.say.own, Align::End),
        (view.say.inherited, Align::End),
        (view.say.pair, Align::Start),
        (view.say.what, Align::Start),
    ];
    let mut table = table("misses", view.say.misses, &columns);
    table.rows.extend(misses.iter().map(|miss| Row {
        remark: Some(evidence(view, miss)),
        ..row(vec![
            Cell::Working(miss.late_s),
            Cell::Working(miss.own_s),
            Cell::Working(miss.inherited_s),
            Cell::Text(view.pair(&miss.handoff.owed.supplier, &miss.handoff.owed.customer)),
            Cell::Text(view.what(&miss.handoff)),
        ])
    }));
    out.table(table);
}

/// Whose delay it was, and the chain it came along.
fn evidence(view: View, miss: &Miss) -> String {
    let share = |share: &Share| view.words.share(&name(view, &share.cause), &view.style.working(share.seconds));
    let shares: Vec<String> = miss.shares.iter().map(share).collect();
    let mut said = vec![view.words.caused_by(&view.style.list(&shares))];
    if miss.is_provisional {
        said.push(view.say.still_growing.to_owned());
    }
    said.extend(miss.chain.iter().skip(1).map(|step| came_with(view, step)));
    view.sentences(&said)
}

fn came_with(view: View, step: &Step) -> String {
    let (through, stays) = (view.style.working(step.through_s), view.style.working(step.stays_s));
    let (what, who) = (view.what(&step.handoff), view.party(&step.handoff.owed.supplier));
    let arose = match step.stays_s {
        0 => Arose::Earlier,
        n if n == step.through_s => Arose::Here,
        _ => Arose::Partly(&stays),
    };
    view.words.came_with(&through, &what, &who, arose)
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
