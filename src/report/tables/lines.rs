//! Tables with a row for each department, pair, obligation or agreement.

use super::{Data, DataTable, number, said, share, table};
use crate::analysis::Ratio;
use crate::analysis::compliance::{Budget, Figures};
use crate::analysis::delay::Cause;
use crate::analysis::signal::Word;

/// What names a line: what it is, and the ids and names of what it is about.
const SUBJECT: [&str; 8] = ["line", "id", "name", "tier", "supplier", "supplier_name", "customer", "customer_name"];

pub(super) fn tables(data: Data<'_>) -> Vec<DataTable> {
    let lines = lines(data);
    vec![
        compliance(data, &lines),
        trend(&lines),
        objectives(&lines),
        shortfalls(data),
        but_for(data),
        own_and_inherited(data),
        who_delayed_whom(data),
        work(data),
    ]
}

fn word(word: Word) -> String {
    let word = match word {
        Word::Usual => "usual",
        Word::Low => "low",
        Word::High => "high",
        Word::Falling => "falling",
        Word::Rising => "rising",
        Word::TooFew => "too-few",
    };
    word.to_owned()
}

struct Line<'r> {
    subject: Vec<String>,
    figures: &'r Figures,
}

/// Every line of the report, the total first.
fn lines(data: Data<'_>) -> Vec<Line<'_>> {
    let compliance = &data.report.compliance;
    let none = || [String::new(), String::new()];
    let alone = |kind: &str, [id, name]: [String; 2]| {
        let mut subject = vec![kind.to_owned(), id, name, String::new()];
        subject.extend(none().into_iter().chain(none()));
        subject
    };
    let mut lines = vec![Line { subject: alone("total", none()), figures: &compliance.total }];
    let parties = [("supplier", &compliance.suppliers), ("customer", &compliance.customers)];
    for (kind, list) in parties {
        lines.extend(
            list.iter()
                .map(|line| Line { subject: alone(kind, data.department(&line.subject)), figures: &line.figures }),
        );
    }
    lines.extend(compliance.pairs.iter().map(|line| {
        let mut subject = vec!["pair".to_owned(), String::new(), String::new(), String::new()];
        subject.extend(data.pair(&line.subject));
        Line { subject, figures: &line.figures }
    }));
    let owed = compliance.obligations.iter().map(|line| ("obligation", &line.subject, "", &line.figures));
    let tiers = compliance.tiers.iter().map(|line| ("tier", &line.subject.owed, &*line.subject.tier, &line.figures));
    lines.extend(owed.chain(tiers).map(|(kind, owed, tier, figures)| {
        let mut subject = vec![kind.to_owned(), owed.obligation.to_string(), data.name(&owed.deliverable), said(tier)];
        subject.extend(data.department(&owed.supplier).into_iter().chain(data.department(&owed.customer)));
        Line { subject, figures }
    }));
    lines.extend(compliance.agreements.iter().map(|line| {
        let name = [line.subject.id.to_string(), data.name(&line.subject.name)];
        Line { subject: alone("agreement", name), figures: &line.figures }
    }));
    lines
}

fn compliance(data: Data<'_>, lines: &[Line<'_>]) -> DataTable {
    let columns = [
        "period",
        "due",
        "met",
        "late",
        "overdue",
        "excused",
        "waived",
        "waived_late",
        "early",
        "not_yet_due",
        "paused",
        "on_time_share",
        "on_time_low_share",
        "on_time_high_share",
        "with_excused_share",
        "objective_share",
        "delivered",
        "first_time_right",
        "ratings",
        "score_sum",
        "signal",
    ];
    let period = data.report.compliance.week.to_string();
    let rows = lines.iter().map(|line| {
        let (week, quality) = (&line.figures.week, &line.figures.quality);
        let counts = [week.due(), week.met, week.late, week.overdue, week.excused, week.waived, week.waived_late];
        let counts = counts.into_iter().chain([week.early, week.not_yet_due, week.paused]);
        let interval = week.ratio().map(Ratio::interval);
        let mut cells = line.subject.clone();
        cells.push(period.clone());
        cells.extend(counts.map(|n| n.to_string()));
        cells.extend([share(week.ratio().map(Ratio::value)), share(interval.map(|it| it.0))]);
        cells.extend([share(interval.map(|it| it.1)), share(week.excused_ratio().map(Ratio::value))]);
        cells.push(share(line.figures.objective));
        let quality = [quality.delivered, quality.first_time_right, quality.ratings, quality.score_sum];
        cells.extend(quality.map(|n| n.to_string()));
        cells.push(word(line.figures.series.word));
        cells
    });
    table("compliance", &[&SUBJECT, &columns], rows)
}

fn trend(lines: &[Line<'_>]) -> DataTable {
    let columns =
        ["period", "first_day", "last_day", "due", "on_time_share", "usual_low_share", "usual_high_share", "signal"];
    let rows = lines.iter().flat_map(|line| {
        line.figures.series.points.iter().map(|point| {
            let mut cells = line.subject.clone();
            let (first, last) = (point.period.first_day(), point.period.last_day());
            cells.extend([point.period.to_string(), first.to_string(), last.to_string(), point.n.to_string()]);
            cells.extend([point.value, point.low, point.high].map(share));
            cells.push(word(point.word));
            cells
        })
    });
    table("trend", &[&SUBJECT, &columns], rows)
}

fn objectives(lines: &[Line<'_>]) -> DataTable {
    let columns = [
        "objective_share",
        "grace",
        "from",
        "until",
        "due",
        "met",
        "missed",
        "on_time_share",
        "allowed",
        "left",
        "used_share",
        "used_in_period_share",
        "runs_out",
    ];
    let rows = lines.iter().flat_map(|line| {
        line.figures.budgets.iter().map(|budget: &Budget| {
            let mut cells = line.subject.clone();
            cells.extend([budget.objective.to_string(), number(budget.grace)]);
            cells.extend([budget.from.to_string(), budget.until.to_string()]);
            cells.extend([budget.tally.due(), budget.tally.met, budget.tally.missed()].map(|n| n.to_string()));
            cells.push(share(budget.ratio().map(Ratio::value)));
            cells.extend([budget.allowed.to_string(), budget.left.to_string()]);
            cells.extend([share(budget.burn), share(budget.week_burn), number(budget.runs_out)]);
            cells
        })
    });
    table("objectives", &[&SUBJECT, &columns], rows)
}

fn shortfalls(data: Data<'_>) -> DataTable {
    let columns =
        ["agreement", "agreement_name", "from", "until", "objective_share", "supplier", "supplier_name", "missed"];
    let rows = data.report.shortfalls.iter().flat_map(|shortfall| {
        shortfall.missed_by.iter().map(move |load| {
            let mut cells = vec![shortfall.agreement.id.to_string(), data.name(&shortfall.agreement.name)];
            cells.extend([shortfall.budget.from.to_string(), shortfall.budget.until.to_string()]);
            cells.push(shortfall.budget.objective.to_string());
            cells.extend(data.department(&load.department));
            cells.push(load.handoffs.to_string());
            cells
        })
    });
    table("shortfalls", &[&columns], rows)
}

fn but_for(data: Data<'_>) -> DataTable {
    let rows = data.report.bottleneck.but_for.departments.iter().map(|without| {
        let mut cells = data.department(&without.department).to_vec();
        cells.extend([without.misses_saved.to_string(), without.late_saved_s.to_string()]);
        cells
    });
    table("but-for", &[&["department", "department_name", "misses_saved", "late_saved_s"]], rows)
}

fn own_and_inherited(data: Data<'_>) -> DataTable {
    let columns =
        ["department", "department_name", "late", "excused", "own_s", "inherited_s", "caused_s", "recovered_s"];
    let rows = data.report.bottleneck.totals.departments.iter().map(|totals| {
        let mut cells = data.department(&totals.department).to_vec();
        cells.extend([totals.late, totals.excused].map(|n| n.to_string()));
        cells.extend([totals.own_s, totals.inherited_s, totals.caused_s, totals.recovered_s].map(|n| n.to_string()));
        cells
    });
    table("own-and-inherited", &[&columns], rows)
}

fn who_delayed_whom(data: Data<'_>) -> DataTable {
    let rows = data.report.bottleneck.who_delayed_whom.iter().map(|delayed| {
        let cause = match &delayed.cause {
            Cause::Department(department) => data.department(department),
            Cause::Plan => ["plan".to_owned(), "plan".to_owned()],
        };
        let mut cells = [cause, data.department(&delayed.supplier)].concat();
        cells.extend([delayed.handoffs.to_string(), delayed.seconds.to_string()]);
        cells
    });
    table("who-delayed-whom", &[&["cause", "cause_name", "delayed", "delayed_name", "handoffs", "late_s"]], rows)
}

fn work(data: Data<'_>) -> DataTable {
    let columns = [
        "department",
        "department_name",
        "period",
        "open_at_start",
        "arrivals",
        "completions",
        "open_at_end",
        "mean_age_s",
        "mean_time_to_deliver_s",
    ];
    let load = &data.report.load;
    let rows = load.departments.iter().flat_map(|department| {
        department.weeks.iter().zip(&load.weeks).map(move |(week, period)| {
            let mut cells = data.department(&department.department).to_vec();
            cells.push(period.to_string());
            cells
                .extend([week.open_at_start, week.arrivals, week.completions, week.open_at_end].map(|n| n.to_string()));
            cells.extend([number(week.mean_age_s), number(week.mean_time_to_deliver_s)]);
            cells
        })
    });
    table("work", &[&columns], rows)
}
