//! The bundled agreements say what the departments wrote down: every line of finance's list, as the rule it really is.

use std::collections::BTreeMap;

use interdept::Network;
use interdept::network::{About, Obligation, Operand};

/// Finance's list: number, obligation, due rule.
const FINANCE: [(&str, &str, &str); 35] = [
    ("L1", "consumer-loan.file-keyed", "promptly after contract-signed"),
    ("L1", "consumer-loan.file-look-up", "promptly after request"),
    ("L2", "consumer-loan.disbursement-facts", "promptly after loan-disbursed"),
    ("L3", "consumer-loan.split-holder-file", "promptly after request"),
    ("L4", "consumer-loan.repayment-vouchers", "promptly after account-closed"),
    ("L5", "consumer-loan.transfer-papers-confirmed", "before deposit-refunded or transfer-deposit-refunded"),
    ("L6", "consumer-loan.default-talk", "promptly after default-recorded"),
    ("L7", "consumer-loan.notary-fee-claim", "promptly after notary-fee-paid"),
    ("L8", "consumer-loan.arrears-report", "by the 5th of every month"),
    ("L9", "consumer-loan.completion-dates", "by the last day of every month"),
    ("L10", "consumer-loan.remittance-match", "promptly after request"),
    ("C1", "customer-service.fee-claims", "within 1 week of registered or transferred or mortgaged"),
    ("C2", "customer-service.card-slips", "on the next day after vehicle-collected"),
    ("C3", "customer-service.stock-entry", "on the same day as vehicle-brought-in"),
    ("C4", "customer-service.bank-escort", "promptly after request"),
    ("I1", "insurance.premium-check", "before transferred"),
    ("I2", "insurance.renewal-date", "promptly after policy-issued"),
    ("I3", "insurance.claim-amount", "promptly after claim-settled"),
    ("I4", "insurance.repair-shop-sheet", "before repair-shops-settled"),
    ("I5", "insurance.insurer-sheet", "before insurers-settled"),
    ("I6", "insurance.arrears-report", "by the 5th of every month"),
    ("I7", "insurance.bank-escort", "promptly after request"),
    ("S1", "sales.payment-slip", "promptly after payment-received"),
    ("S2", "sales.signed-slips", "promptly after vehicle-delivered"),
    ("S3", "sales.receipt-reminder", "before settlement"),
    ("S4", "sales.settlement-file", "before settlement"),
    ("S5", "sales.instalment-papers", "before settlement"),
    ("S6", "sales.late-cash-advice", "before vehicle-delivered"),
    ("S7", "sales.decoration-slip", "within 3 days of vehicle-delivered"),
    ("S8", "sales.monthly-claims", "by 12:00 on the 1st of every month"),
    ("H1", "hr.new-employee", "promptly after hired"),
    ("H2", "hr.utility-claims", "promptly after bill-received"),
    ("H3", "hr.canteen-accounts", "promptly after request"),
    ("H4", "hr.salary-change", "promptly after request"),
    ("H5", "hr.insured-from", "promptly after enrolled"),
];

fn network() -> Network {
    Network::load("fixtures/dealership").unwrap_or_else(|found| panic!("{found}"))
}

fn owed<'n>(network: &'n Network, id: &str) -> Obligation<'n> {
    network.obligation(id).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_line_of_finances_list_is_there_as_the_rule_it_is() {
    let network = network();
    for (number, id, due) in FINANCE {
        let obligation = owed(&network, id);
        assert_eq!(obligation.due().to_string(), due, "{number}");
        assert_eq!(obligation.customer().id(), "finance", "{number}");
        assert!(id.starts_with(&format!("{}.", obligation.supplier().id())), "{number} is owed by its supplier");
        for lang in ["en", "zh"] {
            let texts: Vec<_> = obligation.deliverable().languages().map(|(lang, _)| lang).collect();
            assert!(texts.contains(&lang), "{number} is worded in {lang}");
        }
    }
    let mut numbers: Vec<_> = FINANCE.iter().map(|(number, ..)| number).collect();
    numbers.dedup();
    assert_eq!(numbers.len(), 34);
}

#[test]
fn documents_and_signatures_are_as_finance_wants_them() {
    let network = network();
    let papers = |id| {
        let terms = owed(&network, id).terms();
        (terms.documents.len(), terms.signed.iter().map(|paper| &**paper).collect::<Vec<_>>())
    };
    assert_eq!(papers("sales.signed-slips"), (0, vec!["order slip", "delivery slip"]));
    assert_eq!(papers("sales.instalment-papers"), (1, vec!["IOU", "agreement"]));
    assert_eq!(papers("consumer-loan.disbursement-facts").0, 3);
    assert!(papers("insurance.repair-shop-sheet").0 > 1 && papers("insurance.insurer-sheet").0 > 1);
}

#[test]
fn conditions_are_as_finance_wrote_them() {
    let network = network();
    let noon = chrono::NaiveTime::from_hms_opt(12, 0, 0).unwrap();
    let evening = chrono::NaiveTime::from_hms_opt(17, 0, 0).unwrap();
    let holds = |id: &str, attributes: &[(&str, &'static str)], time| {
        let attributes: BTreeMap<_, _> = attributes.iter().copied().collect();
        owed(&network, id).terms().when.holds(|name| attributes.get(name).copied(), time)
    };
    assert!(holds("sales.late-cash-advice", &[("payment", "cash")], evening));
    assert!(!holds("sales.late-cash-advice", &[("payment", "cash")], noon));
    assert!(!holds("sales.late-cash-advice", &[("payment", "card")], evening));
    assert!(holds("consumer-loan.split-holder-file", &[("buyer", "王芳"), ("holder", "李伟")], noon));
    assert!(!holds("consumer-loan.split-holder-file", &[("buyer", "王芳"), ("holder", "王芳")], noon));
    for id in ["sales.instalment-papers", "consumer-loan.file-keyed"] {
        assert!(holds(id, &[("sale", "instalment")], noon) && !holds(id, &[("sale", "outright")], noon), "{id}");
    }
    let when = &owed(&network, "consumer-loan.split-holder-file").terms().when;
    assert!(matches!(&when.attributes[..], [(name, matcher)] if &**name == "buyer"
        && format!("{matcher:?}").contains(&format!("{:?}", Operand::Attribute("holder".into())))));
}

#[test]
fn terms_beyond_the_deadline_are_kept() {
    let network = network();
    assert_eq!(owed(&network, "sales.monthly-claims").terms().about, About::PreviousPeriod);
    assert!(owed(&network, "insurance.renewal-date").terms().review.is_some(), "a wrong date can be rejected");
    let slip = owed(&network, "sales.decoration-slip");
    let needs: Vec<_> = slip.needs().map(|need| need.id().to_string()).collect();
    assert_eq!(needs, ["sales.signed-slips"]);
    assert_eq!(owed(&network, "insurance.policy").versions().count(), 2, "the promise changed in October");
}

/// How many obligations the longest chain of needs that ends in this one has.
fn depth(obligation: Obligation<'_>) -> usize {
    1 + obligation.needs().map(depth).max().unwrap_or(0)
}

#[test]
fn the_other_departments_owe_each_other_enough_for_chains() {
    let network = network();
    let ids: Vec<&str> = FINANCE.iter().map(|(_, id, _)| *id).collect();
    let mut others: Vec<_> = network.obligations().filter(|o| !ids.contains(&o.id().as_str())).collect();
    others.dedup_by_key(|o| o.id().clone());
    assert!(others.len() >= 20, "{}", others.len());
    assert!(others.iter().any(|o| o.supplier().id() == "finance"), "the usual customer owes something too");
    let ends = network.obligations().filter(|o| o.needed_by().next().is_none() && depth(*o) >= 4);
    assert!(ends.count() >= 3);
}

#[test]
fn nothing_about_them_draws_a_warning() {
    let lints = network().lints();
    assert!(lints.is_empty(), "{lints}");
}
