//! The table of events and states in the documentation of the tracker, cell by cell.

use super::{HOURS, instant, lines, listed, tracker};

/// How a handoff comes into each state, two hours after it opened.
const STATES: [(&str, &str); 6] = [
    ("none", ""),
    ("open", "11-02 go c"),
    ("paused", "11-02 go c\n11-02T02:00 paused c x"),
    ("delivered", "11-02 go c\n11-02T02:00 delivered c x documents=d"),
    ("accepted", "11-02 go c\n11-02T02:00 delivered c x documents=d\n11-02T03:00 accepted c x"),
    ("waived", "11-02 go c\n11-02T02:00 waived c x"),
];

/// For each event at four o'clock: deadline, delivery and status at six, and what is listed, state by state.
const CELLS: [(&str, [&str; 6]); 10] = [
    (
        "delivered c x documents=d",
        [
            "unmatched no-handoff",
            "10:00 04:00 met",
            "12:00 04:00 met",
            "10:00 02:00 met, additional",
            "10:00 02:00 met, additional",
            "10:00 04:00 waived",
        ],
    ),
    (
        "delivered c x documents=e",
        [
            "unmatched no-handoff",
            "10:00 - open",
            "14:00 - paused",
            "10:00 02:00 met, additional",
            "10:00 02:00 met, additional",
            "10:00 - waived",
        ],
    ),
    (
        "accepted c x",
        [
            "unmatched no-handoff",
            "10:00 - open, unmatched not-delivered",
            "14:00 - paused, unmatched not-delivered",
            "10:00 02:00 met",
            "10:00 02:00 met",
            "10:00 - waived, unmatched not-delivered",
        ],
    ),
    (
        "rejected c x",
        [
            "unmatched no-handoff",
            "10:00 - open, unmatched not-delivered",
            "14:00 - paused, unmatched not-delivered",
            "12:00 - open",
            "10:00 02:00 met, rejected the delivery was accepted before this rejection",
            "10:00 - waived, unmatched not-delivered",
        ],
    ),
    (
        "paused c x",
        [
            "unmatched no-handoff",
            "12:00 - paused",
            "14:00 - paused",
            "10:00 02:00 met",
            "10:00 02:00 met",
            "10:00 - waived",
        ],
    ),
    (
        "resumed c x",
        [
            "unmatched no-handoff",
            "10:00 - open, unmatched not-paused",
            "12:00 - open",
            "10:00 02:00 met, unmatched not-paused",
            "10:00 02:00 met, unmatched not-paused",
            "10:00 - waived, unmatched not-paused",
        ],
    ),
    (
        "extended c x until=11-02T23:00",
        [
            "unmatched no-handoff",
            "23:00 - open",
            "11-03T01:00 - paused",
            "23:00 02:00 met",
            "23:00 02:00 met",
            "10:00 - waived",
        ],
    ),
    (
        "waived c x",
        [
            "unmatched no-handoff",
            "10:00 - waived",
            "12:00 - waived",
            "10:00 02:00 waived",
            "10:00 02:00 waived",
            "10:00 - waived",
        ],
    ),
    (
        "rated c x score=5",
        [
            "unmatched no-handoff",
            "10:00 - open",
            "14:00 - paused",
            "10:00 02:00 met",
            "10:00 02:00 met",
            "10:00 - waived",
        ],
    ),
    (
        "go c",
        [
            "14:00 - open",
            "10:00 - open, 14:00 - open",
            "14:00 - paused, 14:00 - open",
            "10:00 02:00 met, 14:00 - open",
            "10:00 02:00 met, 14:00 - open",
            "10:00 - waived, 14:00 - open",
        ],
    ),
];

#[test]
fn every_event_in_every_state() {
    let obligation = format!("{HOURS}documents = [\"d\"]\n");
    for (event, cells) in CELLS {
        for ((state, rows), expected) in STATES.into_iter().zip(cells) {
            let tracker = tracker(&obligation, &format!("{rows}\n11-02T04:00 {event}"));
            let judgement = tracker.judge(instant("11-02T06:00"));
            let handoffs = lines(&judgement).into_iter().map(|line| {
                let fields: Vec<&str> = line.split(' ').collect();
                let time = |n: usize| fields[n].trim_start_matches("11-02T");
                format!("{} {} {}", time(4), time(5), fields[6])
            });
            let others = listed(&judgement).into_iter().map(|line| match line.split_once(" (") {
                Some((_, reason)) => format!("rejected {}", reason.trim_end_matches(')')),
                None if line.starts_with("additional") => "additional".to_owned(),
                None => format!("unmatched {}", line.rsplit(' ').next().unwrap()),
            });
            let found: Vec<String> = handoffs.chain(others).collect();
            assert_eq!(found.join(", "), expected, "{event} when {state}");
        }
    }
}

/// The same states of a handoff with tiers, which opened as grey: due in ten hours; in four if it is red, and not asked for
/// any more if it is blue. For each revision at four o'clock the same as above.
const REVISED: [(&str, [&str; 7]); 3] = [
    (
        "revised c extra=red",
        [
            "",
            "05:00 - overdue",
            "09:00 - paused",
            "10:00 02:00 met",
            "10:00 02:00 met",
            "10:00 - waived",
            "03:00 - overdue",
        ],
    ),
    (
        "revised c extra=grey",
        [
            "",
            "10:00 - open",
            "14:00 - paused",
            "10:00 02:00 met",
            "10:00 02:00 met",
            "10:00 - waived",
            "03:00 - overdue",
        ],
    ),
    (
        "revised c extra=blue",
        [
            "",
            "10:00 - waived",
            "12:00 - waived",
            "10:00 02:00 met",
            "10:00 02:00 met",
            "10:00 - waived",
            "03:00 - overdue",
        ],
    ),
];

#[test]
fn a_revision_in_every_state() {
    let asked = "[[milestone]]\nid = \"asked\"\nattributes = [\"extra\"]\n";
    let own = HOURS.replace("due = \"within 10 hours of go\"\n", "documents = [\"d\"]\n");
    let tiers = "tiers = [{ id = \"red\", when = { extra = \"red\" }, due = \"within 5 hours of asked\" }, \
                 { id = \"grey\", when = { extra = \"grey\" }, due = \"within 10 hours of asked\" }]\n";
    let overdue = ("overdue", "11-02 go c\n11-02T01:00 extended c x until=11-02T03:00");
    for (event, cells) in REVISED {
        for ((state, rows), expected) in STATES.into_iter().chain([overdue]).zip(cells) {
            let rows = rows.replace("go c", "asked c extra=grey");
            let tracker = tracker(&format!("{asked}{own}{tiers}"), &format!("{rows}\n11-02T04:00 {event}"));
            let judgement = tracker.judge(instant("11-02T06:00"));
            let found: Vec<String> = lines(&judgement)
                .into_iter()
                .map(|line| {
                    let fields: Vec<&str> = line.split(' ').collect();
                    let time = |n: usize| fields[n].trim_start_matches("11-02T");
                    format!("{} {} {}", time(4), time(5), fields[6])
                })
                .collect();
            assert_eq!(found.join(", "), expected, "{event} when {state}");
            assert_eq!(listed(&judgement), [""; 0], "{event} when {state}");
        }
    }
}
