//! Random companies and what happens in them.

use std::collections::BTreeSet;
use std::fmt::Write;

use chrono::{Days, NaiveDate, TimeDelta, Weekday};
use interdept::PeriodLength;

use super::World;
use super::calendar::{At, Desk, Roll, Unit};
use super::duty::{DayOf, Duty, Rule};
use super::judge::Ev;

/// Small random numbers (splitmix64).
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
    fn below(&mut self, n: u32) -> u32 {
        u32::try_from(self.roll() % u64::from(n)).unwrap()
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, these: &[T]) -> T {
        these[self.below(u32::try_from(these.len()).unwrap()) as usize].clone()
    }

    fn maybe<T>(&mut self, one_in: u32, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.one_in(one_in).then(|| make(self))
    }
}

fn date(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

const IDS: [&str; 6] = ["o0", "o1", "o2", "o3", "o4", "o5"];
const MILESTONES: [&str; 2] = ["m0", "m1"];
const ROLLS: [Roll; 6] = [
    Roll::Following,
    Roll::Preceding,
    Roll::ModifiedFollowing,
    Roll::ModifiedPreceding,
    Roll::Nearest,
    Roll::Unadjusted,
];
const UNITS: [(Unit, &str, u32); 8] = [
    (Unit::Minutes, "minutes", 3000),
    (Unit::Hours, "hours", 60),
    (Unit::BusinessMinutes, "business minutes", 1500),
    (Unit::BusinessHours, "business hours", 20),
    (Unit::Days, "days", 8),
    (Unit::Weeks, "weeks", 2),
    (Unit::Months, "months", 1),
    (Unit::BusinessDays, "business days", 6),
];

impl World {
    pub(crate) fn random(dice: &mut Dice) -> Self {
        let office = vec![(480, 720), (780, 1050)];
        let mut desks = vec![
            Desk {
                zone: chrono_tz::UTC,
                week: std::array::from_fn(|_| vec![(0, 1440)]),
                closed: BTreeSet::new(),
                ends_at_close: true,
            },
            Desk {
                zone: chrono_tz::Europe::Amsterdam,
                week: std::array::from_fn(|day| if day < 5 { office.clone() } else { Vec::new() }),
                closed: BTreeSet::new(),
                ends_at_close: !dice.one_in(3),
            },
            match dice.below(2) {
                0 => Desk {
                    zone: chrono_tz::Asia::Shanghai,
                    week: std::array::from_fn(|day| {
                        if day < 6 { vec![(540, 1260 - 60 * u32::try_from(day).unwrap())] } else { Vec::new() }
                    }),
                    closed: BTreeSet::new(),
                    ends_at_close: !dice.one_in(3),
                },
                _ => Desk {
                    zone: chrono_tz::Europe::Amsterdam,
                    week: std::array::from_fn(|day| if day < 5 { vec![(1320, 1800)] } else { Vec::new() }),
                    closed: BTreeSet::new(),
                    ends_at_close: !dice.one_in(3),
                },
            },
        ];
        for desk in &mut desks[1..] {
            for _ in 0..dice.below(8) {
                desk.closed.insert(date(10, 15) + Days::new(dice.below(40).into()));
            }
        }
        let (unit, name, most) = dice.pick(&UNITS);
        let n = 1 + dice.below(most);
        let promptly = (n, unit);
        let mut duties = Vec::new();
        for id in IDS.into_iter().take(2 + dice.below(5) as usize) {
            let duty = random_duty(dice, id, promptly);
            if dice.one_in(4) {
                let last = date(10, 20) + Days::new(dice.below(20).into());
                let mut newer = Duty { from: last + Days::new(1), ..duty.clone() };
                if let Some(clock) = &mut newer.clock {
                    *clock = 600;
                }
                newer.documents = vec!["paper"];
                duties.push(Duty { until: Some(last), ..duty });
                duties.push(newer);
            } else {
                duties.push(duty);
            }
        }
        Self { desks, duties, promptly: format!("{n} {name}"), first: date(9, 1), last: date(12, 31) }
    }
}

fn random_duty(dice: &mut Dice, id: &'static str, promptly: (u32, Unit)) -> Duty {
    let (unit, _, most) = dice.pick(&UNITS);
    let lead = dice.maybe(2, |dice| (1 + dice.below(most), unit)).filter(|(_, unit)| *unit != Unit::Months);
    let rule = match dice.below(14) {
        0..4 => Rule::Within(1 + dice.below(most), unit),
        4 => Rule::SameDay,
        5 => Rule::NextDay,
        6 => Rule::NextBusinessDay,
        7 => Rule::Promptly(promptly.0, promptly.1),
        8 | 9 => Rule::Before(lead),
        10 => Rule::Given,
        _ => random_period_rule(dice),
    };
    let of_days = match rule {
        Rule::Within(_, unit) => {
            !matches!(unit, Unit::Minutes | Unit::Hours | Unit::BusinessMinutes | Unit::BusinessHours)
        }
        Rule::SameDay | Rule::NextDay | Rule::NextBusinessDay | Rule::Every(..) => true,
        Rule::Promptly(..) | Rule::Before(_) | Rule::Given => false,
    };
    let always = matches!(rule, Rule::Every(DayOf::Each | DayOf::EachBusiness, _));
    let mut triggers = match rule {
        Rule::Every(..) => Vec::new(),
        _ if dice.one_in(4) => MILESTONES.to_vec(),
        _ => vec![dice.pick(&MILESTONES)],
    };
    if !matches!(rule, Rule::Every(..) | Rule::Before(_) | Rule::Given) && dice.one_in(4) {
        triggers = vec!["request"];
    }
    let desk = dice.below(3) as usize;
    let of_case = !triggers.is_empty();
    Duty {
        id,
        rule,
        clock: if of_days && (always || dice.one_in(3)) { Some(dice.pick(&[720, 1020, 540])) } else { None },
        when: if of_case { dice.maybe(4, |dice| ("kind", vec!["red"], dice.one_in(2))) } else { None },
        when_time: if of_case { dice.maybe(6, |_| (480, 1200)) } else { None },
        triggers,
        roll: dice.maybe(2, |dice| dice.pick(&ROLLS)),
        previous: matches!(rule, Rule::Every(_, PeriodLength::Week | PeriodLength::Month)) && dice.one_in(3),
        documents: if dice.one_in(4) { vec!["paper", "slip"] } else { Vec::new() },
        signed: if dice.one_in(6) { vec!["slip"] } else { Vec::new() },
        review: dice.maybe(3, |dice| {
            dice.pick(&[(2, Unit::BusinessDays), (24, Unit::Hours), (3, Unit::Days), (6, Unit::BusinessHours)])
        }),
        at_risk_percent: dice.pick(&[75, 50]),
        desk,
        customer: (desk + 1 + dice.below(2) as usize) % 3,
        from: date(9, 28),
        until: None,
    }
}

fn random_period_rule(dice: &mut Dice) -> Rule {
    match dice.below(9) {
        0 => Rule::Every(DayOf::Nth(1 + dice.below(31)), PeriodLength::Month),
        1 => Rule::Every(DayOf::NthBusiness(1 + dice.below(24)), PeriodLength::Month),
        2 => Rule::Every(DayOf::Last, PeriodLength::Month),
        3 => Rule::Every(DayOf::LastBusiness, PeriodLength::Month),
        4 => Rule::Every(DayOf::Weekday(dice.pick(&[Weekday::Fri, Weekday::Sun, Weekday::Mon])), PeriodLength::Week),
        5 => Rule::Every(DayOf::Each, PeriodLength::Day),
        6 => Rule::Every(DayOf::EachBusiness, PeriodLength::Day),
        7 => Rule::Every(DayOf::NthBusiness(1 + dice.below(6)), PeriodLength::Week),
        _ => Rule::Every(DayOf::Nth(1 + dice.below(92)), PeriodLength::Quarter),
    }
}

/// An instant of the weeks in which things happen, often a round one.
pub(crate) fn instant(dice: &mut Dice) -> At {
    let minutes = match dice.below(3) {
        0 => dice.below(26 * 1440),
        1 => dice.below(26 * 96) * 15,
        _ => dice.below(26 * 24) * 60,
    };
    date(10, 17).and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::minutes(minutes.into())
}

/// An event for each number, so that a failing log can be shrunk.
pub(crate) fn events(world: &World, rolls: &[u64]) -> Vec<Ev> {
    let mut events: Vec<Ev> = Vec::new();
    for &seed in rolls {
        let dice = &mut Dice::new(seed);
        if dice.one_in(20) && !events.is_empty() {
            let again = dice.pick(&events);
            events.push(again);
            continue;
        }
        let event = random_event(world, dice);
        // Two rows of one instant have an order only where they are of different kinds.
        if events.iter().all(|other| other.at != event.at || other.name != event.name) {
            events.push(event);
        }
    }
    events
}

/// What happens, and how often among all of these.
const NAMES: [(&str, usize); 11] = [
    ("m0", 6),
    ("m1", 4),
    ("requested", 4),
    ("delivered", 10),
    ("accepted", 2),
    ("rejected", 4),
    ("paused", 5),
    ("resumed", 2),
    ("extended", 3),
    ("waived", 2),
    ("voided", 2),
];

fn random_event(world: &World, dice: &mut Dice) -> Ev {
    let at = instant(dice);
    let names: Vec<_> = NAMES.iter().flat_map(|&(name, times)| std::iter::repeat_n(name, times)).collect();
    let name = dice.pick(&names);
    let mut event = Ev { id: dice.maybe(6, |dice| format!("r{}", dice.below(4))), ..Ev::new(name, at) };
    let case = dice.pick(&["c1", "c2"]);
    if name == "voided" {
        return Ev { id: None, target: Some(format!("r{}", dice.below(4))), ..event };
    }
    if MILESTONES.contains(&name) {
        event.case = Some(case.to_owned());
        if !dice.one_in(8) {
            event.attributes.insert("deadline", day_or_instant(at, dice));
        }
        if !dice.one_in(3) {
            event.attributes.insert("kind", dice.pick(&["red", "blue"]).to_owned());
        }
        return event;
    }
    let answers = |duty: &&Duty| name != "requested" || duty.triggers.contains(&"request");
    let duties: Vec<&Duty> = world.duties.iter().filter(answers).collect();
    let Some(duty) = (!duties.is_empty()).then(|| dice.pick(&duties)) else {
        return Ev { case: Some("c3".to_owned()), ..Ev::new("waived", at) };
    };
    event.obligation = Some(duty.id);
    if duty.is_of_periods() {
        aim_at_period(&mut event, &world.desks[duty.desk], duty, dice);
    } else {
        aim_at_case(&mut event, case, dice);
    }
    match event.name {
        "delivered" => {
            let whole = vec!["paper", "slip"];
            event.documents = dice.pick(&[whole.clone(), whole, vec!["paper"], vec!["slip"], vec![]]);
            event.signed = if dice.one_in(2) { vec!["slip"] } else { Vec::new() };
        }
        "extended" => event.until = Some(day_or_instant(at, dice)),
        _ => {}
    }
    event
}

/// Names a period near the event, or none: a delivery finds its own.
fn aim_at_period(event: &mut Ev, desk: &Desk, duty: &Duty, dice: &mut Dice) {
    let day = event.at.date_naive();
    let keys = duty.occurrences(desk, day - Days::new(3), day + Days::new(5));
    if event.name != "delivered" || dice.one_in(3) {
        event.period = (!keys.is_empty()).then(|| dice.pick(&keys).0.to_string());
        if event.period.is_none() {
            event.name = "delivered";
        }
    }
}

/// Names a case, sometimes one of its handoffs; a waiver sometimes waives all of it.
fn aim_at_case(event: &mut Ev, case: &str, dice: &mut Dice) {
    let occurrence = (event.name != "requested" && dice.one_in(8)).then(|| 1 + dice.below(2));
    event.case = Some(occurrence.map_or(case.to_owned(), |n| format!("{case}#{n}")));
    if event.name == "waived" && dice.one_in(3) {
        event.case = Some(case.to_owned());
        event.obligation = None;
    }
}

fn day_or_instant(at: At, dice: &mut Dice) -> String {
    if dice.one_in(2) {
        (at + TimeDelta::days(i64::from(dice.below(8)))).date_naive().to_string()
    } else {
        (at + TimeDelta::minutes(dice.below(9000).into())).to_rfc3339()
    }
}

/// The agreement file of a world.
pub(crate) fn toml(world: &World) -> String {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let mut text = format!("format = 1\n[agreement]\nid = \"a\"\npromptly = \"{}\"\n", world.promptly);
    for (number, desk) in world.desks.iter().enumerate() {
        let closed: Vec<_> = desk.closed.iter().map(|day| format!("{{ on = {day} }}")).collect();
        let ends = if desk.ends_at_close { "close" } else { "midnight" };
        let week = desk.week.iter().zip(DAYS).filter(|(hours, _)| !hours.is_empty()).map(|(hours, day)| {
            let hours: Vec<_> =
                hours.iter().map(|&(from, to)| format!("\"{}-{}\"", clock(from), clock_end(to))).collect();
            format!("{day} = [{}]", hours.join(", "))
        });
        let week: Vec<_> = week.collect();
        writeln!(
            text,
            "[calendar.k{number}]\ntimezone = \"{}\"\nweek = {{ {} }}\nholidays = [\"h{number}\"]\nday-ends = \"{ends}\"\n\
             [holidays.h{number}]\nclosed = [{}]\n[[department]]\nid = \"d{number}\"\ncalendar = \"k{number}\"",
            desk.zone,
            week.join(", "),
            closed.join(", ")
        )
        .unwrap();
    }
    for milestone in MILESTONES {
        writeln!(text, "[[milestone]]\nid = \"{milestone}\"\nattributes = [\"kind\", \"deadline\"]").unwrap();
    }
    for duty in &world.duties {
        write_duty(duty, &mut text);
    }
    text
}

fn write_duty(duty: &Duty, text: &mut String) {
    let mut line = |key: &str, value: String| writeln!(text, "{key} = {value}").unwrap();
    let list = |items: &[&str]| format!("{items:?}");
    line("[[obligation]]\nid", format!("{:?}", duty.id));
    line("supplier", format!("\"d{}\"", duty.desk));
    line("customer", format!("\"d{}\"", duty.customer));
    line("deliverable", "\"something\"".to_owned());
    line("due", format!("{:?}", rule(duty)));
    if let Some(roll) = duty.roll {
        let name = match roll {
            Roll::Following => "following",
            Roll::Preceding => "preceding",
            Roll::ModifiedFollowing => "modified-following",
            Roll::ModifiedPreceding => "modified-preceding",
            Roll::Nearest => "nearest",
            Roll::Unadjusted => "unadjusted",
        };
        line("roll", format!("{name:?}"));
    }
    let mut when = Vec::new();
    if let Some((name, values, negated)) = &duty.when {
        when.push(if *negated { format!("{name} = {{ not = {values:?} }}") } else { format!("{name} = {values:?}") });
    }
    if let Some((from, until)) = duty.when_time {
        when.push(format!("time = {{ from = \"{}\", until = \"{}\" }}", clock(from), clock(until)));
    }
    if !when.is_empty() {
        line("when", format!("{{ {} }}", when.join(", ")));
    }
    if duty.previous {
        line("about", "\"previous period\"".to_owned());
    }
    if !duty.documents.is_empty() {
        line("documents", list(&duty.documents));
    }
    if !duty.signed.is_empty() {
        line("signed", list(&duty.signed));
    }
    if let Some((n, unit)) = duty.review {
        line("review", format!("\"{n} {}\"", unit_name(unit)));
    }
    line("at-risk", format!("0.{}", duty.at_risk_percent));
    let until = duty.until.map(|until| format!(", until = {until}")).unwrap_or_default();
    line("in-force", format!("{{ from = {}{until} }}", duty.from));
}

fn unit_name(unit: Unit) -> &'static str {
    UNITS.iter().find(|(other, ..)| *other == unit).unwrap().1
}

fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The end of a shift, which may lie on the next day.
fn clock_end(minutes: u32) -> String {
    clock(if minutes > 1440 { minutes - 1440 } else { minutes })
}

fn rule(duty: &Duty) -> String {
    let by = duty.clock.map(|minutes| format!("by {} ", clock(minutes))).unwrap_or_default();
    let of = duty.triggers.join(" or ");
    match duty.rule {
        Rule::Within(n, unit) => format!("{by}within {n} {} of {of}", unit_name(unit)),
        Rule::SameDay => format!("{by}on the same day as {of}"),
        Rule::NextDay => format!("{by}on the next day after {of}"),
        Rule::NextBusinessDay => format!("{by}on the next business day after {of}"),
        Rule::Promptly(..) => format!("promptly after {of}"),
        Rule::Before(None) => format!("before {of}"),
        Rule::Before(Some((n, unit))) => format!("at least {n} {} before {of}", unit_name(unit)),
        Rule::Given => format!("by the given deadline of {of}"),
        Rule::Every(DayOf::Each, _) => format!("{by}every day"),
        Rule::Every(DayOf::EachBusiness, _) => format!("{by}every business day"),
        Rule::Every(day, length) => {
            let period = match length {
                PeriodLength::Day => "day",
                PeriodLength::Week => "week",
                PeriodLength::Month => "month",
                PeriodLength::Quarter => "quarter",
                PeriodLength::Year => "year",
                _ => panic!("no rule of {length:?} is drawn"),
            };
            let day = match day {
                DayOf::Nth(n) => format!("the {}", ordinal(n)),
                DayOf::NthBusiness(n) => format!("the {} business day", ordinal(n)),
                DayOf::Last => "the last day".to_owned(),
                DayOf::LastBusiness => "the last business day".to_owned(),
                DayOf::Weekday(day) => day.to_string().to_lowercase(),
                DayOf::Each | DayOf::EachBusiness => unreachable!("written above"),
            };
            let day = match day.as_str() {
                "mon" => "monday".to_owned(),
                "fri" => "friday".to_owned(),
                "sun" => "sunday".to_owned(),
                _ => day,
            };
            let by = if by.is_empty() { "by ".to_owned() } else { format!("{by}on ") };
            format!("{by}{day} of every {period}")
        }
    }
}

fn ordinal(n: u32) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}
