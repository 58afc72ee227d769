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

#[derive(Debug)]
pub(crate) struct SourceText {
    name: Arc<str>,
    text: Arc<str>,
    /// The byte at which each line starts, found when first asked for.
    lines: OnceLock<Vec<u32>>,
    readable: bool,
}

impl SourceText {
    pub(crate) fn new(name: &str, text: &str) -> Self {
        Self { name: name.into(), text: text.into(), lines: OnceLock::new(), readable: true }
    }

    /// One of which no more than this could be read; it is shown, not parsed.
    pub(crate) fn unreadable(name: &str, text: &str) -> Self {
        Self { readable: false, ..Self::new(name, text) }
    }

    /// Whether it is to be parsed.
    pub(crate) fn is_readable(&self) -> bool {
        self.readable
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
        let rest = source.text.get(line_start..).unwrap_or("");
        let text = rest.split('\n').next().unwrap_or("");
        let text = text.strip_suffix('\r').unwrap_or(text);
        let text = if line_start == 0 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
        let skipped = if line_start == 0 && source.text.starts_with('\u{feff}') { 3 } else { 0 };
        let from = (span.start as usize).saturating_sub(line_start + skipped).min(text.len());
        let to = (span.end as usize).saturating_sub(line_start + skipped).clamp(from, text.len());
        let chars = |upto: usize| text.char_indices().take_while(|&(at, _)| at < upto).count();
        let (first, last) = (chars(from), chars(to));
        Label {
            file: source.name.clone(),
            line: to_u32(line + 1),
            column: to_u32(first + 1),
            message,
            excerpt: (!source.text.is_empty()).then(|| Excerpt::of(text, first, last)),
        }
    }
}

/// Saturates: sources are shorter than 4 GiB, their loader sees to that.
pub(crate) fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
