//! Reading instants.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::calendar::Instant;

/// 1900-01-01T00:00:00Z, the first instant an event may have.
const FIRST: Instant = Instant::from_seconds(-2_208_988_800);
/// 2300-01-01T00:00:00Z, the first that is too late for an event.
const END: Instant = Instant::from_seconds(10_413_792_000);

/// Reads an RFC 3339 instant with its offset, as the column `at` of a log holds it.
///
/// A leap second (`23:59:60`) is read as the first second of the next minute, and digits beyond microseconds are
/// dropped. Instants before 1900 or after 2299 are refused.
pub(super) fn parse(text: &str) -> Result<Instant, Cow<'static, str>> {
    let at = match fixed_layout(text.as_bytes()) {
        Some(at) => at,
        None => any_layout(text)?,
    };
    within_range(at, text)
}

/// Refuses what no calendar is prepared for.
pub(super) fn within_range(at: Instant, text: &str) -> Result<Instant, Cow<'static, str>> {
    if at < FIRST || at >= END {
        return Err(format!("`{}` lies outside the years 1900 to 2299", shortened(text)).into());
    }
    Ok(at)
}

/// Reads every spelling that RFC 3339 allows.
fn any_layout(text: &str) -> Result<Instant, Cow<'static, str>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(Instant::from(at.with_timezone(&Utc)));
    }
    let help = if looks_local(text) {
        ", it has no offset: write `+08:00` or `Z` after the time"
    } else {
        ": expected one like 2026-10-08T17:30:00+08:00"
    };
    Err(format!("`{}` is not an instant{help}", shortened(text)).into())
}

/// Whether the text would be an instant if an offset followed.
fn looks_local(text: &str) -> bool {
    DateTime::parse_from_rfc3339(&format!("{}Z", shortened(text))).is_ok()
}

/// The beginning of a text that may be of any length, for a message.
pub(super) fn shortened(text: &str) -> Cow<'_, str> {
    shortened_to(text, 60)
}

/// The first characters of a text, as many as these.
pub(super) fn shortened_to(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}

/// Reads `YYYY-MM-DDTHH:MM:SS`, perhaps a fraction, then `Z` or `±HH:MM`: the layout that programs write, at a fraction
/// of what a general parser costs. Anything else, leap seconds included, is left to that parser.
pub(super) fn fixed_layout(text: &[u8]) -> Option<Instant> {
    let (&[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, b'T' | b' ', h0, h1, b':', n0, n1, b':', s0, s1], rest) =
        text.split_first_chunk::<19>()?
    else {
        return None;
    };
    let year = number(y0, y1)? * 100 + number(y2, y3)?;
    let (month, day) = (number(m0, m1)?, number(d0, d1)?);
    let (hour, minute, second) = (number(h0, h1)?, number(n0, n1)?, number(s0, s1)?);
    if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (micros, rest) = fraction(rest)?;
    let offset = offset_seconds(rest)?;
    let seconds = days_from_epoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset;
    Some(Instant::from_seconds(seconds).plus(micros))
}

fn number(tens: u8, units: u8) -> Option<i64> {
    (tens.is_ascii_digit() && units.is_ascii_digit()).then(|| i64::from(tens - b'0') * 10 + i64::from(units - b'0'))
}

/// Microseconds of `.123456…`, and what follows it.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some(digits) = text.strip_prefix(b".") else {
        return Some((0, text));
    };
    let count = digits.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = digits.split_at_checked(count).filter(|_| (1..=9).contains(&count))?;
    let micros = (0..6).fold(0, |sum, i| sum * 10 + digits.get(i).map_or(0, |b| i64::from(b - b'0')));
    Some((micros, rest))
}

fn offset_seconds(text: &[u8]) -> Option<i64> {
    match *text {
        [b'Z'] => Some(0),
        [sign @ (b'+' | b'-'), h0, h1, b':', m0, m1] => {
            let (hours, minutes) = (number(h0, h1)?, number(m0, m1)?);
            let seconds = (hours <= 23 && minutes <= 59).then_some(hours * 3_600 + minutes * 60)?;
            Some(if sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar, years counted from March so that the leap day
/// comes last: `days_from_civil` of <https://howardhinnant.github.io/date_algorithms.html>, for years from 0 on.
fn days_from_epoch(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let got = match parse(text) {
            Ok(at) => DateTime::<Utc>::from(at).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
            Err(reason) => reason.into_owned(),
        };
        assert_eq!(got, expected);
    }

    #[test]
    fn instants_have_an_offset_and_a_plausible_year() {
        check("2026-10-08T10:00:00+08:00", "2026-10-08T02:00:00Z");
        check("2026-10-08 10:00:00.5-00:30", "2026-10-08T10:30:00.500Z");
        check("2024-02-29T00:00:00.1234569Z", "2024-02-29T00:00:00.123456Z");
        check("1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z");
        check("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z");
        check("2026-10-08t10:00:00z", "2026-10-08T10:00:00Z");
        check(
            "2026-10-08T10:00:00",
            "`2026-10-08T10:00:00` is not an instant, it has no offset: write `+08:00` or `Z` after the time",
        );
        for wrong in [
            "2026-10-08T10:00:00+26:00",
            "2026-10-08T10:00:00-26:00",
            "2026-02-30T10:00:00Z",
            "2026-13-01T10:00:00Z",
            "2026-10-08T24:00:00Z",
            "-2026-10-08T10:00:00Z",
            "2026-10-08",
            "99999-10-08T10:00:00Z",
            "2026-10-08T10:00:00.Z",
            "２０２６-10-08T10:00:00Z",
            "soon",
        ] {
            check(wrong, &format!("`{wrong}` is not an instant: expected one like 2026-10-08T17:30:00+08:00"));
        }
        for far in ["1899-12-31T23:59:59Z", "2300-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
            check(far, &format!("`{far}` lies outside the years 1900 to 2299"));
        }
    }

    #[test]
    fn the_fast_reading_agrees_with_chrono() {
        let mut days = 0;
        for year in [1900, 1901, 1970, 1999, 2000, 2024, 2026, 2100, 2299] {
            for month in 1..=12 {
                for day in 1..=31 {
                    let text = format!("{year}-{month:02}-{day:02}T23:01:59.25+05:30");
                    let slow = DateTime::parse_from_rfc3339(&text).ok().map(|at| Instant::from(at.with_timezone(&Utc)));
                    assert_eq!(fixed_layout(text.as_bytes()), slow, "{text}");
                    days += usize::from(slow.is_some());
                }
            }
        }
        assert_eq!(days, 9 * 365 + 2);
    }
}
