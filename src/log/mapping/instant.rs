//! How an export writes instants.

use std::borrow::Cow;

use chrono::format::{Item, Numeric, Parsed};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;

use super::super::at;
use crate::calendar::{self, Instant, Reading};

/// How an export writes its instants, and the zone they are in where they do not say so.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock {
    pub(super) layout: Layout,
    pub(super) zone: Option<Tz>,
}

#[derive(Clone, Debug, Default)]
pub(super) enum Layout {
    /// With `T` or a space.
    #[default]
    Rfc3339,
    Pattern(Pattern),
}

/// A pattern in chrono's strftime notation, split into its items.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    text: Box<str>,
    items: Vec<Item<'static>>,
    holds: Holds,
}

/// What a text of a pattern says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Date,
    LocalTime,
    Instant,
}

/// What has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    Date(NaiveDate),
    At(DateTime<FixedOffset>),
}

impl Layout {
    /// Whether its texts are local times: instants only together with a zone.
    pub(super) fn is_local(&self) -> bool {
        matches!(self, Self::Pattern(pattern) if pattern.holds == Holds::LocalTime)
    }
}

impl Pattern {
    /// Splits a pattern, and makes sure that what it writes it can read back.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let items = chrono::format::StrftimeItems::new(text).parse_to_owned();
        let items = items.map_err(|_| format!("`{text}` is no strftime pattern"))?;
        let sample =
            NaiveDate::from_ymd_opt(2003, 12, 31).and_then(|day| day.and_hms_opt(21, 45, 0)).unwrap_or_default();
        let mut written = String::new();
        let shown = sample.and_utc().format_with_items(items.iter());
        std::fmt::write(&mut written, format_args!("{shown}"))
            .map_err(|_| format!("`{text}` is no strftime pattern"))?;
        let parsed = parse(&written, &items).ok_or_else(|| format!("what `{text}` writes, it cannot read back"))?;
        let holds = if items.contains(&Item::Numeric(Numeric::Timestamp, chrono::format::Pad::None)) {
            Holds::Instant
        } else if parsed.to_naive_date().is_err() {
            return Err(format!("`{text}` does not give a whole date"));
        } else if parsed.offset().is_some() {
            Holds::Instant
        } else if parsed.to_naive_time().is_ok() {
            Holds::LocalTime
        } else {
            Holds::Date
        };
        Ok(Self { text: text.into(), items, holds })
    }

    /// Whether its texts need a zone to be instants.
    pub(super) fn needs_zone(&self) -> bool {
        self.holds != Holds::Instant
    }
}

fn parse(text: &str, items: &[Item<'static>]) -> Option<Parsed> {
    let mut parsed = Parsed::new();
    chrono::format::parse(&mut parsed, text, items.iter()).ok()?;
    Some(parsed)
}

impl Clock {
    /// Reads a text as the start of a date, or an instant.
    pub(super) fn instant(&self, text: &str) -> Result<Instant, Cow<'static, str>> {
        match self.read(text)? {
            Read::At(at) => at::within_range(Instant::from(at.with_timezone(&Utc)), text),
            Read::Date(date) => match self.zone {
                Some(zone) => at::within_range(in_zone(zone, date.and_time(NaiveTime::MIN)), text),
                None => Err(format!("`{}` is a date without a zone", at::shortened(text)).into()),
            },
        }
    }

    /// Reads a text and writes it as a log would hold it: `2026-10-08`, or an RFC 3339 instant.
    pub(super) fn rewrite(&self, text: &str) -> Result<String, Cow<'static, str>> {
        Ok(match self.read(text)? {
            Read::Date(date) => date.to_string(),
            Read::At(at) => at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        })
    }

    fn read(&self, text: &str) -> Result<Read, Cow<'static, str>> {
        let wrong =
            |expected: &dyn std::fmt::Display| Cow::Owned(format!("`{}` is not {expected}", at::shortened(text)));
        match &self.layout {
            Layout::Rfc3339 => {
                if let Some(zone) = self.zone
                    && let Ok(local) = parse_local(text)
                {
                    return Ok(Read::At(shown_in(zone, local)));
                }
                let at = DateTime::parse_from_rfc3339(text);
                at.map(Read::At).map_err(|_| wrong(&"an instant with an offset, such as 2026-10-08 17:30:00+08:00"))
            }
            Layout::Pattern(pattern) => {
                let wrong = || wrong(&format_args!("written as `{}`", pattern.text));
                let parsed = parse(text, &pattern.items).ok_or_else(wrong)?;
                match pattern.holds {
                    Holds::Date => parsed.to_naive_date().ok().map(Read::Date),
                    Holds::LocalTime => {
                        let local = parsed.to_naive_datetime_with_offset(0).ok();
                        local.zip(self.zone).map(|(local, zone)| Read::At(shown_in(zone, local)))
                    }
                    Holds::Instant if parsed.offset().is_none() => {
                        let utc = parsed.to_naive_datetime_with_offset(0).ok();
                        utc.map(|utc| Read::At(utc.and_utc().fixed_offset()))
                    }
                    Holds::Instant => parsed.to_datetime().ok().map(Read::At),
                }
                .ok_or_else(wrong)
            }
        }
    }
}

/// Reads what would be RFC 3339 if it had an offset.
fn parse_local(text: &str) -> chrono::ParseResult<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f"))
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
