//! What stands beside the figures: waived, not yet due, and rows that count for nothing.

use std::collections::BTreeMap;

use super::super::contents::{Pending, RowBeside, RowsBeside, Waived};
use super::super::document::{Align, Cell, Row, Writer};
use super::super::language::{Language, Phrase};
use super::outlook;
use super::view::{View, row};
use super::words;
use crate::analysis::{Mention, Outlook};
use crate::tracker::{Status, Why};

pub(super) fn write_waived(out: &mut Writer, waived: &[Waived]) {
    let view = View::of(out);
    out.heading(2, "waived", view.say(words::WAIVED));
    if waived.is_empty() {
        return out.paragraph(view.say(words::NO_WAIVED));
    }
    let columns = [(words::DUE_AT, Align::Start), (words::PAIR, Align::Start), (words::WHAT, Align::Start)];
    let mut table = view.table("waived", words::WAIVED_CAPTION, &columns);
    table.rows.extend(waived.iter().map(|waived| {
        let cells = vec![
            Cell::Deadline(waived.handoff.due_at),
            Cell::Text(view.pair(&waived.handoff.owed.supplier, &waived.handoff.owed.customer)),
            Cell::Text(view.what(&waived.handoff)),
        ];
        Row { remark: Some(why_waived(view, &waived.reason)), ..row(cells) }
    }));
    out.table(table);
}

fn why_waived(view: View, reason: &str) -> String {
    match (view.language(), reason) {
        (Language::English, "") => "Nobody said why.".to_owned(),
        (Language::Chinese, "") => "未说明原因。".to_owned(),
        (Language::English, reason) => format!("Waived because: {reason}."),
        (Language::Chinese, reason) => format!("豁免原因：{reason}。"),
    }
}

pub(super) fn write_pending(out: &mut Writer, pending: &[Pending], outlook: &Outlook) {
    let view = View::of(out);
    out.heading(2, "not-yet-due", view.say(words::NOT_YET_DUE));
    if pending.is_empty() {
        return out.paragraph(view.say(words::NO_PENDING));
    }
    let of = |status| pending.iter().filter(|pending| pending.status == status).count();
    let (open, at_risk, paused) = (of(Status::Open), of(Status::AtRisk), of(Status::Paused));
    let all = pending.len();
    out.paragraph(match view.language() {
        Language::English => format!(
            "{} not due yet: {} open, {} at risk because most of the time is gone, {} paused by the customer.",
            view.counted(all, "handoff is", "handoffs are"),
            view.count(open),
            view.count(at_risk),
            view.count(paused)
        ),
        Language::Chinese => {
            format!("尚未到期{all}项：进行中{open}项，时间所剩无几（有风险）{at_risk}项，客户暂停{paused}项。")
        }
    });
    let columns = [
        (words::DUE_AT, Align::Start),
        (words::STATUS, Align::Start),
        (words::BREACH, Align::End),
        (words::PAIR, Align::Start),
        (words::WHAT, Align::Start),
    ];
    let mut table = view.table("pending", words::PENDING_CAPTION, &columns);
    let name = |handoff: &Mention| (handoff.owed.obligation.clone(), handoff.key.clone());
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
    let view = View::of(out);
    out.heading(2, "rows", view.say(words::ROWS));
    let (rejected, unmatched, additional) = (rows.rejected.len(), rows.unmatched.len(), rows.additional.len());
    if rejected + unmatched + additional == 0 {
        return out.paragraph(view.say(words::NO_ROWS));
    }
    out.paragraph(match view.language() {
        Language::English => format!(
            "{} rejected, {} no handoff, {} came when nothing was left to deliver.",
            view.counted(rejected, "row was", "rows were"),
            view.counted(unmatched, "event matches", "events match"),
            view.counted(additional, "delivery", "deliveries"),
        ),
        Language::Chinese => {
            format!("被拒绝{rejected}条，无法对应{unmatched}条，额外交付{additional}条。")
        }
    });
    listing(out, view, words::REJECTED, rows.rejected.iter().map(ToString::to_string).collect());
    listing(out, view, words::UNMATCHED, rows.unmatched.iter().map(|row| beside(view, row)).collect());
    listing(out, view, words::ADDITIONAL, rows.additional.iter().map(|row| beside(view, row)).collect());
}

/// `log.csv:17: delivered sales.slips c-17: no such handoff`.
fn beside(view: View, row: &RowBeside) -> String {
    let place = row.file.as_ref().map(|file| format!("{file}:{}: ", row.line)).unwrap_or_default();
    let why = row.why.map(|why| format!(": {}", view.say(reason(why)))).unwrap_or_default();
    format!("{place}{}{why}", row.event)
}

fn reason(why: Why) -> Phrase {
    match why {
        Why::NoHandoff => words::WHY_NO_HANDOFF,
        Why::NotDelivered => words::WHY_NOT_DELIVERED,
        Why::NotPaused => words::WHY_NOT_PAUSED,
        Why::OpensNothing => words::WHY_OPENS_NOTHING,
        Why::AlreadyDelivered => words::WHY_ALREADY_DELIVERED,
        Why::NoComplaint => words::WHY_NO_COMPLAINT,
        Why::NoTarget => words::WHY_NO_TARGET,
    }
}

/// The most rows that are listed in full; the data has them all.
const LISTED: usize = 20;

fn listing(out: &mut Writer, view: View, caption: Phrase, mut rows: Vec<String>) {
    if rows.is_empty() {
        return;
    }
    out.paragraph(match view.language() {
        Language::English => format!("{}:", view.say(caption)),
        Language::Chinese => format!("{}：", view.say(caption)),
    });
    let more = rows.len().saturating_sub(LISTED);
    rows.truncate(LISTED);
    if more > 0 {
        rows.push(match view.language() {
            Language::English => format!("and {} more", view.count(more)),
            Language::Chinese => format!("另有{more}条"),
        });
    }
    out.list(rows);
}
