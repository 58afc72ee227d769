//! Who held things up: the verdict, its sums, and the evidence row by row.

use super::super::document::{Align, Cell, Row, Writer};
use super::super::language::{Language, Phrase};
use super::view::{View, count, row};
use super::words;
use crate::analysis::{Bottleneck, Cause, Delayed, Miss, Named, Scope, Step, Totals, Without};

/// The most names that a remark lists.
const NAMED: usize = 8;

pub(super) fn write(out: &mut Writer, bottleneck: &Bottleneck) {
    let view = View::of(out);
    out.heading(2, "bottleneck", view.say(words::BOTTLENECK));
    out.paragraph(verdict(view, bottleneck));
    if bottleneck.but_for.misses == 0 {
        return;
    }
    write_but_for(out, view, &bottleneck.but_for.departments);
    write_together(out, view, bottleneck);
    out.note(view.say(words::BUT_FOR_NOTE));
    write_totals(out, view, &bottleneck.totals);
    write_delayed(out, view, &bottleneck.who_delayed_whom);
    write_misses(out, view, &bottleneck.misses);
    out.note(set(view, bottleneck));
}

/// Who the bottleneck is, in a sentence or two; also for the top of the report.
pub(super) fn verdict(view: View, bottleneck: &Bottleneck) -> String {
    let but_for = &bottleneck.but_for;
    if but_for.misses == 0 {
        return view.say(words::NO_MISSES).to_owned();
    }
    let Some(worst) = but_for.bottleneck() else {
        return view.say(words::NO_BOTTLENECK).to_owned();
    };
    let who = view.party(&worst.department);
    let (saved, misses) = (view.count(worst.misses_saved), view.count(but_for.misses));
    let (saved_s, late_s) = (view.style.long_working(worst.late_saved_s), view.style.long_working(but_for.late_s));
    let late = if saved_s == late_s { format!("all {late_s}") } else { format!("{saved_s} of {late_s}") };
    match view.language() {
        Language::English if but_for.misses == 1 && worst.misses_saved == 1 => {
            format!(
                "The bottleneck is {who}: without its delays the week's one miss would vanish, and {late} of lateness."
            )
        }
        Language::English => format!(
            "The bottleneck is {who}: without its delays {saved} of the week's {misses} misses would vanish, and {late} of \
             lateness."
        ),
        Language::Chinese => {
            format!("瓶颈在{who}：若其无延误，本周{misses}项未履约中可减少{saved}项，{late_s}的迟延中可减少{saved_s}。")
        }
    }
}

fn write_but_for(out: &mut Writer, view: View, departments: &[Without]) {
    let columns =
        [(words::DEPARTMENT, Align::Start), (words::MISSES_SAVED, Align::End), (words::LATENESS_SAVED, Align::End)];
    let mut table = view.table("but-for", words::BUT_FOR, &columns);
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
    let columns =
        [(words::DEPARTMENTS, Align::Start), (words::MISSES_SAVED, Align::End), (words::LATENESS_SAVED, Align::End)];
    let mut table = view.table("but-for-both", words::BUT_FOR_BOTH, &columns);
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
        items.push(match view.language() {
            Language::English => format!("{} more", view.count(more)),
            Language::Chinese => format!("另外{more}项"),
        });
    }
    (!items.is_empty()).then(|| view.style.list(&items))
}

fn write_totals(out: &mut Writer, view: View, totals: &Totals) {
    let columns = [
        (words::DEPARTMENT, Align::Start),
        (words::LATE_STEPS, Align::End),
        (words::EXCUSED, Align::End),
        (words::OWN, Align::End),
        (words::INHERITED, Align::End),
        (words::CAUSED, Align::End),
        (words::RECOVERED, Align::End),
    ];
    let mut table = view.table("delay", words::DELAY, &columns);
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
            Cell::Text(view.say(words::PLAN).to_owned()),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Working(totals.plan_s),
            Cell::Empty,
        ]));
    }
    table.rows.push(row(vec![
        Cell::Text(view.say(words::ALL_TOGETHER).to_owned()),
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
        Cause::Plan => view.say(words::PLAN).to_owned(),
    }
}

fn write_delayed(out: &mut Writer, view: View, delayed: &[Delayed]) {
    let columns = [
        (words::CAUSE, Align::Start),
        (words::WHOSE, Align::Start),
        (words::HANDOFFS, Align::End),
        (words::LATENESS, Align::End),
    ];
    let mut table = view.table("who-delayed-whom", words::WHO_DELAYED_WHOM, &columns);
    table.rows.extend(delayed.iter().map(|delayed| {
        let supplier = match &delayed.cause {
            Cause::Department(cause) if *cause == delayed.supplier => view.say(words::ITSELF).to_owned(),
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
        (words::LATENESS, Align::End),
        (words::OWN, Align::End),
        (words::INHERITED, Align::End),
        (words::PAIR, Align::Start),
        (words::WHAT, Align::Start),
    ];
    let mut table = view.table("misses", words::MISSES, &columns);
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
    let shares: Vec<String> = miss
        .shares
        .iter()
        .map(|share| {
            let (who, time) = (name(view, &share.cause), view.style.working(share.seconds));
            if view.language() == Language::English { format!("{who} {time}") } else { format!("{who}{time}") }
        })
        .collect();
    let shares = view.style.list(&shares);
    let mut said = vec![match view.language() {
        Language::English => format!("Caused by: {shares}."),
        Language::Chinese => format!("责任：{shares}。"),
    }];
    if miss.is_provisional {
        said.push(view.say(words::STILL_GROWING).to_owned());
    }
    said.extend(miss.chain.iter().skip(1).map(|step| came_with(view, step)));
    view.sentences(&said)
}

fn came_with(view: View, step: &Step) -> String {
    let (through, stays) = (view.style.working(step.through_s), view.style.working(step.stays_s));
    let (what, who) = (view.what(&step.handoff), view.party(&step.handoff.owed.supplier));
    let arose = if step.stays_s == step.through_s { None } else { Some(stays) };
    match (view.language(), arose) {
        (Language::English, _) if step.stays_s == 0 => {
            format!("{through} came with {what} from {who}, who only passed it on.")
        }
        (Language::Chinese, _) if step.stays_s == 0 => format!("{through}随{who}的{what}而来，该处仅为传导。"),
        (Language::English, None) => format!("{through} came with {what} from {who}, and arose there."),
        (Language::English, Some(stays)) => {
            format!("{through} came with {what} from {who}; {stays} of it arose there.")
        }
        (Language::Chinese, None) => format!("{through}随{who}的{what}而来，均起于该处。"),
        (Language::Chinese, Some(stays)) => format!("{through}随{who}的{what}而来，其中{stays}起于该处。"),
    }
}

/// Which handoffs are added up, and how far delay spreads over all of them.
fn set(view: View, bottleneck: &Bottleneck) -> String {
    let note: Phrase = match bottleneck.totals.scope {
        Scope::Terminal => words::TERMINAL_NOTE,
        Scope::All => words::ALL_NOTE,
    };
    let mut said = vec![view.say(note).to_owned()];
    if let Some(knock_on) = bottleneck.knock_on {
        said.push(match view.language() {
            Language::English => {
                format!(
                    "Over all handoffs of the week, each hour of own delay was passed on as {knock_on:.1} hours more."
                )
            }
            Language::Chinese => format!("就本周全部事项而言，每1小时自身延误又传导{knock_on:.1}小时。"),
        });
    }
    if bottleneck.totals.merged > 0 {
        let n = bottleneck.totals.merged;
        said.push(match view.language() {
            Language::English => {
                format!(
                    "In {} more than ten departments took part, and the smallest were counted as one.",
                    view.counted(n, "handoff", "handoffs")
                )
            }
            Language::Chinese => format!("其中{n}项涉及十个以上部门，最小者合并计算。"),
        });
    }
    view.sentences(&said)
}
