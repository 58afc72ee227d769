//! What every printed text must be.

/// Nothing that a terminal would obey, that turns the direction of reading, or that cannot be seen; line ends may stand.
#[track_caller]
pub(crate) fn printable(what: &str, text: &str) {
    let bad = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\t')
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if let Some(bad) = text.chars().find(|&c| bad(c)) {
        panic!("{what} holds the character {bad:?}");
    }
}
