//! How wide text stands in a terminal, and where its lines may break.
//!
//! A table of the wide and the zero-width ranges is all that eighty columns need; a crate that also knows ambiguous
//! widths and emoji sequences would be a dependency for the sake of thirty lines.

use super::document::Align;

/// Characters that take two columns: East Asian Wide and Fullwidth (UAX #11), and pictographs.
const WIDE: [(u32, u32); 26] = [
    (0x1100, 0x115F),
    (0x231A, 0x231B),
    (0x2329, 0x232A),
    (0x23E9, 0x23F3),
    (0x25FD, 0x25FE),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x267F, 0x27BF),
    (0x2B1B, 0x2B1C),
    (0x2B50, 0x2B55),
    (0x2E80, 0x303E),
    (0x3041, 0x33FF),
    (0x3400, 0x4DBF),
    (0x4DC0, 0x4DFF),
    (0x4E00, 0xA4CF),
    (0xA960, 0xA97C),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFE10, 0xFE19),
    (0xFE30, 0xFE6B),
    (0xFF01, 0xFF60),
    (0xFFE0, 0xFFE6),
    (0x1_6FE0, 0x1_B2FB),
    (0x1_D300, 0x1_D376),
    (0x1_F004, 0x1_FAFF),
    (0x2_0000, 0x3_FFFD),
];

/// Characters that take no column: combining marks, joiners, variation selectors.
const ZERO: [(u32, u32); 16] = [
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05BD),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0E31, 0x0E31),
    (0x0E34, 0x0E3A),
    (0x0E47, 0x0E4E),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x200B, 0x200D),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0xFEFF, 0xFEFF),
    (0xE_0100, 0xE_01EF),
];

fn within(ranges: &[(u32, u32)], c: char) -> bool {
    let code = u32::from(c);
    let after = ranges.partition_point(|&(first, _)| first <= code);
    after.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|&(_, last)| code <= last)
}

fn is_wide(c: char) -> bool {
    within(&WIDE, c)
}

/// The columns that a character takes.
fn width_of(c: char) -> usize {
    if c.is_ascii() {
        1
    } else if within(&ZERO, c) {
        0
    } else if is_wide(c) {
        2
    } else {
        1
    }
}

/// The columns that a text takes on one line.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// Whether a text takes more than so many columns; a long one is not measured to its end.
fn is_wider(text: &str, columns: usize) -> bool {
    let mut left = columns;
    text.chars().any(|c| match left.checked_sub(width_of(c)) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    })
}

/// The text with spaces beside it up to a width; as it is if it is wider.
pub(super) fn pad(text: &str, columns: usize, align: Align) -> String {
    let gap = " ".repeat(columns.saturating_sub(width(text)));
    match align {
        Align::Start => format!("{text}{gap}"),
        Align::End => format!("{gap}{text}"),
    }
}

/// The text in lines of at most so many columns (at least two), broken at spaces and between Chinese characters, and
/// within a word only where it fits no line of its own. No text is one empty line.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for atom in atoms(text) {
        let size = width(atom.text);
        let gap = usize::from(atom.spaced && used > 0);
        if used + gap + size <= columns {
            line.push_str(if gap == 1 { " " } else { "" });
            line.push_str(atom.text);
            used += gap + size;
            continue;
        }
        if used > 0 {
            lines.push(std::mem::take(&mut line));
        }
        let mut rest = atom.text;
        while is_wider(rest, columns) {
            let (head, tail) = rest.split_at(break_point(rest, columns));
            lines.push(head.to_owned());
            rest = tail;
        }
        rest.clone_into(&mut line);
        used = width(rest);
    }
    if used > 0 || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// A stretch of text within which no line breaks.
struct Atom<'a> {
    text: &'a str,
    /// Whether a space stands before it.
    spaced: bool,
}

fn atoms(text: &str) -> Vec<Atom<'_>> {
    let mut atoms = Vec::new();
    for word in text.split_whitespace() {
        let mut spaced = true;
        let mut start = 0;
        let mut previous = None;
        for (at, c) in word.char_indices() {
            if previous.is_some_and(|before| may_break(before, c)) {
                if let Some(text) = word.get(start..at) {
                    atoms.push(Atom { text, spaced });
                }
                (start, spaced) = (at, false);
            }
            previous = Some(c);
        }
        if let Some(text) = word.get(start..) {
            atoms.push(Atom { text, spaced });
        }
    }
    atoms
}

/// Whether a line may break between two characters of a word: beside a wide one, but never before what closes nor
/// after what opens.
fn may_break(before: char, after: char) -> bool {
    const CLOSING: &str = "，。、；：？！）》」』】”’%,.;:?!)]}";
    const OPENING: &str = "（《「『【“‘([{";
    (is_wide(before) || is_wide(after)) && width_of(after) > 0 && !CLOSING.contains(after) && !OPENING.contains(before)
}

/// Where to break a word that is wider than the line: after the last punctuation mark that fits, else where the line is
/// full. At least one character goes.
fn break_point(word: &str, columns: usize) -> usize {
    let mut used = 0;
    let mut full = 0;
    let mut mark = 0;
    for (at, c) in word.char_indices() {
        used += width_of(c);
        if used > columns && full > 0 {
            break;
        }
        full = at + c.len_utf8();
        if matches!(c, '-' | '.' | '_' | '/' | '#') {
            mark = full;
        }
    }
    if mark > 0 { mark } else { full }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_columns_and_combining_marks_none() {
        assert_eq!(width("finance"), 7);
        assert_eq!(width("财务部"), 6);
        assert_eq!(width("（周五）"), 8);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("→·–"), 3);
    }

    #[test]
    fn the_tables_are_sorted() {
        for table in [&WIDE[..], &ZERO[..]] {
            assert!(table.windows(2).all(|pair| pair[0].1 < pair[1].0));
            assert!(table.iter().all(|(first, last)| first <= last));
        }
    }

    #[test]
    fn lines_break_where_the_language_breaks_them() {
        assert_eq!(wrap("the quick  brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(wrap("销售部欠财务部，装饰单。", 14), ["销售部欠财务", "部，装饰单。"]);
        assert_eq!(wrap("销售部欠财务部，", 14), ["销售部欠财务", "部，"]);
        assert_eq!(wrap("sales.decoration-slip", 16), ["sales.", "decoration-slip"].map(String::from));
        assert_eq!(wrap("aaaaaaaa", 3), ["aaa", "aaa", "aa"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("财财", 0), ["财", "财"]);
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let text = "财务部 owes sales.decoration-slip-of-the-vehicle（案件 c-1042）within 3 days，rolled.";
        for columns in 2..60 {
            for line in wrap(text, columns) {
                assert!(width(&line) <= columns, "{line} in {columns}");
            }
        }
    }
}
