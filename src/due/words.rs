//! A rule's text as words with their places.

use std::ops::Range;

use super::error::RuleError;
use super::periods::Periods;

/// One word: what stands between blanks and commas, or a comma.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    start: usize,
}

impl Word<'_> {
    pub(super) fn span(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Whether it is this keyword, in whatever case.
    pub(super) fn is(self, keyword: &str) -> bool {
        self.text.eq_ignore_ascii_case(keyword)
    }
}

/// The words of a text, read from the front.
#[derive(Debug)]
pub(super) struct Words<'t> {
    all: Vec<Word<'t>>,
    next: usize,
    end: usize,
    /// The named periods that there are, where that is known.
    pub(super) periods: Option<&'t Periods>,
}

impl<'t> Words<'t> {
    pub(super) fn of(text: &'t str, periods: Option<&'t Periods>) -> Self {
        let mut words = Vec::new();
        let mut start = None;
        for (at, c) in text.char_indices() {
            if c.is_whitespace() || c == ',' {
                words.extend(start.take().map(|start| word(text, start, at)));
                words.extend((c == ',').then(|| word(text, at, at + 1)));
            } else {
                start.get_or_insert(at);
            }
        }
        words.extend(start.map(|start| word(text, start, text.len())));
        Self { all: words, next: 0, end: text.trim_end().len(), periods }
    }

    pub(super) fn peek(&self) -> Option<Word<'t>> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<Word<'t>> {
        self.all.get(self.next + ahead).copied()
    }

    pub(super) fn take(&mut self) -> Option<Word<'t>> {
        let word = self.peek()?;
        self.next += 1;
        Some(word)
    }

    /// Whether one of these keywords comes next.
    pub(super) fn at(&self, keywords: &[&str]) -> bool {
        self.peek().is_some_and(|word| keywords.iter().any(|keyword| word.is(keyword)))
    }

    /// Takes the next word if it is one of these keywords.
    pub(super) fn eat(&mut self, keywords: &[&str]) -> bool {
        let found = self.at(keywords);
        self.next += usize::from(found);
        found
    }

    /// Takes the next word, which must be one of these keywords.
    pub(super) fn expect(&mut self, keywords: &[&str], what: &str) -> Result<(), RuleError> {
        if self.eat(keywords) { Ok(()) } else { Err(self.expected(what, keywords)) }
    }

    /// Nothing may follow.
    pub(super) fn expect_end(&self, what: &str) -> Result<(), RuleError> {
        self.peek().map_or(Ok(()), |_| Err(self.expected(what, &[])))
    }

    /// The error that something else is expected here; it suggests the keyword that the word resembles.
    pub(super) fn expected(&self, what: &str, keywords: &[&str]) -> RuleError {
        let Some(found) = self.peek() else {
            return RuleError::new(self.end..self.end, format!("expected {what}, but the text ends here"));
        };
        let joint = if what.contains(", ") { "; found" } else { ", found" };
        let error = RuleError::new(found.span(), format!("expected {what}{joint} {}", quoted(found.text)));
        match nearest(found.text, keywords) {
            Some(keyword) => error.meant(keyword),
            None => error,
        }
    }
}

fn word(text: &str, start: usize, end: usize) -> Word<'_> {
    Word { text: text.get(start..end).unwrap_or_default(), start }
}

/// A word of the text as a message shows it: short, and on one line.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// The keyword that a word was probably meant to be.
fn nearest<'k>(word: &str, keywords: &[&'k str]) -> Option<&'k str> {
    const LONGEST: usize = 20;
    if !(2..=LONGEST).contains(&word.len()) {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let (distance, keyword) = keywords.iter().map(|keyword| (edits(&word, keyword), *keyword)).min()?;
    (distance <= (keyword.len() / 3).max(1)).then_some(keyword)
}

/// Insertions, deletions, replacements and swaps of neighbours that make one word of the other.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut left = None;
    for (i, x) in a.chars().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let mut cost = (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            if j > 0 && left == Some(y) && b.get(j - 1) == Some(&x) {
                cost = cost.min(at(&before_last, j - 1).saturating_add(1));
            }
            row.push(cost);
        }
        before_last = std::mem::replace(&mut last, row);
        left = Some(x);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_places() {
        let mut words = Words::of("  Within\t3 days of a,b ", None);
        let spans: Vec<_> = std::iter::from_fn(|| words.take()).map(|word| (word.text, word.span())).collect();
        let expect = [
            ("Within", 2..8),
            ("3", 9..10),
            ("days", 11..15),
            ("of", 16..18),
            ("a", 19..20),
            (",", 20..21),
            ("b", 21..22),
        ];
        assert_eq!(spans, expect);
        assert_eq!(words.expected("more", &[]).span, 22..22);
    }

    #[test]
    fn a_slip_of_the_finger_finds_its_keyword() {
        let keywords = ["day", "week", "month", "quarter", "year"];
        for (word, expect) in [
            ("moth", Some("month")),
            ("qaurter", Some("quarter")),
            ("yaer", Some("year")),
            ("fortnight", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, &keywords), expect, "{word}");
        }
        assert_eq!(edits("ab", "ba"), 1);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("kitten", "sitting"), 3);
    }
}
