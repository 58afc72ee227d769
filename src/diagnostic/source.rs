//! Texts that diagnostics point into.

use std::sync::{Arc, OnceLock};

use super::Label;
use super::render::Excerpt;

/// A range of bytes in one of the texts that were loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SourceSpan {
    pub(crate) source: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// A value, and where it was written; nowhere, when it was not read but made: `"finance".into()`.
#[derive(Clone, Debug, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    pub(crate) span: Option<SourceSpan>,
}

impl<T> At<T> {
    /// The same place with another value.
    pub(crate) fn with<U>(&self, value: U) -> At<U> {
        At { value, span: self.span }
    }
}

impl<T> From<T> for At<T> {
    fn from(value: T) -> Self {
        Self { value, span: None }
    }
}

/// The texts that were loaded, in load order. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources(Arc<[SourceText]>);

/// How many bytes are counted through to tell a column.
const BLOCK: usize = 1_024;

#[derive(Debug)]
pub(crate) struct SourceText {
    name: Arc<str>,
    text: Arc<str>,
    /// The byte at which each line starts, found when first asked for.
    lines: OnceLock<Vec<u32>>,
    /// How many characters begin before each block of [`BLOCK`] bytes: a line may be as long as the file, and have a
    /// mistake in every word.
    blocks: OnceLock<Vec<u32>>,
    kind: Kind,
}

/// What becomes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Parsed,
    Unreadable,
    PassedOver,
}

impl SourceText {
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let (lines, blocks) = (OnceLock::new(), OnceLock::new());
        Self { name: name.into(), text: text.into(), lines, blocks, kind: Kind::Parsed }
    }

    /// One of which no more than this could be read; it is shown, not parsed.
    pub(crate) fn unreadable(name: &str, text: &str) -> Self {
        Self { kind: Kind::Unreadable, ..Self::new(name, text) }
    }

    /// One that is another program's business; only its name is kept.
    pub(crate) fn passed_over(name: &str) -> Self {
        Self { kind: Kind::PassedOver, ..Self::new(name, "") }
    }

    /// Whether it is to be parsed.
    pub(crate) fn is_readable(&self) -> bool {
        self.kind == Kind::Parsed
    }

    pub(crate) fn is_passed_over(&self) -> bool {
        self.kind == Kind::PassedOver
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| to_u32(at + 1))).collect()
        })
    }

    /// The line that holds a byte, from 0, and where it starts.
    fn line_of(&self, at: u32) -> (usize, usize) {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= at).saturating_sub(1);
        (line, starts.get(line).map_or(0, |&start| start as usize))
    }

    /// A line from 0, without its end.
    fn line(&self, line: usize) -> &str {
        let starts = self.line_starts();
        let start = starts.get(line).map_or(0, |&start| start as usize);
        let end = starts.get(line + 1).map_or(self.text.len(), |&next| (next as usize).saturating_sub(1));
        let text = self.text.get(start..end).unwrap_or("");
        text.strip_suffix('\r').unwrap_or(text)
    }

    /// How many characters begin before a byte.
    fn chars_before(&self, at: usize) -> usize {
        let count = |bytes: &[u8]| bytes.iter().filter(|&&byte| !(0x80..0xc0).contains(&byte)).count();
        let blocks = self.blocks.get_or_init(|| {
            let mut before = 0;
            let blocks = self.text.as_bytes().chunks(BLOCK).map(|block| {
                let start = to_u32(before);
                before += count(block);
                start
            });
            blocks.collect()
        });
        let block = at / BLOCK;
        let Some(&before) = blocks.get(block) else { return self.text.chars().count() };
        before as usize + count(self.text.as_bytes().get(block * BLOCK..at).unwrap_or_default())
    }
}

impl Sources {
    pub(crate) fn new(texts: Vec<SourceText>) -> Self {
        Self(texts.into())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &SourceText)> {
        (0..).zip(self.0.iter())
    }

    /// The text of a span; empty if it lies outside its source.
    pub(crate) fn slice(&self, span: SourceSpan) -> &str {
        let text = self.0.get(span.source as usize).map_or("", SourceText::text);
        text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The name of a source.
    pub(crate) fn name_of(&self, source: u32) -> &str {
        self.0.get(source as usize).map_or("", |source| &source.name)
    }

    /// A span inside a string literal: `range` counts bytes of its value. The whole literal where escapes make the
    /// two differ.
    pub(crate) fn within(&self, literal: SourceSpan, value: &str, range: std::ops::Range<usize>) -> SourceSpan {
        let raw = self.slice(literal);
        let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
        if raw.get(quotes..quotes + value.len()) != Some(value) {
            return literal;
        }
        let at = |offset: usize| literal.start.saturating_add(to_u32(quotes + offset.min(value.len())));
        SourceSpan { start: at(range.start), end: at(range.end.max(range.start)), ..literal }
    }

    /// The first place in a span where a word stands by itself; the whole span where there is none.
    pub(crate) fn word(&self, span: SourceSpan, word: &str) -> SourceSpan {
        let text = self.slice(span);
        let joins = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let stands_alone = |&(at, found): &(usize, &str)| {
            let before = text.get(..at).and_then(|text| text.chars().next_back());
            let after = text.get(at + found.len()..).and_then(|text| text.chars().next());
            !before.is_some_and(joins) && !after.is_some_and(joins)
        };
        let Some((at, _)) = text.match_indices(word).find(stands_alone) else {
            return span;
        };
        let start = span.start.saturating_add(to_u32(at));
        SourceSpan { start, end: start.saturating_add(to_u32(word.len())), ..span }
    }

    pub(crate) fn label(&self, span: SourceSpan, message: String) -> Label {
        let Some(source) = self.0.get(span.source as usize) else {
            return Label { file: "".into(), line: 1, column: 1, message, excerpt: None };
        };
        let (line, line_start) = source.line_of(span.start);
        let text = source.line(line);
        let mark = if line_start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let (text, line_start) = (text.get(mark..).unwrap_or(""), line_start + mark);
        let from = (span.start as usize).saturating_sub(line_start).min(text.len());
        let to = (span.end as usize).saturating_sub(line_start).clamp(from, text.len());
        let column = source.chars_before(line_start + from).saturating_sub(source.chars_before(line_start));
        Label {
            file: source.name.clone(),
            line: to_u32(line + 1),
            column: to_u32(column + 1),
            message,
            excerpt: (!source.text.is_empty()).then(|| Excerpt::of(text, from, to)),
        }
    }
}

/// Saturates: sources are shorter than 4 GiB, their loader sees to that.
pub(crate) fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
