//! The language: what reads, how it prints, and what an error says.

use interdept::due::{DueRule, Notice, RuleError};

#[track_caller]
fn reads(text: &str, canonical: &str) {
    let rule: DueRule = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(rule.to_string(), canonical);
    assert_eq!(canonical.parse(), Ok(rule), "reads back");
}

/// The text, carets under the place, the message and the help.
fn drawn(text: &str, error: &RuleError) -> String {
    let before = text[..error.span.start].chars().count();
    let under = text[error.span.clone()].chars().count().max(1);
    let help = error.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    format!("{text}\n{}{} {}{help}", " ".repeat(before), "^".repeat(under), error.message)
}

const CANONICAL: [&str; 95] = [
    "by the 5th of every month",
    "by 12:00 on the 1st of every month",
    "by the last day of every quarter",
    "by the 3rd business day of every month",
    "by the last business day of every year",
    "by friday of every week",
    "by 17:00 on friday of every week",
    "by 17:00 every day",
    "by 17:00 every business day",
    "every day",
    "every business day",
    "by 31 march of every year",
    "by 29 february of every year",
    "by 24:00 on 31 december of every year",
    "by the 31st of every month",
    "by the 92nd of every quarter",
    "by the 366th of every year",
    "by the 7th of every week",
    "by the 11th of every month",
    "by the 12th business day of every month",
    "by the 13th of every month",
    "by the 111th of every year",
    "by the 112th of every year",
    "by the 121st of every year",
    "within 3 days of vehicle-delivered",
    "within 1 day of x",
    "within 2 business days of request",
    "within 8 business hours of claim-settled",
    "within 30 business minutes of claim-settled",
    "within 24 hours of order-received",
    "within 1 month of hired",
    "within 1 week of registered or transferred or mortgaged",
    "by 12:00 within 3 days of x",
    "on the same day as vehicle-returned",
    "on the next day after vehicle-collected",
    "on the next business day after X",
    "by 12:00 on the next business day after X",
    "by 16:30 on the same day as request",
    "promptly after loan-disbursed",
    "by 12:00 promptly after X",
    "before deposit-refunded",
    "at least 2 business days before X",
    "by 12:00 at least 2 business days before X",
    "at least 3 hours before X",
    "by the given deadline of permit-requested",
    "by 12:00 on the given deadline of permit-requested",
    "within 3 days of 车辆交付 or request",
    "within 36500 days of x",
    "within 3 days of or or of or every",
    "by the 5th and the 20th of every month",
    "by 12:00 on the 1st, the 10th and the last day of every month",
    "by the 15th and the last day of every month",
    "by the 2nd last business day of every month",
    "by the 2nd last day of every quarter",
    "by the 2nd tuesday of every month",
    "by the last friday of every month",
    "by the 2nd last friday of every half-year",
    "by the 27th friday of every half-year",
    "by monday and thursday of every week",
    "by 17:00 on monday, wednesday and friday of every week",
    "by 31 march and 30 september of every year",
    "by friday of every 2 weeks from 2026-01-09",
    "by the 3rd business day of every 4 weeks from 2026-01-09",
    "by the 2nd friday of every 4 weeks from 2026-01-09",
    "by the 10th of every half-year",
    "by the 184th of every half-year",
    "by the 3rd business day of every close",
    "by 12:00 on the last day of every 月结",
    "by the 7th of the 2nd month of every quarter",
    "by the 7th and the last day of the 12th month of every year",
    "by the last business day of the 6th month of every half-year",
    "2 business days before the end of every month",
    "by 12:00 2 business days before the end of every month",
    "4 hours before the end of every day",
    "within 5 business days after the end of every quarter",
    "by 12:00 within 1 month after the end of every close",
    "within 3 days after the end of every 2 weeks from 2026-01-09",
    "on the next friday after X",
    "by 12:00 on the next friday after X",
    "by the 10th of the month after X",
    "by 12:00 on the 2nd tuesday of the month after X or Y",
    "by the last business day of the month of X",
    "by the last day of the month 30 days after X",
    "by the last day of the month 2 business days after X",
    "within 1 year of hired",
    "within 2 years of hired",
    "within 90 minutes of x",
    "within 1 hour of sampled and paid",
    "within 4 business hours of delivery of ap.accruals",
    "on the next business day after sign-off of ap.accruals",
    "within 4 hours of X or by 17:00 on the same day as X, whichever is earlier",
    "within 4 hours of X or Y or within 1 business day of X or Y, whichever is later",
    "by the given day of X or within 3 days of X, whichever is later",
    "within 3 days of delivery or sign-off",
    "within 3 days of by or within",
];

#[test]
fn canonical_rules_print_as_they_stand() {
    for rule in CANONICAL {
        reads(rule, rule);
    }
}

#[test]
fn variants_print_canonically() {
    for (variant, canonical) in [
        ("  BY THE 5TH\tOF\u{a0}EVERY MONTH ", "by the 5th of every month"),
        ("By 9:05 On The Next Business Day After X-y", "by 09:05 on the next business day after X-y"),
        ("by the 5th day of each month", "by the 5th of every month"),
        ("by the first of every month", "by the 1st of every month"),
        ("by 5th of every month", "by the 5th of every month"),
        ("by the 3rd working day every month", "by the 3rd business day of every month"),
        ("by the end of every month", "by the last day of every month"),
        ("by the end of every day", "every day"),
        ("by 17:00 on every day", "by 17:00 every day"),
        ("by every friday", "by friday of every week"),
        ("by 17:00 every Fri", "by 17:00 on friday of every week"),
        ("by the end of every business day", "every business day"),
        ("by march 31 of every year", "by 31 march of every year"),
        ("by the 31st of march of every year", "by 31 march of every year"),
        ("by mar 31st every year", "by 31 march of every year"),
        ("by 12:00 friday of every week", "by 12:00 on friday of every week"),
        ("by 12:00 the 1st of every month", "by 12:00 on the 1st of every month"),
        ("within 1 days after x", "within 1 day of x"),
        ("within 2 working hour of x", "within 2 business hours of x"),
        ("within 007 day of a, b, or c", "within 7 days of a or b or c"),
        ("the same day as x", "on the same day as x"),
        ("on the day after x", "on the next day after x"),
        ("2 days before x", "at least 2 days before x"),
        ("by 12:00 2 days before x", "by 12:00 at least 2 days before x"),
        ("promptly after REQUEST", "promptly after request"),
        ("by 12:00 by the given day of x", "by 12:00 on the given day of x"),
        ("by 12:00 the next day after x", "by 12:00 on the next day after x"),
        ("by the 5th, 20th of every month", "by the 5th and the 20th of every month"),
        ("by last Friday of every Half Year", "by the last friday of every half-year"),
        ("by the first friday of every week", "by friday of every week"),
        ("every Monday and Thursday", "by monday and thursday of every week"),
        ("by the 2nd last working day of each halfyear", "by the 2nd last business day of every half-year"),
        ("by the 7th of the second month of every quarter", "by the 7th of the 2nd month of every quarter"),
        ("by the 7th of the last month of every quarter", "by the 7th of the 3rd month of every quarter"),
        ("at least 2 days before the end of each month", "2 days before the end of every month"),
        ("within 2 days of the end of every month", "within 2 days after the end of every month"),
        ("within 1.5 hours of x", "within 90 minutes of x"),
        ("within 3 min of x", "within 3 minutes of x"),
        ("within 3 hrs after x", "within 3 hours of x"),
        ("within 1 hour of a, b and c", "within 1 hour of a and b and c"),
        ("within 1 day of Delivery of A.b", "within 1 day of delivery of A.b"),
        (
            "within 4 hours of x, or by 17:00 the same day as x whichever is later",
            "within 4 hours of x or by 17:00 on the same day as x, whichever is later",
        ),
    ] {
        reads(variant, canonical);
    }
}

const WRONG: [&str; 76] = [
    "",
    "by",
    "by the",
    "by the 5th",
    "by the 5th of",
    "by the 5th of every",
    "by the 5th of every moth",
    "by the 5th of the month",
    "by the 5th of every day",
    "by the 32nd of every month",
    "by the 0th of every month",
    "by the 3th of every month",
    "by 5 of every month",
    "by the last of every month",
    "by the last weekday of every month",
    "by friday of every month",
    "by 30 february of every year",
    "by 31 march of every month",
    "by every month",
    "by 99999999999999th of every year",
    "every moth",
    "every year",
    "by 25:00 every day",
    "by 24:01 every day",
    "by 5pm every day",
    "by noon every day",
    "by 12:00:00 every day",
    "by 12.30 every day",
    "by 12:00",
    "within",
    "within 3",
    "within three days of x",
    "within a week of x",
    "within 3days of x",
    "within 3 dayz of x",
    "within 3 business weeks of x",
    "within 0 days of x",
    "within -1 days of x",
    "within 999999999999 days of x",
    "within 36501 days of x",
    "within 3 days",
    "within 3 days of",
    "within 3 days from x",
    "within 3 days of x y",
    "within 3 days of x or",
    "within 3 days of x or x",
    "within 3 days of x#2",
    "within 3 days of x ro y",
    "by within 3 days of x",
    "by 12:00 within 8 hours of x",
    "by 12:00 before x",
    "on the 5th of every month",
    "the 5th of every month",
    "on the smae day as x",
    "on the same day of x",
    "on the next day as x",
    "on the next business x",
    "promptly x",
    "promptly",
    "before",
    "at 5 days before x",
    "at least days before x",
    "at least 2 days after x",
    "by vehicle-delivered",
    "by the given of x",
    "by the given deadline x",
    "by the given dead/line of x",
    "after x",
    "immediately after x",
    "wihtin 3 days of x",
    "every 2 weeks",
    "by monday",
    "by the 5th of every month or so",
    "by 31 of every month",
    "by january of every year",
    "within 3 days of \u{1b}[31mred",
];

#[test]
fn errors_point_at_the_word_and_say_what_is_right() {
    let drawn = WRONG.map(|text| drawn(text, &text.parse::<DueRule>().expect_err(text)));
    insta::assert_snapshot!(drawn.join("\n\n"));
}

#[test]
fn hostile_texts_are_errors() {
    let long = "x".repeat(1_000_000);
    let many = format!("within 3 days of {}", (0..100_000).map(|i| format!("m{i}")).collect::<Vec<_>>().join(" or "));
    assert!(many.parse::<DueRule>().is_ok());
    for text in [
        &*long,
        &format!("by {long}"),
        &format!("within {} days of x", "9".repeat(1_000_000)),
        &format!("within 3 {long} of x"),
        &format!("before {long}"),
        &"by ".repeat(100_000),
        &", ".repeat(100_000),
        &"\u{0}".repeat(100),
        "by the 5th of every \u{feff}month",
    ] {
        let error = text.parse::<DueRule>().expect_err("nonsense");
        assert!(error.to_string().len() < 500, "{error}");
        assert!(text.get(error.span).is_some());
    }
}

#[test]
fn notices_read_and_print() {
    let notice =
        |text: &str| text.parse::<Notice>().map(|notice| notice.to_string()).map_err(|error| drawn(text, &error));
    assert_eq!(notice("1  BUSINESS days Before").unwrap(), "1 business day before");
    assert_eq!(notice("24 hours after").unwrap(), "24 hours after");
    assert_eq!(notice("0 days after").unwrap(), "0 days after");
    assert_eq!(notice("2 days").unwrap_err(), "2 days\n      ^ expected `before` or `after`, but the text ends here");
    assert_eq!(
        notice("2 days late").unwrap_err(),
        "2 days late\n       ^^^^ expected `before` or `after`, found `late`"
    );
    assert_eq!(
        notice("2 days after x").unwrap_err(),
        "2 days after x\n             ^ expected the end of the notice, found `x`"
    );
}

#[test]
fn near_misses_say_what_was_meant() {
    let help = |text: &str| text.parse::<DueRule>().unwrap_err().help.unwrap_or_default();
    // No id is made up of words that are none.
    assert_eq!(help("within 2 hours of x during business hours"), "");
    assert_eq!(help("within 2 days of vehicle delivered"), "did you mean `vehicle-delivered`?");
}
