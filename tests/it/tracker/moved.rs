//! Deadlines that an extension, a revision or a waiver finds moved.

use super::{HOURS, check, instant, tracker};

const ASKED: &str = "[[milestone]]\nid = \"asked\"\nattributes = [\"extra\"]\n";

/// An obligation for what is red, due so and in force then.
fn red(due: &str, in_force: &str) -> String {
    let own = HOURS.replace("within 10 hours of go", due);
    format!("{own}when = {{ extra = \"red\" }}\nin-force = {{ {in_force} }}\n")
}

#[test]
fn a_date_agreed_on_ends_and_rolls_as_the_rule_does() {
    let by_noon = HOURS.replace("within 10 hours", "by 12:00 within 3 days") + "calendar = \"office\"\n";
    let rows = "11-02 go c\n11-03 extended c x until=11-07";
    check(&by_noon, rows, "11-04", &["x c 11-02 11-05T12:00 11-09T12:00 - open"]);
    let back = format!("{by_noon}roll = \"preceding\"\n");
    check(&back, rows, "11-04", &["x c 11-02 11-05T12:00 11-06T12:00 - open"]);
    // Of two limits neither says how: at the close of the day, rolled forward.
    let two = back.replace("of go", "of go or within 100 hours of go, whichever is earlier");
    check(&two, rows, "11-04", &["x c 11-02 11-05T12:00 11-09T18:00 - open"]);
}

#[test]
fn what_a_revision_opens_is_of_the_version_then_in_force() {
    let older = red("within 10 hours of asked", "from = 2026-01-01, until = 2026-11-03");
    let newer = red("within 20 hours of asked", "from = 2026-11-04");
    let rows = "11-02 asked c extra=grey\n11-05 revised c extra=red";
    check(&format!("{ASKED}{older}{newer}"), rows, "11-06", &["x c 11-05 11-05T20:00 11-05T20:00 - overdue"]);
    // One that does not count from that milestone opens nothing.
    let other = HOURS.to_owned() + "in-force = { from = 2026-11-04 }\n";
    check(&format!("{ASKED}{older}{other}"), rows, "11-06", &[]);
}

#[test]
fn a_revision_finds_what_is_due_before_a_milestone_once_that_came() {
    let before = format!("{ASKED}{}", red("before asked", "from = 2026-01-01"));
    let rows = "11-02 go c\n11-03 asked c extra=red\n11-03 revised c extra=grey";
    check(&before, rows, "11-04", &["x c 11-02 11-03 11-03 - waived"]);
    let earlier = rows.replace("11-03 revised", "11-02T12:00 revised");
    check(&before, &earlier, "11-04", &["x c 11-02 11-03 11-03 - overdue"]);
    let later = rows.replace("11-03 revised", "11-03T12:00 revised");
    check(&before, &later, "11-04", &["x c 11-02 11-03 11-03 - overdue"]);
}

#[test]
fn a_hold_begun_after_the_new_deadline_keeps_it_from_passing_and_adds_nothing() {
    let own = HOURS.replace("within 10 hours of go", "within 100 hours of asked");
    let tier = "tiers = [{ id = \"p1\", when = { extra = \"red\" }, due = \"within 10 hours of asked\" }]\n";
    let rows = "11-02 asked c extra=grey\n11-03 paused c x\n11-04 revised c extra=red";
    check(&format!("{ASKED}{own}{tier}"), rows, "11-05", &["x c 11-02 11-06T04:00 11-05 - paused"]);
    // Begun before it, it moves it by all the time it takes.
    let early = rows.replace("11-03 paused", "11-02T05:00 paused");
    check(&format!("{ASKED}{own}{tier}"), &early, "11-05", &["x c 11-02 11-06T04:00 11-05T05:00 - paused"]);
}

#[test]
fn a_waived_handoff_stays_as_it_stood_at_its_waiver() {
    let promised = tracker(HOURS, "11-02 go c\n11-02T05:00 waived c x\n11-03 extended c x until=11-05");
    let judgement = promised.judge(instant("11-04"));
    assert_eq!(judgement.handoff("x", "c").unwrap().promised_at(), None);
    // A delivery that is sent back later was a hold until the waiver too.
    let rows = "11-02 go c\n11-02T02:00 delivered c x\n11-02T05:00 waived c x\n11-02T07:00 rejected c x";
    check(HOURS, rows, "11-04", &["x c 11-02 11-02T10:00 11-02T13:00 - waived"]);
}
