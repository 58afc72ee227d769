//! Dates and times of day whose digits stand in fixed places, as nearly all exports have them.
//!
//! What is not exactly so is left to a general parser, which is several times as slow.

use chrono::format::{Fixed, Item, Numeric};
use chrono::{NaiveDate, NaiveDateTime};

/// A pattern of digits in fixed places, and what stands between them.
#[derive(Clone, Debug)]
pub(super) struct Digits(Vec<Part>);

#[derive(Clone, Copy, Debug)]
enum Part {
    /// Four digits.
    Year,
    /// Two digits, as all that follow.
    Month,
    Day,
    Hour,
    /// From 1 to 12.
    Hour12,
    /// `AM` or `PM`.
    HalfDay,
    Minute,
    Second,
    /// This byte itself.
    Byte(u8),
}

impl Digits {
    /// The pattern of these items, if it is of this kind.
    pub(super) fn of(items: &[Item<'_>]) -> Option<Self> {
        let mut parts = Vec::new();
        for item in items {
            let text: &str = match item {
                Item::Literal(text) | Item::Space(text) => text,
                Item::OwnedLiteral(text) | Item::OwnedSpace(text) => text,
                Item::Numeric(numeric, _) => {
                    parts.push(part_of(numeric)?);
                    continue;
                }
                Item::Fixed(Fixed::LowerAmPm | Fixed::UpperAmPm) => {
                    parts.push(Part::HalfDay);
                    continue;
                }
                Item::Fixed(_) | Item::Error => return None,
            };
            parts.extend(text.bytes().map(Part::Byte));
        }
        Some(Self(parts))
    }

    /// Reads a text that is exactly so.
    pub(super) fn read(&self, text: &str) -> Option<NaiveDateTime> {
        let (mut year, mut month, mut day, mut time, mut afternoon) = (0, 0, 0, [0; 3], None);
        let [hour, minute, second] = &mut time;
        let mut rest = text.as_bytes();
        for part in &self.0 {
            match part {
                Part::Year => year = two(&mut rest)? * 100 + two(&mut rest)?,
                Part::Month => month = two(&mut rest)?,
                Part::Day => day = two(&mut rest)?,
                Part::Hour => *hour = two(&mut rest)?,
                Part::Hour12 => *hour = two(&mut rest).filter(|hour| (1..=12).contains(hour))? % 12,
                Part::Minute => *minute = two(&mut rest)?,
                Part::Second => *second = two(&mut rest)?,
                Part::Byte(byte) => {
                    let (first, others) = rest.split_first()?;
                    rest = others;
                    (first == byte).then_some(())?;
                }
                Part::HalfDay => {
                    let (half, others) = rest.split_first_chunk::<2>()?;
                    rest = others;
                    afternoon = Some(match half.map(|byte| byte.to_ascii_uppercase()) {
                        [b'A', b'M'] => 0,
                        [b'P', b'M'] => 12,
                        _ => return None,
                    });
                }
            }
        }
        let [hour, minute, second] = time;
        let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        let whole = rest.is_empty();
        date.and_hms_opt(hour + afternoon.unwrap_or(0), minute, second).filter(|_| whole)
    }
}

fn part_of(numeric: &Numeric) -> Option<Part> {
    let known = [
        (Numeric::Year, Part::Year),
        (Numeric::Month, Part::Month),
        (Numeric::Day, Part::Day),
        (Numeric::Hour, Part::Hour),
        (Numeric::Hour12, Part::Hour12),
        (Numeric::Minute, Part::Minute),
        (Numeric::Second, Part::Second),
    ];
    known.into_iter().find(|(of, _)| of == numeric).map(|(_, part)| part)
}

/// Takes a number of two digits from the front.
fn two(rest: &mut &[u8]) -> Option<u32> {
    let (&[tens, units], others) = rest.split_first_chunk::<2>()?;
    *rest = others;
    (tens.is_ascii_digit() && units.is_ascii_digit()).then(|| u32::from(tens - b'0') * 10 + u32::from(units - b'0'))
}

#[cfg(test)]
mod tests {
    use chrono::format::StrftimeItems;

    use super::*;

    #[track_caller]
    fn check(pattern: &str, texts: &[&str]) {
        let digits = Digits::of(&StrftimeItems::new(pattern).parse().unwrap()).expect("it is of this kind");
        for text in texts {
            let slow = NaiveDateTime::parse_from_str(text, pattern).ok();
            let slow =
                slow.or_else(|| Some(NaiveDate::parse_from_str(text, pattern).ok()?.and_hms_opt(0, 0, 0).unwrap()));
            assert_eq!(digits.read(text), slow, "{text} by {pattern}");
        }
    }

    #[test]
    fn what_is_read_is_what_the_general_parser_reads() {
        check("%d/%m/%Y %H:%M", &["08/10/2026 09:05", "31/02/2026 09:05", "08/10/2026 24:00", "08/10/2026 09:05x"]);
        check("%m/%d/%Y %I:%M:%S %p", &["10/08/2026 12:00:00 AM", "10/08/2026 12:59:59 pm", "10/08/2026 13:00:00 AM"]);
        check("%F %T", &["2026-10-08 23:59:59", "2026-10-08 23:60:00", "2026-10-08T23:59:59"]);
        check("%d.%m.%Y", &["08.10.2026", "29.02.2026", "29.02.2024", "8.10.20266"]);
        check("%Y\u{5e74}%m\u{6708}%d\u{65e5}", &["2026\u{5e74}10\u{6708}08\u{65e5}", "2026\u{5e74}10\u{6708}08"]);
        for other in ["%d/%m/%y", "%s", "%Y-%m-%d %H:%M %z", "%b %d %Y"] {
            assert!(Digits::of(&StrftimeItems::new(other).parse().unwrap()).is_none(), "{other}");
        }
    }
}
