//! The rows of an export, as they stand there.

use std::collections::{BTreeMap, HashMap};

use super::super::{Log, LogError, ReadAs};
use super::format::{Family, Written};

/// How many rows are looked at.
const ROWS: usize = 5_000;

/// What stands for nothing in many exports.
const NOTHING: [&str; 10] = ["?", "-", "--", "NULL", "null", "N/A", "n/a", "None", "none", "#N/A"];

/// The beginning of an export.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// The name of the export.
    pub(super) name: String,
    pub(super) read_as: Option<ReadAs>,
    pub(super) columns: Vec<Column>,
    /// The values of each row, by column; those that stand for nothing are empty.
    pub(super) rows: Vec<Vec<String>>,
    /// Whether there are more rows than were looked at.
    pub(super) more: bool,
    /// What stands for nothing.
    pub(super) nothing: Vec<&'static str>,
}

/// What one column holds.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// How many rows have a value.
    pub(super) filled: usize,
    /// How often each value stands there.
    pub(super) values: BTreeMap<String, usize>,
    /// How its instants are written, if that is what it holds.
    pub(super) written: Option<Written>,
}

impl Table {
    pub(super) fn read(mut log: Log<'_>) -> Result<Self, LogError> {
        let mut names: Vec<String> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let (mut rows, mut more) = (Vec::new(), false);
        log.start_bare()?;
        names.extend(log.bare_columns().iter().cloned());
        let has_header = !names.is_empty();
        while let Some(cells) = log.next_bare()? {
            more = rows.len() == ROWS;
            if more {
                break;
            }
            let mut row = vec![String::new(); names.len()];
            for (place, (name, value)) in cells.into_iter().enumerate() {
                // Where each row brings its names, a new one makes a new column.
                let place = if has_header { place } else { *places.entry(name.to_owned()).or_insert(names.len()) };
                if place == names.len() {
                    names.push(name.to_owned());
                }
                row.resize(names.len(), String::new());
                if let Some(cell) = row.get_mut(place) {
                    value.clone_into(cell);
                }
            }
            rows.push(row);
        }
        if rows.is_empty() {
            return Err(log.refuse("it has no row to draft from"));
        }
        let read_as = log.read_as();
        let table = Self::of(log.name().to_owned(), read_as, names, rows, more);
        if table.columns.iter().all(|column| column.written.is_none()) {
            return Err(log.refuse("no column of it holds instants in a way that is known"));
        }
        Ok(table)
    }

    fn of(name: String, read_as: Option<ReadAs>, names: Vec<String>, mut rows: Vec<Vec<String>>, more: bool) -> Self {
        let mut nothing = Vec::new();
        for cell in rows.iter_mut().flatten() {
            if let Some(known) = NOTHING.into_iter().find(|known| *known == cell.as_str()) {
                if !nothing.contains(&known) {
                    nothing.push(known);
                }
                cell.clear();
            }
        }
        nothing.sort_unstable();
        let columns = (0..).zip(names).map(|(place, name)| Column::of(name, &rows, place));
        let mut table = Self { name, read_as, columns: columns.collect(), rows, more, nothing };
        // Whether the day or the month comes first is the whole file's affair: one column may leave it open.
        let family = Family::of(table.columns.iter().flat_map(|column| column.values.keys()));
        for column in &mut table.columns {
            column.written = Written::of(&column.name, &column.values, family);
        }
        table
    }

    pub(super) fn column(&self, place: usize) -> Option<&Column> {
        self.columns.get(place)
    }

    /// The column's name; empty if there is no such column.
    pub(super) fn name_of(&self, place: usize) -> &str {
        self.column(place).map_or("", |column| &column.name)
    }

    /// How many different values some columns have together.
    pub(super) fn distinct(&self, places: &[usize]) -> usize {
        let key = |row: &Vec<String>| -> Vec<String> {
            places.iter().map(|&place| row.get(place).cloned().unwrap_or_default()).collect()
        };
        self.rows.iter().map(key).collect::<std::collections::HashSet<_>>().len()
    }
}

impl Column {
    fn of(name: String, rows: &[Vec<String>], place: usize) -> Self {
        let mut values = BTreeMap::new();
        let mut filled = 0;
        for cell in rows.iter().filter_map(|row| row.get(place)).filter(|cell| !cell.is_empty()) {
            filled += 1;
            *values.entry(cell.clone()).or_insert(0) += 1;
        }
        Self { name, filled, values, written: None }
    }

    /// Its values, the most frequent first.
    pub(super) fn frequent(&self) -> Vec<(&str, usize)> {
        let mut values: Vec<(&str, usize)> =
            self.values.iter().map(|(value, &count)| (value.as_str(), count)).collect();
        values.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
        values
    }
}
