//! Which column is what.

use super::table::{Column, Table};

/// Which columns of an export are what.
#[derive(Clone, Debug, Default)]
pub(super) struct Roles {
    /// What names the case: one column, or several together.
    pub(super) case: Vec<usize>,
    pub(super) group: Option<usize>,
    pub(super) state: Option<usize>,
    pub(super) priority: Option<usize>,
    pub(super) opened: Option<usize>,
    pub(super) closed: Option<usize>,
    pub(super) due: Option<usize>,
    /// When the row was written, where a case has several.
    pub(super) updated: Option<usize>,
    /// Whether the target was kept, and what says that it was.
    pub(super) outcome: Option<(usize, Vec<String>)>,
}

/// Words that the names of such columns have, the best first: in English, German and Chinese.
const CASE: &[&str] = &[
    "number",
    "ticket",
    "case",
    "incident",
    "request id",
    "unique key",
    "enquiry",
    "key",
    "reference",
    "permit",
    "id",
    "no",
    "nr",
    "nummer",
    "vorgang",
    "单号",
    "编号",
    "案件",
];
const GROUP: &[&str] = &[
    "assignment group",
    "group",
    "team",
    "department",
    "agency",
    "queue",
    "desk",
    "responsible",
    "owner",
    "unit",
    "assignee",
    "abteilung",
    "gruppe",
    "bereich",
    "zuständig",
    "部门",
    "小组",
    "负责",
];
const STATE: &[&str] = &["state", "status", "stage", "zustand", "状态"];
const PRIORITY: &[&str] = &["priority", "severity", "urgency", "impact", "priorität", "dringlichkeit", "优先级"];
const OPENED: &[&str] = &[
    "opened",
    "created",
    "requested",
    "submitted",
    "reported",
    "received",
    "open",
    "start",
    "eröffnet",
    "erstellt",
    "angelegt",
    "gemeldet",
    "eingang",
    "创建",
    "受理",
    "提交",
    "开始",
];
const CLOSED: &[&str] = &[
    "resolved",
    "closed",
    "completed",
    "done",
    "finished",
    "delivered",
    "close",
    "end",
    "gelöst",
    "erledigt",
    "geschlossen",
    "abgeschlossen",
    "beendet",
    "解决",
    "完成",
    "关闭",
    "结束",
];
const DUE: &[&str] = &[
    "due", "target", "deadline", "sla", "planned", "expected", "fällig", "frist", "soll", "termin", "截止", "到期",
    "期限",
];
const UPDATED: &[&str] =
    &["updated", "modified", "changed", "timestamp", "geändert", "aktualisiert", "更新", "修改", "变更"];
const OUTCOME: &[&str] = &["made sla", "on time", "ontime", "sla", "within", "kept", "met"];
/// What a kept target is called.
const KEPT: &[&str] = &["true", "yes", "y", "ontime", "on time", "met", "1", "kept", "in time"];
const NOT_KEPT: &[&str] = &["false", "no", "n", "overdue", "late", "missed", "0", "breached", "not met"];

/// The most departments, states or priorities that a draft believes in.
const FEW: usize = 60;

impl Roles {
    pub(super) fn of(table: &Table) -> Self {
        let instants = |column: &Column| column.written.is_some();
        let few = |column: &Column| !instants(column) && (1..=FEW).contains(&column.values.len());
        let mut roles = Self {
            due: best(table, DUE, instants, &[]),
            group: best(table, GROUP, few, &[]),
            state: best(table, STATE, few, &[]),
            priority: best(table, PRIORITY, few, &[]),
            outcome: outcome(table),
            ..Self::default()
        };
        let taken = [roles.due];
        roles.closed = best(table, CLOSED, instants, &taken);
        roles.opened = best(table, OPENED, instants, &[roles.due, roles.closed]);
        roles.updated = best(table, UPDATED, instants, &[roles.due, roles.closed, roles.opened]);
        roles.case = roles.case_of(table);
        if table.distinct(&roles.case) == table.rows.len() {
            // Each row is a case of its own, and when it was written says nothing.
            roles.updated = None;
        }
        roles
    }

    /// What names the case: a column whose name says so and whose values differ from row to row, or among the rows of
    /// an export with one row for each change at least often; else two columns that together differ from row to row.
    fn case_of(&self, table: &Table) -> Vec<usize> {
        let taken = [self.group, self.state, self.priority, self.due, self.closed, self.opened, self.updated];
        let rows = table.rows.len();
        let full = |column: &Column| column.written.is_none() && column.filled == rows;
        let differs = |column: &Column| full(column) && column.values.len() == rows;
        if let Some(place) = best(table, CASE, differs, &taken) {
            return vec![place];
        }
        let often = |column: &Column| self.updated.is_some() && full(column) && column.values.len() > 1;
        if let Some(place) = best(table, CASE, often, &taken) {
            return vec![place];
        }
        let usable: Vec<usize> = (0..table.columns.len())
            .filter(|&place| !taken.contains(&Some(place)) && table.column(place).is_some_and(full))
            .take(12)
            .collect();
        if let Some(&place) = usable.iter().find(|&&place| table.distinct(&[place]) == rows) {
            return vec![place];
        }
        for (number, &one) in usable.iter().enumerate() {
            for &other in usable.get(number + 1..).unwrap_or_default() {
                if table.distinct(&[one, other]) == rows {
                    return vec![one, other];
                }
            }
        }
        best(table, CASE, full, &taken).or(usable.first().copied()).into_iter().collect()
    }
}

/// The column that is most likely what words say, among those that are fit for it and not taken.
fn best(table: &Table, words: &[&str], fit: impl Fn(&Column) -> bool, taken: &[Option<usize>]) -> Option<usize> {
    let worth = |column: &Column| words.iter().position(|word| says(&column.name, word));
    let fitting =
        table.columns.iter().enumerate().filter(|(place, column)| !taken.contains(&Some(*place)) && fit(column));
    let rated = fitting.filter_map(|(place, column)| Some((worth(column)?, std::cmp::Reverse(column.filled), place)));
    rated.min().map(|(.., place)| place)
}

/// Whether a column's name has a word in it, as `openedAt`, `opened_at` and `Date Opened` all have `opened`. In Chinese no
/// blanks stand between words.
fn says(name: &str, word: &str) -> bool {
    let mut plain = String::from(" ");
    let mut before = ' ';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            plain.push(' ');
        }
        let kept = if c.is_alphanumeric() { c } else { ' ' };
        plain.extend(kept.to_lowercase());
        before = c;
    }
    plain.push(' ');
    let is_spaced = word.chars().all(|c| c < '\u{2e80}');
    if is_spaced { plain.contains(&format!(" {word} ")) } else { plain.contains(word) }
}

/// The column that says whether the target was kept, and what it says of a kept one.
fn outcome(table: &Table) -> Option<(usize, Vec<String>)> {
    let is = |words: &[&str], value: &String| words.contains(&value.to_lowercase().as_str());
    let fit = |column: &Column| {
        let known = column.values.keys().all(|value| is(KEPT, value) || is(NOT_KEPT, value));
        known && column.values.keys().any(|value| is(KEPT, value)) && column.filled > 0
    };
    let place = best(table, OUTCOME, fit, &[])?;
    let kept = table.column(place)?.values.keys().filter(|value| is(KEPT, value)).cloned();
    Some((place, kept.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_are_words() {
        for name in ["opened_at", "openedAt", "Date Opened", "OPENED", "sys.opened"] {
            assert!(says(name, "opened"), "{name}");
        }
        assert!(says("Auftrags-Nr.", "nr") && says("Eröffnet am", "eröffnet") && says("工单创建时间", "创建"));
        assert!(says("On-Time?", "on time") && !says("reopened", "opened") && !says("Notes", "no"));
    }
}
