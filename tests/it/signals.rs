//! What changed in the dealership's half year is found, and what did not is not.

use interdept::analysis::Ratio;
use interdept::analysis::compliance::{Compliance, Figures, Line};
use interdept::analysis::signal::{Signal, Word};
use interdept::{Analysis, Log, Network, Tracker};

fn dealership() -> Tracker {
    let network = Network::load("fixtures/dealership").unwrap_or_else(|found| panic!("{found}"));
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::open("fixtures/dealership/log.csv").unwrap()).unwrap();
    tracker
}

fn compliance(window: &str) -> Compliance {
    let tracker = dealership();
    let judgement = tracker.judge(tracker.last_at().unwrap());
    Analysis::of(&judgement).compliance(window.parse().unwrap())
}

/// The signals of a line, as `W41 low`.
fn signals(figures: &Figures) -> Vec<String> {
    let told = figures.series.points.iter().filter(|point| point.signal.is_some());
    told.map(|point| format!("{} {}", &point.period.to_string()[5..], word(point.word))).collect()
}

fn word(word: Word) -> &'static str {
    match word {
        Word::Usual => "usual",
        Word::Low => "low",
        Word::High => "high",
        Word::Falling => "falling",
        Word::Rising => "rising",
        Word::TooFew | _ => "too few",
    }
}

fn supplier<'c>(compliance: &'c Compliance, id: &str) -> &'c Figures {
    &compliance.suppliers.iter().find(|line| line.subject.id == id).unwrap().figures
}

fn pair<'c>(compliance: &'c Compliance, supplier: &str, customer: &str) -> &'c Figures {
    let found =
        compliance.pairs.iter().find(|l| l.subject.supplier.id == supplier && l.subject.customer.id == customer);
    &found.unwrap().figures
}

#[test]
fn the_planted_changes_are_found() {
    let found = compliance("2026-W47");
    let approval = found.obligations.iter().find(|line| line.subject.obligation == "consumer-loan.approval").unwrap();
    insta::assert_debug_snapshot!([
        ("the bank's approval, worse each week from W36", signals(&approval.figures)),
        ("consumer loans to sales", signals(pair(&found, "consumer-loan", "sales"))),
        ("consumer loans", signals(supplier(&found, "consumer-loan"))),
        ("customer service, better from W38", signals(supplier(&found, "customer-service"))),
        ("workshop, W39 and W40", signals(supplier(&found, "workshop"))),
        ("insurance, plates from W42", signals(supplier(&found, "insurance"))),
        ("insurance to sales", signals(pair(&found, "insurance", "sales"))),
        ("finance, no change", signals(supplier(&found, "finance"))),
        ("sales, no change of its own", signals(supplier(&found, "sales"))),
        ("personnel, no change", signals(supplier(&found, "hr"))),
        ("everything", signals(&found.total)),
    ]);
    // And so it is told in the week reported.
    assert_eq!(supplier(&found, "consumer-loan").series.word, Word::Low);
    assert_eq!(pair(&found, "insurance", "sales").series.word, Word::Low);
    assert_eq!(supplier(&found, "customer-service").series.word, Word::High);
    assert_eq!(supplier(&found, "finance").series.word, Word::Usual);
    assert_eq!(supplier(&found, "sales").series.word, Word::Usual);
}

/// Weeks 23 to 30, in which nothing changes: of no department, pair, obligation or agreement anything is told, neither by
/// the reports of those weeks nor later, when there are limits to hold them against.
#[test]
fn nothing_is_found_in_the_first_eight_weeks() {
    fn quiet<S: std::fmt::Debug>(lines: &[Line<S>]) {
        for Line { subject, figures, .. } in lines {
            for point in figures.series.points.iter().filter(|point| point.period.to_string().as_str() < "2026-W31") {
                assert_eq!(point.signal, None, "{subject:?} {point:?}");
            }
        }
    }
    for week in ["2026-W28", "2026-W30", "2026-W34", "2026-W46"] {
        let found = compliance(week);
        assert_eq!(found.periods.first().unwrap().to_string(), "2026-W23", "the log begins there");
        assert!(week > "2026-W33" || found.suppliers.iter().all(|line| line.figures.series.word == Word::TooFew));
        quiet(&found.suppliers);
        quiet(&found.customers);
        quiet(&found.pairs);
        quiet(&found.obligations);
        quiet(&found.agreements);
    }
}

#[test]
fn months_and_quarters_have_series_too() {
    let months = compliance("2026-10");
    let named: Vec<String> = months.periods.iter().map(ToString::to_string).collect();
    assert_eq!(named, ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]);
    assert_eq!(months.total.series.word, Word::TooFew, "five months are not twelve");
    let days = compliance("2026-11-16..2026-11-17");
    assert_eq!(days.periods.len(), 24);
    assert!(days.periods.iter().all(|days| days.first_day() != days.last_day()));
    assert_ne!(days.total.series.word, Word::TooFew);
}

#[test]
fn each_line_has_its_own_objective() {
    let found = compliance("2026-W47");
    let of_pair = |supplier, customer| pair(&found, supplier, customer).objective.unwrap();
    // The workshop's customers agreed on 85 %, personnel's on 95 %.
    assert!((of_pair("customer-service", "workshop") - 0.85).abs() < 1e-12);
    assert!((of_pair("hr", "finance") - 0.9).abs() < 1e-12);
    // Customer service: weighted by what was due to each.
    let figures = supplier(&found, "customer-service");
    let parts = found.pairs.iter().filter(|line| line.subject.supplier.id == "customer-service");
    let (sum, due) = parts.fold((0.0, 0), |(sum, due), line| {
        let n = line.figures.week.due();
        (sum + line.figures.objective.unwrap() * f64::from(u32::try_from(n).unwrap()), due + n)
    });
    assert!((figures.objective.unwrap() - sum / f64::from(u32::try_from(due).unwrap())).abs() < 1e-12);
    assert!(figures.objective.unwrap() < 0.9);
}

#[test]
fn intervals_are_those_of_statsmodels() {
    let table = include_str!("../../fixtures/reference/wilson.csv");
    let mut count = 0;
    for row in table.lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        let (low, high) = Ratio::new(fields[0].parse().unwrap(), fields[1].parse().unwrap()).unwrap().interval();
        let near = |own: f64, other: &str| (own - other.parse::<f64>().unwrap()).abs() < 1e-11;
        assert!(near(low, fields[2]) && near(high, fields[3]), "{row}: {low} {high}");
        count += 1;
    }
    assert_eq!(count, 95);
    // By hand: of one, all: z² ÷ (1 + z²) = 3.8415 ÷ 4.8415 lie below the lower end.
    let (low, high) = Ratio::new(1, 1).unwrap().interval();
    assert!((low - (1.0 - 3.841_458_820_694_124 / 4.841_458_820_694_124)).abs() < 1e-12 && (high - 1.0).abs() < 1e-12);
}

#[test]
fn a_signal_prints_as_its_kind() {
    assert_eq!(serde_json::to_string(&Signal::RunBelow).unwrap(), "\"run-below\"");
}
