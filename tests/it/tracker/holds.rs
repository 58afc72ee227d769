//! What holds of holds: laws, and the close cases of reviews, calendars and dates.

use chrono::{DateTime, TimeDelta, Utc};
use interdept::config::Source;
use interdept::log::Log;
use interdept::tracker::{Status, Tracker};
use interdept::{Event, Network};
use proptest::prelude::*;

use super::{FRAME, HOURS, at, check, instant, lines};

/// Working minutes of a day of office hours.
const DAY: i64 = 8 * 60;

/// Due in working days, in working hours, in both whichever is later, and by the wall clock; all in office hours.
const RULES: [&str; 4] = [
    "within 3 business days of go",
    "within 20 business hours of go",
    "within 2 business days of go or within 20 business hours of go, whichever is later",
    "within 3 days of go",
];

fn tracker(rule: &str) -> Tracker {
    let obligation = HOURS.replace("within 10 hours of go", rule) + "calendar = \"office\"\n";
    let mut tracker = Tracker::new(Network::from_toml("test.toml", &format!("{FRAME}{obligation}")).unwrap());
    tracker.record(Event::new("go", instant("11-02T09:00")).case("c")).unwrap();
    tracker
}

/// So many working minutes after Monday 2 November, 09:00, in office hours: 9 to 12 and 13 to 18.
fn worked(minutes: i64) -> DateTime<Utc> {
    let (days, rest) = (minutes / DAY, minutes % DAY);
    let weeks = days / 5 * 7 + days % 5;
    let lunch = if rest > 3 * 60 { 60 } else { 0 };
    instant("11-02T09:00") + TimeDelta::days(weeks) + TimeDelta::minutes(rest + lunch)
}

fn hold(tracker: &mut Tracker, from: DateTime<Utc>, until: DateTime<Utc>) {
    for (name, at) in [("paused", from), ("resumed", until)] {
        tracker.record(Event::new(name, at).case("c").obligation("x")).unwrap();
    }
}

fn due(tracker: &Tracker, as_of: DateTime<Utc>) -> DateTime<Utc> {
    tracker.judge(as_of).handoff("x", "c").unwrap().due_at()
}

fn far() -> DateTime<Utc> {
    instant("12-20")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    /// Many small holds move a deadline as one does that takes as much working time.
    #[test]
    fn many_small_holds_are_one_long_one(
        parts in prop::collection::vec((1..90i64, 1..60i64), 1..8),
        rule in 0..3usize,
    ) {
        let (mut small, mut long) = (tracker(RULES[rule]), tracker(RULES[rule]));
        let (mut now, mut held) = (0, 0);
        for &(gap, length) in &parts {
            now += gap;
            hold(&mut small, worked(now), worked(now + length));
            (now, held) = (now + length, held + length);
        }
        let first = parts[0].0;
        hold(&mut long, worked(first), worked(first + held));
        prop_assert_eq!(due(&small, far()), due(&long, far()));
    }

    /// Where in the night, the lunch or the weekend a hold begins and ends makes no difference.
    #[test]
    fn a_hold_moved_within_time_off_changes_nothing(
        (night, end) in (0..4i64, 1..5i64).prop_map(|(night, nights)| (night, night + nights)),
        [from, until, other_from, other_until] in prop::array::uniform4(0..=15 * 60i64),
        rule in 0..3usize,
    ) {
        // From 18:00 of one day to 09:00 of a later one.
        let night_of = |day: i64, minutes: i64| {
            worked(day * DAY) + TimeDelta::hours(9) + TimeDelta::minutes(minutes)
        };
        let (mut one, mut other) = (tracker(RULES[rule]), tracker(RULES[rule]));
        hold(&mut one, night_of(night, from), night_of(end, until));
        hold(&mut other, night_of(night, other_from), night_of(end, other_until));
        let in_time = |tracker: &Tracker, from| from <= due(tracker, from);
        if in_time(&one, night_of(night, from)) && in_time(&other, night_of(night, other_from)) {
            // A deadline never lies before the end of a hold that spans it; the night in which that end lies is no time.
            prop_assert_eq!(working_minutes(due(&one, far())), working_minutes(due(&other, far())));
        }
    }

    /// Nothing becomes overdue while it is held up, and a longer hold never gives an earlier deadline.
    #[test]
    fn held_is_never_overdue_and_longer_is_never_earlier(
        from in 0..3 * DAY,
        lengths in prop::collection::vec(1..6 * 24 * 60i64, 1..6),
        rule in 0..RULES.len(),
    ) {
        let begins = worked(from);
        let mut lengths = lengths;
        lengths.sort_unstable();
        let mut last = None;
        let in_time = begins <= due(&tracker(RULES[rule]), begins);
        for length in lengths {
            let mut held = tracker(RULES[rule]);
            let ends = begins + TimeDelta::minutes(length);
            hold(&mut held, begins, ends);
            let during = begins + (ends - begins) / 2;
            for as_of in [begins, during, ends] {
                let status = held.judge(as_of).handoff("x", "c").unwrap().status();
                prop_assert!(!in_time || status != Status::Overdue, "overdue at {as_of}, held from {begins} to {ends}");
            }
            let due = due(&held, far());
            prop_assert!(last.is_none_or(|last| last <= due), "{length} minutes give {due}");
            last = Some(due);
        }
    }

    /// Once it is delivered, its deadline is what it is, whenever one looks; also if it is still paused then for all the log
    /// says.
    #[test]
    fn a_delivered_ones_deadline_does_not_depend_on_when_one_looks(
        pauses in prop::collection::vec((0..5 * 24 * 60i64, any::<bool>()), 0..8),
        delivered in 0..6 * 24 * 60i64,
        looks in prop::array::uniform3(0..40 * 24 * 60i64),
        rule in 0..RULES.len(),
    ) {
        let mut tracker = tracker(RULES[rule]);
        let start = instant("11-02T09:00");
        for (minutes, resumed) in pauses {
            let name = if resumed { "resumed" } else { "paused" };
            tracker.record(Event::new(name, start + TimeDelta::minutes(minutes)).case("c").obligation("x")).unwrap();
        }
        let came = start + TimeDelta::minutes(delivered);
        tracker.record(Event::delivered("x", came).case("c")).unwrap();
        let then = tracker.judge(came);
        let status = then.handoff("x", "c").unwrap().status();
        for look in looks {
            let later = tracker.judge(came + TimeDelta::minutes(look));
            let later = later.handoff("x", "c").unwrap();
            prop_assert_eq!((later.due_at(), later.status()), (then.handoff("x", "c").unwrap().due_at(), status));
        }
    }
}

/// The working minutes from Monday to an instant: two instants of one night are the same.
fn working_minutes(at: DateTime<Utc>) -> i64 {
    let minutes = (at - instant("11-02T00:00")).num_minutes();
    let (day, minute) = (minutes.div_euclid(24 * 60), minutes.rem_euclid(24 * 60));
    let of_day = (minute - 9 * 60).clamp(0, 3 * 60) + (minute - 13 * 60).clamp(0, 5 * 60);
    let workdays = day.div_euclid(7) * 5 + day.rem_euclid(7).min(5);
    workdays * DAY + if day.rem_euclid(7) < 5 { of_day } else { 0 }
}

#[test]
fn the_customers_calendar_is_that_of_the_obligations_agreement_where_it_has_none() {
    // The customer stands in a file of its own, whose agreement works round the clock; what it is owed stands in another.
    let people = "format = 1\n[agreement]\nid = \"people\"\ncalendar = \"always\"\n[calendar.always]\ntimezone = \"UTC\"\n\
                  week = { mon-sun = [\"00:00-24:00\"] }\n[[department]]\nid = \"b\"\n[[department]]\nid = \"a\"\ncalendar = \"always\"\n";
    let owed = format!(
        "format = 1\n[agreement]\nid = \"owed\"\ncustomer = \"b\"\ncalendar = \"office\"\nin-force = {{ from = 2026-01-01 }}\n\
         [calendar.office]\ntimezone = \"UTC\"\nweek = {{ mon-fri = [\"09:00-12:00\", \"13:00-18:00\"] }}\n\
         [[milestone]]\nid = \"go\"\n{HOURS}review = \"1 business hour\"\n"
    );
    let sources = [("people.toml", people), ("owed.toml", owed.as_str())].map(|(name, text)| Source { name, text });
    let network = Network::from_sources(&sources).unwrap();
    let log = |reject: &str| {
        let rows = [
            format!("go,{},c,", at("11-06T18:00")),
            format!("delivered,{},c,x", at("11-06T20:00")),
            format!("rejected,{},c,x", at(reject)),
        ];
        let mut tracker = Tracker::new(network.clone());
        let text = format!("event,at,case,obligation\n{}\n", rows.join("\n"));
        let _ = tracker.record_all(Log::csv("log.csv", text.as_bytes())).unwrap();
        lines(&tracker.judge(instant("11-10"))).remove(0)
    };
    // Delivered on Friday evening: an hour of the agreement's office is over on Monday at 10.
    assert!(log("11-09T10:00").ends_with("- overdue"), "{}", log("11-09T10:00"));
    assert!(log("11-09T10:01").ends_with("11-06T20:00 met"), "{}", log("11-09T10:01"));
}

const NIGHTS: &str = "[calendar.nights]\ntimezone = \"UTC\"\nweek = { mon-fri = [\"22:00-06:00\"] }\n";

#[test]
fn a_date_agreed_on_ends_with_the_shift_that_begins_on_it() {
    let nights = format!("{NIGHTS}{}calendar = \"nights\"\n", HOURS.replace("within 10 hours", "within 3 days"));
    // Thursday's shift ends on Friday at six; Saturday has none and rolls to Monday's, which ends on Tuesday.
    let until = |date: &str| format!("11-02 go c\n11-03 extended c x until={date}");
    check(&nights, &until("11-05"), "11-04", &["x c 11-02 11-06T06:00 11-06T06:00 - open"]);
    check(&nights, &until("11-07"), "11-04", &["x c 11-02 11-06T06:00 11-10T06:00 - open"]);
}

#[test]
fn a_review_in_days_rolls_to_the_next_working_day() {
    let office = "[[department]]\nid = \"o\"\ncalendar = \"office\"\n";
    let obligation = format!("{office}{HOURS}customer = \"o\"\nreview = \"1 day\"\nroll = \"preceding\"\n");
    // Delivered on Friday; the day after is Saturday, which rolls forward to Monday whatever the obligation's own roll.
    let rows = |reject: &str| format!("11-06 go c\n11-06T08:00 delivered c x\n{reject} rejected c x");
    check(&obligation, &rows("11-09T18:00"), "11-09T18:30", &["x c 11-06 11-06T10:00 11-09T20:00 - at-risk"]);
    let tracker = super::tracker(&obligation, &rows("11-09T18:01"));
    assert_eq!(lines(&tracker.judge(instant("11-10"))), ["x c 11-06 11-06T10:00 11-06T10:00 11-06T08:00 met"]);
}

#[test]
fn a_cut_off_counts_from_its_next_working_day_though_a_shift_goes_on() {
    // Monday's late shift ends on Tuesday at two, and this Tuesday is worked round the clock. What comes on Monday after the
    // cut-off counts as of Tuesday's opening at midnight, and so from Tuesday: two business days later is Thursday.
    let calendar = "[calendar.late]\ntimezone = \"UTC\"\nholidays = [\"one\"]\n\
                    week = { mon = [\"06:00-14:00\", \"18:00-02:00\"], tue-fri = [\"09:00-17:00\"] }\n\
                    [holidays.one]\nopen = [{ on = 2026-11-03, hours = [\"00:00-24:00\"] }]\n";
    let own = HOURS.replace("within 10 hours", "within 2 business days");
    let obligation = format!("{calendar}{own}calendar = \"late\"\ncut-off = \"09:00\"\n");
    check(&obligation, "11-02T10:30 go c", "11-03", &["x c 11-02T10:30 11-05T17:00 11-05T17:00 - open"]);
    check(&obligation, "11-02T08:30 go c", "11-03", &["x c 11-02T08:30 11-04T17:00 11-04T17:00 - open"]);
}

#[test]
fn a_delivery_carries_what_its_trigger_says_as_revised() {
    // Asked for as grey, revised to red, delivered: what follows the delivery of red things opens.
    let asked = "[[milestone]]\nid = \"asked\"\nattributes = [\"extra\"]\n";
    let first = HOURS.replace("of go", "of asked");
    let then = HOURS.replace("\"x\"", "\"y\"").replace("of go", "of delivery of x") + "when = { extra = \"red\" }\n";
    let obligations = format!("{asked}{first}{then}");
    let rows = "11-02 asked c extra=grey\n11-02T02:00 revised c extra=red\n11-02T04:00 delivered c x";
    let delivered = "x c 11-02 11-02T10:00 11-02T10:00 11-02T04:00 met";
    check(&obligations, rows, "11-03", &[delivered, "y c 11-02T04:00 11-02T14:00 11-02T14:00 - overdue"]);
    // Signed off by silence, it carries that too.
    let first = format!("{first}review = \"1 hour\"\n");
    let signed = format!("{asked}{first}{}", then.replace("of delivery of", "of sign-off of"));
    check(&signed, rows, "11-03", &[delivered, "y c 11-02T05:00 11-02T15:00 11-02T15:00 - overdue"]);
}
