//! Coming deadlines as iCalendar (RFC 5545).

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, EventStatus, Property};

use super::agreement::rule_in_words;
use super::language::Language;
use super::words::words;
use crate::network::{Department, Network, Priority};
use crate::tracker::{Handoff, Judgement, Status};
use crate::visible::{is_hidden, visible_text};

/// The coming deadlines of a department, as supplier and as customer, as an iCalendar file that any calendar program
/// subscribes to. None if the network has no such department.
///
/// Each undelivered handoff whose deadline lies after the judgement is an event at its deadline, with an alarm at the
/// instant at which it turns at risk, if that is still to come. Times are in UTC, which every program shows in its
/// reader's own zone; the calendar names the department's zone as its default. A handoff's UID stays the same from file to
/// file, so that a moved deadline moves the event. The judgement's instant is the file's time stamp.
///
/// ```
/// # use interdept::{Network, Tracker, report::{Language, deadlines_to_ics}};
/// # let network = Network::load("fixtures/dealership")?;
/// let tracker = Tracker::new(network);
/// let judgement = tracker.judge("2026-10-01T09:00:00+08:00".parse()?);
/// let feed = deadlines_to_ics(&judgement, "sales", Language::English).expect("sales is in the fixture");
/// assert!(feed.starts_with("BEGIN:VCALENDAR\r\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn deadlines_to_ics(judgement: &Judgement, department: &str, language: Language) -> Option<String> {
    let department = judgement.network().find_department(department)?;
    let name = department.name().in_language(language.tag());
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//interdept//deadlines//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.name(&visible_text(&format!("{name}: {}", words(language).labels().feed)));
    if let Some(own) = department.calendar() {
        calendar.timezone(own.zone().name());
    }
    let coming = judgement.handoffs().chain(judgement.upcoming()).filter(|handoff| {
        let concerned = handoff.supplier().id() == department.id() || handoff.customer().id() == department.id();
        concerned && is_coming(handoff, judgement.as_of())
    });
    let mut coming: Vec<_> = coming.collect();
    coming.sort_by_cached_key(|handoff| (handoff.due_at(), uid(handoff)));
    for handoff in coming {
        calendar.push(event(&handoff, judgement, department, language));
    }
    Some(calendar.to_string())
}

/// Whether a deadline still lies ahead of an undelivered handoff.
fn is_coming(handoff: &Handoff<'_>, as_of: DateTime<Utc>) -> bool {
    let undelivered = matches!(handoff.status(), Status::Upcoming | Status::Open | Status::AtRisk | Status::Paused);
    undelivered && handoff.due_at() >= as_of
}

fn uid(handoff: &Handoff<'_>) -> String {
    let key = handoff.key().to_string();
    // What cannot stand in a line of the file is written by number: two keys never have one UID.
    let key: String =
        key.chars().map(|c| if is_hidden(c) { c.escape_unicode().to_string() } else { c.into() }).collect();
    format!("{}/{key}@interdept", handoff.obligation().id())
}

/// An event for a department: `Deliver to Finance: …` where it owes, `Expect from Sales: …` where it is owed.
fn event(handoff: &Handoff<'_>, judgement: &Judgement, whose: Department<'_>, language: Language) -> Event {
    let as_of = judgement.as_of();
    let terms = handoff.obligation().terms();
    let deliverable = terms.deliverable.in_language(language.tag());
    let key = handoff.key().to_string();
    let subject = format!("{} ({})", visible_text(deliverable), visible_text(&key));
    let words = words(language);
    let name = |department: Department<'_>| visible_text(department.name().in_language(language.tag())).into_owned();
    let subject = if handoff.supplier().id() == whose.id() {
        words.deliver_to(&name(handoff.customer()), &subject)
    } else {
        words.expect_from(&name(handoff.supplier()), &subject)
    };
    let due = handoff.due_at();
    let mut event = Event::with_uid(&uid(handoff));
    event
        .timestamp(as_of)
        .starts(due)
        .summary(&subject)
        .description(&description(handoff, judgement.network(), language))
        .status(EventStatus::Confirmed)
        .priority(ics_priority(terms.priority));
    if let Some(at_risk) = handoff.at_risk_at().filter(|&at| as_of <= at && at < due) {
        let reminder = format!("{} {subject}", words.labels().feed_at_risk);
        // iCalendar's durations know no fractions of a second.
        let ahead = TimeDelta::seconds((due - at_risk).num_seconds());
        let mut alarm = Alarm::display(&reminder, -ahead);
        alarm.timestamp(as_of).uid(&format!("at-risk/{}", uid(handoff)));
        event.alarm(alarm);
    }
    event.done()
}

fn description(handoff: &Handoff<'_>, network: &Network, language: Language) -> String {
    let say = words(language).labels();
    let name = |label: &str, text: &str| format!("{label} {}", visible_text(text));
    [
        name(say.feed_from, handoff.supplier().name().in_language(language.tag())),
        name(say.feed_to, handoff.customer().name().in_language(language.tag())),
        name(say.feed_rule, &rule_in_words(network, handoff.obligation(), language)),
    ]
    .join("\n")
}

/// RFC 5545, 3.8.1.9: 1 is the highest, 5 medium, 9 the lowest.
const fn ics_priority(priority: Priority) -> u32 {
    match priority {
        Priority::Critical => 1,
        Priority::High => 3,
        Priority::Normal => 5,
        Priority::Low => 9,
    }
}
