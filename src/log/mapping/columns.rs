//! The columns that a mapping speaks of.

use std::collections::HashMap;

use super::super::at;
use super::value::Table;
use crate::diagnostic::Nearest;

/// The columns that a mapping speaks of, by number, and the tables that it looks up in.
#[derive(Debug, Default)]
pub(in crate::log) struct Columns {
    pub(in crate::log) names: Vec<String>,
    numbers: HashMap<String, usize>,
    /// Those that a file must have.
    required: Vec<usize>,
    /// Where a file needs only one of two: `{team:id}` is a column of that name, or else made of `team`.
    either: Vec<(usize, usize)>,
    pub(super) tables: Vec<Table>,
}

impl Columns {
    /// A column that a file must have.
    pub(super) fn required(&mut self, name: &str) -> usize {
        let number = self.number(name);
        self.required.push(number);
        number
    }

    /// Two columns of which a file needs one.
    pub(super) fn either(&mut self, one: &str, other: &str) -> (usize, usize) {
        let pair = (self.number(one), self.number(other));
        self.either.push(pair);
        pair
    }

    fn number(&mut self, name: &str) -> usize {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.names.len();
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    pub(super) fn table(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| *table.name == *name)
    }

    /// How many of the columns a file has whose first line names these.
    pub(in crate::log) fn found_in(&self, names: &[String]) -> usize {
        let header = Header::of(names);
        self.names.iter().filter(|name| !matches!(header.place(name), Place::Nowhere)).count()
    }

    /// Where each column stands in a file whose first line names these; `usize::MAX` for one that is not needed.
    ///
    /// # Errors
    /// Names the column that is missing, or stands there twice.
    pub(in crate::log) fn places(&self, names: &[String]) -> Result<Vec<usize>, String> {
        let header = Header::of(names);
        let mut places = vec![usize::MAX; self.names.len()];
        let mut find = |column: usize| {
            let name = self.names.get(column).map_or("", |name| name);
            match header.place(name) {
                Place::At(place) => {
                    if let Some(found) = places.get_mut(column) {
                        *found = place;
                    }
                    Ok(true)
                }
                Place::Nowhere => Ok(false),
                Place::Twice => Err(format!(
                    "its first line names the column `{}`, which the mapping uses, twice",
                    at::shortened(name)
                )),
            }
        };
        let mut missing = None;
        for &column in &self.required {
            if !find(column)? {
                missing = missing.or(Some(column));
            }
        }
        for &(whole, part) in &self.either {
            if !find(whole)? && !find(part)? {
                missing = missing.or(Some(part));
            }
        }
        match missing.and_then(|column| self.names.get(column)) {
            Some(name) => Err(header.lacks(name)),
            None => Ok(places),
        }
    }
}

/// The columns that a file has.
struct Header<'a> {
    names: &'a [String],
    exact: HashMap<&'a str, Place>,
    /// By the name in lower case.
    folded: HashMap<String, Place>,
}

#[derive(Clone, Copy)]
enum Place {
    Nowhere,
    At(usize),
    Twice,
}

impl<'a> Header<'a> {
    fn of(names: &'a [String]) -> Self {
        let (mut exact, mut folded) = (HashMap::new(), HashMap::new());
        for (place, name) in names.iter().enumerate() {
            exact.entry(name.as_str()).and_modify(|found| *found = Place::Twice).or_insert(Place::At(place));
            folded.entry(name.to_lowercase()).and_modify(|found| *found = Place::Twice).or_insert(Place::At(place));
        }
        Self { names, exact, folded }
    }

    /// Where a column stands: the one of this name, else the only one that differs in the case of letters.
    fn place(&self, name: &str) -> Place {
        let exact = self.exact.get(name).copied();
        exact.or_else(|| self.folded.get(&name.to_lowercase()).copied()).unwrap_or(Place::Nowhere)
    }

    fn lacks(&self, name: &str) -> String {
        let help = match Nearest::new(self.names.iter().map(String::as_str)).to(name) {
            Some(near) => format!("the nearest is `{}`", at::shortened(near)),
            None => format!("it names {}", at::shortened(&self.names.join(", "))),
        };
        format!("its first line has no column `{}`, which the mapping uses; {help}", at::shortened(name))
    }
}
