//! What stands beside the figures: waived, not yet due, and rows that count for nothing.

use std::collections::BTreeMap;

use super::super::contents::{Pending, RowsBeside, Waived};
use super::super::document::{Align, Cell, Row, Writer};
use super::outlook;
use super::view::{View, row, table};
use crate::analysis::HandoffRef;
use crate::analysis::outlook::Outlook;
use crate::diagnostic::Visible;
use crate::log::{Ignored, IgnoredWhy};
use crate::tracker::Status;

pub(super) fn write_waived(out: &mut Writer, waived: &[Waived]) {
    let view = View::of(out.style);
    out.heading(2, "waived", view.say.waived);
    if waived.is_empty() {
        return out.paragraph(view.say.no_waived);
    }
    let columns = [(view.say.due_at, Align::Start), (view.say.pair, Align::Start), (view.say.what, Align::Start)];
    let mut table = table("waived", view.say.waived_caption, &columns);
    table.rows.extend(waived.iter().map(|waived| {
        let cells = vec![
            Cell::Deadline(waived.handoff.due_at),
            Cell::Text(view.pair(&waived.handoff.owed.supplier, &waived.handoff.owed.customer)),
            Cell::Text(view.what(&waived.handoff)),
        ];
        Row { remark: Some(view.words.waived(&waived.reason, waived.was_late)), ..row(cells) }
    }));
    out.table(table);
}

pub(super) fn write_pending(out: &mut Writer, pending: &[Pending], outlook: &Outlook) {
    let view = View::of(out.style);
    out.heading(2, "not-yet-due", view.say.not_yet_due);
    if pending.is_empty() {
        return out.paragraph(view.say.no_pending);
    }
    let of = |status| pending.iter().filter(|pending| pending.status == status).count();
    let (open, at_risk, paused) = (of(Status::Open), of(Status::AtRisk), of(Status::Paused));
    out.paragraph(view.words.pending(pending.len(), open, at_risk, paused));
    let columns = [
        (view.say.due_at, Align::Start),
        (view.say.status, Align::Start),
        (view.say.breach, Align::End),
        (view.say.pair, Align::Start),
        (view.say.what, Align::Start),
    ];
    let mut table = table("pending", view.say.pending_caption, &columns);
    let name = |handoff: &HandoffRef| (handoff.owed.obligation.clone(), handoff.key.clone());
    let forecasts: BTreeMap<_, _> = outlook.handoffs.iter().map(|found| (name(&found.handoff), found)).collect();
    table.rows.extend(pending.iter().map(|pending| Row {
        cells: vec![
            Cell::Deadline(pending.handoff.due_at),
            Cell::Text(view.status(pending.status)),
            Cell::Share(outlook::breach(forecasts.get(&name(&pending.handoff)).copied())),
            Cell::Text(view.pair(&pending.handoff.owed.supplier, &pending.handoff.owed.customer)),
            Cell::Text(view.what(&pending.handoff)),
        ],
        remark: None,
        details: pending.explanation.iter().map(|why| why.in_words(view.language())).collect(),
    }));
    out.table(table);
}

pub(super) fn write_rows(out: &mut Writer, rows: &RowsBeside) {
    let view = View::of(out.style);
    out.heading(2, "rows", view.say.rows);
    let (rejected, unmatched, additional) = (rows.rejected.len(), rows.unmatched.len(), rows.additional.len());
    if *rows == RowsBeside::default() {
        return out.paragraph(view.say.no_rows);
    }
    if rejected + unmatched + additional > 0 {
        out.paragraph(view.words.rows(rejected, unmatched, additional));
    }
    listing(out, view, view.say.rejected, rows.rejected.iter().map(|row| refused(view, row)).collect());
    listing(out, view, view.say.unmatched, rows.unmatched.iter().map(|row| beside(view, row)).collect());
    listing(out, view, view.say.additional, rows.additional.iter().map(|row| beside(view, row)).collect());
    listing(out, view, view.say.guessed, rows.guessed.iter().map(|row| beside(view, row)).collect());
    let opened_nothing = rows.opened_nothing.iter();
    let opened_nothing =
        opened_nothing.map(|idle| view.words.opened_nothing(&idle.milestone, &idle.attributes, idle.count));
    listing(out, view, view.say.opened_nothing, opened_nothing.collect());
}

/// `log.csv:17: delivered sales.slips c-17: no such handoff`.
fn beside(view: View, row: &Ignored) -> String {
    let place = row.file.as_ref().map(|file| format!("{file}:{}: ", row.line)).unwrap_or_default();
    let why = reason(view, &row.why).map(|why| format!(": {why}")).unwrap_or_default();
    format!("{place}{}{why}", row.text)
}

/// `log.csv:17: unknown obligation …`, with signs in place of control characters.
fn refused(view: View, row: &Ignored) -> String {
    let line = if row.line == 0 { String::new() } else { format!(":{}", row.line) };
    let file = row.file.as_deref().unwrap_or("event");
    format!("{file}{line}: {}", Visible(view.words.ignored(&row.why)))
}

/// Why a row acted on nothing; nothing need be said of a delivery too many, whose list says it.
#[expect(clippy::wildcard_enum_match_arm, reason = "the reasons of rows that are listed elsewhere")]
fn reason(view: View, why: &IgnoredWhy) -> Option<&'static str> {
    Some(match why {
        IgnoredWhy::NoHandoff => view.say.why_no_handoff,
        IgnoredWhy::NotDelivered => view.say.why_not_delivered,
        IgnoredWhy::NotPaused => view.say.why_not_paused,
        IgnoredWhy::OpensNothing => view.say.why_opens_nothing,
        IgnoredWhy::NoComplaint => view.say.why_no_complaint,
        IgnoredWhy::NoTarget => view.say.why_no_target,
        _ => return None,
    })
}

/// The most rows that are listed in full; the data has them all.
const LISTED: usize = 20;

fn listing(out: &mut Writer, view: View, caption: &str, mut rows: Vec<String>) {
    if rows.is_empty() {
        return;
    }
    out.paragraph(view.words.colon(caption));
    let more = rows.len().saturating_sub(LISTED);
    rows.truncate(LISTED);
    if more > 0 {
        rows.push(view.words.more_rows(more));
    }
    out.list(rows);
}
