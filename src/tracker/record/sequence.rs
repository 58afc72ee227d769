//! The numbers of events: in the order of recording, from 1, and an event's own for good.

use super::row::RowIx;

/// What a number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tracker) enum Numbered {
    /// A recorded row.
    Row(RowIx),
    /// An event that was recorded and is one that the agreements of now do not know: its place among those.
    Set(usize),
}

/// The numbers of all events. Nearly all belong to rows, in order; those in between are kept as a list.
#[derive(Clone, Debug, Default)]
pub(in crate::tracker) struct Sequence {
    /// The numbers that are no row's, in order.
    set_aside: Vec<u64>,
}

impl Sequence {
    /// The number of a row.
    pub(in crate::tracker) fn of_row(&self, row: RowIx) -> u64 {
        let mut number = u64::from(row.0) + 1;
        // A row's number is one more for each of the others before it.
        let (mut low, mut high) = (0, self.set_aside.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let before = self.set_aside.get(middle).map_or(0, |&aside| aside - to_u64(middle));
            if before <= number { low = middle + 1 } else { high = middle }
        }
        number += to_u64(low);
        number
    }

    /// What a number means, if it is one of so many rows' or of those set aside.
    pub(in crate::tracker) fn find(&self, number: u64, rows: usize) -> Option<Numbered> {
        match self.set_aside.binary_search(&number) {
            Ok(place) => Some(Numbered::Set(place)),
            Err(before) => {
                let row = number.checked_sub(1)?.checked_sub(to_u64(before))?;
                (row < to_u64(rows)).then(|| u32::try_from(row).ok().map(|row| Numbered::Row(RowIx(row)))).flatten()
            }
        }
    }

    /// The last number that was given, with so many rows.
    pub(in crate::tracker) fn last(&self, rows: usize) -> u64 {
        to_u64(rows) + to_u64(self.set_aside.len())
    }

    /// Gives the next number, after so many rows, to an event that is no row.
    pub(in crate::tracker) fn set_aside_next(&mut self, rows: usize) -> u64 {
        let number = self.last(rows) + 1;
        self.set_aside.push(number);
        number
    }
}

fn to_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_again() {
        let mut sequence = Sequence::default();
        // Rows: 1, 2, 5, 6, 8; set aside: 3, 4, 7, 9.
        for rows in [2, 2, 4, 5] {
            sequence.set_aside_next(rows);
        }
        assert_eq!(sequence.set_aside, [3, 4, 7, 9]);
        let rows: Vec<u64> = (0..5).map(|row| sequence.of_row(RowIx(row))).collect();
        assert_eq!(rows, [1, 2, 5, 6, 8]);
        for (row, &number) in (0..).zip(&rows) {
            assert_eq!(sequence.find(number, 5), Some(Numbered::Row(RowIx(row))));
        }
        for (place, &number) in sequence.set_aside.iter().enumerate() {
            assert_eq!(sequence.find(number, 5), Some(Numbered::Set(place)));
        }
        assert_eq!((sequence.find(0, 5), sequence.find(10, 5), sequence.last(5)), (None, None, 9));
    }
}
