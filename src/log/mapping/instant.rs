//! How an export writes instants.

use std::borrow::Cow;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;

use super::super::at;
use super::pattern::{Holds, Pattern};
use crate::calendar::{self, Instant, Reading};

/// How an export writes its instants, and the zone they are in where they do not say so.
#[derive(Clone, Debug, Default)]
pub(in crate::log) struct Clock {
    /// Tried in order; none is the same as [`Layout::Iso`] alone.
    pub(in crate::log) layouts: Vec<Layout>,
    pub(in crate::log) zone: Option<Tz>,
}

/// One way to write an instant.
#[derive(Clone, Debug, Default)]
pub(in crate::log) enum Layout {
    /// RFC 3339 and its looser relatives: with `T` or a space, with or without seconds or an offset, or the date alone.
    #[default]
    Iso,
    /// Days since a spreadsheet's first day.
    Serial(FirstDay),
    /// Time since 1970 in this many parts of a second.
    Epoch(i64),
    Pattern(Pattern),
}

/// The day that a spreadsheet counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::log) enum FirstDay {
    /// 1900-01-01 is 1, and 1900 has a 29 February, as Lotus 1-2-3 had it.
    Of1900,
    /// 1904-01-01 is 0.
    Of1904,
}

/// What has been read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::log) enum Read {
    Date(NaiveDate),
    Local(NaiveDateTime),
    At(DateTime<FixedOffset>),
}

/// The names of the layouts that are no pattern.
pub(super) const NAMED: [&str; 5] = ["rfc3339", "excel", "excel-1904", "epoch-s", "epoch-ms"];

impl Layout {
    /// The layout of a name or pattern.
    pub(in crate::log) fn new(text: &str) -> Result<Self, String> {
        Ok(match text {
            "rfc3339" => Self::Iso,
            "excel" => Self::Serial(FirstDay::Of1900),
            "excel-1904" => Self::Serial(FirstDay::Of1904),
            "epoch-s" => Self::Epoch(1),
            "epoch-ms" => Self::Epoch(1_000),
            _ => Self::Pattern(Pattern::new(text)?),
        })
    }

    /// Whether its texts are instants only together with a zone.
    pub(super) fn needs_zone(&self) -> bool {
        match self {
            Self::Pattern(pattern) => pattern.holds() != Holds::Instant,
            Self::Serial(_) => true,
            Self::Iso | Self::Epoch(_) => false,
        }
    }

    /// Whether its texts have a time of day and need a zone.
    pub(super) fn is_local(&self) -> bool {
        match self {
            Self::Pattern(pattern) => pattern.holds() == Holds::LocalTime,
            Self::Serial(_) => true,
            Self::Iso | Self::Epoch(_) => false,
        }
    }

    /// The zone that a pattern writes as a literal.
    pub(super) fn literal_zone(&self) -> Option<&'static str> {
        match self {
            Self::Pattern(pattern) => pattern.literal_zone(),
            Self::Iso | Self::Serial(_) | Self::Epoch(_) => None,
        }
    }

    pub(in crate::log) fn read(&self, text: &str) -> Option<Read> {
        match self {
            Self::Iso => iso(text),
            Self::Serial(first) => serial(text, *first),
            Self::Epoch(parts) => epoch(text, *parts),
            Self::Pattern(pattern) => pattern.read(text),
        }
    }

    /// What a text is not, when it cannot be read.
    fn expected(&self, zone: Option<Tz>) -> String {
        match self {
            Self::Iso if zone.is_some() => "an instant or date such as 2026-10-08 17:30".to_owned(),
            Self::Iso => "an instant with an offset, such as 2026-10-08 17:30:00+08:00".to_owned(),
            Self::Serial(_) => "a spreadsheet's number of days".to_owned(),
            Self::Epoch(1) => "a number of seconds since 1970".to_owned(),
            Self::Epoch(_) => "a number of milliseconds since 1970".to_owned(),
            Self::Pattern(pattern) => format!("written as `{}`", pattern.text()),
        }
    }
}

impl Clock {
    fn layouts(&self) -> &[Layout] {
        if self.layouts.is_empty() { &[Layout::Iso] } else { &self.layouts }
    }

    pub(super) fn needs_zone(&self) -> bool {
        self.layouts.iter().any(Layout::needs_zone)
    }

    pub(super) fn is_local(&self) -> bool {
        self.layouts.iter().any(Layout::is_local)
    }

    /// Reads a text as the start of a date, or an instant.
    pub(in crate::log) fn instant(&self, text: &str) -> Result<Instant, Cow<'static, str>> {
        if let Some(at) = self.rfc3339(text) {
            return at::within_range(at, text);
        }
        let at = match (self.read(text)?, self.zone) {
            (Read::At(at), _) => Instant::from(at.with_timezone(&Utc)),
            (Read::Local(local), Some(zone)) => in_zone(zone, local),
            (Read::Date(date), Some(zone)) => in_zone(zone, date.and_time(NaiveTime::MIN)),
            (Read::Date(_) | Read::Local(_), None) => return Err(self.unplaced(text)),
        };
        at::within_range(at, text)
    }

    /// Reads an instant with its offset, as most programs write it, where the first format is of that kind.
    fn rfc3339(&self, text: &str) -> Option<Instant> {
        let is_first = matches!(self.layouts.first(), None | Some(Layout::Iso));
        if is_first { at::fixed_layout(text.as_bytes()) } else { None }
    }

    /// Reads a text and writes it as a log would hold it: `2026-10-08`, or an RFC 3339 instant.
    pub(super) fn rewrite(&self, text: &str) -> Result<String, Cow<'static, str>> {
        let at = match (self.read(text)?, self.zone) {
            (Read::Date(date), _) => return Ok(date.to_string()),
            (Read::At(at), _) => at,
            (Read::Local(local), Some(zone)) => shown_in(zone, local),
            (Read::Local(_), None) => return Err(self.unplaced(text)),
        };
        Ok(at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }

    fn unplaced(&self, text: &str) -> Cow<'static, str> {
        let expected = self.layouts().first().map_or_else(String::new, |layout| layout.expected(None));
        format!("`{}` is not {expected}", at::shortened(text)).into()
    }

    fn read(&self, text: &str) -> Result<Read, Cow<'static, str>> {
        if let Some(read) = self.layouts().iter().find_map(|layout| layout.read(text)) {
            return Ok(read);
        }
        let expected: Vec<_> = self.layouts().iter().map(|layout| layout.expected(self.zone)).collect();
        Err(format!("`{}` is not {}", at::shortened(text), expected.join(", nor ")).into())
    }
}

/// Reads `2026-10-08`, perhaps followed by a time of day, perhaps followed by an offset.
fn iso(text: &str) -> Option<Read> {
    let (date, rest) = text.split_at_checked(10)?;
    let date = iso_date(date.as_bytes())?;
    if rest.is_empty() {
        return Some(Read::Date(date));
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let offset_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, offset) = rest.split_at_checked(offset_at)?;
    let clock = clock.trim_end();
    let shortest = || NaiveTime::parse_from_str(clock, "%H:%M");
    let general = || shortest().or_else(|_| NaiveTime::parse_from_str(clock, "%H:%M:%S%.f")).ok();
    let time = iso_time(clock.as_bytes()).or_else(general)?;
    let local = date.and_time(time);
    if offset.is_empty() {
        return Some(Read::Local(local));
    }
    Some(Read::At(local.and_local_timezone(iso_offset(offset)?).single()?))
}

/// Reads `2026-10-08`.
fn iso_date(text: &[u8]) -> Option<NaiveDate> {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text else { return None };
    let (year, month, day) = (two(y0, y1)? * 100 + two(y2, y3)?, two(m0, m1)?, two(d0, d1)?);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// Reads `17:30` or `17:30:00`.
fn iso_time(text: &[u8]) -> Option<NaiveTime> {
    match *text {
        [h0, h1, b':', m0, m1] => NaiveTime::from_hms_opt(two(h0, h1)?, two(m0, m1)?, 0),
        [h0, h1, b':', m0, m1, b':', s0, s1] => NaiveTime::from_hms_opt(two(h0, h1)?, two(m0, m1)?, two(s0, s1)?),
        _ => None,
    }
}

fn two(tens: u8, units: u8) -> Option<u32> {
    (tens.is_ascii_digit() && units.is_ascii_digit()).then(|| u32::from(tens - b'0') * 10 + u32::from(units - b'0'))
}

/// Reads `Z`, `+08:00`, `+0800` or `+08`.
fn iso_offset(text: &str) -> Option<FixedOffset> {
    if matches!(text, "Z" | "z") {
        return FixedOffset::east_opt(0);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        4 => digits.split_at_checked(2)?,
        _ => digits.split_once(':').filter(|(hours, minutes)| hours.len() == 2 && minutes.len() == 2)?,
    };
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<i32>().ok()).flatten();
    let (hours, minutes) = (number(hours)?, number(minutes).filter(|&minutes| minutes < 60)?);
    (hours < 24).then(|| FixedOffset::east_opt(sign * (hours * 3_600 + minutes * 60)))?
}

/// A decimal number as its whole part and millionths; a comma may stand for the point.
fn decimal(text: &str) -> Option<(i64, i64)> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    if unsigned.is_empty() || !digits(unsigned) || !digits(fraction) {
        return None;
    }
    let millionths = fraction
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(6)
        .fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    Some((whole.parse().ok()?, if whole.starts_with('-') { -millionths } else { millionths }))
}

/// Reads a spreadsheet's days. A spreadsheet keeps them as binary fractions, so the time of day is that of the nearest
/// second.
fn serial(text: &str, first: FirstDay) -> Option<Read> {
    const SECONDS_A_DAY: f64 = 86_400.0;
    let (days, _) = decimal(text).filter(|&(days, millionths)| days >= 0 && millionths >= 0)?;
    let fraction = text.split_once(['.', ',']).and_then(|(_, digits)| format!("0.{digits}").parse::<f64>().ok());
    let base = match first {
        // Before the day that never was, the count is one short.
        FirstDay::Of1900 if days < 60 => NaiveDate::from_ymd_opt(1899, 12, 31)?,
        FirstDay::Of1900 => NaiveDate::from_ymd_opt(1899, 12, 30)?,
        FirstDay::Of1904 => NaiveDate::from_ymd_opt(1904, 1, 1)?,
    };
    let date = base.checked_add_days(Days::new(u64::try_from(days).ok()?))?;
    let Some(fraction) = fraction.filter(|&fraction| fraction > 0.0) else {
        return Some(Read::Date(date));
    };
    let midnight = date.and_time(NaiveTime::MIN);
    let seconds = chrono::TimeDelta::try_milliseconds(whole(fraction * SECONDS_A_DAY)?.checked_mul(1_000)?)?;
    midnight.checked_add_signed(seconds).map(Read::Local)
}

/// The nearest whole number to one between 0 and the seconds of a day.
fn whole(number: f64) -> Option<i64> {
    format!("{:.0}", number.round()).parse().ok()
}

fn epoch(text: &str, parts: i64) -> Option<Read> {
    let (whole, millionths) = decimal(text)?;
    let micros = whole.checked_mul(1_000_000)?.checked_add(millionths)?.checked_div(parts)?;
    DateTime::from_timestamp_micros(micros).map(|at| Read::At(at.fixed_offset()))
}

/// The instant of a local time: the earlier one if it happens twice; moved forward past a gap.
fn in_zone(zone: Tz, local: NaiveDateTime) -> Instant {
    let local = local.and_utc();
    let seconds = calendar::resolve_local(zone, local.timestamp(), Reading::Earlier);
    Instant::from_seconds(seconds).plus(i64::from(local.timestamp_subsec_micros()))
}

fn shown_in(zone: Tz, local: NaiveDateTime) -> DateTime<FixedOffset> {
    let utc = DateTime::<Utc>::from(in_zone(zone, local));
    utc.with_timezone(&zone.offset_from_utc_datetime(&utc.naive_utc()).fix())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: &str, text: &str, expected: &str) {
        let clock = Clock { layouts: vec![Layout::new(format).unwrap()], zone: Some(Tz::Asia__Shanghai) };
        assert_eq!(clock.rewrite(text).unwrap_or_else(Cow::into_owned), expected);
    }

    #[test]
    fn what_resembles_rfc_3339_is_read() {
        check("rfc3339", "2026-10-08", "2026-10-08");
        check("rfc3339", "2026-10-08 09:05", "2026-10-08T09:05:00+08:00");
        check("rfc3339", "2026-10-08T09:05:06.5", "2026-10-08T09:05:06.500+08:00");
        check("rfc3339", "2026-10-08T09:05Z", "2026-10-08T09:05:00Z");
        check("rfc3339", "2026-10-08 09:05:06 +0200", "2026-10-08T09:05:06+02:00");
        check("rfc3339", "2026-10-08 09:05:06-03", "2026-10-08T09:05:06-03:00");
        for wrong in ["2026-10-8", "2026-10-08x09:05", "2026-10-08 25:00", "2026-10-08 09:05+08:60", "2026-10-08 9+8"] {
            check("rfc3339", wrong, &format!("`{wrong}` is not an instant or date such as 2026-10-08 17:30"));
        }
    }

    #[test]
    fn spreadsheets_count_days() {
        check("excel", "46303", "2026-10-08");
        check("excel", "46303.4166666667", "2026-10-08T10:00:00+08:00");
        check("excel", "46303,9999999", "2026-10-09T00:00:00+08:00");
        check("excel", "1", "1900-01-01");
        check("excel", "61", "1900-03-01");
        check("excel-1904", "44841", "2026-10-08");
        check("excel", "-1", "`-1` is not a spreadsheet's number of days");
        check("excel", "99999999999999", "`99999999999999` is not a spreadsheet's number of days");
    }

    #[test]
    fn computers_count_from_1970() {
        check("epoch-s", "1791424800", "2026-10-08T02:00:00Z");
        check("epoch-s", "1791424800.25", "2026-10-08T02:00:00.250Z");
        check("epoch-ms", "1791424800250", "2026-10-08T02:00:00.250Z");
        check("epoch-s", "-0.5", "1969-12-31T23:59:59.500Z");
        check("epoch-ms", "soon", "`soon` is not a number of milliseconds since 1970");
        check("epoch-s", "1e9", "`1e9` is not a number of seconds since 1970");
    }

    #[test]
    fn the_first_format_that_reads_a_text_counts() {
        let layouts = ["%d/%m/%Y %H:%M", "%d/%m/%Y", "excel"].map(|format| Layout::new(format).unwrap()).to_vec();
        let clock = Clock { layouts, zone: Some(Tz::Europe__Amsterdam) };
        assert_eq!(clock.rewrite("08/10/2026 10:00").unwrap(), "2026-10-08T10:00:00+02:00");
        assert_eq!(clock.rewrite("08/10/2026").unwrap(), "2026-10-08");
        assert_eq!(clock.rewrite("46303").unwrap(), "2026-10-08");
        assert_eq!(
            clock.rewrite("x").unwrap_err(),
            "`x` is not written as `%d/%m/%Y %H:%M`, nor written as `%d/%m/%Y`, nor a spreadsheet's number of days"
        );
    }
}
