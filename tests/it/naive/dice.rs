//! Small random numbers, the same for the same seed (splitmix64).

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Less than `n`.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        u32::try_from(self.roll() % u64::from(n)).unwrap()
    }

    pub(crate) fn one_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<T: Clone>(&mut self, these: &[T]) -> T {
        these[self.below(u32::try_from(these.len()).unwrap()) as usize].clone()
    }

    pub(crate) fn maybe<T>(&mut self, one_in: u32, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.one_in(one_in).then(|| make(self))
    }

    /// An instant within some days of a first one, mostly a round one.
    pub(crate) fn instant(&mut self, first: NaiveDate, days: u32) -> DateTime<Utc> {
        let minutes = match self.below(4) {
            0 => self.below(days * 1_440),
            1 => self.below(days * 96) * 15,
            _ => self.below(days * 24) * 60,
        };
        first.and_time(NaiveTime::MIN).and_utc() + TimeDelta::minutes(minutes.into())
    }

    pub(crate) fn day(&mut self, first: NaiveDate, days: u32) -> NaiveDate {
        first + Days::new(self.below(days).into())
    }
}
