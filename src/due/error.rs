//! What is wrong with a rule, and where.

use std::fmt;
use std::ops::Range;

/// Why a text is not a due rule, with the place in it.
///
/// ```
/// use interdept::due::DueRule;
/// let text = "by the 5th of every moth";
/// let error = text.parse::<DueRule>().unwrap_err();
/// assert_eq!(error.message, "expected a period: day, week, month, quarter, half-year, year, or the name of one; found `moth`");
/// assert_eq!(&text[error.span], "moth");
/// assert_eq!(error.help.as_deref(), Some("did you mean `month`?"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleError {
    /// What was expected, and what stands there instead.
    pub message: String,
    /// The bytes of the text that it is about; empty at the end of a text that stops too early.
    pub span: Range<usize>,
    /// What would be right, where that can be told. A rule that it suggests reads, and means what was written.
    pub help: Option<String>,
    /// What may stand in its place, which is tried before anybody is told.
    fix: Option<Box<Fix>>,
}

/// A part of a text, and what was probably meant by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fix {
    pub(super) at: Range<usize>,
    pub(super) text: String,
}

impl RuleError {
    pub(crate) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), span, help: None, fix: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The word was probably meant to be this one.
    pub(super) fn meant(self, keyword: &str) -> Self {
        let fix = Fix { at: self.span.clone(), text: keyword.to_owned() };
        Self { fix: Some(Box::new(fix)), ..self }
    }

    /// An id was probably written with blanks in it.
    pub(super) fn joined(self, at: Range<usize>, id: String) -> Self {
        Self { fix: Some(Box::new(Fix { at, text: id })), ..self }
    }

    pub(super) const fn has_fix(&self) -> bool {
        self.fix.is_some()
    }

    pub(super) fn take_fix(&mut self) -> Option<Fix> {
        self.fix.take().map(|fix| *fix)
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, " ({help})"))
    }
}

impl std::error::Error for RuleError {}
