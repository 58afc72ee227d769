//! Random small companies and what happened to them: whatever is judged obeys the laws.

use std::fmt::Write;

use arbitrary::Unstructured;
use chrono::{DateTime, TimeDelta, Utc};
use interdept::log::Log;
use interdept::report::{Report, to_json};
use interdept::tracker::{Judgement, Tracker};
use interdept::{Analysis, Network};

use crate::logs::{laws, reports};

const FRAME: &str = r#"format = 1
[agreement]
id = "test"
calendar = "office"
promptly = "1 business day"
objective = { on-time = 0.9, over = "4 weeks" }
in-force = { from = 2026-10-01 }
[calendar.always]
timezone = "UTC"
week = { mon-sun = ["00:00-24:00"] }
[calendar.office]
timezone = "Europe/Berlin"
week = { mon-fri = ["09:00-12:00", "13:00-18:00"] }
holidays = ["h"]
[calendar.night]
timezone = "America/New_York"
week = { mon-sat = ["22:00-06:00"] }
day-ends = "midnight"
[holidays.h]
closed = [{ on = 2026-11-02, name = "off" }, { from = 2026-11-11, to = 2026-11-12 }]
open = [{ on = 2026-11-07, as = "fri" }]
[[milestone]]
id = "go"
[[milestone]]
id = "stop"
"#;

const CASE_RULES: [&str; 14] = [
    "within 3 days of go",
    "within 2 business days of go or stop",
    "within 10 hours of go",
    "within 8 business hours of request",
    "within 90 minutes of request",
    "within 1 month of go",
    "on the same day as go",
    "on the next business day after go",
    "promptly after request",
    "before stop",
    "at least 2 business days before stop",
    "by 12:00 at least 1 week before stop",
    "by the given deadline of go",
    "by 12:00 within 2 days of go",
];
const PERIOD_RULES: [&str; 8] = [
    "every day",
    "by 17:00 every business day",
    "by friday of every week",
    "by the 5th of every month",
    "by the 3rd business day of every month",
    "by the last day of every month",
    "by 12:00 on the last business day of every quarter",
    "by sunday of every week",
];
const CALENDARS: [&str; 3] = ["always", "office", "night"];
const ROLLS: [&str; 7] = [
    "following",
    "preceding",
    "modified-following",
    "modified-preceding",
    "half-month-modified-following",
    "nearest",
    "unadjusted",
];

/// A network of up to six departments and eight obligations, and a set of events: their order, how they are split and
/// whether judgements come between makes no difference, and whatever is judged obeys the laws.
pub fn world(data: &[u8]) {
    let _ = run(&mut Unstructured::new(data), Kind::Plain);
}

/// The same with tiers, templates, cut-offs, what an open handoff makes of a further trigger, rules that count from a
/// delivery, take two limits or wait for two events; and with revisions, and deliveries that say their outcome.
pub fn tiers(data: &[u8]) {
    let _ = run(&mut Unstructured::new(data), Kind::Rich);
}

/// How much a world may hold.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Plain,
    Rich,
}

const RICH_RULES: [&str; 8] = [
    "within 4 business hours of delivery of o0",
    "within 1 day of sign-off of o0",
    "by 12:00 on the next business day after delivery of o0",
    "within 2 business days of go and stop",
    "within 4 hours of go or by 17:00 on the same day as go, whichever is earlier",
    "within 1 business day of go or within 20 hours of go, whichever is later",
    "by the 10th of the month after go",
    "within 3 business days after the end of every week",
];

/// What an obligation of a rich world has beside.
fn rich_terms(u: &mut Unstructured<'_>, n: u8) -> arbitrary::Result<String> {
    let mut terms = String::new();
    let bits: u8 = u.arbitrary()?;
    let bit = |n: u8| bits & (1 << n) != 0;
    if bit(0) {
        let _ = writeln!(terms, "while-open = \"{}\"", if bit(1) { "ignore" } else { "restart" });
    }
    if bit(2) && bit(3) {
        terms.push_str("cut-off = \"15:00\"\n");
    }
    if bit(4) {
        let first = if bit(5) { "within 5 hours of go" } else { "within 2 business days of go" };
        let _ = writeln!(
            terms,
            "tiers = [{{ id = \"p1\", when = {{ kind = \"a\" }}, due = \"{first}\" }}, \
             {{ id = \"p2\", when = {{ kind = {{ not = \"z\" }} }}, review = \"1 hour\", documents = [\"d\"] }}]"
        );
    }
    if bit(6) && bit(7) {
        let _ = writeln!(terms, "for = {{ k = [\"x\", \"y\"] }}\nwhen = {{ kind = {{ not = \"{{k}}\" }} }}\n# {n}");
    }
    Ok(terms)
}

fn agreements(u: &mut Unstructured<'_>, kind: Kind) -> arbitrary::Result<String> {
    let mut text = FRAME.to_owned();
    let departments = u.int_in_range(2..=6u8)?;
    for n in 0..departments {
        let calendar = CALENDARS[u.choose_index(3)?];
        let _ = writeln!(text, "[[department]]\nid = \"d{n}\"\ncalendar = \"{calendar}\"");
    }
    let obligations = u.int_in_range(1..=8u8)?;
    for n in 0..obligations {
        let rule = match u.int_in_range(0..=2u8)? {
            0 => PERIOD_RULES[u.choose_index(PERIOD_RULES.len())?],
            _ => CASE_RULES[u.choose_index(CASE_RULES.len())?],
        };
        let rule = match kind {
            Kind::Rich if u.ratio(1u8, 2u8)? => RICH_RULES[u.choose_index(RICH_RULES.len())?],
            Kind::Rich | Kind::Plain => rule,
        };
        let (supplier, customer) = (u.int_in_range(0..=departments - 1)?, u.int_in_range(0..=departments - 1)?);
        let mut terms = String::new();
        let bits: u16 = u.arbitrary()?;
        let bit = |n: u16| bits & (1 << n) != 0;
        if n > 0 {
            let mask: u8 = u.arbitrary()?;
            let needs: Vec<String> = (0..n).filter(|n| mask & (1 << n) != 0).map(|n| format!("\"o{n}\"")).collect();
            let _ = writeln!(terms, "needs = [{}]", needs.join(", "));
        }
        if bit(0) {
            terms.push_str("review = \"6 hours\"\n");
        } else if bit(1) {
            terms.push_str("review = \"2 business days\"\n");
        }
        if bit(2) && bit(3) {
            terms.push_str("documents = [\"d\", \"e\"]\n");
        }
        if bit(4) && bit(5) {
            terms.push_str("signed = [\"d\"]\n");
        }
        if bit(6) {
            let _ = writeln!(terms, "roll = \"{}\"", ROLLS[u.choose_index(7)?]);
        }
        if bit(7) && rule.contains("every") {
            terms.push_str("about = \"previous period\"\n");
        }
        if bit(8) && bit(9) && !rule.contains("every") {
            terms.push_str("when = { kind = [\"a\", \"b\"], time = { from = \"08:00\" } }\n");
        }
        if bit(10) {
            terms.push_str("escalate = [{ to = \"boss\", when = \"1 business day before\" }, { to = \"chief\", when = \"2 days after\" }]\n");
            terms.push_str("remedy = { after = \"24 hours\", text = \"pays\" }\n");
        }
        let more = if kind == Kind::Rich { rich_terms(u, n)? } else { String::new() };
        let id = if more.contains("for = ") { format!("o{n}.{{k}}") } else { format!("o{n}") };
        if more.contains("for = ") {
            // Its own condition stands in the template.
            terms = terms
                .lines()
                .filter(|line| !line.starts_with("when"))
                .fold(String::new(), |all, line| all + line + "\n");
        }
        terms.push_str(&more);
        let body = |terms: &str| {
            format!(
                "[[obligation]]\nid = \"{id}\"\nsupplier = \"d{supplier}\"\ncustomer = \"d{customer}\"\ndeliverable = \"x{n}\"\n{terms}"
            )
        };
        if bit(11) && bit(12) {
            let _ = write!(
                text,
                "{}due = \"{rule}\"\nin-force = {{ from = 2026-10-01, until = 2026-11-05 }}\n",
                body(&terms)
            );
            let _ = write!(
                text,
                "{}due = \"{rule}\"\ncalendar = \"always\"\nin-force = {{ from = 2026-11-06 }}\n",
                body(&terms)
            );
        } else {
            let _ = write!(text, "{}due = \"{rule}\"\n", body(&terms));
        }
    }
    Ok(text)
}

const EVENTS: [&str; 18] = [
    "go",
    "stop",
    "go",
    "requested",
    "requested",
    "delivered",
    "delivered",
    "delivered",
    "delivered",
    "accepted",
    "rejected",
    "paused",
    "resumed",
    "extended",
    "waived",
    "rated",
    "voided",
    "complained",
];

fn row(u: &mut Unstructured<'_>, kind: Kind) -> arbitrary::Result<String> {
    let event = EVENTS[u.choose_index(EVENTS.len())?];
    let event = if kind == Kind::Rich && u.ratio(1u8, 6u8)? { "revised" } else { event };
    let minute = i64::from(u.int_in_range(0..=4_000u16)?) * 15;
    let start: DateTime<Utc> = "2026-10-20T00:00:00Z".parse().expect("an instant");
    let when = |minute: i64| (start + TimeDelta::minutes(minute)).to_rfc3339();
    let bits: u16 = u.arbitrary()?;
    let pick = |shift: u16, from: &[&'static str]| from[usize::from(bits >> shift) % from.len()];
    let trigger = matches!(event, "go" | "stop" | "requested" | "revised");
    let case = if trigger { pick(0, &["c", "d", "e", "c"]) } else { pick(0, &["c", "c#2", "d", "c#1", "e", ""]) };
    let obligation = format!("o{}", u.int_in_range(0..=7u8)?);
    let obligation = if kind == Kind::Rich && bits & 1024 != 0 { format!("{obligation}.x") } else { obligation };
    let obligation = if matches!(event, "go" | "stop" | "voided" | "revised") || event == "waived" && bits & 2 == 0 {
        ""
    } else {
        &*obligation
    };
    let period = if trigger {
        ""
    } else {
        pick(3, &["", "", "2026-10", "2026-11", "2026-W45", "2026-11-03", "2026-Q4", "2026-W47"])
    };
    let until = if event != "extended" {
        String::new()
    } else if bits & 64 == 0 {
        when(minute + i64::from(bits >> 7))
    } else {
        pick(7, &["2026-11-04", "2026-11-20", "2026-10-25", "2026-11-01"]).to_owned()
    };
    let documents = pick(5, &["", "d", "e", "d;e"]);
    let signed = pick(8, &["", "d", "", "e"]);
    let id = pick(9, &["", "", "", "1", "2", "3", "4", ""]);
    let target = if event == "voided" { pick(4, &["1", "2", "3", "4"]) } else { "" };
    let complaint = if event == "complained" { pick(6, &["k1", "k2"]) } else { "" };
    let score = if event == "rated" { pick(6, &["1", "5"]) } else { "" };
    let outcome =
        if kind == Kind::Rich && event == "delivered" { pick(12, &["", "", "", "met", "missed"]) } else { "" };
    let kind = if trigger { pick(10, &["a", "b", "z", ""]) } else { "" };
    let deadline =
        if event == "go" { pick(11, &["2026-11-09", "2026-11-14T12:00:00+01:00", "2026-10-30", ""]) } else { "" };
    Ok(format!(
        "{event},{},{case},{obligation},{period},{documents},{signed},{until},{score},{id},{target},{complaint},{kind},{deadline},{outcome}",
        when(minute)
    ))
}

fn record(tracker: &mut Tracker, rows: &[String]) {
    let text = format!(
        "event,at,case,obligation,period,documents,signed,until,score,id,target,complaint,kind,deadline,outcome\n{}\n",
        rows.join("\n")
    );
    let _ = tracker.record_all(Log::csv("log.csv", text.as_bytes())).expect("a log");
}

fn told(judgement: &Judgement) -> Vec<String> {
    let analysis = Analysis::of(judgement);
    let all = judgement.handoffs().chain(judgement.upcoming());
    let mut told: Vec<String> = all
        .map(|it| {
            let holds: Vec<_> = it.holds().map(|hold| (hold.from, hold.until)).collect();
            format!(
                "{it} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                to_json(&analysis.record(it, true)),
                it.sent_back(),
                it.is_accepted(),
                it.waived_at(),
                it.ratings(),
                holds,
                it.extended_at(),
                analysis.delay(it),
            )
        })
        .collect();
    told.extend(judgement.ignored_when_judged().map(|it| format!("ignored {} {:?}", it.text, it.why)));
    told.extend(
        judgement.complaints().map(|it| format!("complaint {} {} {:?}", it.number(), it.at(), it.resolved_at())),
    );
    told
}

fn run(u: &mut Unstructured<'_>, kind: Kind) -> arbitrary::Result<()> {
    let text = agreements(u, kind)?;
    let network = match Network::from_toml("world.toml", &text) {
        Ok(network) => network,
        Err(_) => return Ok(()),
    };
    let seed: u32 = u.arbitrary()?;
    let mut rows = Vec::new();
    while !u.is_empty() && rows.len() < 80 {
        rows.push(row(u, kind)?);
    }
    let mut once = Tracker::new(network.clone());
    record(&mut once, &rows);
    // A shuffle, a split, a judgement between, and some rows twice.
    let mut shuffled = rows.clone();
    let mut dice = u64::from(seed).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for n in (1..shuffled.len()).rev() {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        shuffled.swap(n, (dice % (n as u64 + 1)) as usize);
    }
    let mut parts = Tracker::new(network.clone());
    let split = seed as usize % (shuffled.len() + 1);
    record(&mut parts, &shuffled[..split]);
    let middle: DateTime<Utc> = "2026-11-05T09:00:00Z".parse().expect("an instant");
    let _ = told(&parts.judge(middle));
    record(&mut parts, &shuffled[split..]);
    if seed & 1 == 1 {
        record(&mut parts, &shuffled[..split]);
    }
    let as_of = [
        middle,
        "2026-11-16T00:00:00Z".parse().expect("an instant"),
        "2026-12-20T12:00:00Z".parse().expect("an instant"),
    ];
    for as_of in as_of {
        let (one, other) = (once.judge(as_of), parts.judge(as_of));
        assert_eq!(told(&one), told(&other), "as of {as_of}, in {text}");
        laws(&one);
    }
    // The same events under the same agreements, written and read.
    let (under, dropped) = once.under(network.clone());
    assert_eq!(dropped, 0);
    assert_eq!(told(&once.judge(middle)), told(&under.judge(middle)));
    // What happens later changes nothing.
    let mut early = Tracker::new(network.clone());
    let before = |row: &&String| {
        row.split(',').nth(1).is_some_and(|at| at.parse::<DateTime<Utc>>().is_ok_and(|at| at <= middle))
    };
    let until: Vec<String> = rows.iter().filter(before).cloned().collect();
    record(&mut early, &until);
    assert_eq!(told(&once.judge(middle)), told(&early.judge(middle)), "what comes later changes what was, in {text}");
    let judgement = once.judge(as_of[1]);
    let compliance = Analysis::of(&judgement).compliance(Report::usual_window(&network, as_of[1]));
    let by_supplier: u64 = compliance.suppliers.iter().map(|line| line.figures.week.due()).sum();
    let by_customer: u64 = compliance.customers.iter().map(|line| line.figures.week.due()).sum();
    assert_eq!(by_supplier, by_customer);
    if seed & 6 == 0 {
        reports(&once, &judgement);
    }
    Ok(())
}
