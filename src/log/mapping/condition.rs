//! What columns must hold for a row to make an event.

use std::cmp::Ordering;

use super::number::{Numbers, compare};
use super::offered::{Cells, Offered};

/// What a column must hold.
#[derive(Clone, Debug)]
pub(super) struct Test {
    pub(super) column: usize,
    /// It is asked of what the column held before, in the same case.
    pub(super) previous: bool,
    pub(super) wanted: Wanted,
    /// As the mapping writes it.
    pub(super) described: String,
}

#[derive(Clone, Debug)]
pub(super) enum Wanted {
    AnyOf(Vec<Operand>),
    NoneOf(Vec<Operand>),
    /// It begins with one of these.
    StartsWith(Vec<Box<str>>),
    /// It is a number within these.
    Within(Vec<Bound>),
    /// It differs from what the column held before, in the same case.
    Changed,
    /// The row is the case's first, or is not.
    First(bool),
}

#[derive(Clone, Debug)]
pub(super) enum Operand {
    Text(Box<str>),
    Column(usize),
}

/// A bound of a number.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub(super) kind: BoundKind,
    /// With a point, without groups.
    pub(super) limit: Box<str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BoundKind {
    Over,
    AtLeast,
    Under,
    AtMost,
}

impl BoundKind {
    pub(super) const ALL: [(&'static str, Self); 4] =
        [("over", Self::Over), ("at-least", Self::AtLeast), ("under", Self::Under), ("at-most", Self::AtMost)];

    fn allows(self, ordering: Ordering) -> bool {
        match self {
            Self::Over => ordering == Ordering::Greater,
            Self::AtLeast => ordering != Ordering::Less,
            Self::Under => ordering == Ordering::Less,
            Self::AtMost => ordering != Ordering::Greater,
        }
    }
}

impl Test {
    pub(super) fn holds<R: Cells>(&self, offered: &Offered<'_, R>, numbers: Numbers) -> bool {
        let now = || offered.row.cell(self.column);
        let cell = || if self.previous { offered.before.value(self.column) } else { now() };
        let equals = |cell: &str, operand: &Operand| match operand {
            Operand::Text(text) => **text == *cell,
            // What is absent equals nothing, not even something else that is absent.
            Operand::Column(other) => !cell.is_empty() && offered.row.cell(*other) == cell,
        };
        match &self.wanted {
            Wanted::AnyOf(operands) => operands.iter().any(|operand| equals(cell(), operand)),
            Wanted::NoneOf(operands) => !operands.iter().any(|operand| equals(cell(), operand)),
            Wanted::StartsWith(prefixes) => {
                let cell = cell();
                !cell.is_empty() && prefixes.iter().any(|prefix| cell.starts_with(&**prefix))
            }
            Wanted::Within(bounds) => {
                let number = numbers.plain(cell());
                number
                    .is_some_and(|number| bounds.iter().all(|bound| bound.kind.allows(compare(&number, &bound.limit))))
            }
            Wanted::Changed => !now().is_empty() && now() != offered.before.value(self.column),
            Wanted::First(first) => offered.before.is_first() == *first,
        }
    }

    /// Whether it asks what the case's earlier rows said.
    pub(super) fn looks_back(&self) -> bool {
        self.previous || matches!(self.wanted, Wanted::Changed | Wanted::First(_))
    }

    /// The column whose former value it asks for.
    pub(super) fn previous_column(&self) -> Option<usize> {
        (self.previous || matches!(self.wanted, Wanted::Changed)).then_some(self.column)
    }
}
