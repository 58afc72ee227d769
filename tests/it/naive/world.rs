//! A small company: who owes whom what, and the agreement file that says so.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{NaiveDate, NaiveTime, TimeDelta, Weekday};

use super::calendar::{Dates, Desk, Exception, Hours, Roll, Unit, Week, What};
use super::period::Length;
use super::rule::{Of, Rule, clock};

#[derive(Clone, Debug)]
pub(crate) struct World {
    /// The first day on which things happen.
    pub(crate) start: NaiveDate,
    pub(crate) desks: Vec<Desk>,
    pub(crate) departments: Vec<Department>,
    /// The agreement's own calendar.
    pub(crate) agreement_desk: usize,
    pub(crate) promptly: (u32, Unit),
    pub(crate) week_starts: Weekday,
    pub(crate) since: Option<NaiveDate>,
    pub(crate) named: Option<(&'static str, Vec<NaiveDate>)>,
    pub(crate) obligations: Vec<Obligation>,
}

#[derive(Clone, Debug)]
pub(crate) struct Department {
    pub(crate) calendar: Option<usize>,
    pub(crate) part_of: Option<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Obligation {
    pub(crate) id: String,
    pub(crate) supplier: usize,
    pub(crate) customer: usize,
    pub(crate) calendar: Option<usize>,
    pub(crate) when: Vec<Condition>,
    /// Its own terms, without a rule if only tiers have one.
    pub(crate) own: Terms,
    pub(crate) tiers: Vec<Tier>,
    pub(crate) needs: Vec<String>,
    pub(crate) previous: bool,
    pub(crate) while_open: WhileOpen,
    pub(crate) priority: &'static str,
    /// `in-force`, both inclusive.
    pub(crate) from: Option<NaiveDate>,
    pub(crate) until: Option<NaiveDate>,
}

/// What a tier may say too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    pub(crate) rule: Option<Rule>,
    pub(crate) roll: Option<Roll>,
    pub(crate) cut_off: Option<u32>,
    pub(crate) documents: Option<Vec<&'static str>>,
    pub(crate) signed: Option<Vec<&'static str>>,
    pub(crate) review: Option<(u32, Unit)>,
    pub(crate) at_risk_percent: Option<i32>,
    pub(crate) priority: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub(crate) struct Tier {
    pub(crate) id: &'static str,
    pub(crate) when: Vec<Condition>,
    pub(crate) terms: Terms,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhileOpen {
    Another,
    Ignore,
    Restart,
}

pub(crate) type Attributes = BTreeMap<&'static str, String>;

#[derive(Clone, Debug)]
pub(crate) enum Condition {
    /// One of these values, or none of them.
    Is(&'static str, Vec<&'static str>, bool),
    /// The same as another attribute, or not.
    Same(&'static str, &'static str, bool),
    StartsWith(&'static str, &'static str),
    /// At least, and under.
    Number(&'static str, i64, i64),
    /// The trigger's local time, in minutes of the day.
    Time(u32, u32),
}

impl Condition {
    pub(crate) fn holds(&self, attributes: &Attributes, time: NaiveTime) -> bool {
        let value = |name: &str| attributes.get(name).map(String::as_str);
        match self {
            // "An absent attribute equals nothing, so `not` holds and `\"@other\"` does not."
            Self::Is(name, values, negated) => values.iter().any(|wanted| value(name) == Some(wanted)) != *negated,
            Self::Same(name, other, negated) => (value(name).is_some() && value(name) == value(other)) != *negated,
            Self::StartsWith(name, start) => value(name).is_some_and(|value| value.starts_with(start)),
            Self::Number(name, least, under) => {
                value(name).and_then(|value| value.parse::<i64>().ok()).is_some_and(|n| *least <= n && n < *under)
            }
            Self::Time(from, until) => {
                let time = time - NaiveTime::MIN;
                let (from, until) = (TimeDelta::minutes((*from).into()), TimeDelta::minutes((*until).into()));
                if from <= until { from <= time && time < until } else { from <= time || time < until }
            }
        }
    }

    /// What it asks for.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Is(name, ..) | Self::Same(name, ..) | Self::StartsWith(name, _) | Self::Number(name, ..) => name,
            Self::Time(..) => "time",
        }
    }

    fn text(&self) -> String {
        let list = |values: &[&str]| format!("{values:?}");
        match self {
            Self::Is(name, values, true) => format!("{name} = {{ not = {} }}", list(values)),
            Self::Is(name, values, false) => format!("{name} = {}", list(values)),
            Self::Same(name, other, true) => format!("{name} = {{ not = \"@{other}\" }}"),
            Self::Same(name, other, false) => format!("{name} = \"@{other}\""),
            Self::StartsWith(name, start) => format!("{name} = {{ starts-with = {start:?} }}"),
            Self::Number(name, least, under) => format!("{name} = {{ at-least = {least}, under = {under} }}"),
            Self::Time(from, until) => {
                format!("time = {{ from = \"{}\", until = \"{}\" }}", clock(*from), clock(*until))
            }
        }
    }
}

impl World {
    /// 4.8: the obligation's calendar, else the supplier's (its own or inherited), else the agreement's.
    pub(crate) fn desk(&self, obligation: &Obligation) -> &Desk {
        let calendar = obligation.calendar.or_else(|| self.calendar_of(obligation.supplier));
        &self.desks[calendar.unwrap_or(self.agreement_desk)]
    }

    /// "own, inherited, else the obligation's agreement"
    pub(crate) fn customer_desk(&self, obligation: &Obligation) -> &Desk {
        &self.desks[self.calendar_of(obligation.customer).unwrap_or(self.agreement_desk)]
    }

    fn calendar_of(&self, department: usize) -> Option<usize> {
        let department = &self.departments[department];
        department.calendar.or_else(|| self.calendar_of(department.part_of?))
    }

    /// The versions of an obligation, the first in time first.
    pub(crate) fn versions(&self, id: &str) -> Vec<&Obligation> {
        let mut versions: Vec<&Obligation> = self.obligations.iter().filter(|obligation| obligation.id == id).collect();
        versions.sort_by_key(|obligation| obligation.from);
        versions
    }

    /// Leaves out the calendars that nobody works on, so that what is left can be read.
    pub(crate) fn forget_unused(&mut self) {
        let used: Vec<bool> = (0..self.desks.len())
            .map(|calendar| {
                let supplies = |other: &Obligation| other.calendar.or_else(|| self.calendar_of(other.supplier));
                let receives = |other: &Obligation| self.calendar_of(other.customer);
                let of = |other: &Obligation| [supplies(other), receives(other)];
                let mut asked = self.obligations.iter().flat_map(of);
                asked.any(|desk| desk.unwrap_or(self.agreement_desk) == calendar)
            })
            .collect();
        for (desk, used) in self.desks.iter_mut().zip(used) {
            if !used {
                desk.plan.sets.clear();
                desk.plan.seasons.clear();
            }
        }
    }

    /// The ids, each once.
    pub(crate) fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.obligations.iter().map(|obligation| obligation.id.clone()).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// "both inclusive"; where nothing is written, from the company's first day on.
    pub(crate) fn in_force(&self, obligation: &Obligation, date: NaiveDate) -> bool {
        obligation.from.or(self.since).unwrap() <= date && obligation.until.is_none_or(|until| date <= until)
    }
}

impl Obligation {
    /// The terms of a tier, which takes from the obligation what it does not say.
    pub(crate) fn terms(&self, tier: Option<usize>) -> Terms {
        let own = self.own.clone();
        let Some(tier) = tier else { return own };
        let tier = self.tiers[tier].terms.clone();
        Terms {
            rule: tier.rule.or(own.rule),
            roll: tier.roll.or(own.roll),
            cut_off: tier.cut_off.or(own.cut_off),
            documents: tier.documents.or(own.documents),
            signed: tier.signed.or(own.signed),
            review: tier.review.or(own.review),
            at_risk_percent: tier.at_risk_percent.or(own.at_risk_percent),
            priority: tier.priority.or(own.priority),
        }
    }

    pub(crate) fn priority(&self, tier: Option<usize>) -> &'static str {
        self.terms(tier).priority.unwrap_or(self.priority)
    }

    /// What it counts from, whichever of its rules one asks.
    pub(crate) fn of(&self) -> &Of {
        let tiers = self.tiers.iter().filter_map(|tier| tier.terms.rule.as_ref());
        &self.own.rule.iter().chain(tiers).next().unwrap().of
    }

    pub(crate) fn is_before(&self) -> bool {
        let tiers = self.tiers.iter().filter_map(|tier| tier.terms.rule.as_ref());
        self.own.rule.iter().chain(tiers).next().unwrap().is_before()
    }

    /// None if its `when` does not hold; else the tier, if one fits, "the first whose `when` holds". "Without a `due`
    /// of the obligation itself, a case that fits no tier opens nothing."
    pub(crate) fn fits(&self, attributes: &Attributes, time: NaiveTime) -> Option<Option<usize>> {
        let all = |when: &[Condition]| when.iter().all(|condition| condition.holds(attributes, time));
        if !all(&self.when) {
            return None;
        }
        let tier = self.tiers.iter().position(|tier| all(&tier.when));
        (tier.is_some() || self.own.rule.is_some()).then_some(tier)
    }
}

pub(crate) const MILESTONES: [&str; 3] = ["m0", "m1", "m2"];
pub(crate) const ATTRIBUTES: [&str; 4] = ["kind", "other", "size", "deadline"];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The end of a shift, which may lie on the next day.
fn hours(hours: &Hours) -> String {
    let end = |minutes: u32| clock(if minutes > 1440 { minutes - 1440 } else { minutes });
    let hours: Vec<_> = hours.iter().map(|&(from, to)| format!("\"{}-{}\"", clock(from), end(to))).collect();
    format!("[{}]", hours.join(", "))
}

fn week(week: &Week) -> String {
    if week.iter().all(|day| *day == week[0]) {
        return format!("{{ mon-sun = {} }}", hours(&week[0]));
    }
    let days = week.iter().zip(DAYS).filter(|(hours, _)| !hours.is_empty());
    let days: Vec<_> = days.map(|(day, name)| format!("{name} = {}", hours(day))).collect();
    format!("{{ {} }}", days.join(", "))
}

impl World {
    /// The agreement file.
    pub(crate) fn toml(&self) -> String {
        let mut text = String::from("format = 1\n");
        if let Some(since) = self.since {
            writeln!(text, "[company]\nsince = {since}").unwrap();
        }
        if self.week_starts != Weekday::Mon {
            writeln!(text, "week-starts = {:?}", DAYS[self.week_starts.num_days_from_monday() as usize]).unwrap();
        }
        let (n, unit) = self.promptly;
        writeln!(
            text,
            "[agreement]\nid = \"a\"\ncalendar = \"k{}\"\npromptly = \"{n} {}\"",
            self.agreement_desk,
            unit.word()
        )
        .unwrap();
        for number in 0..self.desks.len() {
            self.write_calendar(number, &mut text);
        }
        for (number, department) in self.departments.iter().enumerate() {
            writeln!(text, "[[department]]\nid = \"d{number}\"").unwrap();
            if let Some(calendar) = department.calendar {
                writeln!(text, "calendar = \"k{calendar}\"").unwrap();
            }
            if let Some(part_of) = department.part_of {
                writeln!(text, "part-of = \"d{part_of}\"").unwrap();
            }
        }
        for milestone in MILESTONES {
            writeln!(text, "[[milestone]]\nid = \"{milestone}\"\nattributes = {ATTRIBUTES:?}").unwrap();
        }
        if let Some((name, starts)) = &self.named {
            let starts: Vec<_> = starts.iter().map(ToString::to_string).collect();
            writeln!(text, "[period.{name}]\nstarts = [{}]", starts.join(", ")).unwrap();
        }
        for obligation in &self.obligations {
            write_obligation(obligation, &mut text);
        }
        text
    }

    fn write_calendar(&self, number: usize, text: &mut String) {
        let plan = &self.desks[number].plan;
        let sets: Vec<_> = (0..plan.sets.len()).map(|set| format!("\"h{number}-{set}\"")).collect();
        writeln!(
            text,
            "[calendar.k{number}]\ntimezone = \"{}\"\nweek = {}\nholidays = [{}]\nday-ends = \"{}\"",
            plan.zone,
            week(&plan.week),
            sets.join(", "),
            if plan.ends_at_close { "close" } else { "midnight" }
        )
        .unwrap();
        let seasons = plan.seasons.iter().map(|season| {
            let day = |(month, day): (u32, u32)| format!("\"{month:02}-{day:02}\"");
            format!("{{ from = {}, to = {}, week = {} }}", day(season.from), day(season.to), week(&season.week))
        });
        let seasons: Vec<_> = seasons.collect();
        if !seasons.is_empty() {
            writeln!(text, "seasons = [{}]", seasons.join(", ")).unwrap();
        }
        for (number_of_set, set) in plan.sets.iter().enumerate() {
            writeln!(text, "[holidays.h{number}-{number_of_set}]").unwrap();
            for kind in ["closed", "open", "partial"] {
                let these: Vec<_> =
                    set.iter().map(exception).filter(|(other, _)| *other == kind).map(|(_, text)| text).collect();
                if !these.is_empty() {
                    writeln!(text, "{kind} = [{}]", these.join(", ")).unwrap();
                }
            }
        }
    }
}

fn exception(exception: &Exception) -> (&'static str, String) {
    let on = match exception.on {
        Dates::On(date) => format!("on = {date}"),
        Dates::FromTo(from, to) => format!("from = {from}, to = {to}"),
        Dates::Every(month, day) => format!("every = \"{month:02}-{day:02}\""),
    };
    match &exception.what {
        What::Closed => ("closed", format!("{{ {on} }}")),
        What::Substituted { nearest: false } => ("closed", format!("{{ {on}, substitute = \"following\" }}")),
        What::Substituted { nearest: true } => ("closed", format!("{{ {on}, substitute = \"nearest\" }}")),
        What::OpenAs(day) => ("open", format!("{{ {on}, as = {:?} }}", DAYS[day.num_days_from_monday() as usize])),
        What::OpenFor(open) => ("open", format!("{{ {on}, hours = {} }}", hours(open))),
        What::Partial(partial) => ("partial", format!("{{ {on}, hours = {} }}", hours(partial))),
    }
}

fn write_obligation(obligation: &Obligation, text: &mut String) {
    let mut line = |key: &str, value: String| writeln!(text, "{key} = {value}").unwrap();
    line("[[obligation]]\nid", format!("{:?}", obligation.id));
    line("supplier", format!("\"d{}\"", obligation.supplier));
    line("customer", format!("\"d{}\"", obligation.customer));
    line("deliverable", format!("\"what {} is\"", obligation.id));
    if let Some(calendar) = obligation.calendar {
        line("calendar", format!("\"k{calendar}\""));
    }
    if !obligation.when.is_empty() {
        line("when", when(&obligation.when));
    }
    if obligation.previous {
        line("about", "\"previous period\"".to_owned());
    }
    if !obligation.needs.is_empty() {
        line("needs", format!("{:?}", obligation.needs));
    }
    match obligation.while_open {
        WhileOpen::Another => {}
        WhileOpen::Ignore => line("while-open", "\"ignore\"".to_owned()),
        WhileOpen::Restart => line("while-open", "\"restart\"".to_owned()),
    }
    if obligation.priority != "normal" {
        line("priority", format!("{:?}", obligation.priority));
    }
    for (key, value) in terms(&obligation.own) {
        line(key, value);
    }
    let bounds = [("from", obligation.from), ("until", obligation.until)];
    let bounds: Vec<_> = bounds.iter().filter_map(|(key, date)| Some(format!("{key} = {}", (*date)?))).collect();
    if !bounds.is_empty() {
        line("in-force", format!("{{ {} }}", bounds.join(", ")));
    }
    let tiers = obligation.tiers.iter().map(|tier| {
        let terms = terms(&tier.terms).into_iter().map(|(key, value)| format!(", {key} = {value}"));
        format!("{{ id = {:?}, when = {}{} }}", tier.id, when(&tier.when), terms.collect::<String>())
    });
    let tiers: Vec<_> = tiers.collect();
    if !tiers.is_empty() {
        line("tiers", format!("[{}]", tiers.join(", ")));
    }
}

fn when(conditions: &[Condition]) -> String {
    let conditions: Vec<_> = conditions.iter().map(Condition::text).collect();
    format!("{{ {} }}", conditions.join(", "))
}

fn terms(terms: &Terms) -> Vec<(&'static str, String)> {
    let roll = terms.roll.map(|roll| match roll {
        Roll::Following => "following",
        Roll::Preceding => "preceding",
        Roll::ModifiedFollowing => "modified-following",
        Roll::ModifiedPreceding => "modified-preceding",
        Roll::HalfMonth => "half-month-modified-following",
        Roll::Nearest => "nearest",
        Roll::Unadjusted => "unadjusted",
    });
    let quoted = |text: &str| format!("{text:?}");
    let keys = [
        ("due", terms.rule.as_ref().map(|rule| quoted(&rule.text()))),
        ("roll", roll.map(quoted)),
        ("cut-off", terms.cut_off.map(|minutes| quoted(&clock(minutes)))),
        ("documents", terms.documents.as_ref().map(|these| format!("{these:?}"))),
        ("signed", terms.signed.as_ref().map(|these| format!("{these:?}"))),
        ("review", terms.review.map(|(n, unit)| quoted(&format!("{n} {}", unit.word())))),
        ("at-risk", terms.at_risk_percent.map(|percent| format!("0.{percent}"))),
        ("priority", terms.priority.map(quoted)),
    ];
    keys.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

impl World {
    /// The named periods, as a length.
    pub(crate) fn named_length(&self) -> Option<Length> {
        self.named.as_ref().map(|(name, starts)| Length::Named(name, starts.clone()))
    }
}
