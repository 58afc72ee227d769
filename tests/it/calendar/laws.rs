//! That the compiled tables agree with a walk from day to day, and what holds for every calendar.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use interdept::Text;
use interdept::calendar::{
    Calendar, CalendarSpec, Closure, Exception, ExceptionHours, HolidaySet, Hours, Moment, MonthDay, Reading, Roll,
    Season, SeasonDays, Substitute, SubstituteRule, Week, Yearly, YearlyDays,
};
use proptest::prelude::*;

use super::date;
use super::walk::Walk;

const ZONES: [Tz; 14] = [
    Tz::UTC,
    Tz::Asia__Shanghai,
    Tz::Europe__Berlin,
    Tz::America__New_York,
    Tz::Pacific__Apia,
    Tz::America__Sao_Paulo,
    Tz::Australia__Lord_Howe,
    Tz::Africa__Casablanca,
    Tz::America__Havana,
    Tz::Asia__Kathmandu,
    Tz::Atlantic__Azores,
    Tz::America__St_Johns,
    Tz::Pacific__Kwajalein,
    Tz::Africa__Monrovia,
];

fn day_hours() -> impl Strategy<Value = Vec<Hours>> {
    let cuts = proptest::collection::btree_set(0u16..96, 0..7);
    (cuts, any::<bool>()).prop_map(|(cuts, overnight)| {
        let cuts: Vec<u16> = cuts.into_iter().map(|quarter| quarter * 15).collect();
        let mut hours: Vec<Hours> = cuts.chunks_exact(2).map(|c| Hours::new(c[0], c[1]).unwrap()).collect();
        if let ([last], true) = (cuts.chunks_exact(2).remainder(), overnight) {
            hours.push(Hours::new(*last, last.saturating_sub(900)).unwrap_or(Hours::new(*last, 1440).unwrap()));
        }
        hours
    })
}

fn exception() -> impl Strategy<Value = ExceptionHours> {
    prop_oneof![
        3 => Just(ExceptionHours::Closed),
        1 => (0u8..7).prop_map(|day| ExceptionHours::As(Weekday::try_from(day).unwrap())),
        1 => Just(ExceptionHours::MakeUp),
        2 => day_hours().prop_filter("some", |hours| !hours.is_empty()).prop_map(ExceptionHours::Hours),
        2 => partial(),
    ]
}

fn partial() -> impl Strategy<Value = ExceptionHours> {
    day_hours().prop_filter("some", |hours| !hours.is_empty()).prop_map(ExceptionHours::Partial)
}

/// Days of the year, most of them in the window that starts on a day.
fn year_day(from: NaiveDate) -> impl Strategy<Value = String> {
    let near = (0..WINDOW).prop_map(move |day| (from + Days::new(day)).format("%m-%d").to_string());
    let base = ["easter", "last monday of may", "2nd sunday of november", "5th friday of march", "02-29"];
    let base = prop_oneof![3 => near, 1 => proptest::sample::select(base.to_vec()).prop_map(str::to_owned)];
    (base, proptest::sample::select(vec!["", " + 1 day", " - 3 days"])).prop_map(|(base, more)| base + more)
}

fn yearly(from: NaiveDate) -> impl Strategy<Value = Yearly> {
    let on = proptest::option::of(proptest::sample::subsequence(vec![Weekday::Sat, Weekday::Sun, Weekday::Tue], 1..=3));
    let rule = proptest::sample::select(SubstituteRule::ALL.to_vec());
    let substitute = (rule, on).prop_map(|(rule, on)| Substitute { rule, on: on.map(|on| on.into_iter().collect()) });
    let day = (year_day(from), proptest::option::weighted(0.8, substitute));
    let name = proptest::sample::select(vec![None, Some("A"), Some("B")]);
    let range = (0..WINDOW, 0u64..20);
    (name, day, range, proptest::option::weighted(0.2, partial()), proptest::bool::weighted(0.2)).prop_map(
        move |(name, (day, substitute), (start, length), part, is_range)| {
            let month_day = |date: NaiveDate| MonthDay::new(date.month(), date.day()).unwrap();
            let first = from + Days::new(start);
            let days = if is_range {
                YearlyDays::Range(month_day(first), month_day(first + Days::new(length)))
            } else {
                YearlyDays::Day(day.parse().unwrap())
            };
            let hours = part.unwrap_or(ExceptionHours::Closed);
            let substitute = substitute.filter(|_| !is_range && hours == ExceptionHours::Closed);
            Yearly { days, exception: Exception { name: name.map(Text::from), hours }, substitute }
        },
    )
}

fn season(from: NaiveDate) -> impl Strategy<Value = Season> {
    let week = proptest::collection::vec(day_hours(), 7);
    (week, 0..WINDOW, 0u64..300, any::<bool>()).prop_filter_map("overlaps", move |(week, start, length, is_once)| {
        let week = Week::new((0u8..7).map(|day| Weekday::try_from(day).unwrap()).zip(week)).ok()?;
        let (first, last) = (from + Days::new(start), from + Days::new(start + length));
        let month_day = |date: NaiveDate| MonthDay::new(date.month(), date.day()).unwrap();
        let days =
            if is_once { SeasonDays::Once(first, last) } else { SeasonDays::Yearly(month_day(first), month_day(last)) };
        Some(Season { days, week, name: None })
    })
}

fn closure(from: NaiveDate) -> impl Strategy<Value = Closure> {
    (0..WINDOW * 24, 180i64..3_000, any::<bool>()).prop_map(move |(hour, minutes, is_local)| {
        let start = from.and_time(NaiveTime::MIN) + TimeDelta::hours(hour.cast_signed());
        let end = start + TimeDelta::minutes(minutes);
        let moment =
            |time: chrono::NaiveDateTime| if is_local { Moment::Local(time) } else { Moment::At(time.and_utc()) };
        Closure { from: moment(start), to: moment(end), name: None }
    })
}

/// A first day: near the changes that zones made, or anywhere in two centuries.
fn first_day() -> impl Strategy<Value = NaiveDate> {
    let anywhere = (0u64..73_000).prop_map(|day| date("1890-01-01") + Days::new(day));
    let changes = ["2011-12-01", "1993-08-01", "2026-03-01", "2026-10-01", "1972-01-01", "1883-11-01", "2023-03-01"];
    prop_oneof![anywhere, proptest::sample::select(changes.map(date).to_vec())]
}

const WINDOW: u64 = 70;

/// What a set says beside its exceptions by date.
fn beside(from: NaiveDate) -> impl Strategy<Value = (Vec<Yearly>, Vec<Closure>)> {
    (proptest::collection::vec(yearly(from), 0..4), proptest::collection::vec(closure(from), 0..2))
}

/// A calendar with a first day of seventy that its exceptions lie in.
fn calendars() -> impl Strategy<Value = (CalendarSpec, NaiveDate)> {
    let week = proptest::collection::vec(day_hours(), 7);
    let exceptions = || proptest::collection::btree_map(0..WINDOW, exception(), 0..8);
    let dated = first_day().prop_flat_map(|from| {
        let seasons = proptest::collection::vec(season(from), 0..3);
        (Just(from), seasons, proptest::collection::vec(beside(from), 2))
    });
    (proptest::sample::select(ZONES.to_vec()), week, exceptions(), exceptions(), dated).prop_filter_map(
        "overlaps",
        |(zone, week, some, more, (from, seasons, beside))| {
            let week = Week::new((0u8..7).map(|day| Weekday::try_from(day).unwrap()).zip(week)).ok()?;
            let mut spec = CalendarSpec::new("random".parse().unwrap(), zone, week);
            spec.seasons = seasons;
            for ((id, days), (yearly, closures)) in [("some", some), ("more", more)].into_iter().zip(beside) {
                let day = |(day, hours)| (from + Days::new(day), Exception { name: None, hours });
                let days = days.into_iter().map(day).collect();
                let set = HolidaySet::new(id.parse().unwrap());
                spec.holidays.push(HolidaySet { days, yearly, closures, ..set }.into());
            }
            Calendar::new(spec.clone()).is_ok().then_some((spec, from))
        },
    )
}

const MICROS_OF_WINDOW: i64 = WINDOW.cast_signed() * 86_400_000_000;

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn the_tables_agree_with_a_walk(
        (spec, from) in calendars(),
        offsets in proptest::collection::vec(0..MICROS_OF_WINDOW, 20),
        minutes in proptest::collection::vec(-3_000i64..3_000, 20),
    ) {
        let calendar = Calendar::new(spec.clone()).unwrap();
        let margin = Days::new(300);
        let walk = Walk::new(&spec, from - margin, WINDOW + 600);
        let origin = from.and_time(NaiveTime::MIN).and_utc().timestamp_micros();
        let instant = |micros| DateTime::from_timestamp_micros(micros).unwrap();
        // Whole minutes as well: they meet openings and closings.
        let points: Vec<i64> = offsets.iter().flat_map(|&o| [origin + o, origin + o / 900_000_000 * 900_000_000]).collect();
        for (pair, &minutes) in points.windows(2).zip(&minutes) {
            let (a, b) = (pair[0], pair[1]);
            let worked = walk.between(a.min(b), a.max(b)) * (b - a).signum();
            prop_assert_eq!(calendar.working_time(instant(a), instant(b)).num_microseconds(), Some(worked));
            prop_assert_eq!(calendar.is_working_time(instant(a)), walk.between(a, a + 1) == 1);
            let micros = minutes * 60_000_000;
            let walked = if micros > 0 { walk.add(a, micros) } else { walk.subtract(a, -micros) };
            if let Some(walked) = walked && micros != 0 {
                prop_assert_eq!(calendar.plus_working_time(instant(a), TimeDelta::microseconds(micros)), Some(instant(walked)));
            }
            let next_opening = walk.merged.iter().map(|i| i.0 * 1_000_000).find(|&o| o > a);
            let next_closing = walk.merged.iter().map(|i| i.1 * 1_000_000).find(|&c| c > a);
            let previous_opening = walk.merged.iter().map(|i| i.0 * 1_000_000).rfind(|&o| o < a);
            let previous_closing = walk.merged.iter().map(|i| i.1 * 1_000_000).rfind(|&c| c < a);
            for (found, walked) in [
                (calendar.next_opening(instant(a)), next_opening),
                (calendar.next_closing(instant(a)), next_closing),
                (calendar.previous_opening(instant(a)), previous_opening),
                (calendar.previous_closing(instant(a)), previous_closing),
            ] {
                if let Some(walked) = walked {
                    prop_assert_eq!(found, Some(instant(walked)));
                }
            }
        }
        for day in from.iter_days().take(70) {
            prop_assert_eq!(calendar.is_working_day(day), walk.worked(day), "{}", day);
            let placed = &walk.days[usize::try_from((day - walk.from).num_days()).unwrap()];
            let closing = placed.iter().map(|i| i.1).max().map(|c| instant(c * 1_000_000));
            prop_assert_eq!(calendar.close(day), closing);
            let n = minutes[usize::try_from(day.day() % 20).unwrap()] % 40;
            prop_assert_eq!(calendar.plus_working_days(day, n), Some(walk.plus_days(day, n)));
            let counted = walk.plus_days(day, n);
            prop_assert_eq!(calendar.working_days_between(day, counted), if n < 0 && !walk.worked(day) { n + 1 } else { n });
        }
    }

    #[test]
    fn what_is_added_can_be_measured(
        (spec, from) in calendars(),
        offset in 0..MICROS_OF_WINDOW,
        micros in -40_000_000_000_000i64..40_000_000_000_000,
    ) {
        let calendar = Calendar::new(spec).unwrap();
        let start = from.and_time(NaiveTime::MIN).and_utc() + TimeDelta::microseconds(offset);
        if let Some(end) = calendar.plus_working_time(start, TimeDelta::microseconds(micros)) {
            prop_assert_eq!(calendar.working_time(start, end), TimeDelta::microseconds(micros));
            if micros != 0 {
                let worked = if micros > 0 { end - TimeDelta::microseconds(1) } else { end };
                prop_assert!(calendar.is_working_time(worked));
            }
        }
    }

    #[test]
    fn rolls_are_ordered((spec, from) in calendars(), offset in 0..WINDOW) {
        let calendar = Calendar::new(spec).unwrap();
        let day = from + Days::new(offset);
        let [following, preceding, modified, modified_back, half, nearest, unadjusted] = Roll::ALL.map(|roll| calendar.roll(day, roll).unwrap());
        prop_assert!(preceding <= unadjusted && unadjusted <= following);
        for rolled in [modified, modified_back, half, nearest] {
            prop_assert!(rolled == following || rolled == preceding);
        }
        prop_assert_eq!(unadjusted, day);
        prop_assert!([following, preceding].iter().all(|&day| calendar.is_working_day(day)));
    }
}

proptest! {
    // These reach over all the six centuries.
    #![proptest_config(ProptestConfig { cases: 40, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn working_time_is_additive((spec, _) in calendars(), instants in any::<[i64; 3]>(), near in any::<bool>()) {
        let calendar = Calendar::new(spec).unwrap();
        let squeeze = if near { 1_000 } else { 2 };
        let [a, b, c] = instants.map(|micros| DateTime::from_timestamp_micros(micros / squeeze).unwrap_or_default());
        prop_assert_eq!(calendar.working_time(a, b) + calendar.working_time(b, c), calendar.working_time(a, c));
    }

    #[test]
    fn no_instant_date_or_count_breaks_anything(
        (spec, _) in calendars(),
        micros in any::<i64>(),
        more in any::<i64>(),
        day in NaiveDate::MIN.num_days_from_ce()..=NaiveDate::MAX.num_days_from_ce(),
        second in 0u32..86_400,
        n in any::<u32>(),
    ) {
        let calendar = Calendar::new(spec).unwrap();
        let day = NaiveDate::from_num_days_from_ce_opt(day).unwrap();
        let at = DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::<Utc>::MAX_UTC);
        calendar.is_working_time(at);
        calendar.plus_working_time(at, TimeDelta::microseconds(more));
        calendar.working_time(at, DateTime::from_timestamp_micros(more).unwrap_or(DateTime::<Utc>::MIN_UTC));
        let _ = (calendar.next_opening(at), calendar.next_closing(at));
        let _ = (calendar.previous_opening(at), calendar.previous_closing(at));
        calendar.plus_working_days(day, more);
        calendar.working_days_between(day, at.date_naive());
        calendar.nth_working_day(day, at.date_naive(), n);
        calendar.last_working_day(day, at.date_naive());
        calendar.from_local(day, NaiveTime::from_num_seconds_from_midnight_opt(second, 0).unwrap(), Reading::Later);
        let _ = (calendar.opening(day), calendar.close(day), calendar.is_known(day), calendar.exception(day).is_some());
        for roll in Roll::ALL {
            calendar.roll(day, roll);
        }
    }
}
