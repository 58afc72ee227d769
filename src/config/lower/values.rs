//! Single values that stand in calendars and holiday sets too.

use std::str::FromStr;

use super::Lowering;
use crate::IdError;
use crate::diagnostic::At;
use crate::network;

impl Lowering<'_> {
    /// An id where it is defined.
    pub(super) fn id<I: FromStr<Err = IdError>>(&mut self, said: &At<String>, kind: &str) -> Option<At<I>> {
        network::defined_id(said, kind, self.findings)
    }

    /// One of a few words.
    pub(super) fn one_of<T: Copy>(&mut self, key: &str, said: &At<String>, allowed: &[(&str, T)]) -> Option<T> {
        network::one_of(key, said, allowed, self.findings)
    }
}
