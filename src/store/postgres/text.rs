//! Texts as PostgreSQL can keep them: it has every character but the one with the number zero.

use std::borrow::Cow;

/// Begins a text in which something stands for something else.
const MARK: char = '\u{1}';

/// A text to be kept; only one that holds a zero, or begins with the mark, is kept otherwise than it is.
pub(super) fn put(text: &str) -> Cow<'_, str> {
    if !text.contains('\0') && !text.starts_with(MARK) {
        return text.into();
    }
    format!("{MARK}{}", text.replace(MARK, "\u{1}1").replace('\0', "\u{1}0")).into()
}

/// The text that was kept.
pub(super) fn take(kept: &str) -> Cow<'_, str> {
    match kept.strip_prefix(MARK) {
        Some(text) => text.replace("\u{1}0", "\0").replace("\u{1}1", "\u{1}").into(),
        None => kept.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back() {
        for text in ["", "a", "\0", "\u{1}", "\u{1}0", "a\0b", "\u{1}\0\u{1}1", "a\u{1}0", "\0\u{1}0\u{1}"] {
            let kept = put(text);
            assert!(!kept.contains('\0'));
            assert_eq!(take(&kept), text);
        }
        assert_eq!(put("a\u{1}b"), "a\u{1}b");
    }
}
