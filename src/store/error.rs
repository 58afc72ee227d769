//! Why a store cannot be used, and what that leaves of it.

use std::error::Error;

use crate::diagnostic::Visible;

/// A store that cannot be opened, read or written.
///
/// Whatever the problem, a store keeps all that it had acknowledged, and nothing of the call that failed. A file that is
/// refused is left as it is.
#[derive(Debug, thiserror::Error)]
#[error("{store}: {}", Visible(problem))]
pub struct StoreError {
    store: String,
    problem: StoreProblem,
    #[source]
    cause: Option<Box<dyn Error + Send + Sync>>,
}

/// What is wrong with a store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreProblem {
    /// There is nothing to read.
    #[error("there is no store here; it is made by the first program that writes to it")]
    Missing,
    /// It belongs to something else.
    #[error("it is no store of events: {0}")]
    Foreign(String),
    /// A later version of this program made it.
    #[error("its format is {found}, made by a later version of this program, which knows those up to {known}")]
    Newer {
        /// The format that it has.
        found: u32,
        /// The last one that is known here.
        known: u32,
    },
    /// An earlier version made it, and whoever only reads cannot bring it up to date.
    #[error(
        "its format is {found} and that of this program {known}; open it for writing once, which brings it up to date"
    )]
    Older {
        /// The format that it has.
        found: u32,
        /// The one that is needed.
        known: u32,
    },
    /// It does not hold what was written to it.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// Somebody else has it.
    #[error("another program has it open for writing, and a store has one writer")]
    Busy,
    /// There is no room.
    #[error("there is no room left for it; nothing of what was to be added is kept, and all that was before")]
    Full,
    /// It may only be read.
    #[error("it may only be read: {0}")]
    ReadOnly(String),
    /// The system or the server says no.
    #[error("{0}")]
    Failed(String),
}

impl StoreError {
    pub(super) fn new(store: impl Into<String>, problem: StoreProblem) -> Self {
        Self { store: store.into(), problem, cause: None }
    }

    #[must_use]
    pub(super) fn because(self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { cause: Some(cause.into()), ..self }
    }

    /// The file or server.
    pub fn store(&self) -> &str {
        &self.store
    }

    /// What is wrong.
    pub fn problem(&self) -> &StoreProblem {
        &self.problem
    }
}
