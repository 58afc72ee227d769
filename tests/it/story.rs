//! One handoff's whole story: what it tells, and that it tells what the judgement found.

use chrono::DateTime;
use interdept::analysis::delay::{InputCounts, Story};
use interdept::log::Log;
use interdept::report::Language;
use interdept::tracker::{Happened, Judgement, Status};
use interdept::{Analysis, Network, Tracker};

const AGREEMENT: &str = r#"
format = 1
[agreement]
id = "front"
calendar = "shop"
in-force = { from = 2026-09-01 }
[calendar.shop]
timezone = "Asia/Shanghai"
week = { mon-fri = ["09:00-12:00", "13:00-18:00"] }
[[department]]
id = "sales"
name = { en = "Sales", zh = "销售部" }
[[department]]
id = "workshop"
name = { en = "Workshop", zh = "维修部" }
[[department]]
id = "finance"
name = { en = "Finance", zh = "财务部" }
[[milestone]]
id = "ordered"
attributes = { priority = ["P1", "P2"], wanted = "any" }
[[milestone]]
id = "handed-over"
[[obligation]]
id = "workshop.parts"
supplier = "workshop"
customer = "sales"
deliverable = { en = "Parts list", zh = "配件清单" }
due = "within 2 business days of ordered"
documents = ["list", "prices"]
review = "1 business day"
[[obligation]]
id = "sales.offer"
supplier = "sales"
customer = "finance"
deliverable = { en = "Offer", zh = "报价" }
due = "within 3 business days of ordered"
needs = ["workshop.parts"]
[[obligation]]
id = "workshop.repair"
supplier = "workshop"
customer = "sales"
deliverable = { en = "Repair", zh = "维修" }
tiers = [
  { id = "urgent", when = { priority = "P1" }, due = "within 4 business hours of ordered" },
  { id = "normal", when = { priority = "P2" }, due = "within 3 business days of ordered" },
]
[[obligation]]
id = "sales.check"
supplier = "sales"
customer = "workshop"
deliverable = { en = "Check", zh = "检查" }
due = "at least 1 business day before handed-over"
[[obligation]]
id = "finance.date"
supplier = "finance"
customer = "sales"
deliverable = { en = "Payment", zh = "付款" }
due = "by the given wanted of ordered"
[[obligation]]
id = "sales.slips"
supplier = "sales"
customer = "finance"
deliverable = { en = "Slips", zh = "单据" }
due = "by the 5th of every month"
"#;

/// Everything that can happen: sent back, extended in time and too late, paused over a night, revised, waived, taken back.
const LOG: &str = "event,at,case,obligation,period,documents,until,reason,id,target,priority,wanted
ordered,2026-11-02T10:00:00+08:00,c-1,,,,,,,,P2,2026-11-06
delivered,2026-11-03T11:00:00+08:00,c-1,workshop.parts,,list,,,,,,
delivered,2026-11-03T15:30:00+08:00,c-1,workshop.parts,,prices,,,,,,
rejected,2026-11-04T09:41:07+08:00,c-1,workshop.parts,,,,prices of last year,,,,
delivered,2026-11-06T16:00:00+08:00,c-1,workshop.parts,,list;prices,,,,,,
rejected,2026-11-10T09:00:00+08:00,c-1,workshop.parts,,,,too late to say so,,,,
delivered,2026-11-10T11:00:00+08:00,c-1,sales.offer,,,,,,,,
revised,2026-11-03T12:30:00+08:00,c-1,,,,,,,,P1,
paused,2026-11-03T13:10:00+08:00,c-1,workshop.repair,,,,no key,,,,
resumed,2026-11-04T09:20:00+08:00,c-1,workshop.repair,,,,,,,,
extended,2026-11-05T08:00:00+08:00,c-1,workshop.repair,,,2026-11-09,,,,,
delivered,2026-11-09T10:00:00+08:00,c-1,workshop.repair,,,,,,,,
handed-over,2026-11-12T11:00:00+08:00,c-1,,,,,,,,,
paused,2026-11-10T10:00:00+08:00,c-1,sales.check,,,,,,,,
extended,2026-11-05T10:00:00+08:00,c-1,finance.date,,,2026-11-11,asked in time,,,,
paused,2026-11-13T10:00:00+08:00,c-1,finance.date,,,,,,,,
delivered,2026-11-12T10:00:00+08:00,c-1,finance.date,,,,,f1,,,
voided,2026-11-12T15:00:00+08:00,,,,,,wrong case,,f1,,
delivered,2026-11-04T12:00:00+08:00,,sales.slips,,,,,,,,
delivered,2026-13-04T12:00:00+08:00,c-1,finance.date,,,,,,,,
waived,2026-11-14T12:00:00+08:00,,sales.slips,2026-10,,,nobody kept them,,,,
";

fn tracker() -> Tracker {
    let mut tracker = Tracker::new(Network::from_toml("front.toml", AGREEMENT).unwrap());
    let _ = tracker.record_all(Log::csv("log.csv", LOG.as_bytes())).unwrap();
    tracker
}

fn judged() -> Judgement {
    tracker().judge("2026-11-16T12:00:00+08:00".parse().unwrap())
}

fn told(obligation: &str, key: &str, language: Language) -> String {
    let judgement = judged();
    let analysis = Analysis::of(&judgement);
    analysis.story(judgement.handoff(obligation, key).unwrap()).unwrap().in_words(language)
}

#[test]
fn sent_back_and_sent_back_too_late() {
    insta::assert_snapshot!(told("workshop.parts", "c-1", Language::English));
}

#[test]
fn late_by_what_was_needed_and_by_oneself() {
    insta::assert_snapshot!(told("sales.offer", "c-1", Language::English));
}

#[test]
fn revised_paused_over_a_night_and_extended_too_late() {
    insta::assert_snapshot!(told("workshop.repair", "c-1", Language::English));
}

#[test]
fn due_before_a_milestone_and_paused_when_it_came() {
    insta::assert_snapshot!(told("sales.check", "c-1", Language::English));
}

#[test]
fn a_given_date_extended_in_time_with_its_delivery_taken_back() {
    insta::assert_snapshot!(told("finance.date", "c-1", Language::English));
}

#[test]
fn a_period_that_was_waived_and_one_matched_by_its_deadline() {
    insta::assert_snapshot!(told("sales.slips", "2026-10", Language::English));
    insta::assert_snapshot!(told("sales.slips", "2026-11", Language::English));
}

#[test]
fn in_chinese() {
    let all = ["workshop.parts", "sales.offer", "finance.date"].map(|id| told(id, "c-1", Language::Chinese));
    insta::assert_snapshot!(all.join("\n----\n"));
}

/// What a story says of the deadline, the holds and the delay is what the judgement and the analysis say.
fn check(story: &Story<'_>) {
    let (record, moments) = (&story.handoff, &story.history.moments);
    let named = format!("{} {}", record.obligation, record.key);
    let last = moments.last().unwrap();
    assert_eq!(last.happened, Happened::Judged, "{named}");
    if record.status != Status::Waived {
        assert_eq!(last.due_at, record.due_at, "{named}: the deadline that stands");
        let held: i64 = moments.iter().filter_map(|moment| moment.hold.as_ref()).map(|hold| hold.elapsed_s).sum();
        assert!((held - record.held_s).abs() <= i64::try_from(moments.len()).unwrap(), "{named}: {held} s of holds");
    }
    assert_eq!(moments[0].due_at, record.original_due_at, "{named}: the deadline that it opened with");
    assert_eq!(moments[0].at, record.opened_at, "{named}");
    // What was waived is shown as it stood then, whatever happens to it later.
    let last_asked =
        moments.iter().position(|moment| matches!(moment.happened, Happened::Waived | Happened::Withdrawn));
    for pair in moments[..last_asked.map_or(moments.len(), |at| at + 1)].windows(2) {
        if pair[1].happened != Happened::Restarted {
            assert_eq!(pair[1].due_before, Some(pair[0].due_at), "{named}: each begins where the one before ended");
        }
    }
    for moment in moments.iter().filter(|moment| moment.due_before.is_some_and(|before| before != moment.due_at)) {
        let moves = matches!(
            moment.happened,
            Happened::Extended | Happened::Revised | Happened::Waived | Happened::Withdrawn | Happened::Restarted
        );
        assert!(
            moves || moment.hold.as_ref().is_some_and(|hold| hold.unmoved.is_none()),
            "{named}: moved by {moment:?}"
        );
    }
    let deliveries = |what: &[Happened]| moments.iter().filter(|moment| what.contains(&moment.happened)).count();
    let attempts = deliveries(&[Happened::Delivered, Happened::Incomplete]);
    assert_eq!(attempts, usize::try_from(record.attempts).unwrap(), "{named}");
    assert_eq!(story.reckoning.is_some(), record.status.is_missed(), "{named}");
    if let Some(reckoning) = &story.reckoning {
        let seconds = |from: DateTime<_>, until: DateTime<_>| until.signed_duration_since(from).num_seconds();
        let own = seconds(reckoning.own_from, reckoning.finished_at);
        let late = seconds(reckoning.due_at, reckoning.finished_at);
        let late_by = record.late_by_s.unwrap();
        assert!((own - record.own_delay_s.unwrap()).abs() <= 1 && (late - late_by).abs() <= 1, "{named}");
        let binding = story.inputs.iter().filter(|input| input.is_binding).count();
        assert!(
            binding <= 1 && story.inputs.iter().all(|input| !input.is_binding || input.counts == InputCounts::Counts)
        );
        assert_eq!(record.shares.iter().map(|share| share.seconds).sum::<i64>(), late_by, "{named}");
    }
}

#[test]
fn every_story_of_the_dealership_tells_what_was_judged() {
    let mut tracker = Tracker::new(Network::load("fixtures/dealership").unwrap());
    let _ = tracker.record_all(Log::open("fixtures/dealership/log.csv").unwrap()).unwrap();
    let judgement = tracker.judge("2026-11-22T05:30:00+08:00".parse().unwrap());
    let analysis = Analysis::of(&judgement);
    let mut told = 0;
    for handoff in judgement.handoffs() {
        let story = analysis.story(handoff).unwrap();
        check(&story);
        if told % 50 == 0 {
            assert!(!story.in_words(Language::English).is_empty() && !story.in_words(Language::Chinese).is_empty());
            assert!(serde_json::to_value(&story).unwrap()["history"]["moments"].is_array());
        }
        told += 1;
    }
    assert!(told > 1_000);
    let own = judged();
    for handoff in own.handoffs() {
        check(&Analysis::of(&own).story(handoff).unwrap());
        assert!(analysis.story(handoff).is_none(), "of another judgement nothing is told");
    }
}
