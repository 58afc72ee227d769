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
use self::svg::{Bars, Trend};
use super::document::{Align, Block, Cell, Document, Fact, Row, Table, Tone};
use super::language::Style;
use crate::visible::visible_lines;

/// The page could not be laid out. The template is part of this crate, so this is a defect of the crate.
#[derive(Debug, thiserror::Error)]
#[error("the page's template failed: {0}")]
pub struct HtmlError(#[from] minijinja::Error);

/// What stands on the page beside the document's own blocks.
#[derive(Debug, Default)]
pub(in crate::report) struct Extras {
    /// Charts, by the anchor of the heading that they follow.
    pub(in crate::report) figures: BTreeMap<&'static str, Vec<Figure>>,
    /// Tables, by name, that a chart shows in full.
    pub(in crate::report) charted: Vec<&'static str>,
}

/// The sections of the appendix that are unfolded at first, and so are printed: what the report itself shows the worst of.
const UNFOLDED: [&str; 3] = ["overdue-all", "misses-all", "pairs"];
/// A filter stands above tables of more rows.
const FILTERED: usize = 8;

/// A chart.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(in crate::report) enum Figure {
    Graph { caption: String, title: String, description: String, picture: Picture, legend: Vec<LegendEntry> },
    Trends { caption: String, lines: Vec<TrendFigure>, rest: Option<String> },
    Bars { name: &'static str, caption: String, cumulative: bool, bars: Bars },
    Heat { caption: String, corner: String, columns: Vec<String>, rows: Vec<HeatRow>, rest: Option<String> },
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

#[derive(Clone, Debug, Serialize)]
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
    blocks: Vec<PageBlock<'a>>,
    appendix: Appendix<'a>,
}

#[derive(Serialize)]
struct Words {
    contents: &'static str,
    filter: &'static str,
    shown: &'static str,
    why: &'static str,
    all_rows: &'static str,
}

#[derive(Default, Serialize)]
struct Appendix<'a> {
    text: &'a str,
    sections: Vec<Section<'a>>,
}

#[derive(Serialize)]
struct Section<'a> {
    anchor: &'a str,
    text: &'a str,
    unfolded: bool,
    figures: &'a [Figure],
    blocks: Vec<PageBlock<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum PageBlock<'a> {
    Heading { level: u8, anchor: &'a str, text: &'a str, figures: &'a [Figure] },
    Paragraph { text: &'a str },
    Note { text: &'a str },
    List { items: &'a [String] },
    Facts { facts: Vec<PageFact<'a>> },
    Table { table: PageTable<'a> },
}

#[derive(Serialize)]
struct PageFact<'a> {
    name: &'a str,
    text: &'a str,
    link: &'a str,
    tone: Tone,
}

#[derive(Serialize)]
struct PageTable<'a> {
    name: &'a str,
    caption: &'a str,
    columns: Vec<PageColumn<'a>>,
    rows: Vec<PageRow<'a>>,
    rest: Option<String>,
    link: Option<&'static str>,
    sortable: bool,
    filterable: bool,
}

#[derive(Serialize)]
struct PageColumn<'a> {
    title: &'a str,
    class: &'static str,
    /// Whether only a wide screen shows it.
    wide: bool,
}

#[derive(Serialize)]
struct PageRow<'a> {
    cells: Vec<PageCell>,
    remark: Option<&'a str>,
    details: &'a [String],
    /// The cell in which both stand.
    told_in: usize,
}

#[derive(Serialize)]
struct PageCell {
    words: String,
    /// What the page's script sorts by, where that is not the words.
    sort: Option<String>,
    class: &'static str,
    /// Words of a log, in no language that the page knows.
    quoted: bool,
}

impl Document {
    /// One HTML page that needs no other file: readable without a script, on paper, in the dark and on a phone.
    ///
    /// # Errors
    /// Returns an error only for a defect of this crate: its template does not fit its data.
    pub fn to_html(&self) -> Result<String, HtmlError> {
        render(self, &Extras::default())
    }

    /// How many elements of a page its tables make, about.
    pub(in crate::report) fn elements(&self) -> usize {
        let row = |row: &Row| {
            let details = if row.details.is_empty() { 0 } else { 2 + row.details.len() };
            1 + row.cells.len() + usize::from(row.remark.is_some()) + details
        };
        self.tables().map(|table| 6 + 2 * table.columns.len() + table.rows.iter().map(row).sum::<usize>()).sum()
    }
}

/// Lays a document out as a page, with charts.
pub(in crate::report) fn render(document: &Document, extras: &Extras) -> Result<String, HtmlError> {
    let mut environment = Environment::new();
    // The name's ending is what switches escaping on.
    environment.add_template("page.html", include_str!("page.html"))?;
    let (style, language) = (document.style, document.style.words());
    let labels = language.labels();
    let block = |block| page_block(block, style, extras);
    let page = Page {
        lang: language.html_tag(),
        title: &document.title,
        css: include_str!("page.css"),
        script: include_str!("page.js"),
        words: Words {
            contents: labels.contents,
            filter: labels.filter,
            shown: language.shown(),
            why: labels.why_then,
            all_rows: labels.all_rows,
        },
        blocks: document.blocks.iter().filter(|it| !is_charted(it, extras)).map(block).collect(),
        appendix: appendix(document, extras),
    };
    let page = environment.get_template("page.html")?.render(Serde(page))?;
    Ok(visible_lines(&page).into_owned())
}

fn is_charted(block: &Block, extras: &Extras) -> bool {
    matches!(block, Block::Table(table) if extras.charted.contains(&table.name))
}

/// The appendix by its sections, each of which can be folded.
fn appendix<'a>(document: &'a Document, extras: &'a Extras) -> Appendix<'a> {
    let mut appendix = Appendix::default();
    for block in document.appendix.iter().filter(|block| !is_charted(block, extras)) {
        match (block, appendix.sections.last_mut()) {
            (Block::Heading { level: 0..=2, text, .. }, _) => appendix.text = text,
            (Block::Heading { anchor, text, .. }, _) => appendix.sections.push(Section {
                anchor,
                text,
                unfolded: UNFOLDED.contains(anchor),
                figures: figures(extras, anchor),
                blocks: Vec::new(),
            }),
            (block, Some(section)) => section.blocks.push(page_block(block, document.style, extras)),
            (_, None) => {}
        }
    }
    appendix
}

fn figures<'a>(extras: &'a Extras, anchor: &str) -> &'a [Figure] {
    extras.figures.get(anchor).map_or(&[], Vec::as_slice)
}

fn page_block<'a>(block: &'a Block, style: Style, extras: &'a Extras) -> PageBlock<'a> {
    match block {
        Block::Heading { level, anchor, text } => {
            PageBlock::Heading { level: (*level).clamp(2, 6), anchor, text, figures: figures(extras, anchor) }
        }
        Block::Paragraph(text) => PageBlock::Paragraph { text },
        Block::Note(text) => PageBlock::Note { text },
        Block::List(items) => PageBlock::List { items },
        Block::Facts(facts) => PageBlock::Facts { facts: facts.iter().map(page_fact).collect() },
        Block::Table(table) => PageBlock::Table { table: page_table(table, style) },
    }
}

fn page_fact(fact: &Fact) -> PageFact<'_> {
    PageFact { name: &fact.name, text: &fact.text, link: fact.link, tone: fact.tone }
}

fn page_table(table: &Table, style: Style) -> PageTable<'_> {
    let is_start = |at: usize| table.columns.get(at).is_some_and(|column| column.align == Align::Start);
    let last = table.columns.len().saturating_sub(1);
    let told_in = if is_start(last) { last } else { 0 };
    let columns = table.columns.iter().enumerate().map(|(at, column)| PageColumn {
        title: &column.title,
        class: match column.align {
            Align::Start => "",
            Align::End => "end",
        },
        wide: table.narrow.is_some_and(|narrow| !narrow.contains(&at)),
    });
    let rows = table.rows.iter().map(|row| PageRow {
        cells: row.cells.iter().map(|cell| page_cell(cell, style)).collect(),
        remark: row.remark.as_deref(),
        details: &row.details,
        told_in,
    });
    PageTable {
        name: table.name,
        caption: &table.caption,
        columns: columns.collect(),
        rows: rows.collect(),
        rest: table.rest(style),
        link: table.link,
        sortable: table.rows.len() > 1,
        filterable: table.rows.len() > FILTERED && table.link.is_none(),
    }
}

fn page_cell(cell: &Cell, style: Style) -> PageCell {
    let class = match cell {
        Cell::Instant(_) | Cell::Deadline(_) | Cell::Date(_) => "when",
        Cell::Kept(ratio, objective) => match Tone::of(*ratio, *objective) {
            Tone::Good => "good",
            Tone::Fair => "fair",
            Tone::Bad => "bad",
            Tone::None => "none",
        },
        Cell::Empty
        | Cell::Text(_)
        | Cell::Quoted(_)
        | Cell::Count(_)
        | Cell::Share(_)
        | Cell::Between(_)
        | Cell::Tenths(_)
        | Cell::Late { .. }
        | Cell::Elapsed(_)
        | Cell::Working(_)
        | Cell::Period(_) => "",
    };
    let (words, sort) = (cell.words(style), cell.raw());
    PageCell { sort: (sort != words).then_some(sort), words, class, quoted: matches!(cell, Cell::Quoted(_)) }
}

#[cfg(test)]
mod tests {
    use super::graph::{Edge, Node};
    use super::*;
    use crate::analysis::Ratio;
    use crate::report::Language;
    use crate::report::document::{Column, Row};

    const EVIL: &str = "<script>alert(1)</script>";

    fn style() -> Style {
        Style { language: Language::English, zone: chrono_tz::Asia::Shanghai, year: 2026 }
    }

    fn hostile() -> (Document, Extras) {
        let column = |title: &str, align| Column { title: title.to_owned(), align };
        let row = Row {
            cells: vec![Cell::Text(EVIL.to_owned()), Cell::Kept(Ratio::new(1, 2), None)],
            remark: Some("\" onmouseover=\"alert(2)".to_owned()),
            details: vec!["</details><img src=x onerror=alert(3)>".to_owned()],
        };
        let table = Table {
            name: "pairs",
            caption: EVIL.to_owned(),
            columns: vec![column("'><b>", Align::Start), column("Ratio", Align::End)],
            rows: vec![row],
            of: 1,
            link: None,
            narrow: None,
            brief: None,
        };
        let fact = Fact { name: EVIL.to_owned(), text: EVIL.to_owned(), link: "pairs", tone: Tone::None };
        let blocks = vec![
            Block::Heading { level: 2, anchor: "pairs", text: EVIL.to_owned() },
            Block::Paragraph(EVIL.to_owned()),
            Block::List(vec![EVIL.to_owned()]),
            Block::Note(EVIL.to_owned()),
            Block::Facts(vec![fact]),
            Block::Table(table),
        ];
        let document = Document { style: style(), title: EVIL.to_owned(), blocks, appendix: Vec::new() };
        let node = |label: &str| Node { label: label.to_owned(), open: 2 };
        let edge = Edge { from: 0, to: 1, handoffs: 4, tone: Tone::Bad, title: EVIL.to_owned() };
        let graph = Figure::Graph {
            caption: EVIL.to_owned(),
            title: EVIL.to_owned(),
            description: EVIL.to_owned(),
            picture: Picture::new(&[node(EVIL), node("=HYPERLINK(\"x\")")], &[edge]),
            legend: vec![LegendEntry { tone: Tone::Bad, words: EVIL.to_owned() }],
        };
        let figures = BTreeMap::from([("pairs", vec![graph])]);
        (document, Extras { figures, charted: Vec::new() })
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
