//! What a manager asks first, in sentences.

use super::super::contents::Report;
use super::super::document::Writer;
use super::super::language::Style;
use super::super::words::Compared;
use super::bottleneck;
use super::view::View;
use crate::Period;
use crate::analysis::compliance::{Budget, Figures, Line};
use crate::analysis::overdue::{Overdue, OverdueHandoff};
use crate::analysis::{Tally, Window};

/// The most pairs that a sentence names.
const NAMED: usize = 3;

pub(super) fn title(view: View, window: Window) -> String {
    let is_week = matches!(window.period(), Some(Period::Week { .. }));
    view.words.title(is_week, &view.style.window(window))
}

pub(super) fn write(out: &mut Writer, report: &Report) {
    let view = View::of(out.style);
    out.paragraph(scope(view, report));
    out.heading(2, "at-a-glance", view.say.at_a_glance);
    let mut said = vec![
        overdue_now(view, &report.overdue),
        view.sentences(
            &report.overdue.handoffs.first().map(|worst| longest(view, worst)).into_iter().collect::<Vec<_>>(),
        ),
        since_last_week(view, &report.overdue),
        on_time(view, report),
        beside(view, &report.compliance.total.week),
        bottleneck::verdict(view, &report.bottleneck),
        objectives(view, report),
        silence(view, report),
        rows(view, report),
    ];
    said.retain(|sentence| !sentence.is_empty());
    out.list(said);
}

fn scope(view: View, report: &Report) -> String {
    let window = report.compliance.week;
    let (from, to) = (view.style.long_date(window.first_day()), view.style.long_date(window.last_day()));
    view.sentences(&[
        view.words.as_of(&view.style.long_instant(report.as_of), report.zone.name()),
        view.words.runs(window.period().map(Period::length), &from, &to),
    ])
}

fn overdue_now(view: View, overdue: &Overdue) -> String {
    if overdue.handoffs.is_empty() {
        return view.say.nothing_overdue.to_owned();
    }
    let owes =
        overdue.pairs.iter().take(NAMED).map(|line| {
            view.words.owes(&view.party(&line.pair.supplier), &view.party(&line.pair.customer), line.handoffs)
        });
    let named = view.style.list(&owes.collect::<Vec<_>>());
    view.words.overdue(overdue.handoffs.len(), &named, overdue.pairs.len().saturating_sub(NAMED))
}

fn longest(view: View, worst: &OverdueHandoff) -> String {
    let owed = &worst.handoff.owed;
    view.words.longest(
        [&view.party(&owed.supplier), &view.party(&owed.customer)],
        &view.text(&owed.deliverable),
        &worst.handoff.key,
        &view.style.long_deadline(worst.handoff.due_at),
        [&view.style.long_elapsed(worst.elapsed_s), &view.style.long_working(worst.working_s)],
    )
}

fn since_last_week(view: View, overdue: &Overdue) -> String {
    let (now, new) = (overdue.handoffs.len(), overdue.newly_overdue());
    view.words.since_last_week(now, overdue.before, new, overdue.cleared.len())
}

fn on_time(view: View, report: &Report) -> String {
    let total = &report.compliance.total;
    let window = view.style.window(report.compliance.week);
    if total.week.due() == 0 {
        return view.words.nothing_was_due(&window);
    }
    let ratio = |tally: &Tally| view.style.ratio(tally.ratio());
    let before = total.trend.iter().rev().nth(1).map(ratio).unwrap_or_default();
    let points = total.change().map(|change| (change.signum(), Style::points(change.abs())));
    let compared = match &points {
        None => Compared::NothingBefore,
        Some((0, _)) => Compared::Same,
        Some((1, size)) => Compared::Up(size.trim_start_matches('+'), &before),
        Some((_, size)) => Compared::Down(size.trim_start_matches('+'), &before),
    };
    view.sentences(&[view.words.kept(&window, &total.week, &ratio(&total.week), compared), excused(view, total)])
}

fn excused(view: View, total: &Figures) -> String {
    match total.week.excused {
        0 => String::new(),
        n => view.words.excused(n, &view.style.ratio(total.week.excused_ratio())),
    }
}

fn beside(view: View, week: &Tally) -> String {
    let beside = week.waived + week.early + week.not_yet_due + week.paused;
    if beside == 0 { String::new() } else { view.words.left_out(week) }
}

fn objectives(view: View, report: &Report) -> String {
    // An agreement is within its objectives if it is within each.
    let reached =
        |line: &&Line<_>| line.figures.budgets.iter().filter_map(Budget::is_reached).reduce(|all, one| all && one);
    let agreements = &report.compliance.agreements;
    let judged = agreements.iter().filter(|line| reached(line).is_some()).count();
    let missed = agreements.iter().filter(|line| reached(line) == Some(false));
    let missed: Vec<String> = missed.map(|line| view.words.quoted(&view.text(&line.subject.name))).collect();
    match (judged, missed.len()) {
        (0, _) => String::new(),
        (_, 0) => view.words.all_reached(judged),
        _ => view.words.not_reached(judged, &missed),
    }
}

fn silence(view: View, report: &Report) -> String {
    match (report.silence.obligations.len(), report.silence.pairs.len()) {
        (0, _) => String::new(),
        (obligations, pairs) => view.words.silence(obligations, pairs),
    }
}

fn rows(view: View, report: &Report) -> String {
    match (report.rows.rejected.len(), report.rows.unmatched.len()) {
        (0, 0) => String::new(),
        (rejected, unmatched) => view.words.unused_rows(rejected, unmatched),
    }
}
