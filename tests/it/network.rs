//! The network: queries, versions, building, writing, drawing.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime, Weekday};
use interdept::calendar::{
    CalendarSpec, DayEnds, Exception, ExceptionHours, HolidaySet, Hours, Roll, Span, Unit, Week,
};
use interdept::config::Source;
use interdept::diagnostic::Code;
use interdept::due::{Notice, Side};
use interdept::network::{
    About, Condition, Escalation, InForce, Matcher, NewAgreement, NewDepartment, NewMilestone, NewObligation,
    Objective, Operand, Priority, Remedy, TimeRange,
};
use interdept::{Diagnostic, Network, Text};
use proptest::prelude::*;

/// A service that feeds a shop that feeds an office, which in turn owes the service its budget; the canteen stands
/// apart.
fn network() -> Network {
    Network::load("fixtures/shop/shop.toml").unwrap_or_else(|found| panic!("{found}"))
}

fn ids<'n>(of: impl Iterator<Item = interdept::network::Obligation<'n>>) -> Vec<&'n str> {
    of.map(|it| it.id().as_str()).collect()
}

fn names<'n>(of: impl Iterator<Item = interdept::network::Department<'n>>) -> Vec<&'n str> {
    of.map(|it| it.id().as_str()).collect()
}

#[test]
fn who_owes_whom() {
    let network = network();
    let shop = network.department("shop").unwrap();
    assert_eq!(ids(shop.owes()), ["shop.slip"]);
    assert_eq!(ids(shop.is_owed()), ["service.hours", "service.wash"]);
    assert_eq!(names(shop.suppliers()), ["service"]);
    assert_eq!(names(shop.customers()), ["office"]);
    assert_eq!(names(shop.upstream()), ["office", "service"]);
    assert_eq!(names(network.department("canteen").unwrap().downstream()), [""; 0]);
    assert_eq!(network.department("nobody"), None);
}

#[test]
fn what_needs_what() {
    let network = network();
    let slip = network.obligation("shop.slip").unwrap();
    assert_eq!(ids(slip.needs()), ["service.hours", "office.budget"]);
    assert_eq!(ids(slip.upstream()), ["office.budget", "service.hours"]);
    let budget = network.obligation("office.budget").unwrap();
    assert_eq!(ids(budget.needed_by()), ["service.hours", "shop.slip"]);
    assert_eq!(ids(budget.downstream()), ["service.hours", "shop.slip"]);
    assert_eq!(ids(budget.upstream()), [""; 0]);
}

#[test]
fn versions_follow_one_another() {
    let network = network();
    let slip = network.obligation("shop.slip").unwrap();
    assert_eq!(slip.due().to_string(), "within 2 days of sold", "the newest");
    let on = |day: &str| slip.version_on(day.parse().unwrap()).map(|version| version.due().to_string());
    assert_eq!(on("2026-06-30").as_deref(), Some("within 3 days of sold"));
    assert_eq!(on("2026-07-01").as_deref(), Some("within 2 days of sold"));
    assert_eq!(slip.versions().count(), 2);
    assert_eq!(network.obligations().len(), 6);
    assert_eq!(network.department("office").unwrap().is_owed().len(), 1, "versions are one obligation");
}

#[test]
fn rings_and_chains_of_departments() {
    let network = network();
    let rings: Vec<_> = network.rings().into_iter().map(|ring| names(ring.into_iter())).collect();
    assert_eq!(rings, [["office", "service", "shop"]]);
    let chain = |from, to| network.shortest_chain(from, to).map(|chain| ids(chain.into_iter()));
    assert_eq!(chain("service", "office").unwrap(), ["service.hours", "shop.slip"]);
    assert_eq!(chain("shop", "shop").unwrap(), [""; 0]);
    assert_eq!(chain("shop", "canteen"), None);
    assert_eq!(chain("shop", "nobody"), None);
}

#[test]
fn the_graph_has_departments_and_versions() {
    let network = network();
    let graph = network.graph();
    assert_eq!((graph.node_count(), graph.edge_count()), (4, 6));
    let shop = graph.node_indices().find(|&node| graph[node] == *"shop").unwrap();
    assert_eq!(graph.edges(shop).count(), 2);
}

#[test]
fn drawings_are_escaped() {
    let nasty = Text::from("a \"quoted\" \\ <script>alert(1)</script>\n[x]; }");
    let week = Week::always();
    let network = Network::builder()
        .calendar(CalendarSpec::new("c".parse().unwrap(), chrono_tz::UTC, week))
        .department(NewDepartment { name: Some(nasty), calendar: Some("c".into()), ..NewDepartment::new("财务") })
        .obligation(NewObligation {
            customer: Some("财务".into()),
            ..NewObligation::new("财务.报表", "财务", "Report", "by the 5th of every month")
        })
        .build()
        .unwrap();
    insta::assert_snapshot!(network.to_dot());
    insta::assert_snapshot!(network.to_mermaid());
}

#[test]
fn a_builder_checks_what_a_file_is_checked_for() {
    let found = Network::builder()
        .agreement(NewAgreement { recovery: Some(0), ..NewAgreement::new("request") })
        .department(NewDepartment::new("sales team"))
        .department(NewDepartment::new("sales"))
        .department(NewDepartment::new("sales"))
        .milestone(NewMilestone::new("sold"))
        .obligation(NewObligation {
            needs: vec!["report".into()],
            at_risk: f64::NAN,
            ..NewObligation::new("report", "sails", "Report", "promptly after sold")
        })
        .obligation(NewObligation::new("slip", "sales", "Slip", "by the 5th of every moth"))
        .build()
        .unwrap_err();
    let mut codes: Vec<Code> = found.iter().map(Diagnostic::code).collect();
    codes.sort();
    codes.dedup();
    assert_eq!(
        codes,
        [
            Code::BadId,
            Code::ReservedId,
            Code::DuplicateId,
            Code::UnknownId,
            Code::BadDueRule,
            Code::BadValue,
            Code::NoCustomer,
            Code::NoCalendar,
            Code::NoPromptly,
        ]
    );
    assert!(found.iter().all(|found| found.line().is_none()));
}

#[test]
fn the_dealership_is_written_and_read_back() {
    let network = Network::load("fixtures/dealership").unwrap();
    assert_eq!(read_back(&network), network);
}

/// What the files that a network writes load to.
fn read_back(network: &Network) -> Network {
    let files = network.to_toml();
    let sources: Vec<_> = files.iter().map(|file| Source { name: &file.name, text: &file.text }).collect();
    Network::from_sources(&sources).unwrap_or_else(|found| {
        let texts: Vec<&str> = sources.iter().map(|source| source.text).collect();
        panic!("{found}\n{}", texts.join("\n---\n"))
    })
}

#[test]
fn every_roll_is_written_and_read_back() {
    for roll in Roll::ALL {
        let network = Network::builder()
            .calendar(CalendarSpec::new("c".parse().unwrap(), chrono_tz::UTC, Week::always()))
            .agreement(NewAgreement { calendar: Some("c".into()), ..NewAgreement::new("a") })
            .department(NewDepartment::new("sales"))
            .obligation(NewObligation {
                customer: Some("sales".into()),
                roll: Some(roll),
                ..NewObligation::new("sales.slip", "sales", "Slip", "by the 5th of every month")
            })
            .build()
            .unwrap();
        assert_eq!(read_back(&network).obligation("sales.slip").unwrap().terms().roll, Some(roll));
    }
}

fn text() -> impl Strategy<Value = Text> {
    let wording = "[a-zA-Z \"'\\\\\n\t#=財务é{}\\[\\]]{0,12}";
    prop_oneof![
        wording.prop_map(|text| Text::from(&*text)),
        (wording, wording).prop_map(|(en, zh)| Text::new([("en", &*en), ("zh", &*zh)])),
    ]
}

fn span() -> impl Strategy<Value = Span> {
    (1..400u32, prop::sample::select(Unit::ALL.to_vec())).prop_map(|(count, unit)| Span::new(count, unit))
}

fn date() -> impl Strategy<Value = NaiveDate> {
    (0..3650u64).prop_map(|days| NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + chrono::Days::new(days))
}

fn in_force() -> impl Strategy<Value = InForce> {
    (prop::option::of(date()), prop::option::of(0..999u64)).prop_map(|(from, length)| InForce {
        from,
        until: from.zip(length).map(|(from, length)| from + chrono::Days::new(length)),
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    let operand = prop_oneof![
        "[@a-z\" ]{0,6}".prop_map(|value| Operand::Value(value.into())),
        "[a-z]{1,6}".prop_map(|name| Operand::Attribute(name.into())),
    ];
    let operands = prop::collection::vec(operand, 1..3);
    let matcher = (any::<bool>(), operands)
        .prop_map(|(any, operands)| if any { Matcher::AnyOf(operands) } else { Matcher::NoneOf(operands) });
    let attributes = prop::collection::btree_map("[a-s .#]{1,5}", matcher, 0..3);
    let time = (0..86_400u32).prop_map(|second| NaiveTime::from_num_seconds_from_midnight_opt(second, 0).unwrap());
    let range = (prop::option::of(time.clone()), prop::option::of(time));
    (attributes, prop::option::of(range)).prop_map(|(attributes, time)| Condition {
        attributes: attributes.into_iter().map(|(name, matcher)| (name.into(), matcher)).collect(),
        time: time.map(|(from, until)| TimeRange { from, until }),
    })
}

fn calendar() -> impl Strategy<Value = CalendarSpec> {
    let hours =
        prop_oneof![Just(vec!["08:30-12:00", "13:30-18:00"]), Just(vec!["00:00-24:00"]), Just(vec!["12:34-23:59"]),];
    let hours = hours.prop_map(|texts| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<Hours>>());
    let exception = prop_oneof![
        Just(ExceptionHours::Closed),
        Just(ExceptionHours::As(Weekday::Mon)),
        Just(ExceptionHours::MakeUp),
        hours.clone().prop_map(ExceptionHours::Hours),
    ];
    let exception = (prop::option::of(text()), exception).prop_map(|(name, hours)| Exception { name, hours });
    let days = prop::collection::btree_map(date(), exception, 0..6);
    let zone = prop::sample::select(vec![chrono_tz::Asia::Shanghai, chrono_tz::America::New_York, chrono_tz::UTC]);
    let covers = prop::option::of((date(), 0..900u64).prop_map(|(from, days)| (from, from + chrono::Days::new(days))));
    (zone, hours, days, covers, any::<bool>()).prop_map(|(zone, hours, days, covers, close)| {
        let week = Week::new([(Weekday::Mon, hours.clone()), (Weekday::Thu, hours)]).unwrap();
        let mut spec = CalendarSpec::new("calendar.1".parse().unwrap(), zone, week);
        spec.day_ends = if close { DayEnds::Close } else { DayEnds::Midnight };
        spec.holidays = vec![HolidaySet { id: "假日".parse().unwrap(), covers, days }];
        spec
    })
}

fn obligation() -> impl Strategy<Value = NewObligation> {
    let due = prop::sample::select(vec![
        "by the 5th of every month",
        "by 12:00 on the 1st of every quarter",
        "within 3 days of sold or 交车",
        "on the next business day after sold",
        "promptly after request",
        "at least 2 business days before sold",
        "by the given deadline of sold",
    ]);
    let words = || prop::collection::vec("[a-z \"é\n]{0,8}", 0..3);
    let notice = (span(), any::<bool>())
        .prop_map(|(span, before)| Notice { span, side: if before { Side::Before } else { Side::After } });
    let escalate = ("[a-z ]{1,8}", notice).prop_map(|(to, when)| Escalation { to: to.into(), when });
    let remedy = (span(), text()).prop_map(|(after, text)| Remedy { after, text });
    let roll = prop::option::of(prop::sample::select(Roll::ALL.to_vec()));
    let priority = prop::sample::select(Priority::ALL.to_vec());
    let about = prop::sample::select(About::ALL.to_vec());
    let first = (text(), due, words(), words(), condition(), roll, about, priority);
    let second = (
        prop::option::of(span()),
        0.0..=1.0,
        prop::collection::vec(escalate, 0..3),
        prop::option::of(remedy),
        prop::option::of(Just("calendar.1".to_owned())),
        in_force(),
    );
    (first, second).prop_map(|(first, second)| {
        let (deliverable, due, documents, signed, when, roll, about, priority) = first;
        let (review, at_risk, escalate, remedy, calendar, in_force) = second;
        let base = NewObligation::new("x", "sales", deliverable, due);
        NewObligation {
            documents,
            signed,
            when,
            roll,
            about,
            priority,
            review,
            at_risk,
            escalate,
            remedy,
            calendar,
            in_force,
            ..base
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_built_is_written_and_read_back(
        calendar in calendar(),
        name in text(),
        own_calendar in any::<bool>(),
        range in in_force(),
        objective in prop::option::of((0.0..=1.0, span()).prop_map(|(on_time, over)| Objective { on_time, over })),
        recovery in proptest::option::of(1..99u32),
        mut owed in prop::collection::vec(obligation(), 0..4),
    ) {
        let all: BTreeMap<usize, String> = (0..owed.len()).map(|n| (n, format!("sales.{n}.货"))).collect();
        for (n, obligation) in owed.iter_mut().enumerate() {
            obligation.id.clone_from(&all[&n]);
            // Needs point to earlier ones, so that no ring closes.
            obligation.needs = all.range(..n).map(|(_, id)| id.clone()).collect();
        }
        let agreement = NewAgreement {
            name: Some(name.clone()),
            customer: Some("finance".into()),
            calendar: Some("calendar.1".into()),
            promptly: Some(Span::new(1, Unit::BusinessDays)),
            objective,
            recovery,
            in_force: range,
            ..NewAgreement::new("协议")
        };
        // Half of it in a second agreement, so that there are two files.
        let second = NewAgreement { customer: None, in_force: InForce::default(), ..agreement.clone() };
        let half = owed.len() / 2;
        let calendar_of_sales = own_calendar.then(|| "calendar.1".to_owned());
        let mut builder = Network::builder()
            .calendar(calendar)
            .department(NewDepartment::new("finance"))
            .department(NewDepartment { name: Some(name), calendar: calendar_of_sales, ..NewDepartment::new("sales") })
            .milestone(NewMilestone { attributes: Some(vec!["deadline".into(), "a b".into()]), ..NewMilestone::new("sold") })
            .milestone(NewMilestone::new("交车"))
            .agreement(agreement);
        for (n, obligation) in owed.into_iter().enumerate() {
            if n == half {
                builder = builder.agreement(second.clone());
            }
            let customer = (n >= half).then(|| "sales".to_owned());
            builder = builder.obligation(NewObligation { customer, ..obligation });
        }
        let built = builder.build();
        // A range may end before that of its agreement begins: both refuse it alike, which is not the point here.
        prop_assume!(built.is_ok());
        let network = built.unwrap();
        prop_assert_eq!(&read_back(&network), &network);
    }
}
