//! The report as Markdown, in GitHub's flavour.

use super::document::{Align, Block, Document, Table};
use super::language::Style;
use crate::visible::visible;

impl Document {
    /// Markdown with pipe tables. Whatever a name or a reason holds is shown as it is written: nothing in it becomes
    /// markup, a link or HTML.
    pub fn to_markdown(&self) -> String {
        let mut out = Lines(String::new());
        out.line("# ", &escape(&self.title), "");
        for block in self.blocks.iter().chain(&self.appendix) {
            out.line("", "", "");
            match block {
                Block::Heading { level, text, .. } => {
                    let marks = "#".repeat(usize::from(*level).clamp(1, 6));
                    out.line(&marks, " ", &escape(text));
                }
                Block::Paragraph(text) => out.line("", &escape(text), ""),
                Block::Note(text) => out.line("*", &escape(text), "*"),
                Block::List(items) => items.iter().for_each(|item| out.line("- ", &escape(item), "")),
                Block::Facts(facts) => {
                    for fact in facts {
                        out.line(&format!("- **{}** ", escape(&fact.name)), &escape(&fact.text), "");
                    }
                }
                Block::Table(table) => out.table(table, self.style),
            }
        }
        out.0
    }
}

struct Lines(String);

impl Lines {
    /// A line of three parts: mostly what marks it up, the text, and what closes it.
    fn line(&mut self, before: &str, text: &str, after: &str) {
        self.0.extend([before, text, after, "\n"]);
    }

    fn cells(&mut self, cells: impl Iterator<Item = String>) {
        self.line("| ", &cells.collect::<Vec<_>>().join(" | "), " |");
    }

    fn table(&mut self, table: &Table, style: Style) {
        self.line("**", &escape(&table.caption), "**");
        self.line("", "", "");
        // A column more, if any row has a remark.
        let remarks = usize::from(table.has_remarks());
        let more = |remark: &str| std::iter::repeat_n(remark.to_owned(), remarks);
        let rules = table.columns.iter().map(|column| match column.align {
            Align::Start => ":---".to_owned(),
            Align::End => "---:".to_owned(),
        });
        let titles = table.columns.iter().map(|column| escape(&column.title));
        self.cells(titles.chain(more(style.words().labels().remarks)));
        self.cells(rules.chain(more(":---")));
        for row in &table.rows {
            let cells = row.cells.iter().map(|cell| escape(&cell.words(style)));
            self.cells(cells.chain(more(&escape(row.remark.as_deref().unwrap_or_default()))));
        }
        if let Some(rest) = table.rest(style) {
            self.line("", "", "");
            self.line("*", &escape(&rest), "*");
        }
    }
}

/// The text with everything that Markdown would read as markup made plain.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut line_start = true;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' | '@' => out.extend(['\\', c]),
            '#' | '=' if line_start => out.extend(['\\', c]),
            // A list's bullet or a rule; a number's sign is neither.
            '+' | '-' if line_start && !chars.peek().is_some_and(char::is_ascii_digit) => out.extend(['\\', c]),
            // `12. ` and `12) ` at a line's start would number a list.
            '.' | ')' if chars.peek().is_none_or(|&c| c == ' ') && is_number(&out) => out.extend(['\\', c]),
            // GitHub makes links of bare addresses.
            ':' if chars.peek() == Some(&'/') => out.push_str("\\:"),
            '.' if ends_with_www(&out) => out.push_str("\\."),
            c => out.push(visible(c)),
        }
        line_start = false;
    }
    out
}

fn ends_with_www(text: &str) -> bool {
    text.len().checked_sub(3).and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_becomes_markup() {
        let check = |text: &str, expected: &str| assert_eq!(escape(text), expected);
        check("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>");
        check("a|b\nc", r"a\|b c");
        check("# not a heading", r"\# not a heading");
        check("c#2 and 3 - 2", "c#2 and 3 - 2");
        check("12. not a list", r"12\. not a list");
        check("- nor this", r"\- nor this");
        check("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))");
        check("https://example.org www.example.org", r"https\://example.org www\.example.org");
        check("a@b ~~c~~ &lt; $x$ _y_ `z`", r"a\@b \~\~c\~\~ \&lt; \$x\$ \_y\_ \`z\`");
        check("-3.5 points", "-3.5 points");
        check("财务部 100.0%", "财务部 100.0%");
    }
}
