//! Tables about complaints, standing, silence and the rows of the log.

use super::{Data, DataTable, maybe, number, said, share, table};
use crate::analysis::Ratio;
use crate::analysis::complaints::{Bar, Complaint};
use crate::analysis::silence::Silent;
use crate::log::Ignored;

const PAIR: [&str; 4] = ["supplier", "supplier_name", "customer", "customer_name"];
const COMPLAINT: [&str; 9] =
    ["number", "supplier", "supplier_name", "customer", "customer_name", "category", "cause", "made_at", "made_local"];

pub(super) fn tables(data: Data<'_>) -> Vec<DataTable> {
    let complaints = &data.report.complaints;
    vec![
        open_complaints(data),
        recurrences(data),
        bars("complaint-categories", &complaints.by_category),
        bars("complaint-causes", &complaints.by_cause),
        complaint_pairs(data),
        standing(data),
        silent_obligations(data),
        silent_pairs(data),
        ignored(data),
        identical(data),
        opened_nothing(data),
    ]
}

fn complaint(data: Data<'_>, complaint: &Complaint) -> Vec<String> {
    let mut cells = vec![said(&complaint.number)];
    cells.extend(data.pair(&complaint.pair));
    cells.extend([maybe(complaint.category.as_deref()), maybe(complaint.cause.as_deref())]);
    cells.extend(data.instant(Some(complaint.at)));
    cells
}

fn open_complaints(data: Data<'_>) -> DataTable {
    table("complaints-open", &[&COMPLAINT], data.report.complaints.open.iter().map(|it| complaint(data, it)))
}

fn recurrences(data: Data<'_>) -> DataTable {
    let rows = data.report.complaints.recurrences.iter().map(|found| {
        let mut cells = complaint(data, &found.again);
        cells.extend([said(&found.closed.number), found.quiet_s.to_string(), found.times.to_string()]);
        cells
    });
    table("recurrences", &[&COMPLAINT, &["closed_before", "quiet_s", "times"]], rows)
}

fn bars(name: &'static str, bars: &[Bar]) -> DataTable {
    let rows = bars.iter().map(|bar| {
        let cumulative = share(bar.cumulative_share().map(Ratio::value));
        vec![maybe(bar.name.as_deref()), bar.count.to_string(), cumulative]
    });
    table(name, &[&["name", "complaints", "cumulative_share"]], rows)
}

fn complaint_pairs(data: Data<'_>) -> DataTable {
    let rows = data.report.complaints.pairs.iter().map(|history| {
        let mut cells = data.pair(&history.pair);
        cells.extend([history.made, history.open, history.recurrences].map(|n| n.to_string()));
        cells.push(number(history.mean_time_to_resolve_s));
        cells
    });
    table("complaint-pairs", &[&PAIR, &["made", "open", "recurrences", "mean_time_to_resolve_s"]], rows)
}

fn standing(data: Data<'_>) -> DataTable {
    let columns =
        ["level", "run", "recovery", "good", "misses", "excused", "open_complaints", "changed_at", "changed_local"];
    let rows = data.report.standings.pairs.iter().map(|pair| {
        let mut cells = data.pair(&pair.pair);
        cells.push(pair.level.to_string());
        let counts = [u64::from(pair.run), u64::from(pair.recovery), pair.good, pair.misses, pair.excused];
        cells.extend(counts.into_iter().chain([pair.open_complaints]).map(|n| n.to_string()));
        cells.extend(data.instant(pair.last_change.map(|change| change.at)));
        cells
    });
    table("standing", &[&PAIR, &columns], rows)
}

const SILENT: [&str; 6] = ["due", "unheard", "due_in_trend", "unheard_in_trend", "last_heard_at", "last_heard_local"];

fn silence<S>(data: Data<'_>, silent: &Silent<S>) -> Vec<String> {
    let counts = [silent.due_in_week, silent.unheard_in_week, silent.due_in_trend, silent.unheard_in_trend];
    counts.map(|n| n.to_string()).into_iter().chain(data.instant(silent.last_heard)).collect()
}

fn silent_obligations(data: Data<'_>) -> DataTable {
    let rows = data
        .report
        .silence
        .obligations
        .iter()
        .map(|silent| [data.owed(&silent.subject), silence(data, silent)].concat());
    table("silent-obligations", &[&["obligation", "deliverable"], &PAIR, &SILENT], rows)
}

fn silent_pairs(data: Data<'_>) -> DataTable {
    let rows =
        data.report.silence.pairs.iter().map(|silent| [data.pair(&silent.subject), silence(data, silent)].concat());
    table("silent-pairs", &[&PAIR, &SILENT], rows)
}

fn ignored(data: Data<'_>) -> DataTable {
    let rows = &data.report.rows;
    let lists = [
        ("rejected", &rows.rejected),
        ("unmatched", &rows.unmatched),
        ("additional", &rows.additional),
        ("guessed", &rows.guessed),
    ];
    let cells = |kind: &str, row: &Ignored| {
        let why = [row.why.code().to_owned(), said(&row.why.to_string())];
        let mut cells = vec![kind.to_owned(), maybe(row.file.as_deref()), row.line.to_string(), said(&row.text)];
        cells.extend(why);
        cells
    };
    let rows = lists.into_iter().flat_map(|(kind, list)| list.iter().map(move |row| cells(kind, row)));
    table("rows", &[&["kind", "file", "line", "text", "code", "reason"]], rows)
}

fn identical(data: Data<'_>) -> DataTable {
    let rows = data.report.rows.identical.iter().map(|found| {
        let mut cells = vec![maybe(found.row.file.as_deref()), found.row.line.to_string(), said(&found.row.text)];
        cells.extend([maybe(found.first.file.as_deref()), found.first.line.to_string()]);
        cells
    });
    table("identical", &[&["file", "line", "text", "first_file", "first_line"]], rows)
}

fn opened_nothing(data: Data<'_>) -> DataTable {
    let rows = data.report.rows.opened_nothing.iter().map(|idle| {
        let carried: Vec<String> = idle.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
        vec![said(&idle.milestone), said(&carried.join(";")), idle.count.to_string()]
    });
    table("opened-nothing", &[&["milestone", "attributes", "count"]], rows)
}
