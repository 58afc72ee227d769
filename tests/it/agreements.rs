//! What agreements can say: a company, departments within departments, templates, tiers, conditions.

use std::fmt::Write;
use std::time::{Duration, Instant};

use chrono::NaiveTime;
use interdept::diagnostic::Code;
use interdept::due::WeekStart;
use interdept::network::{Moment, Obligation, Over, WhileOpen};
use interdept::{Diagnostic, Network};

/// A company with a front office of two departments, and a milestone.
const BASE: &str = r#"
format = 1
[company]
timezone = "Europe/Paris"
week-starts = "sun"
since = 2026-03-01
[agreement]
id = "a"
customer = "finance"
calendar = "late"
objective = [{ on-time = 0.9, over = "calendar month" }, { on-time = 0.99, grace = "3 business days" }]
[calendar.office]
timezone = "UTC"
week = { mon-fri = ["09:00-17:00"] }
[calendar.late]
timezone = "UTC"
week = { mon-fri = ["12:00-20:00"] }
[[department]]
id = "finance"
[[department]]
id = "front-office"
calendar = "office"
[[department]]
id = "sales"
part-of = "front-office"
also = ["SLS", "Sales & Leasing"]
[[department]]
id = "north"
part-of = "sales"
[[department]]
id = "south"
part-of = "sales"
[[milestone]]
id = "opened"
attributes = { priority = ["P1", "P2", "P3"], total = "any" }
"#;

fn network(more: &str) -> Network {
    Network::from_toml("a.toml", &format!("{BASE}{more}")).unwrap_or_else(|found| panic!("{found}"))
}

#[track_caller]
fn errors(more: &str) -> Vec<(Code, u32, String)> {
    let found = Network::from_toml("a.toml", &format!("{BASE}{more}")).expect_err("it loads");
    let line = |it: &Diagnostic| it.line().unwrap() - u32::try_from(BASE.lines().count()).unwrap();
    found.iter().map(|it| (it.code(), line(it), it.message().to_owned())).collect()
}

/// An obligation of sales, with more keys.
fn owed(id: &str, due: &str, more: &str) -> String {
    format!("[[obligation]]\nid = \"{id}\"\nsupplier = \"sales\"\ndeliverable = \"{id}\"\ndue = \"{due}\"\n{more}\n")
}

#[test]
fn what_the_company_says_holds_for_all() {
    let network = network(&owed("x", "by the 5th of every month", ""));
    let company = network.company();
    assert_eq!((company.timezone, company.week_starts), (Some(chrono_tz::Europe::Paris), WeekStart::Sunday));
    assert_eq!(network.obligation("x").unwrap().terms().in_force.from, "2026-03-01".parse().ok());
    let twice = errors("[[obligation]]\n").len();
    assert!(twice > 0);
    let sources = [("a.toml", BASE), ("b.toml", "format = 1\n[company]\nsince = 2026-01-01\n")];
    let sources = sources.map(|(name, text)| interdept::config::Source { name, text });
    let found = Network::from_sources(&sources).unwrap_err();
    assert_eq!(found.iter().map(Diagnostic::code).collect::<Vec<_>>(), [Code::DuplicateId]);
}

#[test]
fn a_department_is_rolled_up_in_what_it_is_part_of_and_has_its_calendar() {
    let network = network("");
    let north = network.department("north").unwrap();
    assert_eq!(north.wholes().map(|it| it.id().to_string()).collect::<Vec<_>>(), ["sales", "front-office"]);
    assert_eq!(north.calendar().unwrap().id().as_str(), "office");
    let front = network.department("front-office").unwrap();
    let ids = |it: Vec<interdept::network::Department<'_>>| it.iter().map(|it| it.id().to_string()).collect::<Vec<_>>();
    assert_eq!(ids(front.rolled_up().collect()), ["front-office", "north", "sales", "south"]);
    assert_eq!(ids(front.parts().collect()), ["sales"]);
    assert_eq!(network.department("sales").unwrap().also().collect::<Vec<_>>(), ["SLS", "Sales & Leasing"]);
    assert!(network.department("finance").unwrap().calendar().is_none(), "it has none of its own");
}

#[test]
fn the_calendar_is_the_suppliers_own_or_inherited_else_the_agreements() {
    let finance = owed("y", "within 1 day of opened", "").replace("\"sales\"", "\"finance\"");
    let network = network(&(owed("x", "within 1 day of opened", "") + &finance));
    let calendar = |id: &str| network.obligation(id).unwrap().calendar().id().to_string();
    assert_eq!((calendar("x").as_str(), calendar("y").as_str()), ("office", "late"));
}

#[test]
fn an_obligation_is_in_force_only_while_its_agreement_is() {
    let base = BASE.replace("customer =", "in-force = { from = 2026-02-01, until = 2026-11-30 }\ncustomer =");
    let obligation = owed("x", "by the 5th of every month", "in-force = { from = 2026-01-01, until = 2027-01-01 }");
    let network = Network::from_toml("a.toml", &(base + &obligation)).unwrap();
    let range = network.obligation("x").unwrap().terms().in_force;
    assert_eq!((range.from, range.until), ("2026-02-01".parse().ok(), "2026-11-30".parse().ok()));
    assert!(network.lints().iter().any(|found| found.code() == Code::OutlivesAgreement));
}

#[test]
fn objectives_of_an_obligation_or_tier_replace_the_agreements() {
    let tiers = "objective = { on-time = 0.8, over = \"2 weeks\" }\n\
                 tiers = [{ id = \"P1\", when = { priority = \"P1\" }, objective = { on-time = 1 } }, { id = \"P2\" }]";
    let network = network(&(owed("x", "within 1 day of opened", "") + &owed("y", "within 1 day of opened", tiers)));
    let agreed = &network.obligation("x").unwrap().terms().objectives;
    assert_eq!((agreed[0].over, agreed[0].grace), (Over::Month, None));
    assert_eq!(agreed[1].grace.map(|grace| grace.to_string()).as_deref(), Some("3 business days"));
    let own = network.obligation("y").unwrap();
    let shares: Vec<f64> = std::iter::once(own).chain(own.tiers()).map(|it| it.terms().objectives[0].on_time).collect();
    assert_eq!(shares, [0.8, 1.0, 0.8]);
}

/// The tier of a trigger with these attributes, the empty text for none, or nothing where it opens nothing.
fn chosen(obligation: Obligation<'_>, attributes: &[(&str, &str)]) -> Option<String> {
    let get = |name: &str| attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
    obligation.for_trigger(get, noon).map(|it| it.tier().unwrap_or_default().to_owned())
}

#[test]
fn the_first_tier_that_fits_gives_the_terms() {
    let tiers = r#"when = { total = { over = 10 } }
cut-off = "15:00"
while-open = "restart"
escalate = [{ to = "boss", when = "at 50% of the time" }, { to = "boss", when = "At the  deadline" }]
tiers = [
  { id = "P1", when = { priority = "P1" }, due = "within 4 hours of opened", priority = "critical", cut-off = "9:30" },
  { id = "big", when = { total = { at-least = 100 } }, escalate = [] },
]"#;
    let network = network(&owed("x", "within 2 business days of opened", tiers));
    let own = network.obligation("x").unwrap();
    assert_eq!(chosen(own, &[("total", "11")]).as_deref(), Some(""));
    assert_eq!(chosen(own, &[("total", "100")]).as_deref(), Some("big"));
    assert_eq!(chosen(own, &[("total", "100"), ("priority", "P1")]).as_deref(), Some("P1"));
    assert_eq!(chosen(own, &[("total", "9"), ("priority", "P1")]), None, "its own `when` comes first");
    let tiers: Vec<_> = own.tiers().collect();
    assert_eq!((own.due().to_string().as_str(), tiers.len()), ("within 2 business days of opened", 2));
    assert_eq!(tiers[0].due().to_string(), "within 4 hours of opened");
    assert_eq!(tiers[1].due(), own.due());
    assert_eq!(own.terms().while_open, WhileOpen::Restart);
    let cut_off = |it: &Obligation<'_>| it.terms().cut_off.unwrap().to_string();
    assert_eq!([cut_off(&own), cut_off(&tiers[0]), cut_off(&tiers[1])], ["15:00", "09:30", "15:00"]);
    let moments: Vec<Moment> = own.terms().escalate.iter().map(|step| step.when).collect();
    assert_eq!(moments, [Moment::Percent(50), Moment::Deadline]);
    assert!(tiers[1].terms().escalate.is_empty());
    assert_eq!(network.obligations().len(), 1, "a tier is no version");
    assert_eq!(network.graph().edge_count(), 1);
    assert_eq!(network.obligation_at_edge(tiers[1].edge()), Some(own));
}

#[test]
fn without_a_rule_of_its_own_an_obligation_opens_nothing_that_fits_no_tier() {
    let obligation =
        owed("x", "", "tiers = [{ id = \"P1\", when = { priority = \"P1\" }, due = \"within 4 hours of opened\" }]");
    let network = network(&obligation.replace("due = \"\"\n", ""));
    let own = network.obligation("x").unwrap();
    assert!(!own.terms().opens);
    assert_eq!(chosen(own, &[("priority", "P1")]).as_deref(), Some("P1"));
    assert_eq!(chosen(own, &[("priority", "P2")]), None);
    let missing = errors(&obligation.replace("due = \"\"\n", "").replace(", due = \"within 4 hours of opened\"", ""));
    assert_eq!(missing.iter().map(|it| it.0).collect::<Vec<_>>(), [Code::MissingKey]);
}

#[test]
fn a_template_makes_one_obligation_for_each_combination() {
    let template = r#"
[[obligation]]
for = { group = { parts-of = "sales" }, level = ["First Line", "2"] }
id = "{group}.{level}"
supplier = "{group}"
deliverable = { en = "Answer of the {level}", zh = "{level}" }
due = "within 2 days of opened"
when = { level = "{level}" }
escalate = [{ to = "{level}", when = "1 day after" }]
"#;
    let network = network(template);
    let ids: Vec<_> = network.obligations().map(|it| it.id().to_string()).collect();
    assert_eq!(ids, ["north.2", "north.first-line", "south.2", "south.first-line"]);
    let first = network.obligation("south.first-line").unwrap();
    assert_eq!(
        (first.supplier().id().as_str(), first.deliverable().in_language("en")),
        ("south", "Answer of the First Line")
    );
    assert_eq!(&*first.terms().escalate[0].to, "first-line");
    assert_eq!(chosen(first, &[("level", "First Line")]).as_deref(), Some(""));
    let written: String = network.to_toml().into_iter().map(|file| file.text).collect();
    assert!(written.contains("id = \"{group}.{level}\"") && written.contains("parts-of = \"sales\""), "{written}");
    // Whoever changes one of them changes no other.
    let edited = network.edit().due("north.2", "within 3 days of opened").build().unwrap();
    let due = |id: &str| edited.obligation(id).unwrap().due().to_string();
    assert_eq!((due("north.2"), due("south.2")), ("within 3 days of opened".into(), "within 2 days of opened".into()));
}

#[test]
fn a_mistake_in_a_template_names_its_line_and_the_combination() {
    let template = "[[obligation]]\nfor = { group = [\"north\", \"west\", \"east\"] }\nid = \"{group}.x\"\nsupplier = \"{group}\"\n\
                    deliverable = \"x\"\ndue = \"within 2 dais of opened\"\n";
    let found = errors(template);
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!((found[0].0, found[0].1), (Code::UnknownId, 4));
    assert_eq!(found[0].2, "unknown department `east` (for group = \"east\")");
    assert_eq!((found[2].0, found[2].1), (Code::BadDueRule, 6));
    assert!(found[2].2.ends_with("(for group = \"north\" and 2 more)"), "{}", found[2].2);
}

#[test]
fn conditions_compare_numbers_and_beginnings() {
    let when = |when: &str| owed("x", "within 1 day of opened", &format!("when = {{ {when} }}"));
    let holds = |condition: &str, attributes: &[(&str, &str)]| {
        let network = network(&when(condition));
        chosen(network.obligation("x").unwrap(), attributes).is_some()
    };
    let total = "total = { over = 10000, at-most = 20000.5 }";
    for (value, expected) in [("10000", false), ("10000.01", true), ("20000.50", true), ("20000.51", false)] {
        assert_eq!(holds(total, &[("total", value)]), expected, "{value}");
    }
    for odd in ["15,000", "1e4", " 15000", "１５０００", "NaN", ""] {
        assert!(!holds(total, &[("total", odd)]), "{odd}");
    }
    assert!(!holds(total, &[]), "what is absent is no number");
    assert!(holds("room = { starts-with = [\"RES\", \"X\"] }", &[("room", "RES-1")]));
    assert!(!holds("room = { starts-with = \"RES\" }", &[("room", "res-1")]));
    assert!(!holds("buyer = \"@holder\"", &[]), "what is absent equals nothing");
    assert!(holds("buyer = { not = \"@holder\" }", &[]));
    assert!(holds("total = 5", &[("total", "5")]) && !holds("total = 5", &[("total", "5.0")]));
}

#[test]
fn a_text_that_looks_like_a_comparison_is_told_the_number_form() {
    let obligation = |value: &str| owed("x", "within 1 day of opened", &format!("when = {{ total = \"{value}\" }}"));
    for (value, help) in [
        (">= 5000", "numbers are compared in a table: total = { at-least = 5000 }"),
        ("<10", "numbers are compared in a table: total = { under = 10 }"),
        ("= 7", "leave the sign out: total = \"7\"; numbers are compared with { over, at-least, under, at-most }"),
    ] {
        let found = Network::from_toml("a.toml", &format!("{BASE}{}", obligation(value))).unwrap_err();
        let found: Vec<_> = found.iter().map(|it| (it.code(), it.help().unwrap_or_default())).collect();
        assert_eq!(found, [(Code::BadCondition, help)]);
    }
}

#[test]
fn a_value_that_a_milestone_never_has_is_an_error() {
    let found = errors(&owed("x", "within 1 day of opened", "when = { priority = [\"P1\", \"P4\"] }"));
    assert_eq!(
        found,
        [(Code::BadCondition, 6, "`x` asks for `priority` = `P4`, a value that it never has".to_owned())]
    );
}

#[test]
fn an_agreement_need_not_hear_what_it_allows() {
    let more = owed("x", "within 1 day of opened", "")
        + &owed("y", "within 1 day of opened", "").replace("deliverable = \"y\"", "deliverable = \"x\"");
    let twice = |base: &str| {
        let network = Network::from_toml("a.toml", &format!("{base}{more}")).unwrap();
        network.lints().iter().any(|found| found.code() == Code::TwiceOwed)
    };
    assert!(twice(BASE));
    assert!(!twice(&BASE.replace("customer =", "allow = [\"twice-owed\"]\ncustomer =")));
    let found =
        Network::from_toml("a.toml", &BASE.replace("customer =", "allow = [\"unknown-id\"]\ncustomer =")).unwrap_err();
    assert_eq!(found.iter().map(Diagnostic::code).collect::<Vec<_>>(), [Code::BadValue], "errors cannot be allowed");
}

#[test]
fn what_cannot_open_together_is_not_owed_twice() {
    let pair = |one: &str, other: &str| {
        let same = |id: &str, more: &str| {
            owed(id, "within 1 day of opened", more).replace(&format!("deliverable = \"{id}\""), "deliverable = \"d\"")
        };
        let network = network(&(same("x", one) + &same("y", other)));
        network.lints().iter().any(|found| found.code() == Code::TwiceOwed)
    };
    assert!(pair("", ""));
    assert!(pair("when = { priority = \"P1\" }", "when = { total = \"5\" }"));
    assert!(!pair("when = { priority = \"P1\" }", "when = { priority = [\"P2\", \"P3\"] }"));
    assert!(!pair("when = { priority = \"P1\" }", "when = { priority = { not = \"P1\" } }"));
    assert!(!pair("when = { total = { under = 5 } }", "when = { total = { at-least = 5 } }"));
    assert!(pair("when = { total = { at-most = 5 } }", "when = { total = { at-least = 5 } }"));
    assert!(!pair("when = { time = { until = \"12:00\" } }", "when = { time = { from = \"12:00\" } }"));
    assert!(!pair("when = { room = { starts-with = \"A\" } }", "when = { room = \"B1\" }"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "it measures how long loading takes")]
fn a_thousand_departments_with_twenty_obligations_each_by_templates() {
    let count = if cfg!(debug_assertions) { 200 } else { 1_000 };
    let mut text = BASE.to_owned();
    for n in 0..count {
        let _ = writeln!(text, "[[department]]\nid = \"d{n}\"\npart-of = \"front-office\"");
    }
    for n in 0..20 {
        let _ = writeln!(
            text,
            "[[obligation]]\nfor = {{ d = {{ parts-of = \"front-office\" }} }}\nid = \"{{d}}.{n}\"\nsupplier = \"{{d}}\"\n\
             deliverable = \"Thing {n} of {{d}}\"\ndue = \"within {} days of opened\"\nwhen = {{ department = \"{{d}}\" }}",
            n + 1
        );
    }
    let start = Instant::now();
    let network = Network::from_toml("a.toml", &text).unwrap_or_else(|found| panic!("{} errors", found.len()));
    assert_eq!(network.obligations().len(), (count + 1) * 20);
    assert!(
        start.elapsed() < Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 }),
        "took {:?}",
        start.elapsed()
    );
}

#[test]
fn examples_are_checked_at_load() {
    let right = r#"cut-off = "15:00"
tiers = [{ id = "P1", when = { priority = "P1" }, due = "within 4 hours of opened" }]
examples = [
  { at = "2026-11-06T14:59", due = "2026-11-10T17:00" },
  { at = "2026-11-06T15:00", due = "2026-11-11T17:00" },
  { at = "2026-11-06T15:00:00+01:00", due = "2026-11-10T18:00:00+01:00" },
  { at = "2026-11-06T10:00", attributes = { priority = "P1" }, due = "2026-11-06T14:00" },
  { at = "2020-11-06T10:00", due = "2020-11-10T17:00" },
]"#;
    network(&owed("x", "within 2 business days of opened", right));
    let monthly = "examples = [{ period = \"2026-10\", due = \"2026-11-02T17:00\" }]";
    network(&owed("y", "by the last day of every month", monthly));
    let wrong = errors(&owed("x", "within 2 business days of opened", &right.replace("11-11T17", "11-10T17")));
    let message = "an example of `x` is due 2026-11-11T17:00, not 2026-11-10T17:00";
    assert_eq!(wrong, [(Code::BadExample, 10, message.to_owned())]);
    // They are for what was agreed: who tries out something else need not work out others.
    let edit = network(&owed("y", "by the last day of every month", monthly)).edit();
    assert!(edit.due("y", "by the 5th of every month").works_by("sales", "late").build().is_ok());
    // An example outside the days in force is none for what is due every period: it has no such handoff.
    let early = errors(&owed("y", "by the last day of every month", &monthly.replace("2026-10", "2026-02")));
    assert_eq!(early, [(Code::BadExample, 6, "`y` has no handoff `2026-02`".to_owned())]);
}

#[test]
fn examples_tell_the_time_as_the_calendar_does() {
    let at = |rule: &str, example: &str| owed("x", rule, &format!("calendar = \"night\"\nexamples = [{example}]"));
    let night = "[calendar.night]\ntimezone = \"Europe/Berlin\"\nweek = { mon-sun = [\"00:00-24:00\"] }\n";
    let check = |rule: &str, example: &str| network(&format!("{night}{}", at(rule, example)));
    check("by the 5th of every month", r#"{ period = "2026-11", due = "2026-11-05T24:00" }"#);
    check("by the 5th of every month", r#"{ period = "2026-11", due = "2026-11-06T00:00" }"#);
    // On 25 October clocks show 02:30 twice: a trigger is the earlier, a deadline the later.
    check("within 60 minutes of opened", r#"{ at = "2026-10-25T02:30", due = "2026-10-25T02:30" }"#);
    // What is due before its event is reckoned from that.
    check("before opened", r#"{ at = "2026-10-20T10:00", due = "2026-10-20T10:00" }"#);
}

#[test]
fn an_offset_is_no_zone() {
    for zone in ["GMT+8", "UTC+08:00", "+8", "UTC-5"] {
        let text = format!("format = 1\n[company]\ntimezone = \"{zone}\"\n");
        let found = Network::from_toml("a.toml", &text).expect_err("it loads");
        let help = found.iter().next().and_then(Diagnostic::help).unwrap_or_default();
        assert!(help.contains("region, such as `Asia/Shanghai`") && !help.contains("nearest"), "{zone}: {help}");
    }
}
