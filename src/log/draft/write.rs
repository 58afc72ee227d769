//! The drafts, written down.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use super::super::mapping::push_id;
use super::format::Written;
use super::role::Roles;
use super::table::{Column, Table};
use crate::diagnostic::Visible;

/// What the states of finished work, and of work that waits for somebody else, have in their names.
const DONE: [&str; 15] = [
    "closed",
    "resolved",
    "done",
    "complete",
    "finished",
    "cancel",
    "fulfilled",
    "gelöst",
    "erledigt",
    "geschlossen",
    "abgeschlossen",
    "解决",
    "完成",
    "关闭",
    "结束",
];
const WAITING: [&str; 10] =
    ["wait", "pending", "hold", "suspend", "user info", "wartet", "rückfrage", "等待", "挂起", "暂停"];
/// How a state begins that is the contrary of what it has in its name.
const CONTRARY: [&str; 5] = ["un", "not ", "incomplete", "nicht ", "未"];

/// A text in quotes, as TOML has it.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                c if c.is_control() => write!(f, "\\u{:04X}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}

/// Texts in quotes, as a list.
fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = texts.into_iter().map(|text| Quoted(text).to_string()).collect();
    format!("[{}]", quoted.join(", "))
}

/// What both drafts follow from.
struct Plan<'a> {
    table: &'a Table,
    roles: &'a Roles,
    /// The departments by id, with their names as the export writes them; none where a group is no supplier.
    departments: BTreeMap<String, &'a str>,
    /// How instants are written where nothing else is said.
    written: Option<&'a Written>,
    /// Whether a case has several rows.
    repeats: bool,
}

impl<'a> Plan<'a> {
    fn of(table: &'a Table, roles: &'a Roles) -> Self {
        let repeats = table.distinct(&roles.case) < table.rows.len();
        let steady = |group: &usize| {
            let with_group: Vec<usize> = roles.case.iter().copied().chain([*group]).collect();
            table.distinct(&with_group) == table.distinct(&roles.case)
        };
        let mut departments = BTreeMap::new();
        if let Some(group) = roles.group.filter(steady).and_then(|group| table.column(group)) {
            for name in group.values.keys() {
                let id = id_of(name);
                if !id.is_empty() && !crate::id::is_reserved(&id) && id != CUSTOMERS {
                    departments.entry(id).or_insert(name.as_str());
                }
            }
        }
        let mut plan = Self { table, roles, departments, written: None, repeats };
        plan.written = plan.opened().and_then(|place| plan.written_in(place));
        plan
    }

    /// The column that says when a case was opened, or what stands in for it.
    fn opened(&self) -> Option<usize> {
        let first = || self.table.columns.iter().position(|column| column.written.is_some());
        self.roles.opened.or(self.roles.due).or(self.roles.updated).or(self.roles.closed).or_else(first)
    }

    fn written_in(&self, place: usize) -> Option<&'a Written> {
        self.table.column(place)?.written.as_ref()
    }

    fn cell(&self, place: usize) -> String {
        format!("{{{}}}", self.table.name_of(place))
    }

    fn case(&self) -> String {
        let one = |&place: &usize| {
            // `#` numbers the occurrences of a case.
            let numbered = self.table.column(place).is_some_and(|column| column.values.keys().any(|v| v.contains('#')));
            if numbered { format!("{{{}:id}}", self.table.name_of(place)) } else { self.cell(place) }
        };
        Quoted(&self.roles.case.iter().map(one).collect::<Vec<_>>().join("/")).to_string()
    }

    /// An instant from a column, with its format where that is another than the export's own.
    fn instant(&self, place: usize, as_table: bool) -> String {
        let from = Quoted(&self.cell(place)).to_string();
        let written = self.written_in(place);
        match written.filter(|written| self.written.is_none_or(|own| own.formats != written.formats)) {
            Some(written) => format!("{{ from = {from}, format = {} }}", formats(written)),
            None if as_table => format!("{{ from = {from} }}"),
            None => from,
        }
    }

    fn obligation(&self) -> String {
        match self.roles.group.filter(|_| !self.departments.is_empty()) {
            Some(group) => Quoted(&format!("{{{}:id}}.done", self.table.name_of(group))).to_string(),
            None => format!("\"{SUPPLIER}.done\""),
        }
    }

    fn states(&self, words: &[&str]) -> Vec<&'a str> {
        let column = self.roles.state.and_then(|place| self.table.column(place));
        let states = column.into_iter().flat_map(|column| column.values.keys());
        states
            .map(String::as_str)
            .filter(|state| {
                let state = state.to_lowercase();
                let is_contrary = CONTRARY.iter().any(|beginning| state.starts_with(beginning));
                !is_contrary && words.iter().any(|word| state.contains(word))
            })
            .collect()
    }
}

/// Who is owed, and who owes where the export names no group.
const CUSTOMERS: &str = "customers";
const SUPPLIER: &str = "desk";

fn id_of(text: &str) -> String {
    let mut id = String::new();
    push_id(text, &mut id);
    id
}

fn formats(written: &Written) -> String {
    match written.formats.as_slice() {
        [format] => Quoted(format).to_string(),
        formats => list(formats.iter().map(String::as_str)),
    }
}

pub(super) fn mapping(table: &Table, roles: &Roles) -> String {
    let plan = Plan::of(table, roles);
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = found(&plan, &mut out)
        .and_then(|()| head(&plan, &mut out))
        .and_then(|()| opening(&plan, &mut out))
        .and_then(|()| closing(&plan, &mut out));
    out
}

/// What was found.
fn found(plan: &Plan<'_>, out: &mut String) -> fmt::Result {
    let Plan { table, roles, .. } = plan;
    let rows = table.rows.len();
    let first = if table.more { "first " } else { "" };
    writeln!(out, "# Drafted from {}: its {first}{rows} rows were looked at.", Visible(&table.name))?;
    if let Some(read_as) = &table.read_as {
        writeln!(out, "# It was read as {read_as}.")?;
    }
    writeln!(out, "# Read this, put right what was guessed wrong, and delete the remarks. What was found:\n#")?;
    let parts = [
        ("case", roles.case.first().copied()),
        ("case, too", roles.case.get(1).copied()),
        ("group", roles.group),
        ("state", roles.state),
        ("priority", roles.priority),
        ("opened", roles.opened),
        ("closed", roles.closed),
        ("due", roles.due),
        ("updated", roles.updated),
        ("target kept", roles.outcome.as_ref().map(|(place, _)| *place)),
    ];
    for (part, place) in parts {
        let Some(column) = place.and_then(|place| table.column(place)) else { continue };
        write!(out, "#   {part:<11} `{}`: ", Visible(&column.name))?;
        writeln!(out, "{}", holds(column))?;
        if column.written.as_ref().is_some_and(|written| written.is_open) {
            writeln!(out, "#               No value tells whether the day or the month comes first: see to it.")?;
        }
    }
    Ok(())
}

/// What a column holds, in a few words.
fn holds(column: &Column) -> String {
    if let Some(written) = &column.written {
        let (read, all) = written.read;
        return format!("{} reads {read} of {all} ({} %)", written.formats.join(" or "), read * 100 / all.max(1));
    }
    let few = column.frequent();
    let shown: Vec<_> = few.iter().take(4).map(|(value, count)| format!("{} ({count})", Visible(value))).collect();
    let more = if few.len() > 4 { format!(", … {} values in all", few.len()) } else { String::new() };
    shown.join(", ") + &more
}

/// How the file is written.
fn head(plan: &Plan<'_>, out: &mut String) -> fmt::Result {
    let table = plan.table;
    writeln!(out, "\nformat = 1")?;
    if let Some(written) = plan.written {
        let zone = table.columns.iter().filter_map(|column| column.written.as_ref()).any(|written| written.needs_zone);
        let zone = if zone { ", zone = \"UTC\"" } else { "" };
        writeln!(out, "instants = {{ format = {}{zone} }}", formats(written))?;
        if !zone.is_empty() {
            writeln!(
                out,
                "# The zone is a guess: put that of the program which wrote the export, such as `Europe/Amsterdam`."
            )?;
        }
    }
    if !table.nothing.is_empty() {
        writeln!(out, "absent = {}", list(table.nothing.iter().copied()))?;
    }
    Ok(())
}

/// The event that opens a case.
fn opening(plan: &Plan<'_>, out: &mut String) -> fmt::Result {
    let Plan { table, roles, .. } = plan;
    let Some(opened) = plan.opened() else { return Ok(()) };
    if roles.opened.is_none() {
        writeln!(
            out,
            "\n# No column says when a case was opened: `{}` stands in for it.",
            Visible(table.name_of(opened))
        )?;
    }
    writeln!(out, "\n[[event]]\nevent = \"opened\"\nat = {}\ncase = {}", plan.instant(opened, false), plan.case())?;
    if plan.repeats {
        writeln!(out, "# A case has several rows: the first one opens it.")?;
        writeln!(out, "first-per = {}", list(roles.case.iter().map(|&place| table.name_of(place))))?;
    }
    let mut attributes = Vec::new();
    if let Some(group) = roles.group {
        attributes.push(format!("group = {}", Quoted(&format!("{{{}:id}}", table.name_of(group)))));
    }
    if let Some(priority) = roles.priority {
        attributes.push(format!("priority = {}", Quoted(&plan.cell(priority))));
    }
    if let Some(due) = roles.due {
        attributes.push(format!("deadline = {}", plan.instant(due, true)));
    }
    if !attributes.is_empty() {
        writeln!(out, "attributes = {{ {} }}", attributes.join(", "))?;
    }
    Ok(())
}

/// The events that end a case, or hold it up.
fn closing(plan: &Plan<'_>, out: &mut String) -> fmt::Result {
    let Plan { table, roles, .. } = plan;
    let done = plan.states(&DONE);
    if let (Some(updated), Some(state), true) = (roles.updated, roles.state, plan.repeats && !done.is_empty()) {
        return changes(plan, updated, state, &done, out);
    }
    let Some(closed) = roles.closed else {
        return writeln!(out, "\n# No column says when a case was closed: add an event `delivered` here.");
    };
    event(plan, "delivered", closed, out)?;
    if plan.repeats {
        writeln!(out, "first-per = {}", list(roles.case.iter().map(|&place| table.name_of(place))))?;
    }
    match &roles.outcome {
        // A deadline says more than whether it was kept.
        Some((place, met)) if roles.due.is_none() => {
            let met = list(met.iter().map(String::as_str));
            writeln!(out, "outcome = {}\nmet = {met}", Quoted(&plan.cell(*place)))
        }
        _ => Ok(()),
    }
}

/// An event about the obligation of the row's case.
fn event(plan: &Plan<'_>, name: &str, at: usize, out: &mut String) -> fmt::Result {
    let (at, case) = (plan.instant(at, false), plan.case());
    writeln!(out, "\n[[event]]\nevent = \"{name}\"\nobligation = {}\nat = {at}\ncase = {case}", plan.obligation())
}

/// The events of an export with a row for each change of a case.
fn changes(plan: &Plan<'_>, updated: usize, state: usize, done: &[&str], out: &mut String) -> fmt::Result {
    let state = Quoted(plan.table.name_of(state)).to_string();
    let of = |states: &[&str]| {
        let states = list(states.iter().copied());
        (format!("{state} = {states}"), format!("{state} = {{ not = {states} }}"))
    };
    let (is, is_not) = of(done);
    event(plan, "delivered", updated, out)?;
    writeln!(out, "when = {{ {is} }}\nprevious = {{ {is_not} }}")?;
    writeln!(out, "\n# Opened again: what was delivered counts no more.")?;
    event(plan, "rejected", updated, out)?;
    writeln!(out, "when = {{ {is_not} }}\nprevious = {{ {is} }}\nchanged = {state}")?;
    let waiting = plan.states(&WAITING);
    if waiting.is_empty() {
        return Ok(());
    }
    let (is, is_not) = of(&waiting);
    writeln!(out, "\n# These states look as if somebody else were waited for; the deadline moves.")?;
    event(plan, "paused", updated, out)?;
    writeln!(out, "when = {{ {is} }}\nprevious = {{ {is_not} }}")?;
    event(plan, "resumed", updated, out)?;
    writeln!(out, "when = {{ {is_not} }}\nprevious = {{ {is} }}\nchanged = {state}")
}

pub(super) fn agreements(table: &Table, roles: &Roles) -> String {
    let plan = Plan::of(table, roles);
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = network(&plan, &mut out).and_then(|()| obligations(&plan, &mut out));
    out
}

/// The agreement, its calendar and the departments.
fn network(plan: &Plan<'_>, out: &mut String) -> fmt::Result {
    let Plan { table, roles, departments, .. } = plan;
    writeln!(out, "# Drafted from {}: read it, and put right what was guessed.\nformat = 1\n", Visible(&table.name))?;
    writeln!(
        out,
        "[agreement]\nid = \"drafted\"\nname = \"What is promised\"\ncustomer = \"{CUSTOMERS}\"\ncalendar = \"office\"\n"
    )?;
    writeln!(out, "# Guessed: the hours, the zone, and no holidays.\n[calendar.office]\ntimezone = \"UTC\"")?;
    writeln!(out, "week = {{ mon-fri = [\"09:00-17:00\"] }}\n")?;
    writeln!(out, "[[department]]\nid = \"{CUSTOMERS}\"\nname = \"Customers\"\n")?;
    if departments.is_empty() {
        if roles.group.is_some() {
            writeln!(out, "# Groups change within a case, so that one department owes it for all of them.")?;
        }
        writeln!(out, "[[department]]\nid = \"{SUPPLIER}\"\nname = \"Desk\"\n")?;
    }
    for (id, name) in departments {
        writeln!(out, "[[department]]\nid = \"{id}\"\nname = {}\n", Quoted(name))?;
    }
    let attributes = [("group", roles.group), ("priority", roles.priority), ("deadline", roles.due)];
    let named = attributes.into_iter().filter(|(_, place)| place.is_some()).map(|(name, _)| name);
    writeln!(out, "[[milestone]]\nid = \"opened\"\nattributes = {}", list(named))
}

fn obligations(plan: &Plan<'_>, out: &mut String) -> fmt::Result {
    let due = if plan.roles.due.is_some() {
        "due = \"by the given deadline of opened\""
    } else {
        "due = \"within 5 business days of opened\"   # Guessed: no column holds a deadline."
    };
    if plan.departments.is_empty() {
        return writeln!(
            out,
            "\n[[obligation]]\nid = \"{SUPPLIER}.done\"\nsupplier = \"{SUPPLIER}\"\ndeliverable = \"Done\"\n{due}"
        );
    }
    writeln!(
        out,
        "\n# One obligation for each group; what only some of them owe gets one of its own.\n[[obligation]]"
    )?;
    writeln!(out, "for = {{ group = {} }}", list(plan.departments.keys().map(String::as_str)))?;
    writeln!(out, "id = \"{{group}}.done\"\nsupplier = \"{{group}}\"\ndeliverable = \"Done\"\n{due}")?;
    writeln!(out, "when = {{ group = \"{{group}}\" }}")
}
