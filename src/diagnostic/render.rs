//! How a diagnostic prints.

use std::fmt;

use super::{Diagnostic, Label, Severity};
use crate::visible::{visible, visible_text};

/// The part of a line that is shown, made safe for a terminal, and where the carets stand below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    text: String,
    /// Columns of the terminal before the first caret.
    indent: usize,
    /// Columns underlined, at least 1.
    carets: usize,
}

/// The longest excerpt, in characters.
const WINDOW: usize = 110;
/// How much of a cut line is shown before the place meant.
const LEAD: usize = 40;

impl Excerpt {
    /// The excerpt of a line whose bytes `from..to` are meant. A line may be as long as a file: only what is near them is
    /// looked at.
    pub(super) fn of(line: &str, from: usize, to: usize) -> Self {
        let is_short = line.chars().nth(WINDOW).is_none();
        let before = line.get(..from).unwrap_or(line).char_indices().rev().nth(LEAD - 1);
        let start = if is_short { 0 } else { before.map_or(0, |(at, _)| at) };
        let rest = line.get(start..).unwrap_or("");
        let (cut_left, cut_right) = (start > 0, rest.chars().nth(WINDOW).is_some());
        let mut text = String::from(if cut_left { "…" } else { "" });
        let mut indent = usize::from(cut_left);
        let mut carets = 0;
        for (at, c) in rest.char_indices().take(WINDOW) {
            let at = start + at;
            let shown = visible(c);
            let columns = width(shown);
            if at < from {
                indent += columns;
            } else if at < to {
                carets += columns;
            }
            text.push(shown);
        }
        text.push_str(if cut_right { "…" } else { "" });
        Self { text: text.trim_end().to_owned(), indent, carets: carets.max(1) }
    }
}

/// Prints as what it holds does, but is safe for a terminal.
pub(crate) struct Visible<T>(pub(crate) T);

impl<T: fmt::Display> fmt::Display for Visible<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible_text(&self.0.to_string()))
    }
}

/// Text from a file as it may stand in a message: safe for a terminal, and not longer than a line.
pub(crate) fn escaped(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut out: String = text.chars().take(LONGEST).map(visible).collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// How many columns of a terminal a character takes: 2 for the scripts that are set full width, 0 for marks that
/// join the character before.
fn width(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036f | 0x20d0..=0x20ff | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// The escape sequences used, or none.
struct Palette {
    error: &'static str,
    warning: &'static str,
    frame: &'static str,
    bold: &'static str,
    reset: &'static str,
}

const PLAIN: Palette = Palette { error: "", warning: "", frame: "", bold: "", reset: "" };
const ANSI: Palette =
    Palette { error: "\x1b[1;31m", warning: "\x1b[1;33m", frame: "\x1b[1;34m", bold: "\x1b[1m", reset: "\x1b[0m" };

pub(super) struct Coloured<'a>(pub(super) &'a Diagnostic);

impl fmt::Display for Coloured<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_diagnostic(f, self.0, &ANSI)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_diagnostic(f, self, &PLAIN)
    }
}

fn write_diagnostic(f: &mut fmt::Formatter<'_>, found: &Diagnostic, palette: &Palette) -> fmt::Result {
    let Palette { frame, bold, reset, .. } = palette;
    let accent = match found.severity() {
        Severity::Error => palette.error,
        Severity::Warning => palette.warning,
    };
    let message = &found.message;
    writeln!(f, "{accent}{}[{}]{reset}{bold}: {message}{reset}", found.severity(), found.code)?;
    let gutter = found.labels.iter().map(|label| label.line.to_string().len()).max().unwrap_or(0);
    let blank = "";
    for (n, label) in found.labels.iter().enumerate() {
        let (arrow, mark, colour) = if n == 0 { ("-->", "^", accent) } else { (":::", "-", *frame) };
        let file = Visible(&label.file);
        writeln!(f, "{blank:gutter$}{frame}{arrow}{reset} {file}:{}:{}", label.line, label.column)?;
        write_excerpt(f, label, gutter, mark, colour, palette)?;
    }
    if let Some(help) = &found.help {
        writeln!(f, "{blank:gutter$} {frame}={reset} {bold}help{reset}: {help}")?;
    }
    Ok(())
}

fn write_excerpt(
    f: &mut fmt::Formatter<'_>,
    label: &Label,
    gutter: usize,
    mark: &str,
    colour: &str,
    palette: &Palette,
) -> fmt::Result {
    let Palette { frame, reset, .. } = palette;
    let blank = "";
    let Some(excerpt) = &label.excerpt else {
        return Ok(());
    };
    let carets = mark.repeat(excerpt.carets);
    let space = if label.message.is_empty() { "" } else { " " };
    writeln!(f, "{blank:gutter$} {frame}|{reset}")?;
    writeln!(f, "{frame}{:>gutter$} |{reset} {}", label.line, excerpt.text)?;
    write!(f, "{blank:gutter$} {frame}|{reset} {blank:indent$}", indent = excerpt.indent)?;
    writeln!(f, "{colour}{carets}{space}{}{reset}", label.message)?;
    writeln!(f, "{blank:gutter$} {frame}|{reset}")
}
