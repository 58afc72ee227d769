//! Where nothing was heard though something was due.

use super::super::document::{Align, Cell, Writer};
use super::view::{View, row, table};
use crate::analysis::silence::{Silence, Silent};

pub(super) fn write(out: &mut Writer, silence: &Silence) {
    let view = View::of(out.style);
    out.heading(2, "silence", view.say.silence);
    if silence.obligations.is_empty() && silence.pairs.is_empty() {
        return out.paragraph(view.say.no_silence);
    }
    let named = silence.obligations.iter().map(|line| {
        let pair = view.pair(&line.subject.supplier, &line.subject.customer);
        view.words.silent(&view.text(&line.subject.deliverable), &pair, line.due_in_trend)
    });
    let named: Vec<String> = named.take(NAMED).collect();
    let more = silence.obligations.len().saturating_sub(NAMED);
    out.list(named.into_iter().chain((more > 0).then(|| view.words.more_rows(more))).collect());
}

/// The most obligations that the report itself names.
const NAMED: usize = 5;

pub(super) fn append(out: &mut Writer, silence: &Silence) {
    let view = View::of(out.style);
    if silence.obligations.is_empty() && silence.pairs.is_empty() && silence.never_opened.is_empty() {
        return;
    }
    out.heading(3, "silence-all", view.say.silence);
    let tables = Tables { view };
    tables.write(out, "silent-pairs", view.say.silent_pairs, view.say.pair, &silence.pairs, |pair| view.pair_of(pair));
    tables.write(
        out,
        "silent-obligations",
        view.say.silent_obligations,
        view.say.obligation,
        &silence.obligations,
        |owed| view.owed(owed),
    );
    out.note(view.say.silence_note);
    if !silence.never_opened.is_empty() {
        let more = silence.never_opened.len().saturating_sub(LISTED);
        let mut names: Vec<String> = silence.never_opened.iter().take(LISTED).map(|owed| view.owed(owed)).collect();
        names.extend((more > 0).then(|| view.words.more_rows(more)));
        out.paragraph(view.words.never_opened(&view.style.list(&names)));
    }
}

/// The most obligations that a sentence lists.
const LISTED: usize = 20;

struct Tables {
    view: View,
}

impl Tables {
    fn write<S>(
        &self,
        out: &mut Writer,
        name: &'static str,
        caption: &str,
        subject: &str,
        lines: &[Silent<S>],
        label: impl Fn(&S) -> String,
    ) {
        let columns = [
            (subject, Align::Start),
            (self.view.say.due, Align::End),
            (self.view.say.unheard, Align::End),
            (self.view.say.due_weeks, Align::End),
            (self.view.say.unheard_weeks, Align::End),
            (self.view.say.last_heard, Align::Start),
        ];
        let mut table = table(name, caption, &columns);
        table.rows.extend(lines.iter().map(|line| {
            row(vec![
                Cell::Text(label(&line.subject)),
                Cell::Count(line.due_in_week),
                Cell::Count(line.unheard_in_week),
                Cell::Count(line.due_in_trend),
                Cell::Count(line.unheard_in_trend),
                line.last_heard.map_or_else(|| Cell::Text(self.view.say.never.to_owned()), Cell::Instant),
            ])
        }));
        out.table(table);
    }
}
