//! Where nothing was heard though something was due.

use super::super::document::{Align, Cell, Writer};
use super::view::{View, row, table};
use crate::analysis::silence::{Silence, Silent};

pub(super) fn write(out: &mut Writer, silence: &Silence) {
    let view = View::of(out.style);
    out.heading(2, "silence", view.say.silence);
    if silence.obligations.is_empty() && silence.pairs.is_empty() {
        out.paragraph(view.say.no_silence);
    } else {
        let tables = Tables { view };
        tables.write(out, "silent-pairs", view.say.silent_pairs, view.say.pair, &silence.pairs, |pair| {
            view.pair_of(pair)
        });
        tables.write(
            out,
            "silent-obligations",
            view.say.silent_obligations,
            view.say.obligation,
            &silence.obligations,
            |owed| view.owed(owed),
        );
        out.note(view.say.silence_note);
    }
    if !silence.never_opened.is_empty() {
        let names: Vec<String> = silence.never_opened.iter().map(|owed| view.owed(owed)).collect();
        out.paragraph(view.words.never_opened(&view.style.list(&names)));
    }
}

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
