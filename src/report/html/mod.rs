//! The report as one self-contained page.
//!
//! The page needs nothing beside itself and no script to be read: a script only adds sorting and a filter. Everything
//! that comes from an agreement or a log passes through the template engine's escaping.

pub(in crate::report) mod graph;
pub(in crate::report) mod svg;

use std::collections::BTreeMap;

use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;

use self::graph::Picture;
use self::svg::{Bars, Tone, Trend};
use super::document::{Align, Block, Cell, Document, Table};
use super::language::Style;
use crate::analysis::Ratio;
use crate::visible::visible_lines;

/// The page could not be laid out. The template is part of this crate, so this is a defect of the crate.
#[derive(Debug, thiserror::Error)]
#[error("the page's template failed: {0}")]
pub struct HtmlError(#[from] minijinja::Error);

/// What stands on the page beside the document's own blocks.
#[derive(Debug, Default)]
pub(in crate::report) struct Extras {
    /// Headline figures.
    pub(in crate::report) cards: Vec<Card>,
    /// Charts, by the anchor of the heading that they follow.
    pub(in crate::report) figures: BTreeMap<&'static str, Vec<Figure>>,
    /// Tables, by name, that a chart shows in full.
    pub(in crate::report) charted: Vec<&'static str>,
    /// Below a ratio of this, a cell of the page is coloured as a warning.
    pub(in crate::report) objective: f64,
}

/// A headline figure, with last week's beside it.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Card {
    pub(in crate::report) name: String,
    pub(in crate::report) value: String,
    pub(in crate::report) before: String,
    pub(in crate::report) tone: Tone,
}

/// A chart.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(in crate::report) enum Figure {
    Graph { caption: String, title: String, description: String, picture: Picture, legend: Vec<LegendEntry> },
    Trends { caption: String, lines: Vec<TrendFigure> },
    Bars { name: &'static str, caption: String, cumulative: bool, bars: Bars },
    Heat { caption: String, corner: String, columns: Vec<String>, rows: Vec<HeatRow> },
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct LegendEntry {
    pub(in crate::report) tone: Tone,
    pub(in crate::report) words: String,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct TrendFigure {
    pub(in crate::report) name: String,
    pub(in crate::report) now: String,
    pub(in crate::report) alternative: String,
    pub(in crate::report) line: Trend,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct HeatRow {
    pub(in crate::report) name: String,
    pub(in crate::report) cells: Vec<HeatCell>,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct HeatCell {
    pub(in crate::report) words: String,
    pub(in crate::report) small: String,
    pub(in crate::report) tone: Tone,
}

impl HeatCell {
    /// Two departments that owe each other nothing.
    pub(in crate::report) fn blank() -> Self {
        Self { words: String::new(), small: String::new(), tone: Tone::None }
    }
}

#[derive(Serialize)]
struct Page<'a> {
    lang: &'static str,
    title: &'a str,
    css: &'static str,
    script: &'static str,
    words: Words,
    cards: &'a [Card],
    blocks: Vec<PageBlock<'a>>,
}

#[derive(Serialize)]
struct Words {
    contents: &'static str,
    filter: &'static str,
    why: &'static str,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum PageBlock<'a> {
    Heading { level: u8, anchor: &'a str, text: &'a str, figures: &'a [Figure] },
    Paragraph { text: &'a str },
    Note { text: &'a str },
    List { items: &'a [String] },
    Table { table: PageTable<'a> },
}

#[derive(Serialize)]
struct PageTable<'a> {
    name: &'a str,
    caption: &'a str,
    columns: Vec<PageColumn<'a>>,
    rows: Vec<PageRow<'a>>,
}

#[derive(Serialize)]
struct PageColumn<'a> {
    title: &'a str,
    align: &'static str,
}

#[derive(Serialize)]
struct PageRow<'a> {
    cells: Vec<PageCell>,
    remark: Option<&'a str>,
    details: &'a [String],
}

#[derive(Serialize)]
struct PageCell {
    words: String,
    /// What the page's script sorts by.
    sort: String,
    class: &'static str,
}

impl Document {
    /// One HTML page that needs no other file: readable without a script, on paper, in the dark and on a phone.
    ///
    /// # Errors
    /// Returns an error only for a defect of this crate: its template does not fit its data.
    pub fn to_html(&self) -> Result<String, HtmlError> {
        render(self, &Extras { objective: 0.95, ..Extras::default() })
    }
}

/// Lays a document out as a page, with charts.
pub(in crate::report) fn render(document: &Document, extras: &Extras) -> Result<String, HtmlError> {
    let mut environment = Environment::new();
    // The name's ending is what switches escaping on.
    environment.add_template("page.html", include_str!("page.html"))?;
    let language = document.style.words();
    let page = Page {
        lang: language.html_tag(),
        title: &document.title,
        css: include_str!("page.css"),
        script: include_str!("page.js"),
        words: Words {
            contents: language.labels().contents,
            filter: language.labels().filter,
            why: language.labels().why_then,
        },
        cards: &extras.cards,
        blocks: document
            .blocks
            .iter()
            .filter(|block| !matches!(block, Block::Table(table) if extras.charted.contains(&table.name)))
            .map(|block| page_block(block, document.style, extras))
            .collect(),
    };
    let page = environment.get_template("page.html")?.render(Serde(page))?;
    Ok(visible_lines(&page).into_owned())
}

fn page_block<'a>(block: &'a Block, style: Style, extras: &'a Extras) -> PageBlock<'a> {
    match block {
        Block::Heading { level, anchor, text } => PageBlock::Heading {
            level: (*level).clamp(2, 6),
            anchor,
            text,
            figures: extras.figures.get(anchor).map_or(&[], Vec::as_slice),
        },
        Block::Paragraph(text) => PageBlock::Paragraph { text },
        Block::Note(text) => PageBlock::Note { text },
        Block::List(items) => PageBlock::List { items },
        Block::Table(table) => PageBlock::Table { table: page_table(table, style, extras.objective) },
    }
}

fn page_table(table: &Table, style: Style, objective: f64) -> PageTable<'_> {
    PageTable {
        name: table.name,
        caption: &table.caption,
        columns: table
            .columns
            .iter()
            .map(|column| PageColumn {
                title: &column.title,
                align: match column.align {
                    Align::Start => "start",
                    Align::End => "end",
                },
            })
            .collect(),
        rows: table
            .rows
            .iter()
            .map(|row| PageRow {
                cells: row.cells.iter().map(|cell| page_cell(cell, style, objective)).collect(),
                remark: row.remark.as_deref(),
                details: &row.details,
            })
            .collect(),
    }
}

fn page_cell(cell: &Cell, style: Style, objective: f64) -> PageCell {
    let class = match cell {
        Cell::Instant(_) | Cell::Deadline(_) | Cell::Date(_) => "when",
        Cell::Ratio(ratio) => match Tone::of(ratio.map(Ratio::value), objective) {
            Tone::Good => "good",
            Tone::Fair => "fair",
            Tone::Bad => "bad",
            Tone::None => "none",
        },
        Cell::Empty
        | Cell::Text(_)
        | Cell::Count(_)
        | Cell::Share(_)
        | Cell::Points(_)
        | Cell::Tenths(_)
        | Cell::Elapsed(_)
        | Cell::Working(_)
        | Cell::Period(_) => "",
    };
    PageCell { words: cell.words(style), sort: cell.raw(), class }
}

#[cfg(test)]
mod tests {
    use super::graph::{Edge, Node};
    use super::*;
    use crate::report::Language;
    use crate::report::document::{Column, Row};

    const EVIL: &str = "<script>alert(1)</script>";

    fn style() -> Style {
        Style { language: Language::English, zone: chrono_tz::Asia::Shanghai, year: 2026 }
    }

    fn hostile() -> (Document, Extras) {
        let column = |title: &str, align| Column { title: title.to_owned(), align };
        let row = Row {
            cells: vec![Cell::Text(EVIL.to_owned()), Cell::Ratio(Ratio::new(1, 2))],
            remark: Some("\" onmouseover=\"alert(2)".to_owned()),
            details: vec!["</details><img src=x onerror=alert(3)>".to_owned()],
        };
        let table = Table {
            name: "pairs",
            caption: EVIL.to_owned(),
            columns: vec![column("'><b>", Align::Start), column("Ratio", Align::End)],
            rows: vec![row],
        };
        let blocks = vec![
            Block::Heading { level: 2, anchor: "pairs", text: EVIL.to_owned() },
            Block::Paragraph(EVIL.to_owned()),
            Block::List(vec![EVIL.to_owned()]),
            Block::Note(EVIL.to_owned()),
            Block::Table(table),
        ];
        let document = Document { style: style(), title: EVIL.to_owned(), blocks };
        let node = |label: &str| Node { label: label.to_owned(), open: 2 };
        let edge = Edge { from: 0, to: 1, handoffs: 4, tone: Tone::Bad, title: EVIL.to_owned() };
        let graph = Figure::Graph {
            caption: EVIL.to_owned(),
            title: EVIL.to_owned(),
            description: EVIL.to_owned(),
            picture: Picture::new(&[node(EVIL), node("=HYPERLINK(\"x\")")], &[edge]),
            legend: vec![LegendEntry { tone: Tone::Bad, words: EVIL.to_owned() }],
        };
        let card = Card { name: EVIL.into(), value: EVIL.into(), before: EVIL.into(), tone: Tone::None };
        let figures = BTreeMap::from([("pairs", vec![graph])]);
        (document, Extras { cards: vec![card], figures, charted: Vec::new(), objective: 0.9 })
    }

    #[test]
    fn whatever_a_name_holds_is_shown_and_never_run() {
        let (document, extras) = hostile();
        let page = render(&document, &extras).unwrap();
        assert!(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("\" onmouseover"));
        assert_eq!(page.matches("<script>").count(), 1, "the page's own");
        assert!(page.matches("&lt;script&gt;alert(1)").count() >= 10);
        assert!(page.contains("=HYPERLINK(&quot;x&quot;)"));
    }

    #[test]
    fn a_page_asks_for_nothing_from_outside() {
        let (document, _) = hostile();
        let page = document.to_html().unwrap();
        for outside in ["http://", "https://", "url(//", "@import"] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
