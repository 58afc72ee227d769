//! What is wrong with an agreement, where, and what would be right.
//!
//! Loading never stops at the first mistake: a failed load returns [`Diagnostics`], all of them in the order of files
//! and lines. Each prints as a compiler would print it, with the offending line and carets below it, in plain text
//! ([`Diagnostic::coloured`] adds terminal colours), and serializes for editors as `{code, severity, message, file,
//! line, column, help}`.
//!
//! [`Code`] has the table of all codes.

mod code;
mod nearest;
mod render;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

pub use code::{Code, codes};
pub(crate) use nearest::{Nearest, skeleton};
pub(crate) use render::{Visible, escaped};
pub use source::At;
pub(crate) use source::{SourceSpan, SourceText, Sources, to_u32};

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The agreements cannot be used.
    Error,
    /// The agreements can be used, but are probably not meant as they stand.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    code: Code,
    message: String,
    labels: Vec<Label>,
    help: Option<String>,
}

/// A place in a file, and what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    file: Arc<str>,
    line: u32,
    column: u32,
    message: String,
    excerpt: Option<render::Excerpt>,
}

impl Diagnostic {
    /// What kind of mistake it is.
    pub fn code(&self) -> Code {
        self.code
    }

    /// How bad it is; the code decides.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// What is wrong, in one sentence without a full stop.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The places concerned, the one to look at first in front. Empty where the agreements were built in code.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// What would be right, where that can be said.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The file to look at, by the name under which it was loaded.
    pub fn file(&self) -> Option<&str> {
        self.labels.first().map(Label::file)
    }

    /// The line to look at, from 1.
    pub fn line(&self) -> Option<u32> {
        self.labels.first().map(Label::line)
    }

    /// The column to look at, in characters, from 1.
    pub fn column(&self) -> Option<u32> {
        self.labels.first().map(Label::column)
    }

    /// Prints as [`Display`](fmt::Display) does, with the colours of an ANSI terminal.
    pub fn coloured(&self) -> impl fmt::Display + '_ {
        render::Coloured(self)
    }
}

impl Label {
    /// The name under which the file was loaded.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The column, in characters, from 1.
    pub fn column(&self) -> u32 {
        self.column
    }

    /// What is said about this place; may be empty.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl serde::Serialize for Diagnostic {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Diagnostic", 7)?;
        out.serialize_field("code", self.code.as_str())?;
        out.serialize_field("severity", &self.severity())?;
        out.serialize_field("message", &self.message)?;
        out.serialize_field("file", &self.file())?;
        out.serialize_field("line", &self.line())?;
        out.serialize_field("column", &self.column())?;
        out.serialize_field("help", &self.help)?;
        out.end()
    }
}

/// Everything found wrong, in the order of files and lines.
///
/// As the error of a failed load it holds at least one [`Severity::Error`].
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize)]
#[serde(transparent)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// They, one after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// How many of them are errors.
    pub fn errors(&self) -> usize {
        self.iter().filter(|found| found.severity() == Severity::Error).count()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    /// Keeps the order given.
    fn from_iter<T: IntoIterator<Item = Diagnostic>>(found: T) -> Self {
        Self(found.into_iter().collect())
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl std::error::Error for Diagnostics {}

impl fmt::Display for Diagnostics {
    /// Writes each, then how many errors and warnings there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for found in self {
            writeln!(f, "{found}")?;
        }
        let errors = self.errors();
        let warnings = self.len() - errors;
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        match (errors, warnings) {
            (0, 0) => f.write_str("nothing found"),
            (0, w) => write!(f, "{w} warning{}", plural(w)),
            (e, 0) => write!(f, "{e} error{}", plural(e)),
            (e, w) => write!(f, "{e} error{}, {w} warning{}", plural(e), plural(w)),
        }
    }
}

/// A diagnostic in the making: its places are still ranges of bytes.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    code: Code,
    message: String,
    places: Vec<(SourceSpan, String)>,
    help: Option<String>,
}

impl Finding {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), places: Vec::new(), help: None }
    }

    /// Adds a place; the first one added is the one to look at first. Nothing is added where no place is known.
    pub(crate) fn at(mut self, span: impl Into<Option<SourceSpan>>, label: impl Into<String>) -> Self {
        self.places.extend(span.into().map(|span| (span, label.into())));
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a help where there is one to give.
    pub(crate) fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }
}

/// Where findings are gathered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    found: Vec<Finding>,
    /// Sources of which only syntax errors are reported: the rest is what a parser made of broken text.
    broken: BTreeSet<u32>,
}

impl Findings {
    pub(crate) fn push(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// Reports text that cannot be parsed, and nothing else from its source.
    pub(crate) fn push_syntax_error(&mut self, source: u32, finding: Finding) {
        self.broken.insert(source);
        self.push(finding);
    }

    /// Whether something inside a place has been reported before.
    pub(crate) fn has_within(&self, place: SourceSpan) -> bool {
        let within =
            |span: SourceSpan| span.source == place.source && place.start <= span.start && span.end <= place.end;
        self.found.iter().any(|finding| finding.places.first().is_some_and(|&(span, _)| within(span)))
    }

    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    /// Forgets what is not to be kept, by its code and the places concerned.
    pub(crate) fn retain(&mut self, keep: impl Fn(Code, &[SourceSpan]) -> bool) {
        self.found.retain(|finding| {
            let places: Vec<SourceSpan> = finding.places.iter().map(|&(span, _)| span).collect();
            keep(finding.code, &places)
        });
    }

    /// Says of what was found from `first` on for which combinations of a template it holds; `combinations` has one for
    /// each, or none where no template is at work. What holds for several alike is said once.
    pub(crate) fn name_combinations(&mut self, first: usize, combinations: &[Option<&str>]) {
        if combinations.iter().all(Option::is_none) {
            return;
        }
        let mut seen: BTreeMap<(Option<SourceSpan>, String), (usize, usize)> = BTreeMap::new();
        let found: Vec<Finding> = self.found.drain(first..).collect();
        let key = |finding: &Finding| (finding.places.first().map(|&(span, _)| span), finding.message.clone());
        for (n, finding) in found.iter().enumerate() {
            seen.entry(key(finding)).and_modify(|(_, count)| *count += 1).or_insert((n, 1));
        }
        for (n, mut finding) in found.into_iter().enumerate() {
            let Some(&(_, count)) = seen.get(&key(&finding)).filter(|&&(kept, _)| kept == n) else { continue };
            if let Some(combination) = combinations.get(n).copied().flatten() {
                let others = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
                finding.message = format!("{} (for {combination}{others})", finding.message);
            }
            self.found.push(finding);
        }
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.found.iter().any(|finding| finding.code.severity() == Severity::Error)
    }

    /// Turns byte ranges into lines and columns, and puts everything in the order of files and lines.
    pub(crate) fn resolve(mut self, sources: &Sources) -> Diagnostics {
        let broken = self.broken;
        let in_broken =
            |finding: &Finding| finding.places.first().is_some_and(|(span, _)| broken.contains(&span.source));
        self.found.retain(|finding| finding.code == Code::Syntax || !in_broken(finding));
        self.found.sort_by_cached_key(|finding| {
            let place = finding.places.first().map(|&(span, _)| span);
            (place.is_none(), place, finding.code, finding.message.clone())
        });
        let resolve = |finding: Finding| Diagnostic {
            labels: finding.places.into_iter().map(|(span, message)| sources.label(span, message)).collect(),
            code: finding.code,
            message: finding.message,
            help: finding.help,
        };
        Diagnostics(self.found.into_iter().map(resolve).collect())
    }
}
