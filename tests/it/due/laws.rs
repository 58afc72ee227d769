//! Laws that hold for every rule on every calendar.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::TZ_VARIANTS;
use interdept::calendar::{
    Calendar, CalendarSpec, DayEnds, Exception, ExceptionHours, HolidaySet, Reading, Roll, Week,
};
use interdept::due::{Clause, Clock, DueRule, NamedPeriod, Periods, WeekStart};
use proptest::prelude::*;
use proptest::sample::select;

use super::calendars::date;

/// Some days of the week, some hours, some days closed, in any zone.
fn calendars() -> impl Strategy<Value = Calendar> {
    let hours = select(vec!["09:00-18:00", "00:00-24:00", "08:30-12:00", "22:00-06:00"]);
    let days = proptest::collection::btree_set(0_usize..7, 1..=7);
    let closed = proptest::collection::btree_set(0_u64..4_000, 0..200);
    let ends = select(vec![DayEnds::Close, DayEnds::Midnight]);
    (0..TZ_VARIANTS.len(), days, hours, closed, ends).prop_map(|(zone, days, hours, closed, day_ends)| {
        const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let hours = [hours];
        let week = Week::parse(days.iter().map(|&day| (NAMES[day], hours.as_slice()))).unwrap();
        let mut spec = CalendarSpec::new("random".parse().unwrap(), TZ_VARIANTS[zone], week);
        let exception = Exception { name: None, hours: ExceptionHours::Closed };
        let days: BTreeMap<_, _> =
            closed.iter().map(|&n| (date(2020, 1, 1) + Days::new(n), exception.clone())).collect();
        spec.holidays.push(HolidaySet { days, ..HolidaySet::new("closed".parse().unwrap()) }.into());
        spec.day_ends = day_ends;
        Calendar::new(spec).unwrap()
    })
}

fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    // Whole quarters of an hour come often: openings, closings, midnights.
    let first = date(2020, 1, 1).and_hms_opt(0, 0, 0).unwrap().and_utc();
    let quarters = (0_i64..350_000).prop_map(|n| TimeDelta::minutes(n * 15));
    let seconds = (0_i64..315_000_000).prop_map(TimeDelta::seconds);
    prop_oneof![quarters, seconds].prop_map(move |since| first + since)
}

fn clocks() -> impl Strategy<Value = String> {
    prop_oneof![2 => Just(String::new()), 1 => (0..=24_u32, 0..60_u32).prop_map(|(hour, minute)| {
        format!("by {hour:02}:{:02} ", if hour == 24 { 0 } else { minute })
    })]
}

fn span(day_units: bool) -> impl Strategy<Value = String> {
    let days = vec!["day", "week", "month", "business day"];
    let units = if day_units { days } else { vec!["minute", "hour", "business minute", "business hour"] };
    (prop_oneof![1..10_u32, 1..200_u32], select(units))
        .prop_map(|(n, unit)| format!("{n} {unit}{}", if n == 1 { "" } else { "s" }))
}

fn milestones() -> impl Strategy<Value = String> {
    let id = prop_oneof![
        Just("request".to_owned()),
        "[a-zA-Z0-9._-]{1,12}",
        "[车辆交付]{1,4}",
        select(vec!["or", "of", "the", "every", "day"]).prop_map(str::to_owned)
    ];
    proptest::collection::vec(id, 1..4).prop_map(|mut ids| {
        let mut seen = BTreeSet::new();
        ids.retain(|id| {
            !id.eq_ignore_ascii_case("request") && seen.insert(id.clone()) || id == "request" && seen.insert(id.clone())
        });
        if ids.is_empty() { "x".to_owned() } else { ids.join(" or ") }
    })
}

/// Rules that count from a trigger.
fn after() -> impl Strategy<Value = String> {
    let counted =
        (clocks(), span(true), milestones()).prop_map(|(clock, span, of)| format!("{clock}within {span} of {of}"));
    let exact = (span(false), milestones()).prop_map(|(span, of)| format!("within {span} of {of}"));
    let next =
        vec!["same day as", "next day after", "next business day after", "next friday after", "next sunday after"];
    let relative = (clocks(), select(next), milestones());
    let relative = relative.prop_map(|(clock, day, of)| format!("{clock}on the {day} {of}"));
    let month = (clocks(), day_of_month(), select(vec!["after", "3 months after", "40 days after", "1 year after"]));
    let month = (month, milestones())
        .prop_map(|((clock, day, month), of)| on(&clock, &format!("{day} of the month {month} {of}")));
    prop_oneof![3 => counted, 1 => exact, 2 => relative, 1 => month]
}

/// Two rules that count from the same, of which one counts.
fn limits() -> impl Strategy<Value = String> {
    let limit = || {
        prop_oneof![
            (span(false)).prop_map(|span| format!("within {span} of x and y")),
            (clocks(), span(true)).prop_map(|(clock, span)| format!("{clock}within {span} of x and y")),
            clocks().prop_map(|clock| format!("{clock}on the same day as x and y")),
        ]
    };
    (limit(), limit(), select(vec!["earlier", "later"]))
        .prop_map(|(a, b, which)| format!("{a} or {b}, whichever is {which}"))
}

fn on(clock: &str, day: &str) -> String {
    if clock.is_empty() { format!("by {day}") } else { format!("{clock}on {day}") }
}

const WEEKDAYS: [&str; 3] = ["monday", "wednesday", "sunday"];

fn day_of_month() -> impl Strategy<Value = String> {
    nth_day(31, 5)
}

/// A day of a period of so many days and so many of each weekday.
fn nth_day(days: u32, weekdays: u32) -> impl Strategy<Value = String> {
    let nth = (0..366_u32, any::<bool>(), select(vec!["", " business day"])).prop_map(move |(n, last, what)| {
        let n = n % days + 1;
        match (last, n) {
            (false, _) => format!("the {}{what}", ordinal(n)),
            (true, 1) => format!("the last{}", if what.is_empty() { " day" } else { what }),
            (true, _) => format!("the {} last{}", ordinal(n), if what.is_empty() { " day" } else { what }),
        }
    });
    let weekday = (0..60_u32, any::<bool>(), select(WEEKDAYS.to_vec())).prop_map(move |(n, last, weekday)| {
        let n = n % weekdays + 1;
        match (last, n) {
            (_, 1) if weekdays == 1 => weekday.to_owned(),
            (false, _) => format!("the {} {weekday}", ordinal(n)),
            (true, 1) => format!("the last {weekday}"),
            (true, _) => format!("the {} last {weekday}", ordinal(n)),
        }
    });
    prop_oneof![2 => nth, 1 => weekday]
}

/// What stands behind `every`, with its days and how many of each weekday it has.
fn cycles() -> impl Strategy<Value = (&'static str, u32, u32)> {
    select(vec![
        ("week", 7_u32, 1_u32),
        ("month", 31, 5),
        ("quarter", 92, 14),
        ("half-year", 184, 27),
        ("year", 366, 53),
        ("close", 366, 53),
        ("sprint", 366, 53),
        ("3 weeks from 2020-07-16", 21, 3),
    ])
}

fn before() -> impl Strategy<Value = String> {
    let counted = (clocks(), span(true), milestones())
        .prop_map(|(clock, span, of)| format!("{clock}at least {span} before {of}"));
    let exact = (span(false), milestones()).prop_map(|(span, of)| format!("at least {span} before {of}"));
    prop_oneof![counted, exact, milestones().prop_map(|of| format!("before {of}"))]
}

fn ordinal(n: u32) -> String {
    let suffix = match (n % 10, n % 100) {
        (1, 1 | 21..) => "st",
        (2, 2 | 22..) => "nd",
        (3, 3 | 23..) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// Rules of every period.
fn recurring() -> impl Strategy<Value = String> {
    let several = cycles().prop_flat_map(|(cycle, days, weekdays)| {
        let days = proptest::collection::vec(nth_day(days, weekdays), 1..4);
        (clocks(), days).prop_map(move |(clock, mut days)| {
            let mut seen = BTreeSet::new();
            days.retain(|day| seen.insert(day.clone()));
            let last = days.pop().unwrap();
            let days = if days.is_empty() { last } else { format!("{} and {last}", days.join(", ")) };
            on(&clock, &format!("{days} of every {cycle}"))
        })
    });
    let months = select(vec![("quarter", 3_u32), ("half-year", 6), ("year", 12)]);
    let month = (clocks(), months, 0..12_u32, day_of_month()).prop_map(|(clock, (every, months), n, day)| {
        on(&clock, &format!("{day} of the {} month of every {every}", ordinal(n % months + 1)))
    });
    let date = (clocks(), 1..29_u32, select(vec!["february", "march", "december"]))
        .prop_map(|(clock, day, month)| on(&clock, &format!("{day} {month} of every year")));
    let every = (clocks(), select(vec!["every day", "every business day"]))
        .prop_map(|(clock, every)| format!("{clock}{every}"));
    prop_oneof![4 => several, 1 => month, 1 => date, 1 => every, 2 => ends()]
}

/// Rules that count from the end of every period.
fn ends() -> impl Strategy<Value = String> {
    let days = (clocks(), span(true), cycles(), any::<bool>()).prop_map(|(clock, span, (cycle, ..), before)| {
        if before {
            format!("{clock}{span} before the end of every {cycle}")
        } else {
            format!("{clock}within {span} after the end of every {cycle}")
        }
    });
    let exact = (span(false), cycles(), any::<bool>()).prop_map(|(span, (cycle, ..), before)| {
        if before {
            format!("{span} before the end of every {cycle}")
        } else {
            format!("within {span} after the end of every {cycle}")
        }
    });
    prop_oneof![2 => days, 1 => exact]
}

/// Weeks that start on any day, 4-4-5 months and sprints.
fn periods() -> impl Strategy<Value = &'static Periods> {
    use std::sync::LazyLock;
    static ALL: LazyLock<Vec<Periods>> = LazyLock::new(|| {
        let of = |week_starts| {
            let mut periods = Periods::new(week_starts);
            let mut starts = vec![date(2019, 12, 30)];
            for n in 0..200 {
                let weeks = if n % 3 == 2 { 5 } else { 4 };
                starts.push(*starts.last().unwrap() + Days::new(7 * weeks));
            }
            periods.add(NamedPeriod::listed("close".parse().unwrap(), starts).unwrap());
            let ten_days = "10 days".parse().unwrap();
            periods.add(NamedPeriod::every("sprint".parse().unwrap(), ten_days, date(2020, 3, 4)).unwrap());
            periods
        };
        WeekStart::ALL.map(of).to_vec()
    });
    (0..3_usize).prop_map(|n| &ALL[n])
}

fn cut_offs() -> impl Strategy<Value = Option<Clock>> {
    proptest::option::of((0..24_u16, 0..60_u16).prop_map(|(hour, minute)| Clock::new(hour, minute).unwrap()))
}

fn rolls() -> impl Strategy<Value = Roll> {
    select(Roll::ALL.to_vec())
}

/// The same text in another case and with other blanks, ids aside.
fn noisy(text: &str, recurring: bool, noise: u64) -> String {
    let keywords: BTreeSet<&str> = "by within on the same next day days week weeks month months business minute minutes \
        hour hours of as after at least before every promptly given last monday wednesday sunday march february january \
        november quarter year"
        .split_whitespace()
        .collect();
    let mut words: Vec<String> = Vec::new();
    let mut in_ids = false;
    for (i, word) in text.split(' ').enumerate() {
        let loud = noise >> (i % 60) & 1 == 1;
        words.push(if loud && !in_ids && keywords.contains(word) { word.to_uppercase() } else { word.to_owned() });
        // Behind these, words may be ids.
        in_ids |= matches!(word, "of" | "as" | "after" | "before") && !recurring;
    }
    words.join(if noise & 1 == 1 { "  \t" } else { " " })
}

fn clause<'a>(rule: &'a DueRule, calendar: &'a Calendar, roll: Roll) -> Clause<'a> {
    Clause { roll: Some(roll), ..Clause::new(rule, calendar) }
}

fn local_day(calendar: &Calendar, at: DateTime<Utc>) -> NaiveDate {
    calendar.to_local(at).date_naive()
}

/// 24:00 belongs to the day it ends, be it the second midnight of a night or one that clocks skip.
fn due_day(calendar: &Calendar, at: DateTime<Utc>) -> NaiveDate {
    let local = calendar.to_local(at).naive_local();
    let midnight = calendar.from_local(local.date(), NaiveTime::MIN, Reading::Earlier);
    if local.time() == NaiveTime::MIN || at == midnight { local.date().pred_opt().unwrap() } else { local.date() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rules_read_back_as_they_print(text in prop_oneof![after(), before(), limits(), recurring()], noise in any::<u64>()) {
        let rule: DueRule = text.parse().map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(rule.to_string(), text.clone());
        prop_assert_eq!(noisy(&text, rule.period().is_some(), noise).parse::<DueRule>(), Ok(rule));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "(by|within|on|the|next|same|day|of|every|at|least|3|12:00|5th|last|business|month|x|,| |\\PC){0,12}") {
        match text.parse::<DueRule>() {
            Ok(rule) => prop_assert_eq!(rule.to_string().parse(), Ok(rule)),
            Err(error) => prop_assert!(text.get(error.span).is_some()),
        }
    }

    #[test]
    fn a_deadline_never_lies_at_or_before_its_trigger(calendar in calendars(), text in prop_oneof![3 => after(), 1 => limits()], roll in rolls(), cut_off in cut_offs(), at in instants()) {
        let rule: DueRule = text.parse().unwrap();
        if let Ok(due) = (Clause { cut_off, ..clause(&rule, &calendar, roll) }).after(at) {
            prop_assert!(at < due, "{text} {roll}: {at} .. {due}");
        }
    }

    /// Local dates go back where clocks are set back across midnight, as in Newfoundland until 2011: then the later
    /// instant bears the earlier date, and so its deadline.
    #[test]
    fn a_later_trigger_never_has_an_earlier_deadline(calendar in calendars(), text in prop_oneof![3 => after(), 1 => limits()], roll in rolls(), cut_off in cut_offs(), at in instants(), later in 0_i64..2_000_000) {
        let rule: DueRule = text.parse().unwrap();
        let clause = Clause { cut_off, ..clause(&rule, &calendar, roll) };
        let then = at + TimeDelta::seconds(later);
        prop_assume!(local_day(&calendar, at) <= local_day(&calendar, then));
        // A trigger after the cut-off counts as of the opening; one before that opening counts from itself.
        prop_assume!(cut_off.is_none() || calendar.opening(local_day(&calendar, then)).is_none_or(|opening| opening <= then));
        if let (Ok(due), Ok(due_then)) = (clause.after(at), clause.after(then)) {
            prop_assert!(due <= due_then, "{text} {roll}: {at} .. {due}, {then} .. {due_then}");
        }
    }

    #[test]
    fn before_a_milestone_is_before_it(calendar in calendars(), text in before(), roll in rolls(), at in instants(), later in 0_i64..2_000_000) {
        let rule: DueRule = text.parse().unwrap();
        let clause = clause(&rule, &calendar, roll);
        let then = at + TimeDelta::seconds(later);
        prop_assume!(local_day(&calendar, at) <= local_day(&calendar, then));
        if let (Ok(due), Ok(due_then)) = (clause.before(at), clause.before(then)) {
            prop_assert!(due <= at, "{text} {roll}: {due} .. {at}");
            prop_assert!(due <= due_then, "{text} {roll}: {due} .. {at}, {due_then} .. {then}");
        }
    }

    #[test]
    fn preceding_unadjusted_following(calendar in calendars(), text in recurring(), periods in periods(), day in 0_u64..3_600) {
        let rule: DueRule = text.parse().unwrap();
        let day = date(2020, 1, 1) + Days::new(day);
        let with = |roll| Clause { periods, ..clause(&rule, &calendar, roll) };
        let Some(key) = with(Roll::Unadjusted).occurrences(day, day + Days::new(400)).next().map(|found| found.key) else {
            return Ok(());
        };
        let due = |roll| with(roll).occurrence_of_key(key).map(|occurrence| occurrence.due_at());
        let [preceding, unadjusted, following] = [Roll::Preceding, Roll::Unadjusted, Roll::Following].map(due);
        prop_assert!(preceding <= unadjusted && unadjusted <= following, "{text} in {key}");
        for roll in [Roll::ModifiedFollowing, Roll::ModifiedPreceding, Roll::Nearest] {
            prop_assert!([preceding, following].contains(&due(roll)), "{text} in {key}, {roll}");
        }
    }

    #[test]
    fn periods_come_in_order_and_are_found_by_their_keys(calendar in calendars(), text in recurring(), roll in rolls(), periods in periods(), previous_period in any::<bool>(), day in 0_u64..3_000) {
        let rule: DueRule = text.parse().unwrap();
        let clause = Clause { previous_period, periods, ..clause(&rule, &calendar, roll) };
        let from = date(2020, 6, 1) + Days::new(day);
        let to = from + Days::new(400);
        let all: Vec<_> = clause.occurrences(from, to).collect();
        for occurrence in &all {
            prop_assert_eq!(clause.occurrence_of_key(occurrence.key), Some(*occurrence));
            prop_assert!((from..=to).contains(&occurrence.due_day));
            prop_assert_eq!(occurrence.key.to_string().parse(), Ok(occurrence.key));
            // A clock of 00:00 on the very day at whose start it opens.
            prop_assert!(occurrence.opened_at() <= occurrence.due_at(), "{text}: {occurrence:?}");
            let why = clause.explain_occurrence(occurrence).unwrap();
            prop_assert_eq!(why.due, occurrence.due_at());
        }
        for pair in all.windows(2) {
            prop_assert!(pair[0].key < pair[1].key && pair[0].due_at() <= pair[1].due_at(), "{text} {roll}: {pair:?}");
        }
        // Another beginning changes nothing.
        let later = from + Days::new(100);
        let found: Vec<_> = clause.occurrences(later, to).collect();
        prop_assert_eq!(&found[..], &all[all.iter().take_while(|found| found.due_day < later).count()..]);
        // By their due days: the same ones, as far as the edges of the range do not cut them off.
        let inner = from + Days::new(60)..=to - Days::new(60);
        let margin: Vec<_> = all.iter().filter(|occurrence| inner.contains(&occurrence.rolled_day)).copied().collect();
        let listed: Vec<_> = clause.occurrences_due(*inner.start(), *inner.end()).collect();
        prop_assert_eq!(listed, margin);
    }

    /// The same by walking from day to day.
    #[test]
    fn counting_agrees_with_a_walk(calendar in calendars(), count in 1_u32..60, business in any::<bool>(), roll in select(vec![Roll::Following, Roll::Unadjusted]), at in instants()) {
        let rule: DueRule = format!("within {count} {}days of x", if business { "business " } else { "" }).parse().unwrap();
        // A shift that began the day before is of that day.
        let yesterday = local_day(&calendar, at).pred_opt().unwrap();
        let in_shift = calendar.hours_of(yesterday).any(|(opening, closing)| opening <= at && at < closing);
        let mut day = if in_shift { yesterday } else { local_day(&calendar, at) };
        let mut left = count;
        while left > 0 {
            day = day.succ_opt().unwrap();
            left -= u32::from(!business || calendar.is_working_day(day));
        }
        while roll == Roll::Following && !calendar.is_working_day(day) {
            day = day.succ_opt().unwrap();
        }
        let close = calendar.close(day).filter(|_| calendar.day_ends() == DayEnds::Close);
        let due = clause(&rule, &calendar, roll).after(at).unwrap();
        if let Some(close) = close {
            prop_assert_eq!(due, close);
        } else {
            prop_assert_eq!(due_day(&calendar, due), day);
        }
    }
}
