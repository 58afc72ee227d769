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
    /// Its content, from top to bottom.
    pub blocks: Vec<Block>,
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
    /// A table.
    Table(Table),
}

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
    /// A number of things.
    Count(u64),
    /// How much of what was due was met, to be held against an objective; none where nothing was due.
    Ratio(Option<Ratio>),
    /// Any other share, of which more is not better; none where there is nothing to take it of.
    Share(Option<Ratio>),
    /// The difference of two shares, in tenths of a percentage point.
    Points(Option<i64>),
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

    /// Its tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Heading { .. } | Block::Paragraph(_) | Block::List(_) | Block::Note(_) => None,
        })
    }
}

impl Table {
    /// Whether any row has a remark.
    pub(super) fn has_remarks(&self) -> bool {
        self.rows.iter().any(|row| row.remark.is_some())
    }
}

impl Cell {
    /// The value as people read it.
    pub fn words(&self, style: Style) -> String {
        match self {
            Self::Empty | Self::Points(None) | Self::Tenths(None) => String::new(),
            Self::Text(text) => text.clone(),
            Self::Count(n) => style.count(*n),
            Self::Ratio(ratio) | Self::Share(ratio) => style.ratio(*ratio),
            Self::Points(Some(permille)) => Style::points(*permille),
            Self::Tenths(Some(tenths)) => tenths_to_string(*tenths),
            Self::Elapsed(seconds) => style.elapsed(*seconds),
            Self::Working(seconds) => style.working(*seconds),
            Self::Instant(at) => style.short_instant(*at),
            Self::Deadline(at) => style.short_deadline(*at),
            Self::Date(date) => style.short_date(*date),
            Self::Period(period) => period.to_string(),
        }
    }

    /// The value as programs read it: plain numbers, seconds, ratios from 0 to 1, RFC 3339 instants, ISO dates; empty
    /// where there is none.
    pub fn raw(&self) -> String {
        match self {
            Self::Empty | Self::Ratio(None) | Self::Share(None) | Self::Points(None) | Self::Tenths(None) => {
                String::new()
            }
            Self::Text(text) => text.clone(),
            Self::Count(n) => n.to_string(),
            Self::Ratio(Some(ratio)) | Self::Share(Some(ratio)) => ratio.value().to_string(),
            Self::Points(Some(tenths)) | Self::Tenths(Some(tenths)) => tenths_to_string(*tenths),
            Self::Elapsed(seconds) | Self::Working(seconds) => seconds.to_string(),
            Self::Instant(at) | Self::Deadline(at) => at.to_rfc3339(),
            Self::Date(date) => date.to_string(),
            Self::Period(period) => period.to_string(),
        }
    }
}

fn tenths_to_string(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let size = tenths.unsigned_abs();
    format!("{sign}{}.{}", size / 10, size % 10)
}

/// Builds a document block by block.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) style: Style,
    blocks: Vec<Block>,
}

impl Writer {
    pub(super) fn new(style: Style) -> Self {
        Self { style, blocks: Vec::new() }
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

    /// A table; nothing if it has no rows.
    pub(super) fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    pub(super) fn finish(self, title: String) -> Document {
        Document { style: self.style, title, blocks: self.blocks }
    }
}
