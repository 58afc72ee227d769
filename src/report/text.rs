//! The report as plain text, in eighty columns.

use super::document::{Align, Block, Column, Document, Fact, Row, Table};
use super::language::Style;
use super::width::{pad, width, wrap};
use crate::visible::visible_text;

/// The most columns that a line takes.
pub const COLUMNS: usize = 80;

/// The narrowest that a column of words is squeezed before figures give way as well.
const NARROWEST_WORDS: usize = 10;
const NARROWEST: usize = 4;

/// Cells of more lines than this, on average, stand on lines of their own.
const MANY_LINES: usize = 2;

impl Document {
    /// The report as plain text, without its appendix: no line takes more than [`COLUMNS`](super::COLUMNS) columns, where a
    /// Chinese character takes two.
    ///
    /// What could steer a terminal or turn the reading direction around (control characters in a reason, say) is
    /// replaced by `�`.
    pub fn to_text(&self) -> String {
        let mut out = Lines::default();
        out.underlined(&clean(&self.title), '=');
        out.blocks(&self.blocks, self.style);
        out.text
    }

    /// The same with the appendix.
    pub fn to_full_text(&self) -> String {
        let mut out = Lines { text: self.to_text() };
        out.blocks(&self.appendix, self.style);
        out.text
    }
}

#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn underlined(&mut self, text: &str, rule: char) {
        let lines = wrap(text, COLUMNS);
        let widest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
        for line in &lines {
            self.line(line);
        }
        self.line(&rule.to_string().repeat(widest));
    }

    /// A text whose first line begins with `lead` and whose others stand under its end.
    fn hanging(&mut self, lead: &str, text: &str) {
        let indent = " ".repeat(width(lead));
        for (n, line) in wrap(&clean(text), COLUMNS.saturating_sub(indent.len())).iter().enumerate() {
            self.line(&format!("{}{line}", if n == 0 { lead } else { &indent }));
        }
    }

    fn blocks(&mut self, blocks: &[Block], style: Style) {
        let mut blocks = blocks.iter().peekable();
        while let Some(block) = blocks.next() {
            match (block, blocks.peek()) {
                // A table that begins a section has its caption on the section's line.
                (Block::Heading { level: 0..=2, text, .. }, Some(Block::Table(table))) => {
                    self.section(&format!("{text}: {}", table.caption));
                    self.rows(table, style);
                    blocks.next();
                }
                (Block::Heading { level: 0..=2, text, .. }, _) => self.section(text),
                (block, _) => self.block(block, style),
            }
        }
    }

    fn section(&mut self, text: &str) {
        self.blank();
        self.hanging("== ", text);
    }

    fn block(&mut self, block: &Block, style: Style) {
        match block {
            Block::Heading { text, .. } => {
                self.blank();
                self.hanging("", &format!("[{text}]"));
            }
            Block::Paragraph(text) => self.hanging("", text),
            Block::Note(text) => self.hanging("  ", text),
            Block::List(items) => {
                for item in items {
                    self.hanging("- ", item);
                }
            }
            Block::Facts(facts) => self.facts(facts),
            Block::Table(table) => {
                self.hanging("", &table.caption);
                self.rows(table, style);
            }
        }
    }

    /// Names in a column of their own, as wide as the widest.
    fn facts(&mut self, facts: &[Fact]) {
        self.blank();
        let widest = facts.iter().map(|fact| width(&fact.name)).max().unwrap_or(0).min(COLUMNS / 3);
        for fact in facts {
            let name = pad(&clean(&fact.name).to_uppercase(), widest, Align::Start);
            self.hanging(&format!("{name}  "), &fact.text);
        }
    }

    fn rows(&mut self, table: &Table, style: Style) {
        if let Some(brief) = table.brief {
            self.brief(table, brief, style);
        } else {
            self.whole(table, style);
        }
        if let Some(rest) = table.rest(style) {
            self.hanging("  ", &rest);
        }
    }

    fn whole(&mut self, table: &Table, style: Style) {
        let titles: Vec<String> = table.columns.iter().map(|column| clean(&column.title)).collect();
        let rows: Vec<(Vec<String>, &Row)> = table
            .rows
            .iter()
            .map(|row| (row.cells.iter().map(|cell| clean(&cell.words(style))).collect(), row))
            .collect();
        let layout = Layout::of(table, &titles, rows.iter().map(|(cells, _)| cells.as_slice()));
        self.row(&titles, &layout);
        self.line(&layout.rule());
        for (cells, row) in &rows {
            self.row(cells, &layout);
            if let Some(remark) = &row.remark {
                self.hanging("    ", remark);
            }
        }
    }

    /// Some columns, one line a row: what is too long is cut.
    fn brief(&mut self, table: &Table, shown: &[usize], style: Style) {
        let columns: Vec<Column> = shown.iter().filter_map(|&at| table.columns.get(at)).cloned().collect();
        let titles: Vec<String> = columns.iter().map(|column| clean(&column.title)).collect();
        let cells = |row: &Row| -> Vec<String> {
            shown.iter().filter_map(|&at| row.cells.get(at)).map(|cell| clean(&cell.words(style))).collect()
        };
        let rows: Vec<Vec<String>> = table.rows.iter().map(cells).collect();
        let all = || std::iter::once(&titles).chain(&rows).map(Vec::as_slice);
        let layout = Layout::beside(COLUMNS, &columns, &titles, all());
        for cells in all() {
            let cut: Vec<String> =
                cells.iter().zip(&layout.columns).map(|(cell, slot)| cut(cell, slot.width)).collect();
            self.row(&cut, &layout);
        }
    }

    /// A row, with the column that has a line of its own above or below the others.
    fn row(&mut self, cells: &[String], layout: &Layout) {
        let mut cells = cells.to_vec();
        match layout.apart {
            Some(0) => {
                if let Some(name) = cells.first_mut() {
                    self.hanging("", &std::mem::take(name));
                }
                self.cells(&cells, layout);
            }
            Some(_) => {
                let words = cells.pop().unwrap_or_default();
                self.cells(&cells, layout);
                self.hanging("    ", &words);
            }
            None => self.cells(&cells, layout),
        }
    }

    /// Cells beside each other, as many lines high as the highest; nothing if all are empty.
    fn cells(&mut self, cells: &[String], layout: &Layout) {
        let wrapped: Vec<Vec<String>> =
            cells.iter().zip(&layout.columns).map(|(cell, column)| wrap(cell, column.width)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for n in 0..height {
            let line: Vec<String> = wrapped
                .iter()
                .zip(&layout.columns)
                .map(|(cell, column)| pad(cell.get(n).map_or("", String::as_str), column.width, column.align))
                .collect();
            self.line(&line.join(&layout.gap));
        }
    }
}

/// How wide each column of a table stands.
struct Layout {
    columns: Vec<Slot>,
    gap: String,
    /// A column whose words are too long to stand beside the others: the first, which stands above them, or the last, below.
    apart: Option<usize>,
}

struct Slot {
    width: usize,
    align: Align,
}

impl Layout {
    /// Every column as wide as its widest cell and the longest word of its title, if the line holds that; else columns of
    /// words give way first, the widest one before the others.
    fn of<'a>(table: &Table, titles: &[String], rows: impl Iterator<Item = &'a [String]> + Clone) -> Self {
        let beside = Self::beside(COLUMNS, &table.columns, titles, rows.clone());
        let last = table.columns.len().saturating_sub(1);
        let tall = |at: &usize| {
            let wide = beside.columns.get(*at).map_or(0, |slot| slot.width);
            let lines = |cells: &'a [String]| cells.get(*at).map_or(0, |cell| wrap(cell, wide).len());
            rows.clone().map(lines).sum::<usize>() > MANY_LINES * rows.clone().count()
        };
        // Above the figures, the row's name; below a row, its longest words.
        let apart = [0, last].into_iter().find(|at| last > 0 && is_words(table, *at) && tall(at));
        let Some(apart) = apart else { return beside };
        if apart == 0 {
            let stub = |cells: &'a [String]| cells.get(1..).unwrap_or_default();
            let columns = table.columns.get(1..).unwrap_or_default();
            let room = COLUMNS.saturating_sub(NARROWEST_WORDS + 2);
            let mut layout = Self::beside(room, columns, titles.get(1..).unwrap_or_default(), rows.map(stub));
            layout.columns.insert(0, Slot { width: NARROWEST_WORDS, align: Align::Start });
            return Self { apart: Some(0), ..layout };
        }
        let columns = table.columns.get(..last).unwrap_or_default();
        let rows = rows.map(|cells| cells.get(..last).unwrap_or_default());
        Self { apart: Some(last), ..Self::beside(COLUMNS, columns, titles.get(..last).unwrap_or_default(), rows) }
    }

    /// All columns beside each other, on so many columns of the page.
    fn beside<'a>(
        page: usize,
        columns: &[Column],
        titles: &[String],
        rows: impl Iterator<Item = &'a [String]>,
    ) -> Self {
        let longest_word = |title: &String| title.split_whitespace().map(width).max().unwrap_or(0);
        let mut widths: Vec<usize> = titles.iter().map(longest_word).collect();
        for cells in rows {
            for (widest, cell) in widths.iter_mut().zip(cells) {
                *widest = (*widest).max(width(cell));
            }
        }
        let mut columns: Vec<Slot> =
            widths.into_iter().zip(columns).map(|(width, column)| Slot { width, align: column.align }).collect();
        let gaps = columns.len().saturating_sub(1);
        let total = columns.iter().map(|slot| slot.width).sum::<usize>();
        let gap = if total + 2 * gaps <= page || has_room(&columns, page.saturating_sub(2 * gaps)) { 2 } else { 1 };
        let room = page.saturating_sub(gap * gaps);
        widen(&mut columns, room, titles);
        squeeze(&mut columns, room, |slot| matches!(slot.align, Align::Start) && slot.width > NARROWEST_WORDS);
        squeeze(&mut columns, room, |slot| slot.width > NARROWEST);
        squeeze(&mut columns, room, |slot| slot.width > 1);
        Self { columns, gap: " ".repeat(gap), apart: None }
    }

    fn rule(&self) -> String {
        let rules: Vec<String> = self.columns.iter().map(|slot| "-".repeat(slot.width)).collect();
        rules.join(&self.gap)
    }
}

/// As much of a text as fits; its last word stays if it has a figure: `Order slip and deliv… C00449`.
fn cut(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let key = text.rsplit_once(' ').filter(|(_, last)| last.contains(|c: char| c.is_ascii_digit()));
    let (text, key) = match key {
        Some((text, key)) if width(key) > 2 && width(key) + 4 < room => (text, format!(" {key}")),
        _ => (text, String::new()),
    };
    let room = room.saturating_sub(width(&key) + 1);
    let mut kept = String::new();
    for c in text.chars() {
        if width(&kept) + width(c.encode_utf8(&mut [0; 4])) > room {
            break;
        }
        kept.push(c);
    }
    format!("{}…{key}", kept.trim_end())
}

fn is_words(table: &Table, at: usize) -> bool {
    table.columns.get(at).is_some_and(|column| column.align == Align::Start)
}

/// Whether columns of words can give way far enough, and still be comfortable.
fn has_room(columns: &[Slot], room: usize) -> bool {
    let least = |slot: &Slot| match slot.align {
        Align::Start => slot.width.min(2 * NARROWEST_WORDS),
        Align::End => slot.width,
    };
    columns.iter().map(least).sum::<usize>() <= room
}

/// Gives room that is left to titles that would break without it, from the first column on.
fn widen(columns: &mut [Slot], room: usize, titles: &[String]) {
    let mut left = room.saturating_sub(columns.iter().map(|slot| slot.width).sum());
    for (slot, title) in columns.iter_mut().zip(titles) {
        let more = width(title).saturating_sub(slot.width);
        if more <= left {
            slot.width += more;
            left -= more;
        }
    }
}

/// Takes from the widest of the columns that may give way until all fit or none may.
fn squeeze(columns: &mut [Slot], room: usize, may_give: impl Fn(&Slot) -> bool) {
    let mut total = columns.iter().map(|slot| slot.width).sum::<usize>();
    while total > room {
        // Of equally wide ones, the last: the first column names the row.
        let Some(widest) = columns.iter_mut().filter(|slot| may_give(slot)).max_by_key(|slot| slot.width) else {
            return;
        };
        let next = total.saturating_sub(room).min(widest.width / 4).max(1);
        widest.width -= next;
        total -= next;
    }
}

/// The text without what steers a terminal or turns the reading direction around.
fn clean(text: &str) -> String {
    visible_text(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::document::{Cell, Column};
    use super::super::language::Language;
    use super::*;

    fn column(title: &str, align: Align) -> Column {
        Column { title: title.to_owned(), align }
    }

    fn row(cells: Vec<Cell>, remark: Option<&str>) -> Row {
        Row { cells, remark: remark.map(str::to_owned), details: Vec::new() }
    }

    fn document(language: Language, blocks: Vec<Block>) -> Document {
        let style = Style { language, zone: chrono_tz::Asia::Shanghai, year: 2026 };
        Document { style, title: "Week 47".to_owned(), blocks, appendix: Vec::new() }
    }

    #[test]
    fn a_table_squeezes_its_words_before_its_figures() {
        let table = Table {
            name: "overdue",
            caption: "Overdue".to_owned(),
            columns: vec![
                column("Who owes whom", Align::Start),
                column("What", Align::Start),
                column("Overdue for", Align::End),
            ],
            rows: vec![
                row(
                    vec![
                        Cell::Text("Consumer loans to Finance".to_owned()),
                        Cell::Text("The bank repayment vouchers of a customer who closes the account".to_owned()),
                        Cell::Elapsed(99 * 86_400 + 23 * 3_600),
                    ],
                    Some("Escalated to the director."),
                ),
                row(vec![Cell::Text("财务部对销售部".to_owned()), Cell::Empty, Cell::Elapsed(60)], None),
            ],
            of: 7,
            link: None,
            narrow: None,
            brief: None,
        };
        let text = document(Language::English, vec![Block::Table(table)]).to_text();
        insta::assert_snapshot!(text, @r"
        Week 47
        =======
        Overdue
        Who owes whom              What                                          Overdue
                                                                                     for
        -------------------------  ------------------------------------------  ---------
        Consumer loans to Finance  The bank repayment vouchers of a customer   99 d 23 h
                                   who closes the account
            Escalated to the director.
        财务部对销售部                                                             1 min
          2 of 7; all in overdue.csv
        ");
    }

    #[test]
    fn no_line_is_wider_than_the_page_whatever_the_table() {
        let cells = |text: &str| (0..14).map(|_| Cell::Text(text.to_owned())).collect::<Vec<_>>();
        let table = Table {
            name: "wide",
            caption: "财务部".repeat(60),
            columns: (0..14)
                .map(|n| column("Aufschlüsselung", if n % 2 == 0 { Align::Start } else { Align::End }))
                .collect(),
            rows: vec![
                row(cells("a-very-long-word-without-spaces"), Some(&"x".repeat(500))),
                row(cells("财务部内部客户"), None),
            ],
            of: 2,
            link: None,
            narrow: None,
            brief: None,
        };
        let text = document(Language::Chinese, vec![Block::Table(table), Block::List(vec!["财".repeat(99)])]).to_text();
        for line in text.lines() {
            assert!(width(line) <= COLUMNS, "{line}");
            assert_eq!(line.trim_end(), line);
        }
    }

    #[test]
    fn what_is_too_long_for_its_line_is_cut_and_keeps_its_key() {
        assert_eq!(cut("Order slip and delivery slip C00449", 22), "Order slip and… C00449");
        assert_eq!(cut("Consumer loans (excused)", 16), "Consumer loans…");
        assert_eq!(cut("购车人本人签字的订单 C17", 14), "购车人本… C17");
        assert_eq!(cut("short", 5), "short");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let hostile = "red \u{1b}[31m, bell \u{7}, reversed \u{202e}txt, two\nlines";
        let text = document(Language::English, vec![Block::Paragraph(hostile.to_owned())]).to_text();
        assert!(text.ends_with("red �[31m, bell �, reversed �txt, two lines\n"), "{text}");
    }
}
