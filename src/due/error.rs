//! What is wrong with a rule, and where.

use std::fmt;
use std::ops::Range;

/// Why a text is not a due rule, with the place in it.
///
/// ```
/// use interdept::due::DueRule;
/// let text = "by the 5th of every moth";
/// let error = text.parse::<DueRule>().unwrap_err();
/// assert_eq!(error.message, "expected a period: day, week, month, quarter or year; found `moth`");
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
    /// What would be right, where that can be told.
    pub help: Option<String>,
}

impl RuleError {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), span, help: None }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, " ({help})"))
    }
}

impl std::error::Error for RuleError {}
