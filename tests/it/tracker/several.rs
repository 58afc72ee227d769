//! One row delivers several obligations.

use interdept::Event;
use interdept::tracker::Tracker;

use super::{MONTHLY, instant, lines, tracker};

/// Two obligations of a case, and one that recurs.
fn three() -> String {
    let of_case = |id: &str, documents: &str| {
        format!(
            "[[obligation]]\nid = \"{id}\"\nsupplier = \"a\"\ndeliverable = \"{id}\"\ndue = \"within 10 hours of go\"\n\
             documents = [{documents}]\n"
        )
    };
    format!("{}{}{MONTHLY}", of_case("p", ""), of_case("q", "\"d\""))
}

#[track_caller]
fn check(rows: &str, expected: &[&str], ignored: &[&str]) {
    let tracker = tracker(&three(), rows);
    let judgement = tracker.judge(instant("11-03"));
    let of_cases: Vec<String> = lines(&judgement).into_iter().filter(|line| !line.starts_with('x')).collect();
    assert_eq!(of_cases, expected);
    let refused = tracker.ignored_rows().iter().map(ToString::to_string);
    let unmatched = judgement.ignored_when_judged().map(|row| row.to_string());
    assert_eq!(refused.chain(unmatched).collect::<Vec<_>>(), ignored);
}

#[test]
fn each_obligation_is_delivered() {
    let met =
        ["p c 11-02 11-02T10:00 11-02T10:00 11-02T09:00 met", "q c 11-02 11-02T10:00 11-02T10:00 11-02T09:00 met"];
    check("11-02 go c\n11-02T09:00 delivered c p;q documents=d", &met, &[]);
    check("11-02 go c\n11-02T09:00 delivered c Q|p|Q documents=d", &met, &[]);
    // However it is written, it is one row, and comes once.
    check("11-02 go c\n11-02T09:00 delivered c p;q documents=d\n11-02T09:00 delivered c q|p documents=d", &met, &[]);
    let incomplete = [met[0], "q c 11-02 11-02T10:00 11-02T10:00 - overdue"];
    check("11-02 go c\n11-02T09:00 delivered c p;q", &incomplete, &[]);
}

#[test]
fn it_is_one_row_with_one_id() {
    let open = ["p c 11-02 11-02T10:00 11-02T10:00 - overdue", "q c 11-02 11-02T10:00 11-02T10:00 - overdue"];
    let rows = "11-02 go c\n11-02T09:00 delivered c p;q documents=d id=r1\n11-02T09:30 voided target=r1";
    check(rows, &open, &[]);
    let met = "p c 11-02 11-02T10:00 11-02T10:00 11-02T08:00 met";
    let late = "q c 11-02 11-02T10:00 11-02T10:00 11-02T09:00 met";
    let again = "11-02 go c\n11-02T08:00 delivered c p\n11-02T09:00 delivered c p;q documents=d";
    check(again, &[met, late], &["log.csv:4: nothing was left to deliver"]);
}

#[test]
fn all_of_them_must_be_known() {
    let open = ["p c 11-02 11-02T10:00 11-02T10:00 - overdue", "q c 11-02 11-02T10:00 11-02T10:00 - overdue"];
    let unknown = "log.csv:3: unknown obligation `nothing`";
    check("11-02 go c\n11-02T09:00 delivered c p;nothing documents=d", &open, &[unknown]);
    // Only deliveries are made together.
    check("11-02 go c\n11-02T09:00 waived c p;q", &open, &["log.csv:3: unknown obligation `p;q`"]);
}

#[test]
fn some_may_recur() {
    let tracker = tracker(&three(), "11-02 go c\n11-02T09:00 delivered c p;x");
    let told = lines(&tracker.judge(instant("11-03")));
    assert_eq!(told.iter().filter(|line| line.contains("11-02T09:00 ")).count(), 2, "{told:?}");
    // What was recorded is read back as it was.
    let event = Event::delivered("x;p", instant("11-02T09:00")).case("c");
    let mut other: Tracker = tracker.clone();
    other.record(&event).unwrap();
    assert_eq!(other.len(), tracker.len());
}
