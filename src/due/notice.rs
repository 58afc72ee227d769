//! When somebody is told, relative to a deadline.

use std::fmt;
use std::str::FromStr;

use super::error::RuleError;
use super::help;
use super::parse_span::span_or_zero;
use super::words::Words;
use crate::calendar::Span;

/// A moment before or after a deadline: `1 business day before`, `2 days after`.
///
/// ```
/// use interdept::due::{Notice, Side};
/// let notice: Notice = "1 Business Day before".parse()?;
/// assert_eq!(notice.side, Side::Before);
/// assert_eq!(notice.to_string(), "1 business day before");
/// # Ok::<(), interdept::due::RuleError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Notice {
    /// How far from the deadline; 0 is the deadline itself.
    pub span: Span,
    /// On which side of it.
    pub side: Side,
}

/// A side of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// A reminder.
    Before,
    /// An escalation.
    After,
}

impl FromStr for Notice {
    type Err = RuleError;

    /// Reads a span and `before` or `after`, in any case and with any blanks.
    ///
    /// # Errors
    /// Returns an error that points at the first word that does not fit, or at a number beyond a hundred years.
    fn from_str(text: &str) -> Result<Self, RuleError> {
        Self::read(text).map_err(|error| help::of_notice(text, error))
    }
}

impl Notice {
    pub(super) fn read(text: &str) -> Result<Self, RuleError> {
        let mut words = Words::of(text, None);
        let span = span_or_zero(&mut words)?.value;
        let side = if words.eat(&["before"]) {
            Side::Before
        } else {
            words.expect(&["after"], "`before` or `after`")?;
            Side::After
        };
        words.expect_end("the end of the notice")?;
        Ok(Self { span, side })
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            Side::Before => "before",
            Side::After => "after",
        };
        write!(f, "{} {side}", self.span)
    }
}

impl serde::Serialize for Notice {
    /// As the text it is read from.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
