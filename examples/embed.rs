//! The crate inside a program: an agreement in a string, events as they happen, a question at any instant.
#![expect(clippy::print_stdout, reason = "a program that prints")]

use interdept::{Analysis, Event, Network, Tracker, report::Report};

const AGREEMENT: &str = r#"
format = 1
agreement = { id = "finance", name = "What finance is owed", customer = "finance", calendar = "office" }
calendar.office = { timezone = "Asia/Shanghai", week = { mon-fri = ["09:00-12:00", "13:00-18:00"] } }
department = [{ id = "sales", name = "Sales" }, { id = "finance", name = "Finance" }]
milestone = [{ id = "vehicle-delivered" }]

[[obligation]]
id = "sales.decoration-slip"
supplier = "sales"
deliverable = "Decoration slip"
due = "by 12:00 within 2 business days of vehicle-delivered"
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let network = Network::from_toml("finance.toml", AGREEMENT)?;
    let mut tracker = Tracker::new(network);

    let delivered = "2026-11-20T15:00:00+08:00".parse()?; // a Friday
    tracker.record(Event::new("vehicle-delivered", delivered).case("c-17"))?;

    let tuesday = "2026-11-24T14:30:00+08:00".parse()?;
    for handoff in tracker.overdue(tuesday) {
        println!("{handoff}"); // due at noon, two and a half hours ago
    }

    let brought = "2026-11-24T15:00:00+08:00".parse()?;
    tracker.record(Event::delivered("sales.decoration-slip", brought).case("c-17"))?;
    let judgement = tracker.judge("2026-11-25T09:00:00+08:00".parse()?);
    println!("{}", Report::of(&Analysis::of(&judgement), "2026-W48".parse()?).to_text());
    Ok(())
}
