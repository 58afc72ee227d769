//! Where nothing was heard though something was due.

use super::super::document::{Align, Cell, Writer};
use super::super::language::{Language, Phrase};
use super::view::{View, row};
use super::words;
use crate::analysis::{Silence, Silent};

pub(super) fn write(out: &mut Writer, silence: &Silence) {
    let view = View::of(out);
    out.heading(2, "silence", view.say(words::SILENCE));
    if silence.obligations.is_empty() && silence.pairs.is_empty() {
        out.paragraph(view.say(words::NO_SILENCE));
    } else {
        let tables = Tables { view };
        tables.write(out, "silent-pairs", words::SILENT_PAIRS, words::PAIR, &silence.pairs, |pair| view.pair_of(pair));
        tables.write(
            out,
            "silent-obligations",
            words::SILENT_OBLIGATIONS,
            words::OBLIGATION,
            &silence.obligations,
            |owed| view.owed(owed),
        );
        out.note(view.say(words::SILENCE_NOTE));
    }
    if !silence.never_opened.is_empty() {
        let names: Vec<String> = silence.never_opened.iter().map(|owed| view.owed(owed)).collect();
        let names = view.style.list(&names);
        out.paragraph(match view.language() {
            Language::English => format!("Nothing has ever opened a handoff for {names}."),
            Language::Chinese => format!("从未出现过事项的义务：{names}。"),
        });
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
        caption: Phrase,
        subject: Phrase,
        lines: &[Silent<S>],
        label: impl Fn(&S) -> String,
    ) {
        let columns = [
            (subject, Align::Start),
            (words::DUE, Align::End),
            (words::UNHEARD, Align::End),
            (words::DUE_WEEKS, Align::End),
            (words::UNHEARD_WEEKS, Align::End),
            (words::LAST_HEARD, Align::Start),
        ];
        let mut table = self.view.table(name, caption, &columns);
        table.rows.extend(lines.iter().map(|line| {
            row(vec![
                Cell::Text(label(&line.subject)),
                Cell::Count(line.due_in_week),
                Cell::Count(line.unheard_in_week),
                Cell::Count(line.due_in_trend),
                Cell::Count(line.unheard_in_trend),
                line.last_heard.map_or_else(|| Cell::Text(self.view.say(words::NEVER).to_owned()), Cell::Instant),
            ])
        }));
        out.table(table);
    }
}
