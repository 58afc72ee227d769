//! What may stand in a page, a table or a terminal, whatever somebody called a thing.

use std::borrow::Cow;

/// Whether a character is shown as `�`, because it would not be seen or would do something instead: control characters,
/// those that turn the direction of reading, those without a width or a shape, and separators of lines and paragraphs.
///
/// The joiners U+200C and U+200D are among them, though some scripts and emoji need them: two names that differ by one
/// look the same. Blanks are not: see [`visible`].
pub(crate) const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\0'..='\x1f'
            | '\x7f'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A character as it is shown: tabs and line ends as blanks, what is hidden as `�`, all else as it is.
pub(crate) const fn visible(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => ' ',
        c if is_hidden(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// A text as it is shown on one line.
pub(crate) fn visible_text(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hidden) { text.chars().map(visible).collect::<String>().into() } else { text.into() }
}

/// A text of several lines as it is shown.
#[cfg(any(feature = "html", test))]
pub(crate) fn visible_lines(text: &str) -> Cow<'_, str> {
    let is_bad = |c| is_hidden(c) && !matches!(c, '\n' | '\t');
    if text.chars().any(is_bad) {
        text.chars().map(|c| if is_bad(c) { visible(c) } else { c }).collect::<String>().into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown() {
        for c in "\0\u{7}\u{1b}\u{7f}\u{85}\u{9b}\u{ad}\u{61c}\u{200b}\u{200d}\u{202e}\u{2028}\u{2066}\u{feff}\u{e0041}"
            .chars()
        {
            assert_eq!(visible(c), '\u{fffd}', "{c:?}");
        }
        for c in "aé财（＝\u{3000}\u{a0}\u{301}\u{fe0f}👩".chars() {
            assert_eq!(visible(c), c);
        }
        assert_eq!(visible_text("two\nlines\tand \u{1b}[31m"), "two lines and �[31m");
        assert_eq!(visible_lines("two\nlines\tand \u{1b}[31m\r"), "two\nlines\tand �[31m ");
        assert!(matches!(visible_text("财务部"), Cow::Borrowed(_)));
    }
}
