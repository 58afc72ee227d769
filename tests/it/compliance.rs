//! Overdue, compliance and silence, on a week small enough to be counted by hand.

use interdept::analysis::compliance::{Compliance, Figures, Line, TREND_WEEKS};
use interdept::analysis::{Ratio, Tally};
use interdept::log::Log;
use interdept::tracker::Status;
use interdept::{Analysis, Network, Period, Tracker};

/// Sales and IT serve finance; IT serves sales, which needs it.
const AGREEMENTS: &str = r#"
format = 1

[calendar.office]
timezone = "Asia/Shanghai"
week = { mon-fri = ["09:00-12:00", "13:00-18:00"] }

[agreement]
id = "finance"
name = { en = "What finance is owed", zh = "财务部内部客户服务明细" }
customer = "finance"
calendar = "office"
objective = { on-time = 0.75, over = "2 weeks" }

[[department]]
id = "sales"
name = { en = "Sales", zh = "销售部" }
[[department]]
id = "it"
name = { en = "IT", zh = "信息部" }
[[department]]
id = "finance"
name = { en = "Finance", zh = "财务部" }

[[milestone]]
id = "sold"
[[milestone]]
id = "hired"

[[obligation]]
id = "sales.slips"
supplier = "sales"
deliverable = { en = "Signed slips", zh = "签字单据" }
due = "within 1 business day of sold"
priority = "high"
escalate = [{ to = "sales lead", when = "1 business day before" }, { to = "director", when = "1 business day after" }]
remedy = { after = "2 business days", text = { en = "Sales pays the courier", zh = "销售部承担快递费" } }

[[obligation]]
id = "sales.extras"
supplier = "sales"
deliverable = { en = "List of extras", zh = "加装清单" }
due = "within 2 business days of sold"
needs = ["it.licence"]

[[obligation]]
id = "it.licence"
supplier = "it"
customer = "sales"
deliverable = { en = "Licence key", zh = "许可密钥" }
due = "within 1 business day of sold"

[[obligation]]
id = "it.backup"
supplier = "it"
deliverable = { en = "Word that the backup ran", zh = "备份完成确认" }
due = "by friday of every week"
in-force = { from = 2026-11-02 }

[[obligation]]
id = "sales.badge"
supplier = "sales"
deliverable = { en = "Badge", zh = "工牌" }
due = "within 1 week of hired"
"#;

/// Late by inheritance, on the dot, rejected, waived, paused, missing; a row too many, one too few, one that is bad.
const LOG: &str = "\
event,at,case,obligation,reason,score
sold,2026-11-09T10:00:00+08:00,c0,,,
delivered,2026-11-10T12:00:00+08:00,c0,sales.slips,,
delivered,2026-11-11T17:00:00+08:00,c0,sales.extras,,
delivered,2026-11-17T09:00:00+08:00,c0,it.licence,,
sold,2026-11-16T10:00:00+08:00,c1,,,
delivered,2026-11-17T18:00:00+08:00,c1,sales.slips,,
rated,2026-11-18T09:00:00+08:00,c1,sales.slips,,5
delivered,2026-11-18T10:00:00+08:00,c1,it.licence,,
delivered,2026-11-19T09:30:00+08:00,c1,sales.extras,,
delivered,2026-11-19T09:45:00+08:00,c1,sales.slips,,
sold,2026-11-17T09:30:00+08:00,c2,,,
delivered,2026-11-17T15:00:00+08:00,c2,sales.slips,,
rejected,2026-11-18T11:00:00+08:00,c2,sales.slips,the buyer did not sign,
delivered,2026-11-18T12:00:00+08:00,c2,it.licence,,
delivered,2026-11-19T16:00:00+08:00,c2,sales.slips,,
waived,2026-11-19T17:00:00+08:00,c2,sales.extras,the buyer took none,
sold,2026-11-18T14:00:00+08:00,c3,,,
delivered,2026-11-19T10:00:00+08:00,c3,it.licence,,
paused,2026-11-20T09:30:00+08:00,c3,sales.extras,finance moves house,
sold,2026-11-20T17:00:00+08:00,c4,,,
delivered,2026-11-20T17:30:00+08:00,c9,sales.slips,,
delivered,yesterday,c3,sales.slips,,
";

pub(crate) const WEEK: &str = "2026-W47";

/// The office's agreements with its log.
pub(crate) fn office() -> Tracker {
    let network = Network::from_toml("office.toml", AGREEMENTS).unwrap_or_else(|found| panic!("{found}"));
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::csv("log.csv", LOG.as_bytes())).unwrap();
    tracker
}

/// The Monday after the week, at noon.
pub(crate) fn monday() -> chrono::DateTime<chrono::Utc> {
    "2026-11-23T12:00:00+08:00".parse().unwrap()
}

fn compliance(tracker: &Tracker, week: &str) -> Compliance {
    let judgement = tracker.judge(monday());
    Analysis::of(&judgement).compliance(week.parse().unwrap())
}

#[track_caller]
fn line<S>(lines: &[Line<S>], is: impl Fn(&S) -> bool) -> &Figures {
    &lines.iter().find(|line| is(&line.subject)).expect("a line for everything").figures
}

fn tally([met, late, overdue, excused, waived, not_yet_due, paused]: [u64; 7]) -> Tally {
    let mut tally = Tally::default();
    (tally.met, tally.late, tally.overdue, tally.excused) = (met, late, overdue, excused);
    (tally.waived, tally.not_yet_due, tally.paused) = (waived, not_yet_due, paused);
    tally
}

#[test]
fn the_week_is_counted_from_every_side() {
    let compliance = compliance(&office(), WEEK);
    assert_eq!(compliance.first_day.to_string(), "2026-11-16");
    assert_eq!(compliance.last_day.to_string(), "2026-11-22");
    // The slips of c2 were held for five working hours, until they were sent back: due on Thursday at 15:00, an hour
    // before they came.
    assert_eq!(compliance.total.week, tally([3, 3, 2, 1, 1, 0, 0]));
    assert_eq!(compliance.total.week.ratio(), Ratio::new(3, 8));
    assert_eq!(compliance.total.week.excused_ratio(), Ratio::new(4, 8));

    let supplier = |id: &str| line(&compliance.suppliers, |party| party.id == *id).week;
    assert_eq!(supplier("sales"), tally([1, 2, 1, 1, 1, 0, 0]));
    assert_eq!(supplier("it"), tally([2, 1, 1, 0, 0, 0, 0]));
    let customer = |id: &str| line(&compliance.customers, |party| party.id == *id).week;
    assert_eq!(customer("finance"), tally([1, 2, 2, 1, 1, 0, 0]));
    assert_eq!(customer("sales"), tally([2, 1, 0, 0, 0, 0, 0]));
    let pair = line(&compliance.pairs, |pair| pair.supplier.id == "it" && pair.customer.id == "finance");
    assert_eq!(pair.week, tally([0, 0, 1, 0, 0, 0, 0]));
    let extras = line(&compliance.obligations, |owed| owed.obligation == "sales.extras");
    assert_eq!(extras.week, tally([0, 1, 0, 1, 1, 0, 0]));
}

#[test]
fn what_is_open_or_paused_stands_beside() {
    // The pause lasts, so its deadline has moved on to Monday, beside the three of the last sale and the next backup.
    let next = compliance(&office(), "2026-W48").total.week;
    assert_eq!(next, tally([0, 0, 0, 0, 0, 4, 1]));
    assert_eq!(next.ratio(), None);
}

#[test]
fn nothing_due_has_no_ratio() {
    let compliance = compliance(&office(), WEEK);
    let badge = line(&compliance.obligations, |owed| owed.obligation == "sales.badge");
    assert!(badge.is_empty());
    assert_eq!((badge.week.ratio(), badge.week.excused_ratio(), badge.change()), (None, None, None));
}

#[test]
fn the_trend_is_judged_as_of_now() {
    let compliance = compliance(&office(), WEEK);
    let weeks: Vec<String> = compliance.weeks.iter().map(ToString::to_string).collect();
    assert_eq!(weeks, ["2026-W42", "2026-W43", "2026-W44", "2026-W45", "2026-W46", "2026-W47"]);
    let ratios: Vec<_> = compliance.total.trend.iter().map(Tally::ratio).collect();
    assert_eq!(ratios, [None, None, None, Ratio::new(0, 1), Ratio::new(2, 4), Ratio::new(3, 8)]);
    assert_eq!(compliance.total.change(), Some(-125));
    // The licence that was overdue at the end of its week has come since: late, not overdue.
    let licence = line(&compliance.obligations, |owed| owed.obligation == "it.licence");
    assert_eq!(licence.trend[TREND_WEEKS - 2], tally([0, 1, 0, 0, 0, 0, 0]));
}

#[test]
fn quality_counts_first_attempts_and_ratings_of_the_week() {
    let quality = line(&compliance(&office(), WEEK).suppliers, |party| party.id == "sales").quality;
    assert_eq!((quality.delivered, quality.first_time_right), (3, 2));
    assert_eq!((quality.ratings, quality.mean_score_tenths()), (1, Some(50)));
}

#[test]
fn the_budget_covers_the_window_of_the_objective() {
    let compliance = compliance(&office(), WEEK);
    let budget = &line(&compliance.agreements, |agreement| agreement.id == "finance").budgets[0];
    // Two weeks back from Monday noon.
    assert_eq!((budget.from.to_string(), budget.until.to_string()), ("2026-11-10".into(), "2026-11-23".into()));
    assert_eq!((budget.tally.due(), budget.tally.missed()), (12, 7));
    let burnt = (budget.allowed, budget.left, budget.week_burn);
    assert_eq!(burnt, (3.0, -4.0, Some(2.5)));
    assert_eq!((budget.is_reached(), budget.runs_out), (Some(false), None));
}

#[test]
fn the_longest_overdue_comes_first_with_its_escalation_and_remedy() {
    let tracker = office();
    let overdue = Analysis::of(&tracker.judge(monday())).overdue();
    let found: Vec<_> = overdue
        .handoffs
        .iter()
        .map(|late| (late.handoff.key.as_str(), late.elapsed_s / 3600, late.working_s / 3600, late.is_new))
        .collect();
    let expected = [
        ("2026-W45", 16 * 24 + 18, 83, false),
        ("2026-W46", 9 * 24 + 18, 43, false),
        ("c3", 3 * 24 + 18, 11, true),
        ("2026-W47", 2 * 24 + 18, 3, true),
    ];
    assert_eq!(found, expected);
    let ages: Vec<usize> = overdue.ages.iter().map(|age| age.handoffs).collect();
    assert_eq!(ages, [0, 1, 1, 1, 1, 0]);

    let slips = &overdue.handoffs[2];
    assert_eq!(slips.escalation_level, 2);
    assert_eq!(slips.escalated_to().map(|step| &*step.to), Some("director"));
    assert_eq!(slips.escalates_next(), None);
    let remedy = slips.remedy.as_ref().unwrap();
    assert_eq!((remedy.at.to_rfc3339().as_str(), remedy.is_due), ("2026-11-23T18:00:00+08:00", false));
}

#[test]
fn what_changed_since_last_week_is_named() {
    let tracker = office();
    let overdue = Analysis::of(&tracker.judge(monday())).overdue();
    assert_eq!((overdue.before, overdue.newly_overdue(), overdue.cleared.len()), (3, 2, 1));
    let cleared = &overdue.cleared[0];
    assert_eq!((cleared.handoff.owed.obligation.as_str(), cleared.handoff.key.as_str()), ("it.licence", "c0"));
    assert_eq!(cleared.status, Status::Late);
    let pairs: Vec<_> =
        overdue.pairs.iter().map(|pair| (pair.pair.supplier.id.as_str(), pair.handoffs, pair.new)).collect();
    assert_eq!(pairs, [("it", 3, 1), ("sales", 1, 1)]);
}

#[test]
fn equally_long_overdue_are_sorted_by_priority() {
    let mut tracker = office();
    tracker
        .record_all(Log::csv("more.csv", &b"event,at,case\nsold,2026-11-12T10:00:00+08:00,c5\n"[..]))
        .unwrap()
        .all()
        .unwrap();
    let found = tracker.overdue("2026-11-16T12:00:00+08:00".parse().unwrap());
    let named: Vec<_> = found.iter().map(|late| late.handoff.owed.obligation.as_str()).collect();
    assert_eq!(named, ["it.backup", "it.licence", "sales.slips", "it.backup", "it.licence"]);
}

#[test]
fn silence_is_said_and_never_shown_as_a_ratio() {
    let tracker = office();
    let silence = Analysis::of(&tracker.judge(monday())).silence(WEEK.parse().unwrap());
    let [backup] = silence.obligations.as_slice() else { panic!("{:?}", silence.obligations) };
    assert_eq!(backup.subject.obligation, "it.backup");
    assert_eq!((backup.due_in_week, backup.unheard_in_week), (1, 1));
    assert_eq!((backup.due_in_trend, backup.unheard_in_trend, backup.last_heard), (3, 3, None));
    let [pair] = silence.pairs.as_slice() else { panic!("{:?}", silence.pairs) };
    assert_eq!((pair.subject.supplier.id.as_str(), pair.subject.customer.id.as_str()), ("it", "finance"));
    let never: Vec<_> = silence.never_opened.iter().map(|owed| owed.obligation.as_str()).collect();
    assert_eq!(never, ["sales.badge"]);
}

#[test]
fn one_word_breaks_the_silence() {
    let mut tracker = office();
    let delivered = b"event,at,obligation,period\ndelivered,2026-11-10T10:00:00+08:00,it.backup,2026-W45\n";
    tracker.record_all(Log::csv("more.csv", &delivered[..])).unwrap().all().unwrap();
    let silence = |week: &str| Analysis::of(&tracker.judge(monday())).silence(week.parse().unwrap());
    // This week is silent still; the six weeks are not.
    let found = silence(WEEK);
    assert_eq!((found.obligations[0].unheard_in_trend, found.obligations[0].due_in_trend), (2, 3));
    assert_eq!(found.obligations[0].last_heard.unwrap().to_rfc3339(), "2026-11-10T10:00:00+08:00");
    assert!(silence("2026-W45").obligations.is_empty());
}

#[test]
fn a_complaint_breaks_the_silence() {
    let mut tracker = office();
    let complained = b"event,at,complaint,supplier,customer,obligation\n\
        complained,2026-11-10T10:00:00+08:00,k1,it,finance,\n";
    tracker.record_all(Log::csv("more.csv", &complained[..])).unwrap().all().unwrap();
    let silence = |tracker: &Tracker, week: &str| Analysis::of(&tracker.judge(monday())).silence(week.parse().unwrap());
    let found = silence(&tracker, "2026-W46");
    assert!(found.pairs.is_empty(), "{:?}", found.pairs);
    assert_eq!(found.obligations.len(), 1, "the complaint names no obligation");
    assert_eq!(silence(&tracker, "2026-W45").pairs.len(), 1, "it came later");
    let named = b"event,at,complaint,obligation\ncomplained,2026-11-10T10:00:00+08:00,k2,it.backup\n";
    tracker.record_all(Log::csv("named.csv", &named[..])).unwrap().all().unwrap();
    assert!(silence(&tracker, "2026-W46").obligations.is_empty());
    assert_eq!(
        silence(&tracker, "2026-W45").obligations[0].last_heard.unwrap().to_rfc3339(),
        "2026-11-10T10:00:00+08:00"
    );
}

#[test]
fn a_deadline_at_midnight_belongs_to_the_week_it_ends() {
    let text = AGREEMENTS.replace("week = {", "day-ends = \"midnight\"\nweek = {").replace("by friday", "by sunday");
    let text = text.replace("in-force = {", "roll = \"unadjusted\"\nin-force = {");
    let tracker = Tracker::new(Network::from_toml("office.toml", &text).unwrap_or_else(|found| panic!("{found}")));
    assert_eq!(compliance(&tracker, "2026-W46").total.week.overdue, 1);
    assert_eq!(compliance(&tracker, WEEK).total.week.overdue, 1);
}

fn sum<S>(lines: &[Line<S>]) -> Tally {
    lines.iter().fold(Tally::default(), |mut sum, line| {
        sum.add(&line.figures.week);
        sum
    })
}

#[test]
fn every_side_adds_up_to_the_whole_in_every_week() {
    let network = Network::load("fixtures/dealership").unwrap_or_else(|found| panic!("{found}"));
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::open("fixtures/dealership/log.csv").unwrap()).unwrap();
    let judgement = tracker.judge(tracker.last_at().unwrap());
    let analysis = Analysis::of(&judgement);
    let mut counted = 0;
    let mut period: Period = "2026-W20".parse().unwrap();
    for _ in 0..40 {
        let week = analysis.compliance(period.into());
        let total = week.total.week;
        assert_eq!(sum(&week.suppliers), total);
        assert_eq!(sum(&week.customers), total);
        assert_eq!(sum(&week.pairs), total);
        assert_eq!(sum(&week.obligations), total);
        assert_eq!(sum(&week.agreements), total);
        counted += total.due() + total.early + total.waived + total.not_yet_due + total.paused;
        period = period.next();
    }
    assert_eq!(counted, u64::try_from(judgement.handoffs().count()).unwrap());
}
