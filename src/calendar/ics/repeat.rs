//! How events repeat. A library expands the rules; here it is kept from clocks, zones and endless work.

use chrono::{Datelike, NaiveDateTime};
use rrule::{Frequency, RRule, Tz, Unvalidated};

use crate::calendar::Calendar;

/// How much work the rules of one file may make. Their cost is counted after the fact, rule by rule: one alone cannot
/// take long.
pub(super) struct Budget(i64);

impl Default for Budget {
    fn default() -> Self {
        Self(5_000_000)
    }
}

impl Budget {
    pub(super) fn is_spent(&self) -> bool {
        self.0 < 0
    }
}

/// What a rule costs that never comes true: the library gives up after so many steps.
const IN_VAIN: i64 = 200_000;

/// The most times that one event happens.
const MOST: usize = 200_001;

/// A rule of repetition, and its `UNTIL` as written.
pub(super) struct Rule {
    rule: RRule<Unvalidated>,
    until: Option<String>,
}

impl Rule {
    /// Reads the value of an `RRULE`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        // UNTIL is read here: without a zone the library would look for the one of this machine.
        let is_until = |part: &&str| part.trim_start().get(..6).is_some_and(|key| key.eq_ignore_ascii_case("UNTIL="));
        let parts = || text.trim().split(';').filter(|part| !part.trim().is_empty());
        let until =
            parts().find(is_until).and_then(|part| part.split_once('=')).map(|(_, value)| value.trim().to_owned());
        let others: Vec<&str> = parts().filter(|part| !is_until(part)).collect();
        let rule = format!("RRULE:{}", others.join(";")).parse::<RRule<Unvalidated>>();
        let rule = rule.map_err(|_| "has an RRULE that cannot be read")?;
        match rule.get_freq() {
            Frequency::Yearly | Frequency::Monthly | Frequency::Weekly | Frequency::Daily => Ok(Self { rule, until }),
            Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => {
                Err("repeats within the day: only days, weeks, months and years can be read".to_owned())
            }
        }
    }

    pub(super) fn until(&self) -> Option<&str> {
        self.until.as_deref()
    }

    /// When it happens, on the clock on which it starts, up to the end of the horizon.
    pub(super) fn occurrences(
        &self,
        start: NaiveDateTime,
        until: Option<NaiveDateTime>,
        budget: &mut Budget,
    ) -> Result<Vec<NaiveDateTime>, String> {
        let utc = |time: NaiveDateTime| time.and_utc().with_timezone(&Tz::UTC);
        if until.is_some_and(|until| until < start) {
            return Err("repeats until before it starts".to_owned());
        }
        let end = Calendar::LAST_DAY.year() + 1;
        if !(Calendar::FIRST_DAY.year() - 1..end).contains(&start.year()) {
            return Err(format!(
                "repeats from a year that is not between {} and {end}",
                Calendar::FIRST_DAY.year() - 1
            ));
        }
        let rule = until.map_or_else(|| self.rule.clone(), |until| self.rule.clone().until(utc(until)));
        let set = rule.build(utc(start)).map_err(|_| "has an RRULE that cannot be read")?.limit();
        let mut found: Vec<NaiveDateTime> = Vec::new();
        let mut is_over = false;
        for at in &set {
            if at.year() >= end || found.len() >= MOST {
                is_over = true;
                break;
            }
            found.push(at.naive_utc());
        }
        let Some(&last) = found.last() else {
            budget.0 -= IN_VAIN;
            return Err("has an RRULE that gives no day".to_owned());
        };
        let is_done =
            is_over || until.is_some() || self.rule.get_count().is_some_and(|count| count as usize <= found.len());
        budget.0 -= if is_done { 0 } else { IN_VAIN };
        let last = if is_over { Calendar::LAST_DAY } else { last.date() };
        let days = (last - start.date()).num_days().max(1);
        let every = i64::from(self.rule.get_interval()).max(1);
        let steps = match self.rule.get_freq() {
            Frequency::Yearly => days / 36,
            Frequency::Monthly => days / 15,
            Frequency::Weekly => days / 7,
            Frequency::Daily | Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => days,
        };
        budget.0 -= steps / every + i64::try_from(found.len()).unwrap_or(i64::MAX);
        Ok(found)
    }
}
