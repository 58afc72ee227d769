//! Random small companies, full of edges: shifts over midnight, days on which clocks change, holidays, equal hours.

use chrono::{Days, NaiveDate, Weekday};
use chrono_tz::Tz;

use super::calendar::{Dates, Desk, Exception, Hours, Plan, Roll, Season, Unit, Week, What};
use super::dice::Dice;
use super::period::Length;
use super::rule::{DayOf, Form, Limit, Of, Rule};
use super::world::{Condition, Department, MILESTONES, Obligation, Terms, Tier, WhileOpen, World};

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident: $today:literal,)+) => {
        /// What the worlds may hold.
        #[derive(Clone, Debug)]
        pub(crate) struct Features {
            $($(#[$doc])* pub(crate) $name: bool,)+
        }

        impl Features {
            /// What the library has.
            pub(crate) fn of_today() -> Self {
                Self { $($name: $today,)+ }
            }

            /// With one switched on or off by its name.
            pub(crate) fn with(mut self, name: &str, on: bool) -> Self {
                match name {
                    $(stringify!($name) => self.$name = on,)+
                    _ => panic!("no feature {name}"),
                }
                self
            }
        }
    };
}

features! {
    /// Pauses and rejections.
    holds: true,
    extensions: true,
    /// Versions on several calendars, which may give one key twice.
    moved_versions: true,
    /// Deliveries when all that opened is delivered.
    extra_deliveries: true,
    waivers: true,
    /// Waivers of a whole case, and plain rows beside a waived occurrence.
    case_waivers: true,
    /// Rows for a period's handoff that do not name it.
    plain_periods: true,
    /// Several rows of one kind at one instant.
    same_instant: true,
    voids: true,
    /// Deliveries of several obligations in one row.
    several: true,
    /// Deliveries that say themselves whether the target was kept.
    outcomes: true,
    /// Lists in any order and with either separator, instants with other offsets.
    spellings: true,
    /// Compares the columns that version 1 did not have.
    columns: true,
    /// Compares whose delay it was.
    delay: true,
    needs: true,
    /// Inputs of other kinds than the handoff itself, and without time.
    any_needs: true,
    tiers: true,
    revisions: true,
    numbers: true,
    cut_offs: true,
    while_open: true,
    and: true,
    delivery_of: true,
    two_limits: true,
    /// The due rules that version 1 did not have.
    new_forms: true,
    half_month: true,
    night_shifts: true,
    seasons: true,
    yearly: true,
    partial: true,
    hierarchy: true,
    company: true,
    named_periods: true,
}

impl Features {
    /// Those under which whose delay it was is compared.
    pub(crate) fn of_delay() -> Self {
        let quiet = [
            "holds",
            "extensions",
            "moved_versions",
            "extra_deliveries",
            "waivers",
            "case_waivers",
            "same_instant",
            "columns",
            "any_needs",
            "tiers",
            "revisions",
            "numbers",
            "cut_offs",
            "while_open",
            "and",
            "delivery_of",
            "hierarchy",
            "company",
            "named_periods",
        ];
        quiet.into_iter().fold(Self::of_today(), |features, name| features.with(name, false))
    }

    /// What the worlds must bring about to be worth their while.
    pub(crate) fn states(&self) -> Vec<&'static str> {
        let mut states = vec!["open", "at-risk", "overdue", "met", "late", "second occurrence", "period"];
        if self.outcomes {
            states.push("judged by outcome");
        }
        if self.holds {
            states.push("paused");
        }
        if self.waivers {
            states.push("waived");
        }
        if self.needs {
            states.extend(["excused", "shared"]);
        }
        states
    }
}

/// The first days of the weeks in which things happen: clocks go back, go forward, and a year ends.
const STARTS: [(i32, u32, u32); 4] = [(2026, 10, 17), (2026, 3, 20), (2026, 12, 12), (2026, 10, 17)];
const ROLLS: [Roll; 7] = [
    Roll::Following,
    Roll::Preceding,
    Roll::ModifiedFollowing,
    Roll::ModifiedPreceding,
    Roll::HalfMonth,
    Roll::Nearest,
    Roll::Unadjusted,
];
const UNITS: [(Unit, u32); 8] = [
    (Unit::Minutes, 3000),
    (Unit::Hours, 60),
    (Unit::BusinessMinutes, 1500),
    (Unit::BusinessHours, 20),
    (Unit::Days, 8),
    (Unit::Weeks, 2),
    (Unit::Months, 1),
    (Unit::BusinessDays, 6),
];
const DAY_UNITS: [(Unit, u32); 4] = [(Unit::Days, 8), (Unit::Weeks, 2), (Unit::Months, 1), (Unit::BusinessDays, 6)];
const REVIEWS: [(u32, Unit); 5] =
    [(2, Unit::BusinessDays), (24, Unit::Hours), (3, Unit::Days), (6, Unit::BusinessHours), (1, Unit::BusinessDays)];

fn random_unit(dice: &mut Dice, of: &[(Unit, u32)]) -> (u32, Unit) {
    let (unit, most) = dice.pick(of);
    (1 + dice.below(most), unit)
}

fn week(hours: &Hours, days: impl Fn(usize) -> bool) -> Week {
    std::array::from_fn(|day| if days(day) { hours.clone() } else { Vec::new() })
}

fn random_week(dice: &mut Dice, nights: bool) -> Week {
    match dice.below(if nights { 7 } else { 5 }) {
        0 => week(&vec![(0, 1440)], |_| true),
        1 => week(&vec![(480, 720), (780, 1050)], |day| day < 5),
        2 => week(&vec![(510, 720), (810, 1080)], |day| day < 6),
        3 => week(&vec![(540, 1020)], |day| day < 4 || day == 6),
        4 => week(&vec![(0, 600), (840, 1440)], |day| day < 6),
        5 => week(&vec![(1320, 1800)], |day| day < 5),
        _ => week(&vec![(360, 840), (1080, 1560)], |day| day != 2),
    }
}

fn random_plan(dice: &mut Dice, features: &Features, start: NaiveDate) -> Plan {
    let zones: [Tz; 5] = [
        chrono_tz::UTC,
        chrono_tz::Europe::Amsterdam,
        chrono_tz::America::New_York,
        chrono_tz::Asia::Shanghai,
        chrono_tz::Europe::Amsterdam,
    ];
    let mut sets = Vec::new();
    let mut closed: Vec<NaiveDate> = (0..dice.below(8)).map(|_| dice.day(start - Days::new(3), 40)).collect();
    closed.sort();
    closed.dedup();
    let mut set: Vec<Exception> =
        closed.iter().map(|&day| Exception { on: Dates::On(day), what: What::Closed }).collect();
    if dice.one_in(2) {
        // A make-up day.
        let day = dice.day(start, 30);
        if !closed.contains(&day) {
            let what = dice.pick(&[What::OpenFor(vec![(600, 840)]), What::OpenAs(Weekday::Tue)]);
            set.push(Exception { on: Dates::On(day), what });
        }
    }
    sets.push(set);
    if features.partial && dice.one_in(2) {
        let from = dice.day(start, 25);
        let to = from + Days::new(dice.below(4).into());
        let on = dice.pick(&[Dates::On(from), Dates::FromTo(from, to)]);
        sets.push(vec![Exception { on, what: What::Partial(vec![(540, 600)]) }]);
    }
    if features.yearly && dice.one_in(2) {
        let mut yearly = Vec::new();
        let first = dice.day(start, 20);
        for day in first.iter_days().take(1 + dice.below(3) as usize) {
            use chrono::Datelike;
            let what = dice.pick(&[
                What::Closed,
                What::Substituted { nearest: false },
                What::Substituted { nearest: false },
                What::Substituted { nearest: true },
            ]);
            yearly.push(Exception { on: Dates::Every(day.month(), day.day()), what });
        }
        sets.push(yearly);
    }
    let mut seasons = Vec::new();
    if features.seasons {
        for _ in 0..dice.below(3) {
            use chrono::Datelike;
            let (from, to) = (dice.day(start, 25), dice.day(start, 40));
            let week = random_week(dice, features.night_shifts);
            let day = |date: NaiveDate| (date.month(), date.day());
            seasons.push(Season { from: day(from), to: day(to), week });
        }
    }
    Plan {
        zone: dice.pick(&zones),
        week: random_week(dice, features.night_shifts),
        seasons,
        sets,
        ends_at_close: !dice.one_in(3),
    }
}

impl World {
    pub(crate) fn random(dice: &mut Dice, features: &Features) -> Self {
        let (year, month, day) = dice.pick(&STARTS);
        let start = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let desks: Vec<Desk> = (0..3).map(|_| Desk::new(random_plan(dice, features, start), start)).collect();
        let departments = (0..2 + dice.below(4))
            .map(|number| Department {
                calendar: if dice.one_in(4) { None } else { Some(dice.below(3) as usize) },
                part_of: (features.hierarchy && number > 0 && dice.one_in(2)).then(|| dice.below(number) as usize),
            })
            .collect();
        let named = features.named_periods.then(|| {
            let starts = (0..14).map(|n| start - Days::new(100) + Days::new(n * 20 + n % 3)).collect();
            ("close", starts)
        });
        let mut world = Self {
            start,
            desks,
            departments,
            agreement_desk: dice.below(3) as usize,
            promptly: random_unit(dice, &UNITS),
            week_starts: if features.company {
                dice.pick(&[Weekday::Mon, Weekday::Sun, Weekday::Sat])
            } else {
                Weekday::Mon
            },
            since: features.company.then(|| start - Days::new(20 - u64::from(dice.below(25)).min(20))),
            named,
            obligations: Vec::new(),
        };
        for number in 0..2 + dice.below(6) {
            let obligation = world.random_obligation(dice, features, number);
            world.push_versions(obligation, dice, features);
        }
        world
    }

    /// An obligation, sometimes changed from some day on.
    fn push_versions(&mut self, obligation: Obligation, dice: &mut Dice, features: &Features) {
        if !dice.one_in(5) || matches!(obligation.of(), Of::Delivery(_) | Of::SignOff(_)) {
            self.obligations.push(obligation);
            return;
        }
        let last = dice.day(self.start + Days::new(2), 20);
        let mut newer = Obligation { from: Some(last + Days::new(1)), ..obligation.clone() };
        newer.own.documents = Some(vec!["paper"]);
        if features.moved_versions && dice.one_in(2) {
            newer.calendar = Some(dice.below(3) as usize);
        }
        self.obligations.push(Obligation { until: Some(last), ..obligation });
        self.obligations.push(newer);
    }

    fn random_obligation(&self, dice: &mut Dice, features: &Features, number: u32) -> Obligation {
        let departments = u32::try_from(self.departments.len()).unwrap();
        let supplier = dice.below(departments);
        let customer = (supplier + 1 + dice.below(departments - 1)) % departments;
        let rule = self.random_rule(dice, features);
        let of_case = !matches!(rule.of, Of::Every(_));
        let takes_tiers = of_case && !matches!(rule.of, Of::Delivery(_) | Of::SignOff(_));
        let tiers = if features.tiers && takes_tiers && dice.one_in(2) {
            self.random_tiers(dice, features, &rule)
        } else {
            Vec::new()
        };
        let from_milestone = matches!(rule.of, Of::Any(_) | Of::All(_) | Of::Request) && !rule.is_before();
        let earlier: Vec<String> = self.obligations.iter().map(|other| other.id.clone()).collect();
        let mut needs = Vec::new();
        for id in &earlier {
            let others = self.versions(id);
            let same_kind = (others[0].of() == &rule.of) && others.len() == 1;
            if features.needs && (features.any_needs || same_kind) && dice.one_in(2) && !needs.contains(id) {
                needs.push(id.clone());
            }
        }
        let of_months = matches!(rule.of, Of::Every(Length::Week | Length::Month | Length::Day));
        Obligation {
            id: format!("o{number}"),
            supplier: supplier as usize,
            customer: customer as usize,
            calendar: dice.maybe(4, |dice| dice.below(3) as usize),
            when: if of_case { random_when(dice, features) } else { Vec::new() },
            own: Terms {
                roll: dice
                    .maybe(2, |dice| dice.pick(&ROLLS))
                    .filter(|&roll| features.half_month || roll != Roll::HalfMonth),
                cut_off: (features.cut_offs && from_milestone).then(|| dice.maybe(2, random_clock)).flatten(),
                documents: dice.maybe(4, |_| vec!["paper", "slip"]),
                signed: dice.maybe(6, |_| vec!["slip"]),
                review: dice.maybe(3, |dice| dice.pick(&REVIEWS)),
                at_risk_percent: dice.maybe(2, |dice| dice.pick(&[50, 90])),
                // Some have rules in their tiers alone.
                rule: Some(rule).filter(|_| tiers.is_empty() || !dice.one_in(3)),
                priority: None,
            },
            tiers,
            needs,
            previous: of_months && dice.one_in(3),
            while_open: WhileOpen::Another,
            priority: dice.pick(&["normal", "high"]),
            from: (self.since.is_none() || dice.one_in(3))
                .then(|| self.start - Days::new(15 - u64::from(dice.below(18)).min(15))),
            until: None,
        }
        .with_while_open(dice, features)
    }

    fn random_tiers(&self, dice: &mut Dice, features: &Features, rule: &Rule) -> Vec<Tier> {
        let mut tiers = Vec::new();
        for (id, kind) in [("p1", "red"), ("p2", "blue")] {
            if tiers.is_empty() || dice.one_in(2) {
                let mut own = Rule { of: rule.of.clone(), ..self.random_rule(dice, features) };
                while own.is_before() != rule.is_before() || own.limits.iter().any(|limit| limit.form.is_of_period()) {
                    own = Rule { of: rule.of.clone(), ..self.random_rule(dice, features) };
                }
                let terms = Terms {
                    rule: Some(own),
                    at_risk_percent: dice.maybe(3, |_| 60),
                    priority: dice.maybe(2, |_| "critical"),
                    ..Terms::default()
                };
                tiers.push(Tier { id, when: vec![Condition::Is("kind", vec![kind], false)], terms });
            }
        }
        tiers
    }

    fn random_rule(&self, dice: &mut Dice, features: &Features) -> Rule {
        if dice.one_in(3) {
            return self.random_period_rule(dice, features);
        }
        let one = |form: Form, dice: &mut Dice| {
            let clock = if form.is_of_days() { dice.maybe(3, random_clock) } else { None };
            Limit { clock, form }
        };
        let form = match dice.below(if features.new_forms { 15 } else { 11 }) {
            0..4 => random_within(dice),
            4 => Form::SameDay,
            5 => Form::NextDay,
            6 => Form::NextBusinessDay,
            7 => Form::Promptly(self.promptly.0, self.promptly.1),
            8 | 9 => {
                Form::Before(dice.maybe(2, |dice| random_unit(dice, &UNITS)).filter(|lead| lead.1 != Unit::Months))
            }
            10 => Form::Given,
            11 | 12 => Form::NextWeekday(dice.pick(&[Weekday::Fri, Weekday::Sun])),
            _ => {
                let day = dice.pick(&[DayOf::Nth(10), DayOf::Nth(31), DayOf::NthLastBusiness(1), DayOf::Last]);
                Form::OfMonth(day, dice.one_in(2))
            }
        };
        let before = matches!(form, Form::Before(_));
        let given = matches!(form, Form::Given);
        let mut of = match dice.below(4) {
            0 => Of::Any(MILESTONES[..2].to_vec()),
            1 if !before && !given => Of::Request,
            _ => Of::Any(vec![dice.pick(&MILESTONES)]),
        };
        if features.and && dice.one_in(4) {
            of = Of::All(MILESTONES[1..].to_vec());
        }
        if features.delivery_of && dice.one_in(3) && !before && !given && !self.obligations.is_empty() {
            let ids: Vec<String> = self.obligations.iter().map(|other| other.id.clone()).collect();
            let id = dice.pick(&ids);
            of = if dice.one_in(3) { Of::SignOff(id) } else { Of::Delivery(id) };
        }
        let mut limits = vec![one(form, dice)];
        if features.two_limits && matches!(of, Of::Any(_) | Of::Request) && !before && !given && dice.one_in(4) {
            let form = dice.pick(&[
                Form::SameDay,
                Form::NextBusinessDay,
                Form::Within(4, Unit::Hours),
                Form::Within(5, Unit::BusinessHours),
            ]);
            let limit = one(form, dice);
            limits.push(limit);
            if matches!(limits[0].form, Form::Promptly(..)) {
                limits[0].form = Form::Within(3, Unit::Hours);
            }
        }
        Rule { later: limits.len() > 1 && dice.one_in(2), limits, of }
    }

    fn random_period_rule(&self, dice: &mut Dice, features: &Features) -> Rule {
        let days = |day: DayOf| Form::Days(vec![day]);
        let weekdays = [Weekday::Fri, Weekday::Sun, Weekday::Mon];
        let (form, length) = match dice.below(if features.new_forms { 20 } else { 11 }) {
            0 => (days(DayOf::Nth(1 + dice.below(31))), Length::Month),
            1 => (days(DayOf::NthBusiness(1 + dice.below(24))), Length::Month),
            2 => (days(DayOf::Last), Length::Month),
            3 => (days(DayOf::NthLastBusiness(1)), Length::Month),
            4 => (days(DayOf::Weekday(dice.pick(&weekdays))), Length::Week),
            5 => (days(DayOf::Each), Length::Day),
            6 => (days(DayOf::EachBusiness), Length::Day),
            7 => (days(DayOf::NthBusiness(1 + dice.below(6))), Length::Week),
            8 | 9 => (days(DayOf::Weekday(dice.pick(&weekdays))), Length::Week),
            10 => (days(DayOf::Nth(1 + dice.below(92))), Length::Quarter),
            11 => (Form::Days(vec![DayOf::Nth(5 + dice.below(5)), DayOf::Nth(20 + dice.below(12))]), Length::Month),
            12 => (days(DayOf::NthLastBusiness(1 + dice.below(6))), Length::Month),
            13 => (days(DayOf::NthWeekday(1 + dice.below(5), dice.pick(&weekdays))), Length::Month),
            14 => (days(DayOf::LastWeekday(dice.pick(&weekdays))), Length::Month),
            15 => {
                let weeks = 2 + dice.below(2);
                (Form::EveryWeeks(weeks, dice.day(self.start - Days::new(10), 12), dice.pick(&weekdays)), Length::Week)
            }
            18 => (days(DayOf::Date(1 + dice.below(31), 1)), Length::Year),
            16 => (Form::BeforeEnd(1 + dice.below(4), dice.pick(&[Unit::BusinessDays, Unit::Days])), Length::Month),
            17 => (
                Form::AfterEnd(1 + dice.below(4), dice.pick(&[Unit::BusinessDays, Unit::Days])),
                dice.pick(&[Length::Month, Length::Week]),
            ),
            _ => match self.named_length() {
                Some(named) => (days(DayOf::NthBusiness(1 + dice.below(4))), named),
                None => (days(DayOf::Nth(100 + dice.below(84))), Length::HalfYear),
            },
        };
        let always = matches!(&form, Form::Days(days) if matches!(days[..], [DayOf::Each | DayOf::EachBusiness]));
        let clock = if form.is_of_days() && (always || dice.one_in(3)) { Some(random_clock(dice)) } else { None };
        Rule { limits: vec![Limit { clock, form }], later: false, of: Of::Every(length) }
    }
}

impl Obligation {
    fn with_while_open(mut self, dice: &mut Dice, features: &Features) -> Self {
        let takes = matches!(self.of(), Of::Any(_) | Of::All(_) | Of::Request) && !self.is_before();
        if features.while_open && takes && dice.one_in(3) {
            self.while_open = dice.pick(&[WhileOpen::Ignore, WhileOpen::Restart]);
        }
        self
    }
}

fn random_clock(dice: &mut Dice) -> u32 {
    dice.pick(&[720, 1020, 540, 930])
}

fn random_within(dice: &mut Dice) -> Form {
    let (n, unit) = if dice.one_in(2) { random_unit(dice, &DAY_UNITS) } else { random_unit(dice, &UNITS) };
    Form::Within(n, unit)
}

fn random_when(dice: &mut Dice, features: &Features) -> Vec<Condition> {
    let mut when = Vec::new();
    if dice.one_in(4) {
        when.push(Condition::Is("kind", vec!["red"], dice.one_in(2)));
    }
    if dice.one_in(8) {
        when.push(Condition::Is("other", vec!["green", "grey"], dice.one_in(2)));
    }
    if dice.one_in(6) {
        when.push(Condition::Time(480, 1200));
    }
    if features.numbers && dice.one_in(5) {
        when.push(dice.pick(&[
            Condition::Number("size", 5, 100),
            Condition::StartsWith("kind", "re"),
            Condition::Same("kind", "other", true),
            Condition::Same("kind", "other", false),
        ]));
    }
    // An attribute is asked for once.
    let mut asked = Vec::new();
    when.retain(|condition| {
        let name = condition.name();
        let first = !asked.contains(&name);
        asked.push(name);
        first
    });
    when
}
