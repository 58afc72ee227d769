//! Patterns in chrono's strftime notation, and which of them misread what they are given.

use chrono::NaiveDate;
use chrono::format::{Fixed, Item, Numeric, Pad, Parsed, StrftimeItems};

use super::digits::Digits;
use super::instant::Read;

/// A pattern, split into its items.
#[derive(Clone, Debug)]
pub(in crate::log) struct Pattern {
    text: Box<str>,
    items: Vec<Item<'static>>,
    holds: Holds,
    /// The zone that stands at its end as a literal.
    literal_zone: Option<&'static str>,
    /// The same, where it is made of digits in fixed places: these are read at a fraction of the cost.
    digits: Option<Digits>,
}

/// What a text of a pattern says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Date,
    LocalTime,
    Instant,
}

impl Pattern {
    /// Splits a pattern, and makes sure that what it writes it can read back, whole.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let items = StrftimeItems::new(text).parse_to_owned();
        let items = items.map_err(|_| format!("`{text}` is no strftime pattern"))?;
        if items.contains(&Item::Fixed(Fixed::TimezoneName)) {
            return Err(format!("`{text}`: `%Z` passes over a zone's name without reading it"));
        }
        let literal_zone = literal_zone(&items);
        let parsed = parse(&sample(text, &items)?, &items)
            .ok_or_else(|| format!("what `{text}` writes, it cannot read back"))?;
        let holds = if items.contains(&Item::Numeric(Numeric::Timestamp, Pad::None)) {
            Holds::Instant
        } else if parsed.to_naive_date().is_err() {
            return Err(format!("`{text}` does not give a whole date"));
        } else if parsed.to_naive_time().is_err() {
            half_a_time(text, &items)?;
            Holds::Date
        } else if parsed.offset().is_some() || literal_zone.is_some() {
            Holds::Instant
        } else {
            Holds::LocalTime
        };
        let digits = Digits::of(&items);
        Ok(Self { text: text.into(), items, holds, literal_zone, digits })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn holds(&self) -> Holds {
        self.holds
    }

    pub(super) fn literal_zone(&self) -> Option<&'static str> {
        self.literal_zone
    }

    pub(super) fn read(&self, text: &str) -> Option<Read> {
        if let Some(local) = self.digits.as_ref().and_then(|digits| digits.read(text)) {
            return Some(match self.holds {
                Holds::Date => Read::Date(local.date()),
                Holds::LocalTime => Read::Local(local),
                Holds::Instant => Read::At(local.and_utc().fixed_offset()),
            });
        }
        let parsed = parse(text, &self.items)?;
        match self.holds {
            Holds::Date => parsed.to_naive_date().ok().map(Read::Date),
            Holds::LocalTime => parsed.to_naive_datetime_with_offset(0).ok().map(Read::Local),
            Holds::Instant if parsed.offset().is_none() => {
                let utc = parsed.to_naive_datetime_with_offset(0).ok()?;
                Some(Read::At(utc.and_utc().fixed_offset()))
            }
            Holds::Instant => parsed.to_datetime().ok().map(Read::At),
        }
    }
}

/// An instant in the afternoon, written by a pattern.
fn sample(text: &str, items: &[Item<'static>]) -> Result<String, String> {
    let afternoon =
        NaiveDate::from_ymd_opt(2003, 12, 31).and_then(|day| day.and_hms_opt(21, 45, 0)).unwrap_or_default();
    let mut written = String::new();
    std::fmt::write(&mut written, format_args!("{}", afternoon.and_utc().format_with_items(items.iter())))
        .map_err(|_| format!("`{text}` is no strftime pattern"))?;
    Ok(written)
}

fn parse(text: &str, items: &[Item<'static>]) -> Option<Parsed> {
    let mut parsed = Parsed::new();
    chrono::format::parse(&mut parsed, text, items.iter()).ok()?;
    Some(parsed)
}

/// The zone that a pattern ends with as a literal.
fn literal_zone(items: &[Item<'static>]) -> Option<&'static str> {
    let Item::OwnedLiteral(literal) = items.last()? else { return None };
    let zone = ["UTC", "GMT", "Z"].into_iter().find(|zone| literal.ends_with(zone))?;
    let before = literal.strip_suffix(zone)?;
    (!before.ends_with(|c: char| c.is_alphabetic())).then_some(zone)
}

/// Refuses a pattern that has some of a time of day and not all: it would read each time as midnight.
fn half_a_time(text: &str, items: &[Item<'static>]) -> Result<(), String> {
    let has = |numeric: &Numeric| items.iter().any(|item| matches!(item, Item::Numeric(found, _) if found == numeric));
    let half_day = items.iter().any(|item| matches!(item, Item::Fixed(Fixed::LowerAmPm | Fixed::UpperAmPm)));
    let lacking = if has(&Numeric::Hour12) && !half_day {
        "`%I` counts to 12 and needs `%p`, or write `%H`"
    } else if (has(&Numeric::Hour) || has(&Numeric::Hour12)) && !has(&Numeric::Minute) {
        "it has an hour without `%M`"
    } else if half_day || has(&Numeric::Minute) || has(&Numeric::Second) {
        "it has no hour: add `%H`, or `%I` with `%p`"
    } else {
        return Ok(());
    };
    Err(format!("`{text}` does not give a whole time of day: {lacking}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, expected: Result<Holds, &str>) {
        let found = Pattern::new(pattern).map(|pattern| pattern.holds());
        assert_eq!(found.as_ref().map_err(String::as_str).copied(), expected, "{pattern}");
    }

    #[test]
    fn patterns_hold_dates_local_times_or_instants() {
        check("%d/%m/%Y", Ok(Holds::Date));
        check("%d/%m/%Y %H:%M", Ok(Holds::LocalTime));
        check("%m/%d/%Y %I:%M:%S %p", Ok(Holds::LocalTime));
        check("%Y-%m-%d %H:%M %z", Ok(Holds::Instant));
        check("%Y-%m-%dT%H:%M:%SZ", Ok(Holds::Instant));
        check("%Y-%m-%dT%H:%M:%S%.3fZ", Ok(Holds::Instant));
        check("%Y-%m-%d %H:%M UTC", Ok(Holds::Instant));
        check("%s", Ok(Holds::Instant));
    }

    #[test]
    fn what_would_be_misread_in_silence_is_refused() {
        check(
            "%d/%m/%Y %I:%M",
            Err("`%d/%m/%Y %I:%M` does not give a whole time of day: `%I` counts to 12 and needs `%p`, or write `%H`"),
        );
        check("%Y-%m-%d %H", Err("`%Y-%m-%d %H` does not give a whole time of day: it has an hour without `%M`"));
        check(
            "%Y-%m-%d %M:%S",
            Err("`%Y-%m-%d %M:%S` does not give a whole time of day: it has no hour: add `%H`, or `%I` with `%p`"),
        );
        check("%Y-%m-%d %H:%M %Z", Err("`%Y-%m-%d %H:%M %Z`: `%Z` passes over a zone's name without reading it"));
        check("%H:%M", Err("`%H:%M` does not give a whole date"));
    }
}
