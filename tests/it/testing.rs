//! What `interdept::testing` says when an assertion fails.

use std::panic::{AssertUnwindSafe, catch_unwind};

use insta::assert_snapshot;
use interdept::Network;
use interdept::testing::{self, Agreements, assert_dues};

const CLINIC: &str = r#"
format = 1
agreement = { id = "clinic", customer = "ward", calendar = "house" }
calendar.house = { timezone = "Europe/Berlin", week = { mon-fri = ["08:00-16:00"] }, holidays = ["de"] }
department = [{ id = "lab" }, { id = "ward" }, { id = "porters" }]
milestone = [{ id = "sampled", attributes = ["urgency", "promised"] }, { id = "discharge" }]

[holidays.de]
closed = [{ on = 2026-12-25, name = "Christmas Day" }]

[[obligation]]
id = "lab.blood-count"
supplier = "lab"
deliverable = "Blood count"
due = "within 1 day of sampled"
when = { urgency = "routine" }

[[obligation]]
id = "lab.gas"
supplier = "lab"
deliverable = "Blood gas"
due = "within 4 business hours of sampled"
tiers = [{ id = "stat", when = { urgency = "stat" }, due = "within 20 minutes of sampled" }]

[[obligation]]
id = "lab.culture"
supplier = "lab"
deliverable = "Culture"
due = "by the given promised of sampled"

[[obligation]]
id = "lab.letter"
supplier = "lab"
deliverable = "Findings for the letter"
due = "at least 2 business days before discharge"

[[obligation]]
id = "lab.statistics"
supplier = "lab"
deliverable = "Old statistics"
due = "by the 3rd of every month"
in-force = { from = 2026-01-01, until = 2026-06-30 }

[[obligation]]
id = "lab.statistics"
supplier = "lab"
deliverable = "New statistics"
due = "by the 5th of every month"
in-force = { from = 2026-07-01 }
"#;

fn clinic() -> Agreements {
    Network::from_toml("clinic.toml", CLINIC).unwrap().into()
}

/// What a failing assertion says.
#[track_caller]
fn failure(assertion: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(assertion)).expect_err("the assertion holds");
    *payload.downcast::<String>().expect("a message")
}

#[test]
fn what_holds_is_silent() {
    let net = clinic();
    net.owed("lab.culture").by("lab").to("ward").due("BY the given  promised of sampled");
    net.owed("lab.blood-count").with("urgency", "routine").falls_due([
        ("2026-12-23T10:00", "2026-12-24T16:00"),
        ("2026-12-23T10:00:00Z", "2026-12-24T15:00:00Z"),
        ("2026-12-23T24:00", "2026-12-28T16:00"),
    ]);
    assert_dues!(net.owed("lab.culture").with("promised", "2026-12-27"), "2026-12-21 10:00" => "2026-12-28T16:00");
    assert_dues!(net, "lab.letter", "2026-12-29T11:00:00" => "2026-12-24T16:00");
    assert_dues!(net.owed("lab.gas").with("urgency", "stat"), "2026-12-25T03:00" => "2026-12-25T03:20");
    assert_dues!(net, "lab.gas", "2026-12-24T15:00" => "2026-12-28T11:00");
    // The version in force when it opens.
    assert_dues!(net, "lab.statistics", "2026-06" => "2026-06-03T16:00", "2026-07" => "2026-07-06T16:00");
    net.every(|owed| owed.supplier().id() == "lab", "is the lab's");
    net.lints().except(["unreached-department"]).assert_none();
}

#[test]
fn a_wrong_deadline_is_explained() {
    let net = clinic();
    assert_snapshot!(failure(|| assert_dues!(
        net.owed("lab.blood-count").with("urgency", "routine"),
        "2026-12-23T10:00" => "2026-12-24T16:00",
        "2026-12-24T10:00" => "2026-12-25T16:00",
        "2026-12-28T10:00" => "2026-12-29",
    )));
}

#[test]
fn a_question_that_does_not_fit_says_what_would() {
    let net = clinic();
    let ask = |id: &str, from: &str| failure(|| assert_dues!(net, id, from => "2026-12-24T16:00"));
    let asked = [
        ask("lab.blood-count", "2026-12-23T10:00"),
        ask("lab.blood-count", "2026-12"),
        ask("lab.blood-count", "Wednesday"),
        ask("lab.culture", "2026-12-23T10:00"),
        ask("lab.statistics", "2026-12-23T10:00"),
        ask("lab.statistics", "2025-12"),
        ask("lab.statistics", "2026-W51"),
        ask("lab.letter", "2990-01-01T00:00"),
    ];
    assert_snapshot!(asked.join("\n"));
}

#[test]
fn what_is_said_of_an_obligation_is_compared_with_its_place() {
    let net = clinic();
    let said = [
        failure(|| drop(net.owed("lab.blood-cont"))),
        failure(|| drop(net.owed("lab.culture").to("lab"))),
        failure(|| drop(net.owed("lab.culture").by("ward"))),
        failure(|| drop(net.owed("lab.culture").by("labs"))),
        failure(|| drop(net.owed("lab.culture").due("within 2 days of sampled"))),
        failure(|| drop(net.owed("lab.culture").due("within 2 days of"))),
        failure(|| net.every(|owed| owed.due().period().is_none(), "counts from an event")),
    ];
    assert_snapshot!(said.join("\n"));
}

#[test]
fn lints_are_shown_as_the_checker_shows_them() {
    let net = clinic();
    assert_snapshot!(failure(|| net.lints().assert_none()));
    assert_snapshot!(failure(|| drop(net.lints().except(["unreached-departments"]))));
    assert_snapshot!(failure(|| drop(testing::load("fixtures/broken/bad-id.toml"))));
}

/// The line to look at is that of the test.
#[test]
fn a_failure_is_reported_where_it_was_asserted() {
    let source = include_str!("testing.rs");
    let net = clinic();
    let lines = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let own = std::thread::current().id();
    let seen = std::sync::Arc::clone(&lines);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == own {
            seen.lock().unwrap().extend(info.location().map(|place| (place.file().to_owned(), place.line())));
        } else {
            before(info);
        }
    }));
    failure(|| drop(net.owed("lab.culture").to("lab"))); // here
    failure(|| assert_dues!(net, "lab.culture", "2026-12" => "2026-12-24T16:00")); // here
    failure(|| net.every(|_| false, "is impossible")); // here
    failure(|| net.lints().assert_none()); // here
    failure(|| drop(testing::load("fixtures/broken/bad-id.toml"))); // here
    let expected = source.lines().zip(1..).filter(|(line, _)| line.ends_with("// here")).map(|(_, number)| number);
    let lines = lines.lock().unwrap();
    assert!(lines.iter().all(|(file, _)| file.ends_with("testing.rs")), "{lines:?}");
    assert!(lines.iter().map(|&(_, line)| line).eq(expected), "{lines:?}");
}
