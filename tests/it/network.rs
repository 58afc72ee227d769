//! The network: queries, versions, building, writing, drawing.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use interdept::calendar::{
    CalendarSpec, Closure, DayEnds, Exception, ExceptionHours, HolidaySet, Hours, Moment, MonthDay, Roll, Season,
    SeasonDays, Span, Substitute, SubstituteRule, Unit, Week, Yearly, YearlyDays, china,
};
use interdept::config::Source;
use interdept::diagnostic::{At, Code};
use interdept::due::{Notice, Side};
use interdept::network::{
    About, AgreementSpec, BoundsSpec, CompanySpec, ConditionSpec, DepartmentSpec, EachSpec, Edges, EscalationSpec,
    InForce, MatcherSpec, MilestoneSpec, ObjectiveSpec, ObligationSpec, Priority, RemedySpec, TierSpec, TimeSpec,
    WhileOpen,
};
use interdept::petgraph;
use interdept::{Diagnostic, HolidaySetId, Network, Text};
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
    assert_eq!(network.find_department("nobody"), None);
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
    let shop = network.department("shop").unwrap();
    assert_eq!(graph[shop.node()], *"shop");
    assert_eq!(graph.edges(shop.node()).count(), 2);
    assert_eq!(network.department_at_node(shop.node()), Some(shop));
    let slip = network.obligation("shop.slip").unwrap();
    assert_eq!(graph.edge_endpoints(slip.edge()), Some((shop.node(), slip.customer().node())));
    assert_eq!(network.obligation_at_edge(slip.edge()), Some(slip));
    assert_eq!(network.department_at_node(petgraph::graph::NodeIndex::new(99)), None);
}

#[test]
fn the_graph_of_needs_runs_from_inputs_to_what_needs_them() {
    let network = network();
    let needs = network.needs_graph();
    let node = |id: &str| network.obligation(id).unwrap().need_node();
    assert!(needs.contains_edge(node("service.hours"), node("shop.slip")));
    assert!(!needs.contains_edge(node("shop.slip"), node("service.hours")));
    assert_eq!(network.obligation_at_need_node(node("shop.slip")), network.find_obligation("shop.slip"));
    assert!(!petgraph::algo::is_cyclic_directed(needs));
}

#[test]
fn agreements_and_milestones_have_handles() {
    let network = Network::load("fixtures/dealership").unwrap();
    let finance = network.agreement("finance").unwrap();
    assert_eq!(finance.customer(), network.find_department("finance"));
    let written = include_str!("../../fixtures/dealership/finance.toml").matches("[[obligation]]").count();
    assert_eq!(finance.obligations().count(), written);
    assert_eq!(finance.promptly(), Some(Span::new(1, Unit::BusinessDays)));
    let signed = network.milestone("contract-signed").unwrap();
    assert_eq!(signed.attributes().unwrap().collect::<Vec<_>>(), ["sale", "buyer", "holder", "accessories"]);
    assert!(ids(signed.obligations()).contains(&"workshop.inspection"));
}

#[test]
fn an_unknown_id_is_told_the_nearest() {
    let network = Network::load("fixtures/dealership").unwrap();
    let asked = [
        network.department("finanse").map(drop),
        network.obligation("sales.montly-slips").map(drop),
        network.milestone("vehicle-delivred").map(drop),
        network.agreement("finances").map(drop),
        network.calendar("dealer-ship").map(drop),
        network.calendar("xyz").map(drop),
    ];
    let told: Vec<String> = asked.into_iter().map(|asked| asked.unwrap_err().to_string()).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn the_edges_of_a_pair_can_be_drawn_as_one() {
    insta::assert_snapshot!(network().to_dot(Edges::Merged));
}

#[test]
fn drawings_are_escaped() {
    let nasty = Text::from("a \"quoted\" \\ <script>alert(1)</script>\n[x]; }");
    let week = Week::always();
    let network = Network::builder()
        .company(CompanySpec { since: NaiveDate::from_ymd_opt(2020, 1, 1).map(Into::into), ..CompanySpec::default() })
        .calendar(CalendarSpec::new("c".parse().unwrap(), chrono_tz::UTC, week))
        .department(DepartmentSpec {
            name: Some(nasty.into()),
            calendar: Some("c".into()),
            ..DepartmentSpec::new("财务")
        })
        .obligation(ObligationSpec {
            customer: Some("财务".into()),
            ..ObligationSpec::new("财务.报表", "财务", "Report", "by the 5th of every month")
        })
        .build()
        .unwrap();
    insta::assert_snapshot!(network.to_dot(Edges::Each));
    insta::assert_snapshot!(network.to_mermaid());
}

#[test]
fn a_builder_checks_what_a_file_is_checked_for() {
    let found = Network::builder()
        .agreement(AgreementSpec { recovery: Some(0.into()), ..AgreementSpec::new("request") })
        .department(DepartmentSpec::new("sales team"))
        .department(DepartmentSpec::new("sales"))
        .department(DepartmentSpec::new("sales"))
        .milestone(MilestoneSpec::new("sold"))
        .obligation(ObligationSpec {
            needs: Some(["report"].into_iter().collect()),
            at_risk: Some(f64::NAN.into()),
            ..ObligationSpec::new("report", "sails", "Report", "promptly after sold")
        })
        .obligation(ObligationSpec::new("slip", "sales", "Slip", "by the 5th of every moth"))
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

/// Templates stay templates, ready sets stay ready, and whatever else a file says is said again.
#[test]
fn whole_agreements_are_written_and_read_back_as_they_stand() {
    let agreements = ["month-end-close", "it-service-desk", "hospital-laboratory", "bakery", "permits", "tickets"];
    for fixture in agreements.map(|trade| format!("fixtures/{trade}/agreements.toml")) {
        let network = Network::load(&fixture).unwrap_or_else(|found| panic!("{found}"));
        assert_eq!(read_back(&network), network, "{fixture}");
        let read = [std::fs::read_to_string(&fixture).unwrap()];
        let written: Vec<String> = network.to_toml().into_iter().map(|file| file.text).collect();
        for key in ["for = ", "parts-of = ", "tiers = ", "examples = ", "cut-off = ", "while-open = ", "every = "] {
            let count = |texts: &[String]| texts.iter().map(|text| text.matches(key).count()).sum::<usize>();
            assert_eq!(count(&written), count(&read), "{key} in {fixture}");
        }
    }
    let ready = "format = 1\n[calendar.c]\ntimezone = \"Asia/Shanghai\"\nweek = { mon-fri = [\"09:00-17:00\"] }\n\
                 holidays = [\"cn\"]\n[holidays.cn]\nbuiltin = \"china\"\n";
    let network = Network::from_toml("x.toml", ready).unwrap_or_else(|found| panic!("{found}"));
    assert!(network.to_toml().iter().any(|file| file.text.contains("builtin = \"china\"")));
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
            .company(CompanySpec {
                since: NaiveDate::from_ymd_opt(2020, 1, 1).map(Into::into),
                ..CompanySpec::default()
            })
            .calendar(CalendarSpec::new("c".parse().unwrap(), chrono_tz::UTC, Week::always()))
            .agreement(AgreementSpec { calendar: Some("c".into()), ..AgreementSpec::new("a") })
            .department(DepartmentSpec::new("sales"))
            .obligation(ObligationSpec {
                customer: Some("sales".into()),
                roll: Some(roll.into()),
                ..ObligationSpec::new("sales.slip", "sales", "Slip", "by the 5th of every month")
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
    (1..100u32, prop::sample::select(Unit::ALL.to_vec())).prop_map(|(count, unit)| Span::new(count, unit))
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

fn condition() -> impl Strategy<Value = ConditionSpec> {
    let operand = prop_oneof!["[@a-z\" ]{0,6}", "@[a-z]{1,6}"];
    let operands = prop::collection::vec(operand.prop_map(Into::into), 1..3);
    let matcher = (0..4u8, operands).prop_map(|(kind, operands)| match kind {
        0 => MatcherSpec::AnyOf(operands),
        1 => MatcherSpec::NoneOf(operands),
        2 => MatcherSpec::StartsWith(operands),
        _ => MatcherSpec::Number(BoundsSpec {
            over: Some("-0.50".into()),
            at_most: (operands.len() > 1).then(|| "10000".into()),
            ..BoundsSpec::default()
        }),
    });
    let attributes = prop::collection::btree_map("[a-s .#]{1,5}", matcher, 0..3);
    let time = (0..1440u32).prop_map(|minute| At::from(format!("{:02}:{:02}", minute / 60, minute % 60)));
    let range = (prop::option::of(time.clone()), prop::option::of(time));
    (attributes, prop::option::of(range)).prop_map(|(attributes, time)| ConditionSpec {
        attributes: attributes.into_iter().map(|(name, matcher)| (name.into(), matcher.into())).collect(),
        time: time.map(|(from, until)| TimeSpec { from, until }.into()),
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
    let yearly = prop::collection::vec(yearly(hours.clone()), 0..4);
    let closures = prop::collection::vec(closure(), 0..3);
    let seasons = prop::collection::vec(season(hours.clone()), 0..3);
    let said = (days, covers, yearly, closures, any::<bool>());
    (zone, hours, said, seasons, any::<bool>()).prop_map(|(zone, hours, said, seasons, close)| {
        let (days, covers, yearly, closures, is_ready) = said;
        let week = Week::new([(Weekday::Mon, hours.clone()), (Weekday::Thu, hours)]).unwrap();
        let mut spec = CalendarSpec::new("calendar.1".parse().unwrap(), zone, week);
        spec.day_ends = if close { DayEnds::Close } else { DayEnds::Midnight };
        spec.seasons = seasons;
        let id: HolidaySetId = "假日".parse().unwrap();
        let mut set = if is_ready { china(id) } else { HolidaySet { covers, ..HolidaySet::new(id) } };
        set.days.extend(days);
        let mut known = Vec::new();
        let mut is_new = |yearly: &Yearly| {
            let key = (yearly.days, yearly.exception.hours == ExceptionHours::Closed);
            let is_new = !known.contains(&key);
            known.push(key);
            is_new
        };
        let mut yearly: Vec<_> = yearly.into_iter().filter(|it| is_new(it)).collect();
        // As a file lists them.
        yearly.sort_by_key(|yearly| yearly.exception.hours != ExceptionHours::Closed);
        spec.holidays = vec![HolidaySet { yearly, closures, ..set }.into()];
        spec
    })
}

fn year_day() -> impl Strategy<Value = String> {
    let base = prop::sample::select(vec!["12-25", "02-29", "last monday of may", "5th thursday of november", "easter"]);
    (base, prop::sample::select(vec!["", " + 1 day", " - 40 days"])).prop_map(|(base, days)| format!("{base}{days}"))
}

/// What comes back every year.
fn yearly(hours: impl Strategy<Value = Vec<Hours>>) -> impl Strategy<Value = Yearly> {
    let on = prop::option::of(prop::sample::subsequence(vec![Weekday::Sat, Weekday::Sun], 1..=2));
    let rule = prop::sample::select(SubstituteRule::ALL.to_vec());
    let substitute = (rule, on).prop_map(|(rule, on)| Substitute { rule, on: on.map(|on| on.into_iter().collect()) });
    let day = (year_day(), prop::option::of(substitute));
    let range = prop::sample::select(vec![("12-24", "01-02"), ("02-28", "02-29")]);
    (prop::option::of(text()), day, range, prop::option::of(hours), any::<bool>()).prop_map(
        |(name, (day, substitute), (from, to), part, is_range)| {
            let hours = part.map_or(ExceptionHours::Closed, ExceptionHours::Partial);
            let substitute = substitute.filter(|_| !is_range && hours == ExceptionHours::Closed);
            let days = if is_range {
                YearlyDays::Range(from.parse().unwrap(), to.parse().unwrap())
            } else {
                YearlyDays::Day(day.parse().unwrap())
            };
            Yearly { days, exception: Exception { name, hours }, substitute }
        },
    )
}

fn closure() -> impl Strategy<Value = Closure> {
    (prop::option::of(text()), date(), 0u32..24, 1..100_000i64, any::<bool>()).prop_map(
        |(name, date, hour, minutes, is_local)| {
            let from = date.and_hms_opt(hour, 30, 5).unwrap();
            let to = from + chrono::TimeDelta::minutes(minutes);
            let moment =
                |time: chrono::NaiveDateTime| if is_local { Moment::Local(time) } else { Moment::At(time.and_utc()) };
            Closure { from: moment(from), to: moment(to), name }
        },
    )
}

fn season(hours: impl Strategy<Value = Vec<Hours>>) -> impl Strategy<Value = Season> {
    (prop::option::of(text()), hours, date(), 0..400u64, any::<bool>()).prop_map(
        |(name, hours, from, days, is_once)| {
            let to = from + chrono::Days::new(days);
            let yearly = |date: NaiveDate| MonthDay::new(date.month(), date.day()).unwrap();
            let days = if is_once { SeasonDays::Once(from, to) } else { SeasonDays::Yearly(yearly(from), yearly(to)) };
            Season { days, week: Week::new([(Weekday::Wed, hours)]).unwrap(), name }
        },
    )
}

#[expect(clippy::too_many_lines, reason = "one strategy for each key")]
fn obligation() -> impl Strategy<Value = ObligationSpec> {
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
    let escalate =
        ("[a-z ]{1,8}", notice).prop_map(|(to, when)| EscalationSpec { to: Some(to.into()), when: Some(when.into()) });
    let remedy =
        (span(), text()).prop_map(|(after, text)| RemedySpec { after: Some(after.into()), text: Some(text.into()) });
    let roll = prop::option::of(prop::sample::select(Roll::ALL.to_vec()));
    let priority = prop::sample::select(Priority::ALL.to_vec());
    let about = prop::sample::select(About::ALL.to_vec());
    let tiers = prop::collection::btree_map("[A-Z][0-9]", (condition(), prop::option::of(Just("15:00"))), 0..3);
    let each = prop::option::of(prop::collection::btree_set("[a-z]{1,4}", 1..3));
    let more = (tiers, each, prop::option::of(Just("17:30")), prop::sample::select(WhileOpen::ALL.to_vec()));
    let first = (text(), due, words(), words(), condition(), roll, about, (priority, more));
    let second = (
        prop::option::of(span()),
        0.0..=1.0,
        prop::collection::vec(escalate, 0..3),
        prop::option::of(remedy),
        prop::option::of(Just("calendar.1".to_owned())),
        in_force(),
    );
    (first, second).prop_map(|(first, second)| {
        let (deliverable, due, documents, signed, when, roll, about, (priority, more)) = first;
        let (tiers, each, cut_off, while_open) = more;
        let is_periodic = due.contains("every");
        let tiers = tiers.into_iter().map(|(id, (when, cut_off))| TierSpec {
            id: Some(id.into()),
            when: Some(when.into()),
            cut_off: cut_off.map(Into::into),
            ..TierSpec::default()
        });
        let tiers: Vec<At<TierSpec>> = tiers.map(Into::into).collect();
        let each = each.map(|values| {
            let values = values.iter().map(|value| value.as_str().into()).collect();
            At::from(vec![(At::from("group"), At::from(EachSpec::Values(values)))])
        });
        let (review, at_risk, escalate, remedy, calendar, in_force) = second;
        let base = ObligationSpec::new("x", "sales", deliverable, due);
        ObligationSpec {
            each,
            tiers: (!is_periodic && !tiers.is_empty()).then(|| tiers.into()),
            cut_off: cut_off.map(Into::into),
            while_open: Some(while_open.into()),
            documents: Some(documents.into_iter().collect()),
            signed: Some(signed.into_iter().collect()),
            when: Some(when.into()),
            roll: roll.map(Into::into),
            about: Some(about.into()),
            priority: Some(priority.into()),
            review: review.map(Into::into),
            at_risk: Some(At::from(at_risk)),
            escalate: Some(escalate.into_iter().collect()),
            remedy: remedy.map(Into::into),
            calendar: calendar.map(Into::into),
            in_force: Some(in_force.into()),
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
        objective in prop::option::of((0.0..=1.0, span()).prop_map(|(on_time, over)| ObjectiveSpec {
            on_time: Some(At::from(on_time)),
            grace: (over.count % 2 == 0).then(|| over.into()),
            over: Some(if over.count % 3 == 0 { "calendar month".into() } else { over.into() }),
        })),
        recovery in prop::option::of(1..99i64),
        mut owed in prop::collection::vec(obligation(), 0..4),
    ) {
        let all: BTreeMap<usize, String> = (0..owed.len()).map(|n| (n, format!("sales.{n}.货"))).collect();
        let plain: Vec<bool> = owed.iter().map(|obligation| obligation.each.is_none()).collect();
        for (n, obligation) in owed.iter_mut().enumerate() {
            let template = if obligation.each.is_some() { ".{group}" } else { "" };
            obligation.id = Some(format!("{}{template}", all[&n]).into());
            // Needs point to earlier ones, so that no ring closes.
            obligation.needs = Some(all.range(..n).filter(|(n, _)| plain[**n]).map(|(_, id)| id.clone()).collect());
        }
        let agreement = AgreementSpec {
            name: Some(name.clone().into()),
            customer: Some("finance".into()),
            calendar: Some("calendar.1".into()),
            promptly: Some(Span::new(1, Unit::BusinessDays).into()),
            objective: objective.map(Into::into),
            recovery: recovery.map(Into::into),
            in_force: Some(range.into()),
            ..AgreementSpec::new("协议")
        };
        // Half of it in a second agreement, so that there are two files.
        let second = AgreementSpec { customer: None, in_force: None, ..agreement.clone() };
        let half = owed.len() / 2;
        let calendar_of_sales = own_calendar.then(|| At::from("calendar.1"));
        let mut builder = Network::builder()
            .company(CompanySpec { since: NaiveDate::from_ymd_opt(2020, 1, 1).map(Into::into), ..CompanySpec::default() })
            .calendar(calendar)
            .department(DepartmentSpec::new("finance"))
            .department(DepartmentSpec { name: Some(name.into()), calendar: calendar_of_sales, ..DepartmentSpec::new("sales") })
            .milestone(MilestoneSpec { attributes: Some(["deadline", "a b"].into_iter().collect()), ..MilestoneSpec::new("sold") })
            .milestone(MilestoneSpec::new("交车"))
            .agreement(agreement);
        for (n, obligation) in owed.into_iter().enumerate() {
            if n == half {
                builder = builder.agreement(second.clone());
            }
            let customer = (n >= half).then(|| At::from("sales"));
            builder = builder.obligation(ObligationSpec { customer, ..obligation });
        }
        let built = builder.build();
        // A range may end before that of its agreement begins: both refuse it alike, which is not the point here.
        prop_assume!(built.is_ok());
        let network = built.unwrap();
        prop_assert_eq!(&read_back(&network), &network);
    }
}
