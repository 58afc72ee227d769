//! What holds for any log.

use interdept::log::Log;
use interdept::tracker::{Status, Tracker};
use proptest::prelude::*;

use super::{FRAME, HOURS, MONTHLY, at, instant, lines, listed};
use interdept::network::Network;

const COLUMNS: &str = "event,at,case,obligation,period,documents,reason,until,score,id,target";

fn obligations() -> String {
    let before = HOURS.replace("\"x\"", "\"before\"").replace("within 10 hours of go", "at least 2 hours before stop");
    let days = HOURS.replace("\"x\"", "\"days\"").replace("10 hours of go", "3 business days of request");
    let monthly = MONTHLY.replace("\"x\"", "\"monthly\"");
    format!("{HOURS}documents = [\"d\", \"e\"]\nreview = \"6 hours\"\n{before}{days}calendar = \"office\"\n{monthly}")
}

prop_compose! {
    fn row()(
        hour in 0..24 * 12u32,
        event in prop::sample::select(vec![
            "go", "stop", "requested", "delivered", "delivered", "delivered", "accepted", "rejected", "paused",
            "resumed", "extended", "waived", "rated", "voided",
        ]),
        case in prop::sample::select(vec!["c", "c", "d", "c#2"]),
        obligation in prop::sample::select(vec!["x", "x", "before", "days", "monthly"]),
        period in prop::sample::select(vec!["", "", "2026-10", "2026-11"]),
        documents in prop::sample::select(vec!["d", "e", "d;e"]),
        until in 0..24 * 20u32,
        id in prop::sample::select(vec!["", "", "", "1", "2", "3"]),
        target in prop::sample::select(vec!["1", "2", "3"]),
        score in 1..=5u8,
        reason in prop::sample::select(vec!["", "r"]),
        alone in any::<bool>(),
    ) -> String {
        let when = |hour: u32| at(&format!("11-{:02}T{:02}:00", 1 + hour / 24, hour % 24));
        let trigger = matches!(event, "go" | "stop" | "requested");
        let case = if trigger { case.trim_end_matches("#2") } else { case };
        let named = !(matches!(event, "go" | "stop" | "voided") || event == "waived" && alone);
        let obligation = match (named, event) {
            (false, _) => "",
            (true, "requested") => "days",
            (true, _) => obligation,
        };
        let (until, target) = (
            if event == "extended" { when(until) } else { String::new() },
            if event == "voided" { target } else { "" },
        );
        let period = if obligation == "monthly" { period } else { "" };
        format!("{event},{},{case},{obligation},{period},{documents},{reason},{until},{score},{id},{target}", when(hour))
    }
}

fn rows() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(row(), 0..40)
}

fn empty() -> Tracker {
    Tracker::new(Network::from_toml("test.toml", &format!("{FRAME}{}", obligations())).unwrap())
}

fn record(tracker: &mut Tracker, rows: &[String]) {
    let text = format!("{COLUMNS}\n{}\n", rows.join("\n"));
    let rejected = tracker.record_all(Log::csv("log.csv", text.as_bytes())).unwrap();
    assert_eq!(rejected.ignored(), []);
}

fn judged(tracker: &Tracker, as_of: &str) -> Vec<String> {
    let judgement = tracker.judge(instant(as_of));
    let mut all = lines(&judgement);
    all.extend(listed(&judgement));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// Any order, any split, any repetition, with judgements between: the same judgement.
    #[test]
    fn a_judgement_depends_on_the_set_of_events_alone(
        (rows, shuffled) in rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        split in any::<prop::sample::Index>(),
        repeated in any::<bool>(),
    ) {
        let (mut once, mut parts) = (empty(), empty());
        record(&mut once, &rows);
        let split = split.index(shuffled.len() + 1);
        record(&mut parts, &shuffled[..split]);
        let _ = judged(&parts, "11-06");
        record(&mut parts, &shuffled[split..]);
        if repeated {
            record(&mut parts, &rows);
        }
        for as_of in ["11-03T12:00", "11-08", "12-20"] {
            prop_assert_eq!(judged(&once, as_of), judged(&parts, as_of));
        }
    }

    /// What happens later changes nothing.
    #[test]
    fn later_events_do_not_exist(rows in rows()) {
        let (mut all, mut until) = (empty(), empty());
        record(&mut all, &rows);
        let early: Vec<String> = rows.into_iter().filter(|row| row.split(',').nth(1) <= Some(&at("11-06"))).collect();
        record(&mut until, &early);
        prop_assert_eq!(judged(&all, "11-06"), judged(&until, "11-06"));
    }

    /// Each handoff has one supplier and one customer, so that what is counted adds up over departments; and its
    /// figures agree with its status.
    #[test]
    fn figures_agree_with_each_other(rows in rows()) {
        let mut tracker = empty();
        record(&mut tracker, &rows);
        let judgement = tracker.judge(instant("11-09"));
        let departments: Vec<_> = judgement.network().departments().collect();
        for status in Status::ALL {
            let all = judgement.with_status(status).count();
            let of = |owes: bool| -> usize {
                let count = |id: &str| {
                    let by = judgement.owed_by(id).filter(|handoff| handoff.status() == status).count();
                    let to = judgement.owed_to(id).filter(|handoff| handoff.status() == status).count();
                    if owes { by } else { to }
                };
                departments.iter().map(|department| count(department.id().as_str())).sum()
            };
            let expected = if status == Status::Upcoming { 0 } else { all };
            prop_assert_eq!((of(true), of(false)), (expected, expected));
        }
        for handoff in judgement.handoffs() {
            prop_assert_eq!(handoff.late_by().is_some(), handoff.status().is_missed());
            if let Some(late) = handoff.late_by() {
                prop_assert!(late.elapsed >= late.working && late.working >= 0);
            }
            if let Some(delivered) = handoff.delivered_at() {
                prop_assert!(delivered <= judgement.as_of());
            }
            let key = handoff.key().to_string();
            prop_assert_eq!(judgement.handoff(handoff.obligation().id().as_str(), &key), Some(handoff));
        }
        let keys: Vec<_> = judgement.handoffs().map(|h| (h.obligation().id().to_string(), h.key().to_string())).collect();
        prop_assert!(keys.is_sorted());
    }

    /// A delivery's verdict stands: time passing alone changes nothing of what was delivered.
    #[test]
    fn what_was_delivered_keeps_its_verdict(rows in rows()) {
        let mut tracker = empty();
        record(&mut tracker, &rows);
        // No row is later than this, so that only time passes.
        let (first, later) = (tracker.judge(instant("11-22")), tracker.judge(instant("12-20")));
        for handoff in first.handoffs().filter(|handoff| handoff.delivered_at().is_some()) {
            let key = handoff.key().to_string();
            let after = later.handoff(handoff.obligation().id().as_str(), &key).expect("it is still there");
            let verdict = |h: interdept::tracker::Handoff<'_>| (h.status(), h.due_at(), h.delivered_at(), h.late_by(), h.attempts());
            prop_assert_eq!(verdict(handoff), verdict(after));
        }
    }

    /// A case that nobody else is about changes nothing of the others, nor of what recurs.
    #[test]
    fn an_unrelated_case_changes_nothing_else(rows in rows(), others in rows()) {
        let (mut alone, mut together) = (empty(), empty());
        record(&mut alone, &rows);
        // The other case has rows of its own: no shared ids, and nothing of a recurring duty.
        let moved = |row: &String| {
            let mut cells: Vec<&str> = row.split(',').collect();
            (cells[2], cells[9], cells[10]) = ("elsewhere", "", "");
            cells.join(",")
        };
        let unrelated = |row: &&String| !row.contains(",monthly,") && !row.starts_with("voided");
        let others: Vec<String> = others.iter().filter(unrelated).map(moved).collect();
        record(&mut together, &[rows, others].concat());
        let of_the_others = |all: Vec<String>| -> Vec<String> {
            all.into_iter().filter(|line| !line.contains("elsewhere")).collect()
        };
        prop_assert_eq!(judged(&alone, "11-08"), of_the_others(judged(&together, "11-08")));
    }

    /// The same events as CSV, with other separators, and as JSON Lines: the same judgement.
    #[test]
    fn the_format_makes_no_difference(rows in rows()) {
        let (mut commas, mut tabs, mut json) = (empty(), empty(), empty());
        record(&mut commas, &rows);
        let text = format!("{COLUMNS}\n{}\n", rows.join("\n"));
        let tabbed = text.replace(',', "\t");
        prop_assert_eq!(tabs.record_all(Log::csv("log.csv", tabbed.as_bytes())).unwrap().ignored(), []);
        let objects: Vec<String> = rows.iter().map(|row| {
            let pairs: Vec<String> = COLUMNS.split(',').zip(row.split(',')).filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| format!("{name:?}: {value:?}")).collect();
            format!("{{{}}}\n", pairs.join(", "))
        }).collect();
        prop_assert_eq!(json.record_all(Log::json("log.csv", objects.concat().as_bytes())).unwrap().ignored(), []);
        for as_of in ["11-05", "12-20"] {
            prop_assert_eq!(judged(&commas, as_of), judged(&tabs, as_of));
            prop_assert_eq!(judged(&commas, as_of), judged(&json, as_of));
        }
    }
}
