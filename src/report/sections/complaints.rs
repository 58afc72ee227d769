//! What departments complain of, and what came back.

use super::super::document::{Align, Cell, Writer};
use super::super::language::{Language, Phrase};
use super::view::{View, row};
use super::words;
use crate::analysis::{Bar, Complaint, Complaints};

pub(super) fn write(out: &mut Writer, complaints: &Complaints) {
    let view = View::of(out);
    out.heading(2, "complaints", view.say(words::COMPLAINTS));
    if complaints.made == 0 {
        return out.paragraph(view.say(words::NO_COMPLAINTS));
    }
    let (made, open, again) = (complaints.made, complaints.open.len(), complaints.recurrences.len());
    out.paragraph(match view.language() {
        Language::English => format!(
            "{} so far; {} still open, and {} of a kind that had been closed before.",
            view.counted(usize::try_from(made).unwrap_or(usize::MAX), "complaint was made", "complaints were made"),
            view.counted(open, "is", "are"),
            view.counted(again, "was", "were"),
        ),
        Language::Chinese => format!("累计投诉{made}件：未结{open}件；结案后再次发生{again}件。"),
    });
    write_bars(out, view, ("complaint-categories", words::BY_CATEGORY, words::KIND), &complaints.by_category);
    write_bars(out, view, ("complaint-causes", words::BY_CAUSE, words::ROOT_CAUSE), &complaints.by_cause);
    write_open(out, view, &complaints.open);
    write_recurrences(out, view, complaints);
    write_pairs(out, view, complaints);
}

fn write_bars(out: &mut Writer, view: View, table: (&'static str, Phrase, Phrase), bars: &[Bar]) {
    let (name, caption, of) = table;
    let columns = [(of, Align::Start), (words::COMPLAINTS_COUNT, Align::End), (words::CUMULATIVE, Align::End)];
    let mut table = view.table(name, caption, &columns);
    table.rows.extend(bars.iter().map(|bar| {
        let kind = kind(view, bar.name.as_deref());
        row(vec![Cell::Text(kind), Cell::Count(bar.count), Cell::Share(bar.cumulative_share())])
    }));
    out.table(table);
}

pub(super) fn kind(view: View, name: Option<&str>) -> String {
    name.map_or_else(|| view.say(words::UNNAMED).to_owned(), str::to_owned)
}

fn write_open(out: &mut Writer, view: View, open: &[Complaint]) {
    let columns = [
        (words::NUMBER, Align::Start),
        (words::MADE_AT, Align::Start),
        (words::PAIR, Align::Start),
        (words::KIND, Align::Start),
        (words::ROOT_CAUSE, Align::Start),
    ];
    let mut table = view.table("complaints-open", words::OPEN_COMPLAINTS_CAPTION, &columns);
    table.rows.extend(open.iter().map(|complaint| {
        row(vec![
            Cell::Text(complaint.number.clone()),
            Cell::Instant(complaint.at),
            Cell::Text(view.pair_of(&complaint.pair)),
            Cell::Text(kind(view, complaint.category.as_deref())),
            Cell::Text(kind(view, complaint.cause.as_deref())),
        ])
    }));
    out.table(table);
}

fn write_recurrences(out: &mut Writer, view: View, complaints: &Complaints) {
    let columns = [
        (words::NUMBER, Align::Start),
        (words::MADE_AT, Align::Start),
        (words::PAIR, Align::Start),
        (words::KIND, Align::Start),
        (words::CLOSED_BEFORE, Align::Start),
        (words::QUIET_FOR, Align::End),
        (words::TIMES, Align::End),
    ];
    let mut table = view.table("recurrences", words::RECURRENCES, &columns);
    table.rows.extend(complaints.recurrences.iter().map(|found| {
        row(vec![
            Cell::Text(found.again.number.clone()),
            Cell::Instant(found.again.at),
            Cell::Text(view.pair_of(&found.again.pair)),
            Cell::Text(kind(view, found.again.category.as_deref())),
            Cell::Text(found.closed.number.clone()),
            Cell::Elapsed(found.quiet_s),
            Cell::Count(found.times),
        ])
    }));
    out.table(table);
}

fn write_pairs(out: &mut Writer, view: View, complaints: &Complaints) {
    let columns = [
        (words::PAIR, Align::Start),
        (words::COMPLAINTS_COUNT, Align::End),
        (words::STILL_OPEN, Align::End),
        (words::CAME_BACK, Align::End),
        (words::MEAN_TO_RESOLVE, Align::End),
    ];
    let mut table = view.table("complaint-pairs", words::COMPLAINT_PAIRS, &columns);
    table.rows.extend(complaints.pairs.iter().map(|history| {
        row(vec![
            Cell::Text(view.pair_of(&history.pair)),
            Cell::Count(history.made),
            Cell::Count(history.open),
            Cell::Count(history.recurrences),
            history.mean_time_to_resolve_s.map_or(Cell::Empty, Cell::Elapsed),
        ])
    }));
    out.table(table);
}
