//! What a company wants to stay true of its agreements, written as tests beside them: `cargo test --example
//! department_rules`. Copy this file, and let it load your own.
//!
//! Run as a program it prints what the tests speak of: `department_rules [PATH]...` lists each obligation with its file
//! and line. Exit status: 0, or 1 where the agreements have errors.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]

use std::path::PathBuf;
use std::process::ExitCode;

use interdept::Network;

/// The agreements under test.
const AGREEMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/dealership");

fn main() -> ExitCode {
    let mut paths: Vec<_> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        paths.push(AGREEMENTS.into());
    }
    let network = match Network::load_all(&paths) {
        Ok(network) => network,
        Err(wrong) => {
            eprintln!("{wrong}");
            return ExitCode::FAILURE;
        }
    };
    for owed in network.obligations() {
        let (supplier, customer) = (owed.supplier(), owed.customer());
        println!(
            "{}: {} owes {} “{}”, {}",
            owed.id(),
            supplier.name(),
            customer.name(),
            owed.deliverable(),
            owed.due()
        );
        if let Some(place) = owed.place() {
            println!("    {}:{}", place.file(), place.line());
        }
    }
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests {
    use interdept::network::Priority;
    use interdept::testing::{self, Agreements, assert_dues};

    use super::AGREEMENTS;

    fn net() -> Agreements {
        testing::load(AGREEMENTS)
    }

    #[test]
    fn finance_gets_the_months_slips_by_noon_of_the_first() {
        let net = net();
        let slips = net.owed("sales.monthly-claims").by("sales").to("finance");
        slips.due("by 12:00 on the 1st of every month").falls_due([
            // The 1st of November is a Sunday.
            ("2026-10", "2026-11-02T12:00"),
            ("2026-11", "2026-12-01T12:00"),
        ]);
    }

    #[test]
    fn slips_wait_for_the_end_of_a_holiday() {
        assert_dues!(
            net(), "sales.decoration-slip",
            "2026-11-19T10:00" => "2026-11-23T18:00", // over a Sunday
            "2026-02-13T10:00" => "2026-02-24T18:00", // over Spring Festival
        );
    }

    #[test]
    fn an_instalment_customers_file_is_keyed_in_by_the_next_evening() {
        let net = net();
        let file = net.owed("consumer-loan.file-keyed").with("sale", "instalment");
        assert_dues!(file, "2026-11-20T17:59" => "2026-11-21T18:00", "2026-11-21T08:30" => "2026-11-23T18:00");
    }

    #[test]
    fn what_is_critical_is_never_left_to_itself() {
        net().every(
            |owed| {
                owed.terms().priority != Priority::Critical
                    || owed.due().is_before()
                    || !owed.terms().escalate.is_empty()
            },
            "is told to somebody in time, if critical",
        );
    }

    #[test]
    fn everything_is_named_in_both_languages() {
        net().every(|owed| owed.deliverable().languages().any(|(language, _)| language == "zh"), "has a Chinese name");
    }

    #[test]
    fn nobody_owes_anything_to_itself() {
        net().every(|owed| owed.supplier() != owed.customer(), "is owed to somebody else");
    }

    #[test]
    fn nothing_in_the_agreements_is_doubtful() {
        net().lints().assert_none();
    }
}
