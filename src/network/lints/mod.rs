//! What agreements say that is probably not meant.

use super::Network;
use crate::diagnostic::{Diagnostics, Findings};

impl Network {
    /// Looks through agreements that are valid for what is probably not meant.
    pub fn lints(&self) -> Diagnostics {
        Findings::default().resolve(&self.sources)
    }
}
