//! A first mapping and first agreements for an export, from what its columns hold.

mod format;
mod role;
mod table;
mod write;

use std::path::Path;

use self::role::Roles;
use self::table::Table;
use super::{Log, LogError};

/// A mapping and agreements, drafted from an export so that they load and judge at once.
///
/// It looks at the first 5,000 rows: which columns hold instants and how those are written, which one names the case,
/// the group that has it, its state, its priority, its target, or whether the target was kept. What it takes a column
/// for depends on the column's name and its values; the mapping says in comments what was found and what was guessed,
/// for somebody to put right.
///
/// ```
/// use interdept::{Log, Network, Tracker, log::{Draft, Mapping}};
///
/// let export = "Ticket,Team,Opened,Due,Resolved\n\
///               T-1,Desk,13/10/2026 09:00,14/10/2026 09:00,13/10/2026 15:00\n\
///               T-2,Network,13/10/2026 10:00,15/10/2026 10:00,\n";
/// let draft = Draft::of(Log::csv("tickets.csv", export.as_bytes()))?;
/// let mapping = Mapping::from_toml("mapping.toml", &draft.mapping())?;
/// let mut tracker = Tracker::new(Network::from_toml("agreements.toml", &draft.agreements())?);
/// let recorded = tracker.record_all(Log::csv("tickets.csv", export.as_bytes()).with_mapping(mapping))?;
/// assert_eq!(recorded.count(), 3);
/// assert_eq!(tracker.judge("2026-10-14T00:00:00Z".parse()?).handoffs().count(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Draft {
    table: Table,
    roles: Roles,
}

impl Draft {
    /// Drafts from a file; its extension says what it is, as for [`Log::open`].
    ///
    /// # Errors
    /// Returns an error when the file cannot be read, or has no row.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, LogError> {
        Self::of(Log::open(path)?)
    }

    /// Drafts from an export, which is read without any mapping.
    ///
    /// # Errors
    /// Returns an error when it cannot be read, or has no row.
    pub fn of(log: Log<'_>) -> Result<Self, LogError> {
        let table = Table::read(log)?;
        let roles = Roles::of(&table);
        Ok(Self { table, roles })
    }

    /// The mapping, in TOML.
    pub fn mapping(&self) -> String {
        write::mapping(&self.table, &self.roles)
    }

    /// The agreements, in TOML.
    pub fn agreements(&self) -> String {
        write::agreements(&self.table, &self.roles)
    }
}
