//! What people write beside the language, and what they are told: a rule that means the same, or nothing.

use interdept::due::DueRule;

/// Phrasings with the rule that is suggested; empty where none means what was written.
const PHRASINGS: &[(&str, &str)] = &[
    ("2 business days after x", "within 2 business days of x"),
    ("at least 3 days after x", ""),
    ("at most 3 days after x", "within 3 days of x"),
    ("no later than 2 days after x", "within 2 days of x"),
    ("not later than 2 days after x", "within 2 days of x"),
    ("no more than 2 working days after x", "within 2 business days of x"),
    ("2 days after x at the latest", "within 2 days of x"),
    ("2 days after x, at the latest", "within 2 days of x"),
    ("at the latest 2 days after x", "within 2 days of x"),
    ("max 4 hours after x", "within 4 hours of x"),
    ("up to 4 hours after x", "within 4 hours of x"),
    ("in 3 days of x", "within 3 days of x"),
    ("within 3 days from x", "within 3 days of x"),
    ("within 3 days since x", "within 3 days of x"),
    ("within 3 days following x", "within 3 days of x"),
    ("within 3 days counting from x", "within 3 days of x"),
    ("within 3 days of receipt of request", "within 3 days of request"),
    ("within 3 days of the request", "within 3 days of request"),
    ("within three days of x", "within 3 days of x"),
    ("within 3 (three) days of x", "within 3 days of x"),
    ("within a week of x", "within 1 week of x"),
    ("within an hour of x", "within 1 hour of x"),
    ("within half an hour of x", "within 30 minutes of x"),
    ("within a fortnight of x", "within 2 weeks of x"),
    ("within 3days of x", "within 3 days of x"),
    ("within 72h of x", "within 72 hours of x"),
    ("within 3 d of x", "within 3 days of x"),
    ("within 2 wks of x", "within 2 weeks of x"),
    ("within 3 calendar days of x", "within 3 days of x"),
    ("within 3 workdays of x", "within 3 business days of x"),
    ("within 3 business-days of x", "within 3 business days of x"),
    ("wihtin 3 dayz of x", "within 3 days of x"),
    ("24 hours", ""),
    ("3 days", ""),
    ("24/7", ""),
    ("asap", ""),
    ("tbd", ""),
    ("on time", ""),
    ("as agreed", ""),
    ("when ready", ""),
    ("after x", ""),
    ("upon x", ""),
    ("as soon as possible after x", "promptly after x"),
    ("asap after x", "promptly after x"),
    ("immediately after x", "promptly after x"),
    ("right after x", "promptly after x"),
    ("without delay after x", "promptly after x"),
    ("by 5 pm every day", "by 17:00 every day"),
    ("by 5pm every day", "by 17:00 every day"),
    ("by 5:30 p.m. every business day", "by 17:30 every business day"),
    ("by 12 am every day", "by 00:00 every day"),
    ("by noon on the 1st of every month", "by 12:00 on the 1st of every month"),
    ("by midnight every day", ""),
    ("by 25:00 every day", ""),
    ("by 5 pm", ""),
    ("every day at 17:00", "by 17:00 every day"),
    ("at 17:00 every day", "by 17:00 every day"),
    ("every business day before 9:00", "by 09:00 every business day"),
    ("within 3 days of x by 5pm", "by 17:00 within 3 days of x"),
    ("within 3 days of x, at the latest by 12:00", "by 12:00 within 3 days of x"),
    ("within 3 days of x 12:00", "by 12:00 within 3 days of x"),
    ("on the next day after x at 10:00", "by 10:00 on the next day after x"),
    ("every monday by 10:00", "by 10:00 on monday of every week"),
    ("by the 5th of every month at 10:00", "by 10:00 on the 5th of every month"),
    ("within 4 hours of x by 17:00", ""),
    ("by 10:00 on the 2nd business day after x", "by 10:00 within 2 business days of x"),
    ("on the 3rd day after x", "within 3 days of x"),
    ("by the 2nd working day after x", "within 2 business days of x"),
    ("on the first business day after x", "within 1 business day of x"),
    ("by the next business day after x", "on the next business day after x"),
    ("next business day after x", "on the next business day after x"),
    ("the following day after x", "on the next day after x"),
    ("on the day of x", "on the same day as x"),
    ("same day as x", "on the same day as x"),
    ("by end of the same day as x", "on the same day as x"),
    ("same day", ""),
    ("next day", ""),
    ("2 days prior to x", "at least 2 days before x"),
    ("no later than 2 days before x", "at least 2 days before x"),
    ("the day before x", "at least 1 day before x"),
    ("prior to x", "before x"),
    ("until x", "before x"),
    ("by vehicle-delivered", "before vehicle-delivered"),
    ("by the deadline of opened", "by the given deadline of opened"),
    ("daily", "every day"),
    ("daily at 17:00", "by 17:00 every day"),
    ("weekly", ""),
    ("weekly on friday", "by friday of every week"),
    ("every week on friday", "by friday of every week"),
    ("fridays by 17:00", "by 17:00 on friday of every week"),
    ("monthly", ""),
    ("monthly by the 5th", "by the 5th of every month"),
    ("every month on the 5th", "by the 5th of every month"),
    ("quarterly by the last day", "by the last day of every quarter"),
    ("annually on 31 march", "by 31 march of every year"),
    ("biweekly", ""),
    ("every other friday", ""),
    ("every other friday from 2026-01-09", "by friday of every 2 weeks from 2026-01-09"),
    ("every 2 weeks on friday from 2026-01-09", "by friday of every 2 weeks from 2026-01-09"),
    ("every 2 weeks", ""),
    ("by friday of every 1 week", ""),
    ("by friday of every 2 weeks", ""),
    ("on the 5th of every month", "by the 5th of every month"),
    ("the 5th of every month", "by the 5th of every month"),
    ("5th of the month", "by the 5th of every month"),
    ("by the 5th of the month", "by the 5th of every month"),
    ("by the 5th in every month", "by the 5th of every month"),
    ("by the 5th workday of every month", "by the 5th business day of every month"),
    ("5th workday of each month", "by the 5th business day of every month"),
    ("by the 5th", ""),
    ("5th workday", ""),
    ("by friday", ""),
    ("by friday of every month", ""),
    ("by the penultimate business day of every month", "by the 2nd last business day of every month"),
    ("by the last but one day of every month", "by the 2nd last day of every month"),
    ("by the 3th of every month", "by the 3rd of every month"),
    ("by 31 of every month", "by the 31st of every month"),
    ("end of month", "by the last day of every month"),
    ("by end of month", "by the last day of every month"),
    ("by the end of the month", "by the last day of every month"),
    ("at the end of every quarter", "by the last day of every quarter"),
    ("before the end of every month", "by the last day of every month"),
    ("by month-end", "by the last day of every month"),
    ("2 business days before month end", "2 business days before the end of every month"),
    ("2 business days before the end of the month", "2 business days before the end of every month"),
    ("within 5 business days of the end of the quarter", "within 5 business days after the end of every quarter"),
    ("within 5 business days after quarter end", "within 5 business days after the end of every quarter"),
    ("by the 10th of the following month after x", "by the 10th of the month after x"),
    ("by the 10th of the month following x", "by the 10th of the month after x"),
    ("by the 10th of the same month as x", "by the 10th of the month of x"),
    ("by the 10th of the following month", ""),
    ("by the 5th of every moth", "by the 5th of every month"),
    ("by the 5th of every moth ro so", ""),
    ("by the 32nd of every month", ""),
    ("by 30 february of every year", ""),
    ("within 4 hours of x or by 17:00 on the same day as x", ""),
    (
        "within 4 hours of x or by 17:00 on the same day as x, whichever comes first",
        "within 4 hours of x or by 17:00 on the same day as x, whichever is earlier",
    ),
    (
        "within 4 hours of x or within 1 day of x, whichever is the later",
        "within 4 hours of x or within 1 day of x, whichever is later",
    ),
    ("within 4 hours of x or within 1 day of y, whichever is later", ""),
    ("within 4 hours of the delivery of a", "within 4 hours of delivery of a"),
    ("within 4 hours of acceptance of a", "within 4 hours of sign-off of a"),
    ("within 4 hours of a and b or c", ""),
    ("before delivery of a", ""),
    ("within 2 hours of x during business hours", ""),
    ("within 2 days of vehicle delivered", "within 2 days of vehicle-delivered"),
    ("within 0 days of x", ""),
    ("within -1 days of x", ""),
    ("within 2-3 days of x", ""),
    ("within about 3 days of x", ""),
    ("within 1.5 days of x", ""),
];

/// The rule that help suggests: the one in backticks, or the text with the word in backticks put in its place.
fn suggested(text: &str) -> Option<String> {
    let error = match text.parse::<DueRule>() {
        Ok(rule) => return Some(rule.to_string()),
        Err(error) => error,
    };
    let help = error.help?;
    if let Some(rule) = help.strip_prefix("write `") {
        return Some(rule.strip_suffix('`').unwrap().to_owned());
    }
    let Some(word) = help.strip_prefix("did you mean `") else {
        assert!(!help.contains('`'), "{text}: {help}");
        return None;
    };
    let word = word.strip_suffix("`?").unwrap();
    // An id that was parted takes the place of both its words.
    let start =
        if word.contains('-') { text[..error.span.start].trim_end().rfind(' ').unwrap() + 1 } else { error.span.start };
    Some(format!("{}{word}{}", &text[..start], &text[error.span.end..]))
}

#[test]
fn a_suggestion_reads_and_means_what_was_written() {
    assert!(PHRASINGS.len() >= 100);
    let mut wrong = Vec::new();
    for (text, expect) in PHRASINGS {
        let told = suggested(text).map(|rule| match rule.parse::<DueRule>() {
            Ok(read) => read.to_string(),
            Err(error) => format!("no rule: {rule}: {error}"),
        });
        if told.as_deref().unwrap_or_default() != *expect {
            wrong.push(format!("{text}\n  told   {told:?}\n  expect {expect:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn help_of_any_text_reads() {
    let words = "by within on the next same day of every at least 3 12:00 5th last business month x or and whichever is earlier from 5pm a after before end weekly";
    let words: Vec<&str> = words.split(' ').collect();
    let mut seed = 1_u64;
    for _ in 0..20_000 {
        let mut text = Vec::new();
        for _ in 0..=seed % 9 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push(words[usize::try_from(seed >> 33).unwrap() % words.len()]);
        }
        let text = text.join(" ");
        if let Some(rule) = suggested(&text) {
            assert!(rule.parse::<DueRule>().is_ok(), "{text}: {rule}");
        }
    }
}
