//! Local time and the time line.

use chrono::{DateTime, FixedOffset, MappedLocalTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz, TzOffset};

/// Which instant is meant by a local time that happens twice, when clocks are set back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// The first: an opening.
    Earlier,
    /// The second: a closing, a deadline.
    Later,
}

fn naive(seconds: i64) -> Option<NaiveDateTime> {
    Some(DateTime::from_timestamp(seconds, 0)?.naive_utc())
}

fn seconds_of(offset: &TzOffset) -> i32 {
    offset.fix().local_minus_utc()
}

/// The zone's offset from UTC at an instant, in seconds, positive east of Greenwich; 0 beyond the dates chrono knows.
pub(super) fn offset_at(zone: Tz, utc: i64) -> i32 {
    naive(utc).map_or(0, |utc| seconds_of(&zone.offset_from_utc_datetime(&utc)))
}

/// An instant as a zone's clocks show it. Offsets of seconds, as some had before 1900, are cut to the minute: RFC 3339
/// knows no others.
pub(crate) fn local_in(zone: Tz, at: DateTime<Utc>) -> DateTime<FixedOffset> {
    with_offset(at, offset_at(zone, at.timestamp()))
}

/// An instant on clocks that are so many seconds ahead of UTC, without the seconds beyond a minute.
pub(super) fn with_offset(at: DateTime<Utc>, seconds: i32) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(seconds - seconds % 60).unwrap_or_else(|| Utc.fix());
    shown_everywhere(at).with_timezone(&offset)
}

/// An instant that the clocks of every zone can show: chrono's first and last day have none east or west of Greenwich.
pub(crate) fn shown_everywhere(at: DateTime<Utc>) -> DateTime<Utc> {
    let day = TimeDelta::days(1);
    at.clamp(DateTime::<Utc>::MIN_UTC + day, DateTime::<Utc>::MAX_UTC - day)
}

/// The instant, in seconds since the epoch, at which the zone's clocks show a local time, given in seconds since
/// 1970-01-01T00:00 on those clocks. A time that clocks skip moves forward by what they skip.
pub(crate) fn resolve(zone: Tz, local: i64, reading: Reading) -> i64 {
    let Some(time) = naive(local) else {
        return local;
    };
    let offset = match (zone.offset_from_local_datetime(&time), reading) {
        (MappedLocalTime::Single(offset), _)
        | (MappedLocalTime::Ambiguous(offset, _), Reading::Earlier)
        | (MappedLocalTime::Ambiguous(_, offset), Reading::Later) => seconds_of(&offset),
        // The offset in force before the gap carries the time past it by exactly the gap.
        (MappedLocalTime::None, _) => {
            let before = GapInfo::new(&time, &zone).and_then(|gap| gap.begin);
            before.map_or(0, |(_, offset)| seconds_of(&offset))
        }
    };
    local.saturating_sub(i64::from(offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(zone: Tz, local: &str, earlier: &str, later: &str) {
        let seconds = local.parse::<NaiveDateTime>().unwrap().and_utc().timestamp();
        let show = |reading| zone.timestamp_opt(resolve(zone, seconds, reading), 0).unwrap().to_rfc3339();
        assert_eq!((show(Reading::Earlier).as_str(), show(Reading::Later).as_str()), (earlier, later));
    }

    #[test]
    fn gaps_move_forward_and_overlaps_have_two_readings() {
        let berlin = chrono_tz::Europe::Berlin;
        check(berlin, "2026-03-29T02:30:00", "2026-03-29T03:30:00+02:00", "2026-03-29T03:30:00+02:00");
        check(berlin, "2026-10-25T02:30:00", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00");
        check(berlin, "2026-10-25T12:00:00", "2026-10-25T12:00:00+01:00", "2026-10-25T12:00:00+01:00");
        // Samoa went from the east of the date line to the west and had no 30 December.
        let apia = chrono_tz::Pacific::Apia;
        check(apia, "2011-12-30T09:00:00", "2011-12-31T09:00:00+14:00", "2011-12-31T09:00:00+14:00");
    }

    #[test]
    fn historic_offsets_have_seconds() {
        assert_eq!(offset_at(chrono_tz::Asia::Shanghai, -4_000_000_000), 8 * 3600 + 5 * 60 + 43);
        let shown = local_in(chrono_tz::Asia::Shanghai, DateTime::from_timestamp(-4_000_000_000, 0).unwrap());
        assert_eq!(shown.to_rfc3339(), "1843-04-01T00:58:20+08:05");
    }
}
