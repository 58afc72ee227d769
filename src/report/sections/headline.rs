//! The first screen: what lies on the reader's desk, and how things stand in one line each.

use super::super::contents::Report;
use super::super::document::{Align, Cell, Fact, Table, Tone, Writer};
use super::super::language::Style;
use super::bottleneck;
use super::view::{View, objective, row, table};
use crate::analysis::Window;
use crate::analysis::decisions::Decision;
use crate::analysis::next::Load;
use crate::analysis::signal::{BASELINE_PERIODS, Series};
use crate::{Period, PeriodLength};

/// The most departments, or agreements, that a line names.
const NAMED: usize = 5;

pub(super) fn title(view: View, report: &Report) -> String {
    let window = report.compliance.week;
    let is_week = matches!(window.period(), Some(Period::Week { .. }));
    view.words.title(is_week, &about(view, window), &view.style.long_instant(report.as_of))
}

/// `week 46 of 2026 (9–15 November)`.
pub(super) fn about(view: View, window: Window) -> String {
    let name = view.style.window(window);
    match window.period().map(Period::length) {
        Some(PeriodLength::Week | PeriodLength::Named(_)) => {
            view.words.in_brackets(&name, &view.words.span(window.first_day(), window.last_day()))
        }
        Some(_) | None => name,
    }
}

pub(super) fn write(out: &mut Writer, report: &Report) {
    let view = View::of(out.style);
    out.heading(2, "at-a-glance", view.say.at_a_glance);
    desk(out, view, report);
    reaching(out, view, report);
    out.facts(vec![
        overdue(view, report),
        on_time(view, report),
        not_kept(view, report),
        held_up(view, report),
        next(view, report),
        data(view, report),
    ]);
}

fn desk(out: &mut Writer, view: View, report: &Report) {
    let decisions: Vec<&Decision> = report.decisions.on_the_desk().collect();
    let whose = whose(view, report);
    if decisions.is_empty() {
        return out.paragraph(view.say.desk_empty);
    }
    let columns = [
        (view.say.what, Align::Start),
        (view.say.since, Align::Start),
        (view.say.lies_with, Align::Start),
        (view.say.at_stake, Align::Start),
    ];
    let mut table = Table {
        narrow: Some([0, 1, 2]),
        brief: Some(&[0, 1, 2, 3]),
        ..table("desk", view.words.on_desk(decisions.len(), &whose), &columns)
    };
    table.rows.extend(decisions.iter().map(|decision| row(cells(view, decision, Cell::Instant(decision.at)))));
    out.table(table);
}

fn reaching(out: &mut Writer, view: View, report: &Report) {
    let coming = report.decisions.reaching_the_desk();
    let columns = [
        (view.say.what, Align::Start),
        (view.say.comes_at, Align::Start),
        (view.say.lies_with, Align::Start),
        (view.say.at_stake, Align::Start),
    ];
    let mut table = Table {
        narrow: Some([0, 1, 2]),
        brief: Some(&[0, 1, 2, 3]),
        ..table("reaches", view.words.reaches(coming.len()), &columns)
    };
    table.rows.extend(coming.iter().map(|decision| row(cells(view, decision, Cell::Instant(decision.at)))));
    out.first_of(table, 5);
}

fn cells(view: View, decision: &Decision, at: Cell) -> Vec<Cell> {
    let at_stake = decision.at_stake.as_ref().map_or_else(|| view.say.no_figure.to_owned(), |it| view.text(&it.text));
    vec![
        Cell::Text(view.short(&decision.handoff)),
        at,
        Cell::Text(view.lies_with(&decision.waits_for, decision.is_excused)),
        Cell::Text(at_stake),
    ]
}

/// What those are called to whom the highest step comes.
fn whose(view: View, report: &Report) -> String {
    let desk = report.decisions.whose_desk();
    let names: Vec<String> =
        desk.iter().filter_map(|decision| decision.to_name.as_ref()).map(|name| view.text(name)).collect();
    if names.is_empty() { String::new() } else { view.style.list(&names) }
}

fn overdue(view: View, report: &Report) -> Fact {
    let overdue = &report.overdue;
    let text = if overdue.handoffs.is_empty() {
        view.say.nothing_overdue.to_owned()
    } else {
        let counts = [overdue.handoffs.len(), overdue.before, overdue.cleared.len(), overdue.newly_overdue()];
        view.words.overdue_now(counts, &loads(view, &overdue.lies_with), overdue.waiting_for_others)
    };
    let tone = if overdue.handoffs.is_empty() { Tone::Good } else { Tone::None };
    Fact { name: view.say.overdue.to_owned(), text, link: "overdue", tone }
}

/// `Consumer loans 5 · Customer service 5 …`
pub(super) fn loads(view: View, loads: &[Load]) -> String {
    let said = loads.iter().take(NAMED).map(|load| {
        format!("{} {}", view.party(&load.department), view.style.count(super::view::to_u64(load.handoffs)))
    });
    let more = if loads.len() > NAMED { " …" } else { "" };
    format!("{}{more}", said.collect::<Vec<_>>().join(" · "))
}

fn on_time(view: View, report: &Report) -> Fact {
    let total = &report.compliance.total;
    let text = match total.week.ratio() {
        None => view.words.nothing_was_due(&view.style.window(report.compliance.week)),
        Some(ratio) => {
            let excused = (total.week.excused > 0).then(|| view.style.kept(total.week.excused_ratio()));
            view.sentences(&[view.words.on_time(ratio, excused.as_deref()), usual(view, &total.series)])
        }
    };
    let tone = Tone::of(total.week.ratio(), objective(total));
    Fact { name: view.say.on_time.to_owned(), text, link: "compliance", tone }
}

/// What is usual, where this period stands, and the last one before it that stood out.
fn usual(view: View, series: &Series) -> String {
    let Some((low, high)) = series.usual() else { return view.words.sentence(view.say.word_too_few) };
    let range = Style::between(low.clamp(0.0, 1.0), high.clamp(0.0, 1.0));
    let before = series.earlier_signals().take(1).find_map(|point| {
        let share = format!("{:.1}%", point.value? * 100.0);
        Some(view.words.stood_out(&view.style.window(point.period), &share, view.word(point.word)))
    });
    let told = view.words.usual(&range, BASELINE_PERIODS, view.word(series.word));
    view.sentences(&[told, before.unwrap_or_default()])
}

/// What customers got that was not agreed, and who missed.
fn not_kept(view: View, report: &Report) -> Fact {
    let said: Vec<String> = report
        .shortfalls
        .iter()
        .take(NAMED)
        .filter_map(|missed| {
            let ratio = missed.budget.ratio()?;
            let customers = view.parties(&missed.customers);
            let objective = super::objectives::percent(missed.budget.objective);
            Some(view.words.got(
                &customers,
                &view.style.kept(Some(ratio)),
                ratio.of(),
                &objective,
                &loads(view, &missed.missed_by),
            ))
        })
        .collect();
    let judged =
        report.compliance.agreements.iter().any(|line| line.figures.budgets.iter().any(|it| it.is_reached().is_some()));
    let text = match (said.is_empty(), judged) {
        (true, true) => view.say.all_kept.to_owned(),
        (true, false) => String::new(),
        (false, _) => view.words.lines(&said),
    };
    let tone = if said.is_empty() { Tone::Good } else { Tone::Bad };
    Fact { name: view.say.not_kept.to_owned(), text, link: "objectives", tone }
}

fn held_up(view: View, report: &Report) -> Fact {
    let text = bottleneck::verdict(view, report);
    Fact { name: view.say.bottleneck.to_owned(), text, link: "bottleneck", tone: Tone::None }
}

fn next(view: View, report: &Report) -> Fact {
    let next = &report.next;
    let until = view.style.long_date(next.until);
    let text = if next.handoffs.is_empty() {
        view.words.nothing_next(&until)
    } else {
        view.words.falls_due(next.handoffs.len(), next.recurring(), &until, &loads(view, &next.departments))
    };
    Fact { name: view.say.next.to_owned(), text, link: "next", tone: Tone::None }
}

fn data(view: View, report: &Report) -> Fact {
    let rows = &report.rows;
    let counts =
        [rows.rejected.len(), rows.unmatched.len() + rows.additional.len(), rows.guessed.len(), rows.identical.len()];
    let text = if counts == [0; 4] { view.say.no_rows.to_owned() } else { view.words.data(counts) };
    Fact { name: view.say.rows.to_owned(), text, link: "rows", tone: Tone::None }
}
