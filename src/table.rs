//! Tables and the indices that belong to them: an index of one is no index of another.

use std::cmp::Ordering;
use std::marker::PhantomData;

/// Makes types of indices, each a `u32` that means a place in one table.
macro_rules! indices {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(pub(crate) u32);

        impl $name {
            /// The place in its table.
            pub(crate) const fn at(self) -> usize {
                self.0 as usize
            }
        }

        impl From<usize> for $name {
            /// The index of a place in its table; tables are shorter than 2³² entries.
            fn from(at: usize) -> Self {
                debug_assert!(u32::try_from(at).is_ok(), "a table of more than 2³² entries");
                Self($crate::diagnostic::to_u32(at))
            }
        }

        impl From<$name> for usize {
            fn from(ix: $name) -> Self {
                ix.at()
            }
        }
    )*};
}

pub(crate) use indices;

/// A list that one type of index belongs to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table<Ix, T> {
    items: Vec<T>,
    index: PhantomData<fn(Ix)>,
}

impl<Ix: Copy + From<usize> + Into<usize>, T> Table<Ix, T> {
    pub(crate) const fn new() -> Self {
        Self { items: Vec::new(), index: PhantomData }
    }

    /// How many entries it has.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// Adds an entry at the end.
    pub(crate) fn push(&mut self, item: T) -> Ix {
        let ix = Ix::from(self.items.len());
        self.items.push(item);
        ix
    }

    /// Moves the entries of a list to the end.
    pub(crate) fn append(&mut self, items: &mut Vec<T>) {
        self.items.append(items);
    }

    /// The entries in order, to be changed.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.iter_mut()
    }

    /// The entry at an index that this table gave; asking another's stops a debug build.
    pub(crate) fn get(&self, ix: Ix) -> Option<&T> {
        let found = self.items.get(ix.into());
        debug_assert!(found.is_some(), "an index of another table: {}", ix.into());
        found
    }

    /// The entry at an index that this table gave, to be changed.
    pub(crate) fn get_mut(&mut self, ix: Ix) -> Option<&mut T> {
        let found = self.items.get_mut(ix.into());
        debug_assert!(found.is_some(), "an index of another table: {}", ix.into());
        found
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        &self.items
    }

    /// The entries in order.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The entries with their indices, in order.
    pub(crate) fn pairs(&self) -> impl DoubleEndedIterator<Item = (Ix, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(at, item)| (Ix::from(at), item))
    }

    /// The index of the entry that a sorted table has at `order`.
    pub(crate) fn search_by(&self, order: impl FnMut(&T) -> Ordering) -> Option<Ix> {
        self.items.binary_search_by(order).ok().map(Ix::from)
    }

    /// The entry at an index that this very table gave out, as those of a network's own tables are.
    #[expect(clippy::indexing_slicing, reason = "indices are made by the network, for its own tables alone")]
    pub(crate) fn entry(&self, ix: Ix) -> &T {
        &self.items[ix.into()]
    }
}

impl<Ix: Copy + From<usize> + Into<usize>, T> FromIterator<T> for Table<Ix, T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self { items: items.into_iter().collect(), index: PhantomData }
    }
}

impl<Ix, T> From<Vec<T>> for Table<Ix, T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, index: PhantomData }
    }
}

impl<Ix, T> Default for Table<Ix, T> {
    fn default() -> Self {
        Self { items: Vec::new(), index: PhantomData }
    }
}
