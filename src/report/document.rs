//! A report before it has a format: headings, paragraphs and tables of typed cells.
//!
//! A report is worded once, in one language, as a [`Document`]; an output format only lays it out. The same table is
//! columns of text in a terminal, a pipe table in Markdown and a sheet of real dates in a workbook.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::language::{Language, Style};
use crate::Period;
use crate::analysis::Ratio;

/// A worded report, ready to be laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// How it writes values.
    pub style: Style,
    /// Its title.
    pub title: String,
    /// The report, from top to bottom: what a manager reads.
    pub blocks: Vec<Block>,
    /// What it rests on: whole lists, evidence, definitions.
    pub appendix: Vec<Block>,
}

/// A piece of a [`Document`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Block {
    /// A heading.
    Heading {
        /// 2 for a section, 3 for a part of one; the document's title is 1.
        level: u8,
        /// A name for links, the same in every language.
        anchor: &'static str,
        /// The words.
        text: String,
    },
    /// Sentences.
    Paragraph(String),
    /// Short statements, one under the other.
    List(Vec<String>),
    /// What explains the figures above it.
    Note(String),
    /// The first figures, each a name and a statement.
    Facts(Vec<Fact>),
    /// A table.
    Table(Table),
}

/// One of the first figures of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is about: `Overdue`.
    pub name: String,
    /// What is to be said.
    pub text: String,
    /// The anchor of the heading or the name of the table below which its rows stand.
    pub link: &'static str,
    /// How good it is.
    pub tone: Tone,
}

/// How good a figure is: what it is coloured by, and never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Its own objective is kept.
    Good,
    /// Its own objective is missed, but the interval of the figure holds it.
    Fair,
    /// Its own objective is missed by more than chance.
    Bad,
    /// There is no objective, or too little to tell.
    None,
}

/// A ratio of fewer than so many is told as `8 of 9`, without a colour.
pub(super) const TOO_FEW: u64 = 10;

/// A table: columns with a title, rows of cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// A name for files and links, the same in every language: `overdue`, `pairs`.
    pub name: &'static str,
    /// What the table shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with as many cells as there are columns.
    pub rows: Vec<Row>,
    /// How many rows there are in all, where these are only the first of them.
    pub of: usize,
    /// The anchor below which all of it stands, where this is only the worst of it.
    pub link: Option<&'static str>,
    /// The three columns that a narrow screen shows, where it does not show all.
    pub narrow: Option<[usize; 3]>,
    /// The columns that a text shows where it has no room for more, each cell on one line.
    pub brief: Option<&'static [usize]>,
}

/// A column of a [`Table`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its title.
    pub title: String,
    /// On which side its cells stand.
    pub align: Align,
}

/// The side of a column on which its cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Align {
    /// Where the line begins: words.
    Start,
    /// Where the line ends: figures.
    End,
}

/// A row of a [`Table`].
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// One cell for each column.
    pub cells: Vec<Cell>,
    /// What is to be said of this row beyond its columns.
    pub remark: Option<String>,
    /// Sentences that explain the row to who asks; only a page, which can keep them folded, shows them.
    pub details: Vec<String>,
}

/// A value in a [`Table`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words, or an id.
    Text(String),
    /// Words of a log, in whatever language they are.
    Quoted(String),
    /// A number of things.
    Count(u64),
    /// How much of what was due was met, and the objective that it is held against; none where nothing was due.
    Kept(Option<Ratio>, Option<f64>),
    /// Any other share, of which more is not better; none where there is nothing to take it of.
    Share(Option<Ratio>),
    /// From which share to which: an interval.
    Between(Option<(f64, f64)>),
    /// How late: whole working days and working seconds.
    Late {
        /// Whole working days.
        days: i64,
        /// Working time in seconds.
        seconds: i64,
    },
    /// A number with one decimal, in tenths.
    Tenths(Option<i64>),
    /// Elapsed time in seconds.
    Elapsed(i64),
    /// Working time in seconds.
    Working(i64),
    /// A point in time.
    Instant(DateTime<FixedOffset>),
    /// A point in time at which something ends: midnight belongs to the day before it.
    Deadline(DateTime<FixedOffset>),
    /// A day.
    Date(NaiveDate),
    /// A period.
    Period(Period),
}

impl Document {
    /// Its language.
    pub fn language(&self) -> Language {
        self.style.language
    }

    /// Its tables, in order, those of the appendix last.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().chain(&self.appendix).filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Heading { .. } | Block::Paragraph(_) | Block::List(_) | Block::Note(_) | Block::Facts(_) => None,
        })
    }
}

impl Table {
    /// A table with all of its rows.
    pub(super) fn new(name: &'static str, caption: String, columns: Vec<Column>, rows: Vec<Row>) -> Self {
        Self { name, caption, columns, of: rows.len(), rows, link: None, narrow: None, brief: None }
    }

    /// Whether any row has a remark.
    pub(super) fn has_remarks(&self) -> bool {
        self.rows.iter().any(|row| row.remark.is_some())
    }

    /// What is said below a table that does not show all of its rows.
    pub(super) fn rest(&self, style: Style) -> Option<String> {
        (self.rows.len() < self.of).then(|| style.words().rows_of(self.rows.len(), self.of, self.data()))
    }

    /// The table of data that has all of its rows.
    fn data(&self) -> &'static str {
        let name = self.name.strip_suffix("-worst").or_else(|| self.name.strip_suffix("-quality")).unwrap_or(self.name);
        match name {
            "desk" | "reaches" => "decisions",
            "we-owe-now" | "we-wait" | "owed-to-us" | "overdue-pairs" | "overdue-ages" => "overdue",
            "we-owe-next" | "next-days" => "next",
            "our-misses" => "misses",
            "suppliers" | "customers" | "pairs" | "obligations" => "compliance",
            "objectives-at-risk"
            | "our-objectives"
            | "budgets-agreements"
            | "budgets-pairs"
            | "budgets-obligations" => "objectives",
            "but-for-both" => "but-for",
            "standing-all" => "standing",
            "rejected" | "unmatched" | "additional" | "guessed" => "rows",
            name => name,
        }
    }
}

impl Tone {
    /// The tone of a ratio against its own objective. Fewer than ten are too few to tell.
    pub(super) fn of(ratio: Option<Ratio>, objective: Option<f64>) -> Self {
        let (Some(ratio), Some(objective)) = (ratio.filter(|ratio| ratio.of() >= TOO_FEW), objective) else {
            return Self::None;
        };
        let (_, high) = ratio.interval();
        match ratio.value() {
            value if value >= objective => Self::Good,
            _ if high >= objective => Self::Fair,
            _ => Self::Bad,
        }
    }
}

impl Cell {
    /// The value as people read it.
    pub fn words(&self, style: Style) -> String {
        match self {
            Self::Empty | Self::Tenths(None) | Self::Between(None) => String::new(),
            Self::Text(text) | Self::Quoted(text) => text.clone(),
            Self::Count(n) => style.count(*n),
            Self::Kept(ratio, _) => style.kept(*ratio),
            Self::Share(ratio) => style.ratio(*ratio),
            Self::Between(Some((low, high))) => Style::between(*low, *high),
            Self::Tenths(Some(tenths)) => style.tenths(*tenths),
            Self::Late { days, seconds } => style.late(*days, *seconds),
            Self::Elapsed(seconds) => style.elapsed(*seconds),
            Self::Working(seconds) => style.working(*seconds),
            Self::Instant(at) => style.short_instant(*at),
            Self::Deadline(at) => style.short_deadline(*at),
            Self::Date(date) => style.short_date(*date),
            Self::Period(period) => period.to_string(),
        }
    }

    /// What rows are sorted by: plain numbers, seconds, ratios from 0 to 1, instants in UTC, ISO dates; empty where there
    /// is nothing.
    pub fn raw(&self) -> String {
        match self {
            Self::Empty | Self::Kept(None, _) | Self::Share(None) | Self::Between(None) | Self::Tenths(None) => {
                String::new()
            }
            Self::Text(text) | Self::Quoted(text) => text.clone(),
            Self::Count(n) => n.to_string(),
            Self::Kept(Some(ratio), _) | Self::Share(Some(ratio)) => ratio.value().to_string(),
            Self::Between(Some((low, _))) => low.to_string(),
            Self::Tenths(Some(tenths)) => tenths_to_string(*tenths),
            Self::Late { seconds, .. } | Self::Elapsed(seconds) | Self::Working(seconds) => seconds.to_string(),
            Self::Instant(at) | Self::Deadline(at) => at.to_utc().to_rfc3339(),
            Self::Date(date) => date.to_string(),
            Self::Period(period) => period.to_string(),
        }
    }
}

pub(super) fn tenths_to_string(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let size = tenths.unsigned_abs();
    format!("{sign}{}.{}", size / 10, size % 10)
}

/// Builds a document block by block.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) style: Style,
    /// The most rows of a table in the report itself, and in the appendix.
    caps: (usize, usize),
    blocks: Vec<Block>,
    /// Where the appendix begins.
    appendix: Option<usize>,
}

/// The most rows of a table in the report itself; the appendix has more of them.
const ROWS_IN_REPORT: usize = 10;

impl Writer {
    pub(super) fn new(style: Style, rows: usize) -> Self {
        Self { style, caps: (ROWS_IN_REPORT.min(rows), rows), blocks: Vec::new(), appendix: None }
    }

    /// One that leaves tables as they are.
    pub(super) fn unlimited(style: Style) -> Self {
        Self { caps: (usize::MAX, usize::MAX), ..Self::new(style, usize::MAX) }
    }

    /// All that follows belongs to the appendix.
    pub(super) fn begin_appendix(&mut self) {
        self.appendix.get_or_insert(self.blocks.len());
    }

    pub(super) fn heading(&mut self, level: u8, anchor: &'static str, text: impl Into<String>) {
        self.blocks.push(Block::Heading { level, anchor, text: text.into() });
    }

    /// Sentences; nothing if there are none.
    pub(super) fn paragraph(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(text));
        }
    }

    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Note(text.into()));
    }

    pub(super) fn list(&mut self, items: Vec<String>) {
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
    }

    pub(super) fn facts(&mut self, mut facts: Vec<Fact>) {
        facts.retain(|fact| !fact.text.is_empty());
        if !facts.is_empty() {
            self.blocks.push(Block::Facts(facts));
        }
    }

    /// A table, as many of its rows as may stand here; nothing if it has none.
    pub(super) fn table(&mut self, table: Table) {
        let (report, appendix) = self.caps;
        self.first_of(table, if self.appendix.is_some() { appendix } else { report });
    }

    /// A table, its first rows alone.
    pub(super) fn first_of(&mut self, mut table: Table, rows: usize) {
        table.of = table.of.max(table.rows.len());
        table.rows.truncate(rows.min(self.caps.1));
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    pub(super) fn finish(mut self, title: String) -> Document {
        let appendix = self.blocks.split_off(self.appendix.unwrap_or(self.blocks.len()));
        Document { style: self.style, title, blocks: self.blocks, appendix }
    }
}
