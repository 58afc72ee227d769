//! Tables with a row for each handoff.

use super::{Data, DataTable, HANDOFF, flag, ids, maybe, number, rows_of, said, share, table};
use crate::analysis::Ratio;
use crate::analysis::decisions::Decision;
use crate::analysis::delay::{Cause, Share};

pub(super) fn tables(data: Data<'_>) -> Vec<DataTable> {
    vec![decisions(data), overdue(data), cleared(data), misses(data), next(data), waived(data), outlook(data)]
}

fn decisions(data: Data<'_>) -> DataTable {
    let columns = [
        "reached",
        "level",
        "to",
        "to_name",
        "comes_at",
        "comes_local",
        "lies_with",
        "excused",
        "remedy",
        "remedy_at",
        "remedy_local",
    ];
    let cells = |decision: &Decision, reached: bool| {
        let remedy = decision.at_stake.as_ref();
        let mut cells = vec![flag(reached), decision.level.to_string(), maybe(decision.to.as_deref())];
        cells.push(decision.to_name.as_ref().map(|name| data.name(name)).unwrap_or_default());
        cells.extend(data.instant(Some(decision.at)));
        cells.extend([ids(&decision.waits_for), flag(decision.is_excused)]);
        cells.push(remedy.map(|remedy| data.name(&remedy.text)).unwrap_or_default());
        cells.extend(data.instant(remedy.map(|remedy| remedy.at)));
        [data.handoff(&decision.handoff), cells].concat()
    };
    let decisions = &data.report.decisions;
    let reached = decisions.reached.iter().map(|decision| cells(decision, true));
    table("decisions", &[&HANDOFF, &columns], reached.chain(decisions.coming.iter().map(|it| cells(it, false))))
}

fn overdue(data: Data<'_>) -> DataTable {
    let columns = [
        "original_due_at",
        "original_due_local",
        "late_elapsed_s",
        "late_working_s",
        "late_working_days",
        "lies_with",
        "excused",
        "new",
        "escalation_level",
        "escalated_to",
        "remedy",
        "remedy_due",
        "rows",
    ];
    let rows = data.report.overdue.handoffs.iter().map(|overdue| {
        let mut cells = data.handoff(&overdue.handoff);
        cells.extend(data.instant(Some(overdue.original_due_at)));
        cells.extend([overdue.elapsed_s, overdue.working_s, overdue.working_days].map(|n| n.to_string()));
        cells.extend([ids(&overdue.waits_for), flag(overdue.is_excused), flag(overdue.is_new)]);
        cells.push(overdue.escalation_level.to_string());
        cells.push(maybe(overdue.escalated_to().map(|step| &*step.to)));
        cells.push(overdue.remedy.as_ref().map(|remedy| data.name(&remedy.text)).unwrap_or_default());
        cells.push(number(overdue.remedy.as_ref().map(|remedy| remedy.is_due)));
        cells.push(rows_of(&overdue.rows));
        cells
    });
    table("overdue", &[&HANDOFF, &columns], rows)
}

fn cleared(data: Data<'_>) -> DataTable {
    let rows = data.report.overdue.cleared.iter().map(|cleared| {
        let mut cells = data.handoff(&cleared.handoff);
        cells.push(cleared.status.to_string());
        cells.extend(data.instant(cleared.delivered_at));
        cells
    });
    table("cleared", &[&HANDOFF, &["status", "delivered_at", "delivered_local"]], rows)
}

fn misses(data: Data<'_>) -> DataTable {
    let columns = [
        "delivered_at",
        "delivered_local",
        "promised_at",
        "promised_local",
        "lateness_known",
        "late_elapsed_s",
        "late_working_s",
        "late_working_days",
        "own_s",
        "inherited_s",
        "excused",
        "last_step",
        "lies_with",
        "caused_by_s",
        "reasons",
        "rows",
    ];
    let cause = |share: &Share| match &share.cause {
        Cause::Department(department) => format!("{}={}", department.id, share.seconds),
        Cause::Plan => format!("plan={}", share.seconds),
    };
    let rows = data.report.misses.iter().map(|miss| {
        let mut cells = data.handoff(&miss.handoff);
        cells.extend(data.instant(miss.delivered_at));
        cells.extend(data.instant(miss.promised_at));
        cells.push(flag(!miss.is_unknown));
        let lateness = [miss.late_s, miss.late_working_s, miss.working_days, miss.own_s, miss.inherited_s];
        cells.extend(lateness.map(|n| if miss.is_unknown { String::new() } else { n.to_string() }));
        cells.extend([flag(miss.is_excused), flag(!miss.is_needed), ids(&miss.waits_for)]);
        cells.push(miss.shares.iter().map(cause).collect::<Vec<_>>().join(";"));
        cells.extend([said(&miss.reasons().join(";")), rows_of(&miss.rows)]);
        cells
    });
    table("misses", &[&HANDOFF, &columns], rows)
}

fn next(data: Data<'_>) -> DataTable {
    let columns = [
        "obligation",
        "deliverable",
        "supplier",
        "supplier_name",
        "customer",
        "customer_name",
        "key",
        "due_at",
        "due_local",
        "due_day",
        "status",
        "recurring",
        "lies_with",
    ];
    let rows = data.report.next.handoffs.iter().map(|coming| {
        let mut cells = data.owed(&coming.owed);
        cells.push(said(&coming.key));
        cells.extend(data.instant(Some(coming.due_at)));
        cells.extend([coming.due_day.to_string(), coming.status.to_string(), flag(coming.is_recurring)]);
        cells.push(ids(&coming.waits_for));
        cells
    });
    table("next", &[&columns], rows)
}

fn waived(data: Data<'_>) -> DataTable {
    let rows = data.report.waived.iter().map(|waived| {
        let mut cells = data.handoff(&waived.handoff);
        cells.extend([said(&waived.reason), flag(waived.was_late)]);
        cells
    });
    table("waived", &[&HANDOFF, &["reason", "was_late"]], rows)
}

fn outlook(data: Data<'_>) -> DataTable {
    let columns =
        ["status", "breach_share", "likely_done_at", "likely_done_local", "surely_done_at", "surely_done_local"];
    let rows = data.report.outlook.handoffs.iter().map(|forecast| {
        let mut cells = data.handoff(&forecast.handoff);
        cells.extend([
            forecast.status.to_string(),
            share(forecast.breach.and_then(|it| Ratio::new(it.part.into(), it.of.into())).map(Ratio::value)),
        ]);
        cells.extend(data.instant(forecast.likely_done_at));
        cells.extend(data.instant(forecast.surely_done_at));
        cells
    });
    table("outlook", &[&HANDOFF, &columns], rows)
}
