//! Text that nothing runs and nobody is deceived by, for programs that write tables of their own.

use std::borrow::Cow;

use crate::visible::visible_text;

/// A text as a cell of a CSV file that may be opened in a spreadsheet.
///
/// What a spreadsheet would run as a formula, because it begins with `=`, `+`, `-` or `@`, full width or not, also after
/// blanks, is led by an apostrophe. Characters that cannot be seen are `�`, tabs and line ends blanks.
///
/// ```
/// use interdept::report::csv_text;
/// assert_eq!(csv_text("=HYPERLINK(1)"), "'=HYPERLINK(1)");
/// assert_eq!(csv_text("sales"), "sales");
/// ```
pub fn csv_text(text: &str) -> Cow<'_, str> {
    const FORMULAS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let shown = visible_text(text);
    if text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(FORMULAS) {
        format!("'{shown}").into()
    } else {
        shown
    }
}

/// JSON of anything, as a terminal or a page may show it: characters that cannot be seen are written as `\u202e`, which
/// reads as the same text.
///
/// ```
/// use interdept::report::to_json;
/// assert_eq!(to_json(&"sales\u{202e}"), r#""sales\u202e""#);
/// ```
#[cfg(feature = "json")]
pub fn to_json(value: &impl serde::Serialize) -> String {
    escape_hidden(serde_json::to_string(value).unwrap_or_default())
}

/// The same over several lines.
#[cfg(feature = "json")]
pub fn to_json_pretty(value: &impl serde::Serialize) -> String {
    escape_hidden(serde_json::to_string_pretty(value).unwrap_or_default())
}

/// Writes by number what is hidden. Outside of its texts, JSON has line ends alone.
#[cfg(feature = "json")]
fn escape_hidden(json: String) -> String {
    use std::fmt::Write as _;

    use crate::visible::is_hidden;

    let is_bad = |c| is_hidden(c) && c != '\n';
    if !json.chars().any(is_bad) {
        return json;
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_bad(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_shown_and_never_run() {
        for text in ["=1", "+1", "-1", "@a", "＝1", "＋1", "－1", "＠a", "  =1", "\u{3000}＝1", "\u{a0}@a"] {
            assert_eq!(csv_text(text), format!("'{text}"));
        }
        assert_eq!(csv_text("\t1"), "' 1");
        assert_eq!(csv_text("a=1"), "a=1");
        assert_eq!(csv_text("a\u{202e}b\0"), "a�b�");
    }

    #[cfg(feature = "json")]
    #[test]
    fn json_says_what_it_said() {
        let text = "a\u{202e}\u{7f}\u{e0041}\n财\"";
        let json = to_json(&text);
        assert!(json.chars().all(|c| !crate::visible::is_hidden(c)), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        assert_eq!(to_json_pretty(&[text]).lines().count(), 3);
    }
}
