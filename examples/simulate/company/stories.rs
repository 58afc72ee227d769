//! What kinds of cases a dealership has, and how each usually goes.

use super::case::Case;
use super::people::{self, Sale};
use super::rng::Rng;
use super::row::Row;
use super::world::World;

/// The rows of the case with this number, which begins at this instant.
pub(crate) fn case<'w>(world: &'w World<'w>, seed: u64, number: u64, began: i64) -> Vec<Row<'w>> {
    let mut rng = Rng::stream(seed, number);
    let (prefix, tell): (&str, fn(&mut Case<'_>, i64)) = match rng.below(100) {
        0..44 => ("C", sale),
        44..57 => ("V", intake),
        57..69 => ("A", accident),
        69..75 => ("U", used_car),
        75..79 => ("R", round),
        79..82 => ("D", refund),
        82..86 => ("E", employee),
        86..89 => ("B", bill),
        _ => ("Q", request),
    };
    let mut case = Case::new(world, rng, format!("{prefix}{number:05}"), began);
    tell(&mut case, began);
    case.finish()
}

fn sale(case: &mut Case<'_>, ordered: i64) {
    let mut sale = Sale::any(&mut case.rng);
    let (buyer, holder) = (sale.buyer.clone(), sale.holder.clone());
    let contract = [("sale", sale.kind), ("buyer", &*buyer), ("holder", &*holder)];
    case.happens("order-received", ordered, &contract);
    let signed = case.later(ordered, 40, 900);
    let [kind, buyer, holder] = contract;
    case.happens("contract-signed", signed, &[kind, buyer, holder, ("accessories", sale.accessories)]);
    let paid = case.later(signed, 10, 400);
    case.happens("payment-received", paid, &[kind, ("payment", sale.payment)]);
    if case.rng.chance(20) {
        let at = case.later(paid, 400, 1400);
        case.waive(at, "the buyer withdrew from the contract");
        return;
    }
    if case.rng.chance(40) {
        let at = case.later(paid, 5, 500);
        sale.kind = if sale.on_instalments() { "outright" } else { "instalment" };
        case.revise(at, &contract, &[("sale", sale.kind), buyer, holder]);
    }
    let kind = ("sale", sale.kind);
    if let Some(policy) = case.delivered("insurance.policy") {
        case.happens("policy-issued", policy - 20 * 60, &[kind]);
    }
    let delivered = hand_over(case, &sale, ordered, signed);
    let settled = case.on_day(delivered, (3, 6), (9 * 60, 17 * 60));
    case.happens("settlement", settled, &[kind]);
    if let Some(plates) = case.delivered("customer-service.plates") {
        case.happens("registered", plates - 40 * 60, &[]);
    }
    if sale.on_instalments() {
        loan(case, signed, delivered);
    }
}

fn hand_over(case: &mut Case<'_>, sale: &Sale, ordered: i64, signed: i64) -> i64 {
    let agreed = case.later(signed, 5, 90);
    let ready = case.on_day(ordered, (5, 7), (0, 0));
    case.happens("delivery-agreed", agreed, &[("date", &super::world::local_date(ready).to_string())]);
    let planned = case.on_day(ready, (1, 1), (9 * 60 + 30, 19 * 60));
    let delivered = match case.delivered("customer-service.vehicle-ready") {
        Some(ready) if ready > planned => ready + 30 * 60,
        _ => planned,
    };
    let terms = [("payment", sale.payment), ("buyer", &*sale.buyer), ("holder", &*sale.holder)];
    case.happens("vehicle-delivered", delivered, &terms);
    if sale.payment == "card" {
        case.happens("vehicle-collected", delivered + 600, &[]);
    }
    delivered
}

fn loan(case: &mut Case<'_>, signed: i64, delivered: i64) {
    if case.rng.chance(350) {
        let at = case.later(signed, 200, 1500);
        case.happens("notary-fee-paid", at, &[]);
    }
    let disbursed = case.later(delivered, 400, 1900);
    case.happens("loan-disbursed", disbursed, &[]);
    let mortgaged = case.later(disbursed, 1700, 3000);
    case.happens("mortgaged", mortgaged, &[]);
    let milestone = match case.rng.below(100) {
        0..5 => "default-recorded",
        5..11 => "account-closed",
        _ => return,
    };
    let at = case.later(mortgaged, 1500, 9000);
    case.happens(milestone, at, &[]);
}

fn intake(case: &mut Case<'_>, at: i64) {
    case.happens("vehicle-brought-in", at, &[]);
}

fn accident(case: &mut Case<'_>, at: i64) {
    // Accidents keep no opening hours.
    let reported = at + case.rng.between(-3, 26) * 3600 + case.rng.between(0, 3599);
    case.happens("claim-reported", reported, &[]);
    if let Some(filed) = case.delivered("insurance.claim-filed") {
        let settled = case.later(filed, 2400, 9000);
        case.happens("claim-settled", settled, &[]);
    }
}

fn used_car(case: &mut Case<'_>, at: i64) {
    case.request("insurance.quote", at, &[]);
    let transferred = case.on_day(at, (3, 6), (9 * 60, 17 * 60));
    case.happens("transferred", transferred, &[]);
    let refunded = case.on_day(transferred, (3, 5), (9 * 60, 17 * 60));
    case.happens("transfer-deposit-refunded", refunded, &[]);
}

fn round(case: &mut Case<'_>, at: i64) {
    let milestone = case.rng.pick(&["repair-shops-settled", "insurers-settled"]);
    let settled = case.on_day(at, (5, 7), (10 * 60, 17 * 60));
    case.happens(milestone, settled, &[]);
}

fn refund(case: &mut Case<'_>, at: i64) {
    let refunded = case.on_day(at, (3, 5), (9 * 60, 17 * 60));
    case.happens("deposit-refunded", refunded, &[]);
}

fn employee(case: &mut Case<'_>, at: i64) {
    case.happens("hired", at, &[]);
    let enrolled = case.on_day(at, (3, 8), (9 * 60, 16 * 60));
    case.happens("enrolled", enrolled, &[]);
}

fn bill(case: &mut Case<'_>, at: i64) {
    case.happens("bill-received", at, &[]);
}

fn request(case: &mut Case<'_>, at: i64) {
    let obligation = case.rng.pick(&[
        "consumer-loan.file-look-up",
        "consumer-loan.file-look-up",
        "consumer-loan.split-holder-file",
        "consumer-loan.remittance-match",
        "consumer-loan.remittance-match",
        "customer-service.bank-escort",
        "insurance.bank-escort",
        "insurance.quote",
        "insurance.quote",
        "finance.fee-advance",
        "hr.canteen-accounts",
        "hr.salary-change",
    ]);
    if obligation == "consumer-loan.split-holder-file" {
        let (buyer, holder) = (people::name(&mut case.rng), people::name(&mut case.rng));
        case.request(obligation, at, &[("buyer", &buyer), ("holder", &holder)]);
    } else {
        case.request(obligation, at, &[]);
    }
}
