//! English.

use chrono::{NaiveDate, Weekday};

use super::{AgreementLabels, AgreementWords, Names};
use crate::calendar::{DayEnds, Roll, Span};
use crate::due::{DueRule, Limit, Trigger, is_proper_name};
use crate::network::{Bounds, Moment, Over, Priority, TimeRange};
use crate::report::explain::capitalized;

const LABELS: AgreementLabels = AgreementLabels {
    title: "Agreements between departments",
    how_to_read: "How deadlines are counted, where a rule does not say otherwise: the day of the event does not count, and \
        the last day ends at the close of business, or at 24:00 where the working hours say so. A last day on which nobody \
        works moves to the next working day; before an event, to the working day before. Hours and minutes are exact; business hours and business days run in working \
        time only. What comes at the deadline is on time. A delivery may be rejected until it is accepted, unless a time \
        for review is named. The rules in the agreement files bind; these are the same rules in words.",
    parties: "The parties",
    party: "Department",
    owes: "Owes",
    is_owed: "Is owed",
    hours: "Working hours",
    calendar: "Calendar",
    due: "Due",
    rule: "Rule",
    by_tier: "as the table says, by the kind of case",
    only_if: "Only if",
    needs: "Needs first",
    complete_with: "Complete with",
    cut_off: "Cut-off",
    while_open: "While one is open",
    ignored_while_open: "a further event of the same case changes nothing",
    restarts_while_open: "a further event of the same case starts it anew",
    day_off: "On a day off",
    about_the_previous: "It is about the period before the one in which it is due",
    review: "Review",
    told: "Told",
    remedy: "Remedy",
    objective: "Objective",
    priority: "Priority",
    tiers: "By the kind of case; the first that fits counts",
    tier: "Tier",
    whose: "For cases of which",
    all_others: "all others",
    of_period: "Period",
    if_on: "If it happens on",
    no_first_day: "No deadlines are shown: neither the agreement nor the company names a first day, and none was asked for.",
    nothing_more_due: "Nothing more falls due from that day on.",
    given_each_time: "The event itself names the deadline.",
    examples: "Worked examples, checked against the rule",
    carries: "With",
    why: "How it comes about",
    signatures: "Agreed",
    signature: "Name and signature",
    date: "Date",
    no_obligations: "Nothing stands in it.",
    semicolon: "; ",
};

#[derive(Debug)]
pub(super) struct English;

impl AgreementWords for English {
    fn labels(&self) -> &'static AgreementLabels {
        &LABELS
    }

    fn rule(&self, rule: &DueRule, promptly: Option<Span>, names: &Names<'_>) -> String {
        let limits: Vec<String> = rule.limits().map(|it| limit(it, names.trigger)).collect();
        let whichever = rule.whichever().map(|it| format!(", whichever is {it}")).unwrap_or_default();
        let meaning = promptly.filter(|_| rule.is_promptly());
        let meaning = meaning.map(|span| format!(", that is within {span}")).unwrap_or_default();
        capitalized(&format!("{}{whichever}{meaning}", limits.join(" or ")))
    }

    fn request(&self) -> &'static str {
        "the customer’s request"
    }

    fn delivery_of(&self, deliverable: &str) -> String {
        format!("delivery of “{deliverable}”")
    }

    fn sign_off_of(&self, deliverable: &str) -> String {
        format!("acceptance of “{deliverable}”")
    }

    fn is_one_of(&self, attribute: &str, operands: &[String]) -> String {
        format!("{attribute} is {}", joined(operands, "or"))
    }

    fn is_none_of(&self, attribute: &str, operands: &[String]) -> String {
        format!("{attribute} is not {}", joined(operands, "or"))
    }

    fn starts_with(&self, attribute: &str, starts: &[String]) -> String {
        format!("{attribute} begins with {}", joined(starts, "or"))
    }

    fn number(&self, attribute: &str, bounds: &Bounds) -> String {
        let Bounds { over, at_least, under, at_most } = bounds;
        let parts = [("over", over), ("at least", at_least), ("under", under), ("at most", at_most)];
        let parts: Vec<String> =
            parts.into_iter().filter_map(|(word, n)| n.as_ref().map(|n| format!("{word} {n}"))).collect();
        format!("{attribute} is {}", joined(&parts, "and"))
    }

    fn time_of_day(&self, range: TimeRange) -> String {
        let clock = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
        match (range.from.map(clock), range.until.map(clock)) {
            (Some(from), Some(until)) => format!("it happens from {from} until before {until}"),
            (Some(from), None) => format!("it happens at {from} or later"),
            (None, Some(until)) => format!("it happens before {until}"),
            (None, None) => "it happens at any time".to_owned(),
        }
    }

    fn value(&self, value: &str) -> String {
        format!("“{value}”")
    }

    fn value_of(&self, attribute: &str) -> String {
        format!("the same as {attribute}")
    }

    fn all_of(&self, conditions: &[String]) -> String {
        joined(conditions, "and")
    }

    fn obligation(&self, number: usize, pair: &str, deliverable: &str) -> String {
        format!("{number}. {pair}: {deliverable}")
    }

    fn in_force(&self, from: Option<String>, until: Option<String>) -> String {
        match (from, until) {
            (Some(from), Some(until)) => format!("In force from {from} to {until}, both included"),
            (Some(from), None) => format!("In force from {from} on"),
            (None, Some(until)) => format!("In force until {until}, that day included"),
            (None, None) => String::new(),
        }
    }

    fn customer(&self, name: &str) -> String {
        format!("The internal customer, where nothing else is said: {name}")
    }

    fn promptly(&self, span: Span) -> String {
        format!("“Promptly” means within {span}")
    }

    fn objective(&self, share: &str, over: Over, grace: Option<Span>) -> String {
        let over = match over {
            Over::Rolling(span) => format!("over the last {span}"),
            Over::Week | Over::Month | Over::Quarter | Over::Year => format!("in each {over}"),
        };
        let grace = grace.map(|span| format!(", where up to {span} late still counts as on time")).unwrap_or_default();
        format!("{share} on time {over}{grace}")
    }

    fn hours(&self, days: &str, hours: &[String]) -> String {
        format!("{days} {}", joined(hours, "and"))
    }

    fn days(&self, first: Weekday, last: Weekday) -> String {
        if first == last { first.to_string() } else { format!("{first} to {last}") }
    }

    fn season(&self, name: &str, days: &str, hours: &str) -> String {
        let name = if name.is_empty() { String::new() } else { format!(" ({name})") };
        format!("from {days}{name}: {hours}")
    }

    fn day_of_year(&self, day: NaiveDate) -> String {
        day.format("%-d %B").to_string()
    }

    fn yearly(&self, first: &str, last: &str) -> String {
        format!("{first} to {last} of every year")
    }

    fn calendar(&self, id: &str, zone: &str, ends: DayEnds) -> String {
        let ends = match ends {
            DayEnds::Close => "days end at the close of business",
            DayEnds::Midnight => "days end at 24:00",
        };
        format!("{id} ({zone}), {ends}")
    }

    fn cut_off(&self, clock: &str) -> String {
        format!("what comes at {clock} or later, or on a day off, counts as of the next working day’s opening")
    }

    fn review(&self, span: Span, customer: &str) -> String {
        format!("{customer} may reject it within {span}; silence accepts")
    }

    fn told(&self, who: &str, when: Moment) -> String {
        match when {
            Moment::Percent(percent) => format!("{who} when {percent}% of the time is gone"),
            Moment::Deadline => format!("{who} at the deadline"),
            Moment::Notice(notice) => format!("{who} {notice} the deadline"),
        }
    }

    fn remedy(&self, after: Span, text: &str) -> String {
        format!("if it is still not there {after} after the deadline: {text}")
    }

    fn roll(&self, roll: Roll) -> &'static str {
        match roll {
            Roll::Unadjusted => "it stays due on that day",
            Roll::Following => "due on the next working day",
            Roll::Preceding => "due on the working day before",
            Roll::ModifiedFollowing => "due on the next working day, or the one before if that is in another month",
            Roll::ModifiedPreceding => "due on the working day before, or the next if that is in another month",
            Roll::HalfMonthModifiedFollowing => {
                "due on the next working day, or the one before if that is in another half of the month"
            }
            Roll::Nearest => "due on the nearest working day",
        }
    }

    fn priority(&self, priority: Priority) -> &'static str {
        priority.as_str()
    }

    fn signed(&self, document: &str) -> String {
        format!("{document} (signed)")
    }

    fn next_deadlines(&self, from: &str) -> String {
        format!("The next deadlines from {from}")
    }

    fn period_number(&self, period: &str, number: u16) -> String {
        format!("{period}, no. {number}")
    }
}

/// A limit as the rule writes it, with what triggers it by its name.
fn limit(limit: &Limit, name: &dyn Fn(&Trigger) -> String) -> String {
    let text = limit.to_string();
    let Some(of) = limit.form().milestones() else { return with_names(&text) };
    let names: Vec<String> = of.as_slice().iter().map(name).collect();
    // Whatever the form, the rule ends with what triggers it.
    let written = of.to_string();
    let start = text.strip_suffix(&written).unwrap_or(&text);
    format!("{}{}", with_names(start), joined(&names, if of.is_all() { "and" } else { "or" }))
}

/// A rule's own words, with weekdays and months written as names are.
fn with_names(text: &str) -> String {
    let name = |word: &str| {
        let is_name = is_proper_name(word.trim_end_matches(','));
        if is_name { capitalized(word) } else { word.to_owned() }
    };
    text.split(' ').map(name).collect::<Vec<_>>().join(" ")
}

/// `a, b and c`.
fn joined(items: &[String], joint: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {joint} {last}", most.join(", ")),
    }
}
