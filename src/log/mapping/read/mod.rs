//! From TOML to templates, gathering every mistake on the way.

mod clock;
mod conditions;

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::column::Column;
use super::super::csv::Separator;
use super::super::encoding::Encoding;
use super::super::input::Said;
use super::Parts;
use super::columns::Columns;
use super::instant::Clock;
use super::memory::Memory;
use super::names::Names;
use super::number::Numbers;
use super::template::{Field, Kind, Outcome, Template};
use super::value::{Table, Value, pieces};
use crate::diagnostic::{Code, Finding, Findings, Nearest, SourceSpan, Sources, escaped, to_u32};

type Item<'i> = Spanned<DeValue<'i>>;

/// The keys of a template that are fields of an event in the log; they take a text with columns.
fn event_fields() -> impl Iterator<Item = Column> {
    [Column::Event].into_iter().chain(Column::FIELDS.iter().copied())
}

/// The keys of a mapping.
const FILE_KEYS: [&str; 11] =
    ["format", "separator", "encoding", "skip", "sheet", "instants", "absent", "numbers", "lookup", "sort-by", "event"];

/// Keys by which an agreement file is known, should one be taken for a mapping.
const AGREEMENT_KEYS: [&str; 5] = ["agreement", "calendar", "department", "milestone", "obligation"];

/// The other keys of a template.
const OTHER_KEYS: [&str; 10] =
    ["at", "attributes", "when", "changed", "previous", "first", "last", "first-per", "met", "missed"];

/// The file being read, and what was found in it.
struct Reader<'s> {
    sources: &'s Sources,
    findings: &'s mut Findings,
    columns: Columns,
    /// How the file's own numbers are written, where it says so.
    numbers: Option<Numbers>,
    memories: Vec<Memory>,
    /// Where the lines of the file end.
    line_ends: Vec<usize>,
}

/// Reads the text of a mapping. The result is to be used only if nothing was found wrong.
pub(super) fn parts(text: &str, sources: &Sources, findings: &mut Findings) -> Parts {
    let line_ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at).collect();
    let (columns, memories) = Default::default();
    let mut reader = Reader { sources, findings, columns, numbers: None, memories, line_ends };
    let mut parts = Parts::default();
    match DeTable::parse(text) {
        Ok(table) => reader.file(table.get_ref(), &mut parts),
        Err(error) => {
            let place = error.span().map(span);
            reader.findings.push(Finding::new(Code::Syntax, error.message()).at(place, "here"));
        }
    }
    let numbers = reader.numbers.unwrap_or_default();
    Parts { columns: reader.columns, numbers, memories: reader.memories, ..parts }
}

fn span(range: Range<usize>) -> SourceSpan {
    SourceSpan { source: 0, start: to_u32(range.start), end: to_u32(range.end) }
}

impl Reader<'_> {
    fn file(&mut self, table: &DeTable<'_>, parts: &mut Parts) {
        if table.get("event").is_none() && AGREEMENT_KEYS.iter().any(|&key| table.get(key).is_some()) {
            let finding = Finding::new(Code::UnknownKey, "this is an agreement file, and no mapping");
            let help = "a mapping makes events of an export's rows; give agreements with `--agreements`";
            self.findings.push(finding.help(help));
            return;
        }
        self.known_keys(table, &FILE_KEYS, "a mapping");
        self.format(table);
        parts.absent = table.get("absent").map(|item| self.texts(item, "absent")).unwrap_or_default();
        parts.said = self.said(table);
        parts.clock = table.get("instants").map(|item| self.clock(item, None, &["format", "zone"])).unwrap_or_default();
        self.numbers = table.get("numbers").map(|item| self.numbers(item));
        if let Some(item) = table.get("lookup") {
            self.lookups(item);
        }
        if let Some(item) = table.get("sort-by") {
            parts.sort_by = self.texts(item, "sort-by").iter().map(|name| self.columns.required(name)).collect();
        }
        match table.get("event").map(|item| (item, item.get_ref().as_array())) {
            Some((_, Some(list))) => {
                parts.templates = list.iter().filter_map(|item| self.template(item, &parts.clock)).collect();
            }
            Some((item, None)) => self.wrong_type(item, "event", "a list of tables, each headed `[[event]]`"),
            None => {
                let finding = Finding::new(Code::MissingKey, "the mapping makes no event");
                self.findings.push(finding.help("add a table headed `[[event]]` for each event that a row may make"));
            }
        }
    }

    fn format(&mut self, table: &DeTable<'_>) {
        match table.get("format") {
            Some(item) if item.get_ref().as_integer().is_some_and(|n| n.as_str() == "1") => {}
            Some(item) => {
                let message = "this version of the format is not known";
                self.report(Code::UnsupportedFormat, message, item, "write `format = 1`");
            }
            None => {
                let finding = Finding::new(Code::UnsupportedFormat, "the file does not say which format it has");
                self.findings.push(finding.help("write `format = 1` on top"));
            }
        }
    }

    /// How the export is written.
    fn said(&mut self, table: &DeTable<'_>) -> Said {
        let mut said = Said::default();
        if let Some(item) = table.get("separator") {
            let mut chars = item.get_ref().as_str().unwrap_or_default().chars();
            said.separator = chars.next().filter(|_| chars.next().is_none()).and_then(Separator::from_char);
            if said.separator.is_none() {
                self.wrong_type(item, "separator", "one of \",\", \";\", \"\\t\" and \"|\"");
            }
        }
        if let Some(item) = table.get("encoding") {
            said.encoding = item.get_ref().as_str().and_then(Encoding::named);
            if said.encoding.is_none() {
                let names = Encoding::ALL.map(|encoding| format!("\"{}\"", encoding.as_str()));
                self.wrong_type(item, "encoding", &format!("one of {}", names.join(", ")));
            }
        }
        if let Some(item) = table.get("skip") {
            said.skip = item.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
            if said.skip.is_none() {
                self.wrong_type(item, "skip", "a number of lines, such as 2");
            }
        }
        if let Some(item) = table.get("sheet") {
            said.sheet = item.get_ref().as_str().map(str::to_owned);
            if said.sheet.is_none() {
                self.wrong_type(item, "sheet", "a text");
            }
        }
        said
    }

    /// The tables headed `[lookup.name]`.
    fn lookups(&mut self, item: &Item<'_>) {
        let Some(tables) = self.table(item, "lookup") else {
            return;
        };
        for (name, item) in tables {
            let Some(entries) = self.table(item, name.get_ref()) else { continue };
            let (mut values, mut other) = (Names::default(), None);
            for (key, item) in entries {
                let Some(value) = item.get_ref().as_str() else {
                    self.wrong_type(item, key.get_ref(), "a text");
                    continue;
                };
                if key.get_ref() == "*" {
                    other = Some(value.into());
                } else {
                    values.insert(key.get_ref(), value);
                }
            }
            self.columns.tables.push(Table { name: name.get_ref().as_ref().into(), values, other });
        }
    }

    fn template(&mut self, item: &Item<'_>, clock: &Clock) -> Option<Template> {
        let table = self.table(item, "event")?;
        let known: Vec<&str> = event_fields().map(Column::name).chain(OTHER_KEYS).collect();
        self.known_keys(table, &known, "[[event]]");
        for required in ["event", "at"] {
            if table.get(required).is_none() {
                let message = format!("[[event]] has no `{required}`");
                self.report(Code::MissingKey, message, item, &format!("add `{required} = …`"));
            }
        }
        let fields = self.fields(table, clock);
        let when = self.conditions(table);
        let last = table.get("last").is_some_and(|item| {
            let last = item.get_ref().as_bool() == Some(true);
            if !last {
                self.wrong_type(item, "last", "`true`: only the last row of a case");
            }
            last
        });
        let first_per = table.get("first-per").map(|item| self.texts(item, "first-per")).unwrap_or_default();
        let first_per = first_per.iter().map(|name| self.columns.required(name)).collect();
        let name = table.get("event").and_then(|item| item.get_ref().as_str()).unwrap_or_default().to_owned();
        let at = self.field(Column::At, "at", table.get("at")?, clock)?;
        let clock = match at.kind {
            Kind::Instant(clock) => clock,
            Kind::Text | Kind::Number(_) | Kind::Outcome(_) => clock.clone(),
        };
        let line = 1 + self.line_ends.partition_point(|&end| end < item.span().start);
        let mut template = Template { name, line, when, memory: None, last, first_per, at: at.value, clock, fields };
        template.memory = self.memory(&template, item);
        Some(template)
    }

    /// The fields of a template and its attributes, in the order of the keys of a log.
    fn fields(&mut self, table: &DeTable<'_>, clock: &Clock) -> Vec<Field> {
        let mut fields = Vec::new();
        for column in event_fields() {
            let item = table.get(column.name());
            fields.extend(item.and_then(|item| self.field(column, column.name(), item, clock)));
        }
        self.outcome(table, &mut fields);
        let attributes = table.get("attributes").and_then(|item| self.table(item, "attributes"));
        if let Some(attributes) = attributes {
            for (key, item) in attributes {
                let name = key.get_ref().as_ref();
                if Column::named(name) != Column::Attribute {
                    let message = format!("`{name}` is a field of an event, no attribute");
                    let finding = Finding::new(Code::BadValue, message).at(span(key.span()), "here");
                    self.findings.push(finding.help(format!("write `{name} = …` beside `event` and `at`")));
                }
                fields.extend(self.field(Column::Attribute, name, item, clock));
            }
        }
        fields
    }

    /// Has the field `outcome` read by what the export calls a target that was kept.
    fn outcome(&mut self, table: &DeTable<'_>, fields: &mut [Field]) {
        let met = table.get("met").map(|item| self.texts(item, "met"));
        let missed = table.get("missed").map(|item| self.texts(item, "missed"));
        match (fields.iter_mut().find(|field| field.column == Column::Outcome), met, table.get("outcome")) {
            (Some(field), Some(met), _) => field.kind = Kind::Outcome(Outcome { met, missed }),
            (Some(_), None, Some(item)) => {
                let message = "`outcome` does not say which values mean that the target was kept";
                self.report(Code::MissingKey, message, item, "add `met = [\"true\"]`, say");
            }
            (None, Some(_), None) => {
                if let Some(item) = table.get("met") {
                    let message = "`met` says what a kept target is called, and there is no `outcome`";
                    self.report(Code::MissingKey, message, item, "add `outcome = \"{column}\"`");
                }
            }
            _ => {}
        }
    }

    /// Which memory a template looks into, if it looks back at earlier rows of its case.
    fn memory(&mut self, template: &Template, item: &Item<'_>) -> Option<usize> {
        if !template.looks_back() {
            return None;
        }
        let Some(case) = template.fields.iter().find(|field| field.column == Column::Case) else {
            let message = "[[event]] looks back at the earlier rows of its case, and has no `case`";
            self.report(Code::MissingKey, message, item, "add `case = \"{column}\"`");
            return None;
        };
        let known = self.memories.iter().position(|memory| memory.case == case.value);
        let number = known.unwrap_or(self.memories.len());
        if known.is_none() {
            self.memories.push(Memory { case: case.value.clone(), columns: Vec::new() });
        }
        if let Some(memory) = self.memories.get_mut(number) {
            memory.columns.extend(template.previous_columns());
            memory.columns.sort_unstable();
            memory.columns.dedup();
        }
        Some(number)
    }

    /// A text with columns, or a table that says how the instant in one is written.
    fn field(&mut self, column: Column, name: &str, item: &Item<'_>, clock: &Clock) -> Option<Field> {
        let name: Box<str> = name.into();
        match item.get_ref() {
            DeValue::String(text) => {
                let value = self.value(text, item)?;
                if column == Column::At {
                    self.needs_zone(clock, item);
                }
                // What fills the whole of an attribute may be a number as the export writes numbers.
                let number = self.numbers.filter(|_| column == Column::Attribute && value.is_one_cell());
                Some(Field { column, name, value, kind: number.map_or(Kind::Text, Kind::Number) })
            }
            DeValue::Table(table) => {
                let Some(from) = table.get("from") else {
                    self.report(Code::MissingKey, format!("`{name}` has no `from`"), item, "add `from = \"{column}\"`");
                    return None;
                };
                let Some(text) = from.get_ref().as_str() else {
                    self.wrong_type(from, "from", "a text such as \"{column}\"");
                    return None;
                };
                let value = self.value(text, from)?;
                let clock = self.clock(item, Some(clock), &["from", "format", "zone"]);
                if column == Column::At || clock.is_local() {
                    self.needs_zone(&clock, item);
                }
                Some(Field { column, name, value, kind: Kind::Instant(clock) })
            }
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => {
                self.wrong_type(
                    item,
                    &name,
                    "a text in which `{column}` stands for a column's value, or a table `{ from = … }`",
                );
                None
            }
        }
    }

    fn value(&mut self, text: &str, item: &Item<'_>) -> Option<Value> {
        match pieces(text, &mut self.columns) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.report(Code::BadValue, reason, item, "a column is written `{column}`");
                None
            }
        }
    }

    /// A text, or a list of texts; numbers and truth values are texts too.
    fn texts(&mut self, item: &Item<'_>, key: &str) -> Vec<String> {
        let one = |value: &DeValue<'_>| match value {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            DeValue::Boolean(truth) => Some(truth.to_string()),
            DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
        };
        let found: Option<Vec<String>> = match item.get_ref().as_array() {
            Some(list) => list.iter().map(|item| one(item.get_ref())).collect(),
            None => one(item.get_ref()).map(|text| vec![text]),
        };
        if found.is_none() {
            self.wrong_type(item, key, "a text or a list of texts");
        }
        found.unwrap_or_default()
    }

    fn table<'t, 'i>(&mut self, item: &'t Item<'i>, key: &str) -> Option<&'t DeTable<'i>> {
        let table = item.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(item, key, "a table");
        }
        table
    }

    fn known_keys(&mut self, table: &DeTable<'_>, known: &[&str], what: &str) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let help = match Nearest::new(known.iter().copied()).to(key.get_ref()) {
                Some(near) => format!("the nearest key of {what} is `{near}`"),
                None => format!("the keys of {what} are {}", known.join(", ")),
            };
            let message = format!("unknown key `{}` in {what}", escaped(key.get_ref()));
            self.findings.push(
                Finding::new(Code::UnknownKey, message).at(span(key.span()), "not a key of a mapping here").help(help),
            );
        }
    }

    fn wrong_type(&mut self, item: &Item<'_>, key: &str, expected: &str) {
        let written = escaped(self.sources.slice(span(item.span())));
        let finding = Finding::new(
            Code::WrongType,
            format!("`{key}` takes {expected}, not {}", super::super::at::shortened(&written)),
        );
        self.findings.push(finding.at(span(item.span()), "here"));
    }

    fn report(&mut self, code: Code, message: impl Into<String>, item: &Item<'_>, help: &str) {
        self.findings.push(Finding::new(code, message).at(span(item.span()), "here").help(help));
    }
}
